"""Negative binomial regression, as a sensitivity only: its errors depend on a choice, PPML's do not.

The dispersion is found by its profile, since joint fits report convergence where there is none.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.distributions import log_gamma
from analysis.models.estimates import Floats, NotEnoughData, to_estimates, to_floats
from analysis.models.glm import fit_poisson

LOWEST, HIGHEST = -6.0, 3.0  # of the logarithm of alpha
NARROW = 1e-9
STEPS = 100
FLAT = 1e-9
SCORE = 1e-3  # largest slope of the log-likelihood at which a fit counts as one
GOLDEN = (np.sqrt(5) - 1) / 2


class Fit(NamedTuple):
    """Coefficients at one dispersion, their means, and the log-likelihood."""

    coefficients: Floats
    mean: Floats
    log_likelihood: float


def fit_negative_binomial(
    rows: pd.DataFrame, *, outcome: str, regressors: Sequence[str], unit: str | None = None
) -> pd.DataFrame:
    """Return one row per regressor, the constant first, with the dispersion in ``attrs``.

    Errors are clustered by ``unit``, with expected information; those of the model without one.
    Counts that vary no more than Poisson ones are fitted as Poisson, and ``method`` says so. Rows
    with something missing are left out and counted.
    """
    counts, design, groups = _read(rows, outcome, regressors, unit)
    names = ["constant", *regressors]
    start = fit_poisson(counts, design, names)
    if start.phi <= 1:
        fit, alpha = (
            Fit(start.coefficients, start.mean, _log_likelihood(counts, start.mean, 0)),
            0.0,
        )
    else:
        fit, alpha = _profile(counts, design, start.coefficients)
        _check_score(counts, design, fit, alpha)
    weight = fit.mean / (1 + alpha * fit.mean)
    bread = np.linalg.inv(design.T @ (weight[:, None] * design))
    covariance, df = bread, np.inf
    if groups is not None:
        scores = design * ((counts - fit.mean) / (1 + alpha * fit.mean))[:, None]
        sums = pd.DataFrame(scores).groupby(groups).sum().to_numpy()
        count = len(sums)
        covariance = count / (count - 1) * bread @ sums.T @ sums @ bread
        df = count - 1
    family = "negative binomial" if alpha else "Poisson, no dispersion beyond chance"
    table = to_estimates(
        names,
        fit.coefficients,
        np.sqrt(np.diag(covariance)),
        df=df,
        n=len(counts),
        method=f"{family}, {'model' if groups is None else 'cluster'}",
    )
    table.attrs = {
        "alpha": alpha,
        "log_likelihood": fit.log_likelihood,
        "covariance": covariance,
        "dropped": len(rows) - len(counts),
    }
    return table


def _read(
    rows: pd.DataFrame, outcome: str, regressors: Sequence[str], unit: str | None
) -> tuple[Floats, Floats, pd.Series | None]:
    for name in (outcome, *regressors, *([unit] if unit else [])):
        if name not in rows.columns:
            raise BadInputError("is not in the table", column=name)
    counts = to_floats(rows[outcome], outcome, lowest=0)
    terms = [to_floats(rows[name], name) for name in regressors]
    design = np.column_stack([np.ones(len(rows)), *terms])
    is_whole = ~(np.isnan(counts) | np.isnan(design).any(axis=1))
    groups = rows.loc[is_whole, unit].reset_index(drop=True) if unit else None
    if groups is not None and groups.nunique() < 2:
        raise NotEnoughData("1 unit, where errors by unit need at least 2", found=1, needed=2)
    return counts[is_whole], design[is_whole], groups


def _log_likelihood(counts: Floats, mean: Floats, alpha: float) -> float:
    if not alpha:
        return float((counts * np.log(mean) - mean - log_gamma(counts + 1)).sum())
    size = 1 / alpha
    shape = log_gamma(counts + size) - log_gamma(size) - log_gamma(counts + 1)
    return float(
        (
            shape
            - size * np.log1p(alpha * mean)
            + counts * np.log(alpha * mean / (1 + alpha * mean))
        ).sum()
    )


def _fit_at(counts: Floats, design: Floats, alpha: float, start: Floats) -> Fit:
    """Coefficients at a given dispersion, by scoring."""
    coefficients = start
    for _ in range(STEPS):
        mean = np.exp(design @ coefficients)
        relative = 1 / (1 + alpha * mean)
        information = design.T @ ((mean * relative)[:, None] * design)
        step = np.linalg.solve(information, design.T @ ((counts - mean) * relative))
        coefficients = coefficients + step
        if (np.abs(step) * np.sqrt(np.diag(information)) <= FLAT).all():
            mean = np.exp(design @ coefficients)
            return Fit(coefficients, mean, _log_likelihood(counts, mean, alpha))
    raise NotEnoughData(f"no convergence at dispersion {alpha:.3g} after {STEPS} steps")


def _profile(counts: Floats, design: Floats, start: Floats) -> tuple[Fit, float]:
    """Find the dispersion whose best fit is the best of all, by golden section."""
    low, high = LOWEST, HIGHEST
    fits: dict[float, Fit] = {}

    def at(log_alpha: float) -> float:
        nonlocal start
        if log_alpha not in fits:
            fits[log_alpha] = _fit_at(counts, design, float(np.exp(log_alpha)), start)
            start = fits[log_alpha].coefficients
        return fits[log_alpha].log_likelihood

    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    while high - low > NARROW:
        if at(left) >= at(right):
            high, right = right, left
            left = high - GOLDEN * (high - low)
        else:
            low, left = left, right
            right = low + GOLDEN * (high - low)
    best = max(fits, key=lambda log_alpha: fits[log_alpha].log_likelihood)
    return fits[best], float(np.exp(best))


def _check_score(counts: Floats, design: Floats, fit: Fit, alpha: float) -> None:
    """Refuse a fit where the likelihood still rises: *converged* alone proves nothing."""
    step = 1e-4
    up, down = (_log_likelihood(counts, fit.mean, alpha * np.exp(side * step)) for side in (1, -1))
    slope = np.append(
        design.T @ ((counts - fit.mean) / (1 + alpha * fit.mean)), (up - down) / (2 * step)
    )
    if not np.abs(slope).max() <= SCORE:
        raise NotEnoughData(
            f"no maximum found: the likelihood still rises by {np.abs(slope).max():.2g}"
        )
