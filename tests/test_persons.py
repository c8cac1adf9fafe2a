"""What could harm a person unseen: a name that a source prints and that we print after it.

All names are placeholders; nobody is called so.
"""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.persons import MARK, TEXTS, withhold_names, withhold_persons
from analysis.places import normalise
from analysis.prose import recorded, say, to_html
from analysis.schema import TABLES, empty
from analysis.store import read_hand
from tests.conftest import LANGS, RAW

NOBODY = pd.DataFrame({"name": ["Pqrs Tuvw"]})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a man named Abcd Efgh was shot", "a man named # was shot"),
        ("an imam named Abcd", "an imam named #"),
        ("Mr Abcd Efgh and Mrs. Ijkl Mnop fled", "Mr # and Mrs. # fled"),
        ("Dr Efgh was taken", "Dr # was taken"),
        ("father of Abcd Efgh", "father of #"),
        ("the shepherd Abcd ag Efgh beheaded", "the shepherd # beheaded"),
        ("The herder Abcd Efgh, two others hurt", "The herder #, two others hurt"),
        ("villager Abcd Efgh-Ijkl killed", "villager # killed"),
        ("two dead, Abcd Efgh (34) and a child", "two dead, # (34) and a child"),
        ("Abcd Efgh, aged 34, burned", "#, aged 34, burned"),
        ("Abcd Efgh Ijkl, 7 years old", "#, 7 years old"),
        ("death of Abcd Efgh", "death of #"),
        ("brothers Abcd Efgh, Ijkl Mnop and Qrst Uvwx", "brothers #, # and #"),
        ("un homme nommé Abcd Efgh", "un homme nommé #"),
        ("une femme nommée Éfgh", "une femme nommée #"),
        ("M. Abcd Efgh et Mme Ijkl", "M. # et Mme #"),
        ("le berger Abcd Efgh tué", "le berger # tué"),
        ("l'éleveur Abcd ould Efgh", "l'éleveur #"),
        ("le père d'Abcd Efgh", "le père d'#"),
        ("père de Abcd Efgh", "père de #"),
        ("Abcd Efgh, 34 ans, enseignant", "#, 34 ans, enseignant"),
        ("Abcd, âgée de 9 ans", "#, âgée de 9 ans"),
        ("mayor Abcd Efgh (via AFP)", "mayor # (via AFP)"),
        ("Abcd Efgh, mayor of Xtown", "#, mayor of Xtown"),
        ("Abcd Efgh (spokesman)", "# (spokesman)"),
        ("Abcd Efgh, 34, was shot", "#, 34, was shot"),
        ("Abcd Efgh, le maire", "#, le maire"),
    ],
)
def test_a_name_is_withheld_and_the_rest_stays(text, shown):
    assert withhold_names(text, set()) == shown.replace("#", MARK)


@pytest.mark.parametrize(
    "text",
    [
        "army (8 Aug)",
        "mayor of Xtown (via Reuters)",
        "Xyz Association (Fulani), high",
        "about 100, 81 named",
        "three named detainees executed",
        "bus to Xtown market, 34 dead",
        "Mopti region (34 dead)",
        "five Fulani aged 14 to 73 killed",
        "seven Chadian and Nigerien civilians",
        "local sources (Studio Xyz)",
        "two Dozo hunters killed",
        "General Staff; Major General",
        "death of Malian soldiers",
        "wife of Malian officer",
        "fille de Bamako",
        "commander Wagner Group",
        "Xtown Region, 10 years",
        "Pqrs Tuvw, commander",
        "death of commander Pqrs Tuvw (Xtown)",
    ],
)
def test_what_names_nobody_or_a_public_figure_stays(text):
    assert withhold_names(text, {"pqrs tuvw"}) == text


def test_no_text_of_the_ledger_changes_beside_the_names_that_may_stand(mali):
    names = read_hand(RAW, "public_names.csv")
    shown = withhold_persons(mali, names)
    for name in TEXTS:
        assert_frame_equal(shown[name], mali[name])
    without = withhold_persons(mali, names.iloc[:0])
    changed = [
        text
        for table, columns in TEXTS.items()
        for column in columns
        for text in without[table][column].dropna()
        if MARK in text
    ]
    assert len(changed) == 2
    assert {normalise(n) for n in names["name"]} == {"abu huzeifa"}


def test_claimants_and_notes_are_withheld_in_tables_whose_input_is_unchanged():
    tables = {name: empty(table) for name, table in TABLES.items()}
    claims = pd.DataFrame(
        {"claimant": ["mayor Abcd Efgh", "army", None], "note": [None, "Pqrs Tuvw (34)", "x"]}
    ).astype("str")
    before = claims.copy()
    shown = withhold_persons(tables | {"claims": claims}, NOBODY)["claims"]
    assert shown["claimant"].tolist()[:2] == [f"mayor {MARK}", "army"]
    assert shown["note"].tolist()[1:] == ["Pqrs Tuvw (34)", "x"]
    assert shown.isna().equals(before.isna())
    assert_frame_equal(claims, before)


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_says_in_its_own_language_that_a_name_is_withheld(lang):
    shown = to_html(recorded(lang, f"a man named {MARK} was shot"))
    assert say(lang, "name-withheld") in shown
    assert (MARK in shown) == (lang == "en")
    if lang == "fr":
        assert "</span>[nom non publié]<span" in shown
    assert say("en", "name-withheld") == MARK
