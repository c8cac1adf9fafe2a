"""What could go wrong unseen: an embargo read as peace, a copied bound, overlapping categories.

ACLED's own rows may not stand here: every row is invented, with ACLED's headers.
"""

import csv
import io

import pandas as pd
import pytest
from openpyxl import Workbook

from analysis.formats import recognise_layout
from analysis.incidents import to_admin1_month
from analysis.measures import BadInputError
from analysis.rows import read_rows, read_sheets
from analysis.schema import Incidents, IncidentsAdmin1Month, empty
from analysis.sources import acled
from analysis.web import FetchError, MissingSecretError, NothingThereError
from tests.conftest import raw_rows, vintage

NEW = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)
OLD = (
    "data_id,iso,event_id_cnty,event_id_no_cnty,event_date,year,time_precision,event_type,"
    "sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,timestamp,iso3"
)
EVENT = {
    "event_id_cnty": "XXX1",
    "event_date": "2023-11-05",
    "year": "2023",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Violence against civilians",
    "sub_event_type": "Attack",
    "actor1": "Group of Xland",
    "inter1": "Rebel Groups",
    "actor2": "Civilians (Xland)",
    "inter2": "Civilians",
    "interaction": "Rebel Group-Civilians",
    "civilian_targeting": "Civilian targeting",
    "iso": "466",
    "region": "Xregion",
    "country": "Xland",
    "admin1": "North",
    "admin2": "Upper North",
    "location": "Xtown",
    "latitude": "12.5",
    "longitude": "-3.25",
    "geo_precision": "1",
    "source": "Invented Gazette; Invented Radio",
    "source_scale": "National",
    "notes": "On 5 November, an invented attack.",
    "fatalities": "4",
    "timestamp": "1700000000",
}
HERE = vintage("XLA", day="2024-01-31", iso_numeric="466")


def to_csv(*rows, header=NEW):
    text = io.StringIO()
    writer = csv.DictWriter(text, header.split(","), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(EVENT | row for row in rows)
    return text.getvalue()


def clean(*rows, header=NEW, of=HERE):
    return acled.clean_events(raw_rows(to_csv(*rows, header=header)), of)


def test_fatalities_have_no_range_and_civilians_are_not_guessed():
    incident = clean({}).iloc[0]
    assert incident["fatalities_best"] == 4
    missing = ["fatalities_low", "fatalities_high", "civilian_fatalities"]
    assert incident[missing].isna().all()
    months = to_admin1_month(clean({}, {"event_id_cnty": "XXX2"}))
    assert months[["fatalities_low", "fatalities_high"]].isna().all(axis=None)


def test_a_blank_number_of_killed_is_unknown_and_a_zero_is_none():
    incidents = clean({"fatalities": ""}, {"event_id_cnty": "XXX2", "fatalities": "0"})
    assert incidents["fatalities_best"].isna().tolist() == [True, False]
    assert incidents["fatalities_best"].iloc[1] == 0


def test_notes_and_names_of_sources_are_left_out():
    printed = clean({}).to_csv()
    assert "invented attack" not in printed
    assert "Gazette" not in printed


def test_place_and_kind_are_those_of_acled():
    incident = clean({"iso": "466.0", "geo_precision": "1.0"}).iloc[0]
    assert incident["event_id"] == "acled:XXX1"
    assert incident["event_type"] == "violence against civilians"
    assert incident["source_event_type"] == "Attack"
    assert (incident["admin1_name"], incident["admin2_name"]) == ("North", "Upper North")
    assert (incident["latitude"], incident["longitude"]) == (12.5, -3.25)
    assert incident["location_precision"] == "1"


def test_a_region_s_capital_is_no_place_to_draw():
    rows = [{"event_id_cnty": f"XXX{n}", "geo_precision": f"{n}"} for n in (1, 2, 3)]
    assert clean(*rows)["is_precise_place"].tolist() == [True, True, False]


@pytest.mark.parametrize(
    "row",
    [
        {"event_date": "05 November 2023", "inter1": "2", "inter2": "7", "interaction": "27"},
        {"event_date": "5 November 2023", "iso3": "XLA"},
        {"event_date": "2023-11-05T00:00:00"},
    ],
)
def test_old_exports_say_the_same(row):
    columns = ["event_date", "event_date_end", "event_type", "fatalities_best", "event_id"]
    old, new = clean(row, header=OLD), clean({})
    pd.testing.assert_frame_equal(old[columns], new[columns])


def test_other_countries_are_left_out_and_none_of_ours_is_an_error():
    rows = {}, {"event_id_cnty": "YYY1", "iso": "854", "country": "Yland"}
    assert clean(*rows)["event_id"].tolist() == ["acled:XXX1"]
    with pytest.raises(BadInputError, match="column iso: has no row of ZZZ"):
        clean(*rows, of=vintage("ZZZ", iso_numeric="004"))


def test_a_country_without_number_goes_by_its_name():
    assert len(clean({}, of=vintage("XLA", name="Xland"))) == 1
    with pytest.raises(BadInputError, match="column country"):
        clean({}, of=vintage("XLA", name="Yland"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{}, {}], "row 3, column event_id_cnty: 'XXX1' stands twice"),
        ([{}, {"event_id_cnty": " XXX1"}], "row 3, column event_id_cnty: 'XXX1' stands twice"),
        ([{"fatalities": "-1"}], "row 2, column fatalities: '-1' is below zero"),
        ([{"event_date": "11/05/2023"}], "row 2, column event_date: '11/05/2023' is not a date"),
        ([{"event_date": "2023-02-30"}], "row 2, column event_date: '2023-02-30'"),
        ([{"event_type": "Remote violence"}], "row 2, column event_type: 'Remote violence' is"),
    ],
)
def test_a_bad_row_is_named(rows, told):
    with pytest.raises(BadInputError, match=told.replace("(", r"\(")):
        clean(*rows)


