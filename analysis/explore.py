"""What an analyst calls in a notebook: ``import analysis as ia``.

Each function knows where the project lies, so none needs a path; ``IMPACT_RAW`` and
``IMPACT_PROCESSED`` may name other folders. A country is its ISO3 code, or what ``open_country``
returns. Tables hold what may be shown (``docs/methods/do-no-harm.md``) and say in a notebook of
what day and source they are. ``docs/explore.md`` has examples.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from IPython import get_ipython
from IPython.display import HTML

from analysis import build, charts, live, page, preview, selections, store
from analysis.arguments import (
    check_keys,
    check_month,
    check_name,
    check_number,
    check_table,
    list_names,
    spell_names,
)
from analysis.choices import Records, to_records
from analysis.holdings import find_newest
from analysis.measures import BadInputError, each_row
from analysis.panel import PANEL_SOURCES, is_inside, to_units
from analysis.places import normalise
from analysis.prose import LANGUAGES, find_country, format_day, format_number, say
from analysis.rows import read_sheets
from analysis.schema import TABLES
from analysis.settlements import GAZETTEER, RASTERS, read_gazetteer, read_towns
from analysis.states import NOT_PLACED

ROOT = Path(__file__).parent.parent
MANY = 4  # files; more are not named below a table
TOLD = ("source", "release", "population", "population_as_of", "population_source")
WHERE = ["source_file", "source_row"]
SIDE = ("country", "region", "since", "until")
PEOPLE = ("region", "population", "population_status")
SIMILAR = 5  # ids that a refusal names
MOST_ROWS = 100_000  # that a notebook is asked to show
FARTHEST_KM = 20_040  # half way round the earth


@dataclass(frozen=True)
class Country:
    """A country as it is held on a day; what ``open_country`` returns."""

    iso3: str
    name: str
    as_of: str
    raw: Path
    processed: Path

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every processed table, as it may be shown."""
        key = json.dumps(store.read_build_key(self.processed, self.iso3), sort_keys=True)
        return page.read_shown(self.iso3, str(self.raw), str(self.processed), key)

    def _repr_html_(self) -> str:
        """Show what is held."""
        return preview.to_html(list_tables(self), rows=len(TABLES))


def open_country(country: str, as_of: str | None = None) -> Country:
    """Return a country, its tables built where files or code have changed.

    The other functions open a country by themselves, once; call this after a file was added.

    Parameters
    ----------
    country : str
        ISO 3166 alpha-3 code, such as ``"MLI"``.
    as_of : str, optional
        Only what was known on that day, ``YYYY-MM-DD``; its tables lie apart. Default: all held.

    Raises
    ------
    UnknownCountryError
        Where the code is of no country.
    ValueError
        Where nothing is held of it, or the day is none.
    """
    raw, processed = _find_folders()
    names = find_country(store.read_hand(raw, "countries.csv"), country)
    day = find_newest(raw, country) if as_of is None else _read_day(as_of)
    folder = processed if as_of is None else processed / f"as-of-{day}"
    build.build(raw, folder, country, day, force=False)
    _open_once.cache_clear()
    return Country(country, names["name_en"], day, raw, folder)


def _read_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except (ValueError, TypeError):
        raise BadInputError(f"parameter as_of: '{text}' is not a day written YYYY-MM-DD") from None


def _find_folders() -> tuple[Path, Path]:
    """Folders of raw data and of processed tables: the project's own unless the environment says."""
    raw = os.environ.get("IMPACT_RAW") or ROOT / "data" / "raw"
    processed = os.environ.get("IMPACT_PROCESSED") or ROOT / "data" / "processed"
    return Path(raw).resolve(), Path(processed).resolve()


@lru_cache(maxsize=8)
def _open_once(country: str, folders: tuple[Path, Path]) -> Country:
    return open_country(country)


def find_held(country: str | Country) -> Country:
    """Country by its code, opened once; one that is open is returned as it is."""
    return country if isinstance(country, Country) else _open_once(country, _find_folders())


def list_tables(country: str | Country) -> pd.DataFrame:
    """Return the tables of a country; a row each: what its rows are, how many, of which sources.

    Parameters
    ----------
    country : str or Country
        ISO3 code, or what ``open_country`` returned.

    Returns
    -------
    DataFrame
        ``table``, ``a_row_is``, ``rows`` and ``sources``.
    """
    held = find_held(country)
    rows = [
        {
            "table": name,
            "a_row_is": str(TABLES[name].__doc__).strip().splitlines()[0],
            "rows": len(table),
            "sources": ", ".join(_list_sources(table) or _list_folders(table)) or None,
        }
        for name, table in held.tables.items()
    ]
    return _tell(pd.DataFrame(rows), held, title=f"{held.name}: tables")


