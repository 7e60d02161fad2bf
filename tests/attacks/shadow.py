"""Shadow attacks: content that is there and not shown, or shown and then not there, and objects that take the place of others.

Those of the last kind go through pyHanko's own comparison (docs/adr/0027).
"""

from __future__ import annotations

import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.plan import ISSUE_FIELD
from tests.attacks import bare
from tests.attacks.hands import (
    Change,
    at,
    behind_the_seal,
    closed,
    dictionary,
    element,
    field,
    in_place_of,
    name,
    set_in,
    signed,
    text,
    under_an_archive_stamp,
    under_own_signature,
    under_the_closing_seal,
)
from tests.attacks.model import Attack
from tests.attacks.pages import FIRST
from tests.attacks.scene import Scene

CHANGED = frozenset({"wijziging-na-ondertekening"})
SEEN = CHANGED | {"beeld-gewijzigd"}
UNSIGNED = frozenset({"revisie-zonder-handtekening"})
TWOFOLD = frozenset({"dubbelzinnig"})


def layered(writer: IncrementalPdfFileWriter) -> None:
    """Cover the page with a layer that can be put off: optional content."""
    layer = writer.add_object(dictionary(Type=name("/OCG"), Name=text("Laag")))
    on = generic.ArrayObject([layer])
    writer.root[name("/OCProperties")] = dictionary(OCGs=on, D=dictionary(OFF=on, Order=on))
    writer.update_root()


def as_parameters(what: Change) -> Change:
    """Change an object, and name it as the parameters of one's own signature."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        before = set(writer.objects)
        what(writer)
        generation, number = next(iter(set(writer.objects) - before))
        signature = field(writer, "bedrijfsarts")["/V"]
        parameters = generic.IndirectObject(number, generation, writer)
        reference = dictionary(
            Type=name("/SigRef"), TransformMethod=name("/Identity"), TransformParams=parameters
        )
        signature[name("/Reference")] = generic.ArrayObject([reference])

    return change


def emptied(writer: IncrementalPdfFileWriter) -> None:
    """Take everything off the first page."""
    page = at(writer, *FIRST)
    assert isinstance(page, generic.DictionaryObject)
    in_place_of(writer, page.raw_get("/Contents"), generic.StreamObject(stream_data=b"q Q"))


def spoken_otherwise(writer: IncrementalPdfFileWriter) -> None:
    """Let a screen reader say other words than are written."""
    found = element(writer, "/P")
    found[name("/ActualText")] = text("De werkgever mag alles inzien.")
    writer.update_container(found)


def unused(writer: IncrementalPdfFileWriter) -> None:
    """Leave an object that nothing uses, for later."""
    writer.add_object(text("Behalve artikel 3."))


def emptied_by_the_catalog(scene: Scene) -> bytes:
    """Let the catalog move to the number of a page's content, between two signatures: anybody can."""
    content = bare.content(scene.half)
    moved = bare.newest(scene.half, bare.number_of(scene.half, b"Root"))
    pdf = bare.grown(scene.half, {content: moved}, root=content)
    return closed(scene, signed(scene, pdf, "bedrijfsarts"))


def named_before_it_existed(scene: Scene) -> bytes:
    """Certify a page that shows an object that is not there, and bring that later: hide."""

    def prepared(writer: IncrementalPdfFileWriter) -> None:
        page = at(writer, *FIRST)
        assert isinstance(page, generic.DictionaryObject)
        later = generic.IndirectObject(5000, 0, writer)
        page[name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), later])
        writer.update_container(page)

    def brought(writer: IncrementalPdfFileWriter) -> None:
        writer._lastobj_id = 5000
        writer.objects[(0, 5000)] = generic.StreamObject(stream_data=b"q 0 g 90 400 300 9 re f Q")

    issued = signed(scene, scene.drafted, ISSUE_FIELD, prepared)
    half = signed(scene, issued, "taakgedelegeerde")
    return closed(scene, signed(scene, half, "bedrijfsarts", brought))


def hidden_in_an_object_stream(scene: Scene) -> bytes:
    """Put another first page in an object stream of which no cross-reference names it."""
    page = bare.first_page(scene.sealed)
    inside = b"%d 0 << /Type /Page /MediaBox [0 0 9 9] >>" % page
    first = inside.index(b"<<")
    said = bare.stream(inside, b"/Type /ObjStm /N 1 /First %d" % first)
    return bare.grown(scene.sealed, {bare.size_of(scene.sealed): said})


