"""What could go wrong unseen: a code without its list, another country's units, a year made up."""

import json
import zipfile

import pandas as pd
import pytest

from analysis.formats import recognise_layout
from analysis.intake import add_file, clean_rows, read_file
from analysis.measures import BadInputError
from analysis.places import normalise
from analysis.rows import read_rows, read_sheets
from analysis.sources import cod
from tests.conftest import RAW, raw_rows, vintage

MALI = vintage("MLI", iso2="ML", name="Mali", day="2026-10-01")
LIST = """
    Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
    YYY,1,YY01,Elsewhere,YYY,2020-01-31
    XXX,1,XX01,North,XXX,2020-01-31
    XXX,2,XX0101,Upper North,XX01,2021-03-31
    XXX,3,XX010101,Uppermost North,XX0101,2021-03-31
"""
PEOPLE = """
    ISO3,Country,ADM1_PCODE,ADM1_NAME,ADM2_PCODE,ADM2_NAME,Population_group,Gender,Age_range,Population,Reference_year,Source
    XXX,Xland,,,,,T_TL,all,all,1000,2020,Projection 2020
    XXX,Xland,XX01,North,,,T_TL,all,all,"1,234,600",2020,Census
    XXX,Xland,XX01,North,XX0101,Upper North,T_TL,all,all,,2020,Census
    XXX,Xland,XX01,North,,,F_TL,f,all,300,2020,Census
    YYY,Yland,,,,,T_TL,all,all,7,2020,Census
"""
SQUARE = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]


def boundaries(*properties, kind="Polygon", coordinates=SQUARE):
    features = [
        {
            "type": "Feature",
            "properties": p,
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        for p in properties
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def layout_of(columns):
    return recognise_layout(columns, "any", cod.SOURCE)


def test_clean_pcodes_keeps_the_country_s_two_levels_and_names_the_list():
    result = cod.clean_pcodes(raw_rows(LIST), vintage())
    assert result["pcode"].tolist() == ["XX01", "XX0101"]
    assert set(result["scheme"]) == {"cod-2021-03-31"}
    assert result["valid_from"].tolist() == ["2020-01-31", "2021-03-31"]
    assert result["parent_pcode"].fillna("-").tolist() == ["-", "XX01"]
    assert not result["is_analysed"].any()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2021-03-31", "31.03.2021", "row 4, column valid_from: '31.03.2021' is not a date"),
        ("XX0101,Upper North", ",Upper North", "row 4, column pcode: is empty"),
        ("XXX,3,XX010101", "XXX,1,XX01", "column level, pcode: '1, XX01' stands twice"),
        ("XXX,", "ZZZ,", "column Location: has no row of XXX"),
    ],
)
def test_clean_pcodes_refuses_a_list_that_cannot_be(old, new, problem):
    with pytest.raises(BadInputError) as refusal:
        cod.clean_pcodes(raw_rows(LIST.replace(old, new)), vintage())
    assert problem in str(refusal.value)


def test_clean_pcodes_leaves_its_input_alone():
    given = raw_rows(LIST)
    before = given.copy()
    cod.clean_pcodes(given, vintage())
    pd.testing.assert_frame_equal(given, before)


def test_the_provider_s_list_of_mali_has_its_units(shared):
    path = shared / "pcodes" / "global_pcodes_adm_1_2.csv"
    (found,) = read_file(cod.SOURCE, path, path.name)
    ((_, result),) = clean_rows(cod.SOURCE.layouts[found[0]], found[1], MALI, path.name)
    assert result["level"].value_counts().to_dict() == {1: 10, 2: 53}
    assert set(result["scheme"]) == {"cod-2021-12-20"}
    assert result.set_index("pcode").loc["ML09", "name"] == "Bamako"


def test_the_hand_made_list_is_the_provider_s(shared):
    given = cod.clean_pcodes(
        read_rows(shared / "pcodes" / "global_pcodes_adm_1_2.csv", "pcodes.csv"), MALI
    )
    hand = read_rows(RAW / "hand" / "pcodes.csv", "pcodes.csv")
    ours = hand[hand["scheme"] == "cod-2021-12-20"]
    by_code = [
        dict(zip(rows["pcode"], rows["name"].map(normalise), strict=True)) for rows in (ours, given)
    ]
    assert by_code[0] == by_code[1]  # accents apart, which the list leaves out


