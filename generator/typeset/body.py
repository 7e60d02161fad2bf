"""The blocks of a story (body, header or footer): paragraphs with everything worked in, and anchors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.typeset.controls import content
from generator.typeset.drawing import sides
from generator.typeset.fonts import SYMBOLS, check_characters
from generator.typeset.measures import LineHeight
from generator.typeset.numbering import Counter
from generator.typeset.package import W, local
from generator.typeset.paper import FieldAnchor, Paragraph
from generator.typeset.pieces import Label, PageBreak, Run, TabStop
from generator.typeset.properties import Letters, Lines, letters, lines
from generator.typeset.refuse import Where, val
from generator.typeset.runs import FIELD_PREFIX, Inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

    from generator.typeset.notes import Notes
    from generator.typeset.package import Package, Relationship
    from generator.typeset.paper import Block
    from generator.typeset.styles import Style, Styles

_SKIPPED = frozenset({"proofErr", "bookmarkEnd", "sectPr"})
_MAX_NESTING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The space that a paragraph stands in: a cell's inside, or the text area."""

    width: float
    height: float | None = None  # of the table row, less padding
    letters: Letters | None = None  # of the table style
    lines: Lines | None = None
    depth: int = 0


@dataclass(slots=True, kw_only=True)
class Story:
    """Reads one part from top to bottom, counting its paragraphs and lists."""

    document: str
    part: str
    styles: Styles
    counter: Counter
    links: Mapping[str, Relationship]
    package: Package
    notes: Notes | None = None  # where notes may stand
    mark: str | None = None  # of the note that this story is
    running: bool = False
    width: float = 0.0  # of the text area, which notes fill too
    old_tables: bool = False  # Word before 2013 hangs a table out by its cell padding
    number: int = 0
    anchors: set[str] = field(default_factory=set)

    def where(self, paragraph: _Element | None = None) -> Where:
        """Give the place reading has come to."""
        return Where(document=self.document, part=self.part, number=self.number, paragraph=paragraph)

    def blocks(self, elements: Iterable[_Element], room: Room) -> tuple[Block, ...]:
        """Read block-level elements in order."""
        from generator.typeset.tables import read_table  # tables hold blocks, blocks hold tables

        found: list[Block] = []
        for element in elements:
            name = local(element).removeprefix("w:")
            if name == "p":
                found.append(self._paragraph(element, room))
            elif name == "tbl":
                if room.depth >= _MAX_NESTING:
                    raise self.where().unknown(element)
                found.append(read_table(element, self, room))
            elif name == "sdt":
                found.extend(self.blocks(content(element, self.where()), room))
            elif name == "bookmarkStart":
                self._loose_bookmark(element)
            elif name not in _SKIPPED:
                raise self.where().unknown(element)
        return tuple(found)

    def note(self, reference: _Element, where: Where) -> tuple[str, tuple[Block, ...]]:
        """Read the note that a reference points to: its mark and what it says."""
        if self.notes is None or self.notes.part is None:
            raise where.unknown(reference)
        mark, element = self.notes.take(reference, where)
        story = Story(
            document=self.document, part=f"voetnoot {mark}", styles=self.styles, mark=mark,
            counter=Counter(numbering=self.styles.numbering), links=self.notes.part.links,
            package=self.package, old_tables=self.old_tables,
        )  # fmt: skip
        return mark, story.blocks(element, Room(width=self.width, depth=1))

    def _loose_bookmark(self, element: _Element) -> None:
        name = element.get(f"{W}name") or ""
        if not name.startswith(("_", "punt_")):
            raise self.where().refusal(
                f"de bladwijzer «{name}» (<w:bookmarkStart>) staat niet in een alinea",
                hint="Zet de cursor in een lege alinea en breng de bladwijzer daar opnieuw aan.",
            )

    def _paragraph(self, element: _Element, room: Room) -> Paragraph | FieldAnchor:
        self.number += 1
        where = self.where(element)
        properties = next(element.iterchildren(f"{W}pPr"), None)
        # of two of a kind the first counts
        stated = {} if properties is None else {one.tag: one for one in reversed(properties)}
        if f"{W}sectPr" in stated and (self.running or room.depth or not _in_body(element)):
            raise where.refusal(
                "een sectie-einde (<w:sectPr>) staat niet in de hoofdtekst",
                hint="Zet het sectie-einde in een gewone alinea, buiten tabellen en besturingselementen.",
            )
        named = stated.get(f"{W}pStyle")
        style = self.styles.paragraph(None if named is None else val(named), where)
        own = lines(properties, where)
        total = self._lines(style, own, room, where)
        mark = letters(stated.get(f"{W}rPr"), where)
        inline = Inline(story=self, style=style, where=where, line=total.get("line"), table=room.letters)
        inline.read(element)
        pieces = inline.finish()
        if inline.fields:
            if any(isinstance(piece, Run) and piece.text.strip() for piece in pieces):
                raise where.refusal(
                    f"de bladwijzer «{FIELD_PREFIX}{inline.fields[0]}» staat in een alinea met tekst",
                    hint="Zet de bladwijzer van een handtekeningveld in een lege alinea, alleen in een tabelcel.",
                )
            return self._anchor(inline.fields, total, room, where)
        if room.depth and (total.get("page_break_before") or PageBreak() in pieces):
            raise where.refusal(
                "een pagina-einde in een tabelcel of voetnoot wordt niet ondersteund",
                hint="Zet het pagina-einde in een alinea vóór de tabel.",
            )
        tabs = total.get("tabs", {})
        return Paragraph(
            number=self.number,
            pieces=pieces,
            mark=self.styles.look(style, where, mark, table=room.letters),
            style=style.name,
            heading=None if self.running or self.mark else total.get("outline"),
            label=self._label(style, total, mark, room, where),
            align=total.get("align", "left"),
            before=total.get("before", 0.0),
            after=total.get("after", 0.0),
            contextual=total.get("contextual", False),
            line=total.get("line", LineHeight()),
            left=total.get("left", 0.0),
            right=total.get("right", 0.0),
            first=total.get("first", 0.0),
            tabs=tuple(TabStop(at=at, align=kind) for at, kind in sorted(tabs.items()) if kind is not None),
            keep_next=total.get("keep_next", False),
            keep_lines=total.get("keep_lines", False),
            page_break_before=total.get("page_break_before", False),
            widow_control=total.get("widow_control", True),
            borders=sides(total.get("borders", {})),
            shade=total.get("shade"),
        )

    def _lines(self, style: Style, own: Lines, room: Room, where: Where) -> Lines:
        inherited: Lines = {**self.styles.base_lines, **(room.lines or {}), **style.lines}
        total = inherited | own
        if "num_id" in own or "num_level" in own:
            # a list chosen for this very paragraph brings its indents over those of the style
            level = self.styles.numbering.indents(total.get("num_id", "0"), total.get("num_level", 0), where)
            total = inherited | level | own
        if "tabs" in own:
            total["tabs"] = {**inherited.get("tabs", {}), **own["tabs"]}
        if "borders" in own:
            total["borders"] = {**inherited.get("borders", {}), **own["borders"]}
        return total

    def _label(self, style: Style, total: Lines, mark: Letters, room: Room, where: Where) -> Label | None:
        num_id = total.get("num_id", "0")
        if num_id == "0":
            return None
        index = total.get("num_level", 0)
        level = self.styles.numbering.level(num_id, index, where)
        text = self.counter.label(num_id, index, where)
        check_characters(text, where)
        stated = level.letters.copy()
        if stated.get("family") in SYMBOLS or text == "◦":
            del stated["family"]  # the sign has become a Unicode character of the text font
        return Label(
            text=text,
            look=self.styles.look(style, where, mark, stated, table=room.letters),
            list_id=self.styles.numbering.of(num_id).abstract,
            level=index,
            bullet=level.bullet,
            suffix=level.suffix,
            align=level.align,
        )

    def _anchor(self, names: list[str], total: Lines, room: Room, where: Where) -> FieldAnchor:
        names = list(dict.fromkeys(names))  # LibreOffice writes the mark of an empty paragraph twice
        name = names[0]
        shown = f"«{FIELD_PREFIX}{name}»"
        if len(names) > 1:
            raise where.refusal(
                f"twee handtekeningvelden ({', '.join(names)}) staan in één alinea",
                hint="Geef elk veld een eigen tabelcel.",
            )
        if not name.isascii() or not name.replace("_", "").isalnum():
            raise where.refusal(
                f"de bladwijzer {shown} heeft geen bruikbare veldnaam",
                hint="Gebruik na «veld_» kleine letters, cijfers en onderstrepingstekens.",
            )
        if name in self.anchors:
            raise where.refusal(
                f"de bladwijzer {shown} komt tweemaal voor", hint="Geef elk handtekeningveld een eigen naam."
            )
        self.anchors.add(name)
        if self.running or room.height is None:
            raise where.refusal(
                f"het handtekeningveld {shown} heeft geen hoogte",
                hint="Zet de bladwijzer in een tabelcel, in een rij met een vaste of minimale rijhoogte.",
            )
        before, after = total.get("before", 0.0), total.get("after", 0.0)
        left = total.get("left", 0.0)
        width = room.width - left - total.get("right", 0.0)
        height = room.height - before - after
        if width <= 0 or height <= 0:
            raise where.refusal(
                f"voor het handtekeningveld {shown} is geen ruimte over",
                hint="Maak de rij hoger of de kolom breder.",
            )
        return FieldAnchor(
            number=self.number, name=name, width=round(width, 3), height=round(height, 3), before=before,
            after=after, left=left, keep_next=total.get("keep_next", False),
        )  # fmt: skip


def _in_body(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{W}body"
