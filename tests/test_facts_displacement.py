"""What could go wrong unseen: one reason's people for everybody's, two sources in one series."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from analysis import layouts
from analysis.facts.stocks import choose_regions, choose_stocks, tell_stocks
from analysis.schema import Breaks, Figures, Idps, conform, empty
from analysis.sources import idmc
from tests.test_idmc import MALI, read

PLACE = {"geography": "XXX", "geography_name": "Xland"}
LAST = pd.Timestamp("2024-06-30")
NO_BREAKS = empty(Breaks)


def stock(people, day="2024-06-30", place="XXX", source="dtm", **known):
    level = 0 if place == "XXX" else 1
    row = {
        "source": source,
        "publisher": source.upper(),
        "indicator": "idps",
        "geography": place,
        "geography_name": "Xland" if level == 0 else place,
        "as_of": day,
        "as_of_last": pd.Timestamp(day),
        "known_from": pd.Timestamp("2025-01-01"),
        "idps": people,
        "status": "not_reported" if people is None else "reported",
        "coverage": "Crisis",
        "operation": "Crisis",
        "units": 3,
        "unit_level": level + 1,
        "method": "baseline assessment, round 1",
        "reasons": None,
        "admin_level": level,
        "confidence": 3,
        "qualifier": None,
        "is_preferred": True,
        "source_file": f"{source}.csv",
        "source_row": 2,
    }
    return row | known


def table(*rows):
    return conform(pd.DataFrame(list(rows)), Idps)


def tell(*rows, last=LAST):
    stocks = table(*rows)
    before = stocks.copy()
    told = {figure["id"]: figure for figure in tell_stocks(stocks, NO_BREAKS, PLACE, last)}
    pd.testing.assert_frame_equal(stocks, before)
    return told


ONE_REASON = {"is_preferred": False, "reasons": "Conflict"}


def test_a_count_of_one_reason_is_told_beside_the_sum_of_its_regions_and_is_no_stock():
    told = tell(
        stock(100, **ONE_REASON),
        stock(80, place="North", reasons="Conflict; Insecurity"),
        stock(27, place="South", reasons="Conflict"),
    )
    assert told["idps-XXX"]["status"] == "not_reported"
    part, regions = told["idps_of_one_reason-XXX"], told["idps_regions-XXX"]
    assert (part["value"], part["note"], part["rule"]) == (100, "Conflict", "one-reason-only")
    assert (regions["value"], regions["rule"], regions["status"]) == (107, "sum", "reported")
    assert regions["inputs"] == '["idps-North", "idps-South"]'
    assert "idps_remainder-XXX" not in told


@pytest.mark.parametrize(
    "other",
    [
        {"operation": "Another crisis"},
        {"method": "site assessment, round 1"},
        {"day": "2024-05-31"},
        {"people": 200},
        {"reasons": "Conflict; Insecurity"},
    ],
)
def test_regions_of_another_round_say_nothing_of_a_count(other):
    whole = stock(**({"people": 100} | ONE_REASON | other))
    told = tell(whole, stock(107, place="North"))
    assert "idps_of_one_reason-XXX" not in told


def test_regions_that_exceed_the_country_are_added_up_and_the_stock_stays():
    told = tell(stock(100), stock(80, place="North"), stock(27, place="South"))
    assert told["idps-XXX"]["value"] == 100
    assert told["idps_regions-XXX"]["value"] == 107
    within = tell(stock(100), stock(80, place="North"))
    assert "idps_regions-XXX" not in within
    assert within["idps_remainder-XXX"]["value"] == 20


def test_a_sum_of_regions_without_one_of_them_is_at_least_that():
    told = tell(stock(100), stock(107, place="North"), stock(None, place="South"))
    assert (told["idps_regions-XXX"]["value"], told["idps_regions-XXX"]["status"]) == (
        107,
        "at_least",
    )


def test_regions_of_another_source_stand_beside_and_are_never_taken_from_the_country():
    told = tell(stock(300, "2023-12-31", source="idmc"), stock(107, place="North"))
    assert told["idps-XXX"]["source"] == "idmc"
    assert (told["idps-North"]["source"], told["idps-North"]["value"]) == ("dtm", 107)
    assert not {"idps_remainder-XXX", "idps_regions-XXX"} & set(told)


def test_regions_are_the_country_s_own_source_s_where_it_has_any():
    rows = table(stock(5, source="figures"), stock(3, place="North", source="figures"))
    both = pd.concat([rows, table(stock(4, place="North"))], ignore_index=True)
    assert set(choose_regions(both, "figures", PLACE, LAST)["source"]) == {"figures"}
    assert choose_regions(empty(Idps), "dtm", PLACE, LAST).empty


MIXED = [
    stock(10, "2024-01-31", source="figures"),
    stock(12, "2024-02-29"),
    stock(11, "2024-03-31", source="figures"),
    stock(13, "2024-04-30"),
    stock(9, "2024-04-30", source="hapi"),
]


@pytest.mark.parametrize("month", ["2024-02-29", "2024-03-31", "2024-04-30", "2024-06-30"])
def test_a_series_is_of_one_source_and_the_others_stand_beside_it(month):
    last = pd.Timestamp(month)
    told = tell(*MIXED, last=last)
    source, _ = choose_stocks(table(*MIXED), PLACE, last)
    figures = pd.DataFrame(told.values())
    disagreeing = figures.head(1).assign(
        id="preferred-idps-North-2024-01-15", rule="preferred-row", period_end="2024-01-15"
    )
    figures = pd.concat([figures, disagreeing.assign(source="other")], ignore_index=True)
    by_id = figures.set_index("id")["source"]
    series = layouts.idps_by_date(figures)["idps"]
    assert len(series) >= 1
    assert set(by_id.loc[series]) == {source}
    beside = layouts.idps_by_source(figures)["people"]
    assert beside.iloc[0] == "idps-XXX"
    assert by_id.loc[beside].is_unique


def test_what_changed_is_never_a_step_from_one_source_to_another():
    told = tell(*MIXED)
    assert told["idps_change-XXX"]["value"] == 13 - 12
    assert told["idps_previous-XXX"]["source"] == told["idps-XXX"]["source"] == "dtm"


def test_without_any_stock_nothing_is_told_but_that():
    told = tell_stocks(empty(Idps), NO_BREAKS, PLACE, LAST)
    assert [(f["id"], f["status"]) for f in told] == [("idps-XXX", "not_covered")]


def test_a_stock_of_another_time_does_not_make_the_month_one_that_somebody_looked_at():
    told = tell(stock(5, "2019-12-31"))
    assert told["idps-XXX"]["status"] == "not_covered"
    assert tell(stock(None))["idps-XXX"]["status"] == "not_reported"
    assert tell(stock(5, place="North"))["idps-XXX"]["status"] == "not_reported"


def test_nothing_is_more_than_a_country_of_at_least_so_many():
    least = stock(100, status="at_least")
    assert "idps_regions-XXX" not in tell(least, stock(150, place="North"))
    assert "idps_regions-XXX" in tell(stock(100), stock(150, place="North"))


def test_of_a_stock_without_a_number_there_is_no_change_and_no_part():
    told = tell(stock(10, "2023-12-31"), stock(None))
    for name in ("", "_movement", "_coverage", "_method", "_unexplained"):
        figure = told[f"idps_change{name}-XXX"]
        assert pd.isna(figure["value"])
        assert figure["status"] == "not_reported"


def test_a_country_counted_by_another_method_has_no_change_to_read_as_movement():
    told = tell(
        stock(500, "2023-12-31", method="registration"), stock(300, method="survey, round 2")
    )
    assert told["idps_change_pct-XXX"]["rule"] == told["idps_change-XXX"]["rule"]
    assert told["idps_change-XXX"]["rule"] == "change-across-break"
    assert told["idps_change_movement-XXX"]["status"] == "withheld"
    assert told["idps_change_unexplained-XXX"]["value"] == -200


def test_parts_cite_the_regions_that_they_were_made_of():
    told = tell(
        stock(10, "2023-12-31", source_row=2),
        stock(10, "2023-12-31", place="North", source_row=3),
        stock(12, source_row=4),
        stock(12, place="North", source_row=5),
    )
    assert told["idps_change_movement-XXX"]["value"] == 2
    assert json.loads(told["idps_change_movement-XXX"]["inputs"]) == [
        "idps_previous-XXX",
        "idps-XXX",
        {"file": "dtm.csv", "rows": [3, 5]},
    ]


@pytest.mark.parametrize(
    ("country", "year"), [("GHA", 2019), ("TGO", 2017), ("CIV", 2023), ("RWA", 2010)]
)
def test_a_year_of_which_idmc_gives_no_stock_does_not_stop_the_figures(shared, country, year):
    path = shared / "idmc" / "gidd_displacement_all.csv"
    _, raw = read(path)
    found = idmc.clean_gidd_stocks(raw, replace(MALI, iso3=country))
    place = {"geography": country, "geography_name": "Country"}
    rows = tell_stocks(found, NO_BREAKS, place, pd.Timestamp(f"{year}-12-31"))
    figures = conform(pd.DataFrame(rows).assign(pcode_list=None), Figures)
    checked = Figures.validate(figures, lazy=True).set_index("id")
    assert checked.loc[f"idps-{country}", "status"] == "not_reported"
