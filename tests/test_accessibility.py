"""What could shut a reader out unseen: a picture without words, a link no key reaches, a lost line."""

import re
from html import unescape
from itertools import pairwise
from urllib.parse import unquote_to_bytes

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from analysis import charts, maps
from analysis.layouts import tell_step, tell_trend
from tests.conftest import LANGS, WIDTHS

SPACED = """
  * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }
"""  # what WCAG 1.4.12 lets a reader set
REACHED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const row = e.closest('tbody tr'), head = row && e.closest('td') && row.cells[0];
  const covers = head && getComputedStyle(head).position === 'sticky';
  return {
    at: [...document.querySelectorAll('*')].indexOf(e),
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    is_seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    is_covered: Boolean(covers) && (box.left + box.right) / 2 < head.getBoundingClientRect().right,
  };
}"""
REACHABLE = """() => {
  const all = [...document.querySelectorAll('*')];
  return all.flatMap((e, i) => e.matches('a[href], summary, [tabindex="0"]') ? [i] : []);
}"""
OUTSIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.scroll, .skip, .sr') || e.matches('.scroll'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 80))"""
CUT = """() => [...document.querySelectorAll('body *:not(.sr, .scroll, img)')]
  .filter(e => getComputedStyle(e).overflowX !== 'visible')
  .map(e => e.outerHTML.slice(0, 80))"""
MOVING = """() => [document.documentElement, ...document.querySelectorAll('*')].filter(e => {
  const s = getComputedStyle(e);
  return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0
    || s.scrollBehavior !== 'auto';
}).length"""


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_its_four_landmarks_each_with_a_name(open_page, lang):
    page = open_page(lang)
    names = {
        "en": ("Monthly humanitarian-impact report", "Contents", "Mali: humanitarian impact"),
        "fr": (
            "Rapport mensuel d’impact humanitaire",
            "Sommaire",
            "Mali\u202f: impact humanitaire",
        ),
    }[lang]
    last = {"en": "About this page", "fr": "À propos de cette page"}[lang]
    roles = ("banner", "navigation", "main", "contentinfo")
    for role, name in zip(roles, (*names, last), strict=True):
        assert page.get_by_role(role).count() == 1
        assert page.get_by_role(role, name=name).count() == 1, (role, name)


@pytest.mark.parametrize("lang", LANGS)
def test_headings_go_down_one_level_at_a_time(mali_pages, lang):
    levels = [int(n) for n in re.findall(r"<h([1-6])", mali_pages[lang])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) > 10
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_has_a_caption_and_every_head_its_scope(mali_pages, lang):
    tables = re.findall(r"<table>(.*?)</table>", mali_pages[lang], re.S)
    assert len(tables) > 15
    for table in tables:
        assert re.match(r"<caption[^>]*><span>[^<]{5,}</span></caption><thead>", table)
        head, body = table.split("</thead>")
        assert head.count("<th ") == head.count(' scope="col"') > 1
        assert body.count("<tr") == body.count(' scope="row"') == body.count("<th ")


def test_words_of_a_source_are_named_as_english_on_the_french_page_only(mali_pages):
    assert mali_pages["fr"].count('<span lang="en">') > 100
    assert "<span lang=" not in mali_pages["en"]
    assert 'href="report.en.html" hreflang="en"' in mali_pages["fr"]
    assert 'href="report.fr.html" hreflang="fr"' in mali_pages["en"]


def make_series(*rows):
    """Values by month as a chart has them: value, low, high, status."""
    frame = pd.DataFrame(rows, columns=["value", "low", "high", "status"])
    return frame.assign(is_provisional=False)


def known(*values):
    return make_series(*((v, None, None, "reported") for v in values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (known(1, 2, 3, 4), "higher"),
        (known(4, 3, 2, 1), "lower"),
        (known(2, 3, 3, 2), "unclear"),
        (known(5, 99, 5), "unclear"),  # the month in the middle is in neither half
        (make_series((5, 3, 9, "reported"), (8, 7, 8, "estimated")), "unclear"),
        (make_series((5, 3, 6, "reported"), (8, 7, 8, "estimated")), "higher"),
        (make_series((1, None, None, "reported"), (9, None, None, "at_least")), "unknown"),
        (make_series((None, None, None, "not_reported"), (9, None, None, "reported")), "unknown"),
        (known(1, 9).assign(is_provisional=[False, True]), "unknown"),
        (known(7), "unknown"),
        (known(), "unknown"),
    ],
)
def test_tell_trend_compares_the_halves_by_their_ranges_or_not_at_all(values, expected):
    before = values.copy()
    assert tell_trend(values) == expected
    pd.testing.assert_frame_equal(values, before)


@pytest.mark.parametrize(
    ("values", "joined", "expected"),
    [
        ([3, 5], True, "higher"),
        ([5, 3], True, "lower"),
        ([5, 5], True, "same"),
        ([3, 5], False, "apart"),
        ([5], False, "apart"),
        ([], False, "apart"),
    ],
)
def test_tell_step_compares_the_last_count_only_with_one_that_it_joins(values, joined, expected):
    counts = pd.DataFrame({"value": pd.Series(values, dtype="float64")})
    counts["is_joined"] = (
        [False, joined][: len(values)] if len(values) > 1 else [False] * len(values)
    )
    assert tell_step(counts) == expected


