"""What a stock of displaced persons covers: places, as far as its source or a reviewed table says.

The words stand in ``coverage``, in parts set apart by ``"; "``: the source's own, those of
``hand/coverage.csv``, then which regions a publisher gave numbers of. Where nobody says, it stays
missing. How many units of the next level a round reached is a number and stands in ``units``.
"""

from typing import Any

import pandas as pd

from analysis.measures import each_row
from analysis.places import normalise

SINGLE = r"[A-Z]{2}\d{2}|(?:(?! and | et )[^:+()])+"  # a code, or a name that joins no two
REGIONS = "by region: "
BETWEEN = "; "
REASON_MARK = "; "  # between the reasons of displacement that the rows of a stock name
TOLD_BY_REGION = "figures"  # its rows say nothing of units: the regions of a day are its own rows


def is_region(rows: pd.DataFrame, country: str) -> pd.Series:
    """Whether each row is of the country or of one first-level unit, not of a town or of several.

    The words tell only where neither a list nor the source does: a matched name is a code here.
    """
    is_single = rows["geography"].str.fullmatch(SINGLE).astype("bool")
    is_first = (rows["admin_level"] == 1).fillna(is_single).astype("bool")
    return (rows["geography"] == country) | is_first


def is_of_one_reason(stocks: pd.DataFrame) -> pd.Series:
    """Whether the rows of each stock name one reason of displacement, and no other."""
    return stocks["reasons"].notna() & ~stocks["reasons"].fillna("").str.contains(REASON_MARK)


def add_coverage(idps: pd.DataFrame, spans: pd.DataFrame, country: str) -> Any:
    """Add what each stock covers, in English and, where any of the words are ours, in French.

    ``spans`` has ``indicator``, ``source``, ``geography_name``, ``start``, ``end`` (missing is
    open) and ``covers_en``, ``covers_fr``. All that hold on a stock's day count, in their order.
    """
    english, french = idps["coverage"], idps["coverage"]
    is_ours = pd.Series(False, index=idps.index)
    for span in each_row(spans):
        here = _is_of(idps, span)
        english = english.mask(here, _append(english, span.covers_en))
        french = french.mask(here, _append(french, span.covers_fr))
        is_ours |= here
    named = _name_regions(idps, country)
    has_names = named.notna()
    return idps.assign(
        coverage=english.mask(has_names, _append(english, named)),
        coverage_fr=french.mask(has_names, _append(french, named)).where(is_ours),
    )


def _is_of(idps: pd.DataFrame, span: Any) -> pd.Series:
    """Whether each stock is one that a row of the reviewed table speaks of."""
    is_there = idps["geography_name"] == span.geography_name
    is_same = (idps["source"] == span.source) & (idps["indicator"] == span.indicator) & is_there
    after = pd.isna(span.start) | (idps["as_of_last"] >= span.start)
    before = pd.isna(span.end) | (idps["as_of_last"] <= span.end)
    return (is_same & after & before).astype("bool")


def _append(held: pd.Series, words: Any) -> pd.Series:
    """Add words after those held, or alone where there are none."""
    return (held + BETWEEN + words).fillna(pd.Series(words, index=held.index))


def _name_regions(idps: pd.DataFrame, country: str) -> pd.Series:
    """Name for each stock of the country the regions of which the same source gives that day's."""
    key = ["indicator", "as_of_last"]
    held = idps[(idps["source"] == TOLD_BY_REGION) & idps["is_preferred"]]
    regions = held[is_region(held, country) & (held["geography"] != country)]
    names = regions.groupby(key)["geography_name"].agg(
        lambda n: ", ".join(sorted(set(n), key=normalise))
    )
    is_country = (idps["source"] == TOLD_BY_REGION) & (idps["geography"] == country)
    days = pd.MultiIndex.from_frame(idps[key])
    found = REGIONS + names.reindex(days).set_axis(idps.index)
    return found.where(is_country).astype("str")
