"""Incidents: one row per region, month and kind, of the one source that serves."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis.losses import MATCHED, count_losses
from analysis.measures import each_row, join_texts, month_start, note_inputs
from analysis.schema import (
    Coverage,
    FatalitiesYear,
    Incidents,
    IncidentsAdmin1Month,
    Losses,
    conform,
    empty,
)

KEY = ["source", "admin1_pcode", "admin1_name", "month", "event_type"]
NUMBERS = [
    *("incidents", "fatalities_low", "fatalities_best", "fatalities_high"),
    *("civilian_fatalities", "incidents_spanning_months", "incidents_imprecise_place"),
]
ESTIMATES = ["fatalities_low", "fatalities_best", "fatalities_high"]
ALL_KINDS = "all kinds"


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


def compare_years(
    months: DataFrame[IncidentsAdmin1Month],
    totals: DataFrame[FatalitiesYear],
    coverage: DataFrame[Coverage],
) -> pd.DataFrame:
    """Each year of one source's totals beside the sum of its incidents; a row per year.

    ``how`` is *matched* where low, best and high agree, of every kind of violence and of all; with
    a remark where only the best estimate of all does. A year of which not every month is covered is
    not compared. Where no incident is held in a covered year, the total agrees if it is 0.
    """
    dated = months.assign(year=months["month"].dt.year.astype("int64"))
    sums = [
        add_up(dated, by=["year", "event_type"]),
        add_up(dated, by=["year"]).assign(event_type=ALL_KINDS),
    ]
    both = totals.assign(event_type=totals["event_type"].fillna(ALL_KINDS)).merge(
        pd.concat(sums, ignore_index=True),
        on=["year", "event_type"],
        how="outer",
        suffixes=("_total", ""),
        validate="one_to_one",
    )
    same = pd.DataFrame({name: _agree(both, name) for name in ESTIMATES})
    is_whole_year = both["event_type"] == ALL_KINDS
    alike = same.all(axis=1).groupby(both["year"]).transform("all")
    how = pd.Series("differs", index=both.index)
    how = how.mask(same["fatalities_best"], "matched but for range or kind").mask(alike, MATCHED)
    how = how.mask(~both["year"].isin(covered_years(coverage)), "months not all covered")
    how = how.mask(both["fatalities_best_total"].isna(), "not in the table of years")
    return both.assign(how=how)[is_whole_year].reset_index(drop=True)


def _agree(both: pd.DataFrame, name: str) -> pd.Series:
    """Whether a sum is the total; where no incident is held there is no sum, and 0 agrees."""
    total = both[f"{name}_total"]
    is_same = (both[name] == total) | (both["incidents"].isna() & (total == 0))
    return is_same.fillna(False).astype("bool")


def covered_years(coverage: DataFrame[Coverage]) -> list[int]:
    """Years of which each month is covered."""
    spans = zip(coverage["first_month"], coverage["last_month"], strict=True)
    months = {month for first, last in spans for month in pd.period_range(first, last, freq="M")}
    held = pd.Series([month.year for month in months], dtype="int64").value_counts()
    return sorted(held.index[held == 12])


def reconcile_years(
    months: DataFrame[IncidentsAdmin1Month],
    totals: DataFrame[FatalitiesYear],
    coverage: DataFrame[Coverage],
    source: str,
) -> pd.DataFrame:
    """Outcomes of comparing the years of one source, each with its years by name.

    The value of an outcome adds up the source's own totals, so that a year cannot vanish.
    """
    held: list[Any] = [rows[rows["source"] == source] for rows in (months, totals, coverage)]
    if held[1].empty:
        return empty(Losses)
    years = compare_years(*held)
    join = f"{source} fatalities against the table of years"
    counted = count_losses(
        join, years["how"], years["fatalities_best_total"], years["event_type"], "people", source
    )
    named = {
        str(how): f"{', '.join(_list_runs(rows['year']))} ({_name_releases(rows['year'], *held)})"
        for how, rows in years.sort_values("year").groupby("how")
    }
    return counted.assign(names=counted["outcome"].map(named).astype("str"))


def format_differing_years(
    months: DataFrame[IncidentsAdmin1Month],
    totals: DataFrame[FatalitiesYear],
    coverage: DataFrame[Coverage],
) -> Iterator[str]:
    """Lines of the years in which incidents and totals differ, with the best estimates of both."""
    for source in totals["source"].unique():
        held: list[Any] = [t[t["source"] == source] for t in (months, totals, coverage)]
        years = compare_years(*held)
        for row in each_row(years[years["how"] == "differs"].sort_values("year")):
            ours = "none" if pd.isna(row.fatalities_best) else f"{row.fatalities_best:,}"
            releases = _name_releases(pd.Series([row.year]), *held)
            yield f"{source} {row.year}: {ours} killed, {row.fatalities_best_total:,} in the table of years ({releases})"


def _list_runs(years: pd.Series) -> list[str]:
    run = (years.diff() != 1).cumsum()
    ends = years.groupby(run).agg(["min", "max"])
    return [
        str(first) if first == last else f"{first}-{last}"
        for first, last in zip(ends["min"], ends["max"], strict=True)
    ]


def _name_releases(
    years: pd.Series, months: pd.DataFrame, totals: pd.DataFrame, coverage: pd.DataFrame
) -> str:
    """Say of which releases the incidents and the totals are."""
    counted = months.loc[months["month"].dt.year.isin(years), "source_version"].unique()
    ours, theirs = (
        ", ".join(sorted(map(str, versions)))
        for versions in (
            counted if len(counted) else coverage["version"].unique(),
            totals["source_version"].unique(),
        )
    )
    return f"incidents of {ours or 'none held'}; table of {theirs}"
