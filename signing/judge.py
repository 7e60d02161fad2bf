"""The cryptographic judgement of one signature or time-stamp: pyHanko's AdES engine, in our words.

Offline: revocation data are those that the document carries (DSS). A chain of archive time-stamps is
judged from the outside in: the last as of now, each inner one and the signatures before it as of the
moment of the next. So no signature needs certificates or algorithms that outlive it (EN 319 102-1, 5.5
and 5.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffPolicy, DiffResult
from pyhanko.sign.validation.ades import (
    AdESBasicValidationResult,
    AdESWithTimeValidationResult,
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import RevocationCheckingPolicy

from signing import embedded
from signing.archive import ageing
from signing.changes import NOTHING_BUT_FIELDS
from signing.indications import AGED, CHANGED, UNSAID, told, told_of_timestamp, unsaid
from signing.knowledge import SKEW, Knowledge
from signing.policy import REQUIRED, UNCHECKED
from signing.report import LIFTABLE, Level, Problem

_UNSTAMPED = Problem(
    code="zonder-tijdstempel",
    message="De handtekening heeft nog geen tijdstempel: er is geen bewijs van wanneer zij is gezet.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The outcome for one signature: level reached, proven time (UTC) and problems.

    `at_latest`: the time is that of a time-stamp over the whole document, so it may have been earlier.
    `qualified` is what trusted lists say, in Dutch; empty if they were not asked.
    """

    level: Level
    time: datetime | None
    problems: tuple[Problem, ...]
    at_latest: bool = False
    qualified: str = ""


UNREADABLE = Problem(
    code="onleesbaar", message="De handtekening is beschadigd of zo gemaakt dat zij niet te beoordelen is."
)


def unjudged(emb: EmbeddedPdfSignature) -> Judged:
    """Say what can be said of a signature on which the engine broke: changed, or unreadable."""
    return Judged(level="", time=None, problems=(UNREADABLE if _digest_holds(emb) else CHANGED,))


def _digest_holds(emb: EmbeddedPdfSignature) -> bool:
    """Compare the signed bytes with what the CMS says of them (RFC 5652, 11.2; RFC 3161, 2.4.2)."""
    try:
        if embedded.is_stamp(emb):
            imprint = emb.signed_data["encap_content_info"]["content"].parsed["message_imprint"]
            name = imprint["hash_algorithm"]["algorithm"].native
            return bool(imprint["hashed_message"].native == emb.compute_digest(name))
        said = next(a for a in emb.signer_info["signed_attrs"] if a["type"].native == "message_digest")
        return bool(said["values"][0].native == emb.compute_digest())
    except Exception:  # noqa: BLE001 - a stranger's CMS: what cannot be read does not hold
        return False


def _imprint(emb: EmbeddedPdfSignature, at: datetime) -> list[Problem]:
    """Say when the hash function of a time-stamp's imprint has aged: the engine does not look at it."""
    names = [
        str(told["message_imprint"]["hash_algorithm"]["algorithm"].native) for told in embedded.times(emb)
    ]
    return [] if all(ageing.digest(name).holds(at) for name in names) else [AGED]


def _in_order(emb: EmbeddedPdfSignature, at: datetime) -> list[Problem]:
    """Say when times contradict each other: of time-stamps on one signature, or of one and what covers it.

    The engine takes the first time-stamp that is good, and another program shows the other one; it does not ask
    whether what covers a time-stamp is later (EN 319 102-1, 5.5.4).
    """
    found = sorted(told["gen_time"].native for told in embedded.times(emb))
    earliest = [at, *found[:1]]
    if not found or found[-1] <= min(earliest) + SKEW:
        return []
    return [
        Problem(
            code="tijd-volgorde",
            message=f"Het ene tijdstempel zegt {_told(found[-1])} en een ander, dat later is gezet of bij dezelfde handtekening "
            f"hoort, {_told(min(earliest))}: een van beide klopt niet.",
        )
    ]


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d-%m-%Y om %H:%M} (UTC)"


def _in_force(status: SignatureStatus, time: datetime) -> list[Problem]:
    """Say why a signature that was there at `time` came too late or too early for its certificate.

    With a good time-stamp the engine forgives a certificate that has ended, and an issuer's that is revoked,
    whichever came first (EN 319 102-1, 5.5.4, asks which).
    """
    details, certificate = status.revocation_details, status.signing_cert
    if details is not None and details.ca_revoked and details.revocation_date <= time:
        return told(AdESIndeterminate.REVOKED_CA_NO_POE)
    if time > certificate.not_valid_after:
        return told(AdESIndeterminate.EXPIRED)
    return told(AdESIndeterminate.NOT_YET_VALID) if time < certificate.not_valid_before else []


