"""Folder of reports to what each edition holds: read, signed and compared with the raw data held now.

A folder that cannot be read costs its own row; why stands in it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from analysis import providers, store
from analysis.archive import Held, check_report, clean_text, to_key_figures
from analysis.editions import NO_RULE, Report, is_same_edition
from analysis.measures import MONTH, BadInputError
from analysis.prose import LANGUAGES
from analysis.review import APPROVED, hash_content, read_review, tell_status
from analysis.sources import cod

COUNTRY = re.compile(r"[A-Z]{3}")
READABLE = ("report.*.html", "report.*.pdf")
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
LONGEST = 300  # letters of a reason


class HeldBrief(NamedTuple):
    """One brief: its folder, relative to that of the reports, and its title by language."""

    path: str
    titles: dict[str, str]


def read_shelf(out: Path, raw: Path) -> list[Held]:
    """Every edition of every report in a folder, and why those that are stale are so.

    Where no raw data are there nothing is called stale.
    """
    check = _make_check(raw) if raw.is_dir() else lambda held: held
    folders = sorted(p for p in out.glob("*/*") if _is_report(p))
    return [held for folder in folders for held in _read_month(folder, out, check)]


def read_briefs(out: Path) -> list[HeldBrief]:
    """Every brief on an incident in a folder of reports, by country, the newest incident first."""
    folders = sorted(out.glob("*/incidents/*"), key=lambda p: p.name, reverse=True)
    held = [_read_brief(p, out) for p in folders if COUNTRY.fullmatch(p.parent.parent.name)]
    return sorted((b for b in held if b.titles), key=lambda b: b.path.partition("/")[0])


def _read_brief(folder: Path, out: Path) -> HeldBrief:
    pages = {lang: folder / f"brief.{lang}.html" for lang in LANGUAGES}
    titles = {lang: _read_title(page) for lang, page in pages.items() if page.is_file()}
    return HeldBrief(folder.relative_to(out).as_posix(), titles)


def _read_title(page: Path) -> str:
    """Title of a page; the name of its folder where it has none."""
    found = TITLE.search(page.read_text(encoding="utf-8", errors="replace"))
    return clean_text(unescape(found[1]) if found else page.parent.name)[:LONGEST]


def _is_report(path: Path) -> bool:
    is_named = COUNTRY.fullmatch(path.parent.name) and MONTH.fullmatch(path.name)
    return bool(is_named) and path.is_dir()


def _read_month(folder: Path, out: Path, check: Callable[[Held], Held]) -> list[Held]:
    """Read the current edition of a month, those that were signed before, and those only figures are left of."""
    current = check(_read(folder, out, folder, is_superseded=False))
    kept = [_read(p, out, folder) for p in _list_folders(folder / "editions")]
    signed = [held for held in kept if held.status == APPROVED]
    if signed and current.status != APPROVED:
        last = max(signed, key=lambda held: held.signed_at or "")
        kept = [replace(h, is_in_force=True) if h is last else h for h in kept]
    left = [_read(p, out, folder) for p in _list_folders(folder / "earlier" / "editions")]
    found = [current, *kept]
    for held in left:
        if not any(_is_same(held.report, other.report) for other in found):
            found.append(held)
    return found


def _list_folders(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def _is_same(one: Report | None, other: Report | None) -> bool:
    return one is not None and other is not None and is_same_edition(one, other)


def _read(path: Path, out: Path, month: Path, *, is_superseded: bool = True) -> Held:
    """One edition; whatever is wrong with it is told in one line, and the others stay."""
    place = path.relative_to(out).as_posix()
    held = Held(month.parent.name, month.name, place, is_superseded)
    try:
        held = replace(held, failed=_read_failure(path), files=_list_files(path))
        if held.failed and not (path / "figures.json").exists():
            return held
        whole = check_report(_read_report(held, path))
        to_key_figures([whole])
    except Exception as error:  # noqa: BLE001 - whatever a folder holds, the others are shown
        return replace(held, problem=_tell(error))
    return whole


def _tell(error: Exception) -> str:
    """One line on what is wrong, without the place of the folder on this machine."""
    if isinstance(error, BadInputError):
        name = Path(error.file).name if error.file else None
        error = BadInputError(error.problem, file=name, row=error.row, column=error.column)
    words = str(error) if isinstance(error, BadInputError) else type(error).__name__
    return clean_text(words)[:LONGEST]


def _read_failure(path: Path) -> str | None:
    """Why the last attempt at a report failed; none where it did not."""
    file = path / "failed.json"
    if not file.is_file():
        return None
    try:
        reason = json.loads(file.read_text(encoding="utf-8"))["reason"]
    except (ValueError, LookupError, TypeError):
        raise BadInputError("gives no reason", file="failed.json") from None
    text = clean_text(str(reason))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _list_files(path: Path) -> tuple[str, ...]:
    return tuple(sorted(p.name for pattern in READABLE for p in path.glob(pattern)))


def _read_report(held: Held, path: Path) -> Held:
    if not (path / "figures.json").is_file():
        raise BadInputError("is not there", file="figures.json")
    rows = store.read_rows_of_report(path)
    held = replace(
        held,
        report=store.read_report(path),
        provisional=frozenset(i for i, row in rows.items() if row.get("is_provisional") is True),
    )
    is_whole = not held.is_superseded or bool(held.files)
    return _read_sign_off(held, path) if is_whole else held


def _read_sign_off(held: Held, path: Path) -> Held:
    """Add the status, and who gave it where it still counts."""
    content_hash, review = hash_content(path), read_review(path)
    if review is not None:
        held = check_report(replace(held, signed_at=review.at))
    held = replace(held, status=tell_status(path), content_hash=content_hash)
    if review is None or review.status != held.status:
        return replace(held, signed_at=None)
    return replace(held, signed_by=clean_text(review.by))


def _make_check(raw: Path) -> Callable[[Held], Held]:
    """Make what compares a report with the raw data of now; each file is read once."""
    hashed = cache(lambda path: store.hash_file(path) if path.is_file() else None)
    listed = cache(lambda country: _list_newest(raw, country))

    def check(held: Held) -> Held:
        report = held.report
        if report is None or held.problem:
            return held
        newer = tuple(pair for pair in listed(held.country) if pair[1] > (report.as_of or ""))
        made_of = {
            store.locate_file(raw, name): (name, sha)
            for name, sha in report.files.items()
            if _is_inside(name)
        }
        hand = {name: sha for name, sha in report.hand.items() if name not in NO_RULE}
        made_of |= {
            store.hand_folder(raw).parent / name: (name, sha)
            for name, sha in hand.items()
            if _is_inside(name)
        }
        changed = [name for path, (name, sha) in made_of.items() if hashed(path) != sha]
        return replace(held, newer=newer, changed=tuple(sorted(map(clean_text, changed))))

    return check


def _list_newest(raw: Path, country: str) -> list[tuple[str, str]]:
    """Newest vintage of each source; boundaries and codes say nothing of what happened."""
    names = [name for name in providers.SOURCES if name != cod.NAME]
    days = {name: store.list_vintages(raw, name, country)[-1:] for name in names}
    return [(name, day) for name, held in days.items() for day in held]


def _is_inside(name: str) -> bool:
    """Whether a file is named as one of the raw data, and leads nowhere else."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
