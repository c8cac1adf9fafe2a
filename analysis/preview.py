"""Tables to HTML for a notebook: units in the head, what is unknown in words, sources below.

A table says in ``attrs`` under ``KEY`` what it is of; one that says nothing is not for us to show
otherwise than pandas does. No cell is empty, 0 or NaN because nobody knows.
"""

from html import escape
from math import floor, log10
from typing import Any

import pandas as pd

from analysis.prose import count_decimals, format_number, say
from analysis.schema import STATED, TABLES, Figures, Table

KEY = "impact"
ROWS = 20
SMALL = 0.1  # a rate below it has more than two decimals
SHORT = 32  # letters that stay in one line
MADE = {  # units of columns that no declared table has
    "population": "people",
    **dict.fromkeys(("distance_km", "distance_km_low", "distance_km_high"), "km"),
    **dict.fromkeys(("month", "first_month", "last_month"), "month"),
    "months": "months",
    **dict.fromkeys(("per_100k", "per_100k_low", "per_100k_high"), "per 100,000 people"),
    **dict.fromkeys(
        ("per_100k_month", "per_100k_month_low", "per_100k_month_high"),
        "per 100,000 people and month",
    ),
    "rows": "rows",
}
STATES = {  # column that holds the state of a number
    **dict(STATED),
    **dict.fromkeys(("low", "high"), "status"),
    **dict.fromkeys(("per_100k", "per_100k_month"), "per_100k_status"),
    "population": "population_status",
    **{f"fatalities_{end}": "incidents_status" for end in ("low", "best", "high")},
    "civilian_fatalities": "incidents_status",
}
BOUND = ("low", "high")
PLACED = ("admin1_pcode", "admin1_name", "region", "region_name")
EXACT = {"year", "row", "level"}  # numbers that are names: no separators in them
STYLE = (
    "<style>.impact{overflow-x:auto}.impact caption{text-align:left;font-weight:bold}"
    ".impact tr>*{text-align:left!important;vertical-align:top;padding:.15em .6em .15em 0}"
    ".impact tr>.n{text-align:right!important}.impact tr>.d{white-space:nowrap}"
    ".impact small{font-weight:normal}.impact i{opacity:.7}</style>"
)


def mark(frame: pd.DataFrame, **about: Any) -> pd.DataFrame:
    """Return the frame with what it is of, so that it is shown with its units and its source."""
    marked = frame.copy(deep=False)
    marked.attrs = {KEY: {**frame.attrs.get(KEY, {}), **about}}
    return marked


def tell(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what a frame says of itself; nothing where it has lost it."""
    return dict(frame.attrs.get(KEY, {}))


def to_html(frame: pd.DataFrame, *, rows: int = ROWS, lang: str = "en") -> str:
    """HTML of the first rows of a table, with caption, units, states in words and source line."""
    about, units = tell(frame), find_units(frame)
    named = frame if frame.index.name in frame or frame.index.name is None else frame.reset_index()
    first = named.head(rows).rename(columns=str)
    cells = {name: write_cells(first, name, units.get(name, ""), lang) for name in first.columns}
    kinds = {name: _name_class(first[name]) for name in cells}
    heads = "".join(
        f'<th scope="col"{kinds[name]}>{escape(str(name))}{_write_unit(units.get(name, ""))}</th>'
        for name in cells
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kinds[n]}>{c}</td>" for n, c in zip(cells, row, strict=True))
        + "</tr>"
        for row in zip(*cells.values(), strict=True)
    )
    return (
        f'{STYLE}<div class="impact"><table><caption>{escape(about.get("title", ""))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        + "".join(f"<p><small>{escape(line)}</small></p>" for line in list_notes(named, rows, lang))
        + "</div>"
    )


def list_notes(frame: pd.DataFrame, rows: int, lang: str) -> list[str]:
    """Lines below a table: rows that are not shown, what was left out, source and day."""
    about = tell(frame)
    more = len(frame) - rows
    notes = [say(lang, "preview-none")] if frame.empty else []
    if more > 0:
        notes.append(say(lang, "preview-more", n=more, number=format_number(lang, more)))
    if note := about.get("note"):
        notes.append(note)
    if source := about.get("sources"):
        notes.append(say(lang, "preview-source", sources=source, day=about.get("as_of", "")))
    return notes


def find_units(frame: pd.DataFrame) -> dict[str, str]:
    """Find the unit of each column that is a number or a day, as its table declares it."""
    tables: dict[str, type[Table]] = {**TABLES, "figures": Figures}
    table = tables.get(tell(frame).get("table", ""))
    declared = {} if table is None else table.to_schema().columns
    units = {str(name): (c.metadata or {}).get("unit", "") for name, c in declared.items()}
    return MADE | {name: unit for name, unit in units.items() if unit != "text"}


def _write_unit(unit: str) -> str:
    is_told = unit and not unit.startswith("see ")  # there is a column for it
    return f"<br><small>{escape(unit)}</small>" if is_told else ""


def _name_class(values: pd.Series) -> str:
    is_short = values.dtype == "str" and values.str.len().max() <= SHORT
    if is_short or pd.api.types.is_datetime64_any_dtype(values):
        return ' class="d"'
    is_number = pd.api.types.is_numeric_dtype(values) and values.dtype not in ("bool", "boolean")
    return ' class="n"' if is_number else ""


def write_cells(frame: pd.DataFrame, name: str, unit: str, lang: str) -> list[str]:
    """Cells of a column as HTML; what is missing is the word for its state, in italics."""
    states = frame[STATES[name]] if STATES.get(name) in frame else None
    units = frame["unit"] if unit.startswith("see ") and "unit" in frame else None
    return [
        _write_cell(
            value,
            name,
            unit if units is None else str(units.iloc[place]),
            None if states is None else states.iloc[place],
            lang,
        )
        for place, value in enumerate(frame[name])
    ]


def _write_cell(value: Any, name: str, unit: str, state: Any, lang: str) -> str:
    if pd.isna(value):
        return f"<i>{escape(_name_missing(name, state, lang))}</i>"
    text = _write_value(value, unit, lang)
    is_least = state == "at_least" and not name.endswith(BOUND)
    return escape(say(lang, "at-least", number=text) if is_least else text)


def _name_missing(name: str, state: Any, lang: str) -> str:
    """Say why a cell has nothing: the state of its number, or that its source does not say."""
    if name.endswith(BOUND) and state not in {"not_covered", "not_reported", "withheld"}:
        return say(lang, "preview-no-range")
    if isinstance(state, str):
        return say(lang, f"status-{state.replace('_', '-')}")
    return say(lang, "not-placed" if name in PLACED else "preview-not-stated")


def _write_value(value: Any, unit: str, lang: str) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}" if unit == "month" else f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return say(lang, "preview-yes" if value else "preview-no")
    if not pd.api.types.is_number(value) or unit in EXACT:
        return str(value)
    number: Any = value
    return format_number(lang, float(number), decimals=_count_decimals(float(number), unit))


def _count_decimals(value: float, unit: str) -> int:
    """Decimals of a number: of degrees and rates as many as tell places and small rates apart."""
    if unit == "degrees":
        return 3
    if unit.startswith("per 100"):
        return count_rate_decimals(value)
    return 2 if unit == "km" else count_decimals(value, unit)


def count_rate_decimals(value: float) -> int:
    """Decimals of a rate: two, and of a small one as many as show two digits; none is not 0."""
    return 2 if not 0 < value < SMALL else 1 - floor(log10(value))
