"""Published figures of many publishers, carried row by row with their words and addresses.

A row is one figure as somebody printed it, at its own date. Rows that disagree all stay; one is
marked as preferred. Planning figures of a humanitarian plan carry the plan year as period and
count as known from the plan's launch where ``hand/plans.csv`` documents it; every other figure
counts from the last day that its date can mean, or from the time that its own words name if that
is later: what is told "as quoted in January 2024" was not told so in 2023. A file whose places are
other countries and never its own is refused: hosts of refugees stand beside the country that people
fled.
"""

from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis.formats import Layout, Source, Unread, Vintage
from analysis.measures import (
    BadInputError,
    add_preferred,
    first_day,
    is_revision,
    last_day,
    read_named_time,
    read_numbers,
    read_status,
    read_words,
    require_columns,
)
from analysis.schema import Idps, PublishedFigures, conform

NAME = "figures"
ROW = [
    *("indicator", "geography", "period_start", "as_of", "value", "unit", "qualifier"),
    *("publisher", "document_title", "url", "confidence"),
]
INDICATORS = {
    "requirements": "requirements_usd",
    "funding_received": "funding_usd",
    "funding_received_outside_plan": "funding_outside_plan_usd",
    "ch_phase3plus": "food_insecure_phase3plus",
    "malian_refugees": "refugees",
}
PLAN_INDICATORS = ["people_in_need", "people_targeted", "people_affected", "requirements_usd"]
PLAN_YEAR = [*PLAN_INDICATORS, "people_reached", "funding_usd", "percent_funded"]
PLACES = ["geography"]
KEY = ["indicator", "geography_name", "period_start", "period_end", "as_of_last"]


