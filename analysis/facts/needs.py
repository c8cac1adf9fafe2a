"""Figures on needs, funding, food security, population and access."""

from typing import Any

import pandas as pd

from analysis.facts.figure import MAX_AGE, copy_published, make_figure, make_id, write_day
from analysis.measures import each_row

NEEDS = {
    "people_in_need": "people",
    "people_targeted": "people",
    "people_reached": "people",
    "requirements_usd": "usd",
    "funding_usd": "usd",
    "percent_funded": "percent",
}
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
    status = "not_reported" if len(table) else "not_covered"
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
