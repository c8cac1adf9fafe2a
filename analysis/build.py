"""From vintages to checked tables: what was known of a country on a day.

Every table of the contract is made anew from ``data/raw``; nothing is carried over from an
earlier build. Each join leaves a record of what it matched and what it lost.
"""

import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pandera.errors

from analysis import panel, store
from analysis.coverage import add_coverage
from analysis.delays import is_first_print, to_delays
from analysis.formats import (
    Clean,
    Layout,
    Source,
    Vintage,
    choose_columns,
    find_unread,
    nearest_layout,
    recognise_layout,
)
from analysis.gazetteer import (
    Places,
    account,
    add_drawn,
    add_places,
    add_regions,
    choose_list,
    code_outlines,
    place_events,
)
from analysis.incidents import compare_months, keep_serving, reconcile_years, to_admin1_month
from analysis.losses import count_losses
from analysis.measures import (
    BadInputError,
    each_row,
    first_day,
    keep_known,
    last_day,
    read_numbers,
    read_words,
)
from analysis.outlines import to_outlines
from analysis.places import find_countries, normalise
from analysis.prose import LANGUAGES, find_country, name_countries
from analysis.rows import PLACE, read_sheets
from analysis.schema import (
    TABLES,
    Breaks,
    Coverage,
    Idps,
    Incidents,
    IncidentsAdmin1Month,
    Inputs,
    Losses,
    Pcodes,
    Table,
    conform,
    empty,
)
from analysis.sources import (
    acled,
    ch,
    cod,
    dtm,
    figures,
    fts,
    hapi,
    hno,
    idmc,
    ipc,
    ledger,
    ucdp,
    unhcr,
    wfp,
)

MODULES: list[ModuleType] = [
    *(cod, ucdp, acled, hapi, dtm, idmc, unhcr),
    *(fts, hno, ipc, ch, wfp, ledger, figures),
]
SOURCES: dict[str, Source] = {module.SOURCE.name: module.SOURCE for module in MODULES}
NO_ROW = "holds no row: that is no zero, and nothing is taken from it"
COVERED = [
    *("indicator", "source", "file", "geography_name", "start", "end", "known_from"),
    *("covers_en", "covers_fr"),
]
PUBLISHED = ["refugees", "needs", "food_security", "population", "access"]


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


def to_vintage(country: dict[str, str], day: str, version: str | None) -> Vintage:
    """Say what is known of a file beside its rows."""
    return Vintage(
        iso3=country["iso3"],
        iso2=country["iso2"],
        name=country["name_en"],
        ucdp_id=country["ucdp_id"],
        day=day,
        version=str(version or day),
        iso_numeric=country["iso_numeric"],
    )


def read_file(
    source: Source, path: Path, label: str, corrected: Iterable[str] = ()
) -> list[tuple[str, pd.DataFrame]]:
    """Layout and rows of each table of a file; sheets in no layout of the source are left out.

    Only the columns that the layout uses are read, and those ``corrected`` by hand.
    """

    def choose(header: list[str]) -> list[str]:
        return [*choose_columns(header, path.stem, source), *corrected]

    sheets = read_sheets(path, label, choose)
    found = [
        (layout, rows)
        for rows in sheets
        if (layout := recognise_layout(rows.columns, path.stem, source)) is not None
    ]
    if found:
        return found
    raise _refuse(source, path, label, [list(rows.columns.drop(PLACE)) for rows in sheets])


def _refuse(source: Source, path: Path, label: str, headers: list[list[str]]) -> BadInputError:
    """Say why a file is none of a source: known and of no use, nearly one, another's, or unknown."""
    if not any(headers):
        return BadInputError(NO_ROW, file=label)
    known = next(filter(None, (find_unread(h, SOURCES.values()) for h in headers)), None)
    if known is not None:
        return BadInputError(f"is {known}", file=label)
    near = next(filter(None, (nearest_layout(h, source) for h in headers)), None)
    if near is not None and near[1]:
        problem = f"is missing from layout {near[0]} of {source.name}"
        return BadInputError(problem, file=label, column=near[1][0])
    fitting = [
        name
        for name, other in SOURCES.items()
        if any(recognise_layout(h, path.stem, other) for h in headers)
    ]
    hint = f"; they fit {', '.join(fitting)}" if fitting else ""
    problem = f"is not a file of {source.name}: its columns fit no layout of it{hint}"
    return BadInputError(problem, file=label)


