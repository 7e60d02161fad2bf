"""Decline and withdraw: what stops a dossier, taken down in a sealed statement beside its papers.

No paper is changed. The statement is made, sealed and verified; then it takes its place, with its line in the
ledger at the same commit point.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import belonging, void, void_make
from generator.dossier import Document, Dossier
from generator.files import replace_file
from generator.logbook import commit
from generator.logbook import read as read_ledger
from generator.rules.words import folded
from generator.standing import Standing, standings, title_of
from generator.steps import permission
from generator.steps.work import Progress, alone
from generator.void_facts import Facts, Kind
from signing import preflight, sign
from signing.errors import WrongTurn
from signing.increment import Services, single
from signing.keys import KeySource

if TYPE_CHECKING:
    from datetime import datetime

    from generator.letterhead.design import Letterhead

_TAKE_BACK = "Taken terugnemen kan wel: `delegatie neem-terug` maakt daarvan een terugname (D12)."
Taken = Callable[[Sequence[Standing], "datetime"], Facts]
Agree = Callable[[Facts], None]  # asked once all is known to be possible; raises to leave everything as it is


def decline(
    dossier: Dossier,
    role: str,
    source: KeySource,
    services: Services,
    *,
    only: Collection[str] = (),
    reason: str,
    by: str = "",
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
    progress: Progress,
    clock: sign.Clock,
    agree: Agree | None = None,
) -> Document:
    """Take down that the person in `role` does not sign; `only` limits it to documents by id.

    `by` is who takes it down, if not the organisation; `agree` is told what will be taken down. Raises
    `WrongTurn` before the key is asked where there is nothing to decline, and what making and sealing a
    document raise.
    """

    def taken(now: Sequence[Standing], at: datetime) -> Facts:
        declined = _declined(dossier, role, only, now)
        slot = declined[0].plan.slot_of(role)
        return Facts(
            kind="weigering",
            name=slot.name if slot else "",
            role=role,
            documents=tuple(one.id for one in declined),
            reason=reason,
            at=at,
            recorded_by=by or void.delegation_of(dossier).arbodienst.naam,
            manifest_sha256=void_make.manifest_digest(dossier),
            papers={},
        )

    return _stop(
        dossier, "weigering", taken, source, services,
        templates=templates, letterhead=letterhead, progress=progress, clock=clock, agree=agree,
    )  # fmt: skip


def withdraw(
    dossier: Dossier,
    source: KeySource,
    services: Services,
    *,
    reason: str,
    by: str,
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
    progress: Progress,
    clock: sign.Clock,
    agree: Agree | None = None,
) -> Document:
    """Take down that `by`, the bedrijfsarts or someone of the organisation, withdraws these papers.

    `agree` is told what will be taken down.
    Raises `WrongTurn` before the key is asked where they are complete, and what making and sealing raise.
    """

    def taken(_now: Sequence[Standing], at: datetime) -> Facts:
        delegation = void.delegation_of(dossier)
        is_doctor = folded(by) == folded(delegation.bedrijfsarts.naam)
        return Facts(
            kind="intrekking",
            name=by,
            role="bedrijfsarts" if is_doctor else f"namens {delegation.arbodienst.naam}",
            documents=(),
            reason=reason,
            at=at,
            recorded_by=by,
            manifest_sha256=void_make.manifest_digest(dossier),
            papers={},
        )

    return _stop(
        dossier, "intrekking", taken, source, services,
        templates=templates, letterhead=letterhead, progress=progress, clock=clock, agree=agree,
    )  # fmt: skip


def _stop(
    dossier: Dossier,
    kind: Kind,
    taken: Taken,
    source: KeySource,
    services: Services,
    *,
    templates: Path | None,
    letterhead: Letterhead | None,
    progress: Progress,
    clock: sign.Clock,
    agree: Agree | None = None,
) -> Document:
    with alone(dossier, "weiger" if kind == "weigering" else "trek-in", going=False) as finished:
        if any(line.data.get("verklaring") == kind for line in finished.lines):
            killed = void.find(dossier, kind, templates)
            if killed is not None and killed.document is not None:
                return killed.document  # a step that was killed had done it, but for its line in the ledger
        read_ledger(dossier)  # nothing is stated that cannot be written down
        earlier = _earlier(dossier, kind, templates)
        now = standings(dossier)
        _require_under_way(dossier, now)
        if kind == "intrekking":
            _require_not_assigned(dossier)
        belonging.require(dossier, dossier.manifest.documents)
        if agree is not None:
            agree(taken(now, clock()))
        at = clock()
        papers = (*dossier.manifest.documents, *((earlier.document,) if earlier and earlier.document else ()))
        facts = replace(taken(now, at), papers=void_make.then(dossier, papers))
        slot = void.plan_for(dossier, kind, templates).slots[-1]
        made = void_make.make(
            dossier, facts, papers, earlier=earlier.facts if earlier else None,
            trust=services.trust, at=at, templates=templates, letterhead=letterhead,
        )  # fmt: skip
        preflight.require(made.pdf, slot, title=made.document.plan.title)
        opened = permission.open_for([slot], source, services, tell=progress, clock=clock)
        key, whole = opened.key, replace(services, policy="vereist")  # it is whole, or it is not there
        paper = sign.Paper(pdf=made.pdf, plan=made.document.plan, origin=made.document.origin)
        issued = single(sign.issue([paper], key, whole, clock=clock))
        sealed = single(sign.close([replace(paper, pdf=issued)], key, whole, clock=clock))
        replace_file(dossier.folder / made.document.word, made.word)
        commit(
            dossier, made.document, kind, slot=slot, certificate=key.certificate,
            before=made.pdf, after=sealed, at=clock(), more={**facts.line(), **opened.line},
        )  # fmt: skip
        progress(f"{dossier.manifest.reference} {title_of(made.document)}")
        return made.document


def _earlier(dossier: Dossier, kind: Kind, templates: Path | None) -> void.Found | None:
    """Give the refusal that a withdrawal comes after; anything else that stopped the dossier is refused."""
    found = void.find_all(dossier, templates)
    if kind == "intrekking" and [one.kind for one in found if one.believed] == ["weigering"] == [
        one.kind for one in found
    ]:
        return found[0]
    if found:
        void.require_going(dossier)
    return None


def _require_under_way(dossier: Dossier, now: Sequence[Standing]) -> None:
    reference = dossier.manifest.reference
    if not any(one.state.signed for one in now):
        raise WrongTurn(
            f"Dossier {reference} is nog niet uitgegeven: er is niemand om een handtekening gevraagd.",
            hint="Verbeter het delegatiebestand en maak het dossier opnieuw met `delegatie genereer --overschrijf`.",
        )
    if all(one.state.next is None for one in now):
        raise WrongTurn(
            f"Dossier {reference} is verzegeld: het is voltooid en kan niet meer worden geweigerd of ingetrokken.",
            hint=_TAKE_BACK
            if dossier.manifest.series == "dossier"
            else "Maak nieuwe papieren, met een nieuw kenmerk.",
        )


def _require_not_assigned(dossier: Dossier) -> None:
    if void_make.assigned(dossier):
        raise WrongTurn(
            f"In dossier {dossier.manifest.reference} is de delegatieovereenkomst (D1) al door beide partijen ondertekend. "
            "De taken zijn gedelegeerd; dat eindigt niet door het dossier in te trekken.",
            hint=_TAKE_BACK,
        )


def _instead(dossier: Dossier) -> str:
    """Say what can be done where nothing is left to decline."""
    if void_make.assigned(dossier):
        return _TAKE_BACK
    return "Gaat de delegatie niet door, trek het dossier dan in met `delegatie trek-in`."


def _declined(
    dossier: Dossier, role: str, only: Collection[str], now: Sequence[Standing]
) -> tuple[Document, ...]:
    """Give what `role` has not signed and now will not. Raises `WrongTurn` for what cannot be declined."""
    mine = [one for one in now if one.document.plan.slot_of(role) is not None]
    waiting = [one.document for one in mine if one.document.plan.slot_of(role) in one.state.open]
    reference = dossier.manifest.reference
    if not mine:
        raise WrongTurn(f"In dossier {reference} tekent de {role} niets.")
    for wanted in only:
        if wanted not in {one.document.id for one in mine}:
            raise WrongTurn(
                f"In dossier {reference} tekent de {role} geen {wanted}.",
                hint=f"Wel: {', '.join(one.document.id for one in mine)}.",
            )
        if wanted not in {one.id for one in waiting}:
            raise WrongTurn(
                f"{wanted} in dossier {reference} is al door de {role} ondertekend; dat is niet te weigeren.",
                hint=_instead(dossier),
            )
    if not waiting:
        raise WrongTurn(
            f"In dossier {reference} heeft de {role} alles al ondertekend; er is niets te weigeren.",
            hint=_instead(dossier),
        )
    return tuple(one for one in waiting if not only or one.id in only)
