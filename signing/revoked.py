"""Whether a certificate is revoked, asked of its issuer's services now: before a PIN, not after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from asn1crypto import ocsp, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    InsufficientRevinfoError,
    OCSPValidationError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)

from signing.errors import SealingError

Answer = Literal["goed", "ingetrokken", "onbekend"]
_NO_CHAIN = "het valt niet onder een wortel die u vertrouwt, of een schakel van de keten ontbreekt"
_NOT_SOUND = "de keten van het certificaat is niet in orde of niet te lezen"
_NO_ANSWER = "de statusdienst van de uitgever gaf geen bruikbaar antwoord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """The answer, by which service, since when it is revoked, or in Dutch why there is no answer."""

    answer: Answer
    service: str = ""
    since: datetime | None = None
    why: str = ""


def ask(certificate: x509.Certificate, context: Callable[[], ValidationContext]) -> Revocation:
    """Ask the issuer's OCSP service, else its CRL; `context` makes the roots, chain and fetchers to do it with.

    Never raises for what services and chains do: that is an answer «onbekend».
    """
    return asyncio.run(_ask(certificate, context))


async def _ask(certificate: x509.Certificate, make: Callable[[], ValidationContext]) -> Revocation:
    context = make()
    try:
        await CertificateValidator(certificate, validation_context=context).async_validate_path()
    except RevokedError as err:
        return _revoked(err, certificate, context)
    except PathBuildingError:
        return Revocation(answer="onbekend", why=_NO_CHAIN)
    except (InsufficientRevinfoError, CRLValidationError, OCSPValidationError):
        return Revocation(answer="onbekend", why=_NO_ANSWER)
    except _BAD_CHAIN:
        return Revocation(answer="onbekend", why=_NOT_SOUND)
    else:
        return Revocation(answer="goed", service=_service(certificate, context))
    finally:
        await context.aclose()


_BAD_CHAIN = (
    PathError, ValidationError, SealingError, OSError, TimeoutError, ValueError, KeyError, TypeError,
)  # fmt: skip


def _revoked(err: RevokedError, certificate: x509.Certificate, context: ValidationContext) -> Revocation:
    if not err.is_ee_cert:
        return Revocation(
            answer="ingetrokken",
            since=err.revocation_dt,
            why="het certificaat van de uitgever is ingetrokken",
        )
    return Revocation(answer="ingetrokken", since=err.revocation_dt, service=_service(certificate, context))


def _service(certificate: x509.Certificate, context: ValidationContext) -> str:
    """Name the host whose answer is about this certificate: OCSP, which is asked first, else the list."""
    number = certificate.serial_number
    if any(number in _numbers(answer) for answer in context.ocsps):
        places = certificate.ocsp_urls
    else:
        places = [url for point in certificate.crl_distribution_points for url in [point.url] if url]
    return (urlsplit(places[0]).hostname or "") if places else ""


def _numbers(answer: ocsp.OCSPResponse) -> set[int]:
    return {one["cert_id"]["serial_number"].native for one in answer.response_data["responses"]}
