"""Reading the sentences of a delegation file: what is said, and what is only said not to be so.

A pattern finds what was foreseen; it understands nothing. So a sentence with a denial in it counts as
denied, unless it denies twice over («zonder akkoord … niet»).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.nodes import Node, Path

_DENIAL = re.compile(
    r"\b(niet|geen|nooit|nimmer|evenmin|verbod\w*|verboden|uitgesloten|zonder)\b", re.IGNORECASE
)
_ONLY_AFTER = re.compile(
    r"\bzonder\b.*\b(niet|geen)\b|\b(niet|geen)\b.*\b(zonder|dan na|eerder dan|voordat)\b",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(r"(?<=[.!?;])(?<!\b[A-Z]\.)\s+|\n+")  # not after an initial
_VOID = re.compile(
    r"(n\.?\s?v\.?\s?t\.?|n\.?t\.?b\.?|geen|niet|nee|onbekend|nog niet bekend|(nog )?(nader )?(te bepalen|in te vullen)"
    r"|niet van toepassing|volgt|x+|todo|[\W_]*)\.?",
    re.IGNORECASE,
)


def nodes(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every value of a file with its path, the whole first."""
    yield path, node
    for step, child in node.children.items():
        yield from nodes(child, (*path, step))


def texts(root: Node | None) -> Iterator[tuple[Path, str]]:
    """Yield every text value of a file with its path."""
    if root is not None:
        yield from ((path, node.value) for path, node in nodes(root) if isinstance(node.value, str))


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text."""
    yield from (part for part in _SENTENCE.split(text) if part.strip())


def denied(sentence: str) -> bool:
    """Tell whether a sentence says that something is not so."""
    return bool(_DENIAL.search(sentence)) and not _ONLY_AFTER.search(sentence)


def says(pattern: re.Pattern[str], text: str, *, hints: tuple[str, ...] = ()) -> bool:
    """Tell whether a sentence of the text says what the pattern looks for, without denying it.

    A text that has none of the `hints` (parts of words, lower case) is not read further: that is quicker.
    """
    return hinted(text, hints) and any(pattern.search(one) and not denied(one) for one in sentences(text))


def hinted(text: str, hints: tuple[str, ...]) -> bool:
    """Tell whether a text has any of these parts of words; all have, if there are none."""
    lower = text.lower() if hints else ""
    return not hints or any(hint in lower for hint in hints)


def is_void(text: str) -> bool:
    """Tell whether a text only fills the place: «n.v.t.», «geen», «-»."""
    return _VOID.fullmatch(text.strip()) is not None


def folded(text: str) -> str:
    """Give a name without case, accents, spaces and punctuation: A.M. de Vriës is a m DE VRIES."""
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())
    return "".join(letters) or text
