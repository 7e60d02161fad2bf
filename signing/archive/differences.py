"""Where a bag differs from the bag as it was made: every file by its path, in Dutch.

Two digests of each file stand in the bag. If only one of them fits, the file or that manifest was changed;
nothing in the bag can tell which, so both are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from signing.archive import manifests
from signing.archive.manifests import ALGORITHMS, BAGIT, DATA, FILES, INFO, TAGS
from signing.archive.names import shown
from signing.archive.tree import Tree
from signing.errors import DocumentRefused
from signing.report import Problem

_COVERED = (BAGIT, INFO, *FILES)
_OWN = (*_COVERED, *TAGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lists:
    """The manifests of one kind that can be read, and what is wrong with the others."""

    read: dict[str, dict[str, str]]
    refused: tuple[Problem, ...]

    @property
    def paths(self) -> set[str]:
        return {path for entries in self.read.values() for path in entries}


def shape(folder: Path, tree: Tree, beside: Collection[str]) -> list[Problem]:
    """Say what can be seen without reading the payload: what is odd, missing or extra, and not written so.

    Nothing found means: a bag as this program writes it, of which the contents are still to be read.
    """
    odd = {one.path for one in tree.odd}
    problems = [
        _unknown(one.path, one.why) if one.readable else _unreadable(one.path, one.why) for one in tree.odd
    ]
    problems += [_missing(name) for name in _OWN if name not in tree.files and name not in odd]
    if DATA not in tree.folders and DATA not in odd:
        problems.append(_missing(DATA))
    problems += _tag_files(folder, tree)
    files, tags = _lists(folder, tree, FILES), _lists(folder, tree, TAGS)
    for lists in (files, tags):
        problems += lists.refused
        problems += _not_in_both(lists, (path for path in lists.paths if path not in _OWN))
    problems += _not_in_both(tags, _COVERED)
    everywhere = [path for lists in (files, tags) for path in lists.paths if _in_all(lists, path)]
    problems += [_missing(path) for path in sorted(everywhere) if path not in {*tree.files, *odd, *_OWN}]
    for path in tree.files:
        lists = files if path.startswith(f"{DATA}/") else tags
        if path == "fetch.txt":
            problems.append(_unknown(path, "een pakket dat nog bestanden van elders haalt, is niet volledig"))
        elif lists.read and path not in {*lists.paths, *beside, *_OWN}:
            problems.append(_unknown(path, "het staat in geen lijst van het pakket"))
    return problems


def contents(folder: Path, tree: Tree) -> list[Problem]:
    """Read every file that a manifest names, and say which is not what it was. Raises `OSError`."""
    problems = []
    for lists in (_lists(folder, tree, FILES), _lists(folder, tree, TAGS)):
        for path in sorted(lists.paths & tree.files.keys()):
            try:
                item = manifests.measured(folder, path)
            except OSError:
                problems.append(_unreadable(path, "het bestand kan niet worden gelezen"))
                continue
            fits = {
                name: entries[path] == item.digest(algorithm)
                for algorithm in ALGORITHMS
                for name, entries in lists.read.items()
                if path in entries and algorithm in name
            }
            wrong = [name for name, same in fits.items() if not same]
            if wrong and len(wrong) == len(fits):
                problems.append(
                    _changed(path, f"de inhoud is niet die waarvan «{wrong[0]}» het controlegetal geeft")
                )
            elif wrong:
                problems.append(_either(path, wrong[0], "die twee passen niet meer bij elkaar"))
    return problems


def miscounted(folder: Path, tree: Tree) -> list[Problem]:
    """Say that bag-info.txt counts the payload wrongly, of a bag in which nothing else is found."""
    payload = [tree.files[path] for path in tree.below(DATA)]
    if manifests.read_tags(folder).get(manifests.OXUM) == manifests.oxum(sum(payload), len(payload)):
        return []
    return [_changed(INFO, f"de omvang ({manifests.OXUM}) is niet die van de bestanden")]


def _tag_files(folder: Path, tree: Tree) -> Iterator[Problem]:
    """Judge the two tag files that are no lists."""
    if BAGIT in tree.files:
        try:
            if manifests.read(folder, BAGIT) != manifests.DECLARATION:
                yield _changed(BAGIT, "er hoort BagIt 1.0 in UTF-8 te staan, en niets anders")
        except DocumentRefused as err:
            yield _refused(err)
    if INFO in tree.files:
        try:
            manifests.read_tags(folder)
        except DocumentRefused as err:
            yield _refused(err)


def _lists(folder: Path, tree: Tree, names: Collection[str]) -> _Lists:
    read, refused = {}, []
    for name in names:
        if name in tree.files:
            try:
                read[name] = manifests.read_manifest(folder, name)
            except DocumentRefused as err:
                refused.append(_refused(err))
    return _Lists(read=read, refused=tuple(refused))


def _in_all(lists: _Lists, path: str) -> bool:
    return all(path in entries for entries in lists.read.values())


def _not_in_both(lists: _Lists, paths: Collection[str] | Iterator[str]) -> Iterator[Problem]:
    """Say which of these paths one list names and another does not, or none."""
    for path in sorted(paths):
        lacking = [name for name, entries in lists.read.items() if path not in entries]
        naming = [name for name in lists.read if name not in lacking]
        if lacking and naming:
            yield _either(lacking[0], naming[0], f"alleen de tweede noemt «{shown(path)}»")
        elif lacking:
            yield _changed(lacking[0], f"«{shown(path)}» hoort erin te staan")


def _changed(path: str, why: str) -> Problem:
    return Problem(code="pakket-gewijzigd", message=f"«{shown(path)}» is gewijzigd: {why}.")


def _either(path: str, other: str, why: str) -> Problem:
    message = f"«{shown(path)}» of «{other}» is gewijzigd: {why}."
    return Problem(code="pakket-gewijzigd", message=message)


def _missing(path: str) -> Problem:
    return Problem(code="pakket-ontbreekt", message=f"«{shown(path)}» ontbreekt in het pakket.")


def _unknown(path: str, why: str) -> Problem:
    return Problem(
        code="pakket-onbekend-bestand", message=f"«{shown(path)}» hoort niet in het pakket: {why}."
    )


def _unreadable(path: str, why: str) -> Problem:
    return Problem(code="pakket-onleesbaar", message=f"«{shown(path)}» kan niet worden beoordeeld: {why}.")


def _refused(err: DocumentRefused) -> Problem:
    unreadable = isinstance(err.__cause__, OSError) or err.message.endswith("gelezen.")
    return Problem(code="pakket-onleesbaar" if unreadable else "pakket-gewijzigd", message=err.message)
