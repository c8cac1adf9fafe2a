"""What would be believed on sight: a zero that nobody reported, a view that did not follow, a lost choice."""

import io
import json
from dataclasses import asdict, replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.figure import Figure
from PIL import Image

import analysis as ia
from analysis import build, captions, charts, choices, explorer, exports, panes, sketches, store
from analysis.choices import Choice
from analysis.holdings import choose_inputs
from analysis.maps import LEAST, UNKNOWN
from analysis.measures import BadInputError
from analysis.schema import Incidents, Tolls, empty
from analysis.selections import COUNTED
from analysis.states import NOT_PLACED
from tests.conftest import RAW
from tests.test_notebooks import run_cells

DAY = "2026-11-22"
UNITS = pd.DataFrame(
    {
        "admin1_pcode": ["XX01", "XX02", None],
        "admin1_name": ["North", "South", NOT_PLACED],
    }
).astype("str")
COVERAGE = pd.DataFrame(
    {
        "first_month": [pd.Timestamp("2023-01-01")],
        "last_month": [pd.Timestamp("2023-04-01")],
        "absent_is_zero": [True],
    }
)
NUMBERS = ["value", "low", "high", "status"]
LAST = Choice("MLI", "ucdp", "2023-01", "2023-02")


@pytest.fixture(scope="module", autouse=True)
def processed(mali, tmp_path_factory):
    """Tables of Mali where the explorer looks for them."""
    folder = tmp_path_factory.mktemp("processed")
    store.write_tables(
        folder, "MLI", mali, build.to_key(RAW, "MLI", DAY, choose_inputs(RAW, "MLI", DAY))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_PROCESSED", str(folder))
        patch.delenv("IMPACT_RAW", raising=False)
        yield folder


@pytest.fixture
def memory(processed):
    """File that remembers the choice, gone before and after."""
    path = processed / explorer.MEMORY
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def opened(processed):
    return ia.open_explorer("MLI")


@pytest.fixture
def mali_explorer(opened, memory):
    """Explorer of Mali with everything of UCDP chosen."""
    opened.controls["source"].value = "ucdp"
    opened.controls["count"].value = "incidents"
    opened.controls["all"].click()
    return opened


def rows_of(*rows):
    """Incidents of an invented source: region, day, kind, actor, killed, low, high."""
    names = ["admin1_pcode", "event_date", "event_type", "actor1"]
    names += ["fatalities_best", "fatalities_low", "fatalities_high"]
    given = pd.DataFrame(list(rows), columns=names)
    made = {
        "event_id": [f"xsource:{i}" for i in range(len(given))],
        "source": "xsource",
        "event_date": pd.to_datetime(given["event_date"]),
        "event_date_end": pd.to_datetime(given["event_date"]),
        "longitude": 1.0,
        "latitude": 2.0,
        "is_precise_place": True,
        "locality": "Town",
    }
    types = empty(Incidents).dtypes
    whole = given.assign(**made).reindex(columns=list(types.index))
    return whole.astype(
        {
            name: types[name]
            for name in whole
            if "date" not in name and not name.startswith(("is_", "has_", "source_row"))
        }
    )


def records_of(rows, coverage=COVERAGE, last="2023-06", as_of="2026-01-01"):
    return choices.to_records(
        rows,
        UNITS,
        coverage,
        source="xsource",
        first=pd.Timestamp("2023-01-01"),
        last=pd.Timestamp(last),
        as_of=as_of,
        tolls=empty(Tolls),
    )


def choice_of(**asked):
    return Choice(
        **{"country": "XXX", "source": "xsource", "first": "2023-01", "last": "2023-06"} | asked
    )


def count(records, by="", **asked):
    asked = choice_of(**asked)
    is_actor = choices.match_actors(records, asked.actors)
    cells = choices.to_cells(records, asked.count, is_actor)
    return choices.count_choice(records, asked, cells, by=by)


FEW = rows_of(
    ("XX01", "2023-01-05", "clash", "Group A", 3, 2, 4),
    ("XX01", "2023-01-09", "clash", "Group B", 1, 1, None),
    ("XX02", "2023-03-01", "attack", "=cmd()", 5, 5, 9),
    (None, "2023-03-02", "attack", None, None, None, None),
    ("XX02", "2023-06-01", "attack", "Unidentified armed men", 2, 2, 2),
)


def test_a_month_is_a_number_a_zero_or_a_gap():
    counts = count(records_of(FEW), count="fatalities")
    assert counts["value"].tolist() == [4, 0, 5, 0, pd.NA, 2]
    assert counts["low"].tolist() == [3, 0, pd.NA, 0, pd.NA, pd.NA]
    assert counts["high"].tolist() == [pd.NA, 0, pd.NA, 0, pd.NA, pd.NA]
    assert counts["status"].tolist() == [
        *("reported", "reported", "at_least", "reported", "not_covered", "at_least")
    ]


def test_regions_add_up_and_what_is_not_placed_has_its_row():
    records = records_of(FEW)
    cells = choices.to_cells(records, "incidents")
    regions = choices.count_regions(records, choice_of(last="2023-04"), cells)
    assert regions[["region_name", "value"]].to_numpy().tolist() == [
        *(["North", 2], ["South", 1], [NOT_PLACED, 1])
    ]


def test_regions_of_one_outline_are_added_and_both_named():
    pcodes = pd.DataFrame(
        {
            "pcode": ["XX01", "XX02", "XX01"],
            "name": ["North", "South", "Old"],
            "level": 1,
            "is_analysed": [True, True, False],
            "drawn_in": [None, "XX01", None],
        }
    )
    records = records_of(FEW)
    regions = choices.count_regions(
        records, choice_of(last="2023-04"), choices.to_cells(records, "incidents")
    )
    drawn = choices.count_outlines(regions, records.regions, pcodes)
    assert drawn[["label", "regions", "value"]].to_numpy().tolist() == [
        ["North", "North + South", 3]
    ]


def test_a_source_that_is_a_selection_has_no_zeros():
    counts = count(records_of(FEW, COVERAGE.assign(absent_is_zero=False)))
    assert counts["value"].tolist() == [2, pd.NA, 2, pd.NA, pd.NA, 1]


def test_an_actor_is_looked_for_in_either_name_and_the_unnamed_are_told():
    records = records_of(FEW)
    asked = choice_of(actors=("group a",))
    assert count(records, actors=("group a",))["value"].tolist() == [1, 0, 0, 0, pd.NA, pd.NA]
    assert choices.keep_positions(records, asked).tolist() == [4]
    assert choices.count_unnamed(records, asked) == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"first": "2022-12"}, "2022-12 to 2023-06 is not in 2023-01 to 2023-06"),
        ({"regions": ("XX09",)}, "parameter regions: 'XX09'"),
        ({"kinds": ("riot",)}, "parameter kinds: 'riot'"),
        ({"count": "wounded"}, "parameter count: 'wounded'"),
    ],
)
def test_a_choice_of_what_is_not_there_is_refused(asked, said):
    with pytest.raises(BadInputError, match=said):
        choices.check_choice(choice_of(**asked), records_of(FEW))


