"""A row per place or incident with its number and range: the chart and its words."""

from collections.abc import Mapping

import pandas as pd

from analysis import charts
from analysis.measures import each_row
from analysis.prose import Edition, format_range, say

PEOPLE = {"unit": "people", "status": "reported"}


def to_rows(edition: Edition, values: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows of a chart of ranges: named, and with the number and its range as ``text``."""
    lang = edition.lang
    texts = [
        say(lang, "chart-not-stated")
        if pd.isna(row.value)
        else format_range(lang, {"value": row.value, "low": row.low, "high": row.high, **PEOPLE})
        for row in each_row(values)
    ]
    return values.assign(label=values["label"].map(names), text=texts)


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
    best = [("dot harm", say(lang, "key-best"))] if rows["value"].notna().any() else []
    return best + ([("stroke harm", say(lang, "key-range"))] if has_range else [])
