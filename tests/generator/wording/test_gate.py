"""No document is made whose template lost what it must say, or says what it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from changed import D2, edited, own_folder, retyped, sentence, without_bookmark
from word_parts import KINDS, all_text

from generator.errors import TemplateRefused
from generator.pipeline import make
from generator.resources import content
from generator.wording.points import demands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EMPLOYED = (content("examples") / "in-dienst.yaml").read_bytes()
EXTERNAL = (content("examples") / "extern.yaml").read_bytes()
DECIDES = "Alleen de bedrijfsarts is bevoegd om te beslissen"


def dropped(start: str) -> Callable[..., object]:
    def change(document: object) -> None:
        paragraph = sentence(document, start)._p
        paragraph.getparent().remove(paragraph)

    return change


def hidden(start: str) -> Callable[..., object]:
    """A condition around the paragraph that no delegation meets."""

    def change(document: object) -> None:
        paragraph = sentence(document, start)
        paragraph.insert_paragraph_before("{%p if not kenmerk %}")
        after = paragraph.insert_paragraph_before("{%p endif %}")._p
        paragraph._p.addnext(after)

    return change


LOST = {
    "the paragraph is gone": dropped(DECIDES),
    "the bookmark is gone": without_bookmark("punt_D2_b"),
    "the sentence is gone, the bookmark is not": retyped(DECIDES, "Vervallen."),
    "a condition leaves it out": hidden(DECIDES),
}


@pytest.mark.parametrize("case", LOST)
def test_a_lost_point_is_refused(case: str, tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    edited(own / D2, LOST[case])
    with pytest.raises(TemplateRefused) as refused:
        make(EMPLOYED, name="d.yaml", templates=own, only=["D2"])
    point = next(point for point in demands(KINDS["D2"]).points if point.id == "D2_b")
    for said in (D2, "D2_b", point.demand, point.source):
        assert said in refused.value.message
    assert "D2_a" not in refused.value.message
    assert "punt_D2_b" in refused.value.hint
    assert point.heading in refused.value.hint


def test_all_lost_points_are_told_at_once(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    for name in ("punt_D2_b", "punt_D2_d"):
        edited(own / D2, without_bookmark(name))
    with pytest.raises(TemplateRefused, match=r"(?s)D2_b.*D2_d"):
        make(EMPLOYED, name="d.yaml", templates=own, only=["D2"])


def test_what_may_never_be_said_is_refused(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    edited(
        own / D2, retyped(DECIDES, f"{DECIDES} over de taakdelegatie, mits het bedrijfsbelang dat toelaat.")
    )
    with pytest.raises(TemplateRefused, match=r"alinea \d+ zegt «mits».*Geen voorwaarden"):
        make(EMPLOYED, name="d.yaml", templates=own, only=["D2"])


def test_the_words_of_a_delegation_are_not_held_against_the_template() -> None:
    """Whether a person's sentence is in order is for the rules of the file, and for its reader."""
    said = "Mits het verzuimpercentage daalt."
    data = EMPLOYED.replace(b"  bereikbaarheid: ", f"  bereikbaarheid: {said} # ".encode(), 1)
    made = make(data, name="d.yaml", only=["D1"])
    assert said in all_text(made.files["word/D1-delegatieovereenkomst.docx"])


def test_another_wording_under_the_bookmark_is_free(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    edited(
        own / D2, retyped(DECIDES, "De bedrijfsarts beslist als enige of de taakdelegatie wordt voortgezet.")
    )
    assert make(EMPLOYED, name="d.yaml", templates=own, only=["D2"]).files


def test_a_point_for_employed_delegates_is_asked_of_them_only(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    (own / "punten" / "D4.toml").write_text(
        '[[punt]]\nid = "D4_z"\nkop = "Kop"\neis = "Iets."\nbron = "bron"\nwanneer = "dienstverband"\n',
        encoding="utf-8",
    )
    assert make(EXTERNAL, name="d.yaml", templates=own, only=["D4"]).files
    with pytest.raises(TemplateRefused, match="D4_z"):
        make(EMPLOYED, name="d.yaml", templates=own, only=["D4"])


def test_papers_that_exist_are_made_again_whatever_is_asked_now(tmp_path: Path) -> None:
    own = own_folder(tmp_path / "eigen")
    edited(own / D2, without_bookmark("punt_D2_b"))
    assert make(EMPLOYED, name="d.yaml", templates=own, only=["D2"], again=True).files
