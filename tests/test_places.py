"""What could go wrong unseen: Kita taken for Kidal, a reused code, a region lost in a join."""

import pandas as pd
import pytest

from analysis.places import match_places, name_regions, normalise, unify_names

PCODES = pd.DataFrame(
    {"level": [1, 1, 1], "pcode": ["XX01", "XX02", "XX03"], "name": ["Sègou", "Gao", "Kidal"]}
)
ALIASES = pd.DataFrame({"level": [1], "alias": ["Old Gao"], "pcode": ["XX02"]})


@pytest.mark.parametrize(
    "name", ["Ségou", "SEGOU", " segou ", "Segou region", "Région de Ségou", "se\u0301gou"]
)
def test_accents_case_and_the_word_for_the_unit_do_not_matter(name):
    assert normalise(name) == "segou"


def test_names_match_exactly_by_alias_or_not_at_all():
    names = pd.Series(["Segou", "old gao", "Kita", None, "Kida"], dtype="str")
    found = match_places(names, PCODES, ALIASES, level=1)
    assert found["pcode"].fillna("-").tolist() == ["XX01", "XX02", "-", "-", "-"]
    assert found["how"].tolist() == [
        "exact",
        "alias",
        "no such unit",
        "no name in the source",
        "no such unit",
    ]


def test_a_name_of_two_units_gets_no_code():
    doubled = pd.concat([PCODES, PCODES.assign(pcode=["XX11", "XX12", "XX13"])])
    found = match_places(pd.Series(["Gao"]), doubled, ALIASES.head(0), level=1)
    assert found["how"].item() == "ambiguous"
    assert found["pcode"].isna().item()


def test_a_name_is_looked_for_within_its_parent():
    units = pd.DataFrame(
        {
            "level": [2, 2, 2],
            "pcode": ["XX0101", "XX0201", "XX0202"],
            "name": ["Hill", "Hill", "Vale"],
            "parent_pcode": ["XX01", "XX02", "XX02"],
        }
    )
    names = pd.Series(["Hill", "Hill", "Vale", "Vale"])
    parents = pd.Series(["XX01", "XX02", "XX01", None], dtype="str")
    found = match_places(names, units, ALIASES.head(0), level=2, parents=parents)
    assert found["pcode"].fillna("-").tolist() == ["XX0101", "XX0201", "-", "-"]


def test_one_place_in_two_spellings_is_one_place():
    names = pd.Series(["Barisal Division", "Barisāl Division", "Barisal Division", None, "Dhaka"])
    assert unify_names(names).tolist()[:3] == ["Barisal Division"] * 3
    assert unify_names(names).isna().tolist() == [False, False, False, True, False]


def test_a_district_lies_in_the_region_it_became_from_that_day_only():
    days = pd.to_datetime(pd.Series(["2015-12-31", "2016-02-01", "2020-04-30"]))
    regions, districts = pd.Series(["Gao"] * 3), pd.Series(["Menaka", "Ménaka", "Ansongo"])
    assert name_regions(regions, districts, days, "MLI").tolist() == ["Gao", "Ménaka", "Gao"]
    assert name_regions(regions, districts, days, "NER").tolist() == ["Gao"] * 3
