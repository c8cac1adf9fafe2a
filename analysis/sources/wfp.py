"""WFP: prices of food at markets, by month.

A row is one price of one commodity at one market, dated the 15th of its month, in its own unit and
currency; prices in different units do not compare. Left out are the pseudo-market *National
Average* and forecasts: neither was seen at a market. Prices may be collected in the month
(``actual``) or averaged over it (``aggregate``); both stay. There are no p-codes, and the price
in US dollars is WFP's own, missing in the older layout. The file does not say when a price was
published, so all of it counts as known from the day of its vintage.

A country's own file does not name the country in the newer layout: its name on HDX does
(``wfp_food_prices_mli.csv``). The older layout gives the kind of price in the name of the commodity
(*Wheat flour - Wholesale*). The list of markets is recognised, and gives no table.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Layout, Source, Vintage
from analysis.measures import (
    BadInputError,
    drop_repeats,
    first_day,
    keep_country,
    read_numbers,
    read_words,
    require_columns,
)
from analysis.places import normalise
from analysis.schema import Prices, conform
from analysis.states import tell_reported
from analysis.web import Client, Download

NAME = "wfp"
PRICE = [
    *("date", "admin1", "admin2", "market", "commodity", "unit"),
    *("priceflag", "pricetype", "currency", "price", "usdprice"),
]
COUNTRY = "countryiso3"
OLDER = ["date", "cmname", "unit", "price", "currency", "country", "admname", "mktname"]
MARKETS = ["market_id", "market", COUNTRY, "admin1", "admin2", "latitude", "longitude"]
AVERAGE = "national average"
FORECAST = "forecast"
KINDS = ["Retail", "Wholesale", "Producer", "Farm Gate"]
NOT_STATED = "not stated"


def clean_country(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Prices]:
    """One row per price of a country's own file."""
    return _clean(require_columns(raw, PRICE), vintage)


def clean_global(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Prices]:
    """One row per price of one country, of a file of many."""
    rows = require_columns(raw, [COUNTRY, *PRICE])
    return _clean(keep_country(rows, COUNTRY, vintage.iso3), vintage)


def clean_older(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Prices]:
    """One row per price of the older layout, in which the country goes by its name."""
    rows = require_columns(raw, OLDER)
    here = rows[rows["country"].map(normalise) == normalise(vintage.name)]
    if here.empty:
        raise BadInputError(f"has no row of {vintage.iso3} ({vintage.name})", column="country")
    named = here["cmname"].str.extract(f"^(.*) - ({'|'.join(KINDS)})$")
    newer = here.assign(
        commodity=named[0].fillna(here["cmname"]),
        pricetype=named[1].fillna(NOT_STATED),
        market=here["mktname"],
        admin1=here["admname"],
        admin2="",
        priceflag="",
        usdprice="",
    )
    return _clean(newer, vintage)


def _clean(rows: pd.DataFrame, vintage: Vintage) -> DataFrame[Prices]:
    seen = drop_unseen(rows)
    price = read_numbers(seen["price"], whole=False)
    return conform(
        seen.assign(
            source=NAME,
            date=first_day(seen["date"]),
            admin1_name=read_words(seen["admin1"]),
            admin2_name=read_words(seen["admin2"]),
            market=read_words(seen["market"]),
            category=read_words(seen["category"]) if "category" in seen else None,
            price_type=read_words(seen["pricetype"]).fillna(NOT_STATED),
            price=price.astype("float64"),
            price_usd=read_numbers(seen["usdprice"], whole=False).astype("float64"),
            status=tell_reported(price),
            known_from=pd.Timestamp(vintage.day),
        ).reset_index(drop=True),
        Prices,
    ).pipe(Prices.validate, lazy=True)


def drop_unseen(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of prices that somebody saw at a market: no forecast and no national average."""
    words = (rows["priceflag"] + " " + rows["pricetype"]).str.lower()
    is_average = rows["market"].str.strip().str.lower() == AVERAGE
    return rows[~is_average & ~words.str.contains(FORECAST)]


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Download all prices of a country, of every year, from HDX."""
    country = hdx.name_country(vintage.iso3, vintage.name)
    pattern = rf"^wfp_food_prices_{vintage.iso3}\.csv$"
    resource = hdx.find_resource(client, f"wfp-food-prices-for-{country}", pattern, "csv")
    return [hdx.download(client, resource, vintage.day)]


SOURCE = Source(
    name=NAME,
    provider="World Food Programme",
    gives="prices of food at markets, by month",
    access="open (HDX)",
    url="https://data.humdata.org/organization/wfp",
    licence="CC BY-IGO",
    citation="World Food Programme (WFP), Price Database, via HDX.",
    redistributable=True,
    rows_are_dated=False,
    rhythm_days=31,
    download=download,
    layouts={
        "prices_global": Layout([COUNTRY, *PRICE], {"prices": clean_global}),
        "prices": Layout(PRICE, {"prices": clean_country}),
        "prices_older": Layout(OLDER, {"prices": clean_older}),
        "markets": Layout(MARKETS, {}, countries=[COUNTRY]),
    },
    combine={"prices": drop_repeats},
)
