"""Points to the units that they lie in, where a point says where something happened.

A vague event stands on a stand-in point, a regional capital or the middle of a country: it is in no
unit by that. Outlines are rows of ``name``, ``pcode`` and ``geometry`` in degrees. Several rows may
be one unit; one shape may stand in several rows, where it is known to hold several units and not
where they part. A point in two units, or on their border, is given to neither.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

INSIDE = "inside"
OUTSIDE = "outside every outline"
VAGUE = "place too vague"
NO_POINT = "no coordinates"
SEVERAL = "in two units or on their border"
NO_CODE = "in an outline of no known unit"
REACH = 0.01  # degrees, about a kilometre: borders that are drawn apart still meet
POINT = ["longitude", "latitude", "is_precise_place"]
NOWHERE, TOO_MANY = -1, -2  # in place of the position of an outline
WORDS = pd.Series([NO_POINT, VAGUE, SEVERAL, OUTSIDE, INSIDE], dtype="str")

Numbers = npt.NDArray[Any]


def place_points(points: pd.DataFrame, outlines: pd.DataFrame) -> pd.DataFrame:
    """Find the unit of each point: ``pcode``, ``name``, and ``how`` it was found or why not.

    ``points`` has ``longitude``, ``latitude`` and ``is_precise_place``; same rows, same order.
    """
    has_point = (points["longitude"].notna() & points["latitude"].notna()).to_numpy()
    is_placeable = has_point & points["is_precise_place"].to_numpy("bool")
    place, hit, outline = find_outlines(points.loc[is_placeable, POINT], outlines)
    hits = pd.DataFrame({"place": hit, "unit": _number_units(outlines)[outline]}).drop_duplicates()
    unit = np.full(place.max(initial=NOWHERE) + 1, NOWHERE)
    unit[hits["place"]] = hits["unit"]
    unit[hits.loc[hits["place"].duplicated(), "place"]] = TOO_MANY
    found = np.full(len(points), NOWHERE)
    found[is_placeable] = unit[place]
    reasons = [~has_point, ~is_placeable, found == TOO_MANY, found == NOWHERE]
    how = WORDS.take(np.select(reasons, range(4), default=4))
    given = {name: _take(outlines[name], found) for name in ("pcode", "name")}
    return pd.DataFrame(given | {"how": how.array}, index=points.index)


def _number_units(outlines: pd.DataFrame) -> Numbers:
    """Position of the first outline of the unit of each outline."""
    unit = outlines["pcode"].astype("str").fillna(outlines["name"].astype("str"))
    codes, _ = pd.factorize(unit, use_na_sentinel=False)
    return np.unique(codes, return_index=True)[1][codes]


def _take(values: pd.Series, positions: Numbers) -> Any:
    return values.astype("str").array.take(np.maximum(positions, NOWHERE), allow_fill=True)


def find_outlines(points: pd.DataFrame, outlines: pd.DataFrame) -> tuple[Numbers, Numbers, Numbers]:
    """Return the number of each point's place, and of each hit the place and the outline.

    Each distinct place is tested once, since events repeat their places; its box first, then
    exactly, outline by outline, so that each is prepared once. On its border is in an outline.
    """
    place, places = pd.factorize(
        points["longitude"].to_numpy() + 1j * points["latitude"].to_numpy()
    )
    shapes = outlines["geometry"].to_numpy()
    shapely.prepare(shapes)
    hit, outline = shapely.STRtree(shapes).query(shapely.points(places.real, places.imag))
    order = np.argsort(outline, kind="stable")
    hit, outline = hit[order], outline[order]
    is_in = shapely.intersects_xy(shapes[outline], places.real[hit], places.imag[hit])
    return place, hit[is_in], outline[is_in]


def add_admin1_by_point(incidents: Any, outlines: pd.DataFrame) -> tuple[Any, pd.Series]:
    """Fill ``admin1_pcode`` where the source names no unit and the place is precise.

    Beside it ``how``, of these rows only. ``admin1_name`` stays missing: it is the source's word, and
    a code without it tells that the point gave it.
    """
    nameless = incidents.loc[incidents["admin1_name"].isna(), POINT]
    found = place_points(nameless, outlines)
    how = found["how"].mask((found["how"] == INSIDE) & found["pcode"].isna(), NO_CODE)
    code = incidents["admin1_pcode"].copy()
    code.loc[nameless.index] = found["pcode"]
    return incidents.assign(admin1_pcode=code), how


def compare_regions(incidents: pd.DataFrame, outlines: pd.DataFrame) -> pd.DataFrame:
    """Hold each precise incident with a named and coded unit against the outline that it lies in.

    A row per such incident, under its label: ``outline``, the name of the first it lies in, and
    ``outcome``: ``agrees``, ``differs``, outside every outline, or in an outline that bears no code
    and so can neither agree nor differ.
    """
    has_point = incidents["longitude"].notna() & incidents["latitude"].notna()
    has_unit = incidents["admin1_name"].notna() & incidents["admin1_pcode"].notna()
    is_chosen = has_point & has_unit & incidents["is_precise_place"]
    chosen = incidents.loc[is_chosen, [*POINT, "admin1_pcode"]]
    place, hit, outline = find_outlines(chosen, outlines)
    rows = pd.DataFrame({"place": place, "row": range(len(place)), "code": chosen["admin1_pcode"]})
    found = outlines[["name", "pcode"]].iloc[outline].assign(place=hit)
    hits = rows.merge(found, on="place", validate="many_to_many")
    hits = hits.assign(agrees=hits["pcode"] == hits["code"]).rename(columns={"name": "outline"})
    hits = hits.sort_values(["row", "agrees"], ascending=[True, False])
    best = hits.drop_duplicates("row").set_index("row").reindex(range(len(chosen)))
    outcome = best["agrees"].map({True: "agrees", False: "differs"}).fillna(OUTSIDE)
    outcome = outcome.mask(best["outline"].notna() & best["pcode"].isna(), NO_CODE)
    return best[["outline"]].assign(outcome=outcome.astype("str")).set_axis(chosen.index)


def check_regions(incidents: pd.DataFrame, outlines: pd.DataFrame) -> pd.DataFrame:
    """Count how far the source's regions agree with the outlines: a row per region and outcome."""
    compared = compare_regions(incidents, outlines)
    named = compared.assign(
        admin1_name=incidents["admin1_name"], outline=compared["outline"].astype("str")
    )
    key = ["admin1_name", "outline", "outcome"]
    return named.groupby(key, dropna=False).size().rename("incidents").reset_index()


def find_neighbours(outlines: pd.DataFrame) -> pd.DataFrame:
    """Pairs of units whose outlines meet, each both ways; a unit that borders none has one row without.

    Outlines less than a hundredth of a degree apart meet: neighbours are drawn by different hands.
    """
    coded = outlines[outlines["pcode"].notna()]
    shapes, codes = coded["geometry"].to_numpy(), coded["pcode"].astype("str").array
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=REACH)
    pairs = pd.DataFrame({"unit": codes[one], "neighbour": codes[other]})
    pairs = pairs[pairs["unit"] != pairs["neighbour"]].drop_duplicates()
    alone = sorted(set(codes) - set(pairs["unit"]))
    lonely = pd.DataFrame({"unit": alone, "neighbour": None}, dtype="str")
    both = pd.concat([pairs, lonely]) if alone else pairs
    return both.sort_values(["unit", "neighbour"], ignore_index=True)
