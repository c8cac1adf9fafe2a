"""What would go wrong unseen: a stock for a flow, a young month for a final one, a null without its power.

And a refusal that reads as "nothing happened", an event that was chosen after looking, a lead that
moved first and is printed as if violence came before it, a series that a gap or a change of what is
counted breaks and that is told as if the event had done it.
"""

import ast
import json
import re
from dataclasses import replace
from html import unescape
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from analysis import build, chapters, layouts
from analysis.chapters.follow import write_effect, write_lags
from analysis.chapters.interruptions import write_series
from analysis.delays import to_delays
from analysis.facts import interruptions
from analysis.facts.estimates import keep_history, tell_history, tell_refusal
from analysis.facts.events import keep_shown
from analysis.facts.figure import make_figure
from analysis.facts.follow import tell_follow
from analysis.facts.interruptions import to_level
from analysis.facts.lags import add_neighbours, choose_flows, join_flows
from analysis.facts.reasons import WORDS, read_reason
from analysis.hand import read_events
from analysis.measures import BadInputError
from analysis.models import NotEnoughData, find_breaks, fit_event_study, fit_interruption
from analysis.prose import LANGUAGES, Edition, has_message
from analysis.schema import TABLES, Figures, conform, empty
from tests.conftest import RAW, ROOT

PLACE = {"geography": "XXX", "geography_name": "Xland"}
FIRST = pd.Timestamp("2010-01-01")
STEP = np.log(21 / 11)


def draw(gen: ModuleType, seed: int = 0, **changes):
    """Rows of a drawn country: region, month, incidents, displacements, one of each a row."""
    drawn = gen.panel(seed, **changes)
    rows = pd.DataFrame(gen.to_columns(drawn))
    months = pd.PeriodIndex(FIRST.to_period("M") + rows["month"]).to_timestamp()
    return rows.assign(
        pcode="XX" + (rows["region"] + 1).astype("str").str.zfill(2),
        month=months.astype("datetime64[ns]"),
        is_history=rows["month"] < 0,
    )


def ring(pcodes):
    pairs = [(a, b) for a, b in zip(pcodes, [*pcodes[1:], pcodes[0]], strict=True)]
    both = [*pairs, *((b, a) for a, b in pairs)]
    return pd.DataFrame(both, columns=["unit", "neighbour"]).astype("str")


def to_panel(rows):
    panel = pd.DataFrame(
        {
            "admin1_pcode": rows["pcode"],
            "admin1_name": rows["pcode"].str.replace("XX", "Region "),
            "month": rows["month"],
            "source": "ucdp",
            "incidents": rows["events"],
            "incidents_status": "reported",
            **dict.fromkeys(["fatalities_low", "fatalities_best", "fatalities_high"]),
            **dict.fromkeys(["civilian_fatalities", "idps", "idps_as_of", "people_in_need"]),
        }
    )
    return conform(panel, TABLES["panel_admin1_month"])


def to_flows(rows, day="2019-06-30", **known):
    flows = pd.DataFrame(
        {
            "source": "idmc",
            "geography": rows["pcode"],
            "geography_name": rows["pcode"],
            "period_start": rows["month"],
            "period_end": rows["month"] + pd.offsets.MonthEnd(0),
            "vintage": day,
            "known_from": pd.Timestamp(day),
            "displacements": rows["displacements"],
            "status": "reported",
            "cause": "conflict",
            "source_file": "idmc/XXX/2019-06-30/flows.csv",
            "source_row": range(2, len(rows) + 2),
            **known,
        }
    )
    return conform(flows, TABLES["displacements"])


def to_tables(panel, flows=None, neighbours=None, events=None, **more):
    span = {
        "source": "ucdp",
        "first_month": panel["month"].min(),
        "last_month": panel["month"].max(),
        "version": "1",
        "absent_is_zero": True,
        "source_file": "ucdp/XXX/2019-06-30/ged.csv",
    }
    tables = {name: empty(table) for name, table in TABLES.items()}
    tables["panel_admin1_month"] = panel
    if len(panel):
        tables["coverage"] = conform(pd.DataFrame([span]), TABLES["coverage"])
    flows = empty(TABLES["displacements"]) if flows is None else flows
    tables |= {"displacements": flows, "delays": to_delays(flows, {})}
    if neighbours is not None:
        tables["neighbours"] = neighbours
    if events is not None:
        tables["studied_events"] = events
    return tables | more


def write_event(start, regions, **known):
    row = {
        "event_id": "march",
        "label_en": "the march on the north",
        "label_fr": "la marche sur le nord",
        "start": pd.Timestamp(start),
        "regions": regions,
        "leads": 6,
        "lags": 6,
        "written_on": pd.Timestamp("2019-01-01"),
        "evidence": "invented",
        "source_file": "hand/events.csv",
        "source_row": 2,
    }
    return conform(pd.DataFrame([row | known]), TABLES["studied_events"])


def tell(tables, month="2017-12"):
    """Figures by id."""
    first = pd.Timestamp(f"{month}-01")
    history = keep_history(tables, first)
    rows = [
        *tell_history(tables, history, PLACE),
        *tell_follow(tables, history, PLACE, first),
    ]
    figures = conform(pd.DataFrame(rows), Figures)
    return Figures.validate(figures, lazy=True).set_index("id")


