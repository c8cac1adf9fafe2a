"""Scores of forecasts against what came: the lower, the better; see ``docs/methods/forecasts.md``.

A missing outcome has no score, so it stays missing and never counts as a hit.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.estimates import Floats, Whole, to_floats

TENTHS = 10
BINS = (0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)


def score_crps(observed: npt.ArrayLike, draws: npt.ArrayLike) -> Floats:
    """Continuous ranked probability score of an ensemble, a row of draws per outcome.

    The plain form, mean|x - y| - mean|x - x'| / 2 over all pairs: not the fair one, which is lower
    for small ensembles and would make twelve draws look like a thousand.
    """
    outcomes, ensemble = to_floats(observed, "observed"), _matrix(draws, "draws")
    _same_rows(outcomes, ensemble, "draws")
    size = ensemble.shape[1]
    rank_weight = 2 * np.arange(1, size + 1) - size - 1
    spread = np.sort(ensemble, axis=1) @ rank_weight / size**2
    return np.asarray(np.abs(ensemble - outcomes[:, None]).mean(axis=1) - spread)


def score_interval(
    observed: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike, level: float
) -> Floats:
    """Width of each interval plus 2/alpha times the distance by which the outcome missed it."""
    if not 0 < level < 1:
        raise BadInputError(f"{level} is no level between 0 and 1", column="level")
    outcomes = to_floats(observed, "observed")
    lower = np.broadcast_to(to_floats(np.atleast_1d(low), "low"), outcomes.shape)
    upper = np.broadcast_to(to_floats(np.atleast_1d(high), "high"), outcomes.shape)
    if (lower > upper).any():
        raise BadInputError("is below its low", column="high")
    missed = np.maximum(lower - outcomes, 0) + np.maximum(outcomes - upper, 0)
    return np.asarray(upper - lower + 2 / (1 - level) * missed)


def score_wis(observed: npt.ArrayLike, quantiles: pd.DataFrame) -> Floats:
    """Weighted interval score; a column per quantile level, symmetric about the median 0.5.

    Half the distance to the median and alpha/2 times each interval score, over K + 1/2 for K
    intervals: the median counts once.
    """
    outcomes, (order, levels) = to_floats(observed, "observed"), _levels(quantiles)
    values = _matrix(quantiles, "quantiles")[:, order]
    _same_rows(outcomes, values, "quantiles")
    if (np.diff(values, axis=1) < 0).any():
        raise BadInputError("cross: a higher level has a lower value", column="quantiles")
    intervals = len(levels) // 2
    total = np.abs(outcomes - values[:, intervals]) / 2
    for place in range(intervals):
        alpha = 2 * levels[place]
        score = score_interval(outcomes, values[:, place], values[:, -1 - place], 1 - alpha)
        total = total + alpha / 2 * score
    return np.asarray(total / (intervals + 0.5))


def score_ignorance(observed: npt.ArrayLike, draws: npt.ArrayLike) -> Floats:
    """Bits of surprise in the bin of each outcome, one draw added to every bin."""
    outcomes, ensemble = to_floats(observed, "observed"), _matrix(draws, "draws")
    _same_rows(outcomes, ensemble, "draws")
    own = np.searchsorted(BINS, outcomes, side="right")
    hits = (np.searchsorted(BINS, ensemble, side="right") == own[:, None]).sum(axis=1)
    bits = -np.log2((hits + 1) / (ensemble.shape[1] + len(BINS)))
    return np.where(np.isnan(outcomes), np.nan, bits)


def find_pit(observed: npt.ArrayLike, draws: npt.ArrayLike) -> Floats:
    """Rank of each outcome among its draws, 0 to 1; a tie counts half."""
    outcomes, ensemble = to_floats(observed, "observed"), _matrix(draws, "draws")
    _same_rows(outcomes, ensemble, "draws")
    below = (ensemble < outcomes[:, None]).mean(axis=1)
    ties = (ensemble == outcomes[:, None]).mean(axis=1)
    return np.where(np.isnan(outcomes), np.nan, below + ties / 2)


def spread_pit(observed: npt.ArrayLike, draws: npt.ArrayLike) -> Floats:
    """Share of outcomes in each tenth of their forecasts; even where the spread is right.

    An outcome that ties with draws lies evenly over their ranks, so counts make no lumps. A missing
    one counts nowhere; without any known one there are no shares.
    """
    outcomes, ensemble = to_floats(observed, "observed"), _matrix(draws, "draws")
    _same_rows(outcomes, ensemble, "draws")
    known = ~np.isnan(outcomes)
    if not known.any():
        raise BadInputError("has no known outcome", column="observed")
    outcomes, ensemble = outcomes[known, None], ensemble[known]
    start, end = (ensemble < outcomes).mean(axis=1), (ensemble <= outcomes).mean(axis=1)
    edges = np.linspace(0, 1, TENTHS + 1)
    width = np.where(end > start, end - start, 1)[:, None]
    reached = np.clip((edges - start[:, None]) / width, 0, 1)
    is_point = (end == start)[:, None]
    # Between draws: the tenth that holds the rank, the first for the lowest.
    reached = np.where(is_point, (edges >= start[:, None]) & (edges > 0), reached)
    return np.asarray(np.diff(reached, axis=1).mean(axis=0))


def _matrix(values: npt.ArrayLike | pd.DataFrame, name: str) -> Floats:
    """Numbers of a table with at least one column; a row with some missing has no meaning."""
    table = np.atleast_2d(np.asarray(values))
    if not table.shape[1]:
        raise BadInputError("has no column", column=name)
    numbers = to_floats(table.ravel(), name).reshape(table.shape)
    if np.isnan(numbers).any():
        raise BadInputError("has a missing value", column=name)
    return numbers


def _same_rows(outcomes: Floats, values: Floats, name: str) -> None:
    if len(outcomes) != len(values):
        raise BadInputError(f"has {len(values)} rows for {len(outcomes)} outcomes", column=name)


def _levels(quantiles: pd.DataFrame) -> tuple[Whole, Floats]:
    levels = to_floats(quantiles.columns, "quantiles")
    order = np.argsort(levels)
    levels = levels[order]
    is_symmetric = np.allclose(levels + levels[::-1], 1) and len(levels) % 2
    if not is_symmetric or (np.diff(levels) <= 0).any() or (levels <= 0).any():
        raise BadInputError("needs distinct levels that mirror about 0.5", column="quantiles")
    return order, levels
