"""Figures on strikes from the air: how many, counted both ways, by what weapon, month by month."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.figure import cite_ids, cite_rows, make_figure, make_id, write_day, write_end
from analysis.facts.incidents import TREND_MONTHS
from analysis.measures import each_row
from analysis.states import name_gap
from analysis.strikes import NOT_STATED, WEAPONS, count_strikes, to_strikes


def tell_strikes(
    tables: Mapping[str, pd.DataFrame], place: dict[str, str], first: pd.Timestamp, as_of: str
) -> list[dict[str, Any]]:
    """Strikes that the ledger documents for the month, and incidents of strikes of two years.

    None where no ledger is held. The ledger is a selection: a month without an entry has no
    number, and what it has is *at least* so many.
    """
    if tables["tolls"].empty:
        return []
    incidents, claims = tables["incidents"], tables["claims"]
    reach = incidents.loc[incidents["source"] == "ledger", "event_date"]
    strikes = to_strikes(incidents, claims)
    month = strikes["event_date"].dt.to_period("M")
    here = strikes[month == first.to_period("M")]
    common = {**place, "as_of": as_of}
    period = {"period_start": write_day(first), "period_end": write_end(first)}
    of_month = common | period | {"status": _tell_gap(reach, first)}
    stated = [_tell_number(row, claims, place["geography"], as_of) for row in each_row(here)]
    return [
        *_count_both_ways(here, stated, of_month),
        *_count_weapons(here, claims, of_month),
        *stated,
        *[
            _count_month(strikes[month == start.to_period("M")], start, reach, common)
            for start in pd.date_range(end=first, periods=TREND_MONTHS, freq="MS")
        ],
    ]


def _tell_gap(reach: pd.Series, month: pd.Timestamp) -> str:
    """Why a month has no entry: the ledger reaches it and has none, or it does not reach it."""
    last = month + pd.offsets.MonthEnd(0)
    return name_gap(reach.min() <= last and month <= reach.max())


def _cite(strikes: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Way back to the incidents and to all that was claimed of them."""
    said = claims[claims["incident_id"].isin(strikes["incident_id"])]
    return cite_rows(pd.concat([strikes[_ROW], said[_ROW]], ignore_index=True))


_ROW = ["source_file", "source_row"]


def _count_both_ways(
    here: pd.DataFrame, stated: list[dict[str, Any]], common: dict[str, Any]
) -> list[dict[str, Any]]:
    """Count as strikes and as incidents; neither is ever known to be all."""
    counted = count_strikes(here)
    told = {"status": "at_least"} if len(here) else {}
    ways = (
        ("strikes", "stated-else-at-least-one", cite_ids(figure["id"] for figure in stated)),
        ("incidents", "within-an-hour-is-one", cite_rows(here)),
    )
    return [
        make_figure(
            make_id(_WAYS[unit], common["geography"]),
            _WAYS[unit],
            "ledger",
            **common
            | told
            | {"unit": unit, "rule": rule, "inputs": inputs}
            | dict(counted.loc[unit]),
        )
        for unit, rule, inputs in ways
    ]


_WAYS = {"strikes": "strikes_count", "incidents": "strikes_incidents"}


def _count_weapons(
    here: pd.DataFrame, claims: pd.DataFrame, common: dict[str, Any]
) -> list[dict[str, Any]]:
    """Incidents by what struck, and their share: those not stated may be of either weapon."""
    open_count = int((here["weapon"] == NOT_STATED).sum())
    return [
        figure
        for weapon in WEAPONS
        for figure in _count_weapon(
            here[here["weapon"] == weapon],
            0 if weapon == NOT_STATED else open_count,
            here,
            weapon,
            common | ({"inputs": _cite(here, claims)} if len(here) else {}),
        )
    ]


def _count_weapon(
    chosen: pd.DataFrame, more: int, here: pd.DataFrame, weapon: str, common: dict[str, Any]
) -> list[dict[str, Any]]:
    """Count of one weapon and its share; *at least 0* says nothing, and has no value."""
    count: dict[str, int | None] = {
        "value": len(chosen),
        "low": len(chosen),
        "high": len(chosen) + more,
    }
    if here.empty:
        count = {}
    else:
        common = common | {"status": "at_least" if more else "reported"}
        if more and chosen.empty:
            count, common = count | {"value": None}, common | {"status": "not_reported"}
    share = {
        end: None if number is None else 100 * number / len(here) for end, number in count.items()
    }
    return [
        make_figure(
            make_id(indicator, common["geography"], weapon),
            indicator,
            "ledger",
            **common | {"unit": unit, "rule": "named-in-the-accounts"} | numbers,
        )
        for indicator, unit, numbers in (
            ("strikes_weapon", "incidents", count),
            ("strikes_weapon_pct", "percent", share),
        )
    ]


def _tell_number(strike: Any, claims: pd.DataFrame, country: str, as_of: str) -> dict[str, Any]:
    """How many strikes are stated of one incident, and in its note what struck and why so."""
    is_exact, is_least = pd.notna(strike.strikes_high), pd.notna(strike.strikes_low)
    best = strike.strikes_best if pd.notna(strike.strikes_best) else strike.strikes_low
    one = pd.DataFrame([strike._asdict()])
    return make_figure(
        make_id("strikes_stated", strike.incident_id),
        "strikes_stated",
        "ledger",
        geography=strike.admin1_pcode if pd.notna(strike.admin1_pcode) else country,
        geography_name=strike.locality,
        period_start=write_day(strike.event_date),
        period_end=write_day(strike.event_date_end),
        unit="strikes",
        value=best,
        low=strike.strikes_low if is_exact else None,
        high=strike.strikes_high,
        status="reported" if is_exact else "at_least" if is_least else "not_reported",
        rule="number-in-the-accounts",
        note="; ".join(word for word in (strike.weapon, strike.rule, strike.words) if word),
        as_of=as_of,
        inputs=_cite(one, claims),
    )


def _count_month(
    chosen: pd.DataFrame, month: pd.Timestamp, reach: pd.Series, common: dict[str, Any]
) -> dict[str, Any]:
    """Incidents of strikes in the ledger that began in a month; without any there is no number."""
    return make_figure(
        make_id("strikes_month", common["geography"], f"{month:%Y-%m}"),
        "strikes_month",
        "ledger",
        **common,
        period_start=write_day(month),
        period_end=write_end(month),
        unit="incidents",
        value=len(chosen) or None,
        status="at_least" if len(chosen) else _tell_gap(reach, month),
        rule="count-of-a-selection",
        inputs=cite_rows(chosen),
    )