def clean_rows(
    layout: Layout, rows: pd.DataFrame, vintage: Vintage, label: str
) -> list[tuple[str, Any]]:
    """Tables that the rows of one layout become."""
    return [(table, _clean(clean, rows, vintage, label)) for table, clean in layout.tables.items()]


def _clean(clean: Clean, rows: pd.DataFrame, vintage: Vintage, label: str) -> Any:
    """Return the result of a ``clean_*``; an error gets the name of the file."""
    try:
        return clean(rows, vintage)
    except BadInputError as error:
        error.file = error.file or label
        raise
    except (TypeError, ValueError) as error:
        raise BadInputError(" ".join(str(error).split()), file=label) from error
    except pandera.errors.SchemaErrors as error:
        case = error.failure_cases.iloc[0]
        at = None if pd.isna(case["index"]) else error.data.loc[case["index"]].get("source_row")
        raise BadInputError(
            f"'{case['failure_case']}' fails the check {case['check']}",
            file=label,
            row=None if at is None else int(at),
            column=str(case["column"]),
        ) from error


def stack(parts: list[Any], table: type[Table]) -> Any:
    """Put the parts of a table under one another; no parts are the empty table."""
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else empty(table)


def read_places(raw: Path, iso3: str, day: pd.Timestamp, held: RawFiles) -> Places:
    """Read the hand-made tables that say which units a country has, beside its providers' lists."""
    countries = store.read_hand(raw, "countries.csv")
    crosswalk = ["level", "from_scheme", "from_pcode", "from_name"]
    crosswalk += ["to_scheme", "to_pcode", "to_name", "relation", "share"]
    lists = choose_list(stack([_read_lists(raw, iso3), held.of("pcodes")], Pcodes), day)
    aliases = _of_country(
        store.read_hand(raw, "aliases.csv"), iso3, ["scheme", "level", "alias", "pcode", "name"]
    )
    analysed = lists.loc[lists["is_analysed"], "scheme"]
    return Places(
        country=find_country(countries, iso3),
        lists=lists,
        aliases=aliases[aliases["scheme"].isin(analysed)].reset_index(drop=True),
        crosswalk=_of_country(store.read_hand(raw, "crosswalk.csv"), iso3, crosswalk),
        breaks=_read_breaks(raw, iso3, day),
        countries={name: code for code, name in name_countries(countries, "en").items()},
    )


def _read_lists(raw: Path, iso3: str) -> Any:
    """Read the lists of p-codes kept by hand, one of them marked as the one that is analysed."""
    columns = ["scheme", "valid_from", "level", "pcode", "name", "parent_pcode", "is_analysed"]
    rows = _of_country(store.read_hand(raw, "pcodes.csv"), iso3, columns)
    above = read_words(rows["parent_pcode"])
    return conform(
        rows.assign(parent_pcode=above, is_analysed=rows["is_analysed"] == "yes"), Pcodes
    )


