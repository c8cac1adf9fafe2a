"""What was measured to the page ``docs/benchmarks.md``: machine, versions and day, ratios, then every way."""

import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from bench.reports import Measured, Row

PACKAGES = (
    *("pandas", "numpy", "geopandas", "shapely", "pyarrow", "matplotlib", "statsmodels"),
    *("papermill", "nbconvert", "jupyterlab"),
)
UNITS = {"seconds": "time", "processor": "time of the processor", "peak_mib": "memory"}
HEAD = """# Benchmarks

Written by `make bench`. All ways of a table ran in one run on one machine, one after another; a ratio holds better than the
seconds it was made of. *Time* is by the clock, *time of the processor* that of a command with all its children, *memory* the most
that these held at once, what they share counted once.
"""


def write_page(machine: Iterable[str], sections: Iterable[Iterable[str]]) -> str:
    """Write the page from what ``tell_machine`` told before the start and the sections."""
    parts = [HEAD, *machine]
    return "\n".join([*parts, *("\n" + "\n".join(lines) for lines in sections)]) + "\n"


def tell_machine(today: str) -> Iterator[str]:
    """Say on what was measured, and when; also how busy the machine was before it began."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    busy = os.getloadavg()[0]
    yield f"- {today}; {_name_processor()}, {cores} cores, {memory:.0f} GiB; load {busy:.1f} before the start"
    yield f"- {platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}"


def _name_processor() -> str:
    """Name of the processor as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def format_ratios(title: str, compared: Iterable[tuple[Row, float]]) -> Iterator[str]:
    """Table of how many times more one way takes than another, beside what was aimed at."""
    yield f"## {title}"
    yield ""
    yield "| What | Of | Ratio | Measured | Aim |"
    yield "|--|--|--|--:|--|"
    for row, ratio in compared:
        aim = f"{row.aim}: {'met' if row.is_met(ratio) else '**missed**'}" if row.aim else "none"
        yield f"| {row.what} | {UNITS[row.of]} | {row.first} / {row.second} | {ratio:.2f} | {aim} |"


def format_ways(
    title: str, commands: Mapping[str, str], measured: Mapping[str, Measured]
) -> Iterator[str]:
    """Table of every way: its command, and what it took."""
    yield f"### {title}"
    yield ""
    yield "| Way | Seconds | Processor, s | Memory, MiB | Command |"
    yield "|--|--:|--:|--:|--|"
    for way, m in measured.items():
        command = commands[way].replace("|", "\\|")
        yield f"| {way} | {m.seconds:.1f} | {m.processor:.1f} | {m.peak_mib:.0f} | `{command}` |"


def format_lines(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines of a race as they are printed."""
    yield f"## {title}"
    yield ""
    yield "```"
    yield from lines
    yield "```"
