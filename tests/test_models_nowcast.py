"""What could go wrong unseen: what is not yet seen taken for 0, and a nowcast of 0 to 0."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.measures import BadInputError
from analysis.models import (
    NotEnoughData,
    chain_ladder,
    nowcast,
    nowcast_people,
    to_triangle,
)

DELAYS = 10


@pytest.fixture(scope="module")
def raa(stats):
    rows = pd.read_csv(stats / "chainladder" / "raa.csv")
    return rows.pivot_table(index="origin", columns="age", values="cumulative")


@pytest.fixture(scope="module")
def dengue(stats):
    """Cases by week and by weeks of delay, all known."""
    rows = pd.read_csv(
        stats / "nowcast_dengue" / "dengue_triangle_long.csv",
        parse_dates=["onset_week", "report_week"],
    )
    week = (rows["onset_week"] - rows["onset_week"].min()).dt.days // 7
    delay = (rows["report_week"] - rows["onset_week"]).dt.days // 7
    counts = rows.assign(week=week, delay=delay).pivot_table(
        index="week", columns="delay", values="n", aggfunc="sum"
    )
    return counts.reindex(index=range(week.max() + 1), columns=range(DELAYS + 1)).fillna(0.0)


def seen_by(counts: pd.DataFrame, last: int) -> pd.DataFrame:
    """Part of a full triangle that was known at the end of period ``last``."""
    rows = counts.loc[:last]
    return rows.where(np.add.outer(rows.index.to_numpy(), rows.columns.to_numpy()) <= last)


def draw_triangle(seed: int = 0, months: int = 60, mean: float = 30.0) -> pd.DataFrame:
    """Increments of reports with steady delays, all known."""
    rng = np.random.default_rng(seed)
    total = rng.poisson(mean, months)
    return pd.DataFrame([rng.multinomial(n, [0.6, 0.25, 0.1, 0.05]) for n in total]).astype(float)


def test_chain_ladder_of_the_reference_triangle(raa):
    result = chain_ladder(raa)
    factors = [2.999359, 1.623523, 1.270888, 1.171675, 1.113385, 1.041935, 1.033264, 1.016936]
    to_come = [153.954, 617.371, 1636.142, 2746.736, 3649.103, 5435.303, 10907.193, 10649.984]
    assert_allclose(result.attrs["factors"], [*factors, 1.009217], atol=1e-6)
    assert_allclose(result["reserve"], [0, *to_come, 16339.443], atol=1e-3)
    assert_allclose(result["ultimate"].sum(), 213122.228, atol=1e-3)
    assert result.attrs["std_error"] == pytest.approx(26909.011, rel=1e-6)


def test_chain_ladder_has_the_errors_of_the_poisson_regression(raa):
    result = chain_ladder(raa)
    expected = [0, 538, 1084, 1719, 2160, 2362, 3025, 4871, 5881, 12572]
    assert_allclose(result["poisson_error"], expected, atol=1)
    assert result.attrs["poisson_error"] == pytest.approx(17612.7, rel=1e-4)
    assert result.attrs["phi"] == pytest.approx(983.6350, rel=1e-4)


def test_chain_ladder_is_the_poisson_regression_on_origin_and_delay(raa):
    steps = raa.diff(axis=1).fillna(raa).melt(ignore_index=False, value_name="n").dropna()
    dummies = pd.get_dummies(steps.reset_index(), columns=["origin", "age"], dtype=float)
    design = dummies.drop(columns=["n", "age_1"]).to_numpy()
    start = np.r_[np.full(10, 8.0), np.zeros(9)]  # an increment is negative, its logarithm no start
    model = sm.GLM(steps["n"].to_numpy(), design, family=sm.families.Poisson())
    fit = model.fit(start_params=start, tol=1e-12)
    level, share = fit.params[:10], np.concatenate([[0.0], fit.params[10:]])
    mean = np.exp(level[:, None] + share)
    reserve = np.where(raa.isna(), mean, 0).sum()
    assert chain_ladder(raa).attrs["reserve"] == pytest.approx(reserve, rel=1e-8)


def test_chain_ladder_of_forty_weeks_is_that_of_the_reference(dengue):
    triangle = seen_by(dengue, 39).cumsum(axis=1)
    result = chain_ladder(triangle)["ultimate"].tail(6)
    assert_allclose(result, [46.2, 58.0, 43.2, 88.8, 75.8, 148.7], atol=0.1)


@given(st.floats(0.1, 1000))
def test_chain_ladder_grows_with_the_unit(scale):
    triangle = seen_by(draw_triangle(months=12), 11).cumsum(axis=1)
    result, scaled = chain_ladder(triangle), chain_ladder(triangle * scale)
    assert_allclose(scaled["reserve"], result["reserve"] * scale, rtol=1e-9, atol=1e-9)
    assert_allclose(scaled["std_error"], result["std_error"] * scale, rtol=1e-9, atol=1e-9)


def test_chain_ladder_leaves_a_whole_triangle_as_it_is():
    triangle = draw_triangle(months=12).cumsum(axis=1)
    result = chain_ladder(triangle)
    assert (result["reserve"] == 0).all()
    assert (result["std_error"] == 0).all()


def test_nowcast_of_one_date_lies_inside_the_published_intervals(dengue):
    result = nowcast(seen_by(dengue, 39))["nowcast"].tail(6)
    published = [(44, 53), (55, 65), (40, 52), (81, 101), (65, 99), (66, 187)]
    assert [
        (low, high)
        for (low, high), value in zip(published, result, strict=True)
        if not low <= value <= high
    ] == []


def test_nowcast_holds_in_the_back_test(dengue):
    rows = []
    for last in range(104, 1040, 4):
        result = nowcast(seen_by(dengue, last)).tail(4)[::-1]
        truth = dengue.loc[result.index].sum(axis=1)
        rows.append(result.assign(truth=truth, age=range(4)))
    held = pd.concat(rows)
    is_inside = (held["low"] <= held["truth"]) & (held["truth"] <= held["high"])
    by_age = held.assign(
        covered=is_inside,
        miss=(held["nowcast"] - held["truth"]).abs(),
        raw=held["truth"] - held["reported"],
    ).groupby("age")
    assert by_age["covered"].mean().between(0.88, 0.98).all()
    ratio = by_age["miss"].mean() / by_age["raw"].mean()
    assert ratio[0] <= 0.70
    assert ratio[1] <= 0.50
    assert (by_age["nowcast"].sum() / by_age["truth"].sum() - 1).abs().max() <= 0.10


def test_nowcast_meets_the_bars_of_the_simulation(gen):
    rows = []
    for seed in range(60):
        counts = pd.DataFrame(gen.reporting_delay(seed)).astype(float)
        newest = nowcast(seen_by(counts, 95)).iloc[-1]
        rows.append([*newest[["reported", "nowcast", "low", "high"]], counts.iloc[-1].sum()])
    reported, estimate, low, high, truth = np.array(rows, dtype=float).T
    assert np.abs(estimate - truth).mean() <= 0.35 * np.abs(reported - truth).mean()
    assert abs(estimate.sum() / truth.sum() - 1) <= 0.03 + 0.02
    assert ((low <= truth) & (truth <= high)).mean() >= 0.90


def test_nowcast_people_covers_batches(gen):
    covered = []
    for seed in range(40):
        reports = pd.DataFrame(gen.reported_groups(seed), columns=["month", "late", "people"])
        known = reports[reports["month"] + reports["late"] <= 35]
        result = nowcast_people(
            known, origin="month", delay="late", people="people", delays=4, last=35
        ).tail(3)
        truth = reports.groupby("month")["people"].sum().reindex(result.index, fill_value=0)
        covered.extend((result["low"] <= truth) & (truth <= result["high"]))
    assert np.mean(covered) >= 0.90


def test_nowcast_tells_record_from_sampling_error():
    short = nowcast(seen_by(draw_triangle(months=40), 39)).iloc[-1]
    long = nowcast(seen_by(draw_triangle(months=90), 89)).iloc[-1]
    assert short["method"].endswith("sampling error only")
    assert short["verdict"] == "inconclusive"
    assert long["method"] == "chain ladder, shrunk; past errors"
    assert long["verdict"] == "supported"
    assert long["n_errors"] >= 40


def test_nowcast_lets_the_raw_count_stand_where_it_was_no_worse():
    counts = draw_triangle(months=96, mean=3.0)
    rng = np.random.default_rng(0)
    counts[1] = np.where(rng.random(96) < 0.05, 40.0, 0.0)  # rarely, and then very many
    result = nowcast(seen_by(counts, 95)).iloc[-1]
    assert result["verdict"] == "not identifiable"
    assert result["method"].startswith("raw count")
    assert result["nowcast"] == result["reported"]
    assert result["high"] > result["low"]


def test_nowcast_is_never_zero_without_width():
    counts = draw_triangle(months=96, mean=2.0)
    counts.iloc[-1] = 0.0
    result = nowcast(seen_by(counts, 95)).iloc[-1]
    assert result["reported"] == 0
    assert result["high"] > result["low"] >= 0
    assert result["nowcast"] > 0


def test_nowcast_leaves_complete_periods_as_reported_and_never_falls_below():
    triangle = seen_by(draw_triangle(), 59)
    before = triangle.copy()
    result = nowcast(triangle)
    complete = result.iloc[:-3]
    for name in ("nowcast", "low", "high"):
        assert_allclose(complete[name], complete["reported"])
    assert set(complete["method"]) == {"complete"}
    assert (result["low"] >= result["reported"]).all()
    assert (result["nowcast"] >= result["reported"]).all()
    assert result.notna().drop(columns="mae_ratio").all(axis=None)
    pd.testing.assert_frame_equal(triangle, before)


def test_nowcast_widens_with_the_level():
    triangle = seen_by(draw_triangle(months=90), 89)
    narrow, wide = nowcast(triangle, level=0.5).iloc[-1], nowcast(triangle, level=0.95).iloc[-1]
    assert wide["low"] <= narrow["low"] < narrow["high"] <= wide["high"]
    assert (narrow["level"], wide["level"]) == (0.5, 0.95)


def test_nowcast_models_what_is_taken_away_again():
    counts = draw_triangle(months=96)
    counts[3] = -counts[3]
    result = nowcast(seen_by(counts, 95)).iloc[-2]
    assert result["low"] < result["reported"]


def test_nowcast_people_counts_reports_without_a_number(gen):
    reports = pd.DataFrame(gen.reported_groups(0), columns=["month", "late", "people"])
    known = reports[reports["month"] + reports["late"] <= 35].astype({"people": "Int64"})
    known.iloc[5, 2] = pd.NA
    result = nowcast_people(known, origin="month", delay="late", people="people", delays=4, last=35)
    assert result.attrs["dropped"] == 1
    assert result["n"].iloc[0] == len(known) - 1


def test_to_triangle_tells_zero_from_not_yet_seen():
    reports = pd.DataFrame({"month": [1, 1, 3], "late": [0, 1, 0]})
    result = to_triangle(reports, origin="month", delay="late", delays=2, last=3)
    expected = [[1, 1, 0], [0, 0, np.nan], [1, np.nan, np.nan]]
    assert_allclose(result, expected)
    assert result.index.tolist() == [1, 2, 3]


@pytest.mark.parametrize("method", [chain_ladder, nowcast])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.set_axis([0, *range(len(t) - 1)]), "origin: repeats the label 0"),
        (lambda t: t.set_axis([0, 0, 1, 2], axis=1), "delay: repeats the label 0"),
        (lambda t: t.iloc[::-1], "origin: is not in order"),
        (lambda t: t.replace(t.iloc[3, 0], np.inf), "triangle: holds an infinite"),
        (lambda t: t.mask(np.arange(len(t))[:, None] + [0, 0, 0, 0] == 5), "row 5 has no delay"),
        (lambda t: t.astype(object).replace(t.iloc[3, 0], "many"), "is not a number"),
    ],
)
def test_a_triangle_that_is_none_is_named(method, change, message):
    with pytest.raises(BadInputError, match=message):
        method(change(seen_by(draw_triangle(), 59)))


def test_nowcast_refuses_a_gap_before_what_is_seen():
    triangle = seen_by(draw_triangle(), 59)
    triangle.iloc[4, 1] = np.nan
    with pytest.raises(BadInputError, match="row 4 has a delay missing"):
        nowcast(triangle)
    with pytest.raises(BadInputError, match="leaves out a period"):
        nowcast(seen_by(draw_triangle(), 59).drop(index=7))


@pytest.mark.parametrize(
    ("triangle", "message"),
    [
        (
            seen_by(draw_triangle(months=26), 25),
            "complete periods of reports: 23 where at least 24",
        ),
        (seen_by(draw_triangle(), 59) * 0, "0 reports in all complete periods"),
        (seen_by(draw_triangle(), 59)[[0]], "too few delays: 1 where at least 2"),
        (pd.DataFrame(columns=range(4), dtype=float), "too few origins: 0"),
    ],
)
def test_nowcast_refuses_with_the_number_that_was_short(triangle, message):
    with pytest.raises(NotEnoughData, match=message):
        nowcast(triangle)


def test_chain_ladder_refuses_where_nothing_was_reported():
    with pytest.raises(NotEnoughData, match="0 reports by delay 0"):
        chain_ladder(seen_by(draw_triangle(), 59) * 0)


def test_nowcast_names_a_level_that_is_none():
    with pytest.raises(BadInputError, match="level"):
        nowcast(seen_by(draw_triangle(), 59), level=95)
