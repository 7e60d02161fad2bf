"""Automatic numbers, counted as Word counts them."""

from __future__ import annotations

import pytest
import word_documents as make

from generator.errors import TemplateRefused
from generator.typeset.paper import Paragraph
from generator.typeset.reader import read

LEGAL = (("decimal", "Artikel %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3."))


def _labels(document: make.Document) -> list[str]:
    blocks = read(make.data(document), name="x").body
    return [b.label.text for b in blocks if isinstance(b, Paragraph) and b.label]


def _of(levels: tuple[tuple[str, str], ...], *counted: int) -> list[str]:
    document = make.new()
    make.numbering(document, *levels)
    for level in counted:
        make.item(document, "tekst", level)
    return _labels(document)


COUNTS = {
    "plain": ((("decimal", "%1."),), (0, 0, 0), ["1.", "2.", "3."]),
    "deeper levels start anew": (
        LEGAL, (0, 1, 2, 2, 1, 2, 0, 1), ["Artikel 1", "1.1", "a.", "b.", "1.2", "a.", "Artikel 2", "2.1"],
    ),
    "letters after z": ((("upperLetter", "%1)"),), (0,) * 28, [*(f"{c})" for c in map(chr, range(65, 91))), "AA)", "BB)"]),
    "roman": ((("lowerRoman", "%1"),), (0,) * 9, ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]),
    "bullet": ((("bullet", "•"),), (0, 0), ["•", "•"]),
    "bullet of a symbol level without font": ((("bullet", "–"),), (0,), ["–"]),
    "zero padded": ((("decimalZero", "%1"),), (0,), ["01"]),
}  # fmt: skip


@pytest.mark.parametrize("case", COUNTS)
def test_counting(case: str) -> None:
    levels, counted, expected = COUNTS[case]
    assert _of(levels, *counted) == expected


def test_lists_on_one_definition_count_on_unless_they_start_anew() -> None:
    document = make.new()
    make.numbering(document, ("decimal", "%1."))
    root = document.part.numbering_part.element
    root.append(make.xml('<w:num w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    root.append(make.xml(f'<w:num w:numId="79"><w:abstractNumId w:val="77"/>{anew}</w:num>'))
    for num_id in (77, 78, 79, 79, 77):
        make.item(document, "tekst", 0, num_id)
    assert _labels(document) == ["1.", "2.", "1.", "2.", "3."]


def test_a_level_that_never_restarts() -> None:
    document = make.new()
    make.numbering(document, *LEGAL)
    level = document.part.numbering_part.element[0][1]
    level.insert(1, make.xml('<w:lvlRestart w:val="0"/>'))
    for each in (0, 1, 1, 0, 1):
        make.item(document, "tekst", each)
    assert _labels(document) == ["Artikel 1", "1.1", "1.2", "Artikel 2", "2.3"]


def test_list_zero_is_no_list() -> None:
    document = make.new()
    paragraph = document.add_paragraph("tekst", style="List Number")
    paragraph._p.get_or_add_pPr().append(make.xml('<w:numPr><w:numId w:val="0"/></w:numPr>'))
    assert _labels(document) == []


def test_numbered_style() -> None:
    document = make.new()
    for text in ("een", "twee"):
        document.add_paragraph(text, style="List Number")
        document.add_paragraph("tussendoor")
        document.add_paragraph(text, style="List Bullet")
    assert _labels(document) == ["1.", "•", "2.", "•"]


def test_a_number_of_a_level_not_begun_is_refused() -> None:
    with pytest.raises(TemplateRefused, match="nog niet is begonnen"):
        _of(LEGAL, 1)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(TemplateRefused, match="ordinalText"):
        _of((("ordinalText", "%1"),), 0)
