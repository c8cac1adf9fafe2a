"""Asking providers over the network: one client for all, and what it gives back.

The client waits and tries again where a server is busy or broken, resumes a download that was cut
off, and refuses what is no answer: a web page in place of data, a body shorter than announced, an
address of nobody in the list. Secrets are read from the environment and never written anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class FetchError(RuntimeError):
    """A provider gave no usable answer; told in one line, without secrets."""


class MissingSecretError(FetchError):
    """A secret that a provider needs is not in the environment; the variable is named."""


class NothingThereError(FetchError):
    """The provider answered well, but has nothing of what was asked: embargo, no rows, not yet."""


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


class Client:
    """Connection to the providers, with a scratch folder for what arrives."""

    def secret(self, name: str) -> str:
        """Secret from the environment; raises :class:`MissingSecretError` with the variable's name."""
        raise NotImplementedError

    def get_json(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Answer of an API, parsed; HTML, a cut body or another status than 200 raises."""
        raise NotImplementedError

    def get_text(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Text of a page, for an index that is HTML by nature."""
        raise NotImplementedError

    def post_form(self, url: str, form: Mapping[str, str]) -> Any:
        """Answer to a form, parsed; for tokens. Neither form nor answer is kept or logged."""
        raise NotImplementedError

    def exists(self, url: str) -> bool:
        """Whether there is something at an address (HEAD); 404 is no, a broken server raises."""
        raise NotImplementedError

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
        raise NotImplementedError

    def save_json(self, name: str, records: list[Any]) -> Path:
        """Write the records of a paged API, as received, to a JSON file in the scratch folder."""
        raise NotImplementedError
