"""Figures on the data themselves: contradictions, vague places, joins; and what may not be shown."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis.facts.figure import CODE, cite_pairs, cite_rows, make_figure, make_id, write_day
from analysis.measures import each_row
from analysis.panel import PANEL_SOURCES
from analysis.places import is_country
from analysis.schema import Figures, conform
from analysis.states import withhold_numbers

LEVELS = {"admin0": 0, "admin1": 1, "admin2": 2, "row": 9}


def count_contradictions(incidents: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of UCDP's that print low above best, or best above high; they stay as they are."""
    events = incidents[incidents["source"] == "ucdp"]
    if events.empty:
        return []
    low, best, high = (events[f"fatalities_{name}"] for name in ("low", "best", "high"))
    wrong = {"rows_low_above_best": low > best, "rows_best_above_high": best > high}
    return [
        make_figure(
            make_id(name, place["geography"]),
            name,
            "ucdp",
            **place,
            unit="rows",
            value=int(is_so.fillna(False).sum()),
            status="reported",
            rule="count",
            inputs=cite_rows(events[is_so.fillna(False).astype("bool")]),
            period_start=write_day(events["event_date"].min()),
            period_end=write_day(events["event_date"].max()),
        )
        for name, is_so in wrong.items()
    ]


def count_vague(
    months: pd.DataFrame, place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Incidents of the month that are placed only vaguely or run on after its end.

    A monthly table of the provider's own does not tell: then there is no figure, not 0.
    """
    here = months[months["month"] == first]
    source = next((s for s in PANEL_SOURCES if (here["source"] == s).any()), None)
    here = here[here["source"] == source]
    return [
        make_figure(
            make_id(name, place["geography"]),
            name,
            source,
            **place,
            unit="incidents",
            value=here[name].sum(),
            status="reported",
            rule="sum",
            inputs=cite_pairs("\n".join(here["inputs"]).splitlines()),
            period_start=write_day(first),
            period_end=write_day(first + pd.offsets.MonthEnd(0)),
        )
        for name in ("incidents_spanning_months", "incidents_imprecise_place")
        if source is not None and here[name].notna().all()
    ]


def tell_losses(
    losses: pd.DataFrame, place: dict[str, str], period: dict[str, str]
) -> list[dict[str, Any]]:
    """Rows, and what they add up to, of each outcome of each join.

    Of rows of several sources the figure bears the one of most, and its note names all.
    """
    rows = []
    for loss in each_row(losses):
        source = loss.sources.split("; ")[0]
        common: dict[str, Any] = {**place, **period, "status": "reported", "rule": "count"}
        common["note"] = loss.sources if loss.sources != source else None
        name = make_id("rows", loss.join, loss.outcome)
        rows.append(make_figure(name, "rows", source, unit="rows", value=loss.rows, **common))
        if pd.notna(loss.value):
            common |= {"unit": loss.unit, "value": loss.value, "rule": "sum"}
            rows.append(make_figure(f"{name}-sum", "rows_sum", source, **common))
    return rows


def finish_figures(
    rows: list[dict[str, Any]], tables: Mapping[str, pd.DataFrame]
) -> DataFrame[Figures]:
    """Return the table of some figures: checked, coded, and without what terms forbid to show."""
    figures = pd.DataFrame(rows)
    levels = figures["level"].astype("Int64")
    is_coded = figures["geography"].str.fullmatch(CODE.pattern).astype("bool")
    analysed = tables["pcodes"].loc[tables["pcodes"]["is_analysed"], "scheme"]
    scheme = next(iter(analysed), None)
    figures["pcode_list"] = pd.Series(scheme, index=figures.index, dtype="str").where(is_coded)
    figures = conform(figures, Figures)
    shown = withhold(figures, tables["inputs"], tables["panel_admin1_month"], levels)
    return Figures.validate(shown, lazy=True)


def withhold(
    figures: pd.DataFrame,
    inputs: pd.DataFrame,
    units: pd.DataFrame,
    stated: pd.Series | None = None,
) -> Any:
    """Take the number out of every figure that is finer than its source's terms allow.

    ``inputs`` gives each source's ``finest`` level, ``units`` the first-level units, ``stated`` the
    level of a figure's place where its source says it: a region and a district may share a name.
    The figure stays, with the state *withheld*: a gap would read as zero. So does one that was
    worked out of such a figure, and would let a reader work it back.
    """
    finest = inputs.drop_duplicates("source").set_index("source")["finest"].map(LEVELS)
    allowed = figures["source"].map(finest).fillna(LEVELS["row"])
    first_level = {*units["admin1_pcode"].dropna(), *units["admin1_name"].dropna()}
    level = pd.Series(2, index=figures.index)
    level = level.mask(figures["geography"].isin(first_level), 1)
    level = level.mask(is_country(figures["geography"]), 0)
    level = level if stated is None else stated.fillna(level)
    is_finer = level > allowed
    return withhold_numbers(figures, is_finer | _is_made_of(figures, figures.loc[is_finer, "id"]))


def _is_made_of(figures: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Whether each figure cites one of some others, directly."""
    held = set(ids)
    cited = figures["inputs"].map(json.loads)
    return cited.map(lambda parts: any(p in held for p in parts if isinstance(p, str))).astype(
        "bool"
    )


def keep_redistributable(rows: pd.DataFrame, inputs: pd.DataFrame) -> Any:
    """Take the numbers of sources that may not be redistributed out of rows of figures."""
    held_back = set(inputs.loc[~inputs["redistributable"], "source"])
    return withhold_numbers(rows, rows["source"].isin(held_back))
