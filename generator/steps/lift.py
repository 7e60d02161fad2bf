"""Lift: documents that were signed at a lower level get what the services did not give then."""

from __future__ import annotations

from generator import belonging, logbook
from generator.dossier import Document, Dossier
from generator.steps.work import Progress, alone
from signing import lift as lifting
from signing import sign
from signing.errors import SealingError, WrongTurn
from signing.increment import Services

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
        failed: SealingError | None = None
        for (
            document
        ) in turn:  # one after the other: their time-stamps must not deny the order of the documents
            paper = _paper(dossier, document)
            (outcome,) = lifting.lift([paper], services, clock=clock)
            if isinstance(outcome, SealingError):
                failed = failed or outcome
                continue
            logbook.commit(
                dossier, document, _STEP, slot=None, certificate=None,
                before=paper.pdf, after=outcome, at=clock(),
            )  # fmt: skip
            progress(f"{dossier.manifest.reference} {document.id} {document.plan.title}")
            done.append(document)
        if failed is not None:
            raise failed
        return done


def lower(dossier: Dossier, services: Services, *, clock: sign.Clock) -> list[Document]:
    """Give the documents that have a signature at a lower level, or lack their archive time-stamp."""
    return [
        document
        for document in dossier.manifest.documents
        if lifting.waits(_paper(dossier, document), services, at=clock())
    ]


def _paper(dossier: Dossier, document: Document) -> sign.Paper:
    return sign.Paper(pdf=dossier.read_pdf(document), plan=document.plan, origin=document.origin)
