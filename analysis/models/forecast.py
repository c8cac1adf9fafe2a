"""What the next months may bring, and whether that beats knowing nothing; ``docs/methods/forecasts.md``.

A model is only worth printing where it beat every simple rule on months that it had not seen. So
each forecast comes with the record of the same forecasts made at earlier months.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.baselines import RULES, YEAR, draw_rules
from analysis.models.distributions import normal_quantile
from analysis.models.estimates import (
    INCONCLUSIVE,
    LEVEL,
    SUPPORTED,
    Floats,
    NotEnoughData,
    Whole,
    require,
    to_floats,
    to_steps,
)
from analysis.models.ppml import Mask, Panel, check_rows, has_outcome, solve
from analysis.models.scores import find_pit, score_crps, score_interval, score_wis, spread_pit

PERIODS, ORIGINS, MOST_ORIGINS = 60, 24, 36
TRAINING = 12  # targets per unit at the first origin
DRAWS = 1000
LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
NARROW = 0.8
LEAST_ALIKE = 40  # past forecasts of a size, to judge it apart from the others
THIN = 0.5  # expected outcome below which a row says nothing on dispersion
LEAST_ALPHA = 0.001
MISSES = 3
MODEL = "model"
METHODS = {MODEL: "PPML per horizon, negative binomial draws"} | RULES


class History(NamedTuple):
    """Outcome and exposure as matrices, a row per unit and a column per period."""

    units: pd.Index
    steps: Whole
    outcome: Floats
    exposure: Floats | None
    limit: Floats


class Record(NamedTuple):
    """Forecasts of one horizon for every unit and origin, the last origin being today."""

    horizon: int
    origins: Whole
    truth: Floats  # units x origins, missing for today
    draws: dict[str, Floats]  # by method: units x origins x draws
    is_told: Mask  # units x past origins with an outcome and a forecast of every method


def forecast(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    horizons: Sequence[int] = (1, 3, 6),
    exposure: str | None = None,
    seed: int = 0,
    population: str | None = None,
) -> pd.DataFrame:
    """Return one row per unit and horizon: mean, quantiles, and the skill of earlier forecasts.

    ``skill`` is the share of the best simple rule's CRPS that the model saves in the unit. The
    model is printed where it beats every rule at that horizon over all units and in the unit
    itself; elsewhere the best rule is. The verdict is *supported* where the model is printed and
    the interval of its gain on that rule, over all units, leaves out zero; else *inconclusive*.
    Quantiles are widened by past errors where they covered too little, which ``is_widened`` says.
    ``held`` counts those of the ``n`` past forecasts of the unit whose interval, as it was then,
    held what came. ``attrs`` hold scores by horizon and past misses.
    """
    history, dropped = _read(panel, outcome, unit, time, exposure, population)
    _check_horizons(horizons, history)
    records = [_look_back(history, horizon, seed) for horizon in horizons]
    scores = [_score(record) for record in records]
    parts = [_describe(history, *pair) for pair in zip(records, scores, strict=True)]
    table: pd.DataFrame = pd.concat(parts).sort_index()
    table.attrs = {
        "dropped": dropped,
        "scores": pd.concat(scores, keys=list(horizons), names=["horizon", "method"]).drop(
            columns="by_unit"
        ),
        "misses": pd.concat([_tell_misses(history, record, table) for record in records]),
        "left_out": sorted(set(history.units) - set(table.index.get_level_values("unit"))),
    }
    return table


def _read(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    exposure: str | None,
    population: str | None,
) -> tuple[History, dict[str, int]]:
    """Matrices up to the last period with any outcome; units without any outcome are left out."""
    columns = [outcome, *(name for name in (exposure, population) if name)]
    rows, dropped = check_rows(panel, columns, unit=unit, time=time)
    steps = to_steps(rows[time], time)
    values = {name: pd.Series(to_floats(rows[name], name, lowest=0)).to_numpy() for name in columns}
    index = pd.MultiIndex.from_arrays([rows[unit], steps])
    wide = {
        name: pd.DataFrame(pd.Series(v, index=index).unstack())  # noqa: PD010 - units by periods
        for name, v in values.items()
    }
    seen = wide[outcome].dropna(axis=1, how="all").columns
    require(len(seen), PERIODS, "periods with an outcome")
    span = range(int(seen[0]), int(seen[-1]) + 1)
    has_any = wide[outcome].sum(axis=1) > 0
    if not has_any.any():
        raise NotEnoughData(f"{outcome} is zero in every period: 0 units to forecast", found=0)
    matrices = {name: w.reindex(columns=span)[has_any].to_numpy() for name, w in wide.items()}
    limit = np.full(int(has_any.sum()), np.inf)
    if population:
        limit = np.nan_to_num(
            pd.DataFrame(matrices[population]).ffill(axis=1).iloc[:, -1], nan=np.inf
        )
    dropped |= {
        "no outcome": int(np.isnan(values[outcome]).sum()),
        "empty units": int((~has_any).sum()),
    }
    kept = wide[outcome].index[has_any]
    exposed = matrices[exposure] if exposure else None
    return History(kept, np.array(span), matrices[outcome], exposed, limit), dropped


def _check_horizons(horizons: Sequence[int], history: History) -> None:
    for horizon in horizons:
        if not 1 <= horizon <= YEAR:
            raise BadInputError(
                f"{horizon} is no horizon of 1 to {YEAR} periods", column="horizons"
            )
        require(len(_origins(history, horizon)), ORIGINS, "origins to look back from")


def _origins(history: History, horizon: int) -> Whole:
    """Places of past origins whose target is known by now."""
    last = len(history.steps) - 1 - horizon
    first = max(YEAR - 1 + horizon + TRAINING, last + 1 - MOST_ORIGINS)
    return np.arange(first, last + 1)


def _features(history: History, horizon: int) -> Floats:
    """Terms known at each origin, units x periods x terms."""
    level = np.log1p(history.outcome)
    terms = [level, _mean_of(level, 3), _mean_of(level, YEAR)]
    if history.exposure is not None:
        exposed = np.log1p(history.exposure)
        terms += [exposed, _mean_of(exposed, 3)]
    angle = 2 * np.pi * (history.steps + horizon) / YEAR
    terms += [np.broadcast_to(wave(angle), level.shape) for wave in (np.sin, np.cos)]
    return np.stack(terms, axis=-1)


def _name_terms(history: History) -> tuple[str, ...]:
    exposed = () if history.exposure is None else ("exposure", "exposure, mean of 3")
    outcome = ("the outcome", "the outcome, mean of 3", "the outcome, mean of 12")
    return (*outcome, *exposed, "season, sine", "season, cosine")


def _mean_of(level: Floats, width: int) -> Floats:
    return np.asarray(pd.DataFrame(level.T).rolling(width).mean().T.to_numpy())


def _look_back(history: History, horizon: int, seed: int) -> Record:
    """Forecast from every past origin, and from today, by the model and the simple rules."""
    origins = np.append(_origins(history, horizon), len(history.steps) - 1)
    features = _features(history, horizon)
    drawn: dict[str, list[Floats]] = {name: [] for name in METHODS}
    for origin in map(int, origins):
        rng = np.random.default_rng([seed, horizon, origin])
        mean, alpha = _predict(history, features, horizon, origin)
        drawn[MODEL].append(_draw_counts(mean, alpha, history.limit, rng))
        for name, draws in draw_rules(
            history.outcome[:, : origin + 1], horizon, DRAWS, rng
        ).items():
            drawn[name].append(np.minimum(draws, history.limit[:, None]))
    truth = np.full((len(history.units), len(origins)), np.nan)
    truth[:, :-1] = history.outcome[:, origins[:-1] + horizon]
    stacked = {name: np.stack(parts, axis=1) for name, parts in drawn.items()}
    is_told = ~np.isnan(truth[:, :-1])
    for each in stacked.values():
        is_told = is_told & ~np.isnan(each[:, :-1]).any(axis=2)
    require(int(is_told.any(axis=0).sum()), ORIGINS, "origins with an outcome to compare")
    return Record(horizon, origins, truth, stacked, is_told)


def _predict(history: History, features: Floats, horizon: int, origin: int) -> tuple[Floats, float]:
    """Expect the outcome of each unit, and its dispersion, from targets known at the origin."""
    known = features[:, : origin + 1 - horizon]
    target = history.outcome[:, horizon : origin + 1]
    is_whole = ~(np.isnan(known).any(axis=2) | np.isnan(target))
    units = np.repeat(np.arange(len(target))[:, None], target.shape[1], axis=1)[is_whole]
    outcome, terms = target[is_whole], known[is_whole]
    none = np.zeros(len(units), dtype="int64")
    panel = Panel(
        outcome,
        terms,
        offset=np.zeros(len(units)),
        units=units,
        periods=none,
        absorbed=units,
        dummies=none,
        names=_name_terms(history),
        is_poisson=True,
    )
    used = panel.keep(has_outcome(panel))
    if not len(used.outcome):
        raise NotEnoughData("0 outcomes before the first origin", found=0, needed=1)
    fit = solve(used)
    relative = np.exp(terms @ fit.coefficients)
    sums, sizes = (np.bincount(units, w, len(target)) for w in (outcome, relative))
    level = np.maximum(sums, THIN) / np.where(sizes > 0, sizes, np.nan)
    expected = level[units] * relative
    alpha = _dispersion(outcome, expected, terms.shape[1] + len(np.unique(units)))
    with np.errstate(over="ignore"):
        mean = level * np.exp(features[:, origin] @ fit.coefficients)
    return np.minimum(mean, history.limit), alpha


def _dispersion(outcome: Floats, expected: Floats, terms: int) -> float:
    is_told = expected >= THIN
    free = max(int(is_told.sum()) - terms, 1)
    y, mu = outcome[is_told], expected[is_told]
    return float(max(LEAST_ALPHA, (((y - mu) ** 2 - mu) / mu**2).sum() / free))


def _draw_counts(mean: Floats, alpha: float, limit: Floats, rng: np.random.Generator) -> Floats:
    """Draw negative binomial counts; missing where the mean is."""
    size = (len(mean), DRAWS)
    rate = np.nan_to_num(mean)[:, None] * rng.gamma(1 / alpha, alpha, size)
    draws = np.minimum(rng.poisson(np.minimum(rate, 1e15)), limit[:, None])
    return np.where(np.isnan(mean)[:, None], np.nan, draws)


def _score(record: Record) -> pd.DataFrame:
    """One row per method: its scores, and the interval of the model's difference from its CRPS."""
    truth = record.truth[:, :-1]
    crps = {}
    for name, draws in record.draws.items():
        crps[name] = np.full(truth.shape, np.nan)
        crps[name][record.is_told] = score_crps(
            truth[record.is_told], draws[:, :-1][record.is_told]
        )
    rows = {}
    for name, scores in crps.items():
        drawn = record.draws[name][:, :-1][record.is_told]
        levels = np.quantile(drawn, LEVELS, axis=1)
        low, high = _paired(crps[MODEL] - scores, record.horizon)
        rows[name] = {
            "crps": np.nanmean(scores),
            "model_saves": 1 - np.nanmean(crps[MODEL]) / max(np.nanmean(scores), 1e-300),
            "difference_low": low,
            "difference_high": high,
            "wis": score_wis(truth[record.is_told], pd.DataFrame(levels.T, columns=LEVELS)).mean(),
            "interval_95": score_interval(
                truth[record.is_told], levels[0], levels[-1], LEVEL
            ).mean(),
            "coverage_80": _cover(truth[record.is_told], levels[1], levels[-2]),
            "coverage_95": _cover(truth[record.is_told], levels[0], levels[-1]),
            "n": int(record.is_told.sum()),
            "origins": int(record.is_told.any(axis=0).sum()),
            "pit": find_pit(truth[record.is_told], drawn),
            "pit_tenths": spread_pit(truth[record.is_told], drawn),
            "by_unit": _mean_known(scores),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _mean_known(scores: Floats) -> Floats:
    """Mean of each row over what is known; missing where nothing is."""
    count = (~np.isnan(scores)).sum(axis=1)
    total = np.nan_to_num(scores).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _cover(truth: Floats, low: Floats, high: Floats) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


def _paired(difference: Floats, horizon: int) -> tuple[float, float]:
    """Interval of the mean difference in CRPS; forecasts overlap by the horizon."""
    by_origin = _mean_known(difference.T)
    by_origin = by_origin[~np.isnan(by_origin)]
    off, count = by_origin - by_origin.mean(), len(by_origin)
    variance = float(off @ off)
    for lag in range(1, min(horizon, count - 1) + 1):
        variance += 2 * (1 - lag / (horizon + 1)) * float(off[lag:] @ off[:-lag])
    half = float(normal_quantile((1 + LEVEL) / 2)) * max(variance, 0.0) ** 0.5 / count
    return float(by_origin.mean() - half), float(by_origin.mean() + half)


def _describe(history: History, record: Record, scores: pd.DataFrame) -> pd.DataFrame:
    """One row per unit: what is printed today, by the model or by the rule that beats it."""
    rule = str(scores["crps"].drop(MODEL).idxmin())
    ours, theirs = scores["by_unit"].loc[MODEL], scores["by_unit"].loc[rule]
    is_model = (scores["crps"].idxmin() == MODEL) & (ours < theirs)
    is_clear = scores["difference_high"].loc[rule] < 0
    levels_of = {name: _quantiles(record, name) for name in (MODEL, rule)}
    rows = {}
    for place, unit in enumerate(history.units):
        name = MODEL if is_model[place] else rule
        draws = record.draws[name][place, -1]
        if np.isnan(draws).any():
            continue
        raw = levels_of[name][:, place, -1]
        levels = _widen(record, levels_of[name], place, float(history.limit[place]))
        rows[unit, record.horizon] = {
            "estimate": draws.mean(),
            "std_error": draws.std(),
            "low": levels[0],
            "high": levels[-1],
            "level": LEVEL,
            "n": int(record.is_told[place].sum()),
            "method": METHODS[name],
            "verdict": SUPPORTED if is_model[place] and is_clear else INCONCLUSIVE,
            "mean": draws.mean(),
            **{f"q{level:g}": value for level, value in zip(LEVELS, levels, strict=True)},
            "skill": 1 - ours[place] / theirs[place] if theirs[place] > 0 else np.nan,
            "crps": scores["by_unit"].loc[name][place],
            "is_widened": bool((levels != raw).any()),
            "held": _count_held(record, levels_of[name], place),
            "best_rule": RULES[rule],
        }
    if not rows:
        raise NotEnoughData("0 units have an outcome in each of the last twelve periods", found=0)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["unit", "horizon"])


