"""What a report as of an earlier day could tell from hindsight, with nothing on the page looking odd.

Two ways to find it: every figure that differs from today's must have an input that was not yet
known; and whatever is written into rows, files and notes of later days must leave the page alone.
"""

import csv
import json
import re
import shutil
from html import unescape

import pandas as pd
import pytest
import yaml

from analysis import store
from analysis.build import build_tables
from analysis.facts import to_figures
from analysis.hand import keep_begun
from analysis.measures import read_named_time
from analysis.providers import SOURCES
from analysis.report import write_report
from analysis.sources import cod, ledger
from tests.conftest import RAW

DAY, TODAY = "2023-12-10", "2026-11-22"
LATER = "HINDSIGHT"
WORDS = {
    *("qualifier", "publisher", "note", "claimant", "reason", "label_en", "label_fr"),
    *("locality", "actor1", "actor2", "note_en", "note_fr", "covers_en", "covers_fr"),
}
NUMBERS = {
    *("value", "fatalities", "injured", "fatalities_best", "people", "displacements"),
    *("new_displacement", "total_displacement"),
}
CHANGED = WORDS | NUMBERS
CORRECTIONS = store.read_corrections(RAW)


def figures_of(tables, as_of, month="2023-11"):
    found = to_figures(tables, country="MLI", country_name="Mali", month=month, as_of=as_of)
    blank = found.astype("object").where(found.notna(), None)
    return {row["id"]: row for row in blank.to_dict("records")}


@pytest.fixture(scope="module")
def then(mali_on):
    return mali_on(DAY)


def is_late(name, tables, day):
    """Whether each row of a table was unknown on a day, by its own date or that of its vintage."""
    table, day = tables[name], pd.Timestamp(day)
    if "known_from" in table:
        return table["known_from"] > day
    if name == "context_events":
        return table["date"] > day
    if name == "incidents":
        claims = tables["claims"]
        known = "ledger:" + claims.loc[claims["known_from"] <= day, "incident_id"]
        return (table["event_date"] > day) | ~table["event_id"].isin(known)
    files = table["source_file"] if "source_file" in table else table["inputs"]
    return pd.to_datetime(files.str.split("/").str[2]) > day


def late_rows(tables, day):
    """File and row of everything that was not yet known on a day."""
    found = set()
    for name, table in tables.items():
        if "source_row" in table:
            late = table[is_late(name, tables, day)]
            found |= set(zip(late["source_file"], late["source_row"], strict=True))
    return found


def late_files(tables, day):
    """Files whose rows bear no day of their own, retrieved after a day."""
    inputs = tables["inputs"]
    is_undated = ~inputs["source"].map(lambda name: SOURCES[name].rows_are_dated).astype("bool")
    return set(inputs.loc[is_undated & (inputs["vintage"] > day), "file"])


def cited(figure, figures):
    """File and row of all that a figure was made of, through the figures that it names."""
    found = set()
    for part in json.loads(figure["inputs"]):
        if isinstance(part, str):
            found |= cited(figures[part], figures)
        else:
            found |= {(part["file"], row) for row in part["rows"]}
    return found


OTHER = re.compile(rb'<p class="also">.*?</p>')
JOINED = [  # the table whose rows a join is about
    *((f"{n} to places", n) for n in ("refugees", "needs", "food_security", "access")),
    *(("stocks of IDPs", "idps"), ("stocks to panel", "idps"), ("needs to panel", "needs")),
    *(("ledger incidents", "incidents"), ("ledger claims", "claims")),
    *(("ucdp monthly rows", "incidents_admin1_month"),),
    *(("monthly incidents", "incidents_admin1_month"),),
]


def late_joins(then, now):
    """Name the figures of joins with more rows today, by just the number of rows that were not yet known."""
    rows = [t["losses"].groupby("join")["rows"].sum() for t in (then, now)]
    more = rows[1].sub(rows[0], fill_value=0)
    late = set()
    for join, number in more[more != 0].items():
        (table,) = {t for words, t in JOINED if join.startswith(words)}
        own = is_late(table, now, DAY)
        if table == "incidents":  # the ledger's; the events of a release are joined apart
            own = own & (now[table]["source"] == ledger.NAME)
        assert number == own.sum(), join
        late |= {
            f"rows-{re.sub('[^A-Za-z0-9-]+', '_', join)}-{re.sub('[^A-Za-z0-9-]+', '_', o)}"
            for o in now["losses"].loc[now["losses"]["join"] == join, "outcome"]
        }
    return late


