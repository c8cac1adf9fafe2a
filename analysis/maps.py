"""Outlines to a map: regions shaded by a count, incidents as marks; or what lies around one incident.

The background says nothing: it is the same where a neighbour's outlines are held and where they
are not, and nobody has looked there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, cos, radians
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from analysis.charts import COUNT, DARK, FAINT, HARM, INK, LIGHT, is_bound, is_narrow
from analysis.crosswalk import roll_up_names
from analysis.landmarks import (
    FEW,
    INSET,
    TOWNS,
    choose_towns,
    find_corner,
    mark_towns,
    plot_locator,
)
from analysis.measures import each_row
from analysis.places import match_places, normalise

NONE, SHADES = "#FFFFFF", ["#C9DDF8", "#7FABEC", COUNT, DARK]
DARK_SHADES = {COUNT, DARK}  # under which text is white
BORDER, QUIET = "#5F7476", "#5B6668"
DETAIL = 1.2  # points of text: what is smaller is left out of an outline
UNKNOWN, LEAST = "////", "..."  # hatches: no count; at least the one of its class
STEPS = 14  # places tried for a label, along each side


def to_analysed(
    outlines: gpd.GeoDataFrame,
    pcodes: pd.DataFrame,
    aliases: pd.DataFrame,
    crosswalk: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Outlines of the units of the analysed list: those of another list made one where they lie in it.

    A unit that lies in none of them, or not exactly, keeps its own name and outline.
    """
    scheme = next(iter(pcodes["scheme"]), "")
    own = match_places(outlines["name"], pcodes, aliases, level=1)["pcode"]
    other = roll_up_names(outlines["name"], crosswalk, scheme)["pcode"]
    names = pcodes[pcodes["level"] == 1].set_index("pcode")["name"]
    found = own.fillna(other).map(names).astype("str").fillna(outlines["name"])
    named = outlines.assign(name=found)
    if not named["name"].duplicated().any():
        return named
    return named.dissolve("name", as_index=False, dropna=False)


def join_counts(
    outlines: gpd.GeoDataFrame,
    counts: pd.DataFrame,
    pcodes: pd.DataFrame,
    aliases: pd.DataFrame,
) -> tuple[gpd.GeoDataFrame | None, pd.DataFrame]:
    """Outlines with the count of their region, and the counts that no outline bears.

    Instead of the outlines none, where not one of them is that of a region with a count.
    ``counts`` has ``label``, the name of a region that is drawn, ``value`` and ``status``.
    """
    units = pd.DataFrame({"level": 1, "name": counts["label"], "pcode": counts["label"]})
    names_of = (
        pcodes[pcodes["level"] == 1].set_index("pcode")["name"]
        if len(pcodes)
        else pd.Series(dtype="str")
    )
    by_name = {normalise(label): label for label in counts["label"]}
    spelt = aliases["name"].map(lambda name: by_name.get(normalise(name)), na_action="ignore")
    others = aliases.assign(pcode=aliases["pcode"].map(names_of).fillna(spelt))
    found = match_places(outlines["name"], units, others, level=1)
    joined = outlines.assign(label=found["pcode"]).merge(
        counts[["label", "value", "status"]], on="label", how="left", validate="many_to_one"
    )
    lost = counts[~counts["label"].isin(joined["label"].dropna())]
    return (joined if len(lost) < len(counts) else None), lost


def list_classes(counts: pd.Series) -> pd.DataFrame:
    """Classes of counts from none upwards, a row each: ``first``, ``last`` and ``shade``.

    None at all is a class of its own; the others are equally wide, four at most.
    """
    top = counts.max() if counts.notna().any() else 0
    width = max(ceil(top / len(SHADES)), 1)
    number = ceil(top / width)
    shades = SHADES[len(SHADES) - number :]
    rows = [(0, 0, NONE)] if counts.eq(0).any() else []
    rows += [(i * width + 1, (i + 1) * width, shade) for i, shade in enumerate(shades)]
    return pd.DataFrame(rows, columns=["first", "last", "shade"])


