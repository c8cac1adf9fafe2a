"""What the report says: sentences from figures, each in the language of its edition.

A sentence whose figure has no value gives way to one that says why there is none.
"""

import pandas as pd

from analysis import layouts
from analysis.displacement import cross_breaks
from analysis.facts import COUNTS, PLANNED, RULE_OF_REVISION, make_id
from analysis.measures import last_day, month_bounds
from analysis.page import format_change
from analysis.prose import (
    Edition,
    format_day,
    format_month,
    format_span,
    format_value,
    link,
    list_parts,
    name_word,
    recorded,
    say,
    to_html,
    write_sentence,
)


def national(edition: Edition, name: str) -> str:
    """Id of the country's own figure of an indicator."""
    return f"{name}-{edition.country}"


def counted(edition: Edition, indicator: str) -> str:
    """Id of the country's count of incidents or fatalities by the source that serves."""
    return national(edition, f"{indicator}-{layouts.serving_source(edition.figures)}")


def flow(edition: Edition) -> str:
    """Id of the country's new displacements: all causes together, else those by conflict."""
    together = national(edition, "displacements-idmc")
    return together if (edition.figures["id"] == together).any() else f"{together}-conflict"


def key_figures(edition: Edition) -> list[str]:
    """Ids of the figures that the tiles show."""
    return [
        *(counted(edition, name) for name in COUNTS),
        *(national(edition, name) for name in ("idps", "people_in_need", "percent_funded")),
    ]


def name_state(edition: Edition, figure_id: str) -> str:
    """Write why a figure has no value."""
    return say(edition.lang, f"status-{edition.figure(figure_id)['status'].replace('_', '-')}")


def name_source(lang: str, source: str) -> str:
    """Name of a source as readers know it."""
    return say(lang, f"source-{source}")


def month_name(edition: Edition) -> str:
    """Name of the report's month."""
    return format_month(edition.lang, edition.month)


def region_name(edition: Edition, name: str) -> str:
    """Name of a region, or the word for what has no place."""
    return say(edition.lang, "not-placed") if name == "not placed" else str(name)


def write_incidents(edition: Edition) -> list[str]:
    """Sentence on the month's incidents, or that they are not covered."""
    source = layouts.serving_source(edition.figures)
    words = {"month": month_name(edition), "source": name_source(edition.lang, source)}
    if not edition.has(counted(edition, "incidents")):
        return [write_sentence(edition, "incidents-not-covered", words=words)]
    ids = {"incidents": counted(edition, "incidents"), "fatalities": counted(edition, "fatalities")}
    civilians = counted(edition, "civilian_fatalities")
    if not edition.has(civilians):
        return [write_sentence(edition, "incidents-month-total", words=words, **ids)]
    return [write_sentence(edition, "incidents-month", words=words, **ids, civilians=civilians)]


def write_worst_region(edition: Edition) -> list[str]:
    """Sentence on the region with the most incidents."""
    layout = layouts.incidents_by_region(edition.figures)
    values = layouts.to_range(layout, edition.figures, "incidents")
    if not values["value"].gt(0).any():
        return []
    row = layout.iloc[int(values["value"].to_numpy().argmax())]
    words = {"region": region_name(edition, row["label"])}
    return [
        write_sentence(
            edition,
            "incidents-worst-region",
            words=words,
            incidents=row["incidents"],
            fatalities=row["fatalities"],
        )
    ]


def write_last_value(edition: Edition, figure_id: str) -> str | None:
    """Say the last value of a series whose newest month has none; nothing where there is none."""
    earlier = edition.figures[
        edition.figures["id"].str.startswith(f"{figure_id}-") & edition.figures["value"].notna()
    ]
    earlier = earlier[earlier["id"].str.fullmatch(rf"{figure_id}-\d{{4}}-\d{{2}}")]
    if earlier.empty:
        return None
    last = edition.figure(earlier.sort_values("period_start")["id"].iloc[-1])
    value = format_value(edition.lang, last["value"], unit=last["unit"], status=last["status"])
    month = format_month(edition.lang, last["period_start"][:7])
    return say(edition.lang, "last-value", value=value, month=month)


