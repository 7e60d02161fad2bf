"""Everything that is wrong with a template is told, with its paragraph; a bad file never gives a traceback."""

from __future__ import annotations

import random
import re
import shutil
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from changed import D2, D4, edited, own_folder, retyped, sentence, with_part, without_bookmark
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from word_documents import PIXEL
from word_parts import KINDS, TEMPLATES

from generator.wording.checks import look_over
from generator.wording.survey import checked, export, listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DECIDES = "Alleen de bedrijfsarts is bevoegd om te beslissen"
ARTICLE = "Voortzetting van de taakdelegatie"


def added(*texts: str) -> Callable[..., object]:
    return lambda document: [document.add_paragraph(text) for text in texts]


def in_paragraph(fragment: str) -> Callable[..., object]:
    xml = re.sub(r"^<([\w:]+)", rf"<\1 {nsdecls('w', 'm')}", fragment, count=1)
    return lambda document: sentence(document, DECIDES)._p.append(parse_xml(xml))


def picture(document: object) -> None:
    paragraph = sentence(document, DECIDES)
    paragraph.add_run().add_picture(BytesIO(PIXEL))
    for properties in paragraph._p.iter(qn("wp:docPr")):
        properties.attrib.pop("descr", None)


def in_language(language: str) -> Callable[..., object]:
    def change(document: object) -> None:
        run = sentence(document, DECIDES).runs[0]._r
        run.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{language}"/>'))

    return change


def without_default_language(document: object) -> None:
    for lang in document.styles.element.iter(qn("w:lang")):  # type: ignore[attr-defined]
        lang.set(qn("w:val"), "en-US")


def as_heading(level: int) -> Callable[..., object]:
    def change(document: object) -> None:
        properties = sentence(document, ARTICLE)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>'))

    return change


