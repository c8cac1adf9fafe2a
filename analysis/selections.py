"""Incidents of one source to what an analyst asks of them: a choice, counts by month, what lies near, rates.

A choice of rows is no longer all that a source counts: a count of it is 0 in a month without a row
only where the source looked, and would have listed any. Of a number of people killed or of incidents
there is a rate only where the number of residents is known, with its date beside it. Methods:
``docs/explore.md``.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod

from analysis.exposure import EXACT as EXACT_PLACE
from analysis.exposure import NEAR_KM, read_precision
from analysis.measures import BadInputError, each_row, month_start
from analysis.panel import add_unit, tell_absent_months
from analysis.states import (
    BOUNDS,
    EXACT,
    NUMBER,
    add_numbers,
    complete_numbers,
    divide_numbers,
    tell_reported,
)

COUNTED = {  # what is counted, its unit, and the columns of value and bounds
    "incidents": ("incidents", ["incidents"]),
    "fatalities": ("people", ["fatalities_best", "fatalities_low", "fatalities_high"]),
    "civilian_fatalities": ("people", ["civilian_fatalities"]),
}
KEYS = {"region": ["region", "region_name"], "kind": ["kind"], "actor": ["actor"]}
PER = 100_000
SIDE = [  # what is read first of a side
    *("label", "value", "low", "high", "status", "population", "population_as_of"),
    *("per_100k_month", "per_100k_month_low", "per_100k_month_high", "not_placed"),
]
TOLERANCE = 0.02  # regions that are further from their country are not all of it, or others


def choose_names(given: Sequence[str] | None, held: Sequence[str], parameter: str) -> list[str]:
    """Names that were asked for, all of those held where none was; one that is not held is refused."""
    asked = [given] if isinstance(given, str) else list(held if given is None else given)
    if unknown := [name for name in asked if name not in held]:
        known = ", ".join(held) or "none"
        raise BadInputError(f"parameter {parameter}: '{unknown[0]}' is not one of {known}")
    return asked


def keep_months(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Rows of the months from ``first`` to ``last``; an incident is of the month it began in."""
    return rows[to_month(rows).between(first, last)]


def to_month(rows: pd.DataFrame) -> pd.Series:
    """Month of each incident, or of each row that is of a month already."""
    return rows["month"] if "month" in rows else month_start(rows["event_date"])


def keep_actors(incidents: pd.DataFrame, actors: Sequence[str]) -> pd.DataFrame:
    """Incidents of which either actor has one of these words in its name, in whatever case."""
    asked = [actors] if isinstance(actors, str) else actors
    is_one = pd.Series(False, index=incidents.index)
    for word in asked:
        for name in ("actor1", "actor2"):
            found = incidents[name].str.contains(word, case=False, regex=False)
            is_one |= found.fillna(False).astype("bool")
    return incidents[is_one]


def keep_near(
    incidents: pd.DataFrame, *, longitude: float, latitude: float, km: float
) -> pd.DataFrame:
    """Incidents within ``km`` of a place, nearest first, with ``distance_km`` and its range.

    One of a vague place is left out: it stands on a stand-in point, which is near nothing. Of one
    that is only *near* its point the distance has a range. Distances are the shortest way along the
    ground (WGS 84).
    """
    has_point = incidents["longitude"].notna() & incidents["latitude"].notna()
    placed = incidents[has_point & incidents["is_precise_place"]]
    here = np.full(len(placed), float(longitude)), np.full(len(placed), float(latitude))
    there = placed["longitude"].to_numpy("float64"), placed["latitude"].to_numpy("float64")
    metres = Geod(ellps="WGS84").inv(*here, *there)[2]
    distance = pd.Series(np.asarray(metres) / 1000, index=placed.index, dtype="float64")
    slack = (read_precision(placed) != EXACT_PLACE) * NEAR_KM
    away = placed.assign(
        distance_km=distance,
        distance_km_low=(distance - slack).clip(lower=0),
        distance_km_high=distance + slack,
    )
    return away[away["distance_km"] <= km].sort_values("distance_km", kind="stable")