def open_edition(tables, figures, lang="en", month="2017-12"):
    return Edition(
        country="XXX",
        country_name="Xland",
        month=month,
        lang=lang,
        as_of="2019-06-30",
        tables=tables,
        figures=figures.reset_index(),
        raw=RAW,
        territories={"XXX": "Xland"},
    )


def words(html):
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", str(getattr(html, "data", html)), flags=re.S)
    return unescape(re.sub(r"\s+", " ", text)).replace("\u202f", " ")


@pytest.fixture(scope="module")
def country(gen):
    """Ten regions in a ring, eight years of flows, incidents two years longer; true sum .5."""
    rows = draw(gen)
    flows = to_flows(rows[~rows["is_history"]])
    return to_tables(to_panel(rows), flows, ring(sorted(rows["pcode"].unique())))


@pytest.fixture(scope="module")
def figures(country):
    return tell(country)


def to_pct(coefficient):
    return 100 * np.expm1(STEP * coefficient)


@pytest.mark.parametrize(
    ("name", "coefficient", "error"),
    [
        ("", 0.5091226, 0.0530115),
        ("-lag_0", 0.3171864, 0.0866340),
        ("-lag_1", 0.1225274, 0.0542794),
        ("-lag_3", -0.0221260, 0.0613428),
        ("-neighbours", 0.1448668, 0.0940053),
    ],
)
def test_the_estimates_of_a_drawn_country_are_those_of_the_reference(
    figures, name, coefficient, error
):
    figure = figures.loc[f"lags-idmc-XXX{name}"]
    assert figure["value"] == pytest.approx(to_pct(coefficient), abs=1e-4)
    assert figure["low"] == pytest.approx(to_pct(coefficient - 2.262157 * error), abs=1e-3)
    assert figure["high"] == pytest.approx(to_pct(coefficient + 2.262157 * error), abs=1e-3)
    assert (figure["status"], figure["interval_pct"], figure["unit"]) == (
        "estimated",
        95,
        "percent",
    )


def test_the_true_effect_lies_in_the_interval_and_the_verdict_is_supported(figures):
    figure = figures.loc["lags-idmc-XXX"]
    assert figure["low"] < to_pct(0.5) < figure["high"]
    assert (figure["verdict"], figure["n"]) == ("supported", 960)
    assert figures.loc["lags-idmc-XXX-rows", "value"] == 960
    assert figures.loc["lags-idmc-XXX-regions", "value"] == 10
    assert figures.loc["lags-idmc-XXX-months", "value"] == 96
    # the two years before the flows begin, of ten regions
    assert figures.loc["lags-idmc-XXX-no_outcome", "value"] == 240
    assert figures.loc["lags-idmc-XXX-truth", "value"] == pytest.approx(to_pct(0.5), abs=1e-5)


def test_the_second_line_has_other_errors_and_the_same_sum(figures):
    first, second = figures.loc["lags-idmc-XXX"], figures.loc["lags-idmc-XXX-second"]
    assert first["value"] == second["value"]
    assert second["high"] - second["low"] > first["high"] - first["low"]


