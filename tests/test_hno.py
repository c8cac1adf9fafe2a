"""What could go wrong unseen: a cluster read as everybody, a blank read as nobody, the wrong year."""

import csv

import pandas as pd
import pytest

from analysis.formats import recognise_layout
from analysis.measures import BadInputError
from analysis.rows import read_rows
from analysis.sources import hno
from analysis.web import NothingThereError
from tests.conftest import raw_rows, vintage
from tests.hdx_catalogue import list_dataset

NAME = "hpc_hno_2024.csv"
COLUMNS = "Admin 1 PCode,Admin 1 Name,Admin 2 PCode,Admin 2 Name,Description,Cluster,Category,Population,In Need,Targeted,Affected,Reached,Info"
X24 = vintage(version="2024")


def clean(shared, iso3, iso2):
    rows = read_rows(shared / "hno" / NAME, NAME)
    return hno.clean_global(rows, vintage(iso3, iso2=iso2, name=iso3, version="2024"))


def country(lines, columns=COLUMNS):
    text = "\n".join(line.strip() for line in lines.strip().splitlines())
    return hno.clean_country(raw_rows(f"{columns}\n{text}"), X24)


@pytest.mark.parametrize(("iso3", "iso2"), [("AFG", "AF"), ("SDN", "SD")])
def test_national_totals_are_those_of_a_plain_reading(shared, iso3, iso2):
    with (shared / "hno" / NAME).open(encoding="utf-8-sig") as file:
        lines = [
            line
            for line in csv.DictReader(file)
            if (line["Country ISO3"], line["Cluster"], line["Category"]) == (iso3, "ALL", "")
        ]
    (line,) = lines
    expected = {hno.COUNTS[name]: float(line[name]) for name in hno.COUNTS if line[name]}
    figures = clean(shared, iso3, iso2)
    served = figures[figures["is_preferred"] & (figures["geography"] == iso3)]
    assert dict(zip(served["indicator"], served["value"], strict=True)) == expected


def test_totals_of_provinces_and_districts_are_in_their_category_total(shared):
    figures = clean(shared, "AFG", "AF")
    served = figures[figures["is_preferred"] & (figures["indicator"] == "people_in_need")]
    found = served.set_index("geography")[["value", "admin_level", "geography_name"]]
    assert found.loc["AF01"].tolist() == [3393245, 1, "Kabul"]
    assert found.loc["AF0101"].tolist() == [2293151, 2, "Kabul"]
    assert served["geography"].is_unique


def test_clusters_are_kept_line_by_line_and_never_preferred(shared):
    figures = clean(shared, "AFG", "AF")
    national = figures[figures["admin_level"] == 0]
    need = national[national["indicator"] == "people_in_need"].set_index("qualifier")["value"]
    assert need["General Protection"] == 14809904
    assert need["Protection (overall)"] == 20806009
    assert figures.loc[figures["is_preferred"], "sector_code"].isna().all()


def test_a_line_without_a_cluster_is_not_all_clusters(shared):
    figures = clean(shared, "SDN", "SD")
    lost = figures[figures["qualifier"].str.contains("No cluster for entity")]
    assert set(lost["sector_code"]) == {"not stated"}
    assert len(lost)


def test_a_fraction_of_a_person_is_kept_as_printed(shared):
    figures = clean(shared, "SDN", "SD")
    assert 103129.32 in figures["value"].tolist()


def test_blank_is_not_zero_and_a_printed_zero_stays():
    figures = country(
        """
        ,,,,Final HRP caseload,ALL,,100,50,,0,,
        ,,,,Final HRP caseload,ALL,Male,,20,,,,
        """
    ).set_index(["indicator", "qualifier"])
    total = "Final HRP caseload; national only"
    assert figures.loc[("people_targeted", total), "status"] == "not_reported"
    assert pd.isna(figures.loc[("people_targeted", total), "value"])
    assert figures.loc[("people_affected", total), "value"] == 0
    assert len(figures) == 5


def test_totals_that_disagree_serve_nobody_and_equal_ones_serve_once():
    figures = country(
        """
        XX01,A,,,Caseload one,ALL,,,50,10,,,
        XX01,A,,,Caseload two,ALL,,,60,10,,,
        """
    )
    served = figures[figures["is_preferred"]]
    assert served["indicator"].tolist() == ["people_targeted"]
    assert set(figures["value"].dropna()) == {50, 60, 10}


def test_a_line_without_category_goes_before_one_of_the_category_total():
    figures = country(
        """
        XX01,A,,,Caseload,ALL,total,,60,,,,
        XX01,A,,,Caseload,ALL,,,50,,,,
        """
    )
    assert figures.loc[figures["is_preferred"], "value"].tolist() == [50]


