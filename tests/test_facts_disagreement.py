"""What could go wrong unseen: a copy read as a second opinion, a district as its region, a bound."""

import pandas as pd
import pytest

from analysis.facts.disagreement import tell_copies, tell_disagreement
from analysis.schema import Idps, Needs, conform, empty
from tests.test_facts_displacement import LAST, PLACE, stock, table

FIRST = pd.Timestamp("2024-06-01")


def tables(*rows, needs=None):
    return {"idps": table(*rows) if rows else empty(Idps), "needs": _needs(needs)}


def _needs(rows):
    return empty(Needs) if rows is None else conform(pd.DataFrame(rows), Needs)


def plan(value, source, **known):
    row = {
        **{"source": source, "publisher": "OCHA", "indicator": "people_in_need", "value": value},
        **{"geography": "XXX", "geography_name": "Xland", "as_of": "2025-01-01"},
        **{"period_start": pd.Timestamp("2024-01-01"), "period_end": pd.Timestamp("2024-12-31")},
        **{"known_from": pd.Timestamp("2025-01-01"), "status": "reported", "unit": "people"},
        **{"confidence": 3, "qualifier": None, "is_preferred": True, "admin_level": 0},
        **{"source_file": f"{source}.csv", "source_row": 2},
    }
    return row | known


def disagreeing(held):
    found = tell_disagreement(held, FIRST, LAST)
    return [(f["source"], f["value"]) for f in found if f["rule"] == "not-preferred"]


def copies(held):
    return [(f["note"], f["value"], f["unit"]) for f in tell_copies(held, PLACE, FIRST, LAST)]


COPY = {"source": "hapi", "confidence": 2}


def test_copies_of_another_day_are_counted_once_and_listed_nowhere():
    held = tables(
        *(stock(10 * n, f"2024-0{n}-28") for n in (1, 2, 3)),
        *(stock(10 * n + 1, f"2024-0{n}-28", **COPY) for n in (1, 2)),
        stock(30, "2024-03-28", **COPY),
    )
    assert disagreeing(held) == []
    assert copies(held) == [("dtm", 2, "figures")]
    (figure,) = tell_copies(held, PLACE, FIRST, LAST)
    assert "hapi.csv" in figure["inputs"]


def test_a_copy_of_a_series_that_does_not_serve_is_not_counted():
    held = tables(stock(10), stock(4, **COPY, is_preferred=False))
    assert disagreeing(held) == copies(held) == []


def test_a_copied_plan_is_no_second_opinion_either():
    held = tables(needs=[plan(100, "hno"), plan(120, "hapi", confidence=2)])
    assert disagreeing(held) == []
    assert copies(held) == [("hno", 1, "figures")]


def test_sources_that_count_themselves_disagree():
    held = tables(stock(10), stock(14, source="idmc"))
    assert disagreeing(held) == [("idmc", 14)]
    assert copies(held) == []


@pytest.mark.parametrize(
    ("preferred", "other", "differs"),
    [
        ((391_961, "reported"), (300_001, "at_least"), False),
        ((391_961, "reported"), (400_001, "at_least"), True),
        ((300_001, "at_least"), (391_961, "reported"), False),
        ((400_001, "at_least"), (391_961, "reported"), True),
        ((300_001, "at_least"), (391_961, "at_least"), False),
        ((391_961, "at_least"), (300_001, "at_least"), False),
        ((391_961, "reported"), (300_001, "reported"), True),
    ],
)
def test_a_bound_disagrees_only_with_a_figure_below_it(preferred, other, differs):
    (first, of_first), (second, of_second) = preferred, other
    held = tables(stock(first, status=of_first), stock(second, source="idmc", status=of_second))
    assert disagreeing(held) == ([("idmc", second)] if differs else [])
    planned = [plan(first, "figures", status=of_first), plan(second, "hno", status=of_second)]
    assert disagreeing(tables(needs=planned)) == ([("hno", second)] if differs else [])


def test_a_copy_disagrees_with_what_it_is_no_copy_of():
    held = tables(stock(10, source="figures"), stock(14, **COPY))
    assert disagreeing(held) == [("hapi", 14)]


def test_a_district_is_not_the_region_whose_name_it_bears():
    region, district = stock(90, place="North"), stock(20, place="North", admin_level=2)
    assert disagreeing(tables(region, district | {"is_preferred": False})) == []
    assert disagreeing(tables(region, stock(80, place="North", is_preferred=False))) == [
        ("dtm", 80)
    ]


def test_a_place_whose_level_is_not_said_is_a_region():
    unsaid = stock(80, place="North", source="figures", admin_level=None)
    assert disagreeing(tables(stock(90, place="North"), unsaid)) == [("figures", 80)]


def test_nothing_held_disagrees_with_nothing():
    assert disagreeing(tables()) == copies(tables()) == []
