"""What a table states as a whole: its style, borders, padding, place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from generator.typeset.drawing import edges, shade
from generator.typeset.measures import Sides
from generator.typeset.package import W, local
from generator.typeset.places import Places
from generator.typeset.properties import Letters, Lines, letters, lines
from generator.typeset.refuse import Where, points, switched_on, val

if TYPE_CHECKING:
    from lxml.etree import _Element

    from generator.typeset.body import Story
    from generator.typeset.measures import Edge

_TABLE_IGNORED = frozenset(
    {"tblStyle", "tblOverlap", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "tblLayout", "tblLook"}
    | {"tblCaption", "tblDescription"}
)
_ALIGN: dict[str, Literal["left", "center", "right"]] = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right",
}  # fmt: skip
_DEFAULT_PADDING = Sides(left=5.4, right=5.4)  # Word's «Standaardtabel»: 0.19 cm


@dataclass(slots=True, kw_only=True)
class TableSettings:
    """What `w:tblPr` comes to, table style worked in."""

    padding: Sides = _DEFAULT_PADDING
    borders: dict[str, Edge | None] = field(default_factory=dict)
    left: float = 0.0
    align: Literal["left", "center", "right"] = "left"
    shade: str | None = None
    letters: Letters = field(default_factory=Letters)
    lines: Lines = field(default_factory=Lines)
    places: Places = field(default_factory=Places)


def table_settings(properties: _Element | None, story: Story, where: Where) -> TableSettings:
    """Read `w:tblPr` over the table style it names."""
    settings = TableSettings()
    style = None if properties is None else properties.find(f"{W}tblStyle")
    for element in story.styles.table_chain(None if style is None else val(style), where):
        settings.places.add(element, where)
        settings.letters = settings.letters | letters(element.find(f"{W}rPr"), where)
        settings.lines = settings.lines | lines(element.find(f"{W}pPr"), where)
        _table_properties(element.find(f"{W}tblPr"), settings, where)
    _table_properties(properties, settings, where)
    settings.places.look(properties, where)
    return settings


def _table_properties(properties: _Element | None, settings: TableSettings, where: Where) -> None:  # noqa: C901  # a table of settings
    for child in () if properties is None else properties:
        name = local(child).removeprefix("w:")
        if name == "tblBorders":
            settings.borders = {**settings.borders, **edges(child, where)}
        elif name == "tblCellMar":
            settings.padding = padding_of(properties, "tblCellMar", settings.padding, where)
        elif name == "tblInd":
            settings.left = points(child, "w", where)
        elif name == "jc":
            if val(child) not in _ALIGN:
                raise where.unknown_value(child, "val")
            settings.align = _ALIGN[val(child)]
        elif name == "shd":
            settings.shade = shade(child, where)
        elif name == "bidiVisual":
            if switched_on(child, where):
                raise where.unknown(child)
        elif name not in _TABLE_IGNORED:
            raise where.unknown(child)


def padding_of(properties: _Element | None, name: str, base: Sides, where: Where) -> Sides:
    """Read cell margins over `base`."""
    found = {"top": base.top, "right": base.right, "bottom": base.bottom, "left": base.left}
    for child in () if properties is None else properties.iterfind(f"{W}{name}/*"):
        side = {"start": "left", "end": "right"}.get(local(child)[2:], local(child)[2:])
        if side not in found or child.get(f"{W}type", "dxa") != "dxa":
            raise where.unknown(child)
        found[side] = points(child, "w", where)
    return Sides(**found)
