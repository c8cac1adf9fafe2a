"""One list of packages, one lock: what disagrees works on one machine only."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())
GROUPS = PROJECT["dependency-groups"]
LISTED = [*PROJECT["project"]["dependencies"], *GROUPS["dev"], *GROUPS["bench"]]
PINNED = {
    canonicalize_name(name): set(re.findall(rf"^{re.escape(name)}==([^\s;\\]+)", LOCK, re.M))
    for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK, re.M)
}


@pytest.mark.parametrize("line", LISTED)
def test_every_listed_package_is_locked_to_a_version_it_allows(line):
    wanted = Requirement(line)
    versions = PINNED[canonicalize_name(wanted.name)]
    assert versions
    assert all(wanted.specifier.contains(v) for v in versions)


def test_every_locked_package_has_a_hash():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 100
    assert [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e] == []


@pytest.mark.parametrize(
    "name", ["requirements.lock", "environment.yml", "pyproject.toml", "Makefile", ".ci/run"]
)
def test_no_registry_is_named(name):
    assert not re.search(r"://|index-url|find-links", (ROOT / name).read_text())


def test_conda_installs_the_same_lock_for_the_same_python():
    pip = next(d["pip"] for d in CONDA["dependencies"] if isinstance(d, dict))
    assert pip == ["--require-hashes", "-r requirements.lock"]
    python = next(d for d in CONDA["dependencies"] if str(d).startswith("python "))
    wanted = PROJECT["project"]["requires-python"]
    assert SpecifierSet(python.removeprefix("python ")) == SpecifierSet(wanted)


def test_make_installs_the_same_lock():
    assert "--require-hashes -r requirements.lock" in (ROOT / "Makefile").read_text()
