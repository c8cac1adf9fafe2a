"""Dates as precise as their source, numbers that may be missing, and the rules that pick among them.

A number has three states: a figure, a zero that somebody reported, and no figure. Nothing here
turns the third into the second; :mod:`analysis.states` says how states are added and compared.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.states import tell_reported

MONTH = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])")
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
NAMED_TIME = r"(?:\b([^\W\d_]{3,9})\.? )?\b((?:19|20)\d{2})\b"
MONTHS = (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
)
MONTH_WORDS = {  # whole or cut to three or four letters
    word: f"{number:02}"
    for names in MONTHS
    for number, name in enumerate(names.split(), start=1)
    for word in (name, name[:3], name[:4])
}
Options = ParamSpec("Options")
Read = TypeVar("Read", pd.Series, pd.DataFrame)
Reader = Callable[[pd.Series], pd.Series]
WORKERS = 2  # more would hold more memory at once
LARGEST = 1e15  # beyond it a floating point number no longer tells one from the next
AT_LEAST = r"more than|at least|plus de|au moins|over \d|minimum"
REVISED = r"revis|révis|mid-year review"
ESTIMATED = r"estimat|project|about|nearly|approximate|près de|environ"


def tell_shortly(error: BaseException) -> list[str]:
    """Return the one line that a notebook shows of an error, instead of its traceback.

    IPython asks an error's class for it; ``%debug`` and ``traceback.print_last()`` still have the whole.
    """
    return [f"{type(error).__name__}: {error}"]


class BadInputError(ValueError):
    """A value, row or column that a table cannot take, told in one line.

    ``file`` is filled in by whoever knows it: a transform knows rows and columns only.
    """

    _render_traceback_ = tell_shortly

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = " ".join(problem.split())
        self.file, self.row, self.column = file, row, column

    def __str__(self) -> str:
        """Name the place before the problem."""
        place = [
            self.file,
            None if self.row is None else f"row {self.row}",
            None if self.column is None else f"column {self.column}",
        ]
        return ": ".join([", ".join(p for p in place if p), self.problem]).removeprefix(": ")


def month_bounds(month: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of a month written YYYY-MM."""
    if not MONTH.fullmatch(month):
        raise BadInputError(f"'{month}' is not a month written YYYY-MM", column="month")
    first = pd.Timestamp(f"{month}-01")
    return first, first + pd.offsets.MonthEnd(0)


def read_distinct(words: pd.Series, read: Callable[[pd.Series], Read]) -> Read:
    """Return what ``read`` makes, which sees each distinct value once, at the first row that has it.

    For what depends on the value alone: a column of millions of rows has few days and counts.
    """
    codes, distinct = pd.factorize(words, use_na_sentinel=False)
    first = np.empty(len(distinct), dtype="intp")
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return read(words.iloc[first]).take(codes).set_axis(words.index)


def once_each(
    read: Callable[Concatenate[pd.Series, Options], Read],
) -> Callable[Concatenate[pd.Series, Options], Read]:
    """Let a reader of words see each distinct one once; see :func:`read_distinct`."""

    @wraps(read)
    def reading(words: pd.Series, *args: Options.args, **options: Options.kwargs) -> Read:
        return read_distinct(words, lambda distinct: read(distinct, *args, **options))

    return reading


@once_each
def month_start(days: pd.Series) -> pd.Series:
    """First day of the month of each day."""
    return days.dt.to_period("M").dt.to_timestamp().astype("datetime64[ns]")


def last_day(dates: pd.Series) -> pd.Series:
    """Last day that each date can mean: a year means its 31 December, a month its last day.

    Missing stays missing. A date in no calendar raises, with the row where ``dates`` is
    indexed by row.
    """
    return _bound(dates, "-12-31", pd.offsets.MonthEnd(0))


def first_day(dates: pd.Series) -> pd.Series:
    """First day that each date can mean; see :func:`last_day`."""
    return _bound(dates, "-01-01", pd.Timedelta(0))


