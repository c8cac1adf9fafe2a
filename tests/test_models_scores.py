"""What could go wrong unseen: the fair CRPS for the plain one, an interval score without 2/alpha."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as laws

from analysis.measures import BadInputError
from analysis.models import (
    find_pit,
    score_crps,
    score_ignorance,
    score_interval,
    score_wis,
    spread_pit,
)

COUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=20)
QUANTILES = pd.DataFrame(
    [[-1, 0, 1, 2, 3], [-2, 1, 2, 2, 4], [-2, 0, 3, 3, 4]], columns=[0.1, 0.25, 0.5, 0.75, 0.9]
)
OBSERVED = [1, -15, 22]


def test_score_wis_counts_the_median_once():
    np.testing.assert_allclose(score_wis(OBSERVED, QUANTILES), [0.36, 15.34, 19.14], atol=1e-9)


def test_score_wis_reads_the_levels_not_their_order():
    shuffled = QUANTILES[[0.9, 0.5, 0.1, 0.75, 0.25]]
    np.testing.assert_allclose(score_wis(OBSERVED, shuffled), [0.36, 15.34, 19.14], atol=1e-9)


@pytest.mark.parametrize(
    ("level", "low", "high", "expected"),
    [(0.8, 0.1, 0.9, [4, 136, 186]), (0.5, 0.25, 0.75, [2, 65, 79])],
)
def test_score_interval_weighs_a_miss_by_two_over_alpha(level, low, high, expected):
    result = score_interval(OBSERVED, QUANTILES[low], QUANTILES[high], level)
    np.testing.assert_allclose(result, expected)


def test_score_crps_is_the_plain_form_not_the_fair_one():
    assert score_crps([3], [[0, 1, 2, 5, 10]]).item() == pytest.approx(1.08, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "draw", "observed", "expected"),
    [
        ("negative binomial", (5, 0.3), 7, 2.360222138628047),
        ("poisson", (4.2,), 2, 1.2473239136578531),
    ],
)
def test_score_crps_of_many_draws_is_that_of_their_distribution(name, draw, observed, expected):
    law = laws.nbinom(*draw) if name == "negative binomial" else laws.poisson(*draw)
    draws = law.ppf((np.arange(200_000) + 0.5) / 200_000)
    assert score_crps([observed], [draws]).item() == pytest.approx(expected, abs=1e-4)


@given(COUNTS, st.integers(0, 500))
def test_score_crps_is_the_mean_over_all_pairs(draws, observed):
    x = np.array(draws, dtype=float)
    expected = np.abs(x - observed).mean() - np.abs(x[:, None] - x).mean() / 2
    assert score_crps([observed], [draws]).item() == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 500), st.integers(0, 500))
def test_score_crps_of_one_draw_is_the_distance(draw, observed):
    assert score_crps([observed], [[draw]]).item() == abs(draw - observed)


@given(COUNTS, st.integers(0, 500), st.integers(-50, 50))
def test_score_crps_depends_on_distances_only(draws, observed, shift):
    moved = score_crps([observed + shift], [[d + shift for d in draws]])
    np.testing.assert_allclose(moved, score_crps([observed], [draws]), atol=1e-9)


def test_scores_of_published_forecasts_are_the_published_ones(stats):
    folder = stats / "views_scores"
    keys = ["month_id", "country_id"]
    draws = pd.read_csv(folder / "conflictology_draws_2018_2020.csv")
    printed = pd.read_csv(folder / "conflictology_scores_2018_2020.csv")
    actuals = pd.read_csv(folder / "actuals_2018_2020.csv")
    rows = printed.merge(actuals, on=keys).merge(draws, on=["window", "country_id"])
    ensemble = rows.filter(like="draw").to_numpy(dtype=float)
    low, high = np.quantile(ensemble, [0.05, 0.95], axis=1)
    crps = score_crps(rows["fatalities"], ensemble)
    mis = score_interval(rows["fatalities"], low, high, 0.9)
    np.testing.assert_allclose(crps, rows["crps"], rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(mis, rows["mis"], rtol=1e-8, atol=1e-8)
    means = rows.assign(ours=crps, mis=mis).groupby("window")[["ours", "mis"]].mean()
    np.testing.assert_allclose(means["ours"], [14.482875, 9.146306, 21.339332], atol=1e-6)
    np.testing.assert_allclose(means["mis"], [186.553578, 89.057941, 344.964311], atol=1e-6)


def test_scores_of_a_thousand_draws_are_the_published_ones(stats):
    folder = stats / "views_scores"
    keys = ["month_id", "country_id"]
    held = pd.read_csv(folder / "last_value_poisson_2018.csv")
    printed = pd.read_csv(folder / "last_value_poisson_scores_2018.csv")
    actuals = pd.read_csv(folder / "actuals_2018_2020.csv")
    rows = printed.merge(actuals, on=keys).sort_values(keys)
    held = held.merge(printed[keys], on=keys).sort_values([*keys, "value"])
    draws = np.repeat(held["value"], held["draws"]).to_numpy().reshape(-1, 1000)
    crps = score_crps(rows["fatalities"], draws)
    np.testing.assert_allclose(crps, rows["crps"], rtol=1e-8, atol=1e-8)
    bits = score_ignorance(rows["fatalities"], draws)
    np.testing.assert_allclose(bits, rows["ign"], rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose([crps.mean(), bits.mean()], [20.173457, 1.198439], atol=1e-6)


def test_find_pit_gives_a_tie_half():
    np.testing.assert_allclose(find_pit([2, 9], [[1, 2, 2, 4], [1, 2, 3, 4]]), [0.5, 1.0])


def test_what_ties_with_draws_lies_evenly_over_their_tenths():
    draws = [[0, 1, 1, 1, 1, 1, 2, 2, 2, 2]]
    shares = spread_pit([1], draws)
    np.testing.assert_allclose(shares, [0, *[0.2] * 5, 0, 0, 0, 0])
    np.testing.assert_allclose(spread_pit([9], draws), [*[0] * 9, 1])
    np.testing.assert_allclose(spread_pit([-1], draws), [1, *[0] * 9])
    np.testing.assert_allclose(spread_pit([1.5], draws), [*[0] * 5, 1, *[0] * 4])


def test_without_a_known_outcome_there_are_no_tenths():
    with pytest.raises(BadInputError, match="no known outcome"):
        spread_pit([np.nan], [[1, 2]])


def test_tenths_are_even_where_outcomes_come_from_the_forecast_and_high_at_the_ends_where_it_is_narrow():
    rng = np.random.default_rng(0)
    draws, outcomes = rng.poisson(4, (3000, 500)), rng.poisson(4, 3000)
    even = spread_pit(outcomes, draws)
    assert even.sum() == pytest.approx(1)
    np.testing.assert_allclose(even, 0.1, atol=0.02)
    wild = spread_pit(rng.negative_binomial(1, 1 / 5, 3000), draws)
    assert min(wild[0], wild[-1]) > 0.2
    lost = np.where(np.arange(3000) % 7, outcomes, np.nan)
    np.testing.assert_allclose(spread_pit(lost, draws), even, atol=0.02)


def test_scores_of_a_missing_outcome_are_missing():
    observed = pd.Series([3, None], dtype="Int64")
    draws = [[1, 2], [1, 2]]
    for result in (
        score_crps(observed, draws),
        score_ignorance(observed, draws),
        find_pit(observed, draws),
        score_interval(observed, [1, 1], [2, 2], 0.8),
    ):
        assert np.isnan(result).tolist() == [False, True]


def test_scores_of_nothing_are_nothing():
    assert score_crps([], np.empty((0, 5))).shape == (0,)
    assert score_wis([], QUANTILES.iloc[:0]).shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: score_crps([1], [[1, np.nan]]), "draws: has a missing"),
        (lambda: score_crps([1], [[1, np.inf]]), "draws: holds an infinite"),
        (lambda: score_crps([np.inf], [[1, 2]]), "observed: holds an infinite"),
        (lambda: score_crps([1, 2], [[1, 2]]), "draws: has 1 rows for 2"),
        (lambda: score_crps(["many"], [[1, 2]]), "observed: is not a number"),
        (lambda: score_interval([1], [2], [1], 0.9), "high: is below"),
        (lambda: score_interval([1], [0], [1], 95), "level: 95"),
        (lambda: score_wis([1], pd.DataFrame([[1, 2]], columns=[0.1, 0.5])), "mirror"),
        (lambda: score_wis([1], pd.DataFrame([[3, 2, 1]], columns=[0.1, 0.5, 0.9])), "cross"),
    ],
)
def test_scores_name_what_they_cannot_take(call, message):
    with pytest.raises(BadInputError, match=message):
        call()


def test_importing_the_models_loads_neither_scipy_nor_statsmodels():
    code = "import sys, analysis.models; print({'scipy', 'statsmodels'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
