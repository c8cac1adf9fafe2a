"""What could go wrong unseen: a toll that knows the future, a silence that reads as zero, a place that is told too well."""

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import store
from analysis.brief import UnknownIncidentError, find_ledger, open_brief
from analysis.briefs import write_brief
from analysis.facts.brief import (
    Near,
    _count_region,
    find_incident,
    name_actors,
    name_region,
    span_days,
    tell_brief,
)
from analysis.layouts import BRIEF_LAYOUTS
from analysis.measures import each_row
from analysis.nearby import add_distance, to_area, to_spots
from analysis.page import ALSO, link_other
from analysis.report import link_languages
from analysis.schema import Exposure, Incidents, IncidentsAdmin1Month, conform, empty
from analysis.settlements import GAZETTEER, list_towns
from tests.conftest import LANGS, OPEN, RAW
from tests.test_axe import PLAIN, list_faults
from tests.test_cli import impact

KIDAL = "MLI-20231107-01"
DAY = "2026-11-22"
LEDGER = RAW / "ledger" / "MLI" / DAY
RANK = [
    *("un", "rights_organisation", "civil_authority_or_medical", "local_or_security_source"),
    *("press_or_association", "party_to_conflict"),
]


def tell(tables, incident_id, as_of=DAY):
    near = Near(empty(Exposure), list_towns("ML"), GAZETTEER, 25)
    whole = {"country": "MLI", "country_name": "Mali"}
    figures = tell_brief(tables, near, incident_id=incident_id, as_of=as_of, **whole)
    return figures.set_index("id")


@pytest.fixture(scope="module")
def kidal(mali):
    return tell(mali, KIDAL)


@pytest.fixture(scope="module")
def rendered(mali_report, tmp_path_factory):
    """Brief on the strikes at Kidal in both languages, of the tables that the report was made of."""
    return render(mali_report, tmp_path_factory.mktemp("briefs"), LANGS)


def render(mali_report: Path, out: Path, langs) -> Path:
    processed = mali_report.parent.parent.parent / "processed"
    asked = {"incident_id": KIDAL, "country": None, "radius_km": 25, "as_of": DAY}
    return write_brief(RAW, processed, out, langs=langs, **asked)


def read_claims(until):
    """Statements on Kidal that bear a day until one, read with nothing of ours."""
    with (LEDGER / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["incident_id"] == KIDAL]
    return [r for r in rows if len(r["published_date"]) == 10 and r["published_date"] <= until]


def test_the_strikes_at_kidal_are_told_as_fourteen_statements_from_6_to_20(kidal):
    toll = kidal.loc[f"fatalities-{KIDAL}"]
    assert kidal.loc[f"claims-{KIDAL}", "value"] == 14
    assert tuple(toll[["low", "value", "high"]]) == (6, 12, 20)
    army = kidal.loc[f"claim-{KIDAL}-c08"]
    assert army["note"].startswith("army; party_to_conflict")
    assert (pd.isna(army["value"]), army["status"]) == (True, "not_reported")
    assert f"injured-{KIDAL}-c08" not in kidal.index


