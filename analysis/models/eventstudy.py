"""Regions hit by a dated event against regions that were not; see ``docs/methods/events.md``.

The date, the regions hit and the months shown are written down before looking. A break in what was
counted near the date leaves nothing to identify, whatever the numbers do.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.distributions import t_quantile
from analysis.models.estimates import (
    LEVEL,
    NOT_IDENTIFIABLE,
    Floats,
    NotEnoughData,
    Whole,
    judge,
    require,
    to_floats,
    to_steps,
)
from analysis.models.ppml import Mask, Panel, check_rows, has_outcome, read_panel, solve

UNITS, CONTROLS = 6, 2
BEFORE, AFTER = 24, 6
NEAR = 3  # periods around the date in which a break of coverage forbids an answer
STOCK = 100  # a number that large does not come by chance again and again
PLACEBO_BEFORE = 12
LOWEST = 0.5  # level of an interval from other regions
Terms = Callable[[Whole, Mask], Floats]


class Question(NamedTuple):
    """Rows that can be used, which of them are of regions hit, and when the event began."""

    panel: Panel
    is_hit: Mask
    first: int
    leads: int
    lags: int


def fit_event_study(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    treated: Sequence[Hashable],
    start: Hashable,
    leads: int = 6,
    lags: int = 6,
    coverage: object = None,
    placebos: bool = True,
) -> pd.DataFrame:
    """Return a row per month before and after the event, and ``effect``: a log ratio each.

    ``effect`` compares all months from ``start`` on with all before, in the regions hit and the
    others; a month row compares that month with those before the leads. Errors leave out a
    region at a time; with one region hit, they are those of every other region as if hit, at a
    level that their number allows. ``coverage`` says of each region and month whether it was
    observed: a column, a series or a table. ``attrs`` hold verdict and reason.
    """
    rows, dropped = _read(panel, outcome, unit, time, coverage)
    first = _find_start(rows, time, start)
    is_hit = _mark_hit(rows, unit, treated)
    names = [*(f"lead {k}" for k in range(leads, 0, -1)), *(f"lag {k}" for k in range(lags + 1))]
    told: dict[Hashable, object] = {"treated": list(treated), "start": start, "dropped": dropped}
    if reason := _find_break(rows, is_hit, outcome, unit, first):
        return _tell_nothing([*names, "effect"], reason, told)
    question = _ask(rows, outcome, unit, is_hit, first, (leads, lags), dropped)
    table = pd.concat(
        [_estimate_all(question, names, _monthly(question)), _estimate_effect(question)]
    ).rename_axis("term")
    pre_trend = _estimate_pre_trend(question)
    verdict, reason = _judge(table, pre_trend)
    is_effect = table.index == "effect"
    table["verdict"] = table["verdict"].mask(is_effect, verdict)
    table.attrs = told | {
        "verdict": verdict,
        "reason": reason,
        "pre_trend": pre_trend,
        "donors": len(np.unique(question.panel.units[~question.is_hit])),
        "before": int((_periods_hit(question) < first).sum()),
        "after": int((_periods_hit(question) >= first).sum()),
    }
    if placebos:
        table.attrs |= _try_dates(question, table) | _try_places(question, table)
    return table


def _read(
    panel: pd.DataFrame, outcome: str, unit: str, time: str, coverage: object
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Rows with their period numbered; the outcome is missing where it was not covered."""
    columns = [outcome, *([coverage] if isinstance(coverage, str) else [])]
    rows, dropped = check_rows(panel, columns, unit=unit, time=time)
    to_floats(rows[outcome], outcome, lowest=0)
    is_covered = _read_coverage(rows, unit, time, coverage)
    dropped["not covered"] = int((~is_covered).sum())
    covered = rows.assign(**{outcome: rows[outcome].where(is_covered)})
    return covered.assign(step=to_steps(rows[time], time)), dropped


def _read_coverage(rows: pd.DataFrame, unit: str, time: str, coverage: object) -> Mask:
    """Say of each row whether it was covered; what a table of coverage does not name was not."""
    if coverage is None:
        return np.ones(len(rows), dtype=bool)
    if isinstance(coverage, str):
        return _to_mask(rows[coverage])
    if isinstance(coverage, pd.DataFrame):
        coverage = _to_long(coverage, rows, unit, time)
    if not isinstance(coverage, pd.Series):
        raise BadInputError("is neither a column, a series nor a table", column="coverage")
    if coverage.index.nlevels == 2:
        keys = pd.MultiIndex.from_frame(rows[[unit, time]])
        return _to_mask(coverage.reindex(keys))
    return _to_mask(coverage.reindex(rows.index))


def _to_long(table: pd.DataFrame, rows: pd.DataFrame, unit: str, time: str) -> pd.Series:
    """Coverage by unit and time, from a long table or one with units across or down."""
    if {unit, time} <= set(table.columns):
        values = [name for name in table.columns if name not in (unit, time)]
        if len(values) != 1:
            raise BadInputError("has not one column beside unit and time", column="coverage")
        return table.set_index([unit, time])[values[0]]
    has_units_across = set(table.columns) <= set(rows[unit])
    by_unit = table.T if has_units_across else table
    return pd.Series(by_unit.stack())  # noqa: PD013 - a series by unit and time is wanted


