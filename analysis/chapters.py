"""What each chapter of the report shows, one call a piece: from an edition to HTML.

A notebook cell is one of these calls. The sentences are messages, the numbers figures; a piece
whose data are missing says so instead of disappearing.
"""

from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML

from analysis import charts, layouts, maps, store
from analysis.facts import make_id
from analysis.layouts import FLOWS, serving_source
from analysis.measures import each_row, month_bounds
from analysis.page import (
    cell,
    chart_block,
    format_change,
    layout_table,
    paragraphs,
    source_line,
    table,
)
from analysis.places import normalise, roll_up
from analysis.prose import (
    Edition,
    format_day,
    format_month,
    format_range,
    format_value,
    has_message,
    link,
    list_inputs,
    say,
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
        asof = say(edition.lang, "as-of", day=format_day(edition.lang, day)) if day else None
        if day and figure["indicator"] in PLANNED:
            asof = say(edition.lang, "plan-of", year=figure["period_start"][:4])
        source = figure["publisher"]
        if not isinstance(source, str):
            has_source = bool(day)
            source = (
                name_source(edition.lang, figure["source"])
                if has_source
                else say(edition.lang, "no-source")
            )
        if pd.isna(figure["value"]):
            source = write_last_value(edition, figure_id) or source
            asof = None
        kind = "harm" if figure["indicator"] in HARM else "count"
        missing = " missing" if pd.isna(figure["value"]) else ""
        label = escape(say(edition.lang, f"label-{figure['indicator']}"))
        tiles.append(
            f'<li class="tile {kind}{missing}"><span class="label">{label}</span>'
            f'<span class="value">{cell(edition, figure_id)}</span>'
            f'<span class="meta">{escape(" · ".join(p for p in (asof, source) if p))}</span></li>'
        )
    return HTML(f'<ul class="tiles">{"".join(tiles)}</ul>')


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
    if events.empty:
        return ""
    items = "".join(
        f"<li><b>{e.letter}</b> {escape(format_day(edition.lang, e.date.strftime('%Y-%m-%d')))}: "
        f"{escape(getattr(e, f'label_{edition.lang}'))}</li>"
        for e in each_row(events)
    )
    return f'<ul class="events">{items}</ul>'


def _figure_of_months(
    edition: Edition, name: str, column: str, key: str, colour: str, axis: str, *, events: bool
) -> HTML:
    layout = layouts.LAYOUTS[name](edition.figures)
    values = layouts.to_range(layout, edition.figures, column)
    lang, title = edition.lang, say(edition.lang, key)
    months = {m: format_month(lang, m) for m in layout["label"]}
    behind = layout_table(edition, layout, title, "table-month", months)
    if values["value"].isna().all():
        reason = say(lang, f"status-{values['status'].iloc[-1].replace('_', '-')}")
        alt = say(lang, "no-data-chart", reason=reason)
        return chart_block(edition, None, title=title, alt=alt, behind=behind, layout=layout)
    held = _events(edition, layout["label"]) if events else edition.tables["context_events"].head(0)
    with charts.drawing() as (figure, axes):
        charts.plot_months(
            axes,
            values,
            lang=lang,
            colour=colour,
            label=say(lang, axis),
            events=held.assign(letter=held.get("letter", "")),
        )
    alt = _series_alt(edition, f"{key}-alt", values, months)
    return chart_block(
        edition,
        figure,
        title=title,
        alt=alt,
        behind=behind,
        layout=layout,
        note=_event_list(edition, held),
    )


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
        first=labels[values["label"].iloc[0]],
        last=labels[last["label"]],
        top_month=labels[top["label"]],
        **write,
    )


def show_incident_trend(edition: Edition) -> HTML:
    """Fatalities of the last two years by month, with dated events."""
    return _figure_of_months(
        edition,
        "incidents_by_month",
        "fatalities",
        "chart-trend",
        charts.HARM,
        "axis-fatalities",
        events=True,
    )


def show_kinds(edition: Edition) -> HTML:
    """Incidents of the month by kind of violence."""
    layout = layouts.incidents_by_kind(edition.figures)
    if layout.empty:
        return HTML("")
    names = {k: _kind_name(edition.lang, k) for k in layout["label"]}
    caption = say(edition.lang, "table-kind")
    return HTML(
        layout_table(edition, layout, caption, "table-kind", names) + source_line(edition, layout)
    )


def _kind_name(lang: str, kind: str) -> str:
    """Name of a kind of violence; a source's own words where we have none for it."""
    key = f"kind-{kind.replace('-', '_')}"
    return say(lang, key) if has_message(lang, key) else kind.replace("_", " ")