def test_no_list_has_a_coordinate_and_recent_places_are_no_marks():
    records = records_of(FEW, as_of="2023-06-05")
    positions = choices.keep_positions(records, choice_of())
    listed = choices.list_rows(records, positions, empty(Tolls))
    assert not [name for name in listed if "itude" in name]
    places, more = choices.count_points(records, positions, 1)
    assert places["number"].tolist() == [3]
    assert more == 1
    assert choices.count_hidden(records, positions) == 1


def test_a_site_to_protect_is_marked_roughly_and_never_as_just_there():
    told = {"source": "ucdp", "location_precision": "1", "longitude": 1.26}
    points = records_of(FEW.iloc[:2].assign(locality=["Town", "school of Town"], **told)).points
    assert points[["drawn_longitude", "is_exact"]].to_numpy().tolist() == [
        [1.3, False],
        [1.26, True],
    ]


def test_a_vague_place_is_not_among_those_too_recent_to_be_marked():
    records = records_of(FEW.assign(is_precise_place=False), as_of="2023-06-05")
    assert choices.count_hidden(records, choices.keep_positions(records, choice_of())) == 0


def test_an_incident_of_the_ledger_is_deadly_by_its_toll():
    rows = FEW.iloc[3:4].assign(event_id=["ledger:X"], source="ledger")
    tolls = pd.DataFrame({"incident_id": ["X"], "fatalities_best": [3]})
    assert choices._to_points(rows, "2026-01-01", tolls)["has_deaths"].tolist() == [True]
    assert choices._to_points(rows, "2026-01-01", tolls[:0])["has_deaths"].tolist() == [False]


