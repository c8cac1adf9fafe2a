"""Three-state numbers: a figure, a zero that somebody reported, or no figure and the reason why.

The only place that says what becomes of a state when numbers are added, subtracted or divided, and
the only one that makes a zero. A number is a row of ``value``, ``low``, ``high`` and ``status``; a
frame without bounds has none. Nothing here turns what is missing into a number. What has no state
beside it is added by :func:`add_or_missing`: whole, or not at all. Methods:
``docs/methods/missing.md``.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

KNOWN = ["reported", "estimated", "at_least"]  # with a value; the surest first
MISSING = ["not_covered", "not_reported", "withheld"]  # without; of several the last is the reason
STATUSES = [*KNOWN, *MISSING]
BOUNDS = ["low", "high"]
NUMBER = ["value", *BOUNDS, "status"]
NOT_PLACED = "not placed"  # fate of a row whose place is unknown: it stays, in a row of its own

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
    filled = fill_zeros(
        _read_listed(listed, is_listed), columns, (absent == "reported") & ~is_listed
    )
    told = filled.assign(status=filled["status"].where(is_listed, absent))
    is_outside = is_listed & (absent == "not_covered")
    return weaken_numbers(told, is_outside, gap="not_covered")


def _read_listed(listed: pd.DataFrame, is_listed: pd.Series) -> pd.DataFrame:
    """Numbers of rows, those that are not listed without any."""
    held = listed.reindex(columns=NUMBER)
    return held.assign(**{name: held[name].where(is_listed) for name in NUMBER})


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
    is_weaker = is_bound & held["value"].notna()
    bounds = {name: held[name].mask(is_weaker) for name in BOUNDS}
    status = held["status"].mask(is_weaker, "at_least")
    return _drop_bare(held.assign(**bounds, status=status), gap)


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
    key = np.zeros(len(held), "int64") if group is None else group
    every = range(1 if group is None else len(np.unique(group)))
    rank, grouped = _rank(held).groupby(key), held.groupby(key)
    worst, best = (r.reindex(every, fill_value=_UNREPORTED) for r in (rank.max(), rank.min()))
    value = grouped["value"].sum(min_count=1).reindex(every)
    is_part = (worst > _LEAST) & (best <= _LEAST)
    is_bound = is_part & _is_above_zero(value) & (not is_signed)
    bounds = {name: grouped[name].sum(skipna=False).reindex(every).mask(is_part) for name in BOUNDS}
    return _finish(value, bounds, worst.mask(is_bound, _LEAST))


def subtract_numbers(whole: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Difference of numbers, row by row; an estimate at best, since nobody reported it.

    Of a number that is only a bound there is no difference, not even a bound.
    """
    left, right = _read_pair(whole, part)
    rank = _rank_worst(_rank(left, is_open=_is_bound(left)), _rank(right, is_open=_is_bound(right)))
    bounds = {"low": left["low"] - right["high"], "high": left["high"] - right["low"]}
    return _finish(left["value"] - right["value"], _keep_known(bounds, rank), rank)


def divide_numbers(part: pd.DataFrame, whole: pd.DataFrame, *, per: int = 1) -> pd.DataFrame:
    """Share or rate of numbers, row by row, ``per`` so many; an estimate at best, as a difference.

    *At least* a part gives at least its share. Of what is 0, missing or only a bound there is no
    share. A whole that is exact has its value for bounds; of one without any the share has none.
    """
    left, right = _read_pair(part, whole)
    left, is_empty = _drop_bare(left), ~_is_above_zero(right["value"])
    rank = _rank_worst(_rank(left), _rank(right, is_open=_is_bound(right) | is_empty))
    over = {name: right[name].where(_is_above_zero(right[name])) for name in ("value", *BOUNDS)}
    bounds = {"low": per * left["low"] / over["high"], "high": per * left["high"] / over["low"]}
    return _finish(per * left["value"] / over["value"], _keep_known(bounds, rank), rank)


def _read(numbers: pd.DataFrame) -> pd.DataFrame:
    """Value, bounds and state of numbers; a value that its state denies is not for us to interpret."""
    held = numbers.reindex(columns=NUMBER)
    wrong = held[~(held["status"].isin(STATUSES) & agrees(held["value"], held["status"]))]
    if len(wrong):
        first = wrong.iloc[0]
        raise ValueError(f"row {wrong.index[0]}: {first['value']} cannot be {first['status']}")
    return held


def _read_pair(left: pd.DataFrame, right: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    if not left.index.equals(right.index):
        raise ValueError("numbers of different rows have no difference and no share")
    return _read(left), _read(right)


def _drop_bare(held: pd.DataFrame, gap: str = "not_reported") -> pd.DataFrame:
    """Numbers without those that are "at least 0", which say nothing."""
    is_bare = _is_bound(held) & ~_is_above_zero(held["value"])
    return held.assign(value=held["value"].mask(is_bare), status=held["status"].mask(is_bare, gap))


def _is_bound(held: pd.DataFrame) -> pd.Series:
    return held["status"] == "at_least"


def _is_above_zero(values: pd.Series) -> pd.Series:
    return values.gt(0).fillna(False).astype("bool")


def _rank(held: pd.DataFrame, *, is_open: pd.Series | None = None) -> pd.Series:
    """Rank of each state; of what is open, and of no use, at least that of one not reported."""
    rank = held["status"].map(_RANK).astype("int64")
    return rank if is_open is None else rank.mask(is_open, rank.clip(lower=_UNREPORTED))


def _rank_worst(left: pd.Series, right: pd.Series) -> pd.Series:
    """Rank of what two numbers make, which is an estimate at best."""
    return left.where(left >= right, right).clip(lower=_RANK["estimated"])


def _keep_known(bounds: dict[str, pd.Series], rank: pd.Series) -> dict[str, pd.Series]:
    """Bounds of what has a value; those of two numbers that cannot be compared mean nothing."""
    return {name: values.where(rank < len(KNOWN)) for name, values in bounds.items()}


def _finish(value: pd.Series, bounds: dict[str, pd.Series], rank: pd.Series) -> pd.DataFrame:
    """Numbers whose state is that of a rank, without a value where it is a missing one."""
    names = pd.Series(STATUSES, dtype="str").take(rank.to_numpy("int64"))
    is_known = rank < len(KNOWN)
    return pd.DataFrame(
        {"value": value.where(is_known), **bounds, "status": names.set_axis(value.index)}
    )
