"""How we go on the network: patience, attempts, proxy, TLS roots, and how much we take in.

Only this module, `connections` and `csc_channel` know the HTTP client.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import random
import ssl
from collections.abc import Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from signing.connections import session
from signing.errors import ServiceFailed

logger = logging.getLogger(__name__)
T = TypeVar("T")

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OK = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})  # worth another attempt
_REFUSED = {
    401: "wil een andere naam of een ander wachtwoord",
    403: "geeft u geen toegang",
    404: "kent dit adres niet",
    407: "is niet bereikbaar: de proxy vraagt om een wachtwoord",
}
# What an error of the client means, and whether another attempt may help; the first that fits counts,
# as many of these are also of a kind further down.
_FAILURES: tuple[tuple[type[Exception], str, bool], ...] = (
    (TimeoutError, "antwoordde niet binnen {patience:g} seconden", True),
    (
        aiohttp.ClientConnectorCertificateError,
        "heeft voor de verbinding een certificaat dat wij niet vertrouwen",
        False,
    ),
    (aiohttp.ClientSSLError, "kon geen beveiligde verbinding maken", False),
    (aiohttp.ClientProxyConnectionError, "is niet bereikbaar: de proxy {proxy} antwoordt niet", True),
    (aiohttp.ClientHttpProxyError, "is niet bereikbaar: de proxy {proxy} laat u niet door", False),
    (aiohttp.ClientConnectorDNSError, "is niet te vinden op het netwerk", True),
    (aiohttp.ServerDisconnectedError, "verbrak de verbinding halverwege", True),
    (aiohttp.ClientPayloadError, "verbrak de verbinding halverwege", True),
    (OSError, "is niet bereikbaar", True),
    (Exception, "gaf een antwoord dat niet te lezen is", True),
)


class NoAnswer(ServiceFailed):
    """A service gave no answer that can be used; `reason` ends the sentence that begins with its name."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            f"{host(url)} {reason}.", hint="Probeer het later opnieuw; dit document is niet gewijzigd."
        )
        self.url, self.reason = url, reason


