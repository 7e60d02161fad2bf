"""What a reader sees may not change after a signature, but for the stamp of the next one."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import pytest
import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import visual
from signing.report import Problem
from tests.foreign import Mischief, acrobat, annotated, informed, resaved
from tests.foreign import painted as page_painted
from tests.signing.conftest import Desk

TEXT = """
#set page(width: 400pt, height: 400pt, margin: 0pt)
#place(dx: 20pt, dy: 20pt)[De koopprijs is honderd euro.]
"""
OVER_THE_TEXT = (15, 350, 215, 390)
ON_BLANK_PAPER = (100, 100, 300, 160)
HALF_THE_PAGE = (0, 0, 400, 200)
INK = b"0 0 1 rg 10 10 60 8 re f"
COVER = b"1 1 1 rg 0 0 400 400 re f"

Box = tuple[int, int, int, int]


def paper() -> bytes:
    pdf = typst.compile(TEXT.encode(), ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    return pdf


def drawn(writer: IncrementalPdfFileWriter, box: Box, ink: bytes) -> generic.DictionaryObject:
    left, bottom, right, top = box
    form = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(
                map(generic.NumberObject, (0, 0, right - left, top - bottom))
            ),
        },
        stream_data=ink,
    )
    return generic.DictionaryObject({pdf_name("/N"): writer.add_object(form)})


def field(name: str, box: Box, ink: bytes = b"", *, kind: str = "/Sig") -> Mischief:
    """Add a form field that shows `ink`."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        widget = writer.add_object(
            generic.DictionaryObject(
                {
                    pdf_name("/Type"): pdf_name("/Annot"),
                    pdf_name("/Subtype"): pdf_name("/Widget"),
                    pdf_name("/FT"): pdf_name(kind),
                    pdf_name("/T"): generic.TextStringObject(name),
                    pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, box)),
                    pdf_name("/F"): generic.NumberObject(4),
                    pdf_name("/AP"): drawn(writer, box, ink),
                }
            )
        )
        page.setdefault(pdf_name("/Annots"), generic.ArrayObject()).append(widget)
        form = writer.root.setdefault(
            pdf_name("/AcroForm"), generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        )
        form["/Fields"].append(widget)
        writer.update_container(page)
        writer.update_root()

    return change


