"""What may come: forecasts with their record, and what is not reported yet."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML

from analysis import charts, layouts
from analysis.chapters.estimates import link_level, write_refusal
from analysis.chapters.months import describe_series, name_missing
from analysis.facts.forecasts import GAP, ONLY_ZEROS, RULE_OF_MODEL, WIDENED
from analysis.layouts import LABEL, OUTCOMES
from analysis.measures import each_row
from analysis.models.estimates import SUPPORTED
from analysis.page import (
    Column,
    cell,
    chart_block,
    empty_block,
    note,
    reason_block,
    source_line,
    table,
    write_value,
)
from analysis.prose import (
    Edition,
    format_month,
    format_number,
    format_range,
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
CAPTIONS = {
    "incidents": "table-outlook-scores-incidents",
    "fatalities": "table-outlook-scores-fatalities",
}
HEADS = {
    "forecast": "table-forecast",
    "forecast_narrow": "table-forecast_narrow",
    "forecast_crps": "table-forecast_crps",
    "forecast_saved": "table-forecast_saved",
    "forecast_wis": "table-forecast_wis",
    "forecast_interval_95": "table-forecast_interval_95",
    "forecast_covered_80": "table-forecast_covered_80",
    "forecast_covered_95": "table-forecast_covered_95",
}
AHEAD_WORDS = {"1": "one", "3": "three", "6": "six"}
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
        "month": _name_month(edition, ids[0]),
        "interval": _name_interval(edition, ids[0]),
        "rule": _name_rules(edition, ids),
    }
    parts = [
        say(
            edition.lang,
            "outlook-of-month",
            month=_name_month(edition, i),
            forecast=_link_range(edition, i),
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
        say(edition.lang, "outlook-made-for", month=_name_month(edition, i), rule=name)
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
        words = {"n": _link_n(edition, held)}
        said.append(write_sentence(edition, "outlook-held", words=words, held=held))
    if wide := [_name_month(edition, i) for i in ids if edition.figure(i)["note"] == WIDENED]:
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


def _name_month(edition: Edition, figure_id: str) -> str:
    return format_month(edition.lang, edition.figure(figure_id)["period_start"][:7])


def _link_range(edition: Edition, figure_id: str) -> str:
    return link(figure_id, format_range(edition.lang, edition.figure(figure_id)))


def _link_n(edition: Edition, figure_id: str) -> str:
    """Link the number of past forecasts that a figure rests on."""
    return link(figure_id, format_number(edition.lang, edition.figure(figure_id)["n"]))


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
            month=_name_month(edition, i),
            forecast=_link_range(edition, i),
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
            Column(say(lang, HEADS[name]), _ranges(edition, layout[name]), "number")
            for name in ("forecast", "forecast_narrow")
        ),
        Column(
            say(lang, "table-forecast_held"), _shares(edition, layout["forecast_held"]), "number"
        ),
        Column(say(lang, "table-method"), rules),
    ]
    return table(title, columns, hide_caption=True)


def _ranges(edition: Edition, ids: Iterable[object]) -> list[str]:
    """Forecasts with their intervals, and a word beside those of the model."""
    return [to_html(_write_cell(edition, i)) if isinstance(i, str) else "–" for i in ids]


def _write_cell(edition: Edition, figure_id: str) -> str:
    figure = edition.figure(figure_id)
    text = _link_range(edition, figure_id)
    if figure["verdict"] != "supported":
        return text
    return f"{text} ({say(edition.lang, 'verdict-supported')})"


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
    ahead = layouts.to_range(layout, edition.figures, "incidents_1")
    seen = layouts.to_range(layout, edition.figures, "incidents")["value"]
    rows = ahead.assign(
        label=[region_name(edition, n) for n in layout[LABEL]],
        seen=seen,
        text=[to_plain(_link_range(edition, i)) for i in layout["incidents_1"]],
        place=layout.index,
    )
    rows = rows.sort_values(["high", "value"], ascending=False, kind="stable")
    ordered = layout.iloc[rows["place"]]
    views = charts.draw(
        lambda axes: charts.plot_ahead(axes, rows, lang=lang, label=say(lang, "axis-incidents")),
        height=0.7 + 0.28 * len(rows),
        narrow=0.7 + 0.27 * len(rows),
    )
    top = rows.iloc[0]
    first = ordered["incidents_1"].iloc[0]
    ranged = [i for i in ordered["incidents_1"] if pd.notna(edition.figure(i)["interval_pct"])]
    with_interval = next(iter(ranged), None)
    words = {"month": _name_month(edition, first), "top": top["text"], "top_label": top["label"]}
    return chart_block(
        edition,
        views,
        title=say(lang, "outlook-title-of-month", title=title, month=words["month"]),
        alt=say(lang, "chart-outlook-regions-alt", **words),
        behind=_table_regions(edition, ordered, title),
        layout=layout,
        files=["outlook_regions"],
        marks=[
            ("ring count", say(lang, "key-middle")),
            *(
                [("stroke count", say(lang, "key-wide", level=link_level(edition, with_interval)))]
                if with_interval
                else []
            ),
            *([("tick", say(lang, "key-last-month"))] if seen.notna().any() else []),
        ],
        notes=_note_left_out(edition, layout) + _note_misses(edition),
    )


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
            month = _name_month(edition, layout[name].dropna().iloc[0])
            what = say(lang, f"label-{name.split('_')[0]}")
            head = say(lang, "outlook-title-of-month", title=what, month=month)
            columns.append(Column(head, _ranges(edition, layout[name]), "number"))
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
        if _is_held(edition, row) is False
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
            Column(say(lang, HEADS[name]), _ranges(edition, rows[name]), "number")
            for name in rows.columns.drop(LABEL)
        ),
    ]
    first = rows.iloc[0]
    ahead = AHEAD_WORDS[first[LABEL][0]]
    words = {"month": _name_month(edition, first["forecast_crps"]), "ahead": ahead}
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
        "n": _link_n(edition, covered),
        "month": _name_month(edition, covered),
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
    even = float(values["value"].mean())
    views = charts.draw(
        lambda axes: charts.plot_tenths(
            axes,
            rows,
            lang=lang,
            even=even,
            label=say(lang, "axis-share-of-outcomes"),
            across=say(lang, "axis-tenths"),
        ),
        height=2.5,
        narrow=2.3,
    )
    ends = {"lowest": ids.iloc[0], "highest": ids.iloc[-1]}
    words = {
        "method": name_word(lang, "rule", edition.figure(ids.iloc[0])["rule"]),
        "n": _link_n(edition, ids.iloc[0]),
    }
    written = {name: to_plain(_link_range(edition, i)) for name, i in ends.items()}
    tenths = [escape(format_number(lang, place)) for place in rows["place"]]
    columns = [
        Column(say(lang, "axis-tenths"), tenths, "number"),
        Column(say(lang, "axis-share-of-outcomes"), [cell(edition, i) for i in ids], "number"),
    ]
    return chart_block(
        edition,
        views,
        title=title,
        alt=say(lang, "chart-outlook-tenths-alt", **written),
        behind=table(title, columns, hide_caption=True),
        layout=layout,
        files=["outlook_tenths"],
        marks=[("dash", say(lang, "key-even"))],
        notes=f'<p class="note">{write_sentence(edition, "outlook-tenths", words=words, **ends)}</p>',
    )


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
        Column(say(lang, "table-month"), [escape(_name_month(edition, i)) for i in layout[LABEL]]),
        Column(say(lang, "table-forecast"), _ranges(edition, layout["past"]), "number"),
        Column(say(lang, "table-came"), [cell(edition, i) for i in layout["came"]], "number"),
        Column(say(lang, "table-missed"), [_name_miss(edition, r) for r in each_row(layout)]),
    ]
    return HTML(
        f"<details><summary>{escape(caption)}</summary>{table(caption, columns, hide_caption=True)}"
        f"</details>{source_line(edition, layout)}"
    )


def _name_miss(edition: Edition, row: Any) -> str:
    """Say whether a past interval held what came; a dash of a rule that has none."""
    is_held = _is_held(edition, row)
    if is_held is None:
        return "–"
    return escape(say(edition.lang, "outlook-within" if is_held else "outlook-missed"))


def _is_held(edition: Edition, row: Any) -> bool | None:
    """Whether a past interval held what came; unknown of a rule that has none."""
    past, came = edition.figure(row.past), edition.figure(row.came)["value"]
    return None if pd.isna(past["low"]) else bool(past["low"] <= came <= past["high"])


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
            [to_html(_link_range(edition, i)) for i in layout["nowcast_displacements"]],
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