def test_a_toll_of_the_day_after_is_that_of_the_statements_of_that_day(kidal):
    said = read_claims("2023-11-08")
    numbers = [int(row["fatalities"]) for row in said if row["fatalities"]]
    best = min(RANK.index(row["claimant_class"]) for row in said if row["fatalities"])
    reliable = sorted(
        int(r["fatalities"]) for r in said if r["claimant_class"] == RANK[best] and r["fatalities"]
    )
    figure = kidal.loc[f"toll_known-{KIDAL}-2023-11-07"]
    known = kidal.loc[f"claims_known-{KIDAL}-2023-11-07", "value"]
    assert known == len(said) == 5
    expected = (min(numbers), reliable[(len(reliable) - 1) // 2], max(numbers))
    assert tuple(figure[["low", "value", "high"]]) == expected == (12, 14, 14)


def test_a_toll_as_known_is_that_of_a_build_as_of_the_day(kidal, mali_on):
    known = tell(mali_on("2023-12-10"), KIDAL, "2023-12-10")
    then = known.loc[f"fatalities-{KIDAL}", ["low", "value", "high"]]
    step = kidal.loc[f"toll_known-{KIDAL}-2023-11-30", ["low", "value", "high"]]
    assert tuple(then) == tuple(step) == (10, 14, 20)
    assert f"toll_known-{KIDAL}-{DAY}" not in known.index


def test_the_last_step_is_the_toll(kidal):
    last = kidal[kidal["indicator"] == "toll_known"].iloc[-1]
    numbers = ["value", "low", "high", "rule"]
    assert tuple(last[numbers]) == tuple(kidal.loc[f"fatalities-{KIDAL}", numbers])


def test_nobody_is_counted_twice_and_nothing_is_an_input_changed(mali):
    before = {name: table.copy() for name, table in mali.items()}
    figures = tell(mali, KIDAL)
    assert not figures.index.duplicated().any()
    for name in ("incidents", "claims", "idps"):
        assert_frame_equal(mali[name], before[name])


def test_the_year_before_in_the_region_is_the_sum_of_its_rows(kidal):
    with (RAW / "ucdp/MLI/2024-06-30/mli_admin1_month.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    here = [
        r for r in rows if r["adm_1"] == "Kidal region" and "2022-11" <= r["month"] <= "2023-10"
    ]
    killed = kidal.loc["year_fatalities-ucdp-ML08", ["low", "value", "high"]]
    assert kidal.loc["year_incidents-ucdp-ML08", "value"] == sum(int(r["events"]) for r in here)
    ends = ("deaths_low", "deaths_best", "deaths_high")
    assert tuple(killed) == tuple(sum(int(r[name]) for r in here) for name in ends) == (18, 18, 50)


def test_a_year_that_is_not_all_covered_gives_a_lower_bound(mali):
    coverage = mali["coverage"].assign(last_month=pd.Timestamp("2023-08-01"))
    months = mali["incidents_admin1_month"]
    months = months[months["month"] <= "2023-08-01"]
    cut = {**mali, "coverage": coverage, "incidents_admin1_month": months}
    assert tell(cut, KIDAL).loc["year_incidents-ucdp-ML08", "status"] == "at_least"


def test_two_counts_across_a_break_give_no_change(kidal):
    change = kidal.loc["idps_between-MLI"]
    assert kidal.loc[["idps_before-MLI", "idps_after-MLI"], "value"].to_list() == [391961, 354739]
    assert (pd.isna(change["value"]), change["rule"]) == (True, "not-comparable")
    assert kidal.loc["idps_after-ML08", "status"] == "not_reported"


def test_of_a_vague_place_nothing_is_told_by_distance(mali):
    figures = tell(mali, "MLI-20210103-01")
    assert not figures["indicator"].isin(["town_km", "incident_km", "towns_near"]).any()
    assert (figures["indicator"] == "earlier_region").sum() == 1


def test_an_incident_without_a_number_has_none_and_no_zero(mali):
    figures = tell(mali, "MLI-20231107-02")
    tolls = figures[figures.index.str.match("(fatalities|toll_known)-MLI-20231107-02")]
    assert len(tolls) > 1
    assert tolls["value"].isna().all()
    assert set(tolls["status"]) == {"not_reported"}


def test_none_found_in_a_selection_is_no_zero(mali):
    counted = [tell(mali, i) for i in (KIDAL, "MLI-20210103-01")]
    rows = pd.concat(counted)
    rows = rows[rows["rule"] == "count-of-a-selection"]
    assert rows["value"].isna().any()
    assert not (rows["value"] == 0).any()
    assert set(rows.loc[rows["value"].isna(), "status"]) == {"not_reported"}


def test_what_may_lie_near_is_not_told_to_lie_there(mali, kidal):
    figures = tell(mali, "MLI-20231107-02")  # somewhere near a place, and so are the others
    listed = figures[figures["indicator"] == "incident_km"]
    assert pd.isna(figures.loc["earlier_near-MLI-20231107-02", "value"])
    assert figures.loc["earlier_may-MLI-20231107-02", "value"] == len(listed) > 0
    assert (listed["low"] < listed["high"]).all()
    assert kidal.loc[f"earlier_near-{KIDAL}", "value"] == 2
    assert f"earlier_may-{KIDAL}" not in kidal.index


def test_civilians_and_the_unidentified_are_no_actors(mali):
    assert name_actors(find_incident(mali, KIDAL)) == ["FAMa", "CSP-PSD"]


def spot_rows(**changes):
    about = {
        **{"event_id": "ledger:X", "source": "ledger", "source_version": "1"},
        **{"event_date": pd.Timestamp("2024-01-01"), "event_date_end": pd.Timestamp("2024-01-01")},
        **{"locality": "Xtown", "longitude": 1.26, "latitude": 10.26, "is_precise_place": True},
        **{"location_precision": "exact town", "admin1_name": "Xland", "has_inverted_range": False},
        **{"date_precision": "day", "event_type": "Attack", "source_event_type": "Attack"},
        **{"source_file": "x.csv", "source_row": 2},
    }
    row = pd.DataFrame([about | changes]).reindex(columns=empty(Incidents).columns)
    return conform(row, Incidents)


def test_a_school_is_told_from_its_coarsened_point_with_a_range():
    spots = to_spots(spot_rows(locality="school of Xtown"), "2024-06-01")
    assert spots[["longitude", "latitude", "slack_km"]].iloc[0].to_list() == [1.3, 10.3, 25.0]
    area = to_area(spot_rows(locality="school of Xtown"), "2024-06-01").iloc[0]
    assert (area["longitude"], area["location_precision"]) == (1.3, "near")


def test_a_recent_incident_is_told_from_nowhere():
    assert to_spots(spot_rows(), "2024-01-08").empty
    area = to_area(spot_rows(), "2024-01-08").iloc[0]
    assert pd.isna(area["longitude"])
    assert not area["is_precise_place"]


def test_a_distance_has_the_range_of_what_is_not_known():
    spot = to_spots(spot_rows(location_precision="near"), "2024-06-01").iloc[0]
    towns = pd.DataFrame({"longitude": [1.26, 1.26], "latitude": [10.26, 11.26]})
    result = add_distance(towns, spot)
    assert result["km"].round(1).to_list() == [0.0, 110.6]
    assert result["km_low"].round(1).to_list() == [0.0, 85.6]
    assert result["km_high"].round(1).to_list() == [25.0, 135.6]


def in_xland(name="Xland", **changes):
    """Tables with one incident of the ledger, and in the year before one row of a source that counts."""
    months = conform(
        pd.DataFrame(
            [
                {
                    **{"source": "ucdp", "admin1_pcode": None, "admin1_name": name},
                    **{"month": pd.Timestamp("2023-05-01"), "event_type": "one-sided"},
                    **{"incidents": 2, "fatalities_best": 5, "fatalities_low": 4},
                    **{"fatalities_high": 6, "inputs": "x.csv#2", "incidents_status": "reported"},
                }
            ]
        ).reindex(columns=empty(IncidentsAdmin1Month).columns),
        IncidentsAdmin1Month,
    )
    span = {"first_month": pd.Timestamp("2023-01-01"), "last_month": pd.Timestamp("2024-01-01")}
    coverage = pd.DataFrame([{"source": "ucdp", "absent_is_zero": True, **span}])
    inputs = pd.DataFrame(columns=["source", "date_published", "date_retrieved"], dtype="str")
    pcodes = pd.DataFrame(columns=["pcode"], dtype="str")
    incident = next(each_row(spot_rows(**changes)))
    region = name_region(incident, {"geography": "XXX", "geography_name": "Country"})
    tables = {"incidents_admin1_month": months, "coverage": coverage, "inputs": inputs}
    told = _count_region({**tables, "pcodes": pcodes}, incident, region, "XXX")
    return {figure["indicator"]: (figure["value"], figure["status"]) for figure in told}


@pytest.mark.parametrize("name", ["Xland", "XLAND department", "Xl\u00e1nd"])
def test_a_region_is_found_however_a_source_spells_it(name):
    assert in_xland(name)["year_incidents"] == (2, "reported")


def test_the_silence_of_a_source_that_knows_no_such_region_is_no_zero():
    told = in_xland("Yland")
    assert {status for _, status in told.values()} == {"not_reported"}
    assert all(pd.isna(value) for value, _ in told.values())


def test_an_incident_without_a_region_is_set_among_those_of_the_country():
    assert in_xland("Yland", admin1_name=None)["year_incidents"] == (2, "reported")


def test_an_incident_known_to_its_week_may_be_of_any_day_around():
    days = [span_days(next(each_row(spot_rows(date_precision=word)))) for word in ("day", "week")]
    assert days[0] == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-01"))
    assert days[1] == (pd.Timestamp("2023-12-26"), pd.Timestamp("2024-01-07"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"radius_km": 0}, "parameter radius_km: 0 is no whole number from 1 to 50"),
        ({"radius_km": "far"}, "parameter radius_km: 'far' is no whole number"),
        ({"lang": "de"}, "parameter lang: 'de' is not one of en, fr"),
        ({"incident_id": "../MLI"}, "parameter incident_id: '../MLI' can name no folder"),
        ({"incident_id": "ucdp:1"}, "in no ledger, and ucdp gives no statements"),
        ({"country": "BEN"}, "parameter country: MLI-20231107-01 is in the ledger of MLI, not of"),
    ],
)
def test_a_brief_that_cannot_be_is_refused_by_name(asked, said, tmp_path):
    given = {"incident_id": f"ledger:{KIDAL}", "raw": str(RAW), "processed": str(tmp_path)}
    with pytest.raises(ValueError, match=said):
        open_brief(**{**given, **asked})


