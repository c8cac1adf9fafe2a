"""What nobody would notice: a gap counted as zero, a part told as a sum, a rate of the wrong people."""

from io import StringIO

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import selections
from analysis.measures import BadInputError
from analysis.schema import Population, conform

UNITS = pd.DataFrame(
    {"admin1_pcode": ["XX01", "XX02", None], "admin1_name": ["North", "South", "not placed"]}
).astype("str")
REGIONS = selections.list_regions(UNITS)


def months(text):
    rows = pd.read_csv(StringIO(text.replace(" ", "")), dtype={"admin1_pcode": "str"})
    numbers = [name for name in rows if name.startswith(("incidents", "fatal", "civil"))]
    dated = rows.assign(month=pd.to_datetime(rows["month"]), event_type="one-sided")
    return dated.astype(dict.fromkeys(numbers, "Int64"))


ROWS = months(
    """admin1_pcode,month,incidents,fatalities_best,fatalities_low,fatalities_high,civilian_fatalities
    XX01,2024-01-01,2,5,4,9,1
    XX01,2024-03-01,1,2,,3,
    ,2024-01-01,1,7,7,7,7
    XX02,2024-05-01,3,4,4,4,0"""
)
COVERED = pd.DataFrame(
    {
        "first_month": [pd.Timestamp("2024-01-01")],
        "last_month": [pd.Timestamp("2024-03-01")],
        "absent_is_zero": [True],
    }
)


def count(rows=ROWS, groups=REGIONS, coverage=COVERED, last="2024-05-01", what="incidents"):
    first, last = pd.Timestamp("2024-01-01"), pd.Timestamp(last)
    keyed = selections.add_keys(rows, UNITS)
    return selections.count_months(keyed, groups, coverage, first=first, last=last, count=what)


def of(counts, region):
    rows = counts[counts["region"] == region]
    return [
        (None if pd.isna(v) else int(v), s)
        for v, s in zip(rows["value"], rows["status"], strict=True)
    ]


def test_a_month_without_a_row_is_zero_only_inside_coverage():
    counts = count()
    none = (None, "not_covered")
    assert of(counts, "XX01") == [(2, "reported"), (0, "reported"), (1, "reported"), none, none]
    assert of(counts, "not placed")[0] == (1, "reported")


def test_what_a_source_lists_outside_its_coverage_is_at_least_so_many():
    assert of(count(), "XX02")[-1] == (3, "at_least")


def test_a_source_that_lists_only_some_has_no_zero():
    some = COVERED.assign(absent_is_zero=False)
    assert of(count(coverage=some), "XX01")[1] == (None, "not_reported")


def test_without_coverage_no_month_is_zero():
    counts = count(coverage=COVERED.iloc[:0])
    assert not (counts["value"] == 0).any()


def test_a_bound_is_missing_where_a_part_of_it_is():
    counts = count(what="fatalities").set_index(["region", "month"])
    march = counts.loc[("XX01", pd.Timestamp("2024-03-01"))]
    assert (march["value"], march["high"], march["status"]) == (2, 3, "reported")
    assert pd.isna(march["low"])


def test_a_missing_number_stays_missing():
    counts = count(what="civilian_fatalities").set_index(["region", "month"])
    assert counts.loc[("XX01", pd.Timestamp("2024-03-01")), "status"] == "not_reported"


def test_counts_of_regions_add_up_to_the_rows():
    assert count()["value"].sum() == ROWS["incidents"].sum()


def test_counting_leaves_its_input_as_it_was():
    before = ROWS.copy()
    count()
    assert_frame_equal(ROWS, before)


def test_no_rows_are_zeros_inside_coverage_and_unknown_outside():
    counts = count(ROWS.iloc[:0])
    assert of(counts, "XX01") == [(0, "reported")] * 3 + [(None, "not_covered")] * 2


def test_a_sum_over_a_month_that_is_not_covered_is_at_least_the_others():
    total = selections.add_up_months(count()).set_index("region")
    assert (total.loc["XX01", "value"], total.loc["XX01", "status"]) == (3, "at_least")
    assert total.loc["XX01", "months"] == 5
    whole = selections.add_up_months(count(last="2024-03-01")).set_index("region")
    assert (whole.loc["XX02", "value"], whole.loc["XX02", "status"]) == (0, "reported")


def residents(text):
    rows = pd.read_csv(StringIO(text.replace(" ", "")))
    day = pd.to_datetime(rows["day"])
    given = {
        "source": "toy",
        "publisher": None,
        "indicator": "population",
        "geography_name": rows["geography"],
        "period_start": day,
        "period_end": day,
        "as_of": rows["day"],
        "known_from": day,
        "unit": "people",
        "confidence": 3,
        "qualifier": None,
        "is_preferred": True,
        "source_file": "toy.csv",
        "source_row": 2,
    }
    return conform(rows.assign(**{k: v for k, v in given.items() if k not in rows}), Population)


PEOPLE = residents(
    """geography,day,value,status
    XX,2010-01-01,1000,reported
    XX01,2010-01-01,400,reported
    XX02,2010-01-01,605,reported
    XX,2020-01-01,3000,reported
    XX01,2020-01-01,300,reported
    XX02,2020-01-01,900,reported"""
)


def denominators(people=PEOPLE, last="2024-01-31"):
    return selections.to_denominators(
        people, country="XX", units=["XX01", "XX02"], last=pd.Timestamp(last)
    ).set_index("region")


def test_regions_that_are_not_their_country_of_that_day_are_no_denominator():
    result = denominators()
    assert result["population_as_of"].to_dict() == {
        "XX": "2020-01-01",
        "XX01": "2010-01-01",
        "XX02": "2010-01-01",
    }
    days = selections.list_misfits(
        PEOPLE, country="XX", units=["XX01", "XX02"], last=pd.Timestamp("2024-01-31")
    )
    assert days == ["2020-01-01"]