def list_alts(page):
    return [unescape(alt) for alt in re.findall(r'<img alt="([^"]*)"', page)]


def test_the_text_of_a_series_says_trend_largest_and_latest(mali_pages):
    series = {
        "en": ("Highest", "Latest: ", "Trend: "),
        "fr": ("Maximum", "Dernier", "Tendance\u202f: "),
    }
    for lang, words in series.items():
        told = [a for a in list_alts(mali_pages[lang]) if words[2] in a]
        assert len(told) >= 5  # two of them with forecasts behind the latest month
        assert all(words[0] in alt for alt in told)
        assert sum(words[1] in alt for alt in told) >= 3
    alts = " ".join(list_alts(mali_pages["en"]))
    assert "Latest: 204. Trend: fewer in the second half of the period than in the first." in alts
    assert "Latest: 15,964. Trend: not told, since not every month has an exact" in alts


@pytest.mark.parametrize("lang", LANGS)
def test_every_chart_has_below_its_table_the_files_under_tables(mali_pages, mali_report, lang):
    shown = re.findall(r"<figure>(.*?)</figure>", mali_pages[lang], re.S)
    shown = [block for block in shown if "<picture>" in block]
    assert len(shown) == mali_pages[lang].count("<picture>")
    for block in shown:
        links = re.findall(r"<a ([^>]*)>([^<]*)</a>", block.split("</table>")[-1])
        assert links
        for attributes, words in links:
            name = re.search(r'download="([^"]*)"', attributes)[1]
            content = re.search(r'href="data:text/csv;charset=utf-8,([^"]*)"', attributes)[1]
            held = (mali_report / "tables" / name).read_bytes()
            assert unquote_to_bytes(unescape(content)) == held
            assert words.endswith(name)


@pytest.mark.parametrize("name", ["incidents_by_region.csv", "idps_by_date.csv"])
def test_a_click_saves_the_same_bytes_and_asks_nobody(open_page, mali_report, name):
    page, asked = open_page("fr", accept_downloads=True), []
    page.on("request", lambda r: asked.append(r.url) if not r.url.startswith("data:") else None)
    with page.expect_download() as saved:
        page.locator(f'a[download="{name}"]').first.click()
    assert saved.value.suggested_filename == name
    assert saved.value.path().read_bytes() == (mali_report / "tables" / name).read_bytes()
    assert asked == []
    assert page.url.endswith("report.fr.html")


def test_the_skip_link_comes_first_and_leads_past_the_contents(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate(REACHED)["is_seen"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", WIDTHS)
def test_tab_reaches_everything_in_order_with_a_ring_and_nothing_lies_over_it(open_page, width):
    page = open_page(width=width, rows=3)
    wanted, reached = page.evaluate(REACHABLE), []
    for _ in wanted:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(REACHED))
    assert [r["at"] for r in reached] == wanted
    assert len(wanted) > 100
    assert min(r["ring"] for r in reached) >= 2
    assert [r for r in reached if r["is_covered"] or not r["is_seen"]] == []


def test_a_key_opens_the_table_behind_a_chart(open_page):
    page = open_page()
    details = page.locator("details").first
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert not details.evaluate("d => d.open")
    page.keyboard.press("Space")
    assert details.evaluate("d => d.open")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [320, 640])  # 1280 pixels at 400% and at 200%
def test_nothing_is_lost_where_the_page_is_enlarged(open_page, lang, width):
    page = open_page(lang, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("css", [SPACED, "html { font-size: 200% !important }"])
def test_nothing_is_lost_where_a_reader_sets_text_wider_or_larger(open_page, width, css):
    page = open_page("fr", width, css=css)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []


def test_nothing_moves(open_page):
    assert open_page(reduced_motion="no-preference").evaluate(MOVING) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_dark_scheme_changes_nothing(open_page, width):
    fixed = ".scroll * { position: static !important }"  # else a pixel higher or lower by chance
    shots = [
        open_page(width=width, rows=2, css=fixed, color_scheme=scheme).screenshot(full_page=True)
        for scheme in ("light", "dark")
    ]
    assert shots[0] == shots[1]
    page = open_page(width=width, rows=2, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light only"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def test_the_keys_of_charts_keep_their_colours_where_a_system_forces_its_own(open_page):
    page = open_page(forced_colors="active")
    mark = page.locator(".key i.bar.harm").first
    assert mark.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(196, 69, 54)"


def to_lab(colour):
    """Colour in CIELAB under D65."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    mixed = [sum(a * c for a, c in zip(row, linear, strict=True)) for row in rows]
    scaled = [v / white for v, white in zip(mixed, (0.9505, 1, 1.089), strict=True)]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in scaled)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def tell_difference(first, second):
    """How far two colours lie apart (CIE 1976)."""
    pairs = zip(to_lab(first), to_lab(second), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def test_colours_that_meet_can_be_told_apart():
    assert tell_difference("#ffffff", "#000000") == pytest.approx(100, abs=0.1)
    assert tell_difference("#1862d8", "#1862d9") < 1
    meeting = [
        *pairwise(["#ffffff", *maps.SHADES]),
        *((charts.LIGHT[c], c) for c in (charts.COUNT, charts.HARM)),
        (charts.COUNT, charts.EDGE),
        (charts.COUNT, charts.HARM),
    ]
    assert min(tell_difference(*pair) for pair in meeting) >= 10
