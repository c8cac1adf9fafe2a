"""Published figures of many publishers, carried row by row with their words and addresses.

A row is one figure as somebody printed it, at its own date. Rows that disagree all stay; one is
marked as preferred. Planning figures of a humanitarian plan carry the plan year as period and
count as known from the plan's launch where ``hand/plans.csv`` documents it; every other figure
counts from the last day that its date can mean.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis.measures import (
    BadInputError,
    add_preferred,
    first_day,
    last_day,
    read_numbers,
    read_status,
    read_words,
    require_columns,
)
from analysis.schema import Idps, PublishedFigures, conform

NAME = "figures"
PROVIDER = "Figures of OCHA, UNHCR, IOM, INSTAT, Cadre Harmonisé and others, as published"
ACCESS = "embedded"
URL = "see the url column of each row"
LICENCE = "as each row cites it"
REDISTRIBUTABLE = True
CITATION = "Published figures, as each row cites them."
ROWS_ARE_DATED = True
ROW = [
    *("indicator", "geography", "period_start", "as_of", "value", "unit", "qualifier"),
    *("publisher", "document_title", "url", "confidence"),
]
LAYOUTS = {
    "published": ROW,
    "admin": ["scheme", "level", "pcode", "name", "parent", "valid_from"],
}
INDICATORS = {
    "requirements": "requirements_usd",
    "funding_received": "funding_usd",
    "funding_received_outside_plan": "funding_outside_plan_usd",
    "ch_phase3plus": "food_insecure_phase3plus",
    "malian_refugees": "refugees",
}
PLAN_INDICATORS = ["people_in_need", "people_targeted", "people_affected", "requirements_usd"]
PLAN_YEAR = [*PLAN_INDICATORS, "people_reached", "funding_usd", "percent_funded"]
KEY = ["indicator", "geography_name", "period_start", "period_end", "as_of_last"]


def clean_idps(raw: pd.DataFrame, *, version: str) -> DataFrame[Idps]:
    """One row per published stock of IDPs or returnees; flows of the same file are left out.

    Rapid counts of one town and registered stocks of a region have different places, so they
    never stand for one another.
    """
    rows = _clean(raw)
    stocks = rows[~rows["indicator"].isin(["idps_new"])].assign(
        idps=lambda d: d["value"].astype("Int64"),
        coverage=None,
        method=lambda d: d["qualifier"].str.extract(
            r"(?i)\b(DTM|registered|identified|CMP)", expand=False
        ),
    )
    chosen = add_preferred(stocks, key=["indicator", "geography_name", "as_of_last"], value="idps")
    return conform(chosen.reset_index(drop=True), Idps).pipe(Idps.validate, lazy=True)


def clean_published(
    raw: pd.DataFrame, *, version: str, plans: pd.DataFrame
) -> DataFrame[PublishedFigures]:
    """One row per published figure; ``plans`` says when each year's plan was launched."""
    rows = _clean(raw)
    launched = last_day(plans.set_index("year")["known_from"])
    is_of_year = rows["indicator"].isin(PLAN_YEAR)
    year_end = rows["period_start"] + pd.offsets.YearEnd(0)
    plan_day = rows["period_start"].dt.year.astype("str").map(launched)
    is_plan = rows["indicator"].isin(PLAN_INDICATORS) & plan_day.notna()
    known_from = rows["known_from"].mask(is_plan, plan_day)
    rows = rows.assign(
        known_from=known_from, period_end=rows["period_end"].mask(is_of_year, year_end)
    )
    chosen = add_preferred(rows, key=KEY, value="value")
    return conform(chosen.reset_index(drop=True), PublishedFigures).pipe(
        PublishedFigures.validate, lazy=True
    )


def _clean(raw: pd.DataFrame) -> pd.DataFrame:
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
    return rows.assign(
        source=NAME,
        indicator=rows["indicator"].replace(INDICATORS),
        publisher=read_words(rows["publisher"]),
        geography=rows["geography"],
        geography_name=rows["geography"],
        period_start=start.fillna(end),
        period_end=end,
        as_of_last=end,
        known_from=end,
        value=value.astype("float64"),
        status=read_status(qualifier, value),
        unit=rows["unit"].str.lower(),
        confidence=read_numbers(rows["confidence"]),
        qualifier=qualifier,
    )