def build_tables(
    raw: Path, iso3: str, as_of: str, chosen: Iterable[ChosenFile] | None = None
) -> dict[str, pd.DataFrame]:
    """All processed tables of a country as of a day, each checked against its schema."""
    held, day = read_raw(raw, iso3, as_of, chosen), pd.Timestamp(as_of)
    places = read_places(raw, iso3, day, held)
    plans = _of_country(store.read_hand(raw, "plans.csv"), iso3, ["year", "known_from"])
    documented, from_ledger = build_ledger(held, places, day)
    outlines = read_coded_outlines(raw, iso3, as_of, places)
    counted, from_counts = build_incidents(held, places, outlines)
    published = build_published(held, places, plans, day)
    covered = read_stock_coverage(raw, iso3, day)
    published["idps"] = conform(add_coverage(published["idps"], covered, iso3), Idps)
    months = from_counts["incidents_admin1_month"]
    coverage, totals = build_coverage(held, raw, iso3), held.of("fatalities_year")
    years = [reconcile_years(months, totals, coverage, name) for name in SOURCES]
    joined, from_panel = panel.to_panel(
        months, published["idps"], published["needs"], places.pcodes, coverage, places.breaks
    )
    tables = {
        "incidents": stack([counted, documented], Incidents),
        "coverage": coverage,
        "fatalities_year": totals,
        "panel_admin1_month": joined,
        "prices": keep_known(held.of("prices"), day),
        "pcodes": conform(add_drawn(places.lists, outlines), Pcodes),
        "breaks": places.breaks,
    }
    groups = (from_ledger, from_counts, published)
    losses = stack([*(group.pop("losses") for group in groups), *years, from_panel], Losses)
    tables["losses"] = conform(losses, Losses)
    for group in groups:
        tables |= group
    inputs = conform(pd.DataFrame(held.inputs), Inputs) if held.inputs else empty(Inputs)
    tables["inputs"] = keep_used(inputs, tables)
    return {
        name: table.validate(tables[name].reset_index(drop=True), lazy=True)
        for name, table in TABLES.items()
    }


def keep_used(inputs: Any, tables: dict[str, pd.DataFrame]) -> Any:
    """Files with at least one row that was known on the day; of the others nothing is shown."""
    used = set(tables["coverage"]["source_file"])
    used |= set(inputs.loc[inputs["source"] == "cod", "file"])  # what the map is drawn on
    for table in tables.values():
        if "source_file" in table:
            used |= set(table["source_file"].str.split("!").str[0])
    for cited in tables["incidents_admin1_month"]["inputs"]:
        used |= {line.rsplit("#", 1)[0].split("!")[0] for line in cited.splitlines()}
    return inputs[inputs["file"].isin(used)]


def build_ledger(held: RawFiles, places: Places, day: pd.Timestamp) -> tuple[Any, dict[str, Any]]:
    """Build documented incidents, and beside them their claims and tolls, known on a day."""
    incidents = held.of("incidents", ledger.NAME)
    is_later = pd.to_datetime(incidents["source_file"].str.split("/").str[2]) > day
    incidents = incidents.assign(note=incidents["note"].mask(is_later))  # it bears no date
    said = keep_known(held.of("claims"), day)
    all_keys = incidents["event_id"].str.removeprefix("ledger:")
    is_known = all_keys.isin(said["incident_id"]) & (incidents["event_date"] <= day)
    incidents, keys = incidents[is_known].reset_index(drop=True), all_keys[is_known]
    is_matched, is_listed = said["incident_id"].isin(keys), said["incident_id"].isin(all_keys)
    fate = is_matched.map({True: "matched", False: "no such incident"})
    fate = fate.mask(is_listed & ~is_matched, "incident after that day").astype("str")
    claims = said[is_matched].reset_index(drop=True)
    resolutions = keep_known(held.of("resolutions"), day)
    context = held.of("context_events")
    incidents, how = add_regions(incidents, places)
    ones = pd.Series(1, index=incidents.index, dtype="Int64")
    one_each = pd.Series(1, index=said.index, dtype="Int64")
    losses = [
        account(
            "ledger incidents to regions",
            incidents["admin1_name"],
            how,
            ones,
            "incidents",
            places,
        ),
        count_losses("ledger claims to incidents", fate, one_each, said["incident_id"], "claims"),
    ]
    return incidents, {
        "claims": claims,
        "resolutions": resolutions,
        "tolls": ledger.to_tolls(
            claims, resolutions[resolutions["incident_id"].isin(keys)], keys.reset_index(drop=True)
        ),
        "context_events": context[context["date"] <= day],
        "losses": stack(losses, Losses),
    }


def read_coded_outlines(raw: Path, iso3: str, as_of: str, places: Places) -> Any:
    """Outlines of the analysed units; none where no list or no boundaries are held."""
    held = store.read_outlines(raw, iso3, as_of) if places.has_list else None
    return None if held is None else code_outlines(to_outlines(held["content"]), places)


