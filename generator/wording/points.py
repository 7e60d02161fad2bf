"""What each document must say and may never say: `templates/punten/`, a TOML file a document.

A point is tied to its text by a bookmark in the template (`punt_D2_b`), so that the wording is free
and losing it is noticed. What may never be said is a list of patterns: a hit is a reason to read.
An own folder may add points in a `punten/` of its own; it takes nothing away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from generator.errors import TemplateRefused
from generator.resources import content
from generator.tables import Entry, checked, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.catalogue import DocumentKind

PREFIX = "punt_"
_FOLDER = "punten"
_ID = re.compile(r"[A-Z][A-Z0-9]*_[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something a document must say; `only` limits it to a delegate who is employed by the werkgever."""

    id: str
    heading: str
    demand: str
    source: str
    only: Literal["", "dienstverband"]

    @property
    def bookmark(self) -> str:
        """The bookmark around the text that says it."""
        return PREFIX + self.id

    def applies(self, *, employed: bool) -> bool:
        """Whether the document must say it for such a delegate."""
        return employed or not self.only


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """Something a document may never say, and how that reads."""

    id: str
    demand: str
    patterns: tuple[re.Pattern[str], ...]
    source: str

    def hits(self, text: str) -> Iterator[str]:
        """Yield the words of a paragraph that are not allowed."""
        yield from (found.group() for pattern in self.patterns if (found := pattern.search(text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """All that is asked of one document."""

    points: tuple[Point, ...] = ()
    bans: tuple[Ban, ...] = ()


def name_of(kind: DocumentKind) -> str:
    """Give the name under which a kind has its points: `D6`, and `D6-gevuld` for the filled form."""
    return f"{kind.id}-gevuld" if kind.slug.endswith("-gevuld") else kind.id


def demands(kind: DocumentKind, own: Path | None = None) -> Demands:
    """Give what is asked of a kind: the program's points, and those that an own folder adds.

    Raises `TemplateRefused` for a slip in such a file.
    """
    file = f"{name_of(kind)}.toml"
    ours = content("templates") / _FOLDER / file
    theirs = own / _FOLDER / file if own is not None else ours
    found = _read(ours) if ours.is_file() else Demands()
    if theirs.is_file() and theirs.resolve() != ours.resolve():
        more = _read(theirs)
        points = tuple(point for point in more.points if point not in found.points)
        bans = tuple(ban for ban in more.bans if ban not in found.bans)  # a copy of ours says nothing new
        if twice := sorted(_ids(found) & _ids(Demands(points=points, bans=bans))):
            raise TemplateRefused(
                f"{theirs}: «{twice[0]}» is al een punt van het programma.",
                hint="Eigen punten komen erbij; geef ze een eigen letter of nummer.",
            )
        found = Demands(points=found.points + points, bans=found.bans + bans)
    return found


@lru_cache(maxsize=64)
def _read(path: Path) -> Demands:
    data = read_toml(path)
    tables = {name: data.pop(name, []) for name in ("punt", "nooit")}
    if data or not all(isinstance(found, list) for found in tables.values()) or not tables["punt"]:
        raise TemplateRefused(f"{path.name} hoort alleen uit [[punt]] en [[nooit]] te bestaan, met een punt.")
    points = tuple(
        Point(
            id=_id(entry),
            heading=entry.take("kop", str),
            demand=entry.take("eis", str),
            source=entry.take("bron", str),
            only=entry.choice("wanneer", ("", "dienstverband")) if "wanneer" in entry.values else "",
        )
        for entry in checked(path, "punt", tables["punt"], ("id", "kop", "eis", "bron", "wanneer"))
    )
    bans = tuple(
        Ban(
            id=_id(entry),
            demand=entry.take("eis", str),
            patterns=tuple(_pattern(entry, text) for text in entry.texts("patronen")),
            source=entry.take("bron", str),
        )
        for entry in checked(path, "nooit", tables["nooit"], ("id", "eis", "patronen", "bron"))
    )
    return Demands(points=points, bans=bans)


def _ids(found: Demands) -> set[str]:
    return {point.id for point in found.points} | {ban.id for ban in found.bans}


def _id(entry: Entry) -> str:
    found = entry.take("id", str)
    if not _ID.fullmatch(found):
        raise entry.refused("id", f"«{found}» is geen naam als D2_b")
    return found


def _pattern(entry: Entry, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as err:
        raise entry.refused("patronen", f"«{text}» is geen reguliere expressie ({err})") from err
