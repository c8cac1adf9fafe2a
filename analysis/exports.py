"""Tables and drawings to files that an analyst takes along: CSV that is safe to open, PNG with its source.

A spreadsheet runs a cell that begins as a formula; a source's text is text, so such a cell gets an
apostrophe in front, as OWASP advises.
"""

import base64
import io
import re
from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import STYLE, TEXT

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
SCREEN, PRINT = 100, 200  # dots per inch
LINE = 0.17  # inches of a line of small print
LETTERS_PER_INCH = 15.5
QUICK: dict[str, Any] = {"pil_kwargs": {"compress_level": 1}}  # a third larger, in half the time
UNSAFE = re.compile(r"[^\w.-]+")


def disarm(table: pd.DataFrame) -> pd.DataFrame:
    """Table whose text no spreadsheet takes for a formula; numbers and days are as they were."""
    texts = {str(name): _disarm(table[name]) for name in table if _is_text(table[name])}
    return table.assign(**texts)


def _is_text(values: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(values) or values.dtype == "object"


def _disarm(values: pd.Series) -> pd.Series:
    words = values.astype("str")
    return words.mask(words.str.startswith(FORMULA).fillna(False).astype("bool"), "'" + words)


def write_csv(table: pd.DataFrame, about: Mapping[str, str]) -> str:
    """CSV of a table, each row with what it is of: source, release, day, choice."""
    told = disarm(table.assign(**about))
    return str(told.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))


def name_file(parts: Sequence[str], ending: str) -> str:
    """File name that tells what is in it: MLI_ucdp_2023-01_2023-11_months.csv."""
    return "_".join(UNSAFE.sub("-", part) for part in parts) + f".{ending}"


def draw_image(
    paint: Callable[[Axes], Any],
    *,
    size: tuple[float, float],
    room: tuple[float, float, float, float] = (0, 0, 1, 1),
    lines: Sequence[str] = (),
    dots: int = SCREEN,
) -> bytes:
    """PNG of a chart; ``room`` is what its axes take of the size, ``lines`` stand below it.

    The axes are set by hand: to find their room anew with every choice would take as long as the
    drawing.
    """
    width, height = size
    small = [part for line in lines for part in wrap(line, int(width * LETTERS_PER_INCH))]
    below = (len(small) + 1) * LINE if small else 0
    tall = height + below
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((room[0], room[1], room[2], room[3]))
        axes.set_axisbelow(True)
        paint(axes)
        if below:
            _move_up(figure, tall, below)
            _write_below(figure, small, tall)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=dots, metadata={"Software": None}, **QUICK)
    return buffer.getvalue()


def _move_up(figure: Figure, tall: float, below: float) -> None:
    """Make a figure taller, with what was drawn above the room that is won."""
    height = tall - below
    figure.set_size_inches(figure.get_figwidth(), tall)
    for axes in figure.axes:
        box = axes.get_position(original=True)
        lower = (box.y0 * height + below) / tall
        axes.set_position((box.x0, lower, box.width, box.height * height / tall))


def _write_below(figure: Figure, lines: Sequence[str], tall: float) -> None:
    for place, line in enumerate(reversed(lines)):
        figure.text(0.01, (place + 0.6) * LINE / tall, line, fontsize=7.2, color=TEXT)


def to_address(image: bytes) -> str:
    """Address that holds a picture itself."""
    return "data:image/png;base64," + base64.b64encode(image).decode("ascii")
