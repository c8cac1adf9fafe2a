"""An analyst's choice among the records of one source to what each view of it shows.

The rows of a source are held in codes, so that a choice among hundreds of thousands is a look into
small tables. Sums are made by the rules of :mod:`analysis.selections`: what a view shows is what
``count_months`` gives of the same rows. Coordinates are in no list of rows: only points that passed
``coarsen_sites`` have a place. Methods: ``docs/explore.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.exposure import EXACT, read_precision
from analysis.measures import BadInputError, month_bounds
from analysis.panel import is_inside
from analysis.selections import (
    COUNTED,
    add_keys,
    add_up_groups,
    add_up_months,
    choose_names,
    keep_actors,
    list_regions,
    to_numbers,
    write_counts,
)
from analysis.sites import coarsen_sites, is_recent, is_sensitive
from analysis.states import BOUNDS, NOT_PLACED, NUMBER, add_numbers

LEDGER = "ledger"
UNNAMED = r"unidentified|unknown|non identifi|inconnu"
INCIDENT = [  # what is listed of an incident; no coordinate
    *("event_id", "event_date", "region_name", "admin2_name", "locality", "event_type"),
    *("actor1", "actor2", "fatalities_best", "fatalities_low", "fatalities_high"),
    *("civilian_fatalities", "note"),
]
MONTHLY = [
    *("month", "region_name", "event_type", "incidents"),
    *("fatalities_best", "fatalities_low", "fatalities_high", "civilian_fatalities"),
]
TOLL = ["toll_best", "toll_low", "toll_high", "statements", "rule"]
CLAIM = [
    *("incident_id", "published_date", "claimant", "claimant_class", "scope", "fatalities"),
    *("civilian_fatalities", "injured", "publisher", "url", "note"),
]

Codes: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Choice:
    """What is asked for. No region, kind or word of an actor is all of them; months are YYYY-MM."""

    country: str
    source: str
    first: str
    last: str
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    count: str = "incidents"


@dataclass(frozen=True)
class Records:
    """What is held of one source: its rows, the newest first, and the codes of what each is of.

    ``points`` has a row for each incident whose place may be drawn, with its position among the
    rows. ``actors`` are the distinct names, ``actor_codes`` the two of each row, -1 for none.
    """

    source: str
    rows: pd.DataFrame
    months: pd.DatetimeIndex
    regions: pd.DataFrame
    kinds: list[str]
    coverage: pd.DataFrame
    month: Codes
    region: Codes
    kind: Codes
    actors: pd.Index
    actor_codes: list[Codes]
    points: pd.DataFrame
    hidden: Codes  # positions of those whose place is known and too recent to be drawn
    is_single: bool  # single incidents, not counts by month


def to_records(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    source: str,
    first: pd.Timestamp,
    last: pd.Timestamp,
    as_of: str,
    tolls: pd.DataFrame,
) -> Records:
    """Rows of one source in codes, from incidents or from counts by region, month and kind."""
    is_single = "event_id" in rows
    day = "event_date" if is_single else "month"
    keyed = add_keys(rows, units).sort_values(day, ascending=False, kind="stable")
    keyed = keyed.reset_index(drop=True)
    months, regions = pd.date_range(first, last, freq="MS"), list_regions(units)
    kinds = sorted(keyed["kind"].unique())
    names, codes = _code_actors(keyed) if is_single else (pd.Index([], dtype="str"), [])
    return Records(
        source=source,
        rows=keyed,
        months=months,
        regions=regions,
        kinds=kinds,
        coverage=coverage,
        month=months.get_indexer(pd.Index(keyed["month"])),
        region=pd.Index(regions["region"]).get_indexer(pd.Index(keyed["region"])),
        kind=pd.Index(kinds).get_indexer(pd.Index(keyed["kind"])),
        actors=names,
        actor_codes=codes,
        points=_to_points(keyed, as_of, tolls) if is_single else pd.DataFrame(),
        hidden=_find_hidden(keyed, as_of) if is_single else np.array([], dtype="int64"),
        is_single=is_single,
    )


def _code_actors(keyed: pd.DataFrame) -> tuple[pd.Index, list[Codes]]:
    both = pd.concat([keyed["actor1"], keyed["actor2"]], ignore_index=True)
    codes, names = pd.factorize(both, sort=True)
    return pd.Index(names, dtype="str"), list(np.split(codes, 2))


def _to_points(keyed: pd.DataFrame, as_of: str, tolls: pd.DataFrame) -> pd.DataFrame:
    """Incidents whose place is known and may be drawn: where, whether just there, whether anybody died."""
    deadly = tolls.loc[tolls["fatalities_best"] > 0, "incident_id"]
    located = keyed[keyed["is_precise_place"]].assign(position=lambda d: d.index)
    points = coarsen_sites(located, as_of)
    has_number = points["fatalities_best"].gt(0).fillna(False).astype("bool")
    is_deadly = to_incident_ids(points["event_id"]).isin(deadly) & (points["source"] == LEDGER)
    return points.assign(
        has_deaths=has_number | is_deadly,
        is_exact=(read_precision(points) == EXACT) & ~is_sensitive(points),
    )[["event_id", "position", "drawn_longitude", "drawn_latitude", "has_deaths", "is_exact"]]


def _find_hidden(keyed: pd.DataFrame, as_of: str) -> Codes:
    is_placed = keyed["is_precise_place"] & keyed["latitude"].notna()
    return np.flatnonzero(is_placed & is_recent(keyed, as_of))


def check_choice(choice: Choice, records: Records) -> Choice:
    """Return the choice; refuse what the records do not have, by name."""
    first, last = month_bounds(choice.first)[0], month_bounds(choice.last)[0]
    if not records.months[0] <= first <= last <= records.months[-1]:
        held = f"{records.months[0]:%Y-%m} to {records.months[-1]:%Y-%m}"
        raise BadInputError(f"parameter months: {choice.first} to {choice.last} is not in {held}")
    choose_names(choice.regions, list(records.regions["region"]), "regions")
    choose_names(choice.kinds, records.kinds, "kinds")
    choose_names([choice.count], list(COUNTED), "count")
    if choice.actors and not records.is_single:
        raise BadInputError(f"parameter actors: {records.source} is held by region and month only")
    return choice


def match_actors(records: Records, words: Sequence[str]) -> Mask:
    """Whether either actor of each row has one of these words in its name; all where no word is given.

    Words are looked for in the distinct names, which are few, by the rule of ``keep_actors``.
    """
    if not words:
        return np.ones(len(records.rows), dtype=bool)
    names = pd.DataFrame({"actor1": records.actors, "actor2": records.actors})
    is_one = np.zeros(len(names) + 1, dtype=bool)  # the last for rows without an actor
    is_one[keep_actors(names, words).index.to_numpy()] = True
    return _look_up(records, is_one)


def _look_up(records: Records, of_actor: Mask) -> Mask:
    first, second = records.actor_codes
    return of_actor[first] | of_actor[second]


def keep_positions(records: Records, choice: Choice, is_actor: Mask | None = None) -> Codes:
    """Positions of the rows of a choice, the newest first; ``is_actor`` where it is known already."""
    is_one = match_actors(records, choice.actors) if is_actor is None else is_actor
    return np.flatnonzero(
        is_one & _keep(choice, records, records.month, records.region, records.kind)
    )


def _keep(choice: Choice, records: Records, month: Any, region: Any, kind: Any) -> Mask:
    """Whether codes are of the months, regions and kinds of a choice."""
    low = records.months.searchsorted(pd.Timestamp(choice.first))
    high = records.months.searchsorted(pd.Timestamp(choice.last), side="right")
    in_region = _mark(records.regions["region"], choice.regions)
    in_kind = _mark(records.kinds, choice.kinds)
    is_one: Mask = (month >= low) & (month < high) & in_region[region] & in_kind[kind]
    return is_one


def _mark(held: Any, chosen: Sequence[str]) -> Mask:
    return np.array(pd.Index(held).isin(chosen if chosen else held), dtype=bool)


def to_cells(records: Records, count: str, is_actor: Mask | None = None) -> pd.DataFrame:
    """Sum of each month, region and kind that has any row, by code; a row each.

    Made once of all rows; a choice of months, regions and kinds then adds up few cells.
    """
    shape = (len(records.months), len(records.regions), len(records.kinds))
    kept = np.arange(len(records.rows)) if is_actor is None else np.flatnonzero(is_actor)
    codes = [part[kept] for part in (records.month, records.region, records.kind)]
    cells, group = np.unique(np.ravel_multi_index(codes, shape), return_inverse=True)
    numbers = to_numbers(records.rows, count)
    sums = add_numbers(numbers if is_actor is None else numbers.iloc[kept], group)
    month, region, kind = np.unravel_index(cells, shape)
    return sums.assign(month=month, region=region, kind=kind)


def count_choice(
    records: Records, choice: Choice, cells: pd.DataFrame, *, by: str = ""
) -> pd.DataFrame:
    """Count by month what is chosen; a row per month, and per region (``by="region"``).

    Columns as ``count_months`` of :mod:`analysis.selections`; a month that is not covered is
    missing. An actor who is in no incident of a covered month is 0, as the source names actors.
    """
    codes = (cells[name].to_numpy() for name in ("month", "region", "kind"))
    kept = cells[_keep(choice, records, *codes)]
    numbered = kept[NUMBER].assign(month=records.months[kept["month"].to_numpy()])
    groups = pd.DataFrame()
    if by == "region":
        numbered["region"] = records.regions["region"].to_numpy()[kept["region"]]
        groups = _choose_regions(records, choice)[["region"]]
    first, last = pd.Timestamp(choice.first), pd.Timestamp(choice.last)
    return add_up_groups(
        numbered, groups, records.coverage, first=first, last=last, count=choice.count
    )


def _choose_regions(records: Records, choice: Choice) -> pd.DataFrame:
    is_chosen = _mark(records.regions["region"], choice.regions)
    return records.regions[is_chosen].reset_index(drop=True)


def count_regions(records: Records, choice: Choice, cells: pd.DataFrame) -> pd.DataFrame:
    """Sum of the chosen months by region; a row each, and one for what was placed in none."""
    totals = add_up_months(count_choice(records, choice, cells, by="region"))
    named = _choose_regions(records, choice)
    return named.merge(totals, on="region", how="left", validate="one_to_one")


def count_outlines(
    regions: pd.DataFrame, listed: pd.DataFrame, pcodes: pd.DataFrame
) -> pd.DataFrame:
    """Sum of the chosen regions by outline; a row each: ``label``, ``regions``, ``left_out``, numbers.

    A region without an outline of its own lies in the one that the list of codes names. ``regions``
    are all that it holds of those ``listed``; where some of them were not chosen, ``left_out`` names
    them and there is no number, since that of the others would stand for all of the outline.
    """
    held = name_outlines(listed, pcodes)
    chosen = regions[["region", *NUMBER]]
    parts = held.merge(chosen, on="region", how="left", validate="one_to_one")
    is_chosen = parts["region"].isin(regions["region"])
    parts = parts[is_chosen.groupby(parts["label"]).transform("any")].reset_index(drop=True)
    is_left = ~parts["region"].isin(regions["region"])
    order, labels = pd.factorize(parts["label"])
    names = parts.groupby("label", sort=False)["region_name"].agg(" + ".join)
    left = parts["region_name"].where(is_left).groupby(parts["label"], sort=False)
    left_out = left.agg(lambda held: ", ".join(held.dropna())).astype("str")
    numbers = add_numbers(parts.assign(status=parts["status"].fillna("not_reported")), order)
    named = pd.DataFrame({"label": pd.Series(labels, dtype="str"), "regions": names.to_numpy()})
    told = write_counts(named.assign(left_out=left_out.to_numpy()), numbers)
    return withhold_partly(told)


def withhold_partly(outlines: pd.DataFrame) -> pd.DataFrame:
    """Outlines without the numbers of those of which only a part was chosen."""
    is_partly = outlines["left_out"] != ""
    numbers = {name: outlines[name].mask(is_partly) for name in ("value", *BOUNDS)}
    return outlines.assign(**numbers, status=outlines["status"].mask(is_partly, "not_reported"))


def name_outlines(regions: pd.DataFrame, pcodes: pd.DataFrame) -> pd.DataFrame:
    """Code and name of each region that has a place, with ``label``, the outline that it lies in."""
    placed = regions[regions["region"] != NOT_PLACED].reset_index(drop=True)
    listed = pcodes[pcodes["is_analysed"] & (pcodes["level"] == 1)].set_index("pcode")
    outer = placed["region"].map(listed["drawn_in"]).astype("str")
    label = outer.map(listed["name"]).astype("str").fillna(placed["region_name"])
    return placed[["region", "region_name"]].assign(label=label.astype("str"))


def count_points(records: Records, positions: Codes, limit: int) -> tuple[pd.DataFrame, int]:
    """Chosen incidents that share a place and did, or did not, kill; a row each, and how many rows more.

    The places with the most incidents first; columns as ``count_places`` of :mod:`analysis.maps`.
    """
    names = {"drawn_longitude": "longitude", "drawn_latitude": "latitude"}
    key = [*names.values(), "has_deaths", "is_exact"]
    if records.points.empty:
        return pd.DataFrame(columns=[*key, "number"]), 0
    is_chosen = np.zeros(len(records.rows), dtype=bool)
    is_chosen[positions] = True
    points = records.points[is_chosen[records.points["position"].to_numpy()]].rename(columns=names)
    counted = points.groupby(key, as_index=False).agg(number=("event_id", "size"))
    ordered = counted.sort_values(["number", *key], ascending=False, ignore_index=True)
    return ordered.head(limit), max(len(ordered) - limit, 0)


def count_unnamed(records: Records, choice: Choice) -> int:
    """Chosen incidents but for the actors that name no actor, or say that one is not known."""
    if not (choice.actors and records.is_single):
        return 0
    says_so = records.actors.str.contains(UNNAMED, case=False)
    first, second = records.actor_codes
    is_nobody = (first < 0) & (second < 0) | _look_up(records, np.array([*says_so, False]))
    is_open = is_nobody & ~match_actors(records, choice.actors)
    return len(keep_positions(records, choice, is_open))


def list_rows(
    records: Records, positions: Codes, tolls: pd.DataFrame, limit: int | None = None
) -> pd.DataFrame:
    """Rows of a choice, the newest first, at most ``limit``: incidents, or counts by region and month.

    Of the ledger's incidents, which have no number of their own, the toll that its statements give.
    """
    chosen = records.rows.iloc[positions[:limit]]
    if not records.is_single:
        return chosen[MONTHLY].reset_index(drop=True)
    listed = chosen[INCIDENT].reset_index(drop=True)
    return _add_tolls(listed, tolls) if records.source == LEDGER else listed


def _add_tolls(listed: pd.DataFrame, tolls: pd.DataFrame) -> pd.DataFrame:
    own = {"fatalities_best": "toll_best", "fatalities_low": "toll_low"}
    own |= {"fatalities_high": "toll_high", "n_claims": "statements"}
    of_incident = tolls.rename(columns=own).set_index("incident_id")[TOLL]
    numbers = of_incident.reindex(to_incident_ids(listed["event_id"])).set_axis(listed.index)
    kept = [name for name in INCIDENT if "fatalities" not in name]
    return listed[kept[:-1]].join(numbers).join(listed[kept[-1:]])


def to_incident_ids(event_ids: Any) -> pd.Series:
    """Ids of the ledger's incidents as its statements have them."""
    return pd.Series(event_ids, dtype="str", copy=True).str.removeprefix(f"{LEDGER}:")


