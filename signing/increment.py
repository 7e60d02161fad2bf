"""One step = one incremental update: signature, validation data and nothing else.

The only module that drives pyHanko's signer. Three of its habits are overridden: it rewrites the
XMP packet in each update, it lifts the file to PDF 2.0 for elliptic curves (PDF/A-2 and PDF/UA-1
stand on 1.7), and it puts validation data in an update of their own, so that the last signature
would not cover the whole file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfTimeStamper,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    ExpiredError,
    OCSPValidationError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)

from signing.appearance import TypesetStamp, dutch_moment
from signing.errors import DocumentRefused, KeyFailed, SealingError, ServiceFailed
from signing.identity import holder
from signing.keys import Key
from signing.plan import ROLE_WORDS, TEST_MARK, Slot
from signing.policy import Trust, signing_context

_DSS = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)
_DSS_STAMP = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
_DIGEST = "sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a step needs from outside: a time-stamp service, and the roots under which all must fall."""

    timestamper: TimeStamper = field(repr=False)
    trust: Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document that is to be signed in the field of `slot`; `test` marks its stamp."""

    pdf: bytes = field(repr=False)
    slot: Slot
    test: bool


# What became of one document of a batch: its new bytes, or why not. One that fails never loses the others.
Outcome = bytes | SealingError


def single(outcomes: Sequence[Outcome]) -> bytes:
    """Give the bytes of the only document of a batch, or raise why there are none."""
    (outcome,) = outcomes
    if isinstance(outcome, SealingError):
        raise outcome
    return outcome


class _Increment(IncrementalPdfFileWriter):
    """An update that leaves the XMP packet and the document information as they are."""

    def _update_meta(self) -> None:
        """Write no metadata: the packet of revision 0 stays true and byte-identical."""


class _Signer(PdfSigner):
    """A signer that declares PAdES and keeps the file at PDF 1.7."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Declare nothing: revision 0 holds the ESIC extension, and ISO/TS 32002 would mean 2.0."""


def sign_fields(
    jobs: Sequence[Job], key: Key, services: Services, *, clock: Callable[[], datetime]
) -> list[Outcome]:
    """Append to each document a PAdES B-LT signature in its field, with its appearance.

    The documents are signed at the same time: revocation data and chains are fetched once, and a remote
    service authorises all at once. The issue seal certifies with DocMDP P=2.
    """
    context = signing_context(services.trust, key.signer.cert_registry)
    signer = key.for_batch(len(jobs))
    return _run([_sign(job, key, signer, services, context, at=clock()) for job in jobs], context)


def stamp_archives(pdfs: Sequence[bytes], field_name: str, services: Services) -> list[Outcome]:
    """Append to each validation data and an archive time-stamp in the reserve field `field_name` (B-LTA)."""
    known = {one.dump(): one for pdf in pdfs for one in _known_certificates(pdf)}
    context = signing_context(services.trust, known.values())
    return _run([_stamp(pdf, field_name, services, context) for pdf in pdfs], context)


async def _sign(
    job: Job, key: Key, raw: Signer, services: Services, context: ValidationContext, *, at: datetime
) -> bytes:
    slot = job.slot
    metadata = PdfSignatureMetadata(
        field_name=slot.field,
        md_algorithm=_DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=f"Ondertekening als {ROLE_WORDS.get(slot.role, slot.role)}"
        if slot.kind == "persoon"
        else "Waarmerking door de organisatie",
        certify=slot.kind == "uitgifte",
        # P=1 would make every later signature, and the archive's time-stamps, invalid in Acrobat.
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=True,
        validation_context=context,
        signer_key_usage=_key_usage(key.certificate),
        dss_settings=_DSS,
    )
    stamp = TypesetStamp(
        border_width=0,
        lines=_lines(slot, key, at),
        mark=TEST_MARK if job.test or TEST_MARK in key.certificate.issuer.human_friendly else "",
        at=at,
    )
    signer = _Signer(metadata, raw, timestamper=services.timestamper, stamp_style=stamp)
    writer = _Increment(BytesIO(job.pdf))
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at.replace(microsecond=0)
    status = await session.perform_presign_validation(writer)
    size = await session.estimate_signature_container_size(status)
    document = session.prepare_tbs_document(status, size)
    prepared, out = document.digest_tbs_document()
    finished = await document.perform_signature(
        prepared.document_digest, PdfCMSSignedAttributes(signing_time=session.system_time)
    )
    await finished.post_signature_processing(out)
    return _bytes(out)


