"""D14, the statement that closes a dossier: what it consists of, sealed, with its books inside.

Manifest and ledger are plain files that anyone can rewrite. The statement carries them, and the
delegation file, as associated files under the organisation's seal (PDF/A-3a, ISO 19005-3, 6.8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator import catalogue, logbook
from generator.addition import Addition
from generator.delegation import delegation_in
from generator.dossier import LEDGER, MANIFEST, SOURCE, Document, Dossier, marks, sha256
from generator.errors import GeneratorError, InputRefused
from generator.files import read_file, replace_file
from generator.papers import Work, plan_of, typeset_all
from generator.statement_values import values
from generator.typeset.paper import Attachment, Relationship
from generator.wording.earlier import kinds_then
from signing import ledger, state
from signing.errors import DocumentRefused
from signing.plan import Origin

if TYPE_CHECKING:
    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation
    from generator.letterhead.design import Letterhead
    from signing.increment import Services
    from signing.keys import Key
    from signing.once import Verdicts
    from signing.policy import Trust
    from signing.sign import Clock

ID = "D14"
STEP = "dossierverklaring"
_FILES: Mapping[str, tuple[str, Relationship, str]] = {
    SOURCE: ("application/yaml", "source", "Het delegatiebestand waarvan de documenten zijn gemaakt"),
    MANIFEST: ("application/json", "data", "De inhoudsopgave van het dossier, met het ondertekenplan"),
    LEDGER: ("application/jsonl", "data", "Het logboek tot aan deze verklaring"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The statement as it was made: its Word copy, and the PDF without signatures (revision 0)."""

    document: Document
    word: bytes
    pdf: bytes


def due(dossier: Dossier, templates: Path | None = None) -> bool:
    """Claim that this folder is to have a statement and has none: additions have none."""
    kind = _kind(dossier, templates)
    return kind is not None and not (dossier.folder / _pdf(kind)).is_file()


def places(dossier: Dossier, templates: Path | None = None) -> tuple[str, ...]:
    """Give the paths that a statement has in this folder, whether it is there or not."""
    kind = _kind(dossier, templates)
    return () if kind is None else (_pdf(kind), f"word/{kind.id}-{kind.slug}.docx")


def find(dossier: Dossier, templates: Path | None = None) -> Document | None:
    """Give the statement that lies in the dossier: it must begin with the bytes that the ledger says.

    Which Word copy it was made from, it says itself. Raises `InputRefused`, `SurroundingsFailed`.
    """
    kind = _kind(dossier, templates)
    if kind is None or not (dossier.folder / _pdf(kind)).is_file():
        return None
    try:
        line = next((data for data in _lines(dossier) if data.get("document") == kind.id), {})
    except GeneratorError:  # a broken ledger is told elsewhere; the statement can still be judged by itself
        line = {}
    size, digest = line.get("bytes"), line.get("na")
    known = isinstance(size, int) and isinstance(digest, str)
    pdf = read_file(dossier.folder / _pdf(kind))
    try:
        word = state.marks(pdf).get("WordSHA256", "")
    except DocumentRefused:
        word = ""  # `verify` says that it is unreadable
    return Document(
        id=kind.id,
        slug=kind.slug,
        template_sha256="",
        template_version=None,
        word_sha256=word,
        # Without its line in the ledger nothing is known of it; `verifieer` says that the ledger is behind.
        origin=Origin(size=int(str(size)), sha256=str(digest)) if known else Origin.of(pdf),
        plan=plan_of(kind, _delegation(dossier), test=dossier.manifest.test),
        after={},
    )


def add(
    dossier: Dossier,
    key: Key,
    services: Services,
    *,
    clock: Clock,
    checked_at: datetime | None = None,
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
) -> Document:
    """Make the statement of a dossier whose documents are all sealed, seal it, and put it in place.

    It says what they are as of `checked_at`, when they were verified in this run, else as of now.

    Raises `TemplateRefused`, `ProductRefused`, `WrongTurn`, `KeyFailed`, `ServiceFailed`, `ResultRefused`.
    """
    from signing import increment, sign  # with the engines, which `status` does without

    at, known = checked_at or clock(), services.verdicts
    made = make(dossier, trust=services.trust, at=at, templates=templates, letterhead=letterhead, known=known)
    plan = made.document.plan
    paper = sign.Paper(pdf=made.pdf, plan=plan, origin=made.document.origin)
    issued = increment.single(sign.issue([paper], key, services, clock=clock))
    closed = increment.single(sign.close([replace(paper, pdf=issued)], key, services, clock=clock))
    replace_file(dossier.folder / made.document.word, made.word)
    logbook.commit(
        dossier, made.document, STEP, slot=plan.slots[-1], certificate=key.certificate,
        before=made.pdf, after=closed, at=clock(),
    )  # fmt: skip
    return made.document


