"""What could mislead unseen: a forecast that is no one's, a record that is not its own, 0 for unknown.

A young or missing month taken for the last one; a rule of one number printed as an interval; a
country too thin to be forecast that gets a number all the same.
"""

import re
from html import unescape

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import charts
from analysis.chapters.nowcasts import show_unreported, write_unreported
from analysis.delays import to_increments
from analysis.facts.estimates import keep_history, sum_country
from analysis.facts.figure import make_figure
from analysis.facts.forecasts import (
    NO_SPREAD,
    ONLY_ZEROS,
    TOO_OLD,
    ask,
    find_limits,
    keep_flows,
    tell_forecasts,
    to_period,
    to_whole,
)
from analysis.facts.nowcasts import tell_nowcast
from analysis.facts.outlook import tell_outlook
from analysis.layouts import SCORES
from analysis.models import NotEnoughData, forecast, nowcast
from analysis.models.nowcast import ENOUGH_ERRORS
from analysis.prose import Edition
from analysis.schema import TABLES, Figures, conform, empty
from analysis.states import NOT_PLACED
from tests.conftest import RAW

DAY = pd.Timestamp("2023-12-01")
PLACE = {"geography": "XXX", "geography_name": "Xland"}
REGIONS = {"XX01": "North", "XX02": "South"}


def draw_months(months, mean=6.0, seed=1, end="2023-12-01", regions=REGIONS, size=3):
    """Draw incidents and fatalities by region and month, the last month being ``end``."""
    rng = np.random.default_rng(seed)
    days = pd.date_range(end=end, periods=months, freq="MS")
    rows = [
        {
            "admin1_pcode": code,
            "admin1_name": name,
            "month": day,
            "incidents": (count := rng.poisson(mean)),
            "fatalities_best": rng.poisson(size * count),
            "incidents_status": "reported",
        }
        for code, name in regions.items()
        for day in days
    ]
    return pd.DataFrame(rows)


def tables_of(rows, *, provisional_from=None, last=None, population=()):
    """Tables of an invented country: its panel, what is covered, and people by region."""
    unplaced = rows.drop_duplicates("month").assign(
        admin1_pcode=None, admin1_name=NOT_PLACED, incidents=0, fatalities_best=0
    )
    panel = conform(
        pd.concat([rows, unplaced])
        .assign(source="ucdp")
        .reindex(columns=list(TABLES["panel_admin1_month"].to_schema().columns)),
        TABLES["panel_admin1_month"],
    )
    first, newest = (rows["month"].min(), rows["month"].max()) if len(rows) else (pd.NaT, pd.NaT)
    spans = {
        "source": "ucdp",
        "first_month": first,
        "last_month": newest if last is None else pd.Timestamp(last),
        "version": "1",
        "absent_is_zero": True,
        "provisional_from": pd.Timestamp(provisional_from) if provisional_from else pd.NaT,
        "source_file": "a.csv",
    }
    held = {name: empty(table) for name, table in TABLES.items()}
    people = [
        {"indicator": "population", "geography": code, "value": value, "status": "reported"}
        | {"period_start": pd.Timestamp("2020-01-01")}
        for code, value in population
    ]
    coverage = pd.DataFrame([spans] if len(rows) else [], columns=list(spans))
    stated = pd.DataFrame(people) if people else held["population"]
    return held | {"panel_admin1_month": panel, "coverage": coverage, "population": stated}


def tell(tables, month="2023-12-01", place=PLACE):
    """Figures of the outlook by id."""
    day = pd.Timestamp(month)
    rows = tell_outlook(tables, keep_history(tables, day), place, day)
    return pd.DataFrame(rows).set_index("id")


