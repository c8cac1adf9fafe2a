"""``python -m bench.floor LIST``: plain scripts, two at a time, forked from a process that has loaded all.

No notebook, no page, no tables: the least that the cells themselves cost.
"""

import os
import runpy
import sys
from collections import deque
from pathlib import Path

os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")

from analysis import workers
from analysis.report import warm


def run_script(path: str) -> tuple[str, str]:
    """Run a script as its own main module."""
    runpy.run_path(path, run_name="__main__")
    return "done", ""


def main() -> None:
    """Run the scripts that a file lists."""
    scripts = Path(sys.argv[1]).read_text().splitlines()
    warm()
    queue = workers.Queue(deque(scripts))
    outcomes = list(workers.run_forked(queue, run_script, jobs=2, memory_mib=None))
    if failed := [o for o in outcomes if o.state == workers.FAILED]:
        raise SystemExit(f"{failed[0].task}: {failed[0].reason}")


if __name__ == "__main__":
    main()