def _to_mask(values: pd.Series) -> Mask:
    return values.astype("boolean").fillna(False).to_numpy(dtype=bool)


def _find_start(rows: pd.DataFrame, time: str, start: Hashable) -> int:
    is_start = (rows[time] == start).to_numpy()
    if not is_start.any():
        raise BadInputError(f"{start} is no period of the panel", column="start")
    return int(rows["step"].to_numpy()[is_start.argmax()])


def _mark_hit(rows: pd.DataFrame, unit: str, treated: Sequence[Hashable]) -> Mask:
    unknown = [name for name in treated if not (rows[unit] == name).any()]
    if unknown or not len(treated):
        raise BadInputError(f"names no unit of the panel: {unknown}", column="treated")
    return rows[unit].isin(list(treated)).to_numpy()


def _find_break(
    rows: pd.DataFrame, is_hit: Mask, outcome: str, unit: str, first: int
) -> str | None:
    """Tell why nothing is identified: a region hit that was not observed near the date."""
    last = int(rows["step"].max())
    needed = [step for step in range(first - NEAR, first + NEAR + 1) if step <= last]
    for name, region in rows[is_hit].groupby(unit):
        values = region.set_index("step")[outcome].dropna()
        seen = values.index
        missing = sorted(set(needed) - set(seen))
        if missing:
            return (
                f"{name} was not observed in {len(missing)} of the {len(needed)} periods within"
                f" {NEAR} of the date: a break in coverage"
            )
        after = values[(values.index >= first - 1) & (values.index <= first + NEAR)]
        if len(after) > 1 and after.iloc[0] >= STOCK and (after == after.iloc[0]).all():
            return (
                f"{name} repeats {after.iloc[0]:.0f} in all {len(after)} periods around the date:"
                " a stock carried forward, which nobody counted anew"
            )
    return None


def _tell_nothing(names: list[str], reason: str, told: dict[Hashable, object]) -> pd.DataFrame:
    empty = dict.fromkeys(["estimate", "std_error", "low", "high"], np.nan)
    table = pd.DataFrame(empty, index=pd.Index(names, name="term")).assign(
        level=LEVEL, n=0, method="none", verdict=NOT_IDENTIFIABLE
    )
    table.attrs = told | {"verdict": NOT_IDENTIFIABLE, "reason": reason}
    return table


def _ask(
    rows: pd.DataFrame,
    outcome: str,
    unit: str,
    is_hit: Mask,
    first: int,
    span: tuple[int, int],
    dropped: dict[str, int],
) -> Question:
    """Put the question to the rows that can be used, if they are enough."""
    used, left_out = read_panel(
        rows.assign(hit=is_hit * 1.0), outcome=outcome, regressors=["hit"], unit=unit, time="step"
    )
    dropped |= {name: n for name, n in left_out.items() if name in ("no outcome", "only zeros")}
    dropped["no outcome"] -= dropped["not covered"]
    question = Question(used, used.regressors[:, 0] > 0, first, *span)
    seen = _periods_hit(question)
    require(int((seen < first).sum()), BEFORE, "periods before the date with an outcome")
    require(int((seen >= first).sum()), AFTER, "periods from the date on with an outcome")
    require(len(np.unique(used.units)), UNITS, "units with any outcome")
    require(len(np.unique(used.units[~question.is_hit])), CONTROLS, "units that were not hit")
    return question


def _periods_hit(question: Question) -> Whole:
    return np.asarray(np.unique(question.panel.periods[question.is_hit]))


def _monthly(question: Question) -> Terms:
    """Terms for each lead and lag, and one for all that comes after."""

    def build(periods: Whole, is_hit: Mask) -> Floats:
        ago = periods - question.first
        shown = np.arange(-question.leads, question.lags + 1)
        months = (ago[:, None] == shown) & is_hit[:, None]
        return np.column_stack([months, (ago > question.lags) & is_hit]).astype("float64")

    return build


def _since(step: int, stop: float = np.inf) -> Terms:
    """One term for the regions hit from a period on."""

    def build(periods: Whole, is_hit: Mask) -> Floats:
        return ((periods >= step) & (periods < stop) & is_hit)[:, None].astype("float64")

    return build


def _estimate_effect(question: Question) -> pd.DataFrame:
    return _estimate_all(question, ["effect"], _since(question.first))


def _estimate_pre_trend(question: Question) -> pd.DataFrame:
    """Change in the leads against the months before them, from months before the event only."""
    is_before = question.panel.periods < question.first
    earlier = question._replace(
        panel=question.panel.keep(is_before), is_hit=question.is_hit[is_before]
    )
    return _estimate_all(earlier, ["pre-trend"], _since(question.first - question.leads))


