"""A choice to what the explorer shows of it: numbers, pictures, lists, captions, and files of each.

What is shown and what is saved is made of the same frames. A picture is a PNG with a text in its
place; where there is nothing to draw, a sentence says what is missing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis import captions, charts, choices, explore, sketches, store
from analysis.captions import About
from analysis.choices import LEDGER, Choice, Codes, Records
from analysis.exports import PRINT, SCREEN, draw_image, write_csv
from analysis.exports import name_file as join_name
from analysis.measures import each_row
from analysis.prose import format_value, say
from analysis.selections import COUNTED
from analysis.states import NOT_PLACED

SHOWN = 100  # rows of a list that a browser gets; the CSV has all
PLACES = 1500  # marks on a map
SERIES, ROOM = (9.58, 2.5), (0.065, 0.155, 0.925, 0.8)
COLOURS = {"incidents": charts.COUNT}
PANES = ("months", "map", "rows", "claims")
DRAWN = ("months", "map")
FORBIDDEN = "Its terms do not allow passing it on."


@dataclass(frozen=True, eq=False)
class Held:
    """One source of a country with what its panes need; the ledger beside it, where it is held."""

    country: explore.Country
    tables: Mapping[str, pd.DataFrame]
    records: Records
    ledger: Records | None
    about: About
    ground: sketches.Ground | None


@dataclass(frozen=True)
class Panes:
    """What a choice comes to."""

    choice: Choice
    months: pd.DataFrame
    regions: pd.DataFrame
    outlines: pd.DataFrame
    places: pd.DataFrame
    positions: Codes
    documented: Codes  # positions among the ledger's records
    lines: dict[str, list[str]]
    alts: dict[str, str]
    reasons: dict[str, str]


def open_held(country: explore.Country, source: str) -> Held:
    """Open one source of a country; what takes long is done here, once for each build of its tables."""
    built = json.dumps(store.read_build_key(country.processed, country.iso3), sort_keys=True)
    return _open_held(country, source, built)


@lru_cache(maxsize=8)
def _open_held(country: explore.Country, source: str, built: str) -> Held:
    records, told = explore.read_records(country, source)
    is_documented = LEDGER in explore.list_counting(country)
    ledger = records if source == LEDGER else None
    if is_documented and ledger is None:
        ledger = _open_held(country, LEDGER, built).records
    tables = country.tables
    pcodes = tables["pcodes"]
    return Held(
        country=country,
        tables=tables,
        records=records,
        ledger=ledger,
        about=_describe(country, tables["inputs"], source, told),
        ground=sketches.read_ground(
            country.raw, country.iso3, country.as_of, pcodes, _name_outlines(records, pcodes)
        ),
    )


def _name_outlines(records: Records, pcodes: pd.DataFrame) -> pd.Series:
    """Names of all regions of each outline that a source's regions are drawn in, by its label."""
    placed = choices.name_outlines(records.regions, pcodes)
    return placed.groupby("label", sort=False)["region_name"].agg(" + ".join)


def _describe(
    country: explore.Country, inputs: pd.DataFrame, source: str, told: dict[str, Any]
) -> About:
    own = inputs[inputs["source"] == source]
    is_free = own["redistributable"].astype("bool").all()
    licence = list_licences(inputs, source)
    return About(
        country=country.name,
        source=say("en", f"source-{source}"),
        release=told["release"],
        as_of=country.as_of,
        producers=told["sources"],
        terms="" if is_free else FORBIDDEN,
        licence=licence if is_free else f"{licence}. {FORBIDDEN}",
    )


def list_licences(inputs: pd.DataFrame, source: str) -> str:
    """Terms of the files that were read of a source, each once."""
    return "; ".join(inputs.loc[inputs["source"] == source, "licence"].unique())


def choose_all(held: Held, count: str = "incidents") -> Choice:
    """Choose everything that a source has."""
    months = held.records.months
    first, last = f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}"
    return Choice(held.country.iso3, held.records.source, first, last, count=count)


