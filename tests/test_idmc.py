"""What could go wrong unseen: 0 for *not looked yet*, a long span on one month, causes added up."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import holdings, intake
from analysis.formats import recognise_layout
from analysis.measures import BadInputError
from analysis.schema import Displacements, Idps, empty
from analysis.sources import idmc
from analysis.web import FetchError, NothingThereError
from tests.conftest import RAW, raw_rows, vintage

MALI = vintage("MLI", name="Mali", day="2026-11-22")
YEARS = "iso3,country_name,year,new_displacement,new_displacement_rounded,total_displacement,total_displacement_rounded"
HEADER = (
    "id,country,iso3,latitude,longitude,centroid,displacement_type,qualifier,figure,"
    "displacement_date,displacement_start_date,displacement_end_date,year,event_name,"
    "event_start_date,event_end_date,category,subcategory,type,subtype,old_id,created_at,"
    "description,link,combined_type"
)


def read(path, source=idmc.SOURCE):
    ((layout, rows),) = intake.read_file(source, path, path.name)
    return layout, rows


def event(start="2024-01-10", end=None, figure="10", **known):
    """Figure with the feed's own headers, of an invented country."""
    row = dict.fromkeys(HEADER.split(","), "")
    days = {"displacement_start_date": start, "displacement_end_date": end or start}
    days["displacement_date"] = end or start
    place = {"iso3": "XXX", "latitude": "1.5", "longitude": "2.5", "event_name": "Flood"}
    kind = {"displacement_type": "Conflict", "qualifier": "total", "figure": figure}
    return row | days | place | kind | {"id": "1", "created_at": "2024-02-01"} | known


def to_rows(*events):
    numbered = [e | {"id": str(n)} for n, e in enumerate(events, start=1)]
    frame = pd.DataFrame(numbered).fillna("").astype("str")
    return frame.assign(source_file="test.csv", source_row=range(2, len(frame) + 2))


def clean(*events, day="2024-12-31"):
    return idmc.clean_events(to_rows(*events), vintage(day=day))


def by_month(flows):
    return dict(
        zip(flows["period_start"].dt.strftime("%Y-%m"), flows["displacements"], strict=True)
    )


def test_year_ends_of_mali_are_as_published(shared):
    layout, rows = read(shared / "idmc" / "gidd_displacement_all.csv")
    stocks = idmc.clean_gidd_stocks(rows, MALI).set_index("as_of")["idps"]
    assert layout == "gidd"
    assert stocks["2015":"2019"].tolist() == [49_883, 36_690, 38_172, 120_298, 207_751]
    assert len(stocks) == 13


def test_the_embedded_years_are_those_of_the_file_of_all_countries(shared):
    _, rows = read(shared / "idmc" / "gidd_displacement_all.csv")
    path = RAW / "idmc" / "MLI" / "2025-12-25" / "displacement_gidd_yearly.csv"
    layout, embedded = read(path)
    assert layout == "gidd"
    for clean_years in (idmc.clean_gidd_flows, idmc.clean_gidd_stocks):
        ours, theirs = clean_years(embedded, MALI), clean_years(rows, MALI)
        way_back = ["source_file", "source_row"]
        pd.testing.assert_frame_equal(ours.drop(columns=way_back), theirs.drop(columns=way_back))


def test_a_zero_that_the_feed_does_not_round_is_not_reported(shared):
    _, rows = read(shared / "idmc" / "gidd_displacement_all.csv")
    flows = idmc.clean_gidd_flows(rows, MALI).set_index("period_start")
    assert pd.isna(flows.loc["2015-01-01", "displacements"])
    assert flows.loc["2015-01-01", "status"] == "not_reported"
    assert flows.loc["2016-01-01", "displacements"] == 6_293


@pytest.mark.parametrize(
    ("printed", "rounded", "value", "status"),
    [
        ("0.0", "", -1, "not_reported"),
        ("", "", -1, "not_reported"),
        ("0", "0", 0, "reported"),
        ("7.0", "10.0", 7, "reported"),
        ("7", "", 7, "reported"),
    ],
)
def test_null_is_not_zero(printed, rounded, value, status):
    rows = raw_rows(f"{YEARS}\nXXX,Xland,2023.0,{printed},{rounded},{printed},{rounded}")
    flows, stocks = idmc.clean_gidd_flows(rows, vintage()), idmc.clean_gidd_stocks(rows, vintage())
    assert flows["displacements"].fillna(-1).tolist() == [value]
    assert stocks["idps"].fillna(-1).tolist() == [value]
    assert flows["status"].tolist() == stocks["status"].tolist() == [status]
    assert stocks["as_of"].tolist() == ["2023"]


