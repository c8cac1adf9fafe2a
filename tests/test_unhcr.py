"""What could go wrong unseen: UNHCR's own codes read as ISO, ``-`` as nobody, origin as asylum."""

import json

import pandas as pd
import pytest

from analysis import holdings, intake
from analysis.measures import BadInputError
from analysis.rows import read_sheets
from analysis.schema import Idps, Refugees, empty
from analysis.sources import unhcr
from analysis.web import FetchError, NothingThereError
from tests.conftest import RAW, raw_rows, vintage

MALI = vintage("MLI", name="Mali", day="2026-11-22")
PAIR = (
    "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,returned_refugees,"
    "idps,returned_idps,stateless,ooc,oip,hst"
)
SITUATION = "Country,ISO3,Country of Origin,ISO3 of Origin,Population type,Source,Date,Individuals"


def read(path):
    ((layout, rows),) = intake.read_file(unhcr.SOURCE, path, path.name)
    return layout, rows


def clean(text, country="XXX", day="2026-11-22"):
    return unhcr.clean_pairs(raw_rows(f"{PAIR}\n{text}"), vintage(country, name="Xland", day=day))


def value(rows, indicator, geography, as_of="2023"):
    here = rows["indicator"].eq(indicator) & rows["geography"].eq(geography)
    return rows.loc[here & rows["as_of"].eq(as_of), "value"].item()


def test_refugees_from_mali_are_as_published(shared):
    layout, rows = read(shared / "unhcr" / "population_mali.csv")
    refugees = unhcr.clean_pairs(rows, MALI)
    assert layout == "pairs"
    numbers = [value(refugees, "refugees", code) for code in ("MLI", "MRT", "NER", "BFA")]
    assert numbers == [249_046, 110_997, 67_678, 37_425]
    assert value(refugees, "refugees_hosted", "MLI") == 66_443
    assert value(refugees, "refugees_hosted", "NER") == 20_618


def test_the_embedded_years_are_those_of_the_file(shared):
    _, rows = read(shared / "unhcr" / "population_mali.csv")
    folder = RAW / "unhcr" / "MLI" / "2026-11-22"
    layout, embedded = read(folder / "refugees_unhcr_yearly.csv")
    ours, theirs = unhcr.clean_yearly(embedded, MALI), unhcr.clean_pairs(rows, MALI)
    assert layout == "yearly_by_asylum"
    key = ["indicator", "geography", "as_of"]
    theirs = theirs[theirs["indicator"].isin(unhcr.ABROAD) & theirs["admin_level"].isna()]
    both = ours.merge(theirs, on=key, how="left", validate="one_to_one")
    assert both["value_x"].equals(both["value_y"])
    combined = holdings.combine(unhcr.SOURCE, "refugees", [ours, unhcr.clean_pairs(rows, MALI)])
    served = combined[combined["is_preferred"]]
    assert not served.duplicated([*key, "period_end"]).any()


def test_idps_stand_where_origin_and_asylum_are_the_country(shared):
    _, rows = read(shared / "unhcr" / "population_mali.csv")
    stocks = unhcr.clean_displaced(rows, MALI).set_index(["indicator", "as_of"])["idps"]
    assert stocks["idps", "2023"] == 354_739
    assert stocks["idps", "2015"] == 61_920
    assert stocks["returned_idps", "2023"] == 79_763


def test_people_within_are_no_refugees(shared):
    _, rows = read(shared / "unhcr" / "population_mali.csv")
    refugees = unhcr.clean_pairs(rows, MALI)
    parts = refugees[refugees["admin_level"].isna()]
    assert not parts["geography"].eq("MLI").any()
    leaving = rows[(rows["coo_iso"] == "MLI") & (rows["coa_iso"] != "MLI")]
    wholes = refugees[refugees["admin_level"].eq(0) & refugees["indicator"].eq("refugees")]
    assert wholes["value"].sum() == pd.to_numeric(leaving["refugees"]).sum()


