"""What could go wrong unseen: half a file taken for a whole one, a page for data, a secret told."""

import gzip
import hashlib

import pytest

from analysis import hdx
from analysis.addresses import hide_secrets, is_provider, may_lead
from analysis.web import FetchError, MissingSecretError, NothingThereError
from tests.provider_server import PAGE, announce, broken, cut

FILE = "https://data.humdata.org/dataset/x/download/file.csv"
PATH = "/data.humdata.org/dataset/x/download/file.csv"
API, API_PATH = (
    "https://api.unhcr.org/population/v1/population/",
    "/api.unhcr.org/population/v1/population/",
)
DATA = b"a,b\n" + b"1,2\n" * 100_000


@pytest.fixture
def waits():
    """Seconds that the client would have waited."""
    return []


@pytest.fixture
def client(server, tmp_path, waits):
    with server.client(tmp_path / "scratch", sleep=waits.append, UCDP_API_TOKEN="s3cret/+") as held:
        yield held


def fails(call, *args, kind=FetchError, **known):
    """Message of a failure, which must be one short line."""
    with pytest.raises(kind) as failure:
        call(*args, **known)
    assert "\n" not in str(failure.value)
    assert len(str(failure.value)) < 400
    return str(failure.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x",
        "http://data.humdata.org/x",
        "https://data.humdata.org:444/x",
        "https://data.humdata.org@example.org/x",
        "https://example.org/data.humdata.org",
        "https://s3.eu-central-1.amazonaws.com/x",
        "https://api.acleddata.com/acled/read",
        "file:///etc/passwd",
    ],
)
def test_an_address_of_no_provider_is_never_asked(client, server, url):
    assert "none of the providers" in fails(client.get_json, url)
    assert "none of the providers" in fails(client.get_file, url, "x")
    assert server.requests == []
    assert not is_provider(url)


def test_only_storage_and_the_same_host_may_be_led_to():
    storage = "https://s3.eu-central-1.amazonaws.com/file?X-Amz-Signature=abc"
    assert may_lead(FILE, storage)
    assert may_lead(FILE, "https://data.humdata.org/other")
    assert not may_lead(FILE, "https://example.org/file")
    assert not may_lead(FILE, storage.replace("https", "http"))
    assert not may_lead(FILE, "https://example.org#.amazonaws.com")
    assert not may_lead(FILE, "https://me@example.org:1.amazonaws.com")
    assert not may_lead(API, storage)


def test_the_storage_behind_an_address_is_followed_without_our_headers(client, server):
    signed = "https://s3.eu-central-1.amazonaws.com/bucket/file.csv?X-Amz-Signature=abc"
    server.answer(PATH, status=302, headers={"Location": signed})
    server.answer("/s3.eu-central-1.amazonaws.com/bucket/file.csv", DATA)
    assert client.get_file(FILE, "f.csv", headers={"X-Key": "mine"}).read_bytes() == DATA
    first, second = server.requests
    assert first.headers["x-key"] == "mine"
    assert "x-key" not in second.headers
    assert second.query["X-Amz-Signature"] == "abc"


def test_another_host_behind_an_address_is_not_followed(client, server):
    server.answer(PATH, status=302, headers={"Location": "https://example.org/file?token=abc"})
    told = fails(client.get_file, FILE, "f.csv")
    assert "leads to example.org/file: not followed" in told
    assert len(server.requests) == 1


def test_addresses_that_lead_in_a_circle_end(client, server):
    server.answer(PATH, status=302, headers={"Location": FILE})
    assert "without end" in fails(client.get_file, FILE, "f.csv")


@pytest.mark.parametrize("name", ["../f.csv", "a/b.csv", ".hidden", ""])
def test_a_name_from_outside_stays_in_its_folder(client, server, name):
    assert "is no name for a file" in fails(client.get_file, FILE, name)
    assert server.requests == []


def test_we_say_who_asks_and_an_organisation_may_say_otherwise(server, tmp_path):
    server.answer(API_PATH, {"items": []})
    for environ in ({}, {"IMPACT_USER_AGENT": "ours/1.0"}):
        with server.client(tmp_path / "s", **environ) as client:
            client.get_json(API)
    first, second = (r.headers["user-agent"] for r in server.requests)
    assert first.startswith("humanitarian-impact/")
    assert second == "ours/1.0"


