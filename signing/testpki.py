"""A throw-away PKI with its services on loopback: for the demonstration and the tests, nothing else.

Root, issuing CA, a certificate for each person and seal, a time-stamp service, OCSP and CRL. Every
subject and every paper made with it says that it has no legal effect.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from asn1crypto import pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.errors import SealingError
from signing.plan import TEST_MARK

KeyKind = Literal["rsa-2048", "rsa-3072", "rsa-4096", "p-256", "p-384"]
_CURVES: Mapping[str, ec.EllipticCurve] = {"p-256": ec.SECP256R1(), "p-384": ec.SECP384R1()}
_ORGANISATION = f"delegatie {TEST_MARK}"


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
    try:
        from certomancer.integrations.animator import Animator, AnimatorArchStore
        from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
    except ImportError as err:
        raise DemoMissing(
            "De proef-PKI is niet meegeïnstalleerd.",
            hint='Installeer opnieuw met de proef erbij, in de map van het programma: pipx install --force ".[demo]".',
        ) from err

    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    holders = {f"houder-{n}": name for n, name in enumerate([*persons, *seals], start=1)}
    folder.mkdir(parents=True, exist_ok=True)
    entities = ["root", "uitgever", "tijdstempel", "ocsp", *holders]
    kinds = {entity: (keys or {}).get(name, "rsa-2048") for entity, name in holders.items()}
    _write_keys(folder, {entity: kinds.get(entity, services) for entity in entities})
    with make_server("127.0.0.1", 0, _not_found, WSGIServer, _Quiet) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        described = _config(
            holders, {entity for entity, name in holders.items() if name in revoked}, moment, years
        )
        config = CertomancerConfig(
            _with_pss(described) if pss else described,
            key_search_dir=str(folder),
            external_url_prefix=url,
        )
        label = ArchLabel("proef")
        architecture = config.get_pki_arch(label)
        server.set_app(Animator(AnimatorArchStore({label: architecture}), with_web_ui=False))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            certificates = {entity: architecture.get_cert(CertLabel(entity)).dump() for entity in entities}
            root = folder / "proef-wortel.pem"
            root.write_bytes(pem.armor("CERTIFICATE", certificates["root"]))
            opened = {}
            for entity, name in holders.items():
                path = folder / f"{entity}.cert.pem"
                path.write_bytes(
                    pem.armor("CERTIFICATE", certificates[entity])
                    + pem.armor("CERTIFICATE", certificates["uitgever"])
                )
                opened[name] = (path, folder / f"{entity}.key.pem")
            yield TrialPki(folder=folder, root=root, keys=opened, tsa_url=f"{url}/proef/tsa/tijdstempel")
        finally:
            server.shutdown()
            thread.join()


class _Quiet(WSGIRequestHandler):
    """Serves without writing a line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def _not_found(_environ: dict[str, Any], start_response: Any) -> list[bytes]:  # noqa: ANN401 - WSGI
    start_response("404 Not Found", [])
    return []


def _write_keys(folder: Path, kinds: Mapping[str, KeyKind]) -> None:
    for name, kind in kinds.items():
        path = folder / f"{name}.key.pem"
        path.touch(mode=0o600)
        key = (
            rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("rsa-")))
            if kind.startswith("rsa-")
            else ec.generate_private_key(_CURVES[kind])
        )
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def _with_pss(config: dict[str, Any]) -> dict[str, Any]:
    """Let every certificate, status, list and time-stamp be signed with RSASSA-PSS."""
    pki = config["pki-architectures"]["proef"]
    served = pki["services"]
    for signed in (pki["certs"], served["ocsp"], served["crl-repo"], served["time-stamping"]):
        for description in signed.values():
            description["signature-algo"] = "rsassa_pss"
    return config


