"""A package takes its place together with its pakbon, and what a killed process left is put right.

Two files cannot take their place at once. So what is being made holds a copy of the new pakbon, and of the old one: as
long as that is there, whoever comes next sees which of them is about the package that stands.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from generator import lock
from generator.archive import pakbon
from generator.archive.examine import digest_of
from generator.errors import SurroundingsFailed
from generator.files import (
    being_made,
    folders_beside,
    give_back,
    install,
    read_file,
    replace_file,
    restore_folder,
    sweep,
    why,
)
from signing.errors import SealingError

_NEW, _OLD = "pakbon.nieuw", "pakbon.oud"


def slip_beside(package: Path) -> Path:
    """Give where the pakbon of a package lies."""
    return package.with_name(f"{package.name}{pakbon.NAME_END}")


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """Give a new folder beside `place` in which it can be made; it is gone afterwards.

    Killed, it leaves what `put_right` takes away. Raises `SurroundingsFailed`, also for what the disk has against
    anything that is written in it: told of `place`, for nobody looks for a hidden folder.
    """
    try:
        beside = Path(mkdtemp(dir=place.parent, prefix=f".{place.name}.", suffix=".nieuw"))
    except OSError as err:
        raise _failed(place, err) from err
    try:
        yield beside
    except SurroundingsFailed as err:
        if isinstance(err.__cause__, OSError) and str(beside) in err.message:
            raise _failed(place, err.__cause__) from err
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def put(made: Path, place: Path, slip: bytes | None, *, beside: Path, replace: bool) -> None:
    """Put the package `made`, in the folder `beside`, at `place`, and its pakbon by it unless that is None.

    Whatever goes wrong, the pakbon is that of the package that stands. Raises `SurroundingsFailed`.
    """
    at = slip_beside(place)
    if slip is None:
        install(made, place, replace=replace)
        return
    if at.exists():
        replace_file(beside / _OLD, read_file(at))
    replace_file(beside / _NEW, slip)
    try:
        replace_file(at, slip)
        install(made, place, replace=replace)
    except BaseException:
        _settle(place, beside)
        raise


def put_right(place: Path) -> None:
    """Undo what a process that was killed while it made or replaced `place` left; its lock must be held.

    Raises `SurroundingsFailed`.
    """
    give_back(place)
    for beside in folders_beside(place):
        _settle(place, beside)
    restore_folder(place)
    sweep((place.parent,), only=slip_beside(place).name)


def put_all_right(paths: Iterable[Path]) -> None:
    """Do so for each of `paths` and all that lies in it; what another process is at is left to that.

    Never raises for what cannot be put right: whoever works on it next is told.
    """
    for place in sorted({one for path in paths for one in unfinished(path)}):
        with (
            suppress(SurroundingsFailed),
            lock.held(lock.beside(place), "vernieuw", what=f"Archiefpakket {place.name}"),
        ):
            put_right(place)


def unfinished(path: Path) -> list[Path]:
    """Name the packages, `path` or in it, of which a process that was killed left something beside."""
    found = {path} if folders_beside(path) or _slips_beside(path) else set[Path]()
    with suppress(OSError):  # that it cannot be read is told when it is looked at
        for beside in path.glob(".*"):
            name = being_made(beside).removesuffix(pakbon.NAME_END)
            if name and (beside.is_dir() or being_made(beside) != name) and not beside.is_symlink():
                found.add(path / name)
    return sorted(found)


def _slips_beside(path: Path) -> bool:
    slip = slip_beside(path).name
    with suppress(OSError):
        return any(being_made(one) == slip for one in path.parent.glob(".*.nieuw"))
    return False


def _settle(place: Path, beside: Path) -> None:
    """Have the pakbon be about the package that stands, if the one that was made in `beside` is not."""
    at, new, old = slip_beside(place), beside / _NEW, beside / _OLD
    if not at.is_file() or not new.is_file() or (slip := read_file(at)) != read_file(new):
        return
    try:
        with suppress(ValueError, OSError, SealingError):
            if place.exists() and pakbon.read(slip).sip_sha256 == digest_of(place):
                return
        if old.is_file():
            old.replace(at)  # takes no room on the disk
        else:
            at.unlink()
    except OSError as err:
        raise _failed(place, err) from err


def _failed(place: Path, err: OSError) -> SurroundingsFailed:
    return SurroundingsFailed(
        f"Archiefpakket {place} kan niet worden gemaakt: {why(err)}.",
        hint="Er is niets gewijzigd; wat al gemaakt was, is weer weg. Verhelp dat en geef dezelfde opdracht opnieuw.",
    )
