"""What each chapter of the report shows, one call a piece: from an edition to HTML.

A notebook cell is one of these calls. The sentences are messages, the numbers figures; a piece
whose data are missing says so instead of disappearing.
"""

from analysis.chapters.annex import show_annex, show_claims
from analysis.chapters.brief import (
    show_brief_actors,
    show_brief_claims,
    show_brief_conditions,
    show_brief_displacement,
    show_brief_files,
    show_brief_growth,
    show_brief_masthead,
    show_brief_near,
    show_brief_summary,
    show_brief_unknown,
)
from analysis.chapters.deaths import show_deaths
from analysis.chapters.displacement import (
    show_delays,
    show_displacements,
    show_idp_change,
    show_idp_regions,
    show_idp_series,
    show_idp_sources,
    show_returns,
)
from analysis.chapters.exposure import show_exposure
from analysis.chapters.follow import show_events, show_lags
from analysis.chapters.harm import (
    show_ledger,
    show_ledger_text,
    show_strike_months,
    show_strikes,
)
from analysis.chapters.incidents import (
    show_incident_trend,
    show_kinds,
    show_reading,
    show_regions,
    show_sources,
)
from analysis.chapters.interruptions import show_interruptions
from analysis.chapters.levels import show_levels
from analysis.chapters.map import show_map
from analysis.chapters.needs import show_access, show_funding, show_needs, show_prices
from analysis.chapters.nowcasts import show_unreported
from analysis.chapters.outlook import (
    show_displacement_outlook,
    show_fatality_outlook,
    show_incident_outlook,
    show_region_outlook,
)
from analysis.chapters.overview import show_highlights, show_masthead, show_tiles
from analysis.chapters.quality import show_disagreements, show_inputs, show_joins, show_quality
from analysis.chapters.records import show_records
from analysis.chapters.scores import show_outlook_misses, show_outlook_scores, show_outlook_tenths
from analysis.chapters.unusual import show_alarms, show_anomalies

__all__ = [
    "show_access",
    "show_alarms",
    "show_annex",
    "show_anomalies",
    "show_brief_actors",
    "show_brief_claims",
    "show_brief_conditions",
    "show_brief_displacement",
    "show_brief_files",
    "show_brief_growth",
    "show_brief_masthead",
    "show_brief_near",
    "show_brief_summary",
    "show_brief_unknown",
    "show_claims",
    "show_deaths",
    "show_delays",
    "show_disagreements",
    "show_displacement_outlook",
    "show_displacements",
    "show_events",
    "show_exposure",
    "show_fatality_outlook",
    "show_funding",
    "show_highlights",
    "show_idp_change",
    "show_idp_regions",
    "show_idp_series",
    "show_idp_sources",
    "show_incident_outlook",
    "show_incident_trend",
    "show_inputs",
    "show_interruptions",
    "show_joins",
    "show_kinds",
    "show_lags",
    "show_ledger",
    "show_ledger_text",
    "show_levels",
    "show_map",
    "show_masthead",
    "show_needs",
    "show_outlook_misses",
    "show_outlook_scores",
    "show_outlook_tenths",
    "show_prices",
    "show_quality",
    "show_reading",
    "show_records",
    "show_region_outlook",
    "show_regions",
    "show_returns",
    "show_sources",
    "show_strike_months",
    "show_strikes",
    "show_tiles",
    "show_unreported",
]
