"""Asking providers over the network: one client for all, and what it gives back.

The client waits and tries again where a server is busy or broken, resumes a download that was cut
off, and refuses what is no answer: a web page in place of data, a body shorter than announced, an
address of nobody in the list. Secrets are read from the environment and never written anywhere.

Of the environment it reads, besides the secrets: ``IMPACT_USER_AGENT``, the name under which we
ask; ``IMPACT_TIMEOUT``, seconds without a byte after which a server counts as silent; and
``IMPACT_MIRROR``, such as ``http://127.0.0.1:8080``, to which every request then goes, the
provider's host being the first part of the path (``/data.humdata.org/api/3/...?id=...``).
"""

import gzip
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus, urljoin, urlsplit

import requests
import tenacity
import urllib3

from analysis import __version__
from analysis.addresses import hide_secrets, is_provider, may_lead, name_address
from analysis.arrival import GZIP, Part, drop_useless

T = TypeVar("T")
IsBusy = Callable[[int, str], float]
TRIES = 5
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is left alone
REDIRECTS = 5
CHUNK = 1 << 16
EXCERPT = 160
PLAIN = ("Accept-Encoding", "Range", "If-Range", "If-None-Match", "If-Modified-Since")
OPEN_FIELDS = ("grant_type", "scope", "client_id")  # of a form; the rest is secret
ENDED = {
    "ACLED_API_KEY": (
        "ACLED_",
        "ACLED_API_KEY opens nothing any more: ACLED ended access by key on 15 September 2025",
    )
}


class FetchError(RuntimeError):
    """A provider gave no usable answer; told in one line, without secrets.

    ``status`` is that of the answer and ``body`` its beginning, where there was an answer.
    """

    def __init__(self, problem: str, *, status: int | None = None, body: str = "") -> None:
        super().__init__(problem)
        self.status, self.body = status, body


class MissingSecretError(FetchError):
    """A secret that a provider needs is not in the environment; the variable is named."""


class NothingThereError(FetchError):
    """The provider answered well, but has nothing of what was asked: embargo, no rows, not yet."""


class BusyError(FetchError):
    """An answer that may be better the next time; ``wait`` is what the server asks for."""

    def __init__(self, problem: str, *, wait: float | None = None, **known: Any) -> None:
        super().__init__(problem, **known)
        self.wait = wait


@dataclass(frozen=True)
class Download:
    """One file as a provider gave it, and what goes into its origin file."""

    path: Path
    url: str
    title: str
    date_published: str | None = None
    version: str | None = None
    licence: str | None = None
    known_gaps: str | None = None


