"""The tag files of a bag (RFC 8493), in the one way in which this program writes them.

Read strictly: what is not written back as the same bytes is refused. So no two programs read two things in
one manifest, and no byte of it can change unseen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from signing.archive.disk import PIECE, opened
from signing.archive.names import fault
from signing.archive.tree import MOST_FILES
from signing.errors import DocumentRefused

ALGORITHMS = ("sha256", "sha512")
BAGIT = "bagit.txt"
INFO = "bag-info.txt"
DATA = "data"
OXUM = "Payload-Oxum"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MOST = 16 << 20  # bytes of a tag file
_DIGITS = {"sha256": 64, "sha512": 128}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of a bag: its path in it (POSIX), its size in bytes, and its digests in hexadecimals."""

    path: str
    size: int
    sha256: str
    sha512: str

    def digest(self, algorithm: str) -> str:
        """Give the digest by one of `ALGORITHMS`."""
        return self.sha256 if algorithm == "sha256" else self.sha512


def files_manifest(algorithm: str) -> str:
    """Name the manifest of the payload."""
    return f"manifest-{algorithm}.txt"


def tags_manifest(algorithm: str) -> str:
    """Name the manifest of the tag files."""
    return f"tagmanifest-{algorithm}.txt"


FILES = tuple(map(files_manifest, ALGORITHMS))
TAGS = tuple(map(tags_manifest, ALGORITHMS))


def oxum(size: int, count: int) -> str:
    """Write how much the payload is, as `Payload-Oxum` says it."""
    return f"{size}.{count}"


def measured(folder: Path, path: str) -> Item:
    """Count and digest one file of the bag in `folder`, read piece by piece. Raises `OSError`."""
    with opened(folder / path) as stream:
        return _item(path, iter(lambda: stream.read(PIECE), b""))


def measured_bytes(path: str, data: bytes) -> Item:
    """Do the same with what will be that file."""
    return _item(path, (data,))


def _item(path: str, pieces: Iterable[bytes]) -> Item:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    for piece in pieces:
        size += len(piece)
        sha256.update(piece)
        sha512.update(piece)
    return Item(path=path, size=size, sha256=sha256.hexdigest(), sha512=sha512.hexdigest())


def manifest(entries: Mapping[str, str]) -> bytes:
    """Write a manifest of digests by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(entries.items())).encode()


def read_manifest(folder: Path, name: str) -> dict[str, str]:
    """Read the digests by path in a manifest of the bag in `folder`.

    Raises `DocumentRefused` if it is missing, cannot be read, or is not as `manifest` writes it.
    """
    data = read(folder, name)
    digits = _DIGITS[name.rpartition("-")[2].removesuffix(".txt")]
    line = re.compile(rf"(?P<digest>[0-9a-f]{{{digits}}})  (?P<path>[^\n]+)\n")
    entries = {found["path"]: found["digest"] for found in line.finditer(_text(data, name))}
    if len(entries) > MOST_FILES or manifest(entries) != data or not entries:
        raise DocumentRefused(
            f"«{name}» is gewijzigd: het is geen lijst zoals die bij het maken is geschreven."
        )
    payload = not name.startswith("tag")
    for path in entries:
        if why := fault(path) or (
            "" if path.startswith(f"{DATA}/") == payload else "het hoort niet in deze lijst"
        ):
            raise DocumentRefused(f"«{name}» is gewijzigd: het noemt een bestand dat niet kan, want {why}.")
    return entries


def tags(info: Mapping[str, str]) -> bytes:
    """Write tags, sorted by label. Raises `ValueError` for a label or a value that such a line cannot hold."""
    for label, value in info.items():
        if ":" in label or any(
            not one.isprintable() or one != one.strip() or not one for one in (label, value)
        ):
            raise ValueError(label)
    return "".join(f"{label}: {value}\n" for label, value in sorted(info.items())).encode()


def read_tags(folder: Path) -> dict[str, str]:
    """Read bag-info.txt. Raises `DocumentRefused` as `read_manifest` does."""
    data = read(folder, INFO)
    lines = _text(data, INFO).removesuffix("\n").split("\n")
    info = {label: value for label, _, value in (line.partition(": ") for line in lines)}
    try:
        same = tags(info) == data
    except ValueError:
        same = False
    if not same:
        raise DocumentRefused(
            f"«{INFO}» is gewijzigd: de gegevens staan er niet zoals ze bij het maken zijn geschreven."
        )
    return info


def read(folder: Path, name: str) -> bytes:
    """Read a tag file. Raises `DocumentRefused`, with a `FileNotFoundError` as its cause if it is missing."""
    path = folder / name
    try:
        with opened(path) as stream:
            data = stream.read(MOST + 1)
    except FileNotFoundError as err:
        raise DocumentRefused(f"«{name}» ontbreekt in het pakket.") from err
    except OSError as err:
        raise DocumentRefused(f"«{name}» kan niet worden gelezen.") from err
    if len(data) > MOST:
        raise DocumentRefused(f"«{name}» is te groot: meer dan {MOST} bytes worden er niet gelezen.")
    return data


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as err:
        raise DocumentRefused(f"«{name}» is gewijzigd: het is geen tekst in UTF-8.") from err
