"""``python -m bench``: our ways beside what an analyst would write with common libraries.

From an event file to regions and months against plain pandas; the panel fit against statsmodels and
pyfixest. Files of the size of the providers' largest are made in a scratch folder; each way runs in
a process of its own, which loads its libraries and what is common to all before its clock starts.
All ways must give the same table, estimates and errors to a millionth of each.
Last, how long the notebook with widgets takes to redraw, in a browser.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal

from bench import page, redraws, reports
from bench.files import MONTHS, make_acled, make_ged, make_outlines, make_panel
from bench.fits import FITS, Fit, warm
from bench.sides import SIDES, TASKS, Count, Lap, to_comparable

MIB = 1024 if sys.platform == "linux" else 1024 * 1024  # of ru_maxrss
SAME = 1e-6
# Of a small matrix: more threads wait for each other, and statsmodels would lose by that alone.
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def race_count(count: Count, task: str, path: Path, lap: Lap) -> pd.DataFrame:
    """Count an event file."""
    outlines = gpd.read_parquet(path.with_name("outlines.parquet"))
    lap("start")
    return to_comparable(count(TASKS[task], path, outlines, lap))


def race_fit(fit: Fit, errors: str, path: Path, lap: Lap) -> pd.DataFrame:
    """Fit a panel."""
    panel = pd.read_csv(path, parse_dates=["month"])
    warm(fit, errors)
    lap("start")
    table = fit(panel, errors)
    lap("fit")
    return table


@dataclass(frozen=True)
class Race:
    """What is raced: a file of so many events or regions, and the ways to the same table."""

    make: Callable[[Path, int], None]
    size: int
    what: str
    ways: dict[str, Callable[[Path, Lap], pd.DataFrame]]


def _fits(errors: str) -> dict[str, Callable[[Path, Lap], pd.DataFrame]]:
    return {name: partial(race_fit, fit, errors) for name, fit in FITS.items()}


def _counts(task: str) -> dict[str, Callable[[Path, Lap], pd.DataFrame]]:
    return {name: partial(race_count, count, task) for name, count in SIDES.items()}


PANEL = f"regions of {MONTHS} months"
RACES = {
    "ged": Race(make_ged, 400_000, "events of UCDP's bulk file", _counts("ged")),
    "acled": Race(make_acled, 3_000_000, "events of ACLED's export", _counts("acled")),
    "fit": Race(make_panel, 18, f"{PANEL}, fitted once", _fits("model")),
    "jackknife": Race(make_panel, 18, f"{PANEL}, fitted without each", _fits("jackknife")),
    "large": Race(make_panel, 300, f"{PANEL}, fitted once", _fits("model")),
}


def run_side(folder: Path, race: str, side: str) -> dict[str, Any]:
    """Seconds, seconds of the processor and peak memory of one way; its result goes to a file."""
    laps = {}

    def lap(stage: str) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
        laps[stage] = (time.perf_counter(), time.process_time(), peak)

    table = RACES[race].ways[side](folder / f"{race}.csv", lap)
    table.to_parquet(folder / f"{race}-{side}.parquet")
    *times, peaks = zip(*laps.values(), strict=True)
    clock, processor = (np.diff(each) for each in times)
    return {
        "seconds": clock.sum(),
        "processor": processor.sum(),
        "peak": peaks[-1],
        "stages": dict(zip(list(laps)[1:], clock, strict=True)),
    }


def measure(folder: Path, race: str) -> dict[str, dict[str, Any]]:
    """Run every way on one file, each in its own process, and check that all agree."""
    measured = {}
    for side in RACES[race].ways:
        call = [sys.executable, "-m", "bench", "--run", race, side, "--folder", str(folder)]
        done = subprocess.run(
            call, check=True, stdout=subprocess.PIPE, text=True, env=THREADS | os.environ
        )
        measured[side] = json.loads(done.stdout)
    check_same(folder, race, measured)
    return measured


def check_same(folder: Path, race: str, sides: Iterable[str]) -> None:
    """Raise where two ways differ in any row: counts at all, estimates by more than a millionth."""
    ours, *others = (pd.read_parquet(folder / f"{race}-{side}.parquet") for side in sides)
    for other in others:
        assert_frame_equal(ours, other, rtol=SAME, atol=0)


def format_table(race: str, size: int, measured: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Lines of the result: each way, and how many times longer than ours it takes."""
    ours = measured["ours"]
    stages = ours["stages"] if len(ours["stages"]) > 1 else []
    yield f"{race}: {size:,} {RACES[race].what}; the same table from all"
    yield (
        f"  {'':<20}{'seconds':>9}{'times':>7}{'CPU s':>9}{'times':>7}{'peak MiB':>10}  "
        + "".join(f"{stage:>8}" for stage in stages)
    )
    for side, m in measured.items():
        yield (
            f"  {side:<20}{m['seconds']:>9.3f}{m['seconds'] / ours['seconds']:>7.2f}"
            f"{m['processor']:>9.3f}{m['processor'] / ours['processor']:>7.2f}"
            f"{m['peak']:>10.0f}  " + "".join(f"{m['stages'][stage]:>8.2f}" for stage in stages)
        )


