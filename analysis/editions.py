"""What moved between two reports, and why: from what their folders hold alone.

A report is its ``figures.json`` with what ``run.json`` says of it; both may be of another version
of the software, so a key that is not there is unknown, and one that nobody knows is ignored. Each
change is split into parts that add up exactly; what cannot be told stays *unexplained*. See
``docs/methods/change.md``.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.measures import MONTH, BadInputError
from analysis.panel import PANEL_SOURCES

HEADLINES = (
    *("incidents", "fatalities", "civilian_fatalities"),
    *("idps", "people_in_need", "percent_funded"),
)
COUNTED = HEADLINES[:3]  # by the source that serves, which the id names
PARTS = ("new", "revision", "method", "correction")
BREAKS = {"change-across-break", "not-comparable"}
NOTHING_LISTED = "none-listed-inside-coverage"
CHOSEN = {
    *("latest-on-or-before", "preferred-row", "first-after"),
    *("last-of-the-year-before", "the-stock-before", "latest-that-is-no-bound"),
}
CORRECTIONS = "hand/corrections.yml"
NO_RULE = {"hand/README.md"}  # changes no figure
DATED = re.compile(r"(19|20)\d{2}-?\d{2}")
DATE_AT_END = re.compile(r"-(19|20)\d{2}(-\d{2}(-\d{2})?)?$")
NUMBERS = ("value", "low", "high")
BOOKKEEPING = ("rows", "idps_age", "idps_change", "delay_", "displacements_vintage")


@dataclass(frozen=True)
class Figure:
    """One figure of a report, its numbers exact; ``None`` is no number, or not said."""

    id: str
    indicator: str | None
    source: str | None
    geography: str | None
    geography_name: str | None
    period: tuple[str | None, str | None]
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    status: str | None
    unit: str | None
    as_of: str | None
    rule: str | None
    inputs: tuple[Any, ...]

    @property
    def series(self) -> str:
        """Id without the date that it may end in: the same in the series and as the latest."""
        return DATE_AT_END.sub("", self.id)


@dataclass(frozen=True)
class Correction:
    """One value put right by hand: in which row of which file, what it was and is, and why."""

    id: str
    file: str
    row: int
    column: str
    expect: str
    value: str
    reason: str

    @property
    def what(self) -> tuple[str, str, str]:
        """What it does to its row, wherever a later file has that row."""
        return self.column, self.expect, self.value


@dataclass(frozen=True)
class Report:
    """One report: its figures by id, and what its run says of files, hand tables and version.

    ``corrections`` is missing where the run does not name them.
    """

    country: str
    month: str
    as_of: str | None
    figures: Mapping[str, Figure]
    files: Mapping[str, str]
    files_of: Mapping[str, frozenset[str]]
    hand: Mapping[str, str]
    version: str | None
    corrections: Mapping[str, Correction] | None = None


@dataclass(frozen=True)
class Change:
    """One figure before and after; ``total`` is the sum of ``parts`` and ``unexplained``, exactly.

    ``total`` is missing where either number is; a missing part could not be told. ``label`` is
    ``unchanged``, ``moved``, ``new``, ``lost``, ``not-comparable``, ``state`` (no figure either
    time, for another reason), ``restated`` (the same number, told otherwise) or ``range``.
    ``cause`` names the evidence; ``corrections`` are those that changed in the figure's own rows.
    """

    before: Figure | None
    after: Figure | None
    total: Fraction | None
    parts: Mapping[str, Fraction | None]
    unexplained: Fraction | None
    label: str
    cause: str
    is_headline: bool = False
    corrections: tuple[Correction, ...] = ()

    @property
    def figure(self) -> Figure:
        """The figure as it is now, or as it last was."""
        found = self.after or self.before
        assert found is not None
        return found


def to_report(content: Any, run: Any = None, *, name: str) -> Report:
    """Read a report from the content of its two files; ``name`` stands in the refusal.

    ``run`` may be missing. A schema other than 1, or a number that is none, is refused.
    """
    if not isinstance(content, dict) or "schema" not in content or "figures" not in content:
        raise BadInputError("is no report: figures.json has a schema and figures", file=name)
    if content["schema"] != 1 or isinstance(content["schema"], bool):
        raise BadInputError(f"has schema {content['schema']!r}, only 1 is read", file=name)
    country, month = content.get("country"), content.get("month")
    if not isinstance(country, str) or not MONTH.fullmatch(str(month)):
        raise BadInputError("is no report: it names no country and month", file=name)
    rows = content["figures"]
    if not isinstance(rows, list) or not all(isinstance(r, dict) and _id(r) for r in rows):
        raise BadInputError("is no report: a figure has no id", file=name)
    figures = {row["id"]: _to_figure(row, name) for row in rows}
    if len(figures) < len(rows):
        twice = Counter(row["id"] for row in rows).most_common(1)[0][0]
        raise BadInputError(f"has figure {twice} twice", file=name)
    said = run if isinstance(run, dict) else {}
    inputs = [i for i in said.get("inputs") or [] if isinstance(i, dict) and i.get("file")]
    sources = {str(i.get("source")) for i in inputs}
    versions, hand = said.get("versions"), said.get("hand")
    return Report(
        country=country,
        month=str(month),
        as_of=_text(content.get("as_of")),
        figures=figures,
        files={i["file"]: str(i.get("sha256")) for i in inputs},
        files_of={s: frozenset(i["file"] for i in inputs if i.get("source") == s) for s in sources},
        hand=hand if isinstance(hand, dict) else {},
        version=_text(versions.get("analysis")) if isinstance(versions, dict) else None,
        corrections=_to_corrections(said.get("corrections")),
    )


def _to_corrections(told: object) -> dict[str, Correction] | None:
    """Corrections as a run names them; none where it does not, or not in full."""
    if not isinstance(told, list):
        return None
    names = Correction.__dataclass_fields__
    try:
        return {c["id"]: Correction(**{name: c[name] for name in names}) for c in told}
    except (KeyError, TypeError):
        return None


def _id(row: Mapping[str, Any]) -> str | None:
    return _text(row.get("id"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _to_figure(row: Mapping[str, Any], name: str) -> Figure:
    figure_id, inputs = row["id"], row.get("inputs")
    value, low, high = (_to_number(row.get(k), k, figure_id, name) for k in NUMBERS)
    return Figure(
        id=figure_id,
        indicator=_text(row.get("indicator")),
        source=_text(row.get("source")),
        geography=_text(row.get("geography")),
        geography_name=_text(row.get("geography_name")),
        period=(_text(row.get("period_start")), _text(row.get("period_end"))),
        value=value,
        low=low,
        high=high,
        status=_text(row.get("status")),
        unit=_text(row.get("unit")),
        as_of=_text(row.get("as_of")),
        rule=_text(row.get("rule")),
        inputs=tuple(inputs) if isinstance(inputs, list) else (),
    )


def _to_number(value: object, column: str, figure_id: str, name: str) -> Fraction | None:
    """Return a number of JSON exactly as it is written: 0.1 is one tenth."""
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):  # type: ignore[arg-type]
        raise BadInputError(
            f"figure {figure_id}: {value!r} is not a number", file=name, column=column
        )
    return Fraction(str(value))


def choose_edition(held: Iterable[Report], now: Report) -> Report | None:
    """Edition of the month before this one: of those that say something else, the latest known.

    One of a later cut-off is not earlier, so that a month rendered again as of an older day says
    what it said then. ``held`` is in the order of rendering; it decides between equal cut-offs.
    """
    earlier = [r for r in held if not is_same_edition(r, now) and _is_known(r, now)]
    return _last(earlier) if earlier else None


def choose_month(held: Iterable[Report], now: Report) -> Report | None:
    """Report on the month before as it was known by this report's cut-off; the latest of several."""
    known = [r for r in held if r.month == month_before(now.month) and _is_known(r, now)]
    return _last(known) if known else None


