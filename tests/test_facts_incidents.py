"""What could go wrong unseen: a number on the map that no figure holds, or a sum without a part."""

import pandas as pd
import pytest

from analysis.facts.incidents import tell_drawn

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
