"""Is a closed dossier what its sealed statement (D14) says it is.

The statement carries manifest, ledger and delegation file under the organisation's seal. Held against
the folder, whatever was changed in the plain files since shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator import logbook
from generator.dossier import LEDGER, MANIFEST, SOURCE, Document, Dossier, sha256
from generator.errors import GeneratorError
from generator.files import read_file
from generator.statement import due
from signing import ledger, state
from signing.errors import DocumentRefused
from signing.report import Problem

# What the ledger may say once the statement is there; «aangevuld» is of a step that an older program left out.
_AFTER = frozenset({"vernieuwing", "aangevuld"})


def is_closed(dossier: Dossier) -> bool:
    """Claim that every document bears its closing seal; one that cannot be read does not."""
    try:
        return all(
            state.state(dossier.read_pdf(document), document.plan).next is None
            for document in dossier.manifest.documents
        )
    except (DocumentRefused, GeneratorError):
        return False


def missing(dossier: Dossier, templates: Path | None) -> Iterator[Problem]:
    """Say that a dossier whose documents are all sealed has no statement."""
    if due(dossier, templates) and is_closed(dossier):
        yield Problem(
            code="verklaring-ontbreekt",
            message="De documenten zijn verzegeld, maar de dossierverklaring (D14) ontbreekt: of er iets aan het "
            "dossier is veranderd, is zo niet te zeggen. `delegatie verzegel` maakt haar alsnog.",
        )


def problems(dossier: Dossier, statement: Document) -> Iterator[Problem]:
    """Hold the folder against what the statement carries; its own signatures are judged elsewhere."""
    try:
        inside = state.attachments(read_file(dossier.folder / statement.pdf))
    except DocumentRefused:
        return  # `verify` says that it is unreadable
    for name in (SOURCE, MANIFEST):
        if inside.get(name) != _there(dossier, name):
            yield _differs(f"{name} is niet het bestand dat bij het sluiten van het dossier is verzegeld")
    if sha256(inside.get(SOURCE, b"")) != dossier.manifest.source_sha256:
        yield _differs(f"{SOURCE} in de dossierverklaring is niet het bestand waarvan het dossier is gemaakt")
    sealed = inside.get(LEDGER, b"")
    if not sealed or not _there(dossier, LEDGER).startswith(sealed):
        yield _differs(f"{LEDGER} begint niet met het logboek dat bij het sluiten is verzegeld")
    yield from _documents(dossier, sealed)
    yield from _since(dossier, statement, sealed)
    word = dossier.folder / statement.word
    if not word.is_file():
        yield Problem(code="ontbreekt", message=f"{statement.word} ontbreekt in het dossier.")
    elif sha256(read_file(word)) != statement.word_sha256:
        yield Problem(code="word-gewijzigd", message=f"{statement.word} is gewijzigd na het maken.")


def _there(dossier: Dossier, name: str) -> bytes:
    try:
        return read_file(dossier.folder / name)
    except GeneratorError:
        return b""  # that it is gone is told elsewhere


def _documents(dossier: Dossier, sealed: bytes) -> Iterator[Problem]:
    """Each document must begin with the bytes that the sealed ledger saw last: it may have grown since."""
    try:
        last = {str(entry.data.get("document")): entry.data for entry in ledger.read(sealed)}
    except ledger.BrokenLedger as err:
        yield _differs(f"Het logboek in de dossierverklaring klopt niet: {err}")
        return
    for document in dossier.manifest.documents:
        line = last.get(document.id, {})
        size = line.get("bytes")
        try:
            pdf = read_file(dossier.folder / document.pdf)
        except GeneratorError:
            continue  # its absence is told elsewhere
        if not isinstance(size, int) or sha256(pdf[:size]) != line.get("na"):
            yield _differs(f"{document.pdf} is niet het document dat bij het sluiten is verzegeld")


def _since(dossier: Dossier, statement: Document, sealed: bytes) -> Iterator[Problem]:
    """After the statement was made and written down, nothing is done but to renew time-stamps (`books` looks which)."""
    try:
        lines = ledger.read(logbook.read(dossier))[sealed.count(b"\n") :]
    except GeneratorError:
        return  # told elsewhere
    made = next((line.number for line in lines if line.data.get("document") == statement.id), 0)
    for line in lines:
        if line.number != made and line.data.get("stap") not in _AFTER:
            yield _differs(
                f"Regel {line.number} van het logboek ({line.data.get('stap', '?')} van "
                f"{line.data.get('document', '?')}) kan niet: na het sluiten van het dossier worden alleen nog "
                "tijdstempels vernieuwd"
            )


def _differs(what: str) -> Problem:
    return Problem(code="verklaring", message=f"{what}.")
