"""All reports on one page, and as a feed, in both languages: what ``impact index`` writes.

The page asks nothing of the network. Its one script hides rows; without it every row is shown. The
same reports and raw data give the same bytes.
"""

import base64
import hashlib
import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import store
from analysis.archive import (
    KEY_FIGURES,
    MARKS,
    Held,
    list_axis,
    to_comparisons,
    to_dots,
    to_editions,
    to_key_figures,
    to_months,
)
from analysis.feed import Entry, to_atom
from analysis.measures import each_row
from analysis.multiples import draw_small, plot_small_dots, plot_small_months
from analysis.page import key, to_data
from analysis.prose import (
    LANGUAGES,
    capitalise,
    format_asof,
    format_day,
    format_month,
    format_number,
    format_range,
    format_reach,
    list_parts,
    name_countries,
    name_word,
    recorded,
    say,
    to_html,
    to_plain,
)
from analysis.shelf import HeldBrief, read_briefs, read_shelf

LIMIT = 2_000_000  # bytes of a page
TEMPLATES = Path(__file__).parent / "templates"
BY_MONTH = ("incidents", "fatalities", "displacements")  # counts of a month: bars
HARM = ("fatalities",)
NONE = "\u2013"  # an edition that has no such figure
PAGES = {"en": "index.html", "fr": "index.fr.html"}
FEEDS = {"en": "feed.xml", "fr": "feed.fr.xml"}
WORDS = {
    "kicker": "index-kicker",
    "title": "index-title",
    "reading": "index-reading",
    "other": "index-other",
    "feed": "index-feed",
    "none": "index-none",
    "briefs": "index-briefs",
    "unchecked": "index-unchecked",
    "marks": "index-marks",
    "charts_reading": "multiples-reading",
    "skip": "index-skip",
    "contents": "contents",
    "footer": "index-footer",
    "legend": "filter-legend",
    "reset": "filter-reset",
    "nothing": "filter-nothing",
}
CHART_MARKS = {
    "bar count": "label-incidents",
    "bar harm": "label-fatalities",
    "whisker": "key-range",
    "open": "key-provisional",
    "dot count": "multiples-joined",
    "more": "key-at-least",
    "hatch": "multiples-missing",
}


def write_index(out: Path, raw: Path) -> Path:
    """Write page and feed of each language over all reports of a folder; all of them or none."""
    held, briefs = read_shelf(out, raw), read_briefs(out)
    countries = store.read_hand(raw, "countries.csv")
    texts: dict[str, str] = {}
    for lang in LANGUAGES:
        names = name_countries(countries, lang)
        texts[PAGES[lang]] = write_page(held, lang, names, briefs=briefs, is_checked=raw.is_dir())
        texts[FEEDS[lang]] = write_feed(held, lang, names)
    with store.scratch_beside(out / PAGES["en"]) as scratch:
        for name, text in texts.items():
            (scratch / name).write_text(text, encoding="utf-8", newline="\n")
        for name in texts:
            (scratch / name).replace(out / name)
    return out / PAGES["en"]


def write_page(
    held: Iterable[Held],
    lang: str,
    names: Mapping[str, str],
    *,
    briefs: Iterable[HeldBrief] = (),
    is_checked: bool = True,
) -> str:
    """Page of all editions; charts are left out, and that is said, where it would be too heavy."""
    held = list(held)
    editions, figures = to_editions(held), to_key_figures(held)
    codes = sorted(editions["country"].unique(), key=lambda c: (_fold(names.get(c, c)), c))
    comparisons = to_comparisons(held)
    told = [
        _tell_country(
            lang,
            code,
            names.get(code, code),
            editions[editions["country"] == code],
            figures[figures["country"] == code],
            comparisons,
        )
        for code in codes
    ]
    listed = [_tell_brief(lang, brief) for brief in briefs]
    render = partial(_render, lang, editions, briefs=listed, is_checked=is_checked)
    page = render(told)
    for country in reversed([c for c in told if any(chart["image"] for chart in c["charts"])]):
        if len(page.encode("utf-8")) <= LIMIT:
            break
        country |= {"charts": [], "left_out": say(lang, "multiples-left-out")}
        page = render(told)
    return page


