"""Files to rows of text: CSV, JSON, Excel and boundaries, each as a frame with the way back to its row.

Nothing is converted: a code keeps its zeros, ``NA`` stays Namibia, an empty cell is empty text.
The header is row 1; of JSON, whose records have no header, the first record is row 2, as it would
be in a table. A row of HXL tags under the header is dropped. Of GeoJSON and TopoJSON a row is the
properties of one shape, with ``geometry_type`` in place of the shape, which :func:`read_shapes`
gives. Of a raster a row is what a band is; its cells are read by ``analysis.settlements``. A zip is the files in it. What is empty, binary, a web page, cut off or not UTF-8 is refused
by file and row.
"""

import codecs
import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from analysis.blocks import Choose, read_plain
from analysis.measures import BadInputError
from analysis.settlements import RASTERS, describe_raster

csv.field_size_limit(1 << 30)
PLACE = ["source_file", "source_row"]  # the way back
ENVELOPES: list[list[Any]] = [  # where the providers' APIs put rows, level by level
    *(["data"], ["result"], ["results"], ["Result"], ["items"]),
    ["data", "flows"],
    ["data", "report3", "fundingTotals", "objects", 0, "singleFundingObjects"],
]
JSON = (".json", ".geojson", ".topojson")
PACKED = (*JSON, ".csv")  # what is read from inside a zip
LARGE = 1 << 20  # bytes
SHAPES = {"FeatureCollection", "Topology"}


def read_all(header: list[str]) -> list[str]:
    """Want every column."""
    return header


def read_sheets(path: Path, label: str, choose: Choose = read_all) -> list[pd.DataFrame]:
    """Read every table of a file: one per sheet of Excel, one per file in a zip, else one.

    ``choose`` is given the names in a header and says which of these columns are wanted.
    """
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return [_keep(rows, choose) for rows in _read_excel(path, label)]
    if path.suffix.lower() in RASTERS:
        bands = describe_raster(path, label)
        return [_keep(_add_place(bands, range(2, len(bands) + 2), label), choose)]
    if path.suffix.lower() in {*JSON, ".zip"}:
        return [_read_text(name, data, part, choose) for name, data, part in _unpack(path, label)]
    with path.open("rb") as file:
        return [_read_csv(file, label, choose)]


def read_shapes(path: Path, label: str) -> list[dict[str, Any]]:
    """Content of every GeoJSON or TopoJSON in a file, in its order; none where it holds none."""
    if path.suffix.lower() not in {*JSON, ".zip"}:
        return []
    parsed = [
        _parse_json(data, part)
        for name, data, part in _unpack(path, label)
        if name.lower().endswith(JSON)
    ]
    return [c for c in parsed if isinstance(c, dict) and c.get("type") in SHAPES]


def _unpack(path: Path, label: str) -> list[tuple[str, bytes, str]]:
    """Name, bytes and label of a file, or of each readable file in a zip."""
    if path.suffix.lower() != ".zip":
        return [(path.name, path.read_bytes(), label)]
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in sorted(archive.namelist()) if n.lower().endswith(PACKED)]
            held = [(n, archive.read(n)) for n in names if not n.startswith("__MACOSX")]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise BadInputError(f"is no whole zip file: {error}", file=label) from error
    if not held:
        raise BadInputError(f"is a zip without a {', '.join(PACKED)} in it", file=label)
    return [(n, data, label if len(held) == 1 else f"{label}!{n}") for n, data in held]


def _read_text(name: str, data: bytes, label: str, choose: Choose) -> pd.DataFrame:
    if name.lower().endswith(JSON):
        return _keep(_read_json(data, label), choose)
    return _read_csv(io.BytesIO(data), label, choose)


def read_rows(path: Path, label: str) -> pd.DataFrame:
    """Read the rows of a file that holds one table."""
    (rows,) = read_sheets(path, label)
    return rows


def _keep(rows: pd.DataFrame, choose: Choose) -> pd.DataFrame:
    names = list(rows.columns.drop(PLACE))
    wanted = set(choose(names))
    return rows[[name for name in names if name in wanted] + PLACE]


