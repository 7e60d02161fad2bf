"""The word list of the feedback: per rule which words and phrases may not be printed, and what to write instead.

The list is legal staff's (`templates/woordenlijst-terugkoppeling.toml`); here it is read, strictly, and made
into patterns. What it knows is words: it supports whoever reads the text and proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from generator.feedback.folding import Folded, Word, fold, words
from generator.resources import template_file
from generator.tables import Entry, entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generator.findings import Severity

FILE = "woordenlijst-terugkoppeling.toml"

Section = Literal["werk", "medisch"]
_SECTIONS: tuple[Section, ...] = ("werk", "medisch")
_WEIGHTS: tuple[Literal["fout", "let-op"], ...] = ("fout", "let-op")
_KEYS = (
    "id", "gewicht", "wat", "waarom", "anders", "bron", "toon", "werkwoord", "niet_in",
    "woorden", "begin", "eind", "delen", "zinnen", "uitzonderingen",
)  # fmt: skip
_LISTS = ("woorden", "begin", "eind", "delen", "zinnen", "uitzonderingen")
# What Dutch puts behind a noun or an adjective; a vowel or consonant that changes is in the list itself.
_ENDINGS = "(?:e|en|n|s|es|er|je|jes|tje|tjes|pje|pjes|etje|etjes)?"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """What one rule forbids, as patterns; `shown` says whether a message may repeat what was found."""

    rule: str
    severity: Severity
    what: str
    why: str
    instead: str
    source: str
    shown: bool
    of_work: bool  # a word of the employee's work may be let through, with a reason
    not_in: frozenset[str]
    word: re.Pattern[str]
    phrase: re.Pattern[str]
    exception: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a ban found, as a part of the text itself; `word` is the folded word, or the phrase."""

    ban: Ban
    start: int
    end: int
    word: str


def load(own: Path | None = None) -> tuple[Ban, ...]:
    """Give the bans of the list, one's own if there is one. Raises `SurroundingsFailed`, `TemplateRefused`."""
    return _load(template_file(FILE, own))


def search(text: str, bans: Iterable[Ban]) -> Iterator[Hit]:
    """Yield what stands in a text that should not; of one rule no two hits that overlap."""
    folded = fold(text)
    if not folded.text.strip():
        return
    found = list(words(folded))
    seen: dict[str, list[tuple[int, int]]] = {}
    for ban in bans:
        allowed = [match.span() for match in ban.exception.finditer(folded.text)]
        for start, end, word in _matches(ban, folded, found):
            taken = seen.setdefault(ban.rule, [])
            if any(a <= start and end <= b for a, b in allowed) or any(
                a < end and start < b for a, b in taken
            ):
                continue
            taken.append((start, end))
            first, last = folded.span(start, end)
            yield Hit(ban=ban, start=first, end=last, word=word)


def _matches(ban: Ban, folded: Folded, found: list[Word]) -> Iterator[tuple[int, int, str]]:
    for word in found:
        if ban.word.fullmatch(word.text):
            yield word.start, word.end, word.text
    for match in ban.phrase.finditer(folded.text):
        if match.group():
            yield match.start(), match.end(), match.group()


@lru_cache(maxsize=8)
def _load(path: Path) -> tuple[Ban, ...]:
    return tuple(_ban(entry) for entry in entries(path, "regel", _KEYS, unique=()))


def _ban(entry: Entry) -> Ban:
    lists = {key: entry.texts(key) if key in entry.values else () for key in _LISTS}
    joined = [re.sub(r"[-' ]", "", fold(word).text) for word in lists["woorden"]]
    shapes = [
        *(re.escape(word) + _ENDINGS for word in joined),
        *(_plain(word) + ".*" for word in lists["begin"]),
        *(".*" + _plain(word) + _ENDINGS for word in lists["eind"]),
        *(".*" + _plain(word) + ".*" for word in lists["delen"]),
    ]
    apart = [
        r"\b" + r"[ -]".join(re.escape(part) for part in fold(word).text.split()) + _ENDINGS + r"\b"
        for word in lists["woorden"]
        if " " in word
    ]
    return Ban(
        rule=entry.take("id", str),
        severity="error" if entry.choice("gewicht", _WEIGHTS) == "fout" else "warning",
        what=entry.take("wat", str),
        why=entry.take("waarom", str),
        instead=entry.take("anders", str),
        source=entry.take("bron", str),
        shown=entry.take("toon", bool),
        of_work=entry.take("werkwoord", bool),
        not_in=frozenset(entry.choices("niet_in", _SECTIONS)),
        word=_any(entry, shapes),
        phrase=_any(entry, [*apart, *lists["zinnen"]]),
        exception=_any(entry, lists["uitzonderingen"]),
    )


def _plain(word: str) -> str:
    return re.escape(fold(word).text)


def _any(entry: Entry, patterns: Iterable[str]) -> re.Pattern[str]:
    """Make one pattern of several. Raises `TemplateRefused` naming the one that is none."""
    listed = list(patterns)
    for pattern in listed:
        try:
            re.compile(pattern)
        except re.error as err:
            raise entry.refused("zinnen", f"«{pattern}» is geen patroon ({err})") from err
    return re.compile("|".join(f"(?:{pattern})" for pattern in listed)) if listed else _NOTHING
