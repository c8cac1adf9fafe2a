"""The country's months: records of deaths by the practitioners' rule, and changes of level.

A month counts where every region's number is known and final; what has no region is in the sum, as
in the source's own national number. See ``docs/methods/anomalies.md`` and ``docs/methods/breaks.md``.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.anomalies import NOT_JUDGED
from analysis.facts.estimates import COUNTED, make_estimate, name_history, tell_refusal
from analysis.facts.figure import cite_ids, cite_pairs, make_figure, make_id, write_day
from analysis.measures import each_row
from analysis.models import NotEnoughData, find_breaks, find_records

MINIMUM = 100  # deaths of a month in the country
WINDOWS = {"record_year": 12, "record_three_years": 36}
SILENCE = 6
RECORD, NO_RECORD, ALERT, NO_ALERT = "record", "no record", "alert", "no alert"
LAST = 12  # months in which alerts are counted


def sum_country(
    tables: Mapping[str, pd.DataFrame], history: pd.DataFrame, first: pd.Timestamp
) -> pd.DataFrame:
    """Incidents and deaths of the country, a row per month from the first that is known.

    Blank where a region's count is not known or may still change. Deaths are missing where those of
    any incident are. No rows where no month is known.
    """
    is_known = history["incidents"].notna().groupby(history["month"]).all()
    known = is_known.index[is_known]
    panel = tables["panel_admin1_month"]
    rows = panel[panel["month"].isin(known) & panel["incidents"].notna()]
    sums = rows.groupby("month")[COUNTED].sum(skipna=False)
    if sums.empty:
        return sums
    return sums.reindex(pd.date_range(known.min(), first, freq="MS", name="month"))


def tell_records(
    tables: Mapping[str, pd.DataFrame],
    months: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
    source: str,
) -> list[dict[str, Any]]:
    """Tell the highest monthly deaths of one and of three years, and whether the rule alerts."""
    if months["fatalities_best"].notna().sum() == 0:
        return []
    deaths = months["fatalities_best"].astype("Float64")
    end = {"period_end": _end(first)}
    about: dict[str, Any] = {**place, **end, "period_start": write_day(first)}
    least = make_figure(
        make_id("record_minimum", source, place["geography"]),
        "record_minimum",
        source,
        **about,
        value=MINIMUM,
        unit="people",
        status="reported",
        rule="least-that-alerts",
    )
    highest = [
        _tell_highest(name, deaths.iloc[-width:], width, tables, place, source)
        for name, width in WINDOWS.items()
    ]
    alerts = find_records(
        deaths, minimum=MINIMUM, windows=list(WINDOWS.values()), silence=SILENCE
    ).index
    is_known = pd.notna(deaths.iloc[-1]) and len(deaths) >= min(WINDOWS.values())
    start = first - pd.DateOffset(months=LAST - 1)
    told = make_figure(
        make_id("record_alerts", source, place["geography"]),
        "record_alerts",
        source,
        **(about | {"period_start": write_day(start)}),
        value=int((alerts >= start).sum()),
        unit="months",
        status="reported",
        rule="model-records",
        n=int(deaths.iloc[-LAST:].notna().sum()),
        verdict=(ALERT if first in alerts else NO_ALERT) if is_known else NOT_JUDGED,
        inputs=cite_ids([name_history(source, place)]),
    )
    return [least, *highest, told]


def _tell_highest(
    name: str,
    deaths: pd.Series,
    width: int,
    tables: Mapping[str, pd.DataFrame],
    place: Mapping[str, str],
    source: str,
) -> dict[str, Any]:
    """Tell the month with most deaths of a window; none where the window is not full."""
    is_full = len(deaths) == width and bool(deaths.notna().all())
    top = int(deaths.to_numpy(dtype="float64").argmax()) if is_full else None
    start, end = deaths.index[[0, -1] if top is None else [top, top]]
    rows = _rows_of(tables, source, pd.DatetimeIndex([start]))
    is_record = is_full and deaths.iloc[-1] >= deaths.max()
    return make_figure(
        make_id(name, source, place["geography"]),
        name,
        source,
        **place,
        period_start=write_day(start),
        period_end=_end(end),
        value=deaths.max() if is_full else None,
        unit="people",
        status="reported" if is_full else "not_reported",
        rule="highest-of-months",
        n=int(deaths.notna().sum()),
        verdict=(RECORD if is_record else NO_RECORD) if is_full else NOT_JUDGED,
        inputs=cite_pairs(rows) if is_full else "[]",
    )


def tell_breaks(
    tables: Mapping[str, pd.DataFrame],
    months: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
    source: str,
) -> list[dict[str, Any]]:
    """Tell when the level of the country's monthly incidents changed, and by how much.

    The method sees log(1 + incidents); the levels told are plain means of months, which a reader
    can check. An interval runs from the earliest last month at the old level to the latest first
    month at the new one.
    """
    series = _to_series(months)
    start = series.index[0] if len(series) else first
    about: dict[str, Any] = {**place, "period_start": write_day(start), "period_end": _end(first)}
    name = make_id("level_breaks", source, place["geography"])
    try:
        breaks = find_breaks(np.log1p(series))
    except NotEnoughData as refusal:
        return tell_refusal(name, "level_breaks", source, refusal, **about, unit="count")
    cited = cite_ids([name_history(source, place)])
    common: dict[str, Any] = {**place, "inputs": cited, "n": int(breaks.attrs["n"])}
    row: dict[str, Any] = {"estimate": len(breaks), "low": None, "high": None, "level": 0.95}
    row |= {"method": "segmentation by BIC, AR(1) bootstrap", "n": breaks.attrs["n"]}
    row["verdict"] = "supported" if len(breaks) else "inconclusive"
    counted = make_estimate(name, "level_breaks", source, row, **about, unit="count", inputs=cited)
    chance = _tell_chance("level_chance", breaks.attrs["p_value"], source, about | common)
    rho = make_figure(
        make_id("level_autocorrelation", source, place["geography"]),
        "level_autocorrelation",
        source,
        **(about | common),
        value=round(breaks.attrs["rho"], 3),
        unit="ratio",
        status="estimated",
        rule="model-autocorrelation",
        verdict="unsure" if breaks.attrs["warning"] else None,
    )
    return [
        counted,
        chance,
        rho,
        *_tell_each(breaks, series, source, common),
        *_tell_levels(breaks, series, source, common),
        *_tell_years(tables, series, source, place),
    ]


def _to_series(months: pd.DataFrame) -> pd.Series:
    counts = months["incidents"].astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    return pd.Series(counts, index=months.index, name="incidents")


def _tell_chance(
    name: str, p_value: float, source: str, about: Mapping[str, Any], *parts: str
) -> dict[str, Any]:
    """Share of simulated series without a change in which one as large was found, in per cent."""
    return make_figure(
        make_id(name, source, about["geography"], *parts),
        name,
        source,
        **about,
        value=round(100 * p_value, 1),
        unit="percent",
        status="estimated",
        rule="model-simulated-series",
    )


def _tell_each(
    breaks: pd.DataFrame, series: pd.Series, source: str, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Interval of months of each change, its length as the value, and how likely chance is."""
    rows = []
    for place, row in enumerate(each_row(breaks), start=2):
        after = min(row.high + pd.DateOffset(months=1), series.index[-1])
        about = {**common, "period_start": write_day(row.low), "period_end": _end(after)}
        about["verdict"] = row.verdict
        length = len(pd.date_range(row.low, after, freq="MS"))
        told = {"value": length, "unit": "months", "status": "estimated", "interval_pct": 95.0}
        rule = make_id("model", row.method)
        name = make_id("level_break", source, common["geography"], str(place))
        rows.append(make_figure(name, "level_break", source, **about, **told, rule=rule))
        rows.append(_tell_chance("level_break_chance", row.p_value, source, about, str(place)))
    return rows