async def signature(
    emb: EmbeddedPdfSignature,
    knowledge: Knowledge,
    *,
    at: datetime,
    archived: bool,
    rules: DiffPolicy = NOTHING_BUT_FIELDS,
) -> Judged:
    """Judge a person's signature or a seal as of `at` (EN 319 102-1, 5.5).

    `archived`: an archive time-stamp covers it; `at` is then that time-stamp's moment, and proves that the
    signature existed where it carries no time-stamp of its own (EN 319 142-1, B-T). `rules`: what may follow it.
    """
    emb.compute_integrity_info(diff_policy=rules)
    own = embedded.stamped_at(emb)

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
    problems = [*_changes(emb), *_engine(status, told(found)), *_imprint(emb, at), *_in_order(emb, at)]
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
    if status is not None and time is not None:
        problems += _in_force(status, time)
    return Judged(
        level=_level(problems, stamped=own is not None or archived, archived=archived),
        time=time,
        problems=tuple(dict.fromkeys(problems)),
        at_latest=own is None,
    )


async def timestamp(
    emb: EmbeddedPdfSignature,
    knowledge: Knowledge,
    *,
    at: datetime,
    rules: DiffPolicy = NOTHING_BUT_FIELDS,
) -> Judged:
    """Judge an archive time-stamp as of `at`: now for the last, else the moment of the one around it."""
    emb.compute_integrity_info(diff_policy=rules)

    async def engine(rule: RevocationCheckingPolicy) -> AdESBasicValidationResult[TimestampSignatureStatus]:
        return await ades_timestamp_validation(
            emb.signed_data,
            knowledge.known(used=embedded.stamped_at(emb) or at, at=at, rule=rule),
            emb.compute_digest,
            timing_info=_timing(at),
        )

    result = await engine(REQUIRED)
    found = result.ades_subindic
    if found == UNSAID:
        found = unsaid((await engine(UNCHECKED)).ades_subindic)
    status = result.api_status
    problems = [
        *_changes(emb),
        *_engine(status, told_of_timestamp(found)),
        *_imprint(emb, at),
        *_in_order(emb, at),
    ]
    # A broken time-stamp says nothing of when: neither of itself, nor of what it covers.
    time = status.timestamp.astimezone(UTC) if status is not None and _whole(status) else None
    return Judged(level="", time=time, problems=tuple(dict.fromkeys(problems)))


def _engine(status: SignatureStatus | None, found: Sequence[Problem]) -> Sequence[Problem]:
    """Give what the engine found; where it found nothing, or says no word of it, the signature must be whole."""
    if (status is None and found) or (status is not None and _whole(status)):
        return found
    return [*found, CHANGED]


def _whole(status: SignatureStatus) -> bool:
    return status.intact and status.valid


def _found(result: AdESWithTimeValidationResult) -> AdESSubIndic:
    """Give what the engine found, also of a signature without a time-stamp: then only the status says it."""
    status, found = result.api_status, result.ades_subindic
    if status is None or found != AdESIndeterminate.SIG_CONSTRAINTS_FAILURE:
        return found
    return status.trust_problem_indic or AdESPassed.OK


def _timing(at: datetime) -> ValidationTimingInfo:
    return ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=True)


def _changes(emb: EmbeddedPdfSignature) -> list[Problem]:
    """Say what is wrong with form and coverage, and with the revisions after this signature."""
    form = [*embedded.problems(emb)]
    if emb.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return [
            *form,
            Problem(
                code="niet-gedekt",
                message="De handtekening dekt niet het hele document zoals het toen was.",
            ),
        ]
    summary = emb.summarise_integrity_info()
    if not isinstance(summary["diff_result"], DiffResult) or not summary["docmdp_ok"]:
        return [
            *form,
            Problem(
                code="wijziging-na-ondertekening",
                message="Na deze handtekening is iets veranderd dat niet mocht veranderen.",
            ),
        ]
    return form


def _level(problems: Sequence[Problem], *, stamped: bool, archived: bool) -> Level:
    """Name the baseline level (EN 319 142-1): LT because all revocation data came from the document."""
    codes = {problem.code for problem in problems}
    if not codes:
        return "B-LTA" if archived else "B-LT"
    if not codes <= LIFTABLE:
        return ""
    return "B-T" if stamped else "B-B"
