"""Text without what hides a word from a list: case, accents, invisible characters, letters of other scripts.

A folded text knows for each of its characters where it came from, so that a hit can be shown in place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Letters of Cyrillic and Greek that look like Latin ones, as far as Dutch words can be written with them.
_LOOKALIKES = dict(zip("асеорхуіѕјԁԛѡвкмнтгαερτυνικοη", "aceopxyisjdqwbkmhtraeptuvikon", strict=True))
_APOSTROPHES = frozenset("'’‘ʼ`´")
_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
_BROKEN_OFF = re.compile(r"([a-z]+)- +(?!en\b|of\b|dan\b|tot\b|maar\b)([a-z]+)")
_SPACED = re.compile(r"(?<![a-z0-9])(?:[a-z][ .]){3,}[a-z](?![a-z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text in plain small letters; character `i` stands for the one at `origin[i]` of the text itself."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the part of the text itself from which this part (not empty) was folded."""
        return self.origin[start], self.origin[end - 1] + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a folded text, joined where it was written with hyphens or apostrophes."""

    text: str
    start: int
    end: int


def fold(text: str) -> Folded:
    """Fold a text: two texts that fold alike are the same words to a reader."""
    if text.isascii():
        lowered = re.sub(r"\s", " ", text.lower())
        return Folded(text=lowered.replace("`", "'"), origin=tuple(range(len(text))))
    letters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        for letter in _folded(character):
            letters.append(letter)
            origin.append(index)
    return Folded(text="".join(letters), origin=tuple(origin))


def words(folded: Folded) -> Iterator[Word]:
    """Yield each word; also what is one word to a reader though it is broken off or spaced out."""
    for found in _WORD.finditer(folded.text):
        joined = re.sub(r"[-']", "", found.group())
        yield Word(text=joined, start=found.start(), end=found.end())
        if joined != found.group():
            for part in re.finditer(r"[a-z0-9]+", found.group()):
                yield Word(
                    text=part.group(), start=found.start() + part.start(), end=found.start() + part.end()
                )
    for found in _BROKEN_OFF.finditer(folded.text):
        yield Word(text=found.group(1) + found.group(2), start=found.start(), end=found.end())
    for found in _SPACED.finditer(folded.text):
        yield Word(text=re.sub(r"[ .]", "", found.group()), start=found.start(), end=found.end())


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Give what one character becomes: nothing, a letter, or more (ß, ligatures)."""
    result = ""
    for part in unicodedata.normalize("NFKD", character).casefold():
        category = unicodedata.category(part)
        if part in _APOSTROPHES:
            result += "'"
        elif category in {"Cf", "Mn", "Me"}:
            continue  # soft hyphens, zero-width characters, accents
        elif category == "Pd":
            result += "-"
        elif part.isspace():
            result += " "
        else:
            result += _LOOKALIKES.get(part, part)
    return result
