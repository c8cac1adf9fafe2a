"""What changed since the issues before this one, one call a piece: from a report's folder to HTML."""

import re
from collections.abc import Collection
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import store
from analysis.editions import (
    PARTS,
    Change,
    Correction,
    Figure,
    Report,
    choose_edition,
    compare,
    format_exact,
    is_bookkeeping,
    keep_errata,
    list_files,
    month_before,
)
from analysis.facts import make_id
from analysis.live import HTML
from analysis.page import Column, note, paragraphs, table
from analysis.prose import (
    NO_BREAK,
    Edition,
    capitalise,
    format_day,
    format_month,
    format_number,
    format_span,
    has_message,
    link,
    name_word,
    recorded,
    say,
    to_html,
)

MINUS = "\u2212"


def read_earlier(earlier: str) -> tuple[Report | None, Report | None, Report | None]:
    """Report whose folder holds the earlier issues, its edition before, and the month before."""
    if not earlier:
        return None, None, None
    folder = Path(earlier)
    now = store.read_report(folder.parent)
    held = [store.read_report(path) for path in store.list_editions(folder.parent)]
    month = folder / "month"
    return now, choose_edition(held, now), store.read_report(month) if month.is_dir() else None


def show_errata(edition: Edition, earlier: str) -> HTML:
    """Say how to read the parts, then of each key figure printed otherwise what it was, is, and why."""
    now, before, month = read_earlier(earlier)
    if before is None and month is None:
        return HTML("")  # what is said of later editions is not for this one
    reading = f"<p>{escape(say(edition.lang, 'change-reading'))}</p>"
    if now is None or before is None:
        return HTML(reading)
    lines = [_write_erratum(edition, change) for change in keep_errata(compare(before, now))]
    listed = "".join(f"<li>{line}</li>" for line in lines)
    return HTML(reading + (f'<ul class="errata">{listed}</ul>' if lines else ""))


def _write_erratum(edition: Edition, change: Change) -> str:
    lang, anchor = edition.lang, _anchor("edition", change)
    text = say(
        lang,
        "erratum",
        label=_name(lang, change.figure),
        before=link(anchor, _write(lang, change.before)),
        after=_write_now(lang, change),
        because=say(lang, f"because-{change.cause}"),
    )
    fixes = "".join(f"<li>{_write_correction(lang, fix)}</li>" for fix in change.corrections)
    old = rf'(<a class="figure" href="#{re.escape(anchor)}">.*?</a>)'
    told = re.sub(old, r"<s>\1</s>", to_html(capitalise(text)))
    return told + (f'<ul class="corrections">{fixes}</ul>' if fixes else "")


def _write_correction(lang: str, fix: Correction) -> str:
    """Say which value of which row was put right by hand, and why."""
    words = {"row": str(fix.row), "file": fix.file, "column": fix.column}
    text = say(
        lang,
        "correction-line",
        **words,
        before=recorded(lang, fix.expect),
        after=recorded(lang, fix.value),
        reason=recorded(lang, fix.reason),
    )
    return to_html(text)


def show_since_edition(edition: Edition, earlier: str) -> HTML:
    """Show what moved since the edition of the same month before this one."""
    now, before, _ = read_earlier(earlier)
    lang = edition.lang
    if now is None or before is None:
        return paragraphs([escape(say(lang, "change-none-edition"))])
    title = say(lang, "change-since-edition", day=_day(lang, before))
    return _show(edition, compare(before, now), title, "edition")


def show_since_month(edition: Edition, earlier: str) -> HTML:
    """Show what moved since the report on the month before."""
    now, _, before = read_earlier(earlier)
    lang, month = edition.lang, format_month(edition.lang, month_before(edition.month))
    if now is None or before is None:
        return paragraphs([escape(say(lang, "change-none-month", month=month))])
    title = say(lang, "change-since-month", month=month, day=_day(lang, before))
    return _show(edition, compare(before, now), title, "month")


def _day(lang: str, report: Report) -> str:
    return format_day(lang, report.as_of) if report.as_of else say(lang, "undated")