def flows_of(months, values=None, *, start="2018-01-01", vintages=None):
    """Rows of a monthly feed as some days had it: by default each month once, long after."""
    days = pd.date_range(start, periods=months, freq="MS")
    seen = vintages or [pd.Timestamp("2025-06-15")]
    rows = [
        {
            "source": "idmc",
            "geography": "XXX",
            "geography_name": "Xland",
            "cause": "conflict and disaster",
            "month": day,
            "vintage": f"{at:%Y-%m-%d}",
            "known_from": at,
            "age_months": 12 * (at.year - day.year) + at.month - day.month,
            "displacements": (values or (lambda d, a: 100 + d.month))(day, at),
            "status": "reported",
            "is_provisional": False,
            "is_seen_again": False,
            "is_changed_since": False,
            "source_file": "f.csv",
            "source_row": 2,
        }
        for day in days
        for at in seen
        if at > day + pd.offsets.MonthEnd(0)
    ]
    table = pd.DataFrame(rows).reindex(columns=list(TABLES["delays"].to_schema().columns))
    table = conform(table, TABLES["delays"])
    return table.assign(
        status=table["status"].where(table["displacements"].notna(), "not_reported")
    )


@pytest.mark.parametrize("month", ["2023-11-01", "2023-12-01"])
def test_mali_has_the_numbers_of_the_public_function(mali, month):
    day = pd.Timestamp(month)
    history = keep_history(mali, day)
    told = tell(mali, month, {"geography": "MLI", "geography_name": "Mali"})
    by_region = forecast(history, outcome="incidents", unit="unit", time="month")
    for (unit, horizon), row in by_region.iterrows():
        figure = told.loc[f"forecast_of-incidents-ucdp-{unit}-{horizon}"]
        assert figure["value"] == np.floor(row["q0.5"] + 0.5)
        assert figure["low"] == np.ceil(row["q0.025"])
        assert figure["high"] == np.floor(row["q0.975"])
        assert (figure["verdict"], figure["n"]) == ("inconclusive", 36)
        assert figure["period_start"] == f"{day + pd.DateOffset(months=horizon):%Y-%m-%d}"
    scores = by_region.attrs["scores"]
    for horizon in (1, 3, 6):
        assert (
            scores["crps"].loc[horizon].idxmin() == "moments"
        )  # the model is beaten, as documented
        for method in scores.loc[horizon].index:
            end = f"incidents-ucdp-MLI-{horizon}-{method.replace(' ', '_')}"
            for name in ("crps", "wis"):
                score = told.loc[f"forecast_{name}-{end}", "value"]
                assert score == pytest.approx(scores[name].loc[(horizon, method)], abs=5e-5)
    tenths = told[told["indicator"] == "forecast_tenth"]
    shares = 100 * scores["pit_tenths"].loc[(1, "moments")]
    np.testing.assert_allclose(tenths["value"], shares, atol=0.051)  # from the lowest on
    assert set(tenths["rule"]) == {"model-moments"}
    panel = mali["panel_admin1_month"]
    used = panel[(panel["month"] <= day) & panel["incidents"].notna()]
    whole = used.groupby("month", as_index=False)["incidents"].sum().assign(unit="MLI")
    assert whole["incidents"].sum() > history["incidents"].sum()  # what has no region is in it
    country = forecast(whole, outcome="incidents", unit="unit", time="month")
    for horizon in (1, 3, 6):
        row = country.loc[("MLI", horizon)]
        figure = told.loc[f"forecast_of-incidents-ucdp-MLI-{horizon}"]
        assert (figure["low"], figure["high"]) == (np.ceil(row["q0.025"]), np.floor(row["q0.975"]))
        assert told.loc[f"forecast_held-incidents-ucdp-MLI-{horizon}", "value"] == row["held"]
    assert len(told) < 280


def test_error_and_coverage_follow_from_the_counts_alone():
    """Twelve draws, the plain pairs and a sorted list: no code of ours."""
    rows = draw_months(96)
    told = tell(tables_of(rows))
    wide = rows.pivot_table(index="admin1_pcode", columns="month", values="incidents").to_numpy()
    crps, covered = [], []
    for series in wide:
        for target in range(len(series) - 36, len(series)):
            year, came = series[target - 12 : target], series[target]
            pairs = np.abs(year[:, None] - year[None, :]).mean()
            crps.append(np.abs(year - came).mean() - pairs / 2)
            low, high = np.quantile(year, [0.025, 0.975])
            covered.append(low <= came <= high)
    base = "incidents-ucdp-XXX-1-last_twelve"
    assert told.loc[f"forecast_crps-{base}", "value"] == pytest.approx(np.mean(crps), abs=1e-4)
    assert told.loc[f"forecast_covered_95-{base}", "value"] == round(100 * np.mean(covered))
    assert told.loc[f"forecast_covered_95-{base}", "n"] == len(covered) == 72


