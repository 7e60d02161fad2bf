"""Lengths on paper, in points: the page, margins, line heights, drawn lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
class Sides:
    """Four distances."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeight:
    """`multiple` of the natural height, or a number of points (`exact`, `least`)."""

    rule: Literal["multiple", "exact", "least"] = "multiple"
    value: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Size and margins; `header` and `footer` are distances from the paper's edge."""

    width: float
    height: float
    margins: Sides
    header: float
    footer: float


NO_EDGES = Edges()
NO_SIDES = Sides()
SINGLE = LineHeight()