@pytest.mark.parametrize("code", ["YYY", "AB9"])
def test_a_country_that_has_no_year_is_refused(code):
    rows = raw_rows(f"{YEARS}\nXXX,Xland,2023,1,1,1,1")
    with pytest.raises(BadInputError, match=f"column iso3: has no row of {code}"):
        idmc.clean_gidd_flows(rows, vintage(code))


def test_a_year_that_stands_twice_is_refused():
    rows = raw_rows(f"{YEARS}\nXXX,Xland,2023,1,1,1,1\nXXX,Xland,2023,2,2,2,2")
    with pytest.raises(BadInputError, match="row 3, column year: '2023' stands twice"):
        idmc.clean_gidd_stocks(rows, vintage())


def test_a_month_is_kept_as_each_vintage_had_it(shared):
    parts = []
    for path in sorted((shared / "idmc_monthly_vintages").glob("*.csv")):
        layout, rows = read(path)
        assert layout == "monthly_wide"
        parts.append(idmc.clean_wide(rows, MALI))
    flows = holdings.combine(idmc.SOURCE, "displacements", parts)
    assert len(flows) == sum(len(p) for p in parts) == 90 + 91 + 92 + 93 + 94 + 95
    may = flows[flows["period_start"] == pd.Timestamp("2025-05-01")].set_index("vintage")
    assert may["displacements"].fillna(-1).to_dict() == {
        "2025-08-01": -1,
        "2025-08-25": -1,
        "2025-09-25": 2_490,
        "2025-10-25": 2_490,
        "2025-11-25": 2_490,
        "2025-12-25": 2_490,
    }
    assert may["status"].tolist()[:3] == ["not_reported", "not_reported", "reported"]
    assert (flows["known_from"].dt.strftime("%Y-%m-%d") == flows["vintage"]).all()


def test_the_embedded_months_are_those_of_the_feed(shared):
    path = RAW / "idmc" / "MLI" / "2025-12-25" / "displacements_idmc.csv"
    embedded = idmc.clean_monthly(read(path)[1], MALI)
    last = embedded[embedded["vintage"] == "2025-12-25"].reset_index(drop=True)
    feed = idmc.clean_wide(read(shared / "idmc_monthly_vintages" / "2025-12-25.csv")[1], MALI)
    pd.testing.assert_series_equal(last["displacements"], feed["displacements"])


WIDE = ",".join(["", *idmc.WIDE[1:], "XXX"])


@pytest.mark.parametrize(
    ("name", "day"),
    [("idmc/XXX/2026-01-31/2025-08-01.csv", "2025-08-01"), ("x/2026-01-31/feed.csv", "2024-01-31")],
)
def test_the_day_of_a_feed_is_in_its_name_or_that_of_its_vintage(name, day):
    rows = raw_rows(f"month{WIDE}\n2025-05,0,0,0,0,0,7.0", name)
    flows = idmc.clean_wide(rows.rename(columns={"month": ""}), vintage())
    assert flows["vintage"].tolist() == [day]
    assert flows["displacements"].tolist() == [7]


def test_a_country_without_a_column_is_refused():
    rows = raw_rows(f"month{WIDE}\n2025-05,0,0,0,0,0,7.0")
    with pytest.raises(BadInputError, match="column YYY: is missing"):
        idmc.clean_wide(rows, vintage("YYY"))


@pytest.mark.parametrize("name", ["idmc_idu.json", "ind_idmc_idu_events.csv"])
def test_events_are_spread_whole_and_by_cause(shared, name):
    layout, rows = read(shared / "idmc" / name)
    flows = idmc.clean_events(rows, vintage("IND", name="India", day="2023-11-22"))
    people = pd.to_numeric(rows["figure"])
    assert layout == "events"
    for cause in ("conflict", "disaster"):
        of_cause = rows["displacement_type"].str.lower() == cause
        assert flows.loc[flows["cause"] == cause, "displacements"].sum() == people[of_cause].sum()
    assert not flows["status"].isin(["reported"]).any()
    assert flows["basis"].str.contains("unconfirmed").all()


