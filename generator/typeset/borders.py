"""Which of two neighbours' border lines is drawn where cells touch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.typeset.measures import Edges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.typeset.measures import Edge

Stated = tuple[
    int, "Edge | None"
]  # who says so (0 the table, 1 its style for this place, 2 the cell), and what
Segment = tuple[str, int, int]  # "h" at row boundary, column; or "v" at column boundary, row


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a cell states, or takes from its table, for each side."""

    sides: Mapping[str, Stated] = field(default_factory=dict)


def draw(cells: Mapping[tuple[int, int], tuple[int, int, Frame]]) -> dict[tuple[int, int], Edges]:
    """Give each cell (row, column) the lines to draw: neighbours agree on every shared edge."""
    won: dict[Segment, Stated] = {}
    for place, (rows, columns, frame) in cells.items():
        for side, stated in frame.sides.items():
            for segment in _segments(place, rows, columns, side):
                won[segment] = _stronger(won.get(segment), stated)
    drawn: dict[tuple[int, int], Edges] = {}
    for place, (rows, columns, frame) in cells.items():
        found: dict[str, Edge | None] = {}
        for side in frame.sides:
            lines = {won[segment][1] for segment in _segments(place, rows, columns, side)}
            # where a long side meets several neighbours that differ, those draw it
            found[side] = lines.pop() if len(lines) == 1 else None
        drawn[place] = Edges(**found)
    return drawn


def _segments(place: tuple[int, int], rows: int, columns: int, side: str) -> Iterator[Segment]:
    row, column = place
    if side in {"top", "bottom"}:
        at = row if side == "top" else row + rows
        for each in range(column, column + columns):
            yield "h", at, each
    else:
        at = column if side == "left" else column + columns
        for each in range(row, row + rows):
            yield "v", at, each


def _stronger(one: Stated | None, other: Stated) -> Stated:
    if one is None or other[0] > one[0]:
        return other
    if one[0] > other[0]:
        return one
    return other if _width(other[1]) > _width(one[1]) else one


def _width(edge: Edge | None) -> float:
    return 0.0 if edge is None else edge.width
