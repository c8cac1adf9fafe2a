"""Deaths without a number: how many events have none, and what they may add up to."""

import pandas as pd

from analysis import layouts
from analysis.chapters.estimates import find_id, link_level, write_refusal
from analysis.chapters.ranges import draw_ranges
from analysis.live import HTML
from analysis.page import Column, chart_block, note, reason_block, table
from analysis.prose import Edition, format_month, format_range, link, say, to_html, write_sentence
from analysis.sentences import name_source

BOUNDS = {
    "deaths_known": "death-known",
    "deaths_imputed": "death-imputed",
    "deaths_bound": "death-bound",
}


def write_deaths(edition: Edition) -> list[str]:
    """Say how many events have no number of deaths, and what their deaths may add up to."""
    events = find_id(edition, "deaths_events")
    words = _death_words(edition)
    if not edition.has(events):
        return []
    unknown, share, zero, heaped = (
        find_id(edition, f"deaths_{name}")
        for name in ("unknown", "unknown_share", "zero", "heaped")
    )
    shares = {"zero": zero, "heaped": heaped}
    if edition.figure(unknown)["value"] == 0:
        shares |= {"events": events}
        said = [write_sentence(edition, "deaths-all-known", words=words, **shares)]
        return [" ".join([*said, write_sentence(edition, "deaths-zero-reading")])]
    some = {"events": events, "unknown": unknown, "share": share}
    said = [write_sentence(edition, "deaths-some-unknown", words=words, **some)]
    if edition.has(zero):
        said.append(write_sentence(edition, "deaths-shares", words={}, **shares))
    return [" ".join([*said, *_write_imputed(edition)])]


def _write_imputed(edition: Edition) -> list[str]:
    """Total with the deaths of unknown events drawn from alike ones, and the bounds of any."""
    total = find_id(edition, "deaths_imputed")
    known, bound = (find_id(edition, f"deaths_{name}") for name in ("known", "bound"))
    if not edition.has(known):
        return []
    bounds = write_sentence(edition, "deaths-bounds", known=known, bound=bound)
    if not edition.has(total):
        return [bounds, write_sentence(edition, "deaths-bounds-only")]
    return [bounds, write_sentence(edition, "deaths-imputed", total=total)]


def _death_words(edition: Edition) -> dict[str, str]:
    """Name the source of the single events, and the report's month."""
    source = edition.figure(find_id(edition, "deaths_events"))["source"]
    month = format_month(edition.lang, edition.month)
    return {"source": name_source(edition.lang, source), "month": month}


def show_deaths(edition: Edition) -> HTML:
    """Chart of deaths as known, as alike events have them, and at most; or why there is none."""
    lang, title = edition.lang, say(edition.lang, "chart-deaths")
    layout = layouts.death_bounds(edition.figures)
    if layout.empty:
        return reason_block(title, _write_no_bounds(edition))
    names = {name: say(lang, key) for name, key in BOUNDS.items()}
    values = layouts.to_range(layout, edition.figures, "value")
    total = edition.figure(layout["value"].iloc[1])
    rows = values.assign(
        label=values["label"].map(names),
        text=[format_range(lang, edition.figure(i)) for i in layout["value"]],
    )
    marks = [("dot harm", say(lang, "key-deaths"))]
    if pd.notna(total["low"]):
        marks.append(
            ("stroke harm", say(lang, "key-deaths-range", level=link_level(edition, total["id"])))
        )
    return chart_block(
        edition,
        draw_ranges(edition, rows),
        title=title,
        alt=say(
            lang,
            "chart-deaths-alt",
            **dict(zip(("known", "total", "bound"), rows["text"], strict=True)),
        ),
        layout=layout,
        marks=marks,
        files=["unknown_deaths"],
        notes=note(say(lang, "deaths-reading")),
        behind=_death_table(edition),
    )


def _write_no_bounds(edition: Edition) -> str:
    """Say why deaths have no bounds: no events, none unknown, or too few with a number."""
    events, total = find_id(edition, "deaths_events"), find_id(edition, "deaths_imputed")
    if not edition.has(events):
        is_none = edition.figure(events)["note"] == "no event"
        key = "deaths-none-then" if is_none else "deaths-not-held"
        return write_sentence(edition, key, words=_death_words(edition))
    if (edition.figures["id"] == total).any():
        return write_refusal(edition, total)
    return write_sentence(edition, "deaths-nothing-unknown")


def _death_table(edition: Edition) -> str:
    """Every figure on the deaths of single events, a row each."""
    lang, layout = edition.lang, layouts.unknown_deaths(edition.figures)
    figures = [edition.figure(i) for i in layout["value"]]
    columns = [
        Column(
            say(lang, "table-figure"),
            [to_html(say(lang, f"label-{f['indicator']}")) for f in figures],
        ),
        Column(
            say(lang, "table-value"),
            [to_html(link(f["id"], format_range(lang, f))) for f in figures],
            "number",
        ),
    ]
    return table(say(lang, "chart-deaths"), columns, hide_caption=True)
