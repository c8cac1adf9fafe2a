"""Made-up data of real countries: boundaries, events, counts of IDPs and appeals, each in its provider's layout.

Country codes and names are real, since nothing else is taken in; every unit, place, actor and number is
drawn from a seed, another for each country. They are for measuring and for tests, never for a report
that anybody reads.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from analysis.intake import add_file
from analysis.prose import find_country
from analysis.store import read_hand
from bench.files import make_ged

COUNTRIES = (
    *("AGO", "BDI", "CMR", "CAF", "TCD", "COD", "ETH", "KEN", "MDG", "MWI"),
    *("MOZ", "NER", "NGA", "SEN", "SOM", "SDN", "UGA", "ZMB", "ZWE", "GHA"),
)
DAY, RELEASE = "2026-01-31", "25.1"
UNITS = 8
YEARS = range(2018, 2026)


def make_country(raw: Path, scratch: Path, iso3: str, *, events: int, seed: int) -> None:
    """Add files of a country to a folder of raw data: 8 regions, events, rounds and appeals of eight years."""
    folder = scratch / iso3
    folder.mkdir(parents=True)
    country = find_country(read_hand(raw, "countries.csv"), iso3)
    draw = np.random.default_rng(seed)
    names = [f"{country['name_en']} Province {n}" for n in range(1, UNITS + 1)]
    codes = [f"{country['iso2']}{n:02}" for n in range(1, UNITS + 1)]
    corner = draw.uniform((0, -10), (30, 20))
    _write_boundaries(folder / "admin1.geojson", iso3, codes, names, corner, draw)
    make_ged(folder / "bulk.csv", events, seed=seed)
    _write_events(folder, country, corner, draw)
    _write_idps(folder / "idps.json", iso3, country["name_en"], codes, names, draw)
    _write_appeals(folder / "appeals.csv", iso3, draw)
    for source, name in [
        *(("cod", "admin1.geojson"), ("ucdp", "events.csv")),
        *(("dtm", "idps.json"), ("fts", "appeals.csv")),
    ]:
        release = RELEASE if source == "ucdp" else None
        add_file(raw, source, folder / name, iso3, DAY, release)


def _write_boundaries(
    path: Path,
    iso3: str,
    codes: list[str],
    names: list[str],
    corner: np.ndarray,
    draw: np.random.Generator,
) -> None:
    """Tile a square of ten degrees."""
    west, south = corner
    points = draw.uniform((west, south), (west + 10, south + 10), (UNITS, 2))
    frame = shapely.box(west, south, west + 10, south + 10)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame)
    )
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.intersection(cell, frame)),
            "properties": {
                "adm0_pcode": iso3, "adm1_pcode": code, "adm1_name": name, "valid_on": "2017-01-01",
            },
        }
        for cell, code, name in zip(cells, codes, names, strict=True)
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def _write_events(
    folder: Path, country: dict[str, str], corner: np.ndarray, draw: np.random.Generator
) -> None:
    """Move drawn events of the world into the country and into the years that are reported on."""
    events = pd.read_csv(folder / "bulk.csv", dtype=str, keep_default_na=False)
    x, y = draw.uniform(0, 10, (2, len(events))).round(4)
    first = np.datetime64(f"{YEARS[0]}-01-01")
    start = first + draw.integers(0, 365 * len(YEARS), len(events))
    length = pd.to_datetime(events["date_end"]) - pd.to_datetime(events["date_start"])
    moved = events.assign(
        country=country["name_en"],
        country_id=country["ucdp_id"],
        longitude=(corner[0] + x).round(4).astype(str),
        latitude=(corner[1] + y).round(4).astype(str),
        year=pd.Series(start).dt.year.astype(str),
        date_start=np.datetime_as_string(start, unit="D"),
        date_end=(pd.Series(start) + length).dt.strftime("%Y-%m-%d"),
    )
    moved["geom_wkt"] = "POINT (" + moved["longitude"] + " " + moved["latitude"] + ")"
    moved.to_csv(folder / "events.csv", index=False)


def _write_idps(
    path: Path, iso3: str, name: str, codes: list[str], names: list[str], draw: np.random.Generator
) -> None:
    """Draw a round of counts every third month."""
    days = pd.date_range(f"{YEARS[0]}-03-31", f"{YEARS[-1]}-12-31", freq="QE")
    records = [
        {
            "operation": "Displacement", "admin0Name": name, "admin0Pcode": iso3, "admin1Name": unit,
            "admin1Pcode": code, "numPresentIdpInd": int(draw.integers(500, 60_000)),
            "reportingDate": f"{day:%Y-%m-%d}T00:00:00", "roundNumber": number,
            "displacementReason": "Conflict", "assessmentType": "BA",
        }
        for number, day in enumerate(days, start=1)
        for code, unit in zip(codes, names, strict=True)
    ]  # fmt: skip
    path.write_text(json.dumps({"result": records}))


def _write_appeals(path: Path, iso3: str, draw: np.random.Generator) -> None:
    """Draw an appeal a year, funded to a part."""
    rows = []
    for number, year in enumerate(YEARS, start=900):
        asked = int(draw.integers(50, 900)) * 1_000_000
        share = int(draw.integers(10, 95))
        rows.append(
            {
                "countryCode": iso3, "id": number, "name": f"Response {year}", "code": f"H{iso3}{year}",
                "typeId": 4, "typeName": "Humanitarian response plan", "startDate": f"{year}-01-01",
                "endDate": f"{year}-12-31", "year": year, "requirements": asked,
                "funding": asked * share // 100, "percentFunded": share,
            }
        )  # fmt: skip
    pd.DataFrame(rows).to_csv(path, index=False)
