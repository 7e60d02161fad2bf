"""Which blocks belong together on paper: page breaks, list items, boxes, and the space between."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.typeset.measures import Edges
from generator.typeset.paper import Paragraph, Table
from generator.typeset.pieces import Image, PageBreak, Run, Tab

if TYPE_CHECKING:
    from generator.typeset.paper import Block


def split(block: Block) -> list[Block | None]:
    """Take page breaks out of paragraphs; None stands for a break."""
    if not isinstance(block, Paragraph):
        return [block]
    result: list[Block | None] = [None] if block.page_break_before else []
    if PageBreak() not in block.pieces:
        return [*result, block]
    start = 0
    places = [i for i, piece in enumerate(block.pieces) if isinstance(piece, PageBreak)]
    for place in places:
        part = block.pieces[start:place]
        if part or (start == 0 and block.label):
            result.append(replace(block, pieces=part, label=block.label if start == 0 else None, after=0.0))
        result.append(None)
        start = place + 1
    if rest := block.pieces[start:]:
        result.append(replace(block, pieces=rest, label=None, first=0.0, before=0.0))
    return result


def kind(block: Block | None) -> tuple[Any, ...]:
    """Tell which neighbours belong together."""
    if block is None:
        return ("break",)
    if isinstance(block, Paragraph):
        if block.shade or block.borders != Edges():
            return ("box", block.borders, block.shade, block.left + min(block.first, 0.0), block.right)
        if _is_item(block):
            return ("list",)
    return ("plain",)


def _is_item(block: Paragraph) -> bool:
    # What a list cannot carry (staying with the next paragraph, tab stops) stays a numbered paragraph.
    return (
        block.label is not None
        and block.label.text.strip() != ""
        and block.label.suffix == "tab"
        and block.heading is None
        and block.first < 0
        and not block.keep_next
        and block.align in {"left", "justify"}
        and any(
            isinstance(piece, Image) or (isinstance(piece, Run) and piece.text.strip())
            for piece in block.pieces
        )
        and not any(isinstance(piece, Tab) for piece in block.pieces)
    )


def other_list(head: Paragraph, item: Paragraph) -> bool:
    """Tell whether `item` cannot stand in the list that `head` opens."""
    if level_of(item) > level_of(head):
        return False
    return (
        level_of(item) < level_of(head)
        or (head.left, head.first) != (item.left, item.first)
        or (head.label is not None and item.label is not None and head.label.list_id != item.label.list_id)
    )


def level_of(item: Paragraph) -> int:
    """Give the list level of an item."""
    return item.label.level if item.label else 0


def flush(item: Paragraph) -> Paragraph:
    """Take a list item out of its indents: the list gives them."""
    return replace(item, left=0.0, first=0.0, before=0.0, after=0.0)


def gap_between(above: Block | None, below: Block | None) -> float:
    """Give the space between two blocks: Word adds up what both ask for."""
    if isinstance(above, Paragraph) and isinstance(below, Paragraph) and above.style == below.style:
        return (0.0 if above.contextual else above.after) + (0.0 if below.contextual else below.before)
    return space_after(above) + (0.0 if below is None or isinstance(below, Table) else below.before)


def space_after(block: Block | None) -> float:
    """Give the space a block asks for below."""
    return 0.0 if block is None or isinstance(block, Table) else block.after


def blank(block: Block | None) -> bool:
    """Tell whether a block is an empty line."""
    return isinstance(block, Paragraph) and not block.pieces and block.label is None
