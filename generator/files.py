"""Files and folders that are whole or not there: write beside, flush to disk, then replace."""

from __future__ import annotations

import errno
import glob
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from generator.errors import SurroundingsFailed
from signing import regular
from signing.archive import disk

MAX_BYTES = 200 << 20  # far above any paper with its signatures
_BESIDE = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}\.(?:nieuw|oud)")  # as `tempfile` makes them


def replace_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data`, or its pieces, at `path` in one move: a crash or a full disk leaves the old file as it was.

    Raises `SurroundingsFailed`.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".nieuw")
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                _write(out.fileno(), pieces)
            beside.chmod(0o644 & ~_umask() if not path.exists() else path.stat().st_mode & 0o777)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as err:
        raise _failed(path, err) from err


def create_file(path: Path, data: bytes) -> bool:
    """Put `data` at `path` in one move, if nothing stands there; tell whether it did.

    Raises `SurroundingsFailed`.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".nieuw")
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                _write(out.fileno(), (data,))
            beside.chmod(0o644 & ~_umask())
            os.link(beside, path)  # unlike a rename, it never takes the place of a file
        except FileExistsError:
            return False
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as err:
        raise _failed(path, err) from err
    return True


def create_folder(folder: Path, files: Mapping[str, bytes], *, replace: bool) -> None:
    """Make `folder` with `files` (relative POSIX paths) in one move.

    An existing folder is refused, or with `replace` swapped for the new one once that is complete.
    Raises `SurroundingsFailed`.
    """
    ensure_folder(folder.parent)
    try:
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".nieuw"))
        try:
            for name, data in files.items():
                path = beside / name
                path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(
                    path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
                )
                with os.fdopen(handle, "wb") as out:
                    _write(out.fileno(), (data,))
            for inside in sorted({beside, *((beside / name).parent for name in files)}):
                _sync_folder(inside)
            _install(beside, folder, replace=replace)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as err:
        raise _failed(folder, err) from err


def install(made: Path, place: Path, *, replace: bool) -> None:
    """Put the file or folder `made`, on the same disk, at `place` in one move; what is in it was flushed before.

    What stands there is refused, or with `replace` swapped for it. Raises `SurroundingsFailed`.
    """
    try:
        if made.is_dir():
            for inside in (made, *(path for path in made.rglob("*") if path.is_dir())):
                _sync_folder(inside)
            _install(made, place, replace=replace)
        elif replace:
            made.replace(place)
        else:
            disk.move(made, place)
            made.unlink(missing_ok=True)
        _sync_folder(place.parent)
    except OSError as err:
        raise _failed(place, err) from err


def _install(made: Path, folder: Path, *, replace: bool) -> None:
    made.chmod(0o755 & ~_umask())
    if not replace and folder.exists():
        raise FileExistsError(
            errno.EEXIST, os.strerror(errno.EEXIST), str(folder)
        )  # a rename takes an empty one
    old = _put_aside(folder) if replace and folder.exists() else None
    try:
        made.rename(folder)
    except BaseException:
        if old is not None:
            old.rename(folder)
        raise
    _sync_folder(folder.parent)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)  # the new folder stands: this is no failure


def ensure_folder(folder: Path) -> None:
    """Make `folder` and those above it, where they are not there. Raises `SurroundingsFailed`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise _failed(folder, err) from err


def read_file(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Read a file that should be there and hold at most `limit` bytes; never waits for a pipe or device.

    Raises `SurroundingsFailed`.
    """
    try:
        data = regular.read(path, limit=limit)
    except OSError as err:
        raise SurroundingsFailed(f"{path} kan niet worden gelezen: {why(err)}.") from err
    except ValueError as err:  # a NUL in the name
        raise SurroundingsFailed(f"{path} kan niet worden gelezen: zo kan een bestand niet heten.") from err
    if len(data) > limit:
        raise SurroundingsFailed(
            f"{path} is te groot: meer dan {limit} bytes worden er niet gelezen.",
            hint="Controleer of dit het bedoelde bestand is.",
        )
    return data


def left_behind(path: Path) -> str:
    """Name the file that a process was writing when it was killed and left `path`; empty if it is none."""
    return being_made(path) if path.is_file() and not path.is_symlink() else ""


def sweep(folders: Iterable[Path], *, only: str = "") -> None:
    """Take away what killed processes left in these folders; nobody else may be writing there, or `only` that file."""
    for folder in folders:
        for path in folder.glob(".*.nieuw"):
            if (name := left_behind(path)) and only in ("", name):
                with suppress(OSError):
                    path.unlink()


def restore_folder(folder: Path) -> bool:
    """Undo what a process that was killed while it made or replaced `folder` left; nobody else may be at it.

    The old folder returns if the new one had not taken its place. Tells whether anything was left. Raises
    `SurroundingsFailed`.
    """
    left = give_back(folder)
    for beside in folders_beside(folder):
        left = True
        shutil.rmtree(beside, ignore_errors=True)
    return left


def give_back(folder: Path) -> bool:
    """Put the old folder back if the new one had not taken its place; tell whether. Raises `SurroundingsFailed`."""
    try:
        for beside in folders_beside(folder):
            if beside.suffix == ".oud" and any(beside.iterdir()) and not folder.exists():
                beside.rename(folder)
                return True
    except OSError as err:
        raise _failed(folder, err) from err
    return False


def folders_beside(place: Path) -> list[Path]:
    """Name the folders in which `place` was being made, or to which it was put aside. Raises `SurroundingsFailed`."""
    try:
        return [
            beside
            for beside in sorted(place.parent.glob(f".{glob.escape(place.name)}.*"))
            if being_made(beside) == place.name and beside.is_dir() and not beside.is_symlink()
        ]
    except OSError as err:
        raise _failed(place, err) from err


def being_made(path: Path) -> str:
    """Name what a file or folder with such a name is written beside; empty for any other name."""
    found = _BESIDE.fullmatch(path.name)
    return found["name"] if found else ""


def _put_aside(folder: Path) -> Path:
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".oud"))
    aside.rmdir()
    folder.rename(aside)
    return aside


def _write(descriptor: int, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        view = memoryview(piece)
        while view:
            view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Ask that the move itself reach the disk; it was made, so a refusal is no failure of the write."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _failed(path: Path, err: OSError) -> SurroundingsFailed:
    return SurroundingsFailed(
        f"{path} kan niet worden geschreven: {why(err)}.",
        hint=f"Er is daar niets gewijzigd; wat eerder klaar was, blijft. {_next_step(err)}",
    )


def _next_step(err: OSError) -> str:
    if err.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return "Maak ruimte en geef dezelfde opdracht opnieuw."
    if err.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Kies een map waarin u mag schrijven."
    return "Verhelp dat en geef dezelfde opdracht opnieuw."


_WHY = {
    "ENOSPC": "de schijf is vol",
    "EDQUOT": "uw ruimte op de schijf is op",
    "EFBIG": "er mag geen bestand van deze grootte worden geschreven",
    "EIO": "de schijf geeft een fout",
    "EACCES": "u hebt er geen toegang toe",
    "EPERM": "u hebt er geen toegang toe",
    "EROFS": "de schijf kan alleen worden gelezen",
    "ENOENT": "het bestaat niet",
    "ENOTDIR": "een deel van het pad is geen map",
    "EISDIR": "het is een map",
    "ENODEV": "het is geen gewoon bestand, maar een apparaat of kanaal",
    "ELOOP": "het is een koppeling die naar zichzelf verwijst",
    "EEXIST": "het bestaat al",
    "ENOTEMPTY": "het bestaat al",
    "ENOLCK": "deze schijf kent geen vergrendeling",
    "EOPNOTSUPP": "deze schijf kent geen vergrendeling",
    "ENOTSUP": "deze schijf kent geen vergrendeling",
    "ENOSYS": "deze schijf kent geen vergrendeling",
}


def why(err: OSError) -> str:
    """Say in Dutch, within a sentence, what the operating system has against it."""
    name = errno.errorcode.get(err.errno or 0, "")
    return _WHY.get(name, f"de computer weigert het ({name or type(err).__name__})")
