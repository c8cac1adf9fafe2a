"""What is unusual: months with more incidents than usual, and when the level changed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd


def tell_unusual(
    tables: Mapping[str, pd.DataFrame],
    history: pd.DataFrame,
    place: Mapping[str, str],
    first: pd.Timestamp,
) -> list[dict[str, Any]]:
    """Return the figures of this part, a row each."""
    return []
