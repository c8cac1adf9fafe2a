"""Poisson regression by iteratively reweighted least squares, for the hundreds of repeats of a method.

Tested equal to statsmodels. Only what converged comes back: a fit that runs to infinity, or whose
regressors say the same, is refused by name.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.models.estimates import Floats, NotEnoughData

STEPS, HALVINGS = 60, 30
FLAT = 1e-6  # the step after it is quadratically smaller
VANISHED = 1e-7  # of the average mean: a fitted mean below it is running to zero


class Fit(NamedTuple):
    """A regression: coefficients, their covariance at dispersion 1, and fitted means."""

    coefficients: Floats
    covariance: Floats
    mean: Floats
    leverage: Floats
    phi: float  # Pearson's chi-square over the degrees of freedom
    deviance: float


def fit_poisson(
    counts: Floats,
    design: Floats,
    names: Sequence[str],
    *,
    offset: Floats | float = 0.0,
    weights: Floats | float = 1.0,
) -> Fit:
    """Fit log mean = design @ coefficients + offset; the first column is the constant."""
    weight = np.broadcast_to(np.asarray(weights, dtype="float64"), counts.shape)
    shift = np.broadcast_to(np.asarray(offset, dtype="float64"), counts.shape)
    _check_rank(design, names)
    if not (weight @ counts) > 0:
        raise NotEnoughData("zero in every period: 0 events where at least 1 is needed", found=0)
    level = np.log((weight @ counts) / (weight @ np.exp(shift)))
    coefficients = np.r_[level, np.zeros(design.shape[1] - 1)]
    for _ in range(STEPS):
        mean = np.exp(design @ coefficients + shift)
        information = design.T @ ((weight * mean)[:, None] * design)
        score = design.T @ (weight * (counts - mean))
        if (mean < VANISHED * mean.mean()).any():
            break
        step = _solve(information, score)
        if _is_flat(score, step, information):
            return _finish(counts, design, coefficients + step, shift, weight)
        coefficients = coefficients + _shorten(counts, design, coefficients, step, shift, weight)
    raise NotEnoughData(_name_runaway(coefficients, design, names))


def _check_rank(design: Floats, names: Sequence[str]) -> None:
    rows, columns = design.shape
    if rows <= columns:
        raise NotEnoughData(
            f"too few periods: {rows} for {columns} coefficients", found=rows, needed=columns + 1
        )
    scaled = design / np.maximum(np.sqrt((design**2).sum(axis=0)), 1e-300)
    if np.linalg.matrix_rank(scaled) == columns:
        return
    for place, name in enumerate(names):
        if np.linalg.matrix_rank(scaled[:, : place + 1]) <= place:
            raise NotEnoughData(f"{name} never varies apart from the terms before it")


def _shorten(
    counts: Floats, design: Floats, start: Floats, step: Floats, shift: Floats, weight: Floats
) -> Floats:
    """Take the step, or so small a part of it that the fit does not get worse."""
    linear, along = design @ start + shift, design @ step
    before = _deviance(counts, np.exp(linear), weight)
    for power in range(HALVINGS):
        tried = linear + along / 2**power
        if tried.max() < 700 and _deviance(counts, np.exp(tried), weight) <= before:
            return step / 2**power
    return np.zeros_like(step)


def _is_flat(score: Floats, step: Floats, information: Floats) -> bool:
    """Say whether the score is zero within what the information allows: no mere small change."""
    size = np.sqrt(np.diag(information))
    return bool((np.abs(score) <= FLAT * size).all() and (np.abs(step) * size <= FLAT).all())


def _solve(information: Floats, score: Floats) -> Floats:
    scale = np.sqrt(np.diag(information))
    return np.asarray(np.linalg.solve(information / np.outer(scale, scale), score / scale) / scale)


def _deviance(counts: Floats, mean: Floats, weight: Floats) -> float:
    ratio = np.where(counts > 0, counts, 1) / np.maximum(mean, 1e-300)
    return float(
        2 * (weight * (np.where(counts > 0, counts * np.log(ratio), 0) - counts + mean)).sum()
    )


def _finish(
    counts: Floats, design: Floats, coefficients: Floats, shift: Floats, weight: Floats
) -> Fit:
    mean = np.exp(design @ coefficients + shift)
    information = design.T @ ((weight * mean)[:, None] * design)
    covariance = np.asarray(np.linalg.inv(information), dtype="float64")
    leverage = weight * mean * np.einsum("ij,jk,ik->i", design, covariance, design)
    phi = float((weight * (counts - mean) ** 2 / mean).sum() / (len(counts) - design.shape[1]))
    deviance = _deviance(counts, mean, weight)
    return Fit(coefficients, covariance, mean, leverage, phi, deviance)


def _name_runaway(coefficients: Floats, design: Floats, names: Sequence[str]) -> str:
    size = np.abs(coefficients) * design.std(axis=0)
    return (
        f"{names[int(size.argmax())]} separates zeros from the rest perfectly: no finite estimate"
    )
