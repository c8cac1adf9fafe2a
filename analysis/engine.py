"""Cells of a notebook to their outputs, in an IPython shell of this process: no kernel, no protocol.

A papermill engine named ``inprocess``. What a shell sends, nbclient's own client sorts into outputs
as it does for a kernel, so both give the same notebook. Not the same: what a subprocess writes
past Python's streams is not caught, and no widget is kept.

Cells run in the main thread, so that a time-out can interrupt them, and in a process that has no
shell yet; ``is_free`` says whether this is one. Everything that a run changes is put back.
"""

import builtins
import getpass
import io
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import matplotlib as mpl
from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from traitlets import Type
from traitlets.config import Config

NAME = "inprocess"
CONFIG = Config({"HistoryManager": {"enabled": False}})
INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel sets where nothing is
SILENT = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
ASKED = "raw_input was called, but this frontend does not support input requests."
TIMEOUT = "Cell execution timed out"  # as ipykernel and nbclient have it


class _Channel(Session):
    """Stands where a kernel has its way out: hands each message on instead of sending it."""

    take: Callable[[dict[str, Any]], None]

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> Any:
        """Hand on a message, or one made of its type and content."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        self.take(message)
        return message


class _Stream(io.TextIOBase):
    """One of the two streams of a cell: what was written goes on when it is flushed."""

    encoding = "utf-8"

    def __init__(self, channel: _Channel, name: str) -> None:
        self.channel, self.name, self.written = channel, name, ""

    def writable(self) -> bool:
        """Be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep a text until the next flush."""
        self.written += text
        return len(text)

    def flush(self) -> None:
        """Hand on what was written since the last flush."""
        text, self.written = getattr(self, "written", ""), ""
        if text:
            self.channel.send(None, "stream", {"name": self.name, "text": text})


class _Shell(ZMQInteractiveShell):
    """A kernel's shell, which names its cells in tracebacks as a kernel does."""

    compiler_class = Type(XCachingCompiler)

    def enable_gui(self, gui: Any = None) -> None:
        """Take no event loop: there is none to draw windows in."""


class InProcessClient(PapermillNotebookClient):
    """A client whose kernel is a shell in this process."""

    shell: Any
    now: tuple[Any, int] | None = None  # cell that runs, and its number

    def execute(self, **_: Any) -> Any:
        """Run all cells in a shell of their own."""
        self.reset_execution_trackers()
        with _open_shell(self._take) as self.shell:
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = dict(IPythonKernel.language_info)
        return self.nb

    def _take(self, message: dict[str, Any]) -> None:
        if self.now is not None:
            self.process_message(message, *self.now)

    def execute_cell(self, cell: Any, cell_index: int, *_: Any, **__: Any) -> Any:
        """Run one cell; a failure is raised as nbclient raises it, with the cell's own traceback."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        self.code_cells_executed += 1
        self.now = cell, cell_index
        with _interrupt_after(self._get_timeout(cell)) as is_over:
            result = self.shell.run_cell(cell.source, store_history=True, cell_id=cell.get("id"))
        sys.stdout.flush()
        sys.stderr.flush()
        self.now = None
        cell.execution_count = result.execution_count
        if is_over():
            raise CellTimeoutError.error_from_timeout_and_cell(
                TIMEOUT, self._get_timeout(cell), cell
            )
        error = result.error_before_exec or result.error_in_exec
        if error is not None and not self._is_allowed(error, tags):
            told = next(o for o in reversed(cell.outputs) if o.output_type == "error")
            raise CellExecutionError.from_cell_and_msg(cell, told)
        return cell

    def _is_allowed(self, error: BaseException, tags: list[str]) -> bool:
        """Tell whether a cell may fail in this way."""
        may_fail = self.allow_errors or "raises-exception" in tags
        return (may_fail and not self.force_raise_errors) or (
            type(error).__name__ in self.allow_error_names
        )


class InProcessEngine(NBClientEngine):
    """The engine as papermill asks for it."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **options: Any,
    ) -> Any:
        """Run the cells of a notebook that papermill manages."""
        known = {k: v for k, v in options.items() if k in {"allow_errors", "force_raise_errors"}}
        return InProcessClient(
            nb_man,
            timeout=execution_timeout or options.get("timeout"),
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
            **known,
        ).execute()


def is_free() -> bool:
    """Tell whether this thread and process can take a shell of ours."""
    return current_thread() is main_thread() and not InteractiveShell.initialized()


@contextmanager
def _open_shell(take: Callable[[dict[str, Any]], None]) -> Iterator[ZMQInteractiveShell]:
    """Shell that hands on what it shows; afterwards the process is as it was before."""
    with ExitStack() as stack:
        for keep in (_kept_modules, _kept_environment, _kept_drawing):
            stack.enter_context(keep())
        channel = _Channel(key=b"")
        channel.take = take
        stack.enter_context(redirect_stdout(_Stream(channel, "stdout")))
        stack.enter_context(redirect_stderr(_Stream(channel, "stderr")))
        shell = _Shell.instance(config=CONFIG)
        stack.callback(_Shell.clear_instance)
        shell.displayhook.session = shell.display_pub.session = channel
        shell.displayhook.topic = b"execute_result"
        _set_drawing(shell)
        yield shell


@contextmanager
def _kept_modules() -> Iterator[None]:
    """Keep the main module, the search path and the hooks that a shell puts itself into."""
    main, path, hooks = sys.modules["__main__"], list(sys.path), (sys.displayhook, sys.excepthook)
    asking = builtins.input, getpass.getpass
    builtins.input = getpass.getpass = _refuse_to_ask
    try:
        with warnings.catch_warnings():
            _warn_as_python_does()
            yield
    finally:
        sys.modules["__main__"], sys.path[:] = main, path
        sys.displayhook, sys.excepthook = hooks
        builtins.input, getpass.getpass = asking


def _warn_as_python_does() -> None:
    """Set the filters that a new process has: cells see no other warnings for where they run."""
    warnings.resetwarnings()
    for category in SILENT:
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")


def _refuse_to_ask(*_: Any, **__: Any) -> Any:
    raise StdinNotImplementedError(ASKED)


@contextmanager
def _kept_environment() -> Iterator[None]:
    """Keep the environment and the working folder, which cells may change."""
    before, folder = dict(os.environ), Path.cwd()
    try:
        yield
    finally:
        os.chdir(folder)
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _kept_drawing() -> Iterator[None]:
    """Keep matplotlib's settings and back end; its inline one forgets the shell that it drew for.

    Else it would draw nothing for the next one, and say nothing.
    """
    backend = mpl.get_backend(auto_select=False)
    with mpl.rc_context():
        yield
    if inline := sys.modules.get("matplotlib_inline.backend_inline"):
        inline.InlineBackend.clear_instance()
        inline.configure_inline_support.current_backend = "unset"
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
        pyplot.switch_backend(backend or "agg")


def _set_drawing(shell: InteractiveShell) -> None:
    """Let a shell draw as a kernel does: inline, unless the environment has another back end."""
    backend = os.environ.setdefault("MPLBACKEND", INLINE)
    if backend == INLINE and "matplotlib.pyplot" in sys.modules:
        shell.enable_matplotlib("inline")
    else:
        mpl.rcParams["backend"] = backend


@contextmanager
def _interrupt_after(seconds: float | None) -> Iterator[Callable[[], bool]]:
    """Interrupt what runs once its time is over, as a kernel is; what is yielded tells whether it was."""
    if not seconds or seconds < 0:
        yield lambda: False
        return
    left = seconds
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield lambda: not left
    finally:
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
