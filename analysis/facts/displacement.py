"""Figures on displacement: stocks of IDPs, the change between two, flows, and refugees."""

import json
from typing import Any

import pandas as pd

from analysis.coverage import differs_in_units, is_region
from analysis.delays import CAUSES, is_provisional
from analysis.displacement import cross_breaks, is_comparable, split_change
from analysis.facts.figure import (
    MAX_AGE,
    cite_row,
    copy_published,
    make_figure,
    make_id,
    write_day,
)
from analysis.measures import each_row, keep_latest
from analysis.places import COUNTRY, normalise
from analysis.states import (
    add_numbers,
    divide_numbers,
    name_gap,
    subtract_numbers,
    withhold_numbers,
)

TREND_MONTHS = 24
STOCK_SOURCES = ["dtm", "figures", "hapi", "unhcr", "idmc"]
COPIES = "idmc"  # its year-ends repeat other counts: they serve where there is no other


def choose_stocks(
    idps: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> tuple[str, pd.DataFrame]:
    """Source whose national stock is the latest on or before a day, and its preferred stocks.

    One source gives the tile, the series and every change: two sources count different people,
    so the step from one to another is no movement. Of several with the same day the first of
    ``STOCK_SOURCES`` serves.
    """
    stocks = _keep_stocks(idps)
    usable = stocks[
        (stocks["geography"] == place["geography"])
        & stocks["as_of_last"].between(last - MAX_AGE, last)
    ]
    is_own = usable["source"] != COPIES
    usable = usable[is_own] if is_own.any() else usable
    newest = keep_latest(usable, key=["source"], by="as_of_last")
    newest = newest[newest["as_of_last"] == newest["as_of_last"].max()]
    held = set(newest["source"]) or set(stocks["source"])
    source = next((s for s in STOCK_SOURCES if s in held), "figures")
    return source, stocks[stocks["source"] == source]


def _keep_stocks(idps: pd.DataFrame) -> pd.DataFrame:
    """Preferred stocks of IDPs of every source, the oldest first."""
    stocks = idps[idps["is_preferred"] & (idps["indicator"] == "idps")]
    return stocks[stocks["source"].isin(STOCK_SOURCES)].sort_values("as_of_last", kind="stable")


def choose_regions(
    idps: pd.DataFrame, source: str, place: dict[str, str], last: pd.Timestamp
) -> pd.DataFrame:
    """Preferred stocks of the source whose regions are shown: the country's own where it has any.

    Else those of the first of ``STOCK_SOURCES`` with a region in the year before the day: beside
    the country's number, and no parts of it.
    """
    stocks = _keep_stocks(idps)
    is_here = stocks["as_of_last"].between(last - MAX_AGE, last) & is_region(
        stocks, place["geography"]
    )
    held = set(stocks.loc[is_here & (stocks["geography"] != place["geography"]), "source"])
    chosen = next((s for s in (source, *STOCK_SOURCES) if s in held), source)
    return stocks[stocks["source"] == chosen]


def tell_stocks(
    idps: pd.DataFrame, breaks: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Latest stock of the country and of each region, the next one, the series, and the changes."""
    source, stocks = choose_stocks(idps, place, last)
    national = stocks[stocks["geography"] == place["geography"]]
    usable = stocks[stocks["as_of_last"].between(last - MAX_AGE, last)]
    newest = keep_latest(usable, key=["geography_name", "admin_level"], by="as_of_last")
    rows = []
    if not (newest["geography"] == place["geography"]).any():
        rows.append(_no_stock(idps, source, place, last))
    shown = newest[is_region(newest, place["geography"])]
    regional = choose_regions(idps, source, place, last)
    regions = _keep_newest_regions(regional, place, last)
    for row in each_row(shown[shown["geography"] == place["geography"]]):
        rows += [_stock(make_id("idps", row.geography), row), *_change(stocks, breaks, row)]
    for row in each_row(regions):
        told = [_stock(make_id("idps", row.geography), row), *_change(regional, breaks, row)]
        rows += [figure | {"level": row.admin_level} for figure in told]
    rows += [*_age(shown, place, last), *_remainder(shown, place)]
    rows += [*_exceeding(shown, regions, place), *_of_one_reason(idps, regions, place)]
    rows += _parts(stocks, breaks, place, last)
    after = national[national["as_of_last"] > last].head(1)
    rows += [
        _stock(make_id("idps_next", row.geography), row, rule="first-after")
        for row in each_row(after)
    ]
    until = after["as_of_last"].max() if len(after) else last
    since = national[national["as_of_last"].between(last - pd.DateOffset(years=5), until)]
    since = since.drop_duplicates("as_of")
    rows += [
        _stock(make_id("idps", row.geography, row.as_of), row, rule="preferred-row")
        for row in each_row(since)
    ]
    return rows + _other_counts(idps, source, place, last)


def _keep_newest_regions(
    stocks: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> pd.DataFrame:
    """Latest stock of each region in the year before a day."""
    usable = stocks[stocks["as_of_last"].between(last - MAX_AGE, last)]
    newest = keep_latest(usable, key=["geography_name", "admin_level"], by="as_of_last")
    return newest[
        is_region(newest, place["geography"]) & (newest["geography"] != place["geography"])
    ]


def _age(shown: pd.DataFrame, place: dict[str, str], last: pd.Timestamp) -> list[dict[str, Any]]:
    """Whole months between the national stock and the report's month; none where they are one."""
    for row in each_row(shown[shown["geography"] == place["geography"]]):
        months = 12 * (last.year - row.as_of_last.year) + last.month - row.as_of_last.month
        if months > 0:
            age = {"value": months, "status": "reported", "unit": "months"}
            return [_derive("idps_age", age, row, place, [place["geography"]], last)]
    return []


def _derive(
    indicator: str,
    number: dict[str, Any],
    row: Any,
    place: dict[str, str],
    parts: list[str],
    end: pd.Timestamp,
) -> dict[str, Any]:
    """Make a figure that is a difference of others: the stocks of ``parts``."""
    return make_figure(
        make_id(indicator, place["geography"]),
        indicator,
        row.source,
        **place,
        **number,
        rule="difference",
        as_of=row.as_of,
        period_start=write_day(row.as_of_last),
        period_end=write_day(end),
        inputs=json.dumps([make_id("idps", part) for part in parts]),
    )


def _parts(
    stocks: pd.DataFrame, breaks: pd.DataFrame, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Difference of the last two national stocks that are no mere bounds, and what it is made of."""
    held = stocks[
        (stocks["geography"] == place["geography"])
        & stocks["as_of_last"].between(last - 2 * MAX_AGE, last)
    ].drop_duplicates("as_of_last", keep="last")
    national = held[held["status"] != "at_least"]
    if len(national) < 2:
        return []
    before, after = each_row(national.tail(2))
    days = pd.Index([before.as_of_last, after.as_of_last])
    units = [_units_of(stocks, day, place) for day in days]
    total = pd.Series([before.idps, after.idps], index=days, dtype="Int64")
    parts = split_change(units[0], units[1], total, breaks)
    is_newest = after.as_of_last == held["as_of_last"].max()
    names = ["idps_previous", "idps" if is_newest else "idps_compared"]
    ids = [make_id(name, place["geography"]) for name in names]
    common: dict[str, Any] = {
        **place,
        "unit": "people",
        "period_start": write_day(days[0]),
        "period_end": write_day(days[1]),
        "as_of": after.as_of,
        "inputs": json.dumps(ids),
    }
    whole = make_figure(
        make_id("idps_change", place["geography"]),
        "idps_change",
        after.source,
        **common,
        value=total.iloc[1] - total.iloc[0],
        status="estimated",
        rule="change" if is_comparable(parts) else "change-across-break",
    )
    return [
        _stock(ids[0], before, rule="the-stock-before"),
        *([] if is_newest else [_stock(ids[1], after, rule="latest-that-is-no-bound")]),
        whole,
        *(
            make_figure(
                make_id(f"idps_change_{name}", place["geography"]),
                f"idps_change_{name}",
                after.source,
                **common,
                value=row["value"],
                **_name_state(name, row["value"]),
                note=row["reason"] or None,
            )
            for name, row in parts.iterrows()
        ),
    ]


def _name_state(part: Any, value: Any) -> dict[str, str]:
    """State and rule of a part: movement across a break is not comparable, the rest not documented."""
    if pd.notna(value):
        return {"status": "estimated", "rule": "part-of-a-change"}
    if part == "movement":
        return {"status": "withheld", "rule": "not-comparable"}
    return {"status": "not_reported", "rule": "part-of-a-change"}


def _units_of(stocks: pd.DataFrame, day: pd.Timestamp, place: dict[str, str]) -> pd.DataFrame:
    """Places counted on a day, with how they were counted."""
    here = stocks[(stocks["as_of_last"] == day) & is_region(stocks, place["geography"])]
    here = here[here["geography"] != place["geography"]].drop_duplicates("geography")
    kind = here["method"].fillna("").str.split(",").str[0].where(here["source"] != "figures", "")
    return here.assign(place=here["geography"], method=kind)[["place", "idps", "method"]]


def _remainder(shown: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """People of the national stock whom no region of the same day accounts for."""
    is_country = shown["geography"] == place["geography"]
    for row in each_row(shown[is_country]):
        regions = shown[~is_country & (shown["as_of_last"] == row.as_of_last)]
        added = add_numbers(_to_numbers(regions))
        rest = subtract_numbers(_to_numbers(shown.loc[[row.Index]]), added).iloc[0]
        if pd.notna(rest["value"]) and rest["value"] >= 0:
            parts = [place["geography"], *regions["geography"]]
            number = {**rest, "unit": "people"}
            return [_derive("idps_remainder", number, row, place, parts, row.as_of_last)]
    return []


def _exceeding(
    shown: pd.DataFrame, regions: pd.DataFrame, place: dict[str, str]
) -> list[dict[str, Any]]:
    """Sum of the regions of the country's source and day, where it is more than the country's stock."""
    country = shown[shown["geography"] == place["geography"]]
    return [figure for row in each_row(country) for figure in _add_regions(row, regions, place)]


def _of_one_reason(
    idps: pd.DataFrame, regions: pd.DataFrame, place: dict[str, str]
) -> list[dict[str, Any]]:
    """Count of the country that is of one reason of displacement, and what its regions add up to.

    Its source holds it, but it is no stock: the regions of its round name other reasons and are
    more people.
    """
    is_one = idps["reasons"].notna() & ~idps["reasons"].fillna("").str.contains(";")
    is_here = (idps["geography"] == place["geography"]) & (idps["indicator"] == "idps")
    key = ["source", "as_of_last", "method", "operation"]
    held = _add_operation(idps[is_one & is_here & ~idps["is_preferred"]])
    rounds = _add_operation(regions)[key].drop_duplicates()
    for row in each_row(held.merge(rounds, on=key).sort_values("as_of_last").tail(1)):
        if added := _add_regions(row, regions, place):
            name = make_id("idps_of_one_reason", place["geography"])
            part = _stock(name, row, "idps_of_one_reason", rule="one-reason-only")
            return [part | {"note": row.reasons}, *added]
    return []


def _add_operation(stocks: pd.DataFrame) -> pd.DataFrame:
    """Add the name of the operation that a count is of: its coverage, without how many units."""
    operation = stocks["coverage"].str.replace(r"; \d+ \S+ units$", "", regex=True)
    return stocks.assign(operation=operation)


def _add_regions(row: Any, regions: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """Sum of the regions of a count's source and day, where it is more people than the count."""
    here = regions[(regions["source"] == row.source) & (regions["as_of_last"] == row.as_of_last)]
    people = add_numbers(_to_numbers(here)).iloc[0]
    if pd.isna(row.idps) or not (pd.notna(people["value"]) and people["value"] > row.idps):
        return []
    parts = list(here["geography"])
    number = {**people, "unit": "people"}
    figure = _derive("idps_regions", number, row, place, parts, row.as_of_last)
    return [figure | {"rule": "sum"}]


def _no_stock(
    idps: pd.DataFrame, source: str, place: dict[str, str], last: pd.Timestamp
) -> dict[str, Any]:
    return make_figure(
        make_id("idps", place["geography"]),
        "idps",
        source,
        **place,
        unit="people",
        period_start=write_day(last),
        period_end=write_day(last),
        status=name_gap(len(idps)),
    )


def _to_numbers(stocks: pd.DataFrame) -> pd.DataFrame:
    """Stocks as numbers with their state."""
    return stocks.rename(columns={"idps": "value"})[["value", "status"]].reset_index(drop=True)


def _other_counts(
    idps: pd.DataFrame, source: str, place: dict[str, str], last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Latest national count of each other source, and of returned IDPs."""
    here = idps[
        idps["is_preferred"]
        & (idps["geography"] == place["geography"])
        & idps["as_of_last"].between(last - MAX_AGE, last)
    ]
    others = here[(here["indicator"] == "idps") & (here["source"] != source)]
    returned = here[here["indicator"] == "idp_returnees"]
    rows = [
        _stock(make_id("idps_" + row.source, row.geography), row)
        for row in each_row(keep_latest(others, key=["source"], by="as_of_last"))
    ]
    newest = returned.sort_values("as_of_last", kind="stable").tail(1)
    return rows + [
        _stock(make_id("idp_returnees", row.geography), row, "idp_returnees")
        for row in each_row(newest)
    ]


def _stock(figure_id: str, row: Any, indicator: str = "idps", **more: Any) -> dict[str, Any]:
    day = write_day(row.as_of_last)
    return make_figure(
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
        note=row.qualifier,
        inputs=cite_row(row),
        **{"rule": "latest-on-or-before", **more},
    )


def _change(stocks: pd.DataFrame, breaks: pd.DataFrame, row: Any) -> list[dict[str, Any]]:
    """Change of a stock against the last one of the year before, with both figures as inputs.

    Where the place changed its borders in between, or one of the two is only a bound, there is no
    change to print: of the first it would be *withheld*, of the second nobody reported enough.
    Where the counting changed, or another number of units was reached, the difference bears that
    name in its rule.
    """
    first_of_year = pd.Timestamp(year=row.as_of_last.year, month=1, day=1)
    earlier = stocks[
        (stocks["geography_name"] == row.geography_name)
        & (stocks["admin_level"].isna() | (stocks["admin_level"] == row.admin_level))
        & (stocks["as_of_last"] < first_of_year)
        & (stocks["as_of_last"] >= first_of_year - pd.DateOffset(years=1))
    ].tail(1)
    if earlier.empty or pd.isna(row.idps) or not earlier["idps"].gt(0).fillna(False).item():
        return []
    before = next(each_row(earlier))
    base = make_id("idps_before", row.geography)
    rule = _name_rule(breaks, before, row)
    first, last = _to_numbers(earlier), _to_numbers(stocks.loc[[row.Index]])
    change = divide_numbers(subtract_numbers(last, first), first, per=100)
    if rule == "not-comparable":
        change = withhold_numbers(change, pd.Series([True]))
    return [
        _stock(base, before, rule="last-of-the-year-before"),
        make_figure(
            make_id("idps_change_pct", row.geography),
            "idps_change_pct",
            row.source,
            geography=row.geography,
            geography_name=row.geography_name,
            period_start=write_day(before.as_of_last),
            period_end=write_day(row.as_of_last),
            **change.iloc[0],
            unit="percent",
            as_of=row.as_of,
            rule=rule,
            inputs=json.dumps([base, make_id("idps", row.geography)]),
        ),
    ]


def _name_rule(breaks: pd.DataFrame, before: Any, row: Any) -> str:
    """Name what a difference between two stocks of a place is, given what changed in between."""
    crossed = cross_breaks(breaks, before.as_of_last, row.as_of_last, row.geography_name)
    is_bound = "at_least" in (before.status, row.status)
    if is_bound or (crossed["kind"] == "regions split").any():
        return "not-comparable"
    is_broken = len(crossed) > 0 or differs_in_units(before.coverage, row.coverage)
    return "change-across-break" if is_broken else "change"


def tell_focus(
    rows: list[dict[str, Any]], focus: dict[str, str] | None, last: pd.Timestamp
) -> list[dict[str, Any]]:
    """Stock of the month's region of most note where none is held: without a number, but told.

    Only in a country of which some region has a stock; else the country's own figure says it all.
    """
    stocks = [r for r in rows if r["rule"] == "latest-on-or-before" and r["indicator"] == "idps"]
    regional = [r for r in stocks if not COUNTRY.fullmatch(r["geography"])]
    if focus is None or not regional or find_place(regional, focus):
        return []
    return [
        make_figure(
            make_id("idps", focus["geography"]),
            "idps",
            regional[0]["source"],
            **focus,
            unit="people",
            period_start=write_day(last),
            period_end=write_day(last),
        )
    ]


def find_place(rows: list[dict[str, Any]], place: dict[str, str]) -> str | None:
    """Id of the first figure of a place, by its code or, where that differs, by its name."""
    for key in ("geography", "geography_name"):
        for row in rows:
            if normalise(str(row[key])) == normalise(place[key]):
                return str(row["id"])
    return None


def tell_flows(
    flows: pd.DataFrame,
    delays: pd.DataFrame,
    place: dict[str, str],
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Displacements of the month and of the months before, by cause, and of the last whole year.

    Causes are never added: the monthly feed has conflict and disaster together, the event feed
    apart, and a country without any month gets the first without a value.
    """
    national = flows[flows["geography"] == place["geography"]]
    newest = keep_latest(
        national, key=["source", "period_start", "period_end", "cause"], by="vintage"
    )
    days = (newest["period_end"] - newest["period_start"]).dt.days
    monthly, yearly = newest[days < 31], newest[days > 300]
    causes = [c for c in CAUSES if (monthly["cause"] == c).any()] or CAUSES[:1]
    rows = []
    for cause in causes:
        held = monthly[monthly["cause"] == cause].set_index("period_start")
        grown = delays[(delays["geography"] == place["geography"]) & (delays["cause"] == cause)]
        for start in pd.date_range(
            first - pd.DateOffset(months=TREND_MONTHS - 1), first, freq="MS"
        ):
            rows.append(_flow(held, grown, place, start, cause, first))
    whole = yearly[yearly["period_end"] <= last].sort_values("period_end", kind="stable")
    return rows + [
        make_figure(
            make_id("displacements_year", "idmc", place["geography"]),
            "displacements",
            row.source,
            **place,
            unit="people",
            period_start=write_day(row.period_start),
            period_end=write_day(row.period_end),
            value=row.displacements,
            status=row.status,
            as_of=row.vintage,
            rule="newest-vintage",
            inputs=cite_row(row),
        )
        for row in each_row(whole.tail(1))
    ]


def _flow(
    held: pd.DataFrame,
    delays: pd.DataFrame,
    place: dict[str, str],
    start: pd.Timestamp,
    cause: str,
    first: pd.Timestamp,
) -> dict[str, Any]:
    kind = [] if cause == CAUSES[0] else [cause]
    month = [] if start == first else [start.strftime("%Y-%m")]
    more: dict[str, Any] = {"status": "not_covered"}
    if start in held.index:
        row = next(each_row(held.loc[[start]]))
        more = {
            "value": row.displacements,
            "status": row.status,
            "as_of": row.vintage,
            "rule": "newest-vintage",
            "inputs": cite_row(row),
            "is_provisional": is_provisional(delays, start, row.vintage),
        }
    more |= _tell_skipped(delays, start)
    return make_figure(
        make_id("displacements", "idmc", place["geography"], *kind, *month),
        "displacements",
        "idmc",
        **place,
        unit="people",
        period_start=write_day(start),
        period_end=write_day(start + pd.offsets.MonthEnd(0)),
        **more,
    )


def _tell_skipped(delays: pd.DataFrame, month: pd.Timestamp) -> dict[str, Any]:
    """Tell the state of a month that the newest vintage should list and does not; else nothing."""
    newest = keep_latest(delays[delays["month"] == month], key=["month"], by="known_from")
    for row in each_row(newest[newest["source_file"].isna()]):
        return {
            "value": None,
            "status": row.status,
            "as_of": row.vintage,
            "rule": "none",
            "inputs": "[]",
            "is_provisional": row.is_provisional,
        }
    return {}


def tell_refugees(table: pd.DataFrame, last: pd.Timestamp) -> list[dict[str, Any]]:
    """Latest figure of each country of asylum, a row per source; UNHCR's from a thousand people up."""
    usable = table[
        table["is_preferred"]
        & table["indicator"].isin(["refugees", "asylum_seekers", "refugees_hosted"])
        & table["period_end"].between(last - MAX_AGE * 1.5, last)
        & table["geography_name"].str.fullmatch(r"[^:+()]+").astype("bool")
    ]
    newest = keep_latest(usable, key=["source", "indicator", "geography_name"], by="period_end")
    newest = newest[(newest["source"] == "figures") | (newest["value"] >= 1000)]
    newest = newest.sort_values(
        ["source", "indicator", "value"], ascending=[True, False, False], kind="stable"
    )
    return [
        copy_published(make_id(r.indicator, r.source, r.geography_name), r, "latest-on-or-before")
        for r in each_row(newest)
    ]
