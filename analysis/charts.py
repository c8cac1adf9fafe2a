"""Tables to axes: a chart takes a table and axes and draws; it computes nothing.

Each chart is drawn twice, for a wide and for a narrow window, because text that fits the one cannot
be read in the other. Two colours beside neutrals: blue for counts, red for deaths and harm only. A
month or place without a value is hatched, never drawn at zero; a number that is only *at least* so
many has an arrow that points to where the truth may lie, and no line to another; a light band is a
time in which what was counted changed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import fill
from typing import Any, Literal

import matplotlib as mpl
import pandas as pd
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.markers import CARETRIGHTBASE, CARETUPBASE
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from analysis.measures import each_row
from analysis.prose import format_month, format_number

COUNT, DARK, GRID, HARM = "#1862D8", "#0E3B82", "#D8E0E1", "#C44536"
INK, TEXT, FAINT, EDGE, BAND = "#101212", "#3F4748", "#F1F1EE", "#9DB1B3", "#E7EDF0"
MORE, FURTHER = CARETUPBASE, CARETRIGHTBASE  # at least so many: an arrow on top, or behind
UNCLIPPED = {"clip_on": False, "in_layout": False}  # none of them would take room at the corner
ARROW: dict[str, Any] = {"linestyle": "none", "markersize": 6, **UNCLIPPED}
RING: dict[str, Any] = {
    **{"linestyle": "none", "marker": "o", "markersize": 6, "markerfacecolor": "white"},
    **{"markeredgewidth": 1.5, "zorder": 4, **UNCLIPPED},
}
LIGHT = {COUNT: "#C9DDF8", HARM: "#F3D3CF"}  # the same, where it is not yet firm
PART_COLOURS = {"movement": COUNT, "other": EDGE}
WIDE, NARROW = 9.58, 3.65  # inches: the column of the page, and a phone's
FEW_MONTHS, SHORT_SERIES = 14, 30  # that are all named; from which on years are
MANY_YEARS = 16  # of which each has room for its name
LONG_LABEL, WRAPPED_LABEL = 14, 54  # letters that fit beside a narrow chart, and above its rows
STYLE: dict[Any, Any] = {  # text as text: the outlines of letters would be half of a page
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "sans-serif"],  # drawn with the widest of them
    "font.size": 9,
    "axes.edgecolor": EDGE,
    "axes.labelcolor": TEXT,
    "text.color": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,  # a source's text is text
    "svg.hashsalt": "humanitarian-impact",
    "svg.fonttype": "none",
    "hatch.color": EDGE,
    "hatch.linewidth": 0.6,
}


@dataclass(frozen=True)
class Views:
    """One chart, drawn for a wide and for a narrow window."""

    wide: Figure
    narrow: Figure


def draw(paint: Callable[[Axes], None], *, height: float, narrow: float | None = None) -> Views:
    """Let ``paint`` draw on empty axes of either width, apart from any global state."""
    sizes = [(WIDE, height), (NARROW, narrow or height)]
    wide, slim = (_draw(paint, *size) for size in sizes)
    return Views(wide, slim)


def _draw(paint: Callable[[Axes], None], width: float, height: float) -> Figure:
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        axes.set_axisbelow(True)
        paint(axes)
        return figure


def is_narrow(axes: Axes) -> bool:
    """Whether axes are those of a narrow window."""
    return bool(axes.get_figure(root=True).get_figwidth() < WIDE / 2)  # type: ignore[union-attr]


def _write_numbers(axes: Axes, lang: str, axis: Literal["x", "y"]) -> None:
    formatter = FuncFormatter(lambda value, _: format_number(lang, value))
    target = axes.yaxis if axis == "y" else axes.xaxis
    target.set_major_formatter(formatter)
    target.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis=axis, color=GRID, linewidth=0.6)


def _name_axis(axes: Axes, label: str) -> None:
    if not is_narrow(axes):
        axes.set_ylabel(label)


def plot_months(
    axes: Axes, table: pd.DataFrame, *, lang: str, colour: str, label: str, events: pd.DataFrame
) -> None:
    """Bars by month, the range as a thin line; months without a value are hatched over.

    ``table`` has ``label``, ``value``, ``low``, ``high``, ``status`` and ``is_provisional``.
    A bar that may still change is light with an outline, and its month is underlined; so is a
    month without a value that may still get one.
    """
    months = table.reset_index(drop=True)
    known = months[months["value"].notna()]
    _draw_bars(axes, known[~known["is_provisional"].astype("bool")], colour, colour)
    _draw_bars(axes, known[known["is_provisional"].astype("bool")], LIGHT[colour], colour)
    ranged = known[known["low"].notna() & (known["low"] < known["high"])]
    axes.vlines(ranged.index, ranged["low"], ranged["high"], color=INK, linewidth=1.1)
    bound = known[is_bound(known)]
    axes.plot(bound.index, bound["value"], marker=MORE, color=INK, zorder=5, **ARROW)
    for place in months.index.difference(known.index):
        axes.axvspan(place - 0.5, place + 0.5, facecolor=FAINT, hatch="////", linewidth=0)
    _write_numbers(axes, lang, "y")
    _write_months(axes, months["label"], lang)
    _name_axis(axes, label)
    _underline(axes, months.index[months["is_provisional"].astype("bool")])
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.6, len(months) - 0.4)
    _mark_events(axes, months["label"], events)


def plot_series(axes: Axes, table: pd.DataFrame, *, lang: str, colour: str, label: str) -> None:
    """Line by month with its range as a light band; a month without a value is a gap, hatched over.

    ``table`` has ``label``, ``value``, ``low``, ``high`` and ``status``. A number that is only *at
    least* so many is joined to no other.
    """
    months = table.reset_index(drop=True)
    numbers = months[["value", "low", "high"]].astype("float64")
    is_more = is_bound(months)
    axes.fill_between(
        months.index, numbers["low"], numbers["high"], color=LIGHT[colour], linewidth=0
    )
    firm: dict[str, Any] = {"linewidth": 1.5, "marker": "o", "markersize": 2.6, **UNCLIPPED}
    axes.plot(months.index, numbers["value"].mask(is_more), color=colour, **firm)
    axes.plot(months.index[is_more], numbers["value"][is_more], marker=MORE, color=colour, **ARROW)
    gaps = [(place - 0.5, 1) for place in months.index[numbers["value"].isna()]]
    hatched: dict[str, Any] = {"facecolor": FAINT, "edgecolor": EDGE, "hatch": "////"}
    across = axes.get_xaxis_transform()
    axes.broken_barh(gaps, (0, 1), transform=across, linewidth=0, zorder=0, **hatched)
    _write_numbers(axes, lang, "y")
    _write_long(axes, months["label"], lang)
    _name_axis(axes, label)
    axes.set_xlim(-0.6, len(months) - 0.4)
    if numbers["value"].isna().all():
        axes.set_yticks([])
    axes.set_ylim(bottom=0)


def _write_long(axes: Axes, months: pd.Series, lang: str) -> None:
    """Write months of a short series, and of a long one its years."""
    if len(months) < SHORT_SERIES:
        ticks = [p for p, _ in enumerate(months) if len(months) <= FEW_MONTHS or p % 4 == 0]
        axes.set_xticks(ticks, [_head_tick(months, p, lang) for p in ticks])
        return
    years = [p for p, m in enumerate(months) if m.endswith("-01")]
    kept = years[:: -(-len(years) // MANY_YEARS)]
    axes.set_xticks(kept, [months.iloc[p][:4] for p in kept])


def _head_tick(months: pd.Series, place: int, lang: str) -> str:
    """Name a month, with its year where that begins or the series does."""
    name = format_month(lang, months.iloc[place], short=True)
    has_year = place == 0 or months.iloc[place].endswith("-01")
    return f"{name}\n{months.iloc[place][:4]}" if has_year else name


def is_bound(table: pd.DataFrame) -> pd.Series:
    """Whether each number is only *at least* so many."""
    return table["status"] == "at_least"


def _draw_bars(axes: Axes, rows: pd.DataFrame, fill_colour: str, edge: str) -> None:
    axes.bar(rows.index, rows["value"], color=fill_colour, edgecolor=edge, linewidth=1, width=0.72)


def _underline(axes: Axes, places: Any) -> None:
    """Thicken the axis below some months."""
    for place in places:
        axes.plot(
            [place - 0.52, place + 0.52],
            [0, 0],
            transform=axes.get_xaxis_transform(),
            color=INK,
            linewidth=3,
            solid_capstyle="butt",
            clip_on=False,
            zorder=5,
        )


def _write_months(axes: Axes, months: pd.Series, lang: str) -> None:
    ticks = [p for p, m in enumerate(months) if m.endswith(("-01", "-05", "-09"))]
    axes.set_xticks(ticks, [_short(months.iloc[p], lang) for p in ticks])


def _short(month: str, lang: str) -> str:
    name = format_month(lang, month, short=True)
    return f"{name}\n{month[:4]}" if month.endswith("-01") else name


def _mark_events(axes: Axes, months: pd.Series, events: pd.DataFrame) -> None:
    """Letter each dated event above its month; the page lists what the letters mean."""
    held = list(months)
    between = "\n" if is_narrow(axes) else " "
    lettered = events.groupby(events["date"].dt.strftime("%Y-%m"))["letter"].agg(between.join)
    for month, letters in lettered.items():
        place = held.index(str(month))
        axes.axvline(place, color=EDGE, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
        _letter(axes, str(letters), place)


def _letter(axes: Axes, letters: str, place: Any) -> None:
    axes.annotate(
        letters,
        (place, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 1),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=8,
        fontweight="bold",
        linespacing=0.95,
        color=TEXT,
        annotation_clip=False,
    )


def plot_profile(
    axes: Axes, table: pd.DataFrame, *, lang: str, label: str, across: str, is_ratio: bool
) -> None:
    """Estimates by month of delay with their intervals, and a line where nothing changes.

    ``table`` has ``value``, ``low``, ``high``, ``month`` (negative: before) and ``is_lead``. Leads
    are rings; a month without an estimate is hatched, one without an interval has none. Ratios are
    on an axis of equal ratios.
    """
    axes.axhline(1 if is_ratio else 0, color=INK, linewidth=0.9, zorder=1)
    for is_lead, face in ((False, COUNT), (True, "white")):
        rows = table[(table["is_lead"] == is_lead) & table["value"].notna()]
        ranged = rows[rows["low"].notna() & rows["high"].notna()]
        axes.vlines(ranged["month"], ranged["low"], ranged["high"], color=COUNT, linewidth=1.3)
        axes.plot(
            rows["month"],
            rows["value"],
            "o",
            color=COUNT,
            markerfacecolor=face,
            markersize=5,
            zorder=4,
        )
    for month in table.loc[table["value"].isna(), "month"]:
        axes.axvspan(month - 0.5, month + 0.5, facecolor=FAINT, hatch="////", linewidth=0)
    axes.axvline(-0.5, color=EDGE, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
    _write_numbers(axes, lang, "y")
    if is_ratio:
        _write_ratios(axes, lang)
    axes.set_xticks(table["month"], [format_number(lang, month) for month in table["month"]])
    axes.set_xlim(table["month"].min() - 0.6, table["month"].max() + 0.6)
    axes.set_xlabel(across)
    _name_axis(axes, label)


def _write_ratios(axes: Axes, lang: str) -> None:
    """Write ratios at 1, 2 and 5 of each power of ten, as many decimals as they need."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=8))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: format_number(lang, value, decimals=_count_places(value)))
    )


