"""What could mislead unseen: a region that is not drawn and not named, a label under a mark."""

from itertools import pairwise
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.text import Text
from pyproj import Geod
from shapely import box

from analysis import charts, maps
from analysis.landmarks import choose_towns, find_corner, frame_country, read_land
from analysis.settlements import read_towns

NO_ALIASES = pd.DataFrame(columns=["level", "alias", "pcode", "name"])
NO_PCODES = pd.DataFrame(columns=["level", "name", "pcode"])


@pytest.fixture
def outlines():
    """Three units of an invented country, ten degrees high; one is tiny and lies in another."""
    shapes = [
        box(0, 0, 5, 10),
        box(5, 0, 10, 10).difference(box(7, 4, 7.2, 4.2)),
        box(7, 4, 7.2, 4.2),
    ]
    return gpd.GeoDataFrame({"name": ["West", "East", "Town"]}, geometry=shapes, crs="EPSG:4326")


def counts(**values):
    numbers = pd.array(list(values.values()), dtype="Int64")
    status = ["not_reported" if pd.isna(n) else "reported" for n in numbers]
    return pd.DataFrame({"label": list(values), "value": numbers, "status": status})


def join(outlines, table):
    return maps.join_counts(outlines, table, NO_PCODES, NO_ALIASES)


def test_what_matches_is_drawn_and_the_rest_is_named(outlines):
    table = counts(West=3, North=5)
    before = table.copy()
    joined, lost = join(outlines, table)
    assert joined.set_index("name")["value"].to_dict()["West"] == 3
    assert joined.set_index("name")["value"].isna()[["East", "Town"]].all()
    assert lost[["label", "value"]].to_dict("records") == [{"label": "North", "value": 5}]
    assert table.equals(before)


def test_without_any_match_there_is_no_map(outlines):
    joined, lost = join(outlines, counts(North=5, South=0))
    assert joined is None
    assert lost["value"].sum() == 5


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([0, 9], [(0, 0), (1, 3), (4, 6), (7, 9)]),
        ([1], [(1, 1)]),
        ([2, 14], [(1, 4), (5, 8), (9, 12), (13, 16)]),
        ([0, 0], [(0, 0)]),
        ([None, 2], [(1, 1), (2, 2)]),
    ],
)
def test_classes_are_whole_and_none_is_one_of_its_own(values, ends):
    classes = maps.list_classes(pd.Series(values, dtype="Int64"))
    assert list(zip(classes["first"], classes["last"], strict=True)) == ends
    assert classes["shade"].is_unique
    assert (classes["shade"] == maps.NONE).tolist() == [first == 0 for first, _ in ends]


def test_a_region_without_a_count_has_no_shade(outlines):
    joined, _ = join(outlines, counts(West=0, East=4))
    shaded = maps.add_shades(joined, maps.list_classes(joined["value"])).set_index("name")["shade"]
    assert shaded["West"] == maps.NONE
    assert shaded["East"] == maps.SHADES[-1]
    assert pd.isna(shaded["Town"])


NO_TOWNS = pd.DataFrame(columns=["name", "others", "longitude", "latitude", "people"])


def places(rows):
    """Places of incidents; exact where a row does not say otherwise."""
    whole = [(*row, True)[:5] for row in rows]
    columns = ["event_id", "drawn_longitude", "drawn_latitude", "has_deaths", "is_exact"]
    return maps.count_places(pd.DataFrame(whole, columns=columns))


def test_incidents_that_share_a_place_are_counted_and_deaths_kept_apart():
    table = places(
        [
            ("a", 1.0, 2.0, True),
            ("b", 1.0, 2.0, False),
            ("c", 1.0, 2.0, False),
            ("d", 3.0, 2.0, True),
        ]
    )
    assert table["number"].sum() == 4
    here = table[table["longitude"] == 1.0].set_index("has_deaths")
    assert here["number"].to_dict() == {True: 1, False: 2}


def dots_of(figure):
    """Give marks of incidents: where, of what colour, of what size, and how their edges are drawn."""
    held = [c for c in figure.axes[0].collections if isinstance(c, PathCollection)]
    return [
        (
            *c.get_offsets()[0],
            to_hex(c.get_facecolor()[0]),
            c.get_sizes()[0],
            c.get_linestyle()[0][1],
        )
        for c in held
    ]


