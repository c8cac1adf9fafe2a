"""Records of deaths by the practitioners' rule: the country's months, and beside them its regions'.

The rule does not look at regions. See ``docs/methods/anomalies.md``.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.anomalies import NOT_JUDGED, list_inputs
from analysis.facts.estimates import name_history
from analysis.facts.figure import cite_ids, cite_pairs, make_figure, make_id, write_day, write_end
from analysis.models import find_records

MINIMUM = 100  # deaths of a month in the country
WINDOWS = {"record_year": 12, "record_three_years": 36}
SILENCE = 6
RECORD, NO_RECORD, ALERT, NO_ALERT = "record", "no record", "alert", "no alert"
LAST = 12  # months in which alerts are counted


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
    recent = pd.DatetimeIndex(deaths.index[-max(WINDOWS.values()) :])
    cited = list_inputs(tables, recent, source)
    return [
        _tell_least(place, first, source),
        *_tell_windows(deaths, cited.groupby("month").agg("\n".join), place, source),
        _tell_alerts(deaths, place, first, source),
        *_tell_regions(history, recent, cited, source),
    ]


def _tell_least(place: Mapping[str, str], first: pd.Timestamp, source: str) -> dict[str, Any]:
    """Tell the least deaths of a month that alert."""
    return make_figure(
        make_id("record_minimum", source, place["geography"]),
        "record_minimum",
        source,
        **place,
        period_start=write_day(first),
        period_end=write_end(first),
        value=MINIMUM,
        unit="people",
        status="reported",
        rule="least-that-alerts",
    )


def _tell_alerts(
    deaths: pd.Series, place: Mapping[str, str], first: pd.Timestamp, source: str
) -> dict[str, Any]:
    """Tell how many of the last months alert, and whether the report's month does."""
    alerts = find_records(
        deaths, minimum=MINIMUM, windows=list(WINDOWS.values()), silence=SILENCE
    ).index
    is_known = pd.notna(deaths.iloc[-1]) and len(deaths) >= min(WINDOWS.values())
    start = first - pd.DateOffset(months=LAST - 1)
    return make_figure(
        make_id("record_alerts", source, place["geography"]),
        "record_alerts",
        source,
        **place,
        period_start=write_day(start),
        period_end=write_end(first),
        **_count_alerts(int((alerts >= start).sum()), int(deaths.iloc[-LAST:].notna().sum())),
        unit="months",
        rule="model-records",
        verdict=(ALERT if first in alerts else NO_ALERT) if is_known else NOT_JUDGED,
        inputs=cite_ids([name_history(source, place)]),
    )


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
