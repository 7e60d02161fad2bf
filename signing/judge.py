"""The cryptographic judgement of one signature or time-stamp: pyHanko's AdES engine, in our words.

Offline: revocation data are those that the document carries (DSS). EN 319 102-1, 5.5 (with time)
for a signature that no archive time-stamp covers yet, 5.6 (long-term) for one that is covered.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from asn1crypto import crl, ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation.ades import (
    AdESWithTimeValidationResult,
    ades_lta_validation,
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import LocalKnowledge, PdfSignatureValidationSpec
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from signing.policy import Trust, verification_spec
from signing.report import Level, Problem

_CHANGED = Problem(
    code="gewijzigd",
    message="De ondertekende inhoud is na het ondertekenen gewijzigd, of de handtekening is beschadigd.",
)
# What the standard's sub-indications mean for a lawyer (EN 319 102-1, 5.1.3, table 6).
_WORDS: dict[AdESSubIndic, Problem] = {
    AdESFailure.HASH_FAILURE: _CHANGED,
    AdESFailure.SIG_CRYPTO_FAILURE: _CHANGED,
    AdESFailure.FORMAT_FAILURE: Problem(
        code="vorm", message="De handtekening heeft niet de vorm die de standaard voorschrijft."
    ),
    AdESFailure.REVOKED: Problem(
        code="ingetrokken", message="Het certificaat was al ingetrokken toen ermee werd ondertekend."
    ),
    AdESFailure.NOT_YET_VALID: Problem(
        code="nog-niet-geldig", message="Het certificaat was nog niet geldig toen ermee werd ondertekend."
    ),
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Problem(
        code="wortel-onbekend",
        message="Het certificaat valt niet onder een wortelcertificaat dat u vertrouwt.",
    ),
    AdESIndeterminate.EXPIRED: Problem(
        code="verlopen",
        message="Het certificaat is verlopen en niets bewijst dat het bij ondertekening nog gold.",
    ),
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Problem(
        code="verlopen",
        message="Het certificaat is verlopen en niets bewijst dat het bij ondertekening nog gold.",
    ),
    AdESIndeterminate.NO_POE: Problem(
        code="verlopen",
        message="Niets bewijst meer dat de handtekening bestond toen het certificaat nog gold.",
    ),
    AdESIndeterminate.REVOKED_NO_POE: Problem(
        code="ingetrokken-later",
        message="Het certificaat is ingetrokken en niets bewijst dat eerder is ondertekend.",
    ),
    AdESIndeterminate.TRY_LATER: Problem(
        code="status-onbekend",
        message="In het document ontbreken gegevens over intrekking van het certificaat.",
    ),
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Problem(
        code="verouderd", message="Het gebruikte algoritme geldt niet meer als betrouwbaar."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a document's signatures are judged with: its own validation data, given roots, one moment."""

    by_time: PdfSignatureValidationSpec = field(repr=False)
    by_archive: PdfSignatureValidationSpec = field(repr=False)
    timing: ValidationTimingInfo

    @classmethod
    def of(cls, reader: PdfFileReader, *, trust: Trust, at: datetime) -> Knowledge:
        """Gather what the document carries and what the caller trusts, for judging as of `at`."""
        embedded = _embedded(reader)

        def spec(*, archived: bool) -> PdfSignatureValidationSpec:
            made = verification_spec(trust, archived=archived)
            inner = replace(made.signature_validation_spec, local_knowledge=embedded)
            return replace(made, signature_validation_spec=inner)

        timing = ValidationTimingInfo(
            validation_time=at, best_signature_time=at, point_in_time_validation=True
        )
        return cls(by_time=spec(archived=False), by_archive=spec(archived=True), timing=timing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The outcome for one signature: level reached, proven time (UTC) and problems."""

    level: Level
    time: datetime | None
    problems: tuple[Problem, ...]


UNREADABLE = Problem(
    code="onleesbaar", message="De handtekening is beschadigd of zo gemaakt dat zij niet te beoordelen is."
)


def unjudged(emb: EmbeddedPdfSignature) -> Judged:
    """Say what can be said of a signature on which the engine broke: changed, or unreadable."""
    return Judged(level="", time=None, problems=(UNREADABLE if _digest_holds(emb) else _CHANGED,))


def _digest_holds(emb: EmbeddedPdfSignature) -> bool:
    """Compare the signed bytes with what the CMS says of them (RFC 5652, 11.2; RFC 3161, 2.4.2)."""
    try:
        if emb.sig_object_type == "/DocTimeStamp":
            imprint = emb.signed_data["encap_content_info"]["content"].parsed["message_imprint"]
            name = imprint["hash_algorithm"]["algorithm"].native
            return bool(imprint["hashed_message"].native == emb.compute_digest(name))
        said = next(a for a in emb.signer_info["signed_attrs"] if a["type"].native == "message_digest")
        return bool(said["values"][0].native == emb.compute_digest())
    except Exception:  # noqa: BLE001 - a stranger's CMS: what cannot be read does not hold
        return False


async def signature(emb: EmbeddedPdfSignature, knowledge: Knowledge, *, later_stamp: bool) -> Judged:
    """Judge a person's signature or a seal; `later_stamp`: an archive time-stamp covers it."""
    emb.compute_integrity_info()
    result: AdESWithTimeValidationResult
    if later_stamp:
        result = await ades_lta_validation(emb, knowledge.by_archive, knowledge.timing)
    else:
        result = await ades_with_time_validation(
            emb.signed_data,
            knowledge.by_time.signature_validation_spec,
            timing_info=knowledge.timing,
            raw_digest=emb.compute_digest(),
            extra_status_kwargs=emb.summarise_integrity_info(),
            status_cls=PdfSignatureStatus,
        )
    status = result.api_status
    problems = [*_changes(emb), *_told(result.ades_subindic)]
    if status is None or not (status.intact and status.valid):
        problems.append(_CHANGED)
    stamped = (
        status is not None and status.timestamp_validity is not None and status.timestamp_validity.trusted
    )
    if not stamped and not problems:
        problems.append(
            Problem(code="tijdstempel", message="De handtekening draagt geen geldig tijdstempel.")
        )
    time = result.best_signature_time.astimezone(UTC) if stamped else None
    return Judged(
        level=_level(passed=not problems, stamped=stamped, archived=later_stamp),
        time=time,
        problems=tuple(dict.fromkeys(problems)),
    )


async def timestamp(emb: EmbeddedPdfSignature, knowledge: Knowledge, *, outermost: bool) -> Judged:
    """Judge an archive time-stamp; an inner one is proven by those around it, so its trust may lapse."""
    emb.compute_integrity_info()
    result = await ades_timestamp_validation(
        emb.signed_data,
        knowledge.by_time.signature_validation_spec,
        emb.compute_digest,
        timing_info=knowledge.timing,
    )
    status = result.api_status
    told = _told(result.ades_subindic)
    if not outermost:
        told = [
            problem for problem in told if problem.code not in ("verlopen", "status-onbekend", "verouderd")
        ]
    problems = [*_changes(emb), *told]
    if status is None or not (status.intact and status.valid):
        problems.append(_CHANGED)
    time = status.timestamp.astimezone(UTC) if status is not None else None
    return Judged(level="", time=time, problems=tuple(dict.fromkeys(problems)))


def _changes(emb: EmbeddedPdfSignature) -> list[Problem]:
    """Say what is wrong with coverage and with the revisions after this signature."""
    if emb.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return [
            Problem(
                code="niet-gedekt",
                message="De handtekening dekt niet het hele document zoals het toen was.",
            )
        ]
    summary = emb.summarise_integrity_info()
    if not isinstance(summary["diff_result"], DiffResult) or not summary["docmdp_ok"]:
        return [
            Problem(
                code="wijziging-na-ondertekening",
                message="Na deze handtekening is iets veranderd dat niet mocht veranderen.",
            )
        ]
    return []


def _told(indication: AdESSubIndic) -> list[Problem]:
    if indication == AdESPassed.OK:
        return []
    unknown = Problem(
        code="niet-getoetst" if isinstance(indication, AdESIndeterminate) else "ongeldig",
        message=f"De handtekening is niet als geldig vastgesteld ({indication.standard_name}).",
    )
    return [_WORDS.get(indication, unknown)]


def _level(*, passed: bool, stamped: bool, archived: bool) -> Level:
    """Name the baseline level (EN 319 142-1): LT because all revocation data came from the document."""
    if not passed:
        return ""
    if not stamped:
        return "B-B"
    return "B-LTA" if archived else "B-LT"


def _embedded(reader: PdfFileReader) -> LocalKnowledge:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return LocalKnowledge()
    ocsps = [
        container
        for stream in store.ocsps
        for container in OCSPContainer.load_multi(ocsp.OCSPResponse.load(stream.get_object().data))
    ]
    crls = [
        CRLContainer(crl_data=crl.CertificateList.load(stream.get_object().data)) for stream in store.crls
    ]
    return LocalKnowledge(known_ocsps=ocsps, known_crls=crls, known_certs=list(store.load_certs()))
