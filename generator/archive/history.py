"""What a package keeps of itself at a renewal: the statement that sealed it, its manifests, its validation data.

Each file is named after the day of the statement that it belonged to, so that every name in the package
stays unique: `<kenmerk>-2034-05-01-archiefverklaring.pdf`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from generator.archive import statement_facts
from generator.archive.model import STATEMENT, FileKind
from generator.archive.package import HISTORY, Package
from generator.archive.statement import TAG_MANIFESTS, Facts, earlier_of, facts_of
from generator.files import read_file

MANIFEST = "manifest-sha256.txt"
_MANIFESTS = (*TAG_MANIFESTS, MANIFEST, "manifest-sha512.txt")
_RECORDS: Mapping[str, FileKind] = {".validatie.xml": "validatie", ".premis.xml": "premis"}
_DAY = r"\d{4}-\d{2}-\d{2}(?:-\d+)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file of the history: its name there, where it lies now, and what it is."""

    name: str
    content: Path | bytes = field(repr=False)
    kind: FileKind
    made: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """All that came before: files for the history, and the statements, as they are and as the next one names them.

    The oldest statement comes first.
    """

    files: tuple[Kept, ...] = ()
    facts: tuple[Facts, ...] = ()
    statements: tuple[statement_facts.Earlier, ...] = ()

    @property
    def pdfs(self) -> tuple[bytes, ...]:
        """Give the statements themselves. Raises `SurroundingsFailed`."""
        found = (one.content for one in self.files if one.kind == "verklaring")
        return tuple(one if isinstance(one, bytes) else read_file(one) for one in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The package as it was before one of its renewals: the statement, and the manifests that it sealed."""

    statement: bytes
    tag_manifests: Mapping[str, bytes]
    manifest: bytes


def gather(package: Package, old: bytes, *, why: str) -> Earlier:
    """Take from a package what the next one keeps of it; `why` says why it is renewed (a Dutch sentence).

    `old` is its statement, as it was renewed itself. Raises `DocumentRefused`, `InputRefused`,
    `SurroundingsFailed`.
    """
    facts = facts_of(old)
    before = package.piece(HISTORY)
    kept = [
        Kept(name=path.name, content=path, kind=_kind(path.name))
        for path in sorted(before.iterdir() if before.is_dir() else ())
        if not path.name.endswith(".MDTO.xml")
    ]
    prefix = _prefix(package.name, facts.at, {one.name for one in kept})
    now: dict[str, Path | bytes] = {STATEMENT: old, **{name: package.folder / name for name in _MANIFESTS}}
    for piece in sorted(package.dossier.iterdir()):
        if piece.is_dir() and piece != before:
            records = [path for path in sorted(piece.iterdir()) if path.name.endswith(tuple(_RECORDS))]
            now |= {path.name: path for path in records}
    kept += [
        Kept(name=f"{prefix}{name}", content=content, kind=_kind(name), made=facts.at)
        for name, content in now.items()
    ]
    known = [facts_of(one.statement) for one in reversed(rounds(package))]
    return Earlier(files=tuple(kept), facts=(*known, facts), statements=earlier_of(old, why=why))


def rounds(package: Package) -> tuple[Round, ...]:
    """Give what sealed the package before, the newest first. Raises `InputRefused`, `SurroundingsFailed`."""
    return tuple(_round(package.piece(HISTORY), prefix) for prefix in _prefixes(package))


def names(package: Package) -> frozenset[str]:
    """Name the files that a history may hold: of each round the statement, the manifests, and the records of then.

    Raises `InputRefused`, `SurroundingsFailed`.
    """
    found: set[str] = set()
    for prefix in _prefixes(package):
        manifest = _round(package.piece(HISTORY), prefix).manifest.decode(errors="replace")
        then = (line.rpartition("/")[2] for line in manifest.splitlines())
        records = (name for name in then if name.endswith(tuple(_RECORDS)))
        found |= {f"{prefix}{name}" for name in (STATEMENT, *_MANIFESTS, *records)}
    return frozenset(found)


def _prefixes(package: Package) -> list[str]:
    """Give with what the names of each round begin, the newest first."""
    folder = package.piece(HISTORY)
    if not folder.is_dir():
        return []
    form = re.compile(re.escape(package.name) + f"-({_DAY})-{re.escape(STATEMENT)}")
    days = sorted(
        (found[1] for path in folder.iterdir() if (found := form.fullmatch(path.name))),
        key=_order,
        reverse=True,
    )
    return [f"{package.name}-{day}-" for day in days]


def _round(folder: Path, prefix: str) -> Round:
    return Round(
        statement=read_file(folder / f"{prefix}{STATEMENT}"),
        tag_manifests={name: read_file(folder / f"{prefix}{name}") for name in TAG_MANIFESTS},
        manifest=read_file(folder / f"{prefix}{MANIFEST}"),
    )


def _prefix(reference: str, at: datetime, taken: set[str]) -> str:
    """Name the round after its day; a second on one day gets a number."""
    number = 1
    while True:
        again = "" if number == 1 else f"-{number}"
        prefix = f"{reference}-{at:%Y-%m-%d}{again}-"
        if f"{prefix}{STATEMENT}" not in taken:
            return prefix
        number += 1


def _order(day: str) -> tuple[str, int]:
    return day[:10], int(day[11:] or 1)


def _kind(name: str) -> FileKind:
    if name.endswith(STATEMENT):
        return "verklaring"
    return next((kind for end, kind in _RECORDS.items() if name.endswith(end)), "manifest")
