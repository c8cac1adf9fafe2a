"""Region by month: incidents beside displacement and needs, each inside its own coverage.

A region-month without an incident is 0 only where the source covers that month; elsewhere it is
missing. What could not be placed is a row of its own in every month, so that the rows of a month
add up to the source's national number.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis.incidents import add_up
from analysis.losses import add_known, check_conserved, count_losses
from analysis.measures import each_row, last_day
from analysis.schema import (
    Coverage,
    Idps,
    IncidentsAdmin1Month,
    Needs,
    PanelAdmin1Month,
    conform,
    empty,
)
from analysis.states import NOT_PLACED, complete_numbers, tell_absent, tell_reported

ANOTHER_SOURCE = "another source serves"
PANEL_SOURCES = ["ucdp", "acled", "hapi"]
UNIT = ["admin1_pcode", "admin1_name"]
SUMS = ["incidents", "fatalities_low", "fatalities_best", "fatalities_high", "civilian_fatalities"]


def to_units(months: DataFrame[IncidentsAdmin1Month], pcodes: pd.DataFrame) -> pd.DataFrame:
    """First-level units, a row each: of the list, or as the source names them without one."""
    listed = pcodes[pcodes["level"] == 1]
    if len(listed):
        units = listed.rename(columns={"pcode": "admin1_pcode", "name": "admin1_name"})[UNIT]
    else:
        names = sorted(months["admin1_name"].dropna().unique())
        units = pd.DataFrame(
            {
                "admin1_pcode": pd.Series(None, index=range(len(names)), dtype="str"),
                "admin1_name": names,
            }
        )
    last = pd.DataFrame({"admin1_pcode": [None], "admin1_name": [NOT_PLACED]})
    return pd.concat([units, last], ignore_index=True).astype("str")


def add_unit(rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Name the unit of each row; a row whose place is in no unit is *not placed*.

    With a list of p-codes a row is placed by its code, without one by its name.
    """
    coded = units.dropna(subset="admin1_pcode").set_index("admin1_pcode")["admin1_name"]
    known = rows["admin1_pcode"].map(coded) if len(coded) else rows["admin1_name"]
    return rows.assign(admin1_name=known.astype("str").fillna(NOT_PLACED))


def is_inside(months: pd.Series, coverage: pd.DataFrame) -> pd.Series:
    """Whether each month lies in a span that is covered; a month between two spans does not."""
    inside = pd.Series(False, index=months.index)
    for span in each_row(coverage):
        inside |= months.between(span.first_month, span.last_month)
    return inside


def tell_absent_months(months: pd.Series, coverage: pd.DataFrame) -> pd.Series:
    """State, month by month, of a count that a source does not list."""
    is_zero = is_inside(months, coverage[coverage["absent_is_zero"]])
    return tell_absent(is_inside(months, coverage), is_zero)


def join_incidents(
    frame: pd.DataFrame,
    months: DataFrame[IncidentsAdmin1Month],
    units: pd.DataFrame,
    coverage: DataFrame[Coverage],
) -> pd.DataFrame:
    """Incidents of each unit and month beside the frame of units and months.

    What a source lists of a month that it does not cover is *at least* so many.
    """
    sums = add_up(add_unit(months, units), by=["admin1_name", "month"])
    joined = frame.merge(
        sums[["admin1_name", "month", *SUMS]],
        on=["admin1_name", "month"],
        how="left",
        validate="one_to_one",
        indicator="seen",
    )
    source = months["source"].iloc[0] if len(months) else None
    absent, is_listed = tell_absent_months(joined["month"], coverage), joined["seen"] == "both"
    counts = {
        name: complete_numbers(
            pd.DataFrame({"value": joined[name], "status": tell_reported(joined[name])}),
            is_listed,
            absent,
        )
        for name in SUMS
    }
    status = counts["incidents"]["status"]
    return joined.drop(columns="seen").assign(
        **{name: numbers["value"] for name, numbers in counts.items()},
        source=pd.Series(source, index=joined.index, dtype="str").where(status != "not_covered"),
        incidents_status=status,
    )


