"""The one loop of all steps that sign: check, unlock, sign a round together, keep each that is good.

A round is every document that waits now. Each is signed, verified, and only then put in place of the old
file. What was done stays done when another fails: the same command again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator import belonging, logbook
from generator.dossier import Document, Dossier
from generator.files import replace_file
from signing import sign
from signing.errors import SealingError
from signing.increment import Outcome
from signing.keys import Key, KeySource
from signing.plan import Slot

Progress = Callable[[str], None]
Waiting = Callable[[], list[tuple[Document, Slot]]]
Sign = Callable[[Sequence[sign.Paper], Key], list[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One kind of step: its name in the ledger, which documents wait for it, and what it does to them."""

    name: str
    waiting: Waiting
    act: Sign


def work(
    dossier: Dossier, step: Step, source: KeySource, *, progress: Progress, clock: sign.Clock
) -> list[Document]:
    """Sign all that waits, round after round: one signature may free the next document.

    Raises what the checks raise before anything is signed; after a round the first failure in it.
    """
    logbook.read(dossier)  # nothing is signed that cannot be written down
    belonging.require(dossier, [document for document, _ in step.waiting()])
    known = source.certificate()
    if known is not None:
        for _, slot in step.waiting():
            sign.require_holder(known, slot)
    key = source.unlock()
    for _, slot in step.waiting():  # a container shows its certificate only now: still nothing is signed
        sign.require_holder(key.certificate, slot)
    done: list[Document] = []
    while turn := step.waiting():
        done += _round(dossier, step, turn, key, progress=progress, clock=clock)
    return done


def _round(
    dossier: Dossier,
    step: Step,
    turn: Sequence[tuple[Document, Slot]],
    key: Key,
    *,
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    papers = []
    for document, _ in turn:
        pdf = dossier.read_pdf(document)
        belonging.require_marks(dossier, document, pdf)
        papers.append(sign.Paper(pdf=pdf, plan=document.plan, origin=document.origin))
    done: list[Document] = []
    failed: SealingError | None = None
    for (document, slot), paper, outcome in zip(turn, papers, step.act(papers, key), strict=True):
        if isinstance(outcome, SealingError):
            failed = failed or outcome
            continue
        replace_file(dossier.folder / document.pdf, outcome)
        logbook.record(
            dossier, document, slot, step.name, key.certificate,
            before=paper.pdf, after=outcome, at=clock(),
        )  # fmt: skip
        progress(f"{dossier.manifest.reference} {document.id} {document.plan.title}")
        done.append(document)
    if failed is not None:
        raise failed
    return done
