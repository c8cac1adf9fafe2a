"""JupyterLab as ``impact lab`` opens it; an extension of its server that stores notebooks without outputs.

The folders beside this file are Jupyter's own kind of configuration: this extension, and settings
that hold until a user chooses others. The user's own configuration stays in force.
"""

import os
import socket
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LOOPBACK = "127.0.0.1"
START_PAGE = "notebooks/README.md"
STORED_BARE = "notebooks/"  # the executed notebooks of a report stay whole
OF_A_RUN = {
    "collapsed",
    "execution",
    "scrolled",
    "trusted",
}  # metadata of a cell that was run or seen
TRAITS = {
    "ServerApp.ip": LOOPBACK,
    "ServerApp.port_retries": "0",
    "MultiKernelManager.default_kernel_name": "python3",
    "KernelManager.transport_encryption": "auto",  # others on the machine could listen
    "LabApp.news_url": "None",
    "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "LabApp.extension_manager": "readonly",  # the other one lists what PyPI has
}


def without_outputs(notebook: dict[str, Any]) -> dict[str, Any]:
    """Notebook without what a run or a machine left in it: outputs, numbers, widgets, versions."""
    language = {
        k: v for k, v in notebook["metadata"].get("language_info", {}).items() if k == "name"
    }
    kept = {k: v for k, v in notebook["metadata"].items() if k not in ("language_info", "widgets")}
    return notebook | {
        "metadata": kept | ({"language_info": language} if language else {}),
        "cells": [_without_outputs(cell) for cell in notebook["cells"]],
    }


def _without_outputs(cell: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in cell["metadata"].items() if k not in OF_A_RUN}
    bare: dict[str, Any] = (
        {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    )
    return cell | {"metadata": kept} | bare


def strip_outputs(model: dict[str, Any], path: str, **_: Any) -> None:
    """Take the outputs out of what is about to be saved; the notebook that is open keeps them.

    Whatever is no notebook of the present format is saved as it is, and so is one on which this fails.
    """
    is_bare = model["type"] == "notebook" and path.startswith(STORED_BARE)
    if is_bare and model["content"]["nbformat"] == 4:
        model["content"] = without_outputs(model["content"])


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(strip_outputs)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "analysis.lab"}]


def check_port(port: int) -> None:
    """Raise where a port of the loopback address is taken, in a line where Jupyter would take fifty."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((LOOPBACK, port))
        except (OSError, OverflowError) as error:
            raise ValueError(f"parameter port: {port} cannot be taken: {error}") from None


def list_arguments(folder: Path, port: int, *, is_shown: bool) -> list[str]:
    """Command that starts JupyterLab on a folder."""
    traits = TRAITS | {"ServerApp.root_dir": str(folder), "ServerApp.port": str(port)}
    traits |= {"LabApp.default_url": f"/lab/tree/{START_PAGE}"}
    if os.geteuid() == 0:
        traits["ServerApp.allow_root"] = "True"
    shown = [] if is_shown else ["--no-browser"]
    return [sys.executable, "-m", "jupyterlab", *shown, *(f"--{k}={v}" for k, v in traits.items())]


def to_environment(environ: dict[str, str]) -> dict[str, str]:
    """Environment in which Jupyter finds this Python's kernel, this project, its settings first.

    Its kernels show the pieces of a page with the page's style.
    """
    first = {
        "PATH": Path(sys.executable).parent,  # ``impact`` in a cell and in a terminal
        "JUPYTER_PATH": Path(sys.prefix) / "share" / "jupyter",
        "JUPYTER_CONFIG_PATH": HERE,
        "PYTHONPATH": ROOT,
    }
    paths = {
        name: os.pathsep.join([str(path), *filter(None, [environ.get(name)])])
        for name, path in first.items()
    }
    return environ | paths | {"IMPACT_LIVE": "1"}
