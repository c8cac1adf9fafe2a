"""What may come: forecasts of the country and of its regions, with what the last year had."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import (
    link_level,
    link_n,
    link_range,
    link_ranges,
    name_month,
    write_refusal,
)
from analysis.chapters.months import describe_series, name_missing
from analysis.chapters.scores import has_held
from analysis.facts.forecasts import GAP, ONLY_ZEROS, RULE_OF_MODEL, WIDENED
from analysis.layouts import LABEL, OUTCOMES
from analysis.live import HTML
from analysis.measures import each_row
from analysis.models.estimates import SUPPORTED
from analysis.page import Column, cell, chart_block, note, reason_block, table
from analysis.prose import (
    Edition,
    format_month,
    format_number,
    format_value,
    link,
    list_parts,
    name_word,
    say,
    to_html,
    to_plain,
    write_sentence,
)
from analysis.sentences import region_name

SENTENCES = {
    "incidents": "outlook-incidents",
    "fatalities": "outlook-fatalities",
    "displacements": "outlook-displacements",
}
HEADS = {"forecast": "table-forecast", "forecast_narrow": "table-forecast_narrow"}
AXES = {"incidents": "axis-incidents", "fatalities": "axis-fatalities"}


def find_forecasts(edition: Edition, outcome: str) -> list[str]:
    """Ids of the country's forecasts of an outcome, the nearest month first; none where refused."""
    layout = layouts.outlook_by_month(edition.figures, outcome)
    return [] if layout.empty else list(layout["forecast"].dropna())


def write_outlook(edition: Edition) -> list[str]:
    """Sentences on where the forecasts begin, on each outcome that has one, and the verdict."""
    told = [name for name in OUTCOMES if find_forecasts(edition, name)]
    return [
        *(_write_origin(edition, name) for name in told[:1]),
        *(_write_forecasts(edition, name) for name in told),
        *(
            [_write_verdict(edition, told), write_sentence(edition, "outlook-blind")]
            if told
            else []
        ),
    ]


def _write_origin(edition: Edition, outcome: str) -> str:
    """Sentence on the last month that the forecasts use, and how far before the report's it lies."""
    held = edition.figures[edition.figures["id"].str.startswith(f"forecast_gap-{outcome}-")]
    gap = str(held["id"].iloc[0])
    figure = edition.figure(gap)
    words = {"month": format_month(edition.lang, figure["period_start"][:7])}
    key = "outlook-origin" if figure["value"] == 0 else "outlook-origin-old"
    return write_sentence(edition, key, words=words, gap=gap)


def _write_forecasts(edition: Edition, outcome: str) -> str:
    """Sentences on the country: the next month and later ones, what makes them, and their record."""
    ids = find_forecasts(edition, outcome)
    words = {
        "month": name_month(edition, ids[0]),
        "interval": _name_interval(edition, ids[0]),
        "rule": _name_rules(edition, ids),
    }
    parts = [
        say(
            edition.lang,
            "outlook-of-month",
            month=name_month(edition, i),
            forecast=link_range(edition, i),
        )
        for i in ids[1:]
    ]
    later = {"list": list_parts(edition.lang, parts)}
    return " ".join(
        [
            write_sentence(edition, SENTENCES[outcome], words=words, forecast=ids[0]),
            write_sentence(edition, "outlook-later", words=later),
            write_sentence(edition, "outlook-made-by", words=words),
            *_write_record(edition, ids),
        ]
    )


def _name_rules(edition: Edition, ids: list[str]) -> str:
    """Name what made the forecasts: once where all have one method, else each month's."""
    names = [name_word(edition.lang, "rule", edition.figure(i)["rule"]) for i in ids]
    if len(set(names)) == 1:
        return names[0]
    parts = [
        say(edition.lang, "outlook-made-for", month=name_month(edition, i), rule=name)
        for i, name in zip(ids, names, strict=True)
    ]
    return list_parts(edition.lang, parts)