def test_a_list_with_a_version_or_without_tags_is_the_same(tmp_path):
    plain, tagged = tmp_path / "a.csv", tmp_path / "b.csv"
    body = "\n".join(line.strip() for line in LIST.strip().splitlines())
    head, _, rest = body.partition("\n")
    plain.write_text(body + "\n")
    tags = "#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start"
    tagged.write_text(f"\ufeff{head}\n{tags}\n{rest}\n")
    one, two = (cod.clean_pcodes(read_rows(p, "list.csv"), vintage()) for p in (plain, tagged))
    pd.testing.assert_frame_equal(one, two)
    assert layout_of([*cod.LIST, "Version"]) == "pcodes"


def test_the_lengths_of_codes_are_recognised_and_no_units(shared):
    path = shared / "pcodes" / "global_pcode_lengths.csv"
    (found,) = read_file(cod.SOURCE, path, path.name)
    assert found[0] == "pcode_lengths"
    assert cod.SOURCE.layouts[found[0]].tables == {}


def test_clean_population_takes_totals_of_every_level():
    result = cod.clean_population(raw_rows(PEOPLE), vintage())
    assert result["geography"].tolist() == ["XXX", "XX01", "XX0101"]
    assert result["admin_level"].tolist() == [0, 1, 2]
    assert result["value"].fillna(-1).tolist() == [1000, 1_234_600, -1]
    assert result["status"].tolist() == ["estimated", "reported", "not_reported"]
    assert result["is_preferred"].tolist() == [True, True, False]
    assert result["parent_name"].fillna("-").tolist() == ["-", "-", "North"]
    assert set(result["known_from"]) == {pd.Timestamp("2024-01-31")}
    assert set(result["period_end"]) == {pd.Timestamp("2020-12-31")}


def test_clean_population_says_that_a_country_has_no_total():
    with pytest.raises(BadInputError, match="has no total T_TL of XXX"):
        cod.clean_population(raw_rows(PEOPLE.replace("T_TL", "T_05")), vintage())


NATIONAL = """
    admin0Name_en,admin1Name_fr,admin1Pcode,T_TL,F_TL
    Xland,Nord,XX01,"12,500",6000
    Xland,Sud,XX02,<Null>,
"""


def test_a_national_file_takes_its_year_from_the_release():
    result = cod.clean_national_population(raw_rows(NATIONAL), vintage(version="2020"))
    assert result["value"].fillna(-1).tolist() == [12_500, -1]
    assert result["status"].tolist() == ["reported", "not_reported"]
    assert result["geography_name"].tolist() == ["Nord", "Sud"]
    assert set(result["as_of"]) == {"2020"}


def test_a_national_file_without_a_year_is_refused():
    with pytest.raises(BadInputError, match="column year: is missing"):
        cod.clean_national_population(raw_rows(NATIONAL), vintage())


def test_another_country_s_national_file_is_refused():
    with pytest.raises(BadInputError, match="has no row of YYY"):
        cod.clean_national_population(raw_rows(NATIONAL), vintage("YYY", iso2="YY", version="2020"))


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("mli_admpop_adm1_2020_v2.csv", "2020"),
        ("caf_pop_2015.csv", "2015"),
        ("global_pcodes_adm_1_2.csv", None),
        ("mli_adm_120200.csv", None),
    ],
)
def test_the_year_of_a_file_is_in_its_name_or_nowhere(name, year):
    assert cod.read_release(name) == year


@pytest.mark.parametrize(
    ("file", "iso3", "iso2", "name", "rows", "total"),
    [
        ("cod_population_admin0.csv", "COD", "CD", "DR Congo", 1, 103_199_358),
        ("cod_population_admin1.csv", "COD", "CD", "DR Congo", 26, 103_199_358),
        ("cod_population_admin1.csv", "CAF", "CF", "CAR", 17, 4_953_014),
    ],
)
def test_the_provider_s_populations_parse(shared, file, iso3, iso2, name, rows, total):
    path = shared / "population" / file
    (found,) = read_file(cod.SOURCE, path, file)
    assert found[0] == "population"
    known = vintage(iso3, iso2=iso2, name=name)
    result = cod.clean_population(found[1], known)
    assert len(result) == rows
    assert result["value"].sum() == total


