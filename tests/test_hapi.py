"""What could go wrong unseen: overlapping rows added, an excluded row counted, an answer cut off."""

import csv
from collections import Counter, defaultdict

import pandas as pd
import pytest

from analysis.facts.quality import count_vague
from analysis.formats import recognise_layout
from analysis.measures import BadInputError
from analysis.rows import read_rows
from analysis.schema import TABLES
from analysis.sources import hapi
from analysis.web import FetchError, MissingSecretError, NothingThereError
from tests.conftest import raw_rows, vintage

FILES = {
    "idps": "dtm_api/hdx_hapi_idps_global_head.csv",
    "humanitarian_needs": "hno/hdx_hapi_humanitarian_needs_global_2024.csv",
    "food_security": "ipc/hdx_hapi_food_security_global_head.csv",
    "population": "population/hdx_hapi_population_global_non_hrp.csv",
    "food_price": "wfp/hdx_hapi_food_price_global_2024.csv",
    "funding": "fts/hdx_hapi_funding_global.csv",
}


def clean(raw, of):
    """Table of the one layout that a file fits."""
    layout = recognise_layout(raw.columns, "any", hapi.SOURCE)
    ((table, make),) = hapi.SOURCE.layouts[layout].tables.items()
    result = make(raw, of)
    TABLES[table].validate(result)
    return result


def read_real(shared, layout, iso3, name="Xland"):
    """Our table of a real file beside its rows as plain CSV gives them."""
    path = shared / FILES[layout]
    raw = read_rows(path, path.name)
    assert recognise_layout(raw.columns, path.stem, hapi.SOURCE) == layout
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = [row for row in csv.DictReader(file) if row["location_code"] == iso3]
    return clean(raw, vintage(iso3, name=name)), plain


def test_idps_of_the_real_file_are_those_of_its_rows(shared):
    stocks, plain = read_real(shared, "idps", "AFG", "Afghanistan")
    assert len(stocks) == len(plain) == 3999
    assert stocks["idps"].sum() == sum(int(row["population"]) for row in plain)
    national = stocks[stocks["admin_level"] == 0]
    assert national.set_index("as_of")["idps"][["2017-03-30", "2022-12-31"]].tolist() == [
        *(246362, 6557855),
    ]
    assert (national["geography"] == "AFG").all()
    assert stocks["is_preferred"].all()  # one operation, no two rows of a place and day
    assert stocks["qualifier"].str.contains("PCode mismatch").sum() == 5


@pytest.mark.parametrize("iso3", ["AFG", "SDN"])
def test_needs_of_the_real_file_are_those_of_its_rows(shared, iso3):
    needs, plain = read_real(shared, "humanitarian_needs", iso3)
    expected = Counter()
    for row in plain:
        if not row["error"]:
            expected[hapi.STATUSES[row["population_status"]]] += int(row["population"])
    assert needs.groupby("indicator")["value"].sum().to_dict() == expected
    excluded = sum(bool(row["error"]) for row in plain)
    assert len(needs) == len(plain) - excluded
    assert excluded == {"AFG": 0, "SDN": 18}[iso3]


@pytest.mark.parametrize(
    ("iso3", "need"), [("AFG", [23666389, 3393245, 2293151]), ("SDN", [24786370, 621782])]
)
def test_only_the_whole_of_all_sectors_is_preferred(shared, iso3, need):
    needs, _ = read_real(shared, "humanitarian_needs", iso3)
    rows = needs[needs["is_preferred"] & (needs["indicator"] == "people_in_need")]
    rows = rows.sort_values("admin_level")
    assert rows["value"].tolist() == need
    assert rows["sector_code"].isna().all()
    assert rows["qualifier"].isna().all()
    assert not rows["geography"].duplicated().any()


