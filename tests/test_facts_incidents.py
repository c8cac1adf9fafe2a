"""What could go wrong unseen: a number on the map that no figure holds, or a sum without a part."""

import json

import pandas as pd
import pytest

from analysis.facts.incidents import tell_drawn
from analysis.facts.strikes import tell_strikes

PCODES = pd.DataFrame(
    {
        "pcode": ["XX01", "XX02", "XX03"],
        "name": ["Old", "New", "East"],
        "is_analysed": True,
        "drawn_in": [None, "XX01", None],
    }
)


def counts(*, source="ucdp", **values):
    return [
        {
            "id": f"incidents-{source}-{code}",
            "indicator": "incidents",
            "source": source,
            "geography": code,
            "value": float("nan") if value is None else value,
            "status": "reported" if value is not None else "not_reported",
        }
        for code, value in values.items()
    ]


def test_regions_that_are_drawn_as_one_are_added_up_source_by_source():
    rows = [*counts(XX01=3, XX02=2, XX03=9), *counts(XX01=5, XX02=1, source="acled")]
    told = tell_drawn(rows, PCODES)
    assert [(f["id"], f["value"], f["source"]) for f in told] == [
        ("incidents_on_map-ucdp-XX01", 5, "ucdp"),
        ("incidents_on_map-acled-XX01", 6, "acled"),
    ]
    assert told[0]["inputs"] == '["incidents-ucdp-XX01", "incidents-ucdp-XX02"]'
    assert told[0]["geography_name"] == "Old + New"


def test_with_a_missing_part_the_sum_is_at_least_the_rest_and_of_nothing_known_missing():
    (told,) = tell_drawn(counts(XX01=3, XX02=None), PCODES)
    assert (told["value"], told["status"]) == (3, "at_least")
    (told,) = tell_drawn(counts(XX01=0, XX02=None), PCODES)
    assert pd.isna(told["value"])
    assert told["status"] == "not_reported"


@pytest.mark.parametrize("pcodes", [PCODES.assign(drawn_in=None), PCODES.iloc[:0]])
def test_where_every_region_is_drawn_apart_there_is_no_sum(pcodes):
    assert tell_drawn(counts(XX01=3, XX02=2), pcodes) == []
    assert tell_drawn([], PCODES) == []


def test_strikes_are_counted_both_ways_and_cite_what_they_are_made_of(november):
    both = november.loc[["strikes_count-MLI", "strikes_incidents-MLI"]]
    assert list(both["value"]) == [8, 4]
    assert list(both["status"]) == ["at_least", "at_least"]
    assert pd.isna(both.loc["strikes_count-MLI", "high"])
    stated = november[november["indicator"] == "strikes_stated"]
    assert json.loads(both["inputs"].iloc[0]) == list(stated.index)
    assert list(stated["status"]) == ["at_least", "reported", "reported", "not_reported"]
    kidal = november.loc["strikes_stated-MLI-20231107-01"]
    assert kidal["value"] == 3
    assert kidal["note"] == "not_stated; mention; one drone fell near a school"


def test_a_weapon_that_nobody_names_has_a_range_and_no_number(november, mali_in):
    drone = november.loc["strikes_weapon-MLI-drone"]
    assert pd.isna(drone["value"])
    assert (drone["low"], drone["high"], drone["status"]) == (0, 4, "not_reported")
    later = mali_in("2024-09").set_index("id")
    shares = later.loc[[f"strikes_weapon_pct-MLI-{w}" for w in ("drone", "aircraft", "not_stated")]]
    assert [round(v) if v == v else None for v in shares["value"]] == [67, None, 33]
    assert [round(v) for v in shares["high"]] == [100, 33, 33]


def test_a_month_without_a_strike_in_the_ledger_is_no_zero(november, mali_in):
    months = november[november["indicator"] == "strikes_month"]
    assert len(months) == 24
    assert set(months["status"]) == {"not_reported", "at_least"}
    assert not (months["value"] == 0).any()
    before = mali_in("2013-01").set_index("id")
    assert before.loc["strikes_count-MLI", "status"] == "not_covered"
    assert set(before.loc[before["indicator"] == "strikes_month", "status"]) == {"not_covered"}


def test_without_a_ledger_there_are_no_figures_of_strikes(mali):
    none = {**mali, "tolls": mali["tolls"].head(0)}
    place = {"geography": "MLI", "geography_name": "Mali"}
    assert tell_strikes(none, place, pd.Timestamp("2023-11-01"), "2026-11-22") == []
