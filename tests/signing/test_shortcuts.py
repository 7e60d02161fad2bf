"""What is done at once gives what the engines give sign by sign: the value, what is left to read, the refusal."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any

import pytest
from asn1crypto import x509
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic, misc

from signing import shortcuts
from signing.shortcuts import decode_name, hashed, prepared, read_hexadecimal, read_until, same

_ENDS = misc.PDF_WHITESPACE + misc.PDF_DELIMITERS
_LONG = b"0123456789abcdefABCDEF" * 20_000


def outcome(read: Callable[..., object], data: bytes, *before: object) -> tuple[object, ...]:
    stream = BytesIO(data)
    try:
        found = read(*before, stream)
    except Exception as err:  # noqa: BLE001 - which, is what is compared
        return type(err), str(err)
    return type(found), found, getattr(found, "original_bytes", None), stream.tell()


def original(name: str) -> Callable[..., Any]:
    """pyHanko's or asn1crypto's own, kept when it was replaced."""
    found: Callable[..., Any] = getattr(shortcuts, name)
    return found


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"<>", id="empty"),
        pytest.param(b"<48656c6c6f> /Next", id="something behind it"),
        pytest.param(b"<48656c6c6>", id="an odd number of digits"),
        pytest.param(b"<feff00e9>", id="text that says how it is encoded"),
        pytest.param(b"<48 65\n6c>", id="white space inside"),
        pytest.param(b"<48%note\n65>", id="a comment inside"),
        pytest.param(b"<48zz>", id="no digits"),
        pytest.param(b"<4865", id="no end"),
        pytest.param(b"<", id="nothing but a beginning"),
        pytest.param(b"<" + _LONG + b">x", id="as long as a signature"),
        pytest.param(b"<" + _LONG + b" 00>x", id="white space far away"),
        pytest.param(b"<" + _LONG, id="long and without an end"),
        *(
            pytest.param(b"<" + b"a" * n + b">", id=f"{n} digits")
            for n in (254, 255, 256, 257, 767, 768, 769)
        ),
    ],
)
def test_a_hexadecimal_string_is_read_as_pyhanko_reads_it(written: bytes) -> None:
    assert outcome(read_hexadecimal, written) == outcome(original("_read_hexadecimal"), written)


@given(st.text("0123456789abcdefABCDEF> \n%zg<", max_size=600))
def test_whatever_stands_there_is_read_as_pyhanko_reads_it(text: str) -> None:
    written = b"<" + text.encode()
    assert outcome(read_hexadecimal, written) == outcome(original("_read_hexadecimal"), written)


@given(st.binary(max_size=200), st.integers(0, 120))
def test_a_token_ends_where_it_ends_for_pyhanko(data: bytes, more: int) -> None:
    written = b"x" * more + data
    assert outcome(read_until, written, _ENDS) == outcome(original("_read_until"), written, _ENDS)


@given(st.binary(max_size=40))
def test_a_name_is_decoded_as_by_pyhanko(written: bytes) -> None:
    def said(decode: Callable[[bytes], object]) -> tuple[object, ...]:
        try:
            return type(decode(written)), decode(written)
        except misc.PdfReadError as err:
            return type(err), str(err)

    assert said(decode_name) == said(original("_decode_name"))


def test_each_name_is_its_own() -> None:
    first, second = decode_name(b"Type"), decode_name(b"Type")
    assert first == second
    assert first is not second  # pyHanko notes on each in which object it stands


class _Counted(BytesIO):
    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


@pytest.mark.parametrize(
    ("read", "unit"),
    [
        pytest.param(read_hexadecimal, b"<ab>" + b"x" * 96, id="strings"),
        pytest.param(read_hexadecimal, b"<ab" + b"x" * 97, id="strings without an end"),
        pytest.param(lambda stream: read_until(_ENDS, stream), b"ab" + b" " * 98, id="names"),
    ],
)
def test_no_more_is_read_than_a_block_beyond(read: Callable[[IO[bytes]], object], unit: bytes) -> None:
    stream = _Counted(unit * 100_000)
    with contextlib.suppress(misc.PdfReadError):
        read(stream)
    assert stream.taken < 1000


@given(st.text(max_size=40))
def test_a_name_is_prepared_as_by_asn1crypto(text: str) -> None:
    def said(prepare: Callable[[object, str], str]) -> tuple[object, ...]:
        try:
            return (prepare(None, text),)
        except ValueError as err:
            return type(err), str(err)

    assert said(prepared) == said(original("_prepare"))
    assert said(prepared) == said(original("_prepare"))  # also when it is known


def test_names_that_differ_in_case_and_space_are_the_same() -> None:
    written = [
        x509.Name.build({"common_name": name}) for name in ("Arbodienst  De Dieze", "arbodienst de dieze")
    ]
    assert written[0] == written[1]
    assert written[0] != x509.Name.build({"common_name": "Arbodienst De Diezen"})


_LINES = st.lists(
    st.tuples(
        st.sampled_from(["common_name", "organization_name"]),
        st.sampled_from(["A", "a ", " a", "É", "e\u0301", "x" * 3000, "\u0001"]),
    ),
    max_size=3,
)


def named(lines: list[tuple[str, str]]) -> bytes:
    parts = [
        x509.NameTypeAndValue({"type": kind, "value": x509.DirectoryString("utf8_string", text)})
        for kind, text in lines
    ]
    found: bytes = x509.RDNSequence([x509.RelativeDistinguishedName([one]) for one in parts]).dump()
    return found


@given(_LINES, _LINES)
def test_names_are_compared_as_by_asn1crypto(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    def said(work: Callable[..., object], *written: bytes) -> tuple[object, ...]:
        try:
            return (work(*(x509.RDNSequence.load(each) for each in written)),)
        except ValueError as err:
            return type(err), str(err)

    for _ in range(2):  # also when it is known
        assert said(same, named(one), named(other)) == said(original("_same"), named(one), named(other))
        assert said(hashed, named(one)) == said(original("_hashed"), named(one))


def test_a_name_that_was_altered_is_another() -> None:
    name, other = (x509.Name.build({"common_name": "A"}).chosen for _ in range(2))
    assert name == other
    before = name.hashable
    name[0][0]["value"] = x509.DirectoryString("utf8_string", "B")
    assert name != other
    assert name.hashable != before


@pytest.mark.parametrize(
    "other", [None, "A", x509.Name.build({"common_name": "A"})], ids=lambda one: type(one).__name__
)
def test_a_name_is_nothing_else(other: object) -> None:
    assert x509.Name.build({"common_name": "A"}).chosen != other


def test_the_engines_use_them() -> None:
    shortcuts.take()
    assert generic.read_hex_string_from_stream is read_hexadecimal
    assert generic._decode_name is decode_name
    assert misc._read_until_class is read_until
    assert x509.NameTypeAndValue._ldap_string_prep is prepared
    assert x509.RDNSequence.__eq__ is same
    assert x509.RDNSequence.hashable.fget is hashed
