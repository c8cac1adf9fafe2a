"""What could go wrong unseen: a fault stored as data, an older vintage touched, a secret kept."""

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import cli, holdings, intake, providers, store, web
from analysis.fetch import fetch, widen
from analysis.measures import BadInputError
from analysis.sources import ucdp
from analysis.web import Download, FetchError
from tests.conftest import RAW, ROOT
from tests.provider_server import PAGE, ProviderServer, announce, broken, cut

COLUMNS = """
id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a
side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office
source_date source_headline source_original where_prec where_coordinates
where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country
country_id region event_clarity date_prec date_start date_end deaths_a deaths_b
deaths_civilians deaths_unknown best high low gwnoa gwnob
"""
HEADER = COLUMNS.split()
USUAL = {
    "type_of_violence": "1",
    "where_prec": "1",
    "adm_1": "Gao region",
    "latitude": "1.5",
    "longitude": "-2",
    "country": "Mali",
    "country_id": "432",
    "date_prec": "1",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "best": "3",
    "high": "4",
    "low": "3",
    "gwnob": "432",
}


def event(number, day, **known):
    return (
        dict.fromkeys(HEADER, "")
        | USUAL
        | {"id": str(number), "date_start": day, "date_end": day}
        | known
    )


def to_csv(*events):
    lines = [",".join(e[name] for name in HEADER) for e in events]
    return "\n".join([",".join(HEADER), *lines, ""]).encode()


def packed(data, name="GEDEvent_v26_1.csv"):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


SITE = "/ucdp.uu.se/downloads/"
YEARLY, JULY, AUGUST = (SITE + ucdp.to_path(release) for release in ("26.1", "26.0.7", "26.0.8"))
INDEX = b"""<html><a href="ged/ged251-csv.zip">25.1</a> <a href="ged/ged261-csv.zip">26.1</a>
<a href="ged/ged261-xlsx.zip">26.1</a> <a href='candidateged/GEDEvent_v26_0_7.csv'>July</a></html>"""
JULY_DATA = to_csv(event(2, "2026-07-03"), event(9, "2026-07-04", country_id="439"))
AUGUST_DATA = to_csv(event(3, "2026-08-03"), event(9, "2026-08-04", country_id="439"))


@pytest.fixture
def ucdp_server(server):
    """UCDP as documented: an index that lacks the newest month, which is there all the same."""
    server.answer(SITE, INDEX)
    server.answer(
        YEARLY, packed(to_csv(event(1, "2025-03-01"), event(9, "2025-03-02", country_id="439")))
    )
    server.answer(JULY, JULY_DATA, headers={"Last-Modified": "Tue, 25 Aug 2026 08:00:00 GMT"})
    server.answer(AUGUST, AUGUST_DATA)
    return server


@pytest.fixture
def waits(monkeypatch):
    """Seconds that the command would have waited."""
    held = []
    monkeypatch.setattr(web.time, "sleep", held.append)
    return held


