"""What could mislead unseen: a blank month as a usual one, chance as an alarm, one month for an interval.

And an alarm that the raw rows do not give, a break printed where the method refuses, an unknown number
of deaths taken for zero, a most that is nobody told as a record, a source whose events all lie earlier
said to have none.
"""

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis import chapters, charts, layouts
from analysis.chapters import unusual
from analysis.chapters.deaths import write_deaths
from analysis.chapters.estimates import write_basis
from analysis.chapters.levels import write_levels
from analysis.chapters.records import write_records
from analysis.facts import to_figures
from analysis.facts.deaths import tell_deaths
from analysis.facts.estimates import keep_history
from analysis.facts.levels import lay_months
from analysis.models import expect_by_chance, find_regional_anomalies
from analysis.page import slim
from analysis.panel import to_panel
from analysis.prose import LANGUAGES, Edition, name_countries
from analysis.schema import TABLES, Coverage, Incidents, IncidentsAdmin1Month, conform, empty
from analysis.store import read_hand
from tests.conftest import RAW

FIRST = pd.Timestamp("2023-12-01")
REGIONS = ["North", "South", "West"]


@pytest.fixture(autouse=True)
def _without_forecasts(monkeypatch):
    """Leave forecasts out: they have tests of their own and take a third of the time of figures."""
    monkeypatch.setattr("analysis.facts.tell_outlook", lambda *_: [])


def words(html):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(html)))).replace("\u202f", " ")


def numbers(html):
    """Ids of the figures that sentences link to, in order."""
    return re.findall(r'href="#([^"]+)"', " ".join(html))


def draw(months=96, regions=REGIONS, mean=6.0, seed=1):
    """Draw counts of invented regions that have nothing unusual, a row per month, a column each."""
    index = pd.date_range(end=FIRST, periods=months, freq="MS")
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.poisson(mean, (months, len(regions))), index=index, columns=regions)


def make_tables(counts, deaths=5, provisional=None, events=None, absent_is_zero=True):
    """Tables of an invented country whose regions have these counts; a missing one has no row."""
    rows = counts.rename_axis("month").reset_index().melt("month", var_name="admin1_name")
    rows = rows[rows["value"].notna()].reset_index(drop=True)
    held = rows.drop(columns="value").assign(
        source="ucdp",
        source_version="1",
        admin1_pcode=None,
        event_type="state-based",
        incidents=rows["value"],
        fatalities_low=deaths,
        fatalities_best=deaths,
        fatalities_high=deaths,
        civilian_fatalities=0,
        incidents_spanning_months=None,
        incidents_imprecise_place=None,
        inputs=[f"ucdp/XLA/test.csv#{place + 2}" for place in range(len(rows))],
    )
    tables = {name: empty(table) for name, table in TABLES.items()}
    span = {"source": "ucdp", "first_month": counts.index[0], "last_month": counts.index[-1]}
    span |= {"version": "1", "absent_is_zero": absent_is_zero, "source_file": "ucdp/XLA/test.csv"}
    span["provisional_from"] = pd.Timestamp(provisional) if provisional else pd.NaT
    tables["coverage"] = conform(pd.DataFrame([span]), Coverage)
    tables["incidents_admin1_month"] = conform(held, IncidentsAdmin1Month)
    tables["panel_admin1_month"], _ = to_panel(
        tables["incidents_admin1_month"],
        *(tables[name] for name in ("idps", "needs", "pcodes", "coverage", "breaks")),
    )
    return tables | ({"incidents": events} if events is not None else {})


def open_edition(tables, lang="en", month="2023-12", country=("MLI", "Mali")):
    code, name = country
    figures = to_figures(tables, country=code, country_name=name, month=month, as_of="2026-11-22")
    names = name_countries(read_hand(RAW, "countries.csv"), lang)
    return Edition(code, name, month, lang, "2026-11-22", tables, figures, RAW, names)