def test_marks_that_share_a_place_stand_side_by_side_and_grow_with_their_number(outlines):
    marks = places(
        [
            *[(f"a{n}", 2.5, 5.0, False) for n in range(4)],
            ("b", 2.5, 5.0, True),
            ("c", 2.5, 5.0, True, False),
        ]
    )
    for figure in (draw(outlines, marks).wide, draw(outlines, marks).narrow):
        dots = dots_of(figure)
        assert len(dots) == 3
        assert sum(size > 100 for *_, size, _ in dots) == 1  # the four
        across = [figure.axes[0].transData.transform((x, y))[0] for x, y, *_ in dots]
        sizes = [size**0.5 * figure.dpi / 72 for *_, size, _ in dots]
        apart = [b - a for a, b in pairwise(across)]
        reach = [(a + b) / 2 for a, b in pairwise(sizes)]
        assert all(gap >= need for gap, need in zip(apart, reach, strict=True))


def test_a_place_that_is_only_near_has_a_broken_edge_and_no_full_colour(outlines):
    marks = places([("a", 2.5, 5.0, True), ("b", 7.5, 6.0, True, False)])
    (_, _, full, _, solid), (_, _, light, _, broken) = dots_of(draw(outlines, marks).wide)
    assert (full, solid) == (charts.HARM.lower(), None)
    assert light == charts.LIGHT[charts.HARM].lower()
    assert broken is not None


def town(name, x, y, people, others=()):
    return {
        "name": name,
        "others": list(others),
        "longitude": x,
        "latitude": y,
        "people": people,
    }


def test_towns_are_the_largest_that_lie_apart_inside_and_have_the_page_s_spelling():
    towns = pd.DataFrame(
        [
            town("Big", 5, 5, 900),
            town("Suburb", 5.1, 5, 800),
            town("Abroad", 50, 5, 700),
            town("Westtown", 1, 5, 600, ["Wesst", "Ouést"]),
            town("Small", 9, 9, 5),
        ]
    )
    chosen = choose_towns(towns, box(0, 0, 10, 10), ["Ouest"], 2)
    assert chosen["name"].tolist() == ["Big", "Ouest"]
    assert choose_towns(towns, box(0, 0, 10, 10), [], 9)["name"].tolist()[-1] == "Small"
    assert choose_towns(NO_TOWNS, box(0, 0, 10, 10), ["Ouest"], 2).empty


def test_the_gazetteer_names_malis_towns_the_largest_first():
    towns = read_towns("ML")
    assert towns["name"].iloc[0] == "Bamako"
    assert towns["people"].is_monotonic_decreasing
    spelt = choose_towns(towns, box(-13, 10, 5, 26), ["Tombouctou", "Gao"], 20)["name"].tolist()
    assert "Tombouctou" in spelt
    assert "Timbuktu" not in spelt


def test_towns_are_named_where_there_is_room_and_marked_anyway(outlines):
    towns = pd.DataFrame([town("Alpha", 2, 2, 9), town("Beta", 8, 8, 8)])
    figure = draw(outlines, places([]), towns=towns).wide
    assert {"Alpha", "Beta"} <= set(texts(figure))
    (squares,) = [line for line in figure.axes[0].lines if line.get_marker() == "s"]
    assert sorted(squares.get_xdata()) == [2, 8]


def test_the_locator_shows_the_country_in_the_middle_of_its_surroundings(outlines):
    mali = box(-12, 10, 4, 25)
    west, south, east, north = frame_country(mali)
    assert (west + east) / 2 == -4
    assert (south + north) / 2 == 17.5
    land = read_land()
    assert land.contains(box(-5, 15, -3, 17))  # the Sahel
    assert not land.intersects(box(-40, 20, -35, 25))  # the Atlantic
    (inset,) = draw(outlines, places([])).wide.axes[0].child_axes
    assert inset.get_xlim()[0] < 0 < 10 < inset.get_xlim()[1]
    assert inset.get_xlabel() == inset.get_ylabel() == ""


def test_a_locator_has_no_corner_where_each_is_taken():
    boxes = {(0, 0): box(0, 0, 1, 1), (1, 0): box(9, 0, 10, 1)}
    assert find_corner(boxes, box(0, 0, 5, 5)) == (1, 0)
    assert find_corner(boxes, box(0, 0, 10, 5)) is None


def draw(outlines, marks, neighbours=None, towns=NO_TOWNS):
    joined, _ = join(outlines, counts(West=0, East=4, Town=1))
    classes = maps.list_classes(joined["value"])
    shaded = maps.add_shades(joined, classes)
    labels = {"West": "0", "East": "4", "Town": "1"}
    return charts.draw(
        lambda axes: maps.plot_regions(
            axes, shaded, neighbours or {}, marks, labels=labels, towns=towns
        ),
        height=6.4,
        narrow=3.5,
    )


