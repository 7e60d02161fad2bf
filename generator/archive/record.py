"""What must be kept of the validation of signatures (Archiefregeling, art. 24 c), as PREMIS 3.

Holder, moment and result of the validation, the officer who answers for it, the certificate: one event a
signature, its details in Dutch, so that whoever opens the file in twenty years can read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from generator.archive import premis
from generator.archive.concepts import FORMATS
from generator.archive.model import Piece, Stored
from generator.archive.premis import Agent, moment
from signing.report import SignatureReport, Verdict
from signing.signers import Signer

_RESULTS: dict[Verdict, str] = {
    "valid": "geldig",
    "invalid": "ongeldig",
    "indeterminate": "niet vast te stellen",
}
_STAMP = "archieftijdstempel"


def record(
    piece: Piece,
    file: Stored,
    *,
    officer: str,
    judged_at: datetime,
    program: str,
    certificates: Mapping[str, Signer],
) -> bytes:
    """Write the record on `file`, the sealed PDF of `piece`: what was found of it at `judged_at`, by whom.

    `certificates` are those of its signatures, by SHA-256; `program` is the name and version of what judged.
    """
    agents = tuple(_agents(officer, program))
    # More is asked of a paper as a whole than of each signature on it.
    events = [
        premis.event(
            file,
            "geheel",
            "val",
            judged_at,
            details=_lines(_of_paper(piece, officer, judged_at)),
            result=_RESULTS[piece.verdict or "indeterminate"],
            notes=[] if piece.signatures else ["Dit papier draagt geen handtekening."],
            agents=agents,
        )
    ]
    events += (
        premis.event(
            file,
            f"{number}-{one.field}",
            "dig",
            judged_at,
            details=_lines(_of_signature(one, certificates.get(one.certificate), officer, judged_at)),
            result=_RESULTS[one.verdict],
            notes=[problem.message for problem in one.problems],
            agents=agents,
        )
        for number, one in enumerate(piece.signatures, start=1)
    )
    return premis.write(file, FORMATS[file.kind], events, agents)


def _agents(officer: str, program: str) -> Iterator[Agent]:
    if officer:
        yield Agent(
            name=officer,
            kind="naam",
            type="per",
            role="aut",
            note="De voor de validatie verantwoordelijke functionaris (Archiefregeling, artikel 24, onder c).",
        )
    yield Agent(
        name=program,
        kind="programma",
        type="sof",
        role="exe",
        note="Het programma waarmee de validatie is uitgevoerd.",
    )


def _of_paper(piece: Piece, officer: str, judged_at: datetime) -> Iterator[tuple[str, str]]:
    stamps = sum(one.kind == _STAMP for one in piece.signatures)
    yield "papier", piece.title
    yield "moment van validatie", moment(judged_at)
    yield "verantwoordelijke functionaris", officer
    yield "aantal handtekeningen en zegels", str(len(piece.signatures) - stamps)
    yield "aantal archieftijdstempels", str(stamps)


def _of_signature(
    one: SignatureReport, certificate: Signer | None, officer: str, judged_at: datetime
) -> Iterator[tuple[str, str]]:
    """Give what art. 24 c asks, and what makes it findable."""
    stamp = one.kind == _STAMP
    yield ("houder van het tijdstempel" if stamp else "houder van de digitale handtekening"), one.signer
    yield "soort", one.kind
    yield "hoedanigheid", "" if stamp else one.role
    yield "veld in de PDF", one.field
    yield "niveau", f"PAdES {one.level}" if one.level else ""
    yield ("moment van het tijdstempel" if stamp else "moment van ondertekening"), _signed_at(one)
    yield "moment van validatie", moment(judged_at)
    yield "resultaat van de validatie", _RESULTS[one.verdict]
    yield "verantwoordelijke functionaris", officer
    if certificate is not None:
        yield "certificaat, houder", certificate.holder
        yield "certificaat, uitgever", certificate.issuer
        yield "certificaat, serienummer (hexadecimaal)", certificate.serial
        yield "certificaat, geldig van", moment(certificate.not_before)
        yield "certificaat, geldig tot", moment(certificate.not_after)
    yield "certificaat, SHA-256", one.certificate


def _lines(details: Iterator[tuple[str, str]]) -> list[str]:
    """Give what is known a line each."""
    return [f"{label}: {text}" for label, text in details if text]


def _signed_at(one: SignatureReport) -> str:
    if one.time is None:
        return "niet bewezen"
    if one.kind == _STAMP:
        return moment(one.time)
    return f"{'uiterlijk ' if one.at_latest else ''}{moment(one.time)}, bewezen met een tijdstempel"
