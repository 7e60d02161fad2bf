"""A template saved again without a change is the same file again, and cleaning changes nothing that is read."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from word_parts import AT, FILES, KINDS, TEMPLATES, all_text, values

from generator.errors import TemplateRefused
from generator.typeset.paper import Paper
from generator.typeset.reader import read
from generator.word import render
from generator.wording.clean import clean
from generator.wording.plain import plain

COMMITTED = sorted(path.name for path in TEMPLATES.glob("*.docx"))
CORPUS = sorted(Path(__file__).parents[2].joinpath("corpus", "docx").glob("*.docx"))
NOISE_ROOT = (
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14 wp14"'
)
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'docPropsVTypes"><Template>Normal.dotm</Template><TotalTime>73</TotalTime><Pages>4</Pages><Words>1203</Words>'
    b"<Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>"
)


def parts_of(docx: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(docx)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(parts: dict[str, bytes], *, moment: tuple[int, ...] = (2031, 5, 6, 7, 8, 10)) -> bytes:
    """Another order, another time, compressed: as any other program would."""
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name in reversed(parts):
            archive.writestr(ZipInfo(name, moment), parts[name], ZIP_DEFLATED)  # type: ignore[arg-type]
    return result.getvalue()


def saved_again(docx: bytes) -> bytes:
    """What Word leaves in a file that a person opened and saved."""
    parts = parts_of(docx)
    body = parts["word/document.xml"].decode()
    body = body.replace("<w:document ", f"<w:document{NOISE_ROOT} ", 1)
    numbers = iter(range(10**6))
    body = re.sub(
        r"<w:p>",
        lambda _: f'<w:p w14:paraId="{next(numbers):08X}" w:rsidR="00A1" w:rsidRDefault="00B2">',
        body,
    )
    body = re.sub(r"<w:r>", lambda _: f'<w:r w:rsidRPr="{next(numbers):08X}">', body)
    # the first long word is cut in two, with a mark of the spelling checker between
    body = re.sub(
        r'<w:t xml:space="preserve">([A-Za-z]{4})([a-z]{3,})',
        r'<w:t>\1</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00C3"><w:lastRenderedPageBreak/>'
        r'</w:r><w:r><w:t xml:space="preserve">\2',
        body,
        count=1,
    ).replace('<w:r w:rsidR="00C3"><w:lastRenderedPageBreak/></w:r>', "")
    body = body.replace(
        "<w:sectPr", '<w:bookmarkStart w:id="998" w:name="_GoBack"/><w:bookmarkEnd w:id="998"/><w:sectPr', 1
    )
    parts["word/document.xml"] = body.encode()
    settings = parts["word/settings.xml"].decode()
    parts["word/settings.xml"] = settings.replace(
        "<w:compat>",
        '<w:proofState w:spelling="clean"/><w:rsids><w:rsidRoot w:val="00A1"/></w:rsids><w:compat>',
        1,
    ).encode()
    core = parts["docProps/core.xml"].decode()
    core = re.sub(r"(<dcterms:(created|modified)[^>]*>)[^<]*", r"\g<1>2031-05-06T07:08:09Z", core)
    core = re.sub(r"(<cp:lastModifiedBy>)[^<]*", r"\g<1>J. de Boer", core)
    parts["docProps/core.xml"] = core.replace(
        "</cp:coreProperties>", "<cp:revision>17</cp:revision></cp:coreProperties>"
    ).encode()
    parts["docProps/app.xml"] = APP
    return zipped(parts)


@pytest.mark.parametrize("name", COMMITTED)
def test_what_is_committed_is_clean(name: str) -> None:
    docx = (TEMPLATES / name).read_bytes()
    assert clean(docx, name=name) == docx, "delegatie sjablonen opschonen templates/*.docx"


@pytest.mark.parametrize("name", COMMITTED)
def test_saved_again_without_a_change_is_the_same_file(name: str) -> None:
    docx = clean((TEMPLATES / name).read_bytes(), name=name)
    again = saved_again(docx)
    assert b"rsidR" in parts_of(again)["word/document.xml"]
    assert clean(again, name=name) == docx


def test_a_changed_sentence_stays_changed() -> None:
    parts = parts_of((TEMPLATES / COMMITTED[0]).read_bytes())
    body = parts["word/document.xml"]
    changed = parts | {"word/document.xml": body.replace(b"onafhankelijk", b"zelfstandig", 1)}
    assert changed != parts
    assert b"zelfstandig" in parts_of(clean(zipped(changed), name="x"))["word/document.xml"]


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS.values()])
def test_what_is_rendered_stays_the_same(kind: str, tmp_path: Path) -> None:
    template = TEMPLATES / KINDS[kind].template
    noisy = tmp_path / template.name
    noisy.write_bytes(saved_again(template.read_bytes()))
    names = values(FILES["example in-dienst"], kind)
    before, after = render(noisy, names, at=AT), None
    noisy.write_bytes(clean(noisy.read_bytes(), name=kind))
    after = render(noisy, names, at=AT)
    assert all_text(before) == all_text(after) == all_text(render(template, names, at=AT))
    assert read(after, name=kind) == read(render(template, names, at=AT), name=kind)


def reading(docx: bytes) -> Paper | str:
    """What the strict reader makes of it, or its refusal."""
    try:
        return read(docx, name="x")
    except TemplateRefused as err:
        return err.message


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_other_peoples_documents_are_read_the_same(path: Path) -> None:
    docx = path.read_bytes()
    try:
        after = clean(docx, name="x")
    except TemplateRefused:
        assert isinstance(reading(docx), str)
        return
    assert reading(after) == reading(docx)
    assert clean(after, name="x") == after


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(TemplateRefused):
        clean(b"x", name="x.docx")


def test_plain_text_tells_styles_points_tables_and_headers() -> None:
    name = "D4-gedragscode.docx"
    lines = plain((TEMPLATES / name).read_bytes(), name=name).split("\n")
    for line in (
        "Title | {{ document.titel }}",
        "Artikel | Bekwaamheid",
        "-- Tabelkop | Titel",
        "|  Tabeltekst | {{ gedragscode.titel }}",
        "|  Tabeltekst | [veld_taakgedelegeerde]",
        "== koptekst ==",
        "== voettekst ==",
    ):
        assert line in lines
    (start,) = [line for line in lines if "[punt_D4_b]" in line]
    assert start.startswith("Lid | [punt_D4_b] De taakgedelegeerde zal")
    (end,) = [line for line in lines if "[/punt_D4_a]" in line]
    assert end.startswith("Kleineletter | Het SHA-256-kenmerk")


def test_plain_text_is_that_of_the_file_saved_again() -> None:
    for name in COMMITTED:
        docx = (TEMPLATES / name).read_bytes()
        assert plain(clean(saved_again(docx), name=name), name=name) == plain(docx, name=name)
