"""Hands that do work: one kind of thing to `each`, whether they are processes here or machines elsewhere."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import connection, parent_process
from typing import Protocol, TypeVar

from generator.many.start import context, nothing_of_the_program

Task = TypeVar("Task")
Result = TypeVar("Result")


class Killed(BrokenExecutor):
    """Who did this task died, again and again; the other tasks go on, and nothing is to be renewed."""


class Hands(Protocol):
    """Some processes that do work, `at_once` at a time; `job` and what goes in and out of it can be pickled."""

    at_once: int

    def submit(self, job: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Hand out a task. Raises `BrokenExecutor` when no one is left to do it."""

    def renew(self) -> None:
        """Begin anew after processes were lost."""

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

    def renew(self) -> None:
        """There is nothing to begin anew."""

    def close(self, *, wait: bool) -> None:
        """There is nothing to end."""


class Processes:
    """So many processes on this machine; each keeps what it loaded for the next task.

    `preload` are the modules that the work needs. Ctrl-C is for the owner only.
    """

    def __init__(self, at_once: int, preload: Sequence[str]) -> None:
        self.at_once = at_once
        self._start = context(*preload)
        self._pool = self._new()

    def submit(self, job: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Hand out a task. Raises `BrokenProcessPool` when a process was lost."""
        with nothing_of_the_program():
            return self._pool.submit(job, task)

    def renew(self) -> None:
        """Begin anew after processes were lost."""
        self.close(wait=False)
        self._pool = self._new()

    def close(self, *, wait: bool) -> None:
        """End the processes: after what is at work, or now."""
        if not wait:
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 - terminate_workers() is from 3.14 on
                process.kill()
        # Waited for in any case: the thread of a pool that is still ending stumbles over the end of the program.
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.at_once, mp_context=self._start, initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C, and the terminal, to the owner, and end with it, however that ends."""
    threading.Thread(target=_end_with_owner, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)


def _end_with_owner() -> None:
    # The queue of tasks does not tell: each process holds its other end as well, for the next one.
    if (owner := parent_process()) is not None:
        connection.wait([owner.sentinel])
        os._exit(1)


def handed(hands: Hands, job: Callable[[Task], Result], task: Task) -> Future[Result]:
    """Hand out a task; where no one is left to do it, that is told by the future, as of what was at work just then."""
    try:
        return hands.submit(job, task)
    except BrokenExecutor as err:
        broken: Future[Result] = Future()
        broken.set_exception(err)
        return broken


def lost(future: Future[Result]) -> bool:
    """Claim, after hands were lost, that nobody does this task any more."""
    return future.cancelled() or not future.done() or isinstance(future.exception(), BrokenExecutor)


def here(at_once: int, *preload: str) -> Hands:
    """Give so many hands on this machine: this process itself where one is enough."""
    return Own() if at_once == 1 else Processes(at_once, preload)
