"""Statistics that know when to keep quiet: tables in, estimates with their interval out.

Each method refuses with :class:`NotEnoughData` where the data cannot carry it, and every estimate
says how many rows it rests on; the standard of each is a page of ``docs/methods``.
"""

from analysis.models.breaks import find_breaks
from analysis.models.estimates import NotEnoughData
from analysis.models.nowcast import nowcast, nowcast_people
from analysis.models.scores import (
    find_pit,
    score_crps,
    score_ignorance,
    score_interval,
    score_wis,
)
from analysis.models.triangles import chain_ladder, to_triangle

__all__ = [
    "NotEnoughData",
    "chain_ladder",
    "find_breaks",
    "find_pit",
    "nowcast",
    "nowcast_people",
    "score_crps",
    "score_ignorance",
    "score_interval",
    "score_wis",
    "to_triangle",
]
