"""One documented incident: where its ledger is, and the tables and figures that its brief is made of."""

import json
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
from analysis.nearby import to_area
from analysis.persons import withhold_persons
from analysis.prose import Edition, find_country, name_countries
from analysis.rows import read_rows
from analysis.schema import Inputs, conform
from analysis.settlements import GAZETTEER, describe_gazetteer, list_towns, locate_gazetteer

RADIUS_KM = 25
WIDEST_KM = 50  # beyond it straight lines are no distances
SIMILAR = 5  # ids that a refusal names


class UnknownIncidentError(ValueError):
    """No incident of the ledger has this id, or none that is known on the day."""


@dataclass(frozen=True)
class Brief(Edition):
    """What a page says of one incident: its tables and its figures, in a language."""

    incident_id: str
    radius_km: int

    @property
    def incident(self) -> Any:
        """Row of the incident."""
        return find_incident(self.tables, self.incident_id)


def list_incidents(raw: Path, country: str | None = None) -> dict[str, str]:
    """Country of each incident in the ledgers held, by its id."""
    countries = [country] if country else store.list_countries(raw, "ledger")
    found: dict[str, str] = {}
    for iso3 in countries:
        for _, path in store.list_newest(raw, "ledger", iso3).values():
            if path.suffix == ".csv":
                rows = read_rows(path, store.name_file(path, raw))
                is_list = {"incident_id", "date_start"} <= set(rows.columns)
                found |= dict.fromkeys(rows["incident_id"], iso3) if is_list else {}
    return found


def find_ledger(raw: Path, incident_id: str, country: str | None = None) -> str:
    """Country whose ledger holds an incident; an unknown id is refused with those that are near it."""
    held = list_incidents(raw, country)
    if incident_id in held:
        return held[incident_id]
    near = get_close_matches(incident_id, held, n=SIMILAR, cutoff=0.5)
    like = f": near it are {', '.join(sorted(near))}" if near else ""
    place = f" of {country}" if country else ""
    raise UnknownIncidentError(
        f"parameter incident_id: '{incident_id}' is in no ledger{place}{like}"
    )


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

    Raises ``UnknownIncidentError`` where the tables, as of their day, do not know the incident.
    """
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
