"""Which hosts may be asked, and how an address is told without what is secret in it.

The list is that of the providers' documented services. A host outside it is never contacted, so
that neither a link in an answer nor a slip in a module sends a request, or a secret, elsewhere.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

HOSTS = frozenset(
    {
        "ucdp.uu.se",
        "ucdpapi.pcr.uu.se",
        "acleddata.com",
        "data.humdata.org",
        "hapi.humdata.org",
        "dtmapi.iom.int",
        "helix-tools-api.idmcdb.org",
        "api.unhcr.org",
        "data.unhcr.org",
        "api.hpc.tools",
        "api.ipcinfo.org",
        "www.geoboundaries.org",
        "data.fieldmaps.io",
    }
)
STORED_AT = {  # hosts that answer with a signed, expiring address of their storage
    "data.humdata.org": ".amazonaws.com",
    "helix-tools-api.idmcdb.org": ".amazonaws.com",
}
SECRET = re.compile(
    r"token|key|secret|passw|client_id|app_identifier|signature|credential|user|e-?mail|appname",
    re.IGNORECASE,
)


def read_host(url: str) -> str:
    """Host of an https address; empty for any other kind, a port or a name before the host."""
    parts = urlsplit(url)
    return parts.netloc.lower() if parts.scheme == "https" else ""


def is_provider(url: str) -> bool:
    """Whether an address is at one of the providers."""
    return read_host(url) in HOSTS


def may_lead(url: str, target: str) -> bool:
    """Whether an answer from one address may send us to another: same host, or its storage."""
    host, other = read_host(url), read_host(target)
    storage = STORED_AT.get(host)
    is_stored = storage is not None and re.fullmatch(r"[a-z0-9.-]+", other) is not None
    return other == host or (is_stored and other.endswith(str(storage)))


def hide_secrets(url: str) -> str:
    """Address without the parameters that name a person or open a door."""
    parts = urlsplit(url)
    held = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not SECRET.search(name)
    ]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(held, safe=":,|[]"), ""))


def name_address(url: str) -> str:
    """Host and path, by which messages name an address."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] + parts.path
