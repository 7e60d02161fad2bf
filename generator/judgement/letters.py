"""What goes over the pipe from the process that judges to the one that waits: lines of JSON, within bounds.

Nothing is ever unpickled here: whoever took over the process that read a stranger's bytes can send lines, and
lines that are not as they should be are a verdict of their own.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Kind = Literal["nu", "antwoord", "mislukt"]
_MARKS: dict[bytes, Kind] = {b"N": "nu", b"A": "antwoord", b"M": "mislukt"}
_PIECE = 1 << 16
_LONGEST_NOTE = 8000  # bytes; a character takes twelve at most
_LONGEST_WORDS = 600
_MOST_NOTES = 500  # each begins the clock again: without an end of them there would be none of the work


class Unreadable(Exception):
    """The lines are too long, too many, or no lines as they are agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One line: what is being done «nu», the «antwoord», or why it «mislukt» is; and its JSON."""

    kind: Kind
    body: bytes


def note(what: str) -> bytes:
    """Write the line that says what is being done now."""
    return b"N" + json.dumps(what[:200]).encode() + b"\n"


def failure(code: str, message: str) -> bytes:
    """Write the line that says why there is no answer."""
    return b"M" + json.dumps([code, message[:_LONGEST_WORDS]]).encode() + b"\n"


def answer(body: bytes) -> bytes:
    """Write the line with the answer; its JSON holds no line end."""
    return b"A" + body + b"\n"


class Inbox:
    """Takes in what comes, piece by piece, and gives the letters that are whole; an answer has at most `most` bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = bytearray()
        self._notes = 0

    def take(self, piece: bytes) -> Iterator[Letter]:
        """Give the letters that `piece` completes. Raises `Unreadable`."""
        start = len(self._kept)
        self._kept += piece
        while (end := self._kept.find(b"\n", start)) >= 0:
            line, start = bytes(self._kept[:end]), 0
            del self._kept[: end + 1]
            yield self._letter(line)
        if len(self._kept) > self._bound(bytes(self._kept[:1])):
            raise Unreadable

    def _letter(self, line: bytes) -> Letter:
        kind = _MARKS.get(line[:1])
        self._notes += kind == "nu"
        if kind is None or len(line) > self._bound(line[:1]) or self._notes > _MOST_NOTES:
            raise Unreadable
        return Letter(kind=kind, body=line[1:])

    def _bound(self, mark: bytes) -> int:
        return self._most if mark == b"A" else _LONGEST_NOTE


def words(body: bytes) -> list[str]:
    """Read the strings of a note or a failure. Raises `Unreadable`."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as err:
        raise Unreadable from err
    found = said if isinstance(said, list) else [said]
    if not found or not all(isinstance(one, str) for one in found):
        raise Unreadable
    return [whole(one) for one in found]


def whole(text: str) -> str:
    """Put a question mark for each half of a character, as a name that is no UTF-8 has: it can be written nowhere."""
    return text.encode(errors="replace").decode()


# A pipe is read as far as it goes: whoever stops halfway in a line keeps nobody waiting but itself.
if sys.platform == "win32":

    def send(pipe: Connection, data: bytes) -> None:
        """Write all of `data`."""
        for start in range(0, len(data), _PIECE):
            pipe.send_bytes(data[start : start + _PIECE])

    def receive(pipe: Connection) -> bytes:
        """Read what there is; nothing at the end."""
        try:
            return pipe.recv_bytes(_PIECE)
        except OSError:
            return b""

else:

    def send(pipe: Connection, data: bytes) -> None:
        """Write all of `data`."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(pipe.fileno(), rest[:_PIECE]) :]

    def receive(pipe: Connection) -> bytes:
        """Read what there is; nothing at the end."""
        return os.read(pipe.fileno(), _PIECE)
