"""Chapters load, call and show: logic in a notebook is logic that no test sees."""

import ast
import re

import nbformat
import pytest

from analysis.report import CHAPTERS, declared_parameters, read_chapter
from tests.conftest import ROOT

FILES = sorted((ROOT / "notebooks").glob("*.ipynb"))
FORBIDDEN = (ast.FunctionDef, ast.For, ast.While, ast.If, ast.Lambda, ast.ListComp)


@pytest.fixture(params=FILES, ids=lambda p: p.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_every_chapter_is_there():
    assert {p.stem for p in FILES} == {*CHAPTERS, "incident_brief"}


def test_a_notebook_is_stored_without_outputs(notebook):
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    assert len(cells) > 3
    assert all(not c.outputs and c.execution_count is None for c in cells)


def test_a_notebook_holds_no_logic(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            nodes = list(ast.walk(ast.parse(cell.source)))
            assert not [n for n in nodes if isinstance(n, FORBIDDEN)]
            assert not re.search(r"merge|groupby|fillna", cell.source)


def test_the_text_of_a_notebook_holds_no_figure(notebook):
    text = " ".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    assert not re.search(r"\d", text)


def test_a_notebook_opens_with_its_question_and_ends_with_what_is_not_known(notebook):
    assert notebook.cells[0].source.startswith("# ")
    assert "?" in notebook.cells[0].source
    assert notebook.cells[-1].source.startswith("## What is not known")


def test_all_chapters_take_the_same_parameters():
    declared = {tuple(declared_parameters(read_chapter(name))) for name in CHAPTERS}
    assert declared == {("country", "month", "lang", "raw", "processed", "earlier")}