def _last(reports: list[Report]) -> Report:
    newest = max(r.as_of or "" for r in reports)
    return [r for r in reports if (r.as_of or "") == newest][-1]


def _is_known(earlier: Report, now: Report) -> bool:
    return earlier.country == now.country and (earlier.as_of or "") <= (now.as_of or "")


def is_same_edition(one: Report, other: Report) -> bool:
    """Whether two editions have the same cut-off and the same figures."""
    return one.as_of == other.as_of and dict(one.figures) == dict(other.figures)


def month_before(month: str) -> str:
    """Month before a month, both written YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1)}-{(number - 2) % 12 + 1:02}"


def find_headline(report: Report, indicator: str) -> Figure | None:
    """Figure of a report's tile; counts are of the source that serves, the first that is held."""
    figures, country = report.figures, report.country
    if indicator in COUNTED:
        served = [s for s in PANEL_SOURCES if f"incidents-{s}-{country}" in figures]
        if served:
            return figures.get(f"{indicator}-{served[0]}-{country}")
    if found := figures.get(f"{indicator}-{country}"):
        return found
    national = [f for f in figures.values() if f.indicator == indicator and f.geography == country]
    of_month = [f for f in national if (f.period[0] or "").startswith(report.month)]
    return next(iter([*of_month, *national]), None)


