"""What could go wrong unseen: a region's outline mirrored, moved, torn, or under another's name."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from analysis import maps, store
from analysis.measures import BadInputError
from analysis.outlines import find_levels, to_outlines
from tests.conftest import RAW

# Two unit squares side by side, sharing the arc between them, on a grid of tenths from (10, 20).
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [10, 20]},
    "objects": {
        "xxx": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "properties": {"name": "West"}, "arcs": [[0, 1]]},
                {"type": "Polygon", "properties": {"name": "East"}, "arcs": [[2, -1]]},
                {"type": None, "properties": {"name": "Nowhere"}},
            ],
        }
    },
    "arcs": [
        [[10, 0], [0, 10]],
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 0], [10, 0], [0, 10], [-10, 0]],
    ],
}


def feature(properties, geometry):
    return {"type": "Feature", "properties": properties, "geometry": geometry.__geo_interface__}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


def test_topojson_is_in_its_place():
    result = to_outlines(TOPOLOGY)
    assert result["name"].tolist() == ["West", "East"]
    assert result.geometry.iloc[0].equals(box(10, 20, 11, 21))
    assert result.geometry.iloc[1].equals(box(11, 20, 12, 21))


def test_topojson_without_a_grid_is_taken_as_it_is():
    arcs = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    unit = {"type": "MultiPolygon", "properties": {"name": "A"}, "arcs": [[[0]]]}
    objects = {"a": {"type": "GeometryCollection", "geometries": [unit]}}
    result = to_outlines({"type": "Topology", "objects": objects, "arcs": arcs})
    assert result.geometry.item().equals(box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("properties", "name", "code", "level"),
    [
        ({"adm1_name": "A", "adm1_pcode": "XX01", "adm0_name": "X"}, "A", "XX01", 1),
        ({"ADM1_FR": "A", "ADM1_PCODE": "XX01", "ADM0_FR": "X"}, "A", "XX01", 1),
        ({"ADM2_FR": "B", "ADM2_PCODE": "XX0101", "ADM1_FR": "A"}, "B", "XX0101", 2),
        ({"REGION_NAM": "A", "PCODE1": "XXX001", "CODE": 1}, "A", "XXX001", 1),
        ({"adm1_name": "A", "adm1_src": "XX01", "adm1_id": "X-1"}, "A", "XX01", 1),
        ({"shapeName": "A", "shapeGroup": "XXX", "shapeType": "ADM2"}, "A", None, 2),
        ({"name": "A"}, "A", None, 1),
        ({"name": None}, None, None, 1),
    ],
)
def test_geojson_is_read_in_every_spelling(properties, name, code, level):
    content = collection(feature(properties, box(0, 0, 1, 1)))
    result = to_outlines(content)
    assert result["name"].fillna("-").tolist() == [name or "-"]
    assert result["pcode"].fillna("-").tolist() == [code or "-"]
    assert find_levels(content) == {level}
    assert result.crs.to_epsg() == 4326


def test_other_coordinates_than_degrees_are_refused():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32629"}}
    with pytest.raises(BadInputError, match="column crs: is in urn:ogc:def:crs:EPSG::32629"):
        to_outlines(collection(feature({"name": "A"}, box(0, 0, 1, 1)), crs=crs))


def test_a_line_is_no_area():
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    content = collection({"type": "Feature", "properties": {"name": "A"}, "geometry": line})
    with pytest.raises(BadInputError, match="row 2, column geometry: 'LineString' is no area"):
        to_outlines(content)


def test_units_without_names_are_refused():
    with pytest.raises(BadInputError, match="nothing names the units"):
        to_outlines(collection(feature({"id": 1}, box(0, 0, 1, 1))))


def test_malis_old_regions_are_where_their_towns_are(shared):
    content = json.loads((shared / "boundaries" / "mali_adm_idps_2014.geojson").read_text())
    result = to_outlines(content).set_index("name")
    assert len(result) == 9
    assert result.loc["Bamako", "pcode"] == "MLI009"
    assert result.loc["Kidal", "geometry"].contains(Point(1.41, 18.44))
    assert result.loc["Gao", "geometry"].contains(Point(2.40, 15.92))  # Ménaka, in Gao till 2016


@pytest.mark.parametrize("iso3", store.list_countries(RAW, "cod"))
def test_every_embedded_outline_is_read(iso3):
    result = to_outlines(store.read_outlines(RAW, iso3)["content"])
    assert len(result) > 3
    assert result.geometry.is_valid.all()


def hold(raw, day, name, content):
    path = raw / "cod" / "XXX" / day / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
    origin = dict.fromkeys(store.ORIGIN_KEYS) | {"sha256": store.hash_file(path), "title": day}
    store.write_yaml(path.with_name(path.name + ".origin.yml"), origin)


def test_outlines_are_the_newest_of_the_day_and_else_the_earliest_after(tmp_path):
    for day, name in (("2024-01-01", "a"), ("2024-03-01", "b"), ("2024-05-01", "c")):
        hold(tmp_path, day, f"{name}.geojson", collection(feature({"name": day}, box(0, 0, 1, 1))))
    hold(
        tmp_path,
        "2024-06-01",
        "admin2.geojson",
        collection(feature({"adm2_name": "deeper"}, box(0, 0, 1, 1))),
    )
    days = ["2023-12-31", "2024-02-01", "2024-04-01", None]
    held = [store.read_outlines(tmp_path, "XXX", day)["origin"]["title"] for day in days]
    assert held == ["2024-01-01", "2024-01-01", "2024-03-01", "2024-05-01"]
    assert store.read_outlines(tmp_path, "XXX", level=2)["origin"]["title"] == "2024-06-01"
    assert store.read_outlines(tmp_path, "YYY") is None


def test_outlines_of_a_newer_list_become_those_of_the_analysed_one(mali):
    names = ["Mopti", "Douentza", "Bandiagara", "Taoudenni", "Tombouctou", "Bamako"]
    drawn = gpd.GeoDataFrame(
        {"name": names, "pcode": None},
        geometry=[box(i, 0, i + 1, 1) for i in range(len(names))],
        crs="EPSG:4326",
    )
    crosswalk = store.read_hand(RAW, "crosswalk.csv").astype({"level": "int64"})
    aliases = store.read_hand(RAW, "aliases.csv").astype({"level": "int64"})
    pcodes = mali["pcodes"][mali["pcodes"]["is_analysed"]]
    result = maps.to_analysed(drawn, pcodes, aliases, crosswalk).set_index("name")
    assert sorted(result.index) == ["Bamako", "Mopti", "Tombouctou"]
    assert result.loc["Mopti", "geometry"].equals(box(0, 0, 3, 1))
    assert result.loc["Tombouctou", "geometry"].equals(box(3, 0, 5, 1))


def test_outlines_without_names_stay():
    drawn = gpd.GeoDataFrame(
        {"name": pd.Series([None], dtype="str"), "pcode": [None]},
        geometry=[box(0, 0, 1, 1)],
        crs="EPSG:4326",
    )
    none = store.read_hand(RAW, "crosswalk.csv").astype({"level": "int64"})
    units = pd.DataFrame({"scheme": ["s"], "level": [1], "pcode": ["XX01"], "name": ["A"]})
    aliases = pd.DataFrame({"level": [1], "alias": ["B"], "pcode": ["XX01"]})
    assert len(maps.to_analysed(drawn, units, aliases, none)) == 1