def _fold(name: str) -> str:
    """Name as its language sorts it: without accents."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _render(
    lang: str,
    editions: pd.DataFrame,
    countries: list[dict[str, Any]],
    *,
    briefs: list[dict[str, Any]],
    is_checked: bool,
) -> str:
    folders = [TEMPLATES / "report", TEMPLATES / "index"]
    style = "".join((folder / "style.css").read_text(encoding="utf-8") for folder in folders)
    script = (TEMPLATES / "index" / "filter.js").read_text(encoding="utf-8")
    loader = FileSystemLoader(TEMPLATES / "index")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    (other,) = (name for name in LANGUAGES if name != lang)
    words = {name: say(lang, message) for name, message in WORDS.items()}
    words["whole"] = _name_whole(lang)
    words["count"] = say(lang, "filter-count", shown="{shown}", total="{total}")
    return environment.get_template("index.html.j2").render(
        lang=lang,
        other_lang=other,
        other=PAGES[other],
        feed=FEEDS[lang],
        words=words,
        style=Markup(style),
        style_hash=_hash(style),
        script=Markup(script),
        script_hash=_hash(script),
        facts=_tell_facts(lang, editions),
        choices=_list_choices(lang, editions, countries),
        marks=[(m, say(lang, f"mark-{m}"), say(lang, f"means-{m}")) for m in MARKS],
        key=Markup(key((mark, say(lang, text)) for mark, text in CHART_MARKS.items())),
        heads=_list_heads(lang),
        countries=countries,
        briefs=briefs,
        is_checked=is_checked,
    )


def _name_whole(lang: str) -> str:
    words = {"kicker": say(lang, "index-kicker"), "title": say(lang, "index-title")}
    return say(lang, "index-whole", **words)


def _hash(text: str) -> str:
    """Write what the page's policy lets in: this text and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _tell_facts(lang: str, editions: pd.DataFrame) -> list[tuple[str, str]]:
    days = editions["as_of"].dropna()
    facts = [
        (say(lang, "index-reports"), format_number(lang, len(editions))),
        (say(lang, "index-countries"), format_number(lang, editions["country"].nunique())),
    ]
    return facts + [(say(lang, "index-newest"), format_day(lang, day)) for day in sorted(days)[-1:]]


