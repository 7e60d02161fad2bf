"""The task catalogue and the document kinds, as legal staff keep them in `templates/`.

Both files are read strictly: a key that is not known, missing or of another kind is an error that
names it, so that a slip there cannot quietly change what is delegated or who signs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from generator.errors import SurroundingsFailed, TemplateRefused
from generator.resources import content

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from generator.delegation import Delegation

Signer = Literal["taakgedelegeerde", "bedrijfsarts", "werkgever"]
Level = Literal["ses", "aes", "qes"]
Occasion = Literal["altijd", "dienstverband"]

T = TypeVar("T")
C = TypeVar("C", bound=str)

_KINDS: Mapping[type, str] = {
    str: "tekst",
    int: "een geheel getal",
    bool: "true of false",
    list: "een lijst",
    dict: "een tabel",
}


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
    wanneer: Occasion
    op_verzoek: bool
    ondertekenaars: tuple[Signer, ...]
    na: Mapping[str, tuple[str, ...]]
    niveau: Level
    bewaren: str

    def applies(self, delegation: Delegation) -> bool:
        """Whether this delegation asks for this document."""
        if self.id == "D4" and delegation.gedragscode is None:
            return False  # there is no code to subscribe to; say what that means
        return _OCCASIONS[self.wanneer](delegation)


_OCCASIONS: Mapping[Occasion, Callable[[Delegation], bool]] = {
    "altijd": lambda _delegation: True,
    "dienstverband": lambda delegation: delegation.dienstverband,
}


def digest(folder: Path | None = None) -> str:
    """Give the SHA-256 of the list of documents: which papers there must be, and who signs them."""
    return _digest(folder, "documenten.toml")


def tasks_digest(folder: Path | None = None) -> str:
    """Give the SHA-256 of the list of tasks, whose wording the papers print."""
    return _digest(folder, "taken.toml")


def _digest(folder: Path | None, name: str) -> str:
    try:
        return sha256(((folder or content("templates")) / name).read_bytes()).hexdigest()
    except OSError as err:
        raise TemplateRefused(f"De catalogus {name} ontbreekt of kan niet worden gelezen.") from err


def tasks(folder: Path | None = None) -> Mapping[str, Task]:
    """Give the tasks by id, in the order of the catalogue."""
    return _tasks(folder or content("templates"))


def documents(folder: Path | None = None) -> tuple[DocumentKind, ...]:
    """Give the document kinds in the order of the dossier."""
    return _documents(folder or content("templates"))


@lru_cache(maxsize=8)
def _tasks(folder: Path) -> Mapping[str, Task]:
    entries = [
        Task(
            nummer=entry.take("nummer", int),
            id=entry.take("id", str),
            tekst=entry.take("tekst", str),
            categorie=entry.take("categorie", str),
            subcategorie=entry.take("subcategorie", str),
            ster_in_bron=entry.take("ster_in_bron", bool),
            bron_onzeker=entry.take("bron_onzeker", bool),
        )
        for entry in _entries(folder / "taken.toml", "taak", Task.__dataclass_fields__)
    ]
    return MappingProxyType({task.id: task for task in entries})


@lru_cache(maxsize=8)
def _documents(folder: Path) -> tuple[DocumentKind, ...]:
    kinds: list[DocumentKind] = []
    for entry in _entries(folder / "documenten.toml", "document", DocumentKind.__dataclass_fields__):
        signers = entry.texts("ondertekenaars", get_args(Signer))
        kinds.append(
            DocumentKind(
                id=entry.take("id", str),
                slug=entry.take("slug", str),
                titel=entry.take("titel", str),
                wanneer=entry.choice("wanneer", get_args(Occasion)),
                op_verzoek=entry.take("op_verzoek", bool),
                ondertekenaars=signers,
                na=entry.after(signers),
                niveau=entry.choice("niveau", get_args(Level)),
                bewaren=entry.take("bewaren", str),
            )
        )
    known = {kind.id for kind in kinds}
    for kind in kinds:
        for needed in {name for names in kind.na.values() for name in names} - known:
            raise TemplateRefused(
                f"documenten.toml, {kind.id}: «na» noemt het onbekende document «{needed}»."
            )
    return tuple(kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One table of a catalogue file, read key by key."""

    where: str
    values: Mapping[str, Any]

    def refused(self, key: str, why: str) -> TemplateRefused:
        return TemplateRefused(
            f"{self.where}, «{key}»: {why}.", hint="Herstel de catalogus in de map templates."
        )

    def take(self, key: str, kind: type[T]) -> T:
        value = self.values.get(key)
        if type(value) is not kind:  # a bool is an int, and not what was asked
            raise self.refused(key, f"hier hoort {_KINDS[kind]}")
        return value

    def choice(self, key: str, allowed: tuple[C, ...]) -> C:
        value = self.take(key, str)
        for one in allowed:
            if one == value:
                return one
        raise self.refused(key, f"«{value}» kan niet; toegestaan: {', '.join(allowed)}")

    def texts(self, key: str, allowed: tuple[C, ...]) -> tuple[C, ...]:
        found = tuple(replace(self, values={key: item}).choice(key, allowed) for item in self.take(key, list))
        if len(set(found)) != len(found):
            raise self.refused(key, "een naam staat er twee keer")
        return found

    def after(self, signers: tuple[Signer, ...]) -> Mapping[str, tuple[str, ...]]:
        """Read `na`: what must be complete before a signer may sign; it may be left out."""
        table: dict[str, list[str]] = self.take("na", dict) if "na" in self.values else {}
        if strangers := sorted(set(table) - set(signers)):
            raise self.refused("na", f"«{strangers[0]}» ondertekent dit document niet")
        if not all(
            isinstance(names, list) and all(type(name) is str for name in names) for names in table.values()
        ):
            raise self.refused("na", "hier hoort per ondertekenaar een lijst van documenten")
        return MappingProxyType({signer: tuple(table[signer]) for signer in signers if signer in table})


def _entries(path: Path, table: str, fields: Collection[str]) -> Iterator[_Entry]:
    """Read the tables of a catalogue file: no unknown keys, no number or id twice."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise SurroundingsFailed(f"{path} is niet te lezen: {err.strerror}.") from err
    except ValueError as err:
        raise TemplateRefused(f"{path.name} is geen geldige TOML: {err}.") from err
    found = data.pop(table, None)
    if data or not isinstance(found, list) or not found:
        raise TemplateRefused(f"{path.name} hoort alleen uit [[{table}]] te bestaan, ten minste één.")
    seen: set[object] = set()
    for number, values in enumerate(found, start=1):
        entry = _Entry(where=f"{path.name}, [[{table}]] {number}", values=values)
        for key in values:
            if key not in fields:
                raise entry.refused(key, f"deze sleutel is onbekend; bekend zijn {', '.join(fields)}")
        for key in {"id", "nummer", "slug"} & set(values):
            if (key, values[key]) in seen:
                raise entry.refused(key, f"«{values[key]}» komt twee keer voor")
            seen.add((key, values[key]))
        yield entry
