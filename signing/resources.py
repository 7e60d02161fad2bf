"""What pages and fields of a PDF are drawn with: fonts that are not in the file, colours of a device.

A stranger's file is looked at before anything vouches for it: what it unfolds to is bounded.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, parse_content_stream

_MOST = 20_000  # resources; a file that has more is no paper of ours
_FONT_FILES = (Name.FontFile, Name.FontFile2, Name.FontFile3)
_OPERATORS = "rg RG k K cs CS"
_MOST_DRAWN = 8_000_000  # bytes of drawing in a whole document; our longest paper has 0.3 million
_PIECE = 1 << 16


class Inks(Flag):
    """Colours that mean something only on one device."""

    DeviceRGB = auto()
    DeviceCMYK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one page, form or field is drawn with."""

    loose_fonts: frozenset[str]
    inks: Inks


def looks(doc: Pdf) -> Iterator[Look]:
    """Look at every page, at every annotation's appearance, at what these are made of, and at the form.

    Raises `ValueError` for a document that unfolds to more than it can be.
    """
    todo: list[Object] = []
    drawn = 0
    for page in doc.pages:
        drawn += _unfolded(page.obj.get(Name.Contents), _MOST_DRAWN - drawn)
        yield _look(page.obj, page.resources)
        todo += _forms(page.resources)
        for annotation in page.obj.get(Name.Annots, Array()):
            todo += _appearances(annotation)
    form = doc.Root.get(Name.AcroForm, Dictionary())
    yield Look(loose_fonts=_loose(form.get(Name.DR, Dictionary())), inks=Inks(0))
    seen: set[tuple[int, int]] = set()
    while todo and len(seen) < _MOST:
        stream = todo.pop()
        if stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        if stream.get(Name.Subtype) != Name.Image:
            drawn += _unfolded(stream, _MOST_DRAWN - drawn)
        resources = stream.get(Name.Resources, Dictionary())
        yield _look(stream, resources)
        todo += _forms(resources)


def size_of(stream: Object, most: int) -> int:
    """Measure what a stream unfolds to, without unfolding it at once. Raises `ValueError` beyond `most`."""
    written = stream.get(Name.Filter, Array())
    filters = list(written) if isinstance(written, Array) else [written]
    if filters not in ([], [Name.FlateDecode]):
        raise ValueError("a filter that no paper needs")
    rest = stream.read_raw_bytes()
    if not filters:
        size = len(rest)
    else:
        size, unfolding = 0, zlib.decompressobj()
        try:
            while rest and size <= most:
                size += len(unfolding.decompress(rest, _PIECE))
                rest = unfolding.unconsumed_tail
        except zlib.error as err:
            raise ValueError("damaged") from err
    if size > most:
        raise ValueError("too much")
    return size


def _unfolded(contents: Object | None, most: int) -> int:
    if contents is None:
        return 0
    if isinstance(contents, Stream):
        return size_of(contents, most)
    size = 0
    for one in contents:
        size += size_of(one, most - size)
    return size


def _look(drawn: Object, resources: Object) -> Look:
    if drawn.get(Name.Subtype) == Name.Image:
        return Look(loose_fonts=frozenset(), inks=_device(drawn.get(Name.ColorSpace)))
    spaces = resources.get(Name.ColorSpace, Dictionary())
    inks = Inks(0)
    for instruction in parse_content_stream(drawn, _OPERATORS):
        match str(instruction.operator):
            case "rg" | "RG":
                inks |= Inks.DeviceRGB
            case "k" | "K":
                inks |= Inks.DeviceCMYK
            case _:
                name = instruction.operands[0]
                inks |= _device(spaces.get(name, name) if isinstance(name, Name) else None)
    if Name.DefaultRGB in spaces:
        inks &= ~Inks.DeviceRGB
    if Name.DefaultCMYK in spaces:
        inks &= ~Inks.DeviceCMYK
    return Look(loose_fonts=_loose(resources), inks=inks)


def _device(space: Object | None) -> Inks:
    """Name the device colour of a colour space; of an index or a pattern the one beneath."""
    for _ in range(4):
        if not isinstance(space, Array) or len(space) < 2:  # noqa: PLR2004
            break
        if space[0] not in (Name.Indexed, Name.Pattern):
            return Inks(0)
        space = space[1]
    if space == Name.DeviceRGB:
        return Inks.DeviceRGB
    return Inks.DeviceCMYK if space == Name.DeviceCMYK else Inks(0)


def _forms(resources: Object) -> list[Object]:
    return [
        one for one in dict(resources.get(Name.XObject, Dictionary())).values() if isinstance(one, Stream)
    ]


def _appearances(annotation: Object) -> Iterator[Object]:
    for one in dict(annotation.get(Name.AP, Dictionary())).values():
        if isinstance(one, Stream):
            yield one
        elif isinstance(one, Dictionary):
            yield from (state for state in dict(one).values() if isinstance(state, Stream))


def _loose(resources: Object) -> frozenset[str]:
    fonts = dict(resources.get(Name.Font, Dictionary())).values()
    return frozenset(
        str(font.get(Name.BaseFont, "zonder naam")).lstrip("/") for font in fonts if not _carried(font)
    )


def _carried(font: Object) -> bool:
    kind = font.get(Name.Subtype)
    if kind == Name.Type3:  # its letters are drawings in the file
        return True
    if kind == Name.Type0:
        return all(_carried(one) for one in font.get(Name.DescendantFonts, Array()))
    descriptor = font.get(Name.FontDescriptor, Dictionary())
    return any(key in descriptor for key in _FONT_FILES)
