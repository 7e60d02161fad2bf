"""Make a dossier's papers again from its delegation file, and hold them against the papers themselves.

Revision 0 can be made again byte for byte: that proves that the signed text is what the delegation
file says, without trusting the dossier's books.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from generator import catalogue
from generator.dossier import ADDITION, SOURCE, Document, Dossier, sha256
from generator.errors import GeneratorError, SurroundingsFailed
from generator.files import read_file
from generator.papers import template_of
from generator.pipeline import make, versions
from signing.report import Problem


def rebuild(dossier: Dossier, *, templates: Path | None = None) -> Iterator[Problem]:
    """Give a problem for each paper that is not what the delegation file gives (`herbouw`).

    Papers of another version of the program or of a template cannot be made again here; that leaves
    the question open (`herbouw-anders`).
    """
    manifest = dossier.manifest
    if other := _other(manifest.versions, versions()):
        yield _otherwise(
            f"De papieren zijn gemaakt met {other}; met deze installatie zijn zij niet over te maken."
        )
        return
    if catalogue.tasks_digest(templates) != manifest.tasks_sha256:
        yield _otherwise("De papieren zijn gemaakt met een andere takenlijst (taken.toml) dan hier ligt.")
        return
    try:
        made = make(
            read_file(dossier.folder / SOURCE),
            name=SOURCE,
            addition=read_file(dossier.folder / ADDITION) if manifest.addition else None,
            templates=templates,
            only=[document.id for document in manifest.documents],
            test=manifest.test,
            engine="libreoffice" if "libreoffice" in manifest.versions else "typst",
        )
    except SurroundingsFailed as err:
        yield _otherwise(f"De papieren zijn op deze computer niet over te maken: {err.message}")
        return
    except GeneratorError as err:
        yield Problem(code="herbouw", message=f"De papieren zijn niet over te maken: {err.message}")
        return
    if other := _other(manifest.versions, made.manifest.versions):
        yield _otherwise(f"De papieren zijn gemaakt met {other}; hier staat een andere versie.")
        return
    kinds = {kind.id: kind for kind in catalogue.documents(templates, manifest.series)}
    for document in manifest.documents:
        template = sha256(read_file(template_of(kinds[document.id], templates)))
        if template != document.template_sha256:
            yield _otherwise(
                f"{document.id} is met een ander sjabloon gemaakt dan hier ligt; "
                "geef met --sjablonen de map met de oude sjablonen."
            )
        else:
            yield from _compared(dossier, document, made.files)


def _otherwise(message: str) -> Problem:
    return Problem(code="herbouw-anders", message=message)


def _other(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Name what made the dossier, as far as it is known here and another version runs now."""
    return ", ".join(f"{name} {was}" for name, was in then.items() if now.get(name, was) != was)


def _compared(dossier: Dossier, document: Document, files: dict[str, bytes]) -> Iterator[Problem]:
    for path, whole in ((document.pdf, False), (document.word, True)):
        there = dossier.folder / path
        if not there.is_file():
            continue  # its absence is told elsewhere
        data, again = read_file(there), files[path]
        if (data if whole else data[: len(again)]) != again:
            yield Problem(
                code="herbouw", message=f"{path} is niet wat het delegatiebestand oplevert, tot op de byte."
            )
