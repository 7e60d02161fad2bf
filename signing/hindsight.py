"""What was said later: that a certificate had been revoked by the time that counts.

The engine asks what held at a moment. A clean answer of that day satisfies it, and what an issuer said since it
never reads: rightly so, for a later «good» does not say what held then (docs/adr/0006). A later «revoked since» does.
So what names a certificate as revoked is held against it by itself, whoever else says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from asn1crypto import core, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy
from pyhanko_certvalidator.registry import TrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer
from pyhanko_certvalidator.revinfo.validate_crl import verify_crl
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

from signing.policy import BY_DATE, UNCHECKED

# Whoever is to be believed against a certificate need not hold at one moment: the answer, its signer and the
# certificate can each be of another year.
_ANY_TIME = timedelta(days=365 * 200)
_TICK = timedelta(seconds=1)  # a list counts what was revoked before a moment, not at it


async def revoked(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    said: tuple[Sequence[OCSPContainer], Sequence[CRLContainer]],
    anchors: TrustManager,
    *,
    by: datetime,
) -> datetime | None:
    """Give since when, at `by` or earlier, `certificate` or an issuer in its chain is revoked; None if nobody says so.

    `others` may be links of its chain. What is said counts if its issuer, under one of `anchors`, signed it.
    """
    ocsps, crls = said
    named = _named((certificate, *others), ocsps, crls)
    if not named:
        return None  # nearly always: no chain has to be built
    path = await _path(certificate, others, anchors, by)
    if path is None:
        return None  # that it is not known, was said already
    found = [
        since
        for link in path.iter_certs(include_root=False)
        if link.dump() in named
        for answers, lists in _alone(link, ocsps, crls)
        if (since := await _since(link, path, _context(others, answers, lists, anchors, by + _TICK)))
        is not None
    ]
    return min((since for since in found if since <= by), default=None)


def _named(
    certificates: Iterable[x509.Certificate], ocsps: Sequence[OCSPContainer], crls: Sequence[CRLContainer]
) -> set[bytes]:
    """Give those that anything said may name as revoked; what was said is looked through once for all."""
    numbers = {number for one in ocsps if (number := _revoked_number(one)) is not None}
    lists = [one.crl_data.dump() for one in crls]
    if not numbers and not lists:
        return set()
    return {
        link.dump() for link in certificates
        if link.serial_number in numbers or any(_written(link) in one for one in lists)
    }  # fmt: skip


def _names(said: OCSPContainer | CRLContainer, certificate: x509.Certificate) -> bool:
    """Whether it may say of `certificate` that it is revoked: a look at the number only, as a list can be long."""
    if isinstance(said, CRLContainer):
        return _written(certificate) in said.crl_data.dump()
    number: int = certificate.serial_number
    return _revoked_number(said) == number


def _written(certificate: x509.Certificate) -> bytes:
    number: bytes = core.Integer(certificate.serial_number).dump()
    return number


def _revoked_number(said: OCSPContainer) -> int | None:
    """Give the number of the certificate that an answer calls revoked, if it does."""
    single = said.extract_single_response()
    if single is None or single["cert_status"].name != "revoked":
        return None
    number: int = single["cert_id"]["serial_number"].native
    return number


def _alone(
    certificate: x509.Certificate, ocsps: Sequence[OCSPContainer], crls: Sequence[CRLContainer]
) -> Iterator[tuple[list[OCSPContainer], list[CRLContainer]]]:
    """Give each that names the certificate by itself: beside it, a clean one would be believed first."""
    changes = [one for one in crls if one.crl_data.delta_crl_indicator_value is not None]
    yield from (([one], []) for one in ocsps if _names(one, certificate))
    named = any(_names(one, certificate) for one in changes)
    yield from (
        ([], [one, *changes]) for one in crls if one not in changes and (named or _names(one, certificate))
    )


async def _path(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], anchors: TrustManager, by: datetime
) -> ValidationPath | None:
    context = _context(others, [], [], anchors, by)
    try:
        return await CertificateValidator(certificate, validation_context=context).async_validate_path()
    except (PathError, ValidationError):
        return None


async def _since(link: x509.Certificate, path: ValidationPath, context: ValidationContext) -> datetime | None:
    """Ask of the certificate itself, whatever it names as its services: the user may have asked elsewhere."""
    ask = verify_ocsp_response if context.ocsps else verify_crl
    try:
        await ask(link, path, context)
    except RevokedError as err:
        since: datetime = err.revocation_dt
        return since
    except (PathError, ValidationError, OCSPValidationError, CRLValidationError):
        return None  # not said by whom it should be, or not of this certificate
    return None


def _context(
    others: Sequence[x509.Certificate],
    ocsps: list[OCSPContainer],
    crls: list[CRLContainer],
    anchors: TrustManager,
    at: datetime,
) -> ValidationContext:
    return ValidationContext(
        trust_manager=anchors,
        other_certs=list(others),
        ocsps=ocsps,
        crls=crls,
        allow_fetching=False,
        moment=at,
        time_tolerance=_ANY_TIME,
        revinfo_policy=CertRevTrustPolicy(UNCHECKED, retroactive_revinfo=True),
        algorithm_usage_policy=BY_DATE,
    )
