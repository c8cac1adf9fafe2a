"""Calls on a real Dask cluster: a worker that dies must lose no call, and no call may be done twice."""

import subprocess
import sys
from collections import deque

import pytest

from analysis import workers
from analysis.workers import FAILED, Queue
from tests.conftest import ROOT
from tests.test_workers import ENVIRONMENT, run
from tests.toy_calls import work

SCHEDULER = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
WORKER = ["--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]


def start(name, until, *options):
    """Start a part of Dask; it is there when it says so."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *options]
    process = subprocess.Popen(
        command, env=ENVIRONMENT, cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if until in line:
            return process, line.split()[-1]
    raise AssertionError(f"{name} ended without a word")


@pytest.fixture
def cluster(tmp_path):
    """Address of a scheduler with two workers, each a process."""
    scheduler, address = start("scheduler", "Scheduler at:", *SCHEDULER)
    held = [scheduler]
    try:
        for number in (1, 2):
            folder = ["--local-directory", str(tmp_path / f"worker-{number}")]
            held.append(start("worker", "Registered to:", address, *WORKER, *folder)[0])
        yield address
    finally:
        for process in held:
            process.kill()
            process.wait()
            process.stderr.close()


def test_a_worker_that_is_killed_loses_no_call_and_none_is_done_twice(cluster, tmp_path):
    marks = [f"mark {tmp_path / name}" for name in "abcd"]
    kill = f"kill {tmp_path / 'killed'}"
    found = run(*marks[:2], kill, "raise no", *marks[2:], way=cluster)
    assert found["raise no"][:2] == [FAILED, "no of two lines"]
    assert found[kill][:2] == ["done", "again"]
    assert all(found[mark][0] == "done" for mark in marks)
    assert [len((tmp_path / name).read_text().split()) for name in "abcd"] == [1, 1, 1, 1]


def test_a_scheduler_that_is_not_there_is_said_in_one_line(monkeypatch):
    monkeypatch.setattr(workers, "TIMEOUT", "200ms")
    queue = Queue(deque(["tell a"]))
    with pytest.raises(ConnectionError, match=r"scheduler: nobody answers at tcp://127\.0\.0\.1:9"):
        next(workers.run_on_cluster(queue, work, address="tcp://127.0.0.1:9"))
