"""The LibreOffice engine: the same gate as the other, and a program that is kept on a short lead."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import word_documents as make

from generator import product
from generator.errors import ProductRefused, SurroundingsFailed
from generator.pdf_text import page_texts
from generator.pipeline import make as make_dossier
from generator.resources import content
from generator.typeset.fonts import MONO
from generator.typeset.office import engine, program
from generator.typeset.office.engine import Job, Office
from generator.typeset.paper import RESERVE
from generator.typeset.reader import read
from tests.workshop import ORDER


@pytest.fixture(scope="module")
def office() -> Office:
    try:
        return program.find()
    except SurroundingsFailed as missing:
        pytest.skip(f"{missing.message} {missing.hint}")


def _job(docx: bytes, name: str = "proef") -> Job:
    return Job(docx=docx, paper=read(docx, name=name))


def _set(office: Office, docx: bytes) -> bytes:
    job = _job(docx)
    (pdf,) = engine.typeset([job], at=make.AT, office=office)
    product.check(pdf, job.paper)
    return pdf


def _in_font(font: str) -> bytes:
    document = make.new()
    document.styles["Normal"].font.name = font
    paragraph = document.add_paragraph("Efficiënt: fi ffi, ")
    paragraph.add_run("vet").bold = True
    paragraph.add_run(" en schuin").italic = True
    make.signature_block(document, "bedrijfsarts")
    return make.data(document)


def _linked() -> bytes:
    document = make.new()
    paragraph = document.add_paragraph("Zie ")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = document.part.relate_to("https://example.org/a?b=c", kind, is_external=True)
    paragraph._p.append(
        make.xml(f'<w:hyperlink r:id="{link}"><w:r><w:t>deze bladzijde</w:t></w:r></w:hyperlink>')
    )
    return make.data(document)


def _listed() -> bytes:
    document = make.new()
    make.numbering(document, ("decimal", "%1."), ("lowerLetter", "%2)"), ("bullet", "–"))
    for text, level in (("een", 0), ("twee", 1), ("drie", 1), ("vier", 2), ("vijf", 0)):
        make.item(document, text, level)
    return make.data(document)


def _signed_by_three() -> bytes:
    document = make.new()
    document.add_paragraph("Ondertekening")
    make.signature_block(document, "werkgever", "bedrijfsarts", "taakgedelegeerde", height=1500)
    return make.data(document)


def _noted() -> bytes:
    document = make.new()
    make.footnotes(document, "Een noot", "Nog een")
    paragraph = document.add_paragraph("Voor")
    for number, text in enumerate((" midden", " slot"), 1):
        paragraph._p.append(
            make.xml(
                '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                f'<w:footnoteReference w:id="{number}"/></w:r>'
            )
        )
        paragraph.add_run(text)
    document.add_paragraph("Volgende alinea")
    return make.data(document)


def _turned() -> bytes:
    document = make.new()
    document.sections[0].header.paragraphs[0].text = "Eerste kop"
    document.add_paragraph("staand")
    section = document.add_section()
    section.page_width, section.page_height = section.page_height, section.page_width
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "Tweede kop"
    document.add_paragraph("liggend")
    return make.data(document)


def _merged() -> bytes:
    document = make.new()
    table = document.add_table(3, 3)
    table.style = "Table Grid"
    make.header_row(table.rows[0])
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cel {number}"
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    return make.data(document)


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "most of what is supported": make.example,
    "a table over many pages": lambda: make.example(1, 120),
    "difficult text": lambda: make.of(*make.TORTURE),
    "a serif": lambda: _in_font("Times New Roman"),
    "a typewriter": lambda: _in_font("Courier New"),
    "a link without a style": _linked,
    "nested lists": _listed,
    "footnotes": _noted,
    "a page turned, with a header of its own": _turned,
    "merged cells": _merged,
    "three fields in a row of at least a height": _signed_by_three,
}


@pytest.mark.parametrize("case", DOCUMENTS)
def test_it_passes_the_gate(case: str, office: Office) -> None:
    _set(office, DOCUMENTS[case]())


def test_a_dossier_is_made_in_one_start_and_twice_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[str] = []
    real = program._run

    def counted(command: list[str], folder: Path, limit: float) -> str:
        starts.append(command[1])
        return real(command, folder, limit)

    monkeypatch.setattr(program, "_run", counted)
    data = (content("examples") / "in-dienst.yaml").read_bytes()
    one, two = (make_dossier(data, name="x", engine="libreoffice") for _ in range(2))
    assert one.files == two.files
    assert [document.id for document in one.manifest.documents] == ORDER
    assert one.manifest.versions["libreoffice"] == office.version()
    assert sum(start.startswith("-env:") for start in starts) == 2


def test_fields_have_an_element_with_nothing_in_it(office: Office) -> None:
    with pikepdf.open(io.BytesIO(_set(office, make.example()))) as pdf:
        parents = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        found = {}
        for page in pdf.pages:
            assert page.obj.Tabs == "/S"
            for annotation in page.obj.get("/Annots", ()):
                element = parents[int(annotation.StructParent)]
                assert [kid.Type for kid in element.K] == ["/OBJR"]
                found[str(annotation.A.URI).removeprefix("veld:")] = element
        owners = [value for value in parents.values() if isinstance(value, pikepdf.Dictionary)]
        assert len(owners) == len(found)  # a second way to a field would make each signature a change
        assert found.keys() == {"bedrijfsarts", "taakgedelegeerde", *RESERVE}
        assert all(element.P.S == "/Document" for name, element in found.items() if name in RESERVE)


def test_header_cells_labels_and_running_text_are_tagged_for_what_they_are(office: Office) -> None:
    with pikepdf.open(io.BytesIO(_set(office, make.example()))) as pdf:
        elements = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        ]
        heads = [one for one in elements if one.S == "/TH"]
        assert len(heads) == 3
        assert all(any(a.get("/Scope") == "/Column" for a in one.A) for one in heads)
        assert any(one.S == "/Lbl" for one in elements)
        for page in page_texts(pdf):
            assert page.artifacts[0][0] == "/Header"
            assert page.artifacts[-1][0] == "/Footer"


def test_links_keep_their_address_and_say_it(office: Office) -> None:
    with pikepdf.open(io.BytesIO(_set(office, _linked()))) as pdf:
        (link,) = (one for one in pdf.pages[0].Annots if "/Contents" in one)
        assert str(link.A.URI) == str(link.Contents) == "https://example.org/a?b=c"


def test_two_workers_do_not_meet(office: Office) -> None:
    jobs = [[_job(make.of(f"werk {number}"))] for number in range(2)]
    results: dict[int, bytes] = {}

    def work(number: int) -> None:
        results[number] = engine.typeset(jobs[number], at=make.AT, office=office)[0]

    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for number, (job,) in enumerate(jobs):
        product.check(results[number], job.paper)


def test_another_font_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = _job(_in_font("Arial"))
    monkeypatch.setattr(engine, "families", lambda _paper: {MONO})
    with pytest.raises(ProductRefused, match=r"ander lettertype gebruikt \(DejaVuSansMono.*Source Sans Pro"):
        engine.typeset([job], at=make.AT, office=office)