def filled(name: str, ink: bytes) -> Mischief:
    """Let the field show `ink` from now on."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        for widget in writer.root["/AcroForm"]["/Fields"]:
            if widget.get_object()["/T"] == name:
                box = cast("Box", tuple(int(edge) for edge in widget.get_object()["/Rect"]))
                widget.get_object()[pdf_name("/AP")] = drawn(writer, box, ink)
                writer.mark_update(widget)

    return change


def moved(name: str, box: Box) -> Mischief:
    def change(writer: IncrementalPdfFileWriter) -> None:
        for widget in writer.root["/AcroForm"]["/Fields"]:
            if widget.get_object()["/T"] == name:
                widget.get_object()[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, box))
                writer.mark_update(widget)

    return change


def both(*changes: Mischief) -> Mischief:
    def change(writer: IncrementalPdfFileWriter) -> None:
        for each in changes:
            each(writer)

    return change


def looked(*changes: Mischief, own: bool, made: bool = False) -> list[Problem]:
    """Look at a paper that grew by `changes`: the first is signed by «eerste», and each later one by «later»."""
    pdf = paper()
    signatures: list[Any] = []
    for number, change in enumerate(changes):
        pdf = resaved(pdf, change, notes=False)
        name = "later" if number else "eerste"
        signatures.append(
            SimpleNamespace(
                field_name=name,
                signed_revision=number + 1,
                byte_range=[0, 1, 2, len(pdf) - 2],
                sig_object_type="/Sig",
            )
        )
    reader = PdfFileReader(BytesIO(pdf))
    assert reader.xrefs.total_revisions == len(changes) + 1
    return visual.problems(pdf, reader, signatures, own=own, made=made)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def painted(writer: IncrementalPdfFileWriter) -> None:
    """Write in the margin."""
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"q 10 10 20 20 re f Q")))


def nothing(writer: IncrementalPdfFileWriter) -> None:
    """Write a revision in which nothing is seen."""
    writer.update_root()


ALL_RIGHT, CHANGED, OPEN = [], [visual.CHANGED], [visual.UNKNOWN]
BORDER = b"0 0 0 RG 1 1 198 38 re S"


@pytest.mark.parametrize(
    ("first", "later", "wanted"),
    [
        pytest.param(field("later", ON_BLANK_PAPER), filled("later", INK), ALL_RIGHT, id="a stamp"),
        pytest.param(
            nothing, field("later", ON_BLANK_PAPER, INK), ALL_RIGHT, id="a stamp in a field of its own"
        ),
        pytest.param(nothing, field("later", OVER_THE_TEXT, INK), OPEN, id="a stamp that stands over text"),
        pytest.param(nothing, field("later", OVER_THE_TEXT, COVER), CHANGED, id="a stamp that hides text"),
        pytest.param(
            field("later", OVER_THE_TEXT, COVER),
            filled("later", b""),
            CHANGED,
            id="a field that hid text until now",
        ),
        pytest.param(
            field("later", ON_BLANK_PAPER, BORDER),
            filled("later", INK),
            OPEN,
            id="a field that showed something else",
        ),
        pytest.param(field("later", HALF_THE_PAGE), filled("later", INK), CHANGED, id="a box of half a page"),
        pytest.param(
            field("ander", ON_BLANK_PAPER), filled("ander", INK), CHANGED, id="a field not signed then"
        ),
        pytest.param(
            field("tekst", ON_BLANK_PAPER, kind="/Tx"), filled("tekst", INK), OPEN, id="a form that is filled"
        ),
        pytest.param(
            nothing,
            both(field("later", ON_BLANK_PAPER, INK), painted),
            CHANGED,
            id="a page that is painted on",
        ),
        pytest.param(nothing, nothing, ALL_RIGHT, id="nothing"),
    ],
)
def test_a_strangers_file(first: Mischief, later: Mischief, wanted: list[str]) -> None:
    assert codes(looked(first, later, own=False)) == wanted


def test_a_box_that_goes_elsewhere_is_no_excuse() -> None:
    elsewhere = both(filled("later", INK), moved("later", OVER_THE_TEXT))
    problems = looked(nothing, field("later", ON_BLANK_PAPER), elsewhere, own=False)
    assert codes(problems) == CHANGED


def test_a_field_of_ours_stands_there_from_the_start() -> None:
    """What is added later is no field of ours, however small and on blank paper."""
    new = field("later", ON_BLANK_PAPER, INK)
    assert codes(looked(nothing, new, own=True)) == CHANGED
    assert codes(looked(nothing, new, own=False)) == ALL_RIGHT


def test_more_pages_are_another_document() -> None:
    def added(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        writer.insert_page(generic.DictionaryObject({k: v for k, v in page.items() if k != "/Parent"}))

    problems = looked(nothing, added, own=False)
    assert codes(problems) == CHANGED
    assert "aantal pagina's" in problems[0].message


def test_what_was_before_the_first_signature_is_nobodys_concern() -> None:
    """A draft grows before it is signed; ours does not."""
    assert codes(looked(painted, nothing, own=False)) == ALL_RIGHT
    assert codes(looked(painted, nothing, own=True)) == CHANGED


def test_revisions_that_do_not_follow_each_other_are_not_looked_at() -> None:
    pdf = resaved(resaved(paper(), nothing, notes=False), nothing, notes=False)
    reader = PdfFileReader(BytesIO(pdf))
    signature = SimpleNamespace(
        field_name="a", signed_revision=1, byte_range=[0, 1, 2, 2 * len(pdf)], sig_object_type="/Sig"
    )
    found = visual.problems(pdf, reader, cast("Any", [signature]), own=True, made=False)
    assert codes(found) == OPEN


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        pytest.param(page_painted, CHANGED, id="a page painted over"),
        pytest.param(annotated, ALL_RIGHT, id="a note that PDFium draws only with an appearance"),
        pytest.param(acrobat, ALL_RIGHT, id="notes of saving"),
        pytest.param(informed(Title="Ander stuk"), ALL_RIGHT, id="another title"),
    ],
)
def test_a_paper_of_ours(change: Mischief, wanted: list[str], desk: Desk, stages: dict[str, bytes]) -> None:
    report = desk.verify(resaved(stages["half"], change, notes=False), sealed=False)
    found = [problem for problem in report.problems if problem.code.startswith("beeld")]
    assert codes(found) == wanted
    assert all("B. Jansen" in one.message and "pagina 1" in one.message for one in found)


def test_it_says_what_each_signature_covers(stages: dict[str, bytes]) -> None:
    names = [name for name, _ in visual.covered(stages["verzegeld"])]
    assert names == [
        *("zegel_uitgifte", "taakgedelegeerde", "bedrijfsarts", "zegel_sluiting", "archieftijdstempel_1")
    ]
    sizes = dict(visual.covered(stages["verzegeld"]))
    assert sizes["taakgedelegeerde"] == len(stages["half"])
    assert visual.covered(b"%PDF-1.7 niets") == ()
