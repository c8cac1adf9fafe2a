"""What could go wrong unseen: a filter that hides a failure, text of a file that runs, a page that asks."""

import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from analysis import index, review
from analysis.index import PAGES, write_index, write_page
from analysis.page import to_data
from analysis.prose import typeset
from analysis.shelf import read_briefs, read_shelf
from tests.conftest import CHROMIUM_ARGS, ROOT
from tests.made_up_reports import AT, figure, key_figures, make_input, make_report, write_json
from tests.test_cli import impact
from tests.test_feed import check_atom, list_titles

LANGS = ("en", "fr")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Make reports of every kind, and the raw data that they are compared with."""
    base = tmp_path_factory.mktemp("shelf")
    out, raw = base / "reports", base / "raw"
    out.mkdir()
    (raw / "idmc" / "NER" / "2024-03-01").mkdir(parents=True)
    given = make_input(raw, "BEN")
    days = {"2023-10": "2023-10-31", "2023-11": "2023-11-30", "2024-01": "2024-01-31"}
    before = None
    for month, day in days.items():
        rule = "change" if month == "2023-11" else "change-across-break"
        idps = {"day": day, "value": 1000 + len(month), "before": before, "rule": rule}
        figures = key_figures(
            "BEN", month, idps=idps, displacements=0, in_need=8_800_000, funded=31.5
        )
        make_report(out, "BEN", month, figures, inputs=[given])
        before = day
    review.decide(out / "BEN" / "2024-01", review.APPROVED, by="R. Viewer", at=AT)
    review.decide(out / "BEN" / "2023-11", review.REJECTED, by="R. Viewer", at=AT)
    old = json.loads((out / "BEN" / "2023-10" / "figures.json").read_text())
    write_json(out / "BEN/2023-10/earlier/editions/1/figures.json", old | {"as_of": "2024-01-10"})
    unknown = key_figures("NER", "2023-11", incidents=None, deaths=(None, None, None))
    unknown[0]["status"] = "not_covered"
    make_report(out, "NER", "2023-11", unknown, langs=("fr",))
    write_json(out / "NER" / "2023-12" / "failed.json", {"reason": f"no data {HOSTILE}"})
    (make_report(out, "TCD", "2023-10") / "run.json").unlink()
    write_index(out, raw)
    return out, raw


@pytest.fixture(scope="module")
def pages(shelf):
    return {lang: (shelf[0] / PAGES[lang]).read_text(encoding="utf-8") for lang in LANGS}


def test_the_same_reports_give_the_same_bytes(shelf, tmp_path):
    out, raw = shelf
    names = [*index.PAGES.values(), *index.FEEDS.values()]
    before = {name: (out / name).read_bytes() for name in names}
    again = shutil.copytree(out, tmp_path / "elsewhere")
    for name in names:
        (again / name).unlink()
    assert write_index(again, raw) == again / "index.html"
    assert {name: (again / name).read_bytes() for name in names} == before


def test_briefs_are_listed_by_their_titles_and_linked_where_they_are(tmp_path):
    for place, lang in (("MLI/incidents/X-1", "en"), ("MLI/incidents/X-2", "fr"), ("a/b/c", "en")):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        text = f"<title>Xland: Xtown &amp; {folder.name} {HOSTILE}</title>"
        (folder / f"brief.{lang}.html").write_text(text, encoding="utf-8")
    briefs = read_briefs(tmp_path)
    assert [(b.path, list(b.titles)) for b in briefs] == [
        ("MLI/incidents/X-2", ["fr"]),
        ("MLI/incidents/X-1", ["en"]),
    ]
    page = write_page([], "en", {}, briefs=briefs)
    assert "Xland: Xtown &amp; X-1 &lt;script" in page
    assert 'href="MLI/incidents/X-2/brief.fr.html" hreflang="fr"' in page
    assert "brief.en.html" in page
    assert "brief.fr.html" in page
    assert "<script>alert" not in page


def test_a_failure_leaves_the_earlier_index(shelf, tmp_path, monkeypatch):
    out = shutil.copytree(shelf[0], tmp_path / "reports")
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    monkeypatch.setattr(index, "write_feed", lambda *_: 1 / 0)
    shutil.rmtree(out / "BEN")
    with pytest.raises(ZeroDivisionError):
        write_index(out, shelf[1])
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before


class Reader(HTMLParser):
    """Tags of a page, and its rows as lists of text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.rows = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):  # noqa: D102
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_data(self, data):  # noqa: D102
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def read_rows(page):
    rows = [[" ".join(cell.split()) for cell in row] for row in Reader(page).rows]
    return [row for row in rows if row[0] not in ("Month", "Mois")]


