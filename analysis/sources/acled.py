"""ACLED: incidents of political violence, demonstrations and strategic developments, deadly or not.

A row is one incident on one day at one place, as coded from reports. Protests, arrests and
agreements are in it too; only political violence is counted, and its counts stand beside UCDP's and
are never added to them. Political
violence is ``battles``, ``explosions/remote violence``, ``violence against civilians`` and of the
riots and protests the sub-types *Mob violence* and *Excessive force against protesters*;
``event_type`` is ACLED's own in lower case, ``source_event_type`` its sub-type.

``fatalities`` is one number without a range: low and high are missing, never copied. ACLED does
not say how many of the killed were civilians, and an attack on civilians kills attackers too: their
number is missing. A vague date (``time_precision`` 2, the week; 3, the month) keeps the day that is
printed as first and last, since which days it may mean is not documented. ``geo_precision`` 1 is
the place, 2 near it, 3 a region's capital or middle, which is no place to draw a point. The notes
and the names of the reports' sources are left out: they may not be passed on.

Rows come late, change and vanish. The newest release of an incident serves; the list of deleted
incidents becomes rows of the type ``deleted``, and :func:`drop_deleted` drops what they name.

Exports have 31 columns, or ACLED's older ones with ``data_id`` and ``iso3``; actors' classes are
numbers or labels and not used. A monadic export, in which an incident stands once per actor, is
refused. The monthly workbooks on HDX come in three categories that overlap and are told apart by
the file's name alone: only political violence is read. Their sheets ``HRP_1`` and ``HRP_2`` have
second-level units, added up to regions, ``Non_HRP`` whole countries by ACLED's names; a sheet
without the country gives no rows. A 0 in them is ACLED's finding.

An account for research sees nothing of the last twelve months: that is *outside your access
window*, never peace.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis import monthly
from analysis.formats import Layout, Months, Source, Vintage
from analysis.measures import (
    BadInputError,
    Reader,
    first_day,
    month_bounds,
    once_each,
    read_columns,
    read_degrees,
    read_numbers,
    read_words,
    refuse_repeats,
    require_columns,
)
from analysis.places import normalise
from analysis.schema import Incidents, IncidentsAdmin1Month, conform
from analysis.web import Client, Download, FetchError, NothingThereError

NAME = "acled"
EVENT = [
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type"),
    *("actor1", "actor2", "iso", "country", "admin1", "admin2", "location"),
    *("latitude", "longitude", "geo_precision", "fatalities"),
]
GONE = ["event_id_cnty", "deleted_timestamp"]
COUNTRY_MONTH = ["country", "month", "year", "events"]  # demonstrations have no fatalities
UNIT_MONTH = [*COUNTRY_MONTH, "iso3", "admin1", "admin2", "admin2_pcode"]
TYPES = [
    *("battles", "explosions/remote violence", "violence against civilians"),
    *("protests", "riots", "strategic developments"),
]
DELETED = "deleted"  # type of a row that only says that an incident was withdrawn
POLITICAL = "political violence"
VIOLENT_TYPES = ["battles", "explosions/remote violence", "violence against civilians"]
VIOLENT_SUB_TYPES = ["Mob violence", "Excessive force against protesters"]
PLACED = ["1", "2"]  # the place or near it, as UCDP's 1 and 2; 3 is a stand-in
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
DATES = r"^(\d{4}-\d{2}-\d{2})(?:[T ]00:00:00.*)?$|^(\d{1,2}) ([A-Za-z]+) (\d{4})$"
OWN_NAMES = {"CIV": "Ivory Coast", "COD": "Democratic Republic of Congo"}
DAYS_BEHIND = 7  # the data are renewed weekly: the last week may be missing yet
ASKED = re.compile(r"(\d{4}-\d{2}) to (\d{4}-\d{2})")

API = "https://acleddata.com/api/"
TOKENS = "https://acleddata.com/oauth/token"
LIMIT = 5000  # rows of a page
KEY = "event_id_cnty"
SECRETS = ("ACLED_USERNAME", "ACLED_PASSWORD")
CLOSED = "the account may see no single incidents; an open account sees ACLED's monthly sums only"


def tidy(name: str) -> str:
    """Name of a column in lower case, without spaces."""
    return name.strip().lower().replace(" ", "_")


def clean_events(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Incidents]:
    """One row per incident of the vintage's country; a vintage of no country keeps the world."""
    rows = require_columns(raw.rename(columns=tidy), EVENT)
    rows = rows.assign(event_id_cnty=rows["event_id_cnty"].str.strip())
    rows = refuse_repeats(_keep_country(rows, vintage), ["event_id_cnty"])
    cells = read_columns(rows, COLUMNS)
    missing = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    return conform(
        rows.assign(
            **cells,
            source=NAME,
            source_version=vintage.version,
            event_date_end=cells["event_date"],
            admin1_pcode=None,
            is_precise_place=cells["location_precision"].isin(PLACED),
            fatalities_low=missing,
            fatalities_high=missing,
            civilian_fatalities=missing,
            has_inverted_range=False,
            note=None,
        ).reset_index(drop=True),
        Incidents,
    ).pipe(Incidents.validate, distinct=["event_id"], lazy=True)


