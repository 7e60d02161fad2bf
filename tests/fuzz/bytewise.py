"""Mutants that know nothing of PDF but its words: bytes turned, cut, put in, moved, and numbers made odd."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples, of_paper

_LONGEST = 2000
ODD_NUMBERS = (
    b"0", b"-1", b"1", b"2", b"255", b"65535", b"65536", b"2147483647", b"-2147483648", b"4294967296",
    b"9999999999", b"18446744073709551616", b"9" * 400, b"1.5", b"-0", b"1e9", b".", b"+", b"00000000000000000001",
)  # fmt: skip
WORDS = (
    b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"%%EOF", b"<<", b">>", b"[", b"]",
    b"(", b")", b"<", b">", b"R", b"null", b"true", b"%", b"\\", b"\0", b"\r", b"\n", b"%PDF-2.0\n", b"1 0 R",
    b"/Root 1 0 R", b"/Prev 0", b"/Encrypt 1 0 R", b"/Type /ObjStm", b"/Length 0", b"/Filter /JBIG2Decode",
    b"/AA << /O 1 0 R >>", b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", b"[[[[[[[[", b"<<<<<<<<",
)  # fmt: skip
_NUMBER = re.compile(rb"(?<=[\s\[(<])-?\d{1,10}(?=[\s\])>/])")
_NAME = re.compile(rb"/[A-Za-z]{2,20}")


def _place(dice: Random, pdf: bytes) -> int:
    """Choose a place: half the time near a keyword or at the end, where a few bytes decide much."""
    if dice.random() < 0.5:
        return dice.randrange(len(pdf))
    word = dice.choice((b"obj", b"/ByteRange", b"/Contents", b"xref", b"trailer", b"startxref", b"/AcroForm"))
    found = [one.start() for one in re.finditer(re.escape(word), pdf)]
    return min(max(0, dice.choice(found) + dice.randrange(-20, 80)), len(pdf) - 1) if found else len(pdf) - 1


def flip(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Turn one to eight bits."""
    out, at = bytearray(pdf), []
    for _ in range(dice.choice((1, 1, 1, 2, 8))):
        at.append(place := _place(dice, pdf))
        out[place] ^= 1 << dice.randrange(8)
    return bytes(out), f"bits at {at}"


def cut(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Take a piece out, or all that follows, with an end put back at times."""
    place, length = _place(dice, pdf), dice.choice((1, 2, 10, 100, _LONGEST, len(pdf)))
    end = dice.choice((b"", b"", b"\n%%EOF\n", b"\nstartxref\n0\n%%EOF\n"))
    return pdf[:place] + pdf[place + length :] + end, f"{length} bytes out of {place}"


def insert(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Put words or noise in."""
    place = _place(dice, pdf)
    put = dice.choice(WORDS) if dice.random() < 0.7 else dice.randbytes(dice.choice((1, 4, 100)))
    return pdf[:place] + put + pdf[place:], f"{put[:40]!r} at {place}"


def overwrite(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Write words over what is there, the length unchanged."""
    place, put = _place(dice, pdf), dice.choice(WORDS)
    return (pdf[:place] + put + pdf[place + len(put) :])[: len(pdf)], f"{put[:40]!r} over {place}"


def repeat(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Repeat a piece, at times very often."""
    place, length = _place(dice, pdf), dice.choice((1, 10, 200, _LONGEST))
    piece, times = pdf[place : place + length], dice.choice((1, 2, 100, 2000))
    return pdf[:place] + piece * times + pdf[place:], f"{length} bytes at {place}, {times} times more"


def zero(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Fill a piece with one byte."""
    place, length = _place(dice, pdf), dice.choice((1, 8, 100, _LONGEST))
    fill = dice.choice((b"\0", b" ", b"0", b"\xff", b"("))
    put = fill * len(pdf[place : place + length])
    return pdf[:place] + put + pdf[place + length :], f"{length} bytes of {fill!r} at {place}"


def move(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Exchange two pieces of one length."""
    length = dice.choice((1, 4, 20, 500))
    first, second = sorted((_place(dice, pdf), _place(dice, pdf)))
    if first + length > second or second + length > len(pdf):
        raise NothingToDo
    one, other = pdf[first : first + length], pdf[second : second + length]
    out = pdf[:first] + other + pdf[first + length : second] + one + pdf[second + length :]
    return out, f"{length} bytes of {first} and {second} exchanged"


def number(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Make a number odd."""
    one = dice.choice(list(_NUMBER.finditer(pdf)))
    put = dice.choice(ODD_NUMBERS) if dice.random() < 0.7 else b"%d" % (int(one[0]) + dice.choice((-1, 1)))
    if dice.random() < 0.5:
        put = put[: len(one[0])].rjust(len(one[0]), b"0")
    return pdf[: one.start()] + put + pdf[one.end() :], f"number {one[0]!r} at {one.start()} is {put[:30]!r}"


def name(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Give a name the place of another."""
    one, other = dice.sample(list(_NAME.finditer(pdf)), 2)
    put = other[0]
    if dice.random() < 0.5:
        put = put[: len(one[0])].ljust(len(one[0]), b"X")
    return pdf[: one.start()] + put + pdf[one.end() :], f"{one[0]!r} at {one.start()} is {put!r}"


def splice(dice: Random, samples: Samples) -> Mutant:
    """Begin as one paper and end as another."""
    victim, other = dice.choice(samples.victims), dice.choice(samples.victims).pdf
    mine, place = victim.pdf, _place(dice, victim.pdf)
    if dice.random() < 0.5:
        mark = dice.choice((b"%%EOF\n", b"endobj\n", b"xref\n", b"trailer"))
        borders, others = ([m.end() for m in re.finditer(mark, pdf)] for pdf in (mine, other))
        if not borders or not others:
            raise NothingToDo
        place, start = dice.choice(borders), dice.choice(others)
    else:
        start = dice.choice((place, _place(dice, other)))
    pdf = mine[:place] + other[start:]
    if pdf == mine:
        raise NothingToDo
    return Mutant(note=f"to {place}, then another from {start}", victim=victim, pdf=pdf)


KINDS = (
    *(
        Kind(name=f"bytes: {change.__name__}", make=of_paper(change))
        for change in (flip, cut, insert, overwrite, repeat, zero, move, number, name)
    ),
    Kind(name="bytes: splice", make=splice),
)