def test_an_unknown_id_is_refused_with_those_near_it(tmp_path):
    assert find_ledger(RAW, KIDAL) == "MLI"
    result = impact("brief", "MLI-20231107-09", "--out", tmp_path)
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "parameter incident_id: 'MLI-20231107-09' is in no ledger" in result.stderr
    assert KIDAL in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_incident_of_later_is_not_known_yet(mali, tmp_path):
    early = mali["incidents"]["event_date"] < "2023-11-01"
    tables = {**mali, "incidents": mali["incidents"][early].reset_index(drop=True)}
    store.write_tables(tmp_path, "MLI", tables, {"as_of": "2023-10-31"})
    with pytest.raises(UnknownIncidentError, match="was not known yet on 2023-10-31"):
        open_brief(incident_id=KIDAL, raw=str(RAW), processed=str(tmp_path))


def test_every_number_of_the_page_is_a_figure_with_rows(rendered):
    figures = json.loads((rendered / "figures.json").read_text(encoding="utf-8"))
    held = {figure["id"]: figure for figure in figures["figures"]}
    assert (figures["incident_id"], figures["radius_km"]) == (KIDAL, 25)
    for lang in LANGS:
        page = (rendered / f"brief.{lang}.html").read_text(encoding="utf-8")
        linked = set(re.findall(r'class="figure" href="#([^"]+)"', page))
        assert len(linked) > 50
        assert linked <= set(held)
        assert f'<html lang="{lang}">' in page
        assert "default-src 'none'" in page
        assert not re.search(r"<script|<link|(?:src|href)=.https?:", page)
    whole = held[f"fatalities-{KIDAL}"]["inputs"][0]
    assert whole["file"].endswith("claims.csv")
    assert len(whole["rows"]) == 14
    assert held["exposed_people-ledger-ML08-25"]["status"] == "at_least"


