"""What could go wrong unseen: a partial sum printed as a region's, a growing month read as quiet."""

import pandas as pd
import pytest

from analysis import monthly
from analysis.measures import BadInputError, first_day, read_numbers, read_words
from tests.conftest import raw_rows

PARTS = """
    region,part,month,events,fatalities
    North,A,2024-01,2,5
    North,B,2024-01,0,0
    South,C,2024-01,1,
    North,A,2024-02,1,1
    South,C,2024-02,0,0
    ,D,2024-01,3,2
    North,A,2024-03,0,0
    North,B,2024-03,4,9
    South,C,2024-03,2,0
"""


def read_parts(text=PARTS):
    raw = raw_rows(text)
    return raw.assign(
        month=first_day(raw["month"]),
        event_type="political violence",
        admin1_name=read_words(raw["region"]),
        incidents=read_numbers(raw["events"]),
        fatalities_best=read_numbers(raw["fatalities"]),
    )


def add_up(text=PARTS):
    return monthly.to_admin1_month(read_parts(text), source="hapi", version="1")


def pick(months, region, month):
    is_region = months["admin1_name"].isna() if region is None else months["admin1_name"] == region
    return months[is_region & (months["month"] == pd.Timestamp(f"{month}-01"))]


def test_parts_of_a_region_are_added_and_all_their_rows_kept():
    row = pick(add_up(), "North", "2024-01").iloc[0]
    assert (row["incidents"], row["fatalities_best"]) == (2, 5)
    assert row["inputs"] == "test.csv#2,3"


def test_a_reported_zero_stays_and_a_blank_is_no_zero():
    months = add_up()
    assert pick(months, "South", "2024-02")["incidents"].item() == 0
    assert pick(months, "South", "2024-01")["fatalities_best"].isna().item()


def test_a_month_in_which_a_part_is_absent_is_unknown_and_no_smaller_sum():
    assert pick(add_up(), "North", "2024-02").empty


def test_what_is_in_no_region_stays():
    assert pick(add_up(), None, "2024-01")["incidents"].item() == 3


def test_what_a_monthly_table_does_not_tell_is_missing():
    not_told = add_up()[monthly.NOT_TOLD]
    assert not_told.shape == (6, 6)
    assert not_told.isna().all(axis=None)


def test_an_empty_count_is_refused_with_its_row():
    text = "region,part,month,events,fatalities\nNorth,A,2024-01,,3"
    with pytest.raises(BadInputError, match="row 2, column events: is empty"):
        add_up(text)


def test_no_parts_are_no_rows_and_parts_are_unchanged():
    parts = read_parts()
    before = parts.copy()
    assert monthly.to_admin1_month(parts.head(0), source="hapi", version="1").empty
    monthly.to_admin1_month(parts, source="hapi", version="1")
    pd.testing.assert_frame_equal(parts, before)


@pytest.mark.parametrize(
    ("day", "behind", "last"),
    [
        ("2024-02-01", 0, "2024-01"),
        ("2024-01-31", 0, "2024-01"),
        ("2024-01-30", 0, "2023-12"),
        ("2024-02-06", 7, "2023-12"),
        ("2024-02-07", 7, "2024-01"),
    ],
)
def test_a_month_is_complete_only_once_the_data_have_caught_up(day, behind, last):
    month = monthly.last_complete_month(day, days_behind=behind)
    assert month == pd.Timestamp(f"{last}-01")


def cover(day, text=PARTS):
    months = monthly.to_coverage(add_up(text), day, days_behind=7)
    return None if months is None else [f"{m:%Y-%m}" for m in months]


def test_a_month_in_which_a_region_is_unknown_is_not_covered():
    assert cover("2024-06-01") == ["2024-03", "2024-03"]


def test_the_current_month_is_not_covered():
    assert cover("2024-03-20") == ["2024-01", "2024-01"]
    assert cover("2024-01-20") is None


def test_a_country_given_as_a_whole_is_covered_until_a_month_is_skipped():
    text = "region,part,month,events,fatalities\n" + "\n".join(
        f",,{month},1,0" for month in ("2023-08", "2023-10", "2023-11", "2023-12")
    )
    assert cover("2024-06-01", text) == ["2023-10", "2023-12"]
