"""PDFs that want something of their reader: forms, signatures that are none, actions, locks, XML."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

from tests.hostile.raw import PAGE, catalog, noise, page, pdf, stream


def active() -> Iterator[tuple[str, bytes]]:
    """Give them by name."""
    for family in (_forms, _actions, _packets):
        yield from family()


def _forms() -> Iterator[tuple[str, bytes]]:
    def form(name: str, first: bytes, more: dict[int, bytes] | None = None) -> tuple[str, bytes]:
        return name, catalog(b"/AcroForm<</Fields[10 0 R]/SigFlags 3>>", {10: first, **(more or {})})

    def signature(name: str, value: bytes) -> tuple[str, bytes]:
        return form(
            f"signature with {name}",
            b"<</FT/Sig/T(s)/V 11 0 R/Rect[0 0 0 0]/Subtype/Widget/P 3 0 R>>",
            {11: value},
        )

    yield form("field within itself", b"<</T(a)/Kids[10 0 R]>>")
    yield form("field that is its parent", b"<</T(a)/Parent 10 0 R/FT/Sig>>")
    twice = {10 + n: b"<</T(a%d)/FT/Tx/Kids[%d 0 R %d 0 R]>>" % (n, 11 + n, 11 + n) for n in range(40)}
    yield form("fields that double forty times", twice[10], {**twice, 50: b"<</T(e)/FT/Sig>>"})
    deep = {10 + n: b"<</T(a)/Kids[%d 0 R]>>" % (11 + n) for n in range(3000)}
    yield form("fields three thousand deep", deep[10], {**deep, 3010: b"<</T(e)/FT/Sig>>"})
    yield (
        "ten thousand fields",
        catalog(
            b"/AcroForm<</Fields[" + b"".join(b"%d 0 R " % n for n in range(10, 10_020)) + b"]>>",
            {n: b"<</T(%d)/FT/Sig>>" % n for n in range(10, 10_020)},
        ),
    )
    yield "fields that are nothing", catalog(b"/AcroForm<</Fields[null 1 (x) 99 0 R []]>>")
    yield "a form that is a number", catalog(b"/AcroForm 7")
    yield form("a name of a megabyte", b"<</FT/Sig/T(" + b"n" * 1_000_000 + b")>>")
    head = b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
    yield signature("nothing in it", b"<<>>")
    yield signature("a number for a value", b"7")
    yield signature("itself for a value", b"11 0 R")
    yield signature("no contents", b"<<%b/ByteRange[0 1 2 3]>>" % head)
    yield signature("no byte range", b"<<%b/Contents<00>>>" % head)
    ranges = {
        "an empty byte range": b"", "a byte range of one": b"0", "a byte range of words": b"/a /b /c /d",
        "a byte range below zero": b"0 -1 -1 5", "a byte range beyond the end": b"0 1000000000000 2000000000000 5",
        "a byte range of a thousand": b"0 1 " * 500, "a byte range that overlaps": b"0 100 50 100",
    }  # fmt: skip
    for name, numbers in ranges.items():
        yield signature(name, b"<<%b/ByteRange[%b]/Contents<3000>>>" % (head, numbers))
    cms = {
        "zeros for a CMS": bytes(1000), "noise for a CMS": noise(6, 1000),
        "a deep CMS": b"\x30\x80" * 5000, "a CMS longer than long": b"\x30\x84\xff\xff\xff\xff",
        "an endless CMS": b"\x30\x80" + b"\x24\x80" * 2000, "an OID without an end": b"\x06\x82\x03\xe8" + b"\xff" * 1000,
    }  # fmt: skip
    for name, data in cms.items():
        value = b"<<%b/ByteRange[0 10 20 30]/Contents<%b>>>" % (head, data.hex().encode())
        yield signature(name, value)


def _actions() -> Iterator[tuple[str, bytes]]:
    actions = {
        "JavaScript": b"/S/JavaScript/JS(while\\(true\\){})",
        "a program to start": b"/S/Launch/F(/bin/sh)",
        "an address to open": b"/S/URI/URI(http://127.0.0.1:9/)",
        "another file to open": b"/S/GoToR/F(/etc/passwd)/D[0/Fit]",
        "a form to send": b"/S/SubmitForm/F(http://127.0.0.1:9/)",
        "data to import": b"/S/ImportData/F(/etc/passwd)",
    }
    for name, action in actions.items():
        yield f"opens with {name}", catalog(b"/OpenAction<<%b>>" % action)
    yield "opens in a ring", catalog(b"/OpenAction 9 0 R", {9: b"<</S/JavaScript/JS(x)/Next 9 0 R>>"})
    yield (
        "a form in XML",
        catalog(
            b"/AcroForm<</Fields[]/XFA 9 0 R>>",
            {9: stream(b"", b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")},
        ),
    )
    yield (
        "content from another file",
        page(b"/Contents 9 0 R", {9: stream(b"/F(/etc/passwd)/FFilter/FlateDecode", b"")}),
    )
    yield (
        "encrypted by nobody",
        pdf(PAGE, trailer=b"/Root 1 0 R/Encrypt<</Filter/Standard/V 9/R 9>>/ID[<00><00>]"),
    )
    yield "encrypted by itself", pdf({**PAGE, 9: b"9 0 R"}, trailer=b"/Root 1 0 R/Encrypt 9 0 R")
    for name, words in {"no password": "", "a password": "geheim"}.items():
        kept = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf(PAGE))) as doc:
            doc.save(kept, encryption=pikepdf.Encryption(owner="eigenaar", user=words))
        yield f"encrypted with {name}", kept.getvalue()


def _packets() -> Iterator[tuple[str, bytes]]:
    def packet(name: str, data: bytes) -> tuple[str, bytes]:
        return f"XMP: {name}", catalog(b"/Metadata 9 0 R", {9: stream(b"/Type/Metadata/Subtype/XML", data)})

    laughs = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    yield packet("laughing", f'<!DOCTYPE x [<!ENTITY a "ha">{laughs}]><x>&m;</x>'.encode())
    yield packet("reading a file", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')
    yield packet("deep", b"<x>" * 100_000)
    yield packet("no XML", b"\0" * 1000)
    yield packet("a bomb", b"<x>" + b" " * 5_000_000 + b"</x>")
