"""Which figures stand in which table or chart: frames whose cells are ids of figures.

One layout serves the page, the chart and the CSV file, so that none can show another number.
``to_values`` turns a layout into numbers with the unit in the header and the state beside it.
"""

from collections.abc import Callable

import pandas as pd

from analysis.facts import COUNTS, NEEDS

LABEL = "label"


def _pivot(rows: pd.DataFrame, label: str, columns: list[str]) -> pd.DataFrame:
    """One row per label in the order met, one column of ids per indicator."""
    wide = {
        name: rows[rows["indicator"] == name].drop_duplicates(label).set_index(label)["id"]
        for name in columns
    }
    order = list(dict.fromkeys(rows[label]))
    frame = pd.DataFrame(wide, index=pd.Index(order, name=LABEL)).reset_index()
    return frame[[LABEL, *columns]]


def incidents_by_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and fatalities of the country, a row per month."""
    rows = figures[
        (figures["source"] == "ucdp")
        & figures["id"].str.fullmatch(r"(incidents|fatalities)-ucdp-[A-Z]{3}(-\d{4}_\d{2})?")
    ].sort_values("period_start", kind="stable")
    return _pivot(
        rows.assign(month=rows["period_start"].str[:7]), "month", ["incidents", "fatalities"]
    )


def incidents_by_kind(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and fatalities of the month, a row per kind of violence."""
    kind = figures["id"].str.extract(r"-ucdp-[A-Z]{3}-([a-z]+_[a-z]+)$", expand=False)
    rows = figures.assign(kind=kind)[kind.notna()]
    return _pivot(rows, "kind", list(COUNTS))


def incidents_by_region(figures: pd.DataFrame) -> pd.DataFrame:
    """Incidents and fatalities of the month, a row per region and one for what has no place."""
    is_region = (
        (figures["source"] == "ucdp")
        & figures["indicator"].isin(COUNTS)
        & ~figures["id"].str.fullmatch(r"[a-z_]+-ucdp-[A-Z]{3}(-.*)?")
    )
    return _pivot(figures[is_region], "geography_name", list(COUNTS))


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
    """Lay out published stocks of the country, a row per day."""
    rows = figures[(figures["indicator"] == "idps") & (figures["rule"] == "preferred-row")]
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
            ["latest-on-or-before", "last-of-the-year-before", "change", "not-comparable"]
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


def displacements_by_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay out new displacements of the country, a row per month."""
    rows = figures[figures["id"].str.fullmatch(r"displacements-idmc-[A-Z]{3}(-\d{4}_\d{2})?")]
    rows = rows.sort_values("period_start", kind="stable")
    return _pivot(rows.assign(month=rows["period_start"].str[:7]), "month", ["displacements"])


def returns_and_refugees(figures: pd.DataFrame) -> pd.DataFrame:
    """People who returned or fled abroad, a row per figure with its own date and source."""
    wanted = figures["indicator"].isin(
        ["idp_returnees", "refugees", "asylum_seekers", "refugees_hosted"]
    )
    rows = figures[wanted & figures["value"].notna()]
    return pd.DataFrame({LABEL: rows["id"], "people": rows["id"]}).reset_index(drop=True)


def needs_and_funding(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures of the plan of the year and of food security, a row each."""
    rows = figures[figures["indicator"].isin([*NEEDS, "food_insecure_phase3plus", "population"])]
    return pd.DataFrame({LABEL: rows["id"], "value": rows["id"]}).reset_index(drop=True)


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
    rows = figures[figures["rule"] == "not-preferred"]
    return pd.DataFrame({LABEL: rows["id"], "value": rows["id"]}).reset_index(drop=True)


LAYOUTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "incidents_by_month": incidents_by_month,
    "incidents_by_kind": incidents_by_kind,
    "incidents_by_region": incidents_by_region,
    "ledger_incidents": ledger_incidents,
    "claims": claims,
    "idps_by_date": idps_by_date,
    "idps_by_region": idps_by_region,
    "displacements_by_month": displacements_by_month,
    "returns_and_refugees": returns_and_refugees,
    "needs_and_funding": needs_and_funding,
    "access": access,
    "disagreements": disagreements,
}


def to_values(layout: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Numbers of a layout: for each of its columns the value, its range, state, date and source.

    The unit is in the header where a column has one unit and beside the value where it has many.
    """
    known = figures.set_index("id")
    result = pd.DataFrame({LABEL: layout[LABEL]})
    for name in layout.columns.drop(LABEL):
        cells = known.reindex(layout[name])
        units = cells["unit"].dropna().unique()
        head = (
            f"{name}_{units[0]}" if len(units) == 1 and not name.endswith(str(units[0])) else name
        )
        result[head] = cells["value"].to_numpy()
        if cells["low"].notna().any():
            result[f"{head}_low"] = cells["low"].to_numpy()
            result[f"{head}_high"] = cells["high"].to_numpy()
        if len(units) > 1:
            result["unit"] = cells["unit"].to_numpy()
        for extra in ("status", "as_of", "source"):
            result[f"{name}_{extra}"] = cells[extra].to_numpy()
    return result


def to_range(layout: pd.DataFrame, figures: pd.DataFrame, column: str) -> pd.DataFrame:
    """For a chart: ``label``, ``value``, ``low``, ``high`` and ``status`` of one column."""
    cells = figures.set_index("id").reindex(layout[column])
    numbers = {
        name: cells[name].to_numpy()
        for name in ("value", "low", "high", "status", "geography_name")
    }
    return pd.DataFrame({LABEL: layout[LABEL], **numbers})


def highest(values: pd.DataFrame) -> pd.Series:
    """Row with the largest ``value``; the first of several."""
    return values.sort_values("value", ascending=False, kind="stable").iloc[0]
