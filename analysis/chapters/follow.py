"""Did displacement follow violence: lags, and a dated event; or why neither can be told."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import link_level, name_regions, write_number, write_refusal
from analysis.facts import make_id
from analysis.facts.events import keep_shown
from analysis.facts.lags import CAME_FIRST
from analysis.layouts import LABEL
from analysis.live import HTML
from analysis.measures import each_row, month_bounds
from analysis.models.estimates import INCONCLUSIVE, NOT_IDENTIFIABLE
from analysis.page import chart_block, layout_table, paragraphs, reason_block
from analysis.prose import (
    Edition,
    format_day,
    format_month,
    name_word,
    say,
    typeset,
    write_sentence,
)

REFUSED = "refused"
HEADS = {"incidents": "event-on-incidents", "idps": "event-on-idps"}
TITLES = {"incidents": "chart-event-incidents", "idps": "chart-event-idps"}
TERMS = ["neighbours", "cumulative"]  # of no month, so in the table and not in the chart


def show_lags(edition: Edition) -> HTML:
    """Say what goes with incidents up to three months before, with its chart; or why nothing is told."""
    return HTML(_paragraphs(write_lags(edition)) + chart_lags(edition))


def write_lags(edition: Edition) -> list[str]:
    """Sentences on displacements after incidents; or on what does not stand in for an estimate."""
    base = _find_sum(edition)
    asked = write_sentence(edition, "lags-asked")
    if edition.figure(base)["verdict"] == REFUSED:
        return [f"{asked} {_write_stand_in(edition)}"]
    found = [_write_sum(edition, base), *_write_power(edition, base)]
    return [asked, " ".join(found), " ".join(_write_basis(edition, base))]


def _find_sum(edition: Edition) -> str:
    """Id of the estimate over all lags."""
    figures = edition.figures
    return str(figures.loc[figures["indicator"] == "lags_sum", "id"].iloc[0])


def _write_stand_in(edition: Edition) -> str:
    """Sentences on what is held instead of a flow by region, and why it does not serve."""
    figures = edition.figures
    is_flow = (figures["indicator"] == "displacements") & figures["value"].notna()
    key = "lags-country-only" if is_flow.any() else "lags-no-flow"
    return f"{write_sentence(edition, key)} {write_sentence(edition, 'lags-no-stock')}"


def _write_sum(edition: Edition, base: str) -> str:
    """Sentence on the estimate, and its verdict."""
    figure = edition.figure(base)
    if figure["note"] == CAME_FIRST:
        leads = {"one": f"{base}-lead_1", "two": f"{base}-lead_2"}
        return write_sentence(edition, "lags-came-first", words={}, total=base, **leads)
    key = "lags-sum" if figure["value"] >= 0 else "lags-sum-fewer"
    words = {"verdict": name_word(edition.lang, "verdict", figure["verdict"])}
    words |= {"level": link_level(edition, base)}
    said = write_sentence(edition, key, total=base)
    return f"{said} {write_sentence(edition, 'lags-verdict', words=words)}"


def _write_power(edition: Edition, base: str) -> list[str]:
    """Sentence on the chance of finding a true rise, beside a null only."""
    if edition.figure(base)["verdict"] != INCONCLUSIVE:
        return []
    ids = {name: f"{base}-{name}" for name in ("truth", "power")}
    return [write_sentence(edition, "lags-power", words={}, **ids)]


def _write_basis(edition: Edition, base: str) -> list[str]:
    """Sentences on what the estimate rests on, what was left out, and how else it was reckoned."""
    neighbours = f"{base}-neighbours"
    names = ("rows", "regions", "months", "no_outcome", "no_regressor", "only_zeros")
    ids = {name: f"{base}-{name}" for name in names}
    has_neighbours = edition.has(neighbours)
    return [
        write_sentence(edition, "lags-basis", words={}, **{n: ids[n] for n in names[:3]}),
        write_sentence(edition, "lags-left-out", words={}, **{n: ids[n] for n in names[3:]}),
        write_sentence(edition, "lags-neighbours", neighbours=neighbours)
        if has_neighbours
        else write_sentence(edition, "lags-no-neighbours"),
        write_sentence(edition, "lags-second", second=f"{base}-second"),
    ]


def chart_lags(edition: Edition) -> str:
    """Estimates by month of delay, with the leads; in their place why there are none."""
    lang, title = edition.lang, say(edition.lang, "chart-lags")
    layout = layouts.lags_by_month(edition.figures)
    if layout.empty:
        return str(reason_block(title, write_refusal(edition, _find_sum(edition))).data)
    names = {term: name_word(lang, "term", term) for term in layout[LABEL]}
    values = layouts.to_range(layout, edition.figures, "lags_percent")
    alt = {"total": write_number(edition, _find_sum(edition))}
    shown = values[~values[LABEL].isin(TERMS)]
    return _chart(edition, layout, shown, names, title, "chart-lags-alt", alt, is_ratio=False)


def _chart(
    edition: Edition,
    layout: pd.DataFrame,
    values: pd.DataFrame,
    names: dict[str, str],
    title: str,
    alt: str,
    said: dict[str, str],
    *,
    is_ratio: bool,
) -> str:
    """Profile of estimates by month before and after, with its table."""
    lang, months = edition.lang, values[LABEL].map(_count_months)
    around = values.assign(month=months, is_lead=months < 0)
    label, across = (
        ("axis-ratio", "axis-ratio-months") if is_ratio else ("axis-lags", "axis-lags-months")
    )
    views = charts.draw(
        lambda axes: charts.plot_profile(
            axes,
            around,
            lang=lang,
            label=say(lang, label),
            across=say(lang, across),
            is_ratio=is_ratio,
        ),
        height=3.3,
        narrow=2.9,
    )
    block = chart_block(
        edition,
        views,
        title=title,
        alt=say(lang, alt, **said),
        behind=layout_table(edition, layout, title, "table-month", names, hide_caption=True),
        layout=layout,
        files=["event_months" if is_ratio else "lags_by_month"],
        marks=_profile_marks(lang, around),
    )
    return str(block.data)


def _count_months(term: str) -> int:
    """Months from the incidents, or from the start of an event: those before are negative."""
    kind, number = term.rsplit("-", 1)[-1].split("_")
    return -int(number) if kind == "lead" else int(number)


def _profile_marks(lang: str, values: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that a profile has."""
    return [
        ("dot count", say(lang, "key-lag")),
        *([("ring count", say(lang, "key-lead"))] if values["is_lead"].any() else []),
        *([("whisker count", say(lang, "key-interval"))] if values["low"].notna().any() else []),
        *([("hatch", say(lang, "key-no-estimate"))] if values["value"].isna().any() else []),
    ]


