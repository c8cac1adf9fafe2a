"""Deaths that nobody numbered: never 0, and never one number alone; ``docs/methods/unknown-deaths.md``.

Taking unknown for 0 loses a third of a total. Drawing from alike events mends that where deaths are
unknown by chance, and half of it where the deadlier events are the unknown ones; so bounds stand
beside every estimate.
"""

from collections.abc import Hashable, Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.measures import BadInputError
from analysis.models.estimates import (
    INCONCLUSIVE,
    LEVEL,
    NOT_IDENTIFIABLE,
    SUPPORTED,
    Floats,
    Whole,
    require,
    to_floats,
)

DONORS = 10
IMPUTATIONS = 40
MOST_UNKNOWN = 0.4  # share of a cell beyond which one number would be made up
BOUND = 0.9
SEED = 20231101
HEAPS = (3, 10, 12, 100)  # what coders write for "several", "tens", "dozens", "hundreds"
ASSUMPTION = "as deadly as the reported ones of the same kind"


def impute_fatalities(
    events: pd.DataFrame,
    *,
    deaths: str,
    kind: str,
    region: str | None = None,
    year: str | None = None,
    by: str | None = None,
    seed: int = SEED,
) -> pd.DataFrame:
    """Return one row per value of ``by``, or one for all: deaths known, estimated, and bounds.

    Events whose number is missing get those of alike events: of the same kind, region and year,
    or as much of that as has ten donors, drawn forty times from donors that are themselves
    redrawn. Bounds run from the known sum to as many deaths in every unknown event as in the
    deadliest tenth of its donors. Where more than 40% of a row's events of one kind are
    unknown there are bounds only.
    """
    values = _read(events, deaths, (kind, region, year, by))
    is_unknown = np.isnan(values)
    groups = _number(events[[by]]) if by else np.zeros(len(values), dtype="int64")
    labels = _labels(events, by, groups)
    cells = list(_find_cells(events, [kind, year, region], values))
    drawn = _draw(values, cells, np.random.default_rng(seed))
    total = np.array([np.bincount(groups, each, len(labels)) for each in drawn])
    low, middle, high = np.quantile(total, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
    table = pd.DataFrame(
        {
            "estimate": middle,
            "std_error": total.std(axis=0, ddof=1),
            "low": low,
            "high": high,
            "level": LEVEL,
            "n": np.bincount(groups, minlength=len(labels)),
            "method": f"hot deck, {ASSUMPTION}",
            "known": np.bincount(groups, np.nan_to_num(values), len(labels)),
            "unknown": np.bincount(groups, is_unknown, len(labels)).astype("int64"),
        },
        index=labels,
    )
    table["share_unknown"] = table["unknown"] / table["n"]
    table["bound_low"] = table["known"]
    table["bound_high"] = table["known"] + np.bincount(
        groups, _bound_unknown(values, cells), len(labels)
    )
    is_refused = _is_mostly_unknown(events[kind], groups, is_unknown, len(labels))
    return _judge(table, is_refused)


def tell_status(deaths: pd.Series) -> pd.Series:
    """Say of each number whether it is *reported*, *zero reported* or *unknown*."""
    values = to_floats(deaths, str(deaths.name or "deaths"), lowest=0)
    words = np.select([np.isnan(values), values == 0], ["unknown", "zero reported"], "reported")
    return pd.Series(words, index=deaths.index, dtype="str")


def is_heaped(deaths: pd.Series) -> pd.Series:
    """Say of each number whether coders write it for a word such as *dozens*."""
    return deaths.isin(HEAPS)


def _read(events: pd.DataFrame, deaths: str, columns: Sequence[str | None]) -> Floats:
    for name in (deaths, *columns):
        if name is not None and name not in events.columns:
            raise BadInputError("is not in the table", column=name)
    if not events.index.is_unique:
        raise BadInputError("repeats a label", column="index")
    values = to_floats(events[deaths], deaths, lowest=0)
    require(int((~np.isnan(values)).sum()), DONORS, "events with a number of deaths")
    return values


def _number(keys: pd.DataFrame) -> Whole:
    """Give each row the number of its group; missing is a group of its own."""
    return np.asarray(keys.groupby(list(keys.columns), dropna=False).ngroup(), dtype="int64")


def _labels(events: pd.DataFrame, by: str | None, groups: Whole) -> pd.Index:
    if by is None:
        return pd.Index(["total"], name="term")
    _, first = np.unique(groups, return_index=True)
    return pd.Index(events[by].iloc[first], name=by)


def _find_cells(
    events: pd.DataFrame, keys: Sequence[str | None], values: Floats
) -> Iterator[tuple[Whole, Floats]]:
    """Yield places of unknown numbers, and the known ones of the finest cell with ten donors."""
    names = [key for key in keys if key is not None]
    codes = [np.zeros(len(values), dtype="int64")]
    codes += [_number(events[names[:width]]) for width in range(1, len(names) + 1)]
    is_open = np.isnan(values)
    for cell in reversed(codes):
        has_donors = np.bincount(cell, ~np.isnan(values))[cell] >= DONORS
        for label in np.unique(cell[is_open & has_donors]):
            is_here = cell == label
            yield np.flatnonzero(is_here & is_open), values[is_here & ~np.isnan(values)]
        is_open = is_open & ~has_donors


def _draw(values: Floats, cells: list[tuple[Whole, Floats]], rng: np.random.Generator) -> Floats:
    """Draw all numbers forty times, from donors redrawn each time: a row per imputation."""
    drawn = np.tile(values, (IMPUTATIONS, 1))
    for gaps, donors in cells:
        for row in drawn:
            row[gaps] = rng.choice(rng.choice(donors, len(donors)), len(gaps))
    return drawn


def _bound_unknown(values: Floats, cells: list[tuple[Whole, Floats]]) -> Floats:
    """As many deaths in each unknown event as nine in ten of its donors do not exceed."""
    bounds = np.zeros(len(values))
    for gaps, donors in cells:
        bounds[gaps] = np.quantile(donors, BOUND)
    return bounds


def _is_mostly_unknown(
    kinds: pd.Series, groups: Whole, is_unknown: np.ndarray, count: int
) -> np.ndarray:
    """Mark groups where more than two fifths of one kind of event are unknown."""
    cells = pd.DataFrame({"group": groups, "kind": kinds.to_numpy(), "unknown": is_unknown})
    share = cells.groupby(["group", "kind"], dropna=False)["unknown"].mean()
    most = share.groupby(level="group").max().reindex(range(count))
    return (most > MOST_UNKNOWN).to_numpy()


def _judge(table: pd.DataFrame, is_refused: np.ndarray) -> pd.DataFrame:
    """Take away the estimate where bounds alone can be told."""
    told: dict[Hashable, str] = {True: NOT_IDENTIFIABLE, False: INCONCLUSIVE}
    table.loc[is_refused, ["estimate", "std_error", "low", "high"]] = np.nan
    verdict = pd.Series(is_refused, index=table.index).map(told)
    table["verdict"] = verdict.mask(table["unknown"] == 0, SUPPORTED)
    table.loc[is_refused, "method"] = "bounds only: more than 40% unknown in a kind of event"
    table.attrs = {"assumption": ASSUMPTION, "refused": int(is_refused.sum())}
    return table
