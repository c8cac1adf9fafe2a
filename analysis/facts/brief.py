"""Figures of a brief on one documented incident: claims, the toll as it grew, what lies near, what else is known.

What lies near is told of places that may be told (:mod:`analysis.nearby`). The ledger is a selection:
what is counted in it is *at least* so many, and none found is no number. Stocks of displaced persons
give a change only where they compare. Methods: ``docs/brief.md``.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from pandera.typing import DataFrame

from analysis.coverage import is_region
from analysis.displacement import compare_stocks, name_rule
from analysis.facts.exposure import tell_people
from analysis.facts.figure import (
    MAX_AGE,
    cite_ids,
    cite_pairs,
    cite_rows,
    copy_stock,
    make_figure,
    make_id,
    to_numbers,
    write_day,
    write_end,
)
from analysis.facts.incidents import locate_incident, tell_documented, tell_toll
from analysis.facts.needs import tell_access, tell_food, tell_needs, tell_population
from analysis.facts.quality import finish_figures
from analysis.facts.stocks import choose_regions, choose_stocks
from analysis.measures import each_row, keep_known, month_bounds
from analysis.nearby import add_distance, to_spots
from analysis.panel import PANEL_SOURCES, tell_absent_months
from analysis.places import normalise
from analysis.schema import Figures
from analysis.sources.ledger import to_tolls
from analysis.states import (
    NUMBER,
    add_numbers,
    complete_numbers,
    name_state,
    subtract_numbers,
    tell_reported,
    withhold_numbers,
)

YEAR = pd.DateOffset(years=1)
MONTHS = 12
WEEK = pd.Timedelta(days=6)  # to either side of a day that stands for its week
MAKER = "GeoNames"  # of the gazetteer
NO_ACTORS = r"civilians?|unidentified\b.*|unknown"
OF_REGION = {"people_in_need", "people_targeted", "people_reached"}
OF_CLAIMS = {"civilian_fatalities": "civilians", "injured": "injured"}


class Near(NamedTuple):
    """What lies near an incident, as read: people within the radius, and towns of the country with a name.

    ``exposed`` is one row of :class:`analysis.schema.Exposure`, or none where no population is held.
    """

    exposed: pd.DataFrame
    towns: pd.DataFrame
    towns_file: str
    radius_km: int


def tell_brief(
    tables: Mapping[str, pd.DataFrame],
    near: Near,
    *,
    incident_id: str,
    country: str,
    country_name: str,
    as_of: str,
) -> DataFrame[Figures]:
    """Return one row per number of the brief on an incident that is known on the day."""
    incident = find_incident(tables, incident_id)
    whole = {"geography": country, "geography_name": country_name}
    region = name_region(incident, whole)
    earlier = _keep_earlier(tables["incidents"], incident)
    near_rows, near_figures = _tell_earlier_near(earlier, incident, near, region, country, as_of)
    last_rows, actors = _tell_actors(earlier, incident, whole, as_of)
    others = pd.concat([near_rows, last_rows]).drop_duplicates("event_id")
    rows = [
        *tell_documented(incident, tables, country, as_of),
        *_tell_harm(incident, tables["claims"], country),
        *tell_growth(incident, tables, country),
        _tell_radius(incident, near, country),
        *_tell_near_people(incident, near, country, as_of),
        *_tell_towns(incident, near, as_of),
        *near_figures,
        *(f for row in each_row(others) for f in _tell_toll(row, tables, country, as_of)),
        *_count_region(tables, incident, region, country),
        *actors,
        *_tell_stocks(tables, incident, region, whole),
        *_tell_conditions(tables, incident, region, whole),
    ]
    return finish_figures(rows, tables)


def find_incident(tables: Mapping[str, pd.DataFrame], incident_id: str) -> Any:
    """Row of an incident of the ledger; one that is not known on the day of the tables raises."""
    incidents = tables["incidents"]
    held = incidents[incidents["event_id"] == f"ledger:{incident_id}"]
    if held.empty:
        raise LookupError(f"no incident {incident_id}")
    return next(each_row(held))


def name_region(incident: Any, whole: dict[str, str]) -> dict[str, str]:
    """Region of an incident, by its code where it has one; the country where it has no region."""
    if not isinstance(incident.admin1_name, str):
        return whole
    has_code = isinstance(incident.admin1_pcode, str)
    code = incident.admin1_pcode if has_code else incident.admin1_name
    return {"geography": code, "geography_name": incident.admin1_name}


def is_of_region(rows: pd.DataFrame, region: Mapping[str, str], country: str) -> pd.Series:
    """Whether each row is of a region: by its code, or by its name however it is spelt.

    Of an incident without a region the country stands for it, and every row is of that.
    """
    if region["geography"] == country:
        return pd.Series(True, index=rows.index)
    names = rows["admin1_name"].map(normalise, na_action="ignore")
    is_one = (names == normalise(region["geography_name"])).fillna(False).astype("bool")
    return is_one | (rows["admin1_pcode"] == region["geography"]).fillna(False).astype("bool")


def name_actors(incident: Any) -> list[str]:
    """Actors as the ledger names them, each once; civilians and the unidentified are none."""
    named = pd.Series(_split_actors(incident), dtype="str")
    return list(named[~named.str.fullmatch(NO_ACTORS, case=False)].drop_duplicates())


def _split_actors(incident: Any) -> list[str]:
    texts = [text for text in (incident.actor1, incident.actor2) if isinstance(text, str)]
    return [part.strip() for text in texts for part in text.split(";") if part.strip()]


def span_days(incident: Any) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day that an incident can be of: one known to its week may be any day around its own."""
    slack = WEEK if incident.date_precision == "week" else pd.Timedelta(0)
    return incident.event_date - slack, incident.event_date_end + slack


