"""What a dated event changed in a single series of incidents, with its chart; or why it cannot be told."""

from typing import Any

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.estimates import link_level, name_regions, write_number, write_refusal
from analysis.facts.estimates import REFUSED, keep_history
from analysis.facts.events import keep_shown
from analysis.facts.interruptions import REGIONS, UNSURE, choose_scopes, name_series, sum_months
from analysis.layouts import LABEL
from analysis.live import HTML
from analysis.measures import each_row, month_bounds
from analysis.models.estimates import INCONCLUSIVE, NOT_IDENTIFIABLE
from analysis.models.interruption import SEASON
from analysis.page import chart_block, layout_table, note, paragraphs, reason_block
from analysis.prose import (
    Edition,
    format_bounds,
    format_month,
    format_reach,
    name_word,
    say,
    to_html,
    typeset,
    write_sentence,
)


def show_interruptions(edition: Edition) -> HTML:
    """Say of each dated event how the level of single series changed, with a chart; or why not."""
    first = month_bounds(edition.month)[0]
    history = keep_history(edition.tables, first)
    shown = keep_shown(edition.tables["studied_events"], first)
    return HTML("".join(_show_event(edition, event, history) for event in each_row(shown)))


def _show_event(edition: Edition, event: Any, history: pd.DataFrame) -> str:
    """Series of one event: what is estimated, then together the reasons of those that are not.

    Only the regions hit have a chart: the country's months stand in another chapter.
    """
    start = format_month(edition.lang, event.start.strftime("%Y-%m"))
    told, reasons = [write_sentence(edition, "series-asked", words={"start": start})], []
    parts = []
    for scope in choose_scopes(event, history):
        base = name_series(scope, event.event_id)
        name = to_html(_name_place(edition, event, scope))
        first, *rest = write_series(edition, base)
        if not edition.has(base):
            reasons.append(f"<b>{name}.</b> {' '.join([first, *rest])}")
            continue
        parts.append(_paragraphs([f"<b>{name}.</b> {first}", *rest]))
        if scope == REGIONS:
            parts.append(chart_series(edition, event, history))
    title = say(edition.lang, "chart-series", label=_label(edition, event))
    if reasons:
        parts.append(str(reason_block(title, "<br>".join(reasons)).data))
    return _paragraphs(told) + "".join(parts)


def _paragraphs(sentences: list[str]) -> str:
    return str(paragraphs(sentences).data)


def _label(edition: Edition, event: Any) -> str:
    return typeset(edition.lang, getattr(event, f"label_{edition.lang}"))


def _name_place(edition: Edition, event: Any, scope: str) -> str:
    return name_regions(edition, event) if scope == REGIONS else edition.country_name


def write_series(edition: Edition, base: str) -> list[str]:
    """Paragraphs on what a series counted, its change of level and the verdict; or on why there is none."""
    figure = edition.figure(base)
    counted = {name: f"{base}-{name}" for name in ("since", "year_before")}
    is_counted = all(edition.has(i) for i in counted.values())
    said = [write_sentence(edition, "series-counted", words={}, **counted)] if is_counted else []
    if figure["verdict"] == REFUSED:
        return [*said, write_refusal(edition, base)]
    if figure["verdict"] == NOT_IDENTIFIABLE:
        ids = {name: f"{base}-{name}" for name in ("missing", "near")}
        return [*said, write_sentence(edition, "event-not-observed", words={}, **ids)]
    if not edition.has(base):  # its source lets no such number be shown
        withheld = {"reason": say(edition.lang, "status-withheld")}
        return [write_sentence(edition, "refused", words=withheld)]
    change, basis = _write_change(edition, base), _write_basis(edition, base)
    return [" ".join([*said, *change]), " ".join(basis)]


def _write_change(edition: Edition, base: str) -> list[str]:
    """Sentences on a change of level and its verdict; beside a null, how little one series shows."""
    figure = edition.figure(base)
    words = {
        "verdict": name_word(edition.lang, "verdict", figure["verdict"]),
        "reason": name_word(edition.lang, "reason", figure["note"]),
        "level": link_level(edition, base),
    }
    levels = {"before": f"{base}-before", "after": f"{base}-after"}
    is_weak = figure["verdict"] == INCONCLUSIVE
    return [
        write_sentence(edition, "series-change", words={}, change=base, **levels),
        write_sentence(edition, "series-verdict", words=words),
        *([write_sentence(edition, "series-weak")] if is_weak else []),
    ]


