"""A country's units in every list that is held, and rows coded by the one that it is analysed at.

A code is taken from a source only where its name agrees: by level, parent and name a place is
matched, and the source's own code is checked against it. What a source codes in another list keeps
its name and gets no code, unless its unit is the same in both: Kayes after its division is not the
Kayes of the list of 2021, though code and name are.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.crosswalk import NoCrosswalkError, choose_steps, roll_up_names
from analysis.losses import MATCHED, check_conserved, count_losses
from analysis.measures import each_row, last_day, read_distinct
from analysis.places import is_country, match_places, normalise, unify_names
from analysis.schema import Losses, empty
from analysis.spatial import INSIDE, add_admin1_by_point, compare_regions

NO_UNIT = "no such unit"
ELSEWHERE = "borders of another list"
DIFFERS = "matched by name, code differs"
NAMELESS = "code without name"
SAME_UNIT = ("equal", "renamed")


@dataclass(frozen=True)
class Places:
    """A country, the units of every list held of it, and other spellings of the analysed ones.

    ``lists`` has ``is_analysed`` on the units of one list, that which names are matched against;
    ``crosswalk`` leads from the others to it.
    """

    country: dict[str, str]
    lists: pd.DataFrame
    aliases: pd.DataFrame
    crosswalk: pd.DataFrame
    breaks: pd.DataFrame
    countries: dict[str, str]

    @property
    def pcodes(self) -> pd.DataFrame:
        """Units of the list that the country is analysed at."""
        return self.lists[self.lists["is_analysed"]]

    @property
    def scheme(self) -> str:
        """Name of that list; empty where none is held."""
        return str(self.pcodes["scheme"].iloc[0]) if self.has_list else ""

    @property
    def has_list(self) -> bool:
        """Whether a list of p-codes of the country is held."""
        return bool(self.lists["is_analysed"].any())


def choose_list(lists: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Keep the lists known on a day, one of them marked as analysed; a unit's first row stays.

    The list that is marked by hand is analysed on every day; without one, the newest that was valid
    by then. A list is as old as its newest row.
    """
    units = lists.drop_duplicates(["scheme", "level", "pcode"], ignore_index=True)
    since = last_day(units["valid_from"]).groupby(units["scheme"]).transform("max")
    known = units.assign(since=since)[(since <= day) | units["is_analysed"]]
    if not known["is_analysed"].any() and len(known):
        newest = known.sort_values(["since", "scheme"])["scheme"].iloc[-1]
        known = known.assign(is_analysed=(known["scheme"] == newest).astype("bool"))
    return known.drop(columns="since").reset_index(drop=True)


def add_regions(rows: pd.DataFrame, places: Places) -> tuple[Any, pd.Series]:
    """Fill ``admin1_pcode`` from ``admin1_name``; beside it, how each row was matched.

    An incident in a region that only another list knows lies in the unit that this region is part
    of. A country without a list of p-codes keeps its source's names and no codes.
    """
    if not places.has_list:
        rows = rows.assign(admin1_name=unify_names(rows["admin1_name"]))
    found = read_distinct(rows["admin1_name"], lambda names: _find_regions(names, places))
    return rows.assign(admin1_pcode=found["pcode"]), found["how"]


def _find_regions(names: pd.Series, places: Places) -> pd.DataFrame:
    found = match_places(names, places.pcodes, places.aliases, level=1)
    other = roll_up_names(names, places.crosswalk, places.scheme)
    is_open = (found["how"] == NO_UNIT) & other["how"].notna()
    return found.mask(is_open, other)


