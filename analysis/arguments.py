"""What an analyst passes to a function: returned as the function takes it, or refused in one line.

A refusal names the parameter. Nothing here knows what a parameter is for.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.measures import BadInputError, month_bounds
from analysis.places import normalise


def check_table(table: Any, parameter: str, columns: Collection[str] = ()) -> pd.DataFrame:
    """Return a table that has these columns."""
    if not isinstance(table, pd.DataFrame):
        raise BadInputError(f"parameter {parameter}: {_quote(table)} is no table")
    if missing := [name for name in columns if name not in table.columns]:
        raise BadInputError(f"parameter {parameter}: the table has no column '{missing[0]}'")
    return table


def check_month(month: Any, parameter: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day of a month."""
    try:
        return month_bounds(month)
    except (BadInputError, TypeError):
        raise BadInputError(
            f"parameter {parameter}: {_quote(month)} is not a month written YYYY-MM"
        ) from None


def check_number(number: Any, parameter: str, low: float, high: float) -> float:
    """Return a number that lies within two others, both included."""
    is_number = pd.api.types.is_number(number) and not isinstance(number, bool)
    if not is_number or not low <= number <= high:
        raise BadInputError(
            f"parameter {parameter}: {_quote(number)} is no number from {low:g} to {high:g}"
        )
    return float(number)


def check_name(name: Any, parameter: str) -> str:
    """Return a name."""
    if not isinstance(name, str):
        raise BadInputError(f"parameter {parameter}: {_quote(name)} is no name")
    return name


def list_names(names: Any, parameter: str) -> list[str] | None:
    """Return names as a list; one alone is a list of one, and none asked for is none.

    An empty list is refused: a count of nothing would be a zero that nobody reported.
    """
    if names is None:
        return None
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, Iterable) or not all(isinstance(n, str) for n in listed):
        raise BadInputError(f"parameter {parameter}: {_quote(names)} is no name or list of names")
    if not (asked := list(listed)):
        raise BadInputError(f"parameter {parameter}: no name is given; leave it out for all")
    return asked


def spell_names(names: list[str] | None, held: Collection[str]) -> list[str] | None:
    """Names as those that are held are spelt: without regard to case, accents and the kind of unit."""
    if names is None:
        return None
    spelt = {normalise(name): name for name in held}
    return [name if name in held else spelt.get(normalise(name), name) for name in names]


def check_keys(mapping: Any, parameter: str, known: Collection[str], needed: str) -> dict[str, Any]:
    """Return a mapping that has no other keys than these, and has the one that is needed."""
    if not isinstance(mapping, Mapping):
        raise BadInputError(f"parameter {parameter}: {_quote(mapping)} is no mapping")
    if unknown := [key for key in mapping if key not in known]:
        names = ", ".join(known)
        raise BadInputError(f"parameter {parameter}: '{unknown[0]}' is not one of {names}")
    if mapping.get(needed) is None:
        raise BadInputError(f"parameter {parameter}: '{needed}' is missing")
    return dict(mapping)


def _quote(value: Any) -> str:
    """Write what was passed in one line, and no longer than that."""
    words = " ".join(repr(value).split())
    return words if len(words) <= 60 else f"{words[:59]}…"
