"""What could go wrong unseen: a guard that was taken out while everything still looked right."""

import shutil
from functools import cache

import pandas as pd
import pandera.pandas as pa
import pytest

from analysis import books, build, chapters, store
from analysis.chapters.map import _located, to_points
from analysis.facts.incidents import count_incidents
from analysis.facts.stocks import tell_stocks
from analysis.incidents import add_up
from analysis.page import open_edition
from analysis.prose import Edition, name_countries
from analysis.schema import Figures, PanelAdmin1Month
from analysis.sentences import write_idps, write_worst_region
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


FIRST = pd.Timestamp("2024-03-01")


def count_months(*listed, covered=("2024-01-01", "2024-03-01")):
    """Figures of March 2024 on invented regions, from (region, month, killed, low, high)."""
    place, month, best, low, high = zip(*listed, strict=True)
    numbers = {"best": best, "low": low, "high": high}
    months = pd.DataFrame(
        {
            "source": "ucdp",
            "admin1_pcode": pd.Series([None] * len(place), dtype="str"),
            "admin1_name": pd.Series(place, dtype="str"),
            "month": pd.to_datetime(list(month)),
            "event_type": "one-sided",
            "incidents": pd.array([1] * len(place), dtype="Int64"),
            "civilian_fatalities": pd.array([None] * len(place), dtype="Int64"),
            "inputs": pd.Series([f"f#{n}" for n in range(2, len(place) + 2)], dtype="str"),
            **{f"fatalities_{k}": pd.array(list(v), dtype="Int64") for k, v in numbers.items()},
        }
    )
    first, last = map(pd.Timestamp, covered)
    span = {"source": "ucdp", "first_month": first, "last_month": last, "absent_is_zero": True}
    span["provisional_from"] = pd.NaT
    units = pd.DataFrame({"admin1_pcode": [None, None], "admin1_name": ["A", "B"]}, dtype="str")
    tables = {
        "incidents_admin1_month": months,
        "coverage": pd.DataFrame([span]),
        "inputs": pd.DataFrame({"source": [], "date_published": [], "date_retrieved": []}),
        "panel_admin1_month": units,
    }
    where = {"geography": "XXX", "geography_name": "Xland"}
    return pd.DataFrame(count_incidents(tables, where, FIRST)).set_index("id")


def test_a_country_of_which_one_region_is_unknown_is_at_least_the_rest():
    figures = count_months(("A", FIRST, 5, 4, 9), ("B", FIRST, None, None, None))
    numbers = ["value", "low", "high", "status"]
    assert figures.loc["fatalities-ucdp-XXX", numbers].fillna(-1).tolist() == [
        5,
        -1,
        -1,
        "at_least",
    ]
    assert figures.loc["fatalities-ucdp-A", numbers].tolist() == [5, 4, 9, "reported"]
    assert figures.loc["fatalities-ucdp-B", "status"] == "not_reported"
    assert figures.loc["incidents-ucdp-XXX", ["value", "status"]].tolist() == [2, "reported"]


def test_a_count_that_nobody_lists_is_zero_only_inside_coverage():
    figures = count_months(("A", FIRST, 5, 4, 9))
    numbers = ["value", "low", "high", "status", "rule"]
    rule = "none-listed-inside-coverage"
    for name in ("fatalities-ucdp-B", "fatalities-ucdp-XXX-2024-02"):
        assert figures.loc[name, numbers].tolist() == [0, 0, 0, "reported", rule]
    before = figures.loc["fatalities-ucdp-XXX-2023-12"]
    assert (pd.isna(before["value"]), before["status"]) == (True, "not_covered")


def test_a_count_outside_coverage_is_at_least_so_many_and_never_zero():
    listed = [("A", FIRST, 5, 4, 9), ("B", FIRST, 0, 0, 0)]
    figures = count_months(*listed, covered=("2024-01-01", "2024-02-01"))
    numbers = ["value", "low", "high", "status"]
    assert figures.loc["fatalities-ucdp-XXX", numbers].fillna(-1).tolist() == [
        5,
        -1,
        -1,
        "at_least",
    ]
    assert figures.loc["fatalities-ucdp-B", numbers].isna()["value"]
    assert figures.loc["fatalities-ucdp-B", "status"] == "not_covered"


