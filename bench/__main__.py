"""``python -m bench``: our way from an event file to regions and months against plain pandas.

Files of the size of the providers' largest are made in a scratch folder; each way runs in a process
of its own, which reads the outlines before its clock starts. All ways must give the same table.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal

from bench.files import make_acled, make_ged, make_outlines
from bench.sides import SIDES, TASKS, to_comparable

MAKERS = {"ged": make_ged, "acled": make_acled}
MIB = 1024 if sys.platform == "linux" else 1024 * 1024  # of ru_maxrss
STAGES = ["read", "clean", "place", "sum"]


def run_side(folder: Path, task: str, side: str) -> dict[str, Any]:
    """Seconds, seconds of the processor and peak memory of one way; its result goes to a file."""
    outlines = gpd.read_parquet(folder / "outlines.parquet")
    laps = {"start": (time.perf_counter(), time.process_time())}

    def lap(stage: str) -> None:
        laps[stage] = (time.perf_counter(), time.process_time())

    counts = SIDES[side](TASKS[task], folder / f"{task}.csv", outlines, lap)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    counts.to_parquet(folder / f"{task}-{side}.parquet")
    clock, processor = (np.diff(times) for times in zip(*laps.values(), strict=True))
    return {
        "seconds": clock.sum(),
        "processor": processor.sum(),
        "peak": peak,
        "stages": dict(zip(STAGES, clock, strict=False)),
    }


def measure(folder: Path, task: str) -> dict[str, dict[str, Any]]:
    """Run every way on one file, each in its own process, and check that all agree."""
    measured = {}
    for side in SIDES:
        call = [sys.executable, "-m", "bench", "--run", task, side, "--folder", str(folder)]
        done = subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True)
        measured[side] = json.loads(done.stdout)
    check_same(folder, task)
    return measured


def check_same(folder: Path, task: str) -> None:
    """Raise where two ways differ in any region, month or kind."""
    ours, *others = (
        to_comparable(pd.read_parquet(folder / f"{task}-{side}.parquet")) for side in SIDES
    )
    for other in others:
        assert_frame_equal(ours, other)


def format_table(task: str, rows: int, measured: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Lines of the result: each way, and how many times longer than ours it takes."""
    yield f"{task}: {rows:,} events; the same table from all"
    yield (
        f"  {'':<20}{'seconds':>9}{'times':>7}{'CPU s':>9}{'times':>7}{'peak MiB':>10}  "
        + "".join(f"{stage:>8}" for stage in STAGES)
    )
    ours = measured["ours"]
    for side, m in measured.items():
        stages = "".join(f"{m['stages'][stage]:>8.2f}" for stage in STAGES)
        yield (
            f"  {side:<20}{m['seconds']:>9.2f}{m['seconds'] / ours['seconds']:>7.2f}"
            f"{m['processor']:>9.2f}{m['processor'] / ours['processor']:>7.2f}"
            f"{m['peak']:>10.0f}  {stages}"
        )


def main() -> None:
    """Make the files, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--ged", type=int, default=400_000, help="events of UCDP's bulk file")
    parser.add_argument("--acled", type=int, default=3_000_000, help="events of ACLED's export")
    parser.add_argument("--units", type=int, default=3_500, help="first-level units of the world")
    parser.add_argument("--folder", type=Path, help="keep the files here, and use those held")
    parser.add_argument("--run", nargs=2, metavar=("TASK", "WAY"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(run_side(given.folder, *given.run)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "outlines.parquet").exists():
            make_outlines(given.units).to_parquet(folder / "outlines.parquet")
        for task in TASKS:
            rows = vars(given)[task]
            if rows and not (folder / f"{task}.csv").exists():
                MAKERS[task](folder / f"{task}.csv", rows)
            if rows:
                print(*format_table(task, rows, measure(folder, task)), sep="\n", flush=True)


if __name__ == "__main__":
    main()
