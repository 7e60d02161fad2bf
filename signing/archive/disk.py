"""What a package takes from the disk and puts there: regular files only, whole, and never over another."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
_NO_LINKS_HERE = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file to read; a link or a pipe is none. Raises `OSError`."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        yield stream


@contextmanager
def created(path: Path) -> Iterator[BinaryIO]:
    """Make a file where nothing stands yet, for everybody to read. Raises `OSError`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as stream:
        yield stream


@contextmanager
def published(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside `path` that takes its place in one move once it is whole and on the disk.

    Raises `OSError`, of which `FileExistsError` if something stands at `path`; then all is as it was.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".nieuw")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            sync(stream)
        beside.chmod(0o666 & ~_umask())
        move(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync(stream: BinaryIO) -> None:
    """Have what was written reach the disk. Raises `OSError`."""
    stream.flush()
    os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Ask that the names in a folder reach the disk; where that cannot be asked, they stand all the same."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def move(beside: Path, path: Path) -> None:
    """Give a whole file its place where nothing stands yet; `beside` may stay as well. Raises `OSError`."""
    try:
        os.link(beside, path)  # unlike a rename, it never takes the place of a file
    except FileExistsError:
        raise
    except OSError as err:
        if err.errno not in _NO_LINKS_HERE:
            raise
        # A stick or a network disk without links: hold the name, then take its place.
        with created(path):
            pass
        beside.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
