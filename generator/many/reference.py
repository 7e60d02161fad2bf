"""The reference of a delegation file, read quickly: which dossier it will become, before anybody makes it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from generator import source
from generator.errors import InputRefused
from generator.intake import take_in

# As everybody writes it: a line of its own at the top level. Whoever makes the dossier reads the file properly.
_LINE = re.compile(rb"^kenmerk:[ \t]+([\"']?)([A-Za-z0-9._-]+)\1[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_KEY = b"kenmerk"


def reference_in(path: Path) -> str:
    """Give the reference in a file; empty for one without a readable one. Never raises."""
    try:
        return reference_of(take_in(path, limit=source.MAX_BYTES))
    except InputRefused:
        return ""  # who makes it says why


def reference_of(data: bytes) -> str:
    """Give the reference in what a file holds; empty where there is none that can be read."""
    if len(data) > source.MAX_BYTES:
        return ""
    found = _LINE.findall(data)
    if len(found) == 1:
        return str(found[0][1].decode())
    if _KEY not in data:
        return ""
    root = source.read(data).root
    said = root.value.get("kenmerk") if root is not None and isinstance(root.value, dict) else None
    return said if isinstance(said, str) else ""


def as_folder(reference: str) -> str:
    """Give what tells two references apart as names of folders: not their case, where the system does not."""
    return os.path.normcase(reference)
