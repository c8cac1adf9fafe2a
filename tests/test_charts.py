"""What could mislead unseen: a gap drawn at zero, a bound as a number, a line across a break."""

from io import BytesIO

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle

from analysis import charts

NO_EVENTS = pd.DataFrame({"date": pd.Series(dtype="datetime64[ns]"), "letter": []})


def states(values, least=()):
    """State of each value: reported, or not; ``least`` are the places of those that are at least."""
    told = ["not_reported" if pd.isna(v) else "reported" for v in values]
    return ["at_least" if place in least else state for place, state in enumerate(told)]


def arrows(axes):
    """Points that an arrow marks as at least so many."""
    marked = [line for line in axes.lines if line.get_marker() in (charts.MORE, charts.FURTHER)]
    return [
        (float(x), float(y))
        for line in marked
        for x, y in zip(line.get_xdata(orig=False), line.get_ydata(), strict=True)
    ]


def months(values, lows=None, highs=None, least=(), provisional=()):
    days = pd.date_range("2023-01-01", periods=len(values), freq="MS")
    return pd.DataFrame(
        {
            "label": days.strftime("%Y-%m"),
            "value": pd.array(values, dtype="Float64"),
            "low": pd.array(lows or values, dtype="Float64"),
            "high": pd.array(highs or values, dtype="Float64"),
            "status": states(values, least),
            "is_provisional": [place in provisional for place in range(len(values))],
        }
    )


def draw_months(table, events=NO_EVENTS):
    return charts.draw(
        lambda axes: charts.plot_months(
            axes, table, lang="en", colour=charts.COUNT, label="people", events=events
        ),
        height=3,
    )


def axes_of(views):
    return [figure.axes[0] for figure in (views.wide, views.narrow)]


def hatched(axes):
    return [p for p in axes.patches if p.get_hatch()]


def test_a_month_without_a_value_is_hatched_and_has_no_bar():
    for axes in axes_of(draw_months(months([3, None, 0]))):
        bars = [b for container in axes.containers for b in container]
        assert [b.get_x() + b.get_width() / 2 for b in bars] == [0, 2]
        assert [b.get_height() for b in bars] == [3, 0]
        assert [p.get_x() + p.get_width() / 2 for p in hatched(axes)] == [1]


def test_a_range_is_drawn_only_where_it_differs():
    for axes in axes_of(draw_months(months([3, 5], lows=[3, 4], highs=[3, 9]))):
        (lines,) = axes.collections
        assert [seg[:, 1].tolist() for seg in lines.get_segments()] == [[4, 9]]
        assert [seg[0, 0] for seg in lines.get_segments()] == [1]


def test_a_month_that_may_still_change_is_light_and_underlined_with_or_without_a_number():
    for axes in axes_of(draw_months(months([3, 5, None], provisional=(1, 2)))):
        bars = [to_hex(b.get_facecolor()) for container in axes.containers for b in container]
        assert bars == [charts.COUNT.lower(), charts.LIGHT[charts.COUNT].lower()]
        drawn = [line.get_xdata() for line in axes.lines if len(line.get_xdata())]
        assert [places.mean() for places in drawn] == [1, 2]


def test_only_a_new_number_is_dark_in_a_grid_and_a_cell_without_one_is_hatched():
    cells = pd.DataFrame(
        {
            "row": [0, 0, 1],
            "column": [0, 1, 1],
            "value": [None, 5.0, 7.0],
            "text": ["not reported", "5", "7"],
            "is_new": [False, True, False],
        }
    )
    views = charts.draw(
        lambda axes: charts.plot_cells(axes, cells, ["May", "June"], ["1 Aug", "25 Aug"]), height=2
    )
    for axes in axes_of(views):
        boxes = [p for p in axes.patches if isinstance(p, Rectangle)]
        assert [bool(p.get_hatch()) for p in boxes] == [True, False, False]
        colours = [to_hex(p.get_facecolor()) for p in boxes]
        assert colours[1:] == [charts.COUNT.lower(), charts.LIGHT[charts.COUNT].lower()]
        assert [t.get_text() for t in axes.texts] == ["5", "7"]
    assert axes_of(views)[1].get_xticklabels()[0].get_text() == "1\nAug"


def test_letters_of_one_month_stand_above_each_other_where_there_is_no_room_beside():
    events = pd.DataFrame({"date": pd.to_datetime(["2023-02-01", "2023-02-20"])}).assign(
        letter=["a", "b"]
    )
    wide, narrow = (
        [t.get_text() for t in axes.texts] for axes in axes_of(draw_months(months([1, 2]), events))
    )
    assert (wide, narrow) == (["a b"], ["a\nb"])


def test_at_least_so_many_bears_an_arrow_and_no_other_month_does():
    for axes in axes_of(draw_months(months([3, 7, None, 0], least=[1]))):
        assert arrows(axes) == [(1, 7)]
    for axes in axes_of(draw_months(months([3, 7, None, 0]))):
        assert arrows(axes) == []


NO_BREAKS = pd.DataFrame(
    {
        "date_from": pd.Series(dtype="datetime64[ns]"),
        "date_to": pd.Series(dtype="datetime64[ns]"),
        "indicator": [],
        "geography_name": [],
        "letter": [],
    }
)


def stocks(breaks, least=()):
    table = pd.DataFrame(
        {
            "label": ["2022-01-31", "2022-06-30", "2023-06-30"],
            "value": [10.0, 20.0, 5.0],
            "status": states([10.0, 20.0, 5.0], least),
            "is_joined": [False, True, False],
        }
    )
    return charts.draw(
        lambda axes: charts.plot_stock(axes, table, breaks, lang="en", label="people"), height=3
    )


