"""Mutants that grew: damage in a revision of its own behind a genuine paper, where every signature stays intact.

This is where a false valid would be: only the comparison of revisions stands between. `stamped` puts a genuine
time-stamp over all of it, in the next reserve field, as anyone can who can reach a time-stamp service.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from io import BytesIO
from random import Random
from typing import Any

from pikepdf import Object, Pdf, PdfError, Stream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper

from signing.state import free_reserves
from signing.timestamp import service
from tests.fuzz import objects
from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples, of_sealed

_BREAKS = (PdfError, ValueError, TypeError, KeyError, RuntimeError, OverflowError, AttributeError, IndexError)


def written(target: Any) -> bytes:
    """Write an object as it stands in a file."""
    if not isinstance(target, Stream):
        return target.unparse(resolved=True)
    raw, head = target.read_raw_bytes(), target.stream_dict
    head["/Length"] = len(raw)
    return head.unparse(resolved=True) + b"\nstream\n" + raw + b"\nendstream"


def grown(
    pdf: bytes,
    changed: Mapping[int, bytes],
    *,
    more: Mapping[bytes, bytes] | None = None,
    freed: tuple[int, ...] = (),
    stream: bool = False,
    generation: int = 0,
) -> bytes:
    """Append a revision with the `changed` objects; `more` goes into its trailer, over what it would say."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        size = max(int(doc.trailer["/Size"]), *(number + 1 for number in (*changed, *freed, 0)))
        trailer = {
            key.encode(): doc.trailer[key].unparse()
            for key in ("/Root", "/Info", "/ID")
            if key in doc.trailer
        }
    before = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    out, places = bytearray(pdf), dict[int, int]()
    for number, body in changed.items():
        places[number] = len(out)
        out += b"%d %d obj\n" % (number, generation) + body + b"\nendobj\n"
    trailer |= {b"/Size": b"%d" % size, b"/Prev": before, **(more or {})}
    start = len(out)
    if stream:
        places[size] = start
        trailer[b"/Size"] = b"%d" % (size + 1)
        rows = b"".join(b"\1" + place.to_bytes(4, "big") + b"\0\0" for _, place in sorted(places.items()))
        index = b" ".join(b"%d 1" % number for number in sorted(places))
        trailer |= {
            b"/Type": b"/XRef",
            b"/W": b"[1 4 2]",
            b"/Index": b"[" + index + b"]",
            b"/Length": b"%d" % len(rows),
        }
        out += b"%d 0 obj\n" % size + _dictionary(trailer) + b"\nstream\n" + rows + b"\nendstream\nendobj\n"
    else:
        rows = {number: b"%010d %05d n \n" % (place, generation) for number, place in places.items()}
        rows |= dict.fromkeys(freed, b"0000000000 00001 f \n")
        out += b"xref\n" + b"".join(b"%d 1\n" % number + row for number, row in sorted(rows.items()))
        out += b"trailer\n" + _dictionary(trailer) + b"\n"
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _dictionary(entries: Mapping[bytes, bytes]) -> bytes:
    return b"<< " + b"\n".join(key + b" " + value for key, value in entries.items()) + b" >>"


def damaged_objects(dice: Random, pdf: bytes) -> tuple[dict[int, bytes], str]:
    """Damage one to three objects; gives what they became, by number."""
    changed, notes = dict[int, bytes](), []
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            target = objects.some(dice, doc)
            try:
                note = objects.damage(dice, doc, target)
                changed[target.objgen[0]] = written(target)
            except _BREAKS as err:
                raise NothingToDo from err
            notes.append(f"{note} of {target.objgen[0]}")
    return changed, ", ".join(notes)


def damaged(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Append a revision in which some objects are damaged."""
    changed, note = damaged_objects(dice, pdf)
    return grown(pdf, changed, stream=dice.random() < 0.3), note


def moved(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Append a revision in which an object is what another is, is freed, or has another generation."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        one, other = objects.some(dice, doc), objects.some(dice, doc)
        if not isinstance(other, Object):
            raise NothingToDo
        number, body = one.objgen[0], written(other)
    match dice.randrange(4):
        case 0:
            return grown(pdf, {}, freed=(number,)), f"{number} freed"
        case 1:
            return grown(pdf, {number: body}, generation=1), f"{number} of generation 1"
        case 2:
            return grown(pdf, {number: b"%d 0 R" % number}), f"{number} is itself"
        case _:
            return grown(pdf, {number: body}), f"{number} is {other.objgen[0]}"


def trailer(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Append a revision that says something else in its trailer only, or leaves something behind unused."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        number = objects.some(dice, doc).objgen[0]
        free = int(doc.trailer["/Size"])
        catalog = written(doc.Root)
    reference, new = b"%d 0 R" % number, b"%d 0 R" % free
    more = dice.choice(
        ({b"/Root": reference}, {b"/Root": new}, {b"/Info": reference}, {b"/Info": new}, {b"/Info": b"<< /Title (x) >>"}, {},
         {b"/Size": b"3"}, {b"/Prev": b"0"}, {b"/Encrypt": reference}, {b"/XRefStm": b"9"}, {b"/ID": b"[<00> <00>]"})
    )  # fmt: skip
    changed = dice.choice(({}, {free: catalog}, {free: b"<< /Title (Iets anders) >>"}))
    return grown(pdf, changed, more=more, stream=dice.random() < 0.3), f"{more} with {sorted(changed)}"


def twice(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Append a revision, and one that takes it back: the newest says what was always said."""
    changed, note = damaged_objects(dice, pdf)
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        back = {
            number: written(doc.get_object(number, 0))
            for number in changed
            if isinstance(doc.get_object(number, 0), Object)
        }
    return grown(grown(pdf, changed), back), f"{note}, and back"


def stamped(dice: Random, samples: Samples) -> Mutant:
    """Append a revision, and have a genuine time-stamp cover it."""
    victim = dice.choice(samples.victims)
    pdf, note = dice.choice((damaged, damaged, moved, twice))(dice, victim.pdf)
    try:
        return Mutant(note=f"{note}; stamped", victim=victim, pdf=stamp(pdf, samples.pki.tsa_url))
    except Exception as err:
        raise NothingToDo from err


def stamp(pdf: bytes, url: str) -> bytes:
    """Put a time-stamp in the next reserve field, without any look at what it covers."""
    field = free_reserves(pdf)[0]
    out = BytesIO()
    stamper = PdfTimeStamper(service(url), field_name=field)
    asyncio.run(stamper.async_timestamp_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), "sha256", output=out))
    return out.getvalue()


KINDS = (
    Kind(name="appended: damage", make=of_sealed(damaged), weight=6),
    Kind(name="appended: moved objects", make=of_sealed(moved), weight=2),
    Kind(name="appended: trailer", make=of_sealed(trailer), weight=2),
    Kind(name="appended: there and back", make=of_sealed(twice)),
    Kind(name="appended: under a genuine time-stamp", make=stamped, weight=4),
)
