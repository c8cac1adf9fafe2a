"""What could go wrong unseen: a month that is not over, one that is written twice or skipped, a signed one replaced."""

import configparser
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
import yaml

from analysis import cli, providers, report
from tests.conftest import RAW, ROOT

UNITS = [ROOT / "deploy" / f"impact@.{kind}" for kind in ("service", "timer")]
WORKFLOW = ROOT / ".github" / "workflows" / "monthly.yml"
CALL = ["report", "--country", "MLI", "--lang", "all"]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command on a day, with a report that only notes its month; its code and what it said."""
    written = []

    def write_report(raw, processed, out, *, country, month, langs, **_):
        written.append(month)
        for lang in langs:
            path = out / country / month / f"report.{lang}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("draft")

    monkeypatch.setattr(report, "write_report", write_report)

    def run(day, *args):
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at.timestamp())))
        monkeypatch.setattr(sys, "argv", ["impact", *CALL, *args, "--raw", str(RAW)])
        sys.argv += ["--out", str(tmp_path)]
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, "".join(capsys.readouterr())

    run.written = written
    return run


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2023-12-05", "2023-11"),
        ("2024-01-01", "2023-12"),
        ("2023-12-31T23:59:59", "2023-11"),
        ("2024-03-31", "2024-02"),
    ],
)
def test_the_last_month_is_the_last_that_is_over(run, day, month):
    code, _ = run(day, "--month", "last")
    assert (code, run.written) == (0, [month])


def test_a_month_that_the_data_do_not_reach_is_refused_in_one_line(run):
    code, said = run("2027-03-05", "--month", "last")
    assert code == 1
    assert "before the end of 2027-02" in said
    assert said.count("\n") == 1
    assert run.written == []


def test_with_a_cut_off_the_last_month_is_the_one_over_on_that_day(run):
    run("2026-11-25", "--month", "last", "--as-of", "2023-12-01")
    run("2026-11-25", "--month", "last", "--as-of", "2023-11-30")
    assert run.written == ["2023-11", "2023-10"]


def test_a_timer_that_fires_again_and_again_writes_each_month_once(run):
    first, end = date(2023, 1, 5).toordinal(), date(2024, 1, 1).toordinal()
    for day in map(date.fromordinal, range(first, end, 5)):
        assert run(day.isoformat(), "--month", "last", "--once")[0] == 0
    assert len(run.written) == len(set(run.written)) == 12
    assert run.written == sorted(run.written)


def test_once_leaves_what_is_there_and_writes_what_lacks_a_language(run, tmp_path):
    folder = tmp_path / "MLI" / "2023-11"
    folder.mkdir(parents=True)
    (folder / "failed.json").write_text("{}")
    (folder / "report.en.html").write_text("mine")
    run("2023-12-05", "--month", "last", "--once")
    assert run.written == ["2023-11"]
    (folder / "report.en.html").write_text("mine")
    code, said = run("2023-12-06", "--month", "last", "--once")
    assert (code, run.written) == (0, ["2023-11"])
    assert "draft, nothing to do" in said
    assert (folder / "report.en.html").read_text() == "mine"
    assert run("2023-12-06", "--month", "last", "--once", "--new-edition")[0] == 2


def test_the_make_target_fetches_every_source_that_can_be_and_goes_on_after_one_that_fails(
    tmp_path,
):
    """Run by make itself, with a program in place of ours that notes its calls and fails to fetch."""
    program = tmp_path / "impact"
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n[ "$1" != fetch ]\n')
    program.chmod(0o755)
    subprocess.run(
        ["make", "--old-file=env", "monthly", "COUNTRY=BFA", f"BIN={tmp_path}"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    *fetched, written, indexed = (tmp_path / "calls").read_text().splitlines()
    can_be = [name for name, source in providers.SOURCES.items() if source.download]
    assert sorted(fetched) == sorted(f"fetch {name} --country BFA" for name in can_be)
    assert written == "report --country BFA --month last --lang all --pdf --once"
    assert indexed == "index"
    assert written.replace("--pdf", "").split()[3:] == ["--month", "last", *CALL[3:], "--once"]


def test_both_schedules_run_the_target_on_the_same_day():
    service, timer = (configparser.ConfigParser(interpolation=None) for _ in UNITS)
    for parser, path in zip((service, timer), UNITS, strict=True):
        parser.optionxform = str
        parser.read(path)
    assert service["Service"]["ExecStart"].endswith("make monthly COUNTRY=%i")
    assert timer["Timer"]["OnCalendar"] == "*-*-05 06:00:00 UTC"
    assert timer["Timer"]["Persistent"] == "true"
    flow = yaml.safe_load(WORKFLOW.read_text())
    assert flow[True]["schedule"] == [{"cron": "0 6 5 * *"}]  # YAML reads `on` as true
    steps = flow["jobs"]["report"]["steps"]
    assert {"run": "make monthly COUNTRY=${{ matrix.country }}"} in steps


def test_keys_are_those_that_the_sources_name():
    named = (ROOT / "docs" / "sources.md").read_text()
    for name, value in yaml.safe_load(WORKFLOW.read_text())["jobs"]["report"]["env"].items():
        if name == "IMPACT_CHROMIUM":
            continue
        assert value == f"${{{{ secrets.{name} }}}}"
        assert f"`{name}`" in named


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_the_calendar():
    said = subprocess.run(
        ["systemd-analyze", "calendar", "*-*-05 06:00:00 UTC"], capture_output=True, check=True
    )
    assert b"*-*-05 06:00:00 UTC" in said.stdout
