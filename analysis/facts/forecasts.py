"""Forecasts of incidents, deaths and displacements, each with the record of its own past.

They look one, three and six months beyond the report's month, from the last month that may be
used. Where a simple rule was better than the model, the rule is what is told.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.facts.delays import choose_series
from analysis.facts.estimates import make_estimate, name_history, sum_country, tell_refusal
from analysis.facts.figure import cite_ids, cite_rows, make_figure, make_id, write_day
from analysis.measures import each_row, keep_latest
from analysis.models import NotEnoughData, forecast
from analysis.models.estimates import INCONCLUSIVE, require
from analysis.models.forecast import METHODS, MODEL, PERIODS
from analysis.panel import PANEL_SOURCES
from analysis.states import EXACT

AHEAD = (1, 3, 6)  # months after the report's
OLDEST = 6  # months before the report's of the last that may be used, beyond which nothing is told
UNITS = {"incidents": "incidents", "fatalities": "people", "displacements": "people"}
INDICATORS = {
    "incidents": "forecast_incidents",
    "fatalities": "forecast_fatalities",
    "displacements": "forecast_displacements",
}
EXPOSURES = {"fatalities": "incidents"}
BY_REGION = {"incidents": AHEAD, "fatalities": AHEAD[:1]}  # what a table by region has room for
SHOWN_MISSES = 2
RULE = {
    MODEL: "model-of-the-panel",
    "last twelve": "model-last-twelve",
    "median of twelve": "model-median-of-twelve",
    "seasonal": "model-seasonal",
    "last value": "model-last-value",
    "moments": "model-moments",
    "zero": "model-zero",
}
RULE_OF_MODEL = RULE[MODEL]
RULE_OF = {label: RULE[name] for name, label in METHODS.items()}
POINTS = {
    "median of twelve",
    "last value",
    "zero",
}  # rules without a spread, so without an interval
WIDE, NARROW = ("q0.025", "q0.975"), ("q0.1", "q0.9")
WIDE_PCT, NARROW_PCT = 95.0, 80.0
TOO_OLD, NO_SPREAD, WIDENED = "history too old", "no spread", "widened by past errors"
OF_THE_PAST = "model-past-forecasts"
ONLY_ZEROS, GAP = "only zeros", "gap in the last year"


class Subject(NamedTuple):
    """What is forecast, of which country, by whose counts, and for a report on which month."""

    outcome: str
    source: str
    place: Mapping[str, str]
    first: pd.Timestamp
    inputs: str

    def name(self, kind: str, geography: str, *end: str) -> str:
        """Id of a figure of this outcome."""
        return make_id(f"forecast_{kind}", self.outcome, self.source, geography, *end)

    def tell(self, ahead: int) -> dict[str, Any]:
        """Period of the month so many after the report's, and where the figures come from."""
        return {**to_period(self.first + pd.DateOffset(months=ahead)), "inputs": self.inputs}


def to_period(month: pd.Timestamp) -> dict[str, str]:
    """First and last day of a month, as figures have them."""
    last = month + pd.offsets.MonthEnd(0)
    return {"period_start": write_day(month), "period_end": write_day(last)}


