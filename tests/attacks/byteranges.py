"""Which bytes does a signature cover: universal signature forgery, and ranges that say more than they cover.

After «1 Trillion Dollar Refund» (Mladenov, Mainka, Meyer zu Selhausen, Grothe, Schwenk; CCS 2019), and what
the engine itself takes for covered.
"""

from __future__ import annotations

from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.attacks.forge import STAMP, dictionary, finished, gap, signature, with_gap
from tests.attacks.hands import appended
from tests.attacks.model import Attack
from tests.attacks.scene import Scene
from tests.foreign import painted

_Dictionary = generic.DictionaryObject
_BY_BYTE_RANGE, _CONTENTS = generic.NameObject("/ByteRange"), generic.NameObject("/Contents")


def numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


def field_in(writer: IncrementalPdfFileWriter, name: str) -> _Dictionary:
    """Find a field of the form, to change it."""
    fields = (one.get_object() for one in writer.root["/AcroForm"]["/Fields"])
    return next(one for one in fields if one["/T"] == name)


def forged(change: Callable[[_Dictionary, Scene], object]) -> Callable[[Scene], bytes]:
    """Paint over the first page, and change the signature that would notice: it says that it covers the file."""

    def harm(scene: Scene) -> bytes:
        def alter(writer: IncrementalPdfFileWriter) -> None:
            painted(writer)
            value = field_in(writer, STAMP)["/V"]
            change(value, scene)
            writer.update_container(value)

        return appended(scene.sealed, alter)

    return harm


def put(key: generic.NameObject, value: generic.PdfObject) -> Callable[[_Dictionary, Scene], object]:
    return lambda signed, _: signed.update({key: value})


def leave_out(key: generic.NameObject) -> Callable[[_Dictionary, Scene], object]:
    return lambda signed, _: signed.pop(key)


def ranges(*change: Callable[[int, int, int, int], int]) -> Callable[[_Dictionary, Scene], object]:
    """Write other numbers, made of the ones that stood there."""

    def harm(signed: _Dictionary, _: Scene) -> None:
        was = [int(one) for one in signed["/ByteRange"]]
        signed[_BY_BYTE_RANGE] = numbers(*(one(*was) for one in change))

    return harm


def as_real_numbers(signed: _Dictionary, _: Scene) -> None:
    signed[_BY_BYTE_RANGE] = generic.ArrayObject(
        generic.FloatObject(f"{int(one)}.0") for one in signed["/ByteRange"]
    )


def in_place(change: Callable[[bytes], bytes]) -> Callable[[Scene], bytes]:
    """Change the dictionary of the archive time-stamp where it stands, and keep every other byte in its place."""

    def harm(scene: Scene) -> bytes:
        start, end = dictionary(scene.sealed, STAMP)
        made = change(scene.sealed[start:end])
        assert len(made) == end - start
        return scene.sealed[:start] + made + scene.sealed[end:]

    return harm


def renamed(key: bytes) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(b"/" + key, b"/" + key[:-1] + b"X", 1)


def whole_file_by_sum(scene: Scene) -> bytes:
    """Say with a padded /Contents that range and signature together are as long as the file.

    The engine adds up lengths to see that a file is covered, and then looks for no changes. The signature is
    written as text, which takes half the bytes: so there is a length that comes out.
    """
    sealed = scene.sealed
    emb = signature(sealed, STAMP)
    _, length, _, rest = (int(one) for one in emb.byte_range)
    wanted, filling = 0, len(emb.pkcs7_content)
    for _ in range(50):
        made = appended(sealed, _refilled(emb.pkcs7_content, filling))
        wanted = (len(made) - length - rest - 2) // 2
        if wanted == filling and (len(made) - length - rest) % 2 == 0:
            break
        filling = wanted if wanted != filling else filling + 1
    assert length + rest + 2 * filling + 2 == len(made)
    return made


def _refilled(der: bytes, size: int) -> Callable[[IncrementalPdfFileWriter], None]:
    # not zeros: text is written with those as four signs each
    padded = der.rstrip(b"\0").ljust(size, b"A")

    def change(writer: IncrementalPdfFileWriter) -> None:
        painted(writer)
        value = field_in(writer, STAMP)["/V"]
        value[_CONTENTS] = Text(padded)
        writer.update_container(value)

    return change


class Text(generic.ByteStringObject):
    """Bytes, written between round brackets."""

    def write_to_stream(self, stream, handler=None, container_ref=None) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001, ARG002
        """Write them with as few escapes as can be."""
        stream.write(text(bytes(self)))


def text(content: bytes) -> bytes:
    """Write bytes between round brackets, as few escaped as can be."""
    for sign in (b"\\", b"(", b")"):
        content = content.replace(sign, b"\\" + sign)
    return b"(" + content.replace(b"\r", b"\\r") + b")"


def literal(more: bytes) -> Callable[[Scene], bytes]:
    """Write the signature as text in its own place: half of it comes free, and nobody signed what stands there."""

    def harm(scene: Scene) -> bytes:
        start, end = gap(scene.sealed, STAMP)
        body = text(signature(scene.sealed, STAMP).pkcs7_content) + more
        return with_gap(scene.sealed, STAMP, body.ljust(end - start))

    return harm


def spaced(scene: Scene) -> bytes:
    """Write the hexadecimals of a signature so that a note is left between them and what is signed."""
    start, end = gap(scene.sealed, STAMP)
    digits = scene.sealed[start + 1 : end - 1].rstrip(b"0")
    digits += b"0" * (len(digits) % 2)
    note = b"\n% niet voor 2027 geldig\n"
    filled = digits.ljust(end - start - 2 - len(note), b"0")
    return with_gap(scene.sealed, STAMP, b"<" + filled + b">" + note)