def test_an_estimate_leads_back_to_the_rows_of_the_flow_and_to_the_incidents(figures):
    base, file = json.loads(figures.loc["lags-idmc-XXX", "inputs"])
    assert base == "history_incidents-ucdp-XXX"
    assert file["file"] == "idmc/XXX/2019-06-30/flows.csv"
    assert len(file["rows"]) == 960


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "A step from ten to twenty incidents in a month goes with 39.0% (28.6 to 50.2) more displacements",
        ),
        ("en", "Verdict: supported, as an association at a level of 95%"),
        ("en", "rests on 960 region-months, of 10 regions in 96 months"),
        ("en", "Left out: 240 region-months without a displacement figure"),
        ("fr", "va de pair avec 39,0 % (28,6 à 50,2) de déplacements en plus sur quatre mois"),
        ("fr", "Verdict : étayé"),
        ("fr", "960 régions-mois, soit 10 régions sur 96 mois"),
    ],
)
def test_the_sentences_have_the_numbers_of_the_figures(country, figures, lang, said):
    text = words(" ".join(write_lags(open_edition(country, figures, lang))))
    assert said in text
    assert "chance" not in text
    assert "cause" not in re.sub("share causes|causes communes", "", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_shows_leads_apart_and_its_text_only_numbers_of_its_table(country, figures, lang):
    page = chapters.show_lags(open_edition(country, figures, lang)).data
    alt = unescape(re.search(r'alt="(.*?)"', page)[1])
    shown = words(page.split("<details>")[1])
    assert all(n in shown for n in re.findall(r"\d+(?:[.,]\d+)?", alt))
    assert 'class="ring count"' in page
    assert page.count("<tr>") == 9  # head, two leads, four lags, neighbours, their sum
    layout = layouts.lags_by_month(figures.reset_index())
    assert list(layout["label"]) == [
        *("lead_2", "lead_1", "lag_0", "lag_1", "lag_2", "lag_3"),
        *("neighbours", "cumulative"),
    ]


def test_displacement_that_moves_first_leaves_nothing_to_identify(gen):
    rows = draw(gen)
    ahead = rows.groupby("pcode")["displacements"].shift(-2)
    moved = rows.assign(displacements=ahead.astype("Int64"))[~rows["is_history"] & ahead.notna()]
    tables = to_tables(to_panel(rows), to_flows(moved))
    figures = tell(tables)
    figure = figures.loc["lags-idmc-XXX"]
    assert (figure["verdict"], figure["note"]) == ("not identifiable", "displacement came first")
    for lang, said in (("en", "no finding"), ("fr", "pas un résultat")):
        text = words(" ".join(write_lags(open_edition(tables, figures, lang))))
        assert said in text
    assert "boundaries are not held" in words(" ".join(write_lags(open_edition(tables, figures))))
    assert "lags-idmc-XXX-neighbours" not in figures.index


def test_a_null_is_never_told_without_the_chance_of_finding_a_true_rise(gen):
    rows = draw(gen, 3, lag_effects=(0.0, 0.0, 0.0, 0.0), neighbour_effect=0.0)
    tables = to_tables(to_panel(rows), to_flows(rows[~rows["is_history"]]))
    figures = tell(tables)
    assert figures.loc["lags-idmc-XXX", "verdict"] == "inconclusive"
    assert 10 < figures.loc["lags-idmc-XXX-power", "value"] < 100
    text = words(" ".join(write_lags(open_edition(tables, figures))))
    assert "Had the true rise been 38.2%" in text
    assert "the chance of finding it in such data would be" in text


def keep_regions(rows, count):
    return rows[rows["region"] < count]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_a_country_with_only_its_own_flow_the_refusal_is_the_finding(gen, lang):
    rows = draw(gen)
    national = rows[rows["region"] == 0].assign(pcode="XXX")
    tables = to_tables(to_panel(rows), to_flows(national))
    figures = tell(tables)
    assert figures.loc["lags-idmc-XXX", "verdict"] == "refused"
    assert figures.loc["lags-idmc-XXX-found", "value"] == 0
    assert figures.loc["lags-idmc-XXX-needed", "value"] == 6
    held = make_figure("d", "displacements", "idmc", **PLACE, value=1, status="reported", unit="x")
    both = pd.concat([figures.reset_index(), pd.DataFrame([held]).drop(columns="level")])
    page = words(chapters.show_lags(open_edition(tables, both.set_index("id"), lang)))
    said = {
        "en": ["0 where at least 6 are needed", "the whole country", "can be negative"],
        "fr": ["0 alors qu’il en faut au moins 6", "pays entier", "peut être négatif"],
    }
    assert all(part in page for part in said[lang])


@pytest.mark.parametrize(("regions", "months", "what"), [(1, 96, "units"), (10, 2, "periods")])
def test_a_thin_country_is_refused_with_what_was_short(gen, regions, months, what):
    rows = keep_regions(draw(gen), regions)
    last = FIRST + pd.DateOffset(months=months - 1)
    flows = to_flows(rows[~rows["is_history"] & (rows["month"] <= last)])
    figures = tell(to_tables(to_panel(rows), flows))
    figure = figures.loc["lags-idmc-XXX"]
    assert figure["verdict"] == "refused"
    assert figure["note"].startswith(what)
    assert pd.isna(figure["value"])
    assert has_message("fr", "short-" + figure["note"].replace(" ", "-"))


def test_no_incident_and_no_panel_are_refusals_and_no_zero(gen):
    rows = draw(gen)
    calm = to_panel(rows.assign(events=0))
    figures = tell(to_tables(calm, to_flows(rows[~rows["is_history"]])))
    assert figures.loc["lags-idmc-XXX", "note"] == "no variation"
    bare = tell(to_tables(empty(TABLES["panel_admin1_month"])))
    assert bare.loc["lags-idmc-XXX-found", "value"] == 0
    assert bare.loc["lags-idmc-XXX", "status"] == "withheld"


def test_choose_flows_leaves_out_young_months_bounds_and_other_causes(gen):
    rows = draw(gen)
    some = rows[(rows["region"] == 0) & (rows["month"] >= "2017-09-01")]
    flows = pd.concat(
        [
            to_flows(some, "2018-01-15"),  # December 2017 is a first print then
            to_flows(some, "2018-01-15", cause="disaster"),
            to_flows(some, "2018-01-15", cause="conflict and disaster"),
        ],
        ignore_index=True,
    )
    flows.loc[0, "status"] = "at_least"
    tables = to_tables(to_panel(rows), flows)
    before = tables["delays"].copy()
    history = keep_history(tables, pd.Timestamp("2017-12-01"))
    chosen = choose_flows(tables["delays"], history)
    assert list(chosen["month"].dt.strftime("%m")) == ["10", "11"]
    assert set(chosen["cause"]) == {"conflict"}
    pd.testing.assert_frame_equal(tables["delays"], before)
    joined = join_flows(history, chosen)
    assert len(joined) == len(history)
    assert joined["displacements"].notna().sum() == 2


def test_add_neighbours_is_of_the_month_before_and_missing_where_one_is():
    panel = pd.DataFrame(
        {
            "unit": ["A", "A", "B", "B", "C", "C", "D", "D"],
            "month": pd.to_datetime(["2020-01-01", "2020-02-01"] * 4),
            "incidents": pd.array([1, 0, 3, 0, None, 0, 9, 9], dtype="Int64"),
        }
    )
    pairs = [("A", "B"), ("B", "A"), ("B", "C"), ("C", "B"), ("D", None)]
    neighbours = pd.DataFrame(pairs, columns=["unit", "neighbour"]).astype("str")
    result = add_neighbours(panel, neighbours)
    assert list(result["neighbours"].isna()) == [True, False, True, True, True, False, True, False]
    february = result.set_index(["unit", "month"])["neighbours"].xs(
        pd.Timestamp("2020-02-01"), level=1
    )
    assert february["A"] == pytest.approx(np.log(4))
    assert february["D"] == 0  # a constant, which its own effect takes up
    assert "neighbours" not in add_neighbours(panel, neighbours[neighbours["unit"] != "D"])


# ---- a dated event ----

TREATED = "XX01;XX02;XX03"


@pytest.fixture(scope="module")
def hit(gen):
    """Three of ten regions whose incidents rise fourfold in month 60, January 2015."""
    rows = draw(gen, 1, treated=3, break_effect=np.log(4))
    return to_panel(rows), write_event("2015-01-01", TREATED)


def test_an_event_with_enough_months_has_the_effect_of_the_model(hit):
    panel, events = hit
    figures = tell(to_tables(panel, events=events), "2016-12")
    figure = figures.loc["event-incidents-march"]
    used = panel[panel["month"] <= "2016-12-01"]
    expected = fit_event_study(
        used,
        outcome="incidents",
        unit="admin1_pcode",
        time="month",
        treated=TREATED.split(";"),
        start=pd.Timestamp("2015-01-01"),
    )
    assert figure["value"] == pytest.approx(np.exp(expected["estimate"].loc["effect"]), abs=1e-5)
    assert figure["low"] < 4 < figure["high"]
    assert (figure["verdict"], figure["note"]) == ("supported", "rose")
    told = figures["value"]
    assert told["event-incidents-march-after"] == 24
    assert told["event-incidents-march-before"] == 84
    assert told["event-incidents-march-donors"] == 7
    assert told["event-incidents-march-dates_p"] == pytest.approx(
        100 * expected.attrs["placebo_dates_p"], abs=1e-5
    )
    assert figures["indicator"].eq("event_month").sum() == 13


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Region 01, Region 02, Region 03, from January 2015 on"),
        ("en", "Verdict: supported, since the number rose in the regions concerned"),
        ("en", "Compared with 7 other regions, over 84 months before and 24"),
        ("fr", "Événement étudié : la marche sur le nord"),
        ("fr", "Verdict : étayé, car le nombre a augmenté"),
        ("fr", "inscrits le 1er janvier 2019"),
    ],
)
def test_the_sentences_of_an_event_are_in_both_languages(hit, lang, said):
    panel, events = hit
    tables = to_tables(panel, events=events)
    page = chapters.show_events(open_edition(tables, tell(tables, "2016-12"), lang, "2016-12"))
    assert said in words(page)
    assert page.data.count("<picture>") == 1


