"""Tables as data: which rows may break, and which cell holds its row open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.typeset.estimate import height
from generator.typeset.looks import Data, strokes
from generator.typeset.paper import FieldAnchor

if TYPE_CHECKING:
    from generator.typeset.paper import Cell, Row, Table
    from generator.typeset.plan import Plan


def table_data(making: Plan, table: Table, width: float) -> Data:
    """Lay out a table in a container of this width."""
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
        "cells": [data for y, row in enumerate(table.rows) for data in _row(making, table, row, y)],
        "whole": making.keep(
            all(row.cant_split for row in table.rows) and all(kept[:-1]) and len(kept) > 1, [table], total
        ),
        "sticky": all(kept),
        "most": making.height,
        "width": total,
    }


def _row(making: Plan, table: Table, row: Row, y: int) -> list[Data]:
    result: list[Data] = []
    least = row.height if row.height is not None and not row.exact else 0.0
    if any(isinstance(block, FieldAnchor) for cell in row.cells for block in cell.blocks):
        least = 0.0  # the field itself holds the row open
    # Word breaks a row that no page can hold, whatever the row asks for.
    split = not row.cant_split or height([replace(table, rows=(row,))], 0) > making.height
    for cell in row.cells:
        inner = sum(table.widths[cell.column : cell.column + cell.columns])
        inner -= cell.padding.left + cell.padding.right
        strut = least - cell.padding.top - cell.padding.bottom if cell.rows == 1 else 0.0
        data = {**_cell(making, cell, inner), "y": y, "split": split}
        result.append(data)
        if strut > 0:
            data["least"] = [strut, "sure" if height(cell.blocks, inner) < strut else "measure"]
            least = 0.0  # one cell that holds the row open is enough
    return result


def _cell(making: Plan, cell: Cell, width: float) -> Data:
    padding = cell.padding
    # Keep-with-next speaks of whole rows; inside a cell it would stop a long text from breaking.
    blocks = [{**block, "sticky": False} for block in making.blocks(cell.blocks, width)]
    return {
        "x": cell.column, "cols": cell.columns, "rows": cell.rows, "width": width, "align": cell.align,
        "pad": [padding.top, padding.right, padding.bottom, padding.left], "fill": cell.shade,
        "stroke": strokes(cell.borders), "blocks": blocks,
    }  # fmt: skip
