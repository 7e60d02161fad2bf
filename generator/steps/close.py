"""Close: every document gets its closing seal and archive time-stamp, then the dossier its statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator import logbook
from generator.dossier import Document, Dossier
from generator.standing import next_of, standings, title_of
from generator.steps.lift import lower
from generator.steps.work import Finished, Progress, Step, alone, work
from signing import sign
from signing.errors import WrongTurn
from signing.increment import Outcome, Services
from signing.keys import Key, KeySource
from signing.plan import Slot

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    templates: Path | None
    letterhead: Letterhead | None
    progress: Progress
    clock: sign.Clock


class _Watch:
    """A clock that remembers what it said last; of sealing that is the moment as of which the papers were verified."""

    def __init__(self, clock: sign.Clock) -> None:
        self._clock = clock
        self.last: datetime | None = None

    def __call__(self) -> datetime:
        self.last = self._clock()
        return self.last


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
    given = _Given(templates=templates, letterhead=letterhead, progress=progress, clock=clock)
    with alone(dossier, "verzegel") as finished:
        return _close(dossier, source, services, finished, given)


def _close(
    dossier: Dossier, source: KeySource, services: Services, finished: Finished, given: _Given
) -> list[Document]:
    from generator import statement  # what it takes to make a document: the other steps need none of it

    clock, templates = given.clock, given.templates
    done = finished.documents("verzegeling")
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
            _require_whole(dossier, services, clock)
            return [*done, _state(dossier, source, services, given)]
        caught_up |= statement.complete(dossier, services.trust, at=clock(), templates=templates)
        if caught_up or finished.lines:
            return done
        raise WrongTurn(f"Dossier {dossier.manifest.reference} is al verzegeld.")

    def waiting() -> list[tuple[Document, Slot]]:
        return [(one.document, one.state.next) for one in standings(dossier) if one.state.next is not None]

    watch = _Watch(clock)

    def seal(papers: Sequence[sign.Paper], key: Key) -> list[Outcome]:
        return sign.close(papers, key, services, clock=watch)

    step = Step(name="verzegeling", waiting=waiting, act=seal)
    done += work(dossier, step, source, services, progress=given.progress, clock=clock)
    logbook.complete(dossier, services.trust, at=clock())  # the statement carries the ledger
    if statement.due(dossier, templates):
        if services.policy == "registreer" and lower(dossier, services, clock=clock):
            given.progress(
                f"{dossier.manifest.reference}: de dossierverklaring volgt als alles is aangevuld. Geef eerst "
                "delegatie verzegel --aanvullen, en dan nog eens delegatie verzegel."
            )
            return done
        done.append(_state(dossier, source, services, given, checked_at=watch.last))
    return done


def _require_whole(dossier: Dossier, services: Services, clock: sign.Clock) -> None:
    """Raise `WrongTurn` while a document is at a lower level: the statement says how each was sealed."""
    if waiting := lower(dossier, services, clock=clock):
        raise WrongTurn(
            f"In dossier {dossier.manifest.reference} moet eerst nog worden aangevuld: "
            f"{', '.join(document.id for document in waiting)}.",
            hint="Geef delegatie verzegel --aanvullen, en daarna deze opdracht opnieuw.",
        )


def _state(
    dossier: Dossier,
    source: KeySource,
    services: Services,
    given: _Given,
    *,
    checked_at: datetime | None = None,
) -> Document:
    from generator import statement

    made = statement.add(
        dossier,
        source.unlock(),
        replace(services, policy="vereist"),  # it is whole, or it is made later
        clock=given.clock,
        checked_at=checked_at,
        templates=given.templates,
        letterhead=given.letterhead,
    )
    given.progress(f"{dossier.manifest.reference} {statement.ID} {made.plan.title}")
    return made
