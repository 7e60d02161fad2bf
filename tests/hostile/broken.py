"""Files that are no PDF, or one that is broken, endless or tangled: how it is written, and what it draws."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.raw import PAGE, added, bomb, catalog, noise, page, pdf, stream, table

_PLAIN = pdf(PAGE)


def broken() -> Iterator[tuple[str, bytes]]:
    """Give them by name."""
    for family in (_nothing, _pieces, _numbers, _tables, _objects, _filters, _pages):
        yield from family()


def _nothing() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "one byte", b"%"
    yield "header only", b"%PDF-1.7\n"
    yield "header and end", b"%PDF-1.7\n%%EOF\n"
    yield "zeros", bytes(1 << 20)
    yield "header and zeros", b"%PDF-1.7\n" + bytes(1 << 20) + b"\n%%EOF\n"
    yield "all ones", b"\xff" * 100_000
    yield "noise", noise(1, 100_000)
    yield (
        "noise in a PDF's clothes",
        b"%PDF-1.7\n" + noise(2, 100_000) + b"\nstartxref\n9\n%%EOF\n",
    )
    yield "web page", b"<!doctype html><title>Geldig</title>"
    yield "script", b"#!/bin/sh\necho gehackt\n"
    yield "picture", b"\x89PNG\r\n\x1a\n" + bytes(100)
    yield "PostScript", b"%!PS-Adobe-3.0\n%%EOF\n"
    yield "UTF-16", "%PDF-1.7\n%%EOF\n".encode("utf-16")


def _pieces() -> Iterator[tuple[str, bytes]]:
    yield "no objects", b"%PDF-1.7\nxref\n0 0\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
    yield "no root", pdf(PAGE, trailer=b"")
    yield "root is a number", pdf(PAGE, trailer=b"/Root 7")
    yield "root is nowhere", pdf(PAGE, trailer=b"/Root 99 0 R")
    yield "root is a page", pdf(PAGE, trailer=b"/Root 3 0 R")
    yield "root is an array", pdf({**PAGE, 1: b"[1 0 R]"})
    yield "no pages", pdf({1: b"<</Type/Catalog>>"})
    yield "version of the future", pdf(PAGE, header=b"%PDF-9.9\n")
    yield "header without version", pdf(PAGE, header=b"%PDF-\n")
    yield "only comments", b"%PDF-1.7\n" + b"%x\n" * 100_000 + b"startxref\n0\n%%EOF\n"
    yield "ends in the middle of a string", b"%PDF-1.7\n1 0 obj\n(" + b"a" * 1000 + b"\nstartxref\n9\n%%EOF\n"
    yield "plain page", _PLAIN


def _numbers() -> Iterator[tuple[str, bytes]]:
    for name, box in {
        "huge page": b"0 0 1000000000 1000000000",
        "page of no size": b"0 0 0 0",
        "page inside out": b"100 100 -100 -100",
        "page without numbers": b"/a (b) null []",
        "endless page": b"0 0 1" + b"0" * 400 + b" 1",
    }.items():
        yield name, pdf({**PAGE, 3: b"<</Type/Page/Parent 2 0 R/MediaBox[%b]>>" % box})
    yield "unit of a light year", page(b"/UserUnit 1000000000000")
    yield "turned by a prime", page(b"/Rotate 1000003")
    yield "count below zero", pdf({**PAGE, 2: b"<</Type/Pages/Kids[3 0 R]/Count -1>>"})
    yield "count beyond counting", pdf({**PAGE, 2: b"<</Type/Pages/Kids[3 0 R]/Count 99999999999999999999>>"})
    yield "a number of a megabyte", catalog(b"/X " + b"9" * 1_000_000)
    yield "a real of a megabyte", catalog(b"/X 0." + b"9" * 1_000_000)
    yield "object number too high", added(_PLAIN, {8_388_608: b"null"})
    yield "numbers that are none", catalog(b"/X[+-1 --1 1.2.3 . 0x10 1e5 \xd9\xa1]")


def _tables() -> Iterator[tuple[str, bytes]]:
    at = _PLAIN.rindex(b"xref\n0")
    for name, prev in {"itself": at, "nowhere": 10**12, "below zero": -5, "the header": 0}.items():
        yield f"previous table is {name}", _PLAIN.replace(b"/Root", b"/Prev %d/Root" % prev)
    yield (
        "tables that name each other",
        added(_PLAIN.replace(b"/Root", b"/Prev %d/Root" % (at + 200)), {}, prev=at),
    )
    yield "no start of the table", _PLAIN.replace(b"startxref", b"xtartxref")
    yield "start beyond the end", _PLAIN.replace(b"startxref\n", b"startxref\n9999")
    yield "start below zero", _PLAIN.replace(b"startxref\n", b"startxref\n-")
    yield "start is a word", b"%PDF-1.7\nstartxref\nhier\n%%EOF\n"
    yield (
        "table of all numbers",
        b"%PDF-1.7\nxref\n0 1000000000\ntrailer\n<</Size 1000000000>>\nstartxref\n9\n%%EOF\n",
    )
    yield "table with letters", _PLAIN.replace(b"0000000000 65535 f", b"nullnullnu 65535 f")
    yield (
        "stream of nothing, a thousand million times",
        table(b"/Size 1000000000/W[0 0 0]/Index[0 1000000000]", b""),
    )
    yield "stream of nothing, unsaid", table(b"/Size 1000000000/W[0 0 0]", b"")
    yield "stream with one entry of many", table(b"/Size 1000000000/W[1 1 1]/Index[0 1000000000]", bytes(3))
    yield "stream of ten million", table(b"/Size 10000000/W[1 1 1]/Filter/FlateDecode", bomb(30_000_000))
    yield (
        "stream of ten million, name written oddly",
        table(b"/S#69ze 10000000/W[1 1 1]/Filter/FlateDecode", bomb(30_000_000)),
    )
    yield "stream with wide entries", table(b"/Size 3/W[1 100000000 1]", bytes(100))
    yield "stream with entries below zero", table(b"/Size 3/W[-1 -1 -1]", bytes(100))
    yield "hybrid into itself", _PLAIN.replace(b"/Root", b"/XRefStm %d/Root" % at)
    revisions = _PLAIN
    for _ in range(1500):
        revisions = added(revisions, {})
    yield "fifteen hundred revisions", revisions


def _objects() -> Iterator[tuple[str, bytes]]:
    deep = 100_000
    yield "deep arrays", catalog(b"/X " + b"[" * deep + b"]" * deep)
    yield "deep dictionaries", catalog(b"/X " + b"<</A" * deep + b" 1" + b">>" * deep)
    yield "deep brackets in a string", catalog(b"/X(" + b"(" * deep + b")" * deep + b")")
    yield "arrays that never close", catalog(b"/X " + b"[" * deep)
    yield "a long array", catalog(b"/X[" + b"1 " * 1_000_000 + b"]")
    yield "a name of letters in code", catalog(b"/" + b"#41" * 300_000 + b" 1")
    yield "a name with nothing in it", catalog(b"/#00#00 1")
    yield "one key ten thousand times", catalog(b"/X 1" * 10_000)
    yield "reference to itself", catalog(b"/AcroForm 9 0 R", {9: b"9 0 R"})
    yield "references in a ring", catalog(b"/AcroForm 8 0 R", {8: b"9 0 R", 9: b"8 0 R"})
    yield "length is itself", catalog(b"/Metadata 9 0 R", {9: stream(b"", b"x", b"9 0 R")})
    yield "length below zero", catalog(b"/Metadata 9 0 R", {9: stream(b"", b"x", b"-1")})
    yield "length beyond the end", catalog(b"/Metadata 9 0 R", {9: stream(b"", b"x", b"99999999999")})
    yield "stream without an end", _PLAIN.replace(b"endobj\nxref", b"stream\nxref")
    holder = b"/Type/ObjStm/First 4/Filter/FlateDecode"
    yield (
        "object stream of many",
        catalog(b"/AcroForm 9 0 R", {9: stream(holder + b"/N 999999999", bomb(1000))}),
    )
    yield (
        "object stream that extends itself",
        catalog(b"/AcroForm 9 0 R", {9: stream(holder + b"/N 1/Extends 9 0 R", bomb(1000))}),
    )
    yield (
        "object stream that is a bomb",
        catalog(b"/AcroForm 9 0 R", {9: stream(holder + b"/N 5", bomb(200_000_000))}),
    )
    yield (
        "two objects of one number",
        _PLAIN[: _PLAIN.index(b"xref")] + PAGE[1] + _PLAIN[_PLAIN.index(b"xref") :],
    )


def _filters() -> Iterator[tuple[str, bytes]]:
    def content(name: str, entries: bytes, data: bytes) -> tuple[str, bytes]:
        return f"page with {name}", page(b"/Contents 9 0 R", {9: stream(entries, data)})

    yield content("a bomb", b"/Filter/FlateDecode", bomb(100_000_000))
    yield content("a bomb in a bomb", b"/Filter[/FlateDecode/FlateDecode]", bomb(300_000_000, 2))
    yield content(
        "a bomb in a bomb in a bomb", b"/Filter[/FlateDecode/FlateDecode/FlateDecode]", bomb(300_000_000, 3)
    )
    yield content("ten thousand filters", b"/Filter[" + b"/FlateDecode" * 10_000 + b"]", b"x")
    yield content("an unknown filter", b"/Filter/Onbekend", b"x")
    yield content("a filter that is a number", b"/Filter 7", b"x")
    yield content(
        "a predictor of wide rows",
        b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 999999999>>",
        bomb(99),
    )
    yield content("broken packing", b"/Filter/FlateDecode", b"\x78\x9c" + b"\xff" * 100)
    yield content("LZW noise", b"/Filter/LZWDecode", noise(3, 10_000))
    yield content("runs", b"/Filter/RunLengthDecode", b"\x81a" * 100_000)
    yield content("half a hexadecimal", b"/Filter/ASCIIHexDecode", b"4" * 100_001 + b"z")
    yield content("odd base 85", b"/Filter/ASCII85Decode", b"zzzz~~~>" + b"v" * 1000)
    for kind in (b"JBIG2", b"JPX", b"DCT", b"CCITTFax"):
        picture = (
            b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8"
        )
        drawn = {9: stream(b"", b"q 200 0 0 200 0 0 cm /I Do Q"), 8: stream(
            picture + b"/Filter/%bDecode" % kind, noise(4, 5000))}  # fmt: skip
        name = f"page with {kind.decode()} noise"
        yield name, page(b"/Contents 9 0 R/Resources<</XObject<</I 8 0 R>>>>", drawn)
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 8 0 R>>>>"
    yield (
        "drawing within itself",
        page(
            b"/Contents 9 0 R/Resources<</XObject<</F 8 0 R>>>>",
            {9: stream(b"", b"/F Do"), 8: stream(form, b"/F Do /F Do")},
        ),
    )
    yield "a million saves", page(b"/Contents 9 0 R", {9: stream(b"", b"q " * 1_000_000)})
    yield (
        "font that is noise",
        page(
            b"/Contents 9 0 R/Resources<</Font<</F 8 0 R>>>>",
            {
                9: stream(b"", b"BT /F 9 Tf (x) Tj ET"),
                8: b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 7 0 R>>",
                7: b"<</Type/FontDescriptor/FontName/X/FontFile2 6 0 R>>",
                6: stream(b"", noise(5, 5000)),
            },
        ),
    )


def _pages() -> Iterator[tuple[str, bytes]]:
    yield "pages in a ring", pdf({**PAGE, 2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"})
    yield "page that is its parent", pdf({**PAGE, 3: b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]>>"})
    yield "kids that are nothing", pdf({**PAGE, 2: b"<</Type/Pages/Kids[null 99 0 R 1 (x)]/Count 4>>"})
    yield (
        "one page a hundred thousand times",
        pdf({**PAGE, 2: b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>"}),
    )
    tree = {10 + n: b"<</Type/Pages/Count 1/Kids[%d 0 R %d 0 R]>>" % (11 + n, 11 + n) for n in range(40)}
    yield "pages that double forty times", pdf({**PAGE, 2: tree[10], **tree, 50: PAGE[3]})
    line = {10 + n: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (11 + n) for n in range(3000)}
    yield (
        "pages three thousand deep",
        pdf({**PAGE, 2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>", **line, 3010: PAGE[3]}),
    )
    outline = {9: b"<</First 9 0 R/Last 9 0 R/Next 9 0 R/Title(x)/Parent 9 0 R>>"}
    yield "outline in a ring", catalog(b"/Outlines 9 0 R", outline)
    yield "names in a ring", catalog(b"/Names<</EmbeddedFiles 9 0 R>>", {9: b"<</Kids[9 0 R]>>"})
    yield (
        "structure in a ring",
        catalog(b"/StructTreeRoot 9 0 R", {9: b"<</Type/StructTreeRoot/K 9 0 R/ParentTree 9 0 R>>"}),
    )
