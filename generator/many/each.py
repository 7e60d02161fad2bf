"""Every task done, `at_once` at a time, the results in the order of the tasks, whoever does them.

What is handed out is bounded, so that memory does not grow with the number of tasks. A process that dies takes
nothing with it but its own task: that is done again with nothing else at work, and if that kills the process as well
it is `Lost`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from generator.many.hands import Hands, Killed

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 4  # times the hands: so many results may wait for one that is slow, and no more
_BEAT = 0.2  # seconds within which a wish to stop is heard


@dataclass(frozen=True, slots=True)
class Lost(Generic[Task]):
    """A task whose process died, without company, each time that it was tried."""

    task: Task


def each(
    job: Callable[[Task], Result],
    tasks: Iterable[Task],
    hands: Hands,
    stopped: Callable[[], bool] = lambda: False,
) -> Generator[Result | Lost[Task]]:
    """Do `job` for each task and give the results in the order of the tasks. Raises what `job` raises.

    Once `stopped` claims so, nothing more is begun; what was begun is finished, and its results are given. When the
    iterator is closed, or an exception goes through it before that, what was begun is finished as well. A job may be
    done twice for a task: by a process that died just then, and by the next.
    """
    waiting = iter(tasks)
    handed: deque[tuple[Task, Future[Result]]] = deque()
    try:
        while True:
            while _room(handed, hands) and not stopped() and (taken := list(islice(waiting, 1))):
                handed.append((taken[0], hands.submit(job, taken[0])))
            if stopped():
                _drop(handed)
            if not handed:
                return
            if not handed[0][1].done():
                wait(_unfinished(handed), timeout=_BEAT, return_when=FIRST_COMPLETED)
                continue
            try:
                result: Result | Lost[Task] = handed[0][1].result()
            except Killed:
                result = Lost(handed[0][0])
            except BrokenExecutor:
                wait(_unfinished(handed))
                result = _alone(job, handed[0][0], hands)
            handed.popleft()
            yield result
    finally:
        if not stopped():  # else this is a second wish to stop, which waits for nothing
            _drop(handed)
            wait(_unfinished(handed))


def _room(handed: deque[tuple[Task, Future[Result]]], hands: Hands) -> bool:
    """Claim that one more can be handed out: to have at hand for who is done first, and before a result can be given."""
    ready = handed and handed[0][1].done()
    return not ready and len(handed) < _AHEAD * hands.at_once and len(_unfinished(handed)) <= hands.at_once


def _unfinished(handed: Iterable[tuple[Task, Future[Result]]]) -> list[Future[Result]]:
    return [future for _, future in handed if not future.done()]


def _drop(handed: deque[tuple[Task, Future[Result]]]) -> None:
    """Take back what nobody has begun."""
    begun = [(task, future) for task, future in handed if future.done() or not future.cancel()]
    handed.clear()
    handed.extend(begun)


def _alone(job: Callable[[Task], Result], task: Task, hands: Hands) -> Result | Lost[Task]:
    """Do again what was at work when its process died, with nothing else at work. Raises what `job` raises."""
    try:
        return hands.submit(job, task).result()
    except BrokenExecutor:
        return Lost(task)