def test_days_are_those_that_the_feed_s_own_descriptions_name(shared):
    _, rows = read(shared / "idmc" / "ind_idmc_idu_events.csv")
    spans = idmc.add_spans(idmc.keep_counted(rows.set_index(rows["source_row"])))
    told = spans["start"].dt.strftime("%d %B") + " - " + spans["end"].dt.strftime("%d %B")
    pairs = zip(told, spans["description"], strict=True)
    assert [words for words, said in pairs if words not in said] == []
    assert len(spans) == 113


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("2023-03-31T11:00:00.000Z", "2023-04"),
        ("2023-07-31T12:00:00.000Z", "2023-08"),
        ("2023-07-31T00:00:00.000Z", "2023-07"),
        ("2023-07-31", "2023-07"),
    ],
)
def test_midnight_elsewhere_is_the_day_after(written, month):
    assert list(by_month(clean(event(written)))) == [month]


def test_a_long_span_does_not_fall_on_one_month():
    flows = clean(event("2024-01-30", "2024-03-01", figure="32"))
    assert by_month(flows) == {"2024-01": 2, "2024-02": 29, "2024-03": 1}
    assert flows["status"].tolist() == ["at_least", "at_least", "estimated"]
    assert flows["basis"].str.contains("over more than 31 days: 1").all()


def test_what_does_not_divide_goes_where_most_is_left_over():
    flows = clean(event("2024-01-31", "2024-02-02", figure="4"))
    assert by_month(flows) == {"2024-01": 1, "2024-02": 3}


@settings(max_examples=60)
@given(
    st.integers(0, 10**6), st.integers(0, 900), st.integers(0, 900), st.sampled_from(["", "total"])
)
def test_the_months_of_a_figure_add_up_to_it(people, begin, length, qualifier):
    start = pd.Timestamp("2020-01-01") + pd.Timedelta(days=begin)
    end = start + pd.Timedelta(days=length)
    given_event = event(f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}", str(people), qualifier=qualifier)
    flows = clean(given_event)
    assert flows["displacements"].sum() == people
    months = pd.period_range(start, end, freq="M").strftime("%Y-%m").tolist()
    assert list(by_month(flows)) == months
    assert flows["displacements"].ge(0).all()


def test_a_month_without_an_event_has_no_row():
    flows = clean(event("2024-01-10"), event("2024-03-10"))
    assert list(by_month(flows)) == ["2024-01", "2024-03"]


def test_causes_are_never_added():
    flows = clean(
        event(), event(displacement_type="Disaster"), event(displacement_type="Other", figure="3")
    )
    assert dict(zip(flows["cause"], flows["displacements"], strict=True)) == {
        "conflict": 10,
        "disaster": 10,
        "other": 3,
    }


def test_a_recommended_figure_counts_and_those_that_check_it_do_not():
    known = {"event_id": "7"}
    flows = clean(
        event(figure="100", role="Recommended figure", **known),
        event(figure="90", role="Triangulation", created_at="2024-05-01", **known),
        event(figure="80", role="Triangulation", event_id="8", created_at="2024-05-01"),
        event(figure="70", role="Triangulation", event_id="8", created_at="2024-04-01"),
        event(figure="5", role="Triangulation", event_id="8", latitude="9"),
    )
    assert by_month(flows) == {"2024-01": 185}
    assert flows["status"].tolist() == ["estimated"]
    assert flows["basis"].tolist() == ["figures: 3; unconfirmed: 2"]


def test_a_month_of_recommended_figures_is_reported():
    flows = clean(event(role="Recommended figure", event_id="7"))
    assert (flows["status"].tolist(), by_month(flows)) == (["reported"], {"2024-01": 10})


def test_without_roles_of_one_event_place_and_days_the_newest_counts():
    flows = clean(
        event(figure="100", created_at="2024-02-02"),
        event(figure="90", created_at="2024-02-03"),
        event("2024-01-20", figure="7"),
        event(figure="5", latitude="9"),
    )
    assert by_month(flows) == {"2024-01": 102}
    assert flows["status"].tolist() == ["estimated"]


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ({}, "reported"),
        ({"qualifier": "more than"}, "at_least"),
        ({"qualifier": "approximately"}, "estimated"),
        ({"start": "2024-12-30"}, "at_least"),
        ({"start": "2024-12-30", "qualifier": "approximately"}, "at_least"),
    ],
)
def test_the_state_of_a_month_is_that_of_its_figures(known, status):
    flows = clean(event(**known, role="Recommended figure", event_id="7"))
    assert flows["status"].tolist() == [status]


