"""What could be wrong unseen: a weapon guessed, a drone shot down taken for one that struck, 1 for unknown.

The notes are labelled by hand, before any rule was tried: all notes of the ledger's strikes with
their claims, other notes of the ledger, and notes written for the test. One half served to make the
rules. What is measured on each is asserted, so that a change of a rule that costs either is seen.
"""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.schema import Claims, Incidents, empty
from analysis.strikes import (
    ASIDE,
    NAMING,
    WEAPONS,
    count_strikes,
    name_weapon,
    read_clock,
    read_number,
    to_strikes,
)
from tests.conftest import ROOT

NOTES = pd.read_csv(ROOT / "tests" / "strike_notes.csv", dtype=str, keep_default_na=False)
SETS = {
    "tune": NOTES["half"] == "tune",
    "held": NOTES["half"] == "held",
    "ledger": NOTES["origin"] == "ledger",
    "strikes": NOTES["incident"] == "strike",
    "written en": (NOTES["origin"] == "written") & (NOTES["lang"] == "en"),
    "written fr": (NOTES["origin"] == "written") & (NOTES["lang"] == "fr"),
    "all": NOTES["note"] != "",
}
MEASURED = {  # of drone, aircraft, not stated: rightly named, named, labelled
    "tune": ((22, 22, 24), (17, 17, 18), (203, 206, 203)),
    "held": ((21, 21, 22), (15, 15, 16), (214, 216, 214)),
    "ledger": ((5, 5, 6), (2, 2, 2), (324, 325, 324)),
    "strikes": ((3, 3, 4), (2, 2, 2), (114, 115, 114)),
    "written en": ((20, 20, 20), (15, 15, 15), (47, 47, 47)),
    "written fr": ((18, 18, 20), (15, 15, 17), (46, 50, 46)),
    "all": ((43, 43, 46), (32, 32, 34), (417, 422, 417)),
}
PAGE = (ROOT / "docs" / "methods" / "strikes.md").read_text(encoding="utf-8")
NAMES = {
    "tune": "half that the rules were made with",
    "held": "other half",
    "ledger": "all notes of the ledger",
    "strikes": "the ledger's own strikes and their claims",
    "written en": "written for the test, English",
    "written fr": "written for the test, French",
    "all": "all",
}
HEADLINES = {  # by their id in UCDP's sample; what they say struck, read before the rules were tried
    "drone": [67444, 179417, 225849, 226030, 445764, 454066],
    "aircraft": [
        *(198984, 205031, 208353, 214171, 215290, 244193, 245535, 256855, 265479, 308867),
        *(312141, 315999, 319057, 319812),
    ],
}


def measure(weapon, labels, named):
    """Named rightly, named, labelled."""
    is_right = (named == weapon) & (labels == weapon)
    return int(is_right.sum()), int((named == weapon).sum()), int((labels == weapon).sum())


def found(name):
    rows = NOTES[SETS[name]]
    named = name_weapon(rows["note"])["weapon"]
    return tuple(measure(w, rows["weapon"], named) for w in WEAPONS)


def score(right, said, wanted):
    """F1: the harmonic mean of precision and recall."""
    return f"{2 * right / (said + wanted):.2f}"


def page_row(name):
    """Line of the page on the method: notes, F1 of each weapon, and how many of those are left open."""
    rows, (drone, aircraft, _) = int(SETS[name].sum()), MEASURED[name]
    labelled, named = (drone[n] + aircraft[n] for n in (2, 0))
    counts = f"{drone[2]} | {score(*drone)} | {aircraft[2]} | {score(*aircraft)}"
    return f"| {NAMES[name]} | {rows} | {counts} | {labelled - named} of {labelled} |"


def write(low, high):
    """Write a number as the table of labels has it: 3, 2+ or nothing."""
    return "" if pd.isna(low) else f"{low}{'+' if pd.isna(high) else ''}"


def one(note):
    return name_weapon(pd.Series([note])).iloc[0]


@pytest.mark.parametrize("name", SETS)
def test_weapons_are_named_as_measured(name):
    assert found(name) == MEASURED[name]


@pytest.mark.parametrize("name", SETS)
def test_the_page_on_the_method_states_what_was_measured(name):
    assert page_row(name) in PAGE


def test_the_page_on_the_method_names_every_rule():
    for rule in {rule.name for rule in (*ASIDE, *NAMING)} | {"vague", "mention", "conflict"}:
        assert f"`{rule}`" in PAGE


def test_there_are_notes_enough_in_both_halves_and_languages():
    assert len(NOTES) >= 300
    assert SETS["strikes"].sum() >= 100
    assert (NOTES.groupby(["origin", "lang", "half"]).size() > 35).all()


