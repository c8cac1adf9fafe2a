"""IDMC: displacements in a month or year (flow), and people displaced at a year's end (stock).

The monthly figures are the preliminary feed as it stood on a day, conflict and disaster together.
The feed prints 0 both where nothing was found and where nobody has looked yet: in six vintages of
2025 most zeros of a newest month were later replaced by a number. So its 0 is *not reported*.
The yearly figures are validated, conflict only; a 0 there is IDMC's finding and stays.
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
from analysis.schema import Displacements, Idps, conform

NAME = "idmc"
MONTHLY = ["month", "as_of", "displacements"]
YEARLY = ["year", "new_displacement", "total_displacement"]


def clean_monthly(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Displacements]:
    """One row per month and day on which the feed was read."""
    rows = refuse_repeats(require_columns(raw, MONTHLY), ["month", "as_of"])
    printed = read_numbers(rows["displacements"])
    moved = printed.mask(printed == 0)
    return conform(
        rows.assign(
            source=NAME,
            geography=vintage.iso3,
            geography_name=vintage.name,
            period_start=first_day(rows["month"]),
            period_end=last_day(rows["month"]),
            vintage=rows["as_of"],
            known_from=last_day(rows["as_of"]),
            displacements=moved,
            status=pd.Series("reported", index=rows.index).mask(moved.isna(), "not_reported"),
            cause="conflict and disaster",
        ).reset_index(drop=True),
        Displacements,
    ).pipe(Displacements.validate, lazy=True)


def clean_gidd_flows(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Displacements]:
    """One row per year: new displacement by conflict."""
    rows = refuse_repeats(require_columns(raw, YEARLY), ["year"])
    moved = read_numbers(rows["new_displacement"])
    return conform(
        rows.assign(
            source=NAME,
            geography=vintage.iso3,
            geography_name=vintage.name,
            period_start=first_day(rows["year"]),
            period_end=last_day(rows["year"]),
            vintage=vintage.day,
            known_from=pd.Timestamp(vintage.day),
            displacements=moved,
            status=pd.Series("reported", index=rows.index).mask(moved.isna(), "not_reported"),
            cause="conflict",
        ).reset_index(drop=True),
        Displacements,
    ).pipe(Displacements.validate, lazy=True)


def clean_gidd_stocks(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """One row per year: people displaced by conflict at its end."""
    rows = refuse_repeats(require_columns(raw, YEARLY), ["year"])
    stock = read_numbers(rows["total_displacement"])
    return conform(
        rows.assign(
            source=NAME,
            publisher="IDMC",
            indicator="idps",
            geography=vintage.iso3,
            geography_name=vintage.name,
            as_of=rows["year"],
            as_of_last=last_day(rows["year"]),
            known_from=pd.Timestamp(vintage.day),
            idps=stock,
            status=pd.Series("reported", index=rows.index).mask(stock.isna(), "not_reported"),
            coverage="conflict",
            method="IDMC yearly estimate",
            confidence=3,
            qualifier=None,
            is_preferred=True,
        ).reset_index(drop=True),
        Idps,
    ).pipe(Idps.validate, lazy=True)


SOURCE = Source(
    name=NAME,
    provider="Internal Displacement Monitoring Centre",
    gives="displacements by month and year (flow), IDPs at each year's end (stock)",
    access="open",
    url="https://www.internal-displacement.org/database/displacement-data/",
    licence="CC BY-IGO",
    citation="Internal Displacement Monitoring Centre (IDMC).",
    redistributable=True,
    rows_are_dated=True,
    rhythm_days=31,
    layouts={
        "monthly": Layout(MONTHLY, {"displacements": clean_monthly}),
        "gidd_yearly": Layout(
            YEARLY, {"displacements": clean_gidd_flows, "idps": clean_gidd_stocks}
        ),
    },
)
