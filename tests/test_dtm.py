"""What could go wrong unseen: rounds added up, a place counted twice, a gap read as nobody.

Rows of the provider may not be kept here: those below are invented, under its own headers.
"""

from itertools import groupby

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import holdings, intake
from analysis.formats import recognise_layout
from analysis.measures import BadInputError
from analysis.rows import read_sheets
from analysis.schema import Idps, empty
from analysis.sources import dtm
from analysis.web import FetchError, MissingSecretError, NothingThereError
from tests.conftest import vintage

MALI = vintage("MLI", name="Mali", day="2026-11-22")
RECORD = (
    "id,operation,admin0Name,admin0Pcode,admin1Name,admin1Pcode,admin2Name,admin2Pcode,adminLevel,"
    "numPresentIdpInd,reportingDate,yearReportingDate,monthReportingDate,roundNumber,"
    "displacementReason,numberMales,numberFemales,idpOriginAdmin1Name,idpOriginAdmin1Pcode,"
    "assessmentType,operationStatus"
)
FIVE = "|".join(f"Admin {n}|Admin {n} pcode" for n in range(6)) + "|Lowest Admin Level"
THREE = "|".join(f"Admin {n}|Admin {n} pcode" for n in range(4)) + "|Lowest Admin Level"
HASHED = "Total No# of IDPs HH|Total No# of IDPs Ind#"
DOTTED = "Total No. of IDPs HH|Total No. of IDPs Ind."
RETURNED = "Total No# of Returnees HH#|Total No# of Returnees Ind#"
RETURNED_DOTTED = "Total No. of Returnees HH.|Total No. of Returnees Ind."
CAUSES = "Conflict|Insecurity|Natural Disaster|Political reasons|Economic reasons"
HEADERS = {
    "R12 to R28": f"Snapshot Date|Survey Date|{FIVE}|{HASHED}|{RETURNED}|Country of Origin of IDP|"
    f"Admin_0_origin_majority_RET_from_Abroad|Admin 1 Area of Origin of IDP|Type of Displacement|"
    f"{CAUSES}|Main displacement start date|2nd Main displacement start date|RoundNo|Returns|"
    "Migration flows|Other reason",
    "December 2017": f"Snapshot Date|CntryCrisisID|Survey Date|{FIVE}|"
    "No. of IDPs HH in collective settings|No. of IDPs Ind. in collective settings|"
    "No. of IDPs HH\nin individual settings|No. of IDPs Ind. Individual settings|"
    f"{DOTTED}|Main displacement start date|{RETURNED_DOTTED}|Confidentiality|"
    f"{CAUSES.replace('Economic', 'EcoNomic')}",
    "December 2018": f"Snapshot Date|{FIVE}|{DOTTED}|Main displacement start date|"
    f"{RETURNED_DOTTED}|Confidentiality|Type of Displacement|{CAUSES}",
    "R60": f"Snapshot Date|{THREE}|{DOTTED}|Main displacement start date|{RETURNED_DOTTED}|"
    "Country of Origin of IDP|Admin 1 Area of Origin of IDP|Type of Displacement",
    "R64": f"Snapshot Date|{THREE}|{HASHED}|Num_RET_from_Abroad_IND|Num_RET_from_Abroad_HH|"
    f"Num_Ret_IDP_HH|Num_Ret_IDP_IND|{RETURNED}|Type of Displacement|{CAUSES}|UpdatedBy|"
    "UpdatedDate|RoundNo|Returns|Methodology|admin_1_pcode_origin_majority_present_idp",
}


def record(level=0, people="10", **known):
    """Record with the provider's headers, of an invented country."""
    row = dict.fromkeys(RECORD.split(","), "")
    given_names = {"operation": "Crisis", "admin0Name": "Xland", "admin0Pcode": "XXX"}
    dated = {"reportingDate": "2024-01-31T00:00:00", "roundNumber": "1", "assessmentType": "BA"}
    return (
        row | given_names | dated | {"adminLevel": str(level), "numPresentIdpInd": people} | known
    )


def to_rows(records, *, without=()):
    frame = pd.DataFrame(records).drop(columns=list(without)).astype("str")
    return frame.assign(source_file="test.csv", source_row=range(2, len(frame) + 2))