def list_claims(
    claims: pd.DataFrame, ids: pd.Series, limit: int | None = None
) -> tuple[pd.DataFrame, int]:
    """Statements on incidents, an incident after the other, each in the order of publication; how many in all."""
    found = claims[claims["incident_id"].isin(ids)]
    order = found.assign(rank=found["incident_id"].map(_rank(ids)))
    ordered = order.sort_values(["rank", "published_date", "claim_id"], kind="stable")
    return ordered[CLAIM].head(len(found) if limit is None else limit), len(found)


def _rank(ids: pd.Series) -> dict[str, int]:
    return {name: place for place, name in enumerate(ids)}


def to_ledger(choice: Choice) -> Choice:
    """Choose the months and regions of a choice among the ledger's incidents.

    Another source's kinds and actors are other words, and do not choose among them.
    """
    if choice.source == LEDGER:
        return choice
    return replace(choice, source=LEDGER, kinds=(), actors=())


def tell_coverage(records: Records, choice: Choice) -> tuple[int, int]:
    """Count the chosen months that are covered, and all that are chosen."""
    months = pd.Series(pd.date_range(choice.first, choice.last, freq="MS"))
    return int(is_inside(months, records.coverage).sum()), len(months)


def is_census(records: Records) -> bool:
    """Whether the source lists whatever there was, so that nothing listed is zero."""
    return bool(records.coverage["absent_is_zero"].any())


def count_hidden(records: Records, positions: Codes) -> int:
    """Count the chosen incidents whose place is known and too recent to be drawn."""
    return int(np.isin(records.hidden, positions, assume_unique=True).sum())
