"""A template as plain text, a line a paragraph, so that two versions can be compared.

`Lid | [punt_D1_a] De bedrijfsarts geeft …`: style, bookmarks, words with their orders. Numbers are
Word's own and not shown. A bookmark that ends in another paragraph is closed there: `[/punt_D6_c]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.wording.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.wording.lines import Line

_STARTS = {"": "", "rij": "-- ", "cel": "|  "}
_NORMAL = "Standaard"


def plain(docx: bytes, *, name: str) -> str:
    """Write a Word file as text. Raises `TemplateRefused` for what is no Word document."""
    return "\n".join(_told(lines_of(docx, name=name).all)) + "\n"


def _told(lines: tuple[Line, ...]) -> Iterator[str]:
    part = ""
    for line in lines:
        if line.part != part or (line.part and line.number == 1):
            part = line.part
            yield f"\n== {part} =="
        marks = "".join(f"[{name}] " for name in line.opens)
        ends = "".join(f" [/{name}]" for name in line.closes if name and name not in line.opens)
        text = line.text.replace("\n", "\n    ")
        indent = "   " * max(line.depth - 1, 0) + (_STARTS[line.starts] or "   " * min(line.depth, 1))
        yield f"{indent}{line.style or _NORMAL} | {marks}{text}{ends}".rstrip()
