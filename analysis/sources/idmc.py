"""IDMC: displacements in a month or year (flow), and people displaced at a year's end (stock).

Three feeds, never added to one another. *Yearly* (GIDD): validated, conflict only. It prints a 0
where it has no figure: for the flows of 2009 to 2015 a third to two thirds of all countries have 0
and none is empty, from 2016 on a quarter is empty and none is 0; and its 0 has no rounded figure
beside it. So a 0 without a rounded figure is *not reported*.

*Monthly*: the preliminary feed as it stood on a day, conflict and disaster together, for one
country or a column per country. It prints 0 both where nothing was found and where nobody has
looked yet: in six vintages of 2025 most zeros of a newest month were later replaced by a number.
So its 0 is *not reported*. Every vintage stays: how a month grew is what a nowcast learns from.

*Events* (IDU): provisional figures of single events, revised daily. Where a figure has a role,
the recommended one counts, and of an event and place that has none the newest, unconfirmed.
HDX's copy has no role, so figures that only check others cannot be told from them: of one event,
place and days the newest counts, and all are unconfirmed, hence *estimated*. A figure is spread
evenly over its days, in whole people, so that a long span does not fall on one month. Conflict,
disaster and other stay apart. A month without an event has no row: nothing found is not zero.
The service writes midnight in New Zealand as the hour in Greenwich, 11 or 12 o'clock of the day
before; its own descriptions name the day after. ``source_row`` of a month is its first figure's.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.formats import Layout, Source, Vintage
from analysis.measures import (
    BadInputError,
    first_day,
    last_day,
    month_start,
    read_numbers,
    refuse_repeats,
    require_columns,
)
from analysis.schema import Displacements, Idps, conform
from analysis.states import add_numbers, tell_reported, weaken_numbers
from analysis.web import Client, Download, FetchError, MissingSecretError, NothingThereError

NAME = "idmc"
API = "https://helix-tools-api.idmcdb.org/external-api"
KEY = "IDMC_CLIENT_ID"
MONTHLY = ["month", "as_of", "displacements"]
WIDE = ["month", "AFG", "COD", "PHL", "SYR", "UKR"]  # of the column per country, five are enough
YEARLY = ["year", "new_displacement", "total_displacement"]
EVENT = [
    *("id", "iso3", "latitude", "longitude", "displacement_type", "qualifier", "figure"),
    *("displacement_date", "displacement_start_date", "displacement_end_date"),
    *("event_name", "event_start_date", "event_end_date", "created_at"),
]
CAUSES = ["conflict", "disaster", "other"]
RECOMMENDED = "recommended figure"
TO_LOCAL = pd.Timedelta(hours=13)  # from the hour in Greenwich to New Zealand's, in summer or not
LONG = 31  # days
SPILL = "before the file's first month"
PAGE = 100


def clean_monthly(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Displacements]:
    """One row per month and day on which the feed was read."""
    rows = refuse_repeats(require_columns(raw, MONTHLY), ["month", "as_of"])
    moved = _drop_zeros(read_numbers(rows["displacements"]))
    return _to_flows(rows, vintage, rows["month"], moved, "conflict and disaster", rows["as_of"])


def tidy_wide(name: str) -> str:
    """Name of a column of the feed of all countries, whose first has none."""
    return "month" if name == "" or name.startswith("Unnamed:") else name


def clean_wide(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Displacements]:
    """One row per month of the vintage's country; the day of the feed is in the file's name.

    A name without a day leaves the vintage's.
    """
    rows = require_columns(raw.rename(columns=tidy_wide), ["month", vintage.iso3])
    rows = refuse_repeats(rows, ["month"])
    names = rows["source_file"].str.rpartition("/")[2]
    days = names.str.extract(r"(\d{4}-\d{2}-\d{2})", expand=False).fillna(vintage.day)
    moved = _drop_zeros(read_numbers(rows[vintage.iso3]))
    return _to_flows(rows, vintage, rows["month"], moved, "conflict and disaster", days)


def clean_gidd_flows(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Displacements]:
    """One row per year: new displacement by conflict."""
    rows = _keep_years(raw, vintage)
    moved = _read_found(rows, "new_displacement")
    day = pd.Series(vintage.day, index=rows.index)
    return _to_flows(rows, vintage, rows["year"], moved, "conflict", day)


def clean_gidd_stocks(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """One row per year: people displaced by conflict at its end."""
    rows = _keep_years(raw, vintage)
    stock = _read_found(rows, "total_displacement")
    return conform(
        rows.assign(
            source=NAME,
            publisher="IDMC",
            indicator="idps",
            geography=vintage.iso3,
            geography_name=vintage.name,
            admin_level=0,
            as_of=rows["year"],
            as_of_last=last_day(rows["year"]),
            known_from=pd.Timestamp(vintage.day),
            idps=stock,
            status=tell_reported(stock),
            coverage="conflict",
            method="IDMC yearly estimate",
            confidence=3,
            qualifier=None,
            is_preferred=True,
        ).reset_index(drop=True),
        Idps,
    ).pipe(Idps.validate, lazy=True)


def clean_events(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Displacements]:
    """One row per cause and month in which a figure has days; see the module's docstring."""
    rows = _keep_country(require_columns(raw, EVENT), vintage)
    rows = rows.filter([*EVENT, "event_id", "role", "source_file", "source_row"])
    parts = to_month_parts(add_spans(keep_counted(rows)))
    return to_months(parts, vintage)