@once_each
def _bound(dates: pd.Series, year_tail: str, in_month: Any) -> pd.Series:
    words = dates.fillna("").astype("str").str.strip()
    wrong = words[(words != "") & ~words.str.fullmatch(PARTIAL_DATE.pattern)]
    if len(wrong):
        _refuse(wrong, "is not a date written YYYY, YYYY-MM or YYYY-MM-DD", str(dates.name))
    whole = words.mask(words.str.len() == 4, words + year_tail)
    is_month = whole.str.len() == 7
    whole = whole.mask(is_month, whole + "-01")
    days = pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce").astype("datetime64[ns]")
    wrong = words[(words != "") & days.isna()]
    if len(wrong):
        _refuse(wrong, "is a date in no calendar", str(dates.name))
    return days.mask(is_month, days + in_month)


def _refuse(wrong: pd.Series, problem: str, column: str) -> None:
    raise BadInputError(f"'{wrong.iloc[0]}' {problem}", row=int(str(wrong.index[0])), column=column)


def read_numbers(words: pd.Series, *, whole: bool = True, negative: bool = False) -> pd.Series:
    """Numbers from text, missing where the text is empty; nothing else becomes missing.

    ``words`` is indexed by the row of its file, which an error names. ``1.0`` is the whole
    number 1; ``1.5``, ``about 10`` and ``-3`` are refused unless they are asked for.
    """
    numbers = _read_plain_numbers(words, whole=whole, negative=negative)
    if numbers is None:
        return _read_odd_numbers(words, whole=whole, negative=negative)
    return numbers


def _read_plain_numbers(words: pd.Series, *, whole: bool, negative: bool) -> pd.Series | None:
    """Read numbers all at once where every word is blank or one that is wanted; else none."""
    if words.dtype != "str":
        return None
    text = pa.array(words, pa.large_string())
    is_blank = pc.equal(text, "")
    blanks = pc.sum(is_blank).as_py() or 0
    try:
        given = pc.if_else(is_blank, pa.scalar(None, text.type), text) if blanks else text
        floats = given.cast("float64").to_numpy()
    except pa.ArrowInvalid:
        return None
    known = floats[~np.isnan(floats)] if blanks or text.null_count else floats
    is_wanted = (
        len(known) == len(floats) - blanks - text.null_count
        and (np.abs(known) <= LARGEST).all()
        and (negative or (known >= 0).all())
        and (not whole or (np.trunc(known) == known).all())
    )
    if not is_wanted:
        return None
    numbers = pd.Series(floats, index=words.index, name=words.name, dtype="Float64")
    return numbers.astype("Int64") if whole else numbers


@once_each
def _read_odd_numbers(words: pd.Series, *, whole: bool, negative: bool) -> pd.Series:
    text = words.fillna("").astype("str").str.strip()
    numbers = pd.to_numeric(text.where(text != "", None), errors="coerce").astype("Float64")
    wrong = text[(text != "") & (numbers.isna() | numbers.isin([float("inf"), float("-inf")]))]
    if len(wrong):
        _refuse(wrong, "is not a number", str(words.name))
    if len(huge := text[(numbers.abs() > LARGEST).fillna(False)]):
        _refuse(huge, "is too large to be a number of anything", str(words.name))
    if not negative and len(below := text[(numbers < 0).fillna(False)]):
        _refuse(below, "is below zero", str(words.name))
    if not whole:
        return numbers
    if len(broken := text[(numbers % 1 != 0).fillna(False)]):
        _refuse(broken, "is not a whole number", str(words.name))
    return numbers.astype("Int64")


def read_degrees(words: pd.Series) -> pd.Series:
    """Latitude or longitude from text, missing where the text is empty."""
    return read_numbers(words, whole=False, negative=True).astype("float64")


def read_words(words: pd.Series) -> pd.Series:
    """Text without surrounding space; missing where empty."""
    given = words.astype("str")
    stripped = given.str.strip()
    text = given if stripped.equals(given) else stripped  # mostly: then both share their memory
    is_blank = text == ""
    return text.mask(is_blank).astype("str") if is_blank.any() else text


def read_columns(rows: pd.DataFrame, columns: Mapping[str, tuple[str, Reader]]) -> dict[str, Any]:
    """Columns by our names, each read from the source's of a name by a reader, side by side.

    Of several that cannot be read the first in ``columns`` raises.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        pending = {ours: pool.submit(read, rows[own]) for ours, (own, read) in columns.items()}
        return {ours: column.result() for ours, column in pending.items()}


def require_columns(raw: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return ``raw`` indexed by its row in the file, or raise on the first missing column."""
    for name in columns:
        if name not in raw.columns:
            raise BadInputError("is missing", column=name)
    return raw.set_axis(pd.Index(raw["source_row"].to_numpy("int64")), axis=0)


