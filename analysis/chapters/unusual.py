"""What is unusual: regions and months with more incidents than usual."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import find_figures, find_id, name_month, write_refusal
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import Column, cell, chart_block, empty_block, note, table
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
from analysis.states import EXACT

RECENT = 3  # months whose alarms are told one by one
LEAST = 0.1  # written of what is expected; below half of it a number would be written as none
STATES = {"alarm": "key-alarm", "watch": "key-watch", "usual": "key-usual"}


def name_place(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name of a figure's region; one without a p-code is marked as its source has it."""
    name = edition.place_name(figure)
    return recorded(edition.lang, name) if figure["geography"] == name else name


def write_anomalies(edition: Edition) -> list[str]:
    """Sentences on what was looked at, what stands out, what chance alone would give, and each alarm."""
    judged = find_id(edition, "unusual_judged")
    if not edition.has(judged) or edition.figure(judged)["value"] == 0:
        return write_unjudged(edition)
    chance = [f"{name}_by_chance_{end}" for name in ("alarm", "watch") for end in ("low", "high")]
    names = ["judged", "alarms", "watches", "joint", *chance]
    ids = {name: find_id(edition, f"unusual_{name}") for name in names}
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
        for f in find_figures(edition, "unusual_observed")
        if f["verdict"] == "alarm"
        and pd.notna(f["value"])
        and pd.Period(f["period_start"][:7], "M") >= since
    ]
    return sorted(alarms, key=lambda f: (f["period_start"], f["value"]), reverse=True)


def show_alarms(edition: Edition) -> HTML:
    """List the alarms of the last three months; nothing where nothing was judged."""
    judged = find_id(edition, "unusual_judged")
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
            "month": name_month(edition, figure["id"]),
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
    now = [
        f
        for f in find_figures(edition, "unusual_observed")
        if f["period_start"][:7] == edition.month
    ]
    said = []
    if now and all(f["verdict"] == "not judged" for f in now):
        is_open = any(f["is_provisional"] for f in now)
        is_gap = all(f["status"] not in EXACT for f in now)
        why = "unusual-month-gap" if is_gap else "unusual-month-few"
        said.append(write_sentence(edition, "unusual-month-open" if is_open else why, words=words))
    unjudged = find_id(edition, "unusual_unjudged")
    if edition.has(unjudged) and edition.figure(unjudged)["value"] > 0:
        said.append(write_sentence(edition, "unusual-unjudged", unjudged=unjudged))
    return [*([" ".join(said)] if said else []), *write_refusals(edition)]


def write_refusals(edition: Edition) -> list[str]:
    """Say which regions are never judged and why, those of one reason in one sentence."""
    groups: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for figure in find_figures(edition, "unusual_refused"):
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
    for figure in find_figures(edition, "unusual_observed"):
        if figure["verdict"] == "alarm" and pd.notna(figure["value"]):
            name = to_plain(name_place(edition, figure))
            alarms.setdefault(name, []).append(name_month(edition, figure["id"]))
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
        Column(
            say(lang, "table-month"),
            [to_html(name_month(edition, f["id"])) for f in observed],
            "date",
        ),
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
