"""Figures on needs, funding, food security, population and access."""

from typing import Any

import pandas as pd

from analysis.facts.figure import MAX_AGE, copy_published, make_figure, make_id, write_day
from analysis.measures import each_row, is_revision
from analysis.states import name_gap

NEEDS = {
    "people_in_need": "people",
    "people_targeted": "people",
    "people_reached": "people",
    "requirements_usd": "usd",
    "funding_usd": "usd",
    "percent_funded": "percent",
}
PLANNED = ["people_in_need", "people_targeted", "requirements_usd"]
RULE_OF_PLAN, RULE_OF_REVISION = "newest-of-plan-year", "revised-plan-of-year"
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
    of_period: pd.DataFrame,
    rule: str,
    place: dict[str, str],
    **about: Any,
) -> dict[str, Any]:
    """Carry the last of some rows over, or say why there is none.

    ``of_period`` are the rows of the sources that give such a figure, for the period asked for:
    with none of them the period is *not covered*, else the figure is *not reported*.
    """
    name = make_id(about["indicator"], place["geography"])
    for row in each_row(newest.tail(1)):
        return copy_published(name, row, rule)
    status = name_gap(len(of_period))
    indicator = about.pop("indicator")
    return make_figure(name, indicator, "figures", **place, **about, status=status)


def _from_sources_of(table: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Rows of every source that gives an indicator for some place or time."""
    return table[table["source"].isin(table.loc[table["indicator"] == indicator, "source"])]


def tell_needs(
    needs: pd.DataFrame, place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Figures of the plan of the month's year, the newest known of each; of one edition alone.

    Where a plan was revised, planning figures are those of the revision as soon as one of them is
    known. One that is held of the first edition only is then *not reported*: beside the others it
    would plan for other people.
    """
    of_year = needs[needs["period_start"].dt.year == first.year]
    edition = _keep_edition(of_year, place)
    is_revised = bool(is_revision(edition["qualifier"]).any())
    return [
        _one(
            _of_year(_national(edition, indicator, place), first.year),
            _from_sources_of(needs, indicator).pipe(_of_year, first.year),
            RULE_OF_REVISION if is_revised and indicator in PLANNED else RULE_OF_PLAN,
            place,
            indicator=indicator,
            unit=unit,
            period_start=f"{first.year}-01-01",
            period_end=f"{first.year}-12-31",
        )
        for indicator, unit in NEEDS.items()
    ]


def _keep_edition(of_year: pd.DataFrame, place: dict[str, str]) -> pd.DataFrame:
    """Figures of a year without planning figures of another edition than the newest.

    An edition is a source's, as first published or as revised; money may come from a source of its
    own. Results, such as people reached, are of no edition.
    """
    planned = of_year["indicator"].isin(PLANNED)
    revised = is_revision(of_year["qualifier"])
    own = pd.concat([_national(of_year[planned], name, place) for name in PLANNED])
    people = own[own["unit"] == "people"].sort_values(["known_from", "confidence"], kind="stable")
    if own.empty:
        return of_year
    leading = people if len(people) else own
    source = leading["source"].iloc[-1]
    of_source = own[own["source"] == source]
    newest = bool(revised.loc[of_source.index].any())
    is_people = of_year["unit"] == "people"
    is_other = (of_year["source"] == source) & (revised != newest)
    is_other |= is_people & (of_year["source"] != source)
    return of_year[~(planned & is_other)]


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
    rows = _containing(rows, first, last)
    is_current = rows["qualifier"].fillna("").str.contains("current").astype(int)
    return _one(
        rows.assign(
            is_current=is_current, relayed=rows["source"].map(FOOD_RANKS).fillna(len(FOOD_RANKS))
        ).sort_values(
            ["is_current", "relayed", "known_from"], ascending=[True, False, True], kind="stable"
        ),
        _from_sources_of(food, "food_insecure_phase3plus").pipe(_containing, first, last),
        "period-containing-the-month",
        place,
        indicator="food_insecure_phase3plus",
        unit="people",
        period_start=write_day(first),
        period_end=write_day(last),
    )


def _containing(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Rows whose period contains the month."""
    return rows[(rows["period_start"] <= first) & (rows["period_end"] >= last)]


def tell_population(
    population: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> dict[str, Any]:
    """Latest population on or before the month's end, however old."""
    rows = _national(population, "population", place)
    return _one(
        rows[rows["period_end"] <= last].sort_values("period_end", kind="stable"),
        population[population["period_end"] <= last],
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
