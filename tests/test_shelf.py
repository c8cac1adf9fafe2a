"""What could go wrong unseen: one broken folder that costs all, a stale report that looks fresh."""

import json
import shutil

import pytest

from analysis.review import APPROVED, REJECTED, decide
from analysis.shelf import read_shelf
from tests.made_up_reports import AT, INPUT, key_figures, make_input, make_report, write_json


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def read_one(out, raw):
    (held,) = read_shelf(out, raw)
    return held


def test_no_reports_are_an_empty_shelf(out, raw):
    assert read_shelf(out, raw) == []


def test_a_report_is_read_with_its_pages_status_and_hash(out, raw):
    make_report(out, "XXX", "2024-01", langs=("fr",))
    held = read_one(out, raw)
    assert (held.country, held.month, held.path) == ("XXX", "2024-01", "XXX/2024-01")
    assert held.files == ("report.fr.html",)
    assert held.marks == ["draft"]
    run = json.loads((out / held.path / "run.json").read_text())
    assert held.content_hash == run["content_hash"]


def test_a_decision_is_told_with_its_name_and_time_while_it_counts(out, raw):
    folder = make_report(out, "XXX", "2024-01")
    decide(folder, APPROVED, by="R. Viewer", at=AT)
    held = read_one(out, raw)
    assert (held.status, held.signed_by, held.signed_at) == ("approved", "R. Viewer", AT)
    (folder / "tables" / "a.csv").write_text("a\n")
    held = read_one(out, raw)
    assert (held.status, held.signed_by, held.signed_at) == ("draft", None, None)


def test_a_rejection_is_told(out, raw):
    decide(make_report(out, "XXX", "2024-01"), REJECTED, by="R. Viewer", at=AT)
    assert read_one(out, raw).marks == ["rejected"]


def test_a_failure_is_told_beside_the_report_that_is_left(out, raw):
    folder = make_report(out, "XXX", "2024-01")
    write_json(folder / "failed.json", {"reason": "line one\nline two " + "x" * 900})
    held = read_one(out, raw)
    assert held.marks == ["draft", "failed"]
    assert held.failed.startswith("line one line two x")
    assert len(held.failed) == 300
    assert held.report is not None


def test_a_failure_without_a_report_is_told_alone(out, raw):
    write_json(out / "XXX" / "2024-01" / "failed.json", {"reason": "no data"})
    held = read_one(out, raw)
    assert held.marks == ["failed"]
    assert held.problem is None


BAD = {
    "bad json": ("figures.json", "{", "figures.json"),
    "no figures": ("figures.json", None, "figures.json: is not there"),
    "no run": ("run.json", None, "run.json: is not there"),
    "bad run": ("run.json", "{", "run.json"),
    "run of a list": ("run.json", "[]", "run.json: is no mapping"),
    "other schema": ("figures.json", '{"schema": 2, "figures": []}', "schema 2"),
    "binary": ("figures.json", b"\xff\xfe", "figures.json"),
    "bad review": ("review.json", "{", "review.json"),
    "bad time": (
        "review.json",
        json.dumps({"status": "approved", "by": "X", "at": "noon", "content_hash": "0"}),
        "'noon' is no time",
    ),
    "bad failure": ("failed.json", "[]", "failed.json: gives no reason"),
    "too deep": ("figures.json", "[" * 100_000, "RecursionError"),
    "unhashable": ("run.json", '{"inputs": [{"file": ["x"]}]}', "TypeError"),
}


@pytest.mark.parametrize(("name", "content", "words"), BAD.values(), ids=BAD)
def test_a_broken_folder_costs_its_own_row_and_says_what_is_wrong(out, raw, name, content, words):
    make_report(out, "XXX", "2023-12")
    path = make_report(out, "XXX", "2024-01") / name
    if content is None:
        path.unlink()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content)
    good, bad = read_shelf(out, raw)
    assert good.marks == ["draft"]
    assert bad.marks == ["broken"]
    assert words in bad.problem
    assert str(out) not in bad.problem
    assert "\n" not in bad.problem


def test_a_report_in_the_folder_of_another_is_broken(out, raw):
    make_report(out, "XXX", "2024-01")
    shutil.move(out / "XXX" / "2024-01", out / "XXX" / "2024-02")
    assert "not of its folder" in read_one(out, raw).problem


