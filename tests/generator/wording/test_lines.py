"""The paragraphs of a Word file, whoever asks for them and however much of them is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.resources import content
from generator.typeset.package import Package
from generator.wording.lines import lines_of, texts_of

TEMPLATES = sorted(content("templates").glob("*.docx"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_the_words_are_those_of_the_lines(path: Path) -> None:
    docx = path.read_bytes()
    assert texts_of(docx, name="x") == [line.text for line in lines_of(docx, name="x").all] != []


def test_an_opened_file_reads_as_its_bytes() -> None:
    docx = TEMPLATES[0].read_bytes()
    opened = Package(docx, name="x")
    assert lines_of(opened, name="x") == lines_of(docx, name="x") == lines_of(opened, name="x")
