"""Figures on which sources disagree, and copies that differ from their own originals."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.facts.figure import (
    MAX_AGE,
    cite_rows,
    copy_published,
    make_figure,
    make_id,
    write_day,
)
from analysis.facts.needs import NEEDS
from analysis.measures import count_trailing_zeros, each_row
from analysis.places import is_country

RANKS = {"dtm": 0, "figures": 1, "hno": 2, "fts": 3, "hapi": 4, "unhcr": 5, "idmc": 6}
RELAY = "hapi"  # it counts nothing itself: its figures are copies
ORIGINALS = ["dtm", "hno", "fts"]
KEY = ["indicator", "geography", "geography_name", "admin_level", "period_start", "period_end"]


def tell_disagreement(
    tables: Mapping[str, pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Figures that another source or publisher gives otherwise, by more than rounding.

    Both are figures: the preferred one, and each that differs from it. A copy that differs from
    its own original is no second opinion; :func:`tell_copies` counts those.
    """
    return [
        figure
        for table, key in _list_compared(tables, first, last)
        for figure in _disagreeing(*_pair_up(table, key), key)
    ]


def tell_copies(
    tables: Mapping[str, pd.DataFrame],
    place: dict[str, str],
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> list[dict[str, Any]]:
    """How many copies of a provider's figures differ from the original: one figure a provider."""
    others = [_pair_up(*compared)[1] for compared in _list_compared(tables, first, last)]
    copies = pd.concat([rows[_is_copy(rows) & rows["is_preferred"]] for rows in others])
    return [
        make_figure(
            make_id("copies", RELAY, str(original), place["geography"]),
            "copies_that_differ",
            RELAY,
            **place,
            unit="figures",
            value=len(rows),
            status="reported",
            rule="count",
            note=str(original),
            as_of=write_day(rows["known_from"].max()),
            period_start=write_day(rows["period_start"].min()),
            period_end=write_day(rows["period_end"].max()),
            inputs=cite_rows(rows),
        )
        for original, rows in copies.groupby("source_chosen")
    ]


def _is_copy(others: pd.DataFrame) -> pd.Series:
    """Whether each of the figures that differ is a copy of the one that it differs from."""
    return (others["source"] == RELAY) & others["source_chosen"].isin(ORIGINALS)


def _list_compared(
    tables: Mapping[str, pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp
) -> Iterator[tuple[pd.DataFrame, list[str]]]:
    """Yield stocks, then figures of the plan, each with what two of them must share to disagree."""
    stocks = tables["idps"].assign(value=tables["idps"]["idps"].astype("float64"))
    stocks = stocks[stocks["as_of_last"].between(last - MAX_AGE, last)]
    stocks = stocks[stocks["indicator"].isin(["idps", "idp_returnees"])]
    stocks = stocks.assign(
        period_start=stocks["as_of_last"], period_end=stocks["as_of_last"], unit="people"
    )
    yield _keep_regions(stocks), KEY
    needs = tables["needs"]
    plan = needs[(needs["period_start"].dt.year == first.year) & needs["sector_code"].isna()]
    plan = plan[plan["indicator"].isin(NEEDS)]
    is_part = plan["qualifier"].fillna("").str.startswith("category")
    plan = plan[(plan["plan"].isna() | plan["is_preferred"]) & ~is_part]
    yield _keep_regions(plan), [*KEY, "as_of"]  # a later figure of a plan revises it


def _keep_regions(table: pd.DataFrame) -> pd.DataFrame:
    """Figures with a number that may be trusted, of the country and of first-level units.

    A district that bears its region's name is another place. Where a source does not say the level
    of a place, it is taken for a first-level unit.
    """
    unsaid = is_country(table["geography"]).map({True: 0, False: 1}).astype("Int64")
    held = table.assign(admin_level=table["admin_level"].fillna(unsaid))
    is_sound = (held["confidence"] >= 2) & held["value"].notna()
    return held[is_sound & (held["admin_level"] <= 1)]


def _pair_up(table: pd.DataFrame, key: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Preferred figures, a row per key, and the others of the same key that differ from them.

    *At least* so many differs only from a figure below it.
    """
    ordered = table.assign(rank=table["source"].map(RANKS).fillna(len(RANKS)))
    ordered = ordered.sort_values("rank", kind="stable")
    chosen = ordered[ordered["is_preferred"]].drop_duplicates(key)
    preferred = chosen[[*key, "value", "status", "source"]]
    others = ordered.drop(chosen.index).merge(
        preferred, on=key, suffixes=("", "_chosen"), validate="many_to_one"
    )
    unit = 10.0 ** count_trailing_zeros(others["value"]).clip(upper=9)
    apart = (others["value"] - others["value_chosen"]).abs()
    differs = (apart > 0) & (apart >= unit.clip(lower=1)) & ~_is_bound_below(others)
    return chosen, others[differs]


def _is_bound_below(others: pd.DataFrame) -> pd.Series:
    """Whether one of two figures is a lower bound that the other does not fall short of."""
    is_reached = (others["status"] == "at_least") & (others["value"] <= others["value_chosen"])
    reaches = (others["status_chosen"] == "at_least") & (others["value_chosen"] <= others["value"])
    return is_reached | reaches


def _disagreeing(
    chosen: pd.DataFrame, others: pd.DataFrame, key: list[str]
) -> list[dict[str, Any]]:
    """Pairs of a preferred figure and one that differs from it and is no copy of it."""
    differing = others[~_is_copy(others)].drop_duplicates([*key, "value"])
    kept = chosen.merge(differing[key].drop_duplicates(), on=key, validate="one_to_one")
    return [
        copy_published(_pair_id(name, row), row, rule) | {"level": row.admin_level}
        for name, rule, rows in (
            ("preferred", "preferred-row", kept),
            ("disagree", "not-preferred", differing),
        )
        for row in each_row(rows)
    ]


def _pair_id(name: str, row: Any) -> str:
    """Id of a figure of a pair: the key of the pair, and for the other the row that it is from."""
    day = write_day(row.period_end)
    parts = [
        name,
        row.indicator,
        row.geography_name,
        day,
        *([] if row.as_of[:10] in day else [row.as_of]),
    ]
    return make_id(*parts, *([row.source, str(row.source_row)] if name == "disagree" else []))
