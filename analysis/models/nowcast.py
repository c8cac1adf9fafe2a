"""Nowcasts of what is not reported yet, with the record of the method's own past nowcasts.

Sampling error alone makes intervals far too narrow; those of past errors cover what they claim,
since reporting changes. See ``docs/methods/nowcast.md``.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.estimates import (
    INCONCLUSIVE,
    LEVEL,
    NOT_IDENTIFIABLE,
    SUPPORTED,
    Floats,
    NotEnoughData,
    Whole,
    require,
    to_floats,
    to_steps,
)
from analysis.models.triangles import find_ages, read_triangle, to_triangle

COMPLETE = 24  # whole periods without which there is no delay pattern
WINDOW = 36  # latest periods whose delays count
PRIOR, MOST = 8, 0.8  # latest periods of which most is reported: they say what is usual
ERRORS, ENOUGH_ERRORS, ANY_ERRORS = 104, 40, 12
HALF = 0.5  # of a report: added so that none missing has a logarithm
DRAWS = 1000
COLUMNS = [
    *("reported", "nowcast", "estimate", "std_error", "low", "high"),
    *("level", "n", "method", "verdict"),
]
RECORD = ["n_errors", "mae_ratio"]
SEED = 20231101


def nowcast(triangle: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """Return one row per origin of a triangle of increments: reported, nowcast and interval.

    Shares reported by each age come from the chain ladder, shrunk to what is usual of late. The
    interval is that of the method's own past errors at the same age; of sampling error alone, and
    saying so, where fewer than 40 are over. Where past nowcasts were no better than the raw
    count, the raw count stands and nothing is identified.
    """
    _check_level(level)
    cumulative, ages = _read_increments(triangle)
    past = _backtest(cumulative, ages)
    drawn = _draw(cumulative, ages, past)
    reported = cumulative[np.arange(len(ages)), ages]
    rows = {k: _describe(ages[k], reported[k], past, drawn[k], level) for k in drawn}
    return _fill(_complete(reported, level), rows, triangle.index)[[*COLUMNS, *RECORD]]


def nowcast_people(
    reports: pd.DataFrame,
    *,
    origin: str,
    delay: str,
    people: str,
    delays: int,
    last: int,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return one row per period: people in the reports so far, and with reports still to come.

    People arrive in batches, so reports are drawn first and then their sizes: intervals that take
    every person for a report of their own cover a third of what they claim. A report without a
    number of people is left out and counted.
    """
    _check_level(level)
    rows = reports.assign(**{people: to_floats(reports[people], people, lowest=0)})
    rows = rows.dropna(subset=people)
    counts = to_triangle(rows, origin=origin, delay=delay, delays=delays, last=last)
    cumulative, ages = _read_increments(counts)
    steps = to_steps(rows[origin], origin)
    reported = rows.groupby(steps)[people].sum().reindex(counts.index, fill_value=0.0)
    recent = rows.loc[steps > last - WINDOW, people].to_numpy()
    drawn = {
        place: reported.iloc[place] + _add_sizes(totals - cumulative[place, ages[place]], recent)
        for place, totals in _draw(cumulative, ages, _backtest(cumulative, ages)).items()
    }
    rows_open = {k: _describe_people(reported.iloc[k], drawn[k], level) for k in drawn}
    table = _fill(_complete(reported.to_numpy(), level), rows_open, counts.index)
    table = table.assign(n=len(rows))[COLUMNS]
    table.attrs["dropped"] = len(reports) - len(rows)
    return table


def _read_increments(triangle: pd.DataFrame) -> tuple[Floats, Whole]:
    """Cumulative counts and ages of a triangle of increments that carries a nowcast."""
    increments = read_triangle(triangle)
    if (np.diff(to_steps(triangle.index, "origin")) != 1).any():
        raise BadInputError("leaves out a period", column="origin")
    ages = find_ages(increments)
    is_whole = ages == increments.shape[1] - 1
    require(int(is_whole.sum()), COMPLETE, "complete periods of reports")
    cumulative = np.asarray(np.cumsum(increments, axis=1))
    if not (cumulative[is_whole, -1] > 0).any():
        raise NotEnoughData("0 reports in all complete periods: at least 1 is needed", found=0)
    if (cumulative < 0).any():
        raise BadInputError("takes away more than was reported", column="triangle")
    return cumulative, ages