def clean_idps(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """One row per published stock of IDPs or returnees; flows of the same file are left out.

    Rapid counts of one town and registered stocks of a region have different places, so they
    never stand for one another.
    """
    rows = _clean(raw, vintage)
    stocks = rows[~rows["indicator"].isin(["idps_new"])].assign(
        idps=lambda d: read_numbers(raw.set_index("source_row")["value"]).reindex(d.index),
        coverage=None,
        method=lambda d: d["qualifier"].str.extract(
            r"(?i)\b(DTM|registered|identified|CMP)", expand=False
        ),
    )
    chosen = add_preferred(stocks, key=["indicator", "geography_name", "as_of_last"], value="idps")
    return conform(chosen.reset_index(drop=True), Idps).pipe(Idps.validate, lazy=True)


def clean_published(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[PublishedFigures]:
    """One row per published figure; those of a plan carry the plan's year as period.

    A plan and its revision are two figures: neither is preferred to the other.
    """
    rows = _clean(raw, vintage)
    is_of_year = rows["indicator"].isin(PLAN_YEAR)
    year_end = rows["period_start"] + pd.offsets.YearEnd(0)
    rows = rows.assign(period_end=rows["period_end"].mask(is_of_year, year_end))
    newest = rows.groupby(KEY, dropna=False)["cycle"].transform("max")
    is_revised = is_revision(rows["qualifier"]) & rows["indicator"].isin(PLAN_INDICATORS)
    rows = rows.assign(is_revised=is_revised)
    chosen = add_preferred(rows, key=[*KEY, "cycle", "is_revised"], value="value")
    chosen["is_preferred"] &= rows["cycle"] == newest
    return conform(chosen.reset_index(drop=True), PublishedFigures).pipe(
        PublishedFigures.validate, lazy=True
    )


def add_plan_launch(needs: pd.DataFrame, plans: pd.DataFrame) -> Any:
    """Let planning figures count as known from the launch of their plan, where it is documented.

    ``plans`` has ``year`` and ``known_from``. Their own date is the year that they plan for,
    which ends long after everybody knew them. A later revision keeps its own date, and so does
    what is quoted later than that day.
    """
    launched = last_day(plans.set_index("year")["known_from"])
    years = needs["period_start"].dt.year.astype("str")
    plan_day = launched.reindex(years).set_axis(needs.index)
    is_revised = is_revision(needs["qualifier"])
    is_plan = needs["indicator"].isin(PLAN_INDICATORS) & (needs["source"] == NAME) & ~is_revised
    is_plan &= plan_day.notna() & ~(read_named_time(needs["qualifier"]) > plan_day)
    return needs.assign(
        known_from=needs["known_from"].mask(is_plan, plan_day),
        as_of=needs["as_of"].mask(is_plan, plan_day.dt.strftime("%Y-%m-%d")),
    )


def read_cycle(qualifier: pd.Series) -> pd.Series:
    """Month of the Cadre Harmonisé cycle that a figure's words name; the first of all where none."""
    found = qualifier.str.extract(r"\bCH (Mar|Nov)\w* (\d{4})")
    month = found[0].map({"Mar": "03", "Nov": "11"})
    days = (found[1] + "-" + month + "-01").where(month.notna(), "1900-01-01")
    return pd.to_datetime(days).astype("datetime64[ns]")


def _clean(raw: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    rows = require_columns(raw, ROW)
    value = read_numbers(rows["value"], whole=False)
    qualifier = read_words(rows["qualifier"])
    end = last_day(rows["as_of"])
    if len(blank := rows[end.isna()]):
        raise BadInputError("is empty", row=int(str(blank.index[0])), column="as_of")
    start = first_day(rows["period_start"])
    if len(late := rows[start > end]):
        row = int(str(late.index[0]))
        raise BadInputError("is after as_of", row=row, column="period_start")
    named = read_named_time(qualifier)
    is_told_later = (named > end) & (named <= pd.Timestamp(vintage.day))
    return rows.assign(
        source=NAME,
        indicator=rows["indicator"].replace(INDICATORS),
        publisher=read_words(rows["publisher"]),
        geography=rows["geography"],
        geography_name=rows["geography"],
        period_start=start.fillna(end),
        period_end=end,
        as_of_last=end,
        known_from=end.mask(is_told_later, named),
        cycle=read_cycle(qualifier),
        value=value.astype("float64"),
        status=read_status(qualifier, value),
        unit=rows["unit"].str.lower(),
        confidence=read_numbers(rows["confidence"]),
        qualifier=qualifier,
    )


NO_SOURCE = "it says neither who counted nor under which licence"
REGIONS_2012 = [
    *("Bamako", "Gao", "Kayes", "Kidal", "Koulikoro", "Mopti", "Segou", "Sikasso", "Tombouctou"),
]


SOURCE = Source(
    name=NAME,
    provider="Figures of OCHA, UNHCR, IOM, INSTAT, Cadre Harmonisé and others, as published",
    gives="needs, funding, stocks of IDPs, refugees, food security, population, access",
    access="embedded",
    url="see the url column of each row",
    licence="as each row cites it",
    citation="Published figures, as each row cites them.",
    redistributable=True,
    rows_are_dated=True,
    layouts={
        "idps": Layout(ROW, {"idps": clean_idps}, stem="idps", countries=PLACES),
        "refugees": Layout(ROW, {"refugees": clean_published}, stem="refugees", countries=PLACES),
        "needs": Layout(ROW, {"needs": clean_published}, stem="needs", countries=PLACES),
        "food": Layout(ROW, {"food_security": clean_published}, stem="food", countries=PLACES),
        "population": Layout(
            ROW, {"population": clean_published}, stem="population", countries=PLACES
        ),
        "access": Layout(ROW, {"access": clean_published}, stem="access", countries=PLACES),
        "admin": Layout(
            ["scheme", "level", "pcode", "name", "parent", "valid_from"], {}, countries=["parent"]
        ),
    },
    unread=(
        Unread(
            ["date", *REGIONS_2012, "Average"],
            f"a chart's table of IDPs by region of Mali, 2012 to 2014: {NO_SOURCE}, and months without a count repeat the one before, so nothing is taken from it",
        ),
        Unread(
            ["Poulation_2013_total", "IDPs_in_July_2014"],
            f"a chart's table of population and IDPs that names no place: {NO_SOURCE}, so nothing is taken from it",
        ),
        Unread(
            ["date", "total"],
            f"a table of days and totals that names neither country nor kind of people: {NO_SOURCE}, so nothing is taken from it",
        ),
    ),
)
