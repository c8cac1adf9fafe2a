"""A file on its way to us: what has arrived, and what its server said of the whole.

A download that is cut off goes on where it ended only if the server still has the same file: two
parts of two files would make a third that nobody published.
"""

import gzip
import hashlib
import json
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests

GZIP = b"\x1f\x8b"


class Part:
    """A file on its way: what has arrived, and what its server said of the whole.

    ``<name>.part`` holds the bytes and ``<name>.part.json`` the address, length and mark (a strong
    ETag, else the day of change) without which two parts could be of two different files.
    """

    def __init__(self, path: Path, url: str) -> None:
        self.path, self.url = path, url
        self._bytes = path.with_name(path.name + ".part")
        self._notes = path.with_name(path.name + ".part.json")
        self.noted = self._read_notes()

    def _read_notes(self) -> dict[str, Any]:
        try:
            noted = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if self.url in ("", noted.get("url")) else {}

    @property
    def size(self) -> int:
        """How many bytes have arrived."""
        return self._bytes.stat().st_size if self._bytes.exists() else 0

    @property
    def total(self) -> int | None:
        """How many bytes the server announced; none where it did not."""
        return self.noted.get("total")

    def headers(self) -> dict[str, str]:
        """Headers that ask for the rest, or whether a finished file is still the newest."""
        etag, changed = self.noted.get("etag"), self.noted.get("last_modified")
        if not (etag or changed):
            return {}
        if self.path.exists():
            return {"If-None-Match": etag} if etag else {"If-Modified-Since": str(changed)}
        return (
            {"Range": f"bytes={self.size}-", "If-Range": str(etag or changed)} if self.size else {}
        )

    def is_continued(self, response: requests.Response) -> bool:
        """Whether an answer with a part goes on exactly where ours ends; a whole one always does."""
        if response.status_code != 206:
            return True
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
        same = read_etag(response) in (None, self.noted.get("etag"))
        return (
            found is not None
            and same
            and int(found[1]) == self.size > 0
            and found[2] in ("*", str(self.total))
        )

    def begin(self, response: requests.Response) -> None:
        """Note what the server says of a whole file and start afresh, unless it sends the rest."""
        if response.status_code == 206:
            return
        self.drop()
        length = response.headers.get("Content-Length", "")
        self.noted = {
            "url": self.url,
            "etag": read_etag(response),
            "last_modified": response.headers.get("Last-Modified"),
            "total": int(length) if length.isdigit() else None,
        }
        self._notes.write_text(json.dumps(self.noted), encoding="utf-8")

    def append(self, chunk: bytes) -> None:
        """Add bytes to those that have arrived."""
        with self._bytes.open("ab") as file:
            file.write(chunk)

    def finish(self) -> None:
        """Give the file its name; what the server packed on the way without saying so is unpacked."""
        with self._bytes.open("rb") as file:
            is_packed = file.read(2) == GZIP and self.path.suffix != ".gz"
        if is_packed:
            with gzip.open(self._bytes) as packed, self.path.open("wb") as file:
                shutil.copyfileobj(packed, file)
            self._bytes.unlink()
        else:
            self._bytes.replace(self.path)

    def drop(self) -> None:
        """Forget all that has arrived."""
        for path in (self._bytes, self._notes, self.path):
            path.unlink(missing_ok=True)
        self.noted = {}

    def digest(self, algorithm: str) -> str:
        """Checksum of the finished file."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, algorithm).hexdigest()


def drop_useless(scratch: Path) -> None:
    """Remove from a folder what no later run can go on from, and the folder where nothing is left.

    What stays is whole or partial files whose server gave them a mark, and their notes.
    """
    kept: set[Path] = set()
    for notes in scratch.glob("*.part.json"):
        part = Part(notes.with_name(notes.name.removesuffix(".part.json")), "")
        if part.headers():
            kept |= {part.path, notes, notes.with_suffix("")}
    for path in set(scratch.iterdir()) - kept:
        path.unlink(missing_ok=True)
    remove_empty(scratch)


def remove_empty(*folders: Path) -> None:
    """Remove folders, one after the other, that are there and empty."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def read_etag(response: requests.Response) -> str | None:
    """Mark of a file's content; a weak one does not say that the bytes are the same."""
    etag = response.headers.get("ETag")
    return etag if etag and not etag.startswith("W/") else None
