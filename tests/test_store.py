"""What could go wrong unseen: changed bytes, a cut file, a vintage of the future."""

import shutil
import tempfile
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import build, rows, store
from analysis.measures import BadInputError
from analysis.schema import Figures, empty
from tests.conftest import RAW


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty"),
        (b"a,b\n1\x00,2\n", "binary"),
        (b"<!doctype html><html></html>", "web page"),
        (b"a,b\n1,2\n3\n", "row 3: has 1 fields where the header has 2"),
        (b'a,b\n1,"2', "cannot be read to its end"),
        (b"a,b\n1,\xe9\n", "row 2: is not UTF-8"),
        (b"a,a\n1,2\n", "column a: stands twice"),
        (b"a,b\n1,2,\n3,4,\n5,6", "row 4: has 2 fields where the header has 2"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(write_csv, data, problem):
    with pytest.raises(BadInputError, match=problem) as refusal:
        rows.read_rows(write_csv(data), "file.csv")
    assert str(refusal.value).startswith("file.csv")
    assert "\n" not in str(refusal.value)


def test_a_code_keeps_its_zeros_and_namibia_its_code(write_csv):
    held = rows.read_rows(write_csv("code,iso2\n0101,NA\n"), "f")
    assert held[["code", "iso2"]].iloc[0].tolist() == ["0101", "NA"]


def test_a_line_break_in_quotes_and_a_trailing_comma_shift_nothing(write_csv):
    held = rows.read_rows(write_csv(b'\xef\xbb\xbfa,b\n"1\n1",2,\n3,4,\n'), "f")
    assert held[["a", "b"]].to_numpy().tolist() == [["1\n1", "2"], ["3", "4"]]


def test_lines_that_end_in_a_carriage_return_alone_are_lines(write_csv):
    held = rows.read_rows(write_csv(b"a,b\r1,2\r3,4\r"), "f")
    assert held[["a", "b"]].to_numpy().tolist() == [["1", "2"], ["3", "4"]]
    assert held["source_row"].tolist() == [2, 3]


def test_a_changed_file_is_refused_by_name(tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(RAW / "ucdp", raw / "ucdp")
    path = raw / "ucdp" / "MLI" / "2024-06-30" / "mli_admin1_month.csv"
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    with pytest.raises(
        BadInputError, match=r"ucdp/MLI/2024-06-30/mli_admin1_month.csv: has changed"
    ):
        store.read_origin(path, raw)


def add_vintage(raw, day, text):
    path = raw / "ledger" / "XXX" / day / "claims.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text)


def test_the_newest_vintage_on_or_before_the_day_is_read(tmp_path):
    for day in ("2024-01-01", "2024-02-01", "2024-03-01"):
        add_vintage(tmp_path, day, day)
    chosen = store.choose_files(tmp_path, "ledger", "XXX", "2024-02-15", rows_are_dated=False)
    assert [vintage for vintage, _ in chosen] == ["2024-02-01"]


def test_only_dated_rows_are_read_from_a_later_vintage(tmp_path):
    for day in ("2024-01-01", "2024-02-01"):
        add_vintage(tmp_path, day, day)
    none = store.choose_files(tmp_path, "ledger", "XXX", "2023-06-01", rows_are_dated=False)
    dated = store.choose_files(tmp_path, "ledger", "XXX", "2023-06-01", rows_are_dated=True)
    assert none == []
    assert [vintage for vintage, _ in dated] == ["2024-01-01"]


def test_adding_the_same_file_twice_changes_nothing(tmp_path, write_csv):
    file = write_csv("a,b\n1,2\n")
    origin = dict.fromkeys(store.ORIGIN_KEYS) | {"sha256": store.hash_file(file)}
    first = store.write_vintage(tmp_path / "raw", "s", "XXX", "2024-01-01", file, origin)
    before = {p: p.read_bytes() for p in (tmp_path / "raw").rglob("*") if p.is_file()}
    assert store.write_vintage(tmp_path / "raw", "s", "XXX", "2024-01-01", file, origin) == first
    assert before == {p: p.read_bytes() for p in (tmp_path / "raw").rglob("*") if p.is_file()}


def test_another_file_of_the_same_name_is_never_overwritten(tmp_path, write_csv):
    origin = dict.fromkeys(store.ORIGIN_KEYS)
    file = write_csv("a\n1\n")
    store.write_vintage(
        tmp_path / "raw", "s", "XXX", "2024-01-01", file, origin | {"sha256": store.hash_file(file)}
    )
    other = write_csv("a\n2\n")
    with pytest.raises(BadInputError, match="already held"):
        store.write_vintage(
            tmp_path / "raw",
            "s",
            "XXX",
            "2024-01-01",
            other,
            origin | {"sha256": store.hash_file(other)},
        )


def test_a_correction_that_no_longer_fits_fails(mali):
    assert len(mali["needs"]) > 0
    held = rows.read_rows(RAW / "figures" / "MLI" / "2026-11-22" / "needs.csv", "needs.csv")
    fix = store.read_corrections(RAW)[0] | {"expect": "1999-12-31"}
    with pytest.raises(BadInputError, match="no longer finds '1999-12-31'"):
        store.apply_corrections(held, [fix], file="needs.csv")


def test_every_correction_finds_its_one_cell():
    for fix in store.read_corrections(RAW):
        path = RAW / fix["source"] / "MLI" / "2026-11-22" / fix["file"]
        held = rows.read_rows(path, fix["file"])
        changed = store.apply_corrections(held, [fix], file=fix["file"])
        assert (changed != held).sum().sum() == 1


@settings(max_examples=30)
@given(
    days=st.lists(
        st.dates(date(2020, 1, 1), date(2026, 12, 31)), min_size=1, max_size=6, unique=True
    ),
    as_of=st.dates(date(2019, 1, 1), date(2027, 12, 31)),
    is_dated=st.booleans(),
)
def test_a_later_vintage_never_changes_what_an_earlier_day_knew(days, as_of, is_dated):
    with tempfile.TemporaryDirectory() as folder:
        raw, day = Path(folder), as_of.isoformat()
        ordered = sorted(d.isoformat() for d in days)
        seen = []
        for vintage in ordered:
            add_vintage(raw, vintage, vintage)
            chosen = store.choose_files(raw, "ledger", "XXX", day, rows_are_dated=is_dated)
            seen.append([v for v, _ in chosen])
        known = [v for v in ordered if v <= day]
        expected = known[-1:] or (ordered[:1] if is_dated else [])
        assert seen[-1] == expected
        later = [held for vintage, held in zip(ordered, seen, strict=True) if vintage > day]
        assert all(held == later[0] for held in later)
        assert chosen == store.choose_files(raw, "ledger", "XXX", day, rows_are_dated=is_dated)


@settings(max_examples=30)
@given(
    days=st.lists(
        st.dates(date(2020, 1, 1), date(2026, 12, 31)), min_size=1, max_size=6, unique=True
    ),
    as_of=st.dates(date(2019, 1, 1), date(2027, 12, 31)),
    data=st.data(),
)
def test_in_whatever_order_vintages_are_added_the_newest_until_the_day_serves(days, as_of, data):
    order = data.draw(st.permutations(days), label="order of adding")
    again = data.draw(st.sets(st.sampled_from(days)), label="fetched twice on that day")
    with tempfile.TemporaryDirectory() as folder:
        raw, day = Path(folder), as_of.isoformat()
        for vintage in order:
            add_vintage(raw, vintage.isoformat(), "first")
            if vintage in again:
                held = raw / "ledger" / "XXX" / vintage.isoformat() / "claims.csv"
                held.with_name("claims~2.csv").write_text("second")
        chosen = store.choose_files(raw, "ledger", "XXX", day, rows_are_dated=False)
        known = [vintage for vintage in days if vintage <= as_of]
        names = [(vintage, path.name) for vintage, path in chosen]
        newest = max(known, default=None)
        name = "claims~2.csv" if newest in again else "claims.csv"
        assert names == ([(newest.isoformat(), name)] if newest else [])


def test_a_build_checks_the_bytes_of_a_file_once(tmp_path, monkeypatch):
    raw, checked = tmp_path / "raw", []
    shutil.copytree(RAW / "ucdp", raw / "ucdp")
    shutil.copytree(RAW / "unhcr", raw / "unhcr")
    hash_file = store.hash_file
    monkeypatch.setattr(store, "hash_file", lambda path: checked.append(path) or hash_file(path))
    assert build.build(raw, tmp_path / "processed", "MLI", "2026-11-22")
    data = [p.name for p in checked if "hand" not in p.parts]
    assert sorted(data) == ["mli_admin1_month.csv", "refugees_unhcr_yearly.csv"]
    assert not build.build(raw, tmp_path / "processed", "MLI", "2026-11-22", force=False)
    path = raw / "ucdp" / "MLI" / "2024-06-30" / "mli_admin1_month.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(BadInputError, match="has changed since it was stored"):
        build.build(raw, tmp_path / "processed", "MLI", "2026-11-22", force=False)


def test_a_file_whose_origin_alone_is_left_is_missed(tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(RAW / "ucdp", raw / "ucdp")
    (raw / "ucdp" / "MLI" / "2024-06-30" / "mli_admin1_month.csv").unlink()
    with pytest.raises(BadInputError, match=r"mli_admin1_month.csv: is gone"):
        store.list_files(raw, "ucdp", "MLI", "2024-06-30")


def test_an_origin_file_that_is_no_yaml_is_refused_by_name(tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(RAW / "ucdp", raw / "ucdp")
    path = raw / "ucdp" / "MLI" / "2024-06-30" / "mli_admin1_month.csv"
    path.with_name(path.name + ".origin.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"origin.yml: is not YAML"):
        store.read_origin(path, raw)


def test_a_hand_made_table_that_is_missing_is_no_empty_one(tmp_path):
    (tmp_path / "hand").mkdir()
    with pytest.raises(BadInputError, match=r"hand/breaks.csv: is missing"):
        store.read_hand(tmp_path, "breaks.csv")


def test_a_folder_without_hand_made_tables_uses_the_project_s(tmp_path):
    assert len(store.read_hand(tmp_path, "countries.csv")) > 200


def test_a_source_that_may_not_be_passed_on_keeps_itself_out_of_git(tmp_path, write_csv):
    file = write_csv("a\n1\n")
    origin = dict.fromkeys(store.ORIGIN_KEYS) | {"sha256": store.hash_file(file)}
    for name, may in (("open", True), ("closed", False)):
        store.write_vintage(
            tmp_path, name, "XXX", "2024-01-01", file, origin | {"redistributable": may}
        )
    assert not (tmp_path / "open" / ".gitignore").exists()
    assert (tmp_path / "closed" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_figures_are_made_once_for_the_tables_and_libraries_held_and_replace_the_stale(
    tmp_path, monkeypatch
):
    (tmp_path / "MLI").mkdir()
    made = []

    def make():
        made.append(1)
        return empty(Figures)

    read = partial(store.read_figures, tmp_path, "MLI")
    for _ in range(2):
        read("2023-11", make)
    read("2023-10", make)
    assert len(made) == 2
    monkeypatch.setattr(store, "version", lambda name: "next")
    read("2023-11", make)
    assert len(made) == 3
    kept = sorted(path.name[:7] for path in (tmp_path / "MLI" / "figures").iterdir())
    assert kept == ["2023-10", "2023-11"]
