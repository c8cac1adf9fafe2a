"""Regions and months with more incidents than usual, of the twelve months to that of the report.

See ``docs/methods/anomalies.md``. A month that is not covered, may still change or has too few
months before it is *not judged*: it is no usual month, and no zero.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.facts.estimates import make_estimate, name_history, tell_refusal
from analysis.facts.figure import cite_ids, cite_pairs, make_figure, make_id, write_day, write_end
from analysis.measures import each_row
from analysis.models import (
    NotEnoughData,
    expect_by_chance,
    find_anomalies,
    find_regional_anomalies,
)
from analysis.panel import UNIT, add_unit
from analysis.states import EXACT

SHOWN = 12
ALARM, WATCH, USUAL, NOT_JUDGED = "alarm", "watch", "usual", "not judged"
BY_CHANCE = {
    ALARM: ("unusual_alarm_by_chance_low", "unusual_alarm_by_chance_high"),
    WATCH: ("unusual_watch_by_chance_low", "unusual_watch_by_chance_high"),
}
LEVEL = 0.99  # of the alarm limit
DECIMALS = 6  # what is finer differs between machines


def tell_anomalies(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
    source: str,
) -> list[dict[str, Any]]:
    """Figures of every region and month shown, of what stands out, and of what chance would give."""
    if history.empty:
        nothing = NotEnoughData("no region has a month that may be used")
        period = {
            "period_start": write_day(first),
            "period_end": write_end(first),
            "unit": "months",
        }
        name = make_id("unusual_refused", source, place["geography"])
        return tell_refusal(name, "unusual_refused", source, nothing, **place, **period)
    judged = judge_regions(history)
    cells = lay_cells(tables, history, judged, first, source)
    told = [figure for cell in each_row(cells) for figure in _tell_cell(cell, source, place, first)]
    return [
        *told,
        *_sum_up(cells, judged, source, place, first),
        *_tell_refusals(history, judged, source, first),
    ]


def judge_regions(history: pd.DataFrame) -> pd.DataFrame:
    """Return the model's table, a row per region and judged month; no rows where every region refuses."""
    try:
        return find_regional_anomalies(history, outcome="incidents", unit="unit", time="month")
    except NotEnoughData:
        index = pd.MultiIndex.from_arrays([[], []], names=["unit", "month"])
        names = ["expected", "alarm_limit", "state", "joint_state", "n", "method"]
        return pd.DataFrame(index=index, columns=names)


def lay_cells(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    judged: pd.DataFrame,
    first: pd.Timestamp,
    source: str,
) -> pd.DataFrame:
    """One row per region and month shown: what the source counts, and how it is judged.

    A count of a month that may still change is there too, and is not judged.
    """
    months = pd.date_range(first - pd.DateOffset(months=SHOWN - 1), first, freq="MS")
    units = history[["unit", "admin1_name"]].drop_duplicates()
    grid = units.merge(pd.DataFrame({"month": months.astype("datetime64[ns]")}), how="cross")
    panel, key = tables["panel_admin1_month"], ["admin1_name", "month"]
    counts = panel[[*key, "incidents", "incidents_status"]]
    grid = grid.merge(counts, on=key, how="left", validate="one_to_one")
    kept = history.set_index(["unit", "month"])["incidents"].rename("kept")
    grid = grid.join(kept, on=["unit", "month"])
    grid = grid.join(list_inputs(tables, months, source), on=key)
    grid = grid.join(judged.drop(columns="observed", errors="ignore"), on=["unit", "month"])
    status = grid["incidents_status"].astype("object").fillna("not_covered")
    return grid.assign(
        status=status,
        is_provisional=status.isin(EXACT) & grid["kept"].isna(),
        state=grid["state"].astype("object").fillna(NOT_JUDGED),
    )


def list_inputs(
    tables: Mapping[str, pd.DataFrame], months: pd.DatetimeIndex, source: str
) -> pd.Series:
    """Rows that each count was made of, by region and month."""
    counted, panel = tables["incidents_admin1_month"], tables["panel_admin1_month"]
    rows = counted[(counted["source"] == source) & counted["month"].isin(months)]
    named = add_unit(rows, panel.drop_duplicates(UNIT))
    return named.groupby(["admin1_name", "month"])["inputs"].agg("\n".join)