def test_every_edition_has_its_row_in_both_languages(pages):
    english, french = (read_rows(pages[lang]) for lang in LANGS)
    assert [row[0] for row in english] == [
        "January 2024", "November 2023", "October 2023", "October 2023earlier edition",
        "October 2023", "December 2023", "November 2023",
    ]  # fmt: skip
    assert [row[0] for row in french][:2] == ["Janvier 2024", "Novembre 2023"]
    assert [row[3] for row in english] == [
        "approved Approved by R. Viewer, 15 March 2024",
        "rejected Rejected by R. Viewer, 15 March 2024",
        "draft",
        "superseded",
        "broken Cannot be read: run.json: is not there",
        f"failed Last attempt: no data {typeset('en', HOSTILE)}",
        "draft stale Held since: IDMC, 1 March 2024",
    ]
    assert french[5][3] == "brouillon dépassé Disponible depuis\u202f: IDMC, 1er mars 2024".replace(
        "\u202f", " "
    )


def test_a_row_says_numbers_with_their_range_and_why_there_is_none(pages):
    rows = read_rows(pages["en"])
    assert rows[0][4:] == [
        "5", "12 (6 to 20)", "1,007as of 31 January 2024", "none reported",
        "8.8 millionas of 1 February 2024", "31.5%as of 1 February 2024",
    ]  # fmt: skip
    assert rows[6][4:6] == ["not covered", "not reported"]
    assert rows[6][6] == "\u2013"
    assert "0" not in rows[6][4:]


def test_text_of_files_is_text(pages):
    for page in pages.values():
        assert page.count("<script") == 1
        assert "onerror=alert(2)&gt;" in page
        assert not [a for tag, a in Reader(page).tags if "onerror" in a or a.get("src") == "x"]


def test_no_row_and_no_chart_says_zero_for_unknown(pages):
    niger = pages["en"].split('id="NER"')[1].split("</section>")[0]
    assert "No report here has a number: not covered, not zero." in niger
    assert "data:image" not in niger


def test_every_link_is_relative_and_leads_somewhere(shelf, pages):
    out, _ = shelf
    for page in pages.values():
        links = [a["href"] for tag, a in Reader(page).tags if tag == "a"]
        ids = {a["id"] for _, a in Reader(page).tags if "id" in a}
        assert len(links) > 20
        for link in links:
            file, _, anchor = link.partition("#")
            assert not re.match(r"\w+:|/", link)
            if not file:
                assert anchor in ids
                continue
            held = (out / file).read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in held, link


def test_the_page_asks_for_nothing_and_lets_in_no_other_script(pages):
    for page in pages.values():
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
        assert policy.startswith("default-src 'none'; img-src data:;")
        assert "unsafe" not in policy
        sources = [a[n] for _, a in Reader(page).tags for n in ("src", "srcset") if n in a]
        assert all(source.startswith("data:image/svg+xml") for source in sources)
        assert len(page.encode("utf-8")) < index.LIMIT


def test_ids_are_unique_and_every_picture_has_its_text(pages):
    for page in pages.values():
        tags = Reader(page).tags
        ids = [a["id"] for _, a in tags if "id" in a]
        assert len(ids) == len(set(ids))
        alts = [a["alt"] for tag, a in tags if tag == "img"]
        assert len(alts) == 6
        assert all(len(alt) > 30 for alt in alts)
    assert (
        "Reported fatalities (UCDP), Benin, from August 2023 to January 2024. "
        "Latest: 12 (6 to 20) (January 2024). Highest: 12 (6 to 20) (January 2024)." in pages["en"]
    )


def read_drawings(monkeypatch, held, lang="en"):
    """Return the axes of each picture of a page, in their order."""
    drawn = []
    monkeypatch.setattr(index, "to_data", lambda f: drawn.append(f.axes[0]) or to_data(f))
    write_page(held, lang, {})
    return drawn


