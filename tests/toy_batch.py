"""A batch of small reports whose parent is killed at a given step of the work, wherever that falls."""

import os
import signal
import sys
from functools import partial
from pathlib import Path

from analysis import batch, build, store
from analysis.books import quiet
from analysis.freshness import tell_made_of
from analysis.holdings import choose_inputs
from analysis.report import write_json
from analysis.review import hash_content

REPLACE = Path.replace


def step(parent, counter, kill_at):
    """Count a step; at the one that is asked for, kill the batch, and with it this process."""
    with counter.open("a") as file:
        file.write(".")
    if counter.stat().st_size == kill_at:
        os.kill(parent, signal.SIGKILL)


def make(take, task):
    """Write a report that says who it is; every move and every file is a step."""
    folder = task.folder
    if not task.month:
        return batch.BUILT, ""
    raw, processed = Path(task.raw), Path(task.processed)
    key = build.to_key(raw, task.country, task.as_of, choose_inputs(raw, task.country, task.as_of))
    of = {"month": task.month, "follows": task.follows}
    made_of = tell_made_of(folder, key, raw, processed, **of)
    with store.scratch_beside(folder) as scratch:
        for name in ("figures.json", "report.en.html"):
            (scratch / name).write_text(f"{task.country} {task.month} {name}")
            take()
        content_hash = hash_content_of(scratch)
        write_json(scratch / "run.json", {"made_of": made_of, "content_hash": content_hash})
        take()
        store.replace_folder(scratch, folder)
    return batch.RENDERED, ""


def hash_content_of(scratch):
    write_json(scratch / "run.json", {})
    return hash_content(scratch)


def main():
    """Run a batch of two countries and three months, and be killed at a step."""
    raw, base, kill_at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    counter, parent = base / "steps", os.getpid()
    take = partial(step, parent, counter, kill_at)

    def replace(self, target):
        take()
        return REPLACE(self, target)

    Path.replace = replace
    batch.warm = int  # nothing here needs it
    plan = batch.make_plan(
        raw,
        base / "processed",
        base / "reports",
        countries=["AGO", "BDI"],
        months=batch.list_months("2024-01", "2024-03"),
        langs=("en",),
        as_of=None,
    )
    with quiet():
        outcomes = batch.run(batch.resume(plan), jobs=2, work=partial(make, take))
    sys.stdout.write(" ".join(outcome.state for outcome in outcomes))