def test_a_server_is_given_the_time_it_asks_for(client, server, waits):
    server.answer(
        API_PATH, status=429, headers={"Retry-After": "7"}, then=[{}, {"status": 200, "body": [1]}]
    )
    assert client.get_json(API) == [1]
    assert waits == [7, 7]


def test_a_date_to_wait_for_counts_from_the_server_s_own_clock(client, server, waits):
    late = {"Date": "Tue, 24 Nov 2026 10:00:00 GMT", "Retry-After": "Tue, 24 Nov 2026 10:00:30 GMT"}
    server.answer(
        API_PATH, status=503, headers=late, then=[{"status": 200, "body": [1], "headers": {}}]
    )
    client.get_json(API)
    assert waits == [30]


def test_a_server_that_asks_for_an_hour_is_left_alone(client, server, waits):
    server.answer(API_PATH, status=429, headers={"Retry-After": "3600"})
    assert "asks to wait 3600 s" in fails(client.get_json, API)
    assert waits == []


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ({"status": 500}, "answered 500"),
        ({"status": 503, "body": PAGE}, "answered 503: Request blocked blocked"),
        ({"fault": "reset"}, "no connection"),
        ({"fault": "hang"}, "no answer in time"),
        ({"body": {"items": [1, 2, 3]}, "fault": cut(5)}, "was cut off"),
        ({"body": {"items": [1, 2, 3]}, "fault": broken(5)}, "no connection|cut off"),
        ({"body": '{"items": [1, 2'}, "no whole JSON"),
        ({"body": {"items": []}, "fault": announce(500)}, "was cut off"),
    ],
)
def test_a_broken_server_is_asked_again_with_longer_waits_and_then_named(
    server, tmp_path, waits, fault, problem
):
    server.answer(API_PATH, **fault)
    with (
        pytest.raises(FetchError, match=problem) as failure,
        server.client(tmp_path / "s", sleep=waits.append, IMPACT_TIMEOUT="0.2") as client,
    ):
        client.get_json(API)
    assert str(failure.value).startswith("api.unhcr.org/population/v1/population/: ")
    assert "tries: 5" in str(failure.value)
    assert len(server.requests) == 5
    assert len(waits) == 4
    assert waits == sorted(waits)


def test_a_fault_that_passes_leaves_a_whole_answer(client, server):
    server.answer(
        API_PATH,
        status=500,
        then=[{"fault": "reset"}, {"status": 200, "body": {"items": [1]}, "fault": cut(3)}, {}],
    )
    assert client.get_json(API) == {"items": [1]}


def test_a_download_that_is_cut_off_goes_on_where_it_ended(client, server):
    server.answer(
        PATH, DATA, fault=cut(200_000), then=[{"fault": broken(50)}, {"fault": "reset"}, {}]
    )
    assert client.get_file(FILE, "f.csv").read_bytes() == DATA
    last = server.requests[-1].headers
    assert int(last["range"].removeprefix("bytes=").removesuffix("-")) > 100_000
    assert last["if-range"].startswith('"')


def _take_three(client):
    client.get_file(FILE, "whole.csv")
    client.save_json("page.json", [{"a": 1}])
    client.get_file(FILE + "2", "unmarked.csv")


def test_a_failure_leaves_only_what_the_next_run_can_go_on_from(server, tmp_path):
    scratch = tmp_path / "scratch"
    server.answer(PATH, DATA, then=[{"fault": cut(1000)}] * 6)
    server.answer(PATH + "2", DATA, fault=cut(1000), ranges=False)
    with pytest.raises(FetchError), server.client(scratch) as client:
        _take_three(client)
    assert sorted(p.name for p in scratch.iterdir()) == ["whole.csv", "whole.csv.part.json"]
    with pytest.raises(FetchError), server.client(scratch) as client:
        client.get_file(FILE, "half.csv")
    left = ["half.csv.part", "half.csv.part.json", "whole.csv", "whole.csv.part.json"]
    assert sorted(p.name for p in scratch.iterdir()) == left