def test_the_ledgers_strikes_are_all_there_as_the_ledger_has_them(mali):
    claims = mali["claims"].set_index("claim_id")["note"]
    incidents = mali["incidents"].set_index("event_id")
    own = incidents.loc[incidents["source"] == "ledger", "note"]
    own.index = own.index.str.removeprefix("ledger:")
    labelled = NOTES[SETS["ledger"]].set_index("note_id")["note"]
    held = pd.concat([own, claims])
    assert (held[labelled.index] == labelled).all()
    strikes = incidents.index[incidents["event_type"] == "Air/drone strike"].str.removeprefix(
        "ledger:"
    )
    wanted = [*strikes, *mali["claims"].query("incident_id in @strikes")["claim_id"]]
    assert set(wanted) - {i for i in wanted if pd.isna(held[i])} <= set(labelled.index)


def test_no_weapon_is_named_that_is_not_labelled():
    named = name_weapon(NOTES["note"])
    wrong = (named["weapon"] != "not_stated") & (named["weapon"] != NOTES["weapon"])
    assert list(NOTES[wrong]["note"]) == []


def test_numbers_are_read_as_labelled():
    read = read_number(NOTES["note"])
    got = [write(*pair) for pair in zip(read["strikes_low"], read["strikes_high"], strict=True)]
    assert list(NOTES["strikes"]) == got


def test_headlines_of_others_are_read_too(shared):
    path = shared / "ucdp" / "ged_bulk_231_sample1000.csv"
    rows = pd.read_csv(path, usecols=["id", "source_headline"]).dropna()
    rows = rows.drop_duplicates("source_headline").reset_index(drop=True)
    labels = pd.Series("not_stated", index=rows.index)
    for weapon, ids in HEADLINES.items():
        labels[rows["id"].isin(ids)] = weapon
    named = name_weapon(rows["source_headline"])["weapon"]
    assert len(rows) == 648
    assert measure("drone", labels, named) == (6, 6, 6)
    assert measure("aircraft", labels, named) == (11, 11, 14)


@pytest.mark.parametrize(
    ("note", "rule"),
    [
        ("air strike on a gathering", "vague"),
        ("frappe aérienne", "vague"),
        ("des aéronefs ont bombardé la zone", "vague"),
        ("no drone was used", "denied"),
        ("pas de drone dans la zone", "denied"),
        ("a drone strike was ruled out", "denied"),
        ("drone strike denied by army", "denied"),
        ("possible drone strike on a convoy", "doubted"),
        ("unconfirmed drone strike", "doubted"),
        ("it may have been a drone strike", "doubted"),
        ("peut-être une frappe de drone", "doubted"),
        ("rebels shot down a drone", "target"),
        ("helicopter hit by gunfire", "target"),
        ("hélicoptère touché par des tirs", "target"),
        ("un drone a été abattu", "target"),
        ("drone de surveillance aperçu", "watching"),
        ("wounded evacuated by helicopter", "carrying"),
        ("army says drone workshop hit", "base"),
        ("frappe sur un atelier de drones", "mention"),
        ("drone ou hélicoptère, les témoins hésitent", "conflict"),
        ("bus hit a mine", "none"),
        ("", "none"),
        (None, "none"),
    ],
)
def test_what_names_no_weapon_says_why(note, rule):
    assert tuple(one(note)[["weapon", "rule"]]) == ("not_stated", rule)


def test_words_are_those_of_the_note_accents_and_capitals_kept():
    assert one("Hélas : l’Hélicoptère a tiré sur la foule")["words"] == "Hélicoptère a tiré"
    assert (
        one("twelve dead; one drone fell near a school")["words"] == "one drone fell near a school"
    )


def test_the_same_letters_in_another_form_give_the_same():
    composed, apart = "hélicoptère abattu", "he\u0301licopte\u0300re abattu"
    assert one(composed)["weapon"] == one(apart)["weapon"] == "not_stated"


@pytest.mark.parametrize(
    ("note", "low", "high"),
    [
        ("three strikes within an hour", 3, 3),
        ("au moins trois frappes", 3, None),
        ("strikes on the valley", 2, None),
        ("army strikes the village", None, None),
        ("drone strikes market in Xtown", None, None),
        ("army drone strikes Xtown", None, None),
        ("drone strikes on two camps", 2, None),
        ("a strike", None, None),
        ("une frappe", None, None),
        ("une seule frappe", 1, 1),
        ("part of 13 dead over two strikes", None, None),
        ("un L-39 a frappé la ville", None, None),
        (None, None, None),
    ],
)
def test_a_number_is_one_that_is_stated_and_one_strike_is_no_number(note, low, high):
    result = read_number(pd.Series([note])).iloc[0]
    assert [None if pd.isna(v) else v for v in result] == [low, high]


