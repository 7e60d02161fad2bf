"""Bounds on a process that reads what a stranger made: memory, processor, network, programs, and where it may write.

The bounds on memory and processor are the operating system's. Those on network, programs and files are Python's
own (audit events): they stop code that was led astray, and are no wall against machine code that was taken over.
"""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.spawn")
_NETWORK = (
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "socket.getnameinfo",
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SPARE = 2  # seconds of the processor beyond what the clock allows: the clock is the one to speak


class Refused(PermissionError):
    """Something was tried that judging does not need."""


def confine(*, memory: int, place: Path, programs: bool) -> None:
    """Bound this process for good: at most `memory` bytes, no network, and files written below `place` only.

    `programs`: it may start other programs (LibreOffice, to make papers again); they share the bounds on memory.
    """
    _bound("RLIMIT_AS", memory)
    _bound("RLIMIT_DATA", memory)
    _bound("RLIMIT_CORE", 0)
    inside = place.resolve()
    refused = frozenset((*_NETWORK, *(() if programs else _PROGRAMS)))

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in refused:
            raise Refused(event)
        if event == "socket.__new__" and arguments[1] != getattr(socket, "AF_UNIX", None):
            raise Refused(event)  # an event loop wakes itself up by a pair of local ones
        if event == "open" and _writes(arguments) and not _within(arguments[0], inside):
            raise Refused(event, str(arguments[0]))

    sys.addaudithook(hook)


def _writes(arguments: tuple[Any, ...]) -> bool:
    path, _, flags = arguments
    return isinstance(path, str | bytes) and isinstance(flags, int) and bool(flags & _WRITES)


def _within(path: str | bytes, inside: Path) -> bool:
    name = os.fsdecode(path)
    return name == os.devnull or Path(name).resolve().is_relative_to(inside)


def allow_processor(seconds: float) -> None:
    """Let this process use so many more seconds of the processor: the clock may be gone that would end it."""
    times = os.times()
    _bound("RLIMIT_CPU", int(times.user + times.system + seconds) + _SPARE, lasting=False)


def _bound(name: str, most: int, *, lasting: bool = True) -> None:
    """Lower a limit where this system has it; `lasting`: it cannot be raised again."""
    try:
        import resource
    except ImportError:  # Windows
        return
    number = getattr(resource, name, None)
    if number is None:
        return
    with suppress(OSError, ValueError):  # a system that has the limit and does not let it be set (macOS: AS)
        _, hard = resource.getrlimit(number)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(number, (most, most if lasting else hard))
