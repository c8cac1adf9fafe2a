"""People displaced: the stock and what its changes are made of, the flow, returns."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.listing import list_figures, write_days
from analysis.chapters.months import chart_months, describe_series
from analysis.displacement import NOT_STATED, Comparison, add_joined, add_steps
from analysis.layouts import FLOWS
from analysis.live import HTML
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
    format_asof,
    format_day,
    format_month,
    format_number,
    format_range,
    format_reach,
    format_short,
    format_value,
    list_parts,
    say,
    to_html,
    to_plain,
    typeset,
)
from analysis.sentences import flow, national, region_name, write_delays
from analysis.stocks import compare, say_why_not, write_coverage


def show_idp_series(edition: Edition) -> HTML:
    """Stocks of IDPs by date of count, broken where what was counted changed."""
    layout = layouts.idps_by_date(edition.figures)
    lang, title = edition.lang, say(edition.lang, "chart-idps")
    if layout.empty:
        return HTML("")  # the sentence above has said that nothing is held
    values = layouts.to_range(layout, edition.figures, "idps")
    breaks = _breaks(edition, values["label"])
    compared = [compare(edition, *ids) for ids in pairwise(layout["idps"])]
    values = add_joined(values, compared)
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
        alt=describe_series(
            edition,
            "chart-idps-alt",
            values,
            days,
            trend=say(lang, f"latest-{layouts.tell_step(values)}"),
        ),
        layout=layout,
        files=["idps_by_date"],
        marks=marks,
        notes=lettered(breaks["letter"], notes) + _note_other_counts(lang, compared),
        behind=layout_table(edition, layout, title, "table-day", days, hide_caption=True),
    )


def _note_other_counts(lang: str, compared: Sequence[Comparison | None]) -> str:
    """Say for what reasons, besides those that have a letter, the line is broken."""
    reasons = {reason for found in compared if found for reason in found.reasons}
    words = {
        "units": "chart-idps-units",
        "method": "chart-idps-method",
        "places": "chart-idps-places",
    }
    return "".join(note(say(lang, key)) for name, key in words.items() if name in reasons)


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
    columns.append(
        Column(say(lang, "table-covers"), _write_covers(edition, layout["idps"]), "long")
    )
    caption = say(lang, "table-idp-regions")
    return HTML(
        table(caption, columns) + _break_notes(edition, layout) + source_line(edition, layout)
    )


def _write_covers(edition: Edition, ids: pd.Series) -> list[str]:
    """Say what each stock covers, as HTML; in words where nobody does, a dash for what is left over."""
    unknown = say(edition.lang, "covers-unknown")
    return [
        to_html(write_coverage(edition, i) or unknown)
        if edition.figure(i)["indicator"] == "idps"
        else "–"
        for i in ids
    ]


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
    lang, title = edition.lang, say(edition.lang, "table-idp-change")
    behind = _table_of_parts(edition, layout)
    steps = _to_steps(edition, layout)
    reading = note(say(lang, "idps-change-reading"))
    if steps["value"].isna().to_numpy()[[0, -1]].any():
        return HTML(behind + reading + source_line(edition, layout))
    views = charts.draw(
        lambda axes: charts.plot_parts(axes, steps, lang=lang, label=say(lang, "axis-people")),
        height=2.9,
        narrow=3.7,
    )
    return chart_block(
        edition,
        views,
        title=title,
        alt=_describe_parts(edition, layout, steps),
        layout=layout,
        files=["idps_change"],
        marks=_part_marks(lang, steps),
        notes=reading + note(say(lang, "chart-parts-axis")),
        behind=behind,
    )


def _to_steps(edition: Edition, layout: pd.DataFrame) -> pd.DataFrame:
    """Lay out the chart's rows: each count or part, where it starts and ends, and its words."""
    is_step = ~layout["people"].str.startswith("idps_change-")
    shown = layout[is_step].reset_index(drop=True)
    figures = [edition.figure(i) for i in shown["people"]]
    values = layouts.to_range(shown, edition.figures, "people")
    parts = [f["indicator"].removeprefix("idps_change_") for f in figures]
    kinds = ["count" if p == "idps" else "movement" if p == "movement" else "other" for p in parts]
    return add_steps(
        pd.DataFrame(
            {
                "label": [_name_step(edition, f, p) for f, p in zip(figures, parts, strict=True)],
                "kind": kinds,
                "value": values["value"],
                "text": [to_plain(_write_step(edition, f)) for f in figures],
            }
        )
    )


def _name_step(edition: Edition, figure: Mapping[str, Any], part: str) -> str:
    """Name a part in a word, or a count by its day."""
    if part != "idps":
        return say(edition.lang, f"step-{part}")
    return say(edition.lang, "step-count", asof=format_asof(edition.lang, figure["as_of"]))


