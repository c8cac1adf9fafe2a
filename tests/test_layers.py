"""Imports go downwards only: a transform that reached the disk could not be trusted to be pure."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "analysis"
PROVIDERS = {f"sources.{p.stem}" for p in (PACKAGE / "sources").glob("[!_]*.py")}
ROWS = [
    {"addresses", "arrival", "amounts", "passages", "states"},
    {"verdicts"},
    {"comparisons", "sums"},
    {"grids"},
    {"consistency"},
    {"schema", "web"},
    {"formats", "measures", "places", "hdx", "losses"},
    {"arguments", "crosswalk", "monthly", "coverage", "persons"},
    {"circles", "delays", "incidents", "spatial", "strikes", *PROVIDERS},
    {"displacement", "exposure", "sites"},
    {"gazetteer", "nearby", "providers"},
    {"gate", "panel"},
    {"selections"},
    {"choices"},
    {"models.distributions"},
    {"models.estimates"},
    {"models.scores", "models.breaks", "models.triangles", "models.unknown"},
    {"models.nowcast", "models.glm", "models.ppml"},
    {"models.baselines", "models.negbin"},
    {
        "models.forecast",
        "models.coverage",
        "models.anomalies",
        "models.interruption",
        "models.lags",
        "models.eventstudy",
    },
    {"models"},
    {"facts.figure", "facts.reasons"},
    {"facts.estimates"},
    {
        *("facts.changes", "facts.delays", "facts.flows", "facts.focus", "facts.incidents"),
        *("facts.needs", "facts.prices", "facts.quality", "facts.refugees"),
        *("facts.lags", "facts.events", "facts.anomalies", "facts.deaths"),
        "facts.exposure",
    },
    {"facts.disagreement", "facts.stocks", "facts.strikes", "facts.forecasts", "facts.nowcasts"},
    {"facts.brief", "facts.levels", "facts.outlook", "facts.records"},
    {"facts.interruptions"},
    {"facts.follow", "facts.unusual"},
    {"facts"},
    {"layouts"},
    {"editions"},
    {"live", "prose", "blocks", "pdf", "settlements"},
    {"rows", "captions", "charts", "preview", "stocks"},
    {"exports"},
    {"outlines"},
    {"store"},
    {"landmarks"},
    {"maps"},
    {"sketches"},
    {"intake"},
    {"holdings"},
    {"hand"},
    {"build", "page", "review"},
    {"archive", "catalogue", "explore", "fetch", "message", "multiples"},
    {"brief", "feed", "panes", "shelf"},
    {"explorer"},
    {"sentences"},
    {"chapters.listing", "chapters.ranges", "chapters.months", "chapters.estimates"},
    {"chapters.harm"},
    {
        *("chapters.annex", "chapters.displacement", "chapters.incidents", "chapters.map"),
        "chapters.exposure",
        *("chapters.needs", "chapters.overview", "chapters.quality"),
        *("chapters.follow", "chapters.unusual", "chapters.levels", "chapters.deaths"),
        *("chapters.scores", "chapters.nowcasts", "chapters.interruptions"),
    },
    {"chapters.records", "chapters.outlook"},
    {"chapters.brief"},
    {"chapters", "changes"},
    {"engine", "workers"},
    {"inprocess"},
    {"books", "index"},
    {"freshness"},
    {"report"},
    {"batch"},
    {"briefs"},
    {"lab"},
    {"cli"},
    {"__main__"},
]
RANK = {module: rank for rank, modules in enumerate(ROWS) for module in modules}
ASKING = {"web", "arrival"}  # the network, and what comes from it
PURE = [m for m, rank in RANK.items() if rank <= RANK["editions"] and m not in ASKING]
IMPURE = {"os", "pathlib", "time", "datetime", "random", "socket", "logging"}
MODULES = sorted(
    path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py" or path.parent.name in ("facts", "chapters", "models", "lab")
)


def imports(module: str) -> set[str]:
    path = PACKAGE / Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_module_has_its_row():
    assert set(MODULES) == set(RANK)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_rows_before_its_own(module):
    used = {n.removeprefix("analysis.") for n in imports(module) if n.startswith("analysis.")}
    above = {name for name in used if RANK.get(name, -1) >= RANK[module]}
    assert above == set()


@pytest.mark.parametrize("module", sorted(PURE))
def test_transforms_know_no_path_clock_or_environment(module):
    assert {name.split(".")[0] for name in imports(module)} & IMPURE == set()
