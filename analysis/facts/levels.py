"""The country's months: records of deaths by the practitioners' rule, and changes of level.

Beside the country's records stand those of its regions, which the rule does not look at.

A month counts where every region's number is known and final; what has no region is in the sum, as
in the source's own national number. See ``docs/methods/anomalies.md`` and ``docs/methods/breaks.md``.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.anomalies import NOT_JUDGED, list_inputs
from analysis.facts.estimates import make_estimate, name_history, sum_country, tell_refusal
from analysis.facts.figure import cite_ids, cite_pairs, make_figure, make_id, write_day, write_end
from analysis.measures import each_row
from analysis.models import NotEnoughData, find_breaks, find_records

MINIMUM = 100  # deaths of a month in the country
WINDOWS = {"record_year": 12, "record_three_years": 36}
SILENCE = 6
RECORD, NO_RECORD, ALERT, NO_ALERT = "record", "no record", "alert", "no alert"
LAST = 12  # months in which alerts are counted


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


def tell_records(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    months: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
    source: str,
) -> list[dict[str, Any]]:
    """Tell the highest monthly deaths of one and of three years, and whether the rule alerts.

    Of regions too, though the rule does not look at them.
    """
    if months["fatalities_best"].notna().sum() == 0:
        return []
    deaths = months["fatalities_best"].astype("Float64")
    end = {"period_end": write_end(first)}
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
        **_count_alerts(int((alerts >= start).sum()), int(deaths.iloc[-LAST:].notna().sum())),
        unit="months",
        rule="model-records",
        verdict=(ALERT if first in alerts else NO_ALERT) if is_known else NOT_JUDGED,
        inputs=cite_ids([name_history(source, place)]),
    )
    recent = pd.DatetimeIndex(deaths.index[-max(WINDOWS.values()) :])
    cited = list_inputs(tables, recent, source)
    highest = _tell_windows(deaths, cited.groupby("month").agg("\n".join), place, source)
    return [least, *highest, told, *_tell_regions(history, recent, cited, source)]


def _tell_regions(
    history: pd.DataFrame, months: pd.DatetimeIndex, cited: pd.Series, source: str
) -> list[dict[str, Any]]:
    """Tell the highest monthly deaths of each region, over the same months as of the country."""
    named = {
        str(name): rows.droplevel("admin1_name") for name, rows in cited.groupby("admin1_name")
    }
    none = cited.iloc[:0].droplevel("admin1_name")
    rows = []
    for (unit, name), held in history.groupby(["unit", "admin1_name"], sort=True):
        deaths = held.set_index("month")["fatalities_best"].reindex(months).astype("Float64")
        where = {"geography": str(unit), "geography_name": str(name)}
        rows += _tell_windows(deaths, named.get(str(name), none), where, source)
    return rows


def _count_alerts(found: int, known: int) -> dict[str, Any]:
    """Alerts of a year with their state: with a month unknown at least so many, none is no number."""
    if known == LAST:
        return {"value": found, "status": "reported", "n": known}
    if known and found:
        return {"value": found, "status": "at_least", "n": known}
    return {"status": "not_reported" if known else "not_covered", "n": known}


def _tell_windows(
    deaths: pd.Series, cited: pd.Series, place: Mapping[str, str], source: str
) -> list[dict[str, Any]]:
    """Tell the month with most deaths of the last year and of the last three."""
    return [
        _tell_highest(name, deaths.iloc[-width:], width, cited, place, source)
        for name, width in WINDOWS.items()
    ]


def _tell_highest(
    name: str,
    deaths: pd.Series,
    width: int,
    cited: pd.Series,
    place: Mapping[str, str],
    source: str,
) -> dict[str, Any]:
    """Tell the month with most deaths of a window; none where the window is not full.

    A window in which nobody is reported killed has no such month, and no record.
    """
    is_full = len(deaths) == width and bool(deaths.notna().all())
    has_top = is_full and bool(deaths.max() > 0)
    top = int(deaths.to_numpy(dtype="float64").argmax()) if has_top else None
    start, end = deaths.index[[0, -1] if top is None else [top, top]]
    rows = [cited[month] for month in deaths.loc[start:end].index if month in cited.index]
    is_record = has_top and deaths.iloc[-1] >= deaths.max()
    return make_figure(
        make_id(name, source, place["geography"]),
        name,
        source,
        **place,
        period_start=write_day(start),
        period_end=write_end(end),
        value=deaths.max() if is_full else None,
        unit="people",
        status="reported" if is_full else "not_reported",
        rule="highest-of-months",
        n=int(deaths.notna().sum()),
        verdict=(RECORD if is_record else NO_RECORD) if is_full else NOT_JUDGED,
        inputs=cite_pairs("\n".join(rows).splitlines()) if is_full else "[]",
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
