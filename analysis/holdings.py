"""What is held of a country: the files that count as known on a day, read and cleaned."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import store
from analysis.delays import is_first_print
from analysis.formats import Source, Vintage
from analysis.intake import clean_rows, read_file, to_vintage
from analysis.measures import BadInputError, each_row
from analysis.prose import find_country
from analysis.providers import SOURCES
from analysis.schema import TABLES, Table, empty
from analysis.sources import cod


@dataclass
class RawFiles:
    """The files of a country that count as known on a day: their rows cleaned, by table and source."""

    tables: dict[str, dict[str, list[pd.DataFrame]]] = field(default_factory=dict)
    inputs: list[dict[str, Any]] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)

    def of(self, table: str, *only: str) -> Any:
        """One table of all sources, or of ``only`` some: the newest vintage of each row."""
        parts = [
            combine(SOURCES[name], table, held, self.releases(name, table))
            for name, held in self.tables[table].items()
            if not only or name in only
        ]
        return stack(parts, TABLES[table])

    def releases(self, source: str, table: str) -> list[str]:
        """Releases of a source that cover months of a table, also those without a row of ours."""
        spans = [s for s in self.coverage if (s["source"], s["table"]) == (source, table)]
        return [str(span["version"]) for span in spans]


def combine(
    source: Source, table: str, parts: list[pd.DataFrame], releases: Iterable[str] = ()
) -> Any:
    """Make one table of what several files of a source say, oldest vintage first."""
    stacked = stack(parts, TABLES[table])
    if source.keep_release is not None and table == "incidents":
        return source.keep_release(stacked, releases)
    if table in source.combine:
        return source.combine[table](stacked)
    key = key_of(TABLES[table])
    return stacked.drop_duplicates(key, keep="last", ignore_index=True) if key else stacked


def key_of(table: type[Table]) -> list[str]:
    """Columns that tell the rows of a table apart; none where it declares no key."""
    schema = table.to_schema()
    return list(schema.unique or [n for n, c in schema.columns.items() if c.unique])


def stack(parts: list[Any], table: type[Table]) -> Any:
    """Put the parts of a table under one another; no parts are the empty table."""
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else empty(table)


@dataclass(frozen=True)
class ChosenFile:
    """A file that counts on a day: its source, its vintage, and its origin, checked against its bytes."""

    source: str
    day: str
    path: Path
    origin: dict[str, Any]


def choose_inputs(raw: Path, iso3: str, as_of: str) -> list[ChosenFile]:
    """List the files of every source that count on a day; their bytes are checked here."""
    return [
        ChosenFile(name, day, path, store.read_origin(path, raw))
        for name, source in SOURCES.items()
        for day, path in store.choose_files(
            raw, name, iso3, as_of, rows_are_dated=source.rows_are_dated
        )
    ]


def find_newest(raw: Path, iso3: str) -> str:
    """Day of the newest vintage of figures held: the cut-off where none is asked for.

    Boundaries and codes say nothing of what happened, so their day does not count.
    """
    names = [name for name in SOURCES if name != cod.NAME]
    days = [d for name in names for d in store.list_vintages(raw, name, iso3)]
    if not days and store.list_vintages(raw, cod.NAME, iso3):
        raise BadInputError(
            f"of {iso3} only {cod.NAME} is held, whose units and populations say nothing of what "
            "happened: add a file of another source with impact add, or say a day with --as-of"
        )
    if not days:
        raise BadInputError(f"no data are held for {iso3}: add a file with impact add")
    return max(days)


def read_raw(
    raw: Path, iso3: str, as_of: str, chosen: Iterable[ChosenFile] | None = None
) -> RawFiles:
    """Read and clean the vintages that count on a day; every file is checked and recognised."""
    held = RawFiles({name: {} for name in TABLES})
    country = find_country(store.read_hand(raw, "countries.csv"), iso3)
    corrections = store.read_corrections(raw)
    for file in choose_inputs(raw, iso3, as_of) if chosen is None else chosen:
        name, day, path, origin = file.source, file.day, file.path, file.origin
        source, label = SOURCES[name], store.name_file(path, raw)
        vintage = to_vintage(country, day, origin["version"])
        fixes = [
            c for c in corrections if (c["source"], c["file"]) == (name, store.read_name(path)[0])
        ]
        count = 0
        corrected = {name for fix in fixes for name in (*fix["match"], fix["column"])}
        for layout, as_received in read_file(source, path, label, corrected):
            count += len(as_received)
            rows = store.apply_corrections(as_received, fixes, file=label)
            for table, cleaned in clean_rows(source.layouts[layout], rows, vintage, label):
                held.tables[table].setdefault(name, []).append(cleaned)
                _note_coverage(held, source, table, cleaned, vintage, label)
        facts = {k: origin[k] for k in _ORIGIN}
        given = {"source": name, "vintage": day, "file": label, "rows": count}
        given["finest"] = source.finest
        if day > as_of and name != cod.NAME:
            facts["known_gaps"] = None  # they tell also of rows that were not yet known
        held.inputs.append(given | facts)
    return held


_ORIGIN = [
    *("sha256", "title", "producer", "url", "date_published", "date_retrieved"),
    *("licence", "citation", "known_gaps", "redistributable"),
]


_COUNTED = ("incidents", "incidents_admin1_month")


def _note_coverage(
    held: RawFiles, source: Source, table: str, rows: Any, vintage: Vintage, label: str
) -> None:
    months = source.to_coverage(rows, vintage) if table in _COUNTED else None
    if months is not None:
        first, last = months
        span = {"first_month": first, "last_month": last, "version": vintage.version}
        span |= {"absent_is_zero": table in source.absent_is_zero, "table": table}
        span["provisional_from"] = find_provisional(source, first, last, vintage)
        held.coverage.append({"source": source.name, "source_file": label} | span)


def find_provisional(source: Source, first: Any, last: Any, vintage: Vintage) -> Any:
    """First of the months of a file that may still change; missing where none of them may.

    Releases that say whether they are final decide; of others, months that nobody can have seen
    revised when the file was retrieved.
    """
    is_final = source.is_final(vintage.version)
    if is_final is not None:
        return pd.NaT if is_final else first
    months = pd.Series(pd.date_range(first, last, freq="MS"))
    seen = pd.Series(pd.Timestamp(vintage.day), index=months.index)
    rhythm = pd.Series(source.rhythm_days, index=months.index)
    return months[is_first_print(months, seen, rhythm)].min()


def list_corrections(raw: Path, inputs: pd.DataFrame) -> list[dict[str, Any]]:
    """Corrections by hand that found their row in the files of a build, with that file and row."""
    found = []
    for fix in store.read_corrections(raw):
        for given in each_row(inputs[inputs["source"] == fix["source"]]):
            path = raw / given.file
            if store.read_name(path)[0] == fix["file"]:
                found += [_tell_correction(fix, row) for row in _find_corrected(path, given, fix)]
    return found


def _find_corrected(path: Path, given: Any, fix: dict[str, Any]) -> list[Any]:
    names = {*fix["match"], fix["column"]}
    sheets = read_file(SOURCES[fix["source"]], path, given.file, names)
    held = [rows[store.find_rows(rows, fix)] for _, rows in sheets if names <= {*rows.columns}]
    return [row for rows in held for row in each_row(rows)]


def _tell_correction(fix: dict[str, Any], row: Any) -> dict[str, Any]:
    kept = {name: str(fix[name]) for name in ("id", "column", "expect", "value", "reason")}
    return kept | {"file": str(row.source_file), "row": int(row.source_row)}
