"""What could go wrong unseen: the cercle taken for the region, a reused code, one list for another."""

import pandas as pd
import pytest

from analysis.gazetteer import (
    DIFFERS,
    ELSEWHERE,
    NAMELESS,
    Places,
    add_drawn,
    add_places,
    add_regions,
    choose_list,
)
from analysis.hand import read_places
from analysis.holdings import read_raw
from analysis.losses import is_matched
from analysis.rows import read_rows
from analysis.schema import Pcodes, Population, conform
from analysis.sources import cod, ucdp
from tests.conftest import RAW, raw_rows, vintage

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def mali_places():
    return read_places(RAW, "MLI", pd.Timestamp(DAY), read_raw(RAW, "MLI", DAY))


UNITS = """
    scheme,valid_from,level,pcode,name,parent_pcode
    s1,2020-01-01,1,XX01,Centre,
    s1,2020-01-01,1,XX02,East,
    s1,2020-01-01,2,XX0101,Centre,XX01
    s1,2020-01-01,2,XX0102,Hill,XX01
    s1,2020-01-01,2,XX0201,Hill,XX02
    s2,2024-01-01,1,XX01,Centre,
    s2,2024-01-01,1,XX02,West,
    s2,2024-01-01,1,XX03,East,
"""
STEPS = """
    level,from_scheme,from_pcode,from_name,to_scheme,to_pcode,to_name,relation,share
    1,s2,XX01,Centre,s1,XX01,Centre,part_of,
    1,s2,XX02,West,s1,XX01,Centre,part_of,
    1,s2,XX03,East,s1,XX02,East,equal,
"""


def lists(*, analysed="s1"):
    rows = raw_rows(UNITS).assign(
        iso3="XXX",
        level=lambda d: d["level"].astype("int64"),
        is_analysed=lambda d: (d["scheme"] == analysed).astype("bool"),
    )
    return conform(rows.assign(parent_pcode=rows["parent_pcode"].replace("", None)), Pcodes)


@pytest.fixture
def places():
    return Places(
        country={"iso3": "XXX", "name_en": "Xland"},
        lists=lists(),
        aliases=pd.DataFrame({"level": [1], "alias": ["Orient"], "pcode": ["XX02"]}),
        crosswalk=raw_rows(STEPS).astype({"level": "int64"}),
        breaks=pd.DataFrame({"kind": pd.Series([], dtype="str")}),
        countries={"Yland": "YYY"},
    )


def figures(*rows, as_of="2022"):
    """Make figures of name, level, parent, the source's own code, people."""
    frame = pd.DataFrame(
        rows, columns=["geography_name", "admin_level", "parent_name", "source_pcode", "value"]
    )
    day = pd.Timestamp("2022-12-31")
    return conform(
        frame.assign(
            source="cod",
            publisher=None,
            indicator="population",
            geography=frame["source_pcode"].fillna(frame["geography_name"]),
            period_start=day,
            period_end=day,
            as_of=as_of,
            known_from=day,
            status="reported",
            unit="people",
            confidence=3,
            qualifier=None,
            is_preferred=True,
            source_file="f.csv",
            source_row=range(2, len(frame) + 2),
        ),
        Population,
    )


def code(places, *rows):
    coded, losses = add_places(figures(*rows), "test", places)
    return coded["geography"].tolist(), losses.set_index("outcome")


def test_the_district_is_not_the_region_of_its_name(places):
    codes, losses = code(
        places,
        ("Centre", 1, None, None, 5),
        ("Centre", 2, "Centre", None, 2),
        ("Xland", 0, None, None, 9),
    )
    assert codes == ["XX01", "XX0101", "XXX"]
    assert losses.loc["matched", ["rows", "value"]].tolist() == [3, 16]


def test_a_name_of_two_districts_is_told_apart_by_parent_or_by_code(places):
    codes, losses = code(
        places,
        ("Hill", 2, "East", None, 1),
        ("Hill", 2, "Orient", None, 1),
        ("Hill", 2, None, "XX0102", 1),
        ("Hill", 2, None, None, 1),
        ("Hill", 2, "Nowhere", None, 1),
    )
    assert codes == ["XX0201", "XX0201", "XX0102", "Hill", "Hill"]
    assert losses["rows"].to_dict() == {"ambiguous": 1, "matched": 3, "no such unit": 1}


