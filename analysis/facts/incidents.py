"""Figures on incidents: counts of each coding source, apart, and what the ledger documents."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.figure import cite_pairs, cite_rows, make_figure, make_id, say_known, write_day
from analysis.incidents import add_up
from analysis.measures import each_row
from analysis.panel import NOT_PLACED, PANEL_SOURCES, is_inside

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
        for figure in _of_source(source, tables, place, first)
    ]


def _of_source(
    source: str, tables: Mapping[str, pd.DataFrame], place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    months, coverage, inputs = (
        table[table["source"] == source]
        for table in (tables["incidents_admin1_month"], tables["coverage"], tables["inputs"])
    )
    published = inputs["date_published"].fillna(inputs["date_retrieved"]).dropna()
    said = str(published.max()) if len(published) else None
    window = pd.Series(
        pd.date_range(first - pd.DateOffset(months=TREND_MONTHS - 1), first, freq="MS")
    )
    by_month = add_up(months, by=["month"]).set_index("month")
    rows = []
    states = _tell_months(window, coverage)
    for start, state in zip(window, states, strict=True):
        suffix = "" if start == first else "-" + start.strftime("%Y-%m")
        sums = by_month.loc[start] if start in by_month.index else None
        name = make_id(source, place["geography"]) + suffix
        rows += _count(source, sums, state, place, said, name, start)
    state = states.iloc[-1]
    if state == "not_covered":
        return rows
    here = months[months["month"] == first]
    rows += _by_region(source, here, tables["panel_admin1_month"], state, said, first)
    kinds = add_up(here, by=["event_type"]).set_index("event_type")
    for kind in kinds.index:
        name = make_id(source, place["geography"], kind)
        rows += _count(source, kinds.loc[kind], state, place, said, name, first)
    return rows


def _by_region(
    source: str,
    here: pd.DataFrame,
    panel: pd.DataFrame,
    state: str,
    said: str | None,
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Figures of each unit of the panel, and of names that the panel's source does not have."""
    units = panel.drop_duplicates(["admin1_pcode", "admin1_name"])
    coded = units.dropna(subset="admin1_pcode").set_index("admin1_pcode")["admin1_name"]
    names = here["admin1_pcode"].map(coded) if len(coded) else here["admin1_name"]
    named = here.assign(admin1_name=names.astype("str").fillna(NOT_PLACED))
    sums = add_up(named, by=["admin1_name"]).set_index("admin1_name")
    codes = dict(zip(units["admin1_name"], units["admin1_pcode"], strict=True))
    rows = []
    for name in dict.fromkeys([*units["admin1_name"], *sums.index]):
        code = codes.get(name)
        code = name if code is None or pd.isna(code) else code
        where = {"geography": code, "geography_name": name}
        found = sums.loc[name] if name in sums.index else None
        rows += _count(source, found, state, where, said, make_id(source, code), first)
    return rows


def _count(
    source: str,
    sums: Any,
    state: str,
    place: Mapping[str, str],
    published: str | None,
    name: str,
    month: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Incidents, fatalities and civilian fatalities of one month and place, from their sums."""
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
            **_state(indicator, sums, state),
        )
        for indicator, unit in COUNTS.items()
    ]


def _tell_months(months: pd.Series, coverage: pd.DataFrame) -> pd.Series:
    """State of a count that a source does not list: its zero, not reported, or not covered."""
    is_zero = is_inside(months, coverage[coverage["absent_is_zero"]])
    state = pd.Series("not_covered", index=months.index)
    return state.mask(is_inside(months, coverage), "not_reported").mask(is_zero, "zero")


def _state(indicator: str, sums: Any, state: str) -> dict[str, Any]:
    """Value, range, state and rule of one count; ``state`` is that of one that is not listed."""
    if state == "not_covered" or (sums is None and state != "zero"):
        return {"status": state}
    has_range = indicator == "fatalities"
    if sums is None:
        zero = {"value": 0, "status": "reported", "rule": "none-listed-inside-coverage"}
        return zero | ({"low": 0, "high": 0} if has_range else {})
    value = sums[f"{indicator}_best" if has_range else indicator]
    bounds = {k: sums[f"{indicator}_{k}"] for k in ("low", "high")} if has_range else {}
    rule = "count" if indicator == "incidents" else "sum"
    inputs = cite_pairs(sums["inputs"].splitlines())
    return {"value": value, "status": say_known(value), "rule": rule, "inputs": inputs} | bounds


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
    is_inside = ledgered["event_date"].min() <= last and first <= ledgered["event_date"].max()
    nothing = "not_reported" if is_inside else "not_covered"
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
            status="at_least" if len(chosen) else nothing,
            rule="count-of-a-selection",
        )
        for indicator, chosen in (("incidents", here), ("air_strikes", strikes))
    ]
    tolls, claims = tables["tolls"].set_index("incident_id"), tables["claims"]
    resolutions = tables["resolutions"]
    for incident in each_row(here):
        key = incident.event_id.removeprefix("ledger:")
        said = claims[claims["incident_id"] == key]
        code = incident.admin1_pcode if pd.notna(incident.admin1_pcode) else place["geography"]
        where = {
            "geography": code,
            "geography_name": incident.locality,
            "period_start": write_day(incident.event_date),
            "period_end": write_day(incident.event_date_end),
        }
        resolved = resolutions[resolutions["incident_id"] == key]
        rows += _tell_incident(key, tolls.loc[key], said, resolved, where, as_of)
    return rows


def _tell_incident(
    key: str,
    toll: Any,
    said: pd.DataFrame,
    resolved: pd.DataFrame,
    where: dict[str, str],
    as_of: str,
) -> list[dict[str, Any]]:
    """Toll of one incident, how many statements there are, and each of them."""
    common: dict[str, Any] = {**where, "as_of": as_of}
    rows = [
        make_figure(
            make_id("fatalities", key),
            "fatalities",
            "ledger",
            **common,
            unit="people",
            value=toll["fatalities_best"],
            low=toll["fatalities_low"],
            high=toll["fatalities_high"],
            status=say_known(toll["fatalities_best"]),
            rule=toll["rule"],
            inputs=cite_rows(pd.concat([said, resolved])),
        ),
        make_figure(
            make_id("claims", key),
            "claims",
            "ledger",
            **common,
            unit="claims",
            value=len(said),
            status="reported",
            rule="count",
            inputs=cite_rows(said),
        ),
    ]
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
                status=say_known(claim.fatalities),
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
