"""The report as a reader gets it: whole, the same twice, offline, and true to its figures."""

import csv
import json
import re
import shutil
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis import build, report
from analysis.books import UnknownParameterError, check_parameters
from analysis.consistency import check_text
from analysis.intake import add_file
from analysis.report import write_report
from tests.conftest import LANGS, RAW
from tests.printed import list_entries, list_pictures, sort_texts, to_plain
from tests.test_notebooks import run_cells

QUOTED = {".csv", ".yml"}


CHARTS = 18  # of the default report


@pytest.fixture(scope="module")
def folder(mali_report):
    return mali_report


@pytest.fixture(scope="module")
def pages(mali_pages):
    return mali_pages


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
        langs=LANGS,
        as_of="2026-11-22",
    )
    for name in ("report.en.html", "report.fr.html", "figures.json"):
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


@pytest.fixture(scope="module")
def quoted():
    """Words of all raw files, as a page may quote them."""
    files = {p: p.read_text(encoding="utf-8") for p in RAW.rglob("*.*") if p.suffix in QUOTED}
    told = [cell for p, t in files.items() if p.suffix == ".csv" for cell in csv_cells(t)]
    for origin in (yaml.safe_load(t) for p, t in files.items() if p.name.endswith(".origin.yml")):
        told += [str(v) for v in origin.values()] + [f"{origin['producer']}: {origin['title']}"]
    return to_plain("\n".join(told))


def csv_cells(text):
    return [cell for row in csv.reader(text.splitlines()) for cell in row]


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_page_leads_to_its_entry_or_is_of_a_stated_kind(pages, quoted, lang):
    found = sort_texts(pages[lang], quoted)
    assert found.get(None) is None
    kinds = {"figure", "entry", "file", "date", "words of a source", "head of a row"}
    assert set(found) == kinds | {"class of the map"}
    assert len(found["figure"]) > 300


def test_a_number_without_its_link_would_be_seen(pages, quoted):
    page = pages["en"]
    link = re.search(r'<a class="figure" href="#idps-MLI">(391,961)</a>', page)
    unlinked = sort_texts(page.replace(link[0], link[1], 1), quoted)
    assert any("391,961" in text for text in unlinked[None])
    moved = page.replace('<tr id="idps-MLI">', '<tr id="idps-of-nobody">')
    assert "391,961" in sort_texts(moved, quoted)[None]


@pytest.mark.parametrize("lang", LANGS)
def test_the_text_of_a_picture_has_only_numbers_of_the_table_behind_it(pages, lang):
    pictures = list(list_pictures(pages[lang]))
    assert len(pictures) == pages[lang].count("<picture>") > 6
    for alt, numbers in pictures:
        for number in re.findall(r"\d[\d ,.]*\d|\d", alt):
            assert any(number.strip() in shown for shown in numbers), (alt, number)


