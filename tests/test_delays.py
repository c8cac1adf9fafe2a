"""What could mislead unseen: a blank grown from zero, the newest vintage as proof, hindsight."""

import json
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import build, delays, holdings, intake
from analysis.delays import NotEnoughVintagesError, open_until, to_ages, to_delays
from analysis.facts import to_figures
from analysis.facts.delays import tell_delays
from analysis.facts.flows import tell_flows
from analysis.facts.incidents import _mark_provisional
from analysis.formats import Vintage
from analysis.measures import keep_known
from analysis.schema import Coverage, Delays, Displacements, conform, empty
from analysis.sources import acled, idmc, ucdp
from tests.conftest import RAW, vintage

RHYTHM = {"idmc": 31}
HERE = {"geography": "XXX", "geography_name": "Xland"}
DAYS = ["2025-08-01", "2025-08-25", "2025-09-25", "2025-10-25", "2025-11-25", "2025-12-25"]
GROWN = """
month,vintage,displacements
2025-05,2025-07-10,
2025-05,2025-08-10,40
2025-05,2025-09-10,50
2025-06,2025-07-10,30
2025-06,2025-08-10,30
2025-06,2025-09-10,30
2025-07,2025-08-10,
2025-07,2025-09-10,
2025-08,2025-09-10,7
"""


def to_flows(rows, **known):
    start = pd.to_datetime(rows["month"] + "-01")
    given = {"source": "idmc", "cause": "conflict", "source_file": "f.csv"} | HERE | known
    return conform(
        rows.assign(
            period_start=start,
            period_end=start + pd.offsets.MonthEnd(0),
            known_from=pd.to_datetime(rows["vintage"]),
            displacements=rows["displacements"].astype("Int64"),
            status=rows["displacements"].isna().map({True: "not_reported", False: "reported"}),
            source_row=range(2, len(rows) + 2),
            **given,
        ),
        Displacements,
    )


def grow(text=GROWN):
    return to_delays(to_flows(pd.read_csv(StringIO(text))), RHYTHM)


def shown(table, month):
    rows = table[table["month"] == pd.Timestamp(f"{month}-01")].sort_values("known_from")
    return rows.set_index("vintage")


def test_a_blank_that_was_filled_is_nothing_of_the_figure_and_no_zero_of_people():
    may = shown(grow(), "2025-05")
    assert may["displacements"].isna().tolist() == [True, False, False]
    assert may["published_share"].tolist() == [0, 0.8, 1]
    assert may["first_change"].isna().tolist() == [True, False, False]
    assert may["first_change"].tolist()[1:] == [0, 10]
    assert may["is_changed_since"].tolist() == [True, True, False]
    assert may["age_months"].tolist() == [2, 3, 4]


def test_a_month_without_a_latest_number_has_no_share():
    july = shown(grow(), "2025-07")
    assert july["published_share"].isna().all()
    assert not july["is_changed_since"].any()


def test_a_number_that_the_newest_vintage_withdrew_has_changed_and_is_no_latest_one():
    text = "month,vintage,displacements\n2025-05,2025-07-10,9\n2025-05,2025-08-10,\n"
    may = shown(grow(text), "2025-05")
    assert may["is_changed_since"].tolist() == [True, False]
    assert may["published_share"].isna().all()


@pytest.mark.parametrize(
    ("states", "shares"),
    [
        (["reported", "reported"], [0.8, 1]),
        (["at_least", "reported"], [None, 1]),
        (["reported", "at_least"], [None, None]),
        (["not_reported", "at_least"], [None, None]),
        (["not_reported", "reported"], [0, 1]),
        (["estimated", "reported"], [0.8, 1]),
    ],
)
def test_of_at_least_so_many_there_is_no_share(states, shares):
    text = "month,vintage,displacements\n2025-05,2025-07-10,40\n2025-05,2025-08-10,50\n"
    flows = to_flows(pd.read_csv(StringIO(text))).assign(status=pd.Series(states, dtype="str"))
    is_gap = flows["status"] == "not_reported"
    flows = flows.assign(displacements=flows["displacements"].mask(is_gap))
    told = shown(to_delays(flows, RHYTHM), "2025-05")["published_share"]
    assert told.astype("object").where(told.notna(), None).tolist() == shares