@pytest.mark.parametrize(
    ("value", "status"), [(3.0, "not_covered"), (None, "reported"), (0.0, "not_reported")]
)
def test_no_table_takes_a_number_that_its_state_denies(november, value, status):
    wrong = november.head(3).reset_index()
    wrong.loc[1, "value"] = value
    wrong.loc[1, "status"] = status
    with pytest.raises(pa.errors.SchemaErrors, match="a_value_agrees_with_its_state"):
        Figures.validate(wrong, lazy=True)


def test_no_panel_takes_incidents_that_are_not_covered(mali):
    panel = mali["panel_admin1_month"].head(3).copy()
    wrong = panel.assign(incidents=pd.array([0] * 3, dtype="Int64"), incidents_status="not_covered")
    with pytest.raises(pa.errors.SchemaErrors, match="a_value_agrees_with_its_state"):
        PanelAdmin1Month.validate(wrong, lazy=True)


@pytest.fixture(scope="module")
def open_with(mali, november):
    """Open the report on Mali, November 2023, with some figures told otherwise."""

    def open_changed(lang="en", **changed):
        figures = november.copy()
        for name, numbers in changed.items():
            for column, value in numbers.items():
                figures.loc[name, column] = value
        return Edition(
            country="MLI",
            country_name="Mali",
            month="2023-11",
            lang=lang,
            as_of="2026-11-22",
            tables=mali,
            figures=figures.reset_index(),
            raw=RAW,
            territories=name_countries(store.read_hand(RAW, "countries.csv"), lang),
        )

    return open_changed


@pytest.fixture(scope="module")
def show_plain(open_with):
    """Piece of the page, in a language, with every figure as it is; each is drawn once."""
    return cache(lambda lang, name: getattr(chapters, f"show_{name}")(open_with(lang)).data)


GAP = {"value": None, "low": None, "high": None, "status": "not_reported"}


def test_a_region_without_a_count_is_not_named_as_the_worst(open_with):
    (before,) = write_worst_region(open_with())
    assert "As far as known" not in before
    edition = open_with(**{"incidents-ucdp-ML01": GAP})
    (said,) = write_worst_region(edition)
    assert _region_of(said) == _region_of(before)


def _region_of(sentence):
    return sentence.split(" were in ")[1].split(":")[0]


BOUND = {"value": 1.0, "low": None, "high": None, "status": "at_least"}


@pytest.mark.parametrize(("lang", "doubt"), [("en", "as far as known"), ("fr", "autant qu’on le")])
@pytest.mark.parametrize("other", [GAP, BOUND])
def test_most_is_said_only_where_no_other_region_can_have_more(open_with, lang, doubt, other):
    (said,) = write_worst_region(open_with(lang, **{"incidents-ucdp-ML01": other}))
    assert doubt in said.lower()
    assert doubt not in write_worst_region(open_with(lang))[0].lower()


def test_most_is_said_of_a_bound_that_every_exact_number_is_below(open_with, november):
    regions = november[november.index.str.match("incidents-ucdp-ML..$")]
    top = regions["value"].idxmax()
    (said,) = write_worst_region(open_with(**{top: {"status": "at_least"}}))
    assert said.startswith("Most incidents were in")


def test_no_region_is_named_on_a_tie(open_with, november):
    regions = november[november.index.str.match("incidents-ucdp-ML..$")]
    top = regions["value"].max()
    assert write_worst_region(open_with(**{"incidents-ucdp-ML01": {"value": top}})) == []


def test_incidents_without_a_place_may_have_been_in_any_region(open_with, november):
    regions = november[november.index.str.match("incidents-ucdp-ML..$")]
    unplaced = {"value": regions["value"].max(), "status": "reported"}
    edition = open_with(**{"incidents-ucdp-ML01": {"geography_name": "not placed"} | unplaced})
    assert "As far as known" in write_worst_region(edition)[0]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("other", [GAP, BOUND])
def test_a_picture_in_words_has_no_maximum_over_gaps_and_bounds(open_with, show_plain, lang, other):
    words = {
        "en": ("Most incidents as far as known", "Highest of those known"),
        "fr": ("Maximum connu", "Maximum connu"),
    }[lang]
    changed = {"incidents-ucdp-ML01": other, "fatalities-ucdp-ML01": other}
    changed["fatalities-ucdp-MLI-2023-01"] = other
    edition = open_with(lang, **changed)
    for name, said in (("map", words[0]), ("regions", words[1]), ("incident_trend", words[1])):
        assert said in getattr(chapters, f"show_{name}")(edition).data, name
        assert said not in show_plain(lang, name), name


