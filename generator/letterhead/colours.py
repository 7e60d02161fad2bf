"""The house colours of the templates, what takes their place, and whether it can still be read.

The templates know three: one for headings and rules, a tint of it for the lines of tables, and a shade
for the cells that say what stands beside them. One colour of an organisation's own gives all three.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.errors import InputRefused

HOUSE = "1F3864"
_LINE, _SHADE = "8496B0", "EEF2F8"
_WHITE = "FFFFFF"
_LEAST = 4.5  # WCAG 2.2, 1.4.3: text against what is behind it
_LINE_WHITE, _SHADE_WHITE = 0.46, 0.93  # the part of white in the templates' own tint and shade
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")


def main_colour(value: str) -> str:
    """Give the colour as RRGGBB in capitals. Raises `InputRefused` for another form, and for a pale colour."""
    written = _COLOUR.fullmatch(value)
    if written is None:
        raise InputRefused(
            f"huisstijl.kleur: «{value}» is geen kleur.",
            hint='Schrijf zes hexadecimale cijfers, bijvoorbeeld kleur = "1F3864".',
        )
    colour = written[1].upper()
    if (found := contrast(colour, _WHITE)) < _LEAST:
        shown = f"{int(found * 100) / 100:.2f}".replace(".", ",")
        raise InputRefused(
            f"huisstijl.kleur: «{colour}» is te licht voor tekst op wit: het contrast is {shown} op 1, "
            "en moet ten minste 4,5 op 1 zijn.",
            hint="Kies een donkerder kleur. Wie slecht ziet, kan de koppen anders niet lezen.",
        )
    return colour


def palette(colour: str) -> Mapping[str, str]:
    """Give what takes the place of each house colour; `colour` is one that `main_colour` let through."""
    return {HOUSE: colour, _LINE: _mixed(colour, _LINE_WHITE), _SHADE: _shade(colour)}


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _shade(colour: str) -> str:
    """Give the shade on which words in `colour` can be read: paler than usual where it has to be."""
    steps = (_SHADE_WHITE + step / 100 for step in range(8))  # the last one is white
    shades = [_mixed(colour, min(white, 1.0)) for white in steps]
    return next(shade for shade in shades if contrast(colour, shade) >= _LEAST)


def _mixed(colour: str, white: float) -> str:
    return "".join(f"{round(part + (255 - part) * white):02X}" for part in bytes.fromhex(colour))


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for part in (byte / 255 for byte in bytes.fromhex(colour))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
