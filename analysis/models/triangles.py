"""Run-off triangles: what earlier periods say of how much is still to come.

A triangle has a row per period and a column per period of delay; what is not yet seen is missing,
never 0. See ``docs/methods/nowcast.md``.
"""

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.estimates import Floats, NotEnoughData, Whole, require, to_floats, to_steps


def chain_ladder(triangle: pd.DataFrame) -> pd.DataFrame:
    """Return one row per origin of a cumulative triangle: ultimate, reserve and Mack's error.

    ``poisson_error`` is the prediction error of the Poisson regression on origin and delay, which
    has the same reserve; missing where a delay takes away, which no such regression can fit.
    Factors, and reserve and errors of the total, are in ``attrs``.
    """
    cumulative = read_triangle(triangle)
    ages = find_ages(cumulative)
    factors, sums = find_factors(cumulative, ages)
    full = _complete(cumulative, ages, factors)
    ratio = _variances(cumulative, ages, factors) / factors**2
    mack, mack_total = _mack_error(full, ages, ratio, sums)
    poisson, poisson_total, phi = _poisson_error(cumulative, full[:, -1], ages, factors)
    table = pd.DataFrame(
        {
            "reported": cumulative[np.arange(len(ages)), ages],
            "ultimate": full[:, -1],
            "reserve": full[:, -1] - cumulative[np.arange(len(ages)), ages],
            "std_error": mack,
            "poisson_error": poisson,
        },
        index=triangle.index,
    )
    table.attrs = {
        "factors": pd.Series(factors, index=triangle.columns[:-1], name="factor"),
        "reserve": float(table["reserve"].sum()),
        "std_error": mack_total,
        "poisson_error": poisson_total,
        "phi": phi,
    }
    return table


def to_triangle(
    reports: pd.DataFrame, *, origin: str, delay: str, delays: int, last: int
) -> pd.DataFrame:
    """Count reports; a row per period from the first to ``last``, a column per period of delay.

    A cell with origin + delay after ``last`` is missing, a known one without a report is 0: right
    only where every report of every known period was collected. Later delays are left out.
    """
    rows = pd.DataFrame({"origin": to_steps(reports[origin], origin), "delay": reports[delay]})
    first = int(rows["origin"].min()) if len(rows) else last
    counts = pd.crosstab(rows["origin"], rows["delay"]).reindex(
        index=range(first, last + 1), columns=range(delays + 1), fill_value=0
    )
    is_known = np.add.outer(counts.index.to_numpy(), counts.columns.to_numpy()) <= last
    return counts.astype("float64").where(is_known)


def read_triangle(triangle: pd.DataFrame) -> Floats:
    """Numbers of a triangle, once its labels are known to be unique and in order."""
    for labels, name in ((triangle.index, "origin"), (triangle.columns, "delay")):
        if not labels.is_unique:
            label = labels[labels.duplicated()][0]
            raise BadInputError(f"repeats the label {label}", column=name)
        if not labels.is_monotonic_increasing:
            raise BadInputError("is not in order", column=name)
    require(triangle.shape[1], 2, "delays")
    require(len(triangle), 2, "origins")
    return to_floats(triangle.to_numpy().ravel(), "triangle").reshape(triangle.shape)


def find_ages(values: Floats) -> Whole:
    """Last delay seen of each origin; what is missing before something seen is refused."""
    is_seen = ~np.isnan(values)
    ages = is_seen.sum(axis=1) - 1
    has_gap = (is_seen != (np.arange(values.shape[1]) <= ages[:, None])).any(axis=1)
    for wrong, problem in (
        (has_gap, "has a delay missing before one that is seen"),
        (ages < 0, "has no delay seen"),
    ):
        if wrong.any():
            raise BadInputError(f"row {int(wrong.argmax())} {problem}", column="triangle")
    return np.asarray(ages)


def find_factors(cumulative: Floats, ages: Whole) -> tuple[Floats, Floats]:
    """Development factor of each delay, and the sum that it rests on."""
    has_next = ages[:, None] >= np.arange(1, cumulative.shape[1])
    before = np.where(has_next, cumulative[:, :-1], 0).sum(axis=0)
    after = np.where(has_next, cumulative[:, 1:], 0).sum(axis=0)
    wrong = (before <= 0) | (after <= 0)
    if wrong.any():
        raise NotEnoughData(
            f"0 reports by delay {int(wrong.argmax())} in the origins that are seen longer,"
            " where at least 1 is needed",
            found=0,
            needed=1,
        )
    return after / before, before


