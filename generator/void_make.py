"""Make the statement that someone declined (D15) or that papers are withdrawn (D16): Word, and PDF revision 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.addition import Addition
from generator.dossier import MANIFEST, Document, Dossier, sha256
from generator.files import read_file
from generator.papers import Work, typeset_all
from generator.statement import Statement
from generator.void import delegation_of, document_kind
from generator.void_facts import MARK, Facts, Then
from signing.appearance import dutch_moment
from signing.state import State, state
from signing.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from generator.letterhead.design import Letterhead
    from signing.policy import Trust
    from signing.report import SignatureReport

ASSIGNMENT = "D1"
_CALLED = {
    "dossier": "het dossier",
    "terugkoppeling": "de terugkoppeling",
    "terugname": "de terugname",
    "toezicht": "het toezichtverslag",
}


def assigned(dossier: Dossier) -> bool:
    """Claim that both parties signed the agreement (D1): the tasks are delegated."""
    agreement = dossier.document(ASSIGNMENT)
    if agreement is None:
        return False
    current = state(dossier.read_pdf(agreement), agreement.plan)
    return current.complete and bool(current.signed)


def then(dossier: Dossier, documents: Iterable[Document]) -> dict[str, Then]:
    """Take down how each of these is now."""
    found = {}
    for document in documents:
        pdf = dossier.read_pdf(document)
        filled = tuple(slot.field for slot in state(pdf, document.plan).signed)
        found[document.id] = Then(size=len(pdf), sha256=sha256(pdf), signed=filled)
    return found


def make(
    dossier: Dossier,
    facts: Facts,
    documents: tuple[Document, ...],
    *,
    earlier: Facts | None,
    trust: Trust,
    at: datetime,
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
) -> Statement:
    """Print `facts`, with the state and the signatures of `documents` as they verify now.

    `earlier` is the refusal that went before a withdrawal. Raises `InputRefused`, `TemplateRefused`,
    `ProductRefused`, `SurroundingsFailed`.
    """
    delegation = delegation_of(dossier)
    values = {
        "naam": facts.name,
        "rol": facts.role,
        "reden": facts.reason,
        "op": dutch_moment(facts.at),
        "vastgelegd_door": facts.recorded_by,
        "papieren": _papers(dossier),
        "is_dossier": dossier.manifest.series == "dossier",
        "opdracht_gegeven": assigned(dossier),
        "documenten": [
            {"id": one.id, "titel": one.plan.title} for one in documents if one.id in facts.documents
        ],
        "stand": [_standing(dossier, one, trust=trust, at=at) for one in documents],
        "inhoudsopgave": {"naam": MANIFEST, "sha256": facts.manifest_sha256},
        "eerder": _earlier(earlier) if earlier else "",
    }
    work = Work(
        delegation=delegation,
        addition=Addition(
            series=facts.kind,
            reference=dossier.manifest.reference,
            place=delegation.plaats,
            made_on=at.date(),
            data=b"",
            values={"verklaring": values},
            findings=(),
        ),
        manifest=dossier.manifest,
        templates=templates,
        progress=lambda _kind: None,
        letterhead=letterhead,
        marks={MARK: facts.dumps()},
    )
    one = work.render(document_kind(dossier, facts.kind, templates))
    (typeset_pdf,), _ = typeset_all([one], "typst", at=work.at)
    document, pdf = work.finish(one, typeset_pdf)
    return Statement(document=document, word=one.docx, pdf=pdf)


def manifest_digest(dossier: Dossier) -> str:
    """Give the SHA-256 of the manifest as it lies there."""
    return sha256(read_file(dossier.folder / MANIFEST))


def _earlier(facts: Facts) -> dict[str, str]:
    return {"naam": facts.name, "rol": facts.role, "op": dutch_moment(facts.at)}


def _papers(dossier: Dossier) -> str:
    return f"{_CALLED.get(dossier.manifest.series, 'de papieren')} met kenmerk {dossier.manifest.reference}"


def _standing(dossier: Dossier, document: Document, *, trust: Trust, at: datetime) -> dict[str, object]:
    pdf = dossier.read_pdf(document)
    report = verify(pdf, trust=trust, at=at, plan=document.plan, origin=document.origin, sealed=False)
    told = _stage(state(pdf, document.plan))
    if report.signatures and report.problems:
        told += f". Bij controle niet in orde: {_messages(report.problems)}"
    return {
        "id": document.id,
        "titel": document.plan.title,
        "bestand": document.pdf,
        "sha256": sha256(pdf),
        "stand": told,
        "ondertekenaars": [_signature(one) for one in report.signatures if one.kind != "archieftijdstempel"],
    }


def _signature(one: SignatureReport) -> dict[str, str]:
    return {
        "naam": one.signer,
        "rol": one.role,
        "moment": dutch_moment(one.time) if one.time else "",
        "niveau": one.level,
        "mankement": _messages(one.problems),
    }


def _messages(problems: Iterable[object]) -> str:
    return " ".join(dict.fromkeys(str(getattr(one, "message", "")) for one in problems))


def _stage(current: State) -> str:
    if not current.signed:
        return "gemaakt, niet uitgegeven"
    if current.next is None:
        return "verzegeld"
    waits = [f"{slot.name} ({slot.role})" for slot in current.open if slot.kind == "persoon"]
    if waits:
        return f"uitgegeven, niet ondertekend door {' en '.join(waits)}"
    persons = any(slot.kind == "persoon" for slot in current.signed)
    return f"{'door ieder ondertekend' if persons else 'uitgegeven'}, niet verzegeld"
