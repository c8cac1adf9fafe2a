"""What a stock of displaced persons covers, how it was counted and what it compares with, in words."""

from typing import Any

import pandas as pd

from analysis.coverage import BETWEEN, REGIONS, UNITS, differs_in_units
from analysis.displacement import cross_breaks
from analysis.measures import each_row
from analysis.prose import Edition, format_number, list_parts, name_word, recorded, say

ACROSS_BREAK = {"change-across-break", "not-comparable"}  # rules of differences that are none


def find_stock(edition: Edition, figure_id: str) -> Any:
    """Row of the table of stocks that a figure is of; ``None`` where there is none."""
    figure, idps = edition.figure(figure_id), edition.tables["idps"]
    here = idps[
        (idps["source"] == figure["source"])
        & (idps["geography"] == figure["geography"])
        & (idps["geography_name"] == figure["geography_name"])
        & (idps["as_of"] == figure["as_of"])
        & (idps["indicator"] == figure["indicator"])
        & idps["is_preferred"]
    ].sort_values("admin_level", kind="stable")  # a district may bear its region's name
    return next(each_row(here.head(1)), None)


def words_on_coverage(edition: Edition, figure_id: str) -> str | None:
    """Words on what a stock covers as its row has them; ``None`` where it has none."""
    stock = find_stock(edition, figure_id)
    return stock.coverage if stock is not None and isinstance(stock.coverage, str) else None


def write_coverage(edition: Edition, figure_id: str) -> str | None:
    """Say what a stock covers; nothing where neither its source nor a reviewed table says."""
    stock = find_stock(edition, figure_id)
    if stock is None or not isinstance(stock.coverage, str):
        return None
    is_ours = isinstance(stock.coverage_fr, str)
    words = stock.coverage_fr if is_ours and edition.lang == "fr" else stock.coverage
    told = [_write_part(edition.lang, part, is_ours=is_ours) for part in words.split(BETWEEN)]
    return list_parts(edition.lang, told)


def _write_part(lang: str, part: str, *, is_ours: bool) -> str:
    """One part of the words on coverage: what was counted by our message, the rest as it stands."""
    if found := UNITS.fullmatch(part):
        number = float(found[1])
        return say(lang, f"covers-{found[2]}", number=format_number(lang, number), n=number)
    if part.startswith(REGIONS):
        return say(lang, "covers-regions", names=part.removeprefix(REGIONS))
    return part if is_ours else recorded(lang, part)


def has_units(edition: Edition, figure_id: str) -> bool:
    """Whether the source of a stock says how many units it reached."""
    return bool(UNITS.search(words_on_coverage(edition, figure_id) or ""))


def write_method(edition: Edition, figure_id: str) -> str | None:
    """Say how the people of a stock were counted; nothing where the source does not."""
    stock = find_stock(edition, figure_id)
    if stock is None or not isinstance(stock.method, str):
        return None
    kind, _, rest = stock.method.partition(", round ")
    told = name_word(edition.lang, "method", kind)
    return say(edition.lang, "method-round", method=told, round=rest) if rest else told


def note_breaks(edition: Edition, start: str, end: str, place: str | None = None) -> str | None:
    """Say what changed in the counting of IDPs between two days; none where nothing did."""
    breaks = edition.tables["breaks"]
    crossed = cross_breaks(breaks, pd.Timestamp(start), pd.Timestamp(end), place)
    return list_parts(edition.lang, crossed[f"note_{edition.lang}"]) or None


def note_later_breaks(edition: Edition, start: str, end: str, place: str) -> str | None:
    """Say what changed in the counting after a stock's day; of what was under way, nothing again."""
    breaks = edition.tables["breaks"]
    later = breaks[breaks["date_from"] > pd.Timestamp(start)]
    crossed = cross_breaks(later, pd.Timestamp(start), pd.Timestamp(end), place)
    return list_parts(edition.lang, crossed[f"note_{edition.lang}"]) or None


def say_why_not(
    edition: Edition, change_id: str, before_id: str, after_id: str, *, is_brief: bool = False
) -> str | None:
    """Say why two stocks of a place cannot be compared; nothing where they can.

    ``is_brief`` leaves the numbers of units out, so that one reason serves many places.
    """
    change = edition.figure(change_id)
    if change["rule"] not in ACROSS_BREAK:
        return None
    place = str(change["geography_name"])
    reasons = [note_breaks(edition, change["period_start"], change["period_end"], place)]
    before, after = (find_stock(edition, i) for i in (before_id, after_id))
    if before is not None and after is not None:
        if differs_in_units(before.coverage, after.coverage):
            then, now = (_write_units(edition.lang, s.coverage) for s in (before, after))
            told = say(edition.lang, "why-units", before=then, after=now)
            reasons.append(say(edition.lang, "why-other-units") if is_brief else told)
        if "at_least" in (before.status, after.status):
            reasons.append(say(edition.lang, "why-bound"))
    known = [r for r in reasons if r] or [say(edition.lang, "why-unknown")]
    return list_parts(edition.lang, known)


def _write_units(lang: str, words: str) -> str:
    found = UNITS.search(words)
    assert found is not None
    return _write_part(lang, found[0], is_ours=True)