def _key(incident: Any) -> str:
    return str(incident.event_id).removeprefix("ledger:")


def _keep_earlier(incidents: pd.DataFrame, incident: Any) -> pd.DataFrame:
    """Incidents of every source that began before one did, the newest first."""
    before = incidents[incidents["event_date"] < incident.event_date]
    return before.sort_values(["event_date", "event_id"], ascending=False, kind="stable")


def _in_year(earlier: pd.DataFrame, incident: Any) -> pd.DataFrame:
    return earlier[earlier["event_date"] >= incident.event_date - YEAR]


def _of_year(incident: Any) -> dict[str, str]:
    """Days of the year before an incident, as figures have them."""
    last = incident.event_date - pd.Timedelta(days=1)
    start = incident.event_date - YEAR
    return {"period_start": write_day(start), "period_end": write_day(last)}


def _tell_harm(incident: Any, claims: pd.DataFrame, country: str) -> list[dict[str, Any]]:
    """Civilians killed and people injured, as each statement has them; nothing where it has none."""
    where = locate_incident(incident, country)
    said = claims[claims["incident_id"] == _key(incident)]
    return [
        make_figure(
            make_id(name, claim.claim_id),
            f"claimed_{column}",
            "ledger",
            **where,
            publisher=claim.publisher,
            unit="people",
            value=getattr(claim, column),
            status="reported",
            rule=f"as-stated-{claim.scope}",
            as_of=claim.published_date if isinstance(claim.published_date, str) else None,
            inputs=cite_rows(said[said["claim_id"] == claim.claim_id]),
        )
        for column, name in OF_CLAIMS.items()
        for claim in each_row(said[said[column].notna()])
    ]


def tell_growth(
    incident: Any, tables: Mapping[str, pd.DataFrame], country: str
) -> list[dict[str, Any]]:
    """Toll and statements as known on each day on which any was published, the earliest first.

    A statement counts from the last day that its date can mean, an undated one from the day of the
    ledger: by the rule of every toll, so that a report as of such a day has the same.
    """
    key = _key(incident)
    said = tables["claims"][tables["claims"]["incident_id"] == key]
    resolved = tables["resolutions"][tables["resolutions"]["incident_id"] == key]
    where = locate_incident(incident, country)
    days = pd.concat([said["known_from"], resolved["known_from"]]).drop_duplicates().sort_values()
    return [
        figure
        for day in days[days >= said["known_from"].min()]
        for figure in _tell_known(key, keep_known(said, day), keep_known(resolved, day), day, where)
    ]


