"""Do the books of a dossier and its files agree: Word copies, ledger, and nothing else in the folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.dossier import ADDITION, LEDGER, MANIFEST, SOURCE, Document, Dossier, sha256
from generator.errors import GeneratorError
from generator.files import read_file
from signing import ledger
from signing.report import Problem


def word_problems(dossier: Dossier) -> Iterator[Problem]:
    """Hold each Word copy against the manifest."""
    for document in dossier.manifest.documents:
        path = dossier.folder / document.word
        if not path.is_file():
            yield Problem(code="ontbreekt", message=f"{document.word} ontbreekt in het dossier.")
        elif sha256(read_file(path)) != document.word_sha256:
            yield Problem(code="word-gewijzigd", message=f"{document.word} is gewijzigd na het maken.")


def stray_files(dossier: Dossier, stated: Collection[str]) -> Iterator[Problem]:
    """Name each file that is no part of the dossier; `stated` are the paths of its statement (D14)."""
    known = {SOURCE, MANIFEST, LEDGER}
    if dossier.manifest.addition:
        known.add(ADDITION)
    known |= {*stated, *(path for d in dossier.manifest.documents for path in (d.pdf, d.word))}
    for path in sorted(dossier.folder.rglob("*")):
        name = path.relative_to(dossier.folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if name not in known:
            yield Problem(code="onbekend-bestand", message=f"{name} hoort niet in dit dossier.")


def ledger_problems(dossier: Dossier, stated: Document | None) -> Iterator[Problem]:
    """Hold the ledger against itself, and its last line on each PDF against that PDF.

    `stated` is the statement (D14), if there is one: that was made in one go, so the ledger must know it.
    """
    try:
        entries = ledger.read(read_file(dossier.folder / LEDGER))
    except (ledger.BrokenLedger, GeneratorError) as err:
        yield Problem(code="logboek", message=str(err))
        return
    last = {str(e.data.get("document")): e.data.get("na") for e in entries}
    if stated and stated.id not in last:
        yield Problem(
            code="logboek",
            message=f"Het logboek noemt {stated.pdf} niet. `delegatie verzegel` vult het aan, als die klopt.",
        )
    for document in (*dossier.manifest.documents, *((stated,) if stated else ())):
        path = dossier.folder / document.pdf
        if not path.is_file():
            continue
        if last.get(document.id, document.origin.sha256) != sha256(read_file(path)):
            yield Problem(
                code="logboek", message=f"Het logboek noemt een andere {document.pdf} dan er nu staat."
            )
