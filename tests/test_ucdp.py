"""What could go wrong unseen: columns shifted by a trailing comma, a tag row read as an event."""

import shutil

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import build, intake
from analysis.incidents import (
    compare_months,
    format_differing_years,
    keep_serving,
    to_admin1_month,
)
from analysis.measures import BadInputError
from analysis.rows import read_rows
from analysis.schema import Incidents, IncidentsAdmin1Month, empty
from analysis.sources import ucdp
from tests.conftest import RAW, raw_rows, vintage


def read_events(path, country_id=""):
    return ucdp.clean_ged(
        read_rows(path, path.name), vintage("XXX" if country_id else "", ucdp_id=country_id)
    )


def test_country_export_with_trailing_comma_has_the_published_yearly_totals(shared):
    events = read_events(shared / "ucdp" / "ged_website_export_mali.csv", "432")
    assert len(events) == 2120
    by_year = events.groupby(events["event_date"].dt.year)["fatalities_best"].sum()
    assert by_year[[2012, 2013, 2018, 2019, 2021]].tolist() == [359, 881, 1281, 1227, 1287]


def test_rows_that_contradict_themselves_are_kept_and_flagged(shared):
    events = read_events(shared / "ucdp" / "ged_website_export_mali.csv", "432")
    assert (events["fatalities_low"] > events["fatalities_best"]).sum() == 5
    assert (events["fatalities_best"] > events["fatalities_high"]).sum() == 18
    assert events["has_inverted_range"].sum() == 23


def test_a_row_of_tags_is_no_event(shared):
    assert len(read_events(shared / "ucdp" / "ged_hdx_bangladesh.csv", "771")) == 601


def test_numbers_saved_as_floats_are_read(shared):
    events = read_events(shared / "ucdp" / "ged_bulk_231_sample1000.csv")
    assert len(events) == 1000
    assert not events["event_id"].str.endswith(".0").any()


def test_an_event_that_stands_twice_is_refused_however_its_id_is_written(shared):
    path = shared / "ucdp" / "ged_bulk_231_sample1000.csv"
    rows = read_rows(path, path.name).head(2)
    ids = ["7", "7.0 "]
    with pytest.raises(BadInputError, match="row 3, column id: '7' stands twice"):
        ucdp.clean_ged(rows.assign(id=ids), vintage(""))


def test_events_and_monthly_table_agree_and_only_one_serves(shared):
    events = read_events(shared / "ucdp" / "ged_website_export_mali.csv", "432")
    path = RAW / "ucdp" / "MLI" / "2024-06-30" / "mli_admin1_month.csv"
    table = ucdp.clean_admin1_month(read_rows(path, path.name), vintage())
    from_events = to_admin1_month(events)
    assert compare_months(from_events, table).empty
    assert keep_serving(from_events, table).equals(from_events)
    assert keep_serving(empty(IncidentsAdmin1Month), table).equals(table)


def test_totals_by_year_are_as_published(shared):
    path = shared / "ucdp" / "organizedviolencecy_v25_1.csv"
    rows = read_rows(path, path.name)
    before = rows.copy()
    result = ucdp.clean_country_year(rows, vintage("MLI", ucdp_id="432"))
    assert rows.equals(before)
    whole = result[result["event_type"].isna()].set_index("year")
    assert len(whole) == 36
    assert whole.loc[[2020, 2022, 2023], "fatalities_best"].tolist() == [1543, 3656, 2118]
    assert whole.loc[2023, ["fatalities_low", "fatalities_high"]].tolist() == [2087, 2897]
    assert set(result["source_version"]) == {"25.1"}
    kinds = result[result["event_type"].notna()]
    assert kinds.groupby("year")["fatalities_best"].sum().equals(whole["fatalities_best"])
    one_sided = kinds[kinds["event_type"] == "one-sided"].set_index("year")
    assert one_sided.loc[2022, "fatalities_best"] == 1461


