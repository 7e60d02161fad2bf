"""What was worked out of the same bytes before: a paper is judged many times on its way, each time from its beginning.

Only what follows from the bytes alone is kept, under their SHA-256: never what depends on trust, time or plan.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 1000  # outcomes; each is a few lines


class Remembered(Generic[T]):
    """Outcomes by what they follow from, at most so many; the oldest make room. Threads may share it."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, T] = OrderedDict()
        self._turn = Lock()

    def of(self, key: Hashable, work: Callable[[], T]) -> T:
        """Give the outcome for `key`, by `work` where it is not known; what `work` raises is not kept."""
        with self._turn:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = work()  # which may itself ask what is remembered
        with self._turn:
            self._known[key] = found
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return found


def mark(pdf: bytes | memoryview) -> bytes:
    """Give what stands for these bytes."""
    return hashlib.sha256(pdf).digest()
