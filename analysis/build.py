"""From vintages to checked tables: what was known of a country on a day.

Every table of the contract is made anew from ``data/raw``; nothing is carried over from an
earlier build. Each join leaves a record of what it matched and what it lost.
"""

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import panel, store
from analysis.coverage import add_coverage
from analysis.delays import to_delays
from analysis.exposure import RADII_KM, count_exposed
from analysis.gazetteer import (
    Places,
    account,
    add_drawn,
    add_places,
    add_regions,
    code_outlines,
    place_events,
)
from analysis.hand import (
    build_coverage,
    keep_of_country,
    read_events,
    read_places,
    read_stock_coverage,
)
from analysis.holdings import ChosenFile, RawFiles, choose_inputs, read_raw, stack
from analysis.incidents import compare_months, keep_serving, reconcile_years, to_admin1_month
from analysis.losses import count_losses
from analysis.measures import keep_known, month_start, note_inputs
from analysis.outlines import to_outlines
from analysis.prose import find_country
from analysis.providers import SOURCES
from analysis.schema import (
    TABLES,
    Exposure,
    Idps,
    Incidents,
    IncidentsAdmin1Month,
    Inputs,
    Losses,
    Neighbours,
    Pcodes,
    conform,
    empty,
)
from analysis.settlements import PACKAGE
from analysis.sources import figures, ledger
from analysis.spatial import find_neighbours

PUBLISHED = ["refugees", "needs", "food_security", "population", "access"]


def build_tables(
    raw: Path, iso3: str, as_of: str, chosen: Iterable[ChosenFile] | None = None
) -> dict[str, pd.DataFrame]:
    """All processed tables of a country as of a day, each checked against its schema."""
    held, day = read_raw(raw, iso3, as_of, chosen), pd.Timestamp(as_of)
    places = read_places(raw, iso3, day, held)
    plans = keep_of_country(store.read_hand(raw, "plans.csv"), iso3, ["year", "known_from"])
    documented, from_ledger = build_ledger(held, places, day)
    outlines = read_coded_outlines(raw, iso3, as_of, places)
    counted, from_counts = build_incidents(held, places, outlines)
    published = build_published(held, places, plans, day)
    covered = read_stock_coverage(raw, iso3, day)
    published["idps"] = conform(add_coverage(published["idps"], covered, iso3), Idps)
    months = from_counts["incidents_admin1_month"]
    coverage, totals = build_coverage(held, raw, iso3), held.of("fatalities_year")
    years = [reconcile_years(months, totals, coverage, name) for name in SOURCES]
    joined, from_panel = panel.to_panel(
        months, published["idps"], published["needs"], places.pcodes, coverage, places.breaks
    )
    exposed, gazetteer = build_exposure(
        raw, iso3, as_of, stack([keep_counted(counted)[0], documented], Incidents), outlines
    )
    tables = {
        "exposure": exposed,
        "incidents": stack([counted, documented], Incidents),
        "coverage": coverage,
        "fatalities_year": totals,
        "panel_admin1_month": joined,
        "prices": keep_known(held.of("prices"), day),
        "pcodes": conform(add_drawn(places.lists, outlines), Pcodes),
        "breaks": places.breaks,
        "studied_events": read_events(raw, iso3, day, places.lists),
        "neighbours": to_neighbours(outlines),
    }
    groups = (from_ledger, from_counts, published)
    losses = stack([*(group.pop("losses") for group in groups), *years, from_panel], Losses)
    tables["losses"] = conform(losses, Losses)
    for group in groups:
        tables |= group
    inputs = pd.DataFrame([*held.inputs, *gazetteer])
    inputs = conform(inputs, Inputs) if len(inputs) else empty(Inputs)
    tables["inputs"] = keep_used(inputs, tables)
    return {
        name: table.validate(tables[name].reset_index(drop=True), lazy=True)
        for name, table in TABLES.items()
    }


def keep_used(inputs: Any, tables: dict[str, pd.DataFrame]) -> Any:
    """Files with at least one row that was known on the day; of the others nothing is shown."""
    used = set(tables["coverage"]["source_file"])
    used |= set(inputs.loc[inputs["source"] == "cod", "file"])  # what the map is drawn on
    for table in tables.values():
        if "source_file" in table:
            used |= set(table["source_file"].str.split("!").str[0])
    for cited in tables["incidents_admin1_month"]["inputs"]:
        used |= {line.rsplit("#", 1)[0].split("!")[0] for line in cited.splitlines()}
    return inputs[inputs["file"].isin(used)]


