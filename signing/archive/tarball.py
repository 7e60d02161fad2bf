"""The bytes of a tar file (POSIX.1-2001), all of them ours: the standard library's differ between its versions.

A member has no owner, no time of its own and fixed rights. A name that USTAR cannot hold goes in a PAX
record before it. Reading is lenient, for the caller compares what was read with `head` of the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from signing.archive.member import Member, exactly

_BLOCK = 512
_NAME, _PREFIX = 100, 155
_TIME = 315532800  # 1980-01-01T00:00:00Z, the first moment that both tar and zip can tell
_MOST_RECORD = 4096


def head(member: Member) -> bytes:
    """Write what stands before the content of `member`."""
    raw = member.name.encode()
    kind, mode = (b"5", 0o755) if member.folder else (b"0", 0o644)
    if raw.isascii() and (parts := _split(raw)):
        return _header(*parts, size=member.size, kind=kind, mode=mode)
    record = _record(raw)
    return (
        _header(b"", b"././@PaxHeader", size=len(record), kind=b"x", mode=0o644)
        + record
        + pad(len(record))
        + _header(b"", _plain(raw), size=member.size, kind=kind, mode=mode)
    )


def read_head(stream: BinaryIO) -> tuple[Member | None, bytes]:
    """Read what `head` wrote, and give it with its bytes; no member at the end. Raises `ValueError`."""
    raw = exactly(stream, _BLOCK)
    if not any(raw):
        return None, raw
    name = b"/".join(part for part in (_text(raw[345:500]), _text(raw[:_NAME])) if part)
    if raw[156:157] == b"x":
        size = _number(raw[124:136])
        if size > _MOST_RECORD:
            raise ValueError(size)
        record = exactly(stream, size)
        raw += record + exactly(stream, len(pad(size)))
        name = record.partition(b"path=")[2][:-1]
        last = exactly(stream, _BLOCK)
        raw += last
    else:
        last = raw
    return Member(name=name.decode(), size=_number(last[124:136])), raw


def pad(size: int) -> bytes:
    """Write what stands between content of `size` bytes and the next member."""
    return bytes(-size % _BLOCK)


def tail(_members: Sequence[Member]) -> bytes:
    """Write what stands after the last member."""
    return bytes(2 * _BLOCK)


def _header(prefix: bytes, name: bytes, *, size: int, kind: bytes, mode: int) -> bytes:
    before = b"".join(
        (
            name.ljust(_NAME, b"\0"),
            _octal(mode, 8),
            _octal(0, 8),
            _octal(0, 8),
            _octal(size, 12),
            _octal(_TIME, 12),
        )
    )
    after = b"".join(
        (
            kind,
            bytes(100),
            b"ustar\x0000",
            bytes(64),
            _octal(0, 8),
            _octal(0, 8),
            prefix.ljust(_PREFIX, b"\0"),
            bytes(12),
        )
    )
    total = sum(before) + sum(b" " * 8) + sum(after)
    return before + b"%06o\0 " % total + after


def _split(raw: bytes) -> tuple[bytes, bytes] | None:
    """Divide a name over the two fields of USTAR, as far on as the first can hold; nothing if it cannot."""
    if len(raw) <= _NAME:
        return b"", raw
    at = raw.rfind(b"/", 1, min(_PREFIX + 1, len(raw) - 1))
    if at < 0 or len(raw) - at - 1 > _NAME:
        return None
    return raw[:at], raw[at + 1 :]


def _record(raw: bytes) -> bytes:
    """Write a PAX record, that begins with its own length."""
    rest = b" path=" + raw + b"\n"
    length = len(rest) + len(str(len(rest)))
    length = len(rest) + len(str(length))
    return str(length).encode() + rest


def _plain(raw: bytes) -> bytes:
    """Give a name for programs that do not know PAX: the end of it, in ASCII."""
    return raw.decode().encode("ascii", "replace")[-_NAME:]


def _octal(number: int, width: int) -> bytes:
    return b"%0*o\0" % (width - 1, number)


def _number(field: bytes) -> int:
    number = int(field.rstrip(b"\0 ") or b"0", 8)
    if number < 0:
        raise ValueError(number)
    return number


def _text(field: bytes) -> bytes:
    return field.rstrip(b"\0")
