"""Lift: documents that were signed at a lower level get what the services did not give then."""

from __future__ import annotations

from generator import belonging, logbook
from generator.dossier import Document, Dossier
from generator.steps.work import Progress, alone, one_by_one
from signing import lift as lifting
from signing import sign
from signing.errors import WrongTurn
from signing.increment import Outcome, Services

_STEP = "aanvulling"


def lift(dossier: Dossier, services: Services, *, progress: Progress, clock: sign.Clock) -> list[Document]:
    """Add what is lacking to every document at a lower level, under way or closed; it takes no key.

    What was lifted stays when another document fails; the same command goes on with the rest. Raises
    `WrongTurn` when nothing waits, and the first failure.
    """
    with alone(dossier, "verzegel --aanvullen", going=False) as finished:
        done = finished.documents(_STEP)
        logbook.read(dossier)  # nothing is changed that cannot be written down
        turn = lower(dossier, services, clock=clock)
        if not turn and not done:
            raise WrongTurn(
                f"In dossier {dossier.manifest.reference} is niets aan te vullen.",
                hint="`delegatie verifieer` zegt van elke handtekening welk niveau zij haalt.",
            )
        belonging.require(dossier, turn)

        def lifted(paper: sign.Paper) -> Outcome:
            return lifting.lift([paper], services, clock=clock)[0]

        return [*done, *one_by_one(dossier, _STEP, turn, lifted, progress=progress, clock=clock)]


def lower(dossier: Dossier, services: Services, *, clock: sign.Clock) -> list[Document]:
    """Give the documents that have a signature at a lower level, or lack their archive time-stamp."""
    return [
        document
        for document in dossier.manifest.documents
        if lifting.waits(_paper(dossier, document), services, at=clock())
    ]


def _paper(dossier: Dossier, document: Document) -> sign.Paper:
    return sign.Paper(pdf=dossier.read_pdf(document), plan=document.plan, origin=document.origin)
