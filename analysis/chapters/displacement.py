"""People displaced: the stock and what its changes are made of, the flow, returns."""

from html import escape

import pandas as pd
from IPython.display import HTML

from analysis import charts, layouts
from analysis.chapters.listing import list_figures, write_days
from analysis.chapters.months import chart_months, describe_series
from analysis.displacement import cross_breaks
from analysis.layouts import FLOWS
from analysis.measures import each_row
from analysis.page import (
    Column,
    chart_block,
    figure_columns,
    layout_table,
    lettered,
    note,
    paragraphs,
    source_line,
    table,
)
from analysis.prose import Edition, capitalise, format_day, say, typeset
from analysis.sentences import flow, national


def show_idp_series(edition: Edition) -> HTML:
    """Stocks of IDPs by date of count, broken where what was counted changed."""
    layout = layouts.idps_by_date(edition.figures)
    lang, title = edition.lang, say(edition.lang, "chart-idps")
    if layout.empty:
        return HTML("")  # the sentence above has said that nothing is held
    values = layouts.to_range(layout, edition.figures, "idps")
    breaks = _breaks(edition, values["label"])
    days = {d: format_day(lang, d) for d in layout["label"]}
    views = charts.draw(
        lambda axes: charts.plot_stock(
            axes, values, breaks, lang=lang, label=say(lang, "axis-people")
        ),
        height=3.3,
        narrow=2.7,
    )
    notes = [capitalise(typeset(lang, getattr(b, f"note_{lang}"))) + "." for b in each_row(breaks)]
    marks = [("dot count", say(lang, "key-count"))]
    if len(breaks):
        marks.append(("band", say(lang, "key-break")))
    return chart_block(
        edition,
        views,
        title=title,
        alt=describe_series(edition, "chart-idps-alt", values, days),
        layout=layout,
        marks=marks,
        notes=lettered(breaks["letter"], notes),
        behind=layout_table(edition, layout, title, "table-day", days, hide_caption=True),
    )


def _breaks(edition: Edition, days: pd.Series) -> pd.DataFrame:
    """Find the times in the dates shown in which what is counted as IDPs changed, lettered in order."""
    breaks = edition.tables["breaks"]
    first, last = pd.Timestamp(days.min()), pd.Timestamp(days.max())
    held = breaks[
        (breaks["indicator"] == "idps")
        & breaks["geography_name"].isna()
        & (breaks["date_from"] <= last)
        & (breaks["date_to"] >= first)
    ].reset_index(drop=True)
    return held.assign(letter=[chr(ord("A") + i) for i in range(len(held))])


def show_idp_regions(edition: Edition) -> HTML:
    """Latest stock of each region with its own date, and the change where there is one."""
    layout = layouts.idps_by_region(edition.figures)
    layout = layout[layout["idps"].notna()]
    if layout.empty:
        return HTML("")
    lang, rest = edition.lang, national(edition, "idps_remainder")
    names = [escape(edition.figure(i)["geography_name"]) for i in layout["idps"]]
    if edition.has(rest):
        names.append(escape(say(lang, "label-idps_remainder")))
        layout = pd.concat([layout, pd.DataFrame({"label": [rest], "idps": [rest]})])
    columns = [Column(say(lang, "table-region"), names)]
    for name in ("idps", "idps_before"):
        columns += figure_columns(edition, say(lang, f"label-{name}"), layout[name])
        columns.append(Column(say(lang, "table-asof"), write_days(edition, layout[name]), "date"))
    columns += figure_columns(
        edition, say(lang, "label-idps_change_pct"), layout["idps_change_pct"]
    )
    caption = say(lang, "table-idp-regions")
    return HTML(
        table(caption, columns) + _split_notes(edition, layout) + source_line(edition, layout)
    )


def show_idp_sources(edition: Edition) -> HTML:
    """Show the latest count of the country by each source, where there are several."""
    layout, lang = layouts.idps_by_source(edition.figures), edition.lang
    if len(layout) < 2:
        return HTML("")
    listed = list_figures(edition, layout, say(lang, "table-idp-sources"))
    return HTML(listed + note(say(lang, "idp-sources-apart")))


def show_idp_change(edition: Edition) -> HTML:
    """Show what the difference between the last two counts of the country is made of."""
    layout = layouts.idps_change(edition.figures)
    if layout.empty:
        return HTML("")
    lang = edition.lang
    figures = [edition.figure(i) for i in layout["people"]]
    names = [escape(say(lang, f"label-{f['indicator']}")) for f in figures]
    reasons = [
        "; ".join(
            escape(say(lang, f"break-{kind.replace(' ', '-')}")) for kind in f["note"].split("; ")
        )
        if isinstance(f["note"], str)
        else ""
        for f in figures
    ]
    columns = [
        Column(say(lang, "table-part"), names),
        *figure_columns(edition, say(lang, "axis-people"), layout["people"]),
        Column(say(lang, "table-why"), reasons),
    ]
    words = note(say(lang, "idps-change-reading"))
    return HTML(
        table(say(lang, "table-idp-change"), columns) + words + source_line(edition, layout)
    )


def _split_notes(edition: Edition, layout: pd.DataFrame) -> str:
    """Why a region of the table has no change: it was divided between the two dates."""
    changes = [edition.figure(i) for i in layout["idps_change_pct"].dropna()]
    return "".join(
        note(say(edition.lang, "idps-split", note=getattr(split, f"note_{edition.lang}")))
        for f in changes
        if f["rule"] == "not-comparable"
        for split in each_row(
            cross_breaks(
                edition.tables["breaks"],
                pd.Timestamp(f["period_start"]),
                pd.Timestamp(f["period_end"]),
                f["geography_name"],
            )
        )
        if split.kind == "regions split"
    )


def show_displacements(edition: Edition) -> HTML:
    """Show new displacements of the last two years by month; months without a number are hatched."""
    return chart_months(
        edition,
        "displacements_by_month",
        "displacements" if flow(edition) == national(edition, "displacements-idmc") else FLOWS[1],
        "chart-displacements",
        "count",
        "axis-people",
        events=False,
    )


def show_returns(edition: Edition) -> HTML:
    """Show returns and refugees, each with its own date and source."""
    lang = edition.lang
    layout = layouts.returns_and_refugees(edition.figures)
    if layout.empty:
        is_held = len(edition.tables["refugees"]) or len(edition.tables["idps"])
        state = "status-not-reported" if is_held else "status-not-covered"
        return paragraphs([escape(say(lang, state))], kind="nodata")
    listed = list_figures(edition, layout, say(lang, "section-returns"), hide_caption=True)
    return HTML(f"<p>{escape(say(lang, 'returns-reading'))}</p>{listed}")
