"""How the text of LEESMIJ.txt is laid out: paragraphs, headings and commands to paste."""

from __future__ import annotations

from datetime import UTC, datetime
from textwrap import dedent, fill

from generator.archive.model import Piece

_WIDTH = 100


def folder_of(piece: Piece) -> str:
    """Give the folder of a piece, below `data/`."""
    return piece.files[0].path.rpartition("/")[0]


def heading(words: str) -> str:
    """Underline a heading."""
    return f"{words}\n{'-' * len(words)}"


def text(words: str, *, indent: str = "") -> str:
    """Fill a paragraph to the width of the page."""
    return fill(
        words,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def shell(commands: str) -> str:
    """Indent commands, each on its own line, to be pasted."""
    return "\n".join(f"  {line}".rstrip() for line in dedent(commands).strip("\n").splitlines())


def moment(time: datetime) -> str:
    """Write a moment (UTC)."""
    return f"{time.astimezone(UTC):%d-%m-%Y %H:%M:%S}"
