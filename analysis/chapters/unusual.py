"""What is unusual: regions and months with more incidents than usual, and when the level changed."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML

from analysis import charts, layouts
from analysis.chapters.estimates import write_refusal
from analysis.facts.estimates import keep_history
from analysis.facts.levels import sum_country
from analysis.measures import each_row
from analysis.page import Column, cell, chart_block, empty_block, layout_table, note, table
from analysis.prose import (
    Edition,
    format_month,
    format_reach,
    format_short,
    format_value,
    link,
    list_parts,
    name_word,
    say,
    to_html,
    to_plain,
    write_sentence,
)
from analysis.sentences import name_source
from analysis.states import EXACT

RECENT = 3  # months whose alarms are told one by one
ALERTS = {"alert": "record-alert", "no alert": "record-no-alert"}
VERDICTS = ["record", "no record", "not judged"]
RECORDS = {
    "record_year": ("record-year-record", "record-year-no-record", "record-year-not-judged"),
    "record_three_years": (
        "record-three-years-record",
        "record-three-years-no-record",
        "record-three-years-not-judged",
    ),
}
STATES = {"alarm": "key-alarm", "watch": "key-watch", "usual": "key-usual"}


def _rows(edition: Edition, indicator: str) -> list[dict[str, Any]]:
    """Figures of one kind, as they stand in the table."""
    held = edition.figures[edition.figures["indicator"] == indicator]
    return [edition.figure(i) for i in held["id"]]


def _find(edition: Edition, indicator: str) -> str:
    """Id of the only figure of a kind; an id of no figure where there is none."""
    return next((f["id"] for f in _rows(edition, indicator)), indicator)


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
    return HTML(f'<ul class="highlights">{items}</ul>')


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
            "region": edition.place_name(figure),
            "month": _month(edition, figure),
            "joint": say(edition.lang, "unusual-is-joint" if is_joint else "unusual-not-joint"),
        }
        said.append(write_sentence(edition, "unusual-alarm", words=words, **ids))
    return said


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
        groups.setdefault(key, []).append(edition.place_name(figure))
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
    names = [_name_region(edition, cells, row) for row in range(len(layout))]
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
        files=["unusual_by_region", "unusual_months"],
        notes=note(say(lang, "unusual-reading")),
        behind=_grid_table(edition, layout, names) + _detail_table(edition, details),
    )


def _write_count(lang: str, value: float) -> str:
    """Write a count as a number, a zero too: here it stands in a grid of numbers."""
    return format_value(lang, value, unit="count", status="reported")


def _name_region(edition: Edition, cells: pd.DataFrame, row: int) -> str:
    return edition.place_name(edition.figure(cells.loc[cells["row"] == row, "id"].iloc[0]))


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
            alarms.setdefault(edition.place_name(figure), []).append(_month(edition, figure))
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
            [_grid_cell(edition, figure_id) for figure_id in layout[month]],
            "number",
        )
        for month in layout.columns.drop("label")
    ]
    return table(say(edition.lang, "table-unusual-counts"), columns)


def _grid_cell(edition: Edition, figure_id: str) -> str:
    """Write a count as a link; without one, why."""
    figure = edition.figure(figure_id)
    if figure["status"] == "reported":
        return to_html(link(figure_id, _write_count(edition.lang, figure["value"])))
    return cell(edition, figure_id)


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
        Column(say(lang, "table-region"), [to_html(edition.place_name(f)) for f in observed]),
        Column(say(lang, "table-month"), [to_html(_month(edition, f)) for f in observed], "date"),
        *(
            Column(
                say(lang, f"label-{name}"),
                [_number_cell(edition, figure_id) for figure_id in layout[name]],
                "number",
            )
            for name in ("unusual_observed", "unusual_expected", "unusual_limit")
        ),
        Column(say(lang, "table-verdict"), [to_html(v) for v in verdicts]),
    ]
    return table(say(lang, "table-unusual-months"), columns)


def _number_cell(edition: Edition, figure_id: str) -> str:
    figure = edition.figure(figure_id)
    if figure["status"] in EXACT:
        return to_html(link(figure_id, _write_count(edition.lang, figure["value"])))
    return cell(edition, figure_id)


def write_records(edition: Edition) -> list[str]:
    """Sentences on the practitioners' rule for the whole country, and on what it cannot see."""
    alerts, least = _find(edition, "record_alerts"), _find(edition, "record_minimum")
    words = {"month": format_month(edition.lang, edition.month)}
    if not edition.has(alerts):
        return [write_sentence(edition, "record-none", words=words)]
    said = [write_sentence(edition, "record-rule", minimum=least)]
    deaths = f"fatalities-{edition.figure(alerts)['source']}-{edition.country}"
    verdict = edition.figure(alerts)["verdict"]
    if verdict == "not judged" or not edition.has(deaths):
        said.append(write_sentence(edition, "record-not-judged", words=words))
    else:
        said += _compare_records(edition, deaths, words)
        said.append(write_sentence(edition, ALERTS[verdict], words=words))
    said.append(write_sentence(edition, "record-alerts", words=words, alerts=alerts))
    return [" ".join(said), " ".join(_write_blind(edition, least))]


def _compare_records(edition: Edition, deaths: str, words: Mapping[str, str]) -> list[str]:
    """Deaths of the month beside the highest of either window; a record is said to be one."""
    said = [write_sentence(edition, "record-month", words=words, deaths=deaths)]
    for name, keys in RECORDS.items():
        figure = edition.figure(_find(edition, name))
        key = keys[VERDICTS.index(figure["verdict"])]
        held = {"when": _month(edition, figure)}
        ids = {"most": figure["id"]} if figure["verdict"] == "no record" else {}
        said.append(write_sentence(edition, key, words=held, **ids))
    return said


def _write_blind(edition: Edition, least: str) -> Iterable[str]:
    """Say that a threshold for the country sees no single region, with the newest alarm as example."""
    yield write_sentence(edition, "record-blind", minimum=least)
    for figure in list_alarms(edition):
        deaths = f"fatalities-{figure['source']}-{figure['geography']}"
        is_now = figure["period_start"][:7] == edition.month
        limit = edition.figure(least)["value"]
        if is_now and edition.has(deaths) and edition.figure(deaths)["value"] < limit:
            words = {"region": edition.place_name(figure), "month": _month(edition, figure)}
            ids = {"deaths": deaths, "incidents": figure["id"]}
            yield write_sentence(edition, "record-blind-region", words=words, **ids)


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
        + layout_table(edition, years, say(lang, "table-level-years"), "table-year", {}),
    )


def read_months(edition: Edition) -> pd.DataFrame:
    """Months of the country that the method saw, from the tables: too many to be figures each."""
    first = pd.Timestamp(f"{edition.month}-01")
    history = keep_history(edition.tables, first)
    months = sum_country(edition.tables, history, first)
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
    source = name_source(edition.lang, edition.figure(events)["source"])
    words = {"source": source, "month": format_month(edition.lang, edition.month)}
    if not edition.has(events):
        return [write_sentence(edition, "deaths-not-held", words=words)]
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
        return [write_refusal(edition, total)]
    bounds = write_sentence(edition, "deaths-bounds", known=known, bound=bound)
    if not edition.has(total):
        return [bounds, write_sentence(edition, "deaths-bounds-only")]
    return [bounds, write_sentence(edition, "deaths-imputed", total=total)]
