"""Whether two stocks of displaced persons compare, and what the difference between them is made of.

A stock counts those who could be reached, by some method. Between two stocks people move, but also
places are reached or lost and registers are cleaned; only what was counted alike on both days can
tell of movement. :func:`compare_stocks` is the one rule, of tile, table, chart, line and words. The
parts add up to the difference exactly; what nobody can attribute is *unexplained*, never movement.
Methods: ``docs/methods/stocks.md``.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.coverage import is_region
from analysis.states import KNOWN, add_or_missing

PARTS = ["movement", "coverage", "method", "unexplained"]
NOT_ALIKE = "no place counted alike on both days"
OTHERS = {"method": "other method", "units": "other units"}  # reason, and its words in a part
NOT_STATED = "method not stated"
PLACES_NOT_STATED = "places not stated"
SPLIT = "regions split"
COVERAGE_KINDS = ["access lost", "registration extended", SPLIT]
NO_DIFFERENCE = {"gap", "bound", "borders"}  # reasons for which there is not even a number
RELAYED = "figures"
BASIS = ["method", "units", "unit_level"]


class Comparison(NamedTuple):
    """Two stocks of a place, and why their difference is no movement: ``reasons``, none where it is.

    ``pair`` is the two, the earlier first. ``places`` has a row per place that can be told apart, with what was counted there on each day;
    ``regions`` the stocks that they are, none where the place stands for itself; ``crossed`` the
    breaks that lie between.
    """

    pair: pd.DataFrame
    places: pd.DataFrame
    regions: pd.DataFrame
    crossed: pd.DataFrame
    reasons: list[str]


def compare_stocks(
    stocks: pd.DataFrame, pair: pd.DataFrame, breaks: pd.DataFrame, country: str
) -> Comparison:
    """Compare two stocks of a place, the rows of ``pair``, the earlier first.

    Where the regions in ``stocks`` add up to the country's on both days, and none was divided in
    between, they are compared one by one. Else nobody says which others were counted, and the
    place stands for itself, with its own method and units: it is known to be counted alike only
    where both days say how many units they reached.
    """
    is_country = bool((pair["geography"] == country).all())
    held = _cross(breaks, pair, is_country=is_country)
    is_inner = (held["kind"] == SPLIT) & held["geography_name"].notna() & is_country
    crossed = held[~is_inner]
    ends = [pair.head(1), pair.tail(1)]
    may_part = is_country and not is_inner.any()
    regions = [_keep_regions(stocks, end, country) for end in ends] if may_part else []
    is_parted = may_part and all(_adds_up(*r) for r in zip(regions, ends, strict=True))
    places = _match(*(regions if is_parted else (end.assign(geography="whole") for end in ends)))
    is_other = says_other(places, "method") | (len(name_method(pair).dropna().unique()) > 1)
    says_units, reached_others = _says_units(places), _reached_others(places)
    is_alike = (places["seen"] == "both") & ~is_other & ~reached_others & (is_parted | says_units)
    found = {
        "gap": pair["idps"].isna().any(),
        "bound": (pair["status"] == "at_least").any(),
        "borders": not is_country and (crossed["kind"] == SPLIT).any(),
        "break": len(crossed) > 0,
        "places": (places["seen"] != "both").any(),
        "units": reached_others.any(),
        "method": is_other.any(),
    }
    return Comparison(
        pair,
        places.assign(is_alike=is_alike),
        pd.concat(regions) if is_parted else stocks.head(0),
        crossed,
        [name for name, holds in found.items() if holds],
    )


def name_rule(compared: Comparison) -> str:
    """Name what a difference between two stocks is: a change, one across a break, or none at all."""
    if NO_DIFFERENCE & set(compared.reasons):
        return "not-comparable"
    return "change-across-break" if compared.reasons else "change"


def cross_breaks(
    breaks: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, *places: str | None
) -> Any:
    """Keep the breaks of the counts of IDPs, of the country or of places, between two days."""
    is_here = breaks["geography_name"].isna() | breaks["geography_name"].isin(places)
    is_between = (breaks["date_to"] > start) & (breaks["date_from"] <= end)
    return breaks[is_here & is_between & (breaks["indicator"] == "idps")]


def _cross(breaks: pd.DataFrame, pair: pd.DataFrame, *, is_country: bool) -> Any:
    """Keep the breaks between two stocks; the country's count crosses those of every place."""
    places = breaks["geography_name"] if is_country else pair["geography_name"]
    return cross_breaks(breaks, *pair["as_of_last"], *places.dropna())


