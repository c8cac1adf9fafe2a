"""Vintages, origin files and processed tables: the only module that opens data files.

A vintage is a folder ``<raw>/<source>/<ISO3>/<YYYY-MM-DD>`` of files as received, each with its
origin file. Nothing here is overwritten in place: a table, report or vintage is written beside
its final name and moved there whole.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

import pandas as pd
import shapely
import yaml

from analysis.editions import Report, to_report
from analysis.measures import BadInputError, tell_shortly
from analysis.outlines import find_levels, to_outlines
from analysis.rows import decode_text, read_rows, read_shapes
from analysis.schema import TABLES, Figures, Table, conform, empty
from analysis.settlements import (
    GAZETTEER,
    RASTERS,
    complete_cells,
    describe_gazetteer,
    locate_gazetteer,
    read_cells,
    read_gazetteer,
)

ORIGIN_KEYS = [
    *("title", "producer", "url", "date_published", "date_retrieved", "version", "licence"),
    *("redistributable", "citation", "sha256", "covers", "known_gaps"),
]
WRITING, OLD = ".writing-", ".old-"
VINTAGE = re.compile(r"\d{4}-\d{2}-\d{2}")
AGAIN = re.compile(r"~(\d+)(?=(\.[^.]*)?$)")


class StaleTablesError(RuntimeError):
    """Processed tables are missing or were made from other files or for another day."""

    _render_traceback_ = tell_shortly


def list_vintages(raw: Path, source: str, iso3: str) -> list[str]:
    """Days of the vintages held, oldest first."""
    folder = raw / source / iso3
    if not folder.is_dir():
        return []
    return sorted(p.name for p in folder.iterdir() if p.is_dir() and VINTAGE.fullmatch(p.name))


def list_countries(raw: Path, source: str) -> list[str]:
    """Countries of which a source is held, by ISO3 code."""
    folder = raw / source
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def choose_files(
    raw: Path, source: str, iso3: str, as_of: str, *, rows_are_dated: bool
) -> list[tuple[str, Path]]:
    """Vintage and path of each file that counts on a day: of each name the newest until then.

    Where the rows bear dates of their own, a compilation made later serves too, since each row
    counts from its own day; of several later ones the earliest, so that a new vintage never
    changes what an earlier day knew.
    """
    chosen: dict[str, tuple[str, Path]] = {}
    for vintage in list_vintages(raw, source, iso3):
        for path in list_files(raw, source, iso3, vintage):
            name, _ = read_name(path)
            if vintage <= as_of or (rows_are_dated and name not in chosen):
                chosen[name] = (vintage, path)
    return sorted(chosen.values())


def list_files(raw: Path, source: str, iso3: str, vintage: str) -> list[Path]:
    """List the data files of a vintage, by name; each must have its origin file."""
    folder = raw / source / iso3 / vintage
    held = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
    files = [p for p in held if not p.name.endswith(".origin.yml")]
    for origin in (p for p in held if p.name.endswith(".origin.yml")):
        path = origin.with_name(origin.name.removesuffix(".origin.yml"))
        if path not in files:
            raise BadInputError(
                "is gone, though its origin file is there", file=name_file(path, raw)
            )
    return sorted(files, key=read_name)


def read_name(path: Path) -> tuple[str, int]:
    """Name of a file as its provider gave it, and the how manieth of one day it is.

    ``x~2.csv`` is what ``x.csv`` had become when it was fetched again on the same day; it takes
    the other's place as a newer vintage would.
    """
    found = AGAIN.search(path.name)
    return AGAIN.sub("", path.name), int(found[1]) if found else 1


def list_newest(raw: Path, source: str, iso3: str) -> dict[str, tuple[str, Path]]:
    """Vintage and path of the newest file held of each name."""
    held = choose_files(raw, source, iso3, "9999-12-31", rows_are_dated=False)
    return {read_name(path)[0]: (vintage, path) for vintage, path in held}


def list_same(raw: Path, source: str, iso3: str, sha256: str) -> list[tuple[Path, str]]:
    """Files held with these bytes, oldest vintage first, and the version that each is held as.

    What their origin files say is believed; one that cannot be read says nothing.
    """
    found = []
    for path in sorted((raw / source / iso3).glob("*/*.origin.yml")):
        try:
            origin = yaml.safe_load(path.read_text(encoding="utf-8"))
            if origin["sha256"] == sha256:
                file = path.with_name(path.name.removesuffix(".origin.yml"))
                found.append((file, str(origin["version"])))
        except (yaml.YAMLError, UnicodeDecodeError, LookupError, TypeError):
            continue
    return found


def read_origin(path: Path, raw: Path) -> dict[str, Any]:
    """Origin of a file; the file is refused by name where its bytes have changed."""
    label, origin_path = name_file(path, raw), path.with_name(path.name + ".origin.yml")
    if not origin_path.is_file():
        raise BadInputError("has no origin file", file=label)
    try:
        origin = yaml.safe_load(origin_path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInputError("is not YAML", file=label + ".origin.yml") from error
    if not isinstance(origin, dict) or sorted(origin) != sorted(ORIGIN_KEYS):
        raise BadInputError(
            f"must have the keys {', '.join(ORIGIN_KEYS)}", file=label + ".origin.yml"
        )
    if hash_file(path) != origin["sha256"]:
        raise BadInputError("has changed since it was stored: sha256 differs", file=label)
    return origin


def name_file(path: Path, raw: Path) -> str:
    """Name a raw file as figures cite it: relative to the folder of raw data."""
    return path.relative_to(raw).as_posix() if path.is_relative_to(raw) else path.name


def hash_file(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_mapping(content: Mapping[str, Any]) -> str:
    """Return the sha256 of a mapping's content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def hash_files(paths: list[Path]) -> str:
    """Return one sha256 over the names and bytes of files, in the order given."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


@cache
def hash_code() -> str:
    """Return one checksum over the modules of this package: a changed rule makes tables stale."""
    folder = Path(__file__).parent
    return hash_files(sorted(folder.rglob("*.py")))


def read_document(path: Path) -> str:
    """Text of any file; one that is empty, binary or not UTF-8 is refused."""
    return decode_text(path.read_bytes(), path.name)


def read_hand(raw: Path, name: str) -> pd.DataFrame:
    """Read a hand-made table as text; one that is not there is refused, for it holds guards."""
    path = hand_folder(raw) / name
    if not path.is_file():
        raise BadInputError("is missing", file=f"hand/{name}")
    return read_rows(path, f"hand/{name}")


def hand_folder(raw: Path) -> Path:
    """Folder of the hand-made tables: that of ``raw``, or the project's own where it has none."""
    own = raw / "hand"
    return own if own.is_dir() else Path(__file__).parent.parent / "data" / "raw" / "hand"