def _count_places(value: float) -> int:
    """Decimals that a number below one needs to show its first digit."""
    return 0 if value >= 1 else len(f"{value:.12f}".rstrip("0")) - 2


def plot_outlook(axes: Axes, table: pd.DataFrame, *, lang: str, colour: str, label: str) -> None:
    """Bars of what was seen, then intervals of what may come on a light ground, joined by nothing.

    ``table`` is of ``layouts.to_outlook``. A forecast has no bar: a ring for its middle, a line for
    the wide interval and a broad one for the narrow.
    """
    months = table.reset_index(drop=True)
    is_ahead, is_open = (
        months[n].fillna(False).astype("bool") for n in ("is_ahead", "is_provisional")
    )
    known = months[~is_ahead & months["value"].notna()]
    _draw_bars(axes, known[~is_open[known.index]], colour, colour)
    _draw_bars(axes, known[is_open[known.index]], LIGHT[colour], colour)
    bound = known[is_bound(known)]
    axes.plot(bound.index, bound["value"], marker=MORE, color=INK, zorder=5, **ARROW)
    for place in months.index[~is_ahead & months["value"].isna()]:
        axes.axvspan(place - 0.5, place + 0.5, facecolor=FAINT, hatch="////", linewidth=0)
    start = months.index[is_ahead].min() - 0.5
    axes.axvspan(start, len(months) - 0.4, facecolor=BAND, linewidth=0, zorder=0)
    ahead = months[is_ahead & months["middle"].notna()]
    axes.vlines(ahead.index, ahead["low"], ahead["high"], color=colour, linewidth=1.4, zorder=3)
    inner = (ahead.index, ahead["inner_low"], ahead["inner_high"])
    axes.vlines(*inner, color=LIGHT[colour], linewidth=7, zorder=3.1)
    axes.plot(ahead.index, ahead["middle"], color=colour, **RING)
    _write_numbers(axes, lang, "y")
    _write_months(axes, months["label"], lang)
    _name_axis(axes, label)
    _underline(axes, months.index[is_open])
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.6, len(months) - 0.4)


