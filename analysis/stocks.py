"""What a stock of displaced persons covers, how it was counted and what it compares with, in words."""

from typing import Any

import pandas as pd

from analysis.coverage import BETWEEN, REGIONS
from analysis.displacement import Comparison, compare_stocks, cross_breaks, name_method
from analysis.measures import each_row
from analysis.prose import Edition, format_number, list_parts, name_word, recorded, say

ACROSS_BREAK = {"change-across-break", "not-comparable"}  # rules of differences that are none
UNIT_LEVELS = {1: "first", 2: "second"}


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


def write_coverage(edition: Edition, figure_id: str) -> str | None:
    """Say what a stock covers; nothing where neither its source nor a reviewed table says."""
    stock = find_stock(edition, figure_id)
    if stock is None:
        return None
    told = [*_write_words(edition.lang, stock), *_write_units(edition.lang, stock)]
    return list_parts(edition.lang, told) if told else None


def _write_words(lang: str, stock: Any) -> list[str]:
    """Words on what a stock covers: ours in the language of the page, the source's as they stand."""
    if not isinstance(stock.coverage, str):
        return []
    is_ours = isinstance(stock.coverage_fr, str)
    words = stock.coverage_fr if is_ours and lang == "fr" else stock.coverage
    return [_write_part(lang, part, is_ours=is_ours) for part in words.split(BETWEEN)]


def _write_part(lang: str, part: str, *, is_ours: bool) -> str:
    """One part of the words on coverage: regions by our message, the rest as it stands."""
    if part.startswith(REGIONS):
        return say(lang, "covers-regions", names=part.removeprefix(REGIONS))
    return part if is_ours else recorded(lang, part)


def _write_units(lang: str, stock: Any) -> list[str]:
    """How many units of the next level a stock's round reached; nothing where nobody says."""
    if pd.isna(stock.units) or pd.isna(stock.unit_level):
        return []
    number, level = float(stock.units), UNIT_LEVELS[int(stock.unit_level)]
    return [say(lang, f"covers-{level}", number=format_number(lang, number), n=number)]


def has_units(edition: Edition, figure_id: str) -> bool:
    """Whether the source of a stock says how many units it reached."""
    stock = find_stock(edition, figure_id)
    return stock is not None and pd.notna(stock.units)


def write_method(edition: Edition, figure_id: str) -> str | None:
    """Say how the people of a stock were counted; nothing where the source does not."""
    stock = find_stock(edition, figure_id)
    return _write_method(edition.lang, stock.method) if stock is not None else None


def _write_method(lang: str, method: Any) -> str | None:
    """Name a method in the language of the page, with its round; nothing where none is stated."""
    if not isinstance(method, str):
        return None
    kind, _, rest = method.partition(", round ")
    told = name_word(lang, "method", kind)
    return say(lang, "method-round", method=told, round=rest) if rest else told


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


def compare(edition: Edition, before_id: str, after_id: str) -> Comparison | None:
    """How the stocks of two figures compare; nothing where no row is held of one of them."""
    before, after = (find_stock(edition, i) for i in (before_id, after_id))
    if before is None or after is None:
        return None
    idps = edition.tables["idps"]
    pair, stocks = idps.loc[[before.Index, after.Index]], idps[idps["is_preferred"]]
    return compare_stocks(stocks, pair, edition.tables["breaks"], edition.country)


def say_why_not(
    edition: Edition, change_id: str, before_id: str, after_id: str, *, is_brief: bool = False
) -> str | None:
    """Say why two stocks of a place cannot be compared; nothing where they can.

    ``is_brief`` leaves the numbers of units out, so that one reason serves many places.
    """
    change = edition.figure(change_id)
    if change["rule"] not in ACROSS_BREAK:
        return None
    compared = compare(edition, before_id, after_id)
    if compared is None:
        ends = (change["period_start"], change["period_end"])
        noted = note_breaks(edition, *ends, str(change["geography_name"]))
        return noted or say(edition.lang, "why-unknown")
    reasons = _say_reasons(edition.lang, compared, is_brief=is_brief)
    return list_parts(edition.lang, reasons or [say(edition.lang, "why-unknown")])


def _say_reasons(lang: str, compared: Comparison, *, is_brief: bool) -> list[str]:
    """Say each reason for which two stocks do not compare: breaks first, then what differs."""
    before, after = each_row(compared.pair)
    units = [_write_units(lang, stock) for stock in (before, after)]
    methods = [_write_method(lang, kind) for kind in name_method(compared.pair)]
    told = {
        "places": say(lang, "why-places"),
        "units": say(lang, "why-other-units"),
        "method": say(lang, "why-other-method"),
        "bound": say(lang, "why-bound"),
        "gap": say(lang, "why-gap"),
    }
    if all(units) and units[0] != units[1] and not is_brief:
        told["units"] = say(lang, "why-units", before=units[0][0], after=units[1][0])
    if all(methods) and methods[0] != methods[1]:
        told["method"] = say(lang, "why-method", before=methods[0], after=methods[1])
    noted = [note for note in compared.crossed[f"note_{lang}"] if note]
    return [*noted, *(words for name, words in told.items() if name in compared.reasons)]
