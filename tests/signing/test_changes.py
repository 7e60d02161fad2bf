"""What may follow a signature: validation data and notes of saving, and not one mark more."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import state
from signing.changes import only_validation_data
from tests.foreign import Mischief, acrobat, annotated, informed, painted, program, replaced_text, resaved
from tests.signing.conftest import Desk

HARMLESS: dict[str, Mischief] = {
    "saved by a program that notes itself": lambda writer: writer.update_root(),
    "saved by Acrobat": acrobat,
    "another date and producer": informed(ModDate="D:20261201093000Z", Producer="Adobe Acrobat 2026"),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_notes_of_saving_may_follow_a_signature_under_way(
    case: str, desk: Desk, stages: dict[str, bytes]
) -> None:
    saved = resaved(stages["half"], HARMLESS[case])
    assert desk.verify(saved, sealed=False).verdict == "valid"
    signed_on = desk.approve(saved, "bedrijfsarts")
    assert desk.verify(desk.close(signed_on)).verdict == "valid"


@pytest.mark.parametrize("case", HARMLESS)
def test_nothing_at_all_follows_what_is_sealed(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    report = desk.verify(resaved(stages["verzegeld"], HARMLESS[case]))
    assert {problem.code for problem in report.reasons} == {"niet-gedekt"}


def in_packet(name: bytes, text: bytes) -> Mischief:
    def change(writer: IncrementalPdfFileWriter) -> None:
        stream = writer.root["/Metadata"]
        stream._data = replaced_text(bytes(stream.data), name, text)
        stream._encoded_data = None
        writer.update_container(stream)

    return change


def packet_with(text: bytes, *, before: bytes) -> Mischief:
    """Write `text` in the packet, before the first `before`."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        stream = writer.root["/Metadata"]
        packet = bytes(stream.data)
        place = packet.index(before)
        stream._data = packet[:place] + text + packet[place:]
        stream._encoded_data = None
        writer.update_container(stream)

    return change


OTHER_TOOL = (
    b'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
    b"<xmp:CreatorTool>Iets anders</xmp:CreatorTool></rdf:Description>"
)
OTHER_RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF>' % OTHER_TOOL
OTHER_NODE = b'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">Ander stuk</dc:title>'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "Behalve artikel 3.">]>'


def tool_by_attribute(writer: IncrementalPdfFileWriter) -> None:
    """Say by an attribute what the packet said, and something else by the element."""
    stream = writer.root["/Metadata"]
    packet = bytes(stream.data)
    said = re.search(rb"<xmp:CreatorTool>(.*?)</xmp:CreatorTool>", packet)
    assert said
    packet = replaced_text(packet, b"xmp:CreatorTool", b"Iets anders")
    stream._data = packet.replace(b' rdf:about=""', b' rdf:about="" xmp:CreatorTool="%s"' % said[1], 1)
    stream._encoded_data = None
    writer.update_container(stream)


def text_in_the_stream(writer: IncrementalPdfFileWriter) -> None:
    """Leave the packet alone, and say something in the dictionary of its stream."""
    stream = writer.root["/Metadata"]
    stream[generic.NameObject("/Title")] = generic.TextStringObject("Ander stuk")
    writer.update_container(stream)


def without(key: str) -> Mischief:
    def change(writer: IncrementalPdfFileWriter) -> None:
        del writer.root[key]
        writer.update_root()

    return change


def in_catalog(key: str, value: generic.PdfObject) -> Mischief:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[generic.NameObject(key)] = value
        writer.update_root()

    return change


def unmarked(writer: IncrementalPdfFileWriter) -> None:
    in_catalog("/MarkInfo", generic.DictionaryObject())(writer)


def information_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    """Point to another document information, in an object of its own."""
    information = generic.DictionaryObject(
        {generic.NameObject("/Title"): generic.TextStringObject("Andere titel")}
    )
    writer.set_info(information)


def an_endless_producer(writer: IncrementalPdfFileWriter) -> None:
    informed(Producer="Behalve artikel 3. " * 200)(writer)