def plot_tenths(
    axes: Axes, table: pd.DataFrame, *, lang: str, even: float, label: str, across: str
) -> None:
    """Bars of the shares that fell into each tenth, and a line where all would be ``even``.

    ``table`` has ``place``, from 1, and ``value``, in percent.
    """
    axes.bar(table["place"], table["value"], color=COUNT, width=0.82)
    axes.axhline(even, color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
    _write_numbers(axes, lang, "y")
    axes.set_xticks(table["place"], [format_number(lang, place) for place in table["place"]])
    axes.set_xlabel(across)
    axes.set_ylim(bottom=0)
    _name_axis(axes, label)


def plot_nowcast(axes: Axes, table: pd.DataFrame, *, lang: str, label: str) -> None:
    """Bars of what is reported so far; a ring and a line for what it may come to, with its interval.

    ``table`` has ``label``, ``value``, ``middle``, ``low`` and ``high``. Every bar may still grow, so
    it is light; a month with nothing in the feed yet is hatched over, and has its interval too.
    """
    months = table.reset_index(drop=True)
    known = months[months["value"].notna()]
    _draw_bars(axes, known, LIGHT[COUNT], COUNT)
    for place in months.index.difference(known.index):
        axes.axvspan(place - 0.5, place + 0.5, facecolor=FAINT, hatch="////", linewidth=0)
    axes.vlines(months.index, months["low"], months["high"], color=COUNT, linewidth=1.4, zorder=3)
    axes.plot(months.index, months["middle"], color=COUNT, **RING)
    _write_numbers(axes, lang, "y")
    heads = format_month(lang, months["label"].iloc[0], short=True), months["label"].iloc[0][:4]
    later = [_short(month, lang) for month in months["label"].iloc[1:]]
    axes.set_xticks(months.index, ["\n".join(heads), *later])
    _name_axis(axes, label)
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.6, len(months) - 0.4)


