"""A file as it comes from a provider: recognised, cleaned, refused, or kept as a vintage."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors

from analysis import store
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
from analysis.measures import BadInputError, each_row
from analysis.outlines import to_outlines
from analysis.places import find_countries, normalise
from analysis.prose import LANGUAGES, find_country, name_countries
from analysis.providers import SOURCES
from analysis.rows import PLACE, read_sheets
from analysis.settlements import RASTERS, check_raster

SPANS = [  # columns that say when a row of a table begins and ends, the first that it has
    *(("event_date", "event_date_end"), ("period_start", "period_end"), ("month", "month")),
    *(("date", "date"), ("as_of", "as_of"), ("published_date", "published_date")),
]
NO_ROW = "holds no row: that is no zero, and nothing is taken from it"


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


def tell_file(raw: Path, path: Path) -> str:
    """Say what a stored file holds, from when to when, and of which release it is, if that was given."""
    origin = store.read_origin(path, raw)
    is_stated = str(origin["version"]) != str(origin["date_retrieved"])
    release = f"release {origin['version']}" if is_stated else "no release given"
    return f"{origin['covers']}; {release}"


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
    kept: dict[str, list[pd.DataFrame]] = {}
    for layout, rows in found:
        refuse_other_country(source.layouts[layout], rows, iso3, known, file.name)
        for table, cleaned in clean_rows(source.layouts[layout], rows, vintage, file.name):
            kept.setdefault(table, []).append(cleaned)
    if any(source.layouts[layout].has_outlines for layout, _ in found):
        store.check_outlines(file)
    if file.suffix.lower() in RASTERS:
        held = store.read_outlines(raw, iso3)
        area = to_outlines(held["content"]).geometry.union_all() if held else None
        check_raster(file, file.name, area)
    told = {k: v for layout, _ in found for k, v in source.layouts[layout].origin.items()}
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
        "covers": _say_kept(iso3, found, kept),
        "known_gaps": None,
    } | told


def _say_kept(
    iso3: str, found: list[tuple[str, pd.DataFrame]], kept: dict[str, list[pd.DataFrame]]
) -> str:
    """Say how many rows a file has, in which layout, and what of each table they become."""
    count, layouts = sum(len(rows) for _, rows in found), ", ".join(layout for layout, _ in found)
    taken = (
        ", ".join(
            f"{sum(map(len, parts))} of {table}{_say_span(parts)}" for table, parts in kept.items()
        )
        or "none of a table"
    )
    return f"{iso3}; {count} rows in layout {layouts}, rows taken: {taken}"


def _say_span(parts: list[pd.DataFrame]) -> str:
    """First and last day of the rows of a table; nothing where its rows have none."""
    held = [{*part.columns} for part in parts]
    ends = next((pair for pair in SPANS if all({*pair} <= names for names in held)), None)
    if ends is None:
        return ""
    days = pd.concat([part[name].dropna() for part in parts for name in ends])
    return f", {_say_day(days.min())} to {_say_day(days.max())}" if len(days) else ""


def _say_day(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if isinstance(day, pd.Timestamp) else str(day)


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
