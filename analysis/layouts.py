"""Which figures stand in which table or chart: frames whose cells are ids of figures.

One layout serves the page, the chart and the CSV file, so that none can show another number.
``to_values`` turns a layout into numbers with the unit in the header and the state beside it.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from analysis.displacement import PARTS
from analysis.facts import COUNTS, NEEDS
from analysis.facts.figure import make_id
from analysis.facts.needs import ACCESS
from analysis.panel import PANEL_SOURCES
from analysis.states import EXACT, NOT_PLACED

LABEL = "label"
NUMBERS = ["value", "low", "high"]
STATED = ["status", "is_provisional", "as_of", "source"]
ABOUT = ["indicator", "geography", "geography_name", "period_start", "period_end", "note"]
DELAYS = [f"delay_{name}" for name in ("months", "blank", "filled", "revised", "share")]
OUTCOMES = ["incidents", "fatalities", "displacements"]  # that are forecast
SCORES = ["crps", "saved", "wis", "interval_95", "covered_80", "covered_95"]  # of past forecasts
OUTLOOK_MONTHS = 12  # before the forecasts
FLOWS = ["displacements", *(f"displacements_{c}" for c in ("conflict", "disaster", "other"))]


def _pivot(rows: pd.DataFrame, label: str, columns: list[str]) -> pd.DataFrame:
    """One row per label in the order met, one column of ids per indicator."""
    wide = {
        name: rows[rows["indicator"] == name].drop_duplicates(label).set_index(label)["id"]
        for name in columns
    }
    order = list(dict.fromkeys(rows[label]))
    frame = pd.DataFrame(wide, index=pd.Index(order, name=LABEL)).reset_index()
    return frame[[LABEL, *columns]]


def counting_sources(figures: pd.DataFrame) -> list[str]:
    """Name the sources that count incidents here, the one that serves first."""
    found = figures["id"].str.extract(r"^incidents-([a-z]+)-[A-Z]{3}$", expand=False)
    return [source for source in PANEL_SOURCES if (found == source).any()]


def serving_source(figures: pd.DataFrame) -> str:
    """Name the source whose counts of incidents a report leads with."""
    return counting_sources(figures)[0]


def incidents_by_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and fatalities of the country by the serving source, a row per month."""
    source = serving_source(figures)
    rows = figures[
        (figures["source"] == source)
        & figures["id"].str.fullmatch(
            rf"(incidents|fatalities)-{source}-[A-Z]{{3}}(-\d{{4}}-\d{{2}})?"
        )
    ].sort_values("period_start", kind="stable")
    return _pivot(
        rows.assign(month=rows["period_start"].str[:7]), "month", ["incidents", "fatalities"]
    )


