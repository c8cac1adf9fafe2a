"""HAPI: OCHA's copy of other providers' figures, in one shape per theme, from its API or HDX's CSV.

It counts nothing itself, so every figure is *relayed* (confidence 2): conflict events are ACLED's,
IDPs IOM's, needs and funding OCHA's, food security IPC's, population that of COD-PS, prices WFP's.
The API's JSON and the CSV on HDX (``hdx_hapi_<theme>_global``) have the same columns; only the CSV
has ``warning``, kept as the figure's qualifier, and ``error``: rows with an error (a duplicate, an
older analysis, no known cluster) are left out, as the API leaves them out. The rows bear no day of
publication and count as known from the day of the vintage.

- The API cuts an answer at 10,000 rows, sorted by country, and says nothing: a file of exactly so
  many rows is refused, since its last countries look at peace.
- A unit that HAPI could not match has no code, or ``XXX`` for one; it keeps its provider's name.
- Conflict events come in three categories that overlap: only political violence serves. They come
  at one level per country, the finest is taken and added up to regions. A 0 is a finding, an
  absent unit unknown. Neither a range nor civilians killed are given.
- IDPs of several operations or kinds of assessment are never added: one serves at a time.
- Needs are per sector and category; the sector *Intersectoral* is all together and has no
  ``sector_code``, a blank category or *total* is the whole. Only both together are preferred: a
  sum of sectors or categories counts people twice.
- Food security: *current* before a projection for the same period, a first before a second. The
  people analysed stand beside (``food_analysed_population``): often only part of a country.
- Funding: several plans in one year; the humanitarian response plan is preferred. The row *Not
  specified* is money outside plans.
- Prices: the pseudo-market *National Average* is no market, and a forecast no price: both are left
  out, so that a country may have rows and no price.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis import monthly
from analysis.formats import Layout, Months, Source, Vintage
from analysis.measures import (
    BadInputError,
    first_day,
    month_bounds,
    month_start,
    read_numbers,
    read_words,
    refuse_backwards,
    refuse_repeats,
    require_columns,
)
from analysis.schema import (
    FoodSecurity,
    Idps,
    IncidentsAdmin1Month,
    Needs,
    Population,
    Prices,
    conform,
)
from analysis.states import tell_reported
from analysis.web import Client, Download, FetchError, NothingThereError

NAME = "hapi"
LIMIT = 10_000
PERIOD = ["reference_period_start", "reference_period_end"]
PLACE = [
    *("location_code", "provider_admin1_name", "provider_admin2_name"),
    *("admin1_code", "admin1_name", "admin2_code", "admin2_name", "admin_level", *PERIOD),
]
UNIT = PLACE[1:7]  # its provider's names, codes and names of both levels
CONFLICT = [*PLACE, "event_type", "events", "fatalities"]
IDPS = [*PLACE, "operation", "assessment_type", "population", "reporting_round"]
NEEDS = [*PLACE, "sector_code", "category", "population_status", "population"]
FOOD = [*PLACE, "ipc_phase", "ipc_type", "population_in_phase", "population_fraction_in_phase"]
POPULATION = [*PLACE, "gender", "age_range", "min_age", "max_age", "population"]
PRICES = [
    *(*PLACE, "market_name", "commodity_name", "unit"),
    *("price_flag", "price_type", "currency_code", "price", "usd_price"),
]
FUNDING = [
    *("location_code", *PERIOD, "appeal_code", "appeal_name", "appeal_type"),
    *("requirements_usd", "funding_usd", "funding_pct"),
]
POLITICAL = "political violence"
ASSESSMENTS = {"BA": "baseline assessment", "SA": "site assessment", "ETT": "event tracking"}
STATUSES = {
    "INN": "people_in_need",
    "TGT": "people_targeted",
    "REA": "people_reached",
    "AFF": "people_affected",
    "all": "population",
}
PHASES = {
    "all": "food_analysed_population",
    "3+": "food_insecure_phase3plus",
    **{phase: f"food_insecure_phase{phase}" for phase in "12345"},
}
IPC_TYPES = ["current", "first projection", "second projection"]  # the nearer serves
MONEY = {
    "requirements_usd": ("requirements_usd", "usd"),
    "funding_usd": ("funding_usd", "usd"),
    "funding_pct": ("percent_funded", "percent"),
}
OUTSIDE = "Not specified"
OWN_PLAN = r"(?i)humanitarian (?:needs and )?response plan"
NO_MARKET = "national average"
TOLD = {  # of a figure: what was said, when and where, not what it is of
    *("value", "idps", "price", "price_usd", "status", "is_preferred"),
    *("as_of_last", "known_from", "source_file", "source_row"),
}
DAYS_BEHIND = 14  # renewed on Fridays, one week behind

API = "https://hapi.humdata.org/api/v2/"
SECRET = "HAPI_APP_IDENTIFIER"
THEMES = {
    "conflict_event": "coordination-context/conflict-events",
    "idps": "affected-people/idps",
    "humanitarian_needs": "affected-people/humanitarian-needs",
    "food_security": "food-security-nutrition-poverty/food-security",
    "population": "geography-infrastructure/baseline-population",
    "food_price": "food-security-nutrition-poverty/food-prices-market-monitor",
    "funding": "coordination-context/funding",
}


def clean_conflict(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[IncidentsAdmin1Month]:
    """One row per region and month: political violence at the finest level given, added up."""
    rows = _open(raw, vintage, CONFLICT)
    rows = rows[rows["event_type"].str.strip() == POLITICAL.replace(" ", "_")]
    if rows.empty:
        raise BadInputError(f"has no {POLITICAL} of {vintage.iso3}", column="event_type")
    rows = _add_period(_add_place(rows, vintage))
    rows = rows[rows["admin_level"] == rows["admin_level"].max()]
    month = month_start(rows["period_start"])
    if len(longer := rows[month_start(rows["period_end"]) != month]):
        raise BadInputError(
            "is not in the month of the start", row=int(longer.index[0]), column=PERIOD[1]
        )
    parts = refuse_repeats(rows, [*UNIT, *PERIOD]).assign(
        month=month,
        event_type=POLITICAL,
        admin1_name=rows["admin1_name"].fillna(rows["provider_admin1_name"]),
        incidents=read_numbers(rows["events"]),
        fatalities_best=read_numbers(rows["fatalities"]),
    )
    return monthly.to_admin1_month(parts, source=NAME, version=vintage.version)


def clean_idps(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """One row per stock: place, day, operation and kind of assessment."""
    rows = _add_period(_add_place(_open(raw, vintage, IDPS), vintage))
    people = read_numbers(rows["population"])
    kind = rows["assessment_type"].str.strip()
    rounds = "round " + read_words(rows["reporting_round"])
    day = rows["period_end"]
    return conform(
        _add_known(rows, people, vintage)
        .assign(
            publisher="IOM DTM",
            indicator="idps",
            as_of=day.dt.strftime("%Y-%m-%d"),
            as_of_last=day,
            idps=people,
            coverage=read_words(rows["operation"]),
            operation=read_words(rows["operation"]),
            method="DTM " + kind.replace(ASSESSMENTS),
            qualifier=_join_words(rounds, _warning(rows)),
            is_preferred=_is_serving(rows["operation"], kind, day),
        )
        .reset_index(drop=True),
        Idps,
    ).pipe(Idps.validate, lazy=True)


def _is_serving(operation: pd.Series, kind: pd.Series, day: pd.Series) -> pd.Series:
    """Whether a row is of the operation and assessment that serves on its day.

    Baselines before the rest, then the operation that reported last, then by name. The next one
    serves only before the first and after the last day of all that come before it.
    """
    stocks = pd.DataFrame({"operation": operation, "kind": kind, "day": day})
    spans = stocks.groupby(["operation", "kind"], as_index=False)["day"].agg(["min", "max"])
    spans = spans.assign(is_other=spans["kind"] != "BA").sort_values(
        ["is_other", "max", "operation", "kind"], ascending=[True, False, True, True]
    )
    serving = pd.Series(False, index=stocks.index)
    taken = serving
    for name, of, first, last in spans[["operation", "kind", "min", "max"]].itertuples(index=False):
        serving = serving | ((operation == name) & (kind == of) & ~taken)
        taken = taken | day.between(first, last)
    return serving


def clean_needs(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """One row per place, sector, category and status of the people counted."""
    rows = _add_period(_add_place(_open(raw, vintage, NEEDS), vintage))
    sector = _require_words(rows["sector_code"])
    category = read_words(rows["category"])
    is_whole = category.isna() | (category.str.lower() == "total")
    is_all = sector == "Intersectoral"
    rows = rows.assign(is_named=category.notna(), is_total=is_whole & is_all)
    people = read_numbers(rows["population"])
    return conform(
        _add_known(rows, people, vintage)
        .assign(
            publisher="OCHA",
            indicator=_read_known(rows["population_status"], STATUSES),
            value=people.astype("float64"),
            unit="people",
            sector_code=sector.mask(is_all),
            qualifier=_join_words(("category " + category).mask(is_whole), _warning(rows)),
            is_preferred=_is_total(rows),
        )
        .reset_index(drop=True),
        Needs,
    ).pipe(Needs.validate, lazy=True)


def _is_total(rows: pd.DataFrame) -> pd.Series:
    """One total per place, period and status: one without a category before one called *total*."""
    totals = rows[rows["is_total"]].sort_values("is_named", kind="stable")
    key = ["geography", "geography_name", "parent_name", "population_status", *PERIOD]
    return (~totals.duplicated(key)).reindex(rows.index, fill_value=False)


def clean_food_security(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[FoodSecurity]:
    """One row per place, period, analysis and phase; phase 3+ and ``all`` hold the others."""
    rows = _add_period(_add_place(_open(raw, vintage, FOOD), vintage))
    indicator = _read_known(rows["ipc_phase"], PHASES)
    rank = _read_known(rows["ipc_type"], {name: n for n, name in enumerate(IPC_TYPES)})
    share = read_numbers(rows["population_fraction_in_phase"], whole=False)
    if len(above := rows[(share > 1).fillna(False)]):
        row = int(above.index[0])
        raise BadInputError("is above 1", row=row, column="population_fraction_in_phase")
    key = ["geography", "geography_name", "parent_name", "period_start", "period_end"]
    nearest = rank.groupby([*(rows[name] for name in key), indicator], dropna=False).transform(
        "min"
    )
    people = read_numbers(rows["population_in_phase"])
    return conform(
        _add_known(rows, people, vintage)
        .assign(
            publisher="IPC",
            indicator=indicator,
            value=people.astype("float64"),
            unit="people",
            qualifier=_join_words(rows["ipc_type"].str.strip(), _warning(rows)),
            is_preferred=rank == nearest,
        )
        .reset_index(drop=True),
        FoodSecurity,
    ).pipe(FoodSecurity.validate, lazy=True)


def clean_population(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Population]:
    """One row per place, gender and range of ages; the whole population is preferred."""
    rows = _add_period(_add_place(_open(raw, vintage, POPULATION), vintage))
    group = {name: rows[name].str.strip().replace("", "all") for name in ("gender", "age_range")}
    parts = [
        (f"{name.removesuffix('_range')} " + words).mask(words == "all")
        for name, words in group.items()
    ]
    people = read_numbers(rows["population"])
    return conform(
        _add_known(rows, people, vintage)
        .assign(
            publisher="COD-PS",
            indicator="population",
            value=people.astype("float64"),
            unit="people",
            qualifier=_join_words(*parts, _warning(rows)),
            is_preferred=(group["gender"] == "all") & (group["age_range"] == "all"),
        )
        .reset_index(drop=True),
        Population,
    ).pipe(Population.validate, lazy=True)


def clean_prices(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Prices]:
    """One row per market, commodity and month; national averages and forecasts are left out."""
    rows = _add_period(_add_place(_open(raw, vintage, PRICES), vintage))
    is_average = rows["market_name"].str.strip().str.lower() == NO_MARKET
    is_forecast = rows["price_flag"].str.contains("forecast", case=False)
    rows = rows[~is_average & ~is_forecast]
    price = read_numbers(rows["price"], whole=False)
    return conform(
        _add_known(rows, price, vintage)
        .assign(
            date=rows["period_start"],
            admin1_name=rows["admin1_name"].fillna(rows["provider_admin1_name"]),
            admin2_name=rows["admin2_name"].fillna(rows["provider_admin2_name"]),
            market=rows["market_name"].str.strip(),
            commodity=rows["commodity_name"].str.strip(),
            category=_read_category(rows),
            unit=rows["unit"].str.strip(),
            price_type=rows["price_type"].str.strip(),
            currency=rows["currency_code"].str.strip(),
            price=price.astype("float64"),
            price_usd=read_numbers(rows["usd_price"], whole=False).astype("float64"),
        )
        .reset_index(drop=True),
        Prices,
    ).pipe(Prices.validate, lazy=True)


def _read_category(rows: pd.DataFrame) -> pd.Series | None:
    """Kind of each commodity; none where the file does not say."""
    name = "commodity_category"
    return read_words(rows[name]) if name in rows else None


def clean_funding(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Needs]:
    """Three rows per appeal: required, received, percent; one for the money outside appeals."""
    rows = _add_period(_open(raw, vintage, FUNDING)).assign(
        admin_level=0, geography=vintage.iso3, geography_name=vintage.name
    )
    is_outside = rows["appeal_code"].str.strip() == OUTSIDE
    plans, outside = rows[~is_outside], rows[is_outside]
    is_own = plans["appeal_type"].str.strip().str.fullmatch(OWN_PLAN).astype("bool")
    plans = plans.assign(
        plan=_require_words(plans["appeal_code"]),
        qualifier=_join_words(read_words(plans["appeal_name"]), read_words(plans["appeal_type"])),
        is_preferred=is_own,
    )
    parts = [_to_money(plans, name, *MONEY[name], vintage) for name in MONEY]
    outside = outside.assign(plan=None, qualifier=None, is_preferred=True)
    parts.append(_to_money(outside, "funding_usd", "funding_outside_plan_usd", "usd", vintage))
    return conform(
        pd.concat([conform(part, Needs) for part in parts], ignore_index=True), Needs
    ).pipe(Needs.validate, lazy=True)


def _to_money(
    rows: pd.DataFrame, column: str, indicator: str, unit: str, vintage: Vintage
) -> pd.DataFrame:
    value = read_numbers(rows[column], whole=False)
    return _add_known(rows, value, vintage).assign(
        publisher="OCHA FTS",
        indicator=indicator,
        value=value.astype("float64"),
        unit=unit,
        qualifier=_join_words(rows["qualifier"], _warning(rows)),
    )


def _open(raw: pd.DataFrame, vintage: Vintage, columns: list[str]) -> pd.DataFrame:
    """Rows of the vintage's country without an error; a file that was cut off raises."""
    rows = require_columns(raw, columns)
    if len(rows) == LIMIT:
        raise BadInputError(f"has exactly {LIMIT:,} rows, at which HAPI cuts an answer off")
    rows = rows[rows["location_code"].str.strip() == vintage.iso3]
    if rows.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column="location_code")
    return rows[rows["error"].str.strip() == ""] if "error" in rows else rows