def _write_step(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Write a part's number, or why it has none; that nobody states a method is for the table."""
    lang, reason = edition.lang, _write_reason(edition, figure, without=NOT_STATED)
    if pd.notna(figure["value"]):
        return format_range(lang, figure)
    if figure["rule"] == "not-comparable":
        state = say(lang, "step-not-comparable")
        return say(lang, "step-why", state=state, reason=reason) if reason else state
    return (
        say(lang, "step-not-known", reason=reason) if reason else say(lang, "step-not-documented")
    )


def _write_reason(edition: Edition, figure: Mapping[str, Any], *, without: str = "") -> str:
    """Why a part has no number, or what changed the counting, in our words."""
    if not figure["indicator"].startswith("idps_change") or not isinstance(figure["note"], str):
        return ""
    kinds = [kind.replace(" ", "-") for kind in figure["note"].split("; ") if kind != without]
    return list_parts(edition.lang, [say(edition.lang, f"break-{kind}") for kind in kinds])


def _part_marks(lang: str, steps: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the chart of parts has."""
    known = steps[steps["value"].notna() & (steps["value"] != 0)]
    marks = {
        "count": ("dot count", "key-parts-count"),
        "movement": ("bar count", "key-parts-movement"),
        "other": ("bar other", "key-parts-other"),
    }
    held = [
        (mark, say(lang, key))
        for kind, (mark, key) in marks.items()
        if (known["kind"] == kind).any()
    ]
    is_gap = bool(steps["value"].isna().any())
    return [*held, *([("hatch", say(lang, "key-parts-none"))] if is_gap else [])]


def _describe_parts(edition: Edition, layout: pd.DataFrame, steps: pd.DataFrame) -> str:
    """Put the chart of parts in words: the two counts, the difference, each part or why not."""
    lang = edition.lang
    change = next(i for i in layout["people"] if i.startswith("idps_change-"))
    ends = {"before": layout["people"].iloc[0], "after": layout["people"].iloc[-1]}
    words = {"change": format_range(lang, edition.figure(change))}
    for name, figure_id in ends.items():
        words[name] = format_range(lang, edition.figure(figure_id))
        words[f"{name}_asof"] = format_asof(lang, edition.figure(figure_id)["as_of"])
    parts = steps[steps["kind"] != "count"]
    told = [say(lang, "step-told", step=p.label, text=p.text) for p in each_row(parts)]
    return say(lang, "chart-parts-alt", parts=list_parts(lang, told), **words)


def _table_of_parts(edition: Edition, layout: pd.DataFrame) -> str:
    """Table behind the chart: counts, parts and the difference, and what stands against each."""
    lang = edition.lang
    figures = [edition.figure(i) for i in layout["people"]]
    names = [
        _name_step(edition, f, "idps")
        if f["indicator"] == "idps"
        else say(lang, f"label-{f['indicator']}")
        for f in figures
    ]
    columns = [
        Column(say(lang, "table-part"), [escape(name) for name in names]),
        *figure_columns(edition, say(lang, "axis-people"), layout["people"]),
        Column(say(lang, "table-why"), [escape(_write_reason(edition, f)) for f in figures]),
    ]
    return table(say(lang, "table-idp-change"), columns)


def _break_notes(edition: Edition, layout: pd.DataFrame) -> str:
    """Why changes of the table are none: what was counted changed, or a region was divided."""
    held = layout[layout["idps_change_pct"].notna() & layout["idps"].map(edition.has)]
    reasons: dict[str, list[str]] = {}
    for row in each_row(held):
        place = region_name(edition, edition.figure(row.idps)["geography_name"])
        why = say_why_not(edition, row.idps_change_pct, row.idps_before, row.idps, is_brief=True)
        if why:
            reasons.setdefault(why, []).append(place)
    return "".join(
        note(say(edition.lang, "idps-why", places=", ".join(places), note=why))
        for why, places in reasons.items()
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
        files=["displacements_by_vintage", "delays_by_age"],
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
    """Put the grid in words: its months and days; of the last the highest and the newest number."""
    lang, days = edition.lang, layout.columns.drop("label")
    last = cells[(cells["day"] == days[-1]) & cells["value"].notna()]
    newest = top = say(lang, "none-of-months")
    if len(last):
        top = _write_cell(lang, layouts.highest(last))
        newest = _write_cell(lang, last.sort_values("label").iloc[-1])
    reach = format_reach(lang, layout["label"].iloc[0], layout["label"].iloc[-1])
    days_reach = format_reach(lang, days[0], days[-1])
    return say(lang, "chart-vintages-alt", reach=reach, days=days_reach, top=top, newest=newest)


def _write_cell(lang: str, cell: pd.Series) -> str:
    """Write the number of a cell and its month."""
    number = format_value(lang, cell["value"], unit="people", status=cell["status"])
    return say(lang, "number-of", number=number, month=format_month(lang, cell["label"]))


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
        returned = edition.tables["idps"]["indicator"] == "idp_returnees"
        is_held = len(edition.tables["refugees"]) or returned.any()
        state = "status-not-reported" if is_held else "status-not-covered"
        return paragraphs([escape(say(lang, state))], kind="nodata")
    listed = list_figures(edition, layout, say(lang, "section-returns"), hide_caption=True)
    return HTML(f"<p>{escape(say(lang, 'returns-reading'))}</p>{listed}")
