"""UNHCR: refugees and asylum seekers from a country and in it, and its IDPs, a year or month at a time.

A yearly row is people registered or estimated by the host government or UNHCR on 31 December. The
year that is not closed yet has its mid-year: until June of the year after, when the year's end is
published, a figure is read as of 30 June. People *from* the country have the country of asylum as
their geography, and its own code for the sum of all; people *in* it (``_hosted``) the country of
origin, and its own code for the sum. Only the sums of hosted people and of people who returned are
preferred, since their parts name where people come from, not where they are. A sum is of the rows
of its file, ``source_row`` the first of them, and missing where one is. Returned people are those
of the year, a flow; IDPs and returned IDPs stand where origin and asylum are the country itself.

Countries are read from the ``_iso`` columns alone: UNHCR's own codes differ for 99 of them (AUS is
Austria, NGR Niger), so the service is always asked for ISO codes. ``-`` is *not available*.

Situations, monthly, are what UNHCR's operations report of their hosts and origins: the last day of
each month is kept, and no sum is made, since the days differ. IDPs in them are left out. No file
bears the day on which it became known, so all counts from the day of its vintage.

The service's nowcast of refugees has a month and two numbers and names no country. It is refused by
hand, since nothing in the file tells whose it is, and never asked for: the service ignores what it
does not know in a question, so its answer to *of Mali* may be that for the whole world, and nothing
in it would show that.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Layout, Source, Unread, Vintage
from analysis.measures import (
    BadInputError,
    first_day,
    join_rows,
    last_day,
    month_start,
    read_numbers,
    refuse_repeats,
    require_columns,
)
from analysis.schema import Idps, Refugees, conform, empty
from analysis.states import add_numbers, tell_reported
from analysis.web import Client, Download, FetchError, NothingThereError

NAME = "unhcr"
API = "https://api.unhcr.org/population/v1/population/"
YEARLY = ["year", "asylum_iso3", "refugees", "asylum_seekers"]
PAIR = [
    *("year", "coo_name", "coo_iso", "coa_name", "coa_iso", "refugees", "asylum_seekers"),
    *("returned_refugees", "idps", "returned_idps"),
]
SITUATION = [
    *("Country", "ISO3", "Country of Origin", "ISO3 of Origin"),
    *("Population type", "Source", "Date", "Individuals"),
]
ABROAD = ["refugees", "asylum_seekers"]
NOT_AVAILABLE = "-"
FIRST_YEAR = 1951
PAGE = 1000


def clean_yearly(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Refugees]:
    """One row per year, country of asylum and group."""
    rows = refuse_repeats(require_columns(raw, YEARLY), ["year", "asylum_iso3"])
    return conform(
        pd.concat(
            [_clean_group(rows, group, vintage) for group in ("refugees", "asylum_seekers")],
            ignore_index=True,
        ),
        Refugees,
    ).pipe(Refugees.validate, lazy=True)


def _clean_group(rows: pd.DataFrame, group: str, vintage: Vintage) -> pd.DataFrame:
    value = read_numbers(rows[group])
    return rows.assign(
        source=NAME,
        publisher="UNHCR",
        indicator=group,
        geography=rows["asylum_iso3"],
        geography_name=rows["asylum_iso3"],
        period_start=last_day(rows["year"]),
        period_end=last_day(rows["year"]),
        as_of=rows["year"],
        known_from=pd.Timestamp(vintage.day),
        value=value.astype("float64"),
        status=tell_reported(value),
        unit="people",
        confidence=3,
        qualifier=None,
        is_preferred=first_day(rows["year"]).notna(),
    )


def clean_pairs(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Refugees]:
    """One row per year, group and country at the other end, and one for the sum of all."""
    rows = _read_pairs(raw, vintage)
    is_abroad = rows["coo_iso"] != rows["coa_iso"]
    leaving = rows[is_abroad & (rows["coo_iso"] == vintage.iso3)]
    coming = rows[is_abroad & (rows["coa_iso"] == vintage.iso3)]
    groups = [
        *(_to_group(leaving, "coa", name, name, vintage) for name in ABROAD),
        *(_to_group(coming, "coo", name, f"{name}_hosted", vintage) for name in ABROAD),
        _to_group(leaving, "coa", "returned_refugees", "returned_refugees", vintage),
    ]
    return conform(pd.concat(groups, ignore_index=True), Refugees).pipe(
        Refugees.validate, lazy=True
    )


def _read_pairs(raw: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Rows that have the country at either end, each with the day that it is for."""
    rows = require_columns(raw, PAIR)
    codes = {name: rows[name].str.strip() for name in ("coo_iso", "coa_iso")}
    rows = rows.assign(year=rows["year"].str.strip().str.removesuffix(".0"), **codes)
    here = rows[(rows["coo_iso"] == vintage.iso3) | (rows["coa_iso"] == vintage.iso3)]
    if here.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column="coo_iso")
    _refuse_extract(rows, vintage)
    here = refuse_repeats(here, ["year", "coo_iso", "coa_iso"])
    start, end = first_day(here["year"]), last_day(here["year"])
    is_mid = pd.Timestamp(vintage.day) < end + pd.DateOffset(months=5)
    return here.assign(
        day=end.mask(is_mid, start + pd.DateOffset(months=6) - pd.Timedelta(days=1)),
        as_of=here["year"].mask(is_mid, here["year"] + "-06"),
        first=start,
        period=is_mid.map({True: "; mid-year", False: ""}).astype("str"),
    )