def test_the_past_of_a_region_is_what_came_and_counts_its_misses():
    rows = draw_months(96)
    told = tell(tables_of(rows))
    last = rows[rows["month"] == "2023-12-01"].set_index("admin1_pcode")["incidents"]
    for code in REGIONS:
        assert told.loc[f"forecast_came-incidents-ucdp-{code}-2023-12", "value"] == last[code]
        past = told.loc[f"forecast_past-incidents-ucdp-{code}-2023-12"]
        assert past["low"] <= past["value"] <= past["high"]
        assert 25 <= told.loc[f"forecast_held-incidents-ucdp-{code}-1", "value"] <= 36


def test_a_month_that_may_still_change_is_no_origin_and_the_report_says_from_which_it_counts():
    rows = draw_months(96)
    settled = tell(tables_of(rows), "2023-12-01")
    told = tell(tables_of(rows, provisional_from="2023-10-01"), "2023-12-01")
    gap = told.loc["forecast_gap-incidents-ucdp-XXX"]
    assert (gap["value"], gap["period_start"]) == (3, "2023-09-01")
    ahead = told.loc["forecast_of-incidents-ucdp-XXX-1"]
    assert ahead["period_start"] == "2024-01-01"  # after the report's month, not after the origin
    noise = rows.assign(incidents=rows["incidents"].where(rows["month"] < "2023-10-01", 999))
    again = tell(tables_of(noise, provisional_from="2023-10-01"), "2023-12-01")
    assert_frame_equal(told, again)
    assert settled.loc["forecast_gap-incidents-ucdp-XXX", "value"] == 0
    direct = forecast(
        rows[rows["month"] < "2023-10-01"], "incidents", "admin1_pcode", "month", horizons=(4,)
    )
    figure = told.loc["forecast_of-incidents-ucdp-XX01-1"]
    assert figure["high"] == np.floor(direct.loc[("XX01", 4), "q0.975"])


def test_a_history_that_ends_long_before_the_month_is_refused():
    told = tell(tables_of(draw_months(96, end="2023-05-01")), "2023-12-01")
    refused = told.loc["forecast_of-incidents-ucdp-XXX"]
    assert (refused["status"], refused["verdict"], refused["note"]) == (
        "withheld",
        "refused",
        TOO_OLD,
    )
    assert told["value"].dropna().empty or set(told["rule"].dropna()) <= {
        *("none", "refusal-found", "refusal-needed"),
    }


@pytest.mark.parametrize("months", [1, 10, 59])
def test_a_short_history_is_refused_with_what_was_short(months):
    told = tell(tables_of(draw_months(months)))
    for outcome in ("incidents", "fatalities"):
        base = f"forecast_of-{outcome}-ucdp-XXX"
        assert told.loc[base, "note"] == "periods with an outcome"
        assert pd.isna(told.loc[base, "value"])
        assert told.loc[f"{base}-found", "value"] == months
        assert told.loc[f"{base}-needed", "value"] == 60


def test_a_country_without_any_history_is_refused_and_nothing_is_zero_but_what_was_found():
    told = tell({name: empty(table) for name, table in TABLES.items()})
    numbers = told[told["value"].notna()]
    assert set(numbers["indicator"]) == {"refusal_found", "refusal_needed"}
    refused = told.loc[told["verdict"] == "refused", "indicator"]
    assert set(refused) == {
        *("forecast_incidents", "forecast_fatalities", "forecast_displacements"),
        "nowcast_displacements",
    }


