"""A page that no longer says what the code does is worse than none."""

import re
from importlib import import_module

import pytest

from analysis.catalogue import print_sources
from analysis.schema import print_dictionary
from tests.conftest import RAW, ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_data_dictionary_is_that_of_the_code():
    printed = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert printed == print_dictionary(), "run make docs"


def test_the_page_on_sources_is_that_of_the_modules_and_origin_files():
    printed = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert printed == print_sources(RAW), "run make docs"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_every_file_that_a_page_names_is_there(path):
    named = re.findall(
        r"`((?:docs|analysis|tests|data/raw/hand|notebooks)/[\w./-]+)`", path.read_text()
    )
    assert [n for n in named if not (ROOT / n).exists()] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "methods").glob("*.md")), ids=lambda p: p.name
)
def test_a_methods_page_has_its_six_parts(path):
    text = path.read_text(encoding="utf-8")
    parts = ["Question", "Data", "Rule", "Why", "What it does not say", "How it is checked"]
    assert [p for p in parts if f"**{p}" not in text] == []


def list_guards():
    text = (ROOT / "docs" / "methods" / "missing.md").read_text(encoding="utf-8")
    lines = text[text.index("| Guard |") :].splitlines()[2:]
    return [line.split("|")[1:4:2] for line in lines]


def test_every_guard_against_zeros_is_there_and_has_its_test():
    guards = list_guards()
    assert len(guards) > 30
    for guard, tests in guards:
        module, name = re.search(r"`([\w.]+)\.(\w+)`", guard).groups()
        assert hasattr(import_module(f"analysis.{module}"), name), guard
        named = re.findall(r"`(tests/\w+\.py)::(test_\w+)`", tests)
        assert named, guard
        for path, test in named:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_the_readme_names_the_commands_that_exist():
    make = (ROOT / "Makefile").read_text()
    named = re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text())
    assert named
    assert [t for t in named if not re.search(rf"^{t}:", make, re.M)] == []


def test_everything_that_people_asked_for_has_a_test_that_is_there():
    lines = (ROOT / "docs" / "asks.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1:-1] for line in lines if re.match(r"\| \d+ ", line)]
    assert [int(row[0]) for row in rows] == list(range(1, 32))
    for *_, proof in rows:
        file, name = re.fullmatch(r" `(\w+\.py)::(\w+)` ", proof).groups()
        assert hasattr(import_module(f"tests.{file.removesuffix('.py')}"), name)
