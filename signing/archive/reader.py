"""Reading a tar or zip of a package from its begin to its end, once, and only as it is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from signing.archive import tarball, zipped
from signing.archive.disk import opened
from signing.archive.member import Member, exactly
from signing.archive.names import alike, fault, shown
from signing.archive.tree import MOST_BYTES, MOST_FILES
from signing.errors import DocumentRefused

Form = Literal["tar", "zip"]
_HINT = "Pak het uit met een ander programma en geef de map: die wordt bestand voor bestand getoetst."


class _Form(Protocol):
    """What the modules of the two forms do."""

    def head(self, member: Member) -> bytes: ...
    def read_head(self, stream: BinaryIO) -> tuple[Member | None, bytes]: ...
    def pad(self, size: int, /) -> bytes: ...
    def tail(self, members: Sequence[Member], /) -> bytes: ...


FORMS: Mapping[Form, _Form] = {"tar": tarball, "zip": zipped}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an archive may hold: members, bytes of one, and of all. Nothing in it is compressed."""

    members: int = MOST_FILES
    member: int = 200 << 20
    total: int = MOST_BYTES


ORDINARY = Limits()


@contextmanager
def reading(path: Path, form: Form, limits: Limits = ORDINARY) -> Iterator[tuple[BinaryIO, Iterator[Member]]]:
    """Open an archive; while a member is the last that was given, the stream may be read for its content.

    All but the contents has been judged once the members are at their end. Raises `DocumentRefused` for what
    is not as it should be, also where the caller reads, and `OSError`.
    """
    try:
        with opened(path.resolve()) as stream:
            yield stream, _walk(stream, form, limits, path.name)
    except ValueError as err:  # fewer bytes than were said, a number or a name that is none
        raise refused(path.name, "het is beschadigd of geen pakket van dit programma") from err


def refused(name: str, why: str) -> DocumentRefused:
    """Say that the archive file `name` is not taken."""
    return DocumentRefused(f"«{shown(name)}» kan niet worden uitgepakt: {why}.", hint=_HINT)


def _walk(stream: BinaryIO, form: Form, limits: Limits, path: str) -> Iterator[Member]:
    as_bytes, gate, members = FORMS[form], _Gate(limits), []
    while True:
        member, raw = as_bytes.read_head(stream)
        if member is None:
            break
        if as_bytes.head(member) != raw:
            raise refused(
                path,
                f"rond «{shown(member.name)}» is het gewijzigd, of anders ingepakt dan dit programma doet",
            )
        if why := gate.against(member):
            raise refused(path, f"«{shown(member.name)}» kan niet, want {why}")
        at = stream.tell() + member.size
        yield member
        stream.seek(at)
        between = as_bytes.pad(member.size)
        if exactly(stream, len(between)) != between:
            raise refused(
                path, f"na «{shown(member.name)}» is het gewijzigd, of anders ingepakt dan dit programma doet"
            )
        members.append(member)
    tail = as_bytes.tail(members)
    if not members or raw + stream.read(len(tail) - len(raw) + 1) != tail:
        raise refused(path, "het einde is gewijzigd, of anders ingepakt dan dit programma doet")


class _Gate:
    """What members may come, seen those that came: in order, each in a folder that came, within the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._folders: set[str] = set()
        self._known: set[str] = set()
        self._last = ""
        self._total = 0

    def against(self, member: Member) -> str:
        """Say in Dutch, within a sentence, why `member` may not come; empty if it may."""
        path = member.name.removesuffix("/")
        why = next(self._faults(member, path), "")
        self._last = member.name
        self._known.add(alike(path))
        self._total += member.size
        if member.folder:
            self._folders.add(path)
        return why

    def _faults(self, member: Member, path: str) -> Iterator[str]:
        if why := fault(path):
            yield why
        parent = path.rpartition("/")[0]
        in_place = parent in self._folders if self._last else member.folder and not parent
        if not in_place or member.name <= self._last:
            yield "het staat niet op zijn plaats, of naast de ene map die erin hoort"
        if alike(path) in self._known:
            yield "een andere naam verschilt er alleen in hoofdletters of schrijfwijze van"
        if member.folder and member.size:
            yield "een map heeft zelf geen inhoud"
        if member.size > self._limits.member or self._total + member.size > self._limits.total:
            yield "het is te groot"
        if len(self._known) == self._limits.members:
            yield f"er mogen niet meer dan {self._limits.members} bestanden en mappen in zitten"
