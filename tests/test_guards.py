"""What could go wrong unseen: a guard that was taken out while everything still looked right."""

import shutil

import pandas as pd
import pytest

from analysis import build, report, store
from analysis.chapters.map import _points
from analysis.incidents import add_up
from analysis.page import open_edition
from analysis.sources import ledger
from tests.conftest import RAW, raw_rows, vintage


def test_a_sum_over_regions_is_missing_where_one_bound_is():
    rows = pd.DataFrame(
        {
            "month": ["m", "m"],
            "incidents": pd.array([1, 2], dtype="Int64"),
            "fatalities_high": pd.array([5, None], dtype="Int64"),
            "inputs": pd.Series(["f#2", "f#3"], dtype="str"),
        }
    )
    result = add_up(rows, by=["month"])
    assert result["incidents"].item() == 3
    assert result["fatalities_high"].isna().item()


@pytest.mark.parametrize(
    ("precision", "is_precise"),
    [("exact town", True), ("near", True), ("cercle", False), ("region", False)],
)
def test_a_capital_that_stands_in_is_no_place_of_an_incident(precision, is_precise):
    row = f"X-1,2023-02-03,,day,Xtown,,North,1,1,{precision},Attack,,,yes,"
    rows = raw_rows(",".join(ledger.INCIDENT) + "\n" + row)
    assert ledger.clean_incidents(rows, vintage())["is_precise_place"].item() is is_precise


def test_only_precise_places_become_points(tmp_path):
    build.build(RAW, tmp_path, "MLI", "2026-11-22")
    edition = open_edition(country="MLI", month="2023-11", raw=str(RAW), processed=str(tmp_path))
    points = _points(edition)
    assert len(points) > 0
    assert points["location_precision"].isin(["exact town", "near"]).all()


def test_an_earlier_day_knows_no_resolution_and_no_later_event():
    tables = build.build_tables(RAW, "MLI", "2026-11-21")
    assert tables["resolutions"].empty
    assert not (tables["tolls"]["rule"] == "resolution").any()
    assert set(tables["tolls"]["rule"]) == {ledger.RULE}
    december = build.build_tables(RAW, "MLI", "2023-12-10")
    assert december["context_events"]["date"].max() <= pd.Timestamp("2023-12-10")
    assert len(december["context_events"]) > 10


@pytest.fixture
def raw(tmp_path):
    """Copy of the hand-made tables, the ledger and UCDP's months, which a test may change."""
    for name in ("hand", "ledger", "ucdp"):
        shutil.copytree(RAW / name, tmp_path / "raw" / name)
    return tmp_path / "raw"


def test_tables_are_made_anew_when_a_file_by_hand_changes_and_only_then(raw, tmp_path):
    made = [build.build(raw, tmp_path / "p", "MLI", "2026-11-22", force=False) for _ in range(2)]
    assert made == [True, False]
    path = raw / "hand" / "breaks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("clean-up", "clean-up "), "utf-8")
    assert build.build(raw, tmp_path / "p", "MLI", "2026-11-22", force=False)


def test_tables_are_written_whole_or_not_at_all(raw, tmp_path, monkeypatch):
    build.build(raw, tmp_path / "p", "MLI", "2026-11-22")
    before = {p.name: p.read_bytes() for p in (tmp_path / "p" / "MLI").iterdir()}
    write = pd.DataFrame.to_parquet

    def fail(frame, path, **kwargs):
        if path.name == "tolls.parquet":
            raise OSError("the disk is full")
        write(frame, path, **kwargs)

    monkeypatch.setattr(pd.DataFrame, "to_parquet", fail)
    with pytest.raises(OSError, match="the disk is full"):
        build.build(raw, tmp_path / "p", "MLI", "2026-11-20")
    assert {p.name: p.read_bytes() for p in (tmp_path / "p" / "MLI").iterdir()} == before
    assert [p.name for p in (tmp_path / "p").iterdir()] == ["MLI"]


def test_a_vintage_without_its_origin_is_never_left(tmp_path, monkeypatch):
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    origin = dict.fromkeys(store.ORIGIN_KEYS) | {"sha256": store.hash_file(file)}

    def fail(*_args):
        raise OSError("the disk is full")

    monkeypatch.setattr(store, "write_yaml", fail)
    with pytest.raises(OSError, match="the disk is full"):
        store.write_vintage(tmp_path / "raw", "s", "XXX", "2024-01-01", file, origin)
    assert [p for p in (tmp_path / "raw").rglob("*") if p.is_file()] == []


def test_a_book_refuses_a_parameter_that_no_chapter_declares(tmp_path):
    book = report.join_chapters(["overview"])
    with pytest.raises(report.UnknownParameterError, match="parameter mnoth"):
        report.run_book(book, {"mnoth": "2023-11"}, tmp_path, "report")


def test_a_folder_whose_earlier_run_died_between_two_steps_is_put_back(tmp_path):
    folder, scratch = tmp_path / "2023-11", tmp_path / "scratch"
    old = tmp_path / ".old-2023-11"
    for path, text in ((old, "earlier"), (scratch, "new")):
        path.mkdir()
        (path / "report.en.html").write_text(text, encoding="utf-8")
    (old / "review.json").write_text("{}", encoding="utf-8")
    store.replace_folder(scratch, folder, keep=("review.json",))
    assert (folder / "report.en.html").read_text(encoding="utf-8") == "new"
    assert (folder / "review.json").is_file()
