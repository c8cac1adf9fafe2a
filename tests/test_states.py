"""What could go wrong unseen: an unknown read as 0, a part as a whole, a bound as a number."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.states import (
    KNOWN,
    MISSING,
    NUMBER,
    STATUSES,
    add_numbers,
    add_or_missing,
    agrees,
    divide_numbers,
    fill_zeros,
    name_gap,
    subtract_numbers,
    tell_absent,
    tell_reported,
    weaken_numbers,
    withhold_numbers,
)

SURE = ["reported", "estimated"]
quick = settings(max_examples=25)  # each example is a frame, and there are many properties


def numbers(*rows):
    """Frame of numbers: (value, status), or (value, low, high, status)."""
    full = [r if len(r) == 4 else (r[0], None, None, r[1]) for r in rows]
    frame = pd.DataFrame(full, columns=NUMBER)
    return frame.astype({"value": "Int64", "low": "Int64", "high": "Int64", "status": "str"})


@st.composite
def number(draw, statuses=STATUSES):
    status = draw(st.sampled_from(statuses))
    value = draw(st.integers(0, 4)) if status in KNOWN else None
    low = draw(st.one_of(st.none(), st.integers(0, value or 0)))
    high = draw(st.one_of(st.none(), st.integers(value or 0, 9)))
    return (value, low, high, status)


def some(statuses=STATUSES, **size):
    return st.lists(number(statuses), **size)


def row(frame):
    """Write the one number of a frame as plain values."""
    one = frame.iloc[0]
    return tuple(None if pd.isna(one[name]) else one[name] for name in NUMBER)


def total(rows, **options):
    return row(add_numbers(numbers(*rows), **options))


# Every operation


@quick
@given(some(max_size=6), some(min_size=1, max_size=6))
def test_a_value_stands_where_the_state_says_so_and_nowhere_else(parts, others):
    pairs = list(zip(parts, others, strict=False))
    left, right = numbers(*(p for p, _ in pairs)), numbers(*(o for _, o in pairs))
    for result in (
        add_numbers(numbers(*parts)),
        add_numbers(numbers(*parts), is_signed=True),
        subtract_numbers(left, right),
        divide_numbers(left, right),
    ):
        assert agrees(result["value"], result["status"]).all()
        assert result["status"].isin(STATUSES).all()


@quick
@given(some(MISSING, min_size=1, max_size=5), number())
def test_no_operation_turns_missing_into_a_number(missing, other):
    gap, held = numbers(missing[0]), numbers(other)
    assert total(missing)[0] is None
    assert total(missing, is_signed=True)[0] is None
    for operation in (subtract_numbers, divide_numbers):
        for pair in ((gap, held), (held, gap), (gap, gap)):
            result = operation(*pair)
            assert result[["value", "low", "high"]].isna().all(axis=None)
            assert result["status"].isin(MISSING).all()


@quick
@given(some(min_size=1, max_size=4), some(min_size=1, max_size=4))
def test_no_operation_changes_what_it_is_given(parts, others):
    shorter = min(len(parts), len(others))
    left, right = numbers(*parts[:shorter]), numbers(*others[:shorter])
    before = left.copy(), right.copy()
    add_numbers(left)
    subtract_numbers(left, right)
    divide_numbers(left, right)
    withhold_numbers(left, pd.Series(True, index=left.index))
    assert_frame_equal(left, before[0])
    assert_frame_equal(right, before[1])


@pytest.mark.parametrize(
    ("value", "status"), [(3, "not_reported"), (None, "reported"), (3, "guessed"), (0, "withheld")]
)
def test_a_value_that_its_state_denies_is_refused(value, status):
    wrong, held = numbers((1, "reported"), (value, status)), numbers(*[(1, "reported")] * 2)
    for call in (
        lambda: add_numbers(wrong),
        lambda: subtract_numbers(held, wrong),
        lambda: divide_numbers(wrong, held),
    ):
        with pytest.raises(ValueError, match=f"row 1: .* cannot be {status}"):
            call()


@pytest.mark.parametrize("operation", [subtract_numbers, divide_numbers])
def test_numbers_of_different_rows_are_not_compared(operation):
    here, there = numbers((1, "reported")), numbers((1, "reported")).set_axis(["X"], axis=0)
    with pytest.raises(ValueError, match="different rows"):
        operation(here, there)


# Sums


@quick
@given(some(max_size=6), st.randoms())
def test_the_order_of_parts_does_not_matter(parts, random):
    shuffled = list(parts)
    random.shuffle(shuffled)
    assert total(shuffled) == total(parts)
    assert total(shuffled, is_signed=True) == total(parts, is_signed=True)


@quick
@given(st.lists(st.tuples(number(), st.integers(0, 2)), min_size=1, max_size=8), st.booleans())
def test_the_sum_of_a_partition_is_the_sum_of_the_whole(parts, is_signed):
    rows, held = [p for p, _ in parts], np.array([g for _, g in parts])
    _, group = np.unique(held, return_inverse=True)
    sums = add_numbers(numbers(*rows), group, is_signed=is_signed)
    assert len(sums) == len(set(held))
    assert row(add_numbers(sums, is_signed=is_signed)) == total(rows, is_signed=is_signed)


@quick
@given(number(), number(), number())
def test_adding_is_associative(first, second, third):
    left = total([total([first, second]), third])
    assert left == total([first, total([second, third])])


@quick
@given(st.integers(1, 6))
def test_the_sum_of_observed_zeros_is_an_observed_zero(count):
    assert total([(0, 0, 0, "reported")] * count) == (0, 0, 0, "reported")


@quick
@given(some(MISSING, max_size=5), st.integers(0, 3))
def test_zeros_beside_a_gap_are_not_a_zero(missing, zeros):
    parts = [*missing, *[(0, "reported")] * (zeros if missing else 0)]
    value, *_, status = total(parts)
    assert value is None
    reasons = [p[-1] for p in missing] or ["not_reported"]
    assert status == max(reasons, key=MISSING.index)


def test_a_sum_of_nothing_is_no_zero():
    assert total([]) == (None, None, None, "not_reported")
    assert add_numbers(numbers(), np.array([], dtype="int64")).empty


@quick
@given(some(KNOWN, min_size=1, max_size=4), some(MISSING, min_size=1, max_size=3))
def test_what_is_known_of_a_sum_is_at_least_it(known, missing):
    parts = [*known, *missing]
    people = sum(p[0] for p in known)
    value, low, high, status = total(parts)
    if people or any(p[-1] != "at_least" for p in known):  # "at least 0" is nothing that is known
        assert (low, high) == (None, None)
    assert (value, status) == (people, "at_least") if people else value is None


@quick
@given(some(KNOWN, min_size=1, max_size=4), some(MISSING, min_size=1, max_size=3))
def test_what_can_be_negative_has_no_partial_sum(known, missing):
    value, *_, status = total([*known, *missing], is_signed=True)
    assert value is None
    assert status in MISSING


@quick
@given(st.integers(1, 9), some(min_size=0, max_size=4))
def test_at_least_carries_over_to_every_sum(people, others):
    assert total([(people, "at_least"), *others])[3] == "at_least"


def test_a_sum_is_as_sure_as_its_least_sure_part():
    assert total([(1, "reported"), (2, "reported")])[3] == "reported"
    assert total([(1, "reported"), (2, "estimated")])[3] == "estimated"
    assert total([(1, "at_least"), (2, "estimated")])[3] == "at_least"


def test_at_least_nothing_is_no_number():
    assert total([(0, "at_least")]) == (None, None, None, "not_reported")
    assert total([(0, "at_least"), (3, "reported")])[::3] == (3, "at_least")


def test_a_range_is_the_sum_of_ranges_and_missing_where_one_part_lacks_it():
    assert total([(5, 2, 9, "reported"), (1, 1, 4, "reported")]) == (6, 3, 13, "reported")
    assert total([(5, 2, 9, "reported"), (1, 1, None, "reported")]) == (6, 3, None, "reported")
    gap = (None, 3, 8, "not_reported")
    assert total([gap, gap]) == (None, 6, 16, "not_reported")
    assert total([gap, (5, 2, 9, "reported")]) == (5, None, None, "at_least")


def test_what_is_withheld_cannot_be_worked_out_from_a_sum():
    for people in (1, 7):
        parts = numbers((3, 1, 4, "reported"), (people, people, people, "reported"))
        shown = withhold_numbers(parts, pd.Series([False, True]))
        assert row(add_numbers(shown)) == (3, None, None, "at_least")
        assert row(subtract_numbers(numbers((9, "reported")), add_numbers(shown)))[0] is None
    only = withhold_numbers(parts, pd.Series([True, True]))
    assert row(add_numbers(only)) == (None, None, None, "withheld")


def test_groups_come_in_their_own_order():
    parts = numbers((1, "reported"), (2, "reported"), (None, "not_covered"))
    sums = add_numbers(parts, np.array([1, 0, 0]))
    assert sums["value"].tolist() == [2, 1]
    assert sums["status"].tolist() == ["at_least", "reported"]


@quick
@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000)), min_size=1, max_size=20))
def test_without_a_state_a_sum_with_a_missing_part_is_missing(values):
    result = add_or_missing(pd.Series(values, dtype="Int64"))
    assert pd.isna(result) if None in values else result == sum(values)


# Changes


@quick
@given(number(SURE), number(SURE))
def test_a_change_is_the_difference_and_no_more_than_an_estimate(after, before):
    value, low, high, status = row(subtract_numbers(numbers(after), numbers(before)))
    assert (value, status) == (after[0] - before[0], "estimated")
    if None not in (after[1], before[2]):
        assert low == after[1] - before[2]
    assert (high is None) == (None in (after[2], before[1]))


@quick
@given(number(), number(["at_least"]))
def test_of_a_bound_there_is_no_change(held, bound):
    for pair in ((held, bound), (bound, held)):
        value, low, high, status = row(subtract_numbers(*map(numbers, pair)))
        assert (value, low, high) == (None, None, None)
        assert status in MISSING


def test_the_gravest_reason_names_why_there_is_no_change():
    pairs = {
        ("not_covered", "not_reported"): "not_reported",
        ("withheld", "not_reported"): "withheld",
        ("not_covered", "not_covered"): "not_covered",
    }
    for (left, right), reason in pairs.items():
        for pair in ((left, right), (right, left)):
            result = subtract_numbers(*(numbers((None, status)) for status in pair))
            assert result["status"].item() == reason
    bound, gap = numbers((4, "at_least")), numbers((None, "not_covered"))
    assert subtract_numbers(gap, bound)["status"].item() == "not_reported"


# Shares and rates


@quick
@given(number(SURE), number(SURE))
def test_a_share_is_no_more_than_an_estimate_and_of_zero_there_is_none(part, whole):
    value, low, high, status = row(divide_numbers(numbers(part), numbers(whole), per=100))
    if whole[0] == 0:
        assert (value, low, high, status) == (None, None, None, "not_reported")
        return
    assert value == pytest.approx(100 * part[0] / whole[0])
    assert status == "estimated"
    assert (low is None) == (part[1] is None or not whole[2])
    assert (high is None) == (part[2] is None or not whole[1])


def test_a_rate_carries_the_range_over_an_exact_population():
    killed, people = numbers((20, 10, 40, "reported")), numbers((10**6,) * 3 + ("reported",))
    assert row(divide_numbers(killed, people, per=100_000)) == (2, 1, 4, "estimated")


@quick
@given(number(SURE), st.integers(1, 9))
def test_at_least_a_part_is_at_least_its_share(whole, people):
    value, *_, status = row(divide_numbers(numbers((people, "at_least")), numbers(whole)))
    assert (value is None) == (whole[0] == 0)
    assert status == ("at_least" if whole[0] else "not_reported")


@quick
@given(number(), number(["at_least"]))
def test_of_at_least_so_many_there_is_no_share(part, whole):
    value, low, high, status = row(divide_numbers(numbers(part), numbers(whole)))
    assert (value, low, high) == (None, None, None)
    assert status in MISSING


def test_none_of_a_known_whole_is_a_share_of_zero():
    shares = divide_numbers(
        numbers((0, "reported"), (0, "at_least")), numbers(*[(5, "reported")] * 2)
    )
    assert shares["value"].fillna(-1).tolist() == [0, -1]
    assert shares["status"].tolist() == ["estimated", "not_reported"]


# States, zeros and what is withheld


def test_every_state_is_one_of_the_contract():
    assert sorted(STATUSES) == sorted(
        ["reported", "at_least", "not_reported", "not_covered", "withheld", "estimated"]
    )


def test_a_blank_is_not_reported_and_a_zero_is():
    told = tell_reported(pd.Series([0, None, 4], dtype="Int64"))
    assert told.tolist() == ["reported", "not_reported", "reported"]
    assert tell_reported(pd.Series([], dtype="Int64")).empty
    assert [name_gap(True), name_gap(False)] == ["not_reported", "not_covered"]


def test_absence_is_zero_only_where_a_covered_source_lists_every_region():
    covered = pd.Series([True, True, False, False])
    told = tell_absent(covered, pd.Series([True, False, False, True]))
    assert told.tolist() == ["reported", "not_reported", "not_covered", "not_covered"]


def counts(*values):
    return pd.DataFrame(
        {name: pd.array(values, dtype="Int64") for name in ("incidents", "fatalities")}
    )


def test_zeros_are_filled_only_inside_coverage():
    filled = fill_zeros(counts(3, None, None), ["incidents"], pd.Series([True, True, False]))
    assert filled["incidents"].isna().tolist() == [False, False, True]
    assert filled["incidents"].tolist()[:2] == [3, 0]
    assert filled["fatalities"].isna().tolist() == [False, True, True]


def test_a_missing_number_of_what_is_listed_stays_missing():
    listed = counts(2).assign(fatalities=pd.array([None], dtype="Int64"))
    filled = fill_zeros(listed, ["incidents", "fatalities"], pd.Series([True]))
    assert filled["fatalities"].isna().item()


@quick
@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 9)), st.booleans()), max_size=15))
def test_nothing_outside_coverage_becomes_a_number(rows):
    held = counts(*(v for v, _ in rows))
    covered = pd.Series([c for _, c in rows], dtype="bool")
    filled = fill_zeros(held, ["incidents", "fatalities"], covered)
    outside = ~covered & held["incidents"].isna()
    assert filled.loc[outside].isna().all(axis=None)


def test_a_number_that_is_only_a_bound_loses_its_range_and_a_zero_its_value():
    rows = numbers((5, 1, 9, "reported"), (0, 0, 0, "reported"), (None, "not_reported"))
    weak = weaken_numbers(rows, pd.Series([True, True, True]), gap="not_covered")
    assert weak["value"].fillna(-1).tolist() == [5, -1, -1]
    assert weak["status"].tolist() == ["at_least", "not_covered", "not_reported"]
    assert weak.loc[0, ["low", "high"]].isna().all()
    assert (
        weaken_numbers(rows, pd.Series([False] * 3))["status"].tolist() == rows["status"].tolist()
    )


def test_what_is_withheld_has_no_value_no_range_and_its_reason():
    rows = numbers((5, 1, 9, "at_least"), (None, "not_covered"), (5, 1, 9, "reported"))
    shown = withhold_numbers(rows, pd.Series([True, True, False]))
    assert shown.loc[:1, ["value", "low", "high"]].isna().all(axis=None)
    assert shown["status"].tolist() == ["withheld", "not_covered", "reported"]
    assert shown["value"].tolist()[2] == 5
