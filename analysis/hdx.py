"""HDX: from a dataset's name to a file of it, with its licence and the day it was last changed.

HDX answers a file's address with a signed one of its storage, which expires: the address kept is
the one that was asked. A copy may lag behind its provider, so its age is told with it.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd

from analysis.web import Client, Download, FetchError, NothingThereError

SITE = "https://data.humdata.org"
STALE_DAYS = 100
NAMES = {  # where HDX has OCHA's name of a country and we another
    "BOL": "bolivia-plurinational-state-of",
    "COD": "democratic-republic-of-the-congo",
    "COG": "congo",
    "CPV": "cabo-verde",
    "IRN": "iran-islamic-republic-of",
    "LAO": "lao-people-s-democratic-republic",
    "MDA": "republic-of-moldova",
    "MMR": "myanmar",
    "PSE": "state-of-palestine",
    "RUS": "russian-federation",
    "SYR": "syrian-arab-republic",
    "TZA": "united-republic-of-tanzania",
    "VEN": "venezuela-bolivarian-republic-of",
    "VNM": "viet-nam",
}
DIGESTS = {32: "md5", 64: "sha256"}  # by length; HDX does not say which it gives


@dataclass(frozen=True)
class Resource:
    """A file of a dataset as HDX lists it."""

    dataset: str
    title: str
    name: str
    url: str
    last_modified: str | None
    digest: str | None
    licence: str | None

    @property
    def file_name(self) -> str:
        """Name of the file in its address."""
        return unquote(urlsplit(self.url).path.rpartition("/")[2])


def name_country(iso3: str, name: str) -> str:
    """Country as the names of HDX's datasets have it: ``burkina-faso``, ``cote-d-ivoire``."""
    plain = unicodedata.normalize("NFKD", name).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return NAMES.get(iso3) or re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def find_resource(client: Client, dataset: str, pattern: str, file_format: str) -> Resource:
    """Newest file of a dataset in a format, whose name or file name a pattern finds."""
    return find_resources(client, dataset, pattern, file_format)[0]


def find_resources(client: Client, dataset: str, pattern: str, file_format: str) -> list[Resource]:
    """All files of a dataset in a format that a pattern finds, newest first; none at all raises."""
    package = read_package(client, dataset)
    listed = [
        _to_resource(package, dataset, given)
        for given in package["resources"]
        if str(given.get("format", "")).lower() == file_format.lower()
    ]
    wanted = re.compile(pattern, re.IGNORECASE)
    found = [r for r in listed if wanted.search(r.name) or wanted.search(r.file_name)]
    if not found:
        raise NothingThereError(
            f"HDX dataset {dataset}: has no {file_format} file like {pattern} among {len(listed)}"
        )
    return sorted(found, key=lambda r: r.last_modified or "", reverse=True)


def read_package(client: Client, dataset: str) -> dict[str, Any]:
    """Whole entry of a dataset in HDX's catalogue."""
    try:
        answer = client.get_json(f"{SITE}/api/3/action/package_show", params={"id": dataset})
    except FetchError as error:
        if error.status == 404:
            raise NothingThereError(f"HDX has no dataset {dataset}", status=404) from None
        raise
    package = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise FetchError(f"HDX dataset {dataset}: its entry lists no files")
    return package


def download(
    client: Client,
    resource: Resource,
    day: str,
    *,
    name: str | None = None,
    stale_days: int = STALE_DAYS,
) -> Download:
    """Download a file, whole and with the checksum that HDX lists, if it lists one.

    ``day`` is that of the download; a copy older than ``stale_days`` by then says so.
    """
    kind = DIGESTS.get(len(resource.digest or ""))
    path = client.get_file(
        resource.url,
        name or resource.file_name,
        sha256=resource.digest if kind == "sha256" else None,
        md5=resource.digest if kind == "md5" else None,
    )
    return Download(
        path=path,
        url=resource.url,
        title=f"{resource.title}: {resource.name}",
        date_published=resource.last_modified,
        licence=resource.licence,
        known_gaps=tell_age(resource, day, stale_days),
    )


def tell_age(resource: Resource, day: str, stale_days: int = STALE_DAYS) -> str | None:
    """Sentence on the age of a copy that is older than it should be; none for a fresh one."""
    if resource.last_modified is None:
        return "HDX does not say when its copy was last changed."
    age = (pd.Timestamp(day) - pd.Timestamp(resource.last_modified)).days
    if age <= stale_days:
        return None
    return f"HDX's copy was last changed on {resource.last_modified}, {age} days before it was downloaded."


def _to_resource(package: dict[str, Any], dataset: str, given: dict[str, Any]) -> Resource:
    at_hdx = [u for u in (given.get("download_url"), given.get("url")) if str(u).startswith(SITE)]
    digest = str(given.get("hash") or "").strip().lower()
    return Resource(
        dataset=dataset,
        title=str(package.get("title") or dataset),
        name=str(given.get("name") or ""),
        url=str(at_hdx[0] if at_hdx else given.get("url") or ""),
        last_modified=str(given.get("last_modified") or "")[:10] or None,
        digest=digest if re.fullmatch("[0-9a-f]+", digest) else None,
        licence=_read_licence(package),
    )


def _read_licence(package: dict[str, Any]) -> str | None:
    """Name of a licence; where it is *other*, with the words that HDX gives for it."""
    name = package.get("license_title") or package.get("license_id")
    words = " ".join(str(package.get("license_other") or "").split())[:300]
    return ": ".join(str(part) for part in (name, words) if part) or None
