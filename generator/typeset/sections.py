"""The sections of a document: where each starts, and the headers and footers that it has or inherits.

A section that goes on on the same page and changes nothing is no section on paper; one that would
change the page it starts on is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.typeset.body import Room, Story
from generator.typeset.geometry import Geometry, geometry
from generator.typeset.numbering import Counter
from generator.typeset.package import R, W
from generator.typeset.paper import Paragraph, Running, Section, words
from generator.typeset.pieces import PageBreak
from generator.typeset.refuse import Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from generator.typeset.package import Package, Part
    from generator.typeset.paper import Block

_CALLED = {"headerReference": "koptekst", "footerReference": "voettekst"}
_KINDS = {"default": "", "first": " eerste pagina", "even": " even pagina’s"}


@dataclass(slots=True, kw_only=True)
class Sections:
    """Reads the body section by section."""

    package: Package
    main: Part
    story: Story  # of the body
    even: bool  # even pages differ
    _parts: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, type) -> relationship
    _read: dict[tuple[str, str, float], tuple[Block, ...]] = field(default_factory=dict)

    def read(self, body: _Element) -> tuple[Section, ...]:
        """Give the sections; there is at least one."""
        found: list[Section] = []
        for elements, properties in _stretches(body):
            where = Where(
                document=self.package.name, part="" if len(found) == 0 else f"sectie {len(found) + 1}"
            )
            shape = geometry(properties, where)
            goes_on = bool(found) and shape.continuous
            if goes_on:
                self._check_unchanged(found[-1], shape, properties, where)
            self.story.width = shape.room
            blocks = self.story.blocks(elements, Room(width=shape.room))
            if goes_on:
                found[-1] = replace(found[-1], blocks=found[-1].blocks + blocks)
            else:
                found.append(self._section(shape, properties, blocks))
        for index, section in enumerate(found if len(found) > 1 else (), 1):
            self._check_begun(index, section)
        return tuple(found)

    def _section(self, shape: Geometry, properties: _Element | None, blocks: tuple[Block, ...]) -> Section:
        for kind in _CALLED:
            for element in () if properties is None else properties.iterchildren(f"{W}{kind}"):
                self._parts[kind, element.get(f"{W}type", "default")] = element.get(f"{R}id") or ""
        header, footer = (
            Running(
                other=self._blocks(kind, "default", shape),
                first=self._blocks(kind, "first", shape) if shape.title else None,
                even=self._blocks(kind, "even", shape) if self.even else None,
            )
            for kind in _CALLED
        )
        return Section(
            page=shape.page, blocks=blocks, header=header, footer=footer, form=shape.form, start=shape.start
        )

    def _check_begun(self, index: int, section: Section) -> None:
        """Refuse a section whose first page has no words: nothing would tell where it starts in the PDF."""
        where = Where(document=self.package.name)
        if not "".join(words(section.blocks)).strip():
            raise where.refusal(
                f"sectie {index} (<w:sectPr>) bevat geen tekst", hint="Verwijder het overbodige sectie-einde."
            )
        for place, block in enumerate(section.blocks):
            if not isinstance(block, Paragraph):
                return
            parts = _page_by_page(block)
            if (index > 1 and len(parts) > 1 and not parts[0].strip()) or (place and block.page_break_before):
                raise where.refusal(
                    f"sectie {index} (<w:sectPr>) begint met een lege pagina",
                    hint="Verwijder het pagina-einde aan het begin van de sectie.",
                )
            if "".join(parts).strip():
                return

    def _check_unchanged(
        self, before: Section, shape: Geometry, properties: _Element | None, where: Where
    ) -> None:
        same = (before.page, before.form, None, False) == (shape.page, shape.form, shape.start, shape.title)
        own = properties is not None and any(
            self._parts.get((kind, element.get(f"{W}type", "default"))) != element.get(f"{R}id")
            for kind in _CALLED
            for element in properties.iterchildren(f"{W}{kind}")
        )
        if not same or own:
            raise where.refusal(
                "een doorlopend sectie-einde (<w:sectPr>) met een andere pagina-indeling, paginanummering, "
                "kop- of voettekst wordt niet ondersteund",
                hint="Kies het sectie-einde «Volgende pagina», of verwijder het sectie-einde.",
            )

    def _blocks(self, kind: str, which: str, shape: Geometry) -> tuple[Block, ...]:
        link = self._parts.get((kind, which))
        if link is None:
            return ()
        key = (kind, link, shape.room)
        if key not in self._read:
            called = _CALLED[kind] + _KINDS.get(which, "")
            relation = self.main.links.get(link)
            part = None if relation is None else self.package.optional(relation.target)
            if part is None:
                raise self.package.broken(f"de {called} ontbreekt")
            story = Story(
                document=self.package.name, part=called, styles=self.story.styles,
                counter=Counter(numbering=self.story.styles.numbering), links=part.links,
                package=self.package, running=True, old_tables=self.story.old_tables,
            )  # fmt: skip
            self._read[key] = story.blocks(part.root, Room(width=shape.room))
        return self._read[key]


def _page_by_page(block: Paragraph) -> list[str]:
    """Give the words of a paragraph on each of its pages."""
    breaks = [i for i, piece in enumerate(block.pieces) if isinstance(piece, PageBreak)]
    starts = [0, *(i + 1 for i in breaks)]
    return [
        "".join(words((replace(block, pieces=block.pieces[start:end]),)))
        for start, end in zip(starts, [*breaks, None], strict=True)
    ]


def _stretches(body: _Element) -> Iterator[tuple[list[_Element], _Element | None]]:
    """Cut the body after each paragraph that ends a section."""
    elements: list[_Element] = []
    for element in body:
        if element.tag == f"{W}sectPr":
            continue
        elements.append(element)
        if element.tag == f"{W}p" and (ends := element.find(f"{W}pPr/{W}sectPr")) is not None:
            yield elements, ends
            elements = []
    yield elements, body.find(f"{W}sectPr")
