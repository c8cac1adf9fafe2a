"""A JupyterLab that ``impact lab`` opens, driven through a browser as a user would; for bench and tests."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import APIResponse, Browser, Locator, Page

ROOT = Path(__file__).parent.parent
STORED = ROOT / "notebooks"
CHROMIUM_ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
TOKEN = "of-a-test"
LONG = 60_000  # milliseconds that a step may take on a busy machine
IDLE = "Python 3 (ipykernel) | Idle"
STARTED = re.compile(r"(http://127\.0\.0\.1:\d+/)lab/tree/notebooks/README\.md")
TRACKER = "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
HAS_RUN = r"""() => {
  const open = [...document.querySelectorAll('.jp-NotebookPanel')].find(e => e.offsetParent);
  const cells = [...open.querySelectorAll('.jp-CodeCell')];
  const hasRun = c => /\[\d+\]/.test(c.querySelector('.jp-InputPrompt').textContent);
  const failed = open.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
  return failed !== null || (cells.length > 0 && cells.every(hasRun));
}"""
CURRENT = "#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current"


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs: its folder, its window, and what went on."""

    folder: Path
    url: str
    page: Page
    asked: set[str] = field(default_factory=set)  # addresses without their query
    said: list[str] = field(default_factory=list)  # errors of the console
    log: list[str] = field(default_factory=list)  # of the server


def copy_project(folder: Path, raw: Path, processed: Path) -> None:
    """Make a folder with the notebooks, from which chapters reach tables and files elsewhere."""
    shutil.copytree(STORED, folder / "notebooks")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(raw)
    (folder / "data" / "processed").symlink_to(processed)


def to_environment(base: Path, raw: Path, processed: Path) -> dict[str, str]:
    """Environment of a user whose folders of Jupyter are in a scratch folder."""
    tracker = base / TRACKER
    tracker.parent.mkdir(parents=True, exist_ok=True)
    tracker.write_text(json.dumps({"windowingMode": "none"}))  # cells out of sight are drawn too
    folders = {
        "JUPYTER_CONFIG_DIR": base / "config",
        "JUPYTER_DATA_DIR": base / "data",
        "JUPYTER_RUNTIME_DIR": base / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": base / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": base / "workspaces",
        "IPYTHONDIR": base / "ipython",
        "IMPACT_RAW": raw,
        "IMPACT_PROCESSED": processed,
    }
    return {**os.environ, **{k: str(v) for k, v in folders.items()}, "JUPYTER_TOKEN": TOKEN}


@contextmanager
def open_lab(browser: Browser, base: Path, raw: Path, processed: Path) -> Iterator[Lab]:
    """Start JupyterLab by the command on a copy of the notebooks; its start page is open."""
    base.mkdir(parents=True, exist_ok=True)
    copy_project(base / "project", raw, processed)
    call = [sys.executable, "-m", "analysis", "lab", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        [*call, "--folder", str(base / "project")],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=to_environment(base, raw, processed),
    ) as process:
        log: list[str] = []
        url = _read_url(process, log)
        rest = Thread(target=log.extend, args=[process.stderr])
        rest.start()
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        lab = Lab(base / "project", url, context.new_page(), log=log)
        try:
            _open_start_page(lab)
            yield lab
        finally:
            context.close()
            process.terminate()
            code = process.wait(60)
            rest.join()
    if code:
        raise RuntimeError(f"the lab ended with {code}: {''.join(log[-5:])}")


def _read_url(process: Any, log: list[str]) -> str:
    for line in process.stderr:
        log.append(line)
        if found := STARTED.search(line):
            return found[1]
    raise RuntimeError("".join(log))


def _open_start_page(lab: Lab) -> None:
    page = lab.page
    page.set_default_timeout(LONG)
    page.on("request", lambda request: lab.asked.add(request.url.partition("?")[0]))
    page.on("console", lambda m: lab.said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: lab.said.append(str(error)))
    page.goto(f"{lab.url}?token={TOKEN}")
    page.wait_for_selector(".jp-MarkdownViewer h1")


def ask(lab: Lab, method: str, what: str, **data: Any) -> APIResponse:
    """Ask the server itself."""
    header = {"Authorization": f"token {TOKEN}"}
    address = f"{lab.url}{what}"
    return lab.page.request.fetch(address, method=method, headers=header, data=data or None)


def share_kernel(lab: Lab, name: str) -> None:
    """Let the notebook opened next use a kernel that runs, if any: imports take seconds."""
    held = ask(lab, "GET", "api/kernels").json()
    if held:
        kernel = {"id": held[0]["id"]}
        path = f"notebooks/{name}.ipynb"
        ask(lab, "POST", "api/sessions", path=path, name=name, type="notebook", kernel=kernel)


def choose(lab: Lab, menu: str, *items: str) -> None:
    """Choose from the menu bar; what opens another menu bears no role there, only its label."""
    lab.page.get_by_role("menuitem", name=menu, exact=True).click()
    for name in items:
        lab.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{name}$")).last.click()


def open_notebook(lab: Lab, name: str) -> Locator:
    """Open a notebook from the start page and wait for its kernel; the panel that shows it."""
    lab.page.locator("#jp-main-dock-panel .lm-TabBar-tab", has_text="README.md").click()
    lab.page.locator(".jp-MarkdownViewer").get_by_role("link", name=name, exact=True).click()
    return wait_idle(lab, name)


def wait_idle(lab: Lab, name: str) -> Locator:
    """Wait until a notebook is open and its kernel idle: sooner, a dialog would swallow a run."""
    lab.page.locator(CURRENT, has_text=f"{name}.ipynb").wait_for()
    lab.page.get_by_text(IDLE, exact=True).wait_for()
    return lab.page.locator(".jp-NotebookPanel:visible")


def run_all(lab: Lab) -> None:
    """Run all cells from the menu and wait until each has run, or one has failed."""
    choose(lab, "Run", "Run All Cells")
    lab.page.wait_for_function(HAS_RUN)
    lab.page.get_by_text(IDLE, exact=True).wait_for()


def save(lab: Lab) -> None:
    """Save and wait until the server has it and the window knows: sooner, closing would ask."""
    button = ".jp-NotebookPanel:visible jp-button[data-command='docmanager:save']"
    with lab.page.expect_response(lambda r: r.request.method == "PUT") as saved:
        lab.page.locator(button).click()
    if not saved.value.ok:
        raise RuntimeError(f"saving gave {saved.value.status}")
    lab.page.locator(f"{CURRENT}:not(.jp-mod-dirty)").wait_for()


def close(lab: Lab) -> None:
    """Close the tab that is open; its kernel runs on."""
    lab.page.locator(f"{CURRENT} .lm-TabBar-tabCloseIcon").click()


def list_kind(panel: Locator, kind: str) -> list[str]:
    """Texts of the outputs of a kind: error, stderr, stdout."""
    return panel.locator(f"[data-mime-type='application/vnd.jupyter.{kind}']").all_inner_texts()