def test_charts_join_what_compares_and_hatch_what_is_missing(shelf, monkeypatch):
    incidents, deaths, idps, flows, needs, funded = read_drawings(monkeypatch, read_shelf(*shelf))
    hatched = [p for p in incidents.patches if p.get_hatch()]
    assert len(hatched) == 3  # of six months three have a report
    assert len([p for p in flows.patches if p.get_hatch()]) == 3  # a zero somebody reported is none
    assert len(deaths.collections[0].get_segments()) == 3
    lines = [line for line in idps.lines if line.get_linestyle() == "-"]
    assert [len(line.get_xdata()) for line in lines] == [2]
    for axes in (needs, funded):
        assert not [line for line in axes.lines if line.get_linestyle() == "-"]


def test_red_is_for_deaths_only(shelf, monkeypatch):
    drawn = read_drawings(monkeypatch, read_shelf(*shelf))
    red = "c44536"
    shown = [red in to_data(a.figure) for a in drawn]
    assert shown == [False, True, False, False, False, False]


def test_two_sources_have_a_chart_each(tmp_path):
    acled = [
        figure("incidents-acled-BEN", "incidents", 40, source="acled", unit="incidents",
               geography="BEN"),
    ]  # fmt: skip
    make_report(tmp_path, "BEN", "2023-12", acled)
    make_report(tmp_path, "BEN", "2024-01")
    page = write_page(read_shelf(tmp_path, tmp_path), "en", {})
    assert "Incidents (ACLED)" in page
    assert "Incidents (UCDP)" in page


def test_countries_stand_in_the_order_of_their_names_accents_or_not(tmp_path):
    names = {"AAA": "Zambie", "BBB": "Érythrée", "CCC": "Eswatini"}
    for code in names:
        make_report(tmp_path, code, "2024-01", [])
    page = write_page(read_shelf(tmp_path, tmp_path), "fr", names)
    assert re.findall(r'<h2 id="([A-Z]{3})">', page) == ["BBB", "CCC", "AAA"]


def test_a_page_too_heavy_leaves_charts_out_and_says_so(shelf, monkeypatch):
    held = read_shelf(*shelf)
    whole = write_page(held, "en", {})
    monkeypatch.setattr(index, "LIMIT", len(whole.encode("utf-8")) - 1)
    assert write_page(held, "en", {}).count("too heavy") == 1
    monkeypatch.setattr(index, "LIMIT", 10)
    page = write_page(held, "en", {})
    assert "data:image" not in page
    assert len(read_rows(page)) == 7


def test_words_of_another_version_stand_as_they_are(tmp_path):
    figures = key_figures("BEN", "2024-01")
    figures[0] |= {"value": None, "status": f"guessed {HOSTILE}"}
    figures[1] |= {"unit": None, "as_of": "long ago", "source": HOSTILE}
    figures[3] |= {"value": 3, "unit": "heads", "as_of": "long ago", "status": "at_least"}
    make_report(tmp_path, "BEN", "2024-01", figures)
    page = write_page(read_shelf(tmp_path, tmp_path), "fr", {})
    assert "guessed &lt;script&gt;" in page
    assert "au moins 3" in page
    assert page.count("<script") == 1
    check_atom(index.write_feed(read_shelf(tmp_path, tmp_path), "fr", {}))


def test_no_report_at_all_is_told(tmp_path):
    write_index(tmp_path, tmp_path)
    assert "There is no report here yet." in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert list_titles(check_atom((tmp_path / "feed.xml").read_text(encoding="utf-8"))) == []