def _keep_country(rows: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Rows of a country by its ISO number; by ACLED's name of it where it has none."""
    if not vintage.iso3:
        return rows
    if vintage.iso_numeric:
        column, here = "iso", _read_code(rows["iso"]).str.lstrip("0")
        kept = rows[here == vintage.iso_numeric.lstrip("0")]
    else:
        column, kept = "country", rows[_is_named(rows["country"], vintage)]
    if kept.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column=column)
    return kept


def _is_named(countries: pd.Series, vintage: Vintage) -> pd.Series:
    """Whether each country is the vintage's, by the name that we or ACLED give it."""
    known = {normalise(n) for n in (vintage.name, OWN_NAMES.get(vintage.iso3, vintage.name))}
    return countries.isin([n for n in countries.unique() if normalise(n) in known])


@once_each
def _read_code(codes: pd.Series) -> pd.Series:
    """Re-saved copies hold ``466.0`` for ``466``."""
    return codes.astype("str").str.strip().str.removesuffix(".0")


@once_each
def _read_precision(codes: pd.Series) -> pd.Series:
    return read_words(_read_code(codes))


def _read_id(ids: pd.Series) -> pd.Series:
    return f"{NAME}:" + ids


def _strip(words: pd.Series) -> pd.Series:
    return words.str.strip()


@once_each
def _read_types(words: pd.Series) -> pd.Series:
    kinds = words.astype("str").str.strip().str.lower()
    if len(wrong := words[~kinds.isin(TYPES)]):
        row = int(str(wrong.index[0]))
        problem = f"'{wrong.iloc[0]}' is none of {', '.join(TYPES)}"
        raise BadInputError(problem, row=row, column="event_type")
    return kinds


@once_each
def _read_dates(words: pd.Series) -> pd.Series:
    """Days written ``2023-11-05`` or, in older exports, ``05 November 2023``."""
    parts = words.astype("str").str.strip().str.extract(DATES)
    day, month = parts[1].str.zfill(2), parts[2].str.lower().map(_MONTH_NUMBERS)
    iso = parts[0].fillna(parts[3] + "-" + month + "-" + day)
    if len(wrong := words[iso.isna()]):
        row = int(str(wrong.index[0]))
        problem = f"'{wrong.iloc[0].strip()}' is not a date"
        raise BadInputError(problem, row=row, column=str(words.name))
    return first_day(iso.rename(str(words.name)))


_MONTH_NUMBERS = {name: f"{number:02}" for number, name in enumerate(MONTHS, start=1)}
COLUMNS: dict[str, tuple[str, Reader]] = {
    "event_id": ("event_id_cnty", _read_id),
    "event_date": ("event_date", _read_dates),
    "date_precision": ("time_precision", _read_precision),
    "admin1_name": ("admin1", read_words),
    "admin2_name": ("admin2", read_words),
    "locality": ("location", read_words),
    "latitude": ("latitude", read_degrees),
    "longitude": ("longitude", read_degrees),
    "location_precision": ("geo_precision", _read_precision),
    "event_type": ("event_type", _read_types),
    "source_event_type": ("sub_event_type", _strip),
    "actor1": ("actor1", read_words),
    "actor2": ("actor2", read_words),
    "fatalities_best": ("fatalities", read_numbers),
}


