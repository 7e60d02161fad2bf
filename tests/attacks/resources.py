"""What a page is drawn with: fonts, their widths and their text, colours, content that is used by more than one."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.attacks.hands import (
    at,
    dictionary,
    field,
    name,
    numbers,
    rewritten,
    under_an_archive_stamp,
    under_own_signature,
    under_the_closing_seal,
    under_the_issue_seal,
)
from tests.attacks.model import Attack
from tests.attacks.pages import FIRST

CHANGED = frozenset({"wijziging-na-ondertekening"})
SEEN = CHANGED | {"beeld-gewijzigd"}
FONT = (*FIRST, "/Resources", "/Font", "/f0")
DESCENDANT = (*FONT, "/DescendantFonts", 0)


def other_widths(writer: IncrementalPdfFileWriter) -> None:
    """Let every letter take no room."""
    font = at(writer, *DESCENDANT)
    assert isinstance(font, generic.DictionaryObject)
    font[name("/DW")] = generic.NumberObject(0)
    font.pop("/W", None)
    writer.update_container(font)


def other_font(writer: IncrementalPdfFileWriter) -> None:
    """Let the first font be a standard one, which has other letters under these codes."""
    fonts = at(writer, *FIRST, "/Resources", "/Font")
    assert isinstance(fonts, generic.DictionaryObject)
    plain = dictionary(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/Symbol"))
    fonts[name("/f0")] = writer.add_object(plain)
    writer.update_container(fonts)


def other_resources(writer: IncrementalPdfFileWriter) -> None:
    """Take its resources away from a page."""
    page = at(writer, *FIRST)
    assert isinstance(page, generic.DictionaryObject)
    page[name("/Resources")] = dictionary(Font=dictionary())
    writer.update_container(page)


def shared(writer: IncrementalPdfFileWriter) -> None:
    """Let the box of one's own signature show another's appearance, and write over that."""
    appearance = field(writer, "taakgedelegeerde")["/AP"].raw_get("/N")
    widget = field(writer, "bedrijfsarts")
    widget[name("/AP")] = dictionary(N=appearance)
    stream = appearance.get_object()
    stream._data, stream._encoded_data = b"1 0 0 rg 0 0 90 20 re f", None
    stream[name("/BBox")] = numbers(0, 0, 200, 50)
    writer.update_container(stream)
    writer.update_container(widget)


ATTACKS = (
    Attack(
        name="a font's text (ToUnicode) replaced",
        harm=under_an_archive_stamp(
            rewritten(*FONT, "/ToUnicode", data=lambda said: said.replace(b"<00", b"<01"))
        ),
        codes=CHANGED,
    ),
    Attack(
        name="a font's text replaced while certifying",
        harm=under_the_issue_seal(
            rewritten(*FONT, "/ToUnicode", data=lambda said: said.replace(b"<00", b"<01"))
        ),
        codes=frozenset({"gewijzigd-bij-uitgifte"}),
    ),
    Attack(name="a font's widths replaced", harm=under_an_archive_stamp(other_widths), codes=SEEN),
    Attack(
        name="a font's file replaced",
        harm=under_the_closing_seal(
            rewritten(*DESCENDANT, "/FontDescriptor", "/FontFile3", data=lambda said: said[: len(said) // 2])
        ),
        codes=SEEN,
    ),
    Attack(name="another font by the same name", harm=under_an_archive_stamp(other_font), codes=SEEN),
    Attack(name="a page without its resources", harm=under_an_archive_stamp(other_resources), codes=SEEN),
    Attack(name="an appearance shared and written over", harm=under_own_signature(shared), codes=SEEN),
)
