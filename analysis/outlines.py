"""Boundary files to outlines: a row per unit with its name, its code where it has one, its shape.

GeoJSON and TopoJSON alike, in degrees of longitude and latitude. Spellings of the properties are
those of ``analysis.sources.cod``. A shape that is no area is refused; a unit without a shape is
left out, since nothing lies in it and nothing can be drawn of it.
"""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.errors import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from analysis.measures import BadInputError
from analysis.rows import list_shapes
from analysis.sources.cod import name_units

AREAS = {"Polygon", "MultiPolygon"}
DEGREES = ("CRS84", "4326")

Point = tuple[float, float]


def find_levels(content: Mapping[str, Any]) -> set[int]:
    """Levels of the units in a boundary file."""
    return set(_name(list_shapes(dict(content)))["level"])


def to_outlines(content: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Units of a GeoJSON or TopoJSON: ``name``, ``pcode`` and geometry in degrees; a row each."""
    _check_degrees(content)
    shapes = list_shapes(dict(content))
    arcs = _decode_arcs(content) if content["type"] == "Topology" else []
    areas = [_to_area(s, arcs, row) for row, s in enumerate(shapes, start=2)]
    frame = gpd.GeoDataFrame(_name(shapes)[["name", "pcode"]], geometry=areas, crs="EPSG:4326")
    frame = frame[frame.geometry.notna()].reset_index(drop=True)
    return _check_bounds(frame.assign(geometry=frame.geometry.make_valid()))


def _name(shapes: list[Any]) -> pd.DataFrame:
    properties = pd.DataFrame([s.get("properties") or {} for s in shapes])
    return name_units(properties.astype("object").where(properties.notna(), "").astype("str"))


def _check_degrees(content: Mapping[str, Any]) -> None:
    said = ((content.get("crs") or {}).get("properties") or {}).get("name")
    if said and not str(said).endswith(DEGREES):
        raise BadInputError(f"is in {said}, not in degrees of WGS 84", column="crs")


def _check_bounds(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if outlines.empty:
        raise BadInputError("holds no shape of a unit", column="geometry")
    west, south, east, north = outlines.total_bounds
    if west < -181 or south < -91 or east > 181 or north > 91:
        raise BadInputError("is not in degrees of longitude and latitude", column="geometry")
    return outlines


def _to_area(part: Mapping[str, Any], arcs: list[list[Point]], row: int) -> BaseGeometry | None:
    geometry = part.get("geometry") if part.get("type") == "Feature" else part
    if not geometry or geometry.get("type") is None:
        return None
    if geometry["type"] not in AREAS:
        raise BadInputError(f"'{geometry['type']}' is no area", row=row, column="geometry")
    try:
        return shape(_join_arcs(geometry, arcs) if arcs else geometry)
    except (GEOSException, ValueError, TypeError, KeyError, IndexError) as error:
        raise BadInputError("is no whole area", row=row, column="geometry") from error


def _decode_arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Lines of a TopoJSON in degrees; with a transform they are steps on a grid."""
    transform = topology.get("transform")
    if transform is None:
        return [[(p[0], p[1]) for p in arc] for arc in topology["arcs"]]
    scale, shift = transform["scale"], transform["translate"]
    return [_decode(arc, scale, shift) for arc in topology["arcs"]]


def _decode(arc: list[list[int]], scale: list[float], shift: list[float]) -> list[Point]:
    x, y = accumulate(p[0] for p in arc), accumulate(p[1] for p in arc)
    return [(a * scale[0] + shift[0], b * scale[1] + shift[1]) for a, b in zip(x, y, strict=True)]


def _join_arcs(geometry: Mapping[str, Any], arcs: list[list[Point]]) -> dict[str, Any]:
    """Polygons of a TopoJSON as GeoJSON has them; a ring of fewer than four points is none."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    rings = [[_join_ring(indices, arcs) for indices in polygon] for polygon in polygons]
    whole = [[r for r in polygon if len(r) >= 4] for polygon in rings]
    return {"type": "MultiPolygon", "coordinates": [polygon for polygon in whole if polygon]}


def _join_ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for i in indices:
        part = arcs[i] if i >= 0 else arcs[~i][::-1]
        points.extend(part[1:] if points else part)
    return points
