"""Figures on what became of stocks of displaced persons: a place's change, and what the country's is made of."""

import json
from typing import Any

import pandas as pd

from analysis.displacement import (
    PLACES_NOT_STATED,
    Comparison,
    compare_stocks,
    name_rule,
    split_change,
)
from analysis.facts.figure import (
    MAX_AGE,
    cite_pairs,
    copy_stock,
    list_pairs,
    make_figure,
    make_id,
    to_numbers,
    write_day,
)
from analysis.measures import each_row
from analysis.states import divide_numbers, subtract_numbers, withhold_numbers


def tell_change(
    stocks: pd.DataFrame, breaks: pd.DataFrame, row: Any, place: dict[str, str]
) -> list[dict[str, Any]]:
    """Change of a stock against the last one of the year before, with both figures as inputs.

    Where the place changed its borders in between, or one of the two is only a bound, there is no
    change to print: of the first it would be *withheld*, of the second nobody reported enough.
    Where the counting changed, or another number of units was reached, the difference bears that
    name in its rule.
    """
    first_of_year = pd.Timestamp(year=row.as_of_last.year, month=1, day=1)
    earlier = stocks[
        (stocks["geography_name"] == row.geography_name)
        & (stocks["admin_level"].isna() | (stocks["admin_level"] == row.admin_level))
        & (stocks["as_of_last"] < first_of_year)
        & (stocks["as_of_last"] >= first_of_year - pd.DateOffset(years=1))
    ].tail(1)
    if earlier.empty or pd.isna(row.idps) or not earlier["idps"].gt(0).fillna(False).item():
        return []
    before = next(each_row(earlier))
    base = make_id("idps_before", row.geography)
    pair = stocks.loc[[before.Index, row.Index]]
    rule = name_rule(compare_stocks(stocks, pair, breaks, place["geography"]))
    first = to_numbers(earlier)
    change = divide_numbers(_subtract(pair, rule), first, per=100)
    return [
        copy_stock(base, before, rule="last-of-the-year-before"),
        make_figure(
            make_id("idps_change_pct", row.geography),
            "idps_change_pct",
            row.source,
            geography=row.geography,
            geography_name=row.geography_name,
            period_start=write_day(before.as_of_last),
            period_end=write_day(row.as_of_last),
            **change.iloc[0],
            unit="percent",
            as_of=row.as_of,
            rule=rule,
            inputs=json.dumps([base, make_id("idps", row.geography)]),
        ),
    ]


def _subtract(pair: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Difference of two stocks, with its state; withheld where the two are not of one place."""
    change = subtract_numbers(to_numbers(pair.tail(1)), to_numbers(pair.head(1)))
    return withhold_numbers(change, pd.Series([rule == "not-comparable"]))


def tell_parts(
    stocks: pd.DataFrame, breaks: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Difference of the last two national stocks that are no mere bounds, and what it is made of."""
    held = stocks[
        (stocks["geography"] == place["geography"])
        & stocks["as_of_last"].between(last - 2 * MAX_AGE, last)
    ].drop_duplicates("as_of_last", keep="last")
    pair = held[held["status"] != "at_least"].tail(2)
    if len(pair) < 2:
        return []
    before, after = each_row(pair)
    compared = compare_stocks(stocks, pair, breaks, place["geography"])
    rule = name_rule(compared)
    change = _subtract(pair, rule).iloc[0]
    is_newest = after.as_of_last == held["as_of_last"].max()
    names = ["idps_previous", "idps" if is_newest else "idps_compared"]
    ids = [make_id(name, place["geography"]) for name in names]
    common: dict[str, Any] = {
        **place,
        "unit": "people",
        "period_start": write_day(before.as_of_last),
        "period_end": write_day(after.as_of_last),
        "as_of": after.as_of,
    }
    whole = make_figure(
        make_id("idps_change", place["geography"]),
        "idps_change",
        after.source,
        **common,
        **change,
        rule=rule,
        inputs=json.dumps(ids),
    )
    return [
        copy_stock(ids[0], before, rule="the-stock-before"),
        *([] if is_newest else [copy_stock(ids[1], after, rule="latest-that-is-no-bound")]),
        whole,
        *(
            make_figure(
                make_id(f"idps_change_{name}", place["geography"]),
                f"idps_change_{name}",
                after.source,
                **common,
                value=row["value"],
                **_name_state(row, change["status"]),
                note=row["reason"] or None,
                inputs=_cite(ids, compared),
            )
            for name, row in split_change(compared, change["value"]).iterrows()
        ),
    ]


def _cite(ids: list[str], compared: Comparison) -> str:
    """Cite the two stocks, and the rows of regions and breaks that the parts were made of."""
    pairs = [*list_pairs(compared.regions), *list_pairs(compared.crossed)]
    return json.dumps([*ids, *json.loads(cite_pairs(pairs))])


def _name_state(part: pd.Series, whole: str) -> dict[str, str]:
    """State and rule of a part: movement across a break is not comparable, the rest not documented.

    Where the difference has no number, its parts have none for the same reason.
    """
    if pd.notna(part["value"]):
        return {"status": "estimated", "rule": "part-of-a-change"}
    is_barred = part.name == "movement" and part["reason"] != PLACES_NOT_STATED
    rule = "not-comparable" if is_barred else "part-of-a-change"
    if whole != "estimated":
        return {"status": whole, "rule": rule}
    return {"status": "withheld" if is_barred else "not_reported", "rule": rule}