def noted(scene: Scene) -> bytes:
    """Hide a text behind the signature, where zeros belong."""
    start, end = gap(scene.sealed, STAMP)
    digits = scene.sealed[start + 1 : end - 1]
    note = b"Deze geheimhouding geldt niet.".hex().encode()
    return with_gap(scene.sealed, STAMP, b"<" + digits[: -len(note)] + note + b">")


def halfway(fill: Callable[[bytes], bytes]) -> Callable[[Scene], bytes]:
    """Refill the place of the delegate's signature before the others sign: then all is covered by theirs."""

    def harm(scene: Scene) -> bytes:
        start, end = gap(scene.half, "taakgedelegeerde")
        filling = fill(scene.half[start:end])
        return finished(scene, with_gap(scene.half, "taakgedelegeerde", filling))

    return harm


def as_text(more: bytes) -> Callable[[bytes], bytes]:
    def fill(place: bytes) -> bytes:
        return (text(bytes.fromhex(place[1:-1].decode())) + more).ljust(len(place))

    return fill


_UNREAD = frozenset({"niet-gedekt"})  # the engine reads no signature at all; before the last revision it does
_UNJUDGED = frozenset(
    {"beeld-gewijzigd", "niet-gedekt", "revisie-zonder-handtekening", "wijziging-na-ondertekening"}
)
_CHANGED = _UNJUDGED | {"gewijzigd"}
_RANGE = frozenset({"ondertekend-bereik"})
ATTACKS = (
    *(
        Attack(name=f"universal forgery: {name}", harm=forged(change), codes=frozenset(codes))
        for name, change, codes in (
            ("no /Contents", leave_out(_CONTENTS), _UNREAD),
            ("/Contents is empty", put(_CONTENTS, generic.ByteStringObject(b"")), _UNREAD),
            ("/Contents is one zero", put(_CONTENTS, generic.ByteStringObject(b"\0")), _UNREAD),
            ("/Contents is a number", put(_CONTENTS, generic.NumberObject(0)), _UNREAD),
            ("no /ByteRange", leave_out(_BY_BYTE_RANGE), _UNREAD),
            (
                "/ByteRange is empty",
                put(_BY_BYTE_RANGE, numbers()),
                _CHANGED - {"beeld-gewijzigd"} | _RANGE | {"beeld-onbekend"},
            ),
            ("/ByteRange is zeros", put(_BY_BYTE_RANGE, numbers(0, 0, 0, 0)), _CHANGED | _RANGE),
            ("/ByteRange is negative", ranges(*[lambda *_: -1] * 4), _CHANGED),
            ("/ByteRange has two numbers", put(_BY_BYTE_RANGE, numbers(0, 9_999_999)), _CHANGED | _RANGE),
            (
                "/ByteRange has six numbers",
                ranges(
                    *[
                        lambda a, *_: a,
                        lambda _, b, *__: b,
                        lambda *x: x[2],
                        lambda *x: x[3],
                        lambda *x: x[2] + x[3],
                        lambda *_: 500,
                    ]
                ),
                _CHANGED | _RANGE,
            ),
            (
                "/ByteRange overlaps",
                ranges(lambda a, *_: a, lambda *x: x[1], lambda *_: 0, lambda *x: x[3]),
                _CHANGED | _RANGE,
            ),
            (
                "/ByteRange goes on beyond the end",
                ranges(lambda a, *_: a, lambda *x: x[1], lambda *x: x[2], lambda *_: 99_999_999),
                _CHANGED | _RANGE,
            ),
            (
                "/ByteRange begins later",
                ranges(lambda *_: 1, lambda *x: x[1] - 1, lambda *x: x[2], lambda *x: x[3]),
                _CHANGED | _RANGE,
            ),
            ("/ByteRange in real numbers", as_real_numbers, _UNJUDGED),
        )
    ),
    *(
        Attack(name=f"in place: {name}", harm=in_place(change), codes=frozenset(codes))
        for name, change, codes in (
            ("/ByteRange renamed", renamed(b"ByteRange"), _UNREAD),
            ("/Contents renamed", renamed(b"Contents"), _UNREAD),
            (
                "/SubFilter unknown",
                lambda body: body.replace(b"/ETSI.RFC3161", b"/ETSI.RFC3162", 1),
                {"niet-gedekt", "onvolledig", "revisie-zonder-handtekening"},
            ),
            (
                "/Type of a person's signature",
                lambda body: body.replace(b"/DocTimeStamp", b"/Sig         ", 1),
                {"verkeerd-veld", "vorm", "zonder-tijdstempel"},
            ),
        )
    ),
    Attack(name="the lengths add up to the whole file", harm=whole_file_by_sum, codes=_UNJUDGED | _RANGE),
    Attack(
        name="more entries in the place of the signature",
        codes=_RANGE,
        harm=literal(b"/Reason(Alleen voor gezien)/Location(Elders)"),
    ),
    Attack(
        name="an object in the place of the signature",
        codes=frozenset({"dubbelzinnig", "niet-gedekt", "onvolledig", "revisie-zonder-handtekening"}),
        harm=literal(b">>endobj 9999 0 obj<</Evil true"),
    ),
    Attack(name="a comment in the place of the signature", harm=spaced, codes=_RANGE | {"niet-gedekt"}),
    Attack(name="a text behind the signature", harm=noted, codes=_RANGE),
    Attack(
        name="more entries in the place of a signature that others then cover",
        codes=_RANGE,
        harm=halfway(as_text(b"/Location(Elders)/ContactInfo(Behalve artikel 3)")),
    ),
)