def clean_deleted(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Incidents]:
    """One row per withdrawn incident of any country, on the day of its withdrawal.

    Such a row is no incident: :func:`drop_deleted` takes it out with the one that it names.
    """
    rows = require_columns(raw.rename(columns=tidy), GONE)
    day = pd.to_datetime(read_numbers(rows["deleted_timestamp"]).astype("float64"), unit="s")
    nothing = [n for n, c in Incidents.to_schema().columns.items() if c.nullable]
    return conform(
        rows.assign(
            event_id=f"{NAME}:" + rows["event_id_cnty"].str.strip(),
            source=NAME,
            source_version=vintage.version,
            event_date=day.dt.normalize(),
            event_date_end=day.dt.normalize(),
            **dict.fromkeys(nothing, None),
            is_precise_place=False,
            event_type=DELETED,
            source_event_type=DELETED,
            has_inverted_range=False,
        )
        .drop_duplicates("event_id", keep="last")
        .reset_index(drop=True),
        Incidents,
    ).pipe(Incidents.validate, lazy=True)


def drop_deleted(incidents: pd.DataFrame) -> pd.DataFrame:
    """Keep the newest row of each incident, and none of an incident that was withdrawn."""
    gone = incidents.loc[incidents["event_type"] == DELETED, "event_id"]
    newest = incidents.drop_duplicates("event_id", keep="last")
    return newest[~newest["event_id"].isin(gone)].reset_index(drop=True)


def is_political_violence(incidents: pd.DataFrame) -> pd.Series:
    """Whether each incident is political violence, as ACLED itself sums it up by month."""
    by_type = incidents["event_type"].isin(VIOLENT_TYPES)
    return by_type | incidents["source_event_type"].isin(VIOLENT_SUB_TYPES)