@pytest.mark.parametrize(
    ("iso3", "number", "problem"),
    [
        ("PSE", "", "column country_id_cy: UCDP has no number for PSE"),
        ("XXX", "9999", r"has no row of XXX \(country_id_cy 9999\)"),
    ],
)
def test_totals_of_other_countries_are_refused(shared, iso3, number, problem):
    path = shared / "ucdp" / "organizedviolencecy_v25_1.csv"
    with pytest.raises(BadInputError, match=problem):
        ucdp.clean_country_year(read_rows(path, path.name), vintage(iso3, ucdp_id=number))


def test_the_years_in_which_events_and_totals_differ_are_named(shared, tmp_path):
    raw = tmp_path / "raw"
    events = shared / "ucdp" / "ged_website_export_mali.csv"
    totals = shared / "ucdp" / "organizedviolencecy_v25_1.csv"
    intake.add_file(raw, "ucdp", events, "MLI", "2024-07-01", "24.1")
    intake.add_file(raw, "ucdp", totals, "MLI", "2025-07-01", None)
    tables = build.build_tables(raw, "MLI", "2025-07-31")
    assert len(tables["fatalities_year"]) == 4 * 36
    losses = tables["losses"]
    told = losses[losses["join"].str.contains("table of years")].set_index("outcome")["names"]
    releases = " (incidents of 24.1; table of 25.1)"
    assert told["matched"] == "1989-2015, 2018-2019, 2021" + releases
    assert told["differs"] == "2016-2017, 2020, 2022-2023" + releases
    compared = [tables[n] for n in ("incidents_admin1_month", "fatalities_year", "coverage")]
    lines = list(format_differing_years(*compared))
    assert [line.split(" (")[0] for line in lines] == [
        "ucdp 2016: 191 killed, 198 in the table of years",
        "ucdp 2017: 605 killed, 612 in the table of years",
        "ucdp 2020: 1,509 killed, 1,543 in the table of years",
        "ucdp 2022: 3,650 killed, 3,656 in the table of years",
        "ucdp 2023: 2,109 killed, 2,118 in the table of years",
    ]
    assert told["months not all covered"].startswith("2024 (")
    assert tables["incidents"]["fatalities_best"].sum() == 15742  # the totals enter no count
    assert build.build_tables(raw, "MLI", "2024-12-31")["fatalities_year"].empty


def test_every_event_has_its_way_back(shared):
    months = to_admin1_month(read_events(shared / "ucdp" / "ged_website_export_benin.csv", "434"))
    cited = months["inputs"].str.split("#", expand=True)
    assert set(cited[0]) == {"ged_website_export_benin.csv"}
    assert sorted(int(n) for n in ",".join(cited[1]).split(",")) == list(range(2, 38))


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("organizedviolencecy_v25_1.csv", "25.1"),
        ("ged241-csv.csv", "24.1"),
        ("GEDEvent_v26_0_8.csv", "26.0.8"),
        ("GEDEvent_v26_01_26_06.csv", "26.01.26.06"),
        ("ged_website_export_benin.csv", None),
    ],
)
def test_release_is_read_from_the_provider_s_file_name(name, release):
    assert ucdp.read_release(name) == release


@pytest.mark.parametrize(
    ("release", "first", "last"),
    [
        ("24.1", "1989-01", "2023-12"),
        ("26.0.8", "2026-08", "2026-08"),
        ("26.01.26.06", "2026-01", "2026-06"),
    ],
)
def test_a_release_covers_what_its_number_says(release, first, last):
    months = ucdp.to_coverage(empty(Incidents), vintage(version=release))
    assert [m.strftime("%Y-%m") for m in months] == [first, last]


MONTHS = "adm_1,month,type_of_violence,events,deaths_low,deaths_best,deaths_high,deaths_civilians,events_spanning_months,events_imprecise_place"


def test_a_negative_count_is_refused():
    rows = raw_rows(f"{MONTHS}\nXX region,2024-01,1,-1,0,0,0,0,0,0")
    with pytest.raises(BadInputError, match="row 2, column events: '-1' is below zero"):
        ucdp.clean_admin1_month(rows, vintage())


def test_a_missing_column_is_named():
    rows = raw_rows("adm_1,month\nXX,2024-01")
    with pytest.raises(BadInputError, match="column type_of_violence: is missing"):
        ucdp.clean_admin1_month(rows, vintage())