def commune(header, *, sheet="", number=2, **known):
    """One row of a round: blank but for what is given, by the provider's own header."""
    row = dict.fromkeys(header.split("|"), "")
    place = {"Snapshot Date": "2020-01-31", "Admin 0": "Mali", "Admin 0 pcode": "MLI"}
    place |= {"Admin 1": "North", "Admin 2": "Hill", "Lowest Admin Level": "3"}
    file = f"round.xlsx!{sheet}" if sheet else "round.xlsx"
    return row | place | known | {"source_file": file, "source_row": number}


def to_round(*rows):
    return pd.DataFrame(list(rows)).astype({"source_file": "str"}).fillna("")


def count_column(header):
    return next(n for n in header.split("|") if dtm.tidy(n) == "idps")


def national(stocks, indicator="idps"):
    return stocks[(stocks["admin_level"] == 0) & (stocks["indicator"] == indicator)]


@pytest.mark.parametrize(
    ("name", "people", "status", "day"),
    [
        ("Baseline_Assessment_Round_18", 61_920, "reported", "2015-11-30"),
        ("Baseline_Assessment_Round_19", 49_883, "at_least", "2016-01-31"),
        ("Baseline_Assessment_Round_28", 36_690, "at_least", "2016-12-31"),
        ("DTM_Mali_Baseline_Assessment_Round_64_April_2020", 250_998, "reported", "2020-04-30"),
    ],
)
def test_a_round_of_mali_has_its_published_number(shared, name, people, status, day):
    path = shared / "dtm" / f"{name}.xlsx"
    ((layout, rows),) = intake.read_file(dtm.SOURCE, path, path.name)
    assert layout == "round"
    stocks = dtm.clean_round(rows, MALI)
    whole = national(stocks)
    assert whole["idps"].item() == people
    assert (whole["status"].item(), whole["as_of"].item()) == (status, day)
    for level in (1, 2):
        parts = stocks[(stocks["admin_level"] == level) & (stocks["indicator"] == "idps")]
        assert parts["idps"].sum() == people


def test_returnees_from_abroad_are_not_returned_idps(shared):
    path = shared / "dtm" / "DTM_Mali_Baseline_Assessment_Round_64_April_2020.xlsx"
    stocks = dtm.clean_round(read_sheets(path, path.name)[0], MALI)
    numbers = {n: national(stocks, n)["idps"].item() for n in dtm.COUNTS}
    assert numbers["idp_returnees"] == 565_905
    assert numbers["returnees_from_abroad"] == 83_833
    assert numbers["returnees_all"] == 565_905 + 83_833
    gao = stocks[(stocks["geography_name"] == "Gao") & (stocks["admin_level"] == 1)]
    assert gao.set_index("indicator")["idps"]["idps"] == 62_633  # as OCHA printed it


def test_a_district_counts_for_the_region_that_it_became(shared):
    path = shared / "dtm" / "DTM_Mali_Baseline_Assessment_Round_64_April_2020.xlsx"
    stocks = dtm.clean_round(read_sheets(path, path.name)[0], MALI)
    menaka = stocks[(stocks["geography_name"] == "Ménaka") & (stocks["admin_level"] == 1)]
    numbers = menaka.set_index("indicator")["idps"]
    assert numbers["idps"] == 83_624 - 62_633
    assert numbers["returnees_from_abroad"] == 15_993


def test_before_it_became_a_region_the_district_counts_for_the_old_one(shared):
    path = shared / "dtm" / "Baseline_Assessment_Round_18.xlsx"
    stocks = dtm.clean_round(read_sheets(path, path.name)[0], MALI)
    regions = stocks.loc[stocks["admin_level"] == 1, "geography_name"].str.lower()
    assert not regions.str.contains("menaka").any()


def test_a_sum_names_every_row_that_it_was_made_of(shared):
    path = shared / "dtm" / "DTM_Mali_Baseline_Assessment_Round_64_April_2020.xlsx"
    raw = read_sheets(path, path.name)[0]
    whole = national(dtm.clean_round(raw, MALI))
    rows = [int(row) for row in whole["source_rows"].item().split(" ")]
    counted = raw.set_index("source_row").loc[rows, count_column("|".join(raw.columns))]
    assert pd.to_numeric(counted).sum() == 250_998


