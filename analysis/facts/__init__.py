"""Every number that a report prints, as one table: value, range, state, date, rule, and where from.

A figure that the sources do not carry is in the table too, without a value and with the reason:
the page then says *not reported* or *not covered* instead of leaving a gap that reads as zero.
"""

from collections.abc import Mapping

import pandas as pd
from pandera.typing import DataFrame

from analysis.facts.delays import tell_delays
from analysis.facts.disagreement import tell_copies, tell_disagreement
from analysis.facts.estimates import keep_history, tell_history
from analysis.facts.exposure import tell_exposure
from analysis.facts.figure import make_id, write_day
from analysis.facts.flows import tell_flows
from analysis.facts.focus import choose_focus, choose_incident, find_place, tell_focus
from analysis.facts.follow import tell_follow
from analysis.facts.incidents import COUNTS, count_documented, count_incidents, tell_drawn
from analysis.facts.needs import (
    NEEDS,
    PLANNED,
    RULE_OF_REVISION,
    tell_access,
    tell_food,
    tell_needs,
    tell_population,
)
from analysis.facts.outlook import tell_outlook
from analysis.facts.prices import tell_prices
from analysis.facts.quality import (
    count_contradictions,
    count_vague,
    finish_figures,
    keep_redistributable,
    tell_losses,
)
from analysis.facts.refugees import tell_refugees
from analysis.facts.stocks import tell_stocks
from analysis.facts.strikes import tell_strikes
from analysis.facts.unusual import tell_unusual
from analysis.measures import month_bounds
from analysis.schema import Figures

__all__ = [
    "COUNTS",
    "NEEDS",
    "PLANNED",
    "RULE_OF_REVISION",
    "choose_focus",
    "choose_incident",
    "find_place",
    "keep_redistributable",
    "make_id",
    "to_figures",
]


def to_figures(
    tables: Mapping[str, pd.DataFrame], *, country: str, country_name: str, month: str, as_of: str
) -> DataFrame[Figures]:
    """Return one row per number of the report on a country and month."""
    first, last = month_bounds(month)
    place = {"geography": country, "geography_name": country_name}
    period = {"period_start": write_day(first), "period_end": write_day(last)}
    counted = count_incidents(tables, place, first)
    stocks = tell_stocks(tables["idps"], tables["breaks"], place, last)
    history = keep_history(tables, first)
    rows = [
        *counted,
        *tell_drawn(counted, tables["pcodes"]),
        *count_documented(tables, place, period, as_of),
        *tell_exposure(tables, place, first, as_of),
        *tell_strikes(tables, place, first, as_of),
        *stocks,
        *tell_focus(stocks, choose_focus(tables, first, last), last),
        *tell_flows(tables["displacements"], tables["delays"], place, first, last),
        *tell_delays(tables["delays"], place, first),
        *tell_refugees(tables["refugees"], last),
        *tell_needs(tables["needs"], place, first),
        tell_food(tables["food_security"], place, first, last),
        tell_population(tables["population"], place, last),
        *tell_prices(tables["prices"], place, first),
        *tell_access(tables["access"], place, first, last),
        *count_contradictions(tables["incidents"], place),
        *count_vague(tables["incidents_admin1_month"], place, first),
        *tell_losses(tables["losses"], place, period),
        *tell_disagreement(tables, first, last),
        *tell_copies(tables, place, first, last),
        *tell_history(tables, history, place),
        *tell_follow(tables, history, place, first),
        *tell_unusual(tables, history, place, first),
        *tell_outlook(tables, history, place, first),
    ]
    return finish_figures(rows, tables)
