"""Located incidents and populated places to how many people live near: a union, as an interval.

A person within the circles of several incidents counts once. An incident whose place is vague may
lie anywhere in its area; the interval holds whatever the place was. Methods:
``docs/methods/exposure.md``.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_matrix, vstack

from analysis.circles import (
    Floats,
    Grid,
    find_pairs,
    plant_tree,
    share_inside,
    spread_disc,
    spread_outline,
)

RADII_KM = (5, 10, 25)
NEAR_KM = 25.0
EXACT, NEAR, SECOND, FIRST = "exact", "near", "second level", "first level"
COUNTRY, NOWHERE = "country", "at sea"
MEANING = {
    **{("ledger", "exact town"): EXACT, ("ledger", "near"): NEAR, ("ledger", "cercle"): SECOND},
    **{("ucdp", "1"): EXACT, ("ucdp", "2"): NEAR, ("ucdp", "3"): SECOND},
    **{("ucdp", code): COUNTRY for code in ("5", "6")},  # a road, a river; somewhere in it
    ("ucdp", "7"): NOWHERE,
    **{("acled", "1"): EXACT, ("acled", "2"): NEAR},
}
NUMBERS = ["people_low", "people_best", "people_high", "places_unknown"]
COUNTED = ["incidents_located", "incidents_exact", "incidents_left_out"]

MakeGrid = Callable[[float], Grid]


class Located(NamedTuple):
    """Area of each incident by key, missing where it has none; and how each area becomes a grid."""

    key: pd.Series
    grids: dict[str, MakeGrid]


class Reach(NamedTuple):
    """Parts of each populated point within a radius of each area: surely, on average, at most.

    A row per area, a column per point.
    """

    low: Any
    mean: Any
    high: Any


def locate(
    incidents: pd.DataFrame, outlines: pd.DataFrame | None, second: pd.DataFrame | None
) -> Located:
    """Find the area in which each incident lies: a point, a disc around it, a unit or the country.

    The smallest that surely holds it. A stand-in point is no place, but lies in the unit that it
    stands for. Without outlines of a level the next wider one serves, without any the incident has
    no area.
    """
    level = _read_precision(incidents)
    has_point = incidents["longitude"].notna() & incidents["latitude"].notna()
    points = incidents[["longitude", "latitude"]].where(has_point)
    key = pd.Series(None, index=incidents.index, dtype="str")
    for name, km in ((EXACT, 0.0), (NEAR, NEAR_KM)):
        spots = points["longitude"].astype("str") + " " + points["latitude"].astype("str")
        key = key.mask(has_point & (level == name), spots + f" {km}")
    grids = {k: _around(*map(float, k.split(" "))) for k in key.dropna().unique()}
    is_open = key.isna() & (level != NOWHERE)
    if second is not None:
        shapes = dict(enumerate(second["geometry"]))
        inside = _find_around(points[is_open & (level == SECOND)], second)
        key = key.fillna(SECOND + " " + inside.reindex(key.index))
        grids |= {f"{SECOND} {place}": _within(shape) for place, shape in shapes.items()}
    if outlines is not None:
        coded = outlines.dropna(subset="pcode").groupby("pcode")["geometry"].agg(list)
        is_unit = is_open & key.isna() & (level != COUNTRY)
        codes = incidents["admin1_pcode"].where(incidents["admin1_pcode"].isin(coded.index))
        key = key.mask(is_unit, FIRST + " of code " + codes)
        inside = _find_around(points[is_unit & key.isna()], outlines)
        key = key.fillna(FIRST + " " + inside.reindex(key.index))
        key = key.mask(is_open & key.isna(), COUNTRY)
        named = {f"{FIRST} {place}": [shape] for place, shape in enumerate(outlines["geometry"])}
        named |= {f"{FIRST} of code {code}": shapes for code, shapes in coded.items()}
        named |= {COUNTRY: list(outlines["geometry"])}
        grids |= {name: _within(shapely.union_all(shapes)) for name, shapes in named.items()}
    return Located(key, {name: grids[name] for name in key.dropna().unique()})


def _read_precision(incidents: pd.DataFrame) -> pd.Series:
    """Say of each incident what its place is, from its source's own code or, without one, whether it is precise."""
    codes = zip(incidents["source"], incidents["location_precision"], strict=True)
    usual = incidents["is_precise_place"].map({True: EXACT, False: FIRST})
    level = [MEANING.get(code, other) for code, other in zip(codes, usual, strict=True)]
    return pd.Series(level, index=incidents.index, dtype="str")


