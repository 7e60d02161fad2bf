"""One member of an archive file: what both forms know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Its path in the archive (a folder's ends with a slash), the bytes of its content, and their CRC-32 in a zip."""

    name: str
    size: int
    crc: int | None = None

    @property
    def folder(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith("/")


def exactly(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes. Raises `ValueError` if there are fewer."""
    data = stream.read(size)
    if len(data) != size:
        raise ValueError(size)
    return data
