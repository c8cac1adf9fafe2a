"""What could go wrong unseen: a wrong call that half-works, a failure that leaves half a file."""

import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from subprocess import CompletedProcess, run
from unittest.mock import patch

import pytest

from analysis.cli import main
from tests.conftest import RAW, ROOT


def impact(*args):
    """Run the command here, where everything is loaded that takes a new process a second."""
    out, err = StringIO(), StringIO()
    with (
        patch.object(sys, "argv", ["impact", *map(str, args)]),
        chdir(ROOT),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return CompletedProcess(args, ended.value.code or 0, out.getvalue(), err.getvalue())


def impact_anew(*args):
    """Run the command in a process of its own."""
    return run(
        [sys.executable, "-m", "analysis", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


@pytest.fixture
def raw(tmp_path):
    """Folder of raw data that a test may write to: the hand-made tables only."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "hand").symlink_to(RAW / "hand")
    return folder


def held(raw):
    return sorted(p.relative_to(raw).as_posix() for p in raw.rglob("*") if "hand" not in p.parts)


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["report", "--country", "XXX", "--month", "2023-11"], "parameter country: 'XXX'"),
        (["report", "--country", "MLI", "--month", "2023-13"], "parameter month: '2023-13'"),
        (["report", "--country", "MLI", "--month", "2023-11", "--lang", "de"], "lang: 'de'"),
        (["build", "--country", "MLI", "--as-of", "yesterday"], "parameter as-of: 'yesterday'"),
        (["add", "nothing", "x.csv", "--country", "MLI"], "parameter source: 'nothing'"),
        (["add", "ucdp", "x.csv", "--country", "MLI"], "parameter file: no file x.csv"),
        (["report", "--country", "MLI", "--month", "2023-11", "--colour", "red"], "--colour"),
        (["report", "--country", "MLI", "--month", "0000-01"], "parameter month: '0000-01'"),
        (["report", "--country", "MLI"], "--month"),
        (["rapport"], "rapport"),
        (["sources", "--country", "XXX"], "parameter country: 'XXX'"),
        (
            ["report", "--country", "MLI", "--month", "2024-01", "--as-of", "2023-12-31"],
            "parameter month: 2024-01 begins after the data cut-off",
        ),
        (
            ["add", "ucdp", "README.md", "--country", "MLI", "--as-of", "2999-01-01"],
            "parameter as-of: '2999-01-01' is still to come",
        ),
    ],
)
def test_a_wrong_call_exits_2_and_names_the_parameter(args, problem):
    result = impact(*args)
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.returncode == 2
    assert problem in result.stderr
    assert "Traceback" not in result.stderr


def test_a_country_without_data_is_told_in_one_line(raw):
    result = impact("build", "--country", "NER", "--raw", raw)
    assert result.returncode == 1
    assert result.stderr.strip() == "impact: no data are held for NER: add a file with impact add"


def test_units_without_figures_are_held_and_are_told_to_be_not_enough(raw, shared):
    file = shared / "population" / "cod_population_admin1.csv"
    assert add(raw, file, source="cod", country="CAF").returncode == 0
    result = impact("report", "--country", "CAF", "--month", "2024-01", "--raw", raw)
    assert result.returncode == 1
    assert result.stderr.startswith("impact: of CAF only cod is held")
    assert len(result.stderr.strip().splitlines()) == 1


HEADER = "incident_id,date_start,date_end,date_precision,locality,cercle,region,latitude,longitude,coord_precision,event_type,actor1,actor2,civilians_targeted,note"


@pytest.mark.parametrize(
    ("source", "text", "problem"),
    [
        (
            "ledger",
            f"{HEADER}\nX-1,2023-02-30,,day,,,,1,1,near,Attack,,,yes,\n",
            "row 2, column date_start",
        ),
        (
            "ledger",
            f"{HEADER}\nX-1,2023-02-03,,day,,,,1,east,near,Attack,,,yes,\n",
            "row 2, column longitude",
        ),
        (
            "ledger",
            f"{HEADER}\nX-1,2023-02-03,,day,,,,95,1,near,Attack,,,yes,\n",
            "column latitude",
        ),
        (
            "ledger",
            f"{HEADER}\n" + "X-1,2023-02-03,,day,,,,1,1,near,Attack,,,yes,\n" * 2,
            "row 3, column incident_id: 'X-1' stands twice",
        ),
        (
            "idmc",
            "month,as_of,displacements\n2023-11,2025-12-25,-4\n",
            "row 2, column displacements",
        ),
        ("ucdp", "month,as_of,displacements\n2023-11,2025-12-25,4\n", "is not a file of ucdp"),
        (
            "ledger",
            "claim_id,incident_id,claimant,claimant_class,scope,civilian_fatalities,injured,note,"
            "publisher,published_date,url\n",
            "column fatalities: is missing from layout claims",
        ),
        (
            "ledger",
            f"{HEADER}\n,2023-02-03,,day,,,,1,1,near,Attack,,,yes,\n",
            "row 2, column incident_id: is empty",
        ),
        (
            "ledger",
            f"{HEADER}\nX-1,2023-02-03,2023-02-01,day,,,,1,1,near,Attack,,,yes,\n",
            "row 2, column date_end: ends before it begins",
        ),
        (
            "idmc",
            "month,as_of,displacements\n2023-11,2025-12-25,99999999999999999999\n",
            "row 2, column displacements: '99999999999999999999' is too large",
        ),
        ("ucdp", "<html>blocked</html>", "is a web page"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_written(raw, write_csv, source, text, problem):
    result = impact("add", source, write_csv(text), "--country", "MLI", "--raw", raw)
    assert result.returncode == 1
    assert problem in result.stderr
    assert "file.csv" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert held(raw) == []


def test_a_country_of_its_own_files_only(raw, shared, tmp_path):
    file = shared / "ucdp" / "ged_website_export_benin.csv"
    add = ["add", "ucdp", file, "--country", "BEN", "--raw", raw, "--as-of", "2024-08-01"]
    assert impact(*add).returncode == 0
    before = held(raw)
    assert impact(*add).returncode == 0
    assert held(raw) == before
    result = impact(
        "build", "--country", "BEN", "--raw", raw, "--processed", tmp_path / "processed"
    )
    assert result.returncode == 0
    assert "no list of p-codes is held: 36 rows" in result.stdout


def add(raw, file, *options, source="ucdp", country="BEN"):
    return impact("add", source, file, "--country", country, "--raw", raw, *options)


def test_the_same_bytes_bear_no_second_release(raw, shared):
    file = shared / "ucdp" / "ged_website_export_benin.csv"
    day = ["--as-of", "2024-08-01"]
    assert add(raw, file, *day, "--release", "24.1").returncode == 0
    told = add(raw, file, *day).stdout.splitlines()
    assert told == [
        str(raw / "ucdp" / "BEN" / "2024-08-01" / file.name),
        "BEN; 36 rows in layout events, rows taken: 36 of incidents, 2019-05-03 to 2023-12-12;"
        " release 24.1",
    ]
    assert add(raw, file, *day, "--quiet").stdout == ""
    before = held(raw)
    for options in ([*day, "--release", "25.1"], ["--as-of", "2024-09-01", "--release", "25.1"]):
        result = add(raw, file, *options)
        assert result.returncode == 1
        assert result.stderr.strip() == (
            "impact: ged_website_export_benin.csv: is held already as release 24.1, not 25.1: "
            "ucdp/BEN/2024-08-01/ged_website_export_benin.csv"
        )
    for options in (day, [*day, "--release", "24.1"]):
        assert add(raw, file, *options).returncode == 0
    assert held(raw) == before


def test_a_release_said_too_late_is_not_dropped_in_silence(raw, shared):
    file = shared / "ucdp" / "ged_website_export_benin.csv"
    assert add(raw, file, "--as-of", "2024-08-01").returncode == 0
    result = add(raw, file, "--as-of", "2024-08-01", "--release", "24.1")
    assert result.returncode == 1
    assert "is held already as release 2024-08-01, not 24.1" in result.stderr
    assert add(raw, file, "--as-of", "2024-08-02", "--release", "24.1").returncode == 0
    assert "version: '24.1'" in next(raw.glob("ucdp/BEN/2024-08-02/*.yml")).read_text()


def test_the_same_bytes_bear_no_second_name(raw, shared, tmp_path):
    file = shared / "ucdp" / "ged_website_export_benin.csv"
    assert add(raw, file, "--as-of", "2024-08-01").returncode == 0
    before = held(raw)
    again = tmp_path / "ged_website_export_benin (1).csv"
    again.write_bytes(file.read_bytes())
    result = add(raw, again, "--as-of", "2024-09-01")
    assert result.returncode == 1
    assert "(1).csv: has the same bytes as ucdp/BEN/2024-08-01/ged_website" in result.stderr
    assert held(raw) == before


def test_the_same_file_on_an_unsaid_day_is_told_to_be_unchanged(raw, shared):
    file = shared / "ucdp" / "ged_website_export_benin.csv"
    assert add(raw, file, "--as-of", "2024-08-01").returncode == 0
    before = held(raw)
    result = add(raw, file)
    assert result.returncode == 0
    path, told = result.stdout.splitlines()
    assert path.endswith("_benin.csv: unchanged since 2024-08-01")
    assert told.endswith("; no release given")
    assert held(raw) == before
    assert (
        add(raw, file, "--as-of", "2024-09-01").returncode == 0
    )  # a day that somebody vouches for
    assert (raw / "ucdp" / "BEN" / "2024-09-01" / file.name).exists()


def test_events_of_another_country_are_refused(raw, shared):
    file = shared / "ucdp" / "ged_website_export_mali.csv"
    result = impact("add", "ucdp", file, "--country", "BEN", "--raw", raw)
    assert result.returncode == 1
    assert "has no event of BEN" in result.stderr
    assert held(raw) == []


def test_sources_lists_what_is_held():
    result = impact("sources", "--country", "MLI")
    assert result.returncode == 0
    assert "2024-06-30" in result.stdout


def test_a_process_of_its_own_exits_as_the_command_does_here(tmp_path):
    for args in (["--help"], ["--version"], ["report", "--help"]):
        assert impact_anew(*args).returncode == 0
    for args in (
        ["report", "--country", "XXX", "--month", "2023-11"],
        ["build", "--country", "NER", "--raw", str(tmp_path)],
    ):
        here, anew = impact(*args), impact_anew(*args)
        assert (anew.returncode, anew.stdout, anew.stderr) == (
            here.returncode,
            here.stdout,
            here.stderr,
        )
