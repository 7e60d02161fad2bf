"""Whether every program reads the same from these bytes (docs/adr/0020).

A program that finds a PDF damaged looks for objects in the bytes themselves, and takes the last of each
number. What lies there without being named by a cross-reference section could show it another page than
the one that was judged. So each object must be named, by the section of its own revision, also one that lies
in a stream, and nothing else may look like an object, a cross-reference, a trailer or an end.
"""

from __future__ import annotations

import re
from io import BytesIO

from pikepdf import Pdf, PdfError
from pyhanko.pdf_utils.generic import Reference, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionData, XRefSectionType

from signing.remembered import Remembered, mark
from signing.report import Problem

_AMBIGUOUS = Problem(
    code="dubbelzinnig",
    message="De PDF is zo gemaakt dat programma's er verschillende dingen in kunnen lezen: er ligt iets in dat "
    "nergens wordt genoemd, of de inhoudsopgave van het bestand klopt niet.",
)
_KNOWN: Remembered[bool] = Remembered()
_HEADER = re.compile(rb"(?<![0-9])([0-9]{1,10})[\x00\t\n\f\r ]+([0-9]{1,5})[\x00\t\n\f\r ]+obj")
_TRAILER = re.compile(rb"(?<![A-Za-z])trailer(?![A-Za-z])")
_START = re.compile(rb"startxref")
_END = re.compile(rb"%%EOF")
# What the dictionary of a stream may say if it holds objects, or says where they are; "#" writes a name otherwise.
_KIND = re.compile(rb"ObjStm|XRef|#|/Type[\x00\t\n\f\r %]*[0-9%]")
_SPACE = re.compile(rb"[\x00\t\n\f\r ]*")
# Said by qpdf of a /Size that is too large: programs reserve a number, and then leave it unused.
_HARMLESS = "is not one plus the highest object number"
_TABLES = (XRefSectionType.STANDARD, XRefSectionType.HYBRID_MAIN)


def problem(pdf: bytes, reader: PdfFileReader) -> Problem | None:
    """Say that these bytes can be read in more than one way; None where they cannot."""
    sound = _KNOWN.of(mark(pdf), lambda: _one_reading(pdf, reader) and _sound(pdf))
    return None if sound else _AMBIGUOUS


def _one_reading(pdf: bytes, reader: PdfFileReader) -> bool:
    named: dict[int, tuple[int, int]] = {}
    tables, before = 0, -1
    for revision in range(reader.xrefs.total_revisions):
        section = reader.xrefs.get_xref_container_info(revision)
        data = reader.xrefs.get_xref_data(revision)
        table = section.xref_section_type in _TABLES
        place = section.declared_startxref
        if data.hybrid is not None or pdf[place : section.start_location].strip() != (
            b"xref" if table else b""
        ):
            return False
        tables += table
        for number, (generation, offset) in data.standard_xrefs.items():
            start = _SPACE.match(pdf, offset).end()  # type: ignore[union-attr]
            if start in named or not before < start <= place:
                return False
            named[start] = (number, generation)
        if not _streams_named(pdf, reader, revision, data):
            return False
        if section.stream_ref is not None:
            named[place] = (section.stream_ref.idnum, section.stream_ref.generation)
        before = place
    found = {one.start(): (int(one[1]), int(one[2])) for one in _HEADER.finditer(pdf)}
    revisions = reader.xrefs.total_revisions
    return (
        found == named
        and len(_TRAILER.findall(pdf)) == tables
        and len(_START.findall(pdf)) == revisions
        and len(_END.findall(pdf)) == revisions
    )


def _streams_named(pdf: bytes, reader: PdfFileReader, revision: int, section: XRefSectionData) -> bool:
    """Claim that the section names all that lies in its object streams, and that no stream poses as a section."""
    own = reader.xrefs.get_xref_container_info(revision).stream_ref
    inside: dict[int, set[tuple[int, int]]] = {}
    for number, place in section.xrefs_in_objstm.items():
        inside.setdefault(place.obj_stream_id, set()).add((place.ix_in_stream, number))
    for number, (generation, offset) in section.standard_xrefs.items():
        if not _KIND.search(
            pdf, offset, max(offset, pdf.find(b"stream", offset, pdf.find(b"endobj", offset)))
        ):
            continue
        found = reader.get_object(Reference(number, generation, reader), revision, never_decrypt=True)
        if not isinstance(found, StreamObject):
            continue
        kind = found.get("/Type")
        if kind == "/XRef" and (own is None or own.idnum != number):
            return False
        if kind == "/ObjStm" and _listed(found) != inside.pop(number, set()):
            return False
    return not inside


def _listed(stream: StreamObject) -> set[tuple[int, int]]:
    """Read which objects an object stream says it holds, each by its place in it (ISO 32000-1, 7.5.7)."""
    numbers = stream.data[: int(stream["/First"])].split()[: 2 * int(stream["/N"]) : 2]
    return {(index, int(number)) for index, number in enumerate(numbers)}


def _sound(pdf: bytes) -> bool:
    """Claim that another reader, which repairs nothing and says what it stumbles over, has nothing to say."""
    try:
        with Pdf.open(BytesIO(pdf), attempt_recovery=False, suppress_warnings=True) as doc:
            for _ in doc.objects:  # reads each
                pass
            return not [one for one in doc.get_warnings() if _HARMLESS not in str(one)]
    except (PdfError, ValueError, TypeError, KeyError):
        return False
