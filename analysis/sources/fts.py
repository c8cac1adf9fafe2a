"""OCHA FTS: what response plans ask for and what was given, as it stood on the day of retrieval.

Amounts of a year are cumulative and change for years after: every figure is *as of* its vintage's
day and known from it, a past year's too. The file of requirements has a row per country, plan and
year. The country's own humanitarian plan is preferred; a regional plan is repeated in every
country that it covers, so it is kept under its own code and never preferred, as is a flash appeal.
The row *Not specified* is money outside every plan, a remainder that may be below zero; it keeps
that name in place of a plan's code. Clusters are kept by their name and never added up: some money
is given to several at once, and the rows *Not specified* and *Multiple clusters/sectors (shared)*
stand beside them.

Flows are added up by usage year and plan, only those that come in from outside the country: what
is committed or paid, and pledges apart. A flow shared with other countries, plans or years counts
in each of them, so it is in a sum of its own (``funding_shared_usd``), and so is money outside
plans. The sums are a check on the file of requirements and never preferred. HDX's file of flows
holds the latest year only; earlier years come from the API. A grouped answer of the API has
neither year nor country: the year is the one that a plan's name bears.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Layout, Source, Vintage
from analysis.measures import (
    BadInputError,
    drop_repeats,
    first_day,
    join_rows,
    keep_country,
    last_day,
    melt_numbers,
    read_numbers,
    read_words,
    refuse_unknown,
    require_columns,
)
from analysis.schema import Needs, conform
from analysis.states import add_or_missing, tell_reported
from analysis.web import Client, Download, FetchError, NothingThereError

NAME = "fts"
API = "https://api.hpc.tools/v1/public/fts/flow"
PAGE = 1000
PLAN = ["countryCode", "name", "code", "year", "requirements", "funding"]
REQUIREMENTS = [*PLAN, "typeName", "percentFunded"]
COVID = [*PLAN, "typeName", "covidFunding"]
CLUSTER = [*PLAN, "clusterCode", "cluster", "percentFunded"]
FLOW = ["id", "date", "budgetYear", "amountUSD", "boundary", "onBoundary", "status", "flowType"]
FLOWS = [
    *(*FLOW, "destPlan", "destPlanCode", "destLocations"),
    *("destUsageYearStart", "destUsageYearEnd"),
]
API_FLOWS = [*FLOW, "sourceObjects", "destinationObjects"]
GROUPED = ["type", "direction", "name", "totalFunding", "behavior"]

MONEY = {
    "requirements": "requirements_usd",
    "funding": "funding_usd",
    "percentFunded": "percent_funded",
}
NATIONAL = [  # the country's own plan, by the names that FTS has given it
    "humanitarian needs and response plan",
    "humanitarian response plan",
    "cap",
]
OUTSIDE = "Not specified"
GIVEN = {"commitment": "funding", "paid": "funding", "pledge": "pledges"}
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def clean_requirements(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per plan, year and kind of amount; money outside plans has a row of its own."""
    rows = keep_country(require_columns(raw, REQUIREMENTS), "countryCode", vintage.iso3)
    is_outside = (rows["name"].str.strip() == OUTSIDE) & (rows["code"].str.strip() == "")
    outside = {"funding": "funding_outside_plan_usd"}
    figures = pd.concat(
        [
            melt_numbers(rows[~is_outside], MONEY),
            melt_numbers(rows[is_outside], outside, negative=True),
        ]
    )
    return _to_needs(figures.assign(is_preferred=is_served(figures)), vintage)


def is_served(figures: pd.DataFrame) -> pd.Series:
    """Whether a figure is that of the country's own plan, the only one of its year.

    Two such plans in one year have no figure for the country: they may ask for the same people.
    """
    is_national = figures["typeName"].str.strip().str.lower().isin(NATIONAL)
    may_serve = is_national | (figures["name"].str.strip() == OUTSIDE)
    of_year = figures.assign(plans=may_serve).groupby(["indicator", "year"])["plans"]
    return may_serve & (of_year.transform("sum") == 1) & figures["value"].notna()


