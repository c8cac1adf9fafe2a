"""COD: lists of p-codes, populations and boundaries of administrative units.

A list of p-codes is known by the day from which it is valid: ``cod-2021-12-20``. The same code
means another unit in another list, so no code leaves here without its list. Units of the first and
second level are kept; the file of code lengths is recognised and holds no units. Boundaries with
codes and a day give a list too; their shapes are read by ``analysis.outlines``, for maps and for
placing points. Boundaries come in many spellings (``adm1_name``, ``ADM1_FR``, ``shapeName``,
``REGION_NAM``), with codes or without: Natural Earth's and geoBoundaries' units have names only.
Boundaries that name another country and never ours are refused; some name none.

Population is what the provider gives for a reference year, a census or a projection, as a total of
a unit; people by sex and age stay in the file. Levels are stacked and need not add up: none is
summed here. The file bears no day of its own, so a population counts as known from the day of its
vintage. ``<Null>`` and a blank are *not reported*. A national file that names no year is refused
unless its name or its release does.

A raster of people, a GeoTIFF in degrees with one band (WorldPop's, for example), gives no table: its
cells are counted around incidents (``docs/methods/exposure.md``). A cell without data is unknown.
"""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Clean, Layout, Source, Vintage
from analysis.measures import (
    BadInputError,
    first_day,
    last_day,
    read_numbers,
    read_status,
    read_words,
    refuse_repeats,
    require_columns,
)
from analysis.schema import Pcodes, Population, conform
from analysis.web import Client, Download, NothingThereError

NAME = "cod"
LIST = ["Location", "Admin Level", "P-Code", "Name", "Parent P-Code", "Valid from date"]
LENGTHS = ["Location", "Country Length", "Admin 1 Length"]
GLOBAL = ["ISO3", "Population_group", "Population", "Reference_year"]
GEOBOUNDARIES = ["shapename", "shapegroup", "shapetype", "geometry_type"]
RASTER = ["raster_band", "crs", "nodata"]
RASTER_ORIGIN = {  # whose a raster is it does not say: whoever adds it knows
    "producer": "not stated in the file",
    "url": None,
    "licence": "not stated in the file: look before passing it on",
    "citation": "Raster of people, added by hand; its maker is not stated in the file.",
}
COUNTRIES = [  # of the units of a boundary file, in one spelling: codes before names
    *("iso3", "adm0_pcode", "adm0_a3", "shapegroup", "gid_0", "iso_a2", "cntry_code"),
    *("adm0_name", "cntry_name", "name_0", "admin", "country"),
]
LEVELS = range(4, -1, -1)  # deepest first: a file of cercles names their regions too
LISTED = (1, 2)
GLOBAL_LISTS = "cb963915-d7d1-4ffa-90dc-31277e24406f"  # HDX's dataset of all countries' p-codes
STALE_DAYS = 730  # borders change rarely
TOTAL = "T_TL"
CODE = re.compile(r"adm(?:in)?([0-4])_?p(?:code|cod|co)|pcode([0-4])")
UNIT = re.compile(r"adm(?:in)?([0-4])_?(?:na(?:me|m)?(?:_?(?:en|fr|es|pt))?|(?:en|fr|es|pt))")
SPELLINGS = {
    "adm1_src": "adm1_pcode",  # fieldmaps: the code of the layer that it took the unit from
    "adm2_src": "adm2_pcode",
    "region_nam": "adm1_name",
    "validon": "valid_on",
    "iso_3": "iso3",
    "location_code": "iso3",
}


def spell(column: str) -> str:
    """Name of a column in one spelling: ``adm1_name`` for ``ADM1_FR``, ``admin1Name_fr``, ..."""
    plain = column.strip().casefold()
    if found := CODE.fullmatch(plain):
        return f"adm{found[1] or found[2]}_pcode"
    if found := UNIT.fullmatch(plain):
        return f"adm{found[1]}_name"
    return SPELLINGS.get(plain, plain)


