"""What stands in the catalog: actions, forms, structure, language, permissions, names, outlines."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.attacks.hands import (
    Change,
    behind_the_seal,
    dictionary,
    element,
    field,
    name,
    numbers,
    set_in,
    taken_from,
    text,
    under_an_archive_stamp,
    under_own_signature,
    under_the_closing_seal,
    under_the_issue_seal,
)
from tests.attacks.model import Attack

CHANGED = frozenset({"wijziging-na-ondertekening"})
SEEN = CHANGED | {"beeld-gewijzigd"}
LATER = CHANGED | {"niet-gedekt", "revisie-zonder-handtekening"}
SCRIPT = dictionary(S=name("/JavaScript"), JS=text("app.alert('Getekend')"))


def spoken(kind: str, key: str) -> Change:
    """Let a structure element say other words to who does not see it."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        found = element(writer, kind)
        found[name(key)] = text("De werkgever mag alles inzien.")
        writer.update_container(found)

    return change


def out_of_order(writer: IncrementalPdfFileWriter) -> None:
    """Let the document be read aloud from end to beginning."""
    kids = element(writer, "/Document")["/K"]
    assert isinstance(kids, generic.ArrayObject)
    assert len(kids) > 1
    kids.reverse()
    writer.update_container(kids)


def other_roles(writer: IncrementalPdfFileWriter) -> None:
    """Let every paragraph be an artefact to a screen reader."""
    root = writer.root["/StructTreeRoot"]
    root[name("/RoleMap")] = dictionary(P=name("/Artifact"))
    writer.update_container(root)


def a_named_script(writer: IncrementalPdfFileWriter) -> None:
    scripts = dictionary(Names=generic.ArrayObject([text("begin"), writer.add_object(SCRIPT)]))
    writer.root[name("/Names")] = dictionary(JavaScript=scripts)
    writer.update_root()


def a_field_with_a_script(writer: IncrementalPdfFileWriter) -> None:
    """Let a script run where one's own signature is pointed at."""
    widget = field(writer, "bedrijfsarts")
    widget[name("/AA")] = dictionary(E=SCRIPT)
    writer.update_container(widget)


def another_field(writer: IncrementalPdfFileWriter, kind: str, **entries: generic.PdfObject) -> None:
    page = writer.root["/Pages"]["/Kids"][1]
    widget = dictionary(
        Type=name("/Annot"),
        Subtype=name("/Widget"),
        FT=name(kind),
        T=text("extra"),
        F=generic.NumberObject(4),
        Rect=numbers(70, 40, 300, 60),
        P=writer.root["/Pages"]["/Kids"].raw_get(1),
        **entries,
    )
    made = writer.add_object(widget)
    for array in (writer.root["/AcroForm"]["/Fields"], page["/Annots"]):
        array.append(made)
        writer.update_container(array)


def a_text_field(writer: IncrementalPdfFileWriter) -> None:
    """Add a text field with a value."""
    another_field(writer, "/Tx", V=text("Behalve artikel 3."), DA=text("/Helv 10 Tf 0 g"))


def a_signature_field(writer: IncrementalPdfFileWriter) -> None:
    """Add a field for one signature more."""
    another_field(writer, "/Sig")


def a_value(writer: IncrementalPdfFileWriter) -> None:
    """Give a field of the form the value that another has: one signature in two fields."""
    widget = field(writer, "bedrijfsarts")
    widget[name("/V")] = field(writer, "taakgedelegeerde").raw_get("/V")
    writer.update_container(widget)


def an_outline(writer: IncrementalPdfFileWriter) -> None:
    """Call the first heading in the outline by another name."""
    first = writer.root["/Outlines"]["/First"]
    first[name("/Title")] = text("Concept")
    writer.update_container(first)


def declared_withdrawn(writer: IncrementalPdfFileWriter) -> None:
    """Leave out that the document was certified."""
    taken_from("/Perms")(writer)


