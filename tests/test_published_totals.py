"""The numbers that were printed: a wrong join, a lost row or a filled gap would move one."""

import json

import pandas as pd
import pytest

from analysis.facts import to_figures
from analysis.measures import last_day


@pytest.mark.parametrize(
    ("figure_id", "value", "low", "high"),
    [
        ("incidents-ucdp-MLI", 30, None, None),
        ("fatalities-ucdp-MLI", 204, 199, 252),
        ("civilian_fatalities-ucdp-MLI", 101, None, None),
        ("incidents-ucdp-ML08", 9, None, None),
        ("fatalities-ucdp-ML08", 38, 33, 40),
        ("fatalities-MLI-20231107-01", 12, 6, 20),
        ("incidents-ledger-MLI", 13, None, None),
        ("idps-MLI", 391_961, None, None),
        ("idps-ML08", 32_394, None, None),
        ("idps_before-ML08", 14_964, None, None),
        ("idps_next-MLI", 354_739, None, None),
        ("displacements-idmc-MLI", 15_964, None, None),
        ("people_in_need-MLI", 8_800_000, None, None),
        ("people_targeted-MLI", 5_700_000, None, None),
        ("requirements_usd-MLI", 751_400_000, None, None),
        ("percent_funded-MLI", 30, None, None),
        ("food_insecure_phase3plus-MLI", 700_000, None, None),
    ],
)
def test_november_2023_in_mali_is_as_published(november, figure_id, value, low, high):
    figure = november.loc[figure_id]
    assert figure["value"] == value
    assert (figure["low"] if low is not None else None) == low
    assert (figure["high"] if high is not None else None) == high


def test_the_stock_of_november_is_of_september(november):
    assert november.loc["idps-MLI", "as_of"] == "2023-09-30"
    assert november.loc["idps-ML08", "as_of"] == "2023-09-30"


def test_kidal_grew_by_116_per_cent(november):
    assert round(november.loc["idps_change_pct-ML08", "value"]) == 116


def test_a_divided_region_has_no_change(november):
    mopti = november.loc["idps_change_pct-Mopti"]
    assert pd.isna(mopti["value"])
    assert mopti["rule"] == "not-comparable"


def test_the_army_s_toll_of_kidal_is_not_stated(mali):
    army = mali["claims"].query("claim_id == 'MLI-20231107-01-c08'")
    assert army["claimant"].item() == "army"
    assert army["fatalities"].isna().item()


@pytest.mark.parametrize(
    ("as_of", "low", "best", "high"),
    [("2023-11-08", 12, 14, 14), ("2023-11-30", 10, 14, 20), ("2026-11-22", 6, 12, 20)],
)
def test_the_toll_of_kidal_depends_on_the_day(mali_on, as_of, low, best, high):
    tolls = mali_on(as_of)["tolls"].set_index("incident_id")
    toll = tolls.loc["MLI-20231107-01", ["fatalities_low", "fatalities_best", "fatalities_high"]]
    assert list(toll) == [low, best, high]


def test_funding_of_january_2024_is_not_known_in_november_2023(mali_on):
    tables = mali_on("2023-11-30")
    figures = to_figures(
        tables, country="MLI", country_name="Mali", month="2023-11", as_of="2023-11-30"
    ).set_index("id")
    assert figures.loc["percent_funded-MLI", "status"] == "not_reported"
    assert figures.loc["people_in_need-MLI", "value"] == 8_800_000
    assert figures.loc["incidents-ucdp-MLI", "status"] == "not_covered"
    assert figures.loc["displacements-idmc-MLI", "status"] == "not_covered"


def test_panel_of_a_month_adds_up_to_the_country(mali):
    panel = mali["panel_admin1_month"]
    november = panel[panel["month"] == pd.Timestamp("2023-11-01")]
    assert len(november) == 11
    assert november["incidents"].sum() == 30
    assert november[["fatalities_low", "fatalities_best", "fatalities_high"]].sum().tolist() == [
        199,
        204,
        252,
    ]


def test_panel_keeps_what_has_no_place(mali):
    panel, months = mali["panel_admin1_month"], mali["incidents_admin1_month"]
    unplaced = panel[panel["admin1_name"] == "not placed"]
    assert (
        unplaced["incidents"].sum() == months.loc[months["admin1_pcode"].isna(), "incidents"].sum()
    )
    assert panel["incidents"].sum() == months["incidents"].sum()


def test_every_join_accounts_for_every_row(mali):
    losses = mali["losses"]
    ledger = losses[losses["join"] == "ledger incidents to regions"]
    assert ledger["rows"].sum() == 234
    stocks = losses[losses["join"] == "stocks of IDPs to places"]
    assert stocks["rows"].sum() == len(mali["idps"])


def test_a_region_after_its_division_is_not_the_unit_of_the_list(mali, november):
    assert november.loc["idps-Mopti", "value"] == 91_274
    panel = mali["panel_admin1_month"].set_index(["admin1_pcode", "month"])
    assert panel.loc[("ML05", pd.Timestamp("2022-12-01")), "idps"] == 189_356
    assert pd.isna(panel.loc[("ML05", pd.Timestamp("2023-11-01")), "idps"])


