"""Read a stranger's file with a bound: a pipe would hold the reader for ever, and a device never ends."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_PIECE = 1 << 20


def read(path: Path, *, limit: int) -> bytes:
    """Give the bytes of a regular file, at most one more than `limit` so that the reader sees the excess.

    Never waits: a named pipe without a writer would hold `open` for ever, and a device may act on being
    opened, so both are refused first. Raises `OSError`, with `EISDIR` for a folder and `ENODEV` for what is
    no file either, and `ValueError` for a NUL in the name.
    """
    _refuse_other_than_file(path.stat())
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        # Once more on what was really opened: the path may have changed hands in between.
        _refuse_other_than_file(os.fstat(descriptor))
        pieces, room = [], limit + 1
        # By the piece: one read of `limit` would take that much memory for the smallest file.
        while room and (piece := stream.read(min(_PIECE, room))):
            pieces.append(piece)
            room -= len(piece)
        return b"".join(pieces)


def _refuse_other_than_file(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
