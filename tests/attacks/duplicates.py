"""One signature for two: in two fields, under two names, twice on the page, or exchanged."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.plan import RESERVE_FIELDS
from tests.attacks.byteranges import field_in
from tests.attacks.forge import DELEGATE, PHYSICIAN, STAMP
from tests.attacks.hands import Change, behind_the_seal, between_signers
from tests.attacks.model import Attack

_Name = generic.NameObject


def shared(source: str, target: str) -> Change:
    """Give the signature of one field to another as well."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = field_in(writer, target)
        field[_Name("/V")] = field_in(writer, source).raw_get("/V")
        writer.update_container(field)

    return change


def exchanged(writer: IncrementalPdfFileWriter) -> None:
    """Let two signatures change places."""
    one, other = field_in(writer, DELEGATE), field_in(writer, PHYSICIAN)
    mine, theirs = one.raw_get("/V"), other.raw_get("/V")
    one[_Name("/V")], other[_Name("/V")] = theirs, mine
    writer.update_container(one)
    writer.update_container(other)


def renamed(writer: IncrementalPdfFileWriter) -> None:
    """Let two fields change names."""
    one, other = field_in(writer, DELEGATE), field_in(writer, PHYSICIAN)
    one[_Name("/T")], other[_Name("/T")] = other["/T"], one["/T"]
    writer.update_container(one)
    writer.update_container(other)


def relabelled(writer: IncrementalPdfFileWriter) -> None:
    """Let the field say that somebody else signed in it."""
    field = field_in(writer, DELEGATE)
    field[_Name("/TU")] = generic.TextStringObject("Handtekening van C. Bakker (taakgedelegeerde)")
    writer.update_container(field)


def named_twice(writer: IncrementalPdfFileWriter) -> None:
    """Add a field with the name of one that is there, and with its signature."""
    was = field_in(writer, DELEGATE)
    copy = generic.DictionaryObject(was)
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(copy))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


def seen_twice(writer: IncrementalPdfFileWriter) -> None:
    """Show the signature in a second place on the page."""
    field = field_in(writer, DELEGATE)
    page = field["/P"]
    again = generic.DictionaryObject(
        {
            _Name("/Type"): _Name("/Annot"),
            _Name("/Subtype"): _Name("/Widget"),
            _Name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 600, 300, 700))),
            _Name("/Parent"): generic.IndirectObject(
                field.container_ref.idnum, field.container_ref.generation, writer
            ),
            _Name("/AP"): field["/AP"],
            _Name("/F"): generic.NumberObject(4),
        }
    )
    writer_ref = writer.add_object(again)
    field[_Name("/Kids")] = generic.ArrayObject([writer_ref])
    page["/Annots"].append(writer_ref)
    writer.update_container(field)
    writer.update_container(page["/Annots"])


def removed(writer: IncrementalPdfFileWriter) -> None:
    """Take a field out of the form: there was nobody else who had to sign."""
    fields = writer.root["/AcroForm"]["/Fields"]
    names = [one.get_object()["/T"] for one in fields]
    del fields[names.index(PHYSICIAN)]
    writer.update_container(fields)


_ALTERED = frozenset({"revisie-zonder-handtekening", "wijziging-na-ondertekening"})
_BEHIND = _ALTERED | {"niet-gedekt"}
_EXCHANGED = _BEHIND | {"beeld-gewijzigd", "verkeerde-persoon", "volgorde"}
ATTACKS = (
    *(
        Attack(name=name, harm=behind_the_seal(change), codes=frozenset(codes))
        for name, change, codes in (
            (
                "one signature in two fields",
                shared(DELEGATE, PHYSICIAN),
                _BEHIND | {"beeld-gewijzigd", "verkeerde-persoon"},
            ),
            ("one archive time-stamp in two fields", shared(STAMP, RESERVE_FIELDS[1]), _BEHIND),
            ("two signatures exchanged", exchanged, _EXCHANGED),
            ("two fields exchanged", renamed, _EXCHANGED),
            ("one field name twice", named_twice, _BEHIND),
            ("a signature shown in two places", seen_twice, _BEHIND | {"beeld-gewijzigd"}),
            ("a field taken out of the form", removed, _BEHIND | {"beeld-gewijzigd", "veld-ontbreekt"}),
            ("a field labelled for somebody else", relabelled, _BEHIND),
        )
    ),
    *(
        Attack(name=f"{name}, before the other signed", harm=between_signers(change), codes=frozenset(codes))
        for name, change, codes in (
            ("one field name twice", named_twice, _ALTERED | {"onleesbaar"}),
            ("a field labelled for somebody else", relabelled, _ALTERED),
        )
    ),
)
