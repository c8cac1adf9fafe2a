"""Recompute a report's figures with plain Python: what it takes is figures.json and data/raw.

Nothing of the project is imported, so a mistake of its code is not repeated here. Run as
``python tests/recompute.py reports/MLI/2023-11/figures.json data/raw``.
"""

import csv
import json
import sys
from calendar import monthrange
from functools import cache
from pathlib import Path

CLASSES = [
    *("un", "rights_organisation", "civil_authority_or_medical"),
    *("local_or_security_source", "press_or_association", "party_to_conflict"),
]
COUNTED = {  # by their rows' own numbers
    *("incidents", "unusual_observed", "history_incidents", "history_unplaced"),
    *("level_year", "event_series_since", "event_series_year_before", "event_series_year"),
}
COLUMNS = {  # of each indicator, by the names that the layouts have for it
    "fatalities": ["deaths_best", "best_est", "best"],
    "low": ["deaths_low", "low_est", "low"],
    "high": ["deaths_high", "high_est", "high"],
    "civilian_fatalities": ["deaths_civilians"],
    "incidents": ["events"],
    "incidents_spanning_months": ["events_spanning_months"],
    "incidents_imprecise_place": ["events_imprecise_place"],
    "idps": ["total_displacement", "value"],
    "refugees": ["refugees", "value"],
    "asylum_seekers": ["asylum_seekers", "value"],
    "claimed_fatalities": ["fatalities"],
}
FLOWS = ["displacements", "new_displacement"]
COPIED = {
    *("latest-on-or-before", "preferred-row", "not-preferred", "first-after"),
    *("last-of-the-year-before", "the-stock-before", "newest-of-plan-year", "newest-vintage"),
    *("period-containing-the-month", "as-that-vintage-had-it"),
}


@cache
def read_file(path):
    """Read the rows of a file by their number; the header is row 1. A comma at a row's end is none."""
    with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        header, *rows = csv.reader(file)
    names = [name or "month" for name in header]
    return {n: dict(zip(names, row, strict=False)) for n, row in enumerate(rows, start=2) if row}


class Report:
    """Figures of one report, and the raw rows behind them."""

    def __init__(self, content, raw):
        self.country, self.raw = content["country"], Path(raw)
        self.figures = {figure["id"]: figure for figure in content["figures"]}

    def rows(self, figure, *, ending=""):
        """Raw rows that a figure cites."""
        parts = [p for p in figure["inputs"] if isinstance(p, dict) and p["file"].endswith(ending)]
        return [read_file(self.raw / p["file"])[row] for p in parts for row in p["rows"]]

    def values(self, figure):
        """Recomputed numbers of the figures that a figure is made of; a zero of no row stands."""
        parts = [self.figures[name] for name in figure["inputs"] if isinstance(name, str)]
        return [(self.recompute(part) or part)["value"] for part in parts]

    def recompute(self, figure):
        """Value, low and high by the figure's rule; nothing where the rule is not known here."""
        rule = figure["rule"]
        is_copied = rule in COPIED or rule.startswith("as-stated-")
        if is_copied and figure["inputs"]:
            (row,) = self.rows(figure)
            return {"value": self.read(row, figure["indicator"])}
        made = RULES.get(rule)
        if made is None or not figure["inputs"]:
            return None
        return made(self, figure)

    def read(self, row, indicator):
        """Read the number of one row; an empty cell is none, and so is IDMC's 0 that nobody rounded."""
        names = COLUMNS.get(indicator, ["value"])
        if indicator.startswith("displacements"):
            names = [*FLOWS, self.country]
        held = next((name for name in names if name in row), None)
        if held is None:
            return DERIVED[indicator](row)
        number = to_number(row[held])
        is_feed = indicator.startswith("displacements") or held == "total_displacement"
        if is_feed and number == 0 and not row.get(f"{held}_rounded"):
            return None
        return number


DERIVED = {
    "incidents": lambda row: 1,
    "incidents_spanning_months": lambda row: int(
        month_of(row["date_start"]) != month_of(row["date_end"])
    ),
    "incidents_imprecise_place": lambda row: int(row["where_prec"] not in ("1", "2")),
}


def month_of(day):
    """Year and month of a day; UCDP's site writes it as 05/31/2023."""
    return day[6:10] + "-" + day[:2] if "/" in day else day[:7]


def to_number(text):
    return float(text) if text.strip() else None


def add(numbers):
    """Sum, none where any part is none."""
    return None if None in numbers else sum(numbers)


def count(report, figure):
    """Count incidents or statements; a row of a monthly table may stand for several."""
    rows = report.rows(figure)
    if figure["indicator"] in COUNTED and figure["source"] != "ledger":
        return {"value": add([report.read(row, "incidents") for row in rows])}
    return {"value": len(rows)}


def total(report, figure):
    """Add up rows, with low and high where deaths are counted; or figures, none where one is none."""
    if all(isinstance(part, str) for part in figure["inputs"]):
        return {"value": add(report.values(figure))}
    rows, indicator = report.rows(figure), figure["indicator"]
    found = {"value": add([report.read(row, indicator) for row in rows])}
    if indicator == "fatalities":
        found |= {name: add([report.read(row, name) for row in rows]) for name in ("low", "high")}
    return found