def test_no_count_is_hatched_and_at_least_so_many_is_dotted(outlines):
    table = counts(West=3, East=4).assign(status=["at_least", "reported"])
    joined, _ = join(outlines, table)
    shaded = maps.add_shades(joined, maps.list_classes(joined["value"]))
    labels = {"West": "at least 3", "East": "4"}
    views = charts.draw(
        lambda axes: maps.plot_regions(axes, shaded, {}, places([]), labels=labels, towns=NO_TOWNS),
        height=6,
    )
    for figure in (views.wide, views.narrow):
        drawn = [c for c in figure.axes[0].collections if c.get_paths()]
        assert {c.get_hatch(): len(c.get_paths()) for c in drawn} == {
            maps.UNKNOWN: 1,
            None: 2,
            maps.LEAST: 1,
        }


def texts(figure):
    figure.draw_without_rendering()
    return {t.get_text().split("\n")[0]: t for t in figure.axes[0].texts if t.get_text()}


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_name_lies_under_a_mark_or_another_name(outlines, width):
    marks = places([("a", 2.5, 5.0, True), ("b", 7.5, 6.0, False), ("c", 7.5, 6.0, False)])
    figure = getattr(draw(outlines, marks), width)
    axes, shown = figure.axes[0], texts(figure)
    names = {n: Text.get_window_extent(shown[n]) for n in ("West", "East", "Town")}
    dots = dots_of(figure)
    assert len(dots) == 2
    for dot in dots:
        spot = axes.transData.transform(dot[:2])
        assert not any(b.contains(*spot) for b in names.values())
    boxes = list(names.values())
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_region_too_small_for_its_name_is_named_beside_it(outlines, width):
    figure = getattr(draw(outlines, places([])), width)
    town = texts(figure)["Town"]
    assert town.arrow_patch is not None
    spot = figure.axes[0].transData.transform((7.1, 4.1))
    assert not Text.get_window_extent(town).contains(*spot)
    assert width == "narrow" or not 0 <= town.xyann[0] <= 10  # there is room beside the country


def test_only_deaths_are_red(outlines):
    marks = places([("a", 2.5, 5.0, True), ("b", 7.5, 6.0, False)])
    colours = {dot[0]: dot[2] for dot in dots_of(draw(outlines, marks).wide)}
    assert colours == {2.5: charts.HARM.lower(), 7.5: "#ffffff"}


def test_a_neighbour_in_view_is_named_and_one_out_of_view_is_not(outlines):
    near = gpd.GeoDataFrame({"name": ["x"]}, geometry=[box(10, -5, 30, 20)], crs="EPSG:4326")
    far = gpd.GeoDataFrame({"name": ["y"]}, geometry=[box(60, 0, 70, 10)], crs="EPSG:4326")
    shown = texts(draw(outlines, places([]), {"Nearland": near, "Farland": far}).wide)
    assert "Nearland" in shown
    assert "Farland" not in shown


def list_words(axes):
    return {text.get_text() for text in axes.findobj(Text)}


def around(outlines, **spot):
    """Axes with what lies around a spot of the invented country, one town and one incident near it."""
    place = {"longitude": 6.0, "latitude": 2.0, "slack_km": 0.0} | spot
    towns = pd.DataFrame({"name": ["Xtown"], "longitude": [6.2], "latitude": [2.1], "people": [9]})
    drawn = {"drawn_longitude": [6.1], "drawn_latitude": [2.0], "has_deaths": [True]}
    places = maps.count_places(pd.DataFrame({**drawn, "is_exact": [True], "event_id": ["a"]}))
    return charts.draw(
        lambda axes: maps.plot_radius(
            axes,
            SimpleNamespace(**place),
            50,
            regions=outlines,
            neighbours={},
            towns=towns,
            places=places,
            label="50 km",
        ),
        height=4.0,
    ).wide.axes[0]


def test_the_radius_is_a_circle_on_the_ground_and_names_what_is_in_it(outlines):
    axes = around(outlines)
    circle = axes.lines[0].get_xydata()
    lon, lat = circle[:, 0], circle[:, 1]
    metres = Geod(ellps="WGS84").inv(lon, lat, [6.0] * len(lon), [2.0] * len(lat))[2]
    assert [round(m / 1000, 3) for m in (min(metres), max(metres))] == [50.0, 50.0]
    assert {"50 km", "Xtown", "East", "West"} <= list_words(axes)


def test_a_region_that_is_alone_in_view_is_not_named_as_it_would_be_taken_for_a_town(outlines):
    assert not {"East", "West"} & list_words(around(outlines, longitude=8.5))


def test_a_place_that_is_only_near_its_point_has_a_broken_circle_for_what_may_be_near(outlines):
    sure, rough = around(outlines), around(outlines, slack_km=25.0)
    circles = [[line for line in a.lines if len(line.get_xydata()) > 100] for a in (sure, rough)]
    assert [len(found) for found in circles] == [1, 2]
    assert [line.is_dashed() for line in circles[1]] == [False, True]


def test_without_outlines_there_is_still_a_circle():
    assert len(around(None).lines[0].get_xydata()) > 100