@pytest.mark.parametrize("iso3", ["AFG", "CAF"])
def test_food_security_of_the_real_file_is_that_of_its_rows(shared, iso3):
    food, plain = read_real(shared, "food_security", iso3)
    expected = defaultdict(int)
    for row in plain:
        if not row["error"]:
            key = (row["admin_level"], hapi.PHASES[row["ipc_phase"]], row["ipc_type"])
            expected[key] += int(row["population_in_phase"] or 0)
    of = food.assign(level=food["admin_level"].astype(str))
    sums = of.groupby(["level", "indicator", "qualifier"])["value"].sum()
    assert sums.to_dict() == expected
    assert len(food) == sum(not row["error"] for row in plain)


def test_food_security_keeps_the_projection_that_was_current_last(shared):
    food, _ = read_real(shared, "food_security", "CAF")
    rows = food[(food["admin_level"] == 0) & (food["indicator"] == "food_insecure_phase3plus")]
    found = rows.set_index(rows["period_start"].dt.strftime("%Y-%m"))["value"]
    assert found["2022-04"] == 2208902  # the row of 2,359,937 bears the error of an older analysis
    assert found["2020-05"] == 2362737


@pytest.mark.parametrize(("iso3", "kept"), [("PSE", 62), ("NIC", 0)])
def test_a_national_average_is_no_market(shared, iso3, kept):
    prices, plain = read_real(shared, "food_price", iso3)
    expected = [row for row in plain if row["market_name"] != "National Average"]
    assert len(prices) == len(expected) == kept
    assert prices["price_usd"].sum() == pytest.approx(
        sum(float(row["usd_price"]) for row in expected)
    )


@pytest.mark.parametrize("iso3", ["AFG", "JOR"])
def test_funding_of_the_real_file_is_that_of_its_rows(shared, iso3):
    needs, plain = read_real(shared, "funding", iso3)
    inside = [row for row in plain if row["appeal_code"] != "Not specified"]
    (outside,) = [row for row in plain if row["appeal_code"] == "Not specified"]
    assert len(needs) == 3 * len(inside) + 1
    for name, (indicator, unit) in hapi.MONEY.items():
        of = needs[needs["indicator"] == indicator].set_index("plan")
        assert (of["unit"] == unit).all()
        for row in inside:
            value = of["value"][row["appeal_code"]]
            assert pd.isna(value) if row[name] == "" else value == float(row[name])
    row = needs[needs["indicator"] == "funding_outside_plan_usd"]
    assert row["value"].item() == float(outside["funding_usd"])
    assert row["plan"].isna().item()


def test_funding_prefers_the_country_s_own_plan(shared):
    needs, _ = read_real(shared, "funding", "AFG")
    own = needs[needs["is_preferred"]].set_index("indicator")["value"]
    assert own.to_dict() == {
        "requirements_usd": 1131050820,
        "funding_usd": 564467765,
        "percent_funded": 50,
        "funding_outside_plan_usd": 146123534,
    }
    jordan, _ = read_real(shared, "funding", "JOR")  # a regional plan repeats per country
    assert jordan[jordan["is_preferred"]]["indicator"].tolist() == ["funding_outside_plan_usd"]


def test_a_plan_without_a_sum_of_requirements_has_none(shared):
    needs, _ = read_real(shared, "funding", "AFG")
    row = needs[(needs["plan"] == "OGLBL20") & (needs["indicator"] == "requirements_usd")]
    assert (row["value"].isna().item(), row["status"].item()) == (True, "not_reported")


def test_population_is_the_whole_and_never_its_parts_together(shared):
    population, plain = read_real(shared, "population", "VCT")
    assert len(population) == len(plain) == 54
    assert population[population["is_preferred"]]["value"].tolist() == [103938]
    women = population[population["qualifier"] == "gender f"]["value"].item()
    assert women == 51015