def _write_basis(edition: Edition, base: str) -> list[str]:
    """Sentences on what a change of level rests on, on other dates, and on months that are alike."""
    months = {name: f"{base}-{name}" for name in ("months_before", "months_after", "trend")}
    dates = {name: f"{base}-{name}" for name in ("dates", "dates_p")}
    key = "series-basis" if edition.figure(base)["n"] >= SEASON else "series-basis-no-season"
    rho = f"{base}-rho"
    is_alike = edition.figure(rho)["verdict"] == UNSURE
    return [
        write_sentence(edition, key, words={}, **months),
        write_sentence(edition, "series-dates", words={}, **dates),
        *([write_sentence(edition, "series-alike", rho=rho)] if is_alike else []),
    ]


def chart_series(edition: Edition, event: Any, history: pd.DataFrame) -> str:
    """Months of the regions hit with the level before and after; levels and years in the table behind."""
    lang, base = edition.lang, name_series(REGIONS, event.event_id)
    months = read_months(edition, event, history)
    place = _name_place(edition, event, REGIONS)
    title = say(lang, "chart-series-place", label=_label(edition, event), place=place)
    views = charts.draw(
        lambda axes: charts.plot_interruption(
            axes, months, event.start, lang=lang, label=say(lang, "axis-incidents")
        ),
        height=3.0,
        narrow=2.5,
    )
    levels, years = (
        _keep_own(make(edition.figures), base)
        for make in (layouts.event_series, layouts.event_series_years)
    )
    block = chart_block(
        edition,
        views,
        title=title,
        alt=_describe(edition, base, months, title),
        layout=years,
        marks=_marks(lang, months),
        files=["event_series", "event_series_years"],
        notes=note(say(lang, "series-reading")),
        behind=_levels_table(edition, levels, place) + _years_table(edition, years),
    )
    return str(block.data)


def read_months(edition: Edition, event: Any, history: pd.DataFrame) -> pd.DataFrame:
    """Months of the regions hit from the tables, too many to be figures each, with their levels."""
    counts = sum_months(event, REGIONS, edition.tables, history)
    index = pd.DatetimeIndex(counts.index)
    base = name_series(REGIONS, event.event_id)
    levels = layouts.to_event_levels(index, event.start, edition.figures, base)
    values = {"month": index, "value": counts.to_numpy()}
    return pd.concat([pd.DataFrame(values), levels.reset_index(drop=True)], axis=1)


def _keep_own(layout: pd.DataFrame, base: str) -> pd.DataFrame:
    """Rows of one series."""
    named = layout[LABEL].str.replace(r"-year-\d+$", "", regex=True)
    return layout[named == base.removeprefix("event_series-")].reset_index(drop=True)


def _marks(lang: str, months: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has."""
    return [
        ("bar other", say(lang, "key-monthly")),
        ("level", say(lang, "key-series-before")),
        ("level expected", say(lang, "key-series-expected")),
        ("line", say(lang, "key-series-after")),
        ("thick", say(lang, "key-series-interval")),
        ("event", say(lang, "key-series-start")),
        *([("hatch", say(lang, "key-series-none"))] if months["value"].isna().any() else []),
    ]


def _describe(edition: Edition, base: str, months: pd.DataFrame, title: str) -> str:
    """Put the chart in words: its months, the levels at the start and the change between them."""
    lang = edition.lang
    ends = (months["month"].iloc[place].strftime("%Y-%m") for place in (0, -1))
    words = {name: write_number(edition, f"{base}-{name}") for name in ("before", "after")}
    words |= {"change": write_number(edition, base), "reach": format_reach(lang, *ends)}
    words["range"] = format_bounds(lang, edition.figure(base)) or ""
    return say(lang, "chart-series-alt", title=title, **words)


def _levels_table(edition: Edition, levels: pd.DataFrame, place: str) -> str:
    names = dict.fromkeys(levels[LABEL], place)
    return layout_table(
        edition, levels, say(edition.lang, "table-series"), "table-place-name", names
    )


def _years_table(edition: Edition, years: pd.DataFrame) -> str:
    names = {label: label[-4:] for label in years[LABEL]}
    caption = say(edition.lang, "table-series-years")
    return layout_table(edition, years, caption, "table-year", names)
