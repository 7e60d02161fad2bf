"""One step at a time: a folder is locked while it changes, and whoever comes second is told who was first.

The lock is the operating system's, on a hidden file: it ends with the process, however that ends. What
the file says is for people only; a file that a dead process left behind locks nothing.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import platform
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from generator.errors import InUse, SurroundingsFailed
from generator.files import why

NAME = ".slot"
_MAX = 4096  # far above what a holder says of itself
_TAKEN = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
_FAR = 1 << 30  # Windows keeps others from reading what is locked: lock what nobody reads

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def beside(folder: Path) -> Path:
    """Give the lock file for a folder that is to be made or replaced: it cannot lie within."""
    return folder.parent / f".{folder.name}{NAME}"


@contextmanager
def held(path: Path, step: str, *, what: str) -> Iterator[None]:
    """Hold the lock file `path` while the body runs; `step` and `what` are for who comes second.

    Raises `InUse` when another process holds it, `SurroundingsFailed` when it cannot be had.
    """
    descriptor = _acquired(path, step, what)
    try:
        yield
    finally:
        _release(path, descriptor)


@contextmanager
def held_if_allowed(path: Path, step: str, *, what: str) -> Iterator[None]:
    """Hold the lock file `path` as `held` does, but where nothing may be written there go on without."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(path, step, what=what))
        except InUse:
            raise
        except SurroundingsFailed as err:
            if getattr(err.__cause__, "errno", None) not in _READ_ONLY:
                raise
        yield


def _acquired(path: Path, step: str, what: str) -> int:
    while True:
        descriptor, ours = _opened(path, what)
        try:
            _take_or_tell(descriptor, what)
            if _is_at(path, descriptor) and (ours or not _taken_away(path)):
                _say(descriptor, step)
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its holder took the file away in between: the next one counts


def _opened(path: Path, what: str) -> tuple[int, bool]:
    """Open the lock file, or make it; tell also whether it may be written in."""
    flags = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    ours = True
    try:
        try:
            descriptor = os.open(path, flags | os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:
            if not path.exists():
                raise
            descriptor, ours = os.open(path, flags | os.O_RDONLY), False  # made by somebody else
    except OSError as err:
        if err.errno in (errno.ELOOP, errno.EISDIR):
            raise _strange(path) from err
        raise _refused(what, err) from err
    status = os.fstat(descriptor)
    # A second name elsewhere would have us write in a stranger's file.
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        os.close(descriptor)
        raise _strange(path)
    return descriptor, ours


def _taken_away(path: Path) -> bool:
    """Take away a file that somebody else's dead process left, to make one of our own that names us."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _take_or_tell(descriptor: int, what: str) -> None:
    try:
        _take(descriptor)
    except OSError as err:
        if err.errno not in _TAKEN:
            raise _refused(what, err) from err
        raise InUse(
            f"{what} is in gebruik: {_holder(descriptor)}.",
            hint="Wacht tot die opdracht klaar is, en geef de uwe dan opnieuw.",
        ) from err


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _say(descriptor: int, step: str) -> None:
    said = {
        "opdracht": step,
        "proces": os.getpid(),
        "gebruiker": _user(),
        "computer": platform.node(),
        "sinds": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with suppress(OSError):  # a full disk: the lock holds all the same, and what follows tells of the disk
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(said, ensure_ascii=False).encode())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process without a name, as in some containers
        return "onbekend"


def _holder(descriptor: int) -> str:
    """Tell what the holder wrote of itself; it may have written nothing yet, or somebody else something."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        said = json.loads(os.read(descriptor, _MAX))
        since = datetime.fromisoformat(said["sinds"]).astimezone()
        step, user, machine = (_plain(said[key]) for key in ("opdracht", "gebruiker", "computer"))
        number = int(said["proces"])
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return "een andere opdracht is ermee bezig"
    today = since.date() == datetime.now().astimezone().date()
    when = since.strftime("%H:%M" if today else "%d-%m-%Y %H:%M")
    return f"`{step}` door {user} op {machine} (proces {number}), sinds {when}"


def _plain(text: object) -> str:
    return "".join(sign for sign in str(text)[:100] if sign.isprintable())


def _release(path: Path, descriptor: int) -> None:
    """Take the file away while the lock is still ours, so that nobody locks a file without a name."""
    try:
        if os.name == "posix" and _is_at(path, descriptor):
            with suppress(OSError):  # a stale file locks nothing
                path.unlink()
    finally:
        os.close(descriptor)
    if os.name != "posix":
        with suppress(OSError):  # there an open file cannot be taken away; the next holder will
            path.unlink()


def _refused(what: str, err: OSError) -> SurroundingsFailed:
    return SurroundingsFailed(
        f"{what} kan niet worden vergrendeld: {why(err)}. Er is niets gewijzigd.",
        hint="Een opdracht die iets wijzigt, heeft een map nodig waarin u mag schrijven, op een schijf die "
        "vergrendelen kent. Lezen kan wel: `delegatie status` en `delegatie verifieer`.",
    )


def _strange(path: Path) -> SurroundingsFailed:
    return SurroundingsFailed(
        f"{path} is geen gewoon bestand, maar een koppeling of iets anders. Er is niets gewijzigd.",
        hint="Dit programma maakt dat niet zo. Zoek uit hoe het daar komt, en verwijder het.",
    )
