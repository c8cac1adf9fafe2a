"""``python -m simulate``: every bar measured on many seeds, and the page that says which hold."""

import argparse
import importlib.util
import platform
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd

from analysis.models import NotEnoughData
from simulate.bars import TRIALS, Bar, list_bars

ROOT = Path(__file__).parent.parent
GENERATOR = ROOT.parent / "shared" / "stats" / "sim" / "gen.py"
PAGE = ROOT / "docs" / "methods" / "validation.md"
PACKAGES = ("numpy", "scipy", "pandas", "statsmodels")
HEAD = """# Validation

**Question.** Do the methods keep what they promise, where the truth is known?

**Data.** Panels, series, triangles and events drawn by a generator that is no part of this project. Measured on {date}
with {seeds} seeds a row, Python {python}, {packages}.

**Rule.** Each row asks a public function of `analysis.models`. A refusal is left out of its row, and *trials* counts
what is left. *Holds* compares with the bar as it stands; with {seeds} trials a coverage of 95% is known to within
{coverage} points.

| Method | Quantity | Bar | Measured | Trials | Holds |
| --- | --- | --- | --- | --- | --- |
"""
TAIL = """
**Why.** An interval that covers less than it says does more harm than none. {missed}

**What it does not say.** How the methods do on data that the generator does not resemble; the record of forecasts and
nowcasts on real months is printed beside each of them.

**How it is checked.** `make simulate` writes this page anew; `tests/test_simulate.py` runs a few seeds of it, and the
tests of each method hold the same bars on fewer seeds with room for chance.
"""


def load_generator(path: Path) -> ModuleType:
    """Load the module that draws."""
    spec = importlib.util.spec_from_file_location("gen", path)
    if spec is None or spec.loader is None or not path.exists():
        sys.exit(f"{path}: no generator there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_trial(path: Path, task: tuple[str, int]) -> dict[str, float]:
    """Run one trial; a refusal tells nothing, a warning is an error."""
    name, seed = task
    warnings.simplefilter("error")
    try:
        return TRIALS[name](load_generator(path), seed)
    except NotEnoughData:
        return {}


def measure(path: Path, names: list[str], seeds: int, jobs: int) -> dict[str, pd.DataFrame]:
    """Run all trials; a table per name with a row per seed."""
    told = {}
    with ProcessPoolExecutor(jobs) as pool:
        for name in names:
            tasks = [(name, seed) for seed in range(seeds)]
            told[name] = pd.DataFrame(pool.map(partial(run_trial, path), tasks, chunksize=5))
            print(f"{name}: {len(told[name].dropna(how='all'))} of {seeds}", flush=True)
    return told


def format_bar(bar: Bar) -> str:
    """Write the limits of a bar."""
    if np.isinf(bar.low) and np.isinf(bar.high):
        return "none"
    if np.isinf(bar.high):
        return f"at least {bar.low:g}"
    return f"at most {bar.high:g}" if np.isinf(bar.low) else f"{bar.low:g} to {bar.high:g}"


def format_rows(bars: list[Bar], told: dict[str, pd.DataFrame]) -> Iterator[tuple[str, bool]]:
    """Write each row, and say whether it holds."""
    for bar in bars:
        trials = told[bar.trial].dropna(how="all")
        value = bar.measure(trials)
        holds = bar.low <= value <= bar.high
        limits = format_bar(bar)
        word = "-" if limits == "none" else "yes" if holds else "**no**"
        cells = [bar.method, bar.quantity, limits, f"{value:.3f}", str(len(trials)), word]
        yield f"| {' | '.join(cells)} |", bool(holds)


def write_page(bars: list[Bar], told: dict[str, pd.DataFrame], seeds: int, date: str) -> str:
    """Write the page on what was measured."""
    rows = list(format_rows(bars, told))
    missed = sum(not holds for _, holds in rows)
    head = HEAD.format(
        date=date,
        seeds=seeds,
        python=platform.python_version(),
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        coverage=f"{200 * np.sqrt(0.95 * 0.05 / seeds):.1f}",
    )
    words = (
        f"{missed} of {len(rows)} rows miss their bar." if missed else "Every row holds its bar."
    )
    return head + "\n".join(row for row, _ in rows) + "\n" + TAIL.format(missed=words)


def main(arguments: list[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m simulate", description=__doc__)
    parser.add_argument("--date", required=True, help="day that the page carries, YYYY-MM-DD")
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="*", help="methods to measure: lags, events, ...")
    parser.add_argument("--generator", type=Path, default=GENERATOR)
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args(arguments)
    bars = [bar for bar in list_bars() if not given.only or bar.method in given.only]
    names = list(dict.fromkeys(bar.trial for bar in bars))
    told = measure(given.generator, names, given.seeds, given.jobs)
    given.out.write_text(write_page(bars, told, given.seeds, given.date), encoding="utf-8")


if __name__ == "__main__":
    main()