def compare(old: Report, new: Report) -> list[Change]:
    """Every figure that moved from one report to another, and all headlines; headlines first.

    Two editions of one month are matched by id. Two months are matched by id too, with the month
    in it replaced; figures of one incident or one past month have no counterpart and are left
    out. Raises where the reports are of two countries.
    """
    if old.country != new.country:
        raise BadInputError(f"is of {new.country}, the other of {old.country}")
    heads = [(find_headline(old, name), find_headline(new, name)) for name in HEADLINES]
    heads = [pair for pair in heads if any(pair)]
    first = [_compare_one(b, a, old, new, is_headline=True) for b, a in heads]
    told = {f.id for pair in heads for f in pair if f}
    rest = [
        _compare_one(b, a, old, new)
        for b, a in _match(old, new)
        if not {f.id for f in (b, a) if f} & told
    ]
    return first + [c for c in rest if c.label != "unchanged" and not _is_repeat(c)]


def _is_repeat(change: Change) -> bool:
    """Whether a newer period has the same number as the old one had, and still has."""
    is_still = not any(change.parts.values()) and change.unexplained == 0
    return is_still and change.label == "restated" and change.cause == "period"


def keep_errata(changes: Iterable[Change]) -> list[Change]:
    """Headlines of one month that were printed with another number, or have none any more."""
    moved = [c for c in changes if c.is_headline and c.before and c.before.value is not None]
    return [c for c in moved if c.after is None or c.after.value != _value(c.before)]


def is_bookkeeping(change: Change) -> bool:
    """Whether a figure is about rows and joins, or derived from others that are compared."""
    indicator = change.figure.indicator or ""
    return indicator.startswith(BOOKKEEPING) or change.figure.id.startswith(
        ("preferred-", "disagree-")
    )


def _match(old: Report, new: Report) -> Iterator[tuple[Figure | None, Figure | None]]:
    """Pairs of figures of two reports; a figure of one only stands alone."""
    is_edition, used = old.month == new.month, set()
    for before in old.figures.values():
        after = _counterpart(before, old, new)
        if after is not None:
            used.add(after.id)
        if after is not None or is_edition or not _is_of_one_date(before):
            yield before, after
    for after in new.figures.values():
        if after.id not in used and (is_edition or not _is_of_one_date(after)):
            yield None, after


def _counterpart(before: Figure, old: Report, new: Report) -> Figure | None:
    moved = before.id.replace(old.month, new.month)
    is_of_month = (before.period[0] or "").startswith(old.month)
    found = new.figures.get(moved) if is_of_month else None
    return found or new.figures.get(before.id)


