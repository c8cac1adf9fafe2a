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
from analysis.measures import month_start

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
    level = read_precision(incidents)
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


def read_precision(incidents: pd.DataFrame) -> pd.Series:
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
    reach = max(radius + grid.slack_km, radius, 2 * grid.step_km)
    return float(reach + extent.max(initial=0))


def _bound(
    apart: Floats, extent: Floats, is_even: Any, radius: float, slack: float
) -> tuple[Floats, Floats]:
    """Least and largest part of each point within the radius of any place that a grid stands for."""
    low = (apart + extent <= radius - slack).astype("float64")
    high = (apart - extent <= radius + slack).astype("float64")
    if is_even.any():
        low[is_even] = share_inside(apart[is_even], extent[is_even], radius - slack)
        high[is_even] = share_inside(apart[is_even], extent[is_even], radius + slack)
    return low, high


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
    incident there is no number. ``populated_rows`` are the rows of what may be reached.
    """
    located = locate(incidents, outlines, second)
    about = _tell_months(incidents, located)
    key = ["source", "month"]
    counts = about.groupby(key, as_index=False)[COUNTED].sum().astype(dict.fromkeys(COUNTED, int))
    times = _count_times(about, len(counts), len(located.grids))
    told = [
        pd.concat([counts, _add_up(times, located, populated, float(radius))], axis=1).assign(
            radius_km=radius
        )
        for radius in radii_km
    ]
    result = pd.concat(told, ignore_index=True).sort_values([*key, "radius_km"], ignore_index=True)
    numbers = result[NUMBERS].where(result["incidents_located"] > 0).astype("Int64")
    return result.assign(**numbers)[[*key, "radius_km", *NUMBERS, *COUNTED, "populated_rows"]]


def _tell_months(incidents: pd.DataFrame, located: Located) -> pd.DataFrame:
    """Source, month and area of each incident, and whether it has one; ``group`` numbers the months."""
    is_located = located.key.notna()
    about = pd.DataFrame(
        {
            "source": incidents["source"],
            "month": month_start(incidents["event_date"]),
            "area": pd.Index(list(located.grids)).get_indexer(pd.Index(located.key)),
            "incidents_located": is_located,
            "incidents_exact": is_located & (read_precision(incidents) == EXACT),
            "incidents_left_out": ~is_located,
        }
    )
    return about.assign(group=about.groupby(["source", "month"]).ngroup())


def _count_times(about: pd.DataFrame, months: int, areas: int) -> Any:
    """Count incidents in each area: a row per month, a column per area."""
    held = about[about["incidents_located"]]
    ones = np.ones(len(held))
    return csr_matrix((ones, (held["group"], held["area"])), shape=(months, areas))


def _add_up(times: Any, located: Located, populated: pd.DataFrame, radius: float) -> pd.DataFrame:
    """People within the radius of the areas that hold ``times`` many incidents: a row per month."""
    if not (times.shape[1] and len(populated)):
        none = pd.DataFrame(0, index=range(times.shape[0]), columns=NUMBERS)
        return none.assign(populated_rows="")
    grids = [make(radius) for make in located.grids.values()]
    reach = measure_reach(grids, populated, radius)
    people = populated["people"].to_numpy("float64", na_value=np.nan)
    known = np.nan_to_num(people)
    is_fixed = np.array([len(grid.weight) == 1 for grid in grids])
    exact = csr_matrix(times.multiply(is_fixed))
    exact.eliminate_zeros()  # nought times the logarithm of nought is no number
    fixed = _unite(exact, reach.high)
    possible = _unite(times, reach.high)
    gains = _find_gains(times, grids, ~is_fixed, populated, known, fixed, radius)
    least = np.array([_cover(reach.low[row.indices]) @ known for row in times])
    most = np.minimum(possible @ known, fixed @ known + gains)
    numbers = {
        "people_low": least,
        "people_best": np.clip(_unite(times, reach.mean) @ known, least, np.maximum(least, most)),
        "people_high": np.maximum(least, most),
        "places_unknown": (possible > 0).astype("int64") @ np.isnan(people),
    }
    rows = populated["source_row"].to_numpy()
    cited = [",".join(map(str, np.unique(rows[row.indices[row.data > 0]]))) for row in possible]
    return pd.DataFrame(numbers).round().astype("int64").assign(populated_rows=cited)


def _cover(parts: Any) -> Floats:
    """Part of each point that the best of some circles holds: so much any union of them does."""
    return parts.max(axis=0).toarray().ravel() if parts.shape[0] else np.zeros(parts.shape[1])


def _unite(times: Any, parts: Any) -> Any:
    """Part of each point in any of several circles, if each lies apart from the others; by month."""
    apart = parts.copy()
    with np.errstate(divide="ignore"):
        apart.data = np.log1p(-np.clip(apart.data, 0, 1))
    united = times @ apart
    united.data = -np.expm1(united.data)
    return united


def _find_gains(
    times: Any,
    grids: list[Grid],
    is_vague: Any,
    populated: pd.DataFrame,
    people: Floats,
    fixed: Any,
    radius: float,
) -> Floats:
    """Most people whom the vague incidents of each month can add to the ``fixed``.

    Each adds at most what the fullest circle anywhere in its area holds beyond these.
    """
    gains, columns = np.zeros(times.shape[0]), times.tocsc()
    tree = plant_tree(populated["longitude"], populated["latitude"])
    for area in np.flatnonzero(is_vague):
        months = columns[:, area].nonzero()[0]
        held = _measure_circles(grids[area], tree, populated, radius)
        beyond = (held @ people)[:, None] - (held @ fixed[months].multiply(people).T).toarray()
        gains[months] += beyond.max(axis=0) * columns[months, area].toarray().ravel()
    return gains


def _measure_circles(grid: Grid, tree: Any, populated: pd.DataFrame, radius: float) -> Any:
    """Most of each point that lies within the radius of a place near each of a grid: a row per one."""
    extent, is_even = populated["extent_km"].to_numpy("float64"), populated["is_even"].to_numpy()
    shape, parts = (len(grid.weight), len(extent)), []
    for spot, point, apart in find_pairs(grid, tree, _look(grid, extent, radius)):
        _, high = _bound(apart, extent[point], is_even[point], radius, grid.slack_km)
        parts.append(csr_matrix((high, (spot, point)), shape=shape))
    return sum(parts[1:], parts[0])
