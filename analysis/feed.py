"""News of reports as an Atom feed (RFC 4287): an entry per edition; the same bytes for the same entries.

A feed knows no clock and no host: links are relative to it, ids are made of the content, and it was
updated when its newest entry was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5
from xml.etree import ElementTree as Tree

from analysis.archive import clean_text

ATOM = "http://www.w3.org/2005/Atom"
OURS = UUID("6f1a4f0e-0b5e-5d0b-9d57-5e3f6a0c8b11")
NEVER = "1970-01-01T00:00:00Z"  # a feed must say when; one without an entry has no other time


@dataclass(frozen=True)
class Entry:
    """One edition: what it is made of (for the id), when it became so, and where it is.

    ``links`` are address, media type and language, the last empty where it has none.
    """

    made_of: str
    title: str
    updated: str
    summary: str
    links: tuple[tuple[str, str, str], ...]


def make_urn(made_of: str) -> str:
    """Id that is the same wherever and whenever the same thing is told."""
    return f"urn:uuid:{uuid5(OURS, made_of)}"


def to_atom(
    entries: Iterable[Entry], *, lang: str, title: str, author: str, name: str, page: str
) -> str:
    """Write the entries as a feed, the newest first; of two with the same id the first stays."""
    kept = {make_urn(e.made_of): e for e in reversed(list(entries))}
    newest = sorted(kept.items(), key=lambda held: (held[1].updated, held[1].title), reverse=True)
    feed = Tree.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(feed, "id", make_urn(f"feed {lang}"))
    _add(feed, "title", title)
    _add(feed, "updated", max((e.updated for _, e in newest), default=NEVER))
    _add(_add(feed, "author"), "name", author)
    _link(feed, "self", name, "application/atom+xml", lang)
    _link(feed, "alternate", page, "text/html", lang)
    for urn, entry in newest:
        _add_entry(feed, urn, entry)
    Tree.indent(feed, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Tree.tostring(feed, "unicode") + "\n"


def _add_entry(feed: Tree.Element, urn: str, entry: Entry) -> None:
    told = _add(feed, "entry")
    _add(told, "id", urn)
    _add(told, "title", entry.title)
    _add(told, "updated", entry.updated)
    for address, kind, lang in entry.links:
        _link(told, "alternate", address, kind, lang)
    _add(told, "summary", entry.summary)


def _add(parent: Tree.Element, name: str, text: str | None = None) -> Tree.Element:
    child = Tree.SubElement(parent, name)
    child.text = None if text is None else clean_text(text)
    return child


def _link(parent: Tree.Element, rel: str, address: str, kind: str, lang: str) -> None:
    given = {"rel": rel, "href": address, "type": kind}
    Tree.SubElement(parent, "link", given | ({"hreflang": lang} if lang else {}))