def join_idps(frame: pd.DataFrame, idps: DataFrame[Idps]) -> pd.DataFrame:
    """Latest stock of each unit on or before the month's end, with its day.

    The stocks are those of one source, the one with the most stocks of units: two sources count
    different people. A figure older than twelve months is not carried forward. ``stock`` is the
    row that serves.
    """
    codes = frame["admin1_pcode"].dropna().unique()
    stocks = idps[idps["is_preferred"] & (idps["indicator"] == "idps")]
    stocks = stocks[stocks["geography"].isin(codes)]
    most = stocks["source"].value_counts().sort_index().idxmax() if len(stocks) else None
    stocks = stocks[stocks["source"] == most].assign(
        stock_day=stocks["as_of_last"], unit_code=stocks["geography"].astype("str")
    )
    right = stocks.assign(stock=stocks.index)[["unit_code", "stock_day", "idps", "as_of", "stock"]]
    right = right.sort_values("stock_day", kind="stable")
    left = frame.assign(
        month_end=frame["month"] + pd.offsets.MonthEnd(0),
        position=range(len(frame)),
        unit_code=frame["admin1_pcode"].fillna(NOT_PLACED).astype("str"),
    ).sort_values("month_end", kind="stable")
    joined = pd.merge_asof(
        left,
        right,
        left_on="month_end",
        right_on="stock_day",
        by="unit_code",
        tolerance=pd.Timedelta(days=366),
    )
    return (
        joined.sort_values("position")
        .rename(columns={"as_of": "idps_as_of"})
        .drop(columns=["month_end", "position", "unit_code", "stock_day"])
        .reset_index(drop=True)
    )


def join_needs(frame: pd.DataFrame, needs: DataFrame[Needs]) -> pd.DataFrame:
    """People in need of each unit in the plan year that the month lies in; ``plan`` its row."""
    rows = needs[needs["is_preferred"] & (needs["indicator"] == "people_in_need")]
    yearly = (
        rows.assign(
            year=rows["period_start"].dt.year, admin1_pcode=rows["geography"], plan=rows.index
        )
        .sort_values("known_from", kind="stable")
        .drop_duplicates(["admin1_pcode", "year"], keep="last")
        .assign(people_in_need=lambda d: d["value"].astype("Int64"))
    )
    keyed = frame.assign(
        year=frame["month"].dt.year, place=frame["admin1_pcode"].fillna(NOT_PLACED)
    )
    right = yearly.rename(columns={"admin1_pcode": "place"})[
        ["place", "year", "people_in_need", "plan"]
    ]
    return keyed.merge(right, on=["place", "year"], how="left", validate="many_to_one").drop(
        columns=["year", "place"]
    )


