"""One request to a signing service: JSON over https, bounded, never redirected.

Whatever goes wrong, nothing that was sent is in what is raised: aiohttp's errors carry the request's
headers, so that they are never part of the chain of ours.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from signing.errors import ServiceFailed
from signing.network import meaning, proxy_of_environment
from signing.network import tls as tls_context

_MOST_BYTES = 1_000_000  # the longest answers are certificate chains, of some 10 kB
_PAUSE = 0.5  # seconds before a request is repeated; twice as long each next time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """Why there is no answer, as the end of a sentence; `unsent`: the request did not reach the service."""

    what: str
    hint: str = "Probeer het later opnieuw; klopt het adres in delegatie.toml?"
    again: bool = False
    unsent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service answered: its HTTP status and what its JSON holds (None when there is no JSON)."""

    status: int
    body: object = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the service did what was asked."""
        return self.status in (200, 204)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The way to one service: where it is, what opens it, and how long to try."""

    url: str
    token: str = field(repr=False)
    timeout: float
    attempts: int
    proxy: str
    tls_roots: tuple[Path, ...]

    @property
    def host(self) -> str:
        """The name by which users know the service."""
        return urlsplit(self.url).hostname or self.url

    async def post(
        self, method: str, body: Mapping[str, object], *, repeat: bool = False, patience: float = 0
    ) -> Answer:
        """Send a request; `repeat` allows to send it again when it may have arrived.

        One that could not be sent at all is always repeated. Raises `ServiceFailed` when no answer came,
        or one that is too large, sent elsewhere or no JSON.
        """
        for attempt in range(max(1, self.attempts)):
            if attempt:
                await asyncio.sleep(_PAUSE * 2 ** (attempt - 1))
            found = await self._tried(method, body, max(patience, self.timeout))
            if not _is_worth_another(found, repeat=repeat):
                break
        if isinstance(found, Answer):
            return found
        raise ServiceFailed(f"De ondertekendienst {self.host} {found.what}.", hint=found.hint)

    async def _tried(self, method: str, body: Mapping[str, object], patience: float) -> Answer | _Trouble:
        proxy, tls = "", None
        if self.url.startswith("https:"):  # what is not, is on loopback: no proxy has to see it
            proxy, tls = self.proxy or proxy_of_environment(self.url), tls_context(self.tls_roots)
        try:
            status, data = await self._sent(method, body, proxy, tls, patience)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as err:
            what, again = meaning(err, patience=patience, proxy=proxy)
            return _Trouble(what=what, again=again, unsent=isinstance(err, aiohttp.ClientConnectorError))
        return self._read(method, status, data)

    async def _sent(
        self,
        method: str,
        body: Mapping[str, object],
        proxy: str,
        tls: ssl.SSLContext | None,
        patience: float,
    ) -> tuple[int, bytes]:
        """Give the status and at most one byte more than an answer may have."""
        async with (
            aiohttp.ClientSession(
                auto_decompress=False,  # a small answer could unfold without end
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=patience),
            ) as session,
            session.post(
                f"{self.url}/{method}",
                json=body,
                headers={"Authorization": f"Bearer {self.token}", "Accept-Encoding": "identity"},
                allow_redirects=False,  # PIN and token are for this service only
                proxy=proxy or None,
                ssl=True if tls is None else tls,
            ) as response,
        ):
            data = b""
            while len(data) <= _MOST_BYTES and (piece := await response.content.read(_MOST_BYTES)):
                data += piece
            return response.status, data

    def _read(self, method: str, status: int, data: bytes) -> Answer | _Trouble:
        if len(data) > _MOST_BYTES:
            return _Trouble(what=f"antwoordde op {method} meer dan kan")
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return _Trouble(
                what="verwijst naar een ander adres; daarheen gaat niets",
                hint="Vraag de dienst naar het juiste adres en zet dat in delegatie.toml.",
            )
        try:
            body: Any = json.loads(data.decode()) if data.strip() else None
        except (ValueError, RecursionError):
            if status < HTTPStatus.BAD_REQUEST:
                return _Trouble(
                    what=f"antwoordde op {method} iets wat geen JSON is",
                    hint="Klopt het adres in delegatie.toml? Het eindigt meestal op /csc/v1.",
                )
            body = None  # a page about the error: its status says enough
        return Answer(status=status, body=body)


def _is_worth_another(found: Answer | _Trouble, *, repeat: bool) -> bool:
    """Tell whether another attempt may help, and can do no harm."""
    if isinstance(found, Answer):
        return repeat and found.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return found.again and (repeat or found.unsent)


def base_of(url: str) -> str:
    """Give the address without a slash at its end. Raises `ServiceFailed` for one that no secret may go to."""
    try:
        parts = urlsplit(url)
        _port, host = parts.port, parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("https", "http"):
        raise ServiceFailed(
            "Het adres van de ondertekendienst is geen webadres.",
            hint="Geef een adres zoals https://dienst.example/csc/v1.",
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ServiceFailed(
            f"Het adres van de ondertekendienst {host} bevat meer dan een adres (een naam, wachtwoord of vraag).",
            hint="Geef alleen het adres; de toegang staat in een bestand (toegang_bestand) of wordt gevraagd.",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise ServiceFailed(
            f"De ondertekendienst {host} wordt alleen over https gebruikt: er gaan geheimen overheen.",
            hint="Laat het adres met https:// beginnen.",
        )
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
