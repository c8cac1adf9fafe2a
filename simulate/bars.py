"""What each method must reach, and the trials that measure it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulate.trials import (
    Trial,
    try_anomalies,
    try_batches,
    try_breaks,
    try_event,
    try_forecast,
    try_lags,
    try_nowcast,
    try_series,
    try_spike,
    try_unknown,
)

TRIALS: dict[str, Trial] = {
    "lags 8x60": try_lags(regions=8, months=60, break_month=40),
    "lags 10x96": try_lags(leads=1),
    "lags 18x96": try_lags(regions=18),
    "lags zeros": try_lags(level=0.0),
    "lags hidden": try_lags(hidden=True),
    **{f"series {rho}": try_series(rho) for rho in (0.0, 0.3, 0.6, 0.8)},
    "series null": try_series(0.6, step=0.0),
    **{f"event {k}/{n}": try_event(k, n) for k, n in ((2, 10), (4, 10), (5, 18))},
    **{f"breaks {rho}": try_breaks(rho) for rho in (0.0, 0.3, 0.6, 0.8)},
    "breaks step": try_breaks(0.3, step=float(np.log(2))),
    "anomalies 0": try_anomalies(0.0),
    "anomalies 0.8": try_anomalies(0.8),
    "spike 8": try_spike(8.0),
    "spike 40": try_spike(40.0),
    "forecast": try_forecast,
    "nowcast": try_nowcast(),
    "nowcast drift": try_nowcast(drift=-0.3),
    "batches": try_batches,
    "unknown": try_unknown(depends_on_value=False),
    "unknown by value": try_unknown(depends_on_value=True),
}
Measure = Callable[[pd.DataFrame], float]


@dataclass(frozen=True)
class Bar:
    """One quantity: what it is, of which trial, and between which limits it must lie."""

    method: str
    quantity: str
    trial: str
    measure: Measure
    low: float = -np.inf
    high: float = np.inf


def mean(name: str) -> Measure:
    """Mean of a number over trials."""
    return lambda told: float(told[name].mean())


def saves(horizon: int, rule: str) -> Measure:
    """Share of a rule's CRPS that the model saves, mean over panels."""
    return lambda told: float((1 - told[f"{horizon} model"] / told[f"{horizon} {rule}"]).mean())


def off(told: pd.DataFrame) -> float:
    """Bias of all estimates together, relative."""
    return float(told["estimate"].sum() / told["truth"].sum() - 1)


def against_raw(told: pd.DataFrame) -> float:
    """Mean error over that of the raw count."""
    return float(told["miss"].mean() / told["raw"].mean())