def test_a_figure_without_a_number_leaves_the_rest_as_at_least():
    main = {"role": "Recommended figure"}
    flows = clean(event(event_id="1", **main), event(event_id="2", figure="", **main))
    assert (by_month(flows), flows["status"].tolist()) == ({"2024-01": 10}, ["at_least"])
    alone = clean(event(event_id="2", figure="", **main))
    assert alone["displacements"].isna().all()
    assert alone["status"].tolist() == ["not_reported"]


def test_more_than_so_many_over_many_days_is_no_zero_of_a_month_that_it_touches():
    flows = clean(event("2024-01-31", "2024-03-31", figure="3", qualifier="more than"))
    assert flows["displacements"].fillna(-1).tolist() == [-1, 1, 2]
    assert flows["status"].tolist() == ["not_reported", "at_least", "at_least"]


def test_days_of_the_event_stand_in_where_those_of_the_move_are_missing():
    bare = {"displacement_start_date": "", "displacement_end_date": "", "displacement_date": ""}
    flows = clean(event() | bare | {"event_start_date": "2024-05-02", "event_end_date": ""})
    assert list(by_month(flows)) == ["2024-05"]


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"displacement_type": "Both"}, "row 2, column displacement_type: 'Both' is not one of"),
        (
            {"displacement_start_date": "soon"},
            "column displacement_start_date: 'soon' is not a date",
        ),
        ({"displacement_end_date": "2023-01-01"}, "column displacement_end_date: is before the"),
        ({"figure": "many"}, "row 2, column figure: 'many' is not a number"),
        ({"iso3": "YYY"}, "column iso3: has no row of XXX"),
    ],
)
def test_a_bad_event_is_named(known, problem):
    with pytest.raises(BadInputError, match=problem):
        clean(event() | known)


def test_an_event_without_any_day_is_named():
    bare = {"displacement_start_date": "", "displacement_end_date": "", "displacement_date": ""}
    with pytest.raises(BadInputError, match="row 2, column displacement_start_date: is empty"):
        clean(event() | bare)


def test_events_leave_their_rows_alone():
    rows = to_rows(event(), event())
    before = rows.copy()
    idmc.clean_events(rows, vintage())
    pd.testing.assert_frame_equal(rows, before)


def test_a_later_file_does_not_take_a_month_that_it_only_touches():
    older = clean(event("2024-12-05", figure="500"), day="2024-12-31")
    newer = clean(
        event("2024-12-31", "2025-01-01", figure="4"), event("2025-01-09"), day="2026-01-05"
    )
    flows = holdings.combine(idmc.SOURCE, "displacements", [older, newer])
    december = flows[flows["period_start"] == pd.Timestamp("2024-12-01")]
    assert december["displacements"].tolist() == [500]
    alone = holdings.combine(idmc.SOURCE, "displacements", [newer])
    assert (by_month(alone), alone["status"].tolist()[0]) == (
        {"2024-12": 2, "2025-01": 12},
        "at_least",
    )


def test_a_year_end_is_kept_as_each_vintage_had_it():
    rows = raw_rows(f"{YEARS}\nXXX,Xland,2023,1,1,5,5")
    days = ["2024-06-01", "2024-06-01", "2025-06-01"]
    parts = [idmc.clean_gidd_stocks(rows, vintage(day=day)) for day in days]
    stocks = holdings.combine(idmc.SOURCE, "idps", parts)
    assert stocks["known_from"].dt.strftime("%Y-%m-%d").tolist() == days[1:]


def test_nothing_combined_is_nothing():
    assert holdings.combine(idmc.SOURCE, "displacements", [empty(Displacements)]).empty
    assert holdings.combine(idmc.SOURCE, "idps", [empty(Idps)]).empty


def test_a_bare_file_of_months_is_not_taken_for_the_feed_of_all_countries():
    assert recognise_layout(["month", "as_of", "displacements"], "any", idmc.SOURCE) == "monthly"
    assert recognise_layout(WIDE.split(","), "any", idmc.SOURCE) == "monthly_wide"
    assert recognise_layout(["", "MLI", "NER"], "any", idmc.SOURCE) is None


HOST = "/helix-tools-api.idmcdb.org/external-api"
SECRET = {"IDMC_CLIENT_ID": "somebody-known"}


