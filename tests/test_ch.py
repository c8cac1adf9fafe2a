"""What could go wrong unseen: two projections of one season mixed, a blank added up as nobody."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.formats import recognise_layout
from analysis.measures import BadInputError, keep_known
from analysis.rows import read_rows
from analysis.sources import ch
from analysis.web import NothingThereError
from tests.conftest import raw_rows, vintage
from tests.hdx_catalogue import list_dataset

NAME = "cadre_harmonise.xlsx"
INDICATOR = "food_insecure_phase3plus"


@pytest.fixture(scope="module")
def workbook(shared):
    return read_rows(shared / "cadre_harmonise" / NAME, NAME)


@pytest.fixture(scope="module")
def cells(shared):
    """Rows of the workbook as openpyxl has them, for counting without our reader."""
    book = load_workbook(shared / "cadre_harmonise" / NAME, read_only=True, data_only=True)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    held = [dict(zip(header, row, strict=True)) for row in rows]
    book.close()
    return held


@pytest.fixture(scope="module")
def mali_figures(workbook):
    return ch.clean_workbook(workbook, vintage("MLI", iso2="ML", name="Mali"))


def national(figures, start, words, indicator=INDICATOR):
    found = figures[
        (figures["admin_level"] == 0)
        & (figures["indicator"] == indicator)
        & (figures["period_start"] == pd.Timestamp(start))
        & figures["qualifier"].str.startswith(words)
    ]
    return found.sort_values("known_from")


def test_mali_has_the_totals_that_were_published(mali_figures):
    assert national(mali_figures, "2014-06-01", "projected")["value"].tolist() == [1920057]
    assert national(mali_figures, "2020-01-01", "current")["value"].tolist() == [757218]
    lean = national(mali_figures, "2020-06-01", "projected")
    assert lean["value"].tolist() == [1117004, 1340745]
    assert lean["period_end"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2020-08-31"]


def test_two_projections_of_one_season_stay_under_their_exercise(mali_figures):
    lean = national(mali_figures, "2020-06-01", "projected")
    assert lean["qualifier"].tolist() == [
        "projected; exercise Sep-Dec 2019; sum of 55 areas",
        "projected; exercise Jan-May 2020; sum of 55 areas",
    ]
    assert lean["as_of"].tolist() == ["2019-12", "2020-05"]
    assert lean["is_preferred"].all()


@pytest.mark.parametrize(("day", "known"), [("2020-04-30", [1117004]), ("2020-05-31", [1340745])])
def test_the_newest_exercise_that_was_known_serves(mali_figures, day, known):
    lean = keep_known(national(mali_figures, "2020-06-01", "projected"), pd.Timestamp(day))
    assert lean["value"].tolist()[-1:] == known


@pytest.mark.parametrize(
    ("iso3", "exercise", "reference", "kind"),
    [("MLI", (2018, 2), (2018, 3), "projected"), ("BFA", (2020, 3), (2020, 3), "current")],
)
def test_sums_are_those_of_a_plain_addition(workbook, cells, iso3, exercise, reference, kind):
    areas = [
        row
        for row in cells
        if row["adm0_pcod3"] == iso3
        and (row["exercise_year"], row["exercise_code"]) == exercise
        and (row["reference_year"], row["reference_code"]) == reference
        and (row["chtype"], row["status"]) == (kind, "outofcamp")
    ]
    figures = ch.clean_workbook(workbook, vintage(iso3))
    month = {1: "12", 2: "05", 3: "08"}[exercise[1]]
    here = figures[
        (figures["as_of"] == f"{exercise[0]}-{month}") & figures["qualifier"].str.startswith(kind)
    ]
    for column, indicator in ch.COUNTS.items():
        of_kind = here[here["indicator"] == indicator]
        whole = of_kind.loc[of_kind["admin_level"] == 0, "value"].item()
        assert whole == sum(row[column] for row in areas)
        regions = ["Ménaka" if row["adm2_name"] == "Menaka" else row["adm1_pcod2"] for row in areas]
        for code in set(regions):
            parts = sum(
                row[column] for row, region in zip(areas, regions, strict=True) if region == code
            )
            found = of_kind[(of_kind["admin_level"] == 1) & (of_kind["geography"] == code)]
            assert found["value"].item() == parts


def test_phases_are_taken_as_printed_not_made_to_fit(mali_figures):
    population = national(mali_figures, "2020-01-01", "current", "food_analysed_population")
    assert population["value"].item() == 20537000
    first = national(mali_figures, "2020-01-01", "current", "food_insecure_phase1")
    assert first["value"].item() == 16969698


def test_a_sum_with_a_blank_is_at_least_the_rest_and_does_not_serve(workbook, cells):
    blanks = [
        row
        for row in cells
        if (row["adm0_pcod3"], row["exercise_year"], row["exercise_code"]) == ("BEN", 2019, 2)
        and row["phase35"] is None
    ]
    assert blanks
    figures = ch.clean_workbook(workbook, vintage("BEN"))
    whole = national(figures, "2019-01-01", "current")
    assert whole["status"].item() == "at_least"
    assert not whole["is_preferred"].item()


def test_people_in_camps_are_apart(workbook):
    figures = ch.clean_workbook(workbook, vintage("NER"))
    lean = national(figures, "2020-06-01", "projected; exercise Sep-Dec 2019")
    assert dict(zip(lean["is_preferred"], lean["value"], strict=True)) == {
        True: 1932538,
        False: 17482,
    }
    assert lean["qualifier"].str.contains("in camps").tolist().count(True) == 1


def test_areas_of_the_first_level_only_are_not_counted_twice(workbook):
    figures = ch.clean_workbook(workbook, vintage("GHA"))
    assert set(figures["admin_level"]) == {0, 1}
    counted = figures[(figures["indicator"] == INDICATOR) & (figures["as_of"] == "2018-05")]
    by_level = counted.groupby("admin_level")["value"].sum()
    assert by_level[0] == by_level[1]


def test_a_code_that_two_areas_share_is_no_code(workbook):
    figures = ch.clean_workbook(workbook, vintage("TGO"))
    second = figures[(figures["admin_level"] == 2) & (figures["indicator"] == INDICATOR)]
    key = ["geography", "period_start", "as_of", "qualifier"]
    assert not second.duplicated(key).any()
    assert not second["geography"].eq("TG0103").any()
    assert second["source_pcode"].eq("TG0103").any()


def test_mali_s_codes_are_those_before_the_division(mali_figures):
    places = mali_figures.drop_duplicates(["admin_level", "geography"]).set_index("geography")
    assert places.loc["ML09", "geography_name"] == "Bamako"
    menaka = mali_figures[mali_figures["geography"] == "ML0704"]
    parents = menaka.groupby(menaka["period_start"].dt.year)["parent_name"].unique()
    assert parents.loc[2014].tolist() == ["Gao"]
    assert parents.loc[2019].tolist() == ["Ménaka"]  # a region since 2016


HEADER = ",".join(ch.AREA)
LINE = {
    "adm0_pcod3": "XXX",
    "adm1_name": "North",
    "adm1_pcod2": "XX01",
    "adm2_name": "Hill",
    "adm2_pcod2": "XX0101",
    "population": "100",
    "phase35": "7",
    "chtype": "current",
    "exercise_code": "2",
    "exercise_year": "2020",
    "reference_code": "2",
    "reference_year": "2020",
    "exercise_label": "Jan-May",
    "reference_label": "Jan-May",
    "status": "outofcamp",
}


def lines(*changes):
    held = [LINE | change for change in changes]
    text = "\n".join(",".join(line.get(name, "") for name in ch.AREA) for line in held)
    return raw_rows(f"{HEADER}\n{text}")


def test_a_blank_phase_is_no_zero_of_a_sum():
    rows = lines({}, {"adm2_name": "Dale", "adm2_pcod2": "XX0102", "phase35": "", "phase4": "0"})
    figures = ch.clean_workbook(rows, vintage())
    whole = figures[figures["admin_level"] == 0].set_index("indicator")
    assert whole.loc["food_analysed_population", "value"] == 200
    assert whole.loc[INDICATOR, ["value", "status"]].tolist() == [7, "at_least"]
    assert whole.loc["food_insecure_phase4", "status"] == "not_reported"  # a 0 beside a blank
    assert not whole.loc[INDICATOR, "is_preferred"]
    areas = figures[(figures["admin_level"] == 2) & (figures["indicator"] == INDICATOR)]
    assert areas["value"].fillna(-1).tolist() == [7, -1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"chtype": "maybe"}, "column chtype: 'maybe' is not one of current, projected"),
        ({"exercise_code": "4"}, "column exercise_code: '4' is not one of 1, 2, 3"),
        ({"reference_label": "Jun-Aug"}, "column reference_label: 'Jun-Aug' is not Jan-May"),
        ({"status": ""}, "column status: '' is not one of"),
        ({"phase35": "-7"}, "row 2, column phase35: '-7' is below zero"),
        ({"adm0_pcod3": "YYY"}, "column adm0_pcod3: has no row of XXX"),
    ],
)
def test_a_bad_cell_is_named(change, problem):
    with pytest.raises(BadInputError, match=problem):
        ch.clean_workbook(lines(change), vintage())


def test_the_workbook_is_recognised_and_not_to_be_passed_on(workbook):
    assert recognise_layout(workbook.columns, "any", ch.SOURCE) == "workbook"
    assert not ch.SOURCE.redistributable


def test_clean_leaves_its_input_alone():
    rows = lines({})
    before = rows.copy()
    ch.clean_workbook(rows, vintage())
    pd.testing.assert_frame_equal(rows, before)


def test_download_takes_the_workbook(server, tmp_path):
    list_dataset(server, "cadre-harmonise", {"ch_2014_2020.xlsx": b"PK"}, kind="XLSX")
    with server.client(tmp_path / "scratch") as client:
        (file,) = ch.download(client, vintage(), "2020-01", "2020-02")
        assert file.path.name == NAME
    assert file.licence == "CC BY-IGO"


def test_without_a_workbook_there_is_nothing_there(server, tmp_path):
    list_dataset(server, "cadre-harmonise", {"notes.pdf": b"%PDF"}, kind="PDF")
    with (
        pytest.raises(NothingThereError, match="has no xlsx file"),
        server.client(tmp_path / "scratch") as client,
    ):
        ch.download(client, vintage(), "2020-01", "2020-02")