def test_a_month_that_a_vintage_skips_is_seen_without_a_number():
    text = """
month,vintage,displacements
2025-04,2025-07-10,5
2025-06,2025-07-10,6
2025-04,2025-08-10,5
2025-05,2025-08-10,3
2025-06,2025-08-10,6
2025-07,2025-08-10,1
"""
    may = shown(grow(text), "2025-05")
    assert may["displacements"].fillna(-1).tolist() == [-1, 3]
    assert may["published_share"].tolist() == [0, 1]
    assert may["source_file"].isna().tolist() == [True, False]


@pytest.mark.parametrize("first", ["2025-05", "2025-06"])
def test_a_month_that_the_newest_vintage_skips_has_one_state_on_the_page(first):
    text = """
month,vintage,displacements
2025-04,2025-07-10,5
2025-06,2025-07-10,6
2025-04,2025-08-10,5
2025-07,2025-08-10,1
"""
    flows = to_flows(pd.read_csv(StringIO(text)))
    grown, month = to_delays(flows, RHYTHM), pd.Timestamp(first)
    told = tell_flows(flows, grown, HERE, month, month + pd.offsets.MonthEnd(0))
    states = {f["period_start"][:7]: f for f in told if pd.isna(f["value"])}
    newest = shown(grown, first).iloc[-1]
    assert (states[first]["status"], newest["status"]) == ("not_reported", "not_reported")
    assert states[first]["is_provisional"] == newest["is_provisional"]
    assert states[first]["as_of"] == newest.name == "2025-08-10"
    assert states["2025-03"]["status"] == "not_covered"  # before any vintage begins


def test_only_whole_months_that_were_over_count():
    months = pd.read_csv(StringIO("month,vintage,displacements\n2025-07,2025-07-31,5\n"))
    assert to_delays(to_flows(months), RHYTHM).empty
    year = to_flows(months.assign(vintage="2026-07-31")).assign(
        period_start=pd.Timestamp("2025-01-01"), period_end=pd.Timestamp("2025-12-31")
    )
    assert to_delays(year, RHYTHM).empty


def test_empty_gives_empty_and_the_input_is_unchanged():
    assert to_delays(empty(Displacements), RHYTHM).empty
    flows = to_flows(pd.read_csv(StringIO(GROWN)))
    before = flows.copy(deep=True)
    to_delays(flows, RHYTHM)
    pd.testing.assert_frame_equal(flows, before)


def test_two_causes_never_mix():
    rows = pd.read_csv(StringIO(GROWN))
    other = to_flows(rows.assign(displacements=1), cause="disaster")
    table = to_delays(pd.concat([to_flows(rows), other], ignore_index=True), RHYTHM)
    pd.testing.assert_frame_equal(
        table[table["cause"] == "conflict"].reset_index(drop=True), grow(), check_dtype=False
    )
    assert open_until(table[table["cause"] == "disaster"]) is None


def test_the_newest_vintage_proves_nothing_about_what_will_change():
    ages = to_ages(grow()).set_index("age_months")
    assert ages["months"].to_dict() == {1: 2, 2: 2, 3: 1}
    assert ages["months_blank"].to_dict() == {1: 1, 2: 1, 3: 0}
    assert ages["months_filled"].to_dict() == {1: 0, 2: 1, 3: 0}
    assert ages["months_revised"].to_dict() == {1: 0, 2: 0, 3: 1}
    assert ages["share_median"].isna().all()


def test_a_share_is_given_from_three_months_on():
    rows = [f"2025-0{m},2025-08-10,{m}\n2025-0{m},2025-09-10,{2 * m}" for m in (5, 6, 7)]
    rows += ["2025-02,2025-05-10,\n2025-02,2025-09-10,6"]
    header = "month,vintage,displacements\n"
    ages = to_ages(grow(header + "\n".join(rows))).set_index("age_months")
    assert ages.loc[3, "months_with_share"] == 2
    assert ages.loc[3, ["share_median"]].isna().all()
    more = "\n2025-01,2025-04-10,4\n2025-01,2025-09-10,4"
    ages = to_ages(grow(header + "\n".join(rows) + more)).set_index("age_months")
    assert ages.loc[3, ["share_low", "share_median", "share_high"]].tolist() == [0, 0.5, 1]


