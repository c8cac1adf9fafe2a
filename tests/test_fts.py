"""What could go wrong unseen: a regional plan for the country's, money counted twice, a page lost."""

import csv
import json

import pandas as pd
import pytest

from analysis.formats import recognise_layout
from analysis.measures import BadInputError
from analysis.rows import read_rows
from analysis.schema import Needs
from analysis.sources import fts
from analysis.web import FetchError, NothingThereError
from tests.conftest import raw_rows, vintage
from tests.hdx_catalogue import list_dataset

AFG = vintage("AFG", iso2="AF", name="Afghanistan")
PLANS = "countryCode,id,name,code,typeId,typeName,startDate,endDate,year,requirements,funding,percentFunded"


def read(shared, name):
    return read_rows(shared / "fts" / name, name)


def layout_of(columns):
    return recognise_layout(columns.split(","), "any", fts.SOURCE)


def pick(figures, indicator, **where):
    found = figures[figures["indicator"] == indicator]
    for name, value in where.items():
        found = found[found[name] == value]
    return found["value"].item()


def test_requirements_are_those_that_the_file_prints(shared):
    figures = fts.clean_requirements(read(shared, "fts_requirements_funding_afg.csv"), AFG)
    assert pick(figures, "requirements_usd", plan="HAFG20") == 1131050820
    assert pick(figures, "funding_usd", plan="HAFG20") == 564467765
    assert pick(figures, "percent_funded", plan="HAFG20") == 50
    assert pick(figures, "funding_outside_plan_usd") == 146123534
    served = figures.loc[figures["is_preferred"], "plan"]
    assert served.tolist() == ["HAFG20", "HAFG20", "HAFG20", "Not specified"]


def test_amounts_are_known_from_the_day_of_retrieval_not_from_their_year(shared):
    figures = fts.clean_requirements(read(shared, "fts_requirements_funding_afg.csv"), AFG)
    assert set(figures["as_of"]) == {"2024-01-31"}
    assert set(figures["known_from"]) == {pd.Timestamp("2024-01-31")}
    assert set(figures["period_start"].dt.year) == set(figures["period_end"].dt.year) == {2020}


def test_what_a_plan_does_not_say_is_missing(shared):
    figures = fts.clean_requirements(read(shared, "fts_requirements_funding_afg.csv"), AFG)
    other = figures[(figures["plan"] == "OGLBL20") & (figures["indicator"] == "requirements_usd")]
    assert other["value"].isna().item()
    assert other["status"].item() == "not_reported"


def test_regional_plans_and_a_second_national_one_are_kept_but_not_preferred():
    rows = raw_rows(
        f"""
        {PLANS}
        XXX,1,Xland 2023,HXXX23,4,Humanitarian response plan,2023-01-01,2023-12-31,2023,100,40,40
        XXX,2,Region 2023,RREG23,111,Regional response plan,2023-01-01,2023-12-31,2023,900,30,3
        XXX,3,Xland 2024,HXXX24,5,Humanitarian needs and response plan,2024-01-01,2024-12-31,2024,7,,
        XXX,4,Xland North 2024,HXXN24,5,Humanitarian needs and response plan,2024-01-01,2024-12-31,2024,9,1,11
        XXX,,Not specified,,,,,,2023,,-5,
        YYY,5,Yland 2023,HYYY23,4,Humanitarian response plan,2023-01-01,2023-12-31,2023,1,1,100
        """
    )
    figures = fts.clean_requirements(rows, vintage())
    assert figures.loc[figures["is_preferred"], "value"].tolist() == [100, 40, 40, -5]
    assert pick(figures, "requirements_usd", plan="RREG23") == 900
    assert set(figures["geography"]) == {"XXX"}
    assert figures["source_row"].tolist() == [2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6]


def test_the_part_against_covid_is_a_part_and_never_preferred():
    rows = raw_rows(
        """
        countryCode,id,name,code,typeId,typeName,startDate,endDate,year,requirements,funding,covidFunding,covidPercentageOfFunding
        XXX,1,Xland 2020,HXXX20,4,4,2020-01-01,2020-12-31,2020,100,40,10,25
        """
    )
    figures = fts.clean_covid(rows, vintage())
    assert pick(figures, "funding_usd", sector_code="COVID-19") == 10
    assert figures.loc[figures["sector_code"].isna(), "value"].tolist() == [100, 40]
    assert not figures["is_preferred"].any()


def test_clusters_keep_their_names_and_do_not_add_up_to_the_plan(shared):
    figures = fts.clean_clusters(read(shared, "fts_requirements_funding_cluster_afg.csv"), AFG)
    assert (
        pick(figures, "funding_usd", sector_code="Multiple clusters/sectors (shared)") == 24156904
    )
    assert pick(figures, "percent_funded", sector_code="Food Security COVID-19") == 79
    assert figures["sector_code"].notna().all()
    assert not figures["is_preferred"].any()


def test_flows_add_up_to_the_file_of_requirements(shared):
    figures = fts.clean_flows(read(shared, "fts_incoming_funding_afg.csv"), AFG)
    to_plan = pick(figures, "funding_usd", plan="HAFG20")
    outside = pick(figures, "funding_outside_plan_usd")
    assert to_plan + outside == 564467765 + 146123534
    assert not figures["is_preferred"].any()


