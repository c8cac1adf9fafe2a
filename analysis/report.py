"""Chapters to a report: one notebook, run by papermill, exported to one page.

Everything is made in a scratch folder and moved into place when it is complete; a run that fails
leaves the earlier report as it was, with ``failed.json`` beside it.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis import __version__, build, charts, holdings, providers, store
from analysis.books import Book, join_chapters, quiet, run_book, strip_run, write_book
from analysis.changes import list_changes
from analysis.editions import choose_month, is_same_edition, month_before
from analysis.freshness import list_versions, tell_made_of
from analysis.layouts import LAYOUTS
from analysis.measures import month_bounds
from analysis.page import link_other, open_edition, to_data, write_table
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
from analysis.schema import TABLES, Figures, empty
from analysis.settlements import read_gazetteer

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
    from nbconvert.exporters import TemplateExporter

    with quiet():  # HTMLExporter's own would parse the page again, to look for what ours has not
        html, _ = TemplateExporter.from_notebook_node(_make_exporter(), book)
    return str(html)


@cache
def _make_exporter() -> Any:
    """Make the exporter, whose template is then compiled only once."""
    from nbconvert.exporters import HTMLExporter

    folder = Path(__file__).parent / "templates"
    return HTMLExporter(extra_template_basedirs=[str(folder)], template_name="report")


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


@dataclass(frozen=True)
class Order:
    """A report that is asked for; ``follows`` where the one on the month before is of the same tables.

    Then that is what it is compared with, whether or not it is written yet: months of one order
    may be made in any sequence.
    """

    raw: Path
    processed: Path
    out: Path
    country: str
    month: str
    langs: tuple[str, ...]
    as_of: str
    new_edition: bool = False
    is_printed: bool = False
    follows: bool = False

    @property
    def folder(self) -> Path:
        """Folder of the report."""
        return self.out / self.country / self.month

    @property
    def places(self) -> dict[str, str]:
        """Folders of data, as chapters are given them."""
        return {"raw": str(self.raw.resolve()), "processed": str(self.processed.resolve())}

    def open_edition(self, lang: str, month: str | None = None) -> Edition:
        """Tables and figures of the report in a language, or of another month of its tables."""
        month = month or self.month
        return open_edition(country=self.country, month=month, lang=lang, **self.places)


class Issue(NamedTuple):
    """Content of a report's ``figures.json``, and of its ``run.json`` where there is one."""

    figures: Mapping[str, Any]
    run: Mapping[str, Any] | None


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
    follows: bool = False,
    say_progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Build where stale, run the chapters in each language and put the report in its place.

    An approved report is written over only as a ``new_edition``: the approved one then stays whole
    under ``editions``. ``follows`` as :class:`Order` has it.
    """
    order = Order(
        raw, processed, out, country, month, langs, as_of, new_edition, is_printed, follows
    )
    month_bounds(month)
    find_country(store.read_hand(raw, "countries.csv"), country)
    _check_approval(order.folder, new_edition=new_edition)
    try:
        _write_report(order, say_progress)
    except Exception as error:
        reason = " ".join(str(error).split())[:2000]
        order.folder.mkdir(parents=True, exist_ok=True)
        told = {"country": country, "month": month, "reason": reason}
        write_json(order.folder / "failed.json", told)
        raise
    return order.folder


def _write_report(order: Order, say_progress: Callable[[str], None]) -> None:
    seconds: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        say_progress(name)
        start = time.perf_counter()
        yield
        seconds[name] = round(time.perf_counter() - start, 3)

    with stage("build"):
        build.build(order.raw, order.processed, order.country, order.as_of, force=False)
    key = store.read_build_key(order.processed, order.country) or {}
    made_of = tell_made_of(
        order.folder, key, order.raw, order.processed, month=order.month, follows=order.follows
    )
    with store.scratch_beside(order.folder) as scratch:
        edition = order.open_edition(order.langs[0])
        write_json(scratch / "figures.json", to_json(edition))
        told = tell_run(edition, order.langs, key)
        write_json(scratch / "run.json", told)
        has_earlier = keep_earlier(order.folder, scratch, _make_before(order, told))
        for lang in order.langs:
            with stage(f"run {lang}"):
                executed = _run_chapters(order, scratch, lang, has_earlier=has_earlier)
            with stage(f"export {lang}"):
                _export(order, scratch, lang, executed)
        _write_tables(edition, scratch, has_earlier=has_earlier)
        _keep_other_languages(scratch, order.folder)
        link_languages(scratch, "report")
        set_status(scratch, None)
        content_hash = hash_content(scratch)
        finished = {"made_of": made_of, "content_hash": content_hash, "seconds": seconds}
        write_json(scratch / "run.json", told | finished)
        _keep_reviewed(order.folder, scratch, content_hash)
        if order.is_printed:
            with stage("print"):
                print_pages(scratch, "report")
        store.replace_folder(scratch, order.folder)


def _run_chapters(order: Order, scratch: Path, lang: str, *, has_earlier: bool) -> Book:
    """Run the chapters in a language; what is earlier they read in the folder that they run in."""
    parameters = {"country": order.country, "month": order.month, "lang": lang, **order.places}
    parameters["earlier"] = EARLIER if has_earlier else ""
    return run_book(join_chapters(CHAPTERS), parameters, scratch, f"report.{lang}")


def _export(order: Order, scratch: Path, lang: str, executed: Book) -> None:
    """Write the page and the notebook of a language."""
    book = strip_run(executed)
    page = export_html(book, order.open_edition(lang))
    (scratch / f"report.{lang}.html").write_text(page, encoding="utf-8")
    book.metadata.pop("page", None)
    write_book(book, scratch / f"report.{lang}.ipynb")


def _write_tables(edition: Edition, scratch: Path, *, has_earlier: bool) -> None:
    """Write the tables behind the charts, and what changed since earlier issues."""
    (scratch / "tables").mkdir()
    for name in LAYOUTS:
        path = scratch / "tables" / f"{name}.csv"
        path.write_text(write_table(edition, name), encoding="utf-8", newline="")
    held_back = find_held_back(edition.tables["inputs"])
    changes = list_changes(str(scratch / EARLIER) if has_earlier else "", held_back)
    _write_csv(scratch / "tables" / "changes.csv", changes)


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


def warm() -> None:
    """Load and do once what every report needs: libraries, words, towns, a drawing and an export.

    Processes that are forked from this one then start with it. No thread is left over.
    """
    import papermill  # noqa: F401
    import statsmodels.api  # noqa: F401

    from analysis import chapters, engine, models  # noqa: F401

    for lang in LANGUAGES:
        nothing: Any = {}, empty(Figures), Path(), {}
        edition = Edition("", "", "2000-01", lang, "2000-01-31", *nothing)
        export_html(join_chapters(CHAPTERS[:1]), edition)
    for table in TABLES.values():
        table.to_schema()
    read_gazetteer("XX")
    to_data(charts.draw(_paint, height=1).wide)


def _paint(axes: Axes) -> None:
    axes.set_title("a")


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


def _keep_other_languages(scratch: Path, folder: Path) -> None:
    """Keep pages of a language that was not asked for, where they say the same figures and changes."""
    new, old = (_read_said(path) for path in (scratch, folder))
    names = [f"report.{lang}.{kind}" for lang in LANGUAGES for kind in ("html", "ipynb")]
    for name in names if old == new else []:
        if (folder / name).is_file() and not (scratch / name).exists():
            shutil.copy2(folder / name, scratch / name)


def _read_said(folder: Path) -> dict[str, bytes]:
    """Figures of a report and of the issues that it is compared with."""
    paths = [folder / "figures.json", *(folder / EARLIER).rglob("*.json")]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if p.is_file()}


def keep_earlier(folder: Path, scratch: Path, coming: Issue | None = None) -> bool:
    """Put what is held of earlier issues beside a report that is being written; whether any is.

    Every other edition of the month, in the order of rendering, and the report on the month before
    as it was known by this cut-off, or the one that is ``coming``. The same edition again adds
    nothing, so that it reads the same.
    """
    now, target = store.read_report(scratch), scratch / EARLIER / "month"
    others = [h for h in store.hold_editions(folder) if not is_same_edition(h[1], now)]
    for number, (path, _) in enumerate(others, start=1):
        _copy_issue(path, scratch / EARLIER / "editions" / str(number))
    held = store.hold_editions(folder.with_name(month_before(now.month)))
    chosen = choose_month([report for _, report in held], now)
    if coming is not None:
        _write_issue(target, coming)
    elif chosen is not None:
        _copy_issue(next(path for path, report in held if report is chosen), target)
    return (scratch / EARLIER).is_dir()


def _make_before(order: Order, told: Mapping[str, Any]) -> Issue | None:
    """Make the issue on the month before of the same tables, where it is being made of them."""
    if not order.follows:
        return None
    edition = order.open_edition(order.langs[0], month_before(order.month))
    return Issue(to_json(edition), told)


def _copy_issue(path: Path, target: Path) -> None:
    """Copy an issue's figures and what of its run a comparison asks."""
    run = path / "run.json"
    told = json.loads(run.read_text(encoding="utf-8")) if run.is_file() else None
    _write_issue(target, Issue(json.loads((path / "figures.json").read_text("utf-8")), told))


def _write_issue(target: Path, issue: Issue) -> None:
    """Write an issue's figures, and of its run what a comparison asks: no time, no hash."""
    target.mkdir(parents=True)
    write_json(target / "figures.json", issue.figures)
    if issue.run is not None:
        kept = ("inputs", "hand", "corrections", "versions")
        write_json(target / "run.json", {k: issue.run[k] for k in kept if k in issue.run})


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
        "versions": {"analysis": __version__, **list_versions()},
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