def test_statements_are_listed_by_incident_in_the_order_of_publication():
    days = [("B", "2023-01-02", "c1"), ("A", "2023-01-03", "c3"), ("A", "2023-01-01", "c4")]
    claims = pd.DataFrame(days, columns=["incident_id", "published_date", "claim_id"])
    claims = claims.reindex(columns=["claim_id", *choices.CLAIM])
    listed, total = choices.list_claims(claims, pd.Series(["A", "B", "C"]), 2)
    assert listed["published_date"].tolist() == ["2023-01-01", "2023-01-03"]
    assert total == 3


def test_the_map_tells_a_bound_and_a_gap_from_a_number_and_a_near_place_from_an_exact_one():
    names = ["North", "South", "West"]
    boxes = [shapely.box(x, 0, x + 2, 3) for x in (0, 2, 4)]
    held = gpd.GeoDataFrame({"label": names, "name": names, "geometry": boxes}, crs="EPSG:4326")
    counts = pd.DataFrame({"label": names, "value": [3, 2, None], "is_chosen": True})
    counts["status"] = ["reported", "at_least", "not_covered"]
    places = pd.DataFrame({"longitude": [1.0, 3.0], "latitude": 1.0, "number": 1})
    axes = Figure().add_subplot()
    sketches.plot_sketch(
        axes,
        sketches.to_ground(held, {}, []),
        counts,
        {},
        places.assign(has_deaths=True, is_exact=[True, False]),
        title="x",
        missing="no number",
    )
    assert [c.get_hatch() for c in axes.collections if c.get_hatch()] == [UNKNOWN, LEAST]
    near, exact = axes.collections[-2:]  # by is_exact, the false one first
    assert near.get_linestyle() != exact.get_linestyle()


def test_many_incidents_are_counted_as_pandas_counts_them():
    size = 400_000
    draw = np.random.default_rng(7)
    days = pd.Timestamp("2000-01-01") + pd.to_timedelta(draw.integers(0, 9000, size), "D")
    killed = draw.integers(0, 9, size)
    few = FEW.iloc[[0] * size].assign(
        event_id=np.arange(size).astype(str),
        admin1_pcode=draw.choice(["XX01", "XX02"], size),
        event_date=days,
        actor1=draw.choice([f"Group {i}" for i in range(300)], size),
        fatalities_best=pd.array(killed, dtype="Int64"),
        is_precise_place=False,
    )
    records = choices.to_records(
        few.reset_index(drop=True),
        UNITS,
        COVERAGE,
        source="xsource",
        first=pd.Timestamp("2000-01-01"),
        last=pd.Timestamp("2024-12-01"),
        as_of="2026-01-01",
        tolls=empty(Tolls),
    )
    asked = choice_of(first="2010-01", last="2012-12", regions=("XX02",), count="fatalities")
    result = choices.count_choice(records, asked, choices.to_cells(records, "fatalities"))
    is_one = (few["admin1_pcode"] == "XX02").to_numpy()
    expected = pd.Series(killed[is_one]).groupby(days[is_one].strftime("%Y-%m")).sum()
    assert result["value"].tolist() == expected["2010-01":"2012-12"].tolist()
    actors = choice_of(first="2000-01", last="2024-12", actors=("Group 7",))
    named = few["actor1"].isin(["Group 7", *(f"Group 7{i}" for i in range(10))])
    assert len(choices.keep_positions(records, actors)) == named.sum()


