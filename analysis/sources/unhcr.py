"""UNHCR: refugees and asylum seekers from a country, at each year's end, by country of asylum.

A row is people registered or estimated by the host government or UNHCR on 31 December. People
hosted *in* the country are another figure and not counted here. The file bears no date of its
own, so all of it counts as known from the day of its vintage.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis.formats import Layout, Source, Vintage
from analysis.measures import (
    first_day,
    last_day,
    read_numbers,
    refuse_repeats,
    require_columns,
)
from analysis.schema import Refugees, conform

NAME = "unhcr"
YEARLY = ["year", "asylum_iso3", "refugees", "asylum_seekers"]


def clean_yearly(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Refugees]:
    """One row per year, country of asylum and group."""
    rows = refuse_repeats(require_columns(raw, YEARLY), ["year", "asylum_iso3"])
    return conform(
        pd.concat(
            [_clean_group(rows, group, vintage) for group in ("refugees", "asylum_seekers")],
            ignore_index=True,
        ),
        Refugees,
    ).pipe(Refugees.validate, lazy=True)


def _clean_group(rows: pd.DataFrame, group: str, vintage: Vintage) -> pd.DataFrame:
    value = read_numbers(rows[group])
    return rows.assign(
        source=NAME,
        publisher="UNHCR",
        indicator=group,
        geography=rows["asylum_iso3"],
        geography_name=rows["asylum_iso3"],
        period_start=last_day(rows["year"]),
        period_end=last_day(rows["year"]),
        as_of=rows["year"],
        known_from=pd.Timestamp(vintage.day),
        value=value.astype("float64"),
        status=pd.Series("reported", index=rows.index).mask(value.isna(), "not_reported"),
        unit="people",
        confidence=3,
        qualifier=None,
        is_preferred=first_day(rows["year"]).notna(),
    )


SOURCE = Source(
    name=NAME,
    provider="UNHCR Refugee Data Finder",
    gives="refugees and asylum seekers by country of asylum, at each year's end",
    access="open",
    url="https://www.unhcr.org/refugee-statistics/",
    licence="CC BY 4.0",
    citation="UNHCR Refugee Data Finder.",
    redistributable=True,
    rows_are_dated=False,
    rhythm_days=183,
    layouts={"yearly_by_asylum": Layout(YEARLY, {"refugees": clean_yearly})},
)
