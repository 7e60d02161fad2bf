"""The letterhead: which logos and colours are taken, and where it comes on papers of any make."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pypdfium2
import pytest
import word_documents as make
from docx.document import Document
from docx.oxml import OxmlElement
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from generator import product
from generator.dossier import MANIFEST, open_dossier
from generator.errors import InputRefused, SurroundingsFailed, TemplateRefused
from generator.files import create_folder
from generator.letterhead import colours, logo
from generator.letterhead.design import Letterhead
from generator.letterhead.design import read as read_letterhead
from generator.letterhead.paper import apply
from generator.pipeline import Made
from generator.pipeline import make as make_dossier
from generator.rebuild import rebuild
from generator.settings import LetterheadEntry
from generator.typeset.engine import typeset
from generator.typeset.office import engine as office
from generator.typeset.paper import Image as PaperImage
from generator.typeset.paper import Paper, Paragraph, flat, words
from generator.typeset.plan import plan
from generator.typeset.reader import read
from tests.workshop import Workshop, example

NAME, STREET = "Arbodienst & <Dieze>", "Waterkade 12"


def picture(
    mode: str = "RGB", size: tuple[int, int] = (60, 20), kind: str = "PNG", **settings: object
) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, 0).save(stream, kind, **settings)
    return stream.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def hand_made(
    *, depth: int = 8, colour: int = 0, interlaced: int = 0, size: tuple[int, int] = (1, 1)
) -> bytes:
    """A PNG of kinds that Pillow does not write."""
    head = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlaced)
    line = b"\0" + b"\x80" * (depth // 8 * {0: 1, 2: 3}[colour])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(line))
        + chunk(b"IEND", b"")
    )


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(kind="JPEG", exif=exif)


def moving() -> bytes:
    frames = [Image.new("RGB", (60, 20), colour) for colour in ("red", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def profile(space: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()  # type: ignore[arg-type]


TAKEN = {
    "PNG": picture(),
    "PNG, see-through": picture("RGBA"),
    "PNG, grey and see-through": picture("LA"),
    "PNG of a palette": picture("P"),
    "PNG in black and white": picture("1"),
    "PNG of sixteen bits a colour": hand_made(depth=16, colour=2),
    "PNG, interlaced": hand_made(interlaced=1),
    "PNG with a profile": picture(icc_profile=profile("sRGB")),
    "JPEG": picture(kind="JPEG"),
    "JPEG in grey": picture("L", kind="JPEG"),
    "JPEG, progressive": picture(kind="JPEG", progressive=True),
    "JPEG with a profile": picture(kind="JPEG", icc_profile=profile("sRGB")),
}
REFUSED = {
    "no picture": (b"%PDF-1.7", "geen PNG of JPEG"),
    "empty": (b"", "geen PNG of JPEG"),
    "GIF": (picture("P", kind="GIF"), "geen PNG of JPEG"),
    "CMYK": (picture("CMYK", kind="JPEG"), "kleurruimte"),
    "grey of sixteen bits": (hand_made(depth=16), "16 bits"),
    "cut PNG": (picture(size=(300, 100))[:-40], "beschadigd"),
    "cut JPEG": (picture(kind="JPEG", size=(300, 100))[:-200], "beschadigd"),
    "a byte changed": (picture().replace(b"IDATx", b"IDATy"), "beschadigd"),
    "says it is huge": (hand_made(size=(60_000, 60_000)), "beeldpunten|beschadigd"),
    "too many pixels": (picture("1", (4001, 2000)), "4001 × 2000 beeldpunten"),
    "too many bytes": (picture() + bytes(1_000_000), "groter dan 1 MB"),
    "too wide": (picture(size=(101, 10)), "langgerekt"),
    "too tall": (picture(size=(10, 101)), "langgerekt"),
    "turned by EXIF": (turned(), "gedraaid"),
    "moving": (moving(), "beweegt"),
    "a profile of another space": (picture(icc_profile=profile("LAB")), "kleurprofiel"),
    "a profile that is none": (picture(icc_profile=b"profiel" * 40), "kleurprofiel"),
}


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(data: bytes) -> Path:
        (tmp_path / "logo.png").write_bytes(data)
        return tmp_path / "logo.png"

    return written


@pytest.fixture
def letterhead(file: Callable[[bytes], Path]) -> Letterhead:
    entry = LetterheadEntry(
        name=NAME, address=(STREET, "5211 AB 's-Hertogenbosch"), logo=file(TAKEN["PNG, see-through"]),
        logo_text="Logo van «Dieze»", colour="006e5a",
    )  # fmt: skip
    found = read_letterhead(entry)
    assert found is not None
    return found


@pytest.mark.parametrize("case", TAKEN)
def test_a_logo_is_taken_and_set(case: str, file: Callable[[bytes], Path]) -> None:
    given_logo = logo.read(file(TAKEN[case]))
    paper = read(apply(make.of("Tekst"), Letterhead(logo=given_logo), name="x"), name="x")
    product.check(typeset(paper, at=make.AT), paper)


@pytest.mark.parametrize("case", REFUSED)
def test_a_logo_is_refused(case: str, file: Callable[[bytes], Path]) -> None:
    data, says = REFUSED[case]
    with pytest.raises(InputRefused, match=says) as caught:
        logo.read(file(data))
    assert caught.value.hint


def test_a_logo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"logo .*weg\.png.* bestaat niet") as caught:
        logo.read(tmp_path / "weg.png")
    assert "huisstijl.logo" in caught.value.hint


@pytest.mark.parametrize(
    ("size", "points"),
    [
        pytest.param((1000, 100), (170, 17), id="wide: as wide as may be"),
        pytest.param((100, 1000), (5.1, 51), id="tall: as high as may be"),
        pytest.param((20, 20), (51, 51), id="small: enlarged"),
    ],
)
def test_a_logo_fits_its_place(
    size: tuple[int, int], points: tuple[float, float], file: Callable[[bytes], Path]
) -> None:
    found = logo.read(file(picture("1", size)))
    assert (found.width, found.height) == pytest.approx(points)


CONTRASTS = [
    pytest.param("000000", "FFFFFF", 21.0, id="black on white"),
    pytest.param("767676", "FFFFFF", 4.54, id="the palest grey that may be"),
    pytest.param("0000FF", "FFFFFF", 8.59, id="blue on white"),
    pytest.param("FF0000", "FF0000", 1.0, id="red on red"),
]


@pytest.mark.parametrize(("one", "other", "ratio"), CONTRASTS)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == colours.contrast(other, one) == pytest.approx(ratio, abs=0.01)


PALE = {
    "yellow": ("FFD700", "1,40"),
    "just too pale": ("777777", "4,47"),
    "white": ("#ffffff", "1,00"),
}


@pytest.mark.parametrize("case", PALE)
def test_a_pale_colour_is_refused_with_its_contrast(case: str) -> None:
    colour, ratio = PALE[case]
    with pytest.raises(InputRefused, match=rf"contrast is {ratio} op 1"):
        colours.main_colour(colour)


@pytest.mark.parametrize("text", ["blauw", "12345", "1234567", "##123456", "12345G", "rgb(1,2,3)"])
def test_another_form_of_colour_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="is geen kleur") as caught:
        colours.main_colour(text)
    assert "zes hexadecimale cijfers" in caught.value.hint


@given(st.tuples(*[st.integers(0, 255)] * 3).map(lambda parts: bytes(parts).hex()))
def test_words_can_be_read_on_the_shade_of_every_colour_that_is_taken(colour: str) -> None:
    try:
        taken = colours.main_colour(colour)
    except InputRefused:
        return
    main, line, shade = colours.palette(taken).values()
    assert main == taken
    assert colours.contrast(main, shade) >= 4.5
    assert colours.contrast(line, "FFFFFF") <= colours.contrast(main, "FFFFFF")


def test_a_digest_tells_every_difference(letterhead: Letterhead) -> None:
    assert letterhead.logo is not None
    others = [
        replace(letterhead, name="Ander"),
        replace(letterhead, address=letterhead.address[:1]),
        replace(letterhead, logo=None),
        replace(letterhead, logo=replace(letterhead.logo, data=b"ander")),
        replace(letterhead, logo_text=""),
        replace(letterhead, colour=""),
    ]
    assert len({one.digest for one in (letterhead, *others)}) == len(others) + 1
    assert replace(letterhead).digest == letterhead.digest


def test_without_an_entry_there_is_no_letterhead() -> None:
    assert read_letterhead(None) is None


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


@pytest.fixture(scope="module")
def headed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Letterhead]:
    path = tmp_path_factory.mktemp("logo") / "logo.png"
    path.write_bytes(picture(size=(300, 150)))
    entry = LetterheadEntry(
        name="Huis", address=tuple(f"Regel {n}" for n in range(6)), logo=path, colour="006E5A"
    )
    found = read_letterhead(entry)
    assert found is not None
    return make_dossier(example("in-dienst"), name="x.yaml", only=["D4"], test=True, letterhead=found), found


def _heights(pdf: bytes, *texts: str) -> list[float]:
    """How high (points from the foot) the first line with each of these words begins, on the first page."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = []
    for text in texts:
        place = page.search(text).get_next()
        assert place is not None, text
        found.append(page.get_charbox(place[0])[1])
    return found


