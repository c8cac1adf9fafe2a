"""Names of places to p-codes of one dated list, exactly or not at all.

A p-code means nothing without its list: ML09 was Bamako and became another region. So every match
names the scheme it was made in, and what matched nothing stays, counted and printed.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

import pandas as pd

FILLERS = re.compile(
    r"^(region|cercle|district|province|departement|department)( (de|du|des|d|of))? "
    r"| (region|cercle|district|province|department|departement|division)$"
)
COUNTRY = re.compile("[A-Z]{3}")  # where a place goes by its code: ISO 3166 alpha-3


def is_country(geography: pd.Series) -> pd.Series:
    """Whether each place goes by the code of a country, and not by a p-code or a name."""
    return geography.str.fullmatch(COUNTRY.pattern).fillna(False).astype("bool")


@cache
def normalise(name: str) -> str:
    """Strip a name of accents, case, punctuation and the words for the kind of unit."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = " ".join(re.sub(r"[^\w]+", " ", plain).split())
    return FILLERS.sub("", plain)


def find_countries(words: pd.Series, known: Mapping[str, str]) -> set[str]:
    """Countries that a column names by code or name; a word that names none is passed over.

    ``known`` gives the country of each code, as it is written, and of each name, normalised.
    """
    given = [str(word).strip() for word in words.unique()]
    found = (known.get(word) or known.get(normalise(word)) for word in given if word)
    return {iso3 for iso3 in found if iso3}


MOVED = [("MLI", "2016-01-19", "menaka", "gao", "Ménaka")]


def name_regions(regions: pd.Series, districts: pd.Series, days: pd.Series, iso3: str) -> pd.Series:
    """Region of each district, put right where a provider keeps one under the region it has left.

    ``MOVED`` says which district became which region, and when. Its old region without it is the
    unit that bears that code now; with it, a number would be set against the wrong borders.
    """
    named = regions.copy()
    for country, since, district, old, new in MOVED:
        is_here = (districts.map(normalise) == district) & (regions.map(normalise) == old)
        named = named.mask(is_here & (days >= since) & (iso3 == country), new)
    return named


def unify_names(names: pd.Series) -> pd.Series:
    """Names of one place in one spelling, the commonest: accents and case alone tell none apart."""
    table = pd.DataFrame({"key": names.fillna("").map(normalise), "name": names})
    counted = table.value_counts(["key", "name"]).reset_index()
    ordered = counted.sort_values(["count", "name"], ascending=[False, True], kind="stable")
    commonest = ordered.drop_duplicates("key").set_index("key")["name"]
    return table["key"].map(commonest).where(names.notna()).astype("str")


def match_places(
    names: pd.Series,
    pcodes: pd.DataFrame,
    aliases: pd.DataFrame,
    *,
    level: int,
    parents: pd.Series | None = None,
) -> pd.DataFrame:
    """Find the p-code of each name; a row per name, in order: ``pcode``, ``how``.

    ``pcodes`` holds one scheme; ``aliases`` other spellings of its units. ``how`` is ``exact``,
    ``alias`` or ``no such unit``; a name at two units of a level is ``ambiguous`` and gets no
    code. With ``parents``, the p-codes of the units above, a name is looked for within its parent
    alone. There is no nearest match: Kita is not Kidal.
    """
    units = pcodes[pcodes["level"] == level]
    other_names = aliases.loc[aliases["level"] == level, ["level", "alias", "pcode"]]
    others = other_names.rename(columns={"alias": "name"})
    keys = names.fillna("").astype("str").map(normalise)
    is_blank = keys == ""
    spelt = [units.assign(how="exact"), others.assign(how="alias")]
    known = pd.concat([part[["name", "pcode", "how"]] for part in spelt], ignore_index=True)
    known["key"] = known["name"].map(normalise)
    if parents is not None:
        above = units.set_index("pcode")["parent_pcode"]
        known["key"] += "/" + known["pcode"].map(above).astype("str")
        keys = keys + "/" + parents.fillna("no such parent").astype("str")
    known = known.drop_duplicates(["key", "pcode"])
    doubled = known["key"].duplicated(keep=False)
    found = pd.DataFrame({"key": keys}).merge(
        known[~doubled], on="key", how="left", validate="many_to_one"
    )
    found = found.set_axis(names.index, axis=0)
    how = found["how"].astype("object").where(found["how"].notna(), "no such unit")
    how = how.mask(keys.isin(known.loc[doubled, "key"]), "ambiguous")
    how = how.mask(is_blank, "no name in the source")
    return pd.DataFrame({"pcode": found["pcode"].astype("str"), "how": how.astype("str")})
