"""What an act is: something that one process does once a round, and how that is timed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

from tests.bench.measure import Sample

# What it gives, if anything, are the parts of the round by name.
Act = Callable[[], Mapping[str, Sample] | None]


class Missing(Exception):
    """What is to be measured is not installed here; the text says what (Dutch)."""


def stopwatch() -> Callable[[], Sample]:
    """Begin to time; what it gives tells how long it has been."""
    wall, cpu = time.perf_counter(), _cpu()
    return lambda: Sample(wall=time.perf_counter() - wall, cpu=_cpu() - cpu)


def _cpu() -> float:
    """Give the processor time of this process and of all that it started and saw end."""
    found = os.times()
    return time.process_time() + found.children_user + found.children_system
