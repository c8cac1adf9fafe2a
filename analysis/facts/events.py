"""What one dated event changed in the regions that it hit; or why that cannot be told.

Date, regions and months shown come from a table by hand, written before any estimate was seen.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.estimates import (
    last_month_of,
    make_estimate,
    name_history,
    tell_refusal,
)
from analysis.facts.figure import (
    cite_ids,
    cite_pairs,
    list_pairs,
    make_figure,
    make_id,
    write_day,
)
from analysis.facts.reasons import Reason, read_reason
from analysis.measures import each_row, last_day
from analysis.models import NotEnoughData, find_coverage, fit_event_study, to_ratios
from analysis.models.estimates import require
from analysis.models.eventstudy import AFTER

SHOWN_MONTHS = 24  # after its start, an event is asked for so long
DECIMALS = 6
NO_STOCK = "dtm"  # who would give counts by region that nobody gives
MISSING, NEAR, REPEATED = "event_missing", "event_near", "event_repeated"
NUMBERS = {"not observed": (MISSING, NEAR), "carried forward": (REPEATED, NEAR)}
NO_MODEL = "model-none"
UNITS = {MISSING: "months", NEAR: "months", REPEATED: "people"}


def keep_shown(events: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """Events that began in the month of the report or in the two years before it."""
    oldest = month - pd.DateOffset(months=SHOWN_MONTHS)
    return events[events["start"].between(oldest, month)]


def tell_events(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Figures of each event on incidents and on the count of displaced persons, or of why there are none."""
    stocks = _find_stocks(tables["idps"], history)
    rows = []
    for event in each_row(keep_shown(tables["studied_events"], first)):
        about = {**find_event_place(event, history, place), "unit": "ratio"}
        rows += _tell_incidents(event, history, place, about, first)
        rows += _tell_idps(event, history, tables["breaks"], stocks, about, first)
    return rows


def find_event_place(event: Any, history: pd.DataFrame, place: Mapping[str, str]) -> dict[str, str]:
    """Place of an event's figures: its region, or the country where it has several."""
    names = history.loc[history["unit"] == event.regions, "admin1_name"]
    if names.empty:
        return dict(place)
    return {"geography": event.regions, "geography_name": str(names.iloc[0])}


