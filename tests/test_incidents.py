"""What could go wrong unseen: a year called equal that nobody compared, a gap taken for a zero."""

import pandas as pd
import pytest

from analysis.incidents import compare_years, covered_years, format_differing_years, reconcile_years
from analysis.losses import format_balance
from analysis.schema import Coverage, FatalitiesYear, IncidentsAdmin1Month, conform, empty
from analysis.sources import ucdp
from tests.conftest import raw_rows, vintage

SPANS = pd.DataFrame(
    {
        "source": "ucdp",
        "first_month": [pd.Timestamp("2019-01-01"), pd.Timestamp("2023-01-01")],
        "last_month": [pd.Timestamp("2022-12-01"), pd.Timestamp("2023-06-01")],
        "version": ["24.1", "23.01.23.06"],
        "absent_is_zero": True,
        "source_file": "x",
    }
)


def totals(text):
    """Totals of all kinds; what is not given of a kind is of state-based violence."""
    rows = raw_rows("year,fatalities_low,fatalities_best,fatalities_high\n" + text)
    whole = rows.assign(event_type=None)
    both = pd.concat([whole, rows.assign(event_type="state-based")], ignore_index=True)
    known = {"source": "ucdp", "source_version": "25.1", "iso3": "XXX"}
    numbers = {n: both[n].astype("Int64") for n in both.columns if n.startswith("fatalities")}
    return conform(
        both.assign(year=both["year"].astype("int64"), **known, **numbers), FatalitiesYear
    )


def months(*rows):
    """Region-months: month, kind, low, best, high."""
    named = ["month", "event_type", "fatalities_low", "fatalities_best", "fatalities_high"]
    held = pd.DataFrame(rows, columns=named)
    known = {
        "source": "ucdp",
        "source_version": "24.1",
        "admin1_pcode": None,
        "admin1_name": [f"R{n}" for n in range(len(held))],
        "incidents": 1,
        "civilian_fatalities": pd.NA,
        "incidents_spanning_months": 0,
        "incidents_imprecise_place": 0,
        "inputs": "x#2",
    }
    month = pd.to_datetime(held["month"] + "-01")
    return conform(held.assign(month=month, **known), IncidentsAdmin1Month)


HELD = months(
    ("2020-02", "state-based", 1, 2, 3),
    ("2020-12", "state-based", 1, 2, 3),
    ("2021-01", "state-based", 1, 2, 3),
    ("2022-05", "one-sided", 1, 2, 3),
    ("2023-02", "state-based", 1, 2, 3),
    ("2024-02", "state-based", 1, 2, 3),
)
TOTALS = totals("2019,0,0,0\n2020,2,4,6\n2021,1,3,3\n2022,1,2,3\n2023,1,2,3\n")


def test_a_year_agrees_only_where_it_was_compared_whole():
    result = compare_years(HELD, TOTALS, SPANS).set_index("year")["how"]
    assert result.to_dict() == {
        2019: "matched",  # no incident in a year that is covered, and a total of 0
        2020: "matched",
        2021: "differs",
        2022: "matched but for range or kind",
        2023: "months not all covered",
        2024: "not in the table of years",
    }


@pytest.mark.parametrize("total", ["2020,1,4,6", "2020,2,4,7"])
def test_a_range_that_differs_is_a_remark(total):
    (result,) = compare_years(HELD[HELD["month"].dt.year == 2020], totals(total), SPANS)["how"]
    assert result == "matched but for range or kind"


def test_a_total_above_0_is_not_met_by_no_incident():
    result = compare_years(months(), totals("2019,0,3,3\n2020,0,0,0"), SPANS)
    assert result.set_index("year")["how"].to_dict() == {2019: "differs", 2020: "matched"}


def test_a_sum_with_a_missing_part_agrees_with_no_total():
    held = months(("2020-02", "state-based", 0, pd.NA, 0))
    assert compare_years(held, totals("2020,0,0,0"), SPANS)["how"].tolist() == ["differs"]


