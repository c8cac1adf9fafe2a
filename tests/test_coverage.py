"""What could go wrong unseen: a count said to cover more than it did, or of another day or place."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import hand
from analysis.coverage import add_coverage, is_region
from analysis.measures import BadInputError
from analysis.schema import Idps, empty
from analysis.store import read_hand
from tests.conftest import RAW

SPAN = {
    "indicator": "idps",
    "source": "figures",
    "geography_name": "North",
    "start": None,
    "end": None,
    "covers_en": "the towns",
    "covers_fr": "les villes",
}


def stocks(*rows):
    base = {"source": "figures", "indicator": "idps", "geography": "North", "coverage": None}
    base |= {"as_of_last": "2023-06-30", "is_preferred": True, "admin_level": None}
    frame = pd.DataFrame([base | row for row in rows])
    return frame.assign(
        geography_name=frame["geography"].replace({"XXX": "Xland"}),
        as_of_last=pd.to_datetime(frame["as_of_last"]),
        coverage=frame["coverage"].astype("str").where(frame["coverage"].notna()).astype("str"),
        admin_level=frame["admin_level"].astype("Int64"),
    )


def spans(*rows):
    frame = pd.DataFrame([SPAN | row for row in rows], columns=list(SPAN))
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))


def covered(*rows, of=({},)):
    result = add_coverage(stocks(*rows), spans(*of), "XXX")
    columns = ["coverage", "coverage_fr"]
    return [tuple(None if pd.isna(v) else v for v in row) for row in result[columns].to_numpy()]


def test_only_stocks_of_the_place_source_kind_and_days_are_covered():
    rows = [
        {},
        {"geography": "South"},
        {"source": "dtm"},
        {"indicator": "idp_returnees"},
        {"as_of_last": "2022-12-31"},
        {"as_of_last": "2024-01-01"},
    ]
    of = [{"start": "2023-01-01", "end": "2023-12-31"}]
    assert covered(*rows, of=of) == [("the towns", "les villes"), *[(None, None)] * 5]


def test_an_open_end_has_no_end_and_the_first_and_last_day_count():
    days = [{"as_of_last": day} for day in ("1900-01-01", "2023-01-01", "2023-01-02", "2100-01-01")]
    before = covered(*days, of=[{"end": "2023-01-01"}])
    after = covered(*days, of=[{"start": "2023-01-02"}])
    assert [words is not None for words, _ in before] == [True, True, False, False]
    assert [words is not None for words, _ in after] == [False, False, True, True]


def test_the_words_of_a_source_stay_before_ours():
    assert covered({"coverage": "An operation"}) == [
        ("An operation; the towns", "An operation; les villes")
    ]
    assert covered({"coverage": "An operation"}, of=[]) == [("An operation", None)]


def test_all_that_hold_on_a_day_are_said():
    both = [{}, {"covers_en": "the camps", "covers_fr": "les camps"}]
    assert covered({}, of=both) == [("the towns; the camps", "les villes; les camps")]


def test_the_country_names_the_regions_that_its_publisher_gives_that_day():
    rows = [
        {"geography": "XXX"},
        {"geography": "Mopti"},
        {"geography": "Ménaka"},
        {"geography": "Gao + Kidal"},
        {"geography": "Gao: cercle d'Ansongo"},
        {"geography": "north and centre"},
        {"geography": "Ségou", "as_of_last": "2023-05-31"},
        {"geography": "Kayes", "is_preferred": False},
        {"geography": "Gao", "source": "unhcr"},
    ]
    words = covered(*rows, of=[])
    assert words[0] == ("by region: Ménaka, Mopti", None)
    assert set(words[1:]) == {(None, None)}


def test_nothing_is_covered_where_nothing_is_held_and_the_input_stays():
    nothing = add_coverage(empty(Idps), spans({}), "XXX")
    assert nothing.empty
    assert "coverage_fr" in nothing
    before = stocks({}, {"geography": "XXX"})
    kept = before.copy(deep=True)
    add_coverage(before, spans({}), "XXX")
    assert_frame_equal(before, kept)


def test_a_town_and_several_regions_are_no_region():
    rows = stocks(
        {"geography": "XXX", "admin_level": 0},
        {"geography": "XX01"},
        {"geography": "Ménaka (ville)"},
        {"geography": "Gao + Kidal"},
        {"geography": "Ansongo", "admin_level": 2},
        {"geography": "north and centre"},
        {"geography": "Nord et Centre"},
        {"geography": "Hill and Dale", "admin_level": 1},
        {"geography": "Sandy Ettrick"},
    )
    expected = [True, True, False, False, False, False, False, True, True]
    assert is_region(rows, "XXX").tolist() == expected


def test_every_row_by_hand_has_its_evidence_and_still_finds_a_figure(mali):
    rows = read_hand(RAW, "coverage.csv")
    assert (rows["evidence"] != "").all()
    ours = rows[rows["indicator"] != "incidents"]
    assert (ours["covers_fr"] != "").all()
    words = mali["idps"]["coverage"].fillna("").str.split("; ")
    for row in ours.itertuples():
        here = mali["idps"]["geography_name"] == row.geography_name
        held = words[here & (mali["idps"]["indicator"] == row.indicator)]
        assert any(set(row.covers_en.split("; ")) <= set(parts) for parts in held), row.covers_en


def test_what_came_later_is_not_said_of_a_stock_on_an_earlier_day(mali, mali_on):
    then = mali_on("2023-12-10")["idps"]
    for tables, expected in ((then, False), (mali["idps"], True)):
        kidal = tables[(tables["geography"] == "ML08") & (tables["as_of"] == "2023-09-30")]
        assert kidal["coverage"].fillna("").str.contains("September 2024").all() == expected


def test_a_day_that_is_none_is_named_with_its_file_and_row(tmp_path):
    folder = tmp_path / "hand"
    folder.mkdir()
    head, *rows = (RAW / "hand" / "coverage.csv").read_text(encoding="utf-8").splitlines()
    broken = [head, *rows[:2], rows[2].replace("2015-05-31", "2015-05-32", 1)]
    (folder / "coverage.csv").write_text("\n".join(broken) + "\n", encoding="utf-8")
    with pytest.raises(
        BadInputError, match=r"hand/coverage.csv, row 4, column start: '2015-05-32'"
    ):
        hand.read_stock_coverage(tmp_path, "MLI", pd.Timestamp("2026-01-01"))
