"""What could mislead unseen: words of another stock, another round, or no reason for no change."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.facts.figure import make_figure
from analysis.prose import Edition, to_plain
from analysis.schema import Breaks, Figures, Idps, conform, empty
from analysis.stocks import (
    find_stock,
    note_later_breaks,
    say_why_not,
    write_coverage,
    write_method,
)
from tests.conftest import RAW

PLACE = {"geography": "North", "geography_name": "North"}


def stock(day, coverage, *, level=1, method="baseline assessment, round 5", **more):
    return {
        **PLACE,
        **{"source": "dtm", "publisher": "IOM DTM", "indicator": "idps", "as_of": day},
        **{"as_of_last": pd.Timestamp(day), "known_from": pd.Timestamp(day), "idps": 5},
        **{"status": "reported", "coverage": coverage, "method": method, "admin_level": level},
        **{"confidence": 3, "qualifier": None, "is_preferred": True},
        **{"source_file": "f", "source_row": 2, **more},
    }


def figure(name, day, start=None, **more):
    given = {"indicator": name, "as_of": day, "period_start": start or day, "period_end": day}
    given |= {"unit": "people", "value": 5, "status": "reported", "rule": "r"} | more
    indicator = given.pop("indicator")
    return make_figure(f"{name}-North", indicator, "dtm", **PLACE, **given)


def edition(*stocks, breaks=None, rule="change-across-break", lang="en"):
    figures = [
        figure("idps", "2024-06-30"),
        figure("idps_before", "2023-12-31", indicator="idps"),
        figure("idps_change_pct", "2024-06-30", "2023-12-31", rule=rule, unit="percent"),
    ]
    rows = pd.DataFrame(figures).assign(pcode_list=None)
    held = conform(pd.DataFrame(list(stocks)), Idps) if stocks else empty(Idps)
    tables = {"idps": held, "breaks": empty(Breaks) if breaks is None else breaks}
    return Edition(
        country="XXX",
        country_name="Xland",
        month="2024-06",
        lang=lang,
        as_of="2024-12-31",
        tables=tables,
        figures=conform(rows, Figures),
        raw=RAW,
        territories={},
    )


NOW = "An operation"
THEN = "The same operation"
TEN, TWELVE = ({"units": number, "unit_level": 2} for number in (10, 12))


def why(*stocks, **more):
    held = edition(*stocks, **more)
    return say_why_not(held, "idps_change_pct-North", "idps_before-North", "idps-North")


def test_the_stock_of_a_figure_is_that_of_its_day_place_and_level_and_serves():
    wanted = stock("2024-06-30", NOW)
    others = [
        stock("2024-06-30", "a district of that name", level=2),
        stock("2023-12-31", THEN),
        stock("2024-06-30", "another", is_preferred=False),
        stock("2024-06-30", "another", source="hapi"),
        stock("2024-06-30", "another", indicator="idp_returnees"),
    ]
    for order in ([wanted, *others], [*others, wanted]):
        assert find_stock(edition(*order), "idps-North").coverage == NOW
    assert find_stock(edition(), "idps-North") is None


def test_coverage_and_method_are_said_in_both_languages_and_a_source_s_words_stay():
    held = edition(stock("2024-06-30", NOW, **TWELVE))
    french = replace(held, lang="fr")
    assert write_coverage(held, "idps-North") == "An operation; 12 second-level units"
    told = to_plain(write_coverage(french, "idps-North"))
    assert told == "An operation\u202f; 12 unités de deuxième niveau"
    assert write_method(held, "idps-North") == "baseline assessment, round 5"
    assert write_method(french, "idps-North") == "évaluation de base, série 5"


def test_our_own_words_are_said_in_the_language_of_the_page():
    ours = stock(
        "2024-06-30", "the towns; by region: Gao", coverage_fr="les villes; by region: Gao"
    )
    assert write_coverage(edition(ours), "idps-North") == "the towns; given by region for Gao"
    french = write_coverage(edition(ours, lang="fr"), "idps-North")
    assert french == "les villes\u202f; détaillé par région pour Gao"


@pytest.mark.parametrize("stocks", [(), (stock("2024-06-30", None, method=None),)])
def test_nothing_is_said_where_nothing_is_known(stocks):
    assert write_coverage(edition(*stocks), "idps-North") is None
    assert write_method(edition(*stocks), "idps-North") is None


def test_what_compares_needs_no_reason():
    assert why(stock("2024-06-30", NOW), stock("2023-12-31", NOW), rule="change") is None


def test_another_number_of_units_and_a_minimum_are_reasons():
    now = stock("2024-06-30", NOW, **TWELVE)
    then = stock("2023-12-31", THEN, status="at_least", **TEN)
    assert why(now, then) == (
        "10 second-level units were reached then, 12 second-level units now;"
        " one of the two is only a lower bound"
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "counted then by registration, now by survey"),
        ("fr", "méthode d’alors\u202f: enregistrement, méthode actuelle\u202f: enquête"),
    ],
)
def test_another_method_is_a_reason_and_another_round_none(lang, words):
    now = stock("2024-06-30", NOW, method="survey, round 2")
    then = stock("2023-12-31", NOW, method="registration, round 1")
    assert to_plain(why(now, then, lang=lang)) == words
    same = stock("2023-12-31", NOW, method="survey, round 1")
    assert why(now, same) == "the counts do not say what they have in common"


def test_a_difference_that_is_none_never_lacks_a_reason():
    assert why() == "the counts do not say what they have in common"


def breaks(first, last, place=None):
    row = {"indicator": "idps", "geography_name": place, "date_from": first, "date_to": last}
    row |= {"kind": "clean-up", "people": None, "note_en": "it was cleaned", "note_fr": "apuré"}
    days = {name: pd.to_datetime([row[name]]) for name in ("date_from", "date_to")}
    return conform(pd.DataFrame([row]).assign(**days), Breaks)


def test_a_break_of_the_place_or_the_country_is_a_reason_and_that_of_another_none():
    assert why(breaks=breaks("2024-01-01", "2024-02-01")) == "it was cleaned"
    assert why(breaks=breaks("2024-01-01", "2024-02-01", "North")) == "it was cleaned"
    assert why(breaks=breaks("2024-01-01", "2024-02-01", "South")) != "it was cleaned"


@pytest.mark.parametrize(
    ("first", "expected"), [("2024-06-30", None), ("2024-07-01", "it was cleaned")]
)
def test_since_a_stock_only_that_changed_which_began_after_it(first, expected):
    held = edition(breaks=breaks(first, "2024-12-31"))
    assert note_later_breaks(held, "2024-06-30", "2024-07-31", "North") == expected