def keep_counted(events: Any) -> tuple[Any, Any]:
    """Incidents that enter the counts, and beside them what each source leaves out of its own."""
    is_counted, losses = pd.Series(False, index=events.index), []
    for name, source in SOURCES.items():
        own = events[events["source"] == name]
        is_own = source.is_counted(own).astype("bool")
        is_counted |= is_own.reindex(events.index, fill_value=False)
        if not is_own.all():
            fate = is_own.map({True: "matched", False: "no political violence"}).astype("str")
            join = f"{name} events that are counted"
            kind = own["source_event_type"]
            losses.append(count_losses(join, fate, own["fatalities_best"], kind, "people"))
    return events[is_counted].reset_index(drop=True), stack(losses, Losses)


def build_incidents(held: RawFiles, places: Places, outlines: Any) -> tuple[Any, dict[str, Any]]:
    """Build coded events, and the region-months that serve: the events' where events are held."""
    events = held.of("incidents", *(name for name in SOURCES if name != ledger.NAME))
    months = held.of("incidents_admin1_month")
    events, how, by_point = place_events(*add_regions(events, places), outlines)
    months, how_months = add_regions(months, places)
    counted, uncounted = keep_counted(events)
    from_events = to_admin1_month(counted)
    serving, losses = [], [by_point, uncounted]
    for name in SOURCES:
        of_events, of_table = events["source"] == name, months["source"] == name
        counts, table = from_events[from_events["source"] == name], months[of_table]
        serving.append(keep_serving(counts, table))
        losses.append(
            account(
                f"{name} events to regions",
                events.loc[of_events, "admin1_name"],
                how[of_events],
                events.loc[of_events, "fatalities_best"],
                "people",
                places,
            )
        )
        if counts.empty:
            losses.append(
                account(
                    f"{name} monthly rows to regions",
                    table["admin1_name"],
                    how_months[of_table],
                    table["incidents"],
                    "incidents",
                    places,
                )
            )
        elif len(table):
            losses.append(_compare(name, counts, table))
    return events, {
        "incidents_admin1_month": stack(serving, IncidentsAdmin1Month),
        "losses": stack(losses, Losses),
    }


def build_published(
    held: RawFiles, places: Places, plans: pd.DataFrame, day: pd.Timestamp
) -> dict[str, Any]:
    """Build the tables of published figures that were known on a day, with coded places."""
    tables = {"displacements": keep_known(held.of("displacements"), day)}
    rhythm = {name: source.rhythm_days for name, source in SOURCES.items() if source.rhythm_days}
    tables["delays"] = to_delays(tables["displacements"], rhythm)
    idps, loss = add_places(keep_known(held.of("idps"), day), "stocks of IDPs to places", places)
    tables["idps"], losses = idps, [loss]
    for name in PUBLISHED:
        rows = figures.add_plan_launch(held.of(name), plans)
        known = keep_known(rows, day)
        coded, loss = add_places(
            known, f"{name} to places", places, has_countries=name == "refugees"
        )
        tables[name] = coded
        losses.append(loss)
    return tables | {"losses": stack(losses, Losses)}


def build_coverage(held: RawFiles, raw: Path, iso3: str) -> Any:
    """Spans of months that each source of incidents covers; ``hand/coverage.csv`` has the last word."""
    spans = pd.DataFrame(held.coverage, columns=list(empty(Coverage).columns))
    by_hand = _of_country(store.read_hand(raw, "coverage.csv"), iso3, COVERED)
    for row in each_row(by_hand[by_hand["indicator"] == "incidents"]):
        here = (spans["source"] == row.source) & spans["source_file"].str.endswith(f"/{row.file}")
        ends = last_day(pd.Series([row.end])).dt.to_period("M").dt.to_timestamp()
        spans.loc[here, "first_month"] = pd.Timestamp(f"{row.start}-01")
        spans.loc[here, "last_month"] = ends.iloc[0]
    return conform(spans, Coverage) if len(spans) else empty(Coverage)


