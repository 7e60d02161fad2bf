"""Annotations: notes, links, and what stands in the box of a signature."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.attacks.hands import (
    Change,
    behind_the_seal,
    dictionary,
    field,
    name,
    numbers,
    text,
    under_an_archive_stamp,
    under_own_signature,
    under_the_closing_seal,
)
from tests.attacks.model import Attack

CHANGED = frozenset({"wijziging-na-ondertekening"})
SEEN = CHANGED | {"beeld-gewijzigd"}
LATER = SEEN | {"niet-gedekt", "revisie-zonder-handtekening"}
OVER = b"1 1 1 rg 0 0 400 60 re f"


def drawing(
    writer: IncrementalPdfFileWriter, data: bytes, width: float, height: float
) -> generic.IndirectObject:
    """Make a form XObject."""
    form = generic.StreamObject(stream_data=data)
    form.update(dictionary(Type=name("/XObject"), Subtype=name("/Form"), BBox=numbers(0, 0, width, height)))
    return writer.add_object(form)


def covered(subtype: str) -> Change:
    """Lay an annotation with an appearance over the text."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        note = dictionary(
            Type=name("/Annot"),
            Subtype=name(subtype),
            Rect=numbers(70, 500, 470, 560),
            F=generic.NumberObject(4),
            AP=dictionary(N=drawing(writer, OVER, 400, 60)),
        )
        annotations = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
        annotations.append(writer.add_object(note))
        page[name("/Annots")] = annotations
        writer.update_container(page)

    return change


def a_note(writer: IncrementalPdfFileWriter) -> None:
    """Stick a note on the page; what it says is seen when it is opened."""
    page = writer.root["/Pages"]["/Kids"][1]
    note = dictionary(
        Type=name("/Annot"),
        Subtype=name("/Text"),
        Rect=numbers(0, 0, 0, 0),
        F=generic.NumberObject(2),
        Contents=text("Behalve artikel 3."),
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])


def a_link(writer: IncrementalPdfFileWriter) -> None:
    """Let whoever points at the text go elsewhere; nothing is seen of it."""
    page = writer.root["/Pages"]["/Kids"][1]
    link = dictionary(
        Type=name("/Annot"),
        Subtype=name("/Link"),
        Rect=numbers(70, 500, 470, 560),
        Border=numbers(0, 0, 0),
        A=dictionary(S=name("/URI"), URI=text("https://voorbeeld.example/")),
    )
    page["/Annots"].append(writer.add_object(link))
    writer.update_container(page["/Annots"])


def moved(field_name: str) -> Change:
    """Move the box of a signature over the text."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        widget = field(writer, field_name)
        widget[name("/Rect")] = numbers(70, 600, 470, 700)
        writer.update_container(widget)

    return change


def other_appearance(field_name: str) -> Change:
    """Let a signature that was set look otherwise, in an object of its own."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        widget = field(writer, field_name)
        widget[name("/AP")] = dictionary(N=drawing(writer, b"1 0 0 rg 0 0 90 20 re f", 200, 50))
        writer.update_container(widget)

    return change


def appearance_written_over(writer: IncrementalPdfFileWriter) -> None:
    """Let the delegate's signature look otherwise, in the object of its appearance itself."""
    stream = field(writer, "taakgedelegeerde")["/AP"]["/N"]
    stream._data, stream._encoded_data = b"1 0 0 rg 0 0 90 20 re f", None
    writer.update_container(stream)


def flags(value: int) -> Change:
    """Set other annotation flags on the field that is signed."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        widget = field(writer, "bedrijfsarts")
        widget[name("/F")] = generic.NumberObject(value)
        writer.update_container(widget)

    return change


def for_the_mouse(writer: IncrementalPdfFileWriter) -> None:
    """Let one's signature say something else when it is pointed at."""
    widget = field(writer, "bedrijfsarts")
    widget["/AP"][name("/R")] = drawing(writer, b"1 0 0 rg 0 0 90 20 re f", 200, 50)
    writer.update_container(widget)


