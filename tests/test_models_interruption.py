"""What could go wrong unseen: a season on the running index, an offset of the wrong sign."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.measures import BadInputError
from analysis.models import NotEnoughData, fit_interruption, to_ratios

MONTHS = pd.date_range("2015-04-01", periods=96, freq="MS")
START = MONTHS[60]


@pytest.fixture(scope="module")
def sicily(stats):
    rows = pd.read_csv(stats / "its_sicily" / "sicily.csv")
    days = pd.to_datetime(rows["year"].astype(str) + "-" + rows["month"].astype(str) + "-01")
    return rows.set_index(pd.DatetimeIndex(days))


def draw_counts(seed: int = 0, step: float = 0.0, months: int = 96) -> pd.Series:
    """Draw a monthly count with a step at ``START``."""
    rng = np.random.default_rng(seed)
    mean = 40 * np.exp(step * (np.arange(months) >= 60))
    counts = rng.negative_binomial(8, 8 / (8 + mean))
    return pd.Series(counts, index=MONTHS[:months], name="incidents")


@pytest.mark.parametrize(
    ("family", "harmonics", "coefficient", "error", "ratio", "fit"),
    [
        ("poisson", 0, -0.111628442559, 0.0172247650, (0.894377, 0.864686, 0.925086), (1, 197.3096125)),
        ("quasipoisson", 0, -0.111628442559, 0.0324959454, (0.894377, 0.839189, 0.953193), (3.559194632, 197.3096125)),
        ("quasipoisson", 2, -0.122086792899, 0.0270311073, (0.885072, 0.839401, 0.933227), (2.262186415, 117.2661195)),
    ],
)  # fmt: skip
def test_fit_interruption_of_sicily(sicily, family, harmonics, coefficient, error, ratio, fit):
    result = fit_interruption(
        sicily["aces"],
        start=pd.Timestamp("2005-01-01"),
        exposure=sicily["stdpop"],
        harmonics=harmonics,
        family=family,
    )
    assert result.loc["level", "estimate"] == pytest.approx(coefficient, abs=1e-6)
    assert result.loc["level", "std_error"] == pytest.approx(error, rel=1e-4)
    assert_allclose(
        to_ratios(result).loc["level", ["estimate", "low", "high"]].tolist(), ratio, atol=1e-6
    )
    assert_allclose([result.attrs["dispersion"], result.attrs["deviance"]], fit, rtol=1e-4)
    assert result.loc["level", "n"] == 59


def test_fit_interruption_of_sicily_by_running_number(sicily):
    counts = sicily.set_index("time")
    result = fit_interruption(counts["aces"], start=37, exposure=counts["stdpop"], harmonics=2)
    assert_allclose(
        result.loc[["level", "trend"], "estimate"], [-0.122086792899, 0.005389219541], atol=1e-6
    )
    assert result.loc["trend", "std_error"] == pytest.approx(0.0007955372, rel=1e-4)
    assert (result.attrs["before"], result.attrs["after"]) == (36, 23)


def test_fit_interruption_keeps_the_calendar_across_a_gap(sicily):
    counts = sicily["aces"].astype("Int64")
    counts.iloc[[7, 20]] = pd.NA
    options = {"start": pd.Timestamp("2005-01-01"), "exposure": sicily["stdpop"], "harmonics": 2}
    blank = fit_interruption(counts, **options)
    absent = fit_interruption(counts.dropna(), **options)
    assert blank.attrs["dropped"] == 2
    assert_allclose(blank["estimate"], absent["estimate"], atol=1e-10)


def test_fit_interruption_by_ar1_is_the_structural_model(gen):
    counts = gen.monthly_counts(3, months=96)
    month = np.arange(96)
    terms = pd.DataFrame({"const": 1.0, "step": (month >= 60) * 1.0, "time": month - 60.0})
    for k in (1, 2):
        terms[f"s{k}"] = np.sin(2 * np.pi * k * month / 12)
        terms[f"c{k}"] = np.cos(2 * np.pi * k * month / 12)
    model = sm.tsa.UnobservedComponents(
        np.log1p(counts), irregular=True, autoregressive=1, exog=terms, mle_regression=True
    )
    expected = model.fit(disp=0, maxiter=200)
    result = fit_interruption(pd.Series(counts), start=60, harmonics=2, family="ar1")
    assert result.loc["level", "estimate"] == pytest.approx(expected.params["beta.step"], abs=1e-3)
    assert result.loc["level", "std_error"] == pytest.approx(expected.bse["beta.step"], rel=0.02)


def test_fit_interruption_by_ar1_covers_the_truth(gen):
    covered = []
    for seed in range(8):
        counts = pd.Series(gen.monthly_counts(seed, months=144, step_month=84, rho=0.3))
        row = fit_interruption(counts, start=84, harmonics=2, family="ar1").loc["level"]
        covered.append(row["low"] <= np.log(1.5) <= row["high"])
    assert np.mean(covered) >= 0.75


def test_fit_interruption_finds_a_doubling_and_no_placebo_does():
    result = fit_interruption(draw_counts(step=np.log(2)), start=START)
    row = result.loc["level"]
    assert 0 < row["low"] < row["estimate"] < row["high"]
    assert row["verdict"] == "supported"
    assert result.attrs["placebo_p"] <= 0.05
    assert result.attrs["placebo_dates"] == 78


def test_fit_interruption_placebo_dates_hold_their_level(gen):
    p = []
    for seed in range(20):
        counts = pd.Series(gen.monthly_counts(seed, step=0.0, rho=0.6))
        p.append(fit_interruption(counts, start=60, harmonics=2).attrs["placebo_p"])
    assert np.mean(np.array(p) <= 0.05) <= 0.08 + 0.1


def test_fit_interruption_starts_a_slope_at_the_date():
    month = np.arange(96)
    mean = np.exp(3 + 0.01 * month + (0.4 + 0.03 * (month - 60)) * (month >= 60))
    result = fit_interruption(pd.Series(mean), start=60, slope_change=True)
    assert_allclose(
        result.loc[["level", "slope", "trend"], "estimate"], [0.4, 0.03, 0.01], atol=1e-8
    )


@settings(max_examples=5)
@given(st.floats(0.1, 1e4))
def test_fit_interruption_does_not_depend_on_the_unit_of_exposure(unit):
    counts = draw_counts(step=0.5)
    exposure = pd.Series(np.linspace(1, 2, 96) * unit, index=counts.index)
    result = fit_interruption(counts, start=START, exposure=exposure)
    expected = fit_interruption(counts, start=START, exposure=exposure / unit)
    assert_allclose(result["estimate"], expected["estimate"], atol=1e-9)


def test_fit_interruption_takes_a_growing_population_for_no_rise():
    people = pd.Series(np.where(np.arange(96) >= 60, 3000.0, 1000.0), index=MONTHS)
    counts = pd.Series(np.tile([18, 22, 20], 32), index=MONTHS) * people / 1000
    result = fit_interruption(counts, start=START, exposure=people)
    assert result.loc["level", "estimate"] == pytest.approx(0, abs=0.05)


def test_fit_interruption_warns_of_high_autocorrelation():
    rng = np.random.default_rng(1)
    level = np.zeros(120)
    for month in range(1, 120):
        level[month] = 0.95 * level[month - 1] + rng.normal(0, 0.3)
    counts = pd.Series(rng.poisson(np.exp(4 + level)))
    result = fit_interruption(counts, start=60, family="ar1")
    assert "about 85%" in result.attrs["warning"]
    assert result.attrs["autocorrelation"] > 0.7


@pytest.mark.parametrize("family", ["poisson", "quasipoisson", "ar1"])
@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (draw_counts() * 0, "zero in every period"),
        (draw_counts() * 0 + 4, "the same in every period"),
        (draw_counts() * (MONTHS < START), "zero in every period from the date on"),
        (draw_counts() * (MONTHS >= START), "zero in every period before the date"),
        (draw_counts().iloc[40:], "periods before the date: 20 where at least 24"),
        (draw_counts().iloc[:65], "periods from the date on: 5 where at least 6"),
        (draw_counts().iloc[59:61], "periods before the date: 1 where"),
    ],
)
def test_fit_interruption_refuses_with_the_number_that_was_short(family, counts, message):
    with pytest.raises(NotEnoughData, match=message):
        fit_interruption(counts, start=START, family=family)


def test_fit_interruption_refuses_a_season_of_less_than_three_years():
    with pytest.raises(NotEnoughData, match="for a season: 32 where at least 36"):
        fit_interruption(draw_counts().iloc[34:66], start=START, harmonics=1)


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda s: s.astype(float).replace(s.iloc[5], np.inf), {}, "incidents: holds an infinite"),
        (lambda s: s.set_axis([START, *MONTHS[1:]]), {}, "incidents: repeats the label"),
        (lambda s: s - 1000, {}, "incidents: holds a value below 0"),
        (lambda s: s, {"start": "2030-01"}, "start: 2030-01 is no label"),
        (lambda s: s, {"family": "gaussian"}, "family: 'gaussian' is none of"),
        (lambda s: s, {"exposure": draw_counts() * 0}, "incidents: is not above 0"),
        (lambda s: s, {"exposure": draw_counts().iloc[1:]}, "incidents: does not have the labels"),
    ],
)
def test_fit_interruption_names_what_it_cannot_take(change, options, message):
    with pytest.raises(BadInputError, match=message):
        fit_interruption(change(draw_counts()), **({"start": START} | options))


def cover(*lost):
    return pd.Series(~np.isin(np.arange(96), lost), index=MONTHS)


@pytest.mark.parametrize("family", ["quasipoisson", "ar1"])
@pytest.mark.parametrize(("lost", "missing"), [([57], 1), ([60, 63], 2), ([58, 59, 61], 3)])
def test_fit_interruption_identifies_nothing_where_a_month_near_the_date_was_not_covered(
    family, lost, missing
):
    table = fit_interruption(draw_counts(), start=START, family=family, coverage=cover(*lost))
    assert table["estimate"].isna().all()
    assert set(table["verdict"]) == {"not identifiable"}
    assert f"not observed in {missing} of the 7 periods" in table.attrs["reason"]


def test_fit_interruption_leaves_out_what_was_not_covered_further_off():
    counts = draw_counts()
    table = fit_interruption(counts, start=START, coverage=cover(3, 56, 64))
    blank = fit_interruption(counts.astype("float64").where(cover(3, 56, 64)), start=START)
    assert_allclose(table["estimate"], blank["estimate"])
    assert table.attrs["dropped"] == 3


def test_fit_interruption_counts_only_the_periods_that_have_come():
    counts = draw_counts().iloc[:62]
    with pytest.raises(NotEnoughData, match="from the date on: 2 where at least 6"):
        fit_interruption(counts, start=START, coverage=cover())
    table = fit_interruption(counts, start=START, coverage=cover(61))
    assert "in 1 of the 5 periods" in table.attrs["reason"]


def test_fit_interruption_takes_no_word_on_a_period_for_not_covered():
    table = fit_interruption(draw_counts(), start=START, coverage=cover().drop(MONTHS[61]))
    assert "in 1 of the 7" in table.attrs["reason"]
    twice = pd.concat([cover(), cover()])
    with pytest.raises(BadInputError, match="coverage: does not have each label once"):
        fit_interruption(draw_counts(), start=START, coverage=twice)


@pytest.mark.parametrize(("family", "level"), [("quasipoisson", 20), ("ar1", 21)])
def test_fit_interruption_tells_the_level_at_the_date_without_the_change(family, level):
    """Counts of 20 with a trend of 1% a month that passes 20 at the date, and twice as many since."""
    away = np.arange(96) - 60
    mean = 20 * np.exp(0.01 * away) * np.where(away >= 0, 2.0, 1.0)
    counts = pd.Series(mean + np.tile([-0.5, 0.5, 0.0], 32), index=MONTHS)
    table = fit_interruption(counts, start=START, family=family)
    assert np.exp(table.attrs["constant"]) == pytest.approx(level, rel=0.02)


def test_fit_interruption_leaves_its_input_as_it_was():
    counts = draw_counts()
    before = counts.copy()
    fit_interruption(counts, start=START)
    pd.testing.assert_series_equal(counts, before)