def tell_forecasts(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Figures of the forecasts: of the country, by region, how good they were, and of refusals."""
    regions = _to_rows(history, tables["population"], first)
    months = sum_country(tables, history).astype("Float64").reset_index()
    country = _to_rows(months.assign(unit=place["geography"]), tables["population"], first)
    seen = history["source"].dropna()
    source = str(seen.iloc[0]) if len(seen) else PANEL_SOURCES[0]
    base = name_history(source, place)
    unplaced = make_id("history_unplaced", source, place["geography"])
    held = history["incidents"].notna().any()
    rows = []
    for outcome in BY_REGION:
        whole, parts = (
            Subject(outcome, source, place, first, cite_ids(ids) if held else "[]")
            for ids in ([base, unplaced], [base])
        )
        told = tell_country(whole, country)
        rows += told + _drop_repeated(tell_regions(parts, regions), told)
    flows = keep_flows(tables["delays"], place, first)
    flows = flows.assign(population=find_limits(flows, tables["population"], first))
    subject = Subject("displacements", "idmc", place, first, cite_rows(flows))
    return rows + tell_country(subject, flows)


def _drop_repeated(rows: list[dict[str, Any]], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out why the regions are refused where the country is for the same reason."""
    said = {row["note"] for row in told if row["verdict"] == "refused"}
    is_repeated = bool(said & {row["note"] for row in rows if row["id"].endswith("-regions")})
    return [] if is_repeated else rows


def _to_rows(history: pd.DataFrame, population: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Months of regions, or of the country, with the numbers to forecast and the population."""
    named = history.rename(columns={"fatalities_best": "fatalities"})
    return named.assign(population=find_limits(named, population, first))


def find_limits(rows: pd.DataFrame, population: pd.DataFrame, first: pd.Timestamp) -> pd.Series:
    """Largest population stated of each row's unit up to the report's month; missing without any.

    The largest, as a limit must not rule out what can be.
    """
    is_known = (population["indicator"] == "population") & population["status"].isin(EXACT)
    is_past = population["period_start"] <= first + pd.offsets.MonthEnd(0)
    largest = population[is_known & is_past].groupby("geography")["value"].max()
    return rows["unit"].map(largest).astype("Float64")


def keep_flows(delays: pd.DataFrame, place: Mapping[str, str], first: pd.Timestamp) -> pd.DataFrame:
    """Months of the country's flow as the newest vintage has them, those that no longer change."""
    series = choose_series(delays, dict(place))
    newest = keep_latest(series, key=["month"], by="known_from")
    is_final = newest["status"].isin(EXACT) & ~newest["is_provisional"]
    held = newest[is_final & (newest["month"] <= first)].sort_values("month")
    return held.rename(columns={"geography": "unit"})


def ask(panel: pd.DataFrame, outcome: str, first: pd.Timestamp) -> pd.DataFrame:
    """Forecasts for one, three and six months after the report's, from the last month with a number.

    A row per unit and ``ahead``. The further back that month lies, the longer the horizon; too far
    back is refused.
    """
    seen = panel.loc[panel[outcome].notna(), "month"]
    require(seen.nunique(), PERIODS, "periods with an outcome")
    gap = count_months(seen.max(), first)
    if gap > OLDEST:
        raise NotEnoughData(TOO_OLD, found=gap, needed=OLDEST)
    table = forecast(
        panel,
        outcome=outcome,
        unit="unit",
        time="month",
        horizons=[ahead + gap for ahead in AHEAD],
        exposure=EXPOSURES.get(outcome),
        population="population" if UNITS[outcome] == "people" else None,
    )
    scores, misses = table.attrs["scores"], table.attrs["misses"]
    table.attrs["scores"] = scores.rename(index=lambda h: h - gap, level="horizon")
    table.attrs["misses"] = misses[misses["horizon"] == AHEAD[0] + gap]
    return table.rename(index=lambda h: h - gap, level="horizon").rename_axis(["unit", "ahead"])


def count_months(earlier: pd.Timestamp, later: pd.Timestamp) -> int:
    """Calendar months from one month to another."""
    return 12 * (later.year - earlier.year) + later.month - earlier.month


def tell_country(subject: Subject, country: pd.DataFrame) -> list[dict[str, Any]]:
    """Figures of the country: each month's forecast in two intervals, and its record; or the refusal."""
    geography = subject.place["geography"]
    try:
        table = ask(country, subject.outcome, subject.first)
    except NotEnoughData as refusal:
        return _refuse(subject, refusal)
    rows = _tell_origin(subject, country)
    for ahead in AHEAD:
        row = find_row(table, geography, ahead)
        if row is None:
            continue
        about = {**subject.place, **subject.tell(ahead)}
        ends = (geography, str(ahead))
        wide = _tell_forecast(subject, ends, row, WIDE, about)
        inner = _tell_forecast(subject, (*ends, "narrow"), row, NARROW, about)
        record = about | {"inputs": cite_ids([wide["id"]])}
        rows += [wide, inner, _tell_held(subject, ends, row, record)]
        rows += _tell_skill(subject, ends, row, record)
    return rows


def find_row(table: pd.DataFrame, unit: str, ahead: int) -> dict[str, Any] | None:
    """Row of a unit for so many months ahead; none where it has no forecast."""
    held = table[(table.index == (unit, ahead))]
    return {str(k): v for k, v in held.iloc[0].items()} if len(held) else None


def _tell_origin(subject: Subject, country: pd.DataFrame) -> list[dict[str, Any]]:
    """Figure of how many months before the report's the last lies that may be used."""
    last = country.loc[country[subject.outcome].notna(), "month"].max()
    figure_id = subject.name("gap", subject.place["geography"])
    about: dict[str, Any] = {**subject.place, **to_period(last), "inputs": subject.inputs}
    about |= {"unit": "months", "status": "reported", "rule": "model-history"}
    gap = count_months(last, subject.first)
    return [make_figure(figure_id, "forecast_gap", subject.source, value=gap, **about)]


def _refuse(subject: Subject, refusal: NotEnoughData, *end: str) -> list[dict[str, Any]]:
    """Figures of a refusal, of the report's month: what is not forecast has no month to come."""
    figure_id = subject.name("of", subject.place["geography"], *end)
    about: dict[str, Any] = {**subject.place, **to_period(subject.first)}
    about |= {"unit": UNITS[subject.outcome], "inputs": subject.inputs}
    indicator = INDICATORS[subject.outcome]
    return tell_refusal(figure_id, indicator, subject.source, refusal, **about)


def _tell_forecast(
    subject: Subject,
    ends: Iterable[str],
    row: Mapping[Any, Any],
    levels: tuple[str, str],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Figure of the median and an interval in whole counts; of a rule without spread no interval."""
    low, high = to_whole(float(row[levels[0]]), float(row[levels[1]]))
    has_spread = row[WIDE[0]] < row[WIDE[1]]
    numbers = {
        "estimate": np.floor(round(float(row["q0.5"]), 6) + 0.5),
        "low": low if has_spread else None,
        "high": high if has_spread else None,
        "level": (WIDE_PCT if levels == WIDE else NARROW_PCT) / 100,
    }
    told = {name: row[name] for name in ("n", "method", "verdict")}
    more: dict[str, Any] = {"rule": RULE_OF[row["method"]], "unit": UNITS[subject.outcome]}
    if row["is_widened"]:
        more |= {"note": WIDENED}
    if not has_spread:
        more |= {"interval_pct": None, "note": NO_SPREAD, "verdict": INCONCLUSIVE}
    indicator = INDICATORS[subject.outcome]
    figure_id = subject.name("of", *ends)
    return make_estimate(figure_id, indicator, subject.source, numbers | told, **{**about, **more})


def to_whole(low: float, high: float) -> tuple[float, float]:
    """Whole counts inside an interval: it holds the same counts as before.

    Where it would have no width it goes outwards instead, by one at least.
    """
    low, high = round(low, 6), round(high, 6)
    inside = float(np.ceil(low)), float(np.floor(high))
    outside = float(np.floor(low)), float(np.ceil(high))
    return inside if inside[0] < inside[1] else (outside[0], max(outside[1], outside[0] + 1))


def _tell_held(
    subject: Subject, ends: Iterable[str], row: Mapping[Any, Any], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Figure of how many past intervals held what came; none of a rule that has no interval."""
    told: dict[str, Any] = {"unit": "count", "status": "reported", "rule": OF_THE_PAST}
    told |= {"value": row["held"], "n": int(row["n"])}
    has_spread = row[WIDE[0]] < row[WIDE[1]]
    if not has_spread or RULE_OF[row["method"]] in {RULE[name] for name in POINTS}:
        told |= {"value": None, "status": "withheld", "note": NO_SPREAD}
    return make_figure(
        subject.name("held", *ends), "forecast_held", subject.source, **about, **told
    )


def _tell_skill(
    subject: Subject, ends: Iterable[str], row: Mapping[Any, Any], about: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Figure of the share of the best rule's error that the model saves; none without an error."""
    if pd.isna(row["skill"]):
        return []
    told: dict[str, Any] = {"unit": "percent", "status": "estimated", "rule": OF_THE_PAST}
    told |= {"value": round(100 * row["skill"]), "n": int(row["n"]), "verdict": row["verdict"]}
    return [
        make_figure(subject.name("skill", *ends), "forecast_skill", subject.source, **about, **told)
    ]


def tell_regions(subject: Subject, regions: pd.DataFrame) -> list[dict[str, Any]]:
    """Figures by region, of how good such forecasts were over all regions, and of the latest."""
    try:
        table = ask(regions, subject.outcome, subject.first)
    except NotEnoughData as refusal:
        return _refuse(subject, refusal, "regions")
    rows = []
    for unit, name in _name_units(regions).items():
        where = {"geography": unit, "geography_name": name}
        for ahead in BY_REGION[subject.outcome]:
            about = {**where, **subject.tell(ahead)}
            ends = (unit, str(ahead))
            row = find_row(table, unit, ahead)
            if row is None:
                rows += _leave_out(subject, ends, about, regions[regions["unit"] == unit])
                break
            rows.append(_tell_forecast(subject, ends, row, WIDE, about))
            if ahead == AHEAD[0] and subject.outcome == "incidents":
                cited = about | {"inputs": cite_ids([rows[-1]["id"]])}
                rows.append(_tell_held(subject, ends, row, cited))
    if subject.outcome == "incidents":
        rows += _tell_misses(subject, regions, table)
    return rows + _tell_scores(subject, table.attrs["scores"])


def _name_units(regions: pd.DataFrame) -> dict[str, str]:
    named = regions.drop_duplicates("unit")
    return dict(zip(named["unit"], named["admin1_name"], strict=True))


def _leave_out(
    subject: Subject, ends: Iterable[str], about: Mapping[str, Any], rows: pd.DataFrame
) -> list[dict[str, Any]]:
    """Figure without a number of a region that cannot be forecast, and why."""
    has_any = rows[subject.outcome].gt(0).any()
    told = {"status": "withheld", "verdict": "refused", "note": GAP if has_any else ONLY_ZEROS}
    told |= {"unit": UNITS[subject.outcome]}
    indicator = INDICATORS[subject.outcome]
    return [make_figure(subject.name("of", *ends), indicator, subject.source, **about, **told)]


def _tell_misses(
    subject: Subject, regions: pd.DataFrame, table: pd.DataFrame
) -> list[dict[str, Any]]:
    """Figures of the latest past forecasts of each region for one month on, and of what came."""
    names = _name_units(regions)
    rows: list[dict[str, Any]] = []
    for past in each_row(table.attrs["misses"].groupby("unit").tail(SHOWN_MISSES)):
        month = pd.Timestamp(past.target // 12, past.target % 12 + 1, 1)
        row = find_row(table, past.unit, AHEAD[0]) or {}
        levels = {WIDE[0]: past.low, "q0.5": past.median, WIDE[1]: past.high}
        about: dict[str, Any] = {"geography": past.unit, "geography_name": names[past.unit]}
        about |= {**to_period(month), "inputs": subject.inputs}
        ends = (past.unit, f"{month:%Y-%m}")
        told = _tell_forecast(subject, ends, {**row, **levels}, WIDE, about)
        kind = {"id": subject.name("past", *ends), "indicator": "forecast_past", "n": None}
        kind |= {"note": told["note"] if told["note"] == NO_SPREAD else None}
        seen = {"unit": UNITS[subject.outcome], "status": "reported", "rule": "model-history"}
        seen |= {"value": past.observed}
        came = make_figure(
            subject.name("came", *ends), "forecast_came", subject.source, **about, **seen
        )
        rows += [told | kind | {"verdict": None}, came]
    return rows


def _tell_scores(subject: Subject, scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Figures of each method over all regions, for the months ahead that regions are told of."""
    rows = []
    for ahead in BY_REGION[subject.outcome]:
        held: Any = scores.xs(ahead, level="horizon")
        for method, score in held.to_dict("index").items():
            rows += _tell_score(subject, ahead, str(method), score)
    if subject.outcome == "incidents":
        nearest: Any = scores.xs(AHEAD[0], level="horizon")
        rows += _tell_tenths(subject, nearest)
    return rows


def _tell_score(
    subject: Subject, ahead: int, method: str, score: Mapping[Any, Any]
) -> list[dict[str, Any]]:
    """Figures of one method: a rule without spread has no coverage, the model saves nothing of itself."""
    told: dict[str, dict[str, Any]] = {
        name: {"value": round(score[name], 4), "unit": "ratio"} for name in ("crps", "wis")
    }
    if method != MODEL and score["crps"] > 0:
        told["saved"] = _tell_saved(score)
    if method not in POINTS:
        told["interval_95"] = {"value": round(score["interval_95"], 4), "unit": "ratio"}
        for level in (NARROW_PCT, WIDE_PCT):
            share = round(100 * score[f"coverage_{level:g}"])
            numbers = {"value": share, "unit": "percent", "interval_pct": level}
            told[f"covered_{level:g}"] = numbers
    return [
        _make_score(subject, name, ahead, method, {**numbers, "n": int(score["n"])})
        for name, numbers in told.items()
    ]


def _make_score(
    subject: Subject, name: str, ahead: int, method: str, numbers: Mapping[str, Any], *end: str
) -> dict[str, Any]:
    """Figure of how past forecasts by one method did, of the month that it forecasts today."""
    geography = subject.place["geography"]
    about: dict[str, Any] = {**subject.place, **subject.tell(ahead), "status": "estimated"}
    return make_figure(
        subject.name(name, geography, str(ahead), method, *end),
        f"forecast_{name}",
        subject.source,
        **{**about, "rule": RULE[method], **numbers},
    )


def _tell_tenths(subject: Subject, scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Figures of how much of what came fell into each tenth of the forecasts by the best method.

    None where that is a rule of one number: it has no tenths.
    """
    best = str(scores["crps"].idxmin())
    if best in POINTS:
        return []
    tenths, count = scores["pit_tenths"].loc[best], int(scores["n"].loc[best])
    return [
        _make_score(
            subject,
            "tenth",
            AHEAD[0],
            best,
            {"value": round(100 * share, 1), "unit": "percent", "n": count},
            f"{place:02d}",
        )
        for place, share in enumerate(tenths, start=1)
    ]


def _tell_saved(score: Mapping[Any, Any]) -> dict[str, Any]:
    """Share of a rule's error that the model saves, with the interval of the paired difference."""
    ends = sorted(
        round(-100 * score[f"difference_{end}"] / score["crps"]) for end in ("low", "high")
    )
    value = round(100 * score["model_saves"])
    numbers = {"value": value, "low": min(ends[0], value), "high": max(ends[1], value)}
    return {**numbers, "unit": "percent", "interval_pct": WIDE_PCT}
