"""From vintages to checked tables: what was known of a country on a day.

Every table of the contract is made anew from ``data/raw``; nothing is carried over from an
earlier build. Each join leaves a record of what it matched and what it lost.
"""

import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pandera.errors

from analysis import panel, store
from analysis.incidents import add_admin1_pcodes, compare_months, keep_serving, to_admin1_month
from analysis.measures import (
    BadInputError,
    each_row,
    keep_known,
    last_day,
    read_words,
    recognise_layout,
)
from analysis.places import match_places
from analysis.prose import find_country, name_countries
from analysis.schema import (
    TABLES,
    Access,
    Breaks,
    Claims,
    ContextEvents,
    Displacements,
    FoodSecurity,
    Idps,
    Incidents,
    IncidentsAdmin1Month,
    Inputs,
    Losses,
    Needs,
    Population,
    Refugees,
    Table,
    conform,
    empty,
)
from analysis.sources import figures, idmc, ledger, ucdp, unhcr

SOURCES: dict[str, ModuleType] = {
    module.NAME: module for module in (ucdp, idmc, unhcr, ledger, figures)
}
FIGURE_TABLES: dict[str, type[Table]] = {
    "refugees": Refugees,
    "needs": Needs,
    "food": FoodSecurity,
    "population": Population,
    "access": Access,
}


@dataclass
class RawFiles:
    """The files of a country that count as known on a day, read as text."""

    iso3: str
    as_of: str
    rows: list[tuple[str, str, str, str, pd.DataFrame]] = field(default_factory=list)
    inputs: list[dict[str, Any]] = field(default_factory=list)

    def of(
        self, source: str, layout: str, stem: str | None = None
    ) -> list[tuple[str, pd.DataFrame]]:
        """Vintage and rows of each file of one layout."""
        return [
            (vintage, rows)
            for name, held, vintage, file, rows in self.rows
            if (name, held) == (source, layout) and stem in (None, Path(file).stem)
        ]


def read_raw(raw: Path, iso3: str, as_of: str) -> RawFiles:
    """Read the vintage of each source that counts on a day; every file is checked and recognised."""
    held = RawFiles(iso3, as_of)
    corrections = store.read_corrections(raw)
    for name, module in SOURCES.items():
        dated = module.ROWS_ARE_DATED
        for vintage, path in store.choose_files(raw, name, iso3, as_of, rows_are_dated=dated):
            origin = store.read_origin(path, raw)
            label = store.name_file(path, raw)
            rows = store.read_rows(path, label)
            layout = recognise_layout(list(rows.columns), module.LAYOUTS)
            if layout is None:
                raise BadInputError(f"is in no layout of {name}", file=label)
            fixes = [c for c in corrections if (c["source"], c["file"]) == (name, path.name)]
            rows = store.apply_corrections(rows, fixes, file=label)
            held.rows.append((name, layout, vintage, label, rows))
            held.inputs.append(
                {"source": name, "vintage": vintage, "file": label, "rows": len(rows)}
                | {k: origin[k] for k in _ORIGIN}
            )
    return held


_ORIGIN = [
    *("sha256", "title", "producer", "url", "date_published", "date_retrieved"),
    *("licence", "citation", "known_gaps", "version"),
]


def cleaned(file: pd.DataFrame, clean: Callable[[pd.DataFrame], Any]) -> Any:
    """Return the result of a ``clean_*`` on the rows of a file; an error gets the file's name."""
    label = str(file["source_file"].iloc[0]) if len(file) else None
    try:
        return clean(file)
    except BadInputError as error:
        error.file = error.file or label
        raise
    except pandera.errors.SchemaErrors as error:
        case = error.failure_cases.iloc[0]
        raise BadInputError(
            f"'{case['failure_case']}' fails the check {case['check']}",
            file=label,
            row=None if pd.isna(case["index"]) else int(case["index"]) + 2,
            column=str(case["column"]),
        ) from error


def stack(parts: list[pd.DataFrame], table: type[Table]) -> Any:
    """Put the parts of a table under one another; no parts are the empty table."""
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else empty(table)


def gather(
    held: RawFiles,
    source: str,
    layout: str,
    table: type[Table],
    clean: Callable[[pd.DataFrame, str], pd.DataFrame],
    stem: str | None = None,
) -> Any:
    """Clean every file of one layout, given the rows and the vintage, to one table."""
    parts = [
        cleaned(file, partial(_swap, clean, vintage))
        for vintage, file in held.of(source, layout, stem)
    ]
    return stack(parts, table)