def respell(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with their columns in one spelling; of two of one meaning the first stays."""
    named = rows.set_axis([spell(c) for c in rows.columns], axis=1)
    return named.loc[:, ~named.columns.duplicated()]


def find_level(columns: Any) -> int | None:
    """Level of the units that a file's columns describe; none where they name no unit."""
    held = {spell(c) for c in columns}
    return next((n for n in LEVELS if f"adm{n}_name" in held), None)


def name_units(properties: pd.DataFrame) -> pd.DataFrame:
    """``level``, ``name`` and ``pcode`` of the units of a boundary file, a row each, in order.

    A unit without a name or code of its own has none; Natural Earth's plain ``name`` is taken to be
    of the first level, as is a geoBoundaries layer that does not say ``ADM2``.
    """
    rows = respell(properties)
    level = find_level(rows.columns)
    if level is None:
        name = "shapename" if "shapename" in rows else "name"
        if name not in rows:
            raise BadInputError("is missing: nothing names the units", column="name")
        kind = rows["shapetype"] if "shapetype" in rows else pd.Series("ADM1", index=rows.index)
        levels = pd.to_numeric(kind.str.extract(r"(?i)adm(\d)", expand=False)).fillna(1)
        return _units(levels.astype("int64"), rows[name], None)
    code = f"adm{level}_pcode"
    levels = pd.Series(level, index=rows.index)
    return _units(levels, rows[f"adm{level}_name"], rows.get(code))


def _units(level: pd.Series, name: pd.Series, code: pd.Series | None) -> pd.DataFrame:
    codes = pd.Series(None, index=name.index, dtype="str") if code is None else read_words(code)
    return pd.DataFrame({"level": level, "name": read_words(name), "pcode": codes})


def clean_pcodes(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Pcodes]:
    """One row per unit of the country in the provider's list; a code twice is refused.

    The list is named after the newest day in it: Chad's two levels are valid from two days.
    """
    rows = require_columns(raw, LIST)
    rows = _keep_country(rows, rows["Location"], vintage, "Location")
    level = read_numbers(rows["Admin Level"])
    rows = rows.assign(
        level=level,
        pcode=rows["P-Code"],
        name=rows["Name"],
        parent_pcode=read_words(rows["Parent P-Code"]),
        valid_from=rows["Valid from date"],
    )
    return _to_list(rows[level.isin(LISTED)], vintage)


def clean_boundaries(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Pcodes]:
    """One row per unit of the country that a dated boundary file gives a code.

    Disputed land without a code keeps its shape and is no unit of the list.
    """
    rows = respell(require_columns(raw, []))
    level = find_level(rows.columns) or 0
    code, above = f"adm{level}_pcode", f"adm{level - 1}_pcode"
    rows = _keep_own(rows, vintage, code)
    rows = rows.assign(
        level=level,
        pcode=rows[code],
        name=rows[f"adm{level}_name"],
        parent_pcode=read_words(rows[above]) if above in rows else None,
        valid_from=rows["valid_on"].str.slice(0, 10).str.replace("/", "-"),
    )
    return _to_list(rows[rows["pcode"].str.strip() != ""], vintage)


def _to_list(rows: pd.DataFrame, vintage: Vintage) -> DataFrame[Pcodes]:
    for name in ("pcode", "name", "valid_from"):
        blank = rows.index[rows[name].str.strip() == ""]
        if len(blank):
            raise BadInputError("is empty", row=int(blank[0]), column=name)
    days = last_day(rows["valid_from"].str.strip())
    listed = refuse_repeats(rows.assign(level=rows["level"].astype("int64")), ["level", "pcode"])
    is_top = (listed["level"] == 1) | (listed["parent_pcode"] == vintage.iso3)
    return conform(
        listed.assign(
            iso3=vintage.iso3,
            scheme=f"{NAME}-{days.max():%Y-%m-%d}",
            valid_from=rows["valid_from"].str.strip(),
            pcode=rows["pcode"].str.strip(),
            name=rows["name"].str.strip(),
            parent_pcode=listed["parent_pcode"].mask(is_top),
            is_analysed=False,
        ).reset_index(drop=True),
        Pcodes,
    ).pipe(Pcodes.validate, lazy=True)


def _keep_country(
    rows: pd.DataFrame, country: pd.Series, vintage: Vintage, column: str
) -> pd.DataFrame:
    own = rows[country.str.strip().isin([vintage.iso3, vintage.iso2])]
    if own.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column=column)
    return own


