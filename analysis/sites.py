"""Places of incidents to points that a map may show: sensitive sites coarsened, recent ones left out.

Every map of points goes through :func:`coarsen_sites`: only its columns are drawn. The region of an
incident is what it was, and so is every count. Methods: ``docs/methods/do-no-harm.md``.
"""

import pandas as pd

DECIMALS = 1  # of a degree, some eleven kilometres
MINIMUM_DELAY = pd.Timedelta(days=14)
POINT = {"latitude": "drawn_latitude", "longitude": "drawn_longitude"}
SENSITIVE = (  # sites of displaced persons, schools, health facilities
    r"\b(?:displaced|displacement|IDPs?|refugees?|d[ée]plac[ée]e?s?|PDIs?|r[ée]fugi[ée]e?s?)\b"
    r"|\b(?:reception|transit|accueil) (?:site|cent(?:re|er))|\bsites? d[\u2019']accueil|\bcentre de transit"
    r"|\b(?:schools?|[ée]coles?|college|coll[èe]ge|lyc[ée]e|universit(?:y|é|e)|kindergarten)\b"
    r"|\b(?:madrasas?|madrassas?|m[ée]dersas?|koranic|coranique)\b"
    r"|\b(?:hospitals?|h[ôo]pital|h[ôo]pitaux|clinics?|cliniques?|dispensar(?:y|ies)|dispensaires?)\b"
    r"|\b(?:health|medical|maternity) (?:cent(?:re|er)s?|posts?|facilit(?:y|ies)|wards?)\b"
    r"|\b(?:centres?|postes?) (?:de sant[ée]|m[ée]dica(?:l|ux))|\b(?:maternit[ée]|CSCom|CSREF|CSPS)\b"
)


def is_sensitive(places: pd.DataFrame) -> pd.Series:
    """Whether the name of each place says that it is a site to protect."""
    words = places["locality"].astype("str").fillna("")
    return words.str.contains(SENSITIVE, case=False, regex=True)


def is_recent(incidents: pd.DataFrame, as_of: str) -> pd.Series:
    """Whether each incident ended less than ``MINIMUM_DELAY`` before the cut-off: its place may be live."""
    return incidents["event_date_end"] > pd.Timestamp(as_of) - MINIMUM_DELAY


def coarsen_sites(points: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Keep the incidents whose place may be drawn, with ``drawn_latitude`` and ``drawn_longitude``.

    Sensitive sites are drawn to a tenth of a degree. The coordinates themselves are taken out, so
    that nothing can draw or print them by mistake. Without coordinates, or too recent, no point.
    """
    held = points[points[[*POINT]].notna().all(axis=1) & ~is_recent(points, as_of)]
    hide = is_sensitive(held)
    drawn = {new: held[old].mask(hide, held[old].round(DECIMALS)) for old, new in POINT.items()}
    return held.drop(columns=[*POINT]).assign(**drawn)
