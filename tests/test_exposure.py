"""What could go wrong unseen: a person counted twice, a vague place drawn as a point, no data as nobody."""

from io import StringIO

import numpy as np
import pandas as pd
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import Geod
from rasterio import Affine
from shapely.geometry import MultiPolygon, box

from analysis import intake, store
from analysis.circles import (
    find_pairs,
    plant_tree,
    share_inside,
    spread_disc,
    spread_outline,
    to_earth,
)
from analysis.exposure import RADII_KM, count_exposed, locate
from analysis.facts.exposure import tell_exposure
from analysis.layouts import exposure_by_radius
from analysis.measures import BadInputError
from analysis.providers import SOURCES
from analysis.schema import Exposure, conform
from analysis.settlements import describe_raster, read_cells, read_gazetteer
from tests.conftest import RAW

GEOD = Geod(ellps="WGS84")
PLACE = {"geography": "XXX", "geography_name": "Xland"}
MAY = pd.Timestamp("2024-05-01")
NUMBERS = ["people_low", "people_best", "people_high"]


def incidents(text, **same):
    """Incidents of one month; ``where`` is longitude and latitude."""
    rows = pd.read_csv(StringIO(text.replace(" ", "")), dtype={"code": "str", "unit": "str"})
    return pd.DataFrame(
        {
            "source": "ledger",
            "event_date": MAY,
            "longitude": rows["x"],
            "latitude": rows["y"],
            "location_precision": rows["code"].str.replace("_", " "),
            "is_precise_place": rows["code"].isin(["exact_town", "near"]),
            "admin1_pcode": rows.get("unit"),
        }
        | same
    )


def populated(rows, *, is_even=False):
    """Points with people; each a longitude, a latitude, people and how far around they live."""
    columns = ["longitude", "latitude", "people", "extent_km"]
    frame = pd.DataFrame(rows, columns=columns).astype("float64")
    return frame.assign(is_even=is_even, source_row=range(2, len(rows) + 2))


def units(**shapes):
    """Outlines of units by code."""
    return pd.DataFrame({"pcode": list(shapes), "geometry": list(shapes.values())})


def numbers(result, radius=5):
    """Low, best and high within a radius, of the only month."""
    row = result[result["radius_km"] == radius].iloc[0]
    return tuple(row[name] for name in NUMBERS)


def test_an_exact_place_has_the_towns_around_it_and_no_range():
    towns = populated([(0, 0, 100, 0), (0.08, 0, 20, 0), (0.2, 0, 3, 0), (0.3, 0, 1000, 0)])
    result = count_exposed(incidents("x,y,code\n0,0,exact_town"), towns)
    assert [numbers(result, radius) for radius in RADII_KM] == [
        *((100, 100, 100), (120, 120, 120)),
        (123, 123, 123),
    ]
    assert result["populated_rows"].tolist() == ["2", "2,3", "2,3,4"]


def test_a_person_near_two_incidents_counts_once():
    towns = populated([(0, 0, 100, 0), (0.05, 0, 10, 0)])
    two = incidents("x,y,code\n0,0,exact_town\n0.05,0,exact_town")
    assert numbers(count_exposed(two, towns), 10) == (110, 110, 110)


def test_a_large_town_is_surely_near_only_as_a_whole():
    towns = populated([(0, 0, 100, 8)])
    result = count_exposed(incidents("x,y,code\n0,0,exact_town"), towns)
    low, best, high = numbers(result)
    assert (low, high) == (0, 100)
    assert best == round(100 * 25 / 64)
    assert numbers(result, 10) == (100, 100, 100)


def test_a_vague_place_is_nowhere_for_sure_and_anywhere_in_its_area():
    towns = populated([(0.1, 0.1, 100, 0), (0.9, 0.9, 40, 0), (3, 3, 999, 0)])
    where = units(XX01=box(0, 0, 1, 1), XX02=box(1, 0, 4, 4))
    vague = incidents("x,y,code,unit\n0.1,0.1,region,XX01")
    low, best, high = numbers(count_exposed(vague, towns, outlines=where))
    assert (low, high) == (0, 100)  # one circle does not hold both towns
    assert 0 < best < 10
    twice = pd.concat([vague, vague], ignore_index=True)
    assert numbers(count_exposed(twice, towns, outlines=where))[2] == 140