def another_catalog_in_a_stream(scene: Scene) -> bytes:
    """Leave a stream that looks like a cross-reference, with a catalog of its own."""
    said = bare.stream(b"", b"/Type /XRef /W [1 2 1] /Size 1 /Index [0 0] /Root 2 0 R")
    return bare.grown(scene.sealed, {bare.size_of(scene.sealed): said})


def said_twice(scene: Scene) -> bytes:
    """Write the box of a signature with two rectangles: one program takes the first, another the last."""
    number = bare.widget(scene.sealed, "taakgedelegeerde")
    said = bare.newest(scene.sealed, number)
    return bare.grown(scene.sealed, {number: b"<< /Rect [70 600 470 700]" + said.removeprefix(b"<<")})


def freed(scene: Scene) -> bytes:
    """Say of a page's content that it is no more."""
    return bare.grown(scene.sealed, {}, freed=(bare.content(scene.sealed),))


def an_earlier_past(scene: Scene) -> bytes:
    """Append a revision that follows on the certified paper, as if nobody had signed since."""
    last = [int(found) for found in re.findall(rb"startxref\s+(\d+)", scene.sealed)]
    grown = bare.grown(scene.sealed, {bare.size_of(scene.sealed): b"(Behalve artikel 3.)"})
    return grown.replace(b"/Prev %d >>" % last[-1], b"/Prev %d >>" % last[1])


def encrypted(scene: Scene) -> bytes:
    """Say of what is sealed that it is encrypted, so that a program without the key shows what it likes."""
    said = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"00" * 32, b"00" * 32)
    return bare.grown(scene.sealed, {bare.size_of(scene.sealed): b"(sleutel)"}, more=said)


ATTACKS = (
    Attack(
        name="shadow hide: optional content toggled",
        harm=under_an_archive_stamp(layered),
        codes=CHANGED,
    ),
    Attack(
        name="optional content toggled behind the seal",
        harm=behind_the_seal(layered),
        codes=CHANGED | UNSIGNED | {"niet-gedekt"},
    ),
    Attack(
        name="shadow hide: named before it existed",
        harm=named_before_it_existed,
        codes=frozenset({"gewijzigd-bij-uitgifte", "beeld-gewijzigd", "onleesbaar"}),
    ),
    Attack(
        name="a page emptied as the parameters of a signature",
        harm=under_own_signature(as_parameters(emptied)),
        codes=SEEN,
    ),
    Attack(
        name="spoken text replaced as the parameters of a signature",
        harm=under_own_signature(as_parameters(spoken_otherwise)),
        codes=CHANGED,
    ),
    Attack(
        name="a page emptied by the catalog in its place",
        harm=emptied_by_the_catalog,
        codes=SEEN | UNSIGNED,
    ),
    Attack(name="an object for later under a signature", harm=under_own_signature(unused), codes=CHANGED),
    Attack(name="an object for later under a time-stamp", harm=under_an_archive_stamp(unused), codes=CHANGED),
    Attack(
        name="a catalog with other words for a content",
        harm=under_the_closing_seal(set_in("/Pages", "/Resources", to=dictionary(Font=dictionary()))),
        codes=CHANGED,
    ),
    Attack(
        name="a page hidden in an object stream",
        harm=hidden_in_an_object_stream,
        codes=TWOFOLD | UNSIGNED | CHANGED | {"niet-gedekt"},
    ),
    Attack(
        name="a catalog in a stream that nobody reads",
        harm=another_catalog_in_a_stream,
        codes=TWOFOLD | UNSIGNED | CHANGED | {"niet-gedekt"},
    ),
    Attack(
        name="a rectangle said twice",
        harm=said_twice,
        codes=frozenset({"niet-gedekt"}),
    ),
    Attack(name="an earlier past", harm=an_earlier_past, codes=TWOFOLD | CHANGED | UNSIGNED | {"onvolledig"}),
    Attack(name="encryption declared behind the seal", harm=encrypted, codes=frozenset({"niet-gedekt"})),
    Attack(
        name="a page's content freed",
        harm=freed,
        codes=CHANGED | UNSIGNED | {"niet-gedekt"},
    ),
)