def build_exposure(
    raw: Path,
    iso3: str,
    as_of: str,
    incidents: Any,
    outlines: Any,
    *,
    radii_km: Sequence[int] = RADII_KM,
) -> tuple[Any, list[dict[str, Any]]]:
    """Build the table of people near incidents, and what the gazetteer is where it was asked.

    A raster of people that the user gave serves; without one, the towns of the gazetteer.
    """
    if incidents.empty:
        return empty(Exposure), []
    country = find_country(store.read_hand(raw, "countries.csv"), iso3)
    populated, file, gazetteer = store.read_populated(raw, iso3, country["iso2"], as_of, outlines)
    units = store.read_outlines(raw, iso3, as_of, level=2)
    second = None if units is None else to_outlines(units["content"])
    exposed = count_exposed(
        incidents, populated, outlines=outlines, second=second, radii_km=radii_km
    )
    told = exposed.assign(
        inputs=cite_exposed(exposed, incidents, file),
        is_whole=gazetteer is None and outlines is not None,
    )
    return conform(told, Exposure), [] if gazetteer is None else [gazetteer]


def cite_exposed(exposed: pd.DataFrame, incidents: Any, file: str) -> Any:
    """Way back from each number of people near incidents to these, and to the places in ``file``."""
    key = ["source", "month"]
    months = incidents.assign(month=month_start(incidents["event_date"])).groupby(key)
    cited = note_inputs(incidents, months.ngroup().to_numpy()).set_axis(months.size().index)
    lines = cited.reindex(pd.MultiIndex.from_frame(exposed[key])).to_numpy()
    rows = exposed["populated_rows"]
    return lines + ("\n" + file + "#" + rows).where(rows != "", "")


def build_ledger(held: RawFiles, places: Places, day: pd.Timestamp) -> tuple[Any, dict[str, Any]]:
    """Build documented incidents, and beside them their claims and tolls, known on a day."""
    incidents = held.of("incidents", ledger.NAME)
    is_later = pd.to_datetime(incidents["source_file"].str.split("/").str[2]) > day
    incidents = incidents.assign(note=incidents["note"].mask(is_later))  # it bears no date
    said = keep_known(held.of("claims"), day)
    all_keys = incidents["event_id"].str.removeprefix("ledger:")
    is_known = all_keys.isin(said["incident_id"]) & (incidents["event_date"] <= day)
    incidents, keys = incidents[is_known].reset_index(drop=True), all_keys[is_known]
    is_matched, is_listed = said["incident_id"].isin(keys), said["incident_id"].isin(all_keys)
    fate = is_matched.map({True: "matched", False: "no such incident"})
    fate = fate.mask(is_listed & ~is_matched, "incident after that day").astype("str")
    claims = said[is_matched].reset_index(drop=True)
    resolutions = keep_known(held.of("resolutions"), day)
    context = held.of("context_events")
    incidents, how = add_regions(incidents, places)
    ones = pd.Series(1, index=incidents.index, dtype="Int64")
    one_each = pd.Series(1, index=said.index, dtype="Int64")
    losses = [
        account(
            "ledger incidents to regions",
            incidents["admin1_name"],
            how,
            ones,
            "incidents",
            places,
            ledger.NAME,
        ),
        count_losses(
            "ledger claims to incidents", fate, one_each, said["incident_id"], "claims", ledger.NAME
        ),
    ]
    return incidents, {
        "claims": claims,
        "resolutions": resolutions,
        "tolls": ledger.to_tolls(
            claims, resolutions[resolutions["incident_id"].isin(keys)], keys.reset_index(drop=True)
        ),
        "context_events": context[context["date"] <= day],
        "losses": stack(losses, Losses),
    }


def read_coded_outlines(raw: Path, iso3: str, as_of: str, places: Places) -> Any:
    """Outlines of the analysed units; none where no list or no boundaries are held."""
    held = store.read_outlines(raw, iso3, as_of) if places.has_list else None
    return None if held is None else code_outlines(to_outlines(held["content"]), places)


def to_neighbours(outlines: Any) -> Any:
    """Pairs of analysed units whose outlines meet; none where no boundaries are held."""
    return empty(Neighbours) if outlines is None else conform(find_neighbours(outlines), Neighbours)


def keep_counted(events: Any) -> tuple[Any, Any]:
    """Incidents that enter the counts, and beside them what each source leaves out of its own."""
    is_counted, losses = pd.Series(False, index=events.index), []
    for name, source in SOURCES.items():
        own = events[events["source"] == name]
        is_own = source.is_counted(own).astype("bool")
        is_counted |= is_own.reindex(events.index, fill_value=False)
        if not is_own.all():
            fate = is_own.map({True: "matched", False: "no political violence"}).astype("str")
            join = f"{name} events that are counted"
            kind = own["source_event_type"]
            losses.append(count_losses(join, fate, own["fatalities_best"], kind, "people", name))
    return events[is_counted].reset_index(drop=True), stack(losses, Losses)


