"""HNO: people in need, targeted, affected and reached, as a response plan counts them.

A *planning figure*, not a count of people. The total of a place is the line of cluster ALL without
a category, or with the category *total*, as provinces and districts have it. It is preferred where
it is the only such line with a number; where several disagree, none is. Clusters and categories
(age, sex, status) overlap and are never added up; a cluster with several lines keeps them all,
told apart by their description. An empty cell is *not reported*, not 0, and is a row only in lines
without a category. A code such as ``XXX`` or ``SDN-XXX`` says that the place is not known.

The columns do not say the year: it is in the name of HDX's file (``hpc_hno_2024.csv``). A country's
own file does not name the country either, so its p-codes must begin with the country's. A file
with no line below the country says *national only*. The size of the population that the figures
are of is left out: it is a table of its own.
"""

import re
from dataclasses import replace

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Layout, Source, Vintage
from analysis.measures import (
    BadInputError,
    drop_repeats,
    keep_country,
    melt_numbers,
    read_words,
    require_columns,
)
from analysis.schema import Needs, conform
from analysis.states import NOT_PLACED
from analysis.web import Client, Download, NothingThereError

NAME = "hno"
COUNTS = {
    "In Need": "people_in_need",
    "Targeted": "people_targeted",
    "Affected": "people_affected",
    "Reached": "people_reached",
}
LINE = [
    *("Admin 1 PCode", "Admin 1 Name", "Admin 2 PCode", "Admin 2 Name"),
    *("Description", "Cluster", "Category", *COUNTS),
]
COUNTRY = "Country ISO3"
LEVELS = (1, 2, 3)
ALL = "ALL"
TOTAL = ("", "total")
UNKNOWN = r"(?i)(?:[A-Z]{2,3}-?)?X{2,3}"
NO_CLUSTER = "not stated"