def test_an_event_that_is_young_is_refused_with_its_months(hit):
    panel, events = hit
    figures = tell(to_tables(panel, events=events), "2015-03")
    assert figures.loc["event-incidents-march", "verdict"] == "refused"
    assert figures.loc["event-incidents-march-found", "value"] == 3
    assert figures.loc["event-incidents-march-needed", "value"] == 6


def test_an_event_after_the_last_final_month_has_no_month_after_it(hit):
    panel, events = hit
    tables = to_tables(panel, events=events)
    last = pd.Timestamp("2014-11-01")  # later months are there and may still change
    tables["coverage"] = tables["coverage"].assign(last_month=last)
    figures = tell(tables, "2015-01")
    assert figures.loc["event-incidents-march-found", "value"] == 0


def test_an_event_is_shown_from_its_month_on_for_two_years():
    events = write_event("2015-01-01", TREATED)
    shown = [
        month
        for month in ("2014-12", "2015-01", "2017-01", "2017-02")
        if len(keep_shown(events, pd.Timestamp(f"{month}-01")))
    ]
    assert shown == ["2015-01", "2017-01"]


@pytest.mark.parametrize(
    ("lang", "events", "said"),
    [
        ("en", None, "No dated event of this country is written down"),
        ("fr", None, "Aucun événement daté de ce pays"),
        ("en", "2010-01-01", "began in this month or in the two years before"),
        ("fr", "2010-01-01", "n’a commencé ce mois-ci ni dans les deux années"),
    ],
)
def test_a_country_without_an_event_says_so(hit, lang, events, said):
    tables = to_tables(hit[0], events=events and write_event(events, TREATED))
    page = chapters.show_events(open_edition(tables, tell(tables), lang))
    assert said in words(page)


def test_a_region_that_is_not_analysed_is_refused_by_name(hit):
    tables = to_tables(hit[0], events=write_event("2015-01-01", "XX99"))
    figures = tell(tables, "2016-12")
    assert figures.loc["event-incidents-march", "note"] == "not analysed"
    said = words(" ".join(write_effect(open_edition(tables, figures), "event-incidents-march")))
    assert "not among those analysed" in said


def test_regions_that_had_moved_before_are_not_identifiable_and_their_chart_shows_why(gen):
    rows = draw(gen, 1, treated=3, break_effect=np.log(6), break_month=55)
    tables = to_tables(to_panel(rows), events=write_event("2015-01-01", TREATED))
    figures = tell(tables, "2016-12")
    assert figures.loc["event-incidents-march", "note"] == "moved before"
    page = chapters.show_events(open_edition(tables, figures, month="2016-12"))
    assert "had moved apart from the others before the start" in words(page)
    assert "<picture>" in page.data


# ---- Mali ----


def tell_mali(mali, month):
    first = pd.Timestamp(f"{month}-01")
    place = {"geography": "MLI", "geography_name": "Mali"}
    rows = tell_follow(mali, keep_history(mali, first), place, first)
    return pd.DataFrame(rows).set_index("id")