def plot_records(axes: Axes, table: pd.DataFrame, *, lang: str, label: str) -> None:
    """Dot of this month's deaths on a bar to the most of three years, a tick at the most of one.

    ``table`` has ``label``, ``value``, ``status``, ``year``, ``three_years`` and ``text``, from top to
    bottom. What is not known is not drawn; ``text`` is the end of the bar, or why there is none.
    """
    order = table.iloc[::-1].reset_index(drop=True)
    axes.barh(order.index, order["three_years"], height=0.36, color=LIGHT[HARM])
    tick: dict[str, Any] = {"markersize": 11, "markeredgewidth": 2, "clip_on": False}
    axes.plot(order["year"], order.index, "|", color=INK, zorder=3, **tick)
    is_more = is_bound(order)
    for marker, rows in (("o", order[~is_more]), (FURTHER, order[is_more])):
        axes.plot(rows["value"], rows.index, marker=marker, color=HARM, zorder=4, **ARROW)
    for row in each_row(order):
        ends = (row.value, row.year, row.three_years)
        _write_behind(axes, row, ends, is_known=pd.notna(row.three_years))
    _write_rows(axes, order["label"])
    _write_numbers(axes, lang, "x")
    room = 1.25 if is_narrow(axes) else 1.12  # for the words behind the longest bar
    axes.set_xlim(0, max(order[["value", "year", "three_years"]].max().max() * room, 1.0))
    axes.set_xlabel(label)


