"""Mutants of DER: its elements dropped, doubled, moved, exchanged, and written as BER allows or forbids."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Literal

_CONSTRUCTED = 0x20
_OCTETS, _BITS, _OID, _INTEGER = b"\x04", b"\x03", b"\x06", b"\x02"
_TIMES = (b"\x17", b"\x18")
_DEEPEST = 40
_OIDS = tuple(
    bytes.fromhex(one)
    for one in (
        "2a864886f70d0205",  # MD5
        "2b0e03021a",  # SHA-1
        "608648016503040201",  # SHA-256
        "608648016503040203",  # SHA-512
        "60864801650304020b",  # SHAKE128
        "2a864886f70d010101",  # RSA
        "2a864886f70d01010a",  # RSASSA-PSS
        "2a864886f70d010701",  # data
        "2a864886f70d010702",  # signedData
        "2a864886f70d0109100104",  # TSTInfo
        "2a864886f70d010910020e",  # time-stamp token
        "2a864886f70d0109102f",  # signing certificate, odd
        "2a864886f70d010910022f",  # signing certificate v2
        "2a864886f70d010904",  # message digest
        "2a864886f70d010903",  # content type
        "2a864886f70d010905",  # signing time
        "2b06010505070101",  # authority information access
        "551d13",  # basic constraints
        "551d0f",  # key usage
        "2b060105050730 01".replace(" ", ""),  # OCSP
        "80",
        "ff" * 40,
        "",
    )
)
_TEXTS = (
    b"", b"\0", b"\x1b[2J", b"\xff\xfe", b"\xed\xa0\x80", b"A" * 20_000, "\u202eneaJ".encode(), b"B. Jansen", b"\r\n",
    b"20260101000000Z", b"99991231235959Z", b"00000000000000Z", b"20261332256199Z", b"2026", b"20260101000000+9999",
    b"20260101000000.123456789012345678Z", b"500101000000Z", b"\x30\x80", b"http://[::1", b"http://127.0.0.1:1/",
)  # fmt: skip


@dataclass(slots=True)
class Element:
    """One element: its tag, and its parts, or its content where it has none.

    `before` stands in a string that holds elements itself (the count of unused bits).
    """

    tag: bytes
    content: bytes = b""
    parts: list[Element] | None = None
    before: bytes = b""
    form: Literal["der", "indefinite", "long", "lies"] = field(default="der")
    claimed: int = 0

    def dump(self) -> bytes:
        """Write the element as it is to be written."""
        inside = (
            self.before + b"".join(one.dump() for one in self.parts)
            if self.parts is not None
            else self.content
        )
        match self.form:
            case "indefinite":
                return self.tag + b"\x80" + inside + b"\0\0"
            case "long":
                return self.tag + b"\x84" + len(inside).to_bytes(4, "big") + inside
            case "lies":
                return self.tag + _length(max(0, len(inside) + self.claimed)) + inside
            case _:
                return self.tag + _length(len(inside)) + inside

    def all(self) -> list[Element]:
        """Give this element and all below it."""
        return [self, *(deeper for one in self.parts or () for deeper in one.all())]


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def parse(data: bytes) -> Element:
    """Read one element of DER, padding after it passed over. Raises `ValueError`, `IndexError`."""
    return _read(data, 0, 0)[0]


def _read(data: bytes, start: int, depth: int) -> tuple[Element, int]:
    place = start + 1
    if data[start] & 0x1F == 0x1F:
        while data[place] & 0x80:
            place += 1
        place += 1
    tag, size = data[start:place], data[place]
    place += 1
    if size == 0x80:
        raise ValueError("indefinite")
    if size > 0x80:
        count = size & 0x7F
        size, place = int.from_bytes(data[place : place + count], "big"), place + count
    content = data[place : place + size]
    if len(content) != size:
        raise ValueError("cut off")
    element = Element(tag=tag, content=content)
    before = b"\0" if tag == _BITS else b""
    if tag[0] & _CONSTRUCTED:
        element.parts = _several(content, depth + 1)
    elif (
        tag in (_OCTETS, _BITS)
        and content.startswith(before)
        and content[len(before) : len(before) + 1] == b"\x30"
    ):
        try:  # what a string holds, where that is DER again: an extension, a TSTInfo, an OCSP answer
            element.parts, element.before = _several(content[len(before) :], depth + 1), before
        except (ValueError, IndexError):
            element.parts, element.before = None, b""
    return element, place + size


def _several(content: bytes, depth: int) -> list[Element]:
    if depth > _DEEPEST:
        raise ValueError("deep")
    parts, place = [], 0
    while place < len(content):
        one, place = _read(content, place, depth)
        parts.append(one)
    return parts


def mutated(dice: Random, data: bytes, donors: list[bytes]) -> tuple[bytes, str]:
    """Change `data` in one to three places; `donors` lend elements of their own."""
    root = parse(data)
    notes = [_change(dice, root, donors) for _ in range(dice.choice((1, 1, 1, 2, 3)))]
    return root.dump(), ", ".join(notes)


def _change(dice: Random, root: Element, donors: list[bytes]) -> str:
    every = root.all()
    if dice.random() < 0.35:
        leaf = dice.choice([one for one in every if one.parts is None] or every)
        return f"leaf {_leaf(dice, leaf, every)}"
    if dice.random() < 0.15:
        return _form(dice, dice.choice(every))
    parents = [one for one in every if one.parts]
    parts = dice.choice(parents).parts if parents else None
    change = dice.choice(_OF_PARTS)
    change(dice, parts or [root], donors)
    return change.__name__[1:]


def _form(dice: Random, element: Element) -> str:
    element.form = dice.choice(("indefinite", "long", "lies"))
    element.claimed = dice.choice((-1, 1, 2**16, 2**31, 2**60))
    return f"form {element.form}"


def _dropped(dice: Random, parts: list[Element], _donors: list[bytes]) -> None:
    del parts[dice.randrange(len(parts))]


def _doubled(dice: Random, parts: list[Element], _donors: list[bytes]) -> None:
    parts.insert(dice.randrange(len(parts) + 1), deepcopy(dice.choice(parts)))


def _swapped(dice: Random, parts: list[Element], _donors: list[bytes]) -> None:
    one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]


def _shuffled(dice: Random, parts: list[Element], _donors: list[bytes]) -> None:
    dice.shuffle(parts)


def _grafted(dice: Random, parts: list[Element], donors: list[bytes]) -> None:
    """Put an element of a donor there: of the same tag, where there is one, so that it could be what it seems."""
    place, every = dice.randrange(len(parts)), parse(dice.choice(donors)).all()
    alike = [one for one in every if one.tag == parts[place].tag]
    parts[place] = dice.choice(alike if alike and dice.random() < 0.8 else every)


def _retagged(dice: Random, parts: list[Element], _donors: list[bytes]) -> None:
    one = dice.choice(parts)
    one.tag = bytes([dice.choice((one.tag[0] ^ 0x20, dice.randrange(256), 0x30, 0x31, 0xA0, 0xA1, 0x80))])


def _deepened(dice: Random, parts: list[Element], _donors: list[bytes]) -> None:
    place = dice.randrange(len(parts))
    content = parts[place].dump()
    for _ in range(dice.choice((1, 2, 50, 900))):
        content = b"\x30" + _length(len(content)) + content
    parts[place] = Element(tag=b"\x30", content=content)


def _emptied(dice: Random, parts: list[Element], _donors: list[bytes]) -> None:
    one = dice.choice(parts)
    one.parts, one.content, one.before = None, b"", b""


_OF_PARTS = (_dropped, _doubled, _swapped, _shuffled, _grafted, _grafted, _retagged, _deepened, _emptied)


def _leaf(dice: Random, leaf: Element, every: list[Element]) -> str:
    content = leaf.content
    leaf.parts = None
    if leaf.tag == _OID and dice.random() < 0.8:
        leaf.content = dice.choice((*_OIDS, *(one.content for one in every if one.tag == _OID)))
        return f"OID {leaf.content[:12].hex()}"
    if leaf.tag == _INTEGER and dice.random() < 0.8:
        leaf.content = dice.choice(
            (b"", b"\0", b"\xff", b"\1", b"\3", b"\x7f" * 8, b"\x7f" * 600, b"\x80" + b"\0" * 300)
        )
        return "integer"
    if leaf.tag in _TIMES or dice.random() < 0.3:
        leaf.content = dice.choice(_TEXTS)
        return f"text {leaf.content[:20]!r}"
    if content and dice.random() < 0.7:
        turned = bytearray(content)
        turned[dice.randrange(len(turned))] ^= 1 << dice.randrange(8)
        leaf.content = bytes(turned)
        return "bit"
    leaf.content = dice.choice((b"", content[:-1], content * 2, dice.randbytes(20)))
    return "bytes"