def test_a_missing_column_is_named_and_input_is_unchanged():
    with pytest.raises(BadInputError, match="column fatalities: is missing"):
        clean({}, header=NEW.replace("fatalities,", ""))
    raw = raw_rows(to_csv({}))
    before = raw.copy()
    acled.clean_events(raw, HERE)
    pd.testing.assert_frame_equal(raw, before)


@pytest.mark.parametrize("header", [NEW, OLD, NEW.upper()])
def test_exports_are_recognised(header):
    assert recognise_layout(header.split(","), "any", acled.SOURCE) == "events"


def test_an_answer_of_the_api_is_read(write_csv):
    path = write_csv('{"status": 200, "success": true, "count": 0, "data": []}', "empty.json")
    assert read_rows(path, path.name).empty
    text = '{"status": 200, "data": [{"event_id_cnty": "XXX9", "deleted_timestamp": "1700000000"}]}'
    path = write_csv(text, "deleted.json")
    rows = read_rows(path, path.name)
    assert recognise_layout(rows.columns, path.stem, acled.SOURCE) == "deleted"
    assert acled.clean_deleted(rows, HERE)["event_id"].tolist() == ["acled:XXX9"]


def delete(*ids):
    lines = "\n".join(f"{name},1700000000" for name in ids)
    return acled.clean_deleted(raw_rows(f"event_id_cnty,deleted_timestamp\n{lines}"), HERE)


def test_withdrawn_incidents_are_dropped_and_the_newest_row_serves():
    old = clean({}, {"event_id_cnty": "XXX2"}, {"event_id_cnty": "XXX3"})
    new = clean({"fatalities": "7"})
    held = pd.concat([old, delete("XXX2", "YYY7", "YYY7"), new], ignore_index=True)
    kept = acled.drop_deleted(held).set_index("event_id")["fatalities_best"]
    assert kept.to_dict() == {"acled:XXX3": 4, "acled:XXX1": 7}
    assert acled.drop_deleted(delete("XXX2")).empty


def test_a_list_of_withdrawn_incidents_covers_no_month():
    assert acled.to_coverage(delete("XXX2"), HERE) is None
    assert acled.to_coverage(empty(Incidents), HERE) is None


