"""A row per place or incident with its number and range: the chart and its words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import charts
from analysis.measures import each_row
from analysis.prose import Edition, format_range, say


def to_rows(edition: Edition, values: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows of a chart of ranges: named, and with the number, or why there is none, as ``text``."""
    texts = [_write(edition.lang, row) for row in each_row(values)]
    return values.assign(label=values["label"].map(names), text=texts)


def _write(lang: str, row: Any) -> str:
    if row.status == "not_reported":
        return say(lang, "chart-not-stated")
    number = {"value": row.value, "low": row.low, "high": row.high, "status": row.status}
    return format_range(lang, {**number, "unit": "people"})


def draw_ranges(edition: Edition, rows: pd.DataFrame) -> charts.Views:
    """Draw fatalities and their range, a line per row."""
    lang, label = edition.lang, say(edition.lang, "axis-fatalities")
    is_long = rows["label"].str.len().max() > charts.LONG_LABEL
    return charts.draw(
        lambda axes: charts.plot_ranges(axes, rows, lang=lang, label=label),
        height=0.7 + 0.28 * len(rows),
        narrow=0.7 + (0.47 if is_long else 0.27) * len(rows),
    )


def range_marks(lang: str, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has."""
    has_range = (rows["low"] < rows["high"]).any()
    is_least = charts.is_bound(rows)
    best = (
        [("dot harm", say(lang, "key-best"))] if (rows["value"].notna() & ~is_least).any() else []
    )
    if is_least.any():
        best.append(("further harm", say(lang, "key-at-least")))
    return best + ([("stroke harm", say(lang, "key-range"))] if has_range else [])
