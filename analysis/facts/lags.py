"""Displacements of the months after incidents, by region: an association, or why none can be told.

The outcome is a flow by region and month. A count of displaced persons never stands in for it.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.estimates import make_estimate, name_history, tell_refusal
from analysis.facts.figure import (
    cite_ids,
    cite_pairs,
    list_pairs,
    make_figure,
    make_id,
    write_day,
)
from analysis.measures import keep_latest
from analysis.models import NotEnoughData, fit_lags, to_percent
from analysis.models.estimates import NOT_IDENTIFIABLE, require
from analysis.models.lags import TRUTH, UNITS
from analysis.states import EXACT

CAUSES = ["conflict", "conflict and disaster"]  # the first held by region is asked
LAGS, LEADS = 3, 2
NEIGHBOURS = "neighbours"
CAME_FIRST = "displacement came first"
DECIMALS = 6  # what is finer differs between machines
NO_FLOW = "idmc"  # who would give a flow that nobody gives
DROPPED = {
    "lags_no_outcome": "no outcome",
    "lags_no_regressor": "no regressor",
    "lags_only_zeros": "only zeros",
}


def tell_lags(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Figures of what goes with incidents up to three months before; or of why there are none."""
    flows = choose_flows(tables["delays"], history)
    source = str(flows["source"].iloc[0]) if len(flows) else NO_FLOW
    base = make_id("lags", source, place["geography"])
    panel = add_neighbours(join_flows(history, flows), tables["neighbours"])
    months = panel.loc[panel["displacements"].notna(), "month"]
    period = {
        "period_start": write_day(months.min() if len(months) else first),
        "period_end": write_day((months.max() if len(months) else first) + pd.offsets.MonthEnd(0)),
    }
    common: dict[str, Any] = {**place, **period, "unit": "percent"}
    try:
        table = _fit(panel)
    except NotEnoughData as refusal:
        return tell_refusal(base, "lags_sum", source, refusal, **common)
    common["inputs"] = _cite(flows, history, place)
    return [*_tell_terms(table, base, source, common), *_tell_fit(table, base, source, common)]


def choose_flows(delays: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Displacements by region and month as the newest vintage has them, of one source and cause.

    Kept are months up to the history's last that may no longer change, and numbers that are no
    mere bounds. Of several sources the one with most of them serves; causes are never added.
    """
    is_here = delays["geography"].isin(history["unit"]) & delays["month"].isin(history["month"])
    newest = keep_latest(
        delays[is_here], key=["source", "geography", "cause", "month"], by="known_from"
    )
    is_final = newest["status"].isin(EXACT) & ~newest["is_provisional"]
    held = newest[is_final & newest["cause"].isin(CAUSES)]
    cause = next((c for c in CAUSES if (held["cause"] == c).any()), None)
    of_cause = held[held["cause"] == cause]
    most = of_cause["source"].value_counts().sort_index()
    return of_cause[of_cause["source"] == most.idxmax()] if len(most) else of_cause


def join_flows(history: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Region-months with their displacements; missing where the flow has no number."""
    named = flows.rename(columns={"geography": "unit"})[["unit", "month", "displacements"]]
    columns = ["unit", "month", "incidents"]
    return history[columns].merge(named, on=["unit", "month"], how="left", validate="one_to_one")


def add_neighbours(panel: pd.DataFrame, neighbours: pd.DataFrame) -> pd.DataFrame:
    """Add ``neighbours``: mean of log(1 + incidents) over the regions next to it, the month before.

    Missing where that of any of them is. Of a region that borders none it is the same number in
    every month, which its own effect takes up. No column where not every region has an outline.
    """
    if panel.empty or not set(panel["unit"]) <= set(neighbours["unit"]):
        return panel
    violence = panel.assign(level=np.log1p(panel["incidents"].astype("float64")))
    wide = violence.pivot_table("level", "month", "unit", aggfunc="first", dropna=False)
    pairs = neighbours[neighbours["neighbour"].isin(wide.columns)]
    beside = {
        unit: wide[list(near)].mean(axis=1, skipna=False)
        for unit, near in pairs.groupby("unit")["neighbour"]
    }
    alone = pd.Series(0.0, index=wide.index)
    means = pd.DataFrame({unit: beside.get(str(unit), alone) for unit in wide.columns})
    before = means.set_axis(means.index + pd.DateOffset(months=1)).rename_axis("month")
    long = before.reset_index().melt("month", var_name="unit", value_name=NEIGHBOURS)
    return panel.merge(long, on=["month", "unit"], how="left", validate="one_to_one")


def _fit(panel: pd.DataFrame) -> pd.DataFrame:
    """Estimates of the lags, leads and neighbours; refused before the model where no region has a flow."""
    has_any = panel.loc[panel["displacements"].gt(0).fillna(False), "unit"]
    require(has_any.nunique(), UNITS, "units with any outcome")
    return fit_lags(
        panel,
        outcome="displacements",
        exposure="incidents",
        unit="unit",
        time="month",
        lags=LAGS,
        leads=LEADS,
        controls=[NEIGHBOURS] if NEIGHBOURS in panel else [],
    )


def _cite(flows: pd.DataFrame, history: pd.DataFrame, place: Mapping[str, str]) -> str:
    """Way back to the rows of the flow, and to the incidents by way of their own figure."""
    base = name_history(str(history["source"].dropna().iloc[0]), place)
    rows = flows.assign(source_rows=None)
    return json.dumps([*json.loads(cite_ids([base])), *json.loads(cite_pairs(list_pairs(rows)))])


def _tell_terms(
    table: pd.DataFrame, base: str, source: str, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Figures of each term as per cent more from ten to twenty incidents; of the sum in two ways."""
    percent, second = (
        to_percent(t).round(DECIMALS).to_dict("index") for t in (table, table.attrs["second"])
    )
    total = percent.pop("cumulative")
    note = {"note": CAME_FIRST if total["verdict"] == NOT_IDENTIFIABLE else None}
    rest = {**common, "inputs": cite_ids([base])}
    line = {**rest, "rule": "second-line"}
    return [
        make_estimate(base, "lags_sum", source, total, **common, **note),
        *(
            make_estimate(make_id(base, str(term)), "lags_term", source, row, **rest)
            for term, row in percent.items()
        ),
        make_estimate(f"{base}-second", "lags_second", source, second["cumulative"], **line),
    ]


def _tell_fit(
    table: pd.DataFrame, base: str, source: str, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Figures of what the estimates rest on, of what was left out, and of the chance of finding any."""
    told, dropped = table.attrs, table.attrs["dropped"]
    assumed = pd.DataFrame({"estimate": [TRUTH], "low": TRUTH, "high": TRUTH, "std_error": 0})
    truth = float(to_percent(assumed)["estimate"].iloc[0])
    numbers = {
        "lags_rows": (int(table["n"].iloc[0]), "region-months", "reported"),
        "lags_regions": (told["units"], "regions", "reported"),
        "lags_months": (told["periods"], "months", "reported"),
        "lags_power": (round(100 * told["power"], DECIMALS), "percent", "estimated"),
        "lags_truth": (round(truth, DECIMALS), "percent", "estimated"),
    }
    numbers |= {name: (dropped[why], "region-months", "reported") for name, why in DROPPED.items()}
    about = {**common, "inputs": cite_ids([base]), "rule": "of-the-model"}
    return [
        make_figure(
            f"{base}-{name.removeprefix('lags_')}",
            name,
            source,
            **about | {"value": value, "unit": unit, "status": status},
        )
        for name, (value, unit, status) in numbers.items()
    ]
