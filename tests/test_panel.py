"""What could go wrong unseen: a month outside coverage read as peace, an old stock as a new one."""

import pandas as pd
import pytest

from analysis.measures import last_day
from analysis.panel import SUMS, join_incidents

UNITS = pd.DataFrame(
    {"admin1_pcode": ["XX01", "XX02", None], "admin1_name": ["A", "B", "not placed"]}
)
MONTHS = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"])


def rows_of(*listed):
    """Monthly rows: place, month, incidents, killed (best and high)."""
    return pd.DataFrame(
        {
            "source": "s",
            "admin1_pcode": pd.Series([place for place, *_ in listed], dtype="str"),
            "admin1_name": pd.Series([place for place, *_ in listed], dtype="str"),
            "month": pd.to_datetime([month for _, month, *_ in listed]),
            "event_type": "state-based",
            "incidents": pd.array([n for *_, n, _, _ in listed], dtype="Int64"),
            "fatalities_low": pd.array([None] * len(listed), dtype="Int64"),
            "fatalities_best": pd.array([best for *_, best, _ in listed], dtype="Int64"),
            "fatalities_high": pd.array([high for *_, high in listed], dtype="Int64"),
            "civilian_fatalities": pd.array([None] * len(listed), dtype="Int64"),
            "inputs": pd.Series([f"f#{n}" for n in range(len(listed))], dtype="str"),
        }
    )


def covered(first, last, *, absent_is_zero=True):
    span = {"first_month": pd.Timestamp(first), "last_month": pd.Timestamp(last)}
    return pd.DataFrame([span | {"absent_is_zero": absent_is_zero}])


def joined(rows, coverage):
    frame = UNITS.merge(pd.DataFrame({"month": MONTHS}), how="cross")
    result = join_incidents(frame, rows, UNITS, coverage)
    return result.set_index(["admin1_name", result["month"].dt.strftime("%Y-%m")])


def test_a_month_that_nobody_lists_is_zero_only_inside_coverage():
    rows = rows_of(("XX01", "2024-01-01", 2, 5, None))
    result = joined(rows, covered("2024-01-01", "2024-02-01"))
    january, march = result.xs("2024-01", level=1), result.xs("2024-03", level=1)
    assert january["incidents"].tolist() == [2, 0, 0]
    assert (january["incidents_status"] == "reported").all()
    assert march[SUMS].isna().all(axis=None)
    assert (march["incidents_status"] == "not_covered").all()
    assert march["source"].isna().all()


def test_a_month_between_two_spans_is_not_covered():
    spans = pd.concat([covered("2024-01-01", "2024-01-01"), covered("2024-03-01", "2024-03-01")])
    result = joined(rows_of(("XX01", "2024-01-01", 2, 5, None)), spans)
    february = result.xs("2024-02", level=1)
    assert february["incidents"].isna().all()
    assert (february["incidents_status"] == "not_covered").all()
    assert result.xs("2024-03", level=1)["incidents"].tolist() == [0, 0, 0]


def test_a_region_that_a_table_of_all_regions_leaves_out_is_not_reported():
    rows = rows_of(("XX01", "2024-01-01", 2, 5, None))
    result = joined(rows, covered("2024-01-01", "2024-01-01", absent_is_zero=False))
    absent = result.loc[("B", "2024-01")]
    assert (pd.isna(absent["incidents"]), absent["incidents_status"]) == (True, "not_reported")


def test_a_missing_number_of_what_is_listed_stays_missing():
    rows = rows_of(("XX01", "2024-01-01", 2, 5, None))
    result = joined(rows, covered("2024-01-01", "2024-02-01")).loc[("A", "2024-01")]
    assert result["fatalities_best"] == 5
    assert pd.isna(result["fatalities_high"])


def test_what_is_listed_of_a_month_that_is_not_covered_is_at_least_so_many():
    rows = rows_of(("XX01", "2024-03-01", 2, 0, 0), ("XX02", "2024-03-01", 0, 0, 0))
    result = joined(rows, covered("2024-01-01", "2024-02-01")).xs("2024-03", level=1)
    assert result["incidents"].fillna(-1).tolist() == [2, -1, -1]
    assert result["incidents_status"].tolist() == ["at_least", "not_covered", "not_covered"]
    assert result["fatalities_best"].isna().all()
    assert result["source"].fillna("").tolist() == ["s", "", ""]


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