def test_no_line_crosses_a_break_and_a_break_does_not_look_like_a_gap():
    days = {
        "date_from": pd.to_datetime(["2023-01-01"]),
        "date_to": pd.to_datetime(["2023-02-28"]),
        "indicator": ["idps"],
        "geography_name": [None],
    }
    for axes in axes_of(stocks(pd.DataFrame({**days, "letter": ["A"]}))):
        joined = [
            n for n in axes.lines if n.get_color() == charts.COUNT and n.get_marker() == "None"
        ]
        assert len(joined) == 1
        assert list(joined[0].get_ydata()) == [10, 20]
        assert hatched(axes) == []
        bands = [p for p in axes.patches if isinstance(p, Rectangle | Polygon)]
        assert [to_hex(b.get_facecolor()) for b in bands] == [charts.BAND.lower()]
        assert [t.get_text() for t in axes.texts] == ["A"]


def test_a_stock_that_is_only_a_bound_is_an_arrow_and_no_dot():
    for axes in axes_of(stocks(NO_BREAKS, least=[2])):
        assert [y for _, y in arrows(axes)] == [5]
        dots = [y for d in axes.lines if d.get_marker() == "o" for y in d.get_ydata()]
        assert dots == [10, 20]


def draw_parts():
    table = pd.DataFrame(
        {
            "label": ["Count 1", "Movement", "Coverage", "Method", "Count 2"],
            "kind": ["count", "movement", "other", "other", "count"],
            "value": [1000.0, 50.0, -20.0, float("nan"), 1030.0],
            "start": [1000.0, 1000.0, 1050.0, 1030.0, 1030.0],
            "end": [1000.0, 1050.0, 1030.0, 1030.0, 1030.0],
            "text": ["1,000", "+50", "-20", "size not known", "1,030"],
        }
    )
    return charts.draw(
        lambda axes: charts.plot_parts(axes, table, lang="en", label="people"), height=3
    )


def test_only_movement_is_blue_and_a_part_without_a_number_has_no_bar():
    for axes in axes_of(draw_parts()):
        bars = [bar for container in axes.containers for bar in container]
        drawn = {to_hex(b.get_facecolor()): (b.get_x(), b.get_width()) for b in bars}
        assert drawn == {charts.COUNT.lower(): (1000, 50), charts.EDGE.lower(): (1050, -20)}
        assert [p.get_y() + p.get_height() / 2 for p in hatched(axes)] == [1]
        dots = [line for line in axes.lines if line.get_marker() == "o"]
        assert [sorted(d.get_xdata()) for d in dots] == [[1000, 1030]]


def test_names_and_numbers_of_the_parts_are_seen_where_the_axis_does_not_begin_at_zero():
    views = draw_parts()
    for figure in (views.wide, views.narrow):
        figure.savefig(BytesIO(), format="svg")
        frame, axes = figure.bbox, figure.axes[0]
        assert axes.get_xlim()[0] > 0
        shown = [*axes.texts, *axes.get_yticklabels()]
        assert {t.get_text() for t in shown} >= {"Movement", "+50", "size not known", "Count 2"}
        for text in shown:
            box = text.get_window_extent()
            assert box.x0 >= frame.x0 - 1
            assert box.x1 <= frame.x1 + 1


def draw_ranges(labels, least=()):
    table = pd.DataFrame(
        {
            "label": labels,
            "value": [12.0, float("nan")],
            "low": [6.0, float("nan")],
            "high": [20.0, float("nan")],
            "text": ["12 (6 to 20)", "not stated"],
            "status": states([12, None], least),
        }
    )
    return charts.draw(
        lambda axes: charts.plot_ranges(axes, table, lang="en", label="fatalities"), height=3
    )


def test_a_row_without_a_number_has_words_and_no_dot():
    for axes in axes_of(draw_ranges(["Kidal", "Gao"])):
        dots = [line for line in axes.lines if line.get_marker() == "o"]
        assert [list(d.get_xdata()) for d in dots] == [[12]]
        assert {t.get_text() for t in axes.texts} >= {"12 (6 to 20)", "not stated"}


def test_a_row_of_at_least_so_many_has_an_arrow_and_no_dot():
    for axes in axes_of(draw_ranges(["Kidal", "Gao"], least=[0])):
        assert arrows(axes) == [(12, 1)]
        assert not [line for line in axes.lines if line.get_marker() == "o"]


@pytest.mark.parametrize("is_least", [True, False])
def test_at_least_a_share_bears_an_arrow_at_its_end(is_least):
    views = charts.draw(
        lambda axes: charts.plot_share(axes, share=30, label="30%", is_least=is_least), height=1
    )
    for axes in axes_of(views):
        assert arrows(axes) == ([(30, 0)] if is_least else [])


def test_long_names_stand_above_their_rows_where_the_window_is_narrow():
    name = "Goma Koura-Nampala road (Belel, Nambo), 22–24 November 2023"
    wide, narrow = axes_of(draw_ranges([name, "Gao"]))
    assert [t.get_text() for t in wide.get_yticklabels()] == ["Gao", name]
    assert narrow.get_yticklabels() == []
    above = [t.get_text() for t in narrow.texts]
    assert name in {" ".join(t.split()) for t in above}
    assert max(len(line) for t in above for line in t.split("\n")) <= charts.WRAPPED_LABEL


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_text_of_a_chart_leaves_its_picture(width):
    views = draw_ranges(["Kidal (ex-MINUSMA camp), 3–4 November 2023", "Gao"])
    figure = getattr(views, width)
    figure.savefig(BytesIO(), format="svg")
    frame = figure.bbox
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert box.x0 >= frame.x0 - 1
        assert box.x1 <= frame.x1 + 1