def read_corrections(raw: Path) -> list[dict[str, Any]]:
    """Corrections by hand, in the order of the file.

    They hold on every day: each reads what the row said all along (``docs/methods/asof.md``).
    """
    path = hand_folder(raw) / "corrections.yml"
    if not path.is_file():
        raise BadInputError("is missing", file="hand/corrections.yml")
    return yaml.safe_load(path.read_text(encoding="utf-8")) or []


def apply_corrections(
    rows: pd.DataFrame, corrections: list[dict[str, Any]], *, file: str
) -> pd.DataFrame:
    """Rows with the declared values put right; each correction must find exactly its one cell."""
    fixed = rows.copy()
    for fix in corrections:
        here = find_rows(rows, fix)
        if here.sum() == 0:
            continue
        if here.sum() > 1 or (rows.loc[here, fix["column"]] != fix["expect"]).any():
            raise BadInputError(
                f"correction {fix['id']} no longer finds '{fix['expect']}' in one row",
                file=file,
                column=fix["column"],
            )
        fixed.loc[here, fix["column"]] = fix["value"]
    return fixed


def find_rows(rows: pd.DataFrame, fix: Mapping[str, Any]) -> pd.Series:
    """Whether each row is the one that a correction is about."""
    here = pd.Series(True, index=rows.index)
    for name, value in fix["match"].items():
        here &= rows[name] == value
    return here


def write_vintage(
    raw: Path,
    source: str,
    iso3: str,
    vintage: str,
    file: Path,
    origin: Mapping[str, Any],
    *,
    beside: bool = False,
) -> Path:
    """Store a file and its origin as a vintage; the same bytes again change nothing.

    Another file of that name in the vintage is never overwritten: the new one is refused, or with
    ``beside`` always stands next to it and serves in its place.
    """
    target = raw / source / iso3 / vintage / file.name
    if target.exists() and beside:
        target = _next_name(target)
    elif target.exists():
        if hash_file(target) == origin["sha256"]:
            return target
        raise BadInputError("is already held with other content", file=name_file(target, raw))
    with scratch_beside(target.parent) as scratch:
        shutil.copyfile(file, scratch / target.name)
        write_yaml(scratch / f"{target.name}.origin.yml", {k: origin[k] for k in ORIGIN_KEYS})
        if not origin["redistributable"]:
            _keep_out_of_git(raw / source)
        target.parent.mkdir(parents=True, exist_ok=True)
        for part in (f"{target.name}.origin.yml", target.name):
            (scratch / part).replace(target.parent / part)
    return target


