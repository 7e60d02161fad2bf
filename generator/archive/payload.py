"""Write the payload of a package file by file, and take down what each file is.

Whatever is written is flushed to the disk; large files go through in pieces.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from generator.archive.model import FileKind, Stored
from generator.errors import SurroundingsFailed
from generator.files import why

_PIECE = 1 << 20


class Payload:
    """The folder `data/` of a package that is being made. Nothing in it is ever written over."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def add(
        self, path: str, content: bytes | Path, kind: FileKind, *, made: datetime | None = None
    ) -> Stored:
        """Write `content`, or the file that it names, at `path` below `data/`. Raises `SurroundingsFailed`."""
        target = self.data / path
        digest, size = hashlib.sha256(), 0
        with written(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with _opened(content) as source, target.open("xb") as out:
                for piece in _pieces(source):
                    digest.update(piece)
                    size += len(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
        return Stored(path=path, size=size, sha256=digest.hexdigest(), kind=kind, made=made)


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Say in Dutch what the disk has against writing `path`. Raises `SurroundingsFailed`."""
    try:
        yield
    except OSError as err:
        raise SurroundingsFailed(
            f"{path} kan niet worden geschreven: {why(err)}.",
            hint="Er staat nog geen pakket; wat al gemaakt was, is weer weg. Verhelp dat en geef dezelfde opdracht opnieuw.",
        ) from err


def _opened(content: bytes | Path) -> BinaryIO:
    return BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece
