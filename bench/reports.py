"""The same reports made in several ways, each by a command that anybody may type.

``plain script`` is the cells of all chapters as one Python file, which writes what they show below one
another: the analysis itself. ``floor`` forks these scripts from a process that has loaded everything, and
cannot be undercut without other cells. ``shell`` is what most people do: papermill, then nbconvert. All
have the tables of made-up countries at hand; figures are made anew by each way. Seconds, seconds of the
processor and memory are those of a command with all its children.
"""

import ast
import os
import resource
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from analysis import build
from analysis.batch import list_months
from analysis.books import ROOT, join_chapters, write_book
from analysis.report import CHAPTERS
from bench.countries import COUNTRIES, DAY, make_country

BIN = Path(sys.executable).parent
EVENTS = 2_000  # of a country
MONTHS = list_months("2024-01", "2024-12")
POLL = 0.2  # seconds between two looks at memory
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(ROOT),
    "PATH": f"{BIN}:{os.environ['PATH']}",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "SOURCE_DATE_EPOCH": "0",
}
SHOWN = """
shown = []
def show(value):
    if value is not None:
        shown.append(getattr(value, "_repr_html_", value.__repr__)())
"""


@dataclass(frozen=True)
class Measured:
    """Seconds, seconds of the processor, and the most memory held at once, shared pages counted once."""

    seconds: float
    processor: float
    peak_mib: float


@dataclass(frozen=True)
class Row:
    """Two ways to the same, and how many times more the first should take of something than the second."""

    what: str
    of: str
    first: str
    second: str
    least: float | None = None
    most: float | None = None

    @property
    def aim(self) -> str:
        """What is aimed at, in words; empty where nothing is."""
        if self.least is not None:
            return f"at least {self.least:g}"
        return f"at most {self.most:g}" if self.most is not None else ""

    def is_met(self, ratio: float) -> bool:
        """Tell whether a ratio is what was aimed at."""
        is_enough = self.least is None or ratio >= self.least
        return is_enough and (self.most is None or ratio <= self.most)


ONE, MANY = "one report", "many reports"
TWO = "shell loop, two at a time"
ROWS = (
    Row(ONE, "seconds", "ours", "plain script", most=1.2),
    Row(ONE, "seconds", "shell", "plain script"),
    Row(ONE, "peak_mib", "ours", "shell", most=1),
    Row(MANY, "processor", "batch", "floor", most=1.05),
    Row(MANY, "seconds", "shell loop", "batch", least=9),
    Row(MANY, "seconds", TWO, "batch"),
    Row(MANY, "processor", TWO, "batch"),
    Row(MANY, "seconds", "batch", "batch again", least=50),
    Row(MANY, "peak_mib", "batch", TWO),
)


def measure(folder: Path, reports: int) -> tuple[dict[str, str], dict[str, Measured]]:
    """Commands by way, and what each took: for one report, then for many."""
    countries = COUNTRIES[: -(-reports // len(MONTHS))]
    for seed, iso3 in enumerate(countries):
        make_country(folder / "raw", folder / "scratch", iso3, events=EVENTS, seed=seed)
        build.build(folder / "raw", folder / "processed", iso3, DAY)
    wanted = list(islice(product(countries, MONTHS), reports))
    commands = write_commands(folder, wanted)
    measured = {}
    for way, command in commands.items():
        if way != "batch again":
            clear_figures(folder)
        measured[way] = run(command)
    return commands, measured


def write_commands(folder: Path, reports: list[tuple[str, str]]) -> dict[str, str]:
    """Write what the ways need, and return a shell command for each."""
    write_book(join_chapters(CHAPTERS), folder / "chapters.ipynb")
    for name in ("plain", "shell"):
        (folder / name).mkdir(exist_ok=True)
    scripts = [str(write_script(folder, *report)) for report in reports]
    (folder / "floor.txt").write_text("\n".join(scripts))
    lines = [write_shell(folder, *report) for report in reports]
    (folder / "loop.sh").write_text("set -e\n" + "\n".join(lines))
    (folder / "lines.txt").write_text("\n".join(lines))
    country, month = reports[0]
    codes = ",".join(dict.fromkeys(iso3 for iso3, _ in reports))
    places = f"--raw {folder}/raw --processed {folder}/processed --out {folder}"
    months = f"{reports[0][1]}:{max(month for _, month in reports)}"
    batch = f"impact batch --countries {codes} --months {months} --lang en --jobs 2 {places}/batch"
    return {
        "plain script": f"python {scripts[0]}",
        "ours": f"impact report --country {country} --month {month} --lang en {places}/one",
        "shell": lines[0],
        "floor": f"python -m bench.floor {folder}/floor.txt",
        "batch": batch,
        "batch again": batch,
        TWO: f"xargs -d '\\n' -P 2 -I {{}} sh -c '{{}}' < {folder}/lines.txt",
        "shell loop": f"sh {folder}/loop.sh",
    }


def write_shell(folder: Path, country: str, month: str) -> str:
    """Return the command of one report from the shell: run the notebook, then export it."""
    out = folder / "shell" / f"{country}-{month}.ipynb"
    given = [f"-p {name} {value}" for name, value in list_parameters(folder, country, month)]
    return (
        f"papermill {folder}/chapters.ipynb {out} {' '.join(given)} --no-progress-bar"
        f" && jupyter nbconvert --to html --no-input {out}"
    )


def list_parameters(folder: Path, country: str, month: str) -> list[tuple[str, str]]:
    """Parameters of the chapters for one report, in English."""
    places = [("raw", f"{folder}/raw"), ("processed", f"{folder}/processed")]
    return [("country", country), ("month", month), ("lang", "en"), *places]


def write_script(folder: Path, country: str, month: str) -> Path:
    """Write the cells of a report as a plain script, which writes what they show into one file."""
    path = folder / "plain" / f"{country}-{month}.py"
    cells = [cell.source for cell in join_chapters(CHAPTERS).cells]
    given = [f"{name} = {value!r}" for name, value in list_parameters(folder, country, month)]
    write = f"open({str(path.with_suffix('.html'))!r}, 'w').write('\\n'.join(map(str, shown)))"
    lines = [SHOWN, cells[0], *given, *map(to_plain, cells[1:]), write]
    path.write_text("\n".join(lines))
    return path


def to_plain(cell: str) -> str:
    """Return a cell as plain Python: what its last line gives is shown, as a notebook shows it."""
    tree = ast.parse(cell)
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        last.value = ast.Call(ast.Name("show", ast.Load()), [last.value], [])
    return ast.unparse(ast.fix_missing_locations(tree))


def clear_figures(folder: Path) -> None:
    """Forget the figures that were made, so that the next way makes them itself."""
    for path in (folder / "processed").glob("*/figures"):
        shutil.rmtree(path)


def run(command: str) -> Measured:
    """Run a command to its end; one that fails raises with its last line."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        ["sh", "-c", command], env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    peak, over = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, over))
    watcher.start()
    _, said = process.communicate()
    over.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(f"{shlex.split(command)[0]}: {said.strip().splitlines()[-1:]}")
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(seconds, used, peak[0])


def _watch(pid: int, peak: list[float], over: threading.Event) -> None:
    """Look now and then at what a process and all below it hold."""
    while not over.wait(POLL):
        peak[0] = max(peak[0], sum(_read_memory(p) for p in _list_family(pid)))


def _list_family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended
        return
    for child in children:
        yield from _list_family(int(child))


def _read_memory(pid: int) -> float:
    """Memory of a process in MiB; what it shares with others is divided among them."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def compare(measured: dict[str, Measured]) -> Iterator[tuple[Row, float]]:
    """Every row with how many times more its first way takes than its second."""
    for row in ROWS:
        first, second = (getattr(measured[way], row.of) for way in (row.first, row.second))
        yield row, first / second
