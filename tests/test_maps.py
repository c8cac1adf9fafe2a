"""What could mislead unseen: a region that is not drawn and not named, a label under a mark."""

import geopandas as gpd
import pandas as pd
import pytest
from matplotlib.text import Text
from shapely import box

from analysis import charts, maps

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


def places(rows):
    return maps.count_places(
        pd.DataFrame(rows, columns=["event_id", "drawn_longitude", "drawn_latitude", "has_deaths"])
    )


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
    here = table[table["drawn_longitude"] == 1.0].set_index("has_deaths")
    assert here["number"].to_dict() == {True: 1, False: 2}
    assert here["is_shared"].all()
    assert not table[table["drawn_longitude"] == 3.0]["is_shared"].any()


def draw(outlines, marks, neighbours=None):
    joined, _ = join(outlines, counts(West=0, East=4, Town=1))
    classes = maps.list_classes(joined["value"])
    shaded = maps.add_shades(joined, classes)
    labels = {"West": "0", "East": "4", "Town": "1"}
    return charts.draw(
        lambda axes: maps.plot_regions(axes, shaded, neighbours or {}, marks, labels=labels),
        height=6.4,
        narrow=3.5,
    )


def test_no_count_is_hatched_and_at_least_so_many_is_dotted(outlines):
    table = counts(West=3, East=4).assign(status=["at_least", "reported"])
    joined, _ = join(outlines, table)
    shaded = maps.add_shades(joined, maps.list_classes(joined["value"]))
    labels = {"West": "at least 3", "East": "4"}
    views = charts.draw(
        lambda axes: maps.plot_regions(axes, shaded, {}, places([]), labels=labels), height=6
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
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(dots) == 2
    for dot in dots:
        spot = axes.transData.transform((dot.get_xdata()[0], dot.get_ydata()[0]))
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
    dots = [line for line in draw(outlines, marks).wide.axes[0].lines if line.get_marker() == "o"]
    colours = {d.get_xdata()[0]: d.get_markerfacecolor() for d in dots}
    assert colours == {2.5: charts.HARM, 7.5: "white"}


def test_a_neighbour_in_view_is_named_and_one_out_of_view_is_not(outlines):
    near = gpd.GeoDataFrame({"name": ["x"]}, geometry=[box(10, -5, 30, 20)], crs="EPSG:4326")
    far = gpd.GeoDataFrame({"name": ["y"]}, geometry=[box(60, 0, 70, 10)], crs="EPSG:4326")
    shown = texts(draw(outlines, places([]), {"Nearland": near, "Farland": far}).wide)
    assert "Nearland" in shown
    assert "Farland" not in shown
