"""Which figures stand in which table or chart: frames whose cells are ids of figures.

One layout serves the page, the chart and the CSV file, so that none can show another number.
``to_values`` turns a layout into numbers with the unit in the header and the state beside it.
"""

import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.displacement import PARTS
from analysis.facts import COUNTS, NEEDS
from analysis.panel import PANEL_SOURCES
from analysis.states import EXACT, NOT_PLACED

LABEL = "label"
DELAYS = [f"delay_{name}" for name in ("months", "blank", "filled", "revised", "share")]
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


def ledger_incidents(figures: pd.DataFrame) -> pd.DataFrame:
    """Tolls of the documented incidents of the month, a row per incident."""
    rows = figures[(figures["indicator"] == "fatalities") & (figures["source"] == "ledger")]
    rows = rows.assign(incident=rows["id"].str.removeprefix("fatalities-"))
    return _pivot(rows, "incident", ["fatalities"])


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


LAYOUTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "incidents_by_month": incidents_by_month,
    "incidents_by_kind": incidents_by_kind,
    "incidents_by_region": incidents_by_region,
    "incidents_by_source": incidents_by_source,
    "incidents_on_map": incidents_on_map,
    "ledger_incidents": ledger_incidents,
    "claims": claims,
    "idps_by_date": idps_by_date,
    "idps_by_region": idps_by_region,
    "idps_by_source": idps_by_source,
    "idps_change": idps_change,
    "displacements_by_month": displacements_by_month,
    "displacements_by_vintage": displacements_by_vintage,
    "delays_by_age": delays_by_age,
    "returns_and_refugees": returns_and_refugees,
    "needs_and_funding": needs_and_funding,
    "staple_prices": staple_prices,
    "access": access,
    "disagreements": disagreements,
    "joins": joins,
}


def to_values(layout: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Numbers of a layout: for each of its columns the value, its range, state, date and source.

    The unit is in the header where a column has one unit and beside the value where it has many;
    what, where and when the row is of stands at its end.
    """
    known = figures.set_index("id")
    result = pd.DataFrame({LABEL: layout[LABEL]})
    for name in layout.columns.drop(LABEL):
        cells = known.reindex(layout[name])
        units = cells["unit"].dropna().unique()
        head = (
            f"{name}_{units[0]}"
            if len(units) == 1 and not name.endswith((str(units[0]), "_pct"))
            else name
        )
        result[head] = _whole(cells["value"])
        if cells["low"].notna().any():
            result[f"{head}_low"] = _whole(cells["low"])
            result[f"{head}_high"] = _whole(cells["high"])
        if len(units) > 1:
            result["unit"] = cells["unit"].to_numpy()
        for extra in ("status", "is_provisional", "as_of", "source"):
            result[f"{name}_{extra}"] = cells[extra].to_numpy()
    about = known.reindex(layout[layout.columns[-1]])
    for extra in ("indicator", "geography", "geography_name", "period_start", "period_end", "note"):
        result[extra] = about[extra].to_numpy()
    return result


def _whole(values: pd.Series) -> Any:
    """Write numbers without a fraction as whole ones; others as they are."""
    is_whole = (values.dropna() % 1 == 0).all()
    return (values.astype("Int64") if is_whole else values).array


def to_range(layout: pd.DataFrame, figures: pd.DataFrame, column: str) -> pd.DataFrame:
    """For a chart: ``label``, ``value``, its range, ``status`` and whether it may still change."""
    cells = figures.set_index("id").reindex(layout[column])
    numbers = {
        name: cells[name].to_numpy()
        for name in ("value", "low", "high", "status", "is_provisional", "geography_name")
    }
    return pd.DataFrame({LABEL: layout[LABEL], **numbers})


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
