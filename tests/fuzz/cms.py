"""Mutants of the outermost signature: its CMS object alone, so that every signed byte of the file stays what it was."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz import asn1
from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples

_RANGE = re.compile(rb"/ByteRange ?\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def gaps(pdf: bytes) -> list[tuple[int, int]]:
    """Give for each signature where its /Contents stand, brackets included, in the order of the file."""
    found = []
    for one in _RANGE.finditer(pdf):
        _, length, start, _ = map(int, one.groups())
        found.append((length, start))
    return sorted(found)


def held(pdf: bytes) -> list[bytes]:
    """Give the CMS object of each signature, padding included."""
    return [bytes.fromhex(pdf[start + 1 : end - 1].decode()) for start, end in gaps(pdf)]


def put(pdf: bytes, gap: tuple[int, int], content: bytes) -> bytes:
    """Write a CMS object into its place; one that is too long is cut off."""
    start, end = gap
    room = end - start - 2
    return pdf[: start + 1] + content.hex().encode()[:room].ljust(room, b"0") + pdf[end - 1 :]


def _donors(samples: Samples) -> list[bytes]:
    return [cms for victim in samples.victims for cms in held(victim.pdf)[-1:]]


def outermost(dice: Random, samples: Samples) -> Mutant:
    """Change the CMS object of the last signature."""
    victim = dice.choice(samples.victims)
    if not (places := gaps(victim.pdf)):
        raise NothingToDo
    content, note = asn1.mutated(dice, held(victim.pdf)[-1], _donors(samples))
    return Mutant(note=note, victim=victim, pdf=put(victim.pdf, places[-1], content))


def any_one(dice: Random, samples: Samples) -> Mutant:
    """Change the CMS object of any signature, or give it that of another."""
    victim = dice.choice(samples.victims)
    if not (places := gaps(victim.pdf)):
        raise NothingToDo
    place = dice.randrange(len(places))
    if dice.random() < 0.3:
        content, note = dice.choice(_donors(samples)), "that of another"
    else:
        content, note = asn1.mutated(dice, held(victim.pdf)[place], _donors(samples))
    return Mutant(
        note=f"signature {place}: {note}", victim=victim, pdf=put(victim.pdf, places[place], content)
    )


def padding(dice: Random, samples: Samples) -> Mutant:
    """Write in the padding behind the last CMS object, or the same digits in another way: neither is signed."""
    victim = dice.choice(samples.victims)
    if not (places := gaps(victim.pdf)):
        raise NothingToDo
    (start, end), content = places[-1], held(victim.pdf)[-1]
    size = len(asn1.parse(content).dump())
    match dice.randrange(3):
        case 0:
            place = dice.randrange(start + 1 + 2 * size, end - 1)
            pdf = (
                victim.pdf[:place]
                + dice.choice((b"1", b"f", b" ", b"g", b">", b"("))
                + victim.pdf[place + 1 :]
            )
            note = f"in the padding at {place}"
        case 1:
            pdf = victim.pdf[:start] + victim.pdf[start:end].upper() + victim.pdf[end:]
            note = "in capitals"
        case _:
            extra = held(dice.choice(samples.victims).pdf or b"")[-1:] or [b"\x30\x00"]
            pdf, note = put(victim.pdf, (start, end), content[:size] + extra[0]), "another behind it"
    return Mutant(note=note, victim=victim, pdf=pdf)


KINDS = (
    Kind(name="CMS: outermost", make=outermost, weight=6),
    Kind(name="CMS: any", make=any_one, weight=2),
    Kind(name="CMS: padding", make=padding),
)
