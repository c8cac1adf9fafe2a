"""The brief on one incident, piece by piece: who claimed what, how the toll grew, what lies near, what else is known."""

from html import escape
from typing import Any

import pandas as pd

from analysis import charts, layouts, store
from analysis.brief import Brief
from analysis.chapters.annex import write_published
from analysis.chapters.harm import name_actors, name_class, name_incident
from analysis.chapters.listing import list_figures, name_words, quote, write_days
from analysis.chapters.map import find_iso2, name_marks, read_neighbours, to_points, to_regions
from analysis.chapters.ranges import to_rows
from analysis.facts import make_id
from analysis.facts.brief import find_latest, find_spot, name_region
from analysis.live import HTML
from analysis.maps import count_places, plot_radius
from analysis.measures import each_row
from analysis.page import (
    Column,
    cell,
    chart_block,
    empty_block,
    figure_columns,
    layout_table,
    masthead,
    note,
    source_line,
    table,
)
from analysis.prose import (
    format_day,
    format_number,
    format_short,
    name_word,
    recorded,
    say,
    to_html,
    to_plain,
    write_sentence,
)
from analysis.review import WORDS, mark_status, write_status
from analysis.sentences import name_source, tell_cover, write_toll
from analysis.settlements import GAZETTEER, list_towns
from analysis.sites import is_recent
from analysis.stocks import note_breaks, say_why_not

HARM = ["claimed_fatalities", "claimed_civilian_fatalities", "claimed_injured"]
NEAR = {"exposed_people": "brief-exposed-people", "exposed_known": "brief-exposed-known"}
STOCKS = {"idps_before": "brief-idps-before", "idps_after": "brief-idps-after"}
PLACES = {"region": "brief-conditions-region", "country": "brief-conditions-country"}
NEEDED = ["people_in_need", "food_insecure_phase3plus"]


def write_title(brief: Brief) -> str:
    """Title of a brief: where and when, as precisely as it is known."""
    return say(
        brief.lang,
        "brief-title",
        country=brief.country_name,
        incident=to_plain(name_incident(brief, brief.incident)),
    )


def show_brief_masthead(brief: Brief) -> HTML:
    """Show what the brief is of, known when, and that nobody has reviewed it."""
    lang, incident = brief.lang, brief.incident
    facts = [
        ("brief-id", escape(brief.incident_id)),
        ("table-weapon", name_words(lang, "event", [incident.source_event_type])[0]),
        ("table-region", escape(name_region(incident, _whole(brief))["geography_name"])),
        ("brief-precision", escape(_name_precision(brief))),
        ("brief-day", escape(name_word(lang, "dated", str(incident.date_precision)))),
        ("masthead-cutoff", escape(format_day(lang, brief.as_of))),
        ("masthead-status", mark_status(WORDS, write_status(lang, None)[WORDS])),
    ]
    return masthead(lang, say(lang, "brief-kicker"), write_title(brief), facts)


def _whole(brief: Brief) -> dict[str, str]:
    return {"geography": brief.country, "geography_name": brief.country_name}


def _name_precision(brief: Brief) -> str:
    """Name how well the place is known."""
    words = brief.incident.location_precision
    return name_word(brief.lang, "precision", words if isinstance(words, str) else "unknown")


def show_brief_summary(brief: Brief) -> HTML:
    """Show in sentences what the brief comes to: the toll, who is silent, who lives near."""
    lines = [*_write_tolls(brief), *_write_near(brief)]
    words = brief.incident.note
    if isinstance(words, str):
        text = say(brief.lang, "brief-note", words=recorded(brief.lang, words))
        lines.append(to_html(text))
    return HTML('<ul class="highlights">' + "".join(f"<li>{line}</li>" for line in lines) + "</ul>")


def _write_tolls(brief: Brief) -> list[str]:
    """Sentences on the toll; where nobody gave a number, that none is known, which is not zero."""
    key = brief.incident_id
    if brief.has(make_id("fatalities", key)):
        return write_toll(brief, key)
    words = {"cutoff": format_day(brief.lang, brief.as_of)}
    return [write_sentence(brief, "brief-no-toll", words=words, claims=make_id("claims", key))]