def to_shares(factors: Floats) -> Floats:
    """Share reported by each delay, 1 by the last."""
    return np.concatenate([1 / np.cumprod(factors[::-1])[::-1], [1.0]])


def _complete(cumulative: Floats, ages: Whole, factors: Floats) -> Floats:
    full = cumulative.copy()
    for age in range(1, full.shape[1]):
        is_open = ages < age
        full[is_open, age] = full[is_open, age - 1] * factors[age - 1]
    return full


def _variances(cumulative: Floats, ages: Whole, factors: Floats) -> Floats:
    """Mack's variances per delay; where one origin alone speaks for the last, his rule."""
    has_next = (ages[:, None] >= np.arange(1, cumulative.shape[1])) & (cumulative[:, :-1] > 0)
    start = np.where(has_next, cumulative[:, :-1], 1)
    off = np.where(has_next, cumulative[:, 1:] - factors * start, 0)
    count = has_next.sum(axis=0)
    sigma = (off**2 / start).sum(axis=0) / np.maximum(count - 1, 1)
    if count[-1] < 2 and len(sigma) > 2:
        earlier, last = sigma[-3:-1]
        sigma[-1] = min(last**2 / earlier, earlier, last) if earlier > 0 else last
    return np.asarray(sigma)


def _mack_error(full: Floats, ages: Whole, ratio: Floats, sums: Floats) -> tuple[Floats, float]:
    """Mack's prediction error of each origin and of the total, whose factors are shared."""
    is_ahead = np.arange(full.shape[1] - 1) >= ages[:, None]
    size = np.where(full[:, :-1] > 0, full[:, :-1], np.inf)
    shared = np.where(is_ahead, ratio / sums, 0).sum(axis=1)
    process = np.where(is_ahead, ratio / size, 0).sum(axis=1)
    own = full[:, -1] ** 2 * (process + shared)
    older_first = np.argsort(-ages, kind="stable")
    ultimate = full[older_first, -1]
    younger = ultimate.sum() - np.cumsum(ultimate)
    between = 2 * (ultimate * shared[older_first]) @ younger
    return np.sqrt(own), float(np.sqrt(own.sum() + between))


def _poisson_error(
    cumulative: Floats, ultimate: Floats, ages: Whole, factors: Floats
) -> tuple[Floats, float, float]:
    """Prediction errors of the quasi-Poisson regression that has the chain ladder's fit.

    Its information matrix is diagonal in the origins, so that only that of the delays is inverted.
    """
    fitted = np.outer(ultimate, np.diff(to_shares(factors), prepend=0))
    if (fitted < 0).any():
        return np.full(len(ages), np.nan), float("nan"), float("nan")
    is_seen = np.arange(fitted.shape[1]) <= ages[:, None]
    seen, ahead = np.where(is_seen, fitted, 0), np.where(is_seen, 0, fitted)
    is_used = seen > 0
    off = (np.diff(cumulative, axis=1, prepend=0) - fitted)[is_used]
    free = is_used.sum() - (ultimate > 0).sum() - (seen.sum(axis=0)[1:] > 0).sum()
    phi = float((off**2 / seen[is_used]).sum() / max(free, 1))
    known, open_ = seen.sum(axis=1), ahead.sum(axis=1)
    weight = np.where(known > 0, open_ / np.where(known > 0, known, 1), 0)
    per_origin = 1 / np.where(known > 0, known, 1)
    delays = seen[:, 1:]
    information = np.diag(delays.sum(axis=0)) - delays.T @ (per_origin[:, None] * delays)
    covariance = np.linalg.pinv(information, hermitian=True)
    slope = ahead[:, 1:] - weight[:, None] * delays
    own = open_ + weight * open_ + np.einsum("ij,jk,ik->i", slope, covariance, slope)
    whole = slope.sum(axis=0)
    total = open_.sum() + weight @ open_ + whole @ covariance @ whole
    return np.sqrt(phi * np.maximum(own, 0)), float(np.sqrt(phi * total)), phi