def test_nobody_s_name_is_read():
    header = HEADERS["R64"]
    rows = to_round(commune(header, **{count_column(header): "5", "UpdatedBy": "Somebody"}))
    stocks = dtm.clean_round(rows, MALI)
    assert not stocks.astype("str").apply(lambda c: c.str.contains("Somebody")).any(axis=None)


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_every_drift_of_the_headers_is_one_layout(header):
    assert recognise_layout(header.split("|"), "any", dtm.SOURCE) == "round"
    people = count_column(header)
    rows = to_round(
        commune(header, **{"Admin 1": "KaYes", "Admin 2": "NioNo", people: "5"}),
        commune(header, number=3, **{"Admin 1": "Kayes", "Admin 2": "Niono", people: "7.0"}),
    )
    stocks = dtm.clean_round(rows, MALI)
    idps = stocks[stocks["indicator"] == "idps"]
    assert idps["idps"].tolist() == [12, 12, 12]
    assert idps["source_row"].tolist() == [2, 2, 2]


def test_a_sheet_that_checks_the_others_is_not_counted_again():
    header = HEADERS["December 2018"]
    people = count_column(header)
    data = dtm.clean_round(to_round(commune(header, sheet="data", **{people: "5"})), MALI)
    check = dtm.clean_round(to_round(commune(header, sheet="VERIFICATION", **{people: "9"})), MALI)
    assert check.empty
    assert national(holdings.combine(dtm.SOURCE, "idps", [data, check]))["idps"].tolist() == [5]


def test_a_sheet_twice_in_a_workbook_is_counted_once():
    header = HEADERS["R60"]
    sheets = [
        dtm.clean_round(to_round(commune(header, sheet=name, **{count_column(header): "5"})), MALI)
        for name in ("data", "Baseline_Assessment")
    ]
    assert national(holdings.combine(dtm.SOURCE, "idps", sheets))["idps"].tolist() == [5]


def test_blank_rows_and_days_in_words_of_a_spreadsheet():
    header = HEADERS["December 2017"]
    people = count_column(header)
    blank = dict.fromkeys(header.split("|"), " ") | {"source_file": "round.xlsx", "source_row": 3}
    rows = to_round(commune(header, **{"Snapshot Date": "05-12-2017", people: "5"}), blank)
    assert national(dtm.clean_round(rows, MALI))["as_of"].tolist() == ["2017-12-05"]


def test_a_total_under_the_rows_is_refused_not_added():
    header = HEADERS["R60"]
    people = count_column(header)
    total = {"Admin 0": "", "Admin 1": "Total", "Admin 2": "", people: "5"}
    rows = to_round(commune(header, **{people: "5"}), commune(header, number=3, **total))
    with pytest.raises(BadInputError, match="row 3, column Admin 0: is empty in a row"):
        dtm.clean_round(rows, MALI)


@pytest.mark.parametrize(
    ("given_words", "problem"),
    [
        ({"Snapshot Date": "12/05/2017"}, "row 2, column Snapshot Date: '12/05/2017' is not a day"),
        ({"Snapshot Date": "31-02-2017"}, "'2017-02-31' is a date in no calendar"),
        (
            {"Total No. of IDPs Ind.": "many"},
            "row 2, column Total No. of IDPs Ind.: 'many' is not a number",
        ),
        (
            {"Admin 0": "Elsewhere", "Admin 0 pcode": "XXX"},
            "column Admin 0: has no row of MLI",
        ),
    ],
)
def test_a_bad_cell_is_named_under_the_file_s_own_header(given_words, problem):
    with pytest.raises(BadInputError, match=problem):
        dtm.clean_round(to_round(commune(HEADERS["R60"], **given_words)), MALI)


def test_a_place_of_which_a_part_is_missing_is_at_least_the_rest():
    header = HEADERS["R60"]
    people = count_column(header)
    rows = to_round(
        commune(header, **{"Admin 2": "Hill", people: "5"}),
        commune(header, number=3, **{"Admin 2": "Dale"}),
        commune(header, number=4, **{"Admin 1": "South", "Admin 2": "Coast", people: "0"}),
    )
    stocks = dtm.clean_round(rows, MALI)
    stocks = stocks[stocks["indicator"] == "idps"].set_index("geography_name")
    assert stocks["idps"].fillna(-1).to_dict() == {
        "Mali": 5,
        "North": 5,
        "South": 0,
        "Hill": 5,
        "Dale": -1,
        "Coast": 0,
    }
    assert stocks.loc[["Mali", "Dale", "South"], "status"].tolist() == [
        "at_least",
        "not_reported",
        "reported",
    ]
    assert stocks.loc["Hill", ["parent_name", "admin_level"]].tolist() == ["North", 2]
    assert stocks.loc["Mali", ["coverage", "operation"]].tolist() == ["Mali baseline rounds"] * 2
    assert stocks.loc[["Mali", "North"], ["units", "unit_level"]].to_numpy().tolist() == [
        [2, 1],
        [2, 2],
    ]
    assert stocks.loc["Dale", ["units", "unit_level"]].isna().all()


