"""How far each document of a dossier is, read from the PDFs, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import conditions, logbook
from generator.dossier import Document, Dossier
from generator.errors import GeneratorError
from signing import ledger
from signing.state import State, state

_LOWER = frozenset({"B-B", "B-T"})
LIFT = "wacht op aanvullen: `delegatie verzegel --aanvullen`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One document and how far it is; `blocked_by` are the documents that must be complete first.

    `lower` claims that by the ledger it was signed or closed at a lower level, and waits to be lifted.
    """

    document: Document
    state: State
    blocked_by: tuple[str, ...]
    lower: bool = False


def standings(dossier: Dossier) -> tuple[Standing, ...]:
    """Read from the PDFs how far each document is. Raises `DocumentRefused`, `SurroundingsFailed`."""
    states = {
        document.id: state(dossier.read_pdf(document), document.plan)
        for document in dossier.manifest.documents
    }
    levels = _levels(dossier)
    return tuple(
        Standing(
            document=document,
            state=states[document.id],
            blocked_by=(*_blocks(document, states), *_lacking(dossier, document, states[document.id])),
            lower=_is_lower(levels.get(document.id, ""), states[document.id]),
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
    """Say in Dutch what a document waits for; «klaar» when it is sealed and lacks nothing."""
    slot = one.state.next
    if slot is None:
        return LIFT if one.lower else "klaar"
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


def _levels(dossier: Dossier) -> dict[str, str]:
    """Read the level that the last line of the ledger on each document says; none where it cannot be read."""
    try:
        lines = ledger.read(logbook.read(dossier))
    except GeneratorError:
        return {}  # `status` tells so beside it
    return {str(line.data.get("document")): str(line.data.get("niveau", "")) for line in lines}


def _is_lower(level: str, current: State) -> bool:
    return level in _LOWER or (level == "B-LT" and current.next is None)


def _lacking(dossier: Dossier, document: Document, current: State) -> tuple[str, ...]:
    role = current.next.role if current.next and current.next.kind == "persoon" else ""
    return conditions.lacking(dossier, document.id, role)
