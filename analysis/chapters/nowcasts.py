"""What is not reported yet of displacements: what the feed has of its last months, and what they may come to."""

from html import escape

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import link_level, link_range, write_refusal
from analysis.layouts import LABEL
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import Column, cell, chart_block, reason_block, table, write_value
from analysis.prose import (
    Edition,
    format_month,
    format_range,
    list_parts,
    say,
    to_html,
    write_sentence,
)


def write_unreported(edition: Edition) -> list[str]:
    """Sentences on what is not reported yet of displacements; none where no month has a nowcast."""
    layout = layouts.nowcasts(edition.figures)
    lang = edition.lang
    rows = [
        write_sentence(
            edition,
            "nowcast-month",
            words={"month": format_month(lang, r.label)},
            reported=r.displacements,
            nowcast=r.nowcast_displacements,
        )
        for r in each_row(layout)
    ]
    return [" ".join(rows)] if rows else []


def show_unreported(edition: Edition) -> HTML:
    """Chart of what the feed has of its last months and what they may come to, or why there is none."""
    lang, title = edition.lang, say(edition.lang, "chart-nowcast")
    layout = layouts.nowcasts(edition.figures)
    if layout.empty:
        return reason_block(title, _write_no_nowcast(edition))
    seen = layouts.to_range(layout, edition.figures, "displacements")
    told = layouts.to_range(layout, edition.figures, "nowcast_displacements")
    values = told.assign(middle=told["value"], value=seen["value"])
    views = charts.draw(
        lambda axes: charts.plot_nowcast(axes, values, lang=lang, label=say(lang, "axis-people")),
        height=2.8,
        narrow=2.5,
    )
    return chart_block(
        edition,
        views,
        title=title,
        alt=_describe_nowcast(edition, layout),
        behind=_table_nowcast(edition, layout),
        layout=layout,
        files=["nowcasts"],
        marks=_nowcast_marks(edition, layout, values),
    )


def _write_no_nowcast(edition: Edition) -> str:
    """Say why no month has a nowcast: refused, or whole already."""
    refused = f"nowcast_displacements-idmc-{edition.country}"
    if (edition.figures["id"] == refused).any():
        raw = to_html(say(edition.lang, "nowcast-raw"))
        return f"{write_refusal(edition, refused)} {raw}"
    return to_html(say(edition.lang, "nowcast-whole"))


def _describe_nowcast(edition: Edition, layout: pd.DataFrame) -> str:
    """Put the chart in words: of each month what is reported, and what it may come to."""
    lang = edition.lang
    told = [
        say(
            lang,
            "nowcast-told",
            month=format_month(lang, row.label),
            reported=_write_seen(edition, row.displacements),
            nowcast=format_range(lang, edition.figure(row.nowcast_displacements)),
        )
        for row in each_row(layout)
    ]
    return say(lang, "chart-nowcast-alt", months=list_parts(lang, told))


def _write_seen(edition: Edition, figure_id: object) -> str:
    """Write what the feed has of a month, in words where it has no number."""
    if not isinstance(figure_id, str):
        return say(edition.lang, "status-not-covered")
    return write_value(edition.lang, edition.figure(figure_id))


def _table_nowcast(edition: Edition, layout: pd.DataFrame) -> str:
    """Set what is reported so far beside the nowcast with its interval, a row per month."""
    lang = edition.lang
    columns = [
        Column(say(lang, "table-month"), [escape(format_month(lang, m)) for m in layout[LABEL]]),
        Column(
            say(lang, "key-nowcast-seen"),
            [cell(edition, i) for i in layout["displacements"]],
            "number",
        ),
        Column(
            say(lang, "label-nowcast_displacements"),
            [to_html(link_range(edition, i)) for i in layout["nowcast_displacements"]],
            "number",
        ),
    ]
    return table(say(lang, "chart-nowcast"), columns, hide_caption=True)


def _nowcast_marks(
    edition: Edition, layout: pd.DataFrame, values: pd.DataFrame
) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has."""
    lang = edition.lang
    is_seen = values["value"].notna()
    level = link_level(edition, layout["nowcast_displacements"].iloc[0])
    return [
        *([("area", say(lang, "key-nowcast-seen"))] if is_seen.any() else []),
        *([("hatch", say(lang, "key-nowcast-blank"))] if not is_seen.all() else []),
        ("ring count", say(lang, "key-nowcast")),
        ("line count", say(lang, "key-nowcast-range", level=level)),
    ]
