"""Estimates of a method as figures: number, interval and verdict, or the reason why there is none.

The months that a method may use are a figure of their own, with the way back to every row. All
that is estimated from them cites that figure.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.figure import cite_ids, cite_pairs, make_figure, make_id, write_day
from analysis.facts.reasons import read_reason
from analysis.models import NotEnoughData
from analysis.panel import UNIT, add_unit, is_inside
from analysis.states import EXACT, NOT_PLACED

REFUSED = "refused"
COUNTED = ["incidents", "fatalities_best"]


def keep_history(tables: Mapping[str, pd.DataFrame], month: pd.Timestamp) -> pd.DataFrame:
    """Region-months up to a month, a row each, with ``unit``: the p-code, or the name without one.

    A count is missing where its month was not covered, or may still change: a method must take
    neither a blank month for a calm one nor a young month for a final one. What was not placed is
    in no region.
    """
    panel, coverage = tables["panel_admin1_month"], tables["coverage"]
    served = panel["source"].dropna().unique()
    spans = coverage[coverage["source"].isin(served)]
    open_from = spans["provisional_from"]
    last_settled = (open_from - pd.DateOffset(months=1)).where(
        open_from.notna(), spans["last_month"]
    )
    settled = spans.assign(last_month=last_settled)
    rows = panel[(panel["month"] <= month) & (panel["admin1_name"] != NOT_PLACED)]
    rows = rows.assign(unit=rows["admin1_pcode"].fillna(rows["admin1_name"]).astype("str"))
    is_final = rows["incidents_status"].isin(EXACT) & is_inside(rows["month"], settled)
    counts = {name: rows[name].where(is_final) for name in COUNTED}
    return rows.assign(**counts).sort_values(["unit", "month"], ignore_index=True)


def sum_country(tables: Mapping[str, pd.DataFrame], history: pd.DataFrame) -> pd.DataFrame:
    """Incidents and deaths of the country, a row per month: its regions and what has no region.

    Missing where the number of any region is, or that of anything listed without one. That a source
    lists nothing without a region makes no month unknown: some name regions only.
    """
    panel, columns = tables["panel_admin1_month"], ["month", *COUNTED]
    is_rest = (panel["admin1_name"] == NOT_PLACED) & panel["incidents"].notna()
    rest = panel[is_rest & panel["month"].isin(history["month"])]
    parts = pd.concat([history[columns], rest[columns]], ignore_index=True)
    return parts.groupby("month")[COUNTED].sum(skipna=False)


def last_month_of(history: pd.DataFrame) -> pd.Timestamp | None:
    """Return the last month with a count; none without any."""
    seen = history.loc[history["incidents"].notna(), "month"]
    return seen.max() if len(seen) else None


def tell_history(
    tables: Mapping[str, pd.DataFrame], history: pd.DataFrame, place: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Figures of what the methods use: incidents placed, months, regions, and what has no region.

    Empty without a month that may be used.
    """
    seen = history[history["incidents"].notna()]
    if seen.empty:
        return []
    source, months = str(seen["source"].iloc[0]), tables["incidents_admin1_month"]
    first, last = seen["month"].min(), seen["month"].max()
    rows = months[(months["source"] == source) & months["month"].isin(seen["month"])]
    panel = tables["panel_admin1_month"]
    unplaced = panel[
        (panel["admin1_name"] == NOT_PLACED) & panel["month"].isin(seen["month"].unique())
    ]["incidents"].sum()
    base = name_history(source, place)
    common: dict[str, Any] = {
        **place,
        "period_start": write_day(first),
        "period_end": write_day(last + pd.offsets.MonthEnd(0)),
        "status": "reported",
    }
    is_placed = add_unit(rows, panel.drop_duplicates(UNIT))["admin1_name"] != NOT_PLACED
    placed, others = (_cite_all(rows[is_here]) for is_here in (is_placed, ~is_placed))
    of_base = cite_ids([base])
    counts = {
        "history_incidents": (seen["incidents"].sum(), "incidents", "count", placed),
        "history_unplaced": (unplaced, "incidents", "count", others),
        "history_months": (seen["month"].nunique(), "months", "model-history", of_base),
        "history_regions": (seen["unit"].nunique(), "regions", "model-history", of_base),
    }
    return [
        make_figure(
            make_id(name, source, place["geography"]),
            name,
            source,
            value=value,
            unit=unit,
            rule=rule,
            inputs=inputs,
            **common,
        )
        for name, (value, unit, rule, inputs) in counts.items()
    ]


def _cite_all(rows: pd.DataFrame) -> str:
    return cite_pairs(line for lines in rows["inputs"] for line in lines.splitlines())


def name_history(source: str, place: Mapping[str, str]) -> str:
    """Id of the figure that stands for all months that a method used."""
    return make_id("history_incidents", source, place["geography"])


def make_estimate(
    figure_id: str, indicator: str, source: str, row: Mapping[Any, Any], **rest: Any
) -> dict[str, Any]:
    """Make a figure of one row of a table of estimates.

    An estimate without a number is *withheld*: the method did not let it be published.
    """
    is_known = pd.notna(row["estimate"])
    numbers = {"value": row["estimate"], "low": row["low"], "high": row["high"]}
    base = {
        "status": "estimated" if is_known else "withheld",
        "interval_pct": round(100 * float(row["level"]), 1),
        "n": int(row["n"]),
        "verdict": row["verdict"],
        "rule": make_id("model", str(row["method"])),
    }
    return make_figure(figure_id, indicator, source, **(numbers | base | rest))


def tell_refusal(
    figure_id: str, indicator: str, source: str, refusal: NotEnoughData, **rest: Any
) -> list[dict[str, Any]]:
    """Figures of a refusal: one without a value, and where a number was short both numbers.

    Their ids are ``<id>``, ``<id>-found`` and ``<id>-needed``; the note is ``what`` was short, or
    the word for the reason.
    """
    note = refusal.what or read_reason(str(refusal)).word
    told = {**rest, "verdict": REFUSED, "note": note}
    rows = [make_figure(figure_id, indicator, source, **(told | {"status": "withheld"}))]
    if refusal.what is None:
        return rows
    for end, indicator, value in (
        ("found", "refusal_found", refusal.found),
        ("needed", "refusal_needed", refusal.needed),
    ):
        numbers = {"value": value, "unit": "count", "status": "reported", "verdict": None}
        about = told | numbers | {"rule": f"refusal-{end}"}
        rows.append(make_figure(f"{figure_id}-{end}", indicator, source, **about))
    return rows