def test_nothing_is_said_of_one_vintage():
    one = grow("month,vintage,displacements\n2025-05,2025-07-10,9\n2025-06,2025-07-10,8\n")
    with pytest.raises(NotEnoughVintagesError, match="vintages held: 1"):
        to_ages(one)
    figures = tell_delays(one, HERE, pd.Timestamp("2025-06-01"))
    assert [(f["id"], f["value"]) for f in figures] == [("delay_vintages-idmc-XXX", 1)]
    assert one.set_index("month")["is_provisional"].tolist() == [False, True]


def test_a_month_is_provisional_up_to_the_oldest_age_that_changed():
    table = grow()
    assert open_until(table) == 3
    rows = table.set_index(["month", "vintage"])["is_provisional"]
    assert rows.loc[("2025-05-01", "2025-09-10")].item() is False
    assert rows.loc[("2025-06-01", "2025-09-10")].item() is True
    assert rows.loc[("2025-08-01", "2025-09-10")].item() is True
    assert delays.is_provisional(table, pd.Timestamp("2025-06-01"), "2025-09-10")
    assert not delays.is_provisional(table, pd.Timestamp("2025-05-01"), "2025-09-10")
    assert delays.is_provisional(table, pd.Timestamp("2025-12-01"), "2025-09-10")  # never seen


@pytest.mark.parametrize(
    ("day", "rhythm", "is_young"),
    [
        ("2023-12-20", 7, True),
        ("2023-12-30", 7, True),
        ("2023-12-31", 7, False),
        ("2024-05-30", 183, True),
        ("2024-05-31", 183, False),
        ("2023-12-31", None, False),
    ],
)
def test_a_first_print_lasts_a_month_or_a_rhythm_where_that_is_longer(day, rhythm, is_young):
    months, days = (pd.Series([pd.Timestamp(d)]) for d in ("2023-11-01", day))
    assert delays.is_first_print(months, days, pd.Series([rhythm])).item() is is_young


@pytest.mark.parametrize(
    ("release", "expected"),
    [("24.1", None), ("GED 24.1", None), ("26.0.8", "2026-06"), ("26.01.26.06", "2026-06")],
)
def test_candidate_events_are_provisional_and_the_yearly_release_is_not(release, expected):
    first, last = pd.Timestamp("2026-06-01"), pd.Timestamp("2026-08-01")
    of = vintage(day="2026-11-01", version=release)
    found = holdings.find_provisional(ucdp.SOURCE, first, last, of)
    assert (None if pd.isna(found) else f"{found:%Y-%m}") == expected


def test_the_last_month_of_a_weekly_source_is_provisional():
    of = vintage(day="2023-12-20")
    first, last = pd.Timestamp("2023-01-01"), pd.Timestamp("2023-11-01")
    assert holdings.find_provisional(acled.SOURCE, first, last, of) == last
    later = vintage(day="2024-01-10")
    assert pd.isna(holdings.find_provisional(acled.SOURCE, first, last, later))


def span(first, last, provisional_from=None):
    days = {"first_month": first, "last_month": last, "provisional_from": provisional_from}
    given = {"source": "ucdp", "version": "v", "absent_is_zero": True, "source_file": "f.csv"}
    return {n: pd.Timestamp(d) if d else pd.NaT for n, d in days.items()} | given


def test_counts_are_provisional_until_a_settled_file_covers_their_month():
    figures = [{"period_start": f"2023-{m}-01"} for m in ("09", "10", "11", "12")]
    open_spans = [span("2023-11-01", "2023-12-01", "2023-11-01")]
    marked = _mark_provisional(figures, conform(pd.DataFrame(open_spans), Coverage))
    assert [f["is_provisional"] for f in marked] == [False, False, True, True]
    both = [*open_spans, span("1989-01-01", "2023-11-01")]
    marked = _mark_provisional(figures, conform(pd.DataFrame(both), Coverage))
    assert [f["is_provisional"] for f in marked] == [False, False, False, True]
    partly = [span("2023-01-01", "2023-11-01", "2023-11-01")]
    marked = _mark_provisional(figures, conform(pd.DataFrame(partly), Coverage))
    assert [f["is_provisional"] for f in marked] == [False, False, True, False]


number = st.one_of(st.none(), st.integers(0, 3), st.integers(1, 10**6))
feed = st.lists(st.lists(number, min_size=5, max_size=5), min_size=1, max_size=4)