def fit_choice(choice: Choice, before: Held, held: Held) -> Choice:
    """Keep of a choice what another source has too; all of it where nothing is left.

    All months of the one before become all months of the other.
    """
    whole, records = choose_all(held, choice.count), held.records
    all_before = choose_all(before)
    first, last = max(choice.first, whole.first), min(choice.last, whole.last)
    was_all = (choice.first, choice.last) == (all_before.first, all_before.last)
    is_inside = first <= last and not was_all
    return replace(
        whole,
        first=first if is_inside else whole.first,
        last=last if is_inside else whole.last,
        regions=tuple(r for r in choice.regions if (records.regions["region"] == r).any()),
        kinds=tuple(k for k in choice.kinds if k in records.kinds),
        actors=choice.actors if records.is_single else (),
    )


@lru_cache(maxsize=16)
def _read_cells(held: Held, count: str, actors: tuple[str, ...]) -> pd.DataFrame:
    is_actor = choices.match_actors(held.records, actors) if actors else None
    return choices.to_cells(held.records, count, is_actor)


def show_choice(held: Held, choice: Choice) -> Panes:
    """Make what the panes show of a choice.

    Raises
    ------
    BadInputError
        Where the source has no such month, region or type of event.
    """
    records = held.records
    choices.check_choice(choice, records)
    cells = _read_cells(held, choice.count, choice.actors)
    positions = choices.keep_positions(records, choice)
    months = choices.count_choice(records, choice, cells)
    regions = choices.count_regions(records, choice, cells)
    outlines = choices.count_outlines(regions, records.regions, held.tables["pcodes"])
    documented = _document(held, choice, positions)
    places, marks = _mark(held, positions, documented)
    return Panes(
        choice=choice,
        months=months,
        regions=regions,
        outlines=outlines,
        places=places,
        positions=positions,
        documented=documented,
        lines={
            "months": captions.caption_months(
                months,
                records,
                choice,
                held.about,
                choices.count_unnamed(records, choice),
            ),
            "map": captions.caption_map(
                regions, outlines, _list_lost(held), marks, records, choice, held.about
            ),
            "rows": captions.caption_rows(
                records, held.about, min(len(positions), SHOWN), len(positions)
            ),
        },
        alts={
            "months": captions.describe_series(months, choice),
            "map": captions.describe_map(regions, choice),
        },
        reasons={
            "months": captions.explain_months(months, records, choice, held.about, len(positions)),
            "map": _explain_map(held, outlines, choice),
        },
    )


def _document(held: Held, choice: Choice, positions: Codes) -> Codes:
    if held.ledger is None:
        return positions[:0]
    if held.ledger is held.records:
        return positions
    return choices.keep_positions(held.ledger, choices.to_ledger(choice))


def _mark(held: Held, positions: Codes, documented: Codes) -> tuple[pd.DataFrame, str]:
    """Places to be marked, of the ledger where a source has no single incidents; and a line on them."""
    is_own = held.records.is_single
    records = held.records if is_own else held.ledger
    chosen = positions if is_own else documented
    if records is None:
        return pd.DataFrame(
            columns=["longitude", "latitude", "has_deaths", "is_exact", "number"]
        ), ""
    places, more = choices.count_points(records, chosen, PLACES)
    hidden = choices.count_hidden(records, chosen)
    whose = "this choice" if is_own else "the ledger in these months and regions"
    return places, captions.describe_points(len(places), more, hidden, whose)


def _list_lost(held: Held) -> list[str]:
    return held.ground.lost if held.ground else []


def _explain_map(held: Held, outlines: pd.DataFrame, choice: Choice) -> str:
    """Say why there is no map; nothing where there is one."""
    if held.ground is None:
        return f"No outlines of the regions of {held.about.country} are held, so there is no map."
    if outlines.empty:
        return "What was placed in no region is on no map: its number stands beside."
    return ""


