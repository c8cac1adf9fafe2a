"""Made-up files: an event file in each provider's own layout, outlines to place it in, a panel.

The columns, their order, the share of quoted cells and of repeated places are those of real files;
every name and number is drawn. Rows are put together in blocks, so that making 3 million of them
takes seconds and little memory.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

BLOCK = 100_000
AREAS = 300
REGIONS = 12  # of a country
PLACES = 600
MONTHS = 144  # of a panel: twelve years
VERTICES = 226  # of a border; a unit has about six
WORLD = (-170.0, -50.0, 175.0, 70.0)
GED = """
id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,
dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,
side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,
where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,
country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,
deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob
"""
ACLED = """
event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,
assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,
admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,
tags,timestamp
"""
KINDS = {
    "Battles": ("Political violence", "Armed clash"),
    "Explosions/Remote violence": ("Political violence", "Shelling/artillery/missile attack"),
    "Violence against civilians": ("Political violence", "Attack"),
    "Protests": ("Demonstrations", "Peaceful protest"),
    "Riots": ("Political violence; Demonstrations", "Mob violence"),
    "Strategic developments": ("Strategic developments", "Looting/property destruction"),
}
Draw = np.random.Generator
Texts = pa.Array


def make_outlines(units: int, *, seed: int = 1) -> gpd.GeoDataFrame:
    """Tile the world with ``units`` first-level units of about 1,370 vertices; a twentieth is sea.

    So many have the outlines of Mali's regions of 2014 as they are published; the lists that are
    simplified for the web have 110 to 470. There are as many units as the world has.
    """
    draw = np.random.default_rng(seed)
    west, south, east, north = WORLD
    seeds = draw.uniform((west, south), (east, north), (units, 2))
    borders = shapely.voronoi_polygons(
        shapely.multipoints(seeds), extend_to=shapely.box(*WORLD), only_edges=True
    )
    lines = [_wind(line) for line in shapely.get_parts(borders)]
    cells = shapely.get_parts(shapely.polygonize(lines))
    land = cells[draw.random(len(cells)) > 0.05]
    names = [f"Region {n:04d}" for n in range(len(land))]
    codes = [f"XX{n:04d}" for n in range(len(land))]
    return gpd.GeoDataFrame({"name": names, "pcode": codes}, geometry=land, crs="EPSG:4326")


def _wind(line: Any) -> Any:
    """Give a straight border bends; its ends stay, and leave along the old direction."""
    (start, end) = shapely.get_coordinates(line)[[0, -1]]
    along = np.linspace(0, 1, VERTICES)[:, None]
    aside = (end - start)[::-1] * (-1, 1)
    bend = 0.03 * np.sin(np.pi * along) ** 2 * np.sin(9 * np.pi * along)
    return shapely.linestrings(start + along * (end - start) + bend * aside)


def make_ged(path: Path, rows: int, *, seed: int = 2) -> None:
    """Write a bulk release of UCDP's events: 49 columns, line breaks inside quotes."""
    places = _make_places(rows // 8 + 1, seed)
    _write(path, GED, rows, seed, lambda draw, first, n: _ged_block(draw, first, n, places))


def make_ged_of(path: Path, rows: int, country: str, number: str, *, seed: int = 5) -> None:
    """Write UCDP's events of one country, in as many places and regions as one has."""
    names = "Province " + pd.Series(np.arange(PLACES) % REGIONS).astype("str")
    places = _make_places(PLACES, seed).assign(country=country, country_id=number, admin1=names)
    _write(path, GED, rows, seed, lambda draw, first, n: _ged_block(draw, first, n, places))


def make_acled(path: Path, rows: int, *, seed: int = 3) -> None:
    """Write an export of ACLED's events: 31 columns, a paragraph of notes in every row."""
    places = _make_places(rows // 15 + 1, seed)
    _write(path, ACLED, rows, seed, lambda draw, first, n: _acled_block(draw, first, n, places))


def make_panel(path: Path, regions: int, *, seed: int = 4) -> None:
    """Write a panel of regions and months, with incidents and displacements."""
    draw_panel(regions, MONTHS, seed=seed).to_csv(path, index=False)


def draw_panel(regions: int, months: int, *, seed: int) -> pd.DataFrame:
    """Draw one row per region and month; no outcome in one of thirty, zero in about one of fifteen.

    Displacement goes with the incidents of its month and of the three before.
    """
    draw = np.random.default_rng(seed)
    shape = (regions, months)
    level, shared = draw.normal(0, 1, (regions, 1)), draw.normal(0, 0.3, (1, months))
    incidents = draw.poisson(np.exp(1.2 + 0.7 * level + shared + draw.normal(0, 0.6, shape)))
    effects = (0.25, 0.15, 0.08, 0.02)
    lagged = [b * np.roll(np.log1p(incidents), lag, axis=1) for lag, b in enumerate(effects)]
    mean = np.exp(2.5 + level + shared + sum(lagged)) * draw.gamma(1.25, 0.8, shape)
    displacements = pd.Series(draw.poisson(mean).ravel(), dtype="float64")
    names = [f"Region {n:04d}" for n in range(regions)]
    return pd.DataFrame(
        {
            "region": np.repeat(names, months),
            "month": np.tile(pd.date_range("2012-01-01", periods=months, freq="MS"), regions),
            "incidents": incidents.ravel(),
            "displacements": displacements.mask(draw.random(regions * months) < 1 / 30),
        }
    )


def _write(
    path: Path,
    header: str,
    rows: int,
    seed: int,
    make_block: Callable[[Draw, int, int], dict[str, Texts]],
) -> None:
    names = "".join(header.split()).split(",")
    draw = np.random.default_rng(seed)
    with path.open("wb") as file:
        file.write((",".join(names) + "\n").encode())
        for first in range(0, rows, BLOCK):
            cells = make_block(draw, first, min(BLOCK, rows - first))
            file.write(_to_bytes([cells[name] for name in names]))


def _to_bytes(cells: list[Texts]) -> pa.Buffer:
    """Return the lines of a block: one text array lies in memory as its file would."""
    return _join(_join(*cells, by=","), "\n").buffers()[2]


def _join(*cells: Texts | str, by: str = "") -> Texts:
    """Put texts side by side, row by row; a plain text stands in every row."""
    scalars = [pa.scalar(c, pa.large_string()) if isinstance(c, str) else c for c in (*cells, by)]
    return pc.binary_join_element_wise(*scalars)


def _make_places(count: int, seed: int) -> pd.DataFrame:
    """Draw places, each with the names that its source would give it; most lie in conflict areas."""
    draw = np.random.default_rng(seed + 100)
    west, south, east, north = WORLD
    numbers = pd.Series(np.arange(count))
    area = numbers.to_numpy() * AREAS // count
    centres = draw.uniform((west, south), (east, north), (AREAS, 2))
    spots = np.clip(draw.normal(centres[area], 1.5), (west, south), (east, north)).round(4)
    return pd.DataFrame(
        {
            "longitude": spots[:, 0].astype("str"),
            "latitude": spots[:, 1].astype("str"),
            "location": "Locality " + numbers.astype("str"),
            "admin2": "District " + (numbers // 12).astype("str"),
            "admin1": "Province " + (numbers // 150).astype("str"),
            "country": "Country " + pd.Series(area // 2).astype("str"),
            "country_id": pd.Series(area // 2 + 2).astype("str"),
        }
    )


def _texts(values: Any) -> Texts:
    return pa.array(values, type=pa.large_string())


def _numbers(values: npt.NDArray[Any]) -> Texts:
    return pa.array(values).cast(pa.large_string())


def _pick(draw: Draw, among: list[str], count: int, shares: list[float] | None = None) -> Texts:
    return _texts(among).take(pa.array(draw.choice(len(among), count, p=shares)))


def _days(draw: Draw, count: int, first: str, last: str) -> npt.NDArray[np.datetime64]:
    start, end = np.datetime64(first), np.datetime64(last)
    return start + draw.integers(0, (end - start).astype(int) + 1, count)


def _iso(days: npt.NDArray[np.datetime64]) -> Texts:
    return _texts(np.datetime_as_string(days, unit="D"))


def _at(places: pd.DataFrame, draw: Draw, count: int) -> Callable[[str], Texts]:
    """Columns of the places of a block: few places see most events."""
    chosen = pa.array((len(places) * draw.random(count) ** 2.5).astype("int64"))
    return lambda name: _texts(places[name]).take(chosen)


def _blank(count: int) -> Texts:
    return _texts([""] * count)


def _paragraphs(draw: Draw, length: int) -> list[str]:
    """Draw 500 quoted paragraphs, some with commas, doubled quotes and accents."""
    words = ["armed", "men", "attacked", "the village", "near, the road", 'said ""no"" to', "été"]
    words += ["and", "a market", "on the river", "reported", "civilians", "force", "convoy"]
    return [
        '"' + " ".join(draw.choice(words, length)) + f'. {n} killed, others fled."'
        for n in range(500)
    ]


def _ged_block(draw: Draw, first: int, n: int, places: pd.DataFrame) -> dict[str, Texts]:
    at = _at(places, draw, n)
    start = _days(draw, n, "1989-01-01", "2023-12-31")
    length = draw.choice([0, 1, 6, 29], n, p=[0.85, 0.09, 0.04, 0.02])
    deaths = draw.geometric(0.35, (4, n)) - 1
    best = deaths.sum(axis=0)
    articles = [
        f'"""Agency {i},2012-03-0{i % 9 + 1},A headline{", longer" * (i % 30)}\n and its second line"""'
        if i % 8 == 0
        else f'"""Agency {i},2012-03-0{i % 9 + 1},A headline{", longer" * (i % 30)}"""'
        for i in range(500)
    ]
    sides = [f"Forces of Rivertown {i}" for i in range(300)]
    numbers = [str(i) for i in range(300)]
    cells = {
        "id": _numbers(np.arange(first + 1, first + n + 1)),
        "relid": _pick(draw, [f"XYZ-2012-1-{i}-99" for i in range(5000)], n),
        "year": _numbers(start.astype("datetime64[Y]").astype(int) + 1970),
        "active_year": _pick(draw, ["1", "0"], n, [0.9, 0.1]),
        "code_status": _pick(draw, ["Clear"], n),
        "type_of_violence": _pick(draw, ["1", "2", "3"], n, [0.7, 0.1, 0.2]),
        "conflict_name": _pick(draw, [f"Rivertown {i}: Government" for i in range(220)], n),
        "dyad_name": _pick(draw, [f"Government of Rivertown {i} - Rebels" for i in range(250)], n),
        "side_a": _pick(draw, sides, n),
        "side_b": _pick(draw, [*sides, "Civilians"], n),
        "number_of_sources": _pick(draw, ["-1", "1", "2", "3"], n),
        "source_article": _pick(draw, articles, n),
        "source_office": _pick(draw, ["Agency;Other agency", "Agency"], n),
        "source_date": _pick(draw, ["2012-03-01;2012-03-02", "2012-03-01"], n),
        "source_headline": _pick(draw, ['"A headline, and more of it than fits"', "A headline"], n),
        "source_original": _pick(draw, ["police", '"doctor, witness"', ""], n),
        "where_prec": _pick(draw, list("123456"), n, [0.45, 0.2, 0.15, 0.12, 0.04, 0.04]),
        "where_coordinates": at("location"),
        "where_description": _pick(
            draw, ["in the village", '"by the road\n to the town"'], n, [0.96, 0.04]
        ),
        "adm_1": at("admin1"),
        "adm_2": at("admin2"),
        "latitude": at("latitude"),
        "longitude": at("longitude"),
        "geom_wkt": _join("POINT (", at("longitude"), " ", at("latitude"), ")"),
        "priogrid_gid": _numbers(draw.integers(50_000, 250_000, n)),
        "country": at("country"),
        "country_id": at("country_id"),
        "region": _pick(draw, ["Africa", "Asia", "Middle East", "Americas", "Europe"], n),
        "event_clarity": _pick(draw, ["1", "2"], n, [0.9, 0.1]),
        "date_prec": _pick(draw, list("12345"), n, [0.75, 0.1, 0.08, 0.05, 0.02]),
        "date_start": _iso(start),
        "date_end": _iso(start + length),
        "best": _numbers(best),
        "high": _numbers(best + draw.integers(0, 4, n)),
        "low": _numbers(np.maximum(best - draw.integers(0, 3, n), 0)),
        "gwnoa": at("country_id"),
        "gwnob": _blank(n),
    }
    for row, name in enumerate(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")):
        cells[name] = _numbers(deaths[row])
    for name in ("conflict", "dyad", "side_a", "side_b"):
        cells[f"{name}_dset_id"] = cells[f"{name}_new_id"] = _pick(draw, numbers, n)
    return cells


def _acled_block(draw: Draw, first: int, n: int, places: pd.DataFrame) -> dict[str, Texts]:
    at = _at(places, draw, n)
    start = _days(draw, n, "2015-01-01", "2025-12-31")
    kinds = draw.choice(len(KINDS), n, p=[0.25, 0.2, 0.15, 0.25, 0.07, 0.08])
    kind = pa.array(kinds)
    actors = [f"Armed group {i} (Rivertown)" for i in range(800)]
    associated = ["", "", "", "Labour group; Farmers", "Pastoralists (Rivertown)"]
    inter = ["State forces", "Rebel group", "Political militia", "Identity militia", "Civilians"]
    return {
        "event_id_cnty": _join("XYZ", _numbers(np.arange(first + 1, first + n + 1))),
        "event_date": _iso(start),
        "year": _numbers(start.astype("datetime64[Y]").astype(int) + 1970),
        "time_precision": _pick(draw, ["1", "2", "3"], n, [0.85, 0.12, 0.03]),
        "disorder_type": _texts([disorder for disorder, _ in KINDS.values()]).take(kind),
        "event_type": _texts(list(KINDS)).take(kind),
        "sub_event_type": _texts([sub for _, sub in KINDS.values()]).take(kind),
        "actor1": _pick(draw, actors, n),
        "assoc_actor_1": _pick(draw, associated, n),
        "inter1": _pick(draw, inter, n),
        "actor2": _pick(draw, ["", *actors], n),
        "assoc_actor_2": _pick(draw, associated, n),
        "inter2": _pick(draw, inter, n),
        "interaction": _pick(draw, ["State forces-Civilians", "Rebel group-Civilians"], n),
        "civilian_targeting": _pick(draw, ["", "Civilian targeting"], n, [0.7, 0.3]),
        "iso": at("country_id"),
        "region": _pick(draw, ["Western Africa", "Middle East", "South Asia"], n),
        "country": at("country"),
        "admin1": at("admin1"),
        "admin2": at("admin2"),
        "admin3": _pick(draw, ["", "Commune"], n),
        "location": at("location"),
        "latitude": at("latitude"),
        "longitude": at("longitude"),
        "geo_precision": _pick(draw, ["1", "2", "3"], n, [0.7, 0.25, 0.05]),
        "source": _pick(draw, [f"Newspaper {i}; Observatory" for i in range(400)], n),
        "source_scale": _pick(draw, ["Local partner-National", "National"], n),
        "notes": _pick(draw, _paragraphs(np.random.default_rng(first), 30), n),
        "fatalities": _numbers(np.where(draw.random(n) < 0.3, draw.geometric(0.3, n), 0)),
        "tags": _pick(draw, ["", "crowd size=no report"], n),
        "timestamp": _numbers(draw.integers(1_500_000_000, 1_760_000_000, n)),
    }
