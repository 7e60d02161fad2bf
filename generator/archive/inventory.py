"""Is there nothing in a package but what belongs there: whatever nobody judged is never passed over in silence.

The seal over a package says only that its sealer put everything there, and a custodian may be anyone.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.archive import history
from generator.archive.model import README
from generator.archive.names import is_sidecar
from generator.archive.package import BOOKS, CERTIFICATES, HISTORY, Package
from generator.dossier import ADDITION, LEDGER, MANIFEST, SOURCE
from generator.errors import GeneratorError
from generator.files import read_file
from signing.archive import bag, certificates
from signing.archive.names import shown
from signing.report import Problem

_BOOKS = frozenset({SOURCE, MANIFEST, LEDGER, ADDITION, README})
_OF_PAPER = (".pdf", ".docx", ".validatie.xml", ".premis.xml")
_MOST_BYTES = 64 << 10  # of a certificate


def problems(package: Package) -> Iterator[Problem]:
    """Name each file of the payload that is no part of a package.

    Sidecars and papers (a folder with a PDF of its name) are left to those who judge these. Raises
    `InputRefused`, `SurroundingsFailed`, `DocumentRefused`.
    """
    listed = bag.listed(package.folder)
    top = f"data/{package.name}/"
    papers = {folder for folder, file in _parts(listed, top) if file == f"{folder}.pdf"}
    kept = history.names(package)
    for path in listed:
        folder, _, file = path.removeprefix(top).partition("/")
        match folder.removeprefix(f"{package.name}-"):
            case _ if is_sidecar(file or folder):
                known = True
            case _ if folder in papers:
                known = file in {f"{folder}{ending}" for ending in _OF_PAPER}
            case piece if piece == BOOKS:
                known = file in _BOOKS
            case piece if piece == CERTIFICATES:
                known = _is_certificate(package, path)
            case piece if piece == HISTORY:
                known = file in kept
            case _:
                known = False
        if not known:
            yield Problem(
                code="onbekend-bestand",
                message=f"«{shown(path)}» hoort niet in een archiefpakket van een dossier, en is door niemand beoordeeld.",
            )


def _parts(listed: dict[str, str], top: str) -> Iterator[tuple[str, str]]:
    for path in listed:
        folder, _, file = path.removeprefix(top).partition("/")
        yield folder, file


def _is_certificate(package: Package, path: str) -> bool:
    try:
        return certificates.is_one(read_file(package.folder / path, limit=_MOST_BYTES))
    except GeneratorError:
        return False  # that it cannot be read is told with the bag
