"""What could go wrong unseen: a forecast that saw the future, a model printed that a rule beats."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from analysis.measures import BadInputError
from analysis.models import NotEnoughData, draw_last_twelve, forecast
from analysis.models.forecast import _look_back, _read
from tests.conftest import RAW

COLUMNS = {"outcome": "displacements", "unit": "region", "time": "month"}
QUANTILES = ["q0.025", "q0.1", "q0.5", "q0.9", "q0.975"]


def draw_panel(
    seed: int = 0, units: int = 5, months: int = 84, season: float = 0.0
) -> pd.DataFrame:
    """Draw counts that go with the month before, and with the season."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(units):
        level = 2.0 + 0.5 * place
        log_mean = level
        for month in range(months):
            log_mean = level + 0.7 * (log_mean - level) + rng.normal(0, 0.3)
            wave = season * np.sin(2 * np.pi * month / 12)
            rows.append((f"R{place}", month, rng.poisson(np.exp(log_mean + wave))))
    return pd.DataFrame(rows, columns=["region", "month", "displacements"])


@pytest.fixture(scope="module")
def panel():
    return draw_panel()


@pytest.fixture(scope="module")
def result(panel):
    return forecast(panel, **COLUMNS)


def test_forecast_has_a_row_per_unit_and_horizon(result):
    assert result.index.names == ["unit", "horizon"]
    assert len(result) == 5 * 3
    numbers = result[["estimate", "low", "high", "mean", "skill", *QUANTILES]]
    assert np.isfinite(numbers).all(axis=None)
    assert (result[QUANTILES].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (result["low"] >= 0).all()
    assert (result["n"] == 36).all()


def test_forecast_prints_the_model_only_where_it_beat_every_rule(result):
    check_verdicts(result)


def check_verdicts(result):
    """Check for the model where it beat all; supported where chance does not explain by how much."""
    scores = result.attrs["scores"]
    for (_, horizon), row in result.iterrows():
        held = scores.loc[horizon]
        rule = held["crps"].drop("model").idxmin()
        is_model = row["method"].startswith("PPML")
        assert is_model == (held["crps"].idxmin() == "model" and row["skill"] > 0)
        is_clear = is_model and held.loc[rule, "difference_high"] < 0
        assert row["verdict"] == ("supported" if is_clear else "inconclusive")
        assert is_model or row["method"] == row["best_rule"]


def test_a_gain_within_chance_is_no_support():
    """Seeds of weak seasons: in some the model is ahead by less than its gain varies."""
    told = [forecast(draw_panel(season=s), **COLUMNS, horizons=(1, 3)) for s in (0.2, 0.3, 0.4)]
    for result in told:
        check_verdicts(result)
    verdicts = [r["verdict"][r["method"].str.startswith("PPML")] for r in told]
    assert {word for part in verdicts for word in part} == {"inconclusive", "supported"}


def test_scores_beside_crps_follow_from_the_draws():
    panel = draw_panel()
    history = _read(panel, *COLUMNS.values(), None, None)[0]
    record = _look_back(history, 1, seed=0)
    row = forecast(panel, **COLUMNS, horizons=(1,)).attrs["scores"].loc[(1, "moments")]
    truth, draws = record.truth[:, :-1].ravel(), record.draws["moments"][:, :-1].reshape(-1, 1000)
    low, tenth, middle, ninety, high = np.quantile(draws, [0.025, 0.1, 0.5, 0.9, 0.975], axis=1)
    wide = (high - low) + 40 * (np.maximum(low - truth, 0) + np.maximum(truth - high, 0))
    inner = (ninety - tenth) + 10 * (np.maximum(tenth - truth, 0) + np.maximum(truth - ninety, 0))
    assert row["interval_95"] == pytest.approx(wide.mean())
    weighted = (abs(truth - middle) / 2 + 0.05 / 2 * wide + 0.2 / 2 * inner) / 2.5
    assert row["wis"] == pytest.approx(weighted.mean())
    assert row["pit_tenths"].sum() == pytest.approx(1)


def test_forecast_finds_skill_where_there_is_some():
    seasonal = forecast(draw_panel(season=1.0), **COLUMNS, horizons=(1, 6))
    assert (seasonal["verdict"].xs(1, level="horizon") == "supported").all()
    scores = seasonal.attrs["scores"].loc[6]
    assert scores.loc["last twelve", "model_saves"] > 0.1
    assert scores.loc["last twelve", "difference_high"] < 0


@pytest.mark.parametrize("horizon", [1, 3])
def test_forecast_does_not_see_the_future(panel, horizon):
    """What came in the last month changes no forecast made before it."""
    changed = panel.assign(displacements=panel["displacements"].where(panel["month"] < 83, 9999))
    records = [
        _look_back(_read(rows, *COLUMNS.values(), None, None)[0], horizon, seed=0)
        for rows in (panel, changed)
    ]
    for name, draws in records[0].draws.items():
        np.testing.assert_array_equal(draws[:, :-1], records[1].draws[name][:, :-1])
    assert (records[1].truth[:, -2] == 9999).all()


def test_forecast_gives_the_same_numbers_for_the_same_seed(panel, result):
    pd.testing.assert_frame_equal(forecast(panel, **COLUMNS), result)
    shuffled = panel.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(forecast(shuffled, **COLUMNS), result)
    other = forecast(panel, **COLUMNS, seed=1)
    assert not np.array_equal(other["mean"], result["mean"])


def test_forecast_carries_its_past_misses(panel, result):
    misses = result.attrs["misses"]
    assert len(misses) == 5 * 3 * 3
    observed = panel.set_index(["region", "month"])["displacements"]
    keys = pd.MultiIndex.from_frame(misses[["unit", "target"]])
    assert_allclose(misses["observed"], observed.loc[keys])


def test_forecast_is_bounded_by_the_population(panel):
    people = panel.assign(people=12)
    result = forecast(people, **COLUMNS, population="people")
    assert (result[["mean", *QUANTILES]] <= 12).all(axis=None)


def test_forecast_meets_its_bars(gen):
    parts = []
    for seed in range(6):
        rows = pd.DataFrame(gen.to_columns(gen.panel(seed)))
        rows = rows[rows["month"] >= 0]
        result = forecast(rows, **COLUMNS, exposure="events", seed=seed)
        parts.append(result.attrs["scores"][["crps", "coverage_80", "coverage_95"]])
    mean = pd.concat(parts).groupby(level=[0, 1]).mean()
    for horizon in (1, 3, 6):
        scores = mean.loc[horizon]
        crps = scores["crps"]
        assert 0.76 <= scores.loc["model", "coverage_80"] <= 0.90
        assert 0.93 <= scores.loc["model", "coverage_95"] <= 0.98
        assert crps["model"] <= crps["last twelve"]
        assert crps["model"] <= 0.8 * crps["seasonal"]


def test_forecast_knows_whether_units_are_told_of_exposure(gen):
    rows = pd.DataFrame(gen.to_columns(gen.panel(0)))
    rows = rows[rows["month"] >= 0]
    told, untold = (forecast(rows, **COLUMNS, exposure=e) for e in ("events", None))
    assert (
        told.attrs["scores"].loc[(1, "model"), "crps"]
        != untold.attrs["scores"].loc[(1, "model"), "crps"]
    )


def test_forecast_leaves_out_units_without_outcome_and_counts_missing_ones(panel):
    rows = panel.astype({"displacements": "Int64"})
    rows.loc[(rows["region"] == "R0") & (rows["month"] == 80), "displacements"] = pd.NA
    empty = panel[panel["region"] == "R1"].assign(region="R9", displacements=0)
    before = rows.copy()
    result = forecast(pd.concat([rows, empty]), **COLUMNS)
    assert result.attrs["dropped"]["empty units"] == 1
    assert result.attrs["dropped"]["no outcome"] == 1
    assert result.attrs["left_out"] == ["R0"]
    assert "R9" not in result.index.get_level_values("unit")
    pd.testing.assert_frame_equal(rows, before)


def test_forecast_of_one_region_works_alone(panel):
    result = forecast(panel[panel["region"] == "R3"], **COLUMNS)
    assert len(result) == 3
    assert np.isfinite(result["mean"]).all()


def test_forecast_of_underdispersed_counts_stays_finite(panel):
    steady = panel.assign(displacements=9 + np.random.default_rng(0).integers(0, 3, len(panel)))
    result = forecast(steady, **COLUMNS)
    assert np.isfinite(result[["mean", "low", "high"]]).all(axis=None)


def test_draw_last_twelve_is_the_published_baseline(stats):
    folder = stats / "views_scores"
    actuals = pd.read_csv(folder / "actuals_2018_2020.csv")
    published = pd.read_csv(folder / "conflictology_draws_2018_2020.csv")
    published = published[published["window"] == 2020].set_index("country_id").filter(like="draw")
    first_target = 457 + 24
    result = draw_last_twelve(
        actuals, outcome="fatalities", unit="country_id", time="month_id", origin=first_target - 3
    )
    is_same = [
        sorted(result.loc[country]) == sorted(published.loc[country]) for country in published.index
    ]
    assert np.mean(is_same) == 1.0


def test_forecast_of_mali_says_where_a_rule_is_better(mali):
    """Twelve years of incidents as UCDP published them by month."""
    assert RAW.is_dir()
    rows = mali["panel_admin1_month"]
    rows = rows[(rows["month"] < "2024-01-01") & (rows["admin1_name"] != "not placed")]
    result = forecast(rows, outcome="incidents", unit="admin1_name", time="month")
    scores = result.attrs["scores"]["crps"]
    assert scores.loc[1].idxmin() in {"moments", "last twelve", "model"}
    assert (scores.loc[1, "model"] < scores.loc[1, "last value"]).all()
    assert (result.loc["Kidal", "high"] > result.loc["Kidal", "low"]).all()
    assert result.attrs["scores"].loc[(1, "model"), "origins"] == 36


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.assign(displacements=0), "zero in every period"),
        (lambda p: p.assign(displacements=4), "does not vary"),
        (lambda p: p[p["month"] < 59], "periods with an outcome: 59 where at least 60"),
        (lambda p: p[p["month"] < 2], "periods with an outcome: 2 where"),
        (lambda p: p.assign(displacements=np.nan), "periods with an outcome: 0 where"),
    ],
)
def test_forecast_refuses_with_the_number_that_was_short(panel, change, message):
    with pytest.raises(NotEnoughData, match=message):
        forecast(change(panel), **COLUMNS)


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda p: pd.concat([p, p[:1]]), {}, "region, month: repeats R0, 0"),
        (lambda p: p.assign(displacements=np.inf), {}, "displacements: holds an infinite"),
        (lambda p: p.assign(displacements=-1), {}, "displacements: holds a value below 0"),
        (lambda p: p, {"horizons": (24,)}, "horizons: 24"),
        (lambda p: p, {"exposure": "events"}, "events: is not in the panel"),
    ],
)
def test_forecast_names_what_it_cannot_take(panel, change, options, message):
    with pytest.raises(BadInputError, match=message):
        forecast(change(panel), **COLUMNS, **options)
