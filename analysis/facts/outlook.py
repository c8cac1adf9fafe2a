"""What may come: forecasts with their record, and what is not reported yet of the last months."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.forecasts import tell_forecasts
from analysis.facts.nowcasts import tell_nowcast


def tell_outlook(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Return the figures of this part, a row each."""
    return [*tell_forecasts(tables, history, place, first), *tell_nowcast(tables, place, first)]
