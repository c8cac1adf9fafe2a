"""Figures on needs, funding, food security, population and access, and where publishers disagree."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.figure import MAX_AGE, copy_published, make_figure, make_id, write_day
from analysis.measures import count_trailing_zeros, each_row
from analysis.states import name_gap

NEEDS = {
    "people_in_need": "people",
    "people_targeted": "people",
    "people_reached": "people",
    "requirements_usd": "usd",
    "funding_usd": "usd",
    "percent_funded": "percent",
}
RANKS = {"dtm": 0, "figures": 1, "hno": 2, "fts": 3, "hapi": 4, "unhcr": 5, "idmc": 6}
FOOD_RANKS = {"ch": 0, "ipc": 1, "hapi": 2, "figures": 3}
ACCESS = [
    *("schools_closed", "children_affected_school_closure", "access_incidents"),
    *("health_care_attacks", "attacks_on_aid_workers", "aid_workers_killed"),
    *("human_rights_violations_documented", "explosive_incidents"),
]


def _national(table: pd.DataFrame, indicator: str, place: dict[str, str]) -> pd.DataFrame:
    """Preferred rows of the country as a whole, of all sectors together."""
    return table[
        table["is_preferred"]
        & (table["indicator"] == indicator)
        & (table["geography"] == place["geography"])
        & table["sector_code"].isna()
    ]


def _one(
    newest: pd.DataFrame,
    table: pd.DataFrame,
    rule: str,
    place: dict[str, str],
    **about: Any,
) -> dict[str, Any]:
    """Carry the last of some rows over, or say why there is none."""
    name = make_id(about["indicator"], place["geography"])
    for row in each_row(newest.tail(1)):
        return copy_published(name, row, rule)
    status = name_gap(len(table))
    indicator = about.pop("indicator")
    return make_figure(name, indicator, "figures", **place, **about, status=status)


def tell_needs(
    needs: pd.DataFrame, place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Figures of the plan of the month's year, the newest known of each."""
    return [
        _one(
            _of_year(_national(needs, indicator, place), first.year),
            needs,
            "newest-of-plan-year",
            place,
            indicator=indicator,
            unit=unit,
            period_start=f"{first.year}-01-01",
            period_end=f"{first.year}-12-31",
        )
        for indicator, unit in NEEDS.items()
    ]


