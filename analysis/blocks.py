"""Delimited text block by block, by pyarrow, where every mark in it has one meaning only.

Large files are mostly clean, and a clean file needs no reader that can name its bad row. Here a
file is read quickly or not at all: ``None`` is the answer to any doubt, and :mod:`analysis.rows`
then reads it again with care. In doubt is what two readers could take differently: a quote that
neither opens nor closes a cell, a lone carriage return, an empty line, a row too short or too
long, a header over several lines, bytes that are no UTF-8 text.
"""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

SIZE = 1 << 22
WORKERS = 2
OPENS_AFTER = np.isin(np.arange(256), list(b',\n"'))
CLOSES_BEFORE = np.isin(np.arange(256), list(b',\n\r"'))

Positions = npt.NDArray[np.intp]
Choose = Callable[[list[str]], list[str]]  # the columns wanted, of those in a header


@dataclass(frozen=True)
class Plain:
    """What a plain file holds: its whole first row, and every row of the chosen columns."""

    first: list[str]
    columns: pa.Table


@dataclass(frozen=True)
class Block:
    """Some whole rows of a file, and whether a quoted cell in them has a line break."""

    data: bytes
    has_line_breaks: bool


class _DoubtError(ValueError):
    """The bytes could be read in more than one way."""


def read_plain(file: BinaryIO, choose: Choose) -> Plain | None:
    """Columns of delimited text, all cells text, by the names in its header; none where in doubt."""
    try:
        header, first, start = _read_head(file.read(SIZE))
        file.seek(start)
        wanted = set(choose(header))
        parse = partial(_parse, names=header, wanted=wanted, width=len(first))
        tables = list(_map(parse, _to_blocks(file)))
    except (_DoubtError, UnicodeDecodeError, csv.Error, pa.ArrowInvalid):
        return None
    return Plain(first[: len(header)], pa.concat_tables(tables)) if tables and wanted else None


def _map(parse: Callable[[Block], pa.Table], blocks: Iterator[Block]) -> Iterator[pa.Table]:
    """Parse blocks in their order, a few at a time, while the next ones are cut."""
    with ThreadPoolExecutor(WORKERS) as pool:
        pending: deque[Future[pa.Table]] = deque()
        for block in blocks:
            pending.append(pool.submit(parse, block))
            if len(pending) > WORKERS:
                yield pending.popleft().result()
        yield from (parsed.result() for parsed in pending)


def _read_head(data: bytes) -> tuple[list[str], list[str], int]:
    """Header and first row of the first lines of a file, and where the rows begin."""
    whole = data if len(data) < SIZE else data[: data.rfind(b"\n") + 1]
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


def _to_blocks(file: BinaryIO) -> Iterator[Block]:
    """Cut the rows of a file into blocks of whole rows, each without doubt."""
    rest = b""
    while data := file.read(SIZE):
        block, rest = _cut(rest + data)
        if block.data:
            yield block
    if rest:
        block, rest = _cut(rest + b"\n")
        yield block
    if rest:
        raise _DoubtError


def _cut(data: bytes) -> tuple[Block, bytes]:
    """Part the whole rows, checked, from the beginning of the next one."""
    marks = np.frombuffer(data, dtype="u1")
    quotes, ends = np.flatnonzero(marks == ord('"')), np.flatnonzero(marks == ord("\n"))
    is_quoted = np.searchsorted(quotes, ends) % 2 == 1
    row_ends = ends[~is_quoted]
    end = int(row_ends[-1]) + 1 if len(row_ends) else 0
    block = Block(data[:end], has_line_breaks=bool(is_quoted.any()))
    _check(block.data, quotes[: np.searchsorted(quotes, end)], row_ends)
    return block, data[end:]


def _check(data: bytes, quotes: Positions, row_ends: Positions) -> None:
    """Refuse whole rows in which a mark has two meanings, or one of which is empty.

    Where each first quote follows a comma or a line end, and each second one precedes one, quotes
    mean the same to every reader; between two of them they are one quote, doubled.
    """
    marks = np.frombuffer(data, dtype="u1")
    before, after = marks[quotes[::2] - 1], marks[quotes[1::2] + 1]  # before the first is the last
    is_quoted_well = OPENS_AFTER[before].all() and CLOSES_BEFORE[after].all()
    starts = np.concatenate([[0], row_ends + 1])[:-1]
    is_empty = (row_ends == starts) | ((row_ends == starts + 1) & (marks[starts] == ord("\r")))
    has_lone_return = b"\r" in data and data.count(b"\r") != data.count(b"\r\n")
    if not is_quoted_well or is_empty.any() or has_lone_return or b"\0" in data:
        raise _DoubtError
    pa.array([data], pa.binary()).cast(pa.string())  # refuses what is no UTF-8


def _parse(block: Block, names: list[str], wanted: set[str], width: int) -> pa.Table:
    """Columns of a block of rows, by name; a comma at the end of every row adds none."""
    places = [str(place) for place in range(width)]
    chosen = [place for place, name in zip(places, names, strict=False) if name in wanted]
    trailing = places[len(names) :]
    table = arrow_csv.read_csv(
        pa.py_buffer(block.data),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=len(block.data) + 1, column_names=places
        ),
        parse_options=arrow_csv.ParseOptions(
            newlines_in_values=block.has_line_breaks, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(places, pa.large_string()),
            include_columns=[*chosen, *trailing],
        ),
    )
    if trailing and pc.any(pc.not_equal(table[trailing[0]], "")).as_py():
        raise _DoubtError
    return table.select(chosen).rename_columns([names[int(place)] for place in chosen])