def test_unknown_codes_are_missing_and_other_codes_stay_as_they_are():
    figures = country(
        """
        XXX,,,,Caseload,ALL,total,,5,,,,
        XXX01,B,XXX-XXX,Somewhere,Caseload,ALL,total,,7,,,,
        XXX01,B,,,Caseload,ALL,total,,9,,,,
        """
    )
    need = figures[figures["indicator"] == "people_in_need"]
    assert need["geography"].tolist() == ["not placed", "Somewhere", "XXX01"]
    assert need["source_pcode"].isna().tolist() == [True, True, False]
    assert need["parent_name"].tolist()[1] == "B"
    assert need["admin_level"].tolist() == [1, 2, 1]


def test_a_third_level_is_read_where_a_file_has_one():
    columns = COLUMNS.replace("Description", "Admin 3 PCode,Admin 3 Name,Description")
    figures = country("XX01,A,XX0101,B,XX010101,C,Caseload,ALL,,,5,,,,", columns)
    need = figures[figures["indicator"] == "people_in_need"]
    assert need["geography"].item() == "XX010101"
    assert (need["admin_level"].item(), need["parent_name"].item()) == (3, "B")


def test_a_national_file_says_so(shared):
    assert country(",,,,Caseload,ALL,,,5,,,,")["qualifier"].str.endswith("national only").all()
    assert not clean(shared, "AFG", "AF")["qualifier"].str.contains("national only").any()


def test_the_year_is_that_of_the_file_s_name_and_never_guessed(shared):
    assert hno.read_release("hpc_hno_2024.csv") == "2024"
    assert hno.read_release("needs.csv") is None
    figures = clean(shared, "AFG", "AF")
    assert set(figures["period_start"].dt.year) == {2024}
    assert set(figures["as_of"]) == {"2024-01-31"}
    rows = read_rows(shared / "hno" / NAME, NAME)
    with pytest.raises(BadInputError, match="does not say of which year it is"):
        hno.clean_global(rows, vintage("AFG"))


def test_another_country_is_refused(shared):
    rows = read_rows(shared / "hno" / NAME, NAME)
    with pytest.raises(BadInputError, match="column Country ISO3: has no row of MLI"):
        hno.clean_global(rows, vintage("MLI", version="2024"))
    with pytest.raises(BadInputError, match="has no row of XXX"):
        country("ML01,Kayes,,,Caseload,ALL,total,,5,,,,")


@pytest.mark.parametrize("word", ["many", "-1"])
def test_a_bad_number_is_named(word):
    with pytest.raises(BadInputError, match=f"row 2, column In Need: '{word}' is"):
        country(f",,,,Caseload,ALL,,,{word},,,,")


def test_layouts_are_told_apart_by_the_country_column():
    held = COLUMNS.split(",")
    assert recognise_layout(held, "any", hno.SOURCE) == "country"
    assert recognise_layout(["Country ISO3", *held], "any", hno.SOURCE) == "global"
    assert recognise_layout(held[:8], "any", hno.SOURCE) is None


def test_clean_leaves_its_input_alone(shared):
    rows = read_rows(shared / "hno" / NAME, NAME)
    before = rows.copy()
    hno.clean_global(rows, vintage("SDN", version="2024"))
    pd.testing.assert_frame_equal(rows, before)


def test_download_takes_the_years_asked_for_and_names_them(server, tmp_path):
    files = {f"hpc_hno_{year}.csv": f"{year}\n" for year in (2023, 2024, 2025)}
    list_dataset(server, "global-hpc-hno", files)
    with server.client(tmp_path / "scratch") as client:
        taken = hno.download(client, X24, "2023-12", "2024-02")
        held = {file.path.name: file.version for file in taken}
    assert held == {"hpc_hno_2023.csv": "2023", "hpc_hno_2024.csv": "2024"}


def test_download_turns_to_the_country_s_own_file(server, tmp_path):
    list_dataset(server, "global-hpc-hno", {"hpc_hno_2023.csv": "2023\n"})
    list_dataset(server, "xland-humanitarian-needs", {"xxx_hpc_needs_api_2024.csv": "a\n"})
    with server.client(tmp_path / "scratch") as client:
        (taken,) = hno.download(client, X24, "2024-01", "2024-02")
    assert (taken.path.name, taken.version) == ("hno_xxx_2024.csv", "2024")


def test_a_year_that_nobody_has_published_is_nothing_there(server, tmp_path):
    list_dataset(server, "global-hpc-hno", {"hpc_hno_2023.csv": "2023\n"})
    with (
        pytest.raises(NothingThereError, match="no dataset xland-humanitarian-needs"),
        server.client(tmp_path / "scratch") as client,
    ):
        hno.download(client, X24, "2030-01", "2030-02")
