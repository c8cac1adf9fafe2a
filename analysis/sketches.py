"""A country's outlines to a map that is drawn anew with every choice: what does not change is made once.

Regions are shaded, hatched and dotted as on the map of the report; where each label has room is found
once, for the longest number that it may bear.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as Folder
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from shapely.geometry.base import BaseGeometry

from analysis import store
from analysis.charts import EDGE, FAINT, HARM, INK, LIGHT, is_bound
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
    join_counts,
    list_classes,
    open_view,
    simplify,
    to_analysed,
)
from analysis.measures import each_row
from analysis.outlines import to_outlines
from analysis.prose import format_number

SIZE = (6.0, 4.5)  # inches
LETTERS = 7.4
LONGEST = "≥00,000"
KEY = (0.24, 0.32)  # parts of the map's width and height that the key takes
ENOUGH = 0.3  # of a label inside its region and free, or it stands beside the country


@dataclass(frozen=True)
class Ground:
    """What a map always shows: outlines by label, land around them, where each label stands.

    ``spots`` is indexed by label: ``name`` of all that it holds, ``x``, ``y``, and ``is_aside`` with
    ``from_x`` and ``from_y``.
    ``key`` is the corner that the country leaves free, ``lost`` the labels without an outline.
    """

    outlines: gpd.GeoDataFrame
    paths: list[Path]
    around: list[Path]
    spots: pd.DataFrame
    key: str
    lost: list[str]


def read_ground(
    raw: Folder, country: str, as_of: str, pcodes: pd.DataFrame, names: pd.Series
) -> Ground | None:
    """Outlines of a country by the labels that its numbers bear; none where none are held, or none match.

    ``names`` has by label what is written on the map.
    """
    held = store.read_outlines(raw, country, as_of)
    if held is None:
        return None
    hand = {name: _read_spellings(raw, name, country) for name in ("aliases", "crosswalk")}
    listed = pcodes[pcodes["is_analysed"]]
    outlines = to_analysed(to_outlines(held["content"]), listed, hand["aliases"], hand["crosswalk"])
    bare = pd.DataFrame({"label": names.index, "value": float("nan"), "status": "not_reported"})
    regions, lost = join_counts(outlines, bare, listed, hand["aliases"])
    if regions is None:
        return None
    around = {
        iso3: to_outlines(near["content"])
        for iso3 in store.list_countries(raw, "cod")
        if iso3 != country and (near := store.read_outlines(raw, iso3, as_of)) is not None
    }
    named = regions[["label", "geometry"]].assign(name=regions["label"].map(names))
    return to_ground(named, around, list(lost["label"]))


def _read_spellings(raw: Folder, name: str, country: str) -> pd.DataFrame:
    rows = store.read_hand(raw, f"{name}.csv")
    return rows[rows["iso3"] == country].astype({"level": "int64"})


def to_ground(
    outlines: gpd.GeoDataFrame, neighbours: Mapping[str, gpd.GeoDataFrame], lost: list[str]
) -> Ground:
    """Prepare outlines with ``label`` and ``name``; one without is drawn and never has a number."""
    view = open_view(Figure(figsize=SIZE).add_subplot(), outlines)
    shapes = outlines.assign(geometry=simplify(outlines.geometry, DETAIL / view.degree))
    around = [clip_union(held, view) for held in neighbours.values()]
    country = shapely.union_all(shapes.geometry.to_numpy())
    return Ground(
        outlines=shapes,
        paths=[_to_path(shape) for shape in shapes.geometry],
        around=[_to_path(area) for area in around if not area.is_empty],
        spots=_place_labels(view, shapes.dropna(subset="label")),
        key=_find_key(view, country),
        lost=lost,
    )


def _find_key(view: View, country: BaseGeometry) -> str:
    """Corner of the map whose part for the key is free of the country, or most of it."""
    west, south, east, north = view.bounds
    wide, high = KEY[0] * (east - west), KEY[1] * (north - south)
    sides = {"left": west, "right": east - wide}
    ends = {"upper": north - high, "lower": south}
    boxes = {
        f"{end} {side}": shapely.box(x, y, x + wide, y + high)
        for end, y in ends.items()
        for side, x in sides.items()
    }
    return min(boxes, key=lambda name: boxes[name].intersection(country).area)


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
    columns = ["label", "name", "x", "y", "is_aside", "from_x", "from_y"]
    return pd.DataFrame(rows, columns=columns).set_index("label")


def _place_label(
    view: View, row: Any, country: BaseGeometry
) -> tuple[str, str, float, float, bool, float, float]:
    shape, name = row.geometry, row.name
    text = f"{name}\n{LONGEST}"
    x, y, fit = find_room(view, shape, text, LETTERS)
    is_aside, spot = fit <= ENOUGH, shape.representative_point()
    if is_aside:
        x, y = find_nearest(view, country, shape, text, LETTERS)
    view.taken.append(view.boxes(x, y, text, LETTERS))
    return row.label, name, x, y, is_aside, spot.x, spot.y


def plot_sketch(
    axes: Axes,
    ground: Ground,
    counts: pd.DataFrame,
    texts: Mapping[str, str],
    places: pd.DataFrame,
    *,
    title: str,
    missing: str,
) -> None:
    """Shade each outline by its count, hatch those without, leave blank those not chosen, mark places.

    ``counts`` has ``label``, ``value`` and ``status`` of what was chosen, ``texts`` each number as
    text, ``places`` a row per place as :func:`analysis.maps.count_places`; ``title`` heads the key,
    ``missing`` names what is hatched.
    """
    open_view(axes, ground.outlines)
    classes = list_classes(counts["value"].astype("float64"))
    of_outline = counts.set_index("label").reindex(ground.outlines["label"])
    joined = ground.outlines.assign(
        value=of_outline["value"].to_numpy("float64", na_value=float("nan")),
        status=of_outline["status"].to_numpy(),
    )
    is_chosen = joined["label"].isin(counts["label"]) | joined["label"].isna()
    shaded = add_shades(joined, classes).assign(is_chosen=is_chosen)
    _shade(axes, ground, shaded)
    _mark(axes, places)
    _write(axes, ground.spots, shaded.dropna(subset="label").set_index("label"), texts)
    _explain(axes, ground.key, classes, shaded, title, missing)


def is_hatched(shaded: pd.DataFrame) -> pd.Series:
    """Whether an outline that was chosen has no number."""
    return shaded["value"].isna() & shaded["is_chosen"]


def _explain(
    axes: Axes,
    corner: str,
    classes: pd.DataFrame,
    shaded: gpd.GeoDataFrame,
    title: str,
    missing: str,
) -> None:
    """Key to the shades, in the corner that is free."""
    edge: dict[str, Any] = {"edgecolor": BORDER, "linewidth": 0.6}
    marks = [
        Patch(facecolor=row.shade, label=_name_class(row.first, row.last), **edge)
        for row in each_row(classes)
    ]
    if is_hatched(shaded).any():
        marks.append(Patch(facecolor=FAINT, hatch=UNKNOWN, label=missing, **edge))
    if not shaded["is_chosen"].all():
        marks.append(Patch(facecolor=FAINT, label="not chosen", **edge))
    if is_bound(shaded).any():
        marks.append(Patch(facecolor="white", hatch=LEAST, label="at least", **edge))
    place: Any = corner
    key = axes.legend(handles=marks, loc=place, title=title, fontsize=LETTERS, framealpha=0.92)
    key.get_title().set_fontsize(LETTERS)
    key.get_frame().set(edgecolor=EDGE, linewidth=0.6)
    key.set_zorder(8)


def _name_class(first: float, last: float) -> str:
    """Name a class by its ends; none at all is a zero that somebody reported."""
    return "–".join(format_number("en", end) for end in dict.fromkeys((first, last)))


def _shade(axes: Axes, ground: Ground, shaded: gpd.GeoDataFrame) -> None:
    axes.add_collection(
        PathCollection(ground.around, facecolor=FAINT, edgecolor="#B9C6C8", linewidth=0.7)
    )
    colours = shaded["shade"].fillna(FAINT)
    axes.add_collection(
        PathCollection(ground.paths, facecolor=list(colours), edgecolor=BORDER, linewidth=0.6)
    )
    for is_one, hatch in ((is_hatched(shaded), UNKNOWN), (is_bound(shaded), LEAST)):
        paths = [ground.paths[place] for place, yes in enumerate(is_one) if yes]
        if paths:
            axes.add_collection(
                PathCollection(
                    paths, facecolor="none", edgecolor=BORDER, hatch=hatch, linewidth=0.6
                )
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


def _find_under(shaded: pd.DataFrame, spot: Any) -> str:
    """Colour that a label stands on, which keeps marks off its letters."""
    shade = FAINT if spot.is_aside else shaded["shade"].get(str(spot.Index))
    return shade if isinstance(shade, str) else FAINT


def _write(axes: Axes, spots: pd.DataFrame, shaded: pd.DataFrame, texts: Mapping[str, str]) -> None:
    """Name and number of each outline; of one without a number its name alone."""
    for spot in each_row(spots):
        label = str(spot.Index)
        text = f"{spot.name}\n{texts[label]}" if label in texts else spot.name
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
            path_effects=[withStroke(linewidth=3.2, foreground=_find_under(shaded, spot))],
            zorder=5,
        )
