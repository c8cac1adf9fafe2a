"""From one list of units to another: only through steps that are written down with their reason.

A step says that a unit of one list is ``equal`` to a unit of another, was ``renamed`` to it, is
``part_of`` it, or overlaps it, ``inexact``. What lies in a part lies in the whole, so single events
roll up through the first three. A *total* rolls up only where every part of the whole is there:
a sum without one of them is not the whole. An inexact step carries no event. It carries a total
only with a ``share``, by which a unit is divided in estimate among several.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.losses import MATCHED, add_known, check_conserved, list_names
from analysis.measures import BadInputError, tell_shortly
from analysis.places import normalise
from analysis.schema import Losses, conform, empty

EXACT = ("equal", "renamed", "part_of")
RELATIONS = (*EXACT, "inexact")
UNIT = 1_000_000  # shares are counted in millionths, so that they add up exactly
ESTIMATED = "matched by share"
NO_CODE, NO_STEP, NO_EXACT = "no code", "no step in the crosswalk", "no exact step"
NO_SUM = "no whole sum"
PART_MISSING, PART_INEXACT = f"{NO_SUM}: a part is missing", f"{NO_SUM}: a part is inexact"


class NoCrosswalkError(ValueError):
    """Two lists of units that nothing joins; both are named."""

    _render_traceback_ = tell_shortly


def choose_steps(
    crosswalk: pd.DataFrame, from_scheme: str, to_scheme: str, *, level: int = 1
) -> pd.DataFrame:
    """Return the steps between two lists, checked; two lists without any are not joined."""
    ours = (crosswalk["from_scheme"] == from_scheme) & (crosswalk["to_scheme"] == to_scheme)
    steps = crosswalk[ours & (crosswalk["level"].astype("int64") == level)]
    if steps.empty:
        raise NoCrosswalkError(f"no crosswalk from {from_scheme} to {to_scheme} at level {level}")
    return check_steps(steps.reset_index(drop=True))


def check_steps(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps with ``millionths`` of each, or raise on one that cannot be.

    A unit has one exact step, or steps with shares that make one whole, or inexact ones that lead
    nowhere; a unit that another is equal to is made of nothing else.
    """
    _refuse(steps, ~steps["relation"].isin(RELATIONS), "relation", "is no relation")
    steps = steps.assign(millionths=_read_shares(steps))
    unit = ["from_pcode", "from_name"]
    is_exact, has_share = steps["relation"].isin(EXACT), steps["share"] != ""
    _refuse(
        steps, is_exact & steps.duplicated(unit, keep=False), "from_name", "has two exact steps"
    )
    _refuse(steps, steps.duplicated([*unit, "to_pcode"]), "from_name", "has the same step twice")
    shares = steps.groupby(unit)["millionths"].transform("sum")
    _refuse(steps, has_share & (shares != UNIT), "share", "does not add up to 1 with the others")
    is_same = steps["relation"].isin(EXACT[:2])
    has_more = steps.duplicated("to_pcode", keep=False)
    _refuse(steps, is_same & has_more, "to_pcode", "is equal to one unit and has another part")
    return steps


def _read_shares(steps: pd.DataFrame) -> pd.Series:
    """Shares in millionths: all of it for an exact step, none for an inexact one without share."""
    is_exact = steps["relation"].isin(EXACT)
    share = pd.to_numeric(steps["share"].where(steps["share"] != ""), errors="coerce")
    scaled = (share * UNIT).round()
    is_wrong = (steps["share"] != "") & ((scaled / UNIT != share) | (share <= 0) | (share > 1))
    _refuse(steps, is_wrong, "share", "is no share of at most six decimals")
    _refuse(steps, is_exact & share.notna() & (share != 1), "share", "belongs to an inexact step")
    return scaled.mask(is_exact, UNIT).fillna(0).astype("int64")


def _refuse(steps: pd.DataFrame, wrong: pd.Series, column: str, problem: str) -> None:
    if not wrong.any():
        return
    first = steps[wrong].iloc[0]
    row = int(first["source_row"]) if "source_row" in steps else None
    raise BadInputError(f"'{first[column]}' {problem}", row=row, column=column)


