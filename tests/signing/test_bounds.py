"""How large and how tangled a PDF may be: refused before the engine begins, and never a paper that is merely large."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import bounds
from signing.policy import Trust
from signing.verify import verify
from tests.hostile.raw import PAGE, added, bomb, catalog, pdf, stream, table

AT = datetime(2026, 10, 1, tzinfo=UTC)
_TEN_MILLION = bomb(30_000_000)


def form(first: bytes, more: dict[int, bytes] | None = None) -> bytes:
    return catalog(b"/AcroForm<</Fields[10 0 R]>>", {10: first, **(more or {})})


def fields(count: int) -> bytes:
    numbers = range(10, 10 + count)
    return catalog(
        b"/AcroForm<</Fields[%b]>>" % b"".join(b"%d 0 R " % n for n in numbers),
        {n: b"<</FT/Sig/T(%d)>>" % n for n in numbers},
    )


def revised(times: int) -> bytes:
    base = pdf(PAGE)
    for _ in range(times):
        base = added(base, {})
    return base


REFUSED = {
    "a size in a packed table": table(b"/Size 10000000/W[1 1 1]/Filter/FlateDecode", _TEN_MILLION),
    "a size before what it is of": table(b"/W[0 0 0]/Size\n10000000", b""),
    "a range of objects": table(b"/Size 3/W [0 0 0]/Index [0 10000000]", b""),
    "a later range of objects": table(b"/Size 3/W[0 0 0]/Index[0 1 2 10000000]", b""),
    "a number beyond numbers": table(b"/Size 9%b/W[1 1 1]" % (b"9" * 30), b""),
    "revisions": revised(1000),
    "fields": fields(10_001),
    "fields in a ring": form(b"<</T(a)/Kids[10 0 R]>>"),
    "fields that double forty times": form(
        b"<</T(a)/Kids[11 0 R 11 0 R]>>",
        {
            51: b"<</FT/Sig/T(b)>>",
            **{n: b"<</T(a)/Kids[%d 0 R %d 0 R]>>" % (n + 1, n + 1) for n in range(11, 51)},
        },
    ),
    "a form by reference": catalog(
        b"/AcroForm 12 0 R", {12: b"<</Fields 13 0 R>>", 13: b"[10 0 R]", 10: b"<</T(a)/Kids[10 0 R]>>"}
    ),
    "certificates by reference": catalog(
        b"/DSS 12 0 R", {12: b"<</Certs 13 0 R>>", 13: b"[" + b"2 0 R " * 251 + b"]"}
    ),
    "certificates": catalog(b"/DSS<</Certs[" + b"2 0 R " * 251 + b"]>>"),
    "fields too deep": form(
        b"<</T(a)/Kids[11 0 R]>>", {n: b"<</T(a)/Kids[%d 0 R]>>" % (n + 1) for n in range(11, 80)}
    ),
}
TAKEN = {
    "a page": pdf(PAGE),
    "revisions": revised(500),
    "fields": fields(500),
    "fields in groups": form(b"<</T(a)/Kids[11 0 R 12 0 R]>>", {n: b"<</FT/Sig/T(%d)>>" % n for n in (11, 12)}),
    "a large attachment": catalog(
        b"/Names 9 0 R", {9: stream(b"/Type/EmbeddedFile/Params<</Size 99999999>>", b"x")}
    ),
    "one field twice": form(b"<</T(a)/Kids[11 0 R 11 0 R]>>", {11: b"<</FT/Sig/T(b)>>"}),
    "no form": catalog(b"/AcroForm 7"),
    "a form without fields": catalog(b"/AcroForm<</Fields 7>>"),
    "fields that are none": catalog(b"/AcroForm<</Fields[null 1 (x)]>>"),
}  # fmt: skip


def codes(data: bytes) -> set[str]:
    return {problem.code for problem in verify(data, trust=Trust(), at=AT).reasons}


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in REFUSED.items()])
def test_what_is_too_large_is_refused_at_once(data: bytes) -> None:
    start = time.process_time()
    assert codes(data) == {"te-groot"}
    assert time.process_time() - start < 3


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in TAKEN.items()])
def test_what_is_merely_large_or_odd_is_taken(data: bytes) -> None:
    assert bounds.problem(data) is None
    assert bounds.of_fields(PdfFileReader(BytesIO(data))) is None


@pytest.mark.parametrize(
    ("end", "found"),
    [
        pytest.param(b"startxref\n9\n%%EOF\n", None, id="at the end"),
        pytest.param(b"startxref\n9\n%%EOF\n" + b"\n" * 2000, None, id="before empty lines"),
        pytest.param(b"startxref\n9\n" + b"%x\n" * 1000 + b"%%EOF\n", "onleesbaar", id="far before the end"),
        pytest.param(b"%%EOF\n", "onleesbaar", id="nowhere"),
    ],
)
def test_the_table_of_contents_must_be_where_readers_look(end: bytes, found: str | None) -> None:
    problem = bounds.problem(b"%PDF-1.7\n" + b"x" * 5000 + end)
    assert (problem.code if problem else None) == found
