"""What a signed PDF is made of: its fields, its revisions, the bytes it grew from, the order it grew in.

The steps of verification that need no cryptography; numbered as in `verify`.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import bounds, changes
from signing.plan import CLOSING_FIELD, RESERVE_FIELDS, Origin, Plan, from_labels
from signing.report import Problem, SignatureReport, sentence

_NOT_COVERED = Problem(
    code="niet-gedekt",
    message="De laatste handtekening dekt niet het hele bestand: er is daarna iets aan toegevoegd.",
)
UNREADABLE = Problem(
    code="onleesbaar", message="De PDF is beschadigd of zo gemaakt dat zij niet te beoordelen is."
)


def shape(pdf: bytes) -> Problem | None:
    """(1) Look at the bytes, before the engine does: whether this is a PDF, whole, and of a size to be read."""
    if not pdf.startswith(b"%PDF-"):
        return Problem(code="geen-pdf", message="Dit bestand is geen PDF.")
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        return Problem(
            code="afgekapt",
            message="Het bestand houdt midden in de PDF op of er staat iets achter: het is niet volledig.",
        )
    return bounds.problem(pdf)


def unreadable(pdf: bytes) -> Problem:
    """Say whether a file that cannot be read was a readable one with something put behind it."""
    end = pdf.rfind(b"%%EOF", 0, pdf.rfind(b"%%EOF"))
    if not _signed(pdf) and end > 0 and _signed(pdf[: end + 5]):
        return _NOT_COVERED
    return UNREADABLE


def _signed(pdf: bytes) -> bool:
    try:
        return bool(PdfFileReader(BytesIO(pdf)).embedded_signatures)
    except Exception:  # noqa: BLE001 - then it is simply unreadable
        return False


def plan_in(reader: PdfFileReader, first: EmbeddedPdfSignature | None) -> Plan | None:
    """Read the plan from the labels (/TU) in the revision that the organisation certified, if it did."""
    certified = reader.get_historical_resolver(first.signed_revision) if first else reader
    labels = {
        name: str(field.get_object().get("/TU", ""))
        for name, _, field in enumerate_sig_fields(certified)
        if name not in RESERVE_FIELDS
    }
    return from_labels(labels, title="")


UNKNOWN_MAKER = Problem(
    code="niet-getoetst",
    message="Deze PDF is niet met dit programma gemaakt: welke handtekeningen er horen te staan, is onbekend.",
)


def fields(reader: PdfFileReader, plan: Plan | None, *, sealed: bool) -> list[Problem]:
    """(2) Hold the signature fields against the plan; without a plan nothing can be said of them."""
    if plan is None:
        return [UNKNOWN_MAKER]
    found = {name: value is not None for name, value, _ in enumerate_sig_fields(reader)}
    known = {slot.field: slot.label for slot in plan.slots}
    problems = [
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
    if not sealed:
        return problems
    empty = [field for field, filled in found.items() if not filled and field not in RESERVE_FIELDS]
    problems += [
        Problem(code="onvolledig", message=sentence(f"Nog niet getekend: {known.get(field, field)}"))
        for field in empty
    ]
    if [emb.field_name in RESERVE_FIELDS for emb in reader.embedded_signatures][-1:] != [True]:
        problems.append(
            Problem(
                code="onvolledig", message="Het archieftijdstempel ontbreekt; het document is niet verzegeld."
            )
        )
    return problems


def revisions(
    reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature], *, own: bool
) -> list[Problem]:
    """(3) Each revision is one signature's, or holds validation data only; the archive stands at the end.

    Another program adds validation data, and notes of its own, in a revision of their own after its signature.
    Behind the closing seal or an archive time-stamp nothing may follow: what is sealed is covered to its end.
    A stranger's file may have grown in any way before the first signature, and after it as signatures allow (6).
    """
    last = signatures[-1]
    owned = [emb.signed_revision for emb in signatures]
    others = set(range(1, reader.xrefs.total_revisions)) - set(owned)
    problems = []
    if len(set(owned)) != len(owned) or (
        own and not all(changes.only_validation_data(reader, number) for number in others)
    ):
        problems.append(
            Problem(
                code="revisie-zonder-handtekening",
                message="Aan de PDF is iets toegevoegd dat door geen handtekening wordt gedekt.",
            )
        )
    whole = _reaches(last) == reader.stream.seek(0, 2)
    archived = last.field_name in (CLOSING_FIELD, *RESERVE_FIELDS)
    if not whole and (archived or last.signed_revision not in {number - 1 for number in others}):
        problems.append(_NOT_COVERED)
    return problems


def _reaches(signature: EmbeddedPdfSignature) -> int:
    """Say up to which byte a signature covers the file; -1 for a range of another shape than it should have."""
    numbers = [int(one) for one in signature.byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or not numbers[1] < numbers[2]:  # noqa: PLR2004
        return -1
    return numbers[2] + numbers[3]


def origin_of(pdf: bytes, origin: Origin | None) -> list[Problem]:
    """(4) The file must begin with exactly the bytes that were generated."""
    if origin is None or Origin.of(pdf[: origin.size]) == origin:
        return []
    return [
        Problem(
            code="ander-document",
            message="De PDF begint niet met het document dat voor dit dossier is gemaakt: verwisseld of vervangen.",
        )
    ]


def certified(
    reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature], plan: Plan | None
) -> list[Problem]:
    """(4) The first signature, which certifies, changed nothing of the bytes that were generated.

    No signature came before it, so nothing else holds its revision against an earlier one. A stranger's file
    may well be written and signed in one go.
    """
    first = signatures[0].signed_revision
    if plan is None or (first > 0 and changes.only_a_seal(reader, first)):
        return []
    return [
        Problem(
            code="gewijzigd-bij-uitgifte",
            message="Wie als eerste een zegel zette, veranderde daarbij ook het document zelf: wat is ondertekend, is "
            "niet wat is gemaakt.",
        )
    ]


def order(signatures: Sequence[EmbeddedPdfSignature], plan: Plan | None) -> list[Problem]:
    """(7) The fields were filled in the plan's order, and the reserve fields in theirs.

    A document time-stamp may come before the closing seal: it lifts a signature that had none of its own.
    """
    found = [emb.field_name for emb in signatures]
    right = all(
        (mine := [name for name in found if name in wanted]) == sorted(mine, key=wanted.index)
        for wanted in ([slot.field for slot in plan.slots] if plan else [], list(RESERVE_FIELDS))
    )
    if right:
        return []
    return [
        Problem(
            code="volgorde",
            message=f"Er is in een andere volgorde getekend dan het plan voorschrijft ({', '.join(found)}).",
        )
    ]


def levels(reports: Sequence[SignatureReport], *, sealed: bool) -> list[Problem]:
    """(8) Every signature reaches B-LT at least, and B-LTA once the document is sealed.

    One that is good by what a file beside the document says of revocation is not: only who has the file can tell.
    """
    archived = any(report.kind == "archieftijdstempel" for report in reports)
    wanted = ("B-LTA",) if sealed and archived else ("B-LT", "B-LTA")
    return [
        Problem(
            code="status-onbekend",
            message=f"Dat het certificaat van {report.signer} niet was ingetrokken, staat niet in het document zelf, maar in "
            "een bestand ernaast.",
        )
        if report.level == "B-T"
        else Problem(
            code="niveau",
            message=f"De handtekening van {report.signer} haalt {report.level or 'geen niveau'}; nodig is {wanted[0]}.",
        )
        for report in reports
        if report.kind != "archieftijdstempel" and report.verdict == "valid" and report.level not in wanted
    ]