def test_a_country_without_any_incident_is_refused_in_words():
    rows = draw_months(96).assign(incidents=0, fatalities_best=0)
    told = tell(tables_of(rows))
    assert told.loc["forecast_of-incidents-ucdp-XXX", "note"] == "zero throughout"
    assert told["value"].dropna().isin([0, 60, 68]).all()  # found and needed


def test_a_region_that_never_had_an_incident_has_no_forecast_of_zero():
    rows = draw_months(96)
    quiet = rows[rows["admin1_pcode"] == "XX02"].assign(
        admin1_pcode="XX03", admin1_name="Quiet", incidents=0, fatalities_best=0
    )
    told = tell(tables_of(pd.concat([rows, quiet])))
    figure = told.loc["forecast_of-incidents-ucdp-XX03-1"]
    assert (figure["status"], figure["note"]) == ("withheld", ONLY_ZEROS)
    assert pd.isna(figure["value"])


def test_one_region_is_a_country_of_its_own():
    told = tell(tables_of(draw_months(96, regions={"XX01": "North"})))
    whole, part = (told.loc[f"forecast_of-incidents-ucdp-{p}-1"] for p in ("XXX", "XX01"))
    assert (whole["value"], whole["low"], whole["high"]) == (
        part["value"],
        part["low"],
        part["high"],
    )


def test_a_missing_region_month_leaves_the_country_without_that_month():
    rows = draw_months(80)
    tables = tables_of(rows)
    history = keep_history(tables, pd.Timestamp("2023-12-01"))
    is_lost = (history["unit"] == "XX01") & (history["month"] == "2023-06-01")
    lost = history.assign(incidents=history["incidents"].mask(is_lost))
    whole = sum_country(tables, lost)
    assert whole["incidents"].isna().sum() == 1
    assert pd.isna(whole.loc["2023-06-01", "incidents"])
    assert whole.loc["2023-06-01", "fatalities_best"] > 0


def test_what_has_no_region_is_in_the_country_and_listing_none_makes_no_month_unknown():
    rows = draw_months(24)
    tables = tables_of(rows)
    panel = tables["panel_admin1_month"]
    is_rest = panel["admin1_name"] == NOT_PLACED
    is_june, is_may = (is_rest & (panel["month"] == f"2023-{m}-01") for m in ("06", "05"))
    some = panel["incidents"].mask(is_june, 9).mask(is_may)
    changed = tables | {"panel_admin1_month": panel.assign(incidents=some)}
    before, after = (sum_country(t, keep_history(t, DAY)) for t in (tables, changed))
    assert after.loc["2023-06-01", "incidents"] == before.loc["2023-06-01", "incidents"] + 9
    assert after.loc["2023-05-01", "incidents"] == before.loc["2023-05-01", "incidents"]
    assert before["incidents"].sum() == rows["incidents"].sum()


def test_nobody_expects_more_deaths_than_people():
    rows = draw_months(96, size=40)
    tables = tables_of(rows, population=[("XX01", 150.0), ("XXX", 300.0)])
    told = tell(tables)
    bounded = told.loc["forecast_of-fatalities-ucdp-XX01-1"]
    free = tell(tables_of(rows)).loc["forecast_of-fatalities-ucdp-XX01-1"]
    assert bounded["high"] <= 150 < free["high"]
    assert told.loc["forecast_of-fatalities-ucdp-XXX-6", "high"] <= 300
    limits = find_limits(
        pd.DataFrame({"unit": ["XX01", "XX02"]}), tables["population"], pd.Timestamp("2023-12-01")
    )
    assert limits[0] == 150
    assert pd.isna(limits[1])


def test_an_interval_of_whole_counts_holds_what_it_held_and_has_a_width():
    assert to_whole(1.2, 24.025) == (2, 24)
    assert to_whole(2.0000000001, 16.9999999999) == (2, 17)
    assert to_whole(0.0, 0.725) == (0, 1)  # never 0 to 0 where something is possible
    for low, high in np.sort(np.random.default_rng(0).uniform(0, 30, (50, 2)), axis=1):
        inside = [k for k in range(31) if low <= k <= high]
        if len(inside) > 1:
            assert to_whole(low, high) == (inside[0], inside[-1])