def figures_of(edition, indicator):
    rows = edition.figures[edition.figures["indicator"] == indicator]
    return rows.set_index("id")


def say_all(edition):
    """Every sentence of the chapter."""
    return [
        *unusual.write_anomalies(edition),
        unusual.show_alarms(edition).data,
        *write_records(edition),
        *write_levels(edition),
        *write_deaths(edition),
    ]


PAGES = (
    *(chapters.show_anomalies, chapters.show_records),
    *(chapters.show_levels, chapters.show_deaths),
)


@pytest.fixture(scope="module", params=["2023-11", "2023-12"])
def reported(request, mali):
    return open_edition(mali, month=request.param)


def read_raw_counts():
    """Incidents of Mali by region and month, from the raw file alone; a month without a row is 0."""
    raw = pd.read_csv(next(RAW.glob("ucdp/MLI/*/mli_admin1_month.csv")))
    placed = raw[raw["adm_1"] != "not placed"]
    return (
        placed.assign(day=pd.to_datetime(placed["month"])).groupby(["adm_1", "day"])["events"].sum()
    )


def test_the_alarms_of_mali_are_those_of_the_raw_rows(reported):
    first = pd.Timestamp(reported.month)
    counts = read_raw_counts()
    days = pd.date_range("2012-01-01", first, freq="MS")
    every = pd.MultiIndex.from_product([counts.index.levels[0], days], names=["unit", "time"])
    panel = counts.rename_axis(["unit", "time"]).reindex(every, fill_value=0).reset_index()
    table = find_regional_anomalies(panel, outcome="events", unit="unit", time="time")
    shown = table[table.index.get_level_values("time") > first - pd.DateOffset(months=12)]
    alarms = shown[shown["state"] == "alarm"]
    expected = {(name.split()[0], day.strftime("%Y-%m")) for name, day in alarms.index}
    told = figures_of(reported, "unusual_observed")
    found = told[told["verdict"] == "alarm"]
    assert {
        (n, d[:7]) for n, d in zip(found["geography_name"], found["period_start"], strict=True)
    } == expected
    assert sorted(found["value"]) == sorted(alarms["observed"])
    limits = figures_of(reported, "unusual_limit")
    joint = (shown["joint_state"] == "alarm").sum()
    assert (limits["verdict"] == "alarm").sum() == joint < len(alarms)
    assert reported.figure("unusual_joint-ucdp-MLI")["value"] == joint


def test_the_alarms_of_mali_are_the_known_ones(reported):
    told = figures_of(reported, "unusual_observed")
    alarms = told[told["verdict"] == "alarm"]
    found = {
        name: sorted(day[5:7] for day in days)
        for name, days in alarms.groupby("geography_name")["period_start"]
    }
    kidal = ["10", "11", "12"] if reported.month == "2023-12" else ["10", "11"]
    assert found == {"Kayes": ["05"], "Kidal": kidal, "Tombouctou": ["08", "09", "10", "11"]}
    weak = figures_of(reported, "unusual_limit").query("verdict != 'alarm'").index
    assert "unusual_limit-ucdp-ML06-2023-09" in weak
    assert len(told) == 120
    assert (alarms["value"] > 0).all()


def test_what_chance_would_give_is_told_by_measured_rates(reported):
    def value(name):
        return reported.figure(f"unusual_{name}-ucdp-MLI")["value"]

    assert value("judged") == 120
    assert (value("alarm_by_chance_low"), value("alarm_by_chance_high")) == (2.04, 3.24)
    assert value("watches") >= value("alarms") >= value("joint") > 0
    assert expect_by_chance(1000, 0.36, "alarm") == (17.0, 27.0)
    assert expect_by_chance(1000, -0.1, "watch") == (46.0, 72.0)