def _add_place(rows: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Add level, code and name of each row's place; without a code its name stands for it."""
    level = _read_known(rows["admin_level"], {"0": 0, "1": 1, "2": 2}).astype("Int64")
    words = {name: read_words(rows[name]) for name in PLACE if name.endswith("_name")}
    name1 = words["admin1_name"].fillna(words["provider_admin1_name"])
    name2 = words["admin2_name"].fillna(words["provider_admin2_name"])
    code = _by_level(level, _read_code(rows["admin1_code"]), _read_code(rows["admin2_code"]))
    name = _by_level(level, name1, name2).fillna(code).mask(level == 0, vintage.name)
    name = name.fillna("unit without a name")
    return rows.assign(
        **words,
        admin_level=level,
        geography=code.fillna(name).mask(level == 0, vintage.iso3),
        geography_name=name,
        parent_name=name1.where(level == 2),
        source_pcode=code,
    )


def _by_level(level: pd.Series, first: pd.Series, second: pd.Series) -> pd.Series:
    return first.where(level == 1, second.where(level == 2))


def _read_code(codes: pd.Series) -> pd.Series:
    """P-codes; ``AFG-XXX`` stands for none."""
    words = read_words(codes)
    return words.mask(words.str.contains(r"(?:^|-)XXX(?:-|$)").fillna(False).astype("bool"))


def _add_period(rows: pd.DataFrame) -> pd.DataFrame:
    """Add first and last day; the API writes midnight after them."""
    start, end = (_read_days(rows[name]) for name in PERIOD)
    refuse_backwards(start, end)
    return rows.assign(period_start=start, period_end=end)


def _read_days(words: pd.Series) -> pd.Series:
    return first_day(_require_words(words).str.replace(r"[T ]00:00:00(\.0+)?Z?$", "", regex=True))


def _add_known(rows: pd.DataFrame, value: pd.Series, vintage: Vintage) -> pd.DataFrame:
    """Add what all figures of a vintage have in common, and whether there is a number."""
    return rows.assign(
        source=NAME,
        as_of=vintage.day,
        known_from=pd.Timestamp(vintage.day),
        confidence=2,
        status=tell_reported(value),
    )


def _warning(rows: pd.DataFrame) -> pd.Series:
    """HAPI's warnings on each row, which only its CSV has."""
    if "warning" not in rows:
        return pd.Series(None, index=rows.index, dtype="str")
    return read_words(rows["warning"].str.replace("|", "; "))


def _join_words(*parts: pd.Series) -> pd.Series:
    """Put the words that there are behind one another; missing where there are none."""
    joined = pd.Series("", index=parts[0].index)
    for part in parts:
        joined = joined + ("; " + part).astype("str").fillna("")
    return read_words(joined.str.removeprefix("; "))


def _require_words(words: pd.Series) -> pd.Series:
    read = read_words(words)
    if len(blank := read[read.isna()]):
        raise BadInputError("is empty", row=int(str(blank.index[0])), column=str(words.name))
    return read


def _read_known(words: pd.Series, known: Mapping[str, Any]) -> pd.Series:
    """Look each word up; one that is not known raises with its row."""
    text = words.str.strip()
    if len(wrong := text[~text.isin(list(known))]):
        problem = f"'{wrong.iloc[0]}' is none of {', '.join(known)}"
        raise BadInputError(problem, row=int(str(wrong.index[0])), column=str(words.name))
    return text.map(known)


def to_coverage(rows: pd.DataFrame, vintage: Vintage) -> Months | None:
    """Give the months that name every region, up to the last that was over when HAPI was renewed."""
    return monthly.to_coverage(rows, vintage.day, days_behind=DAYS_BEHIND)


def keep_newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the newest word on each figure: files of several days may hold the same one."""
    told = TOLD | {"as_of"} if "period_start" in rows else TOLD  # of a stock it is the day
    key = [name for name in rows.columns if name not in told]
    return rows.drop_duplicates(key, keep="last", ignore_index=True)


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """One file per theme that has rows of the country in the months from first to last."""
    asked = {
        "location_code": vintage.iso3,
        "start_date": f"{month_bounds(first)[0]:%Y-%m-%d}",
        "end_date": f"{month_bounds(last)[1]:%Y-%m-%d}",
    }
    headers = {"X-HDX-HAPI-APP-IDENTIFIER": client.secret(SECRET)}
    files = []
    for theme, path in THEMES.items():
        records = list(_read_all(client, API + path, asked, headers))
        if records:
            name = f"hapi_{theme}_{vintage.iso3}_{first}_{last}.json"
            title = f"HAPI, {theme.replace('_', ' ')} of {vintage.name}, {first} to {last}"
            files.append(Download(client.save_json(name, records), API + path, title))
    if not files:
        raise NothingThereError(f"HAPI has no row of {vintage.name} from {first} to {last}")
    return files


def _read_all(
    client: Client, url: str, asked: Mapping[str, Any], headers: Mapping[str, str]
) -> Iterator[Any]:
    """Rows of a theme, page by page until one is not full: the answer does not say how many.

    HAPI asks for no more than about one question a second.
    """
    before: Iterable[Any] = []
    for offset in count(step=LIMIT):
        params = {**asked, "output_format": "json", "limit": LIMIT, "offset": offset}
        client.pause(1)
        answer = client.get_json(url, params=params, headers=headers)
        page = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(page, list):
            raise FetchError(f"HAPI answered {url} without rows of data")
        if page and page == before:
            raise FetchError(f"HAPI gives a page of {url} twice: the answer is not whole")
        yield from page
        if len(page) < LIMIT:
            return
        before = page


SOURCE = Source(
    name=NAME,
    provider="OCHA Humanitarian API (HDX HAPI)",
    gives="copies of ACLED's regions by month, IOM's IDPs, needs, funding, food security, population, prices",
    access="identifier that anybody makes for himself; its CSV copies on HDX are open",
    url="https://hapi.humdata.org/",
    licence="each theme's own: ACLED (conflict events) and IOM (IDPs) forbid redistribution",
    citation=(
        "OCHA Centre for Humanitarian Data, HDX Humanitarian API; conflict events: ACLED,"
        " acleddata.com; IDPs: International Organization for Migration (IOM), Displacement"
        " Tracking Matrix (DTM); food security: IPC; prices: WFP; population: COD-PS."
    ),
    redistributable=False,
    absent_is_zero=(),
    rows_are_dated=False,
    finest="admin1",
    secrets=(SECRET,),
    rhythm_days=7,
    download=download,
    to_coverage=to_coverage,
    combine=dict.fromkeys(["idps", "needs", "food_security", "population", "prices"], keep_newest),
    layouts={
        "conflict_event": Layout(CONFLICT, {"incidents_admin1_month": clean_conflict}),
        "idps": Layout(IDPS, {"idps": clean_idps}),
        "humanitarian_needs": Layout(NEEDS, {"needs": clean_needs}),
        "food_security": Layout(FOOD, {"food_security": clean_food_security}),
        "population": Layout(POPULATION, {"population": clean_population}),
        "food_price": Layout(PRICES, {"prices": clean_prices}),
        "funding": Layout(FUNDING, {"needs": clean_funding}),
    },
)
