"""Pages with a letterhead, as they are set, recorded and made again."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import word_documents as make

from generator import product
from generator.dossier import MANIFEST, open_dossier
from generator.errors import SurroundingsFailed
from generator.files import create_folder
from generator.letterhead.design import Letterhead
from generator.letterhead.design import read as read_letterhead
from generator.pipeline import Made
from generator.pipeline import make as make_dossier
from generator.rebuild import rebuild
from generator.settings import LetterheadEntry
from generator.typeset.office import engine as office
from generator.typeset.plan import plan
from generator.typeset.reader import read
from tests.generator.letterhead.pictures import picture
from tests.workshop import Workshop, example


@pytest.fixture(scope="module")
def headed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Letterhead]:
    path = tmp_path_factory.mktemp("logo") / "logo.png"
    path.write_bytes(picture(size=(300, 150)))
    entry = LetterheadEntry(
        name="Huis", address=tuple(f"Regel {n}" for n in range(6)), logo=path, colour="006E5A"
    )
    found = read_letterhead(entry)
    assert found is not None
    return make_dossier(example("in-dienst"), name="x.yaml", only=["D4"], test=True, letterhead=found), found


def _heights(pdf: bytes, *texts: str) -> list[float]:
    """How high (points from the foot) the first line with each of these words begins, on the first page."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = []
    for text in texts:
        place = page.search(text).get_next()
        assert place is not None, text
        found.append(page.get_charbox(place[0])[1])
    return found


def test_the_words_of_the_first_page_begin_below_a_high_letterhead(headed: tuple[Made, Letterhead]) -> None:
    made, _ = headed
    pdf = made.files[made.manifest.documents[0].pdf]
    heights = _heights(pdf, "Huis", "Regel 5", "Arbodienst De Dieze B.V.", "TEST", "Kenmerk")
    assert heights == sorted(heights, reverse=True)
    assert min(one - other for one, other in pairwise(heights)) > 8


def test_later_pages_keep_their_room(workshop: Workshop, headed: tuple[Made, Letterhead]) -> None:
    """A letterhead is not to eat the paper of all pages after the first."""
    made, _ = headed
    word = made.manifest.documents[0].word
    without, having = (
        plan(read(files[word], name="D4"), ())[0]["sections"][0]
        for files in (workshop.made.files, made.files)
    )
    assert having["page"] == without["page"]
    assert having["lower"] > 0
    assert "lower" not in without
    second = pypdfium2.PdfDocument(made.files[made.manifest.documents[0].pdf])[1].get_textpage()
    assert second.search("Regel 0").get_next() is None


def test_the_other_engine_gives_it_too(headed: tuple[Made, Letterhead]) -> None:
    try:
        program = office.find()
    except SurroundingsFailed as missing:
        pytest.skip(f"{missing.message} {missing.hint}")
    made, _ = headed
    word = made.files[made.manifest.documents[0].word]
    paper = read(word, name="D4")
    (pdf,) = office.typeset([office.Job(docx=word, paper=paper)], at=make.AT, office=program)
    product.check(pdf, paper)
    heights = _heights(pdf, "Huis", "Regel 5", "Arbodienst De Dieze B.V.", "TEST", "Kenmerk")
    assert heights == sorted(heights, reverse=True)


def test_the_manifest_names_it_or_says_that_there_is_none(
    workshop: Workshop, headed: tuple[Made, Letterhead]
) -> None:
    made, letterhead = headed
    assert json.loads(made.files[MANIFEST])["huisstijl"] == {"sha256": letterhead.digest}
    assert json.loads(workshop.made.files[MANIFEST])["huisstijl"] is None


AGAIN = {
    "the same letterhead": (lambda one: one, []),
    "another letterhead": (lambda one: replace(one, name="Ander huis"), ["herbouw-anders"]),
    "none any more": (lambda _: None, ["herbouw-anders"]),
}


@pytest.mark.parametrize("case", AGAIN)
def test_papers_are_made_again_with_their_letterhead(
    case: str, headed: tuple[Made, Letterhead], tmp_path: Path
) -> None:
    change, codes = AGAIN[case]
    made, letterhead = headed
    create_folder(tmp_path / "dossier", made.files, replace=False)
    problems = list(rebuild(open_dossier(tmp_path / "dossier"), letterhead=change(letterhead)))
    assert [problem.code for problem in problems] == codes
    assert all("met een andere huisstijl gemaakt" in problem.message for problem in problems)


def test_papers_from_before_the_letterhead_are_made_again_without_it(
    headed: tuple[Made, Letterhead], tmp_path: Path
) -> None:
    made = make_dossier(example("in-dienst"), name="x.yaml", only=["D4"])
    create_folder(tmp_path / "dossier", made.files, replace=False)
    assert list(rebuild(open_dossier(tmp_path / "dossier"), letterhead=headed[1])) == []