def _keep_own(rows: pd.DataFrame, vintage: Vintage, code: str) -> pd.DataFrame:
    """Rows of the country, by the column that names it, else by how their codes begin."""
    for column in ("iso3", "adm0_pcode"):
        if column in rows:
            return _keep_country(rows, rows[column], vintage, column)
    prefix = rows[code].str.strip().str.startswith((vintage.iso2, vintage.iso3))
    if not prefix.any():
        raise BadInputError(f"has no row of {vintage.iso3}", column=code)
    return rows[prefix]


def clean_population(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Population]:
    """One row per unit and reference year: its total, as the provider gives it."""
    rows = respell(require_columns(raw, GLOBAL))
    rows = _keep_country(rows, rows["iso3"], vintage, "ISO3")
    totals = rows[rows["population_group"] == TOTAL]
    if totals.empty:
        raise BadInputError(f"has no total {TOTAL} of {vintage.iso3}", column="Population_group")
    return _to_population(
        totals.rename(columns={"reference_year": "year"}),
        vintage,
        value="population",
        publisher=totals.get("contributor"),
        qualifier=totals.get("source"),
    )


def clean_national_population(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Population]:
    """One row per unit of a country's own file, whose total stands in a column of its own."""
    rows = respell(require_columns(raw, []))
    level = find_level(rows.columns) or 0
    if f"adm{level}_pcode" in rows:
        rows = _keep_own(rows, vintage, f"adm{level}_pcode")
    if "year" not in rows:
        rows = rows.assign(year=_year_of_release(vintage))
    return _to_population(rows, vintage, value=TOTAL.lower(), publisher=None, qualifier=None)


def read_release(file_name: str) -> str | None:
    """Year that a file's name states, as in ``mli_admpop_adm1_2020.csv``."""
    found = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", file_name)
    return found[-1] if found else None


def _year_of_release(vintage: Vintage) -> str:
    year = None if vintage.version == vintage.day else read_release(vintage.version)
    if year is None:
        raise BadInputError("is missing: say the year as the release", column="year")
    return year


def _to_population(
    rows: pd.DataFrame,
    vintage: Vintage,
    *,
    value: str,
    publisher: pd.Series | None,
    qualifier: pd.Series | None,
) -> DataFrame[Population]:
    units = _deepest_units(rows, vintage)
    people = read_numbers(_plain_number(rows[value]))
    words = pd.Series(None, index=rows.index, dtype="str") if qualifier is None else qualifier
    if len(blank := rows.index[rows["year"].str.strip() == ""]):
        raise BadInputError("is empty", row=int(blank[0]), column="year")
    year = rows["year"].str.strip()
    key = pd.concat([units[["admin_level", "geography", "geography_name"]], year], axis=1)
    return conform(
        rows.assign(
            source=NAME,
            publisher="OCHA" if publisher is None else read_words(publisher),
            indicator="population",
            period_start=first_day(year),
            period_end=last_day(year),
            as_of=year,
            known_from=pd.Timestamp(vintage.day),
            value=people.astype("float64"),
            status=read_status(words, people),
            unit="people",
            confidence=3,
            qualifier=read_words(words.fillna("")),
            is_preferred=people.notna() & ~key.duplicated(),
            **units,
        ).reset_index(drop=True),
        Population,
    ).pipe(Population.validate, lazy=True)


def _plain_number(words: pd.Series) -> pd.Series:
    """Numbers as text without thousands separators; ``<Null>`` is none."""
    text = words.str.strip().mask(words.str.strip().str.casefold() == "<null>", "")
    grouped = text.str.fullmatch(r"\d{1,3}(,\d{3})+")
    return text.mask(grouped, text.str.replace(",", ""))


