"""Records of deaths: the month beside the most of one year and of three, of the country and of its regions."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import find_id, name_month
from analysis.chapters.unusual import list_alarms, name_place
from analysis.facts.figure import make_id
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import Column, cell, chart_block, note, reason_block, table, write_value
from analysis.prose import (
    Edition,
    format_month,
    format_number,
    link,
    list_parts,
    say,
    to_html,
    to_plain,
    write_sentence,
)

ALERTS = {"alert": "record-alert", "no alert": "record-no-alert"}
VERDICTS = ["record", "no record", "not judged", "nobody killed"]
RECORDS = {
    "record_year": (
        "record-year-record",
        "record-year-no-record",
        "record-year-not-judged",
        "record-year-nobody",
    ),
    "record_three_years": (
        "record-three-years-record",
        "record-three-years-no-record",
        "record-three-years-not-judged",
        "record-three-years-nobody",
    ),
}


def write_records(edition: Edition) -> list[str]:
    """Sentences on the practitioners' rule for the whole country, and on what it cannot see."""
    alerts, least = find_id(edition, "record_alerts"), find_id(edition, "record_minimum")
    words = {"month": format_month(edition.lang, edition.month)}
    if not _has_records(edition):
        return []
    said = [write_sentence(edition, "record-rule", minimum=least)]
    deaths = f"fatalities-{edition.figure(alerts)['source']}-{edition.country}"
    verdict = edition.figure(alerts)["verdict"]
    if verdict == "not judged" or not edition.has(deaths):
        said.append(write_sentence(edition, "record-not-judged", words=words))
    else:
        said += _compare_records(edition, deaths, words)
        said.append(write_sentence(edition, ALERTS[verdict], words=words))
    if edition.has(alerts):
        said.append(write_sentence(edition, "record-alerts", words=words, alerts=alerts))
    return [" ".join(said), " ".join(_write_blind(edition, least))]


def _has_records(edition: Edition) -> bool:
    """Whether the country's deaths of any month of the last year are known for good."""
    alerts = find_id(edition, "record_alerts")
    is_held = bool((edition.figures["id"] == alerts).any())
    return is_held and edition.figure(alerts)["status"] != "not_covered"


def _compare_records(edition: Edition, deaths: str, words: Mapping[str, str]) -> list[str]:
    """Deaths of the month beside the highest of either window; a record is said to be one."""
    is_none = edition.figure(deaths)["value"] == 0
    told = {**words, "none": _link_value(edition, deaths)}
    key = "record-month-nobody" if is_none else "record-month"
    said = [write_sentence(edition, key, words=told, deaths=deaths)]
    stem = deaths.removeprefix("fatalities")
    for name, keys in RECORDS.items():
        figure = edition.figure(f"{name}{stem}")
        verdict = "nobody killed" if figure["value"] == 0 else figure["verdict"]
        held = {
            "when": name_month(edition, figure["id"]),
            "none": _link_value(edition, figure["id"]),
        }
        ids = {"most": figure["id"]} if verdict == "no record" else {}
        said.append(write_sentence(edition, keys[VERDICTS.index(verdict)], words=held, **ids))
    return said


def _link_value(edition: Edition, figure_id: str) -> str:
    """Write a figure as tables have it, as a link: an observed zero is *none reported*."""
    return link(figure_id, write_value(edition.lang, edition.figure(figure_id)))


def _write_blind(edition: Edition, least: str) -> Iterable[str]:
    """Say that a threshold for the country sees no single region, with the newest alarm as example."""
    yield write_sentence(edition, "record-blind", minimum=least)
    for figure in list_alarms(edition):
        deaths = make_id("fatalities", figure["source"], figure["geography"])
        is_now = figure["period_start"][:7] == edition.month
        limit = edition.figure(least)["value"]
        if is_now and edition.has(deaths) and edition.figure(deaths)["value"] < limit:
            words = {
                "region": name_place(edition, figure),
                "month": name_month(edition, figure["id"]),
            }
            words |= {"none": _link_value(edition, deaths)}
            ids = {"deaths": deaths, "incidents": figure["id"]}
            is_none = edition.figure(deaths)["value"] == 0
            key = "record-blind-nobody" if is_none else "record-blind-region"
            yield write_sentence(edition, key, words=words, **ids)


