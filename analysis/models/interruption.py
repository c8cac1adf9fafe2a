"""One series before and after a date: by how much the level changed; ``docs/methods/events.md``.

One series is weak evidence: a rise by half is found in a third to a half of autocorrelated series.
So the date, the first affected period and the terms are written down before looking.
"""

import warnings
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.estimates import (
    Floats,
    NotEnoughData,
    Whole,
    read_series,
    require,
    require_variation,
    to_estimates,
    to_floats,
    to_steps,
)
from analysis.models.glm import Fit, fit_poisson

BEFORE, AFTER = 24, 6
NEAR = 3  # periods around the date in which a break of coverage forbids an answer
PLACEBO_BEFORE = 12
SEASON = 36
YEAR = 12
HIGH_RHO = 0.7
FAMILIES = ("poisson", "quasipoisson", "ar1")
REPEATS = 200
METHODS = ("lbfgs", "bfgs", "lbfgs")


def fit_interruption(
    series: pd.Series,
    start: Hashable,
    exposure: pd.Series | None = None,
    harmonics: int = 0,
    slope_change: bool = False,
    family: str = "quasipoisson",
    coverage: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the change of ``level`` from ``start`` on, as a log ratio, and of ``slope`` if asked.

    ``trend`` is the change per period that was there before, and ``constant`` in ``attrs`` the log
    level at ``start`` without the change. ``ar1`` is the one for intervals: an AR(1) process plus
    noise around log(1 + y), with Student's t; intervals of the two Poisson families ignore that
    neighbouring months are alike. The share of other dates whose change is as clear (``placebo_p``)
    holds where models do not, and is in ``attrs``.

    ``coverage`` says of each label whether its period was observed. One that was not is left out;
    where one lies near the date, nothing is identified, and ``attrs`` hold the ``reason``.
    """
    if family not in FAMILIES:
        raise BadInputError(f"'{family}' is none of {', '.join(FAMILIES)}", column="family")
    if coverage is not None:
        series = _keep_covered(series, coverage)
        if reason := _find_break(series, start):
            return _tell_nothing(slope_change=slope_change, start=start, reason=reason)
    counts, shift, first = _read(series, start, exposure)
    steps, values = to_steps(counts.index), counts.to_numpy()
    if harmonics:
        require(len(values), SEASON, "observed periods for a season")
    table = (_fit_ar1 if family == "ar1" else _fit_counts)(
        values, shift, _design(steps, first, harmonics, slope_change=slope_change), family
    )
    table.attrs = table.attrs | {
        "start": start,
        "before": int((steps < first).sum()),
        "after": int((steps >= first).sum()),
        "dropped": len(series) - len(values),
        **_try_other_dates(values, shift, steps, first, harmonics),
    }
    return table


def _keep_covered(series: pd.Series, coverage: pd.Series) -> pd.Series:
    """Series without the numbers of periods that were not observed; a label without a word was not."""
    if not coverage.index.is_unique:
        raise BadInputError("does not have each label once", column="coverage")
    return series.where(coverage.reindex(series.index).astype("boolean").fillna(False))


def _find_break(series: pd.Series, start: Hashable) -> str | None:
    """Tell why nothing is identified: a period near the date, up to the last, that was not observed."""
    counts = read_series(series, lowest=0)
    steps = to_steps(counts.index)
    first, last = int(steps[_find_label(counts.index, start)]), int(steps.max())
    near = range(first - NEAR, min(first + NEAR, last) + 1)
    missing = set(near) - set(steps[counts.notna().to_numpy()])
    if not missing:
        return None
    return (
        f"the series was not observed in {len(missing)} of the {len(near)} periods within {NEAR} of"
        " the date: a break in coverage"
    )


def _tell_nothing(*, slope_change: bool, **told: Hashable) -> pd.DataFrame:
    terms = ["level", *(["slope"] if slope_change else []), "trend"]
    blank = np.full(len(terms), np.nan)
    table = to_estimates(terms, blank, blank, df=np.inf, n=0, method="none")
    table.attrs |= told
    return table


def _read(
    series: pd.Series, start: Hashable, exposure: pd.Series | None
) -> tuple[pd.Series, Floats, int]:
    """Observed counts, log exposure, and the number of the first affected period."""
    counts = read_series(series, lowest=0)
    place = _find_label(counts.index, start)
    log_exposure = pd.Series(0.0, index=counts.index)
    if exposure is not None:
        log_exposure = np.log(_read_exposure(exposure, counts.index))
    is_used = counts.notna() & log_exposure.notna()
    after = np.arange(len(counts)) >= place
    require(int((is_used & ~after).sum()), BEFORE, "observed periods before the date")
    require(int((is_used & after).sum()), AFTER, "observed periods from the date on")
    require_variation(counts[is_used].to_numpy(), str(series.name or "the series"))
    for is_side, side in ((~after, "before the date"), (after, "from the date on")):
        if not counts[is_used & is_side].sum() > 0:
            raise NotEnoughData(
                f"zero in every period {side}: no ratio to estimate", found=0, needed=1
            )
    first = int(to_steps(counts.index)[place])
    return counts[is_used], to_floats(log_exposure[is_used], "exposure"), first


def _find_label(index: pd.Index, label: Hashable) -> int:
    try:
        place = index.get_loc(label)
    except (KeyError, TypeError):
        raise BadInputError(f"{label} is no label of the series", column="start") from None
    return place.start if isinstance(place, slice) else int(place)  # a month may name its day


def _read_exposure(exposure: pd.Series, index: pd.Index) -> pd.Series:
    name = str(exposure.name or "exposure")
    if not exposure.index.is_unique or not index.isin(exposure.index).all():
        raise BadInputError("does not have the labels of the series, each once", column=name)
    values = pd.Series(to_floats(exposure.reindex(index), name), index=index)
    if (values <= 0).any():
        raise BadInputError("is not above 0", column=name)
    return values


def _design(steps: Whole, first: int, harmonics: int, *, slope_change: bool) -> pd.DataFrame:
    """Terms by name; the season goes by the calendar month, the slope starts at the date."""
    is_after = (steps >= first).astype("float64")
    terms = {"constant": np.ones(len(steps)), "level": is_after, "trend": (steps - first) * 1.0}
    if slope_change:
        terms["slope"] = (steps - first) * is_after
    for wave in range(1, harmonics + 1):
        angle = 2 * np.pi * wave * steps / YEAR
        terms |= {f"sin {wave}": np.sin(angle), f"cos {wave}": np.cos(angle)}
    return pd.DataFrame(terms)


def _shown(design: pd.DataFrame) -> list[str]:
    return [name for name in ("level", "slope", "trend") if name in design]


def _fit_counts(values: Floats, shift: Floats, design: pd.DataFrame, family: str) -> pd.DataFrame:
    fit = fit_poisson(values, design.to_numpy(), [*design.columns], offset=shift)
    phi = 1.0 if family == "poisson" else fit.phi
    rows = [[*design.columns].index(name) for name in _shown(design)]
    table = to_estimates(
        _shown(design),
        fit.coefficients[rows],
        np.sqrt(phi * np.diag(fit.covariance)[rows]),
        df=np.inf,
        n=len(values),
        method=f"{family}, errors independent",
    )
    rho = _autocorrelation((values - fit.mean) / np.sqrt(fit.mean))
    table.attrs = {
        "constant": float(fit.coefficients[[*design.columns].index("constant")]),
        "dispersion": phi,
        "deviance": fit.deviance,
        "autocorrelation": rho,
    }
    return table


def _fit_ar1(values: Floats, shift: Floats, design: pd.DataFrame, family: str) -> pd.DataFrame:
    fit = _maximise(np.log1p(values) - shift, design)
    if not fit.mle_retvals["converged"]:
        raise NotEnoughData(f"{family}: no convergence after {REPEATS} repeats of each method")
    names = [f"beta.{name}" for name in _shown(design)]
    errors = fit.bse[names]
    if not np.isfinite(errors).all():
        raise NotEnoughData(f"{family}: the errors of {', '.join(_shown(design))} are not finite")
    table = to_estimates(
        _shown(design),
        fit.params[names],
        errors,
        df=len(values) - design.shape[1],
        n=len(values),
        method="structural, AR(1) plus noise, log(1 + y)",
    )
    rho = float(fit.params["ar.L1"])
    is_high = rho > HIGH_RHO
    table.attrs = {
        "constant": float(fit.params["beta.constant"]),
        "autocorrelation": rho,
        "warning": f"autocorrelation of {rho:.2f}: intervals cover about 85%" if is_high else None,
    }
    return table


def _maximise(level: Floats, design: pd.DataFrame) -> Any:
    """Fit of the structural model; where one method does not converge, the other goes on from it."""
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    model = UnobservedComponents(
        level, irregular=True, autoregressive=1, exog=design, mle_regression=True
    )
    start = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the caller asks whether it converged
        for method in METHODS:
            fit = model.fit(start_params=start, method=method, disp=0, maxiter=REPEATS)
            if fit.mle_retvals["converged"]:
                break
            start = fit.params
    return fit


def _autocorrelation(residuals: Floats) -> float:
    centred = residuals - residuals.mean()
    return float(centred[1:] @ centred[:-1] / (centred @ centred))


def _try_other_dates(
    values: Floats, shift: Floats, steps: Whole, first: int, harmonics: int
) -> dict[Hashable, object]:
    """Share of admissible dates whose change is at least as clear as that of the true date."""
    true = _clarity(values, shift, steps, first, harmonics)
    dates = [
        int(step)
        for place, step in enumerate(steps)
        if PLACEBO_BEFORE <= place <= len(steps) - AFTER and step != first
    ]
    tried = np.array([_clarity(values, shift, steps, date, harmonics) for date in dates])
    tried = tried[~np.isnan(tried)]
    return {
        "placebo_p": float((1 + (tried >= true).sum()) / (1 + len(tried))),
        "placebo_dates": len(tried),
    }


def _clarity(values: Floats, shift: Floats, steps: Whole, date: int, harmonics: int) -> float:
    """Absolute t of the change of level at a date; missing where it has no finite estimate."""
    design = _design(steps, date, harmonics, slope_change=False)
    try:
        fit: Fit = fit_poisson(values, design.to_numpy(), [*design.columns], offset=shift)
    except NotEnoughData:
        return float("nan")
    return float(abs(fit.coefficients[1]) / np.sqrt(fit.phi * fit.covariance[1, 1]))


def to_ratios(table: pd.DataFrame) -> pd.DataFrame:
    """Return estimates and intervals as ratios instead of their logarithms."""
    ratios = {name: np.exp(table[name]) for name in ("estimate", "low", "high")}
    return table.assign(**ratios)
