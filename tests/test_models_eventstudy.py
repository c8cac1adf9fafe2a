"""What could go wrong unseen: a break in counting taken for an effect, a region out but its dummy in."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from analysis.measures import BadInputError
from analysis.models import NotEnoughData, find_coverage, fit_event_study, fit_panel

COLUMNS = {"outcome": "events", "unit": "region", "time": "month"}
START = pd.Timestamp("2020-01-01")
MONTHS = pd.date_range("2015-01-01", periods=96, freq="MS")


def draw_panel(seed: int = 0, hit: int = 3, effect: float = 0.0, regions: int = 8) -> pd.DataFrame:
    """Draw monthly events of regions, some of which change from 2020 on."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        [(f"R{r}", m) for r in range(regions) for m in MONTHS], columns=["region", "month"]
    )
    level = np.repeat(rng.normal(2.5, 0.4, regions), len(MONTHS))
    is_hit = rows["region"].isin([f"R{r}" for r in range(hit)]) & (rows["month"] >= START)
    mean = np.exp(level + effect * is_hit)
    return rows.assign(events=rng.poisson(mean * rng.gamma(6, 1 / 6, len(rows))))


def hit(count: int) -> list[str]:
    return [f"R{r}" for r in range(count)]


def test_fit_event_study_finds_a_doubling_and_says_so():
    result = fit_event_study(
        draw_panel(effect=np.log(2)), **COLUMNS, treated=hit(3), start=START, placebos=False
    )
    names = [*(f"lead {k}" for k in range(6, 0, -1)), *(f"lag {k}" for k in range(7)), "effect"]
    assert result.index.tolist() == names
    row = result.loc["effect"]
    assert row["low"] < np.log(2) < row["high"]
    assert row["verdict"] == result.attrs["verdict"] == "supported"
    assert "rose" in result.attrs["reason"]
    assert (result.attrs["before"], result.attrs["after"], result.attrs["donors"]) == (60, 36, 5)


def test_fit_event_study_effect_is_the_panel_regression_with_jackknife():
    rows = draw_panel(effect=0.5)
    rows["hit"] = (rows["region"].isin(hit(3)) & (rows["month"] >= START)) * 1.0
    expected = fit_panel(
        rows, outcome="events", regressors=["hit"], unit="region", time="month"
    ).loc["hit"]
    result = fit_event_study(rows, **COLUMNS, treated=hit(3), start=START).loc["effect"]
    numbers = ["estimate", "std_error", "low", "high"]
    assert_allclose(result[numbers].tolist(), expected[numbers].tolist(), rtol=1e-9)


def test_fit_event_study_contradicts_where_the_outcome_fell():
    result = fit_event_study(draw_panel(effect=-0.8), **COLUMNS, treated=hit(3), start=START)
    assert result.attrs["verdict"] == "contradicted"


def test_fit_event_study_of_one_region_hit_uses_the_others_as_if_hit():
    result = fit_event_study(draw_panel(hit=1, effect=1.5), **COLUMNS, treated=["R0"], start=START)
    row = result.loc["effect"]
    assert row["level"] == 7 / 8
    assert row["method"] == "PPML, other regions as if hit"
    assert row["verdict"] == "supported"
    assert result.attrs["placebo_places_p"] == 1 / 8
    null = fit_event_study(draw_panel(hit=1), **COLUMNS, treated=["R0"], start=START)
    assert null.attrs["verdict"] == "inconclusive"


def test_fit_event_study_placebo_dates_come_before_the_event():
    result = fit_event_study(draw_panel(effect=1.0), **COLUMNS, treated=hit(3), start=START)
    assert result.attrs["placebo_dates"] == 60 - 12 - 6 + 1
    assert result.attrs["placebo_dates_p"] == pytest.approx(1 / 44)


def test_fit_event_study_sees_regions_that_had_moved_apart_before():
    rows = draw_panel(effect=1.0)
    early = rows["region"].isin(hit(3)) & rows["month"].between("2019-07-01", "2019-12-01")
    rows["events"] = rows["events"].where(~early, rows["events"] * 3)
    result = fit_event_study(rows, **COLUMNS, treated=hit(3), start=START)
    assert result.attrs["verdict"] == "not identifiable"
    assert result.loc["effect", "verdict"] == "not identifiable"
    assert "before the date" in result.attrs["reason"]


def by_unit_and_time(rows: pd.DataFrame, seen: pd.Series) -> pd.Series:
    return seen.set_axis(pd.MultiIndex.from_frame(rows[["region", "month"]]))


def across(rows: pd.DataFrame, seen: pd.Series) -> pd.DataFrame:
    return rows.assign(seen=seen).pivot_table(index="month", columns="region", values="seen") > 0


COVERAGES = {
    "by row": lambda rows, seen: seen,
    "by unit and time": by_unit_and_time,
    "long": lambda rows, seen: rows[["region", "month"]].assign(is_seen=seen),
    "units across": across,
    "units down": lambda rows, seen: across(rows, seen).T,
}


@pytest.mark.parametrize("as_coverage", COVERAGES.values(), ids=COVERAGES)
def test_fit_event_study_identifies_nothing_across_a_break_of_coverage(as_coverage):
    rows = draw_panel(effect=1.0)
    seen = ~((rows["region"] == "R0") & (rows["month"] == "2019-11-01"))
    result = fit_event_study(
        rows, **COLUMNS, treated=hit(3), start=START, coverage=as_coverage(rows, seen)
    )
    assert result.attrs["verdict"] == "not identifiable"
    assert "R0 was not observed in 1 of the 7 periods" in result.attrs["reason"]
    assert set(result["verdict"]) == {"not identifiable"}
    assert result["estimate"].isna().all()