def test_what_an_exact_incident_reaches_a_vague_one_cannot_add():
    towns = populated([(0.1, 0.1, 100, 0), (0.9, 0.9, 40, 0)])
    both = incidents("x,y,code,unit\n0.1,0.1,exact_town,XX01\n0.1,0.1,region,XX01")
    low, _, high = numbers(count_exposed(both, towns, outlines=units(XX01=box(0, 0, 1, 1))))
    assert (low, high) == (100, 140)


def test_an_incident_without_any_place_is_left_out_and_none_at_all_is_no_number():
    towns = populated([(0, 0, 100, 0)])
    result = count_exposed(incidents("x,y,code\n,,exact_town\n,,region"), towns)
    assert result[NUMBERS].isna().all(axis=None)
    assert set(result["incidents_left_out"]) == {2}
    known = count_exposed(incidents("x,y,code\n,,region\n0,0,exact_town"), towns)
    assert numbers(known) == (100, 100, 100)
    assert set(known["incidents_left_out"]) == {1}


def test_a_month_without_a_place_stands_beside_one_that_has_some():
    here = incidents("x,y,code\n0,0,exact_town\n,,region")
    here.loc[1, "event_date"] = pd.Timestamp("2024-06-01")
    result = count_exposed(here, populated([(0, 0, 100, 0)])).set_index(["month", "radius_km"])
    assert result.loc[(MAY, 5), "people_low"] == 100
    assert result.loc[pd.Timestamp("2024-06-01"), NUMBERS].isna().all(axis=None)


def test_a_point_that_stands_in_for_a_district_places_it_in_that_district():
    second = units(XX0101=box(0, 0, 1, 1), XX0102=box(1, 0, 2, 1))
    found = locate(
        incidents("x,y,code,unit\n0.5,0.5,cercle,XX01"), units(XX01=box(0, 0, 2, 1)), second
    )
    (grid,) = (make(25.0) for make in found.grids.values())
    assert grid.longitude[grid.weight > 0].max() <= 1
    wider = locate(
        incidents("x,y,code,unit\n0.5,0.5,cercle,XX01"), units(XX01=box(0, 0, 2, 1)), None
    )
    (grid,) = (make(25.0) for make in wider.grids.values())
    assert grid.longitude[grid.weight > 0].max() > 1.5


def test_an_incident_at_sea_is_nowhere_on_land():
    at_sea = incidents("x,y,code\n0,0,7", source="ucdp", is_precise_place=False)
    assert locate(at_sea, units(XX01=box(0, 0, 1, 1)), None).key.isna().all()


def test_a_town_of_unknown_people_is_told_and_adds_nobody():
    towns = populated([(0, 0, np.nan, 0), (0.01, 0, 10, 0)])
    result = count_exposed(incidents("x,y,code\n0,0,exact_town"), towns)
    assert numbers(result) == (10, 10, 10)
    assert set(result["places_unknown"]) == {1}


def test_a_circle_goes_over_the_antimeridian():
    towns = populated([(-179.99, 5, 100, 0), (179.9, 5, 10, 0), (179, 5, 1000, 0)])
    result = count_exposed(incidents("x,y,code\n179.99,5,exact_town"), towns)
    assert [numbers(result, radius)[1] for radius in RADII_KM] == [100, 110, 110]
    around = spread_disc(179.99, 5, 25, 5)
    apart = plant_tree(around.longitude, around.latitude).query(to_earth([-179.9], [5]))[0]
    assert apart < around.slack_km


def test_no_incident_or_nobody_anywhere_is_no_error():
    towns = populated([(0, 0, 100, 0)])
    assert count_exposed(incidents("x,y,code\n0,0,region").iloc[:0], towns).empty
    assert numbers(count_exposed(incidents("x,y,code\n0,0,exact_town"), towns.iloc[:0])) == (
        0,
        0,
        0,
    )


def test_input_is_left_alone():
    towns, here = populated([(0, 0, 100, 0)]), incidents("x,y,code\n0,0,near")
    before = towns.copy(), here.copy()
    count_exposed(here, towns)
    assert_frame_equal(towns, before[0])
    assert_frame_equal(here, before[1])


