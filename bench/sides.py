"""One question, answered twice: incidents and killed by region, month and kind, from an event file.

``ours`` goes the way of a build: every cell checked and typed, every place looked up, every row
cited. ``plain`` is what an analyst would write with pandas and geopandas; ``plain, few columns``
names the columns that it needs, which is the fastest that ``read_csv`` can be. Both join by
``within``, for which geopandas prepares each outline once: with its default, ``intersects``, the
join alone takes ten times as long at these outlines, and would flatter us.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.formats import Source, Vintage
from analysis.incidents import to_admin1_month
from analysis.intake import clean_rows, read_file
from analysis.schema import Incidents, empty
from analysis.sources import acled, ucdp
from analysis.spatial import place_points

KEY = ["pcode", "month", "kind"]
Lap = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """An event file: whose it is, and its columns for day, kind, killed, precision of the place."""

    source: Source
    columns: tuple[str, str, str, str]


TASKS = {
    "ged": Task(ucdp.SOURCE, ("date_start", "type_of_violence", "best", "where_prec")),
    "acled": Task(acled.SOURCE, ("event_date", "event_type", "fatalities", "geo_precision")),
}
WORLD = Vintage(iso3="", iso2="", name="", ucdp_id="", day="2026-01-31", version="26.1")
Incidents.validate(empty(Incidents))  # at its first check pandera imports the rest of itself
PRECISE = 2  # the place itself or near it, in both sources


def count_ours(task: Task, path: Path, outlines: gpd.GeoDataFrame, lap: Lap) -> pd.DataFrame:
    """Count by the modules that a build uses."""
    held = read_file(task.source, path, path.name)
    lap("read")
    layout, rows = held.pop()
    ((_, incidents),) = clean_rows(task.source.layouts[layout], rows, WORLD, path.name)
    del rows
    lap("clean")
    found = place_points(incidents, outlines)
    placed = incidents.assign(admin1_pcode=found["pcode"], admin1_name=found["name"])
    del incidents, found
    lap("place")
    months = to_admin1_month(placed)
    lap("sum")
    return months.rename(
        columns={
            "admin1_pcode": "pcode",
            "event_type": "kind",
            "fatalities_best": "killed",
        }
    )[[*KEY, "incidents", "killed"]]


def count_plain(task: Task, path: Path, outlines: gpd.GeoDataFrame, lap: Lap) -> pd.DataFrame:
    """Count with ``read_csv``, ``sjoin`` and ``groupby``."""
    return _count(task, pd.read_csv(path, low_memory=False), outlines, lap)


def count_few(task: Task, path: Path, outlines: gpd.GeoDataFrame, lap: Lap) -> pd.DataFrame:
    """Count likewise, of the columns needed alone."""
    columns = [*task.columns, "longitude", "latitude"]
    return _count(task, pd.read_csv(path, usecols=columns), outlines, lap)


def _count(task: Task, events: pd.DataFrame, outlines: gpd.GeoDataFrame, lap: Lap) -> pd.DataFrame:
    lap("read")
    day, kind, killed, precision = task.columns
    events["month"] = pd.to_datetime(events[day]).dt.to_period("M").dt.to_timestamp()
    lap("clean")
    precise = events.loc[events[precision] <= PRECISE, ["longitude", "latitude"]]
    places = gpd.points_from_xy(precise["longitude"], precise["latitude"])
    points = gpd.GeoDataFrame(precise, geometry=places, crs=outlines.crs)
    joined = gpd.sjoin(points, outlines, how="left", predicate="within")
    events["pcode"] = joined["pcode"]
    lap("place")
    grouped = events.groupby(["pcode", "month", kind], dropna=False)
    sums = grouped.agg(incidents=("month", "size"), killed=(killed, "sum")).reset_index()
    lap("sum")
    return sums.rename(columns={kind: "kind"})


Count = Callable[[Task, Path, gpd.GeoDataFrame, Lap], pd.DataFrame]
SIDES: dict[str, Count] = {
    "ours": count_ours,
    "plain": count_plain,
    "plain, few columns": count_few,
}


def to_comparable(counts: pd.DataFrame) -> pd.DataFrame:
    """Put a result in one order, types and spelling of the kinds, so that two can be compared."""
    kinds = {str(code): word for code, word in ucdp.TYPES.items()}
    words = counts["kind"].astype("str").str.lower().replace(kinds)
    types = {"pcode": "str", "month": "datetime64[ns]", "incidents": "int64", "killed": "int64"}
    return counts.assign(kind=words).astype(types).sort_values(KEY, ignore_index=True)
