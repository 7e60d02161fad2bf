"""A glance at very many dossiers and packages, by any number of hands, in the order in which they lie there.

One glance takes milliseconds: they are handed out by the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from generator.archive.glance import Glance, glance
from generator.failures import LOST
from generator.many.each import Lost, each
from generator.many.hands import Hands

PRELOAD = ("generator.archive.glance",)
PAYS = 64  # paths: for fewer, processes would still be starting when one has seen them
_MOST = 32  # in a batch
_ROUNDS = 4  # batches for each of the hands, at least: one that is slow is made up for


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some paths to look at, as of a moment."""

    paths: tuple[Path, ...]
    at: datetime


def look(batch: Batch) -> tuple[Glance, ...]:
    """Look at each path of a batch. Never raises for a bad one."""
    return tuple(glance(path, at=batch.at) for path in batch.paths)


def glances_by(
    hands: Hands, paths: Sequence[Path], *, at: datetime, told: Callable[[Glance], None] = lambda _one: None
) -> Iterator[Glance]:
    """Look at each of `paths`, and tell of each; what no process survives is told as one that cannot be read."""
    size = max(1, min(_MOST, len(paths) // (_ROUNDS * hands.at_once)))
    for one in _seen(hands, paths, at, size):
        told(one)
        yield one


def _seen(hands: Hands, paths: Sequence[Path], at: datetime, size: int) -> Iterator[Glance]:
    for result in each(look, _batches(paths, at, size), hands):
        if not isinstance(result, Lost):
            yield from result
        elif len(result.task.paths) > 1:
            yield from _seen(hands, result.task.paths, at, 1)
        else:
            yield Glance(path=result.task.paths[0], kind="", problem=LOST.message)


def _batches(paths: Sequence[Path], at: datetime, size: int) -> Iterator[Batch]:
    waiting = iter(paths)
    while some := tuple(islice(waiting, size)):
        yield Batch(paths=some, at=at)
