"""The paper leaves and comes back: laid out for another machine or program, and taken in when signed there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator import belonging, logbook, preparation, void
from generator.dossier import Document, Dossier
from generator.errors import GeneratorError, InputRefused
from generator.preparation import Laid, Preparation
from generator.standing import next_of, standings
from generator.steps.approve import nothing_waits, waiting_for
from generator.steps.work import Progress, alone
from signing import elsewhere, pades, prepared, sign
from signing.elsewhere import Accepted
from signing.errors import DocumentRefused, SealingError, WrongTurn
from signing.increment import Services
from signing.keys import load_certificates
from signing.state import marks, state

_STEP = "ondertekening"
_APART = "los gezette handtekening"
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One file that came back, with the preparation whose folder it lies in."""

    path: Path
    data: bytes = field(repr=False)
    preparation: Preparation | None

    @property
    def reference(self) -> str:
        """Say for which dossier this is, by what it claims; empty if it does not say."""
        if not self.data.startswith(_PDF):
            return self.preparation.reference if self.preparation else ""
        try:
            return marks(self.data).get("Kenmerk", "")
        except DocumentRefused:
            return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What came back for one document: a whole PDF, or a CMS with the revision that it goes in."""

    brought: Brought
    document: Document
    signature: bytes | None = field(default=None, repr=False)
    prepared: prepared.Prepared | None = None


def lay_out(
    dossier: Dossier,
    role: str,
    folder: Path,
    *,
    only: Collection[str] = (),
    certificate: Path | None,
    clock: sign.Clock,
) -> list[Document]:
    """Write in `folder` all that waits for `role`, to be signed elsewhere; needs neither key nor network.

    Raises `WrongTurn`, `DocumentRefused`, `KeyFailed`, `InputRefused`, `SurroundingsFailed`.
    """
    void.require_going(dossier)
    turn = waiting_for(dossier, role, only)
    if not turn:
        raise nothing_waits(dossier, role, only)
    belonging.require(dossier, [document for document, _ in turn])
    chain = load_certificates(certificate) if certificate else []
    at = clock()
    laid = []
    for document, slot in turn:
        if chain:
            sign.require_holder(chain[0], slot)
        pdf = dossier.read_pdf(document)
        belonging.require_marks(dossier, document, pdf)
        half = prepared.prepare(
            pdf, slot, certificate=chain[0] if chain else None, at=at, test=document.plan.test
        )
        attributes = prepared.attributes(half, chain[0]) if chain else None
        laid.append(Laid(document=document, slot=slot, pdf=pdf, prepared=half, attributes=attributes))
    preparation.lay_out(
        folder, dossier, role, laid, certificate=prepared.armoured(chain) if chain else None, at=at
    )
    return [one.document for one in laid]


def gather(paths: Iterable[Path]) -> list[Brought]:
    """Read the files that came back; of a folder all that may be signed. Raises `InputRefused`."""
    found = []
    for path in paths:
        if not path.is_dir():
            beside = preparation.find(path.parent)
            found.append(Brought(path=path, data=preparation.read(path), preparation=beside))
            continue
        inside = [
            Brought(path=file, data=preparation.read(file), preparation=laid)
            for folder in (path, *sorted(one for one in path.iterdir() if one.is_dir()))
            for laid in (preparation.find(folder),)
            if laid is not None or folder == path
            for file in preparation.signed_files(folder, laid)
        ]
        if not inside:
            raise InputRefused(
                f"In {path} is niets gevonden dat is getekend.",
                hint="Leg er de getekende PDF neer, of de handtekening (.sig of .p7s). LEESMIJ.txt zegt hoe.",
            )
        found += inside
    return found


def take_back(
    dossier: Dossier,
    role: str,
    brought: Sequence[Brought],
    services: Services,
    *,
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    """Judge what came back, put in place what is good, and write it in the ledger.

    What is already in place is passed over. One that is refused never loses the others: what is wrong with
    each is raised at the end, as `WrongTurn`, `DocumentRefused` or the first failure of a service.
    """
    with alone(dossier, "onderteken --invoegen") as finished:
        logbook.read(dossier)  # nothing is taken in that cannot be written down
        done = finished.documents(_STEP, role)
        failed: list[SealingError | GeneratorError] = []
        due = []
        for one in brought:
            try:
                due.append(_due(dossier, one))
            except (SealingError, GeneratorError) as err:
                failed.append(_at(one, err))
        order = [document.id for document in dossier.manifest.documents]
        for item in sorted(due, key=lambda item: order.index(item.document.id)):
            try:
                if _is_there(dossier, item, role):
                    progress(f"{item.brought.path.name}: staat er al in.")
                    continue
                _take(dossier, item, role, services, clock=clock)
            except (SealingError, GeneratorError) as err:
                failed.append(_at(item.brought, err))
                continue
            progress(f"{dossier.manifest.reference} {item.document.id} {item.document.plan.title}")
            done.append(item.document)
        if failed:
            raise _together(failed)
        return done


def _due(dossier: Dossier, brought: Brought) -> _Due:
    """Find out which document this is for, by what the PDF says or what the signature is over."""
    if brought.data.startswith(_PDF):
        return _Due(brought=brought, document=_by_marks(dossier, brought.data))
    laid = brought.preparation
    if laid is None:
        raise InputRefused(
            "dit is geen PDF, en er is niet bekend voor welk document een losse handtekening is.",
            hint="Laat de handtekening in de map staan die met --voorbereiden is gemaakt, en noem die map.",
        )
    if laid.reference != dossier.manifest.reference:
        raise DocumentRefused(f"dit is klaargezet voor dossier {laid.reference}.")
    halves = [
        (document, half)
        for document in dossier.manifest.documents
        if (half := laid.prepared(document)) is not None
    ]
    if preparation.is_bare(brought.path):
        return _bare(brought, laid, halves)
    try:
        der = pades.der_of(brought.data)
        signed = pades.signed_data(der)
    except (ValueError, TypeError, KeyError) as err:
        raise DocumentRefused(
            "dit is geen PDF en geen CMS-handtekening.",
            hint="Een handtekening zonder CMS erom heet .sig, en hoort bij een map die met --certificaat is klaargezet.",
        ) from err
    for document, half in halves:
        if pades.covers(signed, half.content):
            return _Due(brought=brought, document=document, signature=der, prepared=half)
    raise DocumentRefused(
        "de handtekening is over iets anders gezet dan over een document dat hier is klaargezet.",
        hint="Teken het bestand .bytes uit de map van deze voorbereiding, byte voor byte.",
    )


def _bare(brought: Brought, laid: Preparation, halves: Iterable[tuple[Document, prepared.Prepared]]) -> _Due:
    if laid.certificate is None:
        raise DocumentRefused(
            "bij deze voorbereiding is geen certificaat genoemd; een losse handtekening kan dan niet worden ingevoegd.",
            hint="Zet het document opnieuw klaar met --certificaat, en teken dat.",
        )
    for document, half in halves:
        if brought.path.name.startswith(f"{preparation.stem_of(document)}."):
            signature = prepared.from_bare(half, load_certificates(laid.certificate), brought.data)
            return _Due(brought=brought, document=document, signature=signature, prepared=half)
    raise DocumentRefused(
        "geen document van deze voorbereiding heet zo.",
        hint="Geef de handtekening de naam van het document, bijvoorbeeld D5-geheimhoudingsverklaring.sig.",
    )


def _by_marks(dossier: Dossier, pdf: bytes) -> Document:
    found = marks(pdf)
    whose, which = found.get("Kenmerk", ""), found.get("Document", "")
    if whose != dossier.manifest.reference:
        raise DocumentRefused(
            f"deze PDF hoort bij dossier {whose}, niet bij {dossier.manifest.reference}."
            if whose
            else "deze PDF is niet met dit programma gemaakt, of zegt niet meer welk document zij is.",
            hint="Er is niets gewijzigd. Is dit het goede bestand?",
        )
    document = dossier.document(which)
    if document is None:
        raise DocumentRefused(f"{which or 'dit document'} wordt in dit dossier niet door iemand ondertekend.")
    return document


def _is_there(dossier: Dossier, due: _Due, role: str) -> bool:
    """Claim that this very signature stands in the dossier: the same command was given before."""
    now = dossier.read_pdf(due.document)
    slot = due.document.plan.slot_of(role)
    if slot is None or slot not in state(now, due.document.plan).signed:
        return False
    if due.prepared is not None:
        return now.startswith(due.prepared.pdf[: due.prepared.start])
    return now.startswith(due.brought.data) and slot in state(due.brought.data, due.document.plan).signed


def _take(dossier: Dossier, due: _Due, role: str, services: Services, *, clock: sign.Clock) -> None:
    document, before = due.document, dossier.read_pdf(due.document)
    standing = next(one for one in standings(dossier) if one.document == document)
    slot = standing.state.next
    if slot is not None and slot.role == role and standing.blocked_by:
        raise WrongTurn(f"{document.id} {document.plan.title} {next_of(standing)}.")
    belonging.require(dossier, [document])
    paper = sign.Paper(pdf=before, plan=document.plan, origin=document.origin)
    if due.prepared is not None and due.signature is not None:
        made = elsewhere.put_in(paper, due.prepared, due.signature, role, services, clock=clock)
    else:
        made = elsewhere.accept(paper, due.brought.data, role, services, clock=clock)
    belonging.require_marks(dossier, document, made.pdf)
    _keep(dossier, document, before, made, program=_APART if due.prepared else made.program, clock=clock)


def _keep(
    dossier: Dossier, document: Document, before: bytes, made: Accepted, *, program: str, clock: sign.Clock
) -> None:
    logbook.commit(
        dossier, document, _STEP, slot=made.slot, certificate=made.certificate,
        before=before, after=made.pdf, at=clock(), more={"elders": program},
    )  # fmt: skip


def _at(brought: Brought, err: SealingError | GeneratorError) -> SealingError | GeneratorError:
    """Name the file in front; the kind of failure stays what it is."""
    told = err.message if err.message.startswith(str(brought.path)) else f"{brought.path}: {err.message}"
    return type(err)(told, hint=err.hint)


def _together(failed: Sequence[SealingError | GeneratorError]) -> SealingError | GeneratorError:
    """Say of every file what is wrong, and of each kind of remedy once."""
    first = max(failed, key=lambda err: err.exit_code)
    hints = dict.fromkeys(err.hint for err in failed if err.hint)
    return type(first)("\n".join(err.message for err in failed), hint=" ".join(hints))