def show_records(edition: Edition) -> HTML:
    """Chart of the month's deaths beside the most of one and three years, of country and regions."""
    lang = edition.lang
    words = {"month": format_month(lang, edition.month)}
    title = say(lang, "chart-records", **words)
    layout = layouts.records(edition.figures)
    if not _has_records(edition):
        return reason_block(title, write_sentence(edition, "record-none", words=words))
    rows = _to_records(edition, layout)
    if rows["year"].isna().all():
        return reason_block(title, write_sentence(edition, "record-too-short", words=words))
    is_calm = rows["three_years"] == 0
    shown = rows[~is_calm]
    if shown.empty:
        return reason_block(title, write_sentence(edition, "record-all-calm", words=words))
    is_long = shown["label"].str.len().max() > charts.LONG_LABEL
    views = charts.draw(
        lambda axes: charts.plot_records(
            axes, shown, lang=lang, label=say(lang, "axis-fatalities")
        ),
        height=0.7 + 0.28 * len(shown),
        narrow=0.7 + (0.47 if is_long else 0.27) * len(shown),
    )
    calm = list_parts(lang, rows.loc[is_calm, "place"])
    left_out = [say(lang, "record-calm", places=calm)] if calm else []
    return chart_block(
        edition,
        views,
        title=title,
        alt=_describe_records(edition, shown),
        layout=layout,
        marks=_record_marks(lang, shown),
        files=["records"],
        notes=note(" ".join([*left_out, say(lang, "record-reading")])),
        behind=_record_table(edition, layout),
    )


def _to_records(edition: Edition, layout: pd.DataFrame) -> pd.DataFrame:
    """Rows of the chart: the country, then the regions from the deadliest month of three years down."""
    lang = edition.lang
    cells = {name: layouts.to_range(layout, edition.figures, name) for name in layout.columns[1:]}
    most = cells["record_three_years"]
    places = [name_place(edition, edition.figure(i)) for i in layout["record_year"]]
    deaths = [_write_deaths(edition, figure_id) for figure_id in layout["fatalities"]]
    rows = pd.DataFrame(
        {
            "place": places,
            "label": [
                say(lang, "record-row", place=to_plain(p), deaths=d)
                for p, d in zip(places, deaths, strict=True)
            ],
            "value": cells["fatalities"]["value"],
            "status": cells["fatalities"]["status"],
            "year": cells["record_year"]["value"],
            "three_years": most["value"],
            "text": [
                format_number(lang, v) if pd.notna(v) else say(lang, "record-not-known")
                for v in most["value"]
            ],
            "is_region": layout["label"] != edition.country,
        }
    )
    order = ["is_region", "three_years", "year", "value"]
    return rows.sort_values(order, ascending=[True, False, False, False], kind="stable")


def _write_deaths(edition: Edition, figure_id: object) -> str:
    """Write a place's deaths of the month, or why there is no number."""
    if not isinstance(figure_id, str):
        return say(edition.lang, "status-not-covered")
    return write_value(edition.lang, edition.figure(figure_id))


def _record_marks(lang: str, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has."""
    is_more = charts.is_bound(rows)
    marks = [
        (rows["value"].notna() & ~is_more, "dot harm", "key-record-month"),
        (is_more, "further harm", "key-at-least"),
        (rows["year"].notna(), "tick", "key-record-year"),
        (rows["three_years"].notna(), "thick harm", "key-record-three-years"),
    ]
    return [(kind, say(lang, key)) for is_there, kind, key in marks if is_there.any()]


def _describe_records(edition: Edition, rows: pd.DataFrame) -> str:
    """Put the chart in words: each place with its deaths of the month, and the most of three years."""
    lang = edition.lang
    told = [
        say(
            lang,
            "record-told",
            row=row.label,
            most=row.text,
        )
        for row in each_row(rows)
    ]
    month = format_month(lang, edition.month)
    return say(lang, "chart-records-alt", month=month, places=list_parts(lang, told))


def _record_table(edition: Edition, layout: pd.DataFrame) -> str:
    """Deaths of the month, the most of one and of three years, and in which month that was."""
    lang = edition.lang
    places = [to_html(name_place(edition, edition.figure(i))) for i in layout["record_year"]]
    columns = [
        Column(say(lang, "table-place-name"), places),
        Column(
            say(lang, "table-record-month"),
            [cell(edition, i) for i in layout["fatalities"]],
            "number",
        ),
    ]
    for name in RECORDS:
        columns += [
            Column(say(lang, f"label-{name}"), [cell(edition, i) for i in layout[name]], "number"),
            Column(say(lang, "table-when"), [_top_month(edition, i) for i in layout[name]], "date"),
        ]
    return table(say(lang, "table-records"), columns)


def _top_month(edition: Edition, figure_id: str) -> str:
    """Month with most deaths; a dash where there is none."""
    figure = edition.figure(figure_id)
    is_one = pd.notna(figure["value"]) and figure["value"] > 0
    return to_html(name_month(edition, figure["id"])) if is_one else "–"