def test_a_unit_that_two_releases_give_of_one_day_is_added_up_once():
    twice = pd.concat([PEOPLE, PEOPLE.iloc[[1]].assign(source_row=9)], ignore_index=True)
    assert denominators(twice).loc["XX01", "population_as_of"] == "2010-01-01"


def test_units_serve_where_the_country_of_their_day_is_not_held():
    assert denominators(PEOPLE.iloc[1:3])["population"].to_dict() == {"XX01": 400, "XX02": 605}


def test_no_denominator_is_of_a_later_day():
    assert denominators(last="2015-01-31").loc["XX", "population"] == 1000
    assert denominators(last="2009-01-31").empty


def test_a_bound_and_a_row_that_is_not_preferred_are_no_denominator():
    assert denominators(PEOPLE.assign(status="at_least")).empty
    assert denominators(PEOPLE.assign(is_preferred=False)).empty


def test_a_rate_is_of_the_residents_and_carries_their_day():
    counts = count(last="2024-01-01", what="fatalities")
    rated = selections.add_rates(counts, denominators().reset_index()).set_index("region")
    north = rated.loc["XX01"]
    assert north["per_100k"] == 5 / 400 * 100_000
    assert (north["per_100k_low"], north["per_100k_high"]) == (1000, 2250)
    assert (north["population"], north["population_as_of"]) == (400, "2010-01-01")
    assert north["per_100k_status"] == "estimated"


def test_without_residents_there_is_no_rate_and_none_of_zero_either():
    rated = selections.add_rates(count(), denominators().reset_index().iloc[:0])
    assert rated["per_100k"].isna().all()
    assert set(rated["per_100k_status"]) <= {"not_reported", "not_covered"}
    assert rated["population"].isna().all()


def test_estimated_residents_give_a_rate_without_a_range():
    guessed = denominators().reset_index().assign(population_status="estimated")
    rated = selections.add_rates(count(last="2024-01-01", what="fatalities"), guessed)
    assert rated["per_100k"].notna().any()
    assert rated[["per_100k_low", "per_100k_high"]].isna().all(axis=None)


def side(**other):
    given = {"label": "North", "source": "toy", "indicator": "fatalities", "is_covered": True}
    given |= {"value": 6, "status": "reported", "population": 400, "months": 3}
    given |= {"population_as_of": "2020-12-31", "not_placed": None}
    given |= {"low": 6, "high": 12}
    given |= {"first_month": pd.Timestamp("2024-01-01"), "last_month": pd.Timestamp("2024-03-01")}
    rates = {"per_100k": 1500.0, "per_100k_low": None, "per_100k_high": 3000.0}
    return pd.DataFrame([given | rates | other])


def test_periods_of_different_length_are_compared_by_the_month():
    both = selections.join_sides(side(), side(label="South", months=6))
    assert list(both["per_100k_month"]) == [500, 250]
    assert list(both["per_100k_month_high"]) == [1000, 500]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"is_covered": False}, "South: toy does not cover every month from 2024-01 to 2024-03"),
        ({"value": None, "status": "not_reported"}, "South: fatalities are not reported"),
        ({"status": "at_least"}, "South: fatalities are at least"),
        ({"population": None}, "South: how many people live there is not known before 2024-04"),
        ({"source": "other"}, "toy and other count different things"),
    ],
)
def test_what_cannot_stand_side_by_side_is_refused(wrong, said):
    with pytest.raises(BadInputError, match=said):
        selections.join_sides(side(), side(label="South", **wrong))


INCIDENTS = pd.DataFrame(
    {
        "longitude": [0.0, 0.0, 0.0, None, 180.0],
        "latitude": [0.0, 0.5, 0.0, None, 0.0],
        "is_precise_place": [True, True, False, True, True],
        "actor1": ["Army of Xland", None, "x", "x", "x"],
        "actor2": ["civilians", "army", "a.c", "x", "x"],
    }
).astype({"actor1": "str", "actor2": "str"})


def test_near_is_along_the_ground_and_leaves_out_what_is_vague():
    placed = INCIDENTS.assign(source="toy", location_precision="1")
    near = selections.keep_near(placed, longitude=0.0, latitude=0.0, km=56)
    assert list(near.index) == [0, 1]
    assert near["distance_km"].round(1).tolist() == [0.0, 55.3]  # half a degree at the equator
    across = selections.keep_near(placed, longitude=-179.9, latitude=0.0, km=12)
    assert list(across.index) == [4]
    assert "distance_km" not in INCIDENTS


def test_a_distance_has_a_range_where_the_place_is_only_near_its_point():
    placed = INCIDENTS.iloc[:2].assign(source="ucdp", location_precision=["1", "2"])
    near = selections.keep_near(placed, longitude=0.0, latitude=0.0, km=56).round(1)
    ends = near[["distance_km_low", "distance_km", "distance_km_high"]]
    assert ends.to_numpy().tolist() == [[0.0, 0.0, 0.0], [30.3, 55.3, 80.3]]


def test_actors_are_found_by_words_and_not_by_patterns():
    assert list(selections.keep_actors(INCIDENTS, ["ARMY"]).index) == [0, 1]
    assert list(selections.keep_actors(INCIDENTS, "a.c").index) == [2]
    assert selections.keep_actors(INCIDENTS, ["navy"]).empty


def test_a_name_that_is_not_held_is_refused_with_those_that_are():
    with pytest.raises(BadInputError, match="parameter kinds: 'x' is not one of a, b"):
        selections.choose_names(["x"], ["a", "b"], "kinds")
    assert selections.choose_names(None, ["a", "b"], "kinds") == ["a", "b"]
