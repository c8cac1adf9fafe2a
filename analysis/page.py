"""Pieces of a page as HTML: tables, charts with their data, source lines. All text is escaped.

Each number is a link to its entry in the annex; each chart carries a text made from its data and
the table behind it.
"""

import base64
import io
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from IPython.display import HTML
from matplotlib.figure import Figure

from analysis import charts, store
from analysis.facts import to_figures
from analysis.layouts import LABEL
from analysis.measures import each_row
from analysis.prose import (
    Edition,
    find_country,
    format_day,
    format_range,
    format_value,
    link,
    name_countries,
    say,
    to_html,
)


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
    tables = store.read_tables(Path(processed), country)
    countries = store.read_hand(Path(raw), "countries.csv")
    names = find_country(countries, country)
    figures = to_figures(
        tables, country=country, country_name=names["name_en"], month=month, as_of=key["as_of"]
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


def cell(edition: Edition, figure_id: object) -> str:
    """One figure as a link, with its range; a cell that has no figure is empty."""
    if not isinstance(figure_id, str):
        return "–"
    figure = edition.figure(figure_id)
    if figure["rule"] == "not-comparable":
        text = say(edition.lang, "not-comparable")
    elif figure["rule"] == "change-across-break":
        text = say(
            edition.lang, "change-across-break", change=format_change(edition.lang, figure["value"])
        )
    elif figure["indicator"].endswith("_change_pct"):
        text = format_change(edition.lang, figure["value"])
    else:
        text = format_range(edition.lang, figure)
    return to_html(link(figure_id, text))


def format_change(lang: str, change: float) -> str:
    """Write a change in whole per cent, with its sign."""
    text = format_value(lang, abs(round(change)), unit="percent", status="reported")
    return ("+" if change > 0 else "−" if change < 0 else "") + text


def heading(edition: Edition, key: str, level: int = 2) -> HTML:
    """Section heading with an anchor."""
    return HTML(f'<h{level} id="{key}">{escape(say(edition.lang, key))}</h{level}>')


def paragraphs(sentences: Iterable[str], *, kind: str = "") -> HTML:
    """Sentences, already HTML, a paragraph each."""
    name = f' class="{kind}"' if kind else ""
    return HTML("".join(f"<p{name}>{s}</p>" for s in sentences))


def table(
    caption: str, header: list[str], rows: list[list[str]], *, hide_caption: bool = False
) -> str:
    """HTML table whose cells are HTML already; the first column heads its row."""
    hidden = ' class="sr"' if hide_caption else ""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in header)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{c}</td>" for c in row[1:]) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption{hidden}>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def layout_table(
    edition: Edition, layout: pd.DataFrame, caption: str, label: str, names: Mapping[str, str]
) -> str:
    """Table of a layout: labels from ``names`` where given, one column per indicator."""
    columns = [c for c in layout.columns if c != LABEL]
    header = [say(edition.lang, label), *(say(edition.lang, f"label-{c}") for c in columns)]
    rows = [
        [escape(names.get(row[LABEL], row[LABEL])), *(cell(edition, row[c]) for c in columns)]
        for _, row in layout.iterrows()
    ]
    return table(caption, header, rows)


def source_line(edition: Edition, layout: pd.DataFrame) -> str:
    """Name producer, data set and dates of everything that a layout's figures were made of."""
    ids = pd.unique(layout.drop(columns=LABEL).melt(value_name="id")["id"].dropna())
    files: set[str] = set()
    for inputs in edition.figures.set_index("id").loc[list(ids), "inputs"]:
        files |= {part["file"] for part in json.loads(inputs) if isinstance(part, dict)}
    inputs = edition.tables["inputs"]
    used = inputs[inputs["file"].isin(files)]
    if used.empty:
        used = inputs[
            inputs["source"].isin(edition.figures.set_index("id").loc[list(ids), "source"])
        ]
    if used.empty:
        return ""
    named = [
        f"{row.producer}, {row.title}"
        + (
            f" ({format_day(edition.lang, row.date_published)})"
            if isinstance(row.date_published, str)
            else ""
        )
        for row in each_row(used)
    ]
    retrieved = sorted({format_day(edition.lang, d) for d in used["date_retrieved"].dropna()})
    line = say(
        edition.lang, "source-line", sources="; ".join(named), retrieved=", ".join(retrieved)
    )
    return f'<p class="source">{escape(line)}</p>'


def picture(figure: Figure, alt: str) -> str:
    """Figure as an image inside the page; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    with mpl.rc_context(charts.STYLE):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'


def chart_block(
    edition: Edition,
    figure: Figure | None,
    *,
    title: str,
    alt: str,
    behind: str,
    layout: pd.DataFrame,
    note: str = "",
) -> HTML:
    """Chart with its title, note, source line and the table behind it."""
    image = f'<p class="nodata">{escape(alt)}</p>'
    if figure is not None:
        image = f'<div class="chart" tabindex="0" role="group" aria-label="{escape(title)}">{picture(figure, alt)}</div>'
    summary = escape(say(edition.lang, "table-behind"))
    return HTML(
        f"<figure><figcaption>{escape(title)}</figcaption>{image}{note}{source_line(edition, layout)}"
        f"<details><summary>{summary}</summary>{behind}</details></figure>"
    )
