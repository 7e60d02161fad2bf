"""What stands in a folder: its files, and all that no package has. Follows no link and opens nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from signing.archive.names import alike, fault

MOST_FILES = 20_000  # two hundred times a package of three delegated employees
MOST_BYTES = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """Something that no package has: its path, and why not (Dutch, within a sentence)."""

    path: str
    why: str
    readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Relative POSIX paths: the files with their sizes, the folders, and what is odd; each sorted.

    `excessive`: it is more than a package may hold, and may not have been listed to the end.
    """

    files: dict[str, int] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    odd: tuple[Odd, ...] = ()
    excessive: bool = False

    @property
    def size(self) -> int:
        """Give the bytes of all files together."""
        return sum(self.files.values())

    def below(self, folder: str) -> tuple[str, ...]:
        """Name the files in a folder, at whatever depth."""
        return tuple(path for path in self.files if path.startswith(f"{folder}/"))


def look(folder: Path) -> Tree:
    """List `folder`; what cannot be listed is odd, and so is all beyond what a package may hold.

    Raises `OSError` if `folder` itself cannot be read.
    """
    files: dict[str, int] = {}
    folders: list[str] = []
    odd: list[Odd] = []
    known: dict[str, str] = {}
    seen = 0
    waiting = [""]
    while waiting:
        within = waiting.pop()
        try:
            entries = _entries(folder / within, MOST_FILES + 1 - seen)
        except OSError:
            if not within:
                raise
            odd.append(Odd(path=within, why="de map kan niet worden gelezen", readable=False))
            continue
        if within and not entries:
            odd.append(Odd(path=within, why="de map is leeg"))
        for entry in entries:
            seen += 1
            path = f"{within}/{entry.name}" if within else entry.name
            if why := _oddness(entry, path, known):
                odd.append(Odd(path=path, why=why))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
                waiting.append(path)
            else:
                files[path] = entry.stat(follow_symlinks=False).st_size
        if seen > MOST_FILES:
            odd.append(
                Odd(path=within or ".", why=f"er staan meer dan {MOST_FILES} namen in", readable=False)
            )
            break
    size = sum(files.values())
    if size > MOST_BYTES:
        largest = max(files, key=files.__getitem__)
        odd.append(Odd(path=largest, why="het is te groot voor een pakket", readable=False))
    return Tree(
        files=dict(sorted(files.items())),
        folders=tuple(sorted(folders)),
        odd=tuple(sorted(odd, key=lambda one: one.path)),
        excessive=seen > MOST_FILES or size > MOST_BYTES,
    )


def _entries(folder: Path, most: int) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(islice(found, most), key=lambda entry: entry.name)


def _oddness(entry: os.DirEntry[str], path: str, known: dict[str, str]) -> str:
    if entry.is_symlink():
        return "het is een koppeling naar iets anders"
    if not (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)):
        return "het is geen bestand of map"
    if why := fault(path):
        return why
    other = known.setdefault(alike(path), path)
    if other != path:
        return f"de naam verschilt alleen in hoofdletters of schrijfwijze van «{other}»"
    return ""
