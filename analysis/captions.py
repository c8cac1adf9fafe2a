"""A choice and its numbers to words: captions, alternative texts, and why there is nothing to see.

In English, as the notebook functions are. Plain text: what puts it into HTML escapes it.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.choices import LEDGER, Choice, Records, is_census, tell_coverage
from analysis.prose import format_bounds, format_month, format_number, format_value, say
from analysis.selections import COUNTED, add_up_months
from analysis.states import NOT_PLACED

TOLLS = (
    "The ledger's tolls are not added up: statements on one incident differ, and some incidents share"
    " a toll. See “Killed, as stated” in the list of incidents below, and the statements on each."
)


@dataclass(frozen=True)
class About:
    """What the records of a source are of: names, release, day, who made them, on which terms."""

    country: str
    source: str
    release: str
    as_of: str
    producers: str
    terms: str
    licence: str


def number(value: float) -> str:
    """Write a whole number."""
    return format_number("en", value)


def plural(value: float, one: str, many: str = "") -> str:
    """Write a number with its noun."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def name_count(count: str) -> str:
    """Name what is counted."""
    return say("en", f"label-{count}")


def head_count(count: str) -> str:
    """Name what is counted, with its unit where the name does not have it."""
    unit = COUNTED[count][0]
    return name_count(count) + ("" if unit == count else f" ({unit})")


def describe_choice(choice: Choice, records: Records, about: About) -> str:
    """Say in words what is chosen."""
    names = records.regions.set_index("region")["region_name"]
    regions = ", ".join(names[list(choice.regions)]) if choice.regions else "all regions"
    kinds = ", ".join(choice.kinds) if choice.kinds else "all types of event"
    actors = f"; actors: {', '.join(choice.actors)}" if choice.actors else ""
    return f"{about.country}, {describe_months(choice)}; {regions}; {kinds}{actors}"


def describe_months(choice: Choice) -> str:
    """Write the first and last month."""
    ends = [format_month("en", month) for month in dict.fromkeys((choice.first, choice.last))]
    return " to ".join(ends)


def describe_source(about: About) -> str:
    """Say who made it, which release, known when, and whether it may be passed on."""
    release = f", release {about.release}" if about.release else ""
    terms = f" {about.terms}" if about.terms else ""
    return f"Source: {about.source}{release}; {about.producers}. As known on {about.as_of}.{terms}"


def is_added_up(choice: Choice) -> bool:
    """Whether the records have the number that is counted: tolls of the ledger are by incident.

    Statements on one incident differ, and incidents share a toll, so nobody adds them up.
    """
    return choice.source != LEDGER or COUNTED[choice.count][0] != "people"


def name_missing(records: Records, choice: Choice) -> str:
    """Why a selection has no number, in words; nothing where its state says it.

    *Not covered* is where no source looked: a selection may have, and just lists none.
    """
    if not is_added_up(choice):
        return "not added up"
    is_single = choice.count == "incidents"
    return "" if is_census(records) or not is_single else "none listed"


def write_number(row: Any, unit: str, missing: str = "") -> str:
    """Write the number of a row with its range where it has one, or why there is none."""
    if missing and pd.isna(row.value):
        return missing
    text = format_value("en", row.value, unit=unit, status=str(row.status))
    held = {"value": row.value, "low": row.low, "high": row.high, "unit": unit}
    bounds = None if pd.isna(row.value) else format_bounds("en", held)
    return f"{text} ({bounds})" if bounds else text


def find_top(known: pd.DataFrame) -> Any:
    """First row of the highest value."""
    return known.iloc[int(known["value"].to_numpy("float64").argmax())]


def caption_months(
    counts: pd.DataFrame, records: Records, choice: Choice, about: About, unnamed: int
) -> list[str]:
    """Lines below the series: what it is of, the sum, what is covered, whose actors are not known."""
    lines = [
        head_choice("by month", records, choice, about),
        *tell_total(counts, records, choice),
        *tell_gaps(records, choice, about),
    ]
    if unnamed:
        lines.append(
            f"{plural(unnamed, 'more incident')} of this choice name no actor, or one who is not"
            " identified: they may be of these actors too."
        )
    return lines


def head_choice(by: str, records: Records, choice: Choice, about: About) -> str:
    """Say what is counted, of what: the same below each picture."""
    return f"{head_count(choice.count)} {by}. {describe_choice(choice, records, about)}."


def tell_total(counts: pd.DataFrame, records: Records, choice: Choice) -> list[str]:
    """Say what the months come to; of one month that is the number itself."""
    if not is_added_up(choice):
        return [TOLLS]
    total: Any = add_up_months(counts).iloc[0]
    text = write_number(total, COUNTED[choice.count][0], name_missing(records, choice))
    return [f"{'All months together' if len(counts) > 1 else 'In all'}: {text}."]


def tell_gaps(records: Records, choice: Choice, about: About) -> list[str]:
    """Say what is covered, and what a month without anything is."""
    covered, months = tell_coverage(records, choice)
    if not is_census(records):
        return [
            f"{about.source} is a selection: what it lists is at least so many, and a month without"
            " any is not a zero."
        ]
    if covered < months:
        return [
            f"{about.source} covers {number(covered)} of these {plural(months, 'month')}; one that"
            " it does not cover is a hatched gap, not a zero."
        ]
    if choice.actors:
        return ["A zero is a covered month in which the source names none of these actors."]
    return []


