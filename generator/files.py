"""Files and folders that are whole or not there: write beside, flush to disk, then replace."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from generator.errors import SurroundingsFailed
from signing import regular

MAX_BYTES = 200 << 20  # far above any paper with its signatures


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one move: a crash or a full disk leaves the old file as it was.

    Raises `SurroundingsFailed`.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".nieuw")
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                _write(out.fileno(), data)
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
                _write(out.fileno(), data)
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
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".nieuw"))
        try:
            for name, data in files.items():
                path = beside / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as out:
                    _write(out.fileno(), data)
            beside.chmod(0o755 & ~_umask())
            old = _put_aside(folder) if replace and folder.exists() else None
            try:
                beside.rename(folder)
            except BaseException:
                if old is not None:
                    old.rename(folder)
                raise
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _sync_folder(folder.parent)
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)  # the new folder stands: this is no failure
    except OSError as err:
        raise _failed(folder, err) from err


def read_file(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Read a file that should be there and hold at most `limit` bytes; never waits for a pipe or device.

    Raises `SurroundingsFailed`.
    """
    try:
        data = regular.read(path, limit=limit)
    except OSError as err:
        raise SurroundingsFailed(f"{path} kan niet worden gelezen: {_why(err)}.") from err
    except ValueError as err:  # a NUL in the name
        raise SurroundingsFailed(f"{path} kan niet worden gelezen: zo kan een bestand niet heten.") from err
    if len(data) > limit:
        raise SurroundingsFailed(
            f"{path} is te groot: meer dan {limit} bytes worden er niet gelezen.",
            hint="Controleer of dit het bedoelde bestand is.",
        )
    return data


def _put_aside(folder: Path) -> Path:
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".oud"))
    aside.rmdir()
    folder.rename(aside)
    return aside


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
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
        f"{path} kan niet worden geschreven: {_why(err)}.",
        hint="Er is daar niets gewijzigd; wat eerder klaar was, blijft. Maak ruimte en geef dezelfde opdracht opnieuw.",
    )


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
}


def _why(err: OSError) -> str:
    name = errno.errorcode.get(err.errno or 0, "")
    return _WHY.get(name, f"de computer weigert het ({name or type(err).__name__})")
