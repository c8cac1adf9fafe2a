"""Panel regressions with unit and period effects, and errors that hold with few units.

Poisson pseudo-maximum likelihood for counts with zeros; least squares for the rest. The effects of
the larger dimension are taken out of each weighted step, so that hundreds of repeats take seconds.
"""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.estimates import (
    Floats,
    NotEnoughData,
    Whole,
    to_estimates,
    to_floats,
    to_steps,
)

STEPS = 100
FLAT = 1e-9
COLLINEAR = 1e-9
VANISHED = 1e-8  # of its unit's mean: a fitted mean below it is running to zero
HAC_LAGS = 4
ERRORS = ("jackknife", "cluster", "driscoll-kraay", "two-way", "model")
REDUCED = "cr2"
SINGULAR = 1e-10  # of a residual's variance: a cluster that fits itself
FAMILIES = ("poisson", "linear")
Mask = np.ndarray


class Panel(NamedTuple):
    """Rows of a panel as arrays; ``units`` and ``periods`` number them, ``absorbed`` the effects."""

    outcome: Floats
    regressors: Floats
    offset: Floats
    units: Whole
    periods: Whole
    absorbed: Whole
    dummies: Whole
    names: tuple[str, ...]
    is_poisson: bool

    def keep(self, rows: Mask) -> "Panel":
        """Return some of the rows."""
        arrays = [name for name in self._fields if name not in ("names", "is_poisson")]
        return self._replace(**{name: getattr(self, name)[rows] for name in arrays})


class PanelFit(NamedTuple):
    """A fitted panel: coefficients of the regressors, and of all terms what errors are made of."""

    coefficients: Floats
    bread: Floats  # inverse information of regressors and dummies
    scores: Floats  # a row per row, of the same terms
    mean: Floats
    within: Floats  # the terms less the mean of their absorbed effect


def fit_panel(
    rows: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    unit: str,
    time: str,
    effects: Sequence[str] = ("unit", "time"),
    offset: str | None = None,
    family: str = "poisson",
    errors: str = "jackknife",
    hac_lags: int = HAC_LAGS,
) -> pd.DataFrame:
    """Return one row per regressor: association with the outcome, given the effects.

    Rows with something missing are left out, as are units and periods without any outcome, which
    say nothing on a ratio; ``attrs`` count them. ``errors``: ``jackknife`` leaves out a unit at a
    time; ``cluster`` by unit; ``driscoll-kraay`` for what units share; ``two-way``; ``cr2`` by unit
    with the bias of few units taken out, of least squares only; ``model``.
    """
    panel, dropped = read_panel(
        rows,
        outcome=outcome,
        regressors=regressors,
        unit=unit,
        time=time,
        effects=effects,
        offset=offset,
        family=family,
    )
    fit = solve(panel)
    covariance, df = (
        _reduce_bias(panel, fit)
        if errors == REDUCED
        else find_covariance(panel, fit, errors, hac_lags)
    )
    table = to_estimates(
        list(regressors),
        fit.coefficients,
        np.sqrt(np.diag(covariance)),
        df=df,
        n=len(panel.outcome),
        method=describe(family, errors),
    )
    table.attrs = {"dropped": dropped, "covariance": covariance} | count(panel)
    return table


def describe(family: str, errors: str) -> str:
    """Name of the method, as each row carries it."""
    return f"{'PPML' if family == 'poisson' else 'least squares'}, {errors}"


def count(panel: Panel) -> dict[Hashable, int]:
    """Units and periods that a panel has."""
    return {"units": len(np.unique(panel.units)), "periods": len(np.unique(panel.periods))}


