"""Why a step could not be taken, in Dutch and by whose fault, from the errors of pyHanko and of the network."""

from __future__ import annotations

from collections.abc import Iterator

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    OCSPValidationError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)

from signing.errors import DocumentRefused, KeyFailed, SealingError, ServiceFailed

CERTIFICATE = (SigningError, PathError, ValidationError, CRLValidationError, OCSPValidationError)
_DAMAGED = (PdfError, ValueError, KeyError)
FORESEEN = (TimestampRequestError, *CERTIFICATE, *_DAMAGED, OSError, TimeoutError)


def problem(err: Exception) -> SealingError:
    """Say what `err`, one of the `FORESEEN`, means for who signs."""
    found = _explained(err)
    found.__cause__ = err
    return found


def nobody_answered(err: BaseException) -> bool:
    """Claim that `err` only says that nobody could tell whether a certificate was revoked."""
    chain = list(_chain(err))
    return any(isinstance(one, InsufficientRevinfoError) for one in chain) and not any(
        isinstance(one, RevokedError | ExpiredError | NotYetValidError | PathBuildingError) for one in chain
    )


def _explained(err: Exception) -> SealingError:
    if isinstance(err, TimestampRequestError):
        return ServiceFailed(
            "De tijdstempeldienst gaf geen bruikbaar antwoord, of was niet bereikbaar.",
            hint="Klopt het adres (--tsa)? Probeer het anders later opnieuw; dit document is niet gewijzigd.",
        )
    if isinstance(err, CERTIFICATE):
        return _certificate_problem(err)
    if isinstance(err, _DAMAGED):
        return DocumentRefused(
            "De PDF is beschadigd of zo gemaakt dat zij niet kan worden ondertekend.",
            hint="Dit document is niet gewijzigd. Zet het terug uit een kopie, of maak het dossier opnieuw.",
        )
    return ServiceFailed(
        "Een dienst op het netwerk was niet bereikbaar.",
        hint="Probeer het later opnieuw; dit document is niet gewijzigd.",
    )


def _chain(err: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = err
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _certificate_problem(err: Exception) -> SealingError:
    chain = list(_chain(err))
    if any(isinstance(e, RevokedError) for e in chain):
        return KeyFailed(
            "Het certificaat is ingetrokken; ermee ondertekenen heeft geen waarde.",
            hint="Vraag een nieuw certificaat aan bij de uitgever.",
        )
    if any(isinstance(e, ExpiredError) for e in chain):
        return KeyFailed("Het certificaat is verlopen.", hint="Vraag een nieuw certificaat aan.")
    if any(isinstance(e, PathBuildingError) for e in chain):
        return KeyFailed(
            "Het certificaat, of dat van de tijdstempeldienst, kan niet worden gecontroleerd: "
            "het valt niet onder een wortel die u vertrouwt.",
            hint="Geef met --vertrouw het wortelcertificaat van de uitgever en van de tijdstempeldienst.",
        )
    kind = ServiceFailed if nobody_answered(err) else KeyFailed
    return kind(
        "Het certificaat, of dat van de tijdstempeldienst, kan niet worden gecontroleerd: "
        "of het is ingetrokken, is niet te achterhalen.",
        hint="Is de statusdienst (OCSP of CRL) van de uitgever bereikbaar, en klopt --vertrouw?",
    )
