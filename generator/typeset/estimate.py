"""How high text will be at most, without setting it: enough to decide where measuring can be spared.

Typst can measure, but measuring sets everything twice. Most rows and blocks are far from the limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.typeset.fonts import METRICS, MONO
from generator.typeset.paper import FieldAnchor, Paragraph, Table
from generator.typeset.pieces import Image, LineBreak, Note, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.typeset.measures import LineHeight
    from generator.typeset.paper import Block
    from generator.typeset.pieces import Look

_NARROW = frozenset("iljtfrI.,:;'’‘|!()[] -/")
_WIDE = frozenset("mwMWQO@%—…☐☒")


class _Units(dict[str, float]):
    """The width of each character, in parts of its size; reckoned when it is first met."""

    def __missing__(self, c: str) -> float:
        units = self[c] = 0.33 if c in _NARROW else 0.88 if c in _WIDE else 0.68 if c.isupper() else 0.56
        return units


_UNITS = _Units()
_SLACK = 1.06  # bold letters are a little wider
_RAGGED = 0.85  # share of a line that is filled when long words wrap


def text_width(text: str, look: Look) -> float:
    """Give a width that `text` will hardly exceed."""
    if look.family == MONO:
        return len(text) * (0.603 * look.size + look.tracking)
    units = sum(map(_UNITS.__getitem__, text))
    return units * look.size * _SLACK + len(text) * look.tracking


def line_height(look: Look, line: LineHeight) -> float:
    """Give the height of a line in this look, as Word reckons it."""
    natural = METRICS[look.family].height * look.size
    if line.rule == "multiple":
        return natural * line.value
    return line.value if line.rule == "exact" else max(natural, line.value)


def height(blocks: Sequence[Block], width: float) -> float:
    """Give a height that `blocks` will hardly exceed in a column of this width."""
    return sum(_block(block, width) for block in blocks)


def _block(block: Block, width: float) -> float:
    if isinstance(block, FieldAnchor):
        return block.before + block.height + block.after
    if isinstance(block, Table):
        return sum(
            max(
                [row.height or 0.0]
                + [
                    height(
                        cell.blocks,
                        sum(block.widths[cell.column : cell.column + cell.columns])
                        - cell.padding.left
                        - cell.padding.right,
                    )
                    + cell.padding.top
                    + cell.padding.bottom
                    for cell in row.cells
                ]
            )
            for row in block.rows
        )
    return _paragraph(block, width)


def _paragraph(block: Paragraph, width: float) -> float:
    room = max(width - block.left - block.right, 1.0) * _RAGGED
    tallest = line_height(block.mark, block.line)
    lines, run, notes = 1, 0.0, 0.0
    for piece in block.pieces:
        if isinstance(piece, LineBreak):
            lines, run = lines + int(run / room) + 1, 0.0
        elif isinstance(piece, Run):
            tallest = max(tallest, line_height(piece.look, block.line))
            run += text_width(piece.text, piece.look)
        elif isinstance(piece, Image):
            tallest = max(tallest, piece.height * max(block.line.value, 1.0) + tallest)
            run += piece.width
        elif isinstance(piece, Note):
            notes += height(piece.blocks, width)
            run += text_width(piece.mark, piece.look)
        # a tab moves text along the line, it adds none
    lines += int(run / room)
    borders = sum(edge.space + edge.width for edge in (block.borders.top, block.borders.bottom) if edge)
    return block.before + lines * tallest + block.after + borders + notes
