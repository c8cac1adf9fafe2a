"""What could go wrong unseen: a number made of nothing, a warning swallowed, NaN called converged.

Warnings are errors in these tests, so that a method either refuses in a sentence or is finite.
"""

import numpy as np
import pandas as pd
import pytest

from analysis import models
from analysis.models import NotEnoughData

MONTHS = pd.date_range("2014-01-01", periods=96, freq="MS", name="month")
HOSTILE = {
    "constant": lambda v: v * 0 + 7,
    "all zeros": lambda v: v * 0,
    "all missing": lambda v: v * np.nan,
    "infinite": lambda v: v.where(np.arange(len(v)) != 3, np.inf),
    "negative": lambda v: -v - 1,
    "one missing": lambda v: v.where(np.arange(len(v)) != 3, np.nan),
    "steady": lambda v: v * 0 + 50 + np.arange(len(v)) % 2,
    "one event": lambda v: v * 0 + (np.arange(len(v)) == 40),
    "huge": lambda v: v * 1e12,
}
SERIES = {
    "breaks": lambda s: models.find_breaks(np.log1p(s.clip(lower=0)) if (s >= 0).all() else s),
    "anomalies": models.find_anomalies,
    "records": lambda s: models.find_records(s, minimum=1, windows=(13, 37)),
    "poisson": lambda s: models.fit_interruption(s, start=MONTHS[60], family="poisson"),
    "quasipoisson": lambda s: models.fit_interruption(s, start=MONTHS[60], harmonics=2),
}
COLUMNS = {"unit": "region", "time": "month"}
PANELS = {
    "lags": lambda p: models.fit_lags(p, outcome="y", exposure="x", **COLUMNS, leads=1),
    "events": lambda p: models.fit_event_study(
        p, outcome="y", **COLUMNS, treated=["R0", "R1"], start=MONTHS[60]
    ),
    "forecast": lambda p: models.forecast(p, outcome="y", **COLUMNS, horizons=(1,)),
    "anomalies": lambda p: models.find_regional_anomalies(p, outcome="y", **COLUMNS),
}
NUMBERS = ["estimate", "std_error", "low", "high", "expected", "alarm_limit", "p_value", "mean"]


def series() -> pd.Series:
    return pd.Series(np.random.default_rng(0).poisson(20, 96).astype(float), MONTHS, name="y")


def panel() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        [(f"R{r}", m) for r in range(7) for m in MONTHS], columns=["region", "month"]
    )
    x = rng.poisson(5, len(rows)).astype(float)
    return rows.assign(x=x, y=rng.poisson(10 * np.exp(0.2 * np.log1p(x))).astype(float))


def is_honest(call, given) -> bool:
    """Say whether a method refused in a sentence, or gave finite numbers or none identified."""
    try:
        result = call(given)
    except (NotEnoughData, ValueError) as refusal:
        return len(str(refusal).split()) >= 3
    table = result[[name for name in NUMBERS if name in result]].astype("float64")
    is_finite = np.isfinite(table).all(axis=1)
    if "verdict" in result:
        is_finite |= result["verdict"] == "not identifiable"
    return bool(is_finite.all())


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("call", SERIES.values(), ids=SERIES)
def test_a_method_on_a_series_refuses_or_is_finite(call, spoil):
    assert is_honest(call, spoil(series()))


@pytest.mark.parametrize("column", ["x", "y"])
@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("call", PANELS.values(), ids=PANELS)
def test_a_method_on_a_panel_refuses_or_is_finite(call, spoil, column):
    rows = panel()
    assert is_honest(call, rows.assign(**{column: spoil(rows[column])}))


@pytest.mark.parametrize("call", PANELS.values(), ids=PANELS)
@pytest.mark.parametrize(
    "cut",
    [
        lambda p: p[p["region"] == "R0"],
        lambda p: p[p["month"] < MONTHS[2]],
        lambda p: p[:0],
        lambda p: p.assign(region=None),
        lambda p: pd.concat([p, p[:1]]),
        lambda p: p.assign(y=p["y"].where(p["x"] > 5, 0), x=(p["x"] > 5) * 9),
    ],
    ids=["one region", "two months", "empty", "nowhere", "repeated", "separated"],
)
def test_a_method_on_too_small_a_panel_refuses_or_is_finite(call, cut):
    assert is_honest(call, cut(panel()))


@pytest.mark.parametrize("call", SERIES.values(), ids=SERIES)
def test_a_method_on_no_series_refuses_or_is_empty(call):
    assert is_honest(call, series()[:0])


def test_a_refusal_is_the_one_that_the_contract_names():
    assert issubclass(NotEnoughData, ValueError)
    with pytest.raises(NotEnoughData) as caught:
        models.find_breaks(pd.Series(range(10)))
    assert (caught.value.found, caught.value.needed) == (10, 48)
