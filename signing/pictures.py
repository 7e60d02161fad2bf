"""Pages as pictures: what a reader sees of a PDF, drawn by PDFium (docs/adr/0027).

PDFium is another program than the one that compares objects: it shares no code with it, and no mistake. It runs
no scripts here and knows no XFA. It is not made for threads.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

Edges = tuple[int, int, int, int]  # left, top, right and bottom, in pixels from the top left

MOST_PAGES = 5000
MOST_PIXELS = 16_000_000  # of one picture; an A0 at a pixel a point is 8 million
MOST_ANNOTATIONS = 10_000  # on one page
_LONGEST_NAME = 10_000


class NotDrawable(Exception):
    """A PDF of which no picture can be made: broken, encrypted, or larger than the bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A drawn page: its size in pixels, and three bytes a pixel from the top left: blue, green and red.

    In that order PDFium draws; turning them round takes a seventh of its time.
    """

    width: int
    height: int
    bgr: bytes = field(repr=False)

    def difference(self, other: Raster, *, outside: tuple[Edges, ...] = ()) -> Edges | None:
        """Give the box around all that `other` shows otherwise, `outside` boxes; None where nothing is."""
        if (self.width, self.height) != (other.width, other.height):
            return (0, 0, max(self.width, other.width), max(self.height, other.height))
        if self.bgr == other.bgr:
            return None
        found = ImageChops.difference(self._image(), other._image())
        for box in outside:
            found.paste(0, box)
        return found.getbbox()

    def within(self, box: Edges) -> Raster:
        """Cut out what lies in `box`."""
        cut = self._image().crop(box)
        return Raster(width=cut.width, height=cut.height, bgr=cut.tobytes("raw", "BGR"))

    @property
    def blank(self) -> bool:
        """Claim that it shows one colour, and so nothing."""
        return self._image().getcolors(1) is not None

    def only_darkens(self, before: Raster) -> bool:
        """Claim that what `before` shows is all still there: no pixel became lighter."""
        lighter = ImageChops.subtract(self._image(), before._image())
        return (self.width, self.height) == (before.width, before.height) and lighter.getbbox() is None

    def png(self) -> bytes:
        """Give the picture as a file: in 256 colours, a third as large and made in half the time."""
        out = io.BytesIO()
        few = self._image().quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=False)
        return out.getvalue()

    def _image(self) -> Image.Image:
        return Image.frombuffer("RGB", (self.width, self.height), self.bgr, "raw", "BGR", 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """Where a form field shows on a page: its full name, whether it is for a signature, and its box."""

    name: str
    signature: bool
    box: Edges


class Pages:
    """The pages of a PDF, or of an earlier revision of it: the first `size` bytes, which are not copied.

    Everything in it raises `NotDrawable`, and nothing else.
    """

    def __init__(self, pdf: bytes, *, size: int | None = None) -> None:
        self._bytes = pdf  # PDFium reads them where they are, for as long as this lives
        length = len(pdf) if size is None else size
        if not 0 < length <= len(pdf):
            raise NotDrawable(f"there are no {length} bytes")
        with _told():
            document = raw.FPDF_LoadMemDocument64(pdf, length, None)
            if not document:
                raise NotDrawable("PDFium cannot open it")
            self._pdf = pypdfium2.PdfDocument(document)
            # XFA shows another form than the pages do, and is refused elsewhere; the pages are what is compared.
            if self._pdf.get_formtype() == raw.FORMTYPE_ACRO_FORM:
                self._pdf.init_forms()
            self._count = len(self._pdf)
        if not 0 < self._count <= MOST_PAGES:
            self.close()
            raise NotDrawable(f"{self._count} pages")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """Let go of the document; more than once is no harm."""
        self._pdf.close()

    def format(self, number: int) -> tuple[float, float]:
        """Give width and height of page `number` (from 0) in points, as it is shown."""
        with _told():
            width, height = self._pdf.get_page_size(number)
        if not (math.isfinite(width) and math.isfinite(height) and min(width, height) > 0):
            raise NotDrawable(f"page {number + 1} measures {width} by {height}")
        return width, height

    def draw(self, number: int, *, scale: float, bare: bool = False) -> Raster:
        """Draw page `number` at `scale` pixels a point, on white; `bare`: without annotations and form fields."""
        width, height = self._pixels(number, scale)
        with _told(), self._page(number) as page:
            bitmap = page.render(
                scale=scale,
                limit_image_cache=True,
                draw_annots=not bare,
                may_draw_forms=not bare,
            )
            rows, line = memoryview(bitmap.buffer).cast("B"), width * 3
            if bitmap.stride == line:
                bgr = rows.tobytes()
            else:
                bgr = b"".join(
                    rows[top : top + line] for top in range(0, height * bitmap.stride, bitmap.stride)
                )
        return Raster(width=width, height=height, bgr=bgr)

    def widgets(self, number: int, *, scale: float) -> tuple[Widget, ...]:
        """List the form fields that have an area on page `number`, with their boxes in a picture at `scale`."""
        size = self._pixels(number, scale)
        with _told(), self._page(number) as page:
            if self._pdf.formenv is None:
                return ()
            count = raw.FPDFPage_GetAnnotCount(page)
            if count > MOST_ANNOTATIONS:
                raise NotDrawable(f"{count} annotations on page {number + 1}")
            return tuple(_widgets(page, self._pdf.formenv, count, size))

    @contextmanager
    def _page(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        page = self._pdf.get_page(number)
        try:
            yield page
        finally:
            page.close()  # with what PDFium keeps of it: a document may have hundreds

    def _pixels(self, number: int, scale: float) -> tuple[int, int]:
        width, height = self.format(number)
        if width * scale * height * scale > MOST_PIXELS:
            raise NotDrawable(f"page {number + 1} measures {width:.0f} by {height:.0f}")
        return math.ceil(width * scale), math.ceil(height * scale)


def page_count(pdf: bytes, *, size: int | None = None) -> int:
    """Count the pages. Raises `NotDrawable`."""
    with Pages(pdf, size=size) as pages:
        return len(pages)


def png_pages(
    pdf: bytes, *, width: int, most: int, size: int | None = None
) -> tuple[tuple[bytes, int, int], ...]:
    """Draw the first `most` pages, each `width` pixels wide: PNG, width and height. Raises `NotDrawable`."""
    drawn = []
    with Pages(pdf, size=size) as pages:
        for number in range(min(most, len(pages))):
            raster = pages.draw(number, scale=width / pages.format(number)[0])
            drawn.append((raster.png(), raster.width, raster.height))
    return tuple(drawn)


def _widgets(page: object, form: object, count: int, size: tuple[int, int]) -> Iterator[Widget]:
    for index in range(count):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            found = raw.FS_RECTF()
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET or not raw.FPDFAnnot_GetRect(
                annotation, found
            ):
                continue
            box = _box(page, (found.left, found.bottom, found.right, found.top), size)
            if box[0] < box[2] and box[1] < box[3]:
                kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
                name = _name(form, annotation)
                yield Widget(name=name, signature=kind == raw.FPDF_FORMFIELD_SIGNATURE, box=box)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _box(page: object, rectangle: tuple[float, float, float, float], size: tuple[int, int]) -> Edges:
    """Say where on the picture a rectangle of the page lies, turned and cropped as the page is."""
    corners = []
    for x, y in (rectangle[:2], rectangle[2:]):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (one, two), (three, four) = corners
    left, right = sorted(min(max(value, 0), size[0]) for value in (one, three))
    top, bottom = sorted(min(max(value, 0), size[1]) for value in (two, four))
    return (left, top, right, bottom)


def _name(form: object, annotation: object) -> str:
    length = raw.FPDFAnnot_GetFormFieldName(form, annotation, None, 0)
    if not 0 < length <= _LONGEST_NAME:
        return ""
    room = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFAnnot_GetFormFieldName(form, annotation, room, length)
    return bytes(room)[: length - 2].decode("utf-16-le", errors="replace")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (pypdfium2.PdfiumError, ValueError, OverflowError, ctypes.ArgumentError) as err:
        raise NotDrawable(str(err)) from err