# what was done to D2: the check that speaks, how grave, the first words of the paragraph, what it says
HARMS = {
    "an unknown name": (added("Hierbij {{ werkgver.naam }}."), "naam", "error", "Hierbij", "Is «werkgever.naam»"),
    "an unknown name in a branch that no example takes": (
        added("{% if not kenmerk %}{{ niks }}{% endif %}"), "naam", "error", "{% if", "De naam «niks» bestaat niet",
    ),
    "an order that is not closed": (added("Voor {{ kenmerk"), "opdracht", "error", "Voor {{", "losse «{{»"),
    "an unknown word of command": (added("{% als kenmerk %}"), "opdracht", "error", "{% als", "niet te lezen"),
    "a condition that is not closed": (added("{%p if kenmerk %}"), "opdracht", "error", "", "niet te lezen"),
    "a point that is gone": (without_bookmark("punt_D2_b"), "punt", "error", "", "D2_b ontbreekt"),
    "a point without its sentence": (retyped(DECIDES, "Weg."), "punt", "error", "Weg.", "punt_D2_b"),
    "a bookmark of no point": (
        in_paragraph('<w:bookmarkStart w:id="900" w:name="punt_D2_zz"/>'), "punt-onbekend", "warning", DECIDES, "D2_zz",
    ),
    "what may never be said": (added("Mits de tijd het toelaat."), "nooit", "error", "Mits", "Geen voorwaarden"),
    "a signature without a place": (without_bookmark("veld_werkgever"), "veld", "error", "", "veld_werkgever"),
    "a seal without a place": (without_bookmark("veld_zegel_sluiting"), "veld", "error", "", "zegel_sluiting"),
    "a place for one who does not sign": (
        lambda d: sentence(d, "{{ werkgever.naam }}")._p.append(
            parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="901" w:name="veld_taakgedelegeerde"/>')
        ),
        "veld", "error", "{{ werkgever.naam }}", "geen veld van D2",
    ),
    "hidden text": (
        in_paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>stil</w:t></w:r>"), "zetten", "error", DECIDES, "erborgen tekst",
    ),
    "a formula": (in_paragraph("<m:oMath/>"), "zetten", "error", DECIDES, "formule"),
    "an image without alternative text": (picture, "zetten", "error", DECIDES, "lternatieve tekst"),
    "a level of headings left out": (as_heading(5), "koppen", "error", ARTICLE, "niveau 5"),
    "a sentence in English": (in_language("en-GB"), "taal", "warning", DECIDES, "en-GB"),
    "a document in English": (without_default_language, "taal", "error", "", "en-US"),
    "a name left out": (
        retyped("De bedrijfsarts wil met ingang van", "De bedrijfsarts wil taken delegeren."), "", "", "", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HARMS)
def test_harm_is_told_with_its_paragraph(case: str, tmp_path: Path) -> None:
    change, check, severity, words, says = HARMS[case]
    own = own_folder(tmp_path / "eigen")
    edited(own / D2, change)
    found = look_over(own / D2, KINDS["D2"], own)
    if not check:
        assert [one for one in found if one.severity != "info"] == []
        return
    hits = [one for one in found if one.check == check and says in one.message]
    assert len(hits) == 1, [one.message for one in found]
    assert hits[0].severity == severity
    assert hits[0].words.startswith(words[:40])
    assert (hits[0].paragraph > 0) == bool(words)


def test_an_untouched_copy_has_no_remarks(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    assert look_over(own / D2, KINDS["D2"], own) == []


def test_a_name_that_is_no_longer_used_is_only_mentioned(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")

    def change(document: object) -> None:
        table = next(one._tbl for one in document.tables if "gedragscode" in one._tbl.xml)  # type: ignore[attr-defined]
        table.getparent().remove(table)

    edited(own / D4, change)
    found = [one for one in look_over(own / D4, KINDS["D4"], own) if one.check == "naam-weg"]
    assert {one.severity for one in found} == {"info"}
    assert any("«gedragscode.sha256»" in one.message for one in found)


def test_all_is_told_not_the_first(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>stil</w:t></w:r>"

    def change(document: object) -> None:
        added("{{ niks }}", "{{ nergens }}", "{{", "Mits.")(document)
        xml = re.sub(r"^<([\w:]+)", rf"<\1 {nsdecls('w')}", hidden, count=1)
        for start in (DECIDES, "Alleen de bedrijfsarts is bevoegd om te oordelen", "De werkgever benadeelt"):
            sentence(document, start)._p.append(parse_xml(xml))
        without_bookmark("punt_D2_f")(document)
        without_bookmark("veld_bedrijfsarts")(document)

    edited(own / D2, change)
    found = look_over(own / D2, KINDS["D2"], own)
    told = [one.check for one in found if one.severity == "error"]
    assert {check: told.count(check) for check in set(told)} == {
        "opdracht": 1, "naam": 2, "nooit": 1, "zetten": 3, "punt": 1, "veld": 1,
    }  # fmt: skip
    assert len({one.paragraph for one in found if one.check == "zetten"}) == 3


def test_a_paragraph_counts_as_the_reader_counts(tmp_path: Path) -> None:
    """The static checks and the strict reader must send a person to the same place."""
    own = own_folder(tmp_path / "eigen")

    def change(document: object) -> None:
        in_paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>stil</w:t></w:r>")(document)
        sentence(document, DECIDES).add_run(" Mits.")

    edited(own / D2, change)
    places = {one.check: one.paragraph for one in look_over(own / D2, KINDS["D2"], own)}
    assert places["nooit"] == places["zetten"]


BROKEN = {
    "no zip": lambda _: b"dit is geen Word-bestand",
    "nothing": lambda _: b"",
    "half a file": lambda data: data[: len(data) // 2],
    "a zip of something else": lambda _: zipped({"x.txt": b"y"}),
    "XML that does not end": lambda data: replaced(data, "word/document.xml", b"<w:document"),
    "styles that do not end": lambda data: replaced(data, "word/styles.xml", b"<w:styles"),
    "an entity": lambda data: replaced(
        data, "word/document.xml", b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'
    ),
    "macros": lambda data: replaced(data, "word/vbaProject.bin", b"x"),
    "orders so deep that no reader gets there": lambda data: inserted(data, b"{{ " + b"(" * 5000 + b" }}"),
    "a loop in a loop in a loop": lambda data: inserted(data, b"{% for a in taken %}" * 400),
}  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return result.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def replaced(data: bytes, name: str, part: bytes) -> bytes:
    return zipped(parts_of(data) | {name: part})


def inserted(data: bytes, text: bytes) -> bytes:
    parts = parts_of(data)
    body = parts["word/document.xml"]
    return replaced(data, "word/document.xml", body.replace(b"Aanleiding", text, 1))


@pytest.mark.parametrize("case", BROKEN)
def test_a_bad_file_is_a_finding(case: str, tmp_path: Path) -> None:
    path = tmp_path / D2
    path.write_bytes(BROKEN[case]((TEMPLATES / D2).read_bytes()))
    found = look_over(path, KINDS["D2"], tmp_path)
    assert [one for one in found if one.severity == "error"]
    assert all(one.message for one in found)


def test_bytes_at_random_are_findings_too(tmp_path: Path) -> None:
    whole = (TEMPLATES / D2).read_bytes()
    path = tmp_path / D2
    dice = random.Random(20261121)  # noqa: S311  # no secret: the same harm in each run
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        look_over(path, KINDS["D2"], tmp_path)


def test_a_folder_is_checked_file_by_file(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    (own / D2).write_bytes(b"weg")
    edited(own / D4, without_bookmark("punt_D4_b"))
    (own / "brief.docx").write_bytes(b"x")
    (own / "~$brief.docx").write_bytes(b"x")
    found = {one.file: one for one in checked(own)}
    assert [name for name, one in found.items() if not one.ok] == [D2, D4]
    assert found["brief.docx"].document == ""
    assert found["brief.docx"].remarks[0].severity == "warning"
    assert "~$brief.docx" not in found


def test_a_folder_with_one_template_is_enough(tmp_path: Path) -> None:
    shutil.copy(TEMPLATES / D2, tmp_path)
    assert [one.file for one in checked(tmp_path)] == [D2]


def test_what_only_shows_when_filled_in_is_told(tmp_path: Path) -> None:
    shutil.copy(TEMPLATES / D2, tmp_path)
    edited(tmp_path / D2, added("Taken: {{ taken }}."))
    (found,) = checked(tmp_path)
    assert [one.check for one in found.remarks] == ["voorbeeld"]
    assert "is geen tekst" in found.remarks[0].message


def test_a_catalogue_with_a_slip_is_told(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    (own / "documenten.toml").write_text("[[document]]\nid = 1\n", encoding="utf-8")
    (found,) = checked(own)
    assert not found.ok
    assert "documenten.toml" in found.remarks[0].message


def test_json_has_the_agreed_keys(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    edited(own / D2, without_bookmark("punt_D2_b"))
    found = next(one for one in checked(own) if one.file == D2).as_json()
    assert set(found) == {"file", "document", "ok", "findings"}
    assert set(found["findings"][0]) == {"check", "severity", "message", "part", "paragraph", "words"}
    assert set(listed()[0].as_json()) == {"id", "title", "file", "version", "changed", "own", "sha256"}


def test_a_header_is_looked_at_too(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    with_part(
        own / D2, "word/header1.xml", lambda data: data.replace(b"werkgever.naam", b"werkgeefster.naam")
    )
    (found,) = [one for one in look_over(own / D2, KINDS["D2"], own) if one.severity == "error"]
    assert (found.check, found.part, found.paragraph) == ("naam", "koptekst", 1)


def test_export_is_a_folder_to_start_from(tmp_path: Path) -> None:
    made = export(tmp_path / "eigen")
    assert {D2, D4, "documenten.toml", "taken.toml", "README.md"} <= set(made)
    assert sorted(path.name for path in (tmp_path / "eigen").iterdir()) == made
    assert (tmp_path / "eigen" / D2).read_bytes() == (TEMPLATES / D2).read_bytes()