def test_countries_are_read_by_iso_codes_alone():
    refugees = clean(
        """2023,Xland,AUS,XXX,Austria,AUS,AUT,5,0,0,0,0,0,0,,0
2023,Australia,XXX,AUS,Niger,NGR,NER,9,0,0,0,0,0,0,,0"""
    )
    assert refugees.loc[refugees["indicator"] == "refugees", "geography"].tolist() == ["AUT", "XXX"]


def test_a_sum_is_at_least_the_rest_where_a_part_is_not_available():
    refugees = clean(
        """2023.0,Xland,X,XXX,Aland,A,AAA,5.0,-,0,0,0,0,0,,0
2023.0,Xland,X,XXX,Bland,B,BBB,7.0,3,,0,0,0,0,,0"""
    )
    assert value(refugees, "refugees", "XXX") == 12
    assert value(refugees, "asylum_seekers", "XXX") == 3
    sums = refugees[refugees["geography"] == "XXX"].set_index("indicator")["status"]
    assert sums[["refugees", "asylum_seekers"]].tolist() == ["reported", "at_least"]
    assert pd.isna(value(refugees, "asylum_seekers", "AAA"))
    assert pd.isna(value(refugees, "returned_refugees", "BBB"))
    missing = refugees["value"].isna()
    assert (refugees["status"] == "not_reported").tolist() == missing.tolist()


def test_people_from_and_people_in_are_apart():
    refugees = clean(
        """2023,Xland,X,XXX,Aland,A,AAA,5,1,2,0,0,0,0,,0
2023,Aland,A,AAA,Xland,X,XXX,8,3,4,0,0,0,0,,0"""
    ).set_index(["indicator", "geography"])
    assert refugees["value"].to_dict() == {
        ("refugees", "AAA"): 5,
        ("refugees", "XXX"): 5,
        ("asylum_seekers", "AAA"): 1,
        ("asylum_seekers", "XXX"): 1,
        ("refugees_hosted", "AAA"): 8,
        ("refugees_hosted", "XXX"): 8,
        ("asylum_seekers_hosted", "AAA"): 3,
        ("asylum_seekers_hosted", "XXX"): 3,
        ("returned_refugees", "AAA"): 2,
        ("returned_refugees", "XXX"): 2,
    }
    assert not refugees.loc[("refugees_hosted", "AAA"), "is_preferred"]
    assert refugees.loc[("refugees_hosted", "XXX"), "is_preferred"]
    assert refugees.loc[("refugees", "AAA"), "qualifier"] == "from Xland, in Aland"
    assert refugees.loc[("returned_refugees", "XXX"), "period_start"] == pd.Timestamp("2023-01-01")


@pytest.mark.parametrize(
    ("day", "as_of", "end"),
    [
        ("2023-11-15", "2023-06", "2023-06-30"),
        ("2024-05-30", "2023-06", "2023-06-30"),
        ("2024-06-14", "2023", "2023-12-31"),
    ],
)
def test_the_year_that_is_not_closed_has_its_mid_year(day, as_of, end):
    text = "2023,Xland,X,XXX,Aland,A,AAA,5,1,2,0,0,0,0,,0"
    refugees = clean(text, day=day)
    assert set(refugees["as_of"]) == {as_of}
    assert set(refugees["period_end"]) == {pd.Timestamp(end)}


def test_a_file_of_other_countries_is_refused():
    with pytest.raises(BadInputError, match="column coo_iso: has no row of YYY"):
        clean("2023,Xland,X,XXX,Aland,A,AAA,5,1,2,0,0,0,0,,0", country="YYY")


def test_a_page_read_twice_is_refused():
    row = "2023,Xland,X,XXX,Aland,A,AAA,5,1,2,0,0,0,0,,0"
    with pytest.raises(
        BadInputError, match="row 3, column year, coo_iso, coa_iso: '2023, XXX, AAA' stands"
    ):
        clean(f"{row}\n{row}")