def test_sums_of_flows_are_those_of_a_plain_addition(shared):
    with (shared / "fts" / "fts_incoming_funding_afg.csv").open(encoding="utf-8") as file:
        flows = [f for f in csv.DictReader(file) if f["boundary"] == "incoming"]
    given = [f for f in flows if f["status"] in ("paid", "commitment")]
    by_plan = {
        plan: sum(int(f["amountUSD"]) for f in given if f["destPlanCode"] == plan)
        for plan in ("HAFG20", "OGLBL20")
    }
    shared_2018 = sum(
        int(f["amountUSD"])
        for f in given
        if f["onBoundary"] == "shared" and f["destUsageYearStart"] == "2018"
    )
    figures = fts.clean_flows(read(shared, "fts_incoming_funding_afg.csv"), AFG)
    for plan, amount in by_plan.items():
        assert pick(figures, "funding_usd", plan=plan) == amount
    first = pd.Timestamp("2018-01-01")
    assert pick(figures, "funding_shared_usd", period_start=first) == shared_2018 == 3871767


FLOWS = ",".join(fts.FLOWS)


def test_pledges_shared_money_and_other_countries_stay_apart():
    rows = raw_rows(
        f"""
        {FLOWS}
        1,2024-02-01,,100,incoming,single,paid,Standard,P,HXXX24,XXX,2024,2024
        2,2024-02-01,,50,incoming,single,pledge,Standard,P,HXXX24,XXX,2024,2024
        3,2024-02-01,,30,incoming,shared,commitment,Standard,P,HXXX24,"XXX,YYY",2024,2025
        3,2024-02-01,,30,incoming,shared,commitment,Standard,P,HXXX24,"XXX,YYY",2024,2025
        4,2024-02-01,,20,outgoing,single,paid,Standard,P,HXXX24,XXX,2024,2024
        5,2024-02-01,,10,incoming,single,paid,Standard,P,HYYY24,YYY,2024,2024
        6,2023-02-01,,7,incoming,single,commitment,Standard,,,XXX,,
        """
    )
    figures = fts.clean_flows(rows, vintage())
    sums = {
        (f.indicator, f.period_start.year, f.period_end.year): f.value for f in figures.itertuples()
    }
    assert sums == {
        ("funding_usd", 2024, 2024): 100,
        ("pledges_usd", 2024, 2024): 50,
        ("funding_shared_usd", 2024, 2025): 30,
        ("funding_outside_plan_usd", 2023, 2023): 7,
    }


def test_a_sum_with_an_unknown_amount_is_missing():
    rows = raw_rows(
        f"""
        {FLOWS}
        1,2024-02-01,,100,incoming,single,paid,Standard,P,HXXX24,XXX,2024,2024
        2,2024-02-01,,,incoming,single,paid,Standard,P,HXXX24,XXX,2024,2024
        """
    )
    figures = fts.clean_flows(rows, vintage())
    assert figures["value"].isna().item()
    assert figures["status"].item() == "not_reported"


def flow(number, **known):
    given = {
        "id": str(number),
        "amountUSD": 100,
        "budgetYear": None,
        "date": "2024-03-19T00:00:00Z",
        "boundary": "incoming",
        "onBoundary": "single",
        "status": "paid",
        "flowType": "Standard",
        "sourceObjects": [],
        "destinationObjects": [
            {"type": "Plan", "id": "9", "name": "Xland 2024"},
            {"type": "Location", "id": "3", "name": "Xland"},
            {"type": "UsageYear", "id": "4", "name": "2024"},
        ],
    }
    return given | known


def test_flows_of_the_api_are_added_up_alike(tmp_path):
    outside = [{"type": "Location", "name": "Xland"}, {"type": "UsageYear", "name": "2024"}]
    reply = {
        "status": "ok",
        "data": {
            "incoming": {"flowCount": 3},
            "flows": [flow(1), flow(2), flow(3, destinationObjects=outside, amountUSD=5)],
        },
        "meta": {"nextLink": None},
    }
    path = tmp_path / "reply.json"
    path.write_text(json.dumps(reply))
    rows = read_rows(path, "reply.json")
    assert layout_of(",".join(rows.columns)) == "api_flows"
    figures = fts.clean_api_flows(rows, vintage())
    assert pick(figures, "funding_usd", plan="Xland 2024") == 200
    assert pick(figures, "funding_outside_plan_usd") == 5


def grouped(objects):
    totals = {"objects": [{"type": "Plan", "singleFundingObjects": objects}]}
    return {"status": "ok", "data": {"report3": {"fundingTotals": totals}}, "meta": {}}


def group(name, amount, kind="Plan"):
    known = {"type": kind, "direction": "destination", "behavior": "single"}
    return known | {"name": name, "totalFunding": amount}