def build_incidents(held: RawFiles, places: Places, outlines: Any) -> tuple[Any, dict[str, Any]]:
    """Build coded events, and the region-months that serve: the events' where events are held."""
    events = held.of("incidents", *(name for name in SOURCES if name != ledger.NAME))
    months = held.of("incidents_admin1_month")
    events, how, by_point = place_events(*add_regions(events, places), outlines)
    months, how_months = add_regions(months, places)
    counted, uncounted = keep_counted(events)
    from_events = to_admin1_month(counted)
    serving, losses = [], [by_point, uncounted]
    for name in SOURCES:
        of_events, of_table = events["source"] == name, months["source"] == name
        counts, table = from_events[from_events["source"] == name], months[of_table]
        serving.append(keep_serving(counts, table))
        losses.append(
            account(
                f"{name} events to regions",
                events.loc[of_events, "admin1_name"],
                how[of_events],
                events.loc[of_events, "fatalities_best"],
                "people",
                places,
                name,
            )
        )
        if counts.empty:
            losses.append(
                account(
                    f"{name} monthly rows to regions",
                    table["admin1_name"],
                    how_months[of_table],
                    table["incidents"],
                    "incidents",
                    places,
                    name,
                )
            )
        elif len(table):
            losses.append(_compare(name, counts, table))
    return events, {
        "incidents_admin1_month": stack(serving, IncidentsAdmin1Month),
        "losses": stack(losses, Losses),
    }


def build_published(
    held: RawFiles, places: Places, plans: pd.DataFrame, day: pd.Timestamp
) -> dict[str, Any]:
    """Build the tables of published figures that were known on a day, with coded places."""
    tables = {"displacements": keep_known(held.of("displacements"), day)}
    rhythm = {name: source.rhythm_days for name, source in SOURCES.items() if source.rhythm_days}
    tables["delays"] = to_delays(tables["displacements"], rhythm)
    idps, loss = add_places(keep_known(held.of("idps"), day), "stocks of IDPs to places", places)
    tables["idps"], losses = idps, [loss]
    for name in PUBLISHED:
        rows = figures.add_plan_launch(held.of(name), plans)
        known = keep_known(rows, day)
        coded, loss = add_places(
            known, f"{name} to places", places, has_countries=name == "refugees"
        )
        tables[name] = coded
        losses.append(loss)
    return tables | {"losses": stack(losses, Losses)}


def _compare(name: str, events: Any, table: Any) -> pd.DataFrame:
    differing = compare_months(events, table)
    both = pd.Series(pd.to_datetime(pd.concat([events["month"], table["month"]]).unique())).between(
        table["month"].min(), table["month"].max()
    )
    return pd.DataFrame(
        {
            "join": f"{name} events against the monthly table, months",
            "sources": name,
            "outcome": ["matched", "differs"],
            "rows": [int(both.sum()) - len(differing), len(differing)],
            "value": pd.array([pd.NA, pd.NA], dtype="Int64"),
            "unit": "months",
            "names": [None, "; ".join(differing["month"].dt.strftime("%Y-%m")) or None],
        }
    )


def to_key(raw: Path, iso3: str, as_of: str, chosen: Iterable[ChosenFile]) -> dict[str, Any]:
    """Say what the tables of a country depend on: the day, the files and the code itself."""
    files = {}
    for file in chosen:
        label = store.name_file(file.path, raw)
        files[label] = file.origin["sha256"]
        files[label + ".origin.yml"] = store.hash_mapping(file.origin)
    hand = sorted(store.hand_folder(raw).glob("*"))
    files |= {f"hand/{path.name}": store.hash_file(path) for path in hand}
    code = {
        "analysis": store.hash_code(),
        PACKAGE: version(PACKAGE),
        "pandas": pd.__version__,
        "python": platform.python_version(),
    }
    return {"iso3": iso3, "as_of": as_of, "files": files, "versions": code}


def build(raw: Path, processed: Path, iso3: str, as_of: str, *, force: bool = True) -> bool:
    """Write the tables of a country; without ``force`` only where they are stale. True if built."""
    chosen = choose_inputs(raw, iso3, as_of)
    key = to_key(raw, iso3, as_of, chosen)
    if not force and store.read_build_key(processed, iso3) == key:
        return False
    store.write_tables(processed, iso3, build_tables(raw, iso3, as_of, chosen), key)
    return True