def _write_record(edition: Edition, ids: list[str]) -> list[str]:
    """Sentences on the past of forecasts: how many intervals of the nearest held, which are widened, how the model compares."""
    figure_id = ids[0]
    held, skill = (
        figure_id.replace("forecast_of", f"forecast_{name}", 1) for name in ("held", "skill")
    )
    said = []
    if edition.has(held):
        words = {"n": link_n(edition, held)}
        said.append(write_sentence(edition, "outlook-held", words=words, held=held))
    if wide := [name_month(edition, i) for i in ids if edition.figure(i)["note"] == WIDENED]:
        months = list_parts(edition.lang, wide)
        said.append(write_sentence(edition, "outlook-widened", words={"months": months}))
    if edition.has(skill) and (value := edition.figure(skill)["value"]):
        number = format_value(edition.lang, abs(value), unit="percent", status="reported")
        key = "outlook-model-better" if value > 0 else "outlook-model-worse"
        said.append(write_sentence(edition, key, words={"skill": link(skill, number)}))
    shown = [edition.figure(i) for i in ids]
    if any(f["rule"] == RULE_OF_MODEL and f["verdict"] != SUPPORTED for f in shown):
        said.append(write_sentence(edition, "outlook-gain-chance"))
    return said


def _name_interval(edition: Edition, figure_id: str) -> str:
    """Name a figure's interval by its level; or say that it has none."""
    if pd.isna(edition.figure(figure_id)["interval_pct"]):
        return say(edition.lang, "outlook-no-interval")
    return say(edition.lang, "outlook-interval", level=link_level(edition, figure_id))


def _write_verdict(edition: Edition, outcomes: list[str]) -> str:
    """Sentence on whether a model beat the simple rules, and what is shown where none did."""
    made = edition.figures["indicator"].isin([f"forecast_{name}" for name in outcomes])
    told = edition.figures[made & edition.figures["value"].notna()]
    is_model = told["rule"] == RULE_OF_MODEL
    if (told["verdict"] == SUPPORTED).all():
        return write_sentence(edition, "outlook-model")
    return write_sentence(edition, "outlook-some-model" if is_model.any() else "outlook-no-model")


def show_incident_outlook(edition: Edition) -> HTML:
    """Incidents of the country in the last year, and what the next months may bring."""
    return _show_outlook(edition, "incidents", "chart-outlook-incidents", "count")


def show_fatality_outlook(edition: Edition) -> HTML:
    """Fatalities of the country in the last year, and what the next months may bring."""
    return _show_outlook(edition, "fatalities", "chart-outlook-fatalities", "harm")


def show_displacement_outlook(edition: Edition) -> HTML:
    """Displacements of the country in the last year, and what the next months may bring."""
    return _show_outlook(edition, "displacements", "chart-outlook-displacements", "count")


def _show_outlook(edition: Edition, outcome: str, key: str, mark: str) -> HTML:
    """Chart of the last year and the forecasts of one outcome, or why there is none."""
    lang, title = edition.lang, say(edition.lang, key)
    layout = layouts.outlook_by_month(edition.figures, outcome)
    if layout.empty:
        return _show_refusal(edition, title, f"forecast_of-{outcome}-")
    values = layouts.to_outlook(layout, edition.figures, outcome)
    views = charts.draw(
        lambda axes: charts.plot_outlook(
            axes,
            values,
            lang=lang,
            colour=charts.HARM if mark == "harm" else charts.COUNT,
            label=say(lang, AXES.get(outcome, "axis-people")),
        ),
        height=3.3,
        narrow=2.7,
    )
    return chart_block(
        edition,
        views,
        title=title,
        alt=_describe_outlook(edition, layout, outcome, f"{key}-alt"),
        behind=_table_outlook(edition, layout, outcome, title),
        layout=layout,
        files=[f"outlook_{outcome}"],
        marks=_outlook_marks(edition, layout, values, mark),
    )


def _show_refusal(edition: Edition, title: str, start: str) -> HTML:
    """Say in the place of a chart what was short."""
    held = edition.figures[edition.figures["id"].str.startswith(start)]
    refused = held[held["verdict"] == "refused"]
    return reason_block(title, write_refusal(edition, str(refused["id"].iloc[0])))


def _describe_outlook(edition: Edition, layout: pd.DataFrame, outcome: str, key: str) -> str:
    """Put the chart in words: the months seen, and each forecast."""
    lang = edition.lang
    seen = layout[layout[outcome].notna()]
    months = {month: format_month(lang, month) for month in seen[LABEL]}
    parts = [
        say(
            lang,
            "outlook-of-month",
            month=name_month(edition, i),
            forecast=link_range(edition, i),
        )
        for i in layout["forecast"].dropna()
    ]
    return describe_series(
        edition,
        key,
        layouts.to_range(seen, edition.figures, outcome),
        months,
        list=to_plain(list_parts(lang, parts)),
    )


