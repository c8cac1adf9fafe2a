"""Levels of the country's monthly incidents: the mean of each stretch, and when it may have changed."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import find_id, write_refusal
from analysis.facts.estimates import keep_history
from analysis.facts.levels import lay_months
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import Column, cell, chart_block, empty_block, layout_table, note, table
from analysis.prose import (
    Edition,
    format_month,
    format_reach,
    format_value,
    list_parts,
    say,
    to_html,
    write_sentence,
)


def write_levels(edition: Edition) -> list[str]:
    """Sentences on each change of level: its interval of months, the levels, and what chance gives."""
    breaks = find_id(edition, "level_breaks")
    if not edition.has(breaks):
        refused = write_refusal(edition, breaks)
        return [f"{write_sentence(edition, 'level-refused')} {refused}"]
    chance = find_id(edition, "level_chance")
    words = {"reach": _reach(edition, edition.figure(breaks))}
    if edition.figure(breaks)["value"] == 0:
        return [write_sentence(edition, "level-none", words=words, chance=chance)]
    said = [write_sentence(edition, "level-basis", words=words, breaks=breaks)]
    layout = layouts.levels(edition.figures).dropna(subset="level_break")
    befores = layouts.levels(edition.figures)["level_mean"]
    for row, before in zip(each_row(layout), befores, strict=False):
        figure = edition.figure(row.level_break)
        held = {
            "first": format_month(edition.lang, figure["period_start"][:7]),
            "last": format_month(edition.lang, figure["period_end"][:7]),
        }
        key = "level-change" if figure["verdict"] == "supported" else "level-change-unsure"
        ids = {"before": before, "after": row.level_mean, "chance": row.level_break_chance}
        said.append(write_sentence(edition, key, words=held, **ids))
    said.append(write_sentence(edition, "level-why"))
    return [*said[:-1], " ".join([said[-1], *_warn_levels(edition)])]


def _reach(edition: Edition, figure: Mapping[str, Any]) -> str:
    months = (figure[end][:7] for end in ("period_start", "period_end"))
    return format_reach(edition.lang, *months)


def _warn_levels(edition: Edition) -> list[str]:
    """Warn where months are so alike that changes are found in series that have none."""
    rho = find_id(edition, "level_autocorrelation")
    is_high = edition.has(rho) and edition.figure(rho)["verdict"] == "unsure"
    return [write_sentence(edition, "level-warning", rho=rho)] if is_high else []


def show_levels(edition: Edition) -> HTML:
    """Chart of the country's months with the level of each stretch, and when it may have changed."""
    lang, title = edition.lang, say(edition.lang, "chart-levels")
    layout, years = (make(edition.figures) for make in (layouts.levels, layouts.incidents_by_year))
    if layout.empty:
        return empty_block(title, say(lang, "no-data-chart", reason=say(lang, "level-too-short")))
    months = read_months(edition)
    levels = _to_spans(edition, layout["level_mean"])
    changes = _to_spans(edition, layout["level_break"].dropna())
    views = charts.draw(
        lambda axes: charts.plot_levels(
            axes, months, levels, changes, lang=lang, label=say(lang, "axis-incidents")
        ),
        height=3.0,
        narrow=2.5,
    )
    return chart_block(
        edition,
        views,
        title=title,
        alt=_describe_levels(edition, layout),
        layout=years,
        marks=_level_marks(lang, months, changes),
        files=["levels", "incidents_by_year"],
        notes=note(say(lang, "level-behind")),
        behind=_level_table(edition, layout)
        + layout_table(
            edition,
            years,
            say(lang, "table-level-years"),
            "table-year",
            _name_years(edition, years),
        ),
    )


def _name_years(edition: Edition, years: pd.DataFrame) -> dict[str, str]:
    """Names of the years; one that is not over says up to which month it counts."""
    return {
        row.label: say(
            edition.lang, "year-so-far", year=row.label, month=format_month(edition.lang, end)
        )
        for row in each_row(years)
        if not (end := edition.figure(row.level_year)["period_end"][:7]).endswith("-12")
    }


def _level_marks(lang: str, months: pd.DataFrame, changes: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has."""
    return [
        ("area", say(lang, "key-monthly")),
        ("level", say(lang, "key-level")),
        *([("band", say(lang, "key-change"))] if len(changes) else []),
        *([("hatch", say(lang, "key-unjudged"))] if months["value"].isna().any() else []),
    ]


def read_months(edition: Edition) -> pd.DataFrame:
    """Months of the country that the method saw, from the tables: too many to be figures each."""
    first = pd.Timestamp(f"{edition.month}-01")
    history = keep_history(edition.tables, first)
    months = lay_months(edition.tables, history, first)
    return pd.DataFrame({"month": months.index, "value": months["incidents"].to_numpy()})


def _to_spans(edition: Edition, ids: Iterable[str]) -> pd.DataFrame:
    """Where each level or change begins and ends on the axis, and its value."""
    figures = [edition.figure(i) for i in ids]
    rows = [
        {
            "value": f["value"],
            "start": pd.Timestamp(f["period_start"]),
            "end": pd.Timestamp(f["period_end"]) + pd.Timedelta(days=1),
        }
        for f in figures
    ]
    return pd.DataFrame(rows, columns=["value", "start", "end"])


def _describe_levels(edition: Edition, layout: pd.DataFrame) -> str:
    """Put the chart in words: each level and the months that it holds for."""
    lang = edition.lang
    figures = [edition.figure(i) for i in layout["level_mean"]]
    told = [
        say(
            lang,
            "level-told",
            reach=_reach(edition, f),
            level=format_value(lang, f["value"], unit=f["unit"], status=f["status"]),
        )
        for f in figures
    ]
    return say(lang, "chart-levels-alt", levels=list_parts(lang, told))


def _level_table(edition: Edition, layout: pd.DataFrame) -> str:
    """Levels, a row each, with the interval of the change before it and what chance gives."""
    lang = edition.lang
    spans = [to_html(_reach(edition, edition.figure(i))) for i in layout["level_mean"]]
    changes = [
        to_html(_reach(edition, edition.figure(i))) if isinstance(i, str) else "–"
        for i in layout["level_break"]
    ]
    columns = [
        Column(say(lang, "table-level"), spans, "span"),
        Column(
            say(lang, "label-level_mean"),
            [cell(edition, i) for i in layout["level_mean"]],
            "number",
        ),
        Column(say(lang, "table-change-between"), changes, "span"),
        Column(
            say(lang, "label-level_break_chance"),
            [cell(edition, i) for i in layout["level_break_chance"]],
            "number",
        ),
    ]
    return table(say(lang, "table-levels"), columns)