def write_ledger(edition: Edition) -> list[str]:
    """Sentences on what the ledger holds of the month, and by what rule its tolls are made."""
    if edition.tables["tolls"].empty:
        return [write_sentence(edition, "ledger-none")]
    incidents, strikes = (
        national(edition, f"{name}-ledger") for name in ("incidents", "air_strikes")
    )
    month = {"month": month_name(edition)}
    if not edition.has(incidents):
        is_outside = edition.figure(incidents)["status"] == "not_covered"
        return [
            write_sentence(edition, "ledger-outside" if is_outside else "ledger-empty", words=month)
        ]
    return [
        write_sentence(edition, "ledger-month", incidents=incidents),
        write_sentence(edition, "ledger-strikes", strikes=strikes)
        if edition.has(strikes)
        else write_no_strikes(edition),
        *write_tolls(edition),
        write_sentence(edition, "ledger-rule"),
    ]


def write_no_strikes(edition: Edition) -> str:
    """Sentence that the ledger lists no strike, which does not say that there was none."""
    if edition.tables["tolls"].empty:
        return write_sentence(edition, "ledger-none")
    is_outside = edition.figure(national(edition, "incidents-ledger"))["status"] == "not_covered"
    key = "ledger-outside" if is_outside else "ledger-no-strikes"
    return write_sentence(edition, key, words={"month": month_name(edition)})


def write_tolls(edition: Edition) -> list[str]:
    """Sentences on the incident with the most stated numbers: its range, and who named none."""
    tolls = edition.tables["tolls"]
    layout = layouts.ledger_incidents(edition.figures)
    tolls = tolls[tolls["incident_id"].map(make_id).isin(layout["label"])]
    tolls = tolls[tolls["n_numbers"] > 1].sort_values("n_numbers", kind="stable")
    if tolls.empty:
        return []
    key = str(tolls["incident_id"].iloc[-1])
    figure_id = make_id("fatalities", key)
    figure = edition.figure(figure_id)
    claims = edition.tables["claims"]
    here = claims[
        (claims["incident_id"] == key) & claims["fatalities"].notna() & (claims["scope"] == "whole")
    ]
    words = {
        "place": recorded(edition.lang, figure["geography_name"]),
        "day": _when(edition, key),
        "cutoff": format_day(edition.lang, edition.as_of),
        "toll": _number(edition, figure_id, figure["value"]),
    }
    for name in ("low", "high"):
        stated = here.loc[here["fatalities"] == figure[name], "claim_id"]
        claim = make_id("claim", str(stated.min())) if len(stated) else figure_id
        words[name] = _number(edition, claim, figure[name])
    spread = "toll-spread" if figure["low"] < figure["high"] else "toll-agreed"
    sentences = [write_sentence(edition, spread, words=words, claims=make_id("claims", key))]
    parties = claims[
        (claims["incident_id"] == key) & (claims["claimant_class"] == "party_to_conflict")
    ]
    silent = parties[parties["fatalities"].isna()]["claimant"].drop_duplicates()
    if len(silent):
        who = recorded(edition.lang, ", ".join(silent))
        sentences.append(to_html(say(edition.lang, "toll-silent", who=who)))
    return [" ".join(sentences)]


def _number(edition: Edition, figure_id: str, value: float) -> str:
    """Write a number of people killed, linked to where it comes from."""
    return link(figure_id, format_value(edition.lang, value, unit="people", status="reported"))


def _when(edition: Edition, incident_id: str) -> str:
    """Days of an incident of the ledger, as precisely as they are known."""
    incidents = edition.tables["incidents"]
    row = incidents[incidents["event_id"] == f"ledger:{incident_id}"].iloc[0]
    first, last = (row[n].strftime("%Y-%m-%d") for n in ("event_date", "event_date_end"))
    return format_span(edition.lang, first, last, precision=str(row["date_precision"]))


def write_idps(edition: Edition) -> list[str]:
    """Sentences on the stock of IDPs: its date, its age, and what comes after it."""
    figure_id = national(edition, "idps")
    if not edition.has(figure_id):
        words = {"state": name_state(edition, figure_id)}
        return [write_sentence(edition, "idps-none", words=words), *write_idp_sums(edition)]
    figure = edition.figure(figure_id)
    first, _ = month_bounds(edition.month)
    sentences = [write_sentence(edition, "idps-latest", idps=figure_id)]
    if pd.Timestamp(figure["period_end"]) < first:
        words = {"month": month_name(edition)}
        age = national(edition, "idps_age")
        sentences.append(write_sentence(edition, "idps-old", idps=figure_id, age=age, words=words))
    result = [" ".join(sentences), *write_idp_sums(edition)]
    result += write_idp_change(edition)
    next_id = national(edition, "idps_next")
    if edition.has(next_id):
        after = edition.figure(next_id)
        note = note_breaks(edition, figure["period_end"], after["period_end"])
        if note and after["value"] < figure["value"]:
            result.append(write_sentence(edition, "idps-next", next=next_id, words={"note": note}))
    return result


