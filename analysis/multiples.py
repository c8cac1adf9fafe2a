"""Small multiples: one figure of one source over the months, on axes of one size; nothing is computed."""

from collections.abc import Callable

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis import charts
from analysis.charts import (
    ARROW,
    COUNT,
    FAINT,
    GRID,
    HARM,
    MORE,
    NARROW,
    is_bound,
    plot_months,
)
from analysis.prose import format_number, format_short

HEIGHT = 1.55  # inches
STYLE = charts.LETTERS
ROOM = 1.08  # above the highest mark
NO_EVENTS = pd.DataFrame({"date": pd.to_datetime([]), "letter": pd.Series(dtype="str")})


def draw_small(paint: Callable[[Axes], None]) -> Figure:
    """Let ``paint`` draw on the axes of a small multiple, apart from any global state."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(NARROW, HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        axes.set_axisbelow(True)
        paint(axes)
        return figure


def plot_small_months(axes: Axes, table: pd.DataFrame, *, lang: str, is_harm: bool) -> None:
    """Bars by month with their range, red for harm; a month without a number is hatched.

    ``table`` is one of :func:`analysis.archive.to_months`.
    """
    colour = HARM if is_harm else COUNT
    plot_months(axes, table, lang=lang, colour=colour, label="", events=NO_EVENTS)
    _finish(axes, list(table["label"]), lang)


def plot_small_dots(axes: Axes, table: pd.DataFrame, months: list[str], *, lang: str) -> None:
    """Dots by day or month, joined where ``is_joined`` says so; a month without one is hatched.

    ``table`` is one of :func:`analysis.archive.to_dots`.
    """
    held = {label[:7] for label in table["label"]}
    for place, month in enumerate(months):
        if month not in held:
            axes.axvspan(place - 0.5, place + 0.5, facecolor=FAINT, hatch="////", linewidth=0)
    places, values, is_more = table["place"], table["value"], is_bound(table)
    axes.plot(places[~is_more], values[~is_more], "o", color=COUNT, markersize=4, zorder=4)
    axes.plot(places[is_more], values[is_more], marker=MORE, color=COUNT, zorder=4, **ARROW)
    for end in table.index[table["is_joined"]]:
        pair = slice(end - 1, end + 1)
        axes.plot(places.iloc[pair], values.iloc[pair], color=COUNT, linewidth=1.4)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_xlim(-0.6, len(months) - 0.4)
    axes.set_ylim(bottom=0)
    _finish(axes, months, lang)


def _finish(axes: Axes, months: list[str], lang: str) -> None:
    """Few numbers, and the first and last month in words."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: format_number(lang, value))
    axes.set_ylim(0, max(axes.get_ylim()[1] * ROOM, 1.0))
    ends = [0, len(months) - 1]
    axes.set_xticks(ends, [format_short(lang, months[place]) for place in ends])
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.tick_params(length=2, labelsize=8)
