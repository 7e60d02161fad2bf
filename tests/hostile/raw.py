"""PDF written by hand, object by object, so that it can be as wrong as it likes."""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping

Objects = Mapping[int, bytes]

PAGE: dict[int, bytes] = {
    1: b"<</Type/Catalog/Pages 2 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
}


def pdf(objects: Objects, *, trailer: bytes = b"/Root 1 0 R", header: bytes = b"%PDF-1.7\n") -> bytes:
    """Write objects with a table of contents that is right."""
    out, places = bytearray(header), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<</Size %d%b>>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start)
    return bytes(out)


def catalog(entries: bytes, more: Objects | None = None, **trailer: bytes) -> bytes:
    """Write one page, with these entries in the catalog and these objects beside it."""
    return pdf({**PAGE, 1: b"<</Type/Catalog/Pages 2 0 R%b>>" % entries, **(more or {})}, **trailer)


def page(entries: bytes, more: Objects | None = None) -> bytes:
    """Write one page with these entries."""
    return pdf({**PAGE, 3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]%b>>" % entries, **(more or {})})


def stream(entries: bytes, data: bytes, length: bytes | None = None) -> bytes:
    """Write a stream; its length may be a lie."""
    return b"<<%b/Length %b>>stream\n%b\nendstream" % (
        entries, str(len(data)).encode() if length is None else length, data,
    )  # fmt: skip


def table(entries: bytes, data: bytes) -> bytes:
    """Write a PDF whose table of contents is this stream."""
    start = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    body = stream(b"/Type/XRef/Root 1 0 R" + entries, data)
    return start + b"3 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, len(start))


def bomb(size: int, layers: int = 1) -> bytes:
    """Give zeros, packed and packed again."""
    data = zlib.compress(bytes(size), 9)
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return data


def added(base: bytes, objects: Objects, *, root: bytes = b"1 0 R", prev: int | None = None) -> bytes:
    """Append a revision with these objects."""
    out, places = bytearray(base), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 0\n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    former = base.rindex(b"xref\n", 0, base.rindex(b"startxref")) if prev is None else prev
    out += b"trailer\n<</Size 5000/Root %b/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (root, former, start)
    return bytes(out)


def noise(seed: int, size: int) -> bytes:
    """Give bytes without a pattern, the same at each run."""
    return random.Random(seed).randbytes(size)  # noqa: S311
