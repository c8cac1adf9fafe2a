"""The report as a reader gets it: whole, the same twice, offline, and true to its figures."""

import json
import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from analysis import report
from analysis.build import add_file
from analysis.consistency import check_text
from analysis.report import UnknownParameterError, check_parameters, write_report
from tests.conftest import RAW

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGS = ("en", "fr")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Report on Mali, November 2023, in both languages."""
    base = tmp_path_factory.mktemp("mali")
    return write_report(
        RAW,
        base / "processed",
        base / "reports",
        country="MLI",
        month="2023-11",
        langs=LANGS,
        as_of="2026-11-22",
    )


@pytest.fixture(scope="module")
def pages(folder):
    return {lang: (folder / f"report.{lang}.html").read_text(encoding="utf-8") for lang in LANGS}


def test_every_file_of_the_contract_is_there(folder):
    names = {p.name for p in folder.iterdir()}
    assert names == {
        "report.en.html",
        "report.fr.html",
        "report.en.ipynb",
        "report.fr.ipynb",
        "figures.json",
        "run.json",
        "tables",
    }


def test_a_second_run_gives_the_same_bytes(folder, tmp_path):
    again = write_report(
        RAW,
        tmp_path / "processed",
        tmp_path / "reports",
        country="MLI",
        month="2023-11",
        langs=("en",),
        as_of="2026-11-22",
    )
    for name in ("report.en.html", "figures.json"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    for table in (folder / "tables").iterdir():
        assert (again / "tables" / table.name).read_bytes() == table.read_bytes()


def test_figures_json_holds_what_the_contract_says(folder):
    content = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert [content[k] for k in ("schema", "country", "month", "as_of")] == [
        1,
        "MLI",
        "2023-11",
        "2026-11-22",
    ]
    ids = [f["id"] for f in content["figures"]]
    assert len(ids) == len(set(ids)) > 200
    for figure in content["figures"]:
        has_value = figure["value"] is not None
        assert has_value == (figure["status"] in {"reported", "at_least", "estimated"}), figure[
            "id"
        ]


def test_ten_figures_are_recomputed_from_the_raw_rows(folder):
    content = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    by_id = {f["id"]: f for f in content["figures"]}
    columns = {
        "incidents-ucdp-MLI": "events",
        "fatalities-ucdp-MLI": "deaths_best",
        "civilian_fatalities-ucdp-MLI": "deaths_civilians",
        "fatalities-ucdp-ML08": "deaths_best",
        "idps-MLI": "value",
        "idps-ML08": "value",
        "people_in_need-MLI": "value",
        "percent_funded-MLI": "value",
        "displacements-idmc-MLI": "displacements",
        "schools_closed-MLI": "value",
    }
    for name, column in columns.items():
        total = 0.0
        for part in by_id[name]["inputs"]:
            rows = pd.read_csv(RAW / part["file"], dtype=str, keep_default_na=False)
            total += rows.iloc[[r - 2 for r in part["rows"]]][column].astype(float).sum()
        assert total == by_id[name]["value"], name


def test_no_number_stands_in_prose_without_its_figure(pages):
    for lang, page in pages.items():
        prose = re.findall(r"<li>(.*?)</li>", page.split('class="highlights"')[1].split("</ul>")[0])
        assert len(prose) >= 6
        for sentence in prose:
            bare = re.sub(r'<a class="figure".*?</a>', "", sentence)
            bare = re.sub(r"\d{1,2}(er)? \w+ \d{4}|\b20\d\d\b", "", bare)
            assert not re.search(r"\d", bare), (lang, bare)


def test_both_languages_show_the_same_figures(pages):
    shown = [re.findall(r'class="figure" href="#([^"]+)"', pages[lang]) for lang in LANGS]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("lang", LANGS)
def test_the_arithmetic_of_the_page_holds(pages, lang):
    claims = check_text(pages[lang], "html")
    assert claims[claims["verdict"] == "fails"].empty
    assert len(claims) >= 5


def test_every_link_to_a_figure_has_its_row(pages):
    for page in pages.values():
        wanted = set(re.findall(r'href="#([^"]+)"', page))
        held = set(re.findall(r'id="([^"]+)"', page))
        assert wanted - held == set()


def test_the_page_says_what_the_stock_cannot_say(pages):
    assert "does not describe November 2023" in pages["en"]
    assert "It cannot be read as a return movement" in pages["en"]
    assert "On ne peut y lire un mouvement de retour" in pages["fr"]
    assert "Named no number of dead: army" in pages["en"]


def test_the_map_names_the_vintage_of_its_regions(pages):
    assert "Ménaka lies inside Gao" in pages["en"]
    assert "Ménaka s’y trouve dans Gao" in pages["fr"]


def test_charts_have_text_and_none_is_lost(pages):
    for page in pages.values():
        alts = re.findall(r'<img alt="([^"]*)"', page)
        assert len(alts) == 9
        assert all(len(a) > 30 for a in alts)
        assert len(re.findall(r'<source [^>]*srcset="data:image/svg', page)) == 9
        assert page.count("data:image/svg+xml") == 18  # each for a wide and a narrow window
        assert len(page.encode()) < 2_000_000


def test_no_code_and_no_address_to_load_is_in_the_page(pages):
    for page in pages.values():
        assert "open_edition" not in page
        assert not re.search(r'(src|href)="(https?:)?//', page)
        assert "<script" not in page


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("REQUIRE_PROVIDER_FILES"):
            pytest.fail("no chromium on this machine")
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("lang", LANGS)
def test_the_page_opens_offline_at_phone_and_desktop_width(browser, folder, lang, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    asked, problems = [], []
    page.on("request", lambda r: asked.append(r.url) if r.url.startswith("http") else None)
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(Path(folder / f"report.{lang}.html").as_uri())
    assert asked == []
    assert problems == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate("[...document.images].every(i => i.naturalWidth > 100)")
    for summary in page.locator("summary").all():
        summary.click()
    page.locator("a.figure").first.click()
    assert page.locator("tr:target").count() == 1
    context.close()


@pytest.mark.parametrize(("width", "room"), [(390, 350), (1440, 920)])
def test_a_chart_fills_its_column_and_is_drawn_for_it(browser, folder, width, room):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(Path(folder / "report.fr.html").as_uri())
    charts = page.evaluate(
        "[...document.querySelectorAll('picture img')].map(i => [i.clientWidth, i.naturalWidth])"
    )
    assert len(charts) == 9
    for shown, drawn in charts:
        assert shown == pytest.approx(room, abs=16)
        assert 0.9 < shown / drawn < 1.1  # text is as large as it was meant
    page.close()


def test_the_first_column_of_a_wide_table_stays_in_sight_on_a_phone(browser, folder):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(Path(folder / "report.en.html").as_uri())
    moved = page.evaluate(
        """() => {
          const wide = [...document.querySelectorAll('.scroll')].filter(
            d => d.scrollWidth > d.clientWidth + 100);
          return wide.map(d => {
            const cell = d.querySelector('tbody th'), before = cell.getBoundingClientRect().left;
            d.scrollLeft = 90;
            return Math.abs(cell.getBoundingClientRect().left - before);
          });
        }"""
    )
    assert len(moved) > 3
    assert max(moved) < 1
    page.close()


def test_a_failed_run_leaves_the_earlier_report(folder, tmp_path, monkeypatch):
    out = tmp_path / "reports"
    shutil.copytree(folder, out / "MLI" / "2023-11")
    before = (out / "MLI" / "2023-11" / "report.en.html").read_bytes()

    def fail(*_args, **_kwargs):
        raise RuntimeError("the kernel died")

    monkeypatch.setattr(report, "run_book", fail)
    with pytest.raises(RuntimeError, match="the kernel died"):
        write_report(
            RAW,
            tmp_path / "processed",
            out,
            country="MLI",
            month="2023-11",
            langs=("en",),
            as_of="2026-11-22",
        )
    assert (out / "MLI" / "2023-11" / "report.en.html").read_bytes() == before
    failed = json.loads((out / "MLI" / "2023-11" / "failed.json").read_text(encoding="utf-8"))
    assert failed["reason"] == "the kernel died"
    assert sorted(p.name for p in (out / "MLI").iterdir()) == ["2023-11"]


def test_an_undeclared_parameter_is_an_error():
    with pytest.raises(UnknownParameterError, match="parameter mnoth"):
        check_parameters({"mnoth": "2023-11"}, ["month", "country"])


def test_a_country_with_incidents_only_says_what_it_lacks(tmp_path, shared):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "hand").symlink_to(RAW / "hand")
    add_file(
        raw, "ucdp", shared / "ucdp" / "ged_website_export_benin.csv", "BEN", "2024-08-01", None
    )
    folder = write_report(
        raw,
        tmp_path / "processed",
        tmp_path / "reports",
        country="BEN",
        month="2023-05",
        langs=("en",),
        as_of="2024-08-01",
    )
    page = (folder / "report.en.html").read_text(encoding="utf-8")
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"]
    by_id = {f["id"]: f for f in figures}
    assert by_id["incidents-ucdp-BEN"]["value"] == 6
    assert by_id["idps-BEN"]["value"] is None
    assert "Not covered or not reported for May 2023" in page
