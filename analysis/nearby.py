"""Where an incident may be said to lie, and how far other places are from it.

A distance is told only from what a map may show (:mod:`analysis.sites`): a sensitive site by its
coarsened point, a recent incident not at all. Where a place is only *near* its point, or coarsened,
each distance has a range. Methods: ``docs/brief.md``.
"""

from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod

from analysis.exposure import EXACT, NEAR_KM, read_precision
from analysis.sites import POINT, coarsen_sites, is_recent, is_sensitive


def to_spots(incidents: pd.DataFrame, today: str) -> pd.DataFrame:
    """Incidents whose place may be told, with its point and ``slack_km``, how far off the truth may lie.

    Left out are those of a vague place, without coordinates or too recent.
    """
    drawn = coarsen_sites(incidents[incidents["is_precise_place"]], today)
    is_there = (read_precision(drawn) == EXACT) & ~is_sensitive(drawn)
    slack = pd.Series(NEAR_KM, index=drawn.index).mask(is_there, 0.0)
    points = drawn.rename(columns={new: old for old, new in POINT.items()})
    return points.assign(slack_km=slack)


def to_area(incidents: pd.DataFrame, today: str) -> pd.DataFrame:
    """Incidents as people may be counted around them: sensitive sites only near their coarsened point.

    A recent incident has no point and no precise place left: it lies somewhere in its region.
    """
    spots = to_spots(incidents, today).reindex(incidents.index)
    is_hidden = is_recent(incidents, today)
    is_coarse = is_sensitive(incidents) & spots["slack_km"].notna()
    points = {name: incidents[name].mask(is_coarse, spots[name]).mask(is_hidden) for name in POINT}
    words = incidents["location_precision"].mask(is_coarse, "near").mask(is_hidden)
    is_precise = incidents["is_precise_place"] & ~is_hidden
    return incidents.assign(**points, location_precision=words, is_precise_place=is_precise)


def add_distance(places: pd.DataFrame, spot: Any) -> pd.DataFrame:
    """Places with their distance from a spot: ``km``, and the least and most that it may be."""
    _, _, metres = Geod(ellps="WGS84").inv(
        np.full(len(places), spot.longitude),
        np.full(len(places), spot.latitude),
        places["longitude"].to_numpy("float64"),
        places["latitude"].to_numpy("float64"),
    )
    slack = spot.slack_km + places.get("slack_km", 0.0)
    km = pd.Series(metres, index=places.index, dtype="float64") / 1000
    return places.assign(km=km, km_low=(km - slack).clip(lower=0), km_high=km + slack)
