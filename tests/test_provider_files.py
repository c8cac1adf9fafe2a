"""What could go wrong unseen: a provider's file that nobody reads, or one that is taken in for nothing."""

import pytest

from analysis import intake, providers
from analysis.measures import BadInputError
from analysis.prose import find_country
from analysis.store import read_hand
from tests.conftest import RAW, SHARED

READ = {  # source, and a country that the file holds
    "boundaries/mali_adm_idps_2014.geojson": ("cod", "MLI"),
    "cadre_harmonise/cadre_harmonise.xlsx": ("ch", "MLI"),
    "dtm/Baseline_Assessment_Round_18.xlsx": ("dtm", "MLI"),
    "dtm/Baseline_Assessment_Round_19.xlsx": ("dtm", "MLI"),
    "dtm/Baseline_Assessment_Round_28.xlsx": ("dtm", "MLI"),
    "dtm/DTM_Mali_Baseline_Assessment_Round_64_April_2020.xlsx": ("dtm", "MLI"),
    "dtm_api/data_for_quickcharts.csv": ("dtm", "TCD"),
    "dtm_api/displacement-admin1-admin0pcode-tcd.json": ("dtm", "TCD"),
    "dtm_api/global_dtm_admin0-2_head.csv": ("dtm", "AFG"),
    "dtm_api/hdx_hapi_idps_global_head.csv": ("hapi", "AFG"),
    "fts/fts_incoming_funding_afg.csv": ("fts", "AFG"),
    "fts/fts_requirements_funding_afg.csv": ("fts", "AFG"),
    "fts/fts_requirements_funding_cluster_afg.csv": ("fts", "AFG"),
    "fts/hdx_hapi_funding_global.csv": ("hapi", "JOR"),
    "hno/hdx_hapi_humanitarian_needs_global_2024.csv": ("hapi", "SDN"),
    "hno/hpc_hno_2024.csv": ("hno", "SDN"),
    "idmc/gidd_displacement_all.csv": ("idmc", "MLI"),
    "idmc/idmc_idu.json": ("idmc", "IND"),
    "idmc/ind_idmc_idu_events.csv": ("idmc", "IND"),
    "idmc_monthly_vintages/2025-08-01.csv": ("idmc", "MLI"),
    "idmc_monthly_vintages/2025-08-25.csv": ("idmc", "BEN"),
    "idmc_monthly_vintages/2025-09-25.csv": ("idmc", "BGD"),
    "idmc_monthly_vintages/2025-10-25.csv": ("idmc", "MLI"),
    "idmc_monthly_vintages/2025-11-25.csv": ("idmc", "BEN"),
    "idmc_monthly_vintages/2025-12-25.csv": ("idmc", "BGD"),
    "ipc/hdx_hapi_food_security_global_head.csv": ("hapi", "CAF"),
    "ipc/ipc_afg_area_long_latest.csv": ("ipc", "AFG"),
    "ipc/ipc_afg_level1_long.csv": ("ipc", "AFG"),
    "ipc/ipc_afg_national_long.csv": ("ipc", "AFG"),
    "ipc/ipc_afg_national_wide.csv": ("ipc", "AFG"),
    "pcodes/global_pcode_lengths.csv": ("cod", "MLI"),
    "pcodes/global_pcodes_adm_1_2.csv": ("cod", "MLI"),
    "population/cod_population_admin0.csv": ("cod", "COD"),
    "population/cod_population_admin1.csv": ("cod", "CAF"),
    "population/hdx_hapi_population_global_non_hrp.csv": ("hapi", "VCT"),
    "ucdp/ged_bulk_231_sample1000.csv": ("ucdp", "MLI"),
    "ucdp/ged_hdx_bangladesh.csv": ("ucdp", "BGD"),
    "ucdp/ged_website_export_benin.csv": ("ucdp", "BEN"),
    "ucdp/ged_website_export_mali.csv": ("ucdp", "MLI"),
    "ucdp/organizedviolencecy_v25_1.csv": ("ucdp", "BEN"),
    "unhcr/population_mali.csv": ("unhcr", "MLI"),
    "wfp/hdx_hapi_food_price_global_2024.csv": ("hapi", "PSE"),
    "wfp/wfp_markets_global.csv": ("wfp", "NIC"),
}
NO_TABLE = {  # read for their shapes, or for their place beside the others
    "boundaries/mali_adm_idps_2014.geojson",
    "pcodes/global_pcode_lengths.csv",
    "wfp/wfp_markets_global.csv",
}
REFUSED = {  # source under which somebody would try it, and why it is refused
    "boundaries/idp_data_scatterplot.csv": ("figures", "names no place"),
    "boundaries/idp_data_timeseries.csv": ("cod", "neither who counted"),
    "boundaries/idp_total_data.csv": ("figures", "neither country nor kind of people"),
    "dtm_api/displacement-country-list.json": ("dtm", "list of the countries"),
    "dtm_api/displacement-operation-list.json": ("dtm", "list of its operations"),
    "ipc/ch_countries.csv": ("ch", "list of the countries with a Cadre Harmonisé"),
}


