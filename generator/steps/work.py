"""What all steps share: the dossier to themselves, and the one loop of those that sign.

The loop: check, unlock, sign a round together, keep each that is good. A round is every document that waits
now. Each is signed, verified, and only then put in place of the old file. What was done stays done when
another fails or the process is killed: the same command again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from generator import belonging, lock, logbook, void
from generator.dossier import Document, Dossier, open_dossier
from generator.errors import InputRefused
from generator.files import sweep
from generator.steps import permission
from generator.steps.permission import Permitted
from signing import ledger, lift, sign
from signing.errors import SealingError
from signing.increment import Outcome, Services
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a step that was killed had done but for its line in the ledger; that line is there now."""

    dossier: Dossier
    lines: tuple[ledger.Entry, ...]

    def documents(self, step: str, role: str = "") -> list[Document]:
        """Give the documents of these lines, if they are of this very step (by this role)."""
        found = [
            line.data
            for line in self.lines
            if line.data.get("stap") == step and role in ("", line.data.get("rol"))
        ]
        return [
            document
            for document in self.dossier.manifest.documents
            if document.id in {data.get("document") for data in found}
        ]


@contextmanager
def alone(dossier: Dossier, command: str, *, going: bool = True) -> Iterator[Finished]:
    """Have the dossier to ourselves while `command` changes it, with what a killed step left put right.

    Raises `InUse` when another process is at it, `InputRefused` when it was made anew since it was opened,
    and, where it must be `going` on, `WrongTurn` when someone declined or the papers were withdrawn.
    """
    folder = dossier.folder
    with lock.held(folder / lock.NAME, command, what=f"Dossier {dossier.manifest.reference}"):
        _require_as_opened(dossier)
        sweep((folder, folder / "pdf", folder / "word"))
        finished = Finished(dossier=dossier, lines=logbook.settle(dossier))
        if going:
            void.require_going(dossier)
        yield finished


@contextmanager
def at_rest(dossier: Dossier, command: str) -> Iterator[None]:
    """Have nobody change the dossier while `command` reads it; it is not changed, not even put right.

    Who may only read there goes on without the lock: what was read must then be judged afterwards. Raises
    `InUse` and `InputRefused` as `alone` does.
    """
    what = f"Dossier {dossier.manifest.reference}"
    with lock.held_if_allowed(dossier.folder / lock.NAME, command, what=what):
        _require_as_opened(dossier)
        yield


def _require_as_opened(dossier: Dossier) -> None:
    if open_dossier(dossier.folder) != dossier:
        raise InputRefused(
            f"Dossier {dossier.manifest.reference} is zojuist opnieuw gemaakt; er is niets gewijzigd.",
            hint="Bekijk het nieuwe dossier, en geef de opdracht dan opnieuw.",
        )


def work(
    dossier: Dossier,
    step: Step,
    source: KeySource,
    services: Services,
    *,
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    """Sign all that waits, round after round: one signature may free the next document.

    Raises what the checks raise before anything is signed; after a round the first failure in it.
    """
    logbook.read(dossier)  # nothing is signed that cannot be written down
    belonging.require(dossier, [document for document, _ in step.waiting()])
    opened = permission.unlock(dossier, step.waiting(), source, services, tell=progress, clock=clock)
    done: list[Document] = []
    while turn := step.waiting():
        done += _round(dossier, step, turn, opened, services, progress=progress, clock=clock)
    return done


def _round(
    dossier: Dossier,
    step: Step,
    turn: Sequence[tuple[Document, Slot]],
    opened: Permitted,
    services: Services,
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
    for (document, slot), paper, outcome in zip(turn, papers, step.act(papers, opened.key), strict=True):
        if isinstance(outcome, SealingError):
            failed = failed or outcome
            continue
        logbook.commit(
            dossier, document, step.name, slot=slot, certificate=opened.key.certificate,
            before=paper.pdf, after=outcome, at=clock(), more=opened.line,
        )  # fmt: skip
        told = lift.told(replace(paper, pdf=outcome), services, at=clock())
        progress(f"{dossier.manifest.reference} {document.id} {document.plan.title}{told}")
        done.append(document)
    if failed is not None:
        raise failed
    return done


def one_by_one(
    dossier: Dossier,
    name: str,
    turn: Sequence[Document],
    act: Callable[[sign.Paper], Outcome],
    *,
    progress: Progress,
    clock: sign.Clock,
) -> list[Document]:
    """Time-stamp one document after the other, which takes no key: their time-stamps must not deny their order.

    What is done stays done when another fails; then the first failure is raised, after the last document.
    """
    done: list[Document] = []
    failed: SealingError | None = None
    for document in turn:
        paper = sign.Paper(pdf=dossier.read_pdf(document), plan=document.plan, origin=document.origin)
        outcome = act(paper)
        if isinstance(outcome, SealingError):
            failed = failed or outcome
            continue
        logbook.commit(
            dossier, document, name, slot=None, certificate=None, before=paper.pdf, after=outcome, at=clock()
        )
        progress(f"{dossier.manifest.reference} {document.id} {document.plan.title}")
        done.append(document)
    if failed is not None:
        raise failed
    return done