def explain(figure_id, old, new, coverage, late, files, joins):
    """Say what a difference comes from that was not yet known; nothing where nothing does."""
    before, after = old.get(figure_id), new.get(figure_id)
    if after is None:  # what was known then is known today
        is_refusal = before["verdict"] == "refused" or before["indicator"].startswith("refusal_")
        spans = coverage[coverage["source"] == before["source"]]
        is_late = len(spans) and set(spans["source_file"]) <= files
        return "release" if is_refusal and is_late else None  # a method has what it lacked
    changed = {k for k in after if before is None or before[k] != after[k]}
    if before and changed == {"as_of"} and (before["as_of"], after["as_of"]) == (DAY, TODAY):
        return "cut-off"  # statements known by the cut-off, which is the figure's own day
    if any(pair in late or pair[0] in files for pair in cited(after, new)):
        return "row"
    spans = coverage[coverage["source"] == after["source"]]
    if len(spans) and set(spans["source_file"]) <= files:
        return "release"  # a zero, or a sum, that only a later release vouches for
    if figure_id.removesuffix("-sum") in joins:
        return "join"
    if after["value"] is None and DAY < (after["as_of"] or "") < TODAY:
        return "silence"  # of a later vintage, which has no row for it
    if figure_id.startswith("preferred-"):
        pair = figure_id.replace("preferred-", "disagree-", 1) + "-"
        others = [f for name, f in new.items() if name.startswith(pair)]
        return "pair" if any(cited(f, new) & late for f in others) else None
    return None


def test_every_figure_that_differs_has_an_input_that_was_not_yet_known(then, mali):
    old, new = figures_of(then, DAY), figures_of(mali, TODAY)
    differing = [i for i in old | new if old.get(i) != new.get(i)]
    late, files, joins = late_rows(mali, DAY), late_files(mali, DAY), late_joins(then, mali)
    reasons = {i: explain(i, old, new, mali["coverage"], late, files, joins) for i in differing}
    assert [i for i, reason in reasons.items() if reason is None] == []
    expected = {"cut-off", "row", "release", "silence", "join", "pair"}
    assert expected == set(reasons.values())
    assert len(differing) > 150
    assert len(old) - len([i for i in differing if i in old]) > 100  # and the rest is the same


def test_no_figure_cites_what_was_not_yet_known(then, mali):
    old = figures_of(then, DAY)
    late, files = late_rows(mali, DAY), late_files(mali, DAY)
    assert len(late) > 1000
    for name, figure in old.items():
        assert not cited(figure, old) & late, name
        assert not {file for file, _ in cited(figure, old)} & files, name


def test_a_toll_set_by_hand_is_explained_by_the_row_that_set_it(then, mali):
    old, new = (
        figures_of(tables, day, month="2023-10") for tables, day in ((then, DAY), (mali, TODAY))
    )
    set_by_hand = [i for i, f in new.items() if f["rule"] == "resolution"]
    assert set_by_hand
    for name in set_by_hand:
        files = {file for file, _ in cited(new[name], new)}
        assert any(file.endswith("resolutions.csv") for file in files), name
        assert name not in old or old[name]["rule"] == ledger.RULE


def scramble(raw, target, day, now):
    """Copy raw data with other words and numbers in all that was not known on a day; ``now`` are its tables.

    Releases whose rows bear no date, retrieved later, are gone.
    """
    shutil.copytree(raw, target)
    for name, source in SOURCES.items():
        for vintage in store.list_vintages(raw, name, "MLI"):
            if vintage > day and not source.rows_are_dated:
                shutil.rmtree(target / name / "MLI" / vintage)
    late = late_rows(now, day)
    for path in sorted(target.glob("*/MLI/*/*.csv")):
        label = path.relative_to(target).as_posix()
        is_ledger = label.endswith("incidents.csv") and label.startswith(ledger.NAME)
        alter(path, lambda n, row: (label, n) in late, notes=is_ledger)  # noqa: B023
        forget_gaps(path, label.split("/")[2] > day)
    alter(target / "hand" / "breaks.csv", lambda n, row: row["date_from"] > day)
    alter(
        target / "hand" / "breaks.csv",
        lambda n, row: row["date_from"] <= day < row["date_to"],
        people="-1",
        date_to="2029-12-31",
    )
    alter(
        target / "hand" / "coverage.csv", lambda n, row: max(row["known_from"], row["start"]) > day
    )
    fixes = [fix | {"reason": LATER} for fix in CORRECTIONS if fix["reported_on"] > day]
    (target / "hand" / "corrections.yml").write_text(yaml.safe_dump(fixes), encoding="utf-8")
    alter(target / "hand" / "plans.csv", lambda n, row: row["known_from"] > day, plan=LATER)
    return target


