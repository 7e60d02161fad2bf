"""Ctrl-C while many are at work: the first asks to stop after what is begun, the second ends the program."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether somebody asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        """Claim that nothing more is to be begun."""
        return self.asked


@contextmanager
def stoppable(tell: Callable[[], None]) -> Iterator[Stop]:
    """Give what hears the first Ctrl-C while the body runs, and `tell` that it was heard.

    A second one raises `KeyboardInterrupt`. Outside the main thread, where no signal comes, it hears nothing.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def heard(_number: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        tell()

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def at_once() -> Iterator[Stop]:
    """Let the first Ctrl-C raise `KeyboardInterrupt` while the body runs, also within `stoppable`: somebody is asked something.

    Gives what claims afterwards that it did.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def heard(_number: int, _frame: FrameType | None) -> None:
        stop.asked = True
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