def test_a_cell_that_begins_as_a_formula_is_only_text():
    table = pd.DataFrame(
        {"actor1": ["=cmd()", "+1", "-2", "@x", "\t=a", "A=b", None], "n": [-1] * 7}
    )
    text = exports.write_csv(table, {"source": "xsource"})
    back = pd.read_csv(io.StringIO(text))
    assert back["actor1"].fillna("").tolist() == [
        *("'=cmd()", "'+1", "'-2", "'@x", "'\t=a", "A=b", "")
    ]
    assert (back["n"] == -1).all()
    assert set(back["source"]) == {"xsource"}


def test_a_file_name_has_no_path_in_it():
    assert exports.name_file(["MLI", "../a b", "rows"], "csv") == "MLI_..-a-b_rows.csv"


@pytest.mark.parametrize("count_of", COUNTED)
def test_the_views_show_what_count_months_gives(mali_explorer, count_of):
    controls = mali_explorer.controls
    controls["count"].value = count_of
    controls["months"].value = ("2022-06", "2023-11")
    controls["regions"].value = ("ML05", NOT_PLACED)
    controls["kinds"].value = ("one-sided",)
    asked = {"since": "2022-06", "until": "2023-11", "regions": ["ML05", NOT_PLACED]}
    rows = ia.read_months("MLI", **asked, kinds=["one-sided"])
    expected = ia.count_months(rows, count=count_of)
    pd.testing.assert_frame_equal(mali_explorer.table("months")[NUMBERS], expected[NUMBERS])
    totals = ia.to_totals(ia.count_months(rows, by="region", count=count_of))
    pd.testing.assert_frame_equal(mali_explorer.table("map")[NUMBERS], totals[NUMBERS])
    assert len(mali_explorer.table("rows")) == len(rows)


def test_incidents_with_an_actor_are_those_of_read_incidents(mali_explorer):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.controls["actors"].value = "fama; jnim"
    rows = ia.read_incidents("MLI", source="ledger", actors=["fama", "jnim"])
    expected = ia.count_months(rows)
    pd.testing.assert_frame_equal(mali_explorer.table("months")[NUMBERS], expected[NUMBERS])
    assert set(mali_explorer.table("rows")["event_id"]) == set(rows["event_id"])
    assert "is a selection" in mali_explorer.outputs["months_note"].value


def test_every_view_follows_a_change(mali_explorer):
    outputs = mali_explorer.outputs
    names = ("months_picture", "map_picture", "regions", "months_note", "rows_note", "claims_note")
    before = {name: outputs[name].value for name in names}
    listed = outputs["rows"].df
    mali_explorer.controls["months"].value = ("2023-11", "2023-11")
    assert [name for name in names if outputs[name].value == before[name]] == []
    assert set(outputs["rows"].df["Month"]) == {"2023-11"}
    assert len(outputs["rows"].df) < len(listed)
    claims = mali_explorer.table("claims")
    assert claims["incident_id"].str.startswith("MLI-202311").all()
    assert 'alt="Line of incidents by month, November 2023: ' in outputs["months_picture"].value


def test_a_source_held_by_month_says_so_and_takes_no_actor(mali_explorer):
    assert mali_explorer.controls["actors"].disabled
    assert "held by region and month only" in mali_explorer.outputs["rows_note"].value
    assert "incident" not in mali_explorer.table("rows").columns
    with pytest.raises(BadInputError, match="actors: ucdp is held by region and month only"):
        choices.check_choice(
            Choice("MLI", "ucdp", "2023-01", "2023-11", actors=("x",)), mali_explorer.held.records
        )


def test_marked_incidents_have_their_statements_alone(mali_explorer, mali):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.controls["months"].value = ("2023-11", "2023-11")
    shown = mali_explorer.outputs["rows"].df
    place = int(shown.index[shown["Id"] == "ledger:MLI-20231107-01"][0])
    mali_explorer.outputs["rows"].selected_rows = [place]
    claims = mali_explorer.table("claims")
    assert set(claims["incident_id"]) == {"MLI-20231107-01"}
    assert len(claims) == (mali["claims"]["incident_id"] == "MLI-20231107-01").sum()
    assert (
        f"{len(claims)} statements on the marked row" in mali_explorer.outputs["claims_note"].value
    )
    mali_explorer.controls["months"].value = ("2023-10", "2023-10")
    assert list(mali_explorer.outputs["rows"].selected_rows) == []


