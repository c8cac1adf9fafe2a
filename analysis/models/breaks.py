"""Changes of level at dates nobody named beforehand; see ``docs/methods/breaks.md``.

The textbook test finds breaks in most autocorrelated series that have none, so a break is reported
only where it is larger than those of simulated series with the same autocorrelation.
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.distributions import brownian_p_value, mills_ratio
from analysis.models.estimates import (
    INCONCLUSIVE,
    LEVEL,
    SUPPORTED,
    Floats,
    Whole,
    read_series,
    require,
    require_variation,
)

MONTHS = 48
SHORTEST = 12
SIMULATED = 199
SIZE = 0.05
SEED = 20231101
LAGS = 4
HIGH_RHO = 0.7
COLUMNS = ["last_before", "low", "high", "p_value", "before", "after", "std_error", "hac_error"]


def find_breaks(series: pd.Series, max_breaks: int = 5, min_segment: float = 0.15) -> pd.DataFrame:
    """Return one row per change of level: the last label before it, and the labels it may lie between.

    No row unless the first break beats simulated series of the same autocorrelation; then as many
    as the smallest BIC has, each with the p-value of its own stretch. Counts come as log(1 + y).
    Missing periods are left out and counted; the BIC path is in ``attrs``.
    """
    if max_breaks < 1:
        raise BadInputError(f"{max_breaks} leaves no break to find", column="max_breaks")
    known = read_series(series).dropna()
    values = known.to_numpy()
    require(len(values), MONTHS, "observed periods")
    require_variation(values, str(series.name or "the series"))
    shortest = _shortest(len(values), min_segment)
    path = _segment(values, shortest, max_breaks)
    whole = _test(values, shortest)
    wanted = max(1, int(path["bic"].to_numpy().argmin())) if whole["p_value"] <= SIZE else 0
    table = _describe(known, path["after"].tolist()[wanted], whole, shortest)
    table.attrs |= {
        "bic": path,
        **whole,
        "n": len(values),
        "dropped": len(series) - len(values),
        "shortest": shortest,
        "warning": _warn(whole["rho"]),
        **_cusum(values),
    }
    return table


def _shortest(count: int, share: float) -> int:
    if not 0 < share < 0.5:
        raise BadInputError(f"{share} is no share between 0 and a half", column="min_segment")
    return max(SHORTEST, int(np.floor(share * count)))


def _sums_of_squares(values: Floats) -> Floats:
    """Sum of squares about the mean of each stretch from row to column, both included."""
    centred = values - values.mean()
    total = np.concatenate([[0.0], np.cumsum(centred)])
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])
    first, last = np.ogrid[: len(values), : len(values)]
    length = np.maximum(last - first + 1, 1)
    about_mean = squares[last + 1] - squares[first] - (total[last + 1] - total[first]) ** 2 / length
    return np.asarray(np.maximum(about_mean, 0.0))


def _segment(values: Floats, shortest: int, max_breaks: int) -> pd.DataFrame:
    """Best partition for each number of breaks by dynamic programme: positions, RSS and BIC.

    ``after`` counts the observations before each break.
    """
    count, cost = len(values), _sums_of_squares(values)
    best = np.where(np.arange(1, count + 1) >= shortest, cost[0], np.inf)
    rows: dict[int, tuple[tuple[int, ...], float]] = {0: ((), float(best[-1]))}
    came_from: list[Whole] = []
    for breaks in range(1, min(max_breaks, count // shortest - 1) + 1):
        through = np.full((count, count), np.inf)  # from the end of one stretch to that of the next
        end, last = np.ogrid[: count - 1, :count]
        through[:-1] = np.where(last - end >= shortest, best[:-1, None] + cost[1:], np.inf)
        came_from.append(through.argmin(axis=0))
        best = through.min(axis=0)
        rows[breaks] = (_trace(came_from), float(best[-1]))
    path = pd.DataFrame.from_dict(rows, orient="index", columns=["after", "rss"])
    path["bic"] = _bic(path["rss"], path.index.to_numpy(), count)
    return path.rename_axis("breaks")


def _trace(came_from: list[Whole]) -> tuple[int, ...]:
    ends, end = [], len(came_from[0]) - 1
    for table in reversed(came_from):
        end = int(table[end])
        ends.append(end + 1)
    return tuple(reversed(ends))


def _bic(rss: pd.Series, breaks: Whole, count: int) -> pd.Series:
    per_row = np.log(np.maximum(rss, 1e-300)) + 1 - np.log(count) + np.log(2 * np.pi)
    return count * per_row + 2 * (breaks + 1) * np.log(count)


def _f_statistics(series: Floats, shortest: int) -> Floats:
    """F of every admissible date, a row per series and a column per date."""
    count = series.shape[1]
    before = np.arange(shortest, count - shortest + 1)
    centred = series - series.mean(axis=1, keepdims=True)
    gain = np.cumsum(centred, axis=1)[:, before - 1] ** 2 * count / (before * (count - before))
    rest = np.maximum((centred**2).sum(axis=1, keepdims=True) - gain, 1e-300)
    return np.asarray(gain / (rest / (count - 2)))


def _test(values: Floats, shortest: int) -> dict[str, float]:
    """Largest F of one break, and how rarely a series without a break has one as large."""
    statistics = _f_statistics(values[None], shortest)[0]
    after = shortest + int(statistics.argmax())
    rho = _unbiased(_autocorrelation(values[:after], values[after:]), len(values))
    simulated = _f_statistics(_draw_autocorrelated(rho, len(values)), shortest).max(axis=1)
    sup_f = float(statistics.max())
    p_value = (1 + (simulated >= sup_f).sum()) / (SIMULATED + 1)
    return {"sup_f": sup_f, "sup_f_after": after, "p_value": float(p_value), "rho": rho}


def _autocorrelation(left: Floats, right: Floats) -> float:
    """Estimate it around the means before and after a break: around one mean it would be inflated."""
    residuals = np.concatenate([left - left.mean(), right - right.mean()])
    squares = float(residuals @ residuals)
    return float(residuals[1:] @ residuals[:-1]) / squares if squares > 0 else 0.0


def _unbiased(rho: float, count: int) -> float:
    """Correct for the downward bias in short series, at most to .95."""
    return min(rho + (1 + 4 * rho) / count + 2 / count, 0.95)


def _draw_autocorrelated(rho: float, count: int) -> Floats:
    shocks = np.random.default_rng(SEED).normal(size=(count, SIMULATED))
    drawn = np.empty_like(shocks)
    drawn[0] = shocks[0] / np.sqrt(1 - rho**2)
    for period in range(1, count):
        drawn[period] = rho * drawn[period - 1] + shocks[period]
    return drawn.T


def _describe(
    known: pd.Series, after: tuple[int, ...], whole: dict[str, float], shortest: int
) -> pd.DataFrame:
    """One row per break of a partition."""
    edges = [0, *after, len(known)]
    rows = [
        _describe_one(known, edges, place, whole, shortest) for place in range(1, len(edges) - 1)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS).assign(level=LEVEL, n=len(known))
    table["method"] = "segmentation by BIC, AR(1) bootstrap"
    is_rare = table["p_value"].astype("float64") <= SIZE
    table["verdict"] = is_rare.map({True: SUPPORTED, False: INCONCLUSIVE}).astype("str")
    return table.rename_axis("break")


def _describe_one(
    known: pd.Series, edges: list[int], place: int, whole: dict[str, float], shortest: int
) -> list[object]:
    first, after, last = edges[place - 1 : place + 2]
    values = known.to_numpy()
    left, right = values[first:after], values[after:last]
    pooled = _pooled_variance(values, edges)
    low, high = _date_interval(left, right)
    labels = known.index
    alone = (
        whole if len(edges) == 3 else _test(values[first:last], min(shortest, (last - first) // 2))
    )
    return [
        labels[after - 1],
        labels[max(after - 1 + low, 0)],
        labels[min(after - 1 + high, len(labels) - 1)],
        alone["p_value"],
        left.mean(),
        right.mean(),
        np.sqrt(pooled * (1 / len(left) + 1 / len(right))),
        _hac_error(left, right),
    ]


def _pooled_variance(values: Floats, edges: list[int]) -> float:
    parts = [values[a:b] for a, b in pairwise(edges)]
    rss = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
    return rss / (len(values) - len(parts))


def _hac_error(left: Floats, right: Floats) -> float:
    """Error of the change with Bartlett weights, four lags, no factor: for autocorrelated months."""
    influence = np.concatenate(
        [-(left - left.mean()) / len(left), (right - right.mean()) / len(right)]
    )
    variance = influence @ influence
    for lag in range(1, LAGS + 1):
        variance += 2 * (1 - lag / (LAGS + 1)) * (influence[lag:] @ influence[:-lag])
    return float(np.sqrt(max(variance, 0.0)))


def _date_interval(left: Floats, right: Floats) -> tuple[int, int]:
    """Periods before and after the estimated date that the true one may lie at (Bai 1997).

    Near the break the fit moves like Brownian motion with a downward drift on either side, of
    variances that may differ; the interval is that of the place of its maximum. The variances are
    long-run ones: those of single periods cover four fifths where neighbours are alike.
    """
    change = abs(right.mean() - left.mean())
    own, other = (change * sd for sd in _long_run_deviations(left, right))
    if min(own, other) <= 1e-9 * change**2:
        return 0, 0
    distance = np.arange(0.025, 4 * (len(left) + len(right)), 0.05)
    before, behind = (
        _density(distance, change**2 / 2, *pair) for pair in ((own, other), (other, own))
    )
    total = np.cumsum(np.concatenate([before[::-1], behind]))
    places = np.concatenate([-distance[::-1], distance])
    lower, upper = np.interp([(1 - LEVEL) / 2, (1 + LEVEL) / 2], total / total[-1], places)
    return -int(np.ceil(upper)), int(np.ceil(-lower))


def _long_run_deviations(left: Floats, right: Floats) -> tuple[float, float]:
    rho = min(max(_autocorrelation(left, right), 0.0), 0.95)
    widening = np.sqrt((1 + rho) / (1 - rho))
    return left.std() * widening, right.std() * widening


def _density(distance: Floats, drift: float, own: float, other: float) -> Floats:
    """Density of the maximum at each distance on the side whose standard deviation is ``own``.

    The maximum of one side is exponential with rate 2 drift / variance; that of this side must be
    reached at the distance and exceed the other side's.
    """
    root = np.sqrt(distance)
    steeper = drift + own**2 * 2 * drift / other**2
    shape = steeper * mills_ratio(steeper * root / own) - drift * mills_ratio(drift * root / own)
    return np.asarray(2 * drift / own**2 * np.exp(-((drift * root / own) ** 2) / 2) * shape)


def _cusum(values: Floats) -> dict[str, float]:
    """OLS-CUSUM as a cross-check: right only where errors are uncorrelated."""
    centred = values - values.mean()
    spread = np.sqrt((centred**2).sum() / (len(values) - 1) * len(values))
    largest = float(np.abs(np.cumsum(centred)).max() / spread)
    return {"cusum": largest, "cusum_p_value": brownian_p_value(largest)}


def _warn(rho: float) -> str | None:
    if rho <= HIGH_RHO:
        return None
    return f"autocorrelation of {rho:.2f}: about 13% of series without a break would show one"
