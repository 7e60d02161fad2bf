"""Which files a person means: files by name, everything in a folder, or what comes in on standard input."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STDIN = "-"
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One file to check, or why there is none.

    `path` is empty for standard input. Who names a file wants to know of that file; what is only found
    in a folder (`found`) may be something else altogether.
    """

    name: str
    path: Path | None = None
    found: bool = False
    refusal: str = ""


def gather(arguments: Iterable[Path]) -> Iterator[Asked]:
    """Yield what the arguments stand for, each file once. Raises nothing."""
    seen: set[str] = set()
    for argument in arguments:
        for asked in _meant(argument):
            key = STDIN if asked.path is None else os.path.abspath(asked.path)  # noqa: PTH100 - a NUL is no reason to raise
            if asked.refusal or key not in seen:
                seen.add(key)
                yield asked


def _meant(argument: Path) -> Iterator[Asked]:
    if str(argument) == STDIN:
        yield Asked(name=STDIN)
    elif _is_folder(argument):
        yield from _within(argument)
    else:
        yield Asked(name=_name(argument), path=argument)


def _is_folder(argument: Path) -> bool:
    try:
        return argument.is_dir()
    except OSError:  # a name that is too long; reading it as a file says so
        return False


def _within(folder: Path) -> Iterator[Asked]:
    """Yield the YAML files of a folder and the folders in it; links to folders and hidden folders are passed by."""
    waiting = [folder]
    none = True
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            none = False
            yield Asked(name=_name(here), refusal="Deze map kan niet worden gelezen. Controleer de rechten.")
            continue
        inner = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                inner += [] if entry.name.startswith(".") else [here / entry.name]
            elif entry.name.lower().endswith(_SUFFIXES):
                none = False
                path = here / entry.name
                yield Asked(name=_name(path), path=path, found=True)
        waiting += reversed(inner)
    if none:
        yield Asked(
            name=_name(folder),
            refusal="In deze map staat geen bestand dat op .yaml of .yml eindigt. Noem een andere map, of het bestand zelf.",
        )


def _name(path: Path) -> str:
    """Give a name that can be printed and written as JSON, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", errors="replace")
