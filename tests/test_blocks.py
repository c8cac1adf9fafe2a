"""What could go wrong unseen: two readers that take one file for two tables."""

import csv
import io
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import blocks
from analysis.measures import BadInputError
from analysis.rows import _read_csv, _read_with_care, read_all, read_sheets
from tests.conftest import SHARED

FILES = sorted(SHARED.rglob("*.csv")) if SHARED.is_dir() else []


def read(data: bytes, *, size: int = 1 << 22, choose=read_all):
    """Read with the quick reader where it dares, and say whether it did."""
    with mock.patch.object(blocks, "SIZE", size):
        is_plain = blocks.read_plain(io.BytesIO(data), choose) is not None
        return is_plain, outcome(lambda: _read_csv(io.BytesIO(data), "x.csv", choose))


def outcome(make):
    try:
        return make()
    except BadInputError as error:
        return str(error)


def check_same(data: bytes, size: int = 1 << 22) -> bool:
    is_plain, found = read(data, size=size)
    expected = outcome(lambda: _read_with_care(data, "x.csv"))
    if isinstance(expected, str):
        assert not is_plain
        assert found == expected
    else:
        assert_frame_equal(found, expected)
    return is_plain


MARKS = st.sampled_from([*'ab,,,""\n\n #é<', "\r", "\r\n", "\0", "NA", "a,b\n", '"\n"'])
SIZES = st.sampled_from([16, 40, 1 << 22])


@given(st.lists(MARKS, max_size=40).map("".join), st.booleans(), SIZES)
@example('a,b\n"1"x,2\n', False, 40)
@example('a,b\n1,2\n"3,4\n', False, 40)
@example("a,b\n1,2,\n3,4,x\n", False, 16)
def test_any_bytes_read_alike(text, has_mark, size):
    check_same((b"\xef\xbb\xbf" if has_mark else b"") + text.encode(), size)


@given(st.binary(max_size=30).map(lambda tail: b"a,b\n1,2\n" + tail), SIZES)
def test_bytes_that_are_no_text_read_alike(data, size):
    check_same(data, size)


CELLS = st.text(st.sampled_from('ab,"\n #é\U0001f30d'), max_size=4) | st.sampled_from(
    ["NA", "", "1.0"]
)
TABLES = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=12)
)


@given(TABLES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans(), SIZES)
def test_a_table_as_a_program_writes_it_is_read_quickly_and_alike(
    table, line_end, has_comma, has_mark, size
):
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=line_end)
    writer.writerow([f"column{n}" for n in range(len(table[0]))])
    writer.writerows([*row, ""] if has_comma else row for row in table)
    text = file.getvalue()
    data = text.encode("utf-8-sig" if has_mark else "utf-8")
    is_plain = check_same(data, size)
    assert is_plain or size < len(data)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_files_of_the_providers_read_alike(path):
    data = path.read_bytes()
    for size in (1 << 22, 1 << 16):
        check_same(data, size)


def test_files_of_the_providers_are_mostly_read_quickly(shared):
    slow = [p.name for p in FILES if not read(p.read_bytes())[0]]
    assert slow == ["idp_data_scatterplot.csv"]  # its lines end in lone carriage returns


@given(TABLES, st.sets(st.integers(0, 3)))
def test_chosen_columns_are_those_of_the_whole(table, chosen):
    names = [f"column{n}" for n in range(len(table[0]))]
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([names, *table])
    data = file.getvalue().encode()
    wanted = [f"column{n}" for n in sorted(chosen) if n < len(names)]
    whole = _read_with_care(data, "x.csv")
    _, found = read(data, choose=lambda header: wanted)
    assert_frame_equal(found, whole[[*wanted, "source_file", "source_row"]])


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n1,2"x\n',
        'a,b\n1,"2"x\n',
        "a,b\n1,2\n\n3,4\n",
        "a,b\n1,2,\n\n3,4,\n",
        "a,b\r\n1,2\r\n\r\n3,4\r\n",
        'a,b\n1,"2\n\n"\n\n3,4\n',
        "a,b\n1,2\r3,4\n",
        'a,b\n1,"2\n',
        "a,b\n1\n",
        "a,a\n1,2\n",
        '"a\nb",c\n1,2\n',
        "a\n1\n",
        "a,b\n",
        "",
    ],
)
def test_what_two_readers_could_take_differently_is_left_to_the_careful_one(text):
    assert not check_same(text.encode())


def test_excel_and_json_give_the_chosen_columns_too(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('[{"a": 1, "b": 2}]')
    (rows,) = read_sheets(path, "x.json", lambda header: ["b"])
    assert list(rows.columns) == ["b", "source_file", "source_row"]
