"""IOM DTM: displaced persons counted on the ground in rounds, by country, region and district.

A figure is a stock: people displaced at a place on the day of a round. Rounds replace one another
and are never added. Within a round the rows of one place are parts (by reason, by origin, by
commune) and are added up; where a part has no number the sum of the others is *at least* that,
and a place of which no part has a number is *not reported*. ``source_row`` is the first row of a
sum and ``source_rows`` all of them.

Files come in two layouts. The records of the service and of its copy on HDX stack the country, its
regions and its districts, which may not add up: each level is kept as given. The workbooks of
Mali's rounds, whose headers drift from round to round, have a row per commune and are added up to
district, region and country here. Their sheet VERIFICATION repeats the others and is not read. A
row one level above the others counts only what it has a number for: in round 64 Ménaka stands
once under Gao with its IDPs, and once as a region, for returnees from abroad, with a 0 where its
IDPs were counted elsewhere. Rounds keep the district of Ménaka under Gao, out of which it was cut in 2016: from then
on it is counted as the region that it is, so that Gao's number is that of Gao. Returned IDPs, returnees from abroad and returnees of whom the file
does not say which are three indicators. The column ``UpdatedBy`` names a person and is not read.

Codes of places are kept as they stand and trusted nowhere: they changed order between rounds, and
one code names two districts. Names within a file are compared without accents and case.

Operations overlap, and so do kinds of assessment, so one of them serves at a time: of those with a
round in the year before the newest one, that with the largest national number. Before its first
day the same choice is made again among the others. So what serves never steps back to a count that
it has left, and a small operation's later round does not take the place of the country's.

HDX's file for quick charts and other excerpts hold the people of one reason only (``reasons``). Such
a figure never replaces one of several reasons for the same place and round; and a country's figure
of one reason is no stock where the regions of its round name others and add up to more.
"""

import re

import pandas as pd
from pandera.typing import DataFrame

from analysis import hdx
from analysis.coverage import REASON_MARK, is_of_one_reason
from analysis.formats import Layout, Source, Unread, Vintage
from analysis.measures import BadInputError, join_rows, last_day, read_numbers, require_columns
from analysis.places import name_regions, normalise
from analysis.schema import Idps, conform, empty
from analysis.states import NOT_PLACED, add_numbers, tell_reported
from analysis.web import Client, Download, FetchError, MissingSecretError, NothingThereError

NAME = "dtm"
API = "https://dtmapi.iom.int/v3/displacement"
KEY = "DTMAPI_SUBSCRIPTION_KEY"
RECORD = [
    *("operation", "admin0Name", "admin0Pcode", "numPresentIdpInd"),
    *("reportingDate", "roundNumber", "assessmentType"),
]
ROUND = ["day", "admin0_name", "admin1_name", "admin2_name", "idps"]
HEADERS = {
    "snapshot date": "day",
    "admin 0": "admin0_name",
    "admin 0 pcode": "admin0_pcode",
    "admin 1": "admin1_name",
    "admin 1 pcode": "admin1_pcode",
    "admin 2": "admin2_name",
    "admin 2 pcode": "admin2_pcode",
    "lowest admin level": "lowest_level",
    "roundno": "round",
    "total no of idps hh": "households",
    "total no of idps ind": "idps",
    "num ret idp ind": "idp_returnees",
    "num ret from abroad ind": "returnees_from_abroad",
    "total no of returnees ind": "returnees_all",
}
COUNTS = ["idps", "idp_returnees", "returnees_from_abroad", "returnees_all"]
ASSESSMENTS = {
    "BA": "baseline assessment",
    "SA": "site assessment",
    "ETT": "emergency tracking",
    "SRV": "survey",
    "FMS": "flow monitoring survey",
    "REG": "registration",
}
NO_WORD = ["nan", "None", "null", "-", "Not available"]  # so HDX's copies write what is missing
DAYS = r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+Z?)?|(\d{2})-(\d{2})-(\d{4})"
YEAR = pd.Timedelta(days=366)
SERIES = ["operation", "assessment", "round", "day"]
UNIT = ["admin_level", "region_key", "district_key"]
ROUND_OF = ["series", "number", "as_of"]  # of a figure in the table of stocks