# Conflict events are ACLED's: their rows are invented, with HAPI's columns.
PLACE = (
    "location_code,has_hrp,in_gho,provider_admin1_name,provider_admin2_name,admin1_code,"
    "admin1_name,admin2_code,admin2_name,admin_level"
)
STATE = "reference_period_start,reference_period_end,dataset_hdx_id,resource_hdx_id,warning,error"
CONFLICT = f"{PLACE},event_type,events,fatalities,{STATE}"
NOVEMBER = "2023-11-01,2023-11-30,d,r"
EVENTS = f"""
    {CONFLICT}
    XXX,Y,Y,,,XX01,North,XX0101,Upper,2,political_violence,3,7,{NOVEMBER},,
    XXX,Y,Y,,,XX01,North,XX0102,Lower,2,political_violence,0,0,{NOVEMBER},,
    XXX,Y,Y,,,XX02,South,XX0201,Far,2,political_violence,1,,{NOVEMBER},PCode length,
    XXX,Y,Y,East,Sand,XXX-XXX,,XXX-XXX-XXX,,2,political_violence,2,1,{NOVEMBER},,
    XXX,Y,Y,,,XX01,North,XX0101,Upper,2,civilian_targeting,2,6,{NOVEMBER},,
    XXX,Y,Y,,,XX01,North,XX0101,Upper,2,demonstration,9,,{NOVEMBER},,
    XXX,Y,Y,,,XX01,North,,,1,political_violence,0,0,{NOVEMBER},,
    XXX,Y,Y,,,XX02,South,XX0202,Near,2,political_violence,50,50,{NOVEMBER},,Duplicate row
    YYY,Y,Y,,,YY01,West,YY0101,Far,2,political_violence,8,8,{NOVEMBER},,
"""


def test_only_political_violence_of_the_finest_level_is_added_up():
    months = clean(raw_rows(EVENTS), vintage()).set_index("admin1_name")
    assert months["incidents"].to_dict() == {"North": 3, "South": 1, "East": 2}
    assert months["fatalities_best"]["North"] == 7
    assert months["event_type"].unique().tolist() == ["political violence"]
    assert months["inputs"]["North"] == "test.csv#2,3"


def test_what_conflict_rows_do_not_tell_is_missing():
    months = clean(raw_rows(EVENTS), vintage()).set_index("admin1_name")
    assert pd.isna(months["fatalities_best"]["South"])
    not_told = ["fatalities_low", "fatalities_high", "civilian_fatalities"]
    assert months[[*not_told, "incidents_imprecise_place"]].isna().all(axis=None)


def test_how_vague_the_places_are_is_no_figure_where_it_is_not_told():
    months, here = clean(raw_rows(EVENTS), vintage()), {"geography": "XXX", "geography_name": "X"}
    assert count_vague(months, here, pd.Timestamp("2023-11-01")) == []
    told = months.assign(incidents_imprecise_place=1, incidents_spanning_months=0)
    found = count_vague(told, here, pd.Timestamp("2023-11-01"))
    assert [figure["value"] for figure in found] == [0, 3]


def test_a_unit_that_stands_twice_in_a_month_is_refused():
    row = f"    XXX,Y,Y,,,XX01,North,XX0101,Upper,2,political_violence,3,7,{NOVEMBER},,"
    with pytest.raises(BadInputError, match=r"row 11.*stands twice"):
        clean(raw_rows(f"{EVENTS.rstrip()}\n{row}"), vintage())


def test_a_country_given_as_a_whole_is_in_no_region():
    text = f"{CONFLICT}\nXXX,N,N,,,,,,,0,political_violence,0,0,{NOVEMBER},,"
    months = clean(raw_rows(text), vintage())
    assert months["admin1_name"].isna().tolist() == [True]
    assert months["incidents"].item() == 0


def test_other_categories_alone_are_no_count_of_violence():
    text = f"{CONFLICT}\nXXX,N,N,,,,,,,0,demonstration,4,,{NOVEMBER},,"
    with pytest.raises(BadInputError, match="has no political violence of XXX"):
        clean(raw_rows(text), vintage())


def test_the_month_that_is_still_growing_is_not_covered():
    months = clean(raw_rows(EVENTS), vintage())
    assert hapi.to_coverage(months, vintage(day="2023-12-13")) is None
    first, last = hapi.to_coverage(months, vintage(day="2023-12-14"))
    assert first == last == pd.Timestamp("2023-11-01")