def _tell_incidents(
    event: Any,
    history: pd.DataFrame,
    place: Mapping[str, str],
    about: Mapping[str, Any],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Incidents in the regions hit; months after the last that is final do not belong here."""
    last = last_month_of(history)
    used = history[history["month"] <= last] if last is not None else history.iloc[:0]
    source = str(used["source"].dropna().iloc[0]) if len(used) else "ucdp"
    cited = cite_ids([name_history(source, place)]) if len(used) else "[]"
    return _tell(event, used, "incidents", source, {**about, "inputs": cited}, first, None)


def _tell_idps(
    event: Any,
    history: pd.DataFrame,
    breaks: pd.DataFrame,
    stocks: pd.DataFrame,
    about: Mapping[str, Any],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Displaced persons counted in the regions hit; a month without a count of its own is no count."""
    source = str(stocks["source"].iloc[0]) if len(stocks) else NO_STOCK
    dated = _span_months(history, first)
    dated = dated.assign(counted=last_day(dated["idps_as_of"]))
    coverage = find_coverage(
        dated, breaks, indicator="idps", unit_name="admin1_name", time="month", as_of="counted"
    )
    cited = cite_pairs(list_pairs(stocks))
    return _tell(event, dated, "idps", source, {**about, "inputs": cited}, first, coverage)


def _span_months(history: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Region-months from the first that has a count on, up to the report's.

    One that the panel does not reach is a row without a number: it was not observed either.
    """
    if history.empty:
        return history
    counted = history.loc[history["idps"].notna(), "month"]
    begin = counted.min() if len(counted) else history["month"].min()
    months = pd.date_range(begin, first, freq="MS").astype("datetime64[ns]")
    units = history[["unit", "admin1_name"]].drop_duplicates()
    frame = units.merge(pd.DataFrame({"month": months}), how="cross")
    rest = history.drop(columns="admin1_name")
    return frame.merge(rest, on=["unit", "month"], how="left", validate="one_to_one")


def _find_stocks(idps: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Keep the counts that the region-months carry, by the day that they bear."""
    is_used = idps["is_preferred"] & (idps["indicator"] == "idps")
    days = history[["unit", "idps_as_of"]].dropna().drop_duplicates()
    keys = pd.MultiIndex.from_frame(days)
    pairs = pd.MultiIndex.from_frame(idps[["geography", "as_of"]])
    held = idps[is_used & pairs.isin(keys)]
    most = held["source"].value_counts().sort_index()
    return held[held["source"] == most.idxmax()] if len(most) else held


def _tell(
    event: Any,
    panel: pd.DataFrame,
    outcome: str,
    source: str,
    about: Mapping[str, Any],
    first: pd.Timestamp,
    coverage: pd.Series | None,
) -> list[dict[str, Any]]:
    """Figures of one event and outcome."""
    base = make_id("event", outcome, event.event_id)
    months = panel["month"]
    ends = (months.min(), months.max()) if len(months) else (first, first)
    period = {
        "period_start": write_day(ends[0]),
        "period_end": write_day(ends[1] + pd.offsets.MonthEnd(0)),
    }
    common = {**about, **period}
    try:
        table = _fit(event, panel, outcome, coverage)
    except NotEnoughData as refusal:
        return tell_refusal(base, "event_effect", source, refusal, **common)
    reason = read_reason(str(table.attrs["reason"]))
    ratios = to_ratios(table).round(DECIMALS).to_dict("index")
    effect = make_estimate(
        base, "event_effect", source, ratios.pop("effect"), **common, note=reason.word
    )
    rest = common | {"inputs": cite_ids([base])}
    if table["estimate"].isna().all():
        return [effect, *_tell_reason(base, source, reason, rest)]
    return [
        effect,
        *_tell_months(base, source, ratios, rest),
        *_tell_checks(base, source, table, rest),
    ]


def _fit(event: Any, panel: pd.DataFrame, outcome: str, coverage: pd.Series | None) -> pd.DataFrame:
    """Estimates; refused before the model where the panel has no month or no region of the event."""
    regions = event.regions.split(";")
    if not (panel["month"] == event.start).any():
        require(0, AFTER, "periods from the date on with an outcome")
    if not set(regions) <= set(panel["unit"]):
        raise NotEnoughData("the regions hit are not among those analysed")
    return fit_event_study(
        panel,
        outcome=outcome,
        unit="unit",
        time="month",
        treated=regions,
        start=event.start,
        leads=event.leads,
        lags=event.lags,
        coverage=coverage,
    )


def _tell_reason(
    base: str, source: str, reason: Reason, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Figures of the numbers that a reason gives."""
    names = NUMBERS.get(reason.word, ())
    return [
        _count(base, source, name, value, {**common, "unit": UNITS[name], "rule": NO_MODEL})
        for name, value in zip(names, reason.numbers, strict=True)
    ]


def _count(
    base: str, source: str, name: str, value: float, common: Mapping[str, Any]
) -> dict[str, Any]:
    """Figure of a number beside an effect."""
    about = {"status": "reported", "rule": "of-the-model", **common}
    return make_figure(f"{base}-{name.removeprefix('event_')}", name, source, **about, value=value)


def _tell_months(
    base: str, source: str, ratios: Mapping[Any, Any], common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Figures of each month before and after, against all months before those."""
    return [
        make_estimate(make_id(base, str(term)), "event_month", source, row, **common)
        for term, row in ratios.items()
    ]


def _tell_checks(
    base: str, source: str, table: pd.DataFrame, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Figures of what the effect is held against: the months before, other dates, other places."""
    told = table.attrs
    trend = to_ratios(told["pre_trend"]).round(DECIMALS).to_dict("index")["pre-trend"]
    share: dict[str, Any] = {**common, "unit": "percent", "status": "estimated"}
    numbers = {
        "event_donors": (told["donors"], {**common, "unit": "regions"}),
        "event_before": (told["before"], {**common, "unit": "months"}),
        "event_after": (told["after"], {**common, "unit": "months"}),
        "event_dates": (told["placebo_dates"], {**common, "unit": "count"}),
        "event_dates_p": (round(100 * told["placebo_dates_p"], DECIMALS), share),
        "event_places": (told["placebo_places"], {**common, "unit": "count"}),
        "event_places_p": (round(100 * told["placebo_places_p"], DECIMALS), share),
    }
    return [
        make_estimate(f"{base}-before_trend", "event_before_trend", source, trend, **common),
        *(_count(base, source, name, value, about) for name, (value, about) in numbers.items()),
    ]