@settings(max_examples=40)
@given(feed)
def test_laws_of_growth(values):
    rows = [
        {"month": f"2025-{m:02}", "vintage": f"2025-{v + 3:02}-10", "displacements": value}
        for v, printed in enumerate(values)
        for m, value in enumerate(printed, start=1)
        if m < v + 3
    ]
    frame = pd.DataFrame(rows).astype({"displacements": "Int64"})
    table = to_delays(to_flows(frame), RHYTHM)
    held = table.merge(
        to_flows(frame), left_on=["month", "vintage"], right_on=["period_start", "vintage"]
    )
    assert len(held) == len(table) == len(frame)
    assert held["displacements_x"].equals(held["displacements_y"])  # no number is made or lost
    newest = table[~table["is_seen_again"]]
    assert not newest["is_changed_since"].any()
    has_latest = newest.set_index("month")["displacements"].gt(0).fillna(False)
    assert (table["published_share"].notna() == table["month"].map(has_latest)).all()
    assert (newest["published_share"].dropna() == 1).all()
    youngest_firm = table.loc[~table["is_provisional"], "age_months"].min()
    changed = table.loc[table["is_changed_since"], "age_months"]
    assert pd.isna(youngest_firm) or not (changed >= youngest_firm).any()
    if delays.has_delays(table):
        ages = to_ages(table)
        assert (ages["months_filled"] <= ages["months_blank"]).all()
        assert (ages["months_revised"] <= ages["months"] - ages["months_blank"]).all()
        assert (ages["months_with_share"] <= ages["months"]).all()


def test_mali_grew_as_the_file_says(mali):
    table = mali["delays"]
    assert Delays.validate(table) is table
    may, june = shown(table, "2025-05"), shown(table, "2025-06")
    assert may["displacements"].fillna(-1).tolist() == [-1, -1, 2_490, 2_490, 2_490, 2_490]
    assert june["displacements"].fillna(-1).tolist() == [-1, -1, 1_835, 1_835, 1_835, 1_835]
    assert may["age_months"].tolist() == [3, 3, 4, 5, 6, 7]
    assert may["published_share"].tolist() == [0, 0, 1, 1, 1, 1]
    assert open_until(table) == 3
    ages = to_ages(table).set_index("age_months")
    assert ages.loc[1, ["months", "months_blank", "months_filled"]].tolist() == [4, 4, 0]
    assert ages.loc[2, ["months", "months_blank", "months_filled"]].tolist() == [4, 4, 1]
    assert ages.loc[3, ["months", "months_blank", "months_filled"]].tolist() == [4, 3, 1]
    assert ages.loc[4, ["months", "months_blank", "months_filled"]].tolist() == [4, 1, 0]
    assert ages["months_revised"].sum() == 0
    assert ages.loc[4, "share_low"] == ages.loc[4, "share_high"] == 1


def figures_of(tables, month, as_of):
    figures = to_figures(tables, country="MLI", country_name="Mali", month=month, as_of=as_of)
    return figures.set_index("id")


def test_a_month_of_2023_learns_from_the_months_that_were_seen_growing(mali):
    figures = figures_of(mali, "2023-11", "2026-11-22")
    value = figures["value"]
    assert value["delay_vintages-idmc-MLI"] == 6
    assert value["delay_age-idmc-MLI"] == 25
    assert value["delay_seen-idmc-MLI"] == 1
    assert value["delay_until-idmc-MLI"] == 3
    assert value["delay_late-idmc-MLI"] == 4
    assert value["delay_numbered-idmc-MLI"] == 6
    assert value["delay_renumbered-idmc-MLI"] == 0
    assert not figures.loc["displacements-idmc-MLI", "is_provisional"]
    assert value["displacements_vintage-idmc-MLI-2025-05-2025-09-25"] == 2_490
    assert pd.isna(value["displacements_vintage-idmc-MLI-2025-05-2025-08-25"])
    assert "displacements_vintage-idmc-MLI-2025-11-2025-11-25" not in figures.index  # not over


