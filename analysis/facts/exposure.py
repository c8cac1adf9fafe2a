"""Figures on the people who live near the month's incidents: how many within each radius, of what.

Where not all people of the country are in the populations used, the sure number is *at least* so
many, and the interval is told of the people that are known, as a figure of its own.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.exposure import RADII_KM
from analysis.facts.figure import cite_pairs, make_figure, make_id, write_day, write_end
from analysis.measures import each_row
from analysis.panel import PANEL_SOURCES

INCIDENTS = {
    "exposure_incidents_located": "incidents_located",
    "exposure_incidents_exact": "incidents_exact",
    "exposure_incidents_left_out": "incidents_left_out",
}


def tell_exposure(
    tables: Mapping[str, pd.DataFrame], place: dict[str, str], first: pd.Timestamp, as_of: str
) -> list[dict[str, Any]]:
    """People near incidents of one source: the first that lists single ones of the month.

    The ledger comes last, since it is a selection. Sources are never put together: they code the
    same incidents.
    """
    held = tables["exposure"]
    source = choose_source(held, first)
    rows = held[(held["source"] == source) & (held["month"] == first)]
    common: dict[str, Any] = {
        **place,
        "period_start": write_day(first),
        "period_end": write_end(first),
    }
    if rows.empty:
        return [_tell_nothing(source, place, radius, common) for radius in RADII_KM]
    common["as_of"] = as_of if source == "ledger" else None
    return [
        *(figure for row in each_row(rows) for figure in tell_people(row, place, common)),
        *_tell_incidents(next(iter(each_row(rows))), place, common),
    ]


def choose_source(exposure: pd.DataFrame, month: pd.Timestamp) -> str:
    """Name the source whose incidents are told; of several the first that counts incidents."""
    here = set(exposure.loc[exposure["month"] == month, "source"])
    return next((name for name in PANEL_SOURCES if name in here), "ledger")


def _name(indicator: str, source: str, place: dict[str, str], radius: int) -> str:
    return make_id(indicator, source, place["geography"], f"{radius:02d}")


def _tell_nothing(
    source: str, place: dict[str, str], radius: int, common: dict[str, Any]
) -> dict[str, Any]:
    name = _name("exposed_people", source, place, radius)
    return make_figure(name, "exposed_people", source, unit="people", **common)


def tell_people(row: Any, place: dict[str, str], common: dict[str, Any]) -> list[dict[str, Any]]:
    """People within one radius: all, or the sure ones and the interval of those who are known."""
    known = {
        "value": row.people_best,
        "low": row.people_low,
        "high": row.people_high,
        "status": "estimated",
    }
    base = {
        **common,
        "unit": "people",
        "rule": "model-union-of-circles",
        "inputs": cite_pairs(row.inputs.splitlines()),
    }
    names = [
        _name(n, row.source, place, row.radius_km) for n in ("exposed_people", "exposed_known")
    ]
    if pd.isna(row.people_low):
        return [make_figure(names[0], "exposed_people", row.source, **base)]
    if row.is_whole and not (row.places_unknown or row.incidents_left_out):
        return [make_figure(names[0], "exposed_people", row.source, **base, **known)]
    sure: dict[str, Any] = {}
    if row.people_low > 0:  # "at least 0" says nothing
        sure = {"value": row.people_low, "low": row.people_low, "status": "at_least"}
    return [
        make_figure(names[0], "exposed_people", row.source, **base, **sure),
        make_figure(names[1], "exposed_known", row.source, **base, **known),
    ]


def _tell_incidents(
    row: Any, place: dict[str, str], common: dict[str, Any]
) -> list[dict[str, Any]]:
    """Incidents that the numbers rest on: with a place, at an exact one, and left out."""
    return [
        make_figure(
            make_id(indicator, row.source, place["geography"]),
            indicator,
            row.source,
            **common,
            unit="incidents",
            value=getattr(row, name),
            status="reported",
            rule="model-place-precision",
            inputs=cite_pairs(row.inputs.splitlines()[:1]),
        )
        for indicator, name in INCIDENTS.items()
    ]