def _tell_known(
    key: str,
    said: Any,
    resolved: pd.DataFrame,
    day: pd.Timestamp,
    where: dict[str, str],
) -> list[dict[str, Any]]:
    """Toll and number of statements known on a day."""
    toll = to_tolls(said.reset_index(drop=True), resolved, pd.Series([key], dtype="str")).iloc[0]
    ids = {name: make_id(name, key, write_day(day)) for name in ("toll_known", "claims_known")}
    return tell_toll(ids, toll, said, resolved, {**where, "as_of": write_day(day)})


def _tell_radius(incident: Any, near: Near, country: str) -> dict[str, Any]:
    """Radius that was asked for."""
    told: dict[str, Any] = {"unit": "km", "value": near.radius_km, "status": "reported"}
    where = locate_incident(incident, country)
    name = make_id("radius_km", _key(incident))
    return make_figure(name, "radius_km", "ledger", **where, **told, rule="as-asked")


def _tell_near_people(incident: Any, near: Near, country: str, as_of: str) -> list[dict[str, Any]]:
    """People within the radius, as the report tells them of a month's incidents; those of towns are GeoNames'."""
    where = locate_incident(incident, country)
    place = {name: where.pop(name) for name in ("geography", "geography_name")}
    common: dict[str, Any] = {**place, **where, "as_of": as_of}
    if near.exposed["inputs"].str.contains(near.towns_file, regex=False).any():
        common["publisher"] = MAKER
    located = near.exposed[near.exposed["incidents_located"] > 0]
    if located.empty:
        name = make_id("exposed_people", "ledger", place["geography"], str(near.radius_km))
        return [make_figure(name, "exposed_people", "ledger", unit="people", **common)]
    return [f for row in each_row(located) for f in tell_people(row, place, common)]


def find_spot(incident: Any, as_of: str) -> Any:
    """Spot from which distances are told; nothing where the place is vague or may not be told."""
    return next(each_row(to_spots(pd.DataFrame([incident._asdict()]), as_of)), None)


def keep_within(places: pd.DataFrame, spot: Any, radius_km: float) -> pd.DataFrame:
    """Places that lie, or may lie, within a radius of a spot, the nearest first, with their distance."""
    apart = add_distance(places, spot)
    return apart[apart["km_low"] <= radius_km].sort_values("km", kind="stable")


def _tell_towns(incident: Any, near: Near, as_of: str) -> list[dict[str, Any]]:
    """How many listed towns lie within the radius, and of each its people and how far it is."""
    spot = find_spot(incident, as_of)
    if spot is None:
        return []
    held = keep_within(near.towns, spot, near.radius_km)
    period = {name: write_day(incident.event_date) for name in ("period_start", "period_end")}
    of_towns = cite_pairs(near.towns_file + "#" + held["source_row"].astype("str"))
    region = name_region(incident, {"geography": "", "geography_name": ""})
    count = make_figure(
        make_id("towns_near", _key(incident)),
        "towns_near",
        "cod",
        publisher=MAKER,
        geography=region["geography"] or incident.locality,
        geography_name=incident.locality,
        **period,
        unit="towns",
        value=int((held["km"] <= near.radius_km).sum()),
        low=int((held["km_high"] <= near.radius_km).sum()),
        high=len(held),
        status="estimated" if spot.slack_km else "reported",
        rule="count-within-the-radius",
        inputs=of_towns,
    )
    return [count, *(f for town in each_row(held) for f in _tell_town(town, near, period))]


def _tell_town(town: Any, near: Near, period: dict[str, str]) -> list[dict[str, Any]]:
    common: dict[str, Any] = {
        **period,
        "geography": town.name,
        "geography_name": town.name,
        "publisher": MAKER,
        "inputs": cite_pairs([f"{near.towns_file}#{town.source_row}"]),
    }
    number = str(town.source_row)
    return [
        make_figure(
            make_id("town_people", number),
            "town_people",
            "cod",
            **common,
            unit="people",
            value=town.people,
            status=name_state(town.people),
            rule="as-listed",
        ),
        _tell_distance(make_id("town_km", number), "town_km", "cod", town, common),
    ]