def test_every_count_of_months_leads_back_to_rows_and_every_cell_to_its_own(mali):
    figures = figures_of(mali, "2025-10", "2026-11-22")
    printed = pd.read_csv(RAW / "idmc" / "MLI" / "2025-12-25" / "displacements_idmc.csv")
    numbers = printed["displacements"].where(printed["displacements"] > 0)
    told = figures[figures["indicator"].str.startswith(("delay_", "displacements_vintage"))]
    assert len(told) > 70
    for name, figure in told.iterrows():
        parts = json.loads(figure["inputs"])
        if name == "displacements_vintage-idmc-MLI-2025-07-2025-08-01":
            assert parts == []  # the vintage does not list the month
            continue
        (part,) = parts
        rows = [r - 2 for r in part["rows"]]
        if figure["indicator"] == "displacements_vintage":
            expected = numbers.iloc[rows].item()
            assert figure["value"] == expected or (pd.isna(figure["value"]) and pd.isna(expected))
    last = json.loads(figures.loc["delay_filled-idmc-MLI-age_02", "inputs"])[0]["rows"]
    held = printed.assign(number=numbers).iloc[[r - 2 for r in last]]
    assert sorted(held["month"].unique()) == ["2025-06", "2025-07", "2025-08", "2025-09"]
    newest = held[held["as_of"] == "2025-12-25"].set_index("month")["number"]
    assert newest.notna().sum() == figures.loc["delay_filled-idmc-MLI-age_02", "value"] == 1


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    """Tables of Mali as known on the day of each vintage, of the feed alone."""
    raw = tmp_path_factory.mktemp("raw")
    for name in ("hand", "idmc"):
        (raw / name).symlink_to(RAW / name)
    return {day: build.build_tables(raw, "MLI", day) for day in DAYS}


def test_no_vintage_replayed_prints_a_zero_for_a_month(replayed):
    """Of the six, most zeros of a newest month were filled later: none is a finding."""
    printed = pd.read_csv(RAW / "idmc" / "MLI" / "2025-12-25" / "displacements_idmc.csv")
    assert (printed["displacements"] == 0).sum() > 20  # the feed does print them
    later = printed[printed["displacements"] > 0].groupby("month")["as_of"].max()
    filled = printed[printed["displacements"] == 0].set_index("month")["as_of"]
    assert (filled < later.reindex(filled.index)).sum() == 4  # May and June, twice each
    for day, tables in replayed.items():
        assert (tables["displacements"]["known_from"] <= pd.Timestamp(day)).all()
        for month in (pd.Period(day, freq="M") - back for back in (0, 1, 3)):
            figures = figures_of(tables, str(month), day)
            flows = figures[figures["indicator"].str.startswith("displacements")]
            assert len(flows) >= 24
            assert not (flows["value"] == 0).any(), (day, month)
            assert (
                flows.loc[flows["value"].isna(), "status"]
                .isin(["not_reported", "not_covered"])
                .all()
            )


def test_a_replay_knows_only_the_delays_of_its_day(replayed):
    until = {day: open_until(tables["delays"]) for day, tables in replayed.items()}
    assert until == dict.fromkeys(DAYS[:2]) | dict.fromkeys(DAYS[2:], 3)
    june = figures_of(replayed["2025-09-25"], "2025-06", "2025-09-25")
    assert june.loc["displacements-idmc-MLI", "value"] == 1_835
    assert june.loc["displacements-idmc-MLI", "is_provisional"]
    later = figures_of(replayed["2025-12-25"], "2025-06", "2025-12-25")
    assert not later.loc["displacements-idmc-MLI", "is_provisional"]


@pytest.mark.parametrize("iso3", ["MLI", "NER", "BFA", "COD"])
def test_no_feed_of_all_countries_replayed_prints_a_zero(shared, iso3):
    of = Vintage(iso3, "", iso3, "", "2025-12-25", "")
    parts = []
    for path in sorted((shared / "idmc_monthly_vintages").glob("*.csv")):
        ((_, rows),) = intake.read_file(idmc.SOURCE, path, path.name)
        parts.append(idmc.clean_wide(rows, of))
    flows = holdings.combine(idmc.SOURCE, "displacements", parts)
    place = {"geography": iso3, "geography_name": iso3}
    final = to_delays(flows, RHYTHM)
    assert final.loc[final["is_changed_since"], "age_months"].max() <= 5
    for day in DAYS:
        known = keep_known(flows, pd.Timestamp(day))
        grown = to_delays(known, RHYTHM)
        first = pd.Timestamp(day).to_period("M").to_timestamp() - pd.DateOffset(months=1)
        told = tell_flows(known, grown, place, first, first + pd.offsets.MonthEnd(0))
        assert not [f["id"] for f in told if f["value"] == 0]
        assert told[-1]["is_provisional"] or told[-1]["status"] == "not_covered"
