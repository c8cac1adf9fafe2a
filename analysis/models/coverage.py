"""Which months of a stock were observed at all, for methods that must not see a break in counting."""

import pandas as pd

from analysis.measures import BadInputError


def find_coverage(
    panel: pd.DataFrame,
    breaks: pd.DataFrame,
    *,
    indicator: str,
    unit_name: str,
    time: str,
    as_of: str | None = None,
) -> pd.Series:
    """Say of each row of a panel whether its month was observed and lies in no known break.

    ``breaks`` has ``indicator``, ``geography_name`` (missing means everywhere), ``date_from`` and
    ``date_to``. A stock whose day ``as_of`` lies before its month is carried forward: nobody
    counted it then.
    """
    for name in (unit_name, time, *([as_of] if as_of else [])):
        if name not in panel.columns:
            raise BadInputError("is not in the panel", column=name)
    month = pd.to_datetime(panel[time])
    ends = month + pd.offsets.MonthEnd(1)
    is_covered = pd.Series(True, index=panel.index)
    if as_of:
        counted = pd.to_datetime(panel[as_of].astype("str"), errors="coerce")
        is_covered &= counted >= month
    for known in breaks[breaks["indicator"] == indicator].to_dict("records"):
        first, last = pd.Timestamp(known["date_from"]), pd.Timestamp(known["date_to"])
        is_there = panel[unit_name].eq(known["geography_name"]).fillna(False).astype("bool")
        is_everywhere = bool(pd.isna(known["geography_name"]))
        is_covered &= ~((month <= last) & (ends >= first) & (is_there | is_everywhere))
    return is_covered.astype("bool")
