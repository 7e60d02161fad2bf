"""What is read quickly of a content stream is what pikepdf reads; what might mean something else is left to it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
import word_documents as make
from hypothesis import example, given
from hypothesis import strategies as st

from generator import pdf_content
from generator.typeset.engine import typeset
from generator.typeset.reader import read


def _slowly(pdf: pikepdf.Pdf, data: bytes) -> list[Any]:
    return [_plain(*one) for one in pdf_content._by_pikepdf(pdf.make_stream(data))]


def _plain(name: str, operands: Any) -> tuple[str, tuple[Any, ...]]:
    """Give an instruction such as either reader makes it, in values that compare."""
    if name in {"q", "Q", "BT", "T*", "EMC"}:
        return name, ()
    if name == "Tj":
        return name, (bytes(operands[0]),)
    if name == "BDC":
        marked = operands[1]
        return name, (
            str(operands[0]),
            repr(pikepdf.Dictionary(marked) if isinstance(marked, dict) else marked),
        )
    return name, tuple(str(one) if str(one).startswith("/") else float(one) for one in operands)


def _agree(pdf: pikepdf.Pdf, data: bytes) -> None:
    quickly = pdf_content._plain(data)
    assert quickly is not None
    assert [_plain(*one) for one in quickly] == _slowly(pdf, data)


QUICK = [
    pytest.param(b"", id="nothing"),
    pytest.param(b" \n", id="blank"),
    pytest.param(
        b"q 1 0 0 -1 70.85 .5 cm/c0 cs 0.1 0.2 +.3 scn\nBT/F1 9. Tf(ab)Tj ET Q\n", id="a line of text"
    ),
    pytest.param(b"[(a)-20(b) 7.5 (c)]TJ", id="letters apart"),
    pytest.param(rb"(\000\(\000\)\\\n\r\t\b\f\377)Tj", id="every escape"),
    pytest.param(rb"(\\\\\()Tj(\\(a\\))Tj", id="backslashes before parentheses"),
    pytest.param(rb"(a(b(c)d)\051(e))Tj", id="parentheses in pairs"),
    pytest.param(b"(\xe9\x00\n\xff)Tj", id="any byte"),
    pytest.param(b"/Span<</MCID 12>>BDC EMC", id="a mark"),
    pytest.param(b"/Artifact<</Attached[/Top]/Subtype/Header/Type/Pagination>>BDC EMC", id="an artifact"),
    pytest.param(b"/Span /P1 BDC EMC /Span BMC EMC", id="a mark by name"),
    pytest.param(b"1 0 0 1 0 0 Tm 1 2 Td 3 4 TD 5 TL T* /X0 Do", id="places"),
    pytest.param(b"[3 2] 0 d 0 0 m 1 1 l h S f* W* n", id="lines"),
]


@pytest.mark.parametrize("data", QUICK)
def test_both_read_the_same(data: bytes) -> None:
    with pikepdf.new() as pdf:
        _agree(pdf, data)


SLOW = [
    pytest.param(b"<0041>Tj", id="a string in hexadecimal"),
    pytest.param(b"[(a)<62>]TJ", id="hexadecimal among letters"),
    pytest.param(b"(a)'", id="a line and its text"),
    pytest.param(b"(a\rb)Tj", id="a line ending that counts as another"),
    pytest.param(b"(a\\\nb)Tj", id="a broken line"),
    pytest.param(rb"(\7)Tj", id="a short octal"),
    pytest.param(rb"(\777)Tj", id="an octal that is no byte"),
    pytest.param(rb"(\q)Tj", id="an escape that is none"),
    pytest.param(b"(a)Tj % (b)Tj", id="a comment"),
    pytest.param(b"% a\n(b)Tj", id="a comment before"),
    pytest.param(b"/Span<</MCID 1/ActualText(x)>>BDC EMC", id="other words for it"),
    pytest.param(b"/Sp#61n<</MCID 1>>BDC EMC", id="a name that is written otherwise"),
    pytest.param(b"BI /W 1 /H 1 /BPC 8 /CS /G ID (a)Tj EI", id="an image among the text"),
    pytest.param(b"true q", id="a value that looks like an operator"),
    pytest.param(b"(a) 1 Tj", id="one operand too many"),
    pytest.param(b"(a)Tj (b)", id="a rest"),
    pytest.param(b"(a(b)Tj", id="a string that never ends"),
    pytest.param(b"1.2.3 TL", id="a number that is none"),
    pytest.param(b"(a)Tjq", id="an operator that is none"),
]


@pytest.mark.parametrize("data", SLOW)
def test_anything_else_is_left_to_pikepdf(data: bytes) -> None:
    assert pdf_content._plain(data) is None


@given(st.binary(max_size=60))
@example(rb"\\")
@example(b"))((")
def test_any_string_is_read_as_pikepdf_reads_it(data: bytes) -> None:
    with pikepdf.new() as pdf:
        written = b"[" + pikepdf.String(data).unparse() + b"]TJ"
        found = pdf_content._plain(written)
        if found is not None:
            assert [_plain(*one) for one in found] == _slowly(pdf, written)


@given(
    st.lists(
        st.sampled_from(
            [b"(a", b")", b"\\", b"(", b"Tj", b" ", b"[", b"]TJ", b"1", b"/N", b"q", b"<<", b">>BDC"]
        )
    )
)
def test_what_is_read_quickly_is_never_read_otherwise(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    found = pdf_content._plain(data)
    if found is not None:
        with pikepdf.new() as pdf:
            assert [_plain(*one) for one in found] == _slowly(pdf, data)


def test_what_typst_writes_is_read_quickly() -> None:
    with pikepdf.open(BytesIO(typeset(read(make.example(), name="x.docx"), at=make.AT))) as pdf:
        for page in pdf.pages:
            _agree(pdf, page.obj.Contents.read_bytes())
