"""What a join did with its rows: how many, and what they add up to, by outcome.

The value of an outcome is a checksum: it adds the numbers of its rows whatever their day or kind,
so that nothing can vanish unseen. It is no figure: people counted on two days are in it twice. A
row without a number adds none. What goes in comes out, matched or not, or the build stops.
"""

from collections.abc import Iterator

import pandas as pd

from analysis.schema import Losses, conform, empty

NAMED = 12
MATCHED = "matched"


class ConservationError(RuntimeError):
    """A join lost or made up rows or numbers; told by the name of the join."""


def count_losses(
    join: str,
    how: pd.Series,
    values: pd.Series,
    names: pd.Series,
    unit: str,
    sources: pd.Series | str,
) -> pd.DataFrame:
    """Rows and values of each outcome of a join, which add up to what went in.

    ``how`` says of each row that went in what became of it; rows without an outcome are lost, and
    raise. ``sources`` says whose each row is, or all of them.
    """
    if how.empty:
        return empty(Losses)
    numbers = values.astype("Float64").round().astype("Int64")
    rows = pd.DataFrame({"outcome": how, "value": numbers, "name": names}).assign(source=sources)
    grouped = rows.groupby("outcome", as_index=False).agg(
        rows=("outcome", "size"),
        value=("value", add_known),
        names=("name", list_names),
        sources=("source", list_names),
    )
    is_matched = grouped["outcome"] == MATCHED
    named = grouped["names"].mask(is_matched | (grouped["names"] == ""))
    counted = conform(grouped.assign(join=join, unit=unit, names=named), Losses)
    check_conserved(join, "rows", len(how), int(counted["rows"].sum()))
    check_conserved(join, unit, add_known(numbers), add_known(counted["value"]))
    return counted


def add_known(values: pd.Series) -> object:
    """Sum of the numbers that are there; missing where none is. For checksums only."""
    return values.sum(min_count=1)


def list_names(names: pd.Series) -> str:
    """Distinct names, most frequent first, as many as a reader looks at."""
    return "; ".join(names.dropna().astype("str").value_counts().index[:NAMED])


def check_conserved(join: str, what: str, before: object, after: object) -> None:
    """Raise where a join did not give back what it was given."""
    if pd.isna(before) and pd.isna(after):  # type: ignore[call-overload]
        return
    if pd.isna(before) or pd.isna(after) or before != after:  # type: ignore[call-overload]
        raise ConservationError(f"join {join}: {before} {what} went in, {after} came out")


def is_matched(losses: pd.DataFrame) -> pd.Series:
    """Which outcomes are a match: plain, or with a remark on it."""
    return losses["outcome"].str.match(rf"{MATCHED}\b")


def to_balance(losses: pd.DataFrame) -> pd.DataFrame:
    """One row per join: rows and value that went in, matched and unmatched."""
    parts = losses.assign(
        matched_rows=losses["rows"].where(is_matched(losses), 0),
        matched_value=losses["value"].where(is_matched(losses)),
        unmatched_value=losses["value"].mask(is_matched(losses)),
    )
    sums = parts.groupby(["join", "unit"], as_index=False, sort=False).agg(
        rows=("rows", "sum"),
        matched_rows=("matched_rows", "sum"),
        value=("value", add_known),
        matched_value=("matched_value", add_known),
        unmatched_value=("unmatched_value", add_known),
    )
    return sums.assign(unmatched_rows=sums["rows"] - sums["matched_rows"])


def format_balance(losses: pd.DataFrame) -> Iterator[str]:
    """Lines of a table of joins, each with the reasons for what it did not match under it."""
    row = "{:<44}{:>10}{:>10}{:>10}  {:>15}{:>15}{:>15}  {}"
    yield row.format("join", "rows in", "matched", "not", "in", "matched", "not", "unit")
    for _, b in to_balance(losses).iterrows():
        sums = (_number(b[n]) for n in ("value", "matched_value", "unmatched_value"))
        counts = (f"{b[n]:,}" for n in ("rows", "matched_rows", "unmatched_rows"))
        yield row.format(b["join"], *counts, *sums, b["unit"])
        is_told = (losses["outcome"] != MATCHED) | losses["names"].notna()
        of_join = losses[(losses["join"] == b["join"]) & is_told]
        for _, loss in of_join.iterrows():
            names = f": {loss['names']}" if isinstance(loss["names"], str) else ""
            value = "" if pd.isna(loss["value"]) else f", {loss['value']:,} {loss['unit']}"
            yield f"    {loss['outcome']}: {loss['rows']:,} rows{value}{names}"
    yield "in = matched + not matched; sums of people and money are checksums, not figures"


def _number(value: object) -> str:
    return "-" if pd.isna(value) else f"{value:,}"  # type: ignore[call-overload]
