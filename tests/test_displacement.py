"""What could go wrong unseen: lost access read as return, a cleaned register as peace."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.displacement import (
    PARTS,
    add_joined,
    add_steps,
    compare_stocks,
    cross_breaks,
    name_method,
    name_rule,
    split_change,
)
from analysis.facts.stocks import tell_stocks
from analysis.schema import Breaks, Idps, conform, empty

DAYS = pd.Index(pd.to_datetime(["2024-03-31", "2024-06-30"]))
NO_BREAKS = empty(Breaks)
PLACE = {"geography": "XXX", "geography_name": "Xland"}


def stock(day, people, place="XXX", **known):
    """Stock of a place as a source gives it; without ``people`` none was reported."""
    is_country = place == "XXX"
    row = {
        **{"source": "dtm", "publisher": "DTM", "indicator": "idps", "geography": place},
        **{"geography_name": "Xland" if is_country else place, "as_of": f"{day:%Y-%m-%d}"},
        **{"as_of_last": day, "known_from": day, "idps": people},
        **{"status": "not_reported" if people is None else "reported", "coverage": None},
        **{"method": "baseline assessment", "admin_level": 0 if is_country else 1},
        **{"confidence": 3, "qualifier": None, "is_preferred": True},
        **{"source_file": "dtm.csv", "source_row": 2},
    }
    return row | known


def compare(before, after, crossed=NO_BREAKS, *, wholes=None, first=None, last=None):
    """Compare the country's stocks, of regions; ``first`` and ``last`` say more of the national ones."""
    wholes = wholes or (sum(before.values()), sum(after.values()))
    rows = [stock(DAYS[0], wholes[0], **(first or {})), stock(DAYS[1], wholes[1], **(last or {}))]
    for day, places in zip(DAYS, (before, after), strict=True):
        rows += [stock(day, people, place) for place, people in places.items()]
    held = conform(pd.DataFrame(rows), Idps)
    kept = held.copy()
    compared = compare_stocks(held, held.head(2), crossed, "XXX")
    pd.testing.assert_frame_equal(held, kept)
    return compared


def split(before, after, crossed=NO_BREAKS, **more):
    compared = compare(before, after, crossed, **more)
    return split_change(compared, compared.pair["idps"].iloc[1] - compared.pair["idps"].iloc[0])


def breaks(kind, people=None, first="2024-04-01", last="2024-04-30"):
    row = {"indicator": "idps", "kind": kind, "people": people, "geography_name": None}
    frame = pd.DataFrame([row | {"date_from": first, "date_to": last}])
    return frame.astype({"people": "Int64"}).assign(
        date_from=pd.to_datetime(frame["date_from"]), date_to=pd.to_datetime(frame["date_to"])
    )


def test_movement_is_what_places_counted_on_both_days_tell():
    both = {"A": 10, "B": 5}, {"A": 14, "B": 4}
    assert split(*both)["value"].tolist() == [3, pd.NA, pd.NA, 0]
    assert name_rule(compare(*both)) == "change"


def test_a_place_that_was_lost_is_coverage_and_no_return():
    both = {"A": 10, "B": 50}, {"A": 14}
    assert split(*both)["value"].tolist() == [4, -50, pd.NA, 0]
    assert compare(*both).reasons == ["places"]
    assert name_rule(compare(*both)) == "change-across-break"


def test_a_clean_up_of_known_size_is_method_and_the_rest_unexplained():
    parts = split({"A": 60}, {"A": 40}, breaks("clean-up", -14))
    assert parts["value"].tolist() == [pd.NA, pd.NA, -14, -6]
    assert parts.loc["movement", "reason"] == "clean-up"


def test_what_a_break_took_is_not_known_where_only_part_of_it_lies_between():
    parts = split({"A": 60}, {"A": 40}, breaks("clean-up", -14, "2024-01-01", "2024-12-31"))
    assert parts["value"].tolist() == [pd.NA, pd.NA, pd.NA, -20]


def test_regions_that_do_not_add_up_say_nothing_of_coverage():
    parts = split({"A": 10}, {"A": 10, "B": 5}, wholes=(30, 36))
    assert parts["value"].tolist() == [pd.NA, pd.NA, pd.NA, 6]


NINE = {"units": 9, "unit_level": 1}


