"""Did displacement follow violence: lags of a panel, and a dated event; or why neither can be told."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.events import tell_events
from analysis.facts.interruptions import tell_interruptions
from analysis.facts.lags import tell_lags


def tell_follow(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Return the figures of this part, a row each."""
    return [
        *tell_lags(tables, history, place, first),
        *tell_events(tables, history, place, first),
        *tell_interruptions(tables, history, place, first),
    ]