def _tell_cell(
    cell: Any, source: str, place: Mapping[str, str], first: pd.Timestamp
) -> Iterable[dict[str, Any]]:
    """Tell a region's count of a month; of the report's month and of what stands out also the limit."""
    common: dict[str, Any] = {
        "geography": cell.unit,
        "geography_name": cell.admin1_name,
        "period_start": write_day(cell.month),
        "period_end": write_end(cell.month),
        "unit": "incidents",
    }
    has_rows, is_known = isinstance(cell.inputs, str), pd.notna(cell.incidents)
    nothing_listed = "none-listed-inside-coverage" if is_known else "none"
    yield make_figure(
        name_cell("observed", source, cell.unit, cell.month),
        "unusual_observed",
        source,
        value=cell.incidents,
        status=cell.status,
        rule="count" if has_rows else nothing_listed,
        inputs=cite_pairs(cell.inputs.splitlines()) if has_rows else "[]",
        is_provisional=bool(cell.is_provisional),
        verdict=cell.state,
        **common,
    )
    if cell.state in (ALARM, WATCH) or (cell.month == first and cell.state != NOT_JUDGED):
        numbers = {"expected": round(float(cell.expected), DECIMALS), "limit": cell.alarm_limit}
        for name, number in numbers.items():
            row = {"estimate": number, "low": None, "high": None, "level": LEVEL, "n": cell.n}
            row |= {"method": cell.method, "verdict": cell.joint_state}
            inputs = cite_ids([name_history(source, place)])
            figure_id = name_cell(name, source, cell.unit, cell.month)
            figure = make_estimate(
                figure_id, f"unusual_{name}", source, row, inputs=inputs, **common
            )
            yield figure if name == "limit" else figure | {"interval_pct": None}


def name_cell(name: str, source: str, unit: str, month: pd.Timestamp) -> str:
    """Id of a figure of one region and month: what was ``observed``, ``expected``, or the ``limit``."""
    return make_id(f"unusual_{name}", source, unit, month.strftime("%Y-%m"))


def _sum_up(
    cells: pd.DataFrame,
    judged: pd.DataFrame,
    source: str,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Count region-months that were looked at and those that stand out, beside what chance would give."""
    is_alarm, is_judged = cells["state"] == ALARM, cells["state"] != NOT_JUDGED
    chosen = {
        "unusual_alarms": is_alarm,
        "unusual_watches": is_alarm | (cells["state"] == WATCH),
        "unusual_joint": is_alarm & (cells["joint_state"] == ALARM),
        "unusual_unjudged": ~is_judged,
    }
    start = first - pd.DateOffset(months=SHOWN - 1)
    common: dict[str, Any] = {
        **place,
        "period_start": write_day(start),
        "period_end": write_end(first),
        "unit": "region-months",
    }
    looked = make_id("unusual_judged", source, place["geography"])
    rows = [_tell_judged(looked, int(is_judged.sum()), source, place, common)]
    if is_judged.any():
        rows += _tell_chance(int(is_judged.sum()), judged, looked, source, common)
    else:
        chosen = {"unusual_unjudged": ~is_judged}
    for indicator, is_chosen in chosen.items():
        ids = [name_cell("observed", source, c.unit, c.month) for c in each_row(cells[is_chosen])]
        told = {"value": len(ids), "status": "reported", "rule": "count-of-figures"}
        figure_id = make_id(indicator, source, place["geography"])
        rows.append(
            make_figure(figure_id, indicator, source, inputs=cite_ids(ids), **told, **common)
        )
    return rows


def _tell_judged(
    figure_id: str, judged: int, source: str, place: Mapping[str, str], common: Mapping[str, Any]
) -> dict[str, Any]:
    inputs = cite_ids([name_history(source, place)]) if judged else "[]"
    told = {"value": judged, "status": "reported", "rule": "model-judged", "inputs": inputs}
    return make_figure(figure_id, "unusual_judged", source, **told, **common)


def _tell_chance(
    judged: int, table: pd.DataFrame, looked: str, source: str, common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Tell how many usual months would exceed either limit, fewest and most."""
    rho = float(table.attrs["autocorrelation"])
    ends = {
        name: number
        for limit, names in BY_CHANCE.items()
        for name, number in zip(names, expect_by_chance(judged, rho, limit), strict=True)
    }
    told = {"status": "estimated", "rule": "model-measured-rates", "n": judged}
    return [
        make_figure(
            make_id(name, source, common["geography"]),
            name,
            source,
            value=round(number, 3),
            inputs=cite_ids([looked]),
            **told,
            **common,
        )
        for name, number in ends.items()
    ]


def _tell_refusals(
    history: pd.DataFrame, judged: pd.DataFrame, source: str, first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Tell of each region that is never judged why not."""
    rows = []
    for (unit, name), months in history.groupby(["unit", "admin1_name"], sort=True):
        if unit in judged.index.get_level_values("unit"):
            continue
        common: dict[str, Any] = {
            "geography": unit,
            "geography_name": name,
            "period_start": write_day(months["month"].min()),
            "period_end": write_end(first),
            "unit": "months",
        }
        figure_id = make_id("unusual_refused", source, str(unit))
        rows += tell_refusal(figure_id, "unusual_refused", source, _find_reason(months), **common)
    return rows


def _find_reason(months: pd.DataFrame) -> NotEnoughData:
    try:
        find_anomalies(months.set_index("month")["incidents"].sort_index())
    except NotEnoughData as reason:
        return reason
    raise AssertionError("a region that refuses among others refuses alone")