def _next_name(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}~{number}{path.suffix}") for number in count(2))
    return next(p for p in names if not p.exists())


def _keep_out_of_git(folder: Path) -> None:
    """Tell git to leave alone a source whose terms forbid passing its files on."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    """Write a mapping as YAML, keys in their order."""
    path.write_text(
        yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=100),
        encoding="utf-8",
    )


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Put bytes in the place of a file, whole or not at all."""
    with tempfile.NamedTemporaryFile(
        "wb", prefix=WRITING, dir=path.parent, delete=False
    ) as scratch:
        _lock(scratch.fileno())
        scratch.write(content)
        scratch.flush()
        Path(scratch.name).chmod(0o644)
        Path(scratch.name).replace(path)


@contextmanager
def scratch_beside(folder: Path) -> Iterator[Path]:
    """Folder on the same disk as ``folder``, gone afterwards whatever happens.

    What a killed process left, ``clear_scratch`` knows by its lock, which went with the process.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=WRITING, dir=folder.parent))
    try:
        with _locked(scratch):
            yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def replace_folder(scratch: Path, folder: Path, *, keep: tuple[str, ...] = ()) -> None:
    """Put a finished folder in the place of another; ``keep`` names files that stay.

    What an earlier run left between its two steps is put back first.
    """
    with _locked(folder.parent):
        old = _put_back(folder)
        for name in keep:
            if (folder / name).is_file() and not (scratch / name).exists():
                shutil.copy2(folder / name, scratch / name)
        if folder.exists():
            folder.replace(old)
        scratch.replace(folder)
        folder.chmod(0o755)
        shutil.rmtree(old, ignore_errors=True)


def _put_back(folder: Path) -> Path:
    """Undo a replacement that was cut off between its two steps; where the old one stands meanwhile."""
    old = folder.with_name(f"{OLD}{folder.name}")
    if old.exists() and not folder.exists():
        old.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
    return old


def clear_scratch(folder: Path) -> None:
    """Clear away what processes left in a folder that were killed while they wrote; nothing of a live one."""
    if not folder.is_dir():
        return
    with _locked(folder):
        for old in folder.glob(f"{OLD}*"):
            _put_back(old.with_name(old.name.removeprefix(OLD)))
    for path in folder.glob(f"{WRITING}*"):
        with contextlib.suppress(OSError), _locked(path, wait=False):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Lock a file or folder against other processes; without ``wait`` one that is locked is an error.

    Systems without such locks (Windows) go on without.
    """
    if fcntl is None:
        yield
        return
    number = os.open(path, os.O_RDONLY)
    try:
        _lock(number, wait=wait)
        yield
    finally:
        os.close(number)


def _lock(number: int, *, wait: bool = True) -> None:
    if fcntl is not None:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def write_tables(
    processed: Path, iso3: str, tables: Mapping[str, pd.DataFrame], key: Mapping[str, Any]
) -> None:
    """Write all processed tables of a country and the key of what they were made from."""
    with scratch_beside(processed / iso3) as scratch:
        for name, table in tables.items():
            table.to_parquet(scratch / f"{name}.parquet", index=False)
        (scratch / "build.json").write_text(json.dumps(key, indent=1, sort_keys=True) + "\n")
        replace_folder(scratch, processed / iso3)


def read_build_key(processed: Path, iso3: str) -> dict[str, Any] | None:
    """Key of the tables that are held; none where there are no tables."""
    path = processed / iso3 / "build.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def read_tables(processed: Path, iso3: str) -> dict[str, pd.DataFrame]:
    """Read every processed table of a country, checked against its schema."""
    return {name: read_processed(processed, iso3, name) for name in TABLES}


def read_processed(processed: Path, iso3: str, name: str) -> pd.DataFrame:
    """One processed table of a country, checked against its schema."""
    path = processed / iso3 / f"{name}.parquet"
    if not path.is_file():
        raise StaleTablesError(f"{path} is not there: run impact build --country {iso3}")
    table: type[Table] = TABLES[name]
    frame = pd.read_parquet(path)
    types = empty(table).dtypes
    return table.validate(
        frame.astype({c: types[c] for c in frame.columns if c in types}), lazy=True
    )


