"""Figures on incidents: counts of each coding source, apart, and what the ledger documents."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.figure import cite_pairs, cite_rows, make_figure, make_id, write_day
from analysis.measures import each_row, join_texts
from analysis.panel import PANEL_SOURCES, is_inside, tell_absent_months
from analysis.states import (
    NOT_PLACED,
    NUMBER,
    add_numbers,
    complete_numbers,
    name_gap,
    name_state,
    tell_reported,
)

TREND_MONTHS = 24
COUNTS = {"incidents": "incidents", "fatalities": "people", "civilian_fatalities": "people"}


def count_incidents(
    tables: Mapping[str, pd.DataFrame], place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Incidents and fatalities by month, region and kind: one set of figures per source.

    Sources stand side by side and are never added: they code different things. A country without
    any gets the figures of the first, each without a value.
    """
    held = [s for s in PANEL_SOURCES if (tables["coverage"]["source"] == s).any()]
    return [
        figure
        for source in held or PANEL_SOURCES[:1]
        for figure in _mark_provisional(
            _of_source(source, tables, place, first),
            tables["coverage"][tables["coverage"]["source"] == source],
        )
    ]


def _mark_provisional(
    figures: list[dict[str, Any]], coverage: pd.DataFrame
) -> list[dict[str, Any]]:
    """Mark the counts of months that no file covers for good, and some file covers for now."""
    is_open = coverage["provisional_from"].notna()
    last_settled = coverage["provisional_from"] - pd.DateOffset(months=1)
    settled = coverage.assign(last_month=last_settled.where(is_open, coverage["last_month"]))
    young = coverage[is_open].assign(first_month=coverage["provisional_from"])
    months = pd.to_datetime(pd.Series([f["period_start"] for f in figures], dtype="str"))
    is_young = is_inside(months, young) & ~is_inside(months, settled)
    return [f | {"is_provisional": bool(v)} for f, v in zip(figures, is_young, strict=True)]


def tell_drawn(rows: list[dict[str, Any]], pcodes: pd.DataFrame) -> list[dict[str, Any]]:
    """Incidents of the regions that the map draws as one: the sum of their figures, by source."""
    drawn = pcodes.dropna(subset="drawn_in")
    names = pcodes[pcodes["is_analysed"]].drop_duplicates("pcode").set_index("pcode")["name"]
    held, told = {row["id"]: row for row in rows}, []
    for outer, inner in drawn.groupby("drawn_in")["pcode"]:
        codes = [outer, *inner]
        for source in PANEL_SOURCES:
            ids = [make_id("incidents", source, code) for code in codes]
            if set(ids) <= set(held):
                parts = [held[i] for i in ids]
                told.append(_add_up_drawn(parts, [names[code] for code in codes], source))
    return told


def _add_up_drawn(parts: list[dict[str, Any]], names: list[str], source: str) -> dict[str, Any]:
    first = parts[0]
    summed = add_numbers(pd.DataFrame(parts)).iloc[0]
    return first | {
        "id": make_id("incidents_on_map", source, first["geography"]),
        "indicator": "incidents_on_map",
        "geography": " + ".join(names),
        "geography_name": " + ".join(names),
        "value": summed["value"],
        "status": summed["status"],
        "rule": "sum",
        "inputs": json.dumps([part["id"] for part in parts]),
        "level": 1,
    }


