"""Which release a template is: `versies.toml` beside the templates, and every released file in `eerder/`.

A released file is kept from the moment of its release, so that whoever changes a template need not
think of keeping the former one. A dossier names its templates by SHA-256; by that they are found again,
in a folder of one's own first and then in the program's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator import catalogue
from generator.errors import InputRefused
from generator.files import read_file, replace_file
from generator.resources import content, template_file
from generator.tables import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS = "versies.toml"
EARLIER = "eerder"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CATALOGUES = {
    catalogue.KINDS: "lijst van documenten",
    catalogue.TASKS: "takenlijst",
    catalogue.QUESTIONS: "vragen",
}
_START = """# The released templates and catalogues. Written by `delegatie sjablonen vrijgeven`, never by hand: what is
# released stays, as a file in eerder/ that every dossier made with it can be checked against.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One released file: which document it makes (or which catalogue it is), and its version."""

    document: str
    file: str
    version: int
    day: date
    sha256: str

    @property
    def kept(self) -> str:
        """Where it is kept, from the folder of templates."""
        name = Path(self.file)
        return f"{EARLIER}/{name.stem}@{self.version}{name.suffix}"

    def as_toml(self) -> str:
        """Write it as `versies.toml` holds it."""
        return (
            f'\n[[uitgave]]\ndocument = "{self.document}"\nbestand = "{self.file}"\nversie = {self.version}\n'
            f'datum = {self.day.isoformat()}\nsha256 = "{self.sha256}"\n'
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a file that is in use now stands to what was released.

    `version` is that of these very bytes, None when they were never released; `latest` is the last
    released version of this file. `own`: it is not the program's.
    """

    sha256: str
    version: int | None
    latest: int | None
    own: bool

    def __str__(self) -> str:
        if self.version is not None:
            said = f"uitgave {self.version}"
        elif self.latest is not None:
            said = f"gewijzigd na uitgave {self.latest}"
        else:
            said = "niet uitgegeven"
        return f"eigen, {said}" if self.own else said


def releases(folder: Path) -> tuple[Release, ...]:
    """Give what a folder of templates has released, the oldest first. Raises `TemplateRefused`."""
    path = folder / VERSIONS
    return _read(path, read_file(path)) if path.is_file() else ()


@lru_cache(maxsize=8)
def _read(path: Path, _data: bytes) -> tuple[Release, ...]:
    fields = ("document", "bestand", "versie", "datum", "sha256")
    return tuple(
        Release(
            document=entry.take("document", str),
            file=entry.take("bestand", str),
            version=entry.take("versie", int),
            day=entry.take("datum", date),
            sha256=entry.take("sha256", str),
        )
        for entry in entries(path, "uitgave", fields, unique=())
    )


def standing(name: str, own: Path | None = None) -> Standing:
    """Tell of the file that `name` means now, one's own or the program's, which release it is."""
    path = template_file(name, own)
    found = sha256(read_file(path)).hexdigest()
    ours = content("templates")
    elsewhere = path.parent != ours and path.parent.resolve() != ours.resolve()
    is_own = elsewhere and found != _digest(ours / name)
    known = [one for folder in _folders(own) for one in releases(folder) if one.file == name]
    mine = [one for one in releases(path.parent) if one.file == name]
    return Standing(
        sha256=found,
        version=next((one.version for one in reversed(known) if one.sha256 == found), None),
        latest=mine[-1].version if mine else None,
        own=is_own,
    )


def find(name: str, digest: str, own: Path | None = None) -> Path | None:
    """Find the file that once had this name, by its digest: what is in use now, or what was released.

    A digest that is none finds nothing.
    """
    if not _SHA256.fullmatch(digest):
        return None
    stem, suffix = Path(name).stem, Path(name).suffix
    for folder in _folders(own):
        for path in (folder / name, *sorted((folder / EARLIER).glob(f"{stem}@*{suffix}"))):
            if path.is_file() and _digest(path) == digest:
                return path
    return None


def release(folder: Path, *, day: date) -> list[Release]:
    """Release what changed in a folder of templates since its last release; gives what that was.

    Of an own folder, what equals the program's is left to the program. Raises `InputRefused` when nothing
    changed, and `SurroundingsFailed`.
    """
    before = releases(folder)
    ours = content("templates")
    is_ours = folder.resolve() == ours.resolve()
    made: list[tuple[Release, bytes]] = []
    for document, name in _releasable(folder):
        data = read_file(folder / name)
        digest = sha256(data).hexdigest()
        past = [one for one in before if one.file == name]
        if (past and past[-1].sha256 == digest) or (
            not past and not is_ours and _digest(ours / name) == digest
        ):
            continue
        version = past[-1].version + 1 if past else 1
        made.append((Release(document=document, file=name, version=version, day=day, sha256=digest), data))
    if not made:
        raise InputRefused(
            f"In {folder} is niets gewijzigd sinds de laatste uitgave.",
            hint="`delegatie sjablonen lijst` zegt van elk sjabloon welke uitgave het is.",
        )
    (folder / EARLIER).mkdir(exist_ok=True)
    for one, data in made:
        replace_file(folder / one.kept, data)
    # The list comes last: until it is written nothing is released, and a second try does the same again.
    path = folder / VERSIONS
    listed = read_file(path) if path.is_file() else _START.encode()
    replace_file(path, listed + "".join(one.as_toml() for one, _ in made).encode())
    return [one for one, _ in made]


def _releasable(folder: Path) -> Iterator[tuple[str, str]]:
    for kind in catalogue.all_documents(folder):
        if (folder / kind.template).is_file():
            yield kind.id, kind.template
    for name, title in _CATALOGUES.items():
        if (folder / name).is_file():
            yield title, name


def _folders(own: Path | None) -> list[Path]:
    ours = content("templates")
    return [ours] if own is None or own.resolve() == ours.resolve() else [own, ours]


def _digest(path: Path) -> str:
    return sha256(read_file(path)).hexdigest() if path.is_file() else ""
