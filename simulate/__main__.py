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
REDRAWN = 200
PACKAGES = ("numpy", "scipy", "pandas", "statsmodels")
HEAD = """# Validation

**Question.** Do the methods keep what they promise, where the truth is known?

**Data.** Panels, series, triangles and events drawn by a generator that is no part of this project. Measured on {date}
with {seeds} seeds a row, Python {python}, {packages}.

**Rule.** Each row asks a public function of `analysis.models`. A refusal is left out of its row, and *trials* counts
what is left. *Measured* comes with its error by chance of the draws; *within chance* misses its bar by no more than two
of them.

| Method | Quantity | Bar | Measured | Trials | Holds |
| --- | --- | --- | --- | --- | --- |
"""
TAIL = """
**Why.** An interval that covers less than it says does more harm than none.
{missed}

**What it does not say.** How the methods do on data that the generator does not resemble; the record of forecasts and
nowcasts on real months is printed beside each of them.

**How it is checked.** `make simulate` writes this page anew; `tests/test_simulate.py` runs a few seeds of it, and the
tests of each method hold bars on fewer seeds with room for chance.
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


def find_error(bar: Bar, trials: pd.DataFrame) -> float:
    """Error of a measured quantity by chance of the draws: trials drawn anew."""
    rng = np.random.default_rng(0)
    again = [
        bar.measure(trials.iloc[rng.integers(0, len(trials), len(trials))]) for _ in range(REDRAWN)
    ]
    return float(np.std(again))


def judge(bar: Bar, value: float, error: float) -> str:
    """Say whether a quantity holds its bar, misses it by chance, or misses it."""
    if np.isinf(bar.low) and np.isinf(bar.high):
        return "-"
    if bar.low <= value <= bar.high:
        return "yes"
    room = 2 * error
    return "within chance" if bar.low - room <= value <= bar.high + room else "**no**"


def format_rows(bars: list[Bar], told: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    """Write each row, and say whether it holds."""
    for bar in bars:
        trials = told[bar.trial].dropna(how="all")
        value, error = bar.measure(trials), find_error(bar, trials)
        word = judge(bar, value, error)
        measured = f"{value:.3f} ± {error:.3f}"
        cells = [bar.method, bar.quantity, format_bar(bar), measured, str(len(trials)), word]
        yield f"| {' | '.join(cells)} |", word


def write_page(bars: list[Bar], told: dict[str, pd.DataFrame], seeds: int, date: str) -> str:
    """Write the page on what was measured."""
    rows = list(format_rows(bars, told))
    words = [word for _, word in rows]
    missed = (
        f"Rows: {len(rows)}. Hold their bar: {words.count('yes')}; within chance of it: "
        f"{words.count('within chance')}; miss it: {words.count('**no**')}; have none: {words.count('-')}."
    )
    head = HEAD.format(
        date=date,
        seeds=seeds,
        python=platform.python_version(),
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
    )
    return head + "\n".join(row for row, _ in rows) + "\n" + TAIL.format(missed=missed)


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
