"""What was read to what may be shown: small counts of living persons are withheld, with what would reveal them.

Applied once, to the tables that a report is made of, before any figure: whatever is printed, a sum,
change, share or average too, is then a function of what may be shown. ``data/processed`` stays
whole. A *cell* is one count of one place and day (of a flow: period and vintage); a *family* the
cells that add up to one cell of the level above. Methods: ``docs/methods/do-no-harm.md``.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.coverage import SINGLE
from analysis.delays import to_delays
from analysis.places import is_country
from analysis.providers import SOURCES
from analysis.schema import Displacements, Losses, conform
from analysis.states import withhold_numbers

LEAST = 5  # persons; UNHCR, too, prints none of 1 to 4
SPARE = 2  # a family is withheld to LEAST times its small cells and two more
SEVERAL = 9  # level of what is no single unit: it is part of no sum
JOIN, OUTCOME = "counts held, before anything is shown", "small count or what reveals it"

Node = tuple[int, str]  # level and place


class Counted(NamedTuple):
    """Where a table has its counts of persons, what they count and of when, and which joins add them."""

    value: str
    kind: str
    day: list[str]
    joins: list[str]


COUNTED = {
    "idps": Counted(
        "idps", "indicator", ["as_of_last"], ["stocks of IDPs to places", "stocks to panel"]
    ),
    "refugees": Counted(
        "value", "indicator", ["period_start", "period_end"], ["refugees to places"]
    ),
    "displacements": Counted(
        "displacements", "cause", ["period_start", "period_end", "vintage"], []
    ),
}


def withhold_small(tables: Mapping[str, pd.DataFrame], country: str) -> dict[str, pd.DataFrame]:
    """Tables without the numbers that may not be shown: these are *withheld*; else unchanged.

    What repeats them goes with them: the stocks of the panel, how a flow grew, and the checksums
    of joins. ``losses`` then has a row that counts them.
    """
    hidden = {name: find_hidden(name, tables[name], country, tables["pcodes"]) for name in COUNTED}
    hit = {name: is_hidden for name, is_hidden in hidden.items() if is_hidden.any()}
    if not hit:
        return dict(tables)
    shown = {name: _take_out(tables[name], COUNTED[name].value, hit[name]) for name in hit}
    lost = {name: tables[name][is_hidden] for name, is_hidden in hit.items()}
    if "idps" in lost:
        shown["panel_admin1_month"] = _mask_panel(tables["panel_admin1_month"], lost["idps"])
    if "displacements" in lost:
        shown["delays"] = _regrow(shown["displacements"])
    return {**tables, **shown, "losses": _mask_losses(tables["losses"], lost)}


def find_hidden(name: str, rows: pd.DataFrame, country: str, pcodes: pd.DataFrame) -> pd.Series:
    """Whether each row of a table is withheld: a small cell, or one that would reveal a small one."""
    cells = to_cells(name, rows, country, pcodes)
    is_hidden = _add_companions(cells, cells["is_small"])
    days = cells.loc[is_hidden, "day"].unique()
    cells = cells[cells["day"].isin(days)]
    found = is_hidden[cells.index]
    before = found & False
    while not found.equals(before):
        before = found
        for _, family_set in cells.groupby("set"):
            closed = _close_set(family_set, found[family_set.index])
            found = found | closed.reindex(found.index, fill_value=False)
        found = _add_copies(cells, found)
    return is_hidden.mask(found.reindex(is_hidden.index, fill_value=False), True)


def to_cells(name: str, rows: pd.DataFrame, country: str, pcodes: pd.DataFrame) -> pd.DataFrame:
    """Each row as a cell: its set, day, level, place, the place above it, its value, whether small.

    A *set* is what one source and publisher gives of one indicator and day, whose levels add up. A
    row of the country is never small, nor is one that counts no persons.
    """
    counted = COUNTED[name]
    value = rows[counted.value].astype("Float64")
    level = _read_level(name, rows, country, pcodes)
    keys = [n for n in ("source", "publisher", "operation", counted.kind) if n in rows]
    is_people = rows["unit"] == "people" if "unit" in rows else pd.Series(True, rows.index)
    cells = pd.DataFrame(
        {
            "set": rows.groupby([*keys, *counted.day], dropna=False).ngroup(),
            "source": rows["source"],
            "kind": rows[counted.kind],
            "day": rows.groupby(counted.day, dropna=False).ngroup(),
            "level": level,
            "place": rows["geography"],
            "value": value,
        },
        index=rows.index,
    )
    is_small = (value > 0) & (value < LEAST) & (level > 0) & is_people
    above = _name_above(cells, rows, country, pcodes)
    return cells.assign(
        above=above,
        level_above=(above != country).astype("int64"),
        is_small=is_small.fillna(False).astype("bool"),
        country=country,
        is_preferred=rows.get("is_preferred", True),
    )


def _read_level(name: str, rows: pd.DataFrame, country: str, pcodes: pd.DataFrame) -> pd.Series:
    """Level of each place: as its source says it, else that of its code, else the first.

    Of refugees a country of asylum is the first level. What joins several units is ``SEVERAL``.
    """
    is_whole = rows["geography"] == country
    if name == "refugees":
        is_single = is_country(rows["geography"])
        said = pd.Series(1, index=rows.index).where(is_single, SEVERAL)
        return said.mask(is_whole, 0).astype("int64")
    levels = pcodes.drop_duplicates("pcode").set_index("pcode")["level"]
    said = rows["geography"].map(levels).astype("Int64")
    if "admin_level" in rows:
        said = rows["admin_level"].astype("Int64").fillna(said)
    is_single = rows["geography"].str.fullmatch(SINGLE).fillna(False).astype("bool")
    unsaid = is_single.map({True: 1, False: SEVERAL}).astype("Int64")
    return said.fillna(unsaid).mask(is_whole, 0).astype("int64")


def _name_above(
    cells: pd.DataFrame, rows: pd.DataFrame, country: str, pcodes: pd.DataFrame
) -> pd.Series:
    """Place that each cell is part of: the country, or the unit that a second-level unit lies in.

    The source's own name of that unit serves before the list of p-codes; where nobody says, the
    units add up to the country, in a family of their own.
    """
    above = pd.Series(country, index=rows.index, dtype="object")
    is_second = cells["level"] == 2
    if "parent_name" not in rows or not is_second.any():
        return above.mask(is_second, _name_by_code(cells, pcodes)).fillna(country)
    firsts = pd.DataFrame({"set": cells["set"], "name": rows["geography_name"]})[
        cells["level"] == 1
    ].assign(place=cells["place"])
    codes = firsts.drop_duplicates(["set", "name"]).set_index(["set", "name"])["place"]
    named = pd.MultiIndex.from_arrays([cells["set"], rows["parent_name"]])
    found = pd.Series(codes.reindex(named).to_numpy(), index=rows.index, dtype="object")
    found = found.fillna(rows["parent_name"]).fillna(_name_by_code(cells, pcodes))
    return above.mask(is_second, found).fillna(country)


def _name_by_code(cells: pd.DataFrame, pcodes: pd.DataFrame) -> pd.Series:
    parents = pcodes.drop_duplicates("pcode").set_index("pcode")["parent_pcode"]
    return cells["place"].map(parents).astype("object")


def _add_companions(cells: pd.DataFrame, is_small: pd.Series) -> pd.Series:
    """Small cells, and every other count that their source gives of that place and day.

    Households, or those who returned, tell how many the withheld are.
    """
    key = ["source", "day", "level", "place"]
    is_near = is_small.groupby([cells[name] for name in key], dropna=False).transform("any")
    return (is_near.astype("bool") & cells["value"].notna() & (cells["level"] > 0)) | is_small


def _add_copies(cells: pd.DataFrame, is_hidden: pd.Series) -> pd.Series:
    """Withheld cells, and the same number of the same place and day wherever it stands again."""
    key = [cells[name] for name in ("kind", "day", "level", "place", "value")]
    return is_hidden.groupby(key, dropna=False).transform("any").astype("bool") & (
        cells["value"].notna()
    )


def _close_set(cells: pd.DataFrame, is_hidden: pd.Series) -> pd.Series:
    """Withheld cells of one set, with what has to go with them."""
    if not is_hidden.any():
        return is_hidden
    nodes = _name_nodes(cells["level"], cells["place"])
    known = cells.dropna(subset="value").sort_values("is_preferred", ascending=False, kind="stable")
    values: dict[Node, float | None] = dict.fromkeys(nodes)
    values |= dict(
        zip(_name_nodes(known["level"], known["place"])[::-1], known["value"][::-1], strict=True)
    )
    above = {
        node: parent
        for node, parent in zip(
            nodes, _name_nodes(cells["level_above"], cells["above"]), strict=True
        )
        if node[0] > 0
    }
    root = (0, cells["country"].iloc[0])
    above |= {unit: root for unit in above.values() if unit not in above and unit != root}
    held = close_levels(values, above, {n for n, so in zip(nodes, is_hidden, strict=True) if so})
    return pd.Series([n in held for n in nodes], index=cells.index) & cells["value"].notna()


def _name_nodes(levels: pd.Series, places: pd.Series) -> list[Node]:
    return list(zip(levels.tolist(), places.tolist(), strict=True))


def close_levels(
    values: Mapping[Node, float | None], above: Mapping[Node, Node], must: set[Node]
) -> set[Node]:
    """Cells to withhold for those that must be: their complement, upwards, then all that is below.

    ``above`` has the node that each is part of. A unit without a number of its own is taken for the
    sum of its parts, since the other units and the whole give it away.
    """
    held, families = set(must), _list_families(above)
    wholes = dict(values)
    for (parent, level), members in families.items():
        if level == SEVERAL:
            held |= set(members)
            continue
        numbers = [wholes[m] for m in members]
        whole = wholes.get(parent)
        if whole is None:
            wholes[parent] = sum(n for n in numbers if n is not None)
        taken = {i for i, m in enumerate(members) if m in held and numbers[i] is not None}
        if taken:
            taken, is_enough = close_family(numbers, taken, whole)
            held |= {members[i] for i in taken} | (set() if is_enough else {parent})
    for (parent, _), members in reversed(families.items()):
        held |= set(members) if parent in held else set()
    return held


def _list_families(above: Mapping[Node, Node]) -> dict[tuple[Node, int], list[Node]]:
    """Nodes that add up to one of the level above, in the order of their codes; the lowest first."""
    families: dict[tuple[Node, int], list[Node]] = {}
    for node in sorted(above, key=lambda n: (-n[0], n[1])):
        families.setdefault((above[node], node[0]), []).append(node)
    return families


def close_family(
    values: Sequence[float | None], must: set[int], whole: float | None
) -> tuple[set[int], bool]:
    """Positions of a family to withhold, and whether these are enough: else what they add up to goes, too.

    They are taken in the order of the family from the first small cell on, whatever their value, 0
    too: to choose by value would tell of it. As many as it takes until they add up to ``LEAST`` for
    each small cell and twice more: then the sum, which anybody can work out, leaves every small
    cell open. What the whole has beyond its listed parts is withheld already.
    """
    small = [i for i in sorted(must) if 0 < (values[i] or 0) < LEAST]
    first, needed = min(small or must), LEAST * (len(small) + SPARE)
    taken, total = set(must), sum(values[i] or 0 for i in must)
    for place in [*range(first + 1, len(values)), *range(first)]:
        if total >= needed and len(taken) > 1:
            return taken, True
        value = values[place]
        if value is not None and place not in taken:
            taken.add(place)
            total += value
    rest = max((whole or 0) - sum(v for v in values if v is not None), 0)
    return taken, total + rest >= needed and len(taken) + (rest > 0) > 1


def _take_out(rows: pd.DataFrame, name: str, is_hidden: pd.Series) -> pd.DataFrame:
    """Rows without the number and the words on it where it is withheld."""
    numbers = rows[[name, "status"]].rename(columns={name: "value"}).assign(low=None, high=None)
    held = withhold_numbers(numbers, is_hidden)
    words = {n: rows[n].mask(is_hidden) for n in ("qualifier",) if n in rows}
    return rows.assign(**{name: held["value"], "status": held["status"]}, **words)


def _mask_panel(panel: pd.DataFrame, lost: pd.DataFrame) -> pd.DataFrame:
    """Panel without the stocks that were taken out of the table of stocks."""
    stocks = lost.loc[lost["indicator"] == "idps", ["geography", "as_of", "idps"]]
    gone = pd.MultiIndex.from_frame(stocks)
    held = pd.MultiIndex.from_frame(panel[["admin1_pcode", "idps_as_of", "idps"]])
    return panel.assign(idps=panel["idps"].mask(held.isin(gone)))


def _regrow(flows: pd.DataFrame) -> pd.DataFrame:
    """How flows grew, from what is shown of them; of a number withheld there is no share, not even 0."""
    rhythm = {name: s.rhythm_days for name, s in SOURCES.items() if s.rhythm_days}
    delays = to_delays(Displacements.validate(flows), rhythm)
    is_hidden = delays["status"] == "withheld"
    return delays.assign(published_share=delays["published_share"].mask(is_hidden))


def _mask_losses(losses: pd.DataFrame, lost: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Take checksums out of joins in which a withheld number is, and count the withheld.

    How many of them are small is not told: it would narrow what each can be.
    """
    joins = [join for name in lost for join in COUNTED[name].joins]
    masked = losses.assign(value=losses["value"].mask(losses["join"].isin(joins)))
    sources = sorted({source for rows in lost.values() for source in rows["source"]})
    row = {
        "join": JOIN,
        "outcome": OUTCOME,
        "rows": sum(len(rows) for rows in lost.values()),
        "value": pd.NA,
        "unit": "people",
        "names": None,
        "sources": "; ".join(sources),
    }
    told = conform(pd.DataFrame([row]), Losses)
    return pd.concat([masked, told], ignore_index=True)