@pytest.mark.parametrize("lang", LANGS)
def test_the_annex_has_an_entry_for_every_figure_with_all_that_is_known_of_it(pages, folder, lang):
    content = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert list_entries(pages[lang]) == {f["id"] for f in content["figures"]}
    annex = pages[lang][pages[lang].rindex("<table") :]
    for figure in content["figures"]:
        row = annex.split(f'<tr id="{figure["id"]}">')[1].split("</tr>")[0]
        cells = [to_plain(unescape(c)) for c in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        assert len(cells) == 9
        assert all(cells[i] for i in (0, 1, 2, 4, 5, 6, 7, 8)), figure["id"]  # a range may be none
        for part in figure["inputs"]:
            named = part if isinstance(part, str) else part["file"]
            assert named in cells[8]
            if isinstance(part, dict):
                assert rows_of(cells[8], part["file"]) == part["rows"]


def rows_of(cell, file):
    """Row numbers that an entry names of a file, a span as all of its rows."""
    spans = re.search(rf"{re.escape(file)}: ([\d–, ]+)", cell)[1].split(", ")
    ends = [(span.split("–")[0], span.split("–")[-1]) for span in spans]
    return [row for first, last in ends for row in range(int(first), int(last) + 1)]


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
    assert "Parties to the conflict that named no number of dead: army" in pages["en"]


def test_the_map_names_the_vintage_of_its_regions(pages):
    assert "Ménaka lies inside Gao" in pages["en"]
    assert "Ménaka se trouve dans Gao" in pages["fr"]


def test_charts_have_text_and_none_is_lost(pages):
    for page in pages.values():
        alts = re.findall(r'<img alt="([^"]*)"', page)
        assert len(alts) == CHARTS
        assert all(len(a) > 30 for a in alts)
        assert len(re.findall(r'<source [^>]*srcset="data:image/svg', page)) == CHARTS
        assert page.count("data:image/svg+xml") == 2 * CHARTS  # each for a wide and a narrow window
        assert len(page.encode()) < 2_000_000


def test_no_code_and_no_address_to_load_is_in_the_page(pages):
    for page in pages.values():
        assert "open_edition" not in page
        assert not re.search(r'(src|href)="(https?:)?//', page)
        assert "<script" not in page


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


@pytest.mark.parametrize("lang", LANGS)
def test_every_link_leads_on_to_a_row_in_sight(browser, folder, lang):
    """Every link is clicked, also those behind a disclosure, and what it leads to is shown."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(Path(folder / f"report.{lang}.html").as_uri())
    lost = page.evaluate(
        """() => {
          document.querySelectorAll('details').forEach(d => { d.open = true; });
          const links = new Map([...document.querySelectorAll('main a[href^="#"]')].map(
            a => [a.getAttribute('href'), a]));
          const followed = [...links].filter(([href, link]) => {
            link.click();
            const target = document.querySelector(':target');
            return !(target && '#' + CSS.escape(target.id) === '#' + CSS.escape(href.slice(1))
              && target.getClientRects().length);
          });
          return [links.size, followed.map(([href]) => href)];
        }"""
    )
    assert lost[0] > 500
    assert lost[1] == []
    rows = page.locator("tr[id] td.path")
    assert rows.count() > 500
    assert all(text.strip() for text in rows.all_inner_texts())
    page.close()


@pytest.mark.parametrize(("width", "room"), [(390, 350), (1440, 920)])
def test_a_chart_fills_its_column_and_is_drawn_for_it(browser, folder, width, room):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(Path(folder / "report.fr.html").as_uri())
    charts = page.evaluate(
        "[...document.querySelectorAll('picture img')].map(i => [i.clientWidth, i.naturalWidth])"
    )
    assert len(charts) == CHARTS
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
    assert "fails" not in set(check_text(page, "html")["verdict"])


def test_bangladesh_is_reported_from_its_providers_own_files(tmp_path, shared):
    raw, events = tmp_path / "raw", shared / "ucdp" / "ged_hdx_bangladesh.csv"
    raw.mkdir()
    (raw / "hand").symlink_to(RAW / "hand")
    add_file(raw, "ucdp", events, "BGD", "2025-09-25", None)
    feed = shared / "idmc_monthly_vintages" / "2025-09-25.csv"
    add_file(raw, "idmc", feed, "BGD", "2025-09-25", None)
    folder = write_report(
        raw,
        tmp_path / "processed",
        tmp_path / "reports",
        country="BGD",
        month="2018-12",
        langs=("en", "fr"),
        as_of="2025-09-25",
    )
    held = pd.read_csv(events, low_memory=False)
    of_month = held[held["date_start"].astype("str").str.startswith("2018-12")]
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"]
    by_id = {f["id"]: f for f in figures}
    assert by_id["incidents-ucdp-BGD"]["value"] == len(of_month) == 16
    assert by_id["fatalities-ucdp-BGD"]["value"] == pd.to_numeric(of_month["best"]).sum()
    assert by_id["idps-BGD"]["value"] is None
    assert by_id["displacements-idmc-BGD"]["status"] in ("reported", "not_reported", "not_covered")
    joined = [f for f in figures if f["indicator"] == "rows" and f["value"]]
    assert {f["source"] for f in joined} == {"ucdp"}
    for lang, said in (("en", "December 2018"), ("fr", "décembre 2018")):
        page = (folder / f"report.{lang}.html").read_text(encoding="utf-8")
        text = re.sub(r"\s+", " ", unescape(page))
        assert "Bangladesh" in text
        assert said in text
        assert "fails" not in set(check_text(page, "html")["verdict"])
        assert "Ménaka" not in page


@pytest.fixture
def held(folder, monkeypatch):
    """Let a notebook find the tables that the report was made of; none is made anew."""
    monkeypatch.setenv("IMPACT_PROCESSED", str(folder.parents[2] / "processed"))
    monkeypatch.delenv("IMPACT_RAW", raising=False)
    monkeypatch.setattr(build, "build_tables", None)


def test_the_tutorial_ends_in_the_figure_of_the_report(folder, held):
    names, shown = run_cells("tutorial")
    told = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"]
    (figure,) = (f for f in told if f["id"] == names["figure_id"])
    mine = names["counts"].iloc[-1]
    assert mine["month"] == pd.Timestamp("2023-11-01")
    assert [mine[n] for n in ("value", "low", "high")] == [
        figure[n] for n in ("value", "low", "high")
    ]
    assert (mine["status"], shown[6]["value"].sum()) == (
        figure["status"],
        names["counts"]["value"].sum(),
    )
    assert len(shown) == 10
    assert all(part is not None for part in shown[1:])
    assert shown[8]["deaths_best"].astype(int).sum() == figure["value"]
    drawn = shown[9].get_lines()[0].get_ydata()
    assert list(drawn) == list(names["counts"]["value"])
    shown[9].figure.clear()
