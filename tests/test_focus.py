"""What could go wrong unseen: the region that a report dwells on is passed over for one with data."""

import pandas as pd
import pytest

from analysis.facts import choose_focus, choose_incident, find_place
from analysis.facts.figure import make_figure
from analysis.facts.focus import tell_focus
from analysis.measures import month_bounds
from analysis.schema import Incidents, PanelAdmin1Month, Tolls, empty

MAY = month_bounds("2023-05")


def tables(*incidents, panel=()):
    """Tables of incidents: id, region, day, numbers stated, best toll; and of regions: deaths."""
    names = ["key", "region", "day", "n_numbers", "fatalities_best"]
    rows = pd.DataFrame(list(incidents), columns=names)
    months = pd.DataFrame(list(panel), columns=["admin1_name", "fatalities_best", "incidents"])
    return {
        "incidents": pd.DataFrame(
            {
                "source": "ledger",
                "event_id": "ledger:" + rows["key"].astype("str"),
                "event_date": pd.to_datetime(rows["day"]),
                "admin1_name": rows["region"],
                "admin1_pcode": None,
            }
        )
        if len(rows)
        else empty(Incidents),
        "tolls": rows.rename(columns={"key": "incident_id"})
        if len(rows)
        else empty(Tolls).astype({"n_numbers": "Int64"}),
        "panel_admin1_month": months.assign(
            month=MAY[0],
            admin1_pcode=months["admin1_name"].map({"North": "XX01"}),
            fatalities_best=months["fatalities_best"].astype("Int64"),
        )
        if len(months)
        else empty(PanelAdmin1Month),
    }


def test_the_incident_that_most_was_stated_of_leads_not_the_deadliest():
    held = tables(("a", "North", "2023-05-07", 12, 12), ("b", "South", "2023-05-09", 1, 50))
    assert choose_focus(held, *MAY) == {"geography": "North", "geography_name": "North"}


def test_of_incidents_of_equal_note_the_deadlier_leads_in_any_order():
    rows = [("a", "North", "2023-05-07", 2, 9), ("b", "South", "2023-05-09", 2, 5)]
    for order in (rows, rows[::-1]):
        assert choose_incident(tables(*order), *MAY) == "a"


def test_an_incident_without_a_number_or_a_place_or_of_another_month_leads_nowhere():
    held = tables(
        ("a", "North", "2023-05-07", 0, None),
        ("b", None, "2023-05-09", 3, 8),
        ("c", "South", "2023-06-01", 4, 90),
    )
    assert choose_incident(held, *MAY) == "b"
    assert choose_focus(held, *MAY) is None


def test_without_a_ledger_the_region_of_most_deaths_leads_and_what_has_no_place_never():
    panel = [("North", 4, 9), ("South", 7, 2), ("not placed", 99, 1), ("West", None, 50)]
    assert choose_focus(tables(panel=panel), *MAY)["geography_name"] == "South"
    by_count = tables(panel=[("North", 7, 9), ("South", 7, 2)])
    assert choose_focus(by_count, *MAY) == {"geography": "XX01", "geography_name": "North"}


@pytest.mark.parametrize("panel", [(), [("North", 0, 3)], [("North", None, 3)]])
def test_where_nothing_is_known_no_region_leads(panel):
    assert choose_focus(tables(panel=panel), *MAY) is None


def figure(code, name=None, rule="latest-on-or-before"):
    place = {"geography": code, "geography_name": name or code}
    return make_figure(f"idps-{code}", "idps", "dtm", **place, rule=rule, unit="people")


FOCUS = {"geography": "XX01", "geography_name": "Nôrth"}


def test_a_place_is_found_by_its_code_and_else_by_its_name():
    assert find_place([figure("XX02", "North"), figure("XX01")], FOCUS) == "idps-XX01"
    assert find_place([figure("XX02"), figure("North")], FOCUS) == "idps-North"
    assert find_place([figure("XX02")], FOCUS) is None


def test_a_region_without_a_stock_is_told_without_a_number_where_others_have_one():
    (told,) = tell_focus([figure("XXX"), figure("South")], FOCUS, MAY[1])
    assert (told["id"], told["status"], told["rule"]) == ("idps-XX01", "not_reported", "none")
    assert pd.isna(told["value"])


def test_nothing_is_told_of_a_region_that_has_one_or_of_a_country_without_regions():
    assert tell_focus([figure("North")], FOCUS, MAY[1]) == []
    assert tell_focus([figure("XXX")], FOCUS, MAY[1]) == []
    assert tell_focus([figure("South")], None, MAY[1]) == []
