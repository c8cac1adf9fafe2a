"""Circles around places to shares: how much of what lives at a point lies within so many kilometres.

Distances are straight lines between places on the ellipsoid (WGS 84). Up to 50 km they are within a
hand of the way along the ground, across the antimeridian and at the poles too.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

DEGREE_KM = 111.7  # the longest degree of latitude, at the poles
FINE = 4  # steps of a grid within a radius
MOST = 2000  # steps in an area: a wide one gets a coarser grid
CHUNK = 200  # places looked at together

Floats = npt.NDArray[np.float64]


class Grid(NamedTuple):
    """Places that stand for an area: no place in it is further than ``slack_km`` from one of them.

    ``weight`` is the part of the area that each stands for; those on its far side have none.
    """

    longitude: Floats
    latitude: Floats
    weight: Floats
    slack_km: float
    step_km: float


def to_earth(longitude: Any, latitude: Any) -> Floats:
    """Places in kilometres from the middle of the earth: three columns, a row each."""
    height = np.zeros(len(longitude))
    metres = _find_change().transform(
        np.asarray(longitude, float), np.asarray(latitude, float), height
    )
    return np.column_stack(metres) / 1000


@cache
def _find_change() -> Transformer:
    return Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def plant_tree(longitude: Any, latitude: Any) -> Any:
    """Places, so that those near another are found quickly."""
    return cKDTree(to_earth(longitude, latitude))


def find_pairs(grid: Grid, tree: Any, reach_km: float) -> Iterator[tuple[Any, Any, Floats]]:
    """Yield places of a grid, points of a tree and how many kilometres lie between them, if few."""
    spots = to_earth(grid.longitude, grid.latitude)
    for start in range(0, len(spots), CHUNK):
        near = cKDTree(spots[start : start + CHUNK])
        found = near.sparse_distance_matrix(tree, reach_km, output_type="ndarray")
        yield found["i"] + start, found["j"], found["v"]


def share_inside(distance: Floats, extent: Floats, radius: float) -> Floats:
    """Part of a disc of ``extent`` that lies in a circle whose middle is ``distance`` away."""
    if radius <= 0:
        return np.zeros(len(distance))
    size = np.maximum(extent, 1e-6)
    apart = np.clip(distance, np.abs(radius - size), radius + size)
    apart = np.maximum(apart, 1e-9)
    own = np.arccos(np.clip((apart**2 + size**2 - radius**2) / (2 * apart * size), -1, 1))
    other = np.arccos(np.clip((apart**2 + radius**2 - size**2) / (2 * apart * radius), -1, 1))
    kite = (size + radius - apart) * (apart + size - radius)
    kite = kite * (apart - size + radius) * (apart + size + radius)
    lens = size**2 * own + radius**2 * other - np.sqrt(np.maximum(kite, 0)) / 2
    share = np.where(distance <= radius - size, 1.0, lens / (np.pi * size**2))
    share = np.where(distance > radius + size, 0.0, np.clip(share, 0, 1))
    return np.where(extent > 0, share, distance <= radius)


def spread_disc(longitude: float, latitude: float, km: float, radius: float) -> Grid:
    """Grid of a disc of ``km`` around a place; the place alone where that is nothing."""
    if km == 0:
        return Grid(np.array([longitude]), np.array([latitude]), np.ones(1), 0.0, 0.0)
    step = max(radius / FINE, km * np.sqrt(np.pi / MOST))
    slack = step / np.sqrt(2)
    line = np.arange(-np.ceil((km + slack) / step), np.ceil((km + slack) / step) + 1) * step
    east, north = (axis.ravel() for axis in np.meshgrid(line, line))
    away = np.hypot(east, north)
    east, north, away = (axis[away <= km + slack] for axis in (east, north, away))
    start = (np.full(len(away), longitude), np.full(len(away), latitude))
    bearing = np.degrees(np.arctan2(east, north))
    east, north, _ = Geod(ellps="WGS84").fwd(*start, bearing, away * 1000)
    return Grid(east, north, _to_weights(away <= km), slack, step)


def spread_outline(shape: BaseGeometry, radius: float) -> Grid:
    """Grid of an outline in degrees, a little beyond its border."""
    west, south, east, north = shape.bounds
    narrowest = np.cos(np.radians(max(abs(south), abs(north))))
    widest = np.cos(np.radians(0 if south < 0 < north else min(abs(south), abs(north))))
    size = shape.area * DEGREE_KM**2 * (narrowest + widest) / 2
    step = max(radius / FINE, np.sqrt(size / MOST))
    slack = step / np.sqrt(2)
    up, along = step / DEGREE_KM, step / DEGREE_KM / max(widest, 0.01)
    lines = (np.arange(west, east + along, along), np.arange(south, north + up, up))
    x, y = (axis.ravel() for axis in np.meshgrid(*lines))
    beyond = shapely.dwithin(shape, shapely.points(x, y), max(up, along))
    x, y = x[beyond], y[beyond]
    shapely.prepare(shape)
    inside = shapely.intersects_xy(shape, x, y)
    return Grid(x, y, _to_weights(inside * np.cos(np.radians(y))), slack, step)


def _to_weights(parts: Any) -> Floats:
    whole = np.asarray(parts, float)
    return whole / whole.sum() if whole.sum() else np.full(len(whole), 1 / len(whole))
