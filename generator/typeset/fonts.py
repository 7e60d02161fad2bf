"""Which of the program's own fonts stands for which font in Word, and which characters can be set."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.typeset.refuse import Where

SANS = "Source Sans Pro"
SERIF = "Libertinus Serif"
MONO = "DejaVu Sans Mono"

FAMILIES = {
    "Aptos": SANS,
    "Arial": SANS,
    "Calibri": SANS,
    "Calibri Light": SANS,
    "Carlito": SANS,
    "Helvetica": SANS,
    "Liberation Sans": SANS,
    "MS Gothic": SANS,  # of the signs in Word's tick boxes
    "Segoe UI Symbol": SANS,
    "Segoe UI": SANS,
    "Source Sans Pro": SANS,
    "Verdana": SANS,
    "Aptos Display": SANS,
    "Cambria": SERIF,
    "Georgia": SERIF,
    "Liberation Serif": SERIF,
    "Libertinus Serif": SERIF,
    "Times New Roman": SERIF,
    "Consolas": MONO,
    "Courier New": MONO,
    "Liberation Mono": MONO,
    "DejaVu Sans": SANS,
    "DejaVu Sans Mono": MONO,
    "DejaVu Serif": SERIF,
}

# Signs that Word keeps as private codes of its symbol fonts, as the Unicode characters they show.
SYMBOLS = {
    "Symbol": {0xB7: "•", 0x2D: "–", 0xAE: "→", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×"},
    "Wingdings": {
        0x6F: "☐", 0xA7: "▪", 0x6C: "●", 0x6E: "■", 0x71: "☐", 0x76: "❖", 0xA8: "☐", 0xD8: "➢", 0xE0: "→",
        0xF0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x9F: "•",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Height above and depth below the base line, in parts of the size, that a line takes.

    They are those of the fonts that authors have in Word (Calibri 1.22, Times New Roman 1.15), so
    that a page holds about as much as it did there.
    """

    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """The natural line height."""
        return self.ascent + self.descent


METRICS = {
    SANS: Metrics(ascent=0.95, descent=0.27),
    SERIF: Metrics(ascent=0.90, descent=0.25),
    MONO: Metrics(ascent=0.92, descent=0.24),
}


def family(name: str, where: Where) -> str:
    """Give the font that stands for Word's `name`, or refuse the name."""
    try:
        return FAMILIES[name.strip()]
    except KeyError:
        raise where.refusal(
            f"het lettertype «{name}» is niet bekend",
            hint="Gebruik een van deze lettertypen: " + ", ".join(sorted(FAMILIES)) + ".",
        ) from None


def symbol(font: str, code: int, where: Where) -> str:
    """Give the Unicode character for a sign of a symbol font, or refuse it."""
    known = SYMBOLS.get(font, {}).get(code & 0xFF if code >= 0xF000 else code)  # noqa: PLR2004  # U+F000: where Word puts them
    if known is None:
        raise where.refusal(
            f"het teken {code:04X} uit het symboollettertype «{font}» is niet bekend",
            hint="Voeg het teken in als gewoon Unicode-teken, bijvoorbeeld • ✓ ☐ ☒ →.",
        )
    return known


# Only what survives the way into a PDF and out again: no controls, no invisible joiners, nothing
# unassigned or private, nothing that reorders text.
_CATEGORIES = frozenset(
    {"Lu", "Ll", "Lt", "Lo", "Lm", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"}
    | {"Sm", "Sc", "Sk", "So", "Zs"}
)
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})

# An accented letter that a font lacks is put together from two glyphs, and then read back twice.
# Of those with a font glyph of their own in every style: European names, Vietnamese, mathematics.
_COMPOSED = (
    (0xC0, 0x17F), (0x1A0, 0x1B0), (0x218, 0x21B), (0x385, 0x3CE), (0x400, 0x45E), (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9), (0x2126, 0x212B), (0x2200, 0x22FF),
)  # fmt: skip


def _composed(character: str) -> bool:
    """Tell whether a character with accents has a glyph of its own; others have no accents."""
    parts = unicodedata.decomposition(character)
    if not parts or parts.startswith("<"):
        return not unicodedata.combining(character) and unicodedata.category(character) not in {"Mn", "Mc"}
    return any(first <= ord(character) <= last for first, last in _COMPOSED)


def check_characters(text: str, where: Where) -> None:
    """Refuse a character that cannot be set and read back as it was; fonts are asked later."""
    if text.isascii() and text.isprintable():
        return
    for character in unicodedata.normalize("NFC", text):
        if not _settable(character):
            raise unsettable(character, where)


@cache
def _settable(character: str) -> bool:
    return (
        _composed(character)
        and unicodedata.category(character) in _CATEGORIES
        and unicodedata.bidirectional(character) not in _RIGHT_TO_LEFT
    )


def unsettable(character: str, where: Where) -> Exception:
    """Make the error for a character that no font has, or that is no text."""
    names = ", ".join(f"U+{ord(c):04X} ({unicodedata.name(c, 'zonder naam')})" for c in character)
    return where.refusal(
        f"het teken {names} kan niet worden gezet", hint="Vervang het teken door een gangbaar teken."
    )
