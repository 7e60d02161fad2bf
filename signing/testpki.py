"""A throw-away PKI with its services on loopback: for the demonstration and the tests, nothing else.

Root, issuing CA, a certificate for each person and seal, a time-stamp service, OCSP and CRL. Every
subject and every paper made with it says that it has no legal effect.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from asn1crypto import pem

from signing.errors import SealingError
from signing.testpki_config import NAME, ROOT, Generation, describe
from signing.testpki_keys import KeyKind, Trusting, write

__all__ = ["DemoMissing", "KeyKind", "TrialPki", "generations", "running"]


class DemoMissing(SealingError):
    """The optional test PKI is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPki:
    """Where the test keys are, and where the services listen while the PKI runs.

    `keys` maps each given holder to a PEM certificate file (with chain) and a key file.
    """

    folder: Path
    root: Path
    keys: Mapping[str, tuple[Path, Path]] = field(repr=False)
    tsa_url: str


@contextmanager
def running(
    folder: Path,
    *,
    persons: Sequence[str],
    seals: Sequence[str],
    revoked: Sequence[str] = (),
    keys: Mapping[str, KeyKind] | None = None,
    services: KeyKind = "rsa-2048",
    pss: bool = False,
    years: int = 3,
    now: datetime | None = None,
) -> Iterator[TrialPki]:
    """Make the PKI's files in `folder` and serve OCSP, CRLs and time-stamps until the block ends.

    `revoked` are holders whose certificate was revoked an hour ago; `keys` gives some holders
    another kind of key than RSA-2048, `services` the root, the issuer, the time-stamp service and
    OCSP; with `pss` all that these sign is RSASSA-PSS. Holders' certificates last `years`.
    Raises `DemoMissing`.
    """
    with generations(
        folder,
        [now or datetime.now(UTC)],
        persons=persons,
        seals=seals,
        revoked=revoked,
        keys=keys,
        services=services,
        pss=pss,
        years=years,
    ) as (only,):
        yield only


@contextmanager
def generations(
    folder: Path,
    moments: Sequence[datetime],
    *,
    persons: Sequence[str],
    seals: Sequence[str],
    revoked: Sequence[str] = (),
    keys: Mapping[str, KeyKind] | None = None,
    services: KeyKind = "rsa-2048",
    pss: bool = False,
    years: int = 3,
) -> Iterator[tuple[TrialPki, ...]]:
    """Run as `running` does, with one root and, from each of `moments`, a new issuer, services and holders.

    All of them answer as long as the block lasts, with the time that this process then has.
    """
    try:
        from certomancer import crypto_utils
        from certomancer.integrations.animator import Animator, AnimatorArchStore
        from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
    except ImportError as err:
        raise DemoMissing(
            "De proef-PKI is niet meegeïnstalleerd.",
            hint='Installeer opnieuw met de proef erbij, in de map van het programma: pipx install --force ".[demo]".',
        ) from err

    names = [*persons, *seals]
    all_of_them = [
        _generation(moment.replace(microsecond=0), names, revoked, several=len(moments) > 1)
        for moment in moments
    ]
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {ROOT: services}
    for one in all_of_them:
        kinds |= {entity: (keys or {}).get(one.holders[entity], "rsa-2048") for entity in one.holders}
        kinds |= {entity: services for entity in one.entities if entity not in one.holders}
    write(folder, kinds)
    if not isinstance(crypto_utils.CRYPTO_BACKEND, Trusting):
        trusting: Any = Trusting(crypto_utils.CRYPTO_BACKEND)
        crypto_utils.CRYPTO_BACKEND = trusting
    with make_server("127.0.0.1", 0, _not_found, WSGIServer, _Quiet) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        config = CertomancerConfig(
            describe(all_of_them, years=years, pss=pss), key_search_dir=str(folder), external_url_prefix=url
        )
        label = ArchLabel(NAME)
        architecture = config.get_pki_arch(label)
        server.set_app(Animator(AnimatorArchStore({label: architecture}), with_web_ui=False))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def certificate(entity: str) -> bytes:
            return pem.armor("CERTIFICATE", architecture.get_cert(CertLabel(entity)).dump())  # type: ignore[no-any-return]

        try:
            root = folder / "proef-wortel.pem"
            root.write_bytes(certificate(ROOT))
            for one in all_of_them:
                for entity in one.holders:
                    chain = certificate(entity) + certificate(one.issuer)
                    (folder / f"{entity}.cert.pem").write_bytes(chain)
            yield tuple(
                TrialPki(
                    folder=folder,
                    root=root,
                    keys={
                        name: (folder / f"{entity}.cert.pem", folder / f"{entity}.key.pem")
                        for entity, name in one.holders.items()
                    },
                    tsa_url=f"{url}/{NAME}/tsa/{one.stamps}",
                )
                for one in all_of_them
            )
        finally:
            server.shutdown()
            thread.join()


def _generation(
    since: datetime, names: Sequence[str], revoked: Sequence[str], *, several: bool
) -> Generation:
    mark = f"-{since.year}" if several else ""
    holders = {f"houder-{number}{mark}": name for number, name in enumerate(names, start=1)}
    return Generation(
        since=since,
        holders=holders,
        revoked=frozenset(entity for entity, name in holders.items() if name in revoked),
        mark=mark,
    )


class _Quiet(WSGIRequestHandler):
    """Serves without writing a line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def _not_found(_environ: dict[str, Any], start_response: Any) -> list[bytes]:  # noqa: ANN401 - WSGI
    start_response("404 Not Found", [])
    return []
