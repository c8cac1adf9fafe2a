"""From a provider to a vintage: everything is received, read and cleaned before anything is stored.

A file that could not be added by hand is not fetched either. What is held is never overwritten:
the same bytes as in the newest vintage are left at that, other bytes become a vintage of the day.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import intake, providers, store
from analysis.addresses import hide_secrets
from analysis.arrival import remove_empty
from analysis.formats import Source
from analysis.measures import BadInputError
from analysis.prose import find_country
from analysis.web import Client, Download, FetchError, NothingThereError, say_nothing

ASKED = "asked for {first} to {last}"
ASKED_BEFORE = re.compile(ASKED.format(first=r"(\d{4}-\d{2})", last=r"(\d{4}-\d{2})"))


@dataclass(frozen=True)
class Fetched:
    """A file of a provider as it is held now, and since when if it has not changed."""

    path: Path
    unchanged_since: str | None = None


def fetch(
    raw: Path,
    name: str,
    iso3: str,
    first: str,
    last: str,
    day: str,
    *,
    say_progress: Callable[[str], None] = say_nothing,
    connect: Callable[..., Client] = Client,
) -> list[Fetched]:
    """Fetch the newest files of a source for a country and the months from first to last.

    What arrives waits in ``<raw>/.fetching``, so that a run that was cut off is taken up again.
    """
    source = providers.SOURCES[name]
    first, last = widen(raw, name, iso3, first, last)
    waiting = raw / ".fetching" / name / iso3
    try:
        with connect(waiting, say_progress=say_progress) as client:
            downloads = ask(client, raw, source, iso3, (first, last), day)
            origins = [describe(raw, source, d, iso3, (first, last), day) for d in downloads]
            return [
                keep(raw, name, iso3, day, given.path, origin)
                for given, origin in zip(downloads, origins, strict=True)
            ]
    finally:
        remove_empty(waiting, waiting.parent, waiting.parent.parent)


def widen(raw: Path, name: str, iso3: str, first: str, last: str) -> tuple[str, str]:
    """Months to ask for: never fewer than were asked for what is held.

    A new vintage takes the place of the one before, so a shorter one would lose months.
    """
    told = [read_covers(raw, path) for _, path in store.list_newest(raw, name, iso3).values()]
    spans = [found.groups() for text in told if (found := ASKED_BEFORE.search(text))]
    return min([first, *(a for a, _ in spans)]), max([last, *(b for _, b in spans)])


def read_covers(raw: Path, path: Path) -> str:
    """Say what a file held covers; nothing where its origin is lost, which a new vintage mends."""
    try:
        return str(store.read_origin(path, raw)["covers"])
    except BadInputError:
        return ""


def ask(
    client: Client, raw: Path, source: Source, iso3: str, months: tuple[str, str], day: str
) -> list[Download]:
    """Let a source download; an answer of another shape than documented is told in one line."""
    if source.download is None:
        raise FetchError(f"{source.name} cannot be fetched: add its files with impact add")
    vintage = intake.to_vintage(
        find_country(store.read_hand(raw, "countries.csv"), iso3), day, None
    )
    try:
        downloads = source.download(client, vintage, *months)
    except (FetchError, BadInputError):
        raise
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        told = client.hide(f"{type(error).__name__}: {error}")
        raise FetchError(f"{source.name}: an answer is not as documented ({told})") from error
    if not downloads:
        raise NothingThereError(f"{source.name}: nothing of {iso3} to fetch")
    return downloads


def describe(
    raw: Path, source: Source, given: Download, iso3: str, months: tuple[str, str], day: str
) -> dict[str, Any]:
    """Read and clean a download without complaint, and say what goes into its origin file."""
    origin = intake.describe_file(raw, source, given.path, iso3, day, given.version)
    asked = ASKED.format(first=months[0], last=months[1])
    return origin | {
        "title": given.title,
        "url": hide_secrets(given.url),
        "date_published": given.date_published,
        "licence": given.licence or source.licence,
        "covers": f"{origin['covers']}; {asked}",
        "known_gaps": given.known_gaps,
    }


def keep(
    raw: Path, name: str, iso3: str, day: str, file: Path, origin: Mapping[str, Any]
) -> Fetched:
    """Store a file as a vintage of the day unless the newest one held has the same bytes."""
    held = store.list_newest(raw, name, iso3).get(file.name)
    if held is not None and store.hash_file(held[1]) == origin["sha256"]:
        return Fetched(held[1], unchanged_since=held[0])
    return Fetched(store.write_vintage(raw, name, iso3, day, file, origin, beside=True))
