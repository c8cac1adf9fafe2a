"""One documented incident: where its ledger is, and the tables and figures that its brief is made of."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import store
from analysis.build import build_exposure, read_coded_outlines
from analysis.facts.brief import Near, find_incident, tell_brief
from analysis.gate import withhold_small
from analysis.hand import read_places
from analysis.holdings import RawFiles
from analysis.measures import BadInputError, tell_shortly
from analysis.nearby import to_area
from analysis.panel import PANEL_SOURCES
from analysis.persons import withhold_persons
from analysis.prose import LANGUAGES, Edition, find_country, name_countries
from analysis.rows import read_rows
from analysis.schema import Inputs, conform
from analysis.settlements import GAZETTEER, describe_gazetteer, list_towns, locate_gazetteer

RADIUS_KM = 25
WIDEST_KM = 50  # beyond it straight lines are no distances
PLAIN = re.compile(r"\w[\w.:-]*")  # ids that can name a folder, and lead to no other
SIMILAR = 5  # ids that a refusal names


class UnknownIncidentError(ValueError):
    """No incident of the ledger has this id, or none that is known on the day."""

    _render_traceback_ = tell_shortly


@dataclass(frozen=True)
class Brief(Edition):
    """What a page says of one incident: its tables and its figures, in a language."""

    incident_id: str
    radius_km: int

    @property
    def incident(self) -> Any:
        """Row of the incident."""
        return find_incident(self.tables, self.incident_id)


def list_incidents(raw: Path) -> dict[str, str]:
    """Country of each incident in the ledgers held, by its id."""
    found: dict[str, str] = {}
    for iso3 in store.list_countries(raw, "ledger"):
        for _, path in store.list_newest(raw, "ledger", iso3).values():
            if path.suffix == ".csv":
                rows = read_rows(path, store.name_file(path, raw))
                is_list = {"incident_id", "date_start"} <= set(rows.columns)
                found |= dict.fromkeys(rows["incident_id"], iso3) if is_list else {}
    return found


def find_ledger(raw: Path, incident_id: str, country: str | None = None) -> str:
    """Country whose ledger holds an incident; an unknown id is refused with those that are near it."""
    if not PLAIN.fullmatch(incident_id):
        raise UnknownIncidentError(f"parameter incident_id: {incident_id!r} can name no folder")
    held = list_incidents(raw)
    iso3 = held.get(incident_id)
    if iso3 is not None and country in (None, iso3):
        return iso3
    if iso3 is not None:
        raise UnknownIncidentError(
            f"parameter country: {incident_id} is in the ledger of {iso3}, not of {country}"
        )
    raise UnknownIncidentError(
        f"parameter incident_id: '{incident_id}' is in no ledger{_tell_way_out(incident_id, held)}"
    )


def _tell_way_out(incident_id: str, held: Iterable[str]) -> str:
    """Ids that are near one that is not held; of another source, that a brief is made of statements."""
    source = incident_id.partition(":")[0]
    if source in PANEL_SOURCES:
        return f", and {source} gives no statements of which a brief could be made"
    near = get_close_matches(incident_id, held, n=SIMILAR, cutoff=0.5)
    return f": near it are {', '.join(sorted(near))}" if near else ""


def strip_source(incident_id: str) -> str:
    """Return an id as the ledger has it, also where it is given as tables have it: ``ledger:<id>``."""
    return incident_id.removeprefix("ledger:")


def check_parameters(radius_km: Any, lang: str) -> None:
    """Raise on a radius that is no whole number of kilometres in reach, or a language that is none."""
    if not isinstance(radius_km, int) or not 1 <= radius_km <= WIDEST_KM:
        raise BadInputError(
            f"parameter radius_km: {radius_km!r} is no whole number from 1 to {WIDEST_KM}"
        )
    if lang not in LANGUAGES:
        raise BadInputError(f"parameter lang: '{lang}' is not one of {', '.join(LANGUAGES)}")


def open_brief(
    *,
    incident_id: str,
    radius_km: int = RADIUS_KM,
    country: str = "",
    lang: str = "en",
    raw: str = "data/raw",
    processed: str = "data/processed",
) -> Brief:
    """Tables and figures of one incident, for its brief; build the country first.

    Raises ``UnknownIncidentError`` where the tables, as of their day, do not know the incident, and
    ``BadInputError`` on a radius or language that is none.
    """
    check_parameters(radius_km, lang)
    incident_id = strip_source(incident_id)
    iso3 = find_ledger(Path(raw), incident_id, country or None)
    key = store.read_build_key(Path(processed), iso3)
    if key is None:
        raise store.StaleTablesError(f"no tables of {iso3}: run impact build --country {iso3}")
    return _open(incident_id, radius_km, iso3, lang, raw, processed, json.dumps(key))


@lru_cache(maxsize=4)
def _open(
    incident_id: str, radius_km: int, iso3: str, lang: str, raw: str, processed: str, key: str
) -> Brief:
    """Cells of one notebook share what the first has read; another build is another key."""
    as_of = json.loads(key)["as_of"]
    held = store.read_tables(Path(processed), iso3)
    if f"ledger:{incident_id}" not in set(held["incidents"]["event_id"]):
        raise UnknownIncidentError(
            f"parameter incident_id: {incident_id} was not known yet on {as_of}"
        )
    tables = withhold_persons(
        withhold_small(held, iso3), store.read_hand(Path(raw), "public_names.csv")
    )
    tables["inputs"] = _add_gazetteer(tables["inputs"])
    countries = store.read_hand(Path(raw), "countries.csv")
    names = find_country(countries, iso3)
    near = read_near(Path(raw), iso3, names["iso2"], tables, incident_id, radius_km, as_of)
    whole = {"country": iso3, "country_name": names["name_en"]}
    figures = tell_brief(tables, near, incident_id=incident_id, as_of=as_of, **whole)
    return Brief(
        country=iso3,
        country_name=names[f"name_{lang}"],
        month=f"{find_incident(tables, incident_id).event_date:%Y-%m}",
        lang=lang,
        as_of=as_of,
        tables=tables,
        figures=figures,
        raw=Path(raw),
        territories=name_countries(countries, lang),
        incident_id=incident_id,
        radius_km=radius_km,
    )


def read_near(
    raw: Path,
    iso3: str,
    iso2: str,
    tables: dict[str, pd.DataFrame],
    incident_id: str,
    radius_km: int,
    as_of: str,
) -> Near:
    """Read who lives around one incident, and the towns of its country."""
    incidents = tables["incidents"]
    one = incidents[incidents["event_id"] == f"ledger:{incident_id}"]
    units = read_places(raw, iso3, pd.Timestamp(as_of), RawFiles({"pcodes": {}}))
    units = replace(units, lists=tables["pcodes"])  # so that no provider's list is read again
    outlines = read_coded_outlines(raw, iso3, as_of, units)
    exposed, _ = build_exposure(
        raw, iso3, as_of, to_area(one, as_of), outlines, radii_km=[radius_km]
    )
    return Near(exposed, list_towns(iso2), GAZETTEER, radius_km)


def _add_gazetteer(inputs: pd.DataFrame) -> pd.DataFrame:
    """Files with the gazetteer among them, also where a raster serves for people."""
    if (inputs["file"] == GAZETTEER).any():
        return inputs
    about: dict[str, Any] = {"source": "cod", "finest": "row", "rows": 0}
    about["sha256"] = store.hash_file(locate_gazetteer())
    row = conform(pd.DataFrame([about | describe_gazetteer()]), Inputs)
    return pd.concat([inputs, row], ignore_index=True)