def draw(held: Held, panes: Panes, name: str, *, is_file: bool = False) -> bytes:
    """PNG of the series or the map; a file has its caption and source below it."""
    lines = list_lines(held, panes, name) if is_file else []
    more: dict[str, Any] = {"lines": lines, "dots": PRINT if is_file else SCREEN}
    if name == "months":
        return draw_image(_paint_months(panes), size=SERIES, room=ROOM, **more)
    return draw_image(_paint_map(held, panes), size=sketches.SIZE, **more)


def list_lines(held: Held, panes: Panes, name: str) -> list[str]:
    """Caption and source line of a pane."""
    return [*panes.lines[name], captions.describe_source(held.about)]


def _paint_months(panes: Panes) -> Callable[[Axes], None]:
    table = panes.months.assign(label=panes.months["month"].dt.strftime("%Y-%m"))
    count = panes.choice.count
    colour = COLOURS.get(count, charts.HARM)
    label = captions.name_count(count)
    return lambda axes: _plot_months(axes, table, colour, label)


def _plot_months(axes: Axes, table: pd.DataFrame, colour: str, label: str) -> None:
    """Draw the series; where nothing is more than 0 its axis still ends in a whole number."""
    charts.plot_series(axes, table, lang="en", colour=colour, label=label)
    axes.set_ylim(top=max(1, axes.get_ylim()[1]))


def _paint_map(held: Held, panes: Panes) -> Callable[[Axes], None]:
    ground, counts = held.ground, panes.outlines
    if ground is None:
        raise ValueError("there is no map without outlines")
    unit = COUNTED[panes.choice.count][0]
    known = counts[counts["value"].notna()]
    missing = captions.name_missing(held.records, panes.choice)
    texts = {
        label: format_value("en", value, unit=unit, status=status).replace("at least ", "≥")
        for label, value, status in zip(
            known["label"], known["value"], known["status"], strict=True
        )
    }
    title = captions.name_count(panes.choice.count)
    told: dict[str, Any] = {"title": title, "missing": missing or "no number"}
    return lambda axes: sketches.plot_sketch(axes, ground, counts, texts, panes.places, **told)


def list_ids(held: Held, panes: Panes, marked: Sequence[int] = ()) -> tuple[pd.Series, int]:
    """Ids of the incidents whose statements are shown, and how many of them were marked.

    ``marked`` are places in the list of rows; of another source than the ledger's there is nothing
    to mark.
    """
    if held.ledger is None:
        return pd.Series(dtype="str"), 0
    is_own = held.ledger is held.records
    rows = panes.positions[list(marked)] if marked and is_own else panes.documented
    ids = choices.to_incident_ids(held.ledger.rows["event_id"].iloc[rows])
    return ids, len(marked) if is_own else 0


def list_table(
    held: Held,
    panes: Panes,
    name: str,
    *,
    marked: Sequence[int] = (),
    limit: int | None = None,
) -> pd.DataFrame:
    """Table of a pane, whole or its first rows."""
    if name == "rows":
        tolls = held.tables["tolls"]
        return choices.list_rows(held.records, panes.positions, tolls, limit)
    if name == "claims":
        ids = list_ids(held, panes, marked)[0]
        return choices.list_claims(held.tables["claims"], ids, limit)[0]
    return panes.months if name == "months" else panes.regions


def show_claims(
    held: Held, panes: Panes, marked: Sequence[int] = ()
) -> tuple[pd.DataFrame, list[str]]:
    """First statements on the chosen incidents, or on those marked, and the lines below them."""
    ids, chosen = list_ids(held, panes, marked)
    table, total = choices.list_claims(held.tables["claims"], ids, SHOWN)
    if held.ledger is None:
        return table, [f"No ledger of statements is held of {held.about.country}."]
    note = "" if chosen else _note_ledger(held)
    return table, captions.caption_claims(len(table), total, len(ids), chosen, note)


def _note_ledger(held: Held) -> str:
    if held.ledger is held.records:
        return (
            "Mark rows above, by a click or Enter, to see the statements on these incidents alone."
        )
    return (
        f"The ledger's incidents of the same months and regions: {held.about.source} names other types"
        " and actors, and does not say which of its incidents they are."
    )