def read_figures(
    processed: Path, iso3: str, month: str, make: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Figures of a country and month as they were made of the tables held; else make and keep them.

    The tables, the code and the libraries that estimate name the file, so that none can change
    under it; what it replaces is removed.
    """
    versions = {name: version(name) for name in ("numpy", "scipy", "statsmodels")}
    made_of = {"code": hash_code(), "tables": read_build_key(processed, iso3), **versions}
    folder = processed / iso3 / "figures"
    path = folder / f"{month}-{hash_mapping(made_of)[:16]}.parquet"
    if path.is_file():
        return Figures.validate(conform(pd.read_parquet(path), Figures), lazy=True)
    figures = make()
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as scratch:
        figures.to_parquet(scratch, index=False)
    Path(scratch.name).replace(path)
    for stale in folder.glob(f"{month}-*.parquet"):
        if stale != path:
            stale.unlink(missing_ok=True)
    return figures


def read_outlines(
    raw: Path, iso3: str, as_of: str | None = None, *, level: int = 1
) -> dict[str, Any] | None:
    """Newest boundaries of a country's units on a day, and their origin; none where not held.

    ``content`` is the GeoJSON or TopoJSON for :func:`analysis.outlines.to_outlines`. Boundaries
    serve an earlier day than that of their vintage too: they are the ground, not the news.
    """
    days = [as_of] if as_of else list_vintages(raw, "cod", iso3)[-1:]
    files = [f for day in days for f in choose_files(raw, "cod", iso3, day, rows_are_dated=True)]
    for _, path in sorted(files, key=lambda f: _nearness(f[0], days[0]), reverse=True):
        for content in read_shapes(path, name_file(path, raw)):
            if level in find_levels(content):
                return {"content": content, "origin": read_origin(path, raw)}
    return None


def read_populated(
    raw: Path, iso3: str, iso2: str, as_of: str, outlines: pd.DataFrame | None
) -> tuple[pd.DataFrame, str, dict[str, Any] | None]:
    """Where people live, and in which file that stands: cells of the newest raster held on a day, else towns of the gazetteer.

    Beside it what the gazetteer is, as the table of inputs has it; nothing where a raster serves. A
    raster serves an earlier day too, as boundaries do.
    """
    files = choose_files(raw, "cod", iso3, as_of, rows_are_dated=True)
    rasters = [f for f in files if f[1].suffix.lower() in RASTERS]
    if rasters:
        path = max(rasters, key=lambda f: _nearness(f[0], as_of))[1]
        label = name_file(path, raw)
        country = None if outlines is None else shapely.union_all(outlines["geometry"].to_numpy())
        cells = complete_cells(read_cells(path, label), path, country)
        return cells, label, None
    towns, checksum = read_gazetteer(iso2), hash_file(locate_gazetteer())
    about = {"source": "cod", "finest": "row", "sha256": checksum, "rows": len(towns)}
    return towns, GAZETTEER, about | describe_gazetteer()


def locate_file(raw: Path, name: str) -> Path:
    """Where a file lies that figures cite: under the folder of raw data, or in the gazetteer's package."""
    return locate_gazetteer() if name == GAZETTEER else raw / name


def check_outlines(path: Path) -> None:
    """Raise unless every boundary in a file can be read to areas in degrees."""
    for content in read_shapes(path, path.name):
        try:
            to_outlines(content)
        except BadInputError as error:
            error.file = error.file or path.name
            raise


def _nearness(vintage: str, day: str) -> tuple[bool, int]:
    """Order of vintages: the newest until a day, then the earliest after it."""
    number = int(vintage.replace("-", ""))
    return vintage <= day, number if vintage <= day else -number


def read_report(path: Path) -> Report:
    """Read a report from its folder or its ``figures.json``; what is none is refused in one line."""
    figures = path / "figures.json" if path.is_dir() else path
    if not figures.is_file():
        raise BadInputError("is no report: no figures.json", file=str(path))
    run = figures.with_name("run.json")
    held = _read_json(run) if figures.name == "figures.json" and run.is_file() else None
    return to_report(_read_json(figures), held, name=str(path))


def hold_editions(folder: Path) -> list[tuple[Path, Report]]:
    """Editions of a month that are held, oldest first; one that cannot be read counts as none."""
    held: list[tuple[Path, Report]] = []
    for path in [*list_editions(folder), folder]:
        try:
            held.append((path, read_report(path)))
        except BadInputError:
            continue
    return held


def read_rows_of_report(folder: Path) -> dict[str, dict[str, Any]]:
    """Figures of a report by id, as its ``figures.json`` has them."""
    read_report(folder)
    return {row["id"]: row for row in _read_json(folder / "figures.json")["figures"]}


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInputError("is not JSON", file=str(path)) from error


def list_editions(folder: Path) -> list[Path]:
    """Folders of the earlier editions that a report keeps, in the order of rendering."""
    kept = folder / "earlier" / "editions"
    return sorted(kept.iterdir(), key=lambda p: int(p.name)) if kept.is_dir() else []
