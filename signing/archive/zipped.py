"""The bytes of a zip file (APPNOTE 6.3), all of them ours: the standard library's differ between its versions.

Nothing is compressed: the papers are already, and what is stored needs no program to be read, and cannot
blow up. All is known before a member is written, so what stands before it and what the directory at the end
says are the same. Reading is lenient, for the caller compares what was read with `head` of the outcome.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import BinaryIO

from signing.archive.member import Member, exactly

_HEAD = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NEEDED, _MADE_BY = 20, (3 << 8) | 20  # version 2.0; on Unix, so that the rights below count
_UTF_8 = 1 << 11
_TIME, _DAY = 0, (1 << 5) | 1  # 1980-01-01 00:00:00
_MOST_NAME = 4096


def head(member: Member) -> bytes:
    """Write what stands before the content of `member`."""
    name = member.name.encode()
    return _HEAD.pack(b"PK\3\4", _NEEDED, _UTF_8, 0, _TIME, _DAY, *_sizes(member), len(name), 0) + name


def read_head(stream: BinaryIO) -> tuple[Member | None, bytes]:
    """Read what `head` wrote, and give it with its bytes; no member at the end. Raises `ValueError`."""
    raw = exactly(stream, 4)
    if raw == b"PK\1\2":
        return None, raw
    raw += exactly(stream, _HEAD.size - 4)
    *_, crc, size, _packed, length, _extra = _HEAD.unpack(raw)
    if length > _MOST_NAME:
        raise ValueError(length)
    name = exactly(stream, length)
    return Member(name=name.decode(), size=size, crc=crc), raw + name


def pad(_size: int) -> bytes:
    """Write what stands between content and the next member: nothing."""
    return b""


def tail(members: Sequence[Member]) -> bytes:
    """Write what stands after the last member: the directory of all."""
    entries, at = [], 0
    for member in members:
        name = member.name.encode()
        rights = (0o40755 << 16) | 0x10 if member.folder else 0o100644 << 16
        entries.append(
            _ENTRY.pack(
                b"PK\1\2",
                _MADE_BY,
                _NEEDED,
                _UTF_8,
                0,
                _TIME,
                _DAY,
                *_sizes(member),
                len(name),
                0,
                0,
                0,
                0,
                rights,
                at,
            )
            + name
        )
        at += len(head(member)) + member.size
    directory = b"".join(entries)
    return directory + _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), at, 0)


def _sizes(member: Member) -> tuple[int, int, int]:
    return member.crc or 0, member.size, member.size
