"""Cadre Harmonisé: people in each phase of acute food insecurity in West Africa and the Sahel.

The workbook of 18 countries has a row per area (a unit of the second level; in the coastal
countries of the first), exercise and period, 2014 to 2020. An *exercise* is a round of analysis,
named after a season: Sep-Dec (the cycle of November), Jan-May (of March) and, in 2020, Jun-Aug. It
gives the *current* situation of its own season and a *projected* one of a later season (the
*reference*). The lean season Jun-Aug is so projected twice, in November and again in March: both
stay, each under its exercise. Which of them serves on a day is decided when the day is known:
*current* before *projected*, then the newest exercise. The workbook does not say when the results
came out; they count as known from the last day of the exercise's season, which is later.

There is no national row: figures of the country and of the first level are sums of areas, and say
of how many. Where a part is blank, which in phases 3 to 5 is no zero, the sum is *at least* that of
the others, and does not serve. Phase 3 and above is the source's own column. People analysed in
camps are apart from the rest (``incamp``); they are a row of their own, never added and never
preferred, as in the published totals. The phases of some areas add up to less than their
population; nothing is scaled. A code that two areas share in one exercise is no code: such an area
goes by its name. Mali's codes are those before the division of its regions (ML09 is Bamako, Ménaka
is ML0704 in Gao).

The workbook states no licence: nothing of it is passed on.
"""

from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Layout, Source, Unread, Vintage
from analysis.measures import (
    first_day,
    join_rows,
    keep_country,
    last_day,
    melt_numbers,
    read_words,
    refuse_unknown,
    require_columns,
)
from analysis.places import name_regions
from analysis.schema import FoodSecurity, conform
from analysis.states import add_numbers
from analysis.web import Client, Download

NAME = "ch"
COUNTS = {
    "population": "food_analysed_population",
    "phase35": "food_insecure_phase3plus",
    **{f"phase{phase}": f"food_insecure_phase{phase}" for phase in range(1, 6)},
}
PLACE = [
    *("region", "adm1_name", "adm1_pcod3", "adm1_pcod2"),
    *("adm2_name", "adm2_pcod3", "adm2_pcod2"),
]
ROUND = ["chtype", "exercise_code", "exercise_year", "reference_code", "reference_year"]
AREA = [
    *("adm0_pcod3", *PLACE, *COUNTS, *ROUND),
    *("exercise_label", "reference_label", "status"),
]
SPOT = ["admin_level", "geography", "geography_name", "parent_name", "source_pcode"]
SEASONS = {"1": ("Sep-Dec", "09", "12"), "2": ("Jan-May", "01", "05"), "3": ("Jun-Aug", "06", "08")}
TYPES = ["current", "projected"]
CAMPS = {"outofcamp": "", "incamp": "; in camps"}


