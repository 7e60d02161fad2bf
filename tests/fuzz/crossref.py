"""Mutants of how a PDF is found in its bytes: tables, offsets, chains of revisions, trailers, byte ranges."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz.bytewise import ODD_NUMBERS
from tests.fuzz.model import Kind, NothingToDo, of_paper

_ENTRY = re.compile(rb"\d{10} \d{5} [nf] ?\n")
_SECTION = re.compile(rb"xref\n(\d+ \d+)\n")
_PREVIOUS = re.compile(rb"/Prev (\d+)")
_START = re.compile(rb"startxref\n(\d+)\n")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref", re.DOTALL)
_RANGE = re.compile(rb"/ByteRange ?\[([\d\s]+)\]")
_LENGTH = re.compile(rb"/Length (\d+)")
_KEYS = (
    b"/Root 2 0 R", b"/Root null", b"/Size 0", b"/Size 1", b"/Size 99999999", b"/Encrypt << /Filter /Standard /V 1 >>",
    b"/XRefStm 0", b"/XRefStm 17", b"/ID []", b"/ID 5", b"/Info 1 0 R", b"/Info (a)", b"/Prev -5", b"/Prev (a)",
    b"/Prev 1 0 R", b"/Root << /Type /Catalog >>", b"/DocChecksum /00",
)  # fmt: skip


def _one(dice: Random, pattern: re.Pattern[bytes], pdf: bytes) -> re.Match[bytes]:
    if not (found := list(pattern.finditer(pdf))):
        raise NothingToDo
    return dice.choice(found)


def _put(pdf: bytes, start: int, end: int, put: bytes) -> tuple[bytes, str]:
    return pdf[:start] + put + pdf[end:], f"{pdf[start:end][:40]!r} at {start} is {put[:40]!r}"


def entry(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Let an entry of a table point elsewhere, at a free place, or at another generation."""
    one, other = _one(dice, _ENTRY, pdf), _one(dice, _ENTRY, pdf)
    offset, generation, use = one[0][:10], one[0][11:16], one[0][17:18]
    match dice.randrange(5):
        case 0:
            offset = other[0][:10]
        case 1:
            offset = b"%010d" % dice.randrange(len(pdf) + 10)
        case 2:
            use = b"f" if use == b"n" else b"n"
        case 3:
            generation = b"%05d" % dice.choice((1, 65535, 99999))
        case _:
            offset = dice.choice((b"0000000000", b"9999999999", b"-000000001", b"00000000 0"))
    return _put(pdf, one.start(), one.start() + 18, offset + b" " + generation + b" " + use)


def section(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Let a section begin at another number or claim another length."""
    one = _one(dice, _SECTION, pdf)
    start, count = one[1].split()
    put = (
        b" ".join((dice.choice((start, *ODD_NUMBERS)), count))
        if dice.random() < 0.5
        else b" ".join((start, dice.choice(ODD_NUMBERS)))
    )
    return _put(pdf, *one.span(1), put)


def previous(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Let the chain of revisions loop, skip or lead nowhere."""
    one = _one(dice, dice.choice((_PREVIOUS, _START)), pdf)
    places = [m[1] for pattern in (_PREVIOUS, _START) for m in pattern.finditer(pdf)]
    put = dice.choice((*places, *ODD_NUMBERS, b"%d" % dice.randrange(len(pdf))))
    return _put(pdf, *one.span(1), put)


def trailer(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Add a key to a trailer, or take one out."""
    one = _one(dice, _TRAILER, pdf)
    inside = one[1]
    if dice.random() < 0.5:
        keys = list(re.finditer(rb"/[A-Za-z]+", inside))
        key = dice.choice(keys)
        return _put(pdf, one.start(1) + key.start(), one.start(1) + key.end(), b"/Geen")
    return _put(pdf, one.start(1), one.start(1), b"\n" + dice.choice(_KEYS))


def byte_range(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Let a signature claim other bytes, the length of the file unchanged where that can be."""
    one = _one(dice, _RANGE, pdf)
    numbers = one[1].split()
    match dice.randrange(5):
        case 0:
            numbers[dice.randrange(len(numbers))] = dice.choice(ODD_NUMBERS)
        case 1:
            place = dice.randrange(len(numbers))
            numbers[place] = b"%d" % (int(numbers[place]) + dice.choice((-2, -1, 1, 2, 1000)))
        case 2:
            numbers = _one(dice, _RANGE, pdf)[1].split()
        case 3:
            numbers = numbers[: dice.randrange(len(numbers))]
        case _:
            numbers = [*numbers, b"0", b"0"]
    put = b" ".join(numbers)
    return _put(pdf, *one.span(1), put.ljust(len(one[1])) if len(put) <= len(one[1]) else put)


def length(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Let a stream lie about its length."""
    one = _one(dice, _LENGTH, pdf)
    put = dice.choice((*ODD_NUMBERS, b"%d 0 R" % dice.randrange(200), b"%d" % (int(one[1]) + 1)))
    return _put(pdf, *one.span(1), put)


def header(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Put something before the file, or another version in its head."""
    put = dice.choice((b"%PDF-9.9", b"%PDF-1.", b"%PDF-", b"GIF89a\n%PDF-1.7", b"\xef\xbb\xbf%PDF-1.7"))
    return _put(pdf, 0, 8, put)


KINDS = tuple(
    Kind(name=f"cross-reference: {change.__name__}", make=of_paper(change))
    for change in (entry, section, previous, trailer, byte_range, length, header)
)
