"""What could go wrong unseen: a projection read as current, half a country taken for the whole."""

import csv
import json

import pandas as pd
import pytest

from analysis.formats import recognise_layout
from analysis.measures import BadInputError
from analysis.rows import read_rows
from analysis.sources import ipc
from analysis.web import MissingSecretError, NothingThereError
from tests.conftest import raw_rows, vintage
from tests.hdx_catalogue import list_dataset

AFG = vintage("AFG", iso2="AF", name="Afghanistan")
NATIONAL = "Date of analysis,Country,Total country population,Validity period,From,To,Phase,Number,Percentage"
AREAS = NATIONAL.replace("population,Validity", "population,Level 1,Area,Validity")


def read(shared, name):
    return read_rows(shared / "ipc" / name, name)


def clean(lines, columns=NATIONAL):
    text = "\n".join(line.strip() for line in lines.strip().splitlines())
    return ipc.clean_long(raw_rows(f"{columns}\n{text}"), vintage())


@pytest.mark.parametrize(
    ("analysed", "as_of", "known"),
    [("Apr 2023", "2023-04", "2023-04-30"), ("Sep 2022", "2022-09", "2022-09-30")],
)
def test_national_figures_are_those_of_a_plain_reading(shared, analysed, as_of, known):
    name = "ipc_afg_national_long.csv"
    with (shared / "ipc" / name).open(encoding="utf-8-sig") as file:
        expected = {
            (ipc.PHASES[line["Phase"]], line["From"], line["To"]): float(line["Number"])
            for line in csv.DictReader(file)
            if line["Date of analysis"] == analysed
        }
    figures = ipc.clean_long(read(shared, name), AFG)
    dated = figures[figures["as_of"] == as_of]
    found = {
        (f.indicator, f"{f.period_start:%Y-%m-%d}", f"{f.period_end:%Y-%m-%d}"): f.value
        for f in dated.itertuples()
    }
    assert found == expected
    assert set(dated["known_from"]) == {pd.Timestamp(known)}
    assert set(dated["geography"]) == {"AFG"}


def test_long_and_wide_say_the_same(shared):
    long = ipc.clean_long(read(shared, "ipc_afg_national_long.csv"), AFG)
    wide = ipc.clean_wide(read(shared, "ipc_afg_national_wide.csv"), AFG)
    said = ["indicator", "period_start", "period_end", "as_of", "value", "qualifier"]
    assert len(long) == len(wide) == 147
    pd.testing.assert_frame_equal(
        long[said].sort_values(said, ignore_index=True),
        wide[said].sort_values(said, ignore_index=True),
    )
    both = pd.concat([long, wide], ignore_index=True)
    assert len(ipc.SOURCE.combine["food_security"](both)) == 147


def test_the_words_say_the_period_and_the_month_of_the_analysis(shared):
    figures = ipc.clean_long(read(shared, "ipc_afg_national_long.csv"), AFG)
    known = set(figures.loc[figures["as_of"] == "2023-04", "qualifier"])
    assert known == {"current; analysed 2023-04", "first projection; analysed 2023-04"}


def test_places_are_names_and_the_level_is_said_only_where_it_is_known(shared):
    groups = ipc.clean_long(read(shared, "ipc_afg_level1_long.csv"), AFG)
    assert set(groups["admin_level"]) == {1}
    areas = ipc.clean_long(read(shared, "ipc_afg_area_long_latest.csv"), AFG)
    assert areas["admin_level"].isna().all()
    paktya = areas[(areas["geography"] == "Paktya") & areas["qualifier"].str.startswith("current")]
    assert paktya.set_index("indicator")["value"]["food_insecure_phase3plus"] == 252074


def test_an_area_in_a_group_is_of_the_second_level():
    figures = clean(
        """
        May 2021,XXX,100,North,Hill,current,2021-05-01,2021-06-30,3+,7,0.7
        May 2021,XXX,100,North,,current,2021-05-01,2021-06-30,3+,8,0.7
        May 2021,XXX,100,,,current,2021-05-01,2021-06-30,3+,9,0.7
        """,
        AREAS,
    )
    assert figures["geography"].tolist() == ["Hill", "North", "not placed"]
    assert figures["parent_name"].fillna("").tolist() == ["North", "", ""]
    assert figures["admin_level"].fillna(-1).tolist() == [2, 1, -1]