def write_idp_sums(edition: Edition) -> list[str]:
    """Sentences on a count of the country that its regions exceed, and on regions of another source."""
    part, regions = national(edition, "idps_of_one_reason"), national(edition, "idps_regions")
    result = []
    if edition.has(part):
        figure = edition.figure(part)
        words = {
            "source": name_source(edition.lang, figure["source"]),
            "reason": name_word(edition.lang, "reason", figure["note"]),
        }
        result.append(
            write_sentence(edition, "idps-one-reason", words=words, part=part, regions=regions)
        )
    elif edition.has(regions):
        words = {"source": name_source(edition.lang, edition.figure(regions)["source"])}
        ids = {"idps": national(edition, "idps"), "regions": regions}
        result.append(write_sentence(edition, "idps-exceeded", words=words, **ids))
    return result + _write_other_regions(edition)


def _write_other_regions(edition: Edition) -> list[str]:
    """Sentence that the counts by region are of another source than the country's."""
    whole, held = national(edition, "idps"), layouts.idps_by_region(edition.figures)["idps"]
    own = edition.figure(whole)["source"]
    others = {edition.figure(i)["source"] for i in held.dropna()} - {own}
    if not (edition.has(whole) and others):
        return []
    names = {"source": others.pop(), "own": own}
    words = {key: name_source(edition.lang, source) for key, source in names.items()}
    return [write_sentence(edition, "idps-regions-apart", words=words)]


def write_idp_change(edition: Edition) -> list[str]:
    """Sentence on the difference from the count before: a movement, or not comparable and why."""
    change = national(edition, "idps_change")
    if not edition.has(change):
        return []
    figure = edition.figure(change)
    previous = national(edition, "idps_previous")
    if figure["rule"] == "change":
        return [write_sentence(edition, "idps-since", change=change, previous=previous)]
    why = note_breaks(edition, figure["period_start"], figure["period_end"])
    words = {"note": why or say(edition.lang, "break-no-place-counted-alike-on-both-days")}
    return [
        write_sentence(
            edition, "idps-since-not-comparable", words=words, change=change, previous=previous
        )
    ]


def note_breaks(edition: Edition, start: str, end: str) -> str | None:
    """Say what changed in the counting of IDPs between two days; none where nothing did."""
    crossed = cross_breaks(edition.tables["breaks"], pd.Timestamp(start), pd.Timestamp(end))
    return list_parts(edition.lang, crossed[f"note_{edition.lang}"]) or None


def write_region_changes(edition: Edition) -> list[str]:
    """Sentence on the region whose stock grew most, and what stands against reading it."""
    layout = layouts.idps_by_region(edition.figures)
    if layout.empty or layout["idps_change_pct"].isna().all():
        return []
    changes = layouts.to_range(layout, edition.figures, "idps_change_pct")
    is_current = _is_as_of(edition, layout["idps"], national(edition, "idps"))
    changes = changes.assign(value=changes["value"].where(is_current.to_numpy()))
    if changes["value"].isna().all():
        return []
    row = layout.iloc[int(changes["value"].fillna(float("-inf")).to_numpy().argmax())]
    change = edition.figure(row["idps_change_pct"])
    words = {
        "region": region_name(edition, change["geography_name"]),
        "change": link(change["id"], format_change(edition.lang, change["value"])),
    }
    sentences = [
        write_sentence(
            edition, "idps-change", words=words, idps=row["idps"], before=row["idps_before"]
        )
    ]
    note = note_breaks(edition, change["period_start"], change["period_end"])
    if note:
        sentences.append(write_sentence(edition, "idps-break", words={"note": note}))
    return [" ".join(sentences)]


def _is_as_of(edition: Edition, ids: pd.Series, other: str) -> pd.Series:
    """Whether each figure is of the same day as another: an older count is no news."""
    days = edition.figures.set_index("id")["period_end"]
    return ids.map(days) == days.get(other)


def write_displacements(edition: Edition) -> list[str]:
    """Sentence on the month's new displacements."""
    figure_id = flow(edition)
    month = {"month": month_name(edition)}
    if edition.has(figure_id):
        key = (
            "displacements-month-conflict"
            if figure_id.endswith("-conflict")
            else "displacements-month"
        )
        return [write_sentence(edition, key, words=month, displacements=figure_id)]
    if edition.figure(figure_id)["status"] == "not_covered":
        return [write_sentence(edition, "displacements-not-held", words=month)]
    return [write_sentence(edition, "displacements-none", words=month)]


