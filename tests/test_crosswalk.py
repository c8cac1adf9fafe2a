"""What could go wrong unseen: people lost or made between two lists, a part taken for the whole."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.crosswalk import (
    EXACT,
    NO_CODE,
    NO_EXACT,
    NO_STEP,
    NO_SUM,
    UNIT,
    NoCrosswalkError,
    check_steps,
    choose_steps,
    convert,
    roll_up,
    roll_up_names,
)
from analysis.losses import is_matched
from analysis.measures import BadInputError
from analysis.store import read_hand
from tests.conftest import RAW, raw_rows

OLD, NEW = "cod-2021-12-20", "cod-2025-09-04"
STEPS = """
    level,from_scheme,from_pcode,from_name,to_scheme,to_pcode,to_name,relation,share
    1,new,XX01,North,old,XX01,North,part_of,
    1,new,XX09,Upper North,old,XX01,North,part_of,
    1,new,XX02,South,old,XX02,South,equal,
    1,new,XX03,City,old,XX09,City,inexact,
    1,new,XX04,Coast,old,XX05,West Coast,inexact,0.3
    1,new,XX04,Coast,old,XX06,East Coast,inexact,0.7
"""


@pytest.fixture
def steps():
    return raw_rows(STEPS)


def totals(**held):
    values = pd.array(list(held.values()), dtype="Int64")
    return pd.DataFrame({"pcode": list(held), "idps": values})


def turn(rows, steps, **more):
    given_names = {"from_scheme": "new", "to_scheme": "old", "values": ["idps"]} | more
    result, losses = convert(rows, steps, **given_names)
    return result.set_index(["scheme", "pcode"]), losses.set_index("outcome")


def test_convert_adds_parts_and_keeps_what_is_equal(steps):
    result, losses = turn(totals(XX01=3, XX09=4, XX02=5), steps)
    assert result["idps"].to_dict() == {("old", "XX01"): 7, ("old", "XX02"): 5}
    assert losses.loc["matched", ["rows", "value"]].tolist() == [3, 12]


@pytest.mark.parametrize("parts", [{"XX01": 3, "XX09": None}, {"XX01": 3}])
def test_a_sum_without_one_of_its_parts_is_missing(steps, parts):
    result, losses = turn(totals(**parts), steps)
    assert result.loc[("old", "XX01"), "idps"] is pd.NA
    assert losses.loc[f"{NO_SUM}: a part is missing", "value"] == 3
    assert losses["rows"].sum() == len(parts)


def test_a_reported_zero_is_a_part_and_a_missing_one_never_zero(steps):
    result, _ = turn(totals(XX01=0, XX09=0, XX02=None), steps)
    assert result.loc[("old", "XX01"), "idps"] == 0
    assert result.loc[("old", "XX02"), "idps"] is pd.NA


def test_a_division_by_share_is_exact_and_says_that_it_is_an_estimate(steps):
    result, _ = turn(totals(XX04=11), steps)
    assert result["idps"].to_dict() == {("old", "XX05"): 3, ("old", "XX06"): 8}
    assert set(result["how"]) == {"matched by share"}


def test_a_code_without_a_way_is_kept_in_its_own_list_and_counted(steps):
    rows = pd.concat([totals(XX03=2, XX77=1), totals(none=9).assign(pcode=None)])
    result, losses = turn(rows.reset_index(drop=True), steps)
    kept = result.reset_index()
    assert kept["scheme"].tolist() == ["new"] * 3
    assert kept["idps"].tolist() == [2, 1, 9]
    assert losses["rows"].to_dict() == {NO_CODE: 1, NO_EXACT: 1, NO_STEP: 1}


def test_a_whole_with_an_inexact_part_has_no_sum(steps):
    inexact = steps.assign(to_pcode=steps["to_pcode"].replace({"XX09": "XX01"}))
    result, losses = turn(totals(XX01=3, XX09=4, XX03=1), inexact)
    assert result.loc[("old", "XX01"), "idps"] is pd.NA
    assert losses.loc[f"{NO_SUM}: a part is inexact", "value"] == 7


def test_each_month_is_converted_alone(steps):
    rows = pd.DataFrame(
        {
            "month": ["2024-01", "2024-01", "2024-02"],
            "pcode": ["XX01", "XX09", "XX01"],
            "idps": pd.array([1, 2, 4], dtype="Int64"),
        }
    )
    result, _ = convert(
        rows, steps, from_scheme="new", to_scheme="old", values=["idps"], by=["month"]
    )
    assert result["idps"].fillna(-1).tolist() == [3, -1]


def test_convert_leaves_its_input_alone_and_refuses_a_repeated_unit(steps):
    rows = totals(XX01=1, XX09=2)
    before = rows.copy()
    turn(rows, steps)
    pd.testing.assert_frame_equal(rows, before)
    with pytest.raises(BadInputError, match="column pcode: 'XX01' stands twice"):
        turn(pd.concat([rows, rows], ignore_index=True), steps)


def test_nothing_gives_nothing(steps):
    result, losses = turn(totals(), steps)
    assert len(result) == len(losses) == 0


def test_lists_without_a_crosswalk_are_not_joined(steps):
    with pytest.raises(NoCrosswalkError, match="no crosswalk from new to older"):
        turn(totals(XX01=1), steps, to_scheme="older")


def test_the_same_list_needs_no_crosswalk(steps):
    result, losses = turn(totals(XX01=1, XX77=None), steps, to_scheme="new")
    assert result["idps"].fillna(-1).tolist() == [1, -1]
    assert losses.empty


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("equal,", "same,", "row 4, column relation: 'same' is no relation"),
        ("0.7", "0.6", "row 6, column share: '0.3' does not add up"),
        ("0.7", "0.7000001", "row 7, column share: '0.7000001' is no share"),
        ("equal,", "equal,0.5", "row 4, column share: '0.5' belongs to an inexact step"),
        ("XX09,Upper North", "XX01,North", "column from_name: 'North' has two exact steps"),
        ("XX06,East", "XX05,East", "column from_name: 'Coast' has the same step twice"),
        ("XX02,South,equal", "XX01,North,equal", "'XX01' is equal to one unit and has another"),
    ],
)
def test_steps_that_cannot_be_are_refused_by_row(old, new, problem):
    with pytest.raises(BadInputError) as refusal:
        check_steps(raw_rows(STEPS.replace(old, new)))
    assert problem in str(refusal.value)


def test_an_event_rolls_up_into_the_unit_it_lies_in(steps):
    codes = pd.Series(["XX09", "XX01", "XX77", None])
    assert roll_up(codes, steps).fillna("-").tolist() == ["XX01", "XX01", "XX77", "-"]
    with pytest.raises(ValueError, match="no exact roll-up for XX03"):
        roll_up(pd.Series(["XX03"]), steps)


def test_names_of_another_list_roll_up_exactly_or_not(steps):
    names = pd.Series(["upper north", "City", "Coast", "Nowhere", None], dtype="str")
    result = roll_up_names(names, steps, "old")
    assert result["pcode"].fillna("-").tolist() == ["XX01", "-", "-", "-", "-"]
    assert result["how"].fillna("-").tolist() == [
        "matched by roll-up",
        NO_EXACT,
        NO_EXACT,
        "-",
        "-",
    ]


@st.composite
def crosswalks(draw):
    """Draw steps from up to six units to up to four: parts, equals, shares, dead ends."""
    lines = []
    for n in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["part_of", "equal", "share", "inexact"]))
        ways = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True))
        if kind == "equal":
            ways = [10 + n]  # a unit that nothing else is part of
        if kind == "share":
            cuts = sorted(draw(st.sets(st.integers(1, UNIT - 1), max_size=len(ways) - 1)))
            shares = [b - a for a, b in zip([0, *cuts], [*cuts, UNIT], strict=True)]
            lines += [
                (n, w, "inexact", f"{s / UNIT:.6f}") for w, s in zip(ways, shares, strict=False)
            ]
        elif kind == "inexact":
            lines += [(n, w, kind, "") for w in ways]
        else:
            lines.append((n, ways[0], kind, ""))
    frame = pd.DataFrame(lines, columns=["n", "w", "relation", "share"]).astype("str")
    return frame.assign(
        level="1",
        from_scheme="a",
        from_pcode="XX0" + frame["n"],
        from_name="unit " + frame["n"],
        to_scheme="b",
        to_pcode="YY0" + frame["w"],
        to_name="other " + frame["w"],
    )


VALUES = st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=8)


@settings(max_examples=50)
@given(crosswalks(), VALUES)
def test_what_goes_in_comes_out_or_is_counted_as_lost(steps, values):
    rows = totals(**{f"XX0{i}": v for i, v in enumerate(values)})
    result, losses = convert(rows, steps, from_scheme="a", to_scheme="b", values=["idps"])
    lost = losses[losses["outcome"].str.startswith(NO_SUM)]["value"].sum()
    assert rows["idps"].sum() == result["idps"].sum() + lost
    assert losses["rows"].sum() == len(rows)
    assert losses["value"].sum() == rows["idps"].sum()


@settings(max_examples=50)
@given(crosswalks(), VALUES)
def test_a_missing_part_never_becomes_a_number(steps, values):
    rows = totals(**{f"XX0{i}": v for i, v in enumerate(values)})
    result, _ = convert(rows, steps, from_scheme="a", to_scheme="b", values=["idps"])
    known = set(rows.loc[rows["idps"].notna(), "pcode"])
    whole = result[(result["scheme"] == "b") & result["idps"].notna()]
    for code in whole["pcode"]:
        needed = set(steps.loc[steps["to_pcode"] == code, "from_pcode"])
        assert needed <= known


@settings(max_examples=50)
@given(crosswalks(), VALUES)
def test_a_unit_divided_among_several_keeps_its_number(steps, values):
    rows = totals(**{f"XX0{i}": v for i, v in enumerate(values)})
    only = steps[steps["share"] != ""]
    for code in rows["pcode"]:
        own = only[only["from_pcode"] == code]
        if own.empty:
            continue
        alone = rows[rows["pcode"] == code].reset_index(drop=True)
        result, _ = convert(alone, own, from_scheme="a", to_scheme="b", values=["idps"])
        assert result["idps"].sum() == alone["idps"].sum()
        assert len(result) == len(own)


@settings(max_examples=50)
@given(crosswalks(), VALUES)
def test_converting_again_changes_nothing(steps, values):
    rows = totals(**{f"XX0{i}": v for i, v in enumerate(values)})
    once, _ = convert(rows, steps, from_scheme="a", to_scheme="b", values=["idps"])
    ours = once[once["scheme"] == "b"].reset_index(drop=True)
    again, _ = convert(ours, steps, from_scheme="b", to_scheme="b", values=["idps"])
    pd.testing.assert_frame_equal(again[["pcode", "idps"]], ours[["pcode", "idps"]])


@pytest.fixture(scope="module")
def by_hand():
    return read_hand(RAW, "crosswalk.csv")


def test_every_step_kept_by_hand_can_be(by_hand):
    for _, steps in by_hand.groupby(["iso3", "level", "from_scheme", "to_scheme"]):
        assert len(check_steps(steps.reset_index(drop=True))) == len(steps)
    assert by_hand["reason"].str.len().min() > 0


def test_the_steps_lead_between_units_that_the_lists_have(by_hand):
    listed = read_hand(RAW, "pcodes.csv")
    names = listed.set_index(["scheme", "level", "pcode"])["name"].to_dict()
    schemes = {scheme for scheme, _, _ in names}
    for end in ("from", "to"):
        ours = by_hand[by_hand[f"{end}_scheme"].isin(schemes)]
        for scheme, level, code, name in ours[
            [f"{end}_scheme", "level", f"{end}_pcode", f"{end}_name"]
        ].itertuples(index=False):
            assert names[(scheme, level, code)] == name


def test_ml09_is_of_its_list(by_hand):
    listed = read_hand(RAW, "pcodes.csv").set_index(["scheme", "pcode"])["name"]
    assert listed[(OLD, "ML09")] == "Bamako"
    assert listed[(NEW, "ML09")] == "Taoudenni"
    steps = choose_steps(by_hand, NEW, OLD)
    assert roll_up(pd.Series(["ML09"]), steps).tolist() == ["ML06"]
    with pytest.raises(ValueError, match="ML20"):
        roll_up(pd.Series(["ML20"]), steps)


def test_malis_twenty_regions_add_up_to_the_old_ones_but_where_bamako_grew(by_hand):
    codes = [f"ML{n:02d}" for n in range(1, 21)]
    rows = totals(**dict.fromkeys(codes, 10))
    result, losses = convert(rows, by_hand, from_scheme=NEW, to_scheme=OLD, values=["idps"])
    old = result[result["scheme"] == OLD].set_index("pcode")["idps"]
    assert old["ML01"] == 30
    assert old["ML05"] == 30
    assert old["ML06"] == 20
    assert old["ML08"] == 10
    assert pd.isna(old["ML02"])
    assert "ML09" not in old
    kept = result[result["scheme"] == NEW]
    assert kept[["pcode", "how"]].to_numpy().tolist() == [["ML20", NO_EXACT]]
    assert losses["value"].sum() == 200
    assert losses.loc[is_matched(losses), "rows"].sum() == 16


def test_the_ten_units_are_those_of_the_outlines_before_2016(by_hand):
    steps = choose_steps(by_hand, OLD, "pre-2016")
    assert set(steps["relation"]) <= set(EXACT)
    assert roll_up(pd.Series(["ML10", "ML06"]), steps).tolist() == ["ML07", "ML06"]