TWO = """
    May 2021,XXX,100,current,2021-05-01,2021-06-30,all,9,1.0
    May 2021,XXX,100,current,2021-05-01,2021-06-30,3+,6,0.6
    May 2021,XXX,100,projected,2021-07-01,2021-09-30,all,5,1.0
    May 2021,XXX,100,current,2021-05-01,2021-06-30,all,56,1.0
    May 2021,XXX,100,current,2021-05-01,2021-06-30,3+,16,0.3
    May 2021,XXX,100,projected,2021-07-01,2021-09-30,all,5,1.0
    """


def test_of_two_analyses_of_one_date_the_one_that_covers_more_is_preferred():
    figures = clean(TWO)
    served = figures[figures["is_preferred"]]
    assert served["value"].tolist() == [5, 56, 16]
    assert len(figures) == 6


def test_older_words_for_projections_are_read():
    figures = clean(
        """
        Oct 2020,XXX,100,projected,2021-01-01,2021-06-30,3+,12,0.2
        Oct 2020,XXX,100,second_projected,2021-07-01,2021-09-30,3+,3,0.2
        """
    )
    words = figures["qualifier"].str.split("; ").str[0]
    assert words.tolist() == ["first projection", "second projection"]


def test_a_blank_number_is_missing_and_a_period_without_dates_is_left_out():
    figures = clean(
        """
        Oct 2020,XXX,100,current,2020-10-01,2020-12-31,5,,0
        Oct 2020,XXX,100,first projection,,,5,0,0
        """
    )
    assert figures["status"].tolist() == ["not_reported"]
    assert figures["value"].isna().item()
    assert not figures["is_preferred"].item()


def place(name, covered, hungry, **known):
    phases = {f"phase{n}_population": str(n) for n in range(1, 6)}
    numbers = {"estimated_population": covered, "p3plus": str(hungry)}
    return {"id": "1", "name": name} | numbers | phases | known


def analysis(title="Acute", **known):
    given = {
        "title": title,
        "country": "XX",
        "condition": "A",
        "analysis_date": "May 2021",
        "current_period_dates": "May 2021 - Jun 2021",
        "projected_period_dates": "Jul 2021 - Sep 2021",
        "second_projected_period_dates": "",
        "population": 1000,
        "p3plus_projected": 33,
        "estimated_population_projected": 600,
        "estimated_population_second_projected": 0,
    }
    return given | place("ignored", 600, 30) | known


def read_api(tmp_path, analyses):
    path = tmp_path / "population.json"
    path.write_text(json.dumps(analyses))
    return read_rows(path, "population.json")


def test_the_api_s_nested_places_become_lines(tmp_path):
    inside = place("Hill", 60, 3)
    groups = [place("North", 100, 5, areas=[inside])]
    rows = read_api(tmp_path, [analysis(groups=groups)])
    assert recognise_layout(rows.columns, "any", ipc.SOURCE) == "api"
    figures = ipc.clean_api(rows, vintage())
    hungry = figures[figures["indicator"] == "food_insecure_phase3plus"]
    assert hungry["geography"].tolist() == ["XXX", "XXX", "North", "Hill"]
    assert hungry["value"].tolist() == [30, 33, 5, 3]
    assert hungry["admin_level"].tolist() == [0, 0, 1, 2]
    assert hungry["period_end"].dt.strftime("%Y-%m-%d").tolist()[:2] == ["2021-06-30", "2021-09-30"]
    assert not figures["qualifier"].str.startswith("second").any()


