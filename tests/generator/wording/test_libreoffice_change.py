"""A template in which a sentence was changed with LibreOffice is still a template."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from changed import with_part
from word_parts import AT, FILES, KINDS, TEMPLATES, applies, paragraphs, part, values

from generator import catalogue
from generator.errors import SurroundingsFailed
from generator.pipeline import make
from generator.resources import content
from generator.typeset.office import program
from generator.word import render
from generator.wording.checks import look_over

# In each document one sentence is typed anew.
SENTENCES = {
    "D1": ("De opdracht is persoonlijk.", "De opdracht is strikt persoonlijk."),
    "D2": (
        "De werkgever benadeelt de taakgedelegeerde niet",
        "De werkgever zal de taakgedelegeerde niet benadelen",
    ),
    "D3": ("De bedrijfsarts ontvangt een afschrift", "De bedrijfsarts krijgt een afschrift"),
    "D4": ("geeft daarvoor alle inlichtingen", "verstrekt daarvoor alle inlichtingen"),
    "D5": ("behoudt geen kopieën", "bewaart geen kopieën"),
    "D6": ("Andere onderdelen heeft deze terugkoppeling niet.", "Meer onderdelen zijn er niet."),
    "D7": ("Andere onderdelen heeft deze terugkoppeling niet.", "Meer onderdelen zijn er niet."),
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every template with a sentence changed, opened in LibreOffice and saved by it as .docx."""
    try:
        soffice = program.find().program
    except SurroundingsFailed as missing:
        pytest.skip(f"{missing.message} {missing.hint}")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "open").mkdir()
    for kind, (before, after) in SENTENCES.items():
        path = Path(shutil.copy(TEMPLATES / KINDS[kind].template, folder / "open"))
        with_part(path, "word/document.xml", lambda xml, b=before, a=after: _once(xml, b, a))
    subprocess.run(  # noqa: S603
        [
            str(soffice), f"-env:UserInstallation={(folder / 'profiel').as_uri()}", "--headless", "--convert-to",
            "docx:MS Word 2007 XML", "--outdir", str(folder / "eigen"), *map(str, (folder / "open").glob("*.docx")),
        ],
        check=True,
        timeout=300,
        capture_output=True,
    )  # fmt: skip
    return folder / "eigen"


def _once(xml: bytes, before: str, after: str) -> bytes:
    assert xml.count(before.encode()) == 1
    return xml.replace(before.encode(), after.encode())


def words(docx: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(paragraphs(part(docx))))


@pytest.mark.parametrize("kind", SENTENCES)
def test_it_is_in_order(kind: str, changed: Path) -> None:
    found = look_over(changed / KINDS[kind].template, KINDS[kind], changed)
    assert [one.message for one in found if one.severity != "info"] == []


@pytest.mark.parametrize("kind", SENTENCES)
def test_only_the_sentence_changed(kind: str, changed: Path) -> None:
    before, after = SENTENCES[kind]
    for name, data in FILES.items():
        if applies(kind, data):
            names = values(data, kind)
            ours, theirs = (
                render(folder / KINDS[kind].template, names, at=AT) for folder in (TEMPLATES, changed)
            )
            assert words(theirs) == words(ours).replace(before, after), name
            assert after in words(theirs)


@pytest.mark.parametrize("name", ["in-dienst", "extern"])
def test_whole_dossiers_are_made_of_it(name: str, changed: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(changed, tmp_path / "eigen"))
    made = make((content("examples") / f"{name}.yaml").read_bytes(), name=name, templates=own)
    signers = {kind.id: kind.ondertekenaars for kind in catalogue.documents()}
    for document in made.manifest.documents:
        if document.id in SENTENCES:
            assert document.template_version is None
            assert tuple(step.role for step in document.plan.persons) == signers[document.id]
