"""What comes back from judging one path: verdicts, and what a report needs besides.

It is made by a process that has read a stranger's bytes, and is read by one that has not: as JSON, strictly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from pydantic import Base64Bytes, TypeAdapter

from generator.examine import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page as it looked: a PNG, with its size in pixels."""

    png: Base64Bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The pages of the PDF at `path` as they were when the signature in `field_name` was set, in their order.

    `left_out` counts the pages that are not in it, for there were too many.
    """

    path: str
    field_name: str
    pages: tuple[Picture, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The validation report of the PDF at `path`, in XML (ETSI TS 119 102-2)."""

    path: str
    xml: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The very bytes that were judged at `path`: their SHA-256 in lower-case hexadecimals, and how many there are."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verdicts on one path, and the pictures and reports that were asked for."""

    items: tuple[Item, ...]
    seen: tuple[Seen, ...] = ()
    reports: tuple[Statement, ...] = ()
    files: tuple[Digest, ...] = ()


_ANSWERS = TypeAdapter(Answer)


def written(answer: Answer) -> bytes:
    """Write an answer as one line of JSON; half a character, as in a damaged name, is written as a question mark."""
    data = _ANSWERS.dump_python(answer, mode="json")
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def read(data: bytes) -> Answer:
    """Read an answer. Raises `ValueError` for what is not one."""
    return _ANSWERS.validate_json(data, strict=True)