def _backtest(cumulative: Floats, ages: Whole) -> dict[str, Floats]:
    """Nowcasts of every past period and of now, a row per day of nowcast and a column per age.

    Each sees only what was known then; the last row is today's. ``truth`` is missing until it is
    over.
    """
    count, delays = cumulative.shape[0], cumulative.shape[1] - 1
    known = np.where(np.arange(delays + 1) <= ages[:, None], cumulative, 0)
    share = _shares(known)
    mean, shape = _prior(known, share)
    origin = np.arange(count)[:, None] - np.arange(delays)
    place = np.maximum(origin, 0)
    reported = known[place, np.arange(delays)]
    is_over = (origin >= 0) & (ages[place] == delays)
    return {
        "estimate": _shrink(reported, share[:, :-1], mean[:, None], shape[:, None]),
        "reported": reported,
        "truth": np.where(is_over, known[place, -1], np.nan),
        "share": share,
        "mean": mean,
        "shape": shape,
    }


def _shrink(reported: Floats, share: Floats, mean: Floats, shape: Floats) -> Floats:
    """Mean of the total given what is reported: gamma prior, Poisson reports."""
    return np.asarray(reported + (shape + reported) * (1 - share) / (shape / mean + share))


def _shares(known: Floats) -> Floats:
    """Share reported by each age, as the chain ladder had it on each day from its last periods.

    Missing until enough periods were complete.
    """
    delays = known.shape[1] - 1
    total = np.vstack([np.zeros(delays + 1), np.cumsum(known, axis=0)])
    day, delay = np.ogrid[: len(known), :delays]
    stop = np.maximum(day - delay, 0)  # origins seen one delay longer lie before it
    start = np.minimum(np.maximum(day + 1 - WINDOW, 0), stop)
    after = total[stop, delay + 1] - total[start, delay + 1]
    before = total[stop, delay] - total[start, delay]
    is_usable = (after > 0) & (before > 0) & (day - delays + 1 >= COMPLETE)
    step = np.where(is_usable, before / np.where(is_usable, after, 1), np.nan)
    share = np.cumprod(step[:, ::-1], axis=1)[:, ::-1]
    return np.hstack([share, np.where(np.isnan(share[:, :1]), np.nan, 1.0)])


