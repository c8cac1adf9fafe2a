"""A country's outlines to a map that is drawn anew with every choice: what does not change is made once.

Regions are shaded, hatched and dotted as on the map of the report; where each label has room is found
once, for the longest number that it may bear.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from analysis.charts import FAINT, HARM, INK, LIGHT, is_bound
from analysis.maps import (
    BORDER,
    DARK_SHADES,
    DETAIL,
    LEAST,
    UNKNOWN,
    View,
    add_shades,
    clip_union,
    find_nearest,
    find_room,
    list_classes,
    open_view,
    simplify,
)
from analysis.measures import each_row

SIZE = (6.0, 4.5)  # inches
LETTERS = 7.4
LONGEST = "≥00,000"
ENOUGH = 0.3  # of a label inside its region and free, or it stands beside the country


@dataclass(frozen=True)
class Ground:
    """What a map always shows: outlines by label, land around them, where each label stands.

    ``spots`` is indexed by label: ``x``, ``y``, and ``is_aside`` with ``from_x`` and ``from_y``.
    """

    outlines: gpd.GeoDataFrame
    paths: list[Path]
    around: list[Path]
    spots: pd.DataFrame


def to_ground(outlines: gpd.GeoDataFrame, neighbours: Mapping[str, gpd.GeoDataFrame]) -> Ground:
    """Prepare outlines with ``label``; one without a label is drawn and never has a number."""
    view = open_view(Figure(figsize=SIZE).add_subplot(), outlines)
    shapes = outlines.assign(geometry=simplify(outlines.geometry, DETAIL / view.degree))
    around = [clip_union(held, view) for held in neighbours.values()]
    return Ground(
        outlines=shapes,
        paths=[_to_path(shape) for shape in shapes.geometry],
        around=[_to_path(area) for area in around if not area.is_empty],
        spots=_place_labels(view, shapes.dropna(subset="label")),
    )


def _to_path(shape: BaseGeometry) -> Path:
    rings = [
        ring
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return Path.make_compound_path(*(Path(ring.coords, closed=True) for ring in rings))


def _place_labels(view: View, shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Where the label of each outline stands, the small ones first: inside it, or beside the country."""
    country = shapely.union_all(shapely.buffer(shapes.geometry.to_numpy(), DETAIL / view.degree))
    order = shapes.assign(area=shapely.area(shapes.geometry.to_numpy())).sort_values("area")
    rows = [_place_label(view, row, country) for row in each_row(order)]
    columns = ["label", "x", "y", "is_aside", "from_x", "from_y"]
    return pd.DataFrame(rows, columns=columns).set_index("label")


def _place_label(
    view: View, row: object, country: BaseGeometry
) -> tuple[str, float, float, bool, float, float]:
    shape, label = row.geometry, row.label  # type: ignore[attr-defined]
    text = f"{label}\n{LONGEST}"
    x, y, fit = find_room(view, shape, text, LETTERS)
    is_aside, spot = fit <= ENOUGH, shape.representative_point()
    if is_aside:
        x, y = find_nearest(view, country, shape, text, LETTERS)
    view.taken.append(view.boxes(x, y, text, LETTERS))
    return label, x, y, is_aside, spot.x, spot.y


def plot_sketch(
    axes: Axes,
    ground: Ground,
    counts: pd.DataFrame,
    texts: Mapping[str, str],
    places: pd.DataFrame,
) -> pd.DataFrame:
    """Shade each outline by its count, hatch those without, mark places; return the classes.

    ``counts`` has ``label``, ``value`` and ``status``, ``texts`` each number as text, ``places`` a
    row per place as :func:`analysis.maps.count_places`.
    """
    open_view(axes, ground.outlines)
    classes = list_classes(counts["value"].astype("float64"))
    of_outline = counts.set_index("label").reindex(ground.outlines["label"])
    joined = ground.outlines.assign(
        value=of_outline["value"].to_numpy("float64", na_value=float("nan")),
        status=of_outline["status"].to_numpy(),
    )
    shaded = add_shades(joined, classes)
    _shade(axes, ground, shaded)
    _mark(axes, places)
    _write(axes, ground.spots, shaded.dropna(subset="label").set_index("label"), texts)
    return classes


def _shade(axes: Axes, ground: Ground, shaded: gpd.GeoDataFrame) -> None:
    axes.add_collection(
        PathCollection(ground.around, facecolor=FAINT, edgecolor="#B9C6C8", linewidth=0.7)
    )
    colours = shaded["shade"].fillna(FAINT)
    axes.add_collection(
        PathCollection(ground.paths, facecolor=list(colours), edgecolor=BORDER, linewidth=0.6)
    )
    for is_one, hatch in ((shaded["value"].isna(), UNKNOWN), (is_bound(shaded), LEAST)):
        paths = [ground.paths[place] for place, yes in enumerate(is_one) if yes]
        if paths:
            axes.add_collection(
                PathCollection(paths, facecolor="none", edgecolor=BORDER, hatch=hatch, linewidth=0.6)
            )


def _mark(axes: Axes, places: pd.DataFrame) -> None:
    """Circle each place, larger for several, filled where people were killed, broken if only near it."""
    for (has_deaths, is_exact), held in places.groupby(["has_deaths", "is_exact"], sort=True):
        fill = (HARM if is_exact else LIGHT[HARM]) if has_deaths else "white"
        edge = ("white" if is_exact else HARM) if has_deaths else INK
        axes.scatter(
            held["longitude"],
            held["latitude"],
            s=(3.5 + 1.8 * held["number"].to_numpy("float64") ** 0.5) ** 2,
            facecolor=fill,
            edgecolor=edge,
            linewidth=0.7,
            linestyle="-" if is_exact else (0, (1.6, 1.2)),
            alpha=0.85,
            zorder=3,
        )


def _write(
    axes: Axes, spots: pd.DataFrame, shaded: pd.DataFrame, texts: Mapping[str, str]
) -> None:
    """Name and number of each outline; of one without a number its name alone."""
    for spot in each_row(spots):
        label = str(spot.Index)
        text = f"{label}\n{texts[label]}" if label in texts else label
        is_dark = not spot.is_aside and shaded["shade"].get(label) in DARK_SHADES
        if spot.is_aside:
            axes.plot([spot.from_x, spot.x], [spot.from_y, spot.y], color=INK, lw=0.7, zorder=4)
        axes.text(
            spot.x,
            spot.y,
            text,
            fontsize=LETTERS,
            ha="center",
            va="center",
            linespacing=1.1,
            color="white" if is_dark else INK,
            bbox={"facecolor": FAINT, "linewidth": 0, "pad": 1} if spot.is_aside else None,
            zorder=5,
        )
