"""What other programs make of our papers: pyHanko's own command, and the shapes that Acrobat and EU DSS give."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import font_source_sans_pro
from asn1crypto import pem
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_byterange import BuildProps
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator import ValidationContext

from signing.appearance import TypesetStamp
from signing.increment import Increment
from signing.keys import Key
from signing.policy import Trust, signing_context
from signing.testpki import TrialPki

Mischief = Callable[[IncrementalPdfFileWriter], None]
_STYLE = """
stamp-styles:
  ingesloten:
    type: text
    background: null
    stamp-text: "Ondertekend door %(signer)s"
    text-box-style:
      font: {font}
"""


def pyhanko(pdf: bytes, field: str, holder: str, pki: TrialPki, folder: Path, *options: str) -> bytes:
    """Sign as a user of pyHanko's own command would: `pyhanko sign addsig … pemder`."""
    certificate, key = pki.keys[holder]
    leaf, *chain = [der for _, _, der in pem.unarmor(certificate.read_bytes(), multiple=True)]
    (folder / "blad.pem").write_bytes(pem.armor("CERTIFICATE", leaf))
    (folder / "keten.pem").write_bytes(b"".join(pem.armor("CERTIFICATE", der) for der in chain))
    font = Path(font_source_sans_pro.__file__).parent / "files" / "SourceSansPro-Regular.otf"
    (folder / "pyhanko.yml").write_text(_STYLE.format(font=font), encoding="utf-8")
    (folder / "in.pdf").write_bytes(pdf)
    command = [
        *(str(Path(sys.executable).with_name("pyhanko")), "--config", "pyhanko.yml", "sign", "addsig"),
        *("--field", field, *options),
        *("pemder", "--no-pass", "--cert", "blad.pem", "--key", str(key), "--chain", "keten.pem"),
        *("in.pdf", "uit.pdf"),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return (folder / "uit.pdf").read_bytes()


EMBEDDED_FONT = ("--style-name", "ingesloten")


def program(
    pdf: bytes,
    field: str,
    key: Key,
    *,
    stamper: TimeStamper | None,
    name: str = "Ander Programma",
    form: SigSeedSubFilter = SigSeedSubFilter.PADES,
    mischief: Mischief | None = None,
    new_field: bool = False,
    notes: bool = True,
) -> bytes:
    """Sign with pyHanko's plain library: unless told not to, it `notes` its saving in /Info and XMP."""
    writer = (IncrementalPdfFileWriter if notes else Increment)(BytesIO(pdf))
    if mischief:
        mischief(writer)
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=form,
        app_build_props=BuildProps(name=name, revision="1.0"),
    )
    stamp = TypesetStamp(border_width=0, lines=("Getekend in een ander programma",), at=datetime.now(UTC))
    signer = PdfSigner(metadata, key.signer, timestamper=stamper, stamp_style=stamp)
    out = asyncio.run(signer.async_sign_pdf(writer, existing_fields_only=not new_field))
    assert isinstance(out, BytesIO)
    return out.getvalue()


def with_validation_data(pdf: bytes, trust: Trust) -> bytes:
    """Add a DSS with /VRI in a revision of its own, with notes of saving: so do Acrobat and EU DSS."""
    context: ValidationContext = signing_context(trust)

    async def added() -> bytes:
        last = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1]
        out = await async_add_validation_info(last, context, add_vri_entry=True)
        return bytes(out.getvalue())

    return asyncio.run(added())


def resaved(pdf: bytes, change: Mischief, *, notes: bool = True) -> bytes:
    """Append a revision as a program does that saves a file it has opened, and `notes` that."""
    writer = (IncrementalPdfFileWriter if notes else Increment)(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def acrobat(writer: IncrementalPdfFileWriter) -> None:
    """Note the saving as Acrobat does: other dates and another instance in the XMP packet."""
    stream = writer.root["/Metadata"]
    packet = bytes(stream.data)
    for name in (b"xmp:ModifyDate", b"xmp:MetadataDate"):
        packet = replaced_text(packet, name, b"2026-12-01T09:30:00+01:00")
    stream._data = replaced_text(packet, b"xmpMM:InstanceID", b"uuid:0b1c2d3e")
    stream._encoded_data = None
    writer.update_container(stream)


def replaced_text(packet: bytes, name: bytes, text: bytes) -> bytes:
    """Put `text` in the element `name` of an XMP packet, which is added where it is not there."""
    start = packet.find(b"<" + name + b">")
    if start < 0:
        place = packet.index(b"</rdf:Description>")
        return packet[:place] + b"<" + name + b">" + text + b"</" + name + b">" + packet[place:]
    inside = start + len(name) + 2
    return packet[:inside] + text + packet[packet.index(b"</" + name, inside) :]


def informed(**entries: str) -> Mischief:
    """Change the document information."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        information = writer.trailer["/Info"]
        for key, value in entries.items():
            information[generic.NameObject(f"/{key}")] = generic.TextStringObject(value)
        writer.mark_update(writer.trailer.raw_get("/Info"))

    return change


def annotated(writer: IncrementalPdfFileWriter) -> None:
    """Put a note on the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.NameObject("/Type"): generic.NameObject("/Annot"),
            generic.NameObject("/Subtype"): generic.NameObject("/FreeText"),
            generic.NameObject("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 200, 90))),
            generic.NameObject("/Contents"): generic.TextStringObject("Behalve artikel 3."),
            generic.NameObject("/DA"): generic.TextStringObject("/Helv 10 Tf 0 g"),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])


def painted(writer: IncrementalPdfFileWriter) -> None:
    """Paint over the first page."""
    paint = generic.StreamObject(stream_data=b"q 1 0 0 rg 50 700 300 60 re f Q")
    writer.add_stream_to_page(0, writer.add_object(paint))
