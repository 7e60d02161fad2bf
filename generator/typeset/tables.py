"""Tables: fixed column widths, merged cells, and which border line is drawn on each edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.typeset.body import Room, Story
from generator.typeset.borders import Frame, draw
from generator.typeset.controls import content
from generator.typeset.drawing import edges, shade
from generator.typeset.package import W, local
from generator.typeset.paper import Cell, Paragraph, Row, Table, VerticalAlignment, flat
from generator.typeset.pieces import Note
from generator.typeset.places import Formatted
from generator.typeset.refuse import Where, attributes, number, points, switched_on, val
from generator.typeset.table_settings import TableSettings, padding_of, table_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element


_ROW_IGNORED = frozenset({"cnfStyle", "divId"})
_CELL_IGNORED = frozenset({"cnfStyle", "tcW", "noWrap", "hideMark", "gridSpan", "vMerge"})
_VERTICAL: dict[str, VerticalAlignment] = {"top": "top", "center": "horizon", "bottom": "bottom"}
_MAX_COLUMNS = 63  # Word's own limit


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A cell while the rows below may still extend it."""

    row: int
    column: int
    columns: int
    element: _Element
    rows: int = 1
    own: Frame = field(default_factory=Frame)
    place: Formatted = field(default_factory=Formatted)


def read_table(element: _Element, story: Story, room: Room) -> Table:
    """Read `w:tbl`."""
    where = story.where()
    properties = element.find(f"{W}tblPr")
    settings = table_settings(properties, story, where)
    rows = _some(_rows(element, where), where)
    drafts = _drafts(rows, where)
    widths = _widths(element, drafts, room, where)
    for draft in drafts:
        span = (draft.row, draft.row + draft.rows, draft.column, draft.column + draft.columns)
        draft.place = settings.places.at(span, len(rows), len(widths))
        draft.own = _frame(draft, settings, len(rows), len(widths), where)
    drawn = draw({(d.row, d.column): (d.rows, d.columns, d.own) for d in drafts})
    by_row: dict[int, list[Cell]] = {index: [] for index in range(len(rows))}
    heights = [_height(row, where) for row in rows]
    for draft in drafts:
        cell_properties = draft.element.find(f"{W}tcPr")
        padding = padding_of(cell_properties, "tcMar", settings.padding, where)
        width = sum(widths[draft.column : draft.column + draft.columns]) - padding.left - padding.right
        spanned = heights[draft.row : draft.row + draft.rows]
        height = (
            sum(h for h, _ in spanned if h is not None) if all(h is not None for h, _ in spanned) else None
        )
        inner = Room(
            width=width,
            height=None if height is None else height - padding.top - padding.bottom,
            letters=settings.letters | draft.place.letters,
            lines=settings.lines | draft.place.lines,
            depth=room.depth + 1,
        )
        base = draft.place.shade if draft.place.shaded else settings.shade
        align, fill = _appearance(cell_properties, base, where)
        by_row[draft.row].append(
            Cell(
                column=draft.column, columns=draft.columns, rows=draft.rows, padding=padding, align=align,
                shade=fill, borders=drawn[draft.row, draft.column],
                blocks=story.blocks((c for c in draft.element if c.tag != f"{W}tcPr"), inner),
            )
        )  # fmt: skip
    left = settings.left - (settings.padding.left if story.old_tables and room.depth == 0 else 0.0)
    return Table(
        widths=tuple(widths), rows=_finish(rows, by_row, heights, where), left=left, align=settings.align
    )


def _finish(
    rows: list[_Element], cells: dict[int, list[Cell]], heights: list[tuple[float | None, bool]], where: Where
) -> tuple[Row, ...]:
    finished: list[Row] = []
    heading = True
    for index, element in enumerate(rows):
        header = cant_split = False
        for child in element.iterfind(f"{W}trPr/*"):
            name = local(child).removeprefix("w:")
            if name == "tblHeader":
                header = switched_on(child, where)
            elif name == "cantSplit":
                cant_split = switched_on(child, where)
            elif name == "jc":
                if val(child) not in {"left", "start"}:
                    raise where.unknown_value(child, "val")
            elif name != "trHeight" and name not in _ROW_IGNORED:
                raise where.unknown(child)
        if header and any(_has_note(cell) for cell in cells[index]):
            raise where.refusal(
                "een voetnoot in een kopregel van een tabel (<w:tblHeader>) wordt niet ondersteund",
                hint="Zet de voetnoot in een gewone rij of in de alinea boven de tabel.",
            )
        heading = heading and header  # Word repeats the rows from the top only
        height, exact = heights[index]
        finished.append(
            Row(cells=tuple(cells[index]), header=heading, cant_split=cant_split, height=height, exact=exact)
        )
    return tuple(finished)


def _has_note(cell: Cell) -> bool:
    return any(
        isinstance(piece, Note)
        for block in flat(cell.blocks)
        if isinstance(block, Paragraph)
        for piece in block.pieces
    )


def _rows(element: Iterable[_Element], where: Where) -> list[_Element]:
    rows: list[_Element] = []
    for child in element:
        name = local(child).removeprefix("w:")
        if name == "tr":
            rows.append(child)
        elif name == "sdt":
            rows.extend(_rows(content(child, where), where))
        elif name == "bookmarkStart" and not (child.get(f"{W}name") or "").startswith("veld_"):
            continue
        elif name not in {"tblPr", "tblGrid", "bookmarkEnd", "proofErr"}:
            raise where.unknown(child)
    return rows


