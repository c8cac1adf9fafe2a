"""What could go wrong unseen: an approval that outlives its content, or that a page only claims."""

import json
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from analysis import report, review
from analysis.cli import app
from analysis.measures import BadInputError
from analysis.review import (
    APPROVED,
    DRAFT,
    REJECTED,
    WATERMARK,
    WORDS,
    decide,
    format_checks,
    hash_content,
    list_checks,
    mark_status,
    read_review,
    tell_status,
    write_status,
)

AT = "2024-01-15T09:30:00Z"
FIGURES = {
    "schema": 1, "country": "XXX", "month": "2024-01", "as_of": "2024-02-01",
    "figures": [
        {"id": "incidents-ucdp-XXX", "indicator": "incidents", "source": "ucdp", "value": 5,
         "low": None, "high": None, "status": "reported", "rule": "count", "is_provisional": True,
         "geography": "XXX", "geography_name": "Xland", "period_start": "2024-01-01",
         "period_end": "2024-01-31", "unit": "incidents", "as_of": "2024-02-01", "inputs": []},
    ],
}  # fmt: skip


def page(lang):
    told = write_status(lang, None)
    return (
        f"<body>{mark_status(WATERMARK, told[WATERMARK])}<main><h1>X</h1>"
        f"<p>{mark_status(WORDS, told[WORDS])}</p>"
        '<h2 id="section-incidents">Incidents</h2>'
        '<p><a class="figure" href="#incidents-ucdp-XXX">5</a> incidents, from 4 to 5 (+50%).</p>'
        '<h2 id="section-annex">Annex</h2></main></body>'
    )


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """Make a report as it is rendered, without a kernel."""
    folder = tmp_path_factory.mktemp("out") / "XXX" / "2024-01"
    (folder / "tables").mkdir(parents=True)
    for lang in ("en", "fr"):
        (folder / f"report.{lang}.html").write_text(page(lang), encoding="utf-8")
        cells = {"cells": [{"outputs": page(lang)}]}
        notebook = json.dumps(cells, ensure_ascii=False)
        (folder / f"report.{lang}.ipynb").write_text(notebook, encoding="utf-8")
    (folder / "figures.json").write_text(json.dumps(FIGURES), encoding="utf-8")
    (folder / "tables" / "a.csv").write_text("label,value\na,1\n", encoding="utf-8")
    (folder / "run.json").write_text('{"inputs": [{"file": "a.csv", "sha256": "0"}]}')
    run = {"inputs": [{"file": "a.csv", "sha256": "0"}], "seconds": {"build": 1.0}}
    run["content_hash"] = hash_content(folder)
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return folder


@pytest.fixture
def folder(rendered, tmp_path):
    return shutil.copytree(rendered, tmp_path / "XXX" / "2024-01")


def test_nobody_has_reviewed_a_new_report(folder):
    assert read_review(folder) is None
    assert tell_status(folder) == DRAFT


def test_decide_approves_and_every_page_says_so(folder):
    decide(folder, APPROVED, by="  R. Viewer ", at=AT, note="read twice")
    assert tell_status(folder) == APPROVED
    held = json.loads((folder / "review.json").read_text(encoding="utf-8"))
    assert held == {
        "status": "approved", "by": "R. Viewer", "at": AT, "note": "read twice",
        "content_hash": json.loads((folder / "run.json").read_text())["content_hash"],
    }  # fmt: skip
    english = (folder / "report.en.html").read_text(encoding="utf-8")
    assert "Approved by R. Viewer, 15 January 2024" in english
    assert "watermark" not in english.replace("status-watermark", "")
    french = (folder / "report.fr.html").read_text(encoding="utf-8")
    assert "Approuvé par R. Viewer, 15 janvier 2024" in french
    assert (
        "Approuvé par"
        in json.loads((folder / "report.fr.ipynb").read_text())["cells"][0]["outputs"]
    )


def test_decide_rejects_and_the_watermark_says_so(folder):
    decide(folder, REJECTED, by="R. Viewer", at=AT)
    assert tell_status(folder) == REJECTED
    assert 'data-word="REJETÉ"' in (folder / "report.fr.html").read_text(encoding="utf-8")
    decide(folder, APPROVED, by="R. Viewer", at=AT)
    assert tell_status(folder) == APPROVED


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("report.en.html", "from 4 to 5", "from 4 to 6"),
        ("report.fr.ipynb", "from 4 to 5", "from 4 to 6"),
        ("figures.json", '"value": 5', '"value": 6'),
        ("tables/a.csv", "a,1", "a,2"),
        ("run.json", '"sha256": "0"', '"sha256": "1"'),
        ("report.en.html", "Approved by R. Viewer", "Approved by A. Nother"),
        ("report.fr.ipynb", "R. Viewer", "A. Nother"),
        ("review.json", "R. Viewer", "A. Nother"),
    ],
)
def test_a_changed_byte_returns_the_report_to_draft(folder, name, old, new):
    decide(folder, APPROVED, by="R. Viewer", at=AT)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert tell_status(folder) == DRAFT


@given(st.data())
def test_any_byte_of_the_content_is_part_of_the_hash(rendered, data):
    path = data.draw(st.sampled_from(["report.en.html", "figures.json", "tables/a.csv"]))
    whole = (rendered / path).read_bytes()
    spared = [m.span() for m in review.MARK.finditer(whole.decode())]
    places = [i for i in range(len(whole)) if not any(a <= i < b for a, b in spared)]
    place = data.draw(st.sampled_from(places))
    before = hash_content(rendered)
    other = bytes([whole[place] ^ 1 if whole[place] > 1 else 65])
    try:
        (rendered / path).write_bytes(whole[:place] + other + whole[place + 1 :])
        assert hash_content(rendered) != before
    finally:
        (rendered / path).write_bytes(whole)


