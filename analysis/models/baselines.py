"""Simple rules that a forecast must beat before it is printed; see ``docs/methods/forecasts.md``."""

import numpy as np
import pandas as pd

from analysis.models.estimates import Floats, require, to_floats, to_steps
from analysis.models.ppml import check_rows

YEAR = 12
RULES = {
    "last twelve": "last twelve months as they were",
    "median of twelve": "median of the last twelve months",
    "seasonal": "same month last year with past errors",
    "last value": "last value",
    "moments": "negative binomial with the moments of the last twelve months",
    "zero": "zero",
}
SMALL = 1e-6


def draw_last_twelve(
    panel: pd.DataFrame, *, outcome: str, unit: str, time: str, origin: int
) -> pd.DataFrame:
    """Return the twelve outcomes up to an origin as draws: a row per unit, a column per period.

    ``origin`` is the number of the last period known: of a month, 12 times its year plus its place
    from 0. Missing where an outcome is.
    """
    rows, _ = check_rows(panel, [outcome], unit=unit, time=time)
    index = pd.MultiIndex.from_arrays([rows[unit], to_steps(rows[time], time)])
    values = pd.Series(to_floats(rows[outcome], outcome), index=index)
    known = values[index.get_level_values(1) <= origin]
    require(known.index.get_level_values(1).nunique(), YEAR, "periods up to the origin")
    wide = known.unstack()  # noqa: PD010 - units by periods
    return pd.DataFrame(wide).reindex(columns=range(origin - YEAR + 1, origin + 1))


def draw_rules(
    outcome: Floats, horizon: int, count: int, rng: np.random.Generator
) -> dict[str, Floats]:
    """Draws of each rule for the period ``horizon`` after the last column, a row per unit."""
    year = outcome[:, -YEAR:]
    steps = outcome[:, YEAR:] - outcome[:, :-YEAR]
    errors = steps[:, rng.integers(0, steps.shape[1], count)]
    return {
        "last twelve": year,
        "median of twelve": np.median(year, axis=1, keepdims=True),
        "seasonal": np.maximum(outcome[:, [horizon - 1 - YEAR]] + errors, 0),
        "last value": outcome[:, [-1]],
        "moments": _draw_moments(year, count, rng),
        "zero": np.zeros((len(outcome), 1)),
    }


def _draw_moments(year: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Negative binomial draws with a year's mean and variance; Poisson where that is no larger.

    A year without events leaves half an event to expect: it does not rule the next one out.
    """
    is_known = np.asarray(~np.isnan(year).any(axis=1))
    known = np.where(is_known[:, None], year, 1.0)
    mean = np.maximum(known.mean(axis=1), 0.5 / YEAR)
    excess = np.maximum(known.var(axis=1, ddof=1) - mean, SMALL * mean**2)
    shape = mean**2 / excess
    rate = rng.gamma(shape[:, None], (mean / shape)[:, None], (len(mean), count))
    return np.where(is_known[:, None], rng.poisson(rate), np.nan)