def test_a_file_of_marked_incidents_says_that_it_has_these_alone(mali_explorer):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.outputs["rows"].selected_rows = [0]
    _, (content,) = press(mali_explorer, "claims", "csv")
    told = pd.read_csv(io.BytesIO(content))["choice"]
    assert told.str.endswith("all types of event; 1 marked row alone").all()
    assert len(told) == len(mali_explorer.table("claims")) > 0


def test_statements_are_not_said_to_be_of_another_source_s_kinds(mali_explorer):
    mali_explorer.controls["kinds"].value = ("one-sided",)
    assert "one-sided" in ia.show(mali_explorer.table("rows")).data.partition("</caption>")[0]
    claims = ia.show(mali_explorer.table("claims")).data.partition("</caption>")[0]
    assert "all types of event (claims)" in claims


def test_a_table_taken_from_a_view_has_its_units(mali_explorer):
    shown = ia.show(mali_explorer.table("rows")).data
    assert "fatalities_best<br><small>people</small>" in shown


def test_rows_without_a_number_are_said_to_have_none(mali_explorer):
    records = mali_explorer.held.records
    none = pd.DataFrame({"value": pd.array([None], dtype="Int64")})
    said = {
        source: captions.explain_months(
            none, replace(records, source=source), LAST, mali_explorer.held.about, 3
        )
        for source in ("acled", "ledger")
    }
    assert said["acled"] == "3 rows listed, none with a number of its own for incidents."
    assert said["ledger"].endswith("the statements below give what was claimed.")


def test_nothing_chosen_says_what_is_not_there(mali_explorer):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.controls["actors"].value = "nobody of that name"
    picture = mali_explorer.outputs["months_picture"].value
    assert "<img" not in picture
    assert "lists no incident of this choice" in picture
    assert "documents no incident of this choice" in mali_explorer.outputs["claims_note"].value
    assert mali_explorer.table("rows").empty
    assert press(mali_explorer, "months", "png") == ({"said": "There is no picture."}, ())


def test_text_of_the_data_is_no_html(mali_explorer):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.controls["actors"].value = "<img src=x onerror=alert(1)>"
    shown = "".join(
        widget.value for name, widget in mali_explorer.outputs.items() if name.endswith("note")
    )
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


def test_text_of_a_list_is_no_html(mali_explorer):
    table = pd.DataFrame({"locality": ["<img src=x onerror=alert(1)>"]})
    explorer._fill_list(mali_explorer.outputs["claims"], table)
    sent = str(mali_explorer.outputs["claims"].get_state()["_dt_args"])
    assert "<img" not in sent
    assert "&lt;img src=x" in sent


def press(opened, view, ending):
    sent = []
    button = SimpleNamespace(send=lambda message, buffers=(): sent.append((message, buffers)))
    explorer.save(opened, button, view, ending)
    return sent[0]


@pytest.mark.parametrize("view", panes.PANES)
def test_a_table_is_saved_whole_with_what_it_is_of(mali_explorer, view):
    mali_explorer.controls["months"].value = ("2021-01", "2023-11")
    message, (content,) = press(mali_explorer, view, "csv")
    back = pd.read_csv(io.BytesIO(content), keep_default_na=False)
    assert len(back) == len(mali_explorer.table(view))
    assert set(back["as_of"]) == {DAY}
    source = "ledger" if view == "claims" else "ucdp"
    assert set(back["source"]) == {source}
    assert message["name"].startswith(f"MLI_{source}_2021-01_2023-11_")
    assert back["choice"].str.startswith("Mali, January 2021 to November 2023").all()
    assert not [name for name in back if "itude" in name]


@pytest.mark.parametrize("view", panes.DRAWN)
def test_a_picture_is_saved_large_with_its_caption_below(mali_explorer, view):
    _, (content,) = press(mali_explorer, view, "png")
    saved = Image.open(io.BytesIO(content))
    screen = Image.open(io.BytesIO(panes.draw(mali_explorer.held, mali_explorer.shown, view)))
    assert saved.width == 2 * screen.width
    assert saved.height > 2 * screen.height