def _swap(clean: Callable[[pd.DataFrame, str], Any], vintage: str, rows: pd.DataFrame) -> Any:
    return clean(rows, vintage)


@dataclass(frozen=True)
class Places:
    """A country, the units that its names are matched against, and other spellings of them."""

    country: dict[str, str]
    pcodes: pd.DataFrame
    aliases: pd.DataFrame
    breaks: pd.DataFrame
    countries: dict[str, str]

    @property
    def has_list(self) -> bool:
        """Whether a list of p-codes of the country is held."""
        return len(self.pcodes) > 0


def build_tables(raw: Path, iso3: str, as_of: str) -> dict[str, pd.DataFrame]:
    """All processed tables of a country as of a day, each checked against its schema."""
    held, day = read_raw(raw, iso3, as_of), pd.Timestamp(as_of)
    countries = store.read_hand(raw, "countries.csv")
    places = Places(
        find_country(countries, iso3),
        _of_country(
            store.read_hand(raw, "pcodes.csv"), iso3, ["level", "pcode", "name", "valid_from"]
        ),
        _of_country(store.read_hand(raw, "aliases.csv"), iso3, ["level", "alias", "pcode"]),
        _read_breaks(raw, iso3, day),
        {name: code for code, name in name_countries(countries, "en").items()},
    )
    plans = _of_country(store.read_hand(raw, "plans.csv"), iso3, ["year", "known_from"])
    documented, from_ledger = build_ledger(held, places, day)
    events, from_ucdp = build_incidents(held, places)
    published = build_published(held, places, plans, day)
    months = from_ucdp["incidents_admin1_month"]
    coverage = _coverage(raw, iso3, events, months)
    panel_table = panel.to_panel(
        months, published["idps"], published["needs"], places.pcodes, coverage
    )
    tables = {
        "incidents": stack([events, documented], Incidents),
        "panel_admin1_month": panel_table,
        "breaks": places.breaks,
        "inputs": conform(pd.DataFrame(held.inputs), Inputs) if held.inputs else empty(Inputs),
    }
    groups = (from_ledger, from_ucdp, published)
    losses = stack([group.pop("losses") for group in groups], Losses)
    tables["losses"] = conform(losses, Losses)
    for group in groups:
        tables |= group
    return {
        name: table.validate(tables[name].reset_index(drop=True), lazy=True)
        for name, table in TABLES.items()
    }


def build_ledger(held: RawFiles, places: Places, day: pd.Timestamp) -> tuple[Any, dict[str, Any]]:
    """Build documented incidents, and beside them their claims and tolls, known on a day."""
    claims = gather(
        held, "ledger", "claims", Claims, lambda r, v: ledger.clean_claims(r, version=v)
    )
    incidents = gather(
        held, "ledger", "incidents", Incidents, lambda r, v: ledger.clean_incidents(r, version=v)
    )
    keys = incidents["event_id"].str.removeprefix("ledger:")
    is_known = keys.isin(keep_known(claims, day)["incident_id"]) & (incidents["event_date"] <= day)
    incidents, keys = incidents[is_known].reset_index(drop=True), keys[is_known]
    claims = keep_known(claims[claims["incident_id"].isin(keys)], day)
    by_hand = [
        cleaned(file, ledger.clean_resolutions)
        for vintage, file in held.of("ledger", "resolutions")
        if pd.Timestamp(vintage) <= day
    ]
    resolutions = pd.concat([ledger.no_resolutions(), *by_hand], ignore_index=True)
    context = gather(
        held, "ledger", "context_events", ContextEvents, lambda r, _: ledger.clean_context(r)
    )
    incidents, how = add_admin1_pcodes(incidents, places.pcodes, places.aliases)
    ones = pd.Series(1, index=incidents.index, dtype="Int64")
    return incidents, {
        "claims": claims,
        "tolls": ledger.to_tolls(
            claims, resolutions[resolutions["incident_id"].isin(keys)], keys.reset_index(drop=True)
        ),
        "context_events": context[context["date"] <= day],
        "losses": _losses("ledger incidents to regions", incidents, how, ones, "incidents", places),
    }


