"""Small Word documents by two programs: each is set with exactly its words, or refused with a reason.

The documents stand in `tests/corpus/docx`, made by the scripts beside it; what is expected of each
stands in `tests/corpus/expected.toml`.
"""

from __future__ import annotations

import contextlib
import copy
import io
import tomllib
from pathlib import Path
from random import Random

import pikepdf
import pytest
import word_documents as make
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator import pdf_text, product
from generator.errors import TemplateRefused
from generator.typeset.engine import typeset
from generator.typeset.reader import read

CORPUS = Path(__file__).parents[2] / "corpus"
EXPECTED = tomllib.loads((CORPUS / "expected.toml").read_text("utf-8"))


def _lines(text: str) -> list[str]:
    return [" ".join(line.split(" ")).strip() for line in text.splitlines() if line.strip()]


def _running(pdf: bytes, kind: str) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = pdf_text.page_texts(opened)
    return ["".join(text for what, text in page.artifacts if what == kind) for page in pages]


def test_the_list_is_complete() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in (CORPUS / "docx").glob("*.docx"))
    assert len(EXPECTED) >= 40
    assert sum(path.stat().st_size for path in CORPUS.rglob("*")) < 1_000_000


@pytest.mark.parametrize("name", EXPECTED)
def test_as_expected(name: str) -> None:
    expected = EXPECTED[name]
    data = (CORPUS / "docx" / f"{name}.docx").read_bytes()
    if "refused" in expected:
        with pytest.raises(TemplateRefused) as refused:
            read(data, name=f"{name}.docx")
        assert expected["refused"] in refused.value.message
        assert refused.value.hint
        return
    paper = read(data, name=f"{name}.docx")
    assert _lines(paper.text) == expected["text"]
    pdf = typeset(paper, at=make.AT)
    product.check(pdf, paper)
    for kind in ("/Header", "/Footer"):
        found = _running(pdf, kind)
        assert found == expected.get(kind[1:].lower(), [""] * len(found))


_MAIN = "word/document.xml"
_GRAFTS = [
    (name, make.part((CORPUS / "docx" / f"{name}.docx").read_bytes(), _MAIN))
    for name, expected in EXPECTED.items()
    if not name.startswith("lo-") and "refused" not in expected
]


@settings(deadline=None, max_examples=100)
@given(st.randoms(use_true_random=False))
def test_any_structure_is_set_or_refused(random: Random) -> None:
    """Elements moved, doubled and dropped at random: what is not refused passes every check."""
    name, main = random.choice(_GRAFTS)
    root, other = etree.fromstring(main), etree.fromstring(random.choice(_GRAFTS)[1])
    for _ in range(random.randint(1, 3)):
        element = random.choice(list(root.iter()))
        parent = element.getparent()
        act = random.choice(("drop", "double", "graft", "strip"))
        if act == "drop" and parent is not None:
            parent.remove(element)
        elif act == "double" and parent is not None:
            element.addnext(copy.deepcopy(element))
        elif act == "strip" and element.attrib:
            element.attrib.pop(random.choice(sorted(element.attrib)))
        elif act == "graft":
            element.insert(0, copy.deepcopy(random.choice(list(other.iter()))))
    data = (CORPUS / "docx" / f"{name}.docx").read_bytes()
    data = make.repacked(data, word__document_dot_xml=etree.tostring(root))
    with contextlib.suppress(TemplateRefused):
        paper = read(data, name="x.docx")
        product.check(typeset(paper, at=make.AT), paper)
