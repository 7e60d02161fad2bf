"""Which names a file in a package may have: those that every computer and archive keeps as they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

MOST_OF_A_PART = 200  # bytes; file systems stop at 255, and programs put something before or after
MOST_OF_A_PATH = 1000
_SHOWN = 200
# Not on Windows; `%` is an escape in a manifest of a bag.
_STRANGE = frozenset('<>:"|?*\\%')
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10)}
)


def fault(path: str) -> str:
    """Say in Dutch, within a sentence, why no file in a package may have this relative path; empty if it may."""
    return next(_faults(path), "")


def alike(path: str) -> str:
    """Give what two paths share if some computer takes them for one: letter case and Unicode form do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def shown(path: str) -> str:
    """Give a stranger's path so that it can be printed: one line, nothing that steers a screen."""
    safe = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in path
    )
    return safe if len(safe) <= _SHOWN else f"{safe[: _SHOWN - 1]}…"


def _faults(path: str) -> Iterator[str]:
    if not path.isprintable():
        yield "de naam heeft een teken dat niet te zien is"
        return  # what follows is about text
    if found := sorted(_STRANGE & set(path)):
        yield f"de naam heeft het teken {found[0]}"
    if unicodedata.normalize("NFC", path) != path:
        yield "de naam is niet in de gewone vorm van Unicode (NFC) geschreven"
    if len(path.encode()) > MOST_OF_A_PATH:
        yield "het pad is te lang"
    parts = path.split("/")
    if path.startswith("~") or any(part in {"", ".", ".."} for part in parts):
        yield "het pad kan buiten het pakket wijzen"
    if any(len(part.encode()) > MOST_OF_A_PART for part in parts):
        yield "de naam is te lang"
    if any(part != part.strip() or part.endswith(".") for part in parts):
        yield "de naam begint of eindigt met een spatie, of eindigt met een punt"
    if any(part.split(".")[0].upper() in _DEVICES for part in parts):
        yield "op Windows is het de naam van een apparaat"
