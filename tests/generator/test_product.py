"""A PDF that is not what was asked for is refused, and the first difference is named."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
import word_documents as make
from docx.enum.section import WD_SECTION

from generator import product
from generator.errors import ProductRefused
from generator.typeset.engine import typeset
from generator.typeset.paper import Attachment, Paper, Paragraph, Running
from generator.typeset.pieces import Image, Note, Run
from generator.typeset.reader import read

PAPER = read(make.example(articles=3, rows=30), name="voorbeeld.docx")
PDF = typeset(PAPER, at=make.AT)


def _other(paper: Paper, text: str) -> Paper:
    first = paper.body[0]
    assert isinstance(first, Paragraph)
    run = first.pieces[0]
    assert isinstance(run, Run)
    return make.with_body(paper, replace(first, pieces=(replace(run, text=text),)), *paper.body[1:])


PAPERS: dict[str, tuple[Callable[[Paper], Paper], str]] = {
    "a word differs": (lambda p: _other(p, "Overeenkomsten"), "verwacht «…Overeenkomsten"),
    "a capital differs": (lambda p: _other(p, "overeenkomst"), "verwacht «…overeenkomst"),
    "a paragraph is missing": (lambda p: make.with_body(p, *p.body[:2], *p.body[3:]), "de tekst van de PDF"),
    "two paragraphs are swapped": (
        lambda p: make.with_body(p, p.body[0], p.body[2], p.body[1], *p.body[3:]), "de tekst van de PDF",
    ),
    "the header is missing": (lambda p: make.with_running(p, header=Running()), "de koptekst van pagina 1"),
    "the footer is missing": (lambda p: make.with_running(p, footer=Running()), "de voettekst van pagina 1"),
    "another title": (lambda p: replace(p, title="Anders"), "Anders"),
    "a field is missing": (lambda p: make.with_body(p, *p.body[:-1]), "velden"),
}  # fmt: skip


@pytest.mark.parametrize("case", PAPERS)
def test_another_paper_is_refused(case: str) -> None:
    change, says = PAPERS[case]
    with pytest.raises(ProductRefused) as refused:
        product.check(PDF, change(PAPER))
    assert says in refused.value.message
    assert refused.value.hint


def _rich() -> bytes:
    """A document with notes, a picture, and headers that differ."""
    document = make.of_new("Een.", "Twee.", "Drie.")
    for paragraph in document.paragraphs[1:]:
        paragraph.paragraph_format.page_break_before = True
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    document.paragraphs[0]._p.append(make.xml(reference))
    document.paragraphs[1].add_run().add_picture(io.BytesIO(make.PIXEL))._inline.docPr.set(
        "descr", "Een beeld"
    )
    make.footnotes(document, "De noot.")
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text = "Oneven", "Even"
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "Bijlage"
    section.even_page_header.is_linked_to_previous = False
    section.even_page_header.paragraphs[0].text = "Even bijlage"
    document.add_paragraph("Vier.")
    return make.data(document)


RICH = read(_rich(), name="rijk.docx")


def _pieces(paper: Paper, change: Callable[[object], object]) -> Paper:
    def changed(block: object) -> object:
        if not isinstance(block, Paragraph):
            return block
        return replace(block, pieces=tuple(change(piece) for piece in block.pieces))

    sections = (replace(s, blocks=tuple(changed(b) for b in s.blocks)) for s in paper.sections)
    return replace(paper, sections=tuple(sections))


def _another_note(piece: object) -> object:
    if not isinstance(piece, Note):
        return piece
    block = piece.blocks[0]
    assert isinstance(block, Paragraph)
    run = block.pieces[-1]
    assert isinstance(run, Run)
    return replace(piece, blocks=(replace(block, pieces=(replace(run, text="1 De andere noot."),)),))


def _swapped(paper: Paper) -> Paper:
    section = paper.sections[0]
    header = replace(section.header, other=section.header.even or (), even=section.header.other)
    return replace(paper, sections=(replace(section, header=header), *paper.sections[1:]))


def _one_section(paper: Paper) -> Paper:
    return replace(paper, sections=(replace(paper.sections[0], blocks=paper.body),))


OTHERS: dict[str, tuple[Callable[[Paper], Paper], str]] = {
    "a note says something else": (lambda p: _pieces(p, _another_note), "andere"),
    "a note is missing": (
        lambda p: _pieces(p, lambda x: Run(text="", look=x.look) if isinstance(x, Note) else x), "de tekst",
    ),
    "another mark": (lambda p: _pieces(p, lambda x: replace(x, mark="2") if isinstance(x, Note) else x), "de tekst"),
    "another alternative text": (
        lambda p: _pieces(p, lambda x: replace(x, alt="Een beer") if isinstance(x, Image) else x), "Eenbeer",
    ),
    "a picture that is decoration": (
        lambda p: _pieces(p, lambda x: replace(x, alt="") if isinstance(x, Image) else x), "de tekst",
    ),
    "even and odd headers swapped": (_swapped, "de koptekst van pagina 1"),
    "the second section is none": (_one_section, "de koptekst van pagina 4"),
    "page numbers that start elsewhere": (
        lambda p: replace(p, sections=(replace(p.sections[0], start=2), *p.sections[1:])), "de koptekst van pagina 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERS)
def test_notes_pictures_and_sections_are_compared(case: str) -> None:
    change, says = OTHERS[case]
    pdf = typeset(RICH, at=make.AT)
    product.check(pdf, RICH)
    with pytest.raises(ProductRefused) as refused:
        product.check(pdf, change(RICH))
    assert says in refused.value.message


FILE = Attachment(
    name="bron.yaml",
    data=b"formaat: 1\n",
    mime="application/yaml",
    relationship="source",
    description="De bron.",
)
CARRIED: dict[str, tuple[tuple[Attachment, ...], str]] = {
    "another content": ((replace(FILE, data=b"formaat: 2\n"),), "de bijlagen"),
    "another name": ((replace(FILE, name="anders.yaml"),), "de bijlagen"),
    "one too few": ((FILE, replace(FILE, name="tweede.yaml")), "de bijlagen"),
    "one too many": ((), "PDF/A-2a"),
}


@pytest.mark.parametrize("case", CARRIED)
def test_attachments_are_compared(case: str) -> None:
    attachments, says = CARRIED[case]
    paper = replace(PAPER, attachments=(FILE,))
    pdf = typeset(paper, at=make.AT)
    product.check(pdf, paper)
    with pytest.raises(ProductRefused) as refused:
        product.check(pdf, replace(PAPER, attachments=attachments))
    assert says in refused.value.message


def _remove_fonts(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile3" in item:
            del item["/FontFile3"]


def _drop(key: str) -> Callable[[pikepdf.Pdf], None]:
    return lambda pdf: pdf.Root.__delitem__(key)


def _stray_text(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.keys()))
    pdf.pages[0].contents_add(f"BT {font} 9 Tf 1 0 0 1 50 50 Tm <0001> Tj ET".encode())


def _text_off_the_paper(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.keys()))
    pdf.pages[0].contents_add(f"BT {font} 9 Tf 1 0 0 1 50 -50 Tm <0001> Tj ET".encode())


def _less_claim(pdf: pikepdf.Pdf) -> None:
    data = pdf.Root.Metadata.read_bytes().replace(b"pdfuaid:part", b"pdfuaid:deel")
    pdf.Root.Metadata.write(data)


def _in_the_content(pattern: bytes, by: Callable[[re.Match[bytes]], bytes]) -> Callable[[pikepdf.Pdf], None]:
    def harm(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[0].obj.Contents
        data, times = re.subn(pattern, by, contents.read_bytes(), count=1)
        assert times == 1
        contents.write(data)

    return harm


_SHOWN = rb"(/Span<</MCID 1>>BDC.*?Tm)(\[.*?\]TJ|\(.*?\)Tj)(.*?/Span<</MCID 2>>BDC.*?Tm)(\[.*?\]TJ|\(.*?\)Tj)"
_left_out = _in_the_content(rb"(?s)" + _SHOWN, lambda found: found[1] + found[3] + found[4])
_swapped_words = _in_the_content(rb"(?s)" + _SHOWN, lambda found: found[1] + found[4] + found[3] + found[2])
_other_letter = _in_the_content(
    rb"(?s)(/Span<</MCID 1>>BDC.*?Tm\[?\()", lambda found: found[1] + rb"\000\002"
)
_said_otherwise = _in_the_content(
    rb"/Span<</MCID 1>>BDC", lambda _: b"/Span<</MCID 1/ActualText(Anders)>>BDC"
)
_unsaid = _in_the_content(rb"/Span<</MCID 1>>BDC", lambda _: b"/Artifact<</Type/Layout>>BDC")
_other_mark = _in_the_content(rb"/Span<</MCID 1>>BDC", lambda _: b"/Span<</MCID 3>>BDC")


def _second_field(pdf: pikepdf.Pdf) -> None:
    annotations = next(p for p in reversed(pdf.pages) if "/Annots" in p.obj).obj.Annots
    annotations.append(pdf.make_indirect(pikepdf.Dictionary(dict(annotations[-1].items()))))


def _moved_field(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            annotation.Rect = pikepdf.Array([0, -90, 40, -50])


HARMS: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "no tags": (_drop("/StructTreeRoot"), "structuur"),
    "no mark info": (_drop("/MarkInfo"), "structuur"),
    "no language": (_drop("/Lang"), "taal"),
    "no metadata": (_drop("/Metadata"), "leesbaar"),
    "no PDF/UA claim": (_less_claim, "PDF/UA-1"),
    "fonts not embedded": (_remove_fonts, "niet ingesloten"),
    "text without a mark": (_stray_text, "die er niet hoort"),
    "text off the paper": (_text_off_the_paper, "buiten het papier"),
    "words left out": (_left_out, "de tekst van de PDF"),
    "words swapped": (_swapped_words, "de tekst van de PDF"),
    "a letter too many": (_other_letter, "de tekst van de PDF"),
    "words that are read out otherwise": (_said_otherwise, "Anders"),
    "words that are not read out": (_unsaid, "de tekst van de PDF"),
    "words under the mark of others": (_other_mark, "de tekst van de PDF"),
    "a field twice": (_second_field, "tweemaal"),
    "a field off the paper": (_moved_field, "buiten het papier"),
}


@pytest.mark.parametrize("case", HARMS)
def test_harm_is_named(case: str) -> None:
    harm, says = HARMS[case]
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        harm(pdf)
        pdf.save(stream)
    with pytest.raises(ProductRefused) as refused:
        product.check(stream.getvalue(), PAPER)
    assert says in refused.value.message


def test_a_pdf_that_is_as_asked_is_given_open() -> None:
    with product.checked(PDF, PAPER) as opened:
        assert len(opened.pages) == len(pikepdf.open(io.BytesIO(PDF)).pages)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", PDF[: len(PDF) // 3]], ids=["empty", "head", "a third"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ProductRefused):
        product.check(data, PAPER)