def write_file(
    held: Held, panes: Panes, name: str, ending: str, marked: Sequence[int] = ()
) -> tuple[str, bytes]:
    """Name and bytes of a file of a pane: its picture, or its whole table with what it is of."""
    choice = panes.choice
    source = LEDGER if name == "claims" else choice.source
    parts = [choice.country, source, *dict.fromkeys((choice.first, choice.last))]
    parts += _mark_choice(held, panes, name, marked)
    pane = {"months": f"{choice.count}-by-month", "map": f"{choice.count}-by-region"}.get(
        name, name
    )
    file = join_name([*parts, pane], ending)
    if ending == "png":
        return file, draw(held, panes, name, is_file=True)
    table = list_table(held, panes, name, marked=marked)
    about = _tell(held, panes, source) | {"choice": _describe_choice(held, panes, name, marked)}
    return file, write_csv(_name_units(table), about).encode("utf-8")


def _mark_choice(held: Held, panes: Panes, name: str, marked: Sequence[int]) -> list[str]:
    """Short mark of what was chosen but for months, so that two choices have no name in common."""
    choice = choices.to_ledger(panes.choice) if name == "claims" else panes.choice
    words = [*choice.regions, *choice.kinds, *choice.actors]
    is_marked = name == "claims" and len(marked) > 0 and held.ledger is held.records
    ids = list(list_ids(held, panes, marked)[0]) if is_marked else []
    if not words and not ids:
        return []
    whole = json.dumps([choice.regions, choice.kinds, choice.actors, ids])
    return [f"{'-'.join([*words, *ids])[:24]}-{sha256(whole.encode()).hexdigest()[:6]}"]


def _name_units(table: pd.DataFrame) -> pd.DataFrame:
    """Name the unit in the head of a number that has none beside it, as tables of the report do."""
    people = [name for name in table if str(name).startswith(("fatalities", "civilian", "toll"))]
    people += [name for name in ("injured",) if name in table]
    return table.rename(columns={name: f"{name}_people" for name in people})


def _tell(held: Held, panes: Panes, source: str) -> dict[str, str]:
    about, is_own = held.about, source == panes.choice.source
    return {
        "source": source,
        "release": about.release if is_own else "",
        "as_of": about.as_of,
        "terms": about.licence if is_own else list_licences(held.tables["inputs"], source),
    }


def _describe_choice(held: Held, panes: Panes, name: str, marked: Sequence[int]) -> str:
    """Say what the table of a pane is of: statements are chosen as the ledger can be, or by marked rows."""
    choice = choices.to_ledger(panes.choice) if name == "claims" else panes.choice
    words = captions.describe_choice(choice, held.records, held.about)
    count = list_ids(held, panes, marked)[1] if name == "claims" else 0
    return f"{words}; {captions.plural(count, 'marked row')} alone" if count else words


def tell(held: Held, panes: Panes, name: str, marked: Sequence[int] = ()) -> dict[str, str]:
    """Say what a table of a pane is of, as it is shown in a notebook."""
    rows = "incidents" if held.records.is_single else "incidents_admin1_month"
    return {
        "table": {"rows": rows, "claims": "claims"}.get(name, "figures"),
        "title": f"{_describe_choice(held, panes, name, marked)} ({name})",
        "sources": LEDGER if name == "claims" else held.about.producers,
        "as_of": held.about.as_of,
    }


def write_regions(held: Held, panes: Panes) -> list[tuple[str, str]]:
    """Name and number of each region as text, the highest first, what was placed in none last."""
    unit = COUNTED[panes.choice.count][0]
    order = panes.regions.assign(
        is_last=panes.regions["region"] == NOT_PLACED,
        rank=-panes.regions["value"].astype("float64").fillna(-1),
    ).sort_values(["is_last", "rank"], kind="stable")
    missing = captions.name_missing(held.records, panes.choice)
    texts = [captions.write_number(row, unit, missing) for row in each_row(order)]
    return list(zip(order["region_name"], texts, strict=True))
