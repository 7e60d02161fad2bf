"""A dossier as the archive describes it, small and without signatures that hold: for tests of what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from generator.archive.describe import sidecars
from generator.archive.model import FileKind, Happened, Piece, Stored, Whole
from generator.delegation import Delegation, parse
from tests.generator.example_file import Change, changed

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2027, 12, 31, 23, 30, 15, tzinfo=UTC)
SIGNED = datetime(2026, 11, 24, 9, 0, 1, tzinfo=UTC)
NS = "{https://www.nationaalarchief.nl/mdto}"
_KINDS: dict[str, FileKind] = {
    "pdf": "pdf", "docx": "word", "validatie.xml": "validatie", "premis.xml": "premis",
}  # fmt: skip


def official(name: str) -> Path:
    """A file of MDTO itself; it is not part of the project, but may lie beside it."""
    found = next(iter(ROOT.parent.glob(f"*/data/mdto/{name}")), None)
    if found is None:
        pytest.skip("de bestanden van MDTO (XSD en voorbeelden) liggen niet naast het project")
    return found


def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(official("MDTO-XML1.0.1.xsd"))))


def delegation(change: Change = lambda _: None, name: str = "in-dienst") -> Delegation:
    found = parse(changed(change, name)).delegation
    assert found is not None
    return found


def content(path: str) -> bytes:
    """What a file of the package holds here: its own path."""
    return path.encode()


def stored(path: str, kind: FileKind) -> Stored:
    data = content(path)
    return Stored(path=path, size=len(data), sha256=sha256(data).hexdigest(), kind=kind, made=SIGNED)


def paper(folder: str, name: str = "D1-delegatieovereenkomst", title: str = "Delegatieovereenkomst") -> Piece:
    """One paper with its Word copy and both records."""
    return Piece(
        name=name,
        title=title,
        description=f"{title} bij dossier {folder}",
        document=name.partition("-")[0],
        files=tuple(stored(f"{folder}/{name}/{name}.{end}", kind) for end, kind in _KINDS.items()),
        events=(
            Happened(
                kind="Validatie Handtekening", at=AT, by="H. Willems", result="geldig: <&> «handtekening»"
            ),
            Happened(kind="Accordering", at=SIGNED, by="A.M. de Vries (bedrijfsarts)", result="PAdES B-LTA"),
            Happened(kind="Creatie", at=datetime(2026, 11, 23, tzinfo=UTC), by="Arbodienst De Dieze B.V."),
        ),
    )


def others(folder: str) -> tuple[Piece, ...]:
    """The pieces that are no paper: books, certificates, and the history of a renewed package."""
    parts: dict[str, dict[str, FileKind]] = {
        "administratie": {
            "delegatie.yaml": "yaml", "dossier.json": "json", "logboek.jsonl": "jsonl", "LEESMIJ.txt": "tekst",
        },
        "certificaten": {"0123456789abcdef.pem": "certificaat"},
        "geschiedenis": {
            "2037-01-05-archiefverklaring.pdf": "verklaring", "2037-01-05-manifest-sha256.txt": "manifest",
        },
    }  # fmt: skip
    return tuple(
        Piece(
            name=f"{folder}-{part}",
            title=f"{part.capitalize()} van dossier {folder}",
            description=f"De {part}.",
            files=tuple(stored(f"{folder}/{folder}-{part}/{name}", kind) for name, kind in files.items()),
            events=(Happened(kind="Wijziging", at=AT, by="delegatie 0.7", result="Vernieuwd."),),
        )
        for part, files in parts.items()
    )


def whole(
    change: Change = lambda _: None, *, example: str = "in-dienst", folder: str = "DLG-2026-0042", **more: Any
) -> Whole:
    """A dossier with two papers, its books, certificates and history."""
    found = delegation(change, example)
    papers = (paper(folder), paper(folder, "D9-informatiebrief", "Informatiebrief: «wie & wat» <werknemers>"))
    made = Whole(
        reference=folder,
        series="dossier",
        title=f"Delegatiedossier {folder}",
        delegation=found,
        creator=found.werkgever.naam,
        officer=found.archief.verantwoordelijke,
        judged_at=AT,
        program="delegatie 0.7",
        pieces=(*papers, *others(folder)),
        events=(Happened(kind="Bevriezing", at=SIGNED, by="Arbodienst De Dieze B.V."),),
    )
    return replace(made, **more)


def lay(data: Path, made: Whole) -> Path:
    """Put the files and the sidecars of `made` below `data`."""
    for path, text in sidecars(made):
        _put(data / path, text)
    for piece in made.pieces:
        for file in piece.files:
            _put(data / file.path, content(file.path))
    return data


def _put(path: Path, text: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