def show_sources(edition: Edition) -> HTML:
    """Set the counts of several sources side by side; nothing where one alone is held."""
    layout = layouts.incidents_by_source(edition.figures)
    if len(layout) < 2:
        return HTML("")
    lang = edition.lang
    names = {s: name_source(lang, s) for s in layout["label"]}
    caption = say(lang, "table-sources")
    note = f'<p class="note">{escape(say(lang, "sources-apart"))}</p>'
    return HTML(
        layout_table(edition, layout, caption, "table-source", names)
        + note
        + source_line(edition, layout)
    )


def show_reading(edition: Edition) -> HTML:
    """Say what the serving source counts as an incident, and what it leaves out."""
    source = serving_source(edition.figures)
    return HTML(f'<p class="note">{escape(say(edition.lang, f"reading-{source}"))}</p>')


def show_regions(edition: Edition) -> HTML:
    """Fatalities by region, low to high."""
    layout = layouts.incidents_by_region(edition.figures)
    if layout.empty:
        return HTML("")
    lang, title = edition.lang, say(edition.lang, "chart-regions")
    values = layouts.to_range(layout, edition.figures, "fatalities")
    names = {n: region_name(edition, n) for n in layout["label"]}
    named = values.assign(label=values["label"].map(names))
    with charts.drawing(height=0.9 + 0.27 * len(named)) as (figure, axes):
        charts.plot_ranges(
            axes,
            named,
            lang=lang,
            not_stated=say(lang, "chart-not-stated"),
            label=say(lang, "axis-fatalities"),
        )
    top = layouts.highest(named)
    alt = say(
        lang,
        "chart-regions-alt",
        top_label=top["label"],
        top=format_value(lang, top["value"], unit="people", status="reported"),
    )
    behind = layout_table(edition, layout, title, "table-region", names)
    return chart_block(edition, figure, title=title, alt=alt, behind=behind, layout=layout)


def show_map(edition: Edition) -> HTML:
    """Regions shaded by incidents, with the documented incidents whose place is known."""
    lang = edition.lang
    layout = layouts.incidents_by_region(edition.figures)
    held = store.read_outlines(edition.raw, edition.country)
    if layout.empty or held is None:
        return HTML(f'<p class="nodata">{escape(say(lang, "map-none"))}</p>')
    values = layouts.to_range(layout, edition.figures, "incidents")
    values = values[values["label"] != "not placed"]
    hand = {n: store.read_hand(edition.raw, f"{n}.csv") for n in ("pcodes", "aliases")}
    hand = {
        name: held_rows[held_rows["iso3"] == edition.country].astype({"level": "int64"})
        for name, held_rows in hand.items()
    }
    merged = _merged_regions(edition, hand["pcodes"])
    regions = maps.join_counts(
        maps.to_outlines(held["topology"]), values, hand["pcodes"], hand["aliases"], merged
    )
    if regions is None:
        return HTML(f'<p class="nodata">{escape(say(lang, "map-none"))}</p>')
    neighbours = [
        maps.to_outlines(outlines["topology"])
        for iso3 in store.list_countries(edition.raw, "cod")
        if iso3 != edition.country
        and (outlines := store.read_outlines(edition.raw, iso3)) is not None
    ]
    labels = {
        r.label: format_value(lang, r.value, unit="incidents", status="reported")
        for r in each_row(regions)
        if pd.notna(r.value)
    }
    with charts.drawing(height=6.2) as (figure, axes):
        maps.plot_regions(axes, regions, neighbours, _points(edition), labels=labels)
    top = layouts.highest(values)
    alt = say(
        lang,
        "map-alt",
        country=edition.country_name,
        region=top["label"],
        number=format_value(lang, top["value"], unit="incidents", status="reported"),
    )
    note = say(lang, "map-note-nine" if merged else "map-note-other")
    lines = [
        say(lang, "incidents-map", source=name_source(lang, serving_source(edition.figures))),
        say(lang, "map-vintage", source=held["origin"]["producer"], note=note),
        say(lang, "map-disclaimer"),
    ]
    title = say(lang, "map-title", month=month_name(edition))
    names = {n: region_name(edition, n) for n in layout["label"]}
    return chart_block(
        edition,
        figure,
        title=title,
        alt=alt,
        layout=layout,
        behind=layout_table(edition, layout, title, "table-region", names),
        note="".join(f'<p class="note">{escape(line)}</p>' for line in lines),
    )


