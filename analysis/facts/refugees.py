"""Figures on refugees: the latest of each country of asylum, by source."""

from typing import Any

import pandas as pd

from analysis.facts.figure import MAX_AGE, copy_published, make_id
from analysis.measures import each_row, keep_latest


def tell_refugees(table: pd.DataFrame, last: pd.Timestamp) -> list[dict[str, Any]]:
    """Latest figure of each country of asylum, a row per source; UNHCR's from a thousand people up."""
    usable = table[
        table["is_preferred"]
        & table["indicator"].isin(["refugees", "asylum_seekers", "refugees_hosted"])
        & table["period_end"].between(last - MAX_AGE * 1.5, last)
        & table["geography_name"].str.fullmatch(r"[^:+()]+").astype("bool")
    ]
    newest = keep_latest(usable, key=["source", "indicator", "geography_name"], by="period_end")
    newest = newest[(newest["source"] == "figures") | (newest["value"] >= 1000)]
    newest = newest.sort_values(
        ["source", "indicator", "value"], ascending=[True, False, False], kind="stable"
    )
    return [
        copy_published(make_id(r.indicator, r.source, r.geography_name), r, "latest-on-or-before")
        for r in each_row(newest)
    ]
