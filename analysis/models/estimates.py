"""What every estimate carries, what a method accepts, and the words in which it refuses.

A refusal is a finding: it says what was short, how much there was and how much the method needs.
Wrong input is another matter and raises :class:`~analysis.measures.BadInputError`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.distributions import t_quantile

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
COLUMNS = ["estimate", "std_error", "low", "high", "level", "n", "method", "verdict"]
LEVEL = 0.95
SUPPORTED, INCONCLUSIVE = "supported", "inconclusive"
CONTRADICTED, NOT_IDENTIFIABLE = "contradicted", "not identifiable"


class NotEnoughData(ValueError):  # noqa: N818 - a refusal is no error of the caller
    """The data cannot carry the method: the sentence says which number was short.

    ``found`` and ``needed`` hold that number and the least that would do, and ``what`` names it,
    where the reason is one.
    """

    def __init__(
        self,
        reason: str,
        *,
        found: float | None = None,
        needed: float | None = None,
        what: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.found, self.needed, self.what = found, needed, what


def require(found: int, needed: int, what: str) -> None:
    """Refuse where fewer than ``needed`` were found; ``what`` is a plural."""
    if found < needed:
        raise NotEnoughData(
            f"too few {what}: {found} where at least {needed} are needed",
            found=found,
            needed=needed,
            what=what,
        )


def to_floats(values: Any, name: str, *, lowest: float = -np.inf) -> Floats:
    """Numbers of a column; missing stays missing, text, infinity and what is too low are refused."""
    column = pd.Series(values)
    if column.dtype == "float64":
        numbers: Floats = np.array(column)
    else:
        numbers = _read_floats(column, name)
    if np.isinf(numbers).any():
        raise BadInputError("holds an infinite value", column=name)
    if (numbers < lowest).any():
        raise BadInputError(f"holds a value below {lowest:g}", column=name)
    return numbers


def _read_floats(column: pd.Series, name: str) -> Floats:
    try:
        typed = pd.to_numeric(column).astype("Float64")
    except (TypeError, ValueError) as error:
        raise BadInputError(f"is not a number ({error})", column=name) from None
    return np.asarray(typed.to_numpy(dtype="float64", na_value=np.nan), dtype="float64")


def read_series(series: pd.Series, *, lowest: float = -np.inf) -> pd.Series:
    """Return the series as floating point, once its labels are known to be unique and in order."""
    name = str(series.name or "series")
    if not series.index.is_unique:
        label = series.index[series.index.duplicated()][0]
        raise BadInputError(f"repeats the label {label}", column=name)
    if not series.index.is_monotonic_increasing:
        raise BadInputError("is not in the order of its labels", column=name)
    return pd.Series(to_floats(series, name, lowest=lowest), index=series.index, name=series.name)


def require_variation(values: Floats, what: str) -> None:
    """Refuse numbers that are all the same: nothing varies, so nothing can be estimated."""
    seen = values[~np.isnan(values)]
    if len(seen) and (seen == seen[0]).all():
        word = "zero in every period" if seen[0] == 0 else "the same in every period"
        raise NotEnoughData(
            f"{what} is {word}: 1 distinct value where 2 are needed", found=1, needed=2
        )


def to_steps(labels: pd.Index | pd.Series, name: str = "time") -> Whole:
    """Return the number of each period, so that neighbours differ by one and a gap shows.

    Whole numbers are taken as they are, dates by calendar month; dates closer together than that
    must lie evenly.
    """
    index = pd.Index(labels)
    if index.hasnans:
        raise BadInputError("has a missing value", column=name)
    if isinstance(index, pd.PeriodIndex):
        return index.asi8
    if pd.api.types.is_integer_dtype(index.dtype):
        return index.to_numpy(dtype="int64")
    if pd.api.types.is_numeric_dtype(index.dtype):
        return _whole(index, name)
    return _date_steps(index, name)


def _whole(index: pd.Index, name: str) -> Whole:
    numbers = index.to_numpy(dtype="float64")
    if not np.isfinite(numbers).all() or (numbers != np.round(numbers)).any():
        raise BadInputError("is not a whole number of periods", column=name)
    return numbers.astype("int64")


def _date_steps(index: pd.Index, name: str) -> Whole:
    try:
        dates = pd.DatetimeIndex(pd.to_datetime(index))
    except (TypeError, ValueError):
        raise BadInputError("is neither dates nor whole numbers", column=name) from None
    months = (dates.year * 12 + dates.month - 1).to_numpy(dtype="int64")
    distinct = dates.unique().sort_values()
    if len(np.unique(months)) == len(distinct):
        return months
    days = (distinct - distinct[0]).days.to_numpy()
    width = np.gcd.reduce(days)
    if width != np.diff(days).min():
        raise BadInputError("has dates that lie neither a month apart nor evenly", column=name)
    return ((dates - distinct[0]).days // width).to_numpy(dtype="int64")


def to_estimates(
    terms: Sequence[str],
    estimate: npt.ArrayLike,
    std_error: npt.ArrayLike,
    *,
    df: float | Floats,
    n: int,
    method: str,
    verdict: Sequence[str] | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """One row per term: estimate and the interval of Student's t with ``df`` degrees of freedom.

    ``df`` is one number, or one per term.

    Without a verdict given, an interval above zero is *supported*, one below *contradicted*.
    """
    values, errors = np.asarray(estimate, dtype="float64"), np.asarray(std_error, dtype="float64")
    frees = np.broadcast_to(np.asarray(df, dtype="float64"), values.shape)
    half = np.array([t_quantile((1 + level) / 2, float(free)) for free in frees]) * errors
    table = pd.DataFrame(
        {
            "estimate": values,
            "std_error": errors,
            "low": values - half,
            "high": values + half,
            "level": level,
            "n": n,
            "method": method,
        },
        index=pd.Index(terms, name="term"),
    )
    table["verdict"] = judge(table["low"], table["high"]) if verdict is None else list(verdict)
    return table


def judge(low: pd.Series, high: pd.Series) -> pd.Series:
    """Say of each interval whether it supports a rise; without an interval nothing is identified."""
    words = pd.Series(INCONCLUSIVE, index=low.index, dtype="str")
    words = words.mask(low > 0, SUPPORTED).mask(high < 0, CONTRADICTED)
    return words.mask(low.isna() | high.isna(), NOT_IDENTIFIABLE)
