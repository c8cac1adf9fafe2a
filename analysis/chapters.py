"""What each chapter of the report shows, one call a piece: from an edition to HTML.

A notebook cell is one of these calls. The sentences are messages, the numbers figures; a piece
whose data are missing says so instead of disappearing.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML

from analysis import charts, layouts, maps, store
from analysis.displacement import cross_breaks
from analysis.facts import make_id
from analysis.layouts import FLOWS, serving_source
from analysis.measures import each_row, month_bounds
from analysis.outlines import to_outlines
from analysis.page import (
    Column,
    bounds,
    cell,
    chart_block,
    empty_block,
    figure_columns,
    layout_table,
    lettered,
    note,
    paragraphs,
    source_line,
    table,
    write_value,
)
from analysis.places import normalise
from analysis.prose import (
    Edition,
    capitalise,
    format_asof,
    format_bounds,
    format_day,
    format_month,
    format_number,
    format_range,
    format_reach,
    format_span,
    format_value,
    link,
    list_inputs,
    name_word,
    recorded,
    say,
    to_html,
    to_plain,
    typeset,
    write_sentence,
)
from analysis.sentences import (
    flow,
    key_figures,
    month_name,
    name_source,
    national,
    region_name,
    write_displacements,
    write_idps,
    write_incidents,
    write_last_value,
    write_ledger,
    write_missing,
    write_no_strikes,
    write_plan,
    write_region_changes,
    write_tolls,
)

PLANNED = {"people_in_need", "people_targeted", "requirements_usd"}
HARM = {"fatalities", "civilian_fatalities"}


def show_masthead(edition: Edition) -> HTML:
    """Show who says this, of what, known when, and whether anybody has reviewed it."""
    lang = edition.lang
    title = say(lang, "page-title", country=edition.country_name, month=month_name(edition))
    other = "report.fr.html" if lang == "en" else "report.en.html"
    facts = [
        ("masthead-period", month_name(edition)),
        ("masthead-cutoff", format_day(lang, edition.as_of)),
        ("masthead-status", say(lang, "masthead-draft")),
    ]
    items = "".join(
        f"<div><dt>{escape(say(lang, key))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in facts
    )
    also = escape(say(lang, "masthead-language", file=other))
    return HTML(
        f'<header class="masthead"><p class="kicker">{escape(say(lang, "masthead-kicker"))}</p>'
        f"<h1>{escape(title)}</h1><dl>{items}</dl>"
        f'<p class="also"><a href="{other}">{also}</a></p></header>'
    )


def show_tiles(edition: Edition) -> HTML:
    """Key figures: value, range, date and source of each; a missing one says why."""
    tiles = []
    for figure_id in key_figures(edition):
        figure = edition.figure(figure_id)
        day = figure["as_of"] if isinstance(figure["as_of"], str) else None
        if figure["indicator"] == "idps" and day:
            day = figure["period_end"]
        asof = say(edition.lang, "tile-asof", asof=format_asof(edition.lang, day)) if day else None
        if day and figure["indicator"] in PLANNED:
            asof = say(edition.lang, "plan-of", year=figure["period_start"][:4])
        kind = "harm" if figure["indicator"] in HARM else "count"
        missing = " missing" if pd.isna(figure["value"]) else ""
        label = escape(say(edition.lang, f"label-{figure['indicator']}"))
        about = [p for p in (asof, _publisher(edition, figure)) if p]
        if pd.isna(figure["value"]):
            about = [write_last_value(edition, figure_id) or about[-1]]
        meta = to_html(" · ".join(about))
        tiles.append(
            f'<li class="tile {kind}{missing}"><span class="label">{label}</span>'
            f'<span class="value">{cell(edition, figure_id)}</span>'
            f'<span class="range">{bounds(edition, figure_id)}</span>'
            f'<span class="meta">{meta}</span></li>'
        )
    return HTML(f'<ul class="tiles">{"".join(tiles)}</ul>')


def _publisher(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name who gave a figure, as recorded, or the source that was counted."""
    if isinstance(figure["publisher"], str):
        return recorded(edition.lang, figure["publisher"])
    if not isinstance(figure["as_of"], str):
        return say(edition.lang, "no-source")
    return name_source(edition.lang, figure["source"])


def show_highlights(edition: Edition) -> HTML:
    """Show what to remember; only figures found further down, and what is missing."""
    bullets = [
        *write_incidents(edition),
        *write_tolls(edition)[:1],
        *write_idps(edition)[:2],
        *write_region_changes(edition)[:2],
        *write_displacements(edition),
        *write_plan(edition),
        *write_missing(edition),
    ]
    return HTML("<ul class='highlights'>" + "".join(f"<li>{b}</li>" for b in bullets) + "</ul>")


def _events(edition: Edition, months: pd.Series) -> pd.DataFrame:
    """Context events of the months shown, lettered in order."""
    events = edition.tables["context_events"]
    held = events[events["date"].dt.strftime("%Y-%m").isin(set(months))]
    held = held[held["category"] != "diplomacy"].reset_index(drop=True)
    return held.assign(letter=[chr(ord("a") + i) for i in range(len(held))])