def _merged_regions(edition: Edition, pcodes: pd.DataFrame) -> dict[str, str]:
    """Name the older unit of the outlines for each region that lies whole inside it."""
    rollups = store.read_hand(edition.raw, "rollups.csv")
    steps = rollups[(rollups["iso3"] == edition.country) & (rollups["to_scheme"] == "pre-2016")]
    if steps.empty:
        return {}
    names = pcodes[pcodes["level"] == 1].set_index("pcode")["name"]
    codes = {normalise(name): code for code, name in names.items()}
    from_codes = steps["from_name"].map(normalise).map(codes)
    exact = roll_up(from_codes, steps.assign(from_pcode=from_codes))
    return dict(zip(from_codes.map(names), exact.map(names), strict=True))


def _points(edition: Edition) -> pd.DataFrame:
    first, last = month_bounds(edition.month)
    incidents = edition.tables["incidents"]
    return incidents[
        (incidents["source"] == "ledger")
        & incidents["is_precise_place"]
        & incidents["event_date"].between(first, last)
        & incidents["latitude"].notna()
    ]


def _incident_rows(edition: Edition) -> pd.DataFrame:
    """Documented incidents of the month with the ids of their figures."""
    layout = layouts.ledger_incidents(edition.figures)
    incidents = edition.tables["incidents"]
    incidents = incidents[incidents["source"] == "ledger"]
    keyed = incidents.assign(label=incidents["event_id"].str.removeprefix("ledger:").map(make_id))
    return layout.merge(keyed, on="label", how="left", validate="one_to_one")


def show_ledger(edition: Edition) -> HTML:
    """Documented incidents of the month: the range of what was claimed of each."""
    rows = _incident_rows(edition)
    lang = edition.lang
    if rows.empty:
        return HTML("")  # the sentence above has said why
    layout = rows[["label", "fatalities"]]
    names = {
        r.label: f"{r.locality}, {format_day(lang, r.event_date.strftime('%Y-%m-%d'))}"
        for r in each_row(rows)
    }
    values = layouts.to_range(layout, edition.figures, "fatalities")
    named = values.assign(label=values["label"].map(names))
    title = say(lang, "chart-tolls")
    with charts.drawing(height=0.9 + 0.3 * len(named)) as (figure, axes):
        charts.plot_ranges(
            axes,
            named,
            lang=lang,
            not_stated=say(lang, "chart-not-stated"),
            label=say(lang, "axis-fatalities"),
        )
    with_number = named.dropna(subset="value")
    top = layouts.highest(with_number) if len(with_number) else None
    alt = (
        say(
            lang,
            "chart-tolls-alt",
            top_label=top["label"],
            top=format_value(lang, top["value"], unit="people", status="reported"),
        )
        if top is not None
        else say(lang, "no-data-chart", reason=say(lang, "status-not-reported"))
    )
    header = [
        say(lang, k)
        for k in ("table-place", "table-weapon", "table-actors", "label-fatalities", "table-claims")
    ]
    body = [
        [
            escape(names[r.label]),
            escape(r.source_event_type),
            escape(" / ".join(a for a in (r.actor1, r.actor2) if isinstance(a, str))),
            cell(edition, r.fatalities),
            cell(edition, r.fatalities.replace("fatalities-", "claims-", 1)),
        ]
        for r in each_row(rows)
    ]
    return chart_block(
        edition, figure, title=title, alt=alt, behind=table(title, header, body), layout=layout
    )


def show_ledger_text(edition: Edition) -> HTML:
    """Show what the ledger holds of the month, and by what rule its tolls are made."""
    return paragraphs(write_ledger(edition))


def show_strikes(edition: Edition) -> HTML:
    """Air and drone strikes of the month that the ledger documents."""
    rows = _incident_rows(edition)
    strikes = rows[rows["event_type"] == "Air/drone strike"] if len(rows) else rows
    if strikes.empty:
        return paragraphs([write_no_strikes(edition)])
    lang = edition.lang
    header = [
        say(lang, k)
        for k in ("table-place", "table-actors", "label-fatalities", "table-claims", "table-says")
    ]
    body = [
        [
            escape(f"{r.locality}, {format_day(lang, r.event_date.strftime('%Y-%m-%d'))}"),
            escape(" / ".join(a for a in (r.actor1, r.actor2) if isinstance(a, str))),
            cell(edition, r.fatalities),
            cell(edition, r.fatalities.replace("fatalities-", "claims-", 1)),
            escape(r.note if isinstance(r.note, str) else "–"),
        ]
        for r in each_row(strikes)
    ]
    reading = f'<p class="note">{escape(say(lang, "strikes-reading"))}</p>'
    return HTML(
        table(say(lang, "section-strikes"), header, body)
        + reading
        + source_line(edition, strikes[["label", "fatalities"]])
    )