@given(
    st.lists(
        st.tuples(
            st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.sampled_from(["exact_town", "near"])
        ),
        min_size=1,
        max_size=5,
    ),
    st.booleans(),
)
@settings(max_examples=10)
def test_a_union_is_no_more_than_the_sum_and_no_less_than_the_largest(places, is_even):
    rng = np.random.default_rng(7)
    towns = populated([(*rng.uniform(-0.5, 0.5, 2), n, 1.5) for n in range(1, 40)], is_even=is_even)
    lines = [f"{x},{y},{code}" for x, y, code in places]
    whole = count_exposed(incidents("\n".join(["x,y,code", *lines])), towns)
    alone = [count_exposed(incidents(f"x,y,code\n{line}"), towns) for line in lines]
    for name in NUMBERS:
        parts = np.array([part[name].to_numpy("float64") for part in alone])
        assert (whole[name] <= parts.sum(axis=0) + len(parts)).all()
        assert (whole[name] >= parts.max(axis=0) - 1).all() or name == "people_high"
    assert (whole["people_low"] <= whole["people_best"]).all()
    assert (whole["people_best"] <= whole["people_high"]).all()
    assert (whole.sort_values("radius_km")[NUMBERS].diff().iloc[1:] >= 0).all(axis=None)


def test_the_true_number_is_inside_wherever_the_vague_places_were():
    """Half of the places are drawn evenly, half in towns, where incidents happen."""
    rng = np.random.default_rng(2024)
    country = box(0, 10, 3, 13)
    held, total, beside = 0, 0, []
    for _ in range(12):
        spots = rng.uniform((0, 10), (3, 13), (120, 2))
        people = np.round(rng.lognormal(8, 1.5, 120))
        towns = populated([(x, y, n, 0) for (x, y), n in zip(spots, people, strict=True)])
        true = np.where(rng.random((4, 1)) < 0.5, rng.uniform((0, 10), (3, 13), (4, 2)), spots[:4])
        bearing, off = rng.uniform(0, 360), 25 * np.sqrt(rng.random())
        x, y, _ = GEOD.fwd(*true[1], bearing, off * 1000)
        told = incidents(
            "x,y,code,unit\n"
            f"{true[0][0]},{true[0][1]},exact_town,XX01\n{x},{y},near,XX01\n"
            "0.1,10.1,region,XX01\n,,region,"
        )
        result = count_exposed(told, towns, outlines=units(XX01=country))
        apart = np.array([GEOD.inv(*np.broadcast_arrays(*t, *spots.T))[2] / 1000 for t in true])
        for row in result.itertuples():
            truth = people[(apart <= row.radius_km).any(axis=0)].sum()
            held += row.people_low <= truth <= row.people_high
            beside.append(row.people_best - truth)
            total += 1
    assert held / total >= 0.9
    assert held == total  # a bound, not a bet


def test_distances_are_those_on_the_ellipsoid():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-180, 180, 50), rng.uniform(-85, 85, 50)
    far_x, far_y, _ = GEOD.fwd(x, y, rng.uniform(0, 360, 50), np.full(50, 25_000.0))
    apart = np.linalg.norm(to_earth(x, y) - to_earth(far_x, far_y), axis=1)
    np.testing.assert_allclose(apart, 25, atol=0.001)


def test_a_grid_leaves_no_place_of_its_area_far_from_it():
    rng = np.random.default_rng(3)
    shape = MultiPolygon([box(0, 58, 3, 62), box(4, 58, 4.05, 58.05)])
    for radius in (5.0, 25.0):
        grid = spread_outline(shape, radius)
        spots = np.vstack(
            [rng.uniform((0, 58), (3, 62), (500, 2)), rng.uniform((4, 58), (4.05, 58.05), (50, 2))]
        )
        tree = plant_tree(grid.longitude, grid.latitude)
        assert tree.query(to_earth(*spots.T))[0].max() <= grid.slack_km
        assert grid.weight.sum() == pytest.approx(1)


def test_share_inside_is_that_of_two_discs():
    apart, size = np.array([0.0, 3, 5, 20, 4.9, 5.1]), np.array([21.0, 3, 3, 21, 0, 0])
    found = share_inside(apart, size, 5)
    np.testing.assert_allclose(found, [25 / 441, 0.85174, 0.43558, 0.034115, 1, 0], atol=1e-3)


