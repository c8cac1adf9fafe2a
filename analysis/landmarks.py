"""What helps a reader to find their way on a map: towns, and where on earth the country lies.

Neither says anything of what happened.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from analysis.charts import DARK, EDGE, HARM, INK
from analysis.measures import each_row
from analysis.outlines import to_outlines
from analysis.places import normalise

LAND = Path(__file__).parent / "land.geojson"
TOWNS, FEW = 10, 5  # on a wide map and on a narrow one
APART = 0.09  # of the country's larger side, so that towns do not crowd
AROUND = 26.0  # degrees of latitude that the locator shows to each side of the country
INSET = 0.17  # of the map's height


def choose_towns(
    towns: pd.DataFrame, country: BaseGeometry, labels: Iterable[str], count: int
) -> pd.DataFrame:
    """Largest towns of a country that lie apart, at most ``count``: ``name`` and place.

    ``towns`` has the most people first. One that bears the name of a region in another spelling has
    that of the region: the page knows no other.
    """
    spelt = {normalise(label): label for label in labels}
    west, south, east, north = country.bounds
    apart = APART * max(east - west, north - south)
    spots = towns[["longitude", "latitude"]].to_numpy("float64")
    inside = shapely.contains_xy(country, spots) if len(towns) else np.array([], dtype=bool)
    chosen: list[int] = []
    for place in np.flatnonzero(inside):
        away = np.hypot(*(spots[chosen] - spots[place]).T)
        if len(chosen) < count and (away > apart).all():
            chosen.append(int(place))
    kept = towns.iloc[chosen].reset_index(drop=True)
    names = [
        next((spelt[k] for k in map(normalise, [t.name, *t.others]) if k in spelt), t.name)
        for t in each_row(kept)
    ]
    return kept.assign(name=pd.Series(names, dtype="str"))


@cache
def read_land() -> BaseGeometry:
    """Land of the earth, much generalised."""
    return to_outlines(json.loads(LAND.read_text(encoding="utf-8"))).geometry.union_all()


def frame_country(country: BaseGeometry) -> tuple[float, float, float, float]:
    """Window of a locator: the country in the middle, the land around it."""
    west, south, east, north = country.bounds
    x, y = (west + east) / 2, (south + north) / 2
    reach = max(AROUND, 0.75 * (north - south), 0.75 * (east - west))
    return x - reach, max(y - reach, -90.0), x + reach, min(y + reach, 90.0)


def plot_locator(
    axes: Axes, country: BaseGeometry, corner: tuple[float, float], spot: Any = None
) -> None:
    """Draw in a corner of a map where on earth the country lies, and in it a spot.

    ``corner`` is the lower left end of the inset as parts of the map's width and height.
    """
    width, height = axes.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    inset = axes.inset_axes((*corner, INSET * height / width, INSET), zorder=8)
    west, south, east, north = frame_country(country)
    land = shapely.clip_by_rect(read_land(), west, south, east, north)
    simple = shapely.simplify(country, (north - south) / 120)
    style: dict[str, Any] = {"ax": inset, "linewidth": 0, "aspect": None}
    gpd.GeoSeries([land]).plot(color=EDGE, **style)
    gpd.GeoSeries([simple]).plot(color=DARK, **style)
    if spot is not None:
        style = {"markersize": 4.5, "color": HARM, "markeredgecolor": "white"}
        inset.plot(spot.longitude, spot.latitude, "o", markeredgewidth=0.8, **style)
    inset.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor="white")
    inset.set(xlabel="", ylabel="")
    inset.spines[:].set(visible=True, color=EDGE, linewidth=0.8)


def find_corner(
    boxes: dict[tuple[float, float], BaseGeometry], taken: BaseGeometry
) -> tuple[float, float] | None:
    """Corner whose box is free of what is taken; none where every one is in the way."""
    free = [corner for corner, box in boxes.items() if not box.intersects(taken)]
    return free[0] if free else None


def mark_towns(axes: Axes, towns: pd.DataFrame) -> None:
    """Draw a small square for each town."""
    spots = (towns["longitude"], towns["latitude"])
    style: dict[str, Any] = {"markersize": 3.2, "markeredgewidth": 0.5, "markeredgecolor": "white"}
    axes.plot(*spots, "s", color=INK, zorder=5.5, **style)
