"""What the report says: sentences from figures, each in the language of its edition.

A sentence whose figure has no value gives way to one that says why there is none.
"""

from typing import Any

import pandas as pd

from analysis import layouts
from analysis.facts import (
    COUNTS,
    PLANNED,
    RULE_OF_REVISION,
    choose_focus,
    choose_incident,
    find_place,
    make_id,
)
from analysis.measures import last_day, month_bounds
from analysis.page import write_value
from analysis.places import is_country
from analysis.prose import (
    Edition,
    format_day,
    format_month,
    format_reach,
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
from analysis.states import NOT_PLACED
from analysis.stocks import has_units, note_breaks, say_why_not, write_coverage
from analysis.strikes import NOT_STATED, WEAPONS


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
    return say(edition.lang, "not-placed") if name == NOT_PLACED else str(name)


def write_incidents(edition: Edition) -> list[str]:
    """Sentence on the month's incidents, or that they are not covered."""
    source = layouts.serving_source(edition.figures)
    words = {"month": month_name(edition), "source": name_source(edition.lang, source)}
    if not edition.has(counted(edition, "incidents")):
        return [write_sentence(edition, "incidents-not-covered", words=words)]
    ids = {"incidents": counted(edition, "incidents"), "fatalities": counted(edition, "fatalities")}
    civilians = counted(edition, "civilian_fatalities")
    if edition.figure(ids["incidents"])["value"] == 0:
        said = [write_sentence(edition, "incidents-zero", words=words, incidents=ids["incidents"])]
    elif edition.has(civilians):
        said = [write_sentence(edition, "incidents-month", words=words, civilians=civilians, **ids)]
    else:
        said = [write_sentence(edition, "incidents-month-total", words=words, **ids)]
    if edition.figure(ids["incidents"])["is_provisional"]:
        said.append(write_sentence(edition, "incidents-provisional", words=words))
    return [" ".join(said)]


def write_worst_region(edition: Edition) -> list[str]:
    """Sentence on the region with the most incidents: of all, or of those known; none on a tie."""
    layout = layouts.incidents_by_region(edition.figures)
    values = layouts.to_range(layout, edition.figures, "incidents")
    placed = values[values["label"] != NOT_PLACED]
    if not placed["value"].gt(0).any():
        return []
    top = layouts.highest(placed)
    if (placed["value"] == top["value"]).sum() > 1:
        return []
    row = layout[layout.index == top.name].iloc[0]
    is_sure = layouts.is_surely_highest(values, top)
    words = {"region": region_name(edition, row["label"])}
    return [
        write_sentence(
            edition,
            "incidents-worst-region" if is_sure else "incidents-worst-region-known",
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


def _link(edition: Edition, figure_id: str) -> str:
    """Best number of a figure, linked, for a part of a sentence."""
    return link(figure_id, write_value(edition.lang, edition.figure(figure_id)))


def write_strikes(edition: Edition) -> list[str]:
    """Sentences on the month's strikes: counted both ways, and by what is said to have struck."""
    count, incidents = (national(edition, f"strikes_{way}") for way in ("count", "incidents"))
    weapon = {w: national(edition, "strikes_weapon") + f"-{w}" for w in WEAPONS}
    named = [
        say(
            edition.lang,
            "strikes-by",
            weapon=say(edition.lang, f"weapon-{w}"),
            count=_link(edition, figure_id),
        )
        for w, figure_id in weapon.items()
        if edition.has(figure_id) and edition.figure(figure_id)["value"] > 0
    ]
    is_silent = not any(edition.has(weapon[w]) for w in WEAPONS if w != NOT_STATED)
    return [
        write_sentence(edition, "strikes-both", count=count, incidents=incidents),
        write_sentence(edition, "strikes-silent", unstated=weapon[NOT_STATED])
        if is_silent
        else write_sentence(
            edition, "strikes-weapons", words={"named": list_parts(edition.lang, named)}
        ),
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
    key = choose_incident(edition.tables, *month_bounds(edition.month), numbers=2)
    return [] if key is None else [" ".join(write_toll(edition, key))]


def write_toll(edition: Edition, key: str) -> list[str]:
    """Sentences on the toll of an incident with a number: its range, and who named none."""
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
    return sentences


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
    covers = {"covers": tell_cover(edition, figure_id, "country")}
    result = [" ".join(sentences), *write_idp_sums(edition), *write_idp_change(edition)]
    result.append(write_sentence(edition, "idps-covers", words=covers))
    next_id = national(edition, "idps_next")
    if edition.has(next_id):
        after = edition.figure(next_id)
        note = note_breaks(edition, figure["period_end"], after["period_end"])
        is_change = "at_least" not in (figure["status"], after["status"])
        if note and is_change and after["value"] < figure["value"]:
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
    """Sentence on the difference between the last two counts: a movement, or not comparable and why."""
    change = national(edition, "idps_change")
    if not edition.has(change):
        return []
    figure = edition.figure(change)
    ids = {"change": change, "previous": national(edition, "idps_previous")}
    compared = national(edition, "idps_compared")
    keys = ("idps-since", "idps-since-not-comparable")
    if edition.has(compared):
        keys = ("idps-since-between", "idps-since-between-not-comparable")
        ids["after"] = compared
    if figure["rule"] == "change":
        return [write_sentence(edition, keys[0], words={}, **ids)]
    after = ids.get("after", national(edition, "idps"))
    words = {"note": say_why_not(edition, change, ids["previous"], after) or ""}
    return [write_sentence(edition, keys[1], words=words, **ids)]


def focus_stock(edition: Edition) -> str | None:
    """Id of the stock of the region that the month is about; none in a country without such stocks.

    Nor where its source's terms let no region be shown: there the table of regions says so.
    """
    focus = choose_focus(edition.tables, *month_bounds(edition.month))
    if focus is None:
        return None
    stocks = edition.figures[
        (edition.figures["indicator"] == "idps")
        & edition.figures["rule"].isin(["latest-on-or-before", "none"])
        & (edition.figures["status"] != "withheld")
        & ~is_country(edition.figures["geography"])
    ]
    rows = [{str(k): v for k, v in row.items()} for row in stocks.to_dict("records")]
    return find_place(rows, focus)


def write_region_changes(edition: Edition) -> list[str]:
    """Sentences on the region whose stock grew most and on the month's region of most note.

    Each says what stands against reading the change; of the second also what its count covers.
    """
    focus = focus_stock(edition)
    grown = _fastest_grown(edition)
    return [
        *([_tell_region(edition, grown)] if grown and grown != focus else []),
        *([_tell_focus(edition, focus)] if focus else []),
    ]


def _fastest_grown(edition: Edition) -> str | None:
    """Id of the stock, of the same day as the country's, that grew most; none without a change."""
    layout = layouts.idps_by_region(edition.figures)
    if layout.empty:
        return None
    changes = layouts.to_range(layout, edition.figures, "idps_change_pct")["value"]
    is_current = _is_as_of(edition, layout["idps"], national(edition, "idps"))
    is_shown = layout["idps"].map(edition.has)
    changes = changes.where((is_current & is_shown).to_numpy())
    return (
        None
        if changes.isna().all()
        else str(layout["idps"].iloc[int(changes.fillna(float("-inf")).to_numpy().argmax())])
    )


def _tell_focus(edition: Edition, figure_id: str) -> str:
    """Sentences on the stock of the region that the month is about, or that none is held."""
    region = {"region": region_name(edition, edition.figure(figure_id)["geography_name"])}
    if not edition.has(figure_id):
        words = region | {"state": name_state(edition, figure_id)}
        return write_sentence(edition, "idps-region-none", words=words)
    covers = write_sentence(
        edition, "idps-region-covers", words=region | {"covers": tell_cover(edition, figure_id)}
    )
    return f"{_tell_region(edition, figure_id)} {covers}"


def tell_cover(edition: Edition, figure_id: str, kind: str = "region") -> str:
    """Say what a stock of a region or the country covers, and that its localities are not stated."""
    words = [say(edition.lang, f"covers-{kind}"), write_coverage(edition, figure_id)]
    if not has_units(edition, figure_id):
        words.append(say(edition.lang, "covers-no-localities"))
    return list_parts(edition.lang, [w for w in words if w])


def _tell_region(edition: Edition, figure_id: str) -> str:
    """Sentences on a region's stock against that of the year before, and why they may not compare."""
    change, before = (f"{name}-{figure_id[5:]}" for name in ("idps_change_pct", "idps_before"))
    words = {"region": region_name(edition, edition.figure(figure_id)["geography_name"])}
    if not edition.has(before):
        return write_sentence(edition, "idps-region", words=words, idps=figure_id)
    words["change"] = link(change, write_value(edition.lang, edition.figure(change)))
    ids = {"idps": figure_id, "before": before}
    note = say_why_not(edition, change, before, figure_id)
    if note is None:
        return write_sentence(edition, "idps-change", words=words, **ids)
    words["note"] = note
    return write_sentence(edition, "idps-change-not-comparable", words=words, **ids)


def _is_as_of(edition: Edition, ids: pd.Series, other: str) -> pd.Series:
    """Whether each figure is of the same day as another: an older count is no news."""
    days = edition.figures.set_index("id")["period_end"]
    return ids.map(days) == days.get(other)


def write_displacements(edition: Edition) -> list[str]:
    """Sentence on the month's new displacements, and whether they may still change."""
    figure_id = flow(edition)
    figure, month = edition.figure(figure_id), {"month": month_name(edition)}
    if figure["status"] == "not_covered":
        return [write_sentence(edition, "displacements-not-held", words=month)]
    key = (
        "displacements-month-conflict" if figure_id.endswith("-conflict") else "displacements-month"
    )
    is_open = figure["is_provisional"]
    if edition.has(figure_id):
        said = [write_sentence(edition, key, words=month, displacements=figure_id)]
        said += [write_sentence(edition, "displacements-provisional")] if is_open else []
    else:
        said = [write_sentence(edition, "displacements-none", words=month)]
        said += [write_sentence(edition, "displacements-open")] if is_open else []
    return [" ".join(said)]


def write_delays(edition: Edition) -> list[str]:
    """Sentences on how the feed grew, what to expect of a last month, and how firm this one is."""
    vintages, months = _delay(edition, "vintages"), _delay(edition, "months-age_01")
    if not edition.has(vintages):
        return []
    held = edition.figure(vintages)
    if held["value"] == 1:
        words = {"day": format_day(edition.lang, held["period_end"])}
        return [write_sentence(edition, "delays-one", words=words)]
    if not edition.has(months):
        return [write_sentence(edition, "delays-few", vintages=vintages)]
    reach = {"reach": format_reach(edition.lang, held["period_start"], held["period_end"])}
    known = write_sentence(edition, "delays-known", vintages=vintages, words=reach)
    grown = [known, *_write_last_month(edition), *_write_growth(edition)]
    return [" ".join(grown), *_write_firmness(edition)]


def _delay(edition: Edition, name: str) -> str:
    """Id of a figure on delays; the age, where there is one, stands at its end."""
    indicator, *age = name.split("-")
    return "-".join([f"delay_{indicator}-idmc-{edition.country}", *age])


def _count_none(edition: Edition, **ids: str) -> dict[str, Any]:
    """Write counts of months as words of a sentence, each with its plural; none in words."""
    words: dict[str, Any] = {}
    for name, figure_id in ids.items():
        figure = edition.figure(figure_id)
        text = format_value(edition.lang, figure["value"], unit="months", status="reported")
        text = text if figure["value"] else say(edition.lang, "none-of-months")
        words |= {name: link(figure_id, text), f"{name}_n": float(figure["value"])}
    return words


def _write_last_month(edition: Edition) -> list[str]:
    """Sentences on months as they were in the month after, and what that lets one expect."""
    names = ("months", "blank", "filled", "revised")
    ids = {name: _delay(edition, f"{name}-age_01") for name in names}
    words = _count_none(edition, **ids)
    share = _delay(edition, "share-age_01")
    said = [
        write_sentence(
            edition, "delays-last" if words["blank_n"] else "delays-last-full", words=words
        )
    ]
    if words["blank_n"] == words["months_n"]:
        return [*said, write_sentence(edition, "delays-expect-none")]
    said.append(write_sentence(edition, "delays-revised", words=words))
    if edition.has(share):
        return [*said, write_sentence(edition, "delays-expect-share", share=share)]
    return [*said, write_sentence(edition, "delays-expect-few")]


def _write_growth(edition: Edition) -> list[str]:
    """Sentences on how late a first number came, and on numbers that stayed or moved."""
    late, numbered = _delay(edition, "late"), _delay(edition, "numbered")
    said = [write_sentence(edition, "delays-late", late=late)] if edition.has(late) else []
    if edition.has(numbered):
        words = _count_none(edition, numbered=numbered, moved=_delay(edition, "renumbered"))
        said.append(write_sentence(edition, "delays-stayed", words=words))
    return said


def _write_firmness(edition: Edition) -> list[str]:
    """Sentence on how firm the report's month is, by its age when it was last seen."""
    age, until = _delay(edition, "age"), _delay(edition, "until")
    if not edition.has(age):
        return []
    figure, month = edition.figure(flow(edition)), {"month": month_name(edition)}
    is_old = edition.has(until) and edition.figure(until)["value"] < edition.figure(age)["value"]
    if figure["is_provisional"]:
        key = "delays-month-young" if is_old or not edition.has(until) else "delays-month-open"
    elif not edition.has(until):
        key = "delays-month-never"
    else:
        key = "delays-month-firm" if pd.notna(figure["value"]) else "delays-month-blank"
    ids = {"until": until} if edition.has(until) else {}
    said = [write_sentence(edition, key, words=month, age=age, **ids)]
    if edition.figure(_delay(edition, "seen"))["value"] == 1:
        said.append(write_sentence(edition, "delays-month-once"))
    return [" ".join(said)]


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
        said = note.lower() if isinstance(note, str) else ""
        key = "needs-food-rounded" if "round" in said else "needs-food"
        key = "needs-food-sum" if "sum of" in said else key
        result.append(write_sentence(edition, key, food=food))
    return result


def write_edition(edition: Edition) -> list[str]:
    """Sentence on the edition of the plan that its figures are of, and on what that does not give."""
    ids = {name: national(edition, name) for name in PLANNED}
    if not edition.has(ids["people_in_need"]):
        return []
    held = [edition.figure(i) for i in ids.values() if edition.has(i)]
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
        source = edition.figure(markets)["source"]
        words = month | {"source": name_source(edition.lang, source)}
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