def refuse_repeats(raw: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return ``raw``, or raise on the first row whose key is blank or that another row has."""
    is_blank = (raw[key] == "").all(axis=1)
    if is_blank.any():
        row = int(str(raw.index[is_blank][0]))
        raise BadInputError("is empty", row=row, column=", ".join(key))
    if len(key) == 1 and raw[key[0]].is_unique:
        return raw
    repeated = raw[raw.duplicated(key)]
    if len(repeated):
        named = ", ".join(str(repeated.iloc[0][k]) for k in key)
        raise BadInputError(
            f"'{named}' stands twice", row=int(str(repeated.index[0])), column=", ".join(key)
        )
    return raw


def keep_country(rows: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    """Rows of one country of a file of many; none at all is an error, not an empty table."""
    here = rows[rows[column].astype("str").str.strip() == code]
    if here.empty:
        raise BadInputError(f"has no row of {code}", column=column)
    return here


def refuse_unknown(words: pd.Series, known: Iterable[str], problem: str = "") -> pd.Series:
    """Return words, or raise on the first that is none of the known ones."""
    held = list(known)
    if len(strange := words[~words.isin(held)]):
        _refuse(strange, problem or f"is not one of {', '.join(held)}", str(words.name))
    return words


def melt_numbers(
    rows: pd.DataFrame, columns: Mapping[str, str], *, negative: bool = False
) -> pd.DataFrame:
    """One row per row and column of numbers, with ``indicator``, ``value`` and ``status``.

    ``columns`` gives each column's indicator. An empty cell is *not reported*, never 0. The rows
    keep their order and their index.
    """
    parts = [
        rows.assign(
            indicator=indicator,
            value=read_numbers(rows[name], whole=False, negative=negative).astype("float64"),
        )
        for name, indicator in columns.items()
    ]
    long = pd.concat(parts).sort_index(kind="stable")
    return long.assign(status=tell_reported(long["value"]))


def drop_repeats(figures: pd.DataFrame) -> Any:
    """Keep once what several files say alike; the way back is to the last of them."""
    said = [name for name in figures.columns if name not in ("source_file", "source_row")]
    return figures.drop_duplicates(said, keep="last", ignore_index=True)


def refuse_backwards(start: pd.Series, end: pd.Series) -> None:
    """Raise on the first row that ends before it begins; both are indexed by row of the file."""
    wrong = start[(end < start).fillna(False)]
    if len(wrong):
        raise BadInputError(
            "ends before it begins", row=int(str(wrong.index[0])), column=str(end.name)
        )


def each_row(rows: pd.DataFrame) -> Iterator[Any]:
    """Rows one by one, their columns as attributes."""
    return iter(rows.itertuples())


def join_texts(texts: pd.Series, group: npt.NDArray[Any], mark: str) -> pd.Series:
    """Texts of each group in one, in their order; ``group`` numbers the groups from 0."""
    order = _sort(group)
    return _join_runs(pa.array(texts.iloc[order], pa.large_string()), group[order], mark)


def _sort(numbers: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Stable order of numbers; in parts of 16 bits, since these are sorted by counting."""
    parts = range(0, max(1, int(numbers.max(initial=0)).bit_length()), 16)
    return np.lexsort([(numbers >> bits).astype("uint16") for bits in parts])


def _join_runs(texts: Any, group: npt.NDArray[Any], mark: str) -> pd.Series:
    """Texts of each run of one group in one; the groups are in order."""
    starts = np.append(np.flatnonzero(np.diff(group, prepend=-1)), len(group))
    lists = pa.LargeListArray.from_arrays(pa.array(starts, pa.int64()), texts)
    joined = pc.binary_join(lists, pa.scalar(mark, pa.large_string()))
    return pd.Series(pd.array(joined, dtype="str"))


def note_inputs(rows: pd.DataFrame, group: npt.NDArray[Any]) -> pd.Series:
    """Way back from each group to its rows: a line per file, ``file#2,3,7``."""
    file, files = pd.factorize(rows["source_file"])
    line = group * len(files) + file
    order = _sort(line)
    lines = line[order]
    numbers = pa.array(rows["source_row"].to_numpy()[order]).cast(pa.large_string())
    each = lines[np.diff(lines, prepend=-1) > 0]
    of_file = pd.Series(files.take(each % len(files)), dtype="str")
    cited = of_file + "#" + _join_runs(numbers, lines, ",")
    return _join_runs(pa.array(cited, pa.large_string()), each // len(files), "\n")


def join_rows(rows: pd.Series) -> str:
    """Write the rows that a sum was made of, in order, for the way back."""
    return " ".join(map(str, sorted(set(rows))))


def read_named_time(words: pd.Series) -> pd.Series:
    """First day of the latest month or year that words name, in English or French; or missing.

    They cannot have been written before that.
    """
    named = words.fillna("").str.normalize("NFKD").str.replace("[\u0300-\u036f]", "", regex=True)
    found = named.str.extractall(NAMED_TIME)
    month = found[0].fillna("").str.lower().map(MONTH_WORDS).fillna("01")
    days = pd.to_datetime(found[1] + "-" + month + "-01", format="%Y-%m-%d")
    return days.groupby(level=0).max().reindex(words.index).astype("datetime64[ns]")


def lower_median(values: pd.Series) -> Any:
    """Middle value, the lower of two; missing where there is none."""
    known = values.dropna().sort_values()
    return pd.NA if known.empty else known.iloc[(len(known) - 1) // 2]


def is_revision(words: pd.Series) -> pd.Series:
    """Whether a figure's words say that it is of a revised plan; *before the revision* is not."""
    text = words.fillna("").str.lower()
    return text.str.contains(REVISED) & ~text.str.contains(rf"(?:before|avant)\b.*(?:{REVISED})")


def read_status(qualifier: pd.Series, value: pd.Series) -> pd.Series:
    """State of each number from the source's own words about it."""
    words = qualifier.fillna("").str.lower()
    status = tell_reported(value)
    is_known = value.notna()
    status = status.mask(is_known & words.str.contains(ESTIMATED), "estimated")
    return status.mask(is_known & words.str.contains(AT_LEAST), "at_least")


def count_trailing_zeros(values: pd.Series) -> pd.Series:
    """How many zeros a number ends in: 390,000 is rounder than 391,961; no number is roundest."""
    digits = values.astype("float64").map("{:.0f}".format).astype("str")
    is_whole = values.astype("float64") % 1 == 0
    zeros = digits.str.len() - digits.str.rstrip("0").str.len()
    return zeros.where(is_whole, 0).where(values.notna(), 99)


def add_preferred(rows: pd.DataFrame, *, key: list[str], value: str) -> pd.DataFrame:
    """Mark one row among those of one key: rule ``preferred-row``.

    Highest confidence first, then the unrounded value, then the official publisher, then the
    most precise date, then the first in the file. Confidence 1 is never chosen. The others stay,
    as disagreement. ``docs/methods/stocks.md`` gives the reason.
    """
    order = rows.assign(
        rounded=rows["qualifier"].fillna("").str.contains("round", case=False),
        zeros=count_trailing_zeros(rows[value]),
        relayed=rows["publisher"].fillna("").str.contains(" via | / |Wikipedia|press", case=False),
        vagueness=-rows["as_of"].str.len(),
    ).sort_values(
        ["confidence", "rounded", "zeros", "relayed", "vagueness", "source_row"],
        ascending=[False, True, True, True, True, True],
    )
    first = ~order.duplicated(key)
    return rows.assign(is_preferred=(first & (order["confidence"] >= 2)).reindex(rows.index))


def keep_known(rows: pd.DataFrame, as_of: pd.Timestamp) -> Any:
    """Rows that were known on a day."""
    return rows[rows["known_from"] <= as_of].reset_index(drop=True)


def keep_latest(rows: pd.DataFrame, *, key: list[str], by: str) -> pd.DataFrame:
    """Keep the newest row of each key, as it stands: no value is taken from an older one."""
    return rows.sort_values(by, kind="stable").groupby(key, dropna=False).tail(1)