def _show(edition: Edition, changes: list[Change], title: str, kind: str) -> HTML:
    """Key figures and what moved of the country; the rest below, to open."""
    lang = edition.lang
    first = [c for c in changes if c.is_headline]
    others = [c for c in changes if not c.is_headline and not is_bookkeeping(c)]
    if not others and all(c.label == "unchanged" for c in first):
        return paragraphs([escape(f"{title}{say(lang, 'change-colon')}{say(lang, 'change-none')}")])
    moved = [c for c in others if c.label not in ("new", "state")]
    more = escape(say(lang, "change-more"))
    behind = f"<details><summary>{more}</summary>{_table(edition, moved, more, kind)}</details>"
    added = note(say(lang, "change-added")) if len(moved) < len(others) else ""
    return HTML(_table(edition, first, title, kind) + (behind if moved else "") + added)


def _table(edition: Edition, changes: list[Change], title: str, kind: str) -> str:
    lang = edition.lang
    columns = [
        Column(say(lang, "table-figure"), [_row_head(edition, c) for c in changes]),
        Column(say(lang, "change-before"), [_cell(lang, c.before) for c in changes], "number"),
        Column(say(lang, "change-now"), [_cell_now(lang, c) for c in changes], "number"),
        *(
            Column(say(lang, f"part-{name}"), [_part(lang, c, name) for c in changes], "number")
            for name in PARTS
        ),
        Column(
            say(lang, "part-unexplained"),
            [_part(lang, c, "unexplained") for c in changes],
            "number",
        ),
        Column(say(lang, "change-label"), [_reading(lang, c) for c in changes], "long"),
    ]
    return table(title, columns, anchors=[_anchor(kind, c) for c in changes])


def _anchor(kind: str, change: Change) -> str:
    return make_id("change", kind, change.figure.id)


def _name(lang: str, figure: Figure) -> str:
    """Name what a figure counts; another version may count what this one has no word for."""
    key = f"label-{figure.indicator}"
    return say(lang, key) if has_message(lang, key) else recorded(lang, str(figure.indicator))


def _row_head(edition: Edition, change: Change) -> str:
    figure, lang = change.figure, edition.lang
    place = edition.territories.get(str(figure.geography), figure.geography_name or "")
    source = figure.source or ""
    key = f"source-{source}"
    named = say(lang, key) if has_message(lang, key) else recorded(lang, source)
    about = ", ".join(part for part in (place, named) if part)
    return f"{to_html(_name(lang, figure))}<br><small>{to_html(about)}</small>"


def _write(lang: str, figure: Figure | None) -> str:
    """Write a number with all its digits, or why there is none."""
    if figure is None:
        return say(lang, "change-absent")
    if figure.value is None:
        key = f"status-{(figure.status or 'not_reported').replace('_', '-')}"
        return say(lang, key) if has_message(lang, key) else recorded(lang, str(figure.status))
    text = _number(lang, figure.value)
    if figure.unit == "percent":
        text += "%" if lang == "en" else f"{NO_BREAK}%"
    if figure.unit == "usd":
        text = say(lang, "usd", number=text)
    bounds = [b for b in (figure.low, figure.high) if b is not None]
    if len(bounds) == 2 and set(bounds) != {figure.value}:
        low, high = (_number(lang, b) for b in bounds)
        text = say(lang, "range", best=text, bounds=say(lang, "bounds", low=low, high=high))
    return say(lang, "at-least", number=text) if figure.status == "at_least" else text


def _number(lang: str, number: Fraction) -> str:
    """Write a number as exactly as it was given."""
    tail = format_exact(abs(number)).partition(".")[2]
    decimals = len(tail) if tail.isdigit() else 6 * (number.denominator > 1)
    return format_number(lang, float(number), decimals=decimals)


def _write_now(lang: str, change: Change) -> str:
    text = _write(lang, change.after)
    return link(change.after.id, text) if change.after else text


def _cell(lang: str, figure: Figure | None) -> str:
    return escape(_write(lang, figure)) + _period(lang, figure)


