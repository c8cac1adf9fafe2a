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
from urllib.parse import urlsplit

import nbformat
import pytest

from analysis import lab as jupyter
from bench import driver
from tests.conftest import CHROMIUM_ARGS, RAW, ROOT
from tests.test_cli import impact

NAMES = sorted(path.stem for path in driver.STORED.glob("*.ipynb"))
START = ROOT / jupyter.START_PAGE
OF_PAGE = r'class="figure" href="(#[^"]+)"[^>]*>([^<]+)</a>'
SHOWN = {  # what a notebook without figures of the report must show
    "changes": "",
    "compare": "",
    "incident_brief": "14 statements",
    "tutorial": "204",
}
DRAWN = {"compare", "displacement", "incident_brief", "incidents", "outlook", "tutorial", "unusual"}


@pytest.fixture(scope="module")
def lab(browser, mali_report, tmp_path_factory):
    """JupyterLab on the tables of the report; its user has other kernels and settings."""
    base = tmp_path_factory.mktemp("lab")
    shutil.copytree(mali_report.parent.parent.parent / "processed", base / "processed")
    kernel = base / "data" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps({"argv": ["false"], "display_name": "P", "language": "python"}))
    config = base / "config" / "jupyter_server_config.json"
    config.parent.mkdir()
    chosen = {
        "MultiKernelManager": {"default_kernel_name": "no-such-kernel"},
        "ServerApp": {"terminals_enabled": False},
    }
    config.write_text(json.dumps(chosen))
    with driver.open_lab(browser, base, RAW, base / "processed") as lab:
        yield lab
    assert not [line for line in lab.log if "hook" in line and "failed" in line]


def list_figures(panel):
    """Id and text of each number that links to its source."""
    links = panel.locator("a.figure")
    return links.evaluate_all("all => all.map(a => [a.getAttribute('href'), a.textContent])")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_the_menu_and_is_saved_as_it_was(lab, mali_pages, name):
    driver.share_kernel(lab, name)
    panel = driver.open_notebook(lab, name)
    driver.run_all(lab)
    assert driver.list_kind(panel, "error") == driver.list_kind(panel, "stderr") == []
    outputs = panel.locator(".jp-OutputArea-output")
    print(name, outputs.all_inner_texts()[-3:] if name in SHOWN else "")
    shown = {tuple(pair) for pair in list_figures(panel)}
    if name in SHOWN:
        assert SHOWN[name] in " ".join(outputs.all_inner_texts())
    else:
        assert len(shown) > 10
        assert shown <= set(re.findall(OF_PAGE, mali_pages["en"]))
    assert (panel.locator(".jp-OutputArea-output img").count() > 0) >= (name in DRAWN)
    driver.save(lab)
    assert outputs.count() > 0
    stored = (driver.STORED / f"{name}.ipynb").read_bytes()
    assert (lab.folder / "notebooks" / f"{name}.ipynb").read_bytes() == stored
    driver.close(lab)
