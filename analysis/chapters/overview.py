"""The head of the report: who says it, the key figures, what to remember."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.chapters.listing import name_publisher
from analysis.live import HTML
from analysis.measures import month_bounds
from analysis.page import bounds, cell, masthead, write_value
from analysis.prose import (
    Edition,
    format_asof,
    format_day,
    link,
    list_parts,
    say,
    to_html,
    write_sentence,
)
from analysis.review import WORDS, mark_status, write_status
from analysis.sentences import (
    focus_stock,
    key_figures,
    month_name,
    region_name,
    tell_cover,
    write_displacements,
    write_idps,
    write_incidents,
    write_last_value,
    write_missing,
    write_plan,
    write_region_changes,
    write_tolls,
)
from analysis.stocks import note_later_breaks, say_why_not, write_method

PLANNED = {"people_in_need", "people_targeted", "requirements_usd"}


HARM = {"fatalities", "civilian_fatalities"}


def show_masthead(edition: Edition) -> HTML:
    """Show who says this, of what, known when, and whether anybody has reviewed it."""
    lang = edition.lang
    title = say(lang, "page-title", country=edition.country_name, month=month_name(edition))
    facts = [
        ("masthead-period", escape(month_name(edition))),
        ("masthead-cutoff", escape(format_day(lang, edition.as_of))),
        ("masthead-status", mark_status(WORDS, write_status(lang, None)[WORDS])),
    ]
    return masthead(lang, say(lang, "masthead-kicker"), title, facts)


def show_tiles(edition: Edition) -> HTML:
    """Key figures: value, range, date and source of each; a missing one says why."""
    tiles = []
    for figure_id in key_figures(edition):
        figure = edition.figure(figure_id)
        day = figure["as_of"] if isinstance(figure["as_of"], str) else None
        if figure["indicator"] == "idps" and day:
            day = figure["period_end"]
        asof = say(edition.lang, "tile-asof", asof=format_asof(edition.lang, day)) if day else None
        if day and figure["indicator"] in PLANNED:
            asof = say(edition.lang, "plan-of", year=figure["period_start"][:4])
        kind = "harm" if figure["indicator"] in HARM else "count"
        missing = " missing" if pd.isna(figure["value"]) else ""
        label = escape(say(edition.lang, f"label-{figure['indicator']}"))
        about = [p for p in (asof, name_publisher(edition, figure)) if p]
        if pd.isna(figure["value"]):
            about = [write_last_value(edition, figure_id) or about[-1]]
        about += [say(edition.lang, "provisional")] if figure["is_provisional"] else []
        meta = to_html(" · ".join(about))
        tiles.append(
            f'<li class="tile {kind}{missing}"><span class="label">{label}</span>'
            f'<span class="value">{cell(edition, figure_id)}</span>'
            f'<span class="range">{_since(edition, figure_id)}</span>'
            f'<span class="meta">{meta}</span></li>'
        )
    return HTML(f'<ul class="tiles">{"".join(tiles)}{_focus_tile(edition)}</ul>')


def _since(edition: Edition, figure_id: str) -> str:
    """Difference of the country's count from the one before, and whether it is a movement at all."""
    change = f"idps_change-{edition.country}"
    if figure_id != f"idps-{edition.country}" or not edition.has(change):
        return bounds(edition, figure_id)
    figure = edition.figure(change)
    if figure["period_end"] != edition.figure(figure_id)["period_end"]:
        return bounds(edition, figure_id)
    key = "tile-since-day" if figure["rule"] == "change" else "tile-since-day-not-comparable"
    words = {"day": format_day(edition.lang, figure["period_start"])}
    return write_sentence(edition, key, words=words, change=change)


def _focus_tile(edition: Edition) -> str:
    """Tile of the stock of the region that the month is about: known when, of what, and what changed."""
    figure_id = focus_stock(edition)
    if figure_id is None:
        return ""
    lang, figure = edition.lang, edition.figure(figure_id)
    place = region_name(edition, figure["geography_name"])
    label = say(lang, "tile-of", label=say(lang, "label-idps"), place=place)
    missing = "" if edition.has(figure_id) else " missing"
    about = [name_publisher(edition, figure)]
    if edition.has(figure_id):
        about.insert(0, say(lang, "tile-asof", asof=format_asof(lang, figure["period_end"])))
    facts = "".join(
        f"<div><dt>{escape(say(lang, key))}</dt><dd>{words}</dd></div>"
        for key, words in _focus_facts(edition, figure_id)
    )
    return (
        f'<li class="tile count focus{missing}"><div><span class="label">{escape(label)}</span>'
        f'<span class="value">{cell(edition, figure_id)}</span>'
        f'<span class="meta">{to_html(" · ".join(about))}</span></div><dl>{facts}</dl></li>'
    )


def _focus_facts(edition: Edition, figure_id: str) -> list[tuple[str, str]]:
    """Facts that stand beside a region's stock, each as HTML under the name of a message."""
    if not edition.has(figure_id):
        return []
    lang, figure = edition.lang, edition.figure(figure_id)
    facts = [("tile-covers", to_html(tell_cover(edition, figure_id)))]
    method = write_method(edition, figure_id) or say(lang, "covers-unknown")
    facts.append(("tile-method", to_html(method)))
    change, before = (f"{name}-{figure_id[5:]}" for name in ("idps_change_pct", "idps_before"))
    if edition.has(before):
        asof = format_asof(lang, edition.figure(before)["as_of"])
        facts.append(("tile-before", f"{cell(edition, before)} {escape(asof)}"))
        note = say_why_not(edition, change, before, figure_id)
        moved = link(change, write_value(lang, edition.figure(change)))
        words = say(lang, "tile-not-comparable", change=moved, note=note) if note else moved
        facts.append(("tile-change", to_html(words)))
    since = _say_since(edition, figure)
    return [*facts, *([("tile-since", to_html(since))] if since else [])]


def _say_since(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Say what is known between a stock's day and the month's end: no count, and what changed."""
    first, last = month_bounds(edition.month)
    if pd.Timestamp(figure["period_end"]) >= first:
        return ""
    changed = note_later_breaks(
        edition, figure["period_end"], last.strftime("%Y-%m-%d"), figure["geography_name"]
    )
    none = say(edition.lang, "tile-no-count", month=month_name(edition))
    return list_parts(edition.lang, [none, *([changed] if changed else [])])


def show_highlights(edition: Edition) -> HTML:
    """Show what to remember; only figures found further down, and what is missing."""
    bullets = [
        *write_incidents(edition),
        *write_tolls(edition)[:1],
        *write_idps(edition)[:2],
        *write_region_changes(edition)[:2],
        *write_displacements(edition),
        *write_plan(edition),
        *write_missing(edition),
    ]
    return HTML('<ul class="highlights">' + "".join(f"<li>{b}</li>" for b in bullets) + "</ul>")