def test_the_level_of_mali_changed_between_months_and_never_in_one(reported):
    change = reported.figure("level_break-ucdp-MLI-2")
    assert (change["period_start"], change["period_end"]) == ("2016-10-01", "2017-09-30")
    assert change["value"] == 12
    raw = pd.read_csv(next(RAW.glob("ucdp/MLI/*/mli_admin1_month.csv")))
    day = pd.to_datetime(raw["month"].astype(str).str[:7])
    early = raw.loc[day < "2017-01-01", "events"].sum() / 60
    assert reported.figure("level_mean-ucdp-MLI-1")["value"] == round(early, 1)
    said = words(" ".join(write_levels(reported)))
    assert "between October 2016 and September 2017, from about 4.4 to 17 incidents" in said


def test_the_rule_of_practitioners_does_not_alert_where_kidal_does(reported):
    assert reported.figure("record_alerts-ucdp-MLI")["verdict"] == "no alert"
    assert reported.figure("record_year-ucdp-MLI")["value"] == 354
    said = words(" ".join(write_records(reported)))
    assert "The rule does not alert." in said
    assert "In Kidal, with an alarm for" in said


def test_a_month_that_is_fourfold_is_an_alarm_and_no_other_is_by_it():
    counts = draw()
    plain = figures_of(open_edition(make_tables(counts)), "unusual_observed")
    counts.loc[FIRST, "South"] = 24
    edition = open_edition(make_tables(counts))
    told = figures_of(edition, "unusual_observed")
    assert told.loc["unusual_observed-ucdp-South-2023-12", "verdict"] == "alarm"
    others = told.index != "unusual_observed-ucdp-South-2023-12"
    assert (told.loc[others, "verdict"] == plain.loc[others, "verdict"]).all()
    assert "South, December 2023: 24 incidents where" in words(unusual.show_alarms(edition).data)


def test_a_zero_is_never_an_alarm():
    counts = draw(mean=0.05)
    counts.loc[FIRST] = 0
    told = figures_of(open_edition(make_tables(counts)), "unusual_observed")
    assert set(told.loc[told["value"] == 0, "verdict"]) == {"usual"}


def test_a_blank_month_is_hatched_and_not_judged_and_leaves_the_others_judged():
    counts = draw().astype("float64")
    counts.loc["2023-09-01", "West"] = None
    edition = open_edition(make_tables(counts, absent_is_zero=False))
    gap = edition.figure("unusual_observed-ucdp-West-2023-09")
    assert pd.isna(gap["value"])
    assert (gap["verdict"], gap["status"]) == ("not judged", "not_reported")
    assert edition.figure("unusual_judged-ucdp-MLI")["value"] == 35
    assert edition.figure("unusual_unjudged-ucdp-MLI")["value"] == 1
    year = edition.figure("level_year-ucdp-MLI-2023")
    known = counts.loc["2023"].drop(pd.Timestamp("2023-09-01")).to_numpy().sum()
    assert (year["value"], year["status"]) == (known, "at_least")
    assert (
        lay_months(edition.tables, keep_history(edition.tables, FIRST), FIRST)["incidents"]
        .isna()
        .sum()
        == 1
    )
    page = chapters.show_anomalies(edition).data
    assert "not judged, which is not usual" in words(page)
    assert ">not reported</a>" in page


def test_a_month_that_may_still_change_is_shown_and_not_judged():
    counts = draw()
    counts.loc[FIRST, "North"] = 40
    edition = open_edition(make_tables(counts, provisional="2023-12-01"))
    cell = edition.figure("unusual_observed-ucdp-North-2023-12")
    assert (cell["value"], cell["verdict"]) == (40, "not judged")
    assert cell["is_provisional"]
    said = words(" ".join(say_all(edition)))
    assert "December 2023 itself is not judged: its counts may still change." in said
    assert "no region exceeded the alarm limit" in said
    assert "December 2023 is not judged by it" in said


