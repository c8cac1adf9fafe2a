"""What could go wrong unseen: autocorrelation taken for a break, one month named for a range."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from statsmodels.stats.diagnostic import breaks_cusumolsresid

from analysis.measures import BadInputError
from analysis.models import NotEnoughData, find_breaks


@pytest.fixture(scope="module")
def nile(stats):
    return pd.read_csv(stats / "breaks" / "nile.csv", index_col="year")["flow"]


def steps(*levels: float, length: int = 24, seed: int = 0, sd: float = 0.3) -> pd.Series:
    """Draw a series of levels, each for so many months, with independent noise."""
    rng = np.random.default_rng(seed)
    values = np.repeat(levels, length) + rng.normal(0, sd, length * len(levels))
    months = pd.date_range("2012-01-01", periods=len(values), freq="MS")
    return pd.Series(values, index=months, name="level")


def test_find_breaks_finds_the_one_of_the_nile(nile):
    result = find_breaks(nile)
    row = result.loc[result.index[0]]
    assert len(result) == 1
    assert row["last_before"] == 1898
    assert abs(row["low"] - 1895) <= 1
    assert abs(row["high"] - 1902) <= 1
    assert row["p_value"] == pytest.approx(1 / 200)
    assert row["verdict"] == "supported"
    assert_allclose([row["before"], row["after"]], [1097.75, 849.9722222222], rtol=1e-8)
    assert_allclose([row["std_error"], row["hac_error"]], [28.43520169, 31.33944872], rtol=1e-8)
    assert result.attrs["sup_f"] == pytest.approx(75.92977, rel=1e-5)
    assert result.attrs["cusum"] == pytest.approx(2.9518, rel=1e-3)
    assert result.attrs["cusum_p_value"] == pytest.approx(5.409e-08, rel=1e-3)


def test_find_breaks_shows_the_whole_path_of_the_nile(nile):
    path = find_breaks(nile).attrs["bic"]
    assert path["after"].tolist() == [
        (),
        (28,),
        (28, 83),
        (28, 68, 83),
        (28, 45, 68, 83),
        (15, 30, 45, 68, 83),
    ]
    rss = [2835156.75, 1597457.194444, 1552923.615775, 1538096.512745, 1507888.475916]
    bic = [1318.241807, 1270.083736, 1276.466701, 1284.717667, 1291.944477, 1310.765155]
    assert_allclose(path["rss"], [*rss, 1659993.500426], rtol=1e-8)
    assert_allclose(path["bic"], bic, rtol=1e-8)


def test_find_breaks_agrees_with_the_cusum_of_statsmodels():
    series = steps(0, 0.2)
    residuals = (series - series.mean()).to_numpy()
    expected = breaks_cusumolsresid(residuals, ddof=1)
    result = find_breaks(series).attrs
    assert_allclose([result["cusum"], result["cusum_p_value"]], expected[:2], rtol=1e-8)


def test_find_breaks_partition_is_the_best_of_all():
    series = steps(0, 1, -1, length=20, seed=3, sd=1)
    path = find_breaks(series).attrs["bic"]
    values = series.to_numpy()
    tried = {
        (a, b): sum(((p - p.mean()) ** 2).sum() for p in np.split(values, [a, b]))
        for a in range(12, 37)
        for b in range(a + 12, 49)
    }
    assert path.loc[2, "after"] == min(tried, key=tried.__getitem__)
    assert path.loc[2, "rss"] == pytest.approx(min(tried.values()))


def test_find_breaks_gives_each_break_its_own_test():
    result = find_breaks(steps(0, 2, 5))
    assert result["last_before"].tolist() == [
        pd.Timestamp("2013-12-01"),
        pd.Timestamp("2015-12-01"),
    ]
    assert (result["p_value"] <= 0.05).all()
    assert (result["low"] <= result["last_before"]).all()
    assert (result["high"] >= result["last_before"]).all()


def test_find_breaks_gives_no_row_to_autocorrelation_alone():
    rng = np.random.default_rng(4)
    found = 0
    for _ in range(40):
        values = np.zeros(96)
        for month in range(1, 96):
            values[month] = 0.6 * values[month - 1] + rng.normal()
        found += len(find_breaks(pd.Series(values))) > 0
    assert found <= 9


def test_find_breaks_says_why_it_found_none():
    result = find_breaks(steps(1, 1))
    assert result.empty
    assert result["last_before"].tolist() == []
    assert result.attrs["p_value"] > 0.05
    assert result.attrs["warning"] is None


def test_find_breaks_warns_of_high_autocorrelation():
    walk = pd.Series(np.cumsum(np.random.default_rng(0).normal(size=96)))
    assert "13%" in find_breaks(walk).attrs["warning"]


@given(st.floats(-1e6, 1e6), st.floats(0.01, 100))
def test_find_breaks_does_not_depend_on_unit_or_origin(shift, scale):
    series = steps(0, 1.5)
    result = find_breaks(series * scale + shift)
    assert result["last_before"].tolist() == find_breaks(series)["last_before"].tolist()


def test_find_breaks_leaves_missing_months_out_and_counts_them():
    series = steps(0, 3, length=27)
    series.iloc[[3, 10, 40]] = np.nan
    before = series.copy()
    result = find_breaks(series)
    assert result.attrs["dropped"] == 3
    assert set(result["n"]) == {51}
    pd.testing.assert_series_equal(series, before)


def test_find_breaks_of_an_exact_step_names_its_month():
    series = pd.Series([0.0] * 30 + [1.0] * 30)
    result = find_breaks(series)
    assert result[["last_before", "low", "high"]].iloc[0].tolist() == [29, 29, 29]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0] * 60, "the same in every period"),
        ([0] * 60, "zero in every period"),
        (range(47), "47 where at least 48"),
        ([], "0 where at least 48"),
        ([None] * 60, "0 where at least 48"),
    ],
)
def test_find_breaks_refuses_with_the_number_that_was_short(values, message):
    with pytest.raises(NotEnoughData, match=message):
        find_breaks(pd.Series(list(values), dtype="Float64"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.replace(s.iloc[5], np.inf), "level: holds an infinite"),
        (lambda s: s.set_axis([0, *range(len(s) - 1)]), "level: repeats the label 0"),
        (lambda s: s.iloc[::-1], "level: is not in the order"),
        (lambda s: s.astype(str) + " people", "level: is not a number"),
    ],
)
def test_find_breaks_names_what_it_cannot_take(change, message):
    with pytest.raises(BadInputError, match=message):
        find_breaks(change(steps(0, 1, 2)))


@pytest.mark.parametrize(("name", "value"), [("max_breaks", 0), ("min_segment", 0.6)])
def test_find_breaks_names_a_parameter_that_makes_no_sense(name, value):
    with pytest.raises(BadInputError, match=name):
        find_breaks(steps(0, 1, 2), **{name: value})
