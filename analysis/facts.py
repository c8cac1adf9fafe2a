"""Every number that a report prints, as one table: value, range, state, date, rule, and where from.

A figure that the sources do not carry is in the table too, without a value and with the reason:
the page then says *not reported* or *not covered* instead of leaving a gap that reads as zero.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis.incidents import add_up
from analysis.measures import count_trailing_zeros, each_row, keep_latest, month_bounds
from analysis.panel import NOT_PLACED
from analysis.schema import Figures, conform, empty

TREND_MONTHS = 24
MAX_AGE = pd.Timedelta(days=366)  # an older figure is not shown as the latest
PCODE_LIST = "cod-2021-12-20"
NEEDS = {
    "people_in_need": "people",
    "people_targeted": "people",
    "people_reached": "people",
    "requirements_usd": "usd",
    "funding_usd": "usd",
    "percent_funded": "percent",
}
ACCESS = [
    *("schools_closed", "children_affected_school_closure", "access_incidents"),
    *("health_care_attacks", "attacks_on_aid_workers", "aid_workers_killed"),
    *("human_rights_violations_documented", "explosive_incidents"),
]
COUNTS = {"incidents": "incidents", "fatalities": "people", "civilian_fatalities": "people"}


def to_figures(
    tables: Mapping[str, pd.DataFrame], *, country: str, country_name: str, month: str, as_of: str
) -> DataFrame[Figures]:
    """Return one row per number of the report on a country and month."""
    first, last = month_bounds(month)
    place = {"geography": country, "geography_name": country_name}
    period = {"period_start": _iso(first), "period_end": _iso(last)}
    rows = [
        *_from_incidents(tables, place, first),
        *_from_ledger(tables, place, period, as_of),
        *_from_stocks(tables["idps"], tables["breaks"], place, last),
        *_from_flows(tables["displacements"], place, first, last),
        *_from_refugees(tables["refugees"], place, last),
        *_from_needs(tables["needs"], place, first),
        *_from_food(tables["food_security"], place, first, last),
        *_from_latest(tables["population"], "population", "people", place, last, None),
        *[r for name in ACCESS for r in _from_access(tables["access"], name, place, first, last)],
        *_from_quality(tables, place, first),
        *_from_losses(tables["losses"], place),
        *_from_disagreement(tables, first, last),
    ]
    if not rows:
        return empty(Figures).pipe(Figures.validate, lazy=True)
    return conform(pd.DataFrame(rows), Figures).pipe(Figures.validate, lazy=True)


def make_id(*parts: str) -> str:
    """Join parts to an id that is also an anchor: plain letters, digits and hyphens."""
    return "-".join(re.sub(r"[^A-Za-z0-9]+", "_", part).strip("_") for part in parts)


def _iso(day: Any) -> str:
    return pd.Timestamp(day).strftime("%Y-%m-%d")


def _files(rows: pd.DataFrame) -> str:
    """Way back to the rows that a figure was made of."""
    pairs = (
        rows[["source_file", "source_row"]]
        .drop_duplicates()
        .sort_values(["source_file", "source_row"])
    )
    grouped = pairs.groupby("source_file")["source_row"].apply(list)
    return json.dumps(
        [{"file": file, "rows": [int(r) for r in held]} for file, held in grouped.items()]
    )


def _pairs(inputs: str) -> str:
    """Way back from ``file#row file#row``."""
    held: dict[str, list[int]] = {}
    for pair in inputs.split():
        file, row = pair.rsplit("#", 1)
        held.setdefault(file, []).append(int(row))
    return json.dumps([{"file": file, "rows": sorted(set(r))} for file, r in sorted(held.items())])


def _figure(figure_id: str, indicator: str, source: str, **rest: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": figure_id,
        "indicator": indicator,
        "source": source,
        "publisher": None,
        "pcode_list": None,
        "value": None,
        "low": None,
        "high": None,
        "status": "not_reported",
        "as_of": None,
        "rule": "none",
        "inputs": "[]",
    }
    figure = base | rest
    value = figure["value"]
    has_code = re.fullmatch(r"[A-Z]{2}\d{2,}", str(figure["geography"])) is not None
    numbers = {
        name: float("nan") if figure[name] is None or pd.isna(figure[name]) else float(figure[name])
        for name in ("value", "low", "high")
    }
    if value is None or pd.isna(value):
        numbers = dict.fromkeys(numbers, float("nan"))
    return figure | numbers | {"pcode_list": PCODE_LIST if has_code else None}


