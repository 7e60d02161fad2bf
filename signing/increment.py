"""One step = one incremental update: signature, validation data and nothing else.

The only module that drives pyHanko's signer. Three of its habits are overridden: it rewrites the
XMP packet in each update, it lifts the file to PDF 2.0 for elliptic curves (PDF/A-2 and PDF/UA-1
stand on 1.7), and it puts validation data in an update of their own, so that the last signature
would not cover the whole file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfSigningSession,
    PdfTBSDocument,
    PdfTimeStamper,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import RevocationCheckingPolicy

from signing import failures, shortcuts
from signing.appearance import stamp_of
from signing.batch import Shared
from signing.connections import kept
from signing.errors import SealingError
from signing.gathering import attended
from signing.keys import Key
from signing.listed import TrustedLists
from signing.network import Network
from signing.once import Verdicts
from signing.plan import Slot
from signing.policy import REQUIRED, UNCHECKED, Trust, require_unrevoked, signing_context
from signing.report import Policy
from signing.revocation import Revocations
from signing.store import known_certificates, list_data_of_seal
from signing.timestamp import NoTimeStamp, OtherService, certificates_of

_DSS = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)
_DSS_STAMP = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
_DIGEST = "sha256"
shortcuts.take()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a step needs from outside: time-stamps, what is said of certificates, and the roots of it all.

    `policy` says what happens when nobody answers: the step fails, or the level that was reached is
    registered, to be lifted later. `lists` are EU trusted lists, where a person asked for them.
    `revocations` remembers what was asked, and `verdicts` what was found, for all documents of a run.
    """

    timestamper: TimeStamper = field(repr=False)
    trust: Trust
    policy: Policy = "vereist"
    lists: TrustedLists | None = field(default=None, repr=False)
    revocations: Revocations = field(default_factory=lambda: Revocations(Network()), repr=False)
    verdicts: Verdicts = field(default_factory=Verdicts, repr=False)

    def context(
        self, others: Iterable[x509.Certificate] = (), rule: RevocationCheckingPolicy = REQUIRED
    ) -> ValidationContext:
        """Make a context for one batch, which knows `others` beside the roots."""
        return signing_context(self.trust, others, revocations=self.revocations, rule=rule)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """One batch of documents; `raw` is the key's signer for as many signatures as they need."""

    key: Key
    raw: Signer
    services: Services
    context: ValidationContext
    shared: Shared = field(default_factory=Shared, repr=False)


class Increment(IncrementalPdfFileWriter):
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
    """Append to each document a PAdES signature in its field, with its appearance: B-LT, or what is registered.

    The documents are signed at the same time: revocation data and chains are fetched once, and a remote
    service authorises all at once. The issue seal certifies with DocMDP P=2.
    """
    context = services.context(key.signer.cert_registry)
    batch = _Batch(key=key, raw=key.for_batch(len(jobs)), services=services, context=context)
    steps = [_sign(job, batch, at=clock()) for job in jobs]
    return run([attended(batch.raw, step) for step in steps])


def stamp_archives(pdfs: Sequence[bytes], fields: Sequence[str], services: Services) -> list[Outcome]:
    """Append to each validation data and an archive time-stamp in its reserve field of `fields` (B-LTA)."""
    known = {one.dump(): one for pdf in pdfs for one in known_certificates(pdf)}
    context = services.context(known.values())
    steps = [stamp(pdf, name, services, context) for pdf, name in zip(pdfs, fields, strict=True)]
    return run(steps)


async def _sign(job: Job, batch: _Batch, *, at: datetime) -> bytes:
    """Sign one document; a key of this machine signs again if its time-stamp service fell away meanwhile.

    A remote key does not: what was authorised is one signature for each document of the batch.
    """
    registers, again = batch.services.policy == "registreer", batch.raw is batch.key.signer
    stamper: TimeStamper | None = batch.services.timestamper
    try:
        await batch.services.timestamper.async_dummy_response(_DIGEST)
    except NoTimeStamp:
        if not registers:
            raise
        stamper = None
    try:
        return await _signed(job, batch, stamper, at=at)
    except OtherService:
        if not again:
            raise
    except NoTimeStamp:
        if not (again and registers):
            raise
        stamper = None
    return await _signed(job, batch, stamper, at=at)