def alter(path, is_later, *, notes=False, **values):
    """Write more words and other numbers into some rows of a file, or ``values``; dates stay.

    So do the cells by which a correction finds its row: it would be another row without them.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    for number, row in enumerate(rows, start=2):
        fixes = [fix for fix in CORRECTIONS if fix["match"].items() <= row.items()]
        kept = {name for fix in fixes for name in (*fix["match"], fix["column"])}
        if is_later(number, row):
            names = ({*row} & CHANGED) - kept
            row.update(values or {name: change(name, row[name]) for name in names})
        if notes:
            row["note"] = LATER
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change(name, word):
    return f"{word} {LATER}" if name in WORDS else str(float(word or 0) // 1 + 7)


def forget_gaps(path, is_later):
    """Bring a file's origin up to its bytes; other words on its gaps where it was compiled later."""
    origin_path = path.with_name(path.name + ".origin.yml")
    origin = yaml.safe_load(origin_path.read_text(encoding="utf-8"))
    origin["sha256"] = store.hash_file(path)
    if is_later and origin["known_gaps"]:
        origin["known_gaps"] = LATER
    store.write_yaml(origin_path, origin)


@pytest.mark.parametrize(
    ("day", "month"), [("2022-07-01", "2022-05"), (DAY, "2023-11"), ("2024-07-15", "2024-06")]
)
def test_nothing_that_is_written_into_later_rows_moves_a_figure(mali_on, tmp_path, day, month):
    raw = scramble(RAW, tmp_path / "raw", day, mali_on(TODAY))
    plain, scrambled = mali_on(day), build_tables(raw, "MLI", day)
    assert figures_of(plain, day, month) == figures_of(scrambled, day, month)
    if day != DAY:
        return
    today = build_tables(raw, "MLI", TODAY)  # and it is written there
    for name, column in (("claims", "note"), ("needs", "qualifier"), ("breaks", "note_en")):
        assert today[name][column].str.endswith(LATER).any()


@pytest.fixture(scope="module")
def editions(tmp_path_factory, mali):
    """November 2023 as of the day, then with all held, then again as of the day; and scrambled."""
    base = tmp_path_factory.mktemp("asof")

    def render(raw, out, as_of, langs):
        folder = write_report(
            raw,
            base / f"processed-{raw.name}",
            base / out,
            country="MLI",
            month="2023-11",
            langs=langs,
            as_of=as_of,
        )
        kept = base / f"kept-{len(list(base.iterdir()))}"
        shutil.copytree(folder, kept)
        return kept

    return {
        "first": render(RAW, "reports", DAY, ("en", "fr")),
        "today": render(RAW, "reports", TODAY, ("en",)),
        "again": render(RAW, "reports", DAY, ("en",)),
        "scrambled": render(
            scramble(RAW, base / "changed", DAY, mali), "others", DAY, ("en", "fr")
        ),
    }


def printed(folder, langs):
    """Bytes of what a reader gets."""
    names = [f"report.{lang}.html" for lang in langs] + ["figures.json"]
    names += [f"tables/{p.name}" for p in sorted((folder / "tables").iterdir())]
    return {name: (folder / name).read_bytes() for name in names}


def test_the_same_day_twice_is_the_same_bytes_though_a_later_issue_came_between(editions):
    first, again = (printed(editions[name], ("en",)) for name in ("first", "again"))
    for held in (first, again):  # the page in French, which the second time nobody asked for
        held["report.en.html"] = OTHER.sub(b"", held["report.en.html"])
    assert [name for name in first if first[name] != again[name]] == []
    assert printed(editions["today"], ("en",)) != first


def test_nothing_that_is_written_into_later_rows_files_or_notes_reaches_the_page(editions):
    plain, scrambled = (printed(editions[name], ("en", "fr")) for name in ("first", "scrambled"))
    assert [name for name in plain if plain[name] != scrambled[name]] == []
    assert LATER.encode() not in b"".join(plain.values())


