"""A page that no longer says what the code does is worse than none."""

import re

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


def test_the_readme_names_the_commands_that_exist():
    make = (ROOT / "Makefile").read_text()
    named = re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text())
    assert named
    assert [t for t in named if not re.search(rf"^{t}:", make, re.M)] == []
