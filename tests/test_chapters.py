"""What a reader would take wrongly: a date too precise, a note of another year, English in French."""

import re
import shutil
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from analysis import chapters, layouts
from analysis.chapters.estimates import write_basis
from analysis.chapters.map import _name_drawn, _note_units
from analysis.facts import to_figures
from analysis.prose import LANGUAGES, Edition, name_countries, say
from analysis.schema import TABLES, Figures, conform, empty
from analysis.sentences import (
    write_displacements,
    write_funding,
    write_idps,
    write_needs,
    write_prices,
    write_region_changes,
)
from analysis.store import read_hand
from tests.conftest import RAW
from tests.test_facts_displacement import stock, tell


@pytest.fixture(scope="module")
def open_mali(mali, mali_in):
    """Open the report on Mali of a month, in a language."""
    countries = read_hand(RAW, "countries.csv")

    def open_month(month="2023-11", lang="en"):
        return Edition(
            country="MLI",
            country_name="Mali",
            month=month,
            lang=lang,
            as_of="2026-11-22",
            tables=mali,
            figures=mali_in(month),
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
    ranges = [words(r).strip() for r in re.findall(r'<span class="range">(.*?)</span>', page)]
    assert [r for r in ranges if " à " in r] == ["199 à 252"]
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


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Of 4 months seen in the month after and again later, 4 had no number at first"),
        ("fr", "Sur 4 mois vus dès le mois suivant puis de nouveau, 4 n’avaient d’abord pas de"),
    ],
)
def test_what_to_expect_of_a_last_month_is_said_in_counts_of_months(november, lang, said):
    page = chapters.show_delays(november[lang]).data
    assert said in words(page)
    prose = page.split("<figure>")[0]
    bare = re.sub(r'<a class="figure".*?</a>|\d{1,2}(er)? \w+ \d{4}|\b20\d\d\b', "", prose)
    assert not re.search(r"\d", bare)
    assert 'class="hatch"' in page
    assert "2,490" in words(page) or "2 490" in words(page)


@pytest.mark.parametrize(
    ("month", "lang", "said"),
    [
        ("2023-11", "en", "25 months after; only months up to 3 months old have changed since"),
        ("2023-11", "en", "it is held from one day only"),
        ("2025-10", "en", "2 months after and is provisional: months up to 3 months old"),
        ("2025-07", "en", "5 months after, still without a number"),
        ("2025-10", "fr", "2 mois après et reste provisoire : des mois âgés de 3 mois ou moins"),
    ],
)
def test_how_firm_the_month_is_is_said_by_its_age(open_mali, month, lang, said):
    assert said in words(chapters.show_delays(open_mali(month, lang)).data)


def test_a_provisional_month_is_called_that_in_sentence_chart_and_table(open_mali):
    edition = open_mali("2025-10")
    assert "The month is provisional" in words(write_displacements(edition))
    page = chapters.show_displacements(edition).data
    assert 'class="open"' in page
    assert page.count("<small>provisional</small>") == 2  # September and October
    assert "provisional" not in words(chapters.show_displacements(open_mali()).data)


def test_of_one_vintage_one_sentence_says_that_nothing_is_known(november):
    edition = november["en"]
    figures = edition.figures[~edition.figures["id"].str.contains("^delay_|displacements_vintage")]
    held = edition.figures[edition.figures["id"] == "delay_vintages-idmc-MLI"].assign(value=1.0)
    one = replace(edition, figures=pd.concat([figures, held], ignore_index=True))
    page = chapters.show_delays(one).data
    assert page.count("<p>") == 1
    assert "is not known: the feed is held only as it stood on 25 December 2025" in words(page)
    none = replace(edition, figures=figures.reset_index(drop=True))
    assert chapters.show_delays(none).data == ""


def test_a_share_that_is_known_is_what_to_expect(november):
    edition = november["en"]
    figures = edition.figures.set_index("id")
    figures.loc["delay_blank-idmc-MLI-age_01", "value"] = 1.0
    figures.loc["delay_revised-idmc-MLI-age_01", "value"] = 2.0
    share = figures.loc[["delay_share-idmc-MLI-age_04"]].assign(value=80.0, low=0.0, high=100.0)
    share.index = pd.Index(["delay_share-idmc-MLI-age_01"])
    held = pd.concat([figures, share]).rename_axis("id").reset_index()
    page = words(chapters.show_delays(replace(edition, figures=held)).data)
    assert "Of those with a number, 2 have another since." in page
    assert "At the median, 80% (0 to 100) of the latest figure was there" in page


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Far + East lies inside Near + West in"), ("fr", "Far + East se trouve dans Near + ")],
)
def test_a_map_names_the_regions_that_its_own_outlines_hold(november, lang, said):
    edition = november[lang]
    several = layouts.incidents_on_map(edition.figures).tail(1)
    held = edition.figures.set_index("id")
    assert held.loc[several["incidents"], "inputs"].tolist() == [
        '["incidents-ucdp-ML07", "incidents-ucdp-ML10"]'
    ]
    held.loc[["incidents-ucdp-ML07", "incidents-ucdp-ML10"], "geography_name"] = [
        *("Near + West", "Far + East"),
    ]
    renamed = replace(edition, figures=held.reset_index())
    assert _name_drawn(renamed, several) == {"Gao + Ménaka": ["Near + West", "Far + East"]}
    assert _note_units(renamed, several).startswith(("dans ces contours, " * (lang == "fr")) + said)
    assert "ML" not in _note_units(renamed, several)


