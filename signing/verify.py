"""Whether a PDF is what the plan asked for, signed by whom it should be, and unchanged since.

Steps, numbered here and at the code (after EN 319 102-1 and EN 319 142-1, plus the plan's own):

(1) the file can be read as a PDF and ends where a PDF ends;
(2) its signature fields are exactly the plan's and the reserve fields;
(3) it grew by one revision a signature, and the last signature covers the whole file;
(4) it begins with the bytes that were generated (revision 0);
(5) each signature is intact, by a certificate under a given root, not revoked, time-stamped;
(6) what came after each signature was allowed (certification P=2, the closing seal's lock);
(7) each field was signed by the plan's person, in the plan's order;
(8) the level that the stage asks for is reached.

The caller still owes: that the plan and the digest of revision 0 are the dossier's own, and the
order between documents.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import judge
from signing.identity import holder, mismatch
from signing.plan import CLOSING_FIELD, ISSUE_FIELD, RESERVE_FIELDS, Origin, Plan
from signing.policy import Trust
from signing.report import Problem, Report, SignatureReport


def verify(
    pdf: bytes,
    *,
    trust: Trust,
    at: datetime,
    plan: Plan | None = None,
    origin: Origin | None = None,
    sealed: bool = True,
) -> Report:
    """Verify `pdf` as of `at`, offline; never raises for a bad document.

    Without a plan the file's own fields say which signatures are due, and persons stay untested.
    `sealed=False` judges a document under way: fields that are still empty are no problem then.
    """
    if problem := _shape(pdf):  # (1)
        return Report(signatures=(), problems=(problem,))
    try:
        return _verify(pdf, trust=trust, at=at, plan=plan, origin=origin, sealed=sealed)
    except Exception as err:  # noqa: BLE001 - a stranger's bytes: whatever breaks, it is not valid
        return Report(
            signatures=(),
            problems=(
                Problem(
                    code="onleesbaar",
                    message=f"De PDF is beschadigd of zo gemaakt dat zij niet te beoordelen is ({type(err).__name__}).",
                ),
            ),
        )


def _shape(pdf: bytes) -> Problem | None:
    if not pdf.startswith(b"%PDF-"):
        return Problem(code="geen-pdf", message="Dit bestand is geen PDF.")
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        return Problem(
            code="afgekapt",
            message="Het bestand houdt midden in de PDF op of er staat iets achter: het is niet volledig.",
        )
    return None


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
    signatures: list[EmbeddedPdfSignature] = list(reader.embedded_signatures)
    if not signatures:
        return Report(
            signatures=(),
            problems=(
                Problem(code="niet-ondertekend", message="Dit document is niet ondertekend."),
                *_origin(pdf, origin),
            ),
        )
    knowledge = judge.Knowledge.of(reader, trust=trust, at=at)
    reports = tuple(
        _signature(emb, index, signatures, plan, knowledge) for index, emb in enumerate(signatures)
    )
    problems = (
        *_fields(reader, plan, sealed=sealed),  # (2)
        *_revisions(reader, signatures),  # (3)
        *_origin(pdf, origin),  # (4)
        *_order(signatures, plan),  # (7)
        *_levels(reports, sealed=sealed),  # (8)
    )
    return Report(signatures=reports, problems=problems)


def _fields(reader: PdfFileReader, plan: Plan | None, *, sealed: bool) -> list[Problem]:
    """(2) Hold the signature fields against the plan; without one, against themselves."""
    found = {name: value is not None for name, value, _ in enumerate_sig_fields(reader)}
    known = {slot.field: slot.label for slot in plan.slots} if plan else {}
    problems = []
    if plan:
        problems += [
            Problem(code="veld-ontbreekt", message=f"Het veld voor «{label}» ontbreekt in de PDF.")
            for field, label in known.items()
            if field not in found
        ]
        problems += [
            Problem(
                code="veld-onbekend",
                message=f"De PDF heeft een ondertekenveld «{field}» dat niet in het plan staat.",
            )
            for field in found
            if field not in known and field not in RESERVE_FIELDS
        ]
    if plan is None and CLOSING_FIELD not in found:
        return [
            Problem(
                code="niet-getoetst",
                message="Deze PDF is niet met dit programma gemaakt: welke handtekeningen er horen te staan, is onbekend.",
            )
        ]
    if not sealed:
        return problems
    empty = [field for field, filled in found.items() if not filled and field not in RESERVE_FIELDS]
    problems += [
        Problem(code="onvolledig", message=f"Nog niet getekend: {known.get(field, field)}.")
        for field in empty
    ]
    if not any(found.get(field) for field in RESERVE_FIELDS):
        problems.append(
            Problem(
                code="onvolledig", message="Het archieftijdstempel ontbreekt; het document is niet verzegeld."
            )
        )
    return problems


def _revisions(reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> list[Problem]:
    """(3) One revision a signature and nothing after the last: no room for anything unsigned."""
    problems = []
    if reader.xrefs.total_revisions != len(signatures) + 1:
        problems.append(
            Problem(
                code="revisie-zonder-handtekening",
                message="Aan de PDF is iets toegevoegd dat door geen handtekening wordt gedekt.",
            )
        )
    last = signatures[-1]
    _, length, start, rest = last.byte_range
    if last.byte_range[0] != 0 or start + rest != reader.stream.seek(0, 2) or length >= start:
        problems.append(
            Problem(
                code="niet-gedekt",
                message="De laatste handtekening dekt niet het hele bestand: er is daarna iets aan toegevoegd.",
            )
        )
    return problems


def _origin(pdf: bytes, origin: Origin | None) -> list[Problem]:
    """(4) The file must begin with exactly the bytes that were generated."""
    if origin is None or Origin.of(pdf[: origin.size]) == origin:
        return []
    return [
        Problem(
            code="ander-document",
            message="De PDF begint niet met het document dat voor dit dossier is gemaakt: verwisseld of vervangen.",
        )
    ]


def _signature(
    emb: EmbeddedPdfSignature,
    index: int,
    signatures: Sequence[EmbeddedPdfSignature],
    plan: Plan | None,
    knowledge: judge.Knowledge,
) -> SignatureReport:
    slot = next((s for s in plan.slots if s.field == emb.field_name), None) if plan else None
    stamp = emb.sig_object_type == "/DocTimeStamp"
    later_stamp = any(s.sig_object_type == "/DocTimeStamp" for s in signatures[index + 1 :])
    try:
        judged = asyncio.run(
            judge.timestamp(emb, knowledge, outermost=index == len(signatures) - 1)
            if stamp
            else judge.signature(emb, knowledge, later_stamp=later_stamp)
        )  # (5)
    except Exception:  # noqa: BLE001 - one signature beyond judgement never hides the others
        judged = judge.unjudged(emb)
    problems = [*judged.problems, *_role_in_file(emb, index, stamp=stamp)]  # (6)
    if slot and (why := mismatch(emb.signer_cert, slot)):  # (7)
        problems.append(Problem(code="verkeerde-persoon", message=f"{slot.label}: {why}."))
    return SignatureReport(
        field=emb.field_name,
        role=slot.role if slot else ("tijdstempel" if stamp else ""),
        signer=holder(emb.signer_cert),
        kind=_kind(emb, stamp=stamp),
        level=judged.level,
        time=judged.time,
        problems=tuple(problems),
    )


def _kind(emb: EmbeddedPdfSignature, *, stamp: bool) -> str:
    if stamp:
        return "archieftijdstempel"
    if emb.field_name == ISSUE_FIELD:
        return "certificering"
    return "sluitzegel" if emb.field_name == CLOSING_FIELD else "handtekening"


def _role_in_file(emb: EmbeddedPdfSignature, index: int, *, stamp: bool) -> list[Problem]:
    """(6) The first signature certifies with P=2, only the reserve fields hold time-stamps, the seal locks."""
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
    if stamp != (emb.field_name in RESERVE_FIELDS):
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


def _order(signatures: Sequence[EmbeddedPdfSignature], plan: Plan | None) -> list[Problem]:
    """(7) The fields were filled in the plan's order; time-stamps come after the closing seal."""
    order: list[str] = [slot.field for slot in plan.slots] if plan else []
    order += RESERVE_FIELDS
    found = [emb.field_name for emb in signatures if emb.field_name in order]
    if plan is None:
        stamps = [name in RESERVE_FIELDS for name in found]
        right = stamps == sorted(stamps)
    else:
        right = found == sorted(found, key=order.index)
    if right:
        return []
    return [
        Problem(
            code="volgorde",
            message=f"Er is in een andere volgorde getekend dan het plan voorschrijft ({', '.join(found)}).",
        )
    ]


def _levels(reports: Sequence[SignatureReport], *, sealed: bool) -> list[Problem]:
    """(8) Every signature reaches B-LT at least, and B-LTA once the document is sealed."""
    archived = any(report.kind == "archieftijdstempel" for report in reports)
    wanted = ("B-LTA",) if sealed and archived else ("B-LT", "B-LTA")
    return [
        Problem(
            code="niveau",
            message=f"De handtekening van {report.signer} haalt {report.level or 'geen niveau'}; nodig is {wanted[0]}.",
        )
        for report in reports
        if report.kind != "archieftijdstempel" and report.verdict == "valid" and report.level not in wanted
    ]
