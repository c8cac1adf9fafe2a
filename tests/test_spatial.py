"""What could go wrong unseen: a stand-in point taken for a place, a border that counts twice."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import box

from analysis import hand, holdings
from analysis.gazetteer import add_regions, code_outlines, place_events
from analysis.losses import is_matched
from analysis.outlines import to_outlines
from analysis.rows import read_rows, read_shapes
from analysis.schema import Losses, empty
from analysis.sources import ucdp
from analysis.spatial import (
    INSIDE,
    NO_CODE,
    NO_POINT,
    OUTSIDE,
    SEVERAL,
    VAGUE,
    add_admin1_by_point,
    check_regions,
    place_points,
)
from tests.conftest import RAW, vintage


def make_outlines(units):
    """Squares of one degree, beginning at the longitude given."""
    rows = [(name, pcode, box(west, 0, west + 1, 1)) for name, pcode, west in units]
    return gpd.GeoDataFrame(rows, columns=["name", "pcode", "geometry"], crs="EPSG:4326")


def make_points(rows):
    frame = pd.DataFrame(rows, columns=["longitude", "latitude", "is_precise_place"])
    return frame.astype({"longitude": "float64", "latitude": "float64", "is_precise_place": "bool"})


WEST_EAST = make_outlines([("West", "XX01", 0), ("East", "XX02", 1)])


def test_a_point_is_placed_once_or_not_at_all():
    points = make_points(
        [
            *[(0.5, 0.5, True), (1.5, 0.5, True), (1, 0.5, True), (9, 9, True)],
            *[(0.5, 0.5, False), (None, 0.5, True), (0, 0.5, True)],
        ]
    )
    found = place_points(points, WEST_EAST)
    assert found["pcode"].fillna("").tolist() == ["XX01", "XX02", "", "", "", "", "XX01"]
    assert found["how"].tolist() == [INSIDE, INSIDE, SEVERAL, OUTSIDE, VAGUE, NO_POINT, INSIDE]
    assert found["name"].isna().tolist() == found["pcode"].isna().tolist()


def test_the_border_between_two_parts_of_a_unit_is_inside_it():
    parts = make_outlines([("Isles", "XX01", 0), ("Isles", "XX01", 1)])
    assert place_points(make_points([(1, 0.5, True)]), parts)["how"].tolist() == [INSIDE]


def test_units_without_codes_are_told_apart_by_their_names():
    nameless = WEST_EAST.assign(pcode=pd.Series([None, None], dtype="str"))
    found = place_points(make_points([(0.5, 0.5, True), (1, 0.5, True)]), nameless)
    assert found["name"].fillna("").tolist() == ["West", ""]


def test_no_points_and_no_outlines_are_no_error():
    assert place_points(make_points([]), WEST_EAST).empty
    found = place_points(make_points([(0.5, 0.5, True)]), WEST_EAST.iloc[:0])
    assert found["how"].tolist() == [OUTSIDE]


def test_the_points_keep_their_labels_and_are_not_changed():
    points = make_points([(0.5, 0.5, True), (9, 9, True)]).set_axis([7, 3])
    before = points.copy()
    assert place_points(points, WEST_EAST).index.tolist() == [7, 3]
    assert_frame_equal(points, before)


degrees = st.integers(-2, 6).map(lambda n: n / 2)


@given(st.lists(st.tuples(degrees, degrees, st.booleans()), max_size=30), st.data())
def test_points_lie_where_one_test_each_finds_them(rows, data):
    wests = data.draw(st.lists(degrees, min_size=1, max_size=4))
    outlines = make_outlines([(f"Unit {n}", f"XX{n}", west) for n, west in enumerate(wests)])
    points = make_points(rows)
    found = place_points(points, outlines)
    for row, how, pcode in zip(rows, found["how"], found["pcode"], strict=True):
        x, y, is_precise = row
        hits = [f"XX{n}" for n, west in enumerate(wests) if west <= x <= west + 1 and 0 <= y <= 1]
        assert (how == VAGUE) == (not is_precise)
        assert (how == INSIDE) == (is_precise and len(hits) == 1) == pd.notna(pcode)
        assert how != INSIDE or pcode == hits[0]
        assert how != SEVERAL or len(hits) > 1


def make_incidents(rows):
    columns = ["admin1_name", "admin1_pcode", "longitude", "latitude", "is_precise_place"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"admin1_name": "str", "admin1_pcode": "str"})


def test_only_what_its_source_leaves_without_a_region_is_placed_by_its_point():
    incidents = make_incidents(
        [
            (None, None, 0.5, 0.5, True),
            (None, None, 0.5, 0.5, False),
            ("East", "XX02", 0.5, 0.5, True),
            ("Elsewhere", None, 0.5, 0.5, True),
        ]
    )
    before = incidents.copy()
    coded, how = add_admin1_by_point(incidents, WEST_EAST)
    assert coded["admin1_pcode"].fillna("").tolist() == ["XX01", "", "XX02", ""]
    assert how.to_dict() == {0: INSIDE, 1: VAGUE}
    assert coded["admin1_name"].isna().tolist() == [True, True, False, False]
    assert_frame_equal(incidents, before)


def test_an_outline_of_no_known_unit_places_nothing():
    uncoded = WEST_EAST.assign(pcode=pd.Series([None, "XX02"], dtype="str"))
    coded, how = add_admin1_by_point(make_incidents([(None, None, 0.5, 0.5, True)]), uncoded)
    assert coded["admin1_pcode"].isna().all()
    assert how.tolist() == [NO_CODE]


def test_a_shape_that_holds_two_units_places_nothing_and_agrees_with_both():
    merged = make_outlines([("Old", "XX01", 0), ("Old", "XX03", 0), ("East", "XX02", 1)])
    incidents = make_incidents(
        [
            (None, None, 0.5, 0.5, True),
            ("West", "XX01", 0.5, 0.5, True),
            ("New", "XX03", 0.5, 0.5, True),
            ("East", "XX02", 0.5, 0.5, True),
            ("East", "XX02", 9.5, 0.5, True),
        ]
    )
    assert add_admin1_by_point(incidents, merged)[1].tolist() == [SEVERAL]
    checked = check_regions(incidents, merged)
    assert checked.fillna("").to_numpy().tolist() == [
        ["East", "Old", "differs", 1],
        ["East", "", OUTSIDE, 1],
        ["New", "Old", "agrees", 1],
        ["West", "Old", "agrees", 1],
    ]


@pytest.fixture(scope="module")
def mali_events(shared):
    held = holdings.read_raw(RAW, "MLI", "2024-12-31")
    places = hand.read_places(RAW, "MLI", pd.Timestamp("2024-12-31"), held)
    path = shared / "ucdp" / "ged_website_export_mali.csv"
    events = ucdp.clean_ged(read_rows(path, path.name), vintage("MLI", ucdp_id="432"))
    shapes = read_shapes(shared / "boundaries" / "mali_adm_idps_2014.geojson", "mali.geojson")
    return places, add_regions(events, places), to_outlines(shapes[0])


def test_outlines_before_the_division_of_gao_hold_both_of_its_parts(mali_events):
    places, _, outlines = mali_events
    coded = code_outlines(outlines, places)
    assert coded.loc[coded["name"] == "Gao", "pcode"].tolist() == ["ML07", "ML10"]
    assert len(coded) == 10
    assert coded["pcode"].notna().all()


def test_outlines_of_a_later_division_are_the_parts_of_the_older_regions(mali_events):
    places, _, _ = mali_events
    steps = places.crosswalk[places.crosswalk["from_scheme"] == "cod-2025-09-04"]
    names = steps["from_name"].drop_duplicates()
    later = gpd.GeoDataFrame(
        {"name": names, "pcode": None}, geometry=[box(0, 0, 1, 1)] * len(names), crs="EPSG:4326"
    )
    coded = code_outlines(later, places).groupby("name")["pcode"].agg(list)
    assert coded["Douentza"] == ["ML05"]
    assert coded["Mopti"] == ["ML05"]
    assert sorted(coded["Bamako"]) == ["ML02", "ML09"]  # it grew: either


def test_outlines_that_lack_a_unit_nobody_knows_where_have_no_codes(mali_events):
    places, _, outlines = mali_events
    without = outlines[outlines["name"] != "Kayes"]
    assert code_outlines(without, places)["pcode"].isna().all()


def test_the_regions_of_mali_s_events_agree_with_the_outlines_of_2014(mali_events):
    places, (events, how), outlines = mali_events
    coded, how_placed, losses = place_events(events, how, code_outlines(outlines, places))
    against = losses[losses["join"] == "ucdp events against outlines"].set_index("outcome")["rows"]
    assert against.to_dict() == {"matched": 1605, "differs": 7, OUTSIDE: 1}
    assert against["matched"] / against.sum() > 0.99
    by_point = losses[losses["join"] == "ucdp events by point"].set_index("outcome")["rows"]
    assert by_point.to_dict() == {"matched": 1, VAGUE: 94}
    assert (how_placed == "matched by point").sum() == 1
    assert coded["admin1_pcode"].notna().sum() == events["admin1_pcode"].notna().sum() + 1
    assert is_matched(losses).sum() == 2


def test_without_outlines_nothing_is_placed(mali_events):
    _, (events, how), _ = mali_events
    coded, how_placed, losses = place_events(events, how, None)
    assert coded is events
    assert how_placed is how
    assert losses.empty
    assert list(losses.columns) == list(empty(Losses).columns)