@dataclass(frozen=True)
class Ask:
    """One request: to whom, how, and which of its answers mean that we should wait."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    is_busy: IsBusy | None = None


def say_nothing(text: str) -> None:
    """Tell nobody."""


class Client:
    """Connection to the providers, with a scratch folder for what arrives.

    What can be resumed outlives a failure to fetch, and the folder with it. It is removed once the
    block that uses the client ends well, or refuses what was received: that is asked for anew.
    """

    def __init__(
        self,
        scratch: Path,
        *,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] | None = None,
        say_progress: Callable[[str], None] = say_nothing,
    ) -> None:
        self.scratch, self.environ = scratch, environ
        self.sleep, self.say_progress = sleep or time.sleep, say_progress
        self._hidden: set[str] = set()
        self._mirror = environ.get("IMPACT_MIRROR", "").rstrip("/")
        self._timeout = _read_seconds(environ.get("IMPACT_TIMEOUT", "60"))
        self._session = requests.Session()
        self._session.auth = _as_it_is  # else a .netrc file would add its own
        name = environ.get("IMPACT_USER_AGENT") or f"humanitarian-impact/{__version__}"
        self._session.headers.update({"User-Agent": name, "Accept": "*/*"})

    def __enter__(self) -> "Client":
        """Make the scratch folder; what an earlier run left there stays."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Hang up; of the scratch folder leave only what a later run can go on from."""
        self._session.close()
        if kind is None or not issubclass(kind, (FetchError, KeyboardInterrupt)):
            shutil.rmtree(self.scratch, ignore_errors=True)
        elif self.scratch.is_dir():
            drop_useless(self.scratch)

    def has_secret(self, name: str) -> bool:
        """Whether a secret is in the environment."""
        return bool(self.environ.get(name))

    def secret(self, name: str) -> str:
        """Secret from the environment; raises :class:`MissingSecretError` with the variable's name."""
        value = self.environ.get(name, "")
        if value:
            self.keep_secret(value)
            return value
        told = [
            why
            for old, (of, why) in ENDED.items()
            if self.has_secret(old) and name[: len(of)] == of
        ]
        raise MissingSecretError("; ".join([*told, f"the environment variable {name} is not set"]))

    def keep_secret(self, *values: str) -> None:
        """Never show these values in a message."""
        for value in values:
            if len(value) > 2:
                self._hidden |= {value, quote(value, safe=""), quote_plus(value)}

    def hide(self, text: str) -> str:
        """Text without the secrets that were used."""
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, "***")
        return text

    def pause(self, seconds: float) -> None:
        """Wait between two questions where a provider asks for it."""
        self.sleep(seconds)

    def get_json(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        is_busy: IsBusy | None = None,
    ) -> Any:
        """Answer of an API, parsed; HTML, a cut body or another status than 200 raises.

        An answer that says inside that it failed raises too. ``is_busy`` tells from status and
        body whether a server wants us to wait though its status says otherwise, and how many
        seconds.
        """
        ask = Ask(_add_params(url, params), headers=headers or {}, is_busy=is_busy)
        return self._try(lambda: self._read_json(ask), ask)

    def get_text(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Text of a page, for an index that is HTML by nature."""
        ask = Ask(_add_params(url, params), headers=headers or {})
        return self._try(lambda: self._read_body(ask)[1].decode("utf-8-sig", "replace"), ask)

    def post_form(self, url: str, form: Mapping[str, str]) -> Any:
        """Answer to a form, parsed; for tokens. Neither form nor answer is kept or logged."""
        self.keep_secret(*(v for name, v in form.items() if name not in OPEN_FIELDS))
        ask = Ask(url, method="POST", form=form)
        answer = self._try(lambda: self._read_json(ask), ask)
        if isinstance(answer, dict):
            self.keep_secret(*(str(v) for name, v in answer.items() if name.endswith("token")))
        return answer

    def exists(self, url: str) -> bool:
        """Whether there is something at an address (HEAD); 404 is no, a broken server raises.

        A web page is no as well: it stands where a site answers every address alike.
        """
        ask = Ask(url, method="HEAD")
        try:
            return self._try(lambda: self._is_there(ask), ask)
        except FetchError as error:
            if error.status in (404, 410):
                return False
            raise

    def get_file(
        self,
        url: str,
        name: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        sha256: str | None = None,
        md5: str | None = None,
    ) -> Path:
        """File at an address, streamed to ``name`` in the scratch folder; resumed where cut off."""
        if not name or Path(name).name != name or name.startswith("."):
            raise FetchError(f"'{name}' is no name for a file")
        ask = Ask(_add_params(url, params), headers=headers or {})
        part = Part(self.scratch / name, hide_secrets(ask.url))
        self.say_progress(f"asking {name_address(ask.url)}")
        self._try(lambda: self._receive(ask, part), ask)
        for algorithm, wanted in (("sha256", sha256), ("md5", md5)):
            if wanted and part.digest(algorithm) != wanted.lower():
                part.drop()
                raise FetchError(f"{name_address(ask.url)}: {algorithm} is not the one announced")
        return part.path

    def save_json(self, name: str, records: list[Any]) -> Path:
        """Write the records of a paged API, as received, to a JSON file in the scratch folder.

        No records are no file: success without rows does not say that there was nothing.
        """
        if not records:
            raise NothingThereError(f"the provider has no rows for {name}")
        path = self.scratch / name
        lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        return path

    def published(self, path: Path) -> str | None:
        """Day on which its server says that a downloaded file was last changed; none if it does not."""
        changed = _read_date(str(Part(path, "").noted.get("last_modified")))
        return changed.date().isoformat() if changed else None

    def _try(self, step: Callable[[], T], ask: Ask) -> T:
        """Try a step again while the server is busy, a longer wait before each."""
        trying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(TRIES),
            wait=_read_wait,
            retry=tenacity.retry_if_exception(_is_worth_waiting),
            sleep=self.sleep,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        try:
            return trying(step)
        except BusyError as error:
            tried = trying.statistics["attempt_number"]
            asked = f"; it asks to wait {error.wait:.0f} s" if error.wait else ""
            problem = f"{error}{asked}; tries: {tried}"
            raise FetchError(problem, status=error.status, body=error.body) from None

    def _tell_wait(self, state: tenacity.RetryCallState) -> None:
        if state.outcome is not None and state.next_action is not None:
            self.say_progress(
                f"{state.outcome.exception()}: again in {state.next_action.sleep:.0f} s"
            )

    def _exchange(self, ask: Ask) -> requests.Response:
        """Answer to one request, its body still to be read; redirects go where they may lead."""
        url, headers, near = ask.url, dict(ask.headers), name_address(ask.url)
        if not is_provider(url):
            raise FetchError(f"{near}: is at none of the providers' addresses: not asked")
        for _ in range(REDIRECTS):
            response = self._send(ask, url, headers)
            if not response.is_redirect or ask.method == "POST":
                return response
            response.close()
            target = self._from_mirror(urljoin(url, response.headers["Location"]))
            if not may_lead(url, target):
                raise FetchError(f"{near}: leads to {name_address(target)}: not followed")
            if urlsplit(target).netloc != urlsplit(url).netloc:
                headers = {k: v for k, v in headers.items() if k in PLAIN}
            url = target
        raise FetchError(f"{near}: leads from one address to another without end")

    def _send(self, ask: Ask, url: str, headers: Mapping[str, str]) -> requests.Response:
        try:
            return self._session.request(
                ask.method,
                self._to_mirror(url),
                headers=dict(headers),
                data=None if ask.form is None else dict(ask.form),
                timeout=(min(self._timeout, 15), self._timeout),
                allow_redirects=False,
                stream=True,
                proxies={"no_proxy": urlsplit(self._mirror).hostname or ""}
                if self._mirror
                else None,
            )
        except requests.RequestException as error:
            raise _to_busy(error, ask) from None

    def _to_mirror(self, url: str) -> str:
        return url.replace("https:/", self._mirror, 1) if self._mirror else url

    def _from_mirror(self, url: str) -> str:
        if self._mirror and url.startswith(f"{self._mirror}/"):
            return url.replace(self._mirror, "https:/", 1)
        return url

    def _read_body(self, ask: Ask) -> tuple[requests.Response, bytes]:
        """Whole answer with status 200, unpacked where the server did not say that it is packed."""
        with self._exchange(ask) as response:
            self._check_status(response, ask)
            body = _read_all(response, ask)
        return response, gzip.decompress(body) if body.startswith(GZIP) else body

    def _read_json(self, ask: Ask) -> Any:
        response, body = self._read_body(ask)
        text = body.decode("utf-8-sig", "replace")
        if _is_page(response, body):
            raise self._refuse_page(response, ask)
        try:
            answer = json.loads(text)
        except json.JSONDecodeError:
            near = name_address(ask.url)
            raise BusyError(f"{near}: gave no whole JSON: {self._tell(body)[:EXCERPT]}") from None
        if problem := _read_problem(answer):
            told = self.hide(f"{name_address(ask.url)}: says that it failed: {problem}")
            raise FetchError(told, status=response.status_code, body=self.hide(problem))
        return answer

    def _is_there(self, ask: Ask) -> bool:
        with self._exchange(ask) as response:
            if response.status_code == 405:
                return self._is_there(Ask(ask.url))
            self._check_status(response, ask)
            return not _is_page(response, b"")

    def _check_status(self, response: requests.Response, ask: Ask) -> None:
        """Raise unless an answer is good; the error says whether waiting may help."""
        status = response.status_code
        if status in (200, 206):
            return
        body = b"" if ask.method == "HEAD" else _read_all(response, ask)
        text = self._tell(body)
        told = f"{name_address(ask.url)}: answered {status}" + (
            f": {text[:EXCERPT]}" if text else ""
        )
        known: dict[str, Any] = {"status": status, "body": text}
        wait = ask.is_busy(status, text) if ask.is_busy else 0.0
        if status >= 500 or status in (408, 425, 429) or wait:
            raise BusyError(told, wait=_read_retry_after(response) or wait or None, **known)
        if status in (202, 204):
            raise NothingThereError(f"{told}: not ready, or nothing there", **known)
        if status in (403, 406) and _is_page(response, body):
            raise self._refuse_page(response, ask)
        raise FetchError(told, **known)

    def _refuse_page(self, response: requests.Response, ask: Ask) -> FetchError:
        near, status = name_address(ask.url), response.status_code
        if status in (403, 406):
            told = f"{near}: blocked by the firewall ({status}), try another user agent: set IMPACT_USER_AGENT"
        else:
            told = f"{near}: gave a web page in place of data"
        return FetchError(told, status=status)

    def _tell(self, body: bytes) -> str:
        """Beginning of an answer as one line of text, markup and secrets removed."""
        text = body[:4000].decode("utf-8", "replace")
        text = re.sub(r"<(script|style).*?</\1>|<[^>]*>?", " ", text, flags=re.DOTALL)
        return self.hide(" ".join(text.split()))

    def _receive(self, ask: Ask, part: "Part") -> None:
        """Bring a file one step further: from nothing, from where it was cut off, or not at all."""
        near = name_address(ask.url)
        headers = dict(ask.headers) | {"Accept-Encoding": "identity"} | part.headers()
        with self._exchange(Ask(ask.url, headers=headers, is_busy=ask.is_busy)) as response:
            if response.status_code == 304 and part.path.exists():
                return
            if response.status_code == 416 or not part.is_continued(response):
                part.drop()
                raise BusyError(f"{near}: has changed since a part of it was received")
            self._check_status(response, ask)
            if _is_page(response, b""):
                raise self._refuse_page(response, ask)
            part.begin(response)
            self._write(response, ask, part)
        if part.size == 0:
            raise NothingThereError(f"{near}: gave an empty file")
        if part.total not in (None, part.size):
            is_long = part.size > int(part.total or 0)
            problem = f"{near}: sent {part.size} bytes where it announced {part.total}"
            if is_long:
                part.drop()
            raise BusyError(problem)
        part.finish()

    def _write(self, response: requests.Response, ask: Ask, part: "Part") -> None:
        shown = part.size
        for chunk in _read_chunks(response, ask):
            if part.size == 0 and _is_page(response, chunk):
                raise self._refuse_page(response, ask)
            part.append(chunk)
            if part.size - shown > 1 << 23:
                shown = part.size
                of = f" of {part.total >> 20}" if part.total else ""
                self.say_progress(f"{part.path.name}: {shown >> 20}{of} MB")


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _add_params(url: str, params: Mapping[str, Any] | None) -> str:
    request = requests.PreparedRequest()
    try:
        request.prepare_url(url, dict(params) if params else None)
    except requests.RequestException:
        raise FetchError(f"{name_address(url)}: is no address") from None
    return str(request.url)


def _read_seconds(text: str) -> float:
    try:
        return max(float(text), 0.05)
    except ValueError:
        raise FetchError("the environment variable IMPACT_TIMEOUT is not a number") from None


def _is_worth_waiting(error: BaseException) -> bool:
    return isinstance(error, BusyError) and (error.wait or 0) <= LONGEST_WAIT


def _read_wait(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: those the server asks for, else 1, 2, 4, 8 and a little."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, BusyError) else None
    return tenacity.wait_exponential_jitter(initial=1, max=60)(state) if asked is None else asked


def _read_retry_after(response: requests.Response) -> float | None:
    """Seconds that a server asks us to wait; a date counts from the server's own clock."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    until, now = _read_date(text), _read_date(response.headers.get("Date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _read_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _to_busy(error: requests.RequestException, ask: Ask) -> FetchError:
    """Say in our own words what broke: the library's own name the whole address."""
    near = name_address(ask.url)
    if isinstance(error, requests.exceptions.SSLError):
        return FetchError(f"{near}: its certificate cannot be trusted")
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return BusyError(f"{near}: gave no answer in time")
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return BusyError(f"{near}: was cut off")
    if isinstance(error, requests.ConnectionError):
        return BusyError(f"{near}: no connection")
    return FetchError(f"{near}: cannot be asked ({type(error).__name__})")


def _read_chunks(response: requests.Response, ask: Ask) -> Iterator[bytes]:
    """Bytes as they were sent, still packed where the server packed them."""
    try:
        yield from response.raw.stream(CHUNK, decode_content=False)
    except urllib3.exceptions.HTTPError as error:
        why = "fell silent" if isinstance(error, urllib3.exceptions.TimeoutError) else "was cut off"
        raise BusyError(f"{name_address(ask.url)}: {why} before its end") from None


def _read_all(response: requests.Response, ask: Ask) -> bytes:
    try:
        return response.content
    except requests.RequestException as error:
        raise _to_busy(error, ask) from None


def _is_page(response: requests.Response, body: bytes) -> bool:
    is_html = "html" in response.headers.get("Content-Type", "").lower()
    return is_html or body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _read_problem(answer: Any) -> str | None:
    """Reason that an answer with status 200 gives for a failure; none where all went well."""
    if not isinstance(answer, dict):
        return None
    said = next((answer[k] for k in ("error", "errors", "errorMessages") if answer.get(k)), None)
    failed = answer.get("success") is False or answer.get("isSuccess") is False
    failed |= str(answer.get("status")).lower() in ("error", "fail", "failed")
    has_rows = any(isinstance(answer.get(k), (list, dict)) for k in ("data", "result", "results"))
    if failed or (said and not has_rows):
        told = said or answer.get("message") or answer.get("messages") or "no reason given"
        return " ".join(str(told).split())[:EXCERPT]
    return None