def test_fit_event_study_leaves_out_what_was_not_covered_further_away():
    rows = draw_panel(effect=1.0)
    rows["is_seen"] = rows["month"] >= "2016-01-01"
    before = rows.copy()
    result = fit_event_study(rows, **COLUMNS, treated=hit(3), start=START, coverage="is_seen")
    assert result.attrs["dropped"]["not covered"] == 8 * 12
    assert result.attrs["before"] == 48
    assert result.attrs["verdict"] == "supported"
    pd.testing.assert_frame_equal(rows, before)


def test_fit_event_study_leaves_a_month_without_outcome_unidentified():
    rows = draw_panel(effect=0.5)
    silent = rows["region"].isin(hit(3)) & (rows["month"] == "2020-03-01")
    rows["events"] = rows["events"].where(~silent, 0)
    result = fit_event_study(rows, **COLUMNS, treated=hit(3), start=START)
    assert np.isnan(result.loc["lag 2", "estimate"])
    assert result.loc["lag 2", "verdict"] == "not identifiable"
    assert np.isfinite(result.loc["effect", "estimate"])


def test_fit_event_study_covers_the_truth(gen):
    covered = []
    for seed in range(24):
        drawn = gen.panel(seed)
        rows = pd.DataFrame(gen.to_columns(drawn))
        rows = rows[rows["month"] >= 0]
        row = fit_event_study(
            rows, **COLUMNS, treated=[0, 1, 2, 3], start=60, leads=3, lags=3, placebos=False
        ).loc["effect"]
        covered.append(row["low"] <= np.log(2) <= row["high"])
    assert np.mean(covered) >= 0.89 - 0.12


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda p: p, {"start": pd.Timestamp("2016-06-01")}, "before the date with an outcome: 17"),
        (lambda p: p[p["month"] < "2020-05-01"], {}, "from the date on with an outcome: 4 where"),
        (lambda p: p[p["region"] < "R4"], {}, "units with any outcome: 4 where at least 6"),
        (lambda p: p, {"treated": hit(7)}, "units that were not hit: 1 where at least 2"),
        (lambda p: p.assign(events=0), {}, "zero in every row"),
        (lambda p: p[p["month"].between("2019-12-01", "2020-01-01")], {}, "not observed|periods"),
    ],
)
def test_fit_event_study_refuses_with_the_number_that_was_short(change, options, message):
    asked = {"treated": hit(3), "start": START} | options
    if message.startswith("not observed"):
        result = fit_event_study(change(draw_panel()), **COLUMNS, **asked)
        assert result.attrs["verdict"] == "not identifiable"
        return
    with pytest.raises(NotEnoughData, match=message):
        fit_event_study(change(draw_panel()), **COLUMNS, **asked)


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda p: pd.concat([p, p[:1]]), {}, "region, month: repeats R0"),
        (lambda p: p, {"treated": ["R99"]}, "treated: names no unit of the panel: \\['R99'\\]"),
        (lambda p: p, {"treated": []}, "treated: names no unit"),
        (lambda p: p, {"start": pd.Timestamp("2031-01-01")}, "start: 2031"),
        (lambda p: p, {"coverage": "is_seen"}, "is_seen: is not in the panel"),
        (lambda p: p, {"coverage": 1}, "coverage: is neither"),
        (lambda p: p.assign(events=np.inf), {}, "events: holds an infinite"),
    ],
)
def test_fit_event_study_names_what_it_cannot_take(change, options, message):
    asked = {"treated": hit(3), "start": START} | options
    with pytest.raises(BadInputError, match=message):
        fit_event_study(change(draw_panel()), **COLUMNS, **asked)


@pytest.mark.parametrize("has_coverage", [True, False])
def test_fit_event_study_identifies_nothing_on_displaced_people_of_kidal(mali, has_coverage):
    """The north was lost from October 2023, and the stock carried forward."""
    rows = mali["panel_admin1_month"]
    rows = rows[rows["admin1_name"] != "not placed"]
    coverage = find_coverage(
        rows, mali["breaks"], indicator="idps", unit_name="admin1_name",
        time="month", as_of="idps_as_of",
    )  # fmt: skip
    result = fit_event_study(
        rows, outcome="idps", unit="admin1_name", time="month", treated=["Kidal"],
        start=pd.Timestamp("2023-11-01"), coverage=coverage if has_coverage else None,
    )  # fmt: skip
    assert result.attrs["verdict"] == "not identifiable"
    reason = "a break in coverage" if has_coverage else "a stock carried forward"
    assert reason in result.attrs["reason"]


def test_find_coverage_marks_breaks_and_stocks_carried_forward():
    panel = pd.DataFrame(
        {
            "name": ["North", "North", "South", "South", "South"],
            "month": pd.to_datetime(["2023-01", "2023-02", "2023-01", "2023-02", "2023-03"]),
            "day": ["2023-01-31", "2023-01-31", "2023-01-31", None, "2023-03-15"],
        }
    )
    breaks = pd.DataFrame(
        {
            "indicator": ["idps", "idps", "refugees"],
            "geography_name": ["North", None, None],
            "date_from": pd.to_datetime(["2023-01-15", "2023-03-20", "2023-01-01"]),
            "date_to": pd.to_datetime(["2023-01-20", "2023-03-25", "2023-12-31"]),
        }
    )
    options = {"indicator": "idps", "unit_name": "name", "time": "month"}
    result = find_coverage(panel, breaks, **options, as_of="day")
    assert result.tolist() == [False, False, True, False, False]
    assert find_coverage(panel, breaks, **options).tolist() == [False, True, True, True, False]
    with pytest.raises(BadInputError, match="day of count: is not in the panel"):
        find_coverage(panel, breaks, **options, as_of="day of count")
