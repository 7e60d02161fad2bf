"""What a signature looks like on the page: typeset here, with fonts embedded.

The default stamp of PDF libraries uses a font that is not embedded, which ends PDF/A. An
appearance is made by Typst as a page of the field's size, untagged (no stray marked content
enters the signed file), and brought in as a form XObject.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from threading import get_ident
from zoneinfo import ZoneInfo

import font_source_sans_pro
import typst
from asn1crypto import x509
from pyhanko.pdf_utils.content import AppearanceContent
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle

from signing.identity import holder
from signing.plan import ROLE_WORDS, TEST_MARK, Slot

# The text is given as data and never as markup; the largest size that fits is taken.
_PROGRAM = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 0pt, fill: none)
#set text(font: "Source Sans Pro", lang: "nl", hyphenate: false)
#set smartquote(enabled: false)
#let body(size) = block(width: 100%, inset: (x: 5pt, y: 3pt), {
  set text(size: size)
  set par(leading: 0.4em, spacing: 0.4em)
  for (index, line) in data.lines.enumerate() {
    par(text(weight: if index == 0 { "bold" } else { "regular" }, line))
  }
  if data.mark != "" { par(text(weight: "bold", fill: rgb("B00020"), data.mark)) }
})
#layout(area => {
  let sizes = range(8, 19).rev().map(half => half * 0.5pt)
  let fits = sizes.filter(size => measure(block(width: area.width, body(size))).height <= area.height)
  // What fits at no size is cut off: a second page would be lost without a trace.
  block(width: 100%, height: 100%, clip: true, align(horizon, body(fits.at(0, default: sizes.last()))))
})
"""

_MOST_STAMPS = (
    64  # kept: the papers that one person signs in one go bear the same, where the field is as large
)
_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def dutch_moment(at: datetime) -> str:
    """Write a moment as people in the Netherlands do, with its offset: no doubt in 2046."""
    here = at.astimezone(ZoneInfo("Europe/Amsterdam"))
    offset = here.strftime("%z")
    return f"{dutch_day(here)}, {here:%H.%M} uur (UTC{offset[:3]}:{offset[3:]})"


def dutch_day(day: date) -> str:
    """Write a day in full, as people in the Netherlands do."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def typeset(lines: Sequence[str], *, mark: str, width: float, height: float, at: datetime) -> bytes:
    """Typeset `lines` (the first bold) and the red `mark` into a PDF page of width × height points."""
    return _typeset(tuple(lines), mark, width, height, at.replace(microsecond=0))


@lru_cache(maxsize=_MOST_STAMPS)
def _typeset(lines: tuple[str, ...], mark: str, width: float, height: float, second: datetime) -> bytes:
    data = {"lines": list(lines), "mark": mark, "width": width, "height": height}
    pdf = _compiler().compile(
        input=_PROGRAM,
        sys_inputs={"data": json.dumps(data)},
        timestamp=second,
        pdf_standards=["a-2b"],
        pdf_tags=False,
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"Typst gave {type(pdf).__name__}, not one PDF")
    return pdf


@lru_cache(maxsize=_MOST_STAMPS)
def _read(page: bytes, _thread: int) -> PdfFileReader:
    """Read a typeset page, once for each thread: pyHanko reads on, in the same bytes, when more is asked."""
    return PdfFileReader(BytesIO(page))


@cache
def _compiler() -> typst.Compiler:
    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Compiler(_PROGRAM, font_paths=[fonts], ignore_system_fonts=True)  # type: ignore[misc]


@dataclass(frozen=True)
class TypesetStamp(BaseStampStyle):
    """A stamp style for pyHanko: the typeset lines fill the field exactly."""

    lines: tuple[str, ...] = ()
    mark: str = ""
    at: datetime | None = None

    def create_stamp(  # type: ignore[override]  # pyHanko only registers and applies what this gives
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: dict[str, object],  # noqa: ARG002
    ) -> _Imported:
        """Typeset the lines to the size of the field and hand them to the writer."""
        if self.at is None:
            raise ValueError("a stamp needs its moment")
        page = typeset(
            self.lines, mark=self.mark, width=float(box.width), height=float(box.height), at=self.at
        )
        return _Imported(writer, box, page)


def stamp_of(
    slot: Slot,
    certificate: x509.Certificate | None,
    *,
    at: datetime,
    test: bool,
    sure: bool = True,
    ahead: bool = False,
) -> TypesetStamp:
    """Make the stamp of `slot` at the moment `at`; it names a level only if it is `sure` to be reached.

    `ahead`: it is made before the signature, which comes from another machine, and calls the moment what it
    is. Without a certificate it names the plan's person, who alone can fill the slot.
    """
    who = holder(certificate) if certificate else slot.name
    if slot.kind == "persoon":
        first = (f"Ondertekend door {who}", f"als {ROLE_WORDS.get(slot.role, slot.role)}")
    else:
        first = (f"Verzegeld door {who}", slot.label.split(" van ")[0].lower())
    issuer = certificate.issuer.native.get("common_name", "onbekend") if certificate else ""
    level = "PAdES B-LT" if sure else "PAdES"
    trial = certificate is not None and TEST_MARK in certificate.issuer.human_friendly
    return TypesetStamp(
        border_width=0,
        lines=(
            *first,
            f"klaargezet op {dutch_moment(at)}" if ahead else dutch_moment(at),
            f"{level} · certificaat van {issuer}" if certificate else level,
        ),
        mark=TEST_MARK if test or trial else "",
        at=at,
    )


class _Imported(AppearanceContent):
    """One PDF page as an annotation's appearance."""

    def __init__(self, writer: BasePdfFileWriter, box: BoxConstraints, page: bytes) -> None:
        super().__init__(writer=writer, box=box)
        self._page = page

    def register(self) -> IndirectObject:
        """Bring the page into the file, once."""
        if self._content_xobj_ref is None:
            page = _read(self._page, get_ident())
            self._content_xobj_ref = self._ensure_writer.import_page_as_xobject(page)
        return self._content_xobj_ref

    def apply_appearance(self, annot_dict: DictionaryObject) -> None:
        """Put the page in the place of the empty appearance, within the very same /BBox.

        The EU's validator counts a /BBox that changes by a hair as an undefined modification.
        """
        self.register().get_object()["/BBox"] = annot_dict["/AP"]["/N"]["/BBox"]
        super().apply_appearance(annot_dict)
