"""Word documents made for tests, with python-docx and raw XML where it has no words."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from lxml import etree

from generator.typeset.paper import Block, Paper, Running

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
AT = datetime(2026, 11, 21, 9, 0, 0, tzinfo=UTC)

TORTURE = (
    "Bakkerij Jansen & Zn. <Waalbrug> B.V.",
    "R. O'Neill-van 't Hof",
    "#let x = 1",
    "$a$ en $ x^2 $",
    "*b* _i_ **c**",
    "\"quote\" en 'enkel'",
    "\\ \\\\ \\n \\u{41}",
    "`code` ```raw```",
    "@verwijzing <label> [haken] {accolades}",
    "// commentaar /* blok */",
    "-- --- ... ~ - lijst",
    "= Kop\n+ item",
    "https://example.org/pad?a=b&c=d",
    "fi ffi ffl œ Łukasiewicz Zoë Çelik Đorđević",
    "“hoog” ‘enkel’ „laag” – — … € § ½ ²",
    "☐ ☒ ✓ → ≤ ≥ •",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3,
)


def new(title: str = "Proef") -> Document:
    """An empty document in a known font."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Arbodienst"
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    return document


def data(document: Document) -> bytes:
    """Save to bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def of(*texts: str) -> bytes:
    """A document of plain paragraphs."""
    document = new()
    for text in texts:
        document.add_paragraph(text)
    return data(document)


def of_new(*texts: str) -> Document:
    """The same, still open."""
    document = new()
    for text in texts:
        document.add_paragraph(text)
    return document


def xml(fragment: str) -> object:
    """A WordprocessingML element; the first tag gets the namespaces."""
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {nsdecls('w', 'r', 'm')}", fragment, count=1))


def with_xml(fragment: str, *, into: str = "p") -> bytes:
    """A document with `fragment` in its second paragraph, run, properties or body."""
    document = of_new("Eerste alinea", "Tekst van de alinea")
    put(document, fragment, into=into)
    return data(document)


def put(document: Document, fragment: str, *, into: str) -> None:
    """Put `fragment` into the last paragraph, its run, their properties, the section or the body."""
    paragraph = document.paragraphs[-1]
    element = xml(fragment)
    if into == "p":
        paragraph._p.append(element)
    elif into == "pPr":
        paragraph._p.get_or_add_pPr().append(element)
    elif into == "r":
        paragraph.runs[0]._r.append(element)
    elif into == "rPr":
        paragraph.runs[0]._r.get_or_add_rPr().append(element)
    elif into == "sectPr":
        document.sections[0]._sectPr.append(element)
    else:
        paragraph._p.addnext(element)


def drawing_of(uri: str) -> str:
    """A drawing of another kind than a picture."""
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return f'<w:drawing><a:graphic xmlns:a="{a}"><a:graphicData uri="{uri}"/></a:graphic></w:drawing>'


def drawing(fragment: str) -> object:
    """An element with its own namespaces."""
    return parse_xml(fragment)


PIXEL = bytes.fromhex(  # a PNG
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)
DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1" '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>'
)


def footnotes(document: Document, *texts: str) -> None:
    """Add the part with the notes."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f'<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(texts, 1)
    )
    root = f"<w:footnotes {nsdecls('w')}>{separators}{notes}</w:footnotes>"
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), content_type, root.encode(), document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)


def field(paragraph: object, code: str, result: str) -> None:
    """Add a complex field."""
    for fragment in (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        f"<w:r><w:instrText> {code} </w:instrText></w:r>",
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        f"<w:r><w:t>{result}</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        paragraph._p.append(xml(fragment))


def lean(name: str, part: bytes) -> bytes:
    """Leave out the table styles that nothing uses: they are most of what python-docx writes."""
    if name != "word/styles.xml":
        return part
    root = parse_xml(part)
    for style in root.findall(W + "style"):
        if style.get(W + "type") == "table" and style.get(W + "styleId") not in _TABLE_STYLES:
            root.remove(style)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


_TABLE_STYLES = {"TableNormal", "TableGrid", "LightGrid-Accent1", "MediumShading1-Accent2"}


def numbering(document: Document, *levels: tuple[str, str], num_id: int = 77, extra: str = "") -> None:
    """Define a list: (numFmt, lvlText) a level."""
    root = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 + 360 * i}" w:hanging="360"/></w:pPr></w:lvl>'
        for i, (fmt, text) in enumerate(levels)
    )
    abstract = xml(f'<w:abstractNum w:abstractNumId="{num_id}">{body}</w:abstractNum>')
    root.insert(0, abstract)
    root.append(xml(f'<w:num w:numId="{num_id}"><w:abstractNumId w:val="{num_id}"/>{extra}</w:num>'))


