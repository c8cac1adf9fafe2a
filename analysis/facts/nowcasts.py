"""What is not reported yet of the last months of the feed of displacements, or why that is not known.

People come in batches, and the feed does not list the batches. An interval that took each person
for a report of their own would hold a third of what it claims: only that of past nowcasts is told.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.delays import WHOLE_AGE, to_increments
from analysis.facts.delays import choose_series
from analysis.facts.estimates import make_estimate, tell_refusal
from analysis.facts.figure import cite_rows, make_id, write_day
from analysis.models import NotEnoughData, nowcast
from analysis.models.estimates import require
from analysis.models.nowcast import COMPLETE, ENOUGH_ERRORS

INDICATOR = "nowcast_displacements"
SHOWN = 6  # months up to the report's that may still be told
NEEDED = COMPLETE - 1 + ENOUGH_ERRORS + WHOLE_AGE - 1  # whole months: then every age has its record
RULES = {
    "chain ladder, shrunk; past errors": "model-chain-ladder",
    "raw count, delay pattern unstable; past errors": "model-raw-count",
}


def tell_nowcast(
    tables: Mapping[str, pd.DataFrame], place: Mapping[str, str], first: pd.Timestamp
) -> list[dict[str, Any]]:
    """Figures of the months up to the report's that are still open; one that says why there are none."""
    series = choose_series(tables["delays"], dict(place))
    base = make_id(INDICATOR, "idmc", place["geography"])
    about: dict[str, Any] = {**place, "unit": "people"}
    about |= {"period_start": write_day(first)}
    about |= {"period_end": write_day(first + pd.offsets.MonthEnd(0))}
    try:
        table = ask(series)
    except NotEnoughData as refusal:
        return tell_refusal(base, INDICATOR, "idmc", refusal, **about)
    since = first - pd.DateOffset(months=SHOWN - 1)
    is_open = (table["method"] != "complete") & table.index.to_series().between(since, first)
    return [_tell(series, base, month, row, place) for month, row in table[is_open].iterrows()]


def ask(series: Any) -> pd.DataFrame:
    """Nowcast of each month of a feed; refused with too few whole months.

    So many are needed that each age has enough past nowcasts that are over, the first of which needs
    a delay pattern of its own.
    """
    increments = to_increments(series)
    require(int(increments.notna().all(axis=1).sum()), NEEDED, "complete periods of reports")
    table = nowcast(increments)
    few = table.loc[table["method"] != "complete", "n_errors"].min()
    if few < ENOUGH_ERRORS:  # a month that past nowcasts left out
        require(int(few), ENOUGH_ERRORS, "past nowcasts that are over")
    return table


def _tell(
    series: pd.DataFrame, base: str, month: Any, row: pd.Series, place: Mapping[str, str]
) -> dict[str, Any]:
    """Figure of one open month, in whole people."""
    whole = {name: round(float(row[name])) for name in ("estimate", "low", "high")}
    about = {
        **place,
        "unit": "people",
        "period_start": write_day(month),
        "period_end": write_day(month + pd.offsets.MonthEnd(0)),
        "is_provisional": True,
        "inputs": cite_rows(series[series["month"] == month].dropna(subset="source_file")),
        "rule": RULES[str(row["method"])],
    }
    figure_id = f"{base}-{month:%Y-%m}"
    return make_estimate(figure_id, INDICATOR, "idmc", {**row, **whole}, **about)
