"""Files that are wrong on purpose: the judges must find each, and for the right reason, or they judge nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import time_machine
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import HTTPTimeStamper

from signing.keys import Key, PemSource
from signing.testpki import TrialPki, running
from tests.conformance.runs import START
from tests.conformance.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A file with a fault, and what must be said of it; `following` is its next stage, if it has one."""

    name: str
    stage: Stage
    says: str
    following: tuple[Stage, ...] = ()


def broken_files(folder: Path, sound: Stage) -> Iterator[Broken]:
    """Give each broken file; `sound` is a revision 0 that the judges accept."""
    pdf = sound.path.read_bytes()
    for name, (harm, says) in HARMS.items():
        path = folder / f"{name.replace(' ', '-')}.pdf"
        path.write_bytes(harm(pdf))
        yield Broken(name=name, stage=replace(sound, path=path, document=name), says=says)
    with (
        time_machine.travel(START, tick=True),
        running(folder / "pki", persons=("B. Jansen",), seals=("Organisatie",)) as pki,
    ):
        yield from _signed_wrongly(folder, sound, pki)


def _signed_wrongly(folder: Path, sound: Stage, pki: TrialPki) -> Iterator[Broken]:
    pdf = _without_seed_values(sound.path.read_bytes())
    stamper = HTTPTimeStamper(pki.tsa_url)
    seal, person = (_key(*pki.keys[name]) for name in ("Organisatie", "B. Jansen"))

    def stage(name: str, data: bytes, signatures: int) -> Stage:
        path = folder / f"{name.replace(' ', '-')}-{signatures}.pdf"
        path.write_bytes(data)
        return replace(
            sound,
            document=name,
            name=str(signatures),
            path=path,
            root=pki.root,
            at=datetime.now(UTC),
            level="B-LT",
            position=signatures,
            signatures=signatures,
        )

    certified = _signed(pdf, "zegel_uitgifte", seal, stamper, permission=MDPPerm.NO_CHANGES)
    yield Broken(
        name="certified with P=1, then signed",
        stage=stage("P=1", _signed(certified, "taakgedelegeerde", person, stamper), 2),
        says="/DocMDP",
    )
    # The newest signature is called B-T here too; the next stage, which leaves it so, refuses the excuse.
    issued = _signed(pdf, "zegel_uitgifte", seal, stamper, permission=MDPPerm.FILL_FORMS)
    yield Broken(
        name="signed without validation data",
        stage=stage("no DSS", issued, 1),
        says="PAdES-BASELINE-T, PAdES-BASELINE-LT expected",
        following=(stage("no DSS", _signed(issued, "taakgedelegeerde", person, stamper), 2),),
    )


def _without_seed_values(pdf: bytes) -> bytes:
    """Take away what the fields say may go in them, as programs do that do not heed it."""
    with pikepdf.open(BytesIO(pdf)) as doc:
        for entry in doc.Root.AcroForm.Fields:
            if "/SV" in entry:
                del entry["/SV"]
        return _saved(doc)


def _without_font_programs(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as doc:
        for thing in doc.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                for key in ("/FontFile2", "/FontFile3"):
                    if key in thing:
                        del thing[key]
        return _saved(doc)


def _with_fields_as_spans(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as doc:
        for thing in doc.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Form" and "/K" in thing:
                thing.S = pikepdf.Name.Span
        return _saved(doc)


HARMS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "un-embedded font": (_without_font_programs, "6.2.11.4"),  # ISO 19005-2
    "untagged field": (_with_fields_as_spans, "7.18.4"),  # ISO 14289-1
}


class _Careless(PdfSigner):
    """Signs whatever the certification forbids, as other programs do."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None:
        pass


def _signed(
    pdf: bytes, field: str, key: Key, stamper: HTTPTimeStamper, *, permission: MDPPerm | None = None
) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=permission is not None,
        docmdp_permissions=permission or MDPPerm.FILL_FORMS,
    )
    out = _Careless(metadata, key.signer, timestamper=stamper).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True
    )
    return bytes(out.getvalue())


def _key(certificate: Path, key: Path) -> Key:
    return PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "").unlock()


def _saved(doc: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    doc.save(out)
    return out.getvalue()
