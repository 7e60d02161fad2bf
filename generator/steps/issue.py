"""Issue: the organisation certifies every document before anyone is asked to sign."""

from __future__ import annotations

from collections.abc import Sequence

from generator.dossier import Document, Dossier
from generator.standing import standings
from generator.steps.work import Progress, Step, alone, work
from signing import sign
from signing.errors import WrongTurn
from signing.increment import Outcome, Services
from signing.keys import Key, KeySource
from signing.plan import Slot


def issue(
    dossier: Dossier, source: KeySource, services: Services, *, progress: Progress, clock: sign.Clock
) -> list[Document]:
    """Certify every document that is not issued yet. Raises `WrongTurn` when there is none."""

    def waiting() -> list[tuple[Document, Slot]]:
        return [
            (one.document, one.document.plan.slots[0]) for one in standings(dossier) if not one.state.signed
        ]

    def certify(papers: Sequence[sign.Paper], key: Key) -> list[Outcome]:
        return sign.issue(papers, key, services, clock=clock)

    step = Step(name="uitgifte", waiting=waiting, act=certify)
    with alone(dossier, "geef-uit") as finished:
        done = finished.documents(step.name)
        if waiting():
            done += work(dossier, step, source, services, progress=progress, clock=clock)
        if not done:
            raise WrongTurn(f"Dossier {dossier.manifest.reference} is al uitgegeven.")
        return done
