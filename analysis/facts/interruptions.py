"""What one dated event changed in a single series of monthly incidents; or why that cannot be told.

The series is that of the regions hit and, where others were not hit, that of the whole country. It
has nothing to be held against but its own months before.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.facts.estimates import (
    last_month_of,
    make_estimate,
    name_history,
    sum_country,
    tell_refusal,
)
from analysis.facts.events import DECIMALS, NO_MODEL, find_event_place, keep_shown
from analysis.facts.figure import cite_ids, cite_pairs, make_figure, make_id, write_day, write_end
from analysis.facts.reasons import read_reason
from analysis.measures import each_row
from analysis.models import NotEnoughData, find_coverage, fit_interruption
from analysis.models.estimates import CONTRADICTED, INCONCLUSIVE, SUPPORTED, require
from analysis.models.interruption import AFTER, HIGH_RHO, SEASON
from analysis.panel import UNIT, add_unit
from analysis.states import NOT_PLACED

REGIONS, COUNTRY = "regions", "country"
YEAR = pd.DateOffset(months=12)
WAVES = 2  # of the season, where the months are enough for one
REASONS = {SUPPORTED: "level rose", CONTRADICTED: "level fell", INCONCLUSIVE: "open"}
UNSURE = "unsure"
MISSING, NEAR = "event_series_missing", "event_series_near"


class Series(NamedTuple):
    """Monthly incidents of a place, the rows that they are counted from, and what its figures share."""

    counts: pd.Series
    is_analysed: bool
    rows: pd.DataFrame
    base: str
    source: str
    about: dict[str, Any]


def tell_interruptions(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Figures of the change of level from each event on, or of why there is none."""
    rows = []
    for event in each_row(keep_shown(tables["studied_events"], first)):
        for scope in choose_scopes(event, history):
            series = _make_series(event, scope, tables, history, place, first)
            rows += _tell(event, scope, series)
    return rows


def choose_scopes(event: Any, history: pd.DataFrame) -> list[str]:
    """Series to ask of an event; the country is another one where it has regions that were not hit."""
    others = set(history["unit"]) - set(event.regions.split(";"))
    return [REGIONS, *([COUNTRY] if others else [])]


def name_series(scope: str, event_id: str) -> str:
    """Id of the figure of the change of level in a series."""
    return make_id("event_series", scope, event_id)


def sum_months(
    event: Any,
    scope: str,
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
) -> pd.Series:
    """Incidents of a series by month, up to the last that is final.

    Missing where any part is, or lies in a known break of what is counted. The country's sum has
    also what is in no region, as in the source's own. Empty where a region hit is not analysed.
    """
    last, hit = last_month_of(history), event.regions.split(";")
    if last is None or not _is_analysed(event, history):
        return pd.Series(dtype="Int64", index=pd.DatetimeIndex([]), name="incidents")
    is_part = history["unit"].isin(hit) | (scope == COUNTRY)
    parts = history[is_part & (history["month"] <= last)]
    counts = parts.groupby("month")["incidents"].sum(skipna=False)
    if scope == COUNTRY:
        counts = sum_country(tables, history)["incidents"].reindex(counts.index)
    return counts.where(_is_covered(parts, tables["breaks"]))


def _is_analysed(event: Any, history: pd.DataFrame) -> bool:
    """Whether all regions hit are among those that have months."""
    return set(event.regions.split(";")) <= set(history["unit"])


def _is_covered(parts: pd.DataFrame, breaks: pd.DataFrame) -> pd.Series:
    """Say of each month whether no part of a series lies in a known break of what is counted."""
    covered = find_coverage(
        parts, breaks, indicator="incidents", unit_name="admin1_name", time="month"
    )
    return covered.groupby(parts["month"]).all()


