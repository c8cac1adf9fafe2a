"""What could go wrong unseen: a silent claimant counted as 0, a side's toll taken for the whole."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures import BadInputError
from analysis.schema import CLAIMANT_CLASSES, Resolutions, empty
from analysis.sources import ledger
from tests.conftest import raw_rows, vintage

HEADER = "claim_id,incident_id,claimant,claimant_class,scope,fatalities,civilian_fatalities,injured,note,publisher,published_date,url"


def claims(*rows: str) -> pd.DataFrame:
    return ledger.clean_claims(raw_rows("\n".join([HEADER, *rows])), vintage())


def toll(*rows: str, resolutions: pd.DataFrame | None = None) -> list[object]:
    by_hand = empty(Resolutions) if resolutions is None else resolutions
    row = ledger.to_tolls(claims(*rows), by_hand, pd.Series(["XX-1"])).iloc[0]
    return [row["fatalities_low"], row["fatalities_best"], row["fatalities_high"]]


def test_best_is_of_the_most_reliable_class_and_the_range_of_all():
    assert toll(
        "c1,XX-1,party,party_to_conflict,whole,20,,,,,,",
        "c2,XX-1,clinic,civil_authority_or_medical,whole,6,,,,,,",
        "c3,XX-1,mayor,civil_authority_or_medical,whole,14,,,,,,",
    ) == [6, 6, 20]


def test_a_claim_without_number_is_not_zero():
    result = toll("c1,XX-1,army,party_to_conflict,whole,,,,,,,", "c2,XX-1,x,un,partial,4,,,,,,")
    assert all(pd.isna(v) for v in result)


def test_a_stated_zero_is_a_zero():
    assert toll("c1,XX-1,army,party_to_conflict,whole,0,,,,,,") == [0, 0, 0]


def test_partial_wider_and_superseded_claims_stay_out_of_the_range():
    assert toll(
        "c1,XX-1,a,un,whole,5,,,,,,",
        "c2,XX-1,b,un,partial,1,,,,,,",
        "c3,XX-1,c,un,wider,99,,,,,,",
        "c4,XX-1,d,un,superseded,50,,,,,,",
    ) == [5, 5, 5]


def test_a_resolution_sets_only_what_it_fills():
    by_hand = ledger.clean_resolutions(
        raw_rows("incident_id,fatalities_low,fatalities_best,fatalities_high,reason\nXX-1,,7,,why"),
        vintage(),
    )
    row = "c1,XX-1,a,un,whole,5,,,,,,"
    assert toll(row, "c2,XX-1,b,un,whole,9,,,,,,", resolutions=by_hand) == [5, 7, 9]


def test_undated_claims_are_known_from_the_day_of_the_ledger():
    known = claims(
        "c1,XX-1,a,un,whole,5,,,,,2023-11-07,",
        "c2,XX-1,a,un,whole,5,,,,,2023-11,",
        "c3,XX-1,a,un,whole,5,,,,,,",
    )["known_from"]
    assert known.dt.strftime("%Y-%m-%d").tolist() == ["2023-11-07", "2023-11-30", "2024-01-31"]


def test_an_unknown_class_is_refused_by_row():
    with pytest.raises(BadInputError, match="row 2, column claimant_class: 'rumour'"):
        claims("c1,XX-1,a,rumour,whole,5,,,,,,")


def test_a_repeated_claim_is_refused():
    with pytest.raises(BadInputError, match="row 3, column claim_id: 'c1' stands twice"):
        claims("c1,XX-1,a,un,whole,5,,,,,,", "c1,XX-1,a,un,whole,5,,,,,,")


numbers = st.lists(
    st.tuples(st.sampled_from(CLAIMANT_CLASSES), st.one_of(st.none(), st.integers(0, 500))),
    min_size=1,
    max_size=8,
)


@given(numbers, st.randoms())
def test_order_of_claims_does_not_matter_and_best_lies_in_the_range(stated, random):
    rows = [
        f"c{i},XX-1,a,{kind},whole,{'' if n is None else n},,,,,,"
        for i, (kind, n) in enumerate(stated)
    ]
    mixed = rows.copy()
    random.shuffle(mixed)
    low, best, high = toll(*rows)
    assert str([low, best, high]) == str(toll(*mixed))
    known = [n for _, n in stated if n is not None]
    assert pd.isna(best) if not known else min(known) == low <= best <= high == max(known)
