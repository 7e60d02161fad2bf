"""The time-stamp service (RFC 3161) that signatures and archives rest on."""

from __future__ import annotations

from urllib.parse import urlsplit

from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper

from signing.errors import ServiceFailed

_PATIENCE = 20  # seconds for one request; pyHanko's own 5 is short for a service across the internet


def service(url: str) -> TimeStamper:
    """Reach the time-stamp service at `url`. Raises `ServiceFailed` for what is no web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ServiceFailed(
            f"«{url}» is geen adres van een tijdstempeldienst.",
            hint="Geef een adres dat begint met https://.",
        )
    return HTTPTimeStamper(url, timeout=_PATIENCE)