def flat(rows, value=4):
    """Region-months of which all but a few have the same count, so that a point rule is best."""
    return rows.assign(incidents=value, fatalities_best=2)


def test_a_rule_without_spread_prints_no_interval_and_says_so():
    rows = flat(draw_months(96))
    rows.loc[rows["month"] == "2017-03-01", "incidents"] = 5
    told = tell(tables_of(rows))
    figures = told[told["indicator"].isin(["forecast_incidents", "forecast_past"])]
    known = figures[figures["value"].notna()]
    assert len(known)
    is_point = known["low"].isna()
    assert (known.loc[~is_point, "low"] < known.loc[~is_point, "high"]).all()
    assert (known.loc[is_point, "note"] == NO_SPREAD).all()
    assert known.loc[is_point, "interval_pct"].isna().all()
    assert is_point.any()


def test_no_interval_of_any_estimate_has_no_width():
    for mean in (0.1, 0.5, 3):
        told = tell(tables_of(draw_months(96, mean=mean)))
        estimates = told[told["indicator"].str.fullmatch("forecast_(incidents|fatalities|past)")]
        ranged = estimates[estimates["low"].notna()]
        assert len(ranged)
        assert (ranged["low"] < ranged["high"]).all()


def test_the_interval_of_one_series_that_missed_too_often_is_widened_and_says_so():
    rng = np.random.default_rng(3)
    days = pd.date_range("2015-01-01", periods=108, freq="MS")
    shock = np.where(rng.random(108) < 0.15, 6, 1)
    panel = pd.DataFrame({"unit": "X", "month": days, "incidents": rng.poisson(20 * shock)})
    table = ask(panel, "incidents", days[-1])
    wide = table[table["is_widened"]]
    for _, row in wide.iterrows():
        assert row["held"] < 0.95 * row["n"]
    rule = table.loc[~table["is_widened"]]
    assert (rule["held"] >= 0.8 * rule["n"]).all()


def test_displacements_use_the_newest_vintage_and_only_months_that_no_longer_change():
    early, late = pd.Timestamp("2024-02-10"), pd.Timestamp("2024-03-10")
    rng = np.random.default_rng(2)
    people = {}

    def counted(day, at):
        return 100 if at == early else people.setdefault(day, 201 + rng.poisson(300))

    flows = flows_of(74, counted, vintages=[early, late])
    flows["is_provisional"] = flows["month"] >= "2024-01-01"
    kept = keep_flows(flows, PLACE, pd.Timestamp("2024-02-01"))
    assert len(kept) == 72
    assert kept["displacements"].min() > 200
    tables = {name: empty(table) for name, table in TABLES.items()} | {"delays": flows}
    day = pd.Timestamp("2024-02-01")
    told = pd.DataFrame(tell_forecasts(tables, keep_history(tables, day), PLACE, day)).set_index(
        "id"
    )
    assert told.loc["forecast_gap-displacements-idmc-XXX", "value"] == 2
    assert told.loc["forecast_of-displacements-idmc-XXX-1", "status"] == "estimated"
    few = {**tables, "delays": flows[flows["month"] >= "2019-06-01"]}
    short = pd.DataFrame(tell_forecasts(few, keep_history(few, day), PLACE, day)).set_index("id")
    assert short.loc["forecast_of-displacements-idmc-XXX-found", "value"] == 55


def readings(months, added, *, start="2019-01-01", until=None):
    """Rows of a feed that was read in every month, each month growing with its age."""
    days = pd.date_range(start, periods=months, freq="MS")
    end = days[-1] + pd.DateOffset(months=1) if until is None else pd.Timestamp(until)
    vintages = [at + pd.Timedelta(days=14) for at in pd.date_range(days[1], end, freq="MS")]
    return flows_of(months, added, start=start, vintages=vintages)