def _around(longitude: float, latitude: float, km: float) -> MakeGrid:
    return lambda radius: spread_disc(longitude, latitude, km, radius)


def _within(shape: Any) -> MakeGrid:
    return lambda radius: spread_outline(shape, radius)


def _find_around(points: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Place in ``units`` of the first that holds each point, as text; missing where none does."""
    held = points.dropna()
    spots = shapely.points(held["longitude"].to_numpy(), held["latitude"].to_numpy())
    row, unit = shapely.STRtree(units["geometry"].to_numpy()).query(spots, predicate="intersects")
    found = pd.Series(unit, index=held.index[row]).groupby(level=0).min()
    return found.astype("str")


def measure_reach(grids: Sequence[Grid], populated: pd.DataFrame, radius: float) -> Reach:
    """Find the parts of each populated point within ``radius`` of each area.

    ``populated`` has ``longitude``, ``latitude``, ``extent_km`` and ``is_even``: whether its people
    are spread evenly over a disc of that extent, or nobody knows where in it they live.
    """
    tree = plant_tree(populated["longitude"], populated["latitude"])
    extent, is_even = populated["extent_km"].to_numpy("float64"), populated["is_even"].to_numpy()
    rows = [_measure(grid, tree, extent, is_even, radius) for grid in grids]
    return Reach(*(vstack(parts, format="csr") for parts in zip(*rows, strict=True)))


def _measure(
    grid: Grid, tree: Any, extent: Floats, is_even: Any, radius: float
) -> tuple[Any, Any, Any]:
    count, size = len(grid.weight), len(extent)
    wide = max(radius, 2 * grid.step_km)  # a coarse grid would else miss whole places
    least, hits, mean, most = np.ones(size), np.zeros(size), np.zeros(size), np.zeros(size)
    for spot, point, apart in find_pairs(grid, tree, _look(grid, extent, radius)):
        low, high = _bound(apart, extent[point], is_even[point], radius, grid.slack_km)
        np.minimum.at(least, point, low)
        np.maximum.at(most, point, high)
        hits += np.bincount(point, minlength=size)
        part = share_inside(apart, extent[point], wide) * (radius / wide) ** 2
        mean += np.bincount(point, weights=part * grid.weight[spot], minlength=size)
    low = np.where(hits == count, least, 0)
    return tuple(csr_matrix(row) for row in (low, np.clip(mean, low, most), most))  # type: ignore[return-value]


def _look(grid: Grid, extent: Floats, radius: float) -> float:
    """How far from a grid a point can lie and still matter."""
    reach = max(radius + grid.slack_km, max(radius, 2 * grid.step_km))
    return float(reach + extent.max(initial=0))


def _bound(
    apart: Floats, extent: Floats, is_even: Any, radius: float, slack: float
) -> tuple[Floats, Floats]:
    """Least and largest part of each point within the radius of any place that a grid stands for."""
    surely, possibly = apart + extent <= radius - slack, apart - extent <= radius + slack
    low = np.where(is_even, share_inside(apart, extent, radius - slack), surely)
    return low, np.where(is_even, share_inside(apart, extent, radius + slack), possibly)


def count_exposed(
    incidents: pd.DataFrame,
    populated: pd.DataFrame,
    *,
    outlines: pd.DataFrame | None = None,
    second: pd.DataFrame | None = None,
    radii_km: Sequence[int] = RADII_KM,
) -> pd.DataFrame:
    """Count the people near the incidents of each source and month: a row per radius.

    ``people_low`` to ``people_high`` holds the people of ``populated`` within the radius of at least
    one incident, wherever in its area each vague one was; ``people_best`` is what to expect if each
    is as likely everywhere in its area. Each person counts once. ``places_unknown`` of them may be
    reached and have no known population: nobody of theirs is in the numbers. Without a located
    incident there is no number.
    """
    located = locate(incidents, outlines, second)
    names = list(located.grids)
    months = incidents["event_date"].dt.to_period("M").dt.to_timestamp()
    exact = _read_precision(incidents) == EXACT
    about = pd.DataFrame(
        {
            "source": incidents["source"],
            "month": months,
            "area": pd.Series(pd.Index(names).get_indexer(pd.Index(located.key)), incidents.index),
            "incidents_located": located.key.notna(),
            "incidents_exact": located.key.notna() & exact,
            "incidents_left_out": located.key.isna(),
        }
    )
    key = ["source", "month"]
    counts = about.groupby(key, as_index=False)[COUNTED].sum().astype(dict.fromkeys(COUNTED, int))
    rows = []
    for radius in radii_km:
        made = [located.grids[name](float(radius)) for name in names]
        reach = measure_reach(made, populated, float(radius)) if made else None
        held = about[about["incidents_located"]].groupby(key)["area"]
        numbers = [
            {"source": source, "month": month}
            | _add_up(np.bincount(areas, minlength=len(names)), made, reach, populated, radius)
            for (source, month), areas in held
        ]
        told = pd.DataFrame(numbers, columns=[*key, *NUMBERS])
        rows.append(counts.merge(told, on=key, how="left").assign(radius_km=radius))
    result = pd.concat(rows, ignore_index=True).sort_values([*key, "radius_km"], ignore_index=True)
    return result[[*key, "radius_km", *NUMBERS, *COUNTED]].astype(dict.fromkeys(NUMBERS, "Int64"))


def _add_up(
    times: Any, grids: list[Grid], reach: Any, populated: pd.DataFrame, radius: float
) -> dict[str, int]:
    """Add up the people within the radius of areas that hold ``times`` many incidents each."""
    people = populated["people"].to_numpy("float64", na_value=np.nan)
    known, held = np.nan_to_num(people), np.flatnonzero(times)
    low, mean, high = (part[held].toarray() for part in reach)
    is_fixed = np.array([len(grids[area].weight) == 1 for area in held])
    fixed = _unite(high[is_fixed])
    gains = [
        times[area] * _find_most(grids[area], populated, known * (1 - fixed), radius)
        for area in held[~is_fixed]
    ]
    possible = _unite(np.vstack([high[is_fixed], np.repeat(high[~is_fixed], times[held[~is_fixed]], axis=0)]))
    least = known @ low.max(axis=0)
    most = min(known @ possible, known @ fixed + sum(gains))
    average = known @ _unite(np.repeat(mean, times[held], axis=0))
    numbers = {"people_low": least, "people_best": np.clip(average, least, most)}
    numbers |= {"people_high": most, "places_unknown": (np.isnan(people) & (possible > 0)).sum()}
    return {name: round(float(number)) for name, number in numbers.items()}


def _unite(parts: Floats) -> Any:
    """Part of each point in any of several circles, if each lies apart from the others."""
    return 1 - np.prod(1 - parts, axis=0)


def _find_most(grid: Grid, populated: pd.DataFrame, people: Floats, radius: float) -> float:
    """Find the most people that one circle around any place of an area can hold."""
    near = np.flatnonzero(people > 0)
    extent = populated["extent_km"].to_numpy("float64")[near]
    is_even = populated["is_even"].to_numpy()[near]
    held = np.zeros(len(grid.weight))
    if len(near):
        spots = populated.iloc[near]
        tree = plant_tree(spots["longitude"], spots["latitude"])
        for spot, point, apart in find_pairs(grid, tree, _look(grid, extent, radius)):
            _, high = _bound(apart, extent[point], is_even[point], radius, grid.slack_km)
            held += np.bincount(
                spot, weights=high * people[near][point], minlength=len(grid.weight)
            )
    return float(held.max(initial=0))
