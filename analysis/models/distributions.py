"""Quantiles and probabilities of the distributions that the methods use.

The only door to scipy, opened when a method runs: a report without models does not load it.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def _special() -> Any:
    from scipy import special

    return special


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t; infinite degrees of freedom give the normal one."""
    return float(_special().ndtri(p) if np.isinf(df) else _special().stdtrit(df, p))


def t_p_value(statistic: npt.ArrayLike, df: float) -> Floats:
    """Two-sided p-value of Student's t."""
    return np.asarray(2 * _special().stdtr(df, -np.abs(np.asarray(statistic, dtype="float64"))))


def t_power(effect: float, std_error: float, df: float, level: float = 0.95) -> float:
    """Chance that an interval at ``level`` leaves out zero if the truth is ``effect``.

    The far tail is that of the mirrored distribution: scipy has NaN for it where it is all but 0.
    """
    critical, shift = t_quantile((1 + level) / 2, df), abs(effect) / std_error
    nct = _special().nctdtr
    return float(1 - nct(df, shift, critical) + (1 - nct(df, -shift, critical)))


def normal_quantile(p: npt.ArrayLike) -> Floats:
    """Quantile of the standard normal distribution."""
    return np.asarray(_special().ndtri(p))


def normal_tail(z: npt.ArrayLike) -> Floats:
    """Probability that a standard normal number exceeds ``z``."""
    return np.asarray(_special().ndtr(-np.asarray(z, dtype="float64")))


def log_gamma(values: npt.ArrayLike) -> Floats:
    """Logarithm of the gamma function."""
    return np.asarray(_special().gammaln(values))


def count_cdf(counts: npt.ArrayLike, mean: npt.ArrayLike, factor: npt.ArrayLike) -> Floats:
    """Probability of at most so many, where the variance is ``factor`` times the mean.

    Negative binomial; Poisson where the factor is 1 or below.
    """
    k, mu, phi = np.broadcast_arrays(
        np.floor(np.asarray(counts, dtype="float64")),
        np.asarray(mean, dtype="float64"),
        np.asarray(factor, dtype="float64"),
    )
    wide = phi > 1 + 1e-9
    size = np.where(wide, mu / np.where(wide, phi - 1, 1), 1)
    share = np.where(wide, 1 / np.where(wide, phi, 1), 0.5)
    at_least_0 = np.maximum(k, 0)
    negative_binomial = _special().betainc(np.maximum(size, 1e-300), at_least_0 + 1, share)
    below = np.where(wide, negative_binomial, _special().pdtr(at_least_0, mu))
    return np.where(k < 0, 0.0, below)


def count_quantile(p: float, mean: npt.ArrayLike, factor: npt.ArrayLike) -> Floats:
    """Smallest count whose probability of not being exceeded reaches ``p``; see count_cdf."""
    mu, phi = np.broadcast_arrays(
        np.asarray(mean, dtype="float64"), np.asarray(factor, dtype="float64")
    )
    low, high = np.full(mu.shape, -1.0), np.ceil(mu + 1)
    while (short := count_cdf(high, mu, phi) < p).any():
        low, high = np.where(short, high, low), np.where(short, 2 * high + 1, high)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        reaches = count_cdf(middle, mu, phi) >= p
        low, high = np.where(reaches, low, middle), np.where(reaches, middle, high)
    return high


def mills_ratio(z: npt.ArrayLike) -> Floats:
    """Upper tail over density of the standard normal distribution, also far out."""
    scaled = np.asarray(z, dtype="float64") / np.sqrt(2)
    return np.asarray(np.sqrt(np.pi / 2) * _special().erfcx(scaled))


def brownian_p_value(largest: float) -> float:
    """Probability that a Brownian bridge goes at least so far from zero."""
    return float(_special().kolmogorov(largest))
