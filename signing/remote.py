"""A key at a signing service (Cloud Signature Consortium API 1.0.4): one authorisation for all that waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from asn1crypto import x509
from pyhanko.sign.signers import Signer

from signing import regular
from signing.asking import asked
from signing.csc import Service
from signing.csc_answers import Credential
from signing.csc_channel import Channel, base_of
from signing.errors import KeyFailed
from signing.keys import AskSecret, Key, load_certificates
from signing.remote_signer import Authorisation, Holder, RemoteSigner, algorithm_for, require_authorisation

_LONGEST_TOKEN = 20_000  # most are signed JSON of some hundreds of bytes


@dataclass(slots=True)
class _Known:
    """What is asked once: the access token, and what the service says of the key."""

    token: str = field(default="", repr=False)
    credential: Credential | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteSource:
    """A key that a signing service keeps, reached over its CSC interface.

    `url` ends with the interface's version (`https://dienst.example/csc/v1`); https, or http on loopback.
    `credential` is the service's name for the key; empty: the only one that the access token opens.
    `access` is a file with the access token (OAuth bearer) of the service; None: it is asked, once.
    `authorisation` is what the holder authorises a batch with; `ask` asks for each secret.
    `chain` are files with certificates between holder and root, for a service that does not send them.
    `pss`: sign with RSASSA-PSS. `timeout` is in seconds for one request, `attempts` how often a request is
    tried that may be repeated; `proxy` is the address of an HTTP proxy, empty for none; `tls_roots` are
    files with roots for TLS, besides the system's.
    """

    url: str
    ask: AskSecret = field(repr=False)
    credential: str = ""
    access: Path | None = None
    authorisation: Authorisation = "pin"
    chain: tuple[Path, ...] = ()
    pss: bool = False
    timeout: float = 20
    attempts: int = 3
    proxy: str = ""
    tls_roots: tuple[Path, ...] = ()
    _known: _Known = field(default_factory=_Known, init=False, repr=False, compare=False)

    def certificate(self) -> x509.Certificate | None:
        """Give the certificate that the service names, before any PIN or code.

        Raises `KeyFailed`, also for a key that cannot be signed with, and `ServiceFailed`.
        """
        return self._open()[1].certificate

    def issuers(self) -> list[x509.Certificate]:
        """Give the certificates between holder and root, the service's and ours. Raises as `certificate`."""
        _, credential = self._open()
        return [*credential.chain, *(one for path in self.chain for one in load_certificates(path))]

    def unlock(self) -> Key:
        """Give the key; asks for the PIN, if there is one. Raises `KeyFailed`, `ServiceFailed`."""
        service, credential = self._open()
        chain = self.issuers()
        holder = Holder(self.ask, self.authorisation)
        holder.pin(service.host)

        def batch(count: int) -> Signer:
            return RemoteSigner(count, service, credential, chain, holder, pss=self.pss)

        return Key(signer=batch(1), certificate=credential.certificate, batch=batch)

    def _open(self) -> tuple[Service, Credential]:
        """Give the service and the key, asked for the first time; the access token may have to be asked too."""
        service = self._service()
        if self._known.credential is None:
            self._known.credential = asyncio.run(self._find(service))
        return service, self._known.credential

    def _service(self) -> Service:
        url = base_of(self.url)
        if not self._known.token:
            self._known.token = _read_token(self.access) if self.access else _ask_token(self.ask, url)
        return Service(
            channel=Channel(
                url=url,
                token=self._known.token,
                timeout=self.timeout,
                attempts=self.attempts,
                proxy=self.proxy,
                tls_roots=self.tls_roots,
            )
        )

    async def _find(self, service: Service) -> Credential:
        found = await service.credential(self.credential or await service.only_credential())
        require_authorisation(found, self.authorisation, service.host)
        algorithm_for(found, pss=self.pss, host=service.host)
        return found


def _read_token(path: Path) -> str:
    problem, data = "", b""
    try:
        data = regular.read(path, limit=_LONGEST_TOKEN)
    except OSError as err:
        problem = err.strerror or type(err).__name__
    except ValueError:
        problem = "zo kan een bestand niet heten"
    if problem:
        raise KeyFailed(
            f"{path}: de toegangscode kan niet worden gelezen ({problem}).",
            hint="Klopt toegang_bestand in delegatie.toml, en mag u het bestand lezen?",
        )
    token = data.split(b"\n", 1)[0].strip().decode("latin-1")
    if not _is_token(token):
        raise KeyFailed(
            f"{path}: op de eerste regel staat geen toegangscode.",
            hint="Zet er alleen de code die de dienst u gaf, zonder spaties en zonder «Bearer» ervoor.",
        )
    return token


def _ask_token(ask: AskSecret, url: str) -> str:
    token = asked(ask, f"Toegangscode voor {urlsplit(url).hostname}").strip()
    if not _is_token(token):
        raise KeyFailed(
            "Dit is geen toegangscode: zij bestaat uit letters, cijfers en leestekens, zonder spaties.",
            hint="Geef de code die de dienst u gaf, zonder «Bearer» ervoor.",
        )
    return token


def _is_token(text: str) -> bool:
    return 0 < len(text) < _LONGEST_TOKEN and text.isascii() and text.isprintable() and " " not in text
