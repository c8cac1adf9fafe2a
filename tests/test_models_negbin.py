"""What could go wrong unseen: a fit that calls itself converged, a dispersion that ran to zero."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from analysis.measures import BadInputError
from analysis.models import NotEnoughData, fit_negative_binomial


def draw_counts(seed: int = 0, alpha: float = 0.5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=400)
    mean = np.exp(1 + 0.5 * x)
    rate = mean * rng.gamma(1 / alpha, alpha, 400) if alpha else mean
    return pd.DataFrame({"x": x, "unit": np.arange(400) // 20, "y": rng.poisson(rate)})


def test_fit_negative_binomial_of_patents(stats):
    rows = pd.read_csv(stats / "patents_hgh" / "patents_hgh.csv")
    rows["scisect"] = (rows["scisect"] == "yes") * 1.0
    years = [f"year {year}" for year in range(2, 6)]
    for year, name in zip(range(2, 6), years, strict=True):
        rows[name] = (rows["year"] == year) * 1.0
    lags = ["logr", *(f"logr{lag}" for lag in range(1, 6))]
    result = fit_negative_binomial(
        rows, outcome="pat", regressors=[*lags, "logk", "scisect", *years], unit="obsno"
    )
    assert_allclose(result.loc[["logr", "logr5"], "estimate"], [0.43106008, 0.11937499], atol=1e-5)
    assert result.attrs["alpha"] == pytest.approx(0.7664245, abs=1e-5)
    assert result.attrs["log_likelihood"] == pytest.approx(-5773.354, abs=1e-3)
    assert result.loc["logr", "std_error"] == pytest.approx(0.143158, abs=1e-5)


def test_fit_negative_binomial_of_biochemists(stats):
    rows = pd.read_csv(stats / "cluster_textbook" / "biochemists.csv")
    rows["women"] = (rows["fem"] == "Women") * 1.0
    rows["married"] = (rows["mar"] == "Married") * 1.0
    result = fit_negative_binomial(
        rows, outcome="art", regressors=["women", "married", "kid5", "phd", "ment"]
    )
    expected = [0.256144025, -0.216418423, 0.150489451, -0.176415242, 0.015271156, 0.029082342]
    assert_allclose(result["estimate"], expected, atol=1e-5)
    assert 1 / result.attrs["alpha"] == pytest.approx(2.264387695, abs=1e-5)
    assert result.attrs["log_likelihood"] == pytest.approx(-1560.958338, abs=1e-5)


def test_fit_negative_binomial_fits_steady_counts_as_poisson_and_says_so():
    rows = draw_counts(alpha=0).assign(y=lambda d: np.round(np.exp(1 + 0.5 * d["x"])))
    result = fit_negative_binomial(rows, outcome="y", regressors=["x"])
    assert result.attrs["alpha"] == 0
    assert result["method"].iloc[0].startswith("Poisson, no dispersion")
    assert np.isfinite(result[["estimate", "std_error"]]).all(axis=None)


def test_fit_negative_binomial_finds_what_was_drawn():
    row = fit_negative_binomial(draw_counts(), outcome="y", regressors=["x"], unit="unit").loc["x"]
    assert row["low"] < 0.5 < row["high"]
    assert row["method"] == "negative binomial, cluster"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.assign(y=0), "zero in every period"),
        (lambda r: r.assign(x=1.0), "x never varies"),
        (lambda r: r.assign(unit=1), "1 unit"),
        (lambda r: r.assign(y=np.where(r["x"] > 0, 5, 0), x=(r["x"] > 0) * 1.0), "separates"),
    ],
)
def test_fit_negative_binomial_refuses_with_the_reason(change, message):
    with pytest.raises(NotEnoughData, match=message):
        fit_negative_binomial(change(draw_counts()), outcome="y", regressors=["x"], unit="unit")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.assign(y=-1), "y: holds a value below 0"),
        (lambda r: r.assign(x=np.inf), "x: holds an infinite"),
        (lambda r: r.drop(columns="x"), "x: is not in the table"),
    ],
)
def test_fit_negative_binomial_names_what_it_cannot_take(change, message):
    with pytest.raises(BadInputError, match=message):
        fit_negative_binomial(change(draw_counts()), outcome="y", regressors=["x"])
