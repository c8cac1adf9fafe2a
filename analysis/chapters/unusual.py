"""What is unusual: regions and months with more incidents than usual, and when the level changed."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML

from analysis import charts, layouts
from analysis.chapters.estimates import link_level, write_refusal
from analysis.chapters.ranges import draw_ranges
from analysis.facts.estimates import keep_history
from analysis.facts.figure import make_id
from analysis.facts.levels import lay_months
from analysis.measures import each_row
from analysis.page import (
    Column,
    cell,
    chart_block,
    empty_block,
    layout_table,
    note,
    reason_block,
    table,
    write_value,
)
from analysis.prose import (
    Edition,
    format_month,
    format_number,
    format_range,
    format_reach,
    format_short,
    format_value,
    link,
    list_parts,
    name_word,
    recorded,
    say,
    to_html,
    to_plain,
    write_sentence,
)
from analysis.sentences import name_source
from analysis.states import EXACT

RECENT = 3  # months whose alarms are told one by one
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
LEAST = 0.1  # written of what is expected; below half of it a number would be written as none
BOUNDS = {
    "deaths_known": "death-known",
    "deaths_imputed": "death-imputed",
    "deaths_bound": "death-bound",
}
STATES = {"alarm": "key-alarm", "watch": "key-watch", "usual": "key-usual"}


def _rows(edition: Edition, indicator: str) -> list[dict[str, Any]]:
    """Figures of one kind, as they stand in the table."""
    held = edition.figures[edition.figures["indicator"] == indicator]
    return [edition.figure(i) for i in held["id"]]


def _find(edition: Edition, indicator: str) -> str:
    """Id of the only figure of a kind; an id of no figure where there is none."""
    return next((f["id"] for f in _rows(edition, indicator)), indicator)


def name_place(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name of a figure's region; one without a p-code is marked as its source has it."""
    name = edition.place_name(figure)
    return recorded(edition.lang, name) if figure["geography"] == name else name


def _month(edition: Edition, figure: Mapping[str, Any]) -> str:
    return format_month(edition.lang, figure["period_start"][:7])


def _reach(edition: Edition, figure: Mapping[str, Any]) -> str:
    months = (figure[end][:7] for end in ("period_start", "period_end"))
    return format_reach(edition.lang, *months)


def write_anomalies(edition: Edition) -> list[str]:
    """Sentences on what was looked at, what stands out, what chance alone would give, and each alarm."""
    judged = _find(edition, "unusual_judged")
    if not edition.has(judged) or edition.figure(judged)["value"] == 0:
        return write_unjudged(edition)
    chance = [f"{name}_by_chance_{end}" for name in ("alarm", "watch") for end in ("low", "high")]
    names = ["judged", "alarms", "watches", "joint", *chance]
    ids = {name: _find(edition, f"unusual_{name}") for name in names}
    words = {"month": format_month(edition.lang, edition.month)}
    if not edition.has(ids["alarms"]):  # it counts figures whose source lets no number be shown
        return []
    said = [write_sentence(edition, "unusual-overview", words=words, **ids)]
    if edition.figure(ids["alarms"])["value"] > 0:
        said.append(
            write_sentence(edition, "unusual-joint", alarms=ids["alarms"], joint=ids["joint"])
        )
    return [" ".join(said), *write_unjudged(edition)]


def list_alarms(edition: Edition) -> list[dict[str, Any]]:
    """Figures of the counts that exceed the alarm limit in the last months, the newest first."""
    since = pd.Period(edition.month, "M") - (RECENT - 1)
    alarms = [
        f
        for f in _rows(edition, "unusual_observed")
        if f["verdict"] == "alarm"
        and pd.notna(f["value"])
        and pd.Period(f["period_start"][:7], "M") >= since
    ]
    return sorted(alarms, key=lambda f: (f["period_start"], f["value"]), reverse=True)


def show_alarms(edition: Edition) -> HTML:
    """List the alarms of the last three months; nothing where nothing was judged."""
    judged = _find(edition, "unusual_judged")
    if not edition.has(judged) or edition.figure(judged)["value"] == 0:
        return HTML("")
    items = "".join(f"<li>{sentence}</li>" for sentence in write_alarms(edition))
    head = to_html(say(edition.lang, "unusual-latest"))
    return HTML(f'<p>{head}</p><ul class="highlights">{items}</ul>')


