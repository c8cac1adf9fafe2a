"""What may come: forecasts with their record, and what is not reported yet of the last months."""

from collections.abc import Mapping
from typing import Any

import pandas as pd


def tell_outlook(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Return the figures of this part, a row each."""
    return []