@pytest.mark.parametrize(("month", "after", "near"), [("2023-11", 1, 4), ("2023-12", 2, 5)])
def test_kidal_is_not_identifiable_by_its_stock_and_refused_by_its_incidents(
    mali, month, after, near
):
    figures = tell_mali(mali, month)
    stock = figures.loc["event-idps-kidal-offensive"]
    assert (stock["verdict"], stock["note"]) == ("not identifiable", "not observed")
    assert pd.isna(stock["value"])
    assert figures.loc["event-idps-kidal-offensive-near", "value"] == near
    assert figures.loc["event-idps-kidal-offensive-missing", "value"] == near
    assert figures.loc["event-incidents-kidal-offensive", "verdict"] == "refused"
    assert figures.loc["event-incidents-kidal-offensive-found", "value"] == after
    assert figures.loc["event-incidents-kidal-offensive", "geography"] == "ML08"
    assert figures.loc["lags-idmc-MLI-found", "value"] == 0
    assert figures.loc["lags-idmc-MLI-needed", "value"] == 6


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "written down after"), ("fr", "inscrits qu’après le jour")]
)
def test_a_report_as_of_the_time_asks_the_same_and_names_no_later_day(lang, said):
    tables = build.build_tables(RAW, "MLI", "2023-12-31")
    figures = tell_mali(tables, "2023-11")
    assert figures.loc["event-idps-kidal-offensive", "verdict"] == "not identifiable"
    assert figures.loc["event-idps-kidal-offensive-near", "value"] == 4
    assert figures.loc["event-incidents-kidal-offensive-found", "value"] == 0
    figures = conform(figures.reset_index(), Figures).set_index("id")
    edition = open_edition(tables, figures, lang, "2023-11")
    page = words(chapters.show_events(replace(edition, as_of="2023-12-31")))
    assert said in page
    assert "2026" not in page


def test_before_the_offensive_nobody_asks_of_it(mali):
    assert not tell_mali(mali, "2023-10").index.str.startswith("event").any()
    early = build.build_tables(RAW, "MLI", "2023-10-31")
    assert early["studied_events"].empty


def test_the_neighbours_of_mali_are_both_ways_and_known_of_every_region(mali):
    pairs = mali["neighbours"]
    units = mali["pcodes"].query("level == 1 and is_analysed")["pcode"]
    assert set(pairs["unit"]) == set(units)
    assert {*zip(pairs["unit"], pairs["neighbour"], strict=True)} == {
        *zip(pairs["neighbour"], pairs["unit"], strict=True)
    }
    beside = set(pairs.loc[pairs["unit"] == "ML08", "neighbour"])
    assert beside == {"ML06", "ML07", "ML10"}


# ---- a single series ----

ONE, ALL = "event_series-regions-march", "event_series-country-march"


def to_plain_panel(before=9, after=19, regions=3, months=96, place=60):
    """Regions whose months lie at a level, one up and one down of it, and from a month on at another."""
    at = np.arange(months)
    rows = pd.DataFrame(
        {
            "pcode": np.repeat([f"XX{n:02}" for n in range(1, regions + 1)], months),
            "month": np.tile(pd.date_range("2010-01-01", periods=months, freq="MS"), regions),
            "at": np.tile(at, regions),
        }
    )
    is_hit = rows["pcode"] == "XX01"
    level = np.where(is_hit & (rows["at"] >= place), after, np.where(is_hit, before, 30))
    noise = np.random.default_rng(3).integers(-1, 2, len(rows)) * (level > 1)
    return to_panel(rows.assign(events=pd.array(level + noise, dtype="Int64")))


def ask(tables, lang="en"):
    """Figures of the report on December 2016 by id, and its edition."""
    figures = tell(tables, "2016-12")
    return figures, open_edition(tables, figures, lang, "2016-12")


def mark_break(name, first="2014-12-01", last="2014-12-31", indicator="incidents"):
    row = {
        **{"indicator": indicator, "geography_name": name, "kind": "method", "people": None},
        **{"date_from": pd.Timestamp(first), "date_to": pd.Timestamp(last)},
        **dict.fromkeys(["note_en", "note_fr", "evidence"], "invented"),
        **{"source_file": "hand/breaks.csv", "source_row": 2},
    }
    return conform(pd.DataFrame([row]), TABLES["breaks"])


@pytest.fixture(scope="module")
def doubled():
    """Three regions; in one the number plus one doubles in January 2015, from 10 to 20."""
    return to_tables(to_plain_panel(), events=write_event("2015-01-01", "XX01"))


@pytest.fixture(scope="module")
def told(doubled):
    """Figures of December 2016 on them, by id."""
    return ask(doubled)[0]