def plot_ahead(axes: Axes, table: pd.DataFrame, *, lang: str, label: str) -> None:
    """Low to high of each row's forecast as a line, its middle as a ring, a tick for the last month.

    ``table`` has ``label``, ``value``, ``low``, ``high``, ``seen`` and ``text``, from top to bottom.
    """
    order = table.iloc[::-1].reset_index(drop=True)
    axes.hlines(order.index, order["low"], order["high"], color=LIGHT[COUNT], linewidth=5, zorder=3)
    axes.plot(order["value"], order.index, color=COUNT, **RING)
    axes.plot(
        order["seen"], order.index, "|", color=INK, markersize=11, markeredgewidth=2, zorder=5
    )
    for row in each_row(order):
        ends = (row.value, row.high, row.seen)
        _write_behind(axes, row, ends, is_known=pd.notna(row.value))
    _write_rows(axes, order["label"])
    _write_numbers(axes, lang, "x")
    room = 1.4 if is_narrow(axes) else 1.12  # for the words behind the longest line
    axes.set_xlim(0, max(order[["value", "high", "seen"]].max().max() * room, 1.0))
    axes.set_xlabel(label)


def plot_cells(axes: Axes, table: pd.DataFrame, rows: list[str], columns: list[str]) -> None:
    """Cells of a grid with their ``text``: dark where new, light where as before, hatched where none.

    ``row`` and ``column`` are places in the labels; a place without a cell stays empty.
    """
    for cell in each_row(table):
        has_value = pd.notna(cell.value)
        colour = COUNT if cell.is_new else LIGHT[COUNT] if has_value else FAINT
        box = Rectangle(
            (cell.column - 0.48, cell.row - 0.44),
            0.96,
            0.88,
            facecolor=colour,
            hatch=None if has_value else "////",
            edgecolor=EDGE,
            linewidth=0,
        )
        axes.add_patch(box)
        if has_value:
            ink = "#fff" if cell.is_new else INK
            axes.text(
                cell.column, cell.row, cell.text, ha="center", va="center", fontsize=8, color=ink
            )
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    heads = [c.replace(" ", "\n", 1) for c in columns] if is_narrow(axes) else columns
    axes.set_xticks(range(len(columns)), heads)
    axes.set_yticks(range(len(rows)), rows)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def plot_states(
    axes: Axes, table: pd.DataFrame, rows: list[str], columns: list[str], *, lang: str
) -> None:
    """Cells of regions by month with their ``text``: dark an alarm, light a watch, hatched not judged.

    ``row`` and ``column`` are places in the labels, ``columns`` months as YYYY-MM. A count that is
    not judged stands on the hatching; without a count there is the hatching alone.
    """
    axes.set_facecolor(FAINT)
    colours = {"alarm": DARK, "watch": LIGHT[COUNT]}
    for cell in each_row(table):
        corner = (cell.column - 0.5, cell.row - 0.5)
        if cell.state in colours:
            axes.add_patch(Rectangle(corner, 1, 1, facecolor=colours[cell.state], linewidth=0))
        elif cell.state != "usual":
            axes.add_patch(
                Rectangle(corner, 1, 1, facecolor=FAINT, hatch="////", edgecolor=EDGE, linewidth=0)
            )
        if cell.text:
            _write_cell(axes, cell)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    _rule_cells(axes, len(rows), len(columns))
    heads = [_head_month(lang, columns, place, axes) for place in range(len(columns))]
    axes.set_xticks(range(len(columns)), heads)
    names = [fill(name, LONG_LABEL) for name in rows] if is_narrow(axes) else rows
    axes.set_yticks(range(len(rows)), names)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8 if is_narrow(axes) else 9)
    for side in axes.spines.values():
        side.set_visible(False)


def _write_cell(axes: Axes, cell: Any) -> None:
    is_judged = cell.state in ("alarm", "watch", "usual")
    axes.text(
        cell.column,
        cell.row,
        cell.text,
        ha="center",
        va="center",
        fontsize=8,
        fontweight="bold" if cell.state == "alarm" else "normal",
        color={"alarm": "#fff", "watch": INK}.get(cell.state, TEXT),
        bbox=None if is_judged else {"facecolor": "white", "linewidth": 0, "pad": 1},
    )


def _rule_cells(axes: Axes, rows: int, columns: int) -> None:
    """White lines between cells."""
    gap: dict[str, Any] = {"color": "white", "linewidth": 1.5, "zorder": 2}
    axes.hlines([place - 0.5 for place in range(1, rows)], -0.5, columns - 0.5, **gap)
    axes.vlines([place - 0.5 for place in range(1, columns)], -0.5, rows - 0.5, **gap)


