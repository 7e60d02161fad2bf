"""Border lines, shades and colours, for paragraphs, tables and cells alike."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Literal

from generator.typeset.measures import Edge, Edges
from generator.typeset.package import W, local
from generator.typeset.refuse import Where, attributes, number, val

if TYPE_CHECKING:
    from lxml.etree import _Element

_DASHES: dict[str, Literal["solid", "dotted", "dashed"]] = {
    "single": "solid", "thick": "solid", "dotted": "dotted", "dashed": "dashed", "dashSmallGap": "dashed",
}  # fmt: skip


def edges(element: _Element, where: Where) -> dict[str, Edge | None]:
    """Read the sides of `w:pBdr`, `w:tblBorders` or `w:tcBorders`; None where a line is taken away."""
    found: dict[str, Edge | None] = {}
    for child in element:
        name = {"start": "left", "end": "right"}.get(
            local(child).removeprefix("w:"), local(child).removeprefix("w:")
        )
        if name not in {"top", "left", "bottom", "right", "insideH", "insideV", "between", "bar"}:
            raise where.unknown(child)
        edge = _edge(child, where)
        if edge is not None and name in {"between", "bar"}:
            raise where.unknown(child)
        found[name] = edge
    return found


def sides(found: dict[str, Edge | None]) -> Edges:
    """Give the four sides."""
    return Edges(
        top=found.get("top"), right=found.get("right"), bottom=found.get("bottom"), left=found.get("left")
    )


def shade(element: _Element, where: Where) -> str | None:
    """Read `w:shd`: a plain fill, or nothing."""
    if val(element) not in {"clear", "nil", ""}:
        raise where.unknown_value(element, "val")
    return colour(element, "fill", where) if val(element) == "clear" else None


def colour(element: _Element, attribute: str, where: Where) -> str | None:
    """Read RRGGBB; None for the automatic colour."""
    value = element.get(W + attribute, "auto")
    if value == "auto":
        return None
    if len(value) != 6 or any(c not in string.hexdigits for c in value):  # noqa: PLR2004  # RRGGBB
        raise where.unknown_value(element, attribute)
    return value.upper()


def _edge(element: _Element, where: Where) -> Edge | None:
    attributes(
        element,
        {"val", "sz", "space", "color", "themeColor", "themeTint", "themeShade", "shadow", "frame"},
        where,
    )
    if val(element) in {"none", "nil", ""}:
        return None
    if val(element) not in _DASHES:
        raise where.unknown_value(element, "val")
    for name in ("shadow", "frame"):
        if element.get(W + name, "0") not in {"0", "false", "off"}:
            raise where.unknown_value(element, name)
    return Edge(
        width=number(element, "sz", where) / 8 if f"{W}sz" in element.attrib else 0.5,
        colour=colour(element, "color", where) or "000000",
        dash=_DASHES[val(element)],
        space=number(element, "space", where) if f"{W}space" in element.attrib else 0.0,
    )
