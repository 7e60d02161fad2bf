"""Hands that do work: one kind of thing to `each`, whether they are processes here or machines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Killed(BrokenExecutor):
    """Who did this task died, again and again; it need not be tried once more."""


class Hands(Protocol):
    """Some processes that do work, `at_once` at a time; `job` and what goes in and out of it can be pickled."""

    at_once: int

    def submit(self, job: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Hand out a task; where who did it died, its future tells so by `BrokenExecutor`."""

    def close(self, *, wait: bool) -> None:
        """Hand out no more, and `wait` until what is at work is done, or end it."""


class Own:
    """The calling process itself: nothing is started for one task at a time."""

    at_once = 1

    def submit(self, job: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Do the task at once."""
        done: Future[Result] = Future()
        try:
            done.set_result(job(task))
        except Exception as err:  # noqa: BLE001 - told by the future, as a process would
            done.set_exception(err)
        return done

    def close(self, *, wait: bool) -> None:
        """There is nothing to end."""


def here(at_once: int, *preload: str) -> Hands:
    """Give so many hands on this machine: this process itself where one is enough."""
    if at_once == 1:
        return Own()
    from generator.many.processes import Processes  # who needs no other loads nothing for it

    return Processes(at_once, preload)