def test_an_earlier_day_knows_no_later_break(mali_on):
    breaks = mali_on("2023-12-10")["breaks"]
    assert breaks["date_from"].max() < pd.Timestamp("2023-12-10")
    assert set(breaks["kind"]) == {"clean-up", "access lost", "regions split"}


def figures_of(tables, month, as_of="2026-11-22"):
    made = to_figures(tables, country="MLI", country_name="Mali", month=month, as_of=as_of)
    return made.set_index("id")


def test_a_difference_across_a_clean_up_is_named_so(november):
    assert november.loc["idps_change_pct-ML08", "rule"] == "change-across-break"
    assert november.loc["idps_change_pct-ML06", "rule"] == "change-across-break"


def test_a_difference_is_made_of_the_counts_that_it_cites_and_of_no_bound(mali):
    december = figures_of(mali, "2024-12")
    assert december.loc["idps-MLI", "status"] == "at_least"
    change = december.loc["idps_change-MLI"]
    before, after = (december.loc[i, "value"] for i in json.loads(change["inputs"]))
    assert (before, after, change["value"]) == (330_713, 378_363, 47_650)
    parts = december.filter(regex="^idps_change_(?!pct)", axis=0)["value"]
    assert parts.sum() == change["value"]
    assert december.loc["idps_change_coverage-MLI", "value"] == 47_650


def test_movement_across_a_break_has_no_number_and_says_so(november):
    movement = november.loc["idps_change_movement-MLI"]
    assert pd.isna(movement["value"])
    assert (movement["status"], movement["rule"]) == ("withheld", "not-comparable")
    assert november.loc["idps_change_unexplained-MLI", "value"] == 16_422


def test_no_change_is_made_from_a_bound(november):
    assert november.loc["idps_before-ML10", "status"] == "at_least"
    assert pd.isna(november.loc["idps_change_pct-ML10", "value"])
    assert november.loc["idps_change_pct-ML10", "status"] == "not_reported"
    assert november.loc["idps_change_pct-Mopti", "status"] == "withheld"  # of another Mopti


def test_regions_and_what_they_leave_out_add_up_to_the_country(november):
    regions = november[november["rule"] == "latest-on-or-before"]
    regions = regions[(regions["indicator"] == "idps") & (regions["source"] == "figures")]
    regions = regions[regions["geography"] != "MLI"]
    rest = november.loc["idps_remainder-MLI", "value"]
    assert regions["value"].sum() + rest == 391_961
    assert rest == 37_490


def test_the_age_of_the_stock_is_a_figure(november):
    assert november.loc["idps_age-MLI", ["value", "unit"]].tolist() == [2, "months"]


def test_year_end_counts_of_two_sources_stand_beside_one_another(november):
    assert november.loc["preferred-idps-Mali-2022-12-31", "value"] == 412_287
    assert november.loc["disagree-idps-Mali-2022-12-31-idmc-12", "value"] == 379_932


def test_a_ledger_without_an_incident_of_the_month_has_no_zero(mali):
    empty_month = figures_of(mali, "2013-01").loc["incidents-ledger-MLI"]
    assert pd.isna(empty_month["value"])
    assert empty_month["status"] == "not_covered"


def test_plan_figures_are_dated_to_the_launch_of_their_plan(november):
    for name in ("people_in_need", "people_targeted", "requirements_usd"):
        assert november.loc[f"{name}-MLI", "as_of"] == "2023-02-28"


def test_an_earlier_day_sees_no_later_file_and_no_undated_note(mali_on):
    tables = mali_on("2023-12-10")
    assert not tables["inputs"]["source"].isin(["idmc", "unhcr", "ucdp"]).any()
    assert tables["incidents"]["note"].isna().all()
    assert tables["incidents"]["event_date"].max() <= pd.Timestamp("2023-12-10")


def test_a_stock_is_not_carried_past_the_division_of_its_region(mali):
    panel = mali["panel_admin1_month"].set_index(["admin1_pcode", "month"])
    for month in ("2023-01", "2023-03"):
        assert pd.isna(panel.loc[("ML05", pd.Timestamp(f"{month}-01")), "idps"])


def test_the_panel_takes_no_stock_from_the_future(mali):
    panel = mali["panel_admin1_month"].dropna(subset="idps")
    assert len(panel) > 50
    ends = panel["month"] + pd.offsets.MonthEnd(0)
    assert (last_day(panel["idps_as_of"]) <= ends).all()


def test_of_two_cycles_of_food_security_the_newer_serves(mali):
    made = figures_of(mali, "2018-07")
    assert made.loc["food_insecure_phase3plus-MLI", "value"] == 933_000  # of March, not of November


def test_a_later_revision_of_a_plan_is_not_known_at_its_launch(mali_on):
    tables = mali_on("2017-03-31")
    needs = tables["needs"]
    plan = needs[(needs["indicator"] == "people_in_need") & (needs["period_start"].dt.year == 2017)]
    assert not plan["qualifier"].fillna("").str.contains("revised").any()


def test_the_census_of_2022_counts_another_mopti(mali):
    people = mali["population"]
    mopti = people[(people["geography_name"] == "Mopti") & (people["period_end"].dt.year == 2022)]
    assert len(mopti) > 0
    assert (mopti["geography"] != "ML05").all()
