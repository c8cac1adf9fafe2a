"""One trial each: draw with a seed, ask the public function, compare with the truth.

A trial returns numbers by name; a share is made of 0 and 1. Missing is a refusal, which is left out.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from analysis import models

Trial = Callable[[ModuleType, int], dict[str, float]]
PANEL = {"unit": "region", "time": "month"}


def covers(row: pd.Series, truth: float) -> float:
    """Give 1 where the interval holds the truth."""
    return float(row["low"] <= truth <= row["high"])


def rejects(row: pd.Series) -> float:
    """Give 1 where the interval leaves out zero."""
    return float(row["low"] > 0 or row["high"] < 0)


def to_panel(gen: ModuleType, drawn: dict[str, Any], seen: Any = None) -> pd.DataFrame:
    """Rows of a drawn panel with the neighbours' exposure of the month before."""
    rows = pd.DataFrame(gen.to_columns(drawn))
    near = gen.ring(len(drawn["events"])) @ np.log1p(drawn["events_with_history"])
    before = np.column_stack([np.full(len(near), np.nan), near[:, :-1]])
    known = rows["displacements"].where(rows["month"] >= 0).astype("float64")
    if seen is not None:
        history = np.zeros((len(seen), drawn["parameters"]["history"]), dtype=bool)
        known = known.where(np.hstack([history, seen]).ravel())
    return rows.assign(neighbours=before.ravel(), displacements=known)


def try_lags(*, hidden: bool = False, leads: int = 0, **changes: Any) -> Trial:
    """Try lags of a panel: the first, their sum, and the first lead."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        drawn = gen.panel(seed, **changes)
        seen = gen.hide_months(drawn, seed, blackout=True) if hidden else None
        table = models.fit_lags(
            to_panel(gen, drawn, seen),
            outcome="displacements",
            exposure="events",
            controls=["neighbours"],
            leads=leads,
            **PANEL,
        )
        total = table.loc["cumulative"]
        told = {
            "error": total["estimate"] - 0.5,
            "covered": covers(total, 0.5),
            "covered_0": covers(table.loc["lag 0"], 0.25),
            "found": rejects(total),
        }
        return told | ({"lead": rejects(table.loc["lead 1"])} if leads else {})

    return trial


def try_series(rho: float, *, step: float = np.log(1.5)) -> Trial:
    """Try a step in one series, by the structural model and by other dates."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        counts = pd.Series(gen.monthly_counts(seed, rho=rho, step=step))
        table = models.fit_interruption(counts, start=60, harmonics=2, family="ar1")
        row = table.loc["level"]
        return {
            "covered": covers(row, step),
            "rejected": rejects(row),
            "placebo": float(table.attrs["placebo_p"] <= 0.05),
        }

    return trial


def try_event(treated: int, regions: int) -> Trial:
    """Try a doubling in some regions."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        rows = pd.DataFrame(gen.to_columns(gen.panel(seed, regions=regions, treated=treated)))
        table = models.fit_event_study(
            rows[rows["month"] >= 0],
            outcome="events",
            treated=list(range(treated)),
            start=60,
            placebos=False,
            **PANEL,
        )
        return {"covered": covers(table.loc["effect"], np.log(2))}

    return trial


def try_breaks(rho: float, *, step: float = 0.0) -> Trial:
    """Try a change of level, or none."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        table = models.find_breaks(pd.Series(gen.log_level(seed, rho=rho, step=step)))
        dated = bool((table["last_before"].astype("float64") - 59).abs().le(2).any())
        inside = bool(((table["low"] <= 59) & (table["high"] >= 59)).any())
        told = {"found": float(len(table) > 0), "dated": float(dated)}
        return told | ({"covered": float(inside)} if len(table) else {})

    return trial


def try_anomalies(rho: float) -> Trial:
    """Try months without anything unusual."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        counts, _ = gen.watched_counts(seed, rho=rho)
        states = models.find_anomalies(pd.Series(counts)).loc[60:, "state"]
        return {"alarm": (states == "alarm").mean(), "watch": (states != "usual").mean()}

    return trial


def try_spike(base: float) -> Trial:
    """Try a month with four times its expected count."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        counts, mean = gen.watched_counts(seed, base=base)
        spiked = pd.Series(gen.add_spike(counts, mean, 95, seed)).iloc[35:]
        return {"caught": float(models.find_anomalies(spiked)["state"].iloc[-1] == "alarm")}

    return trial


def try_forecast(gen: ModuleType, seed: int) -> dict[str, float]:
    """Try displacement of the next months, beside the simple rules."""
    rows = pd.DataFrame(gen.to_columns(gen.panel(seed)))
    table = models.forecast(
        rows[rows["month"] >= 0], outcome="displacements", exposure="events", seed=seed, **PANEL
    )
    scores = table.attrs["scores"]
    told = {}
    for horizon in (1, 3, 6):
        ours = scores.loc[(horizon, "model")]
        told[f"{horizon} covered_80"] = ours["coverage_80"]
        told[f"{horizon} covered_95"] = ours["coverage_95"]
        for rule in ("last twelve", "seasonal"):
            told[f"{horizon} {rule}"] = scores.loc[(horizon, rule), "crps"]
        told[f"{horizon} model"] = ours["crps"]
    return told


def try_nowcast(*, base: float = 40.0, drift: float = 0.0) -> Trial:
    """Try the newest month of a triangle."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        counts = pd.DataFrame(gen.reporting_delay(seed, base=base, drift=drift)).astype(float)
        known = counts.where(np.add.outer(np.arange(96), np.arange(counts.shape[1])) <= 95)
        truth = float(counts.iloc[-1].sum())
        newest = models.nowcast(known).iloc[-1]
        narrow = models.nowcast(known, level=0.8).iloc[-1]
        return {
            "estimate": newest["nowcast"],
            "truth": truth,
            "miss": abs(newest["nowcast"] - truth),
            "raw": truth - newest["reported"],
            "covered": covers(newest, truth),
            "covered_80": covers(narrow, truth),
        }

    return trial


def try_batches(gen: ModuleType, seed: int) -> dict[str, float]:
    """Try people in reports of about thirty, newest month."""
    reports = pd.DataFrame(gen.reported_groups(seed), columns=["month", "late", "people"])
    known = reports[reports["month"] + reports["late"] <= 35]
    table = models.nowcast_people(
        known, origin="month", delay="late", people="people", delays=4, last=35
    )
    truth = reports.groupby("month")["people"].sum().reindex(table.index, fill_value=0)
    return {"covered": covers(table.iloc[-1], float(truth.iloc[-1]))}


def try_unknown(*, depends_on_value: bool) -> Trial:
    """Try deaths of which some are unknown."""

    def trial(gen: ModuleType, seed: int) -> dict[str, float]:
        kind, deaths, is_known = gen.fatalities(seed, depends_on_value=depends_on_value)
        events = pd.DataFrame({"kind": kind, "deaths": np.where(is_known, deaths, np.nan)})
        row = models.impute_fatalities(events, deaths="deaths", kind="kind").loc["total"]
        truth = float(deaths.sum())
        held = {"bounded": float(row["bound_low"] <= truth <= row["bound_high"])}
        if np.isnan(row["estimate"]):
            return held
        return held | {"error": row["estimate"] / truth - 1, "covered": covers(row, truth)}

    return trial
