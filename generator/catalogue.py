"""The catalogues in `templates/`: the twenty tasks, the document kinds, and an organisation's questions.

A folder of one's own takes the place of the program's, file by file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from generator.errors import TemplateRefused
from generator.resources import template_file
from generator.tables import Entry, entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.delegation import Delegation

Signer = Literal["taakgedelegeerde", "bedrijfsarts", "werkgever"]
Level = Literal["ses", "aes", "qes"]
Sender = Literal["arbodienst", "werkgever"]
# A series is what is made together, in a folder of its own; an occasion says when one of it is made.
Series = Literal[
    "dossier",
    "verzegeling",
    "weigering",
    "intrekking",
    "archivering",
    "terugkoppeling",
    "terugname",
    "toezicht",
]
Occasion = Literal[
    "altijd",
    "dienstverband",
    "medezeggenschap",
    "verzegeling",
    "weigering",
    "intrekking",
    "archivering",
    "terugkoppeling",
    "terugname",
    "terugname-dienstverband",
    "toezicht",
]

KINDS, TASKS, QUESTIONS = "documenten.toml", "taken.toml", "bekwaamheidsvragen.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of the catalogue, in the words of its source."""

    nummer: int
    id: str
    tekst: str
    categorie: str
    subcategorie: str
    ster_in_bron: bool
    bron_onzeker: bool

    @property
    def delegeerbaar(self) -> bool:
        """Whether the source lets a casemanager have this task, under conditions."""
        return self.ster_in_bron


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of document: when it is made, who signs it and in which order."""

    id: str
    slug: str
    titel: str
    afzender: Sender
    wanneer: Occasion
    op_verzoek: bool
    ondertekenaars: tuple[Signer, ...]
    na: Mapping[str, tuple[str, ...]]
    niveau: Level
    bewaren: str

    @property
    def series(self) -> Series:
        """What it is made together with."""
        return _OCCASIONS[self.wanneer][0]

    @property
    def template(self) -> str:
        """The name of its Word template."""
        return f"{self.id}-{self.slug}.docx"

    def applies(self, delegation: Delegation) -> bool:
        """Whether this delegation asks for this document, when its series is made."""
        if self.id == "D4" and delegation.gedragscode is None:
            return False  # there is no code to subscribe to; say what that means
        return _OCCASIONS[self.wanneer][1](delegation)


def _always(_delegation: Delegation) -> bool:
    return True


def _employed(delegation: Delegation) -> bool:
    return delegation.dienstverband


_OCCASIONS: Mapping[Occasion, tuple[Series, Callable[[Delegation], bool]]] = {
    "altijd": ("dossier", _always),
    "dienstverband": ("dossier", _employed),
    "medezeggenschap": ("dossier", lambda found: found.werkgever.medezeggenschap.vorm != "geen"),
    "verzegeling": ("verzegeling", _always),
    "weigering": ("weigering", _always),
    "intrekking": ("intrekking", _always),
    "archivering": ("archivering", _always),
    "terugkoppeling": ("terugkoppeling", _always),
    "terugname": ("terugname", _always),
    "terugname-dienstverband": ("terugname", _employed),
    "toezicht": ("toezicht", _always),
}


def digest(folder: Path | None = None) -> str:
    """Give the SHA-256 of the list of documents: which papers there must be, and who signs them."""
    return _digest(folder, KINDS)


def tasks_digest(folder: Path | None = None) -> str:
    """Give the SHA-256 of the lists whose wording the papers print: the tasks, and one's own questions."""
    if template_file(QUESTIONS, folder).is_file():
        return sha256(f"{_digest(folder, TASKS)} {_digest(folder, QUESTIONS)}".encode()).hexdigest()
    return _digest(folder, TASKS)


def _digest(folder: Path | None, name: str) -> str:
    try:
        return sha256(template_file(name, folder).read_bytes()).hexdigest()
    except OSError as err:
        raise TemplateRefused(f"De catalogus {name} ontbreekt of kan niet worden gelezen.") from err


