"""The program's own fonts as files: soffice is shown a folder with these, and nothing else.

Source Sans Pro comes from its package. The serif and the monospaced letter are those that Typst
carries inside its library, so that both engines set a paper in the very same fonts.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import font_source_sans_pro
import typst

from generator.errors import SurroundingsFailed
from generator.typeset.fonts import MONO, SANS, SERIF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The four styles of each family by their PostScript names, which is how a PDF names them.
FACES = {
    SANS: ("SourceSansPro-Regular", "SourceSansPro-It", "SourceSansPro-Bold", "SourceSansPro-BoldIt"),
    SERIF: (
        "LibertinusSerif-Regular", "LibertinusSerif-Italic", "LibertinusSerif-Bold", "LibertinusSerif-BoldItalic",
    ),
    MONO: (
        "DejaVuSansMono", "DejaVuSansMono-Oblique", "DejaVuSansMono-Bold", "DejaVuSansMono-BoldOblique",
    ),
}  # fmt: skip
_POSTSCRIPT, _MICROSOFT = 6, 3  # name id and platform (OpenType, «name»)
_SIGNATURES = {b"OTTO": ".otf", b"\0\1\0\0": ".ttf"}
_MAX_TABLES = 40


def lay_out(families: Iterable[str], folder: Path) -> None:
    """Write the fonts of `families` into `folder`, and a fonts.conf that knows no others."""
    place = folder / "fonts"
    place.mkdir()
    for family in families:
        for face in FACES[family]:
            name, data = _face(family, face)
            (place / name).write_bytes(data)
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{escape(str(place))}</dir>"
        f"<cachedir>{escape(str(folder / 'fontcache'))}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )


def _face(family: str, face: str) -> tuple[str, bytes]:
    if family == SANS:
        path = Path(font_source_sans_pro.font_directory, f"{face}.ttf")
        return path.name, path.read_bytes()
    try:
        return _carried()[face]
    except KeyError:
        raise SurroundingsFailed(
            f"Het lettertype {face} zit niet in deze versie van Typst; LibreOffice kan dit document niet zetten.",
            hint="Installeer de versies uit requirements.lock, of gebruik de gewone zetter.",
        ) from None


@cache
def _carried() -> dict[str, tuple[str, bytes]]:
    """Find the fonts inside Typst's library: name of the file and its bytes by PostScript name."""
    wanted = {face for faces in FACES.values() for face in faces}
    found: dict[str, tuple[str, bytes]] = {}
    for library in sorted(Path(typst.__file__).parent.glob("_typst*")):
        data = library.read_bytes()
        for signature, ending in _SIGNATURES.items():
            for place in _places(data, signature):
                font = _font_at(data, place)
                name = _name_of(font)
                if name in wanted:
                    found.setdefault(name, (name + ending, font))
    return found


def _places(data: bytes, signature: bytes) -> Iterator[int]:
    place = data.find(signature)
    while place >= 0:
        yield place
        place = data.find(signature, place + 1)


def _font_at(data: bytes, place: int) -> bytes:
    """Cut out the font that begins here, empty when none does."""
    tables = _tables(data, place)
    tags = [tag for tag, _, _ in tables]
    if tags != sorted(tags) or not {b"cmap", b"head", b"name"} <= set(tags):
        return b""
    return data[place : place + max(start + length for _, start, length in tables)]


def _tables(data: bytes, place: int) -> list[tuple[bytes, int, int]]:
    if place + 12 > len(data):
        return []
    (count,) = struct.unpack_from(">H", data, place + 4)
    if not 0 < count <= _MAX_TABLES or place + 12 + 16 * count > len(data):
        return []
    entries = struct.iter_unpack(">4sIII", data[place + 12 : place + 12 + 16 * count])
    return [(tag, start, length) for tag, _, start, length in entries]


def _name_of(font: bytes) -> str:
    """Read the PostScript name of a font."""
    for tag, start, length in _tables(font, 0):
        if tag != b"name":
            continue
        table = font[start : start + length]
        _, count, strings = struct.unpack_from(">HHH", table)
        for record in struct.iter_unpack(">6H", table[6 : 6 + 12 * count]):
            platform, _, _, name, size, offset = record
            if (platform, name) == (_MICROSOFT, _POSTSCRIPT):
                return table[strings + offset : strings + offset + size].decode("utf-16-be", "replace")
    return ""