def test_a_month_after_the_last_one_covered_is_not_judged():
    edition = open_edition(make_tables(draw()), month="2024-02")
    said = words(" ".join(unusual.write_anomalies(edition)))
    assert "February 2024 itself is not judged: no whole count of it is held." in said
    assert edition.figure("unusual_judged-ucdp-MLI")["value"] == 30


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (
            draw(months=10),
            "too few months from the first to the last observed, 10 where at least 28 are needed",
        ),
        (
            draw(months=27),
            "too few months from the first to the last observed, 27 where at least 28 are needed",
        ),
        (draw() * 0, "nothing was counted in any month"),
    ],
)
def test_regions_that_cannot_be_judged_say_why_once(counts, reason):
    edition = open_edition(make_tables(counts))
    said = words(" ".join(unusual.write_anomalies(edition)))
    assert f"No month is judged in: North, South, West. No estimate: {reason}." in said
    assert said.count(reason) == 1
    assert "by chance" not in said
    assert unusual.show_alarms(edition).data == ""
    assert set(figures_of(edition, "unusual_observed")["verdict"]) == {"not judged"}


def test_one_region_that_has_nothing_refuses_and_the_others_are_judged():
    counts = draw()
    counts["West"] = 0
    edition = open_edition(make_tables(counts))
    assert edition.figure("unusual_judged-ucdp-MLI")["value"] == 24
    assert "No month is judged in: West." in words(" ".join(unusual.write_anomalies(edition)))


def test_one_region_alone_is_judged():
    edition = open_edition(make_tables(draw(regions=["North"])))
    assert edition.figure("unusual_judged-ucdp-MLI")["value"] == 12
    assert "North" in unusual.show_anomalies(edition).data


def test_breaks_refuse_a_short_and_a_constant_series_and_find_none_in_chance():
    short = open_edition(make_tables(draw(months=40)))
    said = words(write_levels(short)[0])
    assert "too few observed months, 40 where at least 48 are needed" in said
    assert "no level can be told" in words(chapters.show_levels(short).data)
    constant = open_edition(make_tables(draw() * 0 + 3))
    assert "every month has the same number" in words(write_levels(constant)[0])
    calm = open_edition(make_tables(draw()))
    assert "no change of level is found" in words(write_levels(calm)[0])
    assert calm.figure("level_breaks-ucdp-MLI")["value"] == 0


def test_a_country_without_history_says_so_in_every_piece():
    tables = {name: empty(table) for name, table in TABLES.items()}
    for lang, nothing in (("en", "No estimate"), ("fr", "Pas d’estimation")):
        edition = open_edition(tables, lang)
        said = words(" ".join(say_all(edition)))
        assert said.count(nothing) == 2
        for show in PAGES:
            assert 'class="nodata"' in show(edition).data
    assert layouts.unusual_by_region(edition.figures).empty


def test_a_record_is_told_as_one_and_needs_a_hundred_deaths_and_full_windows():
    counts = draw()
    tables = make_tables(counts, deaths=40)
    edition = open_edition(tables)
    assert edition.figure("record_year-ucdp-MLI")["verdict"] == "record"
    # every month ties with the one before: after an alert the rule is silent for six rows
    assert edition.figure("record_alerts-ucdp-MLI")["value"] == 2
    few = open_edition(make_tables(counts, deaths=5))
    assert few.figure("record_alerts-ucdp-MLI")["verdict"] == "no alert"
    assert few.figure("record_alerts-ucdp-MLI")["value"] == 0


def test_a_month_whose_deaths_are_not_all_known_sets_no_record_and_keeps_its_incidents():
    tables = make_tables(draw(), deaths=40)
    panel = tables["panel_admin1_month"]
    is_last = (panel["month"] == FIRST) & (panel["admin1_name"] == "West")
    deaths = panel["fatalities_best"].mask(is_last)
    tables["panel_admin1_month"] = panel.assign(fatalities_best=deaths)
    edition = open_edition(tables)
    for name in ("record_year", "record_alerts"):
        assert edition.figure(f"{name}-ucdp-MLI")["verdict"] == "not judged"
    assert edition.figure("level_year-ucdp-MLI-2023")["status"] == "reported"


