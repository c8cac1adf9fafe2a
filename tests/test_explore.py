"""What an analyst would take wrongly: another number than the report's, a zero that nobody reported."""

import ast
import csv
import inspect
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import analysis as ia
from analysis import build, explore, intake, preview, store
from analysis.holdings import choose_inputs
from analysis.measures import BadInputError
from analysis.prose import UnknownCountryError
from tests.conftest import RAW, ROOT
from tests.test_acled import EVENT, NEW
from tests.test_notebooks import run_cells

DAY = "2026-11-22"
FUNCTIONS = [getattr(ia, name) for name in ia.__all__]


@pytest.fixture(scope="module", autouse=True)
def processed(mali, mali_in, tmp_path_factory):
    """Tables and figures of Mali where the functions look for them, built by the tests' own fixtures."""
    folder = tmp_path_factory.mktemp("processed")
    key = build.to_key(RAW, "MLI", DAY, choose_inputs(RAW, "MLI", DAY))
    store.write_tables(folder, "MLI", mali, key)
    store.read_figures(folder, "MLI", "2023-11", lambda: mali_in("2023-11"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_PROCESSED", str(folder))
        patch.delenv("IMPACT_RAW", raising=False)
        yield folder


@pytest.fixture(scope="module")
def ledger(processed):
    return ia.read_incidents("MLI", source="ledger")


def months(**asked):
    return ia.read_months("MLI", **{"since": "2023-01", "until": "2023-12", **asked})


CHECK = "from analysis.schema import Incidents, empty; Incidents.validate(empty(Incidents))"


@pytest.mark.parametrize(
    ("code", "module"), [("import analysis", "pandas"), (CHECK, "dask.dataframe")]
)
def test_the_package_stays_light_until_a_function_is_asked_for(code, module):
    said = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print({module!r} in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert said.stdout.strip() == "False"


def test_completion_lists_the_functions_and_nothing_else_is_there():
    assert set(ia.__all__) <= set(dir(ia))
    with pytest.raises(AttributeError, match="no attribute 'read_incident'"):
        _ = ia.read_incident


def test_editors_see_the_functions_that_are_there():
    told = ast.parse((ROOT / "analysis" / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in told.body if isinstance(node, ast.If))
    assert sorted(name.name for part in block.body for name in part.names) == ia.__all__


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_help_says_what_comes_back_and_no_function_needs_a_path(function):
    assert inspect.getdoc(function).startswith("Return")
    kinds = {str(p.annotation) for p in inspect.signature(function).parameters.values()}
    assert not [kind for kind in kinds if "Path" in kind]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_help_names_every_parameter(function):
    told = inspect.getdoc(function).partition("Parameters\n---")[2]
    for name in inspect.signature(function).parameters:
        assert re.search(rf"^(?:\w+, )*{name}(?:, \w+)* ?(?::|$)", told, re.M), name


def test_opening_builds_nothing_where_nothing_changed(processed):
    before = (processed / "MLI" / "build.json").stat().st_mtime_ns
    held = ia.open_country("MLI")
    assert (held.name, held.as_of) == ("Mali", DAY)
    assert (processed / "MLI" / "build.json").stat().st_mtime_ns == before
    assert "incidents_admin1_month" in held._repr_html_()


def test_an_earlier_day_has_tables_of_its_own(processed, monkeypatch):
    asked = []
    monkeypatch.setattr(build, "build", lambda *given, **_: asked.append(given))
    held = ia.open_country("MLI", as_of="2023-12-10")
    assert held.processed == Path(processed, "as-of-2023-12-10").resolve()
    assert asked == [(RAW.resolve(), held.processed, "MLI", "2023-12-10")]


def test_a_country_or_day_that_is_none_is_refused():
    with pytest.raises(UnknownCountryError, match="'MALI' is no ISO"):
        ia.open_country("MALI")
    with pytest.raises(BadInputError, match="'2023-13-01' is not a day"):
        ia.open_country("MLI", as_of="2023-13-01")
    with pytest.raises(ValueError, match="data are held for ATA"):
        ia.open_country("ATA")


def test_every_table_is_listed_and_can_be_read(mali):
    listed = ia.list_tables("MLI").set_index("table")
    assert listed["rows"].to_dict() == {name: len(table) for name, table in mali.items()}
    assert len(ia.read_table("MLI", "idps")) == len(mali["idps"])
    with pytest.raises(BadInputError, match="parameter name: 'idp' is not one of"):
        ia.read_table("MLI", "idp")


def test_a_table_that_was_changed_is_whole_when_it_is_read_again():
    table = ia.read_table("MLI", "idps")
    table["idps"] = 0
    assert ia.read_table("MLI", "idps")["idps"].sum() > 0


@pytest.mark.parametrize("count", ["incidents", "fatalities", "civilian_fatalities"])
def test_counts_are_those_of_the_report(november, count):
    total = ia.count_months(months(since="2023-11", until="2023-11"), count=count).iloc[0]
    assert total["value"] == november.loc[f"{count}-ucdp-MLI", "value"]
    regions = ia.count_months(months(), by="region", count=count)
    regions = regions[regions["month"] == "2023-11-01"]
    assert len(regions) == 11
    for row in regions.itertuples():
        figure = november.loc[f"{count}-ucdp-{row.region.replace(' ', '_')}"]
        assert (row.value, row.status) == (figure["value"], figure["status"])


def test_kinds_and_regions_add_up_to_the_country():
    whole = ia.to_totals(ia.count_months(months()))["value"].sum()
    parts = ia.to_totals(ia.count_months(months(), by=["region", "kind"]))
    assert parts["value"].sum() == whole
    some = ia.count_months(months(regions=["Mopti", "ML07"]))
    assert set(some["region"]) == {"ML05 + ML07"}


def test_a_month_that_no_source_covers_is_unknown():
    late = ia.count_months(months(until="2024-02")).set_index("month")["status"]
    assert late["2024-01-01"] == late["2024-02-01"] == "not_covered"


def test_a_table_that_lost_what_it_is_of_is_refused():
    bare = pd.DataFrame(months().to_dict("list"))
    with pytest.raises(BadInputError, match="does not say what it is of: take one that read_inc"):
        ia.count_months(bare)


def test_a_table_of_another_kind_is_refused():
    wrong = {"read_incidents or read_months": ia.count_months, "count_months": ia.to_totals}
    for maker, function in (wrong | {"read_incidents": ia.find_near}).items():
        with pytest.raises(BadInputError, match=f"one that {maker} returned"):
            function(ia.read_figures("MLI", "2023-11"))
    with pytest.raises(BadInputError, match="one that count_months or to_totals returned"):
        ia.per_100000(months(), ia.read_population("MLI", "2023-11"))


def test_incidents_of_a_source_held_by_month_are_refused_with_the_way_out():
    with pytest.raises(BadInputError, match="ucdp is held of MLI by region and month only"):
        ia.read_incidents("MLI")


def test_incidents_are_chosen_by_month_region_kind_and_actor(ledger, mali):
    assert len(ledger) == (mali["incidents"]["source"] == "ledger").sum()
    asked = {"since": "2023-11", "until": "2023-11", "regions": ["Kidal"], "actors": ["fama"]}
    some = ia.read_incidents("MLI", source="ledger", kinds=["Air/drone strike"], **asked)
    assert 0 < len(some) < len(ledger)
    assert set(some["admin1_pcode"]) == {"ML08"}
    assert (some["event_date"].dt.strftime("%Y-%m") == "2023-11").all()
    counts = ia.count_months(some, by="kind")
    assert counts[["value", "status"]].to_numpy().tolist() == [[len(some), "at_least"]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"regions": ["Atlantis"]}, "parameter regions: 'Atlantis' is not one of ML01, Kayes"),
        ({"kinds": ["riot"]}, "parameter kinds: 'riot' is not one of non-state"),
        ({"source": "acled"}, "parameter source: 'acled' is not one of ucdp"),
        ({"since": "2023"}, "'2023' is not a month"),
        ({"since": "2024-01"}, "2024-01 is after 2023-12"),
    ],
)
def test_what_is_not_there_is_refused_by_name(asked, said):
    with pytest.raises(BadInputError, match=said):
        months(**asked)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: ia.open_country("MLI", as_of=2023), "parameter as_of: '2023' is not a day"),
        (lambda: months(since=2023), "parameter since: 2023 is not a month written YYYY-MM"),
        (lambda: months(kinds=[]), "parameter kinds: no name is given; leave it out for all"),
        (lambda: months(kinds=3), "parameter kinds: 3 is no name or list of names"),
        (lambda: ia.read_incidents("MLI", source="ledger", actors=[None]), "parameter actors: "),
        (lambda: ia.count_months(3), "parameter rows: 3 is no table"),
        (lambda: ia.count_months(months(), by="actor"), "parameter by: 'actor' is not one of"),
        (lambda: ia.to_totals(months()), "parameter counts: this table does not say"),
        (lambda: ia.read_population("MLI", None), "parameter month: None is not a month"),
        (lambda: ia.per_100000(ia.count_months(months()), months()), "parameter population: the"),
        (lambda: ia.read_figures("MLI", "2023"), "parameter month: '2023' is not a month"),
        (lambda: ia.find_rows(months(), "x"), "parameter figures: this table does not say"),
        (lambda: ia.show(3), "parameter table: 3 is no table"),
        (lambda: ia.show(months(), rows=-1), "parameter rows: -1 is no number from 0"),
        (lambda: ia.show(months(), lang="de"), "parameter lang: 'de' is not one of en, fr"),
        (lambda: ia.plot_sides(months()), "parameter table: the table has no column 'label'"),
        (lambda: ia.compare("MLI", choose()), "parameter first: 'MLI' is no mapping"),
        (lambda: ia.compare(choose(), {"region": "Gao"}), "parameter second: 'country' is missing"),
    ],
)
def test_a_wrong_argument_is_refused_in_one_line_that_names_it(ask, said):
    with pytest.raises(ValueError, match=said) as caught:
        ask()
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"place": "Kidal", "km": "far"}, "parameter km: 'far' is no number from 0 to"),
        ({"place": "Kidal", "km": -1}, "parameter km: -1 is no number"),
        ({"longitude": 999, "latitude": 0}, "parameter longitude: 999 is no number from -180"),
        ({"place": "Kidal", "longitude": 1, "latitude": 2}, "parameter place: say a town, or"),
        ({"place": 3}, "parameter place: 3 is no name"),
    ],
)
def test_a_place_that_is_none_is_refused(ledger, asked, said):
    with pytest.raises(BadInputError, match=said):
        ia.find_near(ledger, **asked)


