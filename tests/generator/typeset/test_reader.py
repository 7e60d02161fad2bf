"""What the reader takes, and what it refuses by name."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
import word_documents as make
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import TemplateRefused
from generator.typeset.package import Package
from generator.typeset.paper import Cell, FieldAnchor, Paragraph, Table
from generator.typeset.pieces import PageNumber, Run, Tab
from generator.typeset.reader import read

REFUSED = {
    "tracked insertion": ('<w:ins w:id="9"><w:r><w:t>x</w:t></w:r></w:ins>', "p", "w:ins"),
    "tracked deletion": ('<w:del w:id="9"><w:r><w:delText>x</w:delText></w:r></w:del>', "p", "w:del"),
    "tracked formatting": ('<w:rPrChange w:id="9"/>', "rPr", "w:rPrChange"),
    "comment": ('<w:commentRangeStart w:id="0"/>', "p", "w:commentRangeStart"),
    "footnote": ('<w:footnoteReference w:id="2"/>', "r", "w:footnoteReference"),
    "endnote": ('<w:endnoteReference w:id="2"/>', "r", "w:endnoteReference"),
    "drawing": ("<w:drawing/>", "r", "w:drawing"),
    "VML": ("<w:pict/>", "r", "w:pict"),
    "OLE object": ("<w:object/>", "r", "w:object"),
    "equation": ("<m:oMath/>", "p", "m:oMath"),
    "hidden text": ("<w:vanish/>", "rPr", "w:vanish"),
    "highlight": ('<w:highlight w:val="yellow"/>', "rPr", "w:highlight"),
    "text frame": ('<w:framePr w:w="100"/>', "pPr", "w:framePr"),
    "right to left": ("<w:bidi/>", "pPr", "w:bidi"),
    "unknown bookmark": ('<w:bookmarkStart w:id="1" w:name="zomaar"/>', "p", "w:bookmarkStart"),
    "internal link": ('<w:hyperlink w:anchor="x"><w:r><w:t>x</w:t></w:r></w:hyperlink>', "p", "w:hyperlink"),
    "a field with an old result": (
        '<w:fldSimple w:instr=" DATE "><w:r><w:t>x</w:t></w:r></w:fldSimple>', "p", "DATE",
    ),
    "a field left open": ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "p", "veld"),
    "page number in the body": ('<w:fldSimple w:instr="PAGE"/>', "p", "PAGE"),
    "unknown underline": ('<w:u w:val="wave"/>', "rPr", "wave"),
    "distributed": ('<w:jc w:val="distribute"/>', "pPr", "distribute"),
    "unknown attribute": ('<w:ind w:hoek="9"/>', "pPr", "hoek"),
    "a number that is none": ('<w:spacing w:before="veel"/>', "pPr", "veel"),
    "symbol": ('<w:sym w:font="Webdings" w:char="F041"/>', "r", "Webdings"),
    "section on an odd page": ('<w:type w:val="oddPage"/>', "sectPr", "oddPage"),
    "columns": ('<w:cols w:num="2"/>', "sectPr", "w:cols"),
    "page borders": ("<w:pgBorders/>", "sectPr", "w:pgBorders"),
    "an anchor to gather by": ('<w:fldSimple w:instr="STYLEREF 1"/>', "p", "STYLEREF"),
    "a link within the document": ('<w:fldSimple w:instr="HYPERLINK \\l &quot;x&quot;"/>', "p", "HYPERLINK"),
    "a link to a file": ('<w:fldSimple w:instr="HYPERLINK &quot;file:///x&quot;"/>', "p", "file:///x"),
    "a form field": ('<w:fldSimple w:instr="FORMTEXT"/>', "p", "FORMTEXT"),
    "a citation": ("<w:sdt><w:sdtPr><w:citation/></w:sdtPr></w:sdt>", "p", "w:citation"),
    "page numbers in words": ('<w:pgNumType w:fmt="ordinalText"/>', "sectPr", "ordinalText"),
    "page numbers with chapters": ('<w:pgNumType w:chapStyle="1"/>', "sectPr", "chapStyle"),
    "a page number below one": ('<w:pgNumType w:fmt="lowerRoman" w:start="0"/>', "sectPr", "start"),
    "inserted file": ('<w:altChunk r:id="x"/>', "body", "w:altChunk"),
    "unknown font": ('<w:rFonts w:ascii="Comic Sans MS"/>', "rPr", "Comic Sans MS"),
    "column break": ('<w:br w:type="column"/>', "r", "column"),
    "list that is not there": ('<w:numPr><w:numId w:val="4711"/></w:numPr>', "pPr", "4711"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_construct_is_refused_by_name(case: str) -> None:
    fragment, into, named = REFUSED[case]
    with pytest.raises(TemplateRefused) as refused:
        read(make.with_xml(fragment, into=into), name="D1.docx")
    assert named in refused.value.message
    assert "D1.docx" in refused.value.message
    assert refused.value.hint
    if into in {"p", "r", "rPr", "pPr"} and "lijst" not in refused.value.message:
        assert "alinea 2 («Tekst van de alinea" in refused.value.message


IGNORED = {
    "proofing": ('<w:proofErr w:type="spellStart"/>', "p"),
    "last page break": ("<w:lastRenderedPageBreak/>", "r"),
    "language": ('<w:lang w:val="en-US"/>', "rPr"),
    "Word's own bookmark": ('<w:bookmarkStart w:id="1" w:name="_GoBack"/>', "p"),
    "mandatory point": ('<w:bookmarkStart w:id="1" w:name="punt_3"/>', "p"),
    "soft hyphen": ("<w:softHyphen/>", "r"),
    "off switch": ('<w:vanish w:val="0"/>', "rPr"),
    "no underline": ('<w:u w:val="none"/>', "rPr"),
}


@pytest.mark.parametrize("case", IGNORED)
def test_what_says_nothing_is_passed_over(case: str) -> None:
    fragment, into = IGNORED[case]
    assert read(make.with_xml(fragment, into=into), name="x").text == "Eerste alinea\nTekst van de alinea"


TEXTS = {
    "no-break hyphen": ("<w:noBreakHyphen/>", "r", "Tekst van de alinea‑"),
    "symbol": ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "r", "Tekst van de alinea☑"),
    "inline control": (
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>, meer</w:t></w:r></w:sdtContent></w:sdt>", "p",
        "Tekst van de alinea, meer",
    ),
    "line break": ("<w:br/>", "r", "Tekst van de alinea "),
    "capitals": ("<w:caps/>", "rPr", "TEKST VAN DE ALINEA"),
    "small capitals": ("<w:smallCaps/>", "rPr", "TEKST VAN DE ALINEA"),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_read(case: str) -> None:
    fragment, into, text = TEXTS[case]
    paragraph = read(make.with_xml(fragment, into=into), name="x").body[1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == text


def test_block_control_is_read() -> None:
    block = "<w:sdt><w:sdtContent><w:p><w:r><w:t>binnenin</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    assert read(make.with_xml(block, into="body"), name="x").text.endswith("binnenin")


def test_runs_of_one_look_are_one_run() -> None:
    document = make.new()
    paragraph = document.add_paragraph("een")
    paragraph.add_run(" twee")
    paragraph.add_run(" drie").bold = True
    read_paragraph = read(make.data(document), name="x").body[0]
    assert isinstance(read_paragraph, Paragraph)
    assert [p.text for p in read_paragraph.pieces if isinstance(p, Run)] == ["een twee", " drie"]


def test_styles_are_resolved() -> None:
    document = make.new()
    document.add_heading("Kop", 2)
    kop = read(make.data(document), name="x").body[0]
    assert isinstance(kop, Paragraph)
    assert kop.heading == 2
    assert kop.keep_next
    run = kop.pieces[0]
    assert isinstance(run, Run)
    assert (run.look.family, run.look.bold, run.look.colour) == ("Source Sans Pro", True, "4F81BD")


def test_page_fields_and_tabs() -> None:
    document = make.new()
    make.page_fields(document.sections[0].footer.paragraphs[0])
    document.sections[0].header.paragraphs[0].text = "links\tmidden\trechts"
    paper = read(make.data(document), name="x")
    assert paper.running_text(paper.sheets([1], 7)[1], 7) == ("links midden rechts", "Pagina 2 van 7")
    header, footer = paper.sections[0].header.other[0], paper.sections[0].footer.other[0]
    assert isinstance(header, Paragraph)
    assert isinstance(footer, Paragraph)
    assert sum(isinstance(piece, Tab) for piece in header.pieces) == 2
    assert [stop.align for stop in header.tabs] == ["center", "right"]
    assert [p.of for p in footer.pieces if isinstance(p, PageNumber)] == ["page", "pages"]


def test_page_numbers_in_another_form() -> None:
    document = make.new()
    paragraph = document.sections[0].footer.paragraphs[0]
    for switch in ("", r"\\* roman", r"\\* ALPHABETIC", r"\\* MERGEFORMAT"):
        paragraph._p.append(make.xml(f'<w:fldSimple w:instr="PAGE {switch}"/>'.replace("\\\\", "\\")))
    document.sections[0]._sectPr.append(make.xml('<w:pgNumType w:fmt="upperRoman" w:start="27"/>'))
    paper = read(make.data(document), name="x")
    assert paper.running_text(paper.sheets([1], 2)[1], 2)[1] == "XXVIIIxxviiiBBXXVIII"


def _table(look: str) -> Table:
    document = make.new()
    made = document.add_table(rows=4, cols=3)
    made.style = "Light Grid Accent 1"
    properties = made._tbl.tblPr
    for old in properties.findall(make.W + "tblLook"):
        properties.remove(old)
    properties.append(make.xml(look))
    for row in made.rows:
        for cell in row.cells:
            cell.text = "x"
    table = read(make.data(document), name="x").body[0]
    assert isinstance(table, Table)
    return table


def _bold(table: Table) -> list[str]:
    def one(cell: Cell) -> str:
        paragraph = cell.blocks[0]
        assert isinstance(paragraph, Paragraph)
        run = paragraph.pieces[0]
        assert isinstance(run, Run)
        return "B" if run.look.bold else "."

    return ["".join(one(cell) for cell in row.cells) for row in table.rows]


LOOKS = {
    "first row and column": ('<w:tblLook w:val="04A0"/>', ["BBB", "B..", "B..", "B.."], "band"),
    "nothing": ('<w:tblLook w:val="0600"/>', ["...", "...", "...", "..."], ""),
    "last column by name": (
        '<w:tblLook w:val="0600" w:lastColumn="1"/>', ["..B", "..B", "..B", "..B"], "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LOOKS)
def test_a_table_style_formats_by_place(case: str) -> None:
    look, bold, bands = LOOKS[case]
    table = _table(look)
    assert _bold(table) == bold
    shades = [row.cells[1].shade for row in table.rows]
    assert shades == ([None, "D3DFEE", None, "D3DFEE"] if bands else [None] * 4)


def test_first_page_differs() -> None:
    document = make.new()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "overig"
    section.first_page_header.paragraphs[0].text = "eerste"
    paper = read(make.data(document), name="x")
    assert [paper.running_text(sheet, 2)[0] for sheet in paper.sheets([1], 2)] == ["eerste", "overig"]


def test_anchors_have_the_size_of_their_cell() -> None:
    document = make.new()
    make.signature_block(document, "bedrijfsarts", "werkgever")
    table = read(make.data(document), name="x").body[0]
    assert isinstance(table, Table)
    anchor = table.rows[1].cells[0].blocks[0]
    assert isinstance(anchor, FieldAnchor)
    assert anchor.name == "bedrijfsarts"
    assert anchor.height == pytest.approx(1134 / 20)
    assert anchor.width == pytest.approx(table.widths[0] - 10.8)


def _twice() -> bytes:
    document = make.new()
    make.signature_block(document, "werkgever")
    make.signature_block(document, "werkgever")
    return make.data(document)


def _without_height() -> bytes:
    document = make.new()
    make.signature_block(document, "werkgever", height=None)
    return make.data(document)


def _with_text() -> bytes:
    return make.with_xml('<w:bookmarkStart w:id="1" w:name="veld_werkgever"/>')


ANCHORS = {
    "twice": (_twice, "tweemaal"),
    "row without height": (_without_height, "geen hoogte"),
    "in a paragraph with text": (_with_text, "alinea met tekst"),
}


@pytest.mark.parametrize("case", ANCHORS)
def test_an_anchor_that_cannot_be_is_refused(case: str) -> None:
    document, says = ANCHORS[case]
    with pytest.raises(TemplateRefused, match=says):
        read(document(), name="x")


def test_merged_cells() -> None:
    document = make.new()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "breed"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "hoog"
    found = read(make.data(document), name="x").body[0]
    assert isinstance(found, Table)
    assert [(c.column, c.columns, c.rows) for c in found.rows[0].cells] == [(0, 2, 1), (2, 1, 1)]
    assert [(c.column, c.columns, c.rows) for c in found.rows[1].cells][2] == (2, 1, 2)
    assert [c.column for c in found.rows[2].cells] == [0, 1]


GOOD = make.of("Tekst")
DOCUMENT = make.part(GOOD, "word/document.xml")
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
DAMAGED = {
    "empty": b"",
    "no zip": b"PK\x03\x04 zomaar wat",
    "half a zip": GOOD[: len(GOOD) // 2],
    "no document": make.repacked(GOOD, word__document_dot_xml=None),
    "no content types": make.repacked(GOOD, **{"[Content_Types]_dot_xml": None}),
    "not XML": make.repacked(GOOD, word__document_dot_xml=b"geen xml"),
    "cut XML": make.repacked(GOOD, word__document_dot_xml=DOCUMENT[:-20]),
    "entities": make.repacked(GOOD, word__document_dot_xml=BOMB),
    "entities in styles": make.repacked(GOOD, word__styles_dot_xml=BOMB),
    "another root": make.repacked(GOOD, word__document_dot_xml=b"<x/>"),
    "macros": make.repacked(GOOD, word__vbaProject_dot_bin=b"x"),
    "deep XML": make.repacked(GOOD, word__document_dot_xml=b"<a>" * 5000 + b"</a>" * 5000),
    "no title": make.repacked(
        GOOD, docProps__core_dot_xml=make.part(GOOD, "docProps/core.xml").replace(b"Proef", b" ")
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_file_is_refused(case: str) -> None:
    with pytest.raises(TemplateRefused) as refused:
        read(DAMAGED[case], name="D1.docx")
    assert refused.value.message.startswith("D1.docx")
    assert refused.value.hint


def test_a_zip_bomb_is_refused() -> None:
    bomb = make.repacked(GOOD)

    stream = io.BytesIO(bomb)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/groot.xml", b"\0" * (100 * 1024 * 1024))
    with pytest.raises(TemplateRefused, match="meer dan een Word-document nodig heeft"):
        read(stream.getvalue(), name="x")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_any_damage_to_the_file_is_read_or_refused(place: int, harm: bytes) -> None:
    with contextlib.suppress(TemplateRefused):
        read(GOOD[:place] + harm + GOOD[place + len(harm) :], name="x")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(DOCUMENT) - 1), st.binary(min_size=1, max_size=6))
def test_any_damage_to_the_xml_is_read_or_refused(place: int, harm: bytes) -> None:
    damaged = DOCUMENT[:place] + harm + DOCUMENT[place + len(harm) :]
    with contextlib.suppress(TemplateRefused):
        read(make.repacked(GOOD, word__document_dot_xml=damaged), name="x")


def test_an_opened_document_reads_as_its_bytes_each_time() -> None:
    docx = make.example(articles=2, rows=3)
    opened = Package(docx, name="x")
    assert read(opened, name="x") == read(docx, name="x") == read(opened, name="x")


def test_what_is_kept_of_one_document_is_not_given_to_another_of_its_name() -> None:
    sizes = []
    for size in (9, 14, 9):
        document = make.of_new("Tekst")
        document.styles["Normal"].font.size = Pt(size)
        (paragraph,) = read(make.data(document), name="x").body
        sizes.append(paragraph.mark.size)
    assert sizes == [9, 14, 9]
