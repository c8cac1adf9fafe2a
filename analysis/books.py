"""Chapters to an executed notebook: joined, run by papermill, stripped of what differs from run to run."""

import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# jsonschema takes a second to load it, to check addresses that no notebook has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat  # noqa: E402
from nbformat import NotebookNode as Book  # noqa: E402

if sys.modules["rfc3987_syntax"] is None:
    del sys.modules["rfc3987_syntax"]

ROOT = Path(__file__).parent.parent
TRANSPORT = (
    "ipc" if os.name == "posix" else "tcp"
)  # two kernels may be given one port, and wait for ever


class ChapterError(RuntimeError):
    """A cell of a chapter failed."""


class UnknownParameterError(ValueError):
    """A parameter that no chapter declares."""


def read_chapter(name: str) -> Book:
    """One chapter as it is stored."""
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def declared_parameters(chapter: Book) -> list[str]:
    """Names that a chapter's parameters cell declares, in order."""
    cells = [c for c in chapter.cells if "parameters" in c.metadata.get("tags", [])]
    lines = cells[0].source.splitlines() if cells else []
    return [line.split(":")[0].strip() for line in lines if ":" in line.split("=")[0]]


def join_chapters(names: list[str]) -> Book:
    """One notebook of all chapters in order: one set of parameters, text for the analyst left out."""
    book = nbformat.v4.new_notebook()
    for position, name in enumerate(names):
        chapter = read_chapter(name)
        for number, cell in enumerate(chapter.cells):
            is_parameters = "parameters" in cell.metadata.get("tags", [])
            if cell.cell_type != "code" or (is_parameters and position):
                continue
            cell["id"] = f"{name.replace('_', '-')}-{number}"
            book.cells.append(cell)
    book.metadata = read_chapter(names[0]).metadata
    return book


def check_parameters(given: Mapping[str, Any], declared: list[str]) -> None:
    """Raise on a parameter that is not declared: papermill would only log it."""
    if unknown := sorted(set(given) - set(declared)):
        raise UnknownParameterError(f"parameter {unknown[0]}: not one of {', '.join(declared)}")


def run_book(
    book: Book,
    parameters: Mapping[str, Any],
    scratch: Path,
    name: str,
    *,
    in_kernel: bool = False,
) -> Book:
    """Run a notebook with its parameters; the executed notebook.

    Its cells run in this process, in a shell of their own; where that cannot be, or with
    ``in_kernel``, in a kernel. Both give the same.
    """
    import papermill
    from papermill.engines import papermill_engines
    from traitlets.config import Config

    from analysis import engine

    papermill_engines.register(engine.NAME, engine.InProcessEngine)

    declared = declared_parameters(book)
    check_parameters(parameters, declared)
    source, target = scratch / f"{name}.source.ipynb", scratch / f"{name}.ipynb"
    write_book(book, source)
    with quiet(), _kernel_environment(), _telling_cell():
        executed = papermill.execute_notebook(
            str(source),
            str(target),
            parameters=dict(parameters),
            engine_name=None if in_kernel or not engine.is_free() else engine.NAME,
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            cwd=str(scratch),
            config=Config({"KernelManager": {"transport": TRANSPORT}}),
        )
    source.unlink()
    return executed


@contextmanager
def _telling_cell() -> Iterator[None]:
    """Turn a chapter's failure into one line that names the cell."""
    from papermill.exceptions import PapermillExecutionError

    try:
        yield
    except PapermillExecutionError as error:
        cell = error.source.strip().splitlines()[-1]
        raise ChapterError(f"cell {cell}: {error.ename}: {error.evalue}") from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' own log lines and deprecations out of ours."""
    loggers = [logging.getLogger(name) for name in ("papermill", "traitlets", "blib2to3")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _kernel_environment() -> Iterator[None]:
    """One thread for linear algebra, a fixed date and no settings of the user's.

    So the same inputs give the same bytes on another machine too.
    """
    profile = Path(tempfile.mkdtemp(prefix="kernel-"))
    (profile / "profile_default").mkdir()
    settings = profile / "profile_default" / "ipython_kernel_config.py"
    settings.write_text("c.IPKernelApp.log_level = 50\nc.HistoryManager.enabled = False\n")
    wanted = {
        "IPYTHONDIR": str(profile),
        "JUPYTER_RUNTIME_DIR": str(profile),  # a user of services has no home to write to
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "agg",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IMPACT_LIVE": "",  # the page has the style of its pieces
        "PYTHONPATH": str(ROOT),  # the kernel runs the code that asked for the report
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        shutil.rmtree(profile, ignore_errors=True)
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def strip_run(book: Book) -> Book:
    """Strip an executed notebook of what differs from run to run: times, counters, log output."""
    for position, cell in enumerate(book.cells):
        cell["id"] = f"cell-{position}"
        cell.metadata = {k: v for k, v in cell.metadata.items() if k == "tags"}
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [o for o in cell.outputs if o.output_type != "stream"]
            for output in cell.outputs:
                if "execution_count" in output:
                    output["execution_count"] = None
    kept = ("kernelspec", "page")
    book.metadata = {k: v for k, v in book.metadata.items() if k in kept}
    return book


def write_book(book: Book, path: Path) -> None:
    """Store a notebook."""
    nbformat.write(book, path)