def _table_outlook(edition: Edition, layout: pd.DataFrame, outcome: str, title: str) -> str:
    """Table behind: what was seen, what is forecast in two intervals, and how such forecasts did."""
    lang = edition.lang
    months = [escape(format_month(lang, m)) for m in layout[LABEL]]
    rules = [
        escape(name_word(lang, "rule", edition.figure(i)["rule"])) if isinstance(i, str) else "–"
        for i in layout["forecast"]
    ]
    columns = [
        Column(say(lang, "table-month"), months),
        Column(
            say(lang, f"label-{outcome}"), [cell(edition, i) for i in layout[outcome]], "number"
        ),
        *(
            Column(say(lang, HEADS[name]), link_ranges(edition, layout[name]), "number")
            for name in ("forecast", "forecast_narrow")
        ),
        Column(
            say(lang, "table-forecast_held"), _shares(edition, layout["forecast_held"]), "number"
        ),
        Column(say(lang, "table-method"), rules),
    ]
    return table(title, columns, hide_caption=True)


def _shares(edition: Edition, ids: Iterable[object]) -> list[str]:
    """How many past intervals held what came, of how many; of a rule without interval a dash."""
    return [
        to_html(link(i, _write_share(edition.lang, edition.figure(i))))
        if isinstance(i, str) and edition.has(i)
        else "–"
        for i in ids
    ]


def _write_share(lang: str, figure: dict[str, Any]) -> str:
    numbers = {name: format_number(lang, figure[name]) for name in ("value", "n")}
    return say(lang, "outlook-share", **numbers)


def _outlook_marks(
    edition: Edition, layout: pd.DataFrame, values: pd.DataFrame, mark: str
) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has."""
    lang = edition.lang
    seen = values[~values["is_ahead"].astype("bool")]
    missing = seen.loc[seen["value"].isna(), "status"]
    has_interval = values["low"].notna().any()
    return [
        (f"bar {mark}", say(lang, "key-seen")),
        ("band", say(lang, "key-ahead")),
        *([("open", say(lang, "key-provisional"))] if seen["is_provisional"].any() else []),
        *([("hatch", name_missing(lang, missing))] if len(missing) else []),
        (f"ring {mark}", say(lang, "key-middle")),
        *(_interval_marks(edition, layout, mark) if has_interval else []),
    ]


def _interval_marks(edition: Edition, layout: pd.DataFrame, mark: str) -> list[tuple[str, str]]:
    """Explain the two intervals by their levels, those of the first month that has them."""
    has_one = layout["forecast"].map(
        lambda i: isinstance(i, str) and pd.notna(edition.figure(i)["interval_pct"])
    )
    first = layout[has_one].iloc[0]
    wide, narrow = (link_level(edition, first[n]) for n in ("forecast", "forecast_narrow"))
    return [
        (f"line {mark}", say(edition.lang, "key-wide", level=wide)),
        (f"thick {mark}", say(edition.lang, "key-narrow", level=narrow)),
    ]


def show_region_outlook(edition: Edition) -> HTML:
    """Forecasts of incidents by region for the next month, beside what the last one had."""
    layout = layouts.outlook_by_region(edition.figures)
    layout = layout[layout["incidents_1"].notna()].reset_index(drop=True)
    if layout.empty:
        return _show_regions_refused(edition)
    lang, title = edition.lang, say(edition.lang, "chart-outlook-regions")
    rows = _to_regions(edition, layout)
    ordered = layout.iloc[rows["place"]]
    views = charts.draw(
        lambda axes: charts.plot_ahead(axes, rows, lang=lang, label=say(lang, "axis-incidents")),
        height=0.7 + 0.28 * len(rows),
        narrow=0.7 + 0.27 * len(rows),
    )
    top = rows.iloc[0]
    first = ordered["incidents_1"].iloc[0]
    words = {"month": name_month(edition, first), "top": top["text"], "top_label": top["label"]}
    return chart_block(
        edition,
        views,
        title=say(lang, "outlook-title-of-month", title=title, month=words["month"]),
        alt=say(lang, "chart-outlook-regions-alt", **words),
        behind=_table_regions(edition, ordered, title),
        layout=layout,
        files=["outlook_regions"],
        marks=_region_marks(edition, ordered, rows),
        notes=_note_left_out(edition, layout) + _note_misses(edition),
    )


def _to_regions(edition: Edition, layout: pd.DataFrame) -> pd.DataFrame:
    """Rows of the chart: each region's next month beside its last, the highest interval first."""
    ahead = layouts.to_range(layout, edition.figures, "incidents_1")
    rows = ahead.assign(
        label=[region_name(edition, n) for n in layout[LABEL]],
        seen=layouts.to_range(layout, edition.figures, "incidents")["value"],
        text=[to_plain(link_range(edition, i)) for i in layout["incidents_1"]],
        place=layout.index,
    )
    return rows.sort_values(["high", "value"], ascending=False, kind="stable")


