"""A style that left its scope would repaint the notebook; one that stayed away would leave keys without colours."""

import re

import pytest
from IPython.core.formatters import DisplayFormatter

from analysis import live
from analysis.page import paragraphs
from tests.conftest import ROOT

PIECE = '<ul class="key"><li><i class="shade s1"></i></li></ul>'


@pytest.fixture
def is_live(monkeypatch):
    monkeypatch.setenv(live.LIVE, "1")


def show(piece):
    """Return what a kernel sends of a piece."""
    return DisplayFormatter().format(piece)[0]["text/html"]


def test_a_piece_is_bare_where_nothing_says_that_it_is_live(monkeypatch):
    for value in (None, ""):
        monkeypatch.delenv(live.LIVE, raising=False)
        if value is not None:
            monkeypatch.setenv(live.LIVE, value)
        assert show(paragraphs(["x"])) == "<p>x</p>"
        assert show(live.HTML("")) == ""


def test_a_live_piece_has_its_style_with_it_and_code_sees_none(is_live):
    piece = live.HTML(PIECE)
    assert piece.data == PIECE
    assert show(piece).endswith(f"</style>{PIECE}</div>")
    assert "shade" in show(piece).partition("</style>")[0]
    assert show(live.HTML("")) == ""  # no empty box


def test_every_rule_of_a_live_piece_is_inside_one_scope():
    style = live.read_style()
    assert style.startswith(".impact-page.impact-page {")
    depths, depth = [], 0
    for sign in re.sub(r"[^{}]", "", style):
        depth += 1 if sign == "{" else -1
        depths.append(depth)
    assert depths.index(0) == len(depths) - 1  # the first brace closes last
    assert ":root" not in style


def test_no_piece_of_a_chapter_is_without():
    files = [ROOT / "analysis" / "page.py", *(ROOT / "analysis" / "chapters").glob("*.py")]
    assert not [f.name for f in files if "IPython" in f.read_text(encoding="utf-8")]


def test_marks_of_a_key_have_colours_in_a_browser_and_all_around_is_left_alone(browser, is_live):
    around = '<div class="jp-RenderedHTMLCommon"><style>.jp-RenderedHTMLCommon ul:not(.x)'
    page = browser.new_page()
    page.set_content(
        f'{around}{{padding-left: 2em}}</style><p id="out">x</p><ul><li>y</li></ul>'
        f'<div id="in">{show(live.HTML(PIECE))}</div></div>'
    )
    read = "(e, name) => getComputedStyle(e)[name]"
    mark = page.locator("#in i")
    assert mark.evaluate(read, "backgroundColor") not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    assert page.locator("#in ul").evaluate(read, "paddingLeft") == "0px"
    assert page.locator("#out").evaluate(read, "maxWidth") == "none"
    assert page.locator("body").evaluate(read, "marginTop") == "8px"
    assert page.locator("html").evaluate(read, "backgroundColor") == "rgba(0, 0, 0, 0)"
    page.close()