def test_a_grouped_answer_takes_its_year_from_the_names_of_plans(tmp_path):
    path = tmp_path / "grouped.json"
    path.write_text(json.dumps(grouped([group("Xland 2024", 9), group("Not specified", 4)])))
    rows = read_rows(path, "grouped.json")
    assert layout_of(",".join(rows.columns)) == "api_grouped"
    figures = fts.clean_grouped(rows, vintage())
    assert pick(figures, "funding_usd", plan="Xland 2024") == 9
    assert pick(figures, "funding_outside_plan_usd") == 4
    assert set(figures["period_start"].dt.year) == {2024}
    assert not figures["is_preferred"].any()


@pytest.mark.parametrize(
    ("objects", "problem"),
    [
        ([group("Xland 2024", 9), group("Xland 2023", 9), group("Not specified", 4)], "row 4"),
        ([group("Health", 9, "Cluster")], "column type: 'Cluster' bears no year"),
    ],
)
def test_a_grouped_answer_without_a_year_is_refused(tmp_path, objects, problem):
    path = tmp_path / "grouped.json"
    path.write_text(json.dumps(grouped(objects)))
    with pytest.raises(BadInputError, match=problem):
        fts.clean_grouped(read_rows(path, "grouped.json"), vintage())


def test_layouts_are_told_apart_by_their_columns(shared):
    assert layout_of(PLANS) == "requirements"
    assert layout_of(PLANS.replace("percentFunded", "covidFunding")) == "requirements_covid"
    clusters = read(shared, "fts_requirements_funding_cluster_afg.csv")
    assert recognise_layout(clusters.columns, "any", fts.SOURCE) == "clusters"
    flows = read(shared, "fts_incoming_funding_afg.csv")
    assert recognise_layout(flows.columns, "any", fts.SOURCE) == "flows"


def test_another_country_s_file_is_refused(shared):
    rows = read(shared, "fts_requirements_funding_afg.csv")
    with pytest.raises(BadInputError, match="column countryCode: has no row of MLI"):
        fts.clean_requirements(rows, vintage("MLI"))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("XXX,1,P,C,4,Other,,,2024,abc,1,1", "row 2, column requirements: 'abc' is not a number"),
        ("XXX,1,P,C,4,Other,,,24,1,1,1", "row 2, column year: '24' is not a date"),
    ],
)
def test_a_bad_cell_is_named(line, problem):
    with pytest.raises(BadInputError, match=problem):
        fts.clean_requirements(raw_rows(f"{PLANS}\n{line}"), vintage())


def test_an_unknown_status_is_refused():
    line = "1,2024-02-01,,100,incoming,single,maybe,Standard,P,C,XXX,2024,2024"
    with pytest.raises(BadInputError, match="row 2, column status: 'maybe' is not one of"):
        fts.clean_flows(raw_rows(f"{FLOWS}\n{line}"), vintage())


def test_clean_leaves_its_input_alone(shared):
    rows = read(shared, "fts_incoming_funding_afg.csv")
    before = rows.copy()
    Needs.validate(fts.clean_flows(rows, AFG))
    pd.testing.assert_frame_equal(rows, before)


FLOW_PATH = "/api.hpc.tools/v1/public/fts/flow"
NEXT = "https://api.hpc.tools/v1/public/fts/flow?year=2024&countryISO3=XXX&limit=1000&page=2"


def page(flows, link=None):
    return {"status": "ok", "data": {"flows": flows}, "meta": {"nextLink": link}}


def test_download_takes_the_tables_of_hdx_and_every_page_of_flows(server, tmp_path):
    dataset = "fts-requirements-and-funding-data-for-xland"
    names = ["fts_requirements_funding_xxx.csv", "fts_requirements_funding_cluster_xxx.csv"]
    list_dataset(server, dataset, dict.fromkeys([*names, "fts_outgoing_funding_xxx.csv"], "a\nb\n"))
    server.answer(FLOW_PATH, page([flow(1)], NEXT), query={"year": "2024"})
    server.answer(FLOW_PATH, page([flow(2)]), query={"year": "2024", "page": "2"})
    server.answer(FLOW_PATH, page([]), query={"year": "2023"})
    with server.client(tmp_path / "scratch") as client:
        files = fts.download(client, vintage(), "2023-11", "2024-02")
        held = {file.path.name: file.path.read_text() for file in files}
    assert sorted(held) == sorted([*names, "fts_flows_xxx_2024.json"])
    assert [f["id"] for f in json.loads(held["fts_flows_xxx_2024.json"])] == ["1", "2"]
    assert files[0].date_published == "2024-01-30"


def test_a_page_that_comes_twice_is_a_fault(server, tmp_path):
    server.answer(FLOW_PATH, page([flow(1)], NEXT), query={"year": "2024"})
    with (
        pytest.raises(FetchError, match="a page came twice"),
        server.client(tmp_path / "scratch") as client,
    ):
        fts.download(client, vintage(), "2024-01", "2024-01")


def test_no_tables_and_no_flows_are_nothing_there(server, tmp_path):
    server.answer(FLOW_PATH, page([]))
    with (
        pytest.raises(NothingThereError, match=r"no dataset .*; FTS has no flows of XXX"),
        server.client(tmp_path / "scratch") as client,
    ):
        fts.download(client, vintage(), "2024-01", "2024-01")
