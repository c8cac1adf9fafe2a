"""Notebooks load, call and show: logic in a notebook is logic that no test sees.

Chapters of the report share their parameters and are run by it. The others are for an analyst: their
cells are run by ``run_cells`` where tables are at hand.
"""

import ast
import re

import nbformat
import pytest

from analysis.books import declared_parameters, read_chapter
from analysis.report import CHAPTERS
from tests.conftest import ROOT

FILES = sorted((ROOT / "notebooks").glob("*.ipynb"))
OTHERS = {"compare", "explore", "incident_brief", "tutorial"}  # no chapters of the report
FORBIDDEN = (ast.FunctionDef, ast.For, ast.While, ast.If, ast.Lambda, ast.ListComp)


@pytest.fixture(params=FILES, ids=lambda p: p.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def run_cells(name, **parameters):
    """Run a notebook's cells in order; the names that they leave, and what each of them shows."""
    names, shown = {}, []
    for cell in read_chapter(name).cells:
        if cell.cell_type != "code":
            continue
        *lines, last = ast.parse(cell.source).body
        is_shown = isinstance(last, ast.Expr)
        before = ast.Module(lines if is_shown else [*lines, last], [])
        exec(compile(before, name, "exec"), names)
        last_line = ast.Expression(last.value) if is_shown else None
        shown.append(eval(compile(last_line, name, "eval"), names) if is_shown else None)
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters
    return names, shown


def test_every_notebook_is_a_chapter_or_one_of_the_others():
    assert {p.stem for p in FILES} == {*CHAPTERS, *OTHERS}
    assert not OTHERS & set(CHAPTERS)


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


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_the_other_notebooks_say_what_may_be_changed_in_them(name):
    parameters = next(c for c in read_chapter(name).cells if c.cell_type == "code")
    assert parameters.metadata["tags"] == ["parameters"]
    assert all(isinstance(node, ast.AnnAssign) for node in ast.parse(parameters.source).body)
    assert parameters.source.count("# ") == len(declared_parameters(read_chapter(name)))


def test_the_tutorial_has_ten_cells_each_after_words_on_it():
    kinds = [c.cell_type for c in read_chapter("tutorial").cells]
    assert kinds == ["markdown", "code"] * 10 + ["markdown"]
