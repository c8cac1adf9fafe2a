"""What could go wrong unseen: a row that vanishes in a join, a checksum that adds a gap as nothing."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.facts.quality import tell_losses
from analysis.losses import (
    ConservationError,
    check_conserved,
    count_losses,
    format_balance,
    to_balance,
)


def count(how, values, names=None, sources="x"):
    numbers = pd.Series(pd.array(values, dtype="Int64"))
    named = pd.Series(names or [None] * len(how), dtype="str")
    return count_losses("test", pd.Series(how, dtype="str"), numbers, named, "people", sources)


def test_rows_and_people_of_each_outcome_add_up_to_what_went_in():
    result = count(["matched", "lost", "lost"], [5, 3, None], ["A", "B", "B"])
    assert result.set_index("outcome")[["rows", "value"]].to_dict("index") == {
        "lost": {"rows": 2, "value": 3},
        "matched": {"rows": 1, "value": 5},
    }
    assert result.set_index("outcome")["names"].fillna("-").to_dict() == {
        "lost": "B",
        "matched": "-",
    }


def test_each_outcome_names_its_sources_the_one_of_most_rows_first():
    sources = pd.Series(["a", "b", "b", "c"], dtype="str")
    result = count(["lost", "lost", "lost", "matched"], [1, 1, 1, 1], sources=sources)
    assert result.set_index("outcome")["sources"].to_dict() == {"lost": "b; a", "matched": "c"}


def test_a_figure_of_a_join_is_of_its_rows_source_and_names_the_others():
    sources = pd.Series(["dtm", "dtm", "figures"], dtype="str")
    losses = count(["matched", "matched", "matched"], [1, 1, 1], sources=sources)
    period = {"period_start": "2024-01-01", "period_end": "2024-01-31"}
    place = {"geography": "XXX", "geography_name": "Xland"}
    told = tell_losses(losses.assign(join="stocks of IDPs to places"), place, period)
    assert {(f["source"], f["note"]) for f in told} == {("dtm", "dtm; figures")}
    alone = tell_losses(count(["matched"], [1], sources="unhcr"), place, period)
    assert {(f["source"], f["note"]) for f in alone} == {("unhcr", None)}


def test_no_number_at_all_is_no_sum():
    assert count(["matched"], [None])["value"].isna().item()


def test_a_row_without_an_outcome_stops_the_build():
    with pytest.raises(ConservationError, match="join test: 2 rows went in, 1 came out"):
        count(["matched", None], [1, 1])


@pytest.mark.parametrize(("before", "after"), [(1, 2), (pd.NA, 0), (0, pd.NA)])
def test_another_number_or_a_gap_is_not_the_same(before, after):
    with pytest.raises(ConservationError):
        check_conserved("test", "people", before, after)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["matched", "matched by share", "lost", "no list"]),
            st.one_of(st.none(), st.integers(0, 10**9)),
        ),
        max_size=20,
    )
)
def test_in_is_matched_and_not_matched(rows):
    losses = count([h for h, _ in rows], [v for _, v in rows])
    balance = to_balance(losses)
    assert balance["rows"].sum() == len(rows)
    assert (balance["rows"] == balance["matched_rows"] + balance["unmatched_rows"]).all()
    assert balance["value"].sum() == sum(v or 0 for _, v in rows)
    halves = balance["matched_value"].fillna(0) + balance["unmatched_value"].fillna(0)
    assert halves.sum() == balance["value"].sum()


def test_the_printed_balance_names_what_was_lost():
    losses = count(["matched", "lost"], [5, 3], ["A", "B"])
    text = "\n".join(format_balance(losses))
    assert "test" in text
    assert "lost: 1 rows, 3 people: B" in text
    assert "checksums, not figures" in text


def test_every_join_of_the_build_gives_back_its_rows(mali):
    losses = mali["losses"]
    rows = to_balance(losses).set_index("join")["rows"]
    assert rows["stocks of IDPs to places"] == rows["stocks to panel"] == len(mali["idps"])
    assert rows["needs to panel"] == len(mali["needs"])
    assert rows["monthly incidents to panel"] == len(mali["incidents_admin1_month"])
    people = losses[losses["join"] == "stocks of IDPs to places"]["value"].sum()
    assert people == mali["idps"]["idps"].sum()


def test_the_stocks_that_serve_in_the_panel_are_those_counted_as_matched(mali):
    losses, panel = mali["losses"], mali["panel_admin1_month"]
    used = panel.dropna(subset="idps").drop_duplicates(["admin1_pcode", "idps_as_of"])
    matched = losses[(losses["join"] == "stocks to panel") & (losses["outcome"] == "matched")]
    assert matched["rows"].item() == len(used)
    assert matched["value"].item() == used["idps"].sum()