HARMS: dict[str, Mischief] = {
    "the title": informed(Title="Andere titel"),
    "the mark that names the dossier": informed(Kenmerk="DLG-2026-0043"),
    "the mark that names the document": informed(Document="D1"),
    "the mark of the delegation file": informed(BronSHA256="0" * 64),
    "the day it was made": informed(CreationDate="D:20200101000000Z"),
    "information elsewhere": information_elsewhere,
    "a text for a producer": an_endless_producer,
    "the author in the packet": in_packet(b"dc:creator", b"<rdf:Seq><rdf:li>Iemand anders</rdf:li></rdf:Seq>"),
    "the program in the packet": in_packet(b"xmp:CreatorTool", b"Iets anders"),
    "the claim of PDF/A": in_packet(b"pdfaid:part", b"3"),
    "a property said twice": packet_with(OTHER_TOOL, before=b"<rdf:Description"),
    "a second rdf:RDF": packet_with(OTHER_RDF, before=b"</x:xmpmeta>"),
    "an attribute beside its element": tool_by_attribute,
    "text beside a child": packet_with(b"Heel ander stuk", before=b"<rdf:Alt>"),
    "a node that is no description": packet_with(OTHER_NODE, before=b"</rdf:RDF>"),
    "a DOCTYPE with entities": packet_with(ENTITIES, before=b"<x:xmpmeta"),
    "a text in a foreign element": packet_with(b"<y>%s</y>" % (b"bijlage " * 600_000), before=b"</x:xmpmeta>"),
    "a text in the packet's dictionary": text_in_the_stream,
    "no packet": without("/Metadata"),
    "PDF 2.0": in_catalog("/Version", generic.NameObject("/2.0")),
    "no longer tagged": unmarked,
    "an extension withdrawn": in_catalog("/Extensions", generic.DictionaryObject()),
    "an annotation": annotated,
    "a page painted over": painted,
}  # fmt: skip


@pytest.mark.parametrize("case", HARMS)
def test_every_other_change_is_found(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    for stage in ("uitgegeven", "half"):
        report = desk.verify(resaved(stages[stage], HARMS[case], notes=False), sealed=False)
        assert report.verdict == "invalid"
        assert "wijziging-na-ondertekening" in {problem.code for problem in report.reasons}


def test_document_information_in_the_trailer_is_found(desk: Desk, stages: dict[str, bytes]) -> None:
    """No object changes, and yet readers would read another title."""
    pdf = stages["half"]
    ends = re.findall(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)", pdf, re.DOTALL)
    said, before = ends[-1]
    said = re.sub(rb"/Info \d+ 0 R|/Prev \d+", b"", said)
    trailer = b"trailer\n<<%s/Info << /Title (Andere titel) >> /Prev %s >>\n" % (said, before)
    forged = pdf + b"xref\n0 1\n0000000000 65535 f \n" + trailer + b"startxref\n%d\n%%%%EOF\n" % len(pdf)
    assert state.marks(forged)["Title"] == "Andere titel"
    report = desk.verify(forged, sealed=False)
    assert "wijziging-na-ondertekening" in {problem.code for problem in report.reasons}


@pytest.mark.parametrize("case", [case for case in HARMS if case != "an extension withdrawn"])
def test_every_other_change_is_found_under_a_later_signature(
    case: str, desk: Desk, stages: dict[str, bytes]
) -> None:
    """Whoever signs next covers the altered file; what the earlier signatures covered still counts."""
    stamper, key = desk.services.timestamper, desk.key("A.M. de Vries")
    forged = program(stages["half"], "bedrijfsarts", key, stamper=stamper, mischief=HARMS[case], notes=False)
    report = desk.verify(forged, sealed=False)
    assert report.verdict == "invalid"
    assert "wijziging-na-ondertekening" in {problem.code for problem in report.reasons}


REVISIONS: dict[str, tuple[Callable[[dict[str, bytes]], bytes], bool]] = {
    "a signature's own": (lambda stages: stages["half"], False),
    "notes of saving": (lambda stages: resaved(stages["half"], acrobat), True),
    "a page painted over": (lambda stages: resaved(stages["half"], painted), False),
    "an object that nothing uses": (
        lambda stages: resaved(
            stages["half"], lambda writer: writer.add_object(generic.TextStringObject("Behalve artikel 3."))
        ),
        False,
    ),
}


@pytest.mark.parametrize("case", REVISIONS)
def test_a_revision_without_signature_holds_validation_data_only(case: str, stages: dict[str, bytes]) -> None:
    make, wanted = REVISIONS[case]
    reader = PdfFileReader(BytesIO(make(stages)))
    assert only_validation_data(reader, reader.xrefs.total_revisions - 1) is wanted
