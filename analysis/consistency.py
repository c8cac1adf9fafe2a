"""Whether the arithmetic of a published text or table holds: a text in, a table of claims out.

Three kinds of claims are reckoned again: changes, totals, and households times their average size.
``holds`` and ``fails`` are said only where every reading of the printed digits agrees, otherwise
``cannot_tell``; see ``docs/methods/consistency.md``.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import asdict
from typing import Any

import pandas as pd

from analysis.amounts import MASK, Outline, read_outline
from analysis.comparisons import find_changes, mark_moves
from analysis.grids import find_in_grid
from analysis.passages import read_passages
from analysis.sums import find_sums
from analysis.verdicts import Claim

COLUMNS = ["text", "kind", "verdict", "stated", "computed", "unit"]
KEYS = COLUMNS[:-1]
END = re.compile(
    rf"(?<!i\.e)(?<!e\.g)(?<!\bvs)(?<!n\.c)(?<!\bcf)[.!?]['’”»)]*\s+(?=[\W_]*[A-ZÀ-Ý{MASK}\ue000])|•\s"
)
PIECE = re.compile(r"(?<!\S)\S.{0,3000}(?!\S)")  # a longer line is no paragraph, and slow to search
SUFFIX = {"percent": "%", "points": " points", "times": " times", "people": " people"}
WORDS = {"holds": "holds", "fails": "fails", "cannot_tell": "cannot tell"}


def check_text(text: str, form: str = "text") -> pd.DataFrame:
    """Claims of a document, one a row; ``form`` is ``html``, ``csv`` or ``text``."""
    passages = read_passages(text, form)
    claims = [c for line in passages.lines for p in PIECE.findall(line) for c in check_line(p)]
    claims += [c for grid in passages.grids for c in find_in_grid(grid)]
    return pd.DataFrame([asdict(c) for c in claims], columns=COLUMNS, dtype=object)


def check_line(line: str) -> list[Claim]:
    """Claims of a line of prose."""
    return [
        c
        for s in cut_sentences(read_outline(line))
        for c in [*find_changes(s), *find_sums(mark_moves(s))]
    ]


def cut_sentences(line: Outline) -> Iterator[Outline]:
    """Sentences of a line; a point within a number or a date ends none."""
    start = 0
    for found in END.finditer(line.signs):
        yield line.cut(start, found.start() + 1)
        start = found.end()
    yield line.cut(start, len(line.text))


def to_records(claims: pd.DataFrame) -> list[dict[str, object]]:
    """Claims as the contract has them."""
    return [{k: row[k] for k in KEYS} for row in claims.to_dict("records")]


def format_claims(claims: pd.DataFrame) -> list[str]:
    """One line a claim: verdict, text, what was stated and what the figures give."""
    return [_format(row) for row in claims.to_dict("records")]


def _format(row: dict[Hashable, Any]) -> str:
    stated, computed = (
        _number(row[k], str(row["unit"]), str(row["kind"])) for k in ("stated", "computed")
    )
    return f"{WORDS[str(row['verdict'])]:<11} {row['kind']}: {row['text']} | stated {stated} | computed {computed}"


def _number(value: object, unit: str, kind: str) -> str:
    if value is None:
        return "-"
    if not isinstance(value, int | float):
        return str(value)
    sign = "+" if kind == "change" and unit != "times" else ""
    return f"{value:{sign},}{SUFFIX.get(unit, '')}"
