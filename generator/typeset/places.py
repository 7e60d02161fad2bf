"""Table styles that format by place: the first row, the last column, every other row.

Word applies what a style says for a place over what it says for the whole table, in the order of
ECMA-376 17.7.6, as far as the table asks for the place (`w:tblLook`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.typeset.drawing import edges, shade
from generator.typeset.package import W, local
from generator.typeset.properties import Letters, Lines, letters, lines
from generator.typeset.refuse import Where, number, val

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from generator.typeset.borders import Stated
    from generator.typeset.measures import Edge

_ORDER = (
    "band1Vert", "band2Vert", "band1Horz", "band2Horz", "firstRow", "lastRow", "firstCol", "lastCol",
    "neCell", "nwCell", "seCell", "swCell",
)  # fmt: skip
_LOOK = {
    "firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100, "noHBand": 0x200, "noVBand": 0x400,
}  # fmt: skip
_USUAL = "04A0"  # first row, first column, rows in bands
_PARTS = frozenset({"pPr", "rPr", "tblPr", "trPr", "tcPr"})
Span = tuple[int, int, int, int]  # first row, row after the last, first column, column after the last


@dataclass(slots=True)
class Place:
    """What the style says for one place."""

    letters: Letters = field(default_factory=Letters)
    lines: Lines = field(default_factory=Lines)
    borders: dict[str, Edge | None] = field(default_factory=dict)
    shade: str | None = None
    shaded: bool = False


@dataclass(slots=True)
class Formatted:
    """What the style says for one cell, all its places together."""

    letters: Letters = field(default_factory=Letters)
    lines: Lines = field(default_factory=Lines)
    sides: dict[str, Stated] = field(default_factory=dict)
    shade: str | None = None
    shaded: bool = False


@dataclass(slots=True)
class Places:
    """The formatting by place of one table."""

    elements: dict[str, list[_Element]] = field(
        default_factory=dict
    )  # as the style and its ancestors have them
    stated: dict[str, Place] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    row_band: int = 1
    column_band: int = 1

    def add(self, style: _Element, where: Where) -> None:
        """Take what a style states, over what its ancestors did."""
        for child in style.iterfind(f"{W}tblPr/*"):
            name = local(child).removeprefix("w:")
            if name == "tblStyleRowBandSize":
                self.row_band = max(int(number(child, "val", where)), 1)
            elif name == "tblStyleColBandSize":
                self.column_band = max(int(number(child, "val", where)), 1)
        for element in style.iterchildren(f"{W}tblStylePr"):
            kind = element.get(f"{W}type") or ""
            if kind not in {*_ORDER, "wholeTable"}:
                raise where.unknown_value(element, "type")
            self.elements.setdefault(kind, []).append(element)

    def look(self, properties: _Element | None, where: Where) -> None:
        """Read which places the table asks for, and what is said for those."""
        element = None if properties is None else properties.find(f"{W}tblLook")
        stated = _USUAL if element is None else val(element) or "0"
        try:
            mask = int(stated, 16)
        except ValueError:
            raise where.refusal(
                f"de instelling val=«{stated[:20]}» van <w:tblLook> wordt niet ondersteund",
                hint="Kies de tabelstijl in Word opnieuw.",
            ) from None
        on = {name: bool(mask & bit) for name, bit in _LOOK.items()}
        for name in _LOOK:
            if element is not None and (value := element.get(W + name)):
                on[name] = value in {"1", "true", "on"}
        self.asked = {
            kind
            for kind, wanted in {
                "wholeTable": True,
                "firstRow": on["firstRow"], "lastRow": on["lastRow"],
                "firstCol": on["firstColumn"], "lastCol": on["lastColumn"],
                "band1Horz": not on["noHBand"], "band2Horz": not on["noHBand"],
                "band1Vert": not on["noVBand"], "band2Vert": not on["noVBand"],
            }.items()
            if wanted
        }  # fmt: skip
        for kind, elements in self.elements.items():
            if kind in self.asked or kind.endswith("Cell"):
                place = self.stated.setdefault(kind, Place())
                for each in elements:
                    _read(each, place, where)

    def at(self, cell: Span, rows: int, columns: int) -> Formatted:
        """Work out what the style says for a cell of a table of this size."""
        found = Formatted()
        if not self.stated:
            return found
        for kind, span in self._spans(cell, rows, columns):
            place = self.stated.get(kind)
            if place is None:
                continue
            found.letters = found.letters | place.letters
            found.lines = found.lines | place.lines
            if place.shaded:
                found.shade, found.shaded = place.shade, True
            outer = {
                "top": cell[0] <= span[0], "bottom": cell[1] >= span[1],
                "left": cell[2] <= span[2], "right": cell[3] >= span[3],
            }  # fmt: skip
            inside = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV"}
            for side, at_edge in outer.items():
                name = side if at_edge else inside[side]
                if name in place.borders:
                    found.sides[side] = 1, place.borders[name]
        return found

    def _spans(self, cell: Span, rows: int, columns: int) -> Iterator[tuple[str, Span]]:
        """Yield the places that a cell is in, with their extent, the strongest last."""
        top, bottom, left, right = cell
        head, foot = int("firstRow" in self.asked), int("lastRow" in self.asked)
        first, last = int("firstCol" in self.asked), int("lastCol" in self.asked)
        yield "wholeTable", (0, rows, 0, columns)
        edge_row = (head and top == 0) or (foot and bottom == rows)
        edge_column = (first and left == 0) or (last and right == columns)
        if not edge_column and "band1Vert" in self.asked:
            start = first + (left - first) // self.column_band * self.column_band
            odd = (left - first) // self.column_band % 2
            extent = (head, rows - foot, start, min(start + self.column_band, columns - last))
            yield ("band2Vert" if odd else "band1Vert"), extent
        if not edge_row and "band1Horz" in self.asked:
            start = head + (top - head) // self.row_band * self.row_band
            odd = (top - head) // self.row_band % 2
            extent = (start, min(start + self.row_band, rows - foot), 0, columns)
            yield ("band2Horz" if odd else "band1Horz"), extent
        at_head, at_foot = head and top == 0, foot and bottom == rows
        at_first, at_last = first and left == 0, last and right == columns
        corner = (top, bottom, left, right)
        for kind, here, span in (
            ("firstRow", at_head, (0, 1, 0, columns)),
            ("lastRow", at_foot, (rows - 1, rows, 0, columns)),
            ("firstCol", at_first, (0, rows, 0, 1)),
            ("lastCol", at_last, (0, rows, columns - 1, columns)),
            ("neCell", at_head and at_last, corner),
            ("nwCell", at_head and at_first, corner),
            ("seCell", at_foot and at_last, corner),
            ("swCell", at_foot and at_first, corner),
        ):
            if here:
                yield kind, span


def _read(element: _Element, place: Place, where: Where) -> None:
    for child in element:
        name = local(child).removeprefix("w:")
        if name not in _PARTS or (name in {"tblPr", "trPr"} and len(child)):
            raise where.refusal(
                f"een tabelstijl met <{local(child)}> voor een deel van de tabel (<w:tblStylePr>)",
                hint="Gebruik de stijl «Tabelraster» en geef de opmaak aan de cellen zelf.",
            )
    place.letters = place.letters | letters(element.find(f"{W}rPr"), where)
    place.lines = place.lines | lines(element.find(f"{W}pPr"), where)
    for child in element.iterfind(f"{W}tcPr/*"):
        name = local(child).removeprefix("w:")
        if name == "tcBorders":
            place.borders = place.borders | edges(child, where)
        elif name == "shd":
            place.shade, place.shaded = shade(child, where), True
        elif name != "vAlign" or val(child) != "top":
            raise where.unknown(child)
