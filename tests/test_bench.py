"""What could go wrong unseen: a race that is won by giving another answer."""

import json

import pandas as pd
import pytest

from bench.__main__ import RACES, check_same, format_table, run_side
from bench.files import draw_panel, make_outlines
from bench.fits import FITS
from bench.redraws import format_times
from bench.sides import TASKS
from tests.conftest import ROOT

OLD_PANDAS = pytest.mark.filterwarnings("ignore:The inplace:pandas.errors.Pandas4Warning")
SIZES = dict.fromkeys(["fit", "jackknife", "large"], 8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files of the bench's kind, small."""
    folder = tmp_path_factory.mktemp("bench")
    make_outlines(60).to_parquet(folder / "outlines.parquet")
    for name, race in RACES.items():
        race.make(folder / f"{name}.csv", SIZES.get(name, 2_000))
    return folder


def run(folder, race, *sides):
    measured = {side: run_side(folder, race, side) for side in sides}
    check_same(folder, race, measured)
    return json.loads(json.dumps(measured))


@pytest.mark.parametrize("task", TASKS)
def test_every_way_gives_the_same_table(folder, task):
    measured = run(folder, task, *RACES[task].ways)
    counts = pd.read_parquet(folder / f"{task}-ours.parquet")
    assert counts["incidents"].sum() == 2_000
    assert len(list(format_table(task, 2_000, measured))) == 2 + len(measured)


@pytest.mark.parametrize("side", ["statsmodels", pytest.param("pyfixest", marks=OLD_PANDAS)])
@pytest.mark.parametrize("race", SIZES)
def test_every_fit_gives_the_same_estimates_and_errors(folder, race, side):
    if side == "pyfixest":
        pytest.importorskip("pyfixest", reason="pyfixest is not installed: make env")
    measured = run(folder, race, "ours", side)
    fitted = pd.read_parquet(folder / f"{race}-{side}.parquet")
    assert fitted.shape == (4, 2)
    assert (fitted["std_error"] > 0).all()
    assert len(list(format_table(race, SIZES[race], measured))) == 4


@pytest.mark.parametrize("column", ["estimate", "std_error"])
def test_an_estimate_off_by_two_millionths_ends_the_race(folder, column):
    run_side(folder, "fit", "ours")
    fitted = pd.read_parquet(folder / "fit-ours.parquet")
    off = fitted.assign(**{column: fitted[column] * (1 + 2e-6)})
    off.to_parquet(folder / "fit-off.parquet")
    with pytest.raises(AssertionError, match=column):
        check_same(folder, "fit", ["ours", "off"])


def test_the_jackknife_is_not_the_error_of_the_model(folder):
    panel = pd.read_csv(folder / "fit.csv", parse_dates=["month"])
    model, jackknife = (FITS["ours"](panel, errors) for errors in ("model", "jackknife"))
    assert (model["estimate"] == jackknife["estimate"]).all()
    assert (jackknife["std_error"] > 2 * model["std_error"]).all()


def test_the_panel_has_zeros_gaps_and_no_region_without_outcome():
    panel = draw_panel(18, 144, seed=4)
    outcome = panel["displacements"]
    assert len(panel) == 18 * 144
    assert 0.02 < (outcome == 0).mean() < 0.1
    assert 0.02 < outcome.isna().mean() < 0.05
    assert (outcome.groupby(panel["region"]).sum() > 0).all()
    assert panel.equals(draw_panel(18, 144, seed=4))


def test_no_report_needs_what_only_the_bench_installs():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "analysis").rglob("*.py")]
    assert len(sources) > 50
    assert not any("pyfixest" in source for source in sources)


def test_redraws_are_told_by_their_median_and_the_longest():
    head, _, line = format_times({"so many events": {"months": [120.0, 80.4, 900.6]}})
    assert head.startswith("redraws: so many events;")
    assert line.split() == ["months", "3", "120", "901"]
