"""The cryptographic judgement of one signature or time-stamp: pyHanko's AdES engine, in our words.

Offline: revocation data are those that the document carries (DSS). A chain of archive time-stamps is
judged from the outside in: the last as of now, each inner one and the signatures before it as of the
moment of the next. So no signature needs certificates or algorithms that outlive it (EN 319 102-1, 5.5
and 5.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asn1crypto import crl, ocsp, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation.ades import (
    AdESBasicValidationResult,
    AdESWithTimeValidationResult,
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import LocalKnowledge, SignatureValidationSpec
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureCoverageLevel,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import RevocationCheckingPolicy
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer, RevinfoContainer

from signing.archive import ageing
from signing.changes import NOTHING_BUT_FIELDS
from signing.indications import AGED, CHANGED, UNSAID, told, told_of_timestamp, unsaid
from signing.policy import REQUIRED, UNCHECKED, Trust, verification_spec
from signing.report import LIFTABLE, Level, Problem

_UNSTAMPED = Problem(
    code="zonder-tijdstempel",
    message="De handtekening heeft nog geen tijdstempel: er is geen bewijs van wanneer zij is gezet.",
)
_DRIFT = timedelta(seconds=2)  # between the clocks of services
SKEW = timedelta(minutes=5)  # how far the clock of this machine may be behind theirs
_NO_LAPSE = timedelta(minutes=30)  # an answer that names no next update is good for this long


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

    def known(
        self, *, used: datetime, at: datetime, rule: RevocationCheckingPolicy = REQUIRED
    ) -> SignatureValidationSpec:
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
            rule,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The outcome for one signature: level reached, proven time (UTC) and problems.

    `at_latest`: the time is that of a time-stamp over the whole document, so it may have been earlier.
    """

    level: Level
    time: datetime | None
    problems: tuple[Problem, ...]
    at_latest: bool = False


UNREADABLE = Problem(
    code="onleesbaar", message="De handtekening is beschadigd of zo gemaakt dat zij niet te beoordelen is."
)


def unjudged(emb: EmbeddedPdfSignature) -> Judged:
    """Say what can be said of a signature on which the engine broke: changed, or unreadable."""
    return Judged(level="", time=None, problems=(UNREADABLE if _digest_holds(emb) else CHANGED,))


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
    if (stamp := _stamp(emb)) is None:
        return None
    time: datetime = stamp["gen_time"].native
    return time


def _stamp(emb: EmbeddedPdfSignature) -> tsp.TSTInfo | None:
    token = (
        emb.signed_data
        if emb.sig_object_type == "/DocTimeStamp"
        else next(iter(extract_tst_data_iter(emb.signer_info, signed=False)), None)
    )
    return None if token is None else token["encap_content_info"]["content"].parsed


def _imprint(emb: EmbeddedPdfSignature, at: datetime) -> list[Problem]:
    """Say when the hash function of a time-stamp's imprint has aged: the engine does not look at it."""
    stamp = _stamp(emb)
    if stamp is None:
        return []
    name = str(stamp["message_imprint"]["hash_algorithm"]["algorithm"].native)
    return [] if ageing.digest(name).holds(at) else [AGED]


async def signature(
    emb: EmbeddedPdfSignature, knowledge: Knowledge, *, at: datetime, archived: bool
) -> Judged:
    """Judge a person's signature or a seal as of `at` (EN 319 102-1, 5.5).

    `archived`: an archive time-stamp covers it; `at` is then that time-stamp's moment, and proves that the
    signature existed where it carries no time-stamp of its own (EN 319 142-1, B-T).
    """
    emb.compute_integrity_info(diff_policy=NOTHING_BUT_FIELDS)
    own = stamped_at(emb)

    async def engine(rule: RevocationCheckingPolicy) -> AdESWithTimeValidationResult:
        return await ades_with_time_validation(
            emb.signed_data,
            knowledge.known(used=own or at, at=at, rule=rule),
            timing_info=_timing(at),
            raw_digest=emb.compute_digest(),
            extra_status_kwargs=emb.summarise_integrity_info(),
            status_cls=PdfSignatureStatus,
        )

    result = await engine(REQUIRED)
    status, found = result.api_status, _found(result)
    if found == UNSAID:
        found = unsaid(_found(await engine(UNCHECKED)))
    problems = [*_changes(emb), *told(found), *_imprint(emb, at)]
    if status is None or not (status.intact and status.valid):
        problems.append(CHANGED)
    stamp = status.timestamp_validity if status is not None else None
    time = at if own is None and archived else None
    if stamp is not None and stamp.trusted:
        time = stamp.timestamp.astimezone(UTC)
    elif own is not None and not problems:
        problems.append(
            Problem(code="tijdstempel", message="De handtekening draagt geen geldig tijdstempel.")
        )
    elif own is None and not archived:
        problems.append(_UNSTAMPED)
    return Judged(
        level=_level(problems, stamped=own is not None or archived, archived=archived),
        time=time,
        problems=tuple(dict.fromkeys(problems)),
        at_latest=own is None,
    )


async def timestamp(emb: EmbeddedPdfSignature, knowledge: Knowledge, *, at: datetime) -> Judged:
    """Judge an archive time-stamp as of `at`: now for the last, else the moment of the one around it."""
    emb.compute_integrity_info(diff_policy=NOTHING_BUT_FIELDS)

    async def engine(rule: RevocationCheckingPolicy) -> AdESBasicValidationResult[TimestampSignatureStatus]:
        return await ades_timestamp_validation(
            emb.signed_data,
            knowledge.known(used=stamped_at(emb) or at, at=at, rule=rule),
            emb.compute_digest,
            timing_info=_timing(at),
        )

    result = await engine(REQUIRED)
    found = result.ades_subindic
    if found == UNSAID:
        found = unsaid((await engine(UNCHECKED)).ades_subindic)
    status = result.api_status
    problems = [*_changes(emb), *told_of_timestamp(found), *_imprint(emb, at)]
    if status is None or not (status.intact and status.valid):
        problems.append(CHANGED)
    time = status.timestamp.astimezone(UTC) if status is not None else None
    return Judged(level="", time=time, problems=tuple(dict.fromkeys(problems)))


def _found(result: AdESWithTimeValidationResult) -> AdESSubIndic:
    """Give what the engine found, also of a signature without a time-stamp: then only the status says it."""
    status, found = result.api_status, result.ades_subindic
    if status is None or found != AdESIndeterminate.SIG_CONSTRAINTS_FAILURE:
        return found
    return status.trust_problem_indic or AdESPassed.OK


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


def _level(problems: Sequence[Problem], *, stamped: bool, archived: bool) -> Level:
    """Name the baseline level (EN 319 142-1): LT because all revocation data came from the document."""
    codes = {problem.code for problem in problems}
    if not codes:
        return "B-LTA" if archived else "B-LT"
    if not codes <= LIFTABLE:
        return ""
    return "B-T" if stamped else "B-B"


def _holds(revocation: RevinfoContainer, lapses: datetime | None, used: datetime, at: datetime) -> bool:
    issued = revocation.issuance_date
    if issued is None:
        return False
    return issued <= at + SKEW and (lapses or issued + _NO_LAPSE) + _DRIFT >= used


def _crl_lapses(container: CRLContainer) -> datetime | None:
    lapses: datetime | None = container.crl_data["tbs_cert_list"]["next_update"].native
    return lapses


def _ocsp_lapses(container: OCSPContainer) -> datetime | None:
    single = container.extract_single_response()
    lapses: datetime | None = single["next_update"].native if single is not None else None
    return lapses
