"""Statistics that know when to keep quiet: tables in, estimates with their interval out.

Each method refuses with :class:`NotEnoughData` where the data cannot carry it, and every estimate
says how many rows it rests on; the standard of each is a page of ``docs/methods``.
"""

from analysis.models.breaks import find_breaks
from analysis.models.estimates import NotEnoughData
from analysis.models.scores import (
    find_pit,
    score_crps,
    score_ignorance,
    score_interval,
    score_wis,
)

__all__ = [
    "NotEnoughData",
    "find_breaks",
    "find_pit",
    "score_crps",
    "score_ignorance",
    "score_interval",
    "score_wis",
]
