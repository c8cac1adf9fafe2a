"""Delimited text block by block, by pyarrow, where every mark in it has one meaning only.

Large files are mostly clean, and a clean file needs no reader that can name its bad row. Here a
file is read quickly or not at all: ``None`` is the answer to any doubt, and :mod:`analysis.rows`
then reads it again with care. In doubt is what two readers could take differently: a quote that
neither opens nor closes a cell, a lone carriage return, an empty line, a row too short or too
long, a header over several lines, bytes that are no UTF-8 text.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

BLOCK = 1 << 22
OPENS_AFTER = np.isin(np.arange(256), list(b',\n"'))
CLOSES_BEFORE = np.isin(np.arange(256), list(b',\n\r"'))

Choose = Callable[[list[str]], list[str]]  # the columns wanted, of those in a header


@dataclass(frozen=True)
class Plain:
    """What a plain file holds: its whole first row, and every row of the chosen columns."""

    first: list[str]
    columns: pa.Table


class _DoubtError(ValueError):
    """The bytes could be read in more than one way."""


def read_plain(file: BinaryIO, choose: Choose) -> Plain | None:
    """Columns of delimited text, all cells text, by the names in its header; none where in doubt."""
    try:
        header, first, start = _read_head(file.read(BLOCK))
        file.seek(start)
        wanted = set(choose(header))
        tables = [_parse(block, header, wanted, len(first)) for block in _to_blocks(file) if block]
    except (_DoubtError, UnicodeDecodeError, csv.Error, pa.ArrowInvalid):
        return None
    return Plain(first[: len(header)], pa.concat_tables(tables)) if tables and wanted else None


def _read_head(data: bytes) -> tuple[list[str], list[str], int]:
    """Header and first row of the first lines of a file, and where the rows begin."""
    whole = data if len(data) < BLOCK else data[: data.rfind(b"\n") + 1]
    text = whole.decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text), strict=True)
    header = next(reader, [])
    has_one_line = reader.line_num == 1
    first = next(reader, [])
    width = len(first) - (len(first) > len(header) and first[-1] == "")
    names = [name.strip() for name in header]
    is_table = width == len(names) == len(set(names)) > 1 and text.lstrip()[:1] != "<"
    if not is_table or not has_one_line or "\0" in text:
        raise _DoubtError
    return names, first, data.index(b"\n") + 1


def _to_blocks(file: BinaryIO) -> Iterator[bytes]:
    """Cut the rows of a file into blocks that end with a row, each without doubt."""
    rest = b""
    while data := file.read(BLOCK):
        block, rest = _cut(rest + data)
        yield block
    if rest:
        block, rest = _cut(rest + b"\n")
        if rest:
            raise _DoubtError
        yield block


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """Part the whole rows, checked, from the beginning of the next: at a line end in no quotes."""
    quotes = np.flatnonzero(np.frombuffer(data, dtype="u1") == ord('"'))
    end = data.rfind(b"\n")
    while end >= 0 and (before := int(np.searchsorted(quotes, end))) % 2:
        end = data.rfind(b"\n", 0, int(quotes[before - 1]))
    block = data[: end + 1]
    _check(block, quotes[: np.searchsorted(quotes, end)])
    return block, data[end + 1 :]


def _check(block: bytes, quotes: npt.NDArray[np.intp]) -> None:
    """Refuse a block of whole rows in which a mark has two meanings.

    Where each first quote follows a comma or a line end, and each second one precedes one, quotes
    mean the same to every reader; between two of them they are one quote, doubled.
    """
    marks = np.frombuffer(block, dtype="u1")
    before, after = marks[quotes[::2] - 1], marks[quotes[1::2] + 1]  # before the first is the last
    is_quoted_well = OPENS_AFTER[before].all() and CLOSES_BEFORE[after].all()
    has_lone_return = b"\r" in block and block.count(b"\r") != block.count(b"\r\n")
    if not is_quoted_well or has_lone_return or b"\0" in block:
        raise _DoubtError
    may_have_empty = b"\n\n" in block or b"\n\r\n" in block or block[:1] in {b"\r", b"\n"}
    if may_have_empty and _has_empty_row(marks, quotes):
        raise _DoubtError
    pa.array([block], pa.binary()).cast(pa.string())  # refuses what is no UTF-8


def _has_empty_row(marks: npt.NDArray[np.uint8], quotes: npt.NDArray[np.intp]) -> bool:
    """Whether a line in no quotes is empty."""
    ends = np.flatnonzero(marks == ord("\n"))
    starts = np.concatenate([[0], ends[:-1] + 1])
    is_empty = (ends == starts) | ((ends == starts + 1) & (marks[starts] == ord("\r")))
    return bool((np.searchsorted(quotes, starts[is_empty]) % 2 == 0).any())


def _parse(block: bytes, names: list[str], wanted: set[str], width: int) -> pa.Table:
    """Columns of a block of rows, by name; a comma at the end of every row adds none."""
    places = [str(place) for place in range(width)]
    chosen = [place for place, name in zip(places, names, strict=False) if name in wanted]
    trailing = places[len(names) :]
    table = arrow_csv.read_csv(
        pa.py_buffer(block),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=len(block) + 1, column_names=places
        ),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(places, pa.large_string()),
            include_columns=[*chosen, *trailing],
        ),
    )
    if trailing and pc.any(pc.not_equal(table[trailing[0]], "")).as_py():
        raise _DoubtError
    return table.select(chosen).rename_columns([names[int(place)] for place in chosen])
