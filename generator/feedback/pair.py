"""One text in two envelopes (F-V10): what the werkgever reads is what the werknemer reads, in Word and in PDF.

The text is what stands within the bookmark `punt_D6G_f` or `punt_D7G_f`. That both are made from one file
does not prove it: each letter has a template of its own, and those are changed by hand.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import ProductRefused, TemplateRefused
from generator.pdf_text import Unreadable, all_words
from generator.wording.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_HINT = (
    "Werkgever en werknemer moeten dezelfde tekst krijgen. Maak de sjablonen D6 en D7 tussen de kop «Terugkoppeling» en de kop "
    "daarna weer gelijk, met de bladwijzers punt_D6G_f en punt_D7G_f eromheen."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One of the two, as it was made."""

    id: str
    docx: bytes
    pdf: bytes


def require_one_text(letters: Sequence[Letter]) -> str:
    """Give the SHA-256 of the text that all letters share.

    Raises `TemplateRefused` when a letter has no such text or another one, `ProductRefused` when a PDF
    does not say it.
    """
    bodies = [_body(letter) for letter in letters]
    for letter, body in zip(letters[1:], bodies[1:], strict=True):
        if body != bodies[0]:
            here = next((a or b for a, b in zip(bodies[0], body, strict=False) if a != b), "het einde")
            raise TemplateRefused(
                f"{letters[0].id} en {letter.id} hebben niet dezelfde tekst; het eerste verschil is bij «{here[:40]}».",
                hint=_HINT,
            )
    printed = {_printed(letter, body) for letter, body in zip(letters, bodies, strict=True)}
    if len(printed) != 1:
        raise ProductRefused("De PDF's van werkgever en werknemer hebben niet dezelfde tekst.", hint=_HINT)
    return hashlib.sha256("\n".join(bodies[0]).encode()).hexdigest()


def _body(letter: Letter) -> tuple[str, ...]:
    """Give the paragraphs within the bookmark, empty ones left out."""
    mark = f"punt_{letter.id}G_f"
    found = lines_of(letter.docx, name=letter.id)
    body: list[str] = []
    inside = False
    for line in found.all:
        inside = inside or mark in line.opens
        if inside and (text := " ".join(line.text.split())):
            body.append(text)
        if mark in line.closes:
            return tuple(body)
    raise TemplateRefused(f"{letter.id} heeft geen tekst binnen de bladwijzer «{mark}».", hint=_HINT)


def _printed(letter: Letter, body: tuple[str, ...]) -> str:
    """Give the words of the PDF from the first paragraph of the body to its last, without white space."""
    try:
        words = all_words(letter.pdf)
    except Unreadable as err:
        raise ProductRefused(f"De PDF van {letter.id} is niet leesbaar ({err}).", hint=_HINT) from err
    bare = ["".join(text.split()) for text in body]
    start, last = words.find("".join(bare[:2])), words.rfind(bare[-1])
    if start < 0 or last < start:
        raise ProductRefused(
            f"In de PDF van {letter.id} staat de tekst van de terugkoppeling niet.", hint=_HINT
        )
    return words[start : last + len(bare[-1])]
