"""What stands below one another: paragraphs, tables, places of fields; and the words in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.typeset.measures import NO_EDGES, NO_SIDES, SINGLE, Edges, LineHeight, Sides
from generator.typeset.pieces import (
    IMAGE_MARK,
    Image,
    Label,
    Look,
    Note,
    PageNumber,
    Piece,
    Run,
    TabStop,
    figure,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.typeset.paper import Sheet

Alignment = Literal["left", "right", "center", "justify"]
VerticalAlignment = Literal["top", "horizon", "bottom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph with everything resolved; `number` is its place in the part, from 1."""

    number: int
    pieces: tuple[Piece, ...]
    mark: Look  # of the paragraph mark: the height of an empty line
    style: str = ""
    heading: int | None = None
    label: Label | None = None
    align: Alignment = "left"
    before: float = 0.0
    after: float = 0.0
    contextual: bool = False  # no space between neighbours of one style
    line: LineHeight = SINGLE
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0  # negative: hanging
    tabs: tuple[TabStop, ...] = ()
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    widow_control: bool = True
    borders: Edges = NO_EDGES
    shade: str | None = None

    @property
    def text(self) -> str:
        """The words, without the label, images and notes."""
        return "".join(
            piece.text
            if isinstance(piece, Run)
            else ""
            if isinstance(piece, PageNumber | Image | Note)
            else " "
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAnchor:
    """An empty box of this size, to become the signature field `name`."""

    number: int
    name: str
    width: float
    height: float
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    keep_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell at grid column `column`, over `columns` columns and `rows` rows."""

    column: int
    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1
    padding: Sides = NO_SIDES
    align: VerticalAlignment = "top"
    shade: str | None = None
    borders: Edges = NO_EDGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row; cells that continue from above are not repeated in it."""

    cells: tuple[Cell, ...]
    header: bool = False
    cant_split: bool = False
    height: float | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with fixed column widths; `left` is the distance from the text area's edge."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    left: float = 0.0
    align: Literal["left", "center", "right"] = "left"


Block = Paragraph | FieldAnchor | Table


def flat(blocks: tuple[Block, ...], *, notes: bool = False) -> Iterator[Paragraph | FieldAnchor]:
    """Yield paragraphs and anchors in reading order, those inside tables (and notes) included."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from flat(cell.blocks, notes=notes)
        else:
            yield block
            if notes and isinstance(block, Paragraph):
                for piece in block.pieces:
                    if isinstance(piece, Note):
                        yield from flat(piece.blocks, notes=True)


def tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    """Yield tables in reading order, those inside cells included."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
            for row in block.rows:
                for cell in row.cells:
                    yield from tables(cell.blocks)


def words(
    blocks: tuple[Block, ...], *, sheet: Sheet | None = None, pages: int = 0, images: bool = True
) -> Iterator[str]:
    """Yield the words of each paragraph; a note stands where it is referred to."""
    for block in flat(blocks):
        if isinstance(block, Paragraph):
            label = f"{block.label.text} " if block.label and block.label.text else ""
            yield label + "".join(_word(piece, sheet, pages, images=images) for piece in block.pieces)


def _word(piece: Piece, sheet: Sheet | None, pages: int, *, images: bool) -> str:
    if isinstance(piece, Run):
        return piece.text
    if isinstance(piece, Image):
        return f"{IMAGE_MARK}{piece.alt}{IMAGE_MARK}" if images and piece.alt else ""
    if isinstance(piece, Note):
        return f"{piece.mark}\n" + "\n".join(words(piece.blocks, images=images)) + "\n"
    if isinstance(piece, PageNumber):
        if sheet is None or piece.of == "pages":
            return figure(pages, piece.form or "decimal") or ""
        return figure(sheet.number, piece.form or sheet.section.form) or ""
    return " "
