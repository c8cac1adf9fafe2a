"""Tables kept by hand, for one country: its units, their other names, coverage and breaks."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import store
from analysis.gazetteer import Places, choose_list
from analysis.holdings import RawFiles, stack
from analysis.measures import BadInputError, each_row, first_day, last_day, read_numbers, read_words
from analysis.prose import find_country, name_countries
from analysis.schema import Breaks, Coverage, Pcodes, StudiedEvents, conform, empty

COVERED = [
    *("indicator", "source", "file", "geography_name", "start", "end", "known_from"),
    *("covers_en", "covers_fr"),
]
EVENTS = "hand/events.csv"
STUDIED = [
    *("event_id", "label_en", "label_fr", "start", "regions", "leads", "lags"),
    *("written_on", "evidence"),
]


def read_places(raw: Path, iso3: str, day: pd.Timestamp, held: RawFiles) -> Places:
    """Read the hand-made tables that say which units a country has, beside its providers' lists."""
    countries = store.read_hand(raw, "countries.csv")
    crosswalk = ["level", "from_scheme", "from_pcode", "from_name"]
    crosswalk += ["to_scheme", "to_pcode", "to_name", "relation", "share"]
    lists = choose_list(stack([_read_lists(raw, iso3), held.of("pcodes")], Pcodes), day)
    aliases = keep_of_country(
        store.read_hand(raw, "aliases.csv"), iso3, ["scheme", "level", "alias", "pcode", "name"]
    )
    analysed = lists.loc[lists["is_analysed"], "scheme"]
    return Places(
        country=find_country(countries, iso3),
        lists=lists,
        aliases=aliases[aliases["scheme"].isin(analysed)].reset_index(drop=True),
        crosswalk=keep_of_country(store.read_hand(raw, "crosswalk.csv"), iso3, crosswalk),
        breaks=_read_breaks(raw, iso3, day),
        countries={name: code for code, name in name_countries(countries, "en").items()},
    )


def _read_lists(raw: Path, iso3: str) -> Any:
    """Read the lists of p-codes kept by hand, one of them marked as the one that is analysed."""
    columns = ["scheme", "valid_from", "level", "pcode", "name", "parent_pcode", "is_analysed"]
    rows = keep_of_country(store.read_hand(raw, "pcodes.csv"), iso3, columns)
    above = read_words(rows["parent_pcode"])
    return conform(
        rows.assign(parent_pcode=above, is_analysed=rows["is_analysed"] == "yes"), Pcodes
    )


def build_coverage(held: RawFiles, raw: Path, iso3: str) -> Any:
    """Spans of months that each source of incidents covers; ``hand/coverage.csv`` has the last word."""
    spans = pd.DataFrame(held.coverage, columns=list(empty(Coverage).columns))
    by_hand = keep_of_country(store.read_hand(raw, "coverage.csv"), iso3, COVERED)
    for row in each_row(by_hand[by_hand["indicator"] == "incidents"]):
        here = (spans["source"] == row.source) & spans["source_file"].str.endswith(f"/{row.file}")
        ends = last_day(pd.Series([row.end])).dt.to_period("M").dt.to_timestamp()
        spans.loc[here, "first_month"] = pd.Timestamp(f"{row.start}-01")
        spans.loc[here, "last_month"] = ends.iloc[0]
    return conform(spans, Coverage) if len(spans) else empty(Coverage)


def read_stock_coverage(raw: Path, iso3: str, day: pd.Timestamp) -> pd.DataFrame:
    """Read what stocks cover, by place and span of days, as far as that was known on a day."""
    held = keep_of_country(store.read_hand(raw, "coverage.csv"), iso3, COVERED)
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


def keep_of_country(table: pd.DataFrame, iso3: str, columns: list[str]) -> pd.DataFrame:
    """Rows of one country of a table by hand; a table that is not held has none."""
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
    rows = keep_of_country(store.read_hand(raw, "breaks.csv"), iso3, columns)
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


def read_events(raw: Path, iso3: str, day: pd.Timestamp, lists: pd.DataFrame) -> Any:
    """Read the events to be studied that had begun on a day; ``lists`` are the country's p-codes.

    A row is a question and no news: it counts from the day on which its first month began, whenever
    it was written down. What that question then sees is what was known on the day.
    """
    rows = keep_of_country(store.read_hand(raw, "events.csv"), iso3, STUDIED)
    _check_events(rows, lists)
    days = _read_days(rows, {"start": first_day, "written_on": first_day}, EVENTS)
    spans = {name: _read_span(rows, name) for name in ("leads", "lags")}
    events = conform(rows.assign(**days, **spans), StudiedEvents)
    return events[events["start"] <= day].reset_index(drop=True)


def _check_events(rows: pd.DataFrame, lists: pd.DataFrame) -> None:
    """Refuse what is blank or repeated, a start that is no month, and a code that no list has."""
    for name in STUDIED:
        _refuse_where(rows, rows[name].str.strip() == "", name, "is blank")
    _refuse_where(rows, rows["event_id"].duplicated(), "event_id", "is there already")
    is_month = rows["start"].str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])")
    _refuse_where(rows, ~is_month.astype("bool"), "start", "is no month written YYYY-MM")
    is_day = rows["written_on"].str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    _refuse_where(rows, ~is_day.astype("bool"), "written_on", "is no day written YYYY-MM-DD")
    known = set(lists.loc[lists["level"] == 1, "pcode"])
    if known:
        is_known = rows["regions"].map(lambda codes: set(codes.split(";")) <= known)
        _refuse_where(rows, ~is_known.astype("bool"), "regions", "holds a code that no list has")


def _refuse_where(rows: pd.DataFrame, is_wrong: pd.Series, name: str, problem: str) -> None:
    wrong = rows[is_wrong]
    if len(wrong):
        told = f"'{wrong[name].iloc[0]}' {problem}"
        raise BadInputError(told, file=EVENTS, row=int(wrong["source_row"].iloc[0]), column=name)


def _read_span(rows: pd.DataFrame, name: str) -> pd.Series:
    """Whole numbers of months, one at least."""
    is_whole = rows[name].str.fullmatch(r"[1-9]\d?")
    _refuse_where(rows, ~is_whole.astype("bool"), name, "is no number of months from 1 to 99")
    return rows[name].astype("int64")
