"""The steps of a dossier's life: issue, sign, close. Here the folder meets `signing`.

A step works through the documents whose turn it is; each is signed, verified, and only then put in
place of the old file. What was done stays done when a later document fails: the same command again
goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import belonging, conditions, logbook
from generator.dossier import Document, Dossier
from generator.files import replace_file
from signing import sign
from signing.errors import WrongTurn
from signing.increment import Services
from signing.keys import Key, KeySource
from signing.plan import Slot
from signing.state import State, state

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead

Progress = Callable[[str], None]
Sign = Callable[[bytes, Document, Key], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One document and how far it is; `blocked_by` are the documents that must be complete first."""

    document: Document
    state: State
    blocked_by: tuple[str, ...]


def standings(dossier: Dossier) -> tuple[Standing, ...]:
    """Read from the PDFs how far each document is. Raises `DocumentRefused`, `SurroundingsFailed`."""
    states = {
        document.id: state(dossier.read_pdf(document), document.plan)
        for document in dossier.manifest.documents
    }
    return tuple(
        Standing(
            document=document,
            state=states[document.id],
            blocked_by=(*_blocks(document, states), *_lacking(dossier, document, states[document.id])),
        )
        for document in dossier.manifest.documents
    )


def stated(dossier: Dossier) -> tuple[Standing, ...]:
    """Read how far the statement (D14) of a closed dossier is; nothing where there is none yet."""
    from generator.statement import find

    document = find(dossier)
    if document is None:
        return ()
    current = state(dossier.read_pdf(document), document.plan)
    return (Standing(document=document, state=current, blocked_by=()),)


def issue(
    dossier: Dossier, source: KeySource, services: Services, *, progress: Progress, clock: sign.Clock
) -> list[Document]:
    """Certify every document that is not issued yet. Raises `WrongTurn` when there is none."""

    def waiting() -> list[tuple[Document, Slot]]:
        return [
            (one.document, one.document.plan.slots[0]) for one in standings(dossier) if not one.state.signed
        ]

    def certify(pdf: bytes, document: Document, key: Key) -> bytes:
        return sign.issue(pdf, document.plan, key, services, origin=document.origin, clock=clock)

    if not waiting():
        raise WrongTurn(f"Dossier {dossier.manifest.reference} is al uitgegeven.")
    return _work(dossier, "uitgifte", waiting, certify, source, progress=progress, clock=clock)