def roll_up(codes: pd.Series, steps: pd.DataFrame) -> pd.Series:
    """P-codes of another list for single events in units of one, only where the step is exact.

    An inexact step is refused, since a unit that took land from two others belongs to neither. A
    code without a step stays.
    """
    exact = steps[steps["relation"].isin(EXACT)].set_index("from_pcode")["to_pcode"]
    refused = set(steps.loc[~steps["relation"].isin(EXACT), "from_pcode"])
    if taken := sorted(refused & set(codes.dropna())):
        raise ValueError(f"no exact roll-up for {', '.join(taken)}")
    return codes.map(lambda code: exact.get(code, code), na_action="ignore")


def roll_up_names(names: pd.Series, crosswalk: pd.DataFrame, to_scheme: str) -> pd.DataFrame:
    """P-codes of a list for events in units that only other lists name: ``pcode``, ``how``.

    A name that leads to two units of the list, or inexactly, gets no code; ``how`` is missing where
    no list has the name.
    """
    steps = crosswalk[crosswalk["to_scheme"] == to_scheme]
    steps = steps.assign(key=steps["from_name"].map(normalise))
    is_exact = steps["relation"].isin(EXACT).groupby(steps["key"]).transform("all")
    ways = steps.groupby("key")["to_pcode"].transform("nunique")
    only = steps[is_exact & (ways == 1)].drop_duplicates("key").set_index("key")["to_pcode"]
    keys = names.fillna("").astype("str").map(normalise)
    pcode = keys.map(only).astype("str")
    how = pd.Series("matched by roll-up", index=names.index).where(pcode.notna())
    return pd.DataFrame(
        {"pcode": pcode, "how": how.mask(pcode.isna() & keys.isin(steps["key"]), NO_EXACT)}
    )


