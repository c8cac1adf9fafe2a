"""What could go wrong unseen: unknown deaths taken for none, one number where none can be told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures import BadInputError
from analysis.models import NotEnoughData, impute_fatalities, is_heaped, tell_status

COLUMNS = {"deaths": "deaths", "kind": "kind"}


def to_events(gen, seed: int, **changes) -> tuple[pd.DataFrame, float]:
    kind, deaths, is_known = gen.fatalities(seed, **changes)
    events = pd.DataFrame({"kind": kind, "deaths": pd.Series(deaths, dtype="Int64")})
    return events.assign(deaths=events["deaths"].where(is_known)), float(deaths.sum())


def draw_events(unknown: int = 10, seed: int = 0) -> pd.DataFrame:
    """Draw events of two kinds in two years, the first few of each kind without a number."""
    rng = np.random.default_rng(seed)
    events = pd.DataFrame(
        {
            "kind": np.repeat(["raid", "shelling"], 60),
            "year": np.tile([2022, 2023], 60),
            "deaths": np.r_[rng.poisson(1, 60), rng.poisson(8, 60)].astype(float),
        }
    )
    is_first = events.groupby("kind").cumcount() < unknown
    return events.assign(deaths=events["deaths"].mask(is_first))


def test_impute_fatalities_is_unbiased_where_deaths_are_unknown_by_chance(gen):
    ratio, covered = [], []
    for seed in range(60):
        events, truth = to_events(gen, seed)
        row = impute_fatalities(events, **COLUMNS).loc["total"]
        if np.isnan(row["estimate"]):
            continue
        ratio.append(row["estimate"] / truth)
        covered.append(row["low"] <= truth <= row["high"])
    assert len(ratio) >= 45
    assert abs(np.mean(ratio) - 1) <= 0.02 + 0.02
    assert np.mean(covered) >= 0.87 - 0.09


def test_impute_fatalities_bounds_hold_where_the_deadlier_are_unknown(gen):
    held = []
    for seed in range(40):
        events, truth = to_events(gen, seed, depends_on_value=True)
        row = impute_fatalities(events, **COLUMNS).loc["total"]
        held.append(row["bound_low"] <= truth <= row["bound_high"])
    assert np.mean(held) >= 0.80 - 0.12


def test_impute_fatalities_never_takes_unknown_for_zero():
    row = impute_fatalities(draw_events(), **COLUMNS, year="year").loc["total"]
    assert row["bound_low"] == row["known"] < row["low"] <= row["estimate"] <= row["high"]
    assert (row["unknown"], row["n"]) == (20, 120)
    assert row["share_unknown"] == pytest.approx(1 / 6)
    assert row["verdict"] == "inconclusive"
    assert row["method"].endswith("as deadly as the reported ones of the same kind")


def test_impute_fatalities_draws_from_events_of_the_same_kind():
    events = draw_events()
    events.loc[events["kind"] == "shelling", "deaths"] = 50.0  # all known
    row = impute_fatalities(events, **COLUMNS).loc["total"]
    assert row["high"] < row["known"] + 10 * 10


def test_impute_fatalities_merges_cells_without_ten_donors():
    events = draw_events().assign(region=[f"R{k}" for k in range(120)])
    merged = impute_fatalities(events, **COLUMNS, region="region")
    plain = impute_fatalities(events, **COLUMNS)
    pd.testing.assert_frame_equal(merged, plain)


def test_impute_fatalities_gives_a_row_per_period():
    result = impute_fatalities(draw_events(), **COLUMNS, by="year")
    assert result.index.tolist() == [2022, 2023]
    assert result["n"].tolist() == [60, 60]
    whole = impute_fatalities(draw_events(), **COLUMNS).loc["total"]
    assert result["known"].sum() == whole["known"]


def test_impute_fatalities_tells_bounds_alone_where_most_of_a_kind_is_unknown():
    row = impute_fatalities(draw_events(unknown=30), **COLUMNS).loc["total"]
    assert row[["estimate", "low", "high"]].isna().all()
    assert row["verdict"] == "not identifiable"
    assert row["bound_high"] > row["bound_low"] > 0
    assert row["method"].startswith("bounds only")


def test_impute_fatalities_leaves_known_deaths_as_they_are():
    row = impute_fatalities(draw_events(unknown=0), **COLUMNS).loc["total"]
    assert row["low"] == row["estimate"] == row["high"] == row["known"] == row["bound_high"]
    assert row["verdict"] == "supported"


def test_impute_fatalities_leaves_its_input_as_it_was():
    events = draw_events()
    before = events.copy()
    impute_fatalities(events, **COLUMNS)
    pd.testing.assert_frame_equal(events, before)


@settings(max_examples=20)
@given(st.permutations(range(120)), st.integers(0, 5))
def test_impute_fatalities_keeps_the_known_sum_in_any_order(order, unknown):
    events = draw_events(unknown)
    row = impute_fatalities(events.iloc[list(order)], **COLUMNS).loc["total"]
    assert row["known"] == events["deaths"].sum()
    assert row["known"] <= row["low"] <= row["high"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e.assign(deaths=np.nan), "number of deaths: 0 where at least 10"),
        (lambda e: e[:15], "number of deaths: 5 where at least 10"),
        (lambda e: e[:0], "number of deaths: 0 where"),
    ],
)
def test_impute_fatalities_refuses_with_the_number_that_was_short(change, message):
    with pytest.raises(NotEnoughData, match=message):
        impute_fatalities(change(draw_events()), **COLUMNS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e.assign(deaths=e["deaths"].replace(0, np.inf)), "deaths: holds an infinite"),
        (lambda e: e.assign(deaths=-1), "deaths: holds a value below 0"),
        (lambda e: e.drop(columns="kind"), "kind: is not in the table"),
        (lambda e: e.set_axis([0, *range(119)]), "index: repeats a label"),
    ],
)
def test_impute_fatalities_names_what_it_cannot_take(change, message):
    with pytest.raises(BadInputError, match=message):
        impute_fatalities(change(draw_events()), **COLUMNS)


def test_tell_status_has_three_states():
    deaths = pd.Series([0, None, 4], dtype="Int64", name="deaths")
    assert tell_status(deaths).tolist() == ["zero reported", "unknown", "reported"]


def test_is_heaped_marks_what_coders_write_for_words():
    assert is_heaped(pd.Series([3, 4, 12, 100])).tolist() == [True, False, True, True]