def show_idp_series(edition: Edition) -> HTML:
    """Stocks of IDPs by date of count, broken where what was counted changed."""
    layout = layouts.idps_by_date(edition.figures)
    lang, title = edition.lang, say(edition.lang, "chart-idps")
    if layout.empty:
        return HTML("")  # the sentence above has said that nothing is held
    values = layouts.to_range(layout, edition.figures, "idps")
    breaks = edition.tables["breaks"]
    breaks = breaks[(breaks["indicator"] == "idps") & breaks["geography_name"].isna()]
    with charts.drawing() as (figure, axes):
        charts.plot_stock(axes, values, breaks, lang=lang, label=say(lang, "axis-people"))
    days = {d: format_day(lang, d) for d in layout["label"]}
    alt = _series_alt(edition, "chart-idps-alt", values, days)
    notes = "".join(
        f'<p class="note">{escape(n)}</p>'
        for n in breaks[f"note_{lang}"].map(lambda n: n[0].upper() + n[1:] + ".")
    )
    return chart_block(
        edition,
        figure,
        title=title,
        alt=alt,
        layout=layout,
        note=notes,
        behind=layout_table(edition, layout, title, "table-day", days),
    )


def show_idp_regions(edition: Edition) -> HTML:
    """Latest stock of each region with its own date, and the change where there is one."""
    layout = layouts.idps_by_region(edition.figures)
    if layout.empty:
        return HTML("")
    lang = edition.lang
    header = [
        say(lang, k)
        for k in (
            "table-region",
            "label-idps",
            "table-asof",
            "label-idps_before",
            "table-asof",
            "label-idps_change_pct",
        )
    ]

    def day(figure_id: Any) -> str:
        return (
            escape(format_day(lang, edition.figure(figure_id)["as_of"]))
            if isinstance(figure_id, str)
            else "–"
        )

    body = [
        [
            escape(edition.figure(r.idps)["geography_name"]),
            cell(edition, r.idps),
            day(r.idps),
            cell(edition, r.idps_before),
            day(r.idps_before),
            cell(edition, r.idps_change_pct),
        ]
        for r in each_row(layout)
        if isinstance(r.idps, str)
    ]
    rest = national(edition, "idps_remainder")
    if edition.has(rest):
        label = escape(say(lang, "label-idps_remainder"))
        body.append([label, cell(edition, rest), day(rest), "–", "–", "–"])
    breaks = edition.tables["breaks"]
    split = breaks.loc[breaks["kind"] == "regions split", f"note_{lang}"]
    notes = "".join(f'<p class="note">{escape(say(lang, "idps-split", note=n))}</p>' for n in split)
    return HTML(table(say(lang, "label-idps"), header, body) + notes + source_line(edition, layout))


def show_displacements(edition: Edition) -> HTML:
    """Show new displacements of the last two years by month; months without a number are hatched."""
    return _figure_of_months(
        edition,
        "displacements_by_month",
        "displacements" if flow(edition) == national(edition, "displacements-idmc") else FLOWS[1],
        "chart-displacements",
        charts.COUNT,
        "axis-people",
        events=False,
    )


def _listing(edition: Edition, layout: pd.DataFrame, caption: str) -> str:
    """Table of figures that share no column: label, value, place, period, date, who published it."""
    lang = edition.lang
    header = [
        say(lang, k)
        for k in (
            *("table-figure", "table-value", "table-region"),
            *("table-period", "table-asof", "table-source"),
        )
    ]
    body = [_list_figure(edition, edition.figure(i)) for i in layout["label"]]
    return table(caption, header, body) + source_line(edition, layout)


def _list_figure(edition: Edition, figure: dict[str, Any]) -> list[str]:
    """Cells of one figure of a listing, the source's own words under its value."""
    lang = edition.lang
    day = figure["as_of"] if isinstance(figure["as_of"], str) else None
    note = figure["note"]
    words = f'<br><small lang="en">{escape(note)}</small>' if isinstance(note, str) else ""
    return [
        escape(say(lang, f"label-{figure['indicator']}")),
        cell(edition, figure["id"]) + words,
        escape(edition.place_name(figure)),
        escape(_period(lang, figure)),
        escape(format_day(lang, day)) if day else "–",
        escape(_publisher(edition, figure)),
    ]