def test_a_failure_before_anything_came_leaves_no_folder(server, tmp_path):
    with pytest.raises(FetchError), server.client(tmp_path / "scratch") as client:
        client.get_file(FILE, "f.csv")
    assert not (tmp_path / "scratch").exists()


def test_the_next_run_resumes_what_an_earlier_one_left(server, tmp_path):
    server.answer(PATH, DATA, fault=cut(200_000), then=[{"status": 500}] * 4 + [{"status": 200}])
    with pytest.raises(FetchError, match="answered 500"), server.client(tmp_path / "s") as client:
        client.get_file(FILE, "f.csv")
    with server.client(tmp_path / "s") as client:
        assert client.get_file(FILE, "f.csv").read_bytes() == DATA
    assert "range" in server.requests[-1].headers
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("change", [{"ranges": False}, {"body": DATA[:-8] + b"9,9\n8,8\n"}])
def test_a_download_starts_again_where_the_parts_may_not_fit(client, server, change):
    server.answer(PATH, DATA, fault=cut(200_000), then=[change])
    assert client.get_file(FILE, "f.csv").read_bytes() == change.get("body", DATA)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Range": "bytes 5-9/10"},
        {"ETag": '"other"'},
        {"Content-Range": "bytes 131072-400003/999999"},
        {},
    ],
)
def test_a_part_that_does_not_continue_ours_is_not_joined(client, server, headers):
    server.answer(
        PATH,
        DATA,
        fault=cut(200_000),
        then=[
            {"status": 206, "headers": headers, "body": b"x"},
            {"status": 200, "headers": {}, "body": DATA},
        ],
    )
    assert client.get_file(FILE, "f.csv").read_bytes() == DATA


def test_without_a_mark_two_parts_are_never_joined(client, server):
    server.answer(PATH, DATA, ranges=False, fault=cut(200_000), then=[{"body": DATA + b"3,4\n"}])
    assert client.get_file(FILE, "f.csv").read_bytes() == DATA + b"3,4\n"
    assert "range" not in server.requests[-1].headers


def test_what_is_whole_already_is_not_sent_again(client, server):
    server.answer(PATH, DATA)
    client.get_file(FILE, "f.csv")
    assert client.get_file(FILE, "f.csv").read_bytes() == DATA
    assert server.requests[-1].headers["if-none-match"].startswith('"')
    server.answer(PATH, DATA + b"3,4\n")
    assert client.get_file(FILE, "f.csv").read_bytes() == DATA + b"3,4\n"


@pytest.mark.parametrize("fault", [announce(len(DATA) + 5), cut(100)])
def test_a_file_shorter_than_announced_is_no_file(client, server, tmp_path, fault):
    server.answer(PATH, DATA, fault=fault)
    assert "tries: 5" in fails(client.get_file, FILE, "f.csv")
    assert not (tmp_path / "scratch" / "f.csv").exists()


def test_a_checksum_that_differs_is_told_and_the_file_is_gone(client, server, tmp_path):
    server.answer(PATH, DATA)
    good = {n: hashlib.new(n, DATA).hexdigest() for n in ("md5", "sha256")}
    assert client.get_file(FILE, "f.csv", **good).read_bytes() == DATA
    for name in good:
        assert f"{name} is not" in fails(client.get_file, FILE, "f.csv", **{name: "0" * 32})
        assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/csv"}])
def test_a_page_in_place_of_data_is_a_failure(client, server, waits, headers):
    server.answer(PATH, PAGE, headers=headers)
    server.answer(API_PATH, PAGE, headers=headers)
    assert "web page in place of data" in fails(client.get_file, FILE, "f.csv")
    assert "web page in place of data" in fails(client.get_json, API)
    assert waits == []


@pytest.mark.parametrize("status", [403, 406])
def test_a_firewall_is_named_with_its_remedy(client, server, status):
    server.answer(PATH, PAGE, status=status)
    told = fails(client.get_file, FILE, "f.csv")
    assert "blocked by the firewall" in told
    assert "IMPACT_USER_AGENT" in told


def test_a_page_in_mid_download_leaves_the_part(client, server):
    server.answer(PATH, DATA, fault=cut(200_000), then=[{"body": PAGE}, {"body": DATA}])
    fails(client.get_file, FILE, "f.csv")
    client.get_file(FILE, "f.csv")
    assert "range" in server.requests[-1].headers


