"""Pictures on the line: PNG and JPEG, at the size that Word gives them, with their alternative text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from generator.typeset.package import A, R, local
from generator.typeset.pieces import Image
from generator.typeset.refuse import Where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from generator.typeset.package import Package, Relationship

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_PER_POINT = 12700  # English metric units
_LARGEST = 4 * 1024 * 1024
_MOST_PIXELS = 16_000_000
_OTHERS = {
    "chart": ("een grafiek", "Voeg de grafiek in als afbeelding (PNG), met alternatieve tekst."),
    "diagram": ("een SmartArt-illustratie", "Voeg de illustratie in als afbeelding (PNG), met alternatieve tekst."),
    "wordprocessingShape": ("een tekstvak of vorm", "Zet de tekst in een gewone alinea of tabel."),
    "wordprocessingGroup": ("een groep van vormen", "Voeg de groep in als afbeelding (PNG), met alternatieve tekst."),
    "wordprocessingCanvas": ("een tekenpapier", "Voeg de tekening in als afbeelding (PNG), met alternatieve tekst."),
    "lockedCanvas": ("een tekenpapier", "Voeg de tekening in als afbeelding (PNG), met alternatieve tekst."),
}  # fmt: skip
_SHAPE = frozenset({"xfrm", "prstGeom", "noFill", "ln", "effectLst", "extLst"})
_AGAIN = "Bewerk de afbeelding buiten Word en voeg haar opnieuw in."


def other_drawing(element: _Element) -> tuple[str, str] | None:
    """Name what stands in a drawing, other than a picture."""
    for data in element.iter(f"{A}graphicData"):
        kind = (data.get("uri") or "").rpartition("/")[2]
        if kind != "picture":
            return _OTHERS.get(kind, (f"een tekenobject van de soort «{kind}»", "Verwijder het object."))
    return None


def read_image(
    drawing: _Element, package: Package, links: Mapping[str, Relationship], where: Where, *, running: bool
) -> Image:
    """Read `w:drawing`; in a header or footer (`running`) every picture is decoration."""
    if other := other_drawing(drawing):
        raise where.refusal(f"{other[0]} (<w:drawing>) kan niet zonder verlies worden omgezet", hint=other[1])
    inline, blip = drawing.find(f"{_WP}inline"), drawing.find(f".//{_PIC}blipFill/{A}blip")
    if drawing.find(f"{_WP}anchor") is not None:
        raise where.refusal(
            "een zwevende afbeelding (<wp:anchor>) wordt niet ondersteund",
            hint="Kies in Word bij de afbeelding Indelingsopties > In tekstregel.",
        )
    if inline is None or blip is None:
        raise where.unknown(drawing)
    _check_plain(inline, where)
    size = inline.find(f"{_WP}extent")
    alt = _alternative(inline, where)
    if alt is None and not running:
        raise where.refusal(
            "een afbeelding (<w:drawing>) zonder alternatieve tekst",
            hint="Rechtsklik op de afbeelding > Alternatieve tekst weergeven: beschrijf haar, of kies "
            "«Markeren als decoratief» (PDF/UA).",
        )
    relation = links.get(blip.get(f"{R}embed") or "")
    if relation is None or relation.external or blip.get(f"{R}link"):
        raise where.refusal(
            "een gekoppelde afbeelding (<a:blip>) die niet in het document zelf staat",
            hint="Voeg de afbeelding in zonder koppeling.",
        )
    data = package.bytes(relation.target, most=_LARGEST)
    return Image(
        data=data, kind=_kind(data, where), alt="" if running else alt or "",
        width=_length(size, "cx", where), height=_length(size, "cy", where),
    )  # fmt: skip


def _check_plain(inline: _Element, where: Where) -> None:
    """Refuse cropping, turning, effects, a frame and a link: the picture itself is what is set."""
    for element in inline.iter():
        name = local(element).rpartition(":")[2]
        bare = not element.attrib and not len(element)
        if name == "hlinkClick":
            raise where.refusal(
                "een afbeelding met een koppeling (<a:hlinkClick>)", hint="Verwijder de koppeling."
            )
        parent = element.getparent()
        inside = "" if parent is None else local(parent)
        wrong = (
            (name == "srcRect" and any(value != "0" for value in element.attrib.values()))
            or (name == "xfrm" and any(element.get(key, "0") != "0" for key in ("rot", "flipH", "flipV")))
            or (name == "prstGeom" and element.get("prst") != "rect")
            or (name == "ln" and element.find(f"{A}noFill") is None and not bare)
            or (name == "effectLst" and not bare)
            or (name == "imgProps")
            or (inside.endswith(":blip") and name != "extLst")
            or (inside == "pic:spPr" and name not in _SHAPE)
        )
        if wrong:
            raise where.refusal(
                f"een afbeelding met een bewerking (<{local(element)}>) wordt niet ondersteund", hint=_AGAIN
            )


def _alternative(inline: _Element, where: Where) -> str | None:
    """Give the alternative text: empty for decoration, None when nothing is said."""
    properties = inline.find(f"{_WP}docPr")
    if properties is None:
        raise where.unknown(inline)
    if any(mark.get("val") in {"1", "true"} for mark in properties.iter(_DECORATIVE)):
        return ""
    text = " ".join((properties.get("descr") or properties.get("title") or "").split())
    return text or None


def _length(element: _Element | None, name: str, where: Where) -> float:
    value = "" if element is None else element.get(name) or ""
    if not re.fullmatch(r"[1-9][0-9]{0,7}", value):
        raise where.refusal("een afbeelding zonder grootte (<wp:extent>)", hint=_AGAIN)
    return int(value) / _PER_POINT


def _kind(data: bytes, where: Where) -> Literal["png", "jpg"]:
    """Tell the kind by its first bytes; refuse what is neither, too large, or not for PDF/A."""
    kind: Literal["png", "jpg"]
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        kind = "png"
        width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    elif data.startswith(b"\xff\xd8\xff"):
        kind = "jpg"
        width, height = _jpeg(data, where)
    else:
        raise where.refusal(
            "een afbeelding die geen PNG of JPEG is",
            hint="Sla de afbeelding op als PNG en voeg haar opnieuw in.",
        )
    if not 0 < width * height <= _MOST_PIXELS:
        raise where.refusal(
            f"een afbeelding van {width} × {height} beeldpunten is te groot",
            hint="Verklein de afbeelding (Word: Afbeeldingen comprimeren).",
        )
    return kind


def _jpeg(data: bytes, where: Where) -> tuple[int, int]:
    """Walk the segments to the frame header (ITU-T T.81 B.2.2)."""
    place = 2
    while place + 10 <= len(data) and data[place] == 0xFF:  # noqa: PLR2004  # every marker starts so
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        body = data[place + 4 : place + 2 + length]
        if marker == 0xE1 and _turned(body):  # noqa: PLR2004  # APP1
            raise where.refusal("een afbeelding die gedraaid is opgeslagen (EXIF)", hint=_AGAIN)
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004  # SOF
            if body[0] != 8 or body[5] not in {1, 3}:  # noqa: PLR2004  # bits; grey or colour
                raise where.refusal("een JPEG in een andere kleurruimte dan grijs of RGB", hint=_AGAIN)
            return int.from_bytes(body[3:5]), int.from_bytes(body[1:3])
        place += 2 + length
    raise where.refusal("een beschadigde JPEG", hint=_AGAIN)


def _turned(exif: bytes) -> bool:
    """Tell whether EXIF asks the viewer to turn the picture, which Word does not do."""
    if exif[:6] != b"Exif\0\0":
        return False
    tiff = exif[6:]
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"
    start = int.from_bytes(tiff[4:8], order)
    for entry in range(int.from_bytes(tiff[start : start + 2], order)):
        field = tiff[start + 2 + 12 * entry : start + 14 + 12 * entry]
        if int.from_bytes(field[:2], order) == 0x0112:  # noqa: PLR2004  # Orientation
            return int.from_bytes(field[8:10], order) not in {0, 1}
        if not field:
            break
    return False
