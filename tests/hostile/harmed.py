"""A good paper, cut, flipped, wrapped, saved anew, or with something behind its seal."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator

import pikepdf

from tests.hostile.raw import PAGE, added, bomb, pdf, stream


def harmed(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    """Give them by name, from `sealed`: none is valid."""
    for family in (_cut, _flipped, _around, _resaved, _signatures, _appended):
        yield from family(sealed)


def _cut(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    for part in range(1, 16):
        yield f"cut after {part}/16", sealed[: len(sealed) * part // 16]
    yield "cut by one byte", sealed.rstrip()[:-1]
    yield "beginning cut off", sealed[100:]
    yield "middle cut out", sealed[: len(sealed) // 3] + sealed[len(sealed) // 2 :]


def _flipped(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(7)  # noqa: S311 - the same at each run
    for number in range(15):
        harmed = bytearray(sealed)
        for _ in range(1 << (number // 2)):
            harmed[chance.randrange(len(harmed))] ^= 1 << chance.randrange(8)
        yield f"flipped {number}", bytes(harmed)


def _around(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    yield "behind a zip", archive.getvalue() + sealed
    yield "before a zip", sealed + archive.getvalue()
    yield "behind a thousand bytes", b"x" * 1000 + sealed
    yield "behind a byte order mark", b"\xef\xbb\xbf" + sealed
    yield "before a byte of nothing", sealed + b"\0"
    yield "before a word", sealed + b"geldig"
    yield "before another end", sealed + b"%%EOF\n"
    yield "twice", sealed + sealed
    yield "before another PDF", sealed + pdf(PAGE)
    yield "behind another PDF", pdf(PAGE) + sealed
    yield "with line ends of Windows", sealed.replace(b"\n", b"\r\n")
    yield "as text", sealed.decode("latin-1").encode("utf-8")


def _resaved(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    ways: dict[str, dict[str, object]] = {
        "plainly": {}, "linearised": {"linearize": True}, "decoded": {"qdf": True},
        "packed": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    }  # fmt: skip
    for name, way in ways.items():
        kept = io.BytesIO()
        with pikepdf.open(io.BytesIO(sealed)) as doc:
            doc.save(kept, **way)  # type: ignore[arg-type]
        yield f"saved anew, {name}", kept.getvalue()


def _signatures(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    start = (
        sealed.index(b"/Contents <") + 11 if b"/Contents <" in sealed else sealed.index(b"/Contents<") + 10
    )
    end = sealed.index(b">", start)
    for name, data in {
        "zeros": b"0" * (end - start), "letters that are none": b"z" * (end - start),
        "deep": (b"3080" * (end - start))[: end - start], "cut": sealed[start : start + 500].ljust(end - start, b"0"),
        "shifted": sealed[start + 2 : end] + b"00",
    }.items():  # fmt: skip
        yield f"first signature {name}", sealed[:start] + data + sealed[end:]


def _appended(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(io.BytesIO(sealed)) as doc:
        root = b"%d %d R" % doc.Root.objgen
    yield (
        "a bomb for validation data",
        added(
            sealed,
            {4990: stream(b"/Filter/FlateDecode", bomb(200_000_000)), 4991: b"<</Certs[4990 0 R]>>"},
            root=root,
        ),
    )
    yield "a new page behind the seal", added(sealed, {4990: PAGE[3]}, root=root)
    yield "another root behind the seal", added(sealed, PAGE)
    yield "noise behind the seal", sealed + struct.pack("<1000I", *range(1000)) + b"\n%%EOF\n"