def test_other_folders_are_no_reports(out, raw):
    for name in ("XXX/2024-13", "xxx/2024-01", ".writing-a/2024-01", "XXX/.old-2024-01"):
        (out / name).mkdir(parents=True)
    (out / "XXX" / "2024-01").write_text("a file")
    assert read_shelf(out, raw) == []


def test_a_report_is_stale_once_newer_data_of_its_country_are_held(out, raw):
    make_report(out, "XXX", "2024-01", as_of="2024-02-01")
    for name in ("ucdp/XXX/2024-02-01", "ucdp/YYY/2024-03-01", "cod/XXX/2024-03-01"):
        (raw / name).mkdir(parents=True)
    assert read_one(out, raw).newer == ()
    (raw / "idmc" / "XXX" / "2024-02-02").mkdir(parents=True)
    held = read_one(out, raw)
    assert held.newer == (("idmc", "2024-02-02"),)
    assert held.marks == ["draft", "stale"]


def test_a_report_is_stale_once_an_input_is_another_or_gone(out, raw):
    given = make_input(raw)
    make_report(out, "XXX", "2024-01", inputs=[given])
    assert read_one(out, raw).marks == ["draft"]
    make_input(raw, text="a,b\n1,3\n")
    assert read_one(out, raw).changed == (INPUT.format(country="XXX"),)
    (raw / given["file"]).unlink()
    assert read_one(out, raw).marks == ["draft", "stale"]


def test_a_hand_table_that_changed_makes_a_report_stale(out, raw):
    folder = make_report(out, "XXX", "2024-01")
    (raw / "hand").mkdir()
    (raw / "hand" / "breaks.csv").write_text("a\n")
    run = json.loads((folder / "run.json").read_text())
    run["hand"] = {"hand/breaks.csv": "0", "hand/README.md": "0"}
    write_json(folder / "run.json", run)
    assert read_one(out, raw).changed == ("hand/breaks.csv",)


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/passwd", "a/../../secret.csv"])
def test_no_file_outside_the_raw_data_is_read(out, raw, name, monkeypatch):
    make_report(out, "XXX", "2024-01", inputs=[{"source": "ucdp", "file": name, "sha256": "0"}])
    monkeypatch.setattr("analysis.store.hash_file", lambda path: pytest.fail(str(path)))
    assert read_one(out, raw).changed == ()


def test_without_raw_data_nothing_is_called_stale(out, tmp_path):
    make_report(out, "XXX", "2024-01", inputs=[{"source": "ucdp", "file": "a", "sha256": "0"}])
    assert read_one(out, tmp_path / "nowhere").marks == ["draft"]


def test_what_was_approved_is_in_force_until_another_is_and_never_stale(out, raw):
    folder = make_report(out, "XXX", "2024-01", as_of="2024-01-20")
    decide(folder, APPROVED, by="R. Viewer", at=AT)
    kept = shutil.move(folder, out / "kept")
    new = make_report(out, "XXX", "2024-01", as_of="2024-02-01")
    shutil.move(kept, new / "editions" / "2024-03-15-abc")
    (raw / "ucdp" / "XXX" / "2024-03-01").mkdir(parents=True)
    current, old = read_shelf(out, raw)
    assert current.marks == ["draft", "stale"]
    assert old.marks == ["approved"]  # a draft replaces no signature
    decide(new, APPROVED, by="R. Viewer", at=AT)
    current, old = read_shelf(out, raw)
    assert current.marks == ["approved", "stale"]
    assert old.marks == ["approved", "superseded"]
    assert old.path == "XXX/2024-01/editions/2024-03-15-abc"
    assert old.files == ("report.en.html", "report.fr.html")


def test_editions_of_which_only_figures_are_left_are_told_once(out, raw):
    folder = make_report(out, "XXX", "2024-01", as_of="2024-02-01")
    content = json.loads((folder / "figures.json").read_text())
    other = content | {"as_of": "2024-01-20", "figures": key_figures("XXX", "2024-01", incidents=3)}
    write_json(folder / "earlier" / "editions" / "1" / "figures.json", content)
    write_json(folder / "earlier" / "editions" / "2" / "figures.json", other)
    write_json(folder / "earlier" / "editions" / "10" / "figures.json", other)
    write_json(folder / "earlier" / "editions" / "odd" / "figures.json", [])
    current, left, odd = read_shelf(out, raw)
    assert current.marks == ["draft"]
    assert left.marks == odd.marks[:1] == ["superseded"]
    assert left.status is None
    assert left.report.as_of == "2024-01-20"
    assert odd.marks == ["superseded", "broken"]