def test_a_country_without_idps_has_no_row_of_them():
    rows = raw_rows(f"{PAIR}\n2023,Xland,X,XXX,Aland,A,AAA,5,1,2,0,0,0,0,,0")
    assert unhcr.clean_displaced(rows, vintage()).empty


def test_a_nowcast_names_no_country_and_is_refused(tmp_path):
    path = tmp_path / "nowcasting.json"
    record = {"month": "2026-08", "refugees": 1000, "asylum_seekers": 10, "source": "gov"}
    path.write_text(json.dumps({"page": 1, "maxPages": 1, "items": [record]}))
    with pytest.raises(BadInputError, match="names no country"):
        intake.add_file(tmp_path / "raw", "unhcr", path, "MLI", "2026-10-01", None)
    assert not (tmp_path / "raw").exists()


def test_pairs_leave_their_rows_alone():
    rows = raw_rows(f"{PAIR}\n2023,Xland,X,XXX,Xland,X,XXX,5,1,2,0,0,0,0,,0")
    before = rows.copy()
    unhcr.clean_pairs(rows, vintage())
    unhcr.clean_displaced(rows, vintage())
    pd.testing.assert_frame_equal(rows, before)


def test_of_a_month_the_last_day_counts_per_host_origin_and_type():
    rows = raw_rows(
        f"""{SITUATION}
Aland,AAA,Xland,XXX,Refugees,UNHCR,2023-11-15,100
Aland,AAA,Xland,XXX,Refugees,UNHCR,2023-11-30,120
Aland,AAA,Xland,XXX,Refugees,UNHCR,2023-12-31,130
Aland,AAA,Xland,XXX,Asylum-seekers,UNHCR,2023-11-20,-
Xland,XXX,Aland,AAA,Refugees,Government,2023-11-30T00:00:00,7
Xland,XXX,Xland,XXX,IDPs,UNHCR,2023-11-30,9
Bland,BBB,Aland,AAA,Refugees,UNHCR,2023-11-30,1"""
    )
    situations = unhcr.clean_situations(rows, vintage())
    told = situations[["indicator", "geography", "as_of", "is_preferred", "source_row"]]
    assert told.to_numpy().tolist() == [
        ["refugees", "AAA", "2023-11-30", True, 3],
        ["refugees", "AAA", "2023-12-31", True, 4],
        ["asylum_seekers", "AAA", "2023-11-20", True, 5],
        ["refugees_hosted", "AAA", "2023-11-30", False, 6],
    ]
    assert situations["value"].fillna(-1).tolist() == [120, 130, -1, 7]
    assert situations.loc[3, "qualifier"] == "Refugees from Aland, in Xland; Government"


def test_situations_of_other_countries_are_refused():
    rows = raw_rows(f"{SITUATION}\nAland,AAA,Bland,BBB,Refugees,UNHCR,2023-11-15,100")
    with pytest.raises(BadInputError, match="column ISO3: has no row of XXX"):
        unhcr.clean_situations(rows, vintage())


def test_the_newest_vintage_of_a_figure_stands_for_it():
    parts = [
        clean(f"2023,Xland,X,XXX,Aland,A,AAA,{people},1,2,0,0,0,0,,0", day=day)
        for people, day in (("5", "2024-07-01"), ("6", "2025-07-01"))
    ]
    refugees = holdings.combine(unhcr.SOURCE, "refugees", parts)
    assert value(refugees, "refugees", "XXX") == value(refugees, "refugees", "AAA") == 6
    assert len(refugees) == len(parts[0])


def test_nothing_combined_is_nothing():
    assert holdings.combine(unhcr.SOURCE, "refugees", [empty(Refugees)]).empty
    assert holdings.combine(unhcr.SOURCE, "idps", [empty(Idps)]).empty


POPULATION = "/api.unhcr.org/population/v1/population/"
CATALOGUE = "/data.humdata.org/api/3/action/package_show"