def test_without_raw_data_the_page_says_that_nothing_was_checked(shelf, tmp_path):
    page = write_page(read_shelf(shelf[0], tmp_path / "no"), "en", {}, is_checked=False)
    assert "Whether reports are stale was not checked" in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_feed_tells_every_edition_that_can_be_read(shelf, lang):
    feed = check_atom((shelf[0] / index.FEEDS[lang]).read_text(encoding="utf-8"))
    titles = list_titles(feed)
    assert len(titles) == 4
    if lang == "en":
        assert titles[0] == "Benin: humanitarian impact, November 2023 (rejected)"
        assert titles[-1] == "Benin: humanitarian impact, October 2023 (draft)"
        assert "Reported fatalities: 12 (6 to 20)." in "".join(feed.itertext())
    hrefs = [li.get("href") for li in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert all((shelf[0] / href).is_file() for href in hrefs)


def test_the_command_prints_the_path(shelf, tmp_path):
    out = shutil.copytree(shelf[0], tmp_path / "reports")
    done = impact("index", "--out", out, "--raw", shelf[1])
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{out / 'index.html'}\n", "")
    assert impact("index", "--out", out, "--raw", shelf[1], "--quiet").stdout == ""


def test_a_wrong_call_exits_2(tmp_path):
    done = impact("index", "--out", tmp_path / "nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith("impact: parameter out: no folder")
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_the_page_is_made_of_comes_with_the_package():
    told = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"templates/index/*"' in told


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("REQUIRE_PROVIDER_FILES"):
            pytest.fail("no chromium on this machine")
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, shelf):
    """Open a page with the network blocked; what it asked for and complained of is nothing."""
    contexts, asked, problems = [], [], []

    def open_it(lang="en", width=1440, **more):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: asked.append(r.url) if r.url.startswith("http") else None)
        page.on("console", lambda m: problems.append(m.text))
        page.on("pageerror", lambda e: problems.append(str(e)))
        page.goto(Path(shelf[0] / PAGES[lang]).as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert asked == []
    assert problems == []


def visible(page):
    return page.locator("tbody tr:visible").count()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("lang", LANGS)
def test_the_page_opens_offline_and_nothing_sticks_out(open_page, lang, width):
    page = open_page(lang, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate("[...document.images].every(i => i.naturalWidth > 100)")
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visible(page) == 7
    (other,) = {*LANGS} - {lang}
    page.locator(f".also a[hreflang={other}]").click()
    assert page.evaluate("document.documentElement.lang") == other


FILTERS = [
    ({"country": "NER"}, 2),
    ({"from": "2023-12"}, 2),
    ({"to": "2023-10"}, 3),
    ({"from": "2023-11", "to": "2023-11"}, 2),
    ({"from": "2024-01", "to": "2023-10"}, 0),
    ({"status": "draft"}, 2),
    ({"status": "approved"}, 1),
    ({"status": "rejected"}, 1),
    ({"status": "stale"}, 1),
    ({"status": "superseded"}, 1),
    ({"status": "failed"}, 1),
    ({"status": "broken"}, 1),
    ({"language": "en"}, 4),
    ({"language": "fr"}, 5),
    ({"country": "BEN", "status": "stale"}, 0),
    ({"country": "BEN", "language": "en", "to": "2023-11"}, 2),
]


@pytest.mark.parametrize("width", [390, 1440])
def test_every_filter_shows_what_it_says_and_counts_it(open_page, width):
    page = open_page("en", width)
    for chosen, number in FILTERS:
        for name, value in chosen.items():
            page.locator(f"select[name={name}]").select_option(value)
        assert visible(page) == number, chosen
        assert page.inner_text("#shown") == f"Editions shown: {number} of 7"
        assert page.locator("#nothing").is_visible() == (number == 0)
        sections = page.locator("section.country:visible")
        assert sections.count() == page.locator("nav li:visible").count()
        page.locator("button[type=reset]").click()
        expect(page.locator("tbody tr[hidden]")).to_have_count(0)
    assert page.inner_text("#shown") == "Editions shown: 7 of 7"


def test_the_filters_work_by_keyboard_and_say_what_they_did(open_page):
    page = open_page("fr")
    page.locator("select[name=country]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tbody tr[hidden]")).not_to_have_count(0)
    said = page.locator("#shown")
    assert said.get_attribute("aria-live") == "polite"
    assert said.inner_text().replace("\u202f", " ") == "Éditions affichées : 2 sur 7"
    for _ in range(5):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "reset"
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr[hidden]")).to_have_count(0)


def test_without_a_script_the_page_is_whole(open_page):
    page = open_page("en", java_script_enabled=False)
    assert visible(page) == 7
    assert not page.locator("#filters").is_visible()
    assert page.locator("section.country:visible").count() == 3


def test_a_number_leads_to_its_entry(open_page):
    page = open_page("en")
    page.locator("a.figure").first.click()
    assert page.url.endswith("BEN/2024-01/report.en.html#incidents-ucdp-BEN")
    assert page.locator("#incidents-ucdp-BEN").count() == 1


def test_the_page_prints_without_its_filters(open_page):
    page = open_page("en")
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert visible(page) == 7
