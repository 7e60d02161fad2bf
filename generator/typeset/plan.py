"""From a paper to the data that `paper.typ` lays out: gaps, lists, boxes, looks by number.

The Typst program is fixed; what a document says reaches it only as JSON, so no text can ever be
taken for markup.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from generator.typeset.estimate import height, line_height, text_width
from generator.typeset.grouping import (
    blank,
    flush,
    gap_between,
    inline_label,
    kind,
    level_of,
    other_list,
    space_after,
    split,
)
from generator.typeset.looks import Data, breakable, look_data, strokes
from generator.typeset.paper import (
    Edges,
    FieldAnchor,
    LineBreak,
    LineHeight,
    Look,
    PageNumber,
    Paragraph,
    Run,
    Tab,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.typeset.paper import Block, Cell, Page, Paper, Piece, Row, Running


_CERTAIN = 0.8  # of a page: below this an estimate is proof enough


class Plan:
    """Collects looks while blocks are turned into data."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.width = page.width - page.margins.left - page.margins.right
        self.height = page.height - page.margins.top - page.margins.bottom
        self.looks: dict[tuple[Look, LineHeight], int] = {}

    def look(self, look: Look, line: LineHeight) -> int:
        """Give the number of a look on lines of this height."""
        return self.looks.setdefault((look, line), len(self.looks))

    def running(self, running: Running) -> Data:
        """Lay out a header or footer."""
        other = self.blocks(running.other, self.width)
        return {
            "other": other,
            "first": other if running.first is None else self.blocks(running.first, self.width),
        }

    def blocks(self, blocks: Sequence[Block], width: float, *, closed: bool = True) -> list[Data]:
        """Lay out blocks in a container of this width; `closed` keeps the space after the last one."""
        result: list[Data] = []
        previous: Block | None = None
        todo = [part for block in blocks for part in split(block)]
        while todo and not closed and blank(todo[-1]):
            todo.pop()  # an empty line at the very end may not start a page
        for key, group in groupby(todo, key=kind):
            members = list(group)
            if key[0] == "break":
                result.append({"k": "pagebreak"})
                previous = None
                continue
            gap = gap_between(previous, members[0])
            data: list[Data]
            if key[0] == "list":
                data = self._lists([b for b in members if isinstance(b, Paragraph)], width, 0.0)
            elif key[0] == "box":
                data = [self._box([b for b in members if isinstance(b, Paragraph)], width)]
            else:
                data = [self._plain(members[0], width)]
                data += [
                    {**self._plain(block, width), "gap": gap_between(before, block)}
                    for before, block in pairwise(members)
                ]
            data[0] = {**data[0], "gap": gap, "firm": previous is None}
            result += data
            previous = members[-1]
        if closed and previous is not None and (after := space_after(previous)):
            result.append({"k": "space", "h": after})
        return result

    def _plain(self, block: Block | None, width: float) -> Data:
        if isinstance(block, Table):
            return self._table(block, width)
        if isinstance(block, FieldAnchor):
            return {
                "k": "field", "name": block.name, "w": block.width, "h": block.height, "l": block.left,
                "sticky": block.keep_next,
            }  # fmt: skip
        if isinstance(block, Paragraph):
            return self._paragraph(block, width)
        return {"k": "pagebreak"}

    def _paragraph(self, block: Paragraph, width: float, *, label: bool = True) -> Data:
        pieces = list(block.pieces)
        if block.label and label:
            pieces = [*inline_label(block.label), *pieces]
        if not any(not isinstance(piece, LineBreak) for piece in pieces):
            height = line_height(block.mark, block.line) * (1 + len(pieces))
            return {"k": "empty", "h": height, "sticky": block.keep_next}
        stops = [[stop.at, stop.align] for stop in block.tabs]
        heading = block.heading if block.text.strip() else None
        title = f"{block.label.text} {block.text}" if block.label else block.text
        return {
            "k": "p",
            "heading": heading,
            "title": title if heading else "",
            "l": block.left,
            "r": block.right,
            "f": block.first,
            "align": block.align,
            "in": self._pieces(pieces, block, width - block.left - block.right),
            "tabs": stops if any(isinstance(piece, Tab) for piece in pieces) else None,
            "width": width,
            "sticky": block.keep_next,
            "whole": self._keep(block.keep_lines, [block], width),
            "widows": block.widow_control,
        }

    def _keep(self, wanted: bool, blocks: Sequence[Block], width: float) -> str | None:  # noqa: FBT001
        """Tell whether blocks stay in one piece: always, or only if measuring shows that they fit a page."""
        if not wanted:
            return None
        return "sure" if height(blocks, width) < self.height * _CERTAIN else "measure"

    def _pieces(self, pieces: Iterable[Piece], block: Paragraph, width: float) -> list[list[Any]]:
        result: list[list[Any]] = []
        for piece in pieces:
            if isinstance(piece, Run):
                look = self.look(piece.look, block.line)
                result += [
                    ["t", look, part, piece.link] if part else ["z"]
                    for part in breakable(piece.text, width, piece.look)
                ]
            elif isinstance(piece, Tab):
                result.append(["tab", self.look(piece.look, block.line)])
            elif isinstance(piece, PageNumber):
                result.append([piece.of, self.look(piece.look, block.line)])
            else:
                result.append(["br"])
        return result

    def _lists(self, items: list[Paragraph], width: float, origin: float) -> list[Data]:
        """Lay out neighbouring items as lists; deeper ones stand inside the item before them."""
        result: list[Data] = []
        rest = items
        gap = 0.0
        while rest:
            head = rest[0]
            end = next((i for i, item in enumerate(rest) if i and other_list(head, item)), len(rest))
            mine, rest = rest[:end], rest[end:]
            data: list[Data] = []
            starts = [i for i, item in enumerate(mine) if level_of(item) == level_of(head)] + [len(mine)]
            for start, stop in pairwise(starts):
                item, inner = mine[start], mine[start + 1 : stop]
                body = [{**self._paragraph(flush(item), width - item.left, label=False), "gap": 0.0}]
                if inner:
                    nested = self._lists(inner, width, item.left)
                    nested[0]["gap"] = gap_between(item, inner[0])
                    body += nested
                last = mine[stop - 1]
                follower = mine[stop] if stop < len(mine) else None
                label = item.label
                if label is None:  # cannot be: `_kind` sends only labelled paragraphs here
                    raise ValueError
                data.append(
                    {
                        "label": [self.look(label.look, item.line), label.text],
                        "hang": -head.first if text_width(label.text, label.look) < -head.first else None,
                        "body": body,
                        "tail": gap_between(last, follower) if follower else 0.0,
                    }
                )
            result.append(
                {
                    "k": "list", "gap": gap, "indent": head.left + head.first - origin, "items": data,
                }
            )  # fmt: skip
            if rest:
                gap = gap_between(mine[-1], rest[0])
        return result

    def _box(self, members: list[Paragraph], width: float) -> Data:
        """Lay out paragraphs that share one border or shade."""
        head = members[0]
        left = min(m.left + min(m.first, 0.0) for m in members)
        edges = head.borders
        inner = [replace(m, left=m.left - left, right=0.0, borders=Edges(), shade=None) for m in members]
        blocks = self.blocks(inner, width - left - head.right, closed=False) if not _all_blank(inner) else []
        if blocks:
            blocks[0] = {**blocks[0], "gap": 0.0}
        else:
            blocks = [
                {"k": "empty", "h": line_height(m.mark, m.line), "gap": 0.0, "sticky": False} for m in inner
            ]
        return {
            "k": "box", "l": left, "r": head.right, "fill": head.shade, "stroke": strokes(edges),
            "pad": [e.space if e else 0.0 for e in (edges.top, edges.right, edges.bottom, edges.left)],
            "blocks": blocks, "sticky": members[-1].keep_next, "whole": any(m.keep_lines for m in members) and len(members) == 1,
        }  # fmt: skip

    def _table(self, table: Table, width: float) -> Data:
        total = sum(table.widths)
        shift = {"left": table.left, "center": (width - total) / 2, "right": width - total}[table.align]
        paragraphs = [[p for cell in row.cells for p in cell.blocks] for row in table.rows]
        kept = [all(getattr(p, "keep_next", True) for p in row) for row in paragraphs]
        return {
            "k": "table",
            "l": shift,
            "widths": list(table.widths),
            "heights": [row.height if row.exact else None for row in table.rows],
            "headers": sum(row.header for row in table.rows),
            "cells": [data for y, row in enumerate(table.rows) for data in self._row(table, row, y)],
            "whole": self._keep(
                all(row.cant_split for row in table.rows) and all(kept[:-1]) and len(kept) > 1, [table], total
            ),
            "sticky": all(kept),
            "width": total,
        }

    def _row(self, table: Table, row: Row, y: int) -> list[Data]:
        result: list[Data] = []
        least = row.height if row.height is not None and not row.exact else 0.0
        if any(isinstance(block, FieldAnchor) for cell in row.cells for block in cell.blocks):
            least = 0.0  # the field itself holds the row open
        # Word breaks a row that no page can hold, whatever the row asks for.
        split = not row.cant_split or height([replace(table, rows=(row,))], 0) > self.height
        for cell in row.cells:
            inner = sum(table.widths[cell.column : cell.column + cell.columns])
            inner -= cell.padding.left + cell.padding.right
            strut = least - cell.padding.top - cell.padding.bottom if cell.rows == 1 else 0.0
            data = {**self._cell(cell, inner), "y": y, "split": split}
            result.append(data)
            if strut > 0:
                data["least"] = [strut, "sure" if height(cell.blocks, inner) < strut else "measure"]
                least = 0.0  # one cell that holds the row open is enough
        return result

    def _cell(self, cell: Cell, width: float) -> Data:
        padding = cell.padding
        # Keep-with-next speaks of whole rows; inside a cell it would stop a long text from breaking.
        blocks = [{**block, "sticky": False} for block in self.blocks(cell.blocks, width)]
        return {
            "x": cell.column, "cols": cell.columns, "rows": cell.rows, "width": width, "align": cell.align,
            "pad": [padding.top, padding.right, padding.bottom, padding.left], "fill": cell.shade,
            "stroke": strokes(cell.borders), "blocks": blocks,
        }  # fmt: skip


def plan(paper: Paper, reserve: Sequence[str]) -> Data:
    """Give all that `paper.typ` needs, as JSON data."""
    page, margins = paper.page, paper.page.margins
    making = Plan(page)
    # as in Word, a header or footer that needs more room pushes the text away
    top = max(margins.top, page.header + _tallest(paper.header, making.width))
    bottom = max(margins.bottom, page.footer + _tallest(paper.footer, making.width))
    data: Data = {
        "title": paper.title, "author": paper.author, "default_tab": paper.default_tab,
        "page": {
            "w": page.width, "h": page.height, "top": top, "right": margins.right,
            "bottom": bottom, "left": margins.left, "header": page.header, "footer": page.footer,
        },
        "header": making.running(paper.header), "footer": making.running(paper.footer),
        "body": making.blocks(paper.body, making.width, closed=False), "reserve": list(reserve),
    }  # fmt: skip
    return {**data, "looks": look_data(making.looks)}


def _tallest(running: Running, width: float) -> float:
    return max(height(running.other, width), height(running.first or (), width))


def _all_blank(blocks: Sequence[Block]) -> bool:
    return all(blank(block) for block in blocks)