def _write_near(brief: Brief) -> list[str]:
    """Sentence on the people within the radius: so many for sure, or of those known, or not known."""
    radius = make_id("radius_km", brief.incident_id)
    for indicator, key in NEAR.items():
        held = _find(brief, indicator)
        if held and brief.has(held):
            return [write_sentence(brief, key, people=held, radius=radius)]
    return [write_sentence(brief, "brief-exposed-unknown", radius=radius)]


def _find(brief: Brief, indicator: str) -> str | None:
    """Id of the one figure of an indicator; nothing where there is none."""
    ids = brief.figures.loc[brief.figures["indicator"] == indicator, "id"]
    return next(iter(ids), None)


def show_brief_claims(brief: Brief) -> HTML:
    """Show every statement, the first published first; those of a party to the conflict stand out."""
    lang, claims = brief.lang, brief.tables["claims"]
    said = claims[claims["incident_id"] == brief.incident_id]
    said = said.sort_values(["known_from", "claim_id"], kind="stable")
    layout = layouts.claims_as_stated(brief.figures).set_index("label")
    layout = layout.reindex([make_id(claim) for claim in said["claim_id"]]).reset_index()
    columns = [
        Column(say(lang, "table-claimant"), [_name_claimant(brief, c) for c in each_row(said)]),
        *_harm_columns(brief, layout),
        Column(say(lang, "table-published"), [write_published(brief, c) for c in each_row(said)]),
        Column(say(lang, "brief-scope"), name_words(lang, "scope", said["scope"])),
        Column(say(lang, "table-says"), [quote(brief, n) for n in said["note"]], "long"),
    ]
    notes = [say(lang, "brief-claims-reading"), say(lang, "as-recorded")]
    return HTML(
        table(say(lang, "brief-claims"), columns, hide_caption=True)
        + "".join(note(text) for text in notes)
        + source_line(brief, layout)
    )


def _name_claimant(brief: Brief, claim: Any) -> str:
    """Name who says so, and below of what kind they are."""
    kind = name_class(brief.lang, claim.claimant_class)
    return f"{quote(brief, claim.claimant)}<br><small>{kind}</small>"


def _harm_columns(brief: Brief, layout: pd.DataFrame) -> list[Column]:
    """Columns of what was stated; a number that a statement does not give is not stated."""
    silent = escape(say(brief.lang, "chart-not-stated"))
    return [
        Column(
            say(brief.lang, f"label-{name}"),
            [
                cell(brief, i) if isinstance(i, str) and brief.has(i) else silent
                for i in layout[name]
            ],
            "number",
        )
        for name in HARM
    ]


def show_brief_growth(brief: Brief) -> HTML:
    """Show the toll as it was known on each day on which something was published."""
    lang, layout = brief.lang, layouts.toll_as_known(brief.figures)
    days = {day: _name_day(brief, day) for day in layout["label"]}
    values = layouts.to_range(layout, brief.figures, "toll_known")
    rows = to_rows(brief, values, {day: _short_day(brief, day) for day in layout["label"]})
    title, label = say(lang, "brief-growth"), say(lang, "axis-fatalities")
    behind = layout_table(brief, layout, title, "table-day", days, hide_caption=True)
    if rows["value"].isna().all():
        return HTML(empty_block(title, say(lang, "brief-key-none")).data + behind)
    views = charts.draw(
        lambda axes: charts.plot_growth(axes, rows, lang=lang, label=label),
        height=2.6,
        narrow=2.8,
    )
    first, last = rows.iloc[0], rows.iloc[-1]
    alt = say(
        lang,
        "brief-growth-alt",
        first_day=format_day(lang, layout["label"].iloc[0]),
        first=first["text"],
        last_day=format_day(lang, layout["label"].iloc[-1]),
        last=last["text"],
    )
    return chart_block(
        brief,
        views,
        title=title,
        alt=alt,
        behind=behind,
        layout=layout,
        files=["toll_as_known"],
        marks=_growth_marks(lang, rows),
        notes=note(say(lang, "brief-growth-reading")) + _note_undated(brief),
    )


