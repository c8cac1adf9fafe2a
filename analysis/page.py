"""Pieces of a page as HTML: tables, charts with their data, source lines. All text is escaped.

Each number is a link to its entry in the annex; each chart carries a text made from its data and
the table behind it.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from analysis import charts, store
from analysis.facts import keep_redistributable, to_figures
from analysis.gate import withhold_small
from analysis.layouts import BRIEF_LAYOUTS, LABEL, LAYOUTS, to_values
from analysis.live import HTML
from analysis.measures import each_row
from analysis.persons import withhold_persons
from analysis.prose import (
    SIGNED,
    Edition,
    find_country,
    format_bounds,
    format_day,
    format_range,
    format_value,
    link,
    list_parts,
    name_countries,
    recorded,
    say,
    to_html,
)

ALSO = ("<!--also-->", "<!--/also-->")  # between them stands the link to the other language


def open_edition(
    *,
    country: str,
    month: str,
    lang: str = "en",
    raw: str = "data/raw",
    processed: str = "data/processed",
) -> Edition:
    """Tables and figures of a country and month, for a chapter; build them first.

    Parameters are the chapters' own: ISO3 code, YYYY-MM, ``en`` or ``fr``, and the two folders.
    Raises ``StaleTablesError`` where the country has not been built.
    """
    key = store.read_build_key(Path(processed), country)
    if key is None:
        raise store.StaleTablesError(
            f"no tables of {country}: run impact build --country {country}"
        )
    return _open(country, month, lang, raw, processed, json.dumps(key, sort_keys=True))


@lru_cache(maxsize=4)
def _open(country: str, month: str, lang: str, raw: str, processed: str, build_key: str) -> Edition:
    """Chapters of one report share what the first of them has read; another build is another key."""
    key = json.loads(build_key)
    tables = read_shown(country, raw, processed, build_key)
    countries = store.read_hand(Path(raw), "countries.csv")
    names = find_country(countries, country)
    figures = store.read_figures(
        Path(processed),
        country,
        month,
        lambda: to_figures(
            tables, country=country, country_name=names["name_en"], month=month, as_of=key["as_of"]
        ),
    )
    return Edition(
        country=country,
        country_name=names[f"name_{lang}"],
        month=month,
        lang=lang,
        as_of=key["as_of"],
        tables=tables,
        figures=figures,
        raw=Path(raw),
        territories=name_countries(countries, lang),
    )


@lru_cache(maxsize=4)
def read_shown(
    country: str, raw: str, processed: str, build_key: str
) -> Mapping[str, pd.DataFrame]:
    """Return the processed tables of a country as they may be shown; ``build_key`` is that of their build.

    What may not be shown is withheld here, before any figure: nothing printed can depend on it.
    """
    tables = withhold_small(store.read_tables(Path(processed), country), country)
    return withhold_persons(tables, store.read_hand(Path(raw), "public_names.csv"))


def cell(edition: Edition, figure_id: object) -> str:
    """One figure as a link, its best number only; a cell that has no figure is empty."""
    if not isinstance(figure_id, str):
        return "–"
    figure = edition.figure(figure_id)
    return to_html(link(figure_id, write_value(edition.lang, figure)))


def mark(edition: Edition, figure_id: object) -> str:
    """Word beside a figure that may still change; nothing beside a firm one."""
    is_open = isinstance(figure_id, str) and edition.figure(figure_id)["is_provisional"]
    return f" <small>{escape(say(edition.lang, 'provisional'))}</small>" if is_open else ""


def write_value(lang: str, figure: Mapping[str, Any]) -> str:
    """Best number of a figure as tables have it: no incident, or nobody, in words."""
    if figure["rule"] == "not-comparable":
        return say(lang, "not-comparable")
    if figure["indicator"].endswith("_change_pct") and pd.notna(figure["value"]):
        change = format_change(lang, figure["value"])
        is_broken = figure["rule"] == "change-across-break"
        return say(lang, "change-across-break", change=change) if is_broken else change
    if SIGNED.fullmatch(figure["indicator"]):
        return format_range(lang, figure)
    is_none = figure["value"] == 0 and figure["status"] == "reported"
    if is_none and figure["unit"] in {"incidents", "people"}:
        return say(lang, "none-reported")
    return format_value(lang, figure["value"], unit=figure["unit"], status=figure["status"])


def bounds(edition: Edition, figure_id: object) -> str:
    """Low to high of a figure as a link; nothing where that says no more than its best number."""
    figure = edition.figure(figure_id) if isinstance(figure_id, str) else None
    text = format_bounds(edition.lang, figure) if figure else None
    return to_html(link(str(figure_id), text)) if text else ""


def format_change(lang: str, change: float) -> str:
    """Write a change in whole per cent, with its sign."""
    text = format_value(lang, abs(round(change)), unit="percent", status="reported")
    return ("+" if change > 0 else "−" if change < 0 else "") + text


def masthead(lang: str, kicker: str, title: str, facts: Iterable[tuple[str, str]]) -> HTML:
    """Head of a page: what it is, of what, known when; ``facts`` are messages with HTML.

    The link to the other language comes when the pages stand beside one another: :func:`link_other`.
    """
    items = "".join(
        f"<div><dt>{escape(say(lang, key))}</dt><dd>{value}</dd></div>" for key, value in facts
    )
    return HTML(
        f'<header class="masthead" aria-label="{escape(kicker)}"><p class="kicker">{escape(kicker)}</p>'
        f'<h1 id="title">{escape(title)}</h1><dl>{items}</dl>{ALSO[0]}{ALSO[1]}</header>'
    )


def link_other(page: str, lang: str, file: str | None) -> str:
    """Page in a language with a link to itself in the other; without one where that is no file."""
    other_lang = "fr" if lang == "en" else "en"
    also = ""
    if file is not None:
        words = escape(say(lang, "masthead-language", file=file))
        also = f'<p class="also"><a href="{file}" hreflang="{other_lang}">{words}</a></p>'
    start, end = ALSO
    return re.sub(f"{start}.*?{end}", lambda _: f"{start}{also}{end}", page, count=1, flags=re.S)


def heading(edition: Edition, key: str, level: int = 2) -> HTML:
    """Section heading with an anchor."""
    return HTML(f'<h{level} id="{key}">{escape(say(edition.lang, key))}</h{level}>')


def paragraphs(sentences: Iterable[str], *, kind: str = "") -> HTML:
    """Sentences, already HTML, a paragraph each."""
    name = f' class="{kind}"' if kind else ""
    return HTML("".join(f"<p{name}>{s}</p>" for s in sentences))


MANY = 7  # columns; a table with more is set smaller


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, its cells as HTML, and what they are.

    ``kind`` is ``text``, ``number``, ``date``, ``span`` for a period, ``path`` for a file, or
    ``long`` for text of several words.
    """

    head: str
    cells: list[str]
    kind: str = "text"