def cover(dates, day="2024-01-31", version="own"):
    rows = [{"event_id_cnty": f"XXX{n}", "event_date": d} for n, d in enumerate(dates)]
    of = vintage("XLA", day=day, version=version, iso_numeric="466")
    months = acled.to_coverage(clean(*rows, of=of), of)
    return None if months is None else [f"{m:%Y-%m}" for m in months]


def test_a_file_covers_from_its_first_incident_to_its_last_and_no_month_after():
    assert cover(["2023-03-20", "2023-06-12", "2023-11-12"]) == ["2023-03", "2023-11"]


def test_the_month_in_which_a_file_breaks_off_is_not_covered():
    days = [f"{d:%Y-%m-%d}" for d in pd.date_range("2023-09-01", "2023-11-12")]
    assert cover(days) == ["2023-09", "2023-10"]


def test_the_current_month_and_one_just_over_are_not_covered():
    days = ["2023-11-30", "2023-12-30", "2024-01-29"]
    assert cover(days, day="2024-01-31") == ["2023-11", "2023-12"]
    assert cover(days, day="2024-02-05") == ["2023-11", "2023-12"]
    assert cover(days, day="2024-02-07") == ["2023-11", "2024-01"]
    assert cover(["2024-01-03"], day="2024-01-31") is None


def test_months_that_were_asked_for_are_covered_without_an_incident():
    assert cover(["2023-03-20"], version="2023-01 to 2023-06") == ["2023-01", "2023-06"]
    assert cover(["2023-03-20"], version="2023-03 to 2023-02") is None


UNITS = [
    ["Country", "Admin1", "Admin2", "ISO3", "Admin2 Pcode", "Admin1 Pcode"],
    ["Xland", "North", "Upper North", "XLA", "XL0101", "XL01"],
    ["Xland", "North", "Lower North", "XLA", "XL0102", "XL01"],
    ["Xland", "South", "Far South", "XLA", "XL0201", "XL02"],
    ["Yland", "East", "Far East", "YLA", "YL0101", "YL01"],
]
COUNTS = [
    ["Month", "Year", "Events", "Fatalities"],
    *([["November", 2023, n, n] for n in range(4)]),
]


@pytest.fixture
def workbook(tmp_path):
    def write(name="xland_political_violence_events_as-of-03Dec2023.xlsx", cells=4):
        book = Workbook()
        book.active.title = "TOU"
        book.active.append(["Terms of use: no redistribution."])
        sheet = book.create_sheet("HRP_1")
        for unit, counts in zip(UNITS, COUNTS, strict=True):
            sheet.append([*unit, *counts[:cells]])
        sheet = book.create_sheet("Non_HRP")
        for country, counts in zip(["Country", "Ivory Coast"], COUNTS[:2], strict=True):
            sheet.append([country, *counts[:cells]])
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def read_workbook(path, of):
    sheets = {
        recognise_layout(rows.columns, path.stem, acled.SOURCE): rows
        for rows in read_sheets(path, path.name)
    }
    assert list(sheets) == [None, "unit_month", "country_month"]
    return (
        acled.clean_unit_month(sheets["unit_month"], of),
        acled.clean_country_month(sheets["country_month"], of),
    )


def test_a_monthly_workbook_is_added_up_to_regions(workbook):
    units, country = read_workbook(workbook(), HERE)
    assert country.empty
    assert units.set_index("admin1_name")["incidents"].to_dict() == {"North": 1, "South": 2}
    assert units["inputs"].iloc[0].endswith("HRP_1#2,3")
    assert units["fatalities_low"].isna().all()
    assert units["month"].unique().tolist() == [pd.Timestamp("2023-11-01")]
    IncidentsAdmin1Month.validate(units)


def test_a_country_given_as_a_whole_goes_by_acled_s_name_and_is_in_no_region(workbook):
    units, country = read_workbook(workbook(), vintage("CIV", name="Côte d’Ivoire"))
    assert units.empty
    assert country["admin1_name"].isna().tolist() == [True]
    assert country["incidents"].item() == 0