def _make_series(
    event: Any,
    scope: str,
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> Series:
    """Months of a series with all that its figures share."""
    counts = sum_months(event, scope, tables, history)
    held = history["source"].dropna()
    source = str(held.iloc[0]) if len(held) else "ucdp"
    where = find_event_place(event, history, place) if scope == REGIONS else place
    ends = (counts.index[0], counts.index[-1]) if len(counts) else (first, first)
    names = [name_history(source, place)]
    names += [make_id("history_unplaced", source, place["geography"])] if scope == COUNTRY else []
    about = {
        **where,
        "period_start": write_day(ends[0]),
        "period_end": write_end(ends[1]),
        "inputs": cite_ids(names if len(counts) else []),
    }
    rows = _find_rows(event, scope, tables, source)
    is_analysed = history.empty or _is_analysed(event, history)
    return Series(counts, is_analysed, rows, name_series(scope, event.event_id), source, about)


def _find_rows(
    event: Any, scope: str, tables: Mapping[str, pd.DataFrame], source: str
) -> pd.DataFrame:
    """Rows of the source that a series is counted from."""
    counted = tables["incidents_admin1_month"]
    own = counted[counted["source"] == source]
    if scope == COUNTRY:
        return own
    units = tables["panel_admin1_month"].drop_duplicates(UNIT)
    placed = add_unit(own, units[units["admin1_name"] != NOT_PLACED])
    unit = placed["admin1_pcode"].fillna(placed["admin1_name"])
    return own[unit.isin(event.regions.split(";"))]


def _tell(event: Any, scope: str, series: Series) -> list[dict[str, Any]]:
    """Figures of one series: what was counted, and the change of level or why there is none."""
    about = series.about | {"unit": "percent"}
    counted = _tell_counted(event, series)
    try:
        table = _fit(event, series)
    except NotEnoughData as refusal:
        refused = tell_refusal(series.base, "event_series", series.source, refusal, **about)
        return [*refused, *counted]
    row = to_percent(table).to_dict("index")["level"]
    reason = read_reason(str(table.attrs.get("reason") or REASONS[row["verdict"]]))
    effect = make_estimate(
        series.base, "event_series", series.source, row, **about, note=reason.word
    )
    if reason.numbers:
        return [effect, *_tell_break(series, reason.numbers), *counted]
    return [
        effect,
        *_tell_levels(table, series),
        *_tell_checks(table.attrs, series),
        *counted,
        *(_tell_years(series) if scope == REGIONS else []),
    ]


def _fit(event: Any, series: Series) -> pd.DataFrame:
    """Estimates; refused before the model where no month from the event on is held, or no region hit."""
    counts = series.counts
    if not series.is_analysed:
        raise NotEnoughData("the regions hit are not among those analysed")
    if counts.empty or event.start > counts.index[-1]:
        require(0, AFTER, "observed periods from the date on")
    return fit_interruption(
        counts,
        start=event.start,
        harmonics=WAVES if counts.notna().sum() >= SEASON else 0,
        family="ar1",
        coverage=counts.notna(),
    )


def to_percent(table: pd.DataFrame) -> pd.DataFrame:
    """Return log ratios and their intervals as changes in per cent."""
    changed = {k: (100 * np.expm1(table[k])).round(DECIMALS) for k in ("estimate", "low", "high")}
    return table.assign(**changed)


def to_level(logarithm: float) -> float:
    """Return incidents from log(1 + incidents); what the logarithms put below none is none."""
    return round(max(float(np.expm1(logarithm)), 0.0), DECIMALS)


def _tell_break(series: Series, numbers: tuple[int, ...]) -> list[dict[str, Any]]:
    """Figures of the months around the event: how many have no number that can be used, and how many there are."""
    about = {"unit": "months", "status": "reported", "rule": NO_MODEL}
    return [
        _tell_number(series, name, value, **about)
        for name, value in zip((MISSING, NEAR), numbers, strict=True)
    ]


def _tell_number(series: Series, name: str, value: float, **about: Any) -> dict[str, Any]:
    """Figure of a number beside a change of level."""
    given = series.about | {"rule": "of-the-model", "inputs": cite_ids([series.base])} | about
    return make_figure(_extend(series, name), name, series.source, **given, value=value)


def _extend(series: Series, name: str, *parts: str) -> str:
    """Id of a figure beside the change of level in a series."""
    return make_id(series.base, name.removeprefix("event_series_"), *parts)


def _tell_levels(table: pd.DataFrame, series: Series) -> list[dict[str, Any]]:
    """Figures of the level at the start without and with the change, and of the change per month.

    The interval of the level with the change is that of the change.
    """
    constant, level = table.attrs["constant"], table.to_dict("index")["level"]
    ends = {name: to_level(constant + level[name]) for name in ("estimate", "low", "high")}
    cited = {**series.about, "inputs": cite_ids([series.base]), "verdict": None}
    rows = {
        "event_series_after": (level | ends, "incidents"),
        "event_series_trend": (to_percent(table).to_dict("index")["trend"], "percent"),
    }
    return [
        _tell_number(
            series,
            "event_series_before",
            to_level(constant),
            unit="incidents",
            status="estimated",
        ),
        *(
            make_estimate(_extend(series, name), name, series.source, row, **cited, unit=unit)
            for name, (row, unit) in rows.items()
        ),
    ]


def _tell_checks(told: Mapping[Any, Any], series: Series) -> list[dict[str, Any]]:
    """Figures of what a change rests on: months on either side, other dates, how alike months are."""
    rho, share = round(told["autocorrelation"], 3), round(100 * told["placebo_p"], DECIMALS)
    found, estimated = {"status": "reported"}, {"status": "estimated"}
    is_high = {"verdict": UNSURE if rho > HIGH_RHO else None}
    numbers: dict[str, tuple[float, dict[str, Any]]] = {
        "event_series_months_before": (told["before"], found | {"unit": "months"}),
        "event_series_months_after": (told["after"], found | {"unit": "months"}),
        "event_series_dates": (told["placebo_dates"], found | {"unit": "count"}),
        "event_series_dates_p": (share, estimated | {"unit": "percent"}),
        "event_series_rho": (rho, estimated | {"unit": "ratio"} | is_high),
    }
    return [_tell_number(series, name, value, **about) for name, (value, about) in numbers.items()]


def _tell_counted(event: Any, series: Series) -> list[dict[str, Any]]:
    """Figures of what was counted from the start on and in the year before; none without a month since."""
    counts = series.counts
    if counts.empty or event.start > counts.index[-1]:
        return []
    months = counts.index
    is_since, is_near = months >= event.start, months >= event.start - YEAR
    parts = {
        "event_series_since": counts[is_since],
        "event_series_year_before": counts[is_near & ~is_since],
    }
    return [_count(series, name, held) for name, held in parts.items() if len(held)]


def _tell_years(series: Series) -> list[dict[str, Any]]:
    """Figures of what was counted in each calendar year: the numbers behind a chart."""
    years = pd.DatetimeIndex(series.counts.index).year
    return [
        _count(series, "event_series_year", months, str(year))
        for year, months in series.counts.groupby(years)
    ]


def _count(series: Series, name: str, months: pd.Series, *parts: str) -> dict[str, Any]:
    """Figure of the incidents of some months; at least so many where one of them is not known."""
    known = months.dropna()
    is_whole = len(known) == len(months)
    rows = series.rows[series.rows["month"].isin(known.index)]
    told = {
        "period_start": write_day(months.index[0]),
        "period_end": write_end(months.index[-1]),
        "value": known.sum() if len(known) else None,
        "status": ("reported" if is_whole else "at_least") if len(known) else "not_reported",
        "unit": "incidents",
        "rule": "count",
        "n": len(known),
        "inputs": cite_pairs(line for lines in rows["inputs"] for line in lines.splitlines()),
    }
    given = series.about | told
    return make_figure(_extend(series, name, *parts), name, series.source, **given)