def test_pairs_hold_two_at_the_same_place():
    tree = plant_tree([0.0, 1.0], [0.0, 0.0])
    (found,) = find_pairs(spread_disc(0, 0, 0, 5), tree, 5)
    assert found[1].tolist() == [0]


def write_raster(path, people, *, west=0.0, north=1.0, size=0.01, nodata=-99999.0, **other):
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "crs": "EPSG:4326"} | other
    height, width = people.shape
    profile |= {"height": height, "width": width, "nodata": nodata}
    profile["transform"] = Affine(size, 0, west, 0, -size, north)
    with rasterio.open(path, "w", **profile) as raster:
        for band in range(1, profile["count"] + 1):
            raster.write(people.astype("float32"), band)
    return path


def test_cells_of_known_people_are_counted_as_they_lie(tmp_path):
    people = np.full((100, 100), 2.0)  # on each cell of some 1.1 by 1.1 km
    cells = read_cells(write_raster(tmp_path / "p.tif", people), "p.tif")
    assert cells["people"].sum() == 20_000
    result = count_exposed(incidents("x,y,code\n0.5,0.5,exact_town"), cells)
    area = np.array([np.pi * radius**2 for radius in RADII_KM])
    cell = 1.11319 * 1.10574
    np.testing.assert_allclose(result["people_best"].astype(float), 2 * area / cell, rtol=0.01)
    assert (result["people_low"] == result["people_high"]).all()


def test_people_of_single_cells_are_found_where_they_are(tmp_path):
    people = np.zeros((100, 100))
    people[49, 50], people[49, 57], people[10, 10] = 1000, 500, 7
    cells = read_cells(write_raster(tmp_path / "p.tif", people), "p.tif")
    result = count_exposed(incidents("x,y,code\n0.505,0.505,exact_town"), cells)
    assert [numbers(result, radius)[1] for radius in RADII_KM] == [1000, 1500, 1500]


def test_fine_cells_are_added_up_and_nobody_is_lost(tmp_path):
    people = np.random.default_rng(5).uniform(0, 3, (251, 133))
    path = write_raster(tmp_path / "p.tif", people, size=0.001)
    cells = read_cells(path, "p.tif")
    assert len(cells) < 600
    assert cells["people"].sum() == pytest.approx(people.sum(), rel=1e-6)
    assert cells["longitude"].between(0, 0.14).all()


def test_a_cell_without_data_is_unknown_and_not_empty(tmp_path):
    people = np.full((100, 100), 2.0)
    people[50, 50] = -99999
    cells = read_cells(write_raster(tmp_path / "p.tif", people), "p.tif")
    assert cells["people"].isna().sum() == 1
    result = count_exposed(incidents("x,y,code\n0.5,0.5,exact_town"), cells)
    assert set(result["places_unknown"]) == {1}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"crs": "EPSG:32630"}, "not in degrees"),
        ({"count": 2}, "2 bands"),
    ],
)
def test_a_raster_that_could_be_misread_is_refused(tmp_path, change, words):
    path = write_raster(tmp_path / "p.tif", np.ones((3, 3)), **change)
    with pytest.raises(BadInputError, match=words):
        describe_raster(path, "p.tif")


def test_negative_people_and_what_is_no_raster_are_refused(tmp_path):
    path = write_raster(tmp_path / "p.tif", np.full((3, 3), -1.0), nodata=None)
    with pytest.raises(BadInputError, match="below zero"):
        read_cells(path, "p.tif")
    (tmp_path / "q.tif").write_text("people")
    with pytest.raises(BadInputError, match="no raster"):
        describe_raster(tmp_path / "q.tif", "q.tif")


def test_a_raster_is_added_and_serves_with_what_lies_beyond_it_unknown(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "hand").symlink_to(RAW / "hand")
    path = write_raster(tmp_path / "mli_people_2020.tif", np.ones((50, 50)))
    held = intake.add_file(raw, "cod", path, "MLI", "2024-01-31", None)
    origin = store.read_origin(held, raw)
    assert "not stated" in origin["producer"]  # and not the maker of the other files of the source
    assert "not stated" in origin["licence"]
    outlines = units(XX01=box(0, 0, 1, 1))
    cells, file, gazetteer = store.read_populated(raw, "MLI", "ML", "2023-12-31", outlines)
    assert file == "cod/MLI/2024-01-31/mli_people_2020.tif"
    assert gazetteer is None
    assert cells["people"].sum() == 2500
    beyond = cells[cells["people"].isna()]
    assert len(beyond) > 10
    assert not ((beyond["latitude"] > 0.6) & (beyond["longitude"] < 0.4)).any()


