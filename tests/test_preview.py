"""What nobody would notice: an unknown number shown as 0, NaN or nothing, a bound shown as a number."""

import re
from html import unescape

import pandas as pd
import pytest

from analysis import preview
from analysis.prose import LANGUAGES

COUNTS = preview.mark(
    pd.DataFrame(
        {
            "month": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]),
            "unit": "people",
            "value": pd.array([0, 1200, 7, None], dtype="Int64"),
            "low": pd.array([None, 1100, None, None], dtype="Int64"),
            "status": ["reported", "estimated", "at_least", "not_covered"],
            "population": pd.array([None, 5, 5, 5], dtype="Int64"),
            "region": pd.Series(["XX01", "<b>", "XX02", None], dtype="str"),
            "locality": pd.Series([None, "a", "a", "a"], dtype="str"),
        }
    ),
    table="figures",
    title="Xland: <counts>",
    sources="Toy office, Counts (2024)",
    as_of="2024-05-01",
)


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html.split("<tbody>")[1])
    return [[unescape(re.sub("<.*?>", "", c)) for c in re.findall("<td.*?</td>", r)] for r in rows]


def test_what_is_unknown_is_said_in_words_and_a_reported_zero_is_a_zero():
    shown = cells(preview.to_html(COUNTS))
    assert [row[2] for row in shown] == ["0", "1,200", "at least 7", "not covered"]
    assert [row[3] for row in shown] == ["no range", "1,100", "no range", "not covered"]
    assert [shown[0][5], shown[3][6], shown[0][7]] == ["not stated", "not placed", "not stated"]


def test_an_end_of_a_range_is_not_said_to_be_at_least_so_many():
    bound = COUNTS.assign(low=pd.array([None, None, 6, None], dtype="Int64"))
    assert cells(preview.to_html(bound))[2][2:4] == ["at least 7", "6"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_cell_is_empty_or_nan(lang):
    shown = cells(preview.to_html(COUNTS, lang=lang))
    assert len(shown) == 4
    assert not {"", "nan", "NaN", "<NA>", "None", "NaT"} & {c for row in shown for c in row}


def test_units_stand_in_the_head_and_source_and_day_below():
    html = preview.to_html(COUNTS)
    assert "population<br><small>people</small>" in html
    assert "Source: Toy office, Counts (2024). As known on 2024-05-01." in html
    assert "Xland: &lt;counts&gt;" in html
    assert "&lt;b&gt;" in html


def test_rows_that_are_not_shown_are_counted():
    assert "3 more rows" in preview.to_html(COUNTS, rows=1)
    assert "One more row" in preview.to_html(COUNTS, rows=3)
    assert "No rows." in preview.to_html(COUNTS.iloc[:0])


def test_a_part_of_a_table_still_says_what_it_is_of_and_the_whole_is_unchanged():
    part = COUNTS[COUNTS["value"] > 3]
    assert preview.tell(part) == preview.tell(COUNTS)
    assert preview.tell(preview.mark(part, note="x"))["note"] == "x"
    assert "note" not in preview.tell(part)
    assert preview.tell(pd.DataFrame({"a": [1]})) == {}
