"""Documented incidents: what was claimed of each, and strikes from the air."""

from html import escape
from typing import Any

import pandas as pd

from analysis import layouts
from analysis.chapters.listing import name_words, quote
from analysis.chapters.months import chart_months
from analysis.chapters.ranges import draw_ranges, range_marks, to_rows
from analysis.facts import make_id
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import (
    Column,
    chart_block,
    figure_columns,
    layout_table,
    note,
    paragraphs,
    source_line,
    table,
)
from analysis.prose import Edition, format_span, recorded, say, to_html, to_plain
from analysis.sentences import write_ledger, write_no_strikes, write_strikes
from analysis.strikes import NOT_STATED, to_strikes


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
        Column(say(lang, "table-actors"), [name_actors(edition, r) for r in each_row(rows)]),
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


def name_actors(edition: Edition, row: Any) -> str:
    """Name who is recorded as taking part; a dash where nobody is."""
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
    """Air and drone strikes of the month that the ledger documents, and what was claimed of each."""
    lang, rows = edition.lang, strike_rows(edition)
    if rows.empty:
        return paragraphs([write_no_strikes(edition)])
    columns = [
        Column(
            say(lang, "table-place"), [to_html(name_incident(edition, r)) for r in each_row(rows)]
        ),
        *figure_columns(edition, say(lang, "label-strikes_stated"), rows["strikes_stated"]),
        Column(
            say(lang, "table-struck"), [_name_weapon(edition, r) for r in each_row(rows)], "long"
        ),
        *_toll_columns(edition, rows),
        Column(say(lang, "table-actors"), [name_actors(edition, r) for r in each_row(rows)]),
        Column(say(lang, "table-says"), [quote(edition, n) for n in rows["note"]], "long"),
    ]
    layout = rows[["label", "strikes_stated", "fatalities"]]
    return HTML(
        paragraphs(write_strikes(edition)).data
        + table(say(lang, "section-strikes"), columns, hide_caption=True)
        + note(say(lang, "strikes-reading"))
        + "".join(_list_claims(edition, row) for row in each_row(rows))
        + _show_weapons(edition)
        + source_line(edition, layout)
    )


def strike_rows(edition: Edition) -> pd.DataFrame:
    """Documented strikes of the month: ids of their figures, and what is said to have struck."""
    numbers = layouts.strikes_by_incident(edition.figures)
    strikes = to_strikes(edition.tables["incidents"], edition.tables["claims"])
    keyed = strikes.assign(label=strikes["incident_id"].map(make_id))
    rows = numbers.merge(keyed, on="label", how="left", validate="one_to_one")
    return rows.assign(fatalities="fatalities-" + rows["label"])


def _name_weapon(edition: Edition, row: Any) -> str:
    """Name what struck, with the words that it rests on, or those that do not tell."""
    lang = edition.lang
    name = escape(say(lang, f"weapon-{row.weapon}"))
    if not row.words:
        return name
    key = "words-unsure" if row.weapon == NOT_STATED else "words-named"
    by = recorded(lang, row.said_by) if isinstance(row.said_by, str) else say(lang, "words-ledger")
    words = say(lang, key, words=recorded(lang, row.words), by=by)
    why = escape(say(lang, f"unsure-{row.rule}")) if row.weapon == NOT_STATED else ""
    return f"{name}<br><small>{to_html(words)}{why}</small>"


def _list_claims(edition: Edition, row: Any) -> str:
    """Who says what of one strike, behind a disclosure; a party's own claim is named as such."""
    lang, claims = edition.lang, edition.tables["claims"]
    said = claims[claims["incident_id"] == row.incident_id]
    if said.empty:
        return ""
    kinds = [name_class(lang, c.claimant_class) for c in each_row(said)]
    ids = [make_id("claim", claim) for claim in said["claim_id"]]
    columns = [
        Column(say(lang, "table-claimant"), [quote(edition, c) for c in said["claimant"]]),
        Column(say(lang, "table-class"), kinds),
        *figure_columns(edition, say(lang, "label-claimed_fatalities"), ids),
        Column(say(lang, "table-says"), [quote(edition, n) for n in said["note"]], "long"),
    ]
    title = say(lang, "strike-claims", place=name_incident(edition, row))
    inner = table(to_plain(title), columns, hide_caption=True)
    return f"<details><summary>{to_html(title)}</summary>{inner}</details>"


def name_class(lang: str, name: str) -> str:
    """Kind of a claimant; a party to the conflict stands out."""
    if name == "party_to_conflict":
        return f"<strong>{escape(say(lang, 'claim-of-party'))}</strong>"
    return escape(say(lang, f"class-{name}"))


def _show_weapons(edition: Edition) -> str:
    """Table of incidents by what struck, and their share."""
    lang, layout = edition.lang, layouts.strikes_by_weapon(edition.figures)
    names = {weapon: say(lang, f"weapon-{weapon}") for weapon in layout["label"]}
    return layout_table(edition, layout, say(lang, "table-weapons"), "table-struck", names) + note(
        say(lang, "weapons-reading")
    )


def show_strike_months(edition: Edition) -> HTML:
    """Documented strikes of two years by month; a month without an entry is no zero."""
    if layouts.strikes_by_month(edition.figures).empty:
        return HTML("")  # no ledger, which the sentence above has said
    chart = chart_months(
        edition,
        "strikes_by_month",
        "strikes_month",
        "chart-strikes",
        "count",
        "axis-incidents",
        events=False,
    )
    return HTML(paragraphs([say(edition.lang, "strikes-selection")]).data + chart.data)
