"""The head of the report: who says it, the key figures, what to remember."""

from html import escape

import pandas as pd
from IPython.display import HTML

from analysis.chapters.listing import name_publisher
from analysis.page import bounds, cell
from analysis.prose import Edition, format_asof, format_day, say, to_html
from analysis.sentences import (
    key_figures,
    month_name,
    write_displacements,
    write_idps,
    write_incidents,
    write_last_value,
    write_missing,
    write_plan,
    write_region_changes,
    write_tolls,
)

PLANNED = {"people_in_need", "people_targeted", "requirements_usd"}


HARM = {"fatalities", "civilian_fatalities"}


def show_masthead(edition: Edition) -> HTML:
    """Show who says this, of what, known when, and whether anybody has reviewed it."""
    lang = edition.lang
    title = say(lang, "page-title", country=edition.country_name, month=month_name(edition))
    other = "report.fr.html" if lang == "en" else "report.en.html"
    facts = [
        ("masthead-period", month_name(edition)),
        ("masthead-cutoff", format_day(lang, edition.as_of)),
        ("masthead-status", say(lang, "masthead-draft")),
    ]
    items = "".join(
        f"<div><dt>{escape(say(lang, key))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in facts
    )
    also = escape(say(lang, "masthead-language", file=other))
    return HTML(
        f'<header class="masthead"><p class="kicker">{escape(say(lang, "masthead-kicker"))}</p>'
        f"<h1>{escape(title)}</h1><dl>{items}</dl>"
        f'<p class="also"><a href="{other}">{also}</a></p></header>'
    )


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
            f'<span class="range">{bounds(edition, figure_id)}</span>'
            f'<span class="meta">{meta}</span></li>'
        )
    return HTML(f'<ul class="tiles">{"".join(tiles)}</ul>')


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
    return HTML("<ul class='highlights'>" + "".join(f"<li>{b}</li>" for b in bullets) + "</ul>")
