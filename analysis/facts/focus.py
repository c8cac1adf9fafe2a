"""The region that a month is about: that of its most documented incident, else the deadliest."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.figure import make_figure, make_id, write_day
from analysis.panel import NOT_PLACED
from analysis.places import COUNTRY, normalise


def choose_incident(
    tables: Mapping[str, pd.DataFrame],
    first: pd.Timestamp,
    last: pd.Timestamp,
    *,
    numbers: int = 1,
    is_placed: bool = False,
) -> str | None:
    """Id of the documented incident of a period with the most stated numbers; of equals the deadliest.

    ``numbers`` is the least that it must have, none of which stands for nobody killed at all.
    """
    incidents = tables["incidents"]
    here = incidents[
        (incidents["source"] == "ledger")
        & incidents["event_date"].between(first, last)
        & (incidents["admin1_name"].notna() | (not is_placed))
    ]
    tolls = tables["tolls"]
    held = tolls[
        tolls["incident_id"].isin(here["event_id"].str.removeprefix("ledger:"))
        & (tolls["n_numbers"] >= numbers)
        & tolls["fatalities_best"].notna()
    ]
    ordered = held.sort_values(["n_numbers", "fatalities_best"], kind="stable")
    return None if ordered.empty else str(ordered["incident_id"].iloc[-1])


def choose_focus(
    tables: Mapping[str, pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp
) -> dict[str, str] | None:
    """Region whose stock of IDPs stands among the key figures; none where nothing points to one.

    That of the documented incident with the most stated numbers, else the one with most reported
    fatalities in the source that counts incidents. A region is not passed over for having no stock.
    """
    key = choose_incident(tables, first, last, is_placed=True)
    if key is not None:
        incidents = tables["incidents"]
        return _name(incidents[incidents["event_id"] == f"ledger:{key}"].iloc[0])
    panel = tables["panel_admin1_month"]
    here = panel[
        (panel["month"] == first)
        & (panel["admin1_name"] != NOT_PLACED)
        & panel["fatalities_best"].gt(0).fillna(False)
    ]
    if here.empty:
        return None
    return _name(here.sort_values(["fatalities_best", "incidents"], kind="stable").iloc[-1])


def _name(row: Any) -> dict[str, str]:
    code, name = row["admin1_pcode"], str(row["admin1_name"])
    return {"geography": name if pd.isna(code) else str(code), "geography_name": name}


def tell_focus(
    rows: list[dict[str, Any]], focus: dict[str, str] | None, last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Stock of the month's region of most note where none is held: without a number, but told.

    Only in a country of which some region has a stock; else the country's own figure says it all.
    """
    stocks = [r for r in rows if r["rule"] == "latest-on-or-before" and r["indicator"] == "idps"]
    regional = [r for r in stocks if not COUNTRY.fullmatch(r["geography"])]
    if focus is None or not regional or find_place(regional, focus):
        return []
    return [
        make_figure(
            make_id("idps", focus["geography"]),
            "idps",
            regional[0]["source"],
            **focus,
            unit="people",
            period_start=write_day(last),
            period_end=write_day(last),
        )
    ]


def find_place(rows: list[dict[str, Any]], place: dict[str, str]) -> str | None:
    """Id of the first figure of a place, by its code or, where that differs, by its name."""
    for key in ("geography", "geography_name"):
        for row in rows:
            if normalise(str(row[key])) == normalise(place[key]):
                return str(row["id"])
    return None