def _is_of_one_date(figure: Figure) -> bool:
    """Whether a figure is of one incident or one past date, which its id names."""
    return bool(DATED.search(figure.id))


def _value(figure: Figure | None) -> Fraction | None:
    return figure.value if figure else None


def _compare_one(
    before: Figure | None,
    after: Figure | None,
    old: Report,
    new: Report,
    *,
    is_headline: bool = False,
) -> Change:
    """One figure in two reports: what label it bears, and its change in parts."""
    label, cause = _label(before, after, new)
    total: Fraction | None = None
    parts: dict[str, Fraction | None] = dict.fromkeys(PARTS)
    unexplained: Fraction | None = None
    is_pair = _value(before) is not None and _value(after) is not None
    if before and after and is_pair and before.unit == after.unit:
        total = _number(after) - _number(before)
        parts, found = _split(before, after, old, new)
        cause = cause if found in ("none", "period") and cause != "none" else found
        unexplained = total - sum(p for p in parts.values() if p is not None)
    moved = label not in ("unchanged", "restated") or any(parts.values()) or bool(unexplained)
    fixes = tuple(_find_corrections(before, after, old, new) or ()) if moved else ()
    return Change(before, after, total, parts, unexplained, label, cause, is_headline, fixes)


def _label(before: Figure | None, after: Figure | None, new: Report) -> tuple[str, str]:
    """Name a change, and its cause where that alone says it."""
    if _value(before) is None and _value(after) is None:
        is_same = before and after and before.status == after.status
        return ("unchanged", "none") if is_same else ("state", "status")
    if before is None or before.value is None:
        return "new", "first"
    if after is None or after.value is None:
        return "lost", "gone" if after is None else "status"
    if before.unit != after.unit:
        return "not-comparable", "unit"
    told = [n for n in ("source", "rule", "status", "period") if _differs(n, before, after)]
    if before.value == after.value and not told:
        return ("unchanged" if _bounds(before) == _bounds(after) else "range"), "none"
    if not _is_comparable(before, after, new):
        return "not-comparable", "break"
    return ("restated", told[0]) if before.value == after.value else ("moved", "none")


def _differs(name: str, before: Figure, after: Figure) -> bool:
    """Whether two figures are told otherwise in one respect."""
    if name == "rule" and _is_same_rule(before, after):
        return False
    return bool(getattr(before, name) != getattr(after, name))


def _bounds(figure: Figure) -> tuple[Fraction | None, Fraction | None]:
    return figure.low, figure.high


def _is_comparable(before: Figure, after: Figure, new: Report) -> bool:
    """Whether a difference is a change: one source, no break, and no bound in a step in time."""
    is_one_source = before.source == after.source
    if not is_one_source or {before.rule, after.rule} & BREAKS:
        return False
    if before.period == after.period:
        return True
    is_bound = "at_least" in (before.status, after.status)
    return not is_bound and not _is_across_break(before, after, new)


def _is_across_break(before: Figure, after: Figure, new: Report) -> bool:
    """Whether the new report names a change of this figure across a break between both dates.

    One between just these dates decides; else any whose dates span them.
    """
    first, last = sorted((before.period[1] or "", after.period[1] or ""))
    spanning = [
        f
        for f in new.figures.values()
        if f.geography == after.geography
        and (f.indicator or "").startswith(f"{after.indicator}_change")
        and (f.period[0] or "") <= first
        and last <= (f.period[1] or "")
    ]
    exact = [f for f in spanning if f.period == (first, last)]
    return any(f.rule in BREAKS for f in exact or spanning)


