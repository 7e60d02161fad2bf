"""The word list as a file: read strictly, one's own takes its place, a slip is named."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from generator.errors import TemplateRefused
from generator.feedback.wordlist import FILE, load, search

ENTRY = """
[[regel]]
id = "F-V1"
gewicht = "fout"
wat = "een woord"
waarom = "Daarom."
anders = "Iets anders."
bron = "eigen regel"
toon = false
werkwoord = true
niet_in = []
woorden = ["blauwe maandag"]
"""


def test_every_rule_of_the_list_speaks_and_says_what_to_write_instead() -> None:
    bans = load()
    assert {ban.rule for ban in bans} == {f"F-V{number}" for number in range(1, 10)}
    assert all(ban.what and ban.why and ban.instead and ban.source for ban in bans)
    assert all(ban.severity == "error" for ban in bans if ban.rule in {"F-V6", "F-V7"})


def test_a_list_of_ones_own_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(ENTRY, encoding="utf-8")
    own = load(tmp_path)
    assert [hit.word for hit in search("Op een Blauwe-Maandag en bij griep.", own)] == ["blauwemaandag"]
    assert load(tmp_path / "leeg") == load()


SLIPS = {
    "an unknown key": ('woorden = ["x"]', "woord = ['x']", "«woord»: deze sleutel is onbekend"),
    "no pattern": ('woorden = ["blauwe maandag"]', "zinnen = ['(']", "is geen patroon"),
    "another weight": ('gewicht = "fout"', 'gewicht = "zwaar"', "«zwaar» kan niet"),
    "another section": ("niet_in = []", 'niet_in = ["thuis"]', "«thuis» kan niet"),
    "no reason": ('waarom = "Daarom."\n', "", "«waarom»"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_the_list_is_named(name: str, tmp_path: Path) -> None:
    old, new, says = SLIPS[name]
    entry = ENTRY.replace('woorden = ["blauwe maandag"]', 'woorden = ["x"]') if "x" in old else ENTRY
    assert old in entry
    (tmp_path / FILE).write_text(entry.replace(old, new), encoding="utf-8")
    with pytest.raises(TemplateRefused, match=says):
        load(tmp_path)


def test_hits_of_one_rule_do_not_overlap() -> None:
    hits = [
        hit
        for hit in search("Rug- en nekklachten, hoofd-pijn, pijnklachten.", load())
        if hit.ban.rule == "F-V2"
    ]
    spans = sorted((hit.start, hit.end) for hit in hits)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert len(spans) == 4