def _growth_marks(lang: str, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the chart has."""
    marks = [("line harm", say(lang, "brief-key-best"))] if rows["value"].notna().any() else []
    if (rows["low"] < rows["high"]).any():
        marks.append(("thick harm", say(lang, "brief-key-range")))
    if rows["value"].isna().any():
        marks.append(("hatch", say(lang, "brief-key-none")))
    return marks


def _short_day(brief: Brief, day: str) -> str:
    return f"{format_short(brief.lang, day)}\n{day[:4]}"


def _is_undated(brief: Brief) -> pd.Series:
    """Whether each statement on the incident bears no date of its own."""
    claims = brief.tables["claims"]
    return claims.loc[claims["incident_id"] == brief.incident_id, "published_date"].isna()


def _undated_days(brief: Brief) -> set[str]:
    """Days from which statements count that bear no date: those of the ledger."""
    claims = brief.tables["claims"]
    is_undated = _is_undated(brief)
    days = claims.loc[is_undated[is_undated].index, "known_from"]
    return set(days.dt.strftime("%Y-%m-%d"))


def _name_day(brief: Brief, day: str) -> str:
    """Day in words; with that of the ledger, that undated statements count from it."""
    text = format_day(brief.lang, day)
    undated = day in _undated_days(brief)
    return say(brief.lang, "brief-day-undated", day=text) if undated else text


def _note_undated(brief: Brief) -> str:
    if not _is_undated(brief).any():
        return ""
    days = ", ".join(format_day(brief.lang, day) for day in sorted(_undated_days(brief)))
    return note(say(brief.lang, "brief-undated", day=days))


def show_brief_near(brief: Brief) -> HTML:
    """Show what lies within the radius: people, towns, and incidents of the year before."""
    lang = brief.lang
    counts = layouts.within_the_radius(brief.figures)
    lines = [note(text) for text in _explain_people(brief)]
    caption = say(lang, "brief-counts")
    listed = list_figures(brief, counts, caption)
    if find_spot(brief.incident, brief.as_of) is None:
        reason = empty_block(say(lang, "brief-towns"), say(lang, _why_no_spot(brief))).data
        return HTML(listed + "".join(lines) + reason + _show_region(brief))
    parts = (_show_map(brief), _show_towns(brief), _show_earlier(brief), _show_region(brief))
    return HTML(listed + "".join([*lines, *parts]))


def _show_map(brief: Brief) -> str:
    """Map of the radius, with the towns and incidents that are listed below it, and what is around it."""
    lang, spot = brief.lang, find_spot(brief.incident, brief.as_of)
    near = [layouts.towns_near(brief.figures), layouts.incidents_near(brief.figures)]
    held = store.read_outlines(brief.raw, brief.country, brief.as_of)
    regions = None if held is None else to_regions(brief, held["content"])
    points = to_points(brief, _match_incidents(brief, near[1]["label"]))
    places = count_places(points)
    towns = list_towns(find_iso2(brief)).sort_values("people", ascending=False, kind="stable")
    radius = format_number(lang, brief.radius_km)
    views = charts.draw(
        lambda axes: plot_radius(
            axes,
            spot,
            brief.radius_km,
            regions=regions,
            neighbours=read_neighbours(brief),
            towns=towns,
            places=places,
            label=say(lang, "brief-map-km", radius=radius),
        ),
        height=4.6,
        narrow=3.4,
    )
    counts = (format_number(lang, len(layout)) for layout in near)
    told = dict(zip(("towns", "incidents"), counts, strict=True))
    place = recorded(lang, brief.incident.locality)
    return chart_block(
        brief,
        views,
        title=say(lang, "brief-map"),
        alt=to_plain(say(lang, "brief-map-alt", place=place, radius=radius, **told)),
        layout=pd.concat(near, ignore_index=True),
        files=["towns_near", "incidents_near"],
        marks=_map_marks(lang, spot, places),
        notes="".join(note(line) for line in _explain_map(brief, spot, places, held)),
    ).data


def _map_marks(lang: str, spot: Any, places: pd.DataFrame) -> list[tuple[str, str]]:
    """Explain only those marks that the map has."""
    marks = [("plus", say(lang, "brief-map-spot")), ("ring count", say(lang, "brief-map-ring"))]
    if spot.slack_km:
        marks.append(("ring count broken", say(lang, "brief-map-reach")))
    return [*marks, *name_marks(lang, places), ("town", say(lang, "map-town"))]


def _explain_map(brief: Brief, spot: Any, places: pd.DataFrame, held: Any) -> list[str]:
    """Say what the map leaves out, what is drawn roughly, and whose the outlines are."""
    lang = brief.lang
    is_rough = bool(spot.slack_km) or not places["is_exact"].all()
    told = [say(lang, "brief-map-reading"), *([say(lang, "brief-map-rough")] if is_rough else [])]
    if held is None:
        return [*told, say(lang, "brief-map-none-outlines")]
    source = recorded(lang, held["origin"]["producer"])
    return [*told, say(lang, "brief-map-outlines", source=source), say(lang, "map-disclaimer")]


def _why_no_spot(brief: Brief) -> str:
    """Message that says why nothing is listed by its distance."""
    row = pd.DataFrame([brief.incident._asdict()])
    return "brief-recent" if is_recent(row, brief.as_of).any() else "brief-vague"


def _explain_people(brief: Brief) -> list[str]:
    """Say what the number of people leaves out."""
    inputs = brief.tables["exposure"]["inputs"]
    is_gazetteer = inputs.str.contains(GAZETTEER, regex=False).any()
    lines = [say(brief.lang, "exposure-towns" if is_gazetteer else "exposure-raster")]
    return [*lines, say(brief.lang, "brief-near-reading")]


def _show_towns(brief: Brief) -> str:
    """Towns within the radius, the nearest first, or that none is listed."""
    lang, layout = brief.lang, layouts.towns_near(brief.figures)
    title = say(lang, "brief-towns")
    if layout.empty:
        return empty_block(title, say(lang, "brief-towns-none")).data
    names = {r.label: brief.figure(r.town_km)["geography_name"] for r in each_row(layout)}
    listed = layout_table(brief, layout, title, "brief-town", names)
    return listed + source_line(brief, layout)


def _show_earlier(brief: Brief) -> str:
    """Incidents of the ledger within the radius in the year before, with what was claimed of each."""
    lang, layout = brief.lang, layouts.incidents_near(brief.figures)
    title = say(lang, "brief-earlier")
    if layout.empty:
        return empty_block(title, say(lang, "brief-earlier-none")).data
    rows = list(each_row(_match_incidents(brief, layout["label"])))
    columns = [
        Column(say(lang, "table-place"), [to_html(name_incident(brief, r)) for r in rows]),
        *figure_columns(brief, say(lang, "label-incident_km"), layout["incident_km"]),
        *figure_columns(brief, say(lang, "label-fatalities"), layout["fatalities"]),
        *figure_columns(brief, say(lang, "table-claims"), layout["claims"]),
        Column(
            say(lang, "table-weapon"),
            name_words(lang, "event", [r.source_event_type for r in rows]),
        ),
        Column(say(lang, "table-actors"), [name_actors(brief, r) for r in rows]),
    ]
    return table(title, columns) + note(say(lang, "ledger-rule")) + source_line(brief, layout)


def _match_incidents(brief: Brief, keys: pd.Series) -> pd.DataFrame:
    """Incidents of the ledger by the ends of their figures' ids, in that order."""
    incidents = brief.tables["incidents"]
    own = incidents[incidents["source"] == "ledger"]
    ends = own["event_id"].str.removeprefix("ledger:").map(make_id)
    return own.set_index(ends).loc[list(keys)].reset_index(drop=True)


def _show_region(brief: Brief) -> str:
    """Incidents of the region in the year before, by each source that counts them."""
    lang, layout = brief.lang, layouts.region_before(brief.figures)
    title = say(lang, "brief-region", region=_region(brief))
    if layout.empty:
        return empty_block(title, say(lang, "brief-region-none")).data
    names = {source: name_source(lang, source) for source in layout["label"]}
    listed = layout_table(brief, layout, title, "table-source", names)
    silent = [
        name_source(lang, row.label)
        for row in each_row(layout)
        if brief.figure(row.year_incidents)["status"] == "not_reported"
    ]
    told = [say(lang, "brief-region-unmatched", source=source) for source in silent]
    lines = [note(text) for text in (*told, say(lang, "brief-region-reading"))]
    return listed + "".join(lines) + source_line(brief, layout)


def _region(brief: Brief) -> str:
    return name_region(brief.incident, _whole(brief))["geography_name"]


def show_brief_actors(brief: Brief) -> HTML:
    """Show who is named, and how many earlier incidents of the ledger name them too."""
    lang, layout = brief.lang, layouts.actors_before(brief.figures)
    if layout.empty:
        return empty_block(say(lang, "brief-actors"), say(lang, "brief-actors-none"))
    columns = [Column(say(lang, "brief-actor"), [quote(brief, a) for a in layout["label"]])]
    for name in layout.columns.drop("label"):
        columns += figure_columns(brief, say(lang, f"label-{name}"), layout[name])
    latest = [find_latest(brief.tables, brief.incident, actor) for actor in layout["label"]]
    columns.append(Column(say(lang, "brief-latest"), [_write_latest(brief, r) for r in latest]))
    return HTML(
        table(say(lang, "brief-actors"), columns, hide_caption=True)
        + note(say(lang, "brief-actors-reading"))
        + source_line(brief, layout)
    )


def _write_latest(brief: Brief, row: Any) -> str:
    """Latest earlier incident of an actor, with its toll; a dash where there is none."""
    if row is None:
        return "–"
    toll = make_id("fatalities", row.event_id.removeprefix("ledger:"))
    killed = say(brief.lang, "brief-killed")
    return f"{to_html(name_incident(brief, row))}<br><small>{escape(killed)} {cell(brief, toll)}</small>"


def show_brief_displacement(brief: Brief) -> HTML:
    """Show the counts of displaced persons before and after, and why they may not compare."""
    lang, layout = brief.lang, layouts.displaced_around(brief.figures)
    names = [escape(brief.place_name(brief.figure(i))) for i in layout["idps_before"]]
    columns = [Column(say(lang, "table-place-name"), names)]
    for name, key in STOCKS.items():
        columns += figure_columns(brief, say(lang, key), layout[name])
        columns.append(Column(say(lang, "table-asof"), write_days(brief, layout[name]), "date"))
    columns += figure_columns(brief, say(lang, "label-idps_change"), layout["idps_between"])
    covers = [_write_cover(brief, i) for i in layout["idps_before"]]
    columns.append(Column(say(lang, "table-covers"), covers, "long"))
    told = [note(text) for row in each_row(layout) for text in _explain_stocks(brief, row)]
    return HTML(
        table(say(lang, "brief-displaced"), columns, hide_caption=True)
        + "".join(told)
        + note(say(lang, "brief-displaced-reading"))
        + source_line(brief, layout)
    )


def _write_cover(brief: Brief, figure_id: str) -> str:
    if not brief.has(figure_id):
        return "–"
    is_country = brief.figure(figure_id)["geography"] == brief.country
    return to_html(tell_cover(brief, figure_id, "country" if is_country else "region"))


def _explain_stocks(brief: Brief, row: Any) -> list[str]:
    """Say why two counts do not compare, or that one of them is not held and what changed since."""
    place = brief.place_name(brief.figure(row.idps_before))
    if isinstance(row.idps_between, str):
        why = say_why_not(brief, row.idps_between, row.idps_before, row.idps_after)
        return (
            [] if why is None else [say(brief.lang, "brief-not-comparable", place=place, why=why)]
        )
    start, end = (brief.incident.event_date, brief.incident.event_date_end)
    days = [d.strftime("%Y-%m-%d") for d in (start, end + pd.DateOffset(years=1))]
    before = brief.figure(row.idps_before)
    since = before["period_end"] if brief.has(row.idps_before) else days[0]
    told = [say(brief.lang, "brief-no-count", place=place)]
    changed = note_breaks(brief, since, days[1], str(before["geography_name"]))
    return [
        *told,
        *([say(brief.lang, "brief-counting", place=place, note=changed)] if changed else []),
    ]


def show_brief_conditions(brief: Brief) -> HTML:
    """Show needs, food security, population and access of the region, then of the country."""
    lang, layout = brief.lang, layouts.conditions(brief.figures)
    places = brief.figures.set_index("id")["geography"].reindex(layout["label"]).to_numpy()
    parts = []
    for kind, key in PLACES.items():
        held = layout[(places == brief.country) == (kind == "country")]
        name = brief.country_name if kind == "country" else _region(brief)
        if len(held):
            parts.append(list_figures(brief, held, say(lang, key, place=name)))
    return HTML("".join(parts) + note(say(lang, "brief-conditions-reading")))


def show_brief_unknown(brief: Brief) -> HTML:
    """Show what is not known of the incident."""
    items = "".join(f"<li>{line}</li>" for line in _list_unknown(brief))
    return HTML(f'<ul class="highlights">{items}</ul>')


def _list_unknown(brief: Brief) -> list[str]:
    """Sentences on what nobody said, what bears no date, what is vague and what does not compare."""
    lang, incident = brief.lang, brief.incident
    claims = brief.tables["claims"]
    said = claims[claims["incident_id"] == brief.incident_id]
    silent = said[said["fatalities"].isna()]
    lines = []
    if len(silent):
        who = recorded(lang, "; ".join(silent["claimant"].drop_duplicates()))
        lines.append(say(lang, "brief-unknown-silent", who=who))
    if said["injured"].isna().all():
        lines.append(say(lang, "brief-unknown-injured"))
    if said["civilian_fatalities"].isna().all():
        lines.append(say(lang, "brief-unknown-civilians"))
    if _is_undated(brief).any():
        lines.append(say(lang, "brief-unknown-undated"))
    if incident.date_precision != "day":
        lines.append(say(lang, "brief-unknown-day"))
    if find_spot(incident, brief.as_of) is None:
        lines.append(say(lang, _why_no_spot(brief)))
    between = layouts.displaced_around(brief.figures)["idps_between"]
    if not any(isinstance(i, str) and brief.has(i) for i in between):
        lines.append(say(lang, "brief-unknown-displaced"))
    needed = [f"{name}-{make_id(_place(brief))}" for name in NEEDED]
    if not any(brief.has(i) for i in needed):
        lines.append(say(lang, "brief-unknown-needs", region=_region(brief)))
    lines += [say(lang, "brief-unknown-cause"), say(lang, "brief-unknown-selection")]
    return [to_html(line) for line in lines]


def _place(brief: Brief) -> str:
    return name_region(brief.incident, _whole(brief))["geography"]


def show_brief_files(brief: Brief) -> HTML:
    """Show where each file behind the brief comes from; only those that a figure cites."""
    lang, inputs = brief.lang, brief.tables["inputs"]
    cited = " ".join(brief.figures["inputs"])
    used = inputs[[f'"{name}' in cited for name in inputs["file"]]]
    named = [quote(brief, f"{r.producer}: {r.title}") for r in each_row(used)]
    columns = [
        Column(say(lang, "table-file"), [escape(f) for f in used["file"]], "path"),
        Column(say(lang, "table-source"), named, "long"),
        Column(say(lang, "table-licence"), [quote(brief, v) for v in used["licence"]]),
        Column(say(lang, "table-gaps"), [quote(brief, v) for v in used["known_gaps"]], "long"),
    ]
    return HTML(table(say(lang, "quality-inputs"), columns))
