"""What a page prints, text by text, and which of its numbers lead nowhere."""

import re
from html import unescape
from html.parser import HTMLParser

VOID = {"br", "img", "meta", "link", "source", "input", "hr", "col"}
SILENT = {"style", "script", "head", "title"}
MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
DAY = r"\d{1,2}(?:er)?"
DATE = rf"(?:{DAY} ?(?:–|au|to|et|and) ?)?(?:{DAY} )?\b(?:{MONTH})\b(?: \d{{4}})?|\b(?:19|20)\d\d\b"
CLASS = r"\d+(?:–\d+)?"


class Texts(HTMLParser):
    """Texts of a page, each with the elements that it stands in, outermost first."""

    def __init__(self, page):
        super().__init__()
        self.open, self.found = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Note that an element opens."""
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Note that an element closes, with those left open in it."""
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        """Keep a text that a reader sees."""
        if not SILENT & {tag for tag, _ in self.open}:
            self.found.append((to_plain(data), list(self.open)))


def to_plain(text):
    """Text with plain spaces and apostrophes, and no space before punctuation."""
    plain = re.sub(r"[\s\u202f\u00a0]+", " ", text.replace("’", "'"))
    return re.sub(r" (?=[;:!?»])|(?<=«) ", "", plain).strip()


def list_entries(page):
    """Ids of the rows of the annex of figures, the last table of a page."""
    return set(re.findall(r'<tr id="([^"]+)"', page[page.rindex("<table") :]))


def name_kind(text, where, entries, quoted):
    """Say why a text may hold digits; nothing where a number in it has no way back.

    ``quoted`` is the words of the raw files, plain.
    """
    classes = {name for _, a in where for name in (a.get("class") or "").split()}
    rows = [a["id"] for tag, a in where if tag == "tr" and "id" in a]
    links = [a.get("href", "")[1:] for tag, a in where if tag == "a"]
    if set(links) & entries:
        return "figure"
    if set(rows) & entries:
        return "entry"
    if any(name.startswith("change-") for name in (*rows, *links)):
        return "change"  # a number of an earlier issue, or the parts of what moved since
    if classes & {"path", "source"}:
        return "file"
    if "key" in classes and re.fullmatch(CLASS, text):
        return "class of the map"
    if where[-1][1].get("scope") == "row" and re.fullmatch(r"\d{1,2}", text):
        return "head of a row"  # an age in months, which a table runs through
    if not re.search(r"\d", re.sub(DATE, "", text)):
        return "date"
    words = re.sub(rf"^(?:{DATE}): ?|, (?:{DATE})$", "", text)
    if re.search(r"[^\W\d_]{2}", words) and words in quoted:
        return "words of a source"
    return None


def sort_texts(page, quoted):
    """Texts with digits, by what they are; those that are nothing of it under ``None``."""
    entries, found = list_entries(page), {}
    for text, where in Texts(page).found:
        if re.search(r"\d", text):
            found.setdefault(name_kind(text, where, entries, quoted), []).append(text)
    return found


def list_pictures(page):
    """Text of each picture, dates left out, and the numbers of the links beside it."""
    for block in re.findall(r"<figure>(.*?)</figure>", page, re.S):
        for alt in re.findall(r'<img alt="([^"]*)"', block):
            links = re.findall(r'<a class="figure"[^>]*>(.*?)</a>', block)
            yield re.sub(DATE, "", to_plain(unescape(alt))), [to_plain(unescape(n)) for n in links]
