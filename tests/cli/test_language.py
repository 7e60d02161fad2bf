from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import language, main

CATALOGUE = Path(language.__file__).parent / "locale" / "nl" / "LC_MESSAGES"
ENGLISH = re.compile(
    r"\b(usage|options|commands|command|error|missing|invalid|show this|exit|required|file|text)\b",
    re.IGNORECASE,
)

WORDS = {
    "the whole help": ["--help"],
    "an unknown command": ["ondertekn"],
    "an unknown option": ["status", "--jsn", "."],
    "a missing option": ["onderteken", "."],
    "a missing argument": ["controleer"],
    "a wrong choice": ["onderteken", ".", "--als", "notaris"],
    "a path that is not there": ["status", "nergens"],
    "a value that is no number": ["onderteken", ".", "--als", "werkgever", "--wachtwoord-fd", "x"],
    **{f"help of {name}": [name, "--help"] for name in main.commands},
}


@pytest.mark.parametrize("case", WORDS)
def test_click_speaks_dutch(case: str) -> None:
    said = CliRunner().invoke(main, WORDS[case]).output
    assert said
    assert not ENGLISH.findall(said)


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with (CATALOGUE / "messages.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = (CATALOGUE / "messages.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE)
    assert len(pairs) > 30
    for said, dutch in pairs:
        assert compiled.gettext(_plain(said)) == _plain(dutch)
    plural = re.findall(
        r'^msgid "(.+)"\nmsgid_plural "(.+)"\nmsgstr\[0\] "(.+)"\nmsgstr\[1\] "(.+)"$', source, re.MULTILINE
    )
    assert plural
    for one, more, *dutch in plural:
        assert [compiled.ngettext(_plain(one), _plain(more), n) for n in (1, 2)] == [_plain(d) for d in dutch]


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\t", "\t")
