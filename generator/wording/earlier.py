"""The templates and catalogues with which a dossier was made, found again by their SHA-256."""

from __future__ import annotations

import shutil
from hashlib import sha256
from itertools import product
from typing import TYPE_CHECKING

from generator import catalogue
from generator.files import read_file
from generator.resources import content
from generator.wording.releases import EARLIER, VERSIONS, find

if TYPE_CHECKING:
    from pathlib import Path

    from generator.catalogue import DocumentKind, Series
    from generator.dossier import Manifest


def kinds_then(
    manifest: Manifest, own: Path | None = None, *, series: Series | None = None
) -> tuple[DocumentKind, ...] | None:
    """Give the document kinds as they were when the dossier was made; None when that list is gone.

    `series` asks for those of another series than the dossier's own.
    """
    path = find(catalogue.KINDS, manifest.catalogue_sha256, own)
    return None if path is None else catalogue.documents_in(path, series or manifest.series)


def lay_out(manifest: Manifest, folder: Path, own: Path | None = None) -> tuple[str, ...]:
    """Put in `folder` the files with which the dossier was made; give the names of those that are gone.

    With that folder for one's own templates the same papers come out again, whatever is in use now.
    """
    kinds = find(catalogue.KINDS, manifest.catalogue_sha256, own)
    lists = _task_lists(manifest.tasks_sha256, own)
    wanted: dict[str, Path | None] = {catalogue.KINDS: kinds, catalogue.TASKS: None}
    wanted |= lists or {}
    for document in manifest.documents:
        wanted[document.template] = find(document.template, document.template_sha256, own)
    for name, path in wanted.items():
        if path is not None:
            shutil.copyfile(path, folder / name)
    if own is not None:  # what is not printed has no digest: the lists that files are checked with
        for path in own.glob("*.toml"):
            if path.name not in {*wanted, catalogue.QUESTIONS, VERSIONS}:
                shutil.copyfile(path, folder / path.name)
    return tuple(name for name, path in wanted.items() if path is None)


def _task_lists(digest: str, own: Path | None) -> dict[str, Path] | None:
    """Find the list of tasks, and the questions if there were any, that together have this digest."""
    if path := find(catalogue.TASKS, digest, own):
        return {catalogue.TASKS: path}
    for tasks, questions in product(_all(catalogue.TASKS, own), _all(catalogue.QUESTIONS, own)):
        both = " ".join(sha256(read_file(path)).hexdigest() for path in (tasks, questions))
        if sha256(both.encode()).hexdigest() == digest:
            return {catalogue.TASKS: tasks, catalogue.QUESTIONS: questions}
    return None


def _all(name: str, own: Path | None) -> list[Path]:
    stem, _, suffix = name.rpartition(".")
    folders = [content("templates")] if own is None else [own, content("templates")]
    places = [
        path for folder in folders for path in (folder / name, *(folder / EARLIER).glob(f"{stem}@*.{suffix}"))
    ]
    return [path for path in places if path.is_file()]
