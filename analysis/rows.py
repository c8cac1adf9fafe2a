"""Files to rows of text: CSV, JSON and Excel, each as a frame with the way back to its row.

Nothing is converted: a code keeps its zeros, ``NA`` stays Namibia, an empty cell is empty text.
The header is row 1; of JSON, whose records have no header, the first record is row 2, as it would
be in a table. A row of HXL tags under the header is dropped. What is empty, binary, a web page, cut
off or not UTF-8 is refused by file and row.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.measures import BadInputError

csv.field_size_limit(1 << 30)
ENVELOPES = ["data", "result", "results", "Result", "items"]  # where the providers' APIs put rows


def read_sheets(path: Path, label: str) -> list[pd.DataFrame]:
    """Read every table of a file: one for CSV and JSON, one per sheet for Excel."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return list(_read_excel(path, label))
    data = path.read_bytes()
    if path.suffix.lower() in {".json", ".geojson"}:
        return [_read_json(data, label)]
    return [_read_csv(data, label)]


def read_rows(path: Path, label: str) -> pd.DataFrame:
    """Read the rows of a file that holds one table."""
    (rows,) = read_sheets(path, label)
    return rows


def _read_csv(data: bytes, label: str) -> pd.DataFrame:
    """Read delimited text. A comma at the end of every row adds no column."""
    text = _decode(data, label)
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header, *rows = list(reader)
    except csv.Error as error:
        raise BadInputError(f"cannot be read to its end: {error}", file=label) from error
    filled = [r for r in rows if r]
    ends_in_comma = sum(len(r) == len(header) + 1 and r[-1] == "" for r in filled)
    trailing = 2 * ends_in_comma > len(filled)  # of most rows: then a row without it is cut off
    width = len(header) + trailing
    numbered = [(n, r) for n, r in enumerate(rows, start=2) if r]
    for number, row in numbered:
        if len(row) != width:
            raise BadInputError(
                f"has {len(row)} fields where the header has {len(header)}", file=label, row=number
            )
    return _to_frame(header, [(n, r[: len(header)]) for n, r in numbered], label)


def _decode(data: bytes, label: str) -> str:
    if not data.strip():
        raise BadInputError("is empty", file=label)
    if b"\0" in data:
        raise BadInputError("is not text: it holds binary data", file=label)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInputError("is not UTF-8 text", file=label, row=line) from error
    if text.lstrip()[:1] == "<":
        raise BadInputError("is a web page or XML, not a table", file=label)
    return text


def _read_json(data: bytes, label: str) -> pd.DataFrame:
    """Read a list of records, bare or in the envelope of a provider's API."""
    try:
        content = json.loads(_decode(data, label))
    except json.JSONDecodeError as error:
        raise BadInputError(
            f"cannot be read to its end: {error.msg}", file=label, row=error.lineno
        ) from error
    if isinstance(content, dict):
        content = next((content[k] for k in ENVELOPES if isinstance(content.get(k), list)), None)
    if not isinstance(content, list) or not all(isinstance(r, dict) for r in content):
        raise BadInputError("is JSON, but no list of records", file=label)
    header = list(dict.fromkeys(name for record in content for name in record))
    rows = [
        (number, [_to_text(record.get(name)) for name in header])
        for number, record in enumerate(content, start=2)
    ]
    return _to_frame(header, rows, label)


def _read_excel(path: Path, label: str) -> Iterator[pd.DataFrame]:
    """Read each sheet from its first filled row; ``source_file`` names the sheet where there are many."""
    from openpyxl import load_workbook

    if not zipfile.is_zipfile(path):
        raise BadInputError("is not an Excel workbook", file=label)
    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        cells = [[_to_text(v) for v in row] for row in sheet.iter_rows(values_only=True)]
        numbered = [(n, row) for n, row in enumerate(cells, start=1) if any(row)]
        if not numbered:
            continue
        name = label if len(book.worksheets) == 1 else f"{label}!{sheet.title}"
        (_, header), *rows = numbered
        width = max((i for i, v in enumerate(header, start=1) if v), default=0)
        wide = [(n, (row + [""] * width)[:width]) for n, row in rows]
        yield _to_frame(header[:width], wide, name)
    book.close()


def _to_text(value: Any) -> str:
    """Write a cell as a table would: no ``None``, no ``.0`` that a spreadsheet added, ISO days."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (
            value.isoformat() if value.time() != datetime.min.time() else value.date().isoformat()
        )
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _to_frame(
    header: list[str], numbered: Iterable[tuple[int, list[str]]], label: str
) -> pd.DataFrame:
    names = [name.strip() for name in header]
    if doubled := [n for n in names if names.count(n) > 1]:
        raise BadInputError("stands twice in the header", file=label, row=1, column=doubled[0])
    held = list(numbered)
    frame = pd.DataFrame([r for _, r in held], columns=pd.Index(names), dtype="str")
    frame = frame.assign(source_file=label, source_row=[n for n, _ in held])
    return drop_tags(frame, names)


def drop_tags(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Drop the row of HXL tags under a header; a first row of data that is none stays."""
    first = frame[columns].head(1)
    is_tag = first.apply(lambda c: c.str.startswith("#"))
    is_tags = is_tag.any(axis=None) and (is_tag | (first == "")).all(axis=None)
    return frame.iloc[1:].reset_index(drop=True) if is_tags else frame