def _deepest_units(rows: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Level, code, name and parent of the deepest unit that each row names."""
    none = pd.Series(None, index=rows.index, dtype="str")
    level = pd.Series(0, index=rows.index)
    code, name, parent = none, pd.Series(vintage.name, index=rows.index), none
    for n in sorted(LEVELS)[1:]:
        names, codes = (
            read_words(rows[c]).mask(lambda w: w.str.casefold() == "<null>") if c in rows else none
            for c in (f"adm{n}_name", f"adm{n}_pcode")
        )
        is_deeper = names.notna() | codes.notna()
        parent = parent.mask(is_deeper, name if n > 1 else none)
        level = level.mask(is_deeper, n)
        code, name = code.mask(is_deeper, codes), name.mask(is_deeper, names.fillna(codes))
    return pd.DataFrame(
        {
            "admin_level": level,
            "source_pcode": code,
            "parent_name": parent,
            "geography": code.fillna(name).mask(level == 0, vintage.iso3),
            "geography_name": name,
        }
    )


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Newest list of p-codes, boundaries and populations; what HDX has not is left out.

    Months do not matter: units are as they stand now.
    """
    iso3 = vintage.iso3.lower()
    found = [
        *_find(client, GLOBAL_LISTS, r"global_pcodes_adm_1_2", "CSV")[:1],
        *_find(client, f"cod-ab-{iso3}", r"admin_boundaries\.geojson", "GeoJSON")[:1],
        *_keep_newest_year(_find(client, f"cod-ps-{iso3}", r"adm(in)?_?[0-2]", "CSV")),
    ]
    if not found:
        raise NothingThereError(f"HDX has neither p-codes nor boundaries of {vintage.iso3}")
    files = [hdx.download(client, r, vintage.day, stale_days=STALE_DAYS) for r in found]
    return [replace(f, version=read_release(f.path.name)) for f in files]


def _find(client: Client, dataset: str, pattern: str, file_format: str) -> list[hdx.Resource]:
    try:
        return hdx.find_resources(client, dataset, pattern, file_format)
    except NothingThereError:
        return []


def _keep_newest_year(files: list[hdx.Resource]) -> list[hdx.Resource]:
    years = [read_release(f.file_name) or "" for f in files]
    return [f for f, year in zip(files, years, strict=True) if year == max(years)]


def _boundaries() -> dict[str, Layout]:
    """Layouts of boundaries, deepest level first, with a dated list of codes and without."""
    layouts = {}
    for n in LEVELS:
        unit = [f"adm{n}_name", "geometry_type"]
        if n in LISTED:
            dated = [*unit, f"adm{n}_pcode", "valid_on"]
            layouts[f"boundaries_admin{n}_dated"] = _shapes(dated, {"pcodes": clean_boundaries})
        layouts[f"boundaries_admin{n}"] = _shapes(unit, {})
    layouts["geoboundaries"] = _shapes(GEOBOUNDARIES, {})
    layouts["outlines"] = _shapes(["name", "geometry_type"], {})
    return layouts


def _shapes(columns: list[str], tables: dict[str, Clean]) -> Layout:
    return Layout(columns, tables, tidy=spell, has_outlines=True, countries=COUNTRIES)


SOURCE = Source(
    name=NAME,
    provider="OCHA Common Operational Datasets",
    gives="p-codes, population and boundaries of administrative units; rasters of people",
    access="open",
    url="https://data.humdata.org/dataset/cod-ab-global",
    licence="CC BY-IGO (boundaries); CC BY (population, p-codes); other makers' outlines as they say",
    citation="OCHA Common Operational Datasets (COD-AB, COD-PS), by way of HDX.",
    redistributable=True,
    rows_are_dated=True,
    rhythm_days=365,
    read_release=read_release,
    download=download,
    layouts={
        "pcodes": Layout(LIST, {"pcodes": clean_pcodes}),
        "pcode_lengths": Layout(LENGTHS, {}, countries=["Location"]),
        "population": Layout(GLOBAL, {"population": clean_population}),
        "population_national": Layout(
            [TOTAL.lower()], {"population": clean_national_population}, tidy=spell
        ),
        "population_raster": Layout(RASTER, {}, origin=RASTER_ORIGIN),
        **_boundaries(),
    },
)