def _config(holders: Mapping[str, str], revoked: set[str], moment: datetime, years: int) -> dict[str, Any]:
    """Describe the PKI for certomancer (its configuration reference, «PKI architectures»)."""

    def until(years: int) -> dict[str, str]:
        return {
            "valid-from": (moment - timedelta(days=1)).isoformat(),
            "valid-to": (moment + timedelta(days=365 * years)).isoformat(),
        }

    def extension(
        name: str, value: object = None, *, critical: bool = False, smart: object = None
    ) -> dict[str, object]:
        given = {"value": value, "smart-value": smart}
        return {"id": name, "critical": critical} | {k: v for k, v in given.items() if v is not None}

    points = extension(
        "crl_distribution_points",
        smart={"schema": "crl-dist-url", "params": {"crl-repo-names": ["uitgever"]}},
    )
    access = extension(
        "authority_information_access",
        smart={"schema": "aia-urls", "params": {"ocsp-responder-names": ["ocsp"]}},
    )
    holder_specs = {
        entity: {
            "subject": entity,
            "issuer": "uitgever",
            "validity": until(years),
            "extensions": [
                extension("key_usage", {"digital_signature", "non_repudiation"}, critical=True),
                points,
                access,
            ],
            **(
                {
                    "revocation": {
                        "revoked-since": (moment - timedelta(hours=1)).isoformat(),
                        "reason": "key_compromise",
                    }
                }
                if entity in revoked
                else {}
            ),
        }
        for entity in holders
    }
    return {
        "keysets": {
            "proef": {
                "keys": {
                    name: {"path": f"{name}.key.pem"}
                    for name in ("root", "uitgever", "tijdstempel", "ocsp", *holders)
                }
            }
        },
        "pki-architectures": {
            "proef": {
                "keyset": "proef",
                "entity-defaults": {"country-name": "NL", "organization-name": _ORGANISATION},
                "entities": {
                    "root": {"common-name": f"Proefwortel ({TEST_MARK})"},
                    "uitgever": {"common-name": f"Proefuitgever ({TEST_MARK})"},
                    "tijdstempel": {"common-name": f"Proeftijdstempeldienst ({TEST_MARK})"},
                    "ocsp": {"common-name": f"Proefstatusdienst ({TEST_MARK})"},
                    **{entity: {"common-name": name} for entity, name in holders.items()},
                },
                "certs": {
                    "root": {
                        "subject": "root",
                        "issuer": "root",
                        "validity": until(30),
                        "extensions": [
                            extension("basic_constraints", {"ca": True}, critical=True),
                            extension("key_usage", {"key_cert_sign", "crl_sign"}, critical=True),
                        ],
                    },
                    "uitgever": {
                        "subject": "uitgever",
                        "issuer": "root",
                        "validity": until(20),
                        "extensions": [
                            extension(
                                "basic_constraints", {"ca": True, "path_len_constraint": 0}, critical=True
                            ),
                            extension("key_usage", {"key_cert_sign", "crl_sign"}, critical=True),
                            extension(
                                "crl_distribution_points",
                                smart={"schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}},
                            ),
                        ],
                    },
                    "ocsp": {
                        "subject": "ocsp",
                        "issuer": "uitgever",
                        "validity": until(20),
                        "extensions": [
                            extension("key_usage", {"digital_signature"}, critical=True),
                            extension("extended_key_usage", ["ocsp_signing"]),
                            extension("ocsp_no_check"),
                        ],
                    },
                    "tijdstempel": {
                        "subject": "tijdstempel",
                        "issuer": "uitgever",
                        "validity": until(10),
                        "extensions": [
                            extension("key_usage", {"digital_signature"}, critical=True),
                            extension("extended_key_usage", ["time_stamping"], critical=True),
                            points,
                        ],
                    },
                    **holder_specs,
                },
                "services": {
                    "ocsp": {
                        "ocsp": {
                            "for-issuer": "uitgever",
                            "responder-cert": "ocsp",
                            "signing-key": "ocsp",
                        }
                    },
                    "crl-repo": {
                        "root": {
                            "for-issuer": "root",
                            "signing-key": "root",
                            "simulated-update-schedule": "P30D",
                        },
                        "uitgever": {
                            "for-issuer": "uitgever",
                            "signing-key": "uitgever",
                            "simulated-update-schedule": "P30D",
                        },
                    },
                    "cert-repo": {"uitgever": {"for-issuer": "uitgever", "publish-issued-certs": True}},
                    "time-stamping": {
                        "tijdstempel": {"signing-key": "tijdstempel", "signing-cert": "tijdstempel"}
                    },
                },
            }
        },
    }