def _head_month(lang: str, months: list[str], place: int, axes: Axes) -> str:
    """Name a column's month, or its initial where narrow, and its year where that begins.

    The first column has its year, but for the one before January where there is no room for two.
    """
    name = format_month(lang, months[place], short=True)
    name = name[0].upper() if is_narrow(axes) else name
    is_crowded = is_narrow(axes) and months[place].endswith("-12")
    has_year = months[place].endswith("-01") or (place == 0 and not is_crowded)
    return f"{months[place][:4]}\n{name}" if has_year else name


def plot_levels(
    axes: Axes,
    months: pd.DataFrame,
    levels: pd.DataFrame,
    changes: pd.DataFrame,
    *,
    lang: str,
    label: str,
) -> None:
    """Monthly counts as a light area, each level as a line over its months, each change as a band.

    ``months`` has ``month`` and ``value``, ``levels`` and ``changes`` have ``start`` and ``end``; a
    level has its ``value``. A month without a count is hatched.
    """
    starts = pd.Series(mdates.date2num(months["month"]))
    ends = pd.Series(mdates.date2num(months["month"] + pd.DateOffset(months=1)))
    values = months["value"].astype("float64")
    for change in each_row(changes):
        axes.axvspan(change.start, change.end, facecolor=BAND, linewidth=0, zorder=0)
    axes.stairs(values, [*starts, ends.iloc[-1]], fill=True, color=LIGHT[COUNT], zorder=1.5)
    for start, end in zip(starts[values.isna()], ends[values.isna()], strict=True):
        axes.axvspan(start, end, facecolor=FAINT, hatch="////", linewidth=0)
    for level in each_row(levels):
        axes.hlines(level.value, level.start, level.end, color=DARK, linewidth=2.2, zorder=3)
    _write_numbers(axes, lang, "y")
    _write_years(axes, months["month"].iloc[0], months["month"].iloc[-1])
    axes.set_ylim(bottom=0)
    axes.set_xlim(starts.iloc[0], ends.iloc[-1])
    _name_axis(axes, label)


def plot_interruption(
    axes: Axes, months: pd.DataFrame, start: pd.Timestamp, *, lang: str, label: str
) -> None:
    """Monthly counts as a grey area, the level before and after a date as lines, the interval as a band.

    ``months`` has ``month``, ``value``, ``without``, and from ``start`` on ``with``, ``low`` and
    ``high``; beyond the date the level without the change is dashed. A month without a count is
    hatched.
    """
    starts = pd.Series(mdates.date2num(months["month"]))
    ends = pd.Series(mdates.date2num(months["month"] + pd.DateOffset(months=1)))
    values, middle = months["value"].astype("float64"), (starts + ends) / 2
    later, date = middle[months["with"].notna()], mdates.date2num(start)
    after = months.loc[later.index]
    axes.stairs(values, [*starts, ends.iloc[-1]], fill=True, color=EDGE, zorder=1.5)
    for begin, end in zip(starts[values.isna()], ends[values.isna()], strict=True):
        axes.axvspan(begin, end, facecolor=FAINT, hatch="////", linewidth=0)
    axes.fill_between(later, after["low"], after["high"], color=COUNT, alpha=0.25, lw=0, zorder=2)
    earlier = middle[middle < date]
    axes.plot(earlier, months["without"].loc[earlier.index], color=DARK, linewidth=2, zorder=3)
    axes.plot(later, after["without"], color=DARK, linewidth=1.2, linestyle=(0, (3, 2)), zorder=3)
    axes.plot(later, after["with"], color=COUNT, linewidth=2.4, zorder=4)
    axes.axvline(date, color=INK, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2.5)
    _write_numbers(axes, lang, "y")
    _write_years(axes, months["month"].iloc[0], months["month"].iloc[-1])
    axes.set_ylim(bottom=0)
    axes.set_xlim(starts.iloc[0], ends.iloc[-1])
    _name_axis(axes, label)