def test_parts_by_reason_and_origin_are_added_within_a_round_only():
    rows = to_rows(
        [
            record(people="10", displacementReason="Conflict"),
            record(people="5", displacementReason="Natural disaster; Conflict"),
            record(people="4", roundNumber="2", reportingDate="2024-03-31T00:00:00"),
            record(people="3", assessmentType="SA"),
            record(people="2", operation="Flood"),
        ]
    )
    before = rows.copy()
    stocks = dtm.clean_records(rows, vintage())
    assert stocks["idps"].tolist() == [15, 4, 3, 2]
    assert stocks["method"].tolist()[:2] == [
        "baseline assessment, round 1",
        "baseline assessment, round 2",
    ]
    assert stocks["is_preferred"].tolist() == [True, True, False, False]
    pd.testing.assert_frame_equal(rows, before)


def test_stacked_levels_are_kept_as_given():
    north = {"admin1Name": "North", "admin1Pcode": "XX01"}
    rows = to_rows(
        [
            record(0, "100"),
            record(1, "90", **north),
            record(2, "70", **north, admin2Name="Hill", admin2Pcode="XX0101"),
            record(2, "60", **north),
        ]
    )
    stocks = dtm.clean_records(rows, vintage(name="Xland"))
    assert stocks["geography"].tolist() == ["XXX", "North", "Hill", "not placed"]
    assert stocks["geography_name"].tolist() == ["Xland", "North", "Hill", "not placed"]
    assert stocks["source_pcode"].fillna("").tolist() == ["XXX", "XX01", "XX0101", ""]
    assert stocks["parent_name"].fillna("").tolist() == ["", "Xland", "North", "North"]
    assert stocks["idps"].tolist() == [100, 90, 70, 60]
    assert stocks["is_preferred"].all()


def test_an_answer_of_one_level_does_not_take_a_place_without_a_name_for_its_region():
    rows = to_rows(
        [
            record(people="7", admin1Name="North"),
            record(people="5", admin1Name="North", admin2Name="A"),
        ],
        without=["id", "adminLevel"],
    )
    stocks = dtm.clean_records(rows, vintage())
    assert stocks["admin_level"].tolist() == [2, 2]
    assert stocks["geography_name"].tolist() == ["not placed", "A"]


def test_levels_stacked_without_a_number_of_the_level_are_told_by_their_names():
    rows = to_rows([record(), record(admin1Name="North")], without=["id", "adminLevel"])
    assert dtm.clean_records(rows, vintage())["admin_level"].tolist() == [0, 1]


def test_one_code_for_two_places_makes_two_rows():
    shared_code = {"admin1Name": "North", "admin2Pcode": "MLI003005"}
    rows = to_rows(
        [
            record(2, "1", **shared_code, admin2Name="Kita"),
            record(2, "2", **shared_code, admin2Name="K"),
        ]
    )
    assert dtm.clean_records(rows, vintage())["idps"].tolist() == [1, 2]


@pytest.mark.parametrize("nothing", ["", "nan", "Not available", "-"])
def test_no_number_is_not_zero(nothing):
    stocks = dtm.clean_records(to_rows([record(people=nothing)]), vintage())
    assert stocks["idps"].isna().all()
    assert stocks["status"].tolist() == ["not_reported"]


def test_zero_that_somebody_reported_stays():
    stocks = dtm.clean_records(to_rows([record(people="0")]), vintage())
    assert (stocks["idps"].tolist(), stocks["status"].tolist()) == ([0], ["reported"])


def test_records_of_another_country_are_refused():
    with pytest.raises(BadInputError, match="column admin0Pcode: has no row of YYY"):
        dtm.clean_records(to_rows([record()]), vintage("YYY"))


