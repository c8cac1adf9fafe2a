"""Many reports at once: one that is stale, half written or another country's would be believed."""

import filecmp
import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from analysis import batch, freshness
from analysis.batch import KEPT, RENDERED, UNCHANGED, list_months, list_tasks, make_plan
from analysis.report import write_report
from analysis.workers import FAILED, Outcome
from bench.countries import DAY, make_country
from tests.conftest import ROOT
from tests.test_workers import ENVIRONMENT

MONTHS = ("2024-01", "2024-02")
IDS = ("AGO", "BDI")
MOMENTS = 4
CALL = ["--countries", ",".join(IDS), "--months", ":".join(MONTHS), "--lang", "en"]


def impact(base, *arguments):
    """Run ``impact batch`` on the folders below a base."""
    names = ("raw", "processed", "out")
    places = [part for name in names for part in (f"--{name}", str(base / name))]
    command = [sys.executable, "-m", "analysis", "batch", *arguments, *places]
    return subprocess.run(
        command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """Raw data of two countries that have nothing in common."""
    base = tmp_path_factory.mktemp("made-up")
    for seed, iso3 in enumerate(IDS):
        make_country(base / "raw", base, iso3, events=400, seed=seed)
    return base / "raw"


@pytest.fixture(scope="module")
def done(raw, tmp_path_factory):
    """Folder of a batch that ran, and what it said; tests that change it copy it."""
    base = tmp_path_factory.mktemp("batch")
    shutil.copytree(raw, base / "raw")
    return base, impact(base, *CALL, "--explain")


@pytest.fixture
def copied(done, tmp_path, monkeypatch):
    """Move a batch that ran aside, so that a test may change it under the same names."""
    base, _ = done
    shutil.copytree(base, tmp_path / "kept", symlinks=True)
    yield base
    shutil.rmtree(base)
    shutil.copytree(tmp_path / "kept", base, symlinks=True)


def plan_of(base, months=MONTHS, countries=IDS, langs=("en",)):
    folders = (base / "raw", base / "processed", base / "out")
    return make_plan(*folders, countries=countries, months=months, langs=langs, as_of=None)


def reasons(plan):
    """Why each report of a plan would be made, by country and month."""
    found = {}
    for what, reason in list_tasks(plan):
        task = what.task if isinstance(what, Outcome) else what
        found[task.country, task.month] = reason
    return found


def read_tree(folder):
    """Content of every file of reports, but for how long the work took and the lock."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != batch.LOCK):
        content = path.read_bytes()
        if path.name == "run.json":
            content = {k: v for k, v in json.loads(content).items() if k != "seconds"}
        found[path.relative_to(folder).as_posix()] = content
    return found


def test_a_batch_says_what_it_made_and_why(done):
    base, result = done
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[:4] == [f"{i} {m}: no report yet" for i in IDS for m in MONTHS]
    assert [line.split()[:3] for line in lines[5:]] == [
        [i, m, RENDERED] for i in IDS for m in MONTHS
    ]
    assert all(float(line.split()[4]) < 1500 for line in lines[5:])
    assert (base / "out" / "index.html").is_file()
    assert not (base / "out" / batch.PLAN).exists()
    assert not list(base.rglob(".writing-*"))


def test_reports_of_a_batch_are_those_that_are_made_one_after_another(done, tmp_path):
    base, _ = done
    for month in MONTHS:
        write_report(
            base / "raw",
            base / "processed",
            tmp_path,
            country="AGO",
            month=month,
            langs=("en",),
            as_of=DAY,
        )
    result, expected = read_tree(base / "out" / "AGO"), read_tree(tmp_path / "AGO")
    assert sorted(result) == sorted(expected)
    assert result == expected
    assert f"{MONTHS[1]}/earlier/month/figures.json" in result


def test_nothing_of_one_report_shows_in_another(done):
    base, _ = done
    for iso3, name, other in (("AGO", "Angola", "Burundi"), ("BDI", "Burundi", "Angola")):
        page = (base / "out" / iso3 / "2024-01" / "report.en.html").read_text()
        assert f"{name} Province 1" in page
        assert f"{other} Province" not in page
    pages = [base / "out" / i / m / "report.en.html" for i in IDS for m in MONTHS]
    assert all(page.read_text().count("<picture>") > 3 for page in pages)
    assert not any(filecmp.cmp(pages[0], page, shallow=False) for page in pages[1:])


def test_a_batch_again_makes_nothing(done):
    base, _ = done
    before = read_tree(base / "out")
    result = impact(base, *CALL, "--resume", "--explain")
    assert result.returncode == 0
    assert result.stdout.count(": unchanged") == 4
    assert read_tree(base / "out") == before
    assert set(reasons(plan_of(base, months=MONTHS[1:])).values()) == {UNCHANGED}


def test_what_is_lost_or_changed_in_a_report_is_made_again(copied):
    folder = copied / "out" / "AGO" / "2024-01"
    (folder / "tables" / "changes.csv").write_text("x")
    (copied / "out" / "AGO" / "2024-02" / "report.en.html").unlink()
    (copied / "out" / "BDI" / "2024-01" / "run.json").write_text("{")
    (copied / "out" / "BDI" / "2024-02" / "failed.json").write_text("{}")
    assert list(reasons(plan_of(copied)).values()) == [
        "its files are no longer as they were made",
        "report.en.html is not there",
        "run.json is not there or no JSON",
        "the last try failed",
    ]
    assert reasons(plan_of(copied, langs=("en", "fr")))["AGO", "2024-01"] == (
        "report.fr.html is not there"
    )


def test_a_changed_file_touches_its_own_country_and_is_named(copied):
    path = copied / "raw" / "ucdp" / "AGO" / DAY
    for name in ("events.csv", "events.csv.origin.yml"):
        (path / name).unlink()
    found = reasons(plan_of(copied))
    assert found["AGO", "2024-01"] == f"changed: ucdp/AGO/{DAY}/events.csv"
    assert (found["BDI", "2024-01"], found["BDI", "2024-02"]) == (UNCHANGED, UNCHANGED)


@pytest.mark.parametrize("part", ["pages", "versions", "before"])
def test_each_part_that_a_report_was_made_of_is_a_reason(copied, part):
    path = copied / "out" / "AGO" / "2024-02" / "run.json"
    run = json.loads(path.read_text())
    run["made_of"][part] = "other"
    path.write_text(json.dumps(run))
    assert reasons(plan_of(copied))["AGO", "2024-02"] == freshness.WORDS[part]


def test_an_approved_report_is_kept_and_said(copied):
    folder = copied / "out" / "AGO" / "2024-01"
    signed = {"status": "approved", "by": "A reviewer", "at": "2026-02-01T00:00:00Z"}
    (folder / "review.json").write_text(json.dumps(signed | {"content_hash": "other"}))
    (folder / "tables" / "changes.csv").write_text("x")
    what, reason = next(iter(list_tasks(plan_of(copied))))
    assert what.state == KEPT
    assert reason == "kept: its files are no longer as they were made"
    assert "approved by A reviewer" in what.reason


def test_what_cannot_be_made_costs_no_other_and_ends_in_failure(done):
    base, _ = done
    result = impact(
        base, "--countries", "AGO,KEN", "--months", "2024-01", "--lang", "en", "--explain"
    )
    assert result.returncode == 1
    assert "AGO     2024-01  unchanged" in result.stdout
    assert "KEN     2024-01  failed" in result.stdout
    assert "no data are held for KEN" in result.stdout
    assert reasons(plan_of(base, months=("2027-01",)))["AGO", "2027-01"] == (
        f"2027-01 begins after the data cut-off, {DAY}"
    )


def test_a_failure_in_the_making_is_tried_again_and_listed(raw, tmp_path):
    shutil.copytree(raw, tmp_path / "raw")
    path = tmp_path / "raw" / "dtm" / "AGO" / DAY / "idps.json"
    path.with_name("idps.json.origin.yml").unlink()
    result = impact(tmp_path, "--countries", "AGO", "--months", "2024-01", "--lang", "en")
    assert result.returncode == 1
    assert (
        f"failed                      dtm/AGO/{DAY}/idps.json: has no origin file" in result.stdout
    )


def test_two_batches_on_one_folder_do_not_meet(done):
    base, _ = done
    with batch.hold(plan_of(base)):
        result = impact(base, *CALL)
    assert result.returncode == 1
    assert result.stderr.strip().endswith(
        "another batch is at work here: wait for it, or give other folders"
    )
    other = plan_of(base)
    with batch.hold(replace(other, out=str(base / "elsewhere"))):
        result = impact(base, *CALL)
    assert "processed: another batch" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--countries", "AGO"], "give --countries and --months, or --resume"),
        (["--countries", "XXQ", "--months", "2024-01"], "'XXQ' is no ISO 3166"),
        (["--countries", "AGO", "--months", "2024-13"], "parameter months"),
        (["--countries", "AGO", "--months", "2024-02:2024-01"], "2024-02 is after 2024-01"),
        (["--countries", "AGO", "--months", "2024-01", "--lang", "de"], "parameter lang"),
        (["--countries", "AGO", "--months", "2024-01", "--jobs", "0"], "jobs"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(done, arguments, said):
    result = impact(done[0], *arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_there_is_nothing_to_resume_where_no_batch_was_cut_off(tmp_path):
    result = impact(tmp_path, "--resume")
    assert result.returncode == 1
    assert "no batch was cut off here" in result.stderr


def test_months_run_from_the_first_to_the_last():
    assert list_months("2023-11", "2024-02") == ("2023-11", "2023-12", "2024-01", "2024-02")
    assert list_months("2024-02", "2024-02") == ("2024-02",)


def toy(raw, base, kill_at):
    """Run a toy batch, killed at a step; what it said, or how it ended."""
    base.mkdir(exist_ok=True)
    (base / "steps").write_text("")
    start = "from tests.toy_batch import main; main()"
    command = [sys.executable, "-c", start, str(raw), str(base), str(kill_at)]
    done = subprocess.run(
        command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout or done.returncode


def test_a_batch_that_is_killed_at_any_moment_goes_on_to_the_same_bytes(raw, tmp_path):
    base = tmp_path / "base"
    assert toy(raw, base, 0) == " ".join([RENDERED] * 6)
    expected = read_tree(base / "reports")
    steps = (base / "steps").stat().st_size
    assert len(expected) == 18
    for kill_at in range(1, steps + 1, steps // MOMENTS):
        shutil.rmtree(base)
        assert toy(raw, base, kill_at) == -9
        assert toy(raw, base, 0).count(FAILED) == 0
        assert read_tree(base / "reports") == expected
        assert not list((base / "reports").rglob(".writing-*"))
