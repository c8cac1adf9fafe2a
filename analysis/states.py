"""Three-state numbers: a figure, a zero that somebody reported, or no figure and the reason why.

The only place that says what becomes of a state when numbers are added, subtracted or divided, and
the only one that makes a zero of a count. A number is a row of ``value``, ``low``, ``high`` and ``status``; a
frame without bounds has none. Nothing here turns what is missing into a number. What has no state
beside it is added by :func:`add_or_missing`: whole, or not at all. One share beside these is 0 for a gap: what a
vintage had of a month in which it gave no number (:mod:`analysis.delays`), a share of what was
published and no count. Methods: ``docs/methods/missing.md``.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

KNOWN = ["reported", "estimated", "at_least"]  # with a value; the surest first
EXACT = KNOWN[:2]  # no mere bounds
MISSING = ["not_covered", "not_reported", "withheld"]  # without; of several the last is the reason
STATUSES = [*KNOWN, *MISSING]
BOUNDS = ["low", "high"]
NUMBER = ["value", *BOUNDS, "status"]
NOT_PLACED = "not placed"  # fate of a row whose place is unknown: it stays, in a row of its own

Floats: TypeAlias = npt.NDArray[np.float64]
Ranks: TypeAlias = npt.NDArray[Any]
_RANK = {status: rank for rank, status in enumerate(STATUSES)}
_LEAST, _UNREPORTED = _RANK["at_least"], _RANK["not_reported"]


def agrees(value: pd.Series, status: pd.Series) -> pd.Series:
    """Whether each number has a value where its state says so, and none elsewhere."""
    return value.notna() == status.isin(KNOWN)


def tell_reported(values: pd.Series) -> pd.Series:
    """State of numbers of which a source says no more than itself: reported, or not."""
    return pd.Series("reported", index=values.index, dtype="str").mask(
        values.isna(), "not_reported"
    )


def name_state(value: Any) -> str:
    """State of one such number."""
    return "not_reported" if pd.isna(value) else "reported"


def name_gap(is_covered: object) -> str:
    """Why a number is not there: nobody reported it, or nobody looked."""
    return "not_reported" if is_covered else "not_covered"


def tell_absent(is_covered: pd.Series, is_zero: pd.Series) -> pd.Series:
    """State of counts that a source does not list; ``is_zero`` is where it would have listed any."""
    return is_covered.map(name_gap).astype("str").mask(is_covered & is_zero, "reported")


def fill_zeros(counts: pd.DataFrame, columns: Sequence[str], is_zero: pd.Series) -> pd.DataFrame:
    """Write 0 where a source looked, listed nothing, and would have listed whatever there was.

    The only place where nothing becomes 0. A row that has any number is listed, and stays.
    """
    is_bare = is_zero & counts[list(columns)].isna().all(axis=1)
    return counts.assign(
        **{name: counts[name].astype("Int64").mask(is_bare, 0) for name in columns}
    )


def complete_numbers(
    listed: pd.DataFrame,
    is_listed: pd.Series,
    absent: pd.Series,
    columns: Sequence[str] = ("value",),
) -> pd.DataFrame:
    """Numbers of every place and time, from those that a source lists; the same rows.

    ``absent`` gives the state of what it does not list (:func:`tell_absent`): a zero, in
    ``columns``, or the reason why there is no number. What it lists outside its coverage is *at
    least* so many.
    """
    held = listed.reindex(columns=NUMBER).where(is_listed)
    filled = fill_zeros(held, columns, (absent == "reported") & ~is_listed)
    told = filled.assign(status=filled["status"].where(is_listed, absent))
    return weaken_numbers(told, is_listed & (absent == "not_covered"), gap="not_covered")


def withhold_numbers(rows: pd.DataFrame, is_withheld: pd.Series) -> Any:
    """Rows without value and range where these may not be shown; what had a value is *withheld*."""
    numbers = {name: rows[name].mask(is_withheld) for name in ("value", *BOUNDS)}
    had_value = is_withheld & rows["value"].notna()
    return rows.assign(**numbers, status=rows["status"].mask(had_value, "withheld"))


def weaken_numbers(
    numbers: pd.DataFrame, is_bound: pd.Series, *, gap: str = "not_reported"
) -> pd.DataFrame:
    """Numbers of which some are no more than a lower bound, for the reason ``gap``.

    They lose their range; and one of 0 says nothing then, and is missing.
    """
    held = _read(numbers)
    is_weaker = is_bound.to_numpy("bool") & held.is_known
    rank = np.where(is_weaker, _LEAST, held.rank)
    low, high = (np.where(is_weaker, np.nan, bound) for bound in (held.low, held.high))
    return _write(_drop_bare(_Held(held.value, low, high, rank), gap), numbers.index)


def add_or_missing(values: pd.Series) -> Any:
    """Sum of numbers without a state: missing where any part of it is."""
    return values.sum(skipna=False)


def add_numbers(
    parts: pd.DataFrame, group: npt.NDArray[Any] | None = None, *, is_signed: bool = False
) -> pd.DataFrame:
    """Sum of the numbers of each group, a row each; ``group`` numbers the groups from 0.

    As sure as its least sure part. Where a part is missing, what is known is *at least* the sum,
    without a range: but only of what cannot be negative, and more than 0, since "at least 0" says
    nothing. Where no part is known, or there is none, there is no sum. A bound is missing where any
    part lacks it: adding those that are there would narrow the range.
    """
    held = _read(parts) if is_signed else _drop_bare(_read(parts))
    key = np.zeros(len(parts), "int64") if group is None else group
    count = 1 if group is None else len(np.unique(group))
    worst, best = np.full(count, -1), np.full(count, len(STATUSES))
    np.maximum.at(worst, key, held.rank)
    np.minimum.at(best, key, held.rank)
    value, low, high = np.zeros(count), np.zeros(count), np.zeros(count)
    np.add.at(value, key[held.is_known], held.value[held.is_known])
    np.add.at(low, key, held.low)
    np.add.at(high, key, held.high)
    is_empty, is_part = worst < 0, (worst > _LEAST) & (best <= _LEAST)
    is_bound = is_part & (value > 0) & (not is_signed)
    rank = np.select([is_empty, is_bound], [_UNREPORTED, _LEAST], worst)
    low, high = (np.where(is_empty | is_part, np.nan, bound) for bound in (low, high))
    return _write(_Held(value, low, high, rank), pd.RangeIndex(count))


def subtract_numbers(whole: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Difference of numbers, row by row; an estimate at best, since nobody reported it.

    Of a number that is only a bound there is no difference, not even a bound.
    """
    left, right = _read_pair(whole, part)
    rank = np.maximum(_rank_open(left, left.is_bound), _rank_open(right, right.is_bound))
    low, high = left.low - right.high, left.high - right.low
    return _write_pair(left.value - right.value, low, high, rank, whole.index)