def test_a_level_left_blank_is_refused():
    with pytest.raises(BadInputError, match="row 2, column adminLevel: is empty"):
        dtm.clean_records(to_rows([record(level="")]), vintage())


def test_records_of_the_service_are_read(shared):
    path = shared / "dtm_api" / "displacement-admin1-admin0pcode-tcd.json"
    ((layout, rows),) = intake.read_file(dtm.SOURCE, path, path.name)
    stocks = dtm.clean_records(rows, vintage("TCD", name="Chad"))
    assert layout == "records"
    assert stocks["admin_level"].eq(1).all()
    parts = pd.to_numeric(rows["numPresentIdpInd"])
    assert stocks["idps"].sum() == parts.sum()
    preferred = stocks[stocks["is_preferred"]]
    assert preferred["method"].str.startswith("baseline assessment").all()
    assert preferred["as_of"].is_unique


@pytest.mark.parametrize("name", ["global_dtm_admin0-2_head.csv", "data_for_quickcharts.csv"])
def test_copies_of_hdx_are_read(shared, name):
    path = shared / "dtm_api" / name
    ((layout, rows),) = intake.read_file(dtm.SOURCE, path, path.name)
    stocks = dtm.clean_records(rows, vintage("AFG", name="Afghanistan"))
    here = rows[rows["admin0Pcode"] == "AFG"]
    assert layout == "records"
    assert stocks["idps"].sum() == pd.to_numeric(here["numPresentIdpInd"]).sum()
    assert not stocks.duplicated(["geography_name", "parent_name", "admin_level", "as_of"]).any()


def test_the_service_s_lists_are_no_figures(shared):
    path = shared / "dtm_api" / "displacement-operation-list.json"
    with pytest.raises(BadInputError, match="is DTM's list of its operations: it holds no figure"):
        intake.read_file(dtm.SOURCE, path, path.name)


def series(operation, days, people="10"):
    return [
        record(people=people, operation=operation, reportingDate=day, roundNumber=str(n))
        for n, day in enumerate(days, start=1)
    ]


def chosen(*parts):
    stocks = dtm.clean_records(to_rows([r for part in parts for r in part]), vintage())
    served = stocks[stocks["is_preferred"]].sort_values("as_of")
    return dict(zip(served["as_of"], served["coverage"], strict=True))


def test_the_largest_of_the_operations_still_at_work_serves():
    large = series("Large", ["2023-01-31", "2024-01-31"], people="900")
    small = series("Small", ["2023-06-30", "2024-03-31"], people="20")
    assert chosen(large, small) == {
        "2023-01-31": "Large",
        "2024-01-31": "Large",
    }


def test_an_operation_without_a_number_is_no_larger_than_one_that_counted_nobody():
    silent = series("A", ["2024-01-31"], people="")
    assert chosen(silent, series("B", ["2024-01-31"], people="0")) == {"2024-01-31": "B"}


def test_a_large_operation_that_ended_long_ago_gives_way():
    ended = series("Ended", ["2020-01-31"], people="9000")
    assert chosen(ended, series("Small", ["2024-03-31"])) == {
        "2020-01-31": "Ended",
        "2024-03-31": "Small",
    }


def test_an_operation_that_ended_serves_before_the_one_that_goes_on():
    ended = series("Ended", ["2015-01-31", "2018-01-31", "2020-06-30"], people="5000")
    going = series("Going", ["2018-01-31", "2024-01-31"])
    assert chosen(ended, going) == {
        "2015-01-31": "Ended",
        "2018-01-31": "Going",
        "2024-01-31": "Going",
    }


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, 40), st.integers(0, 99)),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[:2],
    )
)
def test_what_serves_is_one_count_at_a_time_and_never_one_it_has_left(given_rows):
    days = pd.date_range("2015-01-31", periods=41, freq="ME").strftime("%Y-%m-%d")
    rows = [
        record(people=str(n), operation=name, reportingDate=days[month])
        for name, month, n in given_rows
    ]
    stocks = dtm.clean_records(to_rows(rows), vintage())
    assert stocks["idps"].sum() == sum(n for *_, n in given_rows)
    served = stocks[stocks["is_preferred"]].sort_values("as_of")
    assert served["as_of"].is_unique
    assert served["as_of"].min() == stocks["as_of"].min()
    assert served["as_of_last"].max() >= stocks["as_of_last"].max() - dtm.YEAR
    left = [name for name, _ in groupby(served["coverage"])]
    assert len(left) == len(set(left))


