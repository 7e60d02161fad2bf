"""Rendering fails closed: nothing is lost, nothing is run, and the same input gives the same bytes."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from word_parts import AT, W, all_text, made, part, parts, template, text, values
from word_parts import FILES as DELEGATIONS

from generator.errors import InputRefused, SurroundingsFailed, TemplateRefused
from generator.word import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Template = Callable[..., Path]

NAMES = {
    "naam": "Bakkerij Jansen & Zn. <Waalbrug> B.V.",
    "arts": {"naam": "R. O'Neill-van 't Hof"},
    "leeg": "",
    "lijst": ["een", "twee"],
    "waar": True,
}


@pytest.fixture
def word(tmp_path: Path) -> Template:
    """A template with these paragraphs; a list of texts becomes one paragraph in several runs."""

    def make(*paragraphs: str | list[str], header: str = "", table: Sequence[str] = ()) -> Path:
        document = Document()
        for paragraph in paragraphs:
            runs = paragraph if isinstance(paragraph, list) else [paragraph]
            added = document.add_paragraph()
            for run in runs:
                added.add_run(run)
        if table:
            rows = document.add_table(rows=0, cols=1)
            for row in table:
                rows.add_row().cells[0].text = row
        document.sections[0].header.paragraphs[0].text = header
        path = tmp_path / "proef.docx"
        document.save(str(path))
        return path

    return make


def body(docx: bytes) -> list[str]:
    return [text(p) for p in part(docx).iter(f"{W}p")]


PRINTS = {
    "ampersand and angle brackets": ("voor {{ naam }} na", "voor Bakkerij Jansen & Zn. <Waalbrug> B.V. na"),
    "apostrophes": ("{{ arts.naam }}", "R. O'Neill-van 't Hof"),
    "an empty value": ("a{{ leeg }}b", "ab"),
    "a list joined": ("{{ lijst|join(' & ') }}", "een & twee"),
    "an inline condition": ("{% if waar %}ja{% else %}nee{% endif %}", "ja"),
    "a loop": ("{% for x in lijst %}{{ loop.index }}{{ x }} {% endfor %}", "1een 2twee "),
    "spaces at the ends": (" {{ arts.naam }} ", " R. O'Neill-van 't Hof "),
    "an order cut up by Word": (["{", "{ arts", ".na", "am }", "}"], "R. O'Neill-van 't Hof"),
    "typographic quotes in an order": ("{{ lijst|join(‘-’) }}", "een-twee"),
}


@pytest.mark.parametrize("case", PRINTS)
def test_prints(word: Template, case: str) -> None:
    written, printed = PRINTS[case]
    assert body(render(word(written), NAMES, at=AT)) == [printed]


VALUES = {
    "braces": "{{ 7 * 7 }} {% if x %} {# weg #} }} %}",
    "markup": "<w:t>&amp;</w:t><b>",
    "quotes": "\"dubbel\" en 'enkel' en “krul”",
    "letters from afar": "Zoë van den Bergh-Łukasiewicz, S. Çelik, M. Núñez, Ș. İnan",
    "a soft hyphen and a no-break space": "arbeids\u00adongeschikt heid\u00a0nu",
    "an emoji": "😀",
    "a line end": "eerste\ntweede",
    "a tab": "links\trechts",
    "end of a CDATA section": "]]>",
}


@pytest.mark.parametrize("case", VALUES)
def test_value_is_printed_as_it_stands(word: Template, case: str) -> None:
    value = VALUES[case]
    docx = render(word("van {{ x }} tot", header="{{ x }}"), {"x": value}, at=AT)
    assert body(docx) == [f"van {value} tot"]
    assert value in all_text(docx).replace("van", "", 1)


def test_paragraph_and_row_orders_leave_nothing_behind(word: Template) -> None:
    path = word(
        "{%p if waar %}", "blijft", "{%p endif %}", "{%p if not waar %}", "weg", "{%p endif %}",
        table=["{%tr for x in lijst %}", "rij {{ x }}", "{%tr endfor %}"],
    )  # fmt: skip
    assert body(render(path, NAMES, at=AT)) == ["blijft", "rij een", "rij twee"]


# what stands in the template: what the refusal says, and its hint
REFUSED = {
    "unknown name": ("{{ naem }}", "de naam «naem» bestaat niet", "Is «naam» bedoeld?"),
    "unknown name after a dot": ("Arts: {{ arts.nam }}.", "«arts.nam» bestaat niet", "Is «naam» bedoeld?"),
    "a block that was left out": ("{{ leeg.naam }}", "«leeg.naam» bestaat hier niet", "niet ingevuld"),
    "unknown name in a condition": ("{% if niks %}x{% endif %}", "de naam «niks» bestaat niet", "README"),
    "asking whether a name is there": ("{% if niks is defined %}x{% endif %}", "«niks» bestaat niet", ""),
    "a default for an unknown name": (
        "{{ niks|default('x') }}",
        "niet te lezen: «default» is geen",
        "README",
    ),
    "Python classes": ("{{ ''.__class__ }}", "«__class__»", "README"),
    "Python classes by another way": ("{{ ''['__class__'].__mro__ }}", "«__class__»", "README"),
    "a format string": ("{{ '{0.__class__}'.format(naam) }}", "__class__", ""),
    "a function of Jinja": ("{% for x in range(9) %}x{% endfor %}", "de naam «range» bestaat niet", ""),
    "switching escaping off": ("{{ naam|safe }}", "niet te lezen", "README"),
    "another file": ("{% include 'ander.docx' %}", "niet uit te voeren", "README"),
    "a list as text": ("{{ lijst }}", "is geen tekst", ""),
    "a truth value as text": ("{{ waar }}", "is geen tekst", ""),
    "nothing as text": ("{{ none }}", "is geen tekst", ""),
    "an order that is not closed": (
        "{% if waar %}x",
        "niet te lezen: bij {% if … %} hoort {% endif %}",
        "README",
    ),
    "an order closed twice": (
        "{% if waar %}x{% endif %}{% endif %}",
        "niet te lezen: bij {% endif %} hoort {% if … %} ervoor",
        "README",
    ),
    "an order closed as another": (
        "{% if waar %}x{% endfor %}",
        "niet te lezen: bij {% if … %} hoort {% endif %}",
        "README",
    ),
    "an unknown order within another": (
        "{% if waar %}{% als waar %}x{% endif %}",
        "niet te lezen: «als» is geen opdracht",
        "README",
    ),
    "an unknown order": ("{% als waar %}", "niet te lezen: «als» is geen opdracht", "README"),
    "an order that is not finished": ("{{ naam", "niet te lezen", "README"),
    "a brace left over": ("{{ naam }} }}", "er blijft een opdracht staan", "Typ de opdracht"),
    "division by nought": ("{{ 1 // 0 }}", "niet uit te voeren", ""),
    "a value in an invisible place": (
        "{% set x %}{{ naam }}{% endset %}x",
        "niet in de tekst terechtgekomen",
        "",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(word: Template, case: str) -> None:
    written, says, hint = REFUSED[case]
    with pytest.raises(TemplateRefused) as refused:
        render(word("Gewone tekst.", written, "Meer tekst."), NAMES, at=AT)
    assert says in refused.value.message
    assert "proef.docx" in refused.value.message
    assert hint in refused.value.hint


def test_refusal_tells_the_paragraph(word: Template) -> None:
    with pytest.raises(TemplateRefused, match=r"bij «De bedrijfsarts \{\{ arts\.nam \}\} tekent\.»"):
        render(word("Eerst.", "De bedrijfsarts {{ arts.nam }} tekent.", "Dan."), NAMES, at=AT)


def test_refusal_in_a_header_is_told_too(word: Template) -> None:
    with pytest.raises(TemplateRefused, match=r"bij «Kop \{\{ naem \}\}»"):
        render(word("x", header="Kop {{ naem }}"), NAMES, at=AT)


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x85", "\u2028", "\u202e", "\ud800", "\ue000", "\ufffe"]
)
def test_invisible_character_in_a_value_is_refused(word: Template, character: str) -> None:
    with pytest.raises(InputRefused, match=r"«arts\.namen\[1\]».*U\+"):
        render(word("x"), {"arts": {"namen": ["goed", f"a{character}b"]}}, at=AT)


NO_TEMPLATES = {
    "no zip": b"dit is geen Word-bestand",
    "an empty file": b"",
    "a zip without a document": None,
}


@pytest.mark.parametrize("case", NO_TEMPLATES)
def test_no_word_file(tmp_path: Path, case: str) -> None:
    path = tmp_path / "kapot.docx"
    blob = NO_TEMPLATES[case]
    if blob is None:
        with ZipFile(path, "w") as archive:
            archive.writestr("x", "y")
    else:
        path.write_bytes(blob)
    with pytest.raises(TemplateRefused, match=r"kapot\.docx"):
        render(path, {}, at=AT)


def test_damaged_xml_is_refused(tmp_path: Path, word: Template) -> None:
    path = tmp_path / "kapot.docx"
    with ZipFile(word("x")) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:document" if name == "word/document.xml" else old.read(name))
    with pytest.raises(TemplateRefused, match="beschadigd"):
        render(path, {}, at=AT)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsFailed, match="niet te lezen"):
        render(tmp_path / "weg.docx", {}, at=AT)


def test_same_input_same_bytes(word: Template) -> None:
    path = word("{{ naam }}")
    once = render(path, NAMES, at=AT)
    with ZipFile(path) as archive:
        contents = {info: archive.read(info) for info in archive.infolist()}
    with ZipFile(
        path, "w", ZIP_DEFLATED
    ) as archive:  # another order and other times in the template's own zip
        for info in reversed(contents):
            archive.writestr(info.filename, contents[info])
    assert render(path, NAMES, at=AT) == once
    assert render(path, NAMES, at=AT + timedelta(seconds=2)) != once


def test_properties_say_when_and_by_what() -> None:
    docx = made(DELEGATIONS["example in-dienst"], "D1")
    core = {e.tag.rpartition("}")[2]: e.text for e in part(docx, "docProps/core.xml")}
    assert core["created"] == core["modified"] == "2026-11-23T09:30:00Z"
    assert core["title"] == "Delegatieovereenkomst DLG-2026-0042"
    assert core["creator"] == "Arbodienst De Dieze B.V."
    assert core["language"] == "nl-NL"
    assert core["lastModifiedBy"] == "delegatie"


def test_no_thumbnail_goes_over(word: Template) -> None:
    docx = render(word("x"), {}, at=AT)
    with ZipFile(BytesIO(docx)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert b"thumbnail" not in archive.read("_rels/.rels")
    Document(BytesIO(docx))  # and Word's own rules still hold


def test_changed_sentence_is_in_the_next_document(tmp_path: Path) -> None:
    changed = tmp_path / "D1-delegatieovereenkomst.docx"
    document = Document(str(template("D1")))
    sentence = next(p for p in document.paragraphs if p.text.startswith("De opdracht is persoonlijk."))
    sentence.runs[0].text = "De opdracht is strikt persoonlijk, {{ taakgedelegeerde.aanduiding }}."
    document.save(str(changed))
    docx = render(changed, values(DELEGATIONS["example in-dienst"]), at=AT)
    assert "De opdracht is strikt persoonlijk, de heer B. Jansen." in body(docx)
    assert "persoonlijk. De taakgedelegeerde draagt" not in all_text(docx)
    assert len(parts(docx)) == len(parts(made(DELEGATIONS["example in-dienst"], "D1")))