def test_a_large_table_is_written_beside_the_tables(mali_explorer, monkeypatch, processed):
    monkeypatch.setattr(explorer, "LARGEST", 10)
    message, buffers = press(mali_explorer, "rows", "csv")
    assert buffers == ()
    path = processed / "exports" / "MLI_ucdp_2012-01_2023-12_rows.csv"
    assert str(path.resolve()) in message["said"]
    assert len(pd.read_csv(path)) == len(mali_explorer.table("rows"))


def refuse(*_):
    raise PermissionError("read-only")


def test_what_cannot_be_written_is_said_and_nothing_is_lost(mali_explorer, monkeypatch):
    monkeypatch.setattr(explorer, "LARGEST", 10)
    monkeypatch.setattr(store, "write_bytes", refuse)
    message, buffers = press(mali_explorer, "rows", "csv")
    assert (message["said"].endswith("cannot be written: read-only"), buffers) == (True, ())
    monkeypatch.setattr(store, "write_whole", refuse)
    mali_explorer.controls["regions"].value = ("ML08",)
    assert mali_explorer.choice.regions == ("ML08",)
    assert "not be there after a restart: read-only" in mali_explorer.outputs["status"].value


def test_a_country_that_cannot_be_opened_leaves_what_is_shown(mali_explorer, monkeypatch):
    before = mali_explorer.choice

    def fail(*_):
        raise store.StaleTablesError("no tables of Mali")

    monkeypatch.setattr(panes, "open_held", fail)
    mali_explorer.controls["source"].value = "ledger"
    assert mali_explorer.controls["source"].value == "ucdp"
    assert mali_explorer.choice == before
    assert "no tables of Mali" in mali_explorer.outputs["status"].value


def test_all_months_of_one_source_become_all_of_the_next_and_some_stay(mali_explorer):
    controls = mali_explorer.controls
    controls["source"].value = "ledger"
    whole = panes.choose_all(mali_explorer.held)
    assert mali_explorer.choice == whole
    controls["source"].value = "ucdp"
    controls["months"].value = ("2023-01", "2023-06")
    controls["regions"].value = ("ML08",)
    controls["kinds"].value = ("one-sided",)
    controls["source"].value = "ledger"
    kept = {"first": "2023-01", "last": "2023-06", "regions": ("ML08",), "kinds": ()}
    assert mali_explorer.choice == replace(whole, **kept)


def test_the_choice_is_there_again_after_a_restart(mali_explorer, memory):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.controls["months"].value = ("2023-01", "2023-11")
    mali_explorer.controls["regions"].value = ("ML08",)
    mali_explorer.controls["actors"].value = "JNIM"
    mali_explorer.controls["count"].value = "fatalities"
    again = ia.open_explorer("MLI")
    assert again.choice == mali_explorer.choice
    assert again.controls["regions"].value == ("ML08",)
    assert again.controls["actors"].value == "JNIM"
    assert again.outputs["status"].value == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read (explorer.json)"),
        ("[]", "cannot be read"),
        ('{"MLI": {"country": "MLI"}}', "cannot be read"),
        (
            json.dumps(
                {"MLI": {"country": "MLI", "source": "ucdp", "first": 1, "last": "2023-01"}}
            ),
            "cannot be read",
        ),
        (
            '{"MLI": {"country": "MLI", "source": "ucdp", "first": ["2023-01"], "last": ""}}',
            "cannot be read",
        ),
        (
            json.dumps({"MLI": {**asdict(LAST), "regions": "ML08"}}),  # one word, not a list of one
            "cannot be read",
        ),
        (json.dumps({"MLI": {**asdict(LAST), "country": "ATA"}}), "no longer fits ("),
        (
            json.dumps(
                {
                    "MLI": {
                        "country": "MLI",
                        "source": "acled",
                        "first": "2023-01",
                        "last": "2023-02",
                    }
                }
            ),
            "no longer fits (parameter source: ",
        ),
        (
            json.dumps(
                {"MLI": {"country": "MLI", "source": "ucdp", "first": "1999-01", "last": "2023-02"}}
            ),
            "no longer fits (parameter months: ",
        ),
    ],
)
def test_a_choice_that_cannot_be_had_again_is_said_in_a_line(memory, text, said):
    memory.write_text(text, encoding="utf-8")
    opened = ia.open_explorer("MLI")
    assert said.replace("'", "&#x27;") in opened.outputs["status"].value
    assert (opened.choice.source, opened.choice.first) == ("ucdp", "2012-01")


