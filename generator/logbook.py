"""What the steps write in a dossier's ledger, and how it catches up after a step that was cut off.

A document is put in its place before its line is written. A kill in between leaves a ledger that is
behind; the next step says so with a line «aangevuld».
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from asn1crypto import x509

from generator.dossier import LEDGER, Document, Dossier, sha256
from generator.errors import InputRefused
from generator.files import read_file, replace_file
from signing import ledger
from signing.identity import fingerprint, holder
from signing.plan import Slot
from signing.policy import Trust
from signing.verify import verify


def read(dossier: Dossier) -> bytes:
    """Read the ledger, which must hold. Raises `InputRefused`, `SurroundingsFailed`."""
    path = dossier.folder / LEDGER
    lines = read_file(path)
    try:
        ledger.read(lines)
    except ledger.BrokenLedger as err:
        raise InputRefused(
            f"{path}: {err}",
            hint="Zet het logboek terug uit een kopie; `delegatie verifieer` zegt wat er niet klopt.",
        ) from err
    return lines


def signed_at(dossier: Dossier) -> list[datetime]:
    """Give when the persons signed, as the ledger says. Raises `InputRefused`, `SurroundingsFailed`."""
    moments = []
    for entry in ledger.read(read(dossier)):
        if entry.data.get("stap") != "ondertekening":
            continue
        try:
            at = datetime.fromisoformat(str(entry.data.get("tijd")))
        except ValueError:
            continue  # nothing to warn of; what was really signed when, verification reads from the papers
        moments.append(at if at.tzinfo else at.replace(tzinfo=UTC))
    return moments


def record(
    dossier: Dossier,
    document: Document,
    slot: Slot,
    step: str,
    certificate: x509.Certificate,
    *,
    before: bytes,
    after: bytes,
    at: datetime,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write that `step` made `after` of `before`; `more` is what else belongs in the line.

    Raises `InputRefused`, `SurroundingsFailed`.
    """
    lines = read(dossier)
    if _behind(lines, document, before):
        lines = _added(lines, document, before, at)
    lines = ledger.append(
        lines,
        {
            "stap": step,
            "document": document.id,
            "rol": slot.role,
            "naam": holder(certificate),
            "certificaat": fingerprint(certificate),
            "tijd": at.isoformat(timespec="seconds"),
            "voor": sha256(before),
            "na": sha256(after),
            "bytes": len(after),
            **more,
        },
    )
    replace_file(dossier.folder / LEDGER, lines)


def complete(dossier: Dossier, trust: Trust, *, at: datetime) -> bool:
    """Write what a closing that was cut off owed to the ledger; false when it owed nothing.

    Only what verifies is written: a PDF that someone altered stays what the ledger does not know.
    """
    old = lines = read(dossier)
    for document in dossier.manifest.documents:
        pdf = dossier.read_pdf(document)
        if not _behind(lines, document, pdf):
            continue
        report = verify(pdf, trust=trust, at=at, plan=document.plan, origin=document.origin)
        if report.verdict == "valid":
            lines = _added(lines, document, pdf, at)
    if lines == old:
        return False
    replace_file(dossier.folder / LEDGER, lines)
    return True


def supplement(
    dossier: Dossier,
    document: Document,
    pdf: bytes,
    *,
    at: datetime,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write that `pdf` stands in the place of `document`, which a step that was cut off did not.

    Raises `InputRefused`, `SurroundingsFailed`.
    """
    replace_file(dossier.folder / LEDGER, _added(read(dossier), document, pdf, at, more))


def _behind(lines: bytes, document: Document, pdf: bytes) -> bool:
    """Claim that the last line on `document` is about another PDF than `pdf`."""
    last = {str(entry.data.get("document")): entry.data.get("na") for entry in ledger.read(lines)}
    return last.get(document.id, document.origin.sha256) != sha256(pdf)


def _added(
    lines: bytes,
    document: Document,
    pdf: bytes,
    at: datetime,
    more: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    return ledger.append(
        lines,
        {
            "stap": "aangevuld",
            "document": document.id,
            "tijd": at.isoformat(timespec="seconds"),
            "na": sha256(pdf),
            "bytes": len(pdf),
            **more,
        },
    )