def make_events(deaths):
    """Single events of an invented country in December 2023."""
    base = {
        "source": "ucdp",
        "source_version": "1",
        "event_date": FIRST,
        "event_date_end": FIRST,
        "is_precise_place": True,
        "event_type": "state-based",
        "source_event_type": "1",
        "has_inverted_range": False,
        "source_file": "ucdp/XLA/test.csv",
    }
    rows = [
        base | {"event_id": f"ucdp:{n}", "fatalities_best": d, "source_row": n + 2}
        for n, d in enumerate(deaths)
    ]
    bare = pd.DataFrame(rows).reindex(columns=list(empty(Incidents)))
    return conform(bare, Incidents)


def tell(deaths):
    place = {"geography": "XLA", "geography_name": "Xland"}
    rows = tell_deaths({"incidents": make_events(deaths)}, place, FIRST, "ucdp")
    return {row["id"].replace("-ucdp-XLA", ""): row for row in rows}


def test_unknown_deaths_are_never_zero_and_have_bounds():
    told = tell([1, 2, 3, 10, 0, 4, 2, 1, 5, 6, 8, 2, None, None])
    assert told["deaths_unknown"]["value"] == 2
    assert told["deaths_unknown_share"]["value"] == 14.3
    assert told["deaths_zero"]["value"] == round(100 / 12, 1)
    assert told["deaths_heaped"]["value"] == round(200 / 12, 1)
    known, total, most = (told[f"deaths_{name}"]["value"] for name in ("known", "imputed", "bound"))
    assert known == 44 < total < most
    assert told["deaths_imputed"]["low"] >= known
    assert all(told["deaths_imputed"][name] % 1 == 0 for name in ("value", "low", "high"))


def test_deaths_mostly_unknown_have_bounds_only_and_few_numbers_a_refusal():
    most = tell([1] * 10 + [None] * 9)
    assert most["deaths_imputed"]["status"] == "withheld"
    assert most["deaths_known"]["value"] == 10
    few = tell([1, None])
    assert few["deaths_imputed"]["verdict"] == "refused"
    assert "deaths_bound" not in few


def test_a_single_unknown_event_among_thousands_is_not_all_known():
    told = tell([1] * 2500 + [None])
    assert told["deaths_unknown_share"]["value"] == 0.0
    assert told["deaths_unknown"]["value"] == 1


@pytest.mark.parametrize(
    ("deaths", "said"),
    [
        ([0, 3, 5, 5], "each of 4 events of UCDP has a number; 25% are zero, and 25% are numbers"),
        ([0], "the one event of UCDP (1) has a number"),
        ([1] * 12 + [None], "1 of 13 events of UCDP (7.7%) has no number"),
        ([1] * 10 + [None] * 9, "too many have no number"),
    ],
)
def test_what_is_known_of_deaths_is_said(deaths, said):
    edition = open_edition(make_tables(draw(), events=make_events(deaths)))
    assert said in words(write_deaths(edition)[0])


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        (None, "of UCDP monthly sums are held and no single events"),
        ([3, 5], "Nothing to estimate: each event has a number."),
        ([1, None], "too few events with a number of deaths, 1 where at least 10 are needed"),
    ],
)
def test_deaths_without_bounds_say_why_in_the_place_of_the_chart(events, reason):
    held = None if events is None else make_events(events)
    edition = open_edition(make_tables(draw(), events=held))
    page = chapters.show_deaths(edition).data
    assert 'class="nodata"' in page
    assert reason in words(page)
    assert reason not in words(" ".join(write_deaths(edition)))


def test_a_year_without_an_event_is_no_source_without_events():
    events = make_events([3, 5])
    then = pd.Timestamp("2020-05-01")
    old = events.assign(event_date=then, event_date_end=then)
    edition = open_edition(make_tables(draw(), events=old))
    said = words(chapters.show_deaths(edition).data)
    assert "no single event of UCDP in the twelve months to December 2023 is held" in said
    assert "monthly sums" not in said
    assert edition.figure("deaths_events-ucdp-MLI")["status"] == "withheld"