def figure_columns(edition: Edition, head: str, ids: Iterable[object]) -> list[Column]:
    """Columns of a figure: the best numbers, and their ranges where any says more than they do."""
    ids = list(ids)
    best = Column(head, [cell(edition, i) + mark(edition, i) for i in ids], "number")
    ranges = [bounds(edition, i) for i in ids]
    if not any(ranges):
        return [best]
    return [best, Column(say(edition.lang, "table-range"), ranges, "number")]


def table(
    caption: str,
    columns: list[Column],
    *,
    hide_caption: bool = False,
    anchors: list[str] | None = None,
) -> str:
    """HTML table; the first column heads its row. A caption that repeats a heading is hidden.

    ``anchors`` gives each row an id to link to.
    """
    hidden = ' class="sr"' if hide_caption else ""
    kinds = ["" if c.kind == "text" else f' class="{c.kind}"' for c in columns]
    heads = "".join(
        f'<th scope="col"{kind}>{escape(c.head)}</th>'
        for kind, c in zip(kinds, columns, strict=True)
    )
    rows = zip(*(c.cells for c in columns), strict=True)
    ids = [f' id="{a}"' for a in anchors] if anchors else [""] * len(columns[0].cells)
    body = "".join(
        f'<tr{anchor}><th scope="row"{kinds[0]}>{first}</th>'
        + "".join(f"<td{kind}>{v}</td>" for kind, v in zip(kinds[1:], rest, strict=True))
        + "</tr>"
        for anchor, (first, *rest) in zip(ids, rows, strict=True)
    )
    wide = " wide" if len(columns) > MANY else ""
    return (
        f'<div class="scroll{wide}" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption{hidden}><span>{escape(caption)}</span></caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def layout_table(
    edition: Edition,
    layout: pd.DataFrame,
    caption: str,
    label: str,
    names: Mapping[str, str],
    *,
    hide_caption: bool = False,
) -> str:
    """Table of a layout: labels from ``names`` where given, one column per indicator."""
    labels = [to_html(names.get(value, value)) for value in layout[LABEL]]
    columns = [Column(say(edition.lang, label), labels)]
    for indicator in layout.columns.drop(LABEL):
        head = say(edition.lang, f"label-{indicator}")
        columns += figure_columns(edition, head, layout[indicator])
    return table(caption, columns, hide_caption=hide_caption)