def age_of(day, at):
    return min(12 * (at.year - day.year) + at.month - day.month, 6)


def test_increments_are_what_each_reading_added():
    table = to_increments(readings(9, lambda d, at: 10 * age_of(d, at)))
    assert list(table.columns) == [1, 2, 3, 4, 5, 6]
    assert table.iloc[0].tolist() == [10] * 6
    assert table.iloc[-1].notna().tolist() == [True, *[False] * 5]
    assert table.sum().iloc[0] == 10 * len(table)


def test_what_was_read_with_a_gap_or_never_got_a_number_ends_the_triangle():
    def late(day, at):
        return pd.NA if age_of(day, at) < 3 else 30

    table = to_increments(readings(12, late))
    assert table.iloc[0].tolist() == [0, 0, 30, 0, 0, 0]
    rows = readings(12, lambda d, at: 5)
    lost = rows[~((rows["month"] == "2019-04-01") & (rows["age_months"] == 2))]
    assert to_increments(lost).index.min() == pd.Timestamp("2019-05-01")
    blank = rows.assign(
        displacements=rows["displacements"].mask(rows["month"] == "2019-03-01"),
    )
    assert to_increments(blank).index.min() == pd.Timestamp("2019-04-01")
    least = rows.assign(status=rows["status"].mask(rows["month"] == "2019-06-01", "at_least"))
    assert to_increments(least).index.min() == pd.Timestamp("2019-07-01")
    assert to_increments(empty(TABLES["delays"])).empty


def test_a_month_that_has_no_number_yet_has_nobody_in_the_feed_so_far_and_is_not_taken_for_whole():
    def young(day, at):
        return pd.NA if day >= pd.Timestamp("2019-11-01") else 5

    table = to_increments(readings(12, young))
    assert table.iloc[-1].tolist()[0] == 0
    assert table.iloc[-1].isna().sum() == 5


def test_mali_has_too_few_readings_for_a_nowcast_and_says_how_many(mali):
    told = tell(mali, "2023-11-01", {"geography": "MLI", "geography_name": "Mali"})
    base = "nowcast_displacements-idmc-MLI"
    assert told.loc[base, "note"] == "complete periods of reports"
    assert told.loc[[f"{base}-found", f"{base}-needed"], "value"].tolist() == [0, 68]
    assert told.loc["forecast_of-displacements-idmc-MLI-found", "value"] == 47


def test_a_nowcast_with_too_few_past_ones_is_refused_since_people_come_in_batches():
    rng = np.random.default_rng(5)
    totals = {}

    def grown(day, at):
        total = totals.setdefault(day, rng.poisson(500))
        return round(total * [0.5, 0.7, 0.85, 0.95, 0.99, 1.0][age_of(day, at) - 1])

    tables = {"delays": readings(72, grown)}
    told = tell_nowcast(tables, PLACE, pd.Timestamp("2024-12-01"))
    assert told[0]["status"] == "withheld"
    assert [row["value"] for row in told[1:]] == [67, 68]
    tables = {"delays": readings(73, grown)}
    table = nowcast(to_increments(tables["delays"]))
    assert table.loc[table["method"] != "complete", "n_errors"].min() == ENOUGH_ERRORS
    assert tell_nowcast(tables, PLACE, tables["delays"]["month"].max())[0]["value"] > 0
    tables = {"delays": readings(96, grown)}
    day = tables["delays"]["month"].max()
    rows = pd.DataFrame(tell_nowcast(tables, PLACE, day)).set_index("id")
    newest = rows.loc[f"nowcast_displacements-idmc-XXX-{day:%Y-%m}"]
    half = tables["delays"].query("month == @day")["displacements"].iloc[-1]
    assert newest["low"] >= half
    assert newest["low"] < newest["high"]
    assert 1.5 * half < newest["value"] < 2.7 * half
    assert newest["is_provisional"]


def test_the_same_data_give_the_same_figures_and_stay_as_they_were():
    tables = tables_of(draw_months(96))
    before = {name: table.copy() for name, table in tables.items()}
    assert_frame_equal(tell(tables), tell(tables))
    for name, table in before.items():
        assert_frame_equal(tables[name], table)