@pytest.mark.parametrize(
    ("people", "west", "words"),
    [
        (np.ones((9, 9)), 100.0, "lies outside the country"),
        (np.full((9, 9), -5.0), 0.0, "is below zero"),
        (np.full((9, 9), -99999.0), 0.0, "has no cell with people"),
    ],
)
def test_a_raster_that_serves_nothing_is_refused_when_it_is_added(tmp_path, people, west, words):
    raw = tmp_path / "raw"
    (raw / "cod").mkdir(parents=True)
    (raw / "hand").symlink_to(RAW / "hand")
    (raw / "cod" / "MLI").symlink_to(RAW / "cod" / "MLI")
    path = write_raster(tmp_path / "p.tif", people, west=west, north=15.0)
    with pytest.raises(BadInputError, match=words):
        intake.describe_file(raw, SOURCES["cod"], path, "MLI", "2024-01-31", None)


def test_towns_without_a_population_are_unknown():
    towns = read_gazetteer("ML")
    assert len(towns) == 94
    assert towns["people"].isna().sum() == 17
    assert towns["people"].min() >= 500
    bamako = towns.sort_values("people").dropna().iloc[-1]
    assert 15 < bamako["extent_km"] < 25


def told(**row):
    given = {
        "source": "ledger", "month": MAY, "people_low": 10, "people_best": 20, "people_high": 50,
        "places_unknown": 0, "incidents_located": 3, "incidents_exact": 1,
        "incidents_left_out": 0, "is_whole": True, "inputs": "ledger/x.csv#2,3",
    } | row  # fmt: skip
    table = conform(pd.DataFrame([given | {"radius_km": radius} for radius in RADII_KM]), Exposure)
    return {f["id"]: f for f in tell_exposure({"exposure": table}, PLACE, MAY, "2024-06-30")}


def test_with_everybody_known_the_interval_is_of_all():
    figures = told()
    figure = figures["exposed_people-ledger-XXX-05"]
    assert [figure[n] for n in ("value", "low", "high")] == [20, 10, 50]
    assert figure["status"] == "estimated"
    assert not any("exposed_known" in name for name in figures)
    assert figures["exposure_incidents_exact-ledger-XXX"]["value"] == 1


@pytest.mark.parametrize(
    "lacking", [{"is_whole": False}, {"places_unknown": 1}, {"incidents_left_out": 1}]
)
def test_with_anybody_unknown_the_sure_number_is_a_bound_and_open_above(lacking):
    figures = told(**lacking)
    figure = figures["exposed_people-ledger-XXX-05"]
    assert figure["status"] == "at_least"
    assert (figure["value"], figure["low"]) == (10, 10)
    assert np.isnan(figure["high"])
    assert figures["exposed_known-ledger-XXX-05"]["high"] == 50


def test_at_least_nobody_is_no_number():
    figure = told(is_whole=False, people_low=0)["exposed_people-ledger-XXX-05"]
    assert np.isnan(figure["value"])
    assert figure["status"] == "not_reported"


def test_a_source_that_counts_comes_before_the_ledger_and_none_gives_no_layout():
    assert "exposed_people-ucdp-XXX-25" in told(source="ucdp")
    none = told(month=pd.Timestamp("2024-04-01"))
    assert {f["status"] for f in none.values()} == {"not_reported"}
    assert exposure_by_radius(pd.DataFrame(none.values())).empty


def test_november_has_its_three_radii(november):
    low = [november.loc[f"exposed_known-ledger-MLI-{r}", "low"] for r in ("05", "10", "25")]
    sure = [november.loc[f"exposed_people-ledger-MLI-{r}", "value"] for r in ("05", "10", "25")]
    assert low == sure == [66331] * 3  # Kidal, Goundam and Niafunké
    assert november.loc["exposure_incidents_located-ledger-MLI", "value"] == 13
