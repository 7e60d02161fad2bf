"""What the throw-away PKI consists of, described for certomancer (its configuration reference, «PKI architectures»)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from signing.plan import TEST_MARK

NAME = "proef"
ROOT = "root"
_ORGANISATION = f"delegatie {TEST_MARK}"
_A_DAY, _A_YEAR = timedelta(days=1), timedelta(days=365)
_ROOT_YEARS, _ISSUER_YEARS, _STAMP_YEARS = 30, 20, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """An issuer under the root, with its services and the holders of its certificates, from `since` on.

    `mark` tells its entities from those of other generations; `holders` are names by entity.
    """

    since: datetime
    holders: Mapping[str, str] = field(repr=False)
    revoked: frozenset[str] = frozenset()
    mark: str = ""

    @property
    def issuer(self) -> str:
        """Name the entity that issues."""
        return f"uitgever{self.mark}"

    @property
    def stamps(self) -> str:
        """Name the time-stamp service."""
        return f"tijdstempel{self.mark}"

    @property
    def status(self) -> str:
        """Name the OCSP service."""
        return f"ocsp{self.mark}"

    @property
    def entities(self) -> tuple[str, ...]:
        """Give all that have a key."""
        return (self.issuer, self.stamps, self.status, *self.holders)


def describe(generations: Sequence[Generation], *, years: int, pss: bool) -> dict[str, Any]:
    """Describe one root and the generations under it; holders' certificates last `years`.

    With `pss` every certificate, status, list and time-stamp is signed with RSASSA-PSS.
    """
    first, last = generations[0].since, generations[-1].since
    architecture: dict[str, Any] = {
        "keyset": NAME,
        "entity-defaults": {"country-name": "NL", "organization-name": _ORGANISATION},
        "entities": {ROOT: {"common-name": f"Proefwortel ({TEST_MARK})"}},
        "certs": {
            ROOT: {
                "subject": ROOT,
                "issuer": ROOT,
                "validity": _validity(first, last + _ROOT_YEARS * _A_YEAR),
                "extensions": [
                    _extension("basic_constraints", {"ca": True}, critical=True),
                    _extension("key_usage", {"key_cert_sign", "crl_sign"}, critical=True),
                ],
            }
        },
        "services": {"ocsp": {}, "crl-repo": {ROOT: _list_of(ROOT)}, "cert-repo": {}, "time-stamping": {}},
    }
    for one in generations:
        architecture["entities"] |= _entities(one)
        architecture["certs"] |= _certificates(one, years)
        for kind, services in _services(one).items():
            architecture["services"][kind] |= services
    if pss:
        for kind in (architecture["certs"], *map(architecture["services"].get, _SIGNED)):
            for description in kind.values():
                description["signature-algo"] = "rsassa_pss"
    entities = (ROOT, *(entity for one in generations for entity in one.entities))
    return {
        "keysets": {NAME: {"keys": {entity: {"path": f"{entity}.key.pem"} for entity in entities}}},
        "pki-architectures": {NAME: architecture},
    }


_SIGNED = ("ocsp", "crl-repo", "time-stamping")


def _entities(one: Generation) -> dict[str, Any]:
    age = one.mark.replace("-", " ")
    return {
        one.issuer: {"common-name": f"Proefuitgever{age} ({TEST_MARK})"},
        one.stamps: {"common-name": f"Proeftijdstempeldienst{age} ({TEST_MARK})"},
        one.status: {"common-name": f"Proefstatusdienst{age} ({TEST_MARK})"},
        **{entity: {"common-name": name} for entity, name in one.holders.items()},
    }


def _certificates(one: Generation, years: int) -> dict[str, Any]:
    points = _extension(
        "crl_distribution_points",
        smart={"schema": "crl-dist-url", "params": {"crl-repo-names": [one.issuer]}},
    )
    access = _extension(
        "authority_information_access",
        smart={"schema": "aia-urls", "params": {"ocsp-responder-names": [one.status]}},
    )
    signs = _extension("key_usage", {"digital_signature"}, critical=True)
    return {
        one.issuer: {
            "subject": one.issuer,
            "issuer": ROOT,
            "validity": _from(one, _ISSUER_YEARS),
            "extensions": [
                _extension("basic_constraints", {"ca": True, "path_len_constraint": 0}, critical=True),
                _extension("key_usage", {"key_cert_sign", "crl_sign"}, critical=True),
                _extension(
                    "crl_distribution_points",
                    smart={"schema": "crl-dist-url", "params": {"crl-repo-names": [ROOT]}},
                ),
            ],
        },
        one.status: {
            "subject": one.status,
            "issuer": one.issuer,
            "validity": _from(one, _ISSUER_YEARS),
            "extensions": [
                signs,
                _extension("extended_key_usage", ["ocsp_signing"]),
                _extension("ocsp_no_check"),
            ],
        },
        one.stamps: {
            "subject": one.stamps,
            "issuer": one.issuer,
            "validity": _from(one, _STAMP_YEARS),
            "extensions": [
                signs,
                _extension("extended_key_usage", ["time_stamping"], critical=True),
                points,
            ],
        },
        **{
            entity: {
                "subject": entity,
                "issuer": one.issuer,
                "validity": _from(one, years),
                "extensions": [
                    _extension("key_usage", {"digital_signature", "non_repudiation"}, critical=True),
                    points,
                    access,
                ],
                **(_revoked(one) if entity in one.revoked else {}),
            }
            for entity in one.holders
        },
    }


def _services(one: Generation) -> dict[str, dict[str, Any]]:
    return {
        "ocsp": {
            one.status: {"for-issuer": one.issuer, "responder-cert": one.status, "signing-key": one.status}
        },
        "crl-repo": {one.issuer: _list_of(one.issuer)},
        "cert-repo": {one.issuer: {"for-issuer": one.issuer, "publish-issued-certs": True}},
        "time-stamping": {
            one.stamps: {
                "signing-key": one.stamps,
                "signing-cert": one.stamps,
                # a later one is a stranger to the papers: it brings its issuer along, as real services do
                **({"certs-to-embed": [one.issuer]} if one.mark else {}),
            }
        },
    }


def _list_of(issuer: str) -> dict[str, Any]:
    return {"for-issuer": issuer, "signing-key": issuer, "simulated-update-schedule": "P30D"}


def _revoked(one: Generation) -> dict[str, Any]:
    since = one.since - timedelta(hours=1)
    return {"revocation": {"revoked-since": since.isoformat(), "reason": "key_compromise"}}


def _from(one: Generation, years: int) -> dict[str, str]:
    return _validity(one.since, one.since + years * _A_YEAR)


def _validity(since: datetime, until: datetime) -> dict[str, str]:
    return {"valid-from": (since - _A_DAY).isoformat(), "valid-to": until.isoformat()}


def _extension(
    name: str, value: object = None, *, critical: bool = False, smart: object = None
) -> dict[str, object]:
    given = {"value": value, "smart-value": smart}
    return {"id": name, "critical": critical} | {k: v for k, v in given.items() if v is not None}