def _refuse_extract(rows: pd.DataFrame, vintage: Vintage) -> None:
    """Raise where each pair has another country at one end, but not ours: it has no totals of ours."""
    ends = set(rows[["coo_iso", "coa_iso"]].iloc[0])
    always = [c for c in sorted(ends) if ((rows["coo_iso"] == c) | (rows["coa_iso"] == c)).all()]
    if always and vintage.iso3 not in always:
        problem = f"names {always[0]} in every row: an extract of it, not of {vintage.iso3}"
        raise BadInputError(problem, column="coo_iso")


def _read_people(rows: pd.DataFrame, name: str) -> pd.Series:
    return read_numbers(rows[name].replace(NOT_AVAILABLE, ""))


def _to_group(
    rows: pd.DataFrame, end: str, column: str, indicator: str, vintage: Vintage
) -> pd.DataFrame:
    """Rows of one group by country at one end of the pair, and the sum of each year."""
    places = "from " + rows["coo_name"] + ", in " + rows["coa_name"]
    people = _read_people(rows, column)
    parts = rows.assign(
        geography=rows[f"{end}_iso"],
        geography_name=rows[f"{end}_iso"],
        value=people,
        status=tell_reported(people),
        qualifier=places + rows["period"],
        is_preferred=indicator in ABROAD,
    )
    years = parts.groupby(["year", "as_of", "day", "first", "period"], as_index=False)
    whole = years.agg(
        countries=("value", "size"),
        source_file=("source_file", "first"),
        source_row=("source_row", "first"),
        source_rows=("source_row", join_rows),
    )
    told = "sum of " + whole["countries"].astype("str") + " countries" + whole["period"]
    sums = add_numbers(parts, years.ngroup().to_numpy())
    whole = whole.assign(
        value=sums["value"],
        status=sums["status"],
        geography=vintage.iso3,
        geography_name=vintage.name,
        admin_level=0,
        qualifier=told,
        is_preferred=True,
    )
    both = pd.concat([parts, whole], ignore_index=True)
    is_flow = indicator.startswith("returned")
    return _to_published(both, indicator, vintage).assign(
        period_start=both["first"] if is_flow else both["day"], period_end=both["day"]
    )


def _to_published(rows: pd.DataFrame, indicator: str, vintage: Vintage) -> pd.DataFrame:
    return rows.assign(
        source=NAME,
        publisher="UNHCR",
        indicator=indicator,
        known_from=pd.Timestamp(vintage.day),
        value=rows["value"].astype("Float64").astype("float64"),
        unit="people",
        confidence=3,
    )


def clean_displaced(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """One row per year: IDPs at its end, and IDPs who returned in it, each their own indicator."""
    rows = _read_pairs(raw, vintage)
    rows = rows[rows["coo_iso"] == rows["coa_iso"]]
    if rows.empty:
        return empty(Idps).pipe(Idps.validate, lazy=True)
    groups = [_to_displaced(rows, name, vintage) for name in ("idps", "returned_idps")]
    return conform(pd.concat(groups, ignore_index=True), Idps).pipe(Idps.validate, lazy=True)


def _to_displaced(rows: pd.DataFrame, indicator: str, vintage: Vintage) -> pd.DataFrame:
    people = _read_people(rows, indicator)
    return rows.assign(
        source=NAME,
        publisher="UNHCR",
        indicator=indicator,
        geography=vintage.iso3,
        geography_name=vintage.name,
        admin_level=0,
        as_of_last=rows["day"],
        known_from=pd.Timestamp(vintage.day),
        idps=people,
        status=tell_reported(people),
        coverage=None,
        method=("year-end" if indicator == "idps" else "in the year") + rows["period"],
        confidence=3,
        qualifier=None,
        is_preferred=True,
    )


def clean_situations(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Refugees]:
    """One row per month, host, origin and type of people: the last day of the month with a figure."""
    rows = require_columns(raw, SITUATION)
    rows = rows.assign(host=rows["ISO3"].str.strip(), origin=rows["ISO3 of Origin"].str.strip())
    kind = rows["Population type"].str.strip().str.casefold()
    is_within = kind.str.contains("internally|idp") | (rows["host"] == rows["origin"])
    is_here = (rows["host"] == vintage.iso3) | (rows["origin"] == vintage.iso3)
    here = rows[is_here & ~is_within]
    if here.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column="ISO3")
    words = here["Date"].str.strip().str.replace(r"[T ].*$", "", regex=True)
    here = here.assign(kind=kind, day=last_day(words), as_of=words)
    newest = _keep_last_of_month(here)
    is_host = newest["host"] == vintage.iso3
    people = _read_people(newest, "Individuals")
    indicator = newest["kind"].str.replace(r"\W+", "_", regex=True)
    read = newest.assign(
        geography=newest["host"].mask(is_host, newest["origin"]),
        period_start=newest["day"],
        period_end=newest["day"],
        value=people,
        status=tell_reported(people),
        qualifier=_tell_places(newest),
        is_preferred=~is_host & ~newest.duplicated(_PAIR_MONTH, keep="last"),
    )
    published = _to_published(read, "", vintage).assign(
        indicator=indicator.mask(is_host, indicator + "_hosted"), geography_name=read["geography"]
    )
    return conform(published.reset_index(drop=True), Refugees).pipe(Refugees.validate, lazy=True)


