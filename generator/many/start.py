"""How a new process of ours begins: from one that has loaded what is needed already, where the system can."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

    Start = ForkServerContext | SpawnContext

MOST = 64  # processes at once
_PAUSES = (0.1, 1.0)  # seconds


def processors() -> int:
    """Count the processors that this process may use, up to as many as are worth a process each."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count, MOST)


def context(*preload: str) -> Start:
    """Give the way to start processes that have the modules `preload` at hand.

    They are loaded once, beside whatever the caller does next.
    """
    from multiprocessing import get_context  # by whoever starts a process: every command knows this module

    if sys.platform == "win32":
        return get_context("spawn")
    from multiprocessing import forkserver, resource_tracker

    found = get_context("forkserver")
    found.set_forkserver_preload(list(preload))
    try:
        resource_tracker.ensure_running()  # at its own start it lets Ctrl-C through again
        with nothing_of_the_program(), _no_interruption():
            forkserver.ensure_running()
    except OSError:  # no folder for its socket, or one with too long a name
        return get_context("spawn")
    return found


def begin(process: BaseProcess) -> None:
    """Start a process that was made from a `context`; where what it begins from has just died, from a new one.

    Raises `OSError`, and never `BrokenPipeError`: that would be taken for a reader of our output who has seen enough.
    """
    for pause in (*_PAUSES, None):
        try:
            with nothing_of_the_program():
                process.start()
        except (ConnectionError, EOFError) as err:
            if pause is None:
                raise ChildProcessError(errno.ECHILD, os.strerror(errno.ECHILD)) from err
            time.sleep(pause)  # so that it is seen to be dead
        else:
            return


@contextmanager
def nothing_of_the_program() -> Iterator[None]:
    """Hide the program that runs: a new process would import it again first, whatever it is."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


@contextmanager
def _no_interruption() -> Iterator[None]:
    """Let what starts here take no Ctrl-C: it is for the owner, who ends the others."""
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
