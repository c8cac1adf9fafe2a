"""UNHCR: refugees and asylum seekers from a country, at each year's end, by country of asylum.

A row is people registered or estimated by the host government or UNHCR on 31 December. People
hosted *in* the country are another figure and not counted here. The file bears no date of its
own, so all of it counts as known from the day of its vintage.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis.measures import (
    first_day,
    last_day,
    read_numbers,
    refuse_repeats,
    require_columns,
)
from analysis.schema import Refugees, conform

NAME = "unhcr"
PROVIDER = "UNHCR Refugee Data Finder"
ACCESS = "open"
URL = "https://www.unhcr.org/refugee-statistics/"
LICENCE = "CC BY 4.0"
REDISTRIBUTABLE = True
CITATION = "UNHCR Refugee Data Finder."
ROWS_ARE_DATED = False
LAYOUTS = {"yearly_by_asylum": ["year", "asylum_iso3", "refugees", "asylum_seekers"]}


def clean_yearly(raw: pd.DataFrame, *, version: str) -> DataFrame[Refugees]:
    """One row per year, country of asylum and group."""
    rows = refuse_repeats(
        require_columns(raw, LAYOUTS["yearly_by_asylum"]), ["year", "asylum_iso3"]
    )
    return conform(
        pd.concat(
            [_clean_group(rows, group, version) for group in ("refugees", "asylum_seekers")],
            ignore_index=True,
        ),
        Refugees,
    ).pipe(Refugees.validate, lazy=True)


def _clean_group(rows: pd.DataFrame, group: str, version: str) -> pd.DataFrame:
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
        known_from=pd.Timestamp(version),
        value=value.astype("float64"),
        status=pd.Series("reported", index=rows.index).mask(value.isna(), "not_reported"),
        unit="people",
        confidence=3,
        qualifier=None,
        is_preferred=first_day(rows["year"]).notna(),
    )