def stop_at_splits(joined: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Take a stock out of the months after its unit was divided: it counted another unit."""
    ends, days = joined["month"] + pd.offsets.MonthEnd(0), last_day(joined["idps_as_of"])
    is_other = pd.Series(False, index=joined.index)
    splits = breaks[(breaks["kind"] == "regions split") & (breaks["indicator"] == "idps")]
    for split in each_row(splits):
        is_other |= (
            (joined["admin1_name"] == split.geography_name)
            & (days < split.date_from)
            & (ends >= split.date_from)
        )
    columns = ["idps", "idps_as_of", "stock"]
    return joined.assign(**{name: joined[name].mask(is_other) for name in columns})


def to_panel(
    months: DataFrame[IncidentsAdmin1Month],
    idps: DataFrame[Idps],
    needs: DataFrame[Needs],
    pcodes: pd.DataFrame,
    coverage: DataFrame[Coverage],
    breaks: pd.DataFrame,
) -> tuple[DataFrame[PanelAdmin1Month], pd.DataFrame]:
    """Join incidents, stocks and needs; a row per unit and month, and one for what has no place.

    The incidents are those of one source, the first of ``PANEL_SOURCES`` that is held: two sources
    are never added, nor one continued by another. Months run from the first that it has a row
    for, or from the first stock, to the newest that either covers. Beside the panel, what became
    of the rows that went in.
    """
    source = next((s for s in PANEL_SOURCES if (coverage["source"] == s).any()), None)
    every, coverage = months, coverage[coverage["source"] == source]
    months = months[months["source"] == source]
    units = to_units(months, pcodes)
    placed = idps[idps["geography"].isin(units["admin1_pcode"].dropna())]
    days = [
        *months["month"].agg(["min", "max"]).dropna(),
        *coverage["last_month"],
        *placed["as_of_last"].agg(["min", "max"]).dropna(),
    ]
    if not days:
        unused = [_account_unused(j, t) for j, t in (("stocks", idps), ("needs", needs))]
        return PanelAdmin1Month.validate(empty(PanelAdmin1Month)), pd.concat(unused)
    first, last = min(days).to_period("M").to_timestamp(), max(days)
    frame = units.merge(pd.DataFrame({"month": pd.date_range(first, last, freq="MS")}), how="cross")
    counted = join_incidents(frame, months, units, coverage)
    joined = join_needs(stop_at_splits(join_idps(counted, idps), breaks), needs)
    losses = [
        _account_incidents(every, source, units, joined),
        _account_stocks(idps, units, joined["stock"]),
        _account_needs(needs, units, joined["plan"]),
    ]
    panel = conform(joined, PanelAdmin1Month).pipe(PanelAdmin1Month.validate, lazy=True)
    return panel, pd.concat(losses, ignore_index=True)


def _account_incidents(
    months: pd.DataFrame, source: str | None, units: pd.DataFrame, panel: pd.DataFrame
) -> pd.DataFrame:
    """Say what became of the monthly rows; all of the serving source are in, placed or not."""
    join, is_serving = "monthly incidents to panel", months["source"] == source
    for name in SUMS:
        given = months.loc[is_serving, name]
        if given.notna().all() and len(given):
            check_conserved(join, name, given.sum(), add_known(panel[name]))
    placed = add_unit(months, units)["admin1_name"] != NOT_PLACED
    how = placed.map({True: "matched", False: NOT_PLACED}).astype("str")
    how = how.where(is_serving, ANOTHER_SOURCE)
    return count_losses(
        join, how, months["incidents"], months["admin1_name"], "incidents", months["source"]
    )


def _account_stocks(idps: pd.DataFrame, units: pd.DataFrame, used: pd.Series) -> pd.DataFrame:
    """Say what became of the stocks; one that serves in no month has its reason."""
    serving = idps.loc[used.dropna().unique(), "source"]
    how = _tell_use(idps, units, used, indicator="idps", unused="newer one in its months")
    how = how.mask((how != "matched") & ~idps["source"].isin(serving), ANOTHER_SOURCE)
    return count_losses(
        "stocks to panel", how, idps["idps"], idps["geography_name"], "people", idps["source"]
    )


def _account_needs(needs: pd.DataFrame, units: pd.DataFrame, used: pd.Series) -> pd.DataFrame:
    """Say what became of the people in need; money of the same table is another indicator."""
    how = _tell_use(
        needs, units, used, indicator="people_in_need", unused="newer one, or no month of its year"
    )
    people = needs["value"].where(needs["unit"] == "people")
    return count_losses(
        "needs to panel", how, people, needs["geography_name"], "people", needs["source"]
    )


def _account_unused(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Say that rows serve in no month, since no incident and no stock of a unit begins a panel."""
    how = pd.Series("no panel", index=rows.index)
    people = rows["idps"] if "idps" in rows else rows["value"].where(rows["unit"] == "people")
    return count_losses(
        f"{name} to panel", how, people, rows["geography_name"], "people", rows["source"]
    )


def _tell_use(
    rows: pd.DataFrame, units: pd.DataFrame, used: pd.Series, *, indicator: str, unused: str
) -> pd.Series:
    how = pd.Series(unused, index=rows.index)
    how = how.mask(~rows["geography"].isin(units["admin1_pcode"].dropna()), "no unit of the panel")
    how = how.mask(~rows["is_preferred"], "another row is preferred")
    how = how.mask(rows["indicator"] != indicator, "another indicator")
    return how.mask(rows.index.isin(used.dropna()), "matched")