def divide_numbers(part: pd.DataFrame, whole: pd.DataFrame, *, per: int = 1) -> pd.DataFrame:
    """Share or rate of numbers, row by row, ``per`` so many; an estimate at best, as a difference.

    *At least* a part gives at least its share. Of what is 0, missing or only a bound there is no
    share. A whole that is exact has its value for bounds; of one without any the share has none.
    """
    left, right = _read_pair(part, whole)
    left = _drop_bare(left)
    rank = np.maximum(left.rank, _rank_open(right, right.is_bound | ~(right.value > 0)))
    value, low, high = (
        per * above / np.where(below > 0, below, np.nan)
        for above, below in (
            (left.value, right.value),
            (left.low, right.high),
            (left.high, right.low),
        )
    )
    return _write_pair(value, low, high, rank, part.index)


class _Held(NamedTuple):
    """Numbers as arrays: missing is NaN, the state its rank."""

    value: Floats
    low: Floats
    high: Floats
    rank: Ranks

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        return self.rank < len(KNOWN)

    @property
    def is_bound(self) -> npt.NDArray[np.bool_]:
        return self.rank == _LEAST


def _read(numbers: pd.DataFrame) -> _Held:
    """Value, bounds and state of numbers; a value that its state denies is not for us to interpret."""
    rank = pd.Index(STATUSES).get_indexer(pd.Index(numbers["status"]))
    value, low, high = (
        numbers[name].to_numpy("float64", na_value=np.nan)
        if name in numbers
        else np.full(len(numbers), np.nan)
        for name in ("value", *BOUNDS)
    )
    wrong = (rank < 0) | ~agrees(numbers["value"], numbers["status"]).to_numpy("bool")
    if wrong.any():
        first = numbers[wrong].iloc[0]
        raise ValueError(f"row {first.name}: {first['value']} cannot be {first['status']}")
    return _Held(value, low, high, rank)


def _read_pair(left: pd.DataFrame, right: pd.DataFrame) -> tuple[_Held, _Held]:
    if not left.index.equals(right.index):
        raise ValueError("numbers of different rows have no difference and no share")
    return _read(left), _read(right)


def _drop_bare(held: _Held, gap: str = "not_reported") -> _Held:
    """Numbers without those that are "at least 0", which say nothing."""
    is_bare = held.is_bound & ~(held.value > 0)
    rank = np.where(is_bare, _RANK[gap], held.rank)
    return held._replace(value=np.where(is_bare, np.nan, held.value), rank=rank)


def _rank_open(held: _Held, is_open: npt.NDArray[np.bool_]) -> Ranks:
    """Rank of each state; of what is open, and of no use, at least that of one not reported."""
    return np.where(is_open, np.maximum(held.rank, _UNREPORTED), held.rank)


def _write_pair(value: Floats, low: Floats, high: Floats, rank: Ranks, index: pd.Index) -> Any:
    """Numbers made of two: estimates at best, and without a range where they have no value."""
    is_known = rank < len(KNOWN)
    low, high = (np.where(is_known, bound, np.nan) for bound in (low, high))
    return _write(_Held(value, low, high, np.maximum(rank, _RANK["estimated"])), index)


def _write(held: _Held, index: pd.Index) -> pd.DataFrame:
    """Numbers as a frame, without a value where the state is that of a missing one."""
    value = np.where(held.is_known, held.value, np.nan)
    status = pd.array(STATUSES, dtype="str").take(held.rank)
    columns = {"value": value, "low": held.low, "high": held.high, "status": status}
    return pd.DataFrame(columns, index=index)
