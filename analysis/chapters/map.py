"""Regions shaded by incidents, with the documented incidents whose place is known."""

import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from analysis import charts, layouts, maps, store
from analysis.chapters.months import name_missing
from analysis.exposure import EXACT, read_precision
from analysis.layouts import serving_source
from analysis.live import HTML
from analysis.measures import each_row, month_bounds
from analysis.outlines import to_outlines
from analysis.page import chart_block, empty_block, layout_table, note, write_value
from analysis.prose import Edition, format_number, format_value, link, recorded, say
from analysis.sentences import month_name, name_source, region_name
from analysis.settlements import read_towns
from analysis.sites import coarsen_sites, is_recent, is_sensitive
from analysis.states import NOT_PLACED


def show_map(edition: Edition) -> HTML:
    """Regions shaded by incidents, with the documented incidents whose place is known."""
    lang = edition.lang
    layout = layouts.incidents_by_region(edition.figures)
    held = store.read_outlines(edition.raw, edition.country, edition.as_of)
    title = say(lang, "map-title", month=month_name(edition))
    if layout.empty or held is None:
        key = "map-none-incidents" if layout.empty else "map-none-outlines"
        return empty_block(title, say(lang, key, month=month_name(edition)))
    drawn = layouts.incidents_on_map(edition.figures)
    values = layouts.to_range(drawn, edition.figures, "incidents")
    is_placed = values["label"] != NOT_PLACED
    pcodes, hand = _keep_analysed(edition), _read_spellings(edition)
    outlines = to_regions(edition, held["content"])
    several = drawn[~drawn["incidents"].isin(layout["incidents"])]
    outer = {name: names[0] for name, names in _name_drawn(edition, several).items()}
    placed = values[is_placed].replace({"label": outer})
    regions, lost = maps.join_counts(outlines, placed, pcodes, hand["aliases"])
    if regions is None:
        return empty_block(title, say(lang, "map-none-match", month=month_name(edition)))
    names = {first: name for name, first in outer.items()}
    regions = regions.assign(label=regions["label"].replace(names))
    neighbours = read_neighbours(edition)
    classes = maps.list_classes(regions["value"])
    located = _located(edition)
    points = to_points(edition, located)
    regions, places = maps.add_shades(regions, classes), maps.count_places(points)
    towns = read_towns(find_iso2(edition))
    labels = {
        r.label: format_value(lang, r.value, unit="incidents", status=r.status)
        for r in each_row(regions)
        if pd.notna(r.value)
    }
    views = charts.draw(
        lambda axes: maps.plot_regions(
            axes, regions, neighbours, places, labels=labels, towns=towns
        ),
        height=6.4,
        narrow=3.5,
    )
    top = layouts.highest(values[is_placed])
    is_sure = layouts.is_surely_highest(values, top)
    alt = say(
        lang,
        "map-alt",
        most=say(lang, "alt-most" if is_sure else "alt-most-known"),
        country=edition.country_name,
        region=top["label"],
        number=format_value(lang, top["value"], unit="incidents", status=top["status"]),
    )
    lines = [
        *_not_drawn(edition, pd.concat([lost, values[~is_placed]])),
        say(lang, "incidents-map", source=name_source(lang, serving_source(edition.figures))),
        *([say(lang, "map-points")] if len(places) else []),
        *([say(lang, "map-near")] if not places["is_exact"].all() else []),
        *_tell_vague(edition),
        *_tell_protected(edition, located),
        say(lang, "map-outside"),
        say(lang, "map-towns"),
        say(
            lang,
            "map-vintage",
            source=recorded(lang, held["origin"]["producer"]),
            note=_note_units(edition, several),
        ),
        *_tell_several(edition, several),
        say(lang, "map-disclaimer"),
    ]
    behind = pd.concat([layout, several], ignore_index=True)
    names = {n: region_name(edition, n) for n in behind["label"]}
    return chart_block(
        edition,
        views,
        title=title,
        alt=alt,
        layout=layout,
        files=["incidents_by_region", "incidents_on_map"],
        behind=layout_table(edition, behind, title, "table-region", names, hide_caption=True),
        marks=_map_marks(lang, regions, classes, places),
        notes="".join(note(line) for line in lines),
    )


def _keep_analysed(edition: Edition) -> pd.DataFrame:
    pcodes = edition.tables["pcodes"]
    return pcodes[pcodes["is_analysed"]]