def test_every_file_of_the_providers_is_read_or_refused_for_a_reason(shared):
    here = {p.relative_to(shared).as_posix() for p in shared.rglob("*") if p.is_file()}
    assert here - {"SOURCES.md"} == {*READ, *REFUSED}


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_under_its_source(shared, name):
    source, country = providers.SOURCES[READ[name][0]], READ[name][1]
    file = shared / name
    held = find_country(read_hand(RAW, "countries.csv"), country)
    vintage = intake.to_vintage(held, "2026-10-01", source.read_release(file.name))
    found = intake.read_file(source, file, file.name)
    tables = [
        (table, len(cleaned))
        for layout, rows in found
        for table, cleaned in intake.clean_rows(source.layouts[layout], rows, vintage, file.name)
    ]
    assert sum(len(rows) for _, rows in found) > 0
    assert bool(tables) != (name in NO_TABLE)
    assert sum(count for _, count in tables) > 0 or name in NO_TABLE


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_of_no_use_is_refused_with_its_reason(shared, tmp_path, name):
    source, reason = REFUSED[name]
    with pytest.raises(BadInputError, match=reason) as refusal:
        intake.add_file(tmp_path / "raw", source, shared / name, "MLI", "2026-10-01", None)
    told = str(refusal.value)
    assert told.startswith(f"{SHARED.joinpath(name).name}: is ")
    assert "nothing is taken from it" in told
    assert "\n" not in told
    assert not (tmp_path / "raw").exists()


def test_records_that_lack_a_column_are_no_list_of_countries(tmp_path):
    file = tmp_path / "dtm.csv"
    names = ["operation", "admin0Name", "admin0Pcode", "numPresentIdpInd", "reportingDate"]
    file.write_text(",".join([*names, "roundNumber"]) + "\n" + "x,Mali,MLI,1,2024-01-31,1\n")
    with pytest.raises(BadInputError, match="column assessmentType: is missing from layout"):
        intake.add_file(tmp_path / "raw", "dtm", file, "MLI", "2026-10-01", None)


EMPTY = [  # an API's success without rows
    "[]",
    '{"data": []}',
    '{"result": [], "isSuccess": true, "totalRecordsCount": 0}',
    '{"status": 200, "success": true, "count": 0, "data": []}',
    '{"page": 1, "maxPages": 1, "items": []}',
    '{"type": "FeatureCollection", "features": []}',
]


@pytest.mark.parametrize("source", providers.SOURCES)
@pytest.mark.parametrize("text", EMPTY)
def test_success_without_rows_is_no_zero(tmp_path, source, text):
    file = tmp_path / "answer.json"
    file.write_text(text)
    with pytest.raises(BadInputError, match=r"^answer.json: holds no row: that is no zero"):
        intake.add_file(tmp_path / "raw", source, file, "MLI", "2026-10-01", None)
    assert not (tmp_path / "raw").exists()


HEADERS = [
    (name, layout.stem or "file", layout.columns)
    for name, source in providers.SOURCES.items()
    for layout in source.layouts.values()
]


@pytest.mark.parametrize(("source", "stem", "columns"), HEADERS)
def test_a_header_without_rows_is_no_zero(tmp_path, source, stem, columns):
    file = tmp_path / f"{stem}.csv"
    file.write_text(",".join(columns) + "\n" + ",".join(f"#{n}" for n in columns) + "\n")
    with pytest.raises(BadInputError, match="holds no row: that is no zero"):
        intake.add_file(tmp_path / "raw", source, file, "MLI", "2026-10-01", None)
    assert not (tmp_path / "raw").exists()


FIGURES = ["access", "admin", "food", "idps", "needs", "population", "refugees"]


@pytest.mark.parametrize("stem", FIGURES)
def test_figures_of_another_country_are_refused(tmp_path, stem):
    file = next(RAW.glob(f"figures/MLI/*/{stem}.csv"))
    with pytest.raises(
        BadInputError, match=rf"{stem}.csv, column (geography|parent): names .*and never BEN"
    ):
        intake.add_file(tmp_path / "raw", "figures", file, "BEN", "2026-11-22", None)
    assert not (tmp_path / "raw").exists()
    intake.add_file(tmp_path / "raw", "figures", file, "MLI", "2026-11-22", None)
