"""UCDP: events of organised violence that killed somebody, from its event files or our monthly table.

An event is an incident with at least one death in a conflict, between groups or against civilians;
battles without deaths, threats and protests are not in it. ``best`` is the sum of UCDP's four
kinds of death, ``low`` and ``high`` its range; a few rows print low above best or best above high
and are kept as they are, flagged. An event that nobody could place in a first-level unit has
none: a stand-in point does not place it. Event files come in five layouts, told apart by their
columns: the bulk releases, the website's country export (``best_est``; every row ends in a comma),
HDX's copies (``iso3``, a row of tags) and the layouts of 19.1. Where events and the monthly table
are both held, the events serve and the table is only compared with them. Releases revise: the
newest yearly one serves the months it covers, candidate events only follow it.

The table of organised violence by country and year has UCDP's own total of each year and kind of
violence, also of the years without an event, which are zeros that UCDP reports. It is no count of ours
and enters none: `impact build` only says in which years the events held add up to it, and in which
not, by which releases.

The releases are files for the whole world, listed on an index page that may lag a month behind;
one without an event of the country says that there was none. With a token the API is asked
instead, for the same releases.
"""

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis.formats import Layout, Months, Source, Vintage
from analysis.measures import (
    BadInputError,
    Reader,
    first_day,
    month_start,
    once_each,
    read_columns,
    read_degrees,
    read_numbers,
    read_words,
    refuse_backwards,
    refuse_repeats,
    require_columns,
)
from analysis.schema import FatalitiesYear, Incidents, IncidentsAdmin1Month, conform
from analysis.web import Client, Download, FetchError, NothingThereError

