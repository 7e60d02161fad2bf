"""Pages: added, removed, re-ordered, turned, cut, emptied, painted over."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.attacks.hands import (
    at,
    behind_the_seal,
    between_signers,
    dictionary,
    in_place_of,
    name,
    numbers,
    rewritten,
    set_in,
    under_an_archive_stamp,
    under_own_signature,
    under_the_closing_seal,
    under_the_issue_seal,
)
from tests.attacks.model import Attack
from tests.foreign import painted

FIRST = ("/Pages", "/Kids", 0)
SEEN = frozenset({"wijziging-na-ondertekening", "beeld-gewijzigd"})
LATER = SEEN | {"niet-gedekt", "revisie-zonder-handtekening"}


def added(writer: IncrementalPdfFileWriter) -> None:
    """Put an empty page behind the last."""
    pages = writer.root["/Pages"]
    page = dictionary(
        Type=name("/Page"),
        Resources=dictionary(),
        MediaBox=numbers(0, 0, 595, 842),
        Parent=writer.root.raw_get("/Pages"),
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[name("/Count")] = generic.NumberObject(3)
    writer.update_container(pages)


def removed(writer: IncrementalPdfFileWriter) -> None:
    """Leave out the last page."""
    pages = writer.root["/Pages"]
    pages["/Kids"].pop()
    pages[name("/Count")] = generic.NumberObject(1)
    writer.update_container(pages)


def reordered(writer: IncrementalPdfFileWriter) -> None:
    """Let the second page be the first."""
    kids = writer.root["/Pages"]["/Kids"]
    kids.reverse()
    writer.update_container(kids)


def another_tree(writer: IncrementalPdfFileWriter) -> None:
    """Point the catalog to another page tree, with the second page only."""
    kids = generic.ArrayObject([writer.root["/Pages"]["/Kids"].raw_get(1)])
    tree = dictionary(Type=name("/Pages"), Kids=kids, Count=generic.NumberObject(1))
    writer.root[name("/Pages")] = writer.add_object(tree)
    writer.update_root()


def another_content(writer: IncrementalPdfFileWriter) -> None:
    """Give the first page a content of its own: replace."""
    page = at(writer, *FIRST)
    assert isinstance(page, generic.DictionaryObject)
    page[name("/Contents")] = writer.add_object(
        generic.StreamObject(stream_data=b"q 0 g 90 400 300 9 re f Q")
    )
    writer.update_container(page)


def swapped_content(writer: IncrementalPdfFileWriter) -> None:
    """Let the pages show what the other showed, each in its own object."""
    first, second = (writer.root["/Pages"]["/Kids"][number] for number in (0, 1))
    one, other = first.raw_get("/Contents"), second.raw_get("/Contents")
    in_place_of(writer, one, other.get_object())
    in_place_of(writer, other, one.get_object())


ATTACKS = (
    Attack(name="a page painted over behind the seal", harm=behind_the_seal(painted), codes=LATER),
    Attack(
        name="a page painted over before the next signs",
        harm=between_signers(painted),
        codes=SEEN | {"revisie-zonder-handtekening"},
    ),
    Attack(name="a page painted over while signing", harm=under_own_signature(painted), codes=SEEN),
    Attack(
        name="a page painted over while certifying",
        harm=under_the_issue_seal(painted),
        codes=frozenset({"gewijzigd-bij-uitgifte", "beeld-gewijzigd"}),
    ),
    Attack(name="a page painted over while closing", harm=under_the_closing_seal(painted), codes=SEEN),
    Attack(name="a page painted over under a time-stamp", harm=under_an_archive_stamp(painted), codes=SEEN),
    Attack(name="a page added behind the seal", harm=behind_the_seal(added), codes=LATER),
    Attack(name="a page added under a time-stamp", harm=under_an_archive_stamp(added), codes=SEEN),
    Attack(name="a page removed while closing", harm=under_the_closing_seal(removed), codes=SEEN),
    Attack(name="pages re-ordered while signing", harm=under_own_signature(reordered), codes=SEEN),
    Attack(
        name="another page tree under a time-stamp", harm=under_an_archive_stamp(another_tree), codes=SEEN
    ),
    Attack(
        name="a page turned",
        harm=under_an_archive_stamp(set_in(*FIRST, "/Rotate", to=generic.NumberObject(180))),
        codes=SEEN,
    ),
    Attack(
        name="a page cropped to its heading",
        harm=under_an_archive_stamp(set_in(*FIRST, "/CropBox", to=numbers(0, 650, 595.3, 841.9))),
        codes=SEEN,
    ),
    Attack(
        name="a page in larger units",
        harm=behind_the_seal(set_in(*FIRST, "/UserUnit", to=generic.NumberObject(4))),
        codes=LATER - {"beeld-gewijzigd"},
    ),
    Attack(
        name="a page with another content: shadow replace",
        harm=under_own_signature(another_content),
        codes=SEEN,
    ),
    Attack(
        name="a page's content written over",
        harm=under_an_archive_stamp(rewritten(*FIRST, "/Contents", data=lambda _: b"q Q")),
        codes=SEEN,
    ),
    Attack(name="two pages' contents exchanged", harm=under_the_closing_seal(swapped_content), codes=SEEN),
)
