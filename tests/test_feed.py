"""What could go wrong unseen: a feed that no reader takes, or that tells old news as new."""

import re
from uuid import UUID
from xml.etree import ElementTree as Tree

import pandas as pd
import pytest

from analysis.feed import ATOM, NEVER, Entry, make_urn, to_atom

NAMES = {"a": ATOM}
RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def entry(made_of="a", updated="2024-02-01T00:00:00Z", **more):
    links = (("XXX/2024-01/report.en.html", "text/html", "en"),)
    told = {"title": f"Report {made_of}", "summary": "Incidents: 5.", "links": links} | more
    return Entry(made_of=made_of, updated=updated, **told)


def write(*entries):
    return to_atom(entries, lang="en", title="T", author="A", name="feed.xml", page="index.html")


def check_atom(text):
    """Raise unless a feed has what RFC 4287 asks of it; the feed."""
    feed = Tree.fromstring(text.encode("utf-8"))
    assert feed.tag == f"{{{ATOM}}}feed"
    ids = []
    for part in [feed, *feed.findall("a:entry", NAMES)]:
        for name in ("id", "title", "updated"):
            (found,) = part.findall(f"a:{name}", NAMES)
            assert found.text
        urn, updated = part.find("a:id", NAMES).text, part.find("a:updated", NAMES).text
        assert str(UUID(urn.removeprefix("urn:uuid:"))) in urn
        ids.append(urn)
        assert RFC3339.fullmatch(updated)
        assert pd.Timestamp(updated).tz is not None
        links = part.findall("a:link", NAMES)
        assert links
        kinds = [(li.get("rel"), li.get("type"), li.get("hreflang")) for li in links]
        assert len(kinds) == len(set(kinds))
        assert not any(re.match(r"\w+:|/", li.get("href")) for li in links)
    assert len(ids) == len(set(ids))
    assert feed.find("a:author/a:name", NAMES).text
    assert "self" in [li.get("rel") for li in feed.findall("a:link", NAMES)]
    return feed


def list_titles(feed):
    return [e.find("a:title", NAMES).text for e in feed.findall("a:entry", NAMES)]


def test_a_feed_has_what_the_standard_asks_and_the_newest_first():
    old = entry("old", "2024-01-01T00:00:00Z")
    feed = check_atom(write(old, entry("new", "2024-03-15T09:30:00Z")))
    assert list_titles(feed) == ["Report new", "Report old"]
    assert feed.find("a:updated", NAMES).text == "2024-03-15T09:30:00Z"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_feed_of_nothing_is_a_feed():
    assert check_atom(write()).find("a:updated", NAMES).text == NEVER


def test_the_same_thing_has_the_same_id_and_is_told_once():
    assert make_urn("a") == make_urn("a") != make_urn("b")
    assert list_titles(check_atom(write(entry(title="first"), entry(title="second")))) == ["first"]


def test_the_order_of_entries_does_not_change_the_bytes():
    entries = [entry(name) for name in "abc"]
    assert write(*entries) == write(*reversed(entries))


@pytest.mark.parametrize("text", ["<b>&amp;]]>", "a\x00b\x0bc", "\ud800", 'q"uote'])
def test_any_text_is_text(text):
    feed = check_atom(write(entry(title=f"x{text}", summary=text)))
    assert list_titles(feed)[0][0] == "x"
    assert feed.find("a:entry", NAMES).find("a:title/*", NAMES) is None
