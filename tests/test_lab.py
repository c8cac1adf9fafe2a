"""What could go wrong unseen: a notebook that runs in a test and in no browser, a save that loses work.

One JupyterLab, opened by the command itself on a copy of the notebooks, and one window of Chromium
serve all tests that need them. Its user has a kernel of the same name and settings of their own. The
first notebook runs in the kernel that the lab chose, the others share it: each import takes seconds.
"""

import copy
import json
import re
import shutil
import socket
import sys
import tomllib
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import nbformat
import pytest

from analysis import lab as jupyter
from analysis.report import CHAPTERS
from bench import driver, redraws
from tests.conftest import ROOT
from tests.test_cli import impact

TRACKER = "@jupyterlab/notebook-extension:tracker"
NO_KERNEL = {"argv": ["false"], "display_name": "P", "language": "python"}
CONFIG = {
    "MultiKernelManager": {"default_kernel_name": "no-such-kernel"},
    "ServerApp": {"terminals_enabled": False},
}
LISTED = [  # in the order of the start page
    *("tutorial", "explore", "incident_brief", "compare"),
    *CHAPTERS,
]
START = ROOT / jupyter.START_PAGE
OF_PAGE = r'class="figure" href="(#[^"]+)"[^>]*>([^<]+)</a>'
SHOWN = {  # text that a notebook which is no chapter, or has no numbers, must show
    "changes": "There is no earlier issue of this month.",
    "compare": "28.73",  # 585 killed of 2,036,209 residents of Mopti
    "explore": "All months together: 1,998.",  # the sum of the file
    "incident_brief": "6 to 20",
    "tutorial": "fatalities-ucdp-MLI\t204\t199\t252",
}
DRAWN = {
    *("compare", "displacement", "explore", "incident_brief", "incidents", "outlook"),
    *("tutorial", "unusual"),
}
SHADED = {"incidents"}  # notebooks with a map, whose key has a colour for each class
PAINTS = "all => all.map(mark => getComputedStyle(mark).backgroundColor)"
MOVES = {  # what is moved, how, and what is to be read then
    "count": (redraws.pick("Count", 1), "Reported fatalities (people) by month."),
    "months": (redraws.press("lower", "ArrowRight"), "Mali, February 2012 to December 2023;"),
    "regions": (redraws.pick("Regions", 1), "December 2023; Koulikoro; all types of event."),
    "types": (redraws.pick("Types", 1), "Koulikoro; one-sided."),
    "everything": (redraws.EVERYTHING, "Mali, January 2012 to December 2023; all regions;"),
    "source": (redraws.pick("Source", 1), "Ledger of claims is a selection"),
    "actors": (redraws.write("Actors", "Wagner"), "all types of event; actors: Wagner."),
    "row": (redraws.mark(0), "the marked row"),
    "country": (redraws.pick("Country", "Benin"), "Benin, January"),
}
HERE = """
import os, sys, analysis
print(sys.executable, analysis.__file__, os.environ["OPENBLAS_NUM_THREADS"], os.getcwd())
"""


@pytest.fixture(scope="module")
def lab(browser, mali_report, tmp_path_factory):
    """JupyterLab on the tables of the report and a second country; its user has other settings."""
    base = tmp_path_factory.mktemp("lab")
    raw = redraws.make_raw(base / "raw", 300)
    shutil.copytree(mali_report.parent.parent.parent / "processed", base / "processed")
    built = (base / "processed" / "MLI" / "build.json").read_bytes()
    write_json(base / "data" / "kernels" / "python3" / "kernel.json", NO_KERNEL)
    write_json(base / "config" / "jupyter_server_config.json", CONFIG)
    with driver.open_lab(browser, base, raw, base / "processed") as lab:
        yield lab
    assert not [line for line in lab.log if "hook" in line and "failed" in line]
    assert (base / "processed" / "MLI" / "build.json").read_bytes() == built


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


def list_figures(panel):
    """Id and text of each number that leads to its source."""
    links = panel.locator("a.figure")
    pairs = links.evaluate_all("all => all.map(a => [a.getAttribute('href'), a.textContent])")
    return {tuple(pair) for pair in pairs}


def test_the_start_page_leads_to_every_notebook_in_its_order():
    links = re.findall(r"\[(\w+)\]\((\w+)\.ipynb\)", START.read_text(encoding="utf-8"))
    assert links == [(name, name) for name in LISTED]
    assert sorted(LISTED) == sorted(path.stem for path in driver.STORED.glob("*.ipynb"))


@pytest.mark.parametrize("name", LISTED)
def test_a_notebook_runs_from_the_menu_and_is_saved_as_it_was(lab, mali_pages, name):
    driver.share_kernel(lab, name)
    panel = driver.open_notebook(lab, name)
    driver.run_all(lab)
    assert driver.list_kind(panel, "error") == driver.list_kind(panel, "stderr") == []
    outputs = panel.locator(".jp-OutputArea-output")
    if name in SHOWN:
        assert SHOWN[name] in " ".join(outputs.all_inner_texts())
    else:
        assert len(list_figures(panel)) > 9
        assert list_figures(panel) <= set(re.findall(OF_PAGE, mali_pages["en"]))
    assert (outputs.locator("img").count() > 0) >= (name in DRAWN)
    paints = outputs.locator(".key .shade").evaluate_all(PAINTS)
    assert (len(set(paints)) > 3) == (name in SHADED)
    if name == "explore":
        check_moves(lab, panel)
    driver.save(lab)
    assert outputs.count() > 0
    stored = (driver.STORED / f"{name}.ipynb").read_bytes()
    assert (lab.folder / "notebooks" / f"{name}.ipynb").read_bytes() == stored
    driver.close(lab)


