"""The three streams that every program expects, also where whoever began it closed one (a service, `2>&-`)."""

from __future__ import annotations

import os
import sys

_NAMES = ("stdin", "stdout", "stderr")


def stand_in() -> None:
    """Put nothing in the place of each stream that is closed.

    Its number would go to the next file that is opened. A new process takes 0, 1 and 2 for its streams, and would
    read from that file, write to it, or close it.
    """
    for number, name in enumerate(_NAMES):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # as `number`: the lowest that is free
        if getattr(sys, name) is None:
            stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
