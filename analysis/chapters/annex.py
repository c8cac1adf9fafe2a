"""Every statement and every figure with the way back to its rows."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from analysis.chapters.harm import incident_rows, name_incident
from analysis.chapters.listing import (
    name_figure,
    name_period,
    name_place,
    name_words,
    quote,
    write_days,
)
from analysis.facts import make_id
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import Column, figure_columns, note, table, write_value
from analysis.prose import Edition, format_bounds, format_day, list_inputs, recorded, say, to_html
from analysis.sentences import name_source

MANY_SPANS = 100  # what a page can hold of the busiest months; figures.json holds all


def show_claims(edition: Edition) -> HTML:
    """Every statement on the month's incidents, as it was made."""
    lang, rows = edition.lang, incident_rows(edition)
    claims = edition.tables["claims"]
    if rows.empty:
        return HTML("")
    names = {
        r.event_id.removeprefix("ledger:"): to_html(name_incident(edition, r))
        for r in each_row(rows)
    }
    here = claims[claims["incident_id"].isin(names)]
    kinds = [
        f"{say(lang, f'class-{c.claimant_class}')}, {say(lang, f'scope-{c.scope}')}"
        for c in each_row(here)
    ]
    ids = [make_id("claim", claim) for claim in here["claim_id"]]
    columns = [
        Column(say(lang, "table-incident"), [names[i] for i in here["incident_id"]]),
        Column(say(lang, "table-claimant"), [quote(edition, c) for c in here["claimant"]]),
        *figure_columns(edition, say(lang, "label-claimed_fatalities"), ids),
        Column(say(lang, "table-class"), [escape(k) for k in kinds]),
        Column(say(lang, "table-says"), [quote(edition, n) for n in here["note"]], "long"),
        Column(say(lang, "table-published"), [write_published(edition, c) for c in each_row(here)]),
    ]
    return HTML(table(say(lang, "annex-claims"), columns))


def write_published(edition: Edition, claim: Any) -> str:
    """Where a statement was published, and when."""
    lang, day = edition.lang, claim.published_date
    when = format_day(lang, day) if isinstance(day, str) else say(lang, "undated")
    where = [recorded(lang, claim.publisher)] if isinstance(claim.publisher, str) else []
    return to_html(", ".join([*where, when]))


def show_annex(edition: Edition) -> HTML:
    """Every figure of the report with its range, state, date, source, rule and rows."""
    lang = edition.lang
    figures = [edition.figure(i) for i in edition.figures["id"]]
    states = [_name_state(lang, f) for f in figures]
    columns = [
        Column(say(lang, "table-figure"), [_name(edition, f) for f in figures]),
        Column(say(lang, "table-place-name"), [to_html(name_place(edition, f)) for f in figures]),
        Column(say(lang, "table-period"), [escape(name_period(lang, f)) for f in figures], "span"),
        Column(say(lang, "table-value"), [escape(write_value(lang, f)) for f in figures], "number"),
        Column(
            say(lang, "table-range"),
            [escape(format_bounds(lang, f) or "") for f in figures],
            "number",
        ),
        Column(say(lang, "table-status"), [escape(state) for state in states]),
        Column(say(lang, "table-asof"), write_days(edition, edition.figures["id"]), "date"),
        Column(say(lang, "table-source"), [to_html(_name_source(edition, f)) for f in figures]),
        Column(say(lang, "table-rule"), name_words(lang, "rule", edition.figures["rule"])),
        Column(say(lang, "table-from"), [_origins(edition, f) for f in figures], "path"),
    ]
    listed = table(say(lang, "annex-figures"), columns, anchors=list(edition.figures["id"]))
    return HTML(note(say(lang, "annex-reading")) + listed)


def _name_source(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name the source of a figure, also of one that it does not give, and who published it."""
    source = name_source(edition.lang, figure["source"])
    if not isinstance(figure["publisher"], str):
        return source
    return f"{source}, {recorded(edition.lang, figure['publisher'])}"


def _name_state(lang: str, figure: Mapping[str, Any]) -> str:
    """Name of a figure's state, and whether it may still change."""
    state = say(lang, f"status-{figure['status'].replace('_', '-')}")
    return f"{state}, {say(lang, 'provisional')}" if figure["is_provisional"] else state


def _name(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name what a figure counts; of a price also what it is the price of."""
    if figure["indicator"].startswith("price"):
        return name_figure(edition, figure)
    return escape(say(edition.lang, f"label-{figure['indicator']}"))


def _origins(edition: Edition, figure: Mapping[str, Any]) -> str:
    return "<br>".join(_origin(edition, part) for part in list_inputs(figure)) or "–"


def _origin(edition: Edition, part: Any) -> str:
    """Write where a figure comes from: another figure, as a link, or a file and its rows."""
    if isinstance(part, str):
        return f'<a href="#{part}">{escape(part)}</a>'
    name = "!".join(part[key] for key in ("file", "sheet") if key in part)
    return escape(f"{name}{say(edition.lang, 'change-colon')}{format_rows(part['rows'])}")


def format_rows(rows: Sequence[int]) -> str:
    """Write row numbers, those that follow on one another as one span; of very many the first."""
    is_next = [later - earlier == 1 for earlier, later in pairwise(rows)]
    firsts = [row for row, follows in zip(rows, [False, *is_next], strict=True) if not follows]
    lasts = [row for row, goes_on in zip(rows, [*is_next, False], strict=True) if not goes_on]
    spans = [str(a) if a == b else f"{a}–{b}" for a, b in zip(firsts, lasts, strict=True)]
    return ", ".join(spans[:MANY_SPANS]) + (", …" if len(spans) > MANY_SPANS else "")
