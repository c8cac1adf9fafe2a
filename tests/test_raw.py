"""What is embedded: its bytes, its origin, and nothing that a licence forbids."""

import hashlib
import subprocess

import pytest

from analysis import store
from tests.conftest import RAW, ROOT

FILES = sorted(
    p
    for p in RAW.glob("*/*/*/*")
    if p.is_file() and not p.name.endswith(".origin.yml") and p.parts[-4] != "hand"
)


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_there_is_something_embedded():
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=lambda p: store.name_file(p, RAW))
def test_every_file_has_its_complete_origin_and_may_be_here(path):
    origin = store.read_origin(path, RAW)
    assert origin["redistributable"] is True
    for key in store.ORIGIN_KEYS:
        assert origin[key] not in (None, ""), key
    for key in ("date_published", "date_retrieved"):
        assert origin[key].replace("-", "").isdigit()


def test_no_file_of_the_providers_is_tracked(shared):
    given = {sha(p) for p in shared.rglob("*") if p.is_file() and p.suffix != ".md"}
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    tracked = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    assert len(tracked) > 50
    assert [p for p in tracked if sha(p) in given] == []