@pytest.mark.parametrize(
    ("properties", "layout"),
    [
        (
            ["adm1_name", "adm1_pcode", "adm0_name", "adm0_pcode", "valid_on", "iso3"],
            "boundaries_admin1_dated",
        ),
        (["ADM1_FR", "ADM1_PCODE", "ADM0_FR", "ADM0_PCODE", "validOn"], "boundaries_admin1_dated"),
        (["ADM2_EN", "ADM2_PCODE", "ADM1_EN", "ADM1_PCODE", "validOn"], "boundaries_admin2_dated"),
        (["adm3_name", "adm2_name", "adm1_name", "valid_on"], "boundaries_admin3"),
        (["admin1Name", "admin1Pcod"], "boundaries_admin1"),
        (["shapeName", "shapeISO", "shapeID", "shapeGroup", "shapeType"], "geoboundaries"),
        (["adm1_name", "adm1_src", "iso_3"], "boundaries_admin1"),
        (["ADMIN1_PCO", "REGION_NAM", "Name", "PCode", "CNTRY_NAME"], "boundaries_admin1"),
        (["name"], "outlines"),
    ],
)
def test_boundaries_are_known_in_every_spelling(properties, layout):
    assert layout_of([*properties, "geometry_type"]) == layout


def test_a_table_of_names_is_no_boundary():
    assert layout_of(["name", "value"]) is None


def test_clean_boundaries_gives_the_list_that_the_shapes_are_of(tmp_path):
    path = tmp_path / "xxx_admin1.geojson"
    unit = {"adm0_pcode": "XX", "valid_on": "2025-09-04", "version": "v03"}
    path.write_text(
        boundaries(
            {"adm1_name": "North", "adm1_pcode": "XX01"} | unit,
            {"adm1_name": "Disputed", "adm1_pcode": None} | unit,
        )
    )
    ((name, rows),) = read_file(cod.SOURCE, path, path.name)
    assert name == "boundaries_admin1_dated"
    result = cod.clean_boundaries(rows, vintage())
    assert result["pcode"].tolist() == ["XX01"]
    assert result["scheme"].tolist() == ["cod-2025-09-04"]


def test_a_zip_is_the_files_in_it(tmp_path):
    path = tmp_path / "xxx_admin_boundaries.geojson.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xxx_admin0.geojson", boundaries({"adm0_name": "Xland"}))
        archive.writestr("xxx_admin1.geojson", boundaries({"adm1_name": "North"}))
        archive.writestr("readme.txt", "not a table")
    found = read_file(cod.SOURCE, path, path.name)
    assert [layout for layout, _ in found] == ["boundaries_admin0", "boundaries_admin1"]
    assert found[1][1]["source_file"].item() == f"{path.name}!xxx_admin1.geojson"


def test_a_broken_zip_is_refused_in_one_line(tmp_path):
    path = tmp_path / "broken.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(BadInputError, match="is no whole zip file"):
        read_sheets(path, path.name)


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "hand").symlink_to(RAW / "hand")
    return folder


def test_boundaries_are_taken_in_and_twice_is_once(shared, raw):
    file = shared / "boundaries" / "mali_adm_idps_2014.geojson"
    first = add_file(raw, "cod", file, "MLI", "2026-10-01", None)
    before = {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()}
    assert add_file(raw, "cod", file, "MLI", "2026-10-01", None) == first
    assert {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()} == before
    assert first.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (boundaries({"name": "A"}, kind="Point", coordinates=[0, 0]), "'Point' is no area"),
        (
            boundaries(
                {"name": "A"}, coordinates=[[[5e5, 1e6], [6e5, 1e6], [6e5, 2e6], [5e5, 1e6]]]
            ),
            "is not in degrees",
        ),
        ('{"type": "FeatureCollection", "features": 3}', "is no GeoJSON"),
        ('{"type": "Topology", "objects": {}}', "holds 0 layers"),
        (boundaries({"name": "A"})[:-9], "cannot be read to its end"),
    ],
)
def test_a_file_that_is_no_boundary_is_refused_and_nothing_written(raw, tmp_path, content, problem):
    file = tmp_path / "shapes.geojson"
    file.write_text(content)
    with pytest.raises(BadInputError, match=problem) as refusal:
        add_file(raw, "cod", file, "MLI", "2026-10-01", None)
    assert "shapes.geojson" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not (raw / "cod").exists()