def read_table(country: str | Country, name: str) -> pd.DataFrame:
    """Return a table of a country as it stands; ``list_tables`` says what a row is.

    Columns, units and what may be missing are in ``docs/data-dictionary.md``.

    Parameters
    ----------
    country : str or Country
        ISO3 code, or what ``open_country`` returned.
    name : str
        One of those that ``list_tables`` lists, such as ``"idps"``.

    Raises
    ------
    BadInputError
        Where there is no table of that name.
    """
    held = find_held(country)
    selections.choose_names([name], list(held.tables), "name")
    table = held.tables[name]
    return _tell(table.copy(), held, table=name, title=f"{held.name}: {name}")


def read_incidents(
    country: str | Country,
    *,
    since: str | None = None,
    until: str | None = None,
    regions: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    actors: Sequence[str] | None = None,
    source: str | None = None,
) -> pd.DataFrame:
    """Return incidents of one source; a row each, columns as table ``incidents``.

    Sources are never put together: they count different things. What a source lists and does not
    count as violence is left out, as in the report. An incident is of the month it began in.

    Parameters
    ----------
    country : str or Country
        ISO3 code, or what ``open_country`` returned.
    since, until : str, optional
        First and last month, ``YYYY-MM``; default: all that the source covers.
    regions : list of str, optional
        Codes or names of first-level units, or ``"not placed"``; default: all.
    kinds : list of str, optional
        Values of ``event_type``; default: all.
    actors : list of str, optional
        Words of which either actor's name has one, in whatever case; default: all.
    source : str, optional
        Default: the one that serves in the report.

    Returns
    -------
    DataFrame
        A row per incident: days in ``event_date`` and ``event_date_end``, degrees in ``latitude`` and
        ``longitude``, people killed in ``fatalities_low``, ``fatalities_best`` and
        ``fatalities_high``; what the source does not say is missing, never 0.

    Raises
    ------
    BadInputError
        Where a month, region, kind or source is not there; or the source is held by month only.
    """
    held = find_held(country)
    source = _choose_source(held, source)
    incidents = held.tables["incidents"]
    own = build.keep_counted(incidents[incidents["source"] == source])[0]
    if own.empty and (held.tables["incidents_admin1_month"]["source"] == source).any():
        others = ", ".join(_list_sources(incidents)) or "no source"
        raise BadInputError(
            f"{source} is held of {held.iso3} by region and month only: read_months gives these;"
            f" single incidents are held of {others}"
        )
    chosen = _choose(own, held, "incidents", source, (since, until), regions, kinds)
    words = list_names(actors, "actors")
    return chosen if words is None else _narrow(chosen, selections.keep_actors(chosen, words))


def read_months(
    country: str | Country,
    *,
    since: str | None = None,
    until: str | None = None,
    regions: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    source: str | None = None,
) -> pd.DataFrame:
    """Return what one source counts; a row per region, month and kind that it has any incident of.

    A month without a row is not a zero until ``count_months`` has looked at the coverage.

    Parameters
    ----------
    country, since, until, regions, kinds, source
        As of ``read_incidents``.

    Returns
    -------
    DataFrame
        Columns as table ``incidents_admin1_month``: ``incidents``, and people killed in
        ``fatalities_low``, ``fatalities_best``, ``fatalities_high`` and ``civilian_fatalities``.

    Raises
    ------
    BadInputError
        Where a month, region, kind or source is not there.
    """
    held = find_held(country)
    source = _choose_source(held, source)
    months = held.tables["incidents_admin1_month"]
    own = months[months["source"] == source]
    return _choose(own, held, "incidents_admin1_month", source, (since, until), regions, kinds)