def test_the_words_of_the_first_page_begin_below_a_high_letterhead(headed: tuple[Made, Letterhead]) -> None:
    made, _ = headed
    pdf = made.files[made.manifest.documents[0].pdf]
    heights = _heights(pdf, "Huis", "Regel 5", "Arbodienst De Dieze B.V.", "TEST", "Kenmerk")
    assert heights == sorted(heights, reverse=True)
    assert min(one - other for one, other in pairwise(heights)) > 8


def test_later_pages_keep_their_room(workshop: Workshop, headed: tuple[Made, Letterhead]) -> None:
    """A letterhead is not to eat the paper of all pages after the first."""
    made, _ = headed
    word = made.manifest.documents[0].word
    without, having = (
        plan(read(files[word], name="D4"), ())[0]["sections"][0]
        for files in (workshop.made.files, made.files)
    )
    assert having["page"] == without["page"]
    assert having["lower"] > 0
    assert "lower" not in without
    second = pypdfium2.PdfDocument(made.files[made.manifest.documents[0].pdf])[1].get_textpage()
    assert second.search("Regel 0").get_next() is None


def test_the_other_engine_gives_it_too(headed: tuple[Made, Letterhead]) -> None:
    try:
        program = office.find()
    except SurroundingsFailed as missing:
        pytest.skip(f"{missing.message} {missing.hint}")
    made, _ = headed
    word = made.files[made.manifest.documents[0].word]
    paper = read(word, name="D4")
    (pdf,) = office.typeset([office.Job(docx=word, paper=paper)], at=make.AT, office=program)
    product.check(pdf, paper)
    heights = _heights(pdf, "Huis", "Regel 5", "Arbodienst De Dieze B.V.", "TEST", "Kenmerk")
    assert heights == sorted(heights, reverse=True)