def _event_list(edition: Edition, events: pd.DataFrame) -> str:
    lang = edition.lang
    lines = [
        say(
            lang,
            "dated-line",
            day=format_day(lang, e.date.strftime("%Y-%m-%d")),
            words=typeset(lang, getattr(e, f"label_{lang}")),
        )
        for e in each_row(events)
    ]
    return lettered(events["letter"], lines)


def _figure_of_months(
    edition: Edition, name: str, column: str, key: str, mark: str, axis: str, *, events: bool
) -> HTML:
    layout = layouts.LAYOUTS[name](edition.figures)
    values = layouts.to_range(layout, edition.figures, column)
    lang, title = edition.lang, say(edition.lang, key)
    if values["value"].isna().all():
        reason = say(lang, f"status-{values['status'].iloc[-1].replace('_', '-')}")
        return empty_block(title, say(lang, "no-data-chart", reason=reason))
    months = {m: format_month(lang, m) for m in layout["label"]}
    held = (
        _events(edition, layout["label"]) if events else _events(edition, layout["label"].head(0))
    )
    views = charts.draw(
        lambda axes: charts.plot_months(
            axes,
            values,
            lang=lang,
            colour=charts.HARM if mark == "harm" else charts.COUNT,
            label=say(lang, axis),
            events=held,
        ),
        height=3.3,
        narrow=2.7,
    )
    return chart_block(
        edition,
        views,
        title=title,
        alt=_series_alt(edition, f"{key}-alt", values, months),
        behind=layout_table(edition, layout, title, "table-month", months, hide_caption=True),
        layout=layout,
        marks=_month_marks(lang, values, held, mark),
        notes=_event_list(edition, held),
    )


def _month_marks(
    lang: str, values: pd.DataFrame, events: pd.DataFrame, mark: str
) -> list[tuple[str, str]]:
    """Explain only those marks that a chart by month has."""
    has_range = (values["low"] < values["high"]).any()
    missing = values.loc[values["value"].isna(), "status"].drop_duplicates()
    words = ", ".join(say(lang, f"status-{s.replace('_', '-')}") for s in missing)
    return [
        *([(f"bar {mark}", say(lang, "key-best"))] if has_range else []),
        *([("whisker", say(lang, "key-range"))] if has_range else []),
        *([("hatch", say(lang, "key-missing", reason=words))] if len(missing) else []),
        *([("event", say(lang, "key-events"))] if len(events) else []),
    ]


def _series_alt(edition: Edition, key: str, values: pd.DataFrame, labels: dict[str, str]) -> str:
    top = layouts.highest(values)
    last = values.iloc[-1]
    write = {
        name: format_value(edition.lang, row["value"], unit="people", status=row["status"])
        for name, row in (("top", top), ("latest", last))
    }
    return say(
        edition.lang,
        key,
        reach=format_reach(edition.lang, values["label"].iloc[0], last["label"]),
        top_when=labels[top["label"]],
        **write,
    )


def show_incident_trend(edition: Edition) -> HTML:
    """Fatalities of the last two years by month, with dated events."""
    return _figure_of_months(
        edition,
        "incidents_by_month",
        "fatalities",
        "chart-trend",
        "harm",
        "axis-fatalities",
        events=True,
    )


def show_kinds(edition: Edition) -> HTML:
    """Incidents of the month by kind of violence."""
    layout = layouts.incidents_by_kind(edition.figures)
    if layout.empty:
        return HTML("")
    names = {k: name_word(edition.lang, "kind", k) for k in layout["label"]}
    caption = say(edition.lang, "table-by-kind")
    return HTML(
        layout_table(edition, layout, caption, "table-kind", names) + source_line(edition, layout)
    )


def show_sources(edition: Edition) -> HTML:
    """Set the counts of several sources side by side; nothing where one alone is held."""
    layout = layouts.incidents_by_source(edition.figures)
    if len(layout) < 2:
        return HTML("")
    lang = edition.lang
    names = {s: name_source(lang, s) for s in layout["label"]}
    caption = say(lang, "table-sources")
    return HTML(
        layout_table(edition, layout, caption, "table-source", names)
        + note(say(lang, "sources-apart"))
        + source_line(edition, layout)
    )


def show_reading(edition: Edition) -> HTML:
    """Say what the serving source counts as an incident, and what it leaves out."""
    source = serving_source(edition.figures)
    return HTML(note(say(edition.lang, f"reading-{source}")))


def show_regions(edition: Edition) -> HTML:
    """Fatalities by region, low to high."""
    layout = layouts.incidents_by_region(edition.figures)
    if layout.empty:
        return HTML("")
    lang, title = edition.lang, say(edition.lang, "chart-regions")
    values = layouts.to_range(layout, edition.figures, "fatalities")
    names = {n: region_name(edition, n) for n in layout["label"]}
    named = _to_rows(edition, values, names)
    is_placed = values["label"] != "not placed"
    named = named.assign(is_placed=is_placed).sort_values(
        ["is_placed", "value"], ascending=False, kind="stable"
    )
    top = layouts.highest(named)
    return chart_block(
        edition,
        _draw_ranges(edition, named),
        title=title,
        alt=say(lang, "chart-regions-alt", top_label=top["label"], top=top["text"]),
        behind=layout_table(edition, layout, title, "table-region", names, hide_caption=True),
        layout=layout,
        marks=_range_marks(lang, named),
    )


