"""What could go wrong unseen: a blank month taken for 0, an alarm on 0, chance taken for an alarm."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats as laws

from analysis.measures import BadInputError
from analysis.models import (
    NotEnoughData,
    expect_count,
    find_anomalies,
    find_records,
    find_regional_anomalies,
    limit_by_power,
    limit_by_quantile,
    score_excess,
    tail_by_power,
)
from analysis.models.anomalies import Expected
from analysis.models.distributions import count_cdf, count_quantile
from analysis.models.glm import fit_poisson

MONTHS = pd.date_range("2015-01-01", periods=84, freq="MS")


def draw_counts(seed: int = 0, mean: float = 12.0, months: int = 84) -> pd.Series:
    """Draw counts without anything unusual."""
    counts = np.random.default_rng(seed).negative_binomial(4, 4 / (4 + mean), months)
    return pd.Series(counts, index=MONTHS[:months], name="incidents")


@pytest.fixture(scope="module")
def salmonella(stats):
    rows = pd.read_csv(stats / "farrington" / "salmonella_agona.csv", index_col="t")
    return rows["observed"].astype(float)


def windows(week: int, years: int) -> np.ndarray:
    """Weeks around the same week of earlier years."""
    return np.sort(
        [week - 52 * back + near for back in range(1, years + 1) for near in range(-3, 4)]
    )


def test_expect_count_and_power_limits_are_those_of_farrington(salmonella, stats):
    printed = pd.read_csv(stats / "farrington" / "expected_quasipoisson.csv")
    upper = []
    for week in printed["t"]:
        past = windows(week, 5)
        counts = salmonella.loc[past].to_numpy()
        expected = expect_count(past, counts, week, cut=1, trend="significant")
        upper.append(limit_by_power(expected, 0.975)[1])
    assert_allclose(upper, printed["upper"], rtol=1e-4)
    recent = salmonella.rolling(4).sum().loc[printed["t"]].to_numpy()
    is_alarm = (printed["observed"] > upper) & (recent >= 5)
    assert printed.loc[is_alarm, "t"].tolist() == [284]


def test_expect_count_and_quantile_limits_are_those_of_farrington_flexible(salmonella, stats):
    printed = pd.read_csv(stats / "farrington" / "expected_negative_binomial.csv")
    found = []
    for week in printed["t"]:
        past = windows(week, 4)
        expected = expect_count(past, salmonella.loc[past].to_numpy(), week, trend="bounded")
        found.append([expected.mean, limit_by_quantile(expected.mean, expected.phi, 0.95)[1]])
    mean, upper = np.array(found).T
    assert_allclose(mean, printed["mu0"], rtol=1e-6)
    assert upper.tolist() == printed["upper"].tolist()
    assert printed.loc[printed["observed"] > upper, "t"].tolist() == [284, 285, 288, 289, 294]


@pytest.mark.parametrize(
    ("power", "low", "high", "p_value", "score"),
    [
        (1, 1.3073128, 8.6926872, 0.0907246, 0.8124165),
        (1 / 2, 1.9891097, 9.3744842, 0.1189986, 0.6857951),
        (2 / 3, 1.8084477, 9.1154825, 0.1094727, 0.7289546),
    ],
)
def test_limit_by_power_of_one_case(power, low, high, p_value, score):
    expected = Expected(5.0, 0.2, 1.0, has_trend=True)
    assert_allclose(limit_by_power(expected, 0.95, power), [low, high], atol=1e-6)
    assert tail_by_power(expected, 8, power) == pytest.approx(p_value, abs=1e-6)
    upper = limit_by_power(expected, 0.95, power)[1]
    assert score_excess(8, expected.mean, upper) == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize(
    ("mean", "phi", "limits", "p_value", "score"),
    [
        (5.0, 1.5, (1, 10), 0.03763657, 1.11918153),
        (5.0, 1.0, (2, 9), 0.01369527, 1.27061541),
        (5 * 2 ** laws.norm.ppf(0.95), 1.5, (8, 24), 0.8597797, 0.4193982),
        (5 * 2 ** laws.norm.ppf(0.95), 1.0, (9, 22), 0.9093099, 0.4605347),
    ],
)
def test_limit_by_quantile_of_one_case(mean, phi, limits, p_value, score):
    assert limit_by_quantile(mean, phi, 0.95) == limits
    assert 1 - count_cdf(10, mean, phi) == pytest.approx(p_value, abs=1e-6)
    centre = np.log(5)  # the reference takes the logarithm of what is expected for it
    assert score_excess(11, centre, limits[1]) == pytest.approx(score, abs=1e-6)


@given(st.floats(0.01, 500), st.floats(1, 20), st.floats(0.01, 0.99))
def test_count_quantile_is_that_of_the_distribution(mean, factor, p):
    if factor > 1.0001:
        expected = laws.nbinom(mean / (factor - 1), 1 / factor).ppf(p)
    else:
        factor, expected = 1.0, laws.poisson(mean).ppf(p)
    assert abs(float(count_quantile(p, mean, factor)) - expected) <= 1e-9 + 1e-9 * mean


@given(st.integers(0, 30))
def test_fit_poisson_is_the_fit_of_statsmodels(seed):
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(60), rng.normal(size=(60, 2))])
    counts = rng.poisson(np.exp(design @ [1, 0.5, -0.3])).astype(float)
    weights, offset = rng.uniform(0.2, 2, 60), rng.normal(size=60)
    fit = fit_poisson(counts, design, ["constant", "a", "b"], offset=offset, weights=weights)
    model = sm.GLM(counts, design, family=sm.families.Poisson(), offset=offset, var_weights=weights)
    expected = model.fit(tol=1e-12, maxiter=200)
    assert_allclose(fit.coefficients, expected.params, atol=1e-8)
    assert_allclose(fit.covariance, expected.cov_params(), atol=1e-8)
    assert_allclose(fit.leverage, expected.get_hat_matrix_diag(), atol=1e-8)
    assert fit.phi == pytest.approx(expected.pearson_chi2 / expected.df_resid, rel=1e-8)
    assert fit.deviance == pytest.approx(expected.deviance, rel=1e-8)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (np.r_[np.zeros(30), np.ones(30)], "x separates zeros"),
        (np.full(60, 2.0), "x never varies apart"),
    ],
)
def test_fit_poisson_refuses_what_has_no_finite_estimate(column, message):
    counts = np.r_[np.arange(30), np.zeros(30)].astype(float)
    with pytest.raises(NotEnoughData, match=message):
        fit_poisson(counts, np.column_stack([np.ones(60), column]), ["constant", "x"])


def test_find_anomalies_raises_an_alarm_on_a_month_far_out():
    counts = draw_counts()
    counts.iloc[-1] = 200
    result = find_anomalies(counts)
    row = result.iloc[-1]
    assert row["state"] == "alarm"
    assert row["observed"] == 200
    assert row["alarm_limit"] > row["watch_limit"] > row["expected"] > 0
    assert row["p_value"] < 0.01
    assert result.index[0] == MONTHS[27]  # 24 months of baseline and three of distance
    assert result["n"].iloc[[0, -1]].tolist() == [24, 57]


def test_find_anomalies_holds_its_rates(gen):
    alarms, watches, caught = [], [], []
    for seed in range(8):
        counts, mean = gen.watched_counts(seed, base=20.0, rho=0.0)
        judged = find_anomalies(pd.Series(counts)).loc[60:]
        alarms.append((judged["state"] == "alarm").mean())
        watches.append((judged["state"] != "usual").mean())
        spiked = gen.add_spike(counts, mean, 95, seed)
        caught.append(find_anomalies(pd.Series(spiked)).iloc[-1]["state"] == "alarm")
    assert np.mean(alarms) <= 0.022 + 0.018  # two simulation errors of so few series
    assert np.mean(watches) <= 0.075 + 0.03
    assert np.mean(caught) >= 0.25


def test_find_anomalies_says_how_many_alarms_chance_gives():
    result = find_anomalies(draw_counts())
    low, high = result.attrs["expected_false_alarms"]
    assert result.attrs["judged"] == len(result) == 57
    assert_allclose([low, high], [57 * 0.013, 57 * 0.019])
    assert abs(result.attrs["autocorrelation"]) < 0.25


def test_find_anomalies_leaves_a_blank_month_out_of_rows_and_baseline():
    counts = draw_counts().astype("Int64")
    counts.iloc[[50, 60]] = pd.NA
    before = counts.copy()
    result = find_anomalies(counts)
    assert MONTHS[60] not in result.index
    assert result["n"].iloc[-1] == 55
    assert result.attrs["dropped"] == 2
    pd.testing.assert_series_equal(counts, before)
    assert_allclose(
        find_anomalies(counts.dropna())["alarm_limit"], result["alarm_limit"]
    )  # a month without a row is a blank one


def test_find_anomalies_of_thin_counts_uses_poisson_and_the_run_of_zeros():
    counts = pd.Series(0, index=MONTHS)
    counts.iloc[[5, 30]] = 1
    counts.iloc[-1] = 3
    result = find_anomalies(counts)
    assert set(result["method"]) == {"Poisson, thin counts"}
    assert result["zero_run"].iloc[-2] == 83 - 31
    assert result["state"].iloc[-1] == "alarm"
    assert not ((result["observed"] == 0) & (result["state"] != "usual")).any()


def test_find_anomalies_falls_back_where_a_season_explains_all():
    counts = pd.Series(np.where(MONTHS.month == 6, 40.0, 0.0), index=MONTHS)
    result = find_anomalies(counts)
    assert result.drop(columns=["method", "state"]).notna().all(axis=None)
    assert np.isfinite(result["alarm_limit"]).all()


@settings(max_examples=25)
@given(st.lists(st.integers(0, 60), min_size=40, max_size=60).filter(any))
def test_find_anomalies_is_finite_whatever_the_counts(counts):
    result = find_anomalies(pd.Series(counts))
    numbers = result[["expected", "watch_limit", "alarm_limit", "p_value", "phi"]]
    assert np.isfinite(numbers).all(axis=None)
    assert (result["watch_limit"] <= result["alarm_limit"]).all()
    assert result["p_value"].between(0, 1).all()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0] * 60, "zero in every period"),
        ([3, 4] * 13, "from the first to the last observed: 26 where at least 28"),
        ([None] * 60, "0 where at least 28"),
        ([3, 4] * 11 + [None] * 8 + [3], "to compare with: 22 where at least 24"),
    ],
)
def test_find_anomalies_refuses_with_the_number_that_was_short(values, message):
    with pytest.raises(NotEnoughData, match=message):
        find_anomalies(pd.Series(values, dtype="Float64"))


def test_what_find_anomalies_says_is_needed_is_enough_and_no_less_is():
    enough = find_anomalies(pd.Series([3.0, 4.0] * 14))
    assert list(enough.index) == [27]
    with pytest.raises(NotEnoughData) as refusal:
        find_anomalies(pd.Series([3.0, 4.0] * 13 + [3.0]))
    assert (refusal.value.found, refusal.value.needed) == (27, 28)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.astype(float).replace(s.iloc[5], np.inf), "incidents: holds an infinite"),
        (lambda s: s - 100, "incidents: holds a value below 0"),
        (lambda s: s.set_axis([0, *range(83)]), "incidents: repeats the label 0"),
        (lambda s: s.iloc[::-1], "incidents: is not in the order"),
    ],
)
def test_find_anomalies_names_what_it_cannot_take(change, message):
    with pytest.raises(BadInputError, match=message):
        find_anomalies(change(draw_counts()))


def test_find_anomalies_names_levels_that_make_no_sense():
    with pytest.raises(BadInputError, match="no rising levels"):
        find_anomalies(draw_counts(), watch=0.99, alarm=0.95)


def test_find_regional_anomalies_asks_more_of_many_regions():
    parts = {f"R{k}": draw_counts(k) for k in range(10)}
    parts["R0"].iloc[-1] = 300
    parts["R9"] = parts["R9"] * 0
    panel = pd.concat(parts, names=["region", "month"]).reset_index(name="incidents")
    result = find_regional_anomalies(panel, outcome="incidents", unit="region", time="month")
    last = result.xs(MONTHS[-1], level="month")
    assert last.loc["R0", "joint_state"] == "alarm"
    expected = laws.false_discovery_control(last["p_value"])
    assert_allclose(last["q_value"], expected)
    assert list(result.attrs["refused"]) == ["R9"]
    assert (result["joint_state"] != "usual").sum() <= (result["state"] != "usual").sum()


def test_find_regional_anomalies_refuses_where_no_region_can_be_judged():
    panel = pd.DataFrame({"region": "A", "month": range(10), "incidents": 1})
    with pytest.raises(NotEnoughData, match="no region could be judged: A: too few"):
        find_regional_anomalies(panel, outcome="incidents", unit="region", time="month")


def test_find_records_waits_for_a_full_window():
    days = pd.date_range("2000-01-01", periods=336)
    assert find_records(pd.Series(range(1, 337), index=days), minimum=10).empty


def test_find_records_finds_the_alerts_of_the_reference():
    values = [*range(1, 367), *range(1, 366), *range(1, 366)]
    days = pd.date_range("2009-01-01", periods=len(values))
    result = find_records(pd.Series(values, index=days), minimum=100)
    assert result.index.strftime("%Y-%m-%d").tolist() == ["2010-01-01", "2012-01-01"]
    assert result["level"].tolist() == [1, 1]


def test_find_records_by_month_finds_as_many_as_the_reference(stats):
    rows = pd.read_csv(stats / "views_scores" / "actuals_2018_2020.csv")
    found = 0
    for _, country in rows.groupby("country_id"):
        sums = country.set_index("month_id")["fatalities"].sort_index()
        found += len(find_records(sums, minimum=100, windows=(13, 37), silence=0))
    assert found == 31


def test_find_records_does_not_take_a_missing_day_for_none():
    values = pd.Series(range(1, 401), dtype=float)
    values.iloc[380] = np.nan
    assert find_records(values, minimum=1)["value"].tolist() == [366]


def test_find_records_is_silent_after_an_alert_but_for_a_higher_one():
    values = pd.Series([1.0, 1.0, 1.0, 9.0, 9.0, 1.0, 1.0, 1.0, 12.0])
    result = find_records(values, minimum=5, windows=(3, 9), silence=20)
    assert result["level"].tolist() == [1, 2]
    assert result.index.tolist() == [3, 8]