def test_a_doubling_is_told_as_such_with_both_levels(doubled, told):
    figures = told
    figure, value = figures.loc[ONE], figures["value"]
    assert (figure["unit"], figure["verdict"], figure["note"]) == (
        *("percent", "supported"),
        "level rose",
    )
    assert figure["value"] == pytest.approx(100, abs=8)
    assert figure["low"] < 100 < figure["high"]
    assert figure["n"] == value[f"{ONE}-months_before"] + value[f"{ONE}-months_after"] == 84
    assert value[f"{ONE}-before"] == pytest.approx(9, abs=0.5)
    assert value[f"{ONE}-after"] == pytest.approx(19, abs=0.8)
    ratio = (1 + value[f"{ONE}-after"]) / (1 + value[f"{ONE}-before"])
    assert figure["value"] == pytest.approx(100 * (ratio - 1), abs=1e-3)
    assert figures.loc[ALL, "value"] < 30  # of some 70 incidents ten more are a seventh
    counts = doubled["panel_admin1_month"].query("admin1_pcode == 'XX01'")
    series = counts.set_index("month")["incidents"][:"2016-12-01"]
    direct = fit_interruption(series, start=pd.Timestamp("2015-01-01"), harmonics=2, family="ar1")
    assert figure["low"] == pytest.approx(100 * np.expm1(direct["low"]["level"]), abs=1e-4)
    assert value[f"{ONE}-since"] == series["2015-01-01":].sum()
    assert value[f"{ONE}-year_before"] == series["2014-01-01":"2014-12-01"].sum()
    assert value[f"{ONE}-year-2013"] == series["2013-01-01":"2013-12-01"].sum()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Verdict: supported, since the whole interval lies above no change"),
        ("en", "60 months before and 24 from the start on"),
        ("fr", "Verdict : étayé, car tout l’intervalle est au-dessus"),
        ("fr", "60 mois avant et 24 à partir du début"),
    ],
)
def test_a_series_has_its_numbers_in_words_and_its_chart(doubled, told, lang, said):
    edition = open_edition(doubled, told, lang, "2016-12")
    page = chapters.show_interruptions(edition).data
    assert said in words(page)
    assert page.count("<picture>") == 1
    assert "<b>Xland.</b>" in page
    alt = unescape(re.search(r'alt="(.*?)"', page)[1]).split(". ", 1)[1]
    behind = words(page.split("<details>")[1])
    numbers = re.findall(r"\d+(?:[.,]\d+)?", alt)
    assert len(numbers) == 5  # both levels, the change and its bounds
    assert all(number in behind for number in numbers)


def test_the_chart_has_the_levels_of_the_figures_and_none_below_zero(told):
    figures = told.reset_index()
    months = pd.date_range("2010-01-01", periods=84, freq="MS")
    start = pd.Timestamp("2015-01-01")
    lines = layouts.to_event_levels(months, start, figures, ONE)
    after = told.loc[f"{ONE}-after"]
    assert tuple(lines.loc[start, ["with", "low", "high"]]) == pytest.approx(
        tuple(after[["value", "low", "high"]])
    )
    assert lines["with"].notna().sum() == 24
    assert lines["without"].notna().all()
    sunk = figures.assign(value=figures["value"].mask(figures["id"] == f"{ONE}-trend", -50.0))
    assert layouts.to_event_levels(months, start, sunk, ONE).min().min() == 0


def test_what_the_logarithms_put_below_none_is_none():
    assert to_level(-0.3) == 0
    assert to_level(np.log(10)) == pytest.approx(9)


@pytest.mark.parametrize(("rho", "is_said"), [(0.69, False), (0.71, True)])
def test_months_that_are_much_alike_are_said_to_be(doubled, monkeypatch, rho, is_said):
    def fit_alike(*args, **kwargs):
        table = fit_interruption(*args, **kwargs)
        table.attrs["autocorrelation"] = rho
        return table

    monkeypatch.setattr(interruptions, "fit_interruption", fit_alike)
    figures = ask(doubled)[0]
    page = words(chapters.show_interruptions(open_edition(doubled, figures, "en", "2016-12")).data)
    assert ("Neighbouring months are so alike" in page) == is_said


def test_a_null_says_how_little_one_series_shows():
    tables = to_tables(to_plain_panel(after=9), events=write_event("2015-01-01", "XX01"))
    figures, edition = ask(tables)
    assert (figures.loc[ONE, "verdict"], figures.loc[ONE, "note"]) == ("inconclusive", "open")
    assert "no proof that nothing changed" in words(" ".join(write_series(edition, ONE)))


def test_a_fall_is_contradicted():
    tables = to_tables(to_plain_panel(19, 9), events=write_event("2015-01-01", "XX01"))
    assert ask(tables)[0].loc[ONE, ["verdict", "note"]].tolist() == ["contradicted", "level fell"]


@pytest.mark.parametrize(
    ("start", "month", "what", "found", "needed", "said"),
    [
        ("2015-01-01", "2015-03", "observed periods from the date on", 3, 6, "trop peu de mois"),
        ("2011-12-01", "2013-11", "observed periods before the date", 23, 24, "trop peu de mois"),
    ],
)
def test_too_few_months_on_either_side_are_refused_in_both_languages(
    start, month, what, found, needed, said
):
    tables = to_tables(to_plain_panel(), events=write_event(start, "XX01"))
    figures = tell(tables, month)
    for base in (ONE, ALL):
        assert (figures.loc[base, "verdict"], figures.loc[base, "note"]) == ("refused", what)
        assert pd.isna(figures.loc[base, "value"])
        assert figures.loc[f"{base}-found", "value"] == found
        assert figures.loc[f"{base}-needed", "value"] == needed
        assert f"{base}-before" not in figures.index
    french, english = (
        chapters.show_interruptions(open_edition(tables, figures, lang, month)).data
        for lang in ("fr", "en")
    )
    assert "<picture>" not in french + english
    assert said in words(french)
    assert f"{found} where at least {needed} are needed" in words(english)