def _to_rows(edition: Edition, values: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows of a chart of ranges: named, and with the number and its range as ``text``."""
    lang = edition.lang
    texts = [
        say(lang, "chart-not-stated")
        if pd.isna(row.value)
        else format_range(lang, {"value": row.value, "low": row.low, "high": row.high, **_PEOPLE})
        for row in each_row(values)
    ]
    return values.assign(label=values["label"].map(names), text=texts)


_PEOPLE = {"unit": "people", "status": "reported"}


def _draw_ranges(edition: Edition, rows: pd.DataFrame) -> charts.Views:
    lang, label = edition.lang, say(edition.lang, "axis-fatalities")
    is_long = rows["label"].str.len().max() > charts.LONG_LABEL
    return charts.draw(
        lambda axes: charts.plot_ranges(axes, rows, lang=lang, label=label),
        height=0.7 + 0.28 * len(rows),
        narrow=0.7 + (0.47 if is_long else 0.27) * len(rows),
    )


def _range_marks(lang: str, rows: pd.DataFrame) -> list[tuple[str, str]]:
    has_range = (rows["low"] < rows["high"]).any()
    best = [("dot harm", say(lang, "key-best"))] if rows["value"].notna().any() else []
    return best + ([("stroke harm", say(lang, "key-range"))] if has_range else [])


def show_map(edition: Edition) -> HTML:
    """Regions shaded by incidents, with the documented incidents whose place is known."""
    lang = edition.lang
    layout = layouts.incidents_by_region(edition.figures)
    held = store.read_outlines(edition.raw, edition.country, edition.as_of)
    title = say(lang, "map-title", month=month_name(edition))
    if layout.empty or held is None:
        key = "map-none-incidents" if layout.empty else "map-none-outlines"
        return empty_block(title, say(lang, key, month=month_name(edition)))
    values = layouts.to_range(layout, edition.figures, "incidents")
    is_placed = values["label"] != "not placed"
    pcodes = edition.tables["pcodes"]
    pcodes, hand = pcodes[pcodes["is_analysed"]], _read_spellings(edition)
    outlines = maps.to_analysed(
        to_outlines(held["content"]), pcodes, hand["aliases"], hand["crosswalk"]
    )
    merged = _merged_regions(outlines["name"], pcodes, hand["crosswalk"])
    regions, lost = maps.join_counts(outlines, values[is_placed], pcodes, hand["aliases"], merged)
    if regions is None:
        return empty_block(title, say(lang, "map-none-match", month=month_name(edition)))
    neighbours = {
        edition.territories[iso3]: to_outlines(around["content"])
        for iso3 in store.list_countries(edition.raw, "cod")
        if iso3 != edition.country
        and (around := store.read_outlines(edition.raw, iso3, edition.as_of)) is not None
    }
    classes = maps.list_classes(regions["value"])
    regions, places = maps.add_shades(regions, classes), maps.count_places(_points(edition))
    labels = {
        r.label: format_value(lang, r.value, unit="incidents", status="reported")
        for r in each_row(regions)
        if pd.notna(r.value)
    }
    views = charts.draw(
        lambda axes: maps.plot_regions(axes, regions, neighbours, places, labels=labels),
        height=6.4,
        narrow=3.5,
    )
    top = layouts.highest(values[is_placed])
    alt = say(
        lang,
        "map-alt",
        country=edition.country_name,
        region=top["label"],
        number=format_value(lang, top["value"], unit="incidents", status="reported"),
    )
    lines = [
        *_not_drawn(edition, pd.concat([lost, values[~is_placed]])),
        say(lang, "incidents-map", source=name_source(lang, serving_source(edition.figures))),
        *([say(lang, "map-points")] if len(places) else []),
        say(lang, "map-outside"),
        say(
            lang,
            "map-vintage",
            source=recorded(lang, held["origin"]["producer"]),
            note=say(lang, "map-note-nine" if merged else "map-note-other"),
        ),
        say(lang, "map-disclaimer"),
    ]
    names = {n: region_name(edition, n) for n in layout["label"]}
    return chart_block(
        edition,
        views,
        title=title,
        alt=alt,
        layout=layout,
        behind=layout_table(edition, layout, title, "table-region", names, hide_caption=True),
        marks=_map_marks(lang, regions, classes, places),
        notes="".join(note(line) for line in lines),
    )


def _read_spellings(edition: Edition) -> dict[str, pd.DataFrame]:
    """Other names of the country's units, and the steps from other lists to them."""
    held = {n: store.read_hand(edition.raw, f"{n}.csv") for n in ("aliases", "crosswalk")}
    return {
        name: rows[rows["iso3"] == edition.country].astype({"level": "int64"})
        for name, rows in held.items()
    }


def _not_drawn(edition: Edition, counts: pd.DataFrame) -> list[str]:
    """Say which incidents the map does not show, because no outline bears their region's name."""
    lang = edition.lang
    rows = counts[counts["value"].isna() | (counts["value"] > 0)]
    shown = [
        say(
            lang,
            "map-not-drawn-one",
            region=region_name(edition, row.label),
            number=format_value(lang, row.value, unit="incidents", status="not_reported"),
        )
        for row in each_row(rows)
    ]
    return [say(lang, "map-not-drawn", list=", ".join(shown))] if shown else []


def _map_marks(
    lang: str, regions: Any, classes: pd.DataFrame, places: pd.DataFrame
) -> list[tuple[str, str]]:
    """Explain the classes of a map, from none upwards, and its marks."""
    marks = [
        (
            f"shade s{maps.SHADES.index(row.shade) + 1}" if row.first else "shade s0",
            _name_class(lang, row.first, row.last),
        )
        for row in each_row(classes)
    ]
    if regions["value"].isna().any():
        marks.append(("hatch", say(lang, "map-nodata")))
    for has_deaths, mark, key in ((True, "dot harm", "map-deaths"), (False, "ring", "map-other")):
        if (places["has_deaths"] == has_deaths).any():
            marks.append((mark, say(lang, key)))
    if (places["number"] > 1).any():
        marks.append(("dot numbered", say(lang, "map-numbers")))
    return marks


def _name_class(lang: str, first: float, last: float) -> str:
    """Name a class of counts by its ends; none at all in words."""
    if last == 0:
        return say(lang, "none-reported")
    ends = [format_number(lang, n) for n in dict.fromkeys((first, last))]
    return "–".join(ends)


def _merged_regions(
    outlined: pd.Series, pcodes: pd.DataFrame, crosswalk: pd.DataFrame
) -> dict[str, str]:
    """Name the older unit of the outlines for each region that lies whole inside it."""
    own = crosswalk["from_scheme"].isin(pcodes["scheme"]) & (crosswalk["to_scheme"] == "pre-2016")
    missing = ~crosswalk["from_name"].map(normalise).isin(outlined.dropna().map(normalise))
    steps = crosswalk[own & missing & (crosswalk["relation"] == "part_of")]
    names = pcodes[pcodes["level"] == 1].set_index("pcode")["name"]
    return dict(zip(steps["from_pcode"].map(names), steps["to_pcode"].map(names), strict=True))


def _points(edition: Edition) -> pd.DataFrame:
    """Documented incidents of the month whose place is known, and whether any deaths were stated."""
    first, last = month_bounds(edition.month)
    incidents, tolls = edition.tables["incidents"], edition.tables["tolls"]
    deadly = tolls.loc[tolls["fatalities_best"] > 0, "incident_id"]
    points = incidents[
        (incidents["source"] == "ledger")
        & incidents["is_precise_place"]
        & incidents["event_date"].between(first, last)
        & incidents["latitude"].notna()
    ]
    return points.assign(has_deaths=points["event_id"].str.removeprefix("ledger:").isin(deadly))


def _incident_rows(edition: Edition) -> pd.DataFrame:
    """Documented incidents of the month with the ids of their figures."""
    layout = layouts.ledger_incidents(edition.figures)
    incidents = edition.tables["incidents"]
    incidents = incidents[incidents["source"] == "ledger"]
    keyed = incidents.assign(label=incidents["event_id"].str.removeprefix("ledger:").map(make_id))
    return layout.merge(keyed, on="label", how="left", validate="one_to_one")


def _name_incident(edition: Edition, row: Any) -> str:
    """Name an incident by its place, as recorded, and its day as precisely as it is known."""
    start, end = (d.strftime("%Y-%m-%d") for d in (row.event_date, row.event_date_end))
    span = format_span(edition.lang, start, end, precision=str(row.date_precision))
    return f"{recorded(edition.lang, row.locality)}, {span}"


def _name_actors(edition: Edition, row: Any) -> str:
    actors = " / ".join(a for a in (row.actor1, row.actor2) if isinstance(a, str))
    return to_html(recorded(edition.lang, actors)) if actors else "–"


def _quote(edition: Edition, words: Any) -> str:
    """Words of a source as HTML; a dash where it has none."""
    return to_html(recorded(edition.lang, words)) if isinstance(words, str) else "–"


def show_ledger(edition: Edition) -> HTML:
    """Documented incidents of the month: the range of what was claimed of each."""
    rows = _incident_rows(edition)
    lang = edition.lang
    if rows.empty:
        return HTML("")  # the sentence above has said so
    layout = rows[["label", "fatalities"]]
    names = {r.label: _name_incident(edition, r) for r in each_row(rows)}
    values = layouts.to_range(layout, edition.figures, "fatalities")
    named = _to_rows(edition, values, {k: to_plain(v) for k, v in names.items()})
    title = say(lang, "chart-tolls")
    columns = [
        Column(say(lang, "table-place"), [to_html(names[r.label]) for r in each_row(rows)]),
        *_toll_columns(edition, rows),
        Column(say(lang, "table-weapon"), _name_words(lang, "event", rows["source_event_type"])),
        Column(say(lang, "table-actors"), [_name_actors(edition, r) for r in each_row(rows)]),
    ]
    return chart_block(
        edition,
        _draw_ranges(edition, named),
        title=title,
        alt=_tolls_alt(lang, named),
        behind=table(title, columns, hide_caption=True),
        layout=layout,
        marks=_range_marks(lang, named),
        notes=note(say(lang, "as-recorded")),
    )


def _tolls_alt(lang: str, named: pd.DataFrame) -> str:
    known = named.dropna(subset="value")
    if known.empty:
        return say(lang, "chart-tolls-alt-none")
    top = layouts.highest(known)
    return say(lang, "chart-tolls-alt", top_label=top["label"], top=top["text"])


def _toll_columns(edition: Edition, rows: pd.DataFrame) -> list[Column]:
    """Columns of what was claimed of each incident, and of how many statements there are."""
    claims = rows["fatalities"].str.replace("fatalities-", "claims-", n=1)
    return [
        *figure_columns(edition, say(edition.lang, "label-fatalities"), rows["fatalities"]),
        *figure_columns(edition, say(edition.lang, "table-claims"), claims),
    ]


def show_ledger_text(edition: Edition) -> HTML:
    """Show what the ledger holds of the month, and by what rule its tolls are made."""
    return paragraphs(write_ledger(edition))


def show_strikes(edition: Edition) -> HTML:
    """Air and drone strikes of the month that the ledger documents."""
    lang, rows = edition.lang, _incident_rows(edition)
    strikes = rows[rows["event_type"] == "Air/drone strike"] if len(rows) else rows
    if strikes.empty:
        return paragraphs([write_no_strikes(edition)])
    columns = [
        Column(
            say(lang, "table-place"),
            [to_html(_name_incident(edition, r)) for r in each_row(strikes)],
        ),
        *_toll_columns(edition, strikes),
        Column(say(lang, "table-actors"), [_name_actors(edition, r) for r in each_row(strikes)]),
        Column(say(lang, "table-says"), [_quote(edition, n) for n in strikes["note"]], "long"),
    ]
    return HTML(
        table(say(lang, "section-strikes"), columns, hide_caption=True)
        + note(say(lang, "strikes-reading"))
        + source_line(edition, strikes[["label", "fatalities"]])
    )


def show_idp_series(edition: Edition) -> HTML:
    """Stocks of IDPs by date of count, broken where what was counted changed."""
    layout = layouts.idps_by_date(edition.figures)
    lang, title = edition.lang, say(edition.lang, "chart-idps")
    if layout.empty:
        return HTML("")  # the sentence above has said that nothing is held
    values = layouts.to_range(layout, edition.figures, "idps")
    breaks = _breaks(edition, values["label"])
    days = {d: format_day(lang, d) for d in layout["label"]}
    views = charts.draw(
        lambda axes: charts.plot_stock(
            axes, values, breaks, lang=lang, label=say(lang, "axis-people")
        ),
        height=3.3,
        narrow=2.7,
    )
    notes = [capitalise(typeset(lang, getattr(b, f"note_{lang}"))) + "." for b in each_row(breaks)]
    marks = [("dot count", say(lang, "key-count"))]
    if len(breaks):
        marks.append(("band", say(lang, "key-break")))
    return chart_block(
        edition,
        views,
        title=title,
        alt=_series_alt(edition, "chart-idps-alt", values, days),
        layout=layout,
        marks=marks,
        notes=lettered(breaks["letter"], notes),
        behind=layout_table(edition, layout, title, "table-day", days, hide_caption=True),
    )


def _breaks(edition: Edition, days: pd.Series) -> pd.DataFrame:
    """Find the times in the dates shown in which what is counted as IDPs changed, lettered in order."""
    breaks = edition.tables["breaks"]
    first, last = pd.Timestamp(days.min()), pd.Timestamp(days.max())
    held = breaks[
        (breaks["indicator"] == "idps")
        & breaks["geography_name"].isna()
        & (breaks["date_from"] <= last)
        & (breaks["date_to"] >= first)
    ].reset_index(drop=True)
    return held.assign(letter=[chr(ord("A") + i) for i in range(len(held))])


def show_idp_regions(edition: Edition) -> HTML:
    """Latest stock of each region with its own date, and the change where there is one."""
    layout = layouts.idps_by_region(edition.figures)
    layout = layout[layout["idps"].notna()]
    if layout.empty:
        return HTML("")
    lang, rest = edition.lang, national(edition, "idps_remainder")
    names = [escape(edition.figure(i)["geography_name"]) for i in layout["idps"]]
    if edition.has(rest):
        names.append(escape(say(lang, "label-idps_remainder")))
        layout = pd.concat([layout, pd.DataFrame({"label": [rest], "idps": [rest]})])
    columns = [Column(say(lang, "table-region"), names)]
    for name in ("idps", "idps_before"):
        columns += figure_columns(edition, say(lang, f"label-{name}"), layout[name])
        columns.append(Column(say(lang, "table-asof"), _days(edition, layout[name]), "date"))
    columns += figure_columns(
        edition, say(lang, "label-idps_change_pct"), layout["idps_change_pct"]
    )
    caption = say(lang, "table-idp-regions")
    return HTML(
        table(caption, columns) + _split_notes(edition, layout) + source_line(edition, layout)
    )


def show_idp_change(edition: Edition) -> HTML:
    """Show what the difference between the last two counts of the country is made of."""
    layout = layouts.idps_change(edition.figures)
    if layout.empty:
        return HTML("")
    lang = edition.lang
    figures = [edition.figure(i) for i in layout["people"]]
    names = [escape(say(lang, f"label-{f['indicator']}")) for f in figures]
    reasons = [
        "; ".join(
            escape(say(lang, f"break-{kind.replace(' ', '-')}")) for kind in f["note"].split("; ")
        )
        if isinstance(f["note"], str)
        else ""
        for f in figures
    ]
    columns = [
        Column(say(lang, "table-part"), names),
        *figure_columns(edition, say(lang, "axis-people"), layout["people"]),
        Column(say(lang, "table-why"), reasons),
    ]
    words = note(say(lang, "idps-change-reading"))
    return HTML(
        table(say(lang, "table-idp-change"), columns) + words + source_line(edition, layout)
    )


def _days(edition: Edition, ids: Iterable[object]) -> list[str]:
    """As-of date of each figure; a dash where there is no figure or no date."""
    days = [edition.figure(i)["as_of"] if isinstance(i, str) else None for i in ids]
    return [escape(format_day(edition.lang, d)) if isinstance(d, str) else "–" for d in days]


def _split_notes(edition: Edition, layout: pd.DataFrame) -> str:
    """Why a region of the table has no change: it was divided between the two dates."""
    changes = [edition.figure(i) for i in layout["idps_change_pct"].dropna()]
    return "".join(
        note(say(edition.lang, "idps-split", note=getattr(split, f"note_{edition.lang}")))
        for f in changes
        if f["rule"] == "not-comparable"
        for split in each_row(
            cross_breaks(
                edition.tables["breaks"],
                pd.Timestamp(f["period_start"]),
                pd.Timestamp(f["period_end"]),
                f["geography_name"],
            )
        )
        if split.kind == "regions split"
    )


def show_displacements(edition: Edition) -> HTML:
    """Show new displacements of the last two years by month; months without a number are hatched."""
    return _figure_of_months(
        edition,
        "displacements_by_month",
        "displacements" if flow(edition) == national(edition, "displacements-idmc") else FLOWS[1],
        "chart-displacements",
        "count",
        "axis-people",
        events=False,
    )


def _listing(
    edition: Edition, layout: pd.DataFrame, caption: str, *, hide_caption: bool = False
) -> str:
    """Table of figures that share no column: label, value, place, date, who published it."""
    lang = edition.lang
    figures = [edition.figure(i) for i in layout["label"]]
    columns = [
        Column(say(lang, "table-figure"), [_label(edition, f) for f in figures]),
        *figure_columns(edition, say(lang, "table-value"), layout["label"]),
        Column(say(lang, "table-place-name"), [to_html(_place(edition, f)) for f in figures]),
        Column(say(lang, "table-period"), [escape(_period(lang, f)) for f in figures], "span"),
        Column(say(lang, "table-asof"), _days(edition, layout["label"]), "date"),
        Column(say(lang, "table-source"), [to_html(_publisher(edition, f)) for f in figures]),
    ]
    return table(caption, columns, hide_caption=hide_caption) + source_line(edition, layout)


def _label(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name what a figure counts, with the source's own words about it below."""
    label = escape(say(edition.lang, f"label-{figure['indicator']}"))
    words = _quote(edition, figure["note"]) if isinstance(figure["note"], str) else ""
    return label + (f"<br><small>{words}</small>" if words else "")


def _place(edition: Edition, figure: Mapping[str, Any]) -> str:
    """Name of a figure's place; a description of several gets our words where we have some."""
    place = edition.place_name(figure)
    is_name = " " not in place or place in edition.territories.values()
    return place if is_name else name_word(edition.lang, "place", place)


def show_returns(edition: Edition) -> HTML:
    """Show returns and refugees, each with its own date and source."""
    lang = edition.lang
    layout = layouts.returns_and_refugees(edition.figures)
    if layout.empty:
        return paragraphs([escape(say(lang, "status-not-reported"))], kind="nodata")
    listed = _listing(edition, layout, say(lang, "section-returns"), hide_caption=True)
    return HTML(f"<p>{escape(say(lang, 'returns-reading'))}</p>{listed}")


def show_needs(edition: Edition) -> HTML:
    """Figures of the plan, food security and population."""
    layout = layouts.needs_and_funding(edition.figures)
    listed = _listing(edition, layout, say(edition.lang, "table-needs"))
    return HTML(listed + note(say(edition.lang, "needs-reading")))


def show_access(edition: Edition) -> HTML:
    """Access, schools, health care and aid workers."""
    layout = layouts.access(edition.figures)
    if layout.empty:
        return paragraphs([escape(say(edition.lang, "access-none"))])
    return HTML(_listing(edition, layout, say(edition.lang, "table-access")))


def show_funding(edition: Edition) -> HTML:
    """How much of the plan is paid for, as far as known."""
    lang = edition.lang
    required, percent = national(edition, "requirements_usd"), national(edition, "percent_funded")
    layout = pd.DataFrame({"label": [required, percent], "value": [required, percent]})
    title = say(lang, "chart-funding")
    if not (edition.has(required) and edition.has(percent)):
        reason = say(lang, "no-data-chart", reason=say(lang, "status-not-reported"))
        return empty_block(title, reason)
    shown = {
        n: format_value(
            lang, edition.figure(i)["value"], unit=edition.figure(i)["unit"], status="reported"
        )
        for n, i in (("requirements", required), ("percent", percent))
    }
    label = say(lang, "chart-funding-label", **shown)
    share = edition.figure(percent)["value"]
    return chart_block(
        edition,
        charts.draw(lambda axes: charts.plot_share(axes, share=share, label=label), height=0.75),
        title=title,
        alt=say(lang, "chart-funding-alt", **shown),
        behind=_listing(edition, layout, title, hide_caption=True),
        layout=layout,
    )


def show_quality(edition: Edition) -> HTML:
    """Show what is missing, what is vague, and what the source itself contradicts."""
    lines = [escape(say(edition.lang, "quality-reading"))]
    lines += write_missing(edition) or [escape(say(edition.lang, "quality-complete"))]
    low, high = national(edition, "rows_low_above_best"), national(edition, "rows_best_above_high")
    if edition.has(low) and edition.has(high):
        lines.append(write_sentence(edition, "quality-inverted", words=_rows(edition, low, high)))
    vague, spanning = (
        national(edition, "incidents_imprecise_place"),
        national(edition, "incidents_spanning_months"),
    )
    if edition.has(vague) and edition.has(spanning):
        lines.append(write_sentence(edition, "quality-vague", vague=vague, spanning=spanning))
    return paragraphs(lines)


def _rows(edition: Edition, low: str, high: str) -> dict[str, Any]:
    """Numbers of events as words of a sentence, each with its plural."""
    words: dict[str, Any] = {}
    for name, figure_id in (("low", low), ("high", high)):
        number = float(edition.figure(figure_id)["value"])
        text = say(edition.lang, "events-n", number=format_number(edition.lang, number), n=number)
        words |= {name: link(figure_id, text), f"{name}_n": number}
    return words


def show_joins(edition: Edition) -> HTML:
    """Rows that each join matched and lost."""
    lang, losses = edition.lang, edition.tables["losses"]
    if losses.empty:
        return HTML("")
    ids = [make_id("rows", r.join, r.outcome) for r in each_row(losses)]
    sums = [
        "–" if pd.isna(value) else cell(edition, f"{name}-sum")
        for name, value in zip(ids, losses["value"], strict=True)
    ]
    units = [
        "–" if pd.isna(r.value) else to_html(name_word(lang, "unit", r.unit))
        for r in each_row(losses)
    ]
    columns = [
        Column(say(lang, "table-join"), _name_words(lang, "join", losses["join"])),
        Column(say(lang, "table-outcome"), _name_words(lang, "outcome", losses["outcome"])),
        *figure_columns(edition, say(lang, "table-rows"), ids),
        Column(say(lang, "table-sum"), sums, "number"),
        Column(say(lang, "table-unit"), units),
        Column(say(lang, "table-names"), [_quote(edition, n) for n in losses["names"]], "long"),
    ]
    return HTML(table(say(lang, "quality-joins"), columns) + note(say(lang, "join-note")))


def _name_words(lang: str, kind: str, words: Iterable[str]) -> list[str]:
    return [to_html(name_word(lang, kind, word)) for word in words]


def show_inputs(edition: Edition) -> HTML:
    """Files that the report was made of, their dates, licences and gaps."""
    lang = edition.lang
    inputs = edition.tables["inputs"]
    published = [
        escape(format_day(lang, d)) if isinstance(d, str) else "–" for d in inputs["date_published"]
    ]
    named = [_quote(edition, f"{r.producer}: {r.title}") for r in each_row(inputs)]
    columns = [
        Column(say(lang, "table-file"), [escape(f) for f in inputs["file"]], "path"),
        Column(say(lang, "table-source"), named, "long"),
        Column(say(lang, "table-asof"), published, "date"),
        Column(say(lang, "table-licence"), [_quote(edition, v) for v in inputs["licence"]]),
        Column(say(lang, "table-cite"), [_quote(edition, v) for v in inputs["citation"]], "long"),
        Column(say(lang, "table-gaps"), [_quote(edition, v) for v in inputs["known_gaps"]], "long"),
    ]
    held_back = inputs.loc[~inputs["redistributable"], "producer"].unique()
    notice = ""
    if len(held_back):
        producers = recorded(lang, ", ".join(held_back))
        notice = note(say(lang, "terms-held-back", producers=producers))
    listed = table(say(lang, "quality-inputs"), columns)
    return HTML(notice + listed + note(say(lang, "as-recorded")))


def show_claims(edition: Edition) -> HTML:
    """Every statement on the month's incidents, as it was made."""
    lang, rows = edition.lang, _incident_rows(edition)
    claims = edition.tables["claims"]
    if rows.empty:
        return HTML("")
    names = {
        r.event_id.removeprefix("ledger:"): to_html(_name_incident(edition, r))
        for r in each_row(rows)
    }
    here = claims[claims["incident_id"].isin(names)]
    kinds = [
        f"{say(lang, f'class-{c.claimant_class}')}, {say(lang, f'scope-{c.scope}')}"
        for c in each_row(here)
    ]
    ids = [make_id("claim", claim) for claim in here["claim_id"]]
    columns = [
        Column(say(lang, "table-incident"), [names[i] for i in here["incident_id"]]),
        Column(say(lang, "table-claimant"), [_quote(edition, c) for c in here["claimant"]]),
        *figure_columns(edition, say(lang, "label-claimed_fatalities"), ids),
        Column(say(lang, "table-class"), [escape(k) for k in kinds]),
        Column(say(lang, "table-says"), [_quote(edition, n) for n in here["note"]], "long"),
        Column(say(lang, "table-published"), [_published(edition, c) for c in each_row(here)]),
    ]
    return HTML(table(say(lang, "annex-claims"), columns))


def _published(edition: Edition, claim: Any) -> str:
    """Where a statement was published, and when."""
    lang, day = edition.lang, claim.published_date
    when = format_day(lang, day) if isinstance(day, str) else say(lang, "undated")
    where = [recorded(lang, claim.publisher)] if isinstance(claim.publisher, str) else []
    return to_html(", ".join([*where, when]))


def show_annex(edition: Edition) -> HTML:
    """Every figure of the report with its range, state, date, rule and rows."""
    lang = edition.lang
    figures = [edition.figure(i) for i in edition.figures["id"]]
    states = [say(lang, f"status-{f['status'].replace('_', '-')}") for f in figures]
    columns = [
        Column(
            say(lang, "table-figure"),
            [escape(say(lang, f"label-{f['indicator']}")) for f in figures],
        ),
        Column(say(lang, "table-place-name"), [to_html(_place(edition, f)) for f in figures]),
        Column(say(lang, "table-period"), [escape(_period(lang, f)) for f in figures], "span"),
        Column(say(lang, "table-value"), [escape(write_value(lang, f)) for f in figures], "number"),
        Column(
            say(lang, "table-range"),
            [escape(format_bounds(lang, f) or "") for f in figures],
            "number",
        ),
        Column(say(lang, "table-status"), [escape(state) for state in states]),
        Column(say(lang, "table-asof"), _days(edition, edition.figures["id"]), "date"),
        Column(say(lang, "table-rule"), _name_words(lang, "rule", edition.figures["rule"])),
        Column(say(lang, "table-from"), [_origins(f) for f in figures], "path"),
    ]
    listed = table(say(lang, "annex-figures"), columns, anchors=list(edition.figures["id"]))
    return HTML(note(say(lang, "annex-reading")) + listed)


def _period(lang: str, figure: Mapping[str, Any]) -> str:
    first, last = figure["period_start"], figure["period_end"]
    if not (isinstance(first, str) and isinstance(last, str)):
        return "–"
    return format_span(lang, first, last)


def _origins(figure: Mapping[str, Any]) -> str:
    return "<br>".join(escape(_origin(part)) for part in list_inputs(figure)) or "–"


def _origin(part: Any) -> str:
    if isinstance(part, str):
        return part
    rows = part["rows"]
    shown = ", ".join(str(r) for r in rows[:8]) + (", …" if len(rows) > 8 else "")
    return f"{part['file']}: {shown}"


def show_disagreements(edition: Edition) -> HTML:
    """Show published figures of one indicator, place and day that differ by more than rounding."""
    lang = edition.lang
    layout = layouts.disagreements(edition.figures)
    if layout.empty:
        return paragraphs([escape(say(lang, "quality-disagree-none"))])
    others = [edition.figure(i) for i in layout["other"]]
    columns = [
        Column(
            say(lang, "table-figure"),
            [escape(say(lang, f"label-{f['indicator']}")) for f in others],
        ),
        Column(say(lang, "table-place-name"), [to_html(_place(edition, f)) for f in others]),
        Column(say(lang, "table-period"), [escape(_period(lang, f)) for f in others], "date"),
    ]
    for key, name in (("table-other", "other"), ("table-preferred", "preferred")):
        figures = [edition.figure(i) for i in layout[name]]
        columns += figure_columns(edition, say(lang, key), layout[name])
        sources = [to_html(_publisher(edition, f)) for f in figures]
        columns.append(Column(say(lang, "table-source"), sources))
    return HTML(table(say(lang, "quality-disagree"), columns) + source_line(edition, layout))
