"""How large and how tangled a PDF may be before the engine gets it: the engine itself has no end.

Measured: a table of contents of ten million objects in thirty kilobytes keeps it busy for half a minute, forty
fields that each name the next one twice for years. What slips through is ended by the clock of the process that
judges (docs/adr/0029); these bounds hold wherever a PDF is read.
"""

from __future__ import annotations

import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.report import Problem

MOST_OBJECTS = 1_000_000
MOST_REVISIONS = 1000  # a dossier of twenty years has some thirty
MOST_FIELDS = 10_000
MOST_SIGNATURES = 60  # each is judged by itself, also where one is named again and again
# Certificates, answers or lists: what a dossier carries after twenty years is some sixty.
MOST_EVIDENCE = 250
_DEEPEST = 50
_TAIL = 2048  # readers look for the start of the table of contents in the last kilobyte
_START = b"startxref"
_TABLE = re.compile(rb"/W[\x00\t\n\f\r ]{0,20}\[")  # of a table of contents that is itself compressed
_NUMBER = re.compile(rb"/(?:Size|Index)[\x00\t\n\f\r \[]{1,20}([0-9\x00\t\n\f\r ]{1,1000})")
_AROUND = 1000


def problem(pdf: bytes) -> Problem | None:
    """Look at the bytes: whether the table of contents can be found, and is not larger than any paper needs."""
    if pdf.rfind(_START, max(0, len(pdf) - _TAIL)) < 0:
        return Problem(
            code="onleesbaar",
            message="De PDF is beschadigd: aan het einde staat niet waar haar inhoudsopgave begint.",
        )
    if pdf.count(_START) > MOST_REVISIONS:
        return _too_large(f"er is meer dan {MOST_REVISIONS} keer iets aan toegevoegd")
    for table in _TABLE.finditer(pdf):
        around = pdf[max(0, table.start() - _AROUND) : table.end() + _AROUND]
        numbers = [
            int(one) for found in _NUMBER.findall(around) for one in re.findall(rb"[0-9]{1,20}", found)
        ]
        if any(number > MOST_OBJECTS for number in numbers):
            return _too_large(f"zij zegt meer dan {MOST_OBJECTS} onderdelen te hebben")
    return None


def of_fields(reader: PdfFileReader) -> Problem | None:
    """Walk the form: whether it is no deeper and has no more fields than any paper, however they name each other.

    Raises what the engine raises for what cannot be read.
    """
    form = _dictionary(reader.root.get("/AcroForm"))
    waiting = [(0, one) for one in _list(form.get("/Fields"))]
    count = 0
    while waiting:
        depth, one = waiting.pop()
        count += 1
        if count > MOST_FIELDS or depth > _DEEPEST:
            return _too_large(f"zij heeft meer dan {MOST_FIELDS} invulvelden, of te diep in elkaar")
        waiting += ((depth + 1, kid) for kid in _list(_dictionary(one).get("/Kids")))
    return None


def of_signatures(count: int) -> Problem | None:
    """Say that there are more signatures than on any paper."""
    if count > MOST_SIGNATURES:
        return _too_large(f"zij noemt meer dan {MOST_SIGNATURES} handtekeningen")
    return None


def of_evidence(reader: PdfFileReader) -> Problem | None:
    """Count the validation data: the engine holds each certificate against all of them.

    Raises what the engine raises for what cannot be read.
    """
    store = _dictionary(reader.root.get("/DSS"))
    for kind in ("/Certs", "/OCSPs", "/CRLs"):
        if len(_list(store.get(kind))) > MOST_EVIDENCE:
            return _too_large(f"zij draagt meer dan {MOST_EVIDENCE} bewijzen van één soort over certificaten")
    return None


def _dictionary(found: object) -> generic.DictionaryObject:
    found = _itself(found)
    return found if isinstance(found, generic.DictionaryObject) else generic.DictionaryObject()


def _list(found: object) -> generic.ArrayObject:
    found = _itself(found)
    return found if isinstance(found, generic.ArrayObject) else generic.ArrayObject()


def _itself(found: object) -> object:
    """Follow a reference, which `get` of a dictionary does not."""
    return found.get_object() if isinstance(found, generic.IndirectObject) else found


def _too_large(why: str) -> Problem:
    return Problem(
        code="te-groot", message=f"De PDF is groter of ingewikkelder dan hier wordt gelezen: {why}."
    )
