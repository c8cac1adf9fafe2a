"""What a reader would be told wrongly of a change, or not at all; and a page that is not the same twice.

The issues are really rendered: October, November as it was known on 10 December, then with all held.
"""

import csv
import json
import re
import shutil
from fractions import Fraction
from html import unescape
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import store
from analysis.changes import COLUMNS, PART_COLUMNS, list_changes, show_errata
from analysis.editions import compare
from analysis.holdings import list_corrections
from analysis.report import keep_earlier, write_report
from tests.conftest import RAW
from tests.printed import sort_texts
from tests.test_cli import impact

LANGS = ("en", "fr")
THEN, NOW = "2023-12-10", "2026-11-22"


def words(html):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).replace("\u202f", " ")


def section(folder, lang):
    page = (folder / f"report.{lang}.html").read_text(encoding="utf-8")
    return page.split('id="section-change"')[1].split('id="section-incidents"')[0]


def edit(folder, **values):
    """Print other numbers in a report, as an older vintage of its source would have."""
    path = folder / "figures.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for row in content["figures"]:
        if row["id"] in values:
            row |= {"value": values[row["id"]], "as_of": "2023-12"}
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def issues(tmp_path_factory):
    """Folder of reports with an earlier edition and a month before, and copies of each issue."""
    base = tmp_path_factory.mktemp("issues")

    def render(month, as_of, langs):
        folder = write_report(
            RAW,
            base / "processed",
            base / "reports",
            country="MLI",
            month=month,
            langs=langs,
            as_of=as_of,
        )
        kept = base / f"{month}-{as_of}-{len(list(base.iterdir()))}"
        shutil.copytree(folder, kept)
        return kept

    held = {"october": render("2023-10", NOW, ("en",)), "then": render("2023-11", THEN, ("fr",))}
    edit(base / "reports" / "MLI" / "2023-10", **{"fatalities-ucdp-MLI": 150})
    edit(base / "reports" / "MLI" / "2023-11", **{"idps-MLI": 390000})
    held["now"] = render("2023-11", NOW, LANGS)
    held["again"] = render("2023-11", NOW, LANGS)
    return held


def test_a_first_issue_says_that_there_is_none_earlier(issues):
    assert "no earlier issue" in words(section(issues["october"], "en"))
    french = words(section(issues["then"], "fr"))
    assert french.count("aucune édition antérieure") == 2  # October was rendered later than that
    assert not (issues["october"] / "earlier").exists()


def test_the_section_stands_between_highlights_and_incidents(issues):
    page = (issues["now"] / "report.en.html").read_text(encoding="utf-8")
    sections = re.findall(r'<h2 id="(section-[\w-]+)"', page)
    assert sections[1:4] == ["section-highlights", "section-change", "section-incidents"]
    assert 'href="#section-change"' in page


def test_a_headline_printed_otherwise_has_its_erratum_in_both_languages(issues):
    english, french = (section(issues["now"], lang) for lang in LANGS)
    assert "Erratum. Internally displaced persons: was 390,000 , is 391,961 , because" in words(
        english
    )
    assert "Personnes déplacées internes : 390 000 auparavant, 391 961 désormais, car" in words(
        french
    )
    for page in (english, french):
        errata = page.split('<ul class="errata">')[1].split("</ul>")[0]
        assert errata.count("<li>") == 1  # what was not covered then is news, no erratum
        assert re.search(r"<s><a [^>]*>390.000</a></s>", errata)


