"""Renew: every paper of a closed dossier, and its statements, get the next archive time-stamp.

What belongs to this round is told by the papers themselves: one that was renewed less than `ROUND` ago is
passed over. So a round that was killed goes on where it stopped, and giving the command twice costs nothing:
a reserve field that is used up never comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from generator import logbook, void
from generator.dossier import Document, Dossier, sha256
from generator.errors import InputRefused
from generator.steps.work import Progress, alone, one_by_one
from signing import ledger, sign
from signing import renew as renewing
from signing.errors import WrongTurn
from signing.evidence import evidence
from signing.increment import Outcome, Services
from signing.policy import Trust
from signing.state import free_reserves, state
from signing.verify import verify

STEP = "vernieuwing"
ROUND = timedelta(days=30)


def renew(
    dossier: Dossier,
    services: Services,
    *,
    templates: Path | None = None,
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    """Give every sealed document its next archive time-stamp, the statements last; it takes no key.

    What was renewed stays when another document fails; the same command goes on with the rest. Raises
    `WrongTurn` when nothing waits, `ReserveUsed` before anything is stamped when one that waits has no free
    reserve field, and the first failure.
    """
    from generator import statement  # what it takes to make a document: the other steps need none of it

    with alone(dossier, "vernieuw", going=False) as finished:
        known = {line.data.get("document") for line in finished.lines if line.data.get("stap") == STEP}
        statement.complete(dossier, services.trust, at=clock(), templates=templates)
        documents = _sealed(dossier, templates)
        for document in documents:
            _catch_up(dossier, document, services.trust, at=clock())
        done = [document for document in documents if document.id in known]
        waiting = [document for document in documents if not _is_of_this_round(dossier, document, clock())]
        if not waiting and not done:
            raise too_soon(dossier.manifest.reference)
        _require_room(dossier, waiting)

        def renewed(paper: sign.Paper) -> Outcome:
            return renewing.renew([paper], services, clock=clock)[0]

        return [*done, *one_by_one(dossier, STEP, waiting, renewed, progress=progress, clock=clock)]


def too_soon(reference: str) -> WrongTurn:
    """Say that a dossier, or its package, was renewed in this round already."""
    return WrongTurn(
        f"Dossier {reference} is nog geen {ROUND.days} dagen geleden vernieuwd.",
        hint="`delegatie vernieuw --plan` zegt tot wanneer het geldt.",
    )


def _sealed(dossier: Dossier, templates: Path | None) -> list[Document]:
    """Give what there is to renew; of papers that were stopped half-way only what was sealed."""
    from generator import closed, statement

    reference = dossier.manifest.reference
    papers = [
        document
        for document in dossier.manifest.documents
        if state(dossier.read_pdf(document), document.plan).next is None
    ]
    stopped = [one.document for one in void.find_all(dossier, templates) if one.document is not None]
    if len(papers) < len(dossier.manifest.documents) and not stopped:
        raise WrongTurn(
            f"Dossier {reference} is nog niet verzegeld; er valt nog niets te vernieuwen.",
            hint="`delegatie status` laat zien wie aan de beurt is.",
        )
    if statement.due(dossier, templates) and closed.is_closed(dossier):
        raise WrongTurn(
            f"In dossier {reference} ontbreekt de dossierverklaring ({statement.ID}).",
            hint="Geef eerst delegatie verzegel: die maakt haar alsnog.",
        )
    stated = statement.find(dossier, templates)
    return [*papers, *([stated] if stated else []), *stopped]


def _require_room(dossier: Dossier, waiting: Sequence[Document]) -> None:
    """Raise `ReserveUsed` unless all can be renewed: half a dossier is no better than the half that is not."""
    full = [document.id for document in waiting if not free_reserves(dossier.read_pdf(document))]
    if full:
        raise renewing.ReserveUsed(
            f"In dossier {dossier.manifest.reference} is geen plaats meer voor een volgend archieftijdstempel: "
            f"{', '.join(full)}. Er is niets gewijzigd.",
            hint="Leg het dossier vast in een archiefpakket, zolang het nog geldig is: delegatie archiveer. Het "
            "tijdstempel van de archiefverklaring dekt dan alles wat erin zit, en wordt voortaan vernieuwd.",
        )


def _is_of_this_round(dossier: Dossier, document: Document, now: datetime) -> bool:
    renewed = renewing.renewed_at(dossier.read_pdf(document))
    return renewed is not None and now - renewed < ROUND


def _catch_up(dossier: Dossier, document: Document, trust: Trust, *, at: datetime) -> None:
    """Write the line that one valid time-stamp still owes to the ledger; any other difference is refused."""
    pdf = dossier.read_pdf(document)
    lines = [
        entry.data
        for entry in ledger.read(logbook.read(dossier))
        if entry.data.get("document") == document.id
    ]
    last = lines[-1] if lines else {}
    if last.get("na") == sha256(pdf):
        return
    size = last.get("bytes")
    if isinstance(size, int) and sha256(pdf[:size]) == last.get("na"):
        grown = evidence(pdf).since(evidence(pdf[:size])).signed
        report = verify(pdf, trust=trust, at=at, plan=document.plan, origin=document.origin)
        if [one.archive and one.end == len(pdf) for one in grown] == [True] and report.verdict == "valid":
            logbook.supplement(dossier, document, pdf, at=at)
            return
    raise InputRefused(
        f"Het logboek noemt een andere {document.pdf} dan er nu staat; er is niets vernieuwd.",
        hint="`delegatie verifieer` zegt wat er niet klopt; zet het bestand terug uit een kopie.",
    )