def to_regions(edition: Edition, content: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Outlines of the country's regions, by the names of the list that is analysed."""
    hand = _read_spellings(edition)
    outlines = to_outlines(content)
    return maps.to_analysed(outlines, _keep_analysed(edition), hand["aliases"], hand["crosswalk"])


def read_neighbours(edition: Edition) -> dict[str, gpd.GeoDataFrame]:
    """Outlines of every other country that are held, by its name."""
    return {
        edition.territories[iso3]: to_outlines(around["content"])
        for iso3 in store.list_countries(edition.raw, "cod")
        if iso3 != edition.country
        and (around := store.read_outlines(edition.raw, iso3, edition.as_of)) is not None
    }


def find_iso2(edition: Edition) -> str:
    """Two-letter code of the country, by which a gazetteer knows it."""
    known = store.read_hand(edition.raw, "countries.csv").set_index("iso3")["iso2"]
    return str(known[edition.country])


def _tell_vague(edition: Edition) -> list[str]:
    """Say how many documented incidents have no place on the map, since theirs is a wider area."""
    figure = f"ledger_vague-ledger-{edition.country}"
    if not edition.has(figure) or not edition.figure(figure)["value"]:
        return []
    return [
        say(
            edition.lang,
            "map-vague",
            vague=link(figure, write_value(edition.lang, edition.figure(figure))),
        )
    ]


def _read_spellings(edition: Edition) -> dict[str, pd.DataFrame]:
    """Other names of the country's units, and the steps from other lists to them."""
    held = {n: store.read_hand(edition.raw, f"{n}.csv") for n in ("aliases", "crosswalk")}
    return {
        name: rows[rows["iso3"] == edition.country].astype({"level": "int64"})
        for name, rows in held.items()
    }


def _not_drawn(edition: Edition, counts: pd.DataFrame) -> list[str]:
    """Say which incidents the map does not show, because no outline bears their region's name."""
    lang = edition.lang
    rows = counts[counts["value"].isna() | (counts["value"] > 0)]
    shown = [
        say(
            lang,
            "map-not-drawn-one",
            region=region_name(edition, row.label),
            number=format_value(lang, row.value, unit="incidents", status=row.status),
        )
        for row in each_row(rows)
    ]
    return [say(lang, "map-not-drawn", list=", ".join(shown))] if shown else []


def _map_marks(
    lang: str, regions: Any, classes: pd.DataFrame, places: pd.DataFrame
) -> list[tuple[str, str]]:
    """Explain the classes of a map, from none upwards, and its marks."""
    marks = [
        (
            f"shade s{maps.SHADES.index(row.shade) + 1}" if row.first else "shade s0",
            _name_class(lang, row.first, row.last),
        )
        for row in each_row(classes)
    ]
    missing = regions.loc[regions["value"].isna(), "status"]
    if len(missing):
        reasons = missing.dropna()  # an outline that bears the name of no region has none
        words = name_missing(lang, reasons) if len(reasons) else say(lang, "map-nodata")
        marks.append(("hatch", words))
    if charts.is_bound(regions).any():
        marks.append(("shade dotted", say(lang, "key-at-least")))
    return [*marks, *name_marks(lang, places), ("town", say(lang, "map-town"))]


def name_marks(lang: str, places: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain those marks of incidents that a map has."""
    told = {
        ("dot harm", "map-deaths"): places["has_deaths"].any(),
        ("ring", "map-other"): (~places["has_deaths"].astype("bool")).any(),
        ("ring broken", "map-near-key"): (~places["is_exact"].astype("bool")).any(),
        ("dot numbered", "map-numbers"): (places["number"] > 1).any(),
    }
    return [(mark, say(lang, key)) for (mark, key), is_drawn in told.items() if is_drawn]


def _name_class(lang: str, first: float, last: float) -> str:
    """Name a class of counts by its ends; none at all in words."""
    if last == 0:
        return say(lang, "none-reported")
    ends = [format_number(lang, n) for n in dict.fromkeys((first, last))]
    return "–".join(ends)


def _name_drawn(edition: Edition, several: pd.DataFrame) -> dict[str, list[str]]:
    """Names of the regions drawn as one, by the label of their sum; the one with the outline first."""
    return {
        row.label: [edition.figure(part)["geography_name"] for part in json.loads(cited)]
        for row in each_row(several)
        for cited in [edition.figure(row.incidents)["inputs"]]
    }


def _note_units(edition: Edition, several: pd.DataFrame) -> str:
    """Say which units the outlines are: those within others by name, else as in the source."""
    told = [
        say(
            edition.lang,
            "map-note-inside",
            outer=names[0],
            inner=", ".join(names[1:]),
            n=len(names) - 1,
        )
        for names in _name_drawn(edition, several).values()
    ]
    return "; ".join(told) + "." if told else say(edition.lang, "map-note-other")


def _tell_several(edition: Edition, several: pd.DataFrame) -> list[str]:
    """Say what the number of an outline that holds several regions is the sum of."""
    lang = edition.lang
    numbers = {
        row.label: link(row.incidents, write_value(lang, edition.figure(row.incidents)))
        for row in each_row(several)
    }
    return [
        say(lang, "map-several", regions=recorded(lang, name), number=number)
        for name, number in numbers.items()
    ]


def _tell_protected(edition: Edition, located: pd.DataFrame) -> list[str]:
    """Say that recent places are not drawn, and sensitive ones only roughly, where there are any."""
    recent = is_recent(located, edition.as_of)
    told = {"map-recent": recent.any(), "map-sensitive": is_sensitive(located[~recent]).any()}
    return [say(edition.lang, key) for key, is_so in told.items() if is_so]


def _located(edition: Edition) -> pd.DataFrame:
    """Documented incidents of the month whose place is known."""
    first, last = month_bounds(edition.month)
    incidents = edition.tables["incidents"]
    return incidents[
        (incidents["source"] == "ledger")
        & incidents["is_precise_place"]
        & incidents["event_date"].between(first, last)
        & incidents["latitude"].notna()
    ]


def to_points(edition: Edition, located: pd.DataFrame) -> pd.DataFrame:
    """Those that may be drawn, whether any deaths were stated of each, and whether it is just there."""
    tolls = edition.tables["tolls"]
    deadly = tolls.loc[tolls["fatalities_best"] > 0, "incident_id"]
    points = coarsen_sites(located, edition.as_of)
    return points.assign(
        has_deaths=points["event_id"].str.removeprefix("ledger:").isin(deadly),
        is_exact=(read_precision(points) == EXACT) & ~is_sensitive(points),
    )