def events(release, *rows):
    """Events of one release, each an id, a day and a number of dead."""
    frame = pd.DataFrame(rows, columns=["event_id", "event_date", "fatalities_best"])
    return frame.assign(
        source_version=release, event_date=lambda d: pd.to_datetime(d["event_date"])
    )


def serving(*parts):
    kept = ucdp.keep_serving_release(pd.concat(parts, ignore_index=True))
    return kept[["event_id", "source_version", "fatalities_best"]].to_numpy().tolist()


def test_candidates_follow_the_yearly_release_and_never_replace_it():
    assert serving(
        events("24.0.3", ("a", "2024-03-05", 9)),
        events("25.1", ("a", "2024-03-05", 7)),
        events("25.0.1", ("b", "2025-01-02", 4)),
        events("25.01.25.06", ("c", "2025-01-02", 3)),
        events("25.0.7", ("d", "2025-07-02", 1)),
    ) == [["a", "25.1", 7], ["c", "25.01.25.06", 3], ["d", "25.0.7", 1]]


def test_an_event_that_a_newer_yearly_release_dropped_is_gone():
    assert serving(
        events("24.1", ("a", "2023-03-05", 9), ("gone", "2023-03-06", 2)),
        events("25.1", ("a", "2023-03-05", 8), ("x", "2024-05-05", 1)),
    ) == [["a", "25.1", 8], ["x", "25.1", 1]]


def test_an_event_redated_across_releases_counts_once():
    assert serving(
        events("24.1", ("a", "2023-12-31", 9)), events("24.0.1", ("a", "2024-01-01", 5))
    ) == [["a", "24.1", 9]]


@given(st.permutations(["24.1", "25.1", "25.0.1", "25.01.25.06", "25.0.7", "2026-01-01"]))
def test_the_order_of_files_changes_nothing(order):
    days = ["2023-05-01", "2024-05-01", "2025-01-09", "2025-04-01", "2025-07-01"]
    parts = [events(r, *((f"{d}-{i}", d, i) for i, d in enumerate(days))) for r in order]
    assert sorted(serving(*parts)) == sorted(serving(*reversed(parts)))


def test_a_country_export_of_no_release_gives_way_to_a_yearly_one():
    assert serving(
        events("2024-08-01", ("a", "2023-03-05", 9), ("b", "2024-02-05", 2)),
        events("24.1", ("a", "2023-03-05", 8)),
    ) == [["b", "2024-08-01", 2], ["a", "24.1", 8]]


def test_a_newer_release_without_any_event_here_drops_those_of_an_older_one():
    older = events("25.0.3", ("a", "2025-03-05", 9))
    assert ucdp.keep_serving_release(older, ["25.0.3"])["event_id"].tolist() == ["a"]
    assert ucdp.keep_serving_release(older, ["25.0.3", "26.1"]).empty


def test_a_country_that_ucdp_does_not_number_gets_no_event_of_others(shared):
    path = shared / "ucdp" / "ged_bulk_231_sample1000.csv"
    with pytest.raises(BadInputError, match="UCDP has no number for PSE"):
        ucdp.clean_ged(read_rows(path, path.name), vintage("PSE"))


@pytest.mark.parametrize("release", ["24.1", "GED 24.1", None])
def test_the_events_serve_beside_the_embedded_monthly_table(shared, tmp_path, release):
    raw = tmp_path / "raw"
    shutil.copytree(RAW / "ucdp", raw / "ucdp")
    file = shared / "ucdp" / "ged_website_export_mali.csv"
    intake.add_file(raw, "ucdp", file, "MLI", "2024-07-01", release)
    tables = build.build_tables(raw, "MLI", "2024-07-31")
    events = tables["incidents"]
    assert (events["source"] == "ucdp").sum() == 2120
    months = tables["incidents_admin1_month"]
    november = months[months["month"] == pd.Timestamp("2023-11-01")]
    assert november["incidents"].sum() == 30
    assert november["fatalities_best"].sum() == 204
    same = tables["losses"][tables["losses"]["join"].str.contains("against the monthly table")]
    assert same.set_index("outcome")["rows"].get("differs", 0) == 0