def convert(
    rows: pd.DataFrame,
    crosswalk: pd.DataFrame,
    *,
    from_scheme: str,
    to_scheme: str,
    values: Sequence[str],
    by: Sequence[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Totals of the units of one list as totals of another; beside them, what was lost.

    ``rows`` has one row per ``by`` and ``pcode``, and whole numbers ``values``. A row of the result
    is one ``by``, ``scheme`` and ``pcode``, and ``how`` says how it was made. A sum with a part
    missing, by value or by row, is missing. A code without a step stays as it is, in its own
    ``scheme``. Of each value, what went in is what came out and what was lost, or this raises.
    """
    key = [*by, "pcode"]
    if len(doubled := rows[rows.duplicated(key)]):
        named = ", ".join(str(doubled.iloc[0][k]) for k in key)
        raise BadInputError(f"'{named}' stands twice", column=", ".join(key))
    types = dict.fromkeys(values, "Int64") | {"pcode": "str"}
    numbers = rows[[*key, *values]].astype(types).reset_index(drop=True)
    if from_scheme == to_scheme:
        same = numbers.assign(scheme=to_scheme, how=MATCHED)
        return same[[*by, "scheme", "pcode", *values, "how"]], empty(Losses)
    steps = choose_steps(crosswalk, from_scheme, to_scheme)
    is_led = numbers["pcode"].isin(steps.loc[steps["millionths"] > 0, "from_pcode"])
    kept = numbers[~is_led].assign(scheme=from_scheme)
    kept = kept.assign(how=_why_kept(kept["pcode"], steps))
    parts = _to_parts(numbers[is_led], steps, values, by=list(by))
    sums = _add_parts(parts, values, by=list(by)).assign(scheme=to_scheme)
    result = pd.concat([sums, kept], ignore_index=True)[[*by, "scheme", "pcode", *values, "how"]]
    joined = f"{from_scheme} to {to_scheme}"
    losses = pd.concat([_account(joined, v, parts, kept) for v in values], ignore_index=True)
    for v in values:
        _check(joined, v, numbers[v], result, losses)
    return result, losses


def _why_kept(codes: pd.Series, steps: pd.DataFrame) -> pd.Series:
    why = codes.isin(steps["from_pcode"]).map({True: NO_EXACT, False: NO_STEP})
    return why.mask(codes.isna(), NO_CODE).astype("str")


def _to_parts(
    numbers: pd.DataFrame, steps: pd.DataFrame, values: Sequence[str], *, by: list[str]
) -> pd.DataFrame:
    """Divide the numbers: a row per unit and unit that it goes to, and what becomes of each."""
    leading = steps[steps["millionths"] > 0]
    right = leading[["from_pcode", "to_pcode", "millionths"]]
    parts = (
        numbers.assign(row=numbers.index)
        .merge(right, left_on="pcode", right_on="from_pcode", validate="many_to_many")
        .sort_values(["row", "to_pcode"], ignore_index=True)
    )
    needed = leading.groupby("to_pcode").size()
    is_blocked = parts["to_pcode"].isin(steps.loc[steps["millionths"] == 0, "to_pcode"])
    is_shared = parts["to_pcode"].isin(leading.loc[leading["millionths"] < UNIT, "to_pcode"])
    plain = pd.Series(MATCHED, index=parts.index).mask(is_shared, ESTIMATED)
    for v in values:
        parts[v] = _divide(parts[v], parts["millionths"], parts["row"])
        there = parts.groupby([*by, "to_pcode"], dropna=False)[v].transform("count")
        how = plain.mask(there != parts["to_pcode"].map(needed), PART_MISSING)
        parts[f"{v}_how"] = how.mask(is_blocked, PART_INEXACT)
    return parts


def _divide(values: pd.Series, millionths: pd.Series, row: pd.Series) -> pd.Series:
    """Whole numbers by share, largest remainder first, so that the parts add up to the number."""
    whole, rest = values * millionths // UNIT, values * millionths % UNIT
    left = values - whole.groupby(row).transform("sum")
    place = (-rest).groupby(row).rank(method="first")
    return whole + (place <= left).fillna(False).astype("int64")


def _add_parts(parts: pd.DataFrame, values: Sequence[str], *, by: list[str]) -> pd.DataFrame:
    """Sum of each unit that its parts make whole; missing where they do not.

    Of several numbers the worst outcome is the row's: words of a loss sort after those of a match.
    """
    ways = [f"{v}_how" for v in values]
    is_made = {v: parts[f"{v}_how"].str.startswith(MATCHED) for v in values}
    known = parts.assign(
        **{v: parts[v].where(is_made[v]) for v in values},
        how=parts[ways].max(axis=1),
        pcode=parts["to_pcode"],
    )
    adding = dict.fromkeys(values, lambda v: v.sum(skipna=False))
    return known.groupby([*by, "pcode"], dropna=False, as_index=False).agg(adding | {"how": "max"})


def _account(joined: str, v: str, parts: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Rows and numbers that went in, by what became of them.

    A divided row counts once, under what it lost if it lost a part; its numbers go to where its
    parts went.
    """
    way = f"{v}_how"
    order = parts.assign(is_lost=~parts[way].str.startswith(MATCHED)).sort_values(
        "is_lost", kind="stable"
    )
    rows = order.drop_duplicates("row", keep="last").rename(columns={way: "how"})
    whole = pd.concat([rows[["how", "pcode"]], kept[["how", "pcode"]]], ignore_index=True)
    divided = pd.concat(
        [parts[[way, v]].rename(columns={way: "how"}), kept[["how", v]]], ignore_index=True
    )
    by_row = whole.groupby("how").agg(rows=("pcode", "size"), names=("pcode", list_names))
    by_part = divided.groupby("how")[v].agg(add_known).rename("value")
    counted = by_row.join(by_part, how="outer").rename_axis("outcome").reset_index()
    counted = counted.assign(join=joined, unit=v, rows=counted["rows"].fillna(0), sources=None)
    check_conserved(joined, "rows", parts["row"].nunique() + len(kept), counted["rows"].sum())
    return conform(counted, Losses)


def _check(
    joined: str, v: str, before: pd.Series, result: pd.DataFrame, losses: pd.DataFrame
) -> None:
    """Raise unless what went in is what came out, and what a missing part cost."""
    lost = losses[(losses["unit"] == v) & losses["outcome"].str.startswith(NO_SUM)]["value"]
    after = add_known(pd.concat([result[v], lost]).astype("Int64"))
    check_conserved(joined, v, add_known(before), after)
