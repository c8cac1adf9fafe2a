"""What could lead somebody to a door unseen: the point of a site of displaced persons, a live place."""

import ast
import re

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import maps
from analysis.measures import each_row
from analysis.sites import MINIMUM_DELAY, coarsen_sites, is_recent, is_sensitive
from tests.conftest import ROOT

TODAY = "2024-03-31"
SITES = [
    *("Xtown displaced camp", "IDP site 3", "refugee camp of Xtown", "Koranic school, Xtown"),
    *("Xtown hospital", "health centre of Xtown", "site de déplacés de Xtown", "école de Xtown"),
    *("CSCom de Xtown", "Hôpital régional", "lycée", "centre de santé", "Camp de réfugiés"),
    *("reception centre", "poste médical", "medersa", "clinic"),
]
OTHERS = [
    "Xtown",
    "army camp",
    "Kampti",
    "Idpur",
    "Scholarville",
    "market near Xtown",
    "ex-UN camp",
]


def points(localities, day="2024-03-01", latitude=15.0016, longitude=-2.9498):
    return pd.DataFrame(
        {
            "event_id": [f"x:{i}" for i in range(len(localities))],
            "locality": pd.Series(localities, dtype="str"),
            "event_date_end": pd.Timestamp(day),
            "latitude": latitude,
            "longitude": longitude,
            "has_deaths": True,
            "is_exact": True,
        }
    )


def test_sites_are_told_by_their_names_in_both_languages():
    assert is_sensitive(points(SITES)).tolist() == [True] * len(SITES)
    assert is_sensitive(points(OTHERS)).tolist() == [False] * len(OTHERS)
    assert not is_sensitive(points([None])).any()


def test_a_site_is_drawn_to_a_tenth_of_a_degree_and_any_other_place_where_it_is():
    given = points(["Xtown school", "Xtown"])
    before = given.copy()
    shown = coarsen_sites(given, TODAY)
    assert shown["drawn_latitude"].tolist() == [15.0, 15.0016]
    assert shown["drawn_longitude"].tolist() == [-2.9, -2.9498]
    assert not {"latitude", "longitude"} & set(shown.columns)
    assert_frame_equal(given, before)


@pytest.mark.parametrize(
    ("day", "is_drawn"),
    [("2024-03-31", False), ("2024-03-18", False), ("2024-03-17", True), ("2024-01-01", True)],
)
def test_a_place_is_drawn_two_weeks_after_its_incident_was_over(day, is_drawn):
    assert len(coarsen_sites(points(["Xtown"], day), TODAY)) == is_drawn
    assert is_recent(points(["Xtown"], day), TODAY).tolist() == [not is_drawn]
    assert pd.Timedelta(days=14) == MINIMUM_DELAY  # "the two weeks before the cut-off"


def test_no_place_gives_no_point():
    assert coarsen_sites(points([]), TODAY).empty
    assert coarsen_sites(points(["Xtown"], latitude=None), TODAY).empty


def test_a_map_of_points_that_were_not_coarsened_is_refused():
    with pytest.raises(KeyError, match="drawn_l"):
        maps.count_places(points(["Xtown"]))
    assert maps.count_places(coarsen_sites(points(["Xtown"]), TODAY))["number"].tolist() == [1]


def test_what_draws_and_writes_pages_names_no_coordinate_of_a_table():
    """Only whether there is one may be asked; what is drawn or printed comes from ``analysis.sites``."""
    found = []
    for path in [*(ROOT / "analysis" / "chapters").glob("*.py"), *map(module, PAGES)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = getattr(node, "attr", getattr(node, "value", None))
            if named in ("latitude", "longitude"):
                found.append((path.stem, node.lineno))
    assert [stem for stem, _ in found] == ["map"]  # the incidents that have a place


PAGES = ["page", "charts", "layouts", "prose", "sentences", "rows", "stocks"]


def module(name):
    return ROOT / "analysis" / f"{name}.py"


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_no_file_of_a_report_tells_where_a_site_or_any_incident_is(mali, mali_report, digits):
    incidents = mali["incidents"].dropna(subset=["latitude", "longitude"])
    assert is_sensitive(incidents).any()
    pairs = {(f"{r.latitude:.{digits}f}", f"{r.longitude:.{digits}f}") for r in each_row(incidents)}
    files = [p for p in mali_report.rglob("*") if p.is_file()]
    assert {p.suffix for p in files} >= {".html", ".json", ".csv", ".ipynb"}
    for path in files:
        text = path.read_bytes().decode("utf-8", "ignore")
        held = [pair for pair in pairs if all(number in text for number in pair)]
        assert [
            pair
            for pair in held
            if stands_together(text, *pair) or stands_together(text, *pair[::-1])
        ] == [], path.name


def stands_together(text, one, other):
    """Whether two numbers stand within a few signs of one another."""
    found = rf"(?<![\d.-]){re.escape(one)}(?!\d).{{1,20}}?(?<![\d.-]){re.escape(other)}(?!\d)"
    return re.search(found, text) is not None
