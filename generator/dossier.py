"""The dossier folder and its manifest (design 4.3).

`delegatie.yaml` is the input byte for byte, `dossier.json` the manifest, `logboek.jsonl` the
ledger; `word/` and `pdf/` hold the documents. The state of a document is read from its PDF, never
from the manifest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from generator.catalogue import Series
from generator.errors import InputRefused
from generator.files import read_file
from signing.plan import Origin, Plan

FORMAT = 1
SOURCE = "delegatie.yaml"
ADDITION = "aanvulling.yaml"
MANIFEST = "dossier.json"
LEDGER = "logboek.jsonl"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a dossier: its files, the bytes that were generated, its signing plan.

    `template_version` is the release of its template, None for one that was not released.
    `after` maps a role to the documents that must be complete before that role may sign this one.
    """

    id: str
    slug: str
    template_sha256: str
    template_version: int | None
    word_sha256: str
    origin: Origin
    plan: Plan
    after: Mapping[str, tuple[str, ...]]

    @property
    def template(self) -> str:
        """Give the name of the Word template it was made with."""
        return f"{self.id}-{self.slug}.docx"

    @property
    def word(self) -> str:
        """Give the path of the Word file in the dossier."""
        return f"word/{self.id}-{self.slug}.docx"

    @property
    def pdf(self) -> str:
        """Give the path of the PDF in the dossier."""
        return f"pdf/{self.id}-{self.slug}.pdf"

    def as_json(self) -> dict[str, object]:
        """Give the document as the manifest holds it."""
        return {
            "id": self.id,
            "slug": self.slug,
            "sjabloon": {
                "bestand": self.template,
                "versie": self.template_version,
                "sha256": self.template_sha256,
            },
            "word": {"bestand": self.word, "sha256": self.word_sha256},
            "pdf": {"bestand": self.pdf, "bytes": self.origin.size, "sha256": self.origin.sha256},
            "na": {role: list(ids) for role, ids in self.after.items()},
            "ondertekenplan": self.plan.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionFile:
    """The file of an addition as it lies in its folder, beside the delegation file."""

    series: Series
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a dossier consists of, and what made it.

    A folder of papers that came after the delegation (feedback, withdrawal, supervision report) is one
    as well: its `addition` says from which file they were made.
    """

    reference: str
    source_sha256: str
    addition: AdditionFile | None = None
    test: bool
    catalogue_sha256: str
    tasks_sha256: str
    letterhead_sha256: str | None = None
    versions: Mapping[str, str]
    documents: tuple[Document, ...]

    @property
    def series(self) -> Series:
        """What is made together in this folder."""
        return self.addition.series if self.addition else "dossier"

    def dumps(self) -> bytes:
        """Write the manifest: the same dossier gives the same bytes."""
        addition = self.addition and {
            "soort": self.addition.series,
            "bestand": ADDITION,
            "sha256": self.addition.sha256,
        }
        data = {
            "formaat": FORMAT,
            "kenmerk": self.reference,
            "delegatie": {"bestand": SOURCE, "sha256": self.source_sha256},
            "aanvulling": addition,
            "proef": self.test,
            "catalogus": {"sha256": self.catalogue_sha256, "taken_sha256": self.tasks_sha256},
            "huisstijl": self.letterhead_sha256 and {"sha256": self.letterhead_sha256},
            "versies": dict(self.versions),
            "documenten": [document.as_json() for document in self.documents],
        }
        return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A dossier folder with its manifest read; the documents are read when asked for."""

    folder: Path
    manifest: Manifest

    def document(self, document_id: str) -> Document | None:
        """Find a document by its id."""
        return next((d for d in self.manifest.documents if d.id == document_id), None)

    def read_pdf(self, document: Document) -> bytes:
        """Read a document's PDF. Raises `SurroundingsFailed`."""
        return read_file(self.folder / document.pdf)


def open_dossier(folder: Path) -> Dossier:
    """Read a dossier's manifest. Raises `InputRefused`."""
    path = folder / MANIFEST
    if not path.is_file():
        raise InputRefused(
            f"{folder} is geen dossier: er staat geen {MANIFEST} in.",
            hint="Maak een dossier met `delegatie genereer`, of wijs de map aan die het heeft gemaakt.",
        )
    try:
        return Dossier(folder=folder, manifest=loads(read_file(path)))
    except ValueError as err:
        raise InputRefused(
            f"{path} is beschadigd of niet door dit programma gemaakt ({err}).",
            hint="Zet het dossier terug uit een kopie; wijzig dit bestand niet met de hand.",
        ) from err


def loads(data: bytes) -> Manifest:
    """Read a manifest; raises `ValueError` for any other shape."""
    try:
        found = json.loads(data)
        if _count(found["formaat"]) != FORMAT:
            raise ValueError(f"formaat {found['formaat']}")
        documents = tuple(_document(entry) for entry in found["documenten"])
        manifest = Manifest(
            reference=_text(found["kenmerk"]),
            source_sha256=_text(found["delegatie"]["sha256"]),
            addition=_addition(found.get("aanvulling")),
            test=found["proef"] is True,
            catalogue_sha256=_text(found["catalogus"]["sha256"]),
            tasks_sha256=_text(found["catalogus"]["taken_sha256"]),
            letterhead_sha256=_letterhead(found.get("huisstijl")),
            versions={str(key): _text(value) for key, value in found["versies"].items()},
            documents=documents,
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as err:
        raise ValueError(f"{type(err).__name__}: {err}") from err
    if not documents or len({document.id for document in documents}) != len(documents):
        raise ValueError("documenten ontbreken of staan er dubbel in")
    return manifest


def marks(manifest: Manifest, document: str, *, word_sha256: str) -> dict[str, str]:
    """Give what each PDF carries from revision 0 on: whose it is, which one, made from which files.

    What the manifest says of it otherwise is not signed before the dossier is closed.
    """
    made_from = {
        "BronSHA256": manifest.source_sha256,
        "WordSHA256": word_sha256,
        "CatalogusSHA256": manifest.catalogue_sha256,
        "Proef": "ja" if manifest.test else "nee",
    }
    if manifest.addition:
        made_from["AanvullingSHA256"] = manifest.addition.sha256
    return {"Kenmerk": manifest.reference, "Document": document, **made_from}


def sha256(data: bytes) -> str:
    """Give the SHA-256 in lower-case hexadecimals."""
    return hashlib.sha256(data).hexdigest()


def _document(entry: Mapping[str, object]) -> Document:
    document = Document(
        id=_text(entry["id"]),
        slug=_text(entry["slug"]),
        template_sha256=_text(_map(entry["sjabloon"])["sha256"]),
        template_version=_version(_map(entry["sjabloon"]).get("versie")),
        word_sha256=_text(_map(entry["word"])["sha256"]),
        origin=Origin(size=_count(_map(entry["pdf"])["bytes"]), sha256=_text(_map(entry["pdf"])["sha256"])),
        plan=Plan.from_json(entry["ondertekenplan"]),
        after={str(role): tuple(map(_text, _list(ids))) for role, ids in _map(entry["na"]).items()},
    )
    # The paths come from id and slug: a manifest cannot point outside its own folder, on any system.
    for part in (document.id, document.slug):
        if not _NAME.fullmatch(part):
            raise ValueError(f"ongeldige naam {part!r}")
    return document


def _addition(entry: object) -> AdditionFile | None:
    if entry is None:
        return None
    series = _text(_map(entry)["soort"])
    for known in get_args(Series):
        if known == series and known != "dossier":
            return AdditionFile(series=known, sha256=_text(_map(entry)["sha256"]))
    raise ValueError(f"onbekende soort {series!r}")


def _letterhead(entry: object) -> str | None:
    return None if entry is None else _text(_map(entry)["sha256"])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("tekst verwacht")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError("aantal verwacht")
    return value


def _version(value: object) -> int | None:
    return None if value is None else _count(value)


def _map(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("object verwacht")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("lijst verwacht")
    return value
