"""No paper leaves that does not say what it must: the gate between a template and its document."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from generator.errors import TemplateRefused
from generator.typeset.package import opened
from generator.wording.lines import lines_of, marked
from generator.wording.orders import own_words
from generator.wording.points import Ban, Point, demands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.catalogue import DocumentKind
    from generator.typeset.package import Package
    from generator.wording.lines import Line, Lines

LEAST = 20  # signs: less than that says nothing


def require(
    docx: bytes | Package, kind: DocumentKind, *, template: bytes, employed: bool, own: Path | None = None
) -> None:
    """Let a document through that says all it must, made of a template that says nothing it may not.

    `docx` is the document as rendered, so that a point which a condition leaves out is noticed too;
    `employed`: the delegate is employed by the werkgever; `own` is the folder of one's own templates.
    Raises `TemplateRefused` naming every point, what must be said, and on what authority.
    """
    asked = demands(kind, own)
    name = f"{kind.id} {kind.titel}"
    found = marked(opened(docx, name=name).main().root)
    lost = [p for p in asked.points if p.applies(employed=employed) and not says(found, p)]
    told = [f"het verplichte punt {p.id} ontbreekt: {p.demand} (bron: {p.source})" for p in lost]
    told += [
        f"alinea {line.number} zegt «{words}», en dat mag niet: {ban.demand} (bron: {ban.source})"
        for line, ban, words in _said(template, kind.template, asked.bans)
    ]
    if told:
        places = ", ".join(f"{p.bookmark} onder «{p.heading}»" for p in lost)
        raise TemplateRefused(
            f"Sjabloon «{kind.template}»: " + ("\n- " if len(told) > 1 else "") + "\n- ".join(told),
            hint=f"Zet de tekst terug, met de bladwijzer eromheen: in het sjabloon van het programma {places}."
            if lost
            else "Schrap deze tekst, of schrijf haar anders.",
        )


def says(found: Mapping[str, str], point: Point) -> bool:
    """Whether a document has the point's bookmark, with words in it."""
    return len(found.get(point.bookmark, "").strip()) >= LEAST


def forbidden(lines: Lines, bans: tuple[Ban, ...]) -> Iterator[tuple[Line, Ban, str]]:
    """Yield each paragraph with what it says that it may not; values of a delegation are not judged."""
    for line in lines.all:
        text = own_words(line.text)
        for ban in bans:
            if words := next(ban.hits(text), None):
                yield line, ban, words


@lru_cache(maxsize=64)
def _said(template: bytes, name: str, bans: tuple[Ban, ...]) -> tuple[tuple[Line, Ban, str], ...]:
    return tuple(forbidden(lines_of(template, name=name), bans))
