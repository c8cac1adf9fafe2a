"""Small calls for the tests of workers: each does one thing that can go wrong in a process."""

import json
import os
import random
import signal
import sys
from collections import deque
from pathlib import Path

import matplotlib as mpl
import numpy as np

from analysis import workers
from analysis.workers import Queue

LEFT = {"nothing"}


def work(task):
    """Do what the task's first word says, with the rest of it."""
    name, _, rest = task.partition(" ")
    return globals()[f"do_{name}"](rest)


def do_tell(text):
    return "done", text


def do_raise(text):
    raise ValueError(f"{text}\nof two lines")


def do_abort(_):
    os.abort()


def do_exit(code):
    os._exit(int(code))


def do_once(path):
    """Fail the first time; then tell how often it was tried."""
    tried = Path(path)
    tried.write_text((tried.read_text() if tried.exists() else "") + "x")
    if len(tried.read_text()) == 1:
        raise ValueError("not yet")
    return "done", tried.read_text()


def do_eat(mib):
    return "done", str(len(bytearray(int(mib) << 20)))


def do_leave(text):
    """Change whatever a process shares, and tell what was found."""
    found = sorted(LEFT), os.environ.get("LEFT"), mpl.rcParams["font.size"]
    LEFT.add(text)
    os.environ["LEFT"] = text
    mpl.rcParams["font.size"] = 99
    return "done", json.dumps(found)


def do_draw(_):
    """Draw at random, as a chapter might."""
    return "done", f"{random.random()} {np.random.random()}"


def do_kill(path):
    """Kill the worker that this was given to, the first time."""
    if not Path(path).exists():
        Path(path).write_text("killed")
        os.kill(os.getppid(), signal.SIGKILL)
    return "done", "again"


def do_mark(path):
    """Write down that this was done, by whom and by how many."""
    with Path(path).open("a") as file:
        file.write(f"{os.getppid()}\n")
    return "done", str(os.getppid())


def do_pids(_):
    return "done", f"{os.getpid()} {os.getppid()}"


def main():
    """Run the tasks that stand on the command line in a way, and print what became of them."""
    way, jobs, memory, tasks = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    queue = Queue(deque(tasks))
    if way == "forked":
        memory_mib = int(memory) if memory != "-" else None
        outcomes = workers.run_forked(queue, work, jobs=jobs, memory_mib=memory_mib)
    elif way == "pooled":
        outcomes = workers.run_pooled(queue, work, jobs=jobs)
    else:
        outcomes = workers.run_on_cluster(queue, work, address=way)
    for outcome in outcomes:
        told = [outcome.task, outcome.state, outcome.reason, outcome.peak_mib]
        sys.stdout.write(json.dumps(told) + "\n")