@pytest.mark.parametrize(
    ("first", "last", "values", "reason"),
    [
        ({}, {}, [pd.NA, pd.NA, pd.NA, 6], "places not stated"),
        (NINE, {}, [pd.NA, pd.NA, pd.NA, 6], "places not stated"),
        (NINE, NINE, [6, pd.NA, pd.NA, 0], ""),
    ],
)
def test_a_country_alone_moved_only_where_both_counts_say_how_many_units_they_reached(
    first, last, values, reason
):
    parts = split({}, {}, wholes=(30, 36), first=first, last=last)
    assert parts["value"].tolist() == values
    assert parts.loc["movement", "reason"] == reason


def test_only_breaks_of_the_counts_of_idps_and_of_the_place_are_crossed():
    of_place = breaks("regions split").assign(geography_name="A")
    of_census = breaks("regions split").assign(indicator="population")
    held = pd.concat([of_place, of_census], ignore_index=True)
    assert cross_breaks(held, *DAYS, "A").index.tolist() == [0]
    assert cross_breaks(held, *DAYS, "B").empty
    assert cross_breaks(of_census, *DAYS).empty


OTHER_BASIS = [
    ({"method": "registration"}, {"method": "survey"}, "method"),
    ({"units": 9, "unit_level": 1}, {"units": 6, "unit_level": 1}, "units"),
    ({"units": 9, "unit_level": 1}, {"units": 9, "unit_level": 2}, "units"),
]


@pytest.mark.parametrize("regions", [({}, {}), ({"A": 100}, {"A": 100})])
@pytest.mark.parametrize(("first", "last", "reason"), OTHER_BASIS)
def test_a_country_counted_otherwise_is_no_movement_without_regions_that_add_up(
    regions, first, last, reason
):
    known = {"wholes": (500, 300), "first": first, "last": last}
    compared, parts = compare(*regions, **known), split(*regions, **known)
    assert compared.reasons == [reason]
    assert name_rule(compared) == "change-across-break"
    assert pd.isna(parts.loc["movement", "value"])
    assert parts.loc["movement", "reason"] == f"other {reason}"
    assert parts.loc["unexplained", "value"] == -200


def test_another_method_of_the_country_is_no_movement_though_its_regions_add_up():
    parts = split({"A": 10}, {"A": 12}, first={"method": "registration"})
    assert pd.isna(parts.loc["movement", "value"])
    assert parts.loc["unexplained", "value"] == 2


def test_a_round_is_no_method_and_what_is_not_said_is_no_other():
    rounds = {"method": "survey, round 1"}, {"method": "survey, round 2"}
    for first, last in (rounds, ({"method": None}, {"method": "survey"}), ({"units": 9}, {})):
        compared = compare({}, {}, wholes=(5, 3), first=first, last=last)
        assert compared.reasons == []
    parts = split({}, {}, wholes=(5, 3), first={"method": None})
    assert parts.loc["method", "reason"] == "method not stated"
    assert parts.loc["unexplained", "value"] == -2


def test_a_word_of_relayed_figures_is_no_method():
    rows = pd.DataFrame({"source": ["figures", "dtm"], "method": ["registered", "survey, round 2"]})
    assert name_method(rows).fillna("").tolist() == ["", "survey"]


@pytest.mark.parametrize(
    ("last", "reason"),
    [({"status": "at_least"}, "bound"), ({"idps": None, "status": "not_reported"}, "gap")],
)
def test_of_what_is_not_exact_there_is_no_difference(last, reason):
    compared = compare({"A": 5}, {"A": 5}, last=last)
    assert compared.reasons == [reason]
    assert name_rule(compared) == "not-comparable"


def test_regions_that_were_divided_leave_the_country_one_place():
    of_place = breaks("regions split").assign(geography_name="A")
    compared = compare({"A": 10}, {"A": 4, "B": 8}, of_place)
    assert compared.reasons == []
    assert split({"A": 10}, {"A": 4, "B": 8}, of_place)["value"].tolist() == [
        pd.NA,
        pd.NA,
        pd.NA,
        2,
    ]
    lost = breaks("access lost").assign(geography_name="A")
    assert compare({"A": 10}, {"A": 4, "B": 8}, lost).reasons == ["break", "places"]


counts = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 10**6), max_size=6)
maybe_break = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(["clean-up", "access lost", "registration extended", "regions split"]),
        st.one_of(st.none(), st.integers(-(10**6), 10**6)),
    ),
)