def _publisher(edition: Edition, figure: dict[str, Any]) -> str:
    """Who published a figure, else its source; that there is none where nothing is held."""
    if isinstance(figure["publisher"], str):
        return figure["publisher"]
    has_source = isinstance(figure["as_of"], str)
    return (
        name_source(edition.lang, figure["source"])
        if has_source
        else say(edition.lang, "no-source")
    )


def _period(lang: str, figure: dict[str, Any]) -> str:
    """Period that a figure is for, a day once."""
    days = (figure["period_start"], figure["period_end"])
    return " – ".join(dict.fromkeys(format_day(lang, d) for d in days if isinstance(d, str)))


def show_returns(edition: Edition) -> HTML:
    """Show returns and refugees, each with its own date and source."""
    layout = layouts.returns_and_refugees(edition.figures)
    if layout.empty:
        return paragraphs([escape(say(edition.lang, "status-not-reported"))], kind="nodata")
    return HTML(_listing(edition, layout, say(edition.lang, "section-returns")))


def show_needs(edition: Edition) -> HTML:
    """Figures of the plan, food security and population."""
    layout = layouts.needs_and_funding(edition.figures)
    return HTML(_listing(edition, layout, say(edition.lang, "section-needs")))


def show_access(edition: Edition) -> HTML:
    """Access, schools, health care and aid workers."""
    layout = layouts.access(edition.figures)
    if layout.empty:
        return paragraphs([escape(say(edition.lang, "access-none"))])
    return HTML(_listing(edition, layout, say(edition.lang, "section-needs")))


def show_funding(edition: Edition) -> HTML:
    """How much of the plan is paid for, as far as known."""
    lang = edition.lang
    required, percent = national(edition, "requirements_usd"), national(edition, "percent_funded")
    layout = pd.DataFrame({"label": [required, percent], "value": [required, percent]})
    title = say(lang, "chart-funding")
    behind = _listing(edition, layout, title)
    if not (edition.has(required) and edition.has(percent)):
        alt = say(lang, "no-data-chart", reason=say(lang, "status-not-reported"))
        return chart_block(edition, None, title=title, alt=alt, behind=behind, layout=layout)
    shown = {
        n: format_value(
            lang, edition.figure(i)["value"], unit=edition.figure(i)["unit"], status="reported"
        )
        for n, i in (("requirements", required), ("percent", percent))
    }
    with charts.drawing(height=0.7) as (figure, axes):
        charts.plot_share(
            axes,
            share=edition.figure(percent)["value"],
            label=f"{shown['percent']} / {shown['requirements']}",
        )
    alt = say(lang, "chart-funding-alt", **shown)
    return chart_block(edition, figure, title=title, alt=alt, behind=behind, layout=layout)


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


def _rows(edition: Edition, low: str, high: str) -> dict[str, str]:
    return {
        name: link(
            i,
            say(
                edition.lang,
                "events-n",
                number=format_value(
                    edition.lang, edition.figure(i)["value"], unit="rows", status="reported"
                ),
                n=float(edition.figure(i)["value"]),
            ),
        )
        for name, i in (("low", low), ("high", high))
    }


def show_joins(edition: Edition) -> HTML:
    """Rows that each join matched and lost."""
    lang, losses = edition.lang, edition.tables["losses"]
    if losses.empty:
        return HTML("")
    header = [
        say(lang, k)
        for k in ("table-join", "table-outcome", "table-rows", "table-value", "table-names")
    ]
    body = [
        [
            escape(r.join),
            escape(r.outcome),
            cell(edition, make_id("rows", r.join, r.outcome)),
            "–"
            if pd.isna(r.value)
            else f"{cell(edition, make_id('rows', r.join, r.outcome) + '-sum')} {escape(r.unit)}",
            escape(r.names) if isinstance(r.names, str) else "–",
        ]
        for r in each_row(losses)
    ]
    return HTML(
        table(say(lang, "quality-joins"), header, body)
        + f'<p class="note">{escape(say(lang, "join-note"))}</p>'
    )