def test_another_country_s_boundaries_are_refused(shared, raw):
    file = shared / "boundaries" / "mali_adm_idps_2014.geojson"
    with pytest.raises(BadInputError, match="column CNTRY_NAME: names MLI and never BEN"):
        add_file(raw, "cod", file, "BEN", "2026-10-01", None)
    assert not (raw / "cod").exists()


SHAPE = {"coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        ({"adm1_name": "A", "adm0_pcode": "ML"}, "column adm0_pcode: names MLI"),
        ({"shapeName": "A", "shapeGroup": "MLI", "shapeType": "ADM1"}, "column shapeGroup"),
        ({"name": "A", "adm0_a3": "MLI", "iso_a2": "-99"}, "column adm0_a3"),
        ({"ADM1_FR": "A", "ADM0_FR": "Côte d'Ivoire"}, "column ADM0_FR: names CIV"),
        ({"adm1_name": "A", "adm0_pcode": "BJ", "adm0_name": "Mali"}, None),
        ({"adm1_name": "A", "adm0_name": "Xland"}, None),
        ({"name": "Mali"}, None),
    ],
)
def test_boundaries_say_their_country_in_many_columns_or_not_at_all(
    raw, tmp_path, properties, problem
):
    file = tmp_path / "shapes.geojson"
    file.write_text(boundaries(properties, **SHAPE))
    if problem is None:
        add_file(raw, "cod", file, "BEN", "2026-10-01", None)
        return
    with pytest.raises(BadInputError, match=problem):
        add_file(raw, "cod", file, "BEN", "2026-10-01", None)


def package(*resources):
    listed = [
        {
            "id": name,
            "name": name,
            "format": kind,
            "download_url": f"https://data.humdata.org/dataset/d/resource/r/download/{name}",
            "last_modified": "2026-01-31T00:00:00",
        }
        for name, kind in resources
    ]
    return {"success": True, "result": {"title": "COD", "resources": listed}}


def test_download_takes_the_list_the_boundaries_and_the_newest_population(server, tmp_path):
    show = "/data.humdata.org/api/3/action/package_show"
    files = "/data.humdata.org/dataset/d/resource/r/download/"
    given = {
        cod.GLOBAL_LISTS: [("global_pcodes_adm_1_2.csv", "CSV"), ("global_pcodes.csv", "CSV")],
        "cod-ab-mli": [("mli_admin_boundaries.geojson.zip", "GeoJSON"), ("mli.xlsx", "XLSX")],
        "cod-ps-mli": [
            ("mli_admpop_adm1_2019.csv", "CSV"),
            ("mli_admpop_adm1_2020.csv", "CSV"),
            ("mli_admpop_adm0_2020.csv", "CSV"),
        ],
    }
    for dataset, resources in given.items():
        server.answer(show, package(*resources), query={"id": dataset})
        for name, _ in resources:
            server.answer(files + name, name.encode())
    with server.client(tmp_path / "scratch") as client:
        found = cod.download(client, MALI, "2026-01", "2026-10")
        assert [f.path.read_text() for f in found] == [f.path.name for f in found]
    assert sorted(f.path.name for f in found) == [
        "global_pcodes_adm_1_2.csv",
        "mli_admin_boundaries.geojson.zip",
        "mli_admpop_adm0_2020.csv",
        "mli_admpop_adm1_2020.csv",
    ]
    assert {f.version for f in found} == {None, "2020"}


def test_a_country_that_hdx_has_nothing_of_is_told(server, tmp_path):
    server.answer("/data.humdata.org/api/3/action/package_show", {"success": False}, status=404)
    with (
        server.client(tmp_path / "scratch") as client,
        pytest.raises(cod.NothingThereError, match="neither"),
    ):
        cod.download(client, MALI, "2026-01", "2026-10")
