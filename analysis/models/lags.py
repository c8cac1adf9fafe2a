"""What goes with an outcome after events: association by month of delay; ``docs/methods/lags.md``.

Events, reporting and displacement share causes, so nothing here says *causes*; where the outcome
also moves before the events, nothing is identified at all.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.distributions import t_power, t_quantile
from analysis.models.estimates import (
    NOT_IDENTIFIABLE,
    Floats,
    require,
    to_estimates,
    to_floats,
    to_steps,
)
from analysis.models.ppml import (
    Panel,
    PanelFit,
    check_rows,
    count,
    describe,
    find_covariance,
    read_panel,
    solve,
)

UNITS, PERIODS = 6, 36
MANY_UNITS = 30  # beyond it units carry the errors, and a short panel will do
TRUTH = 0.5  # cumulative effect whose power is told
SIZE = 0.05
SECOND = "driscoll-kraay"


class Asked(NamedTuple):
    """What a call asks for: the columns of the panel, and the terms of the model."""

    outcome: str
    exposure: str
    unit: str
    time: str
    lags: int
    log1p: bool
    controls: tuple[str, ...]
    offset: str | None
    errors: str


def fit_lags(
    panel: pd.DataFrame,
    outcome: str,
    exposure: str,
    unit: str,
    time: str,
    lags: int = 3,
    leads: int = 0,
    log1p: bool = True,
    controls: Sequence[str] = (),
    offset: str | None = None,
    errors: str = "jackknife",
) -> pd.DataFrame:
    """Return one row per lag, lead and control, and ``cumulative``, the sum of the lags.

    The outcome is a flow; its logarithm goes with log(1 + exposure) of the month and of the months
    before, given unit and month effects. Leads are fitted apart, beside the lags: if one rejects,
    the outcome came first and no lag is identified. ``offset`` is a logarithm. A row without
    outcome, or whose lags lie outside the panel, is left out and counted.
    """
    if lags < 0 or leads < 0:
        raise BadInputError(f"{min(lags, leads)} is no number of periods", column="lags")
    asked = Asked(outcome, exposure, unit, time, lags, log1p, tuple(controls), offset, errors)
    used, dropped = _read(panel, asked, leads=0)
    _check_size(used)
    fit = solve(used)
    covariance, df = find_covariance(used, fit, errors)
    table = _describe(used, fit, covariance, df, asked)
    if leads:
        table = _join_leads(table, _fit_leads(panel, asked, leads), lags, df)
    table.attrs = count(used) | {
        "dropped": dropped,
        "power": _tell_power(table, df),
        "covariance": covariance,
        "second": _fit_second(used, fit, asked),
    }
    return table


def to_percent(table: pd.DataFrame, *, before: float = 10, after: float = 20) -> pd.DataFrame:
    """Return percent more of the outcome where exposure goes from ``before`` to ``after``.

    Of coefficients on log(1 + exposure): for each row 100 ((1 + after)/(1 + before))^b - 100.
    """
    step = np.log1p(after) - np.log1p(before)
    changed = {k: 100 * np.expm1(step * table[k]) for k in ("estimate", "low", "high")}
    return table.assign(**changed).drop(columns="std_error")


def _read(panel: pd.DataFrame, asked: Asked, leads: int) -> tuple[Panel, dict[str, int]]:
    """Panel with a column per lag and lead, by period and not by row: a gap has no lag across it."""
    others = [*asked.controls, *([asked.offset] if asked.offset else [])]
    columns = [asked.outcome, asked.exposure, *others]
    placed, dropped = check_rows(panel, columns, unit=asked.unit, time=asked.time)
    level = _read_exposure(placed, asked)
    units, steps = (level.index.get_level_values(place) for place in (0, 1))
    shifts = {f"lag {lag}": lag for lag in range(asked.lags + 1)}
    shifts |= {f"lead {lead}": -lead for lead in range(1, leads + 1)}
    added = {
        name: level.reindex(pd.MultiIndex.from_arrays([units, steps - shift])).to_numpy()
        for name, shift in shifts.items()
    }
    kept = placed[[asked.unit, asked.time, asked.outcome, *others]].assign(**added)
    used, left_out = read_panel(
        kept,
        outcome=asked.outcome,
        regressors=[*shifts, *asked.controls],
        unit=asked.unit,
        time=asked.time,
        offset=asked.offset,
    )
    return used, left_out | dropped


def _read_exposure(placed: pd.DataFrame, asked: Asked) -> pd.Series:
    """Exposure, or its log(1 + x), by unit and number of the period."""
    lowest = 0 if asked.log1p else -np.inf
    values = to_floats(placed[asked.exposure], asked.exposure, lowest=lowest)
    steps = to_steps(placed[asked.time], asked.time)
    index = pd.MultiIndex.from_arrays([placed[asked.unit], steps])
    return pd.Series(np.log1p(values) if asked.log1p else values, index=index)


def _check_size(used: Panel) -> None:
    sizes = count(used)
    require(sizes["units"], UNITS, "units with any outcome")
    if sizes["units"] < MANY_UNITS:
        require(sizes["periods"], PERIODS, "periods with outcome and lags")


def _describe(
    used: Panel, fit: PanelFit, covariance: Floats, df: float, asked: Asked
) -> pd.DataFrame:
    """Estimates of a fit, and of the sum of its lags."""
    width = len(used.names)
    weights = np.vstack([np.eye(width), (np.arange(width) <= asked.lags) * 1.0])
    return to_estimates(
        [*used.names, "cumulative"],
        weights @ fit.coefficients,
        np.sqrt(np.einsum("ij,jk,ik->i", weights, covariance, weights)),
        df=df,
        n=len(used.outcome),
        method=describe("poisson", asked.errors),
    )


def _fit_leads(panel: pd.DataFrame, asked: Asked, leads: int) -> pd.DataFrame:
    """Estimates of the leads, beside the lags; rows without their leads are left out of this fit."""
    used, _ = _read(panel, asked, leads)
    fit = solve(used)
    covariance, df = find_covariance(used, fit, asked.errors)
    table = _describe(used, fit, covariance, df, asked)
    return table[table.index.str.startswith("lead")]


def _join_leads(table: pd.DataFrame, ahead: pd.DataFrame, lags: int, df: float) -> pd.DataFrame:
    """Put the leads after the lags; if one rejects, with all of them in mind, nothing is identified."""
    critical = t_quantile(1 - SIZE / (2 * len(ahead)), df)
    is_first = bool((ahead["estimate"].abs() > critical * ahead["std_error"]).any())
    joined = pd.concat([table.iloc[: lags + 1], ahead, table.iloc[lags + 1 :]])
    is_ours = joined.index.str.startswith("lag") | (joined.index == "cumulative")
    return joined.assign(verdict=joined["verdict"].mask(is_ours & is_first, NOT_IDENTIFIABLE))


def _tell_power(table: pd.DataFrame, df: float) -> float:
    """Chance of finding a cumulative effect of .5 with errors such as these."""
    return t_power(TRUTH, float(table["std_error"].loc["cumulative"]), df)


def _fit_second(used: Panel, fit: PanelFit, asked: Asked) -> pd.DataFrame:
    """Give the same estimates with Driscoll-Kraay errors, as a second line."""
    covariance, df = find_covariance(used, fit, SECOND)
    return _describe(used, fit, covariance, df, asked._replace(errors=SECOND))
