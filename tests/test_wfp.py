"""What could go wrong unseen: a national average or a forecast taken for a price at a market."""

import pandas as pd
import pytest

from analysis.formats import recognise_layout
from analysis.hdx import name_country
from analysis.measures import BadInputError
from analysis.rows import read_rows
from analysis.schema import Prices
from analysis.sources import wfp
from analysis.web import NothingThereError
from tests.conftest import raw_rows, vintage
from tests.hdx_catalogue import list_dataset

NEWER = "date,admin1,admin2,market,market_id,latitude,longitude,category,commodity,commodity_id,unit,priceflag,pricetype,currency,price,usdprice"
TAGS = "#date,#adm1+name,#adm2+name,#loc+market+name,,#geo+lat,#geo+lon,#item+type,#item+name,,#item+unit,#item+price+flag,#item+price+type,#currency,#value,#value+usd"
PRICES = """\
2024-01-15,North,Hill,Old market,1,1.5,2.5,cereals and tubers,Millet,65,KG,actual,Retail,XOF,300,0.5
2024-01-15,North,Hill,Old market,1,1.5,2.5,cereals and tubers,Millet,65,100 KG,aggregate,Wholesale,XOF,25000,41.67
2024-01-15,,,National Average,2,,,cereals and tubers,Millet,65,KG,actual,Retail,XOF,310,0.51
2024-02-15,North,Hill,Old market,1,1.5,2.5,cereals and tubers,Millet,65,KG,forecast,Retail,XOF,320,0.53
2024-02-15,North,,Total,3,1.5,2.5,pulses and nuts,Beans,50,KG,"actual,aggregate",Retail,XOF,,
"""
OLDER = "date,cmname,unit,category,price,currency,country,admname,adm1id,mktname,mktid,cmid,ptid,umid,catid,sn,default"


def test_averages_and_forecasts_are_dropped_and_nothing_else():
    prices = wfp.clean_country(raw_rows(f"{NEWER}\n{PRICES}"), vintage())
    assert prices["source_row"].tolist() == [2, 3, 6]
    assert prices["price"].tolist()[:2] == [300, 25000]
    assert prices["price_usd"].tolist()[:2] == [0.5, 41.67]
    assert prices["unit"].tolist()[:2] == ["KG", "100 KG"]
    assert prices["price_type"].tolist()[:2] == ["Retail", "Wholesale"]
    assert set(prices["currency"]) == {"XOF"}


def test_a_blank_price_is_missing_and_the_market_called_total_stays():
    prices = wfp.clean_country(raw_rows(f"{NEWER}\n{PRICES}"), vintage())
    last = prices.iloc[-1]
    assert (last["market"], last["status"]) == ("Total", "not_reported")
    assert pd.isna(last["price"])
    assert pd.isna(last["admin2_name"])


def test_prices_count_as_known_from_the_day_of_the_file():
    prices = wfp.clean_country(raw_rows(f"{NEWER}\n{PRICES}"), vintage())
    assert set(prices["known_from"]) == {pd.Timestamp("2024-01-31")}
    assert prices["date"].min() == pd.Timestamp("2024-01-15")


@pytest.mark.parametrize("tags", [f"{TAGS}\n", ""])
def test_a_row_of_tags_is_no_price_and_its_absence_costs_none(write_csv, tags):
    rows = read_rows(write_csv(f"\ufeff{NEWER}\n{tags}{PRICES}".encode()), "wfp.csv")
    assert recognise_layout(rows.columns, "any", wfp.SOURCE) == "prices"
    assert len(wfp.clean_country(rows, vintage())) == 3


def test_a_country_is_taken_from_a_file_of_many():
    lines = "\n".join(
        f"{iso3},{line}" for iso3 in ("XXX", "YYY") for line in PRICES.strip().splitlines()
    )
    rows = raw_rows(f"countryiso3,{NEWER}\n{lines}")
    assert recognise_layout(rows.columns, "any", wfp.SOURCE) == "prices_global"
    prices = wfp.clean_global(rows, vintage("YYY"))
    assert prices["source_row"].tolist() == [7, 8, 11]
    with pytest.raises(BadInputError, match="column countryiso3: has no row of ZZZ"):
        wfp.clean_global(rows, vintage("ZZZ"))


