"""One figure: its id, its number or the reason why there is none, and the way back to its rows."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import pandas as pd

MAX_AGE = pd.Timedelta(days=366)  # an older figure is not shown as the latest
CODE = re.compile(r"[A-Z]{2}\d{2,}")


def make_id(*parts: str) -> str:
    """Join parts to an id that is also an anchor: plain letters, digits and hyphens."""
    return "-".join(_to_anchor(part) for part in parts)


def _to_anchor(part: str) -> str:
    """Plain letters of a name, without accents; of one in another script, its checksum."""
    plain = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode()
    text = re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("_")
    return text or "u" + hashlib.sha256(part.encode()).hexdigest()[:8]


def write_day(day: Any) -> str:
    """Write a day as figures do: YYYY-MM-DD."""
    return pd.Timestamp(day).strftime("%Y-%m-%d")


def write_end(month: Any) -> str:
    """Write the last day of a month as figures do."""
    return write_day(month + pd.offsets.MonthEnd(0))


def cite_rows(rows: pd.DataFrame) -> str:
    """Way back to the rows that a figure was made of, as JSON."""
    return cite_pairs(rows["source_file"] + "#" + rows["source_row"].astype("str"))


def cite_row(row: Any) -> str:
    """Way back to one row, or to all that it was added up from."""
    rows = getattr(row, "source_rows", None)
    held = rows.split(" ") if isinstance(rows, str) else [row.source_row]
    return cite_pairs(f"{row.source_file}#{number}" for number in held)


def list_pairs(rows: pd.DataFrame) -> list[str]:
    """``file#row`` of rows, each with all that it was added up from."""
    rows = rows[rows["source_file"].notna()]
    own = rows["source_row"].astype("str")
    summed = rows["source_rows"].fillna(own) if "source_rows" in rows else own
    return list(rows["source_file"] + "#" + summed.str.replace(" ", ","))


def cite_pairs(pairs: Iterable[str]) -> str:
    """Way back from ``file#row`` or ``file#2,3,7``; a sheet of a workbook is ``file!sheet#row``."""
    held: dict[str, set[int]] = {}
    for pair in pairs:
        file, rows = pair.rsplit("#", 1)
        held.setdefault(file, set()).update(int(row) for row in rows.split(","))
    return json.dumps([_cite(file, sorted(rows)) for file, rows in sorted(held.items())])


def cite_ids(ids: Iterable[str]) -> str:
    """Way back to other figures."""
    return json.dumps(list(ids))


def _cite(file: str, rows: list[int]) -> dict[str, Any]:
    name, _, sheet = file.partition("!")
    return {"file": name, **({"sheet": sheet} if sheet else {}), "rows": rows}


def make_figure(figure_id: str, indicator: str, source: str, **rest: Any) -> dict[str, Any]:
    """Make a row of the table of figures; a bound stays where the best number is missing."""
    base: dict[str, Any] = {
        "id": figure_id,
        "indicator": indicator,
        "source": source,
        "publisher": None,
        "pcode_list": None,
        "value": None,
        "low": None,
        "high": None,
        "status": "not_reported",
        "as_of": None,
        "rule": "none",
        "note": None,
        "is_provisional": False,
        "interval_pct": None,
        "n": None,
        "verdict": None,
        "inputs": "[]",
        "level": None,  # of the place, where its source says it; no column of the table
    }
    figure = base | rest
    numbers = {
        name: float("nan") if figure[name] is None or pd.isna(figure[name]) else float(figure[name])
        for name in ("value", "low", "high")
    }
    return figure | numbers


def copy_published(
    figure_id: str, row: Any, rule: str, indicator: str | None = None
) -> dict[str, Any]:
    """Carry one published figure over as it stands."""
    return make_figure(
        figure_id,
        indicator or row.indicator,
        row.source,
        publisher=row.publisher,
        geography=row.geography,
        geography_name=row.geography_name,
        period_start=write_day(row.period_start),
        period_end=write_day(row.period_end),
        value=row.value,
        status=row.status,
        unit=row.unit,
        as_of=row.as_of,
        rule=rule,
        note=row.qualifier,
        inputs=cite_row(row),
    )


def copy_stock(figure_id: str, row: Any, indicator: str = "idps", **more: Any) -> dict[str, Any]:
    """Carry one stock of displaced persons over as it stands."""
    day = write_day(row.as_of_last)
    return make_figure(
        figure_id,
        indicator,
        row.source,
        publisher=row.publisher,
        geography=row.geography,
        geography_name=row.geography_name,
        period_start=day,
        period_end=day,
        value=row.idps,
        status=row.status,
        unit="people",
        as_of=row.as_of,
        note=row.qualifier,
        inputs=cite_row(row),
        **{"rule": "latest-on-or-before", **more},
    )


def to_numbers(stocks: pd.DataFrame) -> pd.DataFrame:
    """Stocks as numbers with their state."""
    return stocks.rename(columns={"idps": "value"})[["value", "status"]].reset_index(drop=True)