def _count_held(record: Record, quantiles: Floats, place: int) -> int:
    """Count the past outcomes of a unit that lay within the interval of their forecast."""
    is_told, truth = record.is_told[place], record.truth[place, :-1]
    low, high = quantiles[0, place, :-1], quantiles[-1, place, :-1]
    return int(((low <= truth) & (truth <= high))[is_told].sum())


def _quantiles(record: Record, name: str) -> Floats:
    """Quantiles of a method's draws: levels x units x origins."""
    return np.asarray(np.quantile(record.draws[name], LEVELS, axis=2))


def _widen(record: Record, quantiles: Floats, place: int, limit: float) -> Floats:
    """Quantiles of a unit for today, widened where past ones of that size covered too little.

    Conformal: by the error that enough past forecasts stayed within, on the logarithmic scale.
    """
    today = quantiles[:, place, -1].copy()
    past = np.log1p(quantiles[:, :, :-1][:, record.is_told])
    truth = np.log1p(record.truth[:, :-1][record.is_told])
    middle = LEVELS.index(0.5)
    edges = np.quantile(past[middle], [1 / 3, 2 / 3])
    is_alike = np.searchsorted(edges, past[middle]) == np.searchsorted(
        edges, np.log1p(today[middle])
    )
    if is_alike.sum() < LEAST_ALIKE:  # of one or two units: every size together
        is_alike = np.ones(len(truth), dtype=bool)
    for low, high, level in ((0, -1, LEVEL), (1, -2, NARROW)):
        below, above = (past[low] - truth)[is_alike], (truth - past[high])[is_alike]
        down, up = _find_steps(below, above, level)
        if down > 0:
            today[low] = max(np.expm1(np.log1p(today[low]) - down), 0.0)
        if up > 0:
            today[high] = np.expm1(np.log1p(today[high]) + up)
    return np.asarray(np.maximum.accumulate(np.minimum(today, limit)))


