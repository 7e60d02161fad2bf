"""Bytes that programs read in different ways: what is hidden from the cross-references is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from pikepdf import ObjectStreamMode, Pdf
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import layout
from tests.signing.conftest import Desk

NOTE = b"<< /Note (1) >>"


def grown(
    pdf: bytes,
    *,
    before: bytes = b"",
    behind: bytes = b"",
    trailers: bytes = b"",
    named: int = 0,
    header: bytes = b"",
    said: bytes = NOTE,
) -> bytes:
    """Append a revision with one object that nothing uses, and whatever is to be hidden in it."""
    last = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    size = max(int(found) for found in re.findall(rb"/Size (\d+)", pdf))
    (root,) = set(re.findall(rb"/Root (\d+ 0 R)", pdf))
    out = pdf + b"\n" + before
    place = named or len(out)
    out += (header or b"%d 0 obj" % size) + b"\n" + said + b"\nendobj\n" + behind
    start = len(out)
    out += b"xref\n%d 1\n%010d 00000 n \n" % (size, place)
    out += b"trailer\n<< /Size %d /Root %s /Prev %d >>\n" % (size + 1, root, last) + trailers
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def a_stream(entries: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def shadow(pdf: bytes) -> bytes:
    """Another page, in the place of the first: what a program takes that rebuilds the file by scanning."""
    number = re.search(rb"(\d+) 0 obj(?:(?!endobj).)*?/Type ?/Page[^s]", pdf, re.DOTALL)
    assert number is not None
    return b"%s 0 obj\n<< /Type /Page /MediaBox [0 0 9 9] >>\nendobj\n" % number[1]


HIDDEN: dict[str, Callable[[bytes], bytes]] = {
    "a page before the objects": lambda pdf: grown(pdf, before=shadow(pdf)),
    "a page behind the objects": lambda pdf: grown(pdf, behind=shadow(pdf)),
    "a page in a comment": lambda pdf: grown(pdf, before=b"% " + shadow(pdf)),
    "a trailer with another root": lambda pdf: grown(pdf, trailers=b"trailer << /Root 1 0 R >>\n"),
    "a beginning that is none": lambda pdf: grown(pdf, behind=b"startxref\n9\n"),
    "an end that is none": lambda pdf: grown(pdf, before=b"%%EOF\n"),
    "an object that lies in an earlier revision": lambda pdf: grown(pdf, named=pdf.index(b" 0 obj") - 1),
    "an object that says it is another": lambda pdf: grown(pdf, header=b"1 0 obj"),
    "a page in an object stream": lambda pdf: grown(
        pdf, said=a_stream(b"/Type /ObjStm /N 1 /First 4", b"9 0 << /Type /Page >>")
    ),
    "a page in an object stream by another spelling": lambda pdf: grown(
        pdf, said=a_stream(b"/Type /Obj#53tm /N 1 /First 4", b"9 0 << /Type /Page >>")
    ),
    "a stream that poses as cross-references": lambda pdf: grown(
        pdf, said=a_stream(b"/Type /XRef /W [1 2 1] /Size 1 /Root 9 0 R", b"")
    ),
    "nothing named, and something there": lambda pdf: grown(pdf, named=9),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_what_is_hidden_from_the_cross_references_is_found(
    case: str, desk: Desk, stages: dict[str, bytes]
) -> None:
    harmed = HIDDEN[case](stages["uitgegeven"])
    report = desk.verify(harmed, sealed=False)
    assert report.verdict == "invalid"
    assert {problem.code for problem in report.reasons} & {"dubbelzinnig", "onleesbaar", "niet-gedekt"}
    try:
        reader = PdfFileReader(BytesIO(harmed))
    except Exception:  # noqa: BLE001 - unreadable is refused as well
        return
    assert layout.problem(harmed, reader) is not None


@pytest.mark.parametrize("stage", ["gereed", "uitgegeven", "ondertekend", "verzegeld"])
def test_our_own_papers_have_one_reading(stage: str, stages: dict[str, bytes]) -> None:
    pdf = stages[stage]
    assert layout.problem(pdf, PdfFileReader(BytesIO(pdf))) is None


def test_a_revision_that_hides_nothing_has_one_reading(stages: dict[str, bytes]) -> None:
    """That it may not be there is for others to say."""
    pdf = grown(stages["uitgegeven"])
    assert layout.problem(pdf, PdfFileReader(BytesIO(pdf))) is None


def test_objects_in_a_stream_that_are_all_named_have_one_reading(stages: dict[str, bytes]) -> None:
    """So most programs write: what is compressed is no secret."""
    out = BytesIO()
    with Pdf.open(BytesIO(stages["gereed"])) as doc:
        doc.save(out, object_stream_mode=ObjectStreamMode.generate)
    reader = PdfFileReader(BytesIO(out.getvalue()))
    assert reader.xrefs.get_xref_data(0).xrefs_in_objstm
    assert layout.problem(out.getvalue(), reader) is None
