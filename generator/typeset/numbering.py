"""Automatic numbers and bullets: the definitions in `numbering.xml`, counted as Word counts them.

Word keeps one row of counters for each abstract definition. Lists (`w:num`) on the same abstract
definition count on together, unless a list states a start of its own: then that level starts anew
where the list is first used. A paragraph on a level ends the count of all deeper levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from generator.typeset.fonts import SYMBOLS, symbol
from generator.typeset.package import W
from generator.typeset.pieces import LabelAlignment, figure
from generator.typeset.properties import Letters, Lines, letters, lines
from generator.typeset.refuse import Where, number, switched_on, val

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

Suffix = Literal["tab", "space", "nothing"]
_SUFFIXES: dict[str, Suffix] = {"tab": "tab", "space": "space", "nothing": "nothing"}
_FORMATS = frozenset(
    {"decimal", "decimalZero", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "bullet", "none"}
)
_LEVEL_PARTS = frozenset(
    {"start", "numFmt", "lvlRestart", "pStyle", "isLgl", "suff", "lvlText", "lvlJc", "pPr", "rPr", "legacy"}
)
_ALIGN: dict[str, LabelAlignment] = {
    "left": "left", "start": "left", "right": "right", "end": "right", "center": "center", "both": "left",
}  # fmt: skip
_LEVELS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a list."""

    start: int
    format: str
    text: str
    suffix: Suffix
    letters: Letters
    lines: Lines
    restart: int | None  # restarts only after this level (from 1); 0: never; None: after any higher one
    legal: bool
    style: str
    align: LabelAlignment = "left"

    @property
    def bullet(self) -> bool:
        """Whether the label does not count."""
        return self.format == "bullet"


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A `w:num`: its levels, overrides worked in, and the starts it states for itself."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int]


@dataclass(slots=True, kw_only=True)
class Numbering:
    """The lists of one document, each read when first used."""

    document: str
    abstracts: dict[str, _Element]
    lists: dict[str, _Element]
    _read: dict[str, List] = field(default_factory=dict)

    def of(self, num_id: str) -> List:
        """Give a list; refuse a number that the document does not define."""
        if num_id not in self._read:
            self._read[num_id] = self._list(num_id)
        return self._read[num_id]

    def level(self, num_id: str, level: int, where: Where) -> Level:
        """Give a level of a list."""
        try:
            return self.of(num_id).levels[level]
        except KeyError:
            raise where.refusal(
                f"niveau {level + 1} van lijst {num_id} is nergens vastgelegd",
                hint="Breng de nummering van deze alinea in Word opnieuw aan.",
            ) from None

    def indents(self, num_id: str, level: int, where: Where) -> Lines:
        """Give the paragraph settings that come with a level; none for list 0, which means no list."""
        return {} if num_id == "0" else self.level(num_id, level, where).lines

    def style_level(self, stated: Lines, style_id: str) -> int:
        """Give the level of a numbered style: the one that names the style, else the stated one."""
        if stated["num_id"] != "0":
            for index, level in self.of(stated["num_id"]).levels.items():
                if level.style and level.style == style_id:
                    return index
        return stated.get("num_level", 0)

    def _list(self, num_id: str) -> List:
        where = Where(document=self.document, part=f"lijst {num_id}")
        element = self.lists.get(num_id)
        abstract_id = None if element is None else element.find(f"{W}abstractNumId")
        abstract = None if abstract_id is None else self.abstracts.get(val(abstract_id))
        if element is None or abstract_id is None or abstract is None:
            raise where.refusal(
                "deze nummering is nergens vastgelegd", hint="Breng de nummering in Word opnieuw aan."
            )
        link = abstract.find(f"{W}numStyleLink")
        if link is not None:
            raise where.unknown(link)
        levels = {index: _level(child, where) for index, child in _levels(abstract, where)}
        restarts: dict[int, int] = {}
        for override in element.iterchildren(f"{W}lvlOverride"):
            index = _index(override, where)
            for own in override.iterchildren(f"{W}lvl"):
                levels[index] = _level(own, where)
            start = override.find(f"{W}startOverride")
            if start is not None:
                restarts[index] = int(number(start, "val", where))
        return List(abstract=val(abstract_id), levels=levels, restarts=restarts)