def weigh_claims(report, figure):
    """Range of the statements on the whole; lower median of the most reliable class that counted."""
    claims = report.rows(figure, ending="claims.csv")
    whole = [c for c in claims if c["scope"] == "whole" and c["fatalities"].strip()]
    numbers = [float(claim["fatalities"]) for claim in whole]
    if not numbers:
        return {"value": None, "low": None, "high": None}
    best = min(CLASSES.index(claim["claimant_class"]) for claim in whole)
    reliable = sorted(float(c["fatalities"]) for c in whole if c["claimant_class"] == CLASSES[best])
    return {
        "value": reliable[(len(reliable) - 1) // 2],
        "low": min(numbers),
        "high": max(numbers),
    }


def resolve(report, figure):
    """Toll by the rule, but for what a row set by hand fills in."""
    (row,) = report.rows(figure, ending="resolutions.csv")
    names = {"value": "fatalities_best", "low": "fatalities_low", "high": "fatalities_high"}
    by_hand = {name: to_number(row[column]) for name, column in names.items()}
    return weigh_claims(report, figure) | {k: v for k, v in by_hand.items() if v is not None}


def subtract(report, figure):
    """Take what the others account for from the first; of an age, whole months.

    A stock grows older until the report's month, a month of a feed until it was last seen.
    """
    if figure["unit"] == "months":
        until = "as_of" if figure["indicator"] == "delay_age" else "period_end"
        start, end = figure["period_start"], figure[until]
        return {"value": 12 * (int(end[:4]) - int(start[:4])) + int(end[5:7]) - int(start[5:7])}
    first, *others = report.values(figure)
    return {"value": first - sum(others)}


def change(report, figure):
    """Difference between two stocks, in per cent of the first where that is the unit."""
    before, after = report.values(figure)
    if figure["rule"] == "not-comparable":
        return {"value": None}
    difference = after - before
    return {"value": 100 * difference / before if figure["unit"] == "percent" else difference}


def state(report, figure, name):
    """Add up what breaks that lie between two counts took or brought; parts by place are not made here."""
    files = {part["file"] for part in figure["inputs"] if isinstance(part, dict)}
    if name == "movement" or not files <= {"hand/breaks.csv"}:
        return None
    held = [r for r in report.rows(figure) if (r["kind"] == "clean-up") == (name == "method")]
    start, end = figure["period_start"], figure["period_end"]
    known = [start <= row["date_from"] and row["date_to"] <= end for row in held]
    people = [to_number(r["people"]) if k else None for r, k in zip(held, known, strict=True)]
    return {"value": add(people) if people else None}


def take_rest(report, figure):
    """Take the named parts from the whole: what is left is unexplained."""
    stem, _, name = figure["indicator"].rpartition("_")
    if name != "unexplained":
        return state(report, figure, name)
    where = ("geography", "period_start", "period_end", "unit", "source")
    same = [f for f in report.figures.values() if all(f[k] == figure[k] for k in where)]
    (whole,) = [f for f in same if f["indicator"] == stem]
    named = [f["value"] for f in same if f["rule"] == figure["rule"] and f is not figure]
    return {"value": report.recompute(whole)["value"] - sum(n for n in named if n is not None)}


def count_vintages(report, figure):
    """Count days that the rows of a feed name, or files of a day; months by age are not made here."""
    days = {row.get("as_of") for row in report.rows(figure)}
    days = {part["file"] for part in figure["inputs"]} if None in days else days
    return {"value": len(days)} if figure["unit"] == "vintages" else None


def count_figures(report, figure):
    """Count the figures that stand out, each of which is cited."""
    return {"value": len(figure["inputs"])}


def find_highest(report, figure):
    """Deaths of the month that has most of them, from its rows."""
    return {"value": add([report.read(row, "fatalities") for row in report.rows(figure)])}


def count_strikes(report, figure):
    """Add up the strikes stated of each incident; one of which none are stated is at least one."""
    return {"value": sum(value or 1 for value in report.values(figure))}


def count_struck(report, figure):
    """Count incidents of strikes: at most all, at least one for each place and day."""
    rows = report.rows(figure)
    low = len({(row["date_start"], row["locality"]) for row in rows})
    return {"value": len(rows), "low": low, "high": len(rows)}


RULES = {
    "stated-else-at-least-one": count_strikes,
    "within-an-hour-is-one": count_struck,
    "count-of-figures": count_figures,
    "highest-of-months": find_highest,
    "count-of-vintages": count_vintages,
    "count": count,
    "count-of-a-selection": count,
    "sum": total,
    "most-reliable-class-lower-median": weigh_claims,
    "resolution": resolve,
    "difference": subtract,
    "change": change,
    "change-across-break": change,
    "not-comparable": change,
    "part-of-a-change": take_rest,
}


def last_day(text):
    """Last day that a date can mean."""
    year, month, day = [*map(int, text.split("-")), 0, 0][:3]
    month = month or 12
    return f"{year}-{month:02}-{day or monthrange(year, month)[1]:02}"


def find_stock(report, figure, last):
    """Latest day, until one, of the official counts of a place in the file that a stock cites."""
    (part,) = figure["inputs"]
    rows = read_file(report.raw / part["file"])
    place = rows[part["rows"][0]]["geography"]
    same = [r for r in rows.values() if (r["indicator"], r["geography"]) == ("idps", place)]
    days = [last_day(r["as_of"]) for r in same if r["confidence"] != "1" and r["value"]]
    return max(day for day in days if day <= last)


def check(content, raw):
    """Figures recomputed, by rule; and those whose numbers are others than the report's."""
    report = Report(content, raw)
    seen, wrong = {}, []
    for figure in content["figures"]:
        made = report.recompute(figure)
        if made is None:
            continue
        seen.setdefault(figure["rule"], []).append(figure["id"])
        wrong += [(figure["id"], k, figure[k], v) for k, v in made.items() if figure[k] != v]
    return seen, wrong


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    by_rule, differing = check(told, sys.argv[2])
    for rule, ids in sorted(by_rule.items()):
        sys.stdout.write(f"{rule}: {len(ids)} figures\n")
    for name, key, ours, theirs in differing:
        sys.stdout.write(f"{name}: {key} is {ours}, recomputed {theirs}\n")
    raise SystemExit(bool(differing))