def read_stock_coverage(raw: Path, iso3: str, day: pd.Timestamp) -> pd.DataFrame:
    """Read what stocks cover, by place and span of days, as far as that was known on a day."""
    held = _of_country(store.read_hand(raw, "coverage.csv"), iso3, COVERED)
    rows = held[held["indicator"] != "incidents"].reset_index(drop=True)
    ends = {"start": first_day, "end": last_day, "known_from": last_day}
    days = _read_days(rows, ends, "hand/coverage.csv")
    is_known = days["known_from"].isna() | (days["known_from"] <= day)
    return rows.assign(**days)[is_known].reset_index(drop=True)


def _read_days(
    rows: pd.DataFrame, ends: Mapping[str, Callable[[pd.Series], pd.Series]], file: str
) -> dict[str, pd.Series]:
    """Days of a hand-made table, each column by its own end; an error names the file and row."""
    try:
        return {name: read(rows[name]) for name, read in ends.items()}
    except BadInputError as error:
        error.file, error.row = file, int(rows["source_row"].tolist()[error.row or 0])
        raise


def _of_country(table: pd.DataFrame, iso3: str, columns: list[str]) -> pd.DataFrame:
    if table.empty:
        table = pd.DataFrame({name: pd.Series([], dtype="str") for name in ["iso3", *columns]})
    rows = table[table["iso3"] == iso3].reset_index(drop=True)
    return rows.assign(level=rows["level"].astype("int64")) if "level" in rows else rows


def _read_breaks(raw: Path, iso3: str, day: pd.Timestamp) -> pd.DataFrame:
    columns = [
        "indicator",
        "geography_name",
        "date_from",
        "date_to",
        "kind",
        "people",
        "note_en",
        "note_fr",
    ]
    rows = _of_country(store.read_hand(raw, "breaks.csv"), iso3, columns)
    days = _read_days(rows, {"date_from": last_day, "date_to": last_day}, "hand/breaks.csv")
    people = read_numbers(rows["people"], negative=True)
    breaks = rows.assign(geography_name=read_words(rows["geography_name"]), people=people, **days)
    return conform(keep_begun(breaks, day).reset_index(drop=True), Breaks)


