"""How characters and lines are drawn: looks, border strokes, and where a word too long may break."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.typeset.estimate import line_height
from generator.typeset.fonts import METRICS, MONO, SANS, SERIF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.typeset.measures import Edge, Edges, LineHeight
    from generator.typeset.pieces import Look

Data = dict[str, Any]  # JSON

# When the text font lacks a sign (☒, →), these are asked, in this order.
_FALLBACKS = (SERIF, SANS, MONO, "New Computer Modern Math")
_RAISED = {"": 0.0, "super": -0.33, "sub": 0.12}
_RAISED_SIZE = 0.65
_WIDE = 0.62  # a generous mean width of a letter, in parts of its size
_CHUNK = 6


def look_data(looks: Iterable[tuple[Look, LineHeight]]) -> list[Data]:
    """Give looks as data, in their order."""
    result: list[Data] = []
    for look, line in looks:
        metrics = METRICS[look.family]
        below = metrics.descent * look.size
        result.append(
            {
                "font": [look.family, *(name for name in _FALLBACKS if name != look.family)],
                "size": look.size * (_RAISED_SIZE if look.raised else 1),
                "bold": look.bold,
                "italic": look.italic,
                "underline": look.underline,
                "strike": look.strike,
                "fill": look.colour,
                "tracking": look.tracking,
                "baseline": _RAISED[look.raised] * look.size,
                "top": line_height(look, line) - below,
                "bottom": -below,
            }
        )
    return result


def strokes(edges: Edges) -> Data:
    """Give the sides that have a line."""
    sides: dict[str, Edge | None] = {
        "top": edges.top, "right": edges.right, "bottom": edges.bottom, "left": edges.left,
    }  # fmt: skip
    return {
        side: {"width": edge.width, "fill": edge.colour, "dash": edge.dash}
        for side, edge in sides.items()
        if edge is not None
    }


def breakable(text: str, width: float, look: Look) -> list[str]:
    """Cut words that cannot fit on a line; an empty string marks where a line may end."""
    most = max(int(width / (_WIDE * look.size)), 1)
    if len(text) <= most:
        return [text]
    parts: list[str] = []
    for word in re.split(r"((?<=[\s-]))", text):
        step = min(most, _CHUNK)
        if len(word) > most:
            parts += [part for i in range(0, len(word), step) for part in ("", word[i : i + step])]
        elif parts and parts[-1] and word:
            parts[-1] += word
        elif word:
            parts.append(word)
    return parts
