"""Every file in `examples/` is checked and made: an example that does not work teaches the wrong thing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from generator.additions import start_of
from generator.dossier import loads
from generator.pipeline import make
from generator.resources import content
from generator.rules import findings_of

EXAMPLES = sorted(content("examples").iterdir())
# What comes after a delegation says what it is; a delegation file need not.
LATER = [path for path in EXAMPLES if "\nsoort: " in path.read_text("utf-8")]
DELEGATIONS = [path for path in EXAMPLES if path not in LATER]
each = pytest.mark.parametrize("path", DELEGATIONS, ids=[path.name for path in DELEGATIONS])


def test_the_examples_of_the_contract_are_there() -> None:
    assert {"in-dienst.yaml", "extern.yaml"} <= {path.name for path in DELEGATIONS}
    assert {"terugname.yaml", "toezicht.yaml"} <= {path.name for path in LATER}


@each
def test_an_example_is_without_findings_above_info(path: Path) -> None:
    delegation, findings = findings_of(path.read_bytes())
    assert delegation is not None
    assert [finding for finding in findings if finding.severity != "info"] == []


@each
def test_an_example_makes_a_dossier_of_readable_papers(path: Path) -> None:
    made = make(path.read_bytes(), name=path.name)
    assert loads(made.files["dossier.json"]) == made.manifest
    for document in made.manifest.documents:
        reader = PdfReader(BytesIO(made.files[document.pdf]))
        text = "".join(page.extract_text() for page in reader.pages)
        assert made.reference in text
        assert "TEST" not in text
        assert all(slot.name.split()[-1] in text for slot in document.plan.persons)


@pytest.mark.parametrize("path", LATER, ids=[path.name for path in LATER])
def test_an_example_of_later_papers_is_without_findings_and_makes_them(path: Path) -> None:
    data = path.read_bytes()
    _, named = start_of(data, name=path.name)
    delegation = path.parent / named
    made = make(delegation.read_bytes(), name=delegation.name, addition=data, addition_name=path.name)
    assert [finding for finding in made.findings if finding.severity != "info"] == []
    for document in made.manifest.documents:
        reader = PdfReader(BytesIO(made.files[document.pdf]))
        text = "".join(page.extract_text() for page in reader.pages)
        assert made.reference in text
        assert "TEST" not in text
        assert all(slot.name.split()[-1] in text for slot in document.plan.persons)
