"""The pieces of a package: a folder for each paper with the data on it, the books, the certificates, the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from generator import logbook, statement
from generator.archive import events
from generator.archive.history import Earlier
from generator.archive.model import FileKind, Happened, Piece
from generator.archive.names import sip_name
from generator.archive.package import BOOKS, CERTIFICATES, HISTORY
from generator.archive.payload import Payload
from generator.archive.record import record
from generator.delegation import Delegation
from generator.dossier import ADDITION, LEDGER, MANIFEST, SOURCE, Document, Dossier
from generator.examine import Item
from signing import etsi, ledger
from signing.archive import certificates
from signing.policy import Trust
from signing.report import Report
from signing.signers import signers

_BOOKS: dict[str, FileKind] = {SOURCE: "yaml", ADDITION: "yaml", MANIFEST: "json", LEDGER: "jsonl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A dossier with the verdicts on its papers, and what the data on them name.

    It was judged at `at`, as of `as_of`: the moment at which the papers are proven to have existed.
    """

    dossier: Dossier
    delegation: Delegation
    papers: tuple[tuple[Document, Item], ...]
    trust: Trust
    at: datetime
    as_of: datetime
    officer: str
    program: str
    made: datetime

    @property
    def reference(self) -> str:
        """Give the kenmerk of the papers."""
        return self.dossier.manifest.reference

    @property
    def folder(self) -> str:
        """Name the folder of the dossier in the payload, by the rules for names in a SIP."""
        return sip_name(self.reference)


def papers(payload: Payload, judged: Judged, earlier: Earlier) -> Iterator[Piece]:
    """Write each paper with its Word copy, validation report and record of validation."""
    lines = ledger.read(logbook.read(judged.dossier))
    for document, item in judged.papers:
        name = f"{document.id}-{document.slug}"
        place = f"{judged.folder}/{name}/{name}"
        pdf = judged.dossier.read_pdf(document)
        sealed = payload.add(
            f"{place}.pdf", pdf, "verklaring" if document.id == statement.ID else "pdf", made=judged.at
        )
        word = payload.add(f"{place}.docx", judged.dossier.folder / document.word, "word", made=judged.made)
        piece = Piece(
            name=name,
            title=document.plan.title,
            description=f"{document.plan.title} ({document.id}) bij dossier {judged.reference}",
            document=document.id,
            files=(sealed, word),
            events=tuple(
                events.of_paper(
                    item,
                    [line for line in lines if line.data.get("document") == document.id],
                    document=document.id,
                    earlier=earlier.facts,
                    made=judged.made,
                    judged_at=judged.at,
                    officer=judged.officer,
                )
            ),
            signatures=item.signatures,
            verdict=item.verdict,
        )
        found = etsi.contents(pdf)
        report = etsi.validation_report(
            pdf,
            Report(signatures=item.signatures, problems=item.problems),
            at=judged.as_of,
            trust=judged.trust,
            document_name=f"{name}.pdf",
            validator=judged.program,
            found=found,
        )
        proof = record(
            piece,
            sealed,
            officer=judged.officer,
            judged_at=judged.at,
            program=judged.program,
            certificates=signers(found),
        )
        yield replace(
            piece,
            files=(
                *piece.files,
                payload.add(f"{place}.validatie.xml", report, "validatie", made=judged.at),
                payload.add(f"{place}.premis.xml", proof, "premis", made=judged.at),
            ),
        )


def books(payload: Payload, judged: Judged) -> Piece:
    """Write the books of the dossier: what it was made from, its manifest, its ledger."""
    name = f"{judged.folder}-{BOOKS}"
    found = [one for one in _BOOKS if (judged.dossier.folder / one).is_file()]
    return Piece(
        name=name,
        title=f"Administratie van dossier {judged.reference}",
        description="Het bestand waarvan de papieren zijn gemaakt, de inhoudsopgave met het ondertekenplan, het "
        "logboek, en uitleg hoe alles zonder dit programma te controleren is.",
        files=tuple(
            payload.add(
                f"{judged.folder}/{name}/{one}",
                # With the line that a killed step left beside it: it counts, and not everybody may write it down.
                logbook.read(judged.dossier) if one == LEDGER else judged.dossier.folder / one,
                _BOOKS[one],
                made=judged.at,
            )
            for one in found
        ),
        events=(_made(judged),),
    )


def kept_certificates(payload: Payload, judged: Judged, earlier: Earlier, sealing: Sequence[bytes]) -> Piece:
    """Write each certificate that the signatures, time-stamps and answers on revocation rest on.

    Those of the earlier statements are among them, and `sealing` (DER), of the key that seals this package. What its
    time-stamp will rest on, only the statement itself carries.
    """
    name = f"{judged.folder}-{CERTIFICATES}"
    pdfs = (*(judged.dossier.read_pdf(document) for document, _ in judged.papers), *earlier.pdfs)
    return Piece(
        name=name,
        title=f"Certificaten bij dossier {judged.reference}",
        description="De certificaten van ondertekenaars, zegels, tijdstempels en hun uitgevers, met de wortels die "
        "bij de validatie zijn vertrouwd.",
        files=tuple(
            payload.add(f"{judged.folder}/{name}/{one.name}", one.pem, "certificaat", made=judged.at)
            for one in certificates.needed(pdfs, judged.trust.roots, sealing)
        ),
        events=(_made(judged),),
    )


def history(payload: Payload, earlier: Earlier, judged: Judged) -> Iterator[Piece]:
    """Write what sealed the package before it was renewed; nothing for a package that is new."""
    if not earlier.files:
        return
    name = f"{judged.folder}-{HISTORY}"
    yield Piece(
        name=name,
        title=f"Geschiedenis van archiefpakket {judged.reference}",
        description="De archiefverklaringen, manifesten en validatiegegevens van voor elke vernieuwing.",
        files=tuple(
            payload.add(f"{judged.folder}/{name}/{one.name}", one.content, one.kind, made=one.made)
            for one in earlier.files
        ),
        events=(_made(judged),),
    )


def _made(judged: Judged) -> Happened:
    return Happened(kind="Creatie", at=judged.at, by=judged.program)