ATTACKS = (
    Attack(name="a script at opening", harm=behind_the_seal(set_in("/OpenAction", to=SCRIPT)), codes=LATER),
    Attack(
        name="a script at opening under a time-stamp",
        harm=under_an_archive_stamp(set_in("/OpenAction", to=SCRIPT)),
        codes=CHANGED,
    ),
    Attack(
        name="a script before printing",
        harm=under_an_archive_stamp(set_in("/AA", to=dictionary(WP=SCRIPT))),
        codes=CHANGED,
    ),
    Attack(name="a script among the names", harm=under_the_closing_seal(a_named_script), codes=CHANGED),
    Attack(
        name="a script in one's own field", harm=under_own_signature(a_field_with_a_script), codes=CHANGED
    ),
    Attack(
        name="a page that acts when it is opened",
        harm=under_the_closing_seal(set_in("/Pages", "/Kids", 0, "/AA", to=dictionary(O=SCRIPT))),
        codes=CHANGED,
    ),
    Attack(
        name="a form that is drawn anew",
        harm=under_own_signature(set_in("/AcroForm", "/NeedAppearances", to=generic.BooleanObject(True))),
        codes=CHANGED,
    ),
    Attack(
        name="a form of another kind (XFA)",
        harm=under_an_archive_stamp(set_in("/AcroForm", "/XFA", to=text("<xdp/>"))),
        codes=SEEN,
    ),
    Attack(
        name="a text field with a value",
        harm=under_own_signature(a_text_field),
        codes=SEEN,
    ),
    Attack(
        name="a signature field more",
        harm=behind_the_seal(a_signature_field),
        codes=LATER | {"veld-onbekend", "onvolledig"},
    ),
    Attack(
        name="the append-only mark taken away",
        harm=under_an_archive_stamp(set_in("/AcroForm", "/SigFlags", to=generic.NumberObject(0))),
        codes=CHANGED,
    ),
    Attack(
        name="spoken text replaced (ActualText)",
        harm=under_an_archive_stamp(spoken("/P", "/ActualText")),
        codes=CHANGED,
    ),
    Attack(
        name="spoken text replaced while certifying",
        harm=under_the_issue_seal(spoken("/P", "/ActualText")),
        codes=frozenset({"gewijzigd-bij-uitgifte"}),
    ),
    Attack(
        name="a text alternative (Alt) added",
        harm=under_an_archive_stamp(spoken("/P", "/Alt")),
        codes=CHANGED,
    ),
    Attack(name="an order of reading turned round", harm=under_the_closing_seal(out_of_order), codes=CHANGED),
    Attack(name="paragraphs made artefacts", harm=under_an_archive_stamp(other_roles), codes=CHANGED),
    Attack(
        name="no structure at all", harm=under_an_archive_stamp(taken_from("/StructTreeRoot")), codes=CHANGED
    ),
    Attack(
        name="another language", harm=under_the_closing_seal(set_in("/Lang", to=text("zh"))), codes=CHANGED
    ),
    Attack(
        name="another output intent",
        harm=under_the_closing_seal(set_in("/OutputIntents", to=generic.ArrayObject())),
        codes=CHANGED,
    ),
    Attack(
        name="another way of showing the title",
        harm=under_an_archive_stamp(
            set_in("/ViewerPreferences", to=dictionary(HideMenubar=generic.BooleanObject(True)))
        ),
        codes=CHANGED,
    ),
    Attack(
        name="another destination",
        harm=under_the_closing_seal(set_in("/Dests", to=dictionary(begin=numbers(0)))),
        codes=CHANGED,
    ),
    Attack(name="an outline with another heading", harm=under_the_closing_seal(an_outline), codes=CHANGED),
    Attack(name="the permissions taken away", harm=under_an_archive_stamp(declared_withdrawn), codes=CHANGED),
    Attack(
        name="PDF 2.0 claimed",
        harm=under_an_archive_stamp(set_in("/Version", to=name("/2.0"))),
        codes=CHANGED,
    ),
)