def _split(
    before: Figure, after: Figure, old: Report, new: Report
) -> tuple[dict[str, Fraction | None], str]:
    """Parts of a change and the evidence: first what the old figure has become, then the new one."""
    if before.period == after.period:
        return _split_same(before, after, old, new)
    since = _same_since(before, new)
    if since is not None and since.value is not None and since.unit == before.unit:
        parts, cause = _split_same(before, since, old, new)
    elif _is_same_ground(before, old, new):
        since, parts, cause = before, _zeros(), "none"
    else:
        return {**_zeros(), "new": None, "revision": None}, "old-not-held"
    step = _number(after) - _number(since)
    if any(_differs(name, since, after) for name in ("source", "status", "rule")):
        return {**parts, "new": None, "method": None}, "told-otherwise"
    return _add(parts, "new", step), cause if cause != "none" else "period"


def _number(figure: Figure) -> Fraction:
    assert figure.value is not None
    return figure.value


def _zeros() -> dict[str, Fraction | None]:
    return dict.fromkeys(PARTS, Fraction(0))


def _add(
    parts: Mapping[str, Fraction | None], name: str, amount: Fraction
) -> dict[str, Fraction | None]:
    """Parts with an amount added to one; one that cannot be told stays so."""
    held = parts[name]
    return {**parts, name: None if held is None else held + amount}


def _same_since(before: Figure, new: Report) -> Figure | None:
    """Find in a new report the figure of the same series and the same period."""
    keys = ("indicator", "source", "geography", "period", "series")
    found = [
        f for f in new.figures.values() if all(getattr(f, k) == getattr(before, k) for k in keys)
    ]
    return found[0] if len(found) == 1 else None


def _is_same_ground(figure: Figure, old: Report, new: Report) -> bool:
    """Whether the new report was made from the same bytes, rules and knowledge as the old one.

    Then the old figure is what it was, though the new report does not print it.
    """
    files = old.files_of.get(figure.source or "", frozenset())
    is_known = bool(files) and old.version is not None and bool(old.hand)
    return (
        is_known
        and old.as_of == new.as_of
        and old.version == new.version
        and dict(old.hand) == dict(new.hand)
        and files == new.files_of.get(figure.source or "", frozenset())
        and all(old.files[f] == new.files.get(f) for f in files)
    )


def _split_same(
    before: Figure, after: Figure, old: Report, new: Report
) -> tuple[dict[str, Fraction | None], str]:
    """Parts of the difference between two numbers of one period, by what changed between them."""
    step = _number(after) - _number(before)
    if step == 0:
        return _zeros(), "none"
    for name in ("source", "rule", "status"):
        if _differs(name, before, after):
            return _add(_zeros(), "method", step), name
    doubts = _find_evidence(before, after, old, new)
    if len(doubts) == 1:
        part, cause = next(iter(doubts.items()))
        return _add(_zeros(), part, step), cause
    if not doubts:
        return dict.fromkeys(PARTS), "nothing-recorded"
    return {name: None if name in doubts else Fraction(0) for name in PARTS}, "several"


def _is_same_rule(before: Figure, after: Figure) -> bool:
    """Whether two figures are made alike.

    A count of nothing listed is a count; a figure of the series is chosen as the latest was.
    """
    rules = {before.rule, after.rule}
    is_chosen = before.id != after.id and rules <= CHOSEN
    is_count = NOTHING_LISTED in rules and rules - {NOTHING_LISTED} <= {"count", "sum"}
    return len(rules) == 1 or is_chosen or is_count


def _find_evidence(before: Figure, after: Figure, old: Report, new: Report) -> dict[str, str]:
    """Parts that something recorded speaks for, each with what it is; none where nothing does."""
    hand = _changed_hand(old, new)
    found = {}
    if old.version and new.version and old.version != new.version:
        found["method"] = "version"
    elif hand - {CORRECTIONS}:
        found["method"] = "hand"
    if CORRECTIONS in hand and _find_corrections(before, after, old, new) != []:
        found["correction"] = "correction"
    data = _find_data(before, after, old, new, is_other_evidence=bool(found))
    return found | ({data[0]: data[1]} if data else {})


