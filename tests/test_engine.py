"""Cells run in this process as in a kernel: an output that differs, or a state left behind, nobody would see."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from threading import Thread

import matplotlib as mpl
import nbformat
import papermill
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient.exceptions import CellTimeoutError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis import books, engine
from analysis.books import join_chapters, run_book, strip_run
from analysis.report import CHAPTERS
from tests.conftest import RAW, ROOT

CELLS = [
    "x: int = 1",
    "import sys\nprint('out'); print('err', file=sys.stderr)\nx",
    "from IPython.display import HTML, clear_output, display\n"
    "shown = display(HTML('first'), display_id=True)\nprint('between')\nshown.update(HTML('second'))",
    "print('gone'); clear_output(); print('stays')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "plt.plot([1, 3]);",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "import pandas as pd\npd.DataFrame({'a': [1]})",
    "!echo shell",
    "get_ipython().user_ns['x'], __name__",
    "",
]
FAILING = ["def fail():\n    return 1 / 0\nfail()", "x = = 1", "raise SystemExit(3)"]


@pytest.fixture(autouse=True)
def as_in_a_kernel(monkeypatch, tmp_path):
    """No folder of the user's, and the back end that a kernel chooses."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    papermill_engines.register(engine.NAME, engine.InProcessEngine)


def run(tmp_path, cells, name, parameters=None, **options):
    """Cells run by an engine; also where they fail, the notebook as it was left."""
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text, id=f"c{i}") for i, text in enumerate(cells)]
    )
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python", "language": "python"}
    source, target = tmp_path / "source.ipynb", tmp_path / "target.ipynb"
    nbformat.write(book, source)
    error = None
    with books.quiet():
        try:
            papermill.execute_notebook(
                source, target, parameters, engine_name=name, progress_bar=False, **options
            )
        except (PapermillExecutionError, CellTimeoutError) as found:
            error = found
    return nbformat.read(target, as_version=4), error


