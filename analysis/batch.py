"""Countries and months to reports: only those that are not what they would be, each in a process of its own.

The plan stands beside the reports while a batch runs, so that one that was cut off can go on. One
batch at a time works on a folder: its lock goes with its process, however that ends.
"""

import json
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis import build, store, workers
from analysis.editions import month_before
from analysis.freshness import find_reason, tell_made_of
from analysis.holdings import choose_inputs, find_newest
from analysis.measures import BadInputError, month_bounds
from analysis.review import APPROVED, ApprovedReportError, read_review
from analysis.workers import FAILED, Outcome, Queue, Work

PATIENCE = 2  # seconds; children of a batch that was killed are gone by then
PLAN, LOCK = ".batch.json", ".batch.lock"
BUILT, RENDERED, UNCHANGED, KEPT = "built", "rendered", "unchanged", "kept"
STATES = (RENDERED, UNCHANGED, KEPT, FAILED)


class BatchRunsError(RuntimeError):
    """Another batch works on the same folder."""


class NoBatchError(RuntimeError):
    """No batch was cut off, so none can go on."""


@dataclass(frozen=True)
class Plan:
    """What a batch is to make; a cut-off per country, missing where nothing is held of it."""

    raw: str
    processed: str
    out: str
    months: tuple[str, ...]
    langs: tuple[str, ...]
    as_of: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Task:
    """One piece of a batch: a report, or with no month the tables of a country."""

    raw: str
    processed: str
    out: str
    country: str
    as_of: str
    month: str = ""
    langs: tuple[str, ...] = ()
    follows: bool = False

    @property
    def folder(self) -> Path:
        """Folder of the report."""
        return Path(self.out) / self.country / self.month


def list_months(first: str, last: str) -> tuple[str, ...]:
    """Months from one to another, both in it; the last one first is refused."""
    end, months = month_bounds(last)[0], [month_bounds(last)[0].strftime("%Y-%m")]
    if month_bounds(first)[0] > end:
        raise BadInputError(f"{first} is after {last}", column="months")
    while months[-1] != first:
        months.append(month_before(months[-1]))
    return tuple(reversed(months))


def make_plan(
    raw: Path,
    processed: Path,
    out: Path,
    *,
    countries: Iterable[str],
    months: tuple[str, ...],
    langs: tuple[str, ...],
    as_of: str | None,
) -> Plan:
    """Plan a batch; a country is reported as of one day, by default the newest held of it."""
    days = tuple((iso3, as_of or _find_newest(raw, iso3)) for iso3 in dict.fromkeys(countries))
    places = {"raw": raw, "processed": processed, "out": out}
    held = {name: str(path.resolve()) for name, path in places.items()}
    return Plan(**held, months=months, langs=langs, as_of=days)


def _find_newest(raw: Path, iso3: str) -> str | None:
    try:
        return find_newest(raw, iso3)
    except ValueError:
        return None


def read_plan(out: Path) -> Plan:
    """Plan of the batch that was cut off in a folder of reports."""
    path = out / PLAN
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        days = tuple((str(iso3), day) for iso3, day in held.pop("as_of"))
        months, langs = tuple(held.pop("months")), tuple(held.pop("langs"))
        return Plan(**held, months=months, langs=langs, as_of=days)
    except FileNotFoundError:
        raise NoBatchError(
            f"{out}: no batch was cut off here, so there is none to resume"
        ) from None
    except (ValueError, TypeError, LookupError):
        raise BadInputError("is no plan of a batch", file=str(path)) from None


def resume(plan: Plan) -> Plan:
    """Return the plan that was cut off where it is the same but for its days, which then stand; else the plan."""
    try:
        held = read_plan(Path(plan.out))
    except NoBatchError:
        return plan
    countries = [[iso3 for iso3, _ in p.as_of] for p in (plan, held)]
    is_same = replace(held, as_of=plan.as_of) == plan and countries[0] == countries[1]
    return held if is_same else plan


@contextmanager
def hold(plan: Plan) -> Iterator[None]:
    """Hold the folders of reports and of tables for one batch, and clear away what a killed one left."""
    folders = [Path(plan.out), Path(plan.processed)]
    locks = []
    try:
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / LOCK)
            try:
                lock.acquire(timeout=PATIENCE)
            except Timeout:
                raise BatchRunsError(
                    f"{folder}: another batch is at work here: wait for it, or give other folders"
                ) from None
            locks.append(lock)
        for folder in (*folders, *(Path(plan.out) / iso3 for iso3, _ in plan.as_of)):
            store.clear_scratch(folder)
        yield
    finally:
        for lock in locks:
            lock.release()


def list_tasks(plan: Plan) -> Iterator[tuple[Task | Outcome, str]]:
    """Yield what is to be made and why, and the outcome of what needs no making; countries in turn."""
    for iso3, day in plan.as_of:
        places = (plan.raw, plan.processed, plan.out, iso3)
        tasks = [
            Task(*places, day or "", month, plan.langs, month_before(month) in plan.months)
            for month in plan.months
        ]
        if day is None:
            reason = f"no data are held for {iso3}: add a file with impact add"
            yield from ((Outcome(task, FAILED, reason), reason) for task in tasks)
            continue
        try:
            key = build.to_key(Path(plan.raw), iso3, day, choose_inputs(Path(plan.raw), iso3, day))
        except (BadInputError, OSError) as error:
            yield from ((Outcome(task, FAILED, str(error)), str(error)) for task in tasks)
            continue
        yield from (_look(task, key) for task in tasks)


