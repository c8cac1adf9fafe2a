"""What could mislead unseen: a missing month drawn at zero, a line across a break, a lost label."""

from io import BytesIO

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle

from analysis import charts

NO_EVENTS = pd.DataFrame({"date": pd.Series(dtype="datetime64[ns]"), "letter": []})


def months(values, lows=None, highs=None):
    days = pd.date_range("2023-01-01", periods=len(values), freq="MS")
    return pd.DataFrame(
        {
            "label": days.strftime("%Y-%m"),
            "value": pd.array(values, dtype="Float64"),
            "low": pd.array(lows or values, dtype="Float64"),
            "high": pd.array(highs or values, dtype="Float64"),
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


def test_letters_of_one_month_stand_above_each_other_where_there_is_no_room_beside():
    events = pd.DataFrame({"date": pd.to_datetime(["2023-02-01", "2023-02-20"])}).assign(
        letter=["a", "b"]
    )
    wide, narrow = (
        [t.get_text() for t in axes.texts] for axes in axes_of(draw_months(months([1, 2]), events))
    )
    assert (wide, narrow) == (["a b"], ["a\nb"])


def stocks(breaks):
    table = pd.DataFrame(
        {
            "label": ["2022-01-31", "2022-06-30", "2023-06-30"],
            "value": [10.0, 20.0, 5.0],
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
        joined = [n for n in axes.lines if n.get_color() == charts.COUNT and n.get_marker() != "o"]
        assert len(joined) == 1
        assert list(joined[0].get_ydata()) == [10, 20]
        assert hatched(axes) == []
        bands = [p for p in axes.patches if isinstance(p, Rectangle | Polygon)]
        assert [to_hex(b.get_facecolor()) for b in bands] == [charts.BAND.lower()]
        assert [t.get_text() for t in axes.texts] == ["A"]


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


def draw_ranges(labels):
    table = pd.DataFrame(
        {
            "label": labels,
            "value": [12.0, float("nan")],
            "low": [6.0, float("nan")],
            "high": [20.0, float("nan")],
            "text": ["12 (6 to 20)", "not stated"],
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
