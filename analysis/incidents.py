"""Incidents: one row per region, month and kind, of the one source that serves."""

from collections.abc import Iterable

import pandas as pd
from pandera.typing import DataFrame

from analysis.measures import join_texts, month_start, note_inputs
from analysis.schema import Incidents, IncidentsAdmin1Month, conform, empty

KEY = ["source", "admin1_pcode", "admin1_name", "month", "event_type"]
NUMBERS = [
    *("incidents", "fatalities_low", "fatalities_best", "fatalities_high"),
    *("civilian_fatalities", "incidents_spanning_months", "incidents_imprecise_place"),
]


def to_admin1_month(incidents: DataFrame[Incidents]) -> DataFrame[IncidentsAdmin1Month]:
    """Count incidents and add up fatalities; a row per source, admin1, month and kind.

    An incident belongs to the month it began in. Incidents not placed stay, in rows of their
    own. A sum is missing where any part of it is: adding only the bounds that were reported
    would narrow the range.
    """
    if incidents.empty:
        return empty(IncidentsAdmin1Month).pipe(IncidentsAdmin1Month.validate, lazy=True)
    month = month_start(incidents["event_date"])
    version, versions = pd.factorize(incidents["source_version"], sort=True)
    rows = incidents.pipe(Incidents.validate, lazy=True).assign(
        month=month,
        version=version,
        incidents=1,
        incidents_spanning_months=(month_start(incidents["event_date_end"]) != month).astype(int),
        incidents_imprecise_place=(~incidents["is_precise_place"]).astype(int),
    )
    grouped = rows.groupby(KEY, dropna=False)
    sums = (
        grouped[NUMBERS]
        .sum(skipna=False)
        .assign(source_version=versions.take(grouped["version"].max().to_numpy()))
    )
    inputs = note_inputs(rows, grouped.ngroup().to_numpy())
    return conform(sums.reset_index().assign(inputs=inputs), IncidentsAdmin1Month).pipe(
        IncidentsAdmin1Month.validate, lazy=True
    )


def add_up(rows: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
    """Add up monthly rows over what is not in ``by``; ``inputs`` keeps every row of the file."""
    numbers = [name for name in NUMBERS if name in rows.columns]
    grouped = rows.groupby(by, dropna=False)
    inputs = join_texts(rows["inputs"], grouped.ngroup().to_numpy(), "\n")
    return grouped[numbers].sum(skipna=False).reset_index().assign(inputs=inputs)


def keep_serving(
    from_events: DataFrame[IncidentsAdmin1Month], from_table: DataFrame[IncidentsAdmin1Month]
) -> DataFrame[IncidentsAdmin1Month]:
    """Rows of the events where events are held, else those of the monthly table; never both."""
    return from_table if from_events.empty else from_events


def compare_months(
    from_events: DataFrame[IncidentsAdmin1Month], from_table: DataFrame[IncidentsAdmin1Month]
) -> pd.DataFrame:
    """Months in which the event file and the monthly table differ; a row per month.

    Only months that both cover are compared. ``incidents`` and ``fatalities_best`` of each side
    stand beside one another.
    """
    columns = ["incidents", "fatalities_best"]
    sides: Iterable[pd.DataFrame] = (
        add_up(side, by=["month"]).set_index("month")[columns] for side in (from_events, from_table)
    )
    events, table = sides
    first, last = table.index.min(), table.index.max()
    both = events.loc[(events.index >= first) & (events.index <= last)].join(
        table, how="outer", suffixes=("_events", "_table")
    )
    same = pd.Series(True, index=both.index)
    for name in columns:
        ours, theirs = both[f"{name}_events"], both[f"{name}_table"]
        same &= (ours == theirs).fillna(False).astype("bool")
    return both[~same].reset_index()
