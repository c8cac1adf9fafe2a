"""How good past forecasts were: scores by method, where in them fell what came, and which missed."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import link_level, link_n, link_range, link_ranges, name_month
from analysis.layouts import LABEL, OUTCOMES
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import Column, cell, chart_block, empty_block, note, source_line, table
from analysis.prose import Edition, format_number, name_word, say, to_plain, write_sentence
from analysis.sentences import region_name

CAPTIONS = {
    "incidents": "table-outlook-scores-incidents",
    "fatalities": "table-outlook-scores-fatalities",
}
HEADS = {
    "forecast_crps": "table-forecast_crps",
    "forecast_saved": "table-forecast_saved",
    "forecast_wis": "table-forecast_wis",
    "forecast_interval_95": "table-forecast_interval_95",
    "forecast_covered_80": "table-forecast_covered_80",
    "forecast_covered_95": "table-forecast_covered_95",
}
AHEAD_WORDS = {"1": "one", "3": "three", "6": "six"}


def show_outlook_scores(edition: Edition) -> HTML:
    """How good forecasts by region were, of incidents and of fatalities: a row per month and method."""
    shown = "".join(_show_scores(edition, name) for name in OUTCOMES[:2])
    if not shown:
        title = say(edition.lang, CAPTIONS["incidents"])
        return empty_block(title, say(edition.lang, "outlook-no-scores"))
    return HTML(shown + note(say(edition.lang, "outlook-scores-reading")))


def _show_scores(edition: Edition, outcome: str) -> str:
    """Table of each horizon, and how many intervals of the nearest held what came."""
    layout = layouts.outlook_scores(edition.figures, outcome)
    if layout.empty:
        return ""
    parts = [rows for _, rows in layout.groupby(layout[LABEL].str[0], sort=False)]
    tables = [_table_scores(edition, rows, outcome) for rows in parts]
    return "".join([tables[0], _write_coverage(edition, parts[0]), *tables[1:]])


def _table_scores(edition: Edition, rows: pd.DataFrame, outcome: str) -> str:
    """Scores of one horizon, a row per method."""
    lang, best = edition.lang, _find_best(edition, rows)
    methods = [_name_method(edition, i, is_best=i == best) for i in rows["forecast_crps"]]
    columns = [
        Column(say(lang, "table-method"), methods),
        *(
            Column(say(lang, HEADS[name]), link_ranges(edition, rows[name]), "number")
            for name in rows.columns.drop(LABEL)
        ),
    ]
    first = rows.iloc[0]
    ahead = AHEAD_WORDS[first[LABEL][0]]
    words = {"month": name_month(edition, first["forecast_crps"]), "ahead": ahead}
    name = {"title": say(lang, CAPTIONS[outcome]), "month": say(lang, "outlook-ahead", **words)}
    return table(say(lang, "outlook-title-of-month", **name), columns)


def _find_best(edition: Edition, rows: pd.DataFrame) -> object:
    """Id of the lowest error among the methods of one horizon."""
    crps = layouts.to_range(rows, edition.figures, "forecast_crps")["value"]
    return rows["forecast_crps"].iloc[int(crps.to_numpy().argmin())]


def _name_method(edition: Edition, figure_id: str, *, is_best: bool) -> str:
    name = escape(name_word(edition.lang, "rule", edition.figure(figure_id)["rule"]))
    if not is_best:
        return name
    return f"<strong>{name}</strong> <small>{escape(say(edition.lang, 'outlook-best'))}</small>"


def _write_coverage(edition: Edition, rows: pd.DataFrame) -> str:
    """Sentence on how many past forecasts the scores rest on, and how many held; none of a point."""
    best = rows[rows["forecast_crps"] == _find_best(edition, rows)].iloc[0]
    covered = best["forecast_covered_95"]
    if not isinstance(covered, str):
        return ""
    words = {
        "n": link_n(edition, covered),
        "month": name_month(edition, covered),
        "level": link_level(edition, covered),
    }
    sentence = write_sentence(edition, "outlook-covered", words=words, covered=covered)
    return f'<p class="note">{sentence}</p>'


def show_outlook_tenths(edition: Edition) -> HTML:
    """Where in the forecasts of the past fell what came, in tenths; or why that has no meaning."""
    lang, title = edition.lang, say(edition.lang, "chart-outlook-tenths")
    layout = layouts.outlook_tenths(edition.figures)
    if layout.empty:
        is_scored = (edition.figures["indicator"] == "forecast_crps").any()
        return empty_block(title, say(lang, "outlook-no-tenths")) if is_scored else HTML("")
    ids = layout["forecast_tenth"]
    values = layouts.to_range(layout, edition.figures, "forecast_tenth")
    rows = values.assign(place=layout[LABEL].astype("int"))
    views = charts.draw(
        lambda axes: charts.plot_tenths(
            axes,
            rows,
            lang=lang,
            even=float(values["value"].mean()),
            label=say(lang, "axis-share-of-outcomes"),
            across=say(lang, "axis-tenths"),
        ),
        height=2.5,
        narrow=2.3,
    )
    ends = {"lowest": ids.iloc[0], "highest": ids.iloc[-1]}
    written = {name: to_plain(link_range(edition, i)) for name, i in ends.items()}
    return chart_block(
        edition,
        views,
        title=title,
        alt=say(lang, "chart-outlook-tenths-alt", **written),
        behind=_table_tenths(edition, layout, title),
        layout=layout,
        files=["outlook_tenths"],
        marks=[("dash", say(lang, "key-even"))],
        notes=_note_tenths(edition, ends),
    )


def _table_tenths(edition: Edition, layout: pd.DataFrame, title: str) -> str:
    """Share of past outcomes in each tenth, a row each."""
    lang = edition.lang
    tenths = [escape(format_number(lang, place)) for place in layout[LABEL].astype("int")]
    shares = [cell(edition, i) for i in layout["forecast_tenth"]]
    columns = [
        Column(say(lang, "axis-tenths"), tenths, "number"),
        Column(say(lang, "axis-share-of-outcomes"), shares, "number"),
    ]
    return table(title, columns, hide_caption=True)


def _note_tenths(edition: Edition, ends: Mapping[str, str]) -> str:
    """Say of which method and how many past forecasts the tenths are, and how full its ends."""
    words = {
        "method": name_word(edition.lang, "rule", edition.figure(ends["lowest"])["rule"]),
        "n": link_n(edition, ends["lowest"]),
    }
    return f'<p class="note">{write_sentence(edition, "outlook-tenths", words=words, **ends)}</p>'


def show_outlook_misses(edition: Edition) -> HTML:
    """Latest past forecasts of each region beside what came, folded."""
    layout = layouts.outlook_misses(edition.figures)
    if layout.empty:
        return HTML("")
    lang, caption = edition.lang, say(edition.lang, "table-outlook-misses")
    regions = [
        escape(region_name(edition, edition.figure(i)["geography_name"])) for i in layout[LABEL]
    ]
    columns = [
        Column(say(lang, "table-region"), regions),
        Column(say(lang, "table-month"), [escape(name_month(edition, i)) for i in layout[LABEL]]),
        Column(say(lang, "table-forecast"), link_ranges(edition, layout["past"]), "number"),
        Column(say(lang, "table-came"), [cell(edition, i) for i in layout["came"]], "number"),
        Column(say(lang, "table-missed"), [_name_miss(edition, r) for r in each_row(layout)]),
    ]
    return HTML(
        f"<details><summary>{escape(caption)}</summary>{table(caption, columns, hide_caption=True)}"
        f"</details>{source_line(edition, layout)}"
    )


def _name_miss(edition: Edition, row: Any) -> str:
    """Say whether a past interval held what came; a dash of a rule that has none."""
    is_held = has_held(edition, row)
    if is_held is None:
        return "–"
    return escape(say(edition.lang, "outlook-within" if is_held else "outlook-missed"))


def has_held(edition: Edition, row: Any) -> bool | None:
    """Whether a past interval held what came; unknown of a rule that has none."""
    past, came = edition.figure(row.past), edition.figure(row.came)["value"]
    return None if pd.isna(past["low"]) else bool(past["low"] <= came <= past["high"])
