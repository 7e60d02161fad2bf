"""A bag (BagIt 1.0, RFC 8493): made, and checked to the last byte.

The library judges what is made and what is found. It does not write: it changes the folder of the whole
process to do so, and says 0.97. Nor does it see everything: tag files in no manifest, a tag manifest that is
gone or listed in capitals, links. So nothing reaches it but what `shape` found to be a bag as this program
writes it, and where it objects, `differences` says which file it is.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import bagit

from signing.archive import manifests, tree
from signing.archive.differences import contents, miscounted, shape
from signing.archive.disk import created, sync, sync_folder
from signing.archive.manifests import ALGORITHMS, BAGIT, DATA, INFO, Item
from signing.archive.names import shown
from signing.errors import DocumentRefused, ResultRefused
from signing.report import Problem

__all__ = ["BAGIT", "DATA", "INFO", "SHA256_FILES", "SHA256_TAGS", "SHA512_FILES", "SHA512_TAGS", "Item"]
SHA256_FILES, SHA512_FILES = manifests.FILES
SHA256_TAGS, SHA512_TAGS = manifests.TAGS
MOST_PROBLEMS = 1000

# It logs what it raises, with a stranger's names in it.
logging.getLogger("bagit").addHandler(logging.NullHandler())
logging.getLogger("bagit").propagate = False


def make(folder: Path, info: Mapping[str, str]) -> None:
    """Make a bag of `folder`, that holds `data/` and nothing else; the same payload and `info` give the same bytes.

    The tag files are on the disk when this returns, `bagit.txt` last, so that what was broken off is no bag;
    the payload is the caller's to flush. Raises `ValueError` for a folder or `info` that cannot be a bag,
    `DocumentRefused` for something in the payload that no package has, `ResultRefused` and `OSError`.
    """
    found = tree.look(folder)
    if found.folders[:1] != (DATA,) or any(not path.startswith(f"{DATA}/") for path in found.files):
        raise ValueError(folder)
    items = list(payload(folder))
    count = manifests.oxum(sum(item.size for item in items), len(items))
    written = {
        manifests.files_manifest(algorithm): manifests.manifest(
            {item.path: item.digest(algorithm) for item in items}
        )
        for algorithm in ALGORITHMS
    }
    written[INFO] = manifests.tags({**info, manifests.OXUM: count})
    listed_tags = [
        manifests.measured_bytes(name, data)
        for name, data in (*written.items(), (BAGIT, manifests.DECLARATION))
    ]
    for algorithm in ALGORITHMS:
        written[manifests.tags_manifest(algorithm)] = manifests.manifest(
            {item.path: item.digest(algorithm) for item in listed_tags}
        )
    for name, data in (*written.items(), (BAGIT, manifests.DECLARATION)):
        with created(folder / name) as stream:
            stream.write(data)
            sync(stream)
    sync_folder(folder)
    if problems := check(folder, ()):
        raise ResultRefused(f"Het gemaakte pakket klopt niet: {problems[0].message}")


def check(folder: Path, beside: Collection[str]) -> tuple[Problem, ...]:
    """Say everything that is wrong with the bag in `folder`, each file by its path; never raises for a bad bag.

    `beside` are files that stand at its top and are in no manifest, because they seal these; what they hold,
    and whether they are there, is the caller's to judge.
    """
    try:
        found = tree.look(folder)
        problems = shape(folder, found, beside)
        if not problems and not (objection := _objection(folder)):
            return ()
        if not found.excessive:
            problems += contents(folder, found)
        if not problems:
            problems = miscounted(folder, found) or [
                _unreadable(f"Het programma bagit keurt het af: {objection}.")
            ]
    except (OSError, DocumentRefused):  # it is no folder, or changes while it is read
        return (_unreadable("Het pakket kan niet worden gelezen: het is geen map, of wordt nu gewijzigd."),)
    if (more := len(problems) - MOST_PROBLEMS) > 0:
        problems[MOST_PROBLEMS:] = [
            Problem(code="pakket-gewijzigd", message=f"En nog {more} afwijkingen meer.")
        ]
    return tuple(problems)


def excessive(folder: Path) -> bool:
    """Claim that there is more in it than any package holds: then `check` says so, and nothing else need be read."""
    try:
        return tree.look(folder).excessive
    except OSError:
        return False  # told by `check`


def payload(folder: Path) -> Iterator[Item]:
    """Give each file of the payload as it stands there, sorted by path, read one by one.

    Raises `DocumentRefused` for what no package has, and `OSError`.
    """
    found = tree.look(folder)
    for odd in found.odd:
        raise DocumentRefused(f"«{shown(odd.path)}» kan niet in het pakket: {odd.why}.")
    for path in found.below(DATA):
        yield manifests.measured(folder, path)


def listed(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of each file of the payload by its path, as the manifest says. Raises `DocumentRefused`."""
    return manifests.read_manifest(folder, SHA256_FILES)


def tag_manifests(folder: Path) -> dict[str, bytes]:
    """Give the two tag manifests, which cover all of the bag. Raises `DocumentRefused`."""
    return {name: manifests.read(folder, name) for name in manifests.TAGS}


def info(folder: Path) -> dict[str, str]:
    """Give what bag-info.txt says. Raises `DocumentRefused`."""
    return manifests.read_tags(folder)


def _unreadable(message: str) -> Problem:
    return Problem(code="pakket-onleesbaar", message=message)


def _objection(folder: Path) -> str:
    try:
        bagit.Bag(str(folder)).validate()
    except Exception as err:  # noqa: BLE001 - a stranger's bytes: whatever breaks, it is no good bag
        return shown(str(err)) or type(err).__name__
    return ""