async def _signed(job: Job, batch: _Batch, stamper: TimeStamper | None, *, at: datetime) -> bytes:
    async with batch.shared.turn:
        document = await _prepared(job, batch, stamper, at=at)
        prepared, out = document.digest_tbs_document()
    finished = await document.perform_signature(
        prepared.document_digest, PdfCMSSignedAttributes(signing_time=at.replace(microsecond=0))
    )
    await finished.post_signature_processing(out)
    return _bytes(out)


async def _prepared(job: Job, batch: _Batch, stamper: TimeStamper | None, *, at: datetime) -> PdfTBSDocument:
    """Write all of the update but the signature itself."""
    services, key = batch.services, batch.key
    writer = Increment(BytesIO(job.pdf))
    session = _session(writer, job, batch, stamper, at=at)
    try:
        status, size = await batch.shared.status(session, writer, stamper)
    except failures.CERTIFICATE as err:
        if services.policy != "registreer" or not failures.nobody_answered(err):
            raise
        others = [*key.signer.cert_registry, *(stamper.cert_registry if stamper else ())]
        used = [key.certificate, *(certificates_of(stamper) if stamper else ())]
        await require_unrevoked(used, lambda rule: services.context(others, rule))
        unchecked = replace(batch, context=services.context(others, UNCHECKED), shared=Shared())
        writer = Increment(BytesIO(job.pdf))
        session = _session(writer, job, unchecked, stamper, at=at)
        status, size = await unchecked.shared.status(session, writer, stamper)
    return session.prepare_tbs_document(status, size)


def _session(
    writer: IncrementalPdfFileWriter, job: Job, batch: _Batch, stamper: TimeStamper | None, *, at: datetime
) -> PdfSigningSession:
    slot, certificate = job.slot, batch.key.certificate
    metadata = PdfSignatureMetadata(
        field_name=slot.field,
        md_algorithm=_DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=slot.reason,
        certify=slot.kind == "uitgifte",
        # P=1 would make every later signature, and the archive's time-stamps, invalid in Acrobat.
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=True,
        validation_context=batch.context,
        signer_key_usage=_key_usage(certificate),
        dss_settings=_DSS,
    )
    stamp = stamp_of(slot, certificate, at=at, test=job.test, sure=batch.services.policy == "vereist")
    signer = _Signer(metadata, batch.raw, timestamper=stamper, stamp_style=stamp)
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at.replace(microsecond=0)
    return session


async def stamp(
    pdf: bytes,
    field_name: str,
    services: Services,
    context: ValidationContext,
    *,
    paths: Sequence[ValidationPath] = (),
) -> bytes:
    """Append the validation data in `context`, of `paths` and of the service itself, and a time-stamp over them."""

    async def once() -> bytes:
        writer = Increment(BytesIO(pdf))
        list_data_of_seal(writer)
        stamper = PdfTimeStamper(services.timestamper, field_name=field_name)
        out = await stamper.async_timestamp_pdf(
            writer, _DIGEST, context, validation_paths=list(paths), dss_settings=_DSS_STAMP
        )
        return _bytes(out)

    try:
        return await once()
    except OtherService:
        return await once()


def _bytes(out: object) -> bytes:
    if not isinstance(out, BytesIO):
        raise TypeError(type(out))
    return out.getvalue()


def run(steps: Sequence[Coroutine[None, None, bytes]]) -> list[Outcome]:
    """Run the steps together; each gives its bytes, or in Dutch why not."""

    async def one(step: Coroutine[None, None, bytes]) -> Outcome:
        try:
            return await step
        except SealingError as err:
            return err
        except failures.FORESEEN as err:
            return failures.problem(err)

    async def together() -> list[Outcome]:
        async with kept():
            return list(await asyncio.gather(*map(one, steps)))

    return asyncio.run(together())


def _key_usage(certificate: x509.Certificate) -> set[str]:
    usage = certificate.key_usage_value
    names: set[str] = usage.native if usage else set()
    return {"non_repudiation"} if "non_repudiation" in names else {"digital_signature"}