def test_an_empty_file_is_nothing_there(client, server):
    server.answer(PATH, b"")
    assert "empty file" in fails(client.get_file, FILE, "f.csv", kind=NothingThereError)


@pytest.mark.parametrize(
    "answer",
    [
        {"success": False, "error": [{"message": "the reason"}]},
        {"isSuccess": False, "errorMessages": ["the reason"], "result": None},
        {"status": "error", "message": "the reason"},
        {"error": "the reason"},
    ],
)
def test_a_failure_inside_an_answer_is_a_failure(client, server, answer):
    server.answer(API_PATH, answer)
    assert "says that it failed: " in (told := fails(client.get_json, API))
    assert "the reason" in told


def test_an_answer_that_is_pending_is_nothing_there(client, server):
    server.answer(API_PATH, [], status=202)
    fails(client.get_json, API, kind=NothingThereError)
    fails(client.save_json, "x.json", [], kind=NothingThereError)


def test_a_byte_order_mark_and_packing_unannounced_change_nothing(client, server):
    server.answer(API_PATH, b'\xef\xbb\xbf{"a": 1}', then=[{"body": gzip.compress(b'{"a": 1}')}])
    assert client.get_json(API) == client.get_json(API) == {"a": 1}
    server.answer(PATH, gzip.compress(DATA), then=[{"headers": {"Content-Encoding": "gzip"}}])
    assert client.get_file(FILE, "f.csv").read_bytes() == DATA
    assert client.get_file(FILE, "g.csv").read_bytes() == DATA


def test_parameters_reach_the_provider_whole(client, server):
    server.answer(API_PATH, {})
    client.get_json(API, params={"country": "Côte d'Ivoire|Mali", "no": None, "page": 2})
    assert server.requests[-1].query == {"country": "Côte d'Ivoire|Mali", "page": "2"}


def test_exists_tells_there_from_not_there_and_from_broken(client, server):
    for status, expected in ((200, True), (404, False), (410, False)):
        server.answer(PATH, DATA, status=status)
        assert client.exists(FILE) is expected
    assert {r.method for r in server.requests} == {"HEAD"}
    server.answer(PATH, PAGE)
    assert client.exists(FILE) is False
    server.answer(PATH, DATA, status=503)
    assert "answered 503" in fails(client.exists, FILE)
    server.answer(PATH, DATA, status=405, then=[{"status": 200}])
    assert client.exists(FILE) is True


def test_a_missing_secret_is_named(server, tmp_path):
    with server.client(tmp_path / "s") as client:
        assert "IDMC_CLIENT_ID is not set" in fails(
            client.secret, "IDMC_CLIENT_ID", kind=MissingSecretError
        )


def test_a_key_for_acled_alone_is_told_that_it_opens_nothing(server, tmp_path):
    with server.client(tmp_path / "s", ACLED_API_KEY="old") as client:
        told = fails(client.secret, "ACLED_USERNAME", kind=MissingSecretError)
        other = fails(client.secret, "IDMC_CLIENT_ID", kind=MissingSecretError)
    assert "15 September 2025" in told
    assert "ACLED_USERNAME is not set" in told
    assert "old" not in told.split()
    assert "ACLED" not in other


@pytest.mark.parametrize(
    ("told", "day"),
    [("Tue, 24 Nov 2026 10:00:00 GMT", "2026-11-24"), ("yesterday", None), (None, None)],
)
def test_the_day_of_a_file_is_its_server_s_word(client, server, told, day):
    server.answer(PATH, DATA, headers={"Last-Modified": told} if told else {})
    assert client.published(client.get_file(FILE, "f.csv")) == day


def test_no_message_tells_a_secret(client, server):
    token = client.secret("UCDP_API_TOKEN")
    for echo in (token, "s3cret%2F%2B"):
        server.answer(API_PATH, f"no such token: {echo}", status=400)
        told = fails(client.get_json, API, params={"client_id": token})
        assert "no such token: ***" in told
        assert "s3cret" not in told