def read_panel(
    rows: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    unit: str,
    time: str,
    effects: Sequence[str] = ("unit", "time"),
    offset: str | None = None,
    family: str = "poisson",
) -> tuple[Panel, dict[str, int]]:
    """Arrays of the rows that can be used, and how many rows were left out for what reason."""
    if family not in FAMILIES:
        raise BadInputError(f"'{family}' is none of {', '.join(FAMILIES)}", column="family")
    used = [outcome, *regressors, *([offset] if offset else [])]
    placed, dropped = check_rows(rows, used, unit=unit, time=time)
    is_poisson = family == "poisson"
    values = {name: to_floats(placed[name], name) for name in used}
    to_floats(placed[outcome], outcome, lowest=0 if is_poisson else -np.inf)
    is_whole = ~np.isnan(list(values.values())).any(axis=0)
    dropped["no outcome"] = int(np.isnan(values[outcome]).sum())
    dropped["no regressor"] = int((~is_whole).sum()) - dropped["no outcome"]
    if not is_whole.any():
        raise NotEnoughData(f"0 rows have {outcome} and every regressor", found=0, needed=1)
    units, periods = placed[unit].to_numpy()[is_whole], to_steps(placed[time], time)[is_whole]
    unit_codes = pd.factorize(units, sort=True)[0].astype("int64")
    absorbed, dummies = _assign(unit_codes, periods, effects)
    matrix = np.column_stack([values[name][is_whole] for name in regressors])
    shift = values[offset][is_whole] if offset else np.zeros(int(is_whole.sum()))
    panel = Panel(
        values[outcome][is_whole],
        matrix,
        shift,
        unit_codes,
        periods,
        absorbed,
        dummies,
        tuple(regressors),
        is_poisson,
    )
    kept = panel.keep(has_outcome(panel)) if is_poisson else panel
    dropped["only zeros"] = len(panel.outcome) - len(kept.outcome)
    if not len(kept.outcome):
        raise NotEnoughData(f"{outcome} is zero in every row that can be used", found=0, needed=1)
    return kept, dropped