def _find_corrections(
    before: Figure | None, after: Figure | None, old: Report, new: Report
) -> list[Correction] | None:
    """Corrections that came, went or changed in the rows of a figure.

    Missing where nobody can tell: the runs do not name them, or the figure cites no row.
    """
    rows = {row for f, r in ((before, old), (after, new)) if f for row in trace_rows(f, r)}
    if old.corrections is None or new.corrections is None or not rows:
        return None
    found = []
    for name in dict.fromkeys([*old.corrections, *new.corrections]):
        held = [c for r in (new, old) if (c := (r.corrections or {}).get(name))]
        is_same = len(held) == 2 and held[0].what == held[1].what
        if not is_same and {(c.file, str(c.row)) for c in held} & rows:
            found.append(held[0])
    return found


def _changed_hand(old: Report, new: Report) -> set[str]:
    if not old.hand or not new.hand:
        return set()
    names = {*old.hand, *new.hand} - NO_RULE
    return {n for n in names if old.hand.get(n) != new.hand.get(n)}


def _find_data(
    before: Figure, after: Figure, old: Report, new: Report, *, is_other_evidence: bool
) -> tuple[str, str] | None:
    """Part for which a figure's own files and rows speak: more rows are new, other rows revised.

    Where the reports do not record enough to see that its files are the same, and nothing else
    is known to have changed, another number of the same period is what it is: revised.
    """
    then, now = trace_rows(before, old), trace_rows(after, new)
    is_same_bytes = all(old.files.get(f) == new.files.get(f) for f in _files(then))
    if then and then < now and is_same_bytes:
        return "new", "more-rows"
    is_recorded = bool(old.files) and bool(new.files)
    is_same = then == now and is_same_bytes and _same_files(before, old, new)
    if is_same and is_recorded and not then and old.as_of != new.as_of:
        return (
            "new",
            "cutoff",
        )  # it cites no row, and only the day until when things are known moved
    if is_same and is_recorded and before.as_of == after.as_of:
        return None
    if is_same and is_other_evidence:
        return None
    return "revision", "other-rows" if is_recorded else "other-number"


def _same_files(figure: Figure, old: Report, new: Report) -> bool:
    """Whether a figure that cites no row was made of the same files.

    A report names only files of which something was known by its cut-off: one that a single report
    names was held for the other too, where both use others of its vintage.
    """
    if trace_rows(figure, old):
        return True
    then, now = (_files_of(figure, r) for r in (old, new))
    vintages = [{f.rpartition("/")[0] for f in files} for files in (then, now)]
    is_same_vintage = vintages[0] == vintages[1] and "" not in vintages[0]
    is_same_bytes = all(then[f] == now[f] for f in then.keys() & now.keys())
    return then == now or (is_same_vintage and is_same_bytes)


def _files_of(figure: Figure, report: Report) -> dict[str, str]:
    """Files of a figure's source, and the hash of each."""
    names = report.files_of.get(figure.source or "", frozenset())
    return {f: report.files[f] for f in names}


def trace_rows(figure: Figure, report: Report, depth: int = 5) -> set[tuple[str, str]]:
    """File and row of everything that a figure was made of, through the figures that it names."""
    found: set[tuple[str, str]] = set()
    for part in figure.inputs:
        if isinstance(part, str) and depth and part in report.figures:
            found |= trace_rows(report.figures[part], report, depth - 1)
        if isinstance(part, dict) and isinstance(part.get("rows"), list):
            sheet = f"!{part['sheet']}" if part.get("sheet") else ""
            found |= {(f"{part.get('file')}{sheet}", str(row)) for row in part["rows"]}
    return found


def _files(rows: Iterable[tuple[str, str]]) -> set[str]:
    """Files of rows, whatever the sheet."""
    return {file.partition("!")[0] for file, _ in rows}


def list_files(figure: Figure, report: Report) -> list[str]:
    """Files that a figure was made of, also by way of other figures."""
    return sorted(_files(trace_rows(figure, report)))


