"""Calls in processes of their own: one that fails must cost no other, and nobody may wait for ever."""

import json
import os
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

import pytest

from analysis import workers
from analysis.workers import FAILED, Outcome, Queue
from tests.conftest import ROOT
from tests.toy_calls import work

START = "from tests.toy_calls import main; main()"
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(ROOT),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OMP_NUM_THREADS": "1",
}


def run(*tasks, way="forked", jobs=2, memory="-"):
    """Outcomes by task: state, reason and peak of memory."""
    command = [sys.executable, "-c", START, way, str(jobs), memory, *tasks]
    done = subprocess.run(
        command, env=ENVIRONMENT, cwd=ROOT, text=True, check=True, stdout=subprocess.PIPE
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(line[0] for line in lines) == sorted(tasks)
    return {task: rest for task, *rest in lines}


@pytest.mark.parametrize("way", ["forked", "pooled"])
def test_what_goes_wrong_costs_one_call_and_is_said_in_one_line(way):
    found = run("tell a", "raise no", "tell b", way=way)
    assert [found[f"tell {name}"][:2] for name in "ab"] == [["done", "a"], ["done", "b"]]
    assert found["raise no"][:2] == [FAILED, "no of two lines"]
    assert all(outcome[2] > 10 for outcome in found.values())


def test_a_crash_costs_one_call_and_its_signal_is_named():
    found = run("abort", "tell a", "exit 3", "tell b", jobs=1)
    assert found["abort"] == [FAILED, "its process ended by SIGABRT", None]
    assert found["exit 3"] == [FAILED, "its process exited with 3", None]
    assert found["tell a"][0] == found["tell b"][0] == "done"


def test_a_crash_in_a_pool_is_survived_by_the_others():
    found = run("abort", "tell a", "tell b", way="pooled", jobs=1)
    assert found["abort"][0] == FAILED
    assert found["tell a"][0] == found["tell b"][0] == "done"


@pytest.mark.parametrize("way", ["forked", "pooled"])
def test_a_call_that_failed_is_tried_once_more(tmp_path, way):
    name = f"once {tmp_path / 'tried'}"
    assert run(name, way=way)[name][:2] == ["done", "xx"]


def test_a_child_knows_nothing_of_the_one_before_and_draws_its_own_numbers():
    found = run("leave a", "leave b", "draw a", "draw b", jobs=1)
    assert found["leave a"][:2] == found["leave b"][:2] == ["done", '[["nothing"], null, 10.0]']
    assert found["draw a"][1] != found["draw b"][1]
    assert run("draw a")["draw a"][:2] == found["draw a"][:2]


def test_memory_is_bounded_for_each_call():
    found = run("eat 700", "eat 10", memory="500")
    assert found["eat 700"][0] == FAILED
    assert found["eat 10"][:2] == ["done", str(10 << 20)]


def test_children_are_of_this_process_and_gone_with_it():
    child, parent = run("pids")["pids"][1].split()
    assert child != parent
    assert not Path(f"/proc/{child}").exists()


def test_a_process_with_another_thread_is_not_forked():
    go_on = threading.Event()
    thread = threading.Thread(target=go_on.wait, name="waiting")
    thread.start()
    try:
        with pytest.raises(RuntimeError, match=r"threads and cannot fork safely: .*waiting"):
            next(workers.run_forked(Queue(deque(["tell a"])), work, jobs=1, memory_mib=None))
    finally:
        go_on.set()
        thread.join()


def test_what_waits_for_another_comes_after_it_or_fails_with_it():
    queue = Queue(deque(["first", "second"]), {"first": ["a", "b"], "second": ["c"]})
    assert queue.take() == "first"
    assert list(queue.settle(Outcome("first", FAILED, "why"))) == []
    assert queue.take() == "second"
    assert [o.task for o in queue.settle(Outcome("second", "done"))] == ["second"]
    assert [queue.take(), queue.take()] == ["c", "first"]
    final = list(queue.settle(Outcome("first", FAILED, "why")))
    assert [(o.task, o.state, o.reason) for o in final] == [
        (task, FAILED, "why") for task in ("first", "a", "b")
    ]
    assert not queue.waiting