def add_places(
    rows: pd.DataFrame, join: str, places: Places, *, has_countries: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Code the places of published figures; beside them, what matched no place.

    Only where ``has_countries`` does a name mean a country: Niger is also a state of Nigeria. A
    figure whose place is not matched goes by its name, never by the code that its source gives.
    """
    if rows.empty:
        return rows, empty(Losses)
    names = rows["geography_name"]
    found = code_units(rows, places)
    is_whole = (names == places.country["name_en"]) & (rows["admin_level"].fillna(0) == 0)
    is_coded = is_country(rows["geography"])
    code = _name_place(rows).where(found["pcode"].isna(), found["pcode"])
    code = code.mask(is_coded, rows["geography"])
    if has_countries:
        abroad = names.map(places.countries)
        code = code.where(abroad.isna() | found["pcode"].notna(), abroad)
        is_coded |= abroad.notna()
    code = code.mask(is_whole, places.country["iso3"]).astype("str")
    coded = rows.assign(geography=code, geography_name=_name_countries(names, places))
    how = found["how"].mask(is_whole | is_coded, "exact")
    check_conserved(join, "rows", len(rows), len(coded))
    check_conserved(join, "people", people_of(rows).sum(), people_of(coded).sum())
    return coded, account(join, names, how, people_of(rows), "people", places, rows["source"])


def _name_countries(names: pd.Series, places: Places) -> pd.Series:
    """Names in which a country that its source names by code goes by its name."""
    named = {code: name for name, code in places.countries.items()}
    return names.mask(is_country(names), names.map(named)).fillna(names)


def people_of(rows: pd.DataFrame) -> pd.Series:
    """Numbers of people in a table of stocks or published figures; missing in other units."""
    if "idps" in rows:
        return rows["idps"]
    return rows["value"].where(rows["unit"] == "people").round().astype("Int64")


def account(
    join: str,
    names: pd.Series,
    how: pd.Series,
    values: pd.Series,
    unit: str,
    places: Places,
    sources: pd.Series | str,
) -> pd.DataFrame:
    """Rows and values of a join to places, by outcome."""
    plain = how.replace({"exact": "matched", "alias": "matched"})
    if not places.has_list:
        plain = plain.mask(plain == NO_UNIT, "no list of p-codes is held")
    return count_losses(join, plain, values, names, unit, sources)


def _name_place(rows: pd.DataFrame) -> pd.Series:
    """Name by which an unmatched figure goes; a bare code is said to be one."""
    is_bare = _is_nameless(rows)
    given = rows["source_pcode"].fillna("").astype("str")
    is_code = rows["geography"] == rows["source_pcode"]
    named = rows["geography"].mask(is_code.fillna(False).astype("bool"), rows["geography_name"])
    return named.mask(is_bare, "code " + given)


def _is_nameless(rows: pd.DataFrame) -> pd.Series:
    code = rows["source_pcode"].fillna("").astype("str").str.strip()
    name = rows["geography_name"].fillna("").astype("str").str.strip()
    return (code != "") & ((name == "") | (name == code))


def code_units(rows: pd.DataFrame, places: Places) -> pd.DataFrame:
    """P-code of each figure's unit, and how it was found or why not: ``pcode``, ``how``."""
    level = rows["admin_level"].fillna(1).astype("int64")
    found = _match_levels(rows, places, level)
    found = _check_codes(found, rows, places, level)
    found = _leave_other_lists(found, rows, places, level)
    is_other = is_redrawn(rows, places)
    how = found["how"].mask(is_other, ELSEWHERE)
    return pd.DataFrame({"pcode": found["pcode"].mask(is_other), "how": how})


def _match_levels(rows: pd.DataFrame, places: Places, level: pd.Series) -> pd.DataFrame:
    """Match names at the first level, and at the second within their parent where it is given."""
    units, aliases = places.pcodes, places.aliases
    names, none = rows["geography_name"], pd.Series(None, index=rows.index, dtype="str")
    found = match_places(names, units, aliases, level=1)
    if (level == 2).any():
        parents = match_places(rows["parent_name"], units, aliases, level=1)["pcode"]
        alone = match_places(names, units, aliases, level=2)
        within = match_places(names, units, aliases, level=2, parents=parents)
        second = within.where(rows["parent_name"].notna(), alone)
        found = found.mask(level == 2, second)
    beyond = ~level.isin([0, *units["level"].unique()]) & places.has_list
    is_off = beyond | (level == 0)
    how = found["how"].mask(is_off, NO_UNIT).mask(beyond, "no list of that level")
    return pd.DataFrame({"pcode": found["pcode"].mask(is_off, none), "how": how})


def _check_codes(
    found: pd.DataFrame, rows: pd.DataFrame, places: Places, level: pd.Series
) -> pd.DataFrame:
    """Check the source's own codes against the names; they tell units of one name apart."""
    given = rows["source_pcode"].astype("str").str.strip()
    keys = _key(level, given, rows["geography_name"])
    agrees = keys.isin(_keys_of(places.pcodes))
    is_told = (found["how"] == "ambiguous") & agrees
    pcode = found["pcode"].mask(is_told, given)
    how = found["how"].mask(is_told, "exact")
    differs = pcode.notna() & given.notna() & (given != "") & (given != pcode)
    nameless = _is_nameless(rows)
    how = how.mask(differs.fillna(False).astype("bool"), DIFFERS).mask(nameless, NAMELESS)
    return pd.DataFrame({"pcode": pcode.mask(nameless), "how": how})


def _key(level: pd.Series, code: pd.Series, name: pd.Series) -> pd.Series:
    plain = name.fillna("").astype("str").map(normalise)
    return level.astype("str") + "/" + code.fillna("").astype("str") + "/" + plain


def _keys_of(units: pd.DataFrame) -> set[str]:
    return set(_key(units["level"], units["pcode"], units["name"]))


def _leave_other_lists(
    found: pd.DataFrame, rows: pd.DataFrame, places: Places, level: pd.Series
) -> pd.DataFrame:
    """Take the codes from units of another list that are not the same in the analysed one."""
    if not places.has_list:
        return found
    names = rows["geography_name"].fillna("").astype("str").map(normalise)
    others = places.lists[~places.lists["is_analysed"] & (places.lists["level"] == 1)]
    known = {*others["name"].map(normalise), *places.crosswalk["from_name"].map(normalise)}
    is_named = (found["how"] == NO_UNIT) & (level == 1) & names.isin(known)
    scheme = tell_lists(rows, places, level)
    is_coded = (scheme != places.scheme) & (level > 0)
    same = _find_same_units(names, scheme, places).where(level == 1)
    is_same = is_coded & same.notna()
    is_other = (is_named | is_coded) & ~is_same
    how = found["how"].mask(is_other, ELSEWHERE).mask(is_same, "exact")
    pcode = found["pcode"].mask(is_coded, same).mask(is_other)
    return pd.DataFrame({"pcode": pcode, "how": how})


def _find_same_units(names: pd.Series, scheme: pd.Series, places: Places) -> pd.Series:
    """Code in the analysed list of the units of another that are the same; missing elsewhere."""
    same = pd.Series(None, index=names.index, dtype="str")
    for other in sorted(set(scheme) - {places.scheme}):
        try:
            steps = choose_steps(places.crosswalk, other, places.scheme)
        except NoCrosswalkError:
            continue
        equal = steps[steps["relation"].isin(SAME_UNIT)]
        codes = equal.set_index(equal["from_name"].map(normalise))["to_pcode"]
        same = same.mask(scheme == other, names.map(codes))
    return same


def tell_lists(rows: pd.DataFrame, places: Places, level: pd.Series) -> pd.Series:
    """List in which each row's file and day is coded: that with most of its codes and names.

    The analysed list, where another has no more of them.
    """
    keys = _key(level, rows["source_pcode"], rows["geography_name"])
    best = pd.Series(places.scheme, index=rows.index)
    most = _count_hits(rows, keys, places.pcodes)
    for scheme, units in places.lists[~places.lists["is_analysed"]].groupby("scheme"):
        hits = _count_hits(rows, keys, units)
        best, most = best.mask(hits > most, str(scheme)), most.where(most >= hits, hits)
    return best


def _count_hits(rows: pd.DataFrame, keys: pd.Series, units: pd.DataFrame) -> pd.Series:
    hits = keys.isin(_keys_of(units))
    return hits.groupby([rows["source_file"], rows["as_of"]], dropna=False).transform("sum")


def is_redrawn(rows: pd.DataFrame, places: Places) -> pd.Series:
    """Whether a place's borders were redrawn between a figure's day and the list's.

    Mopti after its division is not the unit that the list of 2021 calls Mopti: such a figure
    keeps its name and gets no code, so that no join takes one for the other.
    """
    redrawn = pd.Series(False, index=rows.index)
    if not places.has_list or rows.empty:
        return redrawn
    days = rows["as_of_last" if "as_of_last" in rows else "period_end"]
    listed = last_day(places.pcodes["valid_from"]).max()
    splits = places.breaks[places.breaks["kind"] == "regions split"]
    for split in each_row(splits):
        is_after = days >= split.date_from
        here = (rows["geography_name"] == split.geography_name) & (rows["source"] == "figures")
        here &= (rows["indicator"] == "population") == (split.indicator == "population")
        redrawn |= here & (is_after != (listed >= split.date_from))
    return redrawn


def code_outlines(outlines: Any, places: Places) -> Any:
    """Outlines with the ``pcode`` of the analysed unit that each is, or lies in.

    Which list an outline is of is told by the names of all: of two lists that know as many, the
    analysed one. An outline that may hold parts of several units has a row for each: Gao before 2016
    is Gao and Ménaka. None has a code where a unit lies in one of them and nobody knows in which.
    """
    keys = outlines["name"].fillna("").astype("str").map(normalise)
    own = match_places(keys, places.pcodes, places.aliases, level=1)["pcode"]
    pairs, most = _pair_names(keys, own, places), own.notna().sum()
    steps = places.crosswalk[places.crosswalk["to_scheme"] == places.scheme]
    for _, of_list in steps.groupby("from_scheme"):
        known = of_list["from_name"].map(normalise)
        if (hits := keys.isin(known).sum()) > most:
            pairs, most = pd.DataFrame({"key": known, "pcode": of_list["to_pcode"]}), hits
    pairs = pairs.drop_duplicates()
    coded = outlines.drop(columns="pcode").assign(key=keys).merge(pairs, on="key", how="left")
    return coded.drop(columns="key").assign(pcode=coded["pcode"].astype("str"))


def add_drawn(lists: pd.DataFrame, outlines: Any) -> pd.DataFrame:
    """Say of each unit without an outline of its own inside which other unit's it is drawn.

    ``outlines`` as :func:`code_outlines` gives them, or none. Gao before 2016 bears the name of
    Gao and holds Ménaka too: what a map says of Gao there is the sum of the two.
    """
    if outlines is None:
        return lists.assign(drawn_in=None)
    names = lists[lists["is_analysed"]].drop_duplicates("pcode").set_index("pcode")["name"]
    pairs = outlines[["name", "pcode"]].dropna().drop_duplicates()
    is_own = pairs["name"].map(normalise) == pairs["pcode"].map(names).fillna("").map(normalise)
    own = pairs[is_own].drop_duplicates("name").set_index("name")["pcode"]
    inner = pairs[~is_own & ~pairs["pcode"].isin(own)].drop_duplicates("pcode", keep=False)
    drawn = inner.set_index("pcode")["name"].map(own)
    return lists.assign(drawn_in=lists["pcode"].map(drawn).where(lists["is_analysed"]))


def _pair_names(keys: pd.Series, own: pd.Series, places: Places) -> pd.DataFrame:
    """Names of outlines, and codes of the analysed units that bear them or lie in what bears them."""
    units = places.pcodes.loc[places.pcodes["level"] == 1, "pcode"]
    lacking = units[~units.isin(own)]
    steps = places.crosswalk[places.crosswalk["from_scheme"] == places.scheme]
    steps = steps[steps["from_pcode"].isin(lacking)]
    held = pd.DataFrame({"key": steps["to_name"].map(normalise), "pcode": steps["from_pcode"]})
    held = held[held["key"].isin(keys)]
    whole = pd.concat([pd.DataFrame({"key": keys, "pcode": own}).dropna(), held])
    return whole if lacking.isin(held["pcode"]).all() else whole.iloc[:0]


def place_events(events: Any, how: pd.Series, outlines: Any) -> tuple[Any, pd.Series, pd.DataFrame]:
    """Events coded by their point where their source names no region; ``how``, and what was lost.

    Without outlines nothing changes. Of each source two joins are accounted for: what the points
    could place, and how far the regions that it names agree with the outlines.
    """
    if outlines is None:
        return events, how, empty(Losses)
    coded, by_point = add_admin1_by_point(events, outlines)
    against = compare_regions(coded, outlines)["outcome"].replace({"agrees": MATCHED})
    joins = {"by point": by_point.replace({INSIDE: MATCHED}), "against outlines": against}
    losses = [
        count_losses(
            f"{source} events {join}", part, rows["fatalities_best"], names, "people", source
        )
        for source in sorted(events["source"].unique())
        for join, outcome in joins.items()
        for part in [outcome[events.loc[outcome.index, "source"] == source]]
        for rows in [events.loc[part.index]]
        for names in [rows["admin1_name"].fillna(rows["locality"])]
    ]
    is_placed = coded["admin1_pcode"].notna() & coded["admin1_name"].isna()
    lost = [part for part in losses if len(part)]
    record = pd.concat(lost, ignore_index=True) if lost else empty(Losses)
    return coded, how.mask(is_placed, "matched by point"), record
