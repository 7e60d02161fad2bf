"""A disk on which each change is seen before it is made: to look what a kill there leaves, or to be full.

Linux only: what a descriptor stands for is read from /proc.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

_RANDOM = re.compile(r"\.(.+)\.[a-z0-9_]{8}\.(?:nieuw|oud)")
_ACTS = {
    "open": "maken",
    "write": "schrijven",
    "fsync": "bewaren",
    "ftruncate": "legen",
    "chmod": "rechten geven",
    "rename": "op zijn plaats zetten",
    "replace": "op zijn plaats zetten",
    "link": "op zijn plaats zetten",
    "unlink": "weghalen",
    "mkdir": "maken",
    "rmdir": "weghalen",
}
_NEEDS_ROOM = ("maken", "schrijven", "bewaren")


@dataclass(frozen=True, slots=True)
class Change:
    """One change about to be made: what is done to which file, named without what is random in it."""

    act: str
    target: str

    @property
    def needs_room(self) -> bool:
        """Taking away and renaming need no room on the disk."""
        return self.act in _NEEDS_ROOM


Seen = Callable[[Change], None]


@contextmanager
def watched(root: Path, seen: Seen) -> Iterator[None]:
    """Call `seen` before each change below `root`; a write is made in two, as a nearly full disk may."""
    real = {name: getattr(os, name) for name in _ACTS}
    top, begun = root.resolve(), set[int]()

    def told(act: str, place: Any, folder: int | None) -> bool:
        path = _of(place) if isinstance(place, int) else Path(os.fsdecode(place))
        path = (_of(folder) / path if folder is not None else path).absolute()
        if not path.is_relative_to(top):
            return False
        seen(Change(act, plain(path.relative_to(top))))
        return True

    def hook(name: str) -> Callable[..., Any]:
        def changing(place: Any, *args: Any, **kwargs: Any) -> Any:
            if name == "open" and not args[0] & os.O_CREAT:
                return real[name](place, *args, **kwargs)
            inside = told(_ACTS[name], place, kwargs.get("dir_fd"))
            if name == "write" and inside and place not in begun:
                begun.add(place)
                return real[name](place, args[0][: len(args[0]) // 2])
            begun.discard(place)
            return real[name](place, *args, **kwargs)

        return changing

    with ExitStack() as hooks:
        for name in _ACTS:
            hooks.enter_context(mock.patch.object(os, name, hook(name)))
        yield


def plain(path: Path) -> str:
    """Name what a process writes beside by the file that it will be."""
    return "/".join(found[1] if (found := _RANDOM.fullmatch(part)) else part for part in path.parts)


def full_from(nth: int, told: list[Change]) -> Seen:
    """Make the disk full at the nth change that needs room, and for ever after; `told` gets those changes."""
    calls = [0]

    def seen(change: Change) -> None:
        if not change.needs_room:
            return
        calls[0] += 1
        if calls[0] >= nth:
            told.append(change)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return seen


def _of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()
