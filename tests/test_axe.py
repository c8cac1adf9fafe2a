"""What could break a rule of accessibility unseen, as axe finds it in a browser."""

from importlib.resources import files
from itertools import product

import pytest

from tests.conftest import LANGS, WIDTHS

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """([tags, off]) => axe.run({
  ancestry: true,
  runOnly: {type: 'tag', values: tags}, rules: Object.fromEntries(off.map(r => [r, {enabled: false}])),
})"""
AT_EDGE = {"elmPartiallyObscured", "shortTextContent"}  # axe's words for a cell half scrolled away
PLAIN = """
  .scroll { background: #d4d4d4 !important }
  .tile.missing, .nodata { background: #f1f1ee !important }
"""  # axe cannot tell contrast on a gradient: the darkest colour of each stands in for it


def list_faults(page, without=()):
    """Rules of axe that a page breaks or may break, each with where."""
    page.evaluate(AXE)
    result = page.evaluate(RUN, [TAGS, list(without)])
    assert len(result["passes"]) > 30
    faults = [(rule["id"], node) for rule in result["violations"] for node in rule["nodes"]]
    for rule in result["incomplete"]:
        faults += [(rule["id"], node) for node in rule["nodes"] if not is_cut_cell(node)]
    return [(rule, node["html"][:120]) for rule, node in faults]


def is_cut_cell(node):
    """Whether a cell is only not seen whole on a phone: at 1440 axe judges every column."""
    reasons = {(check["data"] or {}).get("messageKey") for check in node["any"]}
    return bool(reasons) and reasons <= AT_EDGE and "table" in node["ancestry"][0]


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [*product(LANGS, WIDTHS, ["light"]), ("en", 390, "dark")],  # which changes no pixel
)
def test_axe_finds_no_fault_and_leaves_nothing_open(open_page, lang, width, scheme):
    assert list_faults(open_page(lang, width, css=PLAIN, color_scheme=scheme)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_no_fault_on_paper(open_page, lang):
    page = open_page(lang, width=794, css=PLAIN)
    page.emulate_media(media="print")
    assert list_faults(page, without=["target-size"]) == []  # nothing is clicked on paper


def test_axe_finds_no_fault_in_any_row(open_page):
    page = open_page("fr", width=390, rows=100_000, css=PLAIN)
    assert page.locator("tr").count() > 700
    assert list_faults(page) == []


def test_axe_would_see_a_fault(open_page):
    page = open_page(css=PLAIN)
    page.evaluate(
        """() => {
          document.documentElement.removeAttribute('lang');
          document.querySelector('img').removeAttribute('alt');
          document.querySelector('p').style.color = '#aaa';
          document.querySelector('h2').outerHTML = '<h4>Contents</h4>';
          const nav = document.querySelector('nav ol');
          nav.style.lineHeight = '14px';
          [...nav.children].forEach(e => { e.style.lineHeight = '14px'; });
        }"""
    )
    rules = {rule for rule, _ in list_faults(page)}
    assert rules >= {
        *("html-has-lang", "image-alt", "color-contrast", "heading-order", "target-size")
    }