def check_rows(
    rows: pd.DataFrame, columns: Sequence[str], *, unit: str, time: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Rows that name their unit; a column that is absent and a repeated row are refused."""
    for name in (unit, time, *columns):
        if name not in rows.columns:
            raise BadInputError("is not in the panel", column=name)
    placed = rows[rows[unit].notna()]
    if placed.duplicated([unit, time]).any():
        again = placed.loc[placed.duplicated([unit, time]), [unit, time]].iloc[0]
        raise BadInputError(f"repeats {again[unit]}, {again[time]}", column=f"{unit}, {time}")
    return placed, {"no unit": len(rows) - len(placed)}


def _assign(units: Whole, periods: Whole, effects: Sequence[str]) -> tuple[Whole, Whole]:
    """Give the larger set of effects to be absorbed, the smaller one to dummies."""
    none = np.zeros(len(units), dtype="int64")
    sets = [units if "unit" in effects else none, periods if "time" in effects else none]
    sets.sort(key=lambda codes: -len(np.unique(codes)))
    return sets[0], sets[1]


def has_outcome(panel: Panel) -> Mask:
    """Mark rows whose effects have any outcome, once those without are left out."""
    is_kept = np.ones(len(panel.outcome), dtype=bool)
    while is_kept.any():
        before = is_kept.sum()
        for codes in (panel.absorbed, panel.dummies):
            _, place = np.unique(codes, return_inverse=True)
            is_kept &= np.bincount(place, panel.outcome * is_kept)[place] > 0
        if is_kept.sum() == before:
            break
    return is_kept


def solve(panel: Panel, start: Floats | None = None) -> PanelFit:
    """Fit a panel; refuse by name what is collinear or has no finite estimate.

    ``start`` are fitted means near the solution.
    """
    order = np.argsort(panel.absorbed, kind="stable")
    sorted_panel = panel.keep(order)
    terms, first, place = _expand(sorted_panel)
    _check_rank(sorted_panel, terms, first, place)
    outcome, offset = sorted_panel.outcome, sorted_panel.offset
    if not panel.is_poisson:
        weight = np.ones(len(outcome))
        beta, bread, within, fitted = _step(terms, outcome - offset, weight, first, place)
        mean = fitted + offset
    else:
        guess = (outcome + outcome.mean()) / 2 if start is None else start[order]
        beta, bread, within, mean = _iterate(sorted_panel, terms, guess, first, place)
    back = np.argsort(order)
    scores = within * (outcome - mean)[:, None]
    width = panel.regressors.shape[1]
    return PanelFit(beta[:width], bread, scores[back], mean[back], within[back])


def _expand(panel: Panel) -> tuple[Floats, Whole, Whole]:
    """Regressors and dummies, and where each absorbed effect begins."""
    _, codes = np.unique(panel.dummies, return_inverse=True)
    dummies = np.eye(codes.max() + 1)[codes][:, 1:]
    _, first, place = np.unique(panel.absorbed, return_index=True, return_inverse=True)
    return np.hstack([panel.regressors, dummies]), first, place


def _iterate(
    panel: Panel, terms: Floats, mean: Floats, first: Whole, place: Whole
) -> tuple[Floats, Floats, Floats, Floats]:
    """Repeat the weighted step until the score is flat."""
    outcome, offset = panel.outcome, panel.offset
    linear, before = np.log(mean), np.full(terms.shape[1], np.inf)
    usual = (np.bincount(place, outcome) / np.bincount(place))[place]
    for _ in range(STEPS):
        working = linear - offset + (outcome - mean) / mean
        beta, bread, within, fitted = _step(terms, working, mean, first, place)
        linear = np.clip(fitted + offset, -500, 500)
        mean = np.exp(linear)
        if (mean < VANISHED * usual).any():
            break
        if (np.abs(beta - before) <= FLAT * np.sqrt(np.diag(bread))).all():
            return beta, bread, within, mean
        before = beta
    raise NotEnoughData(_name_runaway(beta, panel))


def _name_runaway(beta: Floats, panel: Panel) -> str:
    size = np.abs(beta[: len(panel.names)]) * panel.regressors.std(axis=0)
    name = panel.names[int(size.argmax())]
    return f"{name} separates zeros from the rest perfectly: no finite estimate"


def _step(
    terms: Floats, working: Floats, weight: Floats, first: Whole, place: Whole
) -> tuple[Floats, Floats, Floats, Floats]:
    """One weighted regression: coefficients, inverse information, terms within, fitted values."""
    total = np.add.reduceat(weight, first)
    average = np.add.reduceat(weight[:, None] * terms, first) / total[:, None]
    level = np.add.reduceat(weight * working, first) / total
    within = terms - average[place]
    weighted = weight[:, None] * within
    bread = np.asarray(np.linalg.inv(weighted.T @ within), dtype="float64")
    beta = bread @ (weighted.T @ (working - level[place]))
    effects = level - average @ beta
    return beta, bread, within, terms @ beta + effects[place]


def _check_rank(panel: Panel, terms: Floats, first: Whole, place: Whole) -> None:
    """Refuse a regressor that the effects, and the regressors before it, explain in full."""
    if len(terms) <= terms.shape[1] + len(first):
        raise NotEnoughData(
            f"too few rows: {len(terms)} for {terms.shape[1] + len(first)} coefficients",
            found=len(terms),
            needed=terms.shape[1] + len(first) + 1,
        )
    count = panel.regressors.shape[1]
    ordered = np.hstack([terms[:, count:], terms[:, :count]])
    average = np.add.reduceat(ordered, first) / np.bincount(place)[:, None]
    within = ordered - average[place]
    own = np.abs(np.diag(np.linalg.qr(within, mode="r")))
    size = np.sqrt((ordered**2).sum(axis=0))
    for name, left, whole in zip(panel.names, own[-count:], size[-count:], strict=True):
        if left <= COLLINEAR * max(whole, 1e-300):
            raise NotEnoughData(
                f"{name} does not vary beyond unit and period effects and the terms before it"
            )


def find_covariance(
    panel: Panel, fit: PanelFit, errors: str, hac_lags: int = HAC_LAGS
) -> tuple[Floats, float]:
    """Covariance of the regressors' coefficients, and the degrees of freedom of their t."""
    if errors not in ERRORS:
        raise BadInputError(f"'{errors}' is none of {', '.join(ERRORS)}", column="errors")
    units, width = len(np.unique(panel.units)), len(fit.coefficients)
    if errors == "model":
        return _scale(panel, fit) * fit.bread[:width, :width], np.inf
    if units < 2:
        raise NotEnoughData("1 unit, where errors by unit need at least 2", found=1, needed=2)
    if errors == "jackknife":
        return _jackknife(panel, fit), units - 1
    meat = {
        "cluster": lambda: _by_group(fit.scores, panel.units),
        "driscoll-kraay": lambda: _by_time(fit.scores, panel.periods, hac_lags),
        "two-way": lambda: (
            _by_group(fit.scores, panel.units)
            + _by_group(fit.scores, panel.periods)
            - _by_group(fit.scores, np.arange(len(fit.scores)))
        ),
    }[errors]()
    return (fit.bread @ meat @ fit.bread)[:width, :width], units - 1


def _scale(panel: Panel, fit: PanelFit) -> float:
    """Variance of the errors; 1 for counts."""
    if panel.is_poisson:
        return 1.0
    effects = len(np.unique(panel.absorbed))
    free = len(panel.outcome) - len(fit.bread) - effects
    return float(((panel.outcome - fit.mean) ** 2).sum() / free)


def leave_out(panel: Panel, fit: PanelFit) -> Iterator[tuple[int, Floats]]:
    """Coefficients without each unit, whose dummy goes with it, and periods then empty."""
    for unit in np.unique(panel.units):
        is_left = panel.units != unit
        rest, start = panel.keep(is_left), fit.mean[is_left]
        if panel.is_poisson:
            is_used = has_outcome(rest)
            rest, start = rest.keep(is_used), start[is_used]
        try:
            yield int(unit), solve(rest, start).coefficients
        except NotEnoughData as reason:
            raise NotEnoughData(f"without one of the units, {reason}") from None


def _jackknife(panel: Panel, fit: PanelFit) -> Floats:
    without = np.array([beta for _, beta in leave_out(panel, fit)])
    off = without - fit.coefficients
    return np.asarray((len(off) - 1) / len(off) * off.T @ off)


def _reduce_bias(panel: Panel, fit: PanelFit) -> tuple[Floats, Floats]:
    """Errors by unit without the bias of few units, and Satterthwaite's degrees of freedom of each.

    Residuals of a unit are smaller than its errors, by its own leverage: that is taken out (Bell
    and McCaffrey 2002).
    """
    if panel.is_poisson:
        raise BadInputError("cr2 is for least squares only", column="errors")
    width, residual = len(fit.coefficients), panel.outcome - fit.mean
    sums, shares = [], []
    for unit in np.unique(panel.units):
        rows = panel.units == unit
        moved = _undo_leverage(panel, fit, rows) @ fit.within[rows]
        sums.append(residual[rows] @ moved)
        shares.append(_spread(panel, fit, rows, moved @ fit.bread)[:, :width])
    meat = np.array(sums).T @ np.array(sums)
    products = np.einsum("gik,hik->kgh", shares, shares)
    trace = np.trace(products, axis1=1, axis2=2)
    return (fit.bread @ meat @ fit.bread)[:width, :width], trace**2 / (products**2).sum(axis=(1, 2))


def _undo_leverage(panel: Panel, fit: PanelFit, rows: Mask) -> Floats:
    """Inverse square root of what the fit leaves of a unit's errors."""
    effects = panel.absorbed[rows]
    sizes = np.bincount(panel.absorbed)[effects]
    shared = (effects[:, None] == effects) / sizes
    within = fit.within[rows]
    left = np.eye(len(effects)) - within @ fit.bread @ within.T - shared
    values, vectors = np.linalg.eigh(left)
    root = np.where(values > SINGULAR, np.maximum(values, SINGULAR) ** -0.5, 0.0)
    return np.asarray(vectors * root @ vectors.T)


def _spread(panel: Panel, fit: PanelFit, rows: Mask, weights: Floats) -> Floats:
    """Give what the fit leaves, over all rows, of weights on one unit's rows."""
    whole = np.zeros((len(panel.units), weights.shape[1]))
    whole[rows] = weights
    _, place = np.unique(panel.absorbed, return_inverse=True)
    sums = np.zeros((place.max() + 1, weights.shape[1]))
    np.add.at(sums, place, whole)
    average = sums / np.bincount(place)[:, None]
    return np.asarray(
        whole - average[place] - fit.within @ (fit.bread @ (fit.within[rows].T @ weights))
    )


def _by_group(scores: Floats, groups: Whole) -> Floats:
    """Outer products of the scores of each group, with the factor G / (G - 1)."""
    sums, count = _sums(scores, groups)
    return np.asarray(count / (count - 1) * sums.T @ sums)


def _by_time(scores: Floats, periods: Whole, lags: int) -> Floats:
    """Outer products of the periods' scores with Bartlett weights, with the factor T / (T - 1)."""
    sums, count = _sums(scores, periods)
    meat = sums.T @ sums
    for lag in range(1, min(lags, count - 1) + 1):
        cross = sums[lag:].T @ sums[:-lag]
        meat = meat + (1 - lag / (lags + 1)) * (cross + cross.T)
    return np.asarray(count / (count - 1) * meat)


def _sums(scores: Floats, groups: Whole) -> tuple[Floats, int]:
    labels, place = np.unique(groups, return_inverse=True)
    sums = np.zeros((len(labels), scores.shape[1]))
    np.add.at(sums, place, scores)
    return sums, len(labels)
