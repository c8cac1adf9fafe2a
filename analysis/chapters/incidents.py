"""Incidents of the month: by month, kind, source and region."""

from analysis import layouts
from analysis.chapters.months import chart_months, name_highest
from analysis.chapters.ranges import draw_ranges, range_marks, to_rows
from analysis.layouts import serving_source
from analysis.live import HTML
from analysis.page import chart_block, layout_table, note, source_line
from analysis.prose import Edition, name_word, say
from analysis.sentences import name_source, region_name
from analysis.states import NOT_PLACED


def show_incident_trend(edition: Edition) -> HTML:
    """Fatalities of the last two years by month, with dated events."""
    return chart_months(
        edition,
        "incidents_by_month",
        "fatalities",
        "chart-trend",
        "harm",
        "axis-fatalities",
        events=True,
    )


def show_kinds(edition: Edition) -> HTML:
    """Incidents of the month by kind of violence."""
    layout = layouts.incidents_by_kind(edition.figures)
    if layout.empty:
        return HTML("")
    names = {k: name_word(edition.lang, "kind", k) for k in layout["label"]}
    caption = say(edition.lang, "table-by-kind")
    return HTML(
        layout_table(edition, layout, caption, "table-kind", names) + source_line(edition, layout)
    )


def show_sources(edition: Edition) -> HTML:
    """Set the counts of several sources side by side; nothing where one alone is held."""
    layout = layouts.incidents_by_source(edition.figures)
    if len(layout) < 2:
        return HTML("")
    lang = edition.lang
    names = {s: name_source(lang, s) for s in layout["label"]}
    caption = say(lang, "table-sources")
    return HTML(
        layout_table(edition, layout, caption, "table-source", names)
        + note(say(lang, "sources-apart"))
        + source_line(edition, layout)
    )


def show_reading(edition: Edition) -> HTML:
    """Say what the serving source counts as an incident, and what it leaves out."""
    source = serving_source(edition.figures)
    return HTML(note(say(edition.lang, f"reading-{source}")))


def show_regions(edition: Edition) -> HTML:
    """Fatalities by region, low to high."""
    layout = layouts.incidents_by_region(edition.figures)
    if layout.empty:
        return HTML("")
    lang, title = edition.lang, say(edition.lang, "chart-regions")
    values = layouts.to_range(layout, edition.figures, "fatalities")
    names = {n: region_name(edition, n) for n in layout["label"]}
    named = to_rows(edition, values, names)
    is_placed = values["label"] != NOT_PLACED
    named = named.assign(is_placed=is_placed).sort_values(
        ["is_placed", "value"], ascending=False, kind="stable"
    )
    top = layouts.highest(named)
    highest = name_highest(lang, values, top)
    return chart_block(
        edition,
        draw_ranges(edition, named),
        title=title,
        alt=say(
            lang, "chart-regions-alt", highest=highest, top_label=top["label"], top=top["text"]
        ),
        behind=layout_table(edition, layout, title, "table-region", names, hide_caption=True),
        layout=layout,
        files=["incidents_by_region"],
        marks=range_marks(lang, named),
    )