def list_bars() -> list[Bar]:
    """Every bar, in the order of the methods."""
    lags = [
        ("8 regions, 60 months", "8x60"),
        ("10 regions, 96", "10x96"),
        ("18 regions, 96", "18x96"),
    ]
    bars = []
    for words, name in lags:
        trial = f"lags {name}"
        bars += [
            Bar("lags", f"coverage of lag 0, {words}", trial, mean("covered_0"), 0.925, 0.975),
            Bar("lags", f"coverage of the sum, {words}", trial, mean("covered"), 0.925, 0.975),
            Bar("lags", f"bias of the sum, {words}", trial, mean("error"), -0.02, 0.02),
        ]
    bars += [
        Bar("lags", "bias of the sum, zeros common", "lags zeros", mean("error"), -0.03, 0.03),
        Bar("lags", "power for a sum of .5, 10 regions, 96", "lags 10x96", mean("found"), 0.80),
        Bar("lags", "bias of the sum, months hidden", "lags hidden", mean("error"), -0.03, 0.03),
        Bar("lags", "coverage of the sum, months hidden", "lags hidden", mean("covered"), 0.89),
        Bar("lags", "lead 1 rejects at 5%", "lags 10x96", mean("lead"), 0.03, 0.08),
    ]
    for rho in (0.0, 0.3, 0.6):
        words = f"one series, +50%, autocorrelation {rho}: coverage"
        bars.append(Bar("events", words, f"series {rho}", mean("covered"), 0.88, 0.975))
    bars += [
        Bar(
            "events",
            "one series, autocorrelation 0.8: coverage",
            "series 0.8",
            mean("covered"),
            0.82,
        ),
        Bar(
            "events",
            "one series, no step, 0.6: rejects",
            "series null",
            mean("rejected"),
            high=0.12,
        ),
        Bar(
            "events", "other dates, no step: p up to .05", "series null", mean("placebo"), high=0.08
        ),
    ]
    for k, n in ((2, 10), (4, 10), (5, 18)):
        words = f"{k} of {n} regions hit: coverage"
        bars.append(Bar("events", words, f"event {k}/{n}", mean("covered"), 0.89))
    for rho, limit in ((0.0, 0.06), (0.3, 0.09), (0.6, 0.12)):
        words = f"false breaks, autocorrelation {rho}"
        bars.append(Bar("breaks", words, f"breaks {rho}", mean("found"), high=limit))
    bars += [
        Bar("breaks", "false breaks, autocorrelation 0.8 (no bar)", "breaks 0.8", mean("found")),
        Bar("breaks", "step of log 2 found", "breaks step", mean("found"), 0.85),
        Bar("breaks", "its date within two months", "breaks step", mean("dated"), 0.45),
        Bar("breaks", "its interval holds the date (no bar)", "breaks step", mean("covered")),
        Bar("anomalies", "false alarms at 99%", "anomalies 0", mean("alarm"), high=0.022),
        Bar(
            "anomalies", "the same, autocorrelation 0.8", "anomalies 0.8", mean("alarm"), high=0.045
        ),
        Bar("anomalies", "beyond 95%", "anomalies 0", mean("watch"), high=0.075),
        Bar(
            "anomalies", "the same, autocorrelation 0.8", "anomalies 0.8", mean("watch"), high=0.105
        ),
        Bar("anomalies", "fourfold month caught, mean 8", "spike 8", mean("caught"), 0.25),
        Bar("anomalies", "fourfold month caught, mean 40", "spike 40", mean("caught"), 0.25),
    ]
    for h in (1, 3, 6):
        bars += [
            Bar("forecasts", f"{h} ahead: coverage of 80%", "forecast", mean(f"{h} covered_80"), 0.76, 0.90),
            Bar("forecasts", f"{h} ahead: coverage of 95%", "forecast", mean(f"{h} covered_95"), 0.93, 0.98),
            Bar("forecasts", f"{h} ahead: CRPS saved on the last twelve", "forecast", saves(h, "last twelve"), 0.03),
            Bar("forecasts", f"{h} ahead: CRPS saved on seasonal naive", "forecast", saves(h, "seasonal"), 0.30),
        ]  # fmt: skip
    return [
        *bars,
        Bar("nowcast", "newest month: bias", "nowcast", off, -0.03, 0.03),
        Bar("nowcast", "newest month, reporting grows faster: bias", "nowcast drift", off, -0.05, 0.05),
        Bar("nowcast", "newest month: error against the raw count", "nowcast", against_raw, high=0.35),
        Bar("nowcast", "newest month: coverage of 95%", "nowcast", mean("covered"), 0.93, 0.995),
        Bar("nowcast", "newest month: coverage of 80%", "nowcast", mean("covered_80"), 0.70, 0.90),
        Bar("nowcast", "people in batches: coverage of 95%", "batches", mean("covered"), 0.90),
        Bar("unknown deaths", "unknown by chance: bias", "unknown", mean("error"), -0.02, 0.02),
        Bar("unknown deaths", "unknown by chance: coverage", "unknown", mean("covered"), 0.87),
        Bar("unknown deaths", "the deadlier unknown: bounds hold", "unknown by value", mean("bounded"), 0.80),
    ]  # fmt: skip