def test_areas_of_an_analysis_without_groups_and_a_wider_analysis(tmp_path):
    small = analysis("Part", estimated_population=9, p3plus=6, areas=[place("Hill", 9, 6)])
    figures = ipc.clean_api(read_api(tmp_path, [small, analysis()]), vintage())
    now = figures[
        (figures["geography"] == "XXX")
        & (figures["indicator"] == "food_insecure_phase3plus")
        & figures["qualifier"].str.startswith("current")
    ]
    assert now["value"].tolist() == [6, 30]
    assert now["is_preferred"].tolist() == [False, True]
    assert figures.loc[figures["geography"] == "Hill", "admin_level"].isna().all()


def test_chronic_analyses_are_left_out(tmp_path):
    with pytest.raises(BadInputError, match="no analysis of acute food insecurity"):
        ipc.clean_api(read_api(tmp_path, [analysis(condition="C")]), vintage())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2023-04,XXX,1,current,2023-04-01,2023-04-30,3+,1,1", "column Date of analysis"),
        ("Apr 2023,XXX,1,soon,2023-04-01,2023-04-30,3+,1,1", "column Validity period: 'soon'"),
        ("Apr 2023,XXX,1,current,2023-04-01,2023-04-30,6,1,1", "column Phase: '6' is not one"),
        ("Apr 2023,XXX,1,current,2023-04-01,2023-04-30,3+,-1,1", "column Number: '-1' is below"),
        ("Apr 2023,XXX,1,current,2023-04-01,2023-03-31,3+,1,1", "ends before it begins"),
        ("Apr 2023,YYY,1,current,2023-04-01,2023-04-30,3+,1,1", "has no row of XXX"),
    ],
)
def test_a_bad_cell_is_named(line, problem):
    with pytest.raises(BadInputError, match=problem):
        clean(line)


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("ipc_afg_national_long.csv", "national_long"),
        ("ipc_afg_level1_long.csv", "level1_long"),
        ("ipc_afg_area_long_latest.csv", "area_long"),
        ("ipc_afg_national_wide.csv", "national_wide"),
    ],
)
def test_layouts_are_told_apart_by_their_columns(shared, name, layout):
    assert recognise_layout(read(shared, name).columns, "any", ipc.SOURCE) == layout


def test_clean_leaves_its_input_alone(shared):
    rows = read(shared, "ipc_afg_national_wide.csv")
    before = rows.copy()
    ipc.clean_wide(rows, AFG)
    pd.testing.assert_frame_equal(rows, before)


DATASET = "xland-acute-food-insecurity-country-data"


def test_download_takes_the_long_files_of_all_analyses(server, tmp_path):
    kept = ["ipc_xxx_area_long.csv", "ipc_xxx_national_long.csv"]
    others = ["ipc_xxx_national_wide.csv", "ipc_xxx_area_long_latest.csv"]
    list_dataset(server, DATASET, dict.fromkeys([*kept, *others], "a\nb\n"))
    with server.client(tmp_path / "scratch") as client:
        files = ipc.download(client, vintage(), "2024-01", "2024-02")
        assert sorted(file.path.name for file in files) == kept


def test_download_asks_the_api_where_hdx_has_nothing(server, tmp_path):
    server.answer("/api.ipcinfo.org/population", [analysis()], query={"country": "XX"})
    with server.client(tmp_path / "scratch", IPC_KEY="opensesame") as client:
        (file,) = ipc.download(client, vintage(), "2024-01", "2024-02")
        assert len(read_rows(file.path, "file")) == 1
    assert server.asked("/api.ipcinfo.org")[0].query["key"] == "opensesame"
    assert "opensesame" not in file.url


def test_download_names_the_key_that_is_missing(server, tmp_path):
    with (
        pytest.raises(MissingSecretError, match="IPC_KEY"),
        server.client(tmp_path / "scratch") as client,
    ):
        ipc.download(client, vintage(), "2024-01", "2024-02")


def test_an_answer_without_analyses_is_nothing_there(server, tmp_path):
    server.answer("/api.ipcinfo.org/population", [])
    with (
        pytest.raises(NothingThereError),
        server.client(tmp_path / "scratch", IPC_KEY="opensesame") as client,
    ):
        ipc.download(client, vintage(), "2024-01", "2024-02")