def test_a_correction_holds_on_days_before_it_was_made(tmp_path):
    """Without it a row that dates itself to January would pass for known in December."""
    raw, day = tmp_path / "raw", "2024-01-10"
    shutil.copytree(RAW, raw)
    assert min(fix["reported_on"] for fix in CORRECTIONS) > day
    name = "percent_funded-MLI"
    assert figures_of(build_tables(raw, "MLI", day), day)[name]["value"] is None
    (raw / "hand" / "corrections.yml").write_text("[]\n", encoding="utf-8")
    assert figures_of(build_tables(raw, "MLI", day), day)[name]["value"] == 30


def test_a_correction_may_only_put_right_what_its_reason_reads_in_the_row():
    for fix in CORRECTIONS:
        assert "its qualifier" in fix["reason"], fix["id"]
        assert fix["column"] == "as_of", fix["id"]
        assert fix["value"] > fix["expect"][: len(fix["value"])], fix["id"]  # later, never earlier


def text_of(page):
    """Text of a page and of its pictures, without where its rows are held and when they came."""
    body = page[page.index("<body") :]
    body = re.sub(r'<p class="source">.*?</p>|<td class="path">.*?</td>', " ", body)
    body = re.sub(
        r"<table>(?:(?!</table>).)*licence(?:(?!</table>).)*</table>", " ", body, flags=re.I
    )
    alts = " ".join(re.findall(r'<img alt="([^"]*)"', body))
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body) + alts))


@pytest.mark.parametrize(("lang", "month"), [("en", "December"), ("fr", "décembre")])
def test_the_page_names_no_later_time(editions, lang, month):
    page = (editions["first"] / f"report.{lang}.html").read_text(encoding="utf-8")
    text = text_of(page)
    assert len(text) > 20_000
    assert re.findall(r"\b(?:202[4-9]|203\d)\b", text) == []
    days = re.findall(rf"(\d+)?\s{month} 2023", text)
    assert days
    assert {int(d) for d in days} == {10}  # the cut-off, and no month without its day
    assert ("Compiled after the data cut-off" in page) == (lang == "en")


def test_a_break_that_is_not_over_has_neither_its_end_nor_its_size():
    days = pd.to_datetime(["2023-01-01", "2023-01-01", "2024-09-01"])
    breaks = pd.DataFrame(
        {
            "date_from": days,
            "date_to": pd.to_datetime(["2023-12-31", "2023-11-30", "2024-09-30"]),
            "people": pd.array([-14000, -5, 47650], dtype="Int64"),
        }
    )
    before = breaks.copy()
    result = keep_begun(breaks, pd.Timestamp(DAY))
    assert result["date_to"].tolist() == [pd.Timestamp(DAY), pd.Timestamp("2023-11-30")]
    assert result["people"].isna().tolist() == [True, False]
    pd.testing.assert_frame_equal(breaks, before)


def test_words_name_a_time_in_both_languages():
    words = ["as quoted in HRP 2022", "14 July 2016", "(Dujarric, Jan 2024)", "marché 2020"]
    words += ["août 2019, repris en févr. 2020", "over 2,500", None]
    result = read_named_time(pd.Series(words))
    expected = ["2022-01-01", "2016-07-01", "2024-01-01", "2020-01-01", "2020-02-01", None, None]
    assert result.tolist() == pd.to_datetime(pd.Series(expected)).tolist()


@pytest.mark.parametrize("name", ["idps", "refugees", "needs", "food_security", "access", "claims"])
def test_no_row_counts_as_known_before_the_time_that_its_own_words_name(mali, name):
    table = mali[name]
    words = table["note" if name == "claims" else "qualifier"]
    named = read_named_time(words)
    is_told = named <= pd.Timestamp(TODAY)
    assert is_told.any()
    assert table[is_told & (named > table["known_from"])].empty


def test_the_boundaries_keep_their_gaps_since_they_tell_of_no_event(then):
    inputs = then["inputs"].set_index("source")
    assert inputs.loc[[cod.NAME], "known_gaps"].notna().all()
    others = inputs.drop(cod.NAME)
    assert (others["vintage"] > DAY).all()
    assert others["known_gaps"].isna().all()
