"""What could go wrong unseen: two editions of a plan side by side, a year not held read as silence."""

import pandas as pd
import pytest

from analysis import intake
from analysis.facts.needs import RULE_OF_REVISION, tell_food, tell_needs, tell_population
from analysis.measures import is_revision
from analysis.schema import FoodSecurity, Needs, Population, conform, empty
from analysis.sources import ch, figures
from tests.conftest import raw_rows, vintage
from tests.test_facts_disagreement import plan
from tests.test_facts_displacement import PLACE

FIRST, LAST = pd.Timestamp("2024-06-01"), pd.Timestamp("2024-06-30")
REVISED = {"qualifier": "HRP 2024 revised July", "known_from": pd.Timestamp("2024-08-01")}
AIM = {"indicator": "people_targeted"}
MONEY = {"indicator": "requirements_usd", "unit": "usd"}


def tell(*rows):
    needs = conform(pd.DataFrame(list(rows)), Needs) if rows else empty(Needs)
    before = needs.copy()
    told = {f["indicator"]: f for f in tell_needs(needs, PLACE, FIRST)}
    pd.testing.assert_frame_equal(needs, before)
    return told


def first_edition(value, **known):
    return plan(value, "figures", known_from=pd.Timestamp("2024-01-31"), **known)


def revision(value, **known):
    return plan(value, "figures", **(REVISED | known))


def test_the_targets_of_the_first_edition_do_not_stand_beside_the_needs_of_the_revised_one():
    told = tell(
        first_edition(40), first_edition(30, **AIM), revision(70), first_edition(9, **MONEY)
    )
    assert told["people_in_need"]["value"] == 70
    assert told["people_in_need"]["rule"] == RULE_OF_REVISION
    for name in ("people_targeted", "requirements_usd"):
        assert pd.isna(told[name]["value"])
        assert told[name]["status"] == "not_reported"


def test_a_revision_replaces_every_planning_figure_that_it_gives():
    told = tell(first_edition(40), revision(70), first_edition(30, **AIM), revision(50, **AIM))
    assert (told["people_in_need"]["value"], told["people_targeted"]["value"]) == (70, 50)


def test_before_a_revision_is_known_the_first_edition_serves():
    told = tell(first_edition(40), first_edition(30, **AIM))
    assert (told["people_in_need"]["value"], told["people_targeted"]["value"]) == (40, 30)
    assert told["people_in_need"]["rule"] == "newest-of-plan-year"


def test_a_later_quotation_of_the_first_edition_does_not_undo_the_revision():
    late = first_edition(40) | {"known_from": pd.Timestamp("2024-12-31")}
    assert tell(revision(70), late)["people_in_need"]["value"] == 70


def test_results_and_money_of_another_source_are_of_no_edition():
    reached = first_edition(20, indicator="people_reached")
    told = tell(revision(70), reached, plan(9, "fts", **MONEY))
    assert told["people_reached"]["value"] == 20
    assert told["requirements_usd"]["value"] == 9


def test_needs_and_targets_are_of_one_source():
    told = tell(first_edition(40), first_edition(30, **AIM), plan(66, "hno"))
    assert (told["people_in_need"]["value"], told["people_in_need"]["source"]) == (66, "hno")
    assert pd.isna(told["people_targeted"]["value"])


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        *(("HRP 2019 revised July", True), ("plan révisé", True), ("CAP mid-year review", True)),
        *(("2017 appeal after mid-year revision (from 293 million)", True), (None, False)),
        *(("before mid-year revision", False), ("avant la révision", False), ("initial", False)),
    ],
)
def test_a_revision_is_known_by_its_words(words, is_so):
    assert is_revision(pd.Series([words], dtype="str")).tolist() == [is_so]


def test_a_plan_and_its_revision_of_one_date_are_both_kept():
    rows = raw_rows(
        """
        indicator,geography,period_start,as_of,value,unit,qualifier,publisher,document_title,url,confidence
        people_in_need,Xland,2018-01-01,2018-12-31,4095000,people,HNO 2018,OCHA,a,u,3
        people_in_need,Xland,2018-01-01,2018-12-31,5200000,people,HRP 2018 revised July,OCHA,b,u,3
        people_in_need,Xland,2018-01-01,2018-12-31,5000000,people,"revised, rounded",OCHA,c,u,3
        """
    )
    held = figures.clean_published(rows, vintage())
    assert held["is_preferred"].tolist() == [True, True, False]


def analysis(value, first, last, **known):
    row = plan(value, "ch", indicator="food_insecure_phase3plus") | known
    return row | {"period_start": pd.Timestamp(first), "period_end": pd.Timestamp(last)}


def food(*rows):
    table = conform(pd.DataFrame(list(rows)), FoodSecurity) if rows else empty(FoodSecurity)
    figure = tell_food(table, PLACE, FIRST, LAST)
    return figure["value"], figure["status"]


def test_a_month_that_no_analysis_contains_is_not_covered():
    for rows in ([], [analysis(5, "2020-06-01", "2020-08-31")]):
        value, status = food(*rows)
        assert pd.isna(value)
        assert status == "not_covered"


def test_a_month_that_an_analysis_contains_without_a_number_is_not_reported():
    here = ("2024-06-01", "2024-08-31")
    blank = analysis(None, *here, is_preferred=False, status="not_reported")
    of_region = analysis(5, *here, geography="North", geography_name="North")
    for row in (blank, of_region):
        value, status = food(row)
        assert pd.isna(value)
        assert status == "not_reported"
    assert food(analysis(5, *here)) == (5, "reported")


def test_a_plan_year_that_its_source_does_not_hold_is_not_covered():
    earlier = {"period_start": pd.Timestamp("2020-01-01"), "period_end": pd.Timestamp("2020-12-31")}
    told = tell(plan(9, "fts", **MONEY, **earlier), plan(66, "hno"))
    assert told["requirements_usd"]["status"] == "not_covered"
    assert told["people_targeted"]["status"] == "not_covered"
    assert tell()["people_in_need"]["status"] == "not_covered"


def test_a_population_of_later_years_only_does_not_cover_the_month():
    later = plan(9, "cod", indicator="population") | {"period_end": pd.Timestamp("2025-12-31")}
    table = conform(pd.DataFrame([later]), Population)
    assert tell_population(table, PLACE, LAST)["status"] == "not_covered"


def test_the_workbook_of_chad_ends_in_2020(shared):
    path = shared / "cadre_harmonise" / "cadre_harmonise.xlsx"
    ((_, rows),) = intake.read_file(ch.SOURCE, path, path.name)
    chad = vintage("TCD", name="Chad", iso2="TD", day="2025-06-30")
    table = ch.clean_workbook(rows, chad)
    coded = {"geography": "TCD", "geography_name": "Chad"}
    state = tell_food(table, coded, FIRST, LAST)["status"]
    held = tell_food(table, coded, pd.Timestamp("2019-11-01"), pd.Timestamp("2019-11-30"))
    assert (state, held["status"]) == ("not_covered", "reported")
