"""Reports that are held, as tables: a row per edition, its key figures, and what may stand on one line.

What a folder holds is read elsewhere (``index``); nothing here knows a path or a clock. A number that
no report gives stays missing, and two counts are on one line only where a report says that they
compare and none says that they do not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from analysis.editions import Figure, Report, find_headline
from analysis.measures import BadInputError, each_row
from analysis.states import EXACT

KEY_FIGURES = (
    *("incidents", "fatalities", "idps", "displacements"),
    *("people_in_need", "percent_funded"),
)
STOCKS = ("idps",)  # stand at the day of the count, not in the month of the report
MARKS = ("draft", "approved", "rejected", "stale", "superseded", "failed", "broken")
WINDOW, LEAST = 60, 6  # months on an axis, at most and at least
DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
NO_BREAKS = "\u00a0\u202f"  # spaces of French, which stay
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


@dataclass(frozen=True)
class Held:
    """What the folder of one edition holds: its report, or what is wrong with it.

    ``path`` is relative to the folder of reports. ``newer`` and ``changed`` say why it is stale:
    vintages after its cut-off, and files that are no longer as they were. An earlier edition that was
    signed ``is_in_force`` until somebody signs a later one.
    """

    country: str
    month: str
    path: str
    is_superseded: bool = False
    report: Report | None = None
    provisional: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    status: str | None = None
    signed_by: str | None = None
    signed_at: str | None = None
    content_hash: str | None = None
    failed: str | None = None
    problem: str | None = None
    newer: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()
    is_in_force: bool = False

    @property
    def marks(self) -> list[str]:
        """Words that the edition bears, in the order of ``MARKS``."""
        found = {
            self.status,
            "stale" if self.newer or self.changed else None,
            "superseded" if self.is_superseded and not self.is_in_force else None,
            "failed" if self.failed else None,
            "broken" if self.problem else None,
        }
        return [mark for mark in MARKS if mark in found]

    @property
    def updated(self) -> str | None:
        """When it became what it is: signed, or else the day of its cut-off."""
        cutoff = self.report.as_of if self.report else None
        known = [f"{cutoff}T00:00:00Z"] if cutoff else []
        return max([*known, self.signed_at] if self.signed_at else known, default=None)


EDITIONS = [
    *(
        "country",
        "month",
        "path",
        "is_superseded",
        "as_of",
        "files",
        "status",
        "signed_by",
        "signed_at",
    ),
    *("failed", "problem", "newer", "changed", "marks", "updated", "content_hash"),
]
FIGURES = [
    *("country", "month", "path", "is_superseded", "cutoff", "key", "indicator", "source", "id"),
    *("value", "low", "high", "status", "unit", "day", "as_of", "is_provisional"),
]
FIGURE_TYPES = dict.fromkeys(("value", "low", "high"), "float64") | dict.fromkeys(
    ("is_superseded", "is_provisional"), "bool"
)
COMPARISONS = ["country", "source", "first", "last", "is_comparable"]


def clean_text(text: str) -> str:
    """Text of a file in one line, without characters that no page or feed can hold."""
    kept = "".join(c if c.isprintable() or c in NO_BREAKS else _replace(c) for c in text)
    return re.sub(" +", " ", kept).strip()


def _replace(character: str) -> str:
    return " " if character.isspace() else "\ufffd"


def to_editions(held: Iterable[Held]) -> pd.DataFrame:
    """Return one row per edition: by country, newest month first, earlier editions after the current."""
    rows = [_tell_edition(h) for h in sorted(held, key=_sort_key)]
    return pd.DataFrame(rows, columns=EDITIONS)


def _sort_key(held: Held) -> tuple[str, int, bool, int, str]:
    cutoff = (held.report.as_of if held.report else None) or ""
    return (
        held.country,
        -int(held.month.replace("-", "")),
        held.is_superseded,
        -int(cutoff.replace("-", "") or 0),
        held.path,
    )


def _tell_edition(held: Held) -> dict[str, object]:
    told = {name: getattr(held, name) for name in EDITIONS if hasattr(held, name)}
    return told | {"as_of": held.report.as_of if held.report else None}


def check_report(held: Held) -> Held:
    """Return what was read, or raise where it is not of its folder or its days are none."""
    report = held.report
    if report is None:
        return held
    if (report.country, report.month) != (held.country, held.month):
        raise BadInputError(
            f"is of {report.country} {report.month}, not of its folder", file="figures.json"
        )
    if report.as_of is None or len(report.as_of) != len("YYYY-MM-DD") or not is_day(report.as_of):
        raise BadInputError(f"{report.as_of!r} is no day", file="figures.json", column="as_of")
    if held.signed_at is not None and not (
        TIME.fullmatch(held.signed_at) and is_day(held.signed_at[:10])
    ):
        raise BadInputError(f"{held.signed_at!r} is no time", file="review.json", column="at")
    return held


def is_day(text: str | None) -> bool:
    """Whether a text is a day, month or year of the calendar, as figures have them."""
    if text is None or not DAY.fullmatch(text):
        return False
    return not pd.isna(pd.to_datetime(text, errors="coerce", format="ISO8601"))


def to_key_figures(held: Iterable[Held]) -> pd.DataFrame:
    """Return one row per edition and key figure that its report has, also where it has no number."""
    rows = [
        _tell_figure(h, key, figure)
        for h in held
        if h.report is not None
        for key in KEY_FIGURES
        if (figure := find_key_figure(h.report, key)) is not None
    ]
    return pd.DataFrame(rows, columns=FIGURES).astype(FIGURE_TYPES)


def find_key_figure(report: Report, key: str) -> Figure | None:
    """Figure of a report that stands for one of ``KEY_FIGURES``.

    Displacements are of all causes where the feed has them together, else those by conflict: causes
    are never added here.
    """
    if key != "displacements":
        return find_headline(report, key)
    for tail in ("", "-conflict"):
        pattern = re.compile(rf"displacements-[a-z]+-{report.country}{tail}")
        for figure in report.figures.values():
            if pattern.fullmatch(figure.id):
                return figure
    return None


def _tell_figure(held: Held, key: str, figure: Figure) -> dict[str, object]:
    is_part = key == "displacements" and figure.id.endswith("-conflict")
    return {
        "country": held.country,
        "month": held.month,
        "path": held.path,
        "is_superseded": held.is_superseded,
        "cutoff": held.report.as_of if held.report else None,
        "key": key,
        "indicator": "displacements_conflict" if is_part else key,
        "source": clean_text(figure.source or ""),
        "id": clean_text(figure.id),
        **{name: _to_float(getattr(figure, name)) for name in ("value", "low", "high")},
        "status": clean_text(figure.status or "not_reported"),
        "unit": clean_text(figure.unit or ""),
        "day": figure.period[1] if is_day(figure.period[1]) else None,
        "as_of": figure.as_of if is_day(figure.as_of) else None,
        "is_provisional": figure.id in held.provisional,
    }


def _to_float(number: object) -> float | None:
    return None if number is None else float(number)  # type: ignore[arg-type]


def to_comparisons(held: Iterable[Held]) -> pd.DataFrame:
    """Return one row per pair of counts of a country that any report compares, and whether they do.

    One report that says that they do not compare is enough.
    """
    rows = [
        (h.country, f.source or "", *f.period, f.rule == "change")
        for h in held
        if h.report is not None and not h.is_superseded
        for f in h.report.figures.values()
        if f.indicator in ("idps_change", "idps_change_pct") and f.geography == h.country
    ]
    told = pd.DataFrame(rows, columns=COMPARISONS).astype({"is_comparable": "bool"})
    pairs = told.groupby(COMPARISONS[:-1], dropna=False)["is_comparable"].all()
    return pairs.reset_index()


def list_axis(editions: pd.DataFrame, figures: pd.DataFrame) -> list[str]:
    """Months of a country's charts: from its first number or report to its last, without a gap."""
    stocks = figures[figures["key"].isin(STOCKS) & figures["value"].notna()]
    months = sorted({*editions["month"], *stocks["day"].dropna().str[:7]})
    last = pd.Period(months[-1], "M")
    length = min(max((last - pd.Period(months[0], "M")).n + 1, LEAST), WINDOW)
    return [str(month) for month in pd.period_range(end=last, periods=length, freq="M")]