def test_neither_form_nor_token_is_told(client, server):
    path, url = "/acleddata.com/oauth/token", "https://acleddata.com/oauth/token"
    form = {"username": "me@example.org", "password": "pass word", "grant_type": "password"}
    server.answer(
        path,
        {"access_token": "tok-123"},
        then=[{"status": 400, "body": "pass+word me@example.org tok-123"}],
    )
    assert client.post_form(url, form) == {"access_token": "tok-123"}
    assert server.requests[0].form == form
    assert fails(client.post_form, url, form).endswith("answered 400: *** *** ***")


def test_an_expired_token_is_told_apart_so_that_a_source_can_refresh_it(client, server):
    server.answer(
        API_PATH, {"message": "Access denied"}, status=403, then=[{"status": 200, "body": [1]}]
    )
    with pytest.raises(FetchError) as failure:
        client.get_json(API, headers={"Authorization": "Bearer old"})
    assert failure.value.status == 403
    assert client.get_json(API, headers={"Authorization": "Bearer new"}) == [1]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.org/x?client_id=1&year=2024&X-Amz-Signature=2", "https://a.org/x?year=2024"),
        ("https://me:pw@a.org/x?app_identifier=abc#part", "https://a.org/x"),
        ("https://a.org/x?email=me@x.org&iso=466|562", "https://a.org/x?iso=466|562"),
    ],
)
def test_an_address_is_kept_without_what_is_secret_in_it(url, expected):
    assert hide_secrets(url) == expected


SHOW = "/data.humdata.org/api/3/action/package_show"


def show(*resources, **known):
    package = {"title": "Set", "license_title": "CC BY", "resources": list(resources)}
    return {"success": True, "result": package | known}


def listed(name, day="2026-11-01", **known):
    url = f"https://data.humdata.org/dataset/x/resource/y/download/{name}"
    return {"name": name, "format": "CSV", "url": url, "last_modified": f"{day}T10:00:00.1"} | known


def test_a_resource_is_found_by_pattern_and_format_the_newest_first(client, server):
    old, new = listed("idu_2025.csv", "2025-11-01"), listed("idu_2026.csv")
    server.answer(SHOW, show(old, new, listed("idu_2027.xlsx", "2027-01-01", format="XLSX")))
    found = hdx.find_resource(client, "set", r"idu_\d+\.csv$", "csv")
    assert (found.file_name, found.last_modified, found.licence) == (
        "idu_2026.csv",
        "2026-11-01",
        "CC BY",
    )
    assert server.requests[0].query == {"id": "set"}
    told = fails(hdx.find_resource, client, "set", "nothing", "csv", kind=NothingThereError)
    assert told == "HDX dataset set: has no csv file like nothing among 2"


def test_a_dataset_that_is_gone_is_told_in_one_line(client, server):
    server.answer(SHOW, {"success": False, "error": {"message": "Not found"}}, status=404)
    told = fails(hdx.find_resource, client, "gone", "x", "csv", kind=NothingThereError)
    assert told == "HDX has no dataset gone"


def test_a_copy_is_downloaded_with_its_checksum_and_says_how_old_it_is(client, server):
    given = listed("f.csv", "2026-01-01", hash=hashlib.md5(DATA).hexdigest())
    server.answer(SHOW, show(given, license_title="Other", license_other="As\n stated."))
    resource = hdx.find_resource(client, "set", "f", "csv")
    signed = "https://s3.eu-central-1.amazonaws.com/f.csv?X-Amz-Signature=abc"
    path = "/data.humdata.org/dataset/x/resource/y/download/f.csv"
    server.answer(path, status=302, headers={"Location": signed})
    server.answer("/s3.eu-central-1.amazonaws.com/f.csv", DATA)
    result = hdx.download(client, resource, "2026-11-24")
    assert result.path.read_bytes() == DATA
    assert result.url == given["url"]
    assert result.licence == "Other: As stated."
    assert (
        result.known_gaps
        == "HDX's copy was last changed on 2026-01-01, 327 days before it was downloaded."
    )
    assert hdx.download(client, resource, "2026-02-01").known_gaps is None
    server.answer("/s3.eu-central-1.amazonaws.com/f.csv", DATA + b"1,1\n")
    assert "md5 is not" in fails(hdx.download, client, resource, "2026-11-24")