def clean_global(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per line and kind of count, of one country of a file of many."""
    return _clean(
        keep_country(require_columns(raw, [COUNTRY, *LINE]), COUNTRY, vintage.iso3), vintage
    )


def clean_country(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per line and kind of count, of a country's own file."""
    rows = require_columns(raw, LINE)
    codes = pd.concat([_read_code(rows, level) for level in LEVELS]).dropna()
    if len(codes) and not codes.str.startswith((vintage.iso2, vintage.iso3)).any():
        raise BadInputError(f"has no row of {vintage.iso3}", column="Admin 1 PCode")
    return _clean(rows, vintage)


def _clean(rows: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    year = read_year(vintage)
    placed = rows.assign(
        **place_lines(rows, vintage),
        category=rows["Category"].str.strip(),
        cluster=rows["Cluster"].str.strip(),
    )
    figures = melt_numbers(placed, COUNTS)
    figures = figures[figures["value"].notna() | figures["category"].isin(TOTAL)]
    cluster = figures["cluster"].mask(figures["cluster"] == "", NO_CLUSTER)
    return conform(
        figures.assign(
            source=NAME,
            publisher="OCHA HPC",
            period_start=pd.Timestamp(f"{year}-01-01"),
            period_end=pd.Timestamp(f"{year}-12-31"),
            as_of=vintage.day,
            known_from=pd.Timestamp(vintage.day),
            unit="people",
            sector_code=cluster.mask(cluster == ALL),
            plan=f"HNO {year}",
            confidence=3,
            qualifier=_tell(figures, is_national=bool((placed["admin_level"] == 0).all())),
            is_preferred=is_total(figures),
        ).reset_index(drop=True),
        Needs,
    ).pipe(Needs.validate, lazy=True)


def read_year(vintage: Vintage) -> str:
    """Year of the plan: the release; no day of download stands in for it."""
    if not re.fullmatch(r"20\d\d", vintage.version):
        raise BadInputError(
            "does not say of which year it is: keep the name that HDX gives it, such as "
            "hpc_hno_2024.csv, or say its release, such as 2024"
        )
    return vintage.version


def read_release(file_name: str) -> str | None:
    """Year that the name of a file bears."""
    found = re.search(r"(?<!\d)20\d\d(?!\d)", file_name)
    return found[0] if found else None


def place_lines(rows: pd.DataFrame, vintage: Vintage) -> dict[str, pd.Series]:
    """Place of each line, as columns: the finest level that has a code or a name."""
    nothing = pd.Series(None, index=rows.index, dtype="str")
    place = {
        "admin_level": pd.Series(0, index=rows.index),
        "geography": nothing.fillna(vintage.iso3),
        "geography_name": nothing.fillna(vintage.name),
        "parent_name": nothing,
        "source_pcode": nothing,
    }
    above = nothing
    for level in LEVELS:
        code, name = _read_code(rows, level), _read_name(rows, level)
        is_here = _is_given(rows, level)
        found = {
            "admin_level": level,
            "geography": code.fillna(name).fillna(NOT_PLACED),
            "geography_name": name.fillna(code).fillna(NOT_PLACED),
            "parent_name": above,
            "source_pcode": code,
        }
        place = {key: place[key].mask(is_here, value) for key, value in found.items()}
        above = above.mask(is_here, name)
    return place


def _column(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows.get(name, pd.Series("", index=rows.index, dtype="str"))


def _read_code(rows: pd.DataFrame, level: int) -> pd.Series:
    code = read_words(_column(rows, f"Admin {level} PCode"))
    return code.mask(code.str.fullmatch(UNKNOWN).fillna(False).astype("bool"))


def _read_name(rows: pd.DataFrame, level: int) -> pd.Series:
    return read_words(_column(rows, f"Admin {level} Name"))


def _is_given(rows: pd.DataFrame, level: int) -> pd.Series:
    code = read_words(_column(rows, f"Admin {level} PCode"))
    return code.notna() | _read_name(rows, level).notna()


def is_total(figures: pd.DataFrame) -> pd.Series:
    """Whether a figure is the one total of its place: all clusters, no category, no rival.

    A line without a category goes before one of the category *total*.
    """
    key = ["admin_level", "geography", "parent_name", "indicator"]
    lines = figures.assign(position=range(len(figures)), rank=figures["category"] != "")
    lines = lines[
        (lines["cluster"] == ALL) & lines["category"].isin(TOTAL) & lines["value"].notna()
    ]
    of_place = lines.groupby(key, dropna=False)
    lines = lines[lines["rank"] == of_place["rank"].transform("min")]
    agreed = lines.groupby(key, dropna=False)["value"].transform("nunique") == 1
    chosen = lines.loc[agreed & ~lines.duplicated(key), "position"]
    return pd.Series(range(len(figures)), index=figures.index).isin(chosen)


def _tell(figures: pd.DataFrame, *, is_national: bool) -> pd.Series:
    """Words of a line: its description, its category, what is wrong with it."""
    told = pd.Series("", index=figures.index)
    for name in ("Description", "category", "Info"):
        words = _column(figures, name).str.strip()
        told = (told + "; " + words).where(words != "", told)
    told = told + "; national only" if is_national else told
    return read_words(told.str.removeprefix("; "))


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Download the file of all countries of each year; a country's own where there is none."""
    years = [str(year) for year in range(int(first[:4]), int(last[:4]) + 1)]
    country = hdx.name_country(vintage.iso3, vintage.name)
    try:
        return _download_years(client, vintage, "global-hpc-hno", years, "hpc_hno")
    except NothingThereError:
        stem = f"hno_{vintage.iso3.lower()}"
        return _download_years(client, vintage, f"{country}-humanitarian-needs", years, stem)


def _download_years(
    client: Client, vintage: Vintage, dataset: str, years: list[str], stem: str
) -> list[Download]:
    pattern = rf"(?<!\d)({'|'.join(years)})(?!\d)"
    found = hdx.find_resources(client, dataset, pattern, "csv")
    newest = {
        str(read_release(resource.name) or read_release(resource.file_name)): resource
        for resource in reversed(found)
    }
    return [
        replace(
            hdx.download(client, resource, vintage.day, name=f"{stem}_{year}.csv"), version=year
        )
        for year, resource in newest.items()
    ]


SOURCE = Source(
    name=NAME,
    provider="OCHA, Humanitarian Programme Cycle: Humanitarian Needs Overview",
    gives="people in need, targeted, affected and reached, by cluster and area",
    access="open (HDX)",
    url="https://data.humdata.org/dataset/global-hpc-hno",
    licence="CC BY-IGO",
    citation="OCHA, Humanitarian Programme Cycle (HPC) tools, via HDX.",
    redistributable=True,
    rows_are_dated=False,
    rhythm_days=365,
    download=download,
    read_release=read_release,
    layouts={
        "global": Layout([COUNTRY, *LINE], {"needs": clean_global}),
        "country": Layout(LINE, {"needs": clean_country}),
    },
    combine={"needs": drop_repeats},
)