def _prior(known: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Mean and gamma shape of the latest periods of which most is reported, on each day.

    Whole periods alone would lag behind by the longest delay.
    """
    delays = known.shape[1] - 1
    youngest = np.nan_to_num(share >= MOST).argmax(axis=1)[:, None] + np.arange(PRIOR)
    origin = np.arange(len(known))[:, None] - youngest
    age = np.minimum(youngest, delays)
    day = np.arange(len(known))[:, None]
    is_there = (origin >= 0) & ~np.isnan(share[day, age])
    total = known[np.maximum(origin, 0), age] / np.where(is_there, share[day, age], 1)
    mean = np.maximum(np.where(is_there, total, np.nan).sum(axis=1) / PRIOR, 0.5 / PRIOR)
    variance = ((total - mean[:, None]) ** 2).sum(axis=1) / (PRIOR - 1)
    return mean, mean**2 / np.maximum(variance - mean, 1e-3 * mean**2)


def _draw(cumulative: Floats, ages: Whole, past: dict[str, Floats]) -> dict[int, Floats]:
    """Draw the total of each open origin, with shares resampled over the latest whole periods."""
    rng = np.random.default_rng(SEED)
    delays = cumulative.shape[1] - 1
    whole = cumulative[ages == delays][-WINDOW:]
    chosen = whole[rng.integers(0, len(whole), (DRAWS, len(whole)))].sum(axis=1)
    shares = np.clip(chosen / np.maximum(chosen[:, -1:], 1e-9), 1e-6, 1.0)
    mean, shape = past["mean"][-1], past["shape"][-1]
    drawn = {}
    for place in np.flatnonzero(ages < delays):
        reported, share = cumulative[place, ages[place]], shares[:, ages[place]]
        rate = rng.gamma(shape + reported, 1 / (shape / mean + share))
        drawn[int(place)] = reported + rng.poisson(rate * (1 - share)).astype("float64")
    return drawn


def _describe(
    age: int, reported: float, past: dict[str, Floats], drawn: Floats, level: float
) -> dict[str, object]:
    """Nowcast of an open origin, by the record of its age."""
    share, mean, shape = (past[name][-1] for name in ("share", "mean", "shape"))
    estimate = float(_shrink(np.array(reported), share[age], mean, shape))
    record = _recall(past, age)
    count, ratio = len(record.truth), _mae_ratio(record)
    is_unstable = count >= ANY_ERRORS and ratio >= 1
    if is_unstable:
        estimate, record = reported, record._replace(estimate=record.reported)
    has_record = count >= ENOUGH_ERRORS
    likely = _from_errors(reported, estimate, record) if has_record else drawn
    low, high = _bounds(likely, level, correction=0.5 / len(likely) if has_record else 0.0)
    low -= HALF if has_record else 0.0
    is_final = _is_final(record)
    basis = "past errors" if has_record else "sampling error only"
    what = "raw count, delay pattern unstable" if is_unstable else "chain ladder, shrunk"
    return {
        "reported": reported,
        "nowcast": estimate,
        "estimate": estimate,
        "std_error": likely.std(),
        "low": max(low, reported) if is_final else low,
        "high": max(high, reported + 1),
        "level": level,
        "method": f"{what}; {basis}",
        "verdict": _judge(is_unstable=is_unstable, has_record=has_record),
        "n_errors": count,
        "mae_ratio": ratio,
    }


def _complete(reported: Floats, level: float) -> pd.DataFrame:
    """Take every origin for complete: as reported."""
    same = dict.fromkeys(["reported", "nowcast", "estimate", "low", "high"], reported)
    table = pd.DataFrame(same).assign(std_error=0.0, level=level, n=len(reported))
    return table.assign(method="complete", verdict=SUPPORTED, n_errors=0, mae_ratio=np.nan)


def _fill(table: pd.DataFrame, rows: dict[int, dict[str, object]], index: pd.Index) -> pd.DataFrame:
    """Put the rows of open origins in their places."""
    if rows:
        open_ = pd.DataFrame.from_dict(rows, orient="index").assign(n=len(table))
        table = pd.concat([table.drop(index=list(rows)), open_]).sort_index()
    return table.set_axis(index)


def _describe_people(reported: float, drawn: Floats, level: float) -> dict[str, object]:
    low, high = _bounds(drawn, level)
    return {
        "reported": reported,
        "nowcast": drawn.mean(),
        "estimate": drawn.mean(),
        "std_error": drawn.std(),
        "low": low,
        "high": max(high, reported + 1),
        "level": level,
        "method": "reports drawn, then their sizes; sampling error only",
        "verdict": INCONCLUSIVE,
    }


def _judge(*, is_unstable: bool, has_record: bool) -> str:
    if is_unstable:
        return NOT_IDENTIFIABLE
    return SUPPORTED if has_record else INCONCLUSIVE


class Record(NamedTuple):
    """Past nowcasts of one age whose truth is known by now."""

    estimate: Floats
    reported: Floats
    truth: Floats


def _recall(past: dict[str, Floats], age: int) -> Record:
    kept = [past[name][:, age] for name in Record._fields]
    is_over = ~np.isnan(kept).any(axis=0)
    return Record(*(values[is_over][-ERRORS:] for values in kept))


def _is_final(record: Record) -> bool:
    """Say whether counts only ever grew."""
    return bool((record.truth >= record.reported).all())


def _mae_ratio(record: Record) -> float:
    """Mean error of past nowcasts over that of the raw counts; missing without either."""
    raw = float(np.abs(record.truth - record.reported).sum())
    ours = float(np.abs(record.truth - record.estimate).sum())
    return ours / raw if raw > 0 else float("nan")


def _from_errors(reported: float, estimate: float, record: Record) -> Floats:
    """Totals that past errors make likely: relative to what was then thought to be missing.

    Relative to the whole where counts also fell.
    """
    base, floor = (record.reported, reported) if _is_final(record) else (0.0, 0.0)
    factor = (record.truth - base + HALF) / (record.estimate - base + HALF)
    return np.asarray(floor + factor * (estimate - floor + HALF))


def _add_sizes(counts: Floats, sizes: Floats) -> Floats:
    """Total size of so many reports each, drawn from those known."""
    ends = np.cumsum(counts.astype("int64"))
    drawn = np.random.default_rng(SEED + 1).choice(sizes, int(ends[-1]))
    total = np.concatenate([[0.0], np.cumsum(drawn)])
    return np.asarray(total[ends] - total[ends - counts.astype("int64")])


def _bounds(drawn: Floats, level: float, correction: float = 0.0) -> tuple[float, float]:
    tail = max((1 - level) / 2 - correction, 0.0)
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise BadInputError(f"{level} is no level between 0 and 1", column="level")
