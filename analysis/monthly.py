"""Monthly tables of incidents that a provider publishes itself: regions added up, months covered.

Such a table names its places and prints its zeros: a 0 is a finding, and a place that is absent
from a month is unknown. It tells neither a range nor how vaguely an incident was placed.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis.formats import Months
from analysis.measures import BadInputError, note_inputs
from analysis.schema import IncidentsAdmin1Month, conform, empty

GROUP = ["admin1_name", "month", "event_type"]
NOT_TOLD = [
    *("admin1_pcode", "fatalities_low", "fatalities_high", "civilian_fatalities"),
    *("incidents_spanning_months", "incidents_imprecise_place"),
]


def to_admin1_month(
    parts: pd.DataFrame, *, source: str, version: str
) -> DataFrame[IncidentsAdmin1Month]:
    """Add up the parts of each region; a row per region, month and kind.

    ``parts`` has a row per smaller unit: ``admin1_name``, ``month``, ``event_type``,
    ``incidents``, ``fatalities_best``, and file and row, all of which ``inputs`` keeps. Fatalities
    are missing where a part's are. A region's month with fewer parts than others of its year is
    left out, as unknown: a partial sum is no total. An empty count of incidents is refused.
    """
    if len(blank := parts[parts["incidents"].isna()]):
        raise BadInputError("is empty", row=int(blank["source_row"].iloc[0]), column="events")
    if parts.empty:
        return empty(IncidentsAdmin1Month).pipe(IncidentsAdmin1Month.validate, lazy=True)
    grouped = parts.groupby(GROUP, dropna=False)
    sums = grouped[["incidents", "fatalities_best"]].sum(skipna=False).reset_index()
    sums = sums.assign(
        inputs=note_inputs(parts, grouped.ngroup().to_numpy()), parts=grouped.size().to_numpy()
    )
    return conform(
        _keep_whole(sums).assign(
            source=source, source_version=version, **dict.fromkeys(NOT_TOLD, None)
        ),
        IncidentsAdmin1Month,
    ).pipe(IncidentsAdmin1Month.validate, lazy=True)


def _keep_whole(sums: pd.DataFrame) -> pd.DataFrame:
    """Keep months with all parts of their region; what has no region has no parts to miss."""
    year = sums["month"].dt.year
    most = sums.groupby(["admin1_name", year, "event_type"])["parts"].transform("max")
    is_whole = (sums["parts"] == most) | sums["admin1_name"].isna()
    return sums[is_whole].reset_index(drop=True)


def last_complete_month(day: str, *, days_behind: int) -> pd.Timestamp:
    """Last month over on a day for a provider whose data lag by some days."""
    known = pd.Timestamp(day) - pd.Timedelta(days=days_behind)
    return (known + pd.Timedelta(days=1)).to_period("M").to_timestamp() - pd.DateOffset(months=1)


def to_coverage(months: pd.DataFrame, day: str, *, days_behind: int) -> Months | None:
    """Give the last unbroken run of months that name as many regions as any month does.

    A region absent from a month is unknown, so such a month is not covered; nor is the current
    one, whose count is still growing though its period ends on its last day.
    """
    regions = months.groupby("month")["admin1_name"].nunique()
    regions = regions[regions.index <= last_complete_month(day, days_behind=days_behind)]
    whole = pd.Series(regions.index[regions == regions.max()])
    if whole.empty:
        return None
    is_start = whole.diff() > pd.Timedelta(days=31)
    return whole[is_start.cumsum() == is_start.sum()].iloc[0], whole.iloc[-1]
