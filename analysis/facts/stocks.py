"""Figures on stocks of IDPs: the latest of country and regions, the series, and other counts."""

import json
from typing import Any

import pandas as pd

from analysis.coverage import is_of_one_reason, is_region
from analysis.facts.changes import tell_change, tell_parts
from analysis.facts.figure import (
    MAX_AGE,
    copy_stock,
    make_figure,
    make_id,
    to_numbers,
    write_day,
)
from analysis.measures import each_row, keep_latest
from analysis.states import add_numbers, name_gap, subtract_numbers

STOCK_SOURCES = ["dtm", "figures", "hapi", "unhcr", "idmc"]
COPIES = "idmc"  # its year-ends repeat other counts: they serve where there is no other


def choose_stocks(
    idps: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> tuple[str, pd.DataFrame]:
    """Source whose national stock is the latest on or before a day, and its preferred stocks.

    One source gives the tile, the series and every change: two sources count different people,
    so the step from one to another is no movement. Of several with the same day the first of
    ``STOCK_SOURCES`` serves.
    """
    stocks = _keep_stocks(idps)
    usable = stocks[
        (stocks["geography"] == place["geography"])
        & stocks["as_of_last"].between(last - MAX_AGE, last)
    ]
    is_own = usable["source"] != COPIES
    usable = usable[is_own] if is_own.any() else usable
    newest = keep_latest(usable, key=["source"], by="as_of_last")
    newest = newest[newest["as_of_last"] == newest["as_of_last"].max()]
    held = set(newest["source"]) or set(stocks["source"])
    source = next((s for s in STOCK_SOURCES if s in held), "figures")
    return source, stocks[stocks["source"] == source]


def _keep_stocks(idps: pd.DataFrame) -> pd.DataFrame:
    """Preferred stocks of IDPs of every source, the oldest first."""
    stocks = idps[idps["is_preferred"] & (idps["indicator"] == "idps")]
    return stocks[stocks["source"].isin(STOCK_SOURCES)].sort_values("as_of_last", kind="stable")


def choose_regions(
    idps: pd.DataFrame, source: str, place: dict[str, str], last: pd.Timestamp
) -> pd.DataFrame:
    """Preferred stocks of the source whose regions are shown: the country's own where it has any.

    Else those of the first of ``STOCK_SOURCES`` with a region in the year before the day: beside
    the country's number, and no parts of it.
    """
    stocks = _keep_stocks(idps)
    is_here = stocks["as_of_last"].between(last - MAX_AGE, last) & is_region(
        stocks, place["geography"]
    )
    held = set(stocks.loc[is_here & (stocks["geography"] != place["geography"]), "source"])
    chosen = next((s for s in (source, *STOCK_SOURCES) if s in held), source)
    return stocks[stocks["source"] == chosen]


def tell_stocks(
    idps: pd.DataFrame, breaks: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Latest stock of the country and of each region, the next one, the series, and the changes."""
    source, stocks = choose_stocks(idps, place, last)
    national = stocks[stocks["geography"] == place["geography"]]
    usable = stocks[stocks["as_of_last"].between(last - MAX_AGE, last)]
    newest = keep_latest(usable, key=["geography_name", "admin_level"], by="as_of_last")
    rows = []
    if not (newest["geography"] == place["geography"]).any():
        rows.append(_no_stock(idps, source, place, last))
    shown = newest[is_region(newest, place["geography"])]
    regional = choose_regions(idps, source, place, last)
    regions = _keep_newest_regions(regional, place, last)
    for row in each_row(shown[shown["geography"] == place["geography"]]):
        rows += [
            copy_stock(make_id("idps", row.geography), row),
            *tell_change(stocks, breaks, row, place),
        ]
    for row in each_row(regions):
        told = [
            copy_stock(make_id("idps", row.geography), row),
            *tell_change(regional, breaks, row, place),
        ]
        rows += [figure | {"level": row.admin_level} for figure in told]
    rows += [*_age(shown, place, last), *_remainder(shown, place)]
    rows += [*_exceeding(shown, regions, place), *_of_one_reason(idps, regions, place)]
    rows += tell_parts(stocks, breaks, place, last)
    after = national[national["as_of_last"] > last].head(1)
    rows += [
        copy_stock(make_id("idps_next", row.geography), row, rule="first-after")
        for row in each_row(after)
    ]
    until = after["as_of_last"].max() if len(after) else last
    since = national[national["as_of_last"].between(last - pd.DateOffset(years=5), until)]
    since = since.drop_duplicates("as_of")
    rows += [
        copy_stock(make_id("idps", row.geography, row.as_of), row, rule="preferred-row")
        for row in each_row(since)
    ]
    return rows + _other_counts(idps, source, place, last)


def _keep_newest_regions(
    stocks: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> pd.DataFrame:
    """Latest stock of each region in the year before a day."""
    usable = stocks[stocks["as_of_last"].between(last - MAX_AGE, last)]
    newest = keep_latest(usable, key=["geography_name", "admin_level"], by="as_of_last")
    return newest[
        is_region(newest, place["geography"]) & (newest["geography"] != place["geography"])
    ]


def _age(shown: pd.DataFrame, place: dict[str, str], last: pd.Timestamp) -> list[dict[str, Any]]:
    """Whole months between the national stock and the report's month; none where they are one."""
    for row in each_row(shown[shown["geography"] == place["geography"]]):
        months = 12 * (last.year - row.as_of_last.year) + last.month - row.as_of_last.month
        if months > 0:
            age = {"value": months, "status": "reported", "unit": "months"}
            return [_derive("idps_age", age, row, place, [place["geography"]], last)]
    return []


def _derive(
    indicator: str,
    number: dict[str, Any],
    row: Any,
    place: dict[str, str],
    parts: list[str],
    end: pd.Timestamp,
) -> dict[str, Any]:
    """Make a figure that is a difference of others: the stocks of ``parts``."""
    return make_figure(
        make_id(indicator, place["geography"]),
        indicator,
        row.source,
        **place,
        **number,
        rule="difference",
        as_of=row.as_of,
        period_start=write_day(row.as_of_last),
        period_end=write_day(end),
        inputs=json.dumps([make_id("idps", part) for part in parts]),
    )


def _remainder(shown: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """People of the national stock whom no region of the same day accounts for."""
    is_country = shown["geography"] == place["geography"]
    for row in each_row(shown[is_country]):
        regions = shown[~is_country & (shown["as_of_last"] == row.as_of_last)]
        added = add_numbers(to_numbers(regions))
        rest = subtract_numbers(to_numbers(shown.loc[[row.Index]]), added).iloc[0]
        if pd.notna(rest["value"]) and rest["value"] >= 0:
            parts = [place["geography"], *regions["geography"]]
            number = {**rest, "unit": "people"}
            return [_derive("idps_remainder", number, row, place, parts, row.as_of_last)]
    return []


def _exceeding(
    shown: pd.DataFrame, regions: pd.DataFrame, place: dict[str, str]
) -> list[dict[str, Any]]:
    """Sum of the regions of the country's source and day, where it is more than the country's stock.

    A stock that is only *at least* so many is exceeded by nothing.
    """
    is_exact = shown["status"] != "at_least"
    country = shown[(shown["geography"] == place["geography"]) & is_exact]
    return [figure for row in each_row(country) for figure in _add_regions(row, regions, place)]


def _of_one_reason(
    idps: pd.DataFrame, regions: pd.DataFrame, place: dict[str, str]
) -> list[dict[str, Any]]:
    """Count of the country that is of one reason of displacement, and what its regions add up to.

    Its source holds it, but it is no stock: the regions of its round name other reasons and are
    more people.
    """
    is_here = (idps["geography"] == place["geography"]) & (idps["indicator"] == "idps")
    key = ["source", "as_of_last", "method", "operation"]
    held = idps[is_of_one_reason(idps) & is_here & ~idps["is_preferred"]]
    rounds = regions[key].drop_duplicates()
    for row in each_row(held.merge(rounds, on=key).sort_values("as_of_last").tail(1)):
        if added := _add_regions(row, regions, place):
            name = make_id("idps_of_one_reason", place["geography"])
            part = copy_stock(name, row, "idps_of_one_reason", rule="one-reason-only")
            return [part | {"note": row.reasons}, *added]
    return []


def _add_regions(row: Any, regions: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """Sum of the regions of a count's source and day, where it is more people than the count."""
    here = regions[(regions["source"] == row.source) & (regions["as_of_last"] == row.as_of_last)]
    people = add_numbers(to_numbers(here)).iloc[0]
    if pd.isna(row.idps) or not (pd.notna(people["value"]) and people["value"] > row.idps):
        return []
    parts = list(here["geography"])
    number = {**people, "unit": "people"}
    figure = _derive("idps_regions", number, row, place, parts, row.as_of_last)
    return [figure | {"rule": "sum"}]


def _no_stock(
    idps: pd.DataFrame, source: str, place: dict[str, str], last: pd.Timestamp
) -> dict[str, Any]:
    """Say that no stock is held, and whether anybody looked in the year before the day."""
    is_of_year = idps["as_of_last"].between(last - MAX_AGE, last)
    return make_figure(
        make_id("idps", place["geography"]),
        "idps",
        source,
        **place,
        unit="people",
        period_start=write_day(last),
        period_end=write_day(last),
        status=name_gap(((idps["indicator"] == "idps") & is_of_year).any()),
    )


def _other_counts(
    idps: pd.DataFrame, source: str, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Latest national count of each other source, and of returned IDPs."""
    here = idps[
        idps["is_preferred"]
        & (idps["geography"] == place["geography"])
        & idps["as_of_last"].between(last - MAX_AGE, last)
    ]
    others = here[(here["indicator"] == "idps") & (here["source"] != source)]
    returned = here[here["indicator"] == "idp_returnees"]
    rows = [
        copy_stock(make_id("idps_" + row.source, row.geography), row)
        for row in each_row(keep_latest(others, key=["source"], by="as_of_last"))
    ]
    newest = returned.sort_values("as_of_last", kind="stable").tail(1)
    return rows + [
        copy_stock(make_id("idp_returnees", row.geography), row, "idp_returnees")
        for row in each_row(newest)
    ]