def test_of_two_rounds_of_one_day_the_later_serves():
    rows = to_rows([record(people="5", roundNumber="9"), record(people="6", roundNumber="10")])
    stocks = dtm.clean_records(rows, vintage())
    assert stocks.loc[stocks["is_preferred"], "idps"].tolist() == [6]


def test_the_newest_vintage_of_a_figure_stands_for_it():
    old = dtm.clean_records(to_rows([record(people="5")]), vintage(day="2024-02-01"))
    new = dtm.clean_records(to_rows([record(people="6")]), vintage(day="2024-03-01"))
    stocks = holdings.combine(dtm.SOURCE, "idps", [old, new])
    assert stocks["idps"].tolist() == [6]
    assert stocks["known_from"].tolist() == [pd.Timestamp("2024-03-01")]


def test_nothing_combined_is_nothing():
    assert holdings.combine(dtm.SOURCE, "idps", [empty(Idps)]).empty


SERVICE = "/dtmapi.iom.int/v3/displacement/admin"
CATALOGUE = "/data.humdata.org/api/3/action/package_show"
COPY = "/data.humdata.org/dataset/d/resource/r/download/mli-iom-dtm-from-api-admin-0-to-2.csv"


def answer(records, **told):
    good = {"result": records, "statusCode": 200, "isSuccess": True, "errorMessages": []}
    return good | told


def test_the_service_is_asked_for_each_level_with_the_key(server, tmp_path):
    whole, region = record(), record(admin1Name="North")
    for name in ("id", "adminLevel", "operationStatus"):
        whole.pop(name)
        region.pop(name)
    server.answer(f"{SERVICE}0", answer([whole]))
    server.answer(f"{SERVICE}1", answer([region]))
    server.answer(f"{SERVICE}2", answer([], isSuccess=False, errorMessages=["No data found"]))
    with server.client(tmp_path / "s", DTMAPI_SUBSCRIPTION_KEY="open-sesame") as client:
        files = dtm.download(client, vintage(), "2024-01", "2024-01")
        assert [f.path.name for f in files] == ["dtm_admin0_xxx.json", "dtm_admin1_xxx.json"]
        ((layout, rows),) = intake.read_file(dtm.SOURCE, files[0].path, "x")
        assert dtm.clean_records(rows, vintage())["idps"].tolist() == [10]
        assert layout == "records"
        assert "open-sesame" not in "".join(f.url + f.path.read_text() for f in files)
    asked = server.asked(SERVICE)
    assert [r.query for r in asked] == [{"Admin0Pcode": "XXX"}] * 3
    keys = {k.lower(): v for k, v in asked[0].headers.items()}
    assert keys["ocp-apim-subscription-key"] == "open-sesame"


@pytest.mark.parametrize(
    "told",
    [{}, {"isSuccess": False, "errorMessages": ["No data"]}, {"errorMessages": ["No data"]}],
)
def test_success_without_rows_is_no_figure(server, tmp_path, told):
    for level in (0, 1, 2):
        server.answer(f"{SERVICE}{level}", answer([], **told))
    client = server.client(tmp_path, DTMAPI_SUBSCRIPTION_KEY="open-sesame")
    with pytest.raises(NothingThereError, match="DTM has no figures of XXX"):
        dtm.download(client, vintage(), "2024-01", "2024-01")


def test_a_wrong_key_is_a_failure_not_an_absence(server, tmp_path):
    server.answer(f"{SERVICE}0", {"message": "Access denied"}, status=401)
    client = server.client(tmp_path, DTMAPI_SUBSCRIPTION_KEY="wrong-key")
    with pytest.raises(FetchError, match="answered 401") as caught:
        dtm.download(client, vintage(), "2024-01", "2024-01")
    assert not isinstance(caught.value, NothingThereError | MissingSecretError)
    assert "wrong-key" not in str(caught.value)