@dataclass(slots=True, kw_only=True)
class Counter:
    """The running counts of one story (the body, or one header or footer)."""

    numbering: Numbering
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def label(self, num_id: str, index: int, where: Where) -> str:
        """Count one paragraph of list `num_id` at level `index` and give its label."""
        level = self.numbering.level(num_id, index, where)
        of = self.numbering.of(num_id)
        counts = self._counts.setdefault(of.abstract, {})
        fresh = index in of.restarts and (num_id, index) not in self._seen
        self._seen.add((num_id, index))
        if fresh:
            counts[index] = of.restarts[index]
        elif index in counts:
            counts[index] += 1
        else:
            counts[index] = level.start
        for deeper, other in of.levels.items():
            if deeper > index and (other.restart is None or other.restart > index):
                counts.pop(deeper, None)
        return self._text(level, index, counts, of, where)

    def _text(self, level: Level, index: int, counts: dict[int, int], of: List, where: Where) -> str:
        if level.bullet:
            return _bullet(level, where)

        def shown(match: re.Match[str]) -> str:
            wanted = int(match[1]) - 1
            if wanted > index or wanted not in counts:
                raise where.refusal(
                    f"het nummer «{level.text}» verwijst naar niveau {wanted + 1}, dat hier nog niet is begonnen",
                    hint="Nummer eerst een alinea op het hogere niveau.",
                )
            style = "decimal" if level.legal else of.levels[wanted].format
            return _figure(counts[wanted], style, where)

        return re.sub(r"%([1-9])", shown, level.text)


def read_numbering(root: _Element | None, *, document: str) -> Numbering:
    """Index `numbering.xml`."""
    abstracts: dict[str, _Element] = {}
    lists: dict[str, _Element] = {}
    if root is not None:
        for child in root:
            if child.tag == f"{W}abstractNum":
                abstracts[child.get(f"{W}abstractNumId") or ""] = child
            elif child.tag == f"{W}num":
                lists[child.get(f"{W}numId") or ""] = child
    return Numbering(document=document, abstracts=abstracts, lists=lists)


def _levels(abstract: _Element, where: Where) -> Iterator[tuple[int, _Element]]:
    for child in abstract.iterchildren(f"{W}lvl"):
        yield _index(child, where), child


def _index(element: _Element, where: Where) -> int:
    index = int(number(element, "ilvl", where))
    if not 0 <= index < _LEVELS:
        raise where.unknown_value(element, "ilvl")
    return index


def _level(element: _Element, where: Where) -> Level:
    parts = {str(child.tag).removeprefix(W): child for child in element}
    for name, child in parts.items():
        if name not in _LEVEL_PARTS:
            raise where.unknown(child)
    kind = val(parts["numFmt"]) if "numFmt" in parts else "decimal"
    if kind not in _FORMATS:
        raise where.unknown_value(parts["numFmt"], "val")
    suffix = val(parts["suff"]) if "suff" in parts else "tab"
    if suffix not in _SUFFIXES:
        raise where.unknown_value(parts["suff"], "val")
    align = val(parts["lvlJc"]) if "lvlJc" in parts else "left"
    if align not in _ALIGN:
        raise where.unknown_value(parts["lvlJc"], "val")
    restart = int(number(parts["lvlRestart"], "val", where)) if "lvlRestart" in parts else None
    return Level(
        start=int(number(parts["start"], "val", where)) if "start" in parts else 0,
        format=kind,
        text=val(parts["lvlText"]) if "lvlText" in parts else "",
        suffix=_SUFFIXES[suffix],
        letters=letters(parts.get("rPr"), where),
        lines=lines(parts.get("pPr"), where),
        restart=restart,
        legal="isLgl" in parts and switched_on(parts["isLgl"], where),
        style=val(parts["pStyle"]) if "pStyle" in parts else "",
        align=_ALIGN[align],
    )


def _bullet(level: Level, where: Where) -> str:
    font = level.letters.get("family", "")
    if font not in SYMBOLS:
        # Word's hollow bullet is the letter o in a typewriter font
        return "◦" if level.text == "o" and font == "Courier New" else level.text
    return "".join(symbol(font, ord(character), where) for character in level.text)


def _figure(count: int, style: str, where: Where) -> str:
    if style in {"none", "bullet"}:
        return ""
    text = figure(count, style)
    if text is None:
        raise where.refusal(
            f"het nummer {count} kan niet als letter of Romeins cijfer worden geschreven",
            hint="Kies een andere nummervorm.",
        )
    return text