def clean_covid(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per plan, year and amount, of the plan and of its part against COVID-19.

    The plan's own amounts stand in the file of requirements too, so none is preferred here.
    """
    rows = keep_country(require_columns(raw, COVID), "countryCode", vintage.iso3)
    whole = melt_numbers(rows, {name: MONEY[name] for name in ("requirements", "funding")})
    part = melt_numbers(rows, {"covidFunding": "funding_usd"}).assign(sector_code="COVID-19")
    return _to_needs(pd.concat([whole, part]).assign(is_preferred=False), vintage)


def clean_clusters(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per plan, year, cluster and kind of amount; never to be added up."""
    rows = keep_country(require_columns(raw, CLUSTER), "countryCode", vintage.iso3)
    name = read_words(rows["cluster"]).fillna(read_words(rows["clusterCode"]))
    if name.isna().any():
        row = int(str(name.index[name.isna()][0]))
        raise BadInputError("is empty", row=row, column="cluster")
    figures = melt_numbers(rows.assign(sector_code=name, typeName=""), MONEY)
    return _to_needs(figures.assign(is_preferred=False), vintage)


def _to_needs(figures: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    words = figures["name"].str.strip() + "; " + figures["typeName"].str.strip()
    code = read_words(figures["code"])
    dated = figures.assign(
        plan=code.mask(figures["name"].str.strip() == OUTSIDE, OUTSIDE),
        qualifier=words.str.removesuffix("; "),
        period_start=first_day(figures["year"]),
        period_end=last_day(figures["year"]),
    )
    return _finish(dated.sort_index(kind="stable"), vintage)


def _finish(figures: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    is_percent = figures["indicator"] == "percent_funded"
    return conform(
        figures.assign(
            source=NAME,
            publisher="OCHA FTS",
            geography=vintage.iso3,
            geography_name=vintage.name,
            as_of=vintage.day,
            known_from=pd.Timestamp(vintage.day),
            unit=pd.Series("usd", index=figures.index).mask(is_percent, "percent"),
            admin_level=0,
            confidence=3,
        ).reset_index(drop=True),
        Needs,
    ).pipe(Needs.validate, lazy=True)


def clean_flows(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per usage year, plan and kind of money: the sum of the flows into the country.

    A file of many countries repeats a flow in each of them; it is counted once. The way back is
    to the first flow of each sum: same file, year, plan and status give the others.
    """
    rows = require_columns(raw, FLOWS)
    places = "," + rows["destLocations"].str.replace(" ", "") + ","
    here = rows[places.str.contains(f",{vintage.iso3},", regex=False)]
    if here.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column="destLocations")
    return _add_up(here.assign(place=vintage.name), vintage)


def clean_api_flows(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per usage year, plan and kind of money, from the flows that the API gave.

    The answer is of the country that was asked for and names places without codes; the words of
    each sum name the place. It names plans without codes too.
    """
    rows = require_columns(raw, API_FLOWS)
    ends = [_read_ends(words, row) for row, words in rows["destinationObjects"].items()]
    return _add_up(rows.join(pd.DataFrame(ends, index=rows.index, dtype="str")), vintage)


def _read_ends(words: str, row: Any) -> dict[str, str]:
    """Plan, usage years and places that a flow goes to."""
    try:
        ends = json.loads(words or "[]")
    except json.JSONDecodeError as error:
        raise BadInputError(
            "is no list of objects", row=int(row), column="destinationObjects"
        ) from error
    named: dict[str, list[str]] = {"Plan": [], "UsageYear": [], "Location": []}
    for end in ends:
        named.setdefault(end.get("type", ""), []).append(str(end.get("name", "")))
    years = sorted(named["UsageYear"]) or [""]
    plan = "; ".join(named["Plan"])
    return {
        "destPlan": plan,
        "destPlanCode": plan,
        "destUsageYearStart": years[0],
        "destUsageYearEnd": years[-1],
        "place": ", ".join(named["Location"]),
    }


def _add_up(rows: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    flows = rows[rows["boundary"] == "incoming"].drop_duplicates("id")
    if flows.empty:
        raise BadInputError(f"has no flow that comes in to {vintage.iso3}", column="boundary")
    refuse_unknown(flows["status"], GIVEN)
    usage = flows["destUsageYearStart"].where(flows["destUsageYearStart"] != "", None)
    year = usage.fillna(flows["budgetYear"].where(flows["budgetYear"] != "", None))
    start = year.fillna(flows["date"].str[:4])
    end = flows["destUsageYearEnd"].where(flows["destUsageYearEnd"] != "", None).fillna(start)
    keyed = flows.assign(
        indicator=_name_money(flows),
        period_start=first_day(start.rename("destUsageYearStart")),
        period_end=last_day(end.rename("destUsageYearEnd")),
        plan=read_words(flows["destPlanCode"]).fillna(OUTSIDE),
        value=read_numbers(flows["amountUSD"], whole=False, negative=True).astype("float64"),
    )
    sums = keyed.groupby(
        ["indicator", "period_start", "period_end", "plan"], dropna=False, as_index=False
    ).agg(
        value=("value", add_or_missing),
        flows=("id", "size"),
        place=("place", lambda names: names.mode().iloc[0]),
        source_file=("source_file", "first"),
        source_row=("source_row", "min"),
        source_rows=("source_row", join_rows),
    )
    is_pledge = sums["indicator"].str.startswith("pledges")
    kind = pd.Series("committed or paid", index=sums.index).mask(is_pledge, "pledged")
    words = "incoming flows to " + sums["place"] + ", " + kind + ", added up: "
    return _finish(
        sums.assign(
            status=tell_reported(sums["value"]),
            qualifier=words + sums["flows"].astype("str"),
            is_preferred=False,
        ),
        vintage,
    )


def _name_money(flows: pd.DataFrame) -> pd.Series:
    """Kind of money of each flow: given or pledged, to a plan, outside plans, or shared."""
    part = pd.Series("", index=flows.index)
    part = part.mask(flows["destPlanCode"].str.strip() == "", "_outside_plan")
    part = part.mask(flows["onBoundary"] == "shared", "_shared")
    return flows["status"].map(GIVEN) + part + "_usd"


def clean_grouped(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per plan, or per year, of an answer that the API grouped so.

    Shared money is not in it. Money outside plans bears no year: it is of the one year that the
    plans' names bear, and refused where they bear several.
    """
    rows = require_columns(raw, GROUPED)
    rows = rows[rows["direction"] == "destination"]
    problem = "bears no year: ask for groupby=plan or groupby=year"
    refuse_unknown(rows["type"], ["Plan", "Year", "UsageYear"], problem)
    is_plan, is_outside = rows["type"] == "Plan", rows["name"].str.strip() == OUTSIDE
    indicator = pd.Series("funding_total_usd", index=rows.index).mask(is_plan, "funding_usd")
    figures = melt_numbers(rows, {"totalFunding": "funding_usd"}, negative=True).assign(
        indicator=indicator.mask(is_plan & is_outside, "funding_outside_plan_usd"),
        code=rows["name"].where(is_plan & ~is_outside, ""),
        typeName="single funding, grouped by " + rows["type"].str.lower(),
        year=_read_years(rows["name"]),
        is_preferred=False,
    )
    return _to_needs(figures, vintage)


def _read_years(names: pd.Series) -> pd.Series:
    """Year that each name bears; for a name without one, the only year that the others bear."""
    years = names.str.extract(f"({YEAR.pattern})", expand=False)
    known = years.dropna().unique()
    if len(known) != 1 and len(unknown := years[years.isna()]):
        row = int(str(unknown.index[0]))
        raise BadInputError(f"'{names[row]}' bears no year", row=row, column="name")
    return years.fillna(known[0]) if len(known) else years


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Download requirements by plan and cluster from HDX, and flows of each year from the API.

    Either alone is enough; with neither there is nothing there.
    """
    files: list[Download] = []
    missing = []
    for part in (_download_tables, _download_flows):
        try:
            files += part(client, vintage, first, last)
        except NothingThereError as error:
            missing.append(str(error))
    if not files:
        raise NothingThereError("; ".join(missing))
    return files


def _download_tables(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    country = hdx.name_country(vintage.iso3, vintage.name)
    pattern = rf"^fts_requirements_funding(_(global)?cluster)?_{vintage.iso3}\.csv$"
    found = hdx.find_resources(
        client, f"fts-requirements-and-funding-data-for-{country}", pattern, "csv"
    )
    newest = {resource.file_name: resource for resource in reversed(found)}
    return [hdx.download(client, resource, vintage.day) for resource in newest.values()]


def _download_flows(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Download a file per year that has flows."""
    files = []
    for year in range(int(first[:4]), int(last[:4]) + 1):
        asked = {"year": year, "countryISO3": vintage.iso3}
        flows = list(_read_flows(client, asked))
        if flows:
            files.append(
                Download(
                    path=client.save_json(f"fts_flows_{vintage.iso3.lower()}_{year}.json", flows),
                    url=f"{API}?year={year}&countryISO3={vintage.iso3}",
                    title=f"FTS flows, {vintage.name}, {year}",
                )
            )
    if not files:
        raise NothingThereError(f"FTS has no flows of {vintage.iso3} from {first} to {last}")
    return files


def _read_flows(client: Client, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Read the flows of all pages; a page that comes again stands in the place of another."""
    answer = client.get_json(API, params=asked | {"limit": PAGE})
    seen: set[str] = set()
    while True:
        flows = answer.get("data", {}).get("flows") if isinstance(answer, dict) else None
        if not isinstance(flows, list):
            raise FetchError(f"FTS flows of {asked['year']}: the answer has no list of flows")
        ids = {str(flow.get("id")) for flow in flows}
        if ids and ids <= seen:
            raise FetchError(f"FTS flows of {asked['year']}: a page came twice")
        seen |= ids
        yield from flows
        link = answer.get("meta", {}).get("nextLink")
        if not link or not flows:
            return
        answer = client.get_json(str(link))


SOURCE = Source(
    name=NAME,
    provider="OCHA Financial Tracking Service (FTS)",
    gives="requirements and funding of response plans, money outside plans, flows by year",
    access="open",
    url="https://fts.unocha.org/",
    licence="CC BY-IGO",
    citation="OCHA Financial Tracking Service (FTS), fts.unocha.org.",
    redistributable=True,
    rows_are_dated=False,
    rhythm_days=7,
    download=download,
    layouts={
        "flows": Layout(FLOWS, {"needs": clean_flows}),
        "api_flows": Layout(API_FLOWS, {"needs": clean_api_flows}),
        "api_grouped": Layout(GROUPED, {"needs": clean_grouped}),
        "requirements_covid": Layout(COVID, {"needs": clean_covid}),
        "clusters": Layout(CLUSTER, {"needs": clean_clusters}),
        "requirements": Layout(REQUIREMENTS, {"needs": clean_requirements}),
    },
    combine={"needs": drop_repeats},
)
