"""What stands at the head of the first page, as Word writes it: the logo, and name and address beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from generator.letterhead.colours import HOUSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from generator.letterhead.design import Letterhead
    from generator.letterhead.logo import Logo

_SPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.{name}"'
    for prefix, name in {
        "w": "openxmlformats.org/wordprocessingml/2006/main",
        "r": "openxmlformats.org/officeDocument/2006/relationships",
        "wp": "openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "openxmlformats.org/drawingml/2006/main",
        "pic": "openxmlformats.org/drawingml/2006/picture",
        "adec": "microsoft.com/office/drawing/2017/decorative",
    }.items()
)
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_TWIPS, _EMUS = 20, 12700  # a point
_GAP, _BELOW = 284, 120  # twips: between logo and words, and under both
_NAME, _ADDRESS = 22, 18  # half points
_GREY = "404040"
_NUMBER = 9001  # of the picture, which no other picture of the document should have
_DECORATIVE = '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1"/></a:ext></a:extLst>'


def blocks(letterhead: Letterhead, logo: str | None, *, room: int) -> list[_Element]:
    """Give the paragraphs or the table; `logo` is the id by which the header knows the picture.

    `room` is the width of the text in twips.
    """
    lines = [_line(line, size=_ADDRESS, colour=_GREY, bold=False) for line in letterhead.address]
    if letterhead.name:
        lines.insert(0, _line(letterhead.name, size=_NAME, colour=letterhead.colour or HOUSE, bold=True))
    if letterhead.logo is None or logo is None:
        made = _paragraphs(lines, below=_BELOW)
    else:
        picture = _picture(letterhead.logo, logo, letterhead.logo_text)
        if lines:
            made = _table(int(letterhead.logo.width * _TWIPS) + _GAP, picture, lines, room)
        else:
            made = _paragraphs([picture], below=_BELOW)
    return list(etree.fromstring(f"<w:hdr {_SPACES}>{made}</w:hdr>"))


def _table(wide: int, picture: str, lines: Sequence[str], room: int) -> str:
    """Set the words beside the picture, halfway up; the table shows no lines."""
    rest = max(room - wide, _GAP)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    none = "".join(f'<w:{side} w:val="none" w:sz="0" w:space="0" w:color="auto"/>' for side in sides)
    padding = {"top": 0, "left": 0, "bottom": _BELOW, "right": 0}
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in padding.items())
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>'
        for width, inside in ((wide, _paragraphs([picture])), (rest, _paragraphs(lines)))
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{wide + rest}" w:type="dxa"/><w:tblBorders>{none}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{wide}"/><w:gridCol w:w="{rest}"/></w:tblGrid>'
        f"<w:tr>{cells}</w:tr></w:tbl>"
    )


def _paragraphs(insides: Sequence[str], *, below: int = 0) -> str:
    """Give each its paragraph, without the spaces and indents of the template's own style."""
    return "".join(
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="{below if inside is insides[-1] else 0}" w:line="240" '
        f'w:lineRule="auto"/><w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr>{inside}</w:p>'
        for inside in insides
    )


def _line(text: str, *, size: int, colour: str, bold: bool) -> str:
    weight = "" if bold else ' w:val="0"'
    look = f'<w:b{weight}/><w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _picture(logo: Logo, relation: str, text: str) -> str:
    """Give the picture; without a description it is marked as decoration."""
    size = f'cx="{int(logo.width * _EMUS)}" cy="{int(logo.height * _EMUS)}"'
    about = f'<wp:docPr id="{_NUMBER}" name="Logo" descr={quoteattr(text)}/>'
    if not text:
        about = f'<wp:docPr id="{_NUMBER}" name="Logo">{_DECORATIVE}</wp:docPr>'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>{about}'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{_NUMBER}" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
