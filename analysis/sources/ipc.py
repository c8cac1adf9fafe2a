"""IPC: people in each phase of acute food insecurity, by analysis, period and area.

An estimate or a projection by a country's analysts, in phases 1 to 5; phase 3 and above, and the
population analysed, are printed beside them and may differ a little from the sums of the phases:
they are taken as printed. Chronic food insecurity and malnutrition are other scales and left out.
Each analysis has a *current* period and up to two *projections*, and counts as known from the last
day of the month that it is dated. A period without dates was not analysed.

Two analyses of one date can have one place and period; they differ in what they cover, and the one
that covers more people is preferred. A newer analysis does not touch an older one here: which of
them serves on a day is decided when the day is known, *current* before *projection*, then the
newest. Two analyses compare only where they cover about the same people
(``food_analysed_population``). Places are names: regions, or livelihood zones and camps; which
level an area is of is known only where it lies in a group.
"""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Layout, Source, Vintage
from analysis.measures import (
    BadInputError,
    drop_repeats,
    first_day,
    keep_country,
    last_day,
    read_numbers,
    read_words,
    refuse_backwards,
    refuse_unknown,
    require_columns,
)
from analysis.schema import FoodSecurity, conform
from analysis.states import NOT_PLACED, tell_reported
from analysis.web import Client, Download, FetchError, NothingThereError

