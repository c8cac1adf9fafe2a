"""What could go wrong unseen: a month read as its first day, a blank read as 0."""

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from analysis.measures import (
    BadInputError,
    _read_odd_numbers,
    add_preferred,
    first_day,
    last_day,
    lower_median,
    month_bounds,
    note_inputs,
    read_columns,
    read_distinct,
    read_numbers,
    read_words,
)


def test_last_day_is_the_last_that_a_date_can_mean():
    days = last_day(pd.Series(["2023", "2023-11", "2023-11-07", ""]))
    assert days[:3].dt.strftime("%Y-%m-%d").tolist() == ["2023-12-31", "2023-11-30", "2023-11-07"]
    assert pd.isna(days[3])


def test_first_day_is_the_first_that_a_date_can_mean():
    days = first_day(pd.Series(["2023", "2023-11"]))
    assert days.dt.strftime("%Y-%m-%d").tolist() == ["2023-01-01", "2023-11-01"]


@pytest.mark.parametrize("wrong", ["2023-02-30", "2023-13", "11/07/2023", "soon"])
def test_last_day_refuses_what_is_no_date(wrong):
    with pytest.raises(BadInputError, match=f"row 3, column as_of: '{wrong}'"):
        last_day(pd.Series(["2023-01", wrong], index=[2, 3], name="as_of"))


def test_read_numbers_leaves_a_blank_missing():
    numbers = read_numbers(pd.Series(["3", "", "0", "4.0"]))
    assert numbers.isna().tolist() == [False, True, False, False]
    assert numbers.dropna().tolist() == [3, 0, 4]


@pytest.mark.parametrize("wrong", ["-1", "1.5", "about ten", "inf", "nan"])
def test_read_numbers_refuses_what_is_no_count(wrong):
    with pytest.raises(BadInputError, match="row 5, column fatalities"):
        read_numbers(pd.Series(["1", wrong], index=[4, 5], name="fatalities"))


def outcome(make):
    try:
        return make()
    except BadInputError as error:
        return str(error)


NUMBERS = st.sampled_from(["", "0", "-0", "7.0", "1e15", "1e400", "+3", " 4", "1_0", "nan", "0x1f"])
NUMBERS |= st.floats().map(repr) | st.decimals(-180, 180).map(str) | st.text("0123456789.-e ")


@given(st.lists(NUMBERS | st.none(), max_size=6), st.booleans(), st.booleans())
@example(["", None], True, False)
@example(["1", "nan"], False, True)
def test_numbers_read_at_once_are_those_read_one_by_one(words, whole, negative):
    held = pd.Series(words, dtype="str", name="x").rename(lambda n: n + 2)
    found = outcome(lambda: read_numbers(held, whole=whole, negative=negative))
    expected = outcome(lambda: _read_odd_numbers(held, whole=whole, negative=negative))
    if isinstance(expected, str):
        assert found == expected
    else:
        assert_series_equal(found, expected, check_exact=True)


@given(st.lists(st.sampled_from(["a", "b", "", None])))
def test_each_distinct_word_is_read_once_at_its_first_row(words):
    held = pd.Series(words, dtype="str", name="x").rename(lambda n: n + 2)
    seen = []

    def read(distinct):
        seen.extend(distinct.index)
        return distinct + "!"

    assert_series_equal(read_distinct(held, read), held + "!")
    assert seen == list(held.drop_duplicates().index)


def test_of_several_columns_that_cannot_be_read_the_first_is_named():
    rows = pd.DataFrame({"a": ["x"] * 3, "b": ["1", "2", "y"], "c": ["z"] * 3}, index=[2, 3, 4])
    before = rows.copy()
    columns = {"words": ("a", read_words), "killed": ("b", read_numbers)}
    with pytest.raises(BadInputError, match="row 4, column b: 'y'"):
        read_columns(rows, columns | {"more": ("c", read_numbers)})
    assert read_columns(rows, {"words": columns["words"]})["words"].tolist() == ["x"] * 3
    pd.testing.assert_frame_equal(rows, before)


def test_every_row_of_a_group_is_cited_under_its_file_in_its_order():
    rows = pd.DataFrame({"source_file": ["f", "g", "f", "f"], "source_row": [9, 2, 10, 3]})
    cited = note_inputs(rows, pd.array([1, 1, 0, 1]).to_numpy())
    assert cited.tolist() == ["f#10", "f#9,3\ng#2"]


maybe_counts = st.lists(st.one_of(st.none(), st.integers(0, 10_000)), min_size=1, max_size=20)


@given(maybe_counts)
def test_lower_median_is_one_of_the_numbers_or_missing(values):
    known = sorted(v for v in values if v is not None)
    result = lower_median(pd.Series(values, dtype="Int64"))
    assert pd.isna(result) if not known else result == known[(len(known) - 1) // 2]


def test_month_bounds_refuses_a_month_that_is_none():
    with pytest.raises(BadInputError, match="2023-13"):
        month_bounds("2023-13")


def preferred(rows):
    frame = pd.DataFrame(
        rows, columns=["value", "confidence", "qualifier", "publisher", "as_of"]
    ).assign(place="XX01", source_row=range(len(rows)))
    return add_preferred(frame, key=["place"], value="value")["is_preferred"].tolist()


def test_preferred_row_is_the_more_certain_then_the_unrounded_one():
    row = ("", "IOM DTM", "2023-09-30")
    assert preferred([(390000.0, 3, *row), (391961.0, 3, *row)]) == [False, True]
    assert preferred([(391961.0, 2, *row), (390000.0, 3, *row)]) == [False, True]


def test_a_suspect_row_is_never_preferred():
    assert preferred([(5.0, 1, "", "press", "2023-09-30")]) == [False]


def test_preferred_takes_the_publisher_himself_before_who_relays_him_then_the_exacter_date():
    rows = pd.DataFrame(
        {
            "key": ["a", "a", "b", "b"],
            "value": [5.0, 7.0, 5.0, 7.0],
            "qualifier": ["", "", "", ""],
            "publisher": ["OCHA via Paper", "OCHA", "OCHA", "OCHA"],
            "as_of": ["2023-01-31", "2023-01-31", "2023-01", "2023-01-31"],
            "confidence": [3, 3, 3, 3],
            "source_row": [2, 3, 4, 5],
        }
    )
    chosen = add_preferred(rows, key=["key"], value="value")
    assert chosen["is_preferred"].tolist() == [False, True, False, True]