def test_a_table_that_is_added_or_lost_returns_the_report_to_draft(folder):
    decide(folder, APPROVED, by="R. Viewer", at=AT)
    (folder / "tables" / "b.csv").write_text("label\n")
    assert tell_status(folder) == DRAFT
    (folder / "tables" / "b.csv").unlink()
    assert tell_status(folder) == APPROVED
    (folder / "tables" / "a.csv").unlink()
    assert tell_status(folder) == DRAFT


def test_nobody_can_approve_what_is_no_longer_what_was_rendered(folder):
    (folder / "tables" / "a.csv").write_text("label,value\na,2\n")
    with pytest.raises(BadInputError, match="changed since it was rendered"):
        decide(folder, APPROVED, by="R. Viewer", at=AT)
    assert not (folder / "review.json").exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\u202eb"])
def test_a_decision_needs_a_name(folder, name):
    with pytest.raises(BadInputError, match="by"):
        decide(folder, APPROVED, by=name, at=AT)


def test_a_name_is_text_and_no_markup(folder):
    decide(folder, APPROVED, by="<b>X</b><!--/status-words-->", at=AT)
    assert "<b>X" not in (folder / "report.en.html").read_text(encoding="utf-8")
    assert tell_status(folder) == APPROVED


@pytest.mark.parametrize("text", ["[]", "{", '{"status": "approved"}', '{"status": "signed"}'])
def test_a_broken_record_is_named(folder, text):
    (folder / "review.json").write_text(text)
    with pytest.raises(BadInputError, match=r"review\.json"):
        read_review(folder)


def test_an_approved_report_is_written_over_only_as_a_new_edition(folder):
    decide(folder, APPROVED, by="R. Viewer", at=AT)
    with pytest.raises(
        review.ApprovedReportError, match=r"R\. Viewer on 2024-01-15.*--new-edition"
    ):
        report._check_approval(folder, new_edition=False)
    report._check_approval(folder, new_edition=True)
    (folder / "figures.json").write_bytes((folder / "figures.json").read_bytes() + b" ")
    assert tell_status(folder) == DRAFT
    with pytest.raises(review.ApprovedReportError, match="changed since"):
        report._check_approval(folder, new_edition=False)
    (folder / "figures.json").write_bytes((folder / "figures.json").read_bytes()[:-1])
    decide(folder, REJECTED, by="R. Viewer", at=AT)
    report._check_approval(folder, new_edition=False)


def test_what_was_approved_stays_whole_beside_a_new_edition(folder, tmp_path):
    decide(folder, APPROVED, by="R. Viewer", at=AT)
    scratch = shutil.copytree(folder, tmp_path / "scratch")
    (scratch / "review.json").unlink()
    report._keep_reviewed(folder, scratch, "another")
    (kept,) = (scratch / "editions").iterdir()
    assert tell_status(kept) == APPROVED
    assert not (scratch / "review.json").exists()
    shutil.rmtree(scratch / "editions")
    (folder / "figures.json").write_text("{}")
    report._keep_reviewed(folder, scratch, "another")
    (kept,) = (
        scratch / "editions"
    ).iterdir()  # what somebody signed and somebody changed is evidence
    assert (kept / "review.json").is_file()


def test_a_decision_stays_with_the_same_content_rendered_again(folder, tmp_path):
    decide(folder, REJECTED, by="R. Viewer", at=AT)
    scratch = shutil.copytree(folder, tmp_path / "scratch")
    (scratch / "review.json").unlink()
    review.set_status(scratch, None)
    report._keep_reviewed(folder, scratch, hash_content(scratch))
    assert tell_status(scratch) == REJECTED


def test_list_checks_counts_what_to_look_at(folder):
    figures = {f["id"]: f for f in FIGURES["figures"]}
    checks = list_checks(page("en"), figures).set_index("section")
    row = checks.loc["Incidents"]
    assert row[["figures", "provisional", "without_value", "fails"]].tolist() == [1, 1, 0, 1]
    assert checks.loc["Annex", "figures"] == 0
    assert format_checks(list_checks(page("en"), figures))[0] == (
        "[ ] Incidents: 1 figures; 1 provisional; arithmetic: 0 hold, 1 fail"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--approve"], "parameter by"),
        (["--approve", "--reject", "--by", "X"], "parameter approve"),
        (["--by", "X"], "parameter approve"),
    ],
)
def test_a_wrong_call_names_its_parameter(folder, arguments, words):
    done = CliRunner().invoke(app, ["review", str(folder), *arguments])
    assert words in str(done.exception)
    assert not (folder / "review.json").exists()


def test_the_command_prints_status_and_checks(folder):
    done = CliRunner().invoke(app, ["review", str(folder)])
    assert done.output.splitlines() == [
        f"{folder}: draft",
        "[ ] Incidents: 1 figures; 1 provisional; arithmetic: 0 hold, 1 fail",
        "[ ] Annex: 0 figures; arithmetic: 0 hold, 0 fail",
    ]
    done = CliRunner().invoke(app, ["review", str(folder), "--approve", "--by", "R. Viewer"])
    assert done.output.splitlines() == [f"{folder}: approved"]
    assert tell_status(folder) == APPROVED