def count_months(
    rows: pd.DataFrame, *, by: str | Sequence[str] = (), count: str = "incidents"
) -> pd.DataFrame:
    """Return counts by month; a row per month, and per region or kind where asked.

    A month without a row is 0 only where the source looked and would have listed any; elsewhere
    ``value`` is missing and ``status`` says *not_covered*. A sum of bounds is missing where a part
    of it is.

    Parameters
    ----------
    rows : DataFrame
        What ``read_incidents`` or ``read_months`` returned, or a part of it.
    by : {"region", "kind"} or both, optional
        Default: all of what was read together.
    count : {"incidents", "fatalities", "civilian_fatalities"}
        Incidents, or people killed.

    Returns
    -------
    DataFrame
        ``month``, ``region``, ``region_name``, ``kind`` where asked, ``indicator``, ``unit``,
        ``value``, ``low``, ``high`` (whole numbers or missing), ``status``.

    Raises
    ------
    BadInputError
        Where ``by`` or ``count`` is none of these, or the table no longer says what it is of.
    """
    made = "read_incidents or read_months"
    about = _read_about(rows, "rows", made, {"event_type", "admin1_pcode"})
    split = selections.choose_names(list_names(by or None, "by") or (), ["region", "kind"], "by")
    selections.choose_names([count], list(selections.COUNTED), "count")
    units = pd.DataFrame(about["units"], columns=["admin1_pcode", "admin1_name"]).astype("str")
    keyed = selections.add_keys(rows, units)
    regions = pd.DataFrame(about["regions"], columns=["region", "region_name"])
    if "region" not in split:
        regions = _join_regions(regions, about)
        keyed = keyed.assign(**{str(name): regions[name].iloc[0] for name in regions})
    groups = regions.merge(pd.DataFrame({"kind": about["kinds"]}), how="cross")
    counts = selections.count_months(
        keyed,
        groups if "kind" in split else regions,
        _read_coverage(about),
        first=pd.Timestamp(about["first"]),
        last=pd.Timestamp(about["last"]),
        count=count,
    )
    title = (
        f"{about['country_name']}: {count} by {', '.join(['month', *split])} ({about['source']})"
    )
    return preview.mark(counts, **{**about, "table": "figures", "title": title})


def to_totals(counts: pd.DataFrame) -> pd.DataFrame:
    """Return sums over all months of ``count_months``; a row per region or kind.

    Where some month is not covered, the others are *at least* the sum, without a range.

    Parameters
    ----------
    counts : DataFrame
        What ``count_months`` returned, or a part of it.

    Returns
    -------
    DataFrame
        Columns as ``counts``, with ``first_month``, ``last_month`` and ``months``, how many they are,
        instead of ``month``.

    Raises
    ------
    BadInputError
        Where the table is another.
    """
    about = _read_about(counts, "counts", "count_months", {"month", "indicator"})
    title = about["title"].replace("by month", "in all months")
    return preview.mark(selections.add_up_months(counts), **{**about, "title": title})


def read_population(country: str | Country, month: str) -> pd.DataFrame:
    """Return the newest number of residents up to the end of a month; a row per region, and the country.

    Regions of a census whose sum is not the country's are left out: they have other borders. A
    region without a row is not known.

    Parameters
    ----------
    country : str or Country
        ISO3 code, or what ``open_country`` returned.
    month : str
        ``YYYY-MM``; numbers of its last day or before count.

    Returns
    -------
    DataFrame
        ``region`` (code; the country's is ISO3), ``population`` (people), ``population_status``,
        ``population_as_of`` (day) and ``population_source``, who published it.

    Raises
    ------
    BadInputError
        Where the month is none.
    """
    held = find_held(country)
    units = [code for code, _ in _list_units(held) if code != NOT_PLACED]
    _, last = check_month(month, "month")
    asked: dict[str, Any] = {"country": held.iso3, "units": units, "last": last}
    table = held.tables["population"]
    people = selections.to_denominators(table, **asked)
    days = ", ".join(selections.list_misfits(table, **asked))
    note = f"Left out: regions of {days}, whose sum is not the country's." if days else ""
    title = f"{held.name}: residents known by {month}"
    return _tell(people, held, rows=table, note=note, title=title)


