"""Calls to outcomes, each in a process of its own: forked from a warm one, from a pool, or on a cluster.

Every way takes the calls of a :class:`Queue`, tries each that failed once more, and yields an
:class:`Outcome` as it comes. A call is a picklable task and a function of it; what goes wrong in it, a
crash or want of memory included, costs that call alone.
"""

import os
import pickle
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

Work = Callable[[Any], tuple[str, str]]  # a task to its state and the reason of it
TRIES = 2
TIMEOUT = "10s"  # for a scheduler to answer
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
FAILED = "failed"
MIB = 2**20


@dataclass(frozen=True)
class Outcome:
    """What became of a call; ``peak_mib`` is missing where nobody could tell."""

    task: Any
    state: str
    reason: str = ""
    seconds: float = 0.0
    peak_mib: int | None = None


@dataclass
class Queue:
    """Tasks to do in order; one that failed comes again, once; ``after`` names those that wait for another."""

    waiting: deque[Any]
    after: dict[Any, list[Any]] = field(default_factory=dict)
    tried: dict[Any, int] = field(default_factory=dict)

    def take(self) -> Any:
        """Take the next task."""
        task = self.waiting.popleft()
        self.tried[task] = self.tried.get(task, 0) + 1
        return task

    def settle(self, outcome: Outcome) -> Iterator[Outcome]:
        """Yield what is final: of a task that failed for good, those that waited for it have failed too."""
        if outcome.state == FAILED and self.tried[outcome.task] < TRIES:
            self.waiting.append(outcome.task)
            return
        yield outcome
        freed = self.after.pop(outcome.task, [])
        if outcome.state == FAILED:
            yield from (Outcome(task, FAILED, outcome.reason) for task in freed)
        else:
            self.waiting.extendleft(reversed(freed))


def can_fork() -> bool:
    """Tell whether a process may be forked here without an exec; macOS and Windows are not safe."""
    return sys.platform.startswith("linux")


def do_call(work: Work, task: Any) -> Outcome:
    """Do a call in this process; every failure is an outcome with one line of reason."""
    start = time.perf_counter()
    try:
        state, reason = work(task)
    except Exception as error:  # noqa: BLE001 - a failure costs this call, and no other
        state, reason = FAILED, " ".join(str(error).split())[:600] or type(error).__name__
    seconds = round(time.perf_counter() - start, 3)
    return Outcome(task, state, reason, seconds, _find_peak())


