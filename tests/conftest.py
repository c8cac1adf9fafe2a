"""Shared by all tests: small tables from text, the providers' real files, a built Mali."""

import fcntl
import importlib.util
import os
import shutil
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

# Before numpy loads: threads that fight over small matrices take a fit of lags from .06 s to 1.6.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pandas as pd
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from analysis.build import build_tables
from analysis.facts import to_figures
from analysis.formats import Vintage
from analysis.report import write_report
from tests.provider_server import ProviderServer

settings.register_profile("untimed", deadline=None)  # no test depends on a clock
settings.load_profile("untimed")

FEW = 4  # rows of a table: the annex has hundreds, each made as the others are
WIDTHS = (390, 1440)  # pixels of a phone and of a screen
OPEN = """rows => {
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  document.querySelectorAll('tbody').forEach(
    b => [...b.rows].slice(rows).forEach(row => row.remove()));
}"""
ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw"
SHARED = ROOT.parent / "shared" / "data"
LANGS = ("en", "fr")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the providers' real files; without it the test is skipped, in CI it fails."""
    if not SHARED.is_dir():
        if os.environ.get("REQUIRE_PROVIDER_FILES"):
            pytest.fail(f"the providers' files are missing: {SHARED}")
        pytest.skip("the providers' files are not here: ../shared/data")
    return SHARED


@pytest.fixture(scope="session")
def stats(shared: Path) -> Path:
    """Folder of the statistical references; without it the test is skipped, in CI it fails."""
    folder = shared.parent / "stats"
    if not folder.is_dir():
        if os.environ.get("REQUIRE_PROVIDER_FILES"):
            pytest.fail(f"the statistical references are missing: {folder}")
        pytest.skip("the statistical references are not here: ../shared/stats")
    return folder


@pytest.fixture(scope="session")
def gen(stats: Path) -> ModuleType:
    """Load the module that draws panels and series whose truth is known."""
    spec = importlib.util.spec_from_file_location("gen", stats / "sim" / "gen.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def vintage(iso3: str = "XXX", *, day: str = "2024-01-31", **known: str) -> Vintage:
    """Say of which file a test's rows are: of an invented country, unless it needs a real one."""
    given = {"iso2": "XX", "name": "Xland", "ucdp_id": "", "version": day} | known
    return Vintage(iso3=iso3, day=day, **given)


def raw_rows(text: str, name: str = "test.csv") -> pd.DataFrame:
    """Rows as the store reads them: all text, with file and row."""
    frame = pd.read_csv(
        StringIO(textwrap.dedent(text).strip()), dtype=str, keep_default_na=False
    ).astype("str")
    return frame.assign(source_file=name, source_row=range(2, len(frame) + 2))


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Write text to a file of a scratch folder."""

    def write(text: str | bytes, name: str = "file.csv") -> Path:
        path = tmp_path / name
        data = text if isinstance(text, bytes) else textwrap.dedent(text).lstrip().encode()
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    """Stand-in for all providers, on the loopback address."""
    with ProviderServer() as held:
        yield held


@pytest.fixture(scope="session")
def mali_on() -> Callable[[str], dict[str, Any]]:
    """Tables of Mali from the embedded data as known on a day; each day is built once."""
    return cache(lambda day: build_tables(RAW, "MLI", day))


@pytest.fixture(scope="session")
def mali(mali_on: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Tables of Mali, everything known."""
    return mali_on("2026-11-22")


@pytest.fixture(scope="session")
def mali_in(mali: dict[str, Any]) -> Callable[[str], pd.DataFrame]:
    """Figures of the report on Mali in a month, everything known; each month is made once."""
    return cache(
        lambda month: to_figures(
            mali, country="MLI", country_name="Mali", month=month, as_of="2026-11-22"
        )
    )


@pytest.fixture(scope="session")
def november(mali_in: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Figures of the report on Mali, November 2023, by id."""
    return mali_in("2023-11").set_index("id")


@pytest.fixture(scope="session")
def mali_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Report on Mali, November 2023, in both languages; no test may change it.

    The first worker that needs it renders it, the others wait for that.
    """
    base = tmp_path_factory.getbasetemp()
    base = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "mali"
    base.mkdir(exist_ok=True)
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder := base / "reports" / "MLI" / "2023-11").joinpath("run.json").is_file():
            return folder
        return write_report(
            RAW,
            base / "processed",
            base / "reports",
            country="MLI",
            month="2023-11",
            langs=LANGS,
            as_of="2026-11-22",
        )


@pytest.fixture(scope="session")
def mali_pages(mali_report: Path) -> dict[str, str]:
    """HTML of that report, by language."""
    paths = {lang: mali_report / f"report.{lang}.html" for lang in LANGS}
    return {lang: path.read_text(encoding="utf-8") for lang, path in paths.items()}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; without it the test is skipped, in CI it fails."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("REQUIRE_PROVIDER_FILES"):
            pytest.fail("no chromium on this machine")
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, mali_report):
    """Open the report in a window of its own, every table shown, the long ones cut."""
    contexts = []

    def open_one(lang="en", width=1440, rows=FEW, css="", **settings):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.goto((mali_report / f"report.{lang}.html").as_uri())
        page.evaluate(OPEN, rows)
        if css:
            page.add_style_tag(content=css)
        return page

    yield open_one
    for context in contexts:
        context.close()
