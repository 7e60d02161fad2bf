"""The line on which something was found, with a mark under the place, as it shows on a terminal.

The line comes from a stranger: what would move the cursor or turn the reading direction is shown as a
replacement character, and of a long line only what stands around the place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDTH, _BEFORE = 100, 70  # cells: in all, and before the place
_MOST = 200  # characters on either side: marks that take no cell can be many
_CUT = "…"
_TAB = "→   "
_UNSEEN = "\ufffd"
# Joiners within a word or an emoji, and the hyphen that shows at the end of a line only.
_HARMLESS = "\u200c\u200d\u00ad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A line, or what is shown of it, and how many cells come before the place."""

    line: str
    before: int


def excerpt(line: str, column: int) -> Excerpt:
    """Give the excerpt for a column, counted in characters from 1."""
    at = min(column - 1, len(line))
    before = _fitting(reversed(line[max(0, at - _MOST) : at]), _BEFORE)[::-1]
    cells = sum(map(_cells, before))
    after = _fitting(line[at : at + _MOST], _WIDTH - cells)
    start = _CUT if len(before) < at else ""
    end = _CUT if at + len(after) < len(line) else ""
    return Excerpt(
        line=start + "".join(map(_shown, before)) + "".join(map(_shown, after)) + end,
        before=len(start) + cells,
    )


def printable(text: str) -> str:
    """Give a text on one line that cannot write on the terminal by itself."""
    return "".join(_UNSEEN if _acts(c) else c for c in text)


def _fitting(characters: Iterable[str], room: int) -> list[str]:
    fitting: list[str] = []
    for character in characters:
        room -= _cells(character)
        if room < 0:
            break
        fitting.append(character)
    return fitting


def _shown(character: str) -> str:
    if character == "\t":
        return _TAB
    return _UNSEEN if _acts(character) else character


def _acts(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in _HARMLESS


def _cells(character: str) -> int:
    """Count the cells that a terminal gives it: two for a wide letter, none for what joins the one before."""
    if character == "\t":
        return len(_TAB)
    if unicodedata.category(character) in {"Mn", "Me"} or character in _HARMLESS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
