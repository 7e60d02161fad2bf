"""What an archive package holds, as the stages that make it hand it on.

The package is a bag (RFC 8493). Its payload is a submission package in the sidecar layout of the MDTO SIP
specification 1.0: a folder for the dossier, in it a folder for each piece (archiefstuk).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.catalogue import Series
    from generator.delegation import Delegation
    from signing.report import SignatureReport, Verdict

# What a file is: its format follows from it, and which other files it belongs to.
FileKind = Literal[
    "pdf",  # a paper, sealed (PDF/A-2a)
    "verklaring",  # a sealed statement with files inside (PDF/A-3a): D14, an earlier D17
    "word",  # the Word copy of a paper
    "validatie",  # the validation report on a paper (ETSI TS 119 102-2)
    "premis",  # the record of Archiefregeling art. 24 c on a paper (PREMIS 3)
    "yaml",
    "json",
    "jsonl",
    "certificaat",  # X.509 in PEM
    "manifest",  # of the bag as it was before a renewal
    "tekst",
]
# Labels of MDTO's list of event types.
EventKind = Literal["Creatie", "Accordering", "Bevriezing", "Validatie Handtekening", "Export", "Wijziging"]

STATEMENT = "archiefverklaring.pdf"  # D17, beside the manifests of the bag: it seals them
README = "LEESMIJ.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One file of the payload: its path below `data/` (POSIX), size in bytes, SHA-256 and kind.

    `made` is when its content was made, where that is known (UTC).
    """

    path: str
    size: int
    sha256: str
    kind: FileKind
    made: datetime | None = None

    @property
    def name(self) -> str:
        """Give the file's own name."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event in the life of a piece or the dossier: `result` is Dutch, and may be empty."""

    kind: EventKind
    at: datetime
    by: str
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One archiefstuk: a folder with the files that represent it and the data on them.

    `name` is the folder's, `document` the id of the paper (D1…) or empty; `signatures` and `verdict` are
    what validation found when the package was made.
    """

    name: str
    title: str
    description: str
    files: tuple[Stored, ...]
    document: str = ""
    events: tuple[Happened, ...] = ()
    signatures: tuple[SignatureReport, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The dossier as it is described: who formed it, who answers for it, what it consists of.

    `reference` names its folder; `officer` is the functionary who answers for the validation, `creator` the
    archiefvormer; `judged_at` is the moment of validation and `program` what did it, with its version.
    `parent` is the object in the receiving system under which it comes: (kenmerk, bron), if that is known.
    """

    reference: str
    series: Series
    title: str
    delegation: Delegation
    creator: str
    officer: str
    judged_at: datetime
    program: str
    pieces: tuple[Piece, ...]
    events: tuple[Happened, ...] = ()
    test: bool = False
    parent: tuple[str, str] | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def keep_until(self) -> date:
        """Give the last day on which it is kept."""
        return self.delegation.archief.bewaren_tot
