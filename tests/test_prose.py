"""What could go wrong unseen: a number typed into a sentence, a sentence in one language only.

And what a native reader sees first: « de avril », « au juin », « 1,3 million personnes », a range
that repeats its number, a month given as a day.
"""

import ast as python
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from analysis import prose
from analysis.displacement import PARTS
from analysis.layouts import FLOWS
from analysis.prose import (
    Edition,
    UnknownMessageError,
    format_asof,
    format_bounds,
    format_day,
    format_month,
    format_number,
    format_range,
    format_reach,
    format_span,
    format_value,
    link,
    list_parts,
    name_word,
    recorded,
    say,
    to_html,
    to_plain,
    typeset,
    write_sentence,
)
from tests.conftest import RAW, ROOT

FAMILIES = [  # messages named by a word of the code or of a source: ``kind-one-sided``
    *("class", "event", "kind", "label", "outcome", "reading", "rule", "scope", "source"),
    *(
        "because",
        "dated",
        "latest",
        "part",
        "precision",
        "shift",
        "short",
        "signed",
        "status",
        "step",
        "trend",
        "unit",
        "unsure",
        "weapon",
        "verdict",
    ),
    *("filter", "language", "mail", "mark", "means", "watermark"),
]
OPEN_FAMILIES = [
    "join",
    "place",
    "break",
    "covers",
    "method",
    "reason",
    "term",
]  # whose words the code puts together, or only a source has


class Variables(Visitor):
    """Names of the arguments of a message."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802, D102
        self.names.add(node.id.name)


@cache
def messages(lang):
    text = (ROOT / "analysis" / "locales" / f"{lang}.ftl").read_text(encoding="utf-8")
    body = FluentParser().parse(text).body
    assert not [e for e in body if isinstance(e, ast.Junk)]
    return {e.id.name: e for e in body if isinstance(e, ast.Message)}


def test_both_languages_have_the_same_messages():
    assert messages("en").keys() == messages("fr").keys()


@pytest.mark.parametrize("key", sorted(messages("en")))
def test_both_languages_take_the_same_figures(key):
    used = []
    for lang in prose.LANGUAGES:
        found = Variables()
        found.visit(messages(lang)[key])
        used.append({n for n in found.names if n != "n" and not n.endswith("_n")})
    assert used[0] == used[1]


@pytest.mark.parametrize("lang", prose.LANGUAGES)
def test_no_message_holds_a_digit(lang):
    text = (ROOT / "analysis" / "locales" / f"{lang}.ftl").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#") and "=" in line]
    said = [re.sub(r"\{.*?\}", "", line.split("=", 1)[1]) for line in lines]
    assert [line for line in said if re.search(r"\d", line)] == []


@pytest.mark.parametrize("lang", prose.LANGUAGES)
def test_every_message_that_the_code_names_is_there(lang):
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "analysis").glob("*.py"))
    named = set(re.findall(r"""(?:say|write_sentence)\(\s*[\w.]+,\s*"([\w-]+)\"""", code))
    assert len(named) > 40
    assert named - set(messages(lang)) == set()