def write_needs(edition: Edition) -> list[str]:
    """Sentences on people in need and food security."""
    year = {"year": edition.month[:4]}
    pin, targeted = (national(edition, name) for name in ("people_in_need", "people_targeted"))
    if not edition.has(pin):
        words = year | {"state": name_state(edition, pin)}
        result = [write_sentence(edition, "needs-none", words=words)]
    elif edition.has(targeted):
        result = [write_sentence(edition, "needs-plan", words=year, pin=pin, targeted=targeted)]
    else:
        result = [write_sentence(edition, "needs-plan-pin", words=year, pin=pin)]
    result += write_edition(edition)
    food = national(edition, "food_insecure_phase3plus")
    if not edition.has(food):
        words = {"month": month_name(edition), "state": name_state(edition, food)}
        result.append(write_sentence(edition, "needs-food-none", words=words))
    else:
        note = edition.figure(food)["note"]
        is_rounded = isinstance(note, str) and "round" in note.lower()
        key = "needs-food-rounded" if is_rounded else "needs-food"
        result.append(write_sentence(edition, key, food=food))
    return result


def write_edition(edition: Edition) -> list[str]:
    """Sentence on the edition of the plan that its figures are of, and on what that does not give."""
    ids = {name: national(edition, name) for name in PLANNED}
    held = [edition.figure(i) for i in ids.values() if edition.has(i)]
    if not held:
        return []
    words = {"year": edition.month[:4], "cutoff": format_day(edition.lang, edition.as_of)}
    if any(f["rule"] == RULE_OF_REVISION for f in held):
        lacking = [name for name, i in ids.items() if not edition.has(i)]
        labels = [say(edition.lang, f"label-{name}") for name in lacking]
        listed = ", ".join(label[0].lower() + label[1:] for label in labels)
        said = [write_sentence(edition, "needs-edition-revised", words=words)]
        lacks = {"list": listed}
        return said + [write_sentence(edition, "needs-edition-lacks", words=lacks)] * bool(lacking)
    is_one_source = len({f["source"] for f in held}) == 1
    key = "needs-edition" if is_one_source else "needs-edition-unsaid"
    return [write_sentence(edition, key, words=words)]


def write_prices(edition: Edition) -> list[str]:
    """Sentence on the prices of staples in the month, or on why there is none."""
    month = {"month": month_name(edition)}
    markets = national(edition, "price_markets")
    if edition.has(markets):
        words = month | {"source": name_source(edition.lang, "wfp")}
        return [write_sentence(edition, "prices-month", words=words, markets=markets)]
    words = month | {"state": name_state(edition, national(edition, "price"))}
    return [write_sentence(edition, "prices-none", words=words)]


def write_funding(edition: Edition) -> list[str]:
    """Sentence on requirements and how much of them is funded, as far as known."""
    required, percent = national(edition, "requirements_usd"), national(edition, "percent_funded")
    words = {"year": edition.month[:4], "cutoff": format_day(edition.lang, edition.as_of)}
    if not edition.has(required):
        state = {"state": name_state(edition, required)}
        return [write_sentence(edition, "funding-none", words=words | state)]
    if edition.has(percent):
        said = [write_sentence(edition, "funding-plan", requirements=required, percent=percent)]
        _, last = month_bounds(edition.month)
        if last_day(pd.Series([edition.figure(percent)["as_of"]])).iloc[0] > last:
            said.append(
                write_sentence(edition, "funding-later", words={"month": month_name(edition)})
            )
        return said
    return [write_sentence(edition, "funding-unknown", words=words, requirements=required)]


def write_plan(edition: Edition) -> list[str]:
    """Sentences on needs, then on funding."""
    return [" ".join([*write_needs(edition), *write_funding(edition)])]


def write_missing(edition: Edition) -> list[str]:
    """Sentence that names every key figure without a value."""
    missing = [i for i in [*key_figures(edition), flow(edition)] if not edition.has(i)]
    if not missing:
        return []
    labels = [say(edition.lang, f"label-{n.split('-')[0]}") for n in missing]
    labels = [label[0].lower() + label[1:] for label in labels]
    words = {"month": month_name(edition), "list": ", ".join(labels)}
    return [write_sentence(edition, "quality-missing", words=words)]