def write_alarms(edition: Edition) -> list[str]:
    """One sentence per alarm of the last three months: what was counted, expected, and the limit."""
    alarms = list_alarms(edition)
    if not alarms:
        words = {"month": format_month(edition.lang, edition.month)}
        return [write_sentence(edition, "unusual-no-alarm", words=words)]
    said = []
    for figure in alarms:
        ids = _parts(figure["id"])
        is_joint = edition.figure(ids["limit"])["verdict"] == "alarm"
        words = {
            "region": name_place(edition, figure),
            "month": _month(edition, figure),
            "expected": _link_expected(edition, ids.pop("expected")),
            "joint": say(edition.lang, "unusual-is-joint" if is_joint else "unusual-not-joint"),
        }
        said.append(write_sentence(edition, "unusual-alarm", words=words, **ids))
    return said


def _link_expected(edition: Edition, figure_id: str) -> str:
    """Write what is to be expected as a link; what would round to nothing is less than a tenth."""
    lang, figure = edition.lang, edition.figure(figure_id)
    if 0 < figure["value"] < LEAST / 2:
        number = format_number(lang, LEAST, decimals=1)
        return link(figure_id, say(lang, "expected-less", number=number))
    return link(figure_id, format_range(lang, figure))


def _parts(observed: str) -> dict[str, str]:
    """Ids of the count, of what is expected, and of the limit of one region-month."""
    stem = observed.removeprefix("unusual_observed")
    return {name: f"unusual_{name}{stem}" for name in ("observed", "expected", "limit")}


def write_unjudged(edition: Edition) -> list[str]:
    """Say that the report's month is not judged, how many others are not, and why regions refuse."""
    words = {"month": format_month(edition.lang, edition.month)}
    now = [f for f in _rows(edition, "unusual_observed") if f["period_start"][:7] == edition.month]
    said = []
    if now and all(f["verdict"] == "not judged" for f in now):
        is_open = any(f["is_provisional"] for f in now)
        is_gap = all(f["status"] not in EXACT for f in now)
        why = "unusual-month-gap" if is_gap else "unusual-month-few"
        said.append(write_sentence(edition, "unusual-month-open" if is_open else why, words=words))
    unjudged = _find(edition, "unusual_unjudged")
    if edition.has(unjudged) and edition.figure(unjudged)["value"] > 0:
        said.append(write_sentence(edition, "unusual-unjudged", unjudged=unjudged))
    return [*([" ".join(said)] if said else []), *write_refusals(edition)]


def write_refusals(edition: Edition) -> list[str]:
    """Say which regions are never judged and why, those of one reason in one sentence."""
    groups: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for figure in _rows(edition, "unusual_refused"):
        key = to_plain(figure["note"]) + str(
            edition.figure(f"{figure['id']}-found")["value"]
            if edition.has(f"{figure['id']}-found")
            else ""
        )
        groups.setdefault(key, []).append(name_place(edition, figure))
        first.setdefault(key, figure["id"])
    return [
        to_html(say(edition.lang, "unusual-refused", places=", ".join(places)))
        + " "
        + write_refusal(edition, first[key])
        for key, places in groups.items()
    ]


def show_anomalies(edition: Edition) -> HTML:
    """Chart of regions by month: which counts exceed the limits, and which are not judged."""
    lang, title = edition.lang, say(edition.lang, "chart-unusual")
    layout = layouts.unusual_by_region(edition.figures)
    cells = layouts.to_states(layout, edition.figures) if len(layout) else layout
    if layout.empty or cells["value"].isna().all():
        return empty_block(title, say(lang, "no-data-chart", reason=say(lang, "unusual-nothing")))
    cells = cells.assign(
        text=[_write_count(lang, c.value) if c.status in EXACT else "" for c in each_row(cells)],
        state=cells["state"].where(cells["value"].notna(), "not judged"),
    )
    named = [_name_region(edition, cells, row) for row in range(len(layout))]
    names = [to_plain(name) for name in named]
    months = list(layout.columns.drop("label"))
    views = charts.draw(
        lambda axes: charts.plot_states(axes, cells, names, months, lang=lang),
        height=0.55 + 0.27 * len(names),
        narrow=0.6 + 0.27 * len(names),
    )
    details = layouts.unusual_months(edition.figures)
    return chart_block(
        edition,
        views,
        title=title,
        alt=_describe_cells(edition, months),
        layout=layout,
        marks=_cell_marks(lang, cells),
        files=["unusual_by_region", *(["unusual_months"] if len(details) else [])],
        notes=note(" ".join([say(lang, "unusual-reading"), *_read_zero(lang, cells)])),
        behind=_grid_table(edition, layout, named) + _detail_table(edition, details),
    )