class _Failed(Exception):
    """One attempt failed: why, whether another may help, and how long the service asks to wait."""

    def __init__(self, reason: str, *, again: bool, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.again, self.wait = reason, again, wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a service sent: the bytes, and what it says they are (lower case, without parameters)."""

    body: bytes = field(repr=False)
    content_type: str


class Login:
    """A name and a password for HTTP authentication; the password is asked once, and never shown."""

    def __init__(self, user: str, ask: Callable[[], str]) -> None:
        self.user = user
        self._ask = ask
        self._header = ""

    def __repr__(self) -> str:
        return f"Login({self.user!r})"

    def header(self) -> str:
        """Give the value of the `Authorization` header; asks for the password the first time."""
        if not self._header:
            pair = f"{self.user}:{self._ask()}"
            self._header = f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
        return self._header


class Once:
    """Work that several ask for at the same moment, by key, is done once; in whatever loop runs."""

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Task[Any]] = {}

    async def do(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Give the outcome of `work`, or of the same work that runs already."""
        task: asyncio.Task[T] | None = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(work())
            task.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(task)  # who stops waiting does not stop the work for the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How requests are made. `roots` are files with TLS roots, trusted besides those of the system.

    A request takes at most `patience` seconds and is tried `attempts` times, with a `pause` between that
    doubles; a service may ask for a longer one, up to `longest_pause`. Without a `proxy` the environment
    names it, or nobody does.
    """

    patience: float = 20.0
    attempts: int = 3
    pause: float = 0.5
    longest_pause: float = 10.0
    most_bytes: int = 20_000_000
    proxy: str = ""
    roots: tuple[Path, ...] = ()

    def check(self) -> None:
        """Read the TLS roots, before anything is asked over the network. Raises `ServiceFailed`."""
        tls(self.roots)

    async def get(self, url: str, *, accept: str) -> Answer:
        """Fetch `url`; follows a few redirections that keep the scheme. Raises `NoAnswer`."""
        for _ in range(_MOST_REDIRECTS + 1):
            answer, onward = await self._tried("GET", url, {"Accept": accept}, None)
            if answer is not None:
                return answer
            if urlsplit(onward).scheme != urlsplit(url).scheme:
                raise NoAnswer(url, "verwijst door naar een adres van een ander soort")
            url = onward
        raise NoAnswer(url, "blijft doorverwijzen")

    async def post(
        self, url: str, body: bytes, *, content_type: str, accept: str, login: Login | None = None
    ) -> Answer:
        """Send `body` to `url` and give the answer; follows no redirection. Raises `NoAnswer`."""
        headers = {"Accept": accept, "Content-Type": content_type}
        if login is not None:
            headers["Authorization"] = login.header()
        answer, onward = await self._tried("POST", url, headers, body)
        if answer is None:
            to = urlsplit(onward)
            raise NoAnswer(url, f"is verhuisd naar {to.scheme}://{host(onward)}{to.path}")
        return answer

    async def _tried(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer | None, str]:
        """Make the attempts; give the answer, or None and where the service points to."""
        require_address(url)
        pause = self.pause
        for attempt in range(1, self.attempts + 1):
            try:
                return await self._once(method, url, headers, body)
            except _Failed as err:
                logger.info("%s %s, attempt %d: %s", method, host(url), attempt, err.reason)
                if not err.again or attempt == self.attempts or err.wait > self.longest_pause:
                    raise NoAnswer(url, err.reason) from err
                # half of the pause is chance, so that all who were refused at once do not return at once
                wait = max(err.wait, pause * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
            await asyncio.sleep(wait)
            pause = min(pause * 2, self.longest_pause)
        raise NoAnswer(url, "is niet gevraagd")

    async def _once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer | None, str]:
        proxy = self.proxy or proxy_of_environment(url)
        try:
            async with (
                session(host(url), self.roots, tls(self.roots)) as client,
                client.request(
                    method,
                    url,
                    data=body,
                    timeout=aiohttp.ClientTimeout(total=self.patience),
                    # an answer that is packed could be small on the way and huge here
                    headers={**headers, "Accept-Encoding": "identity"},
                    proxy=proxy or None,
                    allow_redirects=False,
                ) as response,
            ):
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return None, _onward(url, response.headers["Location"])
                if response.status != _OK:
                    raise _refusal(response.status, response.headers.get("Retry-After", ""))
                return Answer(body=await self._read(response), content_type=response.content_type.lower()), ""
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as err:
            raise self._failure(err, proxy) from err

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_chunked(65536):
            body += chunk
            if len(body) > self.most_bytes:
                raise _Failed("stuurde een veel te groot antwoord", again=False)
        return bytes(body)

    def _failure(self, err: Exception, proxy: str) -> _Failed:
        reason, again = meaning(err, patience=self.patience, proxy=proxy)
        return _Failed(reason, again=again)


def meaning(err: Exception, *, patience: float, proxy: str) -> tuple[str, bool]:
    """Tell what an error of the client means, as the end of a sentence, and whether another attempt may help."""
    reason, again = next((reason, again) for kind, reason, again in _FAILURES if isinstance(err, kind))
    return reason.format(patience=patience, proxy=host(proxy)), again


def host(url: str) -> str:
    """Name the service at `url` in a message: without a path, a query or anything secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "het opgegeven adres"
    return f"{parts.hostname or 'het opgegeven adres'}{port}"


def require_address(url: str) -> None:
    """Raise `NoAnswer` unless `url` is a web address without a name or password in it."""
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fit = False
    if not fit or parts.username is not None or parts.password is not None:
        raise NoAnswer(url, "heeft geen webadres dat wij kunnen gebruiken")


def _onward(url: str, location: str) -> str:
    try:
        target = urljoin(url, location)
        urlsplit(target).port  # noqa: B018 - read to see whether it can be
    except ValueError as err:
        raise _Failed("verwijst door naar iets dat geen adres is", again=False) from err
    return target


def _refusal(status: int, retry_after: str) -> _Failed:
    reason = _REFUSED.get(status, f"antwoordde met foutcode {status}")
    return _Failed(reason, again=status in _BUSY, wait=_asked(retry_after) if status in _BUSY else 0.0)


def _asked(retry_after: str) -> float:
    """Read how many seconds `Retry-After` asks to wait (RFC 9110, 10.2.3); nonsense asks nothing."""
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return float(retry_after.strip()[:9])
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError):
        return 0.0
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else 0.0


def proxy_of_environment(url: str) -> str:
    """Give the proxy that HTTP_PROXY and the like name for `url`, heeding NO_PROXY; never for this machine."""
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK or proxy_bypass(parts.hostname or ""):
        return ""
    return getproxies().get(parts.scheme, "")


@cache
def tls(roots: tuple[Path, ...]) -> ssl.SSLContext:
    """Give what a server's certificate must fall under: the system's roots and these. Raises `ServiceFailed`."""
    context = ssl.create_default_context()
    for root in roots:
        try:
            context.load_verify_locations(cafile=root)
        except (OSError, ValueError) as err:  # ssl.SSLError is an OSError
            raise ServiceFailed(
                f"{root}: dit is geen bestand met wortelcertificaten (PEM) voor de verbinding.",
                hint="Vraag het wortelcertificaat aan wie uw netwerk beheert, als PEM-bestand.",
            ) from err
    return context