def test_the_manifest_names_it_or_says_that_there_is_none(
    workshop: Workshop, headed: tuple[Made, Letterhead]
) -> None:
    made, letterhead = headed
    assert json.loads(made.files[MANIFEST])["huisstijl"] == {"sha256": letterhead.digest}
    assert json.loads(workshop.made.files[MANIFEST])["huisstijl"] is None


AGAIN = {
    "the same letterhead": (lambda one: one, []),
    "another letterhead": (lambda one: replace(one, name="Ander huis"), ["herbouw-anders"]),
    "none any more": (lambda _: None, ["herbouw-anders"]),
}


@pytest.mark.parametrize("case", AGAIN)
def test_papers_are_made_again_with_their_letterhead(
    case: str, headed: tuple[Made, Letterhead], tmp_path: Path
) -> None:
    change, codes = AGAIN[case]
    made, letterhead = headed
    create_folder(tmp_path / "dossier", made.files, replace=False)
    problems = list(rebuild(open_dossier(tmp_path / "dossier"), letterhead=change(letterhead)))
    assert [problem.code for problem in problems] == codes
    assert all("met een andere huisstijl gemaakt" in problem.message for problem in problems)


def test_papers_from_before_the_letterhead_are_made_again_without_it(
    headed: tuple[Made, Letterhead], tmp_path: Path
) -> None:
    made = make_dossier(example("in-dienst"), name="x.yaml", only=["D4"])
    create_folder(tmp_path / "dossier", made.files, replace=False)
    assert list(rebuild(open_dossier(tmp_path / "dossier"), letterhead=headed[1])) == []