def tasks(folder: Path | None = None) -> Mapping[str, Task]:
    """Give the tasks by id, in the order of the catalogue."""
    return _tasks(template_file(TASKS, folder))


def documents(folder: Path | None = None, series: Series = "dossier") -> tuple[DocumentKind, ...]:
    """Give the document kinds of a series, in the order in which they are signed."""
    return tuple(kind for kind in all_documents(folder) if kind.series == series)


def all_documents(folder: Path | None = None) -> tuple[DocumentKind, ...]:
    """Give the document kinds of every series."""
    return _documents(template_file(KINDS, folder))


def documents_in(path: Path, series: Series) -> tuple[DocumentKind, ...]:
    """Give the kinds of a series from one list of documents, such as an earlier one."""
    return tuple(kind for kind in _documents(path) if kind.series == series)


def questions(folder: Path | None = None) -> tuple[str, ...]:
    """Give the organisation's own questions on competence; none where it has no such file.

    The official assessment framework is not ours to print: who has it loads it here.
    """
    path = template_file(QUESTIONS, folder)
    return _questions(path) if path.is_file() else ()


@lru_cache(maxsize=8)
def _questions(path: Path) -> tuple[str, ...]:
    return tuple(entry.take("vraag", str) for entry in entries(path, "vraag", {"vraag"}, unique={"vraag"}))


@lru_cache(maxsize=8)
def _tasks(path: Path) -> Mapping[str, Task]:
    found = [
        Task(
            nummer=entry.take("nummer", int),
            id=entry.take("id", str),
            tekst=entry.take("tekst", str),
            categorie=entry.take("categorie", str),
            subcategorie=entry.take("subcategorie", str),
            ster_in_bron=entry.take("ster_in_bron", bool),
            bron_onzeker=entry.take("bron_onzeker", bool),
        )
        for entry in entries(path, "taak", Task.__dataclass_fields__, unique=("id", "nummer"))
    ]
    return MappingProxyType({task.id: task for task in found})


@lru_cache(maxsize=8)
def _documents(path: Path) -> tuple[DocumentKind, ...]:
    kinds: dict[tuple[str, str], DocumentKind] = {}
    for entry in entries(path, "document", DocumentKind.__dataclass_fields__, unique=("slug",)):
        signers = entry.choices("ondertekenaars", get_args(Signer))
        kind = DocumentKind(
            id=entry.take("id", str),
            slug=entry.take("slug", str),
            titel=entry.take("titel", str),
            afzender=entry.choice("afzender", get_args(Sender)),
            wanneer=entry.choice("wanneer", get_args(Occasion)),
            op_verzoek=entry.take("op_verzoek", bool),
            ondertekenaars=signers,
            na=_after(entry, signers),
            niveau=entry.choice("niveau", get_args(Level)),
            bewaren=entry.take("bewaren", str),
        )
        if (kind.series, kind.id) in kinds:
            raise entry.refused("id", f"«{kind.id}» komt twee keer voor")
        kinds[kind.series, kind.id] = kind
    for kind in kinds.values():
        for needed in {name for names in kind.na.values() for name in names}:
            if (kind.series, needed) not in kinds:
                raise TemplateRefused(
                    f"documenten.toml, {kind.id}: «na» noemt het onbekende document «{needed}»."
                )
    return tuple(kinds.values())


def _after(entry: Entry, signers: tuple[Signer, ...]) -> Mapping[str, tuple[str, ...]]:
    """Read `na`: what must be complete before a signer may sign; it may be left out."""
    table: dict[str, list[str]] = entry.take("na", dict) if "na" in entry.values else {}
    if strangers := sorted(set(table) - set(signers)):
        raise entry.refused("na", f"«{strangers[0]}» ondertekent dit document niet")
    if not all(
        isinstance(names, list) and all(type(name) is str for name in names) for names in table.values()
    ):
        raise entry.refused("na", "hier hoort per ondertekenaar een lijst van documenten")
    return MappingProxyType({signer: tuple(table[signer]) for signer in signers if signer in table})