@pytest.fixture
def raw(tmp_path):
    """Raw data with an earlier vintage of UCDP, two months old."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "hand").symlink_to(RAW / "hand")
    file = tmp_path / "GEDEvent_v26_0_7.csv"
    file.write_bytes(to_csv(event(2, "2026-07-03", best="2")))
    intake.add_file(folder, "ucdp", file, "MLI", "2026-08-26", None)
    return folder


def tree(raw):
    """Bytes of every file held, by name; what waits for the next run is not held."""
    files = [p for p in (raw / "ucdp").rglob("*") if p.is_file()]
    return {p.relative_to(raw).as_posix(): p.read_bytes() for p in files}


def origin_of(path):
    return yaml.safe_load(path.with_name(path.name + ".origin.yml").read_text())


@pytest.fixture
def impact(monkeypatch, capsys, waits):
    """Run the command against a server; exit code, output and errors."""

    def run(server, *args, **environ):
        given = {"IMPACT_MIRROR": server.url, "IMPACT_TIMEOUT": "0.3"} | environ
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["impact", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


MONTHS = ("--from", "2026-07", "--to", "2026-08")
FETCH = ("fetch", "ucdp", "--country", "MLI", *MONTHS, "--raw")


def test_the_newest_releases_become_one_vintage_with_their_origin(impact, ucdp_server, raw):
    before = tree(raw)
    code, out, err = impact(ucdp_server, *FETCH, raw)
    assert (code, err) == (0, "")
    paths = [Path(line) for line in out.splitlines()]
    assert [p.name for p in paths] == ["GEDEvent_v26_0_8.csv", "GEDEvent_v26_0_7.csv"]
    july = paths[1]
    assert july.read_bytes() == JULY_DATA
    origin = origin_of(july)
    assert origin["url"] == "https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_0_7.csv"
    assert origin["version"] == "26.0.7"
    assert origin["date_published"] == "2026-08-25"
    assert origin["covers"].endswith("asked for 2026-07 to 2026-08")
    assert "provisional" in origin["known_gaps"]
    assert origin["sha256"] == store.hash_file(july)
    assert before.items() <= tree(raw).items()
    assert not (raw / ".fetching").exists()
    assert {r.path for r in ucdp_server.requests if r.method == "HEAD"} == {
        SITE + ucdp.to_path(r) for r in ("27.1", "26.0.8", "26.0.9")
    }


def test_the_yearly_release_is_read_out_of_its_zip(impact, ucdp_server, raw):
    code, out, _ = impact(
        ucdp_server, "fetch", "ucdp", "--country", "MLI", "--to", "2026-08", "--raw", raw
    )
    assert code == 0
    assert "ged261-csv.zip" in out
    tables = holdings.read_raw(raw, "MLI", "9999-12-31")
    assert sorted(tables.of("incidents")["event_id"]) == ["ucdp:1", "ucdp:2", "ucdp:3"]
    assert {c["version"] for c in tables.coverage} == {"26.1", "26.0.7", "26.0.8"}


def test_the_same_bytes_again_are_told_and_make_no_vintage(impact, ucdp_server, raw):
    impact(ucdp_server, *FETCH, raw)
    before = tree(raw)
    code, out, _ = impact(ucdp_server, *FETCH, raw)
    assert code == 0
    assert [line.split(": ")[1][:15] for line in out.splitlines()] == ["unchanged since"] * 2
    assert tree(raw) == before


def test_other_bytes_of_the_same_day_stand_beside_and_serve(impact, ucdp_server, raw):
    impact(ucdp_server, *FETCH, raw)
    before = tree(raw)
    for number, deaths in ((2, "7"), (3, "8")):
        ucdp_server.answer(JULY, to_csv(event(2, "2026-07-03", best=deaths)))
        code, out, _ = impact(ucdp_server, *FETCH, raw)
        assert code == 0
        assert f"GEDEvent_v26_0_7~{number}.csv" in out
        incidents = (
            holdings.read_raw(raw, "MLI", "9999-12-31").of("incidents").set_index("event_id")
        )
        assert incidents["fatalities_best"].to_dict() == {"ucdp:2": int(deaths), "ucdp:3": 3}
    assert before.items() <= tree(raw).items()
    code, out, _ = impact(ucdp_server, *FETCH, raw)
    assert out.count("unchanged since") == 2


def test_a_month_without_an_event_of_the_country_is_covered(impact, ucdp_server, raw):
    ucdp_server.answer(
        AUGUST, to_csv(*(event(n, "2026-08-01", country_id=n) for n in ("439", "475")))
    )
    code, _, err = impact(ucdp_server, *FETCH, raw)
    assert (code, err) == (0, "")
    tables = holdings.read_raw(raw, "MLI", "9999-12-31")
    assert tables.of("incidents")["event_id"].tolist() == ["ucdp:2"]
    assert {c["version"] for c in tables.coverage} == {"26.0.7", "26.0.8"}


PASSING = {
    "429": [{"status": 429, "headers": {"Retry-After": "3"}}],
    "500s": [{"status": 500}, {"status": 502}, {"status": 503}],
    "time-out": [{"fault": "hang"}],
    "reset": [{"fault": "reset"}],
    "reset in mid-body": [{"fault": broken(300)}],
    "cut off": [{"fault": cut(300)}, {"fault": cut(100)}],
    "announced too long": [{"fault": announce(10_000)}],
    "part ignored": [{"fault": cut(300)}, {"ranges": False}],
}
HARMLESS = {
    "BOM": b"\xef\xbb\xbf" + JULY_DATA,
    "HXL row": JULY_DATA.replace(b"\n", b"\n#id" + b"," * (len(HEADER) - 1) + b"\n", 1),
    "column of its own": b"\n".join(
        line + tail
        for line, tail in zip(JULY_DATA.split(b"\n"), (b",new", b",x", b",x", b""), strict=True)
    ),
    "as it is": JULY_DATA,
}
LASTING = {
    "429": ({"status": 429, "headers": {"Retry-After": "3"}}, "answered 429"),
    "429 for an hour": ({"status": 429, "headers": {"Retry-After": "3600"}}, "wait 3600 s"),
    "500": ({"status": 500}, "answered 500"),
    "time-out": ({"fault": "hang"}, "no answer in time"),
    "reset": ({"fault": "reset"}, "no connection"),
    "reset in mid-body": ({"fault": broken(300)}, "GEDEvent_v26_0_7.csv: "),
    "cut off": ({"fault": cut(300), "ranges": False}, "was cut off before its end"),
    "announced too long": ({"fault": announce(10_000)}, "was cut off before its end"),
    "announced too short": ({"fault": announce(len(JULY_DATA) - 30)}, "row 3"),
    "HTML 200": ({"body": PAGE}, "web page in place of data"),
    "HTML 403": ({"body": PAGE, "status": 403}, "blocked by the firewall"),
    "not there": ({"status": 404}, "answered 404"),
    "empty": ({"body": b""}, "empty file"),
    "no rows": ({"body": to_csv()}, "holds no row: that is no zero"),
    "another country": (
        {"body": to_csv(event(9, "2026-07-04", country_id="439"))},
        "no event of MLI",
    ),
    "embargo": ({"body": {"message": "under embargo until 2026-12-01"}}, "is not a file of ucdp"),
    "renamed column": (
        {"body": JULY_DATA.replace(b",best,", b",best_guess,")},
        "column best: is missing",
    ),
    "a word for a number": ({"body": JULY_DATA.replace(b",3,4,3,", b",3,4,?,")}, "column low: '?'"),
    "a row twice": (
        {"body": JULY_DATA.replace(b"\n9,", b"\n2,").replace(b"439", b"432")},
        "stands twice",
    ),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_leaves_a_whole_vintage(impact, ucdp_server, raw, fault):
    before = tree(raw)
    first, *others = PASSING[fault]
    usual = {"status": 200, "headers": {}, "ranges": True}
    ucdp_server.answer(JULY, JULY_DATA, **first, then=[*(usual | other for other in others), usual])
    code, out, err = impact(ucdp_server, *FETCH, raw)
    assert (code, err) == (0, "")
    assert Path(out.splitlines()[1]).read_bytes() == JULY_DATA
    assert before.items() <= tree(raw).items()


@pytest.mark.parametrize("body", HARMLESS)
def test_a_layout_that_varies_harmlessly_gives_the_same_events(impact, ucdp_server, raw, body):
    ucdp_server.answer(JULY, HARMLESS[body])
    code, _, err = impact(ucdp_server, *FETCH, raw)
    assert (code, err) == (0, "")
    incidents = holdings.read_raw(raw, "MLI", "9999-12-31").of("incidents")
    assert incidents["fatalities_best"].tolist() == [3, 3]


@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_is_one_line_and_the_earlier_vintage_is_intact(
    impact, ucdp_server, raw, fault
):
    before = tree(raw)
    answer, problem = LASTING[fault]
    ucdp_server.answer(JULY, **({"body": JULY_DATA} | answer))
    code, out, err = impact(ucdp_server, *FETCH, raw)
    assert (code, out) == (1, "")
    assert err.startswith("impact: ")
    assert problem in err
    assert len(err.strip().splitlines()) == 1
    assert tree(raw) == before
    ucdp_server.answer(JULY, JULY_DATA)
    assert impact(ucdp_server, *FETCH, raw)[0] == 0
    assert before.items() <= tree(raw).items()


@pytest.mark.parametrize(
    ("index", "problem"),
    [
        (b"<html>Under construction</html>", "names no yearly release"),
        (b"", "names no yearly release"),
    ],
)
def test_an_index_that_changed_is_told(impact, ucdp_server, raw, index, problem):
    ucdp_server.answer(SITE, index)
    code, _, err = impact(ucdp_server, *FETCH, raw)
    assert code == 1
    assert problem in err


def test_a_server_that_says_yes_to_every_name_is_not_asked_for_ever(impact, ucdp_server, raw):
    for month in (8, 9, 10, 11, 12):
        ucdp_server.answer(f"{SITE}candidateged/GEDEvent_v26_0_{month}.csv", AUGUST_DATA)
    for year, month in ((y, m) for y in (27, 28, 29) for m in range(1, 13)):
        ucdp_server.answer(f"{SITE}candidateged/GEDEvent_v{year}_0_{month}.csv", AUGUST_DATA)
    assert impact(ucdp_server, *FETCH, raw)[0] == 0
    assert len([r for r in ucdp_server.requests if r.method == "HEAD"]) == 1 + ucdp.MONTHS_AHEAD


def test_months_that_no_release_covers_are_nothing_there(impact, ucdp_server, raw):
    before = tree(raw)
    args = (
        "fetch",
        "ucdp",
        "--country",
        "NER",
        "--from",
        "2026-10",
        "--to",
        "2026-11",
        "--raw",
        raw,
    )
    code, _, err = impact(ucdp_server, *args)
    assert code == 1
    assert err == "impact: UCDP has no release yet for 2026-10 to 2026-11\n"
    assert tree(raw) == before


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["fetch", "nothing", "--country", "MLI"], "parameter source: 'nothing'"),
        (["fetch", "ledger", "--country", "MLI"], "cannot be fetched: add its files"),
        (["fetch", "ucdp", "--country", "XXX"], "parameter country: 'XXX'"),
        (["fetch", "ucdp", "--country", "MLI", "--from", "2026"], "parameter from: '2026'"),
        (["fetch", "ucdp", "--country", "MLI", "--to", "2026-13"], "parameter to: '2026-13'"),
        (["fetch", "ucdp", "--country", "MLI", "--from", "2026-02", "--to", "2026-01"], "is after"),
    ],
)
def test_a_wrong_call_asks_nobody(impact, server, raw, args, problem):
    code, _, err = impact(server, *args, "--raw", raw)
    assert code == 2
    assert problem in err
    assert server.requests == []


def test_the_installed_command_fetches_quietly(ucdp_server, raw):
    result = subprocess.run(
        [sys.executable, "-m", "analysis", *FETCH, str(raw), "--quiet"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "IMPACT_MIRROR": ucdp_server.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert len(tree(raw)) == 6


API = "/ucdpapi.pcr.uu.se/api/gedevents/"
HOST = "https://ucdpapi.pcr.uu.se/api/gedevents/"
TOKEN = {"UCDP_API_TOKEN": "t0ken-x"}


def page(release, number, *events, following=True):
    body = {
        "TotalCount": 4,
        "TotalPages": 2,
        "NextPageUrl": f"{HOST}{release}?pagesize=1000&page={number + 1}" if following else "",
        "Result": list(events),
    }
    return {"path": API + release, "query": {"page": str(number)}, "body": body}


JULY_EVENTS = [
    event(n, f"2026-07-0{n}", country_id=c) for n, c in ((1, "432"), (2, "432"), (3, "439"))
]


@pytest.fixture
def api_server(ucdp_server):
    """UCDP with its API: July in two pages, August not released there yet."""
    ucdp_server.answer(**page("26.0.7", 0, *JULY_EVENTS[:2]))
    ucdp_server.answer(**page("26.0.7", 1, JULY_EVENTS[2], following=False))
    gone = "Invalid object name 'GEDEvent_v26_0_8'."
    ucdp_server.answer(API + "26.0.8", gone, status=400)
    return ucdp_server


def events_of(raw):
    return sorted(holdings.read_raw(raw, "MLI", "9999-12-31").of("incidents")["event_id"])


def test_with_a_token_the_api_is_read_to_its_last_page(impact, api_server, raw):
    code, out, err = impact(api_server, *FETCH, raw, **TOKEN)
    assert (code, err) == (0, "")
    assert [Path(line).name for line in out.splitlines()] == [
        "GEDEvent_v26_0_8.csv",
        "GEDEvent_v26_0_7.json",
    ]
    assert events_of(raw) == ["ucdp:1", "ucdp:2", "ucdp:3"]
    asked = api_server.asked(API + "26.0.7")
    assert [r.headers["x-ucdp-access-token"] for r in asked] == ["t0ken-x"] * 2
    assert "t0ken" not in "".join(p.read_text() for p in raw.rglob("*.yml"))
    assert "x-ucdp-access-token" not in api_server.asked(AUGUST)[-1].headers


def test_of_the_yearly_release_only_the_country_is_asked(impact, api_server, raw):
    last = page("26.1", 0, event(1, "2025-03-01"), following=False)
    api_server.answer(**last)
    code, _, _ = impact(
        api_server, "fetch", "ucdp", "--country", "MLI", "--to", "2025-12", "--raw", raw, **TOKEN
    )
    assert code == 0
    assert api_server.asked(API + "26.1")[0].query["Country"] == "432"


def test_an_empty_page_midway_is_asked_again(impact, api_server, raw, waits):
    empty, full = page("26.0.7", 0)["body"], page("26.0.7", 0, *JULY_EVENTS[:2])["body"]
    api_server.answer(API + "26.0.7", empty, query={"page": "0"}, then=[{}, {"body": full}])
    assert impact(api_server, *FETCH, raw, **TOKEN)[0] == 0
    assert events_of(raw) == ["ucdp:1", "ucdp:2", "ucdp:3"]
    assert waits == [5, 5]


def test_a_call_too_fast_is_asked_again_after_half_a_minute(impact, api_server, raw, waits):
    full = page("26.0.7", 0, *JULY_EVENTS[:2])["body"]
    api_server.answer(
        API + "26.0.7",
        "Slow down",
        status=400,
        query={"page": "0"},
        then=[{"status": 200, "body": full}],
    )
    assert impact(api_server, *FETCH, raw, **TOKEN)[0] == 0
    assert waits == [30]


def again(**change):
    return page("26.0.7", 1, *JULY_EVENTS[:2], **change)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (again(), "gives the same page again"),
        (page("26.0.7", 1), "a page stayed empty"),
        (
            {"path": API + "26.0.7", "body": "API token required", "status": 401},
            "answered 401: API token required",
        ),
        (
            {"path": API + "26.0.7", "body": "no t0ken-x here", "status": 403},
            "answered 403: no *** here",
        ),
        (
            {"path": API + "26.0.7", "body": {"Rows": []}},
            "an answer is not as documented (KeyError: 'Result')",
        ),
        ({"path": API + "26.0.7", "body": []}, "an answer is not as documented"),
        (page("26.0.7", 1, following=False), "has no row"),
    ],
)
def test_a_fault_of_the_api_is_one_line_and_the_earlier_vintage_is_intact(
    impact, api_server, raw, answer, problem
):
    before = tree(raw)
    if "query" not in answer:
        api_server.answer(**answer, query={"page": "0"})
    elif problem == "has no row":
        api_server.answer(**page("26.0.7", 0, following=False))
        problem = "has no rows for GEDEvent_v26_0_7.json"
    else:
        api_server.answer(**answer)
    code, out, err = impact(api_server, *FETCH, raw, **TOKEN)
    assert (code, out) == (1, "")
    assert problem in err
    assert len(err.strip().splitlines()) == 1
    assert "t0ken-x" not in err
    assert tree(raw) == before


def test_a_link_to_another_host_gets_no_token(impact, api_server, raw):
    body = page("26.0.7", 0, JULY_EVENTS[0])["body"] | {
        "NextPageUrl": "https://example.org/?page=1"
    }
    api_server.answer(API + "26.0.7", body, query={"page": "0"})
    code, _, err = impact(api_server, *FETCH, raw, **TOKEN)
    assert code == 1
    assert "example.org/: is at none of the providers' addresses" in err


@pytest.mark.parametrize(
    ("releases", "first", "last", "expected"),
    [
        ({"25.1", "26.1"}, "2012-01", "2026-09", ["26.1"]),
        ({"26.1", "26.0.1", "26.0.2"}, "2012-01", "2026-09", ["26.1", "26.0.2", "26.0.1"]),
        (
            {"26.1", "25.0.12", "26.01.26.03", "26.01.26.06", "26.0.6", "26.0.7"},
            "2012-01",
            "2026-09",
            ["26.1", "26.01.26.06", "26.0.7"],
        ),
        ({"26.1", "26.0.1", "26.0.2"}, "2026-02", "2026-02", ["26.0.2"]),
        ({"26.1", "26.0.1"}, "2026-05", "2026-06", []),
        ({"25.1", "25.01.25.12", "26.0.1"}, "2025-01", "2026-01", ["25.01.25.12", "26.0.1"]),
    ],
)
def test_releases_that_serve_are_chosen(releases, first, last, expected):
    span = pd.Timestamp(first), pd.Timestamp(last)
    assert ucdp.choose_releases(releases, span) == expected


def test_a_later_fetch_never_asks_for_fewer_months(impact, ucdp_server, raw):
    assert widen(raw, "ucdp", "MLI", "2026-07", "2026-08") == ("2026-07", "2026-08")
    impact(ucdp_server, *FETCH, raw)
    assert widen(raw, "ucdp", "MLI", "2026-08", "2026-08") == ("2026-07", "2026-08")
    assert widen(raw, "ucdp", "MLI", "2025-08", "2026-09") == ("2025-08", "2026-09")
    held = max(raw.rglob("GEDEvent_v26_0_8.csv"))
    held.write_bytes(b"spoilt")
    assert widen(raw, "ucdp", "MLI", "2026-09", "2026-09")[1] == "2026-09"


def fake(monkeypatch, download):
    monkeypatch.setitem(providers.SOURCES, "ucdp", replace(ucdp.SOURCE, download=download))


def test_what_a_source_says_of_a_file_goes_into_its_origin_without_secrets(monkeypatch, raw):
    def download(client, vintage, first, last):
        path = client.scratch / "x.csv"
        path.write_bytes(JULY_DATA)
        url = "https://ucdp.uu.se/x?client_id=me&year=2026"
        return [Download(path, url, "A title", "2026-01-02", "26.0.7", "A licence", "A gap")]

    fake(monkeypatch, download)
    (held,) = fetch(raw, "ucdp", "MLI", "2026-07", "2026-08", "2026-11-24")
    origin = origin_of(held.path)
    assert origin["url"] == "https://ucdp.uu.se/x?year=2026"
    assert [origin[k] for k in ("title", "date_published", "licence", "known_gaps")] == [
        *("A title", "2026-01-02", "A licence", "A gap")
    ]


def test_nothing_is_stored_unless_every_file_is_good(monkeypatch, raw):
    def download(client, vintage, first, last):
        paths = [client.scratch / name for name in ("a.csv", "b.csv")]
        for path, data in zip(paths, (JULY_DATA, b"a,b\n1,2\n"), strict=True):
            path.write_bytes(data)
        return [Download(path, "https://ucdp.uu.se/", path.name) for path in paths]

    before = tree(raw)
    fake(monkeypatch, download)
    with pytest.raises(BadInputError, match=r"b\.csv: is not a file of ucdp"):
        fetch(raw, "ucdp", "MLI", "2026-07", "2026-08", "2026-11-24")
    assert tree(raw) == before
    assert not (raw / ".fetching").exists()


def test_a_source_that_gives_no_file_has_nothing_there(monkeypatch, raw):
    fake(monkeypatch, lambda *_: [])
    with pytest.raises(FetchError, match="nothing of MLI to fetch"):
        fetch(raw, "ucdp", "MLI", "2026-07", "2026-08", "2026-11-24")
    assert not (raw / ".fetching").exists()


def test_what_another_source_waits_for_stays(monkeypatch, raw):
    other = raw / ".fetching" / "hno" / "MLI" / "x.csv.part"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"a")
    fake(monkeypatch, lambda *_: [])
    with pytest.raises(FetchError):
        fetch(raw, "ucdp", "MLI", "2026-07", "2026-08", "2026-11-24")
    assert [p for p in (raw / ".fetching").rglob("*") if p.is_file()] == [other]
    assert not (raw / ".fetching" / "ucdp").exists()


BODIES = {name: to_csv(event(n, "2026-07-03")) for n, name in enumerate("abc", start=1)}
DAYS = st.sampled_from(["2026-09-01", "2026-09-02", "2026-09-03"])
STATES = st.lists(st.tuples(DAYS, st.sampled_from("abc")), min_size=1, max_size=4)


def bare(folder):
    raw = Path(folder) / "raw"
    raw.mkdir()
    (raw / "hand").symlink_to(RAW / "hand")
    return raw


@settings(max_examples=15)
@given(STATES.map(lambda s: sorted(s, key=lambda state: state[0])))
def test_fetching_again_changes_nothing_and_the_newest_is_what_the_provider_has(states):
    with TemporaryDirectory() as folder, ProviderServer() as server:
        raw, before = bare(folder), {}
        server.answer(SITE, INDEX)
        for day, name in states:
            server.answer(JULY, BODIES[name])
            server.answer(AUGUST, b"", status=404)
            args = (raw, "ucdp", "MLI", "2026-07", "2026-07", day)
            (held,) = fetch(*args, connect=lambda scratch, **_: server.client(scratch))
            assert held.path.read_bytes() == BODIES[name]
            assert before.items() <= tree(raw).items()
            before = tree(raw)
            (again_held,) = fetch(*args, connect=lambda scratch, **_: server.client(scratch))
            assert again_held.path == held.path
            assert again_held.unchanged_since is not None
            assert tree(raw) == before
            newest = store.choose_files(raw, "ucdp", "MLI", day, rows_are_dated=False)
            assert [path for _, path in newest] == [held.path]


@settings(max_examples=15)
@given(STATES)
def test_adding_again_changes_nothing_and_never_overwrites(states):
    with TemporaryDirectory() as folder:
        raw, held = bare(folder), {}
        for day, name in states:
            file = Path(folder) / "GEDEvent_v26_0_7.csv"
            file.write_bytes(BODIES[name])
            before = tree(raw)
            if held.setdefault(day, name) == name:
                intake.add_file(raw, "ucdp", file, "MLI", day, None)
                assert before.items() <= tree(raw).items()
            else:
                with pytest.raises(BadInputError, match="already held"):
                    intake.add_file(raw, "ucdp", file, "MLI", day, None)
                assert tree(raw) == before
        files = {p.parent.name: p.read_bytes() for p in (raw / "ucdp").rglob("*.csv")}
        assert files == {day: BODIES[name] for day, name in held.items()}
