"""Statistics that know when to keep quiet: tables in, estimates with their interval out.

Each method refuses with :class:`NotEnoughData` where the data cannot carry it, and every estimate
says how many rows it rests on; the standard of each is a page of ``docs/methods``.
"""

from analysis.models.anomalies import (
    expect_by_chance,
    expect_count,
    find_anomalies,
    find_records,
    find_regional_anomalies,
    limit_by_power,
    limit_by_quantile,
    score_excess,
    tail_by_power,
)
from analysis.models.baselines import draw_last_twelve
from analysis.models.breaks import find_breaks
from analysis.models.coverage import find_coverage
from analysis.models.estimates import NotEnoughData
from analysis.models.eventstudy import fit_event_study
from analysis.models.forecast import forecast
from analysis.models.interruption import fit_interruption, to_ratios
from analysis.models.lags import fit_lags, to_percent
from analysis.models.negbin import fit_negative_binomial
from analysis.models.nowcast import nowcast, nowcast_people
from analysis.models.ppml import fit_panel
from analysis.models.scores import (
    find_pit,
    score_crps,
    score_ignorance,
    score_interval,
    score_wis,
    spread_pit,
)
from analysis.models.triangles import chain_ladder, to_triangle
from analysis.models.unknown import impute_fatalities, is_heaped, tell_status

__all__ = [
    "NotEnoughData",
    "chain_ladder",
    "draw_last_twelve",
    "expect_by_chance",
    "expect_count",
    "find_anomalies",
    "find_breaks",
    "find_coverage",
    "find_pit",
    "find_records",
    "find_regional_anomalies",
    "fit_event_study",
    "fit_interruption",
    "fit_lags",
    "fit_negative_binomial",
    "fit_panel",
    "forecast",
    "impute_fatalities",
    "is_heaped",
    "limit_by_power",
    "limit_by_quantile",
    "nowcast",
    "nowcast_people",
    "score_crps",
    "score_excess",
    "score_ignorance",
    "score_interval",
    "score_wis",
    "spread_pit",
    "tail_by_power",
    "tell_status",
    "to_percent",
    "to_ratios",
    "to_triangle",
]