def _tell_distance(
    name: str, indicator: str, source: str, place: Any, common: dict[str, Any]
) -> dict[str, Any]:
    """How far a place is from the incident, to a tenth of a kilometre, with its range."""
    return make_figure(
        name,
        indicator,
        source,
        **common,
        unit="km",
        value=round(place.km, 1),
        low=round(place.km_low, 1),
        high=round(place.km_high, 1),
        status="estimated",
        rule="distance-on-the-ellipsoid",
    )


def _tell_earlier_near(
    earlier: pd.DataFrame,
    incident: Any,
    near: Near,
    region: dict[str, str],
    country: str,
    as_of: str,
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Incidents of the year before within the radius: those of the ledger, and figures of all.

    Of the ledger each is listed with its distance, and in the region all are counted, those of vague
    places too. A source that lists single events gives its number within the radius.
    """
    year = _in_year(earlier, incident)
    ledgered = year[year["source"] == "ledger"]
    common: dict[str, Any] = {**region, **_of_year(incident)}
    here = ledgered[is_of_region(ledgered, region, country)]
    told = [_count_selection("earlier_region", _key(incident), here, common, as_of)]
    spot = find_spot(incident, as_of)
    if spot is None:
        return ledgered.head(0), told
    held = keep_within(to_spots(ledgered, as_of), spot, near.radius_km)
    told += _count_near(held, incident, near, common, as_of)
    told += [
        _tell_distance(
            make_id("incident_km", _key(row)),
            "incident_km",
            "ledger",
            row,
            {
                **locate_incident(row, country),
                "as_of": as_of,
                "inputs": cite_pairs([f"{row.source_file}#{row.source_row}"]),
            },
        )
        for row in each_row(held)
    ]
    for source in PANEL_SOURCES:
        events = year[year["source"] == source]
        if len(events):
            told.append(_count_events(events, source, spot, near, common, incident, as_of))
    return held, told


def _count_near(
    held: pd.DataFrame, incident: Any, near: Near, common: dict[str, Any], as_of: str
) -> list[dict[str, Any]]:
    """Count the incidents surely within the radius and, where more may be, all that may lie there."""
    key, sure = _key(incident), held[held["km_high"] <= near.radius_km]
    counts = [_count_selection("earlier_near", key, sure, common, as_of)]
    if len(sure) < len(held):
        maybe = _count_selection("earlier_may", key, held, common, as_of)
        counts.append(maybe | {"status": "reported"})
    return counts


def _count_selection(
    indicator: str,
    key: str,
    rows: pd.DataFrame,
    common: dict[str, Any],
    as_of: str,
    *,
    source: str = "ledger",
    rule: str = "count-of-a-selection",
) -> dict[str, Any]:
    """Count of a selection, the ledger's or another: at least so many; none found is no number."""
    return make_figure(
        make_id(indicator, key),
        indicator,
        source,
        **common,
        unit="incidents",
        value=len(rows) or None,
        status="at_least" if len(rows) else "not_reported",
        rule=rule,
        as_of=as_of,
        inputs=cite_rows(rows),
    )


def _count_events(
    events: pd.DataFrame,
    source: str,
    spot: Any,
    near: Near,
    common: dict[str, Any],
    incident: Any,
    as_of: str,
) -> dict[str, Any]:
    """Count the single events of a source surely within the radius: at least so many."""
    held = keep_within(to_spots(events, as_of), spot, near.radius_km)
    sure = held[held["km_high"] <= near.radius_km]
    key, rule = make_id(source, _key(incident)), "count-within-the-radius"
    return _count_selection("events_near", key, sure, common, as_of, source=source, rule=rule)


def _tell_toll(
    row: Any, tables: Mapping[str, pd.DataFrame], country: str, as_of: str
) -> list[dict[str, Any]]:
    """Toll of another incident, and how many statements it rests on."""
    return tell_documented(row, tables, country, as_of)[:2]


def _count_region(
    tables: Mapping[str, pd.DataFrame], incident: Any, region: dict[str, str], country: str
) -> list[dict[str, Any]]:
    """Incidents and people killed in the region in the twelve months before, by each source that counts.

    Sources stand side by side. Where a month is not covered the sum is *at least* the others. A
    source that knows no such region has no number, since its silence is no zero.
    """
    first, _ = month_bounds(f"{incident.event_date:%Y-%m}")
    months = pd.date_range(end=first, periods=MONTHS + 1, freq="MS")[:-1].to_series()
    period = {"period_start": write_day(months.iloc[0]), "period_end": write_end(months.iloc[-1])}
    held = [s for s in PANEL_SOURCES if (tables["coverage"]["source"] == s).any()]
    return [
        figure
        for source in held
        for figure in _count_source(tables, source, months, {**region, **period}, country)
    ]


def _count_source(
    tables: Mapping[str, pd.DataFrame],
    source: str,
    months: pd.Series,
    common: dict[str, str],
    country: str,
) -> list[dict[str, Any]]:
    rows, coverage, inputs = (
        table[table["source"] == source]
        for table in (tables["incidents_admin1_month"], tables["coverage"], tables["inputs"])
    )
    is_here = is_of_region(rows, common, country)
    here = rows[is_here & rows["month"].isin(months)]
    is_known = is_here.any() or common["geography"] in {country, *tables["pcodes"]["pcode"]}
    absent = tell_absent_months(months, coverage)
    absent = absent if is_known else absent.mask(absent == "reported", "not_reported")
    published = inputs["date_published"].fillna(inputs["date_retrieved"]).dropna()
    cited = [pair for lines in here["inputs"] for pair in lines.splitlines()]
    return [
        make_figure(
            make_id(f"year_{indicator}", source, common["geography"]),
            f"year_{indicator}",
            source,
            **common,
            **_add_year(here, columns, months, absent),
            unit=unit,
            rule="sum",
            as_of=str(published.max()) if len(published) else None,
            inputs=cite_pairs(cited),
        )
        for indicator, unit, columns in (
            ("incidents", "incidents", {"value": "incidents"}),
            (
                "fatalities",
                "people",
                {"value": "fatalities_best", "low": "fatalities_low", "high": "fatalities_high"},
            ),
        )
    ]


def _add_year(
    here: pd.DataFrame, columns: dict[str, str], months: pd.Series, absent: pd.Series
) -> dict[str, Any]:
    """Sum of a year's months, each a number, a covered zero, or a gap."""
    numbers = here[[*columns.values()]].set_axis(list(columns), axis=1)
    parts = numbers.assign(status=tell_reported(numbers["value"]))
    group = here.groupby("month").ngroup().to_numpy()
    keys = here.groupby("month").size().index
    listed = pd.DataFrame(index=months)
    if len(here):
        listed = add_numbers(parts, group).set_axis(keys).reindex(months)
    state = absent.set_axis(months)
    is_listed = pd.Series(months.isin(keys).to_numpy(), index=months)
    whole = complete_numbers(listed, is_listed, state, list(columns))
    total = add_numbers(whole.reset_index(drop=True)).iloc[0]
    return {name: total[name] for name in NUMBER}


def _tell_actors(
    earlier: pd.DataFrame, incident: Any, whole: dict[str, str], as_of: str
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Of each actor its latest earlier incident in the ledger, and how many there are.

    An actor is a name as the ledger writes it: what a joint force did is counted under its own name.
    """
    ledgered = earlier[earlier["source"] == "ledger"]
    latest, told = [ledgered.head(0)], []
    for actor in name_actors(incident):
        own = _keep_actor(ledgered, actor)
        latest.append(own.head(1))
        common: dict[str, Any] = {**whole, "note": actor}
        since = {
            "period_start": write_day(ledgered["event_date"].min()) if len(ledgered) else None,
            "period_end": _of_year(incident)["period_end"],
        }
        year = _of_year(incident)
        is_here = is_of_region(own, name_region(incident, whole), whole["geography"])
        for indicator, rows, period in (
            ("actor_earlier", own, since),
            ("actor_year", _in_year(own, incident), year),
            ("actor_region", own[is_here], since),
        ):
            told.append(_count_selection(indicator, actor, rows, common | period, as_of))
    return pd.concat(latest), told


def find_latest(tables: Mapping[str, pd.DataFrame], incident: Any, actor: str) -> Any:
    """Latest earlier incident of an actor in the ledger; nothing where there is none."""
    earlier = _keep_earlier(tables["incidents"], incident)
    ledgered = earlier[earlier["source"] == "ledger"]
    return next(each_row(_keep_actor(ledgered, actor).head(1)), None)


def _keep_actor(incidents: pd.DataFrame, actor: str) -> pd.DataFrame:
    """Keep the incidents that name an actor."""
    is_named = [actor in _split_actors(row) for row in each_row(incidents)]
    return incidents[pd.Series(is_named, index=incidents.index, dtype="bool")]


def _tell_stocks(
    tables: Mapping[str, pd.DataFrame],
    incident: Any,
    region: dict[str, str],
    whole: dict[str, str],
) -> list[dict[str, Any]]:
    """Last count of displaced persons before the incident and the first after it: of region and country."""
    idps, breaks, day = tables["idps"], tables["breaks"], incident.event_date
    source, national = choose_stocks(idps, whole, day)
    regional = choose_regions(idps, source, whole, day)
    places = [(regional, region)] if region != whole else []
    return [
        figure
        for stocks, place in [*places, (national, whole)]
        for figure in _tell_pair(stocks, breaks, incident, place, whole["geography"])
    ]


def _tell_pair(
    stocks: pd.DataFrame, breaks: pd.DataFrame, incident: Any, place: dict[str, str], country: str
) -> list[dict[str, Any]]:
    is_here = (stocks["geography"] == place["geography"]) & is_region(stocks, country)
    own, (start, end) = stocks[is_here], span_days(incident)
    before = own[own["as_of_last"].between(start - MAX_AGE, start)].tail(1)
    after = own[(own["as_of_last"] > end) & (own["as_of_last"] <= end + MAX_AGE)].head(1)
    told = [
        _tell_stock(f"idps_{name}", rows, place, day)
        for name, rows, day in (("before", before, start), ("after", after, end))
    ]
    if before.empty or after.empty:
        return told
    pair = stocks.loc[[before.index[0], after.index[0]]]
    rule = name_rule(compare_stocks(stocks, pair, breaks, country))
    is_change = rule == "change"
    numbers = subtract_numbers(to_numbers(pair.tail(1)), to_numbers(pair.head(1)))
    change = withhold_numbers(numbers, pd.Series([not is_change])).iloc[0]
    newest = next(each_row(after))
    return [
        *told,
        make_figure(
            make_id("idps_between", place["geography"]),
            "idps_change",
            newest.source,
            **place,
            **change,
            unit="people",
            period_start=write_day(pair["as_of_last"].iloc[0]),
            period_end=write_day(newest.as_of_last),
            as_of=newest.as_of,
            rule="change" if is_change else "not-comparable",
            inputs=cite_ids(figure["id"] for figure in told),
        ),
    ]


def _tell_stock(
    name: str, rows: pd.DataFrame, place: dict[str, str], day: pd.Timestamp
) -> dict[str, Any]:
    """One count, or that none is held within a year of the incident."""
    figure_id = make_id(name, place["geography"])
    rule = "latest-on-or-before" if name == "idps_before" else "first-after"
    for row in each_row(rows):
        return copy_stock(figure_id, row, rule=rule)
    days = {"period_start": write_day(day), "period_end": write_day(day)}
    return make_figure(figure_id, "idps", "figures", **place, **days, unit="people")


def _tell_conditions(
    tables: Mapping[str, pd.DataFrame],
    incident: Any,
    region: dict[str, str],
    whole: dict[str, str],
) -> list[dict[str, Any]]:
    """Needs, food security, population and access in the incident's month: of region, then country."""
    first, last = month_bounds(f"{incident.event_date:%Y-%m}")
    return [
        figure
        for place in ([region, whole] if region != whole else [whole])
        for figure in (
            *(f for f in tell_needs(tables["needs"], place, first) if f["indicator"] in OF_REGION),
            tell_food(tables["food_security"], place, first, last),
            tell_population(tables["population"], place, last),
            *tell_access(tables["access"], place, first, last),
        )
    ]
