"""Approve: one person signs all that waits, with one unlocked key."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from generator import conditions
from generator.dossier import Document, Dossier
from generator.standing import next_of, standings, title_of
from generator.steps.work import Progress, Step, alone, work
from signing import sign
from signing.errors import WrongTurn
from signing.increment import Outcome, Services
from signing.keys import Key, KeySource
from signing.plan import Slot


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
        return waiting_for(dossier, role, only)

    def set_signatures(papers: Sequence[sign.Paper], key: Key) -> list[Outcome]:
        return sign.approve(papers, role, key, services, clock=clock)

    step = Step(name="ondertekening", waiting=waiting, act=set_signatures)
    with alone(dossier, "onderteken") as finished:
        done = finished.documents(step.name, role)
        if waiting():
            done += work(dossier, step, source, services, progress=progress, clock=clock)
        if not done:
            raise nothing_waits(dossier, role, only)
        return done


def waiting_for(dossier: Dossier, role: str, only: Collection[str] = ()) -> list[tuple[Document, Slot]]:
    """Give the documents that this role can sign now, by itself or among those in `only`."""
    return [
        (one.document, one.state.next)
        for one in standings(dossier)
        if one.state.next is not None
        and one.state.next.kind == "persoon"
        and one.state.next.role == role
        and not one.blocked_by
        and (not only or one.document.id in only)
    ]


def nothing_waits(dossier: Dossier, role: str, only: Collection[str] = ()) -> WrongTurn:
    """Say of each document of this role why it cannot be signed now."""
    mine = [
        one
        for one in standings(dossier)
        if one.document.plan.slot_of(role) is not None and (not only or one.document.id in only)
    ]
    if not mine:
        return WrongTurn(f"In dossier {dossier.manifest.reference} tekent de {role} niets.")
    told = "\n".join(
        f"  {title_of(one.document)}: "
        + ("al ondertekend" if one.document.plan.slot_of(role) in one.state.signed else next_of(one))
        for one in mine
    )
    if missing := [id_ for one in mine for id_ in conditions.lacking(dossier, one.document.id, role)]:
        told += f"\n  {conditions.why_lacking(missing)}"
    return WrongTurn(
        f"In dossier {dossier.manifest.reference} wacht nu niets op de {role}:\n{told}",
        hint="`delegatie status` laat zien wie aan de beurt is.",
    )
