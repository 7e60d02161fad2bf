"""A package as one file: a tar or a zip with one folder in it, of which every byte follows from that folder.

Whatever is not as `pack` would have written it is refused: an order, a padding, a second directory. So two
programs cannot unpack two things from it, and a flipped bit outside contents and names is found here. Those are
the bag's to judge.
"""

from __future__ import annotations

import errno
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

from signing import regular
from signing.archive import tree
from signing.archive.disk import PIECE, created, opened, published
from signing.archive.member import Member
from signing.archive.names import fault, shown
from signing.archive.reader import FORMS, ORDINARY, Form, Limits, reading, refused
from signing.errors import DocumentRefused

__all__ = ["Form", "Limits", "form_of", "member", "members", "pack", "unpack"]


def pack(folder: Path, target: Path, form: Form) -> None:
    """Write `folder` as one file; the same names and contents give the same bytes, whenever and wherever.

    Raises `DocumentRefused` for what no package has, and `OSError`: a `FileExistsError` if anything stands at
    `target`. Then all is as it was.
    """
    found = tree.look(folder)
    for odd in found.odd:
        raise DocumentRefused(f"«{shown(odd.path)}» kan niet in het pakket: {odd.why}.")
    if why := fault(folder.name):
        raise DocumentRefused(f"«{shown(folder.name)}» kan geen pakket zijn: {why}.")
    sizes = {f"{folder.name}/": 0} | {f"{folder.name}/{path}/": 0 for path in found.folders}
    sizes |= {f"{folder.name}/{path}": size for path, size in found.files.items()}
    as_bytes, written = FORMS[form], []
    with published(target) as out:
        for name, size in sorted(sizes.items()):
            path = folder.parent / name
            one = Member(name=name, size=size, crc=_crc(path) if form == "zip" else None)
            out.write(as_bytes.head(one))
            _copy(path, one, out)
            out.write(as_bytes.pad(size))
            written.append(one)
        out.write(as_bytes.tail(written))


def unpack(path: Path, into: Path, limits: Limits = ORDINARY) -> Path:
    """Unpack a package into the folder `into`, and give its folder there.

    Raises `DocumentRefused` for what is not as `pack` would have written it, and `OSError`; what was made is
    then taken away.
    """
    made: list[Path] = []
    try:
        _fill(into, path, limits, made)
    except BaseException:
        for top in made[:1]:
            shutil.rmtree(top, ignore_errors=True)
        raise
    return made[0]


def member(path: Path, name: str, limit: int) -> bytes:
    """Read one file, by its path below the package's folder, without unpacking; from a folder as well.

    Raises `DocumentRefused` if it is not there or holds more than `limit` bytes, and `OSError`.
    """
    if why := fault(name):
        raise DocumentRefused(f"«{shown(name)}» kan niet in een pakket staan: {why}.")
    if path.is_dir():
        return _in_folder(path, name, limit)
    with reading(path, _form(path)) as (stream, walk):
        for one in walk:
            if one.name.partition("/")[2] == name:
                if one.size > limit:
                    raise _too_big(path, name, limit)
                out = BytesIO()
                if not _through(stream, one, out):
                    raise _damaged(path, one)
                return out.getvalue()
    raise _missing(path, name)


def members(path: Path) -> dict[str, int]:
    """Give the size of every file by its path below the package's folder; of a folder what stands in it.

    Raises `DocumentRefused` and `OSError` as `unpack` does; what the files hold is not read.
    """
    if path.is_dir():
        return tree.look(path).files
    with reading(path, _form(path)) as (_, walk):
        return {one.name.partition("/")[2]: one.size for one in walk if not one.folder}


def form_of(path: Path) -> Literal["map", "tar", "zip"] | None:
    """Tell what a package at `path` is by its name, or else by how it begins; it need not be a good one."""
    try:
        if path.is_dir():
            return "map"
        if not path.is_file():
            return None
        suffix = path.suffix.lower().removeprefix(".")
        for form in FORMS:
            if suffix == form:
                return form
    except (OSError, ValueError):
        return None
    for form in FORMS:
        with suppress(OSError, DocumentRefused), reading(path, form) as (_, walk):
            if list(islice(walk, 1)):
                return form
    return None


def _fill(into: Path, path: Path, limits: Limits, made: list[Path]) -> None:
    with reading(path, _form(path), limits) as (stream, walk):
        for one in walk:
            place = into / one.name
            if one.folder:
                place.mkdir()
                made.append(place)
                continue
            with created(place) as out:
                if not _through(stream, one, out):
                    raise _damaged(path, one)


def _form(path: Path) -> Form:
    form = form_of(path)
    if form is None or form == "map":
        raise refused(path.name, "het is geen tar- of zip-bestand met een pakket")
    return form


def _in_folder(folder: Path, name: str, limit: int) -> bytes:
    path = folder / name
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise _missing(folder, name)
    try:
        data = regular.read(path, limit=limit)
    except OSError as err:
        if err.errno in {errno.EACCES, errno.EIO}:
            raise
        raise _missing(folder, name) from err
    if len(data) > limit:
        raise _too_big(folder, name, limit)
    return data


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Give so many bytes by the piece. Raises `ValueError` if there are fewer."""
    while size:
        piece = stream.read(min(PIECE, size))
        if not piece:
            raise ValueError(size)
        size -= len(piece)
        yield piece


def _crc(path: Path) -> int:
    crc = 0
    if path.is_dir():
        return crc
    with opened(path) as stream:
        while piece := stream.read(PIECE):
            crc = zlib.crc32(piece, crc)
    return crc


def _copy(path: Path, one: Member, out: BinaryIO) -> None:
    """Copy the content that was announced. Raises `DocumentRefused` if it is not that any more."""
    if one.folder:
        return
    with opened(path) as stream:
        try:
            whole = _through(stream, one, out) and not stream.read(1)
        except ValueError:
            whole = False
    if not whole:
        raise DocumentRefused(f"«{shown(one.name)}» is tijdens het inpakken gewijzigd.")


def _through(stream: BinaryIO, one: Member, out: BinaryIO) -> bool:
    """Copy the content of `one`; tell whether its sum is right. Raises `ValueError` if there is less."""
    crc = 0
    for piece in _pieces(stream, one.size):
        crc = zlib.crc32(piece, crc)
        out.write(piece)
    return one.crc in {None, crc}


def _damaged(path: Path, one: Member) -> DocumentRefused:
    return refused(path.name, f"de inhoud van «{shown(one.name)}» is gewijzigd")


def _missing(path: Path, name: str) -> DocumentRefused:
    return DocumentRefused(f"«{shown(name)}» ontbreekt in «{shown(path.name)}».")


def _too_big(path: Path, name: str, limit: int) -> DocumentRefused:
    return DocumentRefused(
        f"«{shown(name)}» in «{shown(path.name)}» is te groot: meer dan {limit} bytes worden er niet gelezen."
    )
