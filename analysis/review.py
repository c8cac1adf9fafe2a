"""Sign-off of a report: a decision bound to its content, and the words of the page on its status.

What a reviewer approves is the content: pages but for their words on the status, notebooks, figures,
tables, and what the run was made of. Any other byte in any of them, and the report is a draft again.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from bs4 import BeautifulSoup

from analysis import store
from analysis.consistency import check_text
from analysis.measures import BadInputError
from analysis.prose import LANGUAGES, format_day, say

DRAFT, APPROVED, REJECTED = "draft", "approved", "rejected"
DECISIONS = (APPROVED, REJECTED)
FILE = "review.json"
WORDS, WATERMARK = "status-words", "status-watermark"
MARK = re.compile(r"<!--(status-\w+)-->.*?<!--/\1-->", re.S)
CONTENT = ("report.*.html", "brief.*.html", "report.*.ipynb", "figures.json", "tables/*.csv")
OF_RUN = (
    "content_hash",
    "made_of",
    "seconds",
)  # of run.json: what differs where the content is the same
LONGEST_NAME = 100


class ApprovedReportError(RuntimeError):
    """A report that was approved is not written over."""


class Review(NamedTuple):
    """One decision: by whom, when, and on which content."""

    status: str
    by: str
    at: str
    content_hash: str
    note: str | None = None

    @property
    def day(self) -> str:
        """Day of the decision."""
        return self.at.partition("T")[0]


def mark_status(kind: str, content: str) -> str:
    """Put words on the status between marks, so that a decision can replace them."""
    return f"<!--{kind}-->{content}<!--/{kind}-->"


def write_status(lang: str, review: Review | None) -> dict[str, str]:
    """Write what a page says of its status, by kind of mark."""
    if review is None:
        words, watermark = say(lang, "masthead-draft"), say(lang, "watermark-draft")
    else:
        day = format_day(lang, review.day)
        words = say(lang, f"signed-{review.status}", by=review.by, day=day)
        watermark = "" if review.status == APPROVED else say(lang, f"watermark-{review.status}")
    head = f"<style>@page {{ @top-right {{ content: {write_css(words)}; }} }}</style>"
    drawn = f'<div class="watermark" data-word="{escape(watermark)}"></div>' if watermark else ""
    return {WORDS: escape(words), WATERMARK: head + drawn}


def write_css(text: str) -> str:
    """Text as a string of a style sheet, in which nothing can end it."""
    return '"' + re.sub(r"[^\w ,.()]", lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def hash_content(folder: Path) -> str:
    """Hash of all that a reviewer answers for."""
    content = hashlib.sha256()
    for path in sorted({p for pattern in CONTENT for p in folder.glob(pattern)}):
        data = path.read_bytes()
        if path.suffix in {".html", ".ipynb"}:
            data = MARK.sub("", data.decode("utf-8")).encode("utf-8")
        name = path.relative_to(folder).as_posix().encode("utf-8")
        content.update(name + b"\0" + hashlib.sha256(data).digest())
    run = {k: v for k, v in _read_run(folder).items() if k not in OF_RUN}
    content.update(json.dumps(run, sort_keys=True).encode("utf-8"))
    return content.hexdigest()


def _read_run(folder: Path) -> dict[str, Any]:
    return _read_mapping(folder / "run.json")


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInputError("is not there", file=str(path)) from None
    except ValueError as error:
        raise BadInputError(f"is no JSON ({error})", file=str(path)) from None
    if not isinstance(content, dict):
        raise BadInputError("is no mapping", file=str(path))
    return content


def read_review(folder: Path) -> Review | None:
    """Return the decision on a report as it was made; none where nobody has made one."""
    if not (folder / FILE).is_file():
        return None
    held = _read_mapping(folder / FILE)
    missing = [name for name in Review._fields[:4] if not isinstance(held.get(name), str)]
    if missing or held["status"] not in DECISIONS:
        raise BadInputError(
            f"lacks {missing[0] if missing else 'a known status'}", file=str(folder / FILE)
        )
    status, by, at, content_hash = (str(held[name]) for name in Review._fields[:4])
    return Review(status, by, at, content_hash, held.get("note"))


def tell_status(folder: Path) -> str:
    """Say whether a report is approved, rejected or a draft.

    A decision counts only for the content that it was made on, and where the pages say the same.
    """
    review = read_review(folder)
    if review is None or hash_content(folder) != review.content_hash:
        return DRAFT
    pages = [path for lang in LANGUAGES for path in _marked(folder, lang)]
    return review.status if all(_says(path, review) for path in pages) else DRAFT


def _marked(folder: Path, lang: str) -> list[Path]:
    """Files of a language that say something of the status."""
    paths = [folder / f"report.{lang}.{kind}" for kind in ("html", "ipynb")]
    return [path for path in paths if path.is_file()]


def _says(path: Path, review: Review | None) -> bool:
    text = path.read_text(encoding="utf-8")
    return _set_status(text, path, review) == text


def _set_status(text: str, path: Path, review: Review | None) -> str:
    """Text of a page or notebook with other words on its status."""
    told = write_status(path.name.split(".")[1], review)
    if path.suffix == ".ipynb":
        told = {kind: json.dumps(words, ensure_ascii=False)[1:-1] for kind, words in told.items()}
    return MARK.sub(lambda mark: mark_status(mark[1], told[mark[1]]), text)


def set_status(folder: Path, review: Review | None) -> None:
    """Let every page and notebook of a report say its status."""
    for lang in LANGUAGES:
        for path in _marked(folder, lang):
            text = _set_status(path.read_text(encoding="utf-8"), path, review)
            store.write_whole(path, text)


def decide(folder: Path, status: str, *, by: str, at: str, note: str | None = None) -> Review:
    """Approve or reject a report as it stands; pages first, the record last.

    Refuses a report that is no longer what was rendered: nobody can answer for that.
    """
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInputError("is no name of a person", column="by")
    found = hash_content(folder)
    if _read_run(folder).get("content_hash") != found:
        raise BadInputError("was changed since it was rendered: render it again", file=str(folder))
    review = Review(status, name, at, found, note)
    if status == REJECTED:
        _record(folder, review)
    set_status(folder, review)
    _record(folder, review)
    return review


def _record(folder: Path, review: Review) -> None:
    held = {k: v for k, v in review._asdict().items() if v is not None}
    store.write_whole(folder / FILE, json.dumps(held, ensure_ascii=False, indent=1) + "\n")


def list_checks(page: str, figures: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row per section of a page: its figures, those to look at twice, and its claims.

    ``figures`` are those of ``figures.json`` by id. ``fails`` counts claims of the text whose
    arithmetic does not hold.
    """
    rows = []
    for heading in BeautifulSoup(page, "html.parser").select("main h2[id^=section-]"):
        parts = [part for part in _until_next(heading)]
        ids = {
            link["href"].removeprefix("#")
            for part in parts
            for link in part.select("a.figure[href^='#']")
        }
        held = [figures[i] for i in sorted(ids) if i in figures]
        claims = check_text("".join(str(part) for part in parts), "html")["verdict"]
        rows.append(
            {
                "section": heading.get_text(),
                "figures": len(held),
                "without_value": sum(f["value"] is None for f in held),
                "provisional": sum(bool(f["is_provisional"]) for f in held),
                "estimated": sum(f["status"] == "estimated" for f in held),
                "not_comparable": sum("not-comparable" in f["rule"] for f in held),
                "holds": int((claims == "holds").sum()),
                "fails": int((claims == "fails").sum()),
            }
        )
    return pd.DataFrame(rows)


def _until_next(heading: Any) -> list[Any]:
    """Elements after a heading, up to the next of its rank."""
    parts = []
    for part in heading.find_next_siblings():
        if part.name == "h2":
            break
        parts.append(part)
    return parts


def format_checks(checks: pd.DataFrame) -> list[str]:
    """Write a reviewer's list, a line per section; a box to tick before each."""
    words = {
        "without_value": "without a value",
        "provisional": "provisional",
        "estimated": "estimated",
        "not_comparable": "not comparable",
    }
    lines = []
    for row in checks.to_dict("records"):
        told = [f"{row['figures']} figures"]
        told += [f"{row[name]} {text}" for name, text in words.items() if row[name]]
        told.append(f"arithmetic: {row['holds']} hold, {row['fails']} fail")
        lines.append(f"[ ] {row['section']}: {'; '.join(told)}")
    return lines
