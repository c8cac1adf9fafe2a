"""What could go wrong unseen: a message that says another number than the page, or approves a draft."""

import email
from email.policy import default

import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.message import write_message
from analysis.review import APPROVED, decide, hash_content

PAGES = {
    "en": ("Xland: humanitarian impact, January 2024", "Incidents", "5 <b> & 6 incidents"),
    "fr": ("Xland : impact humanitaire, janvier 2024", "Incidents", "5 incidents à Épinal"),
}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "r" / "XXX" / "2024-01"
    folder.mkdir(parents=True)
    for lang, (title, label, words) in PAGES.items():
        safe = words.replace("&", "&amp;").replace("<", "&lt;")
        (folder / f"report.{lang}.html").write_text(
            f"<h1>{title}</h1><ul><li class='tile'><span class='label'>{label}</span>"
            "<span class='value'>32\u202f394</span><span class='range'></span>"
            "<span class='meta'>UCDP</span></li></ul>"
            f"<ul class='highlights'><li>{safe} <a class='figure' href='#x'>(4 to 7)</a></li></ul>",
            encoding="utf-8",
        )
    (folder / "figures.json").write_text("{}")
    (folder / "run.json").write_text("{}")
    (folder / "run.json").write_text(f'{{"content_hash": "{hash_content(folder)}"}}')
    return folder


def read(folder):
    return email.message_from_bytes(write_message(folder), policy=default)


def test_write_message_holds_tiles_and_highlights_of_both_languages(folder):
    message = read(folder)
    assert message["Subject"] == "Xland: humanitarian impact, January 2024 (draft, not reviewed)"
    plain = message.get_body(("plain",)).get_content()
    assert "Incidents: 32\u202f394 · UCDP" in plain
    assert "- 5 <b> & 6 incidents (4 to 7)" in plain
    assert "- 5 incidents à Épinal (4 to 7)" in plain
    body = message.get_body(("html",)).get_content()
    assert "5 &lt;b&gt; &amp; 6 incidents (4 to 7)" in body
    assert {message["From"], message["To"], message["Date"]} == {None}


def test_write_message_of_a_french_report_alone_is_french(folder):
    (folder / "report.en.html").unlink()
    assert read(folder)["Subject"] == (
        "Xland\u202f: impact humanitaire, janvier 2024 (brouillon, non relu)"
    )


def test_write_message_attaches_the_pdf_and_without_one_the_page(folder):
    (folder / "report.fr.pdf").write_bytes(b"%PDF-1.7 \x00\xff")
    held = {p.get_filename(): p.get_content() for p in read(folder).iter_attachments()}
    assert set(held) == {"XXX-2024-01.en.html", "XXX-2024-01.fr.pdf"}
    assert held["XXX-2024-01.fr.pdf"] == b"%PDF-1.7 \x00\xff"


def test_write_message_gives_the_same_bytes_again(folder):
    assert write_message(folder) == write_message(folder)


def test_an_approved_report_is_sent_as_it_stands(folder, tmp_path):
    decide(folder, APPROVED, by="R. Viewer", at="2024-02-01T00:00:00Z")
    pages = [p.read_bytes() for p in sorted(folder.glob("report.*"))]
    call = ["report", "--country", "MLI", "--month", "2024-01", "--as-of", "2024-06-01"]
    out = tmp_path / "o"
    (out / "MLI").mkdir(parents=True)
    folder.rename(out / "MLI" / "2024-01")
    done = CliRunner().invoke(app, [*call, "--out", str(out), "--email", str(tmp_path / "a.eml")])
    assert done.exit_code == 0, done.exception
    sent = email.message_from_bytes((tmp_path / "a.eml").read_bytes(), policy=default)
    assert "(approved)" in sent["Subject"]
    assert [p.read_bytes() for p in sorted((out / "MLI" / "2024-01").glob("report.*"))] == pages


@pytest.mark.parametrize("name", ["a.txt", "nowhere/a.eml"])
def test_a_message_goes_to_an_eml_file_in_a_folder_that_is_there(tmp_path, name):
    call = ["report", "--country", "MLI", "--month", "2023-11", "--email", str(tmp_path / name)]
    done = CliRunner().invoke(app, call)
    assert "parameter email" in str(done.exception)