def in_states(writer: IncrementalPdfFileWriter) -> None:
    """Give one's signature two appearances, of which a state chooses one."""
    widget = field(writer, "bedrijfsarts")
    now = widget["/AP"].raw_get("/N")
    widget["/AP"][name("/N")] = dictionary(Aan=now, Uit=drawing(writer, b"", 200, 50))
    widget[name("/AS")] = name("/Aan")
    writer.update_container(widget)


def told_otherwise(writer: IncrementalPdfFileWriter) -> None:
    """Let a screen reader call the box by another name."""
    widget = field(writer, "taakgedelegeerde")
    widget[name("/TU")] = text("Handtekening van A.M. de Vries (bedrijfsarts)")
    writer.update_container(widget)


def signature_entry(key: str, words: str) -> Change:
    """Say something else in the dictionary of the delegate's signature."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        signature = field(writer, "taakgedelegeerde")["/V"]
        signature[name(key)] = text(words)
        writer.update_container(signature)

    return change


ATTACKS = (
    Attack(name="a note on the page", harm=under_own_signature(a_note), codes=CHANGED),
    Attack(
        name="a stamp over the text behind the seal", harm=behind_the_seal(covered("/Stamp")), codes=LATER
    ),
    Attack(
        name="a stamp over the text: evil annotation",
        harm=under_the_closing_seal(covered("/Stamp")),
        codes=SEEN,
    ),
    Attack(
        name="a free text over the text under a time-stamp",
        harm=under_an_archive_stamp(covered("/FreeText")),
        codes=SEEN,
    ),
    Attack(
        name="a redaction that is yet to be applied",
        harm=under_the_closing_seal(covered("/Redact")),
        codes=SEEN,
    ),
    Attack(name="an unseen link over the text", harm=under_the_closing_seal(a_link), codes=CHANGED),
    Attack(
        name="a signature's box moved over the text",
        harm=under_an_archive_stamp(moved("taakgedelegeerde")),
        codes=SEEN,
    ),
    Attack(
        name="one's own box moved over the text", harm=under_own_signature(moved("bedrijfsarts")), codes=SEEN
    ),
    Attack(
        name="another signature's appearance replaced",
        harm=under_own_signature(other_appearance("taakgedelegeerde")),
        codes=SEEN,
    ),
    Attack(
        name="another signature's appearance replaced behind the seal",
        harm=behind_the_seal(other_appearance("taakgedelegeerde")),
        codes=LATER,
    ),
    Attack(
        name="another signature's appearance written over",
        harm=under_the_closing_seal(appearance_written_over),
        codes=SEEN,
    ),
    Attack(
        name="an empty field made to look signed",
        harm=under_own_signature(other_appearance("zegel_sluiting")),
        codes=SEEN,
    ),
    Attack(
        name="a box that does not shrink with the page", harm=under_own_signature(flags(4 | 8)), codes=CHANGED
    ),
    Attack(name="a box that is hidden", harm=under_own_signature(flags(4 | 2)), codes=CHANGED),
    Attack(name="a box that is seen and not printed", harm=under_own_signature(flags(0)), codes=CHANGED),
    Attack(name="an appearance for the mouse", harm=under_own_signature(for_the_mouse), codes=CHANGED),
    Attack(name="an appearance in states", harm=under_own_signature(in_states), codes=CHANGED),
    Attack(name="a box with another label", harm=under_the_closing_seal(told_otherwise), codes=CHANGED),
    Attack(
        name="the reason of a signature replaced",
        harm=under_an_archive_stamp(signature_entry("/Reason", "Onder voorbehoud")),
        codes=LATER | {"volgorde"},
    ),
    Attack(
        name="the name in a signature replaced",
        harm=behind_the_seal(signature_entry("/Name", "C. Bakker")),
        codes=LATER | {"volgorde", "onvolledig"},
    ),
)