def keep_begun(breaks: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Keep breaks that had begun on a day; of one not over by then, nobody knew what it came to."""
    is_open = breaks["date_to"] > day
    known = breaks.assign(
        date_to=breaks["date_to"].mask(is_open, day), people=breaks["people"].mask(is_open)
    )
    return known[known["date_from"] <= day]


def _compare(name: str, events: Any, table: Any) -> pd.DataFrame:
    differing = compare_months(events, table)
    both = pd.Series(pd.to_datetime(pd.concat([events["month"], table["month"]]).unique())).between(
        table["month"].min(), table["month"].max()
    )
    return pd.DataFrame(
        {
            "join": f"{name} events against the monthly table, months",
            "outcome": ["matched", "differs"],
            "rows": [int(both.sum()) - len(differing), len(differing)],
            "value": pd.array([pd.NA, pd.NA], dtype="Int64"),
            "unit": "months",
            "names": [None, "; ".join(differing["month"].dt.strftime("%Y-%m")) or None],
        }
    )


def to_key(raw: Path, iso3: str, as_of: str, chosen: Iterable[ChosenFile]) -> dict[str, Any]:
    """Say what the tables of a country depend on: the day, the files and the code itself."""
    files = {}
    for file in chosen:
        label = store.name_file(file.path, raw)
        files[label] = file.origin["sha256"]
        files[label + ".origin.yml"] = store.hash_mapping(file.origin)
    hand = sorted(store.hand_folder(raw).glob("*"))
    files |= {f"hand/{path.name}": store.hash_file(path) for path in hand}
    code = {"analysis": hash_code(), "pandas": pd.__version__, "python": platform.python_version()}
    return {"iso3": iso3, "as_of": as_of, "files": files, "versions": code}


@cache
def hash_code() -> str:
    """Return one checksum over the modules of this package: a changed rule makes tables stale."""
    folder = Path(__file__).parent
    return store.hash_files(sorted(folder.rglob("*.py")))


def build(raw: Path, processed: Path, iso3: str, as_of: str, *, force: bool = True) -> bool:
    """Write the tables of a country; without ``force`` only where they are stale. True if built."""
    chosen = choose_inputs(raw, iso3, as_of)
    key = to_key(raw, iso3, as_of, chosen)
    if not force and store.read_build_key(processed, iso3) == key:
        return False
    store.write_tables(processed, iso3, build_tables(raw, iso3, as_of, chosen), key)
    return True


def add_file(
    raw: Path,
    name: str,
    file: Path,
    iso3: str,
    day: str,
    release: str | None,
    *,
    is_day_given: bool = True,
) -> Path:
    """Store a downloaded file as a vintage once it is read and cleaned without complaint.

    A file of another source, of another country or with a bad row is refused and nothing is
    written. The same bytes are the same file: they bear no second name and no second release.
    Where nobody says on which day they came, they stay in the vintage that is the newest.
    """
    origin = describe_file(raw, SOURCES[name], file, iso3, day, release)
    refuse_contradiction(raw, name, iso3, file.name, origin["sha256"], day, release)
    newest = store.list_newest(raw, name, iso3).get(file.name)
    same = [path for path, _ in store.list_same(raw, name, iso3, origin["sha256"])]
    if not is_day_given and newest is not None and newest[1] in same:
        return newest[1]
    return store.write_vintage(raw, name, iso3, day, file, origin)


def refuse_contradiction(
    raw: Path, source: str, iso3: str, name: str, sha256: str, day: str, release: str | None
) -> None:
    """Raise where the same bytes are held under another name, or as another release.

    A vintage of another day that states no release, but its day, contradicts none.
    """
    for path, version in store.list_same(raw, source, iso3, sha256):
        vintage, held = path.parent.name, store.name_file(path, raw)
        if store.read_name(path)[0] != name:
            raise BadInputError(f"has the same bytes as {held}, which is held already", file=name)
        is_stated = version != vintage or vintage == day
        if release not in (None, version) and is_stated:
            problem = f"is held already as release {version}, not {release}: {held}"
            raise BadInputError(problem, file=name)


def list_country_words(countries: pd.DataFrame) -> dict[str, str]:
    """Country of each code and of each name, normalised, in both languages."""
    named = [name_countries(countries, lang) for lang in LANGUAGES]
    words = {normalise(name): iso3 for names in named for iso3, name in names.items()}
    codes = {code: row.iso3 for row in each_row(countries) for code in (row.iso2, row.iso3)}
    return words | codes


def refuse_other_country(
    layout: Layout, rows: pd.DataFrame, iso3: str, known: dict[str, str], label: str
) -> None:
    """Raise where the first column of a layout that names any country never names this one."""
    given = {layout.tidy(name): name for name in reversed(rows.columns)}
    for column in (given[name] for name in layout.countries if name in given):
        named = find_countries(rows[column], known)
        if iso3 in named:
            return
        if named:
            problem = f"names {', '.join(sorted(named)[:3])} and never {iso3}"
            raise BadInputError(problem, file=label, column=column)


def describe_file(
    raw: Path, source: Source, file: Path, iso3: str, day: str, release: str | None
) -> dict[str, Any]:
    """Read and clean a file without complaint, and say what goes into its origin file."""
    countries = store.read_hand(raw, "countries.csv")
    country = find_country(countries, iso3)
    version = release or source.read_release(file.name) or day
    vintage = to_vintage(country, day, version)
    found = read_file(source, file, file.name)
    if not any(len(rows) for _, rows in found):
        raise BadInputError(NO_ROW, file=file.name)
    known = list_country_words(countries)
    for layout, rows in found:
        refuse_other_country(source.layouts[layout], rows, iso3, known, file.name)
        clean_rows(source.layouts[layout], rows, vintage, file.name)
    if any(source.layouts[layout].has_outlines for layout, _ in found):
        store.check_outlines(file)
    count = sum(len(rows) for _, rows in found)
    return {
        "title": file.name,
        "producer": source.provider,
        "url": source.url,
        "date_published": None,
        "date_retrieved": day,
        "version": version,
        "licence": source.licence,
        "redistributable": source.redistributable,
        "citation": source.citation,
        "sha256": store.hash_file(file),
        "covers": f"{iso3}; {count} rows in layout {', '.join(layout for layout, _ in found)}",
        "known_gaps": None,
    }