def add_shades(regions: gpd.GeoDataFrame, classes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add the ``shade`` of the class that each count lies in; missing where there is no count."""
    shades = pd.Series(None, index=regions.index, dtype="object")
    for row in each_row(classes):
        shades[regions["value"].between(row.first, row.last)] = row.shade
    return regions.assign(shade=shades)


def count_places(points: pd.DataFrame) -> pd.DataFrame:
    """Incidents that share a place and did, or did not, kill: a row each, with ``number``.

    ``is_exact`` is whether they are of the place itself, or of somewhere near it. ``points`` as
    :func:`analysis.sites.coarsen_sites` gives them: no other coordinates are drawn.
    """
    key = ["longitude", "latitude", "has_deaths", "is_exact"]
    drawn = points.rename(columns={f"drawn_{name}": name for name in key[:2]}, errors="raise")
    counted = drawn.groupby(key, as_index=False).agg(number=("event_id", "size"))
    return counted.sort_values(key, ignore_index=True)


@dataclass
class View:
    """What a map shows: its bounds in degrees, how large a point of text is, what is taken."""

    bounds: tuple[float, float, float, float]
    degree: float  # points of text in a degree of latitude
    aspect: float  # of a degree of latitude to one of longitude
    taken: list[BaseGeometry]

    def boxes(self, x: Any, y: Any, text: str, size: float) -> Any:
        """Rectangles that a text would cover if it were set around some places."""
        lines = text.split("\n")
        high = 0.66 * size * len(lines) / self.degree
        wide = 0.34 * size * max(len(line) for line in lines) / self.degree * self.aspect
        return shapely.box(x - wide, y - high, x + wide, y + high)

    def clash(self, boxes: Any) -> Any:
        """How much of each rectangle is taken, by something or by the edge of the map."""
        blocked = shapely.union_all(self.taken)
        inside = shapely.area(shapely.intersection(boxes, shapely.box(*self.bounds)))
        return (
            shapely.area(shapely.intersection(boxes, blocked)) + shapely.area(boxes) - inside
        ) / shapely.area(boxes)


def open_view(axes: Axes, regions: gpd.GeoDataFrame) -> View:
    """Fit the axes to the regions, and the regions' surroundings to the axes."""
    west, south, east, north = regions.total_bounds
    middle = radians((south + north) / 2)
    aspect = 1 / cos(middle)
    pad = 0.04 * max(east - west, north - south)
    width, height = axes.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    tall = max(north - south + 2 * pad, (east - west + 2 * pad) / aspect * height / width)
    wide = tall * aspect * width / height
    x, y = (west + east) / 2, (south + north) / 2
    bounds = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
    axes.set_xlim(bounds[0], bounds[2])
    axes.set_ylim(bounds[1], bounds[3])
    axes.set_aspect(aspect)
    axes.set_facecolor(FAINT)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("")
    axes.set_ylabel("")
    axes.set_position((0, 0, 1, 1))
    axes.spines[:].set_visible(False)
    return View(bounds, 72 * height / tall, aspect, [])


def plot_regions(
    axes: Axes,
    regions: gpd.GeoDataFrame,
    neighbours: Mapping[str, gpd.GeoDataFrame],
    places: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    towns: pd.DataFrame,
) -> None:
    """Shade regions by class, hatch those without a count, mark places, name what is around.

    A region of which only *at least* so many are known is dotted over.

    ``regions`` as :func:`add_shades` gives them, ``places`` as :func:`count_places`; ``neighbours``
    by the name to be written, ``labels`` the number of each region as text, ``towns`` a row for
    each that may be marked, the largest first.
    """
    view = open_view(axes, regions)
    country = shapely.union_all(shapely.buffer(regions.geometry.to_numpy(), DETAIL / view.degree))
    shapes = regions.assign(geometry=simplify(regions.geometry, DETAIL / view.degree))
    outside = _draw_neighbours(axes, view, neighbours)
    known, unknown = shapes[shapes["value"].notna()], shapes[shapes["value"].isna()]
    style: dict[str, Any] = {"edgecolor": BORDER, "linewidth": 0.6, "zorder": 2, "aspect": None}
    if len(unknown):
        unknown.plot(ax=axes, color=FAINT, hatch=UNKNOWN, **style)
    if len(known):
        known.plot(ax=axes, color=list(known["shade"]), **style)
    if len(least := known[is_bound(known)]):
        least.plot(ax=axes, facecolor="none", hatch=LEAST, **style)
    _locate(axes, view, country)
    _mark_places(axes, view, places)
    _name_regions(axes, view, known, labels, country)
    _name_towns(axes, view, choose_towns(towns, country, labels, _room(axes)), known)
    _name_areas(axes, view, outside)


def plot_radius(
    axes: Axes,
    spot: Any,
    radius_km: float,
    *,
    regions: gpd.GeoDataFrame | None,
    neighbours: Mapping[str, gpd.GeoDataFrame],
    towns: pd.DataFrame,
    places: pd.DataFrame,
    label: str,
) -> None:
    """Draw what lies around one incident: the radius, borders, towns, earlier incidents.

    ``spot`` has the place from which distances are told and ``slack_km``, how far off the truth may
    lie; where it may, a broken circle shows how far the radius may reach. ``regions`` have ``name``;
    ``towns`` have the most people first; ``places`` as :func:`count_places`; ``label`` is written at
    the circle.
    """
    inner, outer = (_ring(spot, km) for km in (radius_km, radius_km + spot.slack_km))
    view = open_view(axes, gpd.GeoDataFrame(geometry=[outer], crs="EPSG:4326"))
    areas = _draw_neighbours(axes, view, neighbours)
    if regions is not None:
        parts = _draw_regions(axes, view, regions)
        areas |= parts if len(parts) > 1 else {}  # one alone would be taken for a town
        _locate(axes, view, regions.geometry.union_all(), blocked=outer, spot=spot)
    style: dict[str, Any] = {"color": COUNT, "zorder": 3}
    axes.plot(*inner.exterior.xy, linewidth=1.6, **style)
    if spot.slack_km:
        axes.plot(*outer.exterior.xy, linewidth=1, linestyle=(0, (4, 3)), **style)
    _write_at_top(axes, view, inner, label)
    _mark_spot(axes, view, spot)
    _mark_places(axes, view, places)
    inside = towns[shapely.contains_xy(shapely.box(*view.bounds), towns[["longitude", "latitude"]])]
    mark_towns(axes, inside)
    _write_towns(axes, view, inside.head(3 * _room(axes)), aside=(1.0, 3.4))
    view.taken.append(outer)
    _name_areas(axes, view, areas)
    axes.set(xlabel="", ylabel="")  # which a drawn outline names anew


def _ring(spot: Any, km: float) -> shapely.Polygon:
    """Circle of so many kilometres on the ground around a spot, in degrees."""
    bearings = np.linspace(0, 360, 120, endpoint=False)
    lon, lat, metres = (
        np.full(len(bearings), value) for value in (spot.longitude, spot.latitude, km * 1000)
    )
    east, north, _ = Geod(ellps="WGS84").fwd(lon, lat, bearings, metres)
    beside = (east - spot.longitude + 180) % 360 - 180  # across the antimeridian too
    return shapely.Polygon(np.column_stack([spot.longitude + beside, north]))


def _write_at_top(axes: Axes, view: View, ring: shapely.Polygon, text: str) -> None:
    """Write what a circle is, below its top."""
    x, y = ring.centroid.x, ring.bounds[3] - 9 / view.degree
    axes.text(x, y, text, fontsize=8, color=COUNT, **_CENTRED, zorder=5)
    view.taken.append(view.boxes(x, y, text, 8))


def _mark_spot(axes: Axes, view: View, spot: Any) -> None:
    """Cross of the incident itself, long enough to be seen behind others at its place."""
    style: dict[str, Any] = {"markersize": 26, "markeredgewidth": 2, "color": INK}
    axes.plot(spot.longitude, spot.latitude, "+", **style, zorder=5.8)
    view.taken.append(shapely.Point(spot.longitude, spot.latitude).buffer(8 / view.degree))


def _draw_regions(axes: Axes, view: View, regions: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Draw the parts of the country's regions that are in view; each by its name."""
    frame = shapely.box(*view.bounds)
    shapes = shapely.buffer(regions.geometry.to_numpy(), 0)
    parts = regions.assign(geometry=shapely.intersection(shapes, frame))
    parts = parts[~parts.geometry.is_empty]
    if len(parts):
        style: dict[str, Any] = {"edgecolor": BORDER, "linewidth": 0.7, "zorder": 2}
        parts.plot(ax=axes, color=NONE, aspect=None, **style)
    return dict(zip(parts["name"], parts.geometry, strict=True))


def _draw_neighbours(
    axes: Axes, view: View, neighbours: Mapping[str, gpd.GeoDataFrame]
) -> dict[str, BaseGeometry]:
    """Draw the parts of other countries that are in view; each by its name."""
    outside = {
        name: area
        for name, outlines in neighbours.items()
        if not (area := clip_union(outlines, view)).is_empty
    }
    if outside:
        areas = gpd.GeoSeries(list(outside.values()))
        areas.plot(ax=axes, color=FAINT, edgecolor="#B9C6C8", linewidth=0.7, zorder=1, aspect=None)
    return outside


def _room(axes: Axes) -> int:
    return FEW if is_narrow(axes) else TOWNS


def _locate(
    axes: Axes,
    view: View,
    country: BaseGeometry,
    *,
    blocked: BaseGeometry | None = None,
    spot: Any = None,
) -> None:
    """Draw the locator in a corner that is free of what is blocked, else the country; in none where none is."""
    west, south, east, north = view.bounds
    side = INSET * (north - south)
    wide, edge = side * view.aspect, 0.012
    boxes = {
        (left, low): shapely.box(x, y, x + wide, y + side)
        for left, x in (
            (edge, west + edge * (east - west)),
            (1 - edge - wide / (east - west), east - edge * (east - west) - wide),
        )
        for low, y in (
            (1 - edge - INSET, north - edge * (north - south) - side),
            (edge, south + edge * (north - south)),
        )
    }
    if corner := find_corner(boxes, country if blocked is None else blocked):
        plot_locator(axes, country, corner, spot)
        view.taken.append(boxes[corner])


def _name_towns(axes: Axes, view: View, towns: pd.DataFrame, regions: gpd.GeoDataFrame) -> None:
    """Mark towns where nothing else stands, and name those beside which there is room."""
    reach = 2.2 / view.degree
    x, y = towns["longitude"].to_numpy("float64"), towns["latitude"].to_numpy("float64")
    wide = reach * view.aspect
    towns = towns[view.clash(shapely.box(x - wide, y - reach, x + wide, y + reach)) == 0]
    mark_towns(axes, towns)
    dark = regions.geometry[regions["shade"].isin(DARK_SHADES)]
    _write_towns(axes, view, towns, dark=dark.union_all())


def _write_towns(
    axes: Axes,
    view: View,
    towns: pd.DataFrame,
    *,
    dark: BaseGeometry | None = None,
    aside: tuple[float, ...] = (1.0,),
) -> None:
    """Name towns beside which there is room, so near and else so far aside; in white on a dark ground."""
    size, step = (5.8 if is_narrow(axes) else 7.2), 5.5 / view.degree
    for town in each_row(towns):
        half = view.boxes(0, 0, town.name, size).bounds[2]
        spots = np.array(
            [
                spot
                for far in aside
                for wide, high in [(half + 0.7 * far * step * view.aspect, 1.4 * far * step)]
                for spot in ((wide, 0), (-wide, 0), (0, high), (0, -high))
            ]
        )
        x, y = town.longitude + spots[:, 0], town.latitude + spots[:, 1]
        free = np.flatnonzero(view.clash(view.boxes(x, y, town.name, size)) == 0)
        if not len(free):
            continue
        at = free[0]
        is_dark = dark is not None and dark.contains(shapely.Point(x[at], y[at]))
        colour = "white" if is_dark else INK
        axes.text(x[at], y[at], town.name, fontsize=size, color=colour, **_CENTRED, zorder=5)
        view.taken.append(view.boxes(x[at], y[at], town.name, size))


def simplify(shapes: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Outlines without detail that a map of their size cannot show; common borders stay common."""
    areas = shapely.buffer(shapes.to_numpy(), 0)  # a repaired shape may hold lines besides
    simple = shapely.coverage_simplify(areas, tolerance)
    return gpd.GeoSeries(simple, index=shapes.index, crs=shapes.crs)


def clip_union(outlines: gpd.GeoDataFrame, view: View) -> BaseGeometry:
    """Area of a country that is in view, as one."""
    frame = shapely.box(*view.bounds)
    near = outlines.geometry[outlines.geometry.intersects(frame)]
    detail = DETAIL / view.degree
    whole = shapely.union_all(shapely.buffer(near.to_numpy(), detail / 100))
    simple = shapely.simplify(_fill(whole), detail / 2)
    return shapely.intersection(shapely.make_valid(simple), frame)


def _fill(area: BaseGeometry) -> BaseGeometry:
    """Area without the slits between its parts."""
    return shapely.MultiPolygon([shapely.Polygon(p.exterior) for p in shapely.get_parts(area)])


def _mark_places(axes: Axes, view: View, places: pd.DataFrame) -> None:
    """Circle each place, filled where people were killed, larger for several, broken if only near it.

    What shares a place stands side by side.
    """
    for _, held in places.groupby(["longitude", "latitude"], sort=True):
        sizes = 6 + 3.2 * held["number"].to_numpy("float64") ** 0.5
        middles = np.cumsum(sizes + 1) - (sizes + 1) / 2 - (sizes + 1).sum() / 2
        for row, size, aside in zip(each_row(held), sizes, middles, strict=True):
            _mark_place(axes, view, row, size, aside)


def _mark_place(axes: Axes, view: View, row: Any, size: float, aside: float) -> None:
    fill = {(True, True): HARM, (True, False): LIGHT[HARM]}.get((row.has_deaths, row.is_exact))
    edge = {(True, True): "white", (True, False): HARM}.get((row.has_deaths, row.is_exact), INK)
    moved = row.longitude + aside / view.degree * view.aspect
    axes.scatter(
        moved,
        row.latitude,
        s=size**2,
        facecolor=fill or "white",
        edgecolor=edge,
        linewidth=0.9 if row.is_exact else 1.1,
        linestyle="-" if row.is_exact else (0, (1.6, 1.2)),
        zorder=6,
    )
    axes.annotate(
        str(row.number) if row.number > 1 else "",
        (moved, row.latitude),
        xytext=(0, -0.4),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=6.5,
        fontweight="bold",
        color="white" if fill == HARM else INK,
        zorder=7,
    )
    view.taken.append(shapely.Point(moved, row.latitude).buffer(0.7 * size / view.degree))


def _name_regions(
    axes: Axes,
    view: View,
    regions: gpd.GeoDataFrame,
    labels: Mapping[str, str],
    country: BaseGeometry,
) -> None:
    """Name and number of each region: inside it where there is room, else beside the country."""
    size = 6.8 if is_narrow(axes) else 8.5
    by_size = regions.assign(area=shapely.area(regions.geometry.to_numpy())).sort_values("area")
    for row in each_row(by_size):
        text = f"{row.label}\n{labels[row.label]}"
        dark = row.shade in DARK_SHADES
        x, y, fit = find_room(view, row.geometry, text, size)
        if fit > 0.3:
            colour = "white" if dark else INK
            axes.text(x, y, text, fontsize=size, color=colour, **_CENTRED, zorder=5)
            view.taken.append(view.boxes(x, y, text, size))
            continue
        spot = row.geometry.representative_point()
        x, y = find_nearest(view, country, row.geometry, text, size)
        line = {"color": INK, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0, "arrowstyle": "-"}
        axes.annotate(
            text,
            (spot.x, spot.y),
            xytext=(x, y),
            textcoords="data",
            fontsize=size,
            color=INK,
            arrowprops=line,
            **_CENTRED,
            zorder=5,
        )
        view.taken.append(view.boxes(x, y, text, size))


_CENTRED: dict[str, Any] = {"ha": "center", "va": "center", "linespacing": 1.1}


def _grid(bounds: tuple[float, float, float, float], steps: int) -> tuple[Any, Any]:
    west, south, east, north = bounds
    x, y = np.meshgrid(np.linspace(west, east, steps), np.linspace(south, north, steps))
    return x.ravel(), y.ravel()


def find_room(view: View, area: BaseGeometry, text: str, size: float) -> tuple[float, float, float]:
    """Place in an area where a text fits best, and how much of it lies inside and free."""
    x, y = _grid(area.bounds, STEPS)
    is_inside = shapely.contains_xy(area, x, y)
    spot = area.representative_point()
    x, y = np.append(x[is_inside], spot.x), np.append(y[is_inside], spot.y)
    boxes = view.boxes(x, y, text, size)
    inside = shapely.area(shapely.intersection(boxes, area)) / shapely.area(boxes)
    fit = inside - 2 * view.clash(boxes)
    edge = shapely.distance(shapely.points(x, y), shapely.boundary(area))
    best = int(np.argmax(np.round(fit, 2) + 0.1 * edge / max(edge.max(), 1e-9)))
    return float(x[best]), float(y[best]), float(fit[best])


def find_nearest(
    view: View, country: BaseGeometry, area: BaseGeometry, text: str, size: float
) -> tuple[float, float]:
    """Free place nearest to an area: outside the country, or where there is none, inside it."""
    x, y = _grid(view.bounds, 3 * STEPS)
    boxes = view.boxes(x, y, text, size)
    is_free = (view.clash(boxes) == 0) & ~shapely.intersects(boxes, area)
    is_outside = is_free & ~shapely.intersects(boxes, country)
    chosen = is_outside if is_outside.any() else is_free
    if not chosen.any():
        return area.representative_point().x, area.representative_point().y
    best = int(np.argmin(shapely.distance(boxes[chosen], area)))
    return float(x[chosen][best]), float(y[chosen][best])


def _name_areas(axes: Axes, view: View, areas: Mapping[str, BaseGeometry]) -> None:
    size = 6.5 if is_narrow(axes) else 8.5
    for name, area in areas.items():
        x, y, fit = find_room(view, area, name, size)
        if fit > 0.9:
            axes.text(x, y, name, fontsize=size, style="italic", color=QUIET, **_CENTRED, zorder=4)
            view.taken.append(view.boxes(x, y, name, size))