def explain_months(
    counts: pd.DataFrame, records: Records, choice: Choice, about: About, rows: int
) -> str:
    """Say why there is no series; nothing where there is one."""
    if counts["value"].notna().any():
        return ""
    if not rows and is_census(records):
        return f"{about.source} covers none of these months and lists nothing in them."
    if not rows:
        return (
            f"{about.source} lists no incident of this choice. It is a selection, so this does not"
            " say that there was none. Choose more months, regions, types or actors."
        )
    if not is_added_up(choice):
        return f"{plural(rows, 'incident')} listed. {TOLLS}"
    told = ": the statements below give what was claimed" if records.source == LEDGER else ""
    return (
        f"{plural(rows, 'row')} listed, none with a number of its own for"
        f" {name_count(choice.count).lower()}{told}."
    )


def describe_series(counts: pd.DataFrame, choice: Choice) -> str:
    """Text in the place of the line: its span, its highest month, its gaps."""
    unit = COUNTED[choice.count][0]
    known = counts[counts["value"].notna()]
    gaps = len(counts) - len(known)
    text = f"Line of {name_count(choice.count).lower()} by month, {describe_months(choice)}."
    if len(counts) == 1 and len(known):
        return f"{text[:-1]}: {write_number(known.iloc[0], unit)}."
    if known.empty:
        return f"{text} No month has a number."
    top = find_top(known)
    month = format_month("en", f"{top['month']:%Y-%m}")
    gap = f" {plural(gaps, 'month')} without a number." if gaps else ""
    return f"{text} Highest: {write_number(top, unit)} in {month}.{gap}"


def caption_map(
    regions: pd.DataFrame,
    outlines: pd.DataFrame,
    lost: list[str],
    points: str,
    records: Records,
    choice: Choice,
    about: About,
) -> list[str]:
    """Lines below the map: what was placed in no region, what an outline holds, what the marks are."""
    unit = COUNTED[choice.count][0]
    missing = name_missing(records, choice)
    lines = [head_choice("by region", records, choice, about)]
    lines += [] if is_added_up(choice) else [TOLLS]
    unplaced = regions[regions["region"] == NOT_PLACED]
    if len(unplaced) and is_added_up(choice):
        row: Any = unplaced.iloc[0]
        told = "none is listed" if pd.isna(row.value) else write_number(row, unit)
        lines.append(f"Placed in no region, so in none of those shaded: {told}.")
    several = outlines[(outlines["label"] != outlines["regions"]) & (outlines["left_out"] == "")]
    lines += [
        f"The outline of {label} is of older boundaries: its number is that of {held}."
        for label, held in zip(several["label"], several["regions"], strict=True)
    ]
    partly = outlines[outlines["left_out"] != ""]
    lines += [
        f"The outline of {held} is of older boundaries, and {left} is not chosen: it bears no number,"
        " which stands beside the map."
        for held, left in zip(partly["regions"], partly["left_out"], strict=True)
    ]
    if lost:
        lines.append(f"Without an outline on the map: {', '.join(lost)}.")
    lines += [points] if points else []
    hatched = f"Hatched: {missing or 'no number'}. Dotted: at least so many."
    return [*lines, f"{hatched} {say('en', 'map-disclaimer')}"]


def describe_points(drawn: int, more: int, hidden: int, whose: str) -> str:
    """Say of whom the marks are, and what is not marked."""
    if not drawn and not hidden:
        return ""
    parts = [
        f"Marks: incidents of {whose} whose place is known, red where somebody was killed, broken"
        " where it is only near, larger for several."
    ]
    if more:
        parts.append(f"{plural(more, 'place')} with fewer incidents are not marked.")
    if hidden:
        parts.append(f"{plural(hidden, 'incident')} too recent to be marked.")
    return " ".join(parts)


def describe_map(regions: pd.DataFrame, choice: Choice) -> str:
    """Text in the place of the map: the region with the most, and how many have no number."""
    unit = COUNTED[choice.count][0]
    placed = regions[regions["region"] != NOT_PLACED]
    known = placed[placed["value"].notna()]
    text = f"Map of {name_count(choice.count).lower()} by region, {describe_months(choice)}."
    if known.empty:
        return f"{text} No region has a number."
    top = find_top(known)
    gaps = len(placed) - len(known)
    gap = f" {plural(gaps, 'region')} without a number." if gaps else ""
    return f"{text} Most: {top['region_name']}, {write_number(top, unit)}.{gap}"


def caption_rows(records: Records, about: About, shown: int, rows: int) -> list[str]:
    """Lines below the list of rows: how many of how many, and what a row is."""
    lines = []
    if not records.is_single:
        lines.append(
            f"{about.source} is held by region and month only: there are no single incidents and no"
            " actors. A row is a region, month and type of event with any incident."
        )
    if not rows:
        lines.append(f"{about.source} lists nothing of this choice.")
    elif shown < rows:
        lines.append(
            f"The newest {number(shown)} of {plural(rows, 'row')}; the CSV has all. What is sorted and"
            " searched here are those shown."
        )
    else:
        lines.append(f"{plural(rows, 'row')}, the newest first.")
    return lines


def caption_claims(shown: int, claims: int, incidents: int, chosen: int, note: str) -> list[str]:
    """Lines below the statements: on how many incidents, and how those were chosen."""
    if not incidents:
        return ["The ledger documents no incident of this choice, so there is no statement on any."]
    on = "the marked row" if chosen == 1 else f"the {number(chosen)} marked rows"
    of = on if chosen else plural(incidents, "documented incident")
    lines = [f"{plural(claims, 'statement')} on {of}, those on one incident together."]
    if shown < claims:
        lines.append(f"The first {number(shown)} are shown; the CSV has all.")
    return [*lines, *([note] if note else [])]