def _find_peak() -> int:
    """Most memory that this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak * (1 if sys.platform == "darwin" else 1024) / MIB)


def run_forked(queue: Queue, work: Work, *, jobs: int, memory_mib: int | None) -> Iterator[Outcome]:
    """Do each call in a child forked for it alone, so many at once; this process has to be warm.

    Refuses to fork where this process has a second thread: what that one holds, a child waits for
    for ever. Children die with this process.
    """
    context = get_context("fork")
    running: dict[Connection, tuple[Any, Any]] = {}
    try:
        while queue.waiting or running:
            while queue.waiting and len(running) < jobs:
                check_alone()
                task = queue.take()
                ours, theirs = context.Pipe(duplex=False)
                child = context.Process(
                    target=_serve, args=(work, task, theirs, os.getpid(), memory_mib)
                )
                child.start()
                theirs.close()
                running[ours] = task, child
            for ready in cast(list[Connection], wait(list(running))):
                task, child = running.pop(ready)
                yield from queue.settle(_hear(ready, task, child))
    finally:
        for _, child in running.values():
            child.kill()
            child.join()


def check_alone() -> None:
    """Raise where this process has another thread, of Python or of a library."""
    tasks = Path("/proc/self/task")
    count = len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()
    if count > 1:
        names = ", ".join(t.name for t in threading.enumerate())
        raise RuntimeError(f"this process has {count} threads and cannot fork safely: {names}")


def _hear(ready: Any, task: Any, child: Any) -> Outcome:
    """Outcome that a child sent, or how it ended without a word."""
    try:
        outcome: Outcome = ready.recv()
    except EOFError:
        outcome = Outcome(task, FAILED)
    ready.close()
    child.join()
    if outcome.state == FAILED and not outcome.reason:
        code = child.exitcode or 0
        how = f"ended by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"
        return Outcome(task, FAILED, f"its process {how}")
    return outcome


def _serve(
    work: Work,
    task: Any,
    answer: Connection,
    parent: int,
    memory_mib: int | None,
) -> None:
    """Do one call in a forked child, set right first."""
    set_right(str(task), memory_mib)
    if os.getppid() != parent:
        os._exit(1)
    answer.send(do_call(work, task))


def set_right(seed: str, memory_mib: int | None) -> None:
    """Give this process what a new one has: signals, seeds, and no more memory than is allowed.

    It ends with the process that started it, so that nobody writes for a batch that is no more.
    Seeds are the task's own, so that it gives the same again. Linear algebra has one thread since
    its start (``OPENBLAS_NUM_THREADS``), and matplotlib draws without a window.
    """
    import matplotlib as mpl
    import numpy as np

    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a key pressed ends the parent, and it its children
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    random.seed(seed)
    np.random.seed(random.getrandbits(32))
    mpl.use("agg")
    if memory_mib is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_mib * MIB, memory_mib * MIB))


def run_pooled(queue: Queue, work: Work, *, jobs: int) -> Iterator[Outcome]:
    """Do calls in processes that serve for several, for systems where forking is not safe.

    A process that dies takes the calls of the others with it; they are done again.
    """
    from concurrent.futures import FIRST_COMPLETED
    from concurrent.futures import wait as wait_for

    from joblib.externals.loky import get_reusable_executor

    running: dict[Any, Any] = {}
    while queue.waiting or running:
        pool = get_reusable_executor(max_workers=jobs, timeout=60, reuse="auto")
        while queue.waiting and len(running) < jobs:
            task = queue.take()
            running[pool.submit(do_call, work, task)] = task
        for future in wait_for(running, return_when=FIRST_COMPLETED).done:
            yield from queue.settle(_receive(future, running.pop(future)))


def run_on_cluster(queue: Queue, work: Work, *, address: str) -> Iterator[Outcome]:
    """Do calls on the workers of a Dask scheduler, each in a process of its own there.

    Workers see the same folders under the same paths. A worker that is lost loses no call: Dask
    gives it to another.
    """
    from distributed import Client, as_completed

    try:
        client = Client(address, timeout=TIMEOUT)
    except (OSError, ValueError) as error:
        raise ConnectionError(f"parameter scheduler: nobody answers at {address}") from error
    with client:
        running = {client.submit(call_apart, work, t, pure=False): t for t in _drain(queue)}
        done = as_completed(running)
        for future in done:
            yield from queue.settle(_receive(future, running.pop(future)))
            for task in _drain(queue):
                again = client.submit(call_apart, work, task, pure=False)
                running[again] = task
                done.add(again)


def _drain(queue: Queue) -> Iterator[Any]:
    while queue.waiting:
        yield queue.take()


def _receive(future: Any, task: Any) -> Outcome:
    """Outcome of a call elsewhere; where that broke, why."""
    try:
        outcome: Outcome = future.result()
    except Exception as error:  # noqa: BLE001 - whatever broke there costs this call
        return Outcome(task, FAILED, " ".join(str(error).split())[:600] or type(error).__name__)
    return outcome


def call_apart(work: Work, task: Any) -> Outcome:
    """Do a call in a new process: a worker of a cluster has threads, and no shell of ours."""
    command = [sys.executable, "-c", f"from {__name__} import answer; answer()"]
    done = subprocess.run(
        command, input=pickle.dumps((work, task)), capture_output=True, check=False
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return Outcome(task, FAILED, f"its process exited with {done.returncode}: {''.join(last)}")
    outcome: Outcome = pickle.loads(done.stdout)
    return outcome


def answer() -> None:
    """Do the call that stands on the standard input, and write its outcome to the standard output."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a call prints must not mix with the answer
    work, task = pickle.load(sys.stdin.buffer)
    set_right(str(task), None)
    with answer:
        pickle.dump(do_call(work, task), answer)