def tidy(name: str) -> str:
    """Name of a workbook's column whatever its punctuation: ``Total No# of IDPs Ind#`` is ``idps``."""
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", name.casefold()).split())
    return HEADERS.get(plain, name)


def clean_records(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """One row per place of any level, operation, kind of assessment and round."""
    rows = require_columns(raw, RECORD)
    rows = rows[rows["admin0Pcode"].str.strip() == vintage.iso3].replace(NO_WORD, "")
    if rows.empty:
        raise BadInputError(f"has no row of {vintage.iso3}", column="admin0Pcode")
    blank = pd.Series("", index=rows.index)
    parts = pd.DataFrame(
        {
            "operation": rows["operation"].str.strip(),
            "assessment": rows["assessmentType"].str.strip(),
            "round": read_numbers(rows["roundNumber"]),
            "day": _read_days(rows["reportingDate"]),
            "admin_level": _read_level(rows),
            "admin0_name": rows["admin0Name"],
            "admin1_name": rows.get("admin1Name", blank),
            "admin1_pcode": rows.get("admin1Pcode", blank),
            "admin2_name": rows.get("admin2Name", blank),
            "admin2_pcode": rows.get("admin2Pcode", blank),
            "indicator": "idps",
            "reason": rows.get("displacementReason", blank).str.strip().str.capitalize(),
            "people": read_numbers(rows["numPresentIdpInd"]),
            "households": pd.Series(pd.NA, index=rows.index, dtype="Int64"),
            "source_file": rows["source_file"],
            "source_row": rows["source_row"],
        }
    )
    return to_stocks(parts, vintage)


def _read_level(rows: pd.DataFrame) -> pd.Series:
    """Level of each record. An answer of the service has one level and does not say which.

    Where levels are stacked, some rows name no region: then the names of a row tell its level.
    """
    if "adminLevel" in rows:
        return _refuse_blank(read_numbers(rows["adminLevel"]))
    held = [name for name in ("admin1Name", "admin2Name") if name in rows]
    named = (rows[held] != "").sum(axis=1).astype("Int64")
    is_stacked = (named == 0).any()
    return named if is_stacked else pd.Series(len(held), index=rows.index, dtype="Int64")


def _refuse_blank(values: pd.Series) -> pd.Series:
    if len(blank := values[values.isna()]):
        raise BadInputError("is empty", row=int(str(blank.index[0])), column=str(values.name))
    return values


def _read_days(words: pd.Series) -> pd.Series:
    """Days written YYYY-MM-DD, with or without an hour, or DD-MM-YYYY; nothing is guessed."""
    text = words.astype("str").str.strip()
    parts = text.where(text.str.fullmatch(DAYS)).str.extract(DAYS)
    iso = parts[0].fillna(parts[3] + "-" + parts[2] + "-" + parts[1])
    if len(wrong := words[iso.isna()]):
        problem = f"'{wrong.iloc[0]}' is not a day written YYYY-MM-DD or DD-MM-YYYY"
        row = int(str(wrong.index[0]))
        raise BadInputError(problem, row=row, column=str(words.name))
    return last_day(iso.rename(str(words.name)))


def clean_round(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """One row per district, region and country, day and kind of person, from rows of communes."""
    if raw["source_file"].str.contains(r"!.*verif", case=False).any():
        return empty(Idps).pipe(Idps.validate, lazy=True)
    written = {tidy(name): name for name in raw.columns}
    rows = require_columns(raw.rename(columns=tidy), ROUND)
    counted = [name for name in COUNTS if name in rows]
    rows = rows.reindex(columns=[*HEADERS.values(), "source_file", "source_row"], fill_value="")
    rows = _keep_country(_keep_filled(rows, written), written, vintage)
    numbers = {
        name: read_numbers(rows[name].rename(written.get(name, name)))
        for name in [*COUNTS, "households", "round"]
    }
    read = rows.assign(
        operation=f"{vintage.name} baseline rounds",
        assessment="BA",
        reason="",
        day=_read_days(rows["day"].rename(written["day"])),
        depth=rows["lowest_level"].str.extract(r"(\d)", expand=False).astype("Float64"),
        **numbers,
    )
    read = _move_districts(read, vintage)
    parts = [_to_level(read, level, name) for name in counted for level in (0, 1, 2)]
    return to_stocks(pd.concat(parts, ignore_index=True), vintage)


def _move_districts(rows: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Put a district under the region that it has become, from the day on which it became one."""
    region = name_regions(rows["admin1_name"], rows["admin2_name"], rows["day"], vintage.iso3)
    code = rows["admin1_pcode"].mask(region != rows["admin1_name"], "")
    return rows.assign(admin1_name=region, admin1_pcode=code)


def _keep_filled(rows: pd.DataFrame, written: dict[str, str]) -> pd.DataFrame:
    """Rows that say something; one that names no country would be a total, and is refused."""
    text = rows[list(HEADERS.values())].apply(lambda column: column.str.strip())
    kept = text[(text != "").any(axis=1)]
    if len(lost := kept[kept["admin0_name"] == ""]):
        problem = "is empty in a row with other values: a total is no row of a round"
        row = int(str(lost.index[0]))
        raise BadInputError(problem, row=row, column=written["admin0_name"])
    return kept.join(rows[["source_file", "source_row"]])


def _keep_country(rows: pd.DataFrame, written: dict[str, str], vintage: Vintage) -> pd.DataFrame:
    is_here = rows["admin0_name"].map(normalise) == normalise(vintage.name)
    is_here |= rows["admin0_pcode"] == vintage.iso3
    if not is_here.any():
        raise BadInputError(f"has no row of {vintage.iso3}", column=written["admin0_name"])
    return rows[is_here]


def _to_level(rows: pd.DataFrame, level: int, indicator: str) -> pd.DataFrame:
    """Parts of the sums of one level, without the zeros of rows above the level of the others."""
    is_elsewhere = (rows["depth"] < rows["depth"].max()) & (rows[indicator] == 0)
    held = rows[~is_elsewhere.fillna(False)]
    names = ["admin1_name", "admin1_pcode", "admin2_name", "admin2_pcode"]
    houses = held["households"] if indicator == "idps" else pd.Series(pd.NA, held.index, "Int64")
    return held.assign(
        admin_level=level,
        indicator=indicator,
        people=held[indicator],
        households=houses,
    ).assign(**dict.fromkeys(names[2 * level :], ""))


def to_stocks(parts: pd.DataFrame, vintage: Vintage) -> DataFrame[Idps]:
    """Add up the parts of each place and round; one row per place, round and kind of person."""
    named = parts.assign(
        admin_level=parts["admin_level"].astype("Int64"),
        region_key=parts["admin1_name"].map(normalise),
        district_key=parts["admin2_name"].map(normalise),
        value=parts["people"],
        status=tell_reported(parts["people"]),
    )
    grouped = named.groupby(["indicator", *SERIES, *UNIT], sort=False, dropna=False, as_index=False)
    people = add_numbers(named, grouped.ngroup().to_numpy())
    sums = grouped.agg(
        rows=("people", "size"),
        households=("households", "sum"),
        known_households=("households", "count"),
        source_rows=("source_row", join_rows),
        reasons=("reason", _join_reasons),
        **{name: (name, "first") for name in _FIRST},
    ).assign(people=people["value"], status=people["status"])
    return conform(_to_columns(sums, vintage), Idps).pipe(combine_stocks)


def _join_reasons(words: pd.Series) -> str | None:
    """Reasons that the rows of a sum name; none where they name none."""
    return REASON_MARK.join(sorted(set(words) - {""})) or None


_FIRST = [
    *("admin0_name", "admin1_name", "admin1_pcode", "admin2_name", "admin2_pcode"),
    *("source_file", "source_row"),
]


def _to_columns(sums: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Name what the sums of a file are, as the table of stocks has it."""
    level = sums["admin_level"]
    name = _choose(sums, vintage.name, sums["admin1_name"], sums["admin2_name"])
    name = name.replace("", NOT_PLACED)
    code = _choose(sums, vintage.iso3, sums["admin1_pcode"], sums["admin2_pcode"])
    kind = sums["assessment"].map(ASSESSMENTS).fillna(sums["assessment"])
    number = ", round " + sums["round"].astype("str")
    houses = sums["households"].astype("str") + " households"
    units = _count_units(sums)
    return sums.assign(
        source=NAME,
        publisher="IOM DTM",
        geography=name.mask(level == 0, vintage.iso3),
        geography_name=name,
        as_of=sums["day"].dt.strftime("%Y-%m-%d"),
        as_of_last=sums["day"],
        known_from=pd.Timestamp(vintage.day),
        idps=sums["people"],
        coverage=sums["operation"],
        units=units,
        unit_level=(level + 1).where(units.notna()),
        method=kind + number.where(sums["round"].notna(), ""),
        parent_name=_choose(sums, None, sums["admin0_name"], sums["admin1_name"]),
        source_pcode=code.where(code != ""),
        confidence=3,
        qualifier=houses.where(sums["known_households"] == sums["rows"]),
        is_preferred=False,
    )


def _choose(
    sums: pd.DataFrame, country: str | None, region: pd.Series, district: pd.Series
) -> pd.Series:
    """Of three values the one of a row's level."""
    level = sums["admin_level"]
    return district.where(level == 2, region).astype("object").mask(level == 0, country)


def _count_units(sums: pd.DataFrame) -> pd.Series:
    """Count the units of the next level that the round of a file covers; missing where it has none."""
    series = ["indicator", *SERIES]
    regions = _count_below(sums, 1, series)
    districts = _count_below(sums, 2, [*series, "region_key"])
    level = sums["admin_level"]
    return regions.where(level == 0, districts.where(level == 1)).astype("Int64")


def _count_below(sums: pd.DataFrame, level: int, key: list[str]) -> pd.Series:
    counts = sums[sums["admin_level"] == level].groupby(key, dropna=False).size().rename("below")
    return sums.join(counts, on=key)["below"]


def combine_stocks(stocks: pd.DataFrame) -> DataFrame[Idps]:
    """Newest vintage of each figure, and the one series that serves at any time marked.

    Figures are the same where operation, kind of assessment, round, day and place are; one of
    several reasons goes before one of a single reason, whatever the vintage. Of two rounds of a
    series on one day the later serves.
    """
    named = _add_series(stocks.assign(has_more=~is_of_one_reason(stocks)))
    named = named.sort_values(["has_more", "known_from"], kind="stable")
    key = ["indicator", *ROUND_OF, *UNIT]
    newest = named.drop_duplicates(key, keep="last", ignore_index=True)
    serves = pd.Series(False, index=newest.index)
    for _, rows in newest.groupby("indicator"):
        serves |= _is_serving(rows).reindex(newest.index, fill_value=False)
    preferred = serves & ~_is_part(newest)
    return conform(newest.assign(is_preferred=preferred), Idps).pipe(Idps.validate, lazy=True)


def _is_part(stocks: pd.DataFrame) -> pd.Series:
    """Whether a country's figure is of one reason, where its regions name others and are more."""
    is_country, is_region = stocks["admin_level"] == 0, stocks["admin_level"] == 1
    rounds = [stocks[name] for name in ("indicator", *ROUND_OF)]
    named = stocks["reasons"].fillna("")
    of_country = named.where(is_country).groupby(rounds, dropna=False).transform("first")
    is_other = is_region & (named != "") & (named != of_country.fillna(""))
    has_other = is_other.groupby(rounds, dropna=False).transform("any")
    number = stocks.groupby(rounds, dropna=False).ngroup()
    people = number.map(_add_people(stocks[is_region], number[is_region]))
    is_less = (stocks["idps"] < people).fillna(False).astype("bool")
    return is_country & is_of_one_reason(stocks) & has_other & is_less


def _add_series(stocks: pd.DataFrame) -> pd.DataFrame:
    """Add what tells series, rounds and places apart, from operation, words of method, and names."""
    method = stocks["method"].str.extract(r"^(.*?)(?:, round (\d+))?$")
    region = stocks["geography_name"].where(stocks["admin_level"] == 1, stocks["parent_name"])
    district = stocks["geography_name"].where(stocks["admin_level"] == 2, "")
    return stocks.assign(
        series=stocks["operation"] + "; " + method[0],
        number=method[1].astype("Float64"),
        region_key=region.fillna("").map(normalise),
        district_key=district.map(normalise),
    )


def _is_serving(rows: pd.DataFrame) -> pd.Series:
    """Whether each row of one kind of person is of the series that serves on its day."""
    serves, rest = pd.Series(False, index=rows.index), rows
    while len(rest):
        here = rest[rest["series"] == _choose_series(rest)]
        serves |= rows.index.isin(here.index)
        rest = rest[rest["as_of_last"] < here["as_of_last"].min()]
    ordered = rows[serves].sort_values("number", kind="stable", na_position="first")
    older = ordered.index[ordered.duplicated(["as_of", *UNIT], keep="last")]
    return serves & ~rows.index.isin(older)


def _choose_series(rows: pd.DataFrame) -> str:
    """Largest of the series that have a round in the year before the newest of all."""
    last = rows.groupby("series")["as_of_last"].transform("max")
    newest = rows[(rows["as_of_last"] == last) & (last >= last.max() - YEAR)]
    top = newest.groupby("series")["admin_level"].transform("min")
    widest = newest[newest["admin_level"] == top]
    sizes = _add_people(widest, widest["series"]).sort_index()
    return str(sizes.sort_values(ascending=False, kind="stable").index[0])


def _add_people(stocks: pd.DataFrame, group: pd.Series) -> pd.Series:
    """Sum of the people of each group; of one with a gap what is known, which it is at least.

    So a sum of parts is the largest only where it surely is, and of nothing known there is none.
    """
    codes, keys = pd.factorize(group)
    parts = stocks[["idps", "status"]].rename(columns={"idps": "value"})
    return add_numbers(parts, codes)["value"].set_axis(keys)


def download(client: Client, vintage: Vintage, first: str, last: str) -> list[Download]:
    """Ask the service where there is a key, else HDX's copy of it; all rounds that there are.

    The months asked for do not narrow it: the stock of a month is that of the latest round before
    its end, and the newest download stands for the earlier ones.
    """
    try:
        key = client.secret(KEY)
    except MissingSecretError:
        return [_copy_of_hdx(client, vintage)]
    found = [_ask_level(client, vintage, level, key) for level in (0, 1, 2)]
    if not any(found):
        raise NothingThereError(f"DTM has no figures of {vintage.iso3}")
    return [download for download in found if download]


def _copy_of_hdx(client: Client, vintage: Vintage) -> Download:
    names = [f"{vintage.iso3.lower()}-iom-dtm-from-api", "global-iom-dtm-from-api"]
    try:
        found = hdx.find_resource(client, names[0], r"admin-0-to-\d", "csv")
    except NothingThereError:
        found = hdx.find_resource(client, names[1], r"admin-0-to-\d", "csv")
    return hdx.download(client, found, vintage.day)


def _ask_level(client: Client, vintage: Vintage, level: int, key: str) -> Download | None:
    """Ask for the records of a level; none is no file, and may come as an error."""
    url = f"{API}/admin{level}"
    try:
        answer = client.get_json(
            url,
            params={"Admin0Pcode": vintage.iso3},
            headers={"Ocp-Apim-Subscription-Key": key},
        )
    except FetchError as error:
        if error.status == 200:
            return None
        raise
    records = answer.get("result") if isinstance(answer, dict) else None
    if not records:
        return None
    name = f"dtm_admin{level}_{vintage.iso3.lower()}.json"
    title = f"IOM DTM displacement of {vintage.name}, level {level}"
    return Download(client.save_json(name, records), url, title)


SOURCE = Source(
    name=NAME,
    provider="International Organization for Migration (IOM), Displacement Tracking Matrix (DTM)",
    gives="IDPs and returnees at each round, by country, region and district",
    access="open copy on HDX; the service with a free key",
    url="https://dtm.iom.int/",
    licence="IOM: non-commercial, no redistribution, no derivatives",
    citation="International Organization for Migration (IOM), Displacement Tracking Matrix (DTM).",
    redistributable=False,
    rows_are_dated=False,
    finest="admin1",
    secrets=(KEY,),
    rhythm_days=92,
    download=download,
    layouts={
        "records": Layout(RECORD, {"idps": clean_records}),
        "round": Layout(ROUND, {"idps": clean_round}, tidy=tidy),
    },
    combine={"idps": combine_stocks},
    unread=(
        Unread(
            ["admin0Name", "admin0Pcode"],
            "DTM's list of the countries that it works in: it holds no figure, so nothing is taken from it",
        ),
        Unread(
            ["operation", "operationStatus", "admin0Name", "admin0Pcode"],
            "DTM's list of its operations: it holds no figure, and which operation serves is told by their rounds, so nothing is taken from it",
        ),
    ),
)