def build_incidents(held: RawFiles, places: Places) -> tuple[Any, dict[str, Any]]:
    """Build UCDP's events, and the region-months that serve: the events' where events are held."""
    code = places.country["ucdp_id"]
    events = stack(
        [
            gather(
                held,
                "ucdp",
                layout,
                Incidents,
                lambda r, v: ucdp.clean_ged(r, version=_version(held, r, v), country_id=code),
            )
            for layout in ("events", "events_export")
        ],
        Incidents,
    )
    events = events.drop_duplicates("event_id", keep="last", ignore_index=True)
    months = gather(
        held,
        "ucdp",
        "admin1_month",
        IncidentsAdmin1Month,
        lambda r, v: ucdp.clean_admin1_month(r, version=_version(held, r, v)),
    )
    events, how = add_admin1_pcodes(events, places.pcodes, places.aliases)
    months, how_months = add_admin1_pcodes(months, places.pcodes, places.aliases)
    from_events = to_admin1_month(events)
    losses = [
        _losses("ucdp events to regions", events, how, events["fatalities_best"], "people", places)
    ]
    if events.empty:
        numbers = months["incidents"]
        losses = [
            _losses(
                "ucdp monthly rows to regions", months, how_months, numbers, "incidents", places
            )
        ]
    elif len(months):
        losses.append(_compare(from_events, months))
    serving = keep_serving(from_events, months)
    return events, {"incidents_admin1_month": serving, "losses": stack(losses, Losses)}


def build_published(
    held: RawFiles, places: Places, plans: pd.DataFrame, day: pd.Timestamp
) -> dict[str, Any]:
    """Build the tables of published figures that were known on a day, with coded places."""
    iso3, name = places.country["iso3"], places.country["name_en"]
    stocks = [
        gather(
            held,
            "figures",
            "published",
            Idps,
            lambda r, v: figures.clean_idps(r, version=v),
            "idps",
        ),
        gather(
            held,
            "idmc",
            "gidd_yearly",
            Idps,
            lambda r, v: idmc.clean_gidd_stocks(r, iso3=iso3, name=name, version=v),
        ),
    ]
    flows = [
        gather(
            held,
            "idmc",
            "monthly",
            Displacements,
            lambda r, _: idmc.clean_monthly(r, iso3=iso3, name=name),
        ),
        gather(
            held,
            "idmc",
            "gidd_yearly",
            Displacements,
            lambda r, v: idmc.clean_gidd_flows(r, iso3=iso3, name=name, version=v),
        ),
    ]
    tables = {"displacements": keep_known(stack(flows, Displacements), day)}
    idps, loss = add_places(
        keep_known(stack(stocks, Idps), day), "stocks of IDPs to places", places
    )
    tables["idps"], losses = idps, [loss]
    for stem, table in FIGURE_TABLES.items():
        parts = [
            gather(
                held,
                "figures",
                "published",
                table,
                lambda r, v: figures.clean_published(r, version=v, plans=plans),
                stem,
            )
        ]
        if stem == "refugees":
            parts.append(
                gather(
                    held,
                    "unhcr",
                    "yearly_by_asylum",
                    table,
                    lambda r, v: unhcr.clean_yearly(r, version=v),
                )
            )
        known = keep_known(stack(parts, table), day)
        coded, loss = add_places(
            known, f"{stem} to places", places, has_countries=stem == "refugees"
        )
        tables["food_security" if stem == "food" else stem] = coded
        losses.append(loss)
    return tables | {"losses": stack(losses, Losses)}


