"""What is missing, what disagrees, what each join lost, and the files behind it."""

from html import escape
from typing import Any

import pandas as pd

from analysis import gate, layouts
from analysis.chapters.listing import name_period, name_place, name_publisher, name_words, quote
from analysis.facts import make_id
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import Column, cell, figure_columns, note, paragraphs, source_line, table
from analysis.prose import (
    Edition,
    format_day,
    format_number,
    link,
    name_word,
    recorded,
    say,
    to_html,
    write_sentence,
)
from analysis.sentences import name_source, national, write_missing
from analysis.sources import cod


def show_quality(edition: Edition) -> HTML:
    """Show what is missing, what is vague, and what the source itself contradicts."""
    lines = [escape(say(edition.lang, "quality-reading"))]
    lines += write_missing(edition) or [escape(say(edition.lang, "quality-complete"))]
    low, high = national(edition, "rows_low_above_best"), national(edition, "rows_best_above_high")
    if edition.has(low) and edition.has(high):
        lines.append(write_sentence(edition, "quality-inverted", words=_rows(edition, low, high)))
    vague, spanning = (
        national(edition, "incidents_imprecise_place"),
        national(edition, "incidents_spanning_months"),
    )
    if edition.has(vague) and edition.has(spanning):
        lines.append(write_sentence(edition, "quality-vague", vague=vague, spanning=spanning))
    return paragraphs([*lines, *_tell_copies(edition), *_tell_withheld(edition)])


def _tell_withheld(edition: Edition) -> list[str]:
    """Sentence on small counts, how many are withheld and by what rule; nothing where none is."""
    number = make_id("rows", gate.JOIN, gate.OUTCOME)
    if not edition.has(number):
        return []
    return [write_sentence(edition, "quality-withheld", number=number)]


def _tell_copies(edition: Edition) -> list[str]:
    """Sentence per provider on copies of its figures that differ from what is held of its own."""
    copies = edition.figures[edition.figures["indicator"] == "copies_that_differ"]
    return [
        write_sentence(
            edition,
            "quality-copies",
            words={"original": name_source(edition.lang, row.note)},
            number=row.id,
        )
        for row in each_row(copies)
    ]


def _rows(edition: Edition, low: str, high: str) -> dict[str, Any]:
    """Numbers of events as words of a sentence, each with its plural."""
    words: dict[str, Any] = {}
    for name, figure_id in (("low", low), ("high", high)):
        number = float(edition.figure(figure_id)["value"])
        text = say(edition.lang, "events-n", number=format_number(edition.lang, number), n=number)
        words |= {name: link(figure_id, text), f"{name}_n": number}
    return words


def show_disagreements(edition: Edition) -> HTML:
    """Show published figures of one indicator, place and day that differ by more than rounding."""
    lang = edition.lang
    layout = layouts.disagreements(edition.figures)
    if layout.empty:
        return paragraphs([escape(say(lang, "quality-disagree-none"))])
    others = [edition.figure(i) for i in layout["other"]]
    columns = [
        Column(
            say(lang, "table-figure"),
            [escape(say(lang, f"label-{f['indicator']}")) for f in others],
        ),
        Column(say(lang, "table-place-name"), [to_html(name_place(edition, f)) for f in others]),
        Column(say(lang, "table-period"), [escape(name_period(lang, f)) for f in others], "date"),
    ]
    for key, name in (("table-other", "other"), ("table-preferred", "preferred")):
        figures = [edition.figure(i) for i in layout[name]]
        columns += figure_columns(edition, say(lang, key), layout[name])
        sources = [to_html(name_publisher(edition, f)) for f in figures]
        columns.append(Column(say(lang, "table-source"), sources))
    return HTML(table(say(lang, "quality-disagree"), columns) + source_line(edition, layout))


def show_joins(edition: Edition) -> HTML:
    """Rows that each join matched and lost."""
    lang, losses = edition.lang, edition.tables["losses"]
    if losses.empty:
        return HTML("")
    ids = [make_id("rows", r.join, r.outcome) for r in each_row(losses)]
    sums = [
        "–" if pd.isna(value) else cell(edition, f"{name}-sum")
        for name, value in zip(ids, losses["value"], strict=True)
    ]
    units = [
        "–" if pd.isna(r.value) else to_html(name_word(lang, "unit", r.unit))
        for r in each_row(losses)
    ]
    columns = [
        Column(say(lang, "table-join"), name_words(lang, "join", losses["join"])),
        Column(say(lang, "table-outcome"), name_words(lang, "outcome", losses["outcome"])),
        *figure_columns(edition, say(lang, "table-rows"), ids),
        Column(say(lang, "table-sum"), sums, "number"),
        Column(say(lang, "table-unit"), units),
        Column(say(lang, "table-names"), [quote(edition, n) for n in losses["names"]], "long"),
    ]
    return HTML(table(say(lang, "quality-joins"), columns) + note(say(lang, "join-note")))


def _gaps(edition: Edition, file: Any) -> str:
    """Say what a file does not cover; of one compiled after the cut-off, how it is used."""
    if file.vintage > edition.as_of and file.source != cod.NAME:
        return escape(say(edition.lang, "inputs-later"))
    return quote(edition, file.known_gaps)


def show_inputs(edition: Edition) -> HTML:
    """Files that the report was made of, their dates, licences and gaps."""
    lang = edition.lang
    inputs = edition.tables["inputs"]
    published = [
        escape(format_day(lang, d)) if isinstance(d, str) else "–" for d in inputs["date_published"]
    ]
    named = [quote(edition, f"{r.producer}: {r.title}") for r in each_row(inputs)]
    columns = [
        Column(say(lang, "table-file"), [escape(f) for f in inputs["file"]], "path"),
        Column(say(lang, "table-source"), named, "long"),
        Column(say(lang, "table-asof"), published, "date"),
        Column(say(lang, "table-licence"), [quote(edition, v) for v in inputs["licence"]]),
        Column(say(lang, "table-cite"), [quote(edition, v) for v in inputs["citation"]], "long"),
        Column(say(lang, "table-gaps"), [_gaps(edition, r) for r in each_row(inputs)], "long"),
    ]
    held_back = inputs.loc[~inputs["redistributable"], "producer"].unique()
    notice = ""
    if len(held_back):
        producers = recorded(lang, ", ".join(held_back))
        notice = note(say(lang, "terms-held-back", producers=producers))
    listed = table(say(lang, "quality-inputs"), columns)
    return HTML(notice + listed + note(say(lang, "as-recorded")))
