"""The papers that D14 carries: swapped, added, removed, renamed, described otherwise."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.increment import single, stamp_archives
from signing.state import free_reserves
from tests.attacks.hands import Change, Harm, appended, dictionary, hand, name, text
from tests.attacks.model import Attack
from tests.attacks.scene import Scene

CHANGED = frozenset({"wijziging-na-ondertekening"})
LATER = CHANGED | {"niet-gedekt", "revisie-zonder-handtekening"}


def behind_the_seal(change: Change) -> Harm:
    return lambda scene: appended(scene.statement.sealed, change)


def under_an_archive_stamp(change: Change) -> Harm:
    def harm(scene: Scene) -> bytes:
        sealed = scene.statement.sealed
        with hand(change):
            return single(stamp_archives([sealed], free_reserves(sealed)[:1], scene.services))

    return harm


def first(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """Give the description of the first file that is attached."""
    found = writer.root["/AF"][0]
    assert isinstance(found, generic.DictionaryObject)
    return found


def swapped(writer: IncrementalPdfFileWriter) -> None:
    """Put other bytes in the place of an attached file."""
    stream = first(writer)["/EF"]["/F"]
    stream._data, stream._encoded_data = b"kenmerk: iets anders\n", None
    writer.update_container(stream)


def pointed_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    """Let a description name another file than it did."""
    files = first(writer)["/EF"]
    files[name("/F")] = writer.add_object(generic.StreamObject(stream_data=b"iets anders"))
    writer.update_container(files)


def renamed(writer: IncrementalPdfFileWriter) -> None:
    """Call an attached file by another name."""
    found = first(writer)
    found[name("/UF")] = text("oud.yaml")
    writer.update_container(found)


def another(writer: IncrementalPdfFileWriter) -> None:
    """Attach a file more."""
    stream = writer.add_object(generic.StreamObject(stream_data=b"bijlage"))
    found = dictionary(
        Type=name("/Filespec"), F=text("extra.txt"), UF=text("extra.txt"), EF=dictionary(F=stream)
    )
    files = writer.root["/AF"]
    files.append(writer.add_object(found))
    writer.update_container(files)


def removed(writer: IncrementalPdfFileWriter) -> None:
    """Let go of an attached file."""
    files = writer.root["/AF"]
    files.pop()
    writer.update_container(files)


def unnamed(writer: IncrementalPdfFileWriter) -> None:
    """Take the attached files out of the list that viewers show."""
    del writer.root["/Names"]
    writer.update_root()


ATTACKS = tuple(
    Attack(name=name_, harm=harm, codes=codes, victim="D14")
    for name_, harm, codes in (
        ("an attachment swapped behind the seal", behind_the_seal(swapped), LATER),
        ("an attachment swapped under a time-stamp", under_an_archive_stamp(swapped), CHANGED),
        ("an attachment that is another file", under_an_archive_stamp(pointed_elsewhere), CHANGED),
        ("an attachment by another name", under_an_archive_stamp(renamed), CHANGED),
        ("an attachment added", under_an_archive_stamp(another), CHANGED),
        ("an attachment removed", under_an_archive_stamp(removed), CHANGED),
        ("attachments taken off the list", under_an_archive_stamp(unnamed), CHANGED),
    )
)