def test_choices_of_other_names_stay_in_the_file(memory):
    explorer.write_choice(memory, "AAA", choice_of())
    explorer.write_choice(memory, "BBB", choice_of(regions=("XX01",)))
    assert explorer.read_choice(memory, "AAA") == (choice_of(), "")
    assert explorer.read_choice(memory, "BBB") == (choice_of(regions=("XX01",)), "")


def test_what_is_missing_in_a_list_is_a_word_and_numbers_stay_numbers():
    table = explorer.to_words(
        pd.DataFrame(
            {
                "event_date": pd.to_datetime(["2023-01-05", None]),
                "fatalities_best": pd.array([3, None], dtype="Int64"),
                "actor1": pd.array([None, "A"], dtype="str"),
            }
        )
    )
    assert table.to_numpy().tolist() == [
        ["2023-01-05", 3, "not stated"],
        ["not stated", "not stated", "A"],
    ]


def test_the_notebook_shows_the_widgets_and_what_was_chosen(memory):
    names, shown = run_cells("explore")
    assert shown[2] is names["explorer"]
    assert "application/vnd.jupyter.widget-view+json" in shown[2]._repr_mimebundle_()
    assert shown[3] == names["explorer"].choice
    assert len(shown[4]) == 144


ABOUT = captions.About("Xland", "X", "1.0", "2026-01-01", "Maker", "", "CC BY 4.0")


def test_the_captions_say_what_is_not_covered_and_what_has_no_outline():
    (said,) = captions.tell_gaps(records_of(FEW), choice_of(), ABOUT)
    assert said.startswith("X covers 4 of these 6 months;")
    lines = caption_map(records_of(FEW), choice_of(), ["West"])
    assert "Without an outline on the map: West." in lines


def test_the_words_of_a_choice_name_all_of_it():
    asked = choice_of(regions=("XX01",), kinds=("clash",), actors=("Group A",))
    assert captions.describe_choice(asked, records_of(FEW), ABOUT) == (
        "Xland, January 2023 to June 2023; North; clash; actors: Group A"
    )


BARE_PCODES = pd.DataFrame(
    {"pcode": ["XX01"], "name": ["North"], "level": 1, "is_analysed": [True], "drawn_in": [None]}
).astype({"drawn_in": "str"})
JOINT_PCODES = pd.DataFrame(
    {
        "pcode": ["XX01", "XX02"],
        "name": ["North", "South"],
        "level": 1,
        "is_analysed": True,
        "drawn_in": [None, "XX01"],
    }
)


def caption_map(records, choice, lost=()):
    regions = choices.count_regions(records, choice, choices.to_cells(records, choice.count))
    outlines = choices.count_outlines(regions, records.regions, BARE_PCODES)
    return captions.caption_map(regions, outlines, list(lost), "", records, choice, ABOUT)


def test_the_map_says_of_what_choice_it_is_as_the_series_does():
    records = records_of(FEW)
    choice = choice_of(regions=("XX01",), kinds=("clash",), actors=("Group A",))
    words = captions.describe_choice(choice, records, ABOUT)
    counts = count(records, regions=("XX01",), kinds=("clash",), actors=("Group A",))
    series = captions.caption_months(counts, records, choice, ABOUT, 0)
    assert series[0] == f"Incidents by month. {words}."
    assert caption_map(records, choice)[0] == f"Incidents by region. {words}."


def test_tolls_of_the_ledger_are_neither_added_up_nor_called_unreported(mali_explorer):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.controls["count"].value = "fatalities"
    outputs = mali_explorer.outputs
    for name in ("months_picture", "months_note", "map_note"):
        assert "tolls are not added up" in outputs[name].value
    shown = "".join(outputs[n].value for n in ("months_picture", "months_note", "regions"))
    assert "not reported" not in shown
    assert "not covered" not in shown


