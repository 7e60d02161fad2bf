"""What a Word document says once every style is resolved: the tree between reader and engine.

All lengths are points. Nothing here refers back to the DOCX: two documents that look the same on
paper give equal trees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

# Fields that later archive time-stamps take; they stand in every document from the start.
RESERVE = ("archieftijdstempel_1", "archieftijdstempel_2", "archieftijdstempel_3")
ANCHOR_SCHEME = "veld:"  # how the PDF names the place of a field until it becomes one

Alignment = Literal["left", "right", "center", "justify"]
TabAlignment = Literal["left", "right", "center"]
VerticalAlignment = Literal["top", "horizon", "bottom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How characters look; `family` is one of the program's own fonts."""

    family: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    colour: str | None = None  # RRGGBB
    tracking: float = 0.0
    raised: Literal["", "super", "sub"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Text in one look; `link` is an address outside the document."""

    text: str
    look: Look
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBreak:
    """A line ends, the paragraph goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """A page ends, the paragraph goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """To the next tab stop; the look counts for the space it leaves behind."""

    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """The number of this page, or of all pages; only in a header or footer."""

    of: Literal["page", "pages"]
    look: Look


Piece = Run | LineBreak | PageBreak | Tab | PageNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class TabStop:
    """A place on the line, measured from the left edge of the text area."""

    at: float
    align: TabAlignment = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A drawn border line; `space` lies between it and the text (paragraphs only)."""

    width: float
    colour: str  # RRGGBB
    dash: Literal["solid", "dotted", "dashed"] = "solid"
    space: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """The four sides of a paragraph or cell."""

    top: Edge | None = None
    right: Edge | None = None
    bottom: Edge | None = None
    left: Edge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The number or bullet that Word computes for a paragraph; `list_id` and `level` tell whose it is."""

    text: str
    look: Look
    list_id: str
    level: int
    bullet: bool
    suffix: Literal["tab", "space", "nothing"] = "tab"


ListItem = Label  # a paragraph with a label is an item of the list that the label names


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeight:
    """`multiple` of the natural height, or a number of points (`exact`, `least`)."""

    rule: Literal["multiple", "exact", "least"] = "multiple"
    value: float = 1.0


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
    line: LineHeight = LineHeight()
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0  # negative: hanging
    tabs: tuple[TabStop, ...] = ()
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    widow_control: bool = True
    borders: Edges = Edges()
    shade: str | None = None

    @property
    def text(self) -> str:
        """The words, without the label."""
        return "".join(
            piece.text if isinstance(piece, Run) else "" if isinstance(piece, PageNumber) else " "
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
class Sides:
    """Four distances."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell at grid column `column`, over `columns` columns and `rows` rows."""

    column: int
    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1
    padding: Sides = Sides()
    align: VerticalAlignment = "top"
    shade: str | None = None
    borders: Edges = Edges()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Size and margins; `header` and `footer` are distances from the paper's edge."""

    width: float
    height: float
    margins: Sides
    header: float
    footer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A header or footer: on every page, or another one on the first."""

    other: tuple[Block, ...] = ()
    first: tuple[Block, ...] | None = None

    def on(self, page: int) -> tuple[Block, ...]:
        """Give the blocks for this page, counted from 1."""
        return self.first if page == 1 and self.first is not None else self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole document, ready to be set."""

    name: str
    title: str
    author: str
    page: Page
    body: tuple[Block, ...]
    header: Running = Running()
    footer: Running = Running()
    default_tab: float = 36.0

    @property
    def text(self) -> str:
        """The words of the body in reading order, labels included, without header and footer."""
        return "\n".join(_words(self.body))

    def running_text(self, page: int, pages: int) -> tuple[str, str]:
        """Give the words of the header and of the footer on this page."""
        header, footer = (
            "\n".join(_words(running.on(page), page=page, pages=pages))
            for running in (self.header, self.footer)
        )
        return header, footer

    def table_headers(self) -> Iterator[str]:
        """Yield the words of every table's header rows: they return where the table breaks."""
        for table in tables(self.body):
            heads = [cell.blocks for row in table.rows if row.header for cell in row.cells]
            if heads:
                yield "\n".join(words for blocks in heads for words in _words(blocks))

    @property
    def anchors(self) -> tuple[FieldAnchor, ...]:
        """All signature field anchors, in reading order."""
        return tuple(block for block in flat(self.body) if isinstance(block, FieldAnchor))


def flat(blocks: tuple[Block, ...]) -> Iterator[Paragraph | FieldAnchor]:
    """Yield paragraphs and anchors in reading order, those inside tables included."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from flat(cell.blocks)
        else:
            yield block


def tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    """Yield tables in reading order, those inside cells included."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
            for row in block.rows:
                for cell in row.cells:
                    yield from tables(cell.blocks)


def _words(blocks: tuple[Block, ...], *, page: int = 0, pages: int = 0) -> Iterator[str]:
    for block in flat(blocks):
        if isinstance(block, Paragraph):
            label = f"{block.label.text} " if block.label else ""
            words = "".join(_word(piece, page, pages) for piece in block.pieces)
            yield label + words


def _word(piece: Piece, page: int, pages: int) -> str:
    if isinstance(piece, Run):
        return piece.text
    if isinstance(piece, PageNumber):
        return str(page if piece.of == "page" else pages)
    return " "
