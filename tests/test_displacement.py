"""What could go wrong unseen: lost access read as return, a cleaned register as peace."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.displacement import (
    PARTS,
    add_joined,
    add_steps,
    cross_breaks,
    is_comparable,
    read_direction,
    split_change,
)
from analysis.schema import Breaks, empty

DAYS = pd.Index(pd.to_datetime(["2024-03-31", "2024-06-30"]))
NO_BREAKS = empty(Breaks)


def places(counts, method="round"):
    return pd.DataFrame(
        {
            "place": pd.Series(list(counts), dtype="str"),
            "idps": pd.array(list(counts.values()), dtype="Int64"),
            "method": method,
        }
    )


def total(before, after):
    return pd.Series([before, after], index=DAYS, dtype="Int64")


def breaks(kind, people=None, first="2024-04-01", last="2024-04-30"):
    row = {"indicator": "idps", "kind": kind, "people": people, "geography_name": None}
    frame = pd.DataFrame([row | {"date_from": first, "date_to": last}])
    return frame.astype({"people": "Int64"}).assign(
        date_from=pd.to_datetime(frame["date_from"]), date_to=pd.to_datetime(frame["date_to"])
    )


def split(before, after, crossed=NO_BREAKS):
    sums = total(sum(before.values()), sum(after.values()))
    return split_change(places(before), places(after), sums, crossed)


def test_movement_is_what_places_counted_on_both_days_tell():
    parts = split({"A": 10, "B": 5}, {"A": 14, "B": 4})
    assert parts["value"].tolist() == [3, pd.NA, pd.NA, 0]
    assert is_comparable(parts)
    assert read_direction(parts) == "more"


def test_a_place_that_was_lost_is_coverage_and_no_return():
    parts = split({"A": 10, "B": 50}, {"A": 14})
    assert parts["value"].tolist() == [4, -50, pd.NA, 0]
    assert read_direction(parts) == "withheld"


def test_a_clean_up_of_known_size_is_method_and_the_rest_unexplained():
    parts = split({"A": 60}, {"A": 40}, breaks("clean-up", -14))
    assert parts["value"].tolist() == [pd.NA, pd.NA, -14, -6]
    assert parts.loc["movement", "reason"] == "clean-up"


def test_what_a_break_took_is_not_known_where_only_part_of_it_lies_between():
    parts = split({"A": 60}, {"A": 40}, breaks("clean-up", -14, "2024-01-01", "2024-12-31"))
    assert parts["value"].tolist() == [pd.NA, pd.NA, pd.NA, -20]


def test_regions_that_do_not_add_up_say_nothing_of_coverage():
    parts = split_change(places({"A": 10}), places({"A": 10, "B": 5}), total(30, 36), NO_BREAKS)
    assert parts["value"].tolist() == [6, pd.NA, pd.NA, 0]


def test_only_breaks_of_the_counts_of_idps_and_of_the_place_are_crossed():
    of_place = breaks("regions split").assign(geography_name="A")
    of_census = breaks("regions split").assign(indicator="population")
    held = pd.concat([of_place, of_census], ignore_index=True)
    assert cross_breaks(held, *DAYS, "A").index.tolist() == [0]
    assert cross_breaks(held, *DAYS, "B").empty
    assert cross_breaks(of_census, *DAYS).empty


def test_another_method_is_no_movement():
    parts = split_change(
        places({"A": 10}), places({"A": 12}, method="estimate"), total(10, 12), NO_BREAKS
    )
    assert pd.isna(parts.loc["movement", "value"])
    assert parts.loc["unexplained", "value"] == 2
    assert not is_comparable(parts)


counts = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 10**6), max_size=6)
maybe_break = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(["clean-up", "access lost", "registration extended", "regions split"]),
        st.one_of(st.none(), st.integers(-(10**6), 10**6)),
    ),
)


@given(counts, counts, maybe_break, st.integers(0, 5), st.integers(0, 5))
def test_the_parts_add_up_exactly(before, after, crossed, more, fewer):
    sums = total(sum(before.values()) + more, sum(after.values()) + fewer)
    held = NO_BREAKS if crossed is None else breaks(*crossed)
    parts = split_change(places(before), places(after), sums, held)
    assert sum(parts["value"].dropna()) == sums.iloc[1] - sums.iloc[0]
    if crossed is not None:
        assert read_direction(parts) == "withheld"


@given(counts, counts, maybe_break)
def test_the_steps_drawn_lead_from_one_count_to_the_other(before, after, crossed):
    sums = total(sum(before.values()), sum(after.values()))
    held = NO_BREAKS if crossed is None else breaks(*crossed)
    parts = split_change(places(before), places(after), sums, held)["value"]
    values = pd.concat([sums.head(1), parts, sums.tail(1)], ignore_index=True)
    steps = add_steps(pd.DataFrame({"value": values}))
    assert steps["end"].iloc[len(PARTS)] == sums.iloc[1]
    assert steps["start"].iloc[1:].tolist() == steps["end"].iloc[:-1].tolist()
    moved = (steps["end"] - steps["start"]).iloc[1:-1]
    assert moved[parts.isna().to_numpy()].eq(0).all()
    assert moved[parts.notna().to_numpy()].tolist() == parts.dropna().tolist()


def test_steps_are_told_of_a_new_frame():
    rows = pd.DataFrame({"value": pd.array([10, None, 5, 15], dtype="Int64")})
    steps = add_steps(rows)
    assert steps["start"].tolist() == [10, 10, 10, 15]
    assert steps["end"].tolist() == [10, 10, 15, 15]
    assert list(rows) == ["value"]


def dated():
    days = ["2023-12-31", "2024-03-31", "2024-06-30"]
    value = pd.array([1, 2, 3], dtype="Int64")
    return pd.DataFrame({"label": days, "value": value, "status": "reported"})


@pytest.mark.parametrize(
    ("crossed", "covered", "expected"),
    [
        (NO_BREAKS, [None, None, None], [False, True, True]),
        (breaks("clean-up"), [None, None, None], [False, True, False]),
        (
            NO_BREAKS,
            ["9 first-level units", "9 first-level units", "8 first-level units"],
            [0, 1, 0],
        ),
        (NO_BREAKS, ["9 first-level units", None, "8 first-level units"], [0, 1, 1]),
    ],
)
def test_stocks_are_joined_over_no_break_and_no_other_number_of_units(crossed, covered, expected):
    held = dated()
    assert add_joined(held, crossed, covered)["is_joined"].tolist() == expected
    assert add_joined(held.head(0), crossed, []).empty
    assert list(held) == ["label", "value", "status"]


@pytest.mark.parametrize(
    ("value", "status"), [(2, "at_least"), (None, "not_reported"), (None, "withheld")]
)
def test_a_stock_without_an_exact_number_is_joined_to_none(value, status):
    held = dated()
    held.loc[1, ["value", "status"]] = [value, status]
    assert add_joined(held, NO_BREAKS, [None] * 3)["is_joined"].tolist() == [False] * 3


@given(counts)
def test_a_stock_that_nobody_gave_has_no_change(before):
    parts = split_change(places(before), places({}), total(5, None), NO_BREAKS)
    assert pd.isna(parts.loc["unexplained", "value"])
    assert read_direction(parts) == "withheld"


def simulate(draw, *, is_access_lost):
    """One country: violence drives people out of some places and cuts access to others of them."""
    true_before = draw.integers(2_000, 40_000, 12)
    is_struck = draw.random(12) < 0.35
    is_struck[draw.integers(12)] = True
    arrived = np.where(is_struck, draw.integers(500, 9_000, 12), draw.integers(-200, 400, 12))
    true_after = true_before + arrived
    is_lost = is_struck & (draw.random(12) < 0.8) & is_access_lost
    if is_access_lost:
        is_lost[np.flatnonzero(is_struck)[0]] = True
    names = [f"P{i}" for i in range(12)]
    before = dict(zip(names, true_before.tolist(), strict=True))
    after = {n: int(v) for n, v, lost in zip(names, true_after, is_lost, strict=True) if not lost}
    return before, after, int(arrived.sum())


@pytest.mark.parametrize("is_access_lost", [True, False])
def test_access_lost_where_violence_struck_fools_the_naive_sign_and_not_ours(is_access_lost):
    draw = np.random.default_rng(20231107)
    naive, ours, withheld = 0, 0, 0
    for _ in range(1_000):
        before, after, truth = simulate(draw, is_access_lost=is_access_lost)
        change = sum(after.values()) - sum(before.values())
        direction = read_direction(split(before, after))
        is_right = direction == ("more" if truth > 0 else "fewer" if truth < 0 else "same")
        naive += (change > 0) == (truth > 0)
        ours += is_right or direction == "withheld"
        withheld += direction == "withheld"
    assert ours >= 950
    if is_access_lost:
        assert naive <= 100  # the stock falls in nine of ten runs in which people fled
    else:
        assert withheld == 0
        assert naive == 1_000