def test_a_selection_lists_none_and_is_never_not_covered(mali_explorer):
    mali_explorer.controls["source"].value = "ledger"
    mali_explorer.controls["months"].value = ("2023-11", "2023-11")
    mali_explorer.controls["actors"].value = "nobody of that name"
    shown = "".join(mali_explorer.outputs[n].value for n in ("regions", "months_note", "map_note"))
    assert "In all: none listed." in shown
    assert "not covered" not in shown


def test_an_outline_of_which_a_part_is_chosen_bears_no_number_and_says_why():
    records = records_of(FEW)
    choice = choice_of(last="2023-04", regions=("XX01",))
    regions = choices.count_regions(records, choice, choices.to_cells(records, "incidents"))
    drawn = choices.count_outlines(regions, records.regions, JOINT_PCODES)
    assert drawn[["label", "regions", "left_out", "value"]].to_numpy().tolist() == [
        ["North", "North + South", "South", pd.NA]
    ]
    lines = captions.caption_map(regions, drawn, [], "", records, choice, ABOUT)
    assert "North + South is of older boundaries, and South is not chosen" in " ".join(lines)


def test_only_what_was_chosen_is_hatched(mali_explorer):
    held = mali_explorer.held
    mali_explorer.controls["regions"].value = ("ML05",)
    drawn = panes.draw(held, mali_explorer.shown, "map")
    assert drawn
    shown = pd.DataFrame({"value": [1.0, np.nan, np.nan], "is_chosen": [True, True, False]})
    assert sketches.is_hatched(shown).tolist() == [False, True, False]
    assert held.ground.spots.loc["Gao", "name"] == "Gao + Ménaka"


def test_what_does_not_follow_yet_is_dimmed_and_cannot_be_saved(mali_explorer, monkeypatch):
    outputs, seen = mali_explorer.outputs, []
    views = [outputs[f"{name}_view"] for name in panes.PANES]
    buttons = [outputs["months_csv"], outputs["map_png"], outputs["claims_csv"]]
    show = panes.show_choice

    def look(held, choice):
        seen.append(["ia-old" in view._dom_classes for view in views])
        seen.append([button.disabled for button in buttons])
        return show(held, choice)

    monkeypatch.setattr(panes, "show_choice", look)
    mali_explorer.controls["months"].value = ("2023-10", "2023-10")
    assert seen == [[True] * 4, [True] * 3]
    assert not any("ia-old" in view._dom_classes for view in views)
    assert not any(button.disabled for button in buttons)


def test_another_country_begins_with_everything_chosen_and_says_so(mali_explorer):
    controls = mali_explorer.controls
    controls["months"].value = ("2023-10", "2023-11")
    controls["count"].value = "fatalities"
    explorer._reopen(mali_explorer, "country")
    assert mali_explorer.choice == panes.choose_all(mali_explorer.held)
    assert controls["count"].value == "incidents"
    assert "Chosen anew: everything of Mali." in mali_explorer.outputs["status"].value


def test_two_choices_have_no_file_name_in_common_and_the_licence_is_in_the_rows(mali_explorer):
    names = set()
    for regions in ((), ("ML05",), ("ML05", "ML06")):
        mali_explorer.controls["regions"].value = regions
        message, (content,) = press(mali_explorer, "months", "csv")
        names.add(message["name"])
        assert set(pd.read_csv(io.BytesIO(content))["terms"]) == {"CC BY 4.0"}
    assert len(names) == 3
    claims = press(mali_explorer, "claims", "csv")[1][0]
    assert pd.read_csv(io.BytesIO(claims))["terms"].str.startswith("CC BY 4.0").all()


def test_a_series_of_zeros_ends_at_a_whole_number():
    axes = Figure().add_subplot()
    table = count(records_of(FEW), actors=("nobody",)).assign(label="2023-01")
    panes._plot_months(axes, table, charts.COUNT, "Incidents")
    assert axes.get_ylim()[1] >= 1
    assert all(tick == int(tick) for tick in axes.get_yticks())