def add_places(
    rows: pd.DataFrame, join: str, places: Places, *, has_countries: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Code the places of published figures; beside them, what matched no place.

    Only where ``has_countries`` does a name mean a country: Niger is also a state of Nigeria.
    """
    names = rows["geography_name"]
    found = match_places(names, places.pcodes, places.aliases, level=1)
    is_other = is_redrawn(rows, places)
    pcode = found["pcode"].mask(is_other)
    is_country = names == places.country["name_en"]
    is_coded = rows["geography"].str.fullmatch("[A-Z]{3}").astype("bool")
    code = rows["geography"].where(pcode.isna(), pcode)
    if has_countries:
        abroad = names.map(places.countries)
        code = code.where(abroad.isna() | pcode.notna(), abroad)
        is_coded |= abroad.notna()
    code = code.mask(is_country, places.country["iso3"]).astype("str")
    how = found["how"].mask(is_other, "borders of another list")
    how = how.mask(is_country | is_coded, "exact")
    nothing = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    coded = rows.assign(geography=code)
    return coded, _losses(join, coded, how, nothing, "figures", places)


def is_redrawn(rows: pd.DataFrame, places: Places) -> pd.Series:
    """Whether a place's borders were redrawn between a figure's day and the list's.

    Mopti after its division is not the unit that the list of 2021 calls Mopti: such a figure
    keeps its name and gets no code, so that no join takes one for the other.
    """
    redrawn = pd.Series(False, index=rows.index)
    if not places.has_list or "as_of_last" not in rows:
        return redrawn
    listed = last_day(places.pcodes["valid_from"]).max()
    splits = places.breaks[places.breaks["kind"] == "regions split"]
    for split in each_row(splits):
        is_after = rows["as_of_last"] >= split.date_from
        here = rows["geography_name"] == split.geography_name
        redrawn |= here & (is_after != (listed >= split.date_from))
    return redrawn


def _losses(
    join: str, rows: pd.DataFrame, how: pd.Series, values: pd.Series, unit: str, places: Places
) -> pd.DataFrame:
    if rows.empty:
        return empty(Losses)
    if not places.has_list:
        how = how.mask(how == "no such unit", "no list of p-codes is held")
    names = rows["admin1_name" if "admin1_name" in rows else "geography_name"]
    return panel.count_losses(join, how, values, names, unit)


def _version(held: RawFiles, rows: pd.DataFrame, vintage: str) -> str:
    file = rows["source_file"].iloc[0] if len(rows) else None
    return next(
        (str(i["version"]) for i in held.inputs if i["file"] == file and i["version"]), vintage
    )


def _of_country(table: pd.DataFrame, iso3: str, columns: list[str]) -> pd.DataFrame:
    if table.empty:
        table = pd.DataFrame({name: pd.Series([], dtype="str") for name in ["iso3", *columns]})
    rows = table[table["iso3"] == iso3].reset_index(drop=True)
    return rows.assign(level=rows["level"].astype("int64")) if "level" in rows else rows


def _read_breaks(raw: Path, iso3: str, day: pd.Timestamp) -> pd.DataFrame:
    columns = ["indicator", "geography_name", "date_from", "date_to", "kind", "note_en", "note_fr"]
    rows = _of_country(store.read_hand(raw, "breaks.csv"), iso3, columns)
    days = {name: last_day(rows[name]) for name in ("date_from", "date_to")}
    breaks = rows.assign(geography_name=read_words(rows["geography_name"]), **days)
    return conform(breaks[breaks["date_from"] <= day].reset_index(drop=True), Breaks)


def _coverage(
    raw: Path, iso3: str, events: Any, serving: pd.DataFrame
) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    if len(events):
        return ucdp.to_coverage(events, str(events["source_version"].iloc[0]))
    table = store.read_hand(raw, "coverage.csv")
    if table.empty or serving.empty:
        return None
    row = table[(table["source"] == "ucdp") & (table["iso3"] == iso3)]
    if row.empty:
        return serving["month"].min(), serving["month"].max()
    ends = last_day(row["end"]).iloc[0].to_period("M").to_timestamp()
    return pd.Timestamp(row["start"].iloc[0] + "-01"), ends


def _compare(events: Any, table: Any) -> pd.DataFrame:
    differing = compare_months(events, table)
    both = pd.Series(pd.to_datetime(pd.concat([events["month"], table["month"]]).unique())).between(
        table["month"].min(), table["month"].max()
    )
    return pd.DataFrame(
        {
            "join": "ucdp events against the monthly table, months",
            "outcome": ["matched", "differs"],
            "rows": [int(both.sum()) - len(differing), len(differing)],
            "value": pd.array([pd.NA, pd.NA], dtype="Int64"),
            "unit": "months",
            "names": [None, "; ".join(differing["month"].dt.strftime("%Y-%m")) or None],
        }
    )


def to_key(raw: Path, iso3: str, as_of: str) -> dict[str, Any]:
    """Say what the tables of a country depend on: the day, the files and the code itself."""
    files = {}
    for name, module in SOURCES.items():
        dated = module.ROWS_ARE_DATED
        for _, path in store.choose_files(raw, name, iso3, as_of, rows_are_dated=dated):
            files[store.name_file(path, raw)] = store.hash_file(path)
    hand = sorted((raw / "hand").glob("*")) if (raw / "hand").is_dir() else []
    files |= {store.name_file(path, raw): store.hash_file(path) for path in hand}
    code = {"analysis": hash_code(), "pandas": pd.__version__, "python": platform.python_version()}
    return {"iso3": iso3, "as_of": as_of, "files": files, "versions": code}


@cache
def hash_code() -> str:
    """Return one checksum over the modules of this package: a changed rule makes tables stale."""
    folder = Path(__file__).parent
    return store.hash_files(sorted(folder.rglob("*.py")))


def build(raw: Path, processed: Path, iso3: str, as_of: str, *, force: bool = True) -> bool:
    """Write the tables of a country; without ``force`` only where they are stale. True if built."""
    key = to_key(raw, iso3, as_of)
    if not force and store.read_build_key(processed, iso3) == key:
        return False
    store.write_tables(processed, iso3, build_tables(raw, iso3, as_of), key)
    return True


def add_file(
    raw: Path, source: str, file: Path, iso3: str, vintage: str, release: str | None
) -> Path:
    """Store a downloaded file as a vintage once it is read and cleaned without complaint.

    A file of another source, of another country or with a bad row is refused and nothing is
    written.
    """
    module = SOURCES[source]
    rows = store.read_rows(file, file.name)
    layout = recognise_layout(list(rows.columns), module.LAYOUTS)
    if layout is None:
        raise BadInputError(
            f"is not a file of {source}: its columns fit no layout of it", file=file.name
        )
    country = find_country(store.read_hand(raw, "countries.csv"), iso3)
    version = release or (ucdp.read_release(file.name) if source == "ucdp" else None) or vintage
    _try_cleaning(source, layout, file, rows, country, vintage)
    origin = {
        "title": f"{module.PROVIDER}: {file.name}",
        "producer": module.PROVIDER,
        "url": module.URL,
        "date_published": None,
        "date_retrieved": vintage,
        "version": version,
        "licence": module.LICENCE,
        "redistributable": module.REDISTRIBUTABLE,
        "citation": module.CITATION,
        "sha256": store.hash_file(file),
        "covers": f"{iso3}; {len(rows)} rows in layout {layout}",
        "known_gaps": None,
    }
    return store.write_vintage(raw, source, iso3, vintage, file, origin)


def _try_cleaning(
    source: str, layout: str, file: Path, rows: pd.DataFrame, country: dict[str, str], vintage: str
) -> None:
    iso3, name = country["iso3"], country["name_en"]
    plans = pd.DataFrame(
        {"year": pd.Series([], dtype="str"), "known_from": pd.Series([], dtype="str")}
    )
    steps: dict[tuple[str, str], Callable[[pd.DataFrame], pd.DataFrame]] = {
        ("ucdp", "admin1_month"): lambda r: ucdp.clean_admin1_month(r, version=vintage),
        ("ledger", "incidents"): lambda r: ledger.clean_incidents(r, version=vintage),
        ("ledger", "claims"): lambda r: ledger.clean_claims(r, version=vintage),
        ("ledger", "resolutions"): ledger.clean_resolutions,
        ("ledger", "context_events"): ledger.clean_context,
        ("idmc", "monthly"): lambda r: idmc.clean_monthly(r, iso3=iso3, name=name),
        ("idmc", "gidd_yearly"): lambda r: idmc.clean_gidd_flows(
            r, iso3=iso3, name=name, version=vintage
        ),
        ("unhcr", "yearly_by_asylum"): lambda r: unhcr.clean_yearly(r, version=vintage),
        ("figures", "published"): lambda r: figures.clean_published(
            r, version=vintage, plans=plans
        ),
    }
    if source == "ucdp" and layout.startswith("events"):
        events = cleaned(
            rows, lambda r: ucdp.clean_ged(r, version=vintage, country_id=country["ucdp_id"])
        )
        held = set(rows["country_id"].str.removesuffix(".0"))
        if events.empty or country["ucdp_id"] not in held:
            raise BadInputError(
                f"has no event of {iso3} (country_id {country['ucdp_id']})",
                file=file.name,
                column="country_id",
            )
        return
    if source == "figures" and file.stem not in {"idps", *FIGURE_TABLES} and layout == "published":
        names = ", ".join(sorted(["idps", *FIGURE_TABLES]))
        raise BadInputError(f"must be named for its table: one of {names}", file=file.name)
    if (source, layout) in steps:
        cleaned(rows, steps[source, layout])
