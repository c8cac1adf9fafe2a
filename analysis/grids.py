"""Claims of a table: rows and columns that are totals, changes between two columns, households."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from analysis.amounts import (
    CHANGE,
    MISSING,
    NOTHING,
    NUMBER,
    PERCENT,
    Amount,
    Figure,
    combine,
    read_figure,
    read_outline,
    total,
)
from analysis.comparisons import check_change
from analysis.passages import Grid
from analysis.sums import check_household
from analysis.verdicts import Claim, to_claim

TOTAL = re.compile(
    r"^\W*(?:(?:grand|general|overall|sub)[ -]?)?(?:totals?|ensemble|overall|sum|somme)\b|^\W*sous-total|\btotals?\W*$"
    r"|\btotal général\b|^\W*all (?:regions|areas|sectors|clusters)\b|^\W*toutes? (?:les )?(?:régions|zones)",
    re.I,
)
PLAIN_TOTAL = re.compile(
    r"\W*(?:(?:grand|overall)\s)?(?:totals?|ensemble|overall)(?:\sgénéral)?\W*", re.I
)
SUB = re.compile(r"sub-?\s?total|sous-total", re.I)
PART_OF = re.compile(r"^\W*(?:of whom|of which|including|dont|y compris|parmi)\b", re.I)
NOT_ADDED = re.compile(
    r"average|mean|moyenn|taille|\bsize|median|médian|\bper\b|\bpar\b|rate|taux|%|percent|share|part\b|chang|variation|évolution"
    r"|\bdate|as of|au \d|year|année|month|mois|range|fourchette|severity|sévérité|phase|rank|rang|ratio|code|longitude|latitude"
    r"|^\W*(?:n°|no\.?|#|id)\W*$",
    re.I,
)
MOVED = re.compile(r"\bchange\b|variation|évolution|difference|différence|écart", re.I)
EARLIER = re.compile(
    r"before|previous|prior|earlier|\blast\b|précéd|avant|antérieur|dernier|baseline|référence",
    re.I,
)
NONE_REPORTED = re.compile(r"none(?: reported)?|zero|aucune?s?(?: signalée?s?)?|néant|nil", re.I)
HOUSES = re.compile(r"households?|ménages?|\bHH", re.I)
SIZE = re.compile(r"size|taille|per household|par ménage|average|moyenne", re.I)
PEOPLE = re.compile(
    r"individual|people|persons?\b|personnes|individus|\bIDPs?\b|\bPDI\b|déplacé", re.I
)
DATE = re.compile(r"(?:.*\D)?((?:19|20)\d{2})\D*")


@dataclass(frozen=True)
class Sheet:
    """A table read: labels of rows and columns, and what number each cell has, if any."""

    caption: str
    header: list[str]
    labels: list[str]
    cells: list[list[str]]
    amounts: list[list[Amount | None]]

    def name(self, row: int, column: int) -> str:
        """Say where a cell is."""
        return ", ".join(w for w in (self.labels[row], self.header[column]) if w)


def find_in_grid(grid: Grid) -> list[Claim]:
    """Claims of a table."""
    sheet = read_sheet(grid)
    if sheet is None:
        return []
    found = [_down(sheet), _across(sheet), _changes(sheet), _households(sheet)]
    return [claim for claims in found for claim in claims]


def read_sheet(grid: Grid) -> Sheet | None:
    """Table with its numbers read; none where it has too few rows or columns."""
    width = max((len(r) for r in grid.rows), default=0)
    if len(grid.rows) < 2 or width < 2:
        return None
    rows = [[*r, *[""] * (width - len(r))] for r in grid.rows]
    depth = _header_depth(rows)
    header = [
        " ".join(dict.fromkeys(filter(None, names))) for names in zip(*rows[:depth], strict=True)
    ]
    body = rows[depth:]
    amounts = [[None, *(read_cell(c) for c in r[1:])] for r in body]
    return Sheet(grid.caption, header, [r[0] for r in body], body, amounts)


def _header_depth(rows: list[list[str]]) -> int:
    """Count rows at the top without a number beside their first cell; at least one."""
    for depth, row in enumerate(rows[:4]):
        if any(read_cell(c) for c in row[1:]):
            return max(depth, 1)
    return 1


def read_cell(cell: str) -> Amount | None:
    """Return the number a cell begins with; none where it has none, or a date."""
    outline = read_outline(cell)
    starts = [s for s in sorted(outline.amounts) if outline.signs[s] in NUMBER + PERCENT + CHANGE]
    if not starts:
        return _bare_year(cell)
    amount = outline.amounts[starts[0]]
    has_words_before = re.search(r"\w", outline.text[: starts[0]])
    return None if has_words_before or len(outline.text) - amount.end > 40 else amount


def _bare_year(cell: str) -> Amount | None:
    """Read a cell that could be a year, but stands alone: in a column of counts it is a figure."""
    words = cell.strip()
    if re.fullmatch(r"(?:19|20)\d{2}", words):
        return Amount(0, 4, Fraction(words), Fraction(1), unit="year")
    return None


def _read(sheet: Sheet, row: int, column: int) -> Figure:
    """Figure of a cell; a zero that was reported is one, any other gap is not known."""
    amount = sheet.amounts[row][column]
    if amount is not None:
        return read_figure(replace(amount, unit="" if amount.unit == "year" else amount.unit))
    return NOTHING if NONE_REPORTED.fullmatch(sheet.cells[row][column].strip()) else MISSING


def _is_count(amount: Amount | None) -> bool:
    return amount is not None and amount.unit in ("", "year") and amount.sign == 0


def _can_add(sheet: Sheet, column: int) -> bool:
    """Whether a column holds counts: figures, no rate and not years only."""
    known = [r[column] for r in sheet.amounts if r[column] is not None]
    return (
        column > 0
        and not PART_OF.search(sheet.header[column])
        and not NOT_ADDED.search(sheet.header[column])
        and any(a is not None and a.unit == "" for a in known)
        and all(_is_count(a) for a in known)
    )


def _down(sheet: Sheet) -> Iterator[Claim]:
    """Claims that a row is the total of rows above it, or of all below if it is the first."""
    totals = [n for n, label in enumerate(sheet.labels) if _is_total(sheet, label)]
    for row in totals:
        for column in range(1, len(sheet.header)):
            if _can_add(sheet, column) and _is_count(sheet.amounts[row][column]):
                choices = _parts_of(sheet, totals, row)
                yield from _check(sheet, row, column, [[(r, column) for r in c] for c in choices])


def _is_total(sheet: Sheet, label: str) -> bool:
    """Whether a row is a total by its label.

    One that says more than *total* and stands there twice, word for word, names what is counted:
    two totals of different rows would not bear one name.
    """
    if not TOTAL.search(label):
        return False
    is_plain = PLAIN_TOTAL.fullmatch(label) or SUB.search(label)
    return bool(is_plain) or sheet.labels.count(label) == 1


def _parts_of(sheet: Sheet, totals: list[int], row: int) -> list[list[int]]:
    """Rows that a total can be of: those since the total before, or subtotals and what follows."""
    leaves = [
        n
        for n, label in enumerate(sheet.labels)
        if n not in totals and not PART_OF.search(label) and not _is_heading(sheet.cells[n])
    ]
    above = [t for t in totals if t < row]
    if row == 0:  # the whole, then its parts
        is_whole = len(totals) == 1 and PLAIN_TOTAL.fullmatch(sheet.labels[0])
        return [leaves] if is_whole else []
    since = [n for n in leaves if (above[-1] if above else -1) < n < row]
    every = [n for n in leaves if n < row]
    if SUB.search(sheet.labels[row]) or not above:
        return [since]
    subs = [t for t in above if SUB.search(sheet.labels[t])] or above
    tail = [n for n in leaves if subs[-1] < n < row]
    return [[*subs, *tail], *([since] if len(since) > 1 else []), every]


def _is_heading(cells: list[str]) -> bool:
    """Whether a row only names a section: one cell across, or of several none filled."""
    return len(set(cells)) == 1 or (len(cells) > 2 and not any(cells[1:]))


def _across(sheet: Sheet) -> Iterator[Claim]:
    """Claims that a column is the total of columns to its left."""
    totals = [c for c, name in enumerate(sheet.header) if c > 0 and TOTAL.search(name)]
    for column in totals:
        parts = _columns_of(sheet, totals, column)
        for row in range(len(sheet.labels)):
            if len(parts) > 1 and _is_count(sheet.amounts[row][column]):
                yield from _check(sheet, row, column, [[(row, c) for c in parts]])


def _columns_of(sheet: Sheet, totals: list[int], column: int) -> list[int]:
    first = max((t for t in totals if t < column), default=0)
    left = [c for c in range(first + 1, column) if _can_add(sheet, c) and c not in totals]
    words = set(re.findall(r"\w+", TOTAL.sub("", sheet.header[column]).lower()))
    alike = [c for c in left if words and words <= set(re.findall(r"\w+", sheet.header[c].lower()))]
    return alike if len(alike) > 1 else left


def _check(
    sheet: Sheet, row: int, column: int, choices: Sequence[Sequence[tuple[int, int]]]
) -> Iterator[Claim]:
    """Claim on one total: it holds if it is the sum of any of the choices of parts."""
    claims = [_check_one(sheet, row, column, parts) for parts in choices if len(parts) > 1]
    best = sorted(claims, key=lambda c: ["holds", "cannot_tell", "fails"].index(c.verdict))
    yield from best[:1]


def _check_one(sheet: Sheet, row: int, column: int, parts: Sequence[tuple[int, int]]) -> Claim:
    stated = sheet.amounts[row][column]
    assert stated is not None
    found = [_read(sheet, *part) for part in parts]
    steps = [a.step for r, c in parts if (a := sheet.amounts[r][c])]
    text = f"{sheet.name(row, column)}: {sheet.cells[row][column]}"
    plain_stated = replace(stated, unit="")
    return to_claim(
        text, "total", plain_stated, combine(total, *found), finest=min(steps, default=Fraction(1))
    )


def _changes(sheet: Sheet) -> Iterator[Claim]:
    """Claims of a column of changes on the two figures to its left."""
    for column in (c for c, name in enumerate(sheet.header) if MOVED.search(name)):
        for row in range(len(sheet.labels)):
            left = [c for c in range(1, column) if _is_figure(sheet, row, c)]
            if len(left) >= 2:
                yield from _check_changes(sheet, row, column, left[-2], left[-1])


def _is_figure(sheet: Sheet, row: int, column: int) -> bool:
    amount = sheet.amounts[row][column]
    return (
        amount is not None
        and amount.sign == 0
        and amount.unit != "year"
        and not MOVED.search(sheet.header[column])
    )


def _check_changes(sheet: Sheet, row: int, column: int, first: int, last: int) -> Iterator[Claim]:
    outline = read_outline(sheet.cells[row][column])
    pair = (first, last)
    if _is_reversed(sheet, first, last):
        pair = (last, first)
    before, after = (sheet.amounts[row][c] for c in pair)
    for amount in outline.amounts.values():
        if before is None or after is None or before.unit != after.unit:
            return
        text = f"{sheet.labels[row]}: {sheet.cells[row][pair[0]]} → {sheet.cells[row][pair[1]]}, {sheet.cells[row][column]}"
        claim = check_change(text, before, after, replace(amount, sign=amount.sign or 1))
        turned = check_change(text, after, before, replace(amount, sign=amount.sign or 1))
        other = check_change(text, before, after, replace(amount, sign=amount.sign or -1))
        if (
            claim.verdict == "fails"
            and "holds" in (turned.verdict, other.verdict)
            and not _is_ordered(sheet, first, last)
        ):
            claim = replace(claim, verdict="cannot_tell", computed=None)
        yield claim


def _is_ordered(sheet: Sheet, first: int, last: int) -> bool:
    return _is_reversed(sheet, first, last) or bool(EARLIER.search(sheet.header[first]))


def _is_reversed(sheet: Sheet, first: int, last: int) -> bool:
    """Whether the later figure stands first, by what the header says."""
    left, right = sheet.header[first], sheet.header[last]
    years = [DATE.fullmatch(name) for name in (left, right)]
    if years[0] and years[1]:
        return years[0][1] > years[1][1]
    return bool(EARLIER.search(right)) and not EARLIER.search(left)


def _households(sheet: Sheet) -> Iterator[Claim]:
    """Claims of rows with households, their average size and people."""
    names = list(enumerate(sheet.header))
    size = [c for c, n in names if SIZE.search(n) and c > 0]
    houses = [c for c, n in names if HOUSES.search(n) and c not in size and c > 0]
    people = [c for c, n in names if PEOPLE.search(n) and c not in size + houses and c > 0]
    if not (len(size) == len(houses) == len(people) == 1):
        return
    for row, amounts in enumerate(sheet.amounts):
        found = [amounts[c] for c in (houses[0], size[0], people[0])]
        if all(a is not None and a.unit == "" for a in found):
            text = f"{sheet.labels[row]}: " + ", ".join(
                sheet.cells[row][c] for c in (houses[0], size[0], people[0])
            )
            yield check_household(text, *(a for a in found if a is not None), is_average=True)
