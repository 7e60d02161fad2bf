"""Where a letterhead comes on papers of any make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
import word_documents as make
from docx.document import Document
from docx.oxml import OxmlElement

from generator import product
from generator.errors import TemplateRefused
from generator.letterhead import colours
from generator.letterhead.design import Letterhead
from generator.letterhead.paper import apply
from generator.typeset.engine import typeset
from generator.typeset.paper import Image as PaperImage
from generator.typeset.paper import Paper, Paragraph, flat, words
from generator.typeset.reader import read
from tests.generator.letterhead.pictures import NAME, STREET, picture


def header_lines(paper: Paper, which: str) -> list[str]:
    blocks = getattr(paper.header, which)
    return [line for line in words(blocks or (), images=False) if line.strip()]


def set_header(document: Document, *, first: str | None = None, even: str | None = None) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "Elke bladzijde"
    section.footer.paragraphs[0].text = "Onderaan"
    if first is not None:
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = first
        section.first_page_footer.paragraphs[0].text = "Onderaan de eerste"
    if even is not None:
        document.settings.odd_and_even_pages_header_footer = True
        section.even_page_header.paragraphs[0].text = even


def nothing(document: Document) -> None:
    """No header at all."""


def first_of_its_own(document: Document) -> None:
    set_header(document, first="Eerste")


def same_everywhere(document: Document) -> None:
    set_header(document)


def even_and_odd(document: Document) -> None:
    set_header(document, even="Even")


def first_left_empty(document: Document) -> None:
    set_header(document)
    document.sections[0].different_first_page_header_footer = True


def first_switched_off(document: Document) -> None:
    set_header(document, first="Niet te zien")
    title = document.sections[0]._sectPr.find(f"{make.W}titlePg")
    assert title is not None
    title.set(f"{make.W}val", "0")


def shared_by_two_references(document: Document) -> None:
    set_header(document)
    section = document.sections[0]._sectPr
    shared = section.find(f"{make.W}headerReference")
    assert shared is not None
    again = OxmlElement("w:headerReference")
    again.set(f"{make.W}type", "first")
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    again.set(relation, shared.get(relation))
    section.insert(0, again)
    document.sections[0].different_first_page_header_footer = True


def with_a_picture(document: Document) -> None:
    set_header(document)
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.add_run().add_picture(io.BytesIO(picture()), width=254000)


MADE: dict[str, tuple[Callable[[Document], None], list[str], list[str], int]] = {
    # what it is, its words on the first page and on the others, the pictures on the first page
    "no header": (nothing, [], [], 1),
    "a first page of its own": (first_of_its_own, ["Eerste"], ["Elke bladzijde"], 1),
    "the same on every page": (same_everywhere, ["Elke bladzijde"], ["Elke bladzijde"], 1),
    "even and odd": (even_and_odd, ["Elke bladzijde"], ["Elke bladzijde"], 1),
    "a first page left empty": (first_left_empty, [], ["Elke bladzijde"], 1),
    "a first page switched off": (first_switched_off, ["Elke bladzijde"], ["Elke bladzijde"], 1),
    "one header under two names": (shared_by_two_references, ["Elke bladzijde"], ["Elke bladzijde"], 1),
    "a header with a picture": (with_a_picture, ["Elke bladzijde"], ["Elke bladzijde"], 2),
}


@pytest.mark.parametrize("case", MADE)
def test_it_comes_above_the_first_header_and_nowhere_else(case: str, letterhead: Letterhead) -> None:
    build, first, other, pictures = MADE[case]
    document = make.of_new("Eerste bladzijde", "Tekst")
    document.add_page_break()
    document.add_paragraph("Tweede bladzijde")
    build(document)
    plain = make.data(document)
    headed = apply(plain, letterhead, name="x")
    before, after = read(plain, name="x"), read(headed, name="x")
    assert header_lines(after, "first") == [NAME, STREET, "5211 AB 's-Hertogenbosch", *first]
    assert header_lines(after, "other") == header_lines(before, "other") == other
    assert after.header.even == before.header.even
    found = [
        piece
        for block in flat(after.header.first or ())
        if isinstance(block, Paragraph)
        for piece in block.pieces
        if isinstance(piece, PaperImage)
    ]
    assert len(found) == pictures
    sheet_before, sheet_after = (paper.sheets([1], 2)[0] for paper in (before, after))
    assert after.running_text(sheet_after, 2)[1] == before.running_text(sheet_before, 2)[1]
    assert after.body == before.body
    product.check(typeset(after, at=make.AT), after)
    assert docx.Document(io.BytesIO(headed)).sections[0].different_first_page_header_footer
    assert apply(plain, letterhead, name="x") == headed


def test_a_picture_is_described_or_marked_as_decoration(letterhead: Letterhead) -> None:
    described, decorative = (
        zipfile.ZipFile(io.BytesIO(apply(make.of("x"), one, name="x")))
        for one in (letterhead, replace(letterhead, logo_text=""))
    )
    headers = [
        next(package.read(name).decode() for name in package.namelist() if "headerHuisstijl" in name)
        for package in (described, decorative)
    ]
    assert 'descr="Logo van «Dieze»"' in headers[0]
    assert "decorative" in headers[1].replace("drawing/2017/decorative", "")
    assert "descr=" not in headers[1]


COLOURED = """<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="4" w:space="1" w:color="8496b0"/></w:pBdr>
<w:shd w:val="clear" w:fill="EEF2F8"/></w:pPr><w:r><w:rPr><w:color w:val="1F3864"/></w:rPr><w:t>huis</w:t></w:r>
<w:r><w:rPr><w:color w:val="B00020"/></w:rPr><w:t>rood</w:t></w:r>
<w:r><w:rPr><w:color w:val="1F3864" w:themeColor="accent1"/></w:rPr><w:t>thema</w:t></w:r></w:p>"""


def test_only_the_house_colours_are_replaced() -> None:
    plain = make.with_xml(COLOURED, into="body")
    package = zipfile.ZipFile(io.BytesIO(apply(plain, Letterhead(colour="006E5A"), name="x")))
    text = package.read("word/document.xml").decode()
    main, line, shade = colours.palette("006E5A").values()
    assert f'w:val="{main}"' in text
    assert f'w:color="{line}"' in text
    assert f'w:fill="{shade}"' in text
    assert not {"8496B0", "EEF2F8"} & set(text.upper().split('"'))
    assert 'w:val="B00020"' in text
    assert text.count('w:val="1F3864"') == 1, "the theme decides there"
    assert "headerHuisstijl" not in "".join(package.namelist()), "a colour alone puts nothing at the head"


def test_a_document_too_damaged_is_refused_by_name(letterhead: Letterhead) -> None:
    broken = make.repacked(make.of("x"), word__styles_dot_xml=b"<w:styles")
    with pytest.raises(TemplateRefused, match=r"D4-eigen\.docx.*huisstijl past niet"):
        apply(broken, letterhead, name="D4-eigen.docx")