def _known(value: Any) -> str:
    return "not_reported" if pd.isna(value) else "reported"


def _from_incidents(
    tables: Mapping[str, pd.DataFrame], place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    months, panel = tables["incidents_admin1_month"], tables["panel_admin1_month"]
    version = months["source_version"].iloc[-1] if len(months) else None
    covered = panel.loc[panel["incidents_status"] == "reported", "month"]
    window = pd.date_range(first - pd.DateOffset(months=TREND_MONTHS - 1), first, freq="MS")
    inputs = tables["inputs"]
    given = inputs[inputs["source"] == "ucdp"]
    published = given["date_published"].fillna(given["date_retrieved"]).dropna()
    said = str(published.max()) if len(published) else None
    by_month = add_up(months, by=["month"]).set_index("month")
    rows = [
        row
        for start in window
        for row in _counts(
            by_month,
            start,
            start in set(covered),
            place,
            said,
            make_id(place["geography"])
            if start == first
            else make_id(place["geography"], start.strftime("%Y-%m")),
        )
    ]
    if version is None or first not in set(covered):
        return rows
    here = panel[panel["month"] == first]
    placed = months[months["month"] == first]
    region_rows = add_up(placed.assign(admin1_name=_unit_names(placed, here)), by=["admin1_name"])
    region_rows = region_rows.set_index("admin1_name")
    for unit in each_row(here):
        code = unit.admin1_pcode if pd.notna(unit.admin1_pcode) else unit.admin1_name
        where = {"geography": code, "geography_name": unit.admin1_name}
        rows += _counts(region_rows, unit.admin1_name, True, where, said, make_id(code), first)
    kinds = add_up(placed, by=["event_type"]).set_index("event_type")
    for kind in kinds.index:
        rows += _counts(kinds, kind, True, place, said, make_id(place["geography"], kind), first)
    return rows


def _unit_names(rows: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    coded = units.dropna(subset="admin1_pcode").set_index("admin1_pcode")["admin1_name"]
    names = rows["admin1_pcode"].map(coded) if len(coded) else rows["admin1_name"]
    return names.astype("str").fillna(NOT_PLACED)


def _counts(
    sums: pd.DataFrame,
    key: Any,
    is_covered: bool,
    place: Mapping[str, str],
    published: str | None,
    suffix: str,
    month: pd.Timestamp | None = None,
) -> list[dict[str, Any]]:
    """Incidents, fatalities and civilian fatalities of one month and place."""
    start = month if month is not None else key
    common = {
        **place,
        "period_start": _iso(start),
        "period_end": _iso(start + pd.offsets.MonthEnd(0)),
        "as_of": published,
    }
    found = key in sums.index
    figures = []
    for indicator, unit in COUNTS.items():
        best = f"{indicator}_best" if indicator == "fatalities" else indicator
        more: dict[str, Any] = {"status": "not_covered"}
        if is_covered and not found:
            more = {"value": 0, "status": "reported", "rule": "none-listed-inside-coverage"}
            more |= {"low": 0, "high": 0} if indicator == "fatalities" else {}
        if is_covered and found:
            row = sums.loc[key]
            more = {
                "value": row[best],
                "status": _known(row[best]),
                "inputs": _pairs(row["inputs"]),
            }
            more["rule"] = "count" if indicator == "incidents" else "sum"
            if indicator == "fatalities":
                more |= {"low": row["fatalities_low"], "high": row["fatalities_high"]}
        figures.append(
            _figure(
                make_id(indicator, "ucdp") + "-" + suffix,
                indicator,
                "ucdp",
                unit=unit,
                **common,
                **more,
            )
        )
    return figures


def _from_ledger(
    tables: Mapping[str, pd.DataFrame], place: dict[str, str], period: dict[str, str], as_of: str
) -> list[dict[str, Any]]:
    ledgered = tables["incidents"][tables["incidents"]["source"] == "ledger"]
    if tables["tolls"].empty:
        return []
    in_month = ledgered["event_date"].between(
        pd.Timestamp(period["period_start"]), pd.Timestamp(period["period_end"])
    )
    here = ledgered[in_month]
    strikes = here[here["event_type"] == "Air/drone strike"]
    rows = [
        _figure(
            make_id(indicator, "ledger", place["geography"]),
            indicator,
            "ledger",
            **place,
            **period,
            unit="incidents",
            value=len(chosen) or None,
            inputs=_files(chosen),
            as_of=as_of,
            status="at_least" if len(chosen) else "not_reported",
            rule="count-of-a-selection",
        )
        for indicator, chosen in (("incidents", here), ("air_strikes", strikes))
    ]
    tolls = tables["tolls"].set_index("incident_id")
    claims = tables["claims"]
    for incident in each_row(here):
        key = incident.event_id.removeprefix("ledger:")
        toll, said = tolls.loc[key], claims[claims["incident_id"] == key]
        code = incident.admin1_pcode if pd.notna(incident.admin1_pcode) else place["geography"]
        where = {
            "geography": code,
            "geography_name": incident.locality,
            "period_start": _iso(incident.event_date),
            "period_end": _iso(incident.event_date_end),
        }
        rows.append(
            _figure(
                make_id("fatalities", key),
                "fatalities",
                "ledger",
                **where,
                unit="people",
                value=toll["fatalities_best"],
                low=toll["fatalities_low"],
                high=toll["fatalities_high"],
                status=_known(toll["fatalities_best"]),
                as_of=as_of,
                rule=toll["rule"],
                inputs=_files(said),
            )
        )
        rows.append(
            _figure(
                make_id("claims", key),
                "claims",
                "ledger",
                **where,
                unit="claims",
                value=len(said),
                status="reported",
                as_of=as_of,
                rule="count",
                inputs=_files(said),
            )
        )
        rows += [
            _figure(
                make_id("claim", claim.claim_id),
                "claimed_fatalities",
                "ledger",
                **where,
                publisher=claim.publisher,
                unit="people",
                value=claim.fatalities,
                status=_known(claim.fatalities),
                rule=f"as-stated-{claim.scope}",
                as_of=claim.published_date if isinstance(claim.published_date, str) else None,
                inputs=_files(said[said["claim_id"] == claim.claim_id]),
            )
            for claim in each_row(said)
        ]
    return rows


def _stock(figure_id: str, row: Any, indicator: str = "idps", **more: Any) -> dict[str, Any]:
    day = _iso(row.as_of_last)
    return _figure(
        figure_id,
        indicator,
        row.source,
        publisher=row.publisher,
        geography=row.geography,
        geography_name=row.geography_name,
        period_start=day,
        period_end=day,
        value=row.idps,
        status=row.status,
        unit="people",
        as_of=row.as_of,
        inputs=json.dumps([{"file": row.source_file, "rows": [int(row.source_row)]}]),
        **{"rule": "latest-on-or-before", **more},
    )


def _from_stocks(
    idps: pd.DataFrame, breaks: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    published = idps[idps["is_preferred"] & (idps["source"] == "figures")]
    stocks = published[published["indicator"] == "idps"].sort_values("as_of_last", kind="stable")
    national = stocks[stocks["geography"] == place["geography"]]
    usable = stocks[stocks["as_of_last"].between(last - MAX_AGE, last)]
    newest = keep_latest(usable, key=["geography_name"], by="as_of_last")
    is_region = newest["geography"].str.fullmatch(r"[A-Z]{2}\d{2}|[^:+()]+").astype("bool")
    rows = []
    if not (newest["geography"] == place["geography"]).any():
        rows.append(
            _figure(
                make_id("idps", place["geography"]),
                "idps",
                "figures",
                **place,
                unit="people",
                period_start=_iso(last),
                period_end=_iso(last),
                status="not_reported" if len(idps) else "not_covered",
            )
        )
    regions = newest[is_region & ~newest["geography"].isin(["north and centre"])]
    for row in each_row(regions):
        rows.append(_stock(make_id("idps", row.geography), row))
        rows += _change(stocks, breaks, row)
    after = national[national["as_of_last"] > last].head(1)
    rows += [
        _stock(make_id("idps_next", row.geography), row, rule="first-after")
        for row in each_row(after)
    ]
    since = national[
        national["as_of_last"].between(last - pd.DateOffset(years=5), last + pd.DateOffset(years=1))
    ]
    rows += [
        _stock(make_id("idps", row.geography, row.as_of), row, rule="preferred-row")
        for row in each_row(since.drop_duplicates("as_of"))
    ]
    for indicator in ("idp_returnees",):
        returned = published[
            (published["indicator"] == indicator)
            & (published["geography"] == place["geography"])
            & (published["as_of_last"] <= last)
        ]
        rows += [
            _stock(make_id(indicator, r.geography), r, indicator)
            for r in each_row(returned.tail(1))
        ]
    yearly = idps[(idps["source"] == "idmc") & (idps["as_of_last"] <= last)].tail(1)
    rows += [_stock(make_id("idps_idmc", row.geography), row) for row in each_row(yearly)]
    return rows


def _change(stocks: pd.DataFrame, breaks: pd.DataFrame, row: Any) -> list[dict[str, Any]]:
    """Change of a stock against the last one of the year before, with both figures as inputs.

    Where the place itself changed its borders in between there is no change to print.
    """
    year = row.as_of_last.year
    earlier = stocks[
        (stocks["geography_name"] == row.geography_name)
        & (stocks["as_of_last"] < pd.Timestamp(year=year, month=1, day=1))
        & (stocks["as_of_last"] >= pd.Timestamp(year=year - 1, month=1, day=1))
    ].tail(1)
    if earlier.empty or pd.isna(row.idps) or not earlier["idps"].gt(0).item():
        return []
    before = next(each_row(earlier))
    base = make_id("idps_before", row.geography)
    split = breaks[
        (breaks["kind"] == "regions split")
        & (breaks["geography_name"] == row.geography_name)
        & (breaks["date_to"] > before.as_of_last)
        & (breaks["date_from"] <= row.as_of_last)
    ]
    change = 100 * (float(row.idps) - float(before.idps)) / float(before.idps)
    is_same_place = split.empty
    return [
        _stock(base, before, rule="last-of-the-year-before"),
        _figure(
            make_id("idps_change_pct", row.geography),
            "idps_change_pct",
            row.source,
            geography=row.geography,
            geography_name=row.geography_name,
            period_start=_iso(before.as_of_last),
            period_end=_iso(row.as_of_last),
            value=change if is_same_place else None,
            unit="percent",
            as_of=row.as_of,
            status="estimated" if is_same_place else "not_covered",
            rule="change" if is_same_place else "not-comparable",
            inputs=json.dumps([base, make_id("idps", row.geography)]),
        ),
    ]


def _from_flows(
    flows: pd.DataFrame, place: dict[str, str], first: pd.Timestamp, last: pd.Timestamp
) -> list[dict[str, Any]]:
    newest = keep_latest(flows, key=["source", "period_start", "period_end", "cause"], by="vintage")
    days = (newest["period_end"] - newest["period_start"]).dt.days
    monthly = newest[days < 31].set_index("period_start")
    rows = []
    for start in pd.date_range(first - pd.DateOffset(months=TREND_MONTHS - 1), first, freq="MS"):
        suffix = "" if start == first else "-" + start.strftime("%Y_%m")
        common: dict[str, Any] = {
            **place,
            "unit": "people",
            "period_start": _iso(start),
            "period_end": _iso(start + pd.offsets.MonthEnd(0)),
        }
        more: dict[str, Any] = {"status": "not_covered"}
        if start in monthly.index:
            row = monthly.loc[start]
            more = {
                "value": row["displacements"],
                "status": row["status"],
                "as_of": row["vintage"],
                "rule": "newest-vintage",
                "inputs": _files(monthly.loc[[start]]),
            }
        name = make_id("displacements", "idmc", place["geography"]) + suffix
        rows.append(_figure(name, "displacements", "idmc", **common, **more))
    yearly = newest[(days > 300) & (newest["period_end"] <= last)].sort_values("period_end").tail(1)
    rows += [
        _figure(
            make_id("displacements_year", "idmc", place["geography"]),
            "displacements",
            "idmc",
            **place,
            unit="people",
            period_start=_iso(r.period_start),
            period_end=_iso(r.period_end),
            value=r.displacements,
            status=r.status,
            as_of=r.vintage,
            rule="newest-vintage",
            inputs=json.dumps([{"file": r.source_file, "rows": [int(r.source_row)]}]),
        )
        for r in each_row(yearly)
    ]
    return rows


def _published(figure_id: str, row: Any, rule: str, indicator: str | None = None) -> dict[str, Any]:
    return _figure(
        figure_id,
        indicator or row.indicator,
        row.source,
        publisher=row.publisher,
        geography=row.geography,
        geography_name=row.geography_name,
        period_start=_iso(row.period_start),
        period_end=_iso(row.period_end),
        value=row.value,
        status=row.status,
        unit=row.unit,
        as_of=row.as_of,
        rule=rule,
        inputs=json.dumps([{"file": row.source_file, "rows": [int(row.source_row)]}]),
    )


def _from_latest(
    table: pd.DataFrame,
    indicator: str,
    unit: str,
    place: dict[str, str],
    last: pd.Timestamp,
    max_age: pd.Timedelta | None,
) -> list[dict[str, Any]]:
    """Latest preferred national figure on or before the month's end."""
    rows = table[
        table["is_preferred"]
        & (table["indicator"] == indicator)
        & (table["geography"] == place["geography"])
        & (table["period_end"] <= last)
    ]
    if max_age is not None:
        rows = rows[rows["period_end"] >= last - max_age]
    newest = rows.sort_values("period_end", kind="stable").tail(1)
    name = make_id(indicator, place["geography"])
    if newest.empty:
        return [
            _figure(
                name,
                indicator,
                "figures",
                **place,
                unit=unit,
                period_start=_iso(last),
                period_end=_iso(last),
                status="not_reported" if len(table) else "not_covered",
            )
        ]
    return [_published(name, row, "latest-on-or-before") for row in each_row(newest)]


def _from_refugees(
    table: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    usable = table[
        table["is_preferred"]
        & table["indicator"].isin(["refugees", "asylum_seekers", "refugees_hosted"])
        & table["period_end"].between(last - MAX_AGE * 1.5, last)
        & table["geography_name"].str.fullmatch(r"[^:+()]+").astype("bool")
    ]
    newest = keep_latest(usable, key=["source", "indicator", "geography_name"], by="period_end")
    newest = newest[(newest["source"] == "figures") | (newest["value"] >= 1000)]
    newest = newest.sort_values(["source", "indicator", "value"], ascending=[True, False, False])
    return [
        _published(make_id(r.indicator, r.source, r.geography_name), r, "latest-on-or-before")
        for r in each_row(newest)
    ]


def _from_needs(
    needs: pd.DataFrame, place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Figures of the plan of the month's year, the newest known of each."""
    year = needs[
        needs["is_preferred"]
        & (needs["geography"] == place["geography"])
        & (needs["period_start"].dt.year == first.year)
    ]
    rows = []
    for indicator, unit in NEEDS.items():
        newest = (
            year[year["indicator"] == indicator]
            .sort_values(["known_from", "confidence"], kind="stable")
            .tail(1)
        )
        name = make_id(indicator, place["geography"])
        if newest.empty:
            rows.append(
                _figure(
                    name,
                    indicator,
                    "figures",
                    **place,
                    unit=unit,
                    period_start=f"{first.year}-01-01",
                    period_end=f"{first.year}-12-31",
                    status="not_reported" if len(needs) else "not_covered",
                )
            )
        rows += [_published(name, row, "newest-of-plan-year") for row in each_row(newest)]
    return rows


def _from_food(
    food: pd.DataFrame, place: dict[str, str], first: pd.Timestamp, last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Phase 3 and above in the period that contains the month: current before projected."""
    indicator = "food_insecure_phase3plus"
    rows = food[
        food["is_preferred"]
        & (food["indicator"] == indicator)
        & (food["geography"] == place["geography"])
        & (food["period_start"] <= first)
        & (food["period_end"] >= last)
    ]
    is_current = rows["qualifier"].fillna("").str.contains("current").astype(int)
    newest = rows.assign(is_current=is_current).sort_values(["is_current", "known_from"]).tail(1)
    name = make_id(indicator, place["geography"])
    if newest.empty:
        return [
            _figure(
                name,
                indicator,
                "figures",
                **place,
                unit="people",
                period_start=_iso(first),
                period_end=_iso(last),
                status="not_reported" if len(food) else "not_covered",
            )
        ]
    return [_published(name, row, "period-containing-the-month") for row in each_row(newest)]


def _from_access(
    access: pd.DataFrame,
    indicator: str,
    place: dict[str, str],
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Stocks: the latest within a year. Counts of a period: only a period that has the month in it."""
    rows = access[
        access["is_preferred"]
        & (access["indicator"] == indicator)
        & (access["geography"] == place["geography"])
    ]
    is_stock = rows["period_start"] == rows["period_end"]
    stocks = rows[is_stock & rows["period_end"].between(last - MAX_AGE, last)]
    periods = rows[~is_stock & (rows["period_start"] <= first) & (rows["period_end"] >= last)]
    newest = pd.concat(
        [stocks.sort_values("period_end").tail(1), periods.sort_values("period_start").tail(1)]
    )
    return [
        _published(make_id(indicator, place["geography"]), r, "latest-on-or-before")
        for r in each_row(newest.tail(1))
    ]


def _from_quality(
    tables: Mapping[str, pd.DataFrame], place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    events = tables["incidents"][tables["incidents"]["source"] == "ucdp"]
    inverted = {
        "rows_low_above_best": (events["fatalities_low"] > events["fatalities_best"]).fillna(False),
        "rows_best_above_high": (events["fatalities_best"] > events["fatalities_high"]).fillna(
            False
        ),
    }
    rows = []
    if len(events):
        for name, is_so in inverted.items():
            chosen = events[is_so.astype("bool")]
            rows.append(
                _figure(
                    make_id(name, place["geography"]),
                    name,
                    "ucdp",
                    **place,
                    unit="rows",
                    value=len(chosen),
                    status="reported",
                    rule="count",
                    inputs=_files(chosen),
                    period_start=_iso(events["event_date"].min()),
                    period_end=_iso(events["event_date"].max()),
                )
            )
    months = tables["incidents_admin1_month"]
    here = months[months["month"] == first]
    if len(here):
        for name in ("incidents_spanning_months", "incidents_imprecise_place"):
            rows.append(
                _figure(
                    make_id(name, place["geography"]),
                    name,
                    "ucdp",
                    **place,
                    unit="incidents",
                    value=here[name].sum(),
                    status="reported",
                    rule="sum",
                    inputs=_pairs(" ".join(here["inputs"])),
                    period_start=_iso(first),
                    period_end=_iso(first + pd.offsets.MonthEnd(0)),
                )
            )
    return rows


def _from_losses(losses: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """Rows, and what they add up to, of each outcome of each join."""
    rows = []
    for position, loss in enumerate(each_row(losses)):
        first_word = loss.join.split()[0]
        source = first_word if first_word in {"ucdp", "ledger"} else "figures"
        common: dict[str, Any] = {**place, "status": "reported", "rule": "count"}
        name = f"rows-{position}"
        rows.append(_figure(name, "rows", source, unit="rows", value=loss.rows, **common))
        if pd.notna(loss.value):
            common |= {"unit": loss.unit, "value": loss.value, "rule": "sum"}
            rows.append(_figure(f"{name}-sum", "rows_sum", source, **common))
    return rows


def _from_disagreement(
    tables: Mapping[str, pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Figures that another publisher gives otherwise, by more than rounding; both are shown."""
    stocks = tables["idps"].assign(value=tables["idps"]["idps"].astype("float64"))
    stocks = stocks[
        stocks["as_of_last"].between(last - MAX_AGE, last) & (stocks["source"] == "figures")
    ]
    stocks = stocks.assign(
        period_start=stocks["as_of_last"], period_end=stocks["as_of_last"], unit="people"
    )
    needs = tables["needs"]
    plan = needs[needs["period_start"].dt.year == first.year]
    rows = []
    for table in (stocks, plan):
        rows += _disagreeing(table[table["confidence"] >= 2])
    return rows


def _disagreeing(table: pd.DataFrame) -> list[dict[str, Any]]:
    key = ["indicator", "geography_name", "period_start", "period_end"]
    chosen = table[table["is_preferred"]].drop_duplicates(key)
    pairs = table[~table["is_preferred"]].merge(
        chosen[[*key, "value"]], on=key, suffixes=("", "_chosen"), validate="many_to_one"
    )
    unit = 10.0 ** count_trailing_zeros(pairs["value"]).clip(upper=9)
    apart = (pairs["value"] - pairs["value_chosen"]).abs()
    differing = pairs[apart >= unit.clip(lower=1)].drop_duplicates([*key, "value"])
    is_same = differing["value"] == differing["value_chosen"]
    return [
        figure
        for r in each_row(differing[~is_same])
        for figure in (
            _published(
                make_id("disagree", r.indicator, r.geography_name, str(r.source_row)),
                r,
                "not-preferred",
            ),
        )
    ]
