"""What could go wrong unseen: a month outside coverage read as peace, an old stock as a new one."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures import last_day
from analysis.panel import SUMS, fill_zero_inside_coverage


def test_zero_only_inside_coverage():
    counts = pd.DataFrame({name: pd.array([3, None, None], dtype="Int64") for name in SUMS})
    covered = pd.Series([True, True, False])
    filled = fill_zero_inside_coverage(counts, SUMS, covered)
    assert filled["incidents"].isna().tolist() == [False, False, True]
    assert filled["incidents"].tolist()[:2] == [3, 0]


def test_a_missing_bound_of_an_incident_stays_missing():
    counts = pd.DataFrame({name: pd.array([2], dtype="Int64") for name in SUMS})
    counts["fatalities_high"] = pd.array([None], dtype="Int64")
    filled = fill_zero_inside_coverage(counts, SUMS, pd.Series([True]))
    assert filled["fatalities_high"].isna().item()


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 9)), st.booleans()), max_size=15))
def test_nothing_outside_coverage_becomes_a_number(rows):
    values = pd.array([v for v, _ in rows], dtype="Int64")
    counts = pd.DataFrame(dict.fromkeys(SUMS, values))
    covered = pd.Series([c for _, c in rows], dtype="bool")
    filled = fill_zero_inside_coverage(counts, SUMS, covered)
    outside = ~covered & counts["incidents"].isna()
    assert filled.loc[outside, SUMS].isna().all(axis=None)


@pytest.mark.parametrize("month", ["2011-12", "2024-01"])
def test_months_outside_the_monthly_table_are_not_covered(mali, month):
    panel = mali["panel_admin1_month"]
    rows = panel[panel["month"] == pd.Timestamp(f"{month}-01")]
    assert len(rows) in (0, 11)
    assert rows["incidents"].isna().all()
    assert (rows["incidents_status"] == "not_covered").all()


def test_a_stock_is_not_carried_forward_beyond_a_year(mali):
    panel = mali["panel_admin1_month"]
    kidal = panel[(panel["admin1_pcode"] == "ML08") & panel["idps"].notna()]
    age = kidal["month"] - last_day(kidal["idps_as_of"])
    assert len(kidal) > 0
    assert age.max() <= pd.Timedelta(days=366)


def test_the_feed_s_zero_is_not_reported(mali):
    flows = mali["displacements"]
    monthly = flows[flows["cause"] == "conflict and disaster"]
    assert not (monthly["displacements"] == 0).any()
    july = monthly[monthly["period_start"] == pd.Timestamp("2021-07-01")]
    assert (july["status"] == "not_reported").all()
