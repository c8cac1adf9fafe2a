"""What could go wrong unseen: a notebook that runs in a test and in no browser, a save that loses work.

One JupyterLab, opened by the command itself on a copy of the notebooks, and one window of Chromium
serve all tests that need them. Its home is that of a user who has a kernel of the same name and
settings of their own.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import nbformat
import pytest
from playwright.sync_api import Page

from analysis import lab as jupyter
from tests.conftest import RAW, ROOT

STORED = ROOT / "notebooks"
NAMES = sorted(path.stem for path in STORED.glob("*.ipynb"))
TOKEN = "of-a-test"
LONG = 120_000  # milliseconds that a cell may take on a busy machine
IDLE = "Python 3 (ipykernel) | Idle"
HAS_RUN = r"""() => {
  const open = [...document.querySelectorAll('.jp-NotebookPanel')].find(e => e.offsetParent);
  const cells = [...open.querySelectorAll('.jp-CodeCell')];
  const hasRun = c => /\[\d+\]/.test(c.querySelector('.jp-InputPrompt').textContent);
  const failed = open.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
  return failed !== null || (cells.length > 0 && cells.every(hasRun));
}"""
USERS = {  # files of a user's own, in the folder that Jupyter has of each kind
    "data/kernels/python3/kernel.json": {
        "argv": ["false"],
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
    },
    "config/jupyter_server_config.json": {
        "MultiKernelManager": {"default_kernel_name": "no-such-kernel"},
        "ServerApp": {"terminals_enabled": False},
    },
    "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {
        "windowingMode": "none"  # all cells are drawn, those out of sight too
    },
}


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs: its folder, its window, and what went on."""

    folder: Path
    url: str
    page: Page
    asked: set[str]  # addresses without their query
    said: list[str]  # errors of the console
    log: list[str]


def to_environment(base, processed):
    """Environment of a user whose folders are new."""
    for name, content in USERS.items():
        path = base / name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content))
    folders = {
        "JUPYTER_CONFIG_DIR": base / "config",
        "JUPYTER_DATA_DIR": base / "data",
        "JUPYTER_RUNTIME_DIR": base / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": base / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": base / "workspaces",
        "IPYTHONDIR": base / "ipython",
        "IMPACT_RAW": RAW,
        "IMPACT_PROCESSED": processed,
    }
    return {**os.environ, **{k: str(v) for k, v in folders.items()}, "JUPYTER_TOKEN": TOKEN}


def copy_project(folder, processed):
    """Folder with the notebooks, from which the chapters reach the tables."""
    shutil.copytree(STORED, folder / "notebooks")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(RAW)
    (folder / "data" / "processed").symlink_to(processed)


def command(*arguments):
    return [sys.executable, "-m", "analysis", "lab", "--no-browser", *map(str, arguments)]


@pytest.fixture(scope="module")
def lab(browser, mali_report, tmp_path_factory):
    """JupyterLab on the tables of the report, its start page open."""
    base = tmp_path_factory.mktemp("lab")
    processed = mali_report.parent.parent.parent / "processed"
    copy_project(base / "project", processed)
    process = subprocess.Popen(
        command("--port", 0, "--folder", base / "project"),
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=to_environment(base, processed),
    )
    log = []
    for line in process.stderr:
        log.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+/)lab/tree/notebooks/README\.md", line):
            break
    rest = Thread(target=lambda: log.extend(process.stderr))
    rest.start()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    asked, said = set(), []
    page = context.new_page()
    page.set_default_timeout(LONG)
    page.on("request", lambda request: asked.add(request.url.partition("?")[0]))
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.goto(f"{found[1]}?token={TOKEN}")
    page.wait_for_selector(".jp-MarkdownViewer h1")
    yield Lab(base / "project", found[1], page, asked, said, log)
    context.close()
    process.terminate()
    assert process.wait(60) == 0
    rest.join()
    process.stderr.close()


def choose(page, menu, *items):
    """Choose from the menu bar, as a user does."""
    for name in (menu, *items):
        page.get_by_role("menuitem", name=name, exact=True).click()


def open_notebook(lab, name):
    """Open a notebook from the start page and wait for its kernel; the panel that shows it."""
    lab.page.locator(".lm-TabBar-tab", has_text="README.md").first.click()
    lab.page.locator(".jp-MarkdownViewer").get_by_role("link", name=name, exact=True).click()
    lab.page.locator("#jp-main-dock-panel .lm-mod-current", has_text=f"{name}.ipynb").wait_for()
    lab.page.get_by_text(IDLE, exact=True).wait_for()  # sooner, a dialog would swallow the run
    return lab.page.locator(".jp-NotebookPanel:visible")


def run_all(lab):
    """Run all cells from the menu and wait until each has run, or one has failed."""
    choose(lab.page, "Run", "Run All Cells")
    lab.page.wait_for_function(HAS_RUN)


def save(lab):
    """Save and wait until the server has it."""
    with lab.page.expect_response(lambda r: r.request.method == "PUT") as saved:
        lab.page.keyboard.press("Control+s")
    assert saved.value.ok


def close(lab):
    """Close the notebook that is open and end its kernel."""
    for session in lab.page.request.get(f"{lab.url}api/sessions").json():
        token = {"Authorization": f"token {TOKEN}"}
        lab.page.request.delete(f"{lab.url}api/sessions/{session['id']}", headers=token)
    lab.page.locator("#jp-main-dock-panel .lm-mod-current .lm-TabBar-tabCloseIcon").last.click()


def list_kind(panel, kind):
    """Texts of the outputs of a kind: error, stderr, stdout."""
    return panel.locator(f"[data-mime-type='application/vnd.jupyter.{kind}']").all_inner_texts()


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_the_menu_and_is_saved_as_it_was(lab, name):
    panel = open_notebook(lab, name)
    run_all(lab)
    assert list_kind(panel, "error") == []
    assert list_kind(panel, "stderr") == []
    save(lab)
    assert panel.locator(".jp-OutputArea-output").count() > 0
    stored = (STORED / f"{name}.ipynb").read_bytes()
    assert (lab.folder / "notebooks" / f"{name}.ipynb").read_bytes() == stored
    close(lab)