def _estimate_all(question: Question, names: list[str], terms: Terms) -> pd.DataFrame:
    """Estimates of the named terms; by jackknife, or from the other regions as if hit."""
    panel, is_hit = question.panel, question.is_hit
    estimate = _estimate(panel, is_hit, terms)[: len(names)]
    units = np.unique(panel.units)
    if len(np.unique(panel.units[is_hit])) > 1:
        without = [
            _estimate(panel.keep(panel.units != u), is_hit[panel.units != u], terms)[: len(names)]
            for u in units
        ]
        off = np.array(without) - estimate
        error = np.sqrt((len(units) - 1) / len(units) * (off**2).sum(axis=0))
        half = t_quantile((1 + LEVEL) / 2, len(units) - 1) * error
        level = np.full(len(names), LEVEL)
        method = "PPML, jackknife"
    else:
        others = _estimate_elsewhere(question, terms)[:, : len(names)]
        half, level = _bound(np.abs(others), len(units))
        error = np.sqrt(np.where(np.isnan(others), 0, others**2).sum(axis=0) / len(others))
        method = "PPML, other regions as if hit"
    table = pd.DataFrame(
        {"estimate": estimate, "std_error": error, "low": estimate - half, "high": estimate + half},
        index=names,
    ).assign(level=level, n=len(panel.outcome), method=method)
    return table.assign(verdict=judge(table["low"], table["high"]))


def _bound(others: Floats, units: int) -> tuple[Floats, Floats]:
    """Half width of an interval from the others' absolute estimates, and the level it has.

    A region without an estimate counts as one without bound, which costs level; missing below .5.
    """
    known = (~np.isnan(others)).sum(axis=0)
    place = np.minimum(int(np.ceil(LEVEL * units)), known)
    level = place / units
    ranked = np.sort(np.where(np.isnan(others), np.inf, others), axis=0)
    half = ranked[np.maximum(place, 1) - 1, np.arange(others.shape[1])]
    return np.where(level >= LOWEST, half, np.nan), level


def _estimate(panel: Panel, is_hit: Mask, terms: Terms) -> Floats:
    """Coefficients of the terms; missing where the regions hit have no outcome to compare."""
    matrix = terms(panel.periods, is_hit)
    is_alive = panel.outcome @ matrix > 0
    usable = np.asarray(~(matrix[:, ~is_alive] > 0).any(axis=1))
    names = tuple(f"term {k}" for k in range(int(is_alive.sum())))
    kept = panel._replace(regressors=matrix[:, is_alive], names=names).keep(usable)
    kept = kept.keep(has_outcome(kept))
    result = np.full(matrix.shape[1], np.nan)
    if is_alive.any():
        try:
            result[is_alive] = solve(kept).coefficients
        except NotEnoughData:
            return result  # without a region the rest may hold no comparison at all
    return result


def _estimate_elsewhere(question: Question, terms: Terms) -> Floats:
    """Coefficients with every other region in turn as if hit."""
    panel = question.panel
    others = np.unique(panel.units[~question.is_hit])
    return np.array([_estimate(panel, panel.units == unit, terms) for unit in others])


def _judge(table: pd.DataFrame, pre_trend: pd.DataFrame) -> tuple[str, str]:
    """Verdict on the effect, and its reason."""
    effect, before = table.loc["effect"], pre_trend.loc["pre-trend"]
    if np.isnan(effect["estimate"]):
        return NOT_IDENTIFIABLE, "the regions hit have no outcome from the date on: 0 to compare"
    if np.isnan(effect["low"]):
        return NOT_IDENTIFIABLE, "no interval: without one of the regions there is no comparison"
    if before["low"] > 0 or before["high"] < 0:
        return NOT_IDENTIFIABLE, "the regions hit had already moved apart before the date"
    if effect["verdict"] == "inconclusive":
        return "inconclusive", "the interval holds no change as well as a change"
    side = "rose" if effect["estimate"] > 0 else "fell"
    return str(effect["verdict"]), f"the outcome {side} in the regions hit and not in the others"


def _try_dates(question: Question, table: pd.DataFrame) -> dict[Hashable, object]:
    """Share of dates before the event with a change at least as large, the true one included."""
    is_before = question.panel.periods < question.first
    panel, is_hit = question.panel.keep(is_before), question.is_hit[is_before]
    periods = np.unique(panel.periods)
    tried = [
        abs(_estimate(panel, is_hit, _since(int(step)))[0])
        for step in periods[PLACEBO_BEFORE : len(periods) - AFTER + 1]
    ]
    true = abs(table["estimate"].loc["effect"])
    larger = sum(not size < true for size in tried)
    return {"placebo_dates_p": (1 + larger) / (1 + len(tried)), "placebo_dates": len(tried)}


def _try_places(question: Question, table: pd.DataFrame) -> dict[Hashable, object]:
    """Share of regions whose change is at least as large, each as if it alone had been hit."""
    tried = np.abs(_estimate_elsewhere(question, _since(question.first))[:, 0])
    larger = int((~(tried < abs(table["estimate"].loc["effect"]))).sum())
    return {"placebo_places_p": (1 + larger) / (1 + len(tried)), "placebo_places": len(tried)}