async def _stamp(pdf: bytes, field_name: str, services: Services, context: ValidationContext) -> bytes:
    writer = _Increment(BytesIO(pdf))
    stamper = PdfTimeStamper(services.timestamper, field_name=field_name)
    out = await stamper.async_timestamp_pdf(writer, _DIGEST, context, dss_settings=_DSS_STAMP)
    return _bytes(out)


def _known_certificates(pdf: bytes) -> list[x509.Certificate]:
    """Give the certificates that the document carries: a time-stamp service need not send its chain."""
    try:
        return list(DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(pdf))).load_certs())
    except NoDSSFoundError:
        return []


def _bytes(out: object) -> bytes:
    if not isinstance(out, BytesIO):
        raise TypeError(type(out))
    return out.getvalue()


def _run(steps: Sequence[Coroutine[None, None, bytes]], context: ValidationContext) -> list[Outcome]:
    """Run the steps together and close their connections; each gives its bytes, or in Dutch why not."""

    async def one(step: Coroutine[None, None, bytes]) -> Outcome:
        try:
            return await step
        except SealingError as err:
            return err
        except _FORESEEN as err:
            return _problem(err)

    async def together() -> list[Outcome]:
        try:
            return list(await asyncio.gather(*map(one, steps)))
        finally:
            await context.aclose()

    return asyncio.run(together())


_CERTIFICATE = (SigningError, PathError, ValidationError, CRLValidationError, OCSPValidationError)
_DAMAGED = (PdfError, ValueError, KeyError)
_FORESEEN = (TimestampRequestError, *_CERTIFICATE, *_DAMAGED, OSError, TimeoutError)


def _problem(err: Exception) -> SealingError:
    found = _explained(err)
    found.__cause__ = err
    return found


def _explained(err: Exception) -> SealingError:
    if isinstance(err, TimestampRequestError):
        return ServiceFailed(
            "De tijdstempeldienst gaf geen bruikbaar antwoord, of was niet bereikbaar.",
            hint="Klopt het adres (--tsa)? Probeer het anders later opnieuw; dit document is niet gewijzigd.",
        )
    if isinstance(err, _CERTIFICATE):
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


def _certificate_problem(err: Exception) -> SealingError:
    chain: list[BaseException] = []
    cause: BaseException | None = err
    while cause is not None:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
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
    return KeyFailed(
        "Het certificaat, of dat van de tijdstempeldienst, kan niet worden gecontroleerd: "
        "of het is ingetrokken, is niet te achterhalen.",
        hint="Is de statusdienst (OCSP of CRL) van de uitgever bereikbaar, en klopt --vertrouw?",
    )


def _key_usage(certificate: x509.Certificate) -> set[str]:
    usage = certificate.key_usage_value
    names: set[str] = usage.native if usage else set()
    return {"non_repudiation"} if "non_repudiation" in names else {"digital_signature"}


def _lines(slot: Slot, key: Key, at: datetime) -> tuple[str, ...]:
    issuer = key.certificate.issuer.native.get("common_name", "onbekend")
    if slot.kind == "persoon":
        first = (f"Ondertekend door {holder(key.certificate)}", f"als {ROLE_WORDS.get(slot.role, slot.role)}")
    else:
        first = (f"Verzegeld door {holder(key.certificate)}", slot.label.split(" van ")[0].lower())
    return (*first, dutch_moment(at), f"PAdES B-LT · certificaat van {issuer}")