NAME = "ucdp"
EVENT = [
    *("id", "year", "active_year", "type_of_violence", "conflict_name", "dyad_name"),
    *("side_a", "side_b", "number_of_sources", "where_prec", "where_coordinates"),
    *("adm_1", "adm_2", "latitude", "longitude", "country", "country_id"),
    *("event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
]
ESTIMATES = ["best", "high", "low"]  # ``best_est`` and so on in the website's export
MONTH = [
    *("adm_1", "month", "type_of_violence", "events", "deaths_low", "deaths_best"),
    *("deaths_high", "deaths_civilians", "events_spanning_months", "events_imprecise_place"),
]
TOTALS = {  # columns of a year's total begin so; of all kinds together, none is named
    "sb_total_deaths": "state-based",
    "ns_total_deaths": "non-state",
    "os_total_deaths": "one-sided",
    "cumulative_total_deaths_in_orgvio": None,
}
YEAR = [
    *("country_id_cy", "year_cy", "version"),
    *(f"{kind}_{name}_cy" for kind in TOTALS for name in ESTIMATES),
]
TYPES = {"1": "state-based", "2": "non-state", "3": "one-sided"}
NOT_PLACED = "not placed"  # so our monthly table writes what GED leaves blank
PLACED = ["1", "2"]  # the point itself, or within about 25 km; 3 and up are stand-ins
DOWNLOADS = "https://ucdp.uu.se/downloads/"
API = "https://ucdpapi.pcr.uu.se/api/gedevents/"
TOKEN = "UCDP_API_TOKEN"
NOT_RELEASED = "invalid object name"
PROVISIONAL = "Candidate events: provisional, replaced by the next yearly release."
EMPTY_TRIES = 4
MONTHS_AHEAD = 24  # after the last one listed; a server that says yes to all is not believed
DATES = r"(\d{4}-\d{2}-\d{2})|(\d{2})/(\d{2})/(\d{4})"


def tidy(name: str) -> str:
    """Name of a column as the bulk releases have it."""
    return name.removesuffix("_est")


def clean_ged(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Incidents]:
    """One row per event; of a file of several countries only those of the vintage's are kept.

    A vintage of no country at all keeps the whole world. A file of one other country is refused; one of
    the whole world may have no event of ours.
    """
    rows = require_columns(raw.rename(columns=tidy), [*EVENT, *ESTIMATES])
    rows = rows.assign(id=_strip_code(rows["id"]), **read_columns(rows, CODES))
    is_world = len(rows["country_id"].unique()) > 1
    _refuse_unnumbered(vintage, "country_id")
    rows = rows[rows["country_id"] == vintage.ucdp_id] if vintage.iso3 else rows
    if rows.empty and not is_world:
        problem = f"has no event of {vintage.iso3} (country_id {vintage.ucdp_id})"
        raise BadInputError(problem, column="country_id")
    rows = refuse_repeats(rows, ["id"])
    kinds = rows["type_of_violence"]
    if len(wrong := kinds[~kinds.isin(TYPES)]):
        row = int(str(wrong.index[0]))
        raise BadInputError(f"'{wrong.iloc[0]}' is not 1, 2 or 3", row=row, column=str(kinds.name))
    cells = read_columns(rows, COLUMNS)
    refuse_backwards(cells["event_date"], cells["event_date_end"].rename("date_end"))
    low, best, high = (cells[f"fatalities_{end}"] for end in ("low", "best", "high"))
    return conform(
        rows.assign(
            **cells,
            event_id="ucdp:" + rows["id"],
            source=NAME,
            source_version=vintage.version,
            admin1_pcode=None,
            is_precise_place=rows["where_prec"].isin(PLACED),
            event_type=kinds.map(TYPES),
            source_event_type=kinds,
            has_inverted_range=((low > best) | (best > high)).fillna(False).astype("bool"),
        ).reset_index(drop=True),
        Incidents,
    ).pipe(Incidents.validate, distinct=["event_id"], lazy=True)


def _refuse_unnumbered(vintage: Vintage, column: str) -> None:
    if vintage.iso3 and not vintage.ucdp_id:
        raise BadInputError(f"UCDP has no number for {vintage.iso3}", column=column)


def _strip_code(codes: pd.Series) -> pd.Series:
    """Re-saved copies hold ``432.0`` for ``432``."""
    return codes.astype("str").str.strip().str.removesuffix(".0")


CODES: dict[str, tuple[str, Reader]] = {
    name: (name, once_each(_strip_code))
    for name in ("type_of_violence", "where_prec", "date_prec", "country_id")
}


@once_each
def _read_dates(words: pd.Series) -> pd.Series:
    parts = words.astype("str").str.extract(DATES)
    iso = parts[0].fillna(parts[3] + "-" + parts[1] + "-" + parts[2])
    if len(wrong := words[iso.isna()]):
        raise BadInputError(
            f"'{wrong.iloc[0]}' is not a date", row=int(str(wrong.index[0])), column=str(words.name)
        )
    return first_day(iso.rename(str(words.name)))


COLUMNS: dict[str, tuple[str, Reader]] = {
    "event_date": ("date_start", _read_dates),
    "event_date_end": ("date_end", _read_dates),
    "date_precision": ("date_prec", read_words),
    "admin1_name": ("adm_1", read_words),
    "admin2_name": ("adm_2", read_words),
    "locality": ("where_coordinates", read_words),
    "latitude": ("latitude", read_degrees),
    "longitude": ("longitude", read_degrees),
    "location_precision": ("where_prec", read_words),
    "actor1": ("side_a", read_words),
    "actor2": ("side_b", read_words),
    "fatalities_low": ("low", read_numbers),
    "fatalities_best": ("best", read_numbers),
    "fatalities_high": ("high", read_numbers),
    "civilian_fatalities": ("deaths_civilians", read_numbers),
}


def clean_admin1_month(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[IncidentsAdmin1Month]:
    """One row per region, month and type of violence with at least one event."""
    rows = require_columns(raw, MONTH)
    rows = refuse_repeats(rows, ["adm_1", "month", "type_of_violence"])
    kinds = rows["type_of_violence"]
    if len(wrong := kinds[~kinds.isin(TYPES)]):
        row = int(str(wrong.index[0]))
        raise BadInputError(f"'{wrong.iloc[0]}' is not 1, 2 or 3", row=row, column=str(kinds.name))
    region = read_words(rows["adm_1"])
    return conform(
        rows.assign(
            source=NAME,
            source_version=vintage.version,
            admin1_pcode=pd.Series(None, index=rows.index, dtype="str"),
            admin1_name=region.mask(region == NOT_PLACED),
            month=first_day(rows["month"]),
            event_type=kinds.map(TYPES),
            incidents=read_numbers(rows["events"]),
            fatalities_low=read_numbers(rows["deaths_low"]),
            fatalities_best=read_numbers(rows["deaths_best"]),
            fatalities_high=read_numbers(rows["deaths_high"]),
            civilian_fatalities=read_numbers(rows["deaths_civilians"]),
            incidents_spanning_months=read_numbers(rows["events_spanning_months"]),
            incidents_imprecise_place=read_numbers(rows["events_imprecise_place"]),
            inputs=rows["source_file"] + "#" + rows["source_row"].astype("str"),
        ).reset_index(drop=True),
        IncidentsAdmin1Month,
    ).pipe(IncidentsAdmin1Month.validate, lazy=True)


def clean_country_year(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[FatalitiesYear]:
    """One row per year and kind of violence, and one for all kinds together, as UCDP adds them."""
    rows = require_columns(raw, YEAR)
    _refuse_unnumbered(vintage, "country_id_cy")
    rows = rows[_strip_code(rows["country_id_cy"]) == vintage.ucdp_id]
    if rows.empty:
        problem = f"has no row of {vintage.iso3} (country_id_cy {vintage.ucdp_id})"
        raise BadInputError(problem, column="country_id_cy")
    rows = refuse_repeats(rows, ["year_cy"])
    parts = [_to_totals(rows, begins, kind, vintage) for begins, kind in TOTALS.items()]
    return conform(pd.concat(parts, ignore_index=True), FatalitiesYear).pipe(
        FatalitiesYear.validate, lazy=True
    )


def _to_totals(rows: pd.DataFrame, begins: str, kind: str | None, vintage: Vintage) -> pd.DataFrame:
    estimates = {
        f"fatalities_{name}": read_numbers(rows[f"{begins}_{name}_cy"]) for name in ESTIMATES
    }
    return rows.assign(
        source=NAME,
        source_version=read_words(rows["version"]).fillna(vintage.version),
        iso3=vintage.iso3,
        year=read_numbers(rows["year_cy"]),
        event_type=pd.Series(kind, index=rows.index, dtype="str"),
        **estimates,
    )


def combine_totals(totals: DataFrame[FatalitiesYear]) -> DataFrame[FatalitiesYear]:
    """Totals of the newest release, which lists every year anew; of one held twice the later file."""
    newest = max(totals["source_version"].unique(), key=rank_release, default=None)
    serving = totals[totals["source_version"] == newest]
    return serving.drop_duplicates(["year", "event_type"], keep="last", ignore_index=True).pipe(
        FatalitiesYear.validate, lazy=True
    )


def read_release(file_name: str) -> str | None:
    """Release that UCDP's own file names state: ``ged241-csv``, ``GEDEvent_v26_0_8``; else none."""
    if found := re.search(r"organizedviolencecy_v(\d{2})_(\d)\b", file_name.lower()):
        return f"{found[1]}.{found[2]}"
    if found := re.search(r"ged(\d{2})1\b", file_name.lower()):
        return f"{found[1]}.1"
    if found := re.search(r"gedevent_v(\d{2}(?:_\d{1,2}){1,3})\b", file_name.lower()):
        return found[1].replace("_", ".")
    return None


def read_span(release: str) -> Months | None:
    """First and last month that a release covers, which only its number says.

    24.1 covers 1989 to 2023, 26.0.8 August 2026, 26.01.26.06 January to June 2026.
    """
    release = release.removeprefix("GED ")
    if not re.fullmatch(r"\d{2}(\.\d{1,2}){1,3}", release):
        return None
    year, *rest = (int(part) for part in release.split("."))
    if rest == [1]:
        return pd.Timestamp("1989-01-01"), pd.Timestamp(f"{1999 + year}-12-01")
    if len(rest) == 1:
        return None
    first = 1 if len(rest) == 3 else rest[1]
    return tuple(pd.Timestamp(year=2000 + year, month=m, day=1) for m in (first, rest[-1]))  # type: ignore[return-value]


def to_coverage(rows: pd.DataFrame, vintage: Vintage) -> Months | None:
    """First and last month that a file covers.

    A file of no stated release, and our monthly table, are taken to cover the months from their
    first row to their last, no more.
    """
    stated = read_span(vintage.version) if "event_date" in rows else None
    if stated is not None or rows.empty:
        return stated
    months = month_start(rows["event_date" if "event_date" in rows else "month"])
    return months.min(), months.max()


def rank_release(release: str) -> tuple[int, float]:
    """Rank a release: yearly before consolidated before monthly ones, then the later published.

    A file of no stated release ranks under the yearly releases and above the candidates.
    """
    span = read_span(release)
    if span is None:
        return 2, 0.0
    kind = {1: 3, 3: 1}.get(release.count("."), 0)
    return kind, span[1].year + span[1].month / 100


def keep_serving_release(
    events: DataFrame[Incidents], held: Iterable[str] = ()
) -> DataFrame[Incidents]:
    """Events of the release that serves their month; each event once.

    A yearly release serves every month that it covers; candidate events only follow it, the
    consolidated before the monthly ones. Of several of one kind the newest serves whole, so that
    an event it dropped is gone. An event that two serving releases date to different months is
    kept as the higher ranking one has it. ``held`` names releases that may have no event here: a
    newer one that lists nothing has dropped what an older one listed.
    """
    if events.empty:
        return events
    months = month_start(events["event_date"])
    serving = pd.Series(None, index=events.index, dtype="object")
    stated = [release for release in held if read_span(release)]
    listed = list(events["source_version"].unique())
    releases = sorted(dict.fromkeys([*listed, *stated]), key=rank_release)
    for release in releases:
        own = months[events["source_version"] == release]
        first, last = read_span(release) or (own.min(), own.max())
        serving = serving.mask(months.between(first, last), release)
    kept = events[events["source_version"] == serving]
    order = kept["source_version"].map(releases.index).sort_values(kind="stable").index
    return kept.loc[order].drop_duplicates("event_id", keep="last").sort_index(ignore_index=False)


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Download the newest yearly release, and the candidates after its end, that span the months."""
    span = pd.Timestamp(f"{first}-01"), pd.Timestamp(f"{last}-01")
    releases = choose_releases(find_releases(client), span)
    if not releases:
        raise NothingThereError(f"UCDP has no release yet for {first} to {last}")
    return [_download_release(client, vintage, release) for release in releases]


def find_releases(client: Client) -> set[str]:
    """Releases on UCDP's index page, and those after the last of them that are there already."""
    links = re.findall(r"""href=["']?([^"' >]+)""", client.get_text(DOWNLOADS), re.IGNORECASE)
    named = {link: read_release(link.rpartition("/")[2]) for link in links}
    listed = {r for link, r in named.items() if r and link.endswith(to_path(r))}
    if not any(is_yearly(r) for r in listed):
        raise FetchError(f"{DOWNLOADS} names no yearly release: the page is not as documented")
    return listed | _probe_newer(client, listed)


def _probe_newer(client: Client, listed: set[str]) -> set[str]:
    """Releases that the index does not list yet: next year's, and month after month."""
    year = max(int(r[:2]) for r in listed if is_yearly(r))
    found = {r for r in [f"{year + 1}.1"] if client.exists(DOWNLOADS + to_path(r))}
    months = [r for r in listed if is_month(r)]
    last = max(
        (_read_month(r) for r in months), default=pd.Period(year=1999 + year, month=12, freq="M")
    )
    for ahead in range(1, MONTHS_AHEAD + 1):
        following = _name_month(last + ahead)
        if not client.exists(DOWNLOADS + to_path(following)):
            break
        found.add(following)
    return found


def is_yearly(release: str) -> bool:
    """Whether a release is a final one of all years."""
    return re.fullmatch(r"\d{2}\.1", release) is not None


def is_final(release: str) -> bool | None:
    """Whether the months of a release are settled: candidates are not; what states none, not told."""
    if read_span(release) is None:
        return None
    return is_yearly(release.removeprefix("GED "))


def is_month(release: str) -> bool:
    """Whether a release holds the candidate events of one month."""
    return re.fullmatch(r"\d{2}\.0\.\d{1,2}", release) is not None


def _read_month(release: str) -> pd.Period:
    year, _, month = release.split(".")
    return pd.Period(year=2000 + int(year), month=int(month), freq="M")


def _name_month(month: pd.Period) -> str:
    return f"{month.year - 2000}.0.{month.month}"


def to_path(release: str) -> str:
    """Name of a release's file under UCDP's downloads."""
    if is_yearly(release):
        return f"ged/ged{release.replace('.', '')}-csv.zip"
    return f"candidateged/GEDEvent_v{release.replace('.', '_')}.csv"


def choose_releases(releases: set[str], span: Months) -> list[str]:
    """Newest yearly release, newest consolidated of each year after it, months after that.

    Those that share no month with the span are left out.
    """
    spans = {r: months for r in releases if (months := read_span(r)) is not None}
    chosen: list[str] = []
    for kind in (2, 4, 3):  # numbers in the name: yearly, consolidated, month
        of_kind = [r for r in spans if len(r.split(".")) == kind]
        for release in sorted(of_kind, key=lambda r: spans[r][1], reverse=True):
            first, last = spans[release]
            if not any(spans[c][0] <= first and last <= spans[c][1] for c in chosen):
                chosen.append(release)
    return [r for r in chosen if spans[r][0] <= span[1] and span[0] <= spans[r][1]]


def _download_release(client: Client, vintage: Vintage, release: str) -> Download:
    """One release by the API where we have a token and it is there already, else its file."""
    if client.has_secret(TOKEN):
        try:
            return _ask_api(client, vintage, release)
        except FetchError as error:
            if NOT_RELEASED not in error.body.lower():
                raise
    url = DOWNLOADS + to_path(release)
    path = client.get_file(url, url.rpartition("/")[2])
    return Download(
        path=path,
        url=url,
        title=f"UCDP GED {release}",
        date_published=client.published(path),
        version=release,
        known_gaps=None if is_yearly(release) else PROVISIONAL,
    )


def _ask_api(client: Client, vintage: Vintage, release: str) -> Download:
    """All pages of a release; of the yearly one, which is large, those of the country."""
    country = {"Country": vintage.ucdp_id} if is_yearly(release) and vintage.ucdp_id else {}
    url = f"{API}{release}"
    rows: dict[str, Any] = {}
    params: dict[str, str] | None = {"pagesize": "1000", "page": "0"} | country
    following: str | None = url
    while following:
        page = _ask_page(client, following, params)
        new = {str(row["id"]): row for row in page["Result"]}
        if new and new.keys() <= rows.keys():
            raise FetchError(f"UCDP API, release {release}: gives the same page again")
        rows |= new
        following, params = page.get("NextPageUrl") or None, None
    path = client.save_json(f"GEDEvent_v{release.replace('.', '_')}.json", list(rows.values()))
    query = f"?Country={vintage.ucdp_id}" if country else ""
    return Download(
        path=path,
        url=f"{url}{query}",
        title=f"UCDP GED {release} by its API",
        version=release,
        known_gaps=None if is_yearly(release) else PROVISIONAL,
    )


def _ask_page(client: Client, url: str, params: dict[str, str] | None) -> dict[str, Any]:
    """One page; an empty one with others to follow is a fault of the moment, asked for again."""
    headers = {"x-ucdp-access-token": client.secret(TOKEN)}
    for _ in range(EMPTY_TRIES):
        page = client.get_json(url, params=params, headers=headers, is_busy=_is_rate_limit)
        if page["Result"] or not page.get("NextPageUrl"):
            return dict(page)
        client.pause(5)
    raise FetchError("UCDP API: a page stayed empty though others follow it")


def _is_rate_limit(status: int, body: str) -> float:
    """Seconds to wait: the API answers 400 to calls too fast, as it does to a release not there."""
    return 30.0 if status == 400 and NOT_RELEASED not in body.lower() else 0.0


SOURCE = Source(
    name=NAME,
    provider="Uppsala Conflict Data Program",
    gives="incidents that killed somebody, with low, best and high; totals by country and year",
    access="open",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    citation="Davies et al. (2024), Organized violence 1989-2023, Journal of Peace Research; Sundberg and Melander (2013), Introducing the UCDP Georeferenced Event Dataset, Journal of Peace Research 50(4).",
    redistributable=True,
    rows_are_dated=False,
    rhythm_days=31,
    download=download,
    read_release=read_release,
    is_final=is_final,
    to_coverage=to_coverage,
    keep_release=keep_serving_release,
    combine={"fatalities_year": combine_totals},
    layouts={
        "events": Layout([*EVENT, *ESTIMATES], {"incidents": clean_ged}, tidy=tidy, also=[]),
        "admin1_month": Layout(MONTH, {"incidents_admin1_month": clean_admin1_month}),
        "country_year": Layout(YEAR, {"fatalities_year": clean_country_year}, also=[]),
    },
)
