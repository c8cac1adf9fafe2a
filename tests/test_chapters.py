"""What a reader would take wrongly: a date too precise, a note of another year, English in French."""

import re
import shutil
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from analysis import chapters, layouts
from analysis.facts import to_figures
from analysis.prose import LANGUAGES, Edition, name_countries, say
from analysis.schema import TABLES, Figures, conform, empty
from analysis.sentences import write_funding, write_idps, write_needs, write_prices
from analysis.store import read_hand
from tests.conftest import RAW
from tests.test_facts_displacement import stock, tell


@pytest.fixture(scope="module")
def open_mali(mali):
    """Open the report on Mali of a month, in a language."""
    countries = read_hand(RAW, "countries.csv")

    def open_month(month="2023-11", lang="en"):
        figures = to_figures(
            mali, country="MLI", country_name="Mali", month=month, as_of="2026-11-22"
        )
        return Edition(
            country="MLI",
            country_name="Mali",
            month=month,
            lang=lang,
            as_of="2026-11-22",
            tables=mali,
            figures=figures,
            raw=RAW,
            territories=name_countries(countries, lang),
        )

    return open_month


@pytest.fixture(scope="module")
def november(open_mali):
    return {lang: open_mali(lang=lang) for lang in LANGUAGES}


def words(html):
    """Text of a page as a reader sees it, images left out."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(html)))).replace("\u202f", " ")


def heads(html):
    return re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)


def test_none_at_all_is_said_in_words_and_a_range_only_where_it_differs(november):
    page = chapters.show_kinds(november["en"]).data
    assert heads(page)[1:] == [
        "Incidents",
        "Reported fatalities",
        "Range, if it differs",
        "Civilians killed",
    ]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", r) for r in page.split("<tr>")[2:]]
    shown = [[words(cell).strip() for cell in row] for row in rows]
    assert ["1", "3", "", "none reported"] in shown
    assert ["18", "130", "125 to 137", "30"] in shown
    assert "aucun signalé" in words(chapters.show_kinds(november["fr"]).data)


def test_tiles_put_the_range_below_and_never_repeat_the_number(november):
    page = chapters.show_tiles(november["fr"]).data
    assert page.count(" à ") == 1
    assert "199 à 252" in words(page)
    assert "Civils tués" in words(page)
    assert "chiffre arrêté en juin 2024" in words(page)


def test_numbers_of_a_table_stand_in_columns_of_numbers(november):
    page = chapters.show_needs(november["en"]).data
    for cell in re.findall(r'<td class="(\w+)"><a class="figure"', page):
        assert cell == "number"


@pytest.mark.parametrize(
    ("month", "en", "fr"),
    [
        ("2023-11", "3–4 November 2023", "du 3 au 4 novembre 2023"),
        ("2023-11", "22–24 November 2023", "du 22 au 24 novembre 2023"),
        ("2024-06", "20–30 June 2024", "du 20 au 30 juin 2024"),
        ("2023-03", "March 2023", "mars 2023"),
    ],
)
def test_an_incident_is_dated_as_precisely_as_the_ledger_knows(open_mali, month, en, fr):
    for lang, text in (("en", en), ("fr", fr)):
        page = words(chapters.show_ledger(open_mali(month, lang)).data)
        assert f", {text}" in page
    assert ", 1 March 2023" not in page


def test_the_alt_text_of_the_tolls_names_the_highest_number_as_that(november):
    assert "Highest best estimate: Niafunké, 24 November 2023, 50" in words(
        re.search(r'alt="(.*?)"', chapters.show_ledger(november["en"]).data)[1]
    )
    assert "Estimation centrale la plus élevée" in chapters.show_ledger(november["fr"]).data


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_of_what_is_counted_is_noted_only_among_the_dates_shown(open_mali, lang):
    then = open_mali("2013-01", lang)
    later = chapters.show_idp_series(open_mali("2023-11", lang)).data
    for page in (chapters.show_idp_series(then).data, chapters.show_idp_regions(then).data):
        assert 'class="note"' not in page or "2023" not in words(page)
        assert 'class="band"' not in page
    assert 'class="band"' in later
    assert "<b>A</b>" in later


def test_only_a_region_of_the_table_is_said_to_be_divided(november):
    page = words(chapters.show_idp_regions(november["en"]).data)
    assert "Mopti no longer includes Bandiagara" in page
    assert "2016" not in page


def test_hatch_means_no_value_and_nothing_else(november):
    flows = chapters.show_displacements(november["en"]).data
    stocks = chapters.show_idp_series(november["en"]).data
    assert '<i class="hatch"></i>not reported, not zero' in flows
    assert 'class="hatch"' not in stocks


def test_a_chart_explains_only_the_marks_that_it_has(november):
    trend = chapters.show_incident_trend(november["en"]).data
    assert re.findall(r'<i class="([\w ]+)">', trend) == ["bar harm", "whisker", "event"]


def test_nothing_to_draw_has_no_table_below(open_mali):
    page = chapters.show_displacements(open_mali("2013-01")).data
    assert "There is nothing to draw: not covered." in words(page)
    assert "<table" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_caption_repeats_the_heading_above_it(november, lang):
    shown = [
        chapters.show_strikes,
        chapters.show_returns,
        chapters.show_needs,
        chapters.show_access,
        chapters.show_idp_regions,
    ]
    headings = {say(lang, f"section-{n}") for n in ("strikes", "returns", "needs", "displacement")}
    for show in shown:
        visible = re.findall(r"<caption>(.*?)</caption>", show(november[lang]).data)
        assert not set(visible) & headings
        assert re.findall(r"<caption", show(november[lang]).data)


def test_the_map_says_which_incidents_it_does_not_show(open_mali):
    assert "(incidents in brackets): not placed (3)." in words(
        chapters.show_map(open_mali("2013-01")).data
    )


def test_the_map_has_a_legend_from_none_upwards(november):
    page = chapters.show_map(november["en"]).data
    marks = dict(re.findall(r'<i class="([\w ]+)"></i>(.*?)</li>', page))
    assert list(marks) == [
        *("shade s0", "shade s2", "shade s3", "shade s4"),
        *("dot harm", "ring", "dot numbered"),
    ]
    assert marks["shade s0"] == "none reported"
    assert marks["shade s4"] == "7–9"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_of_two_regions_on_the_map_is_a_figure_that_names_both(november, lang):
    edition = november[lang]
    page = chapters.show_map(edition).data
    drawn = edition.figure("incidents_on_map-ucdp-ML07")
    parts = [edition.figure(f"incidents-ucdp-{code}")["value"] for code in ("ML07", "ML10")]
    assert drawn["value"] == sum(parts)
    assert drawn["inputs"] == '["incidents-ucdp-ML07", "incidents-ucdp-ML10"]'
    assert page.count('href="#incidents_on_map-ucdp-ML07"') == 2  # below the map, and behind it
    assert "Gao + Ménaka" in words(page)
    assert 'id="incidents_on_map-ucdp-ML07"' in chapters.show_annex(edition).data


def test_the_map_draws_what_its_file_says(november):
    figures = november["en"].figures
    layout = layouts.incidents_on_map(figures).set_index("label")["incidents"]
    assert layout["Gao + Ménaka"] == "incidents_on_map-ucdp-ML07"
    assert not {"Gao", "Ménaka"} & set(layout.index)
    values = layouts.to_values(layout.reset_index(), figures)
    by_region = layouts.to_values(layouts.incidents_by_region(figures), figures)
    assert values["incidents"].sum() == by_region["incidents"].sum()


ROUND = [
    stock(80, place="North", reasons="Conflict; Insecurity"),
    stock(27, place="South", reasons="Conflict"),
]
PART = stock(100, is_preferred=False, reasons="Conflict")


def told_of(edition, *rows):
    figures = conform(pd.DataFrame(tell(*rows).values()), Figures)
    here = replace(edition, country="XXX", month="2024-06", figures=figures)
    return here, words(" ".join(write_idps(here)))


@pytest.mark.parametrize(
    ("lang", "reason", "exceeded"),
    [
        ("en", "100 as of 30 June 2024, but of one reason of displacement only: conflict", "more"),
        ("fr", "100 au 30 juin 2024, mais pour un seul motif de déplacement : conflit", "plus"),
    ],
)
def test_a_count_that_its_regions_exceed_is_said_to_be_that(november, lang, reason, exceeded):
    _, said = told_of(november[lang], PART, *ROUND)
    assert reason in said
    assert "107" in said
    assert say(lang, "status-not-reported") in said
    _, said = told_of(november[lang], stock(100), *ROUND)
    assert "107" in said
    assert f"{exceeded} " in said
    _, said = told_of(november[lang], stock(107), *ROUND)
    assert exceeded not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_counts_of_other_sources_stand_in_a_table_of_their_own(november, lang):
    here, said = told_of(november[lang], stock(300, "2023-12-31", source="idmc"), PART, *ROUND)
    assert say(lang, "source-dtm") in said
    assert say(lang, "source-idmc") in said
    page = words(chapters.show_idp_sources(here).data)
    assert "300" in page
    assert say(lang, "label-idps_of_one_reason") in page
    alone, _ = told_of(november[lang], stock(300))
    assert chapters.show_idp_sources(alone).data == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_revised_plan_is_said_to_be_that_and_what_it_does_not_give(open_mali, lang):
    said = words(" ".join(write_needs(open_mali("2020-09", lang))))
    assert ("revised plan of 2020" if lang == "en" else "plan révisé de 2020") in said
    assert say(lang, "label-people_targeted").lower() in said.lower()
    once = words(" ".join(write_needs(open_mali("2023-11", lang))))
    assert ("names no revision" if lang == "en" else "ne cite de révision") in once


@pytest.mark.parametrize(("lang", "state"), [("en", "not covered"), ("fr", "non couvert")])
def test_a_country_of_which_nothing_is_held_is_not_covered_in_every_chapter(november, lang, state):
    tables = {name: empty(table) for name, table in TABLES.items()}
    figures = to_figures(
        tables, country="MLI", country_name="Mali", month="2024-06", as_of="2026-11-22"
    )
    bare = replace(november[lang], month="2024-06", tables=tables, figures=figures)
    shown = [
        *(chapters.show_access(bare), chapters.show_funding(bare), chapters.show_returns(bare)),
        *(chapters.show_needs(bare), chapters.show_displacements(bare)),
    ]
    for page in shown:
        assert state in words(page.data)
        assert say(lang, "status-not-reported") not in words(page.data)
    said = " ".join([*write_needs(bare), *write_prices(bare), *write_funding(bare)])
    assert words(said).count(state) == 4
    assert chapters.show_prices(bare).data == chapters.show_idp_sources(bare).data == ""


def test_without_a_map_the_page_gives_the_real_reason(open_mali, tmp_path):
    uncovered = open_mali("2026-01")
    assert "No incident data are held for January 2026" in chapters.show_map(uncovered).data
    shutil.copytree(RAW / "hand", tmp_path / "hand")
    bare = replace(open_mali(), raw=tmp_path)
    assert "No outlines of the country’s regions are held" in chapters.show_map(bare).data


def test_a_french_page_has_no_english_but_what_it_marks_as_such(november):
    shown = [
        *(chapters.show_ledger, chapters.show_strikes, chapters.show_claims, chapters.show_joins),
        *(chapters.show_inputs, chapters.show_annex, chapters.show_tiles, chapters.show_returns),
        *(chapters.show_needs, chapters.show_kinds, chapters.show_highlights),
    ]
    english = r"\b(the|of|and|strike|attack|matched|regions to|places|latest|count|none|not)\b"
    for show in shown:
        page = re.sub(r'<span lang="en">.*?</span>', "", show(november["fr"]).data, flags=re.S)
        page = re.sub(r'class="path">.*?</t', "", page, flags=re.S)
        assert re.findall(english, words(page)) == [], show.__name__


def test_every_word_of_the_code_is_said_in_french(november):
    joins = chapters.show_joins(november["fr"]).data
    for row in joins.split("<tr>")[2:]:
        join, outcome = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)[:2]
        assert "lang=" not in join + outcome
    annex = chapters.show_annex(november["fr"]).data
    rules = [re.findall(r"<td[^>]*>(.*?)</td>", row)[-2] for row in annex.split("<tr")[2:]]
    assert len(rules) > 200
    assert [rule for rule in rules if "lang=" in rule] == []


def test_both_pages_say_that_recorded_words_stand_as_they_are(november):
    for lang in LANGUAGES:
        assert say(lang, "as-recorded") in words(chapters.show_ledger(november[lang]).data)


def test_planning_figures_and_returns_say_how_to_read_them(november):
    for lang in LANGUAGES:
        assert say(lang, "needs-reading") in words(chapters.show_needs(november[lang]).data)
        returns = words(chapters.show_returns(november[lang]).data)
        assert say(lang, "returns-reading").replace("\u202f", " ") in returns


def test_the_annex_writes_periods_as_sentences_do(november):
    page = words(chapters.show_annex(november["fr"]).data)
    assert "du 1er au 30 novembre 2023" in page
    assert "1er novembre 2023 –" not in page
    assert page.count("aucun signalé") > 5


def test_a_figure_made_of_figures_names_the_files_that_those_were_made_of(november):
    html = chapters.show_idp_change(november["en"]).data
    source = re.search(r'<p class="source">(.*?)</p>', html)[1]
    assert "IDPs and returnees" in source
    assert source.count("Published figures") == 1