def test_every_table_of_a_brief_is_written(rendered):
    written = {path.stem for path in (rendered / "tables").glob("*.csv")}
    assert written == set(BRIEF_LAYOUTS)
    growth = pd.read_csv(rendered / "tables" / "toll_as_known.csv").set_index("label")
    assert growth["toll_known_people"].to_dict() == {"2023-11-07": 14, "2023-11-30": 14, DAY: 12}


def test_a_second_brief_has_the_same_bytes_but_for_the_language_that_is_not_there(
    rendered, mali_report, tmp_path
):
    again = render(mali_report, tmp_path, ("en",))
    for name in ("brief.en.ipynb", "figures.json"):
        assert (again / name).read_bytes() == (rendered / name).read_bytes()
    both, alone = (
        (folder / "brief.en.html").read_text(encoding="utf-8") for folder in (rendered, again)
    )
    assert 'href="brief.fr.html"' in both
    assert "brief.fr.html" not in alone
    assert link_other(alone, "en", "brief.fr.html") == both


def test_pages_link_one_another_only_while_both_are_there(tmp_path):
    for lang in LANGS:
        (tmp_path / f"brief.{lang}.html").write_text("<p>" + "".join(ALSO), encoding="utf-8")
    link_languages(tmp_path, "brief")
    assert 'href="brief.en.html"' in (tmp_path / "brief.fr.html").read_text(encoding="utf-8")
    (tmp_path / "brief.en.html").unlink()
    link_languages(tmp_path, "brief")
    assert "href" not in (tmp_path / "brief.fr.html").read_text(encoding="utf-8")


def test_a_brief_is_not_signed(rendered):
    result = impact("review", rendered, "--approve", "--by", "A. Reviewer")
    assert result.returncode == 2
    assert "briefs are not signed" in result.stderr
    assert not (rendered / "review.json").exists()


def test_the_map_of_a_brief_shows_the_radius_and_no_coordinate(rendered):
    page = (rendered / "brief.en.html").read_text(encoding="utf-8")
    block = page[page.index("<figcaption>Around the incident") :]
    block = block[: block.index("</figure>")]
    assert "circle of 25 kilometres" in block
    assert block.count("data:image/svg+xml") == 2
    for number in ("18.44", "1.407"):
        assert number not in block


def test_axe_finds_no_fault_in_a_brief(rendered, browser):
    context = browser.new_context(viewport={"width": 390, "height": 900}, offline=True)
    page = context.new_page()
    page.goto((rendered / "brief.fr.html").as_uri())
    page.evaluate(OPEN, 4)
    page.add_style_tag(content=PLAIN)
    assert list_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
