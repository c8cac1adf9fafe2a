"""Figures on food prices: staples in the month, each in the unit in which it is sold."""

import json
from typing import Any

import pandas as pd

from analysis.facts.figure import cite_rows, make_figure, make_id, write_day
from analysis.measures import each_row, month_start
from analysis.states import divide_numbers, name_gap, subtract_numbers

STAPLES = "cereals and tubers"  # in the words of WFP
SOURCES = ["wfp", "hapi"]  # the second passes on prices of the first
ITEM = ["commodity", "unit", "price_type", "currency"]
MARKET = ["admin1_name", "admin2_name", "market"]
SHOWN = 8


def tell_prices(
    prices: pd.DataFrame, place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Price of each staple in the month: median and range over markets, and the change on the year.

    Shown are the staples sold at most markets. Without any there is one figure that says why.
    """
    source = choose_source(prices, first)
    held = keep_staples(prices[prices["source"] == source])
    here = to_markets(held, first)
    if here.empty:
        return [_no_price(prices[prices["source"] == source], source, place, first)]
    before = to_markets(held, first - pd.DateOffset(months=12))
    period = _period(first)
    every = make_figure(
        make_id("price_markets", place["geography"]),
        "price_markets",
        source,
        **place,
        **period,
        unit="markets",
        value=len(here.drop_duplicates(MARKET)),
        status="reported",
        rule="count",
        as_of=write_day(here["known_from"].max()),
        inputs=cite_rows(_keep_month(held, first)),
    )
    rows = [every]
    for item in each_row(keep_commonest(here)):
        of_item = [_keep_item(table, item) for table in (here, before, held)]
        rows += _tell_item(item, *of_item, source=source, place=place, first=first)
    return rows


def choose_source(prices: pd.DataFrame, first: pd.Timestamp) -> str:
    """Source with prices of the month, the provider before the copy; else the first with any."""
    for held in (prices[month_start(prices["date"]) == first], prices):
        if found := [source for source in SOURCES if (held["source"] == source).any()]:
            return found[0]
    return SOURCES[0]


def keep_staples(prices: pd.DataFrame) -> pd.DataFrame:
    """Prices of staples; every price of a file that says no category at all."""
    category = prices["category"].str.strip().str.lower()
    return prices[(category == STAPLES) | bool(category.isna().all())]


def _keep_month(prices: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    return prices[(month_start(prices["date"]) == month) & prices["price"].notna()]


def to_markets(prices: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """One price per staple, unit, kind and market of a month: the median where a market has several."""
    return (
        _keep_month(prices, month)
        .groupby([*ITEM, *MARKET], dropna=False, as_index=False)
        .agg(price=("price", "median"), known_from=("known_from", "max"))
    )


def keep_commonest(markets: pd.DataFrame) -> pd.DataFrame:
    """Staples sold at most markets, in the order of their names, each with the ``name`` of its ids."""
    counted = markets.groupby(ITEM, as_index=False).agg(markets=("price", "size"))
    most = counted.sort_values(["markets", *ITEM], ascending=[False] + [True] * len(ITEM))
    kept = most.head(SHOWN).sort_values(ITEM, ignore_index=True)
    names = pd.Series(
        [make_id(*words) for words in kept[ITEM].itertuples(index=False)], dtype="str"
    )
    twin = names.groupby(names).cumcount()
    return kept.assign(name=names.where(twin == 0, names + "-" + twin.astype("str")))


def _keep_item(prices: pd.DataFrame, item: Any) -> pd.DataFrame:
    """Rows of one staple in one unit, kind of price and currency."""
    is_same = pd.Series(True, index=prices.index)
    for name in ITEM:
        is_same &= prices[name] == getattr(item, name)
    return prices[is_same]


def _tell_item(
    item: Any,
    here: pd.DataFrame,
    before: pd.DataFrame,
    held: pd.DataFrame,
    *,
    source: str,
    place: dict[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Price of a staple, at how many markets, its price a year before, and the change."""
    note = f"{item.commodity}, {item.price_type}"
    unit = f"{item.currency}/{item.unit}"
    common: dict[str, Any] = {**place, "note": note}
    then = first - pd.DateOffset(months=12)
    rows = [
        _price("price", item, here, _keep_month(held, first), first, common, source, unit),
        make_figure(
            make_id("price_markets", item.name),
            "price_markets",
            source,
            **common,
            **_period(first),
            unit="markets",
            value=len(here),
            status="reported",
            rule="count",
            as_of=write_day(here["known_from"].max()),
            inputs=cite_rows(_keep_month(held, first)),
        ),
    ]
    if len(before):
        past = _keep_month(held, then)
        rows.append(_price("price_before", item, before, past, then, common, source, unit))
    absent = name_gap(held["date"].min() <= then)
    return [*rows, _change(item, here, before, first, common, source, absent)]


def _price(
    indicator: str,
    item: Any,
    markets: pd.DataFrame,
    rows: pd.DataFrame,
    month: pd.Timestamp,
    common: dict[str, Any],
    source: str,
    unit: str,
) -> dict[str, Any]:
    """Middle of the markets' prices, with the lowest and the highest as its range."""
    return make_figure(
        make_id(indicator, item.name),
        indicator,
        source,
        **common,
        **_period(month),
        unit=unit,
        value=markets["price"].median(),
        low=markets["price"].min(),
        high=markets["price"].max(),
        status="reported",
        rule="median-of-markets",
        as_of=write_day(markets["known_from"].max()),
        inputs=cite_rows(rows),
    )


def _change(
    item: Any,
    here: pd.DataFrame,
    before: pd.DataFrame,
    first: pd.Timestamp,
    common: dict[str, Any],
    source: str,
    absent: str,
) -> dict[str, Any]:
    """Change of a price in twelve months, where the same markets have one at both times."""
    names = [make_id(n, item.name) for n in ("price_before", "price")]
    markets = [set(t[MARKET].fillna("").itertuples(index=False, name=None)) for t in (before, here)]
    is_alike, base = markets[0] == markets[1], before["price"].median()
    told: dict[str, Any] = {"status": absent}
    if len(before) and not (is_alike and base > 0):
        told = {"status": "withheld", "rule": "not-comparable", "inputs": json.dumps(names)}
    elif len(before):
        then, now = (_to_number(price) for price in (base, here["price"].median()))
        change = divide_numbers(subtract_numbers(now, then), then, per=100).iloc[0]
        told = {**change, "rule": "change", "inputs": json.dumps(names)}
    return make_figure(
        make_id("price_change_pct", item.name),
        "price_change_pct",
        source,
        **common,
        period_start=write_day(first - pd.DateOffset(months=12)),
        period_end=write_day(first + pd.offsets.MonthEnd(0)),
        unit="percent",
        as_of=write_day(here["known_from"].max()),
        **told,
    )


def _to_number(price: float) -> pd.DataFrame:
    """Middle of some prices as a number; markets spread, but the middle has no range of its own."""
    return pd.DataFrame({"value": [price], "status": ["reported"]})


def _period(month: pd.Timestamp) -> dict[str, str]:
    return {
        "period_start": write_day(month),
        "period_end": write_day(month + pd.offsets.MonthEnd(0)),
    }


def _no_price(
    held: pd.DataFrame, source: str, place: dict[str, str], first: pd.Timestamp
) -> dict[str, Any]:
    """Say that a month has no price of a staple: outside the months held it is not covered."""
    months = month_start(held["date"])
    is_inside = len(held) > 0 and months.min() <= first <= months.max()
    return make_figure(
        make_id("price", place["geography"]),
        "price",
        source,
        **place,
        **_period(first),
        unit="currency",
        status=name_gap(is_inside),
    )
