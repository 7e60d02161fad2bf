"""A revision written by hand, for what no program that writes PDFs would do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader


def newest(pdf: bytes, number: int) -> bytes:
    """Give what an object says now, as it is written."""
    found = list(re.finditer(rb"(?<!\d)%d 0 obj\s(.*?)\sendobj" % number, pdf, re.DOTALL))
    return found[-1][1]


def number_of(pdf: bytes, key: bytes) -> int:
    """Give the number of the object that the newest trailer names by `key`."""
    return int(re.findall(rb"/%s (\d+) 0 R" % key, pdf)[-1])


def size_of(pdf: bytes) -> int:
    """Give the first number that no object has."""
    return max(int(found) for found in re.findall(rb"/Size (\d+)", pdf))


def grown(
    pdf: bytes,
    objects: Mapping[int, bytes],
    *,
    root: int | None = None,
    size: int | None = None,
    freed: tuple[int, ...] = (),
    more: bytes = b"",
) -> bytes:
    """Append a revision with these objects, whatever they are, and a cross-reference table that fits."""
    last = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    ident = re.findall(rb"/ID ?(\[.*?\])", pdf, re.DOTALL)[-1]
    out = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    lines = [b"%d 1\n0000000000 00001 f \n" % number for number in freed]
    for number, said in sorted(objects.items()):
        lines.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    start = len(out)
    trailer = b"/Size %d /Root %d 0 R /Info %d 0 R /ID %s /Prev %d" % (
        size or max(size_of(pdf), *(number + 1 for number in objects), 0),
        root or number_of(pdf, b"Root"),
        number_of(pdf, b"Info"),
        ident,
        last,
    )
    out += b"xref\n" + b"".join(lines) + b"trailer\n<< %s %s>>\n" % (trailer, more)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Write a stream."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def first_page(pdf: bytes) -> int:
    """Give the number of the first page's object."""
    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"].raw_get(0).idnum)


def content(pdf: bytes) -> int:
    """Give the number of what the first page shows."""
    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum)


def widget(pdf: bytes, field_name: str) -> int:
    """Give the number of a field's object."""
    fields = PdfFileReader(BytesIO(pdf)).root["/AcroForm"]["/Fields"]
    return next(
        int(one.idnum)
        for one in map(fields.raw_get, range(len(fields)))
        if one.get_object()["/T"] == field_name
    )