def clean_workbook(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[FoodSecurity]:
    """One row per exercise, period, place and phase: areas as given, and the sums of areas.

    An area that has become a region, Ménaka, counts for it from the first whole year.
    """
    rows = keep_country(require_columns(raw, AREA), "adm0_pcod3", vintage.iso3)
    rows = _move_areas(check_rounds(rows).assign(camps=rows["status"]), vintage)
    areas = melt_numbers(rows, COUNTS)
    first = areas.assign(**place_areas(areas, 1))
    second = areas.assign(**place_areas(areas, 2))
    country = areas.assign(
        geography=vintage.iso3,
        geography_name=vintage.name,
        parent_name=None,
        source_pcode=None,
        admin_level=0,
    )
    sums = [
        to_sums(country),
        to_sums(first),
        to_sums(second[second["geography"].notna()]),
    ]
    return _to_food_security(pd.concat(sums, ignore_index=True))


def _move_areas(rows: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Put an area under the region that it has become, from the year in which it became one."""
    days = first_day(rows["reference_year"])
    region = name_regions(rows["adm1_name"], rows["adm2_name"], days, vintage.iso3)
    is_moved = region != rows["adm1_name"]
    codes = {name: rows[name].mask(is_moved, "") for name in ("adm1_pcod2", "adm1_pcod3")}
    return rows.assign(adm1_name=region, **codes)


def check_rounds(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose exercise, period and status are ones that we know, or raise."""
    refuse_unknown(rows["chtype"], TYPES)
    refuse_unknown(rows["status"], CAMPS)
    for kind in ("exercise", "reference"):
        refuse_unknown(rows[f"{kind}_code"], SEASONS)
        for code, (label, *_) in SEASONS.items():
            labels = rows.loc[rows[f"{kind}_code"] == code, f"{kind}_label"]
            refuse_unknown(labels, [label], f"is not {label}, the season of code {code}")
    return rows


def place_areas(areas: pd.DataFrame, level: int) -> dict[str, Any]:
    """Place of each area at a level, as columns; the shorter kind of code where there are two."""
    code = read_words(areas[f"adm{level}_pcod2"]).fillna(read_words(areas[f"adm{level}_pcod3"]))
    name = read_words(areas[f"adm{level}_name"])
    return {
        "geography": code.fillna(name),
        "geography_name": name.fillna(code),
        "parent_name": read_words(areas["adm1_name" if level == 2 else "region"]),
        "source_pcode": code,
        "admin_level": level,
    }


def to_sums(areas: pd.DataFrame) -> pd.DataFrame:
    """Add up the areas of each place, round and phase; *at least* the sum where an area has none."""
    grouped = areas.groupby(
        [*ROUND, "camps", *SPOT, "indicator"], dropna=False, as_index=False, sort=False
    )
    sums = add_numbers(areas, grouped.ngroup().to_numpy())
    told = grouped.agg(
        areas=("value", "size"),
        source_file=("source_file", "first"),
        source_row=("source_row", "min"),
        source_rows=("source_row", join_rows),
    )
    return told.assign(value=sums["value"], status=sums["status"])


def _to_food_security(sums: pd.DataFrame) -> DataFrame[FoodSecurity]:
    """Date each sum, say of which exercise it is, and which one serves in its exercise."""
    key = [*ROUND, "camps", "admin_level", "geography", "indicator"]
    has_rival = sums.duplicated(key, keep=False)
    placed = sums.assign(geography=sums["geography"].mask(has_rival, sums["geography_name"]))
    is_alone = ~placed.duplicated(key, keep=False)
    is_whole = placed["status"] == "reported"
    exercise = _month(placed, "exercise", 2)
    return conform(
        placed.assign(
            source=NAME,
            publisher="Cadre Harmonisé",
            period_start=first_day(_month(placed, "reference", 1)),
            period_end=last_day(_month(placed, "reference", 2)),
            as_of=exercise,
            known_from=last_day(exercise),
            unit="people",
            confidence=3,
            qualifier=_tell(placed),
            is_preferred=is_alone & is_whole & (placed["camps"] == "outofcamp"),
        ),
        FoodSecurity,
    ).pipe(FoodSecurity.validate, lazy=True)


def _month(rows: pd.DataFrame, kind: str, end: int) -> pd.Series:
    """First (1) or last (2) month of the season of an exercise, or of its reference."""
    month = rows[f"{kind}_code"].map({code: season[end] for code, season in SEASONS.items()})
    return (rows[f"{kind}_year"] + "-" + month).rename(f"{kind}_year")


def _tell(sums: pd.DataFrame) -> pd.Series:
    """Words of each sum: its type first, its exercise, in camps or not, and of how many areas."""
    season = sums["exercise_code"].map({code: season[0] for code, season in SEASONS.items()})
    told = sums["chtype"] + "; exercise " + season + " " + sums["exercise_year"]
    told = told + sums["camps"].map(CAMPS)
    is_sum = sums["areas"] > 1
    return told.mask(is_sum, told + "; sum of " + sums["areas"].astype("str") + " areas")


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Download the workbook of all countries and years that HDX holds."""
    resource = hdx.find_resource(client, "cadre-harmonise", r"\.xlsx$|cadre", "xlsx")
    return [hdx.download(client, resource, vintage.day, name="cadre_harmonise.xlsx")]


SOURCE = Source(
    name=NAME,
    provider="Cadre Harmonisé (CILSS)",
    gives="people in each phase of acute food insecurity in West Africa and the Sahel, 2014 to 2020",
    access="open (HDX)",
    url="https://data.humdata.org/dataset/cadre-harmonise",
    licence="check: not stated in the workbook; see its page on HDX",
    citation="Cadre Harmonisé, CILSS and partners, via HDX.",
    redistributable=False,
    rows_are_dated=True,
    finest="admin1",
    rhythm_days=183,
    download=download,
    unread=(
        Unread(
            ["Country_name", "ISO_3", "ISO_2"],
            "a list of the countries with a Cadre Harmonisé: it holds no figure, so nothing is taken from it",
        ),
    ),
    layouts={"workbook": Layout(AREA, {"food_security": clean_workbook})},
)
