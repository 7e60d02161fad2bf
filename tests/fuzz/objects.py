"""Damage to one object of a PDF: keys, references, numbers, names, streams and their filters."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from random import Random
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from tests.fuzz.model import NothingToDo

_NAMES = (
    "/Catalog", "/Pages", "/Page", "/Annot", "/Widget", "/Sig", "/DocTimeStamp", "/ObjStm", "/XRef", "/Off", "/Fields",
    "/Kids", "/Parent", "/V", "/AP", "/AS", "/MK", "/DA", "/OCProperties", "/OpenAction", "/AA", "/JavaScript", "/XFA",
    "/Lock", "/SV", "/Perms", "/DocMDP", "/DSS", "/VRI", "/Certs", "/Metadata", "/UserUnit", "/Rotate", "/Contents",
    "/MediaBox", "/CropBox", "/Resources", "/ActualText", "/Alt", "/Lang", "/EmbeddedFiles", "/AF", "/URI", "/Crypt",
)  # fmt: skip
_FILTERS = (
    "/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode", "/DCTDecode", "/JPXDecode",
    "/JBIG2Decode", "/CCITTFaxDecode", "/Crypt", "/Geen",
)  # fmt: skip
_NUMBERS = (0, 1, -1, 2, 3, 4, 255, 65536, 2**31 - 1, -(2**31), 2**31, 10**9)
_TEXTS = (
    "",
    "x" * 30_000,
    "\0",
    "\x1b[31m",
    "\u202ezo",
    "B. Jansen",
    "<</JS(x)>>",
    "D:99999999999999",
    "\ud83d\ude00",
)
_BOMB = 30 << 20
_DEPTH = 3


def odd(dice: Random, doc: Pdf, depth: int = 0) -> Any:
    """Give a value that one would not expect."""

    def deep() -> Any:
        made: Any = Array([])
        for _ in range(dice.choice((5, 90, 450))):
            made = Array([made])
        return made

    flat: tuple[Callable[[], Any], ...] = (
        lambda: dice.choice(_NUMBERS),
        lambda: Name(dice.choice(_NAMES)),
        lambda: String(dice.choice(_TEXTS)),
        lambda: dice.choice((True, False, None)),
        lambda: some(dice, doc),
        lambda: some(dice, doc),
    )
    several: tuple[Callable[[], Any], ...] = (
        lambda: Array([odd(dice, doc, depth + 1) for _ in range(dice.choice((0, 1, 4)))]),
        lambda: Dictionary({dice.choice(_NAMES): odd(dice, doc, depth + 1) for _ in range(2)}),
        deep,
    )
    return dice.choice(flat if depth == _DEPTH else (*flat, *several))()


def some(dice: Random, doc: Pdf) -> Any:
    """Choose an object: any, or one of those on which a verdict hangs."""
    if dice.random() < 0.5:
        return doc.get_object(dice.randrange(1, len(doc.objects) + 1), 0)
    root = doc.Root
    form = root.get("/AcroForm", Dictionary())
    fields = list(form.get("/Fields", Array()))
    places: list[Any] = [
        root,
        root.get("/Metadata"),
        root.get("/Pages"),
        root.get("/StructTreeRoot"),
        form,
        *fields,
    ]
    places += [field.get("/V") for field in fields] + [page.obj for page in doc.pages]
    places += [page.obj.get("/Contents") for page in doc.pages] + [doc.trailer.get("/Info"), root.get("/DSS")]
    found = [one for one in places if isinstance(one, Object) and one.is_indirect]
    return dice.choice(found)


def damage(dice: Random, doc: Pdf, target: Any) -> str:
    """Change `target`, or what lies in it, in one place; gives what was done. Raises `NothingToDo`."""
    while dice.random() < 0.4 and (inside := _inside(target)):
        target = dice.choice(inside)
    if isinstance(target, Stream) and dice.random() < 0.6:
        return _stream(dice, target)
    if isinstance(target, (Dictionary, Stream)):
        return _dictionary(dice, doc, target)
    if isinstance(target, Array):
        return _array(dice, doc, target)
    raise NothingToDo


def _inside(target: Any) -> list[Any]:
    """Give the direct containers in a container."""
    if isinstance(target, (Dictionary, Stream)):
        values = [target[key] for key in target.keys()]  # noqa: SIM118 - not a mapping
    elif isinstance(target, Array):
        values = list(target)
    else:
        return []
    return [one for one in values if isinstance(one, (Dictionary, Array)) and not one.is_indirect]


def _dictionary(dice: Random, doc: Pdf, target: Any) -> str:
    keys = sorted(target.keys())
    what = dice.choice(("drop", "odd", "odd", "new", "swap", "rename", "self"))
    if not keys or what == "new":
        target[key := dice.choice(_NAMES)] = _storable(odd(dice, doc))
        return f"{key} is new"
    key = dice.choice(keys)
    match what:
        case "drop":
            _without(target, key)
        case "odd":
            target[key] = _storable(odd(dice, doc))
        case "swap":
            other = dice.choice(keys)
            target[key], target[other] = target[other], target[key]
        case "rename":
            target[dice.choice(_NAMES)] = target[key]
            _without(target, key)
        case _ if target.is_indirect:
            target[key] = target
        case _:
            raise NothingToDo
    return f"{what} {key}"


def _storable(value: Any) -> Any:
    return Dictionary() if value is None else value  # a null takes the key out, which is another change


def _without(target: Any, key: str) -> None:
    if key == "/Length" and isinstance(target, Stream):
        raise NothingToDo
    del target[key]


def _array(dice: Random, doc: Pdf, target: Any) -> str:
    values = list(target)
    what = dice.choice(("drop", "odd", "double", "shuffle", "many"))
    match what:
        case "drop" if values:
            del target[dice.randrange(len(values))]
        case "double" if values:
            target.append(dice.choice(values))
        case "shuffle" if len(values) > 1:
            dice.shuffle(values)
            for place, value in enumerate(values):
                target[place] = value
        case "many" if values:
            for _ in range(dice.choice((10, 2000))):
                target.append(values[0])
        case _ if values:
            target[dice.randrange(len(values))] = odd(dice, doc)
        case _:
            target.append(odd(dice, doc))
    return f"{what} in an array of {len(values)}"


def _bit(dice: Random, target: Any) -> None:
    turned = bytearray(target.read_raw_bytes())
    if not turned:
        raise NothingToDo
    turned[dice.randrange(len(turned))] ^= 1 << dice.randrange(8)
    _write(target, bytes(turned))


def _character(dice: Random, target: Any) -> None:
    try:
        text = bytearray(target.read_bytes())
    except Exception as err:
        raise NothingToDo from err
    if not text:
        raise NothingToDo
    text[dice.randrange(len(text))] = dice.choice(b"0 19AZ<(/[")
    target.write(bytes(text))


def _filter(dice: Random, target: Any) -> None:
    target["/Filter"] = Name(dice.choice(_FILTERS))


def _filters(dice: Random, target: Any) -> None:
    packed = target.read_raw_bytes()
    for _ in range(3):
        packed = zlib.compress(packed, 9)
    target.write(packed, filter=Array([Name("/FlateDecode")] * dice.choice((2, 50, 3000))))


def _bomb(dice: Random, target: Any) -> None:
    packed = bytes(_BOMB)
    filters = dice.choice((1, 2, 3))
    for _ in range(filters):
        packed = zlib.compress(packed, 9)
    target.write(packed, filter=Array([Name("/FlateDecode")] * filters))


def _predictor(dice: Random, target: Any) -> None:
    target["/DecodeParms"] = Dictionary(
        Predictor=dice.choice((2, 10, 15, 99)), Columns=dice.choice(_NUMBERS), Colors=dice.choice(_NUMBERS)
    )


def _noise(dice: Random, target: Any) -> None:
    _write(target, dice.randbytes(dice.choice((0, 1, 500))))


_OF_STREAMS = (_bit, _character, _filter, _filters, _bomb, _predictor, _noise)


def _stream(dice: Random, target: Any) -> str:
    change = dice.choice(_OF_STREAMS)
    change(dice, target)
    return f"{change.__name__[1:]} of a stream"


def _write(target: Any, raw: bytes) -> None:
    """Write raw bytes under the filters that are there."""
    kept = {key: target[key] for key in ("/Filter", "/DecodeParms") if key in target}
    target.write(raw)
    for key, value in kept.items():
        target[key] = value