def test_a_time_is_read_only_where_there_is_one():
    notes = [
        "strike at 07:30",
        "vers 9 h une frappe",
        "at 07:00 or at 09:00",
        "at 12 civilians",
        None,
    ]
    assert list(read_clock(pd.Series(notes)).astype("object").fillna("-")) == [450, 540, *"---"]


def ledger(*rows):
    """Strikes of the ledger: id, place, note."""
    start = empty(Incidents)
    named = [
        {
            "event_id": f"ledger:{key}",
            "source": "ledger",
            "event_type": "Air/drone strike",
            "event_date": pd.Timestamp("2024-05-01"),
            "locality": place,
            "note": note,
        }
        for key, place, note in rows
    ]
    return pd.DataFrame(named, columns=start.columns) if named else start


def said(*rows):
    """Claims: incident, claimant, scope, note."""
    names = ["incident_id", "claimant", "scope", "note"]
    return pd.DataFrame(rows, columns=names).reindex(columns=empty(Claims).columns)


def test_to_strikes_lets_two_weapons_in_the_accounts_name_neither():
    claims = said(
        ("a", "X", "whole", "hit by a drone strike"), ("a", "Y", "whole", "bombed by a jet")
    )
    row = to_strikes(ledger(("a", "P", "market hit")), claims).iloc[0]
    assert tuple(row[["weapon", "rule"]]) == ("not_stated", "conflict")
    assert row["words"] == "drone strike / bombed by a jet"


def test_to_strikes_says_who_names_the_weapon_and_leaves_out_wider_claims():
    claims = said(
        ("a", "X", "wider", "helicopters strafed the valley"), ("a", "Y", "whole", "drone strike")
    )
    row = to_strikes(ledger(("a", "P", "air strike")), claims).iloc[0]
    assert tuple(row[["weapon", "words", "said_by"]]) == ("drone", "drone strike", "Y")


def test_to_strikes_keeps_fewest_and_most_of_the_numbers_stated():
    claims = said(
        *[("a", "X", "whole", f"{n} strikes") for n in ("two", "three", "five")],
        ("b", "X", "whole", "two strikes"),
        ("b", "Y", "whole", "at least four strikes"),
    )
    strikes = to_strikes(ledger(("a", "P", None), ("b", "P", None), ("c", "Q", "hit")), claims)
    numbers = strikes[["strikes_low", "strikes_best", "strikes_high"]].astype("object")
    assert numbers.where(numbers.notna(), None).to_numpy().tolist() == [
        [2, 3, 5],
        [2, 2, None],
        [None, None, None],
    ]


def test_to_strikes_leaves_its_input_as_it_was_and_takes_nothing():
    incidents, claims = ledger(("a", "P", "hit")), said(("a", "X", "whole", "drone strike"))
    before = incidents.copy(), claims.copy()
    to_strikes(incidents, claims)
    assert_frame_equal(incidents, before[0])
    assert_frame_equal(claims, before[1])
    assert to_strikes(ledger(), said()).empty
    assert count_strikes(to_strikes(ledger(), said())).isna().all().all()


def counted(*rows):
    result = count_strikes(to_strikes(ledger(*rows), said())).astype("object")
    return result.where(result.notna(), None).to_numpy().tolist()


def test_three_strikes_within_an_hour_are_three_strikes_and_one_incident():
    assert counted(("a", "P", "three strikes within an hour")) == [[3, 3, 3], [1, 1, 1]]


def test_rows_within_an_hour_on_one_place_are_one_incident():
    rows = [
        (str(n), "P", f"a single strike at {time}") for n, time in enumerate(("07:00", "07:55"))
    ]
    assert counted(*rows) == [[2, 2, 2], [1, 1, 1]]
    later = ("c", "P", "a single strike at 08:10")  # an hour after the first is over
    assert counted(*rows, later) == [[3, 3, 3], [2, 2, 2]]
    assert counted(rows[0], ("b", "Q", "a single strike at 07:10"))[1] == [2, 2, 2]


def test_what_has_no_place_is_one_with_nothing_and_a_name_is_of_its_region():
    rows = [("a", "P", "a single strike at 07:00"), ("b", "P", "a single strike at 07:10")]
    near = to_strikes(ledger(*rows), said())
    assert count_strikes(near).loc["incidents"].tolist() == [1, 1, 1]
    for apart in (near.assign(locality=None), near.assign(admin1_name=["Xland", "Yland"])):
        assert count_strikes(apart).loc["incidents"].tolist() == [2, 2, 2]


def test_rows_without_a_time_may_be_one_incident_or_several():
    assert counted(("a", "P", "hit"), ("b", "P", "hit")) == [[2, 2, None], [1, 2, 2]]


def test_a_strike_without_a_number_is_at_least_one_and_has_no_most():
    assert counted(("a", "P", "two strikes"), ("b", "Q", "hit"))[0] == [3, 3, None]