@pytest.fixture(scope="module")
def benin(shared, processed, tmp_path_factory):
    """Benin with the single events of UCDP as published, and three invented ones of ACLED."""
    base = tmp_path_factory.mktemp("benin")
    shutil.copytree(RAW / "hand", base / "raw" / "hand")
    here = EVENT | {"iso": "204", "country": "Benin", "admin1": "Alibori"}
    killed = here | {"latitude": "11.3", "longitude": "2.44"}
    unknown = here | {"event_id_cnty": "BEN2", "fatalities": "", "geo_precision": "3"}
    protest = here | {"event_id_cnty": "BEN3", "event_type": "Protests", "fatalities": "0"}
    invented = base / "acled.csv"
    with invented.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, NEW.split(","), extrasaction="ignore")
        writer.writeheader()
        writer.writerows([killed, unknown, protest])
    published = shared / "ucdp" / "ged_website_export_benin.csv"
    intake.add_file(base / "raw", "acled", invented, "BEN", "2024-01-31", None)
    intake.add_file(base / "raw", "ucdp", published, "BEN", "2024-07-01", None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_RAW", str(base / "raw"))
        patch.setenv("IMPACT_PROCESSED", str(base / "processed"))
        return ia.open_country("BEN")


def read_ged(shared):
    """Events in Benin as the file has them, read with nothing of ours."""
    with (shared / "ucdp/ged_website_export_benin.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return [dict(zip(head, row, strict=False)) for row in rows]


def test_single_events_of_ucdp_are_those_of_the_file(benin, shared):
    rows = read_ged(shared)
    held = ia.read_incidents(benin, source="ucdp")
    assert set(held["event_id"]) == {f"ucdp:{row['id']}" for row in rows}
    here = [r for r in rows if r["adm_1"] == "Alibori department" and "/2022 " in r["date_start"]]
    asked = {"since": "2022-01", "until": "2022-12", "regions": ["Alibori"]}
    some = ia.read_incidents(benin, source="ucdp", **asked)
    assert len(some) == len(here) > 0
    total = ia.to_totals(ia.count_months(some, count="fatalities")).iloc[0]
    ends = [sum(int(row[name]) for row in here) for name in ("best_est", "low_est", "high_est")]
    assert list(total[["value", "low", "high"]]) == ends
    assert total["status"] == "reported"
    near = ia.find_near(held, longitude=0.97, latitude=11.04, km=5)
    ranges = (near["distance_km_high"] - near["distance_km"]).groupby(near["location_precision"])
    assert ranges.max().round(6).to_dict() == {"1": 0.0, "2": 25.0}


def test_events_of_acled_have_no_range_and_a_blank_is_unknown(benin):
    held = ia.read_incidents(benin, source="acled")
    assert sorted(held["event_id"]) == ["acled:BEN2", "acled:XXX1"]  # the protest is no violence
    assert list(held["fatalities_best"].isna().sort_values()) == [False, True]
    counts = ia.count_months(held, count="fatalities").set_index("month").loc["2023-11-01"]
    assert (counts["value"], counts["status"]) == (4, "at_least")
    assert pd.isna(counts["low"])
    assert ia.find_near(held, "Kandi", km=100)["event_id"].to_list() == ["acled:XXX1"]
    shown = ia.show(held).data
    assert "Source: Armed Conflict Location" in shown
    assert "people" in shown
    assert "not stated" in shown


def test_the_sources_of_one_country_are_never_put_together(benin):
    assert set(ia.read_incidents(benin)["source"]) in ({"acled"}, {"ucdp"})
    sources = ("acled", "ucdp")
    sides = [
        explore._to_side({"country": benin, "since": "2023-11", "until": "2023-11"}, "incidents", s)
        for s in sources
    ]
    assert [side["source"].iloc[0] for side in sides] == list(sources)
    peopled = [side.assign(population=1000, is_covered=True, status="reported") for side in sides]
    with pytest.raises(BadInputError, match="acled and ucdp count different things"):
        explore.selections.join_sides(*peopled)


def test_near_a_town_leaves_out_what_is_vague_and_says_how_many(ledger):
    near = ia.find_near(ledger, "Kidal", km=30)
    assert len(near)
    assert near["is_precise_place"].all()
    assert near["distance_km"].is_monotonic_increasing
    assert near["distance_km"].max() <= 30
    vague = (~ledger["is_precise_place"] | ledger["latitude"].isna()).sum()
    assert f"{vague} of {len(ledger)} incidents have no precise place" in ia.show(near).data
    assert "more the place is only near" not in ia.show(near).data
    rough = ia.find_near(ledger.assign(location_precision="near"), "Kidal", km=0)
    assert rough.empty
    assert "more the place is only near a point beyond 0 km." in ia.show(rough).data
    with pytest.raises(BadInputError, match="no town 'Atlantis'"):
        ia.find_near(ledger, "Atlantis")
    with pytest.raises(BadInputError, match="say a town"):
        ia.find_near(ledger)


def test_a_figure_leads_back_to_the_rows_that_add_up_to_it(november):
    figures = ia.read_figures("MLI", "2023-11")
    rows = ia.find_rows(figures, "fatalities-ucdp-MLI")
    assert rows["deaths_best"].astype(int).sum() == november.loc["fatalities-ucdp-MLI", "value"]
    assert set(rows["month"]) == {"2023-11"}
    cited = json.loads(november.loc["fatalities-ucdp-MLI", "inputs"])[0]
    assert list(rows["source_row"]) == cited["rows"]
    for function in (ia.find_figure, ia.find_rows):
        with pytest.raises(BadInputError, match=r"^parameter figure_id: no figure x$"):
            function(figures, "x")
        with pytest.raises(BadInputError, match=r"no figure fatalities-ucdp-MLX: near .*ucdp-MLI,"):
            function(figures, "fatalities-ucdp-MLX")
    with pytest.raises(BadInputError, match="parameter figure_id: 3 is no name"):
        ia.find_figure(figures, 3)


def test_the_tutorial_runs_on_another_country(benin, monkeypatch):
    monkeypatch.setenv("IMPACT_RAW", str(benin.raw))
    monkeypatch.setenv("IMPACT_PROCESSED", str(benin.processed))
    names, shown = run_cells("tutorial", country="BEN", month="2023-05")
    figure = shown[7].loc["fatalities-ucdp-BEN"]
    assert names["figure_id"] == "fatalities-ucdp-BEN"
    assert figure["value"] == shown[8]["best_est"].astype(int).sum() == 20


def test_a_figure_made_of_figures_leads_back_to_their_rows_too():
    figures = ia.read_figures("MLI", "2023-11")
    made = figures[figures["inputs"].str.startswith('["')].index[0]
    parts = json.loads(figures.loc[made, "inputs"])
    rows = ia.find_rows(figures, made)
    assert set(map(tuple, ia.find_rows(figures, parts[0])[explore.WHERE].to_numpy())) <= set(
        map(tuple, rows[explore.WHERE].to_numpy())
    )


def test_residents_of_a_census_of_other_regions_are_left_out_and_said():
    people = ia.read_population("MLI", "2023-11")
    days = people.set_index("region")["population_as_of"]
    assert (days["MLI"], days["ML03"]) == ("2022-12-31", "2009-04-14")
    assert "2022-12-31, whose sum is not the country" in ia.show(people).data


def test_a_place_without_residents_has_no_rate():
    counts = ia.to_totals(ia.count_months(months(), by="region", count="fatalities"))
    rated = ia.per_100000(counts, ia.read_population("MLI", "2023-12")).set_index("region")
    assert pd.isna(rated.loc["not placed", "per_100k"])
    assert rated.loc["not placed", "per_100k_status"] == "not_reported"
    assert rated.loc["ML05", "per_100k"] == pytest.approx(585 / 2_036_209 * 100_000)
    assert rated.loc["ML05", "population_as_of"] == "2009-04-14"


def test_a_notebook_shows_our_tables_so_and_others_as_pandas_does():
    assert "Source: Uppsala" in explore._display(months())
    plain = pd.DataFrame({"a": [1]})
    assert explore._display(plain) == plain._repr_html_()
    assert preview.KEY not in plain.attrs


def choose(region=None, since="2023-01", until="2023-12", country="MLI"):
    side = {"country": country, "region": region, "since": since, "until": until}
    return {name: value for name, value in side.items() if value}


def test_the_comparison_sets_two_regions_beside_each_other_with_their_residents():
    names, shown = run_cells("compare")
    table = names["table"].set_index("region_name")
    assert table["value"].to_dict() == {"Mopti": 585, "Ségou": 254}
    assert table.loc["Ségou", "per_100k_month"] == pytest.approx(254 / 2_338_349 * 100_000 / 12)
    assert set(table["population_as_of"]) == {"2009-04-14"}
    assert set(table["not_placed"]) == {55}
    assert "Ségou, 2023-01/2023-12: 0.91 (0.84 to 1.19)" in shown[3].data
    assert "%3E2.39 (2.34 to 3.23)%3C" in shown[3].data.replace("%20", " ")
    below = "incidents of ucdp, release GED 24.1; residents: 2,338,349, 14 April 2009, INSTAT"
    assert f'<p class="source">Ségou, 2023-01/2023-12: {below}' in shown[3].data
    assert "Source: Uppsala Conflict Data Program (UCDP)" in shown[3].data
    assert "2,036,209" in shown[4].data


def test_the_comparison_takes_periods_of_a_country_and_of_different_length():
    _, shown = run_cells("compare", first=choose(), second=choose(until="2023-06"), lang="fr")
    assert "Décès signalés pour 100\u202f000 habitants et par mois; Mali, 2023-01/2023-12" in (
        shown[3].data
    )
    table = ia.compare(choose(), choose(until="2023-06"))
    assert list(table["months"]) == [12, 6]
    assert table["not_placed"].isna().all()


def test_the_comparison_takes_two_countries(benin, monkeypatch):
    def read_residents(held, month):
        people = {"region": [held.iso3], "population": [1_000_000], "population_status": "reported"}
        told = {"population_as_of": f"{month}-01", "population_source": "xsource"}
        return pd.DataFrame(people | told).astype({"population": "Int64"})

    monkeypatch.setattr(explore, "read_population", read_residents)
    period = {"since": "2023-01", "until": "2023-11"}
    sides = [{"country": "MLI", **period}, {"country": benin, **period}]
    table = ia.compare(*sides, count="incidents", source="ucdp").set_index("region")
    assert list(table.index) == ["MLI", "BEN"]
    assert (table["per_100k"] == table["value"] / 10).all()
    assert (table["value"] > 0).all()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (choose("Gao", until="2024-01"), "ucdp does not cover every month from 2023-01 to 2024-01"),
        # the census of 2009 counts Gao with Ménaka, the incidents of 2023 do not
        (choose("Gao"), "how many people live there is not known before 2024-01"),
        (choose("not placed"), "how many people live there is not known before 2024-01"),
        (choose("Atlantis"), "parameter regions: 'Atlantis' is not one of"),
        ({**choose("Gao"), "month": "2023"}, "parameter second: 'month' is not one of"),
    ],
)
def test_the_comparison_is_refused_where_it_cannot_be_made(other, said):
    with pytest.raises(BadInputError, match=said):
        run_cells("compare", second=other)


def test_a_rate_without_a_range_has_none_printed_and_one_of_no_release_says_so():
    table = ia.compare(choose("Mopti"), choose("Ségou"))
    bare = table.assign(per_100k_month_low=pd.NA, per_100k_month_high=pd.NA, release="")
    shown = ia.plot_sides(bare).data
    assert re.search(r"Ségou, 2023-01/2023-12: 0\.91\"", shown)
    assert "release not stated" in shown


def test_a_small_rate_is_not_written_as_zero():
    assert [preview.count_rate_decimals(v) for v in (0, 12.5, 0.1, 0.0123)] == [2, 2, 2, 3]
