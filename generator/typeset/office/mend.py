"""LibreOffice's PDF made into what its claims say: PDF/A-2a and PDF/UA-1, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf

from generator.errors import ProductRefused
from generator.pdf_text import Unreadable, page_texts
from generator.typeset.office.fonts import FACES
from generator.typeset.office.marks import mark
from generator.typeset.office.metadata import describe
from generator.typeset.office.tags import Tags
from generator.typeset.paper import FieldAnchor, Paragraph, Run, Tab, flat

if TYPE_CHECKING:
    from generator.typeset.paper import Block, Page, Paper

_NEAR = 1.0  # points


def mend(data: bytes, paper: Paper, *, at: datetime) -> bytes:
    """Give the PDF that LibreOffice made of `paper`, mended. Raises ProductRefused."""
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            _check_fonts(pdf, paper)
            tags = Tags(pdf)
            tags.fields()
            heads = any(paper.table_headers())
            for number, page in enumerate(pdf.pages):
                returning = heads and number > 0  # on the first page no header row can come back
                mark(pdf, page, _geometry(paper, page), tags.empty.get(number, ()), heads_return=returning)
            pages = page_texts(pdf)
            tags.labels(pages, _labels(paper))
            tags.notes(pages)
            tags.headers()
            tags.links()
            tags.reserve()
            tags.close()
            describe(pdf, paper, at=at)
            for key in {"/ID", "/DocChecksum"} & set(pdf.trailer.keys()):
                del pdf.trailer[key]  # made of the moment of making; the new one is made of the content
            out = BytesIO()
            pdf.remove_unreferenced_resources()
            pdf.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.disable)
    except Unreadable as err:
        raise ProductRefused(f"{paper.name}: de PDF van LibreOffice bevat {err}.") from err
    except (pikepdf.PdfError, AttributeError, KeyError, IndexError, TypeError, ValueError) as err:
        # the parser's way of saying that an object is missing or is not what it should be
        raise ProductRefused(
            f"{paper.name}: LibreOffice maakte een PDF waarvan de opbouw niet klopt ({err}).",
            hint="Gebruik de gewone zetter, of een andere versie van LibreOffice.",
        ) from err
    return out.getvalue()


def families(paper: Paper) -> set[str]:
    """Name the fonts that a paper is set in."""
    return {
        family
        for section in paper.sections
        for blocks in (section.blocks, *section.header.variants, *section.footer.variants)
        for family in _families(blocks)
    }


def _families(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in flat(blocks, notes=True):
        if isinstance(block, FieldAnchor):
            continue
        yield block.mark.family
        if block.label:
            yield block.label.look.family
        for piece in block.pieces:
            if isinstance(piece, Run | Tab):
                yield piece.look.family


def _check_fonts(pdf: Pdf, paper: Paper) -> None:
    """Refuse a font that the paper does not name: LibreOffice substitutes without a word."""
    asked = families(paper)
    allowed = {face.replace("-", "") for family in asked for face in FACES[family]}
    used = {
        re.sub(r"^/([A-Z]{6}\+)?", "", str(one.BaseFont))
        for one in pdf.objects
        if isinstance(one, Dictionary) and one.get(Name.Type) == "/Font" and Name.BaseFont in one
    }
    # a font of the other kind (CFF) is named without the hyphen
    strange = sorted(name for name in used if name.replace("-", "") not in allowed)
    if strange:
        raise ProductRefused(
            f"{paper.name}: LibreOffice heeft een ander lettertype gebruikt ({', '.join(strange)}) "
            f"dan gevraagd ({', '.join(sorted(asked))}).",
            hint="Het document bevat een teken of opmaak die in het gevraagde lettertype niet bestaat.",
        )


def _geometry(paper: Paper, page: pikepdf.Page) -> Page:
    """Give the margins of a page: those of the first section with paper of this size."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    sizes = [section.page for section in paper.sections]
    fitting = (
        one
        for one in sizes
        if abs(one.width - right + left) < _NEAR and abs(one.height - top + bottom) < _NEAR
    )
    return next(fitting, sizes[0])


def _labels(paper: Paper) -> set[str]:
    return {
        "".join(block.label.text.split())
        for block in flat(paper.body)
        if isinstance(block, Paragraph) and block.label
    }
