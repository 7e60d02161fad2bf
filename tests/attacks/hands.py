"""By whose hand a paper is altered, and in which revision: behind the seal, or under somebody's own signature.

The signers of these use the program's own engine and do not look at what they sign: `sign` would refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO
from unittest.mock import patch

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing import increment, sign
from signing.increment import Increment, Job, single, stamp_archives
from signing.plan import CLOSING_FIELD, ISSUE_FIELD
from signing.state import free_reserves
from tests.attacks.scene import Scene
from tests.workshop import ORGANISATION, SIGNERS

Change = Callable[[IncrementalPdfFileWriter], None]
Harm = Callable[[Scene], bytes]


def appended(pdf: bytes, change: Change) -> bytes:
    """Append a revision with the change and nothing else: what anybody can do."""
    writer = Increment(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def behind_the_seal(change: Change) -> Harm:
    """Change what is sealed."""
    return lambda scene: appended(scene.sealed, change)


def between_signers(change: Change) -> Harm:
    """Change what the delegate signed, before the bedrijfsarts signs; the rest follows."""
    return lambda scene: closed(scene, signed(scene, appended(scene.half, change), "bedrijfsarts"))


def under_own_signature(change: Change) -> Harm:
    """Change, as the bedrijfsarts, what the delegate signed, in the revision of one's own signature."""
    return lambda scene: closed(scene, signed(scene, scene.half, "bedrijfsarts", change))


def under_the_issue_seal(change: Change) -> Harm:
    """Change, as the organisation, what was generated, in the revision that certifies it; all sign it so."""

    def harm(scene: Scene) -> bytes:
        issued = signed(scene, scene.drafted, ISSUE_FIELD, change)
        half = signed(scene, issued, "taakgedelegeerde")
        return closed(scene, signed(scene, half, "bedrijfsarts"))

    return harm


def under_the_closing_seal(change: Change) -> Harm:
    """Change, as the organisation, what the persons signed, in the revision that closes it."""
    return lambda scene: closed(scene, scene.signed, change)


def under_an_archive_stamp(change: Change) -> Harm:
    """Change what is sealed, and have a time-stamp put over it: for that nobody asks who you are."""

    def harm(scene: Scene) -> bytes:
        sealed = scene.sealed
        with hand(change):
            return stamped(scene, sealed)

    return harm


def closed(scene: Scene, pdf: bytes, change: Change | None = None) -> bytes:
    return stamped(scene, signed(scene, pdf, CLOSING_FIELD, change))


def stamped(scene: Scene, pdf: bytes) -> bytes:
    return single(stamp_archives([pdf], free_reserves(pdf)[:1], scene.services))


def signed(scene: Scene, pdf: bytes, field: str, change: Change | None = None) -> bytes:
    slot = next(one for one in scene.plan.slots if one.field == field)
    key = scene.key(SIGNERS.get(field, ORGANISATION))
    with hand(change):
        jobs = (Job(pdf=pdf, slot=slot, test=True),)
        return single(increment.sign_fields(jobs, key, scene.services, clock=sign.now))


class hand:  # noqa: N801 - used as a statement
    """Let the writer of the next signature make a change at the last moment."""

    def __init__(self, change: Change | None) -> None:
        class Altering(Increment):
            def write(self, stream: IO[bytes]) -> None:
                if change is not None:
                    change(self)
                super().write(stream)

        self._patch = patch.object(increment, "Increment", Altering)

    def __enter__(self) -> None:
        self._patch.start()

    def __exit__(self, *_: object) -> None:
        self._patch.stop()


# What a hand reaches for.


def name(text: str) -> generic.NameObject:
    return generic.NameObject(text)


def text(words: str) -> generic.TextStringObject:
    return generic.TextStringObject(words)


def numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(value) for value in values)


def dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    """Make a dictionary: `Type=name("/Action")` gives /Type."""
    return generic.DictionaryObject({name(f"/{key}"): value for key, value in entries.items()})


def set_in(*path: str | int, to: generic.PdfObject) -> Change:
    """Set an entry of the object to which `path` leads from the catalog."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        *steps, last = path
        found = at(writer, *steps)
        found[last if isinstance(last, int) else name(last)] = to
        writer.update_container(found)

    return change


def taken_from(*path: str) -> Change:
    """Take an entry out of the object to which `path` leads from the catalog."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        *steps, last = path
        found = at(writer, *steps)
        del found[last]
        writer.update_container(found)

    return change


def at(writer: IncrementalPdfFileWriter, *path: str | int) -> generic.PdfObject:
    found: generic.PdfObject = writer.root
    for step in path:
        found = found[step]  # type: ignore[index]
    return found


def rewritten(*path: str | int, data: Callable[[bytes], bytes]) -> Change:
    """Write other data in the stream to which `path` leads."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        stream = at(writer, *path)
        assert isinstance(stream, generic.StreamObject)
        stream._data = data(bytes(stream.data))
        stream._encoded_data = None
        writer.update_container(stream)

    return change


def in_place_of(writer: IncrementalPdfFileWriter, old: generic.PdfObject, new: generic.PdfObject) -> None:
    """Let an object's number stand for another object."""
    assert isinstance(old, generic.IndirectObject)
    writer.objects[(old.generation, old.idnum)] = new


def field(writer: IncrementalPdfFileWriter, wanted: str) -> generic.DictionaryObject:
    """Find the field, which is its own annotation."""
    found = (one.get_object() for one in writer.root["/AcroForm"]["/Fields"])
    return next(one for one in found if one["/T"] == wanted)


def element(writer: IncrementalPdfFileWriter, kind: str) -> generic.DictionaryObject:
    """Find the first element of that kind in the structure tree."""
    waiting = [writer.root["/StructTreeRoot"]["/K"]]
    while waiting:
        found = waiting.pop().get_object()
        if isinstance(found, generic.ArrayObject):
            waiting += reversed(found)
        elif isinstance(found, generic.DictionaryObject):
            if found.get("/S") == kind:
                return found
            if "/K" in found:
                waiting.append(found["/K"])
    raise LookupError(kind)