def test_a_bound_is_not_said_to_be_lower_than_a_count(open_with):
    assert "is lower" in " ".join(write_idps(open_with()))
    edition = open_with(**{"idps_next-MLI": {"status": "at_least"}})
    assert "is lower" not in " ".join(write_idps(edition))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_at_least_so_many_is_said_and_explained_wherever_it_is_drawn(open_with, show_plain, lang):
    named = {"en": "at least so many", "fr": "au moins ce nombre"}[lang]
    edition = open_with(
        lang,
        **{
            f"{name}": {"status": "at_least", "low": None, "high": None}
            for name in (
                *("incidents-ucdp-ML08", "fatalities-ucdp-ML08", "fatalities-ucdp-MLI"),
                *("displacements-idmc-MLI", "percent_funded-MLI"),
            )
        },
    )
    shows = ["map", "regions", "incident_trend", "funding", "idp_series"]
    for show in shows:
        assert named in getattr(chapters, f"show_{show}")(edition).data, show
    assert [show for show in shows if named in show_plain(lang, show)] == [
        "idp_series"  # of Mali's stocks two are bounds
    ]


@pytest.mark.parametrize(("lang", "word"), [("en", "withheld, not zero"), ("fr", "non publié, ce")])
def test_a_map_says_why_a_region_is_hatched(open_with, lang, word):
    edition = open_with(lang, **{"incidents-ucdp-ML06": GAP | {"status": "withheld"}})
    assert f'<i class="hatch"></i>{word}' in chapters.show_map(edition).data


def test_a_stock_whose_regions_are_bounds_has_no_remainder(mali):
    place = {"geography": "MLI", "geography_name": "Mali"}

    def tell(idps):
        told = tell_stocks(idps, mali["breaks"], place, pd.Timestamp("2023-11-30"))
        return pd.DataFrame(told).set_index("id")

    idps = mali["idps"]
    assert tell(idps).loc["idps_remainder-MLI", ["value", "status"]].tolist() == [
        37_490,
        "estimated",
    ]
    is_kidal = (idps["geography"] == "ML08") & (idps["as_of"] == "2023-09-30")
    assert is_kidal.any()
    figures = tell(idps.assign(status=idps["status"].mask(is_kidal, "at_least")))
    assert "idps_remainder-MLI" not in figures.index
    assert figures.loc["idps_change_pct-ML08", ["rule", "status"]].tolist() == [
        "not-comparable",
        "not_reported",
    ]
    assert pd.isna(figures.loc["idps_change_pct-ML08", "value"])


@pytest.mark.parametrize(
    ("precision", "is_precise"),
    [("exact town", True), ("near", True), ("cercle", False), ("region", False)],
)
def test_a_capital_that_stands_in_is_no_place_of_an_incident(precision, is_precise):
    row = f"X-1,2023-02-03,,day,Xtown,,North,1,1,{precision},Attack,,,yes,"
    rows = raw_rows(",".join(ledger.INCIDENT) + "\n" + row)
    assert ledger.clean_incidents(rows, vintage())["is_precise_place"].item() is is_precise


def test_only_precise_places_become_points(mali_report):
    processed = str(mali_report.parents[2] / "processed")
    edition = open_edition(country="MLI", month="2023-11", raw=str(RAW), processed=processed)
    points = to_points(edition, _located(edition))
    assert len(points) > 0
    assert points["location_precision"].isin(["exact town", "near"]).all()


def test_an_earlier_day_knows_no_resolution_and_no_later_event(mali_on):
    tables = mali_on("2026-11-21")
    assert tables["resolutions"].empty
    assert not (tables["tolls"]["rule"] == "resolution").any()
    assert set(tables["tolls"]["rule"]) == {ledger.RULE}
    december = mali_on("2023-12-10")
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
    book = books.join_chapters(["overview"])
    with pytest.raises(books.UnknownParameterError, match="parameter mnoth"):
        books.run_book(book, {"mnoth": "2023-11"}, tmp_path, "report")


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
