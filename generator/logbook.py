"""What the steps write in a dossier's ledger, at one commit point with the document that they made.

The line is written beside first, then the document takes its place: that is the moment at which the step
is done. A kill before it leaves everything as it was; after it, the line counts and the next step puts it
in the ledger. So a line is never without its document, nor a document without its line (ADR 0022).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from asn1crypto import x509

from generator.dossier import LEDGER, Document, Dossier, sha256
from generator.errors import GeneratorError, InputRefused
from generator.files import read_file, replace_file
from signing import ledger
from signing.errors import DocumentRefused
from signing.evidence import Evidence, evidence
from signing.identity import fingerprint, holder
from signing.plan import Slot

if TYPE_CHECKING:
    from signing.policy import Trust

PENDING = ".logboek.wacht"
_PDF = re.compile(r"pdf/[A-Za-z0-9][A-Za-z0-9_-]*\.pdf")
_NOTHING: Mapping[str, ledger.Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    """The line that was written beside, with the PDF that it is about."""

    pdf: str
    lines: bytes


def read(dossier: Dossier) -> bytes:
    """Read the ledger, which must hold, with the line that still waits beside it if its document stands.

    Raises `InputRefused`, `SurroundingsFailed`.
    """
    path = dossier.folder / LEDGER
    lines = read_file(path)
    try:
        ledger.read(lines)
    except ledger.BrokenLedger as err:
        raise InputRefused(
            f"{path}: {err}",
            hint="Zet het logboek terug uit een kopie; `delegatie verifieer` zegt wat er niet klopt.",
        ) from err
    return lines + _owed(dossier.folder, lines)


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


def commit(
    dossier: Dossier,
    document: Document,
    step: str,
    *,
    slot: Slot | None,
    certificate: x509.Certificate | None,
    before: bytes,
    after: bytes,
    at: datetime,
    more: Mapping[str, ledger.Value] = _NOTHING,
) -> None:
    """Put `after`, which `step` made of `before`, in the document's place, and write so in the ledger.

    `slot` and `certificate` say who did it, if somebody did; `more` is what else belongs in the line.
    Killed anywhere, it is done with its whole line, or not at all. Raises `InputRefused`,
    `SurroundingsFailed`, and `DocumentRefused` for an `after` that cannot be read.
    """
    lines = read(dossier)
    whole = lines
    if _behind(lines, document, before):
        whole = _added(lines, document, before, at)
    earlier = _evidence(before)
    now = evidence(after)
    whole = ledger.append(
        whole,
        {
            "stap": step,
            "document": document.id,
            **({"rol": slot.role} if slot else {}),
            **({"naam": holder(certificate), "certificaat": fingerprint(certificate)} if certificate else {}),
            "tijd": at.isoformat(timespec="seconds"),
            "voor": sha256(before),
            "na": sha256(after),
            "bytes": len(after),
            "niveau": now.level,
            "diensten": now.since(earlier).services,
            **more,
        },
    )
    beside = dossier.folder / PENDING
    waiting = {"pdf": document.pdf, "regels": whole.removeprefix(lines).decode()}
    replace_file(beside, json.dumps(waiting, ensure_ascii=False).encode())
    try:
        replace_file(dossier.folder / document.pdf, after)
    except GeneratorError:
        _drop(beside)
        raise
    replace_file(dossier.folder / LEDGER, whole)
    _drop(beside)


def settle(dossier: Dossier) -> tuple[ledger.Entry, ...]:
    """Finish or drop what a killed step left beside the ledger; gives the lines that it finished.

    Asked under the dossier's lock only. Raises `InputRefused`, `SurroundingsFailed`.
    """
    path = dossier.folder / PENDING
    pending = _pending(dossier.folder)
    if pending is None:
        if path.is_file() and not path.is_symlink():
            _drop(path)
        return ()
    whole, raw = read(dossier), read_file(dossier.folder / LEDGER)
    if whole != raw:
        replace_file(dossier.folder / LEDGER, whole)
    _drop(path)
    if not whole.endswith(pending.lines):
        return ()
    return ledger.read(whole)[-pending.lines.count(b"\n") :]


def complete(dossier: Dossier, trust: Trust, *, at: datetime) -> bool:
    """Write what a closing that was cut off owed to the ledger; false when it owed nothing.

    Only what verifies is written: a PDF that someone altered stays what the ledger does not know.
    """
    from signing.verify import verify  # with the engines, which `status` does without

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


def supplement(dossier: Dossier, document: Document, pdf: bytes, *, at: datetime) -> None:
    """Write that `pdf` stands in the place of `document`, which a step of an older program left out.

    Raises `InputRefused`, `SurroundingsFailed`.
    """
    replace_file(dossier.folder / LEDGER, _added(read(dossier), document, pdf, at))


def _owed(folder: Path, lines: bytes) -> bytes:
    """Give the lines that wait beside `lines`, if they go on from there and their PDF stands in its place."""
    pending = _pending(folder)
    if pending is None:
        return b""
    try:
        entries = ledger.read(lines + pending.lines)
        pdf = read_file(folder / pending.pdf)
    except (ledger.BrokenLedger, GeneratorError):
        return b""  # it was written already, or never came to its document
    return pending.lines if entries[-1].data.get("na") == sha256(pdf) else b""


def _pending(folder: Path) -> _Pending | None:
    path = folder / PENDING
    if path.is_symlink() or not path.is_file():
        return None
    try:
        found = json.loads(read_file(path, limit=1 << 20))
        pdf, lines = str(found["pdf"]), str(found["regels"]).encode()
    except (ValueError, KeyError, TypeError, RecursionError, GeneratorError):
        return None
    # It points nowhere but at a paper in this folder, whoever wrote it.
    return _Pending(pdf=pdf, lines=lines) if _PDF.fullmatch(pdf) and lines.strip() else None


def _drop(path: Path) -> None:
    with suppress(OSError):  # what stays there no longer goes on from the ledger, and counts for nothing
        path.unlink(missing_ok=True)


def _evidence(pdf: bytes) -> Evidence:
    try:
        return evidence(pdf)
    except DocumentRefused:
        return Evidence()


def _behind(lines: bytes, document: Document, pdf: bytes) -> bool:
    """Claim that the last line on `document` is about another PDF than `pdf`."""
    last = {str(entry.data.get("document")): entry.data.get("na") for entry in ledger.read(lines)}
    return last.get(document.id, document.origin.sha256) != sha256(pdf)


def _added(lines: bytes, document: Document, pdf: bytes, at: datetime) -> bytes:
    return ledger.append(
        lines,
        {
            "stap": "aangevuld",
            "document": document.id,
            "tijd": at.isoformat(timespec="seconds"),
            "na": sha256(pdf),
            "bytes": len(pdf),
        },
    )
