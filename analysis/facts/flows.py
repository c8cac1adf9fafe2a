"""Figures on displacements: movements of the month, of the months before, and of the last whole year."""

from typing import Any

import pandas as pd

from analysis.delays import CAUSES, is_provisional
from analysis.facts.figure import cite_row, make_figure, make_id, write_day
from analysis.measures import each_row, keep_latest

TREND_MONTHS = 24


def tell_flows(
    flows: pd.DataFrame,
    delays: pd.DataFrame,
    place: dict[str, str],
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Displacements of the month and of the months before, by cause, and of the last whole year.

    Causes are never added: the monthly feed has conflict and disaster together, the event feed
    apart, and a country without any month gets the first without a value.
    """
    national = flows[flows["geography"] == place["geography"]]
    newest = keep_latest(
        national, key=["source", "period_start", "period_end", "cause"], by="vintage"
    )
    days = (newest["period_end"] - newest["period_start"]).dt.days
    monthly, yearly = newest[days < 31], newest[days > 300]
    causes = [c for c in CAUSES if (monthly["cause"] == c).any()] or CAUSES[:1]
    rows = []
    for cause in causes:
        held = monthly[monthly["cause"] == cause].set_index("period_start")
        grown = delays[(delays["geography"] == place["geography"]) & (delays["cause"] == cause)]
        for start in pd.date_range(
            first - pd.DateOffset(months=TREND_MONTHS - 1), first, freq="MS"
        ):
            rows.append(_flow(held, grown, place, start, cause, first))
    whole = yearly[yearly["period_end"] <= last].sort_values("period_end", kind="stable")
    return rows + [
        make_figure(
            make_id("displacements_year", "idmc", place["geography"]),
            "displacements",
            row.source,
            **place,
            unit="people",
            period_start=write_day(row.period_start),
            period_end=write_day(row.period_end),
            value=row.displacements,
            status=row.status,
            as_of=row.vintage,
            rule="newest-vintage",
            inputs=cite_row(row),
        )
        for row in each_row(whole.tail(1))
    ]


def _flow(
    held: pd.DataFrame,
    delays: pd.DataFrame,
    place: dict[str, str],
    start: pd.Timestamp,
    cause: str,
    first: pd.Timestamp,
) -> dict[str, Any]:
    kind = [] if cause == CAUSES[0] else [cause]
    month = [] if start == first else [start.strftime("%Y-%m")]
    more: dict[str, Any] = {"status": "not_covered"}
    if start in held.index:
        row = next(each_row(held.loc[[start]]))
        more = {
            "value": row.displacements,
            "status": row.status,
            "as_of": row.vintage,
            "rule": "newest-vintage",
            "inputs": cite_row(row),
            "is_provisional": is_provisional(delays, start, row.vintage),
        }
    more |= _tell_skipped(delays, start)
    return make_figure(
        make_id("displacements", "idmc", place["geography"], *kind, *month),
        "displacements",
        "idmc",
        **place,
        unit="people",
        period_start=write_day(start),
        period_end=write_day(start + pd.offsets.MonthEnd(0)),
        **more,
    )


def _tell_skipped(delays: pd.DataFrame, month: pd.Timestamp) -> dict[str, Any]:
    """Tell the state of a month that the newest vintage should list and does not; else nothing."""
    newest = keep_latest(delays[delays["month"] == month], key=["month"], by="known_from")
    for row in each_row(newest[newest["source_file"].isna()]):
        return {
            "value": None,
            "status": row.status,
            "as_of": row.vintage,
            "rule": "none",
            "inputs": "[]",
            "is_provisional": row.is_provisional,
        }
    return {}