def _tell_levels(
    breaks: pd.DataFrame, series: pd.Series, source: str, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Mean of the months of each stretch, from the first to the last, each with its own period."""
    last = [pd.Timestamp(day) for day in breaks["last_before"]]
    rows = []
    for place, (before, end) in enumerate(pairwise([None, *last, series.index[-1]]), start=1):
        stretch = series[series.index <= end]
        stretch = stretch[stretch.index > before] if before is not None else stretch
        known = stretch.dropna()
        about = {
            **common,
            "period_start": write_day(stretch.index[0]),
            "period_end": _end(end),
            "n": len(known),
        }
        told = {"value": round(known.mean(), 1), "unit": "incidents", "status": "estimated"}
        name = make_id("level_mean", source, common["geography"], str(place))
        rows.append(
            make_figure(name, "level_mean", source, **about, **told, rule="model-mean-of-months")
        )
    return rows


def _tell_years(
    tables: Mapping[str, pd.DataFrame], series: pd.Series, source: str, place: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Incidents of each calendar year, as far as its months are known: the numbers behind the chart."""
    rows, years = [], pd.DatetimeIndex(series.index).year
    for year, months in series.groupby(years):
        known = months.dropna()
        is_whole = len(known) == len(months)
        told: dict[str, Any] = {
            "value": known.sum() if len(known) else None,
            "status": ("reported" if is_whole else "at_least") if len(known) else "not_reported",
        }
        rows.append(
            make_figure(
                make_id("level_year", source, place["geography"], str(year)),
                "level_year",
                source,
                **place,
                **told,
                period_start=write_day(months.index[0]),
                period_end=_end(months.index[-1]),
                unit="incidents",
                rule="count",
                n=len(known),
                inputs=cite_pairs(_rows_of(tables, source, pd.DatetimeIndex(known.index))),
            )
        )
    return rows


def _rows_of(
    tables: Mapping[str, pd.DataFrame], source: str, months: pd.DatetimeIndex
) -> list[str]:
    """Rows that the country's counts of some months were made of."""
    counted = tables["incidents_admin1_month"]
    rows = counted[(counted["source"] == source) & counted["month"].isin(months)]
    return [line for lines in rows["inputs"] for line in lines.splitlines()]


def _end(month: pd.Timestamp) -> str:
    return write_day(month + pd.offsets.MonthEnd(0))
