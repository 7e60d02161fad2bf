"""What the engine makes: the words unharmed, tagged, the same bytes each time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pypdf
import pytest
import word_documents as make
from docx.enum.section import WD_SECTION
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import product
from generator.errors import TemplateRefused
from generator.typeset import engine
from generator.typeset.engine import typeset
from generator.typeset.paper import RESERVE, Attachment, Paper, Paragraph, Running
from generator.typeset.reader import read

EXAMPLE = read(make.example(), name="voorbeeld.docx")
PDF = typeset(EXAMPLE, at=make.AT)


def _set(docx: bytes) -> bytes:
    paper = read(docx, name="x.docx")
    pdf = typeset(paper, at=make.AT)
    product.check(pdf, paper)
    return pdf


FILES = tuple(
    Attachment(name=name, data=data, mime=mime, relationship=relationship, description=f"Over {name}.")
    for name, data, mime, relationship in (
        ("bron.yaml", b"formaat: 1\n", "application/yaml", "source"),
        ("leeg.jsonl", b"", "application/jsonl", "data"),
        ("geen-utf8.bin", bytes(range(256)), "application/octet-stream", "data"),
    )
)


def _claims(pdf: bytes) -> tuple[str, str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as meta:
        return meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]


def test_files_travel_inside_byte_for_byte() -> None:
    paper = replace(EXAMPLE, attachments=FILES)
    pdf = typeset(paper, at=make.AT)
    product.check(pdf, paper)
    assert pdf == typeset(paper, at=make.AT)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = {
            str(one.UF): (
                one.EF.F.read_bytes(),
                str(one.EF.F.Subtype),
                str(one.AFRelationship),
                str(one.Desc),
            )
            for one in opened.Root.AF
        }
    assert found == {
        one.name: (one.data, f"/{one.mime}", f"/{one.relationship.title()}", one.description) for one in FILES
    }


def test_only_a_paper_with_files_is_pdf_a_3() -> None:
    assert _claims(PDF) == ("2", "A", "1")
    assert _claims(typeset(replace(EXAMPLE, attachments=FILES[:1]), at=make.AT)) == ("3", "A", "1")


def _tags(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            str(o.S) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o
        }


def test_the_example_is_what_was_asked() -> None:
    product.check(PDF, EXAMPLE)


def test_a_second_parser_reads_the_same_words() -> None:
    reader = pypdf.PdfReader(io.BytesIO(PDF))
    found = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for text in make.TORTURE:
        assert "".join(text.split()) in found


def test_same_input_same_bytes() -> None:
    assert typeset(EXAMPLE, at=make.AT) == PDF
    typeset(make.with_body(replace(EXAMPLE, title="Iets anders"), *EXAMPLE.body[:3]), at=make.AT)
    assert typeset(read(make.example(), name="voorbeeld.docx"), at=make.AT) == PDF


def _named(*names: str) -> list[Paper]:
    return [replace(EXAMPLE, name=name, title=f"Titel van {name}") for name in names]


def test_papers_set_together_come_out_in_their_order_whatever_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[str] = []
    alone = engine.typeset

    def watched(paper: Paper, *, at: datetime) -> bytes:
        order.append(paper.name)
        return alone(paper, at=at)

    monkeypatch.setattr(engine, "typeset", watched)
    for name in "BCDEFGHIJK":
        alone(*_named(name), at=make.AT)
    papers = _named(*"ABCK")
    assert engine.typeset_all(papers, at=make.AT) == [alone(paper, at=make.AT) for paper in papers]
    assert order == ["B", "C", "K", "A"], "what would be forgotten first goes first, what is unknown last"


def test_of_papers_that_are_refused_the_first_is_told_whatever_is_remembered() -> None:
    good, first, second = _named("goed", "eerste", "tweede")
    bad = make.with_body(
        EXAMPLE, *(replace(b, heading=3) if isinstance(b, Paragraph) else b for b in EXAMPLE.body)
    )
    typeset(second, at=make.AT)
    with pytest.raises(TemplateRefused, match="eerste"):
        engine.typeset_all([good, replace(bad, name="eerste"), replace(bad, name="tweede")], at=make.AT)
    assert typeset(first, at=make.AT)


def test_what_was_set_before_leaves_no_trace() -> None:
    """Typst remembers pages of papers like this one: another title, author, header or footer must still show."""
    plain = typeset(EXAMPLE, at=make.AT)
    section = EXAMPLE.sections[0]
    header = read(make.data(make.of_new("Andere koptekst")), name="x.docx").body
    other = replace(
        EXAMPLE,
        title="Andere titel",
        author="Een ander",
        sections=(replace(section, header=Running(other=header)), *EXAMPLE.sections[1:]),
    )
    pdf = typeset(other, at=make.AT)
    product.check(pdf, other)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Author"]) == "Een ander"
    assert typeset(EXAMPLE, at=make.AT) == plain


def test_tags() -> None:
    assert {
        "/H1",
        "/H2",
        "/P",
        "/L",
        "/LI",
        "/Lbl",
        "/LBody",
        "/Table",
        "/TR",
        "/TH",
        "/TD",
        "/Link",
    } <= _tags(PDF)


def test_fields_are_links_in_the_structure() -> None:
    reader = pypdf.PdfReader(io.BytesIO(PDF))
    names = [
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", ())
        if annotation.get_object()["/A"]["/URI"].startswith("veld:")
    ]
    assert sorted(names) == sorted(f"veld:{n}" for n in ("bedrijfsarts", "taakgedelegeerde", *RESERVE))


def test_the_reserve_never_makes_a_page() -> None:
    for lines in range(40, 60):
        paper = read(make.of(*("regel" for _ in range(lines))), name="x")
        last = typeset(paper, at=make.AT)
        texts = [page.extract_text().strip() for page in pypdf.PdfReader(io.BytesIO(last)).pages]
        assert all(texts)


@pytest.mark.parametrize("text", make.TORTURE)
def test_text_comes_through_unharmed(text: str) -> None:
    _set(make.of(text))


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
@example("e\u0301 é")
@example("if\u0209 f\u0304")
@example("a\u200bb")
@example("\u05d0")
@example("a  b\u00a0c\u00ad")
@example("x" * 400)
def test_any_text_comes_through_or_is_refused_by_name(text: str) -> None:
    said = "alinea 1, U+"
    try:
        _set(make.of("Vooraf " + text))
    except TemplateRefused as refused:
        said = refused.message
    assert "alinea 1" in said
    assert "U+" in said


ROWS = {
    "a row over two pages": (120, 1),
    "many rows": (2, 60),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_table_breaks_and_loses_nothing(case: str) -> None:
    words, rows = ROWS[case]
    document = make.new()
    table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.rows[0].cells[0].text = "Links"
    table.rows[0].cells[1].text = "Rechts"
    make.header_row(table.rows[0])
    for number in range(rows):
        for cell in table.add_row().cells:
            cell.text = " ".join(f"woord{number}-{i}" for i in range(words * 10))
    pdf = _set(make.data(document))
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 1


def test_a_signature_block_stays_in_one_piece() -> None:
    for lines in range(36, 48):
        document = make.new()
        for _ in range(lines):
            document.add_paragraph("regel").paragraph_format.space_after = 0
        make.signature_block(document, "bedrijfsarts")
        reader = pypdf.PdfReader(io.BytesIO(_set(make.data(document))))
        page = next(p for p in reader.pages if "Bedrijfsarts" in p.extract_text())
        targets = [a.get_object()["/A"]["/URI"] for a in page.get("/Annots", ())]
        assert "veld:bedrijfsarts" in targets


def test_numbered_headings_merged_cells_and_links() -> None:
    document = make.new()
    make.numbering(document, ("decimal", "Artikel %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"))
    heading = document.add_heading("Begrippen", 1)
    heading._p.get_or_add_pPr().append(
        make.xml('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
    )
    for level in (1, 2, 2, 1, 2):
        make.item(document, "bepaling " * 30, level)
    table = document.add_table(rows=3, cols=3)
    table.style = "Table Grid"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "breed"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "hoog"
    relation = document.part.relate_to("https://example.org/", make.LINK, is_external=True)
    document.add_paragraph("Zie ")._p.append(
        make.xml(f'<w:hyperlink r:id="{relation}"><w:r><w:t>de website</w:t></w:r></w:hyperlink>')
    )
    pdf = _set(make.data(document))
    assert {"/H1", "/L", "/Link"} <= _tags(pdf)


def test_page_breaks() -> None:
    document = make.new()
    document.add_paragraph("een")
    document.add_page_break()
    document.add_paragraph("twee")
    document.add_paragraph("drie").paragraph_format.page_break_before = True
    texts = [
        page.extract_text().strip() for page in pypdf.PdfReader(io.BytesIO(_set(make.data(document)))).pages
    ]
    assert texts == ["een", "twee", "drie"]


def test_a_break_before_the_first_paragraph_makes_no_empty_page() -> None:
    document = make.of_new("een", "twee")
    document.paragraphs[0].paragraph_format.page_break_before = True
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("drie").paragraph_format.page_break_before = True
    assert len(pypdf.PdfReader(io.BytesIO(_set(make.data(document)))).pages) == 2


def test_tab_stops_are_met() -> None:
    document = make.new()
    document.sections[0].header.paragraphs[0].text = "links\tmidden\trechts"
    page = pypdf.PdfReader(io.BytesIO(_set(make.data(document)))).pages[0]
    places: dict[str, float] = {}
    page.extract_text(visitor_text=lambda text, cm, tm, *_: places.update({text.strip(): cm[4] + tm[4]}))
    assert places["links"] == pytest.approx(90, abs=0.5)
    assert places["midden"] == pytest.approx(90 + 234 - 18, abs=4)
    assert places["rechts"] == pytest.approx(90 + 468 - 34, abs=4)


HEADINGS = {"no first level": (2,), "a level skipped": (1, 3)}


@pytest.mark.parametrize("case", HEADINGS)
def test_headings_that_skip_are_refused(case: str) -> None:
    document = make.new()
    for level in HEADINGS[case]:
        document.add_heading(f"Kop {level}", level)
    with pytest.raises(TemplateRefused, match="een kop van niveau"):
        _set(make.data(document))


def test_a_sign_without_a_font_is_named() -> None:
    with pytest.raises(TemplateRefused, match=r"alinea 2.*U\+4E2D \(CJK UNIFIED IDEOGRAPH-4E2D\)"):
        _set(make.of("goed", "een 中 teken"))


MOMENTS = {
    "naive": datetime(2026, 1, 1),  # noqa: DTZ001  # what is refused
    "another zone": datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1))),
    "microseconds": datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC),
}


@pytest.mark.parametrize("case", MOMENTS)
def test_a_moment_that_is_no_utc_second_is_misuse(case: str) -> None:
    with pytest.raises(ValueError, match="aware UTC"):
        typeset(EXAMPLE, at=MOMENTS[case])


@pytest.mark.parametrize("keep_next", [False, True])
def test_a_row_that_no_page_can_hold_breaks_over_pages(*, keep_next: bool) -> None:
    document = make.new()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Aanwijzingen"
    table.cell(0, 1).text = "Volgens protocol. " * 500
    table.cell(1, 0).text = "Toezicht"
    for row in table.rows:
        row._tr.get_or_add_trPr().append(make.xml("<w:cantSplit/>"))
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = keep_next
    pdf = _set(make.data(document))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) > 1


def _corpus(name: str) -> bytes:
    return (Path(__file__).parents[2] / "corpus" / "docx" / f"{name}.docx").read_bytes()


MADE = {
    "notes": ("voetnoten", {"/Note", "/Lbl", "/Link"}, set()),
    "a picture": ("afbeelding", {"/Figure"}, set()),
    "decoration": ("afbeelding-decoratief", {"/P"}, {"/Figure"}),
    "a picture in a header": ("afbeelding-in-koptekst", {"/P"}, {"/Figure"}),
    "numbers to the right": ("nummers-rechts", {"/L", "/Lbl", "/LBody"}, set()),
}


@pytest.mark.parametrize("case", MADE)
def test_tags_of(case: str) -> None:
    name, there, absent = MADE[case]
    tags = _tags(_set(_corpus(name)))
    assert there <= tags
    assert not absent & tags


def test_every_note_has_a_name_of_its_own() -> None:
    with pikepdf.open(io.BytesIO(_set(_corpus("voetnoten")))) as opened:
        names = [
            str(o.ID) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Note"
        ]
    assert len(names) == len(set(names)) == 2


def test_sections_have_their_own_paper() -> None:
    pages = pypdf.PdfReader(io.BytesIO(_set(_corpus("liggende-sectie")))).pages
    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, True, True, True]


def _places(pdf: bytes) -> dict[str, tuple[float, float]]:
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    places: dict[str, tuple[float, float]] = {}
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: places.update({text.strip(): (cm[4] + tm[4], cm[5] + tm[5])})
    )
    return places


def test_numbers_to_the_right_end_where_the_line_begins() -> None:
    document = make.new()
    make.numbering(document, ("decimal", "%1"))
    for align in document.part.numbering_part.element[0].iter(make.W + "lvlJc"):
        align.set(make.W + "val", "right")
    for _ in range(10):
        make.item(document, "punt")
    places = _places(_set(make.data(document)))
    digit = places["9"][0] - places["10"][0]
    assert places["9"][0] + digit == pytest.approx(90 + 18, abs=0.1)


def test_the_header_stands_at_its_distance_from_the_edge() -> None:
    document = make.of_new("Tekst")
    document.sections[0].header.paragraphs[0].text = "Kop"
    places = _places(_set(make.data(document)))
    assert 792 - 36 - places["Kop"][1] == pytest.approx(0.95 * 10.5, abs=0.5)