def format_changes(old: Report, new: Report, changes: list[Change]) -> Iterator[str]:
    """Lines for a terminal: what is compared, errata, then each figure with its parts."""
    is_edition = old.month == new.month
    kind = "two editions of one month" if is_edition else "two months"
    yield f"{_format_report(old)} -> {_format_report(new)}: {kind}"
    if old.version != new.version:
        yield f"software: {old.version or 'unknown'} -> {new.version or 'unknown'}"
    if hand := sorted(_changed_hand(old, new)):
        yield f"hand tables that changed: {', '.join(hand)}"
    for change in keep_errata(changes) if is_edition else []:
        figure = change.figure
        yield (
            f"erratum: {figure.indicator} was {_format_figure(change.before)}, "
            f"is {_format_figure(change.after)}: {CAUSES[change.cause]}"
        )
        yield from _format_corrections(change)
    for change in changes:
        yield from _format_change(change)
    counts = Counter(c.label for c in changes if c.label != "unchanged")
    yield "; ".join(f"{n} {label}" for label, n in sorted(counts.items())) or "nothing moved"


CAUSES = {
    "none": "nothing moved",
    "first": "not known, or not held, before",
    "gone": "no longer in the report",
    "status": "its state changed",
    "unit": "its unit changed",
    "break": "across a break in what is counted",
    "period": "a newer period",
    "source": "another source serves",
    "rule": "another rule made it",
    "version": "another version of the software made it",
    "hand": "tables made by hand changed",
    "correction": "corrections by hand changed",
    "more-rows": "more was known of it",
    "cutoff": "the cut-off of the data moved",
    "other-rows": "its source gives another number since",
    "other-number": "it has another number since; what it was made of is not recorded",
    "several": "several causes at once, which cannot be told apart",
    "nothing-recorded": "nothing that the reports record explains it",
    "old-not-held": "the new report does not hold the old figure, so its revision cannot be told",
    "told-otherwise": "told in another way, so news and method cannot be told apart",
}


def _format_report(report: Report) -> str:
    return f"{report.country} {report.month}, as of {report.as_of or 'an unknown day'}"


def _format_figure(figure: Figure | None) -> str:
    if figure is None:
        return "not in the report"
    if figure.value is None:
        return (figure.status or "not reported").replace("_", " ")
    number = format_exact(figure.value)
    bounds = [format_exact(b) if b is not None else "?" for b in _bounds(figure)]
    has_range = any(b is not None and b != figure.value for b in _bounds(figure))
    at_least = "at least " if figure.status == "at_least" else ""
    return at_least + number + (f" ({' to '.join(bounds)})" if has_range else "")


def format_exact(number: Fraction) -> str:
    """Write a number with as many digits as it has; one that never ends stays a fraction."""
    if number.denominator == 1:
        return str(number.numerator)
    as_float = float(number)
    return repr(as_float) if Fraction(repr(as_float)) == number else str(number)


def _format_signed(number: Fraction | None) -> str:
    if number is None:
        return "not told"
    return ("+" if number > 0 else "") + format_exact(number)


def _format_change(change: Change) -> Iterator[str]:
    figure = change.figure
    place = figure.geography_name or figure.geography or ""
    mark = "* " if change.is_headline else "  "
    yield (
        f"{mark}{figure.id} ({place}, {figure.unit or 'no unit'}): "
        f"{_format_figure(change.before)} -> {_format_figure(change.after)}: {change.label}"
        + ("" if change.cause == "none" else f", {CAUSES[change.cause]}")
    )
    if change.unexplained or any(change.parts.values()):
        parts = ", ".join(f"{name} {_format_signed(p)}" for name, p in change.parts.items())
        left = _format_signed(change.unexplained)
        yield f"      {_format_signed(change.total)} = {parts}, unexplained {left}"
    yield from _format_corrections(change)


def _format_corrections(change: Change) -> Iterator[str]:
    for fix in change.corrections:
        yield (
            f"      correction {fix.id}: {fix.file}, row {fix.row}, column {fix.column}: "
            f"'{fix.expect}' -> '{fix.value}': {fix.reason}"
        )
