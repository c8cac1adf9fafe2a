"""Names of places to p-codes of one dated list, exactly or not at all.

A p-code means nothing without its list: ML09 was Bamako and became another region. So every match
names the scheme it was made in, and what matched nothing stays, counted and printed.
"""

import re
import unicodedata
from functools import cache

import pandas as pd

FILLERS = re.compile(
    r"^(region|cercle|district|province|departement|department)( (de|du|des|d|of))? "
    r"| (region|cercle|district|province|department|departement|division)$"
)


@cache
def normalise(name: str) -> str:
    """Strip a name of accents, case, punctuation and the words for the kind of unit."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = " ".join(re.sub(r"[^\w]+", " ", plain).split())
    return FILLERS.sub("", plain)


def match_places(
    names: pd.Series, pcodes: pd.DataFrame, aliases: pd.DataFrame, *, level: int
) -> pd.DataFrame:
    """Find the p-code of each name; a row per name, in order: ``pcode``, ``how``.

    ``pcodes`` holds one scheme; ``aliases`` other spellings of its units. ``how`` is ``exact``,
    ``alias`` or ``no such unit``; a name at two units of a level is ``ambiguous`` and gets no
    code. There is no nearest match: Kita is not Kidal.
    """
    units = pcodes[pcodes["level"] == level]
    others = aliases[aliases["level"] == level]
    by_name = units.assign(key=units["name"].map(normalise), how="exact")[["key", "pcode", "how"]]
    by_alias = others.assign(key=others["alias"].map(normalise), how="alias")[
        ["key", "pcode", "how"]
    ]
    known = pd.concat([by_name, by_alias], ignore_index=True).drop_duplicates(["key", "pcode"])
    doubled = known["key"].duplicated(keep=False)
    known = known[~doubled]
    keys = names.fillna("").astype("str").map(normalise)
    found = pd.DataFrame({"key": keys}).merge(known, on="key", how="left", validate="many_to_one")
    found = found.set_axis(names.index, axis=0)
    ambiguous = keys.isin(set(by_name["key"]) | set(by_alias["key"])) & found["pcode"].isna()
    how = found["how"].astype("object").where(found["how"].notna(), "no such unit")
    how = how.mask(ambiguous, "ambiguous").mask(keys == "", "no name in the source")
    return pd.DataFrame({"pcode": found["pcode"].astype("str"), "how": how.astype("str")})


def roll_up(codes: pd.Series, rollups: pd.DataFrame) -> pd.Series:
    """P-codes of an older list for p-codes of a newer one, only where the step is exact.

    ``rollups`` has ``from_pcode``, ``to_pcode`` and ``relation``; ``inexact`` is refused, since a
    unit that took land from two others belongs to neither. A code without a row stays.
    """
    exact = rollups[rollups["relation"] != "inexact"].set_index("from_pcode")["to_pcode"]
    refused = set(rollups.loc[rollups["relation"] == "inexact", "from_pcode"])
    if taken := sorted(refused & set(codes.dropna())):
        raise ValueError(f"no exact roll-up for {', '.join(taken)}")
    return codes.map(lambda code: exact.get(code, code), na_action="ignore")