def add_keys(rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Rows with ``month``, ``region`` and ``region_name`` of the list of units, and ``kind``.

    A row whose place is in no unit is *not placed*.
    """
    named = add_unit(rows, units)
    codes = dict(zip(units["admin1_name"], units["admin1_pcode"], strict=True))
    code = named["admin1_name"].map(codes).astype("str").fillna(named["admin1_name"])
    return rows.assign(
        month=to_month(rows),
        region=code.astype("str"),
        region_name=named["admin1_name"].astype("str"),
        kind=rows["event_type"],
        incidents=rows.get("incidents", 1),
    )


def list_regions(units: pd.DataFrame) -> pd.DataFrame:
    """Code and name of each unit; where it has no code, its name is that too."""
    name = units["admin1_name"].astype("str")
    return pd.DataFrame(
        {"region": units["admin1_pcode"].fillna(name).astype("str"), "region_name": name}
    )


def count_months(
    keyed: pd.DataFrame,
    groups: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    first: pd.Timestamp,
    last: pd.Timestamp,
    count: str,
) -> pd.DataFrame:
    """Count incidents, or add up people killed; a row per month from ``first`` to ``last`` and group.

    ``keyed`` comes of :func:`add_keys`; ``groups`` has a row per group and the columns that tell it
    apart, none for the country as a whole. A month without a row is 0 only where ``coverage`` says
    that the source looked and lists whatever there was; elsewhere it is *not covered*.
    """
    numbered = keyed[["month", *groups.columns]].join(to_numbers(keyed, count))
    return add_up_groups(numbered, groups, coverage, first=first, last=last, count=count)


def to_numbers(keyed: pd.DataFrame, count: str) -> pd.DataFrame:
    """Numbers that are counted, a row each of ``keyed``: ``value``, bounds where there are any, ``status``."""
    columns = COUNTED[count][1]
    parts = keyed[columns].set_axis(["value", *BOUNDS][: len(columns)], axis=1)
    return parts.assign(status=tell_reported(parts["value"]))


def add_up_groups(
    numbered: pd.DataFrame,
    groups: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    first: pd.Timestamp,
    last: pd.Timestamp,
    count: str,
) -> pd.DataFrame:
    """Sum of the numbers of each month and group, as :func:`count_months`; they may be sums themselves."""
    keys = ["month", *groups.columns]
    months = pd.DataFrame({"month": pd.date_range(first, last, freq="MS")})
    frame = months.merge(groups, how="cross") if len(groups.columns) else months
    unit, columns = COUNTED[count]
    grouped = numbered.groupby(keys, dropna=False)
    numbers = numbered[numbered.columns.intersection(NUMBER)]
    sums = add_numbers(numbers, grouped.ngroup().to_numpy())
    index, held = pd.MultiIndex.from_frame(frame), grouped.size().index
    held = held if len(keys) > 1 else pd.MultiIndex.from_arrays([held], names=keys)
    listed = sums.set_axis(held).reindex(index).reset_index(drop=True)
    is_listed = pd.Series(index.isin(held), index=frame.index)
    absent = tell_absent_months(frame["month"], coverage)
    names = ["value", *BOUNDS][: len(columns)]
    whole = complete_numbers(listed, is_listed, absent, names)
    return write_counts(frame.assign(indicator=count, unit=unit), whole)


def write_counts(frame: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Write counts beside what they are of, as whole numbers that may be missing."""
    whole = {name: numbers[name].astype("Float64").astype("Int64") for name in ("value", *BOUNDS)}
    return frame.assign(**whole, status=numbers["status"])


def add_up_months(counts: pd.DataFrame) -> pd.DataFrame:
    """Sum of the months of each group, a row each, with ``first_month``, ``last_month`` and ``months``.

    Where a month is missing, the others are *at least* the sum.
    """
    keys = [*(name for name in counts if name not in {"month", *NUMBER})]
    grouped = counts.groupby(keys, dropna=False, sort=False)
    spans = grouped["month"].agg(first_month="min", last_month="max", months="nunique")
    order = grouped.ngroup().to_numpy()
    return write_counts(spans.reset_index(), add_numbers(counts, order))


def to_denominators(
    population: pd.DataFrame, *, country: str, units: Sequence[str], last: pd.Timestamp
) -> pd.DataFrame:
    """Newest number of residents of the country and of each unit up to a day; a row each.

    Only numbers that are no mere bounds and that are preferred where several are held. Units of a
    day on which their sum is not the country's are left out, all of them: that census counted
    regions with other borders, or not all. Where the country of that day is not held, nobody can
    tell. ``population``, ``population_status``, ``population_as_of``, ``population_source``.
    """
    held = _keep_residents(population, [country, *units], last)
    newest = (
        held[_find_fitting(held, country)]
        .sort_values(["period_end", "confidence"], kind="stable")
        .drop_duplicates("geography", keep="last")
    )
    return pd.DataFrame(
        {
            "region": newest["geography"].astype("str"),
            "population": newest["value"].astype("Float64").astype("Int64"),
            "population_status": newest["status"].astype("str"),
            "population_as_of": newest["period_end"].dt.strftime("%Y-%m-%d").astype("str"),
            "population_source": newest["publisher"].fillna(newest["source"]).astype("str"),
        }
    ).sort_values("region", ignore_index=True)


def list_misfits(
    population: pd.DataFrame, *, country: str, units: Sequence[str], last: pd.Timestamp
) -> list[str]:
    """Days of which :func:`to_denominators` leaves the units out, since their sum is not the country's."""
    held = _keep_residents(population, [country, *units], last)
    days = held.loc[~_find_fitting(held, country), "period_end"]
    return sorted(days.dt.strftime("%Y-%m-%d").unique())


def _keep_residents(
    population: pd.DataFrame, places: Sequence[str], last: pd.Timestamp
) -> pd.DataFrame:
    """Numbers of residents that may serve: of these places, until a day, preferred, no mere bounds."""
    is_number = (population["indicator"] == "population") & population["is_preferred"]
    is_known = is_number & population["status"].isin(EXACT) & (population["period_end"] <= last)
    return population[is_known & population["geography"].isin(places)]


def _find_fitting(held: pd.DataFrame, country: str) -> pd.Series:
    """Whether each number is the country's, or of units that add up to the country's of that day."""
    day = [held["source"], held["period_end"]]
    is_whole = held["geography"] == country
    whole = held["value"].where(is_whole).groupby(day).transform("max")
    # a repeated unit of one day, of two releases, would count twice
    repeated = held.duplicated(["source", "period_end", "geography"], keep="last")
    parts = held["value"].mask(is_whole | repeated, 0).groupby(day).transform("sum")
    return is_whole | whole.isna() | ((parts - whole).abs() <= TOLERANCE * whole)


def add_rates(counts: pd.DataFrame, denominators: pd.DataFrame) -> pd.DataFrame:
    """Add to counts the residents of each region and ``per_100k`` of them; same rows, same order.

    Where the number of residents is not known, or the count is not, there is no rate: its state
    says why. A rate is an estimate: nobody reported it.
    """
    residents = denominators.drop_duplicates("region").set_index("region")
    own = residents.reindex(counts["region"]).set_axis(counts.index)
    status = own["population_status"].astype("str").fillna("not_reported")
    people = own["population"].astype("Float64")
    exact = people.where(status == "reported")  # of an estimate nobody knows the range
    whole = pd.DataFrame({"value": people, "low": exact, "high": exact, "status": status})
    rate = divide_numbers(counts[NUMBER], whole, per=PER)
    names = {"value": "per_100k", "low": "per_100k_low", "high": "per_100k_high"}
    rates = rate.rename(columns={**names, "status": "per_100k_status"})
    return pd.concat([counts, own.assign(population_status=status), rates], axis=1)


def join_sides(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two sums with their residents, a row each, with ``per_100k_month``: a rate per month of the period.

    Refused, in one line, where the two cannot stand side by side: one has months that are not
    covered, or residents whom nobody counted, or they are of different sources.
    """
    sides = pd.concat([first, second], ignore_index=True)
    for side in each_row(sides):
        _refuse_side(side)
    if len(set(sides["source"])) > 1:
        raise BadInputError(
            f"{' and '.join(sides['source'])} count different things: they have no comparison"
        )
    rates = {
        name.replace("100k", "100k_month"): sides[name] / sides["months"]
        for name in ("per_100k", "per_100k_low", "per_100k_high")
    }
    return sides.assign(**rates)[[*SIDE, *sides.columns.difference(SIDE, sort=False)]]


def _refuse_side(side: Any) -> None:
    if side.is_covered is False:
        raise BadInputError(
            f"{side.label}: {side.source} does not cover every month from {side.first_month:%Y-%m}"
            f" to {side.last_month:%Y-%m}, so nothing is compared: choose months that it covers"
        )
    if pd.isna(side.value) or side.status == "at_least":
        raise BadInputError(
            f"{side.label}: {side.indicator} are {side.status.replace('_', ' ')}, so there is no rate"
        )
    if pd.isna(side.population):
        raise BadInputError(
            f"{side.label}: how many people live there is not known before"
            f" {side.last_month + pd.offsets.MonthBegin(1):%Y-%m}, or only in other borders,"
            " so there is no rate"
        )


def keep_regions(rows: pd.DataFrame, regions: Sequence[str]) -> pd.DataFrame:
    """Rows with keys of some regions, by code or name."""
    return rows[rows["region"].isin(regions) | rows["region_name"].isin(regions)]