IDPS = f"{PLACE},operation,assessment_type,population,reporting_round,{STATE}"


def stock(day, operation, kind, people, place=",,,,,,0"):
    return f"XXX,Y,Y,{place},{operation},{kind},{people},1,{day},{day},d,r,,"


def test_one_operation_serves_at_a_time_and_all_stay():
    rows = [
        stock("2021-01-31", "Flood", "BA", 10),
        stock("2022-01-31", "Conflict", "BA", 100),
        stock("2022-06-30", "Flood", "BA", 20),
        stock("2022-06-30", "Conflict", "SA", 30),
        stock("2023-01-31", "Conflict", "BA", 200),
        stock("2023-06-30", "Conflict", "SA", 40),
    ]
    stocks = clean(raw_rows("\n".join([IDPS, *rows])), vintage())
    assert len(stocks) == 6
    assert stocks[stocks["is_preferred"]]["idps"].tolist() == [10, 100, 200, 40]
    assert stocks["method"].unique().tolist() == ["DTM baseline assessment", "DTM site assessment"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (",,XX01,North,,,1", ("XX01", "North", None)),
        (",Höch,XX01,North,XX0101,Upper,2", ("XX0101", "Upper", "North")),
        ("Nörth,,XXX-XXX,,,,1", ("Nörth", "Nörth", None)),
        ("Nörth, ,XX01,North,XX0102,,2", ("XX0102", "XX0102", "North")),
        (",,,,,,0", ("XXX", "Xland", None)),
    ],
)
def test_a_place_without_a_code_keeps_its_name(place, expected):
    text = "\n".join([IDPS, stock("2023-01-31", "Conflict", "BA", 1, place)])
    row = clean(raw_rows(text), vintage()).iloc[0]
    found = row[["geography", "geography_name", "parent_name"]]
    assert tuple(None if pd.isna(v) else v for v in found) == expected


def test_a_blank_stock_is_unknown_and_a_zero_is_none():
    rows = [stock(f"2023-0{n}-28", "Conflict", "BA", people) for n, people in ((1, ""), (2, 0))]
    stocks = clean(raw_rows("\n".join([IDPS, *rows])), vintage())
    assert stocks["status"].tolist() == ["not_reported", "reported"]
    assert stocks["idps"].isna().tolist() == [True, False]


FOOD = f"{PLACE},ipc_phase,ipc_type,population_in_phase,population_fraction_in_phase,{STATE}"
SUMMER = "2021-07-01,2021-09-30,d,r"


def test_the_nearer_analysis_of_a_period_serves():
    rows = [
        f"XXX,Y,Y,,,,,,,0,3+,{kind},{people},0.2,{period},,"
        for kind, people, period in [
            ("second projection", 1, SUMMER),
            ("first projection", 2, SUMMER),
            ("second projection", 3, "2021-10-01,2021-12-31,d,r"),
        ]
    ]
    food = clean(raw_rows("\n".join([FOOD, *rows])), vintage())
    assert food[food["is_preferred"]]["value"].tolist() == [2, 3]
    assert food["qualifier"].str.startswith(("first projection", "second projection")).all()


PRICES = (
    f"{PLACE},market_name,market_code,lat,lon,commodity_category,commodity_name,commodity_code,"
    f"unit,price_flag,price_type,currency_code,price,usd_price,{STATE}"
)


def test_a_forecast_is_no_price():
    row = (
        "XXX,N,N,,,,,,,0,Xmarket,1,,,c,Rice,2,KG,{flag},Retail,XXD,5,1,2023-11-15,2023-12-14,d,r,,"
    )
    flags = ["actual", "forecast", "aggregate", "actual,forecast"]
    text = "\n".join([PRICES, *(row.format(flag=f'"{flag}"') for flag in flags)])
    assert len(clean(raw_rows(text), vintage())) == 2