def _trace_files(inputs: pd.Series, ids: list[str]) -> set[str]:
    """Files that figures were made of, also by way of the figures that they were made of."""
    parts = [part for cited in inputs.loc[ids] for part in json.loads(cited)]
    others = [part for part in parts if isinstance(part, str)]
    files = {part["file"] for part in parts if isinstance(part, dict)}
    return files | _trace_files(inputs, others) if others else files


def source_line(edition: Edition, layout: pd.DataFrame) -> str:
    """Name producer, data set and dates of everything that a layout's figures were made of."""
    ids = list(pd.unique(layout.drop(columns=LABEL).melt(value_name="id")["id"].dropna()))
    figures, inputs = edition.figures.set_index("id"), edition.tables["inputs"]
    used = inputs[inputs["file"].isin(_trace_files(figures["inputs"], ids))]
    if used.empty:
        used = inputs[inputs["source"].isin(figures.loc[ids, "source"])]
    if used.empty:
        return ""
    lang = edition.lang
    named = [
        recorded(lang, f"{row.producer}, {row.title}")
        + (f" ({format_day(lang, day)})" if isinstance(day := row.date_published, str) else "")
        for row in each_row(used)
    ]
    retrieved = sorted(used["date_retrieved"].dropna().unique())
    days = ", ".join(format_day(lang, day) for day in retrieved)
    sources = list_parts(lang, named)
    line = say(lang, "source-line-undated", sources=sources)
    if days:
        line = say(lang, "source-line", sources=sources, retrieved=days)
    return f'<p class="source">{to_html(line)}</p>'


def note(text: str) -> str:
    """Small print below a chart or table, from text with marks."""
    return f'<p class="note">{to_html(text)}</p>'


def lettered(letters: Iterable[str], lines: Iterable[str]) -> str:
    """List what the letters on a chart stand for; nothing where there are none."""
    items = "".join(
        f"<li><b>{letter}</b> {escape(line)}</li>"
        for letter, line in zip(letters, lines, strict=True)
    )
    return f'<ul class="events">{items}</ul>' if items else ""


def key(items: Iterable[tuple[str, str]]) -> str:
    """Explain the marks of a chart: a class of the style sheet for each, and what it means."""
    parts = "".join(f'<li><i class="{mark}"></i>{to_html(text)}</li>' for mark, text in items)
    return f'<ul class="key">{parts}</ul>' if parts else ""


def picture(views: charts.Views, alt: str) -> str:
    """Chart as an image inside the page, for a wide and for a narrow window; the same bytes twice."""
    return (
        f'<picture><source media="(max-width: 40rem)" srcset="{to_data(views.narrow)}">'
        f'<img alt="{escape(alt)}" src="{to_data(views.wide)}"></picture>'
    )