def to_months(figures: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """One figure of one source: a row per month of the axis, missing where no report has a number."""
    held = figures[~figures["is_superseded"]].drop_duplicates("month").set_index("month")
    rows = held.reindex(months)[["value", "low", "high", "status", "is_provisional"]]
    is_open = rows["is_provisional"].astype("boolean").fillna(False).astype("bool")
    return rows.assign(is_provisional=is_open).rename_axis("label").reset_index()


def to_dots(figures: pd.DataFrame, comparisons: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """One figure of one source: a row per number, its place on the axis, and whether it is joined.

    A count stands at its day, once: where several reports repeat it, as the one of the newest cut-off
    has it. Any other figure stands in the month of its report, and is joined to nothing.
    """
    held = figures[~figures["is_superseded"] & figures["value"].notna()]
    is_stock = held["key"].isin(STOCKS)
    held = held.assign(label=held["day"].where(is_stock, held["month"]))
    held = held.dropna(subset="label").sort_values(["label", "cutoff", "month"], kind="stable")
    held = held.drop_duplicates("label", keep="last")
    held = held.assign(place=[_find_place(label, months) for label in held["label"]])
    held = held[held["place"] >= 0].reset_index(drop=True)
    return held.assign(is_joined=_find_joined(held, comparisons))


def _find_place(label: str, months: list[str]) -> float:
    """Place of a day or month on the axis: whole in the middle of a month; below 0 is before it."""
    if label[:7] not in months:
        return -1.0
    shift = (pd.Timestamp(label).day - 1) / 30 - 0.5 if len(label) > len("YYYY-MM") else 0.0
    return max(months.index(label[:7]) + min(shift, 0.5), 0.0)


def _find_joined(dots: pd.DataFrame, comparisons: pd.DataFrame) -> list[bool]:
    """Whether each count is joined to the one before it."""
    stated = comparisons[comparisons["is_comparable"]]
    pairs = set(stated[COMPARISONS[:-1]].itertuples(index=False, name=None))
    rows = list(each_row(dots))
    joined = [
        (row.country, row.source, before.label, row.label) in pairs
        and before.source == row.source
        and {before.status, row.status} <= set(EXACT)
        for before, row in pairwise(rows)
    ]
    return [False, *joined][: len(rows)]
