"""Deaths of single events: how many have no number, are zero, or a number that stands for a word.

See ``docs/methods/unknown-deaths.md``. A month's sum does not say which of its events had none.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.estimates import make_estimate, tell_refusal
from analysis.facts.figure import cite_ids, cite_rows, make_figure, make_id, write_day
from analysis.measures import month_start
from analysis.models import NotEnoughData, impute_fatalities, is_heaped, tell_status

SHOWN = 12
NOT_HELD = "single events are not held"
NONE_THEN = "no single event of these months is held"


def keep_events(
    tables: Mapping[str, pd.DataFrame], first: pd.Timestamp, source: str
) -> pd.DataFrame:
    """Single events of the serving source in the twelve months to that of the report."""
    events = tables["incidents"]
    start = first - pd.DateOffset(months=SHOWN - 1)
    held = events[(events["source"] == source)]
    held = held[month_start(held["event_date"]).between(start, first)]
    region = held["admin1_pcode"].fillna(held["admin1_name"])
    return held.assign(region=region, year=held["event_date"].dt.year).reset_index(drop=True)


def tell_deaths(
    tables: Mapping[str, pd.DataFrame],
    place: Mapping[str, str],
    first: pd.Timestamp,
    source: str,
) -> list[dict[str, Any]]:
    """Tell how many events have a number, and what the deaths of the others may add up to."""
    start = first - pd.DateOffset(months=SHOWN - 1)
    about: dict[str, Any] = {
        **place,
        "period_start": write_day(start),
        "period_end": write_day(first + pd.offsets.MonthEnd(0)),
    }
    events = keep_events(tables, first, source)
    name = make_id("deaths_events", source, place["geography"])
    if events.empty:
        is_held = (tables["incidents"]["source"] == source).any()
        refusal = NotEnoughData(NONE_THEN if is_held else NOT_HELD)
        return tell_refusal(name, "deaths_events", source, refusal, **about, unit="incidents")
    counted = make_figure(
        name,
        "deaths_events",
        source,
        **about,
        value=len(events),
        unit="incidents",
        status="reported",
        rule="count",
        inputs=cite_rows(events),
    )
    common = about | {"inputs": cite_ids([name]), "n": len(events)}
    shares = _tell_shares(events, source, common)
    if events["fatalities_best"].notna().all():
        return [counted, *shares]
    return [counted, *shares, *_tell_imputed(events, source, about, cite_ids([name]))]


def _tell_shares(
    events: pd.DataFrame, source: str, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Events without a number, and their share; of those with one, the shares that are zero or a word."""
    is_unknown = tell_status(events["fatalities_best"]) == "unknown"
    known = events.loc[~is_unknown, "fatalities_best"]
    shares = {"deaths_unknown_share": is_unknown.mean()}
    if len(known):
        shares |= {"deaths_zero": (known == 0).mean(), "deaths_heaped": is_heaped(known).mean()}
    told: dict[str, Any] = {**common, "unit": "percent", "status": "estimated"}
    told["rule"] = "model-share-of-events"
    counted = make_figure(
        make_id("deaths_unknown", source, common["geography"]),
        "deaths_unknown",
        source,
        **{**common, "inputs": cite_rows(events[is_unknown])},
        value=int(is_unknown.sum()),
        unit="incidents",
        status="reported",
        rule="count-of-a-selection",
    )
    parts = [
        make_figure(
            make_id(name, source, common["geography"]),
            name,
            source,
            value=round(100 * float(share), 1),
            **told,
        )
        for name, share in shares.items()
    ]
    return [counted, *parts]


def to_whole(row: dict[Any, Any]) -> dict[Any, Any]:
    """Estimate and bounds in whole people, no interval narrower by it; missing stays missing."""
    names = ("low", "estimate", "high", "bound_high")
    low, best, high, most = (np.round(float(row[name]), 6) for name in names)
    ends = (np.floor(low), np.round(best), np.ceil(high), np.ceil(most))
    return row | dict(zip(names, ends, strict=True))


def _tell_imputed(
    events: pd.DataFrame, source: str, about: Mapping[str, Any], inputs: str
) -> list[dict[str, Any]]:
    """Tell the known sum, the total by alike events with its interval, and the upper bound."""
    total = make_id("deaths_imputed", source, about["geography"])
    try:
        table = impute_fatalities(
            events, deaths="fatalities_best", kind="event_type", region="region", year="year"
        )
    except NotEnoughData as refusal:
        return tell_refusal(total, "deaths_imputed", source, refusal, **about, unit="people")
    row = to_whole(table.iloc[0].to_dict())
    common: dict[str, Any] = {**about, "unit": "people", "inputs": inputs}
    rule = {"rule": "model-hot-deck"}
    imputed = make_estimate(total, "deaths_imputed", source, row, **common, **rule)
    ends = {"deaths_known": row["bound_low"], "deaths_bound": row["bound_high"]}
    told = {"status": "estimated", "rule": "model-bounds", "n": int(row["n"])}
    bounds = [
        make_figure(
            make_id(name, source, about["geography"]), name, source, value=value, **told, **common
        )
        for name, value in ends.items()
    ]
    return [imputed, *bounds]
