"""Needs, food, access and money, as published."""

from html import escape

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.listing import list_figures, quote
from analysis.live import HTML
from analysis.page import (
    Column,
    chart_block,
    empty_block,
    figure_columns,
    note,
    paragraphs,
    source_line,
    table,
)
from analysis.prose import Edition, format_value, say
from analysis.sentences import name_state, national


def show_needs(edition: Edition) -> HTML:
    """Figures of the plan, food security and population."""
    layout = layouts.needs_and_funding(edition.figures)
    listed = list_figures(edition, layout, say(edition.lang, "table-needs"))
    return HTML(listed + note(say(edition.lang, "needs-reading")))


def show_prices(edition: Edition) -> HTML:
    """Prices of staples in the month, as far as any are held."""
    lang, layout = edition.lang, layouts.staple_prices(edition.figures)
    if layout.empty:
        return HTML("")  # the sentence above has said why
    names = [quote(edition, edition.figure(i)["note"]) for i in layout["price"]]
    columns = [Column(say(lang, "table-staple"), names)]
    for name in layout.columns.drop("label"):
        columns += figure_columns(edition, say(lang, f"label-{name}"), layout[name])
    caption = say(lang, "table-prices")
    words = note(say(lang, "prices-reading"))
    return HTML(table(caption, columns) + words + source_line(edition, layout))


def show_access(edition: Edition) -> HTML:
    """Access, schools, health care and aid workers."""
    layout = layouts.access(edition.figures)
    if layout.empty:
        state = "not-reported" if len(edition.tables["access"]) else "not-covered"
        words = say(edition.lang, f"status-{state}")
        return paragraphs([escape(say(edition.lang, "access-none", state=words))])
    return HTML(list_figures(edition, layout, say(edition.lang, "table-access")))


def show_funding(edition: Edition) -> HTML:
    """How much of the plan is paid for, as far as known."""
    lang = edition.lang
    required, percent = national(edition, "requirements_usd"), national(edition, "percent_funded")
    layout = pd.DataFrame({"label": [required, percent], "value": [required, percent]})
    title = say(lang, "chart-funding")
    if not (edition.has(required) and edition.has(percent)):
        lacking = percent if edition.has(required) else required
        reason = say(lang, "no-data-chart", reason=name_state(edition, lacking))
        return empty_block(title, reason)
    shown = {
        n: format_value(
            lang,
            edition.figure(i)["value"],
            unit=edition.figure(i)["unit"],
            status=edition.figure(i)["status"],
        )
        for n, i in (("requirements", required), ("percent", percent))
    }
    label = say(lang, "chart-funding-label", **shown)
    share = edition.figure(percent)["value"]
    is_least = edition.figure(percent)["status"] == "at_least"
    return chart_block(
        edition,
        charts.draw(
            lambda axes: charts.plot_share(axes, share=share, label=label, is_least=is_least),
            height=0.75,
        ),
        title=title,
        alt=say(lang, "chart-funding-alt", **shown),
        behind=list_figures(edition, layout, title, hide_caption=True),
        layout=layout,
        files=["needs_and_funding"],
        marks=[("further count", say(lang, "key-at-least"))] if is_least else [],
    )