def _keep_country(rows: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    here = rows[rows["iso3"].str.strip() == vintage.iso3]
    if here.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column="iso3")
    return here


def _keep_years(raw: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    rows = require_columns(raw, YEARLY)
    rows = _keep_country(rows, vintage) if "iso3" in rows else rows
    rows = rows.assign(year=rows["year"].str.strip().str.removesuffix(".0"))
    return refuse_repeats(rows, ["year"])


def _read_found(rows: pd.DataFrame, name: str) -> pd.Series:
    """Read numbers; a 0 stays only where a rounded 0 stands beside it."""
    found = read_numbers(rows[name])
    rounded = rows.get(f"{name}_rounded", pd.Series("", index=rows.index))
    return found.mask((found == 0) & (rounded.str.strip() == ""))


def _drop_zeros(printed: pd.Series) -> pd.Series:
    return printed.mask(printed == 0)


def _to_flows(
    rows: pd.DataFrame,
    vintage: Vintage,
    periods: pd.Series,
    moved: pd.Series,
    cause: str,
    days: pd.Series,
) -> DataFrame[Displacements]:
    return conform(
        rows.assign(
            source=NAME,
            geography=vintage.iso3,
            geography_name=vintage.name,
            period_start=first_day(periods),
            period_end=last_day(periods),
            vintage=days,
            known_from=last_day(days),
            displacements=moved,
            status=tell_reported(moved),
            cause=cause,
        ).reset_index(drop=True),
        Displacements,
    ).pipe(Displacements.validate, lazy=True)


def keep_counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the figures that count, and mark those that nobody confirmed: ``is_unconfirmed``."""
    name = rows["event_name"].str.strip()
    event = rows.get("event_id", name).str.strip()
    event = event.where(event != "", name).where(lambda e: e != "", rows["id"])
    key = [event, rows["latitude"], rows["longitude"], rows["displacement_type"]]
    role = rows.get("role", pd.Series("", index=rows.index)).str.strip().str.casefold()
    is_main = role == RECOMMENDED
    if "event_id" not in rows:
        key += [rows["displacement_start_date"], rows["displacement_end_date"]]
    place = rows.groupby(key, dropna=False).ngroup()
    has_main = is_main.groupby(place).transform("any")
    order = rows.assign(place=place)[~has_main].sort_values("created_at", kind="stable")
    newest = order.drop_duplicates("place", keep="last").index
    kept = rows[is_main | rows.index.isin(newest)]
    return kept.assign(is_unconfirmed=kept.index.isin(newest))


def add_spans(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the days on which people moved, their number, and the cause.

    Where a figure has no such days those of its event stand in; one without any day is refused.
    """
    start = _read_first(rows, ["displacement_start_date", "displacement_date", "event_start_date"])
    end = _read_first(rows, ["displacement_end_date", "displacement_date", "event_end_date"])
    end = end.fillna(start)
    if len(undated := rows[start.isna()]):
        row = int(str(undated.index[0]))
        raise BadInputError("is empty", row=row, column="displacement_start_date")
    if len(wrong := rows[end < start]):
        row = int(str(wrong.index[0]))
        raise BadInputError("is before the start", row=row, column="displacement_end_date")
    cause = rows["displacement_type"].str.strip().str.casefold()
    if len(other := rows[~cause.isin(CAUSES)]):
        problem = f"'{other['displacement_type'].iloc[0]}' is not one of {', '.join(CAUSES)}"
        row = int(str(other.index[0]))
        raise BadInputError(problem, row=row, column="displacement_type")
    said = _read_first(rows, ["displacement_date", "displacement_end_date"]).fillna(start)
    return rows.assign(
        start=start, end=end, said=said, moved=read_numbers(rows["figure"]), cause=cause
    )


def _read_first(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """Day in the first of some columns that has one."""
    found = _read_days(rows[names[0]])
    for name in names[1:]:
        found = found.fillna(_read_days(rows[name]))
    return found


def _read_days(words: pd.Series) -> pd.Series:
    """Days of moments; see the module's docstring on their hour."""
    text = words.str.strip()
    moments = pd.to_datetime(text.where(text != ""), format="ISO8601", utc=True, errors="coerce")
    if len(wrong := text[(text != "") & moments.isna()]):
        row = int(str(wrong.index[0]))
        raise BadInputError(f"'{wrong.iloc[0]}' is not a date", row=row, column=str(words.name))
    local = (moments + TO_LOCAL).dt.tz_localize(None)
    return local.dt.normalize().astype("datetime64[ns]")


def to_month_parts(figures: pd.DataFrame) -> pd.DataFrame:
    """Spread each figure evenly over its days; one row per figure and month, in whole people.

    What does not divide goes to the months with the largest remainders, the earlier of equals, so
    that the months of a figure add up to it.
    """
    first, last = month_start(figures["start"]), month_start(figures["end"])
    months = (last.dt.year - first.dt.year) * 12 + last.dt.month - first.dt.month + 1
    held = figures.assign(
        figure=range(len(figures)),
        month=first,
        n_months=months,
        span=(figures["end"] - figures["start"]).dt.days + 1,
    )
    parts = held.loc[held.index.repeat(months)].reset_index(drop=True)
    step = parts.groupby("figure").cumcount()
    month = (parts["month"].dt.to_period("M") + step).dt.to_timestamp().astype("datetime64[ns]")
    until = (month + pd.offsets.MonthEnd(0)).clip(upper=parts["end"])
    days = (until - month.clip(lower=parts["start"])).dt.days + 1
    parts = parts.assign(month=month, whole=parts["moved"] * days // parts["span"])
    rest = parts["moved"] - parts.groupby("figure")["whole"].transform("sum")
    remainder = (parts["moved"] * days % parts["span"]).fillna(0)
    rank = remainder.groupby(parts["figure"]).rank(method="first", ascending=False)
    return parts.assign(moved=parts["whole"] + (rank <= rest).astype("Int64"))


def to_months(parts: pd.DataFrame, vintage: Vintage) -> DataFrame[Displacements]:
    """Add up the parts of figures; one row per cause and month.

    Where a part has no number, a figure says *more than*, or the month is not over, it is at
    least the sum; else where a figure is unconfirmed, approximate or spread over months, an
    estimate. A month before the first that the file dates a figure to holds only what reaches back to it.
    """
    words = parts["qualifier"].str.casefold()
    is_estimate = parts["is_unconfirmed"] | (parts["n_months"] > 1) | words.str.contains("approx")
    told = tell_reported(parts["moved"])
    told = told.mask((told == "reported") & is_estimate, "estimated")
    numbers = parts.assign(value=parts["moved"], status=told, is_long=parts["span"] > LONG)
    numbers = numbers.assign(**weaken_numbers(numbers, words.str.contains("more than")))
    months = numbers.groupby(["cause", "month"], as_index=False)
    sums = months.agg(
        rows=("moved", "size"),
        long=("is_long", "sum"),
        unconfirmed=("is_unconfirmed", "sum"),
        source_file=("source_file", "first"),
        source_row=("source_row", "first"),
    )
    end = sums["month"] + pd.offsets.MonthEnd(0)
    is_spill = sums["month"] < month_start(parts["said"]).min()
    is_open = end >= pd.Timestamp(vintage.day)
    added = weaken_numbers(add_numbers(numbers, months.ngroup().to_numpy()), is_open | is_spill)
    return conform(
        sums.assign(
            source=NAME,
            geography=vintage.iso3,
            geography_name=vintage.name,
            period_start=sums["month"],
            period_end=end,
            vintage=vintage.day,
            known_from=pd.Timestamp(vintage.day),
            displacements=added["value"],
            status=added["status"],
            basis=_tell_basis(sums, is_spill),
        ),
        Displacements,
    ).pipe(Displacements.validate, lazy=True)


def _tell_basis(sums: pd.DataFrame, is_spill: pd.Series) -> pd.Series:
    """Say on how many figures a month rests, and on how many weak ones."""
    told = "figures: " + sums["rows"].astype("str")
    for name, words in (("long", f"over more than {LONG} days"), ("unconfirmed", "unconfirmed")):
        told = told.where(sums[name] == 0, told + f"; {words}: " + sums[name].astype("str"))
    return told.where(~is_spill, told + f"; {SPILL}")


def combine_flows(flows: pd.DataFrame) -> DataFrame[Displacements]:
    """Every vintage of every flow; but for what a later file only touches from the other side.

    A file of events begins somewhere, and of the month before it has only the figures that reach
    into it. Such a month stays out where an older vintage has it whole.
    """
    key = ["source", "geography_name", "period_start", "period_end", "cause"]
    is_spill = flows["basis"].fillna("").str.contains(SPILL)
    whole = flows[~is_spill].groupby(key)["vintage"].min().rename("whole_from")
    whole_from = flows.join(whole, on=key)["whole_from"]
    kept = flows[~(is_spill & (whole_from < flows["vintage"]).fillna(False))]
    last = kept.drop_duplicates([*key, "vintage"], keep="last", ignore_index=True)
    return last.pipe(Displacements.validate, lazy=True)


def combine_stocks(stocks: pd.DataFrame) -> DataFrame[Idps]:
    """Year-ends as each vintage gave them, oldest vintage first: an earlier day knows its own."""
    key = ["indicator", "geography", "as_of", "known_from"]
    ordered = stocks.sort_values("known_from", kind="stable")
    last = ordered.drop_duplicates(key, keep="last", ignore_index=True)
    return last.pipe(Idps.validate, lazy=True)


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Ask for events and yearly figures: the service where there is a key, else HDX's copies.

    The months asked for do not narrow it: each file is the newest word on all of its months.
    """
    try:
        key = client.secret(KEY)
    except MissingSecretError:
        return _keep_there(
            [lambda: _copy_events(client, vintage), lambda: _copy_gidd(client, vintage)]
        )
    return _keep_there(
        [lambda: _ask_events(client, vintage, key), lambda: _ask_gidd(client, vintage, key)]
    )


def _keep_there(asks: list[Callable[[], Download]]) -> list[Download]:
    """Answers of those that have something; with none at all the first reason is raised."""
    found, reasons = [], []
    for ask in asks:
        try:
            found.append(ask())
        except NothingThereError as error:
            reasons.append(error)
    if not found:
        raise reasons[0]
    return found


def _copy_events(client: Client, vintage: Vintage) -> Download:
    """Copy on HDX, of this year and the last; the day in its name keeps the older ones in use."""
    code = vintage.iso3.lower()
    found = hdx.find_resource(client, f"{code}-idmc-idu-events", r"idu_?events", "csv")
    name = f"{code}_idmc_idu_events_{vintage.day}.csv"
    return hdx.download(client, found, vintage.day, name=name)


def _copy_gidd(client: Client, vintage: Vintage) -> Download:
    code = vintage.iso3.lower()
    found = hdx.find_resource(client, f"idmc-idp-data-{code}", r"\bIDPs|displacement_data", "csv")
    return hdx.download(client, found, vintage.day, name=f"idmc_gidd_{code}.csv", stale_days=400)


def _ask_events(client: Client, vintage: Vintage, key: str) -> Download:
    """All events of a country; *not ready* and *no longer there* are no news of no displacement."""
    url = f"{API}/idus/all/"
    try:
        records = client.get_json(url, params={"client_id": key})
    except FetchError as error:
        if error.status == 404:
            raise NothingThereError("IDMC's events are not ready", status=404) from None
        raise
    here = [r for r in records if r.get("iso3") == vintage.iso3]
    if not here:
        raise NothingThereError(f"IDMC has no event of {vintage.iso3}")
    path = client.save_json(f"idmc_idu_events_{vintage.iso3.lower()}_{vintage.day}.json", here)
    return Download(path, url, f"IDMC Internal Displacement Updates, {vintage.name}")


def _ask_gidd(client: Client, vintage: Vintage, key: str) -> Download:
    """Yearly figures, page by page; the address of the next page holds the key and is not used."""
    url = f"{API}/gidd/conflicts/"
    records: list[Any] = []
    while True:
        given = {"iso3__in": vintage.iso3, "format": "json", "limit": PAGE, "offset": len(records)}
        answer = client.get_json(url, params=given | {"client_id": key})
        records += answer["results"]
        if not answer["results"] or not answer.get("next"):
            break
    if not records:
        raise NothingThereError(f"IDMC has no yearly figure of {vintage.iso3}")
    path = client.save_json(f"idmc_gidd_{vintage.iso3.lower()}.json", records)
    return Download(path, url, f"IDMC Global Internal Displacement Database, {vintage.name}")


SOURCE = Source(
    name=NAME,
    provider="Internal Displacement Monitoring Centre",
    gives="displacements by month and year (flow), IDPs at each year's end (stock)",
    access="open copies on HDX; the service with a client id",
    url="https://www.internal-displacement.org/database/displacement-data/",
    licence="CC BY-IGO",
    citation="Internal Displacement Monitoring Centre (IDMC).",
    redistributable=True,
    rows_are_dated=True,
    secrets=(KEY,),
    rhythm_days=31,
    download=download,
    layouts={
        "monthly": Layout(MONTHLY, {"displacements": clean_monthly}),
        "monthly_wide": Layout(WIDE, {"displacements": clean_wide}, tidy=tidy_wide),
        "gidd": Layout(YEARLY, {"displacements": clean_gidd_flows, "idps": clean_gidd_stocks}),
        "events": Layout(EVENT, {"displacements": clean_events}),
    },
    combine={"displacements": combine_flows, "idps": combine_stocks},
)
