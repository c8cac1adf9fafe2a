"""One incident to its brief: the notebook run in each language, its figures and tables, whole or not at all."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis import build, store
from analysis.books import join_chapters, run_book, strip_run, write_book
from analysis.brief import Brief, find_ledger, open_brief
from analysis.chapters.brief import write_title
from analysis.layouts import BRIEF_LAYOUTS
from analysis.page import write_table
from analysis.prose import LANGUAGES
from analysis.report import (
    export_html,
    link_languages,
    print_pages,
    tell_run,
    to_json,
    write_json,
)
from analysis.review import hash_content

NOTEBOOK = "incident_brief"
FOLDER = "incidents"
STEM = "brief"  # how the files of a page begin
SECTIONS = [
    *("section-highlights", "section-claims", "section-growth", "section-near"),
    *("section-actors", "section-displacement", "section-needs", "section-unknown"),
    "section-annex",
]


def write_brief(
    raw: Path,
    processed: Path,
    out: Path,
    *,
    incident_id: str,
    country: str | None,
    radius_km: int,
    langs: tuple[str, ...],
    as_of: str,
    is_printed: bool = False,
    say_progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Build where stale, run the notebook in each language and put the brief in its place.

    An incident that is not known on the day raises ``UnknownIncidentError``, and nothing is written.
    """
    iso3 = find_ledger(raw, incident_id, country)
    say_progress("build")
    build.build(raw, processed, iso3, as_of, force=False)
    asked = {
        "incident_id": incident_id,
        "radius_km": radius_km,
        "country": iso3,
        "raw": str(raw.resolve()),
        "processed": str(processed.resolve()),
    }
    briefs = {lang: open_brief(**asked, lang=lang) for lang in langs}  # type: ignore[arg-type]
    folder = out / iso3 / FOLDER / incident_id
    with store.scratch_beside(folder) as scratch:
        for lang, brief in briefs.items():
            say_progress(f"run {lang}")
            _write_page(brief, {**asked, "lang": lang}, scratch)
        _write_numbers(briefs[langs[0]], scratch)
        told = tell_run(briefs[langs[0]], langs, store.read_build_key(processed, iso3) or {})
        told["parameters"] |= {"incident_id": incident_id, "radius_km": radius_km}
        _keep_other_languages(scratch, folder)
        link_languages(scratch, STEM)
        write_json(scratch / "run.json", told)
        write_json(scratch / "run.json", told | {"content_hash": hash_content(scratch)})
        if is_printed:
            say_progress("print")
            print_pages(scratch, STEM)
        store.replace_folder(scratch, folder)
    return folder


def _write_page(brief: Brief, parameters: dict[str, Any], scratch: Path) -> None:
    """Run the notebook and write the page that it makes, and the notebook beside it."""
    name = f"{STEM}.{brief.lang}"
    executed = strip_run(run_book(join_chapters([NOTEBOOK]), parameters, scratch, name))
    html = export_html(executed, brief, title=write_title(brief), sections=SECTIONS)
    (scratch / f"{name}.html").write_text(html, encoding="utf-8")
    executed.metadata.pop("page", None)
    write_book(executed, scratch / f"{name}.ipynb")


def _write_numbers(brief: Brief, scratch: Path) -> None:
    """Write every figure of a brief, and the table of each layout."""
    about = {"incident_id": brief.incident_id, "radius_km": brief.radius_km}
    figures = to_json(brief)
    rows = figures.pop("figures")
    write_json(scratch / "figures.json", figures | about | {"figures": rows})
    (scratch / "tables").mkdir()
    for name in BRIEF_LAYOUTS:
        path = scratch / "tables" / f"{name}.csv"
        path.write_text(write_table(brief, name), encoding="utf-8", newline="")


def _keep_other_languages(scratch: Path, folder: Path) -> None:
    """Keep the page of a language that was not asked for, where it says the same figures."""
    old, new = folder / "figures.json", scratch / "figures.json"
    if not old.is_file() or old.read_bytes() != new.read_bytes():
        return
    for lang in LANGUAGES:
        for path in folder.glob(f"{STEM}.{lang}.*"):
            if not (scratch / path.name).exists():
                shutil.copy2(path, scratch / path.name)