def test_the_older_layout_has_the_kind_of_price_in_the_commodity():
    rows = raw_rows(
        f"""
        {OLDER}
        2005-01-15,Wheat flour - Wholesale,KG,cereals and tubers,1347.33,XOF,Xland,North,935,Old market,842,58,14,5,1,842_58_14_5,
        2005-01-15,Rice - local - Retail,KG,cereals and tubers,500,XOF,Xland,North,935,Old market,842,58,15,5,1,1,
        2005-01-15,Maize,KG,cereals and tubers,400,XOF,Xland,North,935,National Average,842,58,15,5,1,1,
        2005-01-15,Maize,KG,cereals and tubers,400,XOF,Xland,North,935,Old market,842,58,15,5,1,1,
        2005-01-15,Maize,KG,cereals and tubers,400,YOF,Yland,North,935,Old market,842,58,15,5,1,1,
        """
    )
    assert recognise_layout(rows.columns, "any", wfp.SOURCE) == "prices_older"
    prices = wfp.clean_older(rows, vintage())
    assert prices["commodity"].tolist() == ["Wheat flour", "Rice - local", "Maize"]
    assert prices["price_type"].tolist() == ["Wholesale", "Retail", "not stated"]
    assert prices["price_usd"].isna().all()
    with pytest.raises(BadInputError, match="has no row of ZZZ"):
        wfp.clean_older(rows, vintage("ZZZ", name="Zland"))


def test_a_file_of_averages_only_has_no_price():
    rows = raw_rows(f"{NEWER}\n{PRICES.splitlines()[2]}")
    assert len(Prices.validate(wfp.clean_country(rows, vintage()))) == 0


def test_the_list_of_markets_is_recognised_and_gives_no_table(shared):
    rows = read_rows(shared / "wfp" / "wfp_markets_global.csv", "markets")
    assert recognise_layout(rows.columns, "any", wfp.SOURCE) == "markets"
    assert wfp.SOURCE.layouts["markets"].tables == {}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (",300,", ",about 300,", "row 2, column price: 'about 300' is not a number"),
        ("2024-01-15,North,Hill", "15/01/2024,North,Hill", "row 2, column date: '15/01/2024'"),
    ],
)
def test_a_bad_cell_is_named(old, new, problem):
    rows = raw_rows(f"{NEWER}\n{PRICES.replace(old, new, 1)}")
    with pytest.raises(BadInputError, match=problem):
        wfp.clean_country(rows, vintage())


def test_clean_leaves_its_input_alone():
    rows = raw_rows(f"{NEWER}\n{PRICES}")
    before = rows.copy()
    wfp.clean_country(rows, vintage())
    pd.testing.assert_frame_equal(rows, before)


def test_download_takes_the_country_s_file(server, tmp_path):
    files = {"wfp_food_prices_xxx.csv": "a\nb\n", "wfp_food_prices_xxx_qc.csv": "a\nb\n"}
    list_dataset(server, "wfp-food-prices-for-cote-d-ivoire", files)
    with server.client(tmp_path / "scratch") as client:
        (file,) = wfp.download(client, vintage(name="Côte d’Ivoire"), "2024-01", "2024-02")
        assert file.path.name == "wfp_food_prices_xxx.csv"


@pytest.mark.parametrize(
    ("iso3", "name", "written"),
    [
        ("BFA", "Burkina Faso", "burkina-faso"),
        ("TUR", "Türkiye", "turkiye"),
        ("COD", "Congo - Kinshasa", "democratic-republic-of-the-congo"),
    ],
)
def test_hdx_names_countries_as_ocha_does(iso3, name, written):
    assert name_country(iso3, name) == written


def test_a_country_without_prices_is_nothing_there(server, tmp_path):
    with (
        pytest.raises(NothingThereError, match="no dataset wfp-food-prices-for-xland"),
        server.client(tmp_path / "scratch") as client,
    ):
        wfp.download(client, vintage(), "2024-01", "2024-02")