def test_deaths_have_a_chart_of_what_is_known_estimated_and_at_most():
    tables = make_tables(draw(), events=make_events([1, 2, 3, 10, 0, 4, 2, 1, 5, 6, 8, 2, None]))
    for lang in LANGUAGES:
        edition = open_edition(tables, lang)
        page = chapters.show_deaths(edition).data
        for name in ("known", "imputed", "bound", "events", "unknown"):
            assert f'href="#deaths_{name}-ucdp-MLI"' in page
        assert 'download="unknown_deaths.csv"' in page
    layout = layouts.death_bounds(edition.figures)
    known, total, most = (edition.figure(i) for i in layout["value"])
    assert known["value"] == 44 <= total["low"] <= total["high"]
    assert known["value"] < most["value"]


def test_too_many_unknown_deaths_have_bounds_in_the_chart_and_no_estimate():
    edition = open_edition(make_tables(draw(), events=make_events([1] * 10 + [None] * 9)))
    page = chapters.show_deaths(edition).data
    assert "by known numbers alone, withheld with alike events" in page
    assert "interval if" not in words(page)


# ---- records ----


def test_the_records_of_mali_are_those_of_the_raw_rows(reported):
    first = pd.Timestamp(reported.month)
    raw = pd.read_csv(next(RAW.glob("ucdp/MLI/*/mli_admin1_month.csv")))
    raw = raw.assign(day=pd.to_datetime(raw["month"]))
    for width, name in ((12, "record_year"), (36, "record_three_years")):
        since = first - pd.DateOffset(months=width - 1)
        recent = raw[raw["day"].between(since, first)]
        most = recent.groupby("day")["deaths_best"].sum().max()
        assert reported.figure(f"{name}-ucdp-MLI")["value"] == most
        kidal = recent[recent["adm_1"].str.startswith("Kidal")].groupby("day")["deaths_best"].sum()
        told = reported.figure(f"{name}-ucdp-ML08")
        assert (told["value"], told["period_start"]) == (kidal.max(), str(kidal.idxmax().date()))
    assert reported.figure("record_three_years-ucdp-ML09")["verdict"] == "no record"  # of nobody


def test_records_have_a_chart_of_country_and_regions_and_name_those_without_deaths(reported):
    page = chapters.show_records(reported).data
    layout = layouts.records(reported.figures)
    assert layout["label"].iloc[0] == "MLI"
    assert len(layout) == 11
    for figure_id in layout.drop(columns="label").to_numpy().ravel():
        assert f'href="#{figure_id}"' in page
    assert "reported killed in thirty-six months in: Bamako." in words(page)
    assert 'download="records.csv"' in page


def test_a_window_in_which_nobody_was_killed_is_no_record():
    edition = open_edition(make_tables(draw(), deaths=0))
    for name in ("record_year", "record_three_years"):
        figure = edition.figure(f"{name}-ucdp-MLI")
        assert (figure["value"], figure["verdict"]) == (0, "no record")
    said = words(" ".join(write_records(edition)))
    assert "Deaths in December 2023: none reported." in said
    assert "Most of twelve months: none reported. Most of thirty-six months: none reported." in said
    assert "0 killed" not in said
    page = words(chapters.show_records(edition).data)
    assert "nobody is reported killed in the last thirty-six months" in page


def test_too_few_months_for_a_record_say_so_in_the_place_of_the_chart():
    short = chapters.show_records(open_edition(make_tables(draw(months=10)))).data
    assert "neither the last twelve months nor the last thirty-six" in words(short)
    half = open_edition(make_tables(draw(months=20)))
    page = chapters.show_records(half).data
    assert "most of thirty-six months: not every month known" in page
    assert ">not reported</a>" in page
    none = open_edition({name: empty(table) for name, table in TABLES.items()})
    assert "cannot be applied" in words(chapters.show_records(none).data)
    assert write_records(none) == []


