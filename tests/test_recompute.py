"""Numbers that stand in the report and follow from nothing: the rows that they cite give others.

``tests/recompute.py`` has figures.json and the raw files, and none of our code.
"""

import json
import subprocess
import sys

import pytest

from analysis import build, intake
from analysis.page import open_edition
from analysis.report import to_json
from tests.conftest import RAW, ROOT
from tests.recompute import COPIED, RULES, Report, check, find_stock

LEFT = {
    *("count-of-vintages", "oldest", "median"),  # months of a feed by age
    *("named-in-the-accounts", "number-in-the-accounts"),  # read from words: test_strikes
}
ESTIMATED = ("model-", "refusal-", "none", "of-the-model")  # by a method that has tests of its own
SINGLE = {"sum", "count", "newest-vintage"}  # of a country of which only two feeds are held


def tell(raw, processed, country, month, as_of):
    """Content of figures.json, as a report writes it."""
    build.build(raw, processed, country, as_of, force=False)
    edition = open_edition(country=country, month=month, raw=str(raw), processed=str(processed))
    return json.loads(json.dumps(to_json(edition)))


@pytest.fixture(scope="module")
def mali_of(tmp_path_factory):
    processed = tmp_path_factory.mktemp("processed")
    return lambda month: tell(RAW, processed, "MLI", month, "2026-11-22")


@pytest.mark.parametrize(
    ("month", "rules"),
    [
        ("2023-11", {"first-after", "period-containing-the-month", "difference", "not-preferred"}),
        ("2023-10", {"resolution"}),
    ],
)
def test_every_figure_of_mali_follows_from_the_rows_that_it_cites(mali_of, month, rules):
    content = mali_of(month)
    seen, wrong = check(content, RAW)
    assert wrong == []
    wanted = {"count", "sum", "most-reliable-class-lower-median", "latest-on-or-before"}
    wanted |= {"newest-of-plan-year", "change-across-break", "part-of-a-change"}
    assert wanted | rules <= set(seen)
    checked = {figure_id for ids in seen.values() for figure_id in ids}
    left = [f for f in content["figures"] if f["inputs"] and f["id"] not in checked]
    assert {f["rule"] for f in left if not f["rule"].startswith(ESTIMATED)} <= LEFT
    assert len(checked) > 200


@pytest.mark.parametrize(
    ("country", "file", "month"),
    [
        ("BEN", "ged_website_export_benin.csv", "2023-05"),
        ("BGD", "ged_hdx_bangladesh.csv", "2013-12"),  # with a row of HXL tags
    ],
)
def test_every_figure_of_another_country_follows_too(shared, tmp_path, country, file, month):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "hand").symlink_to(RAW / "hand")
    for source, path in (
        ("ucdp", shared / "ucdp" / file),
        ("idmc", shared / "idmc" / "gidd_displacement_all.csv"),
        ("idmc", shared / "idmc_monthly_vintages" / "2025-12-25.csv"),
    ):
        intake.add_file(raw, source, path, country, "2025-12-25", None)
    content = tell(raw, tmp_path / "processed", country, month, "2025-12-25")
    seen, wrong = check(content, raw)
    assert wrong == []
    assert set(seen) >= SINGLE
    by_id = {f["id"]: f for f in content["figures"]}
    for name in ("incidents", "fatalities", "civilian_fatalities"):
        assert by_id[f"{name}-ucdp-{country}"]["id"] in {i for ids in seen.values() for i in ids}


def test_the_latest_stock_is_the_latest_of_its_file(mali_of):
    content = mali_of("2023-11")
    report = Report(content, RAW)
    for name in ("idps-MLI", "idps-ML08", "idps-ML06"):
        figure = report.figures[name]
        assert find_stock(report, figure, "2023-11-30") == figure["as_of"] == "2023-09-30"
    following = report.figures["idps_next-MLI"]
    assert find_stock(report, following, "2023-12-31") == following["as_of"]


def test_another_number_is_noticed(mali_of):
    content = mali_of("2023-11")
    for figure in content["figures"]:
        if figure["value"] is not None:
            figure["value"] += 1
    seen, wrong = check(content, RAW)
    noticed = {name for name, key, *_ in wrong if key == "value"}
    rules = {f["rule"] for f in content["figures"] if f["id"] in noticed}
    assert ({*RULES} | COPIED) & {*seen} - rules == {"not-comparable"}  # it has no number


def test_it_runs_as_a_script_on_the_file_alone(mali_of, tmp_path):
    path = tmp_path / "figures.json"
    path.write_text(json.dumps(mali_of("2023-11")), encoding="utf-8")
    command = [sys.executable, "-I", str(ROOT / "tests" / "recompute.py"), str(path), str(RAW)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "most-reliable-class-lower-median: " in result.stdout