def test_figures_keep_the_schema(november):
    told = november[november["indicator"].str.startswith(("forecast", "nowcast"))]
    Figures.validate(conform(told.reset_index(), Figures), lazy=True)
    assert (told["status"] == "estimated").eq(told["value"].notna()).any()
    is_model = told["rule"] == "model-of-the-panel"
    assert (told.loc[is_model, "indicator"].isin(SCORED)).all()


SCORED = [f"forecast_{name}" for name in SCORES]


def test_ask_refuses_before_the_model():
    panel = pd.DataFrame({"unit": [], "month": pd.DatetimeIndex([]), "incidents": []})
    with pytest.raises(NotEnoughData, match="0 where at least 60"):
        ask(panel, "incidents", pd.Timestamp("2023-12-01"))


def test_a_nowcast_stands_beside_what_the_feed_has_so_far():
    month = {"source": "idmc", **PLACE, **to_period(pd.Timestamp("2022-04-01")), "unit": "people"}
    rows = [
        make_figure("displacements-idmc-XXX-2022-04", "displacements", value=250, **month),
        make_figure("nowcast_displacements-idmc-XXX-2022-04", "nowcast_displacements", **month)
        | {"value": 500.0, "low": 400.0, "high": 700.0},
    ]
    rows = [row | {"status": "reported"} for row in rows]
    figures = conform(pd.DataFrame(rows).drop(columns="level"), Figures)
    tables = {"inputs": empty(TABLES["inputs"])}
    edition = Edition("XXX", "Xland", "2022-04", "en", "2022-05-15", tables, figures, RAW, {})
    said = re.sub(r"<[^>]+>", "", write_unreported(edition)[0])
    assert "250" in said
    assert "500 (400 to 700)" in said
    page = show_unreported(edition).data
    assert "April 2022: 250 so far, 500 (400 to 700) with what is still to come" in page
    assert 'download="nowcasts.csv"' in page
    for figure_id in figures["id"]:
        assert f'href="#{figure_id}"' in page


def test_a_nowcast_that_is_refused_says_so_in_the_place_of_the_chart_and_nowhere_else(mali):
    place = {"geography": "MLI", "geography_name": "Mali"}
    rows = tell_nowcast(mali, place, pd.Timestamp("2023-11-01"))
    figures = conform(pd.DataFrame(rows).drop(columns="level", errors="ignore"), Figures)
    for lang, reason in (("en", "at least 68 are needed"), ("fr", "il en faut au moins 68")):
        edition = Edition("MLI", "Mali", "2023-11", lang, "2026-11-22", mali, figures, RAW, {})
        assert write_unreported(edition) == []
        page = show_unreported(edition).data
        assert 'class="nodata"' in page
        assert reason in unescape(re.sub(r"<[^>]+>", "", page)).replace("\u202f", " ")
    whole = Edition("MLI", "Mali", "2023-11", "en", "2026-11-22", mali, figures.iloc[:0], RAW, {})
    assert "still open" in show_unreported(whole).data


def test_a_month_that_the_feed_has_not_yet_is_hatched_and_keeps_its_interval():
    table = pd.DataFrame(
        {
            "label": ["2023-11", "2023-12"],
            "value": [250.0, None],
            "middle": [300.0, 400.0],
            "low": [260.0, 100.0],
            "high": [400.0, 900.0],
        }
    )
    views = charts.draw(
        lambda axes: charts.plot_nowcast(axes, table, lang="en", label="people"), height=2
    )
    for figure in (views.wide, views.narrow):
        (axes,) = figure.axes
        assert sum(bool(p.get_hatch()) for p in axes.patches) == 1
        assert [p.get_height() for p in axes.patches if not p.get_hatch()] == [250.0]
        (lines,) = axes.collections
        assert [s[:, 1].tolist() for s in lines.get_segments()] == [[260, 400], [100, 900]]