def show_inputs(edition: Edition) -> HTML:
    """Files that the report was made of, their dates, licences and gaps."""
    lang = edition.lang
    header = [
        say(lang, k)
        for k in (
            "table-file",
            "table-source",
            "table-asof",
            "table-licence",
            "table-cite",
            "table-gaps",
        )
    ]
    body = [
        [
            escape(r.file),
            escape(f"{r.producer}: {r.title}"),
            escape(format_day(lang, r.date_published))
            if isinstance(r.date_published, str)
            else "–",
            escape(r.licence),
            escape(r.citation) if isinstance(r.citation, str) else "–",
            escape(r.known_gaps) if isinstance(r.known_gaps, str) else "–",
        ]
        for r in each_row(edition.tables["inputs"])
    ]
    inputs = edition.tables["inputs"]
    held_back = inputs.loc[~inputs["redistributable"], "producer"].unique()
    notice = ""
    if len(held_back):
        words = escape(say(lang, "terms-held-back", producers=", ".join(held_back)))
        notice = f'<p class="note">{words}</p>'
    return HTML(notice + table(say(lang, "quality-inputs"), header, body))


def show_claims(edition: Edition) -> HTML:
    """Every statement on the month's incidents, as it was made."""
    lang, rows = edition.lang, _incident_rows(edition)
    claims = edition.tables["claims"]
    if rows.empty:
        return HTML("")
    names = {
        r.event_id.removeprefix(
            "ledger:"
        ): f"{r.locality}, {format_day(lang, r.event_date.strftime('%Y-%m-%d'))}"
        for r in each_row(rows)
    }
    here = claims[claims["incident_id"].isin(names)]
    header = [
        say(lang, k)
        for k in (
            "table-incident",
            "table-claimant",
            "table-class",
            "label-claimed_fatalities",
            "table-says",
            "table-published",
        )
    ]
    body = [
        [
            escape(names[c.incident_id]),
            escape(c.claimant),
            escape(f"{say(lang, f'class-{c.claimant_class}')}, {say(lang, f'scope-{c.scope}')}"),
            cell(edition, make_id("claim", c.claim_id)),
            escape(c.note) if isinstance(c.note, str) else "–",
            escape(
                ", ".join(
                    p
                    for p in (
                        c.publisher,
                        format_day(lang, c.published_date)
                        if isinstance(c.published_date, str)
                        else say(lang, "undated"),
                    )
                    if isinstance(p, str)
                )
            ),
        ]
        for c in each_row(here)
    ]
    return HTML(table(say(lang, "annex-claims"), header, body))


def show_annex(edition: Edition) -> HTML:
    """Every figure of the report with its range, state, date, rule and rows."""
    lang = edition.lang
    header = [
        say(lang, k)
        for k in (
            "table-figure",
            "table-region",
            "table-period",
            "table-value",
            "table-status",
            "table-asof",
            "table-rule",
            "table-from",
        )
    ]
    rows = []
    for f in each_row(edition.figures):
        figure = edition.figure(f.id)
        value = escape(_plain(edition, figure))
        period = _period(lang, figure)
        origin = "<br>".join(escape(_origin(part)) for part in list_inputs(figure))
        cells = [
            escape(edition.place_name(figure)),
            escape(period),
            value,
            escape(say(lang, f"status-{f.status.replace('_', '-')}")),
            escape(format_day(lang, f.as_of)) if isinstance(f.as_of, str) else "–",
            escape(f.rule),
            origin or "–",
        ]
        label = escape(say(lang, f"label-{f.indicator}"))
        rows.append(
            f'<tr id="{f.id}"><th scope="row">{label}</th>'
            + "".join(f"<td>{c}</td>" for c in cells)
            + "</tr>"
        )
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in header)
    caption = escape(say(lang, "annex-figures"))
    return HTML(
        f'<p class="note">{escape(say(lang, "annex-reading"))}</p>'
        f'<div class="scroll annex" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _plain(edition: Edition, figure: dict[str, Any]) -> str:
    if figure["indicator"].endswith("_change_pct") and pd.notna(figure["value"]):
        return format_change(edition.lang, figure["value"])
    return format_range(edition.lang, figure)


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
    header = [
        say(lang, k)
        for k in ("table-figure", "table-region", "table-period", "table-other", "table-preferred")
    ]
    body = [
        [
            escape(say(lang, f"label-{other['indicator']}")),
            escape(edition.place_name(other)),
            escape(_period(lang, other)),
            f"{cell(edition, other['id'])} ({escape(_publisher(edition, other))})",
            f"{cell(edition, preferred['id'])} ({escape(_publisher(edition, preferred))})",
        ]
        for other, preferred in (
            (edition.figure(r.other), edition.figure(r.preferred)) for r in each_row(layout)
        )
    ]
    return HTML(table(say(lang, "quality-disagree"), header, body) + source_line(edition, layout))