def list_redraws(rows: int) -> list[str]:
    """Measure in a browser, where there is one."""
    if shutil.which("chromium") is None:
        return ["redraws: not measured, since there is no chromium"]
    with tempfile.TemporaryDirectory() as scratch:
        return list(redraws.format_times(redraws.measure(Path(scratch), rows)))


def race_reports(count: int) -> Iterator[list[str]]:
    """Make reports in every way; sections of the page."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        commands, measured = reports.measure(folder, count)
        said = {way: command.replace(scratch, "DATA") for way, command in commands.items()}
    compared = list(reports.compare(measured))
    yield list(page.format_ratios(f"Reports: one, and {count} on two processors", compared))
    yield list(page.format_ways("Every way", said, measured))


def race(name: str, size: int, folder: Path) -> list[str]:
    """Race one kind of file of a size; lines of the result."""
    if not (folder / f"{name}.csv").exists():
        RACES[name].make(folder / f"{name}.csv", size)
    return list(format_table(name, size, measure(folder, name)))


def parse() -> argparse.Namespace:
    """Read the call."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    for name, raced in RACES.items():
        parser.add_argument(
            f"--{name}", type=int, default=raced.size, help=f"{raced.what}; 0: none"
        )
    parser.add_argument("--reports", type=int, default=24, help="reports in every way; 0: none")
    parser.add_argument(
        "--redraws", type=int, default=400_000, help="events shown in a notebook; 0: none"
    )
    parser.add_argument("--units", type=int, default=3_500, help="first-level units of the world")
    parser.add_argument("--folder", type=Path, help="keep the files here, and use those held")
    parser.add_argument("--page", type=Path, help="write what was measured to this page too")
    parser.add_argument("--date", help="day that stands on the page, YYYY-MM-DD")
    parser.add_argument("--run", nargs=2, metavar=("RACE", "WAY"), help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Make the files, measure and print; with ``--page`` write the page too."""
    given = parse()
    if given.run:
        print(json.dumps(run_side(given.folder, *given.run)))
        return
    head = list(page.tell_machine(given.date or "undated"))
    sections = []
    for section in measure_all(given):
        sections.append(section)
        print(*section, sep="\n", flush=True)
    if given.page:
        given.page.write_text(page.write_page(head, sections), encoding="utf-8")


def measure_all(given: argparse.Namespace) -> Iterator[list[str]]:
    """Measure what was asked for; a section of the page each."""
    if given.reports:
        yield from race_reports(given.reports)
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "outlines.parquet").exists():
            make_outlines(given.units).to_parquet(folder / "outlines.parquet")
        for name, raced in RACES.items():
            if size := vars(given)[name]:
                yield list(page.format_lines(raced.what, race(name, size, folder)))
    if given.redraws:
        yield list(
            page.format_lines("Redraws of explore.ipynb in a browser", list_redraws(given.redraws))
        )


if __name__ == "__main__":
    main()