def to_data(figure: Figure) -> str:
    """Address that holds a drawing itself."""
    buffer = io.BytesIO()
    with mpl.rc_context(charts.STYLE):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml," + write_address(slim(buffer.getvalue().decode("utf-8")))


def slim(svg: str) -> str:
    """Leave out of a picture what nobody sees: comments, names of groups, blanks, fine fractions."""
    bare = re.sub(r"<[!?].*?>|<metadata>.*?</metadata>", "", svg, flags=re.S)
    bare = re.sub(r'<g id="\w+">', "<g>", bare)
    bare = re.sub(r"\s+", " ", bare).replace("> <", "><").strip()
    bare = re.sub(r' style="[^"]*"', lambda found: re.sub(r"([:;]) ", r"\1", found[0]), bare)
    bare = re.sub(r' d="[^"]*"', _write_path, bare)
    return re.sub(r' (?:x|y)="[^"]*"|translate\([^)]*\)', _round_numbers, bare)


def _write_path(path: re.Match[str]) -> str:
    """Outline with commas where blanks are not needed."""
    points = _round_numbers(path)[4:-1].strip()
    points = re.sub(r" ?([A-Za-z]) ?", r"\1", points).replace(" ", ",")
    return f' d="{points}"'


def _round_numbers(found: re.Match[str]) -> str:
    """Numbers to a tenth of a point: what is finer nobody sees."""
    return re.sub(
        r"\d+\.\d+", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), found[0]
    )


def write_address(svg: str) -> str:
    """Picture as the part of an address behind the comma: plain text is shorter than base64."""
    bare = svg if "'" in svg else svg.replace('"', "'")  # which need not be written as a code
    return quote(bare, safe="=/:;,.()'-_+!*")


def write_table(edition: Edition, name: str) -> str:
    """Table of a layout as CSV, for ``tables`` and the page; what may not be passed on is withheld."""
    shared = keep_redistributable(edition.figures, edition.tables["inputs"])
    values = to_values((LAYOUTS | BRIEF_LAYOUTS)[name](edition.figures), shared)
    return str(values.to_csv(index=False, lineterminator="\n"))


def download(edition: Edition, name: str) -> str:
    """Link that saves the CSV of a layout out of the page itself: nothing is asked of a network."""
    file = f"{name}.csv"
    content = quote(write_table(edition, name), safe="/:;,.?@!$*()'-_~")
    return (
        f'<p class="csv"><a download="{file}" href="data:text/csv;charset=utf-8,{escape(content)}">'
        f"{escape(say(edition.lang, 'csv-file', file=file))}</a></p>"
    )


def chart_block(
    edition: Edition,
    views: charts.Views,
    *,
    title: str,
    alt: str,
    behind: str = "",
    layout: pd.DataFrame,
    files: Sequence[str],
    marks: Iterable[tuple[str, str]] = (),
    notes: str = "",
) -> HTML:
    """Chart with its title, the key to its marks, notes, source line and the table behind it.

    ``files`` names the layouts of that table: each can be saved from below it. One whose tables
    stand openly below it has none ``behind``.
    """
    summary = escape(say(edition.lang, "table-behind"))
    named = f'<span class="sr">{escape(say(edition.lang, "change-colon") + title)}</span>'
    saved = "".join(download(edition, name) for name in files)
    hidden = f"<details><summary>{summary}{named}</summary>{behind}{saved}</details>"
    return HTML(
        f"<figure><figcaption>{escape(title)}</figcaption>{key(marks)}{picture(views, alt)}{notes}"
        f"{source_line(edition, layout)}{hidden if behind else saved}</figure>"
    )


def empty_block(title: str, reason: str) -> HTML:
    """Say in the place of a chart why there is none."""
    return reason_block(title, escape(reason))


def reason_block(title: str, sentences: str) -> HTML:
    """Say in the place of a chart why there is none, in sentences that are HTML already."""
    return HTML(
        f'<figure><figcaption>{escape(title)}</figcaption><p class="nodata">{sentences}</p></figure>'
    )