def clean_unit_month(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[IncidentsAdmin1Month]:
    """One row per region and month: the rows of its second-level units, added up."""
    rows = _open_monthly(raw, UNIT_MONTH)
    here = rows[rows["iso3"].str.strip() == vintage.iso3]
    here = refuse_repeats(here, ["admin1", "admin2", "admin2_pcode", "month", "year"])
    return _to_regions(here.assign(admin1_name=read_words(here["admin1"])), vintage)


def clean_country_month(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[IncidentsAdmin1Month]:
    """One row per month of a country that ACLED gives as a whole: not placed in a region."""
    rows = _open_monthly(raw, COUNTRY_MONTH)
    here = refuse_repeats(rows[_is_named(rows["country"], vintage)], ["month", "year"])
    return _to_regions(here.assign(admin1_name=pd.Series(None, here.index, dtype="str")), vintage)


def _open_monthly(raw: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Rows of a monthly workbook of political violence; of the other categories it raises."""
    rows = require_columns(raw.rename(columns=tidy), columns)
    title = " ".join(rows["source_file"].astype("str").str.lower().unique())
    title = re.sub(r"[^a-z]+", " ", title)
    if POLITICAL in title:
        return require_columns(rows, ["fatalities"])
    if other := re.search("civilian targeting|demonstration", title):
        raise BadInputError(f"is of ACLED's {other[0]}, which overlaps with {POLITICAL}: not read")
    raise BadInputError(f"does not say in its name that it is of {POLITICAL}: not read")


def _to_regions(rows: pd.DataFrame, vintage: Vintage) -> DataFrame[IncidentsAdmin1Month]:
    month = rows["month"].str.strip().str.lower().map(_MONTH_NUMBERS)
    if len(wrong := rows["month"][month.isna()]):
        row = int(str(wrong.index[0]))
        raise BadInputError(f"'{wrong.iloc[0]}' is not a month", row=row, column="month")
    parts = rows.assign(
        month=first_day((_read_code(rows["year"]) + "-" + month).rename("year")),
        event_type=POLITICAL,
        incidents=read_numbers(rows["events"]),
        fatalities_best=read_numbers(rows["fatalities"]),
    )
    return monthly.to_admin1_month(parts, source=NAME, version=vintage.version)


def to_coverage(rows: pd.DataFrame, vintage: Vintage) -> Months | None:
    """First and last month that a file covers as a whole.

    Of what we asked for ourselves, the version says which months. Another file is taken to cover
    the months from its first incident to its last, and not the last one where the file breaks off
    in it. The current month is never covered, nor one that ended less than a week before.
    """
    if "event_date" not in rows:
        return monthly.to_coverage(rows, vintage.day, days_behind=DAYS_BEHIND)
    days = rows.loc[rows["event_type"] != DELETED, "event_date"]
    if days.empty:
        return None
    if asked := ASKED.fullmatch(vintage.version):
        first, last = (month_bounds(month)[0] for month in asked.groups())
    else:
        first, last = days.min().replace(day=1), days.max().replace(day=1)
        last -= pd.DateOffset(months=int(_breaks_off(days)))
    last = min(last, monthly.last_complete_month(vintage.day, days_behind=DAYS_BEHIND))
    return (first, last) if first <= last else None


def _breaks_off(days: pd.Series) -> bool:
    """Whether a file ends within its last month: so an account's access window cuts it.

    The rest of the month is then longer than a week and than any pause in the year before.
    """
    last = days.max()
    rest = (last + pd.offsets.MonthEnd(0)) - last
    year = days[days > last - pd.DateOffset(years=1)].drop_duplicates().sort_values()
    return bool(rest > pd.Timedelta(days=7) and rest > year.diff().max())


@dataclass
class Session:
    """Being logged in at ACLED, and how to stay so: a token lasts a day."""

    client: Client
    tokens: Mapping[str, Any] = field(default_factory=dict)

    def log_in(self, **given: str) -> None:
        """Ask for tokens, by password or by what :meth:`renew` gives."""
        answer = self.client.post_form(TOKENS, {"client_id": "acled"} | given)
        if not isinstance(answer, dict) or not answer.get("access_token"):
            raise FetchError("ACLED took the login, but gave no token")
        self.tokens = answer

    def log_in_by_password(self) -> None:
        """Ask for tokens with the account's e-mail and password."""
        user, password = (self.client.secret(name) for name in SECRETS)
        self.log_in(grant_type="password", username=user, password=password, scope="authenticated")

    def renew(self) -> None:
        """Ask for new tokens with the refresh token; with the password where there is none."""
        if refresh := self.tokens.get("refresh_token"):
            self.log_in(grant_type="refresh_token", refresh_token=str(refresh))
        else:
            self.log_in_by_password()

    def ask(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer to one question; where the token has expired, asked once more with a new one."""
        try:
            return self._ask(path, params)
        except FetchError as error:
            if not _is_closed(error):
                raise
        self.renew()
        try:
            return self._ask(path, params)
        except FetchError as error:
            if not _is_closed(error):
                raise
            raise FetchError(f"{error}: {CLOSED}", status=error.status) from None

    def _ask(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        asked = {"_format": "json", "limit": LIMIT, **params}
        answer = self.client.get_json(f"{API}{path}", params=asked, headers=bearer)
        if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
            raise FetchError(f"ACLED answered {path} without rows of data")
        return answer

    def read_all(self, path: str, asked: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """All rows, page by page, each incident once; beside them the first answer.

        A full page without anything new says that the server does not turn its pages: what
        follows it is unknown, so that is an error and no end.
        """
        held: dict[str, Any] = {}
        turn: dict[str, Any] = {"page": 1}
        answer = first = self.ask(path, {**asked, **turn})
        while rows := _by_id(answer, path):
            is_new = not rows.keys() <= held.keys()
            held.update(rows)
            cursor = answer.get("next_cursor")
            if not cursor and len(answer["data"]) != LIMIT:
                break
            if not is_new:
                raise FetchError(f"ACLED gives a page of {path} twice: the answer is not whole")
            turn = {"cursor": cursor} if cursor else {"page": turn.get("page", 1) + 1}
            answer = self.ask(path, {**asked, **turn})
        announced = str(first.get("count") or 0)
        if announced.isdigit() and int(announced) > len(held):
            raise FetchError(f"ACLED announces {announced} rows of {path} and gives {len(held)}")
        return list(held.values()), first


def _is_closed(error: FetchError) -> bool:
    """Whether a question was refused for who asks, in the status or inside an answer with 200."""
    is_page = error.status == 403 and not error.body  # a firewall's: no token opens that
    return not is_page and (error.status in (401, 403) or "access denied" in str(error).lower())


def _by_id(answer: Mapping[str, Any], path: str) -> dict[str, Any]:
    try:
        return {str(row[KEY]): row for row in answer["data"]}
    except (KeyError, TypeError):
        raise FetchError(f"ACLED answered {path} with rows that have no {KEY}") from None


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Incidents of the months from first to last, and the list of all that were withdrawn."""
    if not vintage.iso_numeric:
        raise FetchError(f"ACLED is asked by ISO number, and {vintage.iso3} has none")
    end = f"{month_bounds(last)[1]:%Y-%m-%d}"
    asked = {
        "iso": vintage.iso_numeric.lstrip("0"),
        "event_date": f"{month_bounds(first)[0]:%Y-%m-%d}|{end}",
        "event_date_where": "BETWEEN",
    }
    session = Session(client)
    session.log_in_by_password()
    incidents, answer = session.read_all("acled/read", asked)
    newest = _newest_allowed(answer)
    is_cut = newest is not None and newest < end
    months = f"{vintage.name}, {first} to {last}"
    if not incidents:
        what = f"is outside your access window (newest date allowed {newest})" if is_cut else "none"
        raise NothingThereError(f"ACLED gave no incident of {months}: {what}")
    withdrawn, _ = session.read_all("deleted/read", {})
    events = Download(
        client.save_json(f"acled_{vintage.iso3}_{first}_{last}.json", incidents),
        f"{API}acled/read",
        f"ACLED, incidents of {months}",
        date_published=_read_day(answer.get("last_update")),
        version=f"{first} to {_last_whole(last, newest if is_cut else None)}",
        known_gaps=f"nothing after {newest}: outside the account's window" if is_cut else None,
    )
    if not withdrawn:
        return [events]
    path = client.save_json(f"acled_deleted_{vintage.iso3}.json", withdrawn)
    return [events, Download(path, f"{API}deleted/read", "ACLED, withdrawn incidents")]


def _newest_allowed(answer: Mapping[str, Any]) -> str | None:
    """Newest day that an account may see; none where its answer states no restriction."""
    limits = answer.get("data_query_restrictions")
    recency = limits.get("date_recency") if isinstance(limits, dict) else None
    return _read_day(recency.get("date")) if isinstance(recency, dict) else None


def _read_day(value: Any) -> str | None:
    """Day that a value begins with; none where it is no date."""
    day = str(value or "")[:10]
    return day if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else None


def _last_whole(last: str, newest: str | None) -> str:
    """Last month of those asked for that an account sees to its end."""
    if newest is None:
        return last
    return f"{monthly.last_complete_month(newest, days_behind=0):%Y-%m}"


SOURCE = Source(
    name=NAME,
    provider="Armed Conflict Location & Event Data (ACLED)",
    gives="incidents of political violence and demonstrations, deadly or not; one number of killed",
    access="password of an account whose tier opens single incidents; monthly sums on HDX are open",
    url="https://acleddata.com/",
    licence="ACLED EULA: no redistribution of data or of anything near them",
    citation=(
        "Armed Conflict Location & Event Data (ACLED), acleddata.com, accessed on the day of"
        " retrieval; counted by region and month here, without notes and names of sources."
    ),
    redistributable=False,
    absent_is_zero=("incidents",),
    rows_are_dated=False,
    finest="admin1",
    secrets=SECRETS,
    rhythm_days=7,
    download=download,
    to_coverage=to_coverage,
    is_counted=is_political_violence,
    combine={"incidents": drop_deleted},
    layouts={
        "deleted": Layout(GONE, {"incidents": clean_deleted}, tidy=tidy),
        "events": Layout(EVENT, {"incidents": clean_events}, tidy=tidy, also=[]),
        "unit_month": Layout(UNIT_MONTH, {"incidents_admin1_month": clean_unit_month}, tidy=tidy),
        "country_month": Layout(
            COUNTRY_MONTH, {"incidents_admin1_month": clean_country_month}, tidy=tidy
        ),
    },
)