def show_events(edition: Edition) -> HTML:
    """Say of each dated event what it changed, with charts; or why that cannot be told."""
    events = edition.tables["studied_events"]
    shown = keep_shown(events, month_bounds(edition.month)[0])
    if shown.empty:
        key = "event-none" if events.empty else "event-none-now"
        return HTML(_paragraphs([write_sentence(edition, key)]))
    parts = []
    for event in each_row(shown):
        parts.append(_paragraphs([write_event(edition, event)]))
        parts += [_show_outcome(edition, event, outcome) for outcome in HEADS]
    return HTML("".join(parts))


def write_event(edition: Edition, event: Any) -> str:
    """Sentence on an event: where, from when, against what, and when that was written down.

    A report as of an earlier day names no later one: it says that the question is younger.
    """
    lang = edition.lang
    words = {
        "label": typeset(lang, getattr(event, f"label_{lang}")),
        "regions": name_regions(edition, event),
        "start": format_month(lang, event.start.strftime("%Y-%m")),
        "day": format_day(lang, event.written_on.strftime("%Y-%m-%d")),
    }
    is_later = event.written_on > pd.Timestamp(edition.as_of)  # than what this report may know
    return write_sentence(edition, "event-asked-later" if is_later else "event-asked", words=words)


def _show_outcome(edition: Edition, event: Any, outcome: str) -> str:
    """Sentences on one outcome of an event and the chart of its months; or in its place the reason."""
    base = make_id("event", outcome, event.event_id)
    label = typeset(edition.lang, getattr(event, f"label_{edition.lang}"))
    title = say(edition.lang, TITLES[outcome], label=label)
    said = " ".join(write_effect(edition, base))
    layout = _keep_event(layouts.event_months(edition.figures), base)
    if not (layout["event_ratio"] != base).any():
        return str(reason_block(title, said).data)
    head = f"<b>{escape(say(edition.lang, HEADS[outcome]))}</b>"
    return _paragraphs([f"{head} {said}"]) + chart_event(edition, base, layout, title, event)