@given(counts, counts, maybe_break, st.integers(0, 5), st.integers(0, 5))
def test_the_parts_add_up_exactly(before, after, crossed, more, fewer):
    wholes = sum(before.values()) + more, sum(after.values()) + fewer
    held = NO_BREAKS if crossed is None else breaks(*crossed)
    compared = compare(before, after, held, wholes=wholes)
    parts = split(before, after, held, wholes=wholes)
    assert sum(parts["value"].dropna()) == wholes[1] - wholes[0]
    assert (name_rule(compared) == "change") == (not compared.reasons)
    if not compared.reasons:
        known = "unexplained" if compared.regions.empty else "movement"
        assert parts.loc[known, "value"] == wholes[1] - wholes[0]
    if crossed is not None:
        assert pd.isna(parts.loc["movement", "value"])


@given(counts, counts, maybe_break)
def test_the_steps_drawn_lead_from_one_count_to_the_other(before, after, crossed):
    sums = pd.Series([sum(before.values()), sum(after.values())], dtype="Int64")
    held = NO_BREAKS if crossed is None else breaks(*crossed)
    parts = split(before, after, held)["value"]
    values = pd.concat([sums.head(1), parts, sums.tail(1)], ignore_index=True)
    steps = add_steps(pd.DataFrame({"value": values}))
    assert steps["end"].iloc[len(PARTS)] == sums.iloc[1]
    assert steps["start"].iloc[1:].tolist() == steps["end"].iloc[:-1].tolist()
    moved = (steps["end"] - steps["start"]).iloc[1:-1]
    assert moved[parts.isna().to_numpy()].eq(0).all()
    assert moved[parts.notna().to_numpy()].tolist() == parts.dropna().tolist()


def test_steps_are_told_of_a_new_frame():
    rows = pd.DataFrame({"value": pd.array([10, None, 5, 15], dtype="Int64")})
    steps = add_steps(rows)
    assert steps["start"].tolist() == [10, 10, 10, 15]
    assert steps["end"].tolist() == [10, 10, 15, 15]
    assert list(rows) == ["value"]


def dated():
    days = ["2023-12-31", "2024-03-31", "2024-06-30"]
    value = pd.array([1, 2, 3], dtype="Int64")
    return pd.DataFrame({"label": days, "value": value, "status": "reported"})


def compare_each(*reached, crossed=NO_BREAKS):
    """Compare the stocks of three days, each with the one before, by how many units they reached."""
    days = pd.to_datetime(dated()["label"])
    rows = [
        stock(day, 1, units=number, unit_level=1 if number else None)
        for day, number in zip(days, reached, strict=True)
    ]
    held = conform(pd.DataFrame(rows), Idps)
    return [compare_stocks(held, held.iloc[i : i + 2], crossed, "XXX") for i in (0, 1)]


@pytest.mark.parametrize(
    ("crossed", "reached", "expected"),
    [
        (NO_BREAKS, [None, None, None], [False, True, True]),
        (breaks("clean-up"), [None, None, None], [False, True, False]),
        (NO_BREAKS, [9, 9, 8], [False, True, False]),
        (NO_BREAKS, [9, None, 8], [False, True, True]),
    ],
)
def test_stocks_are_joined_over_no_break_and_no_other_number_of_units(crossed, reached, expected):
    held = dated()
    compared = compare_each(*reached, crossed=crossed)
    assert add_joined(held, compared)["is_joined"].tolist() == expected
    assert add_joined(held, [None, None])["is_joined"].tolist() == [False] * 3
    assert add_joined(held.head(0), []).empty
    assert list(held) == ["label", "value", "status"]


@pytest.mark.parametrize(
    ("value", "status"), [(2, "at_least"), (None, "not_reported"), (None, "withheld")]
)
def test_a_stock_without_an_exact_number_is_joined_to_none(value, status):
    held = dated()
    held.loc[1, ["value", "status"]] = [value, status]
    days = pd.to_datetime(held["label"])
    rows = [stock(day, 1) for day in days]
    if status != "withheld":  # that a figure may not be shown is no matter of the table of stocks
        rows[1] |= {"idps": value, "status": status}
    stocks = conform(pd.DataFrame(rows), Idps)
    compared = [compare_stocks(stocks, stocks.iloc[i : i + 2], NO_BREAKS, "XXX") for i in (0, 1)]
    assert add_joined(held, compared)["is_joined"].tolist() == [False] * 3


