"""Every file in `examples/` is checked and made: an example that does not work teaches the wrong thing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from generator.dossier import loads
from generator.pipeline import make
from generator.resources import content
from generator.rules import findings_of

EXAMPLES = sorted(content("examples").iterdir())


def test_the_examples_of_the_contract_are_there() -> None:
    assert {"in-dienst.yaml", "extern.yaml"} <= {path.name for path in EXAMPLES}


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_an_example_is_without_findings_above_info(path: Path) -> None:
    delegation, findings = findings_of(path.read_bytes())
    assert delegation is not None
    assert [finding for finding in findings if finding.severity != "info"] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_an_example_makes_a_dossier_of_readable_papers(path: Path) -> None:
    made = make(path.read_bytes(), name=path.name)
    assert loads(made.files["dossier.json"]) == made.manifest
    for document in made.manifest.documents:
        reader = PdfReader(BytesIO(made.files[document.pdf]))
        text = "".join(page.extract_text() for page in reader.pages)
        assert made.reference in text
        assert "TEST" not in text
        assert all(slot.name.split()[-1] in text for slot in document.plan.persons)