def test_both_comparisons_show_before_after_and_parts(issues):
    for lang, head in (("en", "Unexplained"), ("fr", "Inexpliqué")):
        page = section(issues["now"], lang)
        assert page.count(f">{head}</th>") >= 2
        row = page.split('id="change-month-fatalities-ucdp-MLI"')[1].split("</tr>")[0]
        cells = [words(c).strip() for c in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        assert cells[0].startswith("150")
        assert cells[1].startswith("204")
        assert cells[2:7] == ["+50", "+4", "0", "0", "0"]
        row = page.split('id="change-edition-incidents-ucdp-MLI"')[1].split("</tr>")[0]
        cells = [words(c).strip() for c in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        assert cells[0] == {"en": "not covered", "fr": "non couvert"}[lang]
        assert cells[2:7] == ["–"] * 5


def test_every_link_of_the_section_has_its_target(issues):
    for lang in LANGS:
        page = (issues["now"] / f"report.{lang}.html").read_text(encoding="utf-8")
        held = re.findall(r'id="([^"]+)"', page)
        assert set(re.findall(r'href="#([^"]+)"', page)) - set(held) == set()
        assert len(held) == len(set(held))


def test_rendering_the_same_edition_again_gives_the_same_bytes(issues):
    names = [f"report.{lang}.html" for lang in LANGS] + ["figures.json"]
    names += [p.relative_to(issues["now"]) for p in (issues["now"] / "tables").iterdir()]
    names += [
        p.relative_to(issues["now"]) for p in (issues["now"] / "earlier").rglob("*") if p.is_file()
    ]
    for name in names:
        assert (issues["now"] / name).read_bytes() == (issues["again"] / name).read_bytes(), name


def test_what_was_not_yet_known_is_all_that_differs(issues):
    old, new = store.read_report(issues["then"]), store.read_report(issues["now"])
    changes = compare(old, new)
    assert {c.cause for c in changes} & {
        "hand",
        "version",
        "correction",
        "nothing-recorded",
    } == set()
    by_id = {c.figure.id: c for c in changes}
    assert by_id["incidents-ucdp-MLI"].label == "new"
    assert by_id["idps-MLI"].label == "unchanged"


def test_diff_prints_two_editions_and_two_months(issues):
    editions = impact("diff", issues["then"], issues["now"] / "figures.json")
    assert editions.returncode == 0
    assert "two editions of one month" in editions.stdout
    assert "incidents-ucdp-MLI (Mali, incidents): not covered -> 30: new" in editions.stdout
    months = impact("diff", issues["october"], issues["now"])
    assert months.returncode == 0
    assert "+50 = new +50, revision 0, method 0, correction 0, unexplained 0" in months.stdout


def read_changes(folder):
    with (folder / "tables" / "changes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_of_changes_has_a_row_for_each_and_its_parts_add_up(issues):
    assert read_changes(issues["october"]) == []
    rows = read_changes(issues["now"])
    assert {row["compared_with"] for row in rows} == {"edition", "month before"}
    split = [row for row in rows if row["change"]]
    assert len(split) > 10
    for row in split:
        parts = [row[name] for name in (*PART_COLUMNS.values(), "unexplained")]
        assert sum(Fraction(part) for part in parts if part) == Fraction(row["change"])
        assert Fraction(row["after"]) - Fraction(row["before"]) == Fraction(row["change"])
    by_key = {(row["compared_with"], row["id"]): row for row in rows}
    idps = by_key["edition", "idps-MLI"]
    assert [idps[name] for name in ("before", "after", "change", "revision", "unit")] == [
        *("390000", "391961", "1961", "1961", "people")
    ]
    assert idps["files"].endswith("/idps.csv")
    killed = by_key["month before", "fatalities-ucdp-MLI"]
    assert (killed["new_information"], killed["revision"]) == ("50", "4")
    first = by_key["edition", "incidents-ucdp-MLI"]  # not covered then: no number, and no parts
    assert (first["before"], first["before_status"], first["change"]) == ("", "not_covered", "")
    assert first["reading"] == "new"


def test_every_number_of_the_section_leads_to_its_entry_or_stands_in_the_table(issues):
    for lang in LANGS:
        page = (issues["now"] / f"report.{lang}.html").read_text(encoding="utf-8")
        start, end = (page.index(f'<h2 id="section-{name}"') for name in ("change", "incidents"))
        annex = page[page.rindex("<table") :]
        found = sort_texts(page[start:end] + annex, "")
        assert found.get(None) is None
        assert {"figure", "change", "entry", "date"} == set(found)


def test_diff_reads_what_an_older_version_wrote(issues, tmp_path):
    content = json.loads((issues["october"] / "figures.json").read_text(encoding="utf-8"))
    kept = ("id", "indicator", "geography", "period_start", "period_end", "value", "unit", "status")
    content["figures"] = [{k: f[k] for k in kept} for f in content["figures"]]
    (tmp_path / "figures.json").write_text(json.dumps(content), encoding="utf-8")
    for pair in ((tmp_path, issues["now"]), (issues["now"], tmp_path)):
        result = impact("diff", *pair)
        assert result.returncode == 0, result.stderr
        lines = re.findall(r"^ +(-?\+?[\d./]+) = (.*)$", result.stdout, re.M)
        assert lines
        for total, parts in lines:
            numbers = re.findall(r" ([+-]?[\d./]+)(?:,|$)", " " + parts)
            assert sum(map(Fraction, numbers)) == Fraction(total)


def beside(folder, figures, ran):
    folder.mkdir(parents=True)
    content = {"schema": 1, "country": "XXX", "month": "2023-11", "as_of": NOW, "figures": figures}
    (folder / "figures.json").write_text(json.dumps(content))
    (folder / "run.json").write_text(json.dumps(ran))


@pytest.fixture
def corrected(tmp_path):
    """Report whose stock of IDPs was put right by hand since its earlier edition."""
    file = "figures/XXX/2024-01-01/idps.csv"
    fix = {"id": "x", "file": file, "row": 7, "column": "value", "expect": "61161", "value": "6116"}
    figure = {"id": "idps-XXX", "indicator": "idps", "source": "figures", "geography": "XXX"}
    figure |= {"unit": "people", "status": "reported", "inputs": [{"file": file, "rows": [7]}]}
    inputs = [{"source": "figures", "file": file, "sha256": "1"}]
    made = {"inputs": inputs, "versions": {"analysis": "1"}}
    ran = made | {
        "hand": {"hand/corrections.yml": "b"},
        "corrections": [fix | {"reason": "a slip"}],
    }
    beside(tmp_path / "now", [figure | {"value": 6116}], ran)
    before = made | {"hand": {"hand/corrections.yml": "a"}, "corrections": []}
    earlier = tmp_path / "now" / "earlier"
    beside(earlier / "editions" / "1", [figure | {"value": 61161}], before)
    return earlier


def test_an_erratum_names_the_row_that_was_put_right(corrected):
    for lang, words_of in (
        ("en", "row 7, value: “61161” was put right to “6116”, since a slip"),
        ("fr", "ligne 7, value : « 61161 » corrigé en « 6116 » ; motif : a slip"),
    ):
        page = show_errata(SimpleNamespace(lang=lang), str(corrected)).data
        assert words_of in words(page).replace(" ,", ",")
    assert '<span lang="en">a slip</span>' in page


def test_a_source_that_may_not_be_passed_on_has_no_number_in_the_table(corrected):
    shown, held_back = (list_changes(str(corrected), sources) for sources in ((), {"figures"}))
    assert list(shown.columns) == list(held_back.columns) == COLUMNS
    assert shown["change"].tolist() == shown["correction"].tolist() == ["-55045"]
    assert shown["corrections"].item() == "x: figures/XXX/2024-01-01/idps.csv, row 7"
    numbers = ["before", "after", "change", "unexplained", *PART_COLUMNS.values()]
    assert held_back[numbers].isna().all(axis=None)
    assert held_back["reading"].tolist() == ["moved"]
    assert list_changes("").empty


def test_a_run_names_the_rows_that_corrections_found(mali):
    found = list_corrections(RAW, mali["inputs"])
    assert len(found) == len(store.read_corrections(RAW))
    for fix in found:
        rows = pd.read_csv(RAW / fix["file"], dtype=str, keep_default_na=False)
        assert rows[fix["column"]].iloc[fix["row"] - 2] == fix["expect"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [(None, "no figures.json"), ("{", "is not JSON"), ('{"schema": 9, "figures": []}', "schema 9")],
)
def test_diff_refuses_what_is_no_report_in_one_line(tmp_path, text, problem):
    if text:
        (tmp_path / "figures.json").write_text(text)
    result = impact("diff", tmp_path, tmp_path)
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert problem in result.stderr


def test_diff_of_one_report_or_of_two_countries_is_a_wrong_call(tmp_path):
    assert impact("diff", tmp_path).returncode == 2
    for iso3 in ("MLI", "NER"):
        issue(tmp_path / iso3, country=iso3)
    result = impact("diff", tmp_path / "MLI", tmp_path / "NER")
    assert result.returncode == 2
    assert "is of NER, the other report of MLI" in result.stderr


def issue(folder, *, as_of=NOW, month="2023-11", value=1, country="MLI"):
    folder.mkdir(parents=True, exist_ok=True)
    figures = [{"id": "idps-MLI", "value": value}]
    content = {"schema": 1, "country": country, "month": month, "as_of": as_of, "figures": figures}
    (folder / "figures.json").write_text(json.dumps(content))
    (folder / "run.json").write_text(json.dumps({"hand": {}, "seconds": {"build": value}}))
    return folder


def put(tmp_path, number, **what):
    """Write an issue as a run does: in a scratch folder, with what is held, then in its place."""
    scratch, folder = issue(tmp_path / f"scratch-{number}", **what), tmp_path / "2023-11"
    keep_earlier(folder, scratch)
    store.replace_folder(scratch, folder)
    held = store.list_editions(folder)
    return [json.loads((p / "figures.json").read_text())["figures"][0]["value"] for p in held]


def test_editions_are_kept_once_in_the_order_of_rendering(tmp_path):
    assert put(tmp_path, 1, as_of=THEN, value=1) == []
    assert put(tmp_path, 2, as_of=THEN, value=1) == []
    assert put(tmp_path, 3, value=2) == [1]
    assert put(tmp_path, 4, value=2) == [1]
    assert put(tmp_path, 5, as_of=THEN, value=1) == [2]
    assert put(tmp_path, 6, value=3) == [2, 1]
    run = json.loads((tmp_path / "2023-11" / "earlier" / "editions" / "1" / "run.json").read_text())
    assert "seconds" not in run


def test_the_month_before_is_kept_beside_the_report(tmp_path):
    issue(tmp_path / "2023-10", month="2023-10", value=5)
    put(tmp_path, 1, value=6)
    kept = store.read_report(tmp_path / "2023-11" / "earlier" / "month")
    assert (kept.month, kept.figures["idps-MLI"].value) == ("2023-10", 5)


def test_an_earlier_issue_that_cannot_be_read_stops_no_report(tmp_path):
    issue(tmp_path / "2023-11")
    (tmp_path / "2023-11" / "figures.json").write_text('{"schema": 9, "figures": []}')
    assert put(tmp_path, 1) == []
