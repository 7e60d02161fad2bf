"""A PDF that is not what was asked for is refused, and the first difference is named."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
import word_documents as make

from generator import product
from generator.errors import ProductRefused
from generator.typeset.engine import typeset
from generator.typeset.paper import Paper, Paragraph, Run, Running
from generator.typeset.reader import read

PAPER = read(make.example(articles=3, rows=30), name="voorbeeld.docx")
PDF = typeset(PAPER, at=make.AT)


def _other(paper: Paper, text: str) -> Paper:
    first = paper.body[0]
    assert isinstance(first, Paragraph)
    run = first.pieces[0]
    assert isinstance(run, Run)
    return replace(paper, body=(replace(first, pieces=(replace(run, text=text),)), *paper.body[1:]))


PAPERS: dict[str, tuple[Callable[[Paper], Paper], str]] = {
    "a word differs": (lambda p: _other(p, "Overeenkomsten"), "verwacht «…Overeenkomsten"),
    "a capital differs": (lambda p: _other(p, "overeenkomst"), "verwacht «…overeenkomst"),
    "a paragraph is missing": (lambda p: replace(p, body=p.body[:2] + p.body[3:]), "de tekst van de PDF"),
    "two paragraphs are swapped": (
        lambda p: replace(p, body=(p.body[0], p.body[2], p.body[1], *p.body[3:])), "de tekst van de PDF",
    ),
    "the header is missing": (lambda p: replace(p, header=Running()), "de koptekst van pagina 1"),
    "the footer is missing": (lambda p: replace(p, footer=Running()), "de voettekst van pagina 1"),
    "another title": (lambda p: replace(p, title="Anders"), "Anders"),
    "a field is missing": (lambda p: replace(p, body=p.body[:-1]), "velden"),
}  # fmt: skip


@pytest.mark.parametrize("case", PAPERS)
def test_another_paper_is_refused(case: str) -> None:
    change, says = PAPERS[case]
    with pytest.raises(ProductRefused) as refused:
        product.check(PDF, change(PAPER))
    assert says in refused.value.message
    assert refused.value.hint


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


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", PDF[: len(PDF) // 3]], ids=["empty", "head", "a third"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ProductRefused):
        product.check(data, PAPER)