def check_moves(lab, panel):
    """Move each widget: what is to be read then, and another picture where one follows."""
    box = redraws.watch(panel)
    for name, (move, expected) in MOVES.items():
        before, pictures = box.inner_text(), list_pictures(box)
        assert expected not in before
        assert redraws.time_move(box, move) > 0
        assert expected in box.inner_text(), name
        assert (list_pictures(box) == pictures) == (name == "row")
    assert driver.list_kind(panel, "error") == driver.list_kind(panel, "stderr") == []
    with lab.page.expect_download() as saved:
        box.get_by_role("button", name="Save by month as CSV").click()
    assert "Benin" in Path(saved.value.path()).read_text(encoding="utf-8")


def list_pictures(box):
    return box.locator("img").evaluate_all("all => all.map(image => image.src)")


def test_a_new_notebook_asks_for_no_kernel_and_has_this_project_s(lab):
    driver.choose(lab, "File", "New", "Notebook")
    panel = driver.wait_idle(lab, "Untitled")
    assert lab.page.locator(".jp-Dialog").count() == 0
    panel.locator(".jp-Cell .cm-content").first.fill(HERE)
    driver.run_all(lab)
    told = [sys.executable, str(ROOT / "analysis" / "__init__.py"), "1"]
    told.append(str((lab.folder / "notebooks").resolve()))
    assert driver.list_kind(panel, "stdout")[0].split() == told


def test_nothing_was_asked_of_a_network_and_no_error_told(lab):
    assert {urlsplit(address).hostname for address in lab.asked} <= {"127.0.0.1", None, ""}
    assert lab.said == []
    assert lab.page.locator(".jp-Dialog, .Toastify__toast").count() == 0


def test_nothing_is_told_to_whom_has_no_token(lab):
    with pytest.raises(HTTPError, match="403"):
        urlopen(f"{lab.url}api/contents", timeout=60)


def test_what_a_user_chose_holds_where_it_does_not_contradict(lab):
    assert driver.ask(lab, "GET", "api/terminals").status == 404
    assert "windowingMode" in driver.ask(lab, "GET", f"lab/api/settings/{TRACKER}").json()["raw"]


def run_notebook():
    """Notebook as it stands after a run, with a cell of every kind."""
    made = nbformat.v4.new_notebook()
    made.metadata |= {"kernelspec": {"name": "python3"}, "title": "X"}
    made.metadata |= {"language_info": {"name": "python", "version": "3.12.1"}, "widgets": {"a": 1}}
    shown = nbformat.v4.new_output("stream", name="stdout", text="1")
    cell = nbformat.v4.new_code_cell("print(1)", execution_count=4, outputs=[shown])
    cell.metadata |= {"tags": ["parameters"], "execution": {"start": "12:00"}, "scrolled": True}
    made.cells = [nbformat.v4.new_markdown_cell("# X"), cell]
    made.cells[0].metadata["trusted"] = True
    return made


def test_of_a_run_nothing_is_stored_and_all_that_was_written_is():
    notebook = run_notebook()
    before = copy.deepcopy(notebook)
    result = jupyter.without_outputs(notebook)
    words, code = result["cells"]
    assert (words["source"], words["metadata"], "outputs" in words) == ("# X", {}, False)
    assert (code["source"], code["outputs"], code["execution_count"]) == ("print(1)", [], None)
    assert code["metadata"] == {"tags": ["parameters"]}
    assert result["metadata"] == {
        "kernelspec": {"name": "python3"},
        "title": "X",
        "language_info": {"name": "python"},
    }
    assert notebook == before


@pytest.mark.parametrize(
    ("kind", "path", "content"),
    [
        ("notebook", "reports/MLI/2023-11/report.en.ipynb", run_notebook()),
        ("notebook", "notebooks/old.ipynb", {"nbformat": 3, "worksheets": []}),
        ("file", "notebooks/README.md", "# X"),
    ],
)
def test_what_is_no_notebook_of_ours_is_saved_as_it_is(kind, path, content):
    model = {"type": kind, "content": content}
    jupyter.strip_outputs(model=model, path=path, contents_manager=None)
    assert model["content"] is content


def test_a_notebook_that_cannot_be_stripped_is_saved_whole():
    broken = run_notebook()
    del broken.cells[1]["metadata"]
    model = {"type": "notebook", "content": broken}
    with pytest.raises(KeyError):  # which Jupyter logs, and saves
        jupyter.strip_outputs(model=model, path="notebooks/x.ipynb")
    assert model["content"]["cells"][1]["outputs"]


def test_a_port_that_is_taken_is_said_in_one_line():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        result = impact("lab", "--no-browser", "--port", port)
    assert result.returncode == 1
    assert result.stderr.startswith(f"impact: parameter port: {port} cannot be taken: ")
    assert result.stderr.count("\n") == 1


def test_a_folder_without_notebooks_is_said_in_one_line(tmp_path):
    result = impact("lab", "--no-browser", "--folder", tmp_path)
    assert result.returncode == 2
    assert f"parameter folder: no notebooks/README.md in {tmp_path}" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_settings_are_part_of_the_package():
    held = [p.relative_to(jupyter.HERE.parent) for p in jupyter.HERE.rglob("*.json")]
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert len(held) == 2
    assert all(any(p.match(g) for g in listed["package-data"]["analysis"]) for p in held)
