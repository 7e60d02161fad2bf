"""What a Word document says once every style is resolved: the tree between reader and engine.

All lengths are points. Nothing here refers back to the DOCX: two documents that look the same on
paper give equal trees.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.typeset.blocks import (
    Alignment,
    Block,
    Cell,
    FieldAnchor,
    Paragraph,
    Row,
    Table,
    VerticalAlignment,
    flat,
    tables,
    words,
)
from generator.typeset.measures import Edge, Edges, LineHeight, Page, Sides
from generator.typeset.pieces import (
    Image,
    Label,
    LineBreak,
    Look,
    Note,
    NumberFormat,
    PageBreak,
    PageNumber,
    Piece,
    Run,
    Tab,
    TabStop,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "ANCHOR_SCHEME",
    "RESERVE",
    "Alignment",
    "Block",
    "Cell",
    "Edge",
    "Edges",
    "FieldAnchor",
    "Image",
    "Label",
    "LineBreak",
    "LineHeight",
    "Look",
    "Note",
    "NumberFormat",
    "Page",
    "PageBreak",
    "PageNumber",
    "Paper",
    "Paragraph",
    "Piece",
    "Row",
    "Run",
    "Running",
    "Section",
    "Sheet",
    "Sides",
    "Tab",
    "TabStop",
    "Table",
    "VerticalAlignment",
    "flat",
    "tables",
    "words",
]

# Fields that later archive time-stamps take; they stand in every document from the start.
RESERVE = ("archieftijdstempel_1", "archieftijdstempel_2", "archieftijdstempel_3")
ANCHOR_SCHEME = "veld:"  # how the PDF names the place of a field until it becomes one


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A header or footer: on every page, or another one on the first or on even pages."""

    other: tuple[Block, ...] = ()
    first: tuple[Block, ...] | None = None
    even: tuple[Block, ...] | None = None

    def on(self, sheet: Sheet) -> tuple[Block, ...]:
        """Give the blocks for this page."""
        if sheet.first and self.first is not None:
            return self.first
        return self.even if sheet.number % 2 == 0 and self.even is not None else self.other

    @property
    def variants(self) -> tuple[tuple[Block, ...], ...]:
        """All that may be shown."""
        return tuple(blocks for blocks in (self.other, self.first, self.even) if blocks is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Pages of one geometry, with their own headers and footers; it starts on a new page."""

    page: Page
    blocks: tuple[Block, ...]
    header: Running = Running()
    footer: Running = Running()
    form: NumberFormat = "decimal"  # of page numbers
    start: int | None = None  # the number of its first page; None: it counts on


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as set: the section it belongs to, the number it shows, and whether it opens the section."""

    section: Section
    number: int
    first: bool


Relationship = Literal["source", "data", "supplement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that travels inside the PDF (an associated file, ISO 19005-3, 6.8).

    `relationship` says what it is to the document; `description` is read out to people.
    """

    name: str
    data: bytes
    mime: str
    relationship: Relationship
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole document, ready to be set; there is at least one section."""

    name: str
    title: str
    author: str
    sections: tuple[Section, ...]
    default_tab: float = 36.0
    attachments: tuple[Attachment, ...] = ()

    @property
    def body(self) -> tuple[Block, ...]:
        """All blocks in reading order, without headers and footers."""
        return tuple(block for section in self.sections for block in section.blocks)

    @property
    def page(self) -> Page:
        """The page of the first section."""
        return self.sections[0].page

    @property
    def header(self) -> Running:
        """The header of the first section."""
        return self.sections[0].header

    @property
    def footer(self) -> Running:
        """The footer of the first section."""
        return self.sections[0].footer

    @property
    def text(self) -> str:
        """The words of the body in reading order, labels included, without header and footer."""
        return "\n".join(words(self.body))

    def sheets(self, starts: Sequence[int], pages: int) -> list[Sheet]:
        """Give what each of `pages` pages is, when the sections start on these pages (from 1, in order)."""
        result: list[Sheet] = []
        number = 0
        for page in range(1, pages + 1):
            index = max(bisect_right(starts, page) - 1, 0)
            section = self.sections[index]
            first = page == starts[index]
            number = section.start if first and section.start is not None else number + 1
            result.append(Sheet(section=section, number=number, first=first))
        return result

    @staticmethod
    def running_text(sheet: Sheet, pages: int) -> tuple[str, str]:
        """Give the words of the header and of the footer on this page."""
        header, footer = (
            "\n".join(words(running.on(sheet), sheet=sheet, pages=pages))
            for running in (sheet.section.header, sheet.section.footer)
        )
        return header, footer

    def table_headers(self) -> Iterator[str]:
        """Yield the words of every table's header rows: they return where the table breaks."""
        for table in tables(self.body):
            heads = [cell.blocks for row in table.rows if row.header for cell in row.cells]
            if heads:
                yield "\n".join(line for blocks in heads for line in words(blocks, images=False))

    @property
    def anchors(self) -> tuple[FieldAnchor, ...]:
        """All signature field anchors, in reading order."""
        return tuple(block for block in flat(self.body) if isinstance(block, FieldAnchor))
