"""What could go wrong unseen: z for t with few regions, a lag across a gap, blank taken for 0."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats as laws

from analysis.measures import BadInputError
from analysis.models import NotEnoughData, fit_lags, fit_panel, to_percent
from analysis.models.distributions import t_power

COLUMNS = {"outcome": "displacements", "exposure": "events", "unit": "region", "time": "month"}
LAGS = ["lag 0", "lag 1", "lag 2", "lag 3"]


def to_panel(gen, seed: int, **changes) -> pd.DataFrame:
    """Draw a panel as its tables hold it: the months before the first have no outcome."""
    drawn = gen.panel(seed, **changes)
    rows = pd.DataFrame(gen.to_columns(drawn))
    near = gen.ring(len(drawn["events"])) @ np.log1p(drawn["events_with_history"])
    before = np.column_stack([np.full(len(near), np.nan), near[:, :-1]])
    return rows.assign(
        neighbours=before.ravel(),
        displacements=rows["displacements"].where(rows["month"] >= 0),
    )


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    """Draw a small panel with an effect of .4 in the same month."""
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(
        [(f"R{r}", pd.Timestamp("2015-01-01") + pd.DateOffset(months=t)) for r in range(8) for t in range(60)],
        columns=["region", "month"],
    )  # fmt: skip
    events = rng.poisson(6, len(rows))
    mean = np.exp(3 + 0.4 * np.log1p(events) + np.repeat(rng.normal(0, 1, 8), 60))
    return rows.assign(
        events=events, displacements=rng.poisson(mean * rng.gamma(2, 0.5, len(rows)))
    )


@pytest.fixture(scope="module")
def patents(stats):
    return pd.read_csv(stats / "patents_hgh" / "patents_hgh.csv")


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        (0, {
            "estimate": [0.3171864, 0.1225274, 0.0915348, -0.0221260, 0.1448668, 0.5091226],
            "jackknife": [0.0866340, 0.0542794, 0.0331347, 0.0613428, 0.0940053, 0.0530115],
            "cluster": [0.0584455, 0.0325604, 0.0263844, 0.0400817, 0.0717423, 0.0382191],
            "driscoll-kraay": [0.0667538, 0.0511391, 0.0734577, 0.0550249, 0.1104914, 0.1240789],
        }),
        (1, {
            "estimate": [0.3248261, 0.2649913, 0.0469245, -0.0357597, 0.0515039, 0.6009822],
            "jackknife": [0.0349423, 0.0593332, 0.0552003, 0.0961497, 0.0947539, 0.1269373],
            "cluster": [0.0256374, 0.0390956, 0.0268081, 0.0719447, 0.0662144, 0.0962687],
            "driscoll-kraay": [0.0652927, 0.0766198, 0.0678691, 0.0499904, 0.0687518, 0.0966733],
        }),
    ],
)  # fmt: skip
def test_fit_lags_of_simulated_panels(gen, seed, expected):
    rows = to_panel(gen, seed)
    factor = {"jackknife": 1.0, "cluster": 9 / 10, "driscoll-kraay": 95 / 96}
    for errors, ours in factor.items():
        result = fit_lags(rows, **COLUMNS, controls=["neighbours"], errors=errors)
        assert result.index.tolist() == [*LAGS, "neighbours", "cumulative"]
        assert_allclose(result["estimate"], expected["estimate"], atol=1e-6)
        assert_allclose(result["std_error"] * np.sqrt(ours), expected[errors], atol=1e-6)
        assert result.attrs["dropped"]["no outcome"] == 240
    shuffled = rows.sample(frac=1, random_state=1)
    again = fit_lags(shuffled, **COLUMNS, controls=["neighbours"], errors="driscoll-kraay")
    assert_allclose(again["std_error"], result["std_error"], rtol=1e-9)


@pytest.mark.parametrize(
    ("seed", "low", "high"), [(0, 0.389202, 0.629043), (1, 0.313830, 0.888134)]
)
def test_fit_lags_interval_is_that_of_t_with_one_less_than_the_regions(gen, seed, low, high):
    row = fit_lags(to_panel(gen, seed), **COLUMNS, controls=["neighbours"]).loc["cumulative"]
    assert_allclose([row["low"], row["high"]], [low, high], atol=1e-6)
    assert row["n"] == 960
    assert row["verdict"] == "supported"


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (
            "jackknife",
            [0.0846605, 0.0752332, 0.0664206, 0.0885123, 0.0695563, 0.0832827, 0.1517127],
        ),
        ("cluster", [0.0808796, 0.0713151, 0.0621557, 0.0783039, 0.0636813, 0.0760409, 0.1434087]),
        ("model", [0.0459412, 0.0486887, 0.0447840, 0.0414151, 0.0378489, 0.0322596, 0.0539246]),
    ],
)
def test_fit_lags_of_patents(patents, errors, expected):
    """Lags come from rows before the first year, which have no outcome."""
    first = patents[patents["year"] == 1]
    history = [
        first.assign(year=1 - lag, pat=np.nan, logr=first[f"logr{lag}"]) for lag in range(1, 6)
    ]
    rows = pd.concat([patents, *history])
    result = fit_lags(
        rows, outcome="pat", exposure="logr", unit="obsno", time="year",
        lags=5, log1p=False, errors=errors,
    )  # fmt: skip
    coefficients = [0.3222105, -0.0871296, 0.0785817, 0.0010598, -0.0046413, 0.0026068, 0.3126879]
    assert_allclose(result["estimate"], coefficients, atol=1e-6)
    assert_allclose(result["std_error"], expected, atol=1e-5)
    assert result["n"].iloc[0] == 1620
    assert (result.attrs["units"], result.attrs["dropped"]["only zeros"]) == (324, 110)


def test_fit_panel_of_a_conflict_panel(stats):
    rows = pd.read_csv(stats / "conflict_dl_bc2010" / "bc2010_panel.csv")
    trends = pd.get_dummies(rows["ccode"], prefix="trend", dtype=float).mul(
        rows["year"] - 1990, axis=0
    )
    rows = pd.concat([rows, trends], axis=1)
    columns = {"outcome": "war_prio_on", "unit": "ccode", "time": "year"}
    options = columns | {"family": "linear", "errors": "cluster"}
    index = ["index_g", "index_g_l", "index_g_l2"]
    rain = ["gpcp_g", "gpcp_g_l", "gpcp_g_l2"]

    def fit(regressors, frame):
        used = frame.dropna(subset=["war_prio_on", *regressors])
        slopes = [name for name in trends if used[name].abs().sum() > 0][1:]
        return fit_panel(used, regressors=[*regressors, *slopes], **options).loc[regressors]

    first = fit(index, rows)
    assert first["n"].iloc[0] == 814
    assert_allclose(first["estimate"], [-0.054574, -0.027719, -0.087285], atol=1e-6)
    without_factor = first["std_error"] * np.sqrt(38 / 39)
    assert_allclose(without_factor, [0.028563, 0.035008, 0.039226], atol=1e-6)
    whole = first["std_error"] * np.sqrt(813 / (814 - 103))
    assert_allclose(first["estimate"] / whole, [-1.76, -0.73, -2.05], atol=0.005)
    known = rows[rows["ind"].notna()]
    assert_allclose(fit(rain, known)["estimate"], [-0.006744, -0.005182, -0.017520], atol=1e-6)
    both = fit([*index, *rain], known)["estimate"]
    assert_allclose(both, [-0.054, -0.029, -0.087, -0.006, -0.005, -0.015], atol=5e-4)
    assert_allclose(fit(["ind"], known)["estimate"], [-0.059141], atol=1e-6)
    assert_allclose(fit(["ind", "rain3"], known)["estimate"], [-0.058064, -0.090754], atol=1e-6)


@pytest.mark.parametrize(
    ("errors", "unit", "expected"),
    [
        ("cluster", "firm", 0.05059573 / np.sqrt(4999 / 4998)),
        ("cluster", "year", 0.03338891 / np.sqrt(4999 / 4998)),
        ("jackknife", "year", 0.0352142 * np.sqrt(9 / 10)),  # CR3 but for its factor
        ("model", "firm", 0.02858329),
        ("cr2", "year", 0.03339608),
    ],
)
def test_fit_panel_errors_of_the_textbook(stats, errors, unit, expected):
    rows = pd.read_csv(stats / "cluster_textbook" / "petersen.csv")
    time = "year" if unit == "firm" else "firm"
    result = fit_panel(
        rows, outcome="y", regressors=["x"], unit=unit, time=time,
        effects=(), family="linear", errors=errors,
    )  # fmt: skip
    assert result.loc["x", "estimate"] == pytest.approx(1.034833, abs=1e-6)
    assert result.loc["x", "std_error"] == pytest.approx(expected, abs=1e-6)


def test_fit_panel_driscoll_kraay_and_two_way_errors_of_the_textbook(stats):
    rows = pd.read_csv(stats / "cluster_textbook" / "petersen.csv")
    options = {
        "outcome": "y", "regressors": ["x"], "unit": "firm", "time": "year",
        "effects": (), "family": "linear",
    }  # fmt: skip
    shared = fit_panel(rows, errors="driscoll-kraay", **options, hac_lags=2)
    assert shared.loc["x", "std_error"] * np.sqrt(9 / 10) == pytest.approx(0.02441492, abs=1e-6)
    both = fit_panel(rows, errors="two-way", **options)
    assert both.loc["x", "std_error"] == pytest.approx(0.05355802 / np.sqrt(4999 / 4998), abs=1e-6)


def test_fit_panel_cr2_has_the_degrees_of_freedom_of_the_textbook(stats):
    rows = pd.read_csv(stats / "cluster_textbook" / "petersen.csv")
    result = fit_panel(
        rows, outcome="y", regressors=["x"], unit="year", time="firm",
        effects=(), family="linear", errors="cr2",
    ).loc["x"]  # fmt: skip
    half = (result["high"] - result["low"]) / 2
    assert half / result["std_error"] == pytest.approx(laws.t.ppf(0.975, 8.99), abs=1e-3)


def test_fit_panel_cr2_is_refused_for_counts(panel):
    with pytest.raises(BadInputError, match="least squares"):
        fit_panel(
            panel, outcome="displacements", regressors=["events"], unit="region", time="month",
            errors="cr2",
        )  # fmt: skip


def test_fit_panel_is_the_regression_with_dummies(panel):
    rows = panel.assign(x=np.log1p(panel["events"]))
    dummies = pd.get_dummies(rows[["region", "month"]].astype(str), drop_first=True, dtype=float)
    design = sm.add_constant(pd.concat([rows[["x"]], dummies], axis=1))
    model = sm.GLM(rows["displacements"], design, family=sm.families.Poisson())
    expected = model.fit(tol=1e-13, maxiter=200)
    result = fit_panel(
        rows, outcome="displacements", regressors=["x"], unit="region", time="month", errors="model"
    ).loc["x"]
    assert result["estimate"] == pytest.approx(expected.params["x"], abs=1e-8)
    assert result["std_error"] == pytest.approx(expected.bse["x"], abs=1e-8)


def test_fit_lags_jackknife_leaves_a_region_and_its_dummy_out(panel):
    options = COLUMNS | {"lags": 0}
    result = fit_lags(panel, **options)
    whole = result.loc["cumulative", "estimate"]
    without = [
        fit_lags(panel[panel["region"] != name], **options).loc["cumulative", "estimate"]
        for name in panel["region"].unique()
    ]
    expected = np.sqrt(7 / 8 * ((np.array(without) - whole) ** 2).sum())
    assert result.loc["cumulative", "std_error"] == pytest.approx(expected, rel=1e-8)
    half = laws.t(7).ppf(0.975) * expected
    assert_allclose(
        result.loc["cumulative", ["low", "high"]].tolist(), [whole - half, whole + half]
    )


def test_fit_lags_finds_the_effect_and_tells_its_power(panel):
    result = fit_lags(panel, **COLUMNS)
    row = result.loc["lag 0"]
    assert row["low"] < 0.4 < row["high"]
    assert row["verdict"] == "supported"
    assert 0 < result.attrs["power"] <= 1
    assert result.attrs["second"].index.tolist() == result.index.tolist()


def test_fit_lags_sees_displacement_that_came_first(panel):
    early = panel.assign(events=panel.groupby("region")["events"].shift(1)).dropna()
    result = fit_lags(early, **COLUMNS, leads=2)
    assert result.index.tolist() == [*LAGS, "lead 1", "lead 2", "cumulative"]
    assert result.loc["lead 1", "verdict"] == "supported"
    assert set(result.loc[[*LAGS, "cumulative"], "verdict"]) == {"not identifiable"}


def test_fit_lags_leads_leave_the_lags_as_they_were(panel):
    with_leads = fit_lags(panel, **COLUMNS, leads=2)
    assert_allclose(
        with_leads.loc[LAGS, "estimate"], fit_lags(panel, **COLUMNS).loc[LAGS, "estimate"]
    )
    assert with_leads.loc["lead 1", "n"] == with_leads.loc["lag 0", "n"] - 16


def test_fit_lags_leads_reject_as_often_as_they_should(gen):
    rejects = []
    for seed in range(30):
        row = fit_lags(to_panel(gen, seed), **COLUMNS, controls=["neighbours"], leads=1).loc[
            "lead 1"
        ]
        rejects.append(row["low"] > 0 or row["high"] < 0)
    assert np.mean(rejects) <= 0.08 + 0.09


def test_fit_lags_meets_its_bars(gen):
    estimates, covered = [], []
    for seed in range(40):
        rows = to_panel(gen, seed, regions=18)
        row = fit_lags(rows, **COLUMNS, controls=["neighbours"]).loc["cumulative"]
        estimates.append(row["estimate"])
        covered.append(row["low"] <= 0.5 <= row["high"])
    assert abs(np.mean(estimates) - 0.5) <= 0.02 + 0.04
    assert np.mean(covered) >= 0.925 - 0.07


def test_fit_lags_leaves_missing_outcomes_out_and_never_takes_them_for_zero(panel):
    blank = panel.astype({"displacements": "Int64"})
    blank.loc[[5, 100, 310], "displacements"] = pd.NA
    before = blank.copy()
    result = fit_lags(blank, **COLUMNS)
    assert result.attrs["dropped"]["no outcome"] == 3
    assert result["n"].iloc[0] == fit_lags(panel, **COLUMNS)["n"].iloc[0] - 3
    pd.testing.assert_frame_equal(blank, before)


def test_fit_lags_has_no_lag_across_a_gap(panel):
    gap = panel[panel["month"] != panel["month"].unique()[30]]
    result = fit_lags(gap, **COLUMNS)
    assert result["n"].iloc[0] == 8 * (60 - 3 - 4)
    assert result.attrs["dropped"]["no regressor"] == 8 * 6


def test_fit_lags_leaves_empty_regions_out_and_says_so(panel):
    rows = panel.assign(displacements=panel["displacements"].where(panel["region"] != "R7", 0))
    result = fit_lags(rows, **COLUMNS)
    alone = fit_lags(panel[panel["region"] != "R7"], **COLUMNS)
    assert_allclose(result["estimate"], alone["estimate"], atol=1e-9)
    assert result.attrs["units"] == 7
    assert result.attrs["dropped"]["only zeros"] == 57


def test_fit_lags_leaves_out_what_was_not_placed(panel):
    rows = pd.concat([panel, panel[:60].assign(region=None)])
    result = fit_lags(rows, **COLUMNS)
    assert result.attrs["dropped"]["no unit"] == 60
    assert_allclose(result["estimate"], fit_lags(panel, **COLUMNS)["estimate"])


@settings(max_examples=10)
@given(st.floats(0.01, 1000))
def test_fit_lags_does_not_depend_on_the_unit_of_the_outcome(scale):
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        [(r, t) for r in range(6) for t in range(40)], columns=["region", "month"]
    ).assign(events=rng.poisson(5, 240), displacements=rng.poisson(30, 240))
    result = fit_lags(rows.assign(displacements=rows["displacements"] * scale), **COLUMNS)
    assert_allclose(result["estimate"], fit_lags(rows, **COLUMNS)["estimate"], atol=1e-8)


def test_fit_lags_offset_is_added_as_a_logarithm(panel):
    log_people = np.random.default_rng(0).normal(0, 0.5, len(panel))
    mean = np.exp(1 + 0.4 * np.log1p(panel["events"]) + log_people)
    rows = panel.assign(displacements=mean, log_people=log_people)
    result = fit_lags(rows, **COLUMNS, offset="log_people")
    assert_allclose(result.loc[LAGS, "estimate"], [0.4, 0, 0, 0], atol=1e-9)


def test_to_percent_goes_from_ten_to_twenty():
    table = pd.DataFrame({"estimate": [0.5], "std_error": [1.0], "low": [0.0], "high": [1.0]})
    result = to_percent(table)
    assert_allclose(result.iloc[0], [100 * ((21 / 11) ** 0.5 - 1), 0, 100 * (21 / 11 - 1)])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p[p["region"] == "R0"], "units with any outcome: 1 where at least 6"),
        (lambda p: p[p["month"] < p["month"].min() + pd.DateOffset(months=2)], "0 rows have"),
        (lambda p: p[p["month"] < p["month"].min() + pd.DateOffset(months=20)], "17 where at least 36"),
        (lambda p: p.assign(displacements=0), "displacements is zero in every row"),
        (lambda p: p.assign(displacements=np.nan), "0 rows have displacements"),
        (lambda p: p.assign(events=3), "lag 0 does not vary"),
        (lambda p: p.assign(events=p["month"].dt.month), "lag 0 does not vary"),
        (lambda p: p.assign(
            displacements=p["displacements"].where(p["events"] > 6, 0),
            events=np.where(p["events"] > 6, 10, 0),
        ), "separates zeros"),
    ],
)  # fmt: skip
def test_fit_lags_refuses_with_the_reason(panel, change, message):
    with pytest.raises(NotEnoughData, match=message):
        fit_lags(change(panel), **COLUMNS)


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda p: pd.concat([p, p[:1]]), {}, "region, month: repeats R0, 2015-01-01"),
        (lambda p: p.assign(events=p["events"].where(p.index != 5, np.inf)), {}, "events: holds an inf"),
        (lambda p: p.assign(displacements=-p["displacements"]), {}, "displacements: holds a value below 0"),
        (lambda p: p.assign(events=-1), {}, "events: holds a value below 0"),
        (lambda p: p.drop(columns="events"), {}, "events: is not in the panel"),
        (lambda p: p, {"errors": "hc1"}, "errors: 'hc1' is none of"),
        (lambda p: p, {"lags": -1}, "lags: -1"),
        (lambda p: p.assign(displacements="many"), {}, "displacements: is not a number"),
    ],
)  # fmt: skip
def test_fit_lags_names_what_it_cannot_take(panel, change, options, message):
    with pytest.raises(BadInputError, match=message):
        fit_lags(change(panel), **(COLUMNS | options))


def test_fit_panel_names_a_family_it_does_not_have(panel):
    with pytest.raises(BadInputError, match="family"):
        fit_panel(
            panel, outcome="displacements", regressors=["events"],
            unit="region", time="month", family="gamma",
        )  # fmt: skip


@pytest.mark.parametrize("df", [5, 9, 17, 40])
def test_the_power_is_known_however_small_the_error(df):
    errors = np.geomspace(0.001, 50, 200)
    powers = [t_power(0.5, error, df) for error in errors]
    assert np.isfinite(powers).all()
    assert (np.diff(powers) <= 1e-12).all()
    assert powers[0] == 1
    assert powers[-1] == pytest.approx(0.05, abs=1e-3)