def _region_marks(
    edition: Edition, layout: pd.DataFrame, rows: pd.DataFrame
) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has; the interval by the level of the first with one."""
    lang = edition.lang
    ranged = [i for i in layout["incidents_1"] if pd.notna(edition.figure(i)["interval_pct"])]
    levels = [link_level(edition, i) for i in ranged[:1]]
    return [
        ("ring count", say(lang, "key-middle")),
        *(("stroke count", say(lang, "key-wide", level=level)) for level in levels),
        *([("tick", say(lang, "key-last-month"))] if rows["seen"].notna().any() else []),
    ]


def _show_regions_refused(edition: Edition) -> HTML:
    """Say why the regions have no forecast: their own reason, or the country's where it is the same."""
    title = say(edition.lang, "chart-outlook-regions")
    own = edition.figures["id"].str.extract(
        r"^(forecast_of-incidents-[a-z]+-[A-Z]{3}-regions)$", expand=False
    )
    return _show_refusal(edition, title, next(iter(own.dropna()), "forecast_of-incidents-"))


def _table_regions(edition: Edition, layout: pd.DataFrame, title: str) -> str:
    """Table of the regions: last month, forecasts by month, deaths, and how such forecasts did."""
    lang = edition.lang
    columns = [
        Column(say(lang, "table-region"), [escape(region_name(edition, n)) for n in layout[LABEL]]),
        Column(say(lang, "table-seen"), [cell(edition, i) for i in layout["incidents"]], "number"),
    ]
    for name in ("incidents_1", "incidents_3", "incidents_6", "fatalities_1"):
        if layout[name].notna().any():
            month = name_month(edition, layout[name].dropna().iloc[0])
            what = say(lang, f"label-{name.split('_')[0]}")
            head = say(lang, "outlook-title-of-month", title=what, month=month)
            columns.append(Column(head, link_ranges(edition, layout[name]), "number"))
    shares = _shares(edition, layout["forecast_held"])
    columns.append(Column(say(lang, "table-held-incidents"), shares, "number"))
    rules = [
        escape(name_word(lang, "rule", edition.figure(i)["rule"])) for i in layout["incidents_1"]
    ]
    columns.append(Column(say(lang, "table-method-incidents"), rules))
    return table(title, columns, hide_caption=True)


def _note_misses(edition: Edition) -> str:
    """Say that regions are forecast apart from the country, and of which the latest forecast missed."""
    lang, lines = edition.lang, [say(edition.lang, "outlook-apart")]
    misses = layouts.outlook_misses(edition.figures)
    places = [edition.figure(i)["geography"] for i in misses[LABEL]]
    latest = misses.assign(place=places).groupby("place", sort=False).tail(1)
    names = [
        region_name(edition, edition.figure(row.past)["geography_name"])
        for row in each_row(latest)
        if has_held(edition, row) is False
    ]
    if names:
        lines.append(say(lang, "outlook-latest-missed", list=list_parts(lang, names)))
    return "".join(note(line) for line in lines)


def _note_left_out(edition: Edition, layout: pd.DataFrame) -> str:
    """Name the regions without a forecast, by the reason."""
    figures = [edition.figure(i) for i in layout["incidents_1"]]
    words = {ONLY_ZEROS: "outlook-only-zeros", GAP: "outlook-gap"}
    names = {
        reason: [region_name(edition, f["geography_name"]) for f in figures if f["note"] == reason]
        for reason in words
    }
    return "".join(
        note(say(edition.lang, words[reason], list=", ".join(held)))
        for reason, held in names.items()
        if held
    )