def _of_source(
    source: str, tables: Mapping[str, pd.DataFrame], place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    months, coverage, inputs = (
        table[table["source"] == source]
        for table in (tables["incidents_admin1_month"], tables["coverage"], tables["inputs"])
    )
    published = inputs["date_published"].fillna(inputs["date_retrieved"]).dropna()
    said = str(published.max()) if len(published) else None
    window = pd.date_range(first - pd.DateOffset(months=TREND_MONTHS - 1), first, freq="MS")
    absent = tell_absent_months(window.to_series(), coverage)
    by_month = _add_counts(months, "month", absent)
    rows = []
    for start in window:
        suffix = "" if start == first else "-" + start.strftime("%Y-%m")
        name = make_id(source, place["geography"]) + suffix
        rows += _tell_counts(by_month, start, source, place, said, name, start)
    state, here = absent.iloc[-1], months[months["month"] == first]
    if state == "not_covered" and here.empty:
        return rows
    rows += _by_region(source, here, tables["panel_admin1_month"], state, said, first)
    kinds = pd.Series(state, index=pd.Index(sorted(here["event_type"].unique())))
    by_kind = _add_counts(here, "event_type", kinds)
    for kind in kinds.index:
        name = make_id(source, place["geography"], kind)
        rows += _tell_counts(by_kind, kind, source, place, said, name, first)
    return rows


def _by_region(
    source: str,
    here: pd.DataFrame,
    panel: pd.DataFrame,
    state: str,
    said: str | None,
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Figures of each unit of the panel, then of each other name listed, and of what has no place.

    ``state`` is that of what the source does not list in the month.
    """
    units = panel.drop_duplicates(["admin1_pcode", "admin1_name"])
    coded = units.dropna(subset="admin1_pcode").set_index("admin1_pcode")["admin1_name"]
    names = here["admin1_pcode"].map(coded) if len(coded) else here["admin1_name"]
    named = here.assign(admin1_name=names.astype("str").fillna(NOT_PLACED))
    every = dict.fromkeys([*units["admin1_name"], *sorted(named["admin1_name"].unique())])
    counts = _add_counts(named, "admin1_name", pd.Series(state, index=pd.Index(list(every))))
    codes = dict(zip(units["admin1_name"], units["admin1_pcode"], strict=True))
    rows = []
    for name in every:
        code = codes.get(name)
        code = name if code is None or pd.isna(code) else code
        where = {"geography": code, "geography_name": name}
        rows += _tell_counts(counts, name, source, where, said, make_id(source, code), first)
    return rows


def _add_counts(rows: pd.DataFrame, by: str, absent: pd.Series) -> dict[str, pd.DataFrame]:
    """Numbers of each indicator with their ``inputs``, a row per key of ``absent``.

    ``absent`` gives for each key the state of a count that the source does not list.
    """
    grouped = rows.groupby(by, dropna=False)
    group, keys = grouped.ngroup().to_numpy(), grouped.size().index
    is_listed = pd.Series(absent.index.isin(keys), index=absent.index)
    inputs = join_texts(rows["inputs"], group, "\n").set_axis(keys).reindex(absent.index)
    counts = {}
    for indicator in COUNTS:
        parts = _list_numbers(rows, indicator)
        listed = add_numbers(parts, group).set_axis(keys).reindex(absent.index)
        whole = complete_numbers(listed, is_listed, absent, list(parts.columns.drop("status")))
        counts[indicator] = whole.assign(inputs=inputs)
    return counts


def _list_numbers(rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Numbers of monthly rows; only those of people killed have a range."""
    names = {"value": indicator}
    if indicator == "fatalities":
        names = {"value": "fatalities_best", "low": "fatalities_low", "high": "fatalities_high"}
    numbers = {end: rows[name] for end, name in names.items()}
    return pd.DataFrame(numbers).assign(status=tell_reported(numbers["value"]))


def _tell_counts(
    counts: Mapping[str, pd.DataFrame],
    key: Any,
    source: str,
    place: Mapping[str, str],
    published: str | None,
    name: str,
    month: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Incidents, fatalities and civilian fatalities of one month and place."""
    common = {
        **place,
        "period_start": write_day(month),
        "period_end": write_day(month + pd.offsets.MonthEnd(0)),
        "as_of": published,
    }
    return [
        make_figure(
            f"{indicator}-{name}",
            indicator,
            source,
            unit=unit,
            **common,
            **_tell_count(indicator, counts[indicator].loc[key]),
        )
        for indicator, unit in COUNTS.items()
    ]


def _tell_count(indicator: str, count: pd.Series) -> dict[str, Any]:
    """Tell the number of one count, its rule, and the rows that it was made of."""
    number = {name: count[name] for name in NUMBER}
    if isinstance(count["inputs"], str):
        rule = "count" if indicator == "incidents" else "sum"
        return number | {"rule": rule, "inputs": cite_pairs(count["inputs"].splitlines())}
    if count["status"] == "reported":
        return number | {"rule": "none-listed-inside-coverage"}
    return number


def count_documented(
    tables: Mapping[str, pd.DataFrame], place: dict[str, str], period: dict[str, str], as_of: str
) -> list[dict[str, Any]]:
    """Incidents of the ledger that began in the period, their tolls and every claim."""
    ledgered = tables["incidents"][tables["incidents"]["source"] == "ledger"]
    if tables["tolls"].empty:
        return []
    first, last = pd.Timestamp(period["period_start"]), pd.Timestamp(period["period_end"])
    here = ledgered[ledgered["event_date"].between(first, last)]
    strikes = here[here["event_type"] == "Air/drone strike"]
    nothing = name_gap(
        ledgered["event_date"].min() <= last and first <= ledgered["event_date"].max()
    )
    counted = [("incidents", here, "at_least"), ("air_strikes", strikes, "at_least")]
    vague = here[~here["is_precise_place"] | here["latitude"].isna()]
    counted += [("ledger_vague", vague, "reported")] if len(vague) else []
    rows = [
        make_figure(
            make_id(indicator, "ledger", place["geography"]),
            indicator,
            "ledger",
            **place,
            **period,
            unit="incidents",
            value=len(chosen) or None,
            inputs=cite_rows(chosen),
            as_of=as_of,
            status=status if len(chosen) else nothing,
            rule="count-of-a-selection",
        )
        for indicator, chosen, status in counted
    ]
    for incident in each_row(here):
        rows += tell_documented(incident, tables, place["geography"], as_of)
    return rows


def tell_documented(
    incident: Any, tables: Mapping[str, pd.DataFrame], country: str, as_of: str
) -> list[dict[str, Any]]:
    """Toll of one documented incident, how many statements there are, and each of them."""
    key = incident.event_id.removeprefix("ledger:")
    claims, resolutions = tables["claims"], tables["resolutions"]
    toll = tables["tolls"].set_index("incident_id").loc[key]
    said = claims[claims["incident_id"] == key]
    resolved = resolutions[resolutions["incident_id"] == key]
    return _tell_incident(key, toll, said, resolved, locate_incident(incident, country), as_of)


def locate_incident(incident: Any, country: str) -> dict[str, str]:
    """Place and days of a documented incident, as its figures have them."""
    return {
        "geography": incident.admin1_pcode if pd.notna(incident.admin1_pcode) else country,
        "geography_name": incident.locality,
        "period_start": write_day(incident.event_date),
        "period_end": write_day(incident.event_date_end),
    }


def tell_toll(
    ids: Mapping[str, str],
    toll: Any,
    said: pd.DataFrame,
    resolved: pd.DataFrame,
    common: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Figures of a toll and of the number of statements it rests on: their ids by indicator, in this order."""
    of_toll, of_claims = ids
    return [
        make_figure(
            ids[of_toll],
            of_toll,
            "ledger",
            **common,
            unit="people",
            value=toll["fatalities_best"],
            low=toll["fatalities_low"],
            high=toll["fatalities_high"],
            status=name_state(toll["fatalities_best"]),
            rule=toll["rule"],
            inputs=cite_rows(pd.concat([said, resolved])),
        ),
        make_figure(
            ids[of_claims],
            of_claims,
            "ledger",
            **common,
            unit="claims",
            value=len(said),
            status="reported",
            rule="count",
            inputs=cite_rows(said),
        ),
    ]


def _tell_incident(
    key: str,
    toll: Any,
    said: pd.DataFrame,
    resolved: pd.DataFrame,
    where: dict[str, str],
    as_of: str,
) -> list[dict[str, Any]]:
    """Toll of one incident, how many statements there are, and each of them."""
    ids = {"fatalities": make_id("fatalities", key), "claims": make_id("claims", key)}
    rows = tell_toll(ids, toll, said, resolved, {**where, "as_of": as_of})
    for claim in each_row(said):
        rows.append(
            make_figure(
                make_id("claim", claim.claim_id),
                "claimed_fatalities",
                "ledger",
                **where,
                publisher=claim.publisher,
                unit="people",
                value=claim.fatalities,
                status=name_state(claim.fatalities),
                rule=f"as-stated-{claim.scope}",
                note="; ".join(
                    w
                    for w in (claim.claimant, claim.claimant_class, claim.scope, claim.note)
                    if isinstance(w, str)
                ),
                as_of=claim.published_date if isinstance(claim.published_date, str) else None,
                inputs=cite_rows(said[said["claim_id"] == claim.claim_id]),
            )
        )
    return rows