def test_the_answer_of_the_api_is_read_like_the_csv(write_csv):
    record = (
        '{"resource_hdx_id": "r", "admin1_ref": 1, "admin2_ref": null, "provider_admin1_name": null,'
        ' "provider_admin2_name": null, "admin_level": 1, "location_code": "XXX", "has_hrp": true,'
        ' "admin1_code": "XX01", "admin1_name": "North", "admin2_code": null, "admin2_name": null,'
        ' "sector_code": "Intersectoral", "sector_name": "Intersectoral", "category": "",'
        ' "population_status": "INN", "population": 5,'
        ' "reference_period_start": "2024-01-01T00:00:00",'
        ' "reference_period_end": "2024-12-31T00:00:00"}'
    )
    path = write_csv(f'{{"data": [{record}]}}', "needs.json")
    needs = clean(read_rows(path, path.name), vintage())
    assert (needs["value"].item(), needs["geography"].item()) == (5, "XX01")
    assert needs["period_end"].item() == pd.Timestamp("2024-12-31")
    assert needs["known_from"].item() == pd.Timestamp("2024-01-31")


NEEDS = f"{PLACE},sector_code,sector_name,category,population_status,population,{STATE}"
YEAR = "2024-01-01,2024-12-31,d,r"


def test_of_two_totals_of_a_place_the_one_without_a_category_serves():
    rows = [
        f"XXX,Y,Y,,,,,,,0,Intersectoral,,{category},INN,{n},{YEAR},,"
        for category, n in [("Total", 1), ("", 2), ("Children", 3)]
    ]
    needs = clean(raw_rows("\n".join([NEEDS, *rows])), vintage())
    assert needs[needs["is_preferred"]]["value"].tolist() == [2]
    assert needs["qualifier"].dropna().tolist() == ["category Children"]


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        (NEEDS, f"0,,,,INN,5,{YEAR},,", "row 2, column sector_code: is empty"),
        (NEEDS, f"0,HEA,,,IN,5,{YEAR},,", "row 2, column population_status: 'IN' is none of INN"),
        (NEEDS, f"3,HEA,,,INN,5,{YEAR},,", "row 2, column admin_level: '3' is none of 0, 1, 2"),
        (NEEDS, f"0,HEA,,,INN,-5,{YEAR},,", "row 2, column population: '-5' is below zero"),
        (
            NEEDS,
            "0,HEA,,,INN,5,2024-01-02,2024-01-01,d,r,,",
            "row 2, column reference_period_end: ends before it begins",
        ),
        (NEEDS, "0,HEA,,,INN,5,2024-01-02,,d,r,,", "column reference_period_end: is empty"),
        (FOOD, f"0,3+,current,5,1.2,{SUMMER},,", "population_fraction_in_phase: is above 1"),
        (FOOD, f"0,6,current,5,0.2,{SUMMER},,", "column ipc_phase: '6' is none of"),
        (CONFLICT, f"0,political_violence,,0,{NOVEMBER},,", "row 2, column events: is empty"),
        (CONFLICT, "0,political_violence,1,0,2023-11-01,2023-12-31,d,r,,", "is not in the month"),
    ],
)
def test_a_bad_row_is_named(header, row, told):
    with pytest.raises(BadInputError, match=told):
        clean(raw_rows(f"{header}\nXXX,Y,Y,,,,,,,{row}"), vintage())


def test_a_file_without_the_country_is_refused():
    with pytest.raises(BadInputError, match="column location_code: has no row of ZZZ"):
        clean(raw_rows(EVENTS), vintage("ZZZ"))


def test_a_file_of_exactly_as_many_rows_as_an_answer_is_refused(monkeypatch):
    monkeypatch.setattr(hapi, "LIMIT", 9)
    with pytest.raises(BadInputError, match="exactly 9 rows, at which HAPI cuts an answer off"):
        clean(raw_rows(EVENTS), vintage())


