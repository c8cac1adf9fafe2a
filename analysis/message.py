"""A report as a message for any mailer to send: key figures, highlights, and the pages attached.

The message has no sender, no recipient and no date: the mailer that sends it adds them.
"""

import hashlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from analysis.prose import LANGUAGES, say
from analysis.review import tell_status

LINE = "font-family: Arial, sans-serif; font-size: 15px; line-height: 1.5; color: #101212"


def write_message(folder: Path) -> bytes:
    """Return a report as an RFC 5322 message, each language one after the other; the same bytes twice.

    Attached is the PDF of each language, or its page where none was printed.
    """
    langs = [lang for lang in LANGUAGES if (folder / f"report.{lang}.html").is_file()]
    pages = {lang: _read_page(folder / f"report.{lang}.html") for lang in langs}
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _write_subject(langs[0], pages[langs[0]], folder)
    message["X-Unsent"] = "1"  # opens as a draft in mailers that know it
    message.set_content("\n\n".join(_write_plain(lang, pages[lang]) for lang in langs))
    body = "".join(_write_html(lang, pages[lang]) for lang in langs)
    message.add_alternative(f"<!doctype html><body>{body}</body>", subtype="html")
    for lang in langs:
        _attach(message, folder, lang)
    _set_boundaries(message)
    return message.as_bytes()


def _read_page(path: Path) -> Any:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def _write_subject(lang: str, page: Any, folder: Path) -> str:
    status = say(lang, f"mail-{tell_status(folder)}")
    return say(lang, "mail-subject", title=page.h1.get_text(" ", strip=True), status=status)


def _list_tiles(page: Any) -> list[tuple[str, str]]:
    """Label and value of each tile, the range and the day with the value."""
    tiles = []
    for tile in page.select(".tile"):
        label = tile.select_one(".label").get_text(" ", strip=True)
        parts = [tile.select_one(f".{name}") for name in ("value", "range", "meta")]
        texts = [part.get_text(" ", strip=True) for part in parts if part]
        tiles.append((label, " · ".join(text for text in texts if text)))
    return tiles


def _list_highlights(page: Any) -> list[str]:
    return [item.get_text("", strip=False).strip() for item in page.select(".highlights > li")]


def _write_plain(lang: str, page: Any) -> str:
    between = say(lang, "change-colon")
    tiles = [f"{label}{between}{value}" for label, value in _list_tiles(page)]
    bullets = [f"- {text}" for text in _list_highlights(page)]
    head = page.h1.get_text(" ", strip=True)
    return "\n".join([head, "", *tiles, "", *bullets, "", say(lang, "mail-attached")])


def _write_html(lang: str, page: Any) -> str:
    tiles = "".join(
        f"<tr><td style='padding: 2px 16px 2px 0'>{escape(label)}</td>"
        f"<td><b>{escape(value)}</b></td></tr>"
        for label, value in _list_tiles(page)
    )
    bullets = "".join(f"<li>{escape(text)}</li>" for text in _list_highlights(page))
    title = escape(page.h1.get_text(" ", strip=True))
    return (
        f'<div lang="{lang}" style="{LINE}"><h1 style="font-size: 20px">{title}</h1>'
        f"<table>{tiles}</table><ul>{bullets}</ul><p>{escape(say(lang, 'mail-attached'))}</p></div>"
    )


def _attach(message: EmailMessage, folder: Path, lang: str) -> None:
    """Attach what was printed of a language, else its page."""
    printed = folder / f"report.{lang}.pdf"
    path = printed if printed.is_file() else folder / f"report.{lang}.html"
    kind = ("application", "pdf") if path is printed else ("text", "html")
    country, month = folder.resolve().parts[-2:]
    message.add_attachment(
        path.read_bytes(),
        maintype=kind[0],
        subtype=kind[1],
        filename=f"{country}-{month}.{lang}{path.suffix}",
    )


def _set_boundaries(message: EmailMessage) -> None:
    """Part the pieces by what they hold, so that the same report gives the same message."""
    whole: Sequence[Any] = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(whole):
        pieces = b"".join(p.get_payload(decode=True) or b"" for p in part.walk())
        part.set_boundary(f"{number}-{hashlib.sha256(pieces).hexdigest()[:40]}")