def _list_choices(
    lang: str, editions: pd.DataFrame, countries: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    months = [(m, capitalise(format_month(lang, m))) for m in sorted(editions["month"].unique())]
    marks = {mark for held in editions["marks"] for mark in held}
    told = [
        ("country", "filter-all", [(c["code"], c["name"]) for c in countries]),
        ("from", "filter-first", months),
        ("to", "filter-last", months),
        ("status", "filter-all", [(m, say(lang, f"mark-{m}")) for m in MARKS if m in marks]),
        ("language", "filter-all", [(c, say(lang, f"filter-{c}")) for c in LANGUAGES]),
    ]
    labels = {
        "country": "filter-country",
        "from": "filter-from",
        "to": "filter-to",
        "status": "filter-status",
        "language": "filter-language",
    }
    return [
        {"name": name, "label": say(lang, labels[name]), "all": say(lang, first), "options": list_}
        for name, first, list_ in told
    ]


def _list_heads(lang: str) -> list[tuple[str, str]]:
    about = ("table-month", "index-read", "masthead-cutoff", "masthead-status")
    return [
        *((say(lang, message), "text") for message in about),
        *((say(lang, f"label-{name}"), "number") for name in KEY_FIGURES),
    ]


def _tell_country(
    lang: str,
    code: str,
    name: str,
    editions: pd.DataFrame,
    figures: pd.DataFrame,
    comparisons: pd.DataFrame,
) -> dict[str, Any]:
    """Return what the page shows of one country: its charts and its rows."""
    of_path = {path: rows for path, rows in figures.groupby("path")}
    has_report = editions["as_of"].notna().any()
    charts = list_charts(lang, name, editions, figures, comparisons) if has_report else []
    return {
        "code": code,
        "name": name,
        "caption": say(lang, "index-caption", country=name),
        "charts": charts,
        "left_out": "",
        "rows": [_tell_row(lang, row, of_path.get(row.path)) for row in each_row(editions)],
    }


def list_charts(
    lang: str,
    country: str,
    editions: pd.DataFrame,
    figures: pd.DataFrame,
    comparisons: pd.DataFrame,
) -> list[dict[str, Any]]:
    """Charts of a country: one for each key figure and source, or why there is none."""
    current = figures[~figures["is_superseded"]]
    months = list_axis(editions, current)
    charts = []
    for name in KEY_FIGURES:
        rows = current[current["key"] == name]
        known = rows[rows["value"].notna()]
        if known.empty:
            charts.append(_say_none(lang, name, rows))
        for (indicator, source), _ in known.groupby(["indicator", "source"]):
            every = rows[(rows["indicator"] == indicator) & (rows["source"] == source)]
            label, named = say(lang, f"label-{indicator}"), name_word(lang, "source", str(source))
            told = {"label": label, "source": to_plain(named), "country": country}
            reach = format_reach(lang, months[0], months[-1])
            chart = _draw(lang, name, every, comparisons, months, told | {"reach": reach})
            is_percent = every["unit"].iloc[0] == "percent"
            message = "multiples-percent" if is_percent else "multiples-caption"
            caption = say(lang, message, label=label, source=named)
            charts.append(chart | {"caption": Markup(to_html(caption))})
    return charts


def _say_none(lang: str, name: str, rows: pd.DataFrame) -> dict[str, Any]:
    reason = say(lang, "multiples-absent")
    for row in each_row(rows.sort_values("month").tail(1)):
        state = to_plain(_name_state(lang, row.status))
        reason = say(lang, "multiples-none", reason=state)
    return {"caption": say(lang, f"label-{name}"), "image": "", "alt": "", "reason": reason}


def _draw(
    lang: str,
    name: str,
    rows: pd.DataFrame,
    comparisons: pd.DataFrame,
    months: list[str],
    told: dict[str, str],
) -> dict[str, Any]:
    """One chart, and its text from the same rows."""
    if name in BY_MONTH:
        table = to_months(rows, months)
        paint = partial(plot_small_months, table=table, lang=lang, is_harm=name in HARM)
    else:
        table = to_dots(rows, comparisons, months)
        paint = partial(plot_small_dots, table=table, months=months, lang=lang)
    known = table[table["value"].notna()]
    if known.empty:
        return {"image": "", "alt": "", "reason": say(lang, "multiples-earlier")}
    alt = _write_alt(lang, known, told, rows["unit"].iloc[0])
    return {"image": to_data(draw_small(paint)), "alt": alt, "reason": ""}


def _write_alt(lang: str, known: pd.DataFrame, told: dict[str, str], unit: str) -> str:
    last, top = known.iloc[-1], known.sort_values("value", kind="stable").iloc[-1]
    numbers = {
        "latest": _write_value(lang, dict(last) | {"unit": unit}),
        "highest": _write_value(lang, dict(top) | {"unit": unit}),
        "when": format_day(lang, last["label"]),
        "peak": format_day(lang, top["label"]),
    }
    return to_plain(say(lang, "multiples-alt", **told, **numbers))


def _name_state(lang: str, status: str) -> str:
    return name_word(lang, "status", status)


def _write_value(lang: str, figure: Mapping[str, Any]) -> str:
    """Write a number with its range, or why there is none; words of another version as they stand."""
    if not math.isfinite(figure["value"]):
        return _name_state(lang, figure["status"])
    is_none = figure["value"] == 0 and figure["status"] == "reported"
    if is_none and figure["unit"] in {"incidents", "people"}:
        return say(lang, "none-reported")
    return format_range(lang, {"low": None, "high": None} | dict(figure))


def _tell_row(lang: str, row: Any, figures: pd.DataFrame | None) -> dict[str, Any]:
    """Return one row of the list: where to read it, what it bears, and its key figures."""
    held = {f.key: f for f in each_row(figures)} if figures is not None else {}
    other = [name for name in LANGUAGES if name != lang]
    page = next((f"report.{n}.html" for n in (lang, *other) if f"report.{n}.html" in row.files), "")
    return {
        "month": row.month,
        "head": capitalise(format_month(lang, row.month)),
        "edition": say(lang, "index-edition") if row.is_superseded else "",
        "languages": " ".join(n for n in LANGUAGES if f"report.{n}.html" in row.files),
        "links": _list_links(lang, row),
        "cutoff": format_day(lang, row.as_of) if isinstance(row.as_of, str) else NONE,
        "marks": [(mark, say(lang, f"mark-{mark}")) for mark in row.marks],
        "notes": [Markup(to_html(note)) for note in _list_notes(lang, row)],
        "cells": [_write_cell(lang, row.path, page, held.get(name)) for name in KEY_FIGURES],
    }


def _list_links(lang: str, row: Any) -> list[dict[str, str]]:
    """Where an edition can be read; figures alone where no page of it is left."""
    links = []
    for name in LANGUAGES:
        language = say(lang, f"language-{name}")
        if f"report.{name}.html" in row.files:
            links.append((f"report.{name}.html", name, language))
        if f"report.{name}.pdf" in row.files:
            links.append((f"report.{name}.pdf", name, say(lang, "index-pdf", language=language)))
    if not links and isinstance(row.as_of, str):
        links.append(("figures.json", "", say(lang, "index-only-figures")))
    return [{"href": _address(row.path, f), "lang": n, "text": text} for f, n, text in links]


def _tell_brief(lang: str, brief: HeldBrief) -> dict[str, Any]:
    """Return what the page shows of one brief: its title, and where it can be read."""
    links = [
        {
            "href": _address(brief.path, f"brief.{n}.html"),
            "lang": n,
            "text": say(lang, f"language-{n}"),
        }
        for n in brief.titles
    ]
    return {"title": brief.titles.get(lang) or next(iter(brief.titles.values())), "links": links}


def _address(path: str, file: str) -> str:
    return f"{quote(path, errors='surrogateescape')}/{file}"


def _list_notes(lang: str, row: Any) -> list[str]:
    """Say who signed an edition, and why it is stale, failed or broken."""
    notes = []
    if isinstance(row.signed_by, str):
        day = format_day(lang, row.signed_at[:10])
        notes.append(say(lang, f"signed-{row.status}", by=row.signed_by, day=day))
    if row.newer:
        notes.append(say(lang, "stale-newer", sources=list_parts(lang, _name_newer(lang, row))))
    if row.changed:
        number, file = len(row.changed), recorded(lang, row.changed[0])
        shown = format_number(lang, number)
        notes.append(say(lang, "stale-changed", n=number, number=shown, file=file))
    for words, reason in (("failed-why", row.failed), ("broken-why", row.problem)):
        if isinstance(reason, str):
            notes.append(say(lang, words, reason=recorded(lang, reason)))
    return [capitalise(note) for note in notes]


def _name_newer(lang: str, row: Any) -> list[str]:
    return [
        say(
            lang,
            "stale-source",
            source=name_word(lang, "source", source),
            day=format_day(lang, day),
        )
        for source, day in row.newer
    ]


def _write_cell(lang: str, path: str, page: str, figure: Any) -> Markup:
    """One key figure, led to its entry in the edition, with its day where it is a count of a day."""
    if figure is None:
        return Markup(NONE)
    text = to_html(_write_value(lang, figure._asdict()))
    if page:
        address = f"{_address(path, page)}#{quote(figure.id)}"
        text = f'<a class="figure" href="{address}">{text}</a>'
    words = []
    if figure.key not in BY_MONTH and math.isfinite(figure.value):
        words.append(format_asof(lang, figure.as_of))
    if figure.indicator != figure.key:
        words.append(say(lang, "index-conflict"))
    if figure.is_provisional:
        words.append(say(lang, "provisional"))
    return Markup(text + "".join(f"<br><small>{to_html(word)}</small>" for word in words))


def write_feed(held: Iterable[Held], lang: str, names: Mapping[str, str]) -> str:
    """Feed of the editions that can be read; a failure is no news of a report."""
    held = list(held)
    figures = {path: rows for path, rows in to_key_figures(held).groupby("path")}
    rows = each_row(to_editions(held))
    entries = [_to_entry(lang, row, names, figures.get(row.path)) for row in rows if _is_news(row)]
    return to_atom(
        entries,
        lang=lang,
        title=_name_whole(lang),
        author=say(lang, "index-kicker"),
        name=FEEDS[lang],
        page=PAGES[lang],
    )


def _is_news(row: Any) -> bool:
    return isinstance(row.content_hash, str) and isinstance(row.updated, str)


def _to_entry(lang: str, row: Any, names: Mapping[str, str], figures: pd.DataFrame | None) -> Entry:
    title = say(
        lang,
        "page-title",
        country=names.get(row.country, row.country),
        month=format_month(lang, row.month),
    )
    marks = ", ".join(say(lang, f"mark-{mark}") for mark in row.marks)
    told = [say(lang, "feed-cutoff", day=format_day(lang, row.as_of))]
    for figure in each_row(figures) if figures is not None else []:
        label = say(lang, f"label-{figure.indicator}")
        value = _write_value(lang, figure._asdict())
        told.append(to_plain(say(lang, "feed-figure", label=label, value=value)))
    kinds = {"html": "text/html", "pdf": "application/pdf"}
    links = [
        (_address(row.path, name), kinds[name.rpartition(".")[2]], name.split(".")[1])
        for name in row.files
    ]
    figures_file = (_address(row.path, "figures.json"), "application/json", "")
    return Entry(
        made_of=json.dumps([row.country, row.month, row.content_hash]),
        title=say(lang, "feed-entry", title=title, marks=marks),
        updated=row.updated,
        summary=" ".join(told),
        links=tuple(links) or (figures_file,),
    )
