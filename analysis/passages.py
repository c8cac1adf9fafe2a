"""What a page, a CSV or a text says: its sentences line by line, and its tables as grids of text."""

import csv
import io
import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag

INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
    ),
    *("kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time"),
    *("tt", "u", "var", "wbr", "nobr"),
}
UNSEEN = ["script", "style", "svg", "template", "noscript", "head", "math"]
RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
ENTRY = re.compile(
    r"\s*(?:[-*•–]\s+)?(?P<label>[^\d:=|]{2,60}?)\s*[:=]\s*(?P<value>[^a-z]*\d[^A-Za-z]*|–|-|n\.?[acd]\.?)\s*"
)


@dataclass(frozen=True)
class Grid:
    """A table as rows of text, with its caption."""

    rows: list[list[str]]
    caption: str = ""


@dataclass(frozen=True)
class Passages:
    """Lines of prose and tables of a document."""

    lines: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


def read_passages(text: str, form: str) -> Passages:
    """Sentences and tables of a document; ``form`` is ``html``, ``csv`` or ``text``."""
    readers = {"html": read_html, "csv": read_csv, "text": read_text}
    return readers[form](text)


def find_form(suffix: str, text: str) -> str:
    """Form of a document: by the end of its name, or as a page by how it begins."""
    if suffix.lower() in {".html", ".htm", ".xhtml"} or re.match(
        r"\s*<(?:!doctype|html)", text, re.I
    ):
        return "html"
    return "csv" if suffix.lower() in {".csv", ".tsv"} else "text"


def read_csv(text: str) -> Passages:
    """Table of delimited text; the delimiter is the one that makes most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=first.count)
    rows = [
        row for row in csv.reader(io.StringIO(text, newline=None), delimiter=delimiter) if any(row)
    ]
    grid = Grid([[tidy(c) for c in row] for row in rows])
    return Passages(_long_cells(grid), [grid])


def _long_cells(grid: Grid) -> list[str]:
    """Cells of a table that may hold a sentence."""
    return [cell for row in grid.rows for cell in row if len(cell) > 20]


def read_text(text: str) -> Passages:
    """Prose and tables of a text or of Markdown; wrapped lines are one paragraph."""
    lines: list[str] = []
    grids: list[Grid] = []
    for block in re.split(r"\n\s*\n", text):
        rows = [line for line in block.splitlines() if line.strip()]
        entries = [ENTRY.fullmatch(line) for line in rows]
        if len(rows) > 1 and any(RULE.fullmatch(line.strip()) for line in rows):
            grids.append(Grid(_read_pipes(rows)))
            lines += _long_cells(grids[-1])
        elif len(rows) > 2 and all(entries):
            grids.append(Grid([["", ""], *([m["label"], m["value"]] for m in entries if m)]))
        else:
            lines += _unwrap(rows)
    return Passages(lines, grids)


def _read_pipes(rows: list[str]) -> list[list[str]]:
    kept = [r for r in rows if "|" in r and not RULE.fullmatch(r.strip())]
    return [[tidy(c.strip("*_ ")) for c in r.strip().strip("|").split("|")] for r in kept]


def _unwrap(rows: list[str]) -> list[str]:
    """Put wrapped lines together; a heading or a point of a list begins anew."""
    joined: list[str] = []
    for row in rows:
        starts = re.match(r"\s*(?:[-*•#>]|\d+[.)])\s", row) or not joined
        if starts or joined[-1].lstrip().startswith("#"):
            joined.append(row.strip())
        else:
            joined[-1] += " " + row.strip()
    return [re.sub(r"[*_`]{1,2}(?=\S)|(?<=\S)[*_`]{1,2}", "", j) for j in joined]


def read_html(text: str) -> Passages:
    """Sentences and tables that a reader of the page sees."""
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(UNSEEN):
        tag.decompose()
    for tag in soup("sup"):
        if tag.get_text().strip(" []()*").isdigit():
            tag.decompose()  # a footnote, which would be read as more digits
    for words in soup.find_all(string=True):
        words.replace_with(NavigableString(re.sub(r"[ \t\r\n]+", " ", words)))
    tables = [t for t in soup("table") if not t.find("table")]
    grids = [_read_table(t) for t in tables]
    for tag in soup.find_all(lambda t: t.name not in INLINE):
        tag.insert_before("\n")
        tag.insert_after("\n")
    return Passages([tidy(line) for line in soup.get_text().split("\n") if line.strip()], grids)


def _read_table(table: Tag) -> Grid:
    """Cells of a table, those that span several repeated."""
    rows: list[list[str]] = []
    below: dict[tuple[int, int], str] = {}
    for at, row in enumerate(table("tr")):
        cells: list[str] = []
        for cell in row(["td", "th"]):
            while (at, len(cells)) in below:
                cells.append(below.pop((at, len(cells))))
            words, down = tidy(cell.get_text()), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                below |= {(at + n, len(cells)): words for n in range(1, down)}
                cells.append(words)
        while (at, len(cells)) in below:
            cells.append(below.pop((at, len(cells))))
        rows.append(cells)
    caption = table.find("caption")
    return Grid([r for r in rows if r], tidy(caption.get_text()) if caption else "")


def _span(cell: Tag, name: str) -> int:
    words = str(cell.get(name, "1"))
    return min(int(words), 50) if words.isdigit() and int(words) else 1


def tidy(words: str) -> str:
    """Text without space at its ends or twice in a row; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", words).strip()
