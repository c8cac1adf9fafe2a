"""What could go wrong unseen: a PDF without tags, a heading left alone at the foot of a page."""

import os
import re
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from analysis import pdf
from analysis.pdf import PrintError, find_chromium, print_page
from analysis.review import WATERMARK, mark_status, write_css, write_status

STYLE = Path(pdf.__file__).parent / "templates" / "report" / "style.css"
SECTIONS = 30


@pytest.fixture(scope="module")
def chromium():
    if shutil.which("chromium") is None:
        if os.environ.get("REQUIRE_PROVIDER_FILES"):
            pytest.fail("no chromium on this machine")
        pytest.skip("no chromium on this machine")


@pytest.fixture(scope="module")
def printed(chromium, tmp_path_factory):
    """Print a page of many sections, tables and figures under the style sheet of reports."""
    folder = tmp_path_factory.mktemp("print")
    sections = "".join(
        f'<h2 id="section-{n}">Heading {n}</h2><p>{"Words of a section. " * (7 * n % 40 + 5)}</p>'
        f'<figure><figcaption>Caption {n}</figcaption><div style="height:{60 + 13 * n % 90}mm">'
        f"Figure {n}</div></figure>"
        f'<p><a href="#section-{SECTIONS - n - 1}">to another</a></p>'
        for n in range(SECTIONS)
    )
    running = f"@page {{ @top-left {{ content: {write_css('Xland: é')}; }} }}"
    page = folder / "report.fr.html"
    page.write_text(
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Xland</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}{running}</style></head><body>"
        f"{mark_status(WATERMARK, write_status('fr', None)[WATERMARK])}"
        f"<main><h1>Xland</h1>{sections}"
        "<details><summary>Table behind</summary>hidden words</details></main></body></html>",
        encoding="utf-8",
    )
    target = folder / "report.fr.pdf"
    print_page(page, target)
    return target


def read_pages(path):
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return texts


def test_a_page_is_printed_on_a4_with_tags_language_and_working_links(printed):
    with pikepdf.open(printed) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert document.Root.Lang == "fr"
        assert document.docinfo["/Title"] == "Xland"
        assert "/CreationDate" not in document.docinfo
        boxes = {tuple(round(float(x)) for x in page.mediabox) for page in document.pages}
        links = [
            a for page in document.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"
        ]
        named = set(document.Root.Dests.keys()) if "/Dests" in document.Root else None
        targets = {str(a.get("/Dest", a.get("/A", {}).get("/D"))) for a in links}
    assert boxes == {(0, 0, 595, 842)}
    assert len(links) == SECTIONS
    assert named is None or {t.removeprefix("/") for t in targets} <= {n.lstrip("/") for n in named}


def test_every_page_has_its_running_header_and_number(printed):
    pages = read_pages(printed)
    assert len(pages) > 10
    for number, text in enumerate(pages, start=1):
        assert "Xland: é" in text
        assert "Brouillon, non relu" in text
        assert f"{number} / {len(pages)}" in text
    assert not any("hidden words" in text or "Table behind" in text for text in pages)


def test_no_heading_stands_alone_and_no_figure_is_split(printed):
    pages = read_pages(printed)
    for number in range(SECTIONS):
        (held,) = [i for i, text in enumerate(pages) if re.search(rf"\bHeading {number}\b", text)]
        assert re.search(rf"Heading {number}\s+Words of a section", pages[held])
        (caption,) = [
            i for i, text in enumerate(pages) if re.search(rf"\bCaption {number}\b", text)
        ]
        assert re.search(rf"\bFigure {number}\b", pages[caption])


def test_print_page_prints_the_same_again_and_leaves_nothing_half_written(printed, tmp_path):
    again = tmp_path / "again.pdf"
    print_page(printed.with_suffix(".html"), again)
    assert read_pages(again) == read_pages(printed)
    assert [p.name for p in tmp_path.iterdir()] == ["again.pdf"]


def test_find_chromium_names_what_is_missing(monkeypatch):
    monkeypatch.setenv("IMPACT_CHROMIUM", "no-such-browser")
    with pytest.raises(PrintError, match="IMPACT_CHROMIUM: no program no-such-browser"):
        find_chromium()
    monkeypatch.delenv("IMPACT_CHROMIUM")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PrintError, match="no Chromium found"):
        find_chromium()


def test_a_browser_that_fails_leaves_the_earlier_pdf(monkeypatch, tmp_path):
    monkeypatch.setenv("IMPACT_CHROMIUM", "false")
    target = tmp_path / "report.en.pdf"
    target.write_bytes(b"earlier")
    (tmp_path / "report.en.html").write_text("x")
    with pytest.raises(PrintError, match=r"report\.en\.html"):
        print_page(tmp_path / "report.en.html", target)
    assert target.read_bytes() == b"earlier"


@pytest.mark.parametrize("text", ['a"; } body { display: none', "x\\", "a</style><b>", "l\nm"])
def test_write_css_lets_nothing_end_its_string(text):
    written = write_css(text)[1:-1]
    assert not re.search(r'["<>\n{};]|\\(?![0-9a-f]+ )', written)
