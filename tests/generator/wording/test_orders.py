"""Orders are read without being run: names in every branch, and what cannot be read."""

from __future__ import annotations

import pytest
from word_parts import TEMPLATES

from generator import catalogue, word
from generator.context import names, of_addition
from generator.wording.checks import known_names
from generator.wording.orders import own_words, unknown, unreadable, uses
from generator.wording.trial import examples

LATER = {"aanvulling", "archivering", "dossier", "terugkoppeling", "terugname", "toezichtverslag"}

USES = {
    "a value": ("{{ werkgever.naam }}", {"werkgever.naam"}),
    "a condition and both branches": (
        "{% if a.b %}{{ c }}{% else %}{{ d.e }}{% endif %}",
        {"a.b", "c", "d.e"},
    ),
    "in a list": ("{% for t in taken %}{{ t.tekst }}{% endfor %}", {"taken", "taken[].tekst"}),
    "a list in a list": (
        "{% for t in taken %}{% for i in t.inzage %}{{ i }}{% endfor %}{% endfor %}",
        {"taken", "taken[].inzage", "taken[].inzage[]"},
    ),
    "by key": ("{{ a['b'].c }}", {"a.b.c"}),
    "the first of a list": ("{{ (taken|first).tekst }}", {"taken[].tekst"}),
    "by number": ("{{ taken[0].tekst }}", {"taken[].tekst"}),
    "through a filter": ("{{ a.b|join('; ')|upper }}", {"a.b"}),
    "the loop itself": ("{% for t in taken %}{{ loop.index }}{% endfor %}", {"taken"}),
    "a name of its own": ("{% set x = a.b %}{{ x }}", {"a.b"}),
    "the same name outside the loop": ("{% for t in l %}{% endfor %}{{ t }}", {"l", "t"}),
    "orders that do not fit": ("{% if a %}{{ b }}", set()),
}


@pytest.mark.parametrize("case", USES)
def test_uses(case: str) -> None:
    source, expected = USES[case]
    assert {use.name for use in uses(source)} == expected


UNREADABLE = {
    "in order": ("{{ a.b }} en {% if c %}x{% endif %}", 0),
    "a paragraph's own order": ("{%p if a %}", 0),
    "a row's own order": ("{%tr endfor %}", 0),
    "half an order": ("{{ a.b", 1),
    "braces left over": ("a }} b", 1),
    "no name": ("{{ }}", 1),
    "an unknown word": ("{% als a %}", 1),
    "an unknown filter": ("{{ a|safe }}", 1),
    "two of them": ("{{ }} en {{ a b }}", 2),
    "so deep that no reader gets there": ("{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}", 1),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable(case: str) -> None:
    text, number = UNREADABLE[case]
    assert len(list(unreadable(text))) == number


def test_own_words_are_what_the_template_itself_says() -> None:
    text = "Tot {{ looptijd.einde }}{% if x %}, mits{% else %} altijd{% endif %}."
    assert own_words(text) == "Tot …, mits altijd."


KNOWN = {"werkgever.naam", "taken[].tekst", "scholing[]"}
NAMES = {
    "as it is listed": ("werkgever.naam", False),
    "a block": ("werkgever", False),
    "a list of blocks": ("taken", False),
    "an item of it": ("taken[]", False),
    "a list of texts": ("scholing", False),
    "unknown": ("werkgevers.naam", True),
    "unknown in a block": ("werkgever.name", True),
    "a part of a text": ("werkgever.naam.voor", True),
    "the beginning of a name": ("werk", True),
}


@pytest.mark.parametrize("case", NAMES)
def test_unknown(case: str) -> None:
    name, expected = NAMES[case]
    assert unknown(name, KNOWN) is expected


@pytest.mark.parametrize("name", [kind.template for kind in catalogue.all_documents()])
def test_the_guide_knows_every_name_that_a_template_uses(name: str) -> None:
    known = known_names()
    assert len(known) > 150
    assert [use.name for use in uses(word.orders(TEMPLATES / name)) if unknown(use.name, known)] == []


def test_the_guide_lists_no_later_name_that_does_not_exist() -> None:
    """Each is used by a template of ours (rendering them proves it exists) or given by an example."""
    used = {
        use.name for kind in catalogue.all_documents() for use in uses(word.orders(TEMPLATES / kind.template))
    }
    given = {name for _, addition in examples() if addition for name in names(of_addition(addition))}
    later = [name for name in known_names() if name.partition(".")[0] in LATER]
    assert len(later) > 60
    assert [name for name in later if unknown(name, used | given)] == []
