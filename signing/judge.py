"""The cryptographic judgement of one signature or time-stamp: pyHanko's AdES engine, in our words.

Offline: revocation data are those that the document carries (DSS). A chain of archive time-stamps is
judged from the outside in: the last as of now, each inner one and the signatures before it as of the
moment of the next. So no signature needs certificates that outlive it (EN 319 102-1, 5.5 and 5.6).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation.ades import (
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import LocalKnowledge, SignatureValidationSpec
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer, RevinfoContainer

from signing.policy import NOTHING_BUT_FIELDS, Trust, verification_spec
from signing.report import Level, Problem

_CHANGED = Problem(
    code="gewijzigd",
    message="De ondertekende inhoud is na het ondertekenen gewijzigd, of de handtekening is beschadigd.",
)
_DRIFT = timedelta(seconds=2)  # between the clocks of services
_NO_LAPSE = timedelta(minutes=30)  # an answer that names no next update is good for this long
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
    """What a document's signatures are judged with: its own validation data, and the given roots."""

    trust: Trust
    certificates: tuple[x509.Certificate, ...] = field(repr=False)
    ocsps: tuple[OCSPContainer, ...] = field(repr=False)
    crls: tuple[CRLContainer, ...] = field(repr=False)

    @classmethod
    def of(cls, reader: PdfFileReader, *, trust: Trust) -> Knowledge:
        """Gather what the document carries (DSS) and what the caller trusts."""
        try:
            store = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            return cls(trust=trust, certificates=(), ocsps=(), crls=())
        return cls(
            trust=trust,
            certificates=tuple(store.load_certs()),
            ocsps=tuple(
                container
                for stream in store.ocsps
                for container in OCSPContainer.load_multi(ocsp.OCSPResponse.load(stream.get_object().data))
            ),
            crls=tuple(
                CRLContainer(crl_data=crl.CertificateList.load(stream.get_object().data))
                for stream in store.crls
            ),
        )

    def known(self, *, used: datetime, at: datetime) -> SignatureValidationSpec:
        """Give the rules for judging, as of `at`, a certificate that was used at `used`.

        Revocation data count if they were issued by then and had not lapsed when the certificate was
        used: whoever signs with a revoked key cannot bring an old clean answer along.
        """
        return verification_spec(
            self.trust,
            LocalKnowledge(
                known_certs=list(self.certificates),
                known_ocsps=[one for one in self.ocsps if _holds(one, _ocsp_lapses(one), used, at)],
                known_crls=[one for one in self.crls if _holds(one, _crl_lapses(one), used, at)],
            ),
        )


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


def stamped_at(emb: EmbeddedPdfSignature) -> datetime | None:
    """Read the time in an archive time-stamp, or in a signature's own; None if it has none."""
    token = (
        emb.signed_data
        if emb.sig_object_type == "/DocTimeStamp"
        else next(iter(extract_tst_data_iter(emb.signer_info, signed=False)), None)
    )
    if token is None:
        return None
    time: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return time


async def signature(
    emb: EmbeddedPdfSignature, knowledge: Knowledge, *, at: datetime, archived: bool
) -> Judged:
    """Judge a person's signature or a seal as of `at` (EN 319 102-1, 5.5).

    `archived`: an archive time-stamp covers it; `at` is then that time-stamp's moment.
    """
    emb.compute_integrity_info(diff_policy=NOTHING_BUT_FIELDS)
    result = await ades_with_time_validation(
        emb.signed_data,
        knowledge.known(used=stamped_at(emb) or at, at=at),
        timing_info=_timing(at),
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
        level=_level(passed=not problems, stamped=stamped, archived=archived),
        time=time,
        problems=tuple(dict.fromkeys(problems)),
    )


async def timestamp(emb: EmbeddedPdfSignature, knowledge: Knowledge, *, at: datetime) -> Judged:
    """Judge an archive time-stamp as of `at`: now for the last, else the moment of the one around it."""
    emb.compute_integrity_info(diff_policy=NOTHING_BUT_FIELDS)
    result = await ades_timestamp_validation(
        emb.signed_data,
        knowledge.known(used=stamped_at(emb) or at, at=at),
        emb.compute_digest,
        timing_info=_timing(at),
    )
    status = result.api_status
    problems = [*_changes(emb), *_told(result.ades_subindic)]
    if status is None or not (status.intact and status.valid):
        problems.append(_CHANGED)
    time = status.timestamp.astimezone(UTC) if status is not None else None
    return Judged(level="", time=time, problems=tuple(dict.fromkeys(problems)))


def _timing(at: datetime) -> ValidationTimingInfo:
    return ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=True)


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


def _holds(revocation: RevinfoContainer, lapses: datetime | None, used: datetime, at: datetime) -> bool:
    issued = revocation.issuance_date
    if issued is None:
        return False
    return issued <= at + _DRIFT and (lapses or issued + _NO_LAPSE) + _DRIFT >= used


def _crl_lapses(container: CRLContainer) -> datetime | None:
    lapses: datetime | None = container.crl_data["tbs_cert_list"]["next_update"].native
    return lapses


def _ocsp_lapses(container: OCSPContainer) -> datetime | None:
    single = container.extract_single_response()
    lapses: datetime | None = single["next_update"].native if single is not None else None
    return lapses