def test_outlines_that_hold_one_region_each_name_none(november):
    none = layouts.incidents_on_map(november["en"].figures).head(0)
    assert _note_units(november["en"], none).startswith("as in the source")


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
        visible = re.findall(r"<caption><span>(.*?)</span></caption>", show(november[lang]).data)
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
        *("dot harm", "ring", "ring broken", "dot numbered", "town"),
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


def test_a_table_of_a_country_where_no_month_is_judged_has_its_header_alone(november):
    figures = november["en"].figures
    values = layouts.to_values(layouts.unusual_by_region(figures.head(0)), figures)
    assert values.empty
    assert list(values.columns[:2]) == ["label", "indicator"]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Another 74 incidents of these months have no region"),
        ("fr", "74 autres incidents de ces mois n’ont pas de région"),
    ],
)
def test_what_has_no_region_is_told_as_incidents_and_not_as_months(november, lang, told):
    assert told in words(write_basis(november[lang]))


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
    for show in (chapters.show_region_outlook, chapters.show_outlook_scores):
        assert '<p class="nodata">' in show(bare).data
    said = " ".join([*write_needs(bare), *write_prices(bare), *write_funding(bare)])
    assert words(said).count(state) == 4
    assert chapters.show_prices(bare).data == chapters.show_idp_sources(bare).data == ""


@pytest.mark.parametrize(("source", "name"), [("wfp", "WFP"), ("hapi", "HAPI")])
def test_prices_name_the_source_that_serves(november, source, name):
    edition = november["en"]
    price = edition.figures.head(1).assign(
        id="price_markets-MLI", indicator="price_markets", source=source, value=3.0, unit="markets"
    )
    held = edition.figures[edition.figures["id"] != "price_markets-MLI"]
    figures = pd.concat([held, price.assign(status="reported")], ignore_index=True)
    (said,) = write_prices(replace(edition, figures=figures))
    assert name in said
    assert ("WFP" in said) == (source == "wfp")


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