def _cell_now(lang: str, change: Change) -> str:
    return to_html(_write_now(lang, change)) + _period(lang, change.after)


def _period(lang: str, figure: Figure | None) -> str:
    """Period of a figure that has a number, as small print."""
    if figure is None or figure.value is None or None in figure.period:
        return ""
    first, last = (pd.Timestamp(str(day)) for day in figure.period)
    is_month = first.day == 1 and last == first + pd.offsets.MonthEnd(0)
    precision = "month" if is_month else "day"
    text = format_span(lang, *map(str, figure.period), precision=precision)
    return f"<br><small>{escape(text)}</small>"


def _part(lang: str, change: Change, name: str) -> str:
    """One part of a change, signed; a part that cannot be told says so, and no change is a dash."""
    if change.total is None:
        return say(lang, "change-no-part")
    part = change.unexplained if name == "unexplained" else change.parts[name]
    if part is None:
        return escape(say(lang, "change-untold"))
    sign = "+" if part > 0 else MINUS if part < 0 else ""
    text = sign + _number(lang, abs(part))
    is_percent = change.figure.unit == "percent"
    return escape(say(lang, "points", number=text) if is_percent and part else text)


def _reading(lang: str, change: Change) -> str:
    label = name_word(lang, "shift", change.label)
    if change.cause == "none":
        return escape(label)
    because = say(lang, f"because-{change.cause}")
    fixes = "".join(f"<br>{_write_correction(lang, fix)}" for fix in change.corrections)
    return escape(f"{label}{say(lang, 'change-colon')}{because}") + fixes


COLUMNS = [
    *("compared_with", "compared_as_of", "id", "indicator", "geography", "geography_name"),
    *("period_start_before", "period_end_before", "period_start_after", "period_end_after"),
    *("unit", "before", "before_status", "before_source", "after", "after_status", "after_source"),
    *("change", "new_information", "revision", "method", "correction", "unexplained"),
    *("reading", "cause", "corrections", "files"),
]


def list_changes(earlier: str, held_back: Collection[str] = ()) -> pd.DataFrame:
    """List every figure that moved; one row per figure and issue that it is compared with.

    The columns between ``change`` and ``reading`` are its parts and add up to it exactly; a part
    that cannot be told is blank, as is every number of a source in ``held_back``. ``unit`` is that
    of all numbers of its row.
    """
    now, edition, month = read_earlier(earlier)
    rows = [
        _list_change(kind, old, now, change, held_back)
        for kind, old in (("edition", edition), ("month before", month))
        if now is not None and old is not None
        for change in compare(old, now)
        if change.label != "unchanged"
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _list_change(
    kind: str, old: Report, now: Report, change: Change, held_back: Collection[str]
) -> dict[str, Any]:
    figure, row = change.figure, {"compared_with": kind, "compared_as_of": old.as_of}
    is_held_back = False
    for name, side in (("before", change.before), ("after", change.after)):
        if side is None:
            continue
        is_held_back |= side.source in held_back
        start, end = side.period
        row |= {f"period_start_{name}": start, f"period_end_{name}": end}
        row |= {name: _exact(side.value), f"{name}_status": side.status}
        row[f"{name}_source"] = side.source
    parts = {"change": change.total, "unexplained": change.unexplained} | {
        PART_COLUMNS[name]: part for name, part in change.parts.items()
    }
    row |= {name: _exact(part) for name, part in parts.items()}
    if is_held_back:
        row |= dict.fromkeys(("before", "after", *parts))
    about = ("id", "indicator", "geography", "geography_name", "unit")
    report = now if change.after else old
    return row | {
        **{name: getattr(figure, name) for name in about},
        "reading": change.label,
        "cause": change.cause,
        "corrections": "; ".join(f"{c.id}: {c.file}, row {c.row}" for c in change.corrections),
        "files": "; ".join(list_files(figure, report)),
    }


PART_COLUMNS = {name: name for name in PARTS} | {"new": "new_information"}


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else format_exact(number)