def pair(year, coo="XXX", coa="AAA"):
    counts = dict.fromkeys(["asylum_seekers", "returned_refugees", "idps", "returned_idps"], "0")
    ends = {"coo_name": coo, "coo_iso": coo, "coa_name": coa, "coa_iso": coa}
    return {"year": year, "refugees": 5} | ends | counts


def answer_pages(server, end, pages):
    for number, items in enumerate(pages, start=1):
        body = {"page": number, "maxPages": len(pages), "items": items}
        server.answer(POPULATION, body, query={end: "XXX", "page": str(number)})


def test_every_page_of_both_ends_is_asked_for_by_iso_code(server, tmp_path):
    answer_pages(server, "coo", [[pair(2021), pair(2022)], [pair(2023)]])
    answer_pages(server, "coa", [[pair(2023, "AAA", "XXX")]])
    with server.client(tmp_path / "s") as client:
        files = unhcr.download(client, vintage(), "2023-01", "2023-12")
        names = [f.path.name for f in files]
        parts = [unhcr.clean_pairs(read(f.path)[1], vintage()) for f in files]
    assert names == ["unhcr_population_from_xxx.json", "unhcr_population_in_xxx.json"]
    refugees = holdings.combine(unhcr.SOURCE, "refugees", parts)
    assert refugees["indicator"].value_counts()["refugees"] == 6
    assert value(refugees, "refugees_hosted", "XXX", as_of="2023-06") == 5
    asked = server.asked(POPULATION)
    assert {(r.query["cf_type"], r.query["yearFrom"], r.query["yearTo"]) for r in asked} == {
        ("ISO", "1951", "2024")
    }
    assert [r.query["page"] for r in asked] == ["1", "2", "1"]


def test_a_country_of_which_unhcr_has_no_row_is_an_absence(server, tmp_path):
    answer_pages(server, "coo", [[]])
    answer_pages(server, "coa", [[]])
    with pytest.raises(NothingThereError, match="UNHCR has no figure of XXX"):
        unhcr.download(server.client(tmp_path), vintage(), "2023-01", "2023-12")


def test_a_page_that_comes_again_for_the_next_is_a_failure(server, tmp_path):
    again = {"page": 1, "maxPages": 2, "items": [pair(2023)]}
    server.answer(POPULATION, again)
    with pytest.raises(FetchError, match="gave page 1 for page 2"):
        unhcr.download(server.client(tmp_path), vintage(), "2023-01", "2023-12")


def test_an_error_that_is_a_web_page_is_a_failure(server, tmp_path):
    server.answer(POPULATION, b"<!doctype html><html><body>Bad request</body></html>")
    with pytest.raises(FetchError, match="web page in place of data"):
        unhcr.download(server.client(tmp_path), vintage(), "2023-01", "2023-12")


@pytest.mark.parametrize(("code", "count"), [("XXX", 3), ("YYY", 2)])
def test_situations_come_along_where_they_name_the_country(server, tmp_path, code, count):
    answer_pages(server, "coo", [[pair(2023)]])
    answer_pages(server, "coa", [[pair(2023, "AAA", "XXX")]])
    url = "https://data.humdata.org/dataset/d/resource/r/download/situations.csv"
    package = {"title": "S", "resources": [{"name": "situations", "format": "CSV", "url": url}]}
    server.answer(CATALOGUE, {"success": True, "result": package}, query={"id": "unhcr-situations"})
    row = f"Aland,AAA,Xland,{code},Refugees,UNHCR,2023-11-15,100"
    server.answer(
        "/data.humdata.org/dataset/d/resource/r/download/situations.csv",
        f"{SITUATION}\n{row}\n".encode(),
    )
    with server.client(tmp_path / "s") as client:
        assert len(unhcr.download(client, vintage(), "2023-01", "2023-12")) == count


def test_another_country_s_extract_has_no_totals_of_ours(shared):
    path = shared / "unhcr" / "population_mali.csv"
    rows = read_sheets(path, path.name)[0]
    with pytest.raises(BadInputError, match="names MLI in every row"):
        unhcr.clean_pairs(rows, vintage("BEN"))