def per_100000(counts: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return counts with residents and rates per 100,000 of them; same rows, same order.

    Where the number of residents is not known there is no rate: ``per_100k_status`` says why. A rate
    is of the months that the row is of, not of a year.

    Parameters
    ----------
    counts : DataFrame
        What ``count_months`` or ``to_totals`` returned.
    population : DataFrame
        What ``read_population`` returned.

    Returns
    -------
    DataFrame
        ``counts`` with ``population``, ``population_status``, ``population_as_of``,
        ``population_source``, ``per_100k``, ``per_100k_low``, ``per_100k_high``, ``per_100k_status``.

    Raises
    ------
    BadInputError
        Where either is another table.
    """
    made = "count_months or to_totals"
    about = _read_about(counts, "counts", made, {"region", "indicator"})
    check_table(population, "population", PEOPLE)
    both = f"{about['sources']}; {preview.tell(population).get('sources', '')}".strip("; ")
    return preview.mark(selections.add_rates(counts, population), **{**about, "sources": both})


def find_near(
    incidents: pd.DataFrame,
    place: str | None = None,
    *,
    longitude: float | None = None,
    latitude: float | None = None,
    km: float = 50,
) -> pd.DataFrame:
    """Return incidents within so many kilometres of a place, nearest first, with ``distance_km``.

    Those of a vague place may be near, and nobody knows: they are left out, and how many stands below
    the table. One that its source places only *near* a point has a range of 25 km to either side; how
    many may be near by their range alone, and are left out too, stands there as well.

    Parameters
    ----------
    incidents : DataFrame
        What ``read_incidents`` returned, or a part of it.
    place : str, optional
        Town of the country in the GeoNames gazetteer, in any spelling that it has.
    longitude, latitude : float, optional
        Degrees, instead of a town.
    km : float
        How near, in kilometres along the ground.

    Returns
    -------
    DataFrame
        Columns as ``incidents``, with ``distance_km``, ``distance_km_low`` and ``distance_km_high``.

    Raises
    ------
    BadInputError
        Where no town bears the name, where not either a town or a point is given, or a number is none.
    """
    about = _read_about(incidents, "incidents", "read_incidents", {"is_precise_place"})
    check_number(km, "km", 0, FARTHEST_KM)
    longitude, latitude = _choose_point(place, longitude, latitude, about["iso2"])
    point = {"longitude": longitude, "latitude": latitude}
    near = selections.keep_near(incidents, **point, km=km)
    reached = selections.keep_near(incidents, **point, km=km + selections.NEAR_KM)
    maybe = int((reached["distance_km_low"] <= km).sum()) - len(near)
    vague = int((~incidents["is_precise_place"] | incidents["latitude"].isna()).sum())
    note = f"{format_number('en', vague)} of {format_number('en', len(incidents))} incidents have no precise place and may be near or not."
    if maybe:
        note += f" Of {format_number('en', maybe)} more the place is only near a point beyond {km:g} km."
    title = f"{about['title']}, within {km:g} km of {place or (longitude, latitude)}"
    return preview.mark(near, **{**about, "note": note, "title": title})


def _choose_point(
    place: str | None, longitude: float | None, latitude: float | None, iso2: str
) -> tuple[float, float]:
    """Longitude and latitude of a town, or those that are given."""
    given = {"longitude": longitude, "latitude": latitude}
    if place is not None and given == dict.fromkeys(given):
        return _locate(check_name(place, "place"), iso2)
    if place is not None or None in given.values():
        raise BadInputError("parameter place: say a town, or longitude and latitude")
    return (
        check_number(longitude, "longitude", -180, 180),
        check_number(latitude, "latitude", -90, 90),
    )


def read_figures(country: str | Country, month: str) -> pd.DataFrame:
    """Return every number of the report on a month, indexed by ``id``; columns as table ``figures``.

    The first call of a month takes some seconds: the estimates are made then.

    Parameters
    ----------
    country : str or Country
        ISO3 code, or what ``open_country`` returned.
    month : str
        ``YYYY-MM``.

    Raises
    ------
    BadInputError
        Where the month is none.
    """
    held = find_held(country)
    check_month(month, "month")
    edition = page.open_edition(
        country=held.iso3, month=month, raw=str(held.raw), processed=str(held.processed)
    )
    figures = edition.figures.set_index("id")
    return _tell(figures, held, table="figures", title=f"{held.name}: figures of {month}")


def find_figure(figures: pd.DataFrame, figure_id: str) -> pd.DataFrame:
    """Return one figure; a row, columns as table ``figures``.

    Parameters
    ----------
    figures : DataFrame
        What ``read_figures`` returned.
    figure_id : str
        Label of a row of it, such as ``"fatalities-ucdp-MLI"``.

    Raises
    ------
    BadInputError
        Where there is no such figure; ids that are near it are named.
    """
    _read_about(figures, "figures", "read_figures", {"inputs", "indicator"})
    return figures.loc[[_check_figure(figures, figure_id)]]


def _check_figure(figures: pd.DataFrame, figure_id: str) -> str:
    """Id of a figure that is there."""
    if check_name(figure_id, "figure_id") in figures.index:
        return figure_id
    near = get_close_matches(figure_id, figures.index, n=SIMILAR, cutoff=0.5)
    said = f": near it are {', '.join(near)}" if near else ""
    raise BadInputError(f"parameter figure_id: no figure {figure_id}{said}")


def find_rows(figures: pd.DataFrame, figure_id: str) -> pd.DataFrame:
    """Return the rows of the raw files that a figure was made of; a row each, all text, as received.

    ``source_file`` and ``source_row`` come first (the header is row 1), then the provider's own
    columns; one that a file does not have is missing. Nothing is withheld here: not for passing on.

    Parameters
    ----------
    figures : DataFrame
        What ``read_figures`` returned.
    figure_id : str
        Label of a row of it, such as ``"fatalities-ucdp-MLI"``.

    Raises
    ------
    BadInputError
        Where there is no such figure; ids that are near it are named.
    """
    about = _read_about(figures, "figures", "read_figures", {"inputs", "indicator"})
    cited = _trace(figures["inputs"], _check_figure(figures, figure_id))
    raw, _ = _find_folders()
    parts = [_read_cited(raw, file, rows, about["iso2"]) for file, rows in sorted(cited.items())]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=WHERE)
    kept = found[[*WHERE, *found.columns.drop(WHERE)]]
    title = f"{about['country_name']}: rows of {figure_id}"
    return preview.mark(kept, **{**about, "table": "", "sources": "", "title": title})


def show(table: pd.DataFrame, rows: int = preview.ROWS, lang: str = "en") -> HTML:
    """Return a table as HTML: units in the head, what is unknown in words, source and day below.

    In a notebook a table of ours is shown so by itself; this is for more rows, or for French.

    Parameters
    ----------
    table : DataFrame
        Any; one that none of our functions returned has no units and no source to show.
    rows : int
        How many rows, from the first.
    lang : {"en", "fr"}
        Language of numbers, states and notes; names of columns stay.

    Raises
    ------
    BadInputError
        Where that is no table, number or language.
    """
    check_table(table, "table")
    check_number(rows, "rows", 0, MOST_ROWS)
    selections.choose_names([lang], LANGUAGES, "lang")
    return HTML(preview.to_html(table, rows=int(rows), lang=lang))


def compare(
    first: Mapping[str, str],
    second: Mapping[str, str],
    *,
    count: str = "fatalities",
    source: str | None = None,
) -> pd.DataFrame:
    """Return two regions, periods or countries side by side; a row each, with rates per 100,000.

    Residents are the newest number known by the period's end; its day stands beside it.

    Parameters
    ----------
    first, second : mapping
        ``{"country": "MLI", "region": "ML05", "since": "2023-01", "until": "2023-06"}``; without
        ``region`` the country, without months all that the source covers.
    count : {"incidents", "fatalities", "civilian_fatalities"}
        Incidents, or people killed.
    source : str, optional
        Default: the one that serves in the report of each.

    Returns
    -------
    DataFrame
        ``label``, ``value``, ``low``, ``high``, ``status``, ``population`` (people) with its day,
        ``per_100k`` of the whole period and ``per_100k_month`` of a month of it, so that periods of
        different length can be compared, each with its range. ``not_placed`` is how many more were
        counted in the same months in no region of the country: they are in no region's rate.

    Raises
    ------
    BadInputError
        Where a month of either is not covered, the residents of either are not known, or the two
        are of different sources: then there is no comparison.
    """
    sides = [
        _to_side(check_keys(side, name, SIDE, "country"), count, source)
        for name, side in (("first", first), ("second", second))
    ]
    table = selections.join_sides(*sides)
    about = preview.tell(sides[0])
    sources = "; ".join(dict.fromkeys(str(preview.tell(side)["sources"]) for side in sides))
    return preview.mark(table, **{**about, "sources": sources, "title": f"{count}, side by side"})


def plot_sides(table: pd.DataFrame, lang: str = "en") -> HTML:
    """Return a chart of ``compare``: rates per 100,000 people and month, with their ranges.

    Below it stand source and release, and the residents of each side with their day and publisher.

    Parameters
    ----------
    table : DataFrame
        What ``compare`` returned.
    lang : {"en", "fr"}
        Language of the chart and of its text for those who do not see it.

    Raises
    ------
    BadInputError
        Where that is another table, or no such language.
    """
    check_table(table, "table", ["label", "indicator", "per_100k_month", "per_100k_status", *TOLD])
    selections.choose_names([lang], LANGUAGES, "lang")
    names = {"per_100k_month": "value", "per_100k_month_low": "low", "per_100k_month_high": "high"}
    rates = table[["label", *names, "per_100k_status"]].rename(columns=names)
    told = rates.rename(columns={"per_100k_status": "status"}).assign(
        text=[_write_rate(lang, row) for row in each_row(rates)]
    )
    name = say(lang, f"label-{table['indicator'].iloc[0]}")
    label = say(lang, "preview-rate", count=name, per=format_number(lang, selections.PER))
    views = charts.draw(
        lambda axes: charts.plot_ranges(axes, told, lang=lang, label=label), height=1.9
    )
    alt = "; ".join([label, *(told["label"] + ": " + told["text"])])
    return live.HTML(page.picture(views, alt) + _write_sides(table, lang))


def _write_rate(lang: str, rate: Any) -> str:
    """Rate with its range behind it, where it has one: 9.60 (8.98 to 14.39)."""
    best, low, high = (
        None if pd.isna(v) else format_number(lang, v, decimals=preview.count_rate_decimals(v))
        for v in (rate.value, rate.low, rate.high)
    )
    if low is None or high is None or low == best == high:
        return str(best)
    return say(lang, "range", best=best, bounds=say(lang, "bounds", low=low, high=high))


def _write_sides(table: pd.DataFrame, lang: str) -> str:
    """Lines below the chart: source, release and residents of each side; then the files."""
    about = preview.tell(table)
    lines = [
        say(
            lang,
            "side-source",
            label=side.label,
            source=side.source,
            release=side.release or say(lang, "side-no-release"),
            people=format_number(lang, side.population),
            day=format_day(lang, side.population_as_of),
            publisher=side.population_source,
        )
        for side in each_row(table)
    ]
    if about:
        lines.append(say(lang, "preview-source", sources=about["sources"], day=about["as_of"]))
    return "".join(f'<p class="source">{escape(line)}</p>' for line in lines)


def _to_side(side: Mapping[str, str], count: str, source: str | None) -> pd.DataFrame:
    """Sum of one side with its residents, source and whether every month is covered."""
    held, region = find_held(side["country"]), side.get("region")
    rows = read_months(
        held,
        since=side.get("since"),
        until=side.get("until"),
        regions=None if region is None else [region],
        source=source,
    )
    about = preview.tell(rows)
    counts = count_months(rows, count=count)
    rated = per_100000(to_totals(counts), read_population(held, about["last"][:7]))
    is_covered = bool(is_inside(counts["month"], _read_coverage(about)).all())
    label = f"{counts['region_name'].iloc[0]}, {about['first'][:7]}/{about['last'][:7]}"
    told = {"label": label, "source": about["source"], "release": about["release"]}
    return rated.assign(
        **told, is_covered=is_covered, not_placed=_count_unplaced(held, about, count)
    )


def _count_unplaced(held: Country, about: Mapping[str, Any], count: str) -> Any:
    """Count what no region has in the months of a table, where it is of some regions only."""
    if about["is_whole"]:
        return pd.array([pd.NA], dtype="Int64")
    months = {"since": about["first"][:7], "until": about["last"][:7]}
    rows = read_months(held, **months, regions=[NOT_PLACED], source=about["source"])
    return to_totals(count_months(rows, count=count))["value"].array


def read_records(
    country: str | Country, source: str | None = None
) -> tuple[Records, dict[str, Any]]:
    """Return what one source has of a country in codes, for many choices, and what it is of.

    Single incidents where they are held, else counts by region and month. Errors as ``read_incidents``.
    """
    held = find_held(country)
    source = _choose_source(held, source)
    is_single = (held.tables["incidents"]["source"] == source).any()
    rows = (read_incidents if is_single else read_months)(held, source=source)
    about = preview.tell(rows)
    records = to_records(
        rows,
        _find_units(held),
        _read_coverage(about),
        source=source,
        first=pd.Timestamp(about["first"]),
        last=pd.Timestamp(about["last"]),
        as_of=held.as_of,
        tolls=held.tables["tolls"],
    )
    return records, about


def choose_counting(country: str | Country, source: str | None = None) -> str:
    """Return a source that holds incidents of a country: that asked for, or the first of them."""
    held = list_counting(country)
    if not held:
        raise BadInputError(f"no incident is held of {find_held(country).iso3}")
    return held[0] if source is None else selections.choose_names([source], held, "source")[0]


def list_counting(country: str | Country) -> list[str]:
    """List the sources that hold incidents of a country, the one that serves in the report first."""
    held = find_held(country)
    found = {*_list_sources(held.tables["incidents_admin1_month"])}
    found |= {*_list_sources(held.tables["incidents"])}
    order = [*PANEL_SOURCES, *sorted(found)]
    return [name for name in dict.fromkeys(order) if name in found]


def _tell(
    frame: pd.DataFrame, held: Country, *, rows: pd.DataFrame | None = None, **about: Any
) -> pd.DataFrame:
    """Mark a table with its country, day, and the producers of what it was made of."""
    iso2 = find_country(store.read_hand(held.raw, "countries.csv"), held.iso3)["iso2"]
    return preview.mark(
        frame,
        **about,
        country=held.iso3,
        country_name=held.name,
        iso2=iso2,
        as_of=held.as_of,
        sources=_name_sources(held, frame if rows is None else rows),
    )


def _list_sources(table: pd.DataFrame) -> list[str]:
    return sorted(table["source"].dropna().unique()) if "source" in table else []


def _list_folders(table: pd.DataFrame) -> list[str]:
    """List the sources in whose folder of raw data the rows of a table lie."""
    files = table["source_file"] if "source_file" in table else pd.Series(dtype="str")
    return sorted(files.dropna().str.split("/").str[0].unique())


def _name_sources(held: Country, table: pd.DataFrame) -> str:
    """Name the files that the rows of a table are of: producer, title, date of publication."""
    inputs = held.tables["inputs"]
    if "source_file" in table:
        is_used = inputs["file"].isin(table["source_file"].str.split("!").str[0])
    else:
        is_used = inputs["source"].isin(_list_sources(table))
    used = inputs[is_used].fillna({"date_published": "undated"})
    if len(used) > MANY:
        return f'{len(used)} files, listed by read_table("{held.iso3}", "inputs")'
    lines = used["producer"] + ", " + used["title"] + " (" + used["date_published"] + ")"
    return "; ".join(dict.fromkeys(lines))


def _choose_source(held: Country, source: str | None) -> str:
    """Source that was asked for, or the first of the panel's that is held."""
    months, incidents = held.tables["incidents_admin1_month"], held.tables["incidents"]
    known = [*_list_sources(months), *_list_sources(incidents)]
    known += list(held.tables["coverage"]["source"])
    if source is not None:
        return selections.choose_names([source], list(dict.fromkeys(known)), "source")[0]
    serving = next((name for name in PANEL_SOURCES if name in known), None)
    if serving is None:
        raise BadInputError(f"no source that counts incidents is held of {held.iso3}")
    return serving


def _find_units(held: Country) -> pd.DataFrame:
    months: Any = held.tables["incidents_admin1_month"]
    pcodes = held.tables["pcodes"]
    return to_units(months, pcodes[pcodes["is_analysed"]])


def _list_units(held: Country) -> list[tuple[str, str]]:
    """Code and name of each first-level unit, and of what has no place."""
    named = selections.list_regions(_find_units(held))
    return list(zip(named["region"], named["region_name"], strict=True))


def _choose(
    rows: pd.DataFrame,
    held: Country,
    table: str,
    source: str,
    months: tuple[str | None, str | None],
    regions: Sequence[str] | None,
    kinds: Sequence[str] | None,
) -> pd.DataFrame:
    """Rows of some months, regions and kinds, marked with what was asked and what is covered."""
    units, named = _find_units(held), _list_units(held)
    coverage = held.tables["coverage"]
    coverage = coverage[coverage["source"] == source]
    first, last = _find_months(rows, coverage, *months)
    every = [name for pair in named for name in dict.fromkeys(pair)]
    spelt = spell_names(list_names(regions, "regions"), every)
    asked = selections.choose_names(spelt, every, "regions")
    known = sorted(rows["event_type"].unique())
    chosen = selections.choose_names(list_names(kinds, "kinds"), known, "kinds")
    keyed = selections.keep_regions(selections.add_keys(rows, units), asked)
    kept = rows.loc[keyed.index[keyed["kind"].isin(chosen)]]
    spans = coverage[["first_month", "last_month", "absent_is_zero"]].astype("str")
    return _tell(
        selections.keep_months(kept, first, last),
        held,
        rows=rows,
        table=table,
        title=f"{held.name}: {table} of {source}, {first:%Y-%m} to {last:%Y-%m}",
        source=source,
        release=", ".join(sorted(coverage["version"].unique())),
        first=f"{first:%Y-%m-%d}",
        last=f"{last:%Y-%m-%d}",
        units=units.astype("object").where(units.notna(), None).to_numpy().tolist(),
        regions=[list(pair) for pair in named if set(pair) & set(asked)],
        is_whole=regions is None,
        kinds=chosen,
        spans=spans.to_numpy().tolist(),
    )


def _narrow(whole: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    return preview.mark(part, **preview.tell(whole))


def _find_months(
    rows: pd.DataFrame, coverage: pd.DataFrame, since: str | None, until: str | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last month that were asked for; by default those covered, or that have a row."""
    held = selections.to_month(rows)
    firsts = coverage["first_month"] if len(coverage) else held
    lasts = coverage["last_month"] if len(coverage) else held
    first = firsts.min() if since is None else check_month(since, "since")[0]
    last = lasts.max() if until is None else check_month(until, "until")[0]
    if pd.isna(first) or pd.isna(last):
        raise BadInputError("parameter since: no incident is held, so say since and until")
    if first > last:
        raise BadInputError(f"parameter since: {first:%Y-%m} is after {last:%Y-%m}")
    return first, last


def _join_regions(regions: pd.DataFrame, about: Mapping[str, Any]) -> pd.DataFrame:
    """One row in the place of all regions: the country, or the names of those that were asked for."""
    whole = {"region": about["country"], "region_name": about["country_name"]}
    some = {name: " + ".join(regions[name]) for name in regions}
    return pd.DataFrame([whole if about["is_whole"] else some])


def _read_coverage(about: Mapping[str, Any]) -> pd.DataFrame:
    spans = pd.DataFrame(about["spans"], columns=["first_month", "last_month", "absent_is_zero"])
    days = {name: pd.to_datetime(spans[name]) for name in ("first_month", "last_month")}
    return spans.assign(**days, absent_is_zero=spans["absent_is_zero"] == "True")


def _read_about(
    table: pd.DataFrame, parameter: str, maker: str, columns: set[str]
) -> dict[str, Any]:
    """Return what a table says of itself; one that has lost it cannot tell a zero from a gap."""
    about = preview.tell(check_table(table, parameter))
    if not about or not columns <= set(table.columns):
        raise BadInputError(
            f"parameter {parameter}: this table does not say what it is of: take one that {maker} returned, or rows of it"
        )
    return about


def _locate(place: str, iso2: str) -> tuple[float, float]:
    """Longitude and latitude of a town; of several of one name, that with the most people."""
    towns = read_towns(iso2)
    named = [
        normalise(place) in {normalise(name), *map(normalise, others)}
        for name, others in zip(towns["name"], towns["others"], strict=True)
    ]
    found = towns[named]
    if found.empty:
        raise BadInputError(f"parameter place: the gazetteer has no town '{place}' in {iso2}")
    return float(found["longitude"].iloc[0]), float(found["latitude"].iloc[0])


def _trace(inputs: pd.Series, figure_id: str) -> dict[tuple[str, str], set[int]]:
    """Rows that a figure was made of, by file and sheet, also by way of other figures."""
    cited: dict[tuple[str, str], set[int]] = {}
    waiting, seen = [figure_id], {figure_id}
    while waiting:
        for part in json.loads(inputs.get(waiting.pop(), "[]")):
            if isinstance(part, str):
                waiting += [part] if part not in seen else []
                seen.add(part)
            else:
                key = (part["file"], part.get("sheet", ""))
                cited.setdefault(key, set()).update(part["rows"])
    return cited


def _read_cited(raw: Path, place: tuple[str, str], rows: set[int], iso2: str) -> pd.DataFrame:
    """Rows of one file as received; of a raster, which has no text, only their numbers."""
    file, sheet = place
    label = f"{file}!{sheet}" if sheet else file
    bare = pd.DataFrame({"source_file": label, "source_row": sorted(rows)})
    if Path(file).suffix.lower() in RASTERS:
        return bare
    if file == GAZETTEER:
        return bare.merge(read_gazetteer(iso2), on="source_row", how="left", validate="one_to_one")
    sheets = read_sheets(store.locate_file(raw, file), file)
    held = pd.concat([s for s in sheets if (s["source_file"] == label).any()])
    return held[held["source_row"].isin(rows) & (held["source_file"] == label)]


def _display(table: pd.DataFrame) -> str | None:
    """HTML of a table in a notebook: ours where it says what it is of, else that of pandas."""
    html = getattr(table, "_repr_html_", None)
    return preview.to_html(table) if preview.tell(table) else html() if html else None


if (_shell := get_ipython()) is not None:
    _shell.display_formatter.formatters["text/html"].for_type(pd.DataFrame, _display)