def test_without_a_key_the_copy_on_hdx_is_taken(server, tmp_path):
    url = "https://data.humdata.org" + COPY.removeprefix("/data.humdata.org")
    listed = {"name": url.rpartition("/")[2], "format": "CSV", "url": url}
    package = {"title": "Mali", "license_title": "hdx-other", "resources": [listed]}
    server.answer(CATALOGUE, {"success": True, "result": package})
    server.answer(COPY, f"{RECORD}\n".encode())
    (file,) = dtm.download(server.client(tmp_path), MALI, "2024-01", "2024-01")
    assert server.asked(CATALOGUE)[0].query == {"id": "mli-iom-dtm-from-api"}
    assert file.licence == "hdx-other"
    assert file.url == url


def test_the_copy_of_all_countries_serves_one_that_has_none(server, tmp_path):
    url = "https://data.humdata.org/dataset/g/resource/r/download/global-admin-0-to-2.csv"
    package = {"title": "All", "resources": [{"name": "admin-0-to-2", "format": "CSV", "url": url}]}
    server.answer(
        CATALOGUE, {"success": True, "result": package}, query={"id": "global-iom-dtm-from-api"}
    )
    server.answer("/data.humdata.org" + url.removeprefix("https://data.humdata.org"), b"a,b\n1,2\n")
    (file,) = dtm.download(server.client(tmp_path), MALI, "2024-01", "2024-01")
    assert file.url == url


def excerpt(people, reason, *, level=0, **known):
    names = {"admin1Name": "North"} if level else {}
    return record(level, people, displacementReason=reason, **names, **known)


REGION = [excerpt("100", "Conflict", level=1), excerpt("7", "Natural disaster", level=1)]


def combine_files(*files, days=("2024-02-01", "2024-03-01")):
    cleaned = [
        dtm.clean_records(to_rows(rows), vintage(day=day))
        for rows, day in zip(files, days, strict=False)
    ]
    return holdings.combine(dtm.SOURCE, "idps", cleaned)


def test_a_country_s_number_of_one_reason_is_no_stock_where_its_regions_count_more():
    stocks = combine_files([excerpt("100", "conflict")], REGION)
    whole, region = national(stocks), stocks[stocks["admin_level"] == 1]
    assert (whole["idps"].item(), whole["reasons"].item()) == (100, "Conflict")
    assert not whole["is_preferred"].item()
    assert (region["idps"].item(), region["is_preferred"].item()) == (107, True)
    assert region["reasons"].item() == "Conflict; Natural disaster"


@pytest.mark.parametrize(
    "rows",
    [
        [excerpt("107", "Conflict"), *REGION],  # the whole, under the name of its main reason
        [excerpt("90", "Conflict"), excerpt("10", "Insecurity"), *REGION],  # a contradiction
        [excerpt("100", "Conflict"), excerpt("107", "Conflict", level=1)],  # of no other reason
        [excerpt("100", "Conflict"), *[r | {"roundNumber": "2"} for r in REGION]],
        [excerpt("100", ""), *REGION],
        [excerpt("100", "Conflict")],
    ],
)
def test_a_country_s_number_stays_the_stock_where_it_is_not_known_to_be_of_one_reason(rows):
    assert national(combine_files(rows))["is_preferred"].tolist() == [True]


def test_an_excerpt_of_one_reason_never_replaces_a_number_of_several():
    both = [excerpt("100", "Conflict"), excerpt("7", "Insecurity")]
    for files in ([both, [excerpt("101", "Conflict")]], [[excerpt("101", "Conflict")], both]):
        assert national(combine_files(*files))["idps"].tolist() == [107]


def test_chad_s_excerpt_of_conflict_is_no_stock(shared):
    files = ["displacement-admin1-admin0pcode-tcd.json", "data_for_quickcharts.csv"]
    chad = vintage("TCD", name="Chad", day="2025-06-30")
    cleaned = []
    for name in files:
        ((_, rows),) = intake.read_file(dtm.SOURCE, shared / "dtm_api" / name, name)
        cleaned.append(dtm.clean_records(rows, chad))
    stocks = holdings.combine(dtm.SOURCE, "idps", cleaned)
    june = stocks[stocks["as_of"] == "2024-06-30"].set_index("geography")
    assert june["idps"].to_dict() == {"Lac": 220_610, "TCD": 217_459}
    assert june["is_preferred"].to_dict() == {"Lac": True, "TCD": False}
    served = national(stocks[stocks["is_preferred"]])
    assert served["as_of"].tolist() == ["2017-09-30"]
