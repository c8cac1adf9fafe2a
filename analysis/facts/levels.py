"""The country's months, and when the level of their incidents changed.

A month counts where every region's number is known and final; what has no region is in the sum, as
in the source's own national number. See ``docs/methods/breaks.md``.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.estimates import make_estimate, name_history, sum_country, tell_refusal
from analysis.facts.figure import cite_ids, cite_pairs, make_figure, make_id, write_day, write_end
from analysis.measures import each_row
from analysis.models import NotEnoughData, find_breaks


def lay_months(
    tables: Mapping[str, pd.DataFrame], history: pd.DataFrame, first: pd.Timestamp
) -> pd.DataFrame:
    """Incidents and deaths of the country, a row for every month from the first that is known.

    Blank where a region's count is not known or may still change. Deaths are missing where those of
    any incident are. No rows where no month is known.
    """
    sums = sum_country(tables, history)
    known = sums.index[sums["incidents"].notna()]
    if known.empty:
        return sums.iloc[:0]
    return sums.reindex(pd.date_range(known.min(), first, freq="MS", name="month"))


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
    about: dict[str, Any] = {
        **place,
        "period_start": write_day(start),
        "period_end": write_end(first),
    }
    name = make_id("level_breaks", source, place["geography"])
    try:
        breaks = find_breaks(np.log1p(series))
    except NotEnoughData as refusal:
        return tell_refusal(name, "level_breaks", source, refusal, **about, unit="count")
    cited = cite_ids([name_history(source, place)])
    common: dict[str, Any] = {**place, "inputs": cited, "n": int(breaks.attrs["n"])}
    return [
        _count_breaks(name, breaks, source, about, cited),
        _tell_chance("level_chance", breaks.attrs["p_value"], source, about | common),
        _tell_autocorrelation(breaks, source, about | common),
        *_tell_each(breaks, series, source, common),
        *_tell_levels(breaks, series, source, common),
        *_tell_years(tables, series, source, place),
    ]


def _to_series(months: pd.DataFrame) -> pd.Series:
    counts = months["incidents"].astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    return pd.Series(counts, index=months.index, name="incidents")


def _count_breaks(
    name: str, breaks: pd.DataFrame, source: str, about: Mapping[str, Any], cited: str
) -> dict[str, Any]:
    """Tell how many changes of level are found; of none nothing can be concluded."""
    row: dict[str, Any] = {"estimate": len(breaks), "low": None, "high": None, "level": 0.95}
    row |= {"method": "segmentation by BIC, AR(1) bootstrap", "n": breaks.attrs["n"]}
    row["verdict"] = "supported" if len(breaks) else "inconclusive"
    return make_estimate(name, "level_breaks", source, row, **about, unit="count", inputs=cited)


def _tell_autocorrelation(
    breaks: pd.DataFrame, source: str, about: Mapping[str, Any]
) -> dict[str, Any]:
    """Tell how alike a month is to the one before it; a warning where so much so that chance misleads."""
    return make_figure(
        make_id("level_autocorrelation", source, about["geography"]),
        "level_autocorrelation",
        source,
        **about,
        value=round(breaks.attrs["rho"], 3),
        unit="ratio",
        status="estimated",
        rule="model-autocorrelation",
        verdict="unsure" if breaks.attrs["warning"] else None,
    )


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
        about = {**common, "period_start": write_day(row.low), "period_end": write_end(after)}
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
    """Mean of the months of each stretch, each with its own period; the last ends with what is known."""
    series = series.loc[: series.last_valid_index()]
    last = [pd.Timestamp(day) for day in breaks["last_before"]]
    rows = []
    for place, (before, end) in enumerate(pairwise([None, *last, series.index[-1]]), start=1):
        stretch = series[series.index <= end]
        stretch = stretch[stretch.index > before] if before is not None else stretch
        known = stretch.dropna()
        about = {
            **common,
            "period_start": write_day(stretch.index[0]),
            "period_end": write_end(end),
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
                period_end=write_end(months.index[-1]),
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
