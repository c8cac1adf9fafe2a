"""A real server on the loopback address that answers as the providers do, and misbehaves on demand.

Every request to ``https://HOST/PATH`` reaches it as ``/HOST/PATH``, through ``IMPACT_MIRROR``::

    server.answer("/data.humdata.org/api/3/action/package_show", {"success": True, "result": ...})
    server.answer("/api.unhcr.org/population/v1/population/", query={"page": "2"}, body={...})
    server.answer("/host/file.csv", b"a,b", status=503, then=[{"body": b"a,b", "status": 200}])
    server.answer("/host/file.csv", data, then=[{"fault": cut(100)}, {}])

An answer serves every request to its path, or those only whose query holds ``query``; ``then``
lists what the requests after the first get, the last of them for ever, each taking over what it
does not change. Files have an ETag and are sent in parts where a client asks for them, unless
``ranges=False``. ``server.requests`` is the log of what was asked.
"""

import hashlib
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from analysis.web import Client

PAGE = (
    b"<!doctype html><html><head><title>Request blocked</title></head><body>blocked</body></html>"
)


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What is given for it.

    ``fault`` is ``hang`` (say nothing until the test ends), ``reset`` (break the connection before
    a word), ``cut(n)`` (announce all, hang up after n bytes), ``broken(n)`` (the same, but as a
    failing network does) or ``announce(n)`` (a wrong length).
    """

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Any = None
    ranges: bool = True
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """Bytes of the body; anything but text and bytes is written as JSON."""
        if isinstance(self.body, bytes):
            return self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return text.encode()

    @property
    def etag(self) -> str:
        """Mark of the content, the same for the same bytes."""
        return '"' + hashlib.md5(self.data).hexdigest() + '"'

    @property
    def kind(self) -> str:
        """Content type, unless the headers say another."""
        if isinstance(self.body, (dict, list)):
            return "application/json"
        return "text/html" if self.data.lstrip()[:1] == b"<" else "application/octet-stream"


def cut(after: int) -> tuple[str, int]:
    """Hang up after so many bytes of the body."""
    return ("cut", after)


def broken(after: int) -> tuple[str, int]:
    """Reset the connection after so many bytes of the body."""
    return ("broken", after)


def announce(length: int) -> tuple[str, int]:
    """Announce so many bytes, whatever follows."""
    return ("announce", length)


class ProviderServer:
    """All providers on one port of the loopback address."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.released = threading.Event()
        self._rules: list[tuple[str, list[Answer]]] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"providers": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "ProviderServer":
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of whoever still waits, and stop."""
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Address for ``IMPACT_MIRROR``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def client(
        self, scratch: Path, *, sleep: Callable[[float], None] | None = None, **environ: str
    ) -> Client:
        """Client that asks this server and does not really wait; ``environ`` holds its secrets."""
        given = {"IMPACT_MIRROR": self.url, "IMPACT_TIMEOUT": "2"} | environ
        return Client(scratch, environ=given, sleep=sleep or (lambda seconds: None))

    def answer(
        self, path: str, body: Any = b"", *, then: Iterable[Mapping[str, Any]] = (), **known: Any
    ) -> None:
        """Say what a path gives; a later word on the same path and query replaces an earlier one."""
        answers = [Answer(body=body, **known)]
        for change in then:
            answers.append(replace(answers[-1], **({"fault": None} | dict(change))))
        with self._lock:
            self._rules = [
                (p, held)
                for p, held in self._rules
                if (p, held[0].query) != (path, answers[0].query)
            ]
            self._rules.append((path, answers))

    def asked(self, path: str = "") -> list[Request]:
        """List the requests whose path begins so, in their order."""
        with self._lock:
            return [r for r in self.requests if r.path.startswith(path)]

    def choose(self, request: Request) -> Answer:
        """Answer whose turn it is: of several the one that names most of the query."""
        with self._lock:
            self.requests.append(request)
            fitting = [
                held
                for path, held in self._rules
                if path == request.path and held[0].query.items() <= request.query.items()
            ]
            if not fitting:
                return Answer({"error": "not found"}, status=404)
            held = max(fitting, key=lambda answers: len(answers[0].query))
            return held.pop(0) if len(held) > 1 else held[0]


class _Handler(BaseHTTPRequestHandler):
    providers: ProviderServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client hung up, as some tests make it
            self.close_connection = True

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            method=self.command,
            path=parts.path,
            query={k: v[-1] for k, v in parse_qs(parts.query, keep_blank_values=True).items()},
            headers={k.lower(): v for k, v in self.headers.items()},
            form=dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)),
        )
        answer = self.providers.choose(request)
        if answer.fault == "hang":
            self.providers.released.wait(30)
            self.close_connection = True
        elif answer.fault == "reset":
            self._reset()
        else:
            self._give(request, answer)

    def _give(self, request: Request, answer: Answer) -> None:
        status, data, extra = answer.status, answer.data, {}
        if status == 200 and answer.ranges and self.command == "GET":
            status, data, extra = self._choose_part(request, answer)
        fault, number = answer.fault if isinstance(answer.fault, tuple) else (None, 0)
        length = number if fault == "announce" else len(data)
        headers = {"Content-Type": answer.kind, "Content-Length": str(length)} | extra
        self.send_response_only(status)
        for name, value in (headers | dict(answer.headers)).items():
            self.send_header(name, value)
        if fault:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(data[:number] if fault in ("cut", "broken") else data)
        if fault == "broken":
            self.wfile.flush()
            self._reset()

    def _choose_part(self, request: Request, answer: Answer) -> tuple[int, bytes, dict[str, str]]:
        """Status, bytes and headers that HTTP gives for what is asked of a file."""
        asked, mark = request.headers, {"ETag": answer.etag, "Accept-Ranges": "bytes"}
        if asked.get("if-none-match") == answer.etag:
            return 304, b"", mark | {"Content-Length": "0"}
        found = re.fullmatch(r"bytes=(\d+)-", asked.get("range", ""))
        if not found or asked.get("if-range", answer.etag) != answer.etag:
            return 200, answer.data, mark
        start, size = int(found[1]), len(answer.data)
        if start >= size:
            return 416, b"", mark | {"Content-Range": f"bytes */{size}"}
        return (
            206,
            answer.data[start:],
            mark | {"Content-Range": f"bytes {start}-{size - 1}/{size}"},
        )

    def _reset(self) -> None:
        """Break the connection off as a failing network does, not politely."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
