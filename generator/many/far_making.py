"""`generator.many.making` for files and dossiers by URL: fetched, made in a folder of this process, and put."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import source
from generator.dossier import MANIFEST
from generator.errors import GeneratorError
from generator.failures import Failure, failure
from generator.many import making, urls
from generator.many.addresses import beneath
from generator.many.making import Outcome, Task
from generator.many.reference import reference_in, reference_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FarTask:
    """A task of which the file, or the folder for dossiers, or both, are elsewhere.

    `source` is the URL of the file, empty where `task.path` is it; `out` the URL of the folder, empty where
    `task.order.out` is it.
    """

    task: Task
    source: str = ""
    out: str = ""

    @property
    def name(self) -> str:
        """Name the file as the person did."""
        return self.task.name


def perform(far: FarTask) -> Outcome:
    """Make the dossier of one file, and put it in its folder, `dossier.json` last. Raises as `making.perform` does.

    What stands there and was made from the same is left as it is: a store knows no locks, and a unit may be done
    twice.
    """
    task = far.task
    if task.refusal:
        return Outcome(name=task.name, failure=task.refusal)
    with ExitStack() as stack:
        names: dict[str, str] = {}
        try:
            if far.source:
                path = stack.enter_context(urls.fetched(far.source, limit=source.MAX_BYTES))
                names[str(path)] = far.source
                task = replace(task, path=path)
            if not far.out:
                return _renamed(making.perform(task), names)
            out = Path(stack.enter_context(TemporaryDirectory(prefix="delegatie-")))
            names[str(out)] = far.out.rstrip("/")
            return _renamed(_put(task, far.out, out), names)
        except GeneratorError as err:
            return Outcome(name=task.name, failure=failure(err))


def reference_at(url: str) -> str:
    """Give the reference in the delegation file at `url`; empty for one without a readable one. Never raises."""
    try:
        return reference_of(urls.read(url, limit=source.MAX_BYTES))
    except GeneratorError:
        return ""  # who makes it says why


def _put(task: Task, url: str, out: Path) -> Outcome:
    reference = task.reference or reference_in(task.path)
    there = beneath(url, reference)
    if stood := bool(reference) and urls.stands(beneath(there, MANIFEST)):
        urls.fetch(there, out / reference)
    order = replace(task.order, out=out, resume=True)
    outcome = making.perform(replace(task, order=order, reference=reference or None, stood=stood))
    if outcome.folder is None:
        return outcome
    to = beneath(url, outcome.folder.name)
    if not outcome.before:
        urls.put(outcome.folder, to, last=MANIFEST, replace=task.order.replace)
    return replace(outcome, folder=None, url=to)


def _renamed(outcome: Outcome, names: dict[str, str]) -> Outcome:
    """Name what was fetched, or made here to be put, by where it is for the person who asked."""

    def told(text: str) -> str:
        for here, there in names.items():
            text = text.replace(here, there)
        return text

    if outcome.failure is None:
        return outcome
    one = outcome.failure
    return replace(
        outcome, failure=Failure(message=told(one.message), hint=told(one.hint), exit_code=one.exit_code)
    )