def item(document: Document, text: str, level: int = 0, num_id: int = 77) -> None:
    """Add a numbered paragraph."""
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>'))


def page_fields(paragraph: object) -> None:
    """Write «Pagina x van y» with a complex and a simple field."""
    paragraph.add_run("Pagina ")
    for fragment in (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r><w:instrText> PAGE </w:instrText></w:r>",
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        "<w:r><w:t>99</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        paragraph._p.append(xml(fragment))
    paragraph.add_run(" van ")
    paragraph._p.append(xml('<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>99</w:t></w:r></w:fldSimple>'))


def signature_block(document: Document, *names: str, height: int | None = 1134) -> None:
    """Add a table: a row of names, and a row of signature fields below."""
    table = document.add_table(rows=2, cols=len(names))
    table.style = "Table Grid"
    for column, name in enumerate(names):
        table.rows[0].cells[column].text = name.capitalize()
        table.rows[0].cells[column].paragraphs[0].paragraph_format.keep_with_next = True
        place = table.rows[1].cells[column].paragraphs[0]._p
        place.append(xml(f'<w:bookmarkStart w:id="{column}" w:name="veld_{name}"/>'))
        place.append(xml(f'<w:bookmarkEnd w:id="{column}"/>'))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(xml("<w:cantSplit/>"))
    if height is not None:
        table.rows[1]._tr.get_or_add_trPr().append(xml(f'<w:trHeight w:val="{height}"/>'))


def header_row(row: object) -> None:
    """Make a row repeat on every page."""
    row._tr.get_or_add_trPr().append(xml("<w:tblHeader/>"))


def example(articles: int = 8, rows: int = 40) -> bytes:
    """A document that uses most of what is supported, over several pages."""
    document = new("Delegatieovereenkomst")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Delegatieovereenkomst\tVertrouwelijk\tDLG-2026-0042"
    page_fields(section.footer.paragraphs[0])
    document.add_heading("Overeenkomst", 1)
    for text in TORTURE:
        document.add_paragraph(text)
    for number in range(articles):
        document.add_heading(f"Onderwerp {number}", 2)
        paragraph = document.add_paragraph("De bedrijfsarts draagt de taak op aan de ")
        paragraph.add_run("taakgedelegeerde").bold = True
        paragraph.add_run(", die deze onder ")
        paragraph.add_run("verantwoordelijkheid").italic = True
        paragraph.add_run(" van de bedrijfsarts uitvoert. " * 4)
        for text in ("een", "twee", "drie"):
            document.add_paragraph(text, style="List Bullet")
        for text in ("een", "twee"):
            document.add_paragraph(text, style="List Number")
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("Taak", "Wie", "Wanneer"), strict=True):
        cell.text = text
    header_row(table.rows[0])
    for number in range(rows):
        for cell, text in zip(
            table.add_row().cells,
            (f"Taak {number} met een omschrijving die over twee regels loopt", "de casemanager", "2026"),
            strict=True,
        ):
            cell.text = text
    document.add_paragraph("")
    signature_block(document, "bedrijfsarts", "taakgedelegeerde")
    return data(document)


def with_body(paper: Paper, *blocks: Block) -> Paper:
    """The same paper with another body in its only section."""
    return replace(paper, sections=(replace(paper.sections[0], blocks=blocks),))


def with_running(paper: Paper, **changes: Running) -> Paper:
    """The same paper with another header or footer."""
    return replace(paper, sections=tuple(replace(section, **changes) for section in paper.sections))


def repacked(docx_bytes: bytes, **changes: bytes | None) -> bytes:
    """The same package with parts replaced (name with __ for / and _dot_ for .) or left out."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): value for name, value in changes.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_bytes)) as old, zipfile.ZipFile(stream, "w") as new_zip:
        for name in old.namelist():
            value = wanted.pop(name, old.read(name))
            if value is not None:
                new_zip.writestr(name, value)
        for name, value in wanted.items():
            if value is not None:
                new_zip.writestr(name, value)
    return stream.getvalue()


def part(docx_bytes: bytes, name: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(docx_bytes)) as package:
        return package.read(name)


LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