def _of_year(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    here = rows[rows["period_start"].dt.year == year]
    return here.sort_values(["known_from", "confidence"], kind="stable")


def tell_food(
    food: pd.DataFrame, place: dict[str, str], first: pd.Timestamp, last: pd.Timestamp
) -> dict[str, Any]:
    """Phase 3 and above in the period that contains the month: current before projected.

    The analysis itself goes before who relays it, often rounded; then the newest known.
    """
    rows = _national(food, "food_insecure_phase3plus", place)
    rows = rows[(rows["period_start"] <= first) & (rows["period_end"] >= last)]
    is_current = rows["qualifier"].fillna("").str.contains("current").astype(int)
    return _one(
        rows.assign(
            is_current=is_current, relayed=rows["source"].map(FOOD_RANKS).fillna(len(FOOD_RANKS))
        ).sort_values(
            ["is_current", "relayed", "known_from"], ascending=[True, False, True], kind="stable"
        ),
        food,
        "period-containing-the-month",
        place,
        indicator="food_insecure_phase3plus",
        unit="people",
        period_start=write_day(first),
        period_end=write_day(last),
    )


def tell_population(
    population: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> dict[str, Any]:
    """Latest population on or before the month's end, however old."""
    rows = _national(population, "population", place)
    return _one(
        rows[rows["period_end"] <= last].sort_values("period_end", kind="stable"),
        population,
        "latest-on-or-before",
        place,
        indicator="population",
        unit="people",
        period_start=write_day(last),
        period_end=write_day(last),
    )


def tell_access(
    access: pd.DataFrame, place: dict[str, str], first: pd.Timestamp, last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Stocks: the latest within a year. Counts of a period: only a period that has the month in it."""
    rows = []
    for indicator in ACCESS:
        held = _national(access, indicator, place)
        is_stock = held["period_start"] == held["period_end"]
        stocks = held[is_stock & held["period_end"].between(last - MAX_AGE, last)]
        periods = held[~is_stock & (held["period_start"] <= first) & (held["period_end"] >= last)]
        name = make_id(indicator, place["geography"])
        newest, rule = stocks.sort_values("period_end", kind="stable"), "latest-on-or-before"
        if len(periods):
            newest, rule = _narrowest(periods), "period-containing-the-month"
        rows += [copy_published(name, row, rule) for row in each_row(newest.tail(1))]
    return rows


def _narrowest(periods: pd.DataFrame) -> pd.DataFrame:
    """Order periods from the longest to the shortest."""
    days = (periods["period_end"] - periods["period_start"]).dt.days
    return periods.assign(days=days).sort_values("days", ascending=False, kind="stable")


def tell_disagreement(
    tables: Mapping[str, pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Figures that another source or publisher gives otherwise, by more than rounding.

    Both are figures: the preferred one, and each that differs from it.
    """
    stocks = tables["idps"].assign(value=tables["idps"]["idps"].astype("float64"))
    stocks = stocks[stocks["as_of_last"].between(last - MAX_AGE, last)]
    stocks = stocks[stocks["indicator"].isin(["idps", "idp_returnees"])]
    stocks = stocks.assign(
        period_start=stocks["as_of_last"], period_end=stocks["as_of_last"], unit="people"
    )
    needs = tables["needs"]
    plan = needs[(needs["period_start"].dt.year == first.year) & needs["sector_code"].isna()]
    plan = plan[plan["indicator"].isin(NEEDS)]
    is_part = plan["qualifier"].fillna("").str.startswith("category")
    plan = plan[(plan["plan"].isna() | plan["is_preferred"]) & ~is_part]
    return [
        figure
        for table, more in ((stocks, []), (plan, ["as_of"]))  # a later figure of a plan revises it
        for figure in _disagreeing(table[(table["confidence"] >= 2) & table["value"].notna()], more)
    ]


def _disagreeing(table: pd.DataFrame, more: list[str]) -> list[dict[str, Any]]:
    """Pairs of a preferred figure and one that differs, of one indicator, place and period."""
    key = ["indicator", "geography", "geography_name", "period_start", "period_end", *more]
    ordered = table.assign(rank=table["source"].map(RANKS).fillna(len(RANKS)))
    ordered = ordered.sort_values("rank", kind="stable")
    chosen = ordered[ordered["is_preferred"]].drop_duplicates(key)
    others = ordered.drop(chosen.index).merge(
        chosen[[*key, "value"]], on=key, suffixes=("", "_chosen"), validate="many_to_one"
    )
    unit = 10.0 ** count_trailing_zeros(others["value"]).clip(upper=9)
    apart = (others["value"] - others["value_chosen"]).abs()
    differing = others[(apart > 0) & (apart >= unit.clip(lower=1))].drop_duplicates([*key, "value"])
    kept = chosen.merge(differing[key].drop_duplicates(), on=key, validate="one_to_one")
    return [
        copy_published(_pair_id(name, row), row, rule)
        for name, rule, rows in (
            ("preferred", "preferred-row", kept),
            ("disagree", "not-preferred", differing),
        )
        for row in each_row(rows)
    ]


def _pair_id(name: str, row: Any) -> str:
    """Id of a figure of a pair: the key of the pair, and for the other the row that it is from."""
    day = write_day(row.period_end)
    parts = [
        name,
        row.indicator,
        row.geography_name,
        day,
        *([] if row.as_of[:10] in day else [row.as_of]),
    ]
    return make_id(*parts, *([row.source, str(row.source_row)] if name == "disagree" else []))