def test_a_record_is_a_dot_on_a_bar_with_a_tick_and_a_bound_an_arrow():
    table = pd.DataFrame(
        {
            "label": ["North: 3", "South: at least 5", "West: not covered"],
            "value": [3.0, 5.0, None],
            "status": ["reported", "at_least", "not_covered"],
            "year": [7.0, 6.0, None],
            "three_years": [20.0, None, None],
            "text": ["20", "not known", "not known"],
        }
    )
    views = charts.draw(
        lambda axes: charts.plot_records(axes, table, lang="en", label="fatalities"), height=2
    )
    for figure in (views.wide, views.narrow):
        (axes,) = figure.axes
        marks = {line.get_marker(): list(line.get_xdata()) for line in axes.lines}
        assert marks["o"][-1] == 3.0
        assert marks[charts.FURTHER] == [5.0]
        assert [text.get_style() for text in axes.texts if text.get_text() == "not known"] == [
            *("italic", "italic")
        ]


# ---- thin countries ----


def test_a_month_that_is_the_only_one_is_named_once():
    edition = open_edition(make_tables(draw(months=1)))
    said = {lang: words(write_basis(replace(edition, lang=lang))) for lang in LANGUAGES}
    assert said["en"].startswith("The methods use UCDP, in December 2023: ")
    assert "in 1 month and 3 regions" in said["en"]
    assert "en décembre 2023, soit" in said["fr"]


def test_no_file_without_a_row_is_offered():
    calm = open_edition(make_tables(draw(months=10)))
    assert layouts.unusual_months(calm.figures).empty
    page = chapters.show_anomalies(calm).data
    assert 'download="unusual_by_region.csv"' in page
    assert "unusual_months.csv" not in page


def test_an_observed_zero_is_none_reported_and_the_chart_says_what_its_zero_is():
    counts = draw(mean=0.3)
    counts.loc[FIRST] = 0
    edition = open_edition(make_tables(counts))
    for lang, none in (("en", "none reported"), ("fr", "aucun signalé")):
        page = chapters.show_anomalies(replace(edition, lang=lang)).data
        assert f">{none}</a>" in page
        assert re.search(r'#unusual_observed-[^"]*">0<', page) is None
        assert none in words(page.split("<details>")[0])


def test_what_is_hardly_expected_is_not_written_as_none():
    counts = draw(mean=0.3)
    counts["West"] = 0
    counts.loc[counts.index[40], "West"] = 1
    counts.loc[FIRST, "West"] = 4
    edition = open_edition(make_tables(counts))
    told = edition.figure("unusual_expected-ucdp-West-2023-12")["value"]
    assert 0 < told < 0.05
    said = words(" ".join(unusual.write_alarms(edition)))
    assert "West, December 2023: 4 incidents where fewer than 0.1 are expected" in said


def test_a_name_that_is_the_sources_own_is_marked_on_a_french_page():
    counts = draw()
    counts.loc[FIRST, "South"] = 30
    edition = open_edition(make_tables(counts), lang="fr")
    marked = '<span lang="en">South</span>'
    assert marked in unusual.write_alarms(edition)[0]
    assert marked in chapters.show_anomalies(edition).data
    assert marked in chapters.show_records(edition).data
    assert "<span" not in unusual.write_alarms(replace(edition, lang="en"))[0]


