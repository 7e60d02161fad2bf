"""From a paper to the data that `paper.typ` lays out: gaps, lists, boxes, looks by number.

The Typst program is fixed; what a document says reaches it only as JSON, so no text can ever be
taken for markup.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from generator.typeset.estimate import height, line_height, text_width
from generator.typeset.grid import table_data
from generator.typeset.grouping import (
    blank,
    flush,
    gap_between,
    kind,
    level_of,
    other_list,
    space_after,
    split,
)
from generator.typeset.looks import Data, breakable, look_data, strokes
from generator.typeset.measures import Edges, LineHeight
from generator.typeset.paper import FieldAnchor, Paragraph, Table
from generator.typeset.pieces import Image, Label, LineBreak, Look, Note, PageNumber, Run, Tab

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.typeset.paper import Block, Paper, Running, Section
    from generator.typeset.pieces import NumberFormat, Piece


_CERTAIN = 0.8  # of a page: below this an estimate is proof enough


class Plan:
    """Collects looks while blocks are turned into data."""

    def __init__(self) -> None:
        self.looks: dict[tuple[Look, LineHeight], int] = {}
        self.images: dict[str, bytes] = {}
        self.form: NumberFormat = "decimal"
        self.height = 0.0

    def look(self, look: Look, line: LineHeight) -> int:
        """Give the number of a look on lines of this height."""
        return self.looks.setdefault((look, line), len(self.looks))

    def section(self, section: Section) -> Data:
        """Lay out a section with its headers and footers."""
        page, margins = section.page, section.page.margins
        width = page.width - margins.left - margins.right
        # as in Word, a header or footer that needs more room pushes the text away
        header = section.header
        top = max(margins.top, page.header + _tallest(replace(header, first=None), width))
        first = max(top, page.header + height(header.first or (), width))  # and on the first page alone
        bottom = max(margins.bottom, page.footer + _tallest(section.footer, width))
        self.form, self.height = section.form, page.height - top - bottom
        return {
            "page": {
                "w": page.width, "h": page.height, "top": top, "right": margins.right,
                "bottom": bottom, "left": margins.left, "header": page.header, "footer": page.footer,
            },
            "start": section.start,
            "header": self.running(section.header, width), "footer": self.running(section.footer, width),
            "body": self.blocks(section.blocks, width, closed=False),
            **({"lower": first - top} if first > top else {}),
        }  # fmt: skip

    def running(self, running: Running, width: float) -> Data:
        """Lay out a header or footer."""
        variants = {"other": running.other, "first": running.first, "even": running.even}
        return {
            name: None if blocks is None else self.blocks(blocks, width) for name, blocks in variants.items()
        }

    def blocks(self, blocks: Sequence[Block], width: float, *, closed: bool = True) -> list[Data]:
        """Lay out blocks in a container of this width; `closed` keeps the space after the last one."""
        result: list[Data] = []
        previous: Block | None = None
        todo = [part for block in blocks for part in split(block)]
        if not closed and blocks and isinstance(blocks[0], Paragraph) and blocks[0].page_break_before:
            todo.pop(0)  # it stands on a new page already
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
            return table_data(self, block, width)
        if isinstance(block, FieldAnchor):
            return {
                "k": "field", "name": block.name, "w": block.width, "h": block.height, "l": block.left,
                "sticky": block.keep_next,
            }  # fmt: skip
        if isinstance(block, Paragraph):
            return self._paragraph(block, width)
        return {"k": "pagebreak"}

    def _paragraph(self, block: Paragraph, width: float, *, label: bool = True) -> Data:
        pieces = block.pieces
        head = self._label(block.label, block.line) if block.label and label else []
        if not head and not any(not isinstance(piece, LineBreak) for piece in pieces):
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
            "in": head + self._pieces(pieces, block, width - block.left - block.right),
            "tabs": stops if any(isinstance(piece, Tab) for piece in pieces) or head[1:] else None,
            "width": width,
            "most": self.height,
            "sticky": block.keep_next,
            "whole": self.keep(block.keep_lines, [block], width),
            "widows": block.widow_control,
        }

    def _label(self, label: Label, line: LineHeight) -> list[list[Any]]:
        """Give the label as words at the head of the paragraph."""
        look = self.look(label.look, line)
        head: list[list[Any]] = [["label", look, label.text, label.align]]
        if label.suffix == "space":
            head[0][2] += " "
        return [*head, ["tab", look]] if label.suffix == "tab" else head

    def keep(self, wanted: bool, blocks: Sequence[Block], width: float) -> str | None:  # noqa: FBT001
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
                    (["t", look, part, piece.link] if piece.link else ["t", look, part]) if part else ["z"]
                    for part in breakable(piece.text, width, piece.look)
                ]
            elif isinstance(piece, Tab):
                result.append(["tab", self.look(piece.look, block.line)])
            elif isinstance(piece, PageNumber):
                form = piece.form or (self.form if piece.of == "page" else "decimal")
                result.append([piece.of, self.look(piece.look, block.line), form])
            elif isinstance(piece, Image):
                result.append(self._image(piece, block.line))
            elif isinstance(piece, Note):
                note = self.blocks(piece.blocks, width)
                result.append(["note", self.look(piece.look, block.line), piece.mark, note])
            else:
                result.append(["br"])
        return result

    def _image(self, image: Image, line: LineHeight) -> list[Any]:
        name = f"{sha256(image.data).hexdigest()}.{image.kind}"
        self.images[name] = image.data
        # Word spaces out a line by its tallest part, pictures too
        above = image.height * max(line.value - 1, 0) if line.rule == "multiple" else 0.0
        return ["img", name, image.width, image.height, image.alt, above]

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
                        "label": [self.look(label.look, item.line), label.text, label.align],
                        "hang": -head.first if _room(label) < -head.first else None,
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


def plan(paper: Paper, reserve: Sequence[str]) -> tuple[Data, dict[str, bytes]]:
    """Give all that `paper.typ` needs, as JSON data, and the images and attachments by the names used in it."""
    making = Plan()
    data: Data = {
        "title": paper.title, "author": paper.author, "default_tab": paper.default_tab,
        "sections": [making.section(section) for section in paper.sections], "reserve": list(reserve),
    }  # fmt: skip
    files = dict(making.images)
    if paper.attachments:
        data["attachments"] = []
        for number, one in enumerate(paper.attachments):
            files[f"bijlage-{number}"] = one.data
            data["attachments"].append(
                {
                    "file": f"/bijlage-{number}",
                    "name": one.name,
                    "mime": one.mime,
                    "relationship": one.relationship,
                    "description": one.description,
                }
            )
    return {**data, "looks": look_data(making.looks)}, files


def _tallest(running: Running, width: float) -> float:
    return max(height(blocks, width) for blocks in running.variants)


def _room(label: Label) -> float:
    """Give how far a label comes to the right of where the line begins."""
    return {"left": 1.0, "center": 0.5, "right": 0.0}[label.align] * text_width(label.text, label.look)


def _all_blank(blocks: Sequence[Block]) -> bool:
    return all(blank(block) for block in blocks)