_PAIR_MONTH = ["host", "origin", "kind", "month"]


def _keep_last_of_month(rows: pd.DataFrame) -> pd.DataFrame:
    dated = rows.assign(month=month_start(rows["day"]))
    latest = dated.groupby(_PAIR_MONTH)["day"].transform("max")
    return dated[dated["day"] == latest]


def _tell_places(rows: pd.DataFrame) -> pd.Series:
    people = rows["Population type"] + " from " + rows["Country of Origin"]
    return people + ", in " + rows["Country"] + "; " + rows["Source"]


def combine_refugees(refugees: pd.DataFrame) -> DataFrame[Refugees]:
    """Newest vintage of each figure, whichever file it comes in."""
    key = ["indicator", "geography", "period_start", "period_end", "is_preferred"]
    newest = _keep_newest(refugees, key)
    return newest.pipe(Refugees.validate, lazy=True)


def combine_displaced(idps: pd.DataFrame) -> DataFrame[Idps]:
    """Newest vintage of each figure."""
    return _keep_newest(idps, ["indicator", "geography", "as_of"]).pipe(Idps.validate, lazy=True)


def _keep_newest(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    ordered = rows.sort_values("known_from", kind="stable")
    return ordered.drop_duplicates(key, keep="last", ignore_index=True)


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Ask for all years of people from the country and in it, and for the monthly situations.

    The months asked for do not narrow it: the newest download stands for the earlier ones.
    """
    ends = [("from", "coo", "coa_all"), ("in", "coa", "coo_all")]
    found = [_ask_pairs(client, vintage, *end) for end in ends]
    if not any(found):
        raise NothingThereError(f"UNHCR has no figure of {vintage.iso3}")
    return [d for d in [*found, _copy_situations(client, vintage)] if d]


def _ask_pairs(
    client: Client, vintage: Vintage, word: str, end: str, every_other: str
) -> Download | None:
    """Every page of the figures with the country at one end; none where there are no rows."""
    years = {"yearFrom": FIRST_YEAR, "yearTo": int(vintage.day[:4]), "cf_type": "ISO"}
    given = years | {end: vintage.iso3, every_other: "true", "limit": PAGE}
    records, page, pages = [], 0, 1
    while page < pages:
        page += 1
        answer = client.get_json(API, params=given | {"page": page})
        if int(answer["page"]) != page:
            raise FetchError(f"api.unhcr.org: gave page {answer['page']} for page {page}")
        records += answer["items"]
        pages = int(answer["maxPages"])
    if not records:
        return None
    path = client.save_json(f"unhcr_population_{word}_{vintage.iso3.lower()}.json", records)
    return Download(path, API, f"UNHCR Refugee Data Finder: people {word} {vintage.name}")


def _copy_situations(client: Client, vintage: Vintage) -> Download | None:
    """Situations as HDX has them, where they name the country at all."""
    try:
        found = hdx.find_resource(client, "unhcr-situations", ".", "csv")
    except NothingThereError:
        return None
    copy = hdx.download(client, found, vintage.day, name="unhcr_situations.csv")
    is_named = f",{vintage.iso3}," in copy.path.read_text(encoding="utf-8-sig")
    return copy if is_named else None


SOURCE = Source(
    name=NAME,
    provider="UNHCR Refugee Data Finder",
    gives="refugees and asylum seekers from the country and in it, IDPs; yearly, some monthly",
    access="open",
    url="https://www.unhcr.org/refugee-statistics/",
    licence="CC BY 4.0",
    citation="UNHCR Refugee Data Finder.",
    redistributable=True,
    rows_are_dated=False,
    rhythm_days=183,
    download=download,
    layouts={
        "yearly_by_asylum": Layout(YEARLY, {"refugees": clean_yearly}),
        "pairs": Layout(PAIR, {"refugees": clean_pairs, "idps": clean_displaced}),
        "situations": Layout(SITUATION, {"refugees": clean_situations}),
    },
    unread=(
        Unread(
            ["month", "refugees", "asylum_seekers", "source"],
            "UNHCR's nowcast, which names no country, so that nobody can tell whose refugees it counts: nothing is taken from it",
        ),
    ),
    combine={"refugees": combine_refugees, "idps": combine_displaced},
)
