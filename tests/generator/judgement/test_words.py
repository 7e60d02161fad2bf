"""What a verdict is called, of one thing and of several."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.examine import Item
from generator.judgement.words import Tally
from tests.generator.judgement.answers import SIGNED, paper, problem, whole

CASES = [
    pytest.param([paper()], "valid", "GELDIG", id="good"),
    pytest.param([], "invalid", "ONGELDIG", id="nothing judged is never valid"),
    pytest.param([paper(problem("gewijzigd"))], "invalid", "ONGELDIG", id="bad"),
    pytest.param([paper(problem("wortel-onbekend"))], "indeterminate", "NIET VAST TE STELLEN", id="open"),
    pytest.param([paper(problem("onvolledig"))], "invalid", "NOG NIET COMPLEET", id="still to sign"),
    pytest.param(
        [paper(problem("onvolledig"), problem("wortel-onbekend"))],
        "indeterminate",
        "NIET VAST TE STELLEN",
        id="still to sign, and by a root unknown",
    ),
    pytest.param(
        [paper(problem("onvolledig"), problem("gewijzigd"))],
        "invalid",
        "ONGELDIG",
        id="unfinished and altered",
    ),
    pytest.param([whole(problem("geweigerd")), paper()], "invalid", "GEWEIGERD", id="declined"),
    pytest.param(
        [whole(problem("geweigerd"), problem("ingetrokken-dossier"))],
        "invalid",
        "INGETROKKEN",
        id="declined, then withdrawn",
    ),
    pytest.param(
        [whole(problem("geweigerd")), paper(problem("gewijzigd"))],
        "invalid",
        "ONGELDIG",
        id="declined and altered",
    ),
    pytest.param([paper(), paper(problem("gewijzigd"))], "invalid", "ONGELDIG", id="one good, one bad"),
    pytest.param([paper(problem("iets-van-morgen"))], "invalid", "ONGELDIG", id="a code that nobody knows"),
]


@pytest.mark.parametrize(("items", "verdict", "word"), CASES)
def test_items_together_are_called_by_what_is_gravest(items: list[Item], verdict: str, word: str) -> None:
    tally = Tally(items)
    assert (tally.verdict, tally.word) == (verdict, word)
    one_by_one = Tally()
    for item in items:
        one_by_one.add([item])
    assert (one_by_one.verdict, one_by_one.word) == (verdict, word)


def test_what_is_wrong_with_a_signature_counts() -> None:
    item = Item(path="a", title="a", problems=(), signatures=SIGNED)
    assert Tally([item]).word == "GELDIG"
    bad = replace(item, signatures=(*SIGNED, replace(SIGNED[0], problems=(problem("gewijzigd"),))))
    assert Tally([bad]).word == "ONGELDIG"
