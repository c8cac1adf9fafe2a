"""What could go wrong unseen: a race that is won by giving another answer."""

import json

import pandas as pd
import pytest

from bench.__main__ import MAKERS, check_same, format_table, run_side
from bench.files import make_outlines
from bench.sides import SIDES, TASKS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files of the bench's kind, small."""
    folder = tmp_path_factory.mktemp("bench")
    make_outlines(60).to_parquet(folder / "outlines.parquet")
    for task in TASKS:
        MAKERS[task](folder / f"{task}.csv", 2_000)
    return folder


@pytest.mark.parametrize("task", TASKS)
def test_every_way_gives_the_same_table(folder, task):
    measured = {side: run_side(folder, task, side) for side in SIDES}
    check_same(folder, task)
    counts = pd.read_parquet(folder / f"{task}-ours.parquet")
    assert counts["incidents"].sum() == 2_000
    lines = list(format_table(task, 2_000, json.loads(json.dumps(measured))))
    assert len(lines) == 2 + len(SIDES)
