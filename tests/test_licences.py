"""What could go wrong unseen: rows that may not be passed on, passed on; two sources added up."""

import csv
import io
import re
import subprocess
from html import unescape
from urllib.parse import unquote

import pandas as pd
import pytest

from analysis import build, intake, layouts, providers
from analysis.chapters import show_inputs, show_sources
from analysis.facts import keep_redistributable, to_figures
from analysis.facts.quality import withhold
from analysis.page import download, open_edition
from analysis.prose import has_message
from tests.conftest import RAW
from tests.test_acled import EVENT, NEW

DAY = "2026-11-20"
EVENTS = [
    {"event_id_cnty": "MLI1", "event_date": "2023-11-05", "admin1": "Kidal", "fatalities": "4"},
    {"event_id_cnty": "MLI2", "event_date": "2023-11-06", "admin1": "Gao", "fatalities": "0"},
    {
        "event_id_cnty": "MLI3",
        "event_date": "2023-11-07",
        "admin1": "Gao",
        "event_type": "Protests",
        "sub_event_type": "Peaceful protest",
        "disorder_type": "Demonstrations",
        "fatalities": "0",
    },
    {"event_id_cnty": "MLI4", "event_date": "2023-12-30", "admin1": "Gao", "fatalities": "1"},
]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """Raw data of Mali with UCDP's months and an invented file in ACLED's layout."""
    base = tmp_path_factory.mktemp("licences")
    folder = base / "raw"
    folder.mkdir()
    for name in ("hand", "ucdp", "cod"):
        (folder / name).symlink_to(RAW / name)
    text = io.StringIO()
    writer = csv.DictWriter(text, NEW.split(","), restval="")
    writer.writeheader()
    writer.writerows(EVENT | {"country": "Mali"} | event for event in EVENTS)
    file = base / "acled.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    intake.add_file(folder, "acled", file, "MLI", DAY, None)
    return folder


@pytest.fixture(scope="module")
def edition(raw):
    processed = raw.parent / "processed"
    build.build(raw, processed, "MLI", DAY)
    return open_edition(
        country="MLI", month="2023-11", lang="en", raw=str(raw), processed=str(processed)
    )


def test_two_sources_stand_side_by_side_and_are_never_added(edition):
    figures = edition.figures.set_index("id")
    assert figures.loc["incidents-ucdp-MLI", "value"] == 30
    assert figures.loc["incidents-acled-MLI", "value"] == 2  # the protest is no violence
    assert figures.loc["fatalities-acled-MLI", ["value", "low", "high"]].tolist()[0] == 4
    assert figures.loc["fatalities-acled-MLI", ["low", "high"]].isna().all()
    assert figures.loc["civilian_fatalities-acled-MLI", "status"] == "not_reported"
    panel = edition.tables["panel_admin1_month"]
    november = panel[panel["month"] == pd.Timestamp("2023-11-01")]
    assert set(november["source"]) == {"ucdp"}
    assert november["incidents"].sum() == 30
    html = show_sources(edition).data
    assert "UCDP" in html
    assert "ACLED" in html
    assert "never added" in html


def test_every_event_is_counted_or_told_why_not(edition):
    losses = edition.tables["losses"]
    counted = losses[losses["join"] == "acled events that are counted"].set_index("outcome")
    assert counted["rows"].to_dict() == {"matched": 3, "no political violence": 1}


def test_restricted_numbers_stay_out_of_the_tables(edition):
    shared = keep_redistributable(edition.figures, edition.tables["inputs"])
    table = layouts.to_values(layouts.incidents_by_source(edition.figures), shared)
    rows = table.set_index("label")
    assert rows.loc["ucdp", "incidents"] == 30
    assert pd.isna(rows.loc["acled", "incidents"])
    assert rows.loc["acled", "incidents_status"] == "withheld"
    for name, arrange in layouts.LAYOUTS.items():
        values = layouts.to_values(arrange(edition.figures), shared)
        for column in values.columns[values.columns.str.endswith("_source")]:
            number = values.columns[list(values.columns).index(column) - 1]
            assert number  # the state stands before the source
            restricted = values[values[column] == "acled"]
            state = column.removesuffix("_source") + "_status"
            assert not restricted[state].isin(["reported", "at_least", "estimated"]).any(), name


def test_restricted_numbers_stay_out_of_what_a_page_saves(edition):
    saved = download(edition, "incidents_by_source")
    content = unescape(re.search(r'href="data:text/csv;charset=utf-8,([^"]*)"', saved)[1])
    table = pd.read_csv(io.StringIO(unquote(content))).set_index("label")
    assert table.loc["ucdp", "incidents"] == 30
    assert pd.isna(table.loc["acled", "incidents"])
    assert table.loc["acled", "incidents_status"] == "withheld"


def test_credit_and_terms_are_on_the_page(edition):
    html = show_inputs(edition).data
    assert "acleddata.com" in html
    assert "forbid passing their data on" in html


def test_a_figure_finer_than_the_terms_allow_is_withheld():
    figures = pd.DataFrame(
        {
            "source": ["acled", "acled", "acled", "ucdp"],
            "geography": ["MLI", "ML08", "ML0802", "ML0802"],
            "value": [1.0, 2.0, 3.0, 4.0],
            "low": [0.0] * 4,
            "high": [9.0] * 4,
            "status": ["reported"] * 4,
            "id": list("abcd"),
            "inputs": "[]",
        }
    )
    inputs = pd.DataFrame({"source": ["acled", "ucdp"], "finest": ["admin1", "row"]})
    units = pd.DataFrame({"admin1_pcode": ["ML08"], "admin1_name": ["Kidal"]})
    shown = withhold(figures, inputs, units)
    assert shown["value"].isna().tolist() == [False, False, True, False]
    assert shown["status"].tolist() == ["reported", "reported", "withheld", "reported"]
    assert shown.loc[2, ["low", "high"]].isna().all()
    worked_out = figures.assign(
        inputs=['["b"]', '["a", "c"]', "[]", '[{"file": "c", "rows": [2]}]']
    )
    shown = withhold(worked_out, inputs, units)
    assert shown["status"].tolist() == ["reported", "withheld", "withheld", "reported"]


def test_git_does_not_see_a_restricted_file(raw):
    subprocess.run(["git", "init", "-q", str(raw)], check=True)
    seen = subprocess.run(
        ["git", "-C", str(raw), "status", "--porcelain", "--untracked-files=all"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "acled.csv" not in seen
    assert (raw / "acled" / "MLI" / DAY / "acled.csv").is_file()


def test_no_note_of_acled_is_kept(edition):
    acled = edition.tables["incidents"][edition.tables["incidents"]["source"] == "acled"]
    assert len(acled) == 4
    assert acled["note"].isna().all()


def test_figures_of_every_source_have_their_name_in_both_languages():
    for name in providers.SOURCES:
        for lang in ("en", "fr"):
            assert has_message(lang, f"source-{name}"), (lang, name)


def test_to_figures_needs_no_source_at_all(tmp_path):
    tables = build.build_tables(tmp_path, "NER", "2024-01-31")
    figures = to_figures(
        tables, country="NER", country_name="Niger", month="2024-01", as_of="2024-01-31"
    )
    told = figures["indicator"].isin(["rows", "refusal_found", "refusal_needed"])
    assert figures.loc[~told, "value"].isna().all()