def incidents_by_kind(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and fatalities of the month, a row per kind of violence."""
    source = serving_source(figures)
    kind = figures["id"].str.extract(rf"-{source}-[A-Z]{{3}}-([A-Za-z][\w-]+)$", expand=False)
    rows = figures.assign(kind=kind)[kind.notna()]
    return _pivot(rows, "kind", list(COUNTS))


def incidents_by_source(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and fatalities of the month, a row per source; they are never added."""
    rows = figures[
        figures["indicator"].isin(COUNTS) & figures["id"].str.fullmatch(r"[a-z_]+-[a-z]+-[A-Z]{3}")
    ]
    return _pivot(rows[rows["source"].isin(counting_sources(figures))], "source", list(COUNTS))


def incidents_by_region(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and fatalities of the month, a row per region and one for what has no place."""
    source = serving_source(figures)
    is_region = (
        (figures["source"] == source)
        & figures["indicator"].isin(COUNTS)
        & ~figures["id"].str.fullmatch(rf"[a-z_]+-{source}-[A-Z]{{3}}(-.*)?")
    )
    return _pivot(figures[is_region], "geography_name", list(COUNTS))


def incidents_on_map(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents of the month as the map draws them, a row per outline: some hold several regions."""
    regions = incidents_by_region(figures)[[LABEL, "incidents"]]
    is_drawn = (figures["indicator"] == "incidents_on_map") & (
        figures["source"] == serving_source(figures)
    )
    drawn = figures[is_drawn].set_index("geography_name")
    inside = {part for cited in drawn["inputs"] for part in json.loads(cited)}
    several = pd.DataFrame({LABEL: drawn.index, "incidents": drawn["id"].to_numpy()})
    kept = regions[~regions["incidents"].isin(inside)]
    return pd.concat([kept, several], ignore_index=True) if len(several) else kept


def exposure_by_radius(figures: pd.DataFrame) -> pd.DataFrame:
    """People near incidents of the month, a row per radius in kilometres; none without any number."""
    names = ["exposed_people", "exposed_known"]
    rows = figures[figures["indicator"].isin(names)]
    if not rows["value"].notna().any():
        return pd.DataFrame(columns=[LABEL, "exposed_people"])
    radius = rows["id"].str.extract(r"-(\d+)$", expand=False).astype("int64").astype("str")
    held = [name for name in names if (rows["indicator"] == name).any()]
    return _pivot(rows.assign(radius=radius), "radius", held)


def ledger_incidents(figures: pd.DataFrame) -> pd.DataFrame:
    """Tolls of the documented incidents of the month, a row per incident."""
    rows = figures[(figures["indicator"] == "fatalities") & (figures["source"] == "ledger")]
    rows = rows.assign(incident=rows["id"].str.removeprefix("fatalities-"))
    return _pivot(rows, "incident", ["fatalities"])


def strikes_by_incident(figures: pd.DataFrame) -> pd.DataFrame:
    """How many strikes are stated of each documented strike incident of the month, a row each."""
    rows = figures[figures["indicator"] == "strikes_stated"]
    rows = rows.assign(incident=rows["id"].str.removeprefix("strikes_stated-"))
    return _pivot(rows, "incident", ["strikes_stated"])


def strikes_by_weapon(figures: pd.DataFrame) -> pd.DataFrame:
    """Documented strike incidents of the month by what is said to have struck, and their share."""
    names = ["strikes_weapon", "strikes_weapon_pct"]
    rows = figures[figures["indicator"].isin(names)]
    weapon = rows["id"].str.rsplit("-", n=1).str[-1]
    return _pivot(rows.assign(weapon=weapon), "weapon", names)


def strikes_by_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Documented strike incidents of two years, a row per month; it is a selection."""
    rows = figures[figures["indicator"] == "strikes_month"].sort_values("period_start")
    return _pivot(rows.assign(month=rows["period_start"].str[:7]), "month", ["strikes_month"])


def claims(figures: pd.DataFrame) -> pd.DataFrame:
    """Numbers that were claimed of the month's incidents, a row per statement."""
    rows = figures[figures["indicator"] == "claimed_fatalities"]
    return _pivot(
        rows.assign(claim=rows["id"].str.removeprefix("claim-")), "claim", ["claimed_fatalities"]
    )


def idps_by_date(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out published stocks of the country by the source that serves, a row per day."""
    rows = figures[figures["id"].str.fullmatch(r"idps-[A-Z]{3}-[\d-]+")]
    return _pivot(rows.sort_values("period_end", kind="stable"), "period_end", ["idps"])


def idps_by_region(figures: pd.DataFrame) -> pd.DataFrame:
    """Latest stock of each region, the last one of the year before, and the change between."""
    names = {
        "idps": r"idps-.*",
        "idps_before": r"idps_before-.*",
        "idps_change_pct": r"idps_change_pct-.*",
    }
    rows = figures[
        figures["rule"].isin(
            [
                *("latest-on-or-before", "last-of-the-year-before"),
                *("change", "change-across-break", "not-comparable"),
            ]
        )
    ]
    parts = [
        rows[rows["id"].str.fullmatch(pattern)].assign(indicator=name)
        for name, pattern in names.items()
    ]
    held = pd.concat(parts, ignore_index=True)
    held = held[~held["id"].str.fullmatch(r"idps(_before|_change_pct)?-[A-Z]{3}")]
    latest = held[held["indicator"] == "idps"].sort_values("value", ascending=False, kind="stable")
    ordered = pd.concat([latest, held[held["indicator"] != "idps"]], ignore_index=True)
    return _pivot(ordered, "geography_name", list(names))


def idps_by_source(figures: pd.DataFrame) -> pd.DataFrame:
    """Latest stock of the country by each source, the one that serves first; they are never added."""
    rows = figures[figures["id"].str.fullmatch(r"idps(_[a-z_]+)?-[A-Z]{3}")]
    rows = rows[rows["indicator"].isin(["idps", "idps_of_one_reason"]) & rows["value"].notna()]
    rows = rows[rows["rule"].isin(["latest-on-or-before", "one-reason-only"])]
    return pd.DataFrame({LABEL: rows["id"], "people": rows["id"]}).reset_index(drop=True)


def idps_change(figures: pd.DataFrame) -> pd.DataFrame:
    """Last two stocks of the country, their difference and its parts: a row each, from first to last.

    No rows where there is no difference.
    """
    whole = figures[figures["indicator"] == "idps_change"]
    country = whole["geography"].iloc[0] if len(whole) else ""
    parts = [f"idps_change_{part}-{country}" for part in PARTS]
    compared = f"idps_compared-{country}"
    after = compared if (figures["id"] == compared).any() else f"idps-{country}"
    order = [f"idps_previous-{country}", *parts, f"idps_change-{country}", after]
    ids = pd.Series(order if len(whole) else [], dtype="str")
    return pd.DataFrame({LABEL: ids, "people": ids})


def displacements_by_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out new displacements of the country, a row per month, a column per cause held."""
    pattern = r"^displacements-idmc-[A-Z]{3}(?:-([a-z]+))?(?:-\d{4}-\d{2})?$"
    is_flow = figures["id"].str.fullmatch(pattern.strip("^$"))
    rows = figures[is_flow].sort_values("period_start", kind="stable")
    cause = rows["id"].str.extract(pattern, expand=False)
    columns = ("displacements_" + cause).fillna("displacements")
    named = rows.assign(month=rows["period_start"].str[:7], indicator=columns)
    return _pivot(named, "month", [c for c in FLOWS if (columns == c).any()])


def displacements_by_vintage(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out what the feed had of each month on each day it was read, a column per day."""
    rows = figures[figures["indicator"] == "displacements_vintage"]
    named = rows.assign(month=rows["period_start"].str[:7], indicator=rows["as_of"])
    return _pivot(named, "month", sorted(rows["as_of"].unique()))


def delays_by_age(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out what months of one age had and have since, a row per age in months."""
    age = figures["id"].str.extract(r"^delay_[a-z]+-.*-age_(\d+)$", expand=False)
    rows = figures.assign(age=age)[age.notna()]
    held = [name for name in DELAYS if (rows["indicator"] == name).any()]
    return _pivot(rows, "age", held)


def returns_and_refugees(figures: pd.DataFrame) -> pd.DataFrame:
    """People who returned or fled abroad, a row per figure with its own date and source."""
    wanted = figures["indicator"].isin(
        ["idp_returnees", "refugees", "asylum_seekers", "refugees_hosted"]
    )
    rows = figures[wanted & figures["value"].notna()]
    return pd.DataFrame({LABEL: rows["id"], "people": rows["id"]}).reset_index(drop=True)


def needs_and_funding(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures of the plan of the year and of food security, a row each."""
    wanted = figures["indicator"].isin([*NEEDS, "food_insecure_phase3plus", "population"])
    rows = figures[wanted & ~figures["id"].str.match("(preferred|disagree)-")]
    return pd.DataFrame({LABEL: rows["id"], "value": rows["id"]}).reset_index(drop=True)


def staple_prices(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out prices of staples, a row per commodity, unit and kind of price."""
    names = ["price", "price_markets", "price_before", "price_change_pct"]
    rows = figures[figures["indicator"].isin(names) & figures["note"].notna()]
    item = rows["id"].str.split("-", n=1).str[1]
    return _pivot(rows.assign(item=item), "item", names)


def access(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures on access, schools, health care and aid workers, a row each."""
    known = figures["id"].str.fullmatch(
        r"(schools_closed|children_affected_school_closure|access_incidents|health_care_attacks"
        r"|attacks_on_aid_workers|aid_workers_killed|human_rights_violations_documented"
        r"|explosive_incidents)-[A-Z]{3}"
    )
    rows = figures[known]
    return pd.DataFrame({LABEL: rows["id"], "value": rows["id"]}).reset_index(drop=True)


def lags_by_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out what goes with incidents, a row per term: leads first, then lags, the rest, their sum."""
    terms = figures["id"].str.extract(r"^lags-[a-z]+-[A-Z]{3}-((?:lead|lag)_\d+|neighbours)$")[0]
    rows = figures.assign(term=terms)[terms.notna() & (figures["indicator"] == "lags_term")]
    total = figures[(figures["indicator"] == "lags_sum") & figures["value"].notna()]
    order = rows["term"].map(_order_term).sort_values(kind="stable").index
    held = pd.concat([rows.loc[order], total.assign(term="cumulative")])
    ids = held["id"].astype("str").array
    return pd.DataFrame({LABEL: held["term"].astype("str").array, "lags_percent": ids})


def _order_term(term: str) -> int:
    """Place of a term in time: leads count backwards, what is no month comes last."""
    kind, _, number = term.partition("_")
    return {"lead": -1, "lag": 1}.get(kind, 1) * int(number or 99)


def event_months(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out the months around each dated event, a row per event, outcome and month, and its effect."""
    is_shown = figures["indicator"].isin(["event_month", "event_effect"])
    rows = figures[is_shown & figures["id"].str.startswith("event-")]
    held = rows[rows["value"].notna() | (rows["indicator"] == "event_month")]
    named = held["id"].str.removeprefix("event-").astype("str").array
    return pd.DataFrame({LABEL: named, "event_ratio": held["id"].astype("str").array})


def event_series(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out the change of level in each series asked of a dated event, a row per series estimated."""
    held = figures[(figures["indicator"] == "event_series") & figures["value"].notna()]
    base = held["id"].astype("str").reset_index(drop=True)
    parts = {f"event_series_{name}": base + f"-{name}" for name in ("before", "after", "trend")}
    label = base.str.removeprefix("event_series-")
    return pd.DataFrame({LABEL: label, "event_series": base, **parts})


def event_series_years(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out what each series asked of a dated event counted by calendar year, a row per series and year."""
    held = figures[figures["indicator"] == "event_series_year"]
    label = held["id"].str.removeprefix("event_series-").astype("str").array
    return pd.DataFrame({LABEL: label, "event_series_year": held["id"].astype("str").array})


def to_event_levels(
    months: pd.DatetimeIndex, start: pd.Timestamp, figures: pd.DataFrame, base: str
) -> pd.DataFrame:
    """For a chart: the level expected ``without`` a change in each month, and from the start on ``with`` it.

    Both change by the same share a month, of the level plus one; a level below none is none.
    """
    numbers = figures.set_index("id")[["value", "low", "high"]]
    away = pd.Series((months.year - start.year) * 12 + months.month - start.month, index=months)
    growth = (1 + numbers["value"][f"{base}-trend"] / 100) ** away
    after = numbers.loc[f"{base}-after"].set_axis(["with", "low", "high"])
    levels = {"without": numbers["value"][f"{base}-before"], **after}
    lines = pd.DataFrame({k: ((1 + v) * growth - 1).clip(lower=0) for k, v in levels.items()})
    later = lines[after.index].where(away >= 0, axis=0)
    return lines[["without"]].join(later)


def outlook_by_month(figures: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Lay out the last year of the country and its forecasts, a row per month; none without forecast."""
    told = figures["id"].str.extract(
        rf"^forecast_(of|held)-{outcome}-[a-z]+-[A-Z]{{3}}-\d(-narrow)?$", expand=True
    )
    kinds = {"of": "forecast", "held": "forecast_held"}
    names = told[0].map(kinds).astype("str").where(told[1].isna(), "forecast_narrow")
    ahead = figures.assign(month=figures["period_start"].str[:7], indicator=names)[told[0].notna()]
    if ahead.empty:
        return pd.DataFrame(columns=[LABEL, outcome])
    flows = displacements_by_month(figures)
    series = flows if outcome == "displacements" else incidents_by_month(figures)
    named = series.rename(columns={series.columns[1]: outcome}) if series is flows else series
    after = _pivot(ahead, "month", ["forecast", "forecast_narrow", "forecast_held"])
    return pd.concat([named[[LABEL, outcome]].tail(OUTLOOK_MONTHS), after], ignore_index=True)


def outlook_by_region(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out each region's incidents of the month and what is forecast of it, a row per region."""
    told = figures["id"].str.extract(
        r"^forecast_(of|held)-(incidents|fatalities)-[a-z]+-(?![A-Z]{3}-).+-(\d)$", expand=True
    )
    names = (told[1] + "_" + told[2]).where(told[0] == "of", "forecast_held").astype("str")
    rows = figures.assign(indicator=names)[told[0].notna()]
    held = ["incidents_1", "incidents_3", "incidents_6", "fatalities_1", "forecast_held"]
    ahead = _pivot(rows, "geography_name", held)
    seen = incidents_by_region(figures).set_index(LABEL)["incidents"]
    ahead.insert(1, "incidents", ahead[LABEL].map(seen))
    return ahead


def outlook_scores(figures: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Lay out how good forecasts by region were, a row per months ahead and method."""
    names = [f"forecast_{name}" for name in SCORES]
    told = figures["id"].str.extract(rf"^\w+-{outcome}-[a-z]+-[A-Z]{{3}}-(\d-\w+)$", expand=False)
    rows = figures.assign(score=told)[told.notna() & figures["indicator"].isin(names)]
    return _pivot(rows, "score", names)


def outlook_tenths(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out how much of what came fell into each tenth of the past forecasts, the lowest first."""
    rows = figures[figures["indicator"] == "forecast_tenth"]
    return _pivot(rows.assign(tenth=rows["id"].str[-2:]), "tenth", ["forecast_tenth"])


def outlook_misses(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out the latest past forecasts of each region beside what came, a row per forecast."""
    past = figures.loc[figures["indicator"] == "forecast_past", "id"]
    came = past.str.replace("forecast_past", "forecast_came", n=1)
    return pd.DataFrame({LABEL: past, "past": past, "came": came}).reset_index(drop=True)


def nowcasts(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out the months that are not whole yet: what the feed has, and what it may come to."""
    rows = figures[(figures["indicator"] == "nowcast_displacements") & figures["value"].notna()]
    months = rows.assign(month=rows["period_start"].str[:7])
    layout = _pivot(months, "month", ["nowcast_displacements"])
    if layout.empty:
        return layout
    flows = displacements_by_month(figures).set_index(LABEL)
    layout.insert(1, "displacements", layout[LABEL].map(flows.iloc[:, 0]))
    return layout


def disagreements(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out published figures that differ from the preferred one by more than rounding."""
    others = figures.loc[figures["rule"] == "not-preferred", "id"]
    preferred = others.str.replace(r"^disagree-(.*)-[a-z]+-\d+$", r"preferred-\1", regex=True)
    pairs = {LABEL: others, "preferred": preferred, "other": others}
    return pd.DataFrame(pairs).reset_index(drop=True)


def joins(figures: pd.DataFrame) -> pd.DataFrame:
    """Rows of each outcome of each join, and what they add up to."""
    rows = figures[figures["indicator"] == "rows"]
    sums = figures.loc[figures["indicator"] == "rows_sum", "id"]
    held = set(sums)
    added = [f"{i}-sum" if f"{i}-sum" in held else None for i in rows["id"]]
    table = pd.DataFrame({LABEL: rows["id"], "rows": rows["id"], "added": added})
    return table.reset_index(drop=True)


def unusual_by_region(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out incidents of the twelve months judged, a row per region, a column per month."""
    rows = figures[figures["indicator"] == "unusual_observed"]
    months = rows["period_start"].str[:7]
    named = rows.assign(indicator=months)
    return _pivot(named, "geography_name", sorted(months.unique()))


def unusual_months(figures: pd.DataFrame) -> pd.DataFrame:
    """Observed and expected count and limit, a row per region-month that stands out or is newest."""
    names = ["unusual_observed", "unusual_expected", "unusual_limit"]
    rows = figures[figures["indicator"].isin(names)]
    what = rows["id"].str.split("-", n=1).str[1]
    held = set(what[rows["indicator"] == "unusual_limit"])
    return _pivot(rows.assign(what=what)[what.isin(held)], "what", names)


def records(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths of the month beside the most of one and of three years: the country, then its regions."""
    names = ["record_year", "record_three_years"]
    rows = figures[figures["indicator"].isin(names)]
    layout = _pivot(rows, "geography", names)
    source = rows["source"].iloc[0] if len(rows) else ""
    deaths = layout[LABEL].map(lambda place: make_id("fatalities", source, place)).astype("object")
    layout.insert(1, "fatalities", deaths.where(deaths.isin(figures["id"]), None))
    return layout


def levels(figures: pd.DataFrame) -> pd.DataFrame:
    """Levels of the country's incidents, a row each, with the interval of the change before it."""
    names = ["level_break", "level_break_chance", "level_mean"]
    rows = figures[figures["indicator"].isin(names)]
    number = rows["id"].str.extract(r"-(\d+)$", expand=False)
    return _pivot(rows.assign(number=number).sort_values("number"), "number", names)


def incidents_by_year(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents of the country by calendar year, as far as its months are known and final."""
    rows = figures[figures["indicator"] == "level_year"]
    return _pivot(rows.assign(year=rows["period_start"].str[:4]), "year", ["level_year"])


def death_bounds(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths of single events as known, as estimated, and at most, a row each; none without bounds."""
    names = ["deaths_known", "deaths_imputed", "deaths_bound"]
    rows = figures[figures["indicator"].isin(names)].set_index("indicator")
    if not set(names) <= set(rows.index):
        return pd.DataFrame({LABEL: [], "value": []})
    return pd.DataFrame({LABEL: names, "value": rows.loc[names, "id"].to_list()})


def unknown_deaths(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out what is known of the deaths of single events, a row per figure."""
    rows = figures[figures["indicator"].str.startswith("deaths_") & figures["value"].notna()]
    return pd.DataFrame({LABEL: rows["id"], "value": rows["id"]}).reset_index(drop=True)


def claims_as_stated(figures: pd.DataFrame) -> pd.DataFrame:
    """Numbers that each statement on one incident gives, a row per statement."""
    names = ["claimed_fatalities", "claimed_civilian_fatalities", "claimed_injured"]
    return _by_end(figures, names)


def _by_end(figures: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Figures of some indicators, a row for each end that their ids have behind the first hyphen."""
    rows = figures[figures["indicator"].isin(names)]
    return _pivot(rows.assign(end=rows["id"].str.split("-", n=1).str[1]), "end", names)


def toll_as_known(figures: pd.DataFrame) -> pd.DataFrame:
    """Toll and statements of one incident as known, a row per day on which any was published."""
    names = ["toll_known", "claims_known"]
    rows = figures[figures["indicator"].isin(names)]
    return _pivot(rows.sort_values("as_of", kind="stable"), "as_of", names)


def within_the_radius(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out what lies within the radius of one incident, and of earlier incidents, a row each."""
    names = ["exposed_people", "exposed_known", "towns_near"]
    names += ["earlier_near", "earlier_may", "events_near", "earlier_region"]
    rows = figures[figures["indicator"].isin(names)]
    return pd.DataFrame({LABEL: rows["id"], "value": rows["id"]}).reset_index(drop=True)


def towns_near(figures: pd.DataFrame) -> pd.DataFrame:
    """Towns within the radius of one incident, a row each, the nearest first."""
    return _by_end(figures, ["town_km", "town_people"])


def incidents_near(figures: pd.DataFrame) -> pd.DataFrame:
    """Earlier incidents within the radius of one, a row each, with what was claimed of them."""
    near = _by_end(figures, ["incident_km"])
    return near.assign(fatalities="fatalities-" + near[LABEL], claims="claims-" + near[LABEL])


def region_before(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and deaths of the region in the year before one incident, a row per source."""
    names = ["year_incidents", "year_fatalities"]
    return _pivot(figures[figures["indicator"].isin(names)], "source", names)


def actors_before(figures: pd.DataFrame) -> pd.DataFrame:
    """Earlier incidents of each actor of one incident, a row per actor."""
    names = ["actor_earlier", "actor_year", "actor_region"]
    return _pivot(figures[figures["indicator"].isin(names)], "note", names)


def displaced_around(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out displaced persons before and after one incident and their difference, a row per place."""
    names = ["idps_before", "idps_after", "idps_between"]
    kind = figures["id"].str.split("-", n=1).str[0]
    rows = figures[kind.isin(names)].assign(indicator=kind)
    return _pivot(rows, "geography_name", names)


def conditions(figures: pd.DataFrame) -> pd.DataFrame:
    """Needs, food security, population and access in the month of one incident, a row per figure."""
    wanted = figures["indicator"].isin([*NEEDS, "food_insecure_phase3plus", "population", *ACCESS])
    rows = figures[wanted]
    return pd.DataFrame({LABEL: rows["id"], "value": rows["id"]}).reset_index(drop=True)


LAYOUTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "incidents_by_month": incidents_by_month,
    "incidents_by_kind": incidents_by_kind,
    "incidents_by_region": incidents_by_region,
    "incidents_by_source": incidents_by_source,
    "incidents_on_map": incidents_on_map,
    "exposure_by_radius": exposure_by_radius,
    "ledger_incidents": ledger_incidents,
    "strikes_by_incident": strikes_by_incident,
    "strikes_by_weapon": strikes_by_weapon,
    "strikes_by_month": strikes_by_month,
    "claims": claims,
    "idps_by_date": idps_by_date,
    "idps_by_region": idps_by_region,
    "idps_by_source": idps_by_source,
    "idps_change": idps_change,
    "displacements_by_month": displacements_by_month,
    "displacements_by_vintage": displacements_by_vintage,
    "delays_by_age": delays_by_age,
    "returns_and_refugees": returns_and_refugees,
    "lags_by_month": lags_by_month,
    "event_months": event_months,
    "event_series": event_series,
    "event_series_years": event_series_years,
    "needs_and_funding": needs_and_funding,
    "staple_prices": staple_prices,
    "access": access,
    **{f"outlook_{name}": partial(outlook_by_month, outcome=name) for name in OUTCOMES},
    "outlook_regions": outlook_by_region,
    **{f"outlook_scores_{name}": partial(outlook_scores, outcome=name) for name in OUTCOMES[:2]},
    "outlook_tenths": outlook_tenths,
    "outlook_misses": outlook_misses,
    "nowcasts": nowcasts,
    "disagreements": disagreements,
    "joins": joins,
    "unusual_by_region": unusual_by_region,
    "unusual_months": unusual_months,
    "records": records,
    "levels": levels,
    "incidents_by_year": incidents_by_year,
    "unknown_deaths": unknown_deaths,
}

BRIEF_LAYOUTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "claims_as_stated": claims_as_stated,
    "toll_as_known": toll_as_known,
    "within_the_radius": within_the_radius,
    "towns_near": towns_near,
    "incidents_near": incidents_near,
    "region_before": region_before,
    "actors_before": actors_before,
    "displaced_around": displaced_around,
    "conditions": conditions,
}


def to_values(layout: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Numbers of a layout: for each of its columns the value, its range, state, date and source.

    The unit is in the header where a column has one unit and beside the value where it has many;
    what, where and when the row is of stands at its end.
    """
    ids = pd.Index(figures["id"])
    result: dict[str, Any] = {LABEL: layout[LABEL].array}
    for name in layout.columns.drop(LABEL):
        cells = _take(figures, ids, layout[name], ["unit", *NUMBERS, *STATED])
        units = pd.Series(cells["unit"]).dropna().unique()
        head = (
            f"{name}_{units[0]}"
            if len(units) == 1 and not name.endswith((str(units[0]), "_pct"))
            else name
        )
        result[head] = _whole(cells["value"])
        if pd.notna(cells["low"]).any():
            result[f"{head}_low"] = _whole(cells["low"])
            result[f"{head}_high"] = _whole(cells["high"])
        if len(units) > 1:
            result["unit"] = cells["unit"]
        result |= {f"{name}_{extra}": cells[extra] for extra in STATED}
    last = layout.ffill(axis=1).iloc[:, -1]  # labels only where nothing is judged
    return pd.DataFrame(result | _take(figures, ids, last, ABOUT))


def _take(
    figures: pd.DataFrame, ids: pd.Index, wanted: pd.Series, columns: list[str]
) -> dict[str, Any]:
    """Columns of the figures that are wanted, by their ids; missing where there is none."""
    places = ids.get_indexer(pd.Index(wanted))
    return {name: figures[name].array.take(places, allow_fill=True) for name in columns}


def _whole(values: Any) -> Any:
    """Write numbers without a fraction as whole ones; others as they are."""
    is_whole = bool((values[~pd.isna(values)] % 1 == 0).all())
    return values.astype("Int64") if is_whole else values


def to_range(layout: pd.DataFrame, figures: pd.DataFrame, column: str) -> pd.DataFrame:
    """For a chart: ``label``, ``value``, its range, ``status`` and whether it may still change."""
    cells = figures.set_index("id").reindex(layout[column])
    numbers = {
        name: cells[name].to_numpy()
        for name in ("value", "low", "high", "status", "is_provisional", "geography_name")
    }
    return pd.DataFrame({LABEL: layout[LABEL], **numbers})


def to_outlook(layout: pd.DataFrame, figures: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """For a chart: a row for every month from the first seen to the last forecast.

    ``value`` is what was seen, ``middle`` with ``low`` to ``high`` and ``inner_low`` to
    ``inner_high`` what is forecast; a later month without a forecast has neither.
    """
    cells = {name: to_range(layout, figures, name) for name in layout.columns.drop(LABEL)}
    seen, wide, inner = (cells[n] for n in (outcome, "forecast", "forecast_narrow"))
    table = seen[[LABEL, "value", "status", "is_provisional"]].assign(
        is_ahead=layout["forecast"].notna(),
        middle=wide["value"],
        low=wide["low"],
        high=wide["high"],
        inner_low=inner["low"],
        inner_high=inner["high"],
    )
    months = pd.date_range(f"{layout[LABEL].min()}-01", f"{layout[LABEL].max()}-01", freq="MS")
    whole = table.set_index(LABEL).reindex(pd.Index(months.strftime("%Y-%m"), name=LABEL))
    first = layout.loc[layout["forecast"].notna(), LABEL].min()
    return whole.reset_index().assign(is_ahead=lambda d: d[LABEL] >= first)


def to_cells(layout: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """For a chart of columns by day: a row per cell, its place, and whether its number is new.

    Nothing is new on the first day that shows a month: what was before is not known.
    """
    cells = layout.melt(LABEL, var_name="day", value_name="id").dropna(subset="id")
    cells = cells.join(figures.set_index("id")[["value", "status"]], on="id")
    cells = cells.sort_values([LABEL, "day"], kind="stable").reset_index(drop=True)
    before = cells.groupby(LABEL)["value"].shift()
    rows, columns = pd.Index(layout[LABEL]), layout.columns.drop(LABEL)
    cells = cells.assign(
        row=rows.get_indexer(pd.Index(cells[LABEL])),
        column=columns.get_indexer(pd.Index(cells["day"])),
    )
    is_new = cells["value"].notna() & (cells["value"] != before) & cells.duplicated(LABEL)
    return cells.assign(is_new=is_new)


def to_states(layout: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """For a chart of regions by month: a row per cell, its place, its number and how it is judged."""
    cells = layout.melt(LABEL, var_name="month", value_name="id").dropna(subset="id")
    known = figures.set_index("id")[["value", "status", "verdict", "geography"]]
    cells = cells.join(known, on="id").rename(columns={"verdict": "state"})
    rows, columns = pd.Index(layout[LABEL]), layout.columns.drop(LABEL)
    return cells.assign(
        row=rows.get_indexer(pd.Index(cells[LABEL])),
        column=columns.get_indexer(pd.Index(cells["month"])),
    ).reset_index(drop=True)


def highest(values: pd.DataFrame) -> pd.Series:
    """Row with the largest ``value`` known; the first of several."""
    return values.sort_values("value", ascending=False, kind="stable").iloc[0]


def tell_trend(values: pd.DataFrame) -> str:
    """Say whether the second half of a series adds up to more than the first, by their ranges.

    Nothing is told unless every number is exact and firm; a number in the middle is in neither.
    """
    half = len(values) // 2
    is_firm = values["status"].isin(EXACT) & ~values["is_provisional"].astype("bool")
    if not half or not is_firm.all():
        return "unknown"
    low, high = (values[end].fillna(values["value"]) for end in ("low", "high"))
    if low.iloc[-half:].sum() > high.iloc[:half].sum():
        return "higher"
    return "lower" if high.iloc[-half:].sum() < low.iloc[:half].sum() else "unclear"


def tell_step(values: pd.DataFrame) -> str:
    """Say where the last of some counts stands to the one before; not told unless they compare."""
    if not len(values) or not values["is_joined"].iloc[-1]:
        return "apart"
    before, after = values["value"].iloc[-2:]
    return "higher" if after > before else "lower" if after < before else "same"


def is_surely_highest(values: pd.DataFrame, top: pd.Series) -> bool:
    """Whether no other row can hold more than the highest known.

    A gap or a bound can. So can any row where as much again has no place.
    """
    others = values.drop(index=top.name)
    if not others["status"].isin(EXACT).all():
        return False
    is_placed = others[LABEL] != NOT_PLACED
    unplaced = others.loc[~is_placed, "value"].sum()
    return bool(unplaced == 0 or (others.loc[is_placed, "value"] + unplaced <= top["value"]).all())