def approve(
    dossier: Dossier,
    role: str,
    source: KeySource,
    services: Services,
    *,
    only: Collection[str] = (),
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    """Sign all that waits for `role` with one unlocked key; `only` limits it to documents by id.

    Signing one document may free another; that one follows in the same session.
    Raises `WrongTurn` when nothing waits, before the key is asked.
    """

    def waiting() -> list[tuple[Document, Slot]]:
        return [
            (one.document, one.state.next)
            for one in standings(dossier)
            if one.state.next is not None
            and one.state.next.kind == "persoon"
            and one.state.next.role == role
            and not one.blocked_by
            and (not only or one.document.id in only)
        ]

    def set_signature(pdf: bytes, document: Document, key: Key) -> bytes:
        return sign.approve(pdf, document.plan, role, key, services, origin=document.origin, clock=clock)

    if not waiting():
        raise _nothing_waits(dossier, role, only)
    return _work(dossier, "ondertekening", waiting, set_signature, source, progress=progress, clock=clock)


def close(
    dossier: Dossier,
    source: KeySource,
    services: Services,
    *,
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    """Close every document once all persons have signed everything, then state what the dossier holds.

    `templates` is the folder of one's own for the statement, `letterhead` what is put on it. Gives none
    when only the ledger lagged behind, and brings it up to date. Raises `WrongTurn` before all have signed.
    """
    from generator import statement  # what it takes to make a document: the other steps need none of it

    now = standings(dossier)
    if unfinished := [one for one in now if not one.state.complete]:
        raise WrongTurn(
            f"Dossier {dossier.manifest.reference} kan nog niet worden verzegeld:\n"
            + "\n".join(f"  {_title(one.document)}: {_next(one)}" for one in unfinished),
            hint="`delegatie status` laat zien wie aan de beurt is.",
        )
    if all(one.state.next is None for one in now):
        caught_up = logbook.complete(dossier, services.trust, at=clock())
        if statement.due(dossier, templates):
            return [_state(dossier, source, services, templates, letterhead, progress=progress, clock=clock)]
        if statement.complete(dossier, services.trust, at=clock(), templates=templates) or caught_up:
            return []
        raise WrongTurn(f"Dossier {dossier.manifest.reference} is al verzegeld.")

    def waiting() -> list[tuple[Document, Slot]]:
        return [(one.document, one.state.next) for one in standings(dossier) if one.state.next is not None]

    def seal(pdf: bytes, document: Document, key: Key) -> bytes:
        return sign.close(pdf, document.plan, key, services, origin=document.origin, clock=clock)

    done = _work(dossier, "verzegeling", waiting, seal, source, progress=progress, clock=clock)
    logbook.complete(dossier, services.trust, at=clock())  # the statement carries the ledger
    if statement.due(dossier, templates):
        done.append(_state(dossier, source, services, templates, letterhead, progress=progress, clock=clock))
    return done


def next_of(one: Standing) -> str:
    """Say in Dutch what a document waits for; empty when it is sealed."""
    return _next(one) if one.state.next else ""


def _work(
    dossier: Dossier,
    step: str,
    waiting: Callable[[], list[tuple[Document, Slot]]],
    act: Sign,
    source: KeySource,
    *,
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    logbook.read(dossier)  # nothing is signed that cannot be written down
    belonging.require(dossier, [document for document, _ in waiting()])
    known = source.certificate()
    if known is not None:
        for _, slot in waiting():
            sign.require_holder(known, slot)
    key = source.unlock()
    for _, slot in waiting():  # a container shows its certificate only now: still nothing is signed
        sign.require_holder(key.certificate, slot)
    done: list[Document] = []
    while turn := waiting():
        for document, slot in turn:
            progress(f"{dossier.manifest.reference} {document.id} {document.plan.title}")
            before = dossier.read_pdf(document)
            belonging.require_marks(dossier, document, before)
            after = act(before, document, key)
            replace_file(dossier.folder / document.pdf, after)
            logbook.record(
                dossier, document, slot, step, key.certificate, before=before, after=after, at=clock()
            )
            done.append(document)
    return done


def _state(
    dossier: Dossier,
    source: KeySource,
    services: Services,
    templates: Path | None,
    letterhead: Letterhead | None,
    *,
    progress: Progress,
    clock: sign.Clock,
) -> Document:
    from generator import statement

    progress(f"{dossier.manifest.reference} {statement.ID} dossierverklaring")
    return statement.add(
        dossier, source.unlock(), services, clock=clock, templates=templates, letterhead=letterhead
    )


def _blocks(document: Document, states: dict[str, State]) -> Iterator[str]:
    current = states[document.id]
    if current.next is None:
        return
    if current.next.kind != "persoon":
        return
    for other in document.after.get(current.next.role, ()):
        if other in states and not (states[other].complete and states[other].signed):
            yield other


def _lacking(dossier: Dossier, document: Document, current: State) -> tuple[str, ...]:
    role = current.next.role if current.next and current.next.kind == "persoon" else ""
    return conditions.lacking(dossier, document.id, role)


def _next(one: Standing) -> str:
    slot = one.state.next
    if slot is None:
        return "klaar"
    waits = {
        "uitgifte": "wacht op uitgifte door de organisatie",
        "sluiting": "wacht op het sluitzegel",
        "persoon": f"wacht op {slot.name} ({slot.role})",
    }[slot.kind]
    if not one.blocked_by:
        return waits
    *others, last = one.blocked_by
    told = f"{', '.join(others)} en {last}" if others else last
    return f"{waits}, zodra {told} compleet {'zijn' if others else 'is'}"


def _title(document: Document) -> str:
    return f"{document.id} {document.plan.title}"


def _nothing_waits(dossier: Dossier, role: str, only: Collection[str]) -> WrongTurn:
    mine = [
        one
        for one in standings(dossier)
        if one.document.plan.slot_of(role) is not None and (not only or one.document.id in only)
    ]
    if not mine:
        return WrongTurn(f"In dossier {dossier.manifest.reference} tekent de {role} niets.")
    told = "\n".join(
        f"  {_title(one.document)}: "
        + ("al ondertekend" if one.document.plan.slot_of(role) in one.state.signed else _next(one))
        for one in mine
    )
    if missing := [id_ for one in mine for id_ in conditions.lacking(dossier, one.document.id, role)]:
        told += f"\n  {conditions.why_lacking(missing)}"
    return WrongTurn(
        f"In dossier {dossier.manifest.reference} wacht nu niets op de {role}:\n{told}",
        hint="`delegatie status` laat zien wie aan de beurt is.",
    )
