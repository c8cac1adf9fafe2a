"""What is unusual: months with more incidents than usual, and when the level changed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.anomalies import tell_anomalies
from analysis.facts.deaths import tell_deaths
from analysis.facts.levels import lay_months, tell_breaks
from analysis.facts.records import tell_records
from analysis.panel import PANEL_SOURCES


def tell_unusual(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Figures on regions and months that stand out, on records, on levels, and on unknown deaths."""
    source = name_serving(tables)
    months = lay_months(tables, history, first)
    return [
        *tell_anomalies(tables, history, place, first, source),
        *tell_records(tables, history, months, place, first, source),
        *tell_breaks(tables, months, place, first, source),
        *tell_deaths(tables, place, first, source),
    ]


def name_serving(tables: Mapping[str, pd.DataFrame]) -> str:
    """Name the source whose incidents are in the panel; the first of them where none is held."""
    held = tables["coverage"]["source"]
    return next((s for s in PANEL_SOURCES if (held == s).any()), PANEL_SOURCES[0])