NAME = "ipc"
SERVICE = "https://api.ipcinfo.org/population"
KEY = "IPC_KEY"
DATED, COUNTRY = "Date of analysis", "Country"
LONG = [DATED, COUNTRY, "Validity period", "From", "To", "Phase", "Number"]
LEVEL1, AREA = "Level 1", "Area"
ALL = "all"
PHASES = {
    ALL: "food_analysed_population",
    "3+": "food_insecure_phase3plus",
    **{str(phase): f"food_insecure_phase{phase}" for phase in range(1, 6)},
}
PERIODS = ["current", "first projection", "second projection"]
OLDER_WORDS = {"projected": PERIODS[1], "second_projected": PERIODS[2]}
WIDE = [DATED, COUNTRY, "Current from", "Current to", "Population analyzed current"]
API = ["analysis_date", "country", "condition", "current_period_dates", "p3plus"]
SUFFIXES = dict(zip(PERIODS, ("", "_projected", "_second_projected"), strict=True))
ACUTE = "A"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def clean_long(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[FoodSecurity]:
    """One row per analysis, place, period and phase."""
    rows = keep_country(require_columns(raw, LONG), COUNTRY, vintage.iso3)
    return _clean(rows, vintage)


def clean_wide(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[FoodSecurity]:
    """One row per analysis, place, period and phase, from a row per analysis and place."""
    rows = keep_country(require_columns(raw, WIDE), COUNTRY, vintage.iso3)
    held = [period for period in PERIODS if f"{period.capitalize()} from" in rows]
    parts = [_unfold(rows, period, phase) for period in held for phase in PHASES]
    return _clean(pd.concat(parts).sort_index(kind="stable"), vintage)


def _unfold(rows: pd.DataFrame, period: str, phase: str) -> pd.DataFrame:
    """Lines of one period and phase, of the columns of the wide layout."""
    number = f"Phase {phase} number {period}"
    cells: dict[str, Any] = {
        "Validity period": period,
        "From": rows[f"{period.capitalize()} from"],
        "To": rows[f"{period.capitalize()} to"],
        "Phase": phase,
        "Number": rows[f"Population analyzed {period}" if phase == ALL else number],
    }
    return rows.assign(**cells)


def clean_api(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[FoodSecurity]:
    """One row per analysis, place, period and phase, from the API's analyses with all they hold."""
    rows = keep_country(require_columns(raw, API), "country", vintage.iso2)
    rows = rows[rows["condition"].isin([ACUTE, ""])]
    if rows.empty:
        raise BadInputError("has no analysis of acute food insecurity", column="condition")
    analyses: list[Any] = rows.to_dict("records")
    held = [line for analysis in analyses for line in _read_analysis(analysis)]
    if not held:
        raise BadInputError(f"has no figure of {vintage.iso3}", column="p3plus")
    long = pd.DataFrame(held, dtype="str")
    long = long.assign(source_row=long["source_row"].astype("int64"))
    return _clean(require_columns(long, LONG), vintage)


def _read_analysis(analysis: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Lines of the country, then of each group and each area."""
    row = analysis["source_row"]
    yield from _read_place(analysis, analysis, {})
    groups = _read_list(analysis.get("groups"), row, "groups")
    for group in groups:
        yield from _read_place(group, analysis, {LEVEL1: group.get("name")})
        for area in group.get("areas") or []:
            named = {LEVEL1: group.get("name"), AREA: area.get("name")}
            yield from _read_place(area, analysis, named)
    for area in [] if groups else _read_list(analysis.get("areas"), row, "areas"):
        yield from _read_place(area, analysis, {AREA: area.get("name")})


def _read_list(words: str | None, row: int, column: str) -> list[dict[str, Any]]:
    try:
        return json.loads(words or "[]") or []
    except json.JSONDecodeError as error:
        raise BadInputError("is no list of places", row=row, column=column) from error


def _read_place(
    place: dict[str, Any], analysis: dict[str, Any], named: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Lines of one place; a phase that the API leaves out was not classified."""
    for period, suffix in SUFFIXES.items():
        start, end = _read_span(analysis.get(f"{_word(suffix)}_period_dates") or "", analysis)
        for phase in PHASES:
            number = place.get(_key(phase) + suffix)
            if number is None or number == "":
                continue
            yield {
                DATED: analysis["analysis_date"],
                COUNTRY: analysis["country"],
                LEVEL1: named.get(LEVEL1) or "",
                AREA: named.get(AREA) or "",
                "is_country": "" if named else "yes",
                "Validity period": period,
                "From": start,
                "To": end,
                "Phase": phase,
                "Number": number,
                "source_file": analysis["source_file"],
                "source_row": analysis["source_row"],
            }


def _word(suffix: str) -> str:
    return suffix.removeprefix("_") or "current"


def _key(phase: str) -> str:
    named = {ALL: "estimated_population", "3+": "p3plus"}
    return named.get(phase, f"phase{phase}_population")


def _read_span(dates: str, analysis: dict[str, Any]) -> tuple[str, str]:
    """Months that a period runs from and to, of ``Apr 2023 - Aug 2023``; empty where there is none."""
    first, _, last = dates.partition(" - ")
    if not dates.strip():
        return "", ""
    row = int(analysis["source_row"])
    column = "current_period_dates"
    return _read_month(first, row, column), _read_month(last or first, row, column)


def _read_month(words: str, row: int, column: str) -> str:
    """Month as YYYY-MM, of ``Apr 2023``."""
    month, _, year = words.strip().partition(" ")
    if month[:3].lower() not in MONTHS or not (year.isdigit() and len(year) == 4):
        raise BadInputError(f"'{words}' is not a month such as Apr 2023", row=row, column=column)
    return f"{year}-{MONTHS.index(month[:3].lower()) + 1:02d}"


def _clean(lines: pd.DataFrame, vintage: Vintage) -> DataFrame[FoodSecurity]:
    rows = lines[lines["From"].str.strip() != ""]
    phase = refuse_unknown(rows["Phase"].str.strip(), PHASES)
    period = refuse_unknown(rows["Validity period"].str.strip().replace(OLDER_WORDS), PERIODS)
    dates = rows[DATED].drop_duplicates()
    dated = rows[DATED].map({w: _read_month(w, int(str(r)), DATED) for r, w in dates.items()})
    value = read_numbers(rows["Number"], whole=False).astype("float64")
    start, end = first_day(rows["From"]), last_day(rows["To"])
    refuse_backwards(start, end)
    figures = rows.assign(
        **place_lines(rows, vintage),
        phase=phase,
        indicator=phase.map(PHASES),
        period_start=start,
        period_end=end,
        as_of=dated,
        known_from=last_day(dated),
        value=value,
        status=tell_reported(value),
        qualifier=period + "; analysed " + dated,
    )
    return conform(
        figures.assign(
            source=NAME,
            publisher="IPC",
            unit="people",
            confidence=3,
            is_preferred=is_widest(figures) & figures["value"].notna(),
        ).reset_index(drop=True),
        FoodSecurity,
    ).pipe(FoodSecurity.validate, lazy=True)


def place_lines(rows: pd.DataFrame, vintage: Vintage) -> dict[str, pd.Series]:
    """Place of each line, as columns: the area, else the group, else the country."""
    nothing = pd.Series(None, index=rows.index, dtype="str")
    group = read_words(rows[LEVEL1]) if LEVEL1 in rows else nothing
    area = read_words(rows[AREA]) if AREA in rows else nothing
    is_national = pd.Series(LEVEL1 not in rows and AREA not in rows, index=rows.index)
    is_country = rows["is_country"] == "yes" if "is_country" in rows else is_national
    name = area.fillna(group).fillna(NOT_PLACED).mask(is_country, vintage.name)
    level = pd.Series(1, index=rows.index, dtype="Int64").mask(area.notna(), 2)
    level = level.mask(group.isna(), pd.NA).mask(is_country, 0)
    return {
        "geography": name.mask(is_country, vintage.iso3),
        "geography_name": name,
        "parent_name": group.where(area.notna()),
        "admin_level": level,
    }


def is_widest(figures: pd.DataFrame) -> pd.Series:
    """Whether a line is of the analysis that covers most, among those of one place and period.

    The lines of an analysis follow that of its whole population.
    """
    key = ["geography", "parent_name", "period_start", "period_end", "as_of", "qualifier"]
    is_whole = figures["phase"] == ALL
    lines = figures.assign(block=is_whole.cumsum(), covered=figures["value"].where(is_whole))
    blocks = lines.groupby([*key, "block"], dropna=False, as_index=False).agg(
        covered=("covered", "max")
    )
    order = blocks.sort_values(["covered", "block"], ascending=[False, True], na_position="last")
    widest = order.drop_duplicates(key)[[*key, "block"]].assign(is_widest=True)
    found = lines[[*key, "block"]].merge(
        widest, on=[*key, "block"], how="left", validate="many_to_one"
    )
    return found["is_widest"].notna().set_axis(figures.index)


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Download all analyses from HDX, in the long layout; from the API where HDX has none."""
    country = hdx.name_country(vintage.iso3, vintage.name)
    pattern = rf"^ipc_{vintage.iso3}_(national|level1|area)_long\.csv$"
    try:
        found = hdx.find_resources(
            client, f"{country}-acute-food-insecurity-country-data", pattern, "csv"
        )
    except NothingThereError:
        return [_ask_service(client, vintage)]
    newest = {resource.file_name: resource for resource in reversed(found)}
    return [hdx.download(client, resource, vintage.day) for resource in newest.values()]


def _ask_service(client: Client, vintage: Vintage) -> Download:
    asked = {"country": vintage.iso2, "key": client.secret(KEY)}
    answer = client.get_json(SERVICE, params=asked)
    if not isinstance(answer, list):
        raise FetchError("api.ipcinfo.org: the answer is no list of analyses")
    return Download(
        path=client.save_json(f"ipc_population_{vintage.iso3.lower()}.json", answer),
        url=f"{SERVICE}?country={vintage.iso2}",
        title=f"IPC: population by phase, {vintage.name}",
    )


SOURCE = Source(
    name=NAME,
    provider="Integrated Food Security Phase Classification (IPC)",
    gives="people in each phase of acute food insecurity, current and projected",
    access="open (HDX); key IPC_KEY for the API",
    url="https://www.ipcinfo.org/",
    licence="public domain, no restrictions (HDX: other-pd-nr); check the terms of ipcinfo.org",
    citation="Integrated Food Security Phase Classification (IPC), www.ipcinfo.org.",
    redistributable=True,
    rows_are_dated=True,
    rhythm_days=183,
    secrets=(KEY,),
    download=download,
    layouts={
        "api": Layout(API, {"food_security": clean_api}),
        "area_long": Layout([*LONG, LEVEL1, AREA], {"food_security": clean_long}),
        "level1_long": Layout([*LONG, LEVEL1], {"food_security": clean_long}),
        "national_long": Layout(LONG, {"food_security": clean_long}),
        "area_wide": Layout([*WIDE, LEVEL1, AREA], {"food_security": clean_wide}),
        "level1_wide": Layout([*WIDE, LEVEL1], {"food_security": clean_wide}),
        "national_wide": Layout(WIDE, {"food_security": clean_wide}),
    },
    combine={"food_security": drop_repeats},
)