def _find_steps(below: Floats, above: Floats, level: float) -> tuple[float, float]:
    """Find the steps down and up that would have covered enough; none where coverage is not clearly too low.

    Of few forecasts each side has its own, by the quantile of what it missed: the rank that suits
    many would be their worst, on both sides.
    """
    missed, count = np.maximum(below, above), len(below)
    if count < ORIGINS:
        return 0.0, 0.0
    shortfall = level - (missed <= 0).mean()
    if shortfall <= 2 * np.sqrt(level * (1 - level) / count):
        return 0.0, 0.0
    if count < LEAST_ALIKE:
        down, up = (np.quantile(side, (1 + level) / 2) for side in (below, above))
        return max(float(down), 0.0), max(float(up), 0.0)
    rank = min(int(np.ceil((count + 1) * level)), count)
    step = float(max(np.sort(missed)[rank - 1], 0.0))
    return step, step


def _tell_misses(history: History, record: Record, table: pd.DataFrame) -> pd.DataFrame:
    """Give the latest past forecasts of each unit, by the method printed, beside what came."""
    names = {label: name for name, label in METHODS.items()}
    rows = []
    for place, unit in enumerate(history.units):
        if (unit, record.horizon) not in table.index:
            continue
        name = names[str(table["method"].loc[(unit, record.horizon)])]
        for origin in np.flatnonzero(record.is_told[place])[-MISSES:]:
            low, middle, high = np.quantile(
                record.draws[name][place, origin], [LEVELS[0], 0.5, LEVELS[-1]]
            )
            target = int(history.steps[record.origins[origin]]) + record.horizon
            observed = record.truth[place, origin]
            rows.append((unit, record.horizon, target, low, middle, high, observed))
    columns = ["unit", "horizon", "target", "low", "median", "high", "observed"]
    return pd.DataFrame(rows, columns=columns)