def _read_csv(file: BinaryIO, label: str, choose: Choose) -> pd.DataFrame:
    """Read delimited text: a large one in blocks where nothing in it is in doubt, else row by row.

    Blocks are read by threads, and a process that has started them cannot be forked.
    """
    is_large = file.seek(0, io.SEEK_END) >= LARGE
    file.seek(0)
    plain = read_plain(file, choose) if is_large else None
    if plain is None:
        file.seek(0)
        return _keep(_read_with_care(file.read(), label), choose)
    rows = _add_place(plain.columns.to_pandas(), range(2, plain.columns.num_rows + 2), label)
    return rows.iloc[1:].reset_index(drop=True) if are_tags(plain.first) else rows


def _read_with_care(data: bytes, label: str) -> pd.DataFrame:
    """Read delimited text row by row. A comma at the end of every row adds no column."""
    text = _decode(data, label)
    if "\n" not in text:  # lines ended in a carriage return alone on old Macintoshes
        text = text.replace("\r", "\n")
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
    text = decode_text(data, label)
    if text.lstrip()[:1] == "<":
        raise BadInputError("is a web page or XML, not a table", file=label)
    return text


def decode_text(data: bytes, label: str) -> str:
    """Text of a file; what is empty, binary or not UTF-8 is refused."""
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise BadInputError("is empty", file=label)
    if b"\0" in data:
        raise BadInputError("is not text: it holds binary data", file=label)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInputError("is not UTF-8 text", file=label, row=line) from error


def _parse_json(data: bytes, label: str) -> Any:
    try:
        return json.loads(_decode(data, label))
    except json.JSONDecodeError as error:
        raise BadInputError(
            f"cannot be read to its end: {error.msg}", file=label, row=error.lineno
        ) from error


def list_shapes(content: dict[str, Any]) -> list[Any]:
    """Features of a GeoJSON, or geometries of a TopoJSON that holds one layer."""
    if content.get("type") == "FeatureCollection":
        return list(content.get("features") or [])
    layers = list((content.get("objects") or {}).values())
    if len(layers) != 1:
        raise BadInputError(f"holds {len(layers)} layers, not one")
    return list(layers[0].get("geometries") or [layers[0]])


def _describe(shape: Any) -> dict[str, Any]:
    """Properties of a shape, and its kind in place of its coordinates."""
    geometry = shape.get("geometry") if shape.get("type") == "Feature" else shape
    kind = (geometry or {}).get("type")
    return {**(shape.get("properties") or {}), "geometry_type": kind}


def _follow(content: Any, path: list[Any]) -> Any:
    """Follow a path of keys and positions; none where it leads nowhere."""
    for step in path:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _list_records(content: Any, label: str) -> Any:
    if not isinstance(content, dict):
        return content
    if content.get("type") not in SHAPES:
        found = (_follow(content, path) for path in ENVELOPES)
        return next((held for held in found if isinstance(held, list)), None)
    try:
        return [_describe(shape) for shape in list_shapes(content)]
    except BadInputError as error:
        raise BadInputError(error.problem, file=label) from error
    except (AttributeError, TypeError) as error:
        raise BadInputError("is no GeoJSON or TopoJSON of shapes", file=label) from error


def _read_json(data: bytes, label: str) -> pd.DataFrame:
    """Read a list of records, bare or in the envelope of a provider's API, or of shapes."""
    content = _list_records(_parse_json(data, label), label)
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
    if held and are_tags(held[0][1]):
        held = held[1:]
    frame = pd.DataFrame([r for _, r in held], columns=pd.Index(names), dtype="str")
    return _add_place(frame, [n for n, _ in held], label)


def _add_place(frame: pd.DataFrame, numbers: Sequence[int], label: str) -> pd.DataFrame:
    """Add the way back: the file, and the row in it."""
    cells = frame.drop(columns=PLACE, errors="ignore")
    return cells.assign(source_file=label, source_row=np.asarray(numbers, dtype="int64"))


def are_tags(first: list[str]) -> bool:
    """Whether the first row under a header is one of HXL tags; a row of data is none."""
    filled = [cell for cell in first if cell]
    return bool(filled) and all(cell.startswith("#") for cell in filled)