def year(number):
    return {"iso3": "XXX", "country_name": "Xland", "year": number, "new_displacement": 1} | {
        "new_displacement_rounded": 1,
        "total_displacement": None,
        "total_displacement_rounded": None,
    }


def answer_years(server):
    years = [year(n) for n in range(1900, 2024)]
    link = (
        "https://helix-tools-api.idmcdb.org/external-api/gidd/conflicts/?client_id=somebody-known"
    )
    page = {"last_updated": "2025-05-01", "count": len(years), "previous": None}
    for offset in (0, 100):
        held = years[offset : offset + 100]
        given_page = page | {"next": link if offset == 0 else None, "results": held}
        server.answer(f"{HOST}/gidd/conflicts/", given_page, query={"offset": str(offset)})


def test_the_service_gives_events_of_the_country_and_every_page_of_years(server, tmp_path):
    server.answer(
        f"{HOST}/idus/all/",
        [event() | {"role": "Recommended figure", "event_id": 7}, event(iso3="YYY")],
    )
    answer_years(server)
    with server.client(tmp_path / "s", **SECRET) as client:
        events, years = idmc.download(client, vintage(), "2024-01", "2024-01")
        assert by_month(idmc.clean_events(read(events.path)[1], vintage())) == {"2024-01": 10}
        stocks = idmc.clean_gidd_stocks(read(years.path)[1], vintage())
        assert (len(stocks), stocks["idps"].isna().all()) == (124, True)
        assert events.path.name == "idmc_idu_events_xxx_2024-01-31.json"
        kept = [events.url, years.url, events.path.read_text(), years.path.read_text()]
        assert "somebody-known" not in "".join(kept)
    pages = server.asked(f"{HOST}/gidd")
    assert [r.query["offset"] for r in pages] == ["0", "100"]
    assert {r.query["iso3__in"] for r in pages} == {"XXX"}


@pytest.mark.parametrize(
    ("status", "body"), [(202, []), (404, []), (200, []), (200, [event(iso3="YYY")])]
)
def test_no_events_yet_is_no_news_of_no_displacement(server, tmp_path, status, body):
    server.answer(f"{HOST}/idus/all/", body, status=status)
    empty_page = {"next": None, "results": []}
    server.answer(f"{HOST}/gidd/conflicts/", empty_page)
    with pytest.raises(NothingThereError, match=r"not ready|no event of XXX"):
        idmc.download(server.client(tmp_path, **SECRET), vintage(), "2024-01", "2024-01")
    answer_years(server)
    (years,) = idmc.download(server.client(tmp_path, **SECRET), vintage(), "2024-01", "2024-01")
    assert years.path.name == "idmc_gidd_xxx.json"


def test_an_unknown_client_is_a_failure_not_an_absence(server, tmp_path):
    told = {"detail": "Client is not registered."}
    server.answer(f"{HOST}/idus/all/", told, status=403)
    with pytest.raises(FetchError, match="answered 403") as caught:
        idmc.download(server.client(tmp_path, **SECRET), vintage(), "2024-01", "2024-01")
    assert not isinstance(caught.value, NothingThereError)


def test_without_a_key_the_copies_on_hdx_are_taken(server, tmp_path):
    base = "https://data.humdata.org/dataset/d/resource/r/download/"
    named = {
        "xxx-idmc-idu-events": ["xxx_idmc_idu_events.csv"],
        "idmc-idp-data-xxx": [
            "Displacements - disasters_XXX.csv",
            "New Displacements – IDPs_XXX.csv",
        ],
    }
    for dataset, files in named.items():
        listed = [
            {"name": f.removesuffix("_XXX.csv"), "format": "CSV", "url": base + f} for f in files
        ]
        package = {"title": dataset, "license_title": "CC BY-IGO", "resources": listed}
        server.answer(
            "/data.humdata.org/api/3/action/package_show",
            {"success": True, "result": package},
            query={"id": dataset},
        )
    for path in ("xxx_idmc_idu_events.csv", "New%20Displacements%20%E2%80%93%20IDPs_XXX.csv"):
        server.answer("/data.humdata.org/dataset/d/resource/r/download/" + path, b"a,b\n1,2\n")
    files = idmc.download(server.client(tmp_path), vintage(), "2024-01", "2024-01")
    assert [f.path.name for f in files] == [
        "xxx_idmc_idu_events_2024-01-31.csv",
        "idmc_gidd_xxx.csv",
    ]
    assert {f.licence for f in files} == {"CC BY-IGO"}
