"""No attack is valid, and each is told by its own reason, in a dossier and alone."""

from __future__ import annotations

import pytest

from tests.attacks import revocation
from tests.attacks.everything import ATTACKS
from tests.attacks.model import Attack
from tests.attacks.scene import Scene


@pytest.mark.parametrize("attack", [pytest.param(one, id=one.name) for one in ATTACKS])
def test_the_attack_is_found_and_named(attack: Attack, scene: Scene) -> None:
    made = attack.harm(scene)
    report = scene.verify(made, victim=attack.victim)
    assert report.verdict == attack.verdict
    assert {problem.code for problem in report.reasons} == attack.codes
    assert scene.verify(made, victim=attack.victim, alone=True).verdict != "valid"


@pytest.mark.parametrize("victim", ["D5", "D14"])
def test_the_paper_itself_is_valid(victim: str, scene: Scene) -> None:
    """What the attacks are made from: without this, no attack would prove anything."""
    paper = scene.statement.sealed if victim == "D14" else scene.sealed
    assert scene.verify(paper, victim=victim).verdict == "valid"
    assert scene.verify(paper, victim=victim, alone=True).verdict == "valid"


@pytest.mark.parametrize("evidence", revocation.CONTROLS)
def test_evidence_made_by_the_same_hands_counts_when_it_is_good(evidence: str, scene: Scene) -> None:
    """What forged lists and answers are made with makes good ones too: they fail for what they say."""
    assert scene.verify(revocation.CONTROLS[evidence](scene)).verdict == "valid"


def test_every_attack_has_a_name_of_its_own() -> None:
    names = [one.name for one in ATTACKS]
    assert len(set(names)) == len(names) >= 30