def test_the_name_decides_and_a_differing_code_is_told(places):
    codes, losses = code(places, ("East", 1, None, "XX09", 1), ("Orient", 1, None, "XX02", 1))
    assert codes == ["XX02", "XX02"]
    assert losses["rows"].to_dict() == {"matched": 1, DIFFERS: 1}


def test_a_code_without_a_name_is_no_match(places):
    codes, losses = code(places, ("XX01", 1, None, "XX01", 4), ("", 1, None, "XX02", 4))
    assert codes == ["code XX01", "code XX02"]
    assert losses.loc[NAMELESS, ["rows", "value"]].tolist() == [2, 8]


def test_an_unknown_name_goes_by_its_name_not_by_its_code(places):
    codes, losses = code(places, ("Elsewhere", 1, None, "XX01", 4))
    assert codes == ["Elsewhere"]
    assert losses["rows"].to_dict() == {"no such unit": 1}


def test_a_level_without_a_list_is_told(places):
    _, losses = code(places, ("Hamlet", 3, "Hill", "XX010101", 4))
    assert losses["rows"].to_dict() == {"no list of that level": 1}


def test_figures_coded_in_another_list_keep_their_names_unless_the_unit_is_the_same(places):
    codes, losses = code(
        places,
        ("Centre", 1, None, "XX01", 10),
        ("West", 1, None, "XX02", 20),
        ("East", 1, None, "XX03", 30),
    )
    assert codes == ["Centre", "West", "XX02"]
    assert losses.loc[ELSEWHERE, ["rows", "value"]].tolist() == [2, 30]
    assert losses.loc["matched", "value"] == 30


def test_each_file_and_day_is_of_the_list_that_most_of_it_fits(places):
    old = figures(("Centre", 1, None, "XX01", 1), ("East", 1, None, "XX02", 1), as_of="2020")
    new = figures(("Centre", 1, None, "XX01", 1), ("West", 1, None, "XX02", 1), as_of="2024")
    both = pd.concat([old, new], ignore_index=True)
    coded, _ = add_places(both, "test", places)
    assert coded["geography"].tolist() == ["XX01", "XX02", "Centre", "West"]


def test_an_incident_in_a_region_of_another_list_lies_in_the_old_one(places):
    rows = pd.DataFrame({"admin1_name": ["West", "East", None, "Nowhere"]}, dtype="str")
    coded, how = add_regions(rows, places)
    assert coded["admin1_pcode"].fillna("-").tolist() == ["XX01", "XX02", "-", "-"]
    assert how.tolist() == ["matched by roll-up", "exact", "no name in the source", "no such unit"]


def test_no_figures_are_no_joins(places):
    coded, losses = add_places(figures().head(0), "test", places)
    assert len(coded) == len(losses) == 0


def test_without_a_list_names_stay_and_codes_are_not_taken(places):
    bare = Places(
        country=places.country,
        lists=lists(analysed="none"),
        aliases=places.aliases.head(0),
        crosswalk=places.crosswalk.head(0),
        breaks=places.breaks,
        countries={},
    )
    codes, losses = code(bare, ("Centre", 1, None, "XX01", 1))
    assert codes == ["Centre"]
    assert losses["rows"].to_dict() == {"no list of p-codes is held": 1}


@pytest.mark.parametrize(
    ("by_hand", "day", "analysed", "known"),
    [
        (None, "2019-12-31", set(), set()),
        (None, "2020-01-01", {"s1"}, {"s1"}),
        (None, "2026-01-01", {"s2"}, {"s1", "s2"}),
        ("s1", "2026-01-01", {"s1"}, {"s1", "s2"}),
        ("s1", "2015-01-01", {"s1"}, {"s1"}),
    ],
)
def test_the_list_marked_by_hand_is_analysed_else_the_newest_of_the_day(
    by_hand, day, analysed, known
):
    result = choose_list(lists(analysed=by_hand), pd.Timestamp(day))
    assert set(result.loc[result["is_analysed"], "scheme"]) == analysed
    assert set(result["scheme"]) == known


def test_a_unit_in_two_files_of_one_list_stands_once():
    doubled = pd.concat([lists(), lists().assign(name="Other")], ignore_index=True)
    result = choose_list(doubled, pd.Timestamp(DAY))
    assert len(result) == len(lists())
    assert "Other" not in set(result["name"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kita", None),
        ("Sangha", None),
        ("Loulouni", None),
        ("Sagabari", None),
        ("Timetrine region", None),
        ("Ménaka region", "ML10"),
        ("Segou region", "ML04"),
        ("Kidal", "ML08"),
        ("Timbuktu", "ML06"),
    ],
)
def test_names_of_mali_are_not_taken_for_their_neighbours(mali_places, name, code):
    coded, losses = add_places(figures((name, 1, None, None, 1)), "test", mali_places)
    assert coded["geography"].item() == (code or name)
    assert bool(is_matched(losses).item()) is (code is not None)


