"""Pages as pictures: drawn as they are shown, within bounds, and with one error for all that fails."""

from __future__ import annotations

import io

import pikepdf
import pytest
import typst
from pikepdf import Array, Dictionary, Name
from PIL import Image

from signing import pictures
from signing.pictures import NotDrawable, Pages, Raster

TWO_PAGES = "#set page(width: 200pt, height: 100pt, margin: 10pt)\nEerste#pagebreak()Tweede"


def typeset(source: str = TWO_PAGES) -> bytes:
    pdf = typst.compile(source.encode(), ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    return pdf


def with_page(**entries: object) -> bytes:
    """A PDF of one page that says something odd of itself."""
    out = io.BytesIO()
    with pikepdf.Pdf.new() as doc:
        doc.add_blank_page(page_size=(200, 100))
        for key, value in entries.items():
            doc.pages[0].obj[Name(f"/{key}")] = value
        doc.save(out)
    return out.getvalue()


def with_field(*, turned: int = 0) -> bytes:
    out = io.BytesIO()
    with pikepdf.Pdf.new() as doc:
        doc.add_blank_page(page_size=(200, 100))
        page = doc.pages[0].obj
        page.Rotate = turned
        widget = doc.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T="vak «één»",
                F=4,
                Rect=Array([20, 10, 80, 40]),
                AP=Dictionary(
                    N=doc.make_stream(
                        b"1 0 0 rg 0 0 60 30 re f",
                        Type=Name.XObject,
                        Subtype=Name.Form,
                        BBox=Array([0, 0, 60, 30]),
                    )
                ),
            )
        )
        page.Annots = Array([widget])
        doc.Root.AcroForm = Dictionary(Fields=Array([widget]))
        doc.save(out)
    return out.getvalue()


def test_a_page_is_drawn_at_the_scale_asked() -> None:
    with Pages(typeset()) as pages:
        assert len(pages) == 2
        assert pages.format(0) == (200, 100)
        drawn = pages.draw(1, scale=1.5)
    assert (drawn.width, drawn.height, len(drawn.bgr)) == (300, 150, 300 * 150 * 3)
    assert not drawn.blank


def test_an_earlier_revision_is_drawn_from_the_same_bytes() -> None:
    first = typeset()
    other = typeset("#set page(width: 200pt, height: 100pt)\nHeel iets anders")
    with Pages(first) as alone, Pages(first + other, size=len(first)) as within:
        assert alone.draw(0, scale=1) == within.draw(0, scale=1)


@pytest.mark.parametrize(
    ("turned", "size", "box"),
    [
        pytest.param(0, (200, 100), (20, 60, 80, 90), id="upright"),
        pytest.param(90, (100, 200), (10, 20, 40, 80), id="turned"),
    ],
)
def test_a_field_is_drawn_and_found(turned: int, size: tuple[int, int], box: pictures.Edges) -> None:
    with Pages(with_field(turned=turned)) as pages:
        (widget,) = pages.widgets(0, scale=1)
        drawn, bare = pages.draw(0, scale=1), pages.draw(0, scale=1, bare=True)
    assert (drawn.width, drawn.height) == size
    assert (widget.name, widget.signature, widget.box) == ("vak «één»", True, box)
    assert bare.blank
    assert drawn.difference(bare) == box
    assert drawn.difference(bare, outside=(box,)) is None


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7\n" + b"geen PDF " * 100, id="no PDF"),
        pytest.param(with_page(MediaBox=Array([0, 0, 200_000, 200_000])), id="a page of seventy metres"),
    ],
)
def test_what_cannot_be_drawn_gives_one_error(pdf: bytes) -> None:
    with pytest.raises(NotDrawable):
        pictures.png_pages(pdf, width=20_000, most=3)


def test_an_encrypted_file_is_not_drawn() -> None:
    out = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(typeset())) as doc:
        doc.save(out, encryption=pikepdf.Encryption(owner="een", user="twee"))
    with pytest.raises(NotDrawable):
        pictures.page_count(out.getvalue())


def test_pages_are_given_as_files_up_to_a_number() -> None:
    ((png, width, height),) = pictures.png_pages(typeset(), width=400, most=1)
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (width, height)) == ("PNG", (400, 200))
    assert pictures.page_count(typeset()) == 2


def raster(*pixels: int) -> Raster:
    return Raster(width=len(pixels), height=1, bgr=bytes(level for pixel in pixels for level in (pixel,) * 3))


def test_what_is_added_is_told_from_what_is_hidden() -> None:
    text = raster(255, 0, 255)
    assert raster(255, 0, 10).only_darkens(text)
    assert not raster(255, 255, 10).only_darkens(text)
    assert not raster(255).only_darkens(text)
    assert raster(9, 9).blank
    assert not text.blank
