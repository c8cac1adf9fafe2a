"""Tables to axes: a chart takes a table and axes and draws; it computes nothing.

Two colours beside neutrals: blue for counts, red for deaths and harm only. A month or place
without a value is hatched, never drawn at zero.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.measures import each_row
from analysis.prose import format_day, format_number

COUNT, DARK, GRID, HARM = "#1862D8", "#0E3B82", "#D8E0E1", "#C44536"
TEXT, FAINT = "#3F4748", "#F1F1EE"
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": "#9DB1B3",
    "axes.labelcolor": TEXT,
    "text.color": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "humanitarian-impact",
    "svg.fonttype": "path",
    "hatch.color": "#9DB1B3",
    "hatch.linewidth": 0.6,
}


@contextmanager
def drawing(width: float = 7.6, height: float = 3.0) -> Iterator[tuple[Figure, Axes]]:
    """Empty figure and its axes in our style, apart from any global state."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        axes.set_axisbelow(True)
        yield figure, axes


def _write_numbers(axes: Axes, lang: str, axis: Literal["x", "y"]) -> None:
    formatter = FuncFormatter(lambda value, _: format_number(lang, value))
    target = axes.yaxis if axis == "y" else axes.xaxis
    target.set_major_formatter(formatter)
    target.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis=axis, color=GRID, linewidth=0.6)


def plot_months(
    axes: Axes, table: pd.DataFrame, *, lang: str, colour: str, label: str, events: pd.DataFrame
) -> None:
    """Bars by month, the range as a thin line; months without a value are hatched over."""
    positions = range(len(table))
    known = table["value"].notna()
    axes.bar(
        [p for p, k in zip(positions, known, strict=True) if k],
        table.loc[known, "value"],
        color=colour,
        width=0.72,
    )
    for p, (_, row) in zip(positions, table.iterrows(), strict=True):
        if pd.isna(row["value"]):
            axes.axvspan(p - 0.5, p + 0.5, facecolor=FAINT, hatch="////", linewidth=0)
        elif pd.notna(row["low"]):
            axes.plot([p, p], [row["low"], row["high"]], color=DARK, linewidth=1.1)
    _write_numbers(axes, lang, "y")
    _write_months(axes, table["label"], lang)
    axes.set_ylabel(label)
    axes.set_ylim(bottom=0)
    axes.margins(x=0.01)
    _mark_events(axes, table["label"], events)


def _write_months(axes: Axes, months: pd.Series, lang: str) -> None:
    ticks = [p for p, m in enumerate(months) if m.endswith(("-01", "-05", "-09"))]
    axes.set_xticks(ticks, [_short(months.iloc[p], lang) for p in ticks])


def _short(month: str, lang: str) -> str:
    name, year = format_day(lang, month).rsplit(" ", 1)
    return f"{name}\n{year}" if month.endswith("-01") else name


def _mark_events(axes: Axes, months: pd.Series, events: pd.DataFrame) -> None:
    """Letter each dated event at the foot of its month; the page lists what the letters mean."""
    held = list(months)
    lettered = events.groupby(events["date"].dt.strftime("%Y-%m"))["letter"].agg(" ".join)
    for month, letters in lettered.items():
        place = held.index(month)
        axes.axvline(place, color="#9DB1B3", linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
        axes.annotate(
            letters,
            (place, 1.0),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=8,
            color=TEXT,
            annotation_clip=False,
        )


def plot_ranges(axes: Axes, table: pd.DataFrame, *, lang: str, not_stated: str, label: str) -> None:
    """Low to high as a line, best as a dot; a row without a number says so."""
    order = table.iloc[::-1].reset_index(drop=True)
    for p, (_, row) in enumerate(order.iterrows()):
        if pd.isna(row["value"]):
            axes.annotate(
                not_stated,
                (0.01, p),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8,
                style="italic",
            )
            continue
        if pd.notna(row["low"]):
            axes.plot(
                [row["low"], row["high"]],
                [p, p],
                color=HARM,
                linewidth=3,
                alpha=0.45,
                solid_capstyle="round",
            )
        axes.plot(row["value"], p, "o", color=HARM, markersize=6)
    axes.set_yticks(range(len(order)), order["label"])
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.set_xlim(left=0)
    if order["value"].isna().all():
        axes.set_xticks([])
    else:
        _write_numbers(axes, lang, "x")
        axes.margins(x=0.06)
        axes.set_xlim(left=-0.01 * axes.get_xlim()[1])
    axes.set_xlabel(label)


def plot_stock(
    axes: Axes, table: pd.DataFrame, breaks: pd.DataFrame, *, lang: str, label: str
) -> None:
    """Draw counts by date, joined only between dates with no break; breaks are hatched."""
    days = pd.to_datetime(table["label"])
    axes.plot(days, table["value"], "o", color=COUNT, markersize=3.5)
    for i in range(len(table) - 1):
        crossed = (breaks["date_from"] <= days.iloc[i + 1]) & (breaks["date_to"] > days.iloc[i])
        if not crossed.any():
            axes.plot(
                days.iloc[i : i + 2], table["value"].iloc[i : i + 2], color=COUNT, linewidth=1.4
            )
    low, high = days.min(), days.max()
    for row in each_row(breaks):
        if row.date_to >= low and row.date_from <= high:
            axes.axvspan(
                max(row.date_from, low),
                min(row.date_to, high),
                facecolor=FAINT,
                hatch="////",
                linewidth=0,
                zorder=0,
            )
    _write_numbers(axes, lang, "y")
    years = pd.date_range(f"{low.year}-01-01", f"{high.year + 1}-01-01", freq="YS")
    axes.set_xticks(years, [str(y.year) for y in years])
    axes.margins(x=0.03)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(label)


def plot_share(axes: Axes, *, share: float, label: str) -> None:
    """One bar of a whole with the part that was reached."""
    axes.barh([0], [100], color=FAINT, edgecolor="#9DB1B3", linewidth=0.8)
    axes.barh([0], [share], color=COUNT)
    axes.annotate(label, (share, 0), xytext=(6, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, 100)
    axes.set_axis_off()