@pytest.mark.parametrize("kind", ["mali", "alarm", "thin", "none", "gap", "unknown"])
def test_both_languages_say_the_same_numbers(mali, kind):
    alarm, gap = draw(), draw().astype("float64")
    alarm.loc[FIRST, "South"] = 30
    gap.loc["2023-09-01", "West"] = None
    tables = {
        "mali": lambda: mali,
        "alarm": lambda: make_tables(alarm, deaths=40),
        "thin": lambda: make_tables(draw(months=10)),
        "none": lambda: {name: empty(table) for name, table in TABLES.items()},
        "gap": lambda: make_tables(gap, absent_is_zero=False),
        "unknown": lambda: make_tables(alarm, events=make_events([1] * 12 + [None])),
    }[kind]()
    english = open_edition(tables)
    french = replace(english, lang="fr")
    said = [say_all(edition) for edition in (english, french)]
    assert numbers(said[0]) == numbers(said[1])
    assert all(re.sub(r"<[^>]+>", "", text) for text in said[1] if text)
    pages = [[page(edition).data for page in PAGES] for edition in (english, french)]
    assert numbers(pages[0]) == numbers(pages[1])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_behind_the_grid_has_every_count_and_what_is_expected(reported, lang):
    page = chapters.show_anomalies(replace(reported, lang=lang)).data
    observed = figures_of(reported, "unusual_observed")
    for figure_id in observed.index:
        assert f'href="#{figure_id}"' in page
    for name in ("unusual_expected", "unusual_limit"):
        for figure_id in figures_of(reported, name).index:
            assert f'href="#{figure_id}"' in page


CELLS = pd.DataFrame(
    {
        "row": [0, 0, 1, 1],
        "column": [0, 1, 0, 1],
        "text": ["9", "2", "0", ""],
        "state": ["alarm", "watch", "usual", "not judged"],
    }
)


def test_an_alarm_is_dark_a_watch_light_a_blank_hatched_and_a_zero_written():
    views = charts.draw(
        lambda axes: charts.plot_states(
            axes, CELLS, ["North", "Southern Highlands"], ["2023-12", "2024-01"], lang="en"
        ),
        height=2,
    )
    for figure in (views.wide, views.narrow):
        (axes,) = figure.axes
        boxes = [p for p in axes.patches if isinstance(p, Rectangle)]
        assert [bool(p.get_hatch()) for p in boxes] == [False, False, True]
        colours = [to_hex(p.get_facecolor()) for p in boxes[:2]]
        assert colours == [charts.DARK.lower(), charts.LIGHT[charts.COUNT].lower()]
        assert [t.get_text() for t in axes.texts] == ["9", "2", "0"]
    heads = [
        [t.get_text() for t in figure.axes[0].get_xticklabels()]
        for figure in (views.wide, views.narrow)
    ]
    assert heads == [["2023\nDec", "2024\nJan"], ["D", "2024\nJ"]]


def test_levels_are_lines_changes_bands_and_a_month_without_a_count_is_hatched():
    months = pd.DataFrame(
        {"month": pd.date_range("2020-01-01", periods=6, freq="MS"), "value": [1, 2, None, 0, 5, 6]}
    )
    spans = {"start": pd.to_datetime(["2020-01-01"]), "end": pd.to_datetime(["2020-03-01"])}
    levels = pd.DataFrame({"value": [1.5]} | spans)
    views = charts.draw(
        lambda axes: charts.plot_levels(axes, months, levels, levels, lang="en", label="incidents"),
        height=2,
    )
    for figure in (views.wide, views.narrow):
        (axes,) = figure.axes
        assert sum(bool(p.get_hatch()) for p in axes.patches) == 1
        (line,) = [c for c in axes.collections if c.get_linewidth()[0] > 2]
        assert line.get_segments()[0][:, 1].tolist() == [1.5, 1.5]


def test_a_picture_loses_only_what_nobody_sees():
    svg = (
        '<!-- 12 -->\n  <g id="text_1">\n<path id="mark" d="M 1.2345 2"/>'
        '<use x="3.4567" y="1" transform="translate(1.239 4) scale(0.015625)"/></g>'
    )
    expected = (
        '<g><path id="mark" d="M1.2,2"/>'
        '<use x="3.5" y="1" transform="translate(1.2 4) scale(0.015625)"/></g>'
    )
    assert slim(svg) == expected


def test_the_tables_are_left_as_they_were(mali):
    before = {name: table.copy() for name, table in mali.items()}
    open_edition(mali)
    for name, table in mali.items():
        pd.testing.assert_frame_equal(table, before[name])