def _write_count(lang: str, value: float) -> str:
    """Write a count as a number, a zero too: a cell of the chart has no room for words."""
    return format_value(lang, value, unit="count", status="reported")


def _read_zero(lang: str, cells: pd.DataFrame) -> list[str]:
    """Say what a zero in the chart is, where it has one."""
    is_zero = (cells["value"] == 0) & (cells["status"] == "reported")
    return [say(lang, "unusual-zero")] if is_zero.any() else []


def _name_region(edition: Edition, cells: pd.DataFrame, row: int) -> str:
    return name_place(edition, edition.figure(cells.loc[cells["row"] == row, "id"].iloc[0]))


def _cell_marks(lang: str, cells: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those states that the grid has."""
    held = set(cells["state"])
    marks = [(f"cell {state}", say(lang, key)) for state, key in STATES.items() if state in held]
    is_hatched = bool(held - set(STATES))
    return [*marks, *([("hatch", say(lang, "key-unjudged"))] if is_hatched else [])]


def _describe_cells(edition: Edition, months: list[str]) -> str:
    """Put the grid in words: its months, and each region with alarms and in which months."""
    lang = edition.lang
    reach = format_reach(lang, months[0], months[-1])
    alarms: dict[str, list[str]] = {}
    for figure in _rows(edition, "unusual_observed"):
        if figure["verdict"] == "alarm" and pd.notna(figure["value"]):
            name = to_plain(name_place(edition, figure))
            alarms.setdefault(name, []).append(_month(edition, figure))
    if not alarms:
        return say(lang, "chart-unusual-none", reach=reach)
    listed = [
        say(lang, "unusual-told", region=region, months=", ".join(held))
        for region, held in alarms.items()
    ]
    return say(lang, "chart-unusual-alt", reach=reach, alarms=list_parts(lang, listed))


def _grid_table(edition: Edition, layout: pd.DataFrame, names: list[str]) -> str:
    """Set out the counts, a row per region and a column per month."""
    columns = [Column(say(edition.lang, "table-region"), [to_html(name) for name in names])]
    columns += [
        Column(
            format_short(edition.lang, month),
            [cell(edition, figure_id) for figure_id in layout[month]],
            "number",
        )
        for month in layout.columns.drop("label")
    ]
    return table(say(edition.lang, "table-unusual-counts"), columns)


def _detail_table(edition: Edition, layout: pd.DataFrame) -> str:
    """Observed, expected and limit of what stands out and of the report's month, and how it is judged."""
    if layout.empty:
        return ""
    lang, observed = edition.lang, [edition.figure(i) for i in layout["unusual_observed"]]
    verdicts = [
        name_word(lang, "verdict", f["verdict"])
        + (
            say(lang, "unusual-joint-mark")
            if f["verdict"] == "alarm" and edition.figure(limit)["verdict"] == "alarm"
            else ""
        )
        for f, limit in zip(observed, layout["unusual_limit"], strict=True)
    ]
    columns = [
        Column(say(lang, "table-region"), [to_html(name_place(edition, f)) for f in observed]),
        Column(say(lang, "table-month"), [to_html(_month(edition, f)) for f in observed], "date"),
        *(
            Column(say(lang, f"label-{name}"), [write(edition, i) for i in layout[name]], "number")
            for name, write in (
                ("unusual_observed", cell),
                ("unusual_expected", lambda e, i: to_html(_link_expected(e, i))),
                ("unusual_limit", cell),
            )
        ),
        Column(say(lang, "table-verdict"), [to_html(v) for v in verdicts]),
    ]
    return table(say(lang, "table-unusual-months"), columns)


def write_records(edition: Edition) -> list[str]:
    """Sentences on the practitioners' rule for the whole country, and on what it cannot see."""
    alerts, least = _find(edition, "record_alerts"), _find(edition, "record_minimum")
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
    alerts = _find(edition, "record_alerts")
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
        held = {"when": _month(edition, figure), "none": _link_value(edition, figure["id"])}
        ids = {"most": figure["id"]} if verdict == "no record" else {}
        said.append(write_sentence(edition, keys[VERDICTS.index(verdict)], words=held, **ids))
    return said


def _link_value(edition: Edition, figure_id: str) -> str:
    """Write a figure as tables have it, as a link: an observed zero is *none reported*."""
    return link(figure_id, write_value(edition.lang, edition.figure(figure_id)))


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
    return to_html(_month(edition, figure)) if is_one else "–"


def _write_blind(edition: Edition, least: str) -> Iterable[str]:
    """Say that a threshold for the country sees no single region, with the newest alarm as example."""
    yield write_sentence(edition, "record-blind", minimum=least)
    for figure in list_alarms(edition):
        deaths = make_id("fatalities", figure["source"], figure["geography"])
        is_now = figure["period_start"][:7] == edition.month
        limit = edition.figure(least)["value"]
        if is_now and edition.has(deaths) and edition.figure(deaths)["value"] < limit:
            words = {"region": name_place(edition, figure), "month": _month(edition, figure)}
            words |= {"none": _link_value(edition, deaths)}
            ids = {"deaths": deaths, "incidents": figure["id"]}
            is_none = edition.figure(deaths)["value"] == 0
            key = "record-blind-nobody" if is_none else "record-blind-region"
            yield write_sentence(edition, key, words=words, **ids)


def write_levels(edition: Edition) -> list[str]:
    """Sentences on each change of level: its interval of months, the levels, and what chance gives."""
    breaks = _find(edition, "level_breaks")
    if not edition.has(breaks):
        refused = write_refusal(edition, breaks)
        return [f"{write_sentence(edition, 'level-refused')} {refused}"]
    chance = _find(edition, "level_chance")
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


def _warn_levels(edition: Edition) -> list[str]:
    """Warn where months are so alike that changes are found in series that have none."""
    rho = _find(edition, "level_autocorrelation")
    is_high = edition.has(rho) and edition.figure(rho)["verdict"] == "unsure"
    return [write_sentence(edition, "level-warning", rho=rho)] if is_high else []


def _name_years(edition: Edition, years: pd.DataFrame) -> dict[str, str]:
    """Names of the years; one that is not over says up to which month it counts."""
    return {
        row.label: say(
            edition.lang, "year-so-far", year=row.label, month=format_month(edition.lang, end)
        )
        for row in each_row(years)
        if not (end := edition.figure(row.level_year)["period_end"][:7]).endswith("-12")
    }


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
    marks = [("area", say(lang, "key-monthly")), ("level", say(lang, "key-level"))]
    marks += [("band", say(lang, "key-change"))] if len(changes) else []
    marks += [("hatch", say(lang, "key-unjudged"))] if months["value"].isna().any() else []
    return chart_block(
        edition,
        views,
        title=title,
        alt=_describe_levels(edition, layout),
        layout=years,
        marks=marks,
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


def write_deaths(edition: Edition) -> list[str]:
    """Say how many events have no number of deaths, and what their deaths may add up to."""
    events = _find(edition, "deaths_events")
    words = _death_words(edition)
    if not edition.has(events):
        return []
    unknown, share, zero, heaped = (
        _find(edition, f"deaths_{name}") for name in ("unknown", "unknown_share", "zero", "heaped")
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
    total = _find(edition, "deaths_imputed")
    known, bound = (_find(edition, f"deaths_{name}") for name in ("known", "bound"))
    if not edition.has(known):
        return []
    bounds = write_sentence(edition, "deaths-bounds", known=known, bound=bound)
    if not edition.has(total):
        return [bounds, write_sentence(edition, "deaths-bounds-only")]
    return [bounds, write_sentence(edition, "deaths-imputed", total=total)]


def _death_words(edition: Edition) -> dict[str, str]:
    """Name the source of the single events, and the report's month."""
    source = edition.figure(_find(edition, "deaths_events"))["source"]
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
    events, total = _find(edition, "deaths_events"), _find(edition, "deaths_imputed")
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
