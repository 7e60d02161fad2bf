"""The table `[archief]` of `delegatie.toml`: who answers for the archive, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.toml_reading import only, written

_KEYS = {
    "functionaris": "officer",
    "archiefvormer": "creator",
    "beheerder": "custodian",
    "bestemming": "target",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEntry:
    """The table as it is written; empty where it is silent (see `generator.archive.order.Order`)."""

    officer: str = ""
    creator: str = ""
    custodian: str = ""
    target: str = ""


def archive(path: Path, table: Mapping[str, object]) -> ArchiveEntry:
    """Read the table of the file `path`. Raises `InputRefused`."""
    only(path, "archief", table, set(_KEYS))
    return ArchiveEntry(
        **{_KEYS[key]: written(path, f"archief.{key}", value) for key, value in table.items()}
    )
