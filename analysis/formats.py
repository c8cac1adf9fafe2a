"""What a provider is, in which layouts its files come, and which tables each layout becomes.

Every module in ``analysis.sources`` ends in one :class:`Source`, so that adding a file, building,
fetching and documenting treat all providers alike. A layout is recognised by its columns alone: a
file's name proves nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.web import Client, Download

Months = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Vintage:
    """What is known of a file beside its rows: whose country, when retrieved, which release."""

    iso3: str
    iso2: str
    name: str
    ucdp_id: str
    day: str
    version: str
    iso_numeric: str = ""


Clean = Callable[[pd.DataFrame, Vintage], Any]


def as_it_is(name: str) -> str:
    """Leave a column's name alone."""
    return name


@dataclass(frozen=True)
class Layout:
    """One layout of a provider's files.

    ``columns`` must all be there for a file to be in the layout, after ``tidy`` has rewritten the
    names of the file; ``tables`` says what its rows become. ``stem`` is given where several files
    share their columns and only the name tells them apart. ``has_outlines`` says that the rows are
    units with a shape each. ``also`` names what else is used where a file has it, so that wide text
    which nobody uses is never loaded; without it every column is. ``countries`` names the columns that
    may say of which country a row is, the most telling first, where no ``clean_*`` looks at them.
    ``origin`` is what an origin file says of such files in place of what the source does.
    """

    columns: Sequence[str]
    tables: Mapping[str, Clean]
    stem: str | None = None
    tidy: Callable[[str], str] = as_it_is
    has_outlines: bool = False
    also: Sequence[str] | None = None
    countries: Sequence[str] = ()
    origin: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, columns: Iterable[str], stem: str) -> bool:
        """Whether a file with these columns and this name is in the layout."""
        return self.stem in (None, stem) and {self.tidy(c) for c in columns}.issuperset(
            self.columns
        )

    def choose(self, columns: Iterable[str]) -> list[str]:
        """Columns of a file that the layout uses."""
        if self.also is None:
            return list(columns)
        return [c for c in columns if self.tidy(c) in {*self.columns, *self.also}]


@dataclass(frozen=True)
class Unread:
    """A file of a provider that is known by all its columns, and from which nothing is taken.

    ``why`` ends the sentence *the file is ...*: what it is, and why it is of no use here.
    """

    columns: Sequence[str]
    why: str


def no_release(file_name: str) -> str | None:
    """Say that a provider states no release in the name of its file."""
    return None


def by_its_rhythm(release: str) -> bool | None:
    """Say that a provider's releases do not tell whether they are final: its rhythm does."""
    return None


def every_incident(incidents: pd.DataFrame) -> pd.Series:
    """Say that every incident of a source is counted."""
    return pd.Series(True, index=incidents.index)


def no_coverage(rows: pd.DataFrame, vintage: Vintage) -> Months | None:
    """Say that a provider's file does not tell which months it covers."""
    return None


@dataclass(frozen=True)
class Source:
    """One provider: who it is, its terms, its rhythm, and how its files are read.

    ``finest`` is the finest level at which its terms let figures be shown: ``admin0``, ``admin1``,
    ``admin2`` or ``row``. ``absent_is_zero`` names the tables in which a region without a row, in a
    month that is covered, had no incident; a source that prints its own zeros leaves it unknown.
    ``rows_are_dated`` says that each row bears the day from which it counts as known, so that a
    later compilation serves an earlier day too. ``combine`` makes one table of the parts of several
    files, per table; without it they are put under one another and a row found again in a newer
    vintage replaces the older. ``keep_release`` chooses among the incidents of several releases,
    given every release held, one without an incident here among them. ``unread`` lists files that
    come with the others and are refused, each with its reason. ``is_final`` says of a release
    whether its months are settled, or, where it does not tell, leaves it to the rhythm. ``download`` asks the
    provider for a country and the months from first to last (``YYYY-MM``); it is missing where
    nothing can be fetched. ``is_counted`` says which incidents enter the counts; the others stay in
    the table.
    """

    name: str
    provider: str
    gives: str
    access: str
    url: str
    licence: str
    citation: str
    redistributable: bool
    rows_are_dated: bool
    layouts: Mapping[str, Layout]
    finest: str = "row"
    secrets: tuple[str, ...] = ()
    rhythm_days: int | None = None
    absent_is_zero: tuple[str, ...] = ("incidents", "incidents_admin1_month")
    download: Callable[[Client, Vintage, str, str], list[Download]] | None = None
    read_release: Callable[[str], str | None] = no_release
    is_final: Callable[[str], bool | None] = by_its_rhythm
    is_counted: Callable[[pd.DataFrame], pd.Series] = every_incident
    to_coverage: Callable[[pd.DataFrame, Vintage], Months | None] = no_coverage
    combine: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    keep_release: Callable[[Any, Iterable[str]], Any] | None = None
    unread: Sequence[Unread] = ()


def nearest_layout(columns: Iterable[str], source: Source) -> tuple[str, list[str]] | None:
    """Layout that a file nearly fits, and the columns it lacks; none where it is far from all."""
    held = list(columns)
    lacking = {
        name: [c for c in layout.columns if c not in {layout.tidy(h) for h in held}]
        for name, layout in source.layouts.items()
    }
    name = min(lacking, key=lambda n: len(lacking[n]) / len(source.layouts[n].columns))
    is_near = 2 * len(lacking[name]) < len(source.layouts[name].columns)
    return (name, lacking[name]) if is_near else None


def recognise_layout(columns: Iterable[str], stem: str, source: Source) -> str | None:
    """Name of the first layout of a source that a file fits; none where it fits none."""
    held = list(columns)
    fitting = (name for name, layout in source.layouts.items() if layout.fits(held, stem))
    return next(fitting, None)


def find_unread(columns: Iterable[str], sources: Iterable[Source]) -> str | None:
    """Say what a file is that some source knows and does not read; none where nobody knows it."""
    held = set(columns)
    known = (unread for source in sources for unread in source.unread)
    return next((unread.why for unread in known if held == set(unread.columns)), None)


def choose_columns(columns: Iterable[str], stem: str, source: Source) -> list[str]:
    """Columns of a file that its layout uses; every one where it fits none."""
    held = list(columns)
    layout = recognise_layout(held, stem, source)
    return held if layout is None else source.layouts[layout].choose(held)