@given(counts)
def test_a_stock_that_nobody_gave_has_no_change(before):
    parts = split(before, {}, wholes=(5, None))
    assert parts["value"].isna().all()


def simulate(draw, *, is_access_lost):
    """One country: violence drives people out of some places and cuts access to others of them."""
    true_before = draw.integers(2_000, 40_000, 12)
    is_struck = draw.random(12) < 0.35
    is_struck[draw.integers(12)] = True
    arrived = np.where(is_struck, draw.integers(500, 9_000, 12), draw.integers(-200, 400, 12))
    true_after = true_before + arrived
    is_lost = is_struck & (draw.random(12) < 0.8) & is_access_lost
    if is_access_lost:
        is_lost[np.flatnonzero(is_struck)[0]] = True
    names = [f"P{i}" for i in range(12)]
    before = dict(zip(names, true_before.tolist(), strict=True))
    after = {n: int(v) for n, v, lost in zip(names, true_after, is_lost, strict=True) if not lost}
    return before, after, int(arrived.sum())


def lay_out(before, after, *, kind):
    """Two rounds as rows of stocks, the country's first."""
    missed = 7 if kind == "regions that do not add up" else 0
    rows = [
        (day, sum(places.values()) + missed, "XXX", len(places), 1)
        for day, places in zip(DAYS, (before, after), strict=True)
    ]
    if kind != "no regions":
        for day, places in zip(DAYS, (before, after), strict=True):
            rows += [(day, people, place, None, None) for place, people in places.items()]
    names = ["as_of_last", "idps", "geography", "units", "unit_level"]
    counts = dict.fromkeys(names[1:2] + names[3:], "Int64")
    frame = pd.DataFrame(rows, columns=names).astype(counts)
    level = (frame["geography"] != "XXX").astype("Int64")
    about = {"source": "dtm", "indicator": "idps", "status": "reported", "method": "survey"}
    return frame.assign(**about, admin_level=level, geography_name=frame["geography"])


def print_direction(before, after, *, kind):
    """Direction of movement by the rule that reports print: more, fewer, same, or withheld."""
    stocks = lay_out(before, after, kind=kind)
    pair = stocks.head(2)
    if name_rule(compare_stocks(stocks, pair, NO_BREAKS, "XXX")) != "change":
        return "withheld"
    change = pair["idps"].iloc[1] - pair["idps"].iloc[0]
    return "more" if change > 0 else "fewer" if change < 0 else "same"


KINDS = ["regions", "no regions", "regions that do not add up"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_access_lost", [True, False])
def test_a_report_prints_what_the_simulated_rule_says(is_access_lost, kind):
    before, after, _ = simulate(np.random.default_rng(5), is_access_lost=is_access_lost)
    rows = [
        stock(row.as_of_last, row.idps, row.geography, units=row.units, unit_level=row.unit_level)
        for row in lay_out(before, after, kind=kind).itertuples()
    ]
    told = tell_stocks(conform(pd.DataFrame(rows), Idps), NO_BREAKS, PLACE, DAYS[1])
    (change,) = [figure for figure in told if figure["id"] == "idps_change-XXX"]
    is_withheld = print_direction(before, after, kind=kind) == "withheld"
    assert change["rule"] == ("change-across-break" if is_withheld else "change")


@pytest.mark.parametrize("is_access_lost", [True, False])
def test_access_lost_where_violence_struck_fools_the_naive_sign_and_not_ours(is_access_lost):
    draw = np.random.default_rng(20231107)
    runs = []
    for run in range(1_000):
        kind = KINDS[run % len(KINDS)]
        before, after, truth = simulate(draw, is_access_lost=is_access_lost)
        change = sum(after.values()) - sum(before.values())
        direction = print_direction(before, after, kind=kind)
        is_right = direction == ("more" if truth > 0 else "fewer" if truth < 0 else "same")
        runs.append((kind, (change > 0) == (truth > 0), is_right, direction == "withheld"))
    told = pd.DataFrame(runs, columns=["kind", "naive", "right", "withheld"])
    shares = told.assign(ours=told["right"] | told["withheld"]).groupby("kind").mean()
    assert (shares["ours"] >= 0.95).all()
    if is_access_lost:
        assert (
            told["naive"].sum() <= 100
        )  # the stock falls in nine of ten runs in which people fled
    else:
        assert not told["withheld"].any()
        assert told["naive"].all()