def test_a_season_is_taken_out_only_of_three_years():
    tables = to_tables(
        to_plain_panel(months=32, place=24), events=write_event("2012-01-01", "XX01")
    )
    figures = tell(tables, "2012-08")
    assert figures.loc[ONE, "verdict"] == "supported"
    said = " ".join(write_series(open_edition(tables, figures), ONE))
    assert "too few to take out the season" in words(said)


@pytest.mark.parametrize(
    ("name", "indicator", "regions", "country"),
    [
        ("Region 01", "incidents", "not identifiable", "not identifiable"),
        ("Region 02", "incidents", "supported", "not identifiable"),
        (None, "incidents", "not identifiable", "not identifiable"),
        ("Region 01", "idps", "supported", "supported"),
    ],
)
def test_a_change_of_what_is_counted_near_the_start_leaves_nothing_to_identify(
    doubled, name, indicator, regions, country
):
    figures, _ = ask(doubled | {"breaks": mark_break(name, indicator=indicator)})
    assert figures.loc[[ONE, ALL], "verdict"].tolist() == [regions, country]
    if regions == "not identifiable":
        assert pd.isna(figures.loc[ONE, "value"])
        assert figures.loc[[f"{ONE}-missing", f"{ONE}-near"], "value"].tolist() == [1, 7]
        assert figures.loc[f"{ONE}-year_before", "status"] == "at_least"


@pytest.mark.parametrize(("lang", "said"), [("en", "not identifiable"), ("fr", "non identifiable")])
def test_a_month_that_was_not_covered_near_the_start_is_no_zero(doubled, lang, said):
    panel = doubled["panel_admin1_month"]
    is_lost = (panel["admin1_pcode"] == "XX01") & (panel["month"] == "2015-02-01")
    lost = panel.assign(
        incidents=panel["incidents"].mask(is_lost),
        incidents_status=panel["incidents_status"].mask(is_lost, "not_covered"),
    )
    tables = doubled | {"panel_admin1_month": lost}
    before = lost.copy()
    figures, edition = ask(tables, lang)
    page = chapters.show_interruptions(edition).data
    assert figures.loc[[ONE, ALL], "verdict"].tolist() == ["not identifiable"] * 2
    assert words(page).count(said) == 2
    assert "<picture>" not in page
    pd.testing.assert_frame_equal(lost, before)


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"before": 0}, "zero before"),
        ({"after": 0}, "zero after"),
        ({"before": 0, "after": 0}, "zero throughout"),
    ],
)
def test_nothing_on_one_side_gives_a_reason_and_no_ratio(change, note):
    tables = to_tables(to_plain_panel(**change), events=write_event("2015-01-01", "XX01"))
    figures, _ = ask(tables)
    assert (figures.loc[ONE, "verdict"], figures.loc[ONE, "note"]) == ("refused", note)
    assert pd.isna(figures.loc[ONE, "value"])


def test_where_every_region_is_hit_the_country_is_no_second_series():
    tables = to_tables(to_plain_panel(), events=write_event("2015-01-01", "XX01;XX02;XX03"))
    figures, edition = ask(tables)
    assert ALL not in figures.index
    page = chapters.show_interruptions(edition).data
    assert "<b>Region 01, Region 02, Region 03.</b>" in page


def test_a_region_without_months_and_no_month_at_all_are_refused(doubled, told):
    foreign = to_tables(to_plain_panel(), events=write_event("2015-01-01", "XX99"))
    assert ask(foreign)[0].loc[ONE, "note"] == "not analysed"
    bare = to_tables(empty(TABLES["panel_admin1_month"]), events=write_event("2015-01-01", "XX01"))
    assert ask(bare)[0].loc[f"{ONE}-found", "value"] == 0
    assert chapters.show_interruptions(open_edition(doubled, told, month="2020-01")).data == ""


@pytest.mark.parametrize(("month", "after", "since"), [("2023-11", 1, 9), ("2023-12", 2, 14)])
def test_the_series_of_kidal_is_refused_with_what_was_counted(mali, month, after, since):
    figures = tell_mali(mali, month)
    base = "event_series-regions-kidal-offensive"
    assert figures.loc[[f"{base}-found", f"{base}-needed"], "value"].tolist() == [after, 6]
    assert figures.loc[[f"{base}-since", f"{base}-year_before"], "value"].tolist() == [since, 8]
    assert figures.loc[base, "geography"] == "ML08"
    cited = json.loads(figures.loc[f"{base}-since", "inputs"])
    assert [part["file"] for part in cited] == ["ucdp/MLI/2024-06-30/mli_admin1_month.csv"]
    assert figures.loc["event_series-country-kidal-offensive-found", "value"] == after


def test_some_months_later_kidal_has_an_estimate(mali):
    """The six months after those held are invented."""
    panel = mali["panel_admin1_month"]
    last = panel[panel["month"] == "2023-12-01"]
    is_kidal = last["admin1_pcode"] == "ML08"
    later = [
        last.assign(month=month, incidents=last["incidents"].mask(is_kidal, count))
        for month, count in zip(
            pd.date_range("2024-01-01", periods=6, freq="MS"), [4, 6, 3, 5, 7, 4], strict=True
        )
    ]
    whole = pd.concat([panel[panel["month"] < "2024-01-01"], *later], ignore_index=True)
    spans = mali["coverage"].assign(last_month=pd.Timestamp("2024-06-01"))
    figures = tell_mali(mali | {"panel_admin1_month": whole, "coverage": spans}, "2024-06")
    figure = figures.loc["event_series-regions-kidal-offensive"]
    assert (figure["verdict"], figure["n"]) == ("supported", 150)
    assert figures.loc["event_series-regions-kidal-offensive-months_after", "value"] == 8
    assert figures.loc["event_series-country-kidal-offensive", "verdict"] == "inconclusive"


