"""Outlines to a map: regions shaded by a count, incidents whose place is known as points."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from shapely.ops import unary_union

from analysis.charts import COUNT, DARK, FAINT, HARM
from analysis.crosswalk import roll_up_names
from analysis.measures import add_or_missing, each_row
from analysis.places import match_places

SHADES = LinearSegmentedColormap.from_list("counts", ["#E8F0FC", COUNT, DARK])


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
    merged: Mapping[str, str],
) -> gpd.GeoDataFrame | None:
    """Outlines with the count of their region; none where a region with a count has no outline.

    ``counts`` has ``label`` and ``value``; ``merged`` names the older unit that a region lies in
    on the outlines, whose counts then add up (a missing part leaves the sum missing).
    """
    names = counts["label"].map(lambda name: merged.get(name, name))
    added = counts.assign(label=names).groupby("label")["value"].agg(add_or_missing)
    summed = added.rename("value").reset_index()
    units = pd.DataFrame({"level": 1, "name": summed["label"], "pcode": summed["label"]})
    names_of = (
        pcodes[pcodes["level"] == 1].set_index("pcode")["name"]
        if len(pcodes)
        else pd.Series(dtype="str")
    )
    others = aliases.assign(pcode=aliases["pcode"].map(names_of)) if len(aliases) else aliases
    found = match_places(outlines["name"], units, others, level=1)
    joined = outlines.assign(label=found["pcode"]).merge(
        summed, on="label", how="left", validate="many_to_one"
    )
    is_needed = summed["value"].gt(0).to_numpy()
    lost = set(summed.loc[is_needed, "label"]) - set(joined["label"].dropna())
    return None if lost else joined


def plot_regions(
    axes: Axes,
    regions: gpd.GeoDataFrame,
    neighbours: list[gpd.GeoDataFrame],
    points: pd.DataFrame,
    *,
    labels: Mapping[str, str],
) -> None:
    """Shade regions by ``value``, hatch those without one, and draw the precise points."""
    for outlines in neighbours:
        outside = gpd.GeoSeries([unary_union(list(outlines.geometry))], crs="EPSG:4326")
        outside.plot(ax=axes, color="#FAFAF8", edgecolor="#C4D0D1", linewidth=0.6)
    top = max(float(regions["value"].max()), 1.0) if regions["value"].notna().any() else 1.0
    known, unknown = regions[regions["value"].notna()], regions[regions["value"].isna()]
    if len(unknown):
        unknown.plot(ax=axes, color=FAINT, edgecolor="#9DB1B3", hatch="////", linewidth=0.6)
    if len(known):
        known.plot(
            ax=axes, column="value", cmap=SHADES, vmin=0, vmax=top, edgecolor="white", linewidth=0.9
        )
    for row in each_row(known):
        spot = row.geometry.representative_point()
        light = float(row.value) / top > 0.35
        axes.annotate(
            f"{row.label}\n{labels[row.label]}",
            (spot.x, spot.y),
            ha="center",
            va="center",
            fontsize=7.5,
            color="white" if light else "#101212",
        )
    if len(points):
        axes.scatter(
            points["longitude"],
            points["latitude"],
            s=26,
            color=HARM,
            edgecolor="white",
            linewidth=0.8,
            zorder=5,
        )
    west, south, east, north = regions.total_bounds
    pad = 0.04 * max(east - west, north - south)
    axes.set_xlim(west - pad, east + pad)
    axes.set_ylim(south - pad, north + pad)
    axes.set_aspect(1.0 / 0.95)
    axes.set_axis_off()