def name_method(stocks: pd.DataFrame) -> pd.Series:
    """How people were counted, without round or time of year; missing where nobody says.

    Relayed figures do not say it: their word is the first that a text has for a count, and one
    count bears several ("registered; DTM round 3"), so another word is no other method.
    """
    kind = stocks["method"].str.split(r", round |; ", regex=True).str[0]
    return kind.mask(stocks["source"] == RELAYED)


def says_other(places: pd.DataFrame, name: str) -> pd.Series:
    """Whether both days say of a place how it was counted, and say not the same."""
    before, after = places[f"{name}_before"], places[f"{name}_after"]
    is_said = before.notna() & after.notna()
    return (is_said & (before != after)).fillna(False).astype("bool")


def _reached_others(places: pd.DataFrame) -> pd.Series:
    """Whether both days say how many units of a place they reached, and say not the same."""
    is_other = says_other(places, "units") | says_other(places, "unit_level")
    return is_other & _says_units(places)


def _says_units(places: pd.DataFrame) -> pd.Series:
    """Whether both days say how many units of a place they reached."""
    return places[["units_before", "units_after"]].notna().all(axis=1)


def _match(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Match the places of two days; a row each, with what was counted there and how."""
    first, last = (
        rows.assign(method=name_method(rows)).set_index("geography")[["idps", *BASIS]]
        for rows in (before, after)
    )
    places = first.index.union(last.index).rename("place")
    is_alone = [~places.isin(last.index), ~places.isin(first.index)]
    seen = np.select(is_alone, ["left_only", "right_only"], "both")
    sides = [first.reindex(places).add_suffix("_before"), last.reindex(places).add_suffix("_after")]
    return pd.concat(sides, axis=1).reset_index().assign(seen=seen)


def _keep_regions(stocks: pd.DataFrame, whole: pd.DataFrame, country: str) -> pd.DataFrame:
    """Regions that the source of a country's stock gives of the same day."""
    row = whole.iloc[0]
    here = stocks[
        (stocks["as_of_last"] == row["as_of_last"])
        & (stocks["source"] == row["source"])
        & (stocks["indicator"] == row["indicator"])
        & (stocks["geography"] != country)
    ]
    return here[is_region(here, country)].drop_duplicates("geography")


def _adds_up(places: pd.DataFrame, whole: pd.DataFrame) -> bool:
    """Whether the places of a day are all that the country's stock counts, as far as it is exact."""
    total = whole["idps"].iloc[0]
    is_exact = bool(whole["status"].isin(KNOWN[:-1]).all()) and len(places) > 0
    added = add_or_missing(places["idps"].astype("Int64")) if is_exact else pd.NA
    return pd.notna(added) and pd.notna(total) and int(added) == int(total)


def split_change(compared: Comparison, change: Any) -> pd.DataFrame:
    """Parts of the difference ``change`` between two stocks; a row each: ``value``, ``reason``.

    Movement is the difference in places counted on both days, by one method, over as many units,
    across no break; coverage, what places counted on one day only held then, and what a documented
    break says it brought or took; method likewise. A part that nobody documents is missing, and its
    people are in what is unexplained. Of a difference that has no number there are no parts.
    """
    places, crossed = compared.places, compared.crossed
    is_coverage = crossed["kind"].isin(COVERAGE_KINDS)
    stated = state_people(compared)
    moved = (places["idps_after"] - places["idps_before"])[places["is_alike"]]
    came = places.loc[places["seen"] == "right_only", "idps_after"]
    went = -places.loc[places["seen"] == "left_only", "idps_before"]
    parts: dict[str, Any] = {
        "movement": add_or_missing(moved) if len(moved) and crossed.empty else pd.NA,
        "coverage": _add_known([came, went, stated[is_coverage]]),
        "method": _add_known([stated[~is_coverage]]),
    }
    known = sum(int(value) for value in parts.values() if pd.notna(value))
    parts["unexplained"] = pd.NA if pd.isna(change) else int(change) - known
    values = [pd.NA if pd.isna(change) else parts[name] for name in PARTS]
    reasons = _name_reasons(compared, has_moved=len(moved) > 0)
    return pd.DataFrame(
        {"value": pd.array(values, dtype="Int64"), "reason": [reasons[name] for name in PARTS]},
        index=pd.Index(PARTS, name="part"),
    )


def state_people(compared: Comparison) -> pd.Series:
    """How many people each break is documented to have brought, where all of it lies between."""
    crossed, (start, end) = compared.crossed, compared.pair["as_of_last"]
    is_whole = (crossed["date_from"] >= start) & (crossed["date_to"] <= end)
    return crossed["people"].where(is_whole)


def _name_reasons(compared: Comparison, *, has_moved: bool) -> dict[str, str]:
    """Name for each part what stands against it, or what it was made by."""
    kinds, reasons = compared.crossed["kind"], compared.reasons
    is_coverage = kinds.isin(COVERAGE_KINDS)
    others = {name: [words] for name, words in OTHERS.items() if name in reasons}
    against = [] if has_moved else [word for words in others.values() for word in words]
    seen = compared.places["seen"]
    unknown = PLACES_NOT_STATED if compared.regions.empty and (seen == "both").all() else NOT_ALIKE
    unsaid = [] if "method" in others or _says_method(compared.places) else [NOT_STATED]
    named = {
        "movement": list(kinds) or against or ([] if has_moved else [unknown]),
        "coverage": [*kinds[is_coverage], *others.get("units", [])],
        "method": [*kinds[~is_coverage], *others.get("method", unsaid)],
        "unexplained": [],
    }
    return {name: "; ".join(words) for name, words in named.items()}


def _says_method(places: pd.DataFrame) -> bool:
    """Whether both days say how people were counted in each place of both."""
    both = places[places["seen"] == "both"]
    return bool(both[["method_before", "method_after"]].notna().all(axis=None))


def _add_known(parts: list[pd.Series]) -> Any:
    """Sum of documented parts; missing where there is none, or where one has no number."""
    stacked = pd.concat([part.astype("Int64") for part in parts], ignore_index=True)
    return add_or_missing(stacked) if len(stacked) else pd.NA


def add_joined(values: pd.DataFrame, compared: Sequence[Comparison | None]) -> pd.DataFrame:
    """Add whether each stock, in the order of days, compares with the one before: ``is_joined``.

    ``compared`` has the comparison of each with the one before, none where a row is not held. None
    compares that has no number: one that is held may be withheld.
    """
    has_value = values["value"].notna().tolist()
    joined = [
        found is not None and not found.reasons and before and after
        for found, (before, after) in zip(compared, pairwise(has_value), strict=True)
    ]
    return values.assign(is_joined=[False, *joined][: len(values)])


def add_steps(rows: pd.DataFrame) -> pd.DataFrame:
    """Add where each part of a change starts and ends, on the way from one stock to the next.

    ``rows`` has ``value`` of the stock before, of each part and of the stock after, in that order.
    A part without a number takes no step: its people are in the part that is unexplained.
    """
    known = rows["value"].astype("Float64")
    reached = known.iloc[:-1].cumsum().ffill()
    end = pd.concat([reached, known.iloc[-1:]])
    start = pd.concat([known.iloc[:1], reached.shift().iloc[1:], known.iloc[-1:]])
    return rows.assign(start=start, end=end)