# ---- the table by hand ----

HEAD = "iso3,event_id,label_en,label_fr,start,regions,leads,lags,written_on,evidence"
GOOD = "XXX,march,a,b,2015-01,XX01;XX02,6,6,2019-01-01,invented"
LISTS = pd.DataFrame({"level": [1, 1, 2], "pcode": ["XX01", "XX02", "XX0101"]})


def read_hand_events(tmp_path, *rows, day="2019-06-30", lists=LISTS):
    (tmp_path / "hand").mkdir(exist_ok=True)
    (tmp_path / "hand" / "events.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    return read_events(tmp_path, "XXX", pd.Timestamp(day), lists)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2015-01", "2015-13", "start"),
        ("2015-01", "2015", "start"),
        ("XX01;XX02", "XX01;XX03", "regions"),
        ("XX01;XX02", "XX0101", "regions"),
        (",6,6,", ",6,0,", "lags"),
        (",6,6,", ",six,6,", "leads"),
        ("2019-01-01", "2019-02-30", "written_on"),
        ("2019-01-01", "2019", "written_on"),
        ("invented", "", "evidence"),
        ("march", "", "event_id"),
    ],
)
def test_a_wrong_row_fails_with_file_row_and_column(tmp_path, old, new, column):
    other = GOOD.replace("march", "other")
    with pytest.raises(BadInputError) as error:
        read_hand_events(tmp_path, other, GOOD.replace(old, new))
    assert str(error.value).startswith(f"hand/events.csv, row 3, column {column}: ")
    assert "\n" not in str(error.value)


def test_an_event_written_twice_is_refused_and_one_of_another_country_left_out(tmp_path):
    with pytest.raises(BadInputError, match="row 3, column event_id"):
        read_hand_events(tmp_path, GOOD, GOOD)
    foreign = GOOD.replace("XXX", "YYY").replace("XX01", "YY01")
    assert len(read_hand_events(tmp_path, GOOD, foreign)) == 1
    assert len(read_hand_events(tmp_path, GOOD, lists=LISTS.iloc[:0])) == 1


@pytest.mark.parametrize(("day", "count"), [("2014-12-31", 0), ("2015-01-01", 1)])
def test_an_event_counts_from_its_start_on_whenever_it_was_written(tmp_path, day, count):
    assert len(read_hand_events(tmp_path, GOOD, day=day)) == count


# ---- words ----


def test_every_reason_that_a_model_gives_has_its_words_in_both_languages():
    for word in WORDS.values():
        for lang in LANGUAGES:
            assert has_message(lang, "reason-" + word.replace(" ", "-")) or word in {
                *("not observed", "carried forward")  # sentences of their own
            }
    assert read_reason(
        "XX01 was not observed in 4 of the 7 periods within 3 of the date"
    ).numbers == (
        4,
        7,
    )
    assert read_reason("a new sentence") == ("a new sentence", ())


def spell(node):
    """Text of a literal, with a number for whatever stands in braces."""
    if isinstance(node, ast.JoinedStr):
        return "".join(spell(part) for part in node.values)  # noqa: PD011
    return str(node.value) if isinstance(node, ast.Constant) else "7"


def list_sentences(name):
    """Sentences in which a model refuses or gives its reason, as its code has them."""
    tree = ast.parse((ROOT / "analysis" / "models" / f"{name}.py").read_text(encoding="utf-8"))
    literal = (ast.Constant, ast.JoinedStr)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotEnoughData":
            held = node.args[0]
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            held = node.value.elts[-1]
        elif isinstance(node, ast.Return):
            held = node.value
        else:
            continue
        if isinstance(held, literal) and " " in spell(held):
            yield spell(held)


OTHERS = ("without one of the units", "7, 7", "season, ")  # no reason, or one with another inside
FROM_FACTS = {"not analysed", "no usable month", "no single events", "no event", "same throughout"}


def test_every_sentence_of_the_models_is_known():
    models = ("ppml", "eventstudy", "interruption", "forecast", "glm", "negbin", "nowcast")
    told = [t for name in models for t in list_sentences(name)]
    told = [t for t in told if not t.startswith(OTHERS)]
    assert len(told) == 28
    empty_sides = [t for t in told if t.startswith("zero in every period 7")]
    told = [t for t in told if t not in empty_sides]
    told += [
        side.replace("7", word)
        for side in empty_sides
        for word in ("before the date", "from the date on")
    ]
    sides = [t for t in told if t.startswith("the outcome 7 in")]
    told = [t for t in told if t not in sides]
    told += [side.replace("7", word) for side in sides for word in ("rose", "fell")]
    assert [t for t in told if read_reason(t).word not in WORDS.values()] == []
    assert {read_reason(t).word for t in told} == {*WORDS.values()} - FROM_FACTS


def test_a_refusal_is_told_by_its_word_and_never_by_the_models_sentence():
    with pytest.raises(NotEnoughData) as refusal:
        find_breaks(pd.Series([3.0] * 60, name="counts"))
    told = tell_refusal("x", "level_breaks", "ucdp", refusal.value, **PLACE)
    assert [row["note"] for row in told] == ["same throughout"]
