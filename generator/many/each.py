"""Every task done, `at_once` at a time, the results in the order of the tasks, whoever does them.

What is handed out is bounded, so that memory does not grow with the number of tasks. A process that dies takes
nothing with it but its own task: whatever was at work then is done again, one by one, and what kills a process when
it is alone is `Lost`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from generator.many.hands import Hands

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 4  # times the hands: so many tasks may wait for one that is slow, and no more


@dataclass(frozen=True, slots=True)
class Lost(Generic[Task]):
    """A task whose process died, without company, each time that it was tried."""

    task: Task


def each(
    job: Callable[[Task], Result], tasks: Iterable[Task], hands: Hands
) -> Generator[Result | Lost[Task]]:
    """Do `job` for each task and give the results in the order of the tasks. Raises what `job` raises.

    When the iterator is closed, or Ctrl-C comes, nothing more is handed out and what is at work is finished.
    """
    waiting = iter(tasks)
    handed: deque[tuple[Task, Future[Result]]] = deque()
    try:
        while True:
            while len(handed) < _AHEAD * hands.at_once and (taken := list(islice(waiting, 1))):
                handed.append((taken[0], hands.submit(job, taken[0])))
            if not handed:
                return
            try:
                result: Result | Lost[Task] = handed[0][1].result()
            except BrokenExecutor:
                hands.renew()
                yield from _one_by_one(job, handed, hands)
            else:
                handed.popleft()
                yield result
    finally:
        begun = [future for _, future in handed if not future.cancel()]
        wait(begun)


def _one_by_one(
    job: Callable[[Task], Result], handed: deque[tuple[Task, Future[Result]]], hands: Hands
) -> Generator[Result | Lost[Task]]:
    """Do again what was at work when a process died, each alone, so that the next to die is told by name."""
    while handed:
        task, future = handed[0]
        result: Result | Lost[Task]
        if _failed(future):
            handed[0] = task, hands.submit(job, task)
        try:
            result = handed[0][1].result()
        except BrokenExecutor:
            hands.renew()
            result = Lost(task)
        handed.popleft()
        yield result


def _failed(future: Future[Result]) -> bool:
    """Claim that nobody does this task any more."""
    return future.cancelled() or not future.done() or isinstance(future.exception(), BrokenExecutor)