def _write_years(axes: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Mark the first day of years; every so many of them where there is little room."""
    years = pd.date_range(f"{first.year}-01-01", last, freq="YS")
    step = -(-len(years) // (7 if is_narrow(axes) else 16))
    axes.set_xticks(mdates.date2num(years[::step]), [str(year.year) for year in years[::step]])


def plot_ranges(
    axes: Axes, table: pd.DataFrame, *, lang: str, label: str, colour: str = HARM
) -> None:
    """Low to high as a line, best as a dot, ``text`` behind them: the number, or why there is none."""
    order = table.iloc[::-1].reset_index(drop=True)
    for row in each_row(order):
        end, aside = row.value, 7
        if pd.notna(row.low):
            axes.hlines(
                row.Index, row.low, row.high, color=colour, linewidth=3, alpha=0.45, zorder=3
            )
            end = max(row.value, row.high)
        if pd.notna(row.value):
            mark, aside = (FURTHER, 9) if row.status == "at_least" else ("o", aside)
            axes.plot(row.value, row.Index, marker=mark, color=colour, zorder=4, **ARROW)
        _write_behind(axes, row, (end,), is_known=pd.notna(row.value), aside=aside)
    _write_rows(axes, order["label"])
    if order["value"].isna().all():
        axes.set_xlim(0, 1)
        axes.set_xticks([])
        return
    _write_numbers(axes, lang, "x")
    room = 1.4 if is_narrow(axes) else 1.12  # for the words behind the longest line
    axes.set_xlim(0, max(order[["value", "high"]].max().max() * room, 1.0))
    axes.set_xlabel(label)


def plot_growth(axes: Axes, table: pd.DataFrame, *, lang: str, label: str) -> None:
    """Draw a number as it was known from day to day: a step with its range, hatched where none was known.

    ``table`` has ``label``, ``value``, ``low``, ``high`` and ``text`` of each day. Days stand at equal
    distances; each holds until the next.
    """
    known = table["value"].notna()
    for row in each_row(table.reset_index(drop=True)):
        ends = [row.Index, row.Index + 1]
        if pd.isna(row.value):
            axes.axvspan(*ends, facecolor=FAINT, hatch="////", linewidth=0)
        else:
            axes.fill_between(ends, row.low, row.high, color=LIGHT[HARM], linewidth=0)
            axes.hlines([row.low, row.high], *ends, color=HARM, linewidth=0.8)
            axes.hlines(row.value, *ends, color=HARM, linewidth=2.4)
        axes.annotate(
            row.text,
            (row.Index, row.value if pd.notna(row.value) else 0),
            xytext=(6, 5),
            textcoords="offset points",
            fontsize=8,
            color=INK,
            annotation_clip=False,
        )
    steps = [place for place in range(1, len(table)) if known.iloc[place - 1 : place + 1].all()]
    for place in steps:
        axes.vlines(place, *table["value"].iloc[place - 1 : place + 1], color=HARM, linewidth=1)
    _write_numbers(axes, lang, "y")
    turned = 60 if len(table) > (4 if is_narrow(axes) else 9) else 0
    aside = "right" if turned else "left"
    axes.set_xticks(range(len(table)), table["label"], rotation=turned, ha=aside)
    axes.set_xlim(0, len(table))
    top = table[["value", "high"]].max().max()
    axes.set_ylim(0, 1 if pd.isna(top) else max(top, 1) * 1.12)
    _name_axis(axes, label)


def _write_behind(
    axes: Axes, row: Any, ends: Iterable[Any], *, is_known: bool, aside: int = 9
) -> None:
    """Write a row's text behind the furthest of its marks; in italics where it says why there are none."""
    axes.annotate(
        row.text,
        (max((end for end in ends if pd.notna(end)), default=0), row.Index),
        xytext=(aside, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        style="normal" if is_known else "italic",
        color=INK if is_known else TEXT,
        annotation_clip=False,
    )


def _write_rows(axes: Axes, labels: pd.Series) -> None:
    """Name each row at its left, or above it where the names would leave no room for the row."""
    top = len(labels) - 0.4
    axes.set_ylim(-0.6, top)
    if not (is_narrow(axes) and labels.str.len().max() > LONG_LABEL):
        axes.set_yticks(range(len(labels)), labels)
        return
    axes.set_yticks([])
    axes.set_ylim(-0.6, top + 0.3)
    for place, text in enumerate(labels):
        name = axes.annotate(
            fill(text, WRAPPED_LABEL),
            (0, place),
            xycoords=axes.get_yaxis_transform(),
            xytext=(1, 7),
            textcoords="offset points",
            fontsize=8,
            va="bottom",
            color=INK,
            annotation_clip=False,
        )
        name.set_in_layout(False)


def plot_stock(
    axes: Axes, table: pd.DataFrame, breaks: pd.DataFrame, *, lang: str, label: str
) -> None:
    """Draw counts by date, each joined to the one before only where ``is_joined`` says so.

    A break is a lettered light band; a count that is only *at least* so many has an arrow.
    """
    days, is_more = pd.to_datetime(table["label"]), is_bound(table)
    axes.plot(days[~is_more], table["value"][~is_more], "o", color=COUNT, markersize=3.5)
    axes.plot(days[is_more], table["value"][is_more], marker=MORE, color=COUNT, **ARROW)
    for i in range(1, len(table)):
        if table["is_joined"].iloc[i]:
            pair = slice(i - 1, i + 1)
            axes.plot(days.iloc[pair], table["value"].iloc[pair], color=COUNT, linewidth=1.4)
    low, high = days.min(), days.max()
    for row in each_row(breaks):
        start, end = max(row.date_from, low), min(row.date_to, high)
        axes.axvspan(start, end, facecolor=BAND, linewidth=0, zorder=0)
        axes.axvline(start, color=EDGE, linewidth=0.8, zorder=0)
        _letter(axes, row.letter, start + (end - start) / 2)
    _write_numbers(axes, lang, "y")
    years = pd.date_range(f"{low.year}-01-01", f"{high.year + 1}-01-01", freq="YS")
    axes.set_xticks(years, [str(y.year) for y in years])
    axes.margins(x=0.03)
    axes.set_ylim(bottom=0)
    _name_axis(axes, label)


def plot_parts(axes: Axes, table: pd.DataFrame, *, lang: str, label: str) -> None:
    """Draw how one count becomes the next: dots for the two, a bar for each part, rows downwards.

    ``table`` has ``label``, ``kind`` (``count``, ``movement`` or ``other``), ``value``, ``start``,
    ``end`` and ``text`` of each row. A part without a number is a hatched row with words: no bar,
    and no step. The axis need not begin at zero, for nothing that is drawn from zero is on it.
    """
    order = table.iloc[::-1].reset_index(drop=True)
    half = 0.2 if is_narrow(axes) else 0.33  # of a row; names stand above the rows where narrow
    counts, known = order["kind"] == "count", order["value"].notna()
    axes.plot(order.loc[counts, "value"], order.index[counts], "o", color=COUNT, markersize=6)
    for kind, colour in PART_COLOURS.items():
        rows = order[(order["kind"] == kind) & known]
        axes.barh(rows.index, rows["value"], left=rows["start"], height=2 * half, color=colour)
    for place in order.index[~known]:
        axes.axhspan(place - half, place + half, facecolor=FAINT, hatch="////", linewidth=0)
    axes.vlines(
        order["end"].iloc[1:],
        order.index[:-1],
        order.index[1:],
        color=EDGE,
        linewidth=0.8,
        zorder=1,
    )
    _write_numbers(axes, lang, "x")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3 if is_narrow(axes) else 5, integer=True))
    axes.use_sticky_edges = False  # or the first count would lie on the frame
    axes.margins(x=0.3 if is_narrow(axes) else 0.12)
    _write_rows(axes, order["label"])
    for row in each_row(order):
        _write_beside(axes, row)
    axes.set_xlabel(label)


def _write_beside(axes: Axes, row: Any) -> None:
    """Write a row's number behind its bar, or at the left of its hatching why it has none."""
    is_known = pd.notna(row.value)
    at = max(row.start, row.end) if is_known else 0
    axes.annotate(
        row.text,
        (at, row.Index),
        xycoords="data" if is_known else axes.get_yaxis_transform(),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        style="normal" if is_known else "italic",
        color=INK if is_known else TEXT,
        bbox=None if is_known else {"facecolor": "white", "linewidth": 0, "pad": 1.5},
        annotation_clip=False,
    )


def plot_share(axes: Axes, *, share: float, label: str, is_least: bool = False) -> None:
    """One bar of a whole with the part that was reached, or at least that, and its name above it."""
    axes.barh([0], [100], color=FAINT, edgecolor=EDGE, linewidth=0.8)
    axes.barh([0], [share], color=COUNT)
    if is_least:
        axes.plot([share], [0], marker=FURTHER, color=COUNT, **ARROW)
    axes.annotate(label, (0, 0.45), xytext=(0, 4), textcoords="offset points", va="bottom")
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.45, 1.0)
    axes.set_axis_off()
