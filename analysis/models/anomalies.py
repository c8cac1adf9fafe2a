"""Periods with more events than usual, and how many of them chance alone would give.

See ``docs/methods/anomalies.md``. A limit is one-sided: too few events are as often a gap in
reporting as a calm month.
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.distributions import (
    count_cdf,
    count_quantile,
    normal_quantile,
    normal_tail,
    t_p_value,
)
from analysis.models.estimates import (
    Floats,
    NotEnoughData,
    Whole,
    read_series,
    require,
    require_variation,
    to_steps,
)
from analysis.models.glm import Fit, fit_poisson

GAP = 4  # the months just before may belong to the anomaly already
BASELINE, SEASON = 24, 36
SPAN = "periods from the first to the last observed"
THIN = 0.5
CUT = 2.58
YEAR = 12
COLUMNS = [
    *("observed", "expected", "watch_limit", "alarm_limit", "state"),
    *("p_value", "phi", "n", "zero_run", "method"),
]
MEASURED = {  # share of usual months beyond the limit, lowest and highest measured, by autocorrelation
    "alarm": {0.0: (0.013, 0.019), 0.5: (0.017, 0.027), 0.8: (0.025, 0.037)},
    "watch": {0.0: (0.046, 0.072), 0.5: (0.056, 0.080), 0.8: (0.063, 0.097)},
}


class Expected(NamedTuple):
    """What a baseline makes of one period: mean, its standard error, and dispersion."""

    mean: float
    std_error: float
    phi: float
    has_trend: bool

    @property
    def log_variance(self) -> float:
        """Variance of the logarithm of the mean."""
        return (self.std_error / self.mean) ** 2


def find_anomalies(
    series: pd.Series, train: int = 60, watch: float = 0.95, alarm: float = 0.99
) -> pd.DataFrame:
    """Return one row per judged period: observed and expected count, limits and state.

    A period is judged by the ``train`` periods before it but for the last three, if at least 24 of
    them were observed. Limits are quantiles of a negative binomial; below half an event a
    period, of a Poisson distribution, with the length of the run of zeros. A blank period is
    neither judged nor part of a baseline. ``attrs`` hold how many alarms chance would give.
    """
    _check_levels(watch, alarm)
    counts = read_series(series, lowest=0)
    steps, values = to_steps(counts.index), counts.to_numpy()
    seen = steps[~np.isnan(values)]
    require(int(np.ptp(seen)) + 1 if len(seen) else 0, BASELINE + GAP, SPAN)
    if not (counts > 0).any():
        require_variation(counts.to_numpy(), str(series.name or "the series"))
    expected: dict[int, tuple[float, float, float, str, int]] = {}
    most = 0
    for place in map(int, np.flatnonzero(~np.isnan(values))):
        ago = steps[place] - steps
        is_base = (ago >= GAP) & (ago <= train) & ~np.isnan(values)
        most = max(most, int(is_base.sum()))
        if (size := int(is_base.sum())) >= BASELINE:
            told = _predict(steps[is_base], values[is_base], int(steps[place]))
            expected[place] = (*told, size)
    require(most, BASELINE, "observed periods to compare with")
    table = _judge(values, expected, watch, alarm).set_axis(counts.index[list(expected)])
    table.attrs = _count_by_chance(table) | {"dropped": int(counts.isna().sum())}
    return table


def find_regional_anomalies(
    panel: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    train: int = 60,
    watch: float = 0.95,
    alarm: float = 0.99,
) -> pd.DataFrame:
    """Return one row per region and judged period; with many regions some stand out by chance.

    ``q_value`` is the share of false alarms among those of the period that are at least as rare
    (Benjamini and Hochberg); ``state`` is that of the region alone, ``joint_state`` by q-value.
    Regions that refuse are in ``attrs``, with the reason.
    """
    parts, refused = {}, {}
    for name, rows in panel.groupby(unit, sort=True):
        series = rows.set_index(time)[outcome].sort_index()
        try:
            parts[name] = find_anomalies(series, train, watch, alarm)
        except NotEnoughData as reason:
            refused[name] = str(reason)
    if not parts:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in refused.items())
        raise NotEnoughData(f"no region could be judged: {reasons or 'the panel has 0 regions'}")
    table = pd.concat(parts, names=[unit, time])
    table["q_value"] = table.groupby(level=time)["p_value"].transform(_adjust)
    limits = [table["q_value"] <= 1 - alarm, table["q_value"] <= 1 - watch]
    table["joint_state"] = np.select(limits, ["alarm", "watch"], "usual")
    table.attrs = _count_by_chance(table) | {"refused": refused}
    return table


def expect_count(
    periods: Whole,
    counts: Floats,
    at: int,
    *,
    harmonics: int = 0,
    cut: float = CUT,
    trend: str = "always",
) -> Expected:
    """Expect the count of period ``at`` from a baseline whose outbreaks weigh less.

    ``trend``: ``always``; ``bounded``, dropped where the expectation exceeds every count of the
    baseline; ``significant``, dropped as well where its p-value is not below 5%.
    """
    for terms in (True, False):
        expected, fit = _expect(periods, counts, at, harmonics, cut, has_trend=terms)
        df = len(counts) - len(fit.coefficients)
        is_in = trend == "always" or expected.mean <= counts.max()
        if terms and trend == "significant":
            error = np.sqrt(fit.covariance[1, 1] * expected.phi)
            is_in &= float(t_p_value(fit.coefficients[1] / error, df)) < 0.05
        if is_in or not terms:
            break
    return expected


def limit_by_power(expected: Expected, level: float, power: float = 2 / 3) -> tuple[float, float]:
    """Limits of a count, symmetric after raising to ``power`` (Farrington 1996: two thirds)."""
    step = normal_quantile(level) * _power_error(expected, power)
    centre = expected.mean**power
    low, high = max(centre - step, 0.0) ** (1 / power), (centre + step) ** (1 / power)
    return float(low), float(high)


def tail_by_power(expected: Expected, observed: float, power: float = 2 / 3) -> float:
    """Probability of a count at least as large, after raising to ``power``."""
    distance = observed**power - expected.mean**power
    return float(normal_tail(distance / _power_error(expected, power)))


def limit_by_quantile(mean: float, factor: float, level: float) -> tuple[float, float]:
    """Limits of a count as quantiles: negative binomial of that mean and variance factor."""
    low, high = (float(count_quantile(p, mean, factor)) for p in (1 - level, level))
    return low, high


def score_excess(observed: float, expected: float, limit: float) -> float:
    """Excess over what is expected, as a multiple of the excess that is just usual; alarm above 1."""
    return (observed - expected) / (limit - expected)


def expect_by_chance(judged: int, autocorrelation: float, limit: str) -> tuple[float, float]:
    """Fewest and most of so many usual periods that exceed a ``limit``, *alarm* or *watch*, by chance.

    Rates are those measured at the nearest autocorrelation, not the nominal ones; beyond the watch
    limit are the alarms too.
    """
    rates = MEASURED[limit]
    low, high = rates[min(rates, key=lambda known: abs(known - autocorrelation))]
    return judged * low, judged * high


def find_records(
    sums: pd.Series,
    *,
    minimum: float,
    windows: Sequence[int] = (366, 1096),
    silence: int = 180,
) -> pd.DataFrame:
    """Return one row per alert of the practitioners' rule: a rolling sum that is a record.

    ``sums`` holds the sum of the last 30 days, a row per day, or of the month. ``level`` counts the
    windows whose largest value it is, this one included, ties too; a window with a missing
    value is not full and sets no record. After an alert, none of the same or a lower level for
    ``silence`` rows. The rule of HDX Signals, but a missing day is not taken for 0.
    """
    values = read_series(sums)
    level = pd.Series(0, index=values.index)
    for rank, window in enumerate(windows, start=1):
        is_record = values >= values.rolling(window, min_periods=window).max()
        level = level.mask(is_record, rank)
    level = level.where(values >= minimum, 0)
    kept = _silence(level.to_numpy(), silence)
    return pd.DataFrame({"value": values.iloc[kept], "level": level.iloc[kept]})


def _check_levels(watch: float, alarm: float) -> None:
    if not 0.5 < watch < alarm < 1:
        raise BadInputError(f"{watch} and {alarm} are no rising levels below 1", column="watch")


def _judge(
    values: Floats,
    expected: dict[int, tuple[float, float, float, str, int]],
    watch: float,
    alarm: float,
) -> pd.DataFrame:
    """Row of each period by what its baseline expects: all limits are sought at once."""
    observed = values[list(expected)]
    mean, factor, phi, method, size = (
        np.array(told) for told in zip(*expected.values(), strict=True)
    )
    low, high = (count_quantile(level, mean, factor) for level in (watch, alarm))
    state = np.select([observed > high, observed > low], ["alarm", "watch"], "usual")
    p_value = 1 - count_cdf(observed - 1, mean, factor)
    runs = [_zero_run(values[: place + 1]) for place in expected]
    columns = [observed, mean, low, high, state, p_value, phi, size, runs, method]
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _predict(periods: Whole, counts: Floats, at: int) -> tuple[float, float, float, str]:
    """Mean, variance factor and dispersion of one period, and how they were found."""
    if counts.mean() < THIN:
        return (counts.sum() + 0.5) / len(counts), 1.0, 1.0, "Poisson, thin counts"
    for harmonics in (1, 0) if len(counts) >= SEASON else (0,):
        try:
            expected = expect_count(periods, counts, at, harmonics=harmonics)
        except NotEnoughData:
            continue  # all events in one season: no season can be told from chance
        variance = expected.log_variance
        mean = expected.mean * np.exp(variance / 2) if variance < 1 else expected.mean
        method = "negative binomial, season" if harmonics else "negative binomial"
        return mean, expected.phi + expected.mean * variance, expected.phi, method
    phi = max(1.0, counts.var(ddof=1) / counts.mean())
    return counts.mean(), phi * (1 + 1 / len(counts)), phi, "negative binomial, level only"


def _expect(
    periods: Whole, counts: Floats, at: int, harmonics: int, cut: float, *, has_trend: bool
) -> tuple[Expected, Fit]:
    design = _design(periods, at, harmonics, has_trend=has_trend)
    names = ["constant", *(["trend"] if has_trend else []), *["season"] * (2 * harmonics)]
    fit = fit_poisson(counts, design[:-1], names)
    weights = _weigh_down(counts, fit, cut)
    fit = fit_poisson(counts, design[:-1], names, weights=weights)
    phi = max(1.0, fit.phi)
    row = design[-1]
    mean = float(np.exp(row @ fit.coefficients))
    error = mean * float(np.sqrt(row @ fit.covariance @ row * phi))
    return Expected(mean, error, phi, has_trend), fit


def _design(periods: Whole, at: int, harmonics: int, *, has_trend: bool) -> Floats:
    """Terms of the baseline, and in the last row of the period judged."""
    all_periods = np.append(periods, at)
    columns = [np.ones(len(all_periods))]
    if has_trend:
        columns.append((all_periods - periods.mean()) / YEAR)
    for wave in range(1, harmonics + 1):
        angle = 2 * np.pi * wave * all_periods / YEAR
        columns += [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns)


def _weigh_down(counts: Floats, fit: Fit, cut: float) -> Floats:
    """Weigh past outbreaks by their Anscombe residual, so that they do not hide the next."""
    phi = max(1.0, fit.phi)
    spread = np.sqrt(phi * np.maximum(1 - fit.leverage, 1e-9))
    mean = fit.mean
    residual = 1.5 * (counts ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean)) / spread
    weights = np.where(residual > cut, np.maximum(residual, cut) ** -2.0, 1.0)
    return np.asarray(weights * len(counts) / weights.sum())


def _power_error(expected: Expected, power: float) -> float:
    tau = expected.phi + expected.std_error**2 / expected.mean
    return float(power * expected.mean ** (power - 0.5) * np.sqrt(tau))


def _zero_run(values: Floats) -> int:
    """Length of the run of zeros that ends here; a blank month ends it."""
    is_other = values[::-1] != 0
    return int(is_other.argmax()) if is_other.any() else len(values)


def _silence(level: np.ndarray, silence: int) -> list[int]:
    kept: list[int] = []
    for place in np.flatnonzero(level):
        if not any(place - k < silence and level[k] >= level[place] for k in kept):
            kept.append(int(place))
    return kept


def _adjust(p_values: pd.Series) -> pd.Series:
    """Benjamini-Hochberg q-values: the smallest rate of false discoveries that keeps each."""
    order = p_values.to_numpy().argsort()
    ranked = p_values.to_numpy()[order] * len(order) / np.arange(1, len(order) + 1)
    q_values = np.empty(len(order))
    q_values[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return pd.Series(q_values, index=p_values.index)


def _count_by_chance(table: pd.DataFrame) -> dict[Hashable, object]:
    """Alarms to expect where nothing is unusual, by the rates measured at such autocorrelation."""
    rho = _autocorrelation(table)
    return {
        "judged": len(table),
        "autocorrelation": rho,
        "expected_false_alarms": expect_by_chance(len(table), rho, "alarm"),
        "expected_false_watches": expect_by_chance(len(table), rho, "watch"),
    }


def _autocorrelation(table: pd.DataFrame) -> float:
    """Autocorrelation of what exceeds the expected counts; medium where there is little to tell."""
    spread = np.sqrt(table["expected"] * table["phi"])
    excess: Floats = ((table["observed"] - table["expected"]) / spread).to_numpy(dtype="float64")
    if len(excess) <= YEAR or not excess.std() > 0:
        return 0.5
    excess = excess - excess.mean()
    return float(excess[1:] @ excess[:-1] / (excess @ excess))
