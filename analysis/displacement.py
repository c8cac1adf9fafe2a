"""What a difference between two stocks of displaced persons is made of.

A stock counts those who could be reached, by some method. Between two stocks people move, but also
places are reached or lost and registers are cleaned; only what was counted alike on both days can
tell of movement. The parts add up to the difference exactly; what nobody can attribute is
*unexplained*, never movement. Methods: ``docs/methods/stocks.md``.
"""

from typing import Any

import pandas as pd

from analysis.coverage import differs_in_units
from analysis.states import add_or_missing

PARTS = ["movement", "coverage", "method", "unexplained"]
NOT_ALIKE = "no place counted alike on both days"
COVERAGE_KINDS = ["access lost", "registration extended", "regions split"]


def cross_breaks(
    breaks: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, place: str | None = None
) -> Any:
    """Keep the breaks of the counts of IDPs, of the country or of a place, between two days."""
    is_here = breaks["geography_name"].isna() | (breaks["geography_name"] == place)
    is_between = (breaks["date_to"] > start) & (breaks["date_from"] <= end)
    return breaks[is_here & is_between & (breaks["indicator"] == "idps")]


def split_change(
    before: pd.DataFrame, after: pd.DataFrame, total: pd.Series, breaks: pd.DataFrame
) -> pd.DataFrame:
    """Parts of the difference between two stocks; a row each: ``value``, ``reason``.

    ``before`` and ``after`` have ``place``, ``idps`` and ``method`` of every place counted on the
    two days; ``total`` the country's stock by day, the earlier first. Where the places of a day do
    not add up to its total, nobody says which others were counted, and the country stands for one
    place. Movement is the difference in places counted on both days, by one method, across no
    break; coverage, what places counted on one day only held then, and what a documented break
    says it brought or took; method likewise. A part that nobody documents is missing, and its
    people are in what is unexplained.
    """
    start, end = total.index
    crossed = cross_breaks(breaks, start, end)
    is_whole = (crossed["date_from"] >= start) & (crossed["date_to"] <= end)
    stated = crossed["people"].where(is_whole)
    is_coverage = crossed["kind"].isin(COVERAGE_KINDS)
    if not (_adds_up(before, total.iloc[0]) and _adds_up(after, total.iloc[1])):
        before, after = _as_one_place(before, total.iloc[0]), _as_one_place(after, total.iloc[1])
    places = before.merge(
        after, on="place", how="outer", suffixes=("_before", "_after"), indicator="seen"
    )
    is_alike = (places["seen"] == "both") & (places["method_before"] == places["method_after"])
    moved = (places["idps_after"] - places["idps_before"])[is_alike]
    came = places.loc[places["seen"] == "right_only", "idps_after"]
    went = -places.loc[places["seen"] == "left_only", "idps_before"]
    parts: dict[str, Any] = {
        "movement": add_or_missing(moved) if len(moved) and crossed.empty else pd.NA,
        "coverage": _add_known([came, went, stated[is_coverage]]),
        "method": _add_known([stated[~is_coverage]]),
    }
    known = sum(int(value) for value in parts.values() if pd.notna(value))
    change = total.iloc[1] - total.iloc[0]
    parts["unexplained"] = pd.NA if pd.isna(change) else int(change) - known
    reasons = {
        "movement": "; ".join(crossed["kind"]) or ("" if len(moved) else NOT_ALIKE),
        "coverage": "; ".join(crossed.loc[is_coverage, "kind"]),
        "method": "; ".join(crossed.loc[~is_coverage, "kind"]),
        "unexplained": "",
    }
    return pd.DataFrame(
        {
            "value": pd.array([parts[name] for name in PARTS], dtype="Int64"),
            "reason": [reasons[name] for name in PARTS],
        },
        index=pd.Index(PARTS, name="part"),
    )


def _adds_up(places: pd.DataFrame, total: Any) -> bool:
    """Whether the places of a day are all that the country's stock counts."""
    added = add_or_missing(places["idps"].astype("Int64")) if len(places) else pd.NA
    return pd.notna(added) and pd.notna(total) and int(added) == int(total)


def _as_one_place(places: pd.DataFrame, total: Any) -> pd.DataFrame:
    """Take the country for one place, counted as its places were where those were alike."""
    methods = places["method"].unique()
    method = methods[0] if len(methods) == 1 else ""
    return pd.DataFrame(
        {"place": ["country"], "idps": pd.array([total], dtype="Int64"), "method": [method]}
    )


def _add_known(parts: list[pd.Series]) -> Any:
    """Sum of documented parts; missing where there is none, or where one has no number."""
    stacked = pd.concat([part.astype("Int64") for part in parts], ignore_index=True)
    return add_or_missing(stacked) if len(stacked) else pd.NA


def add_joined(
    stocks: pd.DataFrame, breaks: pd.DataFrame, coverage: list[str | None]
) -> pd.DataFrame:
    """Add whether each stock, in the order of days, compares with the one before: ``is_joined``.

    It does not across a break, nor where one of the two is missing or only *at least* so many, nor
    where ``coverage`` says of both how many units they reached, and not the same.
    """
    days = pd.to_datetime(stocks["label"])
    is_exact = stocks["value"].notna() & (stocks["status"] != "at_least")
    pairs = range(1, len(stocks))
    joined = [
        bool(is_exact.iloc[i - 1 : i + 1].all())
        and cross_breaks(breaks, days.iloc[i - 1], days.iloc[i]).empty
        and not differs_in_units(coverage[i - 1], coverage[i])
        for i in pairs
    ]
    return stocks.assign(is_joined=[False, *joined][: len(stocks)])


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


def is_comparable(parts: pd.DataFrame) -> bool:
    """Whether a difference is movement and nothing else, as far as the counts tell."""
    value = parts["value"]
    others = value[["coverage", "method", "unexplained"]]
    is_only_movement = bool((others.dropna() == 0).all())
    return bool(value.notna()["movement"] and is_only_movement and not parts["reason"].any())


def read_direction(parts: pd.DataFrame) -> str:
    """Direction of movement, ``more``, ``fewer`` or ``same``; ``withheld`` where not comparable."""
    if not is_comparable(parts):
        return "withheld"
    moved = int(parts["value"]["movement"])
    return "more" if moved > 0 else "fewer" if moved < 0 else "same"
