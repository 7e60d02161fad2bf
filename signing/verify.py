"""Whether a PDF is what the plan asked for, signed by whom it should be, and unchanged since.

Steps, numbered here and at the code (after EN 319 102-1 and EN 319 142-1, plus the plan's own):

(1) the file can be read as a PDF, in one way only, and ends where a PDF ends;
(2) its signature fields are exactly the plan's and the reserve fields;
(3) each revision is one signature's or holds validation data only, and what is sealed is covered to its end;
(4) it begins with the bytes that were generated (revision 0), and the seal at issue changed nothing of them;
(5) each signature is intact, by a certificate under a given root, not revoked, time-stamped, with algorithms
    that counted then, and was there at the moment as of which is judged;
(6) what came after each signature was allowed (certification P=2, the closing seal's lock);
(7) each field was signed by the plan's person, in the plan's order;
(8) the level that the stage asks for is reached;
(9) every page looks the same after each signature as before it, but for the box of that signature.

The caller still owes: that the plan and the digest of revision 0 are the dossier's own, and the
order between documents.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import bounds, changes, embedded, judge, layout, shortcuts, standing, structure, visual
from signing.identity import fingerprint, holder, mismatch
from signing.indications import CHANGED
from signing.knowledge import SKEW, Knowledge
from signing.plan import CLOSING_FIELD, ISSUE_FIELD, RESERVE_FIELDS, Origin, Plan
from signing.policy import Trust
from signing.report import Problem, Report, SignatureReport, sentence

NOT_YET = "nog-niet-gezet"
_BEFORE_ITS_TIME = frozenset({"nog-niet-geldig", "tijdstempel"})
shortcuts.take()


def verify(
    pdf: bytes,
    *,
    trust: Trust,
    at: datetime,
    plan: Plan | None = None,
    origin: Origin | None = None,
    sealed: bool = True,
) -> Report:
    """Verify `pdf` as of `at`, also a day to come or gone by, offline; never raises for a bad document.

    Without a plan, the labels of the fields that the organisation certified say who had to sign.
    `sealed=False` judges a document under way: fields that are still empty are no problem then.
    """
    if problem := structure.shape(pdf):  # (1)
        return Report(signatures=(), problems=(problem,))
    try:
        return _verify(pdf, trust=trust, at=at, plan=plan, origin=origin, sealed=sealed)
    except MemoryError:
        raise  # a bound of the process, and no fault of the document
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever breaks, it is not valid
        return Report(signatures=(), problems=(structure.unreadable(pdf),))


def _verify(
    pdf: bytes,
    *,
    trust: Trust,
    at: datetime,
    plan: Plan | None,
    origin: Origin | None,
    sealed: bool,
) -> Report:
    reader = PdfFileReader(BytesIO(pdf))
    if problem := bounds.of_fields(reader) or bounds.of_evidence(reader):  # (1)
        return Report(signatures=(), problems=(problem,))
    signatures: list[EmbeddedPdfSignature] = list(reader.embedded_signatures)
    if problem := bounds.of_signatures(len(signatures)):  # (1)
        return Report(signatures=(), problems=(problem,))
    alone = plan is None
    plan = plan or structure.plan_in(reader, signatures[0] if signatures else None)
    # (1) A stranger's file may be odd in its own way: nothing is said of it but that it is a stranger's.
    odd = [found] if plan and (found := layout.problem(pdf, reader)) else []
    if not signatures:
        unsigned = Problem(code="niet-ondertekend", message="Dit document is niet ondertekend.")
        stranger = () if plan else (structure.UNKNOWN_MAKER,)
        return Report(signatures=(), problems=(*odd, unsigned, *stranger, *structure.origin_of(pdf, origin)))
    knowledge = Knowledge.of(reader, trust=trust, asked=at)
    # From the outside in: each archive time-stamp fixes the moment as of which what it covers is judged.
    reports: list[SignatureReport] = []
    moment, archived = at, False
    for index, emb in reversed(list(enumerate(signatures))):
        report = _signature(emb, index, plan, knowledge, at=moment, archived=archived, alone=alone)
        report = _by_then(report, emb, at)
        reports.insert(0, report)
        if report.kind == "archieftijdstempel" and report.time is not None and NOT_YET not in _codes(report):
            moment, archived = report.time, True
    swapped = structure.origin_of(pdf, origin)
    made = origin is not None and not swapped
    problems = (
        *odd,
        *structure.fields(reader, plan, sealed=sealed),  # (2)
        *structure.revisions(reader, signatures, own=plan is not None),  # (3)
        *swapped,  # (4)
        # (4) Whose signature does not hold is not said to have changed anything.
        *(structure.certified(reader, signatures, plan) if CHANGED not in reports[0].problems else ()),
        *structure.order(signatures, plan),  # (7)
        *structure.levels(reports, sealed=sealed),  # (8)
        *visual.problems(pdf, reader, signatures, own=plan is not None, made=made),  # (9)
    )
    return Report(signatures=tuple(reports), problems=problems)


def _by_then(report: SignatureReport, emb: EmbeddedPdfSignature, at: datetime) -> SignatureReport:
    """(5) What was set after `at` was not there yet, and proves nothing of what it covers."""
    try:
        set_at = embedded.stamped_at(emb)
    except Exception:  # noqa: BLE001 - a stranger's time-stamp: it was judged unreadable already
        return report
    if set_at is None or set_at <= at + SKEW:
        return report
    not_yet = Problem(
        code=NOT_YET,
        message=f"Op {at.astimezone(UTC):%d-%m-%Y om %H:%M} (UTC) was dit er nog niet: het tijdstempel is van "
        f"{set_at.astimezone(UTC):%d-%m-%Y om %H:%M} (UTC).",
    )
    # What is open of it is so only because it was judged before it was there.
    kept = (one for one in report.problems if one.verdict == "invalid" and one.code not in _BEFORE_ITS_TIME)
    return replace(report, level="", time=set_at.astimezone(UTC), problems=(not_yet, *kept))


def _codes(report: SignatureReport) -> set[str]:
    return {problem.code for problem in report.problems}


def _signature(
    emb: EmbeddedPdfSignature,
    index: int,
    plan: Plan | None,
    knowledge: Knowledge,
    *,
    at: datetime,
    archived: bool,
    alone: bool,
) -> SignatureReport:
    slot = next((s for s in plan.slots if s.field == emb.field_name), None) if plan else None
    stamp = embedded.is_stamp(emb)
    try:
        rules = changes.NOTHING_BUT_FIELDS if plan else changes.STRANGERS
        judged = standing.judged(emb, slot, knowledge, at=at, archived=archived, rules=rules)  # (5)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one signature beyond judgement never hides the others
        judged = judge.unjudged(emb)
    problems = [*judged.problems, *_role_in_file(emb, index, stamp=stamp, own=plan is not None)]  # (6)
    certificate = embedded.signer(emb)
    if certificate is None and not problems:
        problems.append(judge.UNREADABLE)
    if slot and certificate and (why := mismatch(certificate, slot)):  # (7)
        # A dossier can pin a certificate that writes the name otherwise; a PDF by itself cannot.
        code = "persoon-onbekend" if alone else "verkeerde-persoon"
        problems.append(Problem(code=code, message=sentence(f"{slot.label}: {why}")))
    return SignatureReport(
        field=str(emb.field_name),  # the reader's own kind of text holds on to the whole file
        role=slot.role if slot else ("tijdstempel" if stamp else ""),
        signer=holder(certificate) if certificate else "",
        certificate=fingerprint(certificate) if certificate else "",
        kind=_kind(emb, stamp=stamp),
        level=judged.level,
        time=judged.time,
        problems=tuple(problems),
        at_latest=judged.at_latest,
        qualified=judged.qualified,
    )


def _kind(emb: EmbeddedPdfSignature, *, stamp: bool) -> str:
    if stamp:
        return "archieftijdstempel"
    if emb.field_name == ISSUE_FIELD:
        return "certificering"
    return "sluitzegel" if emb.field_name == CLOSING_FIELD else "handtekening"


def _role_in_file(emb: EmbeddedPdfSignature, index: int, *, stamp: bool, own: bool) -> list[Problem]:
    """(6) The first signature certifies with P=2, only the reserve fields hold time-stamps, the seal locks.

    In a stranger's file time-stamps may stand in any field.
    """
    problems = []
    certifies = emb.docmdp_level is not None
    if index == 0 and emb.field_name == ISSUE_FIELD and emb.docmdp_level != MDPPerm.FILL_FORMS:
        problems.append(
            Problem(
                code="certificering",
                message="Het zegel bij uitgifte legt niet vast wat er nog mag veranderen.",
            )
        )
    if certifies and index > 0:
        problems.append(
            Problem(
                code="certificering",
                message="Een latere handtekening probeert het document opnieuw te certificeren.",
            )
        )
    if own and stamp != (emb.field_name in RESERVE_FIELDS):
        problems.append(
            Problem(
                code="verkeerd-veld",
                message=f"In het veld «{emb.field_name}» staat een ander soort handtekening.",
            )
        )
    if emb.field_name == CLOSING_FIELD:
        lock = emb.fieldmdp
        if (
            lock is None
            or lock.action != FieldMDPAction.EXCLUDE
            or not set(lock.fields or ()) <= set(RESERVE_FIELDS)
        ):
            problems.append(Problem(code="slot", message="Het sluitzegel sluit de ondertekenvelden niet af."))
    return problems