def outputs(book):
    """Return what each cell gave, but for warnings: here pytest takes them."""
    return [
        (
            c.source,
            c.execution_count,
            [o for o in c.outputs if "Warning: " not in o.get("text", "")],
        )
        for c in book.cells
        if c.cell_type == "code"
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("failing", FAILING)
def test_the_engine_gives_what_a_kernel_gives_images_and_failure_included(tmp_path, failing):
    cells = [*CELLS, failing] if failing == FAILING[0] else [failing]
    kernel, expected = run(tmp_path, cells, None)
    result, error = run(tmp_path, cells, engine.NAME)
    again, _ = run(tmp_path, cells, engine.NAME)
    assert outputs(result) == outputs(kernel)
    assert outputs(again) == outputs(kernel)
    images = [
        o for _, _, given in outputs(again) for o in given if "image/png" in o.get("data", {})
    ]
    assert len(images) == (2 if len(cells) > 1 else 0)
    assert str(error) == str(expected)
    assert (error.ename, error.exec_count) == (expected.ename, expected.exec_count)
    assert result.metadata.language_info == kernel.metadata.language_info


def test_a_time_out_is_that_of_a_kernel_also_where_the_cell_catches_everything(tmp_path):
    cell = "try:\n    while True: pass\nexcept Exception: pass"
    book, error = run(tmp_path, ["1", cell], engine.NAME, execution_timeout=1)
    assert isinstance(error, CellTimeoutError)
    assert "after 1 seconds" in str(error)
    assert cell[:20] in str(error)
    assert book.cells[1].outputs[0].ename == "KeyboardInterrupt"
    _, none = run(tmp_path, ["1"], engine.NAME, execution_timeout=600)
    assert none is None


def test_a_run_puts_back_what_it_changed(tmp_path):
    def look():
        here = Path.cwd(), dict(os.environ), list(sys.path), mpl.rcParams["font.size"]
        return *here, mpl.get_backend(), sys.modules["__main__"], sys.stdout, sys.displayhook

    before = look()
    cell = "import os, sys; os.chdir('/'); os.environ['LEFT'] = '1'; sys.path.insert(0, 'left')"
    drawing = "import matplotlib as mpl; mpl.rcParams['font.size'] = 3; mpl.use('svg'); 1 / 0"
    _, error = run(tmp_path, [cell, drawing], engine.NAME)
    assert error.ename == "ZeroDivisionError"
    assert look() == before
    assert not InteractiveShell.initialized()


def test_a_notebook_knows_nothing_of_the_one_before(tmp_path):
    run(tmp_path, ["left = 1"], engine.NAME)
    _, error = run(tmp_path, ["left"], engine.NAME)
    assert error.ename == "NameError"


def test_what_asks_a_question_fails_and_does_not_wait(tmp_path):
    _, error = run(tmp_path, ["input()"], engine.NAME)
    assert error.ename == "StdinNotImplementedError"


@pytest.mark.parametrize("first", ["import papermill", "from analysis import engine"])
def test_papermill_finds_the_engine_whichever_of_them_is_loaded_first(tmp_path, first):
    info = tmp_path / "site" / "ours-1.dist-info"
    info.mkdir(parents=True)
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    lines = [f"{k} = {v}" for k, v in ours["papermill.engine"].items()]
    (info / "entry_points.txt").write_text("\n".join(["[papermill.engine]", *lines]))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ours\nVersion: 1\n")
    _, error = run(tmp_path, ["1 / 0"], engine.NAME)
    assert error.ename == "ZeroDivisionError"
    source, target = tmp_path / "source.ipynb", tmp_path / "entry.ipynb"
    run_it = (
        f"papermill.execute_notebook({str(source)!r}, {str(target)!r}, engine_name='inprocess')"
    )
    path = f"{tmp_path / 'site'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        [sys.executable, "-c", f"{first}\nimport papermill\n{run_it}"],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ZeroDivisionError" in done.stderr
    assert nbformat.read(target, as_version=4).cells[-1].outputs[0].ename == "ZeroDivisionError"


def test_the_engine_keeps_out_of_a_process_that_has_a_shell_and_of_other_threads():
    assert engine.is_free()
    found = []
    thread = Thread(target=lambda: found.append(engine.is_free()))
    thread.start()
    thread.join()
    InteractiveShell.instance()
    try:
        assert (found, engine.is_free()) == ([False], False)
    finally:
        InteractiveShell.clear_instance()


def test_the_chapters_are_the_same_bytes_from_a_kernel(mali_report, tmp_path):
    book = nbformat.read(mali_report / "report.en.ipynb", as_version=4)
    cell = next(c for c in book.cells if c.source.startswith("# Parameters"))
    given = {}
    exec(cell.source, given)
    parameters = {k: v for k, v in given.items() if not k.startswith("__")}
    assert parameters["raw"] == str(RAW)
    ran = run_book(join_chapters(CHAPTERS), parameters, tmp_path, "report", in_kernel=True)
    result, expected = strip_run(ran), book
    assert [c.source for c in result.cells] == [c.source for c in expected.cells]
    assert [c.outputs for c in result.cells] == [c.outputs for c in expected.cells]


def test_a_refusal_is_one_line_in_a_notebook_and_its_traceback_can_be_asked_for(tmp_path):
    cell = "from analysis.measures import BadInputError\nraise BadInputError('parameter x: is bad')"
    asked = "import traceback\ntraceback.print_last()"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(t) for t in (cell, asked)])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python", "language": "python"}
    book.cells[0].metadata["tags"] = ["raises-exception"]
    nbformat.write(book, tmp_path / "refused.ipynb")
    given = [str(tmp_path / name) for name in ("refused.ipynb", "out.ipynb")]
    client = {"engine_name": engine.NAME, "progress_bar": False}
    with books.quiet(), pytest.raises(PapermillExecutionError, match="parameter x: is bad"):
        papermill.execute_notebook(*given, **client)
    done = nbformat.read(given[1], as_version=4)
    refused, whole = (c.outputs[0] for c in done.cells if c.cell_type == "code")
    assert refused.traceback == ["BadInputError: parameter x: is bad"]
    assert (refused.ename, refused.evalue) == ("BadInputError", "parameter x: is bad")
    assert whole.text.startswith("Traceback (most recent call last)")
    with pytest.raises(books.ChapterError, match=r"^cell raise .*: BadInputError: parameter x"):
        run_book(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), {}, tmp_path, "r"
        )


@pytest.mark.parametrize("in_kernel", [False, True])
def test_a_report_run_from_a_live_notebook_has_its_style_once(tmp_path, monkeypatch, in_kernel):
    monkeypatch.setenv("IMPACT_LIVE", "1")
    cells = ["from analysis.live import HTML", "HTML('<p>x</p>')"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    done = run_book(book, {}, tmp_path, "live", in_kernel=in_kernel)
    assert done.cells[1].outputs[0].data["text/html"] == "<p>x</p>"
    assert os.environ["IMPACT_LIVE"] == "1"