def test_cercles_of_mali_are_found_within_their_region(mali_places):
    rows = figures(
        ("Kidal", 2, "Kidal", "ML0802", 1),
        ("Kita", 2, "Kayes", "MLI003005", 1),
        ("Kita", 2, "Kidal", None, 1),
        ("San", 2, "Ségou", "ML0405", 1),
        ("Baroueli", 2, "Segou", "ML0403", 1),
    )
    coded, losses = add_places(rows, "test", mali_places)
    assert coded["geography"].tolist() == ["ML0802", "ML0105", "Kita", "ML0405", "ML0401"]
    assert losses.set_index("outcome")["rows"].to_dict() == {
        "matched": 2,
        DIFFERS: 2,
        "no such unit": 1,
    }


def test_ml09_is_bamako_in_a_file_of_the_old_list_and_taoudenni_in_one_of_the_new(mali_places):
    old = figures(("Bamako", 1, None, "ML09", 1), ("Kayes", 1, None, "ML01", 1), as_of="2020")
    new = figures(
        ("Taoudenni", 1, None, "ML09", 1),
        ("Bamako", 1, None, "ML20", 1),
        ("Kayes", 1, None, "ML01", 1),
        ("Gao", 1, None, "ML07", 1),
        as_of="2026",
    )
    coded, _ = add_places(pd.concat([old, new], ignore_index=True), "test", mali_places)
    assert coded["geography"].tolist() == [
        *("ML09", "ML01"),
        *("Taoudenni", "Bamako", "Kayes", "ML07"),
    ]


def test_every_event_of_mali_with_a_region_is_placed_but_one(shared, mali_places):
    rows = read_rows(shared / "ucdp" / "ged_website_export_mali.csv", "mali.csv")
    known = vintage("MLI", iso2="ML", name="Mali", ucdp_id="432", version="24.1")
    events = ucdp.clean_ged(rows, known)
    coded, how = add_regions(events, mali_places)
    assert how.value_counts().to_dict() == {
        "exact": 2024,
        "no name in the source": 95,
        "no such unit": 1,
    }
    assert len(coded) == len(events) == 2120


def test_a_country_without_a_list_by_hand_is_analysed_at_its_provider_s(shared):
    rows = read_rows(shared / "pcodes" / "global_pcodes_adm_1_2.csv", "pcodes.csv")
    given = cod.clean_pcodes(rows, vintage("BEN", iso2="BJ", name="Benin"))
    result = choose_list(given, pd.Timestamp("2024-01-31"))
    assert set(result.loc[result["is_analysed"], "scheme"]) == {"cod-2019-08-16"}
    assert result["level"].value_counts().to_dict() == {2: 77, 1: 12}


def drawn(*pairs):
    """Outline names and the codes that each may hold; which unit is drawn in which."""
    before = lists(analysed="s2")
    outlines = pd.DataFrame(pairs, columns=["name", "pcode"]).astype("str")
    after = add_drawn(before, outlines)
    assert before["drawn_in"].isna().all()
    return after.dropna(subset="drawn_in").set_index("pcode")["drawn_in"].to_dict()


def test_a_unit_without_its_own_outline_is_drawn_in_the_one_that_bears_another_s_name():
    assert drawn(("Centre", "XX01"), ("Centre", "XX02"), ("East", "XX03")) == {"XX02": "XX01"}
    assert drawn(("CENTRE", "XX01"), ("Centre", "XX02")) == {}  # of two spellings, two outlines


def test_a_unit_with_its_own_outline_or_in_two_is_drawn_in_no_other():
    assert drawn(("Centre", "XX01"), ("West", "XX02"), ("Centre", "XX02")) == {}
    assert drawn(("Centre", "XX01"), ("East", "XX03"), ("Centre", "XX02"), ("East", "XX02")) == {}
    assert add_drawn(lists(), None)["drawn_in"].isna().all()


def test_menaka_is_drawn_in_gao(mali):
    units = mali["pcodes"].dropna(subset="drawn_in")
    assert units[["name", "drawn_in"]].to_numpy().tolist() == [["Ménaka", "ML07"]]
