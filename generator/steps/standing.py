"""How far each document of a dossier is, read from the PDFs, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import conditions
from generator.dossier import Document, Dossier
from signing.state import State, state


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


def next_of(one: Standing) -> str:
    """Say in Dutch what a document waits for; «klaar» when it is sealed."""
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


def title_of(document: Document) -> str:
    """Name a document for people: its id and title."""
    return f"{document.id} {document.plan.title}"


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
