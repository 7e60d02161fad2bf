"""What a page shows, marked as PDF/UA asks: text by its structure, headers and footers by name, the rest artifact.

LibreOffice leaves lines and shades under no mark at all, and does not say which of its artifacts are
the running header and footer (ISO 14289-1, 7.1 and 7.8).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator

if TYPE_CHECKING:
    from generator.typeset.paper import Page

_OPEN, _CLOSE = frozenset({"BDC", "BMC"}), "EMC"
_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_PATH = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
_PAINT = _TEXT | _PATH | {"Do", "sh", "EI", "INLINE IMAGE"}
_TD, _TM = 2, 6  # operands
_SIDES = {"Header": "Top", "Footer": "Bottom"}


@dataclass(slots=True, kw_only=True)
class _Block:
    """Instructions under one outermost mark, or under none; `text` is the height of the first words."""

    mark: Any = None
    body: list[Any] = field(default_factory=list)
    text: float | None = None

    @property
    def mcid(self) -> int | None:
        if (
            self.mark is None
            or len(self.mark.operands) < _TD
            or not isinstance(self.mark.operands[1], Dictionary)
        ):
            return None
        number = self.mark.operands[1].get(Name.MCID)
        return None if number is None else int(number)

    @property
    def tagged(self) -> bool:
        return self.mark is not None and str(self.mark.operands[0]) != "/Artifact"

    @property
    def plain(self) -> bool:
        """Claim that it is an artifact that does not say of what kind."""
        return self.mark is not None and not self.tagged and len(self.mark.operands) < _TD


def mark(
    pdf: pikepdf.Pdf, page: pikepdf.Page, size: Page, empty: Collection[int], *, heads_return: bool
) -> None:
    """Mark all that the page shows; the marked content `empty` shows nothing any more.

    `heads_return` tells that a table's header may come back on the page, as an artifact too.
    """
    blocks = list(_blocks(page))
    tagged = [index for index, block in enumerate(blocks) if block.tagged and block.text is not None]
    result: list[Any] = []
    for index, block in enumerate(blocks):
        if block.mcid is not None and block.mcid in empty:
            result += _artifact([_painting_nothing(one) for one in block.body])
        elif block.mark is None:
            paints = any(str(one.operator) in _PAINT for one in block.body)
            result += _artifact(block.body) if paints else block.body
        elif block.plain and block.text is not None:
            first = not tagged or index < tagged[0]
            last = bool(tagged) and index > tagged[-1]
            if block.text > size.height - size.margins.top or (first and tagged and not heads_return):
                result += _artifact(block.body, "Header")
            elif block.text < size.margins.bottom or last:
                result += _artifact(block.body, "Footer")
            else:
                result += _artifact(block.body)
        else:
            result += [block.mark, *block.body, ContentStreamInstruction([], Operator(_CLOSE))]
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(result))


def _blocks(page: pikepdf.Page) -> Iterator[_Block]:
    block, depth = _Block(), 0
    at = False  # between BT and the place of its first words
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if name in _OPEN and depth == 0:
            if block.body:
                yield block
            block, depth = _Block(mark=instruction), 1
            continue
        depth += (name in _OPEN) - (name == _CLOSE and depth > 0)
        if name == _CLOSE and depth == 0 and block.mark is not None:
            yield block
            block = _Block()
            continue
        if name == "BT":
            at = True
        elif at and name in {"Td", "Tm"}:
            at = False
            if block.text is None and len(instruction.operands) in {_TD, _TM}:
                block.text = float(instruction.operands[-1])
        block.body.append(instruction)
    if block.body:
        yield block


def _artifact(body: list[Any], kind: str = "") -> list[Any]:
    if not kind:
        opened = ContentStreamInstruction([Name.Artifact], Operator("BMC"))
    else:
        properties = Dictionary(
            Type=Name.Pagination, Subtype=Name("/" + kind), Attached=Array([Name("/" + _SIDES[kind])])
        )
        opened = ContentStreamInstruction([Name.Artifact, properties], Operator("BDC"))
    return [opened, *body, ContentStreamInstruction([], Operator(_CLOSE))]


def _painting_nothing(instruction: Any) -> Any:  # noqa: ANN401  # pikepdf’s objects take any shape
    name = str(instruction.operator)
    if name in _TEXT:
        return ContentStreamInstruction([Array([])], Operator("TJ"))
    return ContentStreamInstruction([], Operator("n")) if name in _PATH else instruction