TILE = {
    "en": [
        "Internally displaced persons, Kidal",
        "32,394",
        "as of 30 September 2023",
        "the region; registration extended to the region only in September 2024; localities not",
        "displacement tracking (DTM)",
        "14,964 as of 31 December 2022",
        "+116%, not comparable : the register was cleaned up biometrically in 2023",
        "no later count by the end of November 2023; access to the north was lost from October 2023",
    ],
    "fr": [
        "Personnes déplacées internes, Kidal",
        "32 394",
        "chiffre arrêté au 30 septembre 2023",
        "la région ; enregistrement étendu à la région seulement en septembre 2024 ; localités non",
        "suivi des déplacements (DTM)",
        "14 964 au 31 décembre 2022",
        "+116 %, non comparable : le registre a été apuré par biométrie en 2023",
        "aucun décompte plus récent à la fin de novembre 2023 ; l’accès au nord a été perdu à partir",
    ],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tile_of_the_region_says_what_is_known_when_of_what_and_what_changed(november, lang):
    page = words(chapters.show_tiles(november[lang]).data.split('class="tile count focus"')[1])
    assert [part for part in TILE[lang] if part not in page] == []


def test_a_region_of_note_without_a_count_keeps_its_tile_and_says_so(mali, open_mali):
    idps = mali["idps"]
    edition = open_mali()
    without = {**mali, "idps": idps[idps["geography"] != "ML08"]}
    figures = to_figures(
        without, country="MLI", country_name="Mali", month="2023-11", as_of="2026-11-22"
    )
    bare = replace(edition, tables=without, figures=figures)
    tile = words(chapters.show_tiles(bare).data.split("focus missing")[1])
    assert "Internally displaced persons, Kidal not reported" in tile
    assert "0" not in tile
    said = " ".join(write_region_changes(bare))
    assert "no count of displaced persons of the last year is held: not reported" in said


@pytest.mark.parametrize(("lang", "label"), [("en", "not comparable"), ("fr", "non comparable")])
def test_a_difference_across_a_break_is_labelled_in_tile_table_chart_and_prose(
    november, lang, label
):
    edition = november[lang]
    tile = words(chapters.show_tiles(edition).data.split("focus")[0])
    chart = chapters.show_idp_change(edition).data
    alt = unescape(re.search(r'alt="(.*?)"', chart)[1])
    behind = words(chart.split("<details>")[1])
    series = words(chapters.show_idp_series(edition).data)
    regions = words(chapters.show_idp_regions(edition).data)
    said = words(" ".join([*write_idps(edition), *write_region_changes(edition)]))
    shown = [tile, alt, behind, series, regions, said]
    assert [label in text for text in shown] == [True] * 6


def test_the_alt_text_of_the_parts_names_each_and_adds_nothing(november):
    alt = unescape(re.search(r'alt="(.*?)"', chapters.show_idp_change(november["en"]).data)[1])
    assert alt == (
        "From 375,539 as of 30 April 2023 to 391,961 as of 30 September 2023, a difference of"
        " +16,422. Movement: not comparable (register cleaned up); Coverage: none documented;"
        " Method: register cleaned up, size not known; Unexplained: +16,422."
        " Parts without a number are hatched."
    )


def test_a_bound_is_no_end_of_a_difference(open_mali):
    said = words(" ".join(write_idps(open_mali("2024-12"))))
    assert "At least 378,000" in said
    assert "330,713 as of 31 May 2024 and 378,363 as of 30 September 2024" in said
    assert "is +47,650 , not comparable: registration was extended to Gao" in said
    tile = words(chapters.show_tiles(open_mali("2024-12")).data.split("focus")[0])
    assert "47,650" not in tile


def test_a_change_over_no_break_is_a_plain_number(open_mali):
    edition = open_mali("2021-05")
    assert "not comparable" not in words(chapters.show_tiles(edition).data.split("focus")[0])
    chart = chapters.show_idp_change(edition).data
    told = unescape(chart)
    assert "Movement: which places were reached is not stated, size not known" in told
    assert "Unexplained: +14,188" in told


def test_a_region_that_may_not_be_shown_has_no_tile_and_is_not_said_to_lack_a_count(open_mali):
    edition = open_mali()
    is_it = edition.figures["id"] == "idps-ML08"
    hidden = edition.figures.assign(
        value=edition.figures["value"].mask(is_it),
        status=edition.figures["status"].mask(is_it, "withheld"),
    )
    bare = replace(edition, figures=hidden)
    assert "focus" not in chapters.show_tiles(bare).data
    assert "withheld" not in " ".join(write_region_changes(bare))
    assert "Kidal" not in " ".join(write_region_changes(bare))


def test_an_earlier_day_says_nothing_of_a_later_extension_of_the_count(open_mali, mali_on):
    then = replace(open_mali(), tables=mali_on("2023-12-10"))
    tile = words(chapters.show_tiles(then).data.split("focus")[1])
    assert "the region; localities not stated" in tile
    assert "2024" not in tile


def test_a_strike_says_what_struck_in_whose_words_and_which_claims_are_of_parties(open_mali):
    page = chapters.show_strikes(open_mali("2023-11")).data
    text = words(page)
    assert "The ledger documents at least 8 strikes from the air, in at least 4 incidents" in text
    assert "“one drone fell near a school”, local official (via Reuters): named, but not as" in text
    kidal = next(d for d in re.findall(r"<details>.*?</details>", page, re.S) if "7 Nov" in d)
    rows = [
        [words(c).strip() for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r)]
        for r in kidal.split("<tr>")[2:]
    ]
    assert len(rows) == 14
    parties = [row[0] for row in rows if row[1] == "claim of a party to the conflict"]
    assert parties == [
        "CSP-PSD",
        "army",
        "CSP-PSD spokesman (via Reuters)",
        "CMA spokesman (via AFP)",
    ]
    assert dict((row[0], row[2]) for row in rows)["army"] == "not reported"
    french = " ".join(words(chapters.show_strikes(open_mali("2024-09", "fr")).data).split())
    assert "drone, au moins 2 ; non précisé, 1 ." in french
    assert "« drone strike », note du registre" in french


def test_the_chart_of_strikes_hatches_months_without_an_entry(open_mali):
    page = chapters.show_strike_months(open_mali("2023-11")).data
    assert "a month without an entry is not a month without strikes" in page
    assert '<i class="hatch"></i>not reported, not zero' in page
    assert "not covered" in chapters.show_strike_months(open_mali("2013-01")).data
