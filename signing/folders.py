"""Files that a user names one by one, or by the folder that they lie in, and reading them with a bound."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from signing import regular
from signing.errors import SealingError

_MOST = 1000


def files(
    paths: Iterable[Path], endings: Collection[str], noun: str, error: type[SealingError]
) -> tuple[Path, ...]:
    """Give each path that is no folder, and of each folder the files with one of `endings`, by name.

    Without endings all files count whose names do not begin with a dot. Does not look into folders in folders. Raises
    `error` for a folder with none, with more than a thousand, or that cannot be read; `noun` is what should be in it.
    """
    return tuple(
        one for path in paths for one in (_inside(path, endings, noun, error) if path.is_dir() else (path,))
    )


def read(path: Path, *, limit: int, noun: str, error: type[SealingError]) -> bytes:
    """Read a file that a user named. Raises `error` where it cannot be read, or is larger than `noun` can be."""
    try:
        data = regular.read(path, limit=limit)
    except (OSError, ValueError) as err:
        raise error(
            f"{path}: dit bestand kan niet worden gelezen.",
            hint="Controleer de naam van het bestand en uw toegang ertoe.",
        ) from err
    if len(data) > limit:
        raise error(f"{path}: te groot voor {noun}; {limit // 1_000_000} MB is het meeste.")
    return data


def _inside(path: Path, endings: Collection[str], noun: str, error: type[SealingError]) -> list[Path]:
    try:
        inside = sorted(one for one in path.iterdir() if not one.is_dir())
    except OSError as err:
        raise error(
            f"{path}: deze map kan niet worden gelezen.", hint="Controleer uw toegang tot de map."
        ) from err
    found = [
        one for one in inside if (one.suffix.lower() in endings if endings else not one.name.startswith("."))
    ]
    if not found:
        wanted = f" (een bestand op {', '.join(sorted(endings))})" if endings else ""
        raise error(
            f"{path}: in deze map staat geen {noun}{wanted}.",
            hint="Noem de map waarin de bestanden zelf staan; in mappen daarbinnen wordt niet gekeken.",
        )
    if len(found) > _MOST:
        raise error(
            f"{path}: in deze map staan {len(found)} bestanden; {_MOST} is het meeste.",
            hint="Maak een map met alleen wat nodig is.",
        )
    return found
