"""What could go wrong unseen: a number typed into a sentence, a sentence in one language only."""

import re

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from analysis import prose
from analysis.prose import (
    UnknownMessageError,
    format_day,
    format_number,
    format_value,
    link,
    say,
    to_html,
)
from tests.conftest import ROOT


class Variables(Visitor):
    """Names of the arguments of a message."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802, D102
        self.names.add(node.id.name)


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


def test_french_has_narrow_spaces_before_high_punctuation():
    text = say("fr", "idps-split", note="x")
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
