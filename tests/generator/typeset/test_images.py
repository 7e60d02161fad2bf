"""Pictures: which are taken, at what size, and what is said of those that are not."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
import pytest
import word_documents as make

from generator import product
from generator.errors import TemplateRefused
from generator.typeset.engine import typeset
from generator.typeset.paper import Image, Paragraph
from generator.typeset.reader import read

JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f"
    "141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b08000100010101"
    "1100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400b51000020103030204030505"
    "04040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a"
    "25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a8384858687"
    "88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2"
    "e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd3ffd9"
)


def png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """A grey PNG that says it is this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    data = (b"\0" + b"\x80" * width) * (height if rows is None else rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def document(image: bytes, *, alt: str = "Een beeld") -> bytes:
    """A document with this image."""
    made = make.new()
    paragraph = made.add_paragraph("Zie ")
    inline = paragraph.add_run().add_picture(io.BytesIO(png(2, 2)), width=254000)._inline
    inline.docPr.set("descr", alt)
    data = make.data(made)
    return make.repacked(data, word__media__image1_dot_png=image)


def _figures(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            str(item.Alt)
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]


TAKEN = {"PNG": png(3, 2), "JPEG": JPEG}


@pytest.mark.parametrize("case", TAKEN)
def test_an_image_becomes_a_figure(case: str) -> None:
    paper = read(document(TAKEN[case], alt="Een  beeld\nvan iets"), name="x.docx")
    paragraph = paper.body[0]
    assert isinstance(paragraph, Paragraph)
    image = paragraph.pieces[1]
    assert isinstance(image, Image)
    assert (image.width, image.height) == (20, 20)
    pdf = typeset(paper, at=make.AT)
    product.check(pdf, paper)
    assert _figures(pdf) == ["Een beeld van iets"]
    assert typeset(paper, at=make.AT) == pdf


def _exif(orientation: int) -> bytes:
    tiff = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHLHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"
    return JPEG[:2] + b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff + JPEG[2:]


REFUSED = {
    "GIF": (b"GIF89a" + b"\0" * 40, "geen PNG of JPEG"),
    "empty": (b"", "geen PNG of JPEG"),
    "too many pixels": (png(60000, 60000, rows=1), "60000 × 60000 beeldpunten"),
    "no pixels": (png(0, 5), "beeldpunten"),
    "cut": (png(3, 2)[:45], "beschadigde afbeelding"),
    "too few rows": (png(300, 200, rows=0), "beschadigde afbeelding"),
    "CMYK": (
        JPEG.replace(b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01", b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x04"),
        "kleurruimte",
    ),
    "twelve bits": (JPEG.replace(b"\xff\xc0\0\x0b\x08", b"\xff\xc0\0\x0b\x0c"), "kleurruimte"),
    "a JPEG without a frame": (JPEG[:40], "beschadigde JPEG"),
    "a JPEG with an endless segment": (b"\xff\xd8\xff\xe0\0\0" + b"\xff\xe0\0\0" * 5, "beschadigde JPEG"),
    "turned by EXIF": (_exif(6), "gedraaid"),
    "too many bytes": (png(2, 2) + bytes(range(256)) * 20_000, "te groot"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_image_is_refused(case: str) -> None:
    image, says = REFUSED[case]
    with pytest.raises(TemplateRefused, match=says):
        typeset(read(document(image), name="x.docx"), at=make.AT)


def test_exif_that_turns_nothing_is_taken() -> None:
    assert read(document(_exif(1)), name="x.docx").text.startswith("Zie")