def _some(rows: list[_Element], where: Where) -> list[_Element]:
    if not rows:
        raise where.refusal("een tabel zonder rijen (<w:tbl>)", hint="Verwijder de lege tabel.")
    return rows


def _cells(row: Iterable[_Element], where: Where) -> list[_Element]:
    cells: list[_Element] = []
    for child in row:
        name = local(child).removeprefix("w:")
        if name == "tc":
            cells.append(child)
        elif name == "sdt":
            cells.extend(_cells(content(child, where), where))
        elif name == "bookmarkStart" and not (child.get(f"{W}name") or "").startswith("veld_"):
            continue
        elif name not in {"trPr", "bookmarkEnd", "proofErr"}:
            raise where.unknown(child)
    return cells


def _drafts(rows: list[_Element], where: Where) -> list[_Draft]:
    drafts: list[_Draft] = []
    above: dict[int, _Draft] = {}
    for index, row in enumerate(rows):
        column = 0
        current: dict[int, _Draft] = {}
        for element in _cells(row, where):
            span_element = element.find(f"{W}tcPr/{W}gridSpan")
            span = 1 if span_element is None else int(number(span_element, "val", where))
            if not 0 < span <= _MAX_COLUMNS - column:
                raise where.refusal("een tabel met te veel kolommen", hint="Verdeel de tabel.")
            merge = element.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and val(merge) in {"", "continue"}:
                draft = above.get(column)
                if draft is None or draft.columns != span:
                    raise where.refusal(
                        "een verticaal samengevoegde cel (<w:vMerge>) sluit niet aan op de cel erboven",
                        hint="Splits de cellen en voeg ze opnieuw samen.",
                    )
                if any((t.text or "").strip() for t in element.iter(f"{W}t")):
                    raise where.refusal(
                        "een verticaal samengevoegde cel (<w:vMerge>) bevat verborgen tekst",
                        hint="Splits de cellen, verwijder de tekst en voeg ze opnieuw samen.",
                    )
                draft.rows += 1
            else:
                draft = _Draft(row=index, column=column, columns=span, element=element)
                drafts.append(draft)
            current[column] = draft
            column += span
        above = current
    return drafts


def _widths(element: _Element, drafts: list[_Draft], room: Room, where: Where) -> list[float]:
    columns = max((draft.column + draft.columns for draft in drafts), default=0)
    grid = [
        points(child, "w", where) if f"{W}w" in child.attrib else 0.0
        for child in element.iterfind(f"{W}tblGrid/{W}gridCol")
    ][:columns]
    grid += [0.0] * (columns - len(grid))
    for draft in drafts:  # Word prefers a cell's own width to the grid's
        width = draft.element.find(f"{W}tcPr/{W}tcW")
        if draft.columns == 1 and width is not None and width.get(f"{W}type", "dxa") == "dxa":
            stated = points(width, "w", where)
            if stated > 0 and (draft.row == 0 or not grid[draft.column]):
                grid[draft.column] = stated
    if missing := grid.count(0.0):
        share = max((room.width - sum(grid)) / missing, 0.0)
        grid = [width or share for width in grid]
    if not all(width > 0 for width in grid) or sum(grid) > 2 * room.width:
        raise where.refusal(
            "een tabel waarvan de kolombreedten niet kloppen (<w:tblGrid>)",
            hint="Geef elke kolom in Word een vaste breedte, samen niet breder dan de tekst.",
        )
    return grid


def _height(row: _Element, where: Where) -> tuple[float | None, bool]:
    element = row.find(f"{W}trPr/{W}trHeight")
    if element is None:
        return None, False
    attributes(element, {"val", "hRule"}, where)
    rule = element.get(f"{W}hRule", "atLeast")
    if rule not in {"auto", "atLeast", "exact"}:
        raise where.unknown_value(element, "hRule")
    return (None, False) if rule == "auto" else (points(element, "val", where), rule == "exact")


def _appearance(
    properties: _Element | None, fill: str | None, where: Where
) -> tuple[VerticalAlignment, str | None]:
    align: VerticalAlignment = "top"
    for child in () if properties is None else properties:
        name = local(child).removeprefix("w:")
        if name == "vAlign":
            if val(child) not in _VERTICAL:
                raise where.unknown_value(child, "val")
            align = _VERTICAL[val(child)]
        elif name == "shd":
            fill = shade(child, where)
        elif name == "tcFitText":
            if switched_on(child, where):
                raise where.unknown(child)
        elif name == "textDirection":
            if val(child) != "lrTb":
                raise where.unknown(child)
        elif name not in _CELL_IGNORED and name not in {"tcBorders", "tcMar"}:
            raise where.unknown(child)
    return align, fill


def _frame(draft: _Draft, settings: TableSettings, rows: int, columns: int, where: Where) -> Frame:
    element = draft.element.find(f"{W}tcPr/{W}tcBorders")
    own = {} if element is None else edges(element, where)
    table = settings.borders
    outer = {
        "top": draft.row == 0,
        "bottom": draft.row + draft.rows == rows,
        "left": draft.column == 0,
        "right": draft.column + draft.columns == columns,
    }
    inside = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV"}
    return Frame(
        sides={
            side: (2, own[side])
            if side in own
            else draft.place.sides.get(side, (0, table.get(side if at_edge else inside[side])))
            for side, at_edge in outer.items()
        }
    )