def complete(dossier: Dossier, trust: Trust, *, at: datetime, templates: Path | None = None) -> bool:
    """Write the line that a statement put in its place owes to the ledger; false when it owes none.

    Only a statement of this dossier that verifies is written. Raises `InputRefused`, `SurroundingsFailed`.
    """
    document = find(dossier, templates)
    if document is None or not (dossier.folder / document.word).is_file():
        return False
    pdf = dossier.read_pdf(document)
    known = [line for line in _lines(dossier) if line.get("document") == document.id]
    if known and known[-1].get("na") == sha256(pdf):
        return False
    from signing.verify import verify

    report = verify(pdf, trust=trust, at=at, plan=document.plan, origin=document.origin)
    if report.verdict != "valid" or (
        not marks(dossier.manifest, document.id, word_sha256=document.word_sha256).items()
        <= state.marks(pdf).items()
    ):
        return False
    logbook.supplement(dossier, document, pdf, at=at)
    return True


def make(
    dossier: Dossier,
    *,
    trust: Trust,
    at: datetime,
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
    known: Verdicts | None = None,
) -> Statement:
    """Make the statement: the digests and the signatures as they are now, the findings on the file.

    `known` is what was found earlier in this run.

    Raises `InputRefused`, `TemplateRefused`, `ProductRefused`, `SurroundingsFailed`.
    """
    from signing.once import Verdicts  # with the engines, which `status` does without

    kind, delegation = _kind(dossier, templates), _delegation(dossier)
    if kind is None:
        raise InputRefused("Bij deze papieren hoort geen dossierverklaring.")
    files = {name: read_file(dossier.folder / name) for name in _FILES}
    if sha256(files[SOURCE]) != dossier.manifest.source_sha256:
        raise InputRefused(
            f"{SOURCE} is niet het bestand waarvan dit dossier is gemaakt.",
            hint="Zet het terug uit een kopie.",
        )
    said = values(dossier, files[SOURCE], known or Verdicts(), trust=trust, at=at, templates=templates)
    listed = [
        {"naam": name, "omschrijving": _FILES[name][2], "sha256": sha256(data)}
        for name, data in files.items()
    ]
    work = Work(
        delegation=delegation,
        # It comes after the delegation, like any addition; what it is made from is the dossier itself.
        addition=Addition(
            series="verzegeling",
            reference=dossier.manifest.reference,
            place=delegation.plaats,
            made_on=at.date(),
            data=b"",
            values={"dossier": {**said, "bestanden": listed}},
            findings=(),
        ),
        manifest=dossier.manifest,
        templates=templates,
        progress=lambda _kind: None,
        letterhead=letterhead,
    )
    one = work.render(kind)
    attachments = tuple(
        Attachment(
            name=name, data=files[name], mime=mime, relationship=relationship, description=f"{description}."
        )
        for name, (mime, relationship, description) in _FILES.items()
    )
    one = replace(one, paper=replace(one.paper, attachments=attachments))
    (typeset_pdf,), _ = typeset_all([one], "typst", at=work.at)
    document, pdf = work.finish(one, typeset_pdf)
    return Statement(document=document, word=one.docx, pdf=pdf)


def _kind(dossier: Dossier, templates: Path | None) -> DocumentKind | None:
    if dossier.manifest.series != "dossier":
        return None
    # The list with which the dossier was made, or the program's: a list of today never asks for less.
    then = kinds_then(dossier.manifest, templates, series="verzegeling")
    return next(iter(catalogue.documents(None, "verzegeling") if then is None else then), None)


def _pdf(kind: DocumentKind) -> str:
    return f"pdf/{kind.id}-{kind.slug}.pdf"


def _delegation(dossier: Dossier) -> Delegation:
    delegation = delegation_in(read_file(dossier.folder / SOURCE))
    if delegation is None:
        raise InputRefused(
            f"{dossier.folder / SOURCE} is niet het bestand waarvan dit dossier is gemaakt.",
            hint="Zet het terug uit een kopie.",
        )
    return delegation


def _lines(dossier: Dossier) -> Iterator[dict[str, object]]:
    for entry in ledger.read(logbook.read(dossier)):
        yield dict(entry.data)
