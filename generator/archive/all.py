"""Archive many dossiers at once, with one key: one that fails never stops the others, and each is told of in its turn."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.archive.archive import Archived, place_of, steps
from generator.archive.make import House
from generator.archive.order import Order
from generator.archive.sealer import Sealer
from generator.dossier import open_dossier
from generator.errors import GeneratorError
from generator.failures import Failure, failure
from generator.many.hands import Hands
from generator.many.relay import Steps, Work, relay
from signing.errors import SealingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the dossier in `folder`: its package, or why there is none."""

    folder: Path
    archived: Archived | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of every dossier; `loud` lets what nobody expected go through."""

    out: Path
    order: Order
    house: House
    loud: bool = False


def archive_all(
    folders: Iterable[Path], asked: Asked, sealer: Sealer, hands: Hands, stopped: Callable[[], bool]
) -> Generator[Outcome]:
    """Archive the dossier in each of `folders`; give the outcomes in that order.

    Judging, laying out and packing are for the `hands`. The key stays with the `sealer`, in this process. Once
    `stopped` claims so, no dossier is begun any more; when the iterator is closed, what is at work is dropped
    without a trace.
    """
    return relay(_works(folders, asked, sealer), hands, stopped)


def _works(folders: Iterable[Path], asked: Asked, sealer: Sealer) -> Iterator[Work[Outcome]]:
    for folder in folders:
        # Two dossiers with one kenmerk have one place: the second is to find there what the first made.
        try:
            place = place_of(open_dossier(folder), asked.out, asked.order)
        except Exception:  # noqa: BLE001 - told when it is its turn
            place = folder
        yield Work(place=place, begin=partial(_one, folder, asked, sealer))


def _one(folder: Path, asked: Asked, sealer: Sealer) -> Steps[Outcome]:
    try:
        done = yield from steps(open_dossier(folder), asked.out, asked.order, sealer, house=asked.house)
    except Exception as err:
        if asked.loud and not isinstance(err, (GeneratorError, SealingError, OSError)):
            raise
        return Outcome(folder=folder, failure=failure(err))
    return Outcome(folder=folder, archived=done)