def test_input_is_unchanged():
    raw = raw_rows(EVENTS)
    before = raw.copy()
    clean(raw, vintage())
    pd.testing.assert_frame_equal(raw, before)


def test_the_newest_word_on_a_figure_replaces_the_older():
    older, newer = (
        clean(
            raw_rows(
                "\n".join([NEEDS, *(f"XXX,Y,Y,,,,,,,0,{s},,,INN,{n},{YEAR},," for s in codes)])
            ),
            vintage(day=day),
        )
        for n, codes, day in [
            (5, ("HEA", "Intersectoral"), "2024-02-01"),
            (6, ("HEA",), "2024-03-01"),
        ]
    )
    kept = hapi.keep_newest(pd.concat([older, newer], ignore_index=True))
    assert sorted(zip(kept["value"], kept["as_of"], strict=True)) == [
        *((5, "2024-02-01"), (6, "2024-03-01")),
    ]
    stocks = clean(
        raw_rows("\n".join([IDPS, *(stock(f"2023-0{n}-28", "A", "BA", 1) for n in (1, 2))])),
        vintage(),
    )
    assert len(hapi.keep_newest(pd.concat([stocks, stocks]))) == 2


API = "/hapi.humdata.org/api/v2/"


@pytest.fixture
def fetch(server, tmp_path):
    for path in hapi.THEMES.values():
        server.answer(API + path, {"data": []})

    def run(**environ):
        known = environ or {"HAPI_APP_IDENTIFIER": "aWRlbnRpdHk="}
        with server.client(tmp_path / "scratch", **known) as client:
            files = hapi.download(client, vintage(), "2023-10", "2023-11")
            return {f.path.name: len(read_rows(f.path, f.path.name)) for f in files}

    return run


def test_themes_are_read_page_by_page_and_empty_ones_are_no_file(server, fetch, monkeypatch):
    monkeypatch.setattr(hapi, "LIMIT", 2)
    path = API + hapi.THEMES["conflict_event"]
    for offset, rows in {"0": [1, 2], "2": [3, 4], "4": [5]}.items():
        server.answer(path, {"data": [{"events": n} for n in rows]}, query={"offset": offset})
    server.answer(API + hapi.THEMES["funding"], {"data": [{"funding_usd": 1}]})
    assert fetch() == {
        "hapi_conflict_event_XXX_2023-10_2023-11.json": 5,
        "hapi_funding_XXX_2023-10_2023-11.json": 1,
    }
    asked = server.asked(path)[0]
    assert asked.headers["x-hdx-hapi-app-identifier"] == "aWRlbnRpdHk="
    assert "app_identifier" not in asked.query
    wanted = {"location_code": "XXX", "start_date": "2023-10-01", "end_date": "2023-11-30"}
    assert wanted.items() <= asked.query.items()
    assert len(server.asked(API)) == 3 + len(hapi.THEMES) - 1


def test_a_full_page_given_twice_is_an_error(server, fetch, monkeypatch):
    monkeypatch.setattr(hapi, "LIMIT", 1)
    server.answer(API + hapi.THEMES["idps"], {"data": [{"population": 1}]})
    with pytest.raises(FetchError, match="twice: the answer is not whole"):
        fetch()


def test_nothing_at_all_is_no_table(fetch):
    with pytest.raises(NothingThereError, match="no row of Xland from 2023-10 to 2023-11"):
        fetch()


def test_an_answer_without_rows_of_data_is_an_error(server, fetch):
    server.answer(API + hapi.THEMES["idps"], {"detail": "odd"})
    with pytest.raises(FetchError, match="without rows of data"):
        fetch()


def test_a_missing_or_wrong_identifier_is_told(server, fetch):
    with pytest.raises(MissingSecretError, match="HAPI_APP_IDENTIFIER"):
        fetch(OTHER="x")
    for path in hapi.THEMES.values():
        server.answer(API + path, {"error": "Invalid app identifier"}, status=403)
    with pytest.raises(FetchError, match="Invalid app identifier"):
        fetch()