def slug(word: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")


def literals() -> set[str]:
    """Every text that the code holds, parts of composed ones included."""
    trees = [python.parse(p.read_text(encoding="utf-8")) for p in ROOT.glob("analysis/**/*.py")]
    nodes = [node for tree in trees for node in python.walk(tree)]
    return {n.value for n in nodes if isinstance(n, python.Constant) and isinstance(n.value, str)}


def test_every_message_is_used():
    held = literals()
    events = pd.read_csv(next(RAW.glob("ledger/MLI/*/incidents.csv")), dtype=str)["event_type"]
    scopes = [f"as-stated-{s}" for s in ("whole", "partial", "wider", "superseded")]
    parts = [f"idps_change_{part}" for part in PARTS]
    methods = [f"model-{w}" for w in held]  # the rule of an estimate is named by its method
    words = {slug(w) for w in [*held, *methods, *events.unique(), *scopes, *FLOWS, *parts]}
    unused = []
    for key in messages("en"):
        family, _, word = key.partition("-")
        is_named = key in held or (key.endswith("-alt") and key.removesuffix("-alt") in held)
        is_word = family in FAMILIES and slug(word) in words
        if not (is_named or is_word or family in OPEN_FAMILIES):
            unused.append(key)
    assert unused == []


def test_an_unknown_message_or_a_missing_argument_raises():
    with pytest.raises(UnknownMessageError, match="no message nothing"):
        say("en", "nothing")
    with pytest.raises(UnknownMessageError, match="number"):
        say("fr", "at-least")


@pytest.mark.parametrize(
    ("lang", "value", "text"),
    [("en", 32394, "32,394"), ("fr", 32394, "32\u202f394"), ("en", 0, "0"), ("fr", 5, "5")],
)
def test_numbers_are_written_as_the_language_does(lang, value, text):
    assert format_number(lang, value) == text


@pytest.mark.parametrize(
    ("lang", "day", "text"),
    [
        ("en", "2023-11-07", "7 November 2023"),
        ("fr", "2023-11-01", "1er novembre 2023"),
        ("fr", "2023-11", "novembre 2023"),
        ("en", "2023", "2023"),
        ("fr", "2023-01-11", "11 janvier 2023"),
    ],
)
def test_dates_are_written_as_precise_as_they_are(lang, day, text):
    assert format_day(lang, day) == text


@pytest.mark.parametrize("status", ["not_reported", "not_covered", "withheld"])
@pytest.mark.parametrize("lang", prose.LANGUAGES)
def test_no_value_is_written_in_words(lang, status):
    text = format_value(lang, float("nan"), unit="people", status=status)
    assert not re.search(r"\d", text)
    assert len(text) > 5


def test_a_lower_bound_says_so():
    assert format_value("en", 13, unit="incidents", status="at_least") == "at least 13"
    assert format_value("fr", 13, unit="incidents", status="at_least") == "au moins 13"
    assert format_value("en", 5e6, unit="usd", status="at_least").startswith("at least ")
    assert format_value("en", 30, unit="percent", status="at_least") == "at least 30%"


def test_french_has_narrow_spaces_before_high_punctuation():
    text = say("fr", "idps-why", places="x", note="x")
    assert "\u202f:" in text
    assert " :" not in text


@pytest.mark.parametrize(
    ("n", "noun"), [(0.0, "événement"), (1.0, "événement"), (2.0, "événements")]
)
def test_french_is_singular_below_two(n, noun):
    assert say("fr", "events-n", number="x", n=n).split() == ["x", noun]


def test_text_of_a_source_is_escaped_and_never_a_link():
    html = to_html("<script>" + link("id", "<b>"))
    assert html == '&lt;script&gt;<a class="figure" href="#id">&lt;b&gt;</a>'


def test_a_sentence_begins_with_a_capital_also_where_a_figure_begins_it():
    assert prose.capitalise(link("id", "at least 13")) == link("id", "At least 13")
    assert prose.capitalise("une phrase") == "Une phrase"


@pytest.mark.parametrize(
    ("first", "last", "precision", "en", "fr"),
    [
        ("2023-11-07", "2023-11-07", "day", "7 November 2023", "7 novembre 2023"),
        ("2023-11-22", "2023-11-24", "day", "22–24 November 2023", "du 22 au 24 novembre 2023"),
        ("2024-06-20", "2024-06-30", "week", "20–30 June 2024", "du 20 au 30 juin 2024"),
        ("2023-11-01", "2023-11-30", "day", "1–30 November 2023", "du 1er au 30 novembre 2023"),
        (
            "2024-06-28",
            "2024-07-03",
            "day",
            "28 June – 3 July 2024",
            "du 28 juin au 3 juillet 2024",
        ),
        (
            "2023-12-31",
            "2024-01-01",
            "day",
            "31 December 2023 – 1 January 2024",
            "du 31 décembre 2023 au 1er janvier 2024",
        ),
        ("2025-10-01", "2025-10-31", "month", "October 2025", "octobre 2025"),
        (
            "2025-10-01",
            "2025-11-30",
            "month",
            "October – November 2025",
            "d’octobre à novembre 2025",
        ),
        ("2024-12-01", "2025-01-31", "month", "December 2024 – January 2025", None),
        ("2025-01-01", "2025-12-31", "year", "2025", "2025"),
        ("2023-01-01", "2023-12-31", "day", "2023", "2023"),
    ],
)
def test_a_span_says_what_both_ends_share_once_and_no_more_than_is_known(
    first, last, precision, en, fr
):
    assert format_span("en", first, last, precision=precision) == en
    if fr is not None:
        assert format_span("fr", first, last, precision=precision) == fr


@pytest.mark.parametrize(
    ("day", "en", "fr"),
    [
        ("2023-11-07", "as of 7 November 2023", "au 7 novembre 2023"),
        ("2023-11-01", "as of 1 November 2023", "au 1er novembre 2023"),
        ("2024-06", "as of June 2024", "en juin 2024"),
        ("2023", "as of 2023", "en 2023"),
        (None, "undated", "sans date"),
        (float("nan"), "undated", "sans date"),
    ],
)
def test_the_date_of_a_figure_has_the_preposition_of_its_precision(day, en, fr):
    assert format_asof("en", day) == en
    assert format_asof("fr", day) == fr


def test_a_series_reaches_from_to_with_elision():
    assert format_reach("fr", "2022-04", "2023-11") == "d’avril 2022 à novembre 2023"
    assert format_reach("fr", "2021-12", "2023-11") == "de décembre 2021 à novembre 2023"
    days = "du 31 décembre 2018 au 30 septembre 2023"
    assert format_reach("fr", "2018-12-31", "2023-09-30") == days
    assert format_reach("en", "2022-04", "2023-11") == "from April 2022 to November 2023"


@pytest.mark.parametrize("month", [f"2023-{n:02}" for n in range(1, 13)])
def test_no_french_month_follows_an_unelided_de(month):
    text = say("fr", "reach-months", first=format_month("fr", month), last="x")
    assert re.match(r"de [^aeéo]|d’[ao]", text)


@pytest.mark.parametrize(
    ("best", "low", "high", "text"),
    [
        (12, 6, 20, "12 (6 to 20)"),
        (7, 7, 7, "7"),
        (0, 0, 0, "0"),
        (0, 0, 5, "0 (0 to 5)"),
        (40, 40, 60, "40 (40 to 60)"),
        (5, float("nan"), 9, "5"),
        (float("nan"), float("nan"), float("nan"), "not reported"),
    ],
)
def test_a_range_is_printed_only_where_it_says_more_than_the_number(best, low, high, text):
    status = "not_reported" if pd.isna(best) else "reported"
    figure = {"value": best, "low": low, "high": high, "unit": "people", "status": status}
    assert format_range("en", figure) == text
    assert (format_bounds("en", figure) is None) == ("(" not in text)


def edition(lang, **figure):
    """Edition whose one figure, ``x``, is a number of people."""
    row = {
        "id": "x",
        "value": 1.0,
        "low": None,
        "high": None,
        "unit": "people",
        "status": "reported",
        "as_of": "2023-09-30",
        "period_end": "2023-09-30",
    } | figure
    return Edition(
        country="XXX",
        country_name="Xland",
        month="2023-11",
        lang=lang,
        as_of="2024-01-01",
        tables={},
        figures=pd.DataFrame([row]),
        raw=Path(),
        territories={},
    )


@pytest.mark.parametrize(
    ("value", "status", "fr"),
    [
        (1.3e6, "at_least", "Au moins 1,3 million de personnes déplacées internes"),
        (2e6, "reported", "2 millions de personnes déplacées internes"),
        (391961.0, "reported", "391 961 personnes déplacées internes"),
        (1.0, "reported", "1 personne déplacée interne"),
        (0.0, "reported", "0 personne déplacée interne"),
        (2.0, "reported", "2 personnes déplacées internes"),
    ],
)
def test_a_number_and_its_noun_agree(value, status, fr):
    sentence = write_sentence(edition("fr", value=value, status=status), "idps-latest", idps="x")
    bare = re.sub(r"<[^>]+>", "", sentence).replace("\u202f", " ")
    assert bare == f"{fr} au 30 septembre 2023."


def test_millions_take_no_de_in_english():
    sentence = write_sentence(edition("en", value=1.3e6), "idps-latest", idps="x")
    assert "1.3 million</a> internally displaced persons as of 30 September 2023" in sentence


def test_a_figure_dated_to_the_month_is_so_in_a_sentence():
    known = edition("fr", value=0.3, unit="percent", as_of="2024-06")
    assert "financés en juin 2024." in write_sentence(
        known, "funding-plan", requirements="x", percent="x"
    )


def test_labels_from_data_get_the_typography_of_the_language():
    assert typeset("fr", "L'armée dit : « non » !") == (
        "L’armée dit\u202f: «\u202fnon\u202f»\u202f!"
    )
    assert typeset("en", "MINUSMA's mandate: over") == "MINUSMA’s mandate: over"


def test_words_of_a_source_bear_their_language_on_a_page_in_another():
    assert to_html(recorded("fr", "<army>")) == '<span lang="en">&lt;army&gt;</span>'
    assert to_html(recorded("en", "<army>")) == "&lt;army&gt;"
    assert to_plain(recorded("fr", "army") + link("x", "1")) == "army1"


def test_a_word_without_a_message_stands_as_recorded():
    assert name_word("fr", "event", "Air/drone strike") == "Frappe aérienne ou de drone"
    assert name_word("fr", "event", "Something_new") == recorded("fr", "Something new")
    assert name_word("en", "event", "Something_new") == "Something new"


def test_parts_of_a_list_are_parted_as_the_language_does():
    assert list_parts("en", ["a", "b", "c"]) == "a; b; c"
    assert list_parts("fr", ["a", "b"]) == "a\u202f; b"
    assert list_parts("fr", []) == ""


@pytest.mark.parametrize("lang", prose.LANGUAGES)
def test_no_message_needs_the_typesetter_for_its_own_text(lang):
    text = (ROOT / "analysis" / "locales" / f"{lang}.ftl").read_text(encoding="utf-8")
    assert "'" not in text.replace("{ '", "")


def test_no_french_message_writes_a_preposition_before_an_unknown_date():
    text = (ROOT / "analysis" / "locales" / "fr.ftl").read_text(encoding="utf-8")
    helpers = ("as-of-day", "span-", "reach-")
    lines = [line for line in text.splitlines() if not line.startswith(helpers)]
    assert [line for line in lines if re.search(r"\b(au|du|de|en) \{ \$\w*_day", line)] == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("events with a number of deaths", "trop peu d’événements"),
        ("periods from the first to the last observed", "trop peu de mois du premier au dernier"),
        ("observed periods", "trop peu de mois observés"),
    ],
)
def test_what_is_short_is_elided_in_french(word, expected):
    told = {"what": name_word("fr", "short", word), "found": "0", "needed": "2"}
    assert expected in say("fr", "refused-short", **told)