def test_a_unit_that_stands_twice_in_a_month_is_refused(workbook):
    rows = read_sheets(workbook(), "political_violence.xlsx")[1]
    twice = pd.concat([rows, rows.head(1)], ignore_index=True)
    with pytest.raises(BadInputError, match="'North, Upper North, XL0101, November, 2023' stands"):
        acled.clean_unit_month(twice, HERE)


@pytest.mark.parametrize(
    ("name", "cells", "told"),
    [
        ("xland_civilian-targeting_events.xlsx", 4, "civilian targeting, which overlaps"),
        ("demonstration_events_as-of.xlsx", 3, "demonstration, which overlaps"),
        ("download.xlsx", 4, "does not say in its name"),
    ],
)
def test_the_overlapping_categories_are_refused(workbook, name, cells, told):
    with pytest.raises(BadInputError, match=told):
        read_workbook(workbook(name, cells), HERE)


LOGIN = "/acleddata.com/oauth/token"
READ = "/acleddata.com/api/acled/read"
GONE = "/acleddata.com/api/deleted/read"
TOKEN = {"token_type": "Bearer", "access_token": "token-1", "refresh_token": "again-1"}
ACCOUNT = {"ACLED_USERNAME": "someone@example.org", "ACLED_PASSWORD": "hidden-word"}


def page(*ids, **more):
    rows = [EVENT | {"event_id_cnty": name} for name in ids]
    return {"status": 200, "success": True, "count": len(rows), "data": rows} | more


@pytest.fixture
def fetch(server, tmp_path, monkeypatch):
    server.answer(LOGIN, TOKEN)
    server.answer(GONE, page())
    monkeypatch.setattr(acled, "LIMIT", 2)

    def run(first="2023-01", last="2023-11", **account):
        with server.client(tmp_path / "scratch", **(account or ACCOUNT)) as client:
            files = acled.download(client, HERE, first, last)
            return files, [read_rows(f.path, f.path.name) for f in files]

    return run


def test_pages_are_read_to_the_last_and_the_question_is_the_country_s(server, fetch):
    server.answer(READ, page("XXX1", "XXX2"), query={"page": "1"})
    server.answer(READ, page("XXX3"), query={"page": "2"})
    server.answer(GONE, page("XXX8"))
    (events, deleted), (rows, gone) = fetch()
    assert rows["event_id_cnty"].tolist() == ["XXX1", "XXX2", "XXX3"]
    assert gone["event_id_cnty"].tolist() == ["XXX8"]
    assert events.version == "2023-01 to 2023-11"
    assert events.path.name == "acled_XLA_2023-01_2023-11.json"
    assert deleted.path.name == "acled_deleted_XLA.json"
    asked = server.asked(READ)[0]
    assert asked.query["iso"] == "466"
    assert asked.query["event_date"] == "2023-01-01|2023-11-30"
    assert asked.query["event_date_where"] == "BETWEEN"
    assert asked.headers["authorization"] == "Bearer token-1"
    login = server.asked(LOGIN)[0].form
    assert (login["grant_type"], login["client_id"]) == ("password", "acled")
    assert login["username"] == "someone@example.org"


def test_pages_by_cursor_are_read_to_the_last(server, fetch):
    server.answer(READ, page("XXX1", next_cursor="abc"), query={"page": "1"})
    server.answer(READ, page("XXX2", next_cursor="def"), query={"cursor": "abc"})
    server.answer(READ, page("XXX3"), query={"cursor": "def"})
    assert fetch()[1][0]["event_id_cnty"].tolist() == ["XXX1", "XXX2", "XXX3"]


def test_a_full_last_page_is_followed_by_an_empty_one(server, fetch):
    server.answer(READ, page("XXX1", "XXX2"), query={"page": "1"})
    server.answer(READ, page(), query={"page": "2"})
    assert len(fetch()[1][0]) == 2


def test_a_server_that_gives_all_at_once_or_a_row_twice_adds_nothing(server, fetch):
    server.answer(READ, page("XXX1", "XXX2", "XXX3"))
    assert len(fetch()[1][0]) == 3
    server.answer(READ, page("XXX1", "XXX2"), query={"page": "1"})
    server.answer(READ, page("XXX2"), query={"page": "2"})
    assert fetch()[1][0]["event_id_cnty"].tolist() == ["XXX1", "XXX2"]