def _keep_event(layout: pd.DataFrame, base: str) -> pd.DataFrame:
    """Rows of one event and outcome."""
    is_own = layout["event_ratio"].str.replace(r"-(lead|lag)_\d+$", "", regex=True) == base
    return layout[is_own].reset_index(drop=True)


def write_effect(edition: Edition, base: str) -> list[str]:
    """Sentences on the effect of an event on one outcome, its verdict and the reason for it."""
    figure = edition.figure(base)
    if figure["verdict"] == REFUSED:
        return [write_refusal(edition, base)]
    if figure["verdict"] == NOT_IDENTIFIABLE:
        return [_write_unidentified(edition, base), *_write_checks(edition, base)]
    words = {
        "verdict": name_word(edition.lang, "verdict", figure["verdict"]),
        "reason": name_word(edition.lang, "reason", figure["note"]),
        "level": link_level(edition, base),
    }
    return [
        write_sentence(edition, "event-effect", effect=base),
        write_sentence(edition, "event-verdict", words=words),
        *_write_checks(edition, base),
    ]


def _write_unidentified(edition: Edition, base: str) -> str:
    """Sentence on why nothing is identified, with the numbers that the reason rests on."""
    note = edition.figure(base)["note"]
    near = f"{base}-near"
    if edition.has(f"{base}-missing"):
        return write_sentence(edition, "event-not-observed", missing=f"{base}-missing", near=near)
    if edition.has(f"{base}-repeated"):
        ids = {"repeated": f"{base}-repeated", "near": near}
        return write_sentence(edition, "event-carried-forward", words={}, **ids)
    words = {"reason": name_word(edition.lang, "reason", note)}
    return write_sentence(edition, "event-not-identifiable", words=words)


def _write_checks(edition: Edition, base: str) -> list[str]:
    """Sentences on the months before, other dates and other places; none without an estimate."""
    names = ("dates", "dates_p", "places", "places_p", "donors", "before", "after")
    ids = {name: f"{base}-{name}" for name in names}
    if not edition.has(ids["donors"]):
        return []
    return [
        write_sentence(edition, "event-before-trend", trend=f"{base}-before_trend"),
        write_sentence(edition, "event-placebos", words={}, **{n: ids[n] for n in names[:4]}),
        write_sentence(edition, "event-basis", words={}, **{n: ids[n] for n in names[4:]}),
    ]


def chart_event(edition: Edition, base: str, layout: pd.DataFrame, title: str, event: Any) -> str:
    """Months around an event, and all from its start on in the table behind."""
    lang, is_month = edition.lang, layout["event_ratio"] != base
    names = {
        row: format_month(lang, _shift(event.start, _count_months(row)))
        for row in layout.loc[is_month, LABEL]
    }
    names |= dict.fromkeys(layout.loc[~is_month, LABEL], say(lang, "term-effect"))
    values = layouts.to_range(layout, edition.figures, "event_ratio")[is_month]
    label = typeset(lang, getattr(event, f"label_{lang}"))
    alt = {"label": label, "effect": write_number(edition, base)}
    return _chart(edition, layout, values, names, title, "chart-event-alt", alt, is_ratio=True)


def _shift(start: pd.Timestamp, months: int) -> str:
    """Month so many months after another, YYYY-MM."""
    return (start + pd.DateOffset(months=months)).strftime("%Y-%m")


def _paragraphs(sentences: Iterable[str]) -> str:
    return str(paragraphs(sentences).data)
