"""The two letters: one text, in Word and in PDF; envelopes that differ; nothing where nothing was said."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from feedback_file import altered, put_at, text
from word_parts import W, all_text, paragraphs, part

from generator.errors import InvalidFile, ProductRefused, TemplateRefused
from generator.feedback import pair
from generator.feedback.pair import Letter, require_one_text
from generator.pipeline import Made, make
from tests.generator.example_file import Change, both, drop, put
from tests.workshop import example

EMPLOYER, EMPLOYEE = "terugkoppeling-werkgever-gevuld", "terugkoppeling-werknemer-gevuld"


def least(values: dict[str, Any]) -> None:
    """Only what a file must hold."""
    values["inhoud"] = {"contact": values["inhoud"]["contact"], "duur": "Twee weken."}
    del values["ter_attentie_van"], values["werknemer"]["briefaanhef"]


MEDICAL = put_at(
    "inhoud.medisch",
    {
        "gegevens": "Bij een aanval de omgeving vrijmaken en 112 bellen.",
        "noodzaak": "Er wordt aan een machine gewerkt.",
        "toestemming": {"datum": "2027-03-02", "wijze": "schriftelijk"},
    },
)
LONG = both(
    put_at(
        "inhoud.werkzaamheden.wel", [f"Onderdeel {n}: " + "werk dat kan, in blokken. " * 8 for n in range(25)]
    ),
    put_at(
        "werknemer.naam", "Anna-Maria Wilhelmina van Oudshoorn-van den Bergh tot Voorbeeldhuizen en Omstreken"
    ),
    put(
        "ter_attentie_van",
        value="de heer mr. " + "Voorbeeldnaam-" * 8 + "de Lange, hoofd van de afdeling met een lange naam",
    ),
)
CHANGES: dict[str, Change] = {
    "the example": lambda _values: None,
    "the least a file may hold": least,
    "with medical data": MEDICAL,
    "the most": LONG,
}


@cache
def made(name: str) -> Made:
    return make(
        example("in-dienst"),
        name="in-dienst.yaml",
        addition=altered(CHANGES[name]),
        addition_name="terugkoppeling.yaml",
    )


def word(name: str, slug: str) -> bytes:
    return next(data for path, data in made(name).files.items() if path.endswith(f"{slug}.docx"))


def letters(name: str = "the example") -> list[Letter]:
    files = made(name).files
    return [
        Letter(
            id=document, docx=files[f"word/{document}-{slug}.docx"], pdf=files[f"pdf/{document}-{slug}.pdf"]
        )
        for document, slug in (("D6", EMPLOYER), ("D7", EMPLOYEE))
    ]


each = pytest.mark.parametrize("name", CHANGES)


@each
def test_both_letters_say_the_same(name: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", require_one_text(letters(name)))


@each
def test_no_empty_line_or_heading_without_text(name: str) -> None:
    for slug in (EMPLOYER, EMPLOYEE):
        root = part(word(name, slug))
        for paragraph in root.iter(f"{W}p"):
            said = "".join(paragraph.itertext()).strip()
            is_field = any(
                (mark.get(f"{W}name") or "").startswith("veld_")
                for mark in paragraph.iter(f"{W}bookmarkStart")
            )
            assert said or is_field
        for table in root.iter(f"{W}tbl"):
            assert table.find(f"{W}tr") is not None, "a table without rows"


def test_what_was_left_out_leaves_no_trace() -> None:
    lines = paragraphs(part(word("the least a file may hold", EMPLOYER)))
    for heading in (
        "Werkzaamheden",
        "Werk en werkomgeving",
        "Aanvullende gegevens, met toestemming",
        "Ter attentie van",
    ):
        assert heading not in lines
    assert "Duur en mate" in lines
    assert "Geachte heer, mevrouw," in paragraphs(part(word("the least a file may hold", EMPLOYEE)))


def test_only_the_employee_gets_address_and_rights() -> None:
    to_employer, to_employee = (all_text(word("the example", slug)) for slug in (EMPLOYER, EMPLOYEE))
    for own in (
        "Lindelaan 3",
        "5213 ZZ",
        "Geachte mevrouw Voorbeeld",
        "Uw rechten",
        "deskundigenoordeel",
        "Een klacht",
    ):
        assert own in to_employee
        assert own not in to_employer
    assert "D. Voorbeeld" in to_employer
    for said in ("advies van de bedrijfsarts", "BIG-nummer 19012345601", "B. Jansen, taakgedelegeerde"):
        assert said in to_employer
        assert said in to_employee


def test_one_digest_on_both() -> None:
    digests = {re.findall(r"werknemer: SHA-256 ([0-9a-f]{64})", all_text(word("the example", slug)))[0]
               for slug in (EMPLOYER, EMPLOYEE)}  # fmt: skip
    assert len(digests) == 1


def test_the_bedrijfsarts_signs_and_nothing_names_the_employee_outside_the_letters() -> None:
    manifest = made("the example").manifest
    assert [[slot.role for slot in d.plan.slots if slot.kind == "persoon"] for d in manifest.documents] == [
        ["bedrijfsarts"]
    ] * 2
    assert "Voorbeeld" not in manifest.dumps().decode()
    assert not any("oorbeeld" in path for path in made("the example").files)


def test_the_pdf_carries_no_name_in_its_properties() -> None:
    for letter in letters():
        reader = pypdf.PdfReader(BytesIO(letter.pdf))
        assert "Voorbeeld" not in str(dict(reader.metadata or {}))


def altered_word(letter: Letter, old: str, new: str) -> Letter:
    """The letter with other words in its Word file."""
    result = BytesIO()
    with ZipFile(BytesIO(letter.docx)) as source, ZipFile(result, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            target.writestr(name, data)
    return Letter(id=letter.id, docx=result.getvalue(), pdf=letter.pdf)


def test_one_letter_with_another_text_is_refused() -> None:
    employer, employee = letters()
    with pytest.raises(TemplateRefused, match=r"D6 en D7 hebben niet dezelfde tekst.*acht"):
        require_one_text([altered_word(employer, "acht tot tien weken", "acht weken"), employee])


def test_a_letter_that_goes_on_longer_is_refused() -> None:
    employer, employee = letters()
    longer = altered_word(
        employee, "Andere onderdelen heeft deze terugkoppeling niet.", "Andere onderdelen heeft zij niet."
    )
    with pytest.raises(TemplateRefused, match="niet dezelfde tekst"):
        require_one_text([employer, longer])


def test_a_letter_without_the_mark_is_refused() -> None:
    employer, employee = letters()
    with pytest.raises(TemplateRefused, match="punt_D7G_f"):
        require_one_text([employer, altered_word(employee, "punt_D7G_f", "punt_D7G_z")])


def test_a_pdf_with_another_text_is_refused() -> None:
    employer, employee = letters()
    other = letters("the least a file may hold")[1]
    with pytest.raises(ProductRefused, match="niet dezelfde tekst"):
        require_one_text([employer, Letter(id="D7", docx=employee.docx, pdf=other.pdf)])
    with pytest.raises(ProductRefused, match="niet leesbaar"):
        require_one_text([employer, Letter(id="D7", docx=employee.docx, pdf=b"%PDF-1.7")])


def test_making_the_pair_compares_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(pair, "require_one_text", lambda both_: asked.append([one.id for one in both_]))
    make(example("in-dienst"), name="a", addition=text().encode(), addition_name="b")
    assert asked == [["D6", "D7"]]


def test_a_refused_file_names_every_reason() -> None:
    wrong = altered(
        both(put_at("inhoud.duur", "Griep duurt twee weken."), drop("inhoud", "werk", "gerelateerd"))
    )
    with pytest.raises(InvalidFile) as refused:
        make(example("in-dienst"), name="in-dienst.yaml", addition=wrong, addition_name="terugkoppeling.yaml")
    assert {finding.rule for finding in refused.value.findings} == {"SCHEMA", "F-V1"}
    assert "Griep" not in refused.value.message