def test_years_and_releases_are_named_and_nothing_vanishes():
    result = reconcile_years(HELD, TOTALS, SPANS, "ucdp").set_index("outcome")
    assert result["rows"].sum() == 6
    assert result["value"].sum() == 11
    assert result.loc["matched", "names"] == "2019-2020 (incidents of 24.1; table of 25.1)"
    assert result.loc["differs", "names"] == "2021 (incidents of 24.1; table of 25.1)"
    printed = "\n".join(format_balance(result.reset_index()))
    assert "matched: 2 rows, 4 people: 2019-2020" in printed


def test_a_year_that_differs_is_printed_with_both_numbers():
    assert list(format_differing_years(HELD, TOTALS, SPANS)) == [
        "ucdp 2021: 2 killed, 3 in the table of years (incidents of 24.1; table of 25.1)"
    ]
    none_held = format_differing_years(months(), totals("2019,0,1003,1003"), SPANS)
    assert next(none_held).startswith("ucdp 2019: none killed, 1,003 in the table of years")
    assert list(format_differing_years(HELD, empty(FatalitiesYear), SPANS)) == []


def test_without_totals_there_is_nothing_to_say():
    assert reconcile_years(HELD, empty(FatalitiesYear), SPANS, "ucdp").empty
    assert reconcile_years(HELD, TOTALS, SPANS, "acled").empty


def test_totals_alone_are_compared_with_nothing():
    result = reconcile_years(
        empty(IncidentsAdmin1Month), TOTALS, empty(Coverage), "ucdp"
    ).set_index("outcome")
    assert result.index.tolist() == ["months not all covered"]
    assert "incidents of none held" in result["names"].item()


def test_comparing_leaves_its_inputs_alone():
    held, given_totals, spans = HELD.copy(), TOTALS.copy(), SPANS.copy()
    compare_years(HELD, TOTALS, SPANS)
    assert held.equals(HELD)
    assert given_totals.equals(TOTALS)
    assert spans.equals(SPANS)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2020-01", "2021-12", [2020, 2021]),
        ("2020-02", "2021-11", []),
        ("2020-02", "2022-01", [2021]),
    ],
)
def test_a_year_is_covered_by_twelve_months(first, last, years):
    span = SPANS.iloc[:1].assign(
        first_month=pd.Timestamp(f"{first}-01"), last_month=pd.Timestamp(f"{last}-01")
    )
    assert covered_years(span) == years


HEADER = ",".join(["country_cy", *ucdp.YEAR])


def country_year(*rows):
    """Country-year rows: country, year, release, then low, best and high of one-sided violence."""
    lines = []
    for country, year, version, low, best, high in rows:
        cells = {n: "0" for n in ucdp.YEAR}
        cells |= {"country_id_cy": country, "year_cy": year, "version": version}
        for kind in ("os_total_deaths", "cumulative_total_deaths_in_orgvio"):
            cells |= {f"{kind}_low_cy": low, f"{kind}_best_cy": best, f"{kind}_high_cy": high}
        lines.append(",".join(["X", *cells.values()]))
    return raw_rows("\n".join([HEADER, *lines]))


def test_the_newest_release_of_totals_serves_whole():
    here = vintage("XXX", ucdp_id="7")
    old = country_year(("7", "2020", "24.1", "1", "2", "3"), ("7", "2021", "24.1", "1", "2", "3"))
    new = country_year(("7", "2020", "25.1", "4", "5", "6"))
    unsaid = country_year(("7", "2020", "", "7", "8", "9"))  # goes by the day of its vintage
    for parts in ((old, new), (new, old), (unsaid, new), (new, unsaid, old)):
        held = pd.concat([ucdp.clean_country_year(p, here) for p in parts], ignore_index=True)
        assert set(ucdp.combine_totals(held)["source_version"]) == {"25.1"}
        assert len(ucdp.combine_totals(held)) == 4
    both = [
        ucdp.clean_country_year(p, here)
        for p in (country_year(("7", "2018", "19.1", *"123")), unsaid)
    ]
    assert set(ucdp.combine_totals(pd.concat(both))["source_version"]) == {"19.1"}
    assert ucdp.combine_totals(empty(FatalitiesYear)).empty
