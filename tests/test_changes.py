"""What a reader would be told wrongly of a change, or not at all; and a page that is not the same twice.

The issues are really rendered: October, November as it was known on 10 December, then with all held.
"""

import json
import re
import shutil
from html import unescape

import pytest

from analysis import store
from analysis.editions import compare
from analysis.report import keep_earlier, write_report
from tests.conftest import RAW
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
