"""Documented incidents: what was claimed of each, and strikes from the air."""

from typing import Any

import pandas as pd
from IPython.display import HTML

from analysis import layouts
from analysis.chapters.listing import name_words, quote
from analysis.chapters.ranges import draw_ranges, range_marks, to_rows
from analysis.facts import make_id
from analysis.measures import each_row
from analysis.page import Column, chart_block, figure_columns, note, paragraphs, source_line, table
from analysis.prose import Edition, format_span, recorded, say, to_html, to_plain
from analysis.sentences import write_ledger, write_no_strikes


def show_ledger_text(edition: Edition) -> HTML:
    """Show what the ledger holds of the month, and by what rule its tolls are made."""
    return paragraphs(write_ledger(edition))


def show_ledger(edition: Edition) -> HTML:
    """Documented incidents of the month: the range of what was claimed of each."""
    rows = incident_rows(edition)
    lang = edition.lang
    if rows.empty:
        return HTML("")  # the sentence above has said so
    layout = rows[["label", "fatalities"]]
    names = {r.label: name_incident(edition, r) for r in each_row(rows)}
    values = layouts.to_range(layout, edition.figures, "fatalities")
    named = to_rows(edition, values, {k: to_plain(v) for k, v in names.items()})
    title = say(lang, "chart-tolls")
    columns = [
        Column(say(lang, "table-place"), [to_html(names[r.label]) for r in each_row(rows)]),
        *_toll_columns(edition, rows),
        Column(say(lang, "table-weapon"), name_words(lang, "event", rows["source_event_type"])),
        Column(say(lang, "table-actors"), [_name_actors(edition, r) for r in each_row(rows)]),
    ]
    return chart_block(
        edition,
        draw_ranges(edition, named),
        title=title,
        alt=_tolls_alt(lang, named),
        behind=table(title, columns, hide_caption=True),
        layout=layout,
        files=["ledger_incidents"],
        marks=range_marks(lang, named),
        notes=note(say(lang, "as-recorded")),
    )


def incident_rows(edition: Edition) -> pd.DataFrame:
    """Documented incidents of the month with the ids of their figures."""
    layout = layouts.ledger_incidents(edition.figures)
    incidents = edition.tables["incidents"]
    incidents = incidents[incidents["source"] == "ledger"]
    keyed = incidents.assign(label=incidents["event_id"].str.removeprefix("ledger:").map(make_id))
    return layout.merge(keyed, on="label", how="left", validate="one_to_one")


def name_incident(edition: Edition, row: Any) -> str:
    """Name an incident by its place, as recorded, and its day as precisely as it is known."""
    start, end = (d.strftime("%Y-%m-%d") for d in (row.event_date, row.event_date_end))
    span = format_span(edition.lang, start, end, precision=str(row.date_precision))
    return f"{recorded(edition.lang, row.locality)}, {span}"


def _name_actors(edition: Edition, row: Any) -> str:
    actors = " / ".join(a for a in (row.actor1, row.actor2) if isinstance(a, str))
    return to_html(recorded(edition.lang, actors)) if actors else "–"


def _tolls_alt(lang: str, named: pd.DataFrame) -> str:
    known = named.dropna(subset="value")
    if known.empty:
        return say(lang, "chart-tolls-alt-none")
    top = layouts.highest(known)
    return say(lang, "chart-tolls-alt", top_label=top["label"], top=top["text"])


def _toll_columns(edition: Edition, rows: pd.DataFrame) -> list[Column]:
    """Columns of what was claimed of each incident, and of how many statements there are."""
    claims = rows["fatalities"].str.replace("fatalities-", "claims-", n=1)
    return [
        *figure_columns(edition, say(edition.lang, "label-fatalities"), rows["fatalities"]),
        *figure_columns(edition, say(edition.lang, "table-claims"), claims),
    ]


def show_strikes(edition: Edition) -> HTML:
    """Air and drone strikes of the month that the ledger documents."""
    lang, rows = edition.lang, incident_rows(edition)
    strikes = rows[rows["event_type"] == "Air/drone strike"] if len(rows) else rows
    if strikes.empty:
        return paragraphs([write_no_strikes(edition)])
    columns = [
        Column(
            say(lang, "table-place"),
            [to_html(name_incident(edition, r)) for r in each_row(strikes)],
        ),
        *_toll_columns(edition, strikes),
        Column(say(lang, "table-actors"), [_name_actors(edition, r) for r in each_row(strikes)]),
        Column(say(lang, "table-says"), [quote(edition, n) for n in strikes["note"]], "long"),
    ]
    return HTML(
        table(say(lang, "section-strikes"), columns, hide_caption=True)
        + note(say(lang, "strikes-reading"))
        + source_line(edition, strikes[["label", "fatalities"]])
    )
