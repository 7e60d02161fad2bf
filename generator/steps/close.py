"""Close: every document gets its closing seal and archive time-stamp, then the dossier its statement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator import logbook
from generator.dossier import Document, Dossier
from generator.steps.standing import next_of, standings, title_of
from generator.steps.work import Progress, Step, work
from signing import sign
from signing.errors import WrongTurn
from signing.increment import Outcome, Services
from signing.keys import Key, KeySource
from signing.plan import Slot

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead


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
            + "\n".join(f"  {title_of(one.document)}: {next_of(one)}" for one in unfinished),
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

    def seal(papers: Sequence[sign.Paper], key: Key) -> list[Outcome]:
        return sign.close(papers, key, services, clock=clock)

    step = Step(name="verzegeling", waiting=waiting, act=seal)
    done = work(dossier, step, source, progress=progress, clock=clock)
    logbook.complete(dossier, services.trust, at=clock())  # the statement carries the ledger
    if statement.due(dossier, templates):
        done.append(_state(dossier, source, services, templates, letterhead, progress=progress, clock=clock))
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

    made = statement.add(
        dossier, source.unlock(), services, clock=clock, templates=templates, letterhead=letterhead
    )
    progress(f"{dossier.manifest.reference} {statement.ID} {made.plan.title}")
    return made
