"""One delegation file of many to a dossier in its folder: what is handed out, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.failures import Failure
from generator.limits import Limits

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead
    from generator.papers import Engine

# What making papers loads: once, before the processes begin.
PRELOAD = (
    "generator.many.maker",
    "generator.word",
    "generator.printed",
    "generator.product",
    "generator.letterhead.paper",
    "generator.typeset.reader",
    "generator.typeset.engine",
    "generator.wording.gate",
    "signing.fields",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of every file: as `generator.pipeline.make` and `generator.place.put` take it.

    `resume` passes by what stands there already, made from the same; `loud` lets what nobody expected go through.
    """

    out: Path
    only: tuple[str, ...]
    templates: Path | None
    letterhead: Letterhead | None
    limits: Limits
    engine: Engine
    test: bool
    replace: bool
    resume: bool
    loud: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file; `refusal` is why it is not even read.

    `reference` is that of its dossier as it was read before: None for a file that comes alone. `stood` says that
    something stood in the place of the dossier then. `found`: nobody named the file, it lies in a folder.
    """

    order: Order
    name: str
    path: Path
    found: bool = False
    reference: str | None = None
    stood: bool = True
    refusal: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file: a folder, which may have stood there `before`; or why there is none.

    `skipped` is why a file that was found in a folder is none to make a dossier from. `partial`: papers were left out.
    A dossier that was put elsewhere has a `url` instead of a folder.
    """

    name: str
    folder: Path | None = None
    url: str = ""
    before: bool = False
    partial: bool = False
    warnings: tuple[str, ...] = ()
    skipped: str = ""
    failure: Failure | None = None


def perform(task: Task) -> Outcome:
    """Make the dossier of one file and put it in its folder. Raises only what nobody expected, where that is asked.

    The dossier is whole in its folder or not there. Who makes it may die after that, so a task can be done twice: a
    dossier that did not stand when the task was handed out, and is made from the same, is the task's own.
    """
    from generator.many import maker  # all that makes papers: who only hands out has no need of it

    return maker.perform(task)
