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

from analysis.measures import WORKERS

SIZE = 1 << 22
OPENS_AFTER = np.isin(np.arange(256), list(b',\n"'))
CLOSES_BEFORE = np.isin(np.arange(256), list(b',\n\r"'))

if "jemalloc" in pa.supported_memory_backends():
    # Of its pools the one that keeps memory from block to block: reading takes a third less time.
    pa.set_memory_pool(pa.jemalloc_memory_pool())

Positions = npt.NDArray[np.intp]
Choose = Callable[[list[str]], list[str]]  # the columns wanted, of those in a header


@dataclass(frozen=True)
class Plain:
    """What a plain file holds: its whole first row, and every row of the chosen columns."""

    first: list[str]
    columns: pa.Table


@dataclass(frozen=True)
class Block:
    """Some whole rows of a file: its bytes up to ``end``, and where the quotes in them stand."""

    data: bytes
    end: int
    quotes: Positions


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
    """Cut the rows of a file into blocks of whole rows."""
    rest = b""
    while data := file.read(SIZE):
        block = _cut(rest + data)
        rest = block.data[block.end :]
        if block.end:
            yield block
    if rest:
        block = _cut(rest + b"\n")
        if block.end <= len(rest):
            raise _DoubtError
        yield block


def _cut(data: bytes) -> Block:
    """Part the whole rows from the beginning of the next one, at the last line end of no cell.

    Every second quote ends what is outside quotes, and so does the end of the data.
    """
    quotes = np.flatnonzero(np.frombuffer(data, dtype="u1") == ord('"'))
    bounds = np.concatenate([[-1], quotes, [len(data)]])
    stretches = zip(bounds[:-1:2][::-1], bounds[1::2][::-1], strict=True)
    ends = (data.rfind(b"\n", start + 1, stop) + 1 for start, stop in stretches)
    end = next(filter(None, ends), 0)
    return Block(data, end, quotes[: np.searchsorted(quotes, end)])


def _check(block: Block) -> None:
    """Refuse whole rows in which a mark has two meanings.

    Where each first quote follows a comma or a line end, and each second one precedes one, quotes
    mean the same to every reader; between two of them they are one quote, doubled. What is no
    UTF-8 is refused by pyarrow, which looks at the block as at one text.
    """
    data, end, quotes = block.data, block.end, block.quotes
    marks = np.frombuffer(data, dtype="u1", count=end)
    before, after = marks[quotes[::2] - 1], marks[quotes[1::2] + 1]  # before the first is the last
    is_quoted_well = OPENS_AFTER[before].all() and CLOSES_BEFORE[after].all()
    has_lone_return = b"\r" in data and data.count(b"\r", 0, end) != data.count(b"\r\n", 0, end)
    if not is_quoted_well or has_lone_return or data.find(b"\0", 0, end) >= 0:
        raise _DoubtError
    whole = pa.py_buffer(data).slice(0, end)
    bounds = pa.py_buffer(np.array([0, end], dtype="int64"))
    pa.LargeStringArray.from_buffers(1, bounds, whole).validate(full=True)


def _refuse_empty_rows(block: Block) -> None:
    """Refuse rows of which one is empty; pyarrow takes it for one of empty cells."""
    marks = np.frombuffer(block.data, dtype="u1", count=block.end)
    ends = np.flatnonzero(marks == ord("\n"))
    ends = ends[np.searchsorted(block.quotes, ends) % 2 == 0]
    starts = np.concatenate([[0], ends + 1])[:-1]
    if ((ends == starts) | ((ends == starts + 1) & (marks[starts] == ord("\r")))).any():
        raise _DoubtError


def _parse(block: Block, names: list[str], wanted: set[str], width: int) -> pa.Table:
    """Columns of a block of rows, by name; a comma at the end of every row adds none."""
    _check(block)
    places = [str(place) for place in range(width)]
    chosen = [place for place, name in zip(places, names, strict=False) if name in wanted]
    trailing = places[len(names) :]
    table = arrow_csv.read_csv(
        pa.py_buffer(block.data).slice(0, block.end),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=block.end + 1, column_names=places
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
    if chosen and pc.any(pc.equal(table[chosen[0]], "")).as_py():
        _refuse_empty_rows(block)
    return table.select(chosen).rename_columns([names[int(place)] for place in chosen])
