"""What could go wrong unseen: steps that no longer lead anywhere."""

import re
import types

import pandas as pd
import pytest

from analysis import build, intake, providers
from analysis.catalogue import list_held
from analysis.facts import stocks as facts_stocks
from analysis.facts import to_figures
from analysis.measures import BadInputError
from tests.conftest import ROOT

CENSUS = (
    "region,counted_on,displaced\nXland,2024-05-31,120\nNorth,2024-05-31,\nSouth,2024-05-31,0\n"
)


@pytest.fixture
def toy(monkeypatch):
    """Source that the steps add, read from the page and put where the steps say."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = text.split("## Adding a source, in seven steps")[1]
    assert re.findall(r"^(\d)\. ", steps, re.M) == list("1234567")
    module = types.ModuleType("analysis.sources.toy")
    exec(re.search(r"```python\n(.*?)```", steps, re.S)[1], module.__dict__)
    monkeypatch.setitem(providers.SOURCES, "toy", module.SOURCE)
    order = ["toy", *facts_stocks.STOCK_SOURCES]
    monkeypatch.setattr(facts_stocks, "STOCK_SOURCES", order)
    return module


@pytest.fixture
def census(tmp_path):
    path = tmp_path / "census.csv"
    path.write_text(CENSUS.replace("Xland", "Benin"), encoding="utf-8")
    return path


@pytest.mark.usefixtures("toy")
def test_the_seven_steps_add_a_source(tmp_path, census):
    intake.add_file(tmp_path / "raw", "toy", census, "BEN", "2024-06-05", None)
    tables = build.build_tables(tmp_path / "raw", "BEN", "2024-06-30")
    stocks = tables["idps"].set_index("geography_name")
    assert stocks["idps"].tolist() == [120, pd.NA, 0]
    assert stocks.loc["North", "status"] == "not_reported"
    figures = to_figures(
        tables, country="BEN", country_name="Benin", month="2024-06", as_of="2024-06-30"
    ).set_index("id")
    assert figures.loc["idps-BEN", ["value", "source"]].tolist() == [120, "toy"]
    held = list_held(tmp_path / "raw", "BEN", "2024-08-01").set_index("source")
    assert held.loc["toy", "state"] == "stale"


@pytest.mark.usefixtures("toy")
def test_a_bad_file_of_the_added_source_is_refused(tmp_path, census):
    census.write_text("region,counted_on,displaced\nNorth,2024-05-31,many\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"census.csv, row 2, column displaced: 'many'"):
        intake.add_file(tmp_path / "raw", "toy", census, "BEN", "2024-06-05", None)
    assert not (tmp_path / "raw").exists()
