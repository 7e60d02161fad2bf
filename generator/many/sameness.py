"""Whether another machine would make the same bytes: the same program, wording, Python and libraries."""

from __future__ import annotations

import hashlib
import platform
import re
import zlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TypeAlias

from generator.resources import content

Found: TypeAlias = tuple[tuple[str, str], ...]  # what is compared, by its Dutch name
_NAME = "taakdelegatie"
_SHOWN = 3


@lru_cache(maxsize=1)
def found() -> Found:
    """Give what decides the bytes of papers here, read once."""
    names = sorted(
        {re.split(r"[^\w.-]", one)[0].lower() for one in requires(_NAME) or () if "extra ==" not in one}
        if _installed(_NAME) != _ABSENT
        else set()
    )
    return (
        ("Python", platform.python_version().rpartition(".")[0]),
        ("zlib", zlib.ZLIB_RUNTIME_VERSION),
        *((name, _installed(name)) for name in (_NAME, *names)),
        ("de bestanden van het programma", digest(Path(__file__).resolve().parents[2])),
    )


def difference(ours: Found, theirs: object) -> str:
    """Say in Dutch in what `theirs`, an answer of whatever kind, differs; empty where it does not."""
    if not isinstance(theirs, tuple):
        return f"het programma is daar niet te gebruiken ({type(theirs).__name__})"
    mine, other = dict(ours), dict(theirs)
    told = [
        f"{name} {_short(other.get(name, _ABSENT))} in plaats van {_short(mine.get(name, _ABSENT))}"
        for name in dict.fromkeys((*mine, *other))
        if mine.get(name) != other.get(name)
    ]
    more = [f"en nog {len(told) - _SHOWN}"] if len(told) > _SHOWN else []
    return ", ".join([*told[:_SHOWN], *more])


_ABSENT = "geen"


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _ABSENT


def _short(text: str) -> str:
    return text[:12]


def digest(top: Path) -> str:
    """Give the digest of the program, what it lays papers out with included, and the wording, wherever they are."""
    whole = hashlib.sha256()
    own = [
        path for folder in ("generator", "signing") for path in (top / folder).rglob("*") if path.is_file()
    ]
    wording = content("templates")
    files = [
        (path.relative_to(top).as_posix(), path)
        for path in own
        if not {"_content", "__pycache__"} & set(path.parts)
    ]
    files += [
        (f"templates/{path.relative_to(wording).as_posix()}", path)
        for path in wording.rglob("*")
        if path.is_file() and not path.name.startswith(("~", "."))
    ]
    for name, path in sorted(files):
        whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