def _look(task: Task, key: Mapping[str, Any]) -> tuple[Task | Outcome, str]:
    """Look whether a report has to be made, and why."""
    if f"{task.month}-01" > task.as_of:
        reason = f"{task.month} begins after the data cut-off, {task.as_of}"
        return Outcome(task, FAILED, reason), reason
    raw, processed = Path(task.raw), Path(task.processed)
    made_of = tell_made_of(task.folder, key, raw, processed, month=task.month, follows=task.follows)
    why = find_reason(task.folder, made_of, key, task.langs)
    if why is None:
        return Outcome(task, UNCHANGED), UNCHANGED
    review = read_review(task.folder) if task.folder.is_dir() else None
    if review is not None and review.status == APPROVED:
        return Outcome(task, KEPT, f"approved by {review.by}; {why}"), f"{KEPT}: {why}"
    return task, why


def to_queue(tasks: Iterable[Task]) -> Queue:
    """Queue of reports, those of a country after its tables; countries in turn, so that none waits long."""
    after: dict[Task, list[Task]] = {}
    for task in tasks:
        after.setdefault(replace(task, month="", langs=(), follows=False), []).append(task)
    return Queue(deque(after), after)


def make(task: Task) -> tuple[str, str]:
    """Make the tables of a country, or a report."""
    raw, processed, out = Path(task.raw), Path(task.processed), Path(task.out)
    if not task.month:
        is_new = build.build(raw, processed, task.country, task.as_of, force=False)
        return (BUILT if is_new else UNCHANGED), ""
    from analysis.report import write_report

    try:
        write_report(
            raw,
            processed,
            out,
            country=task.country,
            month=task.month,
            langs=task.langs,
            as_of=task.as_of,
            follows=task.follows,
        )
    except ApprovedReportError as error:
        return KEPT, str(error)
    return RENDERED, ""


def run(
    plan: Plan,
    *,
    jobs: int,
    memory_mib: int | None = None,
    scheduler: str | None = None,
    work: Work = make,
    explain: Callable[[Task, str], None] = lambda *_: None,
    say_progress: Callable[[str], None] = lambda _: None,
) -> list[Outcome]:
    """Make what a plan has to make; outcomes in the order of the plan, tables of countries left out."""
    with hold(plan):
        store.write_whole(Path(plan.out) / PLAN, json.dumps(asdict(plan), indent=1) + "\n")
        looked = list(list_tasks(plan))
        for found, reason in looked:
            explain(found.task if isinstance(found, Outcome) else found, reason)
        done = [found for found, _ in looked if isinstance(found, Outcome)]
        tasks = [found for found, _ in looked if isinstance(found, Task)]
        clock = _Progress(len(tasks), jobs, time.monotonic(), say_progress)
        for outcome in _do(to_queue(tasks), work, jobs, memory_mib, scheduler, say_progress):
            if outcome.task.month:
                done.append(outcome)
            clock.tell(outcome)
        (Path(plan.out) / PLAN).unlink()
    place = {iso3: number for number, (iso3, _) in enumerate(plan.as_of)}
    return sorted(done, key=lambda outcome: (place[outcome.task.country], outcome.task.month))


def _do(
    queue: Queue,
    work: Work,
    jobs: int,
    memory_mib: int | None,
    scheduler: str | None,
    say_progress: Callable[[str], None],
) -> Iterator[Outcome]:
    """Do the tasks of a queue in the way that this machine, or the cluster asked for, can."""
    if not queue.waiting:
        return iter(())
    if scheduler is not None:
        return workers.run_on_cluster(queue, work, address=scheduler)
    if workers.can_fork():
        warm()
        return workers.run_forked(queue, work, jobs=jobs, memory_mib=memory_mib)
    say_progress("forking is not safe on this system: pooled processes, without a bound on memory")
    return workers.run_pooled(queue, work, jobs=jobs)


@dataclass
class _Progress:
    """Tells after each report how many are done and how long the rest will take."""

    total: int
    jobs: int
    started: float
    say: Callable[[str], None]
    done: int = 0

    def tell(self, outcome: Outcome) -> None:
        """Tell of one outcome."""
        task = outcome.task
        self.done += bool(task.month)
        name = f"{task.country} {task.month or 'tables'}"
        left = (time.monotonic() - self.started) / max(self.done, 1) * (self.total - self.done)
        rest = f", {_format_seconds(left)} left" if self.done else ""
        reason = f" ({outcome.reason})" if outcome.reason else ""
        self.say(f"{self.done}/{self.total} {name}: {outcome.state}{reason}{rest}")


def _format_seconds(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def warm() -> None:
    """Load what every report needs; a batch that finds nothing to make does without."""
    from analysis.report import warm as load

    load()


def count_jobs() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def format_table(outcomes: Iterable[Outcome]) -> list[str]:
    """Write a line per report: what became of it, how long it took, the most memory it held, and why."""
    lines = [f"{'country':<8}{'month':<9}{'result':<11}{'seconds':>8}{'MiB':>7}"]
    for outcome in outcomes:
        seconds = f"{outcome.seconds:.1f}" if outcome.seconds else ""
        peak = "" if outcome.peak_mib is None else str(outcome.peak_mib)
        task = outcome.task
        row = f"{task.country:<8}{task.month:<9}{outcome.state:<11}{seconds:>8}{peak:>7}  {outcome.reason}"
        lines.append(row.rstrip())
    return lines
