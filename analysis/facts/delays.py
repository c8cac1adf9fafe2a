"""Figures on how the feed of displacements grew from vintage to vintage, and how far that settles."""

from typing import Any

import pandas as pd

from analysis.delays import (
    CAUSES,
    FEWEST_MONTHS,
    has_delays,
    keep_at_age,
    keep_late,
    keep_numbered,
    open_until,
    to_ages,
)
from analysis.facts.figure import cite_rows, make_figure, make_id, write_day
from analysis.measures import each_row, keep_latest

SHOWN_MONTHS, SHOWN_VINTAGES = 12, 6  # what a chart has room for on a phone
SHOWN_AGES = 12
AGE_COUNTS = {
    "delay_months": "months",
    "delay_blank": "months_blank",
    "delay_filled": "months_filled",
    "delay_revised": "months_revised",
}


def choose_series(delays: pd.DataFrame, place: dict[str, str]) -> Any:
    """Months of the flow that a report leads with: all causes together, else the first held."""
    here = delays[(delays["source"] == "idmc") & (delays["geography"] == place["geography"])]
    cause = next((c for c in CAUSES if (here["cause"] == c).any()), CAUSES[0])
    return here[here["cause"] == cause]


def tell_delays(
    delays: pd.DataFrame, place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Vintages held, what each had of the newest months, and what the months of each age became.

    An age at which fewer than three months were seen twice has no figure. Without any such age
    only the number of vintages is told: nothing else is known.
    """
    series = choose_series(delays, place)
    if series.empty:
        return []
    rows = [_count_vintages(series.drop_duplicates("vintage"), place)]
    if not has_delays(series):
        return rows
    ages = to_ages(series)
    ages = ages[(ages["months"] >= FEWEST_MONTHS) & (ages["age_months"] <= SHOWN_AGES)]
    if ages.empty:
        return rows
    rows += _tell_last(series, place, first)
    rows += _tell_changes(series, place)
    for age in each_row(ages[ages["age_months"] <= (open_until(series) or 0) + 1]):
        rows += _tell_age(age, series, place)
    return rows + _tell_vintages(series, place)


def _count(
    indicator: str,
    rows: pd.DataFrame,
    place: dict[str, str],
    *end: str,
    seen: pd.DataFrame | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Make a figure that counts some rows of a feed; what files list of them is cited.

    ``seen`` is the whole series where the count also needs what the months became.
    """
    used = rows if seen is None else seen[seen["month"].isin(rows["month"])]
    given: dict[str, Any] = {
        "unit": "months",
        "value": len(rows),
        "status": "reported",
        "rule": "count-of-vintages",
        "as_of": write_day(used["known_from"].max()),
        "period_start": write_day(rows["month"].min()),
        "period_end": write_day(rows["month"].max() + pd.offsets.MonthEnd(0)),
        "inputs": cite_rows(used.dropna(subset="source_file")),
    }
    name = make_id(indicator, "idmc", place["geography"], *end)
    return make_figure(name, indicator, "idmc", **place, **(given | more))


def _count_vintages(rows: pd.DataFrame, place: dict[str, str]) -> dict[str, Any]:
    """Days on which the feed was read, from the first to the last."""
    days = {"period_start": rows["known_from"].min(), "period_end": rows["known_from"].max()}
    span: dict[str, Any] = {name: write_day(day) for name, day in days.items()}
    return _count("delay_vintages", rows, place, unit="vintages", **span)


def _tell_last(
    series: pd.DataFrame, place: dict[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """How old the report's month is in the newest vintage, and in how many vintages it stands."""
    of_month = series[series["month"] == first]
    newest = keep_latest(of_month, key=["month"], by="known_from")
    return [
        figure
        for row in each_row(newest)
        for figure in (
            _count("delay_age", newest, place, value=row.age_months, rule="difference"),
            _count("delay_seen", of_month, place, unit="vintages"),
        )
    ]


def _tell_changes(series: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """Oldest age at which a month still changed, latest first number, and numbers that stayed."""
    changed = series[series["is_changed_since"]]
    late, numbered = keep_late(series), keep_numbered(series)
    values = numbered.groupby("month")["displacements"].nunique()
    rows = []
    if len(values):
        rows.append(_count("delay_numbered", numbered, place, value=len(values)))
        revised = int((values > 1).sum())
        rows.append(_count("delay_renumbered", numbered, place, value=revised))
    for name, found in (("delay_until", changed), ("delay_late", late)):
        oldest = found[found["age_months"] == found["age_months"].max()]
        for age in oldest["age_months"].head(1):
            rows.append(_count(name, oldest, place, seen=series, value=age, rule="oldest"))
    return rows


def _tell_age(age: Any, series: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """Tell what months of one age had, how many have a number or another one since, the share."""
    seen = keep_at_age(series)
    rows = seen[seen["age_months"] == age.age_months]
    end = f"age_{age.age_months:02}"
    figures = [
        _count(indicator, rows, place, end, seen=series, value=getattr(age, name))
        for indicator, name in AGE_COUNTS.items()
    ]
    if pd.isna(age.share_median):
        return figures
    shares = {
        name: 100 * float(getattr(age, f"share_{column}"))
        for name, column in (("value", "median"), ("low", "low"), ("high", "high"))
    }
    known = rows[rows["published_share"].notna()]
    told: dict[str, Any] = {"unit": "percent", "rule": "median", "status": "estimated", **shares}
    share = _count("delay_share", known, place, end, seen=series, **told)
    return [*figures, share]


def _tell_vintages(series: pd.DataFrame, place: dict[str, str]) -> list[dict[str, Any]]:
    """Tell what each of the newest vintages had of the newest months, from the first seen twice."""
    since = series.loc[series["is_seen_again"], "month"].min()
    months = sorted(series.loc[series["month"] >= since, "month"].unique())[-SHOWN_MONTHS:]
    vintages = sorted(series["vintage"].unique())[-SHOWN_VINTAGES:]
    shown = series[series["month"].isin(months) & series["vintage"].isin(vintages)]
    return [
        make_figure(
            make_id(
                "displacements_vintage", "idmc", place["geography"], f"{r.month:%Y-%m}", r.vintage
            ),
            "displacements_vintage",
            "idmc",
            **place,
            unit="people",
            period_start=write_day(r.month),
            period_end=write_day(r.month + pd.offsets.MonthEnd(0)),
            value=r.displacements,
            status=r.status,
            as_of=r.vintage,
            rule="as-that-vintage-had-it",
            is_provisional=r.is_provisional,
            inputs=cite_rows(shown.loc[[r.Index]].dropna(subset="source_file")),
        )
        for r in each_row(shown.sort_values(["month", "known_from"], kind="stable"))
    ]
