"""Questions to the person at the terminal, also from within an event loop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from signing.errors import KeyFailed
from signing.keys import AskSecret


def asked(ask: AskSecret, question: str) -> str:
    """Give the answer; Ctrl-C ends it at once. Raises `KeyFailed` when nothing was filled in."""
    with _interruptible():
        answer = ask(question)
    if not answer:
        raise KeyFailed(
            f"{question}: er is niets ingevuld.", hint="Geef de opdracht opnieuw; er is niets ondertekend."
        )
    return answer


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end a question that is asked within an event loop, which takes the first for itself."""
    former = signal.getsignal(signal.SIGINT)
    if former is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