def test_a_full_page_given_twice_is_an_error_and_no_end(server, fetch):
    server.answer(READ, page("XXX1", "XXX2"))
    with pytest.raises(FetchError, match="a page of acled/read twice: the answer is not whole"):
        fetch()


def test_fewer_rows_than_announced_are_an_error(server, fetch):
    server.answer(READ, page("XXX1", count=9))
    with pytest.raises(FetchError, match="announces 9 rows of acled/read and gives 1"):
        fetch()


RESTRICTED = {"date_recency": {"quantity": 12, "unit": "months", "date": "2023-06-14"}}


def test_an_embargo_is_no_peace(server, fetch):
    server.answer(READ, page(data_query_restrictions=RESTRICTED))
    with pytest.raises(
        NothingThereError,
        match=r"outside your access window \(newest date allowed 2023-06-14\)",
    ):
        fetch("2023-07", "2023-11")


def test_an_embargo_in_the_midst_ends_what_is_covered(server, fetch):
    server.answer(READ, page("XXX1", data_query_restrictions=RESTRICTED))
    events = fetch()[0][0]
    assert events.version == "2023-01 to 2023-05"
    assert "nothing after 2023-06-14" in events.known_gaps
    assert fetch("2022-01", "2022-03")[0][0].version == "2022-01 to 2022-03"


def test_success_without_rows_is_no_table(server, fetch):
    server.answer(READ, page())
    with pytest.raises(NothingThereError, match="no incident of Xland, 2023-01 to 2023-11"):
        fetch()


def test_an_expired_token_is_renewed(server, fetch):
    server.answer(LOGIN, TOKEN, then=[{"body": TOKEN | {"access_token": "token-2"}}])
    denied = {"message": "Access denied"}
    server.answer(READ, denied, status=403, then=[{"body": page("XXX1"), "status": 200}])
    assert len(fetch()[1][0]) == 1
    renewed = server.asked(LOGIN)[1].form
    assert (renewed["grant_type"], renewed["refresh_token"]) == ("refresh_token", "again-1")
    assert server.asked(READ)[1].headers["authorization"] == "Bearer token-2"


def test_an_account_without_single_incidents_is_told_so(server, fetch):
    server.answer(READ, {"message": "Access denied"}, status=403)
    with pytest.raises(FetchError, match="open account sees ACLED's monthly sums only"):
        fetch()
    assert len(server.asked(LOGIN)) == 2


def test_an_error_inside_a_success_and_a_bad_password_are_told_without_secrets(server, fetch):
    server.answer(READ, {"status": 200, "success": False, "error": "bad iso"})
    with pytest.raises(FetchError, match="bad iso"):
        fetch()
    server.answer(READ, {"status": 200, "success": True})
    with pytest.raises(FetchError, match="without rows of data"):
        fetch()
    server.answer(READ, {"data": [{"iso": "466"}]})
    with pytest.raises(FetchError, match="rows that have no event_id_cnty"):
        fetch()
    server.answer(LOGIN, {"error": "invalid_grant", "hint": "hidden-word"}, status=400)
    with pytest.raises(FetchError, match="invalid_grant") as caught:
        fetch()
    assert "hidden-word" not in str(caught.value)
    server.answer(LOGIN, {"token_type": "Bearer"})
    with pytest.raises(FetchError, match="gave no token"):
        fetch()


def test_a_missing_password_is_named(fetch):
    with pytest.raises(MissingSecretError, match="ACLED_PASSWORD"):
        fetch(ACLED_USERNAME="someone@example.org")
    with pytest.raises(MissingSecretError, match="ended access by key"):
        fetch(ACLED_API_KEY="old")


def test_a_country_without_number_is_not_asked_for(server, tmp_path):
    with (
        server.client(tmp_path, **ACCOUNT) as client,
        pytest.raises(FetchError, match="by ISO number, and XXX has none"),
    ):
        acled.download(client, vintage(), "2023-01", "2023-02")
    assert server.requests == []
