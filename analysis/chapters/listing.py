"""Lists of figures that share no column, and the words that stand beside a figure."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.page import Column, figure_columns, source_line, table
from analysis.prose import Edition, format_day, format_span, name_word, recorded, say, to_html
from analysis.sentences import name_source


def name_publisher(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name who gave a figure, as recorded, or the source that was counted; or say that none did."""
    if isinstance(figure["publisher"], str):
        return recorded(edition.lang, figure["publisher"])
    if not isinstance(figure["as_of"], str):
        is_held = figure["status"] == "not_reported"
        return say(edition.lang, "source-silent" if is_held else "no-source")
    return name_source(edition.lang, figure["source"])


def quote(edition: Edition, words: Any) -> str:
    """Words of a source as HTML; a dash where it has none."""
    return to_html(recorded(edition.lang, words)) if isinstance(words, str) else "–"


def name_figure(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name what a figure counts, with the source's own words about it below."""
    label = escape(say(edition.lang, f"label-{figure['indicator']}"))
    words = quote(edition, figure["note"]) if isinstance(figure["note"], str) else ""
    return label + (f"<br><small>{words}</small>" if words else "")


def name_place(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name of a figure's place; a description of several gets our words where we have some."""
    place = edition.place_name(figure)
    is_name = " " not in place or place in edition.territories.values()
    return place if is_name else name_word(edition.lang, "place", place)


def name_period(lang: str, figure: Mapping[str, Any]) -> str:
    """Days that a figure is for; a dash where it has none."""
    first, last = figure["period_start"], figure["period_end"]
    if not (isinstance(first, str) and isinstance(last, str)):
        return "–"
    return format_span(lang, first, last)


def write_days(edition: Edition, ids: Iterable[object]) -> list[str]:
    """As-of date of each figure; a dash where there is no figure or no date."""
    days = [edition.figure(i)["as_of"] if isinstance(i, str) else None for i in ids]
    return [escape(format_day(edition.lang, d)) if isinstance(d, str) else "–" for d in days]


def name_words(lang: str, kind: str, words: Iterable[str]) -> list[str]:
    """Our names for words of one kind, as HTML."""
    return [to_html(name_word(lang, kind, word)) for word in words]


def list_figures(
    edition: Edition, layout: pd.DataFrame, caption: str, *, hide_caption: bool = False
) -> str:
    """Table of figures that share no column: label, value, place, date, who published it."""
    lang = edition.lang
    figures = [edition.figure(i) for i in layout["label"]]
    columns = [
        Column(say(lang, "table-figure"), [name_figure(edition, f) for f in figures]),
        *figure_columns(edition, say(lang, "table-value"), layout["label"]),
        Column(say(lang, "table-place-name"), [to_html(name_place(edition, f)) for f in figures]),
        Column(say(lang, "table-period"), [escape(name_period(lang, f)) for f in figures], "span"),
        Column(say(lang, "table-asof"), write_days(edition, layout["label"]), "date"),
        Column(say(lang, "table-source"), [to_html(name_publisher(edition, f)) for f in figures]),
    ]
    return table(caption, columns, hide_caption=hide_caption) + source_line(edition, layout)
