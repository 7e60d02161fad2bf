"""What stands on a line: text in a look, breaks, tabs, page numbers, images, references to notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.typeset.blocks import Block

NumberFormat = Literal["decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"]
TabAlignment = Literal["left", "right", "center"]
LabelAlignment = Literal["left", "right", "center"]

# Stands around the alternative text of an image wherever words are compared: no font has it, so no
# text can pass for an image.
IMAGE_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How characters look; `family` is one of the program's own fonts."""

    family: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    colour: str | None = None  # RRGGBB
    tracking: float = 0.0
    raised: Literal["", "super", "sub"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Text in one look; `link` is an address outside the document."""

    text: str
    look: Look
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBreak:
    """A line ends, the paragraph goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """A page ends, the paragraph goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """To the next tab stop; the look counts for the space it leaves behind."""

    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """The number of this page, or of all pages; only in a header or footer.

    `form` is that of the section unless the field states one.
    """

    of: Literal["page", "pages"]
    look: Look
    form: NumberFormat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture on the line, its foot on the base line; without `alt` it is mere decoration."""

    data: bytes
    kind: Literal["png", "jpg"]
    width: float
    height: float
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A reference to a footnote, and the note; `blocks` hold the mark once more."""

    mark: str
    look: Look
    blocks: tuple[Block, ...]


Piece = Run | LineBreak | PageBreak | Tab | PageNumber | Image | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class TabStop:
    """A place on the line, measured from the left edge of the text area."""

    at: float
    align: TabAlignment = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The number or bullet that Word computes for a paragraph; `list_id` and `level` tell whose it is.

    `align` says which part of it stands where the first line begins.
    """

    text: str
    look: Look
    list_id: str
    level: int
    bullet: bool
    suffix: Literal["tab", "space", "nothing"] = "tab"
    align: LabelAlignment = "left"


def figure(count: int, form: str) -> str | None:
    """Write a number as Word does; None where it cannot be written so."""
    if form == "decimal":
        return str(count)
    if form == "decimalZero":
        return f"{count:02}"
    if not 0 < count <= _MOST_COUNTED:
        return None
    text = _letters(count) if form in {"lowerLetter", "upperLetter"} else _roman(count)
    return text.upper() if form.startswith("upper") else text


_MOST_COUNTED = 5000  # beyond it a roman or lettered number is a line by itself


def _letters(count: int) -> str:
    # after z Word doubles the letter: aa, bb, …
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    text = ""
    for value, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        text += sign * (count // value)
        count %= value
    return text
