"""Make the half of the corpus that python-docx can: `PYTHONPATH=.:tests/generator python tests/corpus/make_docx.py`.

The same bytes each time: every member of the package gets one date, and the pictures are drawn here.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import word_documents as make
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm, Pt

FOLDER = Path(__file__).with_name("docx")
_NEEDLESS = ("/stylesWithEffects", "/thumbnail", "/customXml")
_DATE = (2026, 11, 21, 9, 0, 0)
MADE: dict[str, Callable[[], Document]] = {}


def case(function: Callable[[], Document]) -> Callable[[], Document]:
    """List a document under the name of the function that makes it."""
    MADE[function.__name__.replace("_", "-")] = function
    return function


def picture() -> bytes:
    """A PNG of a disc."""
    side = 24
    rows = b"".join(
        b"\0" + b"".join(
            b"\x1f\x5f\x8b" if (x - 11.5) ** 2 + (y - 11.5) ** 2 < 110 else b"\xff\xff\xff" for x in range(side)
        )
        for y in range(side)
    )  # fmt: skip

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        )
    )


def illustrated(alt: str | None, *, decorative: bool = False) -> Document:
    """A document with a picture on a line."""
    document = make.new("Afbeelding")
    document.add_paragraph("Vooraf.")
    run = document.add_paragraph("Zie ").add_run()
    shape = run.add_picture(io.BytesIO(picture()), width=Mm(12))
    properties = shape._inline.docPr
    if alt:
        properties.set("descr", alt)
    if decorative:
        properties.append(make.drawing(make.DECORATIVE))
    document.paragraphs[-1].add_run(" hierboven.")
    return document


def noted(*notes: str, settings: str = "") -> Document:
    """A document with a paragraph and a footnote for each text."""
    document = make.new("Voetnoten")
    for number, _ in enumerate(notes, 1):
        paragraph = document.add_paragraph(f"Bewering {number}")
        paragraph._p.append(
            make.xml(
                f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
            )
        )
        paragraph.add_run(" en verder.")
    make.footnotes(document, *notes)
    if settings:
        document.settings.element.append(make.xml(settings))
    return document


@case
def afbeelding() -> Document:
    return illustrated("Het merk van de arbodienst: een blauwe schijf")


@case
def afbeelding_zonder_tekst() -> Document:
    return illustrated(None)


@case
def afbeelding_decoratief() -> Document:
    return illustrated(None, decorative=True)


@case
def afbeelding_gedraaid() -> Document:
    document = illustrated("Gedraaid")
    next(document.element.iter(make.A + "xfrm")).set("rot", "5400000")
    return document


@case
def afbeelding_in_koptekst() -> Document:
    document = make.of_new("Tekst onder een merk.")
    document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(picture()), width=Mm(8))
    document.sections[0].header.paragraphs[0].add_run(" Arbodienst")
    return document


@case
def voetnoten() -> Document:
    return noted("De eerste noot.", "De tweede, met een lang verhaal. " * 20)


@case
def voetnoten_romeins() -> Document:
    return noted(
        "Eén.",
        "Twee.",
        settings='<w:footnotePr><w:numFmt w:val="lowerRoman"/><w:numStart w:val="3"/></w:footnotePr>',
    )


@case
def voetnoten_per_bladzijde() -> Document:
    return noted("Eén.", settings='<w:footnotePr><w:numRestart w:val="eachPage"/></w:footnotePr>')


@case
def voetnoot_tweemaal() -> Document:
    document = noted("Eén.")
    document.element.body.insert(1, make.xml('<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'))
    return document


@case
def voetnoot_in_tabel() -> Document:
    document = noted("Bij de cel.")
    table = document.add_table(rows=2, cols=2)
    table.style = "Table Grid"
    table.cell(0, 0).text = "Taak"
    table.cell(1, 1).paragraphs[0]._p.append(document.paragraphs[0]._p[1])
    table.cell(1, 0).text = "Met noot"
    return document


@case
def even_en_oneven() -> Document:
    document = make.of_new("Een.", "Twee.", "Drie.")
    for paragraph in document.paragraphs[1:]:
        paragraph.paragraph_format.page_break_before = True
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.header.paragraphs[0].text = "Oneven kop"
    section.even_page_header.paragraphs[0].text = "Even kop"
    make.page_fields(section.footer.paragraphs[0])
    section.even_page_footer.paragraphs[0].text = "Even voet"
    return document


@case
def liggende_sectie() -> Document:
    document = make.of_new("Staand.")
    document.sections[0].header.paragraphs[0].text = "Kop van de eerste sectie"
    make.page_fields(document.sections[0].footer.paragraphs[0])
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation, section.page_width, section.page_height = (
        WD_ORIENT.LANDSCAPE, section.page_height, section.page_width,
    )  # fmt: skip
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "Kop van de bijlage"
    document.add_paragraph("Liggend.")
    document.add_page_break()
    document.add_paragraph("Nog liggend.")
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Ook liggend, kop geërfd.")
    return document


@case
def paginanummers_romeins() -> Document:
    document = make.of_new("Voorwerk.")
    make.page_fields(document.sections[0].footer.paragraphs[0])
    document.sections[0]._sectPr.append(make.xml('<w:pgNumType w:fmt="lowerRoman" w:start="4"/>'))
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section._sectPr.remove(section._sectPr.find(make.W + "pgNumType"))
    section._sectPr.append(make.xml('<w:pgNumType w:start="1"/>'))
    document.add_paragraph("Hoofdwerk.")
    document.add_paragraph("Vervolg.").paragraph_format.page_break_before = True
    return document


@case
def doorlopende_sectie() -> Document:
    document = make.of_new("Boven het sectie-einde.")
    document.sections[0].header.paragraphs[0].text = "Eén kop"
    document.add_section(WD_SECTION.CONTINUOUS)
    document.add_paragraph("Eronder, op hetzelfde blad.")
    return document


@case
def doorlopende_sectie_anders() -> Document:
    document = make.of_new("Boven.")
    document.add_section(WD_SECTION.CONTINUOUS).left_margin = Mm(50)
    document.add_paragraph("Onder.")
    return document


@case
def sectie_op_oneven() -> Document:
    document = make.of_new("Een.")
    document.add_section(WD_SECTION.ODD_PAGE)
    document.add_paragraph("Twee.")
    return document


@case
def eerste_bladzijde_anders() -> Document:
    document = make.of_new("Een.", "Twee.")
    document.paragraphs[1].paragraph_format.page_break_before = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Briefhoofd"
    section.header.paragraphs[0].text = "Vervolgblad"
    return document


@case
def tabelstijl_met_banen() -> Document:
    document = make.new("Banen")
    table = document.add_table(rows=4, cols=3)
    table.style = "Light Grid Accent 1"
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells.cells):
            cell.text = f"r{row}k{column}"
    make.header_row(table.rows[0])
    return document


@case
def tabelstijl_lijst() -> Document:
    document = make.new("Banen")
    table = document.add_table(rows=3, cols=2)
    table.style = "Medium Shading 1 Accent 2"
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells.cells):
            cell.text = f"cel {row} {column}"
    return document


@case
def samengevoegde_cellen() -> Document:
    document = make.new("Samengevoegd")
    table = document.add_table(rows=3, cols=3)
    table.style = "Table Grid"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "breed"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "hoog"
    return document


@case
def geneste_tabel() -> Document:
    document = make.new("Genest")
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "buiten"
    cell.add_table(rows=1, cols=2).cell(0, 1).text = "binnen"
    cell.add_paragraph("na")
    return document


@case
def geneste_nummering() -> Document:
    document = make.new("Nummering")
    make.numbering(document, ("decimal", "Artikel %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"))
    for level in (0, 1, 2, 2, 1, 0, 1):
        make.item(document, "bepaling", level)
    return document


@case
def nummers_rechts() -> Document:
    document = make.new("Rechts")
    make.numbering(document, ("lowerRoman", "%1."))
    for align in document.part.numbering_part.element.iter(make.W + "lvlJc"):
        if align.getparent().getparent().get(make.W + "abstractNumId") == "77":
            align.set(make.W + "val", "right")
    for _ in range(9):
        make.item(document, "punt")
    document.paragraphs[0].paragraph_format.keep_with_next = True
    return document


@case
def alinearand_en_vlak() -> Document:
    document = make.of_new("Gewoon.", "In een kader", "met twee alinea’s.", "Gewoon.")
    for paragraph in document.paragraphs[1:3]:
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="1F5F8B"/>'
            for side in ("top", "left", "bottom", "right")
        )
        properties = paragraph._p.get_or_add_pPr()
        properties.append(make.xml(f"<w:pBdr>{edges}</w:pBdr>"))
        properties.append(make.xml('<w:shd w:val="clear" w:color="auto" w:fill="E8F1F8"/>'))
    return document


@case
def tekens() -> Document:
    document = make.of_new("Af\N{SOFT HYPHEN}breek\N{SOFT HYPHEN}streepjes", "vast\N{NO-BREAK SPACE}spatie")
    run = document.add_paragraph("e").add_run()
    for fragment in ("<w:noBreakHyphen/>", "<w:t>mail</w:t>", "<w:softHyphen/>", "<w:t>adres</w:t>"):
        run._r.append(make.xml(fragment))
    document.add_paragraph().add_run("Klein Kapitaal Łódź").font.small_caps = True
    document.add_paragraph("boven").add_run("2").font.superscript = True
    tabs = document.add_paragraph("links\tmidden\trechts")
    tabs.paragraph_format.tab_stops.add_tab_stop(Pt(200))
    tabs.paragraph_format.tab_stops.add_tab_stop(Pt(320))
    return document


@case
def koppeling() -> Document:
    document = make.new("Koppeling")
    relation = document.part.relate_to("https://example.org/pad?a=b", make.LINK, is_external=True)
    document.add_paragraph("Zie ")._p.append(
        make.xml(f'<w:hyperlink r:id="{relation}"><w:r><w:t>de website</w:t></w:r></w:hyperlink>')
    )
    paragraph = document.add_paragraph("Of ")
    make.field(paragraph, r'HYPERLINK "https://example.org/veld" \o "uitleg"', "dit veld")
    paragraph.add_run(".")
    return document


@case
def besturingselementen() -> Document:
    document = make.new("Besturingselementen")
    paragraph = document.add_paragraph("Gekozen: ")
    for kind, text in (
        ('<w:dropDownList><w:listItem w:value="1"/></w:dropDownList>', "ja"),
        (
            '<w:date w:fullDate="2026-11-21T00:00:00Z"><w:dateFormat w:val="d MMMM yyyy"/></w:date>',
            " 21 november 2026",
        ),
        ("<w:text/>", " vrije tekst"),
    ):
        paragraph._p.append(
            make.xml(
                f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>"
                f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:sdtContent></w:sdt>"
            )
        )
    fonts = '<w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
    paragraph._p.append(
        make.xml(f"<w:sdt><w:sdtPr/><w:sdtContent><w:r>{fonts}<w:t>☒</w:t></w:r></w:sdtContent></w:sdt>")
    )
    return document


@case
def besturingselement_gekoppeld() -> Document:
    document = make.of_new("Vooraf ")
    document.paragraphs[0]._p.append(
        make.xml(
            '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x"/></w:sdtPr>'
            "<w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>"
        )
    )
    return document


def _with(fragment: str, into: str = "p") -> Callable[[], Document]:
    def made() -> Document:
        document = make.of_new("Eerste alinea", "Tekst van de alinea")
        make.put(document, fragment, into=into)
        return document

    return made


MADE |= {
    "veld-datum": _with('<w:fldSimple w:instr=" DATE \\@ &quot;d-M-yyyy&quot; "><w:r><w:t>1-1-2020</w:t></w:r></w:fldSimple>'),
    "veld-verwijzing": _with('<w:fldSimple w:instr=" REF punt_1 \\h "><w:r><w:t>artikel 1</w:t></w:r></w:fldSimple>'),
    "veld-inhoudsopgave": _with('<w:fldSimple w:instr=" TOC \\o "><w:r><w:t>Inhoud</w:t></w:r></w:fldSimple>'),
    "wijziging-ingevoegd": _with('<w:ins w:id="9" w:author="A"><w:r><w:t>x</w:t></w:r></w:ins>'),
    "wijziging-verwijderd": _with('<w:del w:id="9" w:author="A"><w:r><w:delText>x</w:delText></w:r></w:del>'),
    "wijziging-verplaatst": _with('<w:moveFrom w:id="9" w:author="A"><w:r><w:t>x</w:t></w:r></w:moveFrom>'),
    "wijziging-opmaak": _with('<w:rPrChange w:id="9" w:author="A"><w:rPr/></w:rPrChange>', "rPr"),
    "opmerking": _with('<w:commentRangeStart w:id="0"/>'),
    "formule": _with("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"),
    "object": _with("<w:object/>", "r"),
    "kader": _with('<w:framePr w:w="1000"/>', "pPr"),
    "kolommen": _with('<w:cols w:num="2"/>', "sectPr"),
    "ingevoegd-document": _with('<w:altChunk r:id="rId99"/>', "body"),
}  # fmt: skip
for _uri, _name in (
    ("drawingml/2006/chart", "grafiek"), ("drawingml/2006/diagram", "smartart"),
):  # fmt: skip
    MADE[_name] = _with(make.drawing_of(f"http://schemas.openxmlformats.org/{_uri}"), "r")
MADE["tekstvak"] = _with(
    make.drawing_of("http://schemas.microsoft.com/office/word/2010/wordprocessingShape"), "r"
)


@case
def macros() -> Document:
    document = make.of_new("Tekst")
    part = Part(
        PackURI("/word/vbaProject.bin"), "application/vnd.ms-office.vbaProject", b"x", document.part.package
    )
    document.part.relate_to(part, RT.VBA_PROJECT if hasattr(RT, "VBA_PROJECT") else "http://x/vbaProject")
    return document


def main() -> None:
    """Write every document."""
    FOLDER.mkdir(exist_ok=True)
    for name, function in MADE.items():
        document = function()
        document.core_properties.created = document.core_properties.modified = datetime(*_DATE, tzinfo=UTC)
        for links in (document.part.rels, document.part.package.rels):
            for key in [key for key, link in links.items() if link.reltype.endswith(_NEEDLESS)]:
                del links[key]
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(make.data(document))) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package,
        ):
            for member in old.namelist():
                info = zipfile.ZipInfo(member, _DATE)
                package.writestr(info, make.lean(member, old.read(member)), zipfile.ZIP_DEFLATED)
        (FOLDER / f"{name}.docx").write_bytes(stream.getvalue())


if __name__ == "__main__":
    main()
