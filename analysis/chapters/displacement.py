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
    cell,
    chart_block,
    figure_columns,
    layout_table,
    lettered,
    note,
    paragraphs,
    source_line,
    table,
)
from analysis.prose import (
    Edition,
    capitalise,
    format_day,
    format_month,
    format_number,
    format_reach,
    format_short,
    format_value,
    say,
    typeset,
)
from analysis.sentences import flow, national, write_delays


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
    if charts.is_bound(values).any():
        marks.append(("more count", say(lang, "key-at-least")))
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


def show_delays(edition: Edition) -> HTML:
    """Show how the feed's figure of each month grew, and what to expect of a last month."""
    said = paragraphs(write_delays(edition)).data
    layout = layouts.displacements_by_vintage(edition.figures)
    if layout.empty:
        return HTML(said)
    lang, title = edition.lang, say(edition.lang, "chart-vintages")
    cells = layouts.to_cells(layout, edition.figures)
    texts = [format_value(lang, c.value, unit="people", status=c.status) for c in each_row(cells)]
    months = [format_short(lang, month) for month in layout["label"]]
    days = _head_days(lang, layout)
    views = charts.draw(
        lambda axes: charts.plot_cells(axes, cells.assign(text=texts), months, days),
        height=0.6 + 0.24 * len(months),
    )
    chart = chart_block(
        edition,
        views,
        title=title,
        alt=_describe_cells(edition, layout, cells),
        layout=layout,
        marks=_cell_marks(lang, cells),
        behind=_vintage_table(edition, layout) + _age_table(edition),
    )
    return HTML(said + chart.data)


def _head_days(lang: str, layout: pd.DataFrame) -> list[str]:
    """Days of the columns, the year below the first of each."""
    days = pd.Series(layout.columns.drop("label"))
    years = days.str[:4].where(~days.str[:4].duplicated(), "")
    return [f"{format_short(lang, d)}\n{y}" for d, y in zip(days, years, strict=True)]


def _describe_cells(edition: Edition, layout: pd.DataFrame, cells: pd.DataFrame) -> str:
    """Put the grid in words: its months and days, and how far the numbers reach on the last."""
    lang, days = edition.lang, layout.columns.drop("label")
    last = cells[(cells["day"] == days[-1]) & cells["value"].notna()]
    newest = format_month(lang, last["label"].max()) if len(last) else say(lang, "none-of-months")
    reach = format_reach(lang, layout["label"].iloc[0], layout["label"].iloc[-1])
    days_reach = format_reach(lang, days[0], days[-1])
    return say(lang, "chart-vintages-alt", reach=reach, days=days_reach, newest=newest)


def _cell_marks(lang: str, cells: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the grid has."""
    has_value, missing = cells["value"].notna(), cells.loc[cells["value"].isna(), "status"]
    words = ", ".join(say(lang, f"status-{s.replace('_', '-')}") for s in missing.unique())
    days = cells["row"].value_counts()
    return [
        *([("cell new", say(lang, "key-new"))] if cells["is_new"].any() else []),
        *([("cell kept", say(lang, "key-kept"))] if (has_value & ~cells["is_new"]).any() else []),
        *([("hatch", say(lang, "key-missing", reason=words))] if len(missing) else []),
        *([("cell", say(lang, "key-not-over"))] if days.min() < days.max() else []),
    ]


def _vintage_table(edition: Edition, layout: pd.DataFrame) -> str:
    """Table behind the grid: what the feed had of each month on each day."""
    lang = edition.lang
    columns = [
        Column(say(lang, "table-month"), [format_month(lang, m) for m in layout["label"]]),
        *(
            Column(format_day(lang, day), [cell(edition, i) for i in layout[day]], "number")
            for day in layout.columns.drop("label")
        ),
    ]
    return table(say(lang, "chart-vintages"), columns, hide_caption=True)


def _age_table(edition: Edition) -> str:
    """Table of what months of each age had, and have since."""
    layout, lang = layouts.delays_by_age(edition.figures), edition.lang
    names = {age: format_number(lang, int(age)) for age in layout["label"]}
    listed = layout_table(edition, layout, say(lang, "table-ages"), "table-age", names)
    return listed + note(say(lang, "ages-reading"))


def show_returns(edition: Edition) -> HTML:
    """Show returns and refugees, each with its own date and source."""
    lang = edition.lang
    layout = layouts.returns_and_refugees(edition.figures)
    if layout.empty:
        return paragraphs([escape(say(lang, "status-not-reported"))], kind="nodata")
    listed = list_figures(edition, layout, say(lang, "section-returns"), hide_caption=True)
    return HTML(f"<p>{escape(say(lang, 'returns-reading'))}</p>{listed}")
